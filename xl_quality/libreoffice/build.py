"""Builds the extension for LibreOffice: ``python -m xl_quality.libreoffice.build [OUT.oxt]``."""

from __future__ import annotations

import sys
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Final

import xl_quality
from xl_quality.books.packing import zipped
from xl_quality.libreoffice import xml_files
from xl_quality.libreoffice.signatures import interface_idl
from xl_quality.libreoffice.why import WHY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xl_quality.functions.registry import Function

NAME: Final = "xl_quality.oxt"
_PACKAGE: Final = Path(xl_quality.__file__).parent
_LEFT_OUT: Final = frozenset(("excel", "installer", "release", "cli", "__pycache__"))
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


def build(functions: Sequence[Function]) -> bytes:
    """Return the extension with these functions; the same input gives the same bytes."""
    listed = (*functions, WHY)
    parts = {
        "META-INF/manifest.xml": xml_files.manifest_xml(_MANIFEST),
        "description.xml": xml_files.description_xml(),
        "functions.idl": interface_idl(listed),
        "component.py": _COMPONENT,
        "CalcAddIns.xcu": xml_files.functions_xcu(listed),
        "Addons.xcu": xml_files.menu_xcu(),
        "CalcWindowState.xcu": xml_files.window_xcu(),
        "ProtocolHandler.xcu": xml_files.protocol_xcu(),
        "Jobs.xcu": xml_files.jobs_xcu(),
    }
    return zipped({name: text.encode() for name, text in parts.items()} | dict(_bundled()))


def _bundled() -> Iterator[tuple[str, bytes]]:
    """Yield the package's files, and the licence."""
    for path in sorted(_PACKAGE.rglob("*")):
        inside = path.relative_to(_PACKAGE)
        if path.is_file() and not _LEFT_OUT.intersection(inside.parts):
            yield f"pythonpath/xl_quality/{inside.as_posix()}", path.read_bytes()
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
    found = metadata.distribution(name)
    for file in sorted(found.files or (), key=str):
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
    from xl_quality.functions.catalogue import FUNCTIONS  # noqa: PLC0415 - imports every function

    out = Path(arguments[0] if arguments else NAME)
    out.write_bytes(build(FUNCTIONS))
    sys.stdout.write(f"{out} ({out.stat().st_size} bytes, {len(FUNCTIONS)} functions)\n")


if __name__ == "__main__":
    main(sys.argv[1:])
