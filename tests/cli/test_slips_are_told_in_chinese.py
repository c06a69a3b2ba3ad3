from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Run

    Cli = Callable[..., Run]

# a word of a message that only argparse or Python would use
ENGLISH = re.compile(r"(?i)\b(argument|are required|expected|invalid|choice|error|errno|no such)\b")
PAYOUT = ("payout", "BOOK", "--scheme", "luotuoao-brief")
SLIPS = [
    ((), "缺少 命令"),
    (("nonsense",), "没有“nonsense”"),
    (("chek", "BOOK"), "是不是“check”？"),
    (("payouts", "BOOK"), "是不是“payout”？"),
    (("payout", "BOOK", "--scheme", "luotuao-breif"), "是不是“luotuoao-brief”？"),
    (("lint", "BOOK"), "--scheme 编号 --in-place 导入"),
    (("check", "."), "是文件夹，不是工作簿"),
    (("rates",), "缺少 成绩册"),
    (("rates", "BOOK", "--nonsense"), "不认识：--nonsense"),
    (("rates", "BOOK", "second"), "不认识：second"),
    (("rates", "BOOK", "--json=1"), "--json 后面不写值"),
    (("rates", "BOOK", "--ties"), "--ties 后面要写一个值"),
    (("rates", "BOOK", "--ties", "x"), "--ties 没有“x”，可用 skip"),
    (("rates", "BOOK", "--absent", "x"), "--absent 没有“x”，可用 exclude"),
    (("rates", "BOOK", "-o", "x.xlsx", "--in-place"), "不能和 -o/--output 同时用"),
    (("rates", "BOOK", "--by", "x"), "--by：不认识“x”"),
    (("rates", "BOOK", "--by", "grade,town"), "--by：不认识“town”"),
    (("rates", "BOOK", "--exam", "期中"), "没有“期中”这次考试，工作簿里有：青石镇2026年期末"),
    (("rates", "BOOK", "--full", "语文"), "--full：应写数字，如 语文=120，写的是“语文”"),
    (("rates", "BOOK", "--full", "语文150"), "如 语文=150，写的是“语文150”"),
    (("rates", "BOOK", "--full", "语文：150分"), "如 语文=150，写的是“语文：150分”"),
    (("rates", "BOOK", "--full", "数学=120,英语 110.5"), "如 英语=110.5，写的是“英语 110.5”"),
    (("payout", "BOOK"), "可用的方案：balanced、"),
    (("import", "BOOK"), "luotuoao-brief、"),
    (("lists", "BOOK"), "luotuoao-brief、"),
    (("agreements", "BOOK"), "自带的模板："),
    (("BOOK",), "最前面要写命令，再写文件，如：xl-quality check"),
    (("rates", "BOOK", "--full", "语文=0"), "--full：满分应写大于 0"),
    (("rates", "BOOK", "--full", "语文=-1"), "--full：满分应写大于 0"),
    (("rates", "BOOK", "--full", "语文=100.001"), "最多两位小数"),
    (("rates", "BOOK", "--full", "语问=120"), "成绩表里没有学科“语问”，有：语文、数学"),
    (("rates", "BOOK", "--full", "语文=120,语文=100"), "--full：语文写了两次"),
    (("rates", "BOOK", "--full", "语文=1e9999999"), "--full：应写数字"),
    (("rates", "BOOK", "--pass", "72", "--full", "120"), "请写“72分”或“72%”"),
    (("rates", "BOOK", "--pass", "121分", "--full", "120"), "及格线121分超过满分120分"),
    (("rates", "BOOK", "--pass", "90%", "--excellent", "85%"), "及格线90分高于优秀线85分"),
    (("rates", "BOOK", "--low", "0.7"), "低分线70分高于及格线60分"),
    (("rates", "BOOK", "--pass", "-0.1"), "--pass：分数线写成占满分的比例"),
    (("rates", "BOOK", "--low", "nan"), "--low：应写数字"),
    (("rates", "BOOK", "--excellent", "六成"), "--excellent：应写数字"),
    (("rates", "BOOK", "--drop", "100"), "--drop：去掉的应不到 100%"),
    (("rates", "BOOK", "--composite", "5-5"), "--composite：应写4-3-3、4-3-2-1"),
    (("rates", "BOOK", "--measure", "x"), "--measure 没有“x”，可用 composite"),
    (("rates", "BOOK", "--composite", "x"), "0.5-0.3-0.2 按小数，写的是“x”"),
    (("rates", "BOOK", "--pass", ""), "--pass：没有写值"),
    (("rates", "BOOK", "--round="), "--round：没有写值"),
    (("payout", "BOOK", "--scheme", ""), "没有名为“”的方案"),
    (("warnings", "BOOK", "--scheme", ""), "没有名为“”的方案"),
    (("rates", "BOOK", "--round", "mean=9"), "--round：应写 0 到 6 的整数"),
    (("rates", "BOOK", "--round", "mean"), "--round：应写数字，如 mean=2"),
    (("rates", "BOOK", "--round", "total=2"), "--round：没有“total”，可写 mean、rate、composite"),
    (("rates", "BOOK", "--column", "E=英语"), "--column：写成“工作表!列=角色”"),
    (("rates", "BOOK", "--column", "!E=英语"), "--column：写成“工作表!列=角色”"),
    (("rates", "BOOK", "--column", "没有!E=英语"), "没有名为“没有”的工作表，有：成绩"),
    (("rates", "BOOK", "--header", "没有=2"), "没有名为“没有”的工作表"),
    (("rates", "BOOK", "--header", "成绩=二"), "--header：写成“工作表=行号”"),
    (("rates", "BOOK", "--header", "成绩=²"), "--header：写成“工作表=行号”"),
    (("rates", "BOOK", "--header", "成绩=3-2"), "--header：写成“工作表=行号”"),
    (("rates", "BOOK", "--header", "成绩=0"), "--header：写成“工作表=行号”"),
    (("rates", "BOOK", "--header", "成绩=1-9999999"), "--header：写成“工作表=行号”"),
    (("rates", "BOOK", "--skip", "没有"), "没有名为“没有”的工作表"),
    (("rates", "BOOK", "--skip", "成绩"), "没有认出成绩表"),
    (("rates", "BOOK", "--enrolled", "没有"), "--enrolled：没有找到应考人数表“没有”"),
    (("rates", "BOOK", "--enrolled", "任课"), "--enrolled：没有找到应考人数表“任课”"),
    (("rates", "BOOK", "-o", "x.docx"), "扩展名与要保存的内容不符"),
    (("rates", "BOOK", "-o", "x.xls"), "扩展名与要保存的内容不符"),
    (("rates", "BOOK", "-o", "x"), "扩展名与要保存的内容不符"),
    (("rates", "没有.xlsx"), "不存在"),
    (("read", "没有.xlsx"), "不存在"),
    (("payout", "BOOK"), "缺少 --scheme"),
    (("payout", "BOOK", "--scheme", "x"), "没有名为“x”的方案"),
    ((*PAYOUT, "--on", "昨天"), "--on：日期写成 2026-07-10"),
    ((*PAYOUT, "--on", "2026-02-30"), "--on：日期写成 2026-07-10"),
    ((*PAYOUT, "--option", "x"), "--option：要写成“名=值”"),
    ((*PAYOUT, "--option", "x=1"), "x"),
    ((*PAYOUT, "--param", "没有=1"), "没有名为“没有”的事实"),
    (("report", "BOOK", "--scheme", "x"), "没有名为“x”的方案"),
    (("explain", "luotuoao-brief"), "缺少 条款"),
    (("explain", "luotuoao-brief", "A99"), "A99"),
    (("explain", "luotuoao-brief", "A7", "rank=1", "--nonsense"), "不认识：--nonsense"),
    (("schemes", "x"), "没有“x”，可用 list"),
    (("lint", "没有.toml"), "没有文件“没有.toml”"),
]  # fmt: skip


