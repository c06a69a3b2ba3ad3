"""Whether inputs, results, scheme and program are still those of the recorded runs (核对)."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality import __version__
from xl_quality.books.files import FileBook, open_book
from xl_quality.books.fingerprints import as_read, grid_fingerprint, table_fingerprint
from xl_quality.core.findings import BadInputError, QualityError
from xl_quality.runs.publish import CellChange, cell_changes
from xl_quality.runs.record import (
    FILE,
    SHIPPED,
    file_fingerprint,
    labelled,
    payouts_before,
    recorded,
    request_of,
    scheme_fingerprint,
)
from xl_quality.runs.run import carry_out, sheets_of, unpaid
from xl_quality.sheets.cells import Grid, address

if TYPE_CHECKING:
    from xl_quality.books.tables import Table
    from xl_quality.reports.run_record import RunEntry, Sealed
    from xl_quality.schemes.model import Scheme

_UNCOMPUTED: Final = "表里有公式没有保存计算结果，请在 Excel 或 WPS 中打开、保存后再核对"


class PartState(StrEnum):
    """What became of one thing since the run."""

    SAME = "same"
    CHANGED = "changed"
    GONE = "gone"
    UNCOMPUTED = "uncomputed"  # formulas were saved without values: nobody can tell
    OTHER_VERSION = "other_version"  # the program's: the figures may still be the same

    @property
    def label(self) -> str:
        """Return the Chinese word a clerk sees."""
        return {
            "same": "未变",
            "changed": "已改",
            "gone": "没有了",
            "uncomputed": "没有算出",
            "other_version": "不同",
        }[self]


class ComparedPart(NamedTuple):
    """One thing that was compared."""

    item: str  # 读入, 新增, 写出, 方案 or 程序版本
    name: str  # the sheet, the scheme, the version; with its file where it is not the workbook's
    state: PartState  # what became of it
    note: str = ""  # a Chinese sentence, ``""`` = nothing to add
    cells: tuple[CellChange, ...] = ()  # which cells differ, as far as that can be told


class Verified(NamedTuple):
    """A recorded run and what became of each of its parts."""

    entry: RunEntry
    parts: Sequence[ComparedPart]

    @property
    def changed(self) -> bool:
        """Tell whether an input, a result or the scheme is not, or not surely, what it was."""
        others = {PartState.CHANGED, PartState.GONE, PartState.UNCOMPUTED}
        return any(part.state in others for part in self.parts)


def verify(book: FileBook) -> list[Verified]:
    """Compare a workbook with its record of runs (核对运行记录).

    The record may stand in the workbook, or in the result beside it. Where the record says all
    that was chosen, the run is done again: that tells which cells of a result were changed by
    hand, and which would come out differently today.

    Returns:
        One value a run, in the record's order; none where there is no record.

    Raises:
        BadInputError: a sheet cannot be read.
    """
    results, runs = book, recorded(book)
    if not runs and book.beside.exists():
        results = open_book(book.beside)
        runs = recorded(results)
    return [_verified(entry, results, book, runs) for entry in runs]


def _verified(
    entry: RunEntry, results: FileBook, asked: FileBook, runs: Sequence[RunEntry]
) -> Verified:
    if not entry.results:
        note = "这次运行的表已不在这里，只保留它兑现了什么"
        return Verified(entry, [ComparedPart("兑现", f"{len(entry.paid)}笔", PartState.SAME, note)])
    sources = _sources(entry, results, asked)
    inputs = [part for source in sources for part in _inputs(entry, source, results)]
    if not sources:
        note = f"没有找到成绩册“{entry.book}”，不能核对读入的表；请把它和结果放在同一文件夹"
        inputs = [ComparedPart("读入", entry.book, PartState.GONE, note)]
    again = _again(entry, sources[0], runs) if sources else _Again()
    inputs += [part for source in sources for part in _added(entry, source, again.tables)]
    steady = bool(sources) and all(part.state is PartState.SAME for part in inputs)
    outputs = [_output(result, results, again.tables, steady=steady) for result in entry.results]
    rules = _rules(entry, again, sources) if entry.scheme else []
    return Verified(entry, [*inputs, *rules, *outputs, *_program(entry, again.why_not)])


def _sources(entry: RunEntry, results: FileBook, asked: FileBook) -> list[FileBook]:
    """Return the workbooks that hold what was read: the original first, then the result's copy."""
    found = []
    original = results.path.with_name(entry.book)
    if asked is not results:
        found.append(asked)
    elif not entry.inside and original.exists() and not original.samefile(results.path):
        found.append(open_book(original))
    read = {one.sheet for one in entry.inputs}
    holds_any = not read or read & {*results.sheet_names()}  # results of .xls have none of them
    return [*found, *([results] if holds_any else [])]


def _inputs(entry: RunEntry, source: FileBook, results: FileBook) -> list[ComparedPart]:
    where = "" if source is results else f"{source.name}："
    return [
        ComparedPart(
            "读入",
            one.sheet if one.about == FILE else where + one.sheet,
            *_input(one, source, results),
        )
        for one in entry.inputs
    ]


def _input(one: Sealed, source: FileBook, results: FileBook) -> tuple[PartState, str]:
    """Say what became of a sheet, or of another file: it is looked for beside the results."""
    if one.about == FILE:
        path = results.path.with_name(one.sheet)
        if not path.is_file():
            return PartState.GONE, "没有找到这个文件，不能核对"
        return _state(same=file_fingerprint(path) == one.digest), ""
    if one.sheet not in source.sheet_names():
        return PartState.GONE, "这张表删掉或改名了"
    grid = source.read(one.sheet)
    same = grid_fingerprint(grid) == one.digest
    if grid.uncached and not same:
        return PartState.UNCOMPUTED, _UNCOMPUTED
    return _state(same=same), "" if same else "生成结果之后改过数据，结果可能已经过时"


