from __future__ import annotations

import hashlib
import importlib.metadata
import re
import struct
from pathlib import Path
from typing import TYPE_CHECKING

import olefile
import pyopenvba
import pytest

from xl_quality.excel.building import vba
from xl_quality.excel.building.vba import (
    NO_COMPILED_CODE,
    OWN_MODULES,
    PROJECT,
    XlwingsChangedError,
    source,
    sources,
)
from xl_quality.functions.catalogue import FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

NAME, OFFSET = 0x0019, 0x0031
PROJECT_NAME = 0x0004


def decompressed(data: bytes) -> bytes:
    """Unpack a stream after [MS-OVBA] 2.4.1.3, written here apart from the writer's code."""
    assert data[0] == 1
    out, at = bytearray(), 1
    while at < len(data):
        (header,) = struct.unpack_from("<H", data, at)
        end, start, at = at + (header & 0x0FFF) + 3, len(out), at + 2
        if not header & 0x8000:
            out += data[at:end]
            at = end
        while at < end:
            flags, at = data[at], at + 1
            for bit in range(8):
                if at >= end:
                    break
                if flags >> bit & 1:
                    (token,) = struct.unpack_from("<H", data, at)
                    at += 2
                    bits = max((len(out) - start - 1).bit_length(), 4)
                    offset = (token >> (16 - bits)) + 1
                    for _ in range((token & (0xFFFF >> bits)) + 3):
                        out.append(out[-offset])
                else:
                    out.append(data[at])
                    at += 1
    return bytes(out)


def records(directory: bytes) -> list[tuple[int, bytes]]:
    """Part the decompressed ``dir`` stream into its records."""
    found, at = [], 0
    while at + 6 <= len(directory):
        kind, size = struct.unpack_from("<HI", directory, at)
        if kind == 0x0009:  # PROJECTVERSION states its size wrong
            size = 6
        found.append((kind, directory[at + 6 : at + 6 + size]))
        at += 6 + size
    return found


@pytest.fixture(scope="session")
def container(parts: Mapping[str, bytes]) -> olefile.OleFileIO:
    return olefile.OleFileIO(parts["xl/vbaProject.bin"], raise_defects=olefile.DEFECT_POTENTIAL)


@pytest.fixture(scope="session")
def directory(container: olefile.OleFileIO) -> list[tuple[int, bytes]]:
    return records(decompressed(container.openstream("VBA/dir").read()))


def names(directory: list[tuple[int, bytes]]) -> list[str]:
    return [value.decode("ascii") for kind, value in directory if kind == NAME]


def body(text: str) -> str:
    return "".join(
        line for line in text.splitlines(keepends=True) if not line.startswith("Attribute VB_")
    )


@pytest.fixture(scope="session")
def meant() -> dict[str, str]:
    return sources(FUNCTIONS)


def test_a_reader_of_our_own_finds_every_source_as_it_was_meant(
    container: olefile.OleFileIO, meant: Mapping[str, str]
) -> None:
    for name, text in meant.items():
        read = decompressed(container.openstream(f"VBA/{name}").read()).decode("ascii")
        assert body(read) == body(text), name
        assert f'Attribute VB_Name = "{name}"' in read


def test_pyopenvba_finds_every_source_as_it_was_meant(
    addin_file: Path, meant: Mapping[str, str]
) -> None:
    with pyopenvba.ExcelFile(addin_file) as book:
        read = {name: book.get_module(name) for name in book.module_names()}
        assert book.validate() == []
    assert read.keys() == meant.keys() | {"ThisWorkbook", "Sheet2"}
    assert {name: body(read[name]) for name in meant} == {n: body(t) for n, t in meant.items()}
    assert source("ThisWorkbook").replace("\n", "\r\n") in read["ThisWorkbook"]


def test_there_is_no_compiled_code_and_no_cache_of_it(
    container: olefile.OleFileIO, directory: list[tuple[int, bytes]]
) -> None:
    assert container.openstream("VBA/_VBA_PROJECT").read() == NO_COMPILED_CODE
    assert not [entry for entry in container.listdir() if entry[-1].startswith("__SRP_")]
    offsets = [struct.unpack("<I", value)[0] for kind, value in directory if kind == OFFSET]
    assert offsets == [0] * len(names(directory))


def test_the_three_lists_of_modules_name_the_same_modules(
    container: olefile.OleFileIO, directory: list[tuple[int, bytes]]
) -> None:
    project = container.openstream("PROJECT").read().decode("ascii")
    listed = re.findall(r"^(?:Module|Class|Document)=(\w+)", project, re.MULTILINE)
    wide = container.openstream("PROJECTwm").read()
    streams = {entry[1] for entry in container.listdir() if entry[0] == "VBA"}
    assert set(listed) == set(names(directory)) == streams - {"dir", "_VBA_PROJECT"}
    for name in listed:
        assert name.encode() + b"\0" + name.encode("utf-16-le") + b"\0\0" in wide