@pytest.fixture
def at_home(town_book: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The workbook, and its folder as the current one."""
    monkeypatch.chdir(town_book.parent)
    return town_book


@pytest.mark.parametrize(("words", "message"), SLIPS, ids=[" ".join(words) for words, _ in SLIPS])
def test_a_slip_is_told_in_chinese_and_changes_nothing(
    cli: Cli,
    at_home: Path,
    untouched: Callable[[], Callable[[], None]],
    words: tuple[str, ...],
    message: str,
) -> None:
    check = untouched()
    run = cli(*(str(at_home) if word == "BOOK" else word for word in words))
    assert run.code == 2
    assert message in run.err
    assert run.out == ""
    assert not ENGLISH.search(run.err)
    check()


def test_levels_that_the_sheets_do_not_tell_apart_are_refused(
    cli: Cli, make: Callable[..., Path]
) -> None:
    book = make({"Sheet1": [["姓名", "语文"], ["安一", 80], ["安二", 60]]})
    for by, word in (("school", "学校"), ("class", "班级"), ("grade", "年级"), ("teacher", "任课")):
        run = cli("rates", book, "--by", by)
        assert run.code == 2
        assert word in run.err
    assert cli("rates", book, "--by", "subject").code == 0


def test_a_teaching_list_that_fits_nothing_says_so(
    cli: Cli, make: Callable[..., Path], town_sheets: dict[str, list[Any]]
) -> None:
    for row in town_sheets["任课"][1:]:
        row[2] = "九班"
    run = cli("rates", make(town_sheets), "--by", "teacher")
    assert run.code == 2
    assert "与成绩表都对不上" in run.err


def test_enrolled_numbers_that_fit_nothing_are_refused_and_some_are_doubted(
    cli: Cli, make: Callable[..., Path], town_sheets: dict[str, list[Any]]
) -> None:
    town_sheets["应考"][1][2] = "一班"
    some = cli("rates", make(town_sheets), "--enrolled", "应考")
    assert some.code == 0
    assert "青石小学六年级一班，成绩表里没有，没有用上" in some.err
    for row in town_sheets["应考"][1:]:
        row[0] = f"县{row[0]}"
    none = cli("rates", make(town_sheets), "--enrolled", "应考")
    assert none.code == 2
    assert "要与成绩表写得一样" in none.err


def test_two_enrolled_numbers_for_one_class_are_refused(
    cli: Cli, make: Callable[..., Path], town_sheets: dict[str, list[Any]]
) -> None:
    town_sheets["应考"].append(["青石小学", "六年级", "1班", 5])
    run = cli("rates", make(town_sheets), "--enrolled", "应考")
    assert run.code == 2
    assert "应考!D5" in run.err
    assert "4和5" in run.err


def test_full_width_signs_are_understood(cli: Cli, town_book: Path) -> None:
    plain = cli("rates", town_book, "--json", "--full", "语文=120,数学=110", "--pass", "60%")
    wide = cli(
        "rates", town_book, "--json", "--full", "语文＝120，数学＝１１０", "--pass", "６０％"
    )
    assert plain.code == 0
    assert plain.out == wide.out


def test_ctrl_c_ends_a_run_without_a_traceback(
    cli: Cli, town_book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("xl_quality.cli.commands.run_commands.carry_out", interrupted)
    run = cli("rates", town_book)
    assert (run.code, run.err) == (130, "已中断\n")
