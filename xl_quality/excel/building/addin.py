"""Builds the Excel add-in: ``python -m xl_quality.excel.building.addin [OUT.xlam]``.

The same functions give the same bytes.
"""

from __future__ import annotations

import sys
import zipfile
from collections.abc import Mapping, Sequence
from importlib.metadata import distribution
from pathlib import Path
from typing import Final, NamedTuple
from xml.etree.ElementTree import Element, SubElement, indent, tostring
from xml.sax.saxutils import escape, quoteattr

from xl_quality import __version__
from xl_quality.books.opc.zip import zipped
from xl_quality.buttons.menu import MENU, REFRESH, TITLE, Action
from xl_quality.excel import addin_sheets
from xl_quality.excel.building.vba import base_path, sources, vba_project
from xl_quality.functions.registry import CATEGORY, Function
from xl_quality.installer.machine import ADD_IN
from xl_quality.sheets.cells import column_letter

FORMAT: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
ADDIN: Final = "application/vnd.ms-excel.addin.macroEnabled.main+xml"
NAMESPACE: Final = "http://schemas.microsoft.com/office/2006/01/customui"
"""The form that Excel 2007 and all later versions read."""
CALLBACK: Final = "XlqRibbon.XlqPress"
"""The one Sub behind all buttons: a button's tag says which action it is."""
LIST_CALLBACKS: Final = {
    "getItemCount": "XlqRibbon.XlqListCount",
    "getItemLabel": "XlqRibbon.XlqListLabel",
    "getSelectedItemIndex": "XlqRibbon.XlqListChosen",
    "onAction": "XlqRibbon.XlqListPicked",
}
"""The Subs behind both lists, told apart by their tags."""
IMAGES: Final = {
    "recognise": "FileFind",
    "check": "Spelling",
    "settings": "ColumnsDialog",
    "rates": "TableAutoFormat",
    "rank": "Numbering",
    "report": "FilePrint",
    "import_scheme": "FileOpen",
    "lists": "TableInsert",
    "trial": "FilePrintPreview",
    "payout": "TableExcelSpreadsheetInsert",
    "warnings": "Breakpoint",
    "template_check": "PenComment",
    "agreements": "MailMergeMergeToDocument",
    "undo": "Undo",
    "backup": "FileSave",
    "freeze": "Paste",
    "help": "ContextHelp",
    "diagnose": "FindDialog",
}
"""Office's own icon of each action (imageMso); all names stand in [MS-CUSTOMUI] 3.2, the published
table, which Office 2007 and later share:
https://learn.microsoft.com/en-us/openspecs/office_standards/ms-customui/fe2124a1-5aaa-4adf-b285-5d58da9d5e2a
"""
LISTS: Final = {
    "exam": (
        "考试",
        "统计和计奖用哪一次考试",
        "列出本工作簿里的考试；选好后按钮不再询问。没有列出时点“刷新列表”。不改动工作簿。",
    ),
    "scheme": (
        "方案",
        "按哪个方案计奖",
        "列出本工作簿的方案表，没有方案表时列出自带的方案；选好后按钮不再询问。不改动工作簿。",
    ),
}
"""The ribbon's lists, by the name that VBA knows them by: label, heading of the tip, tip."""
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TEXTS_SHEET: Final = "xl_quality.texts"
TEXTS: Final = {
    "title": TITLE,
    "category": CATEGORY,
    "no_python": "找不到本加载项的 Python，请重新运行 install.bat。缺少的文件：",
    "no_dll": "本加载项的文件不全（可能被杀毒软件隔离），请重新运行 install.bat。缺少的文件：",
    "no_start": (
        "计算服务没有启动，可能被安全软件拦截：请在那里信任本机的 xl_quality 文件夹，"
        "重开 Excel 再试。系统的说明："
    ),
    "keeps_dying": "计算服务几次中途停止，请过一分钟再试；还是这样，请把 ribbon.log 发给维护的人。",
    "died": (
        "计算服务在这一步中途停止，可能只做了一部分：请先看看工作簿；之前的样子在“备份”文件夹里。"
    ),
    "died_back": (
        "计算服务在这一步中途停止，工作簿的表已恢复成点按钮之前的样子，请再点一次。"
        "已经生成的文件（备份、责任书）还在。"
    ),
    "died_late": (
        "计算服务在写完结果表之后停止：结果表已经齐全，可以使用，只是这一步不能“撤销”；"
        "之前的样子在“备份”文件夹里。"
    ),
    "protected_view": (
        "眼前的工作簿在“受保护的视图”里，按钮还不能用它：请先点黄条上的“启用编辑”，再点一次按钮。"
    ),
    "ask_each_time": "（每次询问）",
    "areas": "区域必须是连在一起的一块，请不要用逗号把几块区域并成一个参数。",
    "why_not_a_cell": "请给出一个单元格，例如 =XLQ_WHY(B2)。",
    "why_unknown": "没有记下这个单元格出错的原因：请选中它，按 F2 再按回车重新计算，然后再看。",
}
"""By the id that ``XlqText`` is called with."""
NOTICE_SHEET: Final = "NOTICE"
_OWN: Final = """xl_quality: MIT License.

This add-in contains parts of the VBA module "xlwings" of xlwings {version} (four procedures as
they stand, two replaced, see the comments there) under the BSD 3-clause license below.
"""


