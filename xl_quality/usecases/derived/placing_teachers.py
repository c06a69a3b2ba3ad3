"""Where several teach a subject: each teacher's own rate among the county's schools (分人重算)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from xl_quality.core.facts import Fact, Record
from xl_quality.core.findings import Finding, Severity, settings_row
from xl_quality.core.grouping import Level
from xl_quality.schemes.words import number_text
from xl_quality.usecases.spellings import one_width

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xl_quality.core.results import GroupResult
    from xl_quality.usecases.figures import Figures

_WORDS = {"pass_rate": "及格率", "mean": "平均分"}
_EXAMPLES = 3
_PERCENT = 100


class Contest(NamedTuple):
    """All schools of the county in one exam, grade and subject, as far as 县名次 lists them."""

    key: tuple[str, str, str]
    rows: Sequence[Record]

    @staticmethod
    def key_of(row: Record) -> tuple[str, str, str]:
        """Return exam, grade and subject of a row."""
        return row.text("exam"), row.text("grade"), row.text("subject")

    @classmethod
    def of(cls, rows: Iterable[Record]) -> list[Contest]:
        """Sort the rows of schools by contest."""
        found: dict[tuple[str, str, str], list[Record]] = {}
        for row in rows:
            found.setdefault(cls.key_of(row), []).append(row)
        return [cls(key, own) for key, own in found.items()]

    @property
    def about(self) -> str:
        """Return the words that name it."""
        return " ".join(filter(None, self.key))

    @property
    def missing(self) -> int | None:
        """Return how many schools are not listed, None where 总数 is not given."""
        stated = [row.facts["of"].value for row in self.rows if "of" in row.facts]
        numbers = {value for value in stated if isinstance(value, int)}
        units = {row.text("unit") for row in self.rows}
        return max(numbers) - len(units) if numbers else None

    def figures(self, measure: str) -> dict[str, Fact]:
        """Return the schools' published figures: 及格率 or 平均分, else 得分; rates in per cent."""
        found = {
            row.text("unit"): fact
            for row in self.rows
            if (fact := row.facts.get(measure) or row.facts.get("points"))
        }
        shares = measure == "pass_rate" and all(_number(fact) <= 1 for fact in found.values())
        if not shares:
            return found
        return {unit: fact._replace(value=_number(fact) * _PERCENT) for unit, fact in found.items()}


class Scores(NamedTuple):
    """
    What teachers' figures are computed from.

    Attributes:
        figures: of the workbook's scores, at school and teacher level; None where it has none.
        measure: pass_rate or mean, by which the county ranks.
        exams: exam as on the score sheets by its name in 县名次 (考试别名).
    """

    figures: Figures | None
    measure: str
    exams: Mapping[str, str]


class Recomputed(NamedTuple):
    """The place of each teacher by name, and what stands in the way."""

    places: Mapping[str, Fact]
    findings: Sequence[Finding] = ()


def recomputed(contest: Contest, row: Record, grade: str, scores: Scores) -> Recomputed:
    """
    Place the teachers of one school, grade and subject among the other schools of the county.

    A teacher's figure stands in his or her own school's position; the place is one more than the
    number of other schools with a higher published figure.

    Args:
        contest: the schools as 县名次 lists them.
        row: the school's own row.
        grade: which grade it is about.
        scores: of the workbook's own sheets.
    """
    measure = scores.measure
    word, unit = _WORDS[measure], row.text("unit")
    if contest.missing is None or contest.missing > 0:
        return Recomputed({}, [_incomplete(contest, row)])
    published = contest.figures(measure)
    without = [one.text("unit") for one in contest.rows if one.text("unit") not in published]
    if without:
        return Recomputed({}, [_no_figure(contest, row, word, without)])
    own = _results(scores, Level.SCHOOL, row, grade)
    teachers = _results(scores, Level.TEACHER, row, grade)
    if not own or not teachers:
        return Recomputed({}, [_no_scores(contest, row, scores)])
    computed, said = _printed(own[0], measure), published[unit]
    if computed is None or not _agrees(computed, _number(said)):
        return Recomputed({}, [_other_figure(row, word, said, computed)])
    others = [_number(fact) for other, fact in published.items() if other != unit]
    return Recomputed(
        {
            result.group.teacher: _fact(figure, others, said, measure)
            for result in teachers
            if (figure := _printed(result, measure)) is not None
        }
    )


