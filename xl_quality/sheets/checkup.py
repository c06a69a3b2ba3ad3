"""The data doctor (数据体检): what is wrong in the tables, before anything is computed.

Marks against full marks, blank subjects and totals; school names that look like one; enrolment.
Who comes twice is in `sheets.pupil_checks`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core import marks_in_doubt
from xl_quality.core.findings import Finding, Kind, settings_row
from xl_quality.core.marks import Mark, Remark, ScoreTable, State
from xl_quality.core.options import Options, points_text
from xl_quality.sheets import sheet_findings as kinds
from xl_quality.sheets.cells import MarkReader, column_index
from xl_quality.sheets.pupil_checks import check_across_sheets, check_pupils
from xl_quality.sheets.recognition import Facts, SheetKind, listed
from xl_quality.sheets.settings_reader import Settings
from xl_quality.sheets.spelling import (
    WEAK,
    is_school,
    likely_same_school,
    near_keys,
)
from xl_quality.sheets.text import plain_text
from xl_quality.sheets.titles import exam_called

if TYPE_CHECKING:
    from xl_quality.core.facts import Record
    from xl_quality.core.groups import UnitKey
    from xl_quality.sheets.lists import ListSheet
    from xl_quality.sheets.score_tables import Checkup

_FEW: Final = 10
"""Up to one total in ten that is no sum is a slip; more of them are another kind of total."""
_NO_SLIPS: Final = 10
"""Marks above an unstated full mark from which nobody mistyped: it is the full mark that is off."""
Cells = dict[str, list[str]]  # Cells by sheet
_CELLS: Final = 3  # so many cells say where a name stands


def doubtful_marks(table: ScoreTable, options: Options) -> list[Finding]:
    """Return the questions of a table: marks against the full mark, rows of zeros (满分、0分)."""
    off = [
        _full_mark_question(table, doubt)
        for doubt in marks_in_doubt.full_mark_doubts(table, options)
    ]
    return [*off, *_zeros(table, marks_in_doubt.zero_doubts(table, options))]


def _full_mark_question(table: ScoreTable, doubt: marks_in_doubt.FullMarkDoubt) -> Finding:
    """Return the question at the first mark that speaks against a subject's full mark."""
    subject, above, marks = doubt.subject, doubt.above, table.subjects[doubt.subject].marks
    scores = [pupil for pupil, mark in enumerate(marks) if type(mark) is int]
    found: Mark = doubt.highest
    facts: Facts
    if doubt.exam:
        kind = kinds.FULL_MARK_OFF_BESIDE if doubt.proposal else kinds.FULL_MARK_UNGUESSED_BESIDE
        exam, own = (exam_called(n, named=True, only=False) for n in (doubt.exam, table.exam))
        first, facts = scores[0], {"exam": exam, "own": own}
    elif above:
        kind, first, found = _kind_above(doubt), above[0], marks[above[0]]
        cells = [f"{table.address(subject, n)}={_text(marks[n])}" for n in above]
        facts = {"marks": len(above), "places": listed(cells)}
    else:
        kind, first = kinds.FULL_MARK_FAR_OFF, marks.index(doubt.highest)
        facts = {"marks": len(scores)}
    return kind.at(
        table.sheet,
        table.address(subject, first),
        found=_text(found),
        subject=subject,
        full=points_text(doubt.full),
        proposal=points_text(doubt.proposal),
        **facts,
    )


def _kind_above(doubt: marks_in_doubt.FullMarkDoubt) -> Kind:
    if doubt.stated:
        return kinds.MARK_ABOVE_FULL if doubt.proposal else kinds.MARK_ABOVE_ANY_FULL
    if not doubt.proposal:
        return kinds.FULL_MARK_UNGUESSED
    many = len(doubt.above) >= _NO_SLIPS
    return kinds.FULL_MARK_SURELY_OFF if many else kinds.FULL_MARK_UNKNOWN


def _zeros(table: ScoreTable, zeros: marks_in_doubt.ZeroDoubts) -> Iterator[Finding]:
    many = kinds.MANY_ZEROS_IN_ALL_SUBJECTS if zeros.many else kinds.ZERO_IN_ALL_SUBJECTS
    first = next(iter(table.subjects), "")
    for kind, subject, pupils in (
        (many, first, zeros.rows),
        *((kinds.ZEROS_IN_SUBJECT, subject, own) for subject, own in zeros.subjects.items()),
    ):
        if pupils:
            cells = [table.address(subject, pupil) for pupil in pupils]
            facts: Facts = {"subject": subject, "zeros": len(pupils), "places": listed(cells)}
            yield kind.at(table.sheet, cells[0], found="0", pupils=len(table.rows), **facts)


