from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from dev.measure_house import House

if TYPE_CHECKING:
    from pathlib import Path

FILES = {
    "__init__.py": "",
    "rooms/__init__.py": "",
    "rooms/first.py": """
        from typing import TYPE_CHECKING
        if TYPE_CHECKING:
            from xl_quality.rooms.second import Thing

        def pay(line):
            return line.why == "没有数据" or "--exam" in line.suggestion or line.why == ""
    """,
    "rooms/second.py": """
        from xl_quality.rooms import first

        class Thing:
            def go(self, cell):
                def late():
                    from xl_quality.other.first import Thing
                return cell.source.partition("、"), make(1, 2, 3, 4, 5, 6, 7), make(1, 2, 3, d=4)
    """,
    "other/__init__.py": "",
    "other/first.py": """
class Thing:
    '''One line.'''

def long():
    '''Explained.

    Explanations count for nothing.
    '''
"""
    + "    x = 1\n" * 41,
}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    project = tmp_path_factory.mktemp("project")
    for name, text in FILES.items():
        write(project / "xl_quality" / name, text)
    return House(project)


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dedent(text), encoding="utf-8")


def test_modules_and_the_longest_are_counted(house: House) -> None:
    assert house.modules_in_all().number == 6
    assert house.largest().places[0].startswith("xl_quality.other.first ")


def test_a_short_module_with_one_importer_is_named_faces_are_not(house: House) -> None:
    assert [place.split(" ")[0] for place in house.lone().places] == [
        *("xl_quality.other.first", "xl_quality.rooms.first", "xl_quality.rooms.second"),
    ]


def test_an_import_for_type_checking_closes_a_circle_one_inside_a_function_does_not(
    house: House,
) -> None:
    assert house.circles().places == ["xl_quality.rooms.first <-> xl_quality.rooms.second"]


def test_a_name_that_stands_for_two_things_is_named(house: House) -> None:
    assert house.repeated_types().places == [
        "Thing: xl_quality.other.first, xl_quality.rooms.second"
    ]
    assert [place.split(":")[0] for place in house.repeated_files().places] == ["first.py"]


def test_a_function_is_as_long_as_its_code(house: House) -> None:
    assert house.long_functions().places == ["xl_quality.other.first.long 42"]


def test_more_than_six_arguments_by_place_are_named(house: House) -> None:
    assert house.positional().places == ["xl_quality.rooms.second:8 make (7)"]


def test_a_look_into_a_sentence_is_named_a_question_whether_there_is_one_is_not(
    house: House,
) -> None:
    assert [place.split(" ", 1)[1] for place in house.sentences().places] == [
        "'--exam' in line.suggestion",
        "line.why == '没有数据'",
        "cell.source.partition('、')",
    ]
