"""Takes the marks out of a recognised sheet (读取成绩).

One score table on the doctor's table (受检的成绩表).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from xl_quality.core.marks import BLANK, Mark, ScoreTable, SubjectColumn
from xl_quality.sheets.absences import told_by_row, with_told
from xl_quality.sheets.cells import MarkReader
from xl_quality.sheets.grid import CellValue, Grid, column_index, column_letter, is_error
from xl_quality.sheets.pupil_rows import Filled, Units, fill_units
from xl_quality.sheets.recognition import Recognition, SheetKind
from xl_quality.sheets.several_tables import by_exam, by_label_exam, transposed, turned_back
from xl_quality.sheets.text import WITHOUT_INVISIBLE, has_invisible
from xl_quality.sheets.titles import CLASS, SCHOOL, by_segment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.core.groups import UnitKey


def _texts_of(values: Sequence[CellValue]) -> list[str]:
    """Return cells of a key column as texts: 1.0 is ``1``, 1.7 stays ``1.7``."""
    if set(map(type, values)) == {str} and not has_invisible("".join(cast("list[str]", values))):
        return list(map(str.strip, cast("list[str]", values)))  # fifty thousand names
    texts = {value: _text_of(value) for value in set(values)}  # 1.0 and 1 are one key, one text
    return [texts[value] for value in values]


def _text_of(value: CellValue) -> str:
    if isinstance(value, str):
        text = value.strip()
        return text if text.isascii() else text.translate(WITHOUT_INVISIBLE).strip()
    if isinstance(value, bool) or value is None or is_error(value):
        return ""
    return format(value, ".15g") if isinstance(value, (int, float)) else str(value)


class _Taker:
    """Takes columns out of one grid at the rows of one recognition."""

    def __init__(self, recognition: Recognition, grid: Grid) -> None:
        self.recognition = recognition
        self.grid = grid
        self.rows = recognition.data_rows
        self.columns = grid.columns

    def cells(self, letter: str) -> Sequence[CellValue]:
        values = self.columns[column_index(letter)]
        rows = self.rows
        if isinstance(rows, range):
            return values[rows.start - 1 : rows.stop - 1]
        return [values[row - 1] for row in rows]

    def texts(self, letter: str | None, otherwise: str = "") -> list[str]:
        if letter is None:
            return [otherwise] * len(self.rows)
        return _texts_of(self.cells(letter))

    def unit(self, letter: str | None, said: str) -> list[str]:
        """Return a column of schools, grades or classes; blank cells have what is *said* of all."""
        texts = self.filled(letter, said)
        return [text or said for text in texts] if said and not all(texts) else texts

    def filled(self, letter: str | None, otherwise: str = "", *, down: bool = False) -> list[str]:
        """Return a key column with merged cells filled, and blanks too where *down* is set."""
        texts = self.texts(letter, otherwise)
        if letter is None or all(texts):
            return texts
        column = column_index(letter)
        top: dict[int, int] = {}
        for first, left, last, _ in self.grid.merged:
            if left == column and last > first:
                top.update(dict.fromkeys(range(first, last + 1), first))
        before = otherwise
        for index, row in enumerate(self.rows):
            if not texts[index] and row - 1 in top:
                texts[index] = _text_of(self.columns[column][top[row - 1]])
            if not texts[index] and down:
                texts[index] = before
            before = texts[index] or before
        return texts


def score_tables(recognition: Recognition, grid: Grid) -> list[ScoreTable]:
    """
    Return the score tables of a recognised sheet.

    Args:
        recognition: what `recognise` said about this very grid.
        grid: the cells.

    Returns:
        One table; one per block of a sheet with several; none where the sheet holds no scores.
        The rows of the long layout are put together by pupil.
    """
    if recognition.blocks:
        return [t for block in recognition.blocks for t in score_tables(block, grid)]
    if not recognition.subjects:
        return []
    if recognition.kind is SheetKind.TRANSPOSED:
        return [_turned(_wide(turned_back(recognition), transposed(grid)))]
    if recognition.kind is SheetKind.LONG_SCORES:
        return [_long(recognition, grid)]
    if recognition.exams:
        return by_label_exam(_wide(recognition, grid), recognition.exams)
    return by_exam(_wide(recognition, grid), _exams(recognition, grid))


def _exams(recognition: Recognition, grid: Grid) -> list[str]:
    """Return the exam of each pupil's row where a column names it, else nothing."""
    letter = recognition.columns.exam
    return [] if letter is None else _Taker(recognition, grid).filled(letter, down=True)


def _reader(recognition: Recognition) -> MarkReader:
    return MarkReader(accept_signs=recognition.accept_signs)


def _keys(taker: _Taker) -> tuple[list[str], list[str], list[str], list[str], list[str]]:
    columns = taker.recognition.columns
    several = columns.exam is not None or columns.subject_from is not None
    units = _units(taker)
    return (
        units.schools.texts,
        units.grades.texts,
        units.classes.texts,
        taker.filled(columns.name, down=several),
        taker.filled(columns.student_id, down=several),
    )


