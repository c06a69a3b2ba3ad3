"""Changes one small thing at a time in the code and tells which changes no test notices.

    mutants.py [FLOOR ...] [--count 200] [--seed 12] [--jobs 1] [--out FOLDER]
    mutants.py --only PATH:LINE ...  |  --again RESULTS ...

The changes are mutmut's (a comparison's edge, a sign, and/or, in/not in, True/False, a number),
drawn by seeded chance from the floors named (core, schemes, sheets, functions if none is). Each
runs in a copy of the project against the test files of its own floor that reach the line: those
come from one run of the floor's tests under coverage, kept in the folder of --out, and so does the
time a mutant gets: one that loops or eats memory counts as killed. What survives is printed with
its line before and after, and stands in results.jsonl with the others. --only tries all changes of
some lines; --again those that survived earlier, found by the text of their line.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue
from typing import TYPE_CHECKING, Final, NamedTuple, cast

import libcst
import pytest
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation import mutators

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from libcst.metadata import CodeRange

ROOT: Final = Path(__file__).parents[1]
FLOORS: Final = ("core", "schemes", "sheets", "functions")
OPERATORS: Final[mutators.OPERATORS_TYPE] = [
    (libcst.BaseNumber, mutators.operator_number),
    (libcst.Name, mutators.operator_name),
    (libcst.UnaryOperation, mutators.operator_remove_unary_ops),
    (libcst.CSTNode, mutators.operator_keywords),
    (libcst.CSTNode, mutators.operator_swap_op),
]
"""Of mutmut's operators those that change the meaning of a condition or of a number."""
COPIED: Final = ("xl_quality", "tests", "workbooks", "templates", "benchmarks", "docs", "dev")
TELLING: Final = 20
"""Characters from which a line of an earlier run is looked for again."""
LONGEST: Final = 600
"""Seconds after which a run counts as killed, however busy the machine: it may wait for ever."""
SPARE: Final = 10
"""Seconds of the processor for starting Python, beside twice what the clean run took."""
MEMORY: Final = 4 << 30
"""Bytes of address space for a mutant: ten times what the tests of a floor take."""
PYTEST: Final = ("-q", "-x", "--doctest-modules", "-p", "no:cacheprovider", "--hypothesis-seed=0")
OUTSIDE: Final = ("-m", "not libreoffice and not windows and not java")


class Mutant(NamedTuple):
    """One change of one line."""

    file: str
    line: int
    number: int
    """Which of the changes of its file this is."""
    before: str
    after: str


# --- making mutants -----------------------------------------------------------------------------


class _Collector(libcst.CSTVisitor):
    """Collects the nodes of a module that may change, with what they may change into."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[libcst.CSTNode, libcst.CSTNode, CodeRange]] = []

    def on_visit(self, node: libcst.CSTNode) -> bool:
        if isinstance(node, libcst.Annotation | libcst.Decorator | libcst.BaseString):
            return isinstance(node, libcst.FormattedString)
        if isinstance(node, libcst.If) and _is_type_checking(node.test):
            return False
        if isinstance(node, libcst.Arg) and node.keyword and node.keyword.value == "strict":
            return False  # zip's guard against a bug: no data reaches it
        for kind, operator in OPERATORS:
            if isinstance(node, kind):
                place = self.get_metadata(PositionProvider, node)
                self.found += ((node, other, place) for other in operator(node))
        return True


def _is_type_checking(node: libcst.CSTNode) -> bool:
    return isinstance(node, libcst.Name) and node.value == "TYPE_CHECKING"


def mutants_of(
    path: Path, root: Path, wanted: Collection[int] | None = None
) -> Iterator[tuple[Mutant, str]]:
    """Yield the mutants of a module, or those of some numbers, each with its whole text."""
    source = path.read_text(encoding="utf-8")
    module, changes = _changes(source)
    lines = source.splitlines()
    for number in range(len(changes)) if wanted is None else sorted(wanted):
        node, other, place = changes[number]
        code = cast("libcst.Module", module.deep_replace(node, other)).code
        try:
            ast.parse(code)
        except SyntaxError:
            continue
        changed = code.splitlines()
        pairs = enumerate(zip(lines, changed, strict=False))
        row = next((n for n, (old, new) in pairs if old != new), place.start.line - 1)
        name = path.relative_to(root).as_posix()
        yield Mutant(name, row + 1, number, lines[row].strip(), changed[row].strip()), code


def survivors(results: Sequence[Path]) -> list[Mutant]:
    """Return the mutants of today that change the lines which survived earlier runs."""
    rows = [json.loads(row) for path in results for row in path.read_text("utf-8").splitlines()]
    wanted = {(Mutant(*rest).before, Mutant(*rest).after) for survived, *rest in rows if survived}
    # a bare `continue` stands everywhere: only lines that say which they are
    befores = {before for before, _ in wanted if len(before) > TELLING}
    found = []
    for path in (path for floor in FLOORS for path in (ROOT / "xl_quality" / floor).rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        lines = {n for n, line in enumerate(source.splitlines(), 1) if line.strip() in befores}
        if lines:
            spans = [range(at.start.line, at.end.line + 1) for _, _, at in _changes(source)[1]]
            numbers = [n for n, span in enumerate(spans) if lines.intersection(span)]
            found += [one for one, _ in mutants_of(path, ROOT, numbers) if one[3:] in wanted]
    return list({one[3:]: one for one in found}.values())


def _changes(
    source: str,
) -> tuple[libcst.Module, list[tuple[libcst.CSTNode, libcst.CSTNode, CodeRange]]]:
    """Return a module with its nodes that may change and what they may change into."""
    wrapper = MetadataWrapper(libcst.parse_module(source), unsafe_skip_copy=True)
    collector = _Collector()
    wrapper.visit(collector)
    return wrapper.module, collector.found


def drawn(floors: Sequence[str], count: int, seed: int) -> list[Mutant]:
    """Return mutants of some floors, drawn by seeded chance: a floor's share is its size."""
    numbers = [
        (path, number)
        for floor in floors
        for path in sorted((ROOT / "xl_quality" / floor).rglob("*.py"))
        for number in range(len(_changes(path.read_text(encoding="utf-8"))[1]))
    ]
    chance = random.Random(seed)  # noqa: S311 - no secret
    wanted = defaultdict(set)
    for path, number in chance.sample(numbers, min(count, len(numbers))):
        wanted[path].add(number)
    return [
        mutant
        for path, chosen in sorted(wanted.items())
        for mutant, _ in mutants_of(path, ROOT, chosen)
    ]


