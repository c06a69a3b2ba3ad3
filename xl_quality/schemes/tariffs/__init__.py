"""
The tariffs (计奖办法): a small closed set; a rule that fits none gets a new tariff here.

They are named tuples: a frozen dataclass costs a millisecond each at start-up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xl_quality.schemes.tariffs.amounts import (
    ByPlace,
    Fixed,
    HandEntered,
    Matrix,
    PerUnit,
    RowTable,
    TargetPlusSteps,
)
from xl_quality.schemes.tariffs.bands import Ladder, Rating, ShareByBand, Split
from xl_quality.schemes.tariffs.base import Problem, Speech, Tariff
from xl_quality.schemes.tariffs.consequences import ConsequenceLadder, CountsAs, LowerHalf, Outcome
from xl_quality.schemes.tariffs.targets import ItemsMet, RaisedLine, Record, Target

if TYPE_CHECKING:
    from collections.abc import Mapping

TARIFFS: Final[Mapping[str, type[Tariff]]] = {
    "per_unit": PerUnit,
    "target_plus_steps": TargetPlusSteps,
    "fixed": Fixed,
    "hand_entered": HandEntered,
    "by_place": ByPlace,
    "table": RowTable,
    "matrix": Matrix,
    "ladder": Ladder,
    "share_by_band": ShareByBand,
    "split": Split,
    "consequence": Outcome,
    "lower_half": LowerHalf,
    "consequence_ladder": ConsequenceLadder,
    "counts_as": CountsAs,
    "rating": Rating,
    "target": Target,
    "raised_line": RaisedLine,
    "items_met": ItemsMet,
    "record": Record,
}
"""Every tariff by the word a scheme names it with (`kind`)."""

__all__ = ["TARIFFS", "Problem", "Speech", "Tariff"]
