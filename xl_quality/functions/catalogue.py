"""All worksheet functions (函数一览), as every host and the reference page list them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from xl_quality.functions import (
    judgement_functions,
    rank_functions,
    rate_functions,
    reward_functions,
    table_functions,
)
from xl_quality.functions.registry import Function, functions_in

_MODULES: Final = (
    rate_functions,
    rank_functions,
    table_functions,
    reward_functions,
    judgement_functions,
)
FUNCTIONS: Final[tuple[Function, ...]] = tuple(
    function for module in _MODULES for function in functions_in(module)
)
"""In the order of the function reference."""
BY_NAME: Final[Mapping[str, Function]] = MappingProxyType({one.name: one for one in FUNCTIONS})
"""The same by name."""


def every_function() -> tuple[Function, ...]:
    """Return ours and those of the office's own, as hosts offer them.

    Raises:
        BadInputError: a file of the office's own cannot be used.
    """
    from xl_quality.functions.own_functions import own_functions  # noqa: PLC0415 - few have any

    return (*FUNCTIONS, *own_functions())