# --- which tests reach a line ---------------------------------------------------------------


class Reached:
    """Which test files of a floor run which lines and how long, from one run under coverage."""

    def __init__(self, floor: str, folder: Path) -> None:
        path = folder / f"reached-{floor}.json"
        if not path.exists():
            _record_reach(floor, path)
        clean = json.loads(path.read_text(encoding="utf-8"))
        self._lines: dict[str, dict[str, list[int]]] = clean["lines"]
        self._seconds: dict[str, float] = clean["seconds"]

    def seconds(self, tests: Sequence[str]) -> int:
        """Return how long these test files may use the processor: coverage alone slows them."""
        return SPARE + round(2 * sum(self._seconds.get(test, 0) for test in tests))

    def tests(self, mutant: Mutant) -> list[str]:
        """Return the test files that run the line, else all that enter the module; short first."""
        by_test = {test: lines.get(mutant.file, []) for test, lines in self._lines.items()}
        exact = [test for test, lines in by_test.items() if mutant.line in lines and test]
        if exact and mutant.line not in by_test.get("", []):
            return sorted(exact, key=self._seconds.__getitem__)
        # run at import: whoever is served by a function of the module may notice
        entered = (test for test, lines in by_test.items() if lines and test)
        return sorted(entered, key=self._seconds.__getitem__)


def _record_reach(floor: str, path: Path) -> None:
    """Run a floor's tests under coverage, one context for each test file."""
    script = (
        "import coverage, json, os, pytest, sys, time\n"
        "root, floor, out, *words = sys.argv[1:]\n"
        "os.chdir(root)\n"
        "sys.path.insert(0, root)\n"
        "cover = coverage.Coverage(data_file=None, source=[os.path.join(root, 'xl_quality')])\n"
        "seconds = {}\n"
        "class Plugin:\n"
        "    @pytest.hookimpl(wrapper=True)\n"
        "    def pytest_runtest_protocol(self, item):\n"
        "        name, started = item.nodeid.partition('::')[0], time.process_time()\n"
        "        cover.switch_context(name)\n"
        "        answer = yield\n"
        "        seconds[name] = seconds.get(name, 0) + time.process_time() - started\n"
        "        return answer\n"
        "cover.start()\n"
        "code = pytest.main([*words, 'tests/' + floor], plugins=[Plugin()])\n"
        "cover.stop()\n"
        "data = cover.get_data()\n"
        "reach = {}\n"
        "for file in data.measured_files():\n"
        "    name = os.path.relpath(file, root).replace(os.sep, '/')\n"
        "    for line, contexts in data.contexts_by_lineno(file).items():\n"
        "        for context in contexts:\n"
        "            reach.setdefault(context, {}).setdefault(name, []).append(line)\n"
        "clean = {'lines': reach, 'seconds': seconds}\n"
        "json.dump(clean, open(out, 'w', encoding='utf-8'))\n"
        "sys.exit(code)\n"
    )
    command = [sys.executable, "-P", "-c", script, str(ROOT), floor, str(path), *PYTEST, *OUTSIDE]
    subprocess.run(command, check=True)


