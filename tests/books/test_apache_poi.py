"""What we write, opened by Apache POI: a reader of packages that shares no code with ours."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.books.conftest import write_office_book
from tests.books.test_packages_stay_valid import DECLARED, TYPES, with_types
from xl_quality.books.files import open_book
from xl_quality.books.tables import Formula, Link
from xl_quality.cli import main
from xl_quality.sheets.cells import ErrorCell, address

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from xl_quality.books.tables import Table

JAVA = shutil.which("java")
LIBRARIES = Path("/usr/share/java")
"""Where Debian keeps them (libapache-poi-java)."""
NEEDED = [
    "poi", "poi-ooxml", "poi-ooxml-schemas", "xmlbeans", "commons-collections4",
    "commons-compress", "commons-math3", "commons-codec", "commons-logging", "curvesapi", "dom4j",
]  # fmt: skip
SAMPLES = Path(__file__).parents[2] / "workbooks"
pytestmark = [
    pytest.mark.java,
    pytest.mark.skipif(
        JAVA is None or shutil.which("javac") is None or not (LIBRARIES / "poi.jar").exists(),
        reason="Apache POI or a JDK is not installed",
    ),
]

Read = dict[str, Any]


def read_by_poi(paths: Sequence[Path]) -> list[Read]:
    """Let one Java read many workbooks; return the faults and the cells of each."""
    libraries = ":".join(str(LIBRARIES / f"{name}.jar") for name in NEEDED)
    source = Path(__file__).with_name("ReadWorkbooks.java")
    done = subprocess.run(
        [JAVA or "java", "-cp", libraries, str(source)],
        input="".join(f"{path}\n" for path in paths),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(found) == len(paths)
    return found


def meant(table: Table) -> dict[str, object]:
    """Return what must stand in the cells of a sheet made from a table."""
    cells: dict[str, object] = {}
    for row, line in enumerate(table.rows):
        for column, value in enumerate(line.values):
            shown: object = value.cached if isinstance(value, Formula) else value
            shown = shown.text if isinstance(shown, Link) else shown
            if shown is not None:
                shown = float(shown) if isinstance(shown, Decimal | int) else shown
                cells[address(row, column)] = shown
    return cells


def held(path: Path, sheet: str) -> dict[str, object]:
    """Return what our own reader finds in the cells of a sheet that holds no dates."""
    return {
        address(row, column): value.code if isinstance(value, ErrorCell) else value
        for row, line in enumerate(open_book(path).read(sheet).rows)
        for column, value in enumerate(line)
        if value is not None
    }


@pytest.fixture
def written(
    tmp_path: Path, rezip: Callable[..., None], payout: Table, plain_table: Callable[..., Table]
) -> list[Path]:
    """Workbooks of every kind that we write into: once, again, with a sheet taken out."""
    paths = []
    changes: dict[str, Callable[[str], str]] = {"平常": str, **DECLARED}
    for number, change in enumerate(changes.values()):
        path = tmp_path / f"{number}.xlsx"
        write_office_book(path)
        with_types(path, rezip, change)
        paths.append(path)
    macros = tmp_path / "宏.xlsm"
    write_office_book(macros, macros=b"macros")
    template = tmp_path / "模板.xltx"
    write_office_book(template)
    rezip(template, {TYPES: lambda xml: xml.replace(b"sheet.main+xml", b"template.main+xml")})
    paths += [macros, template]
    for path in paths:
        for tables in ([payout, plain_table("率表", ("甲", 1))], [payout]):
            book = open_book(path)
            for table in tables:
                book.put(table)
            book.save()
        book = open_book(path)
        book.remove("率表")
        book.save()
    return [*paths, open_book(template).save(tmp_path / "成绩.xlsx")]


def test_every_package_is_whole_and_every_cell_is_what_was_meant(
    written: list[Path], payout: Table
) -> None:
    for path, found in zip(written, read_by_poi(written), strict=True):
        assert found["faults"] == [], path.name
        sheets = found["sheets"]
        assert list(sheets) == ["成绩", "参数", "图", payout.name], path.name
        assert sheets[payout.name] == meant(payout), path.name
        assert sheets["参数"] == {"A1": "及格线", "B1": 60}


def test_the_results_of_the_sample_are_whole_and_read_the_same(tmp_path: Path) -> None:
    scheme = ["--scheme", "luotuoao-brief", "--on", "2026-07-10", "--replace"]
    exam = ["--exam", "本学期", "--before", "上学期"]
    paths = []
    for number, more in enumerate(([], ["--in-place"])):
        path = tmp_path / f"{number}.xlsx"
        shutil.copy(SAMPLES / "示例镇成绩册.xlsx", path)
        assert main(["report", str(path), *exam, *scheme, *more]) in {0, 1}
        paths.append(path if more else path.with_name(f"{path.stem}_结果.xlsx"))
    for path, found in zip(paths, read_by_poi(paths), strict=True):
        assert found["faults"] == []
        own = open_book(path).own_sheets()
        assert len(own) > 5
        for sheet in own:
            assert found["sheets"][sheet] == held(path, sheet), sheet


def test_poi_tells_a_fault_where_there_is_one(tmp_path: Path, rezip: Callable[..., None]) -> None:
    faulty = [tmp_path / f"{number}.xlsx" for number in range(3)]
    for path in faulty:
        write_office_book(path)
    rezip(faulty[0], {TYPES: lambda xml: re.sub(rb'<Default Extension="png"[^>]*/>', b"", xml)})
    rezip(faulty[1], {"xl/media/image1.png": None})
    rezip(faulty[2], {"xl/worksheets/sheet2.xml": b"<worksheet><sheetData>"})
    untyped, unled, broken = (found["faults"] for found in read_by_poi(faulty))
    assert "content type" in untyped[0]
    assert "leads nowhere: /xl/media/image1.png" in unled[0]
    assert "SAXParseException" in broken[0]
