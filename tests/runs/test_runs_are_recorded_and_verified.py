"""A small workbook, its result sheets, and what a person then does to them."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
import xlsxwriter

from xl_quality.books.files import FileBook, open_book
from xl_quality.books.tables import Row, Style, Table
from xl_quality.core.findings import BadInputError, Step, Way
from xl_quality.core.option_table import FULL_MARK, Stated
from xl_quality.runs import verify as verifying
from xl_quality.runs.choices import ChosenOptions, Request
from xl_quality.runs.publish import Published, Where, allow, publish
from xl_quality.runs.record import recorded
from xl_quality.runs.run import carry_out, entry_of, sheets_of
from xl_quality.runs.verify import PartState, verify

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from xl_quality.runs.publish import HandEdit
    from xl_quality.runs.verify import Verified

SOFFICE = shutil.which("soffice")
START = datetime(2026, 7, 10, 8, tzinfo=UTC)
PUPILS = [
    ("青石小学", "1班", "安一", 90, 80),
    ("青石小学", "2班", "安二", 60, 39),
    ("白水小学", "1班", "白一", 75, 61),
    ("白水小学", "1班", "白二", 39, "缺考"),
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Write a score book with a list that no figures need and a sheet that is nothing."""
    path = tmp_path / "成绩册.xlsx"
    book = xlsxwriter.Workbook(str(path))
    scores = book.add_worksheet("成绩")
    scores.write_row(0, 0, ["学校", "班级", "姓名", "语文", "数学"])
    for number, row in enumerate(PUPILS, 1):
        scores.write_row(number, 0, row)
    ranks = book.add_worksheet("县名次")
    ranks.write_row(0, 0, ["单位", "考试", "学科", "名次", "总数"])
    ranks.write_row(1, 0, ["青石小学", "2026年县抽考", "语文", 1, 48])
    book.add_worksheet("便条").write("A1", "周五交")
    book.close()
    return path


def run(
    path: Path,
    command: str = "rank",
    *,
    hours: int = 0,
    inside: bool = False,
    **how: Any,
) -> Published:
    """Do a run as a host does it, *hours* after the first."""
    book = FileBook(path, lambda: START + timedelta(hours=hours))
    request = Request(command, how.pop("choices", ChosenOptions()))
    done = carry_out(request, book)
    entry = entry_of(done)
    return publish(book, sheets_of(done), Where(inside), entry, **how)


def edit(path: Path, sheet: str, cell: str, value: object) -> None:
    """Type into a cell, with a program that keeps our marks and knows no cached values."""
    book = openpyxl.load_workbook(path)
    book[sheet][cell] = value
    book.save(path)


def states(runs: Sequence[Verified]) -> dict[str, PartState]:
    return {part.name: part.state for run in runs for part in run.parts}


def result(path: Path) -> Path:
    return path.with_name("成绩册_结果.xlsx")


@pytest.mark.parametrize("inside", [True, False])
def test_a_later_run_on_the_same_input_gives_the_same_bytes(path: Path, *, inside: bool) -> None:
    first = run(path, inside=inside)
    written = first.path.read_bytes()
    copies = sorted(path.parent.rglob("备份/*"))
    again = run(path, inside=inside, hours=5)
    assert again.path.read_bytes() == written
    assert again.backup is None
    assert sorted(path.parent.rglob("备份/*")) == copies
    assert [one.moment for one in recorded(open_book(first.path))] == ["2026-07-10 08:00:00"]


@pytest.mark.parametrize("inside", [True, False])
def test_every_page_tells_the_day_of_the_run_on_record_also_after_the_same_run_next_week(
    path: Path, *, inside: bool
) -> None:
    written = run(path, inside=inside)
    assert run(path, inside=inside, hours=170).path.read_bytes() == written.path.read_bytes()
    book = openpyxl.load_workbook(written.path)
    feet = {name: book[name].oddFooter for name in written.sheets}
    assert {foot.right.text for name, foot in feet.items() if name != "运行记录"} == {
        "制表日期：2026年7月10日"
    }
    assert {foot.center.text for foot in feet.values()} == {"第 &P 页，共 &N 页"}
    edit(path, "成绩", "D2", 89)
    again = openpyxl.load_workbook(run(path, inside=inside, hours=170, ask=allow).path)
    assert again["学校排名"].oddFooter.right.text == "制表日期：2026年7月17日"


