"""The print setup of a sheet taken from another document, which LibreOffice leaves there (页面)."""

from __future__ import annotations

import contextlib
from typing import Any, Final

_FIRST: Final = ("IsLandscape", "Width", "Height", "HeaderIsOn", "FooterIsOn")
"""What the other properties depend on."""


def bring_page_style(source: Any, sheet: Any, document: Any, new: Any) -> None:  # noqa: ANN401 - UNO has no types
    """
    Give a sheet the page style that it had where it comes from.

    Args:
        source: the document it comes from.
        sheet: the sheet there.
        document: the document it was brought into.
        new: the sheet here.
    """
    there = source.StyleFamilies.getByName("PageStyles").getByName(sheet.PageStyle)
    styles = document.StyleFamilies.getByName("PageStyles")
    name = f"教学质量_{new.Name}"
    if not styles.hasByName(name):
        styles.insertByName(name, document.createInstance("com.sun.star.style.PageStyle"))
    here = styles.getByName(name)
    known = {one.Name for one in there.PropertySetInfo.Properties}
    for one in (*_FIRST, *sorted(known.difference(_FIRST))):
        # some say something about the style itself, which cannot be set
        with contextlib.suppress(Exception):
            setattr(here, one, getattr(there, one))
    new.PageStyle = name
