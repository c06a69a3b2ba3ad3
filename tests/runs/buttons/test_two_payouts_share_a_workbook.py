"""生成兑现表 pressed twice: what was paid is asked about, sheets of two schemes never mix."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl

from xl_quality.buttons.menu import MessageKind, Said

if TYPE_CHECKING:
    from pathlib import Path

    from tests.runs.buttons.conftest import Office

SCHEME, EXAM, OTHER = "luotuoao-brief", "本学期期末", "上学期期末"


def sheets(path: Path, name: str = "奖惩兑现表") -> list[str]:
    return [one for one in openpyxl.load_workbook(path).sheetnames if one.startswith(name)]


def test_the_same_payout_again_asks_nothing(township: Office) -> None:
    township.press("payout", SCHEME, EXAM)
    asked = len(township.desk.asked)
    township.press("payout", SCHEME, EXAM)
    assert len(township.desk.asked) == 2 * asked
    assert sheets(township.path) == ["奖惩兑现表"]


def test_what_was_paid_is_named_and_the_clerk_decides(township: Office) -> None:
    township.press("payout", SCHEME, EXAM)
    before = township.path.read_bytes()
    township.desk.cancels_at = len(township.desk.asked) + 3
    assert township.press("payout", SCHEME, OTHER) == Said(MessageKind.INFORMATION, "")
    assert "没有写考试的各项已于2026年7月10日15:30:00兑现：" in township.desk.asked[-1]
    assert township.desk.offered[-1] == ["unpaid", "again"]
    assert township.path.read_bytes() == before
    township.desk.cancels_at = 0
    said = township.press("payout", SCHEME, OTHER, "unpaid")
    assert f"奖惩兑现表（{OTHER}）" in said.text
    assert sheets(township.path) == ["奖惩兑现表", f"奖惩兑现表（{OTHER}）"]


def test_a_second_scheme_gets_sheets_of_its_own_and_undo_takes_them_alone(township: Office) -> None:
    township.press("payout", SCHEME, EXAM)
    first = sheets(township.path, "计算依据")
    township.desk.lines = ["300"]
    said = township.press("payout", "luotuoao-2008", EXAM)
    assert "奖惩兑现表（luotuoao-2008）" in said.text
    assert sheets(township.path, "计算依据") == [*first, "计算依据（luotuoao-2008）"]
    township.press("undo")
    assert sheets(township.path, "计算依据") == first


def test_lists_of_agreements_of_two_templates_stand_side_by_side(township: Office) -> None:
    for template in ("luotuoao-brief", "double-high"):
        township.desk.picked = township.path.with_name(template)
        said = township.press("agreements", template)
    assert "责任书清单（double-high）" in said.text
    assert sheets(township.path, "责任书清单") == ["责任书清单", "责任书清单（double-high）"]