@pytest.mark.parametrize("inside", [True, False])
def test_another_choice_gives_a_record_with_the_present_time(path: Path, *, inside: bool) -> None:
    run(path, inside=inside)
    again = run(
        path, inside=inside, hours=5, choices=ChosenOptions(stated=(Stated(FULL_MARK, "", 9000),))
    )
    assert again.backup is not None
    [entry] = recorded(open_book(again.path))
    assert entry.moment == "2026-07-10 13:00:00"
    assert ("设置", "满分", "90") in entry.settings


def test_the_record_says_what_was_used_and_what_was_not(path: Path) -> None:
    [entry] = recorded(open_book(run(path, inside=True).path))
    assert (entry.command, entry.book, entry.inside) == ("rank", "成绩册.xlsx", True)
    assert [one.sheet for one in entry.inputs] == ["成绩"]
    assert entry.unused == ("县名次", "便条")
    assert [one.sheet for one in entry.results] == ["四率统计", "学校排名", "班级排名"]
    assert all(len(one.digest) == 64 for one in (*entry.inputs, *entry.results))


def test_no_pupil_is_named_in_the_record(path: Path) -> None:
    rows = open_book(run(path).path).read("运行记录").rows
    words = " ".join(str(value) for row in rows for value in row)
    assert not [name for _, _, name, *_ in PUPILS if name in words]


def test_runs_of_other_sheets_stay_recorded_and_replaced_sheets_do_not(path: Path) -> None:
    run(path, "report", inside=True)
    run(path, "rates", inside=True, hours=1)
    runs = recorded(open_book(path))
    assert [one.command for one in runs] == ["report", "rates"]
    assert [one.sheet for one in runs[0].results] == [
        "目录", "学校排名", "班级排名", "分数段", "前N名", "上线统计", "缺考·空白·零分清单"
    ]  # fmt: skip
    assert [one.sheet for one in runs[1].results] == ["四率统计"]


