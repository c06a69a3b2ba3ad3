"""What docs/excel-acceptance.md says that Excel must show is what the stand-in shows."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.excel.test_the_ribbons_lists import SAMPLE, Sitting
from xl_quality.buttons.menu import MENU
from xl_quality.functions.catalogue import BY_NAME, FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Callable

    Parsed = Callable[..., tuple[str, list[object]]]

TEXT = (Path(__file__).parents[2] / "docs" / "excel-acceptance.md").read_text("utf-8")
ROW = re.compile(r"^\| (\d+) \| (.+?) \| (.+?) \| (.+?) \| \|$", re.MULTILINE)
PART = re.compile(r"^\| ([一二三四五六七])　.+? \| (\d+)(?:—(\d+))? \| (\d+) 分钟", re.MULTILINE)
AN_HOUR = 60
ANOTHER_DAY = "七"
MARKS = ((92,), ("８５",), (60,), (59.5,), ("缺考",), (None,))


class Step(NamedTuple):
    """One row of the list."""

    number: int
    does: str
    sees: str
    sends: str


STEPS = [Step(int(n), *rest) for n, *rest in ROW.findall(TEXT)]


def seen(formula: str) -> str:
    """Return what is to be seen at the step that types a formula."""
    return next(step.sees for step in STEPS if f"`{formula}`" in step.does)


def test_every_step_has_its_number_and_says_what_to_see_and_to_send() -> None:
    assert [step.number for step in STEPS] == list(range(1, len(STEPS) + 1))
    assert len(STEPS) == len(re.findall(r"^\| \d", TEXT, re.MULTILINE))
    assert all(step.sees.strip() and step.sends.strip() for step in STEPS)


def test_the_parts_hold_all_steps_and_those_of_the_first_day_take_an_hour() -> None:
    parts = re.findall(
        r"^\| ([一二三四五六七])　.+? \| (\d+)(?:—(\d+))? \| (\d+) 分钟", TEXT, re.MULTILINE
    )
    ends = [(int(first), int(last or first)) for _, first, last, _ in parts]
    assert [n for first, last in ends for n in range(first, last + 1)] == [s.number for s in STEPS]
    places = [TEXT.index(f"\n## {name}、") for name, *_ in parts]
    for (first, last), begins, ends_at in zip(ends, places, [*places[1:], len(TEXT)], strict=True):
        inside = [int(row[0]) for row in ROW.findall(TEXT, begins, ends_at)]
        assert inside == list(range(first, last + 1))
    minutes = {name: int(taken) for name, _, _, taken in parts}
    assert sum(n for name, n in minutes.items() if name != ANOTHER_DAY) <= AN_HOUR


@pytest.mark.parametrize(
    ("formula", "cells", "shows"),
    [
        ("=PASS_RATE(A1:A6)", MARKS, "0.75"),
        ("=PASS_RATE(A1:A6,,60%)", MARKS, "0.75"),
        ("=FOUR_RATES(A1:A6)", MARKS, "74.13、0.75、0.5、0"),
        ("=PASS_RATE(A:A)", (("语文",), (90,), (50,)), "0.5"),
    ],
)
def test_a_formula_gives_what_is_to_be_seen(
    parsed: Parsed, formula: str, cells: tuple[tuple[object, ...], ...], shows: str
) -> None:
    name, given = parsed(formula.replace("A:A", f"A1:A{len(cells)}"), cells)
    answer = BY_NAME[name].call(*given)
    row = answer[0] if isinstance(answer, tuple) else (answer,)
    assert "、".join(f"{one:g}" if isinstance(one, float) else str(one) for one in row) == shows
    told = [step.sees for step in STEPS if f"`{formula}`" in step.does]
    assert any(shows in one for one in told)


def test_the_cell_of_money_shows_whether_its_digits_are_lost(parsed: Parsed) -> None:
    formula = '=MET(D1,0.12345,"不超过")'
    assert seen(formula).startswith("达标")
    for held, shows in ((0.12345, "达标"), (0.1235, "未达标")):  # currency has four digits
        _, given = parsed(formula.replace("D1", "A1"), ((held,),))
        assert BY_NAME["MET"].call(*given) == shows


def test_what_is_typed_is_a_formula_of_ours() -> None:
    named = set(re.findall(r"`=@?([A-Z_]+)\(", TEXT)) - {"XLQ_WHY", "NA", "ISNA", "ROUND"}
    assert named <= set(BY_NAME)
    assert f"有 {len(FUNCTIONS) + 1} 个函数" in TEXT


def test_the_ribbon_has_as_many_groups_and_buttons_as_are_counted() -> None:
    groups = [group.label for group in MENU]
    told = next(step.sees for step in STEPS if "教学质量" in step.does)
    assert "、".join([groups[0], "选择", *groups[1:]]) in told
    assert f"其余 {sum(len(group.actions) for group in MENU)} 个按钮" in told


@pytest.fixture(scope="module")
def sitting(tmp_path_factory: pytest.TempPathFactory) -> Sitting:
    path: Path = tmp_path_factory.mktemp("验收") / "示例镇成绩册.xlsx"
    shutil.copy(SAMPLE, path)
    (path.parent / "责任书").mkdir()
    return Sitting(path)


@pytest.mark.parametrize(
    ("button", "typed", "said", "told"),
    [
        ("recognise", (), "认作成绩表的 6 张", "认作成绩表的 6 张"),
        ("check", (), "严重 0 条，注意 0 条", "严重 0 条，注意 0 条"),
        ("trial", ("1", "3"), *["奖励 4950 元，惩扣 3250 元，净额 1700 元"] * 2),
        ("payout", ("1", "3"), *["奖惩兑现表、兑现汇总表、指标完成情况、计算依据、警示名单"] * 2),
        ("report", ("2", "99", "1-3,5"), "四率统计、学校排名、班级排名、各年级合计", "那四张"),
        ("agreements", ("1", "责任书"), "已生成 12 份责任书", "12 份 Word 文件"),
    ],
)
def test_a_button_says_what_is_to_be_seen(
    sitting: Sitting, button: str, typed: tuple[str, ...], said: str, told: str
) -> None:
    folder = str(Path(sitting.book.FullName).parent / "责任书")
    answers = [folder if one == "责任书" else one for one in typed]
    assert said in sitting.press(button, *answers)
    assert told in TEXT


def test_the_lists_of_the_ribbon_offer_what_is_to_be_seen(sitting: Sitting) -> None:
    sitting.press("refresh")
    exams, _ = sitting.lines("exam")
    schemes, _ = sitting.lines("scheme")
    assert exams == ["（每次询问）", "全部 2 次考试", "本学期期末", "上学期期末"]
    assert "（luotuoao-brief）" in schemes[1]
    for word in ("（每次询问）", "全部 2 次考试", "本学期期末", "luotuoao-brief"):
        assert word in TEXT
