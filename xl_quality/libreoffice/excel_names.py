"""Our functions' names in .xlsx files, put right when a document was loaded or saved (函数名).

LibreOffice 7.4 reads ``PASS_RATE(B2:B9)`` of an Excel file as an unknown name: entering the same
text again lets it find the function. It stores ``XLQ.PASS_RATE(...)``, which Excel does not know.
"""

from __future__ import annotations

import contextlib
import logging
import os
import re
import zipfile
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from xl_quality.books.saving import read_file, write_file
from xl_quality.core.findings import QualityError
from xl_quality.functions.catalogue import every_function
from xl_quality.libreoffice.documents import sheets_of
from xl_quality.libreoffice.undoable_exchange import quiet
from xl_quality.libreoffice.uno_values import (
    LOADING,
    PREFIX,
    Uno,
    array_around,
    component,
    formulas_of,
    path_of,
)
from xl_quality.libreoffice.why import WHY

if TYPE_CHECKING:
    from pathlib import Path


_OURS: Final = (*(one.name for one in every_function()), WHY.name)
_NAMES: Final = "|".join(sorted(_OURS, key=len, reverse=True))
_BEFORE: Final = (
    r"(?:\[\d+\]!|(?:'[^'\[\]]*xl_quality\.xlam'|\[?xl_quality\.xlam\]?)!"
    r"|_xludf\.|_xlfn\.|_xll\.|_xldudf_(?:XLQ_)?)?"
)
_EXCEL: Final = re.compile(rf"(?<![\w.]){_BEFORE}({_NAMES})(?=\s*\()", re.IGNORECASE)
_STORED: Final = re.compile(rb"(?<![\w.])" + re.escape(PREFIX).encode() + rb"(?=[A-Z_]+\()")
_FORMULAS: Final = re.compile(
    rb"<(f|formula|formula1|formula2|definedName)(?:\s[^>]*)?(?<!/)>[^<]*</\1>"
)
_TEXTS: Final = re.compile(r'("(?:[^"]|"")*")')
_PARTS: Final = re.compile(r"xl/(worksheets/[^/]+\.xml|workbook\.xml)")
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


def calc_formula(formula: str) -> str:
    """Return a formula of an .xlsx with our functions as Calc knows them; texts stay as they are.

    >>> calc_formula('=IF([1]!pass_rate(B2:B9)>0;"PASS_RATE(";_xludf.MET(1;2))')
    '=IF(PASS_RATE(B2:B9)>0;"PASS_RATE(";MET(1;2))'
    """
    parts = _TEXTS.split(formula)
    parts[::2] = [_EXCEL.sub(lambda found: found.group(1).upper(), part) for part in parts[::2]]
    return "".join(parts)


def names_ours(formula: str) -> bool:
    """Say whether a formula may use one of our functions."""
    return _EXCEL.search(formula) is not None


def holds_stored_names(path: Path) -> int:
    """Return in how many places of an .xlsx a function stands as LibreOffice stores it."""
    with zipfile.ZipFile(path) as archive:
        parts = [archive.read(name) for name in archive.namelist() if _PARTS.fullmatch(name)]
    return sum(_plain(part)[1] for part in parts)


def _plain(part: bytes) -> tuple[bytes, int]:
    """Return a part with plain names in its formulas, and how many were changed."""
    count = 0

    def change(formula: re.Match[bytes]) -> bytes:
        nonlocal count
        text, number = _STORED.subn(b"", formula.group())
        count += number
        return text

    return _FORMULAS.sub(change, part), count


def make_plain(path: Path) -> int:
    """Write our functions in an .xlsx as Excel's add-in knows them; return how many were changed.

    Only the sheets' formulas change; the file is replaced in one step, or left as it was.

    Raises:
        EnvironmentFaultError: it cannot be written.
    """
    from xl_quality.books.opc.zip import Changes, read_archive, rewrite  # noqa: PLC0415 - only where stored

    archive = read_archive(read_file(path), path.name)
    replaced = {}
    count = 0
    for member in archive.members:
        if _PARTS.fullmatch(member.name):
            data, changes = _plain(archive.read(member))
            if changes:
                replaced[member.name] = data
                count += changes
    if replaced:
        write_file(path, rewrite(archive, Changes(replaced=replaced)))
    return count


