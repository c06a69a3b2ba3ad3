"""Takes the marks out of a recognised sheet (读取成绩): its `ScoreTable`s.

Absences told in words beside the marks (备注、说明、缺考标记) are put in among them; blank schools,
grades and classes of the rows are filled only where one reading remains.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from xl_quality.core.marks import BLANK, Mark, Remark, ScoreTable, State, SubjectColumn
from xl_quality.core.school_terms import usual_grade
from xl_quality.sheets import sheet_findings as kinds
from xl_quality.sheets.cells import (
    CellValue,
    Grid,
    MarkReader,
    column_index,
    column_letter,
    is_error,
)
from xl_quality.sheets.labels import SUBJECT_WORDS
from xl_quality.sheets.recognition import Recognition, SheetKind
from xl_quality.sheets.several_tables import by_exam, by_label_exam, transposed, turned_back
from xl_quality.sheets.text import (
    WITHOUT_INVISIBLE,
    class_meant,
    has_invisible,
    pattern,
    plain_label,
)
from xl_quality.sheets.titles import CLASS, SCHOOL, by_segment

if TYPE_CHECKING:
    from xl_quality.core.findings import Finding
    from xl_quality.sheets.layout import Layout

_REMARKS: Final = (
    "备注 说明 备注说明 情况说明 考试情况 缺考情况 缺考说明 缺考原因 参考情况 学籍状态 状态"
)
_YES: Final = frozenset(["是", "√", "✓", "✔", "v", "y", "yes", "1", "缺", "缺考", "true"])
_ABSENT: Final = (
    "缺考|缺席|缺试|弃考|旷考|未考|没考|未参考|未参加考试|没参加考试|没有参加考试|未到考"
)
_EXEMPT: Final = (
    "免考|免试|缓考|病假|事假|请假|病休|休学|退学|辍学|转学|转出|转走|转校|已转学|已转出|已转走|已转|"
    "住院|借读|借读生|旁听|旁听生|外校借读|随班就读|未选考"
)
_GUESTS: Final = ["借读", "借读生", "旁听", "旁听生", "外校借读", "随班就读"]
_TOLD: Final = pattern(
    rf"(?:因病|因事|因伤|生病|请假|病假|事假|全部|全科|各科|本次|本次考试|该生)?"
    rf"(?P<before>(?:(?:{SUBJECT_WORDS})[、和及,，]?)*)"
    rf"(?:(?P<absent>{_ABSENT})|(?P<exempt>{_EXEMPT}))"
    rf"(?P<behind>(?:[:：]?(?:{SUBJECT_WORDS})[、和及,，]?)*)"
    r"(?:到外地|到外县|到外校|外地|回原籍)?(?:\(.{0,12}\))?[。.]?"
)
"""The whole text is an absence, perhaps of named subjects: 缺考, 数学缺考, 因病缺考, 缺考(病).
Anything around it makes it another story: 上次缺考, 未缺考, 缺考补考已完成, 转学来的."""
_NAMES: Final = pattern(SUBJECT_WORDS)


class Told(NamedTuple):
    """What a remark says."""

    state: State  # `ABSENT` or `EXEMPT` (不应考: also 借读, 转出 …)
    text: str  # the words
    subjects: tuple[str, ...] = ()  # of which subjects, () = of all


def told_in(text: str) -> Told | None:
    """Return the absence that a remark tells, None where it tells none.

    >>> told_in("缺考").state, told_in("数学缺考").subjects, told_in("已转走").state
    (<State.ABSENT: '缺考'>, ('数学',), <State.EXEMPT: '免考'>)
    >>> [told_in(text) for text in ("上次缺考", "未缺考", "缺考补考已完成")]
    [None, None, None]
    """
    plain = "".join(unicodedata.normalize("NFKC", text).split()).replace(",", "、")
    found = _TOLD.fullmatch(plain)
    if found is None:
        return None
    named = tuple(_NAMES.findall(found["before"] + found["behind"]))
    return Told(State.ABSENT if found["absent"] else State.EXEMPT, text.strip(), named)


def _flag(text: str) -> Told | None:
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    return Told(State.ABSENT, "缺考") if plain in _YES else told_in(text)


def _subjects(text: str) -> Told | None:
    plain = unicodedata.normalize("NFKC", text)
    named = tuple(_NAMES.findall(plain))
    rest = _NAMES.sub("", plain).strip(" 、,，;；和及")
    return Told(State.ABSENT, f"缺考（{text.strip()}）", named) if named and not rest else None


_READERS: Final[Mapping[str, Callable[[str], Told | None]]] = {
    **dict.fromkeys(_REMARKS.split(), told_in),
    **dict.fromkeys(("是否缺考", "缺考", "缺考标记", "缺考标志"), _flag),
    **dict.fromkeys(("缺考科目", "缺考学科"), _subjects),
}
"""How the cells of a column are read as absences, by its label in plain form."""


def told_by_row(
    labels: Mapping[str, str], cells: Callable[[str], Sequence[CellValue]]
) -> dict[int, Told]:
    """Return the absence told of each pupil, by the pupil's number.

    The labels are given by column letter; `cells` returns those of a column, a pupil each.
    """
    found: dict[int, Told] = {}
    for letter, label in labels.items():
        read = _READERS.get(plain_label(label))
        if read is None:
            continue
        values = cells(letter)
        texts = {value: _text(value) for value in set(values) if value is not None}
        told = {value: one for value, text in texts.items() if text and (one := read(text))}
        for pupil, value in enumerate(values) if told else ():
            if value in told:
                found.setdefault(pupil, told[value])
    return found


def _text(value: CellValue) -> str:
    if isinstance(value, str):
        return value
    return "1" if value is True or value == 1 else ""


def with_told(marks: Mapping[str, list[Mark]], told: Mapping[int, Told]) -> dict[str, list[Mark]]:
    """Return marks in which the blanks of pupils told absent, and rows of only zeros, say so.

    A pupil told absent who has a mark keeps it: the mark is there to be seen.
    """
    changed = {name: list(column) for name, column in marks.items()}
    for pupil, one in told.items():
        remark = Remark(one.state, one.text)
        row = [column[pupil] for column in changed.values()]
        scores = [mark for mark in row if not isinstance(mark, Remark)]
        zeros = bool(scores) and not any(scores)
        for name, column in changed.items():
            if one.subjects and name not in one.subjects:
                continue
            mark = column[pupil]
            if mark is BLANK or (mark == 0 and (zeros or one.subjects)):
                column[pupil] = remark
    return changed


def absence_findings(layout: Layout) -> Iterator[Finding]:
    """Say once how many absences were taken from words beside the marks, and where marks differ."""
    labels = {column_letter(c): label.text for c, label in enumerate(layout.header.labels)}
    letter = next((one for one, label in labels.items() if plain_label(label) in _READERS), None)
    if letter is None:
        return
    told = told_by_row(labels, lambda letter: layout.cells(column_index(letter)))
    if not told:
        return
    marks = {name: layout.marks(column) for name, column in layout.roles.subjects.items()}
    against = [
        pupil
        for pupil, one in told.items()
        if not any(
            isinstance(mark := marks[name][pupil], Remark) or mark == 0
            for name in (not layout.roles.is_long and one.subjects) or marks
            if name in marks
        )
    ]
    differ = set(against)
    quiet = [pupil for pupil in told if pupil not in differ]
    words = "、".join(dict.fromkeys(told[pupil].text for pupil in quiet[:3]))
    guests = all(told[pupil].text in _GUESTS for pupil in against)
    other = kinds.GUESTS_WITH_MARKS if guests else kinds.ABSENCE_TOLD_WITH_MARKS
    for kind, pupils, found in (
        (kinds.ABSENCE_TOLD, quiet, words),
        (other, against, told[against[0]].text if against else ""),
    ):
        if pupils:
            cell, label = f"{letter}{layout.rows.data[pupils[0]] + 1}", labels[letter]
            yield layout.finding(kind, cell, found=found, label=label, pupils=len(pupils))


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

    def name_cell(self, pupil: int) -> str:
        """Return the address of a pupil's name."""
        return self.key_cell(self.recognition.columns.name, pupil)


