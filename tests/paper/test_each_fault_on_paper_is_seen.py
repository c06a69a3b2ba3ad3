"""Sheets with a fault planted in each: the checks of paper must see it, and none in a sound one."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.paper.office_books import on_paper
from tests.paper.paper_faults import faults
from xl_quality.books.authored import write_tables
from xl_quality.books.pdf import OF_SHEETS, to_pdf
from xl_quality.books.tables import (
    Chart,
    ChartKind,
    PrintSetup,
    Row,
    Series,
    Style,
    Table,
)
from xl_quality.reports.frame import CENTER, HEADER, TEXT, TITLE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SOFFICE = shutil.which("soffice")
pytestmark = [
    pytest.mark.libreoffice,
    pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed"),
]
WIDTHS = (14, 14, 14)
HEAD = (
    Row(("示例镇期末成绩表", None, None), (TITLE,) * 3, 32),
    Row(("学校", "均分", "说明"), (HEADER,) * 3, 22),
)
SETUP = PrintSetup(title_rows=(0, 1), scale=100)
BODY = [Row((f"第{n}小学", n, "良好"), (CENTER, CENTER, TEXT), 18) for n in range(1, 90)]
BARS = Series("均分", (2, 0, 6, 0), (2, 1, 6, 1))
LONG = "这一格里的说明写得很长，一行写不下"


def sheet(name: str, body: Sequence[Row] = BODY, setup: PrintSetup = SETUP) -> Table:
    merges = [(0, 0, 0, 2)]
    return Table(name, [*HEAD, *body], widths=WIDTHS, merges=merges, print_setup=setup)


def charted(name: str, row: int) -> Table:
    chart = Chart(ChartKind.COLUMN, "均分", [BARS], (row, 0), 360, 240)
    return sheet(name, [*BODY[:20], *[Row((), (), 18)] * 50])._replace(charts=[chart])


def with_row(name: str, row: Row) -> Table:
    return sheet(name, [*BODY[:3], row, *BODY[3:6]])


def named(name: str) -> Table:
    return with_row(name, Row(("欧阳明月", 3, "优秀"), (CENTER, CENTER, TEXT), 18))


LOOSE, AMOUNT = Style(), CENTER._replace(number_format="0.00")
SOUND = (
    sheet("好的"),
    charted("图完整", 24),
    named("内部")._replace(confidential=True),
    with_row("写得下", Row((LONG, 3, "优秀"), (TEXT, CENTER, TEXT), 60)),
    sheet("分页", setup=SETUP._replace(row_breaks=[32])),
)
PLANTED: dict[str, tuple[Table, str]] = {
    "第二页没有标题": (sheet("无题", setup=SETUP._replace(title_rows=None)), "has no title"),
    "第二页没有表头": (
        sheet("无头", setup=SETUP._replace(title_rows=(0, 0))),
        "rows without column titles",
    ),
    "字比格宽": (
        with_row("太宽", Row((LONG, 3, "优秀"), (CENTER, CENTER, TEXT), 18)),
        "is cut",
    ),
    "末格的字比格宽": (
        with_row("末格太宽", Row(("甲", 3, LONG), (CENTER, CENTER, CENTER), 18)),
        "wider than its cell",
    ),
    "第二行写了一半": (
        with_row("半行", Row((LONG, 3, "优秀"), (TEXT, CENTER, TEXT), 27)),
        "is cut",
    ),
    "后面几行看不见": (
        with_row("一行", Row((LONG * 2, 3, "优秀"), (TEXT, CENTER, TEXT), 18)),
        "printed 0 times",
    ),
    "数字写不下": (
        with_row("井号", Row(("甲", 123456789012345, "优秀"), (CENTER, AMOUNT, TEXT), 18)),
        "does not fit its cell",
    ),
    "行太低": (
        with_row("压扁", Row(("压扁的话", 3, "优秀"), (CENTER, CENTER, TEXT), 6)),
        "higher than its row",
    ),
    "图被分页断开": (charted("断图", 36), "a chart is cut"),
    "中间一页几乎是空的": (
        sheet("空页", setup=SETUP._replace(row_breaks=[32, 34])),
        "almost empty",
    ),
    "点名而没有写内部资料": (named("点名"), "names 欧阳明月 without"),
    "字太小": (sheet("小字", setup=SETUP._replace(scale=50)), "has 5.5 points"),
    "没有页码": (sheet("无码", setup=SETUP._replace(footer="")), "has no page number"),
    "出了页边": (
        with_row("出边", Row((None, None, LONG * 3), (LOOSE, LOOSE, LOOSE), 18)),
        "beyond the margin",
    ),
    "图盖住了字": (charted("盖图", 10), "lies under a chart"),
}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], list[str]]:
    """Print all sheets at once; return the faults of one."""
    folder = tmp_path_factory.mktemp("planted")
    file = folder / "planted.xlsx"
    write_tables(file, [*SOUND, *(table for table, _ in PLANTED.values())], ())
    assert SOFFICE
    to_pdf([file], folder, OF_SHEETS)
    told = faults(on_paper(file, {"欧阳明月", "诸葛清风"}))
    return lambda name: [fault for fault in told if fault.startswith(f"“{name}”")]


@pytest.mark.parametrize("table", SOUND, ids=lambda table: table.name)
def test_a_sound_sheet_has_no_fault(table: Table, found: Callable[[str], list[str]]) -> None:
    assert found(table.name) == []


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_is_seen(fault: str, found: Callable[[str], list[str]]) -> None:
    table, words = PLANTED[fault]
    assert any(words in told for told in found(table.name)), found(table.name)
