from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from xl_quality.core.facts import Fact
from xl_quality.runs.facts.derived_lists import SCHOOL_STREAKS, TEACHER_STREAKS
from xl_quality.runs.facts.history import ranked_twice, streaks, years_asked
from xl_quality.schemes.loading import load
from xl_quality.schemes.words import common_facts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from xl_quality.core.facts import Record

    Listed = Callable[..., list[Record]]


def derived(
    rows: list[Record],
    unit: str,
    subject: str = "综合",
    name: str = SCHOOL_STREAKS,
    year_kind: str = "",
) -> Record:
    known = {"江一帆", "何小满", "白若"}
    found = [
        row
        for row in streaks(rows, known, year_kind)[name]
        if (row.text("unit"), row.text("subject")) == (unit, subject)
    ]
    assert len(found) == 1
    return found[0]


def test_exams_last_in_a_row_are_counted_back_from_the_latest(listed: Listed) -> None:
    rows = listed(
        "历次",
        """
        exam unit subject rank points
        2024年春 甲校 综合 1 90
        2024年春 乙校 综合 2 80
        2024年秋 甲校 综合 2 70
        2024年秋 乙校 综合 1 80
        2025年春 甲校 综合 2 70
        2025年春 乙校 综合 1 80
        """,
    )
    own = derived(rows, "甲校")
    assert own.facts["last_count"].value == 2
    assert str(own.facts["last_count"].source) == "历次!D4、D6"
    assert derived(rows, "乙校").facts["last_count"].value == 0


@pytest.mark.parametrize(
    ("places", "of", "count", "source"),
    [
        ((2, 3), "-", 2, "历次!D4、D7"),
        ((2, 2), "-", 2, "历次!D4、D7，其中1次并列末位"),
        ((2, 2), "3", 2, "历次!D4、D7，其中1次并列末位"),  # all three are listed
        ((2, 2), "10", 0, "历次!D7"),  # who is the tenth? not on the sheet
    ],
)
def test_who_shares_the_last_place_is_last_and_the_reason_says_so(
    listed: Listed, places: tuple[int, int], of: str, count: int, source: str
) -> None:
    rows = listed(
        "历次",
        f"""
        exam unit subject rank of
        一 甲校 综合 1 {of}
        一 乙校 综合 2 {of}
        一 丙校 综合 3 {of}
        二 甲校 综合 1 {of}
        二 乙校 综合 {places[0]} {of}
        二 丙校 综合 {places[1]} {of}
        """,
    )
    own = derived(rows, "丙校").facts["last_count"]
    assert (own.value, str(own.source)) == (count, source)


@pytest.mark.parametrize(
    ("first", "second", "told", "years"),
    [
        (
            *("2 2", "2 2", "2025年春第2名、2026年春第2名，每次共2个"),
            "2025年：春第2名，共2个；2026年：春第2名，共2个",
        ),
        (
            *("2 2", "3 3", "2025年春第2名（共2个）、2026年春第3名（共3个）"),
            "2025年：春第2名，共2个；2026年：春第3名，共3个",
        ),
        ("2 2", "1 2", "", ""),
        ("1 2", "2 2", "2026年春第2名，共2个", "2026年：春第2名，共2个"),
    ],
)
def test_a_streak_names_its_exams_and_places(
    listed: Listed, first: str, second: str, told: str, years: str
) -> None:
    rows = listed(
        "历次",
        f"exam unit subject rank of\n2025年春 甲校 综合 {first}\n2026年春 甲校 综合 {second}",
    )
    facts = derived(rows, "甲校", year_kind="自然年").facts
    assert facts["last_count"].made_of == told
    assert facts["years_last"].made_of == years
    said = common_facts()["last_count"].say_value(facts["last_count"])
    assert said == (
        f"连续{told.count('年春')}次考试居末位（{told}）" if told else "最近一次考试不在末位"
    )


OPEN = "（本年只列到春季，未完）"


