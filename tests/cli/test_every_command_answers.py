from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Run, Sheets

    Cli = Callable[..., Run]

COMMANDS = (
    "read",
    "check",
    "rates",
    "rank",
    "report",
    "payout",
    "explain",
    "schemes",
    "lint",
    "import",
    "whatif",
)
RANKED = ("四率统计", "学校排名", "班级排名", "教师排名")
SCHEME = ("--scheme", "luotuoao-brief", "--on", "2026-07-10")


@pytest.mark.parametrize("command", [*COMMANDS, "verify", "demo", "aggregate"])
def test_help_of_every_command_is_chinese_and_names_the_exit_codes(cli: Cli, command: str) -> None:
    run = cli(command, "--help")
    assert run.code == 0
    assert run.out.startswith(f"用法：xl-quality {command}")
    assert "退出码：0 完成" in run.out
    assert "选项：" in run.out
    assert not {"usage", "options:", "positional", "show this"} & set(run.out.split())


def test_the_version_is_the_packages(cli: Cli) -> None:
    from xl_quality import __version__  # noqa: PLC0415 - only here

    assert cli("--version").out.strip() == __version__


def test_read_lists_each_sheet_with_its_kind_and_columns(cli: Cli, town_book: Path) -> None:
    run = cli("read", town_book)
    assert run.code == 0
    lines = [line.split("\t") for line in run.out.splitlines()]
    assert lines[1][:3] == ["工作表", "认作", "表头行"]
    assert lines[2] == [
        "成绩", "成绩表", "2", "3—7", "语文=E 数学=F", "学校=A 年级=B 班级=C 姓名=D", "缺考×1",
    ]  # fmt: skip
    assert lines[3][:2] == ["任课", "名单表：任课"]


def test_read_json_has_the_shape_that_programs_rely_on(cli: Cli, town_book: Path) -> None:
    entries = cli("read", town_book, "--json").json
    scores = entries[0]
    assert scores["sheet"] == "成绩"
    assert scores["kind"] == "student_scores"
    assert scores["header_rows"] == [2]
    assert (scores["first_data_row"], scores["last_data_row"]) == (3, 7)
    columns = scores["columns"]
    assert {key: columns[key] for key in ("name", "class", "school", "student_id")} == {
        "name": "D",
        "class": "C",
        "school": "A",
        "student_id": None,
    }
    assert scores["subjects"] == {"语文": "E", "数学": "F"}
    assert scores["absent"] == {"缺考": 1}
    assert isinstance(scores["findings"], list)
    assert [entry["sheet"] for entry in entries] == ["成绩", "任课", "应考", "县名次"]


def test_check_passes_a_clean_book_and_fails_a_spoilt_one(
    cli: Cli, town_sheets: Sheets, make: Callable[..., Path]
) -> None:
    clean = cli("check", make(town_sheets))
    assert clean.code == 0, clean.out
    assert "体检结果：严重 0 条" in clean.out
    town_sheets["成绩"][2][4] = 100.01
    town_sheets["成绩"][3][4] = -5
    town_sheets["考核设置"] = [
        ["项目", "工作表", "列", "值", "说明"],
        ["满分", "", "语文", 100, ""],
    ]
    spoilt = make(town_sheets, "坏.xlsx")
    run = cli("check", spoilt)
    assert run.code == 1
    assert "成绩!E3" in run.out
    assert "成绩!E4" in run.out
    found = cli("check", spoilt, "--json")
    assert found.code == 1
    assert set(found.json[0]) == {
        "code", "severity", "sheet", "cell", "found", "message", "suggestion",
    }  # fmt: skip
    assert {"E3", "E4"} <= {one["cell"] for one in found.json if one["severity"] == "error"}


def test_a_stated_full_mark_makes_a_mark_above_100_right(
    cli: Cli, town_sheets: Sheets, make: Callable[..., Path]
) -> None:
    town_sheets["成绩"][2][4] = 111
    book = make(town_sheets)
    assert cli("check", book, "--full", "语文=110").code == 1
    assert cli("check", book, "--full", "语文=111").code == 0


