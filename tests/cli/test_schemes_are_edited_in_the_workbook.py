"""A scheme written into the workbook, edited there, linted, used, and tried out (导入、试算)."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import openpyxl
import pytest

from xl_quality.books.files import open_book
from xl_quality.schemes.loading import load
from xl_quality.schemes.sheet.codec import scheme_of
from xl_quality.sheets.cells import address

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from .conftest import Run

    Cli = Callable[..., Run]

SCHEME = ("--scheme", "luotuoao-brief", "--on", "2026-07-10")


@pytest.fixture
def imported(cli: Cli, town_book: Path) -> Path:
    """The town's workbook with the 方案 sheet of luotuoao-brief in it."""
    run = cli("import", town_book, "--scheme", "luotuoao-brief", "--in-place")
    assert run.code == 0, run.err
    assert "工作表：方案" in run.out
    return town_book


def _at(sheet: Worksheet, title: str, *words: str) -> str:
    """Return the cell of a column in the row that holds these words."""
    titles: tuple[object, ...] = ()
    for row in sheet.iter_rows():
        values = [cell.value for cell in row]
        if title in values:
            titles = tuple(values)
        elif titles and set(words) <= set(values):
            coordinate: str = row[titles.index(title)].coordinate
            return coordinate
    raise LookupError(words)


def edit(path: Path, title: str, *words: str, to: object, sheet: str = "方案") -> str:
    """Change a cell as a clerk would and save; return its address."""
    book = openpyxl.load_workbook(path)
    cell = _at(book[sheet], title, *words)
    book[sheet][cell] = to
    book.save(path)
    return cell


def _nets(run: Run) -> dict[str, int]:
    nets: dict[str, int] = {}
    for line in run.json["lines"]:
        net = int(line["reward"]) - int(line["penalty"])
        nets[line["payee"]] = nets.get(line["payee"], 0) + net
    return nets


def _paid(run: Run) -> dict[str, object]:
    """Everything but the findings: they say which scheme was used."""
    return {name: value for name, value in run.json.items() if name != "findings"}


def test_explain_uses_the_scheme_as_the_workbook_has_it(cli: Cli, imported: Path) -> None:
    question = ("luotuoao-brief", "A7", "rank=1", "of=22", "--json")
    assert cli("explain", *question).json["amount"] == 500
    edit(imported, "数额一", "A7", to="600、400、300、200、100")
    assert cli("explain", *question).json["amount"] == 500
    own = cli("explain", *question, "--book", imported)
    assert own.json["amount"] == 600
    assert any("按工作簿里“方案”表计算" in one for one in own.json["findings"])
    assert cli("explain", "方案", *question[1:], "--book", imported).json["amount"] == 600


@pytest.mark.parametrize(
    "typed", ["600 400 300 200 100", "600，400，300，200，100", "600元、400元、300元、200元、100元"]
)
def test_amounts_parted_otherwise_are_the_same_amounts(
    cli: Cli, imported: Path, typed: str
) -> None:
    edit(imported, "数额一", "A7", to=typed)
    assert _nets(cli("payout", imported, *SCHEME, "--json"))["青石中学"] == 600


def test_commas_that_may_be_thousands_are_refused_with_the_cell(cli: Cli, imported: Path) -> None:
    cell = edit(imported, "数额一", "A7", to="600,400,300,200,100")
    run = cli("lint", imported)
    assert run.code == 1
    assert f"方案!{cell}" in run.out + run.err
    assert "用顿号分开" in run.out + run.err


def test_a_penalty_typed_as_a_reward_is_asked_about(cli: Cli, imported: Path) -> None:
    edit(imported, "数额二", "A7", to="500、400、300、200、100")
    for run in (cli("lint", imported), cli("payout", imported, *SCHEME)):
        assert "原来是扣罚（负数），改后成了奖励（正数）" in run.out + run.err


def test_a_sheet_whose_id_was_changed_is_not_passed_by_silently(cli: Cli, imported: Path) -> None:
    book = openpyxl.load_workbook(imported)
    (cell,) = [
        one for row in book["方案"].iter_rows() for one in row if one.value == "luotuoao-brief"
    ]
    cell.value = "luotuoao-2026"
    book.save(imported)
    told = cli("payout", imported, *SCHEME).err
    assert "方案表“方案”的代号不是“luotuoao-brief”" in told


def test_an_imported_scheme_is_the_shipped_one(imported: Path) -> None:
    assert scheme_of(open_book(imported).read("方案").rows, "方案", address) == load(
        "luotuoao-brief"
    )