@pytest.mark.parametrize(
    ("exams", "told"),
    [
        (
            ("2025年春季期末", "2025年秋季期末", "2026年春季期末"),
            "2025年：春季期末第2名、秋季期末第2名，每次共2个；2026年：春季期末第2名，共2个" + OPEN,
        ),
        (
            ("2025年秋季期末", "2026年春季期末", "2026年秋季期末"),
            "2025年：秋季期末第2名，共2个；2026年：春季期末第2名、秋季期末第2名，每次共2个",
        ),
        (  # an office that examines in spring alone has a whole year
            ("2025年春季统考", "2026年春季统考"),
            "2025年：春季统考第2名，共2个；2026年：春季统考第2名，共2个",
        ),
        (("2025年中考", "2026年中考"), "2025年：中考第2名，共2个；2026年：中考第2名，共2个"),
        (("2025学年春季期末", "期末"), None),  # no name says a year: none is counted
    ],
)
def test_years_are_told_one_by_one_and_which_is_not_over(
    listed: Listed, exams: tuple[str, ...], told: str | None
) -> None:
    rows = "\n".join(f"{exam} 甲校 综合 2 2" for exam in exams)
    history = listed("历次", f"exam unit subject rank of\n{rows}")
    fact = derived(history, "甲校", year_kind="自然年").facts.get("years_last")
    assert (fact and fact.made_of) == told
    assert fact is None or fact.value == len({exam[:5] for exam in exams})


def test_who_shares_the_last_place_is_said_to_share_it(listed: Listed) -> None:
    rows = listed("历次", "exam unit subject rank\n一 甲校 综合 2\n一 乙校 综合 2\n一 丙校 综合 1")
    own = derived(rows, "甲校").facts["last_count"]
    assert own.made_of == "一并列第2名，共3个", "three were ranked, though two places were given"
    unknown = listed("历次", "exam unit subject rank\n一 甲校 综合 1\n一 乙校 综合 3")
    assert derived(unknown, "乙校").facts["last_count"].made_of == "", "its last place is not known"


def test_one_better_exam_breaks_the_streak(listed: Listed) -> None:
    rows = listed(
        "历次",
        """
        exam unit subject rank
        一 甲校 综合 2
        一 乙校 综合 1
        二 甲校 综合 1
        二 乙校 综合 2
        三 甲校 综合 2
        三 乙校 综合 1
        """,
    )
    assert derived(rows, "甲校").facts["last_count"].value == 1


def test_units_that_share_the_last_place_are_both_last(listed: Listed) -> None:
    rows = listed(
        "历次",
        """
        exam unit subject rank
        一 甲校 综合 2
        一 乙校 综合 2
        一 丙校 综合 1
        """,
    )
    assert [derived(rows, unit).facts["last_count"].value for unit in ("甲校", "乙校", "丙校")] == [
        1, 1, 0,
    ]  # fmt: skip


def test_subjects_are_counted_apart(listed: Listed) -> None:
    rows = listed(
        "历次",
        """
        exam unit subject rank
        一 甲校 语文 2
        一 乙校 语文 1
        一 甲校 数学 1
        一 乙校 数学 2
        """,
    )
    assert derived(rows, "甲校", "语文").facts["last_count"].value == 1
    assert derived(rows, "甲校", "数学").facts["last_count"].value == 0


def test_a_year_counts_only_when_all_its_exams_were_last(listed: Listed) -> None:
    rows = listed(
        "历次",
        """
        exam unit subject rank
        2022年春 甲校 综合 2
        2022年春 乙校 综合 1
        2023年春 甲校 综合 1
        2023年春 乙校 综合 2
        2023年秋 甲校 综合 2
        2023年秋 乙校 综合 1
        2024年春 甲校 综合 2
        2024年春 乙校 综合 1
        2025年春 甲校 综合 2
        2025年春 乙校 综合 1
        2025年秋 甲校 综合 2
        2025年秋 乙校 综合 1
        """,
    )
    own = derived(rows, "甲校").facts
    assert own["years_last"].value == 2
    assert str(own["years_last"].source) == "历次!D8、D10、D12"
    assert own["last_count"].value == 4


def test_a_year_in_between_without_an_exam_ends_the_count(listed: Listed) -> None:
    rows = listed(
        "历次",
        """
        exam unit subject rank
        2023年春 甲校 综合 2
        2023年春 乙校 综合 1
        2025年春 甲校 综合 2
        2025年春 乙校 综合 1
        """,
    )
    assert derived(rows, "甲校").facts["years_last"].value == 1


def test_exams_that_name_no_year_give_no_years(listed: Listed) -> None:
    rows = listed("历次", "exam unit subject rank\n期末 甲校 综合 1")
    assert "years_last" not in derived(rows, "甲校").facts


