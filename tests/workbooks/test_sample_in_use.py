from __future__ import annotations

import json
from pathlib import Path
from shutil import copy2
from typing import Any

import openpyxl
import pytest

from workbooks.build import SAMPLE
from xl_quality.cli import main

SCHEME = ("--scheme", "luotuoao-brief", "--on", "2026-07-10")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return Path(copy2(SAMPLE, tmp_path / SAMPLE.name))


@pytest.fixture(scope="module")
def assessed(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Any, ...]]:
    """The cases of 计算依据: 序号, 条款, 项目, 对象, 考核范围, 计算过程, 金额, 其他结果 …."""
    book = copy2(SAMPLE, tmp_path_factory.mktemp("payout") / SAMPLE.name)
    assert main(["payout", str(book), *SCHEME, "--in-place"]) == 0
    rows = openpyxl.load_workbook(book, data_only=True)["计算依据"].values
    return [row for row in rows if isinstance(row[0], int)]


def test_every_score_sheet_is_read_to_its_last_pupil(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["read", str(book), "--json"]) == 0
    entries = {entry["sheet"]: entry for entry in json.loads(capsys.readouterr().out)}
    for sheet, rows in {
        "六年级本学期期末": (4, 1042),
        "九年级本学期期末": (4, 995),
        "四年级本学期期末": (4, 990),  # four footers and a line for signatures follow
        "六年级上学期期末": (4, 1042),
        "九年级上学期期末": (5, 996),
        "四年级上学期期末": (4, 999),  # nine repeated headers lie between
    }.items():
        entry = entries[sheet]
        assert (entry["first_data_row"], entry["last_data_row"]) == rows, sheet
    assert entries["九年级上学期期末"]["header_rows"] == [3, 4]
    assert len(entries["四年级上学期期末"]["repeated_headers"]) == 9
    assert len(entries["四年级本学期期末"]["footers"]) == 5
    assert [name for name, entry in entries.items() if entry["kind"] == "list"] == [
        *("任课", "应考", "县名次", "指标", "历次", "竞赛", "人员", "手工金额"),
    ]
    assert entries["考核设置"]["kind"] == "settings"


def test_the_doctor_finds_nothing_that_stops_a_run_or_wants_a_decision(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(book), "--json"]) == 0
    severities = {finding["severity"] for finding in json.loads(capsys.readouterr().out)}
    assert severities == {"note"}


@pytest.mark.parametrize("clause", ["A6", "A7", "A8"])
def test_a_clause_with_rewards_and_penalties_yields_both_and_nothing(
    assessed: list[tuple[Any, ...]], clause: str
) -> None:
    amounts = [row[6] for row in assessed if row[1] == clause]
    assert any(amount > 0 for amount in amounts)
    assert any(amount < 0 for amount in amounts)
    assert 0 in amounts or clause == "A6"  # both junior schools are rewarded or fined


def test_the_headmaster_is_paid_what_was_entered_by_hand(assessed: list[tuple[Any, ...]]) -> None:
    assert [row[6] for row in assessed if row[1] == "A10"] == [500]


@pytest.mark.parametrize(
    ("clause", "outcome"),
    [
        ("A2", "达标"),
        ("A2", "未达标"),
        ("A3", "达标"),
        ("A3", "未达标"),
        ("A4", "达标"),
        ("A4", "未达标"),
        ("A5", "达标"),
        ("A5", "未达标"),
        ("A9", "末位交流："),
        ("A11", "诫勉谈话"),
        ("A11", "免职建议"),
        ("A11", "黄牌警告："),
        ("A11", "末位交流："),
    ],
)
def test_each_consequence_of_the_scheme_occurs_in_the_sample(
    assessed: list[tuple[Any, ...]], clause: str, outcome: str
) -> None:
    found = [one for row in assessed if row[1] == clause for one in str(row[7]).split("；")]
    assert any(one.startswith(outcome) for one in found)


