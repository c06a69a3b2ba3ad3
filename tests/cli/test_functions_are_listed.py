from __future__ import annotations

from typing import TYPE_CHECKING

from xl_quality.functions.catalogue import FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Run

    Cli = Callable[..., Run]


def test_functions_lists_every_worksheet_function(cli: Cli) -> None:
    run = cli("functions")
    assert run.code == 0
    names = [line.split("\t")[0] for line in run.out.splitlines()[2:]]
    assert names == [one.name for one in FUNCTIONS]


def test_functions_explains_one_with_its_arguments_and_examples(cli: Cli) -> None:
    run = cli("functions", "pass_rate")
    assert run.code == 0
    assert run.out.startswith("=PASS_RATE(scores,[full_mark]")
    assert "full_mark：满分，不写按100" in run.out
    assert "例 =PASS_RATE(A2:A7) → 0.75" in run.out


def test_an_unknown_function_is_refused_with_the_names_there_are(cli: Cli) -> None:
    run = cli("functions", "PASSRATE")
    assert run.code == 2
    assert "PASS_RATE" in run.err


def test_its_help_is_chinese_too(cli: Cli) -> None:
    run = cli("functions", "--help")
    assert run.code == 0
    assert run.out.startswith("用法：xl-quality functions")