_ROOM: Final = 100  # 701 is the first class of 七年级
_ROOMS: Final = 40  # classes that a grade may have: 748 is no class of 七年级
_SPELLINGS: Final = 4  # that a message quotes of one class


def units_settled(tables: Sequence[ScoreTable]) -> list[ScoreTable]:
    """Return the tables of a workbook with each class under one name, in the grade it says itself.

    Where no table says the grade and classes name several (七（1）班 and 八（1）班, 701 and 801),
    the pupils are of these grades: they would be ranked against each other. A class of one school
    and grade that is written in several ways (1, 一班, （1）) has the name that it has most often.
    """
    return _in_one_spelling(_in_their_grades(tables))


def _in_their_grades(tables: Sequence[ScoreTable]) -> list[ScoreTable]:
    told = {
        number: {unit: _grade_told(unit[2]) for unit in table.units if unit[2]}
        for number, table in enumerate(tables)
        if not any(unit[1] for unit in table.units)
    }
    rooms = [meant for own in told.values() for meant in own.values() if meant and meant.room]
    first = {grade: min(one.room for one in rooms if one.grade == grade) for grade, _ in rooms}
    in_turn = set(first.values()) - {1}  # 215班 is no first class of 二年级: numbers given in turn
    sure = {
        number: own
        for number, own in told.items()
        if own and all(one and not (one.room and in_turn) for one in own.values())
    }
    grades = {one.grade for own in sure.values() for one in own.values() if one}
    grades |= {usual_grade(unit[1]) for table in tables for unit in table.units if unit[1]}
    if len(grades) < 2:  # noqa: PLR2004 - nothing to tell apart
        return list(tables)
    return [
        table._replace(
            grades=[
                one.grade if (one := sure[number].get(unit)) else ""
                for unit in zip(table.schools, table.grades, table.classes, strict=True)
            ]
        )
        if number in sure
        else table
        for number, table in enumerate(tables)
    ]


