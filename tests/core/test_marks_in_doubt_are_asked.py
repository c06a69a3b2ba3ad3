from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from xl_quality.core.figures import analyse, overall, withheld
from xl_quality.core.groups import Level
from xl_quality.core.marks import Remark, ScoreTable, State, SubjectColumn, in_same_columns
from xl_quality.core.marks_in_doubt import (
    full_mark_doubts,
    held_back,
    zero_doubts,
    zero_rows,
    zero_subjects,
    zeros_answered,
)
from xl_quality.core.options import AllZero, FixedFullMark, Options, SubjectZero

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from xl_quality.core.marks import Mark

STRONG = [55, 62, 68, 71, 75, 78, 82, 85, 88, 93]
"""Marks of an ordinary class in another subject: nine of ten pass."""


def sheet(full: int | None = None, /, **subjects: Sequence[float]) -> ScoreTable:
    count = len(next(iter(subjects.values())))
    none = [""] * count
    columns = {
        name: SubjectColumn(name, "D", [round(mark * 100) for mark in marks], full_mark=full)
        for name, marks in subjects.items()
    }
    return ScoreTable("成绩", "", range(2, count + 2), none, none, none, none, none, columns)


def spread(count: int, lowest: int, highest: int) -> list[float]:
    """Marks evenly between two ends, the highest among them."""
    return [lowest + (highest - lowest) * n // (count - 1) for n in range(count)]


def proposals(table: ScoreTable, options: Options | None = None) -> dict[str, int]:
    found = full_mark_doubts(table, options or Options())
    return {doubt.subject: doubt.proposal // 100 for doubt in found}


@pytest.mark.parametrize(
    ("highest", "proposal"), [(100, None), (100.5, 120), (120, 120), (121, 150), (150, 150)]
)
def test_marks_above_an_assumed_full_mark_are_asked_with_a_usual_one(
    highest: float, proposal: int | None
) -> None:
    found = proposals(sheet(历史=[50, 60, highest]))
    assert found == ({} if proposal is None else {"历史": proposal})


@pytest.mark.parametrize(
    ("marks", "proposal"),
    [
        ([0.85, 0.6, 1], 1),
        ([0.85, 0], 1),
        ([0.85, 1.5], None),
        ([1, 0, 1], None),
        ([0, 0], None),
    ],
)
def test_shares_of_a_full_mark_are_asked(marks: list[float], proposal: int | None) -> None:
    found = proposals(sheet(语文=marks, 数学=[70.0] * len(marks)))
    assert found == ({} if proposal is None else {"语文": proposal})


def test_shares_whose_full_mark_is_said_to_be_one_are_marks() -> None:
    assert proposals(sheet(100, 语文=[0.85, 0.6])) == {}


def test_main_subjects_share_the_paper_that_holds_the_highest_of_them() -> None:
    assert proposals(sheet(语文=[118, 99], 数学=[141, 90], 物理=[88, 70])) == {
        "语文": 150, "数学": 150
    }  # fmt: skip


@pytest.mark.parametrize("said", ["row", "subject", "default", "sheet alone"])
def test_a_full_mark_that_was_set_is_wrong_where_a_mark_is_above_it(said: str) -> None:
    table = sheet(None if said != "row" else 10000, 语文=[90, 105, 100, 101])
    if said == "sheet alone":
        table = sheet(FixedFullMark(10000), 语文=[90, 105, 100, 101])
    options = {
        "subject": Options(full_marks={"语文": 10000}),
        "default": Options(default_set=True),
    }.get(said, Options())
    (doubt,) = full_mark_doubts(table, options)
    assert (doubt.stated, list(doubt.above), doubt.highest) == (True, [1, 3], 10500)
    wider = options._replace(full_marks={"语文": 12000})
    assert bool(full_mark_doubts(table, wider)) is (said == "sheet alone")


def chemistry(marks: Sequence[float], other: Sequence[int] = STRONG) -> ScoreTable:
    return sheet(化学=marks, 语文=[other[n % len(other)] for n in range(len(marks))])


@pytest.mark.parametrize(
    ("marks", "proposal"),
    [
        (spread(87, 10, 60), 60),  # the case of 九年级: 87 marks end at 60
        (spread(40, 20, 59), 60),
        (spread(40, 20, 50), 50),
        (spread(40, 30, 70), None),  # a quarter would pass of 100: no sign of another paper
        (spread(29, 10, 60), None),  # too few marks to say where the paper ends
        (spread(30, 10, 60), 60),
        ([*spread(60, 10, 42), 58], None),  # one pupil far above the others: a weak class
        ([*spread(60, 10, 48), 50, 52, 55, 58, 61], None),
        (spread(40, 5, 39), 40),
    ],
)
def test_marks_that_crowd_where_a_smaller_paper_ends_are_asked(
    marks: Sequence[float], proposal: int | None
) -> None:
    found = proposals(chemistry(marks))
    assert found == ({} if proposal is None else {"化学": proposal})


def test_a_class_weak_in_everything_is_not_asked() -> None:
    weak = [12, 20, 25, 31, 36, 40, 44, 47, 52, 58]
    assert proposals(chemistry(spread(87, 10, 60), weak)) == {}


@pytest.mark.parametrize("subject", ["语文", "数学", "英语", "科学"])
def test_a_primary_class_whose_marks_end_at_60_is_a_weak_class(subject: str) -> None:
    marks: dict[str, Sequence[float]] = {
        subject: spread(45, 20, 60),
        "品德": [*STRONG * 4, *STRONG[:5]],
    }
    assert proposals(sheet(None, **marks)) == {}


def test_a_full_mark_that_was_set_is_never_asked_from_below() -> None:
    table = chemistry(spread(87, 10, 60))
    for options in (Options(full_marks={"化学": 10000}), Options(default_set=True)):
        assert full_mark_doubts(table, options) == []
    assert held_back(table, Options()) == {"化学"}


def test_rows_of_zeros_are_found_and_answered(table: Callable[[str], ScoreTable]) -> None:
    sheet_of = table("班级 语文 数学\n1班 80 70\n1班 0 0\n1班 0 60\n1班 0 缺考\n1班 0 空\n1班 60 0")
    assert zero_rows(sheet_of) == [1]
    absent = zeros_answered(sheet_of, Options(all_zero=AllZero.ABSENT))
    marks = [column.marks[1] for column in absent.subjects.values()]
    assert all(isinstance(mark, Remark) and mark.state is State.ABSENT for mark in marks)
    assert [column.marks[2] for column in absent.subjects.values()] == [0, 6000]
    assert zeros_answered(sheet_of, Options(all_zero=AllZero.SCORE)) == sheet_of
    assert zero_doubts(sheet_of, Options(all_zero=AllZero.SCORE)).rows == []


@pytest.mark.parametrize(("zeros", "many"), [(1, False), (2, True), (10, True)])
def test_one_row_in_twenty_is_too_many_to_be_ranked_unasked(zeros: int, *, many: bool) -> None:
    scores = [*[70.0] * (40 - zeros), *[0.0] * zeros]
    doubts = zero_doubts(sheet(语文=scores, 数学=scores), Options())
    assert (len(doubts.rows), doubts.many) == (zeros, many)
    assert bool(held_back(sheet(语文=scores, 数学=scores), Options())) is many


def test_a_zero_is_a_mark_where_there_is_one_subject_or_a_quiz() -> None:
    assert zero_rows(sheet(语文=[0, 0, 70])) == []
    assert zero_rows(sheet(一=[0, 0, 5], 二=[0, 3, 20])) == []
    assert zero_rows(sheet(一=[0, 0, 5], 二=[0, 3, 21])) == [0]
    assert zero_subjects(sheet(口算=[0] * 20 + [1, 2, 5, 8, 20]), ()) == {}


@pytest.mark.parametrize(("zeros", "asked"), [(7, False), (8, True), (30, True)])
def test_a_fifth_of_zeros_in_a_subject_is_asked(zeros: int, *, asked: bool) -> None:
    physics = [*[0.0] * zeros, *spread(40 - zeros, 35, 95)]
    found = zero_subjects(sheet(物理=physics, 语文=[70.0] * 40), ())
    assert {name: len(own) for name, own in found.items()} == ({"物理": zeros} if asked else {})


def test_subjects_with_few_zeros_do_not_keep_the_next_one_from_being_asked() -> None:
    found = zero_subjects(
        sheet(
            语文=[0.0, 0, *[70.0] * 38],  # too few zeros to say anything
            数学=[*[0.0] * 6, *[70.0] * 34],  # enough of them, but less than a fifth
            物理=[*[0.0] * 8, *[70.0] * 32],
        ),
        (),
    )
    assert list(found) == ["物理"]


def test_zeros_below_which_marks_go_on_are_really_zeros() -> None:
    hard = [*[0.0] * 10, *[1.0, 2, 3, 5, 8], *spread(25, 12, 90)]
    assert zero_subjects(sheet(数学=hard, 语文=[70.0] * 40), ()) == {}
    assert zero_subjects(sheet(物理=[0.0, 0, 0, 0, 60, 70, 80]), ()) == {}, "four say nothing"


def test_a_zero_for_a_subject_not_taken_is_not_due_once_it_is_said() -> None:
    table = sheet(物理=[0, 0, 0, 0, 0, 60, 70, 80], 语文=[70] * 8)
    assert held_back(table, Options()) == {"物理"}
    for said in ({"": SubjectZero.UNTAKEN}, {"物理": SubjectZero.UNTAKEN}):
        options = Options(subject_zero=said)
        told = zeros_answered(table, options)
        assert held_back(told, options) == set()
        (physics, _) = analyse(told, Level.ALL, options)
        assert physics.rates is not None
        assert (physics.rates.due, physics.rates.scored, physics.rates.total) == (3, 3, 21000)
    really = Options(subject_zero={"物理": SubjectZero.SCORE})
    assert zeros_answered(table, really) == table
    assert held_back(table, really) == set()


def test_a_withheld_subject_keeps_its_counts_and_has_no_place(
    table: Callable[[str], ScoreTable],
) -> None:
    marks = table("班级 语文 数学\n1班 80 70\n2班 60 90")
    found = withheld(analyse(marks, Level.CLASS, Options()), {"数学"})
    chinese, maths = found[:2], found[2:]
    assert [one.rank for one in chinese] == [1, 2]
    assert [(one.rank, one.of, one.printed.mean, one.composite) for one in maths] == [
        (None, 0, None, None)
    ] * 2
    assert [one.rates.scored for one in maths if one.rates] == [1, 1]
    groups = {one.group for one in found}
    assert [one.rank for one in overall(found, Options(), groups)] == [None, None]
    assert [one.rank for one in overall(found, Options())] == [1, 2]


def marks_of(table: ScoreTable, subject: str) -> Sequence[Mark]:
    return table.subjects[subject].marks


def test_answers_change_nothing_else() -> None:
    table = sheet(语文=[70, 0, 0], 数学=[60, 0, 50])
    told = zeros_answered(table, Options(all_zero=AllZero.ABSENT))
    assert list(marks_of(told, "语文"))[::2] == [7000, 0]
    assert list(marks_of(told, "数学"))[::2] == [6000, 5000]


PAPERS = {
    "道德与法治": (50, 60, 70, 75, 80, 90),
    "历史": (50, 60, 70, 75, 80, 90),
    "地理": (30, 40, 50, 60, 70, 80),
    "生物": (30, 40, 50, 60, 70, 80),
    "体育": (30, 40, 50, 60, 70, 80),
    "物理": (60, 70, 75, 80, 90),
    "化学": (40, 50, 60, 70, 75, 80),
    "听力": (10, 15, 20, 25, 30, 40, 50),
    "信息科技": (10, 15, 20, 25, 30, 40, 50),
}
"""Full marks below 100 that entrance exams and their rehearsals give to single subjects."""


@pytest.mark.parametrize(
    ("subject", "full"), [(name, full) for name, papers in PAPERS.items() for full in papers]
)
def test_each_smaller_paper_is_proposed_where_the_marks_end_at_it(subject: str, full: int) -> None:
    marks = [full * part / 40 for part in (10, 15, 20, 25, 30, 35, 38, 40)] * 5
    few_pass = [mark if mark < 60 else min(mark, 59.5) for mark in marks]
    few_pass[-4:] = [full] * 4
    columns: dict[str, Sequence[float]] = {subject: few_pass, "语文": (STRONG * 4)[: len(marks)]}
    assert proposals(sheet(None, **columns)) == {subject: full}


@pytest.mark.parametrize(("near", "proposal"), [(51, 60), (50.5, None)])
def test_the_best_tenth_must_come_within_85_of_100_of_the_smaller_paper(
    near: float, proposal: int | None
) -> None:
    marks = [*[20.0] * 36, near, near, near, 60]
    found = proposals(sheet(None, 化学=marks, 语文=STRONG * 4))
    assert found == ({} if proposal is None else {"化学": proposal})


@pytest.mark.parametrize(("near", "proposal"), [(54, 60), (53.5, None)])
def test_without_another_subject_it_must_come_within_90(near: float, proposal: int | None) -> None:
    marks = [*[20.0] * 36, near, near, near, 60]
    found = proposals(sheet(None, 化学=marks))
    assert found == ({} if proposal is None else {"化学": proposal})


@pytest.mark.parametrize(("passing", "proposal"), [(12, 60), (11, None)])
def test_the_class_must_pass_elsewhere_in_three_of_ten(passing: int, proposal: int | None) -> None:
    marks = [*[20.0] * 36, 57, 57, 57, 60]
    others = [*[60.0] * passing, *[59.5] * (40 - passing)]
    found = proposals(sheet(None, 化学=marks, 语文=others))
    assert found == ({} if proposal is None else {"化学": proposal})


def test_a_subject_of_few_zeros_does_not_hide_one_of_many() -> None:
    few = [0.0] * 2 + [60.0] * 38
    many = [0.0] * 20 + [60.0] * 20
    found = zero_subjects(sheet(语文=few, 物理=many, 化学=[70.0] * 40), ())
    assert {name: len(pupils) for name, pupils in found.items()} == {"物理": 20}


@pytest.mark.parametrize(("zeros", "asked"), [(5, True), (4, False)])
def test_five_zeros_in_a_small_class_are_asked_about(zeros: int, *, asked: bool) -> None:
    physics = [0.0] * zeros + [60.0, 70.0, 80.0]
    assert bool(zero_subjects(sheet(物理=physics, 语文=[70.0] * (zeros + 3)), ())) is asked


@pytest.mark.parametrize(("passing", "proposal"), [(4, 60), (5, None)])
def test_more_than_a_tenth_of_passes_is_no_sign_of_a_smaller_paper(
    passing: int, proposal: int | None
) -> None:
    marks = [*[20.0] * (40 - passing), *[60.0] * passing]
    found = proposals(chemistry(marks))
    assert found == ({} if proposal is None else {"化学": proposal})
    just_short = [mark if mark < 60 else 59.5 for mark in marks]
    assert proposals(chemistry(just_short)) == {"化学": 60}


def test_the_paper_that_is_proposed_is_smaller_than_the_full_mark_in_force() -> None:
    marks = [*[20.0] * 36, 57, 57, 57, 60]
    assert proposals(chemistry(marks), Options(default_full=60_00)) == {"语文": 100}
    assert proposals(chemistry(marks), Options(default_full=70_00)) == {
        "语文": 100, "化学": 60
    }  # fmt: skip


def test_subjects_that_have_smaller_papers_too_say_nothing_of_how_strong_a_class_is() -> None:
    marks = [*[20.0] * 36, 57, 57, 57, 60]
    assert proposals(sheet(化学=marks, 物理=[90.0] * 40, 语文=[30.0] * 40)) == {}
    assert proposals(sheet(化学=marks, 物理=[30.0] * 40, 语文=[90.0] * 40)) == {"化学": 60}


@pytest.mark.parametrize(("mark", "passes"), [(59.5, False), (60, True), (101, True), (301, True)])
def test_sixty_points_pass_elsewhere_whatever_the_paper(mark: float, *, passes: bool) -> None:
    marks = [*[20.0] * 36, 57, 57, 57, 60]
    found = full_mark_doubts(sheet(化学=marks, 语文=[mark] * 40), Options())
    assert ("化学" in [doubt.subject for doubt in found]) is passes


@pytest.mark.parametrize(("pupils", "many"), [(20, True), (21, False)])
def test_one_row_of_zeros_in_a_class_of_twenty_is_too_many(pupils: int, *, many: bool) -> None:
    scores = [0.0, *[70.0] * (pupils - 1)]
    assert zero_doubts(sheet(语文=scores, 数学=scores), Options()).many is many


def test_no_row_of_zeros_is_never_too_many() -> None:
    assert not zero_doubts(sheet(语文=[70.0], 数学=[0.0]), Options()).many


@pytest.mark.parametrize(
    ("low", "asked"),
    [([10, 10], True), ([10, 10, 10], False), ([10, 10, 10.5], True), ([0.5, 0.5, 0.5], False)],
)
def test_zeros_are_real_where_more_than_one_in_twenty_stand_within_a_tenth_above(
    low: list[float], *, asked: bool
) -> None:
    marks = [*[0.0] * 20, *low, *[50.0] * (39 - len(low)), 100.0]
    assert bool(zero_subjects(sheet(物理=marks, 语文=[70.0] * 60), ())) is asked


@pytest.mark.parametrize(("highest", "asked"), [(20, False), (20.5, True)])
def test_zeros_in_a_quiz_of_twenty_points_are_marks(highest: float, *, asked: bool) -> None:
    marks = [*[0.0] * 10, *[highest] * 30]
    assert bool(zero_subjects(sheet(口算=marks), ())) is asked


@pytest.mark.parametrize(("absent", "asked"), [(0, False), (4, False), (5, True)])
def test_who_has_no_mark_is_not_counted_beside_the_zeros(
    table: Callable[[str], ScoreTable], absent: int, *, asked: bool
) -> None:
    """Seven zeros are a fifth of 35 marks, not of 36."""
    rows = ["1班 0"] * 7 + ["1班 缺考"] * absent + ["1班 70"] * (33 - absent)
    assert bool(zero_subjects(table("班级 物理\n" + "\n".join(rows)), ())) is asked


def test_pupils_with_only_zeros_are_left_out_of_the_zeros_of_a_subject() -> None:
    marks = [*[0.0] * 8, *[70.0] * 32]
    assert zero_subjects(sheet(物理=marks), ()) == {"物理": [*range(8)]}
    assert zero_subjects(sheet(物理=marks), [0]) == {}  # seven of 39
    more = [*[0.0] * 12, *[70.0] * 32]
    assert zero_subjects(sheet(物理=more), [0]) == {"物理": [*range(1, 12)]}


def test_rows_of_zeros_are_told_in_the_order_of_the_sheet_by_any_two_subjects() -> None:
    marks = {"语文": [0, 70, 0, 0], "数学": [0, 0, 60, 0], "英语": [0, 0, 0, 0]}
    assert zero_rows(sheet(None, **marks)) == [0, 3]
    assert zero_rows(sheet(None, **marks, 物理=[50, 50, 50, 0])) == [3]


def test_without_a_single_mark_the_highest_is_nothing() -> None:
    absent = Remark(State.ABSENT, "缺考")
    assert SubjectColumn("语文", "D", [absent, absent]).highest == 0
    assert SubjectColumn("语文", "D", [absent, 1]).highest == 1
    assert SubjectColumn("语文", "D", []).highest == 0


def test_what_is_said_of_one_subject_is_said_of_every_zero_of_it() -> None:
    few = sheet(物理=[0, 0, 60, 70, 80], 语文=[70, 0, 70, 70, 70])
    own = zeros_answered(few, Options(subject_zero={"物理": SubjectZero.UNTAKEN}))
    assert [type(mark) is int for mark in marks_of(own, "物理")] == [False, False, True, True, True]
    assert marks_of(own, "语文") == marks_of(few, "语文")
    of_all = zeros_answered(few, Options(subject_zero={"": SubjectZero.UNTAKEN}))
    assert of_all == few, "two zeros say nothing, and nobody named the subject"


def test_a_mark_that_no_usual_paper_holds_has_no_proposal() -> None:
    (doubt,) = full_mark_doubts(sheet(历史=[50, 60, 301]), Options())
    assert doubt.proposal == 0


def exams(*marks: Sequence[float], full: int | None = None) -> list[ScoreTable]:
    """One column of 语文 with several exams under each other."""
    own = [sheet(full, 语文=of)._replace(exam=f"考试{n}") for n, of in enumerate(marks, 1)]
    return in_same_columns(own)


@pytest.mark.parametrize(
    ("first", "second", "options", "full", "held"),
    [
        (100.5, 100, Options(), None, [True, True]),  # the lowest above, the highest not above
        (100, 99, Options(), None, [False, False]),
        (100.5, 90, Options(full_marks={"语文": 150_00}), None, [False, False]),
        (100.5, 90, Options(full_marks={"语文": 100_00}), None, [True, False]),  # stated: a slip
        (100.5, 90, Options(full_marks={"数学": 150_00}), None, [True, True]),
        (100.5, 90, Options(default_set=True), None, [True, False]),
        (100.5, 90, Options(), 100_00, [True, False]),
    ],
)
def test_an_assumed_full_mark_is_doubtful_in_all_exams_of_a_column_or_in_none(
    first: float, second: float, options: Options, full: int | None, held: list[bool]
) -> None:
    one, other = exams([50, 60, first], [40, 70, second], full=full)
    assert [bool(held_back(table, options)) for table in (one, other)] == held
    turned = exams([40, 70, second], [50, 60, first], full=full)
    assert [bool(held_back(table, options)) for table in turned] == held[::-1]
    for doubt in full_mark_doubts(other, options):
        assert (doubt.exam, list(doubt.above), doubt.proposal) == ("考试1", [], 120_00)


def test_an_exam_beside_is_left_alone_without_marks_or_in_another_column() -> None:
    one, other = exams([50, 108], [40, 70])
    absent = Remark(State.ABSENT, "缺考")
    column = other.subjects["语文"]
    empty = other._replace(subjects={"语文": column._replace(marks=[absent, absent])})
    assert held_back(one, Options()) == held_back(other, Options()) == {"语文"}
    assert not held_back(empty, Options())
    maths = other._replace(subjects={"数学": column._replace(label="数学")})
    assert not held_back(maths, Options())
    assert not held_back(other._replace(others=()), Options())  # on a sheet of its own


@pytest.mark.parametrize(("highest", "held"), [(60, {"化学"}), (60.5, set())])
def test_marks_that_end_below_hold_an_exam_beside_only_where_it_ends_there_as_well(
    highest: float, held: set[str]
) -> None:
    ends = chemistry(spread(40, 20, 59))
    assert proposals(ends) == {"化学": 60}
    weak = sheet(化学=[20, 30, highest])
    _, other = in_same_columns([ends._replace(exam="期中"), weak._replace(exam="期末")])
    assert not held_back(weak, Options())
    assert held_back(other, Options()) == held