def _added(entry: RunEntry, source: FileBook, again: Sequence[Table]) -> list[ComparedPart]:
    """Name the sheets that were not there then; they matter where the results would differ."""
    known = {*(one.sheet for one in entry.inputs), *entry.unused, *source.own_sheets()}
    written = {result.sheet.casefold(): result.digest for result in entry.results}
    now = {table.name.casefold(): table_fingerprint(table) for table in again}
    harmless = bool(again) and all(now.get(name) == digest for name, digest in written.items())
    note = "生成结果之后新增的表" + ("，不影响这次的结果" if harmless else "，可能影响结果")
    return [
        ComparedPart("新增", name, _state(same=harmless), note)
        for name in source.sheet_names()
        if name not in known
    ]


def _state(*, same: bool) -> PartState:
    return PartState.SAME if same else PartState.CHANGED


class _Again(NamedTuple):
    """The run done again, or why that cannot be."""

    tables: Sequence[Table] = ()
    scheme: Scheme | None = None
    why_not: str = ""


def _again(entry: RunEntry, source: FileBook, runs: Sequence[RunEntry]) -> _Again:
    request = request_of(entry.command, entry.scheme, entry.settings)
    if request is None:
        return _Again(why_not="记录不够重新计算，只核对到工作表")
    try:
        run = carry_out(request, source)
        if request.order is not None and request.order.unpaid:
            run = unpaid(run, payouts_before(entry, runs))
        scheme = run.payout.scheme if run.payout else None
        return _Again(labelled(sheets_of(run), entry.label), scheme)
    except QualityError as error:
        return _Again(why_not=f"现在不能重新计算：{error}")


def _output(
    one: Sealed, results: FileBook, again: Sequence[Table], *, steady: bool
) -> ComparedPart:
    """Compare a result sheet with its fingerprint and with the same run done again."""
    if one.sheet not in results.own_sheets():
        return ComparedPart("写出", one.sheet, PartState.GONE, "这张结果表删掉或改名了")
    grid = results.read(one.sheet)
    same = grid_fingerprint(grid) == one.digest
    table = next((t for t in again if t.name.casefold() == one.sheet.casefold()), None)
    fresh = table is not None and table_fingerprint(table) == one.digest
    if grid.uncached and not same:
        return _uncomputed(one.sheet, grid, table if fresh else None)
    if table is None:
        note = "" if same else "生成之后被手工改过"
        return ComparedPart("写出", one.sheet, _state(same=same), note)
    if same and fresh:
        return ComparedPart("写出", one.sheet, PartState.SAME, "重新计算，结果一致")
    if same:
        cells = tuple(cell_changes(grid.rows, as_read(table)))
        why = "程序或方案与当时不同" if steady else "数据改过"
        note = f"{why}，现在重新计算会有{len(cells)}格不同（现值 → 重算值）"
        return ComparedPart("写出", one.sheet, PartState.CHANGED, note, cells)
    cells = tuple(cell_changes(as_read(table), grid.rows))
    note = f"生成之后被手工改过{len(cells)}格（原值 → 现值）"
    if not fresh:
        note = f"生成之后被手工改过，数据也变了；与重新计算相差{len(cells)}格（重算值 → 现值）"
    return ComparedPart("写出", one.sheet, PartState.CHANGED, note, cells)


def _uncomputed(sheet: str, grid: Grid, written: Table | None) -> ComparedPart:
    """Tell formulas without values from cells that a person changed, where the run can be redone.

    *written* is the sheet as it was written, None where that is not known.
    """
    blank = {address(row, column) for row, column in grid.uncached}
    found = cell_changes(as_read(written), grid.rows) if written else []
    cells = tuple(change for change in found if change.cell not in blank)
    if not cells:
        return ComparedPart("写出", sheet, PartState.UNCOMPUTED, _UNCOMPUTED)
    note = f"生成之后被手工改过{len(cells)}格（原值 → 现值）；另外，{_UNCOMPUTED}"
    return ComparedPart("写出", sheet, PartState.CHANGED, note, cells)


def _rules(entry: RunEntry, again: _Again, sources: Sequence[FileBook]) -> list[ComparedPart]:
    """Compare the scheme with what it was; the workbook may hold its own sheet of it."""
    from xl_quality.runs.book_contents import scheme_sheets  # noqa: PLC0415 - as above
    from xl_quality.runs.payout.scheme_choice import choose  # noqa: PLC0415 - only with a scheme

    sheets = [grid for source in sources[:1] for grid in scheme_sheets(source)]
    shipped = SHIPPED in entry.settings
    try:
        now = again.scheme or choose(sheets, entry.scheme, shipped=shipped).scheme
        same = scheme_fingerprint(now) == entry.scheme_digest
    except BadInputError as error:
        return [ComparedPart("方案", entry.scheme, PartState.GONE, str(error))]
    note = "" if same else "方案内容与当时不同"
    return [ComparedPart("方案", entry.scheme, _state(same=same), note)]


def _program(entry: RunEntry, why_not: str) -> list[ComparedPart]:
    if entry.version == __version__:
        return [ComparedPart("程序版本", __version__, PartState.SAME, why_not)]
    note = f"当时是 {entry.version}，现在是 {__version__}"
    if why_not:
        note += f"；{why_not}"
    return [ComparedPart("程序版本", entry.version, PartState.OTHER_VERSION, note)]