# --- running mutants --------------------------------------------------------------------------


class Copy:
    """A copy of the project in which one mutant after the other runs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name in COPIED:
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / name, folder / name, ignore=ignored)
        for path in ROOT.iterdir():
            if path.is_file() and path.suffix in {".toml", ".md", ".sh", ".bat", ""}:
                shutil.copy2(path, folder)
        shutil.copytree(ROOT / "locks", folder / "locks")

    def survives(self, mutant: Mutant, code: str, tests: Sequence[str], seconds: int) -> bool:
        """Return whether all these test files pass in time with the mutant in its place."""
        path = self.folder / mutant.file
        kept, times = path.read_bytes(), path.stat()
        path.write_text(code, encoding="utf-8")
        try:
            return passes(self.folder, tests, seconds)
        finally:
            path.write_bytes(kept)
            # the same time again, so that the compiled module of the copy is right again
            os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
            shutil.rmtree(self.folder / ".hypothesis", ignore_errors=True)


def passes(folder: Path, tests: Sequence[str], seconds: int) -> bool:
    """Return whether the tests of a folder pass, within these seconds of the processor."""
    environment = os.environ | {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "pytest", *PYTEST, *OUTSIDE, *tests],
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    resource.prlimit(process.pid, resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.prlimit(process.pid, resource.RLIMIT_CPU, (seconds, seconds))
    try:
        return process.wait(LONGEST) in {0, pytest.ExitCode.NO_TESTS_COLLECTED}
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return False


def run(mutants: Sequence[Mutant], folder: Path, jobs: int) -> Iterator[tuple[Mutant, bool]]:
    """Yield each mutant with whether it survived the tests of its floor."""
    reached = {floor: Reached(floor, folder) for floor in {m.file.split("/")[1] for m in mutants}}
    copies: Queue[Copy] = Queue()
    for number in range(jobs):
        copies.put(Copy(folder / f"copy{number}"))

    def one(mutant: Mutant) -> tuple[Mutant, bool]:
        # the examples in the module's docstrings are tests of its floor too
        floor = reached[mutant.file.split("/")[1]]
        tests = [mutant.file, *floor.tests(mutant)]
        ((_, code),) = mutants_of(ROOT / mutant.file, ROOT, {mutant.number})
        copy = copies.get()
        try:
            return mutant, copy.survives(mutant, code, tests, floor.seconds(tests))
        finally:
            copies.put(copy)

    with ThreadPoolExecutor(jobs) as pool:
        yield from pool.map(one, mutants)


def main() -> int:
    """Run the mutants and print what survived."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("floors", nargs="*", default=FLOORS)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=12)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--out", type=Path, default=ROOT / "out" / "mutants")
    parser.add_argument("--only", nargs="+", default=[], metavar="PATH:LINE")
    parser.add_argument("--again", nargs="+", default=[], type=Path, metavar="RESULTS")
    arguments = parser.parse_args()
    folder = arguments.out.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    if arguments.only:
        mutants = [
            mutant
            for place in arguments.only
            for mutant, _ in mutants_of(ROOT / place.partition(":")[0], ROOT)
            if f"{mutant.file}:{mutant.line}" == place
        ]
    elif arguments.again:
        mutants = survivors(arguments.again)
    else:
        mutants = drawn(arguments.floors, arguments.count, arguments.seed)
    alive, started = 0, time.monotonic()
    with (folder / "results.jsonl").open("a", encoding="utf-8") as results:
        for number, (mutant, survived) in enumerate(run(mutants, folder, arguments.jobs), 1):
            results.write(json.dumps([survived, *mutant], ensure_ascii=False) + "\n")
            results.flush()
            alive += survived
            if survived:
                print(
                    f"{mutant.file}:{mutant.line}\n  - {mutant.before}\n  + {mutant.after}",
                    flush=True,
                )
            spent = time.monotonic() - started
            print(f"{number} of {len(mutants)}, {alive} survived, {spent:.0f} s", file=sys.stderr)
    print(f"{alive} of {len(mutants)} survived")
    return 0


if __name__ == "__main__":
    sys.exit(main())