class _GradeTold(NamedTuple):
    grade: str
    room: int = 0  # the class's number in the grade where both stand in one number (701)


def _grade_told(name: str) -> _GradeTold | None:
    meant = class_meant(name)
    if meant is None or meant.grade:
        return None if meant is None else _GradeTold(meant.grade)
    lead, room = divmod(meant.number, _ROOM)
    return _GradeTold(usual_grade(str(lead)), room) if lead and 0 < room < _ROOMS else None


def _in_one_spelling(tables: Sequence[ScoreTable]) -> list[ScoreTable]:
    counts: dict[tuple[object, ...], Counter[str]] = {}
    keys: list[dict[tuple[str, str, str], tuple[object, ...]]] = []
    for number, table in enumerate(tables):
        # sheets that do not name their school may be of several
        own = {unit: (unit[0] or number, *_class_key(unit)) for unit in table.units}
        keys.append({unit: key for unit, key in own.items() if len(key) > 1})
        for unit, key in keys[-1].items():
            counts.setdefault(key, Counter())[unit[2]] += table.units[unit]
    usual = {key: one.most_common(1)[0][0] for key, one in counts.items() if len(one) > 1}
    return [
        _renamed(table, own, usual) if usual else table
        for table, own in zip(tables, keys, strict=True)
    ]


def _renamed(
    table: ScoreTable,
    keys: Mapping[tuple[str, str, str], tuple[object, ...]],
    usual: Mapping[tuple[object, ...], str],
) -> ScoreTable:
    names = {unit: usual.get(key, unit[2]) for unit, key in keys.items()}
    if all(unit[2] == name for unit, name in names.items()):
        return table
    units = zip(table.schools, table.grades, table.classes, strict=True)
    return table._replace(classes=[names.get(unit, unit[2]) for unit in units])


def _class_key(unit: tuple[str, str, str]) -> tuple[object, ...]:
    """Return what a class says, its grade and number, or nothing."""
    meant, told, grade = class_meant(unit[2]), _grade_told(unit[2]), usual_grade(unit[1])
    if meant is None:
        return ()
    if told is None:
        return grade, meant.number
    if grade and told.grade != grade:  # 六(1)班 in 五年级, class 241 in 八年级
        return grade, told.grade, meant.number
    return told.grade, told.room or meant.number