def entry(run: Run, **wanted: str) -> dict[str, Any]:
    found = [one for one in run.json if all(one[key] == value for key, value in wanted.items())]
    assert len(found) == 1, found
    own: dict[str, Any] = found[0]
    return own


def test_rates_json_gives_counts_and_exact_figures(cli: Cli, town_book: Path) -> None:
    run = cli("rates", town_book, "--json")
    assert run.code == 0
    own = entry(run, level="school", school="青石小学", subject="数学")
    expected = {
        "sheet": "成绩",
        "group": "青石小学 六年级",
        "subject": "数学",
        "rows": 3,
        "scored": 2,
        "blank": 0,
        "marks": {"缺考": 1},
        "mean": 59.5,
        "pass_n": 1,
        "pass_rate": 0.5,
        "excellent_n": 0,
        "excellent_rate": 0.0,
        "low_n": 1,
        "low_rate": 0.5,
        "composite": 38.8,
        "rank": 2,
    }
    assert {key: own[key] for key in expected} == expected
    assert {one["level"] for one in run.json} == {"all", "school", "class", "teacher"}


def test_json_alone_writes_no_file(
    cli: Cli, town_book: Path, untouched: Callable[[], Callable[[], None]]
) -> None:
    check = untouched()
    for command in (["rates"], ["rank"], ["report"], ["payout", *SCHEME]):
        assert cli(command[0], town_book, *command[1:], "--json").code == 0
    check()


def test_json_with_an_output_prints_json_and_nothing_else(
    cli: Cli, town_book: Path, tmp_path: Path
) -> None:
    out = tmp_path / "出.xlsx"
    run = cli("rates", town_book, "--json", "-o", out)
    assert isinstance(run.json, list)
    assert openpyxl.load_workbook(out).sheetnames[-2:] == ["四率统计", "运行记录"]


@pytest.mark.parametrize(
    ("options", "whose", "figure"),
    [
        (("--pass", "0.61"), ("白水小学 六年级", "数学"), {"pass_n": 2}),
        (("--pass", "61.5％"), ("白水小学 六年级", "数学"), {"pass_n": 1}),
        (("--excellent", "0.9"), ("白水小学 六年级", "数学"), {"excellent_n": 0}),
        (("--low", "0.39"), ("白水小学 六年级", "语文"), {"low_n": 0}),
        (("--full", "数学=50"), ("白水小学 六年级", "数学"), {"excellent_n": 2}),
        (("--full", "50"), ("白水小学 六年级", "语文"), {"excellent_n": 1, "pass_n": 2}),
        (("--absent", "zero"), ("青石小学 六年级", "数学"), {"divisor": 3, "low_n": 2}),
        (("--drop", "50"), ("青石小学 六年级", "数学"), {"divisor": 1, "mean": 80.0}),
        (("--composite", "4-3-2-1"), ("青石小学 六年级", "数学"), {"composite": 33.8}),
        (("--measure", "low_rate"), ("青石小学 六年级", "数学"), {"rank": 2}),
        (("--round", "mean=0,rate=0t"), ("青石小学 六年级", "数学"), {"mean": 60.0}),
        (("--enrolled", "应考"), ("青石小学 六年级 1班", "语文"), {"divisor": 4, "mean": 37.5}),
        (("--skip", "任课"), ("青石小学 六年级 1班", "语文"), {"mean": 75.0}),
        (("--column", "成绩!E=英语"), ("白水小学 六年级", "英语"), {"mean": 57.0}),
        (("--column", "'成绩'！E=英语"), ("白水小学 六年级", "英语"), {"mean": 57.0}),
        (("--header", "成绩=2"), ("白水小学 六年级", "语文"), {"mean": 57.0}),
        (("--exam", "期末"), ("白水小学 六年级", "语文"), {"mean": 57.0}),
    ],
)  # fmt: skip
def test_every_option_changes_its_figure(
    cli: Cli,
    town_book: Path,
    options: tuple[str, ...],
    whose: tuple[str, str],
    figure: dict[str, float],
) -> None:
    run = cli("rates", town_book, "--json", *options)
    assert run.code == 0, run.err
    own = entry(run, group=whose[0], subject=whose[1])
    assert {key: own[key] for key in figure} == figure


