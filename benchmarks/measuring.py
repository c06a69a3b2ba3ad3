"""What one run of a program costs, and the median of several."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile
from statistics import median
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

# ru_maxrss counts bytes on macOS and KiB everywhere else
RSS_UNITS_A_MEGABYTE: Final = 2**20 if sys.platform == "darwin" else 2**10

# programs that people have installed find their bytecode stored, and so must these
_HINDRANCES: Final = ("PYTHONDONTWRITEBYTECODE",)
_ROOT: Final = Path(__file__).parents[1]
_SOURCES: Final = ("xl_quality", "benchmarks", "workbooks")


@dataclass(frozen=True, slots=True)
class Job:
    """A Python program to be run in a fresh process.

    Attributes:
        arguments: what follows ``python``; ``{book}`` stands for the workbook's path.
        workbook: copied anew before every run, so that each finds it as it was; None = needs none.
    """

    arguments: tuple[str, ...]
    workbook: Path | None = None


@dataclass(frozen=True, slots=True)
class Cost:
    """What a run costs: CPU seconds of all its threads (user + system), and peak memory in MB."""

    cpu: float
    peak: float


def store_bytecode() -> None:
    """Let Python store the bytecode of both sides, so that no run measured compiles sources."""
    folders = [str(_ROOT / name) for name in _SOURCES]
    run(("-m", "compileall", "-q", *folders))
    run(("-c", "import benchmarks.peers.rank_with_pandas, benchmarks.peers.rank_with_polars"))


def measure(jobs: Sequence[Job], rounds: int) -> list[Cost]:
    """Run jobs in turns, A B A B …, and return the median cost of each."""
    costs: list[list[Cost]] = [[] for _ in jobs]
    for _ in range(rounds):
        for job, into in zip(jobs, costs, strict=True):
            into.append(_run_on_a_copy(job))
    return list(map(_median, costs))


def _median(costs: Sequence[Cost]) -> Cost:
    return Cost(median(cost.cpu for cost in costs), median(cost.peak for cost in costs))


def _run_on_a_copy(job: Job) -> Cost:
    if job.workbook is None:
        return run(job.arguments)
    with tempfile.TemporaryDirectory() as folder:
        book = f"{folder}/{job.workbook.name}"
        copyfile(job.workbook, book)
        return run(tuple(argument.replace("{book}", book) for argument in job.arguments))


def run(arguments: Sequence[str], said: Path | None = None) -> Cost:
    """Run ``python`` with *arguments* and return what it costs; what it prints goes to *said*.

    A child's peak memory starts at its parent's, so this process must stay small: it builds
    no workbooks itself.

    Raises:
        RuntimeError: the program failed; the message holds what it wrote.
    """
    with (
        tempfile.TemporaryFile() as output,
        nullcontext(output) if said is None else said.open("wb") as printed,
    ):
        child = subprocess.Popen(
            [sys.executable, *arguments],
            stdout=printed,
            stderr=output,
            env={name: text for name, text in os.environ.items() if name not in _HINDRANCES},
        )
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            output.seek(0)
            written = output.read().decode(errors="replace")
            message = f"exit code {child.returncode} from python {' '.join(arguments)}\n{written}"
            raise RuntimeError(message)
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / RSS_UNITS_A_MEGABYTE)