def _fact(figure: Fraction, others: Sequence[Fraction], said: Fact, measure: str) -> Fact:
    """Return the place of a figure among the other schools', with what it was computed from."""
    percent = "%" if measure == "pass_rate" else ""
    note = f"按所教班级重算{_WORDS[measure]}{number_text(figure)}{percent}"
    return Fact(1 + sum(other > figure for other in others), f"{said.source}、{note}")


def _number(fact: Fact) -> Fraction:
    return Fraction(fact.value) if isinstance(fact.value, (int, Fraction)) else Fraction(0)


def _printed(result: GroupResult, measure: str) -> Fraction | None:
    figure = getattr(result.printed, measure)
    return None if figure is None else Fraction(figure)


def _agrees(computed: Fraction, said: Fraction) -> bool:
    """Tell whether two figures are the same, the published one with fewer decimals perhaps."""
    digits = 0
    while (said * 10**digits).denominator != 1 and digits < 2:  # noqa: PLR2004 - hundredths
        digits += 1
    return bool(abs(computed - said) * 2 * 10**digits <= 1)


def exam_matches(sheet: str, said: str, exams: Mapping[str, str]) -> bool:
    """Tell whether the score sheets' exam is the one that a list names."""
    sheet, meant = one_width(sheet), one_width(exams.get(said, said))
    return bool(sheet and meant) and (sheet in meant or meant in sheet)


def _results(scores: Scores, level: Level, row: Record, grade: str) -> list[GroupResult]:
    return [
        result
        for result in (scores.figures.results.get(level, ()) if scores.figures else ())
        if (result.group.school, result.group.grade, result.subject)
        == (row.text("unit"), grade, row.text("subject"))
        and exam_matches(result.exam or result.sheet, row.text("exam"), scores.exams)
    ]


def _finding(row: Record, code: str, message: str, suggestion: str) -> Finding:
    cell = row.facts["rank"].cell
    return Finding(code, Severity.WARNING, row.sheet, cell, row.text("unit"), message, suggestion)


def _incomplete(contest: Contest, row: Record) -> Finding:
    gap = (
        f"只列了{len(contest.rows)}个单位，还缺{contest.missing}个"
        if contest.missing
        else "没有写总数"
    )
    return _finding(
        row,
        "county_incomplete",
        f"{contest.about}：{row.text('unit')}由几位教师任教，要把各人的成绩放进全县去排，"
        f"但县名次表里{gap}，没有计算",
        "请把全县各校的名次和得分列全，或给每位教师写一行名次（填上“教师”栏）",
    )


def _no_figure(contest: Contest, row: Record, word: str, without: Sequence[str]) -> Finding:
    names = "、".join(without[:_EXAMPLES])
    more = f"等{len(without)}个单位" if len(without) > _EXAMPLES else ""
    return _finding(
        row,
        "county_incomplete",
        f"{contest.about}：{names}{more}没有{word}，教师的{word}无法放进全县去排，没有计算",
        f"请在县名次表里补上“{word}”一栏",
    )


def _no_scores(contest: Contest, row: Record, scores: Scores) -> Finding:
    tables = scores.figures.tables if scores.figures else ()
    known = dict.fromkeys(table.exam or table.sheet for table in tables)
    meant = scores.exams.get(row.text("exam"), row.text("exam"))
    return _finding(
        row,
        "scores_missing",
        f"{contest.about}：{row.text('unit')}由几位教师任教，成绩表里没有“{meant}”这次考试的成绩"
        f"（有：{'、'.join(known) or '无'}），不能按所教学生重算，没有计算",
        "如果就是其中一次，请"
        + settings_row("考试别名", "或".join(known) or "成绩表的考试", column=row.text("exam")),
    )


def _other_figure(row: Record, word: str, said: Fact, computed: Fraction | None) -> Finding:
    shown = "没有" if computed is None else number_text(computed)
    return _finding(
        row,
        "figure_differs",
        f"{row.text('unit')} {row.text('subject')}：{said.source}公布的是"
        f"{number_text(_number(said))}，按成绩表算出的{word}是{shown}，口径不同，"
        f"教师的{word}不能与各校相比，没有重算名次",
        f"请核对这一栏是不是{word}，及格线和缺考的处理是否与县里一样",
    )
