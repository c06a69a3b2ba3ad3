"""Tariffs that pay nothing but have a consequence (其他处理): 诫勉谈话, 末位交流 …

Tariffs whose consequence depends on a count: rungs of a ladder, one thing counted as another.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, Self

from xl_quality.schemes.arithmetic import CutTies, HalfRounding, lower_half
from xl_quality.schemes.effects import Consequence, Effect, Miss, Refusal
from xl_quality.schemes.tariffs.base import Problem, Speech
from xl_quality.schemes.words import number_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from fractions import Fraction

    from xl_quality.schemes.effects import Case
    from xl_quality.schemes.expressions import Measure
    from xl_quality.schemes.toml_reader import Reader


class Outcome(NamedTuple):
    """
    Consequences where the rule's conditions hold.

    Attributes:
        names: e.g. 黄牌警告, 末位交流.
        roles: whom they hit, as the clause says: 校长, 主任.
        persons: the fact that names them, used where it is given.
    """

    names: tuple[str, ...]
    roles: tuple[str, ...]
    persons: str

    def needs(self) -> tuple[str, ...]:
        """Return nothing: the conditions are the rule's."""
        return ()

    def uses(self) -> tuple[str, ...]:
        """Return the fact that names the persons."""
        return (self.persons,) if self.persons else ()

    def apply(self, case: Case) -> list[Effect]:
        """Return the consequences."""
        persons = case.texts(self.persons) if self.persons else ()
        whom = "、".join(persons or self.roles)
        target = f"（{whom}）" if whom else ""
        facts = case.say(())
        reason = f"{facts}：" if facts else ""
        return [
            Consequence(
                name,
                persons,
                f"{reason}{name}{target}",
                self.roles,
                tuple(f"{reason}{name}" for _ in persons),
            )
            for name in self.names
        ]

    def in_words(self, speech: Speech) -> str:
        """Return e.g. 诫勉谈话（校长、主任）."""
        whom = "、".join(self.roles) or (speech.label(self.persons) if self.persons else "")
        return "、".join(self.names) + (f"（{whom}）" if whom else "")

    def problems(self) -> Iterator[Problem]:
        """Yield nothing: whatever can be read makes sense."""
        return iter(())

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """Read names, roles, persons."""
        return cls(
            reader.texts("names"),
            reader.texts("roles", needed=False),
            reader.fact("persons", ""),
        )


class LowerHalf(NamedTuple):
    """
    A consequence for the lower half, by rank, of the persons concerned (名次靠后的一半).

    Attributes:
        name: e.g. 末位交流.
        persons, ranks: the facts that name them and rank them, parallel.
        rounding: of half an odd number; at least one person is always taken.
        ties: what happens to equals at the cut.
    """

    name: str
    persons: str
    ranks: str
    rounding: HalfRounding
    ties: CutTies

    def needs(self) -> tuple[str, ...]:
        """Return the persons."""
        return (self.persons,)

    def uses(self) -> tuple[str, ...]:
        """Return their ranks, needed where there are several persons."""
        return (self.ranks,)

    def apply(self, case: Case) -> list[Effect]:
        """Name the lower half."""
        persons = case.texts(self.persons)
        if len(persons) == 1:
            alone = f"只有1人任教，列为{self.name}人选"
            why = f"{case.say([self.persons])}：{alone}"
            return [Consequence(self.name, persons, why, own=(f"{case.say(())}：{alone}",))]
        places = tuple(map(int, case.numbers(self.ranks)))
        if not places:
            message = f"有{len(persons)}人，缺少各人名次，无法确定靠后的一半"
            return [Refusal(self.ranks, "missing_ranks", message, "请按同样顺序填写各人名次")]
        taken = lower_half(places, self.rounding, self.ties)
        facts = case.say([self.persons, self.ranks])
        if not taken:
            why = f"{facts}：名次并列，按所选读法并列者都不列入，无人列入{self.name}"
            return [Miss(why, nobody=self.name)]
        chosen = tuple(persons[i] for i in taken)
        half = f"{len(persons)}人取靠后一半{self._words()}"
        why = f"{facts}：{half}，{'、'.join(chosen)}列为{self.name}人选"
        own = tuple(
            f"{case.say(())}：{len(persons)}人任教，本人居第{places[i]}名，"
            f"在靠后一半{self._words()}之内，列为{self.name}人选"
            for i in taken
        )
        return [Consequence(self.name, chosen, why, own=own)]

    def _words(self) -> str:
        rounding = {"down": "向下取整", "up": "向上取整"}[self.rounding.value]
        ties = {"all_in": "并列者都列入", "all_out": "并列者都不列入"}[self.ties.value]
        return f"（{rounding}，至少1人，{ties}）"

    def in_words(self, speech: Speech) -> str:
        """Return e.g. 末位交流：任课教师按教师名次取靠后一半."""
        by = f"{speech.label(self.persons)}按{speech.label(self.ranks)}取靠后一半"
        return f"{self.name}：{by}{self._words()}"

    def problems(self) -> Iterator[Problem]:
        """Yield nothing: whatever can be read makes sense."""
        return iter(())

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """Read name, persons, ranks, rounding, ties."""
        return cls(
            reader.text("name"),
            reader.fact("persons"),
            reader.fact("ranks"),
            reader.choice("rounding", HalfRounding),
            reader.choice("ties", CutTies),
        )


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


