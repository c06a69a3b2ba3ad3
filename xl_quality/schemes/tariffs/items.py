"""At least k of n named items, and certain ones in any case (n 项中至少 k 项)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Self

from xl_quality.schemes.effects import Effect, Indicator, Refusal
from xl_quality.schemes.tariffs.base import Problem, Speech

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xl_quality.schemes.case import Case
    from xl_quality.schemes.reading import Reader


def missing_items(met: Sequence[str], chosen: Sequence[str]) -> list[str]:
    """Return the chosen items that are not among those met, in their order.

    >>> missing_items(["师资", "校舍"], ["校舍", "图书"])
    ['图书']
    """
    return [item for item in chosen if item not in met]


class ItemsMet(NamedTuple):
    """
    Named items that are met: enough of them, and the chosen ones among them.

    Attributes:
        label: what they are, e.g. 核心指标.
        met: the fact that lists the items met.
        at_least, of: how many must be met, of how many there are.
        chosen: the fact that lists the items that must hold in any case, where it is given.
    """

    label: str
    met: str
    at_least: int
    of: int
    chosen: str

    def needs(self) -> tuple[str, ...]:
        """Return the items met."""
        return (self.met,)

    def uses(self) -> tuple[str, ...]:
        """Return the items chosen."""
        return (self.chosen,)

    def apply(self, case: Case) -> list[Effect]:
        """Judge their number and, apart from it, the chosen ones."""
        met, chosen = case.texts(self.met), case.texts(self.chosen)
        for name, items in ((self.met, met), (self.chosen, chosen)):
            if len(set(items)) < len(items):
                again = next(item for item in items if items.count(item) > 1)
                return [Refusal(name, "item_twice", f"“{again}”写了两次", "请只写一次")]
            if len(items) > self.of:
                message = f"写了{len(items)}项，{self.label}却只有{self.of}项"
                return [Refusal(name, "too_many_items", message, "请核对")]
        return [self._enough(case, len(met)), *self._chosen(case, met, chosen)]

    def _enough(self, case: Case, count: int) -> Indicator:
        enough = count >= self.at_least
        verdict = "达标" if enough else f"差{self.at_least - count}项，未达标"
        facts = case.say([self.met])
        why = f"{facts}：{self.of}项{self.label}达标{count}项，至少{self.at_least}项，{verdict}"
        over = count - self.at_least
        gap = f"{'＋' if over > 0 else '－'}{abs(over)}项" if over else "0"
        return Indicator(self.label, f"{count}项", f"至少{self.at_least}项", enough, why, gap)

    def _chosen(self, case: Case, met: Sequence[str], chosen: Sequence[str]) -> Iterator[Indicator]:
        if not chosen:
            return
        missing, label = missing_items(met, chosen), case.vocabulary[self.chosen].label
        verdict = f"{'、'.join(missing)}未达标" if missing else "全部达标"
        why = f"{case.say([self.met, self.chosen])}：{verdict}"
        held = f"{len(chosen) - len(missing)}项"
        yield Indicator(label, held, f"全部{len(chosen)}项", not missing, why)

    def in_words(self, speech: Speech) -> str:
        """Return e.g. 目标——核心指标：12项中至少达标10项，选定指标必须全部达标."""
        chosen = f"，{speech.label(self.chosen)}必须全部达标"
        return f"目标——{self.label}：{self.of}项中至少达标{self.at_least}项{chosen}"

    def problems(self) -> Iterator[Problem]:
        """Yield a number that cannot be reached, or that everybody reaches."""
        if not 0 < self.at_least <= self.of:
            message = f"{self.of}项中至少{self.at_least}项，说不通"
            yield Problem("at_least", message, "请核对项数")

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """Read label, met, at_least, of, chosen."""
        return cls(
            reader.text("label"),
            reader.fact("met"),
            reader.whole("at_least"),
            reader.whole("of"),
            reader.fact("chosen"),
        )
