"""What lists (任课, 应考 …) name, spelt as on the score sheets, and what fits none of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.facts import NOWHERE, Fact, Record
from xl_quality.core.findings import BadInputError, Finding
from xl_quality.core.school_terms import usual_grade
from xl_quality.runs import run_findings
from xl_quality.sheets.list_kinds import TEACHING
from xl_quality.sheets.lists import ListSheet, read_list
from xl_quality.sheets.recognise import recognise_book
from xl_quality.sheets.recognition import Recognition, SheetKind, listed
from xl_quality.sheets.text import grade_in, pattern, plain_text

if TYPE_CHECKING:
    from xl_quality.core.marks import ScoreTable
    from xl_quality.sheets.cells import Grid

Unit = tuple[str, str, str]  # school, grade, class
_WIDE: Final = "０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ"
_ONE_WIDTH: Final = str.maketrans(_WIDE, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_NUMERALS: Final = "零一二三四五六七八九十"
_NUMBER: Final = pattern(r"(\d+|[一二三四五六七八九十]+)\D*$")
_ROOM: Final = pattern(r"[1-9]\d\d")
_ROOM_DIGITS: Final = 3  # 501, 903: a grade and a class in one number
_UNIT: Final = ("school", "grade", "class_name")
_SAYS_LITTLE: Final = pattern(r"[年度季全()\[\]《》“”\"'·、,，。.:：_—-]|考试|成绩|名次|排名")
"""What one name of an exam has and another leaves out: 2026年中考成绩, 2026中考."""
_JUNIOR: Final = ("七年级", "八年级", "九年级")
_FOURTH_YEAR: Final = ("初四", "初4")
_NOT_MEANT: Final = ("副", "班主任", "原", "退")
"""A deputy, a class teacher or a former holder is not who the post's name means."""
_TITLES: Final = ("exam", "indicator")
"""Fields that hold a name which clauses and other sheets are compared with as it is written."""


def one_width(text: str) -> str:
    """Return the name of an exam or indicator with half-width digits and without spaces.

    >>> one_width("２０２６年 县统考"), one_width("Unit Test 1")
    ('2026年县统考', 'Unit Test 1')
    """
    return text if text.isascii() else "".join(text.split()).translate(_ONE_WIDTH)


def exam_key(text: str) -> str:
    """Return what two spellings of one exam's name have in common.

    >>> exam_key("2026年中考成绩") == exam_key("２０２６ 中考"), exam_key("2026年全县期末考试")
    (True, '2026县期末')
    """
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    return _SAYS_LITTLE.sub("", plain) or plain


class _Spellings(NamedTuple):  # no dataclass: inspect, which that needs, takes its time to import
    aliases: Mapping[str, str]
    schools: Mapping[str, str]
    units: Mapping[Unit, Unit]
    every: Sequence[Unit]
    only_school: str
    one_grade: bool
    grades: Mapping[str, str]


