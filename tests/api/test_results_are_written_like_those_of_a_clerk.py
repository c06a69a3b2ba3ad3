from __future__ import annotations

import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

import xl_quality as xq
from tests.api.conftest import as_pandas, book_from, from_frame, workbook_of
from xl_quality.books.files import open_book
from xl_quality.runs.verify import verify

if TYPE_CHECKING:
    from tests.api.conftest import Town

DAY = "2026-07-10"


@pytest.fixture
def path(town: Town, tmp_path: Path) -> Path:
    path = tmp_path / "成绩册.xlsx"
    workbook_of(town).save(path)
    return path


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


def test_results_go_beside_the_workbook_which_stays(path: Path) -> None:
    before = path.read_bytes()
    done = xq.write(path, xq.rank(path))
    assert done.path == path.with_name("成绩册_结果.xlsx")
    assert done.sheets == ["学校排名", "运行记录"]
    assert done.backup is None
    assert path.read_bytes() == before
    assert {part.state.name for one in verify(open_book(done.path)) for part in one.parts} == {
        "SAME"
    }


def test_in_place_every_part_that_is_not_ours_stays_byte_for_byte(path: Path) -> None:
    before, old = path.read_bytes(), parts(path)
    done = xq.write(path, [xq.rates(path), xq.rank(path)], in_place=True)
    assert done.path == path
    assert done.backup is not None
    assert done.backup.read_bytes() == before
    new = parts(path)
    assert {name for name, data in old.items() if new[name] != data} <= {
        "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml",
        "docProps/app.xml",
    }  # fmt: skip
    names = openpyxl.load_workbook(path).sheetnames
    assert names == ["成绩", "任课", "考核设置", "四率统计", "学校排名", "运行记录"]


def test_the_same_results_again_change_nothing(path: Path) -> None:
    results = [xq.rates(path), xq.rank(path), xq.pay(path, "luotuoao-brief", on=DAY)]
    first = xq.write(path, results)
    before = first.path.read_bytes()
    again = xq.write(path, results)
    assert again.backup is None
    assert again.path.read_bytes() == before
    assert again.sheets == first.sheets


def test_several_results_of_several_runs_go_in_together(path: Path) -> None:
    results = [
        xq.rates(path), xq.rank(path), xq.bands(path), xq.rank(path, by="class"),
        xq.pay(path, "luotuoao-brief", on=DAY),
    ]  # fmt: skip
    done = xq.write(path, results, in_place=True)
    assert {"四率统计", "学校排名", "分数段", "班级排名", "奖惩兑现表"} <= {*done.sheets}
    assert list(path.parent.glob("*/*")) == [done.backup]
    assert done.backup is not None
    assert done.backup.stem.startswith("成绩册_")


def test_a_workbook_changed_after_the_computation_is_not_written_over(path: Path) -> None:
    result = xq.rank(path)
    book = openpyxl.load_workbook(path)
    book["成绩"]["F2"] = 11
    book.save(path)
    before = path.read_bytes()
    with pytest.raises(xq.EnvironmentFaultError, match="又被改过"):
        xq.write(path, result, in_place=True)
    assert path.read_bytes() == before


def test_what_a_person_changed_is_replaced_only_when_said(path: Path) -> None:
    result = xq.rank(path)
    done = xq.write(path, result)
    book = openpyxl.load_workbook(done.path)
    book["学校排名"]["A9"] = "已核"
    book.save(done.path)
    with pytest.raises(xq.BadInputError, match="手工改过"):
        xq.write(path, result)
    assert xq.write(path, result, replace=True).backup


def test_nobody_is_paid_twice_unasked(path: Path) -> None:
    payout = xq.pay(path, "luotuoao-brief", on=DAY)
    xq.write(path, payout, in_place=True)
    other = path.with_name("另一册.xlsx")
    book = openpyxl.load_workbook(path)
    del book["奖惩兑现表"]  # put away, so that it was paid and stays paid
    book.save(other)
    again = xq.pay(other, "luotuoao-brief", on=DAY)
    with pytest.raises(xq.BadInputError, match="已经兑现过"):
        xq.write(other, again, in_place=True)
    with pytest.raises(xq.BadInputError, match="paid：可写"):
        xq.write(other, again, paid="yes")
    rest = xq.write(other, again, in_place=True, replace=True, paid="unpaid")
    assert any("奖惩兑现表" in name for name in rest.sheets)


