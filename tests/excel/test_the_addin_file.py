from __future__ import annotations

import json
import re
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from openxml_audit import OpenXmlValidator, ValidationSeverity

from xl_quality.books.opc.zip import zipped
from xl_quality.buttons.menu import ACTIONS, MENU, REFRESH, TITLE
from xl_quality.excel import addin_sheets
from xl_quality.excel.building import addin as building
from xl_quality.excel.building.addin import CALLBACK, IMAGES, NAMESPACE, sheet_xml, sheets
from xl_quality.excel.building.vba import OWN_MODULES, source
from xl_quality.functions.catalogue import FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

RIBBON = "customUI/customUI.xml"
SCHEMA = "schemas_microsoft_com_office_2006_01_customui.json"


def test_building_twice_gives_the_same_bytes(addin: bytes) -> None:
    assert building.build(FUNCTIONS) == addin


def test_the_command_writes_the_file(
    addin: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    building.main([str(tmp_path / "out.xlam")])
    assert (tmp_path / "out.xlam").read_bytes() == addin
    assert f"{len(FUNCTIONS)} functions" in capsys.readouterr().out


def package_faults(path: Path) -> list[str]:
    result = OpenXmlValidator().validate(path)
    return [e.description for e in result.errors if e.severity is ValidationSeverity.ERROR]


def test_the_package_holds_to_the_published_schemas(addin_file: Path) -> None:
    assert package_faults(addin_file) == []


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        (RIBBON, 'size="large"', 'size="huge"'),
        ("xl/workbook.xml", 'r:id="rId2"', 'r:id="rId99"'),
    ],
)
def test_the_package_check_sees_a_planted_fault(
    parts: Mapping[str, bytes], tmp_path: Path, part: str, old: str, new: str
) -> None:
    broken = tmp_path / "broken.xlam"
    broken.write_bytes(zipped({**parts, part: parts[part].replace(old.encode(), new.encode(), 1)}))
    assert package_faults(broken)


def ribbon_faults(xml: bytes) -> list[str]:
    """Compare with the customUI schema that the Open XML SDK publishes: names and what holds what.

    (The package check above knows the values but passes over unknown names.)
    """
    data = files("openxml_audit") / "data" / "openxml" / "schemas" / SCHEMA
    types = {one["Name"]: one for one in json.loads(data.read_text("utf-8"))["Types"]}
    attributes = {name: _attributes(types, name) for name in types}
    faults: list[str] = []
    ids: list[str] = []

    def visit(element: ET.Element, kind: str) -> None:
        known = attributes[kind]
        faults.extend(f"{element.tag}: {name}" for name in element.attrib if name not in known)
        ids.extend(element.attrib[name] for name in ("id",) if name in element.attrib)
        allowed = {child["Name"].rpartition(":")[2]: child["Name"] for child in _held(types, kind)}
        for child in element:
            name = child.tag.removeprefix(f"{{{NAMESPACE}}}")
            if name in allowed:
                visit(child, allowed[name])
            else:
                faults.append(f"{element.tag} holds {child.tag}")

    visit(ET.fromstring(xml), "mso:CT_CustomUI/mso:customUI")
    return faults + [name for name in set(ids) if ids.count(name) > 1]


def _attributes(types: Mapping[str, dict[str, Any]], name: str) -> set[str]:
    listed = types[name].get("Attributes", [])
    return {one["QName"].removeprefix(":") for one in listed}


def _held(types: Mapping[str, dict[str, object]], name: str) -> list[dict[str, str]]:
    return types[name].get("Children", [])  # type: ignore[return-value]


def test_the_ribbon_holds_to_the_published_schema(parts: Mapping[str, bytes]) -> None:
    assert ribbon_faults(parts[RIBBON]) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("imageMso=", "imageMs="),
        ("<button ", "<knob "),
        ('id="xlqButton_check"', 'id="xlqButton_recognise"'),
    ],
)
def test_the_ribbon_check_sees_a_planted_fault(
    parts: Mapping[str, bytes], old: str, new: str
) -> None:
    assert len(ribbon_faults(parts[RIBBON].replace(old.encode(), new.encode(), 1))) == 1


def test_every_button_of_the_menu_stands_on_the_ribbon_in_its_group_and_order(
    parts: Mapping[str, bytes],
) -> None:
    tab = ET.fromstring(parts[RIBBON]).find(f".//{{{NAMESPACE}}}tab")
    assert tab is not None
    assert tab.get("label") == TITLE
    drawn = [(group.get("label"), [button.get("tag") for button in group]) for group in tab]
    drawn.remove(("选择", ["exam", "scheme", "refresh"]))
    assert drawn == [(group.label, [action.id for action in group.actions]) for group in MENU]
    for button in tab.iter(f"{{{NAMESPACE}}}button"):
        if button.get("tag") == REFRESH.id:
            continue
        action = ACTIONS[button.get("tag", "")]
        assert (button.get("label"), button.get("supertip")) == (action.label, action.supertip)
        assert button.get("imageMso") == IMAGES[action.id]
        assert button.get("onAction") == CALLBACK


