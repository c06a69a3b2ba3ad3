"""Tariffs in the wording of an agreement; every figure is the one that pays."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from xl_quality.agreements.combinations import words_of
from xl_quality.agreements.goals import Goals, in_parts
from xl_quality.schemes.arithmetic import Counting
from xl_quality.schemes.tariffs.consequences import LowerHalf, Outcome
from xl_quality.schemes.tariffs.counted import ConsequenceLadder, CountsAs
from xl_quality.schemes.tariffs.indicators import Target
from xl_quality.schemes.tariffs.ladders import ShareByBand
from xl_quality.schemes.tariffs.raised import RaisedLine
from xl_quality.schemes.tariffs.ratings import Rating
from xl_quality.schemes.tariffs.steps import Fixed, HandEntered, PerUnit, TargetPlusSteps
from xl_quality.schemes.tariffs.tables import ByPlace, Matrix, RowTable
from xl_quality.schemes.vocabulary import Kind
from xl_quality.schemes.words import number_text, rewarded

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from xl_quality.schemes.model import Rule
    from xl_quality.schemes.tariffs import Speech, Tariff

_GOAL_OF: Final = re.compile(r"^目标——[^：]*：")


class Phrases(Goals):
    """What is needed to word the rules of one clause."""

    def rule(self, rule: Rule, tariff: Tariff, others: Sequence[tuple[str, Tariff]] = ()) -> str:
        """Return a rule in words: when it holds, and what follows.

        Args:
            rule: of the clause.
            tariff: its tariff, by the readings chosen.
            others: titles and tariffs of the clause's other rules.
        """
        conditions = [self.condition(one, rule.scope) for one in rule.when]
        if isinstance(tariff, Outcome):
            conditions = [*self._only_for(rule), *conditions]
        if isinstance(tariff, Matrix):
            words = words_of(tariff, others, self.speech)
        else:
            words = self.tariff(tariff, rule.title)
        return f"{'且'.join(conditions)}的，{words}" if conditions else words

    def _only_for(self, rule: Rule) -> list[str]:
        """Return what else a consequence is limited to: 年度考核等次为优秀、合格."""
        found = []
        for name, values in rule.only_for.items():
            known = self.speech.vocabulary.get(name)
            if known is not None and known.words:
                texts = "、".join(known.words.get(value, value) for value in values)
                found.append(f"{known.label}为{texts}")
        return found

    def tariff(self, tariff: Tariff, title: str = "") -> str:
        """Return a tariff as one sentence without a stop, *title* naming the rule."""
        match tariff:
            case Target():
                words = self.goal(tariff)
            case PerUnit():
                words = self._per_unit(tariff, title)
            case ByPlace():
                words = self._by_place(tariff)
            case RowTable():
                words = self._row_table(tariff)
            case TargetPlusSteps():
                words = self._steps(tariff)
            case _:
                words = self._otherwise(tariff)
        return words

    def _otherwise(self, tariff: Tariff) -> str:
        match tariff:
            case Outcome():
                given = "给予" if tariff.names[0].endswith("奖") else ""
                words = given + tariff.in_words(self.speech)
            case Fixed():
                stated = (
                    tariff.amount.constant is None and tariff.amount.text not in self.parameters
                )
                words = "发给" if stated else ""
                words += (
                    self.speech.measure(tariff.amount) if stated else self.rewarded(tariff.amount)
                )
            case HandEntered():
                unit = self.speech.unit.label
                words = f"{number_text(tariff.low)}{unit}至{number_text(tariff.high)}{unit}"
            case ShareByBand():
                words = self._shares(tariff)
            case Rating():
                words = self._ratings(tariff)
            case RaisedLine():
                words = self.raised(tariff)
            case CountsAs():
                words = self._counts_as(tariff)
            case LowerHalf():
                words = self._lower_half(tariff)
            case ConsequenceLadder():
                words = _rungs(tariff, self.speech)
            case _:
                words = _GOAL_OF.sub("", tariff.in_words(self.speech))
        return words

    def raised(self, tariff: RaisedLine) -> str:
        """Return the line, and what holds for whoever reached it last time."""
        whole = tariff.in_words(self.speech).partition("：")[2].removeprefix("比率")
        return whole.partition("；每低1个百分点")[0].replace("应在上次基础上", "在上次基础上")

    def shortfall(self, tariff: RaisedLine) -> str:
        """Return what a line missed costs: 每低1个百分点扣________分."""
        part = "不满1个百分点的不计" if tariff.counting is Counting.FULL else "不满的按比例"
        factor_name = tariff.each.text
        each = self.speech.amount_of(tariff.each)
        if factor_name in self.parameters:
            each = self.parameter(factor_name)
        most = f"，以{self.speech.label(tariff.limit)}为限" if tariff.limit else ""
        return f"每低1个百分点扣{each}（{part}）{most}"

    def _per_unit(self, tariff: PerUnit, title: str) -> str:
        names = [name for _, name in tariff.measure.terms]
        counted = len(names) == 1
        sides = [
            f"每{'' if counted else word}1{tariff.unit}{self.rewarded(each)}"
            for word, each in ((tariff.over_word, tariff.over), (tariff.short_word, tariff.short))
            if each.constant != 0
        ]
        parts = ""
        if tariff.unit.startswith("个"):
            full = tariff.counting is Counting.FULL
            parts = f"（不满1{tariff.unit}的{'不计' if full else '按比例'}）"
        return self._about(tariff, title) + "，".join(sides) + parts

    def _about(self, tariff: PerUnit, title: str) -> str:
        pair, label = self.two(tariff.measure), self.speech.measure(tariff.measure)
        if pair is not None:
            better, worse = (self.speech.label(name) for name in pair)
            if self.kind_of(pair[0]) is Kind.RANK:  # the smaller rank is the better one
                better, worse = worse, better
            return "" if "对照" in title else f"{better}比{worse}"
        if tariff.over_word == "按":
            return f"按{label}"
        return f"{label[:-2]}的，" if label.endswith("人数") else f"{label}："

    def _by_place(self, tariff: ByPlace) -> str:
        ends = (("第", tariff.top), ("倒数第", tariff.bottom))
        unit = self.speech.unit
        return "；".join(
            "、".join(f"{word}{i}名{rewarded(a, unit)}" for i, a in enumerate(amounts, start=1))
            for word, amounts in ends
            if amounts
        )

    def _row_table(self, tariff: RowTable) -> str:
        rows = "、".join(
            f"{tariff.key_word}{i}{tariff.unit}{rewarded(a, self.speech.unit)}"
            for i, a in enumerate(tariff.amounts, start=1)
        )
        return f"{rows}，{tariff.in_words(self.speech).rpartition('，')[2]}"

    def _steps(self, tariff: TargetPlusSteps) -> str:
        goal = [factor for factor, name in tariff.ahead.terms if not name]
        reached = f"达到第{number_text(abs(goal[0]))}{tariff.unit}" if goal else "达到目标"
        more = self.rewarded(tariff.per_step)
        more = more.replace("奖", "再奖", 1).replace("加", "再加", 1)
        return (
            f"{reached}{self.rewarded(tariff.at_target)}，每{tariff.step_word}1{tariff.unit}{more}"
        )

    def _shares(self, tariff: ShareByBand) -> str:
        kind, full = self.speech.vocabulary.get(tariff.measure.text), "全额"
        bands = "；".join(f"{b.words(kind)}{_share(b.share, full)}" for b in tariff.bands)
        return f"按{self.speech.measure(tariff.measure)}分等发放：{bands}"

    def _ratings(self, tariff: Rating) -> str:
        scored = self.kind(tariff.measure) is not Kind.COUNT
        rows = []
        for grade in tariff.grades:
            if grade.limit is None:
                words = "其余"
            elif grade.limit.text in self.parameters:
                limit = self.parameter(grade.limit.text)
                words = grade.edge.label + (limit if scored else limit.removesuffix("分") + "项")
            elif grade.limit.constant is not None:
                words = self.speech.goal(tariff.measure, grade.edge, grade.limit.constant)
            else:
                words = grade.edge.label + self.speech.measure(grade.limit)
            rows.append(f"{grade.label}（{words}）")
        return f"按{self.speech.measure(tariff.measure)}评定等次：{'、'.join(rows)}"

    def _counts_as(self, tariff: CountsAs) -> str:
        label = self.speech.measure(tariff.measure)
        one = f"{label[:-2]}1次" if label.endswith("次数") else f"{label}每1"
        return f"{one}计为{tariff.name}{number_text(tariff.each)}{tariff.unit}"

    def _lower_half(self, tariff: LowerHalf) -> str:
        how = tariff.in_words(self.speech).rpartition("（")[2]
        who = self.speech.label(tariff.persons)
        return f"{who}列为{tariff.name}人选，几人任教的取名次靠后的一半（{how}"


def _share(share: Fraction, full: str) -> str:
    if share in (0, 1):
        return f"发{full}" if share else "不发"
    return f"发{full}的{in_parts(share)}"


def _rungs(tariff: ConsequenceLadder, speech: Speech) -> str:
    rows = "、".join(f"第{i}次{name}" for i, name in enumerate(tariff.rungs, start=1))
    every = "，本级及以前各级一并使用" if "各级都用" in tariff.in_words(speech) else ""
    return f"{rows}，超出的按最后一级{every}"