class Spellings(_Spellings):
    """How the score sheets write what lists name; lists are read without spaces and full width.

    Attributes:
        aliases: official school name by another one (学校别名).
        schools: school as on the score sheets by its plain form.
        units: school, grade and class as on the score sheets by their plain forms.
        every: all of them as on the score sheets.
        only_school: of a book that has no other; lists of one school leave it out.
        one_grade: all score sheets are of one grade; a list may leave it out then.
        grades: each grade (九年级) as it is written (初三), by `usual_grade`.
    """

    @cached_property
    def spoken(self) -> Mapping[str, Unit | None]:
        """Return units by every text that names one; None where a text may mean two."""
        spoken: dict[str, Unit | None] = {}
        for unit in self.every:
            for text in ways_to_write(unit):
                if spoken.setdefault(text, unit) != unit:
                    spoken[text] = None
        return spoken

    def official(self, record: Record) -> Record:
        """Return a row with school, class and exam as the score sheets have them; cells stay."""
        said = {name: self._school(record.text(name)) for name in ("school", "unit")}
        grade = record.text("grade")
        grade = self.grades.get(usual_grade(plain_text(grade)), grade)
        unit = (said["school"], grade, record.text("class_name"))
        found = self.units.get(_plain(unit)) or self._spoken(record, unit)
        said |= dict(zip(_UNIT, found or unit, strict=True))
        said |= {name: one_width(record.text(name)) for name in _TITLES}
        changed = {
            name: record.facts[name]._replace(value=text)
            for name, text in said.items()
            if name in record.facts and text != record.text(name)
        }
        if found:
            # 五(1)班 says the grade that the list has no column for
            source = record.facts["class_name"].source if "class_name" in record.facts else NOWHERE
            left_out = [name for name in _UNIT if said[name] and name not in record.facts]
            changed |= {name: Fact(said[name], source) for name in left_out}
        return record._replace(facts={**record.facts, **changed}) if changed else record

    def _spoken(self, record: Record, unit: Unit) -> Unit | None:
        """Return the class that a row names in other words: 五(1)班 without a grade, 501班.

        A class that does not say its grade (1班) names one only where all sheets have one grade.
        """
        school, grade, class_name = unit
        if not class_name or record.text("unit"):
            return None
        says_grade = grade or self.one_grade or grade_in(class_name) or _ROOM.search(class_name)
        if not says_grade:
            return None
        return self.spoken.get(plain_class(f"{school or self.only_school}{grade}{class_name}"))

    def _school(self, name: str) -> str:
        found = self.aliases.get(plain_text(name), name)
        return self.schools.get(plain_text(found), found)


def spellings(
    tables: Sequence[ScoreTable], aliases: Mapping[str, str], rows: Iterable[Record] = ()
) -> Spellings:
    """Return how score sheets spell schools, grades and classes.

    Two spellings of one plain form are two schools or classes: then a list has to be exact.

    *tables* call schools by their official names; *rows* of lists say how a grade is written
    that no score sheet has.
    """
    units: dict[Unit, set[Unit]] = {}
    schools: dict[str, set[str]] = {}
    for table in tables:
        for unit in table.units:
            units.setdefault(_plain(unit), set()).add(unit)
            schools.setdefault(plain_text(unit[0]), set()).add(unit[0])
    every = [unit for found in units.values() for unit in found]
    return Spellings(
        aliases={plain_text(name): official for name, official in aliases.items()},
        schools={plain: next(iter(names)) for plain, names in schools.items() if len(names) == 1},
        units={plain: next(iter(found)) for plain, found in units.items() if len(found) == 1},
        every=every,
        only_school=next(iter(schools)) if len(schools) == 1 else "",
        one_grade=len({plain[1] for plain in units}) == 1,
        grades=_grades({unit[1] for unit in every}, rows),
    )


def _grades(scored: Collection[str], rows: Iterable[Record]) -> Mapping[str, str]:
    """Return how each grade is written, by its usual name: as on the score sheets, else the lists.

    Lists that differ are brought to the usual name. Two ways on the score sheets are two grades;
    where there is 初四 (五四学制), 初三 is not 九年级.
    """
    listed = {row.text("grade") for row in rows}
    known = {*scored, *listed} - {""}
    doubtful = _JUNIOR if any(name.startswith(_FOURTH_YEAR) for name in known) else ()
    ways: dict[str, tuple[set[str], set[str]]] = {}
    for name in known:
        usual = usual_grade(plain_text(name))
        if usual not in doubtful:
            scores, lists = ways.setdefault(usual, (set(), set()))
            (scores if name in scored else lists).add(name)
    return {
        usual: next(iter(scores or lists)) if len(scores or lists) == 1 else usual
        for usual, (scores, lists) in ways.items()
        if len(scores) <= 1
    }


