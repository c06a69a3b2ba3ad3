"""兑现通知单: a slip a payee, whole on its page, added up again by pandas and by LibreOffice."""

from __future__ import annotations

import itertools
import re
import shutil
import subprocess
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xl_quality.books.tables import Align, Formula, Orientation
from xl_quality.core.money import rmb_upper
from xl_quality.reports import payout_slips
from xl_quality.reports.paper import page_height
from xl_quality.reports.payout_slips import SlipHeading, slips_tables
from xl_quality.schemes.payout_lines import PayoutLine

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from xl_quality.books.tables import Table

HEADING = SlipHeading(
    *("青石镇中心学校", "示例方案", "2026年7月1日"), {"A7": "统考单科", "A8": "抽考"}
)
SOFFICE = shutil.which("soffice")
TITLE = "青石镇中心学校奖惩兑现通知单"
NET = ("净额", "应扣（缴）")
CUT = "裁　剪　线"


def line(unit: str, payee: str, fen: int, clause: str = "A7", exam: str = "") -> PayoutLine:
    why = f"{exam or '期末'}第{abs(fen) % 9 + 1}名（县名次!D3）"
    own = PayoutLine(payee, clause, max(fen, 0), max(-fen, 0), why, unit=unit, exam=exam)
    return own._replace(plain=why.partition("（")[0])


LINES = [
    line("甲小学", "甲小学", 500_00, exam="2026年县统考"),
    line("甲小学", "江一帆", 300_00),
    line("乙小学", "江一帆（乙小学）", -20_05)._replace(name="江一帆"),
    line("甲小学", "江一帆", -100_00, "A8", "2026年县抽考"),
]


def slips_table(lines: Sequence[PayoutLine], heading: SlipHeading) -> Table:
    """Return the only sheet of some slips."""
    [table] = slips_tables(lines, heading)
    return table


def seen(value: Any) -> Any:
    return getattr(value, "cached", value)


def slips_of(table: Table) -> list[list[list[Any]]]:
    """Return the rows of each slip, from its title on."""
    slips: list[list[list[Any]]] = []
    for row in table.rows:
        values = [seen(value) for value in row.values]
        if values and values[0] == TITLE:
            slips.append([])
        if any(value is not None for value in values):
            slips[-1].append(values)
    return slips


def test_a_slip_says_who_what_by_which_clause_and_how_much() -> None:
    slips = slips_of(slips_table(LINES, HEADING))
    assert len(slips) == 3
    title, whom, basis, head, *lines = slips[1]
    assert title[0] == TITLE
    assert whom[0] == "兑现对象：江一帆　　单位：甲小学　　编号：2　　计算日期：2026年7月1日"
    assert basis[0] == "内部资料　　依据：示例方案　　考试：2026年县抽考"
    assert head == ["序号", "条款", "事由", "奖励（元）", "惩扣（元）"]
    assert lines[:2] == [
        [1, "A7 统考单科", "期末第4名", 300, None],
        [2, "A8 抽考", "2026年县抽考第2名", None, 100],
    ]
    assert lines[2] == ["合计", None, "共 2 项", 300, 100]
    assert lines[3] == ["净额", None, f"人民币（大写）：{rmb_upper(200_00)}", 200, None]
    assert lines[4][0].startswith("领取人（签名）：")
    assert lines[5][0] == "青石镇中心学校（单位盖章）"


def test_a_units_own_slip_does_not_name_it_twice_and_a_namesake_has_his_own_name() -> None:
    slips = slips_of(slips_table(LINES, HEADING))
    assert slips[0][1][0] == "兑现对象：甲小学　　编号：1　　计算日期：2026年7月1日"
    assert slips[2][1][0] == "兑现对象：江一帆　　单位：乙小学　　编号：3　　计算日期：2026年7月1日"


def test_who_has_to_pay_reads_how_much_without_a_sign_and_signs_for_it() -> None:
    total, net, signed, _ = slips_of(slips_table(LINES, HEADING))[2][-4:]
    assert total[3:] == [0, Decimal("20.05")]
    assert net[:4] == ["应扣（缴）", None, "人民币（大写）：贰拾元零伍分", Decimal("20.05")]
    assert signed[0].startswith("缴款人（签名）：")
    paid_out = [line("甲校", "甲校", 300), line("甲校", "甲校", -300)]
    for lines in (LINES[:1], paid_out):
        [slip] = slips_of(slips_table(lines, HEADING))
        assert slip[-3][0] == "净额"
        assert slip[-2][0].startswith("领取人（签名）：")


