from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING

import pytest

import xl_quality.functions
from xl_quality.functions.catalogue import BY_NAME, FUNCTIONS
from xl_quality.functions.reference import PAGE, reference, result_text
from xl_quality.functions.registry import MISSING, Argument, CellError, Example, Function
from xl_quality.sheets.cells import column_index

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.functions.conftest import Calculate


def words(text: str) -> list[str]:
    return text.split()


WANTED = words("""
MEAN_SCORE PASS_RATE EXCELLENT_RATE LOW_RATE FOUR_RATES COMPOSITE_SCORE RANK_IN RANK_SCHOOL
RANK_CLASS RANK_TEACHER RATE_TABLE RANK_TABLE RANK_CHANGE GAP_TO_FIRST REWARD REWARD_WHY
QUOTA_SPLIT SPLIT_POT LADDER GRADE_OF MET CONTEST_PRIZE RMB_UPPER T_SCORE
""")
# MS-VBAL 3.3.5.2: statement, rest, operator, reserved-type, literal and future keywords; and the
# names that VBA's own library would be hidden by
VBA = words("""
addressof alias and any append as attribute base binary boolean byref byte byval call case cbool
cbyte ccur cdate cdbl cdec cdecl chdir chdrive cint clng clnglng clngptr close compare const
csng cstr currency cvar cverr date debug decimal declare defbool defbyte defcur defdate defdbl
defdec defint deflng defobj defsng defstr defvar dim do double each else elseif empty end endif
enum eqv erase error event exit explicit false fix for friend function get global gosub goto if
imp implements in input inputb instr int integer is lbound len lenb let lib like line linput
load local lock long longlong longptr loop lset me mid midb mod module name new next not nothing
null object on open option optional or output paramarray preserve print private property psect
public put raiseevent random read redim rem resume return rset scale seek select set sgn shared
single spc static step stop string sub tab text then time to true type typeof unload unlock
until variant wend while width with withevents write xor abs array circle doevents pset
""")
EXCEL = words("""
RANK RATE LARGE SMALL MEDIAN MODE STDEV AVERAGE COUNT SUM IF MAX MIN ROUND INT N T TEXT VALUE
DAY DATE NOW ROW COLUMN INDEX MATCH FILTER SORT UNIQUE LET LAMBDA NA TYPE CELL INFO RTD CALL
REGISTER.ID MEAN GRADE SCORE PRIZE REWARD_ RMB YEN DOLLAR BAHTTEXT SPLIT TEXTSPLIT
""")


def faults(one: Function) -> Iterator[str]:
    """Say what Excel, VBA or the function wizard would refuse."""
    if not re.fullmatch(r"[A-Z][A-Z0-9_]*", one.name):
        yield "not ASCII upper case"
    if is_reference(one.name):
        yield "a cell reference"
    if one.name.lower() in VBA:
        yield "a VBA keyword"
    if one.name in EXCEL:
        yield "a function of Excel"
    if not 0 < len(one.description) <= 255:
        yield "description too long or missing"
    yield from argument_faults(one.arguments)
    if not one.examples:
        yield "no example"


def argument_faults(arguments: tuple[Argument, ...]) -> Iterator[str]:
    lower = [argument.name.lower() for argument in arguments]
    if len(set(lower)) != len(lower):
        yield "arguments that differ by case only"
    optional = [argument.optional for argument in arguments]
    if optional != sorted(optional):
        yield "a needed argument behind an optional one"
    if any(argument.repeated for argument in arguments[:-1]):
        yield "a repeated argument that is not the last"
    for argument in arguments:
        if not re.fullmatch(r"[a-z][a-z0-9_]*", argument.name):
            yield f"argument {argument.name}: not ASCII"
        if argument.name in VBA or is_reference(argument.name):
            yield f"argument {argument.name}: a keyword or a reference"
        if not 0 < len(argument.help) <= 255:
            yield f"argument {argument.name}: help too long or missing"


def is_reference(name: str) -> bool:
    """Say whether Excel reads a name as a cell, in A1 or in R1C1 form."""
    a1 = re.fullmatch(r"([A-Za-z]{1,3})([1-9]\d{0,6})", name)
    if a1 and column_index(a1[1]) < 16_384 and int(a1[2]) <= 1_048_576:
        return True
    return bool(re.fullmatch(r"[Rr](\d+)?([Cc](\d+)?)?|[Cc](\d+)?", name))


