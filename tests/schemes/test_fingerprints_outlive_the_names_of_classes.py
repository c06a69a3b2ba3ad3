"""Run records hold fingerprints of schemes: a class renamed must not make a scheme look changed."""

from __future__ import annotations

import re

from xl_quality.schemes.loading import load, scheme_ids
from xl_quality.schemes.scheme_text import recorded_text

NAMES = """
    Band Bar Bracket ByPlace Ceiling Clause Condition ConsequenceLadder Continuation Counting
    CountsAs Credit CutTies Edge ExamKind FactKind Feed Fixed Grade HalfRounding HandEntered
    ItemsMet Kind Ladder LadderMode LowerHalf Matrix Measure NoPrevious Option Outcome PerUnit
    RaisedLine Rating Record RowTable Rule RungMode Scheme ShareByBand Source Split Take Target
    TargetPlusSteps Unit
"""
"""As in the fingerprints of every run so far; a new kind of tariff adds its own."""
A_NAME = re.compile(r"(?:(?<=[ =(\[<])|^)([A-Z][A-Za-z]+)(?=\(\w+=|\.[A-Z])")


def test_the_text_of_a_fingerprint_keeps_the_names_it_had() -> None:
    text = "".join(recorded_text(load(name)) for name in scheme_ids())
    assert set(A_NAME.findall(text)) == {*NAMES.split()}