class Sheet(NamedTuple):
    """A sheet of the add-in; all but the settings are hidden even from the VBA editor's user."""

    name: str
    rows: Sequence[Sequence[str]]
    code_name: str = ""


def sheets(functions: Sequence[Function]) -> tuple[Sheet, ...]:
    """Return the add-in's sheets; the first one has the VBA module ``Sheet2`` of the base."""
    return (
        Sheet(addin_sheets.SHEET, list(addin_sheets.settings().items()), "Sheet2"),
        Sheet(TEXTS_SHEET, list(TEXTS.items())),
        Sheet(addin_sheets.INTELLISENSE_SHEET, addin_sheets.help_rows(functions)),
        Sheet(NOTICE_SHEET, [[line] for line in notice().splitlines()]),
    )


def package(base: Mapping[str, bytes], project: bytes, contents: Sequence[Sheet]) -> bytes:
    """Return the finished file.

    Args:
        base: parts of xlwings' add-in; its styles and theme are kept.
        project: ``vbaProject.bin``.
        contents: the sheets, the first one visible.
    """
    parts = {
        "[Content_Types].xml": _content_types(len(contents)),
        "_rels/.rels": _package_relations(),
        "xl/workbook.xml": _workbook(contents),
        "xl/_rels/workbook.xml.rels": _workbook_relations(len(contents)),
        "xl/styles.xml": base["xl/styles.xml"],
        "xl/theme/theme1.xml": base["xl/theme/theme1.xml"],
        "xl/vbaProject.bin": project,
        "customUI/customUI.xml": ribbon_xml(),
        "docProps/core.xml": _core_properties(),
    }
    for number, sheet in enumerate(contents, 1):
        parts[f"xl/worksheets/sheet{number}.xml"] = sheet_xml(sheet.rows, sheet.code_name)
    return zipped(parts)


def _content_types(count: int) -> bytes:
    overrides = {
        "/xl/workbook.xml": ADDIN,
        "/xl/styles.xml": f"{FORMAT}.styles+xml",
        "/xl/theme/theme1.xml": "application/vnd.openxmlformats-officedocument.theme+xml",
        "/xl/vbaProject.bin": "application/vnd.ms-office.vbaProject",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    }
    for number in range(1, count + 1):
        overrides[f"/xl/worksheets/sheet{number}.xml"] = f"{FORMAT}.worksheet+xml"
    listed = "".join(
        f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in overrides.items()
    )
    return (
        f'{_XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{listed}</Types>'
    ).encode()


def _relations(targets: Sequence[tuple[str, str]]) -> bytes:
    listed = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return (
        f'{_XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f"{listed}</Relationships>"
    ).encode()


def _package_relations() -> bytes:
    core = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
    ribbon = "http://schemas.microsoft.com/office/2006/relationships/ui/extensibility"
    return _relations(
        [
            (f"{RELATIONS}/officeDocument", "xl/workbook.xml"),
            (core, "docProps/core.xml"),
            (ribbon, "customUI/customUI.xml"),
        ]
    )


def _workbook_relations(count: int) -> bytes:
    listed = [(f"{RELATIONS}/worksheet", f"worksheets/sheet{n}.xml") for n in range(1, count + 1)]
    vba = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
    return _relations(
        [
            *listed,
            (f"{RELATIONS}/styles", "styles.xml"),
            (f"{RELATIONS}/theme", "theme/theme1.xml"),
            (vba, "vbaProject.bin"),
        ]
    )


def _workbook(contents: Sequence[Sheet]) -> bytes:
    listed = "".join(
        f'<sheet name={quoteattr(sheet.name)} sheetId="{number}"'
        f'{"" if number == 1 else " state=" + quoteattr("veryHidden")} r:id="rId{number}"/>'
        for number, sheet in enumerate(contents, 1)
    )
    return (
        f'{_XML}<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
        f' xmlns:r="{RELATIONS}"><workbookPr codeName="ThisWorkbook"/>'
        f'<bookViews><workbookView visibility="hidden"/></bookViews><sheets>{listed}</sheets>'
        "</workbook>"
    ).encode()


