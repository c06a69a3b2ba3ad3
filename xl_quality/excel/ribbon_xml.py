"""The ribbon tab as Office reads it (customUI), drawn from the menu."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from xl_quality.excel.ribbon import IMAGES
from xl_quality.usecases.menu import MENU, TITLE

if TYPE_CHECKING:
    from xl_quality.usecases.menu import Action

NAMESPACE: Final = "http://schemas.microsoft.com/office/2006/01/customui"
"""The form that Excel 2007 and all later versions read."""

CALLBACK: Final = "XlqRibbon.XlqPress"
"""The one Sub behind all buttons: a button's tag says which action it is."""


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
