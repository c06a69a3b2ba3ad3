"""``schemes``, ``lint`` and ``explain``: a scheme shown, checked, and one clause of it applied."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xl_quality.cli import console
from xl_quality.cli.values import day, pairs
from xl_quality.core.findings import BadInputError, Severity
from xl_quality.schemes.engine import evaluate
from xl_quality.schemes.facts import parse_facts
from xl_quality.schemes.lint import lint, lint_file
from xl_quality.schemes.loading import load, scheme_ids
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


def show(arguments: argparse.Namespace) -> int:
    """List the schemes, or show one."""
    if arguments.action == "show":
        if not arguments.scheme:
            message = f"请写明方案编号，现有：{'、'.join(scheme_ids())}"
            raise BadInputError(message)
        from xl_quality.schemes.text import scheme_text  # noqa: PLC0415 - only to show one

        console.say(scheme_text(load(arguments.scheme)))
        return 0
    schemes = [load(scheme_id) for scheme_id in scheme_ids()]
    rows = [(scheme.id, scheme.title, len(scheme.clauses)) for scheme in schemes]
    console.table("方案", ("编号", "名称", "条款数"), rows)
    return 0


_BOOKS: Final = frozenset((".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".et", ".ods", ".xlsb"))


def check(arguments: argparse.Namespace) -> int:
    """Print every finding; the exit code is 1 where one is serious."""
    findings = _faults(arguments.file)
    console.findings(findings)
    console.say(f"{arguments.file}：{len(findings)} 条提示")
    return int(any(finding.severity is Severity.ERROR for finding in findings))


def _faults(name: str) -> list[Finding]:
    if name in scheme_ids():
        return lint(load(name))
    path = Path(name)
    if not path.is_file():
        message = f"没有文件“{name}”，也没有这个编号的方案；现有：{'、'.join(scheme_ids())}"
        raise BadInputError(message)
    if path.suffix.lower() not in _BOOKS:
        return lint_file(path)
    from xl_quality.books.files import open_book  # noqa: PLC0415 - only for a workbook
    from xl_quality.runs.payout.scheme_sheet import lint_book  # noqa: PLC0415 - as above

    return lint_book(open_book(path))


def explain(arguments: argparse.Namespace) -> int:
    """Evaluate the clause and show amount, lines and outcomes."""
    book = _book(arguments.book)
    scheme, findings = _scheme(book, arguments.scheme)
    facts = parse_facts(arguments.facts, scheme.vocabulary)
    parameters, doubts = _parameters(book, scheme, arguments.param)
    evaluation = evaluate(
        scheme,
        arguments.clause,
        facts,
        on=day(arguments.on),
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
    from xl_quality.cli.book_files import opened  # noqa: PLC0415 - only with a workbook

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
