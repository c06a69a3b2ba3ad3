"""Schools and classes on their own pages: every figure against pandas, computed apart from ours."""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from xl_quality.core.groups import Level
from xl_quality.core.observations import observed
from xl_quality.core.options import Measure
from xl_quality.reports.unit_pages import UNIT_SHEETS
from xl_quality.runs.book_contents import take_in
from xl_quality.runs.choices import ChosenOptions
from xl_quality.runs.group_figures import compute
from xl_quality.runs.report_kinds import Material
from xl_quality.runs.unit_profiles import profile_sheet, unit_profiles, whole_word

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from decimal import Decimal

    from tests.runs.conftest import MemoryBook
    from xl_quality.core.profiles import UnitProfile

SUBJECTS = ("语文", "数学", "英语")
FULL = {"语文": 120, "数学": 120, "英语": 100}
HEAD = ["学校", "年级", "班级", "姓名", "语文（120分）", "数学（120分）", "英语（100分）"]
NOW, BEFORE, FIRST = (
    "2025—2026学年度第一学期期末",
    "2024—2025学年度第二学期期末",
    "2024—2025学年度第一学期期末",
)
SCHOOLS = ("青石小学", "白水小学", "红枫小学", "竹林小学")


def pupils(exam: str) -> list[list[Any]]:
    """Return 4 schools x 2 grades x 2 classes, some absent; the last class has three pupils."""
    dice = random.Random(exam)  # noqa: S311 - no secret
    rows = []
    for school in SCHOOLS:
        level = dice.uniform(0.5, 0.8)
        for grade in ("五年级", "六年级"):
            for number in (1, 2):
                size = 3 if (school, grade, number) == ("竹林小学", "六年级", 2) else 20
                for pupil in range(size):
                    marks: list[Any] = [
                        min(FULL[one], max(0, round(dice.gauss(level, 0.2) * FULL[one] * 2) / 2))
                        for one in SUBJECTS
                    ]
                    if dice.random() < 0.03:
                        marks[dice.randrange(3)] = "缺考"
                    rows.append(
                        [school, grade, f"{number}班", f"{school[0]}{grade[0]}{pupil}", *marks]
                    )
    return rows


@pytest.fixture
def material(book: Callable[..., MemoryBook]) -> Callable[..., Material]:
    """Take in the three exams, which stand in no order in the workbook."""

    def make(exam: str = NOW, before: str = BEFORE, **sheets: list[list[Any]]) -> Material:
        rows: dict[str, list[list[Any]]] = {
            name: [list(HEAD), *pupils(name)] for name in (NOW, FIRST, BEFORE)
        }
        contents = take_in(book({**rows, **sheets}), ChosenOptions(exam=exam))
        figures = compute(contents.tables, contents.taught, contents.options, (), exam)
        levels = [Level.SCHOOL, Level.CLASS]
        earlier = compute(contents.tables, {}, contents.options, levels, before) if before else None
        return Material("report", contents, figures, earlier)

    return make


def frame(exam: str) -> pd.DataFrame:
    """Return the marks a pupil and subject a row, absent ones as NaN."""
    wide = pd.DataFrame(pupils(exam), columns=["school", "grade", "class", "name", *SUBJECTS])
    long = wide.melt(["school", "grade", "class", "name"], SUBJECTS, "subject", "mark")
    long["mark"] = pd.to_numeric(long["mark"], errors="coerce")
    long["full"] = long["subject"].map(FULL)
    return long


