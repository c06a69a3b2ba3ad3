from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from xl_quality.core.figures import analyse
from xl_quality.core.groups import Level, by_level, by_teacher, due, due_at_all, sorted_out
from xl_quality.core.marks import NOT_DUE
from xl_quality.core.options import Options

if TYPE_CHECKING:
    from collections.abc import Callable

    from xl_quality.core.marks import ScoreTable


def not_due(table: ScoreTable) -> dict[str, int]:
    """How many blanks of each subject are of pupils who are not due."""
    return {
        name: list(column.marks).count(NOT_DUE)
        for name, column in sorted_out(table).subjects.items()
        if NOT_DUE in column.marks
    }


def counts(
    table: ScoreTable, level: Level = Level.ALL, **options: object
) -> list[tuple[object, ...]]:
    found = analyse(sorted_out(table), level, Options(**options))  # type: ignore[arg-type] # by name
    return [
        (one.subject, one.rates.due, one.rates.scored, one.rates.attendance)
        for one in found
        if one.rates
    ]


def test_a_blank_is_a_mark_that_is_missing(table: Callable[[str], ScoreTable]) -> None:
    sheet = table("班级 语文 数学\n1班 80 70\n1班 60 空\n1班 空 50\n1班 空 空")
    assert not_due(sheet) == {}
    assert counts(sheet) == [("语文", 4, 2, Fraction(1, 2)), ("数学", 4, 2, Fraction(1, 2))]


def test_absent_and_odd_cells_are_due_and_exempt_ones_are_not(
    table: Callable[[str], ScoreTable],
) -> None:
    sheet = table("班级 语文\n1班 80\n1班 缺考\n1班 作弊\n1班 免考\n1班 无效\n1班 空")
    assert counts(sheet) == [("语文", 5, 2, Fraction(2, 5))]


def test_subjects_that_pupils_choose_are_told_by_equally_many_marks(
    table: Callable[[str], ScoreTable],
) -> None:
    physics = "1班 80 70 60 空\n" * 6
    history = "1班 80 70 空 60\n" * 4
    sheet = table("班级 语文 数学 物理 历史\n" + physics + history)
    assert not_due(sheet) == {"物理": 4, "历史": 6}
    assert [one[1:3] for one in counts(sheet)] == [(10, 10), (10, 10), (6, 6), (4, 4)]


@pytest.mark.parametrize(("japanese", "gaps"), [(1, 0), (3, 0), (9, 1)])
def test_a_foreign_language_instead_of_another_is_a_choice(
    table: Callable[[str], ScoreTable], japanese: int, gaps: int
) -> None:
    rows = ["1班 80 70 空"] * 30 + ["1班 80 空 70"] * japanese + ["1班 80 空 空"] * gaps
    sheet = table("班级 语文 英语 日语\n" + "\n".join(rows))
    assert not_due(sheet) == {"英语": japanese, "日语": 30}


@pytest.mark.parametrize(("missing", "chosen"), [(10, True), (11, False)])
def test_nine_of_ten_must_have_equally_many(
    table: Callable[[str], ScoreTable], missing: int, *, chosen: bool
) -> None:
    rows = ["1班 80 60 空"] * 50 + ["1班 80 空 60"] * (50 - missing) + ["1班 80 空 空"] * missing
    sheet = table("班级 语文 物理 历史\n" + "\n".join(rows))
    assert bool(not_due(sheet)) is chosen


@pytest.mark.parametrize(("both", "chosen"), [(10, True), (11, False)])
def test_one_of_ten_may_have_every_subject_there_is_to_choose(
    table: Callable[[str], ScoreTable], both: int, *, chosen: bool
) -> None:
    rows = ["1班 80 60 空"] * 50 + ["1班 80 空 60"] * (50 - both) + ["1班 80 60 60"] * both
    sheet = table("班级 语文 物理 历史\n" + "\n".join(rows))
    assert not_due(sheet) == ({"物理": 40, "历史": 50} if chosen else {})


def test_subjects_that_nearly_nobody_has_a_mark_in_are_no_choice(
    table: Callable[[str], ScoreTable],
) -> None:
    rows = ["1班 80 空 空"] * 40 + ["1班 80 60 空"] + ["1班 80 空 60"]
    assert not_due(table("班级 语文 物理 历史\n" + "\n".join(rows))) == {}


def test_a_class_that_stayed_away_is_due_where_the_others_have_every_subject(
    table: Callable[[str], ScoreTable],
) -> None:
    rows = ["甲 1班 80 60 70"] * 10 + ["甲 2班 空 空 空"] * 20
    sheet = table("学校 班级 语文 物理 历史\n" + "\n".join(rows))
    assert not_due(sheet) == {}


def test_a_school_with_one_absent_pupil_offers_the_subject(
    table: Callable[[str], ScoreTable],
) -> None:
    rows = ["甲 80 缺考", "甲 80 空", "乙 80 空", "乙 80 空", "丙 80 70"]
    assert not_due(table("学校 语文 英语\n" + "\n".join(rows))) == {"英语": 2}


