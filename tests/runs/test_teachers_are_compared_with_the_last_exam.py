"""教师排名 with the last place and what changed: by school, name, grade and subject."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from xl_quality.books.files import open_book
from xl_quality.core.groups import Level
from xl_quality.core.marks import ScoreTable, SubjectColumn
from xl_quality.core.options import Options
from xl_quality.runs.choices import ChosenOptions, Request
from xl_quality.runs.group_figures import compute, earlier_teachers
from xl_quality.runs.report import EarlierTeachers, teachers_sheet
from xl_quality.runs.report_kinds import REPORT_KINDS, Material
from xl_quality.runs.run import carry_out

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.books.tables import Table
    from xl_quality.runs.names import Taught

SAMPLE = Path(__file__).parents[2] / "workbooks" / "示例镇成绩册.xlsx"
NOW, BEFORE = "本学期期末", "上学期期末"
SIX, FIVE = "六年级", "五年级"
Line = tuple[str, str, "Sequence[int]"]
"""School, class, marks in points."""


def sheet_of(exam: str, grade: str, lines: Sequence[Line], subject: str = "语文") -> ScoreTable:
    pupils = [(school, name, mark) for school, name, marks in lines for mark in marks]
    many = len(pupils)
    return ScoreTable(
        f"{exam}{grade}",
        exam,
        range(2, many + 2),
        [school for school, _, _ in pupils],
        [grade] * many,
        [name for _, name, _ in pupils],
        [""] * many,
        [""] * many,
        {subject: SubjectColumn(subject, "D", [mark * 100 for _, _, mark in pupils])},
    )


def rows_of(table: Table) -> list[dict[Any, Any]]:
    """The lines of teachers by column title, the contest of each with it."""
    titles = next(row.values for row in table.rows if row.values[:2] == ("名次", "教师"))
    found, contest = [], ""
    for row in table.rows:
        if len(row.values) == len(titles) and row.values[1] not in (None, "教师"):
            found.append({**dict(zip(titles, row.values, strict=True)), "contest": contest})
        elif row.values and row.values[0]:
            contest = str(row.values[0])
    return found


def compared(
    now: Sequence[ScoreTable], before: Sequence[ScoreTable], taught: Taught
) -> dict[tuple[str, str], dict[Any, Any]]:
    """What the sheet says of each teacher, by school and name."""
    options = Options()
    later = compute(now, taught, options)
    earlier = EarlierTeachers(compute(before, taught, options), taught)
    rows = rows_of(teachers_sheet(later, "", earlier))
    return {(row["学校"], row["教师"]): row for row in rows}


def moved(row: dict[Any, Any]) -> tuple[Any, ...]:
    return row["上次名次"], row["名次进退"], row["综合分增减"]


def test_changes_of_the_sample_are_those_of_pandas() -> None:
    run = carry_out(Request("report", ChosenOptions(exam=NOW), before=BEFORE), open_book(SAMPLE))
    assert run.figures is not None
    assert run.before is not None
    material = Material("report", run.contents, run.figures, run.before)
    (table,) = next(kind for kind in REPORT_KINDS if kind.name == "教师排名").make(material)
    found = pd.DataFrame(rows_of(table))
    assert table.confidential
    frames, taught = {}, run.contents.taught
    for exam in (NOW, BEFORE):
        # one long table of pupils from the tables as understood; places and figures by pandas
        parts = []
        for one in run.contents.tables:
            if one.exam == exam:
                for subject, column in one.subjects.items():
                    own = pd.DataFrame(
                        {
                            "school": one.schools,
                            "grade": one.grades,
                            "class": one.classes,
                            "mark": [m / 100 if type(m) is int else None for m in column.marks],
                        }
                    )
                    full = (column.full_mark or 100_00) / 100
                    zero = [str(getattr(m, "text", "")) == "作弊" for m in column.marks]
                    own.loc[zero, "mark"] = 0
                    parts.append(own.assign(subject=subject, full=full))
        long = pd.concat(parts)
        keys = list(zip(long["school"], long["grade"], long["class"], long["subject"], strict=True))
        long["teacher"] = list(map(taught.get, keys))
        long = long[long["teacher"].notna() & long["mark"].notna()]
        share = long["mark"] / long["full"]
        long = long.assign(
            mean=share * 100, passed=(share >= 0.6 - 1e-9) * 100, best=(share >= 0.85 - 1e-9) * 100
        )
        groups = long.groupby(["grade", "subject", "school", "teacher"])[["mean", "passed", "best"]]
        figures = groups.mean()
        composite = figures["mean"] * 0.4 + figures["passed"] * 0.3 + figures["best"] * 0.3
        printed = (composite + 1e-9).round(2)
        rank = printed.groupby(["grade", "subject"]).rank(method="min", ascending=False)
        frames[exam] = pd.DataFrame({"composite": printed, "rank": rank})
    both = frames[NOW].join(frames[BEFORE].add_suffix("_before"))
    assert len(found) == len(both) > 100
    for row in found.to_dict("records"):
        _, grade, subject = str(row["contest"]).partition("（满分")[0].split("　")
        own = both.loc[(grade, subject, row["学校"], row["教师"])]
        assert row["上次名次"] == own["rank_before"]
        assert row["名次进退"] == own["rank_before"] - own["rank"]
        assert float(row["综合分增减"]) == pytest.approx(
            own["composite"] - own["composite_before"], abs=0.0051
        )


def test_two_of_one_name_in_two_schools_are_kept_apart_and_who_is_new_is_told() -> None:
    now = [sheet_of("期末", SIX, [("甲", "1", [90]), ("乙", "1", [80]), ("丙", "1", [70])])]
    before = [sheet_of("期中", SIX, [("甲", "1", [70]), ("乙", "1", [80])])]
    taught = {(school, SIX, "1", "语文"): "江一帆" for school in "甲乙丙"}
    found = compared(now, before, taught)
    assert moved(found["甲", "江一帆"])[:2] == (2, 1)
    assert moved(found["乙", "江一帆"])[:2] == (1, -1)
    assert moved(found["丙", "江一帆"]) == ("新", None, None)


def test_a_subject_that_is_new_for_a_teacher_compares_with_nothing() -> None:
    now = [
        sheet_of("期末", SIX, [("甲", "1", [90])]),
        sheet_of("期末", SIX, [("甲", "1", [50])], "数学"),
    ]
    before = [sheet_of("期中", SIX, [("甲", "1", [90])])]
    taught = {("甲", SIX, "1", subject): "江一帆" for subject in ("语文", "数学")}
    options = Options()
    later = compute(now, taught, options)
    table = teachers_sheet(later, "", EarlierTeachers(compute(before, taught, options), taught))
    assert [row["上次名次"] for row in rows_of(table)] == [1, "新"]


def test_a_teacher_without_a_figure_then_is_not_new() -> None:
    now = [sheet_of("期末", SIX, [("甲", "1", [90]), ("乙", "1", [80])])]
    before = [sheet_of("期中", SIX, [("甲", "1", [70]), ("乙", "1", [80])])]
    marks = list(before[0].subjects["语文"].marks)
    absent = [mark if school != "甲" else None for mark, school in zip(marks, "甲乙", strict=True)]
    assert absent[0] is None
    taught = {(school, SIX, "1", "语文"): "江" for school in "甲乙"}
    from xl_quality.core.marks import Remark, State  # noqa: PLC0415 - of this case alone

    gone = Remark(State.ABSENT, "缺考")
    table = before[0]._replace(subjects={"语文": SubjectColumn("语文", "D", [gone, 80_00])})
    assert moved(compared(now, [table], taught)["甲", "江"]) == (None, None, None)


def test_the_class_is_followed_into_the_next_grade_where_the_exams_tell_their_years() -> None:
    now = [sheet_of("2025—2026学年度期末", SIX, [("甲", "601班", [90]), ("乙", "601班", [80])])]
    five = sheet_of("2024—2025学年度期末", FIVE, [("甲", "501班", [70]), ("乙", "501班", [75])])
    six = sheet_of("2024—2025学年度期末", SIX, [("甲", "601班", [99]), ("乙", "601班", [10])])
    taught = {(school, SIX, "601班", "语文"): f"{school}老师" for school in "甲乙"}
    taught |= {(school, FIVE, "501班", "语文"): f"{school}五年级老师" for school in "甲乙"}
    found = compared(now, [five, six], taught)
    assert moved(found["甲", "甲老师"])[:2] == (2, 1), (
        "the pupils of grade five, not last year's six"
    )
    assert moved(found["乙", "乙老师"])[:2] == (1, -1)


@pytest.mark.parametrize("exam", ["2025—2026学年度期中", "上学期期末", "2025年上学期期末"])
def test_within_a_school_year_or_where_nothing_is_told_grades_stay(exam: str) -> None:
    now = [sheet_of("2025—2026学年度期末", SIX, [("甲", "1", [90]), ("乙", "1", [80])])]
    before = [sheet_of(exam, SIX, [("甲", "1", [70]), ("乙", "1", [80])])]
    taught = {(school, SIX, "1", "语文"): "江" for school in "甲乙"}
    assert moved(compared(now, before, taught)["甲", "江"])[:2] == (2, 1)


def test_an_earlier_exam_that_nobody_of_the_list_taught_makes_everybody_new() -> None:
    now = [sheet_of("期末", SIX, [("甲", "1", [90])])]
    before = [sheet_of("期中", FIVE, [("甲", "1", [70])])]
    taught = {("甲", SIX, "1", "语文"): "江"}
    options = Options()
    assert (
        earlier_teachers(compute(now, taught, options), compute(before, {}, options), taught) == []
    )
    assert moved(compared(now, before, taught)["甲", "江"]) == ("新", None, None)


def test_without_an_earlier_exam_the_sheet_is_as_before() -> None:
    now = [sheet_of("期末", SIX, [("甲", "1", [90])])]
    table = teachers_sheet(compute(now, {("甲", SIX, "1", "语文"): "江"}, Options()))
    assert "上次名次" not in rows_of(table)[0]
    assert not table.highlights


def test_rows_of_the_earlier_exam_itself_compare_with_nothing() -> None:
    both = [
        sheet_of(exam, SIX, [("甲", "1", [mark]), ("乙", "1", [80])])
        for exam, mark in (("期末", 90), ("期中", 70))
    ]
    taught = {(school, SIX, "1", "语文"): "江" for school in "甲乙"}
    options = Options()
    later = compute(both, taught, options)
    table = teachers_sheet(
        later, "", EarlierTeachers(compute(both, taught, options, exam="期中"), taught)
    )
    told = {(row["contest"].split("　")[0], row["学校"]): moved(row) for row in rows_of(table)}
    assert told["期末", "甲"][:2] == (2, 1)
    assert told["期中", "甲"] == (None, None, None)
    assert told["期末", "甲"][2] > Decimal(0)
    assert Level.TEACHER in later.results
