"""A payout sheet of 5,000 rows by 14 columns, which both sides add to a workbook."""

from __future__ import annotations

from typing import Final

SHEET: Final = "奖惩兑现表（测）"
ROWS: Final = 5_000
LABELS: Final = (
    *("序号", "学校", "年级", "班级", "学科", "教师", "条款"),
    *("名次", "目标名次", "奖励（元）", "惩处（元）", "实发（元）", "事由", "签名"),
)
FIRST_AMOUNT, LAST_AMOUNT = 9, 11
HEADER_FILL: Final = "DDEBF7"
PENALTY_COLOR: Final = "C00000"
AMOUNT_FORMAT: Final = "#,##0.00"

Cell = int | str | None


def payout_rows() -> list[tuple[Cell, ...]]:
    """Return the rows below the header; amounts are whole yuan, every third row is a penalty."""
    return [_row(number) for number in range(1, ROWS + 1)]


def _row(number: int) -> tuple[Cell, ...]:
    place = number % 25 + 1
    amount = 100 * (number % 9 + 1)
    reward, penalty = (None, amount) if is_penalty(number) else (amount, None)
    net = -amount if is_penalty(number) else amount
    where = (number, f"第{number % 60 + 1}学校", "六年级", f"{number % 6 + 1}班", "数学")
    why = f"全县第{place}名，目标第8名"
    return (
        *where,
        f"教师{number:05d}",
        f"A{number % 6 + 6}",
        place,
        8,
        reward,
        penalty,
        net,
        why,
        None,
    )


def is_penalty(number: int) -> bool:
    """Say whether row *number* (from 1) is a penalty, which is printed in red."""
    return number % 3 == 0