def understand(document: Uno) -> int:
    """Enter every formula again that uses our functions; return how many cells."""
    modified = document.isModified()
    count = 0
    with quiet(document):
        for sheet in sheets_of(document):
            for part, formulas in formulas_of(sheet):
                count += _enter_again(part, formulas)
        _names(document.NamedRanges)
        for sheet in sheets_of(document):
            _names(sheet.NamedRanges)
    if not modified and document.isModified():
        document.setModified(False)
    return count


def _enter_again(part: Uno, formulas: Sequence[Sequence[str]]) -> int:
    count = 0
    for column, texts in enumerate(zip(*formulas, strict=True)):
        for first, last in _runs(texts):
            count += last - first + 1
            cells = part.getCellRangeByPosition(column, first, column, last)
            _enter(cells, texts[first : last + 1])
    return count


def _runs(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield first and last index of neighbours that use our functions; array formulas alone."""
    first = None
    for index, text in enumerate(texts):
        ours = names_ours(text)
        array = text.startswith("{")
        if first is not None and (not ours or array):
            yield first, index - 1
            first = None
        if ours and array:
            yield index, index
        elif ours and first is None:
            first = index
    if first is not None:
        yield first, len(texts) - 1


def _enter(cells: Uno, texts: Sequence[str]) -> None:
    if not texts[0].startswith("{"):
        cells.setFormulaArray(tuple((calc_formula(text),) for text in texts))
        return
    array = array_around(cells)
    corner, place = array.RangeAddress, cells.RangeAddress
    if (corner.StartRow, corner.StartColumn) == (place.StartRow, place.StartColumn):
        array.setArrayFormula(calc_formula(texts[0].strip("{}")))


def _names(names: Uno) -> None:
    for name in names.ElementNames:
        one = names.getByName(name)
        if names_ours(one.Content):
            one.setContent(calc_formula(one.Content))


def loading_class() -> type:
    """Return the job's class; only LibreOffice's Python can make it."""
    answers: dict[str, bool] = {}

    def make(self: Uno, context: Uno, *_given: object) -> None:
        self.context = context

    def execute(self: Uno, given: Uno) -> tuple[()]:
        try:
            _handled(self.context, given, answers)
        except Exception as error:  # noqa: BLE001 - loading and saving go on whatever happens
            with contextlib.suppress(Exception):
                # without its text, which may name pupils
                logging.getLogger(__name__).error("job: %s", type(error).__name__)  # noqa: TRY400 - likewise
        return ()

    members: dict[str, object] = {"__init__": make, "execute": execute}
    return component(LOADING, (LOADING, "com.sun.star.task.Job"), members, "com.sun.star.task.XJob")


def _handled(context: Uno, given: Uno, answers: dict[str, bool]) -> None:
    values = next((one.Value for one in given if one.Name == "Environment"), ())
    environment = {value.Name: value.Value for value in values}
    document = environment.get("Model")
    if document is None or not document.supportsService(_SPREADSHEET):
        return
    path = path_of(document.URL)
    suffix = path.suffix.lower() if path else ""
    if environment.get("EventName") == "OnLoadFinished":
        if suffix in {*_EXCEL_FILES, *_FORMER}:
            understand(document)
    elif path is not None and suffix in _EXCEL_FILES:
        after_saving(context, document, path, answers)


def after_saving(context: Uno, document: Uno, path: Path, answers: dict[str, bool]) -> None:
    """Offer to write our functions as Excel knows them; asked once for each open document."""
    from xl_quality.buttons.menu import MessageKind  # noqa: PLC0415 - on need
    from xl_quality.libreoffice.uno_desk import UnoDesk  # noqa: PLC0415 - on need

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
        warning = _UNCHANGED.format(name=path.name, why=error)
        UnoDesk(context, view.Frame).tell(MessageKind.WARNING, warning)
