"""An option is one row of a table; each host understands it and means the same by it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.option_values import texts
from xl_quality.api.said_options import StatedOptions, choices
from xl_quality.cli.command_line import parse
from xl_quality.cli.values import choices_of
from xl_quality.core.option_table import (
    ENROLLED,
    OPTIONS,
    ROUNDING,
    Option,
    Stated,
    with_stated,
)
from xl_quality.core.options import Options
from xl_quality.functions.ranges import settings_of
from xl_quality.runs.choices import ChosenOptions, Request
from xl_quality.runs.record import request_of, words_of
from xl_quality.sheets.cells import Grid
from xl_quality.sheets.settings import FORM_HEADER, ITEMS
from xl_quality.sheets.settings import words_of as form_lines
from xl_quality.sheets.settings_reader import read_settings

if TYPE_CHECKING:
    from collections.abc import Callable

GROUP = "青石小学/六年级/1班"


def stated(option: Option[Any]) -> list[Stated]:
    """What somebody may say about an option: each word, for all and for one."""
    if option is ENROLLED:
        return [Stated(option, GROUP, 45)]
    one = next(iter(option.parts), "语文") if option.of and option.id != "weights" else ""
    return [Stated(option, of, option.parse(text)) for text in texts(option) for of in {"", one}]


CASES = [(one.option, one) for option in OPTIONS for one in stated(option)]


def by_form(said: Stated) -> Options:
    line = [said.option.name, None, said.of or None, said.option.text(said.value), None]
    found = read_settings(Grid("考核设置", [list(FORM_HEADER), line]))
    assert found.findings == ()
    return found.options


def by_worksheet_function(said: Stated) -> Options:
    line = f"{said.option.name} {said.of}={said.option.text(said.value)}"
    return settings_of(f"缺考=不计入；{line}")[1].options


def by_record(said: Stated) -> Options:
    asked = Request("rank", ChosenOptions(stated=(said,)))
    assert request_of("rank", "", words_of(asked)) == asked
    return asked.choices.over(Options())


def by_program(said: Stated) -> Options:
    option, of, value = said
    if option is ENROLLED:
        stated = StatedOptions(enrolled={tuple(GROUP.split("/")): value})
    else:
        word = option.text(value)
        stated = StatedOptions(**{option.id: {option.parts.get(of, of): word} if of else word})
    return choices(stated).over(Options())


def by_command_line(said: Stated) -> Options:
    option, of, value = said
    text = next((word for word in option.ids if option.words[word] == value), option.text(value))
    if option is ROUNDING:
        text = "2t" if value == "truncate" else "2"
    if of:
        text = f"{option.parts.get(of, of)}={text}"
    return choices_of(parse(["rank", "成绩册.xlsx", f"--{option.flag}", text])).over(Options())


@pytest.mark.parametrize(
    "host",
    [by_form, by_worksheet_function, by_record, by_program, by_command_line],
    ids=lambda one: one.__name__,
)
@pytest.mark.parametrize("said", [said for _, said in CASES], ids=str)
def test_a_host_means_by_an_option_what_its_row_says(
    host: Callable[[Stated], Options], said: Stated
) -> None:
    if said.option is ENROLLED and host in (by_record, by_command_line):
        pytest.skip("a run names the list of the numbers (--enrolled), not each number")
    assert host(said) == with_stated(Options(), [said])


def test_the_list_of_enrolled_numbers_is_named_on_the_command_line_and_in_the_record() -> None:
    choices = choices_of(parse(["rank", "成绩册.xlsx", f"--{ENROLLED.flag}", "应考"]))
    assert choices.enrolled == "应考"
    again = request_of("rank", "", words_of(Request("rank", choices)))
    assert again is not None
    assert again.choices.enrolled == "应考"


def test_the_form_lists_every_option_and_writes_what_it_reads() -> None:
    assert {option.name for option in OPTIONS} <= {item.name for item in ITEMS}
    for said in (said for _, said in CASES if said.option is not ENROLLED):
        options = with_stated(Options(), [said])
        lines = [[name, None, of or None, text, None] for name, of, text in form_lines(options)]
        apart = {name: own for name, own in options.subject_lines.items() if own != options.lines}
        read = read_settings(Grid("考核设置", [list(FORM_HEADER), *lines])).options
        assert read == options._replace(subject_lines=apart)