def test_the_gap_is_to_the_next_above_in_the_latest_exam(listed: Listed) -> None:
    rows = listed(
        "历次",
        """
        exam unit subject rank points
        一 甲校 综合 3 10
        一 乙校 综合 2 90
        二 甲校 综合 3 60
        二 乙校 综合 2 75
        二 丙校 综合 1 95
        """,
    )
    own = derived(rows, "甲校").facts["gap_to_second_last"]
    assert (own.value, str(own.source)) == (Fraction(15), "历次!E4")
    assert "gap_to_second_last" not in derived(rows, "乙校").facts  # it is not last


def test_without_points_there_is_no_gap(listed: Listed) -> None:
    rows = listed("历次", "exam unit subject rank points\n一 甲校 综合 2 -\n一 乙校 综合 1 80")
    assert "gap_to_second_last" not in derived(rows, "甲校").facts


def test_rows_without_a_rank_are_passed_over(listed: Listed) -> None:
    rows = listed("历次", "exam unit subject rank\n一 甲校 综合 -\n二 甲校 综合 1")
    assert derived(rows, "甲校").facts["last_count"].value == 1
    assert streaks([], [])[SCHOOL_STREAKS] == []


def test_names_of_teachers_count_as_teachers(listed: Listed) -> None:
    rows = listed(
        "历次",
        """
        exam unit subject rank
        一 江一帆 语文 2
        一 何小满 语文 3
        一 白若 语文 1
        二 江一帆 语文 3
        二 何小满 语文 1
        二 白若 语文 2
        """,
    )
    own = derived(rows, "江一帆", "语文", TEACHER_STREAKS)
    assert own.facts["teachers"].value == ("江一帆",)
    assert own.facts["last_two_count"].value == 2
    assert derived(rows, "何小满", "语文", TEACHER_STREAKS).facts["last_two_count"].value == 0
    assert streaks(rows, {"江一帆", "何小满", "白若"})[SCHOOL_STREAKS] == []


def test_grades_are_apart_and_a_column_may_name_the_teacher(listed: Listed) -> None:
    rows = listed(
        "历次",
        """
        exam unit grade subject name rank of
        2024年秋 甲校 八年级 语文 白小川 20 20
        2024年秋 甲校 九年级 语文 - 1 20
        2025年春 甲校 八年级 语文 白小川 19 20
        2025年春 甲校 九年级 语文 - 20 20
        """,
    )
    (teacher,) = streaks(rows, ())[TEACHER_STREAKS]
    assert (teacher.text("unit"), teacher.facts["last_two_count"].value) == ("白小川", 2)
    (school,) = streaks(rows, ())[SCHOOL_STREAKS]
    assert (school.text("unit"), school.text("grade")) == ("甲校", "九年级")
    assert school.facts["last_count"].value == 1


def test_two_history_sheets_keep_their_own_cells(listed: Listed) -> None:
    first = listed("历次", "exam unit subject rank\n一 甲校 综合 2\n一 乙校 综合 1")
    second = listed("历次下", "exam unit subject rank\n二 甲校 综合 2\n二 乙校 综合 1")
    own = derived([*first, *second], "甲校")
    assert own.facts["last_count"].value == 2
    assert str(own.facts["last_count"].source) == "历次!D2；历次下!D2"


def test_an_exam_that_two_sheets_list_is_one_exam(listed: Listed) -> None:
    text = "exam unit subject rank points\n一 甲校 综合 2 60\n一 乙校 综合 1 80"
    own = derived([*listed("历次", text), *listed("历次下", text)], "甲校")
    assert own.facts["last_count"].value == 1
    assert own.facts["gap_to_second_last"].value == 20


def test_two_scores_of_one_exam_are_refused_like_two_ranks(listed: Listed) -> None:
    rows = listed("历次", "exam unit subject rank points\n一 甲校 综合 2 60\n一 甲校 综合 2 50")
    [found] = ranked_twice(rows)
    assert (found.sheet, found.cell, found.found) == ("历次", "E3", "60 / 50")
    assert "两个不同的得分" in found.message


def test_contests_are_no_exams(listed: Listed) -> None:
    rows = listed(
        "历次",
        """
        exam unit subject rank of
        2025年秋季县抽考 甲校 综合 8 8
        2025年县合唱比赛 甲校 综合 8 8
        2026年县合唱比赛 甲校 综合 8 8
        """,
    )
    assert derived(rows, "甲校").facts["last_count"].value == 1
    assert not streaks(rows[1:], set())[SCHOOL_STREAKS]


