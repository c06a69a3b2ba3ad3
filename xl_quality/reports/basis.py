"""The sheet 计算依据: every case of every clause with its reasons, also those that pay nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.books.tables import Link, Orientation, PrintSetup, Row, Table
from xl_quality.reports.looks import (
    CENTER,
    MONEY,
    TEXT,
    header_row,
    note_row,
    title_row,
    wrapped_height,
)
from xl_quality.reports.shown import shown_yuan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.books.tables import Value

SHEET: Final = "计算依据"
COLUMNS: Final = ("序号", "条款", "项目", "对象", "计算过程", "金额（元）", "其他结果", "数据出处")
_WIDTHS: Final = (6, 7, 18, 24, 56, 12, 18, 16)
_STYLES: Final = (CENTER, CENTER, TEXT, TEXT, TEXT, MONEY, TEXT, TEXT)
_HEADER_ROWS: Final = 3


class Reason(NamedTuple):
    """
    One line of the reasons.

    Attributes:
        clause, title: clause id and what it is called.
        about: the case: unit, exam, subject.
        why: facts and sum in one sentence.
        amount: fen, None where the clause pays no money.
        outcome: what else follows, e.g. 末位交流：….
        sources: cells the facts were taken from, ``sheet!cell``.
    """

    clause: str
    title: str
    about: str
    why: str
    amount: int | None
    outcome: str
    sources: Sequence[str]


def basis_table(reasons: Sequence[Reason], *, title: str, note: str) -> Table:
    """Return the sheet of reasons (计算依据).

    Args:
        reasons: in the order of the scheme's clauses.
        title: over the table.
        note: under the title.
    """
    width = len(COLUMNS)
    head = [title_row(title, width), note_row(note, width), header_row(COLUMNS)]
    return Table(
        SHEET,
        [*head, *(_row(number, reason) for number, reason in enumerate(reasons, start=1))],
        widths=_WIDTHS,
        merges=[(row, 0, row, width - 1) for row in (0, 1)],
        freeze=(_HEADER_ROWS, 2),
        print_setup=PrintSetup(Orientation.LANDSCAPE, title_rows=(0, _HEADER_ROWS - 1)),
    )


def _row(number: int, reason: Reason) -> Row:
    values: tuple[Value, ...] = (
        number,
        reason.clause,
        reason.title,
        reason.about,
        reason.why,
        None if reason.amount is None else shown_yuan(reason.amount),
        reason.outcome or None,
        _source(reason.sources),
    )
    texts = (value.text if isinstance(value, Link) else value for value in values)
    return Row(values, _STYLES, wrapped_height(texts, _WIDTHS))


def _source(sources: Sequence[str]) -> Value:
    """Return the cells as a link to the first of them that is one."""
    text = "；".join(sources)
    first = next((source for source in sources if "!" in source), "")
    return Link(text, first.partition("、")[0]) if first else text or None
