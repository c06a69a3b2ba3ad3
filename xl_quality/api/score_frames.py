"""Marks from a frame (数据框 → 成绩册): pandas, polars, pyarrow, DuckDB, whatever narwhals knows.

The program names the columns, so nothing about them is guessed; what the values mean is read by the
same rules as cells of a sheet (`sheets.cells`), and refused where a clerk would be asked.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from xl_quality.api import given_findings as kinds
from xl_quality.api.extras import needed
from xl_quality.api.score_books import GivenSheets, ScoreBook, telling
from xl_quality.core.findings import BadInputError, Finding, Kind, first_of
from xl_quality.core.marks import (
    BLANK,
    POINT,
    Mark,
    Remark,
    ScoreTable,
    State,
    SubjectColumn,
    in_same_columns,
)
from xl_quality.core.options import BadValueError, full_mark, points_text
from xl_quality.sheets.cells import CellValue, Doubt, Grid, MarkReader, column_letter
from xl_quality.sheets.recognition import Columns, Recognition, SheetKind
from xl_quality.sheets.score_tables import Checkup

if TYPE_CHECKING:
    from narwhals.typing import IntoFrame


SHEET: Final = "成绩"  # What the sheet is called that a frame would be
_TITLES: Final = {
    "school": "学校", "grade": "年级", "class_name": "班级", "name": "姓名", "student_id": "学号",
    "exam": "考试",
}  # fmt: skip
_USED: Final = (Doubt.NONE, Doubt.TEXT_NUMBER)
"""What may stand in a cell without a question: a plain score, a known remark, a text number."""
_PLAIN: Final = frozenset((str, int, float, bool, Decimal))
_SHOWN: Final = 5  # rows that a message names
_LONGEST_NUMBER: Final = 10**15 - 1  # Excel keeps 15 digits: an account has more
_FLOAT32_DIGITS: Final = 6  # so many decimal digits a float of 32 bits keeps


class FrameColumns(NamedTuple):
    """A frame as plain values."""

    kind: str  # pandas, polars …
    names: Sequence[str]  # of all its columns
    values: Mapping[str, Sequence[object]]  # of those wanted, a value a row; blanks are None


@telling
def scores(
    frame: IntoFrame,
    *,
    subjects: Iterable[str] | Mapping[str, float | str | None],
    school: str = "",
    grade: str = "",
    class_: str = "",
    name: str = "",
    student_id: str = "",
    exam: str = "",
    grade_name: str = "",
    exam_name: str = "",
    sheets: Mapping[str, IntoFrame] | None = None,
) -> ScoreBook:
    """Return a score book of the marks in a frame, one row a pupil.

    Args:
        frame: of pandas, polars, pyarrow, DuckDB, or another that narwhals knows; lazy ones are
            collected.
        subjects: the columns of marks; a mapping says full marks, too: ``{"语文": 120}``. Where
            none is said, 100 is assumed or an option of the run says it.
        school: the column of the school's name, ``""`` = there is none.
        grade: of the grade.
        class_: of the class.
        name: of the pupil's name.
        student_id: of the pupil's number, which tells pupils of one name apart.
        exam: of the exam's name, where the frame holds several exams.
        grade_name: instead of such a column, the grade of all rows.
        exam_name: instead of such a column, the exam of all rows.
        sheets: further sheets as the workbook would hold them, by name: 任课, 县名次, 指标,
            考核设置 …, each a frame with the titles of the form (`xl-quality lists`).

    A mark is a number of at most two decimals, exactly (85.5 is; 73.666 is refused, not rounded), a
    text of one, None or NaN for a blank, or what a sheet says in its place: 缺考, 免考, 作弊.

    Returns:
        The book, as if the frame had been a sheet.

    Raises:
        BadInputError: a column is missing, a mark is none, a pupil comes twice, a class stands in
            two schools; every fault is in `findings`, with its rows.
        MissingExtraError: narwhals is not installed.

    >>> import pandas as pd
    >>> import xl_quality as xq
    >>> frame = pd.DataFrame({"学校": ["甲校", "乙校"], "语文": [90, 85.5]})
    >>> xq.scores(frame, school="学校", subjects={"语文": 120}).tables[0].subjects["语文"].marks
    [9000, 8550]
    """
    keys = {
        "school": school, "grade": grade, "class_name": class_, "name": name,
        "student_id": student_id, "exam": exam,
    }  # fmt: skip
    keys = {role: column for role, column in keys.items() if column}
    full_marks = full_marks_of(subjects)
    taken = columns_of(frame, {*keys.values(), *full_marks})
    _refuse_columns(taken, keys, full_marks)
    used = _Frame(keys, full_marks, {"grade": grade_name, "exam": exam_name})
    marks, findings = _marks(taken, used)
    texts = {role: list(map(text_of, taken.values[column])) for role, column in keys.items()}
    findings += [*_faults_of_keys(texts, used), *_repeated(texts, marks)]
    findings += in_two_schools(texts)
    if findings:
        message = "；".join(one.message for one in findings[:_SHOWN])
        raise BadInputError(f"数据框不能用：{message}", findings, told=findings[:_SHOWN])
    grid = _grid(taken, used)
    others = {one: sheet_of(one, columns_of(own)) for one, own in (sheets or {}).items()}
    book = GivenSheets(f"{SHEET}.xlsx", {SHEET: grid, **others})
    tables = in_same_columns([*_tables(used, len(grid.rows) - 1, texts, marks)])
    letters = {subject: used.letter(subject) for subject in used.full_marks}
    known = {SHEET: [Checkup(_recognition(used, letters, table), table, grid) for table in tables]}
    return ScoreBook(book, known=known, frame_kind=taken.kind)


class _Frame(NamedTuple):
    """What the columns are: roles by their column, full marks by subject, what holds for all."""

    keys: Mapping[str, str]
    full_marks: Mapping[str, int | None]
    common: Mapping[str, str]

    def letter(self, column: str) -> str:
        """Return the letter a column would have on a sheet: keys first, then subjects."""
        return column_letter([*self.keys.values(), *self.full_marks].index(column))


def columns_of(frame: Any, wanted: Collection[str] | None = None) -> FrameColumns:  # noqa: ANN401 - any frame that narwhals knows
    """Return columns of a frame as plain values; NaN, NaT and every kind of null are None.

    Args:
        frame: of any kind; a lazy one is collected, and computes no others than those wanted.
        wanted: the columns whose values are needed, as far as they are there; None = all.

    Raises:
        MissingExtraError: narwhals is not installed.
        BadInputError: it is no frame, or two columns have one name.
    """
    narwhals = needed("narwhals", "pandas")
    try:
        own = narwhals.from_native(frame)
        names = list(own.collect_schema().names())
    except TypeError as error:
        message = f"认不出这种数据框：{type(frame).__name__}；可用 pandas、polars、pyarrow、DuckDB"
        raise BadInputError(message) from error
    except narwhals.exceptions.DuplicateError as error:
        raise BadInputError.of([kinds.NAME_TWICE.at(found=str(error))]) from error
    kind = own.implementation.name.lower()
    own = own.select(*(name for name in names if wanted is None or name in wanted))
    if hasattr(own, "collect"):
        own = own.collect()
    values = {str(name): _values(narwhals, own.get_column(name)) for name in own.columns}
    return FrameColumns(kind, list(map(str, names)), values)


def _values(narwhals: Any, series: Any) -> list[object]:  # noqa: ANN401 - of narwhals
    """Return a column as plain values."""
    make = _shortened if series.dtype == narwhals.Float32 else _plain
    return [
        None if null or value != value else make(value)  # noqa: PLR0124 - NaN
        for value, null in zip(series.to_list(), series.is_null().to_list(), strict=True)
    ]


def _shortened(value: float) -> float:
    """Return a float of 32 bits as the decimal number that it was: 85.3, not 85.30000305."""
    return float(format(value, f".{_FLOAT32_DIGITS}g"))


def sheet_of(name: str, taken: FrameColumns) -> Grid:
    """Return a frame as a sheet with its column titles in row 1."""
    columns = [[title, *map(_cell, values)] for title, values in taken.values.items()]
    return Grid(name, list(map(list, zip(*columns, strict=True))))


def _plain(value: object) -> object:
    """Return a value as Python itself has it: of numpy's numbers the number."""
    if type(value) in _PLAIN:
        return value
    item = getattr(value, "item", None)
    plain = item() if callable(item) else value
    return str(plain) if isinstance(plain, (list, dict, set, bytearray)) else plain


