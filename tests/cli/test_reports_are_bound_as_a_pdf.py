"""``--pdf``: the sheets of a run as one PDF, read back with PDFium, an independent reader."""

from __future__ import annotations

import ctypes
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2
import pytest
from pypdfium2 import raw

from xl_quality.books import pdf

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Run

    Cli = Callable[..., Run]

SAMPLE = Path(__file__).parents[2] / "workbooks" / "示例镇成绩册.xlsx"
NEEDS_OFFICE = pytest.mark.libreoffice
REPORT = ("--exam", "本学期", "--before", "上学期", "--scheme", "luotuoao-brief")
DAY = ("--on", "2026-07-10")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "成绩册.xlsx"
    shutil.copy(SAMPLE, path)
    return path


class Bound:
    """A PDF as PDFium reads it."""

    def __init__(self, path: Path) -> None:
        self._document = pypdfium2.PdfDocument(path)
        self.bookmarks = {
            one.get_title(): one.get_dest().get_index() for one in self._document.get_toc()
        }
        self.pages = [
            page.get_textpage().get_text_range().replace("\r\n", "\n") for page in self._document
        ]

    def of(self, sheet: str) -> str:
        """Return the text of a sheet's pages."""
        starts = [*self.bookmarks.values(), len(self.pages)]
        first = self.bookmarks[sheet]
        return "\n".join(self.pages[first : starts[starts.index(first) + 1]])

    def links(self, page: int) -> list[int]:
        """Return the pages that the links of a page lead to."""
        place, link, found = ctypes.c_int(0), raw.FPDF_LINK(), []
        while raw.FPDFLink_Enumerate(self._document[page], ctypes.byref(place), ctypes.byref(link)):
            target = raw.FPDFLink_GetDest(self._document, link)
            found.append(raw.FPDFDest_GetDestPageIndex(self._document, target))
        return found


@NEEDS_OFFICE
def test_a_report_is_bound_in_order_with_a_bookmark_a_sheet(cli: Cli, book: Path) -> None:
    run = cli("report", book, *REPORT, *DAY, "--pdf")
    assert run.code == 0, run.err
    bound = Bound(book.with_name("成绩册_结果.pdf"))
    named = next(line for line in run.out.splitlines() if line.startswith("工作表："))
    written = named.removeprefix("工作表：").split("、")
    assert [*bound.bookmarks] == [name for name in written if name != "运行记录"]
    starts = [*bound.bookmarks.values()]
    assert starts == sorted(set(starts))
    assert starts[0] == 0
    assert f"成绩册_结果.pdf（{len(bound.pages)}页）" in run.out
    assert "目录" in bound.pages[0]
    assert all("制表日期" in page for page in bound.pages)
    assert bound.links(0) == starts[1:], "its links lead to the sheets"
    told = re.findall(r"第(\d+)页(?!，共)", "".join(bound.pages[0].split()))
    assert [int(page) - 1 for page in told][: len(starts) - 1] == starts[1:], (
        "and it names the pages"
    )
    for name, text in {
        "学校排名": "竹园小学",
        "教师排名": "内部资料",
        "奖惩兑现表": "3250",
    }.items():
        assert text in bound.of(name).replace(",", ""), name
    for name in ("任课", "六年级本学期期末"):
        assert name not in bound.bookmarks, "only our sheets"


@NEEDS_OFFICE
def test_a_payout_into_the_book_is_bound_beside_it_and_the_same_again_keeps_no_copy(
    cli: Cli, book: Path
) -> None:
    payout = ("payout", book, "--scheme", "luotuoao-brief", "--exam", "本学期", *DAY, "--pdf")
    bound = book.with_name("成绩册_结果.pdf")
    for again in ((), ("--again",)):
        run = cli(*payout, "--in-place", *again)
        assert run.code == 0, run.err
        assert "原来的 PDF 已备份" not in run.out
    pages = Bound(bound)
    assert [*pages.bookmarks][:2] == ["奖惩兑现表", "兑现汇总表"]
    shown = " ".join(pages.of("奖惩兑现表").split())
    assert "核对" in shown
    assert "#REF!" not in shown
    bound.write_bytes(b"the office's own")
    run = cli(*payout, "--in-place", "--again")
    (copy,) = book.parent.glob("备份/*.pdf")
    assert f"原来的 PDF 已备份：{copy}" in run.out
    assert copy.read_bytes() == b"the office's own"
    assert Bound(bound).bookmarks == pages.bookmarks


def test_without_libreoffice_nothing_is_written_at_all(
    cli: Cli, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "libreoffice", lambda: None)
    run = cli("report", book, "--exam", "本学期", "--pdf")
    assert run.code == 3
    assert "没有找到 LibreOffice，不能转 PDF" in run.err
    assert [*book.parent.iterdir()] == [book]


def test_a_libreoffice_that_makes_nothing_leaves_the_workbook_that_is_written(
    cli: Cli, book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    idle = tmp_path / "soffice"
    idle.write_text("#!/bin/sh\nexit 0\n")
    idle.chmod(0o755)
    monkeypatch.setattr(pdf, "libreoffice", lambda: idle)
    run = cli("report", book, "--exam", "本学期", "--only", "学校排名", "--pdf")
    assert run.code == 3
    assert "结果已经写进“成绩册_结果.xlsx”，只有 PDF 没有做成" in run.err
    assert book.with_name("成绩册_结果.xlsx").exists()
    assert not book.with_name("成绩册_结果.pdf").exists()


@pytest.mark.parametrize("command", ["rates", "rank"])
def test_commands_of_a_sheet_or_four_bind_none(command: str, cli: Cli, book: Path) -> None:
    run = cli(command, book, "--pdf")
    assert run.code == 2
    assert "不认识：--pdf" in run.err
