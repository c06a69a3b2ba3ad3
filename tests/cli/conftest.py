"""Score workbooks as clerks have them, and the command line started on them."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
import xlsxwriter

from xl_quality.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

Sheets = dict[str, list[Any]]


@dataclass(frozen=True)
class Run:
    """What one run of the command line gave."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Callable[..., Run]:
    """Run a command in this process."""

    def run(*words: object) -> Run:
        capsys.readouterr()
        try:
            code = main([str(word) for word in words])
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 0
        told = capsys.readouterr()
        assert "Traceback" not in told.err
        return Run(code, told.out, told.err)

    return run


@pytest.fixture
def program() -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """Run a command as a program of its own."""

    def run(*words: object, **options: Any) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-m", "xl_quality.cli", *map(str, words)]
        return subprocess.run(command, capture_output=True, check=False, timeout=120, **options)

    return run


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., Path]:
    """Write a workbook from rows by sheet name."""

    def work(sheets: Mapping[str, Sequence[Any]], name: str = "成绩册.xlsx") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False})
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, list(row))
        book.close()
        return path

    return work


def town() -> Sheets:
    """Two schools of a township, one exam, with lists and settings."""
    pupils = [
        ["青石小学", "六年级", "1班", "安一", 90, 80],
        ["青石小学", "六年级", "1班", "安二", 60, 39],
        ["青石小学", "六年级", "2班", "安三", 85, "缺考"],
        ["白水小学", "六年级", "1班", "白一", 75, 61],
        ["白水小学", "六年级", "1班", "白二", 39, 85],
    ]
    return {
        "成绩": [
            ["青石镇2026年期末考试成绩"],
            ["学校", "年级", "班级", "姓名", "语文", "数学"],
            *pupils,
        ],
        "任课": [
            ["学校", "年级", "班级", "学科", "任课教师"],
            ["青石小学", "六年级", "1班", "语文", "江一帆"],
            ["青石小学", "六年级", "2班", "语文", "江一帆"],
            ["白水小学", "六年级", "1班", "语文", "何小满"],
        ],
        "应考": [
            ["学校", "年级", "班级", "应考人数"],
            ["青石小学", "六年级", "1班", 4],
            ["青石小学", "六年级", "2班", 1],
            ["白水小学", "六年级", "1班", 2],
        ],
        "县名次": [
            ["单位", "考试", "学科", "名次", "总数"],
            ["青石中学", "2026年中考", "语文", 1, 48],
            ["白水中学", "2026年中考", "语文", 48, 48],
        ],
    }


@pytest.fixture
def town_sheets() -> Sheets:
    return town()


@pytest.fixture
def town_book(make: Callable[..., Path]) -> Path:
    return make(town())


@pytest.fixture
def cells() -> Callable[[Path, str], list[tuple[Any, ...]]]:
    """Read a sheet's values with openpyxl."""

    def read(path: Path, sheet: str) -> list[tuple[Any, ...]]:
        return list(openpyxl.load_workbook(path, data_only=True)[sheet].values)

    return read


@pytest.fixture
def untouched(tmp_path: Path) -> Callable[[], Callable[[], None]]:
    """Remember all files; the function returned checks that they and no others are there."""

    def remember() -> Callable[[], None]:
        before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

        def check() -> None:
            after = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
            assert after == before

        return check

    return remember