@pytest.mark.parametrize(
    ("ties", "places"), [("skip", [1, 1, 3]), ("dense", [1, 1, 2]), ("average", [1.5, 1.5, 3])]
)
def test_ties_are_counted_as_asked(
    cli: Cli, make: Callable[..., Path], ties: str, places: list[float]
) -> None:
    rows = [
        ["学校", "姓名", "语文"],
        ["甲小学", "安一", 80],
        ["乙小学", "安二", 80],
        ["丙小学", "安三", 70],
    ]
    run = cli("rank", make({"成绩": rows}), "--json", "--by", "school", "--ties", ties)
    assert [one["rank"] for one in run.json if one["subject"] == "语文"] == places
    assert [one["rank"] for one in run.json if one["subject"] == "总评"] == places


@pytest.mark.parametrize(
    ("by", "levels"),
    [
        ("school", {"school"}),
        ("class", {"class"}),
        ("teacher", {"teacher"}),
        ("grade", {"grade"}),
        ("subject", {"all"}),
        ("school,class", {"school", "class"}),
        ("school，teacher", {"school", "teacher"}),
    ],
)
def test_by_chooses_the_levels(cli: Cli, town_book: Path, by: str, levels: set[str]) -> None:
    run = cli("rates", town_book, "--json", "--by", by)
    assert {one["level"] for one in run.json} == levels


def test_enrolled_may_come_from_another_workbook(
    cli: Cli, town_sheets: Sheets, make: Callable[..., Path]
) -> None:
    other = make({"人数": town_sheets.pop("应考")}, "应考人数.xlsx")
    run = cli("rates", make(town_sheets), "--json", "--enrolled", other)
    assert entry(run, level="class", group="青石小学 六年级 1班", subject="语文")["divisor"] == 4


def test_sheets_of_each_command_are_written_beside_the_book(cli: Cli, town_book: Path) -> None:
    ours = {
        "rates": ["四率统计"],
        "rank": ["四率统计", "学校排名", "班级排名", "教师排名"],
        "report": [
            "目录",
            *("四率统计", "学校排名", "班级排名", "教师排名", "分数段", "前N名", "上线统计"),
            "缺考·空白·零分清单",
        ],
    }
    before = town_book.read_bytes()
    for command, names in ours.items():
        run = cli(command, town_book)
        assert run.code == 0, run.err
        names = [*names, "运行记录"]  # noqa: PLW2901 - every run is recorded
        path = town_book.with_name("成绩册_结果.xlsx")
        assert f"已写入：{path}" in run.out
        assert f"工作表：{'、'.join(names)}" in run.out
        book = openpyxl.load_workbook(path)
        assert book.sheetnames == ["成绩", "任课", "应考", "县名次", *names]
    assert town_book.read_bytes() == before


def test_report_with_a_scheme_shows_and_writes_the_payout_too(cli: Cli, town_book: Path) -> None:
    run = cli("report", town_book, *SCHEME)
    assert run.code == 0
    assert "青石中学\t500\t0\t500" in run.out
    assert "合计\t500\t500\t0" in run.out
    names = openpyxl.load_workbook(town_book.with_name("成绩册_结果.xlsx")).sheetnames
    assert {"奖惩兑现表", "计算依据"} <= set(names)
    assert names[-1] == "运行记录"
    assert "条款A2" in run.err, "what was not computed must be said"


def test_a_level_asked_for_does_not_starve_the_scheme(cli: Cli, town_book: Path) -> None:
    whole = cli("report", town_book, *SCHEME)
    part = cli("report", town_book, *SCHEME, "--by", "class")
    assert [line for line in part.err.splitlines() if "条款" in line] == [
        line for line in whole.err.splitlines() if "条款" in line
    ]


