"""A blank, a half point, one column more: what lies beside a rule's own case, both sides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.sheets.conftest import NAMES
from tests.sheets.test_the_doctor_names_what_is_wrong import compared_with_due
from xl_quality.sheets.layout import profile_of
from xl_quality.sheets.lists import read_list
from xl_quality.sheets.recognise import recognise_book

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.sheets.conftest import Read
    from xl_quality.sheets.cells import Grid

    Reader = Callable[..., Read]
    Drawn = Callable[..., Grid]

FAMILIES = "周吴郑冯陈褚卫蒋"


def rows_of(*columns: Sequence[object]) -> str:
    """Rows of as many pupils as the columns have cells."""
    return "\n".join("|".join(map(str, cells)) for cells in zip(*columns, strict=True))


def enrolment_told(drawn: Drawn, scores: str, due: str) -> list[str]:
    book = recognise_book([drawn(scores, name="成绩"), drawn(due, name="应考")])
    lists = [found for grid in (drawn(due, name="应考"),) if (found := read_list(grid))]
    return [one.code for one in compared_with_due(book, lists)]


WITH_SCHOOL = "学校|班级|姓名|语文\n青山小学|1班|张云山|85\n青山小学|1班|李文海|90"
WITHOUT_SCHOOL = "班级|姓名|语文\n1班|张云山|85\n1班|李文海|90"


@pytest.mark.parametrize(
    ("scores", "due", "told"),
    [
        (WITH_SCHOOL, "学校|班级|应考人数\n青山小学|1班|3", ["fewer_than_enrolled"]),
        (WITH_SCHOOL, "班级|应考人数\n1班|3", ["fewer_than_enrolled"]),
        (WITHOUT_SCHOOL, "学校|班级|应考人数\n青山小学|1班|3", ["fewer_than_enrolled"]),
        (WITH_SCHOOL, "学校|班级|应考人数\n白水小学|1班|3", []),
        (WITHOUT_SCHOOL, "班级|应考人数\n2班|3", []),
    ],
)
def test_a_school_that_only_one_side_names_fits_another_does_not(
    drawn: Drawn, scores: str, due: str, told: list[str]
) -> None:
    assert enrolment_told(drawn, scores, due) == told


@pytest.mark.parametrize(
    ("ranked", "columns"),
    [(6, "C、E、G、I、K、M列的"), (7, "C、E、G、I、K、M列等7列的")],
)
def test_six_ranks_without_a_label_are_all_named_of_seven_the_number(
    read: Reader, ranked: int, columns: str
) -> None:
    subjects = ["语文", "数学", "英语", "物理", "化学", "生物", "历史"][:ranked]
    marks = [91, 85, 77, 70, 64, 58, 52, 49]
    places = [[(n * 3 + shift) % 8 for n in range(8)] for shift in range(ranked)]
    cells = [[[marks[p] for p in own], [p + 1 for p in own]] for own in places]
    body = rows_of(NAMES[:8], *(column for pair in cells for column in pair))
    finding = read(f"姓名|{'|'.join(f'{name}|' for name in subjects)}\n{body}").finding(
        "rank_without_label"
    )
    assert finding.text.startswith(f"{columns}内容正好是")


@pytest.mark.parametrize(
    ("group", "is_class"), [("考生情况", True), ("总分", True), ("语文", True), ("名次", False)]
)
def test_a_class_under_a_group_is_a_class_under_ranks_it_is_a_rank(
    read: Reader, group: str, *, is_class: bool
) -> None:
    classes = ["1班"] * 4 + ["2班"] * 4 if is_class else [*range(1, 9)]
    body = rows_of(NAMES[:8], [85 - n * 3 for n in range(8)], range(11, 19), classes)
    sheet = read(f"姓名|语文|{group}|\n||县|班级\n{body}", merged=["C1:D1", "A1:A2", "B1:B2"])
    assert (sheet.found.columns.class_name == "D") is is_class
    assert ("D" in sheet.found.columns.ranks) is not is_class


@pytest.mark.parametrize(
    ("cells", "odd", "scores"),
    [
        ([-1.0, 70.0, 80.0], 1, 2),
        ([-1.0, -2.0, 80.0], 2, 1),
        ([-1.0, -2.0, "▲72", 80.0], 3, 1),
        ([1.0, 70.0, "▲72", 80.0], 1, 3),
    ],
)
def test_each_negative_number_counts_as_a_mark_written_oddly(
    cells: list[float | str], odd: int, scores: int
) -> None:
    profile = profile_of(cells)
    assert (profile.odd, profile.scores, profile.filled) == (odd, scores, len(cells))


def test_negative_numbers_are_told_and_the_column_stays_a_subject(read: Reader) -> None:
    body = rows_of(NAMES[:6], [-1, -2, -3, 63, 64, 65], [50, 61, 72, 53, 64, 75])
    sheet = read(f"姓名|语文|数学\n{body}")
    assert list(sheet.found.subjects) == ["语文", "数学"]
    assert sheet.codes == ["mark_negative"] * 3


def test_a_row_of_a_roster_needs_a_class_and_its_head_teacher(drawn: Drawn) -> None:
    text = "姓名|班级|班主任\n张云山||何晓梅\n李文海|1班|\n王小川|2班|周立言\n赵一鸣|2班|周立言"
    found = read_list(drawn(text, name="花名册"))
    assert found is not None
    told = [(one.text("class_name"), one.text("head_teacher")) for one in found.records]
    assert told == [("2班", "周立言")]


@pytest.mark.parametrize(
    ("row", "units"),
    [
        ("说法:以教研室为准||||", ["青山小学"]),
        ("青山小学:东校区|中考|语文|3|25", ["青山小学", "青山小学:东校区"]),
        ("白水小学||||", ["青山小学", "白水小学"]),
        ("5||||", ["青山小学", "5"]),
    ],
)
def test_a_remark_with_a_colon_is_no_record_only_where_it_stands_alone(
    drawn: Drawn, row: str, units: list[str]
) -> None:
    text = f"单位|考试|学科|名次|总数\n青山小学|中考|语文|1|25\n{row}"
    found = read_list(drawn(text, name="县名次"))
    assert found is not None
    assert [one.text("unit") for one in found.records] == units


@pytest.mark.parametrize(
    ("figure", "is_mean"),
    [("71", False), ("71.1", True), ("71.05", True), ("71.2", False), ("70.9", False)],
)
def test_a_mean_is_cut_to_tenths_never_to_whole_points(
    read: Reader, figure: str, *, is_mean: bool
) -> None:
    marks = [60, 65, 70, 70.5, 72, 74, 75, 71, 80, 73]  # their mean is 71.05
    body = rows_of(NAMES[:10], marks)
    sheet = read(f"姓名|语文\n{body}\n|{figure}\n钱多多|66")
    assert (12 in sheet.found.footers) is is_mean
    assert ("name_missing" in sheet.codes) is not is_mean


@pytest.mark.parametrize(("first", "count"), [("0", 0), ("0", 24), ("", 24), ("0", 30)])
def test_totals_of_absent_pupils_do_not_hide_what_a_column_sums_up(
    read: Reader, first: str, count: int
) -> None:
    pupils = [
        f"{family}{given}" for given in ("小明", "小红", "小刚", "小丽") for family in FAMILIES
    ]
    marks = ["0"] * 5 if first else ["61", "72", "53", "64", "75"]
    absent: list[Sequence[object]] = [[pupils[n], *marks, first] for n in range(count)]
    there: list[Sequence[object]] = [
        [NAMES[n], 60 + n, 81 - n, 50 + n * 2, 70 + n % 3, 40 + n % 5, 90 + n * 2 + n % 5]
        for n in range(12)
    ]
    body = "\n".join("|".join(map(str, row)) for row in (*absent, *there))
    sheet = read(f"姓名|语文|数学|政治|英语|历史|政史\n{body}")
    assert "“政治”、“历史”之和" in sheet.finding("combined_subject").text
    assert "政史" not in sheet.found.subjects


ORDER = [3, 1, 4, 8, 5, 2, 7, 6]


@pytest.mark.parametrize("label", ["", "乙"])
@pytest.mark.parametrize(
    ("cells", "is_rank"),
    [
        (ORDER, True),
        ([f"{place}.5" for place in ORDER], False),
        ([*ORDER[:-1], "6.5"], False),
    ],
)
def test_places_are_whole_numbers_half_points_are_marks(
    read: Reader, label: str, cells: list[object], *, is_rank: bool
) -> None:
    marks = [95 - 5 * place for place in ORDER]
    body = rows_of(NAMES[:8], [60 + n * 7 % 11 for n in range(8)], marks, cells)
    sheet = read(f"姓名|数学|语文|{label}\n{body}")
    assert ("D" in sheet.found.columns.ranks) is is_rank
    assert ("D" in sheet.found.subjects.values()) is not is_rank


@pytest.mark.parametrize(("last", "is_rank"), [("10", True), ("10.5", False)])
def test_one_half_among_twelve_places_makes_them_marks(
    read: Reader, last: str, *, is_rank: bool
) -> None:
    order = [*ORDER, 12, 9, 11, 10]
    body = rows_of(NAMES[:12], [99 - 4 * place for place in order], [*order[:-1], last])
    sheet = read(f"姓名|语文|\n{body}")
    assert ("C" in sheet.found.columns.ranks) is is_rank


def test_a_column_without_marks_beside_marks_ranks_nothing(read: Reader) -> None:
    marks = [95 - 5 * place for place in ORDER]
    for label in ("", "乙"):
        sheet = read(f"姓名|语文|{label}\n{rows_of(NAMES[:8], marks, ['缺考'] * 8)}")
        assert sheet.found.columns.ranks == ()
        assert list(sheet.found.subjects) == ["语文"]


OTHERS = [f"{family}小明" for family in FAMILIES]
FIGURES = [50 + n * 7 % 11 for n in range(8)]


@pytest.mark.parametrize(
    ("header", "order", "counts"),
    [
        ("|姓名|语文|", (1, 0, 2, 3), True),  # names in front of the names
        ("姓名||语文|", (0, 1, 2, 3), False),  # right behind them
        ("姓名|语文||", (0, 2, 1, 3), False),
    ],
)
def test_only_names_behind_the_names_take_the_figures_that_follow(
    read: Reader, header: str, order: tuple[int, ...], *, counts: bool
) -> None:
    columns: list[Sequence[object]] = [NAMES[:8], OTHERS, [60 + n * 3 for n in range(8)], FIGURES]
    sheet = read(f"{header}\n{rows_of(*(columns[n] for n in order))}")
    assert sheet.table.names == NAMES[:8]
    assert ("D" in sheet.found.subjects.values()) is counts
    assert "second_names" in sheet.codes
