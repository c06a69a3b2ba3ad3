"""A clerk's office: a bare score book, what she knows, and how she fills in a form."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import openpyxl

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

YELLOW = "FFF2CC"
ROW = re.compile(r"在考核设置写一行：((?:项目|工作表|列|值)“[^”]*”(?:，(?:工作表|列|值)“[^”]*”)*)")
PART = re.compile(r"(项目|工作表|列|值)“([^”]*)”")
PLACES = {"青石中学": 4, "白水中学": 23, "青石小学": 2, "白水小学": 45, "红岭小学": 20}
TARGETS: dict[str, tuple[Any, Any]] = {
    "重点高中": (10, 12), "目标名次": (8, None), "辍学率": (0.01, 0), "下达": (22, None),
}  # fmt: skip
TAUGHT = {"语文": "江一帆", "数学": "何小满", "英语": "路知秋"}


def bare_book(exam: str) -> dict[str, list[Any]]:
    """Return two junior and three primary schools: one sheet of scores each, and nothing else."""
    juniors, primaries = ("青石中学", "白水中学"), ("青石小学", "白水小学", "红岭小学")
    return {
        "九年级": [
            [f"青石镇{exam}成绩"],
            ["学校", "年级", "班级", "姓名", "语文", "数学", "英语"],
            *(
                [school, "九年级", f"{room}班", name, *_marks(seed)]
                for school in juniors
                for room in (1, 2)
                for seed, name in enumerate(_names(f"{school}{room}"), room)
            ),
        ],
        "六年级": [
            [f"青石镇{exam}成绩"],
            ["学校", "年级", "班级", "姓名", "语文", "数学"],
            *(
                [school, "六年级", "1班", name, *_marks(seed)[:2]]
                for number, school in enumerate(primaries)
                for seed, name in enumerate(_names(school), number)
            ),
        ],
    }


def _names(of: str) -> Iterator[str]:
    given = of[0] + {"1": "平", "2": "宁"}.get(of[-1], "安")
    return (f"{family}{given}" for family in "赵钱孙李周吴郑王冯陈褚卫")


def _marks(seed: int) -> list[int]:
    return [45 + (seed * 11 + subject * 17) % 53 for subject in range(3)]


def rows_to_write(said: str) -> list[dict[str, str]]:
    """Return the rows for 考核设置 that a message names, as a person reads them."""
    return [dict(PART.findall(found[1])) for found in ROW.finditer(said)]


def write_setting(path: Path, row: dict[str, str]) -> None:
    """Write one row into the form; of several possible answers this office's is the first."""
    book = openpyxl.load_workbook(path)
    sheet = book["考核设置"]
    head = [cell.value for cell in sheet[3]]
    free = next(number for number in range(4, 300) if sheet.cell(number, 1).value is None)
    for title, text in {**row, "值": row["值"].split("或")[0]}.items():
        sheet.cell(free, head.index(title) + 1).value = text
    book.save(path)


def fill_in(path: Path) -> int:
    """Fill the yellow cells of the lists that she knows about; return how many."""
    book = openpyxl.load_workbook(path)
    filled = 0
    for sheet in book.worksheets:
        if sheet["A1"].value in {"指标", "任课", "县名次"}:
            head = [cell.value for cell in sheet[3]]
            filled += sum(
                _filled(dict(zip(head, row, strict=False))) for row in sheet.iter_rows(min_row=4)
            )
    book.save(path)
    return filled


def _filled(row: dict[str, Any]) -> int:
    empty = {title: cell for title, cell in row.items() if title and cell.value is None}
    answers = _answers({title: cell.value for title, cell in row.items()})
    wanted = [title for title in empty if answers.get(title) is not None]
    for title in wanted:
        assert empty[title].fill.fgColor.rgb.endswith(YELLOW)
        empty[title].value = answers[title]
    return len(wanted)


def _answers(known: dict[str, Any]) -> dict[str, Any]:
    if known.get("学校"):
        return {"任课教师": f"{TAUGHT[known['学科']]}"}
    unit = known.get("单位")
    if unit and known.get("指标"):
        target, actual = TARGETS[known["指标"]]
        return {"目标": target, "实际": actual}
    if unit:
        junior = "中学" in unit
        exam = "2026年中考" if junior else "2026年县统考"
        return {"名次": PLACES[unit], "总数": 25 if junior else 48, "考试": exam}
    return {}