def _text(mark: Mark) -> str:
    return points_text(mark) if isinstance(mark, int) else mark.text


def assumed_full_marks(score_sheets: Sequence[Checkup], settings: Settings) -> list[Finding]:
    """Say once for a workbook for which subjects a full mark of 100 is assumed."""
    options = settings.options
    doubtful = {
        (scores.recognition.sheet, doubt.subject)
        for scores in score_sheets
        for doubt in marks_in_doubt.full_mark_doubts(scores.table, options)
    }
    assumed = dict.fromkeys(
        name
        for scores in score_sheets
        for name, column in scores.table.subjects.items()
        if not marks_in_doubt.full_mark_stated(options, column)
        and (scores.recognition.sheet, name) not in doubtful
        and any(type(mark) is int and mark for mark in set(column.marks))
    )
    first = next(filter(None, assumed), "学科名")
    found = "、".join(assumed)
    return [kinds.FULL_MARK_ASSUMED.at(found=found, first=first)] if assumed else []


def _blank(scores: Checkup, subject: str) -> Iterator[Finding]:
    table = scores.table
    marks, letter = table.subjects[subject].marks, table.subjects[subject].letter
    if not marks or any(isinstance(mark, int) for mark in marks):
        return
    blank = all(isinstance(mark, Remark) and mark.state is State.BLANK for mark in marks)
    kind = kinds.SUBJECT_BLANK if blank else kinds.SUBJECT_WITHOUT_SCORES
    yield kind.at(table.sheet, table.address(subject, 0), found=subject, column=letter)


def _total_findings(scores: Checkup) -> Iterator[Finding]:
    """Compare the sheet's own total with the sum; the office's figure is not used anyway."""
    letter, subjects = scores.recognition.columns.total, scores.table.subjects
    plain = scores.recognition.kind is SheetKind.STUDENT_SCORES
    if letter is None or len(subjects) < 2 or not plain:  # noqa: PLR2004
        return
    column, rows = column_index(letter), scores.table.rows
    totals = MarkReader().column([scores.grid.rows[row - 1][column] for row in rows])
    by_pupil = zip(*(column.marks for column in subjects.values()), strict=True)
    sums = [sum(mark for mark in marks if isinstance(mark, int)) for marks in by_pupil]
    filled = [n for n, total in enumerate(totals) if isinstance(total, int)]
    wrong = [n for n in filled if totals[n] != sums[n]]
    if not wrong:
        return
    cells = [f"{letter}{rows[n]}={_text(totals[n])}，各科之和{_text(sums[n])}" for n in wrong]
    few = len(wrong) * _FEW <= len(filled)
    kind = kinds.TOTAL_NOT_SUM if few else kinds.TOTALS_NOT_SUMS
    yield kind.at(
        scores.recognition.sheet,
        f"{letter}{rows[wrong[0]]}",
        found=_text(totals[wrong[0]]),
        pupils=len(filled),
        wrong=len(wrong),
        places=listed(cells),
        example=cells[0],
    )


class Seen(NamedTuple):
    """One name as the workbook writes it."""

    times: int  # how often, every pupil's row counted
    cells: Cells  # where, by sheet; of a score sheet only the first cell
    units: frozenset[tuple[str, str, str]] = frozenset()  # exams, grades and classes of its pupils


def names_of_scores(score_sheets: Sequence[Checkup], aliases: Mapping[str, str]) -> dict[str, Seen]:
    """Return the schools of the score sheets, called by their official names (学校别名)."""
    counts: Counter[str] = Counter()
    cells: dict[str, Cells] = {}
    units: dict[str, set[tuple[str, str, str]]] = {}
    for scores in score_sheets:
        table = scores.table
        last = len(table.schools) - 1
        firsts = dict(zip(reversed(table.schools), range(last, -1, -1), strict=True))
        for (school, grade, class_name), count in table.units.items():
            name = aliases.get(school, school)
            counts[name] += count
            units.setdefault(name, set()).add((table.exam, grade, class_name))
        for school in dict.fromkeys(school for school, _, _ in table.units):
            cell = scores.key_cell(scores.recognition.columns.school, firsts[school])
            own = cells.setdefault(aliases.get(school, school), {})
            own.setdefault(scores.recognition.sheet, []).append(cell)
    return {
        name: Seen(count, cells[name], frozenset(units[name]))
        for name, count in counts.items()
        if name
    }


