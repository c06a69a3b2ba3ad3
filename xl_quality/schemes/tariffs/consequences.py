"""Tariffs with consequences (处理、等次): fixed ones, the lower half, ladders, counts, ratings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.schemes import scheme_findings as kinds
from xl_quality.schemes.arithmetic import CutTies, Edge, Expression, HalfRounding, lower_half
from xl_quality.schemes.results import CaseFacts, Consequence, Effect, Miss, Refusal
from xl_quality.schemes.tariffs import base as fields
from xl_quality.schemes.tariffs.base import FieldColumn, Problem, Speech, Tariff
from xl_quality.schemes.words import Vocabulary, number_text

if TYPE_CHECKING:
    from fractions import Fraction

    from xl_quality.core.facts import Fact
    from xl_quality.schemes.toml_reader import Reader


class FixedConsequence(Tariff, kind="consequence", title="处理"):
    """Consequences where the rule's conditions hold.

    Attributes:
        names: e.g. 黄牌警告, 末位交流.
        roles: whom they hit, as the clause says: 校长, 主任.
        persons: the fact that names them, used where it is given.
    """

    pays = False
    warns = True
    names = fields.SeveralTexts("处理")
    roles = fields.SeveralTexts("对象", needed=False)
    persons = fields.FactName("人员", default="", needed=False)

    def apply(self, case: CaseFacts) -> list[Effect]:
        """Return the consequences."""
        persons = case.texts(self.persons) if self.persons else ()
        target, facts = _in_brackets(persons or self.roles), case.reason(())
        return [
            Consequence(
                name,
                persons,
                facts.so(f"{name}{target}"),
                self.roles,
                tuple(facts.so(name) for _ in persons),
            )
            for name in self.names
        ]

    def in_words(self, speech: Speech) -> str:
        """Return e.g. 诫勉谈话（校长、主任）."""
        persons = [speech.label(self.persons)] if self.persons else ()
        return "、".join(self.names) + _in_brackets(self.roles or persons)


def _in_brackets(whom: Sequence[str]) -> str:
    """Return whom a consequence hits, to stand behind it; nothing where nobody is named."""
    return f"（{'、'.join(whom)}）" if whom else ""


class _Saying(NamedTuple):
    """How names of one form are said to somebody: 对校长进行诫勉谈话.

    A name of no known form is not put into a sentence: what is not sure is not made up.
    """

    form: re.Pattern[str]  # what the whole name must match
    whom: str  # the words with a person before the name; ``{}`` stands for the person
    verb: str  # the words before the name where the person was said already
    end: str = ""  # the words behind the name


_SAYINGS: Final = tuple(
    _Saying(re.compile(form), *words)
    for form, *words in (
        (r"(?:不得|不予|不再|不享受|不能).+", "{}", ""),
        (r"(?:全额|按|扣|停|取消|减|缓).+", "对{}", ""),
        (r".*(?:谈话|约谈|培训|考察)", "对{}进行", "进行"),
        (r".+建议", "对{}提出", "提出"),
        (r"(?!免|降|追|退|收|撤).*(?:警告|批评|处分|记过|奖)", "给予{}", "给予"),
        (r".*(?:表彰|表扬|嘉奖|奖励|问责)", "对{}予以", "予以"),
        (r".+交流", "将{}列为", "列为", "人选"),
        (r"(?:说明|分析|查找|写出).+", "由{}", ""),
        (r"(?:书面|当面|公开)?(?:说明|检讨|检查|述职)", "由{}作出", "作出"),
        (r"(?:调离|调出).+", "将{}", ""),
        (r"优秀|良好|合格|基本合格|不合格|达标", "将{}评定为", "评定为"),
    )
)
"""The first form that a name has counts."""


def said_of(names: Sequence[str], whom: str) -> str:
    """Return consequences as one sentence, ``""`` where a name has no form that is known.

    >>> said_of(["诫勉谈话"], "校长、主任"), said_of(["合格"], "")
    ('对校长、主任进行诫勉谈话', '评定为合格')
    >>> said_of(["黄牌警告", "末位交流"], "教师本人")
    '给予教师本人黄牌警告，并列为末位交流人选'
    >>> said_of(["写检讨书"], "校长")
    ''
    """
    sayings = [_saying_of(name) for name in names]
    known = [saying for saying in sayings if saying is not None]
    if not names or len(known) < len(names):
        return ""
    first, rest = known[0], known[1:]
    lead = first.whom.format(whom) if whom else first.verb
    parts = [lead + names[0] + first.end]
    parts += [f"并{one.verb}{name}{one.end}" for one, name in zip(rest, names[1:], strict=True)]
    return "，".join(parts)


def _saying_of(name: str) -> _Saying | None:
    return next((one for one in _SAYINGS if one.form.fullmatch(name)), None)


def in_turn(rungs: Sequence[str], whom: Iterable[str]) -> str:
    """Return a ladder of consequences (逐级), the last rung for every further time, too.

    >>> in_turn(["书面检讨", "通报批评"], ["校长"])
    '对校长，第一次书面检讨、第二次及以后通报批评'
    """
    ordinals = [_ordinal(number) for number in range(1, len(rungs) + 1)]
    if len(rungs) > 1:
        ordinals[-1] += "及以后"
    persons = "、".join(whom)
    rows = "、".join(f"{when}{name}" for when, name in zip(ordinals, rungs, strict=True))
    return f"对{persons}，{rows}" if persons else rows


def _ordinal(number: int) -> str:
    words = "零一二三四五六七八九"
    return f"第{words[number] if number < len(words) else number}次"


def _place_of(one: int, places: Sequence[int], among: str) -> str:
    """Return the place of one of several persons, and that among them where it is another.

    >>> _place_of(1, [3, 1], "（校内排）"), _place_of(0, [3, 1], "（各校一起排）")
    ('2人任教，本人居第1名（校内排）', '本人居第3名（各校一起排），在任教的2人中居第2名')
    """
    place, persons = places[one], len(places)
    within = 1 + sum(other < place for other in places)
    if within == place:
        return f"{persons}人任教，本人居第{place}名{among}"
    return f"本人居第{place}名{among}，在任教的{persons}人中居第{within}名"


def _among(ranks: Fact, one: int) -> str:
    """Return among whom one of several persons has his place, and what it was made of, his alone.

    >>> from xl_quality.core.facts import Fact, Source
    >>> ranks = Fact((1, 2), Source(words="按名次占比折算"), each=("四年级1/9", "五年级3/8"))
    >>> _among(ranks, 1), _among(Fact((1, 2)), 1)
    ('（按名次占比折算，本人五年级3/8）', '')
    """
    words = "" if ranks.source.cells else ranks.source.words
    alone = f"本人{ranks.each[one]}" if ranks.each else ""
    told = "，".join(filter(None, (words, alone)))
    return f"（{told}）" if told else ""


class LowerHalf(Tariff, kind="lower_half", title="靠后一半"):
    """A consequence for the lower half, by rank, of the persons concerned (名次靠后的一半).

    Attributes:
        name: e.g. 末位交流.
        persons, ranks: the facts that name them and rank them, parallel; the ranks are needed
            where there are several persons.
        rounding: of half an odd number; at least one person is always taken.
        ties: what happens to equals at the cut.
    """

    pays = False
    warns = True
    name = fields.Text("事项")
    persons = fields.FactName("人员", column=FieldColumn.MEASURED)
    ranks = fields.FactName("人员名次", needed=False)
    rounding = fields.Choice(HalfRounding, "取整", {"down": "向下取整", "up": "向上取整"})
    ties = fields.Choice(CutTies, "并列", {"all_in": "并列都列入", "all_out": "并列都不列入"})

    def apply(self, case: CaseFacts) -> list[Effect]:
        """Name the lower half."""
        persons = case.texts(self.persons)
        if len(persons) == 1:
            alone = f"只有1人任教，列为{self.name}人选"
            reason = case.reason([self.persons]).so(alone)
            return [Consequence(self.name, persons, reason, own=(case.reason(()).so(alone),))]
        places = tuple(map(int, case.numbers(self.ranks)))
        if not places:
            return [Refusal(self.ranks, kinds.MISSING_RANKS, {"persons": len(persons)})]
        taken = lower_half(places, self.rounding, self.ties)
        facts = case.reason([self.persons, self.ranks])
        if not taken:
            nobody = facts.so(f"名次并列，按所选读法并列者都不列入，无人列入{self.name}")
            return [Miss(nobody, nobody=self.name)]
        chosen = tuple(persons[i] for i in taken)
        half = f"{len(persons)}人取靠后一半（{self.how}）"
        reason = facts.so(f"{half}，{'、'.join(chosen)}列为{self.name}人选")
        ranks = case.facts[self.ranks]
        lower = f"在靠后一半（{self.how}）之内，列为{self.name}人选"
        own = tuple(
            case.reason(()).so(f"{_place_of(i, places, _among(ranks, i))}，{lower}") for i in taken
        )
        return [Consequence(self.name, chosen, reason, own=own)]

    @property
    def how(self) -> str:
        """Return how the half is taken: 向下取整，至少1人，并列者都列入."""
        ties = "都列入" if self.ties is CutTies.ALL_IN else "都不列入"
        return f"{LowerHalf.rounding.said(self.rounding)}，至少1人，并列者{ties}"

    def in_words(self, speech: Speech) -> str:
        """Return e.g. 末位交流：任课教师按教师名次取靠后一半."""
        by = f"{speech.label(self.persons)}按{speech.label(self.ranks)}取靠后一半"
        return f"{self.name}：{by}（{self.how}）"


class RungMode(StrEnum):
    """Which rungs of a ladder of consequences apply."""

    OWN = "own"  # 只用本级
    UP_TO = "up_to"  # 本级及以前各级


def rungs_at(count: int, rungs: Sequence[str], mode: RungMode) -> list[str]:
    """Return the consequences of the count-th time; behind the last rung the last one stays.

    >>> rungs_at(2, ["检讨", "通报", "谈话"], RungMode.OWN)
    ['通报']
    >>> rungs_at(9, ["检讨", "通报", "谈话"], RungMode.UP_TO)
    ['检讨', '通报', '谈话']
    """
    at = min(count, len(rungs))
    if at < 1:
        return []
    return list(rungs[:at]) if mode is RungMode.UP_TO else [rungs[at - 1]]


class ConsequenceLadder(Tariff, kind="consequence_ladder", title="逐级追究"):
    """Graver consequences with every further time (逐级追究).

    Attributes:
        key: which time it is, or how many there are.
        rungs: from the mildest to the gravest.
        mode: the own rung alone, or all up to it.
        roles: whom they hit.
    """

    pays = False
    warns = True
    key = fields.SumField("查什么", column=FieldColumn.MEASURED)
    rungs = fields.SeveralTexts("各级处理")
    mode = fields.Choice(RungMode, "计法", {"own": "只用本级", "up_to": "本级及以前"})
    roles = fields.SeveralTexts("对象", needed=False)

    def apply(self, case: CaseFacts) -> list[Effect]:
        """Return the consequences of this time."""
        facts, count = case.reason(self.key.names), int(case.value(self.key))
        found = rungs_at(count, self.rungs, self.mode)
        if not found:
            return [Miss(facts.so("没有需要追究的"))]
        whom = _in_brackets(self.roles)
        beyond = f"已到最后一级（共{len(self.rungs)}级）" if count > len(self.rungs) else ""
        return [
            Consequence(name, (), facts.so(f"{name}{whom}", beside=beyond), self.roles)
            for name in found
        ]

    def in_words(self, speech: Speech) -> str:
        """Return e.g. 第1次书面检讨、第2次通报批评，以后按最后一级."""
        rows = "、".join(f"{i}→{name}" for i, name in enumerate(self.rungs, start=1))
        how = {RungMode.OWN: "只用本级", RungMode.UP_TO: "本级及以前各级都用"}[self.mode]
        return f"按{speech.measure(self.key)}逐级追究：{rows}，超出的按最后一级；{how}"

    def problems(self, vocabulary: Vocabulary, /) -> Iterator[Problem]:
        """Yield a rung that stands twice."""
        yield from super().problems(vocabulary)
        if len(set(self.rungs)) < len(self.rungs):
            yield Problem("rungs", "有一级写了两次", "请删去一级")


class CountsAs(Tariff, kind="counts_as", title="折算"):
    """So many of one thing count as so many of another (折算), e.g. an absence as a missed lesson.

    Attributes:
        name: what it counts as, e.g. 旷课.
        measure: the count.
        each: how many one of it counts as.
        unit: 节.
    """

    pays = False
    name = fields.Text("事项")
    measure = fields.SumField("考核量", column=FieldColumn.MEASURED)
    each = fields.Number("每个", above_zero="折算数应大于0", column=FieldColumn.ONE)
    unit = fields.Text("量词")

    def apply(self, case: CaseFacts) -> list[Effect]:
        """Name what it counts as and how much of it."""
        facts, total = case.reason(self.measure.names), case.value(self.measure) * self.each
        if total <= 0:
            return [Miss(facts.so(f"没有需要计为{self.name}的"))]
        name = f"{self.name}{number_text(total)}{self.unit}"
        return [Consequence(name, (), facts.so(f"计为{name}"))]

    def in_words(self, speech: Speech) -> str:
        """Return e.g. 集体备课无故缺席次数每1计为旷课1节."""
        count = f"{number_text(self.each)}{self.unit}"
        return f"{speech.measure(self.measure)}每1计为{self.name}{count}"


class Grade(NamedTuple):
    """One rating: its name and from which figure on; None = all the rest."""

    label: str
    edge: Edge
    limit: Expression | None


def _rising(reader: Reader, grade: Grade) -> None:
    if not grade.edge.rising:
        reader.fault("edge", kinds.GRADES_MUST_FALL)


class Rating(Tariff, kind="rating", title="评定等次"):
    """The rating (等次) of a figure, 优秀, 良好 …; the limits may be parameters.

    Attributes:
        measure: the figure.
        grades: from best to worst; the first that holds counts.
    """

    pays = False
    measure = fields.SumField("考核量", column=FieldColumn.MEASURED)
    grades = fields.Rows(
        "等次",
        Grade,
        check=_rising,
        label=fields.Text("名称"),
        edge=fields.Choice(Edge, "方向", fields.EDGE_WORDS, default=Edge.AT_LEAST),
        limit=fields.Optional(fields.Limit("界线")),
    )

    @property
    def _limits(self) -> list[Expression]:
        return [grade.limit for grade in self.grades if grade.limit is not None]

    def needs(self) -> tuple[str, ...]:
        """Return the figure and the limits that are parameters."""
        limits = [name for limit in self._limits for name in limit.names]
        return tuple(dict.fromkeys([*self.measure.names, *limits]))

    def apply(self, case: CaseFacts) -> list[Effect]:
        """Name the rating; limits that do not fall are refused."""
        limits = [case.value(limit) for limit in self._limits]
        if not _falling(limits):
            names = [name for limit in self._limits for name in limit.names]
            reversed_ = {"limits": case.reason(names)}
            return [Refusal(next(iter(names), ""), kinds.BOUNDS_REVERSED, reversed_)]
        facts, value = case.reason(self.needs()), case.value(self.measure)
        speech = Speech(case.vocabulary, case.unit)
        for grade in self.grades:
            if grade.limit is None:
                reason = facts.so(f"不在以上各等，评为{grade.label}")
                return [Consequence(grade.label, (), reason)]
            limit = case.value(grade.limit)
            if grade.edge.holds(value, limit):
                goal = speech.goal(self.measure, grade.edge, limit)
                return [Consequence(grade.label, (), facts.so(f"{goal}，评为{grade.label}"))]
        return [Miss(facts.so("不在任何等次内"))]

    def in_words(self, speech: Speech) -> str:
        """Return every rating with its limit."""
        rows = "；".join(f"{grade.label}（{self._words(grade, speech)}）" for grade in self.grades)
        return f"按{speech.measure(self.measure)}评定等次：{rows}"

    def _words(self, grade: Grade, speech: Speech) -> str:
        if grade.limit is None:
            return "其余"
        constant = grade.limit.constant
        if constant is None:
            return f"{grade.edge.label}“{speech.measure(grade.limit)}”"
        return speech.goal(self.measure, grade.edge, constant)

    def problems(self, vocabulary: Vocabulary, /) -> Iterator[Problem]:
        """Yield ratings that are never reached, and figures without one."""
        yield from super().problems(vocabulary)
        constants = [limit.constant for limit in self._limits]
        known = [limit for limit in constants if limit is not None]
        if not _falling(known):
            yield Problem("grades", "界线没有从高到低，有的等次用不到", "请从最好的等次写起")
        if any(grade.limit is None for grade in self.grades[:-1]):
            yield Problem("grades", "不写界线的一等收下了其余全部，后面的用不到", "请移到最后")
        if self.grades and self.grades[-1].limit is not None:
            yield Problem("grades", "最后一等以外的值没有规定", "请加一等不写界线的")


def _falling(limits: Sequence[Fraction]) -> bool:
    return all(one > other for one, other in pairwise(limits))
