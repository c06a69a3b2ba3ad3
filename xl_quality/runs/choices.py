"""What a person asks of one run (一次运行的要求): the command and everything chosen for it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from xl_quality.core.option_table import WEIGHTS, Option, Stated, Value, with_stated
from xl_quality.core.options import BadValueError, Options
from xl_quality.sheets.text import pattern, plain_text

if TYPE_CHECKING:
    from datetime import date

    from xl_quality.core.groups import Level
    from xl_quality.sheets.recognition import SheetOverride


COMMANDS: Final[Mapping[str, str]] = {
    "rates": "四率统计",
    "rank": "学校、班级、教师排名",
    "report": "统计和排名报表",
    "payout": "奖惩兑现",
    "warnings": "警示名单",
}
"""The runs that can be done again from their record, by command."""
OF_SCHEME_ALONE: Final = ("payout", "warnings")
"""Commands whose result is what a scheme yields, without sheets of figures."""


class ChosenOptions(NamedTuple):
    """What was said explicitly, which goes before the 考核设置 sheet; empty = not said."""

    levels: tuple[Level, ...] = ()  # which groups are wanted, empty = all that the workbook gives
    exam: str = ""  # only this exam (or sheet), empty = all
    enrolled: str = ""  # name of the 应考 sheet, or path of a workbook that holds one
    stated: tuple[Stated, ...] = ()  # options, as `core.option_table.OPTIONS` lists them

    def over(self, options: Options) -> Options:
        """Return *options* with everything stated here put over them."""
        return with_stated(options, self.stated)

    def about(self, option: Option[Value]) -> dict[str, Value]:
        """Return what was stated of one option, by the subject, figure … it is for."""
        return {one.of: one.value for one in self.stated if one.option is option}


_BEFORE_NEXT: Final = re.compile(r"([=＝][^,=＝、]*)、(?=[^,=＝、]+[=＝])")
"""A value behind which 、 and another name follow (重点线=600、普高线=450); 10、50 is one value."""


def statements(option: Option[Any], text: str) -> list[Stated]:
    """Return what a text says about an option: ``120`` for all, ``语文=120,数学=110`` one by one.

    Subjects, or the figures of 小数位, may be told apart where the option allows it.

    Raises:
        BadValueError: a value cannot be used, or something is said twice.

    >>> from xl_quality.core.option_table import FULL_MARK
    >>> [(one.of, one.value) for one in statements(FULL_MARK, "语文=120，100")]
    [('语文', 12000), ('', 10000)]
    >>> [(one.of, one.value) for one in statements(FULL_MARK, "语文=120、数学=110、英语=90")]
    [('语文', 12000), ('数学', 11000), ('英语', 9000)]
    """
    if not option.of or option is WEIGHTS:  # its parts make sense only together
        return [_statement(option, "", text, text)]
    labels = {word: label for label, word in option.parts.items()}
    said: dict[str, Stated] = {}
    for part in filter(None, _BEFORE_NEXT.sub(r"\1,", text.replace("，", ",")).split(",")):
        name, _, value = part.replace("＝", "=").rpartition("=")
        of = labels.get(name.strip(), name.strip())
        if of and option.parts and of not in option.parts:
            raise BadValueError(f"没有“{of}”，可写 {'、'.join(labels)}")
        if of in said:
            raise BadValueError(f"{of or '其余'}写了两次")
        said[of] = _statement(option, of, value, part.strip())
    return list(said.values())


def _statement(option: Option[Any], of: str, value: str, part: str) -> Stated:
    try:
        return Stated(option, of, option.parse(plain_text(value)))
    except BadValueError as problem:
        apart = option.of and option is not WEIGHTS and "=" not in part
        near = _NAME_AND_NUMBER.fullmatch(part) if apart else None
        hint = f"，如 {near[1]}={near[2] or option.example}" if near else ""
        raise BadValueError(f"{problem}{hint}，写的是“{part}”") from problem


_NAME_AND_NUMBER: Final = pattern(r"([^\d\W]+)\W*(\d+(?:\.\d+)?)?分?")
"""What was probably meant for ``语文=150``: 语文150, 语文：150分."""


class Order(NamedTuple):
    """What is to be paid, as a person says it."""

    scheme: str  # the scheme's id, or the name of a 方案 sheet of the workbook
    on: date  # the day that decides which clauses are in force
    # readings chosen by option id, the others at their default
    options: Mapping[str, str] = MappingProxyType({})
    # ``name=value`` texts for what the scheme asks for; what is not said here is taken from
    # 考核设置
    parameters: tuple[str, ...] = ()
    exam: str = ""  # pay only what belongs to this exam, in lists and scores alike, empty = all
    shipped: bool = False  # take the shipped scheme though the workbook has a 方案 sheet of it
    unpaid: bool = False  # leave out what an earlier payout of the workbook has paid


class Request(NamedTuple):
    """What was asked for."""

    command: str  # one of `COMMANDS`, or another that leaves sheets behind
    choices: ChosenOptions = ChosenOptions()  # options said explicitly
    # what was said explicitly about single sheets
    fixed: Mapping[str, SheetOverride] = MappingProxyType({})
    before: str = ""  # the earlier exam that places are compared with, ``""`` = none
    order: Order | None = None  # the scheme and how to apply it, None = no payout
    # names of the reports wanted, `report_choice.EVERY` = all, empty = the usual
    reports: tuple[str, ...] = ()
