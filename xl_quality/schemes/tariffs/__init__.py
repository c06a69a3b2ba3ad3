"""
The tariffs (计奖办法): a small closed set; a rule that fits none gets a new tariff here.

They are named tuples: a frozen dataclass costs a millisecond each at start-up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xl_quality.schemes.tariffs.base import Problem, Speech, Tariff
from xl_quality.schemes.tariffs.consequences import LowerHalf, Outcome
from xl_quality.schemes.tariffs.counted import ConsequenceLadder, CountsAs
from xl_quality.schemes.tariffs.indicators import Record, Target
from xl_quality.schemes.tariffs.items import ItemsMet
from xl_quality.schemes.tariffs.ladders import Ladder, ShareByBand
from xl_quality.schemes.tariffs.raised import RaisedLine
from xl_quality.schemes.tariffs.ratings import Rating
from xl_quality.schemes.tariffs.splits import Split
from xl_quality.schemes.tariffs.steps import Fixed, HandEntered, PerUnit, TargetPlusSteps
from xl_quality.schemes.tariffs.tables import ByPlace, Matrix, RowTable

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
