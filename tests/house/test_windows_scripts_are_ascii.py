from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

# cmd.exe and the VBA editor read them in the code page of the machine, whatever that is
ASCII_ONLY = {".bat", ".cmd", ".vba", ".bas", ".cls", ".frm"}


def foreign_bytes(data: bytes) -> list[int]:
    return [number for number, line in enumerate(data.splitlines(), 1) if not line.isascii()]


def test_scripts_that_windows_reads_in_its_own_code_page_are_ascii(
    project_files: list[Path], root: Path
) -> None:
    found = {
        str(path.relative_to(root)): lines
        for path in project_files
        if path.suffix.lower() in ASCII_ONLY
        if (lines := foreign_bytes(path.read_bytes()))
    }
    assert found == {}


def test_the_guard_names_the_line() -> None:
    assert foreign_bytes("echo off\r\nrem 安装\r\n".encode()) == [2]
