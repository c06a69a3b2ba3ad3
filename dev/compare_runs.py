"""Runs the command line of two checkouts over the same workbooks and prints what differs.

    compare_runs.py record PROJECT PYTHON OUT.json [--quick] [--books FOLDER ...]
    compare_runs.py compare BEFORE.json AFTER.json

PROJECT is a checkout, PYTHON the interpreter of its environment (with time-machine). A record
holds, for every command, its exit code, what it printed and each file it wrote: the parts of a zip
one by one, every other file whole. The clock stands still at MOMENT, the time zone is China's, each
scenario has a new folder of its own and names files relative to it: one commit recorded twice gives
the same record. `--quick` takes the sample workbooks only, one payout each.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import difflib
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import traceback
import zipfile
import zlib
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

MOMENT: Final = datetime(2026, 7, 10, 9, 30, tzinfo=timezone(timedelta(hours=8)))
ON: Final = ("--on", "2026-07-10")
SAMPLE: Final = "workbooks/示例镇成绩册.xlsx"
_KEPT_TEXT: Final = 400_000
"""Characters of a text part kept for showing differences; of a longer one only the hash is kept."""
_SHOWN: Final = 6
"""Differing lines shown of one text."""
_WIDTH: Final = 300
"""Characters shown of one line."""
_BOOK_ENDINGS: Final = {
    *(".xlsx", ".xlsm", ".xls", ".et", ".ods", ".csv", ".txt", ".tsv", ".html", ".htm", ".xml"),
}

PARAMETERS: Final = {
    "class-targets": ("per_point=1",),
    "county-2025": ("cut_excellent=95", "cut_good=85", "cut_pass=50"),
    "luotuoao-2008": ("per_place=300",),
}
"""What a scheme asks the office to state."""
SCHEME_BOOKS: Final = {
    "class-targets": "班级目标示例.xlsx",
    "rank-up": "名次进位示例.xlsx",
    "town-line": "镇标准线示例.xlsx",
    "basic-targets": "教学基本目标示例.xlsx",
    "double-high": "双高方案示例.xlsx",
    "personal-goals": "个人工作目标示例.xlsx",
    "county-2025": "县教育局目标示例.xlsx",
    "balanced": "均衡发展示例.xlsx",
    "class-duty": "任课教师职责示例.xlsx",
}
TOWN_SCHEMES: Final = ("luotuoao-brief", "luotuoao-2008", "school-2006")
FUNCTIONS: Final = (
    *("MEAN_SCORE", "PASS_RATE", "EXCELLENT_RATE", "LOW_RATE", "FOUR_RATES", "COMPOSITE_SCORE"),
    *("RANK_IN", "GAP_TO_FIRST", "RANK_CHANGE", "T_SCORE", "RANK_SCHOOL", "RANK_CLASS"),
    *("RANK_TEACHER", "RATE_TABLE", "RANK_TABLE", "REWARD", "REWARD_WHY", "CONTEST_PRIZE"),
    *("QUOTA_SPLIT", "SPLIT_POT", "LADDER", "GRADE_OF", "MET", "RMB_UPPER", "NO_SUCH"),
)
EXPLAINED: Final = (
    "luotuoao-brief A6 rank=6 of=25 target_rank=8",
    "luotuoao-brief A7 rank=1 of=25 --json",
    "luotuoao-brief A2 admitted=28 school=骆驼坳中学",
    "luotuoao-2008 B2 rank=6 of=25 school=骆驼坳中学",
    "luotuoao-2008 B1 quota=10 admitted=7 --param per_place=300",
    "school-2006 C1 rank=3 of=25",
    "school-2006 C2 ranks=3、5 of=25 --option top_three=flat",
    "class-targets D1 rate=95.5% previous_rate=94% per_point=1 subject=语文",
    "rank-up E rank=2 previous_rank=3 grade=三年级",
    "town-line F rate=80% line=70% rank=4 previous_rank=9",
    "balanced K met=9",
    "balanced K3 times=7 --option rungs=up_to",
    "class-duty L open_lessons=1 lessons_observed=18 absences=2",
    "county-2025 I1 rate=92% school=骆驼坳中学",
    "luotuoao-brief A99 rank=1",
    "luotuoao-brief A6 rank=早",
    "luotuoao-brief A6",
)
FIGURE_OPTIONS: Final = (
    "--by school,teacher --pass 72% --excellent 90% --low 30%",
    "--absent zero --drop 5 --composite 50-30-30-10 --ties dense",
    "--measure mean --ties average --round mean=1,rate=2t,composite=2",
    "--whole scored --all-zero absent --signed skip --by grade,subject",
    "--exam 上学期 --full 语文=120,数学=120,英语=120 --enrolled 应考",
    "--exam 没有这次考试",
    "--by 校长",
    "--skip 六年级本学期期末 --column 九年级本学期期末!E=不用 --header 四年级本学期期末=3",
)


class Scenario(NamedTuple):
    """Commands that run one after the other in a folder with copies of some workbooks."""

    name: str
    books: dict[str, str]
    """Name in the folder -> where it is copied from."""
    commands: tuple[tuple[str, ...], ...]


# --- what is run ------------------------------------------------------------------------------


def scenarios(project: Path, folders: list[Path], *, quick: bool) -> list[Scenario]:
    """Return all that is run, the longest first so that two processes end together."""
    found = [*_sample(project), *_scheme_books(project), *_templates(project), *_without_book()]
    found += [_extra_book(path) for folder in folders for path in _books_in(folder)]
    return [short for one in found if (short := _quick(one)).commands] if quick else found


def _params(scheme: str) -> tuple[str, ...]:
    return tuple(word for one in PARAMETERS.get(scheme, ()) for word in ("--param", one))


def _quick(scenario: Scenario) -> Scenario:
    """Return the few commands of a scenario that --quick keeps; each writes what it always does."""
    kept = (
        command
        for command in scenario.commands
        if command[:3] == ("read", "b.xlsx", "--json")
        or (command[:2] == ("payout", "b.xlsx") and command[-1] == "paid.xlsx")
        or (command[:1] == ("agreements",) and {"luotuoao-brief", "--merged"} <= {*command})
    )
    return scenario._replace(commands=tuple(kept))


def _sample(project: Path) -> Iterator[Scenario]:
    book = {"b.xlsx": str(project / SAMPLE)}
    for scheme in TOWN_SCHEMES:
        yield Scenario(f"sample/{scheme}", book, _all_of_a_scheme(scheme))
        yield Scenario(f"sample/{scheme}/in place", book, _in_place(scheme))
    yield Scenario(
        "sample/whole report",
        book,
        (
            (
                "report",
                "b.xlsx",
                "--exam",
                "本学期",
                "--before",
                "上学期",
                "--scheme",
                *("luotuoao-brief", *ON),
            ),
            ("verify", "b_结果.xlsx"),
            ("report", "b.xlsx", "--exam", "本学期", "--json", "--scheme", "luotuoao-brief", *ON),
            ("demo", "demo"),
        ),
    )
    yield Scenario(
        "sample/figures",
        book,
        (
            ("read", "b.xlsx"),
            ("read", "b.xlsx", "--json"),
            ("check", "b.xlsx"),
            ("check", "b.xlsx", "--json"),
            ("rates", "b.xlsx"),
            ("rank", "b.xlsx", "--in-place"),
            ("verify", "b.xlsx", "--json"),
            ("settings", "b.xlsx", "-o", "settings.xlsx"),
        ),
    )
    yield Scenario(
        "sample/options",
        book,
        tuple(
            (command, "b.xlsx", *words.split(), "--json", "-o", f"{command}{number}.xlsx")
            for number, words in enumerate(FIGURE_OPTIONS)
            for command in ("rates", "rank")
        ),
    )
    yield Scenario(
        "sample/scheme sheet",
        book,
        (
            ("import", "b.xlsx", "--scheme", "luotuoao-brief", "-o", "own.xlsx"),
            ("lint", "own.xlsx"),
            ("payout", "own.xlsx", "--scheme", "方案", *ON, "-o", "paid.xlsx"),
            (
                "payout",
                "own.xlsx",
                "--scheme",
                "luotuoao-brief",
                "--shipped",
                *ON,
                "-o",
                "shipped.xlsx",
            ),
            ("whatif", "own.xlsx", "--scheme", "luotuoao-brief", "--sheet", *ON),
            ("explain", "luotuoao-brief", "A7", "rank=1", "of=25", "--book", "own.xlsx"),
        ),
    )
    yield Scenario(
        "sample/refusals",
        book,
        (
            ("payout", "b.xlsx", "--scheme", "nobody", *ON),
            ("payout", "b.xlsx", "--scheme", "luotuoao-2008", *ON),
            ("payout", "b.xlsx", "--scheme", "luotuoao-brief", "--option", "exchange_half=x", *ON),
            ("payout", "missing.xlsx", "--scheme", "luotuoao-brief", *ON),
            ("payout", "b.xlsx"),
            ("rates", "b.xlsx", "--pass", "72"),
            ("whatif", "b.xlsx", "--scheme", "luotuoao-brief", "--set", "A7.top.1=x", *ON),
            ("whatif", "b.xlsx", "--scheme", "luotuoao-brief", "--set", "Z1.a=3", *ON),
            ("agreements", "b.xlsx", "--template", "nobody", *ON, "-o", "out"),
            ("verify", "b.xlsx"),
        ),
    )


def _all_of_a_scheme(scheme: str) -> tuple[tuple[str, ...], ...]:
    order = ("--scheme", scheme, *ON, *_params(scheme))
    template = ("--template", scheme, *ON, *_params(scheme))
    return (
        ("payout", "b.xlsx", *order, "-o", "paid.xlsx"),
        ("payout", "b.xlsx", *order, "--json", "-o", "paid2.xlsx"),
        ("verify", "paid.xlsx"),
        ("warnings", "b.xlsx", *order, "-o", "warned.xlsx"),
        ("whatif", "b.xlsx", *order, "--list"),
        ("lists", "b.xlsx", "--scheme", scheme, *ON, "-o", "lists.xlsx"),
        ("import", "b.xlsx", "--scheme", scheme, "-o", "own.xlsx"),
        ("payout", "own.xlsx", *order, "-o", "own-paid.xlsx"),
        ("agreements", "b.xlsx", *template, "-o", "out", "--merged"),
        ("template", "check", scheme, "--book", "b.xlsx", *ON, *_params(scheme)),
    )


def _in_place(scheme: str) -> tuple[tuple[str, ...], ...]:
    order = ("--scheme", scheme, *ON, *_params(scheme))
    template = ("--template", scheme, *ON, *_params(scheme))
    return (
        ("payout", "b.xlsx", *order, "--in-place"),
        ("payout", "b.xlsx", *order, "--in-place", "--unpaid"),
        ("payout", "b.xlsx", *order, "--in-place", "--again"),
        ("verify", "b.xlsx", "--json"),
        ("agreements", "b.xlsx", *template, "-o", "one", "--only", "骆驼坳中学", "--in-place"),
        ("agreements", "b.xlsx", *template, "--dry-run"),
    )


def _scheme_books(project: Path) -> Iterator[Scenario]:
    for scheme, file in SCHEME_BOOKS.items():
        book = {"b.xlsx": str(project / "workbooks/schemes" / file)}
        commands = (
            ("read", "b.xlsx", "--json"),
            ("check", "b.xlsx"),
            ("rates", "b.xlsx", "-o", "rates.xlsx"),
            ("report", "b.xlsx", "--scheme", scheme, *ON, *_params(scheme), "-o", "report.xlsx"),
            *_all_of_a_scheme(scheme),
        )
        yield Scenario(f"scheme/{scheme}", book, commands)


def _templates(project: Path) -> Iterator[Scenario]:
    book = {"b.xlsx": str(project / SAMPLE)}
    for template in ("safety", "rule-of-law", "one-post-two-duties"):
        one = ("agreements", "b.xlsx", "--template", template, *ON, "--set", "甲方=青禾镇中心学校")
        yield Scenario(
            f"template/{template}",
            book,
            (
                (*one, "-o", "out", "--only", "骆驼坳中学" if "two" in template else "杨若文"),
                (*one, "--dry-run"),
                ("template", "check", template),
            ),
        )


def _without_book() -> Iterator[Scenario]:
    commands = (
        *("read", "check", "rates", "rank", "report", "settings", "lists", "payout", "warnings"),
        *("explain", "schemes", "functions", "lint", "import", "whatif", "verify", "doctor"),
        *("agreements", "template", "demo"),
    )
    schemes = (*TOWN_SCHEMES, *SCHEME_BOOKS)
    yield Scenario(
        "help", {}, (("--help",), ("--version",), *((one, "--help") for one in commands))
    )
    yield Scenario(
        "catalogues",
        {},
        (
            ("schemes",),
            *(("schemes", "show", one) for one in schemes),
            *(("lint", one) for one in schemes),
            ("functions",),
            *(("functions", one) for one in FUNCTIONS),
            ("template", "list"),
            *(("template", "check", one) for one in schemes),
            *(("explain", *words.split(), *ON) for words in EXPLAINED),
            ("nonsense",),
            (),
        ),
    )


def _books_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in _BOOK_ENDINGS)


def _extra_book(path: Path) -> Scenario:
    name = f"b{path.suffix.lower()}"
    commands = (
        ("read", name, "--json"),
        ("check", name),
        ("rates", name, "-o", "rates.xlsx"),
        ("report", name, "-o", "report.xlsx"),
    )
    return Scenario(f"book/{path.parent.name}/{path.name}", {name: str(path)}, commands)


# --- one process that runs some of it ------------------------------------------------------------


class Worker:
    """Runs scenarios in this process, with the command line of one checkout."""

    def __init__(self, project: Path) -> None:
        import time_machine  # noqa: PLC0415 - only this process needs it, not the comparison

        sys.path.insert(0, str(project))
        sys.argv[0] = "xl-quality"
        travel = time_machine.travel(MOMENT, tick=False)
        travel.start()
        import xl_quality.cli  # noqa: PLC0415 - of the checkout named

        if project not in Path(xl_quality.cli.__file__).parents:
            message = f"{xl_quality.cli.__file__} is not in {project}"
            raise SystemExit(message)
        self._main = xl_quality.cli.main
        self._project = str(project)
        self.blobs: dict[str, str] = {}

    def run(self, scenario: Scenario) -> dict[str, Any]:
        """Return what every command of a scenario did, by its words."""
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name).resolve()
            for target, source in scenario.books.items():
                shutil.copyfile(source, folder / target)
            os.chdir(folder)
            done = {}
            before = self._files(folder)
            for words in scenario.commands:
                result = self._command(words, folder)
                after = self._files(folder)
                result["files"] = {k: v for k, v in after.items() if before.get(k) != v}
                result["removed"] = sorted(before.keys() - after.keys())
                before = after
                done[" ".join(words)] = result
            os.chdir(self._project)
        return done

    def _command(self, words: tuple[str, ...], folder: Path) -> dict[str, Any]:
        out, err = io.StringIO(), io.StringIO()
        code: Any
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                code = self._main(words)
            except SystemExit as leaving:
                code = leaving.code
            except Exception as error:  # noqa: BLE001 - a crash is a result like any other
                code = f"crash: {traceback.format_exception_only(error)[-1].strip()}"
        clean = [self._clean(stream.getvalue(), folder) for stream in (out, err)]
        return {"exit": code, "stdout": self._keep(clean[0]), "stderr": self._keep(clean[1])}

    def _clean(self, text: str, folder: Path) -> str:
        for path, word in ((str(folder), "<folder>"), (self._project, "<project>")):
            text = text.replace(path, word)
        return text

    def _keep(self, text: str) -> str:
        key = hashlib.sha256(text.encode()).hexdigest()[:24]
        if key not in self.blobs and len(text) <= _KEPT_TEXT:
            packed = zlib.compress(text.encode(), 6)
            self.blobs[key] = base64.b64encode(packed).decode()
        return key

    def _files(self, folder: Path) -> dict[str, str]:
        """Return the hash of each file, of a zip the hash of each of its parts."""
        found = {}
        for path in sorted(folder.rglob("*")):
            if not path.is_file():
                continue
            name, data = path.relative_to(folder).as_posix(), path.read_bytes()
            if zipfile.is_zipfile(io.BytesIO(data)):
                with zipfile.ZipFile(io.BytesIO(data)) as archive:
                    found[f"{name}!(order)"] = self._keep("\n".join(archive.namelist()))
                    for part in archive.namelist():
                        found[f"{name}!{part}"] = self._blob(archive.read(part))
            else:
                found[name] = self._blob(data)
        return found

    def _blob(self, data: bytes) -> str:
        try:
            return self._keep(data.decode("utf-8"))
        except UnicodeDecodeError:
            return hashlib.sha256(data).hexdigest()[:24]


def work(project: Path) -> None:
    """Read scenarios from standard input, write what they did to standard output, as JSON."""
    todo = [Scenario(*one) for one in json.load(sys.stdin)]
    out = sys.stdout
    worker = Worker(project)
    runs = {one.name: worker.run(one) for one in todo}
    json.dump({"runs": runs, "texts": worker.blobs}, out, ensure_ascii=False)


# --- recording ----------------------------------------------------------------------------------


def record(project: Path, python: Path, todo: list[Scenario], jobs: int) -> dict[str, Any]:
    """Return what all scenarios did, run in some processes of the checkout's own Python."""
    # the longest scenarios first, each to the process that has least, so that all end together
    shares: list[list[Scenario]] = [[] for _ in range(jobs)]
    for scenario in sorted(todo, key=lambda one: -len(one.commands)):
        min(shares, key=lambda share: sum(len(one.commands) for one in share)).append(scenario)
    environment = os.environ | {
        "TZ": "Asia/Shanghai",
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "COLUMNS": "80",
        "LC_ALL": "C.UTF-8",
    }
    command = [str(python), "-P", str(Path(__file__).resolve()), "work", str(project)]
    processes = []
    for share in shares:
        with tempfile.TemporaryFile("w+") as orders:
            json.dump(share, orders)
            orders.seek(0)
            processes.append(
                subprocess.Popen(
                    command, stdin=orders, stdout=subprocess.PIPE, env=environment, text=True
                )
            )
    runs: dict[str, Any] = {}
    texts: dict[str, str] = {}
    for process in processes:
        said, _ = process.communicate()
        if process.returncode:
            raise SystemExit(process.returncode)
        part = json.loads(said)
        runs.update(part["runs"])
        texts.update(part["texts"])
    return {"runs": dict(sorted(runs.items())), "texts": texts}