def test_in_place_writes_into_the_book_after_a_backup(cli: Cli, town_book: Path) -> None:
    before = town_book.read_bytes()
    run = cli("rates", town_book, "--in-place")
    assert run.code == 0
    assert f"已写入：{town_book}" in run.out
    copies = list((town_book.parent / "备份").iterdir())
    assert [copy.read_bytes() for copy in copies] == [before]
    assert str(copies[0]) in run.out
    assert openpyxl.load_workbook(town_book).sheetnames[-2:] == ["四率统计", "运行记录"]


def test_payout_json_has_a_line_a_payment(cli: Cli, town_book: Path) -> None:
    run = cli("payout", town_book, *SCHEME, "--json")
    lines = run.json["lines"]
    assert [(one["payee"], one["clause"], one["reward"], one["penalty"]) for one in lines] == [
        ("青石中学", "A7", "500", "0"),
        ("白水中学", "A7", "0", "500"),
    ]
    assert lines[0]["sources"] == ["县名次!D2", "县名次!E2"]
    assert "县名次!D2" in lines[0]["why"]


def test_payout_json_tells_totals_indicators_and_consequences_too(
    cli: Cli, town_book: Path
) -> None:
    told = cli("payout", town_book, *SCHEME, "--json").json
    assert told["scheme"]["id"] == "luotuoao-brief"
    assert {name: told["totals"][name] for name in ("reward", "penalty", "net")} == {
        "reward": "500",
        "penalty": "500",
        "net": "0",
    }
    assert {one["payee"]: one["net"] for one in told["totals"]["payees"]} == {
        "青石中学": "500",
        "白水中学": "-500",
    }
    assert told["consequences"] == cli("warnings", town_book, *SCHEME, "--json").json
    assert isinstance(told["indicators"], list)
    assert all(one["severity"] != "error" for one in told["findings"])


def test_explain_says_the_amount_and_why(cli: Cli) -> None:
    words = ("explain", "luotuoao-brief", "A6", "rank=6", "of=25", "target_rank=8")
    said = cli(*words)
    assert said.code == 0
    assert "合计：900 元" in said.out
    run = cli(*words, "--json").json
    assert (run["amount"], run["unit"]) == (900, "yuan")
    assert [line["clause"] for line in run["lines"]] == ["A6"] * len(run["lines"])
    assert sum(line["amount"] for line in run["lines"]) == 900
    assert all(line["why"] for line in run["lines"])
    assert "outcomes" in run


@pytest.mark.parametrize("place", range(3, 7))
def test_facts_may_stand_before_and_behind_options(cli: Cli, place: int) -> None:
    words = ["explain", "luotuoao-brief", "A6", "rank=6", "of=25", "target_rank=8"]
    words.insert(place, "--json")
    assert cli(*words).json["amount"] == 900


@pytest.mark.parametrize(
    "facts",
    [
        (),
        ("rank=26", "of=25"),
        ("rank=六", "of=25"),
        ("nonsense=1",),
        ("rank=1", "rank=1"),
        ("rank",),
    ],
)
def test_facts_that_cannot_be_used_give_no_amount(cli: Cli, facts: tuple[str, ...]) -> None:
    run = cli("explain", "luotuoao-brief", "A7", "--json", *facts)
    assert run.code == 2
    assert run.out == ""
    assert run.err.startswith("错误：")


def test_schemes_are_listed_and_shown(cli: Cli) -> None:
    listed = cli("schemes")
    assert listed.code == 0
    assert "luotuoao-brief" in listed.out
    assert cli("schemes", "list").out == listed.out
    shown = cli("schemes", "show", "luotuoao-brief")
    assert shown.code == 0
    assert "A7" in shown.out
    assert cli("schemes", "show").code == 2
    assert "luotuoao-brief" in cli("schemes", "show", "没有").err


