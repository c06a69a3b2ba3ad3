"""Tariffs that pay nothing but have a consequence (其他处理): 诫勉谈话, 末位交流 …"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Self

from xl_quality.schemes.arithmetic import CutTies, HalfRounding, lower_half
from xl_quality.schemes.effects import Consequence, Effect, Miss, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xl_quality.schemes.case import Case
    from xl_quality.schemes.reading import Reader
    from xl_quality.schemes.tariffs.base import Problem, Speech


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