def test_the_project_bears_our_name_and_no_path_of_another_machine(
    container: olefile.OleFileIO, directory: list[tuple[int, bytes]]
) -> None:
    assert dict(directory)[PROJECT_NAME] == PROJECT.encode()
    assert f'Name="{PROJECT}"' in container.openstream("PROJECT").read().decode("ascii")
    everything = b"".join(value for _, value in directory)
    assert b"FM20.DLL" not in everything
    assert b"\\Temp\\" not in everything


def test_every_directory_entry_of_the_container_is_in_use(container: olefile.OleFileIO) -> None:
    # a deleted stream leaves a hole which some readers refuse; padding stands at the end only
    used = [entry is not None and entry.entry_type != 0 for entry in container.direntries]
    count = sum(used)
    assert used == [True] * count + [False] * (len(used) - count)


def test_all_vba_is_ascii_and_ends_its_lines_as_windows_does(addin_file: Path) -> None:
    with pyopenvba.ExcelFile(addin_file) as book:
        for name in book.module_names():
            text = book.get_module(name)
            assert text.isascii(), name
            assert "\n" not in text.replace("\r\n", ""), name


def test_the_vba_module_the_dll_and_the_locked_package_are_one_version(
    meant: Mapping[str, str],
) -> None:
    installed = importlib.metadata.version("xlwings")
    text = meant["xlwings"]
    assert f'XLWINGS_VERSION As String = "{installed}"' in text
    assert set(re.findall(r"xlwings(?:32|64)-([\d.]+)\.dll", text)) == {installed}
    for lock in ("run", "dev"):
        locked = (Path(__file__).parents[2] / "locks" / f"{lock}.txt").read_text("utf-8")
        assert re.findall(r"^xlwings==([\d.]+)", locked, re.MULTILINE) == [installed]


XLWINGS = {
    "XLPy": "947d7c162f38d7fe",
    "KillPy": "a1a5f82bb6712933",
    "FileExistsOnWindows": "cdb347fa61c6e27b",
    "ParentFolder": "21773267c2e22f4f",
    "XLPyCommand": "9338add462bd0479",
    "XLPyLoadDLL": "f5eb4870554f4b64",
}
"""Of each procedure that is taken over or replaced, xlwings' own text as it was read (SHA-256)."""


@pytest.mark.parametrize("name", XLWINGS)
def test_each_procedure_of_xlwings_is_the_one_that_was_read(name: str) -> None:
    text = (vba._xlwings_folder() / "xlwings_custom_addin.bas").read_bytes().decode()
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    procedure = vba._procedure(text, name)
    assert hashlib.sha256(procedure.encode()).hexdigest()[:16] == XLWINGS[name]


def test_of_xlwings_only_what_is_used_is_there(meant: Mapping[str, str]) -> None:
    text = meant["xlwings"].replace("\r\n", "\n")
    theirs = (vba._xlwings_folder() / "xlwings_custom_addin.bas").read_bytes().decode()
    theirs = theirs.replace("\r\n", "\n").replace("\r", "\n")
    assert {*vba.KEPT, *vba.REPLACED} == set(XLWINGS)
    assert set(re.findall(r"^(?:Private )?(?:Function|Sub) (\w+)\(", text, re.MULTILINE)) == set(
        XLWINGS
    )
    for name in vba.KEPT:
        assert vba._procedure(text, name) == vba._procedure(theirs, name)
    for name in vba.REPLACED:
        assert vba._procedure(text, name) == source(f"xlwings_{name}").strip()
    declared = [line for line in text.splitlines() if "Declare " in line or "DLLName As" in line]
    assert len(declared) == 8
    assert all(f"{line}\n" in theirs for line in declared)
    assert "Redistribution and use in source and binary forms" in text


def test_nothing_that_is_called_was_left_out(meant: Mapping[str, str]) -> None:
    """The linters look at names, too; this one knows what the module had."""
    theirs = (vba._xlwings_folder() / "xlwings_custom_addin.bas").read_text("utf-8")
    had = set(re.findall(r"^ *(?:Private |Public )*(?:Function|Sub) (\w+)\(", theirs, re.MULTILINE))
    had |= set(re.findall(r"Declare (?:PtrSafe )?Function (\w+)", theirs))
    there = "\n".join(meant.values())
    code = re.sub(r'"[^"\r\n]*"|\'[^\r\n]*', "", there)
    left_out = had - set(XLWINGS) - {"XLPyDLLActivateAuto", "LoadLibrary"}
    assert {name for name in left_out if re.search(rf"(?<![.\w]){name}\b", code)} == set()


def test_a_workbook_can_choose_neither_interpreter_nor_code() -> None:
    ours = "\n".join(source(name) for name in OWN_MODULES)
    assert "-I -B -c" in ours
    assert "cmd" not in ours
    asked = re.findall(r"(\w+)\.Worksheets\(", ours)
    assert set(asked) == {"ThisWorkbook"}


def test_an_unknown_base_stops_the_build() -> None:
    with pytest.raises(XlwingsChangedError, match="0 times"):
        vba._once("text", "^other$", "")
    with pytest.raises(XlwingsChangedError, match="2 times"):
        vba._swapped(b"aa", b"a", b"b")
