"""What is compared with what, and what was promised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from benchmarks.measuring import Job

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NAMES: Final = (
    *("help", "town", "county", "town-polars", "county-polars"),
    *("town-report", "county-report", "sheet", "agreements"),
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One row of the table.

    Attributes:
        name: for ``--only``.
        title: what both do.
        ours, peer: the two programs; there is no peer for what no other program does.
        most_cpu: CPU seconds promised at most, None = not promised.
        least_ratio: how many times less CPU than the peer is promised, None = not promised.
        most_memory: peak memory promised at most, in MB, None = not promised.
    """

    name: str
    title: str
    ours: Job
    peer: Job | None = None
    most_cpu: float | None = None
    least_ratio: float | None = None
    most_memory: float | None = None


def comparison(name: str, workbook: Callable[[str], Path]) -> Comparison:
    """Return the comparison of that name; *workbook* provides ``town`` or ``county`` when asked."""
    match name:
        case "help":
            return _start_up()
        case "town":
            return _ranking("town", "3,000 × 6", workbook("town"), most_cpu=0.25)
        case "county":
            return _ranking("county", "50,000 × 9", workbook("county"), most_cpu=2, most_memory=250)
        case "town-polars" | "county-polars" | "town-report" | "county-report":
            size, _, what = name.partition("-")
            return (_ranking_afresh if what == "polars" else _reporting)(size, workbook)
        case "sheet":
            return _adding_a_sheet(workbook("county"))
        case "agreements":
            return _filling(workbook("letter"))
        case _:
            raise ValueError(name)


def _start_up() -> Comparison:
    return Comparison(
        "help",
        "xl-quality --help | import pandas, openpyxl",
        Job(("-m", "xl_quality.cli", "--help")),
        Job(("-c", "import pandas, openpyxl")),
        most_cpu=0.08,
    )


def _ranking(
    name: str, size: str, book: Path, *, most_cpu: float, most_memory: float | None = None
) -> Comparison:
    return Comparison(
        name,
        f"{name} {size}: read, rates, ranks, write in place | pandas + openpyxl",
        Job(("-m", "xl_quality.cli", "rank", "{book}", "--in-place"), book),
        Job(("-m", "benchmarks.peers.rank_with_pandas", "{book}"), book),
        most_cpu,
        least_ratio=8,
        most_memory=most_memory,
    )


def _ranking_afresh(name: str, workbook: Callable[[str], Path]) -> Comparison:
    """Compare with the fastest libraries, which leave the workbook alone and compute in floats."""
    size, ratio, memory = {"town": ("3,000 × 6", 2, None), "county": ("50,000 × 9", 1, 130)}[name]
    book = workbook(name)
    return Comparison(
        f"{name}-polars",
        f"{name} {size}: the same | polars + fastexcel + XlsxWriter, a new file",
        Job(("-m", "xl_quality.cli", "rank", "{book}", "--in-place"), book),
        Job(("-m", "benchmarks.peers.rank_with_polars", "{book}", "{book}.new.xlsx"), book),
        least_ratio=ratio,
        most_memory=memory,
    )


def _reporting(name: str, workbook: Callable[[str], Path]) -> Comparison:
    """Write every report, with a slip and three places for each pupil; each write is read back."""
    size, cpu, memory = {"town": ("3,000 × 6", 1.2, 120), "county": ("50,000 × 9", 6, 250)}[name]
    arguments = ("-m", "xl_quality.cli", "report", "{book}", "--all", "-o", "{book}.new.xlsx")
    return Comparison(
        f"{name}-report",
        f"{name} {size}: every report there is, in a new file | no peer",
        Job(arguments, workbook(name)),
        most_cpu=cpu,
        most_memory=memory,
    )


def _filling(template: Path) -> Comparison:
    return Comparison(
        "agreements",
        "100 agreements of 3 pages, read back | docxtpl, not read back",
        Job(("-m", "benchmarks.own.fill_agreements", "{book}", "{book}.out"), template),
        Job(
            ("-m", "benchmarks.peers.fill_agreements_with_docxtpl", "{book}", "{book}.out"),
            template,
        ),
        least_ratio=5,
    )


def _adding_a_sheet(book: Path) -> Comparison:
    return Comparison(
        "sheet",
        "5,000 formatted rows into the county workbook | openpyxl load + save",
        Job(("-m", "benchmarks.own.add_sheet", "{book}"), book),
        Job(("-m", "benchmarks.peers.add_sheet_with_openpyxl", "{book}"), book),
        least_ratio=50,
    )
