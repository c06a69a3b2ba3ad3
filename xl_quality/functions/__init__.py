"""Worksheet functions: each one a plain Python function, described to every host by its decorator.

`from xl_quality.functions import PASS_RATE` gives the plain function: it takes values, lists of
rows, Series or DataFrames, and returns a value, rows of values, or a `CellError`.

>>> from xl_quality.functions import PASS_RATE
>>> PASS_RATE([85, 60, 59.5, "缺考"])
0.6667
"""

# ruff: noqa: N812 - they are called as they are typed in a cell

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from xl_quality.functions.judgement_functions import grade_of as GRADE_OF
    from xl_quality.functions.judgement_functions import met as MET
    from xl_quality.functions.rank_functions import gap_to_first as GAP_TO_FIRST
    from xl_quality.functions.rank_functions import rank_change as RANK_CHANGE
    from xl_quality.functions.rank_functions import rank_in as RANK_IN
    from xl_quality.functions.rank_functions import t_score as T_SCORE
    from xl_quality.functions.rate_functions import composite_score as COMPOSITE_SCORE
    from xl_quality.functions.rate_functions import excellent_rate as EXCELLENT_RATE
    from xl_quality.functions.rate_functions import four_rates as FOUR_RATES
    from xl_quality.functions.rate_functions import low_rate as LOW_RATE
    from xl_quality.functions.rate_functions import mean_score as MEAN_SCORE
    from xl_quality.functions.rate_functions import pass_rate as PASS_RATE
    from xl_quality.functions.reward_functions import contest_prize as CONTEST_PRIZE
    from xl_quality.functions.reward_functions import ladder as LADDER
    from xl_quality.functions.reward_functions import quota_split as QUOTA_SPLIT
    from xl_quality.functions.reward_functions import reward as REWARD
    from xl_quality.functions.reward_functions import reward_why as REWARD_WHY
    from xl_quality.functions.reward_functions import rmb_upper as RMB_UPPER
    from xl_quality.functions.reward_functions import split_pot as SPLIT_POT
    from xl_quality.functions.table_functions import rank_class as RANK_CLASS
    from xl_quality.functions.table_functions import rank_school as RANK_SCHOOL
    from xl_quality.functions.table_functions import rank_table as RANK_TABLE
    from xl_quality.functions.table_functions import rank_teacher as RANK_TEACHER
    from xl_quality.functions.table_functions import rate_table as RATE_TABLE

_HOMES: Final = {
    "rate_functions": "MEAN_SCORE PASS_RATE EXCELLENT_RATE LOW_RATE FOUR_RATES COMPOSITE_SCORE",
    "rank_functions": "RANK_IN GAP_TO_FIRST RANK_CHANGE T_SCORE",
    "table_functions": "RANK_SCHOOL RANK_CLASS RANK_TEACHER RATE_TABLE RANK_TABLE",
    "reward_functions": "REWARD REWARD_WHY CONTEST_PRIZE QUOTA_SPLIT SPLIT_POT LADDER RMB_UPPER",
    "judgement_functions": "GRADE_OF MET",
}
"""The functions of each module: a clerk waits for the first formula, so only its module is
imported. A test holds this list to what the modules register."""
_MODULES: Final = {name: home for home, names in _HOMES.items() for name in names.split()}
NAMES: Final = frozenset(_MODULES)
"""Of all worksheet functions, in capitals."""
__all__ = [
    "COMPOSITE_SCORE",
    "CONTEST_PRIZE",
    "EXCELLENT_RATE",
    "FOUR_RATES",
    "GAP_TO_FIRST",
    "GRADE_OF",
    "LADDER",
    "LOW_RATE",
    "MEAN_SCORE",
    "MET",
    "PASS_RATE",
    "QUOTA_SPLIT",
    "RANK_CHANGE",
    "RANK_CLASS",
    "RANK_IN",
    "RANK_SCHOOL",
    "RANK_TABLE",
    "RANK_TEACHER",
    "RATE_TABLE",
    "REWARD",
    "REWARD_WHY",
    "RMB_UPPER",
    "SPLIT_POT",
    "T_SCORE",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - the checker reads the imports above
    """Import a worksheet function when it is first asked for."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name.lower())
