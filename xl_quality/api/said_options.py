"""Options of the figures (统计口径) as a program says them: a keyword for each row of the table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from difflib import get_close_matches
from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from xl_quality.core.findings import BadInputError
from xl_quality.core.groups import Level
from xl_quality.core.option_table import ENROLLED, OPTIONS, WEIGHTS, Option, Stated
from xl_quality.core.options import BadValueError, exact_text
from xl_quality.runs.choices import ChosenOptions, statements
from xl_quality.sheets.text import plain_text

if TYPE_CHECKING:
    Number = float | Decimal | Fraction | str

_BY_ID: Final = {option.id: option for option in OPTIONS}


class StatedOptions:
    """What decides the figures (统计口径), said explicitly: it goes before the form 考核设置.

    The keywords are the rows of the table of options: ``full_marks``, ``passing``, ``excellent``,
    ``low``, ``absent``, ``ties``, ``digits``, ``weights``, ``drop`` …; `names` lists them all.

    A value is what a clerk writes into the form (``"85%"``, ``"不占位"``), the word that programs
    use (``"dense"``), or a plain number, `Decimal` or `Fraction`. Where an option may differ by
    subject, a mapping says it one by one; ``""`` stands for all others.

    Raises:
        BadInputError: there is no such option, or a value cannot be used.

    >>> import xl_quality as xq
    >>> print(xq.Options(full_marks={"语文": 120, "": 100}, passing="60%", ties="dense"))
    满分 语文=120 满分 100 及格线 60% 并列 不占位
    """

    def __init__(self, **said: object) -> None:
        self.stated: Final = tuple(
            one for name, value in said.items() for one in _statements(name, value)
        )

    @classmethod
    def names(cls) -> dict[str, str]:
        """Return what every keyword decides, in Chinese.

        >>> import xl_quality as xq
        >>> xq.Options.names()["ties"]
        '并列：“占位”1、2、2、4；“不占位”1、2、2、3；“平均”1、2.5、2.5、4'
        """
        return {option.id: f"{option.name}：{option.help}" for option in OPTIONS}

    def __eq__(self, other: object) -> bool:
        """Say whether the same was said."""
        return isinstance(other, StatedOptions) and self.stated == other.stated

    def __hash__(self) -> int:
        """Return a number that is the same where the same was said."""
        return hash(str(self))

    def __str__(self) -> str:
        """Return what was said in the words of the form."""
        return " ".join(map(_in_words, self.stated))

    def __repr__(self) -> str:
        return f"<Options {self}>"


def _statements(name: str, value: object) -> Iterator[Stated]:
    option = _BY_ID.get(name)
    if option is None:
        near = get_close_matches(name, _BY_ID, 1)
        guess = f"，是不是“{near[0]}”？" if near else "，"
        raise BadInputError(f"Options：没有选项“{name}”{guess}可用 {'、'.join(_BY_ID)}")
    try:
        if isinstance(value, Mapping):
            for of, one in value.items():
                yield _for_one(option, of, one)
        elif isinstance(value, str):
            yield from statements(option, value)
        else:
            yield Stated(option, "", _parsed(option, value))
    except BadValueError as problem:
        raise BadInputError(f"Options：{name}（{option.name}）{problem}") from problem


def _for_one(option: Option[Any], of: object, value: object) -> Stated:
    """Return what is said for one subject, figure or class."""
    if option is ENROLLED:
        parts = of if isinstance(of, tuple) else str(of).split("/")
        if len(parts) != len(("school", "grade", "class")):
            raise BadValueError(f"按（学校, 年级, 班级）写，写的是“{of}”")
        return Stated(option, "/".join(map(str, parts)), _parsed(option, value))
    if not option.of or option is WEIGHTS:
        raise BadValueError("只有一个值，不能分学科写")
    labels = {word: label for label, word in option.parts.items()}
    name = labels.get(str(of), str(of))
    if name and option.parts and name not in option.parts:
        raise BadValueError(f"没有“{name}”，可写 {'、'.join(labels)}")
    return Stated(option, name, _parsed(option, value))


def _parsed(option: Option[Any], value: object) -> object:
    """Return a value as the option's row reads it; one of its own values is taken as it is."""
    if isinstance(value, (Enum, bool)) and value in option.words.values():
        return value
    return option.parse(plain_text(_text(value)))


def _text(value: object) -> str:
    """Return a number as it is typed: a float as its shortest decimal, nothing binary behind it."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float, Decimal, Fraction)):
        raise BadValueError(f"应写数或文字，写的是 {value!r}")
    return typed(value)


def typed(value: Number) -> str:
    """Return a number as it is typed."""
    if isinstance(value, Fraction):
        return exact_text(value)
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _in_words(said: Stated) -> str:
    of = f"{said.of}=" if said.of else ""
    return f"{said.option.name} {of}{said.option.text(said.value)}"


def levels_of(by: str | Level | Iterable[str | Level]) -> tuple[Level, ...]:
    """Return the levels that a program names: one, several, none = all there are.

    Raises:
        BadInputError: there is no such level.

    >>> levels_of("school"), levels_of(())
    ((<Level.SCHOOL: 'school'>,), ())
    """
    words = [by] if isinstance(by, str) else list(by)
    known = {str(level) for level in Level}
    if unknown := [str(word) for word in words if str(word) not in known]:
        raise BadInputError(f"by：不认识“{'、'.join(unknown)}”，可用 {'、'.join(sorted(known))}")
    return tuple(dict.fromkeys(Level(word) for word in words))


def choices(
    options: StatedOptions | None = None,
    *,
    by: str | Level | Iterable[str | Level] = (),
    exam: str = "",
    enrolled: str = "",
) -> ChosenOptions:
    """Return what a run is asked for; see `runs.choices.ChosenOptions`."""
    stated = options.stated if options else ()
    return ChosenOptions(levels_of(by), exam, enrolled, stated)
