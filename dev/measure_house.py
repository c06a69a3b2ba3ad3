"""Counts how the house stands and prints each figure beside its bar; exit code 1 past a bar.

    measure_house.py [PROJECT] [--list FIGURE]

PROJECT is a checkout (this one if not given); the journeys run in this interpreter, which therefore
must have what the product needs. `--list` names the places behind one figure, such as `circles`.
"""

from __future__ import annotations

import argparse
import ast
import statistics
import subprocess
import sys
import tempfile
import textwrap
from collections import Counter, defaultdict
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Node = TypeVar("Node", bound=ast.AST)
PACKAGE: Final = "xl_quality"
FUNCTION_LINES: Final = 40
"""Lines of a function, docstring left out."""
LONE_LINES: Final = 80
"""A module shorter than this has to have more than one importer."""
POSITIONAL: Final = 6
TOLD: Final = {"message", "suggestion", "why", "outcome", "source", "wording", "sentence"}
"""Attributes of findings, lines, reasons and facts that hold finished sentences."""
CUTTING: Final = {
    *("startswith", "endswith", "partition", "rpartition", "split", "rsplit", "removeprefix"),
    *("removesuffix", "find", "rfind", "index", "replace", "translate"),
}
PATTERNS: Final = {"match", "fullmatch", "search", "sub", "findall", "finditer"}

JOURNEY: Final = textwrap.dedent("""
    import contextlib, io, os, pathlib, shutil, sys, tempfile
    root, journey = sys.argv[1:]
    sys.path.insert(0, root)
    home = os.path.realpath(root) + os.sep + "xl_quality" + os.sep
    entered = set()

    def call(frame, event, argument):
        code = frame.f_code
        # a module's or a class's own body is no function: only what runs on the way counts
        if event == "call" and code.co_flags & 1:
            entered.add(code.co_filename)

    folder = tempfile.mkdtemp()
    book = shutil.copy(pathlib.Path(root, "workbooks", "示例镇成绩册.xlsx"), folder)
    scores = (("学校", "班级", "姓名", "语文", "数学"),
              ("青山小学", "1班", "陈一", 92.0, 88.0), ("白水小学", "1班", "黄三", 85.0, 97.0))

    def command(*words):
        from xl_quality.cli import main
        main([*words, "--on", "2026-07-10"])

    def travel():
        if journey == "payout":
            command("payout", book, "--scheme", "luotuoao-brief", "-o", folder + "/paid.xlsx")
        elif journey == "agreement":
            command("agreements", book, "--template", "luotuoao-brief", "-o", folder + "/out",
                    "--only", "骆驼坳中学")
        else:
            from xl_quality.excel import server
            server.RANK_SCHOOL("青山小学", scores, None, None, None, None)

    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        sys.setprofile(call)
        with contextlib.suppress(SystemExit):
            travel()
        sys.setprofile(None)
    shutil.rmtree(folder)
    real = {os.path.realpath(file) for file in entered}
    print("\\n".join(sorted(file.removeprefix(home) for file in real if file.startswith(home))))
""")


class Figure(NamedTuple):
    """One figure: what was counted, the most it may be, and where what was counted lies."""

    number: float
    most: float
    places: list[str]


class Module(NamedTuple):
    """A module, parsed once."""

    name: str
    path: Path
    lines: int
    tree: ast.Module