def test_the_detailed_agreement_pays_from_the_same_sheets(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scheme = ("--scheme", "luotuoao-2008", "--on", "2026-07-10")
    assert main(["payout", str(book), *scheme, "--param", "per_place=300", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    paid = {
        (line["payee"], line["clause"], line["why"].partition("：")[0]): line["reward"]
        for line in told["lines"]
    }
    # 30 places at 300; county rank 6 of a line of 8: 1600 + 2 × 500
    assert paid["骆驼坳中学", "B1", "重点高中录取33名（指标!D4），指标30名（指标!C4）"] == "9000"
    assert paid["骆驼坳中学", "B2", "2026年中考"] == "2600"


def test_the_detailed_agreement_asks_for_the_amount_the_form_leaves_blank(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["payout", str(book), "--scheme", "luotuoao-2008", "--on", "2026-07-10"]) == 2
    assert "per_place" in capsys.readouterr().err
    assert list(book.parent.iterdir()) == [book]


def test_a_scheme_that_finds_no_data_writes_no_payout_sheet(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = tmp_path / "空.xlsx"
    openpyxl.Workbook().save(book)
    assert main(["payout", str(book), "--scheme", "school-2006", "--on", "2026-07-10"]) == 2
    assert "兑现表没有生成" in capsys.readouterr().err
    assert list(book.parent.iterdir()) == [book]


CLAUSES = {
    "luotuoao-brief": [f"A{number}" for number in range(2, 12)],
    "luotuoao-2008": [f"B{number}" for number in range(1, 10)],
    "school-2006": [f"C{number}" for number in range(1, 11)],
}


@pytest.fixture(scope="module", params=CLAUSES)
def reasons(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, list[tuple[Any, ...]]]:
    """A scheme and the rows of 计算依据 that it gives."""
    book = copy2(SAMPLE, tmp_path_factory.mktemp("clauses") / SAMPLE.name)
    scheme = ["--scheme", request.param, *SCHEME[2:]]
    asked = ["--param", "per_place=300"] if request.param == "luotuoao-2008" else []
    assert main(["payout", str(book), *scheme, *asked, "--in-place"]) == 0
    rows = openpyxl.load_workbook(book, data_only=True)["计算依据"].values
    return request.param, list(rows)


def test_every_clause_yields_money_or_a_consequence(
    reasons: tuple[str, list[tuple[Any, ...]]],
) -> None:
    scheme, rows = reasons
    nothing = {None, "", "不奖不罚", "不作处理", "无"}
    yields = {row[1] for row in rows if row[6] or row[7] not in nothing}
    on_record = {row[1] for row in rows if "按所教班级重算及格率" in str(row)}  # C10
    silent = [clause for clause in CLAUSES[scheme] if clause not in yields | on_record]
    assert silent == []


def test_every_line_of_the_schools_scheme_names_its_cells(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = _lines(book, capsys, "school-2006")
    assert {line["clause"] for line in told} == {f"C{number}" for number in range(1, 10)}
    assert all("!" in source for line in told for source in line["sources"])
    assert not any(line["payee"].endswith("小学") for line in told)


def test_the_shares_of_a_class_sum_to_what_it_earned(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shares: dict[str, int] = {}
    for line in _lines(book, capsys, "school-2006"):
        if line["clause"] == "C5":
            about = line["why"].partition("：")[0]
            shares[about] = shares.get(about, 0) + int(line["reward"])
    assert shares == {
        "骆驼坳中学 九年级 901班": 1600,  # two over the target, three in the first hundred
        "骆驼坳中学 九年级 902班": 500,  # just on it
        "骆驼坳中学 九年级 905班": 100,  # one in the first hundred
        "严家坳中学 九年级 901班": 900,  # one over
    }


def test_a_teacher_whose_subject_is_last_but_one_gets_nothing_for_its_best_pupils(
    reasons: tuple[str, list[tuple[Any, ...]]],
) -> None:
    scheme, rows = reasons
    if scheme == "school-2006":
        rewarded = [str(row) for row in rows if row[1] == "C4" and row[6]]
        nothing = [str(row) for row in rows if row[1] == "C4" and not row[6]]
        assert not any("历史" in row for row in rewarded)
        assert any("马浩婷" in row and "历史" in row for row in nothing)


def test_two_subjects_of_a_teacher_are_paid_once_on_the_mean_place(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (line,) = [one for one in _lines(book, capsys, "school-2006") if one["payee"] == "白若谷"]
    assert line["why"].startswith("骆驼坳中学 2026年县统考 八年级 生物、地理：各科名次7、4")
    assert line["reward"] == "570"  # the mean 5.5 is the 6th place of 25


def _lines(book: Path, capsys: pytest.CaptureFixture[str], scheme: str) -> list[dict[str, Any]]:
    assert main(["payout", str(book), "--scheme", scheme, *SCHEME[2:], "--json"]) == 0
    lines: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["lines"]
    return lines