def _seasons(listed: Listed, last: Sequence[bool]) -> list[Record]:
    """Return places of 甲 in one exam after the other, last or not, from 2024年秋季 on."""
    lines, season, year = ["exam unit subject rank points"], "秋", 2024
    for own in last:
        places = (2, 1) if own else (1, 2)
        lines += [
            f"{year}年{season}季期末 {u} 综合 {r} 80" for u, r in zip("甲乙", places, strict=True)
        ]
        season, year = ("春", year + 1) if season == "秋" else ("秋", year)
    return listed("历次", "\n".join(lines))


@pytest.mark.parametrize(
    ("last", "calendar", "school"),
    [
        # 2024秋, 2025春, 2025秋, 2026春
        ((True, True, True, True), 3, 2),
        ((False, True, True, True), 2, 1),
        ((False, False, True, True), 1, 1),
        ((True, True, False, True), 1, 0),
        ((True, True, True, False), 0, 0),
        ((True, True, True), 2, 2),  # the school year from autumn 2025 has only begun
    ],
)
def test_years_are_those_of_the_calendar_or_school_years(
    last: tuple[bool, ...], calendar: int, school: int, listed: Listed
) -> None:
    rows = _seasons(listed, last)
    for kind, count in (("", min(calendar, school)), ("自然年", calendar), ("学年", school)):
        own = next(r for r in streaks(rows, (), kind)[SCHOOL_STREAKS] if r.text("unit") == "甲")
        assert own.facts["years_last"].value == count


def test_of_years_that_nobody_named_the_fewer_count_and_of_as_many_school_years(
    listed: Listed,
) -> None:
    autumn_and_spring = "2025—2026学年：2025年秋季期末第2名、2026年春季期末第2名，每次共2个"
    for last, begun, told in (
        ((False, True, True, True), 0, autumn_and_spring),  # two of the calendar
        ((False, False, True, True), 0, autumn_and_spring),  # one of either
        # two school years, of which none has both of its exams
        ((True, True, True), 2, "2025年：春季期末第2名、秋季期末第2名，每次共2个"),
    ):
        fact = derived(_seasons(listed, last)[begun:], "甲").facts["years_last"]
        assert (fact.value, fact.made_of) == (1, told)


def test_school_years_are_told_by_name_and_which_is_not_over(listed: Listed) -> None:
    rows = _seasons(listed, (True, True, True))
    own = next(r for r in streaks(rows, (), "学年")[SCHOOL_STREAKS] if r.text("unit") == "甲")
    assert own.facts["years_last"].made_of == (
        "2024—2025学年：2024年秋季期末第2名、2025年春季期末第2名，每次共2个；"
        "2025—2026学年：2025年秋季期末第2名，共2个（本学年只列到秋季，未完）"
    )


@pytest.mark.parametrize(
    ("last", "kind", "asked"),
    [
        ((False, True, True, True), "", "甲 2 1"),  # 2025 and 2026, but one school year
        ((False, True, True, True), "学年", ""),  # said
        ((False, True, True, True), "自然年", ""),
        ((True, True, True, True), "", ""),  # three and two: two years either way
        ((False, False, True, True), "", ""),  # one year either way
        ((True, True, False, True), "", ""),  # one and none: no two years either way
    ],
)
def test_which_years_are_meant_is_asked_where_a_clause_turns_on_it(
    last: tuple[bool, ...], kind: str, asked: str, listed: Listed
) -> None:
    rows = _seasons(listed, last)
    found = years_asked(rows, (), load("luotuoao-brief"), kind)
    told = [
        f"{one.found} {dict(one.facts)['calendar']} {dict(one.facts)['school']}" for one in found
    ]
    assert told == [asked] * bool(asked)
    assert years_asked(rows, (), load("rank-up"), kind) == []  # it counts no years
    assert years_asked(rows, ("甲", "乙"), load("luotuoao-brief"), kind) == []  # persons
    assert all("项目“连续年”，值“自然年或学年”" in one.suggestion for one in found)


def test_years_are_not_asked_where_names_do_not_tell_the_school_year(listed: Listed) -> None:
    rows = [
        row._replace(
            facts={
                **row.facts,
                "exam": Fact(row.text("exam").replace("秋季", "").replace("春季", "")),
            }
        )
        for row in _seasons(listed, (False, True, True, True))
    ]
    assert years_asked(rows, (), load("luotuoao-brief"), "") == []