class House:
    """The modules of a checkout and what is counted in them."""

    def __init__(self, project: Path) -> None:
        self.project = project
        self.modules = {module.name: module for module in _modules(project)}

    # --- modules ---------------------------------------------------------------------------

    def modules_in_all(self) -> Figure:
        """Count the modules: 230 of the add-in, 40 more for new reports, library and engines."""
        return Figure(len(self.modules), 270, sorted(self.modules))

    def lines(self) -> Figure:
        """Count the lines of all modules."""
        by_layer: Counter[str] = Counter()
        for module in self.modules.values():
            by_layer[".".join(module.name.split(".")[:2])] += module.lines
        places = [f"{layer} {count}" for layer, count in by_layer.most_common()]
        return Figure(sum(by_layer.values()), 48_000, places)

    def largest(self) -> Figure:
        """Count the lines of the longest module."""
        longest = sorted(self.modules.values(), key=lambda one: -one.lines)
        places = [f"{one.name} {one.lines}" for one in longest[:20]]
        return Figure(longest[0].lines, 700, places)

    def lone(self) -> Figure:
        """Count the short modules with one importer; faces of packages and commands aside."""
        importers = defaultdict(set)
        for name, targets in self.imports.items():
            for target in targets:
                importers[target].add(name)
        places = [
            f"{name} ({module.lines} lines) <- {next(iter(importers[name]))}"
            for name, module in sorted(self.modules.items())
            if module.lines < LONE_LINES
            and len(importers[name]) == 1
            and not module.path.name.startswith("__")
            and ".cli.commands." not in name
        ]
        return Figure(len(places), 0, places)

    def circles(self) -> Figure:
        """Count the circles of imports at module level, those for type checking included."""
        places = [" <-> ".join(circle) for circle in _circles(self._level_imports)]
        return Figure(len(places), 0, places)

    def repeated_files(self) -> Figure:
        """Count the file names that occur more than once, faces of packages aside."""
        stems = Counter(
            one.path.name for one in self.modules.values() if not one.path.name.startswith("__")
        )
        places = [
            f"{name}: " + ", ".join(n for n, m in self.modules.items() if m.path.name == name)
            for name, count in stems.items()
            if count > 1
        ]
        return Figure(len(places), 0, places)

    # --- names and functions ---------------------------------------------------------------

    def repeated_types(self) -> Figure:
        """Count the names of public types that stand for more than one thing."""
        homes = defaultdict(list)
        for module in self.modules.values():
            for name in _types(module.tree):
                homes[name].append(module.name)
        places = [f"{name}: {', '.join(at)}" for name, at in sorted(homes.items()) if len(at) > 1]
        return Figure(len(places), 0, places)

    def long_functions(self) -> Figure:
        """Count the functions of more than 40 lines."""
        places = [f"{at} {lines}" for at, lines in self._functions if lines > FUNCTION_LINES]
        return Figure(len(places), 0, places)

    def median_function(self) -> Figure:
        """Count the lines of the function in the middle."""
        return Figure(statistics.median(lines for _, lines in self._functions), 9, [])

    def positional(self) -> Figure:
        """Count the calls that pass more than six arguments by their place."""
        places = [
            f"{module.name}:{node.lineno} {ast.unparse(node.func)} ({len(node.args)})"
            for module, node in self._nodes(ast.Call)
            if len(node.args) > POSITIONAL
            and not any(isinstance(one, ast.Starred) for one in node.args)
            and not _takes_any_number(node)
        ]
        return Figure(len(places), 0, places)

    def sentences(self) -> Figure:
        """Count the places that look into a finished sentence to learn a fact."""
        places = []
        for module in self.modules.values():
            for node in ast.walk(module.tree):
                if _looks_into_a_sentence(node) or _cuts_an_address(node):
                    line = getattr(node, "lineno", 0)
                    places.append(f"{module.name}:{line} {ast.unparse(node)[:90]}")
        return Figure(len(places), 0, sorted(places))

    # --- journeys --------------------------------------------------------------------------

    def payout(self) -> Figure:
        """Count the files entered by the payout of the sample."""
        return self._journey("payout", 100)

    def rank_school(self) -> Figure:
        """Count the files entered by the first RANK_SCHOOL in Excel's server."""
        return self._journey("rank_school", 42)

    def agreement(self) -> Figure:
        """Count the files entered by one agreement."""
        return self._journey("agreement", 90)

    def _journey(self, name: str, most: int) -> Figure:
        command = [sys.executable, "-P", "-c", JOURNEY, str(self.project), name]
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run(
                command, cwd=folder, capture_output=True, encoding="utf-8", check=True
            )
        places = done.stdout.split()
        if not places:
            raise SystemExit(done.stderr)
        return Figure(len(places), most, places)

    # --- what several figures need ------------------------------------------------------------

    @cached_property
    def imports(self) -> dict[str, set[str]]:
        """Return which modules each module imports, wherever in its text."""
        return {m.name: set(self._targets(ast.walk(m.tree))) for m in self.modules.values()}

    @cached_property
    def _level_imports(self) -> dict[str, set[str]]:
        return {m.name: set(self._targets(_level(m.tree.body))) for m in self.modules.values()}

    @cached_property
    def _functions(self) -> list[tuple[str, int]]:
        return [
            (f"{module.name}.{node.name}", _length(node))
            for module, node in self._nodes(ast.FunctionDef)
        ]

    def _nodes(self, kind: type[Node]) -> Iterator[tuple[Module, Node]]:
        for module in self.modules.values():
            yield from ((module, one) for one in ast.walk(module.tree) if isinstance(one, kind))

    def _targets(self, nodes: Iterator[ast.AST]) -> Iterator[str]:
        """Yield the modules that these statements import."""
        for node in nodes:
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names if alias.name in self.modules)
            elif isinstance(node, ast.ImportFrom) and node.module:
                for alias in node.names:
                    inner = f"{node.module}.{alias.name}"
                    target = inner if inner in self.modules else node.module
                    if target in self.modules:
                        yield target


