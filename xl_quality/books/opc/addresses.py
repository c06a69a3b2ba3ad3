"""Addresses as formulas and XML write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_quality.sheets.grid import address, column_letter

if TYPE_CHECKING:
    from xl_quality.sheets.grid import Area


def area_address(area: Area) -> str:
    """Return an area in A1 notation.

    >>> area_address((0, 0, 4, 1)), area_address((2, 2, 2, 2))
    ('A1:B5', 'C3')
    """
    first, last = address(area[0], area[1]), address(area[2], area[3])
    return first if first == last else f"{first}:{last}"


def absolute_area(sheet: str, area: Area) -> str:
    """Return an area of a sheet with ``$`` before everything.

    >>> absolute_area("县名次", (0, 0, 4, 1))
    "'县名次'!$A$1:$B$5"
    """
    first = f"${column_letter(area[1])}${area[0] + 1}"
    last = f"${column_letter(area[3])}${area[2] + 1}"
    return f"{quoted_sheet(sheet)}!{first}:{last}"


def quoted_sheet(name: str) -> str:
    """Return a sheet name as it stands before ``!``; quotes are always allowed.

    >>> quoted_sheet("1'班")
    "'1''班'"
    """
    return "'" + name.replace("'", "''") + "'"


def split_target(target: str) -> tuple[str, str]:
    """Return sheet name and address of ``sheet!address``, the sheet's quotes taken off.

    >>> split_target("'1 班'!D5"), split_target("县名次!D5"), split_target("D5")
    (('1 班', 'D5'), ('县名次', 'D5'), ('', 'D5'))
    """
    sheet, _, cell = target.rpartition("!")
    if len(sheet) > 1 and sheet[0] == sheet[-1] == "'":
        sheet = sheet[1:-1].replace("''", "'")
    return sheet, cell


def url_of(file_name: str) -> str:
    """Return a file name as a relative link: what has a meaning in links is coded.

    >>> url_of("成绩 1#.xls")
    '成绩%201%23.xls'
    """
    return "".join(f"%{ord(c):02X}" if c in ' %#?"<>|*:' else c for c in file_name)
