"""List rows (任课, 应考 …) that name schools and classes as the score sheets do."""

from __future__ import annotations

import re
import unicodedata
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.exam_kinds import kind_of_exam
from xl_quality.core.facts import Fact
from xl_quality.sheets.names import grade_in
from xl_quality.sheets.patterns import pattern
from xl_quality.sheets.texts import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xl_quality.core.facts import Record
    from xl_quality.core.scores import ScoreTable

Unit = tuple[str, str, str]
"""school, grade, class."""
_WIDE: Final = "０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ"
_ONE_WIDTH: Final = str.maketrans(_WIDE, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_NUMERALS: Final = "零一二三四五六七八九十"
_NUMBER: Final = pattern(r"(\d+|[一二三四五六七八九十]+)\D*$")
_ROOM: Final = pattern(r"[1-9]\d\d")
_ROOM_DIGITS: Final = 3
"""501, 903: a grade and a class in one number."""
_UNIT: Final = ("school", "grade", "class_name")
_SAYS_LITTLE: Final = pattern(r"[年度季全()\[\]《》“”\"'·、,，。.:：_—-]|考试|成绩|名次|排名")
"""What one name of an exam has and another leaves out: 2026年中考成绩, 2026中考."""
_YEAR: Final = pattern(r"(?<!\d)20\d\d(?!\d)")
_TERMS: Final = {"秋": 1, "上学期": 1, "第一学期": 1, "春": 2, "下学期": 2, "第二学期": 2}
_TERM_WORDS: Final = pattern("|".join(_TERMS))
_TITLES: Final = ("exam", "indicator")
"""Fields that hold a name which clauses and other sheets are compared with as it is written."""


def one_width(text: str) -> str:
    """
    Return the name of an exam or indicator with half-width digits and without spaces.

    >>> one_width("２０２６年 县统考"), one_width("Unit Test 1")
    ('2026年县统考', 'Unit Test 1')
    """
    return text if text.isascii() else "".join(text.split()).translate(_ONE_WIDTH)


def exam_key(text: str) -> str:
    """
    Return what two spellings of one exam's name have in common.

    >>> exam_key("2026年中考成绩") == exam_key("２０２６ 中考"), exam_key("2026年全县期末考试")
    (True, '2026县期末')
    """
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    return _SAYS_LITTLE.sub("", plain) or plain


def are_two_exams(first: str, second: str) -> bool:
    """
    Tell whether two names cannot be of one exam: they differ in year, term or kind.

    >>> are_two_exams("2026年中考", "2025年中考"), are_two_exams("2026年中考", "期末")
    (True, True)
    >>> are_two_exams("2026年中考", "九年级成绩")
    False
    """
    years = [{*_YEAR.findall(name)} for name in (first, second)]
    if all(years) and not years[0] & years[1]:
        return True
    kinds = [kind_of_exam(name, of_county=True) for name in (first, second)]
    told = [{*_TERM_WORDS.findall(name)} for name in (first, second)]
    terms = [{_TERMS[word] for word in words} for words in told]
    return (None not in kinds and kinds[0] is not kinds[1]) or (
        all(terms) and not terms[0] & terms[1]
    )


class _Spellings(NamedTuple):
    aliases: Mapping[str, str]
    schools: Mapping[str, str]
    units: Mapping[Unit, Unit]
    every: Sequence[Unit]
    only_school: str
    one_grade: bool


class Spellings(_Spellings):
    """
    How the score sheets write what lists name; lists are read without spaces and full width.

    Attributes:
        aliases: official school name by another one (学校别名).
        schools: school as on the score sheets by its plain form.
        units: school, grade and class as on the score sheets by their plain forms.
        every: all of them as on the score sheets.
        only_school: of a book that has no other; lists of one school leave it out.
        one_grade: all score sheets are of one grade; a list may leave it out then.
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
        unit = (said["school"], record.text("grade"), record.text("class_name"))
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
            source = record.facts["class_name"].source if "class_name" in record.facts else ""
            left_out = [name for name in _UNIT if said[name] and name not in record.facts]
            changed |= {name: Fact(said[name], source) for name in left_out}
        return record._replace(facts={**record.facts, **changed}) if changed else record

    def _spoken(self, record: Record, unit: Unit) -> Unit | None:
        """
        Return the class that a row names in other words: 五(1)班 without a grade, 501班.

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


def spellings(tables: Iterable[ScoreTable], aliases: Mapping[str, str]) -> Spellings:
    """
    Return how score sheets spell schools and classes.

    Two spellings of one plain form are two schools or classes: then a list has to be exact.

    Args:
        tables: the score tables, schools called by their official names.
        aliases: official school name by the way it is written.
    """
    units: dict[Unit, set[Unit]] = {}
    schools: dict[str, set[str]] = {}
    for table in tables:
        for unit in table.units:
            units.setdefault(_plain(unit), set()).add(unit)
            schools.setdefault(plain_text(unit[0]), set()).add(unit[0])
    return Spellings(
        {plain_text(name): official for name, official in aliases.items()},
        {plain: next(iter(names)) for plain, names in schools.items() if len(names) == 1},
        {plain: next(iter(found)) for plain, found in units.items() if len(found) == 1},
        [unit for found in units.values() for unit in found],
        next(iter(schools)) if len(schools) == 1 else "",
        len({plain[1] for plain in units}) == 1,
    )


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
