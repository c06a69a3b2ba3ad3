"""The release zip itself: same contents, same bytes."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

if TYPE_CHECKING:
    from collections.abc import Mapping

_MOMENT: Final = (2026, 1, 1, 0, 0, 0)
_PLAIN_FILE: Final = 0o644 << 16


def packed(files: Mapping[str, bytes], folder: str) -> bytes:
    """Return a zip of files inside one folder, in the order of their names."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in sorted(files.items()):
            info = ZipInfo(f"{folder}/{name}", _MOMENT)
            info.compress_type, info.external_attr = ZIP_DEFLATED, _PLAIN_FILE
            archive.writestr(info, content)
    return out.getvalue()