def ways_to_write(key: Unit) -> set[str]:
    """Return the plain texts that name a class: 甲中学九年级1班, 甲中学九(1)班, 甲中学901班.

    >>> {"甲中学901", "甲中学九1", "甲中学九年级1"} <= ways_to_write(("甲中学", "九年级", "901班"))
    True
    >>> {"甲小学501", "甲小学五年级五1"} <= ways_to_write(("甲小学", "五年级", "1班"))
    True
    """
    school, grade, class_name = map(plain_class, key)
    short = grade.removesuffix("年级")
    names = {class_name}
    rooms = set()
    number = _NUMBER.search(class_name)
    if number and (number[1].isdigit() or number[1] in _NUMERALS):
        value = number[1] if number[1].isdigit() else str(_NUMERALS.find(number[1]))
        names.add(value)
        if len(short) == 1 and short in _NUMERALS[1:]:
            digit = str(_NUMERALS.find(short))
            if len(value) == _ROOM_DIGITS and value[0] == digit:
                names.add(str(int(value[1:])))
            elif len(value) < _ROOM_DIGITS:
                rooms.add(f"{digit}{int(value):02}")
    # a column 年级 beside a class that says it again: 五年级 五(1)班
    parts = {grade, short, f"{grade}{short}", f"{grade}{grade}"} if short else set()
    found = {f"{school}{part}{name}" for part in parts for name in names | rooms}
    return found | {f"{school}{name}" for name in {class_name, *rooms}}


def plain_class(text: str) -> str:
    """Return a class without brackets, spaces and 班: 九(1)班 and 九1 are one.

    >>> plain_class("甲中学九（ 1 ）班")
    '甲中学九1'
    """
    return re.sub(r"[()\s]", "", plain_text(text)).removesuffix("班")


def _plain(unit: Unit) -> Unit:
    return plain_text(unit[0]), plain_text(unit[1]), plain_text(unit[2])


_EXAMPLES: Final = 5  # names that a message gives; more are counted

Taught = dict[tuple[str, str, str, str], str]  # Teacher by (school, grade, class, subject)


def taught_by(rows: Iterable[Record]) -> Taught:
    """Return the teacher by school, grade, class and subject from the rows of 任课."""
    return {_place(row): row.text("teacher") for row in rows if row.text("teacher")}


def teachers_of(
    about: Mapping[str, str],
    taught: Mapping[tuple[str, str, str, str], str],
    *,
    whole_class: bool = False,
) -> list[str]:
    """Return who teaches what something is about; nobody where it names no unit or subject.

    *whole_class*: of a class that it names without a subject all who teach there.

    >>> taught = {("甲校", "六年级", "1班", "数学"): "安二"}
    >>> taught["甲校", "六年级", "2班", "数学"] = "白三"
    >>> teachers_of({"unit": "甲校", "class_name": "2班", "subject": "数学"}, taught)
    ['白三']
    >>> maths = {"unit": "甲校", "subject": "数学"}
    >>> teachers_of(maths, taught), teachers_of({"unit": "甲校"}, taught)
    (['安二', '白三'], [])
    >>> first = {"unit": "甲校", "grade": "六年级", "class_name": "1班"}
    >>> teachers_of(first, taught), teachers_of(first, taught, whole_class=True)
    ([], ['安二'])
    """
    wanted = [about.get(name, "") for name in ("unit", "grade", "class_name", "subject")]
    if not (wanted[0] and (wanted[-1] or (whole_class and wanted[2]))):
        return []
    teachers = (
        teacher
        for place, teacher in taught.items()
        if all(one in {"", own} for one, own in zip(wanted, place, strict=True))
    )
    return list(dict.fromkeys(teachers))


def role_with_name(role: str, unit: str, staff: Iterable[Record]) -> str:
    """Return a role with the person who holds it, the role alone where no list says who.

    Where several persons of the unit may be meant all are named: which of them is not ours to say.

    >>> row = {"unit": Fact("甲小学"), "name": Fact("程晓云"), "post": Fact("教导主任")}
    >>> staff = [Record("人员", 3, row)]
    >>> role_with_name("主任", "甲小学", staff), role_with_name("校长", "甲小学", [])
    ('教导主任程晓云', '校长')
    """
    holders = [
        f"{row.text('post')}{row.text('name')}"
        for row in staff
        if row.text("unit") == unit and row.text("name") and row.text("post").endswith(role)
        if not any(word in row.text("post") for word in _NOT_MEANT)
    ]
    if len(holders) > 1:
        return f"{role}（{'或'.join(dict.fromkeys(holders))}）"
    return holders[0] if holders else role