def test_an_untouched_sheet_pays_as_the_shipped_scheme_and_says_so(
    cli: Cli, imported: Path
) -> None:
    own = cli("payout", imported, *SCHEME, "--json")
    shipped = cli("payout", imported, *SCHEME, "--shipped", "--json")
    assert _paid(own) == _paid(shipped)
    assert "方案!" not in cli("check", imported).err  # neither scores nor a list
    told = cli("payout", imported, *SCHEME).err
    assert "按工作簿里“方案”表计算，与原方案相同" in told


@pytest.mark.parametrize("name", ["luotuoao-brief", "方案"])
def test_an_edited_amount_is_paid_and_named(
    cli: Cli, imported: Path, name: str, cells: Callable[..., list[tuple[object, ...]]]
) -> None:
    words = ("payout", imported, "--scheme", name, "--on", "2026-07-10")
    before = _nets(cli(*words, "--json"))
    cell = edit(imported, "数额一", "A7", to="600、400、300、200、100")
    after = _nets(cli(*words, "--json"))
    assert after["青石中学"] - before["青石中学"] == 100
    assert _nets(cli(*words, "--shipped", "--json")) == before
    out = imported.with_name("结果.xlsx")
    run = cli(*words, "-o", out)
    assert run.code == 0, run.err
    assert cell in run.err
    sheet = [str(value) for row in cells(out, "奖惩兑现表") for value in row if value]
    assert any("按工作簿里“方案”表计算，已修改 1 处" in text for text in sheet)
    assert any("A7" in text and "500、400、300、200、100 → 600、400" in text for text in sheet)


def test_an_edited_sheet_is_not_replaced_unasked(cli: Cli, imported: Path) -> None:
    cell = edit(imported, "数额一", "A7", to="600、400、300、200、100")
    before = imported.read_bytes()
    run = cli("import", imported, "--scheme", "luotuoao-brief", "--in-place")
    assert run.code == 2
    assert cell in run.err
    assert imported.read_bytes() == before
    run = cli("import", imported, "--scheme", "luotuoao-brief", "--in-place", "--replace")
    assert run.code == 0
    copies = list((imported.parent / "备份").glob("*.xlsx"))
    assert any(copy.read_bytes() == before for copy in copies)
    assert scheme_of(open_book(imported).read("方案").rows, "方案", address) == load(
        "luotuoao-brief"
    )


def test_a_second_scheme_gets_a_sheet_with_its_id(cli: Cli, imported: Path) -> None:
    assert cli("import", imported, "--scheme", "rank-up", "--in-place").code == 0
    assert list(open_book(imported).own_sheets()) == ["方案", "方案 rank-up"]
    run = cli("import", imported, "--scheme", "rank-up", "--in-place")
    assert "工作表：方案 rank-up" in run.out
    assert cli("payout", imported, *SCHEME, "--json").code == 0


def test_faults_of_the_sheet_are_told_all_at_once_with_their_cells(
    cli: Cli, imported: Path
) -> None:
    places = {
        edit(imported, "计奖办法", "A7", to="按排名"),
        edit(imported, "兑现对象", "A8", to="食堂"),
        edit(imported, "数额一", "A6", "target", to="三百"),
    }
    run = cli("payout", imported, *SCHEME)
    assert run.code == 2
    assert all(cell in run.err for cell in places), run.err
    run = cli("lint", imported)
    assert run.code == 1
    assert all(cell in run.err for cell in places), run.err


FAULTS = [
    ("数额一", ("A7",), "400、500、300、200、100", "名次越差反而越有利"),
    ("数额一", ("A10",), 5000, "下限大于上限"),
    ("数额二", ("A6", "target"), -300, "每高一步反而减少"),
    ("条件", ("A9",), "倒数名次 不超过 3\n倒数名次 超过 3", "不可能同时成立"),
]


@pytest.mark.parametrize("fault", FAULTS)
def test_what_makes_no_sense_is_a_warning_at_its_cell(
    cli: Cli, imported: Path, fault: tuple[str, tuple[str, ...], object, str]
) -> None:
    title, words, to, message = fault
    cell = edit(imported, title, *words, to=to)
    run = cli("lint", imported)
    assert run.code == 0
    assert f"方案!{cell} " in run.err
    assert message in run.err
    assert message in cli("payout", imported, *SCHEME).err  # shown, and paid all the same


def test_lint_of_a_book_without_a_scheme_says_what_to_do(cli: Cli, town_book: Path) -> None:
    run = cli("lint", town_book)
    assert run.code == 2
    assert "没有方案表" in run.err
    assert "没有方案表“方案”" in cli("payout", town_book, "--scheme", "方案").err


