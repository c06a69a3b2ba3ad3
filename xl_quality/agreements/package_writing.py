"""The bytes of a finished Word file: the filled parts in their places, all else as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_quality.books.opc.archive_writer import Changes, rewrite

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xl_quality.agreements.package import WordFile


def packed(file: WordFile, parts: Mapping[str, str]) -> bytes:
    """
    Return a Word file with parts replaced; the others are copied as they lie there.

    Args:
        file: the template.
        parts: new text by part name.
    """
    changed = {name: text.encode() for name, text in parts.items()}
    return rewrite(file.archive, Changes(changed))
