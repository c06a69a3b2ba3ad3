"""Two payouts of one workbook: a correction replaces, a second payment is named first."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
import xlsxwriter

from xl_quality.books.files import open_book
from xl_quality.cli import main
from xl_quality.runs.record import recorded

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    Rows = Sequence[Any]

SPRING, WINTER = "2026年春季县抽考", "2025年秋季县抽考"
HEAD = ["单位", "考试", "学科", "名次", "总数"]
FIRST = [["青石小学", WINTER, "语文", 1, 25], ["白水小学", WINTER, "语文", 25, 25]]
SECOND = ["青石小学", SPRING, "语文", 2, 25]
PAST = [
    ["考试", "单位", "学科", "名次", "总数"],
    ["2024年统考", "白水小学", "综合", 25, 25],
    ["2025年统考", "白水小学", "综合", 25, 25],
]
SCHEME = ("--scheme", "luotuoao-brief", "--on", "2026-07-10")


def write(path: Path, rows: Sequence[Any], **sheets: Sequence[Any]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        for name, own in {"县名次": [HEAD, *rows], **sheets}.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(own):
                sheet.write_row(number, 0, row)
    return path


def add(path: Path, *rows: Sequence[object]) -> None:
    book = openpyxl.load_workbook(path)
    for row in rows:
        book["县名次"].append(list(row))
    book.save(path)


def run(*words: object) -> int:
    return main([str(word) for word in words])


def pay(path: Path, *words: object) -> int:
    return run("payout", path, *SCHEME, *words)


def result(path: Path) -> Path:
    return path.with_name("册_结果.xlsx")


def sheets(path: Path) -> list[str]:
    return [
        name for name in openpyxl.load_workbook(path).sheetnames if name.startswith("奖惩兑现表")
    ]


def total(path: Path, sheet: str = "奖惩兑现表") -> str:
    rows = openpyxl.load_workbook(path, data_only=True)[sheet].iter_rows(values_only=True)
    return next(str(row[0]) for row in rows if str(row[0]).startswith("净额合计人民币"))


def paid(path: Path) -> list[tuple[Any, ...]]:
    """Return the lines of a payout, which stay when another program drops computed values."""
    rows = openpyxl.load_workbook(path)["奖惩兑现表"].iter_rows(values_only=True)
    return [row[:6] for row in rows if isinstance(row[0], int)]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return write(tmp_path / "册.xlsx", FIRST)


WHERE = pytest.mark.parametrize("where", [(), ("--in-place",)], ids=["beside", "inside"])


@WHERE
def test_the_same_run_twice_pays_once_and_writes_the_same_bytes(
    book: Path, where: tuple[str, ...]
) -> None:
    assert pay(book, *where) == 0
    target = book if where else result(book)
    before = target.read_bytes()
    assert pay(book, *where) == 0
    assert target.read_bytes() == before
    assert [len(one.paid) for one in recorded(open_book(target))] == [2]


@WHERE
def test_a_corrected_place_replaces_the_sheet_without_a_question(
    book: Path, where: tuple[str, ...]
) -> None:
    assert pay(book, *where) == 0
    target = book if where else result(book)
    first = total(target)
    changed = openpyxl.load_workbook(book)
    changed["县名次"]["D2"] = 3
    changed.save(book)
    assert pay(book, *where, "--replace") == 0  # that program keeps no computed sums
    assert sheets(target) == ["奖惩兑现表"]
    assert total(target) != first


@WHERE
def test_another_exam_besides_is_no_correction(
    book: Path, where: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert pay(book, *where) == 0
    add(book, SECOND)
    target = book if where else result(book)
    before = target.read_bytes()
    assert pay(book, *where) == 2
    told = capsys.readouterr().err
    assert f"{WINTER}已于2" in told
    assert "A8 青石小学 300元" in told
    assert "--again" in told
    assert "--unpaid" in told
    assert target.read_bytes() == before


def test_only_what_is_not_paid_yet(book: Path) -> None:
    assert pay(book, "--in-place") == 0
    add(book, SECOND)
    assert pay(book, "--in-place", "--unpaid") == 0
    assert sheets(book) == ["奖惩兑现表", "奖惩兑现表（2）"]
    assert "贰佰伍拾元整" in total(book, "奖惩兑现表（2）")
    texts = [
        str(cell.value)
        for row in openpyxl.load_workbook(book)["奖惩兑现表（2）"].iter_rows()
        for cell in row
    ]
    assert any("本次不再计入" in text and "A8 白水小学 -300元" in text for text in texts)
    before = book.read_bytes()
    assert pay(book, "--in-place", "--unpaid") == 0
    assert book.read_bytes() == before


def test_once_more_is_paid_beside_and_the_first_sheet_stays(book: Path) -> None:
    assert pay(book, "--in-place") == 0
    first = paid(book)
    add(book, SECOND)
    assert pay(book, "--in-place", "--again") == 0
    assert paid(book) == first
    assert sheets(book) == ["奖惩兑现表", "奖惩兑现表（2）"]
    before = book.read_bytes()
    assert pay(book, "--in-place") == 0  # the same again was decided then
    assert book.read_bytes() == before


def test_the_other_exam_alone_is_no_second_payment(book: Path) -> None:
    assert pay(book, "--in-place", "--exam", WINTER) == 0
    add(book, SECOND)
    assert pay(book, "--in-place", "--exam", SPRING) == 0
    assert sheets(book) == ["奖惩兑现表", f"奖惩兑现表（{SPRING}）"]
    assert pay(book, "--in-place") == 2  # both together would pay both again


def test_what_names_no_exam_is_paid_with_the_first_and_named_with_the_second(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hand = [["单位", "姓名", "条款", "金额", "理由", "批准人"],
            ["青石小学", "安宁", "A10", 500, "评为优秀校长", "镇教办"]]  # fmt: skip
    book = write(tmp_path / "册.xlsx", [*FIRST, SECOND], 手工金额=hand)
    assert pay(book, "--in-place", "--exam", WINTER) == 0
    assert pay(book, "--in-place", "--exam", SPRING) == 2
    assert "没有写考试的各项已于" in capsys.readouterr().err
    assert pay(book, "--in-place", "--exam", SPRING, "--unpaid") == 0
    assert "贰佰伍拾元整" in total(book, f"奖惩兑现表（{SPRING}）")


def test_a_sheet_that_was_put_away_stays_paid(book: Path) -> None:
    assert pay(book, "--in-place") == 0
    put_away = openpyxl.load_workbook(book)
    put_away["奖惩兑现表"].title = "秋季兑现（已发）"
    put_away.save(book)
    assert pay(book, "--in-place") == 2
    assert pay(book, "--in-place", "--again") == 0


def test_a_signed_sheet_is_not_replaced_unasked(book: Path) -> None:
    assert pay(book, "--in-place") == 0
    signed = openpyxl.load_workbook(book)
    signed["奖惩兑现表"]["H4"] = "安宁"
    signed["县名次"]["D2"] = 3
    signed.save(book)
    assert pay(book, "--in-place") == 2
    assert pay(book, "--in-place", "--replace") == 0


def test_what_was_paid_is_known_though_the_result_is_made_anew(book: Path) -> None:
    assert pay(book) == 0
    add(book, SECOND)  # the workbook is another one now: the result is not gone on with
    assert pay(book, "--exam", SPRING) == 0
    kept = recorded(open_book(result(book)))
    assert [len(one.paid) for one in kept] == [2, 1]
    assert pay(book, "--exam", WINTER) == 2


def test_a_payout_is_put_right_though_the_result_was_made_anew_since(book: Path) -> None:
    assert pay(book, "--exam", WINTER) == 0
    add(book, SECOND)
    assert pay(book, "--exam", SPRING) == 0
    assert sheets(result(book)) == [f"奖惩兑现表（{SPRING}）"]
    assert pay(book, "--exam", WINTER) == 0
    assert len(sheets(result(book))) == 2
    assert [len(one.paid) for one in recorded(open_book(result(book)))] == [1, 2]
    assert pay(book) == 2  # all together would be a second payment


def test_a_payout_put_right_never_takes_the_sheet_of_another(book: Path) -> None:
    """The result is made anew twice: by then the plain name belongs to the third payout."""
    assert pay(book, "--exam", WINTER) == 0
    add(book, SECOND)
    assert run("rank", book) == 2  # no scores: nothing is written
    assert pay(book, "--scheme", "luotuoao-2008", "--param", "per_place=300", "--exam", SPRING) == 0
    add(book, ["青石小学", "2026年秋季县抽考", "语文", 3, 25])
    assert pay(book, "--exam", "2026年秋季县抽考") == 0
    third = sheets(result(book))
    paid = total(result(book), third[0])
    assert pay(book, "--exam", WINTER) == 0
    assert total(result(book), third[0]) == paid
    assert len(sheets(result(book))) == len(third) + 1


def test_a_report_with_a_scheme_pays_once_too(tmp_path: Path) -> None:
    marks = [
        ["2026年全镇调考成绩表"],
        ["学校", "班级", "姓名", "语文"],
        ["青石小学", "1班", "安一", 90],
        ["白水小学", "1班", "白一", 60],
    ]
    book = write(tmp_path / "册.xlsx", FIRST, 成绩=marks)
    assert pay(book, "--in-place", "--exam", WINTER) == 0
    assert run("report", book, *SCHEME, "--in-place") == 2
    assert run("report", book, *SCHEME, "--in-place", "--again") == 0


def test_figures_beside_a_payout_need_no_label(tmp_path: Path) -> None:
    marks = [["学校", "班级", "姓名", "语文"], ["青石小学", "1班", "安一", 90]]
    book = write(tmp_path / "册.xlsx", FIRST, 成绩=marks)
    assert pay(book, "--in-place", "--exam", WINTER) == 0
    assert run("rank", book, "--in-place") == 0
    assert [one.label for one in recorded(open_book(book))] == ["", ""]
    assert sheets(book) == ["奖惩兑现表"]


def test_two_schemes_share_a_workbook_and_no_sheet(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pay(book) == 0
    first = total(result(book))
    second = ("--scheme", "luotuoao-2008", "--param", "per_place=300", "--on", "2026-07-10")
    assert run("payout", book, *second) == 0
    assert sheets(result(book)) == ["奖惩兑现表", "奖惩兑现表（luotuoao-2008）"]
    assert total(result(book)) == first
    capsys.readouterr()
    assert run("verify", result(book), "--json") == 0
    runs = json.loads(capsys.readouterr().out)
    assert [(one["scheme"], one["sheets"][0]) for one in runs] == [
        ("luotuoao-brief", "奖惩兑现表"),
        ("luotuoao-2008", "奖惩兑现表（luotuoao-2008）"),
    ]
    before = result(book).read_bytes()
    assert run("payout", book, *second) == 0
    assert result(book).read_bytes() == before


def test_a_sheet_that_a_run_makes_no_more_goes_with_its_run(book: Path) -> None:
    past = [
        ["考试", "单位", "学科", "名次", "总数"],
        *([exam, "白水小学", "综合", 25, 25] for exam in ("2024年统考", "2025年统考")),
    ]
    write(book, FIRST, 历次=past)
    assert pay(book, "--in-place") == 0
    assert "警示名单" in openpyxl.load_workbook(book).sheetnames
    changed = openpyxl.load_workbook(book)
    changed["历次"]["D3"] = 20
    changed.save(book)
    assert pay(book, "--in-place", "--replace") == 0
    assert "警示名单" not in openpyxl.load_workbook(book).sheetnames
    assert run("verify", book) == 0


def test_the_warnings_alone_take_no_payout_away(book: Path) -> None:
    past = [
        ["考试", "单位", "学科", "名次", "总数"],
        *([exam, "白水小学", "综合", 25, 25] for exam in ("2024年统考", "2025年统考")),
    ]
    write(book, FIRST, 历次=past)
    assert pay(book, "--in-place") == 0
    assert run("warnings", book, *SCHEME, "--in-place") == 0
    assert sheets(book) == ["奖惩兑现表"]
    assert pay(book, "--in-place") == 0


def test_a_record_of_an_earlier_version_is_verified_and_replaced(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pay(book, "--in-place") == 0
    old = openpyxl.load_workbook(book)
    record = old["运行记录"]
    for row in reversed(range(1, record.max_row + 1)):
        if str(record.cell(row, 1).value) in {"兑现考试", "兑现条款", "已兑现", "表名后缀"}:
            record.delete_rows(row)
    old.save(book)
    assert [one.paid for one in recorded(open_book(book))] == [()]
    capsys.readouterr()
    run("verify", book, "--json")
    (told,) = json.loads(capsys.readouterr().out)
    assert {"写出": "same"}.items() <= {
        one["item"]: one["state"] for one in told["parts"] if one["name"] == "计算依据"
    }.items()
    add(book, SECOND)
    assert pay(book, "--in-place", "--replace") == 0
    assert sheets(book) == ["奖惩兑现表"]


@pytest.mark.parametrize("other", ["2025秋季县抽考", "2025年秋县抽考", "２０２５年秋季县抽考成绩"])
def test_an_exam_written_otherwise_is_the_same_exam(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], other: str
) -> None:
    book = write(tmp_path / "成绩册.xlsx", FIRST)
    assert pay(book) == 0
    write(book, [[unit, other, *rest] for unit, _, *rest in FIRST])
    capsys.readouterr()
    assert pay(book, "--exam", other) == 2  # another choice of exams: beside the first, not instead
    assert f"{WINTER}已于" in capsys.readouterr().err
    assert pay(book) == 0  # the same choice: it is put right
    assert sheets(tmp_path / "成绩册_结果.xlsx") == ["奖惩兑现表"]
