"""What was printed against the unit's own fields: the right field, in every row, for this unit."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.agreements.filling import Shown
from xl_quality.agreements.forms import FormError, day, money, number, place, rate
from xl_quality.agreements.tags import Kind
from xl_quality.agreements.values import Gap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from xl_quality.agreements.filling import Filled
    from xl_quality.agreements.forms import Printed
    from xl_quality.agreements.structure import Mark
    from xl_quality.agreements.template import Template

_PLAIN: Final = re.compile(r"[\w.]+(?:\s*\|.*)?", re.DOTALL)

_READERS: Final[Mapping[str, Callable[..., Printed]]] = {
    "金额": money,
    "大写": money,
    "率": rate,
    "日期": day,
    "名次": place,
    "数": number,
}


class Duty(NamedTuple):
    """
    A mark that prints one field, and how often it must.

    Attributes:
        number: of the mark.
        path: the field, loop rows resolved: ``(目标表, 目标)``.
        loops: how many loops it stands in.
        sure: no condition stands around it.
        where: its part.
    """

    number: int
    path: tuple[str, ...]
    loops: int
    sure: bool
    where: str


def duties_of(template: Template) -> list[Duty]:
    """Return the marks that print one plain field each; what computes is left out."""
    paths: dict[int, list[tuple[str, ...]]] = {}
    for use in template.structure.uses:
        paths.setdefault(use.mark.number, []).append(use.path)
    found = []
    around: list[Kind] = []
    for mark in sorted(template.marks, key=_place):
        kind = mark.tag.kind
        if kind in (Kind.FOR, Kind.IF):
            around.append(kind)
        elif kind in (Kind.END_FOR, Kind.END_IF):
            around.pop()
        own = paths.get(mark.number, [])
        if kind is Kind.VALUE and len(own) == 1 and _is_plain(mark):
            sure = Kind.IF not in around
            found.append(Duty(mark.number, own[0], around.count(Kind.FOR), sure, mark.part.name))
    return found


def _place(mark: Mark) -> tuple[str, int, int]:
    """Return where a mark begins in its part; a text box stands inside another paragraph."""
    start = mark.tag.start
    node = next(p.node for p in reversed(mark.paragraph.pieces) if p.first <= start)
    return mark.part.name, node.start, start


def _is_plain(mark: Mark) -> bool:
    return mark.used is not None and _PLAIN.fullmatch(mark.used.code) is not None


def strayed(duties: Sequence[Duty], filled: Filled) -> Iterator[tuple[Duty, str]]:
    """
    Yield the marks that printed something else than the unit's fields hold, and what is wrong.

    Args:
        duties: of the template.
        filled: what was printed.
    """
    printed: dict[int, list[tuple[str, object]]] = {}
    for instances in filled.instances.values():
        for instance in instances:
            for piece in instance.pieces:
                if isinstance(piece, Shown):
                    said = (piece.printed.form, piece.printed.value)
                    printed.setdefault(piece.mark, []).append(said)
    for duty in duties:
        if duty.where in filled.instances and duty.loops <= 1:
            fault = _fault(duty, printed.get(duty.number, []), filled.unit.fields)
            if fault:
                yield duty, fault


def _fault(duty: Duty, printed: Sequence[tuple[str, object]], fields: Mapping[str, object]) -> str:
    values = _held(duty.path, fields)
    if duty.sure and len(printed) != len(values):
        return f"应有 {len(values)} 处，印了 {len(printed)} 处"
    if duty.sure:
        wrong = [v for v, p in zip(values, printed, strict=True) if not _same(v, p)]
        return f"应为“{wrong[0]}”" if wrong else ""
    stray = [p for p in printed if not any(_same(value, p) for value in values)]
    return "印的不是这个单位的值" if stray else ""


def _held(path: tuple[str, ...], fields: Mapping[str, object]) -> list[object]:
    """Return what the fields hold under a path: one value, or one a row of a table."""
    found: list[object] = [fields]
    for name in path:
        below = [one.get(name) for one in found if isinstance(one, dict)]
        found = [row for one in below for row in (one if isinstance(one, list) else [one])]
    return found


def _same(value: object, printed: tuple[str, object]) -> bool:
    """Tell whether what was printed is that value, by the form it was printed in."""
    form, said = printed
    if isinstance(value, Gap) or value is None:
        return form == "空白"
    try:
        reader = _READERS.get(form)
        if reader is not None:
            return bool(reader(value).value == said)
    except FormError:
        return False
    if isinstance(value, int | Fraction) and isinstance(said, int | Fraction):
        return value == said
    return value == said if isinstance(value, date) else str(value) == str(said)
