"""A zip whose bytes depend on nothing but its parts: add-in, extension and release are built so."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)
"""The first day a zip can state."""


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """Return the parts as a zip, in their order; no clock and no system leaves a mark in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in parts.items():
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0  # else it tells on which system it was built
            archive.writestr(entry, data)
    return out.getvalue()