# --- comparing ----------------------------------------------------------------------------------


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Return a line or a few for everything that differs between two records."""
    return [
        line
        for one in sorted({*before["runs"], *after["runs"]})
        for line in _of(one, before, after)
    ]


def _of(name: str, before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    old, new = before["runs"].get(name, {}), after["runs"].get(name, {})
    for words in sorted({*old, *new}):
        if words not in old or words not in new:
            if not after["part"]:
                side = "second" if words not in old else "first"
                yield f"{name} · {words}: only in the {side} record"
            continue
        lines = list(_of_command(old[words], new[words], before["texts"], after["texts"]))
        if lines:
            yield f"{name} · {words}"
            yield from (f"    {line}" for line in lines)


def _of_command(
    old: dict[str, Any], new: dict[str, Any], texts: dict[str, str], new_texts: dict[str, str]
) -> Iterator[str]:
    if old["exit"] != new["exit"]:
        yield f"exit code {old['exit']} -> {new['exit']}"
    for stream in ("stdout", "stderr"):
        if old[stream] != new[stream]:
            yield f"{stream}:"
            yield from _lines(texts.get(old[stream]), new_texts.get(new[stream]))
    if old["removed"] != new["removed"]:
        yield f"files removed: {old['removed']} -> {new['removed']}"
    yield from _whole_files(old["files"], new["files"])
    for file in sorted(old["files"].keys() & new["files"].keys()):
        one, other = old["files"][file], new["files"][file]
        if one != other:
            yield f"{file}:"
            yield from _lines(texts.get(one), new_texts.get(other))


def _whole_files(old: dict[str, str], new: dict[str, str]) -> Iterator[str]:
    """Yield the files and parts that one record lacks, a zip that is lacking whole in one line."""
    for here, there, word in ((old, new, "first"), (new, old, "second")):
        known = {file.partition("!")[0] for file in there}
        lone = {
            file if file.partition("!")[0] in known else file.partition("!")[0]
            for file in here.keys() - there.keys()
        }
        yield from (f"{file}: only in the {word} record" for file in sorted(lone))


def _lines(old: str | None, new: str | None) -> Iterator[str]:
    """Yield the first lines that differ; XML counts as one line for each element."""
    if old is None or new is None:
        yield "    other bytes"
        return
    one, other = (
        zlib.decompress(base64.b64decode(text)).decode().replace("><", ">\n<").splitlines()
        for text in (old, new)
    )
    changed = [
        line[:_WIDTH]
        for line in difflib.unified_diff(one, other, lineterm="", n=0)
        if not line.startswith(("---", "+++", "@@"))
    ]
    yield from (f"    {line}" for line in changed[:_SHOWN])
    if len(changed) > _SHOWN:
        yield f"    … {len(changed) - _SHOWN} more lines"
    if not changed:
        yield "    other line ends"


def main() -> int:
    """Run one of the two commands (or, for `record`, be one of its processes)."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    recording = commands.add_parser("record")
    recording.add_argument("project", type=Path)
    recording.add_argument("python", type=Path)
    recording.add_argument("out", type=Path)
    recording.add_argument("--quick", action="store_true", help="the sample workbooks only")
    recording.add_argument(
        "--books", type=Path, nargs="+", default=[], help="folders with more workbooks"
    )
    recording.add_argument("--only", default="", help="scenarios whose name begins like this")
    recording.add_argument("--jobs", type=int, default=2)
    comparing = commands.add_parser("compare")
    comparing.add_argument("before", type=Path)
    comparing.add_argument("after", type=Path)
    commands.add_parser("work").add_argument("project", type=Path)
    arguments = parser.parse_args()
    if arguments.command == "work":
        work(arguments.project)
        return 0
    if arguments.command == "record":
        project = arguments.project.resolve()
        todo = scenarios(project, arguments.books, quick=arguments.quick)
        todo = [one for one in todo if one.name.startswith(arguments.only)]
        made = record(project, arguments.python.absolute(), todo, arguments.jobs)
        # part of a record is compared with what it has, not with all that the other has
        made["part"] = bool(arguments.quick or arguments.only)
        arguments.out.write_text(json.dumps(made, ensure_ascii=False), encoding="utf-8")
        count = sum(len(one) for one in made["runs"].values())
        print(f"{arguments.out}: {count} commands in {len(made['runs'])} scenarios")
        return 0
    before, after = (
        json.loads(path.read_text(encoding="utf-8")) for path in (arguments.before, arguments.after)
    )
    found = differences(before, after)
    print("\n".join(found) or f"no difference in {sum(map(len, after['runs'].values()))} commands")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
