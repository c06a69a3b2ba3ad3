"""Where one row, cell or pupil more or less decides how a sheet is understood."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from xl_quality.core.marks import ScoreKind
from xl_quality.core.option_table import BadValueError
from xl_quality.sheets.lists import read_list
from xl_quality.sheets.recognition import SheetKind, SheetOverride
from xl_quality.sheets.setting_values import rows
from xl_quality.sheets.workbook import recognise_book

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sheets.conftest import Read
    from xl_quality.sheets.grid import Grid

    Reader = Callable[..., Read]

NAMES = [f"{family}{given}" for given in ("云山", "文海", "雨晴") for family in "张李王赵钱孙"]


def pupils(count: int, *cells: str) -> str:
    """Rows of names, each with a mark between 60 and 77 and the cells given."""
    return "\n".join(
        "|".join([NAMES[n], str(60 + n), *(cell.format(n=n) for cell in cells)])
        for n in range(count)
    )


def test_who_is_told_absent_keeps_a_mark_but_a_row_of_only_zeros_says_absent(read: Reader) -> None:
    sheet = read("姓名|语文|数学|备注\n张云山|0|80|缺考\n李文海|0|0|缺考\n王小川|60|70|")
    assert sheet.marks("语文") == [0, "缺考", 6000]
    assert sheet.marks("数学") == [8000, "缺考", 7000]


@pytest.mark.parametrize(("text", "found"), [("3", (3,)), ("2-6", (2, 3, 4, 5, 6))])
def test_up_to_five_rows_may_be_label_rows(text: str, found: tuple[int, ...]) -> None:
    assert rows(text) == found


@pytest.mark.parametrize("text", ["2-7", "3-2"])
def test_six_rows_or_rows_upside_down_are_no_label_rows(text: str) -> None:
    with pytest.raises(BadValueError, match="应写行号"):
        rows(text)


def test_the_header_said_twice_has_one_label_row(read: Reader) -> None:
    sheet = read(f"姓名|语文\n姓名|语文\n{pupils(6)}")
    assert sheet.found.header_rows == (1,)
    assert sheet.table.names == NAMES[:6]


@pytest.mark.parametrize(
    ("title", "merged", "labels"),
    [("|语文||", "B1:C1", (1, 2)), ("|语文||", "B1:D1", (2,))],
)
def test_a_title_over_some_columns_is_a_group_over_all_of_them_it_is_a_title(
    read: Reader, title: str, merged: str, labels: tuple[int, ...]
) -> None:
    body = pupils(8, "{n}", "50")
    sheet = read(f"{title}\n姓名|成绩|名次|平时\n{body}", merged=[merged])
    assert sheet.found.header_rows == labels


def test_columns_fixed_by_the_clerk_make_a_list_a_score_sheet(read: Reader) -> None:
    body = "\n".join(f"{name}|青山小学|{60 + n}|1|2" for n, name in enumerate(NAMES))
    text = f"姓名|单位|类别|级别|奖次\n{body}"
    assert read(text).found.kind is SheetKind.LIST
    fixed = SheetOverride(columns={"A": "姓名", "C": "语文"})
    assert read(text, overrides=fixed).found.kind is SheetKind.STUDENT_SCORES


@pytest.mark.parametrize(("row", "labels"), [(1, (1,)), (8, (8,)), (9, (1,))])
def test_every_row_of_a_sheet_can_be_said_to_be_the_label_row(
    read: Reader, row: int, labels: tuple[int, ...]
) -> None:
    sheet = read(f"姓名|语文\n{pupils(7)}", overrides=SheetOverride(header_rows=(row,)))
    assert sheet.found.header_rows == labels


def test_a_few_names_and_figures_above_other_scores_are_told_with_their_rows(read: Reader) -> None:
    above = "\n".join(f"{NAMES[n]}|{60 + n}||" for n in range(6))
    below = "班级|人数|平均分|及格率\n1班|20|78.5|0.9\n2班|20|70|0.9"
    sheet = read(f"七年级周测|||\n{above}\n|||\n{below}")
    assert "第2到7行有6行姓名和数字" in sheet.finding("list_without_header").message


def test_a_note_alone_in_its_row_ends_a_list_a_row_with_more_cells_is_one_of_its_rows(
    drawn: Callable[..., Grid],
) -> None:
    header = "单位|考试|学科|名次|总数"
    rows_ = "石桥小学|县统考|语文|3|48\n制表：教务处||||\n备用：石桥小学|县统考|数学|4|48"
    found = read_list(drawn(f"{header}\n{rows_}"))
    assert found is not None
    assert [record.row for record in found.records] == [2, 4]


@pytest.mark.parametrize(("digits", "same"), [(5, True), (4, False)])
def test_numbers_of_five_digits_tell_pupils_apart_shorter_ones_do_not(
    drawn: Callable[..., Grid], digits: int, *, same: bool
) -> None:
    def sheet(name: str, first: int, families: str) -> Grid:
        lines = [
            f"'{10 ** (digits - 1) + first + n}|{c}小明|{60 + n}" for n, c in enumerate(families)
        ]
        return drawn("学号|姓名|语文\n" + "\n".join(lines), name=name)

    book = recognise_book([sheet("一班", 0, "张李王赵钱孙"), sheet("二班", 5, "周吴郑冯陈褚")])
    codes = [one.code for one in book.findings]
    assert ("pupil_on_two_sheets" in codes) is same


def test_the_stem_of_two_letters_is_the_subject_itself(read: Reader) -> None:
    body = "\n".join(f"{NAMES[n]}|{60 + n}|{70 + n}|{50 + n}" for n in range(12))
    sheet = read(f"姓名|物理原始|物理赋分|物理实验\n{body}")
    assert "物理" in sheet.table.subjects


def test_of_raw_and_assigned_scores_the_choice_of_the_clerk_is_not_asked_again(
    read: Reader,
) -> None:
    body = "\n".join(f"{NAMES[n]}|{60 + n}|{70 + n}" for n in range(12))
    text = f"姓名|化学原始|化学赋分\n{body}"
    asked = read(text)
    chosen = read(text, overrides=SheetOverride(scores_used=ScoreKind.RAW))
    assert len(asked.found.all_findings) == len(chosen.found.all_findings) + 1
    assert chosen.table.subjects["化学"].letter == "B"
