"""Builds the extension for LibreOffice: ``python -m xl_quality.libreoffice.build [OUT.oxt]``.

It describes functions, menu, commands and jobs to LibreOffice and brings the package along.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from importlib import metadata
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape, quoteattr

import xl_quality
from xl_quality import __version__
from xl_quality.books.opc.zip import zipped
from xl_quality.buttons.menu import MENU, TITLE, Action
from xl_quality.functions.own_functions import FOLDER, own_files
from xl_quality.functions.registry import CATEGORY, Argument, Function
from xl_quality.libreoffice.signatures import identifier, interface_idl
from xl_quality.libreoffice.uno_values import COMMANDS, EXTENSION, LOADING, PROTOCOL, SERVICE
from xl_quality.libreoffice.why import WHY

_XML: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_LANGUAGES: Final = ("en", "zh-CN")
"""Every text in both: a Chinese office may run LibreOffice without its language pack."""
_CALC: Final = "com.sun.star.sheet.SpreadsheetDocument"
_EVENTS: Final = ("OnLoadFinished", "OnSaveDone", "OnSaveAsDone")
"""OnLoad does not come for hidden documents; exports and copies do not concern the open file."""
_GROUPS: Final = "Add-In"
"""Calc knows no categories but its own; this is the one for functions that were added."""
NAME: Final = "xl_quality.oxt"
_PACKAGE: Final = Path(xl_quality.__file__).parent
_LEFT_OUT: Final = frozenset(("api", "excel", "installer", "release", "cli", "__pycache__"))
"""Parts of the package that LibreOffice has no use for."""
_BROUGHT_ALONG: Final = ("XlsxWriter", "Jinja2", "MarkupSafe")
"""Packages that the buttons need and LibreOffice's Python has not; their Python parts do."""
_COMPONENT: Final = '''\
"""What LibreOffice loads: it finds the package beside this file and offers what it makes."""

import os
import sys

if sys.version_info < (3, 11):
    raise RuntimeError("xl_quality needs a LibreOffice with Python 3.11 or newer")
# ours before any other that the machine may have: the versions must agree
sys.path.insert(0, os.path.join(os.path.dirname(__file__), "pythonpath"))

import unohelper
from xl_quality.libreoffice.components import offer

g_ImplementationHelper = unohelper.ImplementationHelper()
offer(g_ImplementationHelper)
'''
_CONFIGURATION: Final = "application/vnd.sun.star.configuration-data"
_MANIFEST: Final = (
    # LibreOffice takes the text of the interface as well as its compiled form
    ("functions.idl", "application/vnd.sun.star.uno-typelibrary;type=RDB"),
    ("component.py", "application/vnd.sun.star.uno-component;type=Python"),
    ("CalcAddIns.xcu", _CONFIGURATION),
    ("Addons.xcu", _CONFIGURATION),
    ("CalcWindowState.xcu", _CONFIGURATION),
    ("ProtocolHandler.xcu", _CONFIGURATION),
    ("Jobs.xcu", _CONFIGURATION),
)


def functions_xcu(functions: Sequence[Function]) -> str:
    """Return ``CalcAddIns.xcu``: the functions' names, help and arguments."""
    listed = "".join(_function(function) for function in functions)
    return _configuration(
        "CalcAddIns",
        _node("AddInInfo", _node(SERVICE, _node("AddInFunctions", listed), replace=True)),
    )


def _function(function: Function) -> str:
    arguments = "".join(map(_argument, function.arguments))
    return _node(
        function.name,
        _texts("DisplayName", function.name),
        _texts("Description", f"【{CATEGORY}】{function.description}"),
        _property("Category", _GROUPS),
        _property("CompatibilityName", function.name, "en"),
        _node("Parameters", arguments),
        replace=True,
    )


def _argument(argument: Argument) -> str:
    return _node(
        identifier(argument),
        _texts("DisplayName", argument.name),
        _texts("Description", ("可不写。" if argument.optional else "") + argument.help),
        replace=True,
    )


