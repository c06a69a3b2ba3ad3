"""Schemes that say other numbers: what differs between two 方案 sheets, and numbers by address.

An address is ``CLAUSE[.RULE].KEY[.PLACE]`` (``B2.first_top.at_target``, ``A7.top.1``); the rule may
be left out, and so may leading parts of the key (``each`` for ``brackets.2.each``), where only one
number is meant then. A part word stands for all numbers of that part in the clause: ``base``
(达标、定额), ``step`` (每进一步), ``target`` (目标名次、界线) …; so do the titles of the sheet
(``B2.达标``).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from decimal import Decimal
from fractions import Fraction
from itertools import count
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from xl_quality.core.findings import BadInputError
from xl_quality.schemes.sheet import columns
from xl_quality.schemes.sheet.codec import Address, Cells, SectionRow, sections_of
from xl_quality.schemes.sheet.columns import Section, number, shown
from xl_quality.schemes.tariffs import every_field
from xl_quality.schemes.tariffs.base import Text
from xl_quality.schemes.words import TYPED_NUMBER

if TYPE_CHECKING:
    from datetime import date

    from xl_quality.schemes.toml_reader import Raw

_SEVERAL: Final = re.compile(r"[、，,；;\n｜|＝= ]+")
_CONSTANT: Final = re.compile(r"(?<![\w./])\d+(?:\.\d+)?(?:/\d+)?(?!\s*[a-z0-9_./])")
"""A number of an expression that is no factor of a fact: 8 of ``8 - rank``, not 2 of ``2 rank``."""
_IDENTITY: Final = {
    columns.FACTS_USED.title: ("name",),
    columns.READINGS.title: ("id",),
    columns.CLAUSES.title: ("id",),
    columns.BARS.title: ("clause",),
    columns.RULES.title: ("clause", "id"),
    columns.FEEDS.title: ("clause",),
}
"""What tells the rows of a section apart; equal ones are told apart by their order."""
_PARTS: Final = {
    "base": ("at_target", "amount"),
    "step": ("per_step",),
    "target": ("target", "limit", "line"),
}
"""Words that stand for all numbers of one part in a clause; the titles of the sheet do, too."""
_MOST_LISTED: Final = 30  # addresses that a message still lists: a whole clause has fewer


class SchemeChange(NamedTuple):
    """One cell, or one whole row, that differs."""

    section: str  # 规则, 条款, 读法 …
    row: str  # which row of it: ``B2.first_top``, ``""`` for the head
    column: str  # title of the column; ``""`` where the whole row came or went
    # old, new: texts; ``""`` = blank, or no such row
    old: str
    new: str
    cell: str  # where the new text stands, ``""`` where the row went

    def __str__(self) -> str:
        """Return it in words: B2.first_top 数额一：1600 → 2000."""
        where = f"{self.row or self.section} {self.column}".strip()
        if not self.column:
            return f"{self.section} {where}：{'新增' if self.new else '删去'}"
        old, new = (text.replace("\n", "；") or "（空）" for text in (self.old, self.new))
        return f"{where}：{old} → {new}"


def changes(old: Cells, new: Cells, address: Address) -> list[SchemeChange]:
    """Return what a 方案 sheet says differently from another, in the order of the sections.

    A number counts as the same however it is written: 600, 600.0, ６００; 70 %, 0.7. A section
    that is wholly missing in the new sheet is not compared where the loader can do without it
    (取数): the shipped one is used then. The addresses are those of cells of the new sheet.
    """
    before, after = sections_of(old, address), sections_of(new, address)
    return [
        change
        for section in columns.SECTIONS
        if section is not columns.FEEDS or section.title in after
        for change in _of_section(
            section, before.get(section.title, []), after.get(section.title, [])
        )
    ]


def _of_section(
    section: Section, before: Sequence[SectionRow], after: Sequence[SectionRow]
) -> Iterator[SchemeChange]:
    name = section.title.strip("【】")
    old, new = _by_identity(section, before), _by_identity(section, after)
    for key in dict.fromkeys([*old, *new]):
        row = ".".join(filter(None, key[:-1]))
        if key not in new:
            yield SchemeChange(name, row, "", row or name, "", "")
        elif key not in old:
            yield SchemeChange(name, row, "", "", row or name, new[key].first)
        else:
            for column in section.columns:
                was, now = (one.cells.get(column.key, "") for one in (old[key], new[key]))
                if _parts_of(was) != _parts_of(now):
                    cell = new[key].addresses.get(column.key, "")
                    yield SchemeChange(name, row, column.title, was, now, cell)


def _by_identity(
    section: Section, rows: Sequence[SectionRow]
) -> Mapping[tuple[str, ...], SectionRow]:
    seen: defaultdict[tuple[str, ...], Iterator[int]] = defaultdict(count)
    found: dict[tuple[str, ...], SectionRow] = {}
    for row in rows:
        key = tuple(row.cells.get(one, "") for one in _IDENTITY.get(section.title, ()))
        found[*key, str(next(seen[key]))] = row
    return found


def _parts_of(text: str) -> list[str | Fraction]:
    """Return the words and numbers of a cell, however they are written."""
    parts = [(part, number(part)) for part in _SEVERAL.split(text.strip())]
    return [Fraction(value) if TYPED_NUMBER.fullmatch(value) else part for part, value in parts]


class Place(NamedTuple):
    """One number of a scheme."""

    address: str  # ``B2.first_top.at_target``; places in lists count from 1
    path: tuple[str | int, ...]  # the keys that lead to it in the scheme's values
    value: str  # as written
    rule: str  # Chinese name of the rule it belongs to
    within: str = ""  # the expression it stands in (``8 - rank``), ``""`` = it stands alone

    @property
    def clause(self) -> str:
        """Return the clause of the address."""
        return self.address.partition(".")[0]

    @property
    def steps(self) -> list[str]:
        """Return the address without the clause."""
        return self.address.split(".")[1:]

    def ends_with(self, parts: Sequence[str]) -> bool:
        """Tell whether the address ends with parts, a rule standing first where one is named.

        >>> two = Place("B2.r.brackets.2.each", (), "30", "")
        >>> two.ends_with(["each"]), two.ends_with(["r", "each"]), two.ends_with(["top"])
        (True, True, False)
        """
        own = self.steps
        if parts[0] == own[0]:
            own, parts = own[1:], parts[1:]
        return own[-len(parts) :] == list(parts)

    def __str__(self) -> str:
        """Return it for a list: B2.first_top.at_target＝1600（骆驼坳中学综合名次奖）."""
        return f"{self.address}＝{self.value}（{self.rule}）"


def places(raw: Raw, on: date) -> list[Place]:
    """Return every number of the clauses in force on a day, in the scheme's order."""
    found: list[Place] = []
    for i, clause in enumerate(raw.get("clause", ())):
        end = clause.get("effective_to")
        if not clause["effective_from"] <= on or (end is not None and on > end):
            continue
        name, at = str(clause.get("id", "")), ("clause", i)
        found += _numbers(clause.get("pot"), f"{name}.pot", (*at, "pot"), clause["title"])
        for j, bar in enumerate(clause.get("bar", ())):
            found += _numbers(bar, f"{name}.bar.{j + 1}", (*at, "bar", j), "一票否决")
        for j, rule in enumerate(clause.get("rule", ())):
            path, title = (*at, "rule", j), str(rule.get("title", ""))
            base = f"{name}.{rule.get('id')}"
            found += _numbers(rule.get("when", []), f"{base}.when", (*path, "when"), title)
            found += _numbers(rule.get("tariff", {}), base, (*path, "tariff"), title)
    return found


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
        if TYPED_NUMBER.fullmatch(number(text)):
            yield Place(address, path, text, rule)
        elif len(constants := _CONSTANT.findall(text)) == 1 and re.search("[a-z]", text):
            yield Place(f"{address}.target", path, constants[0], rule, text)


