"""Which reports of the catalogue a run writes (选报表): some by name, all, or the usual ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from xl_quality.core.findings import BadInputError, Finding, Kind, Step, Way
from xl_quality.runs.report_kinds import REPORT_KINDS, Material, ReportKind
from xl_quality.runs.run_findings import REPORT_LEFT_OUT, REPORT_NOT_MADE
from xl_quality.sheets.text import plain_text

if TYPE_CHECKING:
    from xl_quality.books.tables import Table

EVERY: Final = ("全部",)  # Asked for: every report that the workbook has something for


def names_asked(text: str) -> tuple[str, ...]:
    """Return the reports that a person names, parted by commas, in printed order, each once.

    A name may be cut short, or the sheet's own longer title, as long as it means one report.

    Raises:
        BadInputError: a name is unknown, may mean several reports, or none is given.

    >>> names_asked("分数段统计，学校排名"), names_asked("缺考")
    (('学校排名', '分数段'), ('缺考·空白·零分清单',))
    """
    names = {_name_meant(word) for word in plain_text(text).replace("、", ",").split(",") if word}
    if not names:
        raise BadInputError(f"没有写要哪几张报表，可写：{_every_name()}")
    return tuple(kind.name for kind in REPORT_KINDS if kind.name in names)


def _name_meant(word: str) -> str:
    names = {plain_text(kind.name): kind.name for kind in REPORT_KINDS}
    if word in names:
        return names[word]
    alike = [own for name, own in names.items() if name.startswith(word) or word.startswith(name)]
    if len(alike) == 1:
        return alike[0]
    which = f"，是“{'”还是“'.join(alike)}”" if alike else ""
    raise BadInputError(f"没有叫“{word}”的报表{which}；可写：{_every_name()}")


def _every_name() -> str:
    return "、".join(kind.name for kind in REPORT_KINDS)


def kinds_of(command: str, asked: Sequence[str]) -> list[ReportKind]:
    """Return the reports of a run, in printed order.

    *asked* are names, `EVERY`, or nothing: then those that the command writes unasked.
    """
    if asked == EVERY:
        return list(REPORT_KINDS)
    if asked:
        return [kind for kind in REPORT_KINDS if kind.name in asked]
    return [kind for kind in REPORT_KINDS if command in kind.commands]


def figure_sheets(of: Material, asked: Sequence[str]) -> list[Table]:
    """Return the sheets of figures of a run, in printed order; see `kinds_of`."""
    tables = [table for kind in kinds_of(of.command, asked) for table in kind.make(of)]
    of.forget_groups()  # the room of a county's sorted marks is wanted to write the sheets
    return tables


def refuse_lacking(asked: Sequence[str], tables: Sequence[Table]) -> None:
    """Refuse a run that does not write what was asked for by name.

    Raises:
        BadInputError: a report cannot be made of this workbook; the findings say what it lacks.
    """
    if not asked or asked == EVERY:
        return
    lacking = _unmade(asked, tables)
    if lacking:
        names = "、".join(kind.name for kind in lacking)
        told = [_lacks(kind, REPORT_NOT_MADE) for kind in lacking]
        raise BadInputError(f"做不出{names}，什么也没有写", told)


def left_out(asked: Sequence[str], tables: Sequence[Table], compared_by: str = "") -> list[Finding]:
    """Return a note for each report asked for that this workbook has nothing for.

    *compared_by* is the command of a run with an earlier exam, ``""`` = without: who asks for the
    usual reports and names that exam has asked for what compares with it.
    """
    usual = () if asked or not compared_by else kinds_of(compared_by, ())
    wanted = asked or [kind.name for kind in usual if kind.way is Way.BEFORE]
    told = [_lacks(kind, REPORT_LEFT_OUT) for kind in (_unmade(wanted, tables) if wanted else ())]
    known = Step(Way.BEFORE)  # nobody is told to name what was named
    return [one._replace(steps=()) if compared_by and known in one.steps else one for one in told]


def _lacks(kind: ReportKind, how: Kind) -> Finding:
    reason = f"要有{kind.lacking}" if kind.lacking else "成绩册里没有它的内容"
    steps = (Step(kind.way),) if kind.way else ()
    return how.at(topic=kind.name, report=kind.name, reason=reason, steps=steps)


def _unmade(asked: Sequence[str], tables: Sequence[Table]) -> list[ReportKind]:
    made = tuple(table.name for table in tables)
    return [
        kind for kind in kinds_of("", asked) if not any(name.startswith(kind.name) for name in made)
    ]