@pytest.mark.parametrize("due", [True, False])
def test_a_slip_of_pay_is_called_as_the_list_of_it_is(*, due: bool) -> None:
    own = [one._replace(due=due, title="基础性绩效工资") for one in LINES[:1]]
    table = slips_table(own, HEADING)
    rows = [[seen(value) for value in row.values] for row in table.rows]
    texts = [str(row[0]) for row in rows if row and row[0]]
    pay = (*("基础性绩效工资发放通知单", "发放对象：", "实发"), "（元）")
    reward = (*("奖惩兑现通知单", "兑现对象：", "净额"), "（元）")
    for word, other in zip(*((pay, reward) if due else (reward, pay)), strict=True):
        assert any(word in text for text in texts) or word == "（元）"
        assert word == other or not any(other in text for text in texts)
    [live] = [
        value.text
        for row in table.rows
        for value in row.values[:1]
        if isinstance(value, Formula) and "应扣" in value.text
    ]
    assert ("实发" in live) is due


def test_a_quotation_mark_in_the_name_of_the_office_stays_in_the_text() -> None:
    table = slips_table(LINES[:1], HEADING._replace(office='青石"中心"学校'))
    assert table.rows[-1].values[0] == '青石"中心"学校（单位盖章）'


def test_without_a_name_of_the_office_lines_for_filling_by_hand_stay() -> None:
    table = slips_table(LINES[:1], HEADING._replace(office=""))
    texts = [str(seen(value)) for row in table.rows for value in row.values]
    assert "奖惩兑现通知单" in texts
    assert "（单位盖章）" in texts
    assert any("（签名）" in text for text in texts)


def test_a_slip_says_for_itself_that_it_is_confidential_and_of_which_day() -> None:
    for slip in slips_of(slips_table(LINES, HEADING)):
        assert slip[2][0].startswith("内部资料　　依据：示例方案")
        assert slip[1][0].endswith("　　计算日期：2026年7月1日")


def test_the_seal_stands_apart_from_where_the_payee_signs() -> None:
    """Wrapped in the same cell it came to stand under 领取人, who would have been to seal."""
    office = "青石镇中心学校教育教学质量评估领导小组"
    table = slips_table(LINES, HEADING._replace(office=office))
    pairs = [
        (signed, sealed)
        for signed, sealed in itertools.pairwise(table.rows)
        if "（签名）" in str(seen((signed.values or [""])[0]))
    ]
    assert len(pairs) == 3
    for signed, sealed in pairs:
        assert "盖章" not in str(seen(signed.values[0]))
        assert sealed.values[0] == f"{office}（单位盖章）"
        assert sealed.styles[0].align is Align.RIGHT


@pytest.mark.parametrize("count", [1, 2, 7])
def test_between_two_slips_is_where_to_cut_and_behind_the_last_one_nothing(count: int) -> None:
    table = slips_table([line("甲校", f"教师{n}", 100) for n in range(count)], HEADING)
    ends = [str(row.values[0]) for row in table.rows if row.values and CUT in str(row.values[0])]
    assert len(ends) == count - 1
    assert "（单位盖章）" in str(table.rows[-1].values[0])


def test_slips_are_confidential_and_print_to_their_last_row() -> None:
    table = slips_table(LINES, HEADING)
    assert table.confidential
    assert table.print_setup.area == (0, 0, len(table.rows) - 1, 4)


def test_several_slips_stand_on_a_page_and_none_is_torn() -> None:
    lines = [line("甲校", f"教师{n}", 100 + k) for n in range(40) for k in range(n % 5 + 1)]
    table = slips_table(lines, HEADING)
    titles = [n for n, row in enumerate(table.rows) if row.values and row.values[0] == TITLE]
    breaks = [*table.print_setup.row_breaks]
    assert len(titles) == 40
    assert len(breaks) < 20, "two and more on a page"
    assert set(breaks) <= {*titles}, "a page begins with the title of a slip"


@pytest.mark.parametrize("count", [1, 2, 3, 5, 40])
def test_what_a_page_leaves_is_room_for_the_seal(count: int) -> None:
    lines = [line("甲校", f"教师{n}", 100 + k) for n in range(count) for k in range(n % 4 + 1)]
    table = slips_table(lines, HEADING)
    room = page_height(Orientation.PORTRAIT, table.print_setup.scale or 100)
    pages = [0, *table.print_setup.row_breaks, len(table.rows)]
    for first, end in itertools.pairwise(pages):
        own = table.rows[first:end]
        sealed = [row.height for row in own if "（单位盖章）" in str((row.values or [""])[0])]
        used = sum(row.height or 0 for row in own)
        assert used <= room
        assert all(height and 26 <= height <= 110 for height in sealed)
        assert room - used < len(sealed) or set(sealed) == {110}


def test_a_slip_longer_than_a_page_goes_on_under_its_heading() -> None:
    table = slips_table([line("甲校", "甲校", n + 1) for n in range(120)], HEADING)
    breaks = [*table.print_setup.row_breaks]
    assert len(breaks) >= 2
    for first in breaks:
        assert table.rows[first].values[0] == TITLE
        assert table.rows[first + 3].values[0] == "序号"
        assert isinstance(table.rows[first + 4].values[0], (int, str))