def test_a_sheet_without_feeds_takes_those_of_the_shipped_scheme(cli: Cli, imported: Path) -> None:
    book = openpyxl.load_workbook(imported)
    sheet = book["方案"]
    first = next(row[0].row for row in sheet.iter_rows() if row[0].value == "【取数】")
    for area in [one for one in sheet.merged_cells.ranges if one.min_row >= first]:
        sheet.unmerge_cells(str(area))
    sheet.delete_rows(first, 200)
    book.save(imported)
    own, shipped = (
        _paid(cli("payout", imported, *SCHEME, "--json", *more)) for more in ((), ("--shipped",))
    )
    assert own == shipped
    assert "与原方案相同" in cli("payout", imported, *SCHEME).err


@pytest.mark.libreoffice
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_sheet_that_libreoffice_saved_is_the_same_scheme(
    cli: Cli, imported: Path, tmp_path: Path
) -> None:
    edit(imported, "数额一", "A6", "target", to=350.0)
    before = scheme_of(open_book(imported).read("方案").rows, "方案", address)
    command = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "xlsx", "--outdir", str(tmp_path / "lo"), str(imported)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    saved = tmp_path / "lo" / imported.name
    assert scheme_of(open_book(saved).read("方案").rows, "方案", address) == before
    assert "已修改 1 处" in cli("payout", saved, *SCHEME).err
    assert "A6.target 数额一：300 → 350" in cli("whatif", saved, *SCHEME, "--sheet").out


def test_a_trial_tells_who_gets_more_and_writes_nothing(
    cli: Cli, town_book: Path, untouched: Callable[[], Callable[[], None]]
) -> None:
    unchanged = untouched()
    run = cli("whatif", town_book, *SCHEME, "--set", "A7.top.1=800", "--json")
    assert run.code == 0, run.err
    now = _nets(cli("payout", town_book, *SCHEME, "--json"))
    (payee,) = run.json["payees"]
    assert payee["payee"] == "青石中学"
    assert int(payee["after"]) - int(payee["before"]) == int(payee["difference"]) == 300
    assert int(run.json["before"]) == sum(now.values())
    assert int(run.json["difference"]) == 300
    assert [line["clause"] for line in run.json["lines"]] == ["A7"]
    assert "800" in run.json["lines"][0]["after"]
    text = cli("whatif", town_book, *SCHEME, "--set", "A7.top.1=800").out
    assert "青石中学" in text
    assert "+300" in text
    assert "白水中学" not in text
    unchanged()


def test_a_trial_of_what_does_not_matter_says_so(cli: Cli, town_book: Path) -> None:
    run = cli("whatif", town_book, *SCHEME, "--set", "A7.top.5=1")
    assert "没有一项结果变化" in run.out
    assert "名次越差" not in run.err
    run = cli("whatif", town_book, *SCHEME, "--set", "A7.top.5=900")
    assert "名次越差反而越有利" in run.err


def test_a_trial_starts_from_the_edited_sheet(cli: Cli, imported: Path) -> None:
    edit(imported, "数额一", "A7", to="600、400、300、200、100")
    run = cli("whatif", imported, *SCHEME, "--set", "A7.top.1=700", "--json")
    assert run.json["difference"] == "100"
    run = cli("whatif", imported, *SCHEME, "--set", "A7.top.1=700", "--shipped", "--json")
    assert run.json["difference"] == "200"
    run = cli("whatif", imported, *SCHEME, "--sheet", "--json")
    assert run.json["difference"] == "100"


def test_the_numbers_that_can_be_tried_are_listed(cli: Cli, town_book: Path) -> None:
    run = cli("whatif", town_book, *SCHEME, "--list", "A7")
    assert "A7." in run.out
    assert "A6." not in run.out
    assert "A6." in cli("whatif", town_book, *SCHEME, "--list", "--json").out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--set", "A7.top=1"), "“A7.top”"),
        (("--set", "A99.top.1=1"), "没有条款“A99”"),
        (("--set", "A7.top.1"), "要写成“条款.项目=数”"),
        (("--set", "A7.top.1=多"), "这里要一个数"),
        (("--set", "A7.top.1=1", "--set", "A7.top.1=2"), "改了两次"),
        (("--option", "exchange_half=middle"), "不能是“middle”"),
        (("--sheet",), "没有方案“luotuoao-brief”的方案表"),
        ((), "请写明试什么"),
        (("--list", "A99"), "没有条款“A99”"),
    ],
)
def test_a_slip_in_a_trial_is_told(
    cli: Cli, town_book: Path, words: tuple[str, ...], message: str
) -> None:
    run = cli("whatif", town_book, *SCHEME, *words)
    assert run.code == 2
    assert message in run.err
