"""The six 成绩册 sheets: a grade and an exam each, laid out as different offices do it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_col_to_name, xl_range, xl_rowcol_to_cell

from workbooks.looks import print_on_a4, set_widths
from workbooks.township import TOWN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

    from workbooks.looks import Looks
    from workbooks.marking import Entry
    from workbooks.township import Grade, Pupil


@dataclass(frozen=True, slots=True)
class Sitting:
    """One grade in one exam: the pupils and, parallel to them, a row of entries each."""

    grade: Grade
    exam: str
    pupils: Sequence[Pupil]
    entries: Sequence[Sequence[Entry]]

    @property
    def sheet_name(self) -> str:
        """The name of its sheet, e.g. 六年级本学期期末."""
        return f"{self.grade.name}{self.exam}"


class ScoreSheet:
    """A score sheet under construction; rows and columns count from 0."""

    def __init__(
        self,
        book: Workbook,
        looks: Looks,
        sitting: Sitting,
        labels: Sequence[str],
        *,
        total: bool = True,
    ) -> None:
        """Start a sheet whose columns left of the marks are *labels*."""
        self.sheet: Worksheet = book.add_worksheet(sitting.sheet_name)
        self.looks = looks
        self.sitting = sitting
        self.labels = (*labels, *sitting.grade.subject_labels, *(("总分",) if total else ()))
        self.first_mark = len(labels)
        self.total_column = len(labels) + len(sitting.grade.full_marks)
        set_widths(self.sheet, [{"学校": 18, "考号": 12, "姓名": 11}.get(x, 8) for x in labels])

    def title(self) -> None:
        """Write the two rows merged over the header: the title and who made the sheet."""
        sitting, last = self.sitting, len(self.labels) - 1
        text = f"{TOWN}{sitting.grade.name}{sitting.exam}学业质量检测成绩册"
        self.sheet.merge_range(0, 0, 0, last, text, self.looks.title)
        self.sheet.set_row(0, 30)
        maker = f"制表单位：{TOWN}中心学校　　学校、姓名、成绩均为虚构"
        self.sheet.merge_range(1, 0, 1, last, maker, self.looks.subtitle)

    def header(self, row: int) -> None:
        """Write a header of one row, tall enough for labels of two lines."""
        self.sheet.set_row(row, 32 if any("\n" in label for label in self.labels) else 18)
        for column, label in enumerate(self.labels):
            self.sheet.write_string(row, column, label, self.looks.header)

    def pupil(self, row: int, texts: Sequence[str], entries: Sequence[Entry]) -> None:
        """Write the pupil's own cells (an empty text is left alone) and the marks."""
        for column, text in enumerate(texts):
            if text:
                self.sheet.write_string(row, column, text, self.looks.text)
        for column, entry in enumerate(entries, start=self.first_mark):
            if entry is None:
                self.sheet.write_blank(row, column, None, self.looks.figure)
            elif isinstance(entry, str):
                self.sheet.write_string(row, column, entry, self.looks.text)
            else:
                self.sheet.write_number(row, column, entry, self.looks.figure)

    def total(self, row: int, entries: Sequence[Entry]) -> None:
        """Write the total as a live formula together with its value."""
        value = _as_excel_writes(sum(entry for entry in entries if isinstance(entry, float)))
        area = xl_range(row, self.first_mark, row, self.total_column - 1)
        self.sheet.write_formula(row, self.total_column, f"=SUM({area})", self.looks.figure, value)


def _as_excel_writes(number: float) -> float:
    """Return a whole number as an int: Excel stores 241, not 241.0."""
    return int(number) if number == int(number) else number


def write_plain(book: Workbook, looks: Looks, sitting: Sitting) -> int:
    """Write a sheet as clean as they come: one header row, a pupil a row, a total.

    Returns:
        The first row (0-based) below the pupils.
    """
    target = ScoreSheet(book, looks, sitting, ("学校", "年级", "班级", "考号", "姓名"))
    target.title()
    target.header(2)
    print_on_a4(target.sheet, (0, 2))
    row = 3
    for pupil, entries in zip(sitting.pupils, sitting.entries, strict=True):
        grade = pupil.grade.name
        texts = (pupil.school.name, grade, pupil.class_name, pupil.number, pupil.name)
        target.pupil(row, texts, entries)
        target.total(row, entries)
        row += 1
    return row


