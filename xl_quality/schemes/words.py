"""The words of schemes: exact numbers and amounts (2%, 2/3, －300元, 3分), payees, facts.

Of the facts (事实) that clauses may use, facts.toml has Chinese names, kinds, bounds and phrases.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from xl_quality.core.money import FEN_PER_YUAN, yuan_text
from xl_quality.core.ranking import half_up
from xl_quality.core.school_terms import LabelledWord

if TYPE_CHECKING:
    from xl_quality.core.facts import Fact, FactValue

MINUS = "－"
HALF_WIDTH: Final = {0xFF01 + i: 0x21 + i for i in range(94)} | {ord("−"): "-"}
"""Full-width letters, digits and signs, for `str.translate`."""
TYPED_NUMBER: Final = re.compile(r"[+-]?\d+(?:\.\d+)?(?:/\d+)?%?")
"""A number as people type it, in half width: 12, -0.5, 2/3, 70%."""
_PER_CENT = 100
PAYEES: Final = {
    "school": "学校",
    "teacher": "任课教师",
    "class": "班级",
    "class_teacher": "班主任",
    "headmaster": "校长",
    "coach": "辅导教师",
    "staff": "教职工本人",
    "class_pot": "班级总额（再分配）",
    "receivers": "分得者",
    "none": "不付款",
}
"""Who may be paid, in Chinese by the word that schemes write."""
JUDGED: Final = {
    "school": "学校",
    "subject": "学科",
    "class": "班级",
    "teacher": "教师",
    "pupil": "学生",
    "grade": "年级",
    "staff": "人员",
}
"""Whom a clause may judge, likewise."""
AGREED: Final = "自定"
"""So begin what schemes and lists call indicators that both sides agree upon apart."""
_AGREED_MARK: Final = re.compile(rf"{AGREED}(?:的?(?:比率)?指标)?\s*[：:—－-]*\s*")
_UNIT_OF: Final = re.compile(r"\{\}(人次|[次节篇份人项年个名])")
"""What stands behind the value in a phrase and says what is counted."""
_NUMERALS: Final = "零一二三四五六七八九"
_IN_A_ROW: Final = re.compile(r"连续\{\}(?:次|年).*")
_TIMES: Final = "零一两三四五六七八九"


def printed_title(title: str) -> str:
    """Return a clause's or rule's title; 自定 is a mark of our sheets and no word for a paper.

    >>> printed_title("自定比率指标"), printed_title("辍学率")
    ('双方商定的比率指标', '辍学率')
    """
    other = title.removeprefix(AGREED)
    return title if other == title or not other else f"双方商定的{other}"


def agreed_name(indicator: str) -> str:
    """Return what an indicator that both sides agreed upon apart (自定…) is about, else ``""``.

    >>> agreed_name("自定指标：课外阅读率"), agreed_name("自定指标"), agreed_name("家访")
    ('课外阅读率', '商定指标', '')
    """
    if not indicator.startswith(AGREED):
        return ""
    return _AGREED_MARK.sub("", indicator) or "商定指标"


class Unit(LabelledWord):
    """What a clause pays in; the label stands behind an amount."""

    YUAN = "yuan", "元"
    POINTS = "points", "分"


def number_text(value: Fraction | int) -> str:
    """Return a number exactly: as a decimal where it ends, else as a fraction.

    >>> number_text(Fraction(3, 2)), number_text(Fraction(2, 3)), number_text(-4)
    ('1.5', '2/3', '－4')
    """
    exact = abs(Fraction(value))
    sign = MINUS if value < 0 else ""
    # a decimal ends after as many places as its denominator has factors 2 or 5, or never
    places = range(exact.denominator.bit_length())
    digits = next((n for n in places if (exact * 10**n).denominator == 1), None)
    if digits is None:
        return f"{sign}{exact}"
    scaled = str((exact * 10**digits).numerator).rjust(digits + 1, "0")
    return sign + (f"{scaled[:-digits]}.{scaled[-digits:]}" if digits else scaled)


def values_text(fact: Fact) -> str:
    """Return the values of a fact as they were written, parted by 、."""
    return "、".join(one if isinstance(one, str) else number_text(one) for one in fact.values)


def per_cent_text(ratio: Fraction | int) -> str:
    """Return a ratio as per cent, exactly.

    >>> per_cent_text(Fraction(1, 50)), per_cent_text(Fraction(1, 3))
    ('2%', '100/3%')
    """
    return f"{number_text(Fraction(ratio) * _PER_CENT)}%"


def in_parts(share: Fraction) -> str:
    """Return a share in words, as per cent where that is shorter.

    >>> in_parts(Fraction(2, 3)), in_parts(Fraction(19, 20))
    ('三分之二', '95%')
    """
    if share.denominator < len(_NUMERALS) and 0 < share < 1:
        return f"{_NUMERALS[share.denominator]}分之{_NUMERALS[share.numerator]}"
    return per_cent_text(share)


def share_paid(share: Fraction) -> str:
    """Return how much of a full amount is paid.

    >>> share_paid(Fraction(2, 3)), share_paid(Fraction(0))
    ('发全额的三分之二', '不发')
    """
    if share in (0, 1):
        return "发全额" if share else "不发"
    return f"发全额的{in_parts(share)}"


def in_a_row(phrase: str, value: str) -> str:
    """Return how often something came in a row, in words as on papers; ``""`` for other facts.

    >>> in_a_row("连续{}次居末位", "2"), in_a_row("听课{}节", "2")
    ('连续两次居末位', '')
    """
    if not _IN_A_ROW.fullmatch(phrase):
        return ""
    word = _TIMES[int(value)] if value in set("123456789") else value
    return phrase.replace("{}", word)


def to_fen(yuan: Fraction | int) -> int:
    """Return an amount of yuan in whole fen, rounded once, half away from zero.

    >>> to_fen(Fraction(2000, 3)), to_fen(Fraction(-1, 200))
    (66667, -1)
    """
    if yuan < 0:
        return -to_fen(-yuan)
    return half_up(*(Fraction(yuan) * FEN_PER_YUAN).as_integer_ratio())


def amount_text(amount: Fraction | int, unit: Unit) -> str:
    """Return an amount with its unit; yuan are rounded to the fen as they are paid.

    >>> amount_text(Fraction(-300), Unit.YUAN), amount_text(Fraction(3, 2), Unit.POINTS)
    ('－300元', '1.5分')
    """
    if unit is Unit.POINTS:
        return number_text(amount) + unit.label
    return yuan_text(to_fen(amount)).replace("-", MINUS) + unit.label


def bracketed(amount: Fraction | int, unit: Unit) -> str:
    """Return an amount for use behind ×: a negative one stands in brackets.

    >>> bracketed(-100, Unit.YUAN)
    '（－100元）'
    """
    text = amount_text(amount, unit)
    return f"（{text}）" if amount < 0 else text


def rewarded(amount: Fraction | int, unit: Unit) -> str:
    """Return an amount as a verb and its size.

    >>> rewarded(500, Unit.YUAN), rewarded(-500, Unit.YUAN), rewarded(-2, Unit.POINTS)
    ('奖500元', '罚500元', '扣2分')
    """
    if amount < 0:
        return ("扣" if unit is Unit.POINTS else "罚") + amount_text(-amount, unit)
    return ("加" if unit is Unit.POINTS else "奖") + amount_text(amount, unit)


class ValueKind(LabelledWord):
    """What a fact's value is, as the 方案 sheet calls it; numbers are never negative."""

    RANK = "rank", "名次"  # whole, from 1
    COUNT = "count", "个数"  # whole
    MONEY = "money", "金额"  # yuan, whole fen
    SCORE = "score", "分数"  # points
    RATE = "rate", "比率"  # 0 … 1
    FLAG = "flag", "是否"  # 0 or 1
    TEXT = "text", "文字"
    TEXTS = "texts", "多个文字"
    RANKS = "ranks", "多个名次"
    WEIGHTS = "weights", "多个数"

    @property
    def is_number(self) -> bool:
        """Return whether a measure may use it."""
        return self not in {ValueKind.TEXT, ValueKind.TEXTS, ValueKind.RANKS, ValueKind.WEIGHTS}

    @property
    def is_list(self) -> bool:
        """Return whether it holds several values."""
        return self in {ValueKind.TEXTS, ValueKind.RANKS, ValueKind.WEIGHTS}