def without_pupils(
    lists: Sequence[ListSheet],
    names: Spellings,
    tables: Sequence[ScoreTable],
    namesakes: Collection[str] = (),
) -> tuple[list[ListSheet], list[Finding]]:
    """Leave out the rows of 任课 whose teacher is a pupil of that very class (学生不能是本班教师).

    *namesakes* are teachers of whom the office said that a pupil has the same name (同名教师).

    Returns:
        The lists without those rows, and a finding for each sheet that had some.
    """
    teachers = {
        record.text("teacher")
        for sheet in lists
        if sheet.name == TEACHING
        for record in sheet.records
    }
    pupils = _pupils_called(teachers - {"", *namesakes}, tables)
    if not pupils:
        return list(lists), []
    kept: list[ListSheet] = []
    findings: list[Finding] = []
    for sheet in lists:
        wrong = []
        for record in sheet.records if sheet.name == TEACHING else ():
            row = names.official(record)
            if (*class_of(row), row.text("teacher")) in pupils:
                wrong.append(record)
        if not wrong:
            kept.append(sheet)
            continue
        right = tuple(record for record in sheet.records if record not in wrong)
        kept.append(sheet._replace(records=right))
        findings.append(_pupils_taught(wrong))
    return kept, findings


def _pupils_called(
    wanted: Collection[str], tables: Sequence[ScoreTable]
) -> set[tuple[str, str, str, str]]:
    """Return (school, grade, class, name) of the pupils who have one of the wanted names."""
    found: set[tuple[str, str, str, str]] = set()
    for table in tables if wanted else ():
        names = set(table.names)
        spaced = len(f"|{'|'.join(names)}|".split()) > 1  # one at least: 张 三
        spelled = (
            {name for name in names if "".join(name.split()) in wanted}
            if spaced
            else names.intersection(wanted)
        )
        if spelled:
            units = zip(table.schools, table.grades, table.classes, table.names, strict=True)
            found.update(
                (school, grade, class_name, "".join(name.split()))
                for school, grade, class_name, name in units
                if name in spelled
            )
    return found


def _pupils_taught(wrong: Sequence[Record]) -> Finding:
    cells = [row.facts["teacher"].cell for row in wrong]
    people = list(dict.fromkeys(row.text("teacher") for row in wrong))
    sheet = wrong[0].sheet
    return run_findings.TEACHER_IS_PUPIL.at(
        sheet,
        cells[0],
        found="、".join(people[:_EXAMPLES]),
        count=len(wrong),
        places=listed(cells),
        list_sheet=sheet,
        first=people[0],
    )


def two_teachers(rows: Iterable[Record]) -> list[Finding]:
    """Return a finding for each class that two rows give different teachers in one subject."""
    first: dict[tuple[str, str, str, str], Record] = {}
    findings = []
    for row in rows:
        known = first.setdefault(_place(row), row) if row.text("teacher") else row
        if known.text("teacher") != row.text("teacher"):
            findings.append(
                run_findings.TWO_TEACHERS.at(
                    row.sheet,
                    row.facts["teacher"].cell,
                    found=f"{known.text('teacher')}、{row.text('teacher')}",
                    lesson="".join(_place(row)),
                    other=known.facts["teacher"].source,
                    counted=row.text("teacher"),
                )
            )
    return findings


def class_of(row: Record) -> Unit:
    """Return school, grade and class of a row of 任课 or 应考."""
    return row.text("school"), row.text("grade"), row.text("class_name")


def _place(row: Record) -> tuple[str, str, str, str]:
    return (*class_of(row), row.text("subject"))


def without_scores(rows: Sequence[Record], tables: Iterable[ScoreTable]) -> list[Finding]:
    """Return one finding on the classes of 任课 whose teachers get no figures."""
    units = {unit for table in tables for unit in table.units}
    missing = {
        class_of(row): row
        for row in reversed(rows)  # the first row of each class stays
        if row.text("teacher")
    }
    strange = [key for key in reversed(missing) if key not in units]
    if not strange or not units:
        return []
    first = missing[strange[0]]
    written = "、".join(list(dict.fromkeys(filter(None, map("".join, sorted(units)))))[:_EXAMPLES])
    names = "、".join("".join(key) for key in strange[:_EXAMPLES])
    more = f"等 {len(strange)} 个班" if len(strange) > _EXAMPLES else ""
    return [
        run_findings.TEACHING_WITHOUT_SCORES.at(
            first.sheet,
            f"A{first.row}",
            list_sheet=first.sheet,
            classes=names + more,
            written=written,
        )
    ]


