"""Every command takes a web page or an XML file named .xls like the workbook it stands for."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Run, Sheets

    Cli = Callable[..., Run]

MAIN = "urn:schemas-microsoft-com:office:spreadsheet"


def as_page(sheets: Sheets) -> bytes:
    """What an office's system exports: a table a sheet, in GBK."""
    names = "".join(
        f"<x:ExcelWorksheet><x:Name>{name}</x:Name></x:ExcelWorksheet>" for name in sheets
    )
    tables = "".join(
        "<table border=1>"
        + "".join(
            "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>"
            for row in rows
        )
        + "</table>"
        for rows in sheets.values()
    )
    head = f"<meta charset=gb2312><!--[if gte mso 9]><xml>{names}</xml><![endif]-->"
    return f"<html><head>{head}</head><body>{tables}</body></html>".encode("gbk")


def as_xml(sheets: Sheets) -> bytes:
    def data(cell: Any) -> str:
        kind = "String" if isinstance(cell, str) else "Number"
        return f'<Cell><Data ss:Type="{kind}">{escape(str(cell))}</Data></Cell>'

    body = "".join(
        f'<Worksheet ss:Name="{name}"><Table>'
        + "".join(f"<Row>{''.join(map(data, row))}</Row>" for row in rows)
        + "</Table></Worksheet>"
        for name, rows in sheets.items()
    )
    return f'<Workbook xmlns="{MAIN}" xmlns:ss="{MAIN}">{body}</Workbook>'.encode()


FORMS = {"网页": as_page, "XML": as_xml}


@pytest.fixture(params=list(FORMS.values()), ids=list(FORMS))
def exported(request: pytest.FixtureRequest, tmp_path: Path, town_sheets: Sheets) -> Path:
    path = tmp_path / "导出" / "成绩册.xls"
    path.parent.mkdir()
    path.write_bytes(request.param(town_sheets))
    return path


@pytest.mark.parametrize(
    "words",
    [
        ("rates",),
        ("rank",),
        ("report", "--scheme", "luotuoao-brief"),
        ("payout", "--scheme", "luotuoao-brief"),
    ],
    ids=lambda words: words[0],
)
def test_the_results_are_those_of_the_workbook(
    cli: Cli,
    cells: Callable[..., list[tuple[Any, ...]]],
    town_book: Path,
    exported: Path,
    words: tuple[str, ...],
) -> None:
    command, *options = words
    expected, found = (cli(command, path, *options) for path in (town_book, exported))
    assert found.code == expected.code
    assert found.out.replace(f"{exported.parent.name}/", "") == expected.out
    [written] = [line for line in found.out.splitlines() if line.startswith("工作表：")]
    results = [path.with_name("成绩册_结果.xlsx") for path in (town_book, exported)]
    for sheet in written.removeprefix("工作表：").split("、"):
        if sheet != "运行记录":
            assert cells(results[1], sheet) == cells(results[0], sheet)


def test_the_file_itself_stays_as_it_is_and_can_be_verified(cli: Cli, exported: Path) -> None:
    before = exported.read_bytes()
    cli("rates", exported)
    assert exported.read_bytes() == before
    assert cli("verify", exported).code == 0
    exported.write_bytes(before.replace(b"90", b"91", 1))
    changed = cli("verify", exported)
    assert changed.code == 1
    assert "成绩册.xls：成绩\t已改" in changed.out


@pytest.mark.parametrize("command", ["read", "check"])
def test_it_is_read_and_examined_like_the_workbook(
    cli: Cli, town_book: Path, exported: Path, command: str
) -> None:
    expected, found = cli(command, town_book), cli(command, exported)
    assert found.code == expected.code
    assert "「成绩册.xls」的扩展名与内容不符" in found.out + found.err


def test_nothing_can_be_written_into_it(cli: Cli, exported: Path) -> None:
    run = cli("rates", exported, "--in-place")
    assert run.code == 2
    assert "去掉 --in-place" in run.err