def numbers_meant(known: Sequence[Place], address: str) -> list[Place]:
    """Return the numbers that an address means: one, or all of a part (``B2.base``).

    Raises:
        BadInputError: none, or several where one is asked for; the message lists the possible.
    """
    clause, _, rest = address.strip().partition(".")
    clauses = dict.fromkeys(place.clause for place in known)
    own = [place for place in known if place.clause.casefold() == clause.casefold()]
    if not own:
        raise BadInputError(f"没有条款“{clause}”，或者其中没有可改的数；有：{'、'.join(clauses)}")
    found = _numbers_with_end(own, [part for part in rest.split(".") if part])
    if found:
        return found
    several = [place for place in own if place.ends_with(rest.split("."))] if rest else []
    what = "指到了几个数，请写全" if several else "找不到"
    listed = "；".join(map(str, (several or own)[:_MOST_LISTED]))
    raise BadInputError(f"“{address}”{what}。可以写：{listed}")


def _numbers_with_end(own: Sequence[Place], parts: Sequence[str]) -> list[Place]:
    """Return the one number that ends with these parts, or all that a part word stands for."""
    if not parts:
        return []
    exact = [place for place in own if place.steps == list(parts)]
    if exact:
        return exact
    *before, word = parts
    in_list = [word] if word.isdecimal() and before else []
    word = before.pop() if in_list else word
    titled = {field.title: (field.key,) for field in every_field() if field.is_number}
    keys = {**_PARTS, **titled}.get(word, ())
    chosen = [one for one in own for key in keys if one.ends_with([*before, key, *in_list])]
    if chosen:
        return chosen
    found = [place for place in own if place.ends_with(parts)]
    return found if len(found) == 1 else []


def with_numbers(raw: Raw, settings: Sequence[tuple[Place, str]]) -> Raw:
    """Return a copy of a scheme's values with other numbers.

    Raises:
        BadInputError: a new value is no number.
    """
    copy = deepcopy(raw)
    for place, text in settings:
        value = number(text.strip())
        if not TYPED_NUMBER.fullmatch(value):
            raise BadInputError(f"{place.address}：这里要一个数，写的是“{text}”")
        table: Any = copy
        for key in place.path[:-1]:
            table = table[key]
        if place.within:
            table[place.path[-1]] = _CONSTANT.sub(value, place.within)
        elif "/" in value:
            table[place.path[-1]] = value
        else:
            table[place.path[-1]] = Decimal(value) if "." in value else int(value)
    return copy
