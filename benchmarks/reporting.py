"""The rows of the table: printed, and as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from benchmarks.comparisons import Comparison
    from benchmarks.measuring import Cost

_COLUMNS: Final = (
    ("job | peer", "<72"),
    ("CPU", ">9"),
    ("peer", ">9"),
    ("ratio", ">7"),
    ("peak MB", ">8"),
    ("peer MB", ">8"),
    ("  promised", "<10"),
)
_LEAST_SECONDS: Final = 0.01
"""Shorter times are printed in milliseconds."""


class Figures(NamedTuple):
    """What was measured for one row of the table.

    Attributes:
        name: of the row.
        title: what both do.
        cpu, peer_cpu: CPU seconds of both; None = there is no peer.
        promises: each promise, and whether it was kept.
        peak, peer_peak: peak memory in MB, None = not measured.
    """

    name: str
    title: str
    cpu: float
    peer_cpu: float | None
    promises: Sequence[tuple[str, bool]] = ()
    peak: float | None = None
    peer_peak: float | None = None

    @property
    def ratio(self) -> float | None:
        """Return how many times the peer's cost is ours."""
        return None if self.peer_cpu is None else self.peer_cpu / self.cpu


def figures_of(compared: Comparison, ours: Cost, peer: Cost | None = None) -> Figures:
    """Return the row of two programs, or of one that has no peer."""
    cpu, peak = (peer.cpu, peer.peak) if peer else (None, None)
    promises = list(_promises(compared, ours, peer))
    return Figures(compared.name, compared.title, ours.cpu, cpu, promises, ours.peak, peak)


def tell(rows: Iterable[Figures], target: Path | None = None) -> None:
    """Print the table, each row as it comes, and write it as JSON where a file is named."""
    print(header(), flush=True)
    told = []
    for row in rows:
        print(line(row), flush=True)
        told.append(as_json(row))
    if target:
        text = json.dumps(told, ensure_ascii=False, indent=2)
        target.write_text(text + "\n", encoding="utf-8")


def header() -> str:
    """Return the header line of the table."""
    return _line(label for label, _ in _COLUMNS)


def line(row: Figures) -> str:
    """Return one line of the table: costs, ratio, and each promise with met or NOT MET."""
    promises = ", ".join(f"{text} {'met' if met else 'NOT MET'}" for text, met in row.promises)
    ratio = "" if row.ratio is None else f"{row.ratio:.1f}"
    memory = ["" if size is None else f"{size:.0f}" for size in (row.peak, row.peer_peak)]
    return _line((row.title, _time(row.cpu), _time(row.peer_cpu), ratio, *memory, f"  {promises}"))


def as_json(row: Figures) -> dict[str, Any]:
    """Return one row as plain values: CPU in seconds, memory in MB, None = not measured."""
    return {
        "name": row.name,
        "title": row.title,
        "cpu": row.cpu,
        "peer_cpu": row.peer_cpu,
        "ratio": None if row.ratio is None else round(row.ratio, 2),
        "peak_mb": row.peak,
        "peer_peak_mb": row.peer_peak,
        "promises": [{"promise": text, "met": met} for text, met in row.promises],
    }


def from_json(row: Mapping[str, Any]) -> Figures:
    """Return the row that `as_json` gave."""
    return Figures(
        row["name"],
        row["title"],
        row["cpu"],
        row["peer_cpu"],
        [(one["promise"], one["met"]) for one in row["promises"]],
        row["peak_mb"],
        row["peer_peak_mb"],
    )


def _promises(compared: Comparison, ours: Cost, peer: Cost | None) -> Iterable[tuple[str, bool]]:
    if (most := compared.most_cpu) is not None:
        yield f"<= {most:g} s", ours.cpu <= most
    if (least := compared.least_ratio) is not None and peer is not None:
        yield f">= {least:g}x less", peer.cpu >= least * ours.cpu
    if (memory := compared.most_memory) is not None:
        yield f"<= {memory:g} MB", ours.peak <= memory


def _time(seconds: float | None) -> str:
    if seconds is None:
        return ""
    return f"{seconds:.3f} s" if seconds >= _LEAST_SECONDS else f"{seconds * 1000:.3f} ms"


def _line(cells: Iterable[str]) -> str:
    widths = (width for _, width in _COLUMNS)
    return " ".join(f"{cell:{width}}" for cell, width in zip(cells, widths, strict=True)).rstrip()
