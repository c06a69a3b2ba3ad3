"""Tables of cases for each shipped scheme, and small schemes written in the test itself."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from xl_quality.schemes.engine import evaluate
from xl_quality.schemes.fact_checks import parse_facts

if TYPE_CHECKING:
    from xl_quality.core.facts import Fact
    from xl_quality.schemes.model import Scheme
    from xl_quality.schemes.results import Evaluation

CASES = Path(__file__).parents[1] / "cases"
DAY = date(2026, 6, 30)

HEAD = """
[scheme]
id = "sample"
title = "示例方案"
document = "示例文件"
parties = ["甲方", "乙方"]
"""
SOURCE = """
effective_from = 2025-09-01
verified_on = 2025-09-02
source = { document = "示例文件", clause = "一", text = "示例。" }
"""


def rows(file: str) -> list[dict[str, str]]:
    with (CASES / file).open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def facts_of(text: str, scheme: Scheme) -> dict[str, Fact]:
    return parse_facts(text.split("；"), scheme.vocabulary)


def applied(
    scheme: Scheme, clause: str, facts: str, options: str = "", on: date = DAY
) -> Evaluation:
    chosen = dict(part.split("=") for part in options.split("；") if part)
    return evaluate(scheme, clause, facts_of(facts, scheme), on=on, options=chosen)


def scheme_with(rule: str, *, clause: str = "", top: str = "") -> str:
    """Return the TOML of a scheme with one clause T1 and one rule r."""
    return (
        f'{HEAD}\n{top}\n[[clause]]\nid = "T1"\ntitle = "示例条款"\napplies_to = "school"\n'
        f"{clause}\n{SOURCE}\n"
        f'[[clause.rule]]\nid = "r"\ntitle = "示例款"\npayee = "school"\n{rule}\n'
    )
