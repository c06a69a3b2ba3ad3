"""Results as frames (结果 → 数据框), and what every result has: sheets, findings, looks.

A figure is computed exactly and rounded once; a frame holds the printed figure as a float, or with
``exact=True`` what is behind it: fractions and whole fen.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final, Generic, NamedTuple, TypeVar

from xl_quality.api.extras import MissingExtraError, needed
from xl_quality.core.findings import BadInputError, Finding
from xl_quality.runs.run import Run, sheets_of

if TYPE_CHECKING:
    from decimal import Decimal

    from xl_quality.books.tables import Table

Of = TypeVar("Of")
Exact = str | int | Fraction | None
"""A value of an exact frame."""
_USUAL: Final = ("pandas", "polars", "pyarrow")
"""The kinds of frames in the order in which one is taken where nobody says."""
_EXTRAS: Final = {"pandas": "pandas", "polars": "scale", "pyarrow": "scale", "duckdb": "scale"}
"""The kinds of frames that can be made, with the extra that brings each."""


class ColumnKind(StrEnum):
    """What a column holds; a blank is a null."""

    TEXT = "text"
    WHOLE = "whole"
    NUMBER = "number"
    MONEY = "money"  # yuan, exactly: whole fen under the name with _fen


class FrameColumn(NamedTuple, Generic[Of]):
    """One column of a frame."""

    name: str  # English, as in the JSON of the command line
    # what stands in it for a row; of figures the printed one, of money fen
    value: Callable[[Of], str | int | Decimal | Fraction | None]
    kind: ColumnKind = ColumnKind.TEXT  # what that is
    exact: Callable[[Of], Exact] | None = None  # of figures, what is behind the printed one


class FilledColumn(NamedTuple):
    """A column with its values: text, whole numbers, floats, fractions; None = blank."""

    name: str
    kind: ColumnKind
    values: Sequence[Any]
    exact: bool = False


def filled(
    columns: Sequence[FrameColumn[Of]], rows: Sequence[Of], *, exact: bool
) -> list[FilledColumn]:
    """Return columns with their values, those of *exact* frames without a float."""
    return [_filled_column(column, rows, exact=exact) for column in columns]


def _filled_column(column: FrameColumn[Of], rows: Sequence[Of], *, exact: bool) -> FilledColumn:
    name, kind = column.name, column.kind
    if exact and kind is ColumnKind.MONEY:
        return FilledColumn(f"{name}_fen", ColumnKind.WHOLE, list(map(column.value, rows)))
    own = column.exact if exact and column.exact else column.value
    values: list[Any] = list(map(own, rows))
    if kind is ColumnKind.WHOLE and any(isinstance(value, Fraction) for value in values):
        kind = ColumnKind.NUMBER  # places that are shared evenly: 2.5
    if kind is ColumnKind.NUMBER:
        make: Callable[[Any], object] = Fraction if exact else float
        values = [None if value is None else make(value) for value in values]
        return FilledColumn(name, kind, values, exact)
    if kind is ColumnKind.MONEY:
        values = [None if value is None else value / 100 for value in values]
        return FilledColumn(name, ColumnKind.NUMBER, values)
    return FilledColumn(name, kind, values)


def frame_of(columns: Sequence[FilledColumn], backend: str) -> Any:  # noqa: ANN401 - of the kind asked for
    """Return columns as a frame of one kind.

    Raises:
        BadInputError: there is no such kind.
        MissingExtraError: its package is not installed.
    """
    package = _package(backend)
    return _MAKERS[backend](package, columns)


def _package(backend: str) -> Any:  # noqa: ANN401 - as above
    if backend not in _EXTRAS:
        raise BadInputError(f"to_frame：没有“{backend}”这种数据框，可用 {'、'.join(_EXTRAS)}")
    return needed(backend, _EXTRAS[backend])


def _pandas(pandas: Any, columns: Sequence[FilledColumn]) -> Any:  # noqa: ANN401 - as above
    def series(one: FilledColumn) -> Any:  # noqa: ANN401 - as above
        if one.kind is ColumnKind.WHOLE:
            return pandas.array(one.values, dtype="Int64")
        if one.kind is ColumnKind.NUMBER and not one.exact:
            return pandas.Series(one.values, dtype="float64")
        return pandas.Series(one.values, dtype="object" if one.exact else "str")

    return pandas.DataFrame({column.name: series(column) for column in columns})


def _polars(polars: Any, columns: Sequence[FilledColumn]) -> Any:  # noqa: ANN401 - as above
    kinds = {
        ColumnKind.TEXT: polars.String,
        ColumnKind.WHOLE: polars.Int64,
        ColumnKind.NUMBER: polars.Float64,
    }
    return polars.DataFrame(
        [
            polars.Series(one.name, one.values, polars.Object if one.exact else kinds[one.kind])
            for one in columns
        ]
    )


def _pyarrow(pyarrow: Any, columns: Sequence[FilledColumn]) -> Any:  # noqa: ANN401 - as above
    kinds = {
        ColumnKind.TEXT: pyarrow.string(),
        ColumnKind.WHOLE: pyarrow.int64(),
        ColumnKind.NUMBER: pyarrow.float64(),
    }

    def array(one: FilledColumn) -> Any:  # noqa: ANN401 - as above
        if not one.exact:
            return pyarrow.array(one.values, kinds[one.kind])
        # an engine has no fractions: as text they stay exact, and Fraction("179/3") reads them
        return pyarrow.array([None if v is None else str(v) for v in one.values], pyarrow.string())

    return pyarrow.table({column.name: array(column) for column in columns})


def _duckdb(duckdb: Any, columns: Sequence[FilledColumn]) -> Any:  # noqa: ANN401 - as above
    return duckdb.from_arrow(_pyarrow(needed("pyarrow", "scale"), columns))


def frame_of_arrow(table: Any, backend: str) -> Any:  # noqa: ANN401 - of the kind asked for
    """Return a table of pyarrow as a frame of another kind, without an object a value.

    Raises:
        BadInputError: there is no such kind.
        MissingExtraError: its package is not installed.
    """
    if backend == "pyarrow":
        return table
    package = _package(backend)
    if backend == "pandas":
        whole = needed("pyarrow", "scale").int64()
        return table.to_pandas(types_mapper={whole: package.Int64Dtype()}.get)
    return package.from_arrow(table)


_MAKERS: Final = {"pandas": _pandas, "polars": _polars, "pyarrow": _pyarrow, "duckdb": _duckdb}


def usual_backend(frame_kind: str) -> str:
    """Return of what kind a frame is to be where nobody says: the caller's own, if it can be.

    Raises:
        MissingExtraError: no kind is installed.
    """
    if frame_kind in _EXTRAS:
        return frame_kind
    for kind in _USUAL:
        if find_spec(kind) is not None:
            return kind
    raise MissingExtraError(_USUAL[0], _EXTRAS[_USUAL[0]])


class RunResult(ABC):
    """What one question to a score book yields (结果): values, sheets, findings.

    Attributes:
        run: the whole run behind it, as hosts have it (`xl_quality.runs.run.Run`).
    """

    def __init__(self, run: Run, frame_kind: str = "") -> None:
        self.run: Final = run
        self._frame_kind: Final = frame_kind

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return what a person should look at before these figures are used."""
        return tuple(self.run.findings)

    @cached_property
    def sheets(self) -> dict[str, Table]:
        """Return the result sheets by name, as they would be written into a workbook."""
        return {table.name: table for table in sheets_of(self.run)}

    @abstractmethod
    def columns(self, *, exact: bool = False) -> list[FilledColumn]:
        """Return the figures as columns; see `to_frame`."""

    def to_frame(self, backend: str | None = None, *, exact: bool = False) -> Any:  # noqa: ANN401 - of the kind asked for
        """Return the figures as a frame, a row each.

        Args:
            backend: ``"pandas"``, ``"polars"``, ``"pyarrow"`` or ``"duckdb"``; None = of the kind
                that the marks came in, else the first of these that is installed.
            exact: figures unrounded as `fractions.Fraction`, amounts in whole fen (columns
                ``…_fen``); kinds that hold no objects have fractions as text. Otherwise figures
                are floats of what is printed, amounts yuan.

        Raises:
            BadInputError: there is no such kind.
            MissingExtraError: its package is not installed.

        >>> import xl_quality as xq
        >>> ranks = xq.rank("workbooks/示例镇成绩册.xlsx", exam="本学期期末")
        >>> frame = ranks.to_frame("pandas")
        >>> frame.loc[frame.subject == "总评", ["grade", "school", "composite", "rank"]].head(2)
          grade   school  composite  rank
        0   六年级  青禾镇中心小学      73.40     1
        1   六年级     柳溪小学      65.98     4
        """
        own = self.columns(exact=exact)
        return frame_of(own, backend or usual_backend(self._frame_kind))

    def to_openpyxl(self, worksheet: Any) -> None:  # noqa: ANN401 - openpyxl may not be installed
        """Write the first sheet into a worksheet of openpyxl, looking as it does in our workbooks.

        Args:
            worksheet: an empty `openpyxl.worksheet.worksheet.Worksheet`; given a whole
                `openpyxl.Workbook`, every sheet is added at its end.

        Raises:
            BadInputError: the worksheet is not empty, or the workbook has a sheet of that name.

        >>> import openpyxl
        >>> import xl_quality as xq
        >>> book = openpyxl.Workbook()
        >>> ranks = xq.rank("workbooks/示例镇成绩册.xlsx", exam="本学期期末")
        >>> ranks.to_openpyxl(book.create_sheet("名次"))
        >>> book["名次"]["A1"].value
        '青禾镇中心学校2025—2026学年度第二学期期末学校排名表'
        """
        from xl_quality.api.sheet_looks import into_openpyxl  # noqa: PLC0415 - only if asked

        into_openpyxl(worksheet, list(self.sheets.values()))

    def to_xlwings(self, sheet: Any) -> Any:  # noqa: ANN401 - xlwings may not be installed
        """Write the first sheet into an open Excel, looking as it does in our workbooks.

        Args:
            sheet: an empty `xlwings.Sheet`, whose place the new one takes; given a whole
                `xlwings.Book`, every sheet is added at its end.

        Returns:
            The new sheet, the first of them.

        Raises:
            BadInputError: the sheet is not empty, or the workbook has a sheet of that name.
        """
        from xl_quality.api.sheet_looks import into_xlwings  # noqa: PLC0415 - only if asked

        return into_xlwings(sheet, list(self.sheets.values()))

    def _repr_html_(self) -> str:
        """Return the first sheet as a notebook shows it."""
        from xl_quality.api.sheet_looks import html_of  # noqa: PLC0415 - only in notebooks

        return html_of(next(iter(self.sheets.values()))) if self.sheets else ""

    def __repr__(self) -> str:
        rows = len(self.columns()[0].values)
        return (
            f"<{type(self).__name__} {self.run.book.name}: {rows} rows, {'、'.join(self.sheets)}>"
        )