def menu_xcu() -> str:
    """Return ``Addons.xcu``: the menu in the order of the ribbon, and the toolbar."""
    # no separators: LibreOffice 7.4 draws them all below the first entry
    actions = [one for group in MENU for one in group.actions]
    items = [_item(f"m{number:02}", one) for number, one in enumerate(actions)]
    menu = _node(
        f"{EXTENSION}.menu",
        _property("Context", _CALC),
        _texts("Title", TITLE),
        _node("Submenu", *items),
        replace=True,
    )
    bar = [_item(f"b{number:02}", one, context=True) for number, one in enumerate(actions)]
    tools = _node(f"{EXTENSION}.toolbar", *bar, replace=True)
    return _configuration(
        "Addons", _node("AddonUI", _node("OfficeMenuBar", menu), _node("OfficeToolBar", tools))
    )


def _item(name: str, action: Action, *, context: bool = False) -> str:
    return _node(
        name,
        _property("Context", _CALC) if context else "",
        _property("URL", f"{PROTOCOL}{action.id}"),
        _texts("Title", action.label),
        _property("Target", "_self"),
        replace=True,
    )


def window_xcu() -> str:
    """Return ``CalcWindowState.xcu``: the toolbar docked below the others, with its name."""
    state = _node(
        f"private:resource/toolbar/addon_{EXTENSION}.toolbar",
        _property("Docked", "true"),
        _property("DockingArea", "0"),
        _property("DockPos", "0,2"),
        _texts("UIName", TITLE),
        _property("Visible", "true"),
        replace=True,
    )
    states = _node("UIElements", _node("States", state))
    return _configuration("CalcWindowState", states, package="org.openoffice.Office.UI")


def protocol_xcu() -> str:
    """Return ``ProtocolHandler.xcu``: who takes the menu's commands."""
    protocols = _property("Protocols", f"{PROTOCOL}*")
    return _configuration(
        "ProtocolHandler", _node("HandlerSet", _node(COMMANDS, protocols, replace=True))
    )


def jobs_xcu() -> str:
    """Return ``Jobs.xcu``: what is done when a document was loaded or saved."""
    service = _property("Service", LOADING)
    empty = _node(LOADING, "", replace=True)
    events = [_node(event, _node("JobList", empty), fuse=True) for event in _EVENTS]
    return _configuration(
        "Jobs", _node("Jobs", _node(LOADING, service, replace=True)), _node("Events", *events)
    )


def description_xml() -> str:
    """Return ``description.xml``: the extension's name, version and licence."""
    return (
        f'{_XML}<description xmlns="http://openoffice.org/extensions/description/2006"'
        ' xmlns:xlink="http://www.w3.org/1999/xlink">\n'
        f'<identifier value="{EXTENSION}"/>\n<version value="{__version__}"/>\n'
        '<platform value="all"/>\n<registration><simple-license accept-by="admin"'
        ' default-license-id="mit" suppress-if-required="true"><license-text'
        ' xlink:href="LICENSE.txt" lang="en" license-id="mit"/></simple-license></registration>\n'
        f'<display-name><name lang="en">{TITLE} xl_quality</name>'
        f'<name lang="zh-CN">{TITLE} xl_quality</name></display-name>\n</description>\n'
    )


def manifest_xml(entries: Sequence[tuple[str, str]]) -> str:
    """Return ``META-INF/manifest.xml`` for (path, media type) of each part LibreOffice reads."""
    listed = "".join(
        f" <manifest:file-entry manifest:full-path={quoteattr(path)}"
        f" manifest:media-type={quoteattr(kind)}/>\n"
        for path, kind in entries
    )
    space = "http://openoffice.org/2001/manifest"
    return f'{_XML}<manifest:manifest xmlns:manifest="{space}">\n{listed}</manifest:manifest>\n'


