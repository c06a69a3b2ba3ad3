"""Rates and ranks with polars, fastexcel and XlsxWriter: `… BOOK OUT`, OUT is a new file.

The fastest script that we know how to write with libraries: the statistics of our 四率统计,
学校排名 and 班级排名 at the same levels, in formatted sheets, computed in floats. It keeps nothing
of the workbook, reads no settings and looks for no faults.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import polars as pl
from xlsxwriter import Workbook

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.format import Format

SCHOOL, CLASS = ["学校"], ["学校", "班级"]
TEXTS = ["学校", "班级", "考号", "姓名"]
PASS, EXCELLENT, LOW = 60, 85, 40
FIGURES = ["应考", "实考", "参考率", "平均分", "及格率", "优秀率", "低分率", "综合分", "名次"]
SUMMARY = ["总评", "距第一", "距前一名", "应考人次", "实考人次", "参考率"]
SHARES = {"参考率", "及格率", "优秀率", "低分率"}
DECIMALS = {"平均分", "综合分", "总评", "距第一", "距前一名"}


def analyse(pupils: pl.DataFrame, subjects: Sequence[str], by: list[str]) -> pl.DataFrame:
    """Return a row a group in order of appearance: the figures of each subject, the summary."""
    table = pupils.group_by(by, maintain_order=True).agg(
        one.alias(f"{subject}{label}")
        for subject in subjects
        for label, one in counted(pl.col(subject)).items()
    )
    table = table.with_columns(
        (
            0.4 * pl.col(f"{subject}平均分")
            + 30 * pl.col(f"{subject}及格率")
            + 30 * pl.col(f"{subject}优秀率")
        )
        .round(2)
        .alias(f"{subject}综合分")
        for subject in subjects
    )
    composites = [f"{subject}综合分" for subject in subjects]
    table = table.with_columns(
        *(
            pl.col(name).rank("min", descending=True).alias(f"{name[:-3]}名次")
            for name in composites
        ),
        pl.mean_horizontal(composites).round(2).alias("总评"),
        pl.sum_horizontal(f"{subject}应考" for subject in subjects).alias("应考人次"),
        pl.sum_horizontal(f"{subject}实考" for subject in subjects).alias("实考人次"),
    )
    return table.with_columns(
        (pl.col("实考人次") / pl.col("应考人次")).alias("参考率"),
        pl.col("总评").rank("min", descending=True).alias("名次"),
    )


def counted(mark: pl.Expr) -> dict[str, pl.Expr]:
    present = mark.is_not_null()
    return {
        "应考": pl.len(),
        "实考": mark.count(),
        "参考率": present.mean(),
        "平均分": mark.mean(),
        "及格率": (mark >= PASS).mean(),
        "优秀率": (mark >= EXCELLENT).mean(),
        "低分率": (mark < LOW).mean(),
    }


def ranked(table: pl.DataFrame, subjects: Sequence[str], by: list[str]) -> pl.DataFrame:
    """Return the best first, with the distances to the first and to the one before."""
    table = table.sort("名次", maintain_order=True).with_columns(
        (pl.col("总评").first() - pl.col("总评")).alias("距第一"),
        (pl.col("总评").shift(1) - pl.col("总评")).alias("距前一名"),
    )
    of_subjects = [f"{subject}{label}" for subject in subjects for label in ("综合分", "名次")]
    return table.select("名次", *by, *SUMMARY, *of_subjects)


def write(book: Workbook, name: str, tables: Sequence[pl.DataFrame]) -> None:
    """Write tables of the same columns one below the other, boxed, percents as percents."""
    sheet = book.add_worksheet(name)
    box = {"border": 1, "align": "center", "valign": "vcenter", "font_name": "宋体"}
    head = book.add_format(box | {"bold": True, "bg_color": "#DDEBF7"})
    plain, share, decimal = (
        book.add_format(box | {"num_format": shown}) for shown in ("General", "0.00%", "0.00")
    )
    columns = tables[0].columns
    formats = [looks(column, plain, share, decimal) for column in columns]
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(columns) - 1, 9)
    sheet.write_row(0, 0, columns, head)
    rows = (row for table in tables for row in table.iter_rows())
    for number, row in enumerate(rows, 1):
        for column, (value, form) in enumerate(zip(row, formats, strict=True)):
            if value is None:
                sheet.write_blank(number, column, None, form)
            elif isinstance(value, str):
                sheet.write_string(number, column, value, form)
            else:
                sheet.write_number(number, column, value, form)


def looks(column: str, plain: Format, share: Format, decimal: Format) -> Format:
    if any(column.endswith(label) for label in SHARES):
        return share
    return decimal if any(column.endswith(label) for label in DECIMALS) else plain


def main(path: str, out: str) -> None:
    pupils = pl.read_excel(path, engine="calamine")
    subjects = [column for column in pupils.columns if column not in TEXTS]
    by_school, by_class = (analyse(pupils, subjects, by) for by in (SCHOOL, CLASS))
    whole = analyse(pupils.with_columns(学校=pl.lit("全体")), subjects, SCHOOL)
    order = [f"{subject}{label}" for subject in subjects for label in FIGURES]
    levels = [
        table.with_columns(班级=pl.lit("")).select(*CLASS, *order) for table in (by_school, whole)
    ]
    with Workbook(out) as book:
        write(book, "四率统计", [levels[0], by_class.select(*CLASS, *order), levels[1]])
        write(book, "学校排名", [ranked(by_school, subjects, SCHOOL)])
        write(book, "班级排名", [ranked(by_class, subjects, CLASS)])


if __name__ == "__main__":
    main(*sys.argv[1:])
