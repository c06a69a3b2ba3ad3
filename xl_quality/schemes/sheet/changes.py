"""What differs between two 方案 sheets (方案改动): clause, rule, column, before and after.

The numbers of a scheme by address (方案里的数): ``B2.first_top.at_target``, ``A7.top.1``.

An address is ``CLAUSE[.RULE].KEY[.PLACE]``; the rule may be left out, and so may leading parts of
the key (``each`` for ``brackets.2.each``), where only one number is meant then. A part word
stands for all numbers of that part in the clause: ``base`` (达标、定额), ``step`` (每进一步),
``target`` (目标名次、界线) …; the Chinese names of the 方案 sheet do too (``B2.达标``).
"""

from __future__ import annotations

import re
from collections import Counter
from copy import deepcopy
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from xl_quality.core.findings import BadInputError
from xl_quality.schemes.sheet import columns
from xl_quality.schemes.sheet.codec import sections_of
from xl_quality.schemes.sheet.columns import number, shown
from xl_quality.schemes.tariffs import every_field
from xl_quality.schemes.tariffs.fields import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from xl_quality.schemes.sheet.codec import Row
    from xl_quality.schemes.sheet.columns import Column, Section
    from xl_quality.schemes.toml_reader import Raw

_SEVERAL = re.compile(r"[、，,；;\n｜|＝= ]+")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:/\d+)?")
_IDENTITY = {
    columns.HEAD.title: (),
    columns.FACTS_USED.title: ("name",),
    columns.READINGS.title: ("id",),
    columns.CLAUSES.title: ("id",),
    columns.BARS.title: ("clause",),
    columns.RULES.title: ("clause", "id"),
    columns.FEEDS.title: ("clause",),
}
"""What tells the rows of a section apart; equal ones are told apart by their order."""


class Change(NamedTuple):
    """
    One cell, or one whole row, that differs.

    Attributes:
        section: 规则, 条款, 读法 …
        row: which row of it: ``B2.first_top``, ``""`` for the head.
        column: title of the column; ``""`` where the whole row came or went.
        old, new: texts; ``""`` = blank, or no such row.
        cell: where the new text stands, ``""`` where the row went.
    """

    section: str
    row: str
    column: str
    old: str
    new: str
    cell: str

    def __str__(self) -> str:
        """Return it in words: B2.first_top 数额一：1600 → 2000."""
        where = f"{self.row or self.section} {self.column}".strip()
        if not self.column:
            return f"{self.section} {where}：{'新增' if self.new else '删去'}"
        return f"{where}：{_flat(self.old)} → {_flat(self.new)}"


def changes(
    old: Sequence[Sequence[object]],
    new: Sequence[Sequence[object]],
    address: Callable[[int, int], str],
) -> list[Change]:
    """
    Return what a 方案 sheet says differently from another, in the order of the sections.

    A number counts as the same however it is written: 600, 600.0, ６００; 70 %, 0.7. A section
    that is wholly missing in the new sheet is not compared where the loader can do without it
    (取数): the shipped one is used then.

    Args:
        old: rows of the sheet as it was written.
        new: rows of the sheet as it stands now.
        address: the A1 address of a 0-based row and column of the new sheet.
    """
    before = sections_of(old, address)
    after = sections_of(new, address)
    found: list[Change] = []
    for section in columns.SECTIONS:
        if section is columns.FEEDS and section.title not in after:
            continue
        found += _of_section(section, before.get(section.title, []), after.get(section.title, []))
    return found


def _of_section(section: Section, before: Sequence[Row], after: Sequence[Row]) -> list[Change]:
    name = section.title.strip("【】")
    old, new = _by_identity(section, before), _by_identity(section, after)
    found = []
    for key in dict.fromkeys([*old, *new]):
        row = ".".join(filter(None, key[:-1]))
        if key not in new:
            found.append(Change(name, row, "", row or name, "", ""))
        elif key not in old:
            cell = next(iter(new[key].addresses.values()), "")
            found.append(Change(name, row, "", "", row or name, cell))
        else:
            found += _of_row(section.columns, (name, row), old[key], new[key])
    return found


