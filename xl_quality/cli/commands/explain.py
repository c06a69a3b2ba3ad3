"""``explain``: one clause for given facts, with its reasons."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from xl_quality.cli import console
from xl_quality.cli.values import day, pairs
from xl_quality.schemes.engine import evaluate
from xl_quality.schemes.facts import parse_facts
from xl_quality.schemes.loading import load
from xl_quality.schemes.text import amount_value, json_text, to_json
from xl_quality.schemes.words import Unit

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence

    from xl_quality.books.files import FileBook
    from xl_quality.core.facts import Fact
    from xl_quality.core.findings import Finding
    from xl_quality.schemes.engine import Evaluation
    from xl_quality.schemes.model import Scheme


def run(arguments: argparse.Namespace) -> int:
    """Evaluate the clause and show amount, lines and outcomes."""
    book = _book(arguments.book)
    scheme, findings = _scheme(book, arguments.scheme)
    facts = parse_facts(arguments.facts, scheme.vocabulary)
    parameters, doubts = _parameters(book, scheme, arguments.param)
    evaluation = evaluate(
        scheme,
        arguments.clause,
        facts,
        on=day(arguments.on) or date.today(),  # noqa: DTZ011 - the office's own calendar day
        options=pairs(arguments.option, "--option"),
        parameters={name: fact for name, fact in parameters.items() if name not in facts},
    )
    evaluation = replace(evaluation, findings=(*findings, *doubts, *evaluation.findings))
    if arguments.json:
        console.say(json_text(to_json(evaluation)))
    else:
        _show(evaluation)
        console.findings(evaluation.findings, arguments.book)
    return 0


def _book(name: str) -> FileBook | None:
    if not name:
        return None
    from xl_quality.cli.files import opened  # noqa: PLC0415 - only with a workbook

    return opened(name)


def _scheme(book: FileBook | None, name: str) -> tuple[Scheme, Sequence[Finding]]:
    """Return the shipped scheme, or the one that the workbook holds of it."""
    if book is None:
        return load(name), ()
    from xl_quality.runs.payout.scheme_choice import choose  # noqa: PLC0415 - only with a workbook
    from xl_quality.runs.reading import scheme_sheets  # noqa: PLC0415 - as above

    chosen = choose(scheme_sheets(book), name)
    return chosen.scheme, chosen.findings


def _parameters(
    book: FileBook | None, scheme: Scheme, said: Sequence[str]
) -> tuple[Mapping[str, Fact], Sequence[Finding]]:
    """Return the parameters said, and of the workbook's 考核设置 what was not said."""
    if book is None:
        return parse_facts(said, scheme.vocabulary), ()
    from xl_quality.runs.payout.scheme_choice import scheme_values, written_in  # noqa: PLC0415 - only with a workbook

    return scheme_values(written_in(book), scheme, said)


def _show(evaluation: Evaluation) -> None:
    unit = "元" if evaluation.unit is Unit.YUAN else "分"
    for line in evaluation.lines:
        console.say(f"{line.clause} {line.title}：{line.why}")
    if evaluation.outcomes:
        console.say(f"结果：{json_text(evaluation.outcomes)}")
    console.say(f"合计：{amount_value(evaluation.amount, evaluation.unit)} {unit}")
