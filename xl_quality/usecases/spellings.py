"""List rows (任课, 应考 …) that name schools and classes as the score sheets do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.sheets.texts import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from xl_quality.core.facts import Record
    from xl_quality.core.scores import ScoreTable

Unit = tuple[str, str, str]
"""school, grade, class."""
_WIDE: Final = "０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ"
_ONE_WIDTH: Final = str.maketrans(_WIDE, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_TITLES: Final = ("exam", "indicator")
"""Fields that hold a name which clauses and other sheets are compared with as it is written."""


def one_width(text: str) -> str:
    """
    Return the name of an exam or indicator with half-width digits and without spaces.

    >>> one_width("２０２６年 县统考"), one_width("Unit Test 1")
    ('2026年县统考', 'Unit Test 1')
    """
    return text if text.isascii() else "".join(text.split()).translate(_ONE_WIDTH)


class Spellings(NamedTuple):
    """
    How the score sheets write what lists name; lists are read without spaces and full width.

    Attributes:
        aliases: official school name by another one (学校别名).
        schools: school as on the score sheets by its plain form.
        units: school, grade and class as on the score sheets by their plain forms.
    """

    aliases: Mapping[str, str]
    schools: Mapping[str, str]
    units: Mapping[Unit, Unit]

    def official(self, record: Record) -> Record:
        """Return a row with school, class and exam as the score sheets have them; cells stay."""
        said = {name: self._school(record.text(name)) for name in ("school", "unit")}
        unit = (said["school"], record.text("grade"), record.text("class_name"))
        school, grade, class_name = self.units.get(_plain(unit), unit)
        said |= {"school": school, "grade": grade, "class_name": class_name}
        said |= {name: one_width(record.text(name)) for name in _TITLES}
        changed = {
            name: record.facts[name]._replace(value=text)
            for name, text in said.items()
            if name in record.facts and text != record.text(name)
        }
        return record._replace(facts={**record.facts, **changed}) if changed else record

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
        for unit in set(zip(table.schools, table.grades, table.classes, strict=True)):
            units.setdefault(_plain(unit), set()).add(unit)
            schools.setdefault(plain_text(unit[0]), set()).add(unit[0])
    return Spellings(
        {plain_text(name): official for name, official in aliases.items()},
        {plain: next(iter(names)) for plain, names in schools.items() if len(names) == 1},
        {plain: next(iter(found)) for plain, found in units.items() if len(found) == 1},
    )


def _plain(unit: Unit) -> Unit:
    return plain_text(unit[0]), plain_text(unit[1]), plain_text(unit[2])
