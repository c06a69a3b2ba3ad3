"""One township in every form that the library takes: workbook, frames, openpyxl's workbook."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

import duckdb
import openpyxl
import pandas as pd
import polars as pl
import pytest

import xl_quality as xq

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

KEYS = {"学校": "school", "年级": "grade", "班级": "class_", "姓名": "name", "考试": "exam"}
Rows = list[dict[str, Any]]


class Town(NamedTuple):
    """Pupils with their marks, full marks by subject, and lists as rows under their titles."""

    pupils: Rows
    subjects: Mapping[str, int]
    lists: Mapping[str, Rows] = {}

    @property
    def titles(self) -> list[str]:
        return list(self.pupils[0])


def township(seed: int = 1) -> Town:
    """Return three primary schools, their teachers, and settings: their places are the county's."""
    dice = Random(seed)  # noqa: S311 - a seeded generator is not cryptography
    exam = "2026年春季全县抽考"
    schools = {"青石小学": 2, "白水小学": 1, "红岭小学": 1}
    families = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
    pupils = [
        {
            "考试": exam, "学校": school, "年级": "四年级", "班级": f"{number}班",
            "姓名": f"{family}{school[0]}{number}",
            "语文": "缺考" if dice.random() < 0.03 else dice.randint(60, 240) / 2,
            "数学": dice.choice([None, *range(30, 101)]) if dice.random() < 0.3 else 88.25,
        }
        for school, classes in schools.items()
        for number in range(1, classes + 1)
        for family in families
    ]  # fmt: skip
    taught = [
        {"学校": school, "年级": "四年级", "班级": f"{number}班", "学科": subject,
         "任课教师": f"{'江何路陶'[row % 4]}{school[0]}{subject[0]}"}
        for row, (school, classes) in enumerate(schools.items())
        for number in range(1, classes + 1)
        for subject in ("语文", "数学")
    ]  # fmt: skip
    settings = [
        {"项目": item, "工作表": None, "列": None, "值": value}
        for item, value in {
            "单位名称": "青石镇中心学校",
            "名次范围": "全县",
            "及格线": "55%",
        }.items()
    ]
    return Town(pupils, {"语文": 120, "数学": 100}, {"任课": taught, "考核设置": settings})


def of_rows(rows: Rows) -> dict[str, list[Any]]:
    return {title: [row[title] for row in rows] for title in rows[0]}


def workbook_of(town: Town) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    sheets: dict[str, Rows] = {"成绩": town.pupils, **town.lists}
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        titles = [
            f"{title}（{town.subjects[title]}分）" if name == "成绩" and title in town.subjects
            else title
            for title in rows[0]
        ]  # fmt: skip
        for line in (titles, *(list(row.values()) for row in rows)):
            sheet.append(line)
    del book["Sheet"]
    return book


def as_pandas(rows: Rows) -> Any:
    return pd.DataFrame(of_rows(rows))


def as_polars(rows: Rows) -> Any:
    """Return a frame of one type a column: marks with words among them are texts."""
    return pl.DataFrame(
        {
            title: [None if value is None else str(value) for value in values]
            if any(isinstance(value, str) for value in values)
            else values
            for title, values in of_rows(rows).items()
        },
        strict=False,
    )


def as_pyarrow(rows: Rows) -> Any:
    return as_polars(rows).to_arrow()


def as_duckdb(rows: Rows) -> Any:
    return duckdb.from_arrow(as_pyarrow(rows))


FRAMES: dict[str, Callable[[Rows], Any]] = {
    "pandas": as_pandas, "polars": as_polars, "pyarrow": as_pyarrow, "duckdb": as_duckdb,
}  # fmt: skip
SOURCES = ("file", "files", "openpyxl", *FRAMES)


def from_frame(town: Town, make: Callable[[Rows], Any]) -> xq.ScoreBook:
    keys = {role: title for title, role in KEYS.items() if title in town.titles}
    return xq.scores(
        make(town.pupils),
        subjects=town.subjects,
        sheets={name: make(rows) for name, rows in town.lists.items()},
        **keys,
    )


def book_from(source: str, town: Town, folder: Path) -> xq.ScoreBook:
    """Return a township as the library reads it from one kind of source."""
    if source in FRAMES:
        return from_frame(town, FRAMES[source])
    book = workbook_of(town)
    if source == "openpyxl":
        return xq.read(book)
    book.save(folder / "成绩册.xlsx")
    if source == "file":
        return xq.read(folder / "成绩册.xlsx")
    return xq.read(in_files(book, folder))


def in_files(book: openpyxl.Workbook, folder: Path) -> Sequence[Path]:
    """Return one file a sheet of a workbook."""
    paths = []
    for sheet in book.worksheets:
        alone = openpyxl.Workbook()
        alone.remove(alone.active)
        own = alone.create_sheet(sheet.title)
        for row in sheet.iter_rows(values_only=True):
            own.append(row)
        paths.append(folder / f"{sheet.title}.xlsx")
        alone.save(paths[-1])
    return paths


@pytest.fixture
def town() -> Town:
    return township()
