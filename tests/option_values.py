"""A value other than its default for every option, for all tests that try each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xl_quality.core.option_table import Option

OTHER_VALUES = {
    "office": "青石县教育局",
    "terms": "2026年6月",
    "full_marks": "150",
    "passing": "72分",
    "excellent": "90%",
    "low": "3/10",
    "good": "70分",
    "lopsided": "1/4",
    "digits": "1截尾",
    "weights": "50-30-30-10",
    "drop": "30人以下去1、60人以下去2",
    "enrolled": "45",
    "band_widths": "20分",
    "first_places": "20、40",
    "total_lines": "60%",
    "margins": "2.5分",
    "grade_weights": "0.4",
    "extras": "全部",
}


def texts(option: Option[Any]) -> list[str]:
    """Return what may be written for an option: its words, or its example and another value."""
    if option.words:
        return list(option.words)
    assert option.id in OTHER_VALUES, f"{__name__} lacks a value of {option.id!r}, not its default"
    return [option.example, OTHER_VALUES[option.id]]