def _by_identity(section: Section, rows: Sequence[Row]) -> Mapping[tuple[str, ...], Row]:
    seen: Counter[tuple[str, ...]] = Counter()
    found: dict[tuple[str, ...], Row] = {}
    for row in rows:
        key = tuple(row.cells.get(one, "") for one in _IDENTITY[section.title])
        seen[key] += 1
        found[*key, str(seen[key])] = row
    return found


def _of_row(columns: Sequence[Column], where: tuple[str, str], old: Row, new: Row) -> list[Change]:
    return [
        Change(
            *where,
            column.title,
            old.cells.get(column.key, ""),
            new.cells.get(column.key, ""),
            new.addresses.get(column.key, ""),
        )
        for column in columns
        if column.key in new.addresses or column.key in old.cells
        if _canonical(old.cells.get(column.key, "")) != _canonical(new.cells.get(column.key, ""))
    ]


def _canonical(text: str) -> list[str | Fraction]:
    """Return the words and numbers of a cell, however they are written."""
    words: list[str | Fraction] = []
    for part in _SEVERAL.split(text.strip()):
        value = number(part)
        words.append(Fraction(value) if _NUMBER.fullmatch(value) else part)
    return words


def _flat(text: str) -> str:
    return text.replace("\n", "；") or "（空）"


_PARTS: Final = {
    "base": ("at_target", "amount"),
    "step": ("per_step",),
    "target": ("target", "limit", "line"),
}
"""Words that stand for all numbers of one part in a clause; the titles of the sheet do, too."""
_CONSTANT: Final = re.compile(r"(?<![\w./])\d+(?:\.\d+)?(?:/\d+)?(?!\s*[a-z0-9_./])")
_MOST_LISTED: Final = 30


class Place(NamedTuple):
    """
    One number of a scheme.

    Attributes:
        address: ``B2.first_top.at_target``; places in lists count from 1.
        path: the keys that lead to it in the scheme's values.
        value: as written.
        rule: Chinese name of the rule it belongs to.
        within: the expression it stands in (``8 - rank``), ``""`` = it stands alone.
    """

    address: str
    path: tuple[str | int, ...]
    value: str
    rule: str
    within: str = ""

    def __str__(self) -> str:
        """Return it for a list: B2.first_top.at_target＝1600（骆驼坳中学综合名次奖）."""
        return f"{self.address}＝{self.value}（{self.rule}）"


def places(raw: Raw, on: date) -> list[Place]:
    """Return every number of the clauses in force on a day, in the scheme's order."""
    found: list[Place] = []
    for i, clause in enumerate(raw.get("clause", ())):
        if not _in_force(clause, on):
            continue
        name, at = str(clause.get("id", "")), ("clause", i)
        found += _numbers(clause.get("pot"), f"{name}.pot", (*at, "pot"), clause["title"])
        for j, bar in enumerate(clause.get("bar", ())):
            found += _numbers(bar, f"{name}.bar.{j + 1}", (*at, "bar", j), "一票否决")
        for j, rule in enumerate(clause.get("rule", ())):
            of = (*at, "rule", j), str(rule.get("title", ""))
            base = f"{name}.{rule.get('id')}"
            found += _numbers(rule.get("when", []), f"{base}.when", (*of[0], "when"), of[1])
            found += _numbers(rule.get("tariff", {}), base, (*of[0], "tariff"), of[1])
    return found