def settled_findings(before: Checkup, after: Checkup) -> Iterator[Finding]:
    """Say which grades were taken from classes (`units_settled`), and which classes are one."""
    found, old, new = before.recognition, before.table, after.table
    letter = found.columns.class_name
    if old.grades != new.grades:
        cell = before.key_cell(letter, 0) if letter else ""
        grades = "、".join(dict.fromkeys(filter(None, new.grades)))
        kind = kinds.UNIT_FROM_TITLE["grade"]
        yield kind.at(found.sheet, cell, found=grades, source="班级的写法")
    spelt: dict[str, list[str]] = {}
    for was, now in dict.fromkeys(zip(old.classes, new.classes, strict=True)):
        spelt.setdefault(now, []).append(was)
    for now, ways in spelt.items():
        if ways != [now]:
            written = "、".join(f"“{name}”" for name in dict.fromkeys((now, *ways[:_SPELLINGS])))
            cell = before.key_cell(letter, list(new.classes).index(now)) if letter else ""
            yield kinds.CLASS_SPELT.at(found.sheet, cell, found=written, unit=now)


class Filled(NamedTuple):
    """A key column, a text per pupil's row."""

    texts: list[str]  # what holds for each row, ``""`` where nothing says so
    guessed: Sequence[int] = ()  # the rows that took the text above them
    unknown: Sequence[int] = ()  # the rows whose blank may mean several things


class Units(NamedTuple):
    """Schools, grades and classes of all rows."""

    schools: Filled
    grades: Filled
    classes: Filled


def score_tables(recognition: Recognition, grid: Grid) -> list[ScoreTable]:
    """Return the score tables of a sheet, of which `recognise` said what is where.

    One table; one per block of a sheet with several; none where the sheet holds no scores. The
    rows of the long layout are put together by pupil.
    """
    if recognition.blocks:
        return [t for block in recognition.blocks for t in score_tables(block, grid)]
    if not recognition.subjects:
        return []
    if recognition.kind is SheetKind.TRANSPOSED:
        return [_turned(_subjects_in_columns(turned_back(recognition), transposed(grid)))]
    letter = recognition.columns.exam  # the exam of each row, where a column names it
    exams = [] if letter is None else _Taker(recognition, grid).filled(letter, down=True)
    if recognition.kind is SheetKind.LONG_SCORES:
        table = _long(recognition, grid)
        return by_exam(table, exams) if len({*exams} - {""}) == 1 else [table]
    table = _subjects_in_columns(recognition, grid)
    if recognition.exams:
        return by_label_exam(table, recognition.exams)
    return by_exam(table, exams)


def _keys(taker: _Taker) -> dict[str, Any]:
    """Return the schools, grades, classes, names and numbers of the rows, by field."""
    columns = taker.recognition.columns
    several = columns.exam is not None or columns.subject_from is not None
    units = units_of(taker.recognition, taker.grid)
    return {
        "schools": units.schools.texts,
        "grades": units.grades.texts,
        "classes": units.classes.texts,
        "names": taker.filled(columns.name, down=several),
        "student_ids": taker.filled(columns.student_id, down=several),
    }


_ID_TITLES: Final = frozenset(["考号", "准考证号", "考生号", "学籍号"])
"""What a sheet may call its pupils' numbers and the sheets printed call them too; else 学号."""


def _id_title(recognition: Recognition) -> str:
    label = plain_label(recognition.labels.get(recognition.columns.student_id or "", ""))
    return label if label in _ID_TITLES else "学号"


def units_of(recognition: Recognition, grid: Grid) -> Units:
    """Return the schools, grades and classes of all pupils' rows, and which of them are guessed."""
    taker, found, columns = _Taker(recognition, grid), recognition, recognition.columns
    schools = by_segment(taker.unit(columns.school, found.school), found, SCHOOL)
    grades = taker.unit(columns.grade, found.grade)
    classes = by_segment(taker.unit(columns.class_name, found.class_name), found, CLASS)
    if all(schools) and all(grades) and all(classes):
        return Units(Filled(schools), Filled(grades), Filled(classes))
    exams = taker.filled(columns.exam, down=True)
    own = columns.school is not None, columns.grade is not None, columns.class_name is not None
    return _fill_units((schools, grades, classes), own, exams, _goes_on(taker))


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


