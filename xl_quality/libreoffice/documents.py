"""Documents that LibreOffice opens and stores for us, out of sight (文档)."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, Final

from xl_quality.core.errors import EnvironmentFaultError
from xl_quality.libreoffice.values import option

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILTERS: Final = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xlsm": "Calc MS Excel 2007 VBA XML",
    ".xls": "MS Excel 97",
    ".ods": "calc8",
}
"""LibreOffice's names of the formats it stores."""
_NO_MACROS: Final = 0


@contextlib.contextmanager
def opened(context: Any, path: Path | None = None) -> Iterator[Any]:  # noqa: ANN401 - UNO has no types
    """Open a file, or a new document, hidden and without macros; close it afterwards.

    Raises:
        EnvironmentFaultError: LibreOffice cannot open it.
    """
    url = path.as_uri() if path else "private:factory/scalc"
    options = (option("Hidden", True), option("MacroExecutionMode", _NO_MACROS))  # noqa: FBT003 - a value
    desktop = context.ServiceManager.createInstanceWithContext(
        "com.sun.star.frame.Desktop", context
    )
    document = desktop.loadComponentFromURL(url, "_blank", 0, options)
    if document is None:
        name = path.name if path else "新文档"
        message = f"LibreOffice 打不开「{name}」。请确认文件没有损坏，关闭占用它的程序后重试。"
        raise EnvironmentFaultError(message)
    try:
        yield document
    finally:
        document.close(True)  # noqa: FBT003 - UNO knows no keywords


def store_copy(document: Any, path: Path) -> None:  # noqa: ANN401 - UNO has no types
    """
    Store a document as it stands now under another name; it keeps its own.

    Raises:
        EnvironmentFaultError: it cannot be written.
    """
    kind = FILTERS.get(path.suffix.lower(), FILTERS[".ods"])
    try:
        options = (option("FilterName", kind), option("Overwrite", True))  # noqa: FBT003 - a value
        document.storeToURL(path.as_uri(), options)
    except Exception as error:
        message = (
            f"LibreOffice 没能写入「{path.name}」。"
            "请确认磁盘没有满、文件没有被别的程序打开，或换一个文件夹后重试。"
        )
        raise EnvironmentFaultError(message) from error