def meant(known: Sequence[Place], address: str) -> list[Place]:
    """
    Return the numbers that an address means: one, or all of a part (``B2.base``).

    Raises:
        BadInputError: none, or several where one is asked for; the message lists the possible.
    """
    clause, _, rest = address.strip().partition(".")
    own = [
        place for place in known if place.address.split(".", 1)[0].casefold() == clause.casefold()
    ]
    if not own:
        clauses = dict.fromkeys(place.address.split(".", 1)[0] for place in known)
        message = f"没有条款“{clause}”，或者其中没有可改的数；有：{'、'.join(clauses)}"
        raise BadInputError(message)
    found = _fitting(own, [part for part in rest.split(".") if part])
    if found:
        return found
    several = [place for place in own if _ends_with(place, rest.split("."))] if rest else []
    what = "指到了几个数，请写全" if several else "找不到"
    listed = "；".join(map(str, (several or own)[:_MOST_LISTED]))
    message = f"“{address}”{what}。可以写：{listed}"
    raise BadInputError(message)


def changed(raw: Raw, settings: Sequence[tuple[Place, str]]) -> Raw:
    """
    Return a copy of a scheme's values with other numbers.

    Raises:
        BadInputError: a new value is no number.
    """
    copy = deepcopy(raw)
    for place, said in settings:
        value = number(said.strip())
        if not _NUMBER.fullmatch(value):
            message = f"{place.address}：这里要一个数，写的是“{said}”"
            raise BadInputError(message)
        table: Any = copy
        for key in place.path[:-1]:
            table = table[key]
        table[place.path[-1]] = _CONSTANT.sub(value, place.within) if place.within else _as(value)
    return copy


def _as(value: str) -> int | Decimal | str:
    if "/" in value:
        return value
    return Decimal(value) if "." in value else int(value)


def _in_force(clause: Raw, on: date) -> bool:
    end = clause.get("effective_to")
    return bool(clause["effective_from"] <= on and (end is None or on <= end))


def _numbers(
    value: Any,  # noqa: ANN401 - any TOML value
    address: str,
    path: tuple[str | int, ...],
    rule: str,
) -> Iterator[Place]:
    if isinstance(value, dict):
        texts = {field.key for field in every_field() if isinstance(field, Text)} | {"option"}
        for key, one in value.items():
            if key not in texts:
                yield from _numbers(one, f"{address}.{key}", (*path, key), rule)
    elif isinstance(value, list):
        for i, one in enumerate(value):
            yield from _numbers(one, f"{address}.{i + 1}", (*path, i), rule)
    elif isinstance(value, (int, Decimal, str)) and not isinstance(value, bool):
        text = shown(value)
        if _NUMBER.fullmatch(number(text)):
            yield Place(address, path, text, rule)
        elif len(constants := _CONSTANT.findall(text)) == 1 and re.search("[a-z]", text):
            yield Place(f"{address}.target", path, constants[0], rule, text)


def _fitting(own: Sequence[Place], parts: Sequence[str]) -> list[Place]:
    """Return the one number that ends with these parts, or all that a part word stands for."""
    if not parts:
        return []
    exact = [place for place in own if place.address.split(".")[1:] == list(parts)]
    if exact:
        return exact
    *before, last = parts
    place_in_list = [last] if last.isdecimal() and before else []
    word = before.pop() if place_in_list else last
    chosen = [
        place
        for place in own
        for key in _parts().get(word, ())
        if _ends_with(place, [*before, key, *place_in_list])
    ]
    if chosen:
        return chosen
    found = [place for place in own if _ends_with(place, parts)]
    return found if len(found) == 1 else []


def _parts() -> dict[str, tuple[str, ...]]:
    """Return the words that stand for all numbers of one part in a clause, with their keys."""
    titled = {field.title: (field.key,) for field in every_field() if field.is_number}
    return {**_PARTS, **titled}


def _ends_with(place: Place, parts: Sequence[str]) -> bool:
    """Tell whether an address ends with parts, a rule standing first where one is named.

    >>> two = Place("B2.r.brackets.2.each", (), "30", "")
    >>> _ends_with(two, ["each"]), _ends_with(two, ["r", "each"]), _ends_with(two, ["top"])
    (True, True, False)
    """
    own = place.address.split(".")[1:]
    if parts[0] == own[0] and len(parts) > 1:
        own, parts = own[1:], parts[1:]
    return own[-len(parts) :] == list(parts)