def names_of_lists(records: Iterable[Record], aliases: Mapping[str, str]) -> dict[str, Seen]:
    """Return what the columns 单位 and 学校 of lists name, with every cell."""
    cells: dict[str, Cells] = {}
    for record in records:
        for field in ("school", "unit"):
            fact = record.facts.get(field)
            if fact is not None and fact.source and str(fact.value):
                name = aliases.get(str(fact.value), str(fact.value))
                own = cells.setdefault(name, {}).setdefault(record.sheet, [])
                cell = fact.cell
                if cell not in own:
                    own.append(cell)
    return {name: Seen(sum(map(len, own.values())), own) for name, own in cells.items()}


def names_together(*parts: Mapping[str, Seen]) -> dict[str, Seen]:
    """Return the names of several sources as one."""
    found: dict[str, Seen] = {}
    for name, seen in (item for part in parts for item in part.items()):
        before = found.get(name, Seen(0, {}))
        times, units = before.times + seen.times, before.units | seen.units
        found[name] = Seen(times, {**before.cells, **seen.cells}, units)
    return found


def near_pairs(names: Iterable[str], aliases: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the pairs of names worth comparing, in the order of the names.

    Pairs of which the office said that one is a school of its own (甲＝甲) are left out.
    """
    order = {name: number for number, name in enumerate(names)}
    sharing: dict[str, dict[str, None]] = {}
    for name in order:
        for key in near_keys(name):
            sharing.setdefault(key, {})[name] = None
    pairs = {pair for own in sharing.values() for pair in combinations(own, 2)}
    open_pairs = [pair for pair in pairs if not declared_apart(*pair, aliases)]
    return sorted(open_pairs, key=lambda pair: (order[pair[0]], order[pair[1]]))


def complement(one: Seen, other: Seen) -> bool:
    """Say whether each of two names has pupils, but never in the same class of the same exam.

    Two schools mostly have a class of one name in some grade; one school whose name was written
    differently for a class, a grade or an exam has none under both.
    """
    return bool(one.units and other.units) and one.units.isdisjoint(other.units)


def why_one_school(
    one: str,
    other: str,
    counts: tuple[int, int],
    records: Iterable[Record],
    *,
    complementing: bool = False,
) -> str:
    """Say why two names are probably one school, ``""`` where they are not.

    Names that are not called schools (classes, teachers) are left alone. Two names one character
    apart that have different ranks in one exam and subject are two schools: offices rank each
    school once.

    `counts` says how often each is written, `complementing` what `complement` says of them; of
    the `records` those with ranks are looked at.
    """
    if not (is_school(one) or is_school(other)):
        return ""
    why = likely_same_school(one, other, *counts, complement=complementing)
    return "" if why in WEAK and _ranked_apart(one, other, records) else why


def declared_apart(one: str, other: str, aliases: Mapping[str, str]) -> bool:
    """Tell whether the office said that one of two names stands for itself (甲＝甲)."""
    return any(aliases.get(name) == name for name in (one, other))


def alias_advice(rare: str, usual: str) -> str:
    """Return what to write into 考核设置, be it one school or two."""
    one, two = (settings_row("学校别名", name, column=rare) for name in (usual, rare))
    return f"如果是同一所，请改成“{usual}”，或{one}；如果确实是两所，{two}"


def _ranked_apart(one: str, other: str, records: Iterable[Record]) -> bool:
    ranks: dict[tuple[str, ...], dict[str, str]] = {}
    for record in records:
        unit = record.text("unit")
        if unit in {one, other} and "rank" in record.facts:
            contest = tuple(record.text(name) for name in ("exam", "grade", "subject"))
            ranks.setdefault((record.sheet, *contest), {})[unit] = record.text("rank")
    return any(len(set(own.values())) > 1 for own in ranks.values())


def check_schools(
    score_sheets: Sequence[Checkup],
    lists: Sequence[ListSheet],
    settings: Settings,
    *,
    only_scores: bool = False,
) -> list[Finding]:
    """Return pairs of school names that are probably one school, with the alias to set (近似校名).

    The 学校别名 of the settings settle what a name stands for. `only_scores` leaves out pairs of
    which not both stand on score sheets; they change no figure.
    """
    aliases = settings.school_aliases
    scored = names_of_scores(score_sheets, aliases)
    pairs = near_pairs(scored, aliases) if only_scores else []
    if only_scores and not pairs:
        return []
    records = [record for found in lists for record in found.records]
    names = names_together(scored, names_of_lists(records, aliases))
    findings: list[Finding] = []
    for one, other in pairs if only_scores else near_pairs(names, aliases):
        counts = (names[one].times, names[other].times)
        apart = complement(names[one], names[other])
        why = why_one_school(one, other, counts, records, complementing=apart)
        if why:
            findings.append(_same_school(one, other, names, why))
    return findings


def _same_school(one: str, other: str, names: Mapping[str, Seen], why: str) -> Finding:
    rare, usual = sorted((one, other), key=lambda name: names[name].times)
    sheet, cells = next(iter(names[rare].cells.items()))
    return kinds.SCHOOL_SPELLING.at(
        sheet,
        cells[0],
        topic=f"{rare} {usual}",
        found=rare,
        usual=usual,
        why=why,
        places=_places(names[rare]),
        usual_places=_places(names[usual]),
        advice=alias_advice(rare, usual),
    )


def _places(seen: Seen) -> str:
    """Say where a name stands: 成绩!A2、县名次!B3，共40处."""
    first = [f"{sheet}!{cell}" for sheet, cells in seen.cells.items() for cell in cells]
    return f"{'、'.join(first[:_CELLS])}，共{seen.times}处"


def check_enrolment(table: ScoreTable, due: Iterable[Record]) -> list[Finding]:
    """Return the classes of which a sheet has more pupils than are enrolled (应考), or fewer.

    *due* are the rows of 应考, spelt as on the score sheets.
    """
    classes: dict[str, list[UnitKey]] = {}  # a county has a thousand, and lists as long
    for unit in table.units:
        classes.setdefault(plain_text(unit[2]), []).append(unit)
    findings: list[Finding] = []
    for record in due:
        units, enrolled = _units_meant(_unit_of(record), classes), record.facts.get("enrolled")
        if len(units) == 1 and enrolled is not None and isinstance(enrolled.value, int):
            findings += _compare(table, record, units[0], enrolled.value)
    return findings


def _unit_of(record: Record) -> UnitKey:
    return record.text("school"), record.text("grade"), record.text("class_name")


def _units_meant(said: UnitKey, classes: Mapping[str, Sequence[UnitKey]]) -> list[UnitKey]:
    """Return the units that a list's school, grade and class may mean; blanks on a side fit."""
    if not said[2]:
        return []
    return [
        unit
        for unit in (*classes.get(plain_text(said[2]), ()), *classes.get("", ()))
        if all(
            not one or not other or plain_text(one) == plain_text(other)
            for one, other in zip(said, unit, strict=True)
        )
    ]


def _compare(table: ScoreTable, record: Record, unit: UnitKey, due: int) -> Iterator[Finding]:
    rows = table.units[unit]
    if rows != due:
        kind = kinds.MORE_THAN_ENROLLED if rows > due else kinds.FEWER_THAN_ENROLLED
        yield kind.at(
            record.sheet,
            record.facts["enrolled"].cell,
            found=str(due),
            unit="".join(_unit_of(record)),
            scores=f"{table.sheet}（{table.exam}）" if table.others else table.sheet,
            rows=rows,
            more=rows - due,
            fewer=due - rows,
            key=unit,
        )


def examine(
    score_sheets: Sequence[Checkup],
    settings: Settings | None = None,
    lists: Sequence[ListSheet] = (),
) -> list[Finding]:
    """Examine recognised sheets as `recognise_book` read them, beside lists (数据体检).

    The findings are on marks above the full mark, totals that are no sums, pupils that come twice,
    odd spellings of names and schools, classes of one pupil, missing pupils. What single cells
    hold (94+10, #N/A, negative) is in the findings of the recognition already; 应考 is compared
    where a book is taken in (`check_enrolment`).
    """
    chosen = settings or Settings()
    findings: list[Finding] = []
    for scores in score_sheets:
        findings += doubtful_marks(scores.table, chosen.options)
        findings += (
            found for subject in scores.table.subjects for found in _blank(scores, subject)
        )
        findings += _total_findings(scores)
        findings += check_pupils(scores)
    findings += assumed_full_marks(score_sheets, chosen)
    findings += check_across_sheets(score_sheets)
    findings += check_schools(score_sheets, lists, chosen)
    return findings