@pytest.mark.parametrize(("most", "sheets"), [(11, 1), (10, 2), (4, 3), (1, 6), (0, 12)])
def test_more_pages_than_excel_prints_of_a_sheet_stand_on_several(
    monkeypatch: pytest.MonkeyPatch, most: int, sheets: int
) -> None:
    """12 pages: one sheet breaks them 11 times, and each further sheet begins a page by itself."""
    lines = [line(f"学校{n // 9}", f"教师{n}", 100 + k) for n in range(12) for k in range(20)]
    [whole] = slips_tables(lines, HEADING)
    assert len(whole.print_setup.row_breaks) == 11, "a slip of 20 lines takes a page"
    monkeypatch.setattr(payout_slips, "MOST_BREAKS", most)
    parts = slips_tables(lines, HEADING)
    assert len(parts) == sheets
    named = [one.name for one in parts]
    assert named == (
        ["兑现通知单"] if sheets == 1 else [f"兑现通知单{n + 1}" for n in range(sheets)]
    )
    assert all(len(one.print_setup.row_breaks) <= most for one in parts)
    assert all(one.confidential for one in parts)
    printed = [slip for one in parts for slip in slips_of(one)]
    assert list(map(_uncut, printed)) == list(map(_uncut, slips_of(whole)))
    assert all(CUT not in slips_of(one)[-1][-1][0] for one in parts)
    for one in parts:
        sums = [row.values[3] for row in one.rows if str(row.values[0]) == "合计"]
        assert sums[0] == Formula("SUM(D5:D24)", Decimal(sum(range(100, 120))).scaleb(-2))


def test_every_formula_holds_and_numerals_follow_the_net_amount(
    write: Callable[..., Path], formulas_hold: Callable[[Path], int]
) -> None:
    path = write(slips_table(LINES, HEADING))
    assert formulas_hold(path) == 3 * 6


MANY = st.lists(
    st.tuples(
        st.sampled_from(["甲校", "乙校"]),
        st.sampled_from(["江一帆", "白若谷", "甲校"]),
        st.integers(-(10**8), 10**8).filter(bool),
    ),
    min_size=1,
    max_size=60,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(amounts=MANY)
def test_slips_say_what_pandas_makes_of_the_lines(amounts: list[tuple[str, str, int]]) -> None:
    table = slips_table([line(*one) for one in amounts], HEADING)
    frame = pd.DataFrame(amounts, columns=["unit", "payee", "fen"])
    wanted = frame.groupby(["unit", "payee"], sort=False).fen.agg(["sum", "size"])
    shown = {}
    for slip in _joined(slips_of(table)):
        whom = re.fullmatch(
            r"兑现对象：(\w+)(?:　　单位：(\w+))?　　编号：\d+　　计算日期：\w+", slip[1][0]
        )
        assert whom
        total = next(row for row in slip if row[0] == "合计")
        net = next(row for row in slip if row[0] in NET)
        sign = -1 if net[0] == "应扣（缴）" else 1
        numbered = sum(isinstance(row[0], int) for row in slip)
        assert sign * net[3] == total[3] - total[4]
        shown[whom[2] or whom[1], whom[1]] = (sign * int(net[3] * 100), numbered)
    assert shown == {key: (int(fen), int(n)) for key, fen, n in wanted.itertuples()}


def _uncut(slip: list[list[Any]]) -> list[list[Any]]:
    """Return a slip without the line behind it at which it is cut."""
    return [row for row in slip if CUT not in str(row[0])]


def _joined(slips: Sequence[list[list[Any]]]) -> list[list[list[Any]]]:
    """Put the parts of a slip that goes on overleaf together: the last part has its sums."""
    found: list[list[list[Any]]] = []
    for slip in slips:
        if found and found[-1][1] == slip[1]:
            found[-1] += slip[4:]
        else:
            found.append(slip)
    return found


@pytest.mark.libreoffice
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_computes_the_same(write: Callable[..., Path], tmp_path: Path) -> None:
    lines = [
        line(f"单位{n % 7}", f"教师{n % 30}", n * 733 % 90_000 - 30_000) for n in range(1, 200)
    ]
    path = write(slips_table(lines, HEADING))
    stored = _amounts(path)
    openpyxl.load_workbook(path).save(path)  # formulas without values
    out = tmp_path / "lo"
    subprocess.run(
        [
            SOFFICE or "soffice",
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            *("--headless", "--convert-to", "xlsx", "--outdir", str(out), str(path)),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    assert _amounts(out / path.name) == stored
    assert len(stored) > 100


def _amounts(path: Path) -> list[tuple[Any, ...]]:
    rows = openpyxl.load_workbook(path, data_only=True)["兑现通知单"].values
    return [
        (row[0], row[2], *(round(Decimal(str(value or 0)), 2) for value in row[3:5]))
        for row in rows
        if row[0] in {"合计", *NET}
    ]