def test_a_sheet_of_the_office_called_like_the_record_stays(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    book.create_sheet("运行记录")["A1"] = "打印机运行记录"
    book.save(path)
    written = run(path, inside=True)
    assert written.sheets[-1] == "运行记录（教学质量）"
    assert open_book(path).read("运行记录").rows == [["打印机运行记录"]]
    assert not verify(open_book(path))[0].changed
    assert run(path, inside=True, hours=1).backup is None


@pytest.mark.parametrize("inside", [True, False])
def test_nothing_changed_is_verified_on_the_book_and_on_the_result(
    path: Path, *, inside: bool
) -> None:
    written = run(path, inside=inside)
    for book in {path, written.path}:
        [one] = verify(open_book(book))
        assert not one.changed
        assert {part.note for part in one.parts if part.item == "写出"} == {"重新计算，结果一致"}


def test_a_changed_mark_is_found_and_what_it_would_change(path: Path) -> None:
    run(path)
    edit(path, "成绩", "D2", 20)
    [one] = verify(open_book(result(path)))
    found = {part.name: part for part in one.parts}
    assert found["成绩册.xlsx：成绩"].state is PartState.CHANGED
    assert found["成绩"].state is PartState.SAME, "the result's own copy"
    rates = found["四率统计"]
    assert rates.state is PartState.CHANGED
    assert "数据改过" in rates.note
    assert ("90", "20") in {(cell.before, cell.after) for cell in rates.cells}


def test_a_result_edited_by_hand_is_found_with_its_cells(path: Path) -> None:
    run(path, inside=True)
    table = open_book(path).read("四率统计").rows
    row = next(i for i, values in enumerate(table, 1) if isinstance(values[5], float))
    edit(path, "四率统计", f"F{row}", 99)
    edit(path, "四率统计", "P40", "已核对")
    [one] = verify(open_book(path))
    [part] = [part for part in one.parts if part.state is PartState.CHANGED]
    assert (part.item, part.name) == ("写出", "四率统计")
    assert [(cell.cell, cell.after) for cell in part.cells] == [
        (f"F{row}", "99"),
        ("P40", "已核对"),
    ]
    assert "手工改过2格" in part.note


def test_sheets_taken_away_and_added_are_named(path: Path) -> None:
    run(path, inside=True)
    book = openpyxl.load_workbook(path)
    del book["班级排名"]
    book.create_sheet("另一张便条")["A1"] = "无关"
    book.save(path)
    [one] = verify(open_book(path))
    assert states([one])["班级排名"] is PartState.GONE
    assert states([one])["另一张便条"] is PartState.SAME, "it changes no figure"
    again = openpyxl.load_workbook(path)
    again["另一张便条"].append(["学校", "班级", "姓名", "语文", "数学"])
    for row in PUPILS:
        again["另一张便条"].append([row[0], "9班", f"{row[2]}乙", *row[3:]])
    again["另一张便条"].delete_rows(1)
    again.save(path)
    assert states(verify(open_book(path)))["另一张便条"] is PartState.CHANGED


def test_a_lost_original_is_no_consent(path: Path) -> None:
    text = path.with_suffix(".txt")
    text.write_text("学校\t姓名\t语文\n甲小学\t安一\t80\n乙小学\t安二\t70\n", encoding="utf-8")
    written = run(text).path
    assert not verify(open_book(written))[0].changed
    assert not verify(open_book(text))[0].changed
    text.unlink()
    [one] = verify(open_book(written))
    assert one.changed
    assert states([one])["成绩册.txt"] is PartState.GONE


def test_another_version_of_the_program_is_said_and_changes_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(path, inside=True)
    monkeypatch.setattr(verifying, "__version__", "99.0")
    [one] = verify(open_book(path))
    assert not one.changed
    assert one.parts[-1].state is PartState.OTHER_VERSION
    assert "现在是 99.0" in one.parts[-1].note


def test_a_book_without_a_record_has_nothing_to_verify(path: Path) -> None:
    assert verify(open_book(path)) == []


@pytest.mark.parametrize("inside", [True, False])
def test_what_a_person_typed_into_a_result_is_not_replaced_unasked(
    path: Path, *, inside: bool
) -> None:
    written = run(path, inside=inside).path
    edit(written, "学校排名", "Z3", "已公示")
    before = written.read_bytes()
    with pytest.raises(BadInputError, match="没有替换") as refused:
        run(path, inside=inside, hours=1)
    assert written.read_bytes() == before
    [finding] = refused.value.findings
    assert (finding.sheet, finding.cell) == ("学校排名", "Z3")
    assert Step(Way.REPLACE) in finding.steps
    asked: list[HandEdit] = []

    def no(edits: Sequence[HandEdit]) -> bool:
        asked.extend(edits)
        return False

    with pytest.raises(BadInputError, match="没有替换"):
        run(path, inside=inside, ask=no)
    assert [(one.sheet, one.known, len(one.cells)) for one in asked] == [("学校排名", True, 1)]
    again = run(path, inside=inside, hours=1, ask=allow)
    assert again.backup is not None
    assert again.backup.read_bytes() == before
    assert not verify(open_book(written))[0].changed


def test_a_sheet_without_a_record_counts_as_edited_unless_nothing_would_change(path: Path) -> None:
    form = Table("考核表", [Row(("项目", 1), (Style(),) * 2)])

    def put(table: Table) -> Published:
        return publish(open_book(path), [table], Where(in_place=True))

    assert "运行记录" not in put(form).sheets
    put(form)
    with pytest.raises(BadInputError, match="没有替换") as refused:
        put(form._replace(rows=[Row(("项目", 2), (Style(),) * 2)]))
    assert "没有运行记录，可能被改过" in refused.value.findings[0].message


def test_a_form_in_the_book_does_not_stand_in_the_way_of_its_copy(path: Path) -> None:
    form = Table("考核表", [Row(("项目", 1), (Style(),) * 2)])
    publish(open_book(path), [form], Where(in_place=True))
    run(path)
    edit(path, "考核表", "B1", 7)
    again = run(path, hours=1)
    assert open_book(again.path).read("考核表").rows == [["项目", 7.0]]


def test_a_record_spoilt_by_hand_makes_the_results_unknown(path: Path) -> None:
    run(path, inside=True)
    book = openpyxl.load_workbook(path)
    book["运行记录"].delete_rows(1, 100)
    book.save(path)
    assert verify(open_book(path)) == []
    run(path, inside=True, hours=1)  # the same sheets: nothing can be lost
    assert not verify(open_book(path))[0].changed


@pytest.mark.libreoffice
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_a_book_saved_by_libreoffice_unedited_is_unchanged(path: Path, tmp_path: Path) -> None:
    run(path, "report", inside=True)
    out = tmp_path / "另存"
    profile = (tmp_path / "profile").as_uri()
    command = [SOFFICE or "", f"-env:UserInstallation={profile}", "--headless"]
    command += ["--convert-to", "xlsx", "--outdir", str(out), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    saved = out / path.name
    assert saved.read_bytes() != path.read_bytes()
    [one] = verify(open_book(saved))
    assert {part.state for part in one.parts} == {PartState.SAME}
    assert {part.note for part in one.parts if part.item == "写出"} == {"重新计算，结果一致"}
    run(saved, "report", inside=True, hours=1)  # unedited: replaced without a question