FIGURES: Final[dict[str, Callable[[House], Figure]]] = {
    "modules": House.modules_in_all,
    "lines": House.lines,
    "largest": House.largest,
    "lone": House.lone,
    "circles": House.circles,
    "repeated-files": House.repeated_files,
    "repeated-types": House.repeated_types,
    "long-functions": House.long_functions,
    "median-function": House.median_function,
    "positional": House.positional,
    "sentences": House.sentences,
    "payout": House.payout,
    "rank-school": House.rank_school,
    "agreement": House.agreement,
}


def _modules(project: Path) -> Iterator[Module]:
    for path in sorted((project / PACKAGE).rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        name = ".".join(path.relative_to(project).with_suffix("").parts)
        tree = ast.parse(text, path.name)
        yield Module(name.removesuffix(".__init__"), path, len(text.splitlines()), tree)


def _level(body: list[ast.stmt]) -> Iterator[ast.AST]:
    """Yield the statements of a module itself, those under `if` and `try` included."""
    for node in body:
        yield node
        for part in ("body", "orelse", "finalbody"):
            if isinstance(node, ast.If | ast.Try):
                yield from _level(getattr(node, part, []))


def _types(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield node.name


def _length(node: ast.FunctionDef) -> int:
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    if ast.get_docstring(node) is not None:
        first = node.body[0]
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def _takes_any_number(node: ast.Call) -> bool:
    """Return whether a call lists equals, as `chain(a, b, …)` does, rather than parameters."""
    name = ast.unparse(node.func).rpartition(".")[2]
    return name in {"chain", "union", "update", "zip", "max", "min", "pack", "join", "Literal"}


def _looks_into_a_sentence(node: ast.AST) -> bool:
    match node:
        case ast.Compare(left=left, ops=ops, comparators=others):
            return any(
                (isinstance(op, ast.In | ast.NotIn) and _is_told(right))
                or (
                    isinstance(op, ast.Eq | ast.NotEq)
                    and (_is_told(right) or _is_told(left))
                    and not _is_blank(left)
                    and not _is_blank(right)
                )
                for op, left, right in zip(ops, [left, *others], others, strict=False)
            )
        case ast.Call(func=ast.Attribute(value=receiver, attr=name), args=arguments):
            if name in PATTERNS:
                return any(_is_told(one) for one in arguments)
            return name in CUTTING and _is_told(receiver)
    return False


def _cuts_an_address(node: ast.AST) -> bool:
    """Return whether the sheet is cut off a text like `成绩!D5`."""
    match node:
        case ast.Call(
            func=ast.Attribute(attr="partition" | "rpartition" | "split" | "rsplit"),
            args=[ast.Constant(value="!"), *_],
        ):
            return True
    return False


def _is_told(node: ast.AST) -> bool:
    """Return whether an expression is the sentence of a finding, a line or a fact."""
    return (
        isinstance(node, ast.Attribute)
        and node.attr in TOLD
        and not (isinstance(node.value, ast.Name) and node.value.id in {"self", "cls"})
    )


def _is_blank(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value in {"", None}


def _circles(graph: dict[str, set[str]]) -> list[list[str]]:
    """Return the groups of modules that import each other (Tarjan's strong components)."""
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(name: str) -> None:
        order[name] = lowest[name] = len(order)
        stack.append(name)
        for target in sorted(graph[name]):
            if target not in order:
                visit(target)
                lowest[name] = min(lowest[name], lowest[target])
            elif target in stack:
                lowest[name] = min(lowest[name], order[target])
        if lowest[name] == order[name]:
            group = stack[stack.index(name) :]
            del stack[stack.index(name) :]
            if len(group) > 1:
                found.append(sorted(group))

    sys.setrecursionlimit(10_000)
    for name in sorted(graph):
        if name not in order:
            visit(name)
    return found


def main() -> int:
    """Print all figures, or the places behind one."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    here = Path(__file__).parents[1]
    parser.add_argument("project", type=Path, nargs="?", default=here)
    parser.add_argument("--list", dest="listed", choices=FIGURES)
    arguments = parser.parse_args()
    house = House(arguments.project.resolve())
    if arguments.listed:
        print("\n".join(FIGURES[arguments.listed](house).places))
        return 0
    past = False
    for name, count in FIGURES.items():
        figure = count(house)
        over = figure.number > figure.most
        past |= over
        what = (count.__doc__ or "").strip().removeprefix("Count ").rstrip(".")
        print(f"{'!' if over else ' '} {name:16}{figure.number:8g}  (≤ {figure.most:g})  {what}")
    return past


if __name__ == "__main__":
    sys.exit(main())
