"""What a run for one exam takes and what it leaves out (考试范围)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.errors import BadInputError
from xl_quality.core.findings import Finding, Severity
from xl_quality.schemes.feeds import EXAM_KIND
from xl_quality.sheets.names import grade_in
from xl_quality.usecases.figures import compute
from xl_quality.usecases.spellings import exam_key, one_width

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xl_quality.core.facts import Record
    from xl_quality.usecases.figures import Figures
    from xl_quality.usecases.intake import Intake

_FEW: Final = 3


class Period(NamedTuple):
    """
    What a run is limited to.

    Attributes:
        said: the exam as a person names it, ``""`` = every exam of the workbook.
        names: everything that this exam is called: in lists, on score sheets, by 考试别名.
    """

    said: str = ""
    names: frozenset[str] = frozenset()

    def covers(self, exam: str) -> bool:
        """Tell whether rows of an exam are taken; what names none is of no exam in particular."""
        return not self.said or not exam or exam in self.names

    def of(self, rows: Iterable[Record]) -> list[Record]:
        """Return the rows that are taken."""
        return [row for row in rows if self.covers(row.text("exam"))]

    def kinds(self, lists: Iterable[Sequence[Record]]) -> set[str]:
        """Return the kinds of this exam that rows tell, none where the run is for all exams."""
        named = (row for rows in lists for row in rows if row.text("exam") in self.names)
        return {row.text(EXAM_KIND) for row in named} - {""}

    def until(self, history: Sequence[Record]) -> list[Record]:
        """
        Return the rows of 历次 that a streak in this exam is made of: its own and all before.

        Whoever has no row in this exam has no streak that ends with it.
        """
        if not self.said:
            return list(history)
        own = [place for place, row in enumerate(history) if row.text("exam") in self.names]
        there = {_who(history[place]) for place in own}
        return [row for row in history[: max(own, default=-1) + 1] if _who(row) in there]


WHOLE: Final = Period()


def _who(row: Record) -> tuple[str, str, str]:
    return row.text("name") or row.text("unit"), row.text("grade"), row.text("subject")


def period_of(intake: Intake, exam: str) -> Period:
    """
    Return the exam that a person names, with all its names in the workbook.

    Args:
        intake: the workbook as understood.
        exam: a name in a list or on a score sheet, or a part of one; ``""`` = all exams.

    Raises:
        BadInputError: the workbook has no such exam, or several that the part of a name fits.
    """
    if not exam:
        return WHOLE
    aliases = aliases_of(intake)
    scored = {table.exam or table.sheet for table in intake.tables}
    by_sheet = {table.exam or table.sheet for table in intake.tables if table.sheet == exam}
    listed = {row.text("exam") for sheet in intake.lists for row in sheet.records} - {""}
    known = scored | {one_width(name) for name in listed}
    wanted = one_width(exam)
    found = by_sheet or {name for name in known if wanted in {name, aliases.get(name)}}
    found = found or _by_part(wanted, known, aliases)
    if not found:
        message = (
            f"没有“{exam}”这次考试，工作簿里有：{'、'.join(sorted(known)) or '没有写考试名称的表'}"
        )
        raise BadInputError(message)
    found |= {aliases[name] for name in found if name in aliases}
    found |= {name for name, score in aliases.items() if score in found}
    return Period(exam, frozenset(found))


def _by_part(wanted: str, known: Iterable[str], aliases: Mapping[str, str]) -> set[str]:
    """
    Return the exam that a part of its name tells: 期末 where there is one.

    Raises:
        BadInputError: it is a part of several names (中考 stands in 期中考试, too).
    """
    found = {name for name in known if wanted in name}
    exams = {aliases.get(name, name) for name in found}
    # 期末（四年级）, 期末（六年级）: one exam, a name a grade
    if len({exam_key(name.replace(grade_in(name), "")) for name in exams}) > 1:
        message = f"“{wanted}”是好几次考试的名称：{'、'.join(sorted(found))}，请把要算的那一次写全"
        raise BadInputError(message)
    return found


def aliases_of(intake: Intake) -> Mapping[str, str]:
    """Return the exam of the score sheets by its name in lists (考试别名)."""
    settings = intake.recognised.settings
    return {one_width(name): exam for name, exam in settings.exam_aliases.items()}


def scored_exam(intake: Intake, period: Period) -> str | None:
    """Return what the exam is called on the score sheets; None where none of them is of it."""
    said = period.said
    if not said or any(said in f"{table.exam}\n{table.sheet}" for table in intake.tables):
        return said
    own = [table.exam or table.sheet for table in intake.tables]
    return next((exam for exam in own if exam in period.names), None)


def places(intake: Intake, period: Period) -> Figures | None:
    """Compute places where the workbook has scores of the exam; lists alone can feed a scheme."""
    exam = scored_exam(intake, period)
    if not intake.tables or exam is None:
        return None
    return compute(intake.tables, intake.taught, intake.options, exam=exam)


class LeftOut(NamedTuple):
    """
    What a run for one exam did not take, and what it took though it names no exam.

    Attributes:
        other: rows of other exams, by sheet and exam.
        undated: rows without an exam, by sheet, that were taken.
    """

    other: Mapping[tuple[str, str], int]
    undated: Mapping[str, int]

    def __str__(self) -> str:
        """Return it for the payout sheet."""
        words = []
        if self.other:
            listed = [f"{sheet} {exam}（{n}行）" for (sheet, exam), n in self.other.items()]
            more = f"等{len(listed)}处" if len(listed) > _FEW else ""
            words.append(f"别的考试没有计入：{'、'.join(listed[:_FEW])}{more}")
        if self.undated:
            listed = [f"{sheet}（{number}行）" for sheet, number in self.undated.items()]
            words.append(f"没有写考试的不分考试，也计入了本次：{'、'.join(listed)}")
        return "；".join(words)


NOTHING_LEFT: Final = LeftOut({}, {})


def left_out(period: Period, lists: Mapping[str, Sequence[Record]], dated: str) -> LeftOut:
    """
    Return what a run for one exam leaves out of the sheets it takes facts from.

    Args:
        period: of the run; without an exam nothing is left out.
        lists: the workbook's own rows by list name, those that the scheme uses.
        dated: the list of which every exam up to this one counts (历次).
    """
    if not period.said:
        return NOTHING_LEFT
    other: dict[tuple[str, str], int] = {}
    undated: dict[str, int] = {}
    for name, rows in lists.items():
        for row in rows:
            exam = row.text("exam")
            if not exam:
                undated[row.sheet] = undated.get(row.sheet, 0) + 1
            elif name != dated and not period.covers(exam):
                other[row.sheet, exam] = other.get((row.sheet, exam), 0) + 1
    return LeftOut(other, undated)


def left_out_told(left: LeftOut, period: Period) -> list[Finding]:
    """Say what a run for one exam left out, and what it counted though it names no exam."""
    if not (left.other or left.undated):
        return []
    message = f"只算考试“{period.said}”：{left}"
    advice = (
        "不属于这次考试的，在那张表里加一栏“考试”写明；要一起算的，不指定考试"
        if left.undated
        else "要一起算的，不指定考试"
    )
    return [Finding("other_exams_left_out", Severity.NOTE, "", "", "", message, advice)]
