"""A score workbook as a program holds it: read from files, from openpyxl, from an open Excel.

`ScoreBook` is what all of the library works on. It is understood by the same functions as for every
other host, only when it is first asked about something, and never changed.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from os import PathLike, fspath
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NoReturn, ParamSpec, TypeAlias, TypeVar, cast

from xl_quality.api import given_findings as kinds
from xl_quality.books.files import FileBook, local_now, open_book
from xl_quality.core.findings import BadInputError, Finding
from xl_quality.runs.book_checkup import examined
from xl_quality.runs.book_contents import BookContents, sheets_to_read, take_in
from xl_quality.runs.choices import ChosenOptions
from xl_quality.runs.group_figures import exam_names
from xl_quality.sheets.recognise import recognise
from xl_quality.sheets.recognition import SheetOverride
from xl_quality.sheets.settings import SETTINGS_SHEET, is_settings_sheet

if TYPE_CHECKING:
    import openpyxl
    import xlwings

    from xl_quality.books.port import Book
    from xl_quality.books.tables import Table
    from xl_quality.core.marks import ScoreTable
    from xl_quality.sheets.cells import Grid
    from xl_quality.sheets.score_tables import Checkup

    PathText: TypeAlias = str | PathLike[str]
    BookSource: TypeAlias = PathText | Iterable[PathText] | openpyxl.Workbook | xlwings.Book

Inputs = ParamSpec("Inputs")
Answer = TypeVar("Answer")
_NOTHING_SAID: Final = ChosenOptions()
_UNNAMED: Final = "工作簿.xlsx"  # a workbook made by a program has no file yet
_MOST_TOLD: Final = 20  # findings that a traceback names


def telling(function: Callable[Inputs, Answer]) -> Callable[Inputs, Answer]:
    """Make what a function refuses say every finding in its traceback: a program has no sheet."""

    @wraps(function)
    def call(*given: Inputs.args, **named: Inputs.kwargs) -> Answer:
        try:
            return function(*given, **named)
        except BadInputError as error:
            if not hasattr(error, "__notes__"):
                for finding in error.untold[:_MOST_TOLD]:
                    error.add_note(str(finding))
            raise

    return call


class ScoreBook:
    """A score workbook (成绩册), understood.

    `xl_quality.read` and `xl_quality.scores` make it.

    Attributes:
        book: the workbook itself, as hosts see it (`xl_quality.books.port.Book`).
        frame_kind: of what kind the frames were that it was made from, ``""`` = of none.

    >>> import xl_quality as xq
    >>> book = xq.read("workbooks/示例镇成绩册.xlsx")
    >>> book
    <ScoreBook 示例镇成绩册.xlsx: 本学期期末、上学期期末>
    >>> [(table.sheet, len(table.rows)) for table in book.tables][:2]
    [('六年级本学期期末', 1039), ('九年级本学期期末', 992)]
    """

    def __init__(
        self,
        book: Book,
        *,
        known: Mapping[str, Sequence[Checkup]] = MappingProxyType({}),
        fixed: Mapping[str, SheetOverride] = MappingProxyType({}),
        exam: str = "",
        frame_kind: str = "",
    ) -> None:
        self.book: Final = book
        self.frame_kind: Final = frame_kind
        self._known = known
        self.fixed: Final = fixed
        self._exam = exam
        self._understood: dict[tuple[object, ...], BookContents] = {}

    @property
    def name(self) -> str:
        """Return the file name, or what stands for it where there is no file."""
        return self.book.name

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return what is doubtful about how it was read; see `check` for the whole examination.

        Raises:
            BadInputError: the form 考核设置 cannot be used.
        """
        return tuple(self.contents().findings)

    @property
    def tables(self) -> tuple[ScoreTable, ...]:
        """Return the score tables: pupils by row, marks in exact hundredths by subject."""
        tables = self.contents().tables
        if not self._exam:
            return tuple(tables)
        return tuple(table for table in tables if self._exam in {table.exam, table.sheet})

    @property
    def exams(self) -> tuple[str, ...]:
        """Return the names of the exams; one without a name is called after its sheet."""
        return tuple(exam_names(self.tables))

    @property
    def lists(self) -> Mapping[str, int]:
        """Return how many rows each list has (任课, 县名次 …), by the list's name."""
        rows: Counter[str] = Counter()
        for sheet in self.contents().lists:
            rows[sheet.name] += len(sheet.records)
        return rows

    def check(self) -> tuple[Finding, ...]:
        """Return everything that the data doctor finds (数据体检), the most serious first.

        >>> import xl_quality as xq
        >>> found = xq.read("workbooks/示例镇成绩册.xlsx").check()
        >>> [one for one in found if one.severity == "error"]
        []
        """
        return tuple(examined(self.contents()))

    def exam(self, name: str) -> ScoreBook:
        """Return the same workbook, limited to one exam; lists stay as they are.

        Raises:
            BadInputError: there is no such exam.

        >>> import xl_quality as xq
        >>> xq.read("workbooks/示例镇成绩册.xlsx").exam("上学期期末").exams
        ('上学期期末',)
        """
        known = exam_names(self.contents().tables)
        sheets = {table.sheet for table in self.contents().tables}
        if name not in {*known, *sheets}:
            raise BadInputError(f"没有“{name}”这次考试，有：{'、'.join(known) or '（没有成绩表）'}")
        limited = ScoreBook(
            self.book, known=self._known, fixed=self.fixed, exam=name, frame_kind=self.frame_kind
        )
        limited._understood = self._understood
        return limited

    @property
    def exam_chosen(self) -> str:
        """Return the exam that it is limited to, ``""`` = none."""
        return self._exam

    def contents(
        self, choices: ChosenOptions = _NOTHING_SAID, *, scores_needed: bool = False
    ) -> BookContents:
        """Return the workbook as understood under some options; each way is understood once.

        Raises:
            BadInputError: it cannot be used under them, or has no scores though they are needed.
        """
        said = [(one.option.id, one.of, one.option.text(one.value)) for one in choices.stated]
        key = choices.enrolled, *said
        known = self._understood.get(key)
        if known is None or (scores_needed and not any(table.rows for table in known.tables)):
            known = self._understood[key] = take_in(
                self.book, choices, self.fixed, scores_needed=scores_needed, known=self._known
            )
        return known

    def __repr__(self) -> str:
        return f"<ScoreBook {self.name}: {'、'.join(self.exams) or '没有成绩表'}>"