SIGNATURES = {
    "onLoad": "ribbon As IRibbonUI",
    "getItemCount": "control As IRibbonControl, ByRef count As Variant",
    "getItemLabel": "control As IRibbonControl, index As Integer, ByRef label As Variant",
    "getSelectedItemIndex": "control As IRibbonControl, ByRef index As Variant",
    "button onAction": "control As IRibbonControl",
    "dropDown onAction": "control As IRibbonControl, id As String, index As Integer",
}
"""What Office hands to each callback, after Microsoft's list of them."""


def test_every_callback_of_the_ribbon_is_a_public_sub_with_its_signature(
    parts: Mapping[str, bytes],
) -> None:
    seen = set()
    for element in ET.fromstring(parts[RIBBON]).iter():
        kind = element.tag.rpartition("}")[2]
        for name, value in element.attrib.items():
            wanted = SIGNATURES.get(f"{kind} {name}", SIGNATURES.get(name))
            if wanted is None:
                assert not name.startswith(("get", "on"))
                continue
            seen.add(wanted)
            module, _, sub = value.partition(".")
            assert module in OWN_MODULES
            assert f"Public Sub {sub}({wanted})\n" in source(module), value
    assert seen == {*SIGNATURES.values()}


def test_every_action_has_one_icon_of_its_own() -> None:
    assert list(IMAGES) == list(ACTIONS)
    assert len(set(IMAGES.values())) == len(IMAGES)


def cells(xml: bytes) -> list[list[str]]:
    main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    return [
        ["".join(cell.itertext()) for cell in row.iter(f"{main}c")]
        for row in ET.fromstring(xml).iter(f"{main}row")
    ]


def test_the_settings_are_the_same_for_every_user_and_name_no_machine(
    parts: Mapping[str, bytes],
) -> None:
    written = dict(cells(parts["xl/worksheets/sheet1.xml"]))
    assert written == addin_sheets.settings()
    assert written["Interpreter_Win"] == r"%LOCALAPPDATA%\xl_quality\python\pythonw.exe"
    everything = b"\n".join(parts.values())
    assert not re.search(rb"felix|[A-Z]:\\Users", everything, re.IGNORECASE)


def test_only_the_settings_sheet_can_be_made_visible(parts: Mapping[str, bytes]) -> None:
    listed = re.findall(r"<sheet [^>]*>", parts["xl/workbook.xml"].decode())
    names = [re.findall(r'name="([^"]*)"', sheet)[0] for sheet in listed]
    assert names == [sheet.name for sheet in sheets(FUNCTIONS)]
    assert ["veryHidden" in sheet for sheet in listed] == [False, True, True, True]


def test_the_licences_of_others_ship_inside(parts: Mapping[str, bytes]) -> None:
    lines = "\n".join("".join(row) for row in cells(parts["xl/worksheets/sheet4.xml"]))
    for words in ("BSD 3-clause", "Zoomer Analytics", "Redistributions"):
        assert words in lines


def test_the_help_sheet_has_the_form_that_excel_dna_intellisense_reads() -> None:
    head, *rows = addin_sheets.help_rows(FUNCTIONS)
    assert head[0] == "FunctionInfo"
    assert [row[0] for row in rows] == sorted([f.name for f in FUNCTIONS] + ["XLQ_WHY"])
    by_name = {row[0]: row for row in rows}
    for function in FUNCTIONS:
        row = by_name[function.name]
        assert row[1:3] == [function.description, ""]
        assert row[4::2] == [argument.help for argument in function.arguments]
        for shown, argument in zip(row[3::2], function.arguments, strict=True):
            assert shown.strip("[]…") == argument.name
            assert shown.startswith("[") == argument.optional


def test_a_help_text_that_excel_would_refuse_stops_the_build() -> None:
    long = FUNCTIONS[0]._replace(description="长" * 256)
    with pytest.raises(ValueError, match="255"):
        addin_sheets.help_rows([long])
    assert addin_sheets.help_rows([FUNCTIONS[0]._replace(description="长" * 255)])


def test_every_text_the_vba_code_asks_for_exists_and_none_is_left_over() -> None:
    code = "\n".join(source(name) for name in (*OWN_MODULES, "xlwings_XLPyLoadDLL"))
    assert set(re.findall(r'XlqText\("(\w+)"\)', code)) == building.TEXTS.keys()
    asked = code + source("xlwings_XLPyCommand")
    assert {key.upper() for key in re.findall(r'XlqSetting\("(\w+)"\)', asked)} == {
        key.upper() for key in addin_sheets.SETTINGS
    }


def test_a_text_in_a_sheet_keeps_its_spaces_and_cannot_become_markup() -> None:
    assert cells(sheet_xml([["<b> & ", "", "乙"]])) == [["<b> & ", "乙"]]
    assert b'r="C1"' in sheet_xml([["a", "", "b"]])
