"""What single labels mean: role, subject, full mark, which score, of which exam."""

from __future__ import annotations

import pytest

from xl_quality.core.marks import ScoreKind
from xl_quality.sheets.header import combine
from xl_quality.sheets.labels import Label, parse_label


@pytest.mark.cases("sheets_labels.csv")
def test_each_label_says_one_thing(case: dict[str, str]) -> None:
    assert_says(parse_label(case["label"]), case)


@pytest.mark.cases("sheets_labels_under_titles.csv")
def test_a_title_over_a_label_says_what_it_lacks(case: dict[str, str]) -> None:
    assert_says(combine(case["over"], parse_label(case["label"])), case)


def assert_says(label: Label, case: dict[str, str]) -> None:
    assert label.role.name == case["role"]
    assert label.subject == case["subject"]
    assert label.full_mark == (int(case["full"]) if case["full"] else None)
    assert label.score is ScoreKind[case["score"] or "PLAIN"]
    assert (label.stem, label.exam) == (case["stem"], case["exam"])