@telling
def read(source: BookSource) -> ScoreBook:
    """Read a score workbook, however it comes.

    Args:
        source: a file (.xlsx, .xlsm, .xls, .et, .ods, .csv, web tables named .xls), several files
            that are to be one book (a file a school), an `openpyxl.Workbook`, or an
            `xlwings.Book` that Excel has open.

    Several files: sheets of the same name are told apart by their file's; a school or an exam that
    only the file's name says holds for its sheets. At most one of them may have a form 考核设置.

    A workbook of openpyxl that was loaded from a file has formulas without their values; load it
    with ``data_only=True``, or give the file itself.

    Returns:
        The book. Nothing is computed yet; whatever is doubtful is among its `findings`.

    Raises:
        BadInputError: a file is missing, damaged, encrypted, or no workbook.
        EnvironmentFaultError: it cannot be read.

    >>> import xl_quality as xq
    >>> xq.read("workbooks/示例镇成绩册.xlsx").exams
    ('本学期期末', '上学期期末')
    """
    if isinstance(source, (str, PathLike)):
        return ScoreBook(open_book(Path(fspath(source))))
    home = type(source).__module__.partition(".")[0]  # neither package is imported for the look
    if home == "openpyxl":
        return ScoreBook(_of_openpyxl(source))
    if home == "xlwings":
        from xl_quality.excel.excel_book import ExcelBook  # noqa: PLC0415 - only where Excel is

        return ScoreBook(ExcelBook(cast("Any", source).api))
    if hasattr(source, "columns") or not isinstance(source, Iterable):
        kind = type(source).__name__
        raise TypeError(f"read() takes files and workbooks; frames are for scores(): {kind}")
    return _of_files([Path(fspath(one)) for one in cast("Iterable[PathText]", source)])


