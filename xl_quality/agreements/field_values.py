"""Values that go into an agreement, and the forms (格式) they are printed and read back in.

A form refuses a value that does not fit it with `FormError`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.facts import NOWHERE, Source
from xl_quality.core.money import FEN_PER_YUAN, rmb_upper, yuan_text
from xl_quality.core.ranking import rounded_figure
from xl_quality.schemes.cases import fits
from xl_quality.sheets.cells import CellValue, ErrorCell

if TYPE_CHECKING:
    from xl_quality.core.facts import FactValue
    from xl_quality.schemes.arithmetic import Condition
    from xl_quality.schemes.model import Clause, Rule

_VISIBLE: Final = re.compile("[^\\s\u00ad\u200b-\u200f\u2060\ufeff]")
"""A cell that holds signs without width only is empty to whoever looks at it."""
_NUMBER: Final = re.compile(r"[+-]?\d{1,15}(?:\.\d{1,12})?")
_DATE: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_PLACE: Final = re.compile(r"第?(\d{1,9})名?")
_GREATEST_RATE: Final = 3  # A share beyond 300 % is a slip: 95 was meant as per cent
_MOST_DIGITS: Final = 6  # decimals that a tag may ask for, as of the option 小数位
_WIDEST_BLANK: Final = 60  # signs of a line to write on; more would not fit a page
_PER_CENT: Final = 100
BREAKS: Final = re.compile(r"\r\n|[\r\n\t\x85\u2028\u2029]")
"""Line ends and tabs: Word has signs of its own for them."""
TEACHER_TITLES: Final = ("教师", "教师姓名", "任课教师", "姓名")
SCHOOL_TITLES: Final = ("学校", "学校名称", "单位", "单位名称", "校名", "学校全称")
"""Fields that name a teacher, a school."""
RATE_WORDS: Final = ("率", "比例", "满意度")
"""So end the names of fields and indicators whose figures are shares."""
_DIGITS: Final = {digit: value for value, digit in enumerate("零壹贰叁肆伍陆柒捌玖")}
_PLACES: Final = {"拾": 10, "佰": 100, "仟": 1000}
_SECTIONS: Final = {"万": 10**4, "亿": 10**8, "兆": 10**12}
_AMOUNT: Final = re.compile(
    r"(负?)(?:([零壹贰叁肆伍陆柒捌玖拾佰仟万亿兆]+)元)?零?(?:([壹贰叁肆伍陆柒捌玖])角)?零?"
    r"(?:([壹贰叁肆伍陆柒捌玖])分)?整?"
)
_PAIR: Final = re.compile(
    r"(-?\d[\d,]*(?:\.\d{1,2})?)\s*元[（(，,]?\s*(?:人民币)?\s*[（(]?大写[）)]?[：:]?\s*"
    r"(?:人民币)?([负零壹贰叁肆伍陆柒捌玖拾佰仟万亿兆元角分整]+)"
)


class GapComparedError(Exception):
    """A condition compares a field that has no value."""

    def __init__(self, gap: Gap) -> None:
        super().__init__(gap.field)
        self.gap = gap


class Gap:
    """A field without a value (空缺); it is false, and printing it is an error."""

    __slots__ = ("field", "source", "why")

    def __init__(self, field: str, source: Source = NOWHERE, why: str = "") -> None:
        self.field = field  # as the clerk writes it
        self.source = source  # the cell that should hold it, or where else it is missing
        self.why = why  # what stands there instead, ``""`` where nothing does

    def __bool__(self) -> bool:
        return False

    def _compared(self, _: object) -> bool:
        raise GapComparedError(self)

    __eq__ = __lt__ = __le__ = __gt__ = __ge__ = _compared
    __hash__ = object.__hash__


class FieldRow(dict[str, object]):
    """The fields of a unit, or of one row of its tables; values by field name."""

    __slots__ = ("clauses", "sources")

    def __init__(
        self, *args: object, sources: dict[str, Source] | None = None, clauses: bool = False
    ) -> None:
        super().__init__(*args)
        self.sources: dict[str, Source] = sources or {}  # the cell behind a field, if there is one
        # its fields are the clauses of a scheme: those that it lacks are not in force
        self.clauses = clauses


class ClauseWords(dict[str, object]):
    """The rules of a clause in words by their titles.

    Printed, they follow one after another: a single one without its title, and goals only where
    there is nothing else, since they stand in the table of targets.
    """

    __slots__ = ("goals", "titles", "whole")

    def __init__(self, *args: object) -> None:
        super().__init__(*args)
        self.goals: set[str] = set()  # titles of the rules that only set a goal
        self.whole: set[str] = set()  # titles of rules whose words are a sentence, without a title
        self.titles: dict[str, str] = {}  # as the scheme writes them, where no name of a field

    def __str__(self) -> str:
        spoken = {title: words for title, words in self.items() if title not in self.goals}
        spoken = spoken or dict(self)
        if len(spoken) == 1:
            return str(next(iter(spoken.values())))
        return "；".join(self._entitled(one, str(words)) for one, words in spoken.items())

    def _entitled(self, title: str, words: str) -> str:
        said = self.titles.get(title, title)
        if title in self.whole or said.endswith(words):  # 各学科全部达标：全部达标
            return words if title in self.whole else said
        return f"{said}：{words}"


class StatedTarget(NamedTuple):
    """What the office's list states for a party: a line to reach, a goal of one's own."""

    clause: str  # its id
    fact: str
    # (part, value): of what the party teaches the part it is about (语文, ``""`` = all of it), and
    # the value; None where none is known
    values: tuple[tuple[str, FactValue | None], ...]

    @property
    def whole(self) -> bool:
        """Tell whether it is known for all that the party teaches."""
        return all(value is not None for _, value in self.values)


class ReachedBefore(NamedTuple):
    """What was reached before (上年名次, 2024年比率): a goal may follow from it."""

    clause: str  # its id
    fact: str
    # (part, value, exam): as in `StatedTarget`, and the exam that it was reached in, ``""`` = said
    # without one
    values: tuple[tuple[str, FactValue | None, str], ...]

    def under(self, conditions: Sequence[Condition]) -> Iterator[tuple[str, Fraction, str]]:
        """Yield the parts of which it meets conditions, with the value and the exam."""
        for part, value, exam in self.values:
            if isinstance(value, int | Fraction):
                was = Fraction(value)
                number = {self.fact: was}.__getitem__
                if all(condition.holds(number) for condition in conditions):
                    yield part, was, exam


class Party(NamedTuple):
    """Whom an agreement is with, as far as rules are limited by it."""

    school: str  # its name, ``""`` = the rules of all schools
    # subjects, grades: those that the person teaches, by their usual names; () = not known
    subjects: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    # stated, before: at most one for a fact of a clause
    stated: tuple[StatedTarget, ...] = ()
    before: tuple[ReachedBefore, ...] = ()

    def concerned(self, rule: Rule) -> bool:
        """Tell whether a rule may hold for it, by the names the rule is limited to."""
        limits = rule.concerns, rule.only_for.get("school")
        if self.school and not all(fits(self.school, limit) for limit in limits if limit):
            return False
        own: dict[str, tuple[str, ...]] = {"school": (self.school,) if self.school else ()}
        own |= {"subject": self.subjects, "grade": self.grades}
        return all(
            not names
            or (
                fact not in rule.unless  # of a rule for cases that do not say it
                and _some_fits(names, rule.only_for.get(fact))
                and not _all_barred(names, rule, fact)
            )
            for fact, names in own.items()
        )


def _some_fits(names: Iterable[str], limit: tuple[str, ...] | None) -> bool:
    return not limit or any(fits(name, limit) for name in names)


def _all_barred(names: Iterable[str], rule: Rule, fact: str) -> bool:
    barred = rule.not_for.get(fact)
    return bool(barred) and all(fits(name, barred or ()) for name in names)


def judges(clause: Clause, school: str) -> bool:
    """Tell whether a clause concerns a school: by the statement that its rows are taken by."""
    return not clause.concerns or fits(school, clause.concerns)


class PartyClauses(NamedTuple):
    """What a scheme says to a school or a teacher."""

    clauses: FieldRow  # in words by their ids (方案.A6)
    targets: list[FieldRow]  # what must be reached: 序号, 条款, 项目, 目标 (目标表)
    rewards: list[FieldRow]  # paid or deducted, rule by rule: 序号, 条款, 项目, 标准 (奖惩表)

    @property
    def fields(self) -> dict[str, object]:
        """Return them as fields of a unit."""
        return {"方案": self.clauses, "目标表": self.targets, "奖惩表": self.rewards}


class Candidate(NamedTuple):
    """Somebody whom the workbook names: the name, own fields, and the cell that names it."""

    name: str
    fields: FieldRow
    source: Source = NOWHERE

    @property
    def school(self) -> str:
        """Return the school, ``""`` where it is not known."""
        said = (self.fields.get(title) for title in SCHOOL_TITLES)
        return next((str(one) for one in said if one and not isinstance(one, Gap)), "")


class AgreementUnit(NamedTuple):
    """Somebody who gets an agreement."""

    name: str  # 学校, 班级 or 教师, as it stands in the sheet
    number: int  # from 1, part of the file name
    fields: FieldRow  # everything a template may use
    source: Source = NOWHERE  # the cell where it was found


def from_cell(value: CellValue, field: str, source: Source, *, per_cent: bool = False) -> object:
    """Return a cell as a field value: numbers exact, an empty or broken cell as a `Gap`.

    Where the title says ％ (*per_cent*) a number is divided by 100.
    """
    if isinstance(value, ErrorCell):
        return Gap(field, source, f"公式出错 {value.code}")
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        return _number(value, field, source, per_cent=per_cent)
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = "" if value is None else str(value).strip()
    return text if _VISIBLE.search(text) else Gap(field, source)


def _number(value: float, field: str, source: Source, *, per_cent: bool) -> object:
    decimal = Decimal(repr(value))
    if not decimal.is_finite():
        return Gap(field, source, str(value))
    exact = Fraction(decimal) / (100 if per_cent else 1)
    return exact.numerator if exact.denominator == 1 else exact


class FormError(ValueError):
    """A value does not fit the form asked for; the message is Chinese."""


class PrintedValue(NamedTuple):
    """A value ready to print."""

    text: str  # as it is printed
    value: object  # as it came from the sheet, exact
    form: str  # the name of its form, by which it is read back
    digits: int = 0  # decimals kept, where the form has any


def plain(value: object, field: str = "") -> PrintedValue:
    """Return a value in the form that its kind and name suggest (不写格式时).

    A date is written out, a rate by its name with two decimals and %, other fractions are
    rounded to two decimals, texts and whole numbers stay as they are.

    >>> plain(Fraction(19, 20), "及格率").text, plain(date(2025, 8, 31)).text, plain(6).text
    ('95.00%', '2025年8月31日', '6')
    """
    if isinstance(value, bool):
        raise FormError("是判断的结果，不能打印；请用 {% if … %} … {% endif %}")
    if isinstance(value, date):
        return day(value)
    if isinstance(value, Fraction | int) and field.endswith(RATE_WORDS):
        return rate(value)
    if isinstance(value, Fraction):
        return number(value, 2)
    if isinstance(value, str | int):
        return PrintedValue(str(value), value, "文字")
    if isinstance(value, ClauseWords):
        return PrintedValue(str(value), str(value), "文字")
    raise FormError("不能直接打印")


def rate(value: object, digits: int = 2) -> PrintedValue:
    """Return a share as per cent (率); ``0.95`` and the text ``95%`` print 95.00%.

    >>> rate(Fraction(2, 3)).text, rate("95%", 0).text
    ('66.67%', '95%')
    """
    exact = _exact(value)
    if abs(exact) > _GREATEST_RATE:
        raise FormError("不像比率，应写 0.95 或 95%，或在列标题里写（％）")
    shown = rounded_figure(exact * 100, _digits(digits))
    return PrintedValue(f"{shown}%", exact, "率", digits)


def money(value: object) -> PrintedValue:
    """Return an amount of yuan in figures, without 元 (金额).

    >>> money(Fraction(2469, 2)).text, money("900元").text
    ('1234.50', '900')
    """
    fen = _fen(value)
    return PrintedValue(yuan_text(fen), fen, "金额")


def upper(value: object) -> PrintedValue:
    """Return an amount of yuan in formal numerals (大写).

    >>> upper(1200).text
    '壹仟贰佰元整'
    """
    fen = _fen(value)
    return PrintedValue(rmb_upper(fen), fen, "大写")


def number(value: object, digits: int = 0) -> PrintedValue:
    """Return a number with so many decimals, rounded half up (数).

    >>> number(Fraction(5, 2)).text, number("86.456", 1).text
    ('3', '86.5')
    """
    exact = _exact(value)
    shown = rounded_figure(exact, _digits(digits))
    return PrintedValue(str(shown), exact, "数", digits)


def day(value: object) -> PrintedValue:
    """Return a date written out (日期).

    >>> day("2025-08-31").text
    '2025年8月31日'
    """
    found = value if isinstance(value, date) else _day(str(value))
    return PrintedValue(f"{found.year}年{found.month}月{found.day}日", found, "日期")


def place(value: object) -> PrintedValue:
    """Return a rank (名次).

    >>> place(6).text, place("第6名").text
    ('第6名', '第6名')
    """
    found = _PLACE.fullmatch(unicodedata.normalize("NFKC", str(value)).strip())
    if found is None or int(found[1]) < 1:
        raise FormError("不是名次，应写大于 0 的整数")
    return PrintedValue(f"第{int(found[1])}名", int(found[1]), "名次")


def blank(value: object, width: int = 8) -> PrintedValue:
    """Return the value, or a line to write on where there is none (空白).

    >>> blank(Gap("甲方"), 4).text, blank("张三").text
    ('____', '张三')
    """
    if isinstance(value, Gap):
        return PrintedValue("_" * max(1, min(width, _WIDEST_BLANK)), "", "空白")
    return value if isinstance(value, PrintedValue) else plain(value)


FORMS: Final[dict[str, Callable[..., PrintedValue]]] = {
    "率": rate,
    "金额": money,
    "大写": upper,
    "数": number,
    "日期": day,
    "名次": place,
    "空白": blank,
}
"""The forms a template may ask for, ``{{ 奖金|大写 }}``; 率, 数 and 空白 take a number."""


def read_back(printed: PrintedValue, text: str) -> bool:
    """Tell whether a text from the finished file says the value it should.

    The text is understood anew by its form, apart from how it was printed.

    >>> read_back(rate(Fraction(2, 3)), "66.67%"), read_back(upper(1200), "壹仟贰佰元整")
    (True, True)
    >>> read_back(money(1200), "120")
    False
    """
    reader = _READERS.get(printed.form)
    if reader is None:
        return text == BREAKS.sub("", str(printed.value))
    return reader(printed, text)


def _says_number(printed: PrintedValue, text: str) -> bool:
    """Compare a number with its value: off by no more than half of the last decimal."""
    scale = _PER_CENT if printed.form == "率" else 1
    figure = text.removesuffix("%") if printed.form == "率" else text
    if not isinstance(printed.value, Fraction | int) or not _NUMBER.fullmatch(figure):
        return False
    off = abs(Fraction(figure) - Fraction(printed.value) * scale)
    return 2 * off <= Fraction(1, 10**printed.digits)


def _says_money(printed: PrintedValue, text: str) -> bool:
    return bool(_NUMBER.fullmatch(text)) and Fraction(text) * FEN_PER_YUAN == printed.value


_READERS: Final[dict[str, Callable[[PrintedValue, str], bool]]] = {
    "率": _says_number,
    "数": _says_number,
    "金额": _says_money,
    "大写": lambda printed, text: fen_of_upper(text) == printed.value,
    "日期": lambda printed, text: _day(text) == printed.value,
    "名次": lambda printed, text: text == f"第{printed.value}名",
    "空白": lambda _, text: bool(text) and not text.strip("_"),
}


def _exact(value: object) -> Fraction:
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        return Fraction(value)
    text = unicodedata.normalize("NFKC", str(value)).replace(",", "").strip()
    per_cent, plain_text = text.endswith("%"), text.rstrip("%元分名人个位").strip()
    if _NUMBER.fullmatch(plain_text) is None:
        raise FormError("不是数")
    return Fraction(plain_text) / (100 if per_cent else 1)


def _fen(value: object) -> int:
    fen = _exact(value) * FEN_PER_YUAN
    if fen.denominator != 1:
        raise FormError("不是整分的金额，最多两位小数")
    return fen.numerator


def _day(text: str) -> date:
    found = _DATE.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        raise FormError("不是日期，应写 2025-08-31 或 2025年8月31日")
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise FormError("没有这一天") from None


def _digits(digits: int) -> int:
    if not isinstance(digits, int) or not 0 <= digits <= _MOST_DIGITS:
        raise FormError(f"小数位数应为 0—{_MOST_DIGITS}")
    return digits


def fen_of_upper(text: str) -> int | None:
    """Return an amount in formal numerals as fen, None where it is none.

    >>> fen_of_upper("壹仟贰佰元整"), fen_of_upper("负壹万零伍佰零肆元零伍分"), fen_of_upper("十元")
    (120000, -1050405, None)
    """
    found = _AMOUNT.fullmatch(text)
    if found is None or not any(found.group(2, 3, 4)):
        return None
    yuan = _whole(found[2] or "")
    fen = yuan * 100 + 10 * _DIGITS.get(found[3] or "零", 0) + _DIGITS.get(found[4] or "零", 0)
    return -fen if found[1] else fen


def _whole(text: str) -> int:
    total = section = digit = 0
    for sign in text:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        elif sign in _PLACES:
            section += (digit or 1) * _PLACES[sign]
            digit = 0
        else:
            total += (section + digit) * _SECTIONS[sign]
            section = digit = 0
    return total + section + digit


def disagreeing(text: str) -> list[tuple[str, str]]:
    """Return every amount in figures whose formal numerals beside it say another one.

    >>> disagreeing("奖金900元（大写：玖佰元整）"), disagreeing("1200元（大写：壹仟元整）")
    ([], [('1200', '壹仟元整')])
    """
    found = []
    for match in _PAIR.finditer(text):
        yuan, _, rest = match[1].replace(",", "").partition(".")
        fen = int(yuan + rest.ljust(2, "0"))
        if fen_of_upper(match[2]) != fen:
            found.append((match[1], match[2]))
    return found