class ConsequenceLadder(NamedTuple):
    """
    Graver consequences with every further time (逐级追究).

    Attributes:
        key: which time it is, or how many there are.
        rungs: from the mildest to the gravest.
        mode: the own rung alone, or all up to it.
        roles: whom they hit.
    """

    key: Measure
    rungs: tuple[str, ...]
    mode: RungMode
    roles: tuple[str, ...]

    def needs(self) -> tuple[str, ...]:
        """Return the facts of the count."""
        return self.key.names

    def uses(self) -> tuple[str, ...]:
        """Return nothing more."""
        return ()

    def apply(self, case: Case) -> list[Effect]:
        """Return the consequences of this time."""
        facts, count = case.say(self.key.names), int(case.value(self.key))
        found = rungs_at(count, self.rungs, self.mode)
        if not found:
            return [Miss(f"{facts}：没有需要追究的")]
        whom = f"（{'、'.join(self.roles)}）" if self.roles else ""
        beyond = f"，已到最后一级（共{len(self.rungs)}级）" if count > len(self.rungs) else ""
        return [
            Consequence(name, (), f"{facts}{beyond}：{name}{whom}", self.roles) for name in found
        ]

    def in_words(self, speech: Speech) -> str:
        """Return e.g. 第1次书面检讨、第2次通报批评，以后按最后一级."""
        rows = "、".join(f"{i}→{name}" for i, name in enumerate(self.rungs, start=1))
        how = {RungMode.OWN: "只用本级", RungMode.UP_TO: "本级及以前各级都用"}[self.mode]
        return f"按{speech.measure(self.key)}逐级追究：{rows}，超出的按最后一级；{how}"

    def problems(self) -> Iterator[Problem]:
        """Yield a rung that stands twice."""
        if len(set(self.rungs)) < len(self.rungs):
            yield Problem("rungs", "有一级写了两次", "请删去一级")

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """Read key, rungs, mode, roles."""
        return cls(
            reader.measure("key"),
            reader.texts("rungs"),
            reader.choice("mode", RungMode),
            reader.texts("roles", needed=False),
        )


class CountsAs(NamedTuple):
    """
    So many of one thing count as so many of another (折算), e.g. an absence as a missed lesson.

    Attributes:
        name: what it counts as, e.g. 旷课.
        measure: the count.
        each: how many one of it counts as, > 0.
        unit: 节.
    """

    name: str
    measure: Measure
    each: Fraction
    unit: str

    def needs(self) -> tuple[str, ...]:
        """Return the facts of the count."""
        return self.measure.names

    def uses(self) -> tuple[str, ...]:
        """Return nothing more."""
        return ()

    def apply(self, case: Case) -> list[Effect]:
        """Name what it counts as and how much of it."""
        facts, total = case.say(self.measure.names), case.value(self.measure) * self.each
        if total <= 0:
            return [Miss(f"{facts}：没有需要计为{self.name}的")]
        name = f"{self.name}{number_text(total)}{self.unit}"
        return [Consequence(name, (), f"{facts}：计为{name}")]

    def in_words(self, speech: Speech) -> str:
        """Return e.g. 集体备课无故缺席次数每1计为旷课1节."""
        count = f"{number_text(self.each)}{self.unit}"
        return f"{speech.measure(self.measure)}每1计为{self.name}{count}"

    def problems(self) -> Iterator[Problem]:
        """Yield a count that makes nothing of it."""
        if self.each <= 0:
            yield Problem("each", "折算数应大于0", "请填写正数")

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """Read name, measure, each, unit."""
        return cls(
            reader.text("name"), reader.measure("measure"), reader.number("each"),
            reader.text("unit"),
        )  # fmt: skip
