"""The same finding in every host; only what a host alone can do is worded for it."""

from __future__ import annotations

import re

import pytest

from xl_quality.core.findings import Kind, Severity, Step, Way
from xl_quality.runs.advice import Host, step_words, worded

COMMAND_LINE = re.compile(r"--?[a-z]|xl-quality")
PLAIN = Kind("x", Severity.NOTE, "按方案表计算", "要按原方案，请移走这张表").at("方案")


@pytest.mark.parametrize("way", Way)
def test_no_button_is_told_an_option_of_the_command_line(way: Way) -> None:
    said = " ".join(step_words([Step(way, "A6")], Host.BUTTON))
    assert not COMMAND_LINE.search(said)


@pytest.mark.parametrize("way", Way)
def test_every_way_can_be_gone_on_the_command_line(way: Way) -> None:
    (said,) = step_words([Step(way, "A6")], Host.COMMAND, "成绩册.xlsx")
    assert COMMAND_LINE.search(said)
    assert "{" not in said


def test_a_command_can_be_typed_as_it_stands() -> None:
    (said,) = step_words(
        [Step(Way.LISTS, "luotuoao-brief")], Host.COMMAND, "D:/青石 镇/成绩册.xlsx"
    )
    assert 'xl-quality lists "D:/青石 镇/成绩册.xlsx" --scheme luotuoao-brief --in-place' in said


def test_a_suggestion_without_own_ways_is_alike_everywhere() -> None:
    assert worded(PLAIN, Host.COMMAND) == worded(PLAIN, Host.BUTTON) == PLAIN.in_words


def test_what_a_host_alone_can_do_stands_behind_what_all_can() -> None:
    finding = PLAIN._replace(steps=(Step(Way.SHIPPED),))
    assert worded(finding, Host.BUTTON).suggestion == PLAIN.suggestion
    assert worded(finding, Host.COMMAND).suggestion == f"{PLAIN.suggestion}；或加 --shipped"