def _cell(value: object) -> CellValue:
    """Return a value of a frame as a cell holds it; a cell would lose digits of a long number."""
    if type(value) is int and abs(value) > _LONGEST_NUMBER:
        return str(value)
    if value is None or isinstance(value, (bool, int, float, str, date, datetime)):
        return value
    return float(value) if isinstance(value, (Decimal, Fraction)) else str(value)


def text_of(value: object) -> str:
    """Return a name as text: a number that a join has made 3.0 is 3 again."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def full_marks_of(
    subjects: Iterable[str] | Mapping[str, float | str | None],
) -> dict[str, int | None]:
    """Return the full mark of each subject in hundredths, None where it is not said.

    Raises:
        BadInputError: there are none, one comes twice, or a full mark cannot be used.
    """
    if isinstance(subjects, str):
        subjects = [subjects]
    names = list(subjects)
    if not names or len({*names}) < len(names):
        raise BadInputError("subjects：写明分数列，每列一次，如 {'语文': 120, '数学': 120}")
    said: Mapping[str, object] = subjects if isinstance(subjects, Mapping) else {}
    found: dict[str, int | None] = dict.fromkeys(names)
    for name, value in said.items():
        try:
            found[name] = None if value is None else full_mark(str(value))
        except BadValueError as error:
            raise BadInputError(f"subjects：{name} {error}，写的是“{value}”") from error
    return found


def _refuse_columns(
    taken: FrameColumns, keys: Mapping[str, str], subjects: Mapping[str, int | None]
) -> None:
    """Refuse columns that are not there or have two meanings, and a frame without rows.

    Raises:
        BadInputError: with a finding for each.
    """
    known = taken.names
    wanted = [*keys.values(), *subjects]
    findings = []
    for column in dict.fromkeys(wanted):
        if column not in known:
            near = get_close_matches(column, known, 1)
            advice = f"是不是“{near[0]}”？" if near else ""
            listed = "、".join(known)
            findings.append(
                kinds.COLUMN_MISSING.at(found=column, topic=column, advice=advice, columns=listed)
            )
        elif wanted.count(column) > 1:
            roles = [role for role, own in keys.items() if own == column]
            roles += ["subjects"] if column in subjects else []
            findings.append(kinds.COLUMN_TWICE.at(found=column, roles="、".join(roles)))
    if not findings and not next(iter(taken.values.values()), ()):
        findings.append(kinds.NO_ROWS.at())
    if findings:
        raise BadInputError.of(findings)


def _marks(taken: FrameColumns, used: _Frame) -> tuple[dict[str, list[Mark]], list[Finding]]:
    """Return the marks of each subject, and every value that is none."""
    known: dict[tuple[type, object], tuple[Mark, Doubt]] = {}
    reader, marks, findings = MarkReader(), dict[str, list[Mark]](), list[Finding]()
    for subject, full in used.full_marks.items():
        values = taken.values[subject]
        keys = list(zip(map(type, values), values, strict=True))  # True is no 1
        for key in set(keys) - known.keys():
            known[key] = mark_of(reader, key[1])
        marks[subject] = [known[key][0] for key in keys]
        wrong = {key: fault for key in set(keys) if (fault := fault_of(*known[key], full))}
        for fault in dict.fromkeys(wrong[key] for key in keys if key in wrong) if wrong else ():
            rows = [row for row, key in enumerate(keys) if wrong.get(key) == fault]
            place, most = (used.letter(subject), subject), points_text(full or 0)
            findings.append(_at_rows(_FAULTS[fault], place, rows, values[rows[0]], full=most))
    return marks, findings


_FAULTS: Final = {
    "inexact": kinds.MARK_NOT_EXACT, "none": kinds.NO_MARK, "above": kinds.MARK_ABOVE_FULL,
}  # fmt: skip


def mark_of(reader: MarkReader, value: object) -> tuple[Mark, Doubt]:
    """Return the mark that a value is, and what is unusual about it."""
    if isinstance(value, (Decimal, Fraction)):
        exact = Fraction(value) * POINT
        if exact.denominator != 1:
            return BLANK, Doubt.ROUNDED
        if exact >= 0:
            return int(exact), Doubt.NONE
        value = float(value)
    reading = reader.reading(_cell(value))
    return reading.mark, reading.doubt


def fault_of(mark: Mark, doubt: Doubt, full: int | None) -> str:
    """Return what is wrong with a value, ``""`` where nothing is."""
    if doubt is Doubt.ROUNDED:
        return "inexact"
    if doubt not in _USED or (isinstance(mark, Remark) and mark.state is State.INVALID):
        return "none"
    return "above" if full and isinstance(mark, int) and mark > full else ""


def _at_rows(
    kind: Kind, place: tuple[str, str], rows: Sequence[int], found: object, *, full: str = ""
) -> Finding:
    """Return a finding about some rows of a column (its letter, its name)."""
    letter, column = place
    cells = tuple(f"{letter}{row + 2}" for row in rows)
    told = first_of([str(row) for row in rows], _SHOWN, "行")
    return kind.at(
        SHEET, cells[0], cells=cells, topic=column, found=str(found),
        column=column, rows=told, count=len(rows), positions=tuple(rows), full=full,
    )  # fmt: skip


def _faults_of_keys(texts: Mapping[str, Sequence[str]], used: _Frame) -> Iterator[Finding]:
    """Yield schools, grades, classes and exams that some rows lack: whose would they be?"""
    for role in ("school", "grade", "class_name", "exam"):
        rows = [row for row, text in enumerate(texts.get(role, ())) if not text]
        if rows:
            column = used.keys[role]
            yield _at_rows(kinds.KEY_BLANK, (used.letter(column), column), rows, "")


def _repeated(
    texts: Mapping[str, Sequence[str]], marks: Mapping[str, Sequence[Mark]]
) -> Iterator[Finding]:
    """Yield pupils that come twice: one number, or one name with the same marks in one class."""
    count = len(next(iter(marks.values())))
    blank = [""] * count

    def keyed(*roles: str) -> dict[tuple[str, ...], list[int]]:
        parts = (texts.get(role, blank) for role in roles)
        rows: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for row, key in enumerate(zip(*parts, strict=True)):
            if key[0]:
                rows[key].append(row)
        return {key: own for key, own in rows.items() if len(own) > 1}

    for key, rows in keyed("student_id", "exam").items():
        yield _pupil(kinds.ID_TWICE, key[0], rows)
    if "student_id" not in texts:
        for key, rows in keyed("name", "exam", "school", "grade", "class_name").items():
            own = Counter(tuple(column[row] for column in marks.values()) for row in rows)
            if max(own.values()) > 1:
                yield _pupil(kinds.PUPIL_TWICE, key[0], rows)


def _pupil(kind: Kind, found: str, rows: Sequence[int]) -> Finding:
    told = first_of([str(row) for row in rows], _SHOWN, "行")
    return kind.at(
        SHEET, f"A{rows[0] + 2}", topic=found, found=found, rows=told, count=len(rows),
        positions=tuple(rows),
    )  # fmt: skip


def in_two_schools(texts: Mapping[str, Sequence[str]]) -> Iterator[Finding]:
    """Yield classes that stand in two schools though their names are those of one school only.

    Classes that are numbered begin at 1 in every school: the names of a smaller school are all
    among those of a larger one. Where schools have more names of their own than they share, names
    tell the school (20110203), and one that two schools have is a slip.
    """
    if not {"school", "class_name"} <= texts.keys():
        return
    schools, classes = texts["school"], texts["class_name"]
    grades = texts.get("grade", [""] * len(schools))
    homes: dict[tuple[str, str], set[str]] = defaultdict(set)
    for school, grade, name in zip(schools, grades, classes, strict=True):
        homes[grade, name].add(school)
    shared: Counter[tuple[str, str]] = Counter()
    own: Counter[tuple[str, str]] = Counter()
    for (grade, _), at in homes.items():
        for school in at:
            (shared if len(at) > 1 else own)[school, grade] += 1
    for (grade, name), at in homes.items():
        if len(at) > 1 and all(own[school, grade] > shared[school, grade] for school in at):
            keys = zip(schools, grades, classes, strict=True)
            rows = [row for row, key in enumerate(keys) if key[1:] == (grade, name)]
            told = first_of([str(row) for row in rows], _SHOWN, "行")
            yield kinds.CLASS_IN_TWO_SCHOOLS.at(
                SHEET, f"A{rows[0] + 2}", topic=name, found=name, schools="、".join(sorted(at)),
                rows=told, positions=tuple(rows),
            )  # fmt: skip


def _grid(taken: FrameColumns, used: _Frame) -> Grid:
    """Return the used columns as a sheet: keys first, then subjects."""
    keys = {column: _TITLES[role] for role, column in used.keys.items()}
    titles = [*keys.values(), *used.full_marks]
    columns = [taken.values[column] for column in (*keys, *used.full_marks)]
    rows = [list(map(_cell, row)) for row in zip(*columns, strict=True)]
    return Grid(SHEET, [titles, *rows])


def _tables(
    used: _Frame,
    count: int,
    texts: Mapping[str, Sequence[str]],
    marks: Mapping[str, Sequence[Mark]],
) -> Iterator[ScoreTable]:
    """Yield a table an exam."""
    exams = texts.get("exam") or [used.common["exam"]] * count
    grades = texts.get("grade") or [used.common["grade"]] * count
    for exam in dict.fromkeys(exams):
        rows = [row for row, own in enumerate(exams) if own == exam]
        whole = len(rows) == count

        def part(column: Sequence[Any], rows: Sequence[int] = rows, *, whole: bool = whole) -> Any:  # noqa: ANN401 - of texts or marks
            return column if whole else [column[row] for row in rows]

        blank = [""] * len(rows)
        subjects = {
            name: SubjectColumn(name, used.letter(name), part(marks[name]), full_mark=full)
            for name, full in used.full_marks.items()
        }
        own = {role: part(texts[role]) for role in texts}
        yield ScoreTable(
            sheet=SHEET,
            exam=exam,
            rows=[row + 2 for row in rows],
            schools=own.get("school", blank),
            grades=part(grades),
            classes=own.get("class_name", blank),
            names=own.get("name", blank),
            student_ids=own.get("student_id", blank),
            subjects=subjects,
        )


def _recognition(used: _Frame, letters: Mapping[str, str], table: ScoreTable) -> Recognition:
    places = {role: used.letter(column) for role, column in used.keys.items()}
    titles = {letter: _TITLES[role] for role, letter in places.items()}
    return Recognition(
        SHEET,
        SheetKind.STUDENT_SCORES,
        header_rows=(1,),
        data_rows=table.rows,
        columns=Columns(**places),  # type: ignore[arg-type] # letters all
        subjects=letters,
        full_marks={name: full for name, full in used.full_marks.items() if full},
        labels={**titles, **{letter: name for name, letter in letters.items()}},
        grade=used.common["grade"],
        exam=used.common["exam"],
    )