def test_blanked_marks_of_a_class_are_no_choice(table: Callable[[str], ScoreTable]) -> None:
    rows = ["甲 1班 80 70 60"] * 60 + ["乙 1班 80 空 空"] * 9 + ["乙 1班 空 空 60"] * 9
    sheet = table("学校 班级 语文 数学 英语\n" + "\n".join(rows))
    assert not_due(sheet) == {}
    assert counts(sheet, Level.SCHOOL)[3] == ("数学", 18, 0, Fraction(0))


def test_a_school_without_a_mark_in_a_subject_does_not_offer_it(
    table: Callable[[str], ScoreTable],
) -> None:
    sheet = table("""
        学校 年级 班级 语文 英语
        甲   三   1班  80   空
        甲   三   2班  70   空
        甲   四   1班  80   90
        乙   三   1班  80   75
        乙   三   2班  80   空
    """)
    assert not_due(sheet) == {"英语": 2}
    found = {(one[0], n): one[1] for n, one in enumerate(counts(sheet, Level.CLASS))}
    assert [found["英语", n] for n in range(5, 10)] == [0, 0, 1, 1, 1]


def test_chinese_and_mathematics_are_offered_everywhere_unless_nobody_sits_them(
    table: Callable[[str], ScoreTable],
) -> None:
    sheet = table("学校 年级 班级 语文 数学\n甲 三 1班 80 空\n甲 三 1班 70 空\n乙 三 1班 60 70")
    assert not_due(sheet) == {}
    assert counts(sheet, Level.SCHOOL)[2] == ("数学", 2, 0, Fraction(0))
    nobody = table("学校 年级 班级 语文 数学\n甲 三 1班 80 空\n乙 三 1班 60 空")
    assert not_due(nobody) == {"数学": 2}


def test_an_enrolled_number_is_what_is_due(table: Callable[[str], ScoreTable]) -> None:
    sheet = table("学校 年级 班级 语文\n甲 三 1班 80\n甲 三 1班 空\n甲 三 1班 免考")
    enrolled = {("甲", "三", "1班"): 5}
    assert counts(sheet, Level.CLASS, enrolled=enrolled) == [("语文", 5, 1, Fraction(1, 5))]
    assert counts(sheet, Level.CLASS) == [("语文", 2, 1, Fraction(1, 2))]


def test_a_sheet_without_blanks_stays_as_it_is(table: Callable[[str], ScoreTable]) -> None:
    sheet = table("班级 语文\n1班 80\n1班 缺考")
    assert sorted_out(sheet) is sheet


def test_a_pupil_who_lacks_a_chosen_subject_is_due_only_in_those_of_the_class(
    table: Callable[[str], ScoreTable],
) -> None:
    rows = ["1班 80 60 空"] * 20 + ["1班 80 空 空"] + ["2班 80 空 60"] * 20
    sheet = table("班级 语文 物理 历史\n" + "\n".join(rows))
    assert not_due(sheet) == {"物理": 20, "历史": 21}
    found = {(one[0], n % 2): one[1:3] for n, one in enumerate(counts(sheet, Level.CLASS))}
    assert [found[subject, n] for subject in ("物理", "历史") for n in (0, 1)] == [
        (21, 20), (0, 0), (0, 0), (20, 20)
    ]  # fmt: skip


@pytest.mark.parametrize(("idle", "chosen"), [(0, True), (20, True)])
def test_who_sat_nothing_says_nothing_about_a_choice(
    table: Callable[[str], ScoreTable], idle: int, *, chosen: bool
) -> None:
    rows = [
        *["1班 80 60 70 空"] * 15,
        *["1班 80 60 空 70"] * 15,
        *["1班 80 空 60 70"] * 15,
        *["1班 空 空 空 空"] * idle,
    ]
    sheet = table("班级 语文 物理 历史 地理\n" + "\n".join(rows))
    assert bool(not_due(sheet)) is chosen


def test_without_numbers_enrolled_none_are_given(table: Callable[[str], ScoreTable]) -> None:
    sheet = table("学校 年级 班级 语文\n甲 三 1班 80\n甲 三 2班 70")
    groups = by_level(sheet, Level.CLASS)
    assert due(sheet, "语文", groups, {}) == [None, None]
    assert due_at_all(sheet, groups, {}) == [None, None]


def test_a_teacher_has_the_pupils_enrolled_in_all_classes_taught_or_no_number(
    table: Callable[[str], ScoreTable],
) -> None:
    sheet = table("学校 年级 班级 语文\n甲 三 1班 80\n甲 三 2班 70\n甲 三 3班 60")
    taught = {("甲", "三", klass, "语文"): "江一帆" for klass in ("1班", "2班")}
    groups = by_teacher(sheet, "语文", taught)
    both = {("甲", "三", "1班"): 40, ("甲", "三", "2班"): 45}
    assert due(sheet, "语文", groups, both) == [85]
    assert due(sheet, "语文", groups, {("甲", "三", "1班"): 40}) == [None]


def test_a_class_that_has_not_handed_in_chinese_lacks_it_though_other_subjects_are_chosen(
    table: Callable[[str], ScoreTable],
) -> None:
    rows = ["1班 80 60 空"] * 12 + ["1班 80 空 60"] * 7 + ["2班 空 60 空"]
    sheet = table("班级 语文 物理 历史\n" + "\n".join(rows))
    assert not_due(sheet) == {"物理": 7, "历史": 13}
