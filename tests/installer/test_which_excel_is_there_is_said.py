"""Excel, WPS, neither: what the registry names, by the files themselves."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from xl_quality.installer import install
from xl_quality.installer.machine import Log, bits_of, cloud_advice, office, places, told

if TYPE_CHECKING:
    from collections.abc import Callable

INSTALLER = Path(install.__file__).parent
PATHS = r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths"
CLASSES = r"SOFTWARE\Classes"


def program(path: Path, machine: int) -> Path:
    """Make the head of a Windows program for a machine."""
    path.parent.mkdir(parents=True, exist_ok=True)
    head = b"MZ".ljust(0x3C, b"\0") + (0x80).to_bytes(4, "little")
    path.write_bytes(head.ljust(0x80, b"\0") + b"PE\0\0" + machine.to_bytes(2, "little"))
    return path


def registry(values: dict[str, str]) -> Callable[[str], list[str]]:
    return lambda key: [values[key]] if key in values else []


@pytest.mark.parametrize(("machine", "bits"), [(0x14C, 32), (0x8664, 64), (0xAA64, 64), (7, 0)])
def test_the_bits_of_a_program_stand_in_its_head(tmp_path: Path, machine: int, bits: int) -> None:
    assert bits_of(program(tmp_path / "EXCEL.EXE", machine)) == bits


def test_what_is_no_program_has_no_bits(tmp_path: Path) -> None:
    path = tmp_path / "EXCEL.EXE"
    for data in (b"", b"MZ", b"MZ".ljust(0x40, b"\xff"), b"PK\3\4" * 50):
        path.write_bytes(data)
        assert bits_of(path) == 0
    assert bits_of(tmp_path / "nowhere.exe") == 0


@pytest.mark.parametrize("key", ["path", "class"])
@pytest.mark.parametrize("machine", [0x14C, 0x8664])
def test_excel_of_either_kind_is_fit(tmp_path: Path, key: str, machine: int) -> None:
    excel = program(tmp_path / "Program Files (x86)" / "Office16" / "EXCEL.EXE", machine)
    named = {
        "path": {rf"{PATHS}\excel.exe": f"{excel}"},
        "class": {
            rf"{CLASSES}\Excel.Application\CLSID": "{00024500}",
            rf"{CLASSES}\CLSID\{{00024500}}\LocalServer32": f'"{excel}" /automation',
        },
    }[key]
    found = office(registry(named))
    assert (found.excel, found.bits) == (excel, {0x14C: 32, 0x8664: 64}[machine])
    assert told(found) == ""


def test_wps_in_the_place_of_excel_is_no_excel(tmp_path: Path) -> None:
    wps = program(tmp_path / "WPS Office" / "office6" / "et.exe", 0x14C)
    named = {
        rf"{PATHS}\excel.exe": f"{wps}",
        rf"{CLASSES}\Excel.Application\CLSID": "{00024500}",
        rf"{CLASSES}\CLSID\{{00024500}}\LocalServer32": f"{wps} /Automation -Embedding",
    }
    found = office(registry(named))
    assert found.excel is None
    assert found.wps
    assert "只找到 WPS" in told(found)


def test_excel_beside_wps_is_found(tmp_path: Path) -> None:
    wps = program(tmp_path / "WPS Office" / "office6" / "et.exe", 0x14C)
    excel = program(tmp_path / "Office16" / "EXCEL.EXE", 0x8664)
    named = {rf"{PATHS}\et.exe": f"{wps}", rf"{PATHS}\excel.exe": f"{excel}"}
    found = office(registry(named))
    assert (found.excel, found.wps) == (excel, True)
    assert told(found) == ""


@pytest.mark.parametrize("left", ["", "gone"])
def test_no_excel_or_one_that_was_taken_away_is_said(tmp_path: Path, left: str) -> None:
    gone = tmp_path / "Office16" / "EXCEL.EXE"
    found = office(registry({rf"{PATHS}\excel.exe": f"{gone}"} if left else {}))
    assert found.excel is None
    assert told(found).startswith("没有找到 Microsoft Excel：")


@pytest.mark.parametrize(("folder", "fit"), [("OFFICE11", 0), ("Office12", 0), ("Office14", 1)])
def test_an_excel_before_2010_is_too_old(tmp_path: Path, folder: str, fit: int) -> None:
    excel = program(tmp_path / folder / "EXCEL.EXE", 0x14C)
    said = told(office(registry({rf"{PATHS}\excel.exe": f"{excel}"})))
    assert bool(said) is not bool(fit)
    assert "太旧" in said or fit


def test_a_release_in_onedrive_is_told_to_be_copied_out() -> None:
    environment = {"OneDrive": "/用户/OneDrive", "OneDriveCommercial": "/用户/OneDrive - 单位"}
    assert "复制到 C 盘" in cloud_advice("/用户/OneDrive/桌面/安装包", environment)
    assert "复制到 C 盘" in cloud_advice("/用户/OneDrive - 单位/安装包", environment)
    assert cloud_advice("/用户/OneDrive - 别的/安装包", environment) == ""
    assert cloud_advice("/用户/桌面/安装包", environment) == ""
    assert cloud_advice("/用户/桌面/安装包", {"OneDrive": ""}) == ""


def test_nothing_is_copied_with_the_mark_that_it_came_from_the_internet() -> None:
    """Windows keeps the mark in a stream beside the bytes; a copy by Windows takes it along."""
    used = {
        node.attr
        for path in INSTALLER.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute)
    }
    copying = {"copy", "copy2", "copyfile", "copytree", "copystat", "move", "unpack_archive"}
    assert used & copying == set()
    assert {"read_bytes", "write_bytes"} <= used


@pytest.mark.parametrize(("bits", "wanted"), [(64, "64"), (32, "32"), (0, "")])
def test_help_while_typing_goes_to_the_excel_that_it_is_made_for(
    tmp_path: Path, bits: int, wanted: str
) -> None:
    source = tmp_path / "安装包"
    (source / "intellisense").mkdir(parents=True)
    for kind in ("32", "64"):
        (source / "intellisense" / f"{kind}.xll").write_bytes(kind.encode())
    where = places({"LOCALAPPDATA": f"{tmp_path}/L", "APPDATA": f"{tmp_path}/R"})
    where.start.mkdir(parents=True)
    where.typing_help.write_bytes(b"of an earlier installation")
    machine = {64: 0x8664, 32: 0x14C, 0: 7}[bits]
    excel = program(tmp_path / "Office16" / "EXCEL.EXE", machine)
    found = office(registry({rf"{PATHS}\excel.exe": f"{excel}"}))
    install._place_typing_help(source, found, where)
    assert (where.typing_help.read_text() if where.typing_help.exists() else "") == wanted


def test_what_is_wrong_is_said_before_the_installation_begins(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = Log(tmp_path / "install.log")
    found = office(registry({rf"{PATHS}\wps.exe": "/WPS Office/wps.exe"}))
    assert "只找到 WPS" in install._said_of_excel(found, log)
    assert "只找到 WPS" in capsys.readouterr().out
    assert "只找到 WPS" in log.path.read_text("utf-8")
