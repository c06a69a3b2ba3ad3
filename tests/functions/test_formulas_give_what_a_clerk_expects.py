from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from xl_quality.functions.catalogue import BY_NAME, FUNCTIONS
from xl_quality.functions.reference import result_text
from xl_quality.functions.registry import CellError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.functions.conftest import Calculate


@pytest.mark.cases("functions_formulas.csv")
def test_a_formula_gives_the_figure_worked_out_by_hand(
    case: dict[str, str], calculate: Calculate, cells: Callable[[str], list[Any]]
) -> None:
    result = calculate(case["公式"], cells(case["格子"]))
    assert result_text(result) == case["结果"].replace("⏎", "\n")
    if isinstance(result, CellError):
        assert 6 <= len(result.reason) <= 255
        assert any("\u4e00" <= character <= "\u9fff" for character in result.reason)


def test_every_function_has_cases_by_hand(request: pytest.FixtureRequest) -> None:
    path = request.config.rootpath / "tests" / "cases" / "functions_formulas.csv"
    text = path.read_text(encoding="utf-8-sig")
    shown_in_examples = {"REWARD_WHY"}
    missing = [name for name in BY_NAME if f"={name}(" not in text]
    assert set(missing) <= shown_in_examples
    assert all(one.examples for one in FUNCTIONS)
