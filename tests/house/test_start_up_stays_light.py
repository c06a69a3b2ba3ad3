from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.house.conftest import Module

HEAVY = {"openpyxl", "pandas", "numpy", "xlsxwriter", "rich", "xlwings", "xlrd", "jinja2"}
HEAVY |= {"narwhals", "polars", "pyarrow", "duckdb", "pyspark", "matplotlib"}
# each of these takes longer to load than all of --help
SLOW_FOR_HELP = {"dataclasses", "inspect", "decimal", "fractions", "zipfile", "xml", "tomllib"}
SLOW_FOR_HELP |= {"json", "datetime", "asyncio", "logging", "python_calamine", "unittest"}
HOSTS = ("xl_quality.excel", "xl_quality.libreoffice")  # need Excel or LibreOffice around them
PROBE = """
import sys
before = set(sys.modules)
{work}
loaded = sorted(set(sys.modules) - before)
import json
sys.stdout.flush()
sys.__stdout__.buffer.write(("\\n" + json.dumps(loaded)).encode())
"""
HELP = """
from xl_quality.cli import main
try:
    code = main(["--help"])
except SystemExit as end:
    code = end.code
assert not code, code
"""


def run(work: str, root: Path) -> tuple[str, set[str]]:
    """Run code in a fresh interpreter; return what it printed and the modules it loaded."""
    done = subprocess.run(
        [sys.executable, "-c", PROBE.format(work=work)],
        cwd=root,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    printed, _, loaded = done.stdout.decode().rpartition("\n")
    return printed, set(json.loads(loaded))


def tops(loaded: set[str]) -> set[str]:
    return {name.split(".")[0] for name in loaded}


def test_help_prints_the_commands_and_loads_nothing_slow(root: Path) -> None:
    printed, loaded = run(HELP, root)
    assert "用法" in printed
    assert tops(loaded) & (HEAVY | SLOW_FOR_HELP) == set()


def test_help_loads_no_layer_but_the_command_line(root: Path) -> None:
    _, loaded = run(HELP, root)
    own = {name for name in loaded if name.startswith("xl_quality.")}
    assert "xl_quality.cli" in own
    assert {name for name in own if not name.startswith("xl_quality.cli")} == set()


def test_figures_without_a_scheme_load_no_schemes(root: Path) -> None:
    _, loaded = run("import xl_quality.cli.commands.run_commands", root)
    assert {name for name in loaded if name.startswith("xl_quality.schemes")} == set()


def test_importing_every_module_loads_no_heavy_package(modules: list[Module], root: Path) -> None:
    names = [
        module.name
        for module in modules
        if not module.name.startswith(HOSTS) and not module.name.endswith("__main__")
    ]
    _, loaded = run("\n".join(f"import {name}" for name in names), root)
    assert set(names) <= loaded
    assert tops(loaded) & HEAVY == set()


@pytest.mark.parametrize("package", ["xlrd", "xlsxwriter", "dataclasses"])
def test_the_probe_sees_a_package_that_is_loaded(package: str, root: Path) -> None:
    _, loaded = run(f"import {package}", root)
    assert package in tops(loaded)