@dataclass(frozen=True, slots=True)
class FactKind:
    """One fact a clause may ask for."""

    name: str  # English id, as in schemes and ``explain``
    label: str  # Chinese name
    kind: ValueKind  # what values it takes
    phrase: str = "{}"  # how it reads in a reason; ``{}`` is the value, ``{scope}`` the rule's 全县
    none: str = ""  # how a 0 reads, ``""`` = as other values
    measure: str = ""  # for a fact computed from others: how; ``""`` for one that is given
    chosen: bool = False  # a reading that was chosen says what it is: `label`, also in `phrase`
    within: str = ""  # the fact it may not exceed, ``""`` = none
    parallel: str = ""  # the list it has one value each for, ``""`` = none
    # at_least, at_most: smallest and largest number allowed, None = no end
    at_least: int = 0
    at_most: int | None = None
    # Chinese words of its English values
    words: Mapping[str, str] = field(default_factory=dict, hash=False)
    # other ways of writing a value
    synonyms: Mapping[str, Sequence[str]] = field(default_factory=dict, hash=False)

    @property
    def unit(self) -> str:
        """Return what it is counted in by its phrase (名, 人次), ``""`` = it does not say."""
        unit = _UNIT_OF.search(self.phrase)
        return unit[1] if unit else ""

    def text(self, value: FactValue) -> str:
        """Return a value as a clerk reads it."""
        if isinstance(value, tuple):
            return "、".join(self.text(one) for one in value)
        if isinstance(value, str):
            return self.words.get(value, value)
        if self.kind is ValueKind.FLAG:
            return "是" if value else "否"
        return per_cent_text(value) if self.kind is ValueKind.RATE else number_text(value)

    def say(self, fact: Fact, scope: str = "") -> str:
        """Return the fact as part of a reason, with the cell it was taken from.

        >>> from xl_quality.core.facts import Fact, Source
        >>> rank = FactKind("rank", "名次", ValueKind.RANK, "{scope}第{}名")
        >>> rank.say(Fact(6, Source.at("县名次", "D5")), "全县")
        '全县第6名（县名次!D5）'
        """
        behind = "；".join(filter(None, (fact.made_of, str(fact.source))))
        phrase = self.say_value(fact._replace(made_of=""), scope)
        return f"{phrase}（{behind}）" if behind else phrase

    def say_value(self, fact: Fact, scope: str = "") -> str:
        """Return the same without the cell; of a flag that is set no more than what it says.

        >>> from xl_quality.core.facts import Fact
        >>> flag = FactKind("declined", "明显下降", ValueKind.FLAG, "认定明显下降：{}")
        >>> flag.say_value(Fact(1)), flag.say_value(Fact(0))
        ('认定明显下降', '认定明显下降：否')
        """
        phrase = self.none if self.none and fact.value == 0 else self.phrase
        if self.kind is ValueKind.FLAG and fact.value:
            phrase = phrase.removesuffix("：{}")
        said = phrase.replace("{scope}", scope).replace("{}", self.text(fact.value))
        return f"{said}（{fact.made_of}）" if fact.made_of else said


Vocabulary = dict[str, FactKind]


def fact_kind(name: str, entry: Mapping[str, Any]) -> FactKind:
    """Read one fact from its TOML table.

    Raises:
        KeyError, TypeError, ValueError: a key is missing, unknown or of no meaning.
    """
    fields: dict[str, Any] = {**entry, "kind": ValueKind(entry["kind"])}
    return FactKind(name=name, **fields)


@cache
def common_facts() -> Vocabulary:
    """Return the facts every scheme may use, by name."""
    import tomllib  # noqa: PLC0415 - only when a scheme is loaded

    text = Path(__file__).with_name("facts.toml").read_text(encoding="utf-8")
    return {name: fact_kind(name, entry) for name, entry in tomllib.loads(text).items()}


def exact(value: FactValue) -> Fraction:
    """Return a numeric fact's value as a Fraction.

    Raises:
        TypeError: it is no number; the facts were not checked first.
    """
    if isinstance(value, (int, Fraction)):
        return Fraction(value)
    raise TypeError(f"not a number: {value!r}")