def test_lint_passes_what_ships_and_faults_what_is_wrong(cli: Cli, tmp_path: Path) -> None:
    assert cli("lint", "luotuoao-brief").code == 0
    faulty = tmp_path / "坏.toml"
    faulty.write_text("[scheme]\nid = 'x'\n", encoding="utf-8")
    run = cli("lint", faulty)
    assert run.code in {1, 2}
    assert run.err
    assert cli("lint", tmp_path / "没有.toml").code == 2


def test_a_single_file_prints_plain_text_into_a_pipe(
    program: Callable[..., subprocess.CompletedProcess[bytes]], town_book: Path
) -> None:
    done = program("check", town_book)
    assert done.returncode == 0
    assert b"\x1b" not in done.stdout + done.stderr
    done.stdout.decode("utf-8")
    done = program("rank", town_book, env={"PYTHONIOENCODING": "ascii", "PATH": ""})
    assert done.returncode == 0, done.stderr.decode()
    assert "总评" in done.stdout.decode("utf-8")


def test_a_reader_who_leaves_early_meets_no_complaint(town_book: Path) -> None:
    command = [sys.executable, "-m", "xl_quality.cli", "rates", str(town_book), "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        assert run.stdout is not None
        assert run.stderr is not None
        run.stdout.close()
        told = run.stderr.read()
    assert (run.returncode, told) == (0, b"")


def test_a_terminal_gets_drawn_tables_and_colours(
    cli: Cli, town_sheets: Sheets, make: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    town_sheets["成绩"][2][4] = -5
    book = make(town_sheets)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    monkeypatch.setenv("COLUMNS", "200")
    run = cli("rates", book)
    assert run.code == 0
    assert "┃" in run.out or "│" in run.out
    assert "\x1b[31m[严重]" in run.err


def test_the_demo_does_the_whole_job_on_the_sample(cli: Cli, tmp_path: Path) -> None:
    run = cli("demo", tmp_path / "演示")
    assert run.code == 0, run.err
    assert "虚构" in run.out
    assert "合计" in run.out
    path = tmp_path / "演示" / "示例镇成绩册_结果.xlsx"
    names = openpyxl.load_workbook(path, read_only=True).sheetnames
    figures = ["四率统计", "学校排名", "班级排名", "教师排名", "各年级合计", "分数段", "前N名"]
    figures += ["上线统计", "缺考·空白·零分清单", "进退步"]
    start = names.index("四率统计")
    assert names[start : start + 11] == [*figures, "奖惩兑现表"]
    assert "计算依据" in names[start:]
    assert names[-1] == "运行记录"
    assert cli("demo", tmp_path / "演示").code == 0, "a second time, too"
    blocked = tmp_path / "文件"
    blocked.write_text("x", encoding="utf-8")
    assert cli("demo", blocked).code == 3


def test_output_is_the_same_json_each_time(cli: Cli, town_book: Path) -> None:
    one, other = (cli("report", town_book, "--json").out for _ in range(2))
    assert one == other
    assert json.loads(one)


def test_marks_above_an_assumed_full_mark_are_never_passed_over(
    cli: Cli,
    town_sheets: Sheets,
    make: Callable[..., Path],
    cells: Callable[[Path, str], list[tuple[Any, ...]]],
) -> None:
    town_sheets["成绩"][2][4] = 111
    book = make(town_sheets)
    run = cli("rates", book)
    assert "[严重] 成绩!E3 “语文”有1个分数超过100，满分却没有设置" in run.err
    assert "项目“满分”，列“语文”，值“120”" in run.err
    assert "超过" not in cli("rates", book, "--full", "语文=120").err
    assert "[严重] 成绩!E3" in cli("rates", book, "--full", "语文=110.5").err
    cli("rates", book, "--full", "语文=120")
    note = cells(book.with_name("成绩册_结果.xlsx"), "四率统计")[3][0]
    assert note.startswith("统计口径：满分：语文120分，数学100分，及格线为满分的60%（含）")
