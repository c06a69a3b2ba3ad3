from __future__ import annotations

import re

from xl_quality.schemes.loading import load, scheme_ids
from xl_quality.schemes.scheme_text import recorded_text

# what run records of all versions have called the parts of a scheme
NAMES = {"Band", "Bar", "Bracket", "ByPlace", "Clause", "Condition", "ConsequenceLadder"}
NAMES |= {"CountsAs", "FactKind", "Feed", "Fixed", "Fraction", "Grade", "HandEntered", "ItemsMet"}
NAMES |= {"Ladder", "LowerHalf", "Matrix", "Measure", "Option", "Outcome", "PerUnit", "RaisedLine"}
NAMES |= {"Rating", "Record", "RowTable", "Rule", "Scheme", "ShareByBand", "Source", "Split"}
NAMES |= {"Take", "Target", "TargetPlusSteps"}


def test_the_fingerprint_of_a_scheme_keeps_the_names_of_its_parts() -> None:
    # a record of last term still says 未变: a renamed class goes into scheme_text._RECORDED
    texts = map(recorded_text, map(load, scheme_ids()))
    assert {name for text in texts for name in re.findall(r"\b([A-Z]\w+)\(", text)} == NAMES