def _core_properties() -> bytes:
    """State title, version and licence; no date and no person, so that builds agree."""
    return (
        f"{_XML}<cp:coreProperties"
        ' xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{TITLE}</dc:title><dc:subject>xl_quality {__version__}</dc:subject>"
        f"<dc:creator>xl_quality</dc:creator><dc:description>{NOTICE_SHEET}: licences"
        "</dc:description></cp:coreProperties>"
    ).encode()


def ribbon_xml() -> bytes:
    """Return ``customUI.xml``: one tab, a group for each step of the work, large buttons.

    In front of 统计 stand the lists of the workbook's exams and schemes.
    """
    root = Element("customUI", xmlns=NAMESPACE, onLoad="XlqRibbon.XlqLoaded")
    tabs = SubElement(SubElement(root, "ribbon"), "tabs")
    tab = SubElement(tabs, "tab", id="xlqTab", label=TITLE)
    for group in MENU:
        if group.id == "figures":
            _draw_lists(SubElement(tab, "group", id="xlqGroup_lists", label="选择"))
        drawn = SubElement(tab, "group", id=f"xlqGroup_{group.id}", label=group.label)
        for action in group.actions:
            SubElement(drawn, "button", _button(action))
    indent(root)
    drawn_as: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return drawn_as


def _draw_lists(group: Element) -> None:
    for name, (label, screentip, supertip) in LISTS.items():
        drawn = {
            "id": f"xlqList_{name}",
            "tag": name,
            "label": label,
            "screentip": screentip,
            "supertip": supertip,
            "sizeString": "W" * 14,
        }
        SubElement(group, "dropDown", drawn | LIST_CALLBACKS)
    plain = {key: text for key, text in _button(REFRESH).items() if key not in {"size", "imageMso"}}
    SubElement(group, "button", plain)


def _button(action: Action) -> dict[str, str]:
    return {
        "id": f"xlqButton_{action.id}",
        "tag": action.id,
        "label": action.label,
        "screentip": action.screentip,
        "supertip": action.supertip,
        "size": "large",
        "imageMso": IMAGES.get(action.id, ""),
        "onAction": CALLBACK,
    }


def sheet_xml(rows: Sequence[Sequence[str]], code_name: str = "") -> bytes:
    """Return a worksheet part.

    Args:
        rows: the texts; an empty one leaves its cell out.
        code_name: the VBA module that belongs to the sheet, empty for none.
    """
    properties = f"<sheetPr codeName={quoteattr(code_name)}/>" if code_name else ""
    body = "".join(_row(number, row) for number, row in enumerate(rows, 1))
    return (
        f'{_XML}<worksheet xmlns="{_MAIN}">{properties}<sheetData>{body}</sheetData></worksheet>'
    ).encode()


def _row(number: int, texts: Sequence[str]) -> str:
    cells = "".join(
        f'<c r="{column_letter(place)}{number}" t="inlineStr"><is>'
        f'<t xml:space="preserve">{escape(text)}</t></is></c>'
        for place, text in enumerate(texts)
        if text
    )
    return f'<row r="{number}">{cells}</row>'


def notice() -> str:
    """Return the notice with xlwings' licence as its installed package states it."""
    package = distribution("xlwings")
    license_text = package.read_text("licenses/LICENSE.txt")
    if license_text is None:
        raise FileNotFoundError("the installed xlwings states no licence")
    return f"{_OWN.format(version=package.version)}\n{license_text}"


def build(functions: Sequence[Function]) -> bytes:
    """Return the add-in with a wrapper for each function; the same input gives the same bytes."""
    project = vba_project(sources(functions))
    with zipfile.ZipFile(base_path()) as archive:
        base = {name: archive.read(name) for name in archive.namelist()}
    return package(base, project, sheets(functions))


def main(arguments: Sequence[str]) -> None:
    """Write the add-in to the path given, ``xl_quality.xlam`` in this folder otherwise."""
    from xl_quality.functions.catalogue import every_function  # noqa: PLC0415 - imports all

    out, functions = Path(arguments[0] if arguments else ADD_IN), every_function()
    out.write_bytes(build(functions))
    sys.stdout.write(f"{out} ({out.stat().st_size} bytes, {len(functions)} functions)\n")


if __name__ == "__main__":
    main(sys.argv[1:])