def as_book(source: BookSource | ScoreBook) -> ScoreBook:
    """Return a book; what is none yet is read."""
    return source if isinstance(source, ScoreBook) else read(source)


def _of_openpyxl(workbook: Any) -> FileBook:  # noqa: ANN401 - openpyxl may not be installed
    """Return the workbook as the file it would be: the reader is the same as for all files."""
    data = io.BytesIO()
    workbook.save(data)
    return FileBook(Path(_UNNAMED), local_now, data.getvalue())


def _of_files(paths: Sequence[Path]) -> ScoreBook:
    """Return several files as one book.

    Raises:
        BadInputError: there are none, one comes twice, or two have a form 考核设置.
    """
    if not paths:
        raise BadInputError("没有给文件")
    if again := [path for path, count in Counter(p.resolve() for p in paths).items() if count > 1]:
        raise BadInputError.of([kinds.FILE_TWICE.at(found=path.name) for path in again])
    books = [open_book(path) for path in paths]
    found = [(book, book.read(name)) for book in books for name in sheets_to_read(book)]
    if len(forms := [book.name for book, grid in found if is_settings_sheet(grid)]) > 1:
        told = kinds.SETTINGS_TWICE.at(found=SETTINGS_SHEET, files="、".join(forms))
        raise BadInputError.of([told])
    often = Counter(grid.name for _, grid in found)
    grids, fixed = {}, {}
    for book, grid in found:
        stem = book.path.stem
        name = grid.name if often[grid.name] == 1 else f"{stem}·{grid.name}"
        grids[name] = grid._replace(name=name)
        if said := _said_by_file(grid, book.name):
            fixed[name] = said
    together = GivenSheets(f"{paths[0].stem}等{len(paths)}个文件.xlsx", grids)
    together.findings = [one for book in books for one in book.findings]
    return ScoreBook(together, fixed=fixed)


def _said_by_file(grid: Grid, file_name: str) -> SheetOverride | None:
    """Return school and exam where only the name of the file says them."""
    alone, named = recognise(grid), recognise(grid, file_name=file_name)
    if not named.holds_scores:
        return None
    said = SheetOverride(
        school="" if alone.school else named.school, exam="" if alone.exam else named.exam
    )
    return said if said.school or said.exam else None


class GivenSheets:
    """Sheets in memory as a workbook (see `books.port.Book`): read, never written."""

    def __init__(self, name: str, grids: Mapping[str, Grid]) -> None:
        self._name = name
        self._grids = grids
        self.findings: Sequence[Finding] = ()
        self.writable_in_place = False

    @property
    def name(self) -> str:
        """Return what stands for the file's name."""
        return self._name

    def sheet_names(self) -> Sequence[str]:
        """Return the names of the sheets, in order."""
        return list(self._grids)

    def read(self, sheet: str) -> Grid:
        """Return the values of one sheet."""
        return self._grids[sheet]

    def own_sheets(self) -> Sequence[str]:
        """Return nothing: none was written by an earlier run."""
        return ()

    def put(self, table: Table) -> None:
        """Refuse: there is no file."""
        self._refuse(table.name)

    def remove(self, sheet: str) -> None:
        """Refuse: there is no file."""
        self._refuse(sheet)

    def backup(self) -> Path:
        """Refuse: there is no file."""
        self._refuse()

    def restore(self, copy: Path, sheets: Sequence[str]) -> None:
        """Refuse: there is no file."""
        self._refuse(copy.name, *sheets)

    def show(self, sheet: str) -> None:
        """Do nothing: there is no window."""

    def save(self, path: Path | None = None) -> Path:
        """Refuse: there is no file."""
        self._refuse(path.name if path else "")

    def _refuse(self, *_: str) -> NoReturn:
        message = f"“{self.name}”不是一个文件，不能写入：请用 xq.write 写明写到哪一个工作簿"
        raise BadInputError(message)