def _subjects_in_columns(recognition: Recognition, grid: Grid) -> ScoreTable:
    taker, reader = _Taker(recognition, grid), MarkReader(accept_signs=recognition.accept_signs)
    marks = {
        name: reader.column(taker.cells(letter), grid.kinds[column_index(letter)])
        for name, letter in recognition.subjects.items()
    }
    if told := told_by_row(recognition.labels, taker.cells):
        marks = with_told(marks, told)
    full_marks = recognition.full_marks
    return ScoreTable(
        sheet=recognition.sheet,
        exam=recognition.exam,
        rows=recognition.data_rows,
        subjects={
            name: SubjectColumn(name, letter, marks[name], full_mark=full_marks.get(name))
            for name, letter in recognition.subjects.items()
        },
        **_keys(taker),
        id_title=_id_title(recognition),
    )


def _long(recognition: Recognition, grid: Grid) -> ScoreTable:
    """Put the rows of one pupil together; a subject that comes twice keeps its first mark."""
    taker = _Taker(recognition, grid)
    keys = _keys(taker)
    courses = taker.filled(recognition.columns.subject_from)
    letter = next(iter(recognition.subjects.values()))
    marks = MarkReader(accept_signs=recognition.accept_signs).column(taker.cells(letter))
    own = {
        row: one._replace(subjects=())  # the row has one subject
        for row, one in told_by_row(recognition.labels, taker.cells).items()
        if not one.subjects or courses[row] in one.subjects
    }
    marks = with_told({letter: marks}, own)[letter]
    pupils: dict[tuple[str, ...], int] = {}
    blank: dict[int, tuple[int, Mark]] = {}  # of each pupil the first row
    by_subject: dict[str, dict[int, tuple[int, Mark]]] = {}
    rows = zip(taker.rows, zip(*keys.values(), strict=True), courses, marks, strict=True)
    for row, key, course, mark in rows:
        pupil = pupils.setdefault(key, len(pupils))
        blank.setdefault(pupil, (row, BLANK))
        by_subject.setdefault(course, {}).setdefault(pupil, (row, mark))
    cells = {course: ({**blank, **own}).values() for course, own in by_subject.items()}
    subjects = {
        course: SubjectColumn(
            course,
            letter,
            [mark for _, mark in own],
            [row for row, _ in own],
            full_mark=recognition.full_marks.get(course),
        )
        for course, own in cells.items()
    }
    own_keys: dict[str, Any] = {field: [key[n] for key in pupils] for n, field in enumerate(keys)}
    return ScoreTable(
        sheet=recognition.sheet,
        exam=recognition.exam,
        rows=[row for row, _ in blank.values()],
        subjects=subjects,
        **own_keys,
        id_title=_id_title(recognition),
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
        return [text or said for text in self.filled(letter, said)]

    def filled(self, letter: str | None, otherwise: str = "", *, down: bool = False) -> list[str]:
        """Return a key column with merged cells filled, and blanks too where *down* is set."""
        texts = self.texts(letter, otherwise)
        if letter is None or all(texts):
            return texts
        column = column_index(letter)
        top: dict[int, int] = {}
        for first, left, last, _ in self.grid.merged:
            if left == column:
                top.update(dict.fromkeys(range(first, last + 1), first))
        before = otherwise
        for index, row in enumerate(self.rows):
            if not texts[index] and row - 1 in top:
                texts[index] = _text_of(self.columns[column][top[row - 1]])
            if not texts[index] and down:
                texts[index] = before
            before = texts[index] or before
        return texts


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


def _fill_units(
    units: tuple[list[str], list[str], list[str]],
    in_columns: tuple[bool, bool, bool],
    exams: Sequence[str],
    goes_on: Sequence[bool],
) -> Units:
    """Fill blank schools, grades and classes, ``""`` in the columns.

    Schools come first, alone or within grades, then grades, then classes within both. Pupils
    whose school is unknown are in no class, those whose grade is unknown in no school either: a
    group of just them would be ranked as one of its own. Titles inside the sheet hold for the
    rows below them: without a column nothing says whose the rows above the first title are.
    """
    schools, grades, classes = units
    in_grades = [(exams, grades)] if all(grades) else []
    none: list[tuple[Sequence[str], ...]] = []
    of_schools, of_grades, of_classes = in_columns
    school = _fill_down(schools, [(exams,), *in_grades] if of_schools else none, goes_on)
    within = [(exams,), (exams, school.texts)] if of_grades else none
    grade = _fill_down(grades, within, goes_on)
    within = [(exams, school.texts, grade.texts)] if of_classes else none
    own = _fill_down(classes, within, goes_on)
    for row in (*school.unknown, *grade.unknown):
        own.texts[row] = ""
    for row in grade.unknown:
        school.texts[row] = ""
    return Units(school, grade, own)


def _fill_down(
    texts: list[str], within: Iterable[tuple[Sequence[str], ...]], goes_on: Sequence[bool]
) -> Filled:
    """Fill the blanks of one column from above where the list is grouped by it (每个班连成一段).

    A blank takes the text above it where the same text follows below; where each text is written
    once, over its group; or where the list has one text only and few blanks. At the border of
    two groups a blank could belong to either.

    Args:
        texts: of the rows; changed in place.
        within: the columns that a group must not reach beyond, several choices of them; the first
            one by which the list is grouped counts; without any nothing is filled from above.
        goes_on: rows that always have what the row above has.
    """
    if all(texts) or not any(texts):
        return Filled(texts)
    heads = [row for row in range(len(texts)) if not (goes_on and goes_on[row])]
    blank = [row for row in heads if not texts[row]]
    places = (list(zip(*columns, strict=True)) for columns in within)
    grouped = next((place for place in places if _is_grouped(texts, place, heads)), None)
    guessed = [] if grouped is None else _guessed(texts, grouped, heads)
    if goes_on:
        for row in range(1, len(texts)):
            texts[row] = texts[row] or (texts[row - 1] if goes_on[row] else "")
    return Filled(texts, guessed, [row for row in blank if not texts[row]])


def _is_grouped(texts: Sequence[str], places: Sequence[Hashable], heads: Sequence[int]) -> bool:
    """Say whether every text stands in one run of rows of its place, blanks apart."""
    keys = [(places[row], texts[row]) for row in heads if texts[row]]
    changes = sum(before != key for before, key in pairwise(keys))
    return changes + 1 == len(set(keys))


def _guessed(texts: list[str], places: Sequence[Hashable], heads: Sequence[int]) -> list[int]:
    """Fill the rows whose blank has one reading, and return them."""
    keys = {row: (places[row], texts[row]) for row in heads if texts[row]}
    few = 2 * (len(heads) - len(keys)) <= len(heads)
    single = next(iter(keys.values())) if few and len(set(keys.values())) == 1 else None
    once = _written_once(keys, heads)
    below: dict[int, tuple[Hashable, str] | None] = {}
    after: tuple[Hashable, str] | None = None
    for row in reversed(heads):
        below[row] = after
        after = keys.get(row, after)
    guessed: list[int] = []
    above: tuple[Hashable, str] | None = None
    for row in heads:
        own = keys.get(row)
        if own is not None:
            above = own
            continue
        found = above if once or (above is not None and above == below[row]) else single
        if found is not None and found[0] == places[row]:
            texts[row] = found[1]
            guessed.append(row)
    return guessed


def _written_once(keys: dict[int, tuple[Hashable, str]], heads: Sequence[int]) -> bool:
    """Say whether texts stand over their groups only: half of the rows blank, none repeated."""
    repeated = any(row in keys and keys[row] == keys.get(before) for before, row in pairwise(heads))
    return heads[0] in keys and 2 * len(keys) <= len(heads) and not repeated