def units_of(recognition: Recognition, grid: Grid) -> Units:
    """Return the schools, grades and classes of all pupils' rows, and which of them are guessed."""
    return _units(_Taker(recognition, grid))


def _units(taker: _Taker) -> Units:
    found, columns = taker.recognition, taker.recognition.columns
    schools = by_segment(taker.unit(columns.school, found.school), found, SCHOOL)
    grades = taker.unit(columns.grade, found.grade)
    classes = by_segment(taker.unit(columns.class_name, found.class_name), found, CLASS)
    if all(schools) and all(grades) and all(classes):
        return Units(Filled(schools), Filled(grades), Filled(classes))
    exams = taker.filled(columns.exam, down=True)
    return fill_units((schools, grades, classes), exams, _goes_on(taker))


def _goes_on(taker: _Taker) -> list[bool]:
    """Say which rows belong to the pupil of the row above: several exams or subjects each."""
    columns = taker.recognition.columns
    if columns.exam is None and columns.subject_from is None:
        return []
    raw = zip(taker.texts(columns.name), taker.texts(columns.student_id), strict=True)
    goes_on: list[bool] = []
    above = ("", "")
    for pupil in raw:
        goes_on.append(bool(goes_on) and (not any(pupil) or pupil == above))
        above = pupil if any(pupil) else above
    return goes_on


def _wide(recognition: Recognition, grid: Grid) -> ScoreTable:
    taker, reader = _Taker(recognition, grid), _reader(recognition)
    schools, grades, classes, names, ids = _keys(taker)
    marks = {
        name: reader.column(taker.cells(letter), grid.kinds[column_index(letter)])
        for name, letter in recognition.subjects.items()
    }
    if told := told_by_row(recognition.labels, taker.cells):
        marks = with_told(marks, told)
    subjects = {
        name: SubjectColumn(name, letter, marks[name], full_mark=recognition.full_marks.get(name))
        for name, letter in recognition.subjects.items()
    }
    return ScoreTable(
        recognition.sheet,
        recognition.exam,
        recognition.data_rows,
        schools,
        grades,
        classes,
        names,
        ids,
        subjects,
    )


def _long(recognition: Recognition, grid: Grid) -> ScoreTable:
    """Put the rows of one pupil together; a subject that comes twice keeps its first mark."""
    taker = _Taker(recognition, grid)
    keys = list(zip(*_keys(taker), strict=True))
    courses = taker.filled(recognition.columns.subject_from)
    letter = next(iter(recognition.subjects.values()))
    marks = _reader(recognition).column(taker.cells(letter))
    pupils: dict[tuple[str, ...], int] = {}
    first_rows: list[int] = []
    by_subject: dict[str, dict[int, tuple[int, Mark]]] = {}
    for row, key, course, mark in zip(taker.rows, keys, courses, marks, strict=True):
        pupil = pupils.setdefault(key, len(pupils))
        if pupil == len(first_rows):
            first_rows.append(row)
        by_subject.setdefault(course, {}).setdefault(pupil, (row, mark))
    subjects = {
        course: SubjectColumn(
            course,
            letter,
            [found.get(pupil, (0, BLANK))[1] for pupil in range(len(pupils))],
            [found.get(pupil, (first_rows[pupil], BLANK))[0] for pupil in range(len(pupils))],
            full_mark=recognition.full_marks.get(course),
        )
        for course, found in by_subject.items()
    }
    schools, grades, classes, names, ids = ([key[n] for key in pupils] for n in range(5))
    return ScoreTable(
        recognition.sheet,
        recognition.exam,
        first_rows,
        schools,
        grades,
        classes,
        names,
        ids,
        subjects,
    )


def _turned(table: ScoreTable) -> ScoreTable:
    """Give a table read from a turned grid the addresses of the sheet as it stands."""
    letters = [column_letter(row - 1) for row in table.rows]
    subjects = {
        name: column._replace(
            letter=letters[0] if letters else "",
            rows=[column_index(column.letter) + 1] * len(letters),
            letters=letters,
        )
        for name, column in table.subjects.items()
    }
    return table._replace(subjects=subjects)


class Checkup(NamedTuple):
    """A table with what was recognised about its sheet and the cells themselves."""

    recognition: Recognition
    table: ScoreTable
    grid: Grid

    def key_cell(self, letter: str | None, pupil: int) -> str:
        """Return the address of a pupil's cell in a key column, of the row's first one without."""
        row = self.table.rows[pupil]
        if self.recognition.kind is SheetKind.TRANSPOSED:
            return f"{column_letter(row - 1)}{letter or 1}"
        return f"{letter or 'A'}{row}"

    def unit(self, pupil: int) -> UnitKey:
        """Return school, grade and class of a pupil."""
        table = self.table
        return table.schools[pupil], table.grades[pupil], table.classes[pupil]

    def name_cell(self, pupil: int) -> str:
        """Return the address of a pupil's name."""
        return self.key_cell(self.recognition.columns.name, pupil)