def _configuration(name: str, *nodes: str, package: str = "org.openoffice.Office") -> str:
    return (
        f'{_XML}<oor:component-data xmlns:oor="http://openoffice.org/2001/registry"'
        ' xmlns:xs="http://www.w3.org/2001/XMLSchema"'
        f' oor:name="{name}" oor:package="{package}">\n'
        f"{''.join(nodes)}</oor:component-data>\n"
    )


def _node(name: str, *inside: str, replace: bool = False, fuse: bool = False) -> str:
    how = ' oor:op="replace"' if replace else ' oor:op="fuse"' if fuse else ""
    return f"<node oor:name={quoteattr(name)}{how}>\n{''.join(inside)}</node>\n"


def _property(name: str, text: str, *languages: str) -> str:
    marks = [f' xml:lang="{language}"' for language in languages] or [""]
    values = "".join(f"<value{mark}>{escape(text)}</value>" for mark in marks)
    return f'<prop oor:name="{name}">{values}</prop>\n'


def _texts(name: str, text: str) -> str:
    return _property(name, text, *_LANGUAGES)


def build(functions: Sequence[Function]) -> bytes:
    """Return the extension with these functions; the same input gives the same bytes."""
    listed = (*functions, WHY)
    parts = {
        "META-INF/manifest.xml": manifest_xml(_MANIFEST),
        "description.xml": description_xml(),
        "functions.idl": interface_idl(listed),
        "component.py": _COMPONENT,
        "CalcAddIns.xcu": functions_xcu(listed),
        "Addons.xcu": menu_xcu(),
        "CalcWindowState.xcu": window_xcu(),
        "ProtocolHandler.xcu": protocol_xcu(),
        "Jobs.xcu": jobs_xcu(),
    }
    return zipped({name: text.encode() for name, text in parts.items()} | dict(_bundled()))


def _bundled() -> Iterator[tuple[str, bytes]]:
    """Yield the package's files, and the licence."""
    for path in sorted(_PACKAGE.rglob("*")):
        inside = path.relative_to(_PACKAGE)
        if path.is_file() and not _LEFT_OUT.intersection(inside.parts):
            yield f"pythonpath/xl_quality/{inside.as_posix()}", path.read_bytes()
    for path in own_files():
        yield f"pythonpath/xl_quality/functions/{FOLDER.name}/{path.name}", path.read_bytes()
    project = _PACKAGE.parent  # in an installed package the templates lie in it already
    for path in sorted(project.glob("templates/*.docx")):
        yield f"pythonpath/xl_quality/agreements/templates/{path.name}", path.read_bytes()
    for path in sorted(project.glob("docs/*.md")):
        yield f"docs/{path.name}", path.read_bytes()
    for name in _BROUGHT_ALONG:
        yield from _distribution(name)
    yield "LICENSE.txt", _licence().read_bytes()


def _distribution(name: str) -> Iterator[tuple[str, bytes]]:
    """Yield the modules of an installed package, without compiled parts, and its licence."""
    package = metadata.distribution(name)
    for file in sorted(package.files or (), key=str):
        if "licen" in file.name.lower():
            yield f"licenses/{name}.txt", file.read_binary()
        elif file.suffix == ".py" and ".." not in file.parts:
            yield f"pythonpath/{file.as_posix()}", file.read_binary()


def _licence() -> Path:
    """Return the licence: beside the package in the source code, among its records installed."""
    beside = _PACKAGE.parent / "LICENSE"
    if beside.exists():
        return beside
    return next(_PACKAGE.parent.glob("xl_quality-*.dist-info/licenses/LICENSE"))


def main(arguments: Sequence[str]) -> None:
    """Write the extension to the path given, ``xl_quality.oxt`` in this folder otherwise."""
    from xl_quality.functions.catalogue import every_function  # noqa: PLC0415 - imports all

    out, functions = Path(arguments[0] if arguments else NAME), every_function()
    out.write_bytes(build(functions))
    sys.stdout.write(f"{out} ({out.stat().st_size} bytes, {len(functions)} functions)\n")


if __name__ == "__main__":
    main(sys.argv[1:])
