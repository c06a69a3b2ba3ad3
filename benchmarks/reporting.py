"""The table that is printed, and the same as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.comparisons import Comparison
    from benchmarks.measuring import Cost

_COLUMNS: Final = (
    ("job | peer", "<72"),
    ("CPU s", ">7"),
    ("peer", ">7"),
    ("ratio", ">6"),
    ("peak MB", ">8"),
    ("peer MB", ">8"),
    ("  promised", "<10"),
)


def header() -> str:
    """Return the header line of the table."""
    return _line(label for label, _ in _COLUMNS)


def line(compared: Comparison, ours: Cost, peer: Cost) -> str:
    """Return one line of the table: costs, ratio, and each promise with met or NOT MET."""
    promises = ", ".join(
        f"{text} {'met' if met else 'NOT MET'}" for text, met in _promises(compared, ours, peer)
    )
    figures = (f"{ours.cpu:.3f}", f"{peer.cpu:.3f}", f"{peer.cpu / ours.cpu:.1f}")
    return _line(
        (compared.title, *figures, f"{ours.peak:.0f}", f"{peer.peak:.0f}", f"  {promises}")
    )


def as_json(compared: Comparison, ours: Cost, peer: Cost) -> dict[str, Any]:
    """Return one row as plain values: CPU in seconds, memory in MB."""
    return {
        "name": compared.name,
        "title": compared.title,
        "cpu": round(ours.cpu, 4),
        "peer_cpu": round(peer.cpu, 4),
        "ratio": round(peer.cpu / ours.cpu, 2),
        "peak_mb": round(ours.peak, 1),
        "peer_peak_mb": round(peer.peak, 1),
        "promises": [
            {"promise": text, "met": met} for text, met in _promises(compared, ours, peer)
        ],
    }


def _promises(compared: Comparison, ours: Cost, peer: Cost) -> list[tuple[str, bool]]:
    promises = []
    if (most := compared.most_cpu) is not None:
        promises.append((f"<= {most:g} s", ours.cpu <= most))
    if (least := compared.least_ratio) is not None:
        promises.append((f">= {least:g}x less", peer.cpu >= least * ours.cpu))
    if (memory := compared.most_memory) is not None:
        promises.append((f"<= {memory:g} MB", ours.peak <= memory))
    return promises


def _line(cells: Iterable[str]) -> str:
    widths = (width for _, width in _COLUMNS)
    return " ".join(f"{cell:{width}}" for cell, width in zip(cells, widths, strict=True)).rstrip()
