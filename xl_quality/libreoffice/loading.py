"""What is done when a document was loaded or saved: our functions' names in .xlsx (打开和保存)."""

from __future__ import annotations

import contextlib
import logging
import os
from typing import TYPE_CHECKING, Any, Final

from xl_quality.core.errors import QualityError
from xl_quality.libreoffice.names import LOADING
from xl_quality.libreoffice.values import path_of, uno_class

if TYPE_CHECKING:
    from pathlib import Path

_SERVICES: Final = (LOADING, "com.sun.star.task.Job")
_SPREADSHEET: Final = "com.sun.star.sheet.SpreadsheetDocument"
_EXCEL_FILES: Final = (".xlsx", ".xlsm")
_FORMER: Final = (".xls", ".et")
_MESSAGE: Final = (
    "“{name}”里有 {count} 处用到教学质量函数。LibreOffice 存成 Excel 格式时把函数名写成"
    "“XLQ.PASS_RATE”的样子，在 Excel 里会显示 #NAME?。\n\n"
    "要把刚存好的文件里的函数名改成 Excel 认得的写法吗？只改函数名，其他内容不动。\n"
    "选“否”文件保持原样。如果只在 LibreOffice 里用，建议另存为 .ods，就不会再问。"
)

_UNCHANGED: Final = (
    "“{name}”已经保存，但里面的函数名没有改成 Excel 认得的写法：{why}\n"
    "在 Excel 里把“XLQ.”全部替换为空也可以。"
)


def loading_class() -> type:
    """Return the job's class; only LibreOffice's Python can make it."""
    answers: dict[str, bool] = {}

    def make(self: Any, context: Any, *_given: object) -> None:  # noqa: ANN401 - UNO has no types
        self.context = context

    def execute(self: Any, given: Any) -> tuple[()]:  # noqa: ANN401 - UNO has no types
        try:
            _handled(self.context, given, answers)
        except Exception as error:  # noqa: BLE001 - loading and saving go on whatever happens
            with contextlib.suppress(Exception):
                # without its text, which may name pupils
                logging.getLogger(__name__).error("job: %s", type(error).__name__)  # noqa: TRY400 - likewise
        return ()

    members: dict[str, object] = {
        "__init__": make,
        "execute": execute,
        "getImplementationName": lambda _self: LOADING,
        "supportsService": lambda _self, name: name in _SERVICES,
        "getSupportedServiceNames": lambda _self: _SERVICES,
    }
    return uno_class(members, "com.sun.star.task.XJob", "com.sun.star.lang.XServiceInfo")


def _handled(context: Any, given: Any, answers: dict[str, bool]) -> None:  # noqa: ANN401 - UNO has no types
    values = next((one.Value for one in given if one.Name == "Environment"), ())
    environment = {one.Name: one.Value for one in values}
    document = environment.get("Model")
    if document is None or not document.supportsService(_SPREADSHEET):
        return
    path = path_of(document.URL)
    suffix = path.suffix.lower() if path else ""
    if environment.get("EventName") == "OnLoadFinished":
        if suffix in {*_EXCEL_FILES, *_FORMER}:
            from xl_quality.libreoffice.excel_formulas import understand  # noqa: PLC0415 - on need

            understand(document)
    elif path is not None and suffix in _EXCEL_FILES:
        after_saving(context, document, path, answers)


def after_saving(context: Any, document: Any, path: Path, answers: dict[str, bool]) -> None:  # noqa: ANN401 - UNO has no types
    """Offer to write our functions as Excel knows them; asked once for each open document."""
    from xl_quality.libreoffice.desk import UnoDesk  # noqa: PLC0415 - on need
    from xl_quality.libreoffice.excel_names import holds_stored_names, make_plain  # noqa: PLC0415
    from xl_quality.usecases.desk import Kind  # noqa: PLC0415 - on need

    count = holds_stored_names(path)
    view = document.CurrentController
    if not count or view is None or not view.Frame.ContainerWindow.isVisible():
        return
    key = document.RuntimeUID
    if key not in answers:
        question = _MESSAGE.format(name=path.name, count=count)
        answers[key] = UnoDesk(context, view.Frame).confirm(question)
    if not answers[key]:
        return
    try:
        stat = path.stat()
        make_plain(path)
        # LibreOffice takes a file with another date for one that somebody else has changed
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    except (QualityError, OSError) as error:
        said = _UNCHANGED.format(name=path.name, why=error)
        UnoDesk(context, view.Frame).tell(Kind.WARNING, said)