def lists_of(grids: Sequence[Grid], recognitions: Sequence[Recognition]) -> list[ListSheet]:
    """Read the sheets that were recognised as lists."""
    sheets = [
        read_list(grid)
        for grid, found in zip(grids, recognitions, strict=True)
        if found.kind is SheetKind.LIST
    ]
    return [sheet for sheet in sheets if sheet is not None]


ENROLLED: Final = "应考"

Enrolled = dict[tuple[str, str, str], int]  # Pupils due to sit by (school, grade, class)


def enrolled_numbers(wanted: str, lists: Iterable[ListSheet], names: Spellings) -> Enrolled:
    """Return the enrolled numbers that were asked for.

    Args:
        wanted: 应考, the name of a sheet, or the path of a workbook; ``""`` = none.
        lists: the list sheets of the workbook itself.
        names: how the score sheets spell schools and classes.

    Raises:
        BadInputError: there is no such list, or it gives two numbers for one class.
    """
    if not wanted:
        return {}
    records = _records(lists, wanted)
    if not records and Path(wanted).is_file():
        records = _records(_lists_of_file(Path(wanted)), ENROLLED)
    if not records:
        message = f"--enrolled：没有找到应考人数表“{wanted}”，要有“班级（或学校）”和“应考人数”两列"
        raise BadInputError(message)
    numbers: Enrolled = {}
    for record in map(names.official, records):
        if record.text("enrolled"):
            key = class_of(record)
            number = int(record.text("enrolled"))
            if numbers.setdefault(key, number) != number:
                where = record.facts["enrolled"].source
                raise BadInputError(
                    f"{where}：{_words(key)}的应考人数写了两个不同的数"
                    f"（{numbers[key]}和{number}），请核对，只保留一个"
                )
    return numbers


def unmatched(enrolled: Enrolled, tables: Sequence[ScoreTable]) -> list[Finding]:
    """Return a finding where enrolled numbers are for classes that no score sheet has.

    Raises:
        BadInputError: none of them fits any class, so that none would count.
    """
    listed = {
        unit
        for table in tables
        for school, grade, name in zip(table.schools, table.grades, table.classes, strict=True)
        for unit in ((school, grade, name), (school, grade, ""), (school, "", ""))
    }
    strange = [key for key in enrolled if key not in listed]
    if not strange:
        return []
    names = "、".join(map(_words, strange[:_EXAMPLES]))
    more = f"等 {len(strange)} 个" if len(strange) > _EXAMPLES else ""
    unknown = run_findings.ENROLLED_UNKNOWN.at(ENROLLED, found=names, classes=names + more)
    if len(strange) < len(enrolled):
        return [unknown]
    own = "、".join(sorted({_words(unit) for unit in listed if unit[2]})[:_EXAMPLES])
    raise BadInputError(f"{unknown.text}；学校、年级、班级要与成绩表写得一样，成绩表里是：{own}")


def _words(key: Iterable[str]) -> str:
    return "".join(key) or "（没有写明班级）"


def _records(lists: Iterable[ListSheet], name: str) -> list[Record]:
    """Return the rows of the 应考 lists, or of the one on the sheet of that name."""
    return [
        record
        for sheet in lists
        if sheet.name == ENROLLED
        for record in sheet.records
        if name in {ENROLLED, record.sheet}
    ]


def _lists_of_file(path: Path) -> list[ListSheet]:
    from xl_quality.books.files import open_book  # noqa: PLC0415 - only when another file is named

    book = open_book(path)
    grids = [book.read(name) for name in book.sheet_names()]
    return lists_of(grids, recognise_book(grids, file_name=book.name).sheets)


def hidden_in_use(grids: Sequence[Grid], used: Collection[str]) -> list[Finding]:
    """Return one note that names the hidden sheets (隐藏的工作表) in use, if any are.

    *used* are those whose scores or lists were read.
    """
    names = [grid.name for grid in grids if grid.hidden and grid.name in used]
    if not names:
        return []
    return [run_findings.HIDDEN_SHEET.at(names[0], sheets="」「".join(names), first=names[0])]