def test_results_of_a_frame_make_a_workbook_of_their_own(town: Town, tmp_path: Path) -> None:
    target = tmp_path / "结果.xlsx"
    book = from_frame(town, as_pandas)
    first = xq.write(target, [xq.rates(book), xq.pay(book, "luotuoao-brief", on=DAY)])
    assert first.path == target
    before = target.read_bytes()
    again = xq.write(target, [xq.rates(book), xq.pay(book, "luotuoao-brief", on=DAY)])
    assert (again.path, again.backup) == (target, None)
    assert target.read_bytes() == before
    names = openpyxl.load_workbook(target).sheetnames
    assert "成绩" not in names
    assert {"四率统计", "奖惩兑现表", "计算依据", "运行记录"} <= {*names}


def test_results_of_a_frame_go_into_a_workbook_that_is_there(town: Town, path: Path) -> None:
    done = xq.write(path, xq.rank(from_frame(town, as_pandas)), in_place=True)
    assert done.backup
    assert openpyxl.load_workbook(path).sheetnames[-2:] == ["学校排名", "运行记录"]


def test_two_results_with_one_sheet_are_refused(path: Path) -> None:
    options = xq.Options(passing="70%")
    with pytest.raises(xq.BadInputError, match="四率统计"):
        xq.write(path, [xq.rates(path), xq.rates(path, options=options)])
    with pytest.raises(xq.BadInputError, match="没有给结果"):
        xq.write(path, [])
    assert not path.with_name("成绩册_结果.xlsx").exists()


def test_all_reports_and_one_of_them_are_all_reports(path: Path) -> None:
    done = xq.write(path, [xq.report(path, "全部"), xq.rank(path)])
    assert {"四率统计", "学校排名", "班级排名", "分数段"} <= {*done.sheets}
    with pytest.raises(xq.BadInputError, match="学校排名"):
        xq.write(path, [xq.report(path), xq.rank(path)])


def test_a_sheet_of_the_office_is_never_replaced(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    book.create_sheet("学校排名")["A1"] = "自己的"
    book.save(path)
    before = path.read_bytes()
    with pytest.raises(xq.BadInputError, match="学校排名"):
        xq.write(path, xq.rank(path), in_place=True)
    assert path.read_bytes() == before


def test_agreements_are_filled_and_read_back(tmp_path: Path) -> None:
    book = Path("workbooks/示例镇成绩册.xlsx").resolve()
    if not book.exists():
        book = Path(__file__).parents[2] / "workbooks" / "示例镇成绩册.xlsx"
    done = xq.fill_agreements(
        book, "luotuoao-brief", tmp_path / "责任书", on=DAY, only="骆驼坳中学", merged=True
    )
    assert [one.unit.name for one in done.files] == ["骆驼坳中学"]
    assert done.values > 10
    assert all(file.path.is_file() for file in done.files)
    assert all(path.is_file() for path in done.printing)
    with pytest.raises(xq.BadInputError):
        xq.fill_agreements(book, "luotuoao-brief", tmp_path / "责任书", on=DAY, only="骆驼坳中学")


def test_agreements_print_the_numbers_of_a_scheme_that_was_set(tmp_path: Path) -> None:
    book = Path(__file__).parents[2] / "workbooks" / "示例镇成绩册.xlsx"
    texts = []
    for amount in (300, 512):
        scheme = xq.scheme("luotuoao-brief").set({"A6.base": amount}, on=DAY)
        folder = tmp_path / str(amount)
        done = xq.fill_agreements(
            book, "luotuoao-brief", folder, on=DAY, only="骆驼坳中学", scheme=scheme
        )
        texts.append(parts(done.files[0].path)["word/document.xml"].decode())
    assert "512元" in texts[1]
    assert "512元" not in texts[0]


def test_a_result_that_cannot_be_written_leaves_nothing_behind(town: Town, tmp_path: Path) -> None:
    book = book_from("file", town, tmp_path)
    with pytest.raises(xq.EnvironmentFaultError):
        xq.write(tmp_path / "没有" / "结果.xlsx", xq.rank(book))
    assert [one.name for one in tmp_path.iterdir()] == ["成绩册.xlsx"]