def test_every_function_that_was_asked_for_is_there() -> None:
    assert sorted(set(WANTED) - set(BY_NAME)) == []
    assert len(FUNCTIONS) == len(BY_NAME)


@pytest.mark.parametrize("one", FUNCTIONS, ids=lambda one: one.name)
def test_excel_and_vba_take_every_name_and_help(one: Function) -> None:
    assert list(faults(one)) == []


@pytest.mark.parametrize(
    ("name", "arguments", "fault"),
    [
        ("TOP3", (), "a cell reference"),
        ("XFD1048576", (), "a cell reference"),
        ("R1C1", (), "a cell reference"),
        ("RC", (), "a cell reference"),
        ("Rate_1", (), "not ASCII upper case"),
        ("及格率", (), "not ASCII upper case"),
        ("NEXT", (), "a VBA keyword"),
        ("RANK", (), "a function of Excel"),
        ("A_B", (Argument("type", "类"),), "argument type: a keyword or a reference"),
        ("A_B", (Argument("line", "线"),), "argument line: a keyword or a reference"),
        ("A_B", (Argument("b1", "线"),), "argument b1: a keyword or a reference"),
        ("A_B", (Argument("x", "长" * 256),), "argument x: help too long or missing"),
        ("A_B", (Argument("x", "甲"), Argument("x", "乙")), "arguments that differ by case only"),
        (
            "A_B",
            (Argument("x", "甲", optional=True), Argument("y", "乙")),
            "a needed argument behind an optional one",
        ),
    ],
)
def test_the_lint_sees_each_fault(name: str, arguments: tuple[Argument, ...], fault: str) -> None:
    one = Function(name, lambda: 0, "说明", arguments, examples=(Example("=X()", "0"),))
    assert list(faults(one)) == [fault]


@pytest.mark.parametrize("name", ["XFE1", "A1048577", "ABCD1", "RATE_1", "C1A", "MET", "LADDER"])
def test_the_lint_leaves_other_names_alone(name: str) -> None:
    assert not is_reference(name)


@pytest.mark.parametrize("one", FUNCTIONS, ids=lambda one: one.name)
def test_the_entry_describes_the_function_it_calls(one: Function) -> None:
    given = inspect.signature(one.call).parameters.values()
    assert [argument.name for argument in one.arguments] == [each.name for each in given]
    for argument, each in zip(one.arguments, given, strict=True):
        assert argument.repeated == (each.kind is each.VAR_POSITIONAL)
        if not argument.repeated:
            assert argument.optional == (each.default is None)


@pytest.mark.parametrize(
    ("one", "example"),
    [(one, example) for one in FUNCTIONS for example in one.examples],
    ids=lambda value: value.formula if isinstance(value, Example) else value.name,
)
def test_every_example_gives_what_the_reference_says(
    one: Function, example: Example, calculate: Calculate
) -> None:
    assert example.formula.startswith(f"={one.name}(")
    result = calculate(example.formula, example.cells)
    assert result_text(result) == example.result
    several = isinstance(result, tuple) and not isinstance(result, CellError)
    assert several <= (one.spills or one.lifted)
    assert one.spills <= (several or example.result.startswith("#"))


def test_only_tables_have_a_header_row_that_a_host_adds() -> None:
    headed = {(one.name, arg.name) for one in FUNCTIONS for arg in one.arguments if arg.headed}
    of_tables = {"RANK_SCHOOL", "RANK_CLASS", "RANK_TEACHER", "RATE_TABLE", "RANK_TABLE"}
    assert {name for name, _ in headed} == of_tables
    assert {argument for _, argument in headed} == {"scores", "teaching", "settings"}


def test_an_argument_left_out_is_what_com_hands_over_for_it() -> None:
    assert MISSING == 0x80020004 - (1 << 32), "DISP_E_PARAMNOTFOUND"


def test_the_reference_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == reference(FUNCTIONS)


def test_every_function_can_be_imported_by_its_name_in_capitals() -> None:
    assert sorted(xl_quality.functions.__all__) == sorted(BY_NAME)
    for name, one in BY_NAME.items():
        assert getattr(xl_quality.functions, name) is one.call
    with pytest.raises(AttributeError, match="NO_SUCH"):
        xl_quality.functions.NO_SUCH  # noqa: B018 - asking is the test