def figures_by(marks: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """Return mean, rates and composite of each group, as percentages, by pandas alone."""
    sat = marks.dropna(subset=["mark"]).copy()
    sat["share"] = sat["mark"] / sat["full"]
    found = sat.groupby(list(keys)).agg(
        mean=("mark", "mean"),
        share=("share", "mean"),
        pass_rate=("share", lambda one: (one >= 0.6).mean() * 100),
        excellent_rate=("share", lambda one: (one >= 0.85).mean() * 100),
        low_rate=("share", lambda one: (one < 0.4).mean() * 100),
        scored=("mark", "size"),
    )
    found["composite"] = (
        40 * found["share"] + 0.3 * found["pass_rate"] + 0.3 * found["excellent_rate"]
    )
    return found


def keys_of(level: Level) -> list[str]:
    return ["school", "grade", "class"][: 2 if level is Level.SCHOOL else 3]


def key_of(profile: UnitProfile) -> tuple[str, ...]:
    group = profile.group
    key = (group.school, group.grade, group.class_name)
    return key if group.class_name else key[:2]


def printed(figure: float) -> float:
    """Return a figure at two decimals, halves away from zero however binary spells them."""
    return math.floor(figure * 100 + 0.5 + 1e-7) / 100


def near(ours: Decimal | None, theirs: float) -> bool:
    """Say whether ours is the rounded figure; pandas' binary one may lie a hair off a half."""
    return ours is not None and abs(float(ours) - theirs) < 0.005001


@pytest.mark.parametrize("level", [Level.SCHOOL, Level.CLASS])
def test_figures_of_unit_and_all_together_are_those_of_pandas(
    material: Callable[..., Material], level: Level
) -> None:
    marks = frame(NOW)
    own = figures_by(marks, [*keys_of(level), "subject"])
    whole = figures_by(marks, ["grade", "subject"])
    profiles = unit_profiles(material(), level)
    assert len(profiles) == (8 if level is Level.SCHOOL else 16)
    for profile in profiles:
        for one in profile.subjects:
            expected = own.loc[(*key_of(profile), one.own.subject)]
            together = whole.loc[(profile.group.grade, one.own.subject)]
            assert one.whole is not None
            for name in ("mean", "pass_rate", "excellent_rate", "low_rate"):
                assert near(getattr(one.own.printed, name), expected[name])
                assert near(getattr(one.whole.printed, name), together[name])
            assert near(one.own.printed.composite, expected["composite"])


@pytest.mark.parametrize("level", [Level.SCHOOL, Level.CLASS])
def test_places_margins_and_leads_are_those_of_pandas(
    material: Callable[..., Material], level: Level
) -> None:
    found = figures_by(frame(NOW), [*keys_of(level), "subject"]).map(printed).reset_index()
    by = found.groupby(["grade", "subject"])
    for name in ("pass_rate", "excellent_rate"):
        found[name] = by[name].rank(method="min", ascending=False)
    found["low_rate"] = by["low_rate"].rank(method="min")
    found = found.set_index([*keys_of(level), "subject"])
    for profile in unit_profiles(material(), level):
        for one in profile.subjects:
            expected = found.loc[(*key_of(profile), one.own.subject)]
            for measure in (Measure.PASS_RATE, Measure.EXCELLENT_RATE, Measure.LOW_RATE):
                assert one.places[measure] == expected[measure]
            grade = found.xs((profile.group.grade, one.own.subject), level=("grade", "subject"))
            rivals = sorted(grade["composite"])
            at = rivals.index(expected["composite"])
            margin = min((r for r in rivals if r > rivals[at]), default=None)
            lead = max((r for r in rivals if r < rivals[at]), default=None)
            assert (one.margin is None) is (margin is None)
            assert (one.lead is None) is (lead is None)
            if margin is not None:
                assert near(one.margin, margin - rivals[at])
            if lead is not None:
                assert near(one.lead, rivals[at] - lead)


@pytest.mark.parametrize("level", [Level.SCHOOL, Level.CLASS])
def test_boxes_are_those_of_pandas_and_none_stands_for_a_few_pupils(
    material: Callable[..., Material], level: Level
) -> None:
    marks = frame(NOW).dropna(subset=["mark"])
    groups = marks.groupby([*keys_of(level), "subject"])["mark"]
    wholes = marks.groupby(["grade", "subject"])["mark"]
    few = 0
    for profile in unit_profiles(material(), level):
        for one in profile.subjects:
            own = groups.get_group((*key_of(profile), one.own.subject))
            if len(own) < 5:
                few += 1
                assert one.spread is None, "five numbers of a few pupils are their marks"
                continue
            assert one.spread is not None
            assert one.whole_spread is not None
            shares = [0, 0.25, 0.5, 0.75, 1]
            assert [float(n) for n in one.spread] == pytest.approx(list(own.quantile(shares)))
            whole = wholes.get_group((profile.group.grade, one.own.subject))
            assert [float(n) for n in one.whole_spread] == pytest.approx(
                list(whole.quantile(shares))
            )
    assert few == (0 if level is Level.SCHOOL else 3)


def test_the_four_rates_over_all_subjects_are_those_of_pandas(
    material: Callable[..., Material],
) -> None:
    marks = frame(NOW).dropna(subset=["mark"])
    marks["share"] = marks["mark"] / marks["full"]
    for profile in unit_profiles(material(), Level.SCHOOL):
        own = marks[
            (marks["school"] == profile.group.school) & (marks["grade"] == profile.group.grade)
        ]
        assert profile.rates is not None
        assert [float(one) for one in profile.rates.own] == pytest.approx(
            [
                own["mark"].sum() / own["full"].sum(),
                (own["share"] >= 0.6).mean(),
                (own["share"] >= 0.85).mean(),
                (own["share"] >= 0.4).mean(),
            ]
        )


def test_changes_and_past_places_are_those_of_pandas_in_the_order_of_time(
    material: Callable[..., Material],
) -> None:
    places = {}
    for exam in (FIRST, BEFORE, NOW):
        by_subject = figures_by(frame(exam), ["school", "grade", "subject"])
        overall = by_subject["composite"].groupby(["school", "grade"]).mean().map(printed)
        places[exam] = overall.groupby("grade").rank(method="min", ascending=False)
    for profile in unit_profiles(material(), Level.SCHOOL):
        key = key_of(profile)
        past = [(one.exam, one.rank) for one in profile.past]
        assert past == [(exam, places[exam].loc[key]) for exam in (FIRST, BEFORE, NOW)]
        assert profile.overall is not None
        assert profile.overall.change is not None
        assert profile.overall.change.rank_change == places[BEFORE].loc[key] - places[NOW].loc[key]


def test_a_page_of_an_earlier_exam_knows_nothing_of_later_ones(
    material: Callable[..., Material],
) -> None:
    for profile in unit_profiles(material(exam=BEFORE, before=""), Level.SCHOOL):
        assert [one.exam for one in profile.past] == [FIRST, BEFORE]
        assert profile.in_time


@pytest.mark.parametrize(
    ("names", "dated"), [(("期末", "期中", "月考"), False), ((NOW, FIRST), True)]
)
def test_exams_that_tell_no_time_stand_as_in_the_workbook(
    book: Callable[..., MemoryBook], names: Sequence[str], *, dated: bool
) -> None:
    contents = take_in(book({name: [list(HEAD), *pupils(name)] for name in names}), ChosenOptions())
    of = Material("report", contents, compute(contents.tables, {}, contents.options))
    profile = unit_profiles(of, Level.SCHOOL)[0]
    assert profile.in_time is dated
    expected = [FIRST, NOW] if dated else list(names)
    assert [one.exam for one in profile.past] == expected


def test_the_exam_compared_with_has_no_change_against_itself(
    material: Callable[..., Material],
) -> None:
    both = [one for one in unit_profiles(material(exam=""), Level.SCHOOL) if one.exam == BEFORE]
    assert len(both) == 8
    assert all(one.change is None for profile in both for one in profile.subjects)


def test_units_stand_by_school_then_exam_then_grade_and_classes_by_number(
    material: Callable[..., Material],
) -> None:
    schools = [one.group.school for one in unit_profiles(material(), Level.SCHOOL)]
    assert schools == [name for name in SCHOOLS for _ in range(2)]
    grades = [one.group.grade for one in unit_profiles(material(), Level.SCHOOL)]
    assert grades == ["五年级", "六年级"] * 4
    classes = [key_of(one)[1:] for one in unit_profiles(material(), Level.CLASS)][:4]
    assert classes == [
        ("五年级", "1班"), ("五年级", "2班"), ("六年级", "1班"), ("六年级", "2班")
    ]  # fmt: skip


def test_classes_with_names_in_words_stand_as_on_the_sheet(
    book: Callable[..., MemoryBook],
) -> None:
    names = ["一班", "二班", "三班", "十班"]
    rows = [["甲校", "三年级", name, f"生{n}", 60 + n] for name in names for n in range(9)]
    head = ["学校", "年级", "班级", "姓名", "语文"]
    contents = take_in(book({"期末": [head, *rows]}), ChosenOptions())
    of = Material("report", contents, compute(contents.tables, {}, contents.options))
    assert [one.group.class_name for one in unit_profiles(of, Level.CLASS)] == names


def test_no_sentence_names_another_unit_or_a_pupil(material: Callable[..., Material]) -> None:
    names = {row[3] for row in pupils(NOW)}
    told = 0
    for level in (Level.SCHOOL, Level.CLASS):
        for profile in unit_profiles(material(), level):
            for one in observed(profile):
                sentence = one.sentence("全镇", "校")
                told += 1
                assert not any(name in sentence for name in (*SCHOOLS, *names, "班"))
    assert told > 50, "there must be something to look at"


def test_a_page_of_a_class_names_its_teachers_and_is_confidential(
    material: Callable[..., Material],
) -> None:
    teaching = [
        ["学校", "年级", "班级", "学科", "教师"],
        ["青石小学", "五年级", "1班", "语文", "李文"],
    ]
    with_teacher, without = material(任课=teaching), material()
    (table,) = profile_sheet(with_teacher, Level.CLASS)
    assert table.confidential
    first = unit_profiles(with_teacher, Level.CLASS)[0]
    assert first.teachers == {"语文": "李文"}
    assert any("李文" in row.values for row in table.rows)
    (plain,) = profile_sheet(without, Level.CLASS)
    assert not plain.confidential
    (school,) = profile_sheet(with_teacher, Level.SCHOOL)
    assert not school.confidential
    assert not any("李文" in row.values for row in school.rows)


def test_a_subject_that_a_unit_does_not_sit_is_not_on_its_page(
    book: Callable[..., MemoryBook],
) -> None:
    head = ["学校", "年级", "班级", "姓名", "语文", "英语"]
    rows = [[s, "三年级", "1班", f"生{n}", 80 - n, 70 + n] for s in SCHOOLS[:2] for n in range(9)]
    rows += [[SCHOOLS[2], "三年级", "1班", f"生{n}", 60 + n, None] for n in range(9)]
    contents = take_in(book({"期末": [head, *rows]}), ChosenOptions())
    figures = compute(contents.tables, {}, contents.options)
    found = unit_profiles(Material("report", contents, figures), Level.SCHOOL)
    subjects = {one.group.school: [s.own.subject for s in one.subjects] for one in found}
    assert subjects == {
        SCHOOLS[0]: ["语文", "英语"],
        SCHOOLS[1]: ["语文", "英语"],
        SCHOOLS[2]: ["语文"],
    }


def test_sheets_without_such_units_give_no_page(book: Callable[..., MemoryBook]) -> None:
    rows = [["姓名", "语文"], *([f"生{n}", 60 + n] for n in range(9))]
    contents = take_in(book({"期末": rows}), ChosenOptions())
    of = Material("report", contents, compute(contents.tables, {}, contents.options))
    assert [profile_sheet(of, level) for level in UNIT_SHEETS] == [[], []]


@pytest.mark.parametrize(
    ("office", "schools", "word"),
    [
        ("青禾镇中心学校", 7, "全镇"),
        ("罗田县青禾镇中心学校", 7, "全镇"),
        ("罗田县教育局", 30, "全县"),
        ("石桥乡教管会", 4, "全乡"),
        ("教研室", 4, "全体"),
        ("", 4, "全体"),
        ("青禾镇实验小学", 1, "全校"),
    ],
)
def test_all_together_are_called_by_the_name_of_the_office(
    office: str, schools: int, word: str
) -> None:
    assert whole_word(office, schools) == word
