"""``explain``: one clause for given facts, with its reasons."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from xl_quality.cli import console
from xl_quality.cli.values import day, pairs
from xl_quality.schemes.catalogue import load
from xl_quality.schemes.evaluation import evaluate
from xl_quality.schemes.explanation import amount_value, json_text, to_json
from xl_quality.schemes.fact_texts import parse_facts
from xl_quality.schemes.words import Unit

if TYPE_CHECKING:
    import argparse

    from xl_quality.schemes.evaluation import Evaluation


def run(arguments: argparse.Namespace) -> int:
    """Evaluate the clause and show amount, lines and outcomes."""
    scheme = load(arguments.scheme)
    evaluation = evaluate(
        scheme,
        arguments.clause,
        parse_facts(arguments.facts, scheme.vocabulary),
        on=day(arguments.on) or date.today(),  # noqa: DTZ011 - the office's own calendar day
        options=pairs(arguments.option, "--option"),
        parameters=parse_facts(arguments.param, scheme.vocabulary),
    )
    if arguments.json:
        console.say(json_text(to_json(evaluation)))
    else:
        _show(evaluation)
        console.findings(evaluation.findings)
    return 0


def _show(evaluation: Evaluation) -> None:
    unit = "元" if evaluation.unit is Unit.YUAN else "分"
    for line in evaluation.lines:
        console.say(f"{line.clause} {line.title}：{line.why}")
    if evaluation.outcomes:
        console.say(f"结果：{json_text(evaluation.outcomes)}")
    console.say(f"合计：{amount_value(evaluation.amount, evaluation.unit)} {unit}")
