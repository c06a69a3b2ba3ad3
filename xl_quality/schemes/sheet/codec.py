"""
The clerk's form of a scheme (方案表): rows of a sheet, written and read back without a loss.

>>> from xl_quality.schemes.catalogue import load, load_raw
>>> sheet = to_sheet(load_raw("rank-up"))
>>> sheet.rows[2][:2]
('rank-up', '教师名次进位目标责任书')
>>> scheme_of(sheet.rows, "方案", _place) == load("rank-up")
True
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_quality.core.errors import BadInputError
from xl_quality.schemes.lint import lint
from xl_quality.schemes.loading import scheme_from
from xl_quality.schemes.sheet.reading import built, said_by, scheme_of
from xl_quality.schemes.sheet.writing import SchemeSheet, scheme_sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from xl_quality.core.findings import Finding
    from xl_quality.schemes.raw import Raw


def to_sheet(raw: Raw) -> SchemeSheet:
    """
    Return a scheme as the rows of a 方案 sheet (导入方案).

    Args:
        raw: the scheme's values, as `catalogue.load_raw` returns them.

    Raises:
        BadInputError: the scheme has faults, or says something that a cell cannot hold (a name
            with a separator in it): a sheet that would be read differently is never written.
    """
    scheme = scheme_from(raw, "方案")
    sheet = scheme_sheet(raw)
    try:
        same = scheme_of(sheet.rows, "方案", _place) == scheme
    except BadInputError as error:
        message = "方案中有写不进表格的内容（名称里有顿号、分号或等号等分隔符），没有写出"
        raise BadInputError(message, error.findings) from error
    if not same:
        message = "方案写成表格后读出的内容不一致，没有写出；请检查名称里的分隔符"
        raise BadInputError(message)
    return sheet


def lint_sheet(
    rows: Sequence[Sequence[object]], sheet: str, address: Callable[[int, int], str]
) -> list[Finding]:
    """
    Return everything wrong with a 方案 sheet (方案检查), each with its cell.

    What keeps the scheme from loading is an error; what `lint.lint` finds is a warning.
    """
    said = said_by(rows, sheet, address)
    try:
        scheme = built(said)
    except BadInputError as error:
        return list(error.findings)
    return [said.located(finding) for finding in lint(scheme)]


def _place(row: int, column: int) -> str:
    return f"第{row + 1}行第{column + 1}列"
