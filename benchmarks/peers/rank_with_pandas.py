"""Rates and ranks with pandas and openpyxl; its argument is the workbook.

The usual script written well: columns are compared as a whole and grouped once, nothing is
computed cell by cell; the results go into the same workbook as formatted sheets.
"""

from __future__ import annotations

import sys
from shutil import copyfile
from typing import TYPE_CHECKING

import pandas as pd
from openpyxl import load_workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

if TYPE_CHECKING:
    from openpyxl import Workbook

TEXTS = ["学校", "班级", "考号", "姓名"]
PASS, EXCELLENT, LOW = 60, 85, 40
RATES = ["及格率", "优秀率", "低分率"]
LABELS = ["人数", "平均分", *RATES, "综合", "名次"]

THIN = Side(style="thin")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
FILL = PatternFill("solid", start_color="DDEBF7")
BOLD, PLAIN = Font("宋体", 11, b=True), Font("宋体", 11)
CENTER = Alignment("center", "center")


def analyse(pupils: pd.DataFrame, by: list[str]) -> dict[str, pd.DataFrame]:
    """Return the table of each subject: a row a group, best first."""
    keys = [pupils[column] for column in by]
    return {
        subject: analyse_subject(pupils[subject], keys)
        for subject in pupils.columns
        if subject not in TEXTS
    }


def analyse_subject(marks: pd.Series, keys: list[pd.Series]) -> pd.DataFrame:
    present = marks.notna()
    reached = pd.DataFrame(
        {
            "人数": present,
            "平均分": marks,
            "及格率": (marks >= PASS).where(present),
            "优秀率": (marks >= EXCELLENT).where(present),
            "低分率": (marks < LOW).where(present),
        }
    )
    how = {"人数": "sum", "平均分": "mean", "及格率": "mean", "优秀率": "mean", "低分率": "mean"}
    table = reached.astype(float).groupby(keys, sort=False).agg(how)
    shares = 40 * table["平均分"] / 100 + 30 * table["及格率"] + 30 * table["优秀率"]
    table["综合"] = shares.round(2)
    table["名次"] = table["综合"].rank(ascending=False, method="min").astype(int)
    return table.sort_values("名次").reset_index()


def write(book: Workbook, name: str, tables: dict[str, pd.DataFrame]) -> None:
    """Write the tables of all subjects one below the other."""
    sheet = book.create_sheet(name)
    row = 1
    for subject, table in tables.items():
        for column, label in enumerate(["学科", *table.columns], 1):
            cell = sheet.cell(row, column, label)
            cell.font, cell.fill, cell.border, cell.alignment = BOLD, FILL, BOX, CENTER
        for values in table.itertuples(index=False):
            row += 1
            for column, value in enumerate((subject, *values), 1):
                cell = sheet.cell(row, column, value)
                cell.font, cell.border, cell.alignment = PLAIN, BOX, CENTER
                label = "学科" if column == 1 else table.columns[column - 2]
                cell.number_format = "0.00%" if label in RATES else "General"
        row += 2
    sheet.freeze_panes = "A2"


def main(path: str) -> None:
    pupils = pd.read_excel(path, engine="openpyxl")
    by_school, by_class = analyse(pupils, ["学校"]), analyse(pupils, ["学校", "班级"])
    copyfile(path, f"{path}.bak")
    book = load_workbook(path)
    write(book, "学校排名", by_school)
    write(book, "班级排名", by_class)
    book.save(path)


if __name__ == "__main__":
    main(sys.argv[1])