def write_with_footers(book: Workbook, looks: Looks, sitting: Sitting) -> None:
    """Write a plain sheet with 平均分, 及格率, 优秀率 and 最高分 below the pupils."""
    row = write_plain(book, looks, sitting)
    sheet = book.get_worksheet_by_name(sitting.sheet_name)
    columns = list(zip(*sitting.entries, strict=True))
    full_marks = list(sitting.grade.full_marks.values())
    for offset, label in enumerate(("平均分", "及格率", "优秀率", "最高分")):
        sheet.merge_range(row + offset, 0, row + offset, 4, label, looks.foot)
    for index, (entries, full) in enumerate(zip(columns, full_marks, strict=True)):
        column = 5 + index
        marks = [entry for entry in entries if isinstance(entry, float)]
        area = f"{xl_col_to_name(column)}4:{xl_rowcol_to_cell(row - 1, column)}"
        mean = int(sum(marks) * 100 / len(marks) + 0.5) / 100
        sheet.write_formula(row, column, f"=ROUND(AVERAGE({area}),2)", looks.foot, mean)
        for offset, line in ((1, full * 60 // 100), (2, full * 85 // 100)):
            share = sum(mark >= line for mark in marks) / len(marks)
            formula = f'=COUNTIF({area},">={line}")/COUNT({area})'
            sheet.write_formula(row + offset, column, formula, looks.foot_rate, share)
        sheet.write_formula(
            row + 3, column, f"=MAX({area})", looks.foot, _as_excel_writes(max(marks))
        )
    sheet.write_string(row + 5, 0, "制表人：　　　　　审核人：　　　　　日期：", looks.subtitle)


def write_two_row_header(book: Workbook, looks: Looks, sitting: Sitting) -> None:
    """Write a sheet whose header has a group title, 各科成绩, over the subjects."""
    labels = ("学校", "班级", "考号", "姓名")
    target = ScoreSheet(book, looks, sitting, labels)
    target.title()
    for column, label in enumerate(labels):
        target.sheet.merge_range(2, column, 3, column, label, looks.header)
    total = target.total_column
    target.sheet.set_row(3, 32)
    target.sheet.merge_range(2, 4, 2, total - 1, "各科成绩", looks.header)
    for column, label in enumerate(target.labels[4:total], start=4):
        target.sheet.write_string(3, column, label, looks.header)
    target.sheet.merge_range(2, total, 3, total, "总分", looks.header)
    print_on_a4(target.sheet, (0, 3))
    rows = zip(sitting.pupils, sitting.entries, strict=True)
    for row, (pupil, entries) in enumerate(rows, start=4):
        texts = (pupil.school.name, pupil.class_name, pupil.number, pupil.name)
        target.pupil(row, texts, entries)
        target.total(row, entries)


def write_merged_down(book: Workbook, looks: Looks, sitting: Sitting) -> None:
    """Write a sheet in which 学校 and 班级 stand once, merged down over their pupils."""
    target = ScoreSheet(book, looks, sitting, ("学校", "班级", "考号", "姓名"))
    target.title()
    target.header(2)
    print_on_a4(target.sheet, (0, 2))
    rows = zip(sitting.pupils, sitting.entries, strict=True)
    for row, (pupil, entries) in enumerate(rows, start=3):
        target.pupil(row, ("", "", pupil.number, pupil.name), entries)
        target.total(row, entries)
    schools = [pupil.school.name for pupil in sitting.pupils]
    classes = [(pupil.school.name, pupil.class_name) for pupil in sitting.pupils]
    for first, last in _runs(schools):
        target.sheet.merge_range(first + 3, 0, last + 3, 0, schools[first], looks.text)
    for first, last in _runs(classes):
        target.sheet.merge_range(first + 3, 1, last + 3, 1, classes[first][1], looks.text)


def _runs(values: Sequence[object]) -> list[tuple[int, int]]:
    """Return first and last position of each run of equal neighbours."""
    starts = [i for i, value in enumerate(values) if i == 0 or value != values[i - 1]]
    return list(zip(starts, [start - 1 for start in starts[1:]] + [len(values) - 1], strict=True))


def write_header_by_school(book: Workbook, looks: Looks, sitting: Sitting) -> None:
    """Write a sheet pasted together from the schools' own: the header comes again for each.

    Some of its marks are text, as they arrive from other programs: 88, ７６．５.
    """
    target = ScoreSheet(book, looks, sitting, ("学校", "班级", "考号", "姓名"), total=False)
    target.title()
    print_on_a4(target.sheet, (0, 2))
    row, school = 2, None
    for number, (pupil, entries) in enumerate(zip(sitting.pupils, sitting.entries, strict=True)):
        if pupil.school is not school:
            target.header(row)
            school, row = pupil.school, row + 1
        texts = (pupil.school.name, pupil.class_name, pupil.number, pupil.name)
        target.pupil(row, texts, _as_pasted(number, entries))
        row += 1


_FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")


def _as_pasted(number: int, entries: Sequence[Entry]) -> Sequence[Entry]:
    """Turn a mark of every 61st pupil into text, of every 183rd into full-width digits."""
    first = entries[0]
    if number % 61 or not isinstance(first, float):
        return entries
    text = f"{first:g}"
    return [text.translate(_FULL_WIDTH) if number % 183 == 0 else text, *entries[1:]]
