"""What the add-in carries besides its code: the ribbon, sheets of texts, licences of others."""

from __future__ import annotations

from importlib.metadata import distribution
from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring
from xml.sax.saxutils import escape, quoteattr

from xl_quality.buttons.menu import MENU, TITLE
from xl_quality.functions.registry import CATEGORY
from xl_quality.sheets.grid import column_letter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.buttons.menu import Action

NAMESPACE: Final = "http://schemas.microsoft.com/office/2006/01/customui"
"""The form that Excel 2007 and all later versions read."""

CALLBACK: Final = "XlqRibbon.XlqPress"
"""The one Sub behind all buttons: a button's tag says which action it is."""


IMAGES: Final = {
    "recognise": "FileFind",
    "check": "Spelling",
    "settings": "ColumnsDialog",
    "rates": "TableAutoFormat",
    "rank": "Numbering",
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
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET: Final = "xl_quality.texts"
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
    "died": "计算服务在这一步中途停止，可能只做了一部分：请先看看工作簿，需要时撤销，再点一次。",
    "areas": "区域必须是连在一起的一块，请不要用逗号把几块区域并成一个参数。",
    "why_not_a_cell": "请给出一个单元格，例如 =XLQ_WHY(B2)。",
    "why_unknown": "没有记下这个单元格出错的原因：请选中它，按 F2 再按回车重新计算，然后再看。",
}
"""By the id that ``XlqText`` is called with."""
NOTICE_SHEET: Final = "NOTICE"
_OWN: Final = """xl_quality: MIT License.

This add-in contains the VBA module "xlwings" of xlwings {version} (three of its procedures are
replaced, see the comments there) under the BSD 3-clause license below, and the class "Dictionary"
of VBA-Dictionary (c) Tim Hall, MIT License, https://github.com/timhall/VBA-Dictionary.
"""


def ribbon_xml() -> bytes:
    """Return ``customUI.xml``: one tab, a group for each step of the work, large buttons."""
    root = Element("customUI", xmlns=NAMESPACE)
    tabs = SubElement(SubElement(root, "ribbon"), "tabs")
    tab = SubElement(tabs, "tab", id="xlqTab", label=TITLE)
    for group in MENU:
        drawn = SubElement(tab, "group", id=f"xlqGroup_{group.id}", label=group.label)
        for action in group.actions:
            SubElement(drawn, "button", _button(action))
    indent(root)
    drawn_as: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return drawn_as


def _button(action: Action) -> dict[str, str]:
    return {
        "id": f"xlqButton_{action.id}",
        "tag": action.id,
        "label": action.label,
        "screentip": action.screentip,
        "supertip": action.supertip,
        "size": "large",
        "imageMso": IMAGES[action.id],
        "onAction": CALLBACK,
    }


def sheet_xml(rows: Sequence[Sequence[str]], code_name: str = "") -> bytes:
    """
    Return a worksheet part.

    Args:
        rows: the texts; an empty one leaves its cell out.
        code_name: the VBA module that belongs to the sheet, empty for none.
    """
    properties = f"<sheetPr codeName={quoteattr(code_name)}/>" if code_name else ""
    body = "".join(_row(number, row) for number, row in enumerate(rows, 1))
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<worksheet xmlns="{_MAIN}">{properties}<sheetData>{body}</sheetData></worksheet>'
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
        msg = "the installed xlwings states no licence"
        raise FileNotFoundError(msg)
    return f"{_OWN.format(version=package.version)}\n{license_text}"
