"""A scheme's TOML as plain values, before anything in it is understood."""

from __future__ import annotations

import re
from typing import Any

from xl_quality.core.errors import BadInputError

Raw = dict[str, Any]
"""A scheme, or a part of it, as its TOML has it: texts, numbers, dates, lists, tables."""


def raw_scheme(text: str, file: str) -> Raw:
    """
    Return a scheme's TOML as plain values, decimals exact.

    Raises:
        BadInputError: it is no TOML.
    """
    import tomllib  # noqa: PLC0415 - only when a scheme is loaded
    from decimal import Decimal  # noqa: PLC0415

    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        message = f"{file} {_place(str(error))}不是有效的 TOML：{error}"
        raise BadInputError(message) from error


def _place(error: str) -> str:
    found = re.search(r"line (\d+), column (\d+)", error)
    return f"第{found[1]}行第{found[2]}列" if found else "末尾"
