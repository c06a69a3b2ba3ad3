"""Totals, places, letter grades, uneven subjects and matched pupils, against pandas and by hand."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_quality.core.findings import BadInputError
from xl_quality.core.groups import Level
from xl_quality.core.marks import BLANK, NOT_DUE, Remark, ScoreTable, State, SubjectColumn
from xl_quality.core.options import AbsentRule, Lines, Options, PointLine
from xl_quality.core.pupils import (
    LEAST_COMPARED,
    PupilContest,
    Totals,
    Unmatched,
    compared,
    letter_lines,
    lopsided,
    matched,
    places_of,
    totals_of,
)
from xl_quality.core.ranking import TieRule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.core.marks import Mark

ABSENT, EXEMPT = Remark(State.ABSENT, "缺考"), Remark(State.EXEMPT, "免考")
CHEATED = Remark(State.CHEATED, "作弊")
METHODS = {TieRule.SKIP: "min", TieRule.DENSE: "dense", TieRule.AVERAGE: "average"}
FULLS = {"语文": 120_00, "数学": 120_00, "物理": 100_00, "历史": 60_00}
OPTIONS = Options(full_marks=FULLS)
Line = tuple[str, str, str, str, "Sequence[Mark]"]
"""School, class, name, student id, marks."""


def sheet(lines: Sequence[Line], subjects: Sequence[str], grade: str = "六年级") -> ScoreTable:
    columns = {
        name: SubjectColumn(name, "E", [line[4][number] for line in lines])
        for number, name in enumerate(subjects)
    }
    return ScoreTable(
        "成绩",
        "",
        range(2, len(lines) + 2),
        [line[0] for line in lines],
        [grade] * len(lines),
        [line[1] for line in lines],
        [line[2] for line in lines],
        [line[3] for line in lines],
        columns,
    )


MARKS: st.SearchStrategy[Mark] = st.one_of(
    st.integers(0, 12).map(lambda mark: mark * 50),  # few values: many ties
    st.sampled_from([0, 60_00, BLANK, NOT_DUE, ABSENT, EXEMPT, CHEATED]),
)


@st.composite
def sheets(draw: st.DrawFn) -> ScoreTable:
    subjects = list(FULLS)[: draw(st.integers(1, 4))]
    marks = st.lists(MARKS, min_size=len(subjects), max_size=len(subjects))
    line = st.tuples(
        st.sampled_from(["", "甲", "乙"]), st.sampled_from(["", "1", "2"]), st.just(""), st.just("")
    )
    pairs = draw(st.lists(st.tuples(line, marks), max_size=25))
    return sheet([(*names, own) for names, own in pairs], subjects)


def frame_of(table: ScoreTable, absent: AbsentRule) -> pd.DataFrame:
    """The same pupils as a frame of pandas: scores, total, due, by its own reading of the marks."""
    frame = pd.DataFrame({"school": list(table.schools), "class": list(table.classes)})
    lacking = pd.Series(data=False, index=frame.index)
    frame["due"] = 0
    for name, column in table.subjects.items():
        cells = pd.Series(list(column.marks), index=frame.index, dtype=object)
        out = cells.map(lambda one: one is NOT_DUE or one is EXEMPT).astype(bool)
        nil = cells.map(lambda one: one is CHEATED).astype(bool)
        if absent is AbsentRule.ZERO:
            nil |= cells.map(lambda one: one is ABSENT).astype(bool)
        score = pd.to_numeric(cells.mask(nil, 0), errors="coerce")
        lacking |= score.isna() & ~out
        frame["due"] += (~out) * FULLS[name]
        frame[name] = score
    sums = frame[list(table.subjects)].sum(axis=1)
    frame["total"] = sums.mask(lacking | (frame["due"] == 0))
    return frame


def placed(frame: pd.DataFrame, keys: list[str], method: str) -> pd.Series:
    known = frame[frame["total"].notna() & (frame[keys[-1]] != "" if keys else True)]
    groups = known.groupby(keys) if keys else known.groupby(lambda _: 0)

    def own(group: pd.DataFrame) -> pd.Series:
        counts = group["due"].value_counts()
        usual = max(due for due, times in counts.items() if times == counts.max())
        return group["total"].where(group["due"] == usual).rank(method=method, ascending=False)

    parts = [own(group) for _, group in groups]
    return (pd.concat(parts) if parts else pd.Series(dtype=float)).reindex(frame.index)


def plain(values: Sequence[object]) -> list[float | None]:
    return [None if pd.isna(one) else float(one) for one in values]  # type: ignore[arg-type]


@given(sheets(), st.sampled_from(AbsentRule), st.sampled_from(TieRule))
def test_totals_and_places_are_those_of_pandas(
    table: ScoreTable, absent: AbsentRule, ties: TieRule
) -> None:
    totals = totals_of(table, OPTIONS._replace(absent=absent))
    frame = frame_of(table, absent)
    assert plain(totals.marks) == plain(list(frame["total"]))
    assert list(totals.due) == list(frame["due"])
    places = places_of(table, totals, ties)
    keys = {Level.ALL: [], Level.SCHOOL: ["school"], Level.CLASS: ["school", "class"]}
    for level, columns in keys.items():
        if level in places:
            expected = placed(frame, columns, METHODS[ties])
            assert plain(places[level]) == plain(list(expected)), level
        else:
            assert not frame[columns[-1] if columns else "school"].any()


def test_the_place_of_who_lacks_a_subject_is_nowhere() -> None:
    table = sheet(
        [
            ("甲", "1", "a", "", [90_00, 90_00]),
            ("甲", "1", "b", "", [80_00, ABSENT]),
            ("甲", "1", "c", "", [80_00, BLANK]),
            ("甲", "1", "d", "", [99_00, EXEMPT]),
            ("甲", "1", "e", "", [70_00, CHEATED]),
            ("甲", "1", "f", "", [70_00, 0]),
        ],
        ["语文", "数学"],
    )
    totals = totals_of(table, OPTIONS)
    assert totals.marks == [180_00, None, None, 99_00, 70_00, 70_00]
    assert places_of(table, totals, TieRule.SKIP)[Level.ALL] == [1, None, None, None, 2, 2]
    zero = OPTIONS._replace(absent=AbsentRule.ZERO)
    assert totals_of(table, zero).marks[1] == 80_00


def test_a_school_that_does_not_offer_a_subject_ranks_its_own_pupils_all_the_same() -> None:
    both: list[Line] = [("甲", "1", "", "", [n * 100, 0]) for n in range(5)]
    one: list[Line] = [("乙", "1", "", "", [n * 100, NOT_DUE]) for n in range(3)]
    table = sheet([*both, *one], ["语文", "数学"])
    places = places_of(table, totals_of(table, OPTIONS), TieRule.SKIP)
    assert places[Level.ALL] == [5, 4, 3, 2, 1, None, None, None]
    assert places[Level.SCHOOL][5:] == places[Level.CLASS][5:] == [3, 2, 1]


def test_chosen_subjects_of_equal_full_marks_compare() -> None:
    equal = Options(full_marks={"物理": 100_00, "历史": 100_00})
    table = sheet(
        [("", "", "", "", [50_00, NOT_DUE]), ("", "", "", "", [NOT_DUE, 60_00])], ["物理", "历史"]
    )
    assert places_of(table, totals_of(table, equal), TieRule.SKIP) == {Level.ALL: [2, 1]}


def test_nobody_is_ranked_by_a_total_that_holds_a_subject_in_doubt() -> None:
    table = sheet([("", "", "", "", [90_00]), ("", "", "", "", [80_00])], ["语文"])
    totals = totals_of(table, OPTIONS, {"语文"})
    assert totals == Totals([None, None], [120_00, 120_00])
    assert places_of(table, totals, TieRule.SKIP)[Level.ALL] == [None, None]


@pytest.mark.parametrize("seed", range(6))
def test_uneven_subjects_are_those_of_pandas(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - a table of cases
    subjects = list(FULLS)
    lines: list[Line] = []
    for _ in range(dice.randint(LEAST_COMPARED, 140)):
        level = dice.randint(10, 50)
        marks: list[Mark] = [(level + dice.randint(-25, 25)) * 100 + 2500 for _ in subjects]
        if dice.random() < 0.15:
            marks[dice.randrange(4)] = dice.choice([ABSENT, BLANK, CHEATED, EXEMPT])
        if seed > 3:  # chosen subjects: as many in either
            marks[3 if dice.random() < 0.5 else 2] = NOT_DUE
        lines.append((*("甲", "1", "", ""), marks))
    table = sheet(lines, subjects)
    options = Options(full_marks={**FULLS, "历史": 100_00}, lopsided=Fraction(3, 10))
    totals = totals_of(table, options)
    frame = pd.DataFrame({"total": totals.marks, "due": totals.due})
    usual = frame[frame["total"].notna()]["due"].mode().max()
    expected = []
    for name, column in table.subjects.items():
        cells = pd.Series(list(column.marks), dtype=object)
        score = pd.to_numeric(cells, errors="coerce")  # 作弊 is no score: nobody is uneven by it
        pool = frame[(frame["due"] == usual) & frame["total"].notna() & score.notna()]
        if len(pool) < LEAST_COMPARED:
            continue
        total = pool["total"].rank(method="min", ascending=False).astype(int)
        own = score[pool.index].rank(method="min", ascending=False).astype(int)
        expected += [
            (one, name, total[one], own[one], len(pool))
            for one in pool.index[(own - total) * 10 >= 3 * len(pool)]
        ]
    assert expected
    assert sorted(map(tuple, lopsided(table, totals, options))) == sorted(expected)


@pytest.mark.parametrize("ties", TieRule)
def test_places_of_uneven_pupils_share_as_the_office_says(ties: TieRule) -> None:
    method = METHODS[ties]
    dice = random.Random(5)  # noqa: S311 - no secret
    marks = [(dice.randint(0, 20) * 500, dice.randint(0, 20) * 500) for _ in range(60)]
    table = sheet([("", "", "", "", list(own)) for own in marks], ["语文", "数学"])
    options = OPTIONS._replace(ties=ties, lopsided=Fraction(1, 10))
    frame = pd.DataFrame(marks, columns=["语文", "数学"])
    total = frame.sum(axis=1).rank(method=method, ascending=False)
    expected = {
        (pupil, subject): (total[pupil], own[pupil])
        for subject in ("语文", "数学")
        for own in [frame[subject].rank(method=method, ascending=False)]
        for pupil in frame.index[(own - total) * 10 >= len(frame)]
    }
    found = lopsided(table, totals_of(table, options), options)
    assert expected
    assert {(one.pupil, one.subject): (one.total_place, one.place) for one in found} == expected


@pytest.mark.parametrize(("size", "found"), [(LEAST_COMPARED - 1, 0), (LEAST_COMPARED, 1)])
def test_of_few_pupils_nobody_is_called_uneven(size: int, found: int) -> None:
    lines: list[Line] = [("", "", "", "", [n * 100, 50_00 + n]) for n in range(size - 1)]
    lines.append(("", "", "", "", [100_00, 0]))  # the first by the total, the last but in 数学
    table = sheet(lines, ["语文", "数学"])
    uneven = lopsided(table, totals_of(table, OPTIONS), OPTIONS)
    assert [(one.subject, one.behind) for one in uneven] == [("数学", size - 1)] * found


@pytest.mark.parametrize(("share", "found"), [("1/4", 1), ("10001/40000", 0)])
def test_the_line_of_uneven_subjects_is_reached_exactly(share: str, found: int) -> None:
    lines: list[Line] = [("", "", "", "", [n * 100, 0]) for n in range(40)]
    lines[39] = ("", "", "", "", [39_00, 0])
    marks = [n * 100 + 50 for n in range(40)]
    marks[39] = 29_00  # the first in 语文 and in all, the eleventh in 数学: ten of forty behind
    lines = [(*line[:4], [line[4][0], mark]) for line, mark in zip(lines, marks, strict=True)]
    table = sheet(lines, ["语文", "数学"])
    heavy = Totals([n * 100 for n in range(40)], [240_00] * 40)
    options = OPTIONS._replace(lopsided=Fraction(share))
    assert len(lopsided(table, heavy, options)) == found


def test_grades_go_by_the_lines_of_the_office() -> None:
    options = Options(
        subject_lines={"数学": Lines(excellent=Fraction(9, 10))},
        subject_good={"英语": PointLine(80_00)},
    )
    assert list(letter_lines("语文", 120_00, options)) == [102_00, 90_00, 72_00, 48_00]
    assert list(letter_lines("数学", None, options)) == [90_00, 75_00, 60_00, 40_00]
    assert list(letter_lines("英语", None, options)) == [85_00, 80_00, 60_00, 40_00]


@pytest.mark.parametrize("good", [Fraction(86, 100), Fraction(59, 100)])
def test_lines_that_cross_are_asked(good: Fraction) -> None:
    with pytest.raises(BadInputError) as told:
        letter_lines("语文", None, Options(good=good))
    assert "良好线" in told.value.findings[0].suggestion


def pupil(name: str, number: str = "", class_name: str = "1", school: str = "甲") -> Line:
    return school, class_name, name, number, [50_00]


A, B, C, D = (pupil(name, number) for name, number in zip("安白曹邓", "1234", strict=True))


@pytest.mark.parametrize(
    ("now", "before", "found"),
    [
        ([A, B, C], [C, A, B], [1, 2, 0]),  # ids, whatever the order
        ([A, B, C, D], [A, B, C], [0, 1, 2, Unmatched.NOT_THERE]),
        ([A, B, pupil("曹", "3", "2")], [A, B, C], [0, 1, 2]),  # moved to another class
        ([A, B, pupil("曹改", "3")], [A, B, C], [0, 1, Unmatched.OTHER_NAME]),
        ([A, B, pupil("曹", "9")], [A, B, C], [0, 1, Unmatched.OTHER_ID]),
        ([A, B, pupil("曹")], [A, B, C], [0, 1, 2]),  # no id: by the name
        ([pupil("安", "7"), pupil("白", "8")], [A, B], [0, 1]),  # 考号: new ones each time
        ([pupil("安", "2"), pupil("白", "1")], [A, B], [0, 1]),
        (
            [pupil("安"), pupil("白")],
            [pupil("安"), pupil("白"), pupil("白")],
            [0, Unmatched.NAMESAKE],
        ),
        ([pupil("安"), pupil("安")], [pupil("安")], [Unmatched.NAMESAKE] * 2),
        (
            [pupil("安"), pupil("安", school="乙")],
            [pupil("安", school="乙")],
            [Unmatched.NOT_THERE, 0],
        ),
        ([pupil("")], [pupil("")], [Unmatched.NOT_THERE]),  # two without a name are not the same
        ([pupil("", "1"), pupil("", "2")], [pupil("", "2"), pupil("", "1")], [1, 0]),
        ([pupil("安", "1", "2"), pupil("安"), B, C], [A, B, C], [0, Unmatched.NAMESAKE, 1, 2]),
        ([A, B, C, pupil("邓", "3")], [A, B, C, D], [0, 1, 2, Unmatched.OTHER_ID]),  # an id twice
        (  # ids hold where half of those who have one are the same; who has none is not counted
            [pupil("安", "1", "2"), pupil("白", "7"), pupil("曹"), pupil("邓")],
            [A, B],
            [0, Unmatched.OTHER_ID, Unmatched.NOT_THERE, Unmatched.NOT_THERE],
        ),
        (  # one of three: they are none of pupils
            [pupil("安", "1", "2"), pupil("白", "7"), pupil("曹", "8")],
            [A, B, C],
            [Unmatched.NOT_THERE, 1, 2],
        ),
        ([pupil("", "1"), pupil("白", "2")], [B, A], [1, 0]),  # a name on one side only
    ],
)
def test_pupils_are_matched_by_what_both_exams_say(
    now: list[Line], before: list[Line], found: list[int | Unmatched]
) -> None:
    assert matched(sheet(now, ["语文"]), sheet(before, ["语文"])) == found


def test_the_same_name_in_another_grade_is_another_pupil() -> None:
    now, before = sheet([pupil("安")], ["语文"]), sheet([pupil("安")], ["语文"], "五年级")
    assert matched(now, before) == [Unmatched.NOT_THERE]


@given(st.permutations(range(12)))
def test_the_order_of_the_earlier_exam_never_matters(order: list[int]) -> None:
    lines = [pupil(f"生{n % 5}", str(n)) for n in range(12)]  # names repeat, ids do not
    found = matched(sheet(lines, ["语文"]), sheet([lines[n] for n in order], ["语文"]))
    assert [order[one] for one in found if isinstance(one, int)] == list(range(12))


def contest(lines: Sequence[Line], grade: str = "六年级") -> PupilContest:
    table = sheet(lines, ["语文"], grade)
    totals = totals_of(table, Options())
    return PupilContest("期末", grade, table, totals, places_of(table, totals, TieRule.SKIP))


def scored(name: str, points: int, class_name: str = "1", school: str = "甲") -> Line:
    return school, class_name, name, "", [points * 100]


def test_places_gained_are_those_among_who_were_there_in_the_same_unit() -> None:
    before = [scored("安", 60), scored("白", 70), scored("曹", 80), scored("邓", 90, "2")]
    now = [scored("安", 95), scored("白", 70), scored("曹", 65, "2"), scored("邓", 90, "1", "乙")]
    found = compared(contest(now), [contest(before)])
    assert found is not None
    assert found.matches == [0, 1, Unmatched.NOT_THERE, Unmatched.NOT_THERE]
    # 安 was the 4th of all and is the 1st, 白 the 3rd and is the 3rd
    assert found.changes[Level.ALL] == [3, 0, None, None]
    assert found.changes[Level.SCHOOL] == [3, 1, None, None]
    assert found.changes[Level.CLASS] == [2, 0, None, None]


def test_who_has_no_place_in_one_of_two_exams_has_moved_nowhere() -> None:
    absent: Line = ("甲", "1", "白", "", [ABSENT])
    found = compared(contest([scored("安", 60), absent]), [contest([scored("安", 60), absent])])
    assert found is not None
    assert found.changes[Level.ALL][0] == 0
    less = compared(contest([scored("安", 60), scored("白", 70)]), [contest([absent])])
    assert less is not None
    assert less.changes[Level.ALL] == [None, None]


def test_the_earlier_exam_is_that_with_most_of_the_pupils_then_that_of_the_grade() -> None:
    now = contest([scored("安", 60), scored("白", 70), scored("曹", 80)])
    most, fewer = contest([scored("安", 60), scored("白", 70)]), contest([scored("曹", 80)])
    for earlier in ([most, fewer], [fewer, most]):
        found = compared(now, earlier)
        assert found is not None
        assert found.before is most
    same = contest([scored("安", 61), scored("白", 71)])
    first = compared(now, [most, same])
    assert first is not None
    assert first.before is most, "of two that are alike the first"
    assert compared(now, [contest([scored("冯", 60)])]) is None
    assert compared(now, []) is None


@pytest.mark.parametrize(
    ("mark", "uneven"), [(0, ["数学"]), (CHEATED, []), (ABSENT, []), (BLANK, [])]
)
def test_a_zero_for_cheating_or_absence_is_no_uneven_subject(mark: Mark, uneven: list[str]) -> None:
    marks: list[list[Mark]] = [[40_00 + n, 40_00 + n] for n in range(2 * LEAST_COMPARED)]
    lines: list[Line] = [("", "", "", "", own) for own in [[99_00, mark], *marks]]
    options = Options(absent=AbsentRule.ZERO)
    table = sheet(lines, ["语文", "数学"])
    found = lopsided(table, totals_of(table, options), options)
    assert [one.subject for one in found if one.pupil == 0] == uneven


def test_one_place_behind_may_be_uneven() -> None:
    lines = [("", "", "", "", [40_00 + n, 40_00 + n]) for n in range(LEAST_COMPARED)]
    lines[0], lines[1] = ("", "", "", "", [40_01, 40_00]), ("", "", "", "", [40_00, 40_02])
    options = Options(lopsided=Fraction(1, LEAST_COMPARED))
    table = sheet(lines, ["语文", "数学"])
    found = lopsided(table, totals_of(table, options), options)
    assert {(one.pupil, one.subject, one.place - one.total_place) for one in found} >= {
        (1, "语文", 1)
    }


def test_who_is_not_behind_is_never_uneven_however_small_the_share() -> None:
    lines = [("", "", "", "", [40_00 + n, 40_00 + n]) for n in range(LEAST_COMPARED)]
    table = sheet(lines, ["语文", "数学"])
    assert lopsided(table, totals_of(table, OPTIONS), Options(lopsided=Fraction(0))) == []


def test_of_two_earlier_exams_with_as_many_of_the_pupils_it_is_that_of_the_grade() -> None:
    now = contest([A, B])
    other, same = contest([A, B], "五年级"), contest([A, B])
    for earlier in ([other, same], [same, other]):
        found = compared(now, earlier)
        assert found is not None
        assert found.before is same


def test_thirty_pupils_are_enough_to_call_one_uneven() -> None:
    assert LEAST_COMPARED == 30
