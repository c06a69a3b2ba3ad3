from __future__ import annotations

import ast
import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import xl_quality as xq
from xl_quality.api.result_frames import _EXTRAS as EXTRAS

ROOT = Path(__file__).parents[2]
PROBE = """
import sys
before = set(sys.modules)
{work}
after = set(sys.modules)
import json
print(json.dumps(sorted(after - before)))
"""


def loaded(work: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", PROBE.format(work=work)],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    return set(json.loads(done.stdout))


def test_the_import_loads_the_package_alone() -> None:
    assert loaded("import xl_quality") <= {"xl_quality", "__future__"}


@pytest.mark.parametrize("name", ["read", "Options", "rank", "BadInputError"])
def test_what_needs_no_frame_loads_no_engine(name: str) -> None:
    tops = {module.partition(".")[0] for module in loaded(f"import xl_quality as q; q.{name}")}
    assert not tops & {"pandas", "numpy", "polars", "pyarrow", "duckdb", "narwhals", "openpyxl"}


def test_ranking_a_workbook_loads_no_engine() -> None:
    work = "import xl_quality as q; q.rank('workbooks/示例镇成绩册.xlsx').groups"
    tops = {module.partition(".")[0] for module in loaded(work)}
    assert not tops & {"pandas", "numpy", "polars", "pyarrow", "duckdb", "narwhals", "openpyxl"}


def promised() -> dict[str, tuple[str, str]]:
    """Return module and name of everything that the types promise, by its public name."""
    stub = ast.parse((ROOT / "xl_quality" / "__init__.pyi").read_text(encoding="utf-8"))
    imported = {
        alias.asname or alias.name: (node.module or "", alias.name)
        for node in stub.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    called = {
        ast.unparse(node.targets[0]): ast.unparse(node.value)
        for node in stub.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Name)
    }
    return {
        **{name: at for name, at in imported.items() if name not in called.values()},
        **{name: imported[own] for name, own in called.items()},
    }


def test_every_public_name_is_there_and_typed() -> None:
    assert promised().keys() == set(xq.__all__)
    assert promised().keys() <= set(dir(xq))
    for name, (module, own) in promised().items():
        found = getattr(xq, name)
        assert (found.__module__, found.__name__) == (module, own)
        assert found.__doc__, name


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'reed'"):
        xq.reed  # type: ignore[attr-defined] # noqa: B018
    assert not hasattr(xq, "__wrapped__")


def test_rooms_of_the_house_are_still_modules() -> None:
    """A function called as a room would vanish as soon as the room is imported."""
    rooms = {path.name for path in (ROOT / "xl_quality").iterdir() if path.is_dir()}
    assert not rooms & set(xq.__all__)


def test_a_missing_engine_says_what_to_install() -> None:
    work = (
        "import sys; sys.modules['polars'] = None\n"
        "import xl_quality as q\n"
        "try:\n    q.rank('workbooks/示例镇成绩册.xlsx').to_frame('polars')\n"
        "except q.MissingExtraError as error:\n"
        "    assert 'xl_quality[scale]' in str(error) and error.extra == 'scale', error\n"
        "    assert isinstance(error, q.QualityError) and isinstance(error, ImportError)\n"
        "else:\n    raise SystemExit('polars came from nowhere')"
    )
    assert "xl_quality.api.extras" in loaded(work)


def test_without_narwhals_a_frame_says_what_to_install() -> None:
    work = (
        "import sys; sys.modules['narwhals'] = None\n"
        "import xl_quality as q\n"
        "try:\n    q.scores({'a': [1]}, subjects='a')\n"
        "except q.MissingExtraError as error:\n    assert 'xl_quality[pandas]' in str(error)\n"
        "else:\n    raise SystemExit('narwhals came from nowhere')"
    )
    assert "xl_quality.api.extras" in loaded(work)


def test_every_extra_that_is_named_to_a_user_is_one_that_can_be_installed() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    extras = tomllib.loads(text)["project"]["optional-dependencies"]
    calls = [
        node
        for path in (ROOT / "xl_quality" / "api").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "needed"
    ]
    named = {
        (str(own[0].value).partition(".")[0], str(own[1].value))
        for own in ([arg for arg in call.args if isinstance(arg, ast.Constant)] for call in calls)
        if len(own) == len(("package", "extra"))
    }
    named |= set(EXTRAS.items())
    assert len(named) > 5
    for package, extra in named:
        assert any(line.startswith(package) for line in extras[extra]), (package, extra)
