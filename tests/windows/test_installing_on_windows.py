"""install.bat and uninstall.bat, run by wine's cmd.exe with a real Windows Python."""

from __future__ import annotations

import json
import shutil
import time
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path
    from subprocess import CompletedProcess

    from tests.windows.conftest import Windows

pytestmark = pytest.mark.windows


def test_it_installs_from_a_folder_with_a_space_brackets_and_chinese(
    installed: CompletedProcess[str], windows: Windows
) -> None:
    log = windows.local / "install.log"
    said = installed.stdout + (log.read_text(encoding="utf-8") if log.exists() else "")
    assert installed.returncode == 0, said
    assert "安装完成" in installed.stdout
    assert (windows.start / "xl_quality.xlam").exists()
    assert (windows.local / "python" / "pythonw.exe").exists()


def test_without_excel_it_says_so_before_it_says_that_it_is_done(
    installed: CompletedProcess[str],
) -> None:
    said = installed.stdout
    assert 0 <= said.index("没有找到 Microsoft Excel") < said.index("2/5") < said.index("安装完成")
    assert "请打开 Excel" not in said


def test_windows_7_is_refused_before_anything_is_copied(unpacked: Path, windows: Windows) -> None:
    log = windows.local / "install.log"
    before = log.read_bytes() if log.exists() else b""
    windows.run("winecfg", "-v", "win7")
    try:
        done = windows.run("cmd", "/c", "install.bat", folder=unpacked)
    finally:
        windows.run("winecfg", "-v", "win10")
    assert done.returncode != 0
    assert "Windows 10 or newer" in done.stdout
    assert (log.read_bytes() if log.exists() else b"") == before


def test_excel_is_found_with_the_help_while_typing_made_for_it(
    installed: CompletedProcess[str], unpacked: Path, windows: Windows
) -> None:
    """A library of Windows stands for the help, a program that holds it for Excel."""
    assert installed.returncode == 0
    system = windows.home / "prefix" / "drive_c" / "windows" / "system32"
    folder = windows.home / "Office16"
    shutil.copytree(unpacked / "python", folder)
    excel = (folder / "python.exe").rename(folder / "EXCEL.EXE")
    shutil.copytree(unpacked, windows.home / "带提示")
    helping = windows.home / "带提示" / "intellisense"
    helping.mkdir()
    shutil.copy(system / "version.dll", helping / "64.xll")
    key = r"HKCU\Software\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
    windows.run("reg", "add", key, "/ve", "/d", f"Z:{excel}", "/f")
    try:
        done = windows.run("cmd", "/c", "install.bat", folder=helping.parent)
        assert "64 位，可以用" in done.stdout
        assert "请打开 Excel" in done.stdout
        idle = {check["link"]: check for check in doctor(windows)}
        assert "Excel 没有运行" in idle["输入提示"]["found"]
        assert "64 位" in idle["Excel"]["found"]
        code = "import ctypes, sys; {}; print('open', flush=True); input()"
        with windows.running(excel, "-c", code.format("0")):
            assert {one["link"]: one["state"] for one in doctor(windows)}["输入提示"] == "有问题"
        holding = code.format("ctypes.WinDLL(sys.argv[1])")
        with windows.running(
            excel, "-c", holding, f"Z:{windows.start}/xl_quality_intellisense.xll"
        ):
            found = {one["link"]: one["found"] for one in doctor(windows)}
            assert found["输入提示"] == "Excel 已加载"
    finally:
        windows.run("reg", "delete", key, "/f")
        (windows.start / "xl_quality_intellisense.xll").unlink(missing_ok=True)


def test_the_command_line_works_after_it(
    installed: CompletedProcess[str], windows: Windows
) -> None:
    assert installed.returncode == 0
    done = windows.run("cmd", "/c", windows.local / "xl-quality.bat", "schemes")
    assert "luotuoao-brief" in done.stdout


def test_running_it_again_upgrades(
    installed: CompletedProcess[str], unpacked: Path, windows: Windows
) -> None:
    assert installed.returncode == 0
    (windows.start / "xl_quality.xlam").write_bytes(b"old")
    again = windows.run("cmd", "/c", "install.bat", folder=unpacked)
    assert again.returncode == 0, again.stdout
    shipped = (unpacked / "xl_quality.xlam").read_bytes()
    assert (windows.start / "xl_quality.xlam").read_bytes() == shipped


def test_it_refuses_while_excel_runs(
    installed: CompletedProcess[str], unpacked: Path, windows: Windows
) -> None:
    assert installed.returncode == 0
    folder = windows.home / "excel"  # a program of that name is all that can be had here
    shutil.copytree(unpacked / "python", folder)
    excel = (folder / "python.exe").rename(folder / "EXCEL.EXE")
    with windows.running(excel, "-c", "print('open', flush=True); input()"):
        done = windows.run("cmd", "/c", "install.bat", folder=unpacked)
    assert done.returncode != 0
    assert "Excel 正在运行" in done.stdout


def test_started_from_inside_the_zip_it_says_to_unpack_first(
    unpacked: Path, windows: Windows
) -> None:
    alone = windows.home / "临时"  # Explorer unpacks the one file that was double-clicked
    alone.mkdir()
    shutil.copy(unpacked / "install.bat", alone)
    done = windows.run("cmd", "/c", "install.bat", folder=alone)
    assert done.returncode != 0
    assert "Extract All" in done.stdout
    assert "install.log" not in done.stdout


def test_an_incomplete_package_leaves_what_was_there(
    installed: CompletedProcess[str], unpacked: Path, windows: Windows
) -> None:
    assert installed.returncode == 0
    torn = windows.home / "不全"
    shutil.copytree(unpacked, torn, dirs_exist_ok=True)
    next((torn / "wheels").glob("xlwings-*.whl")).unlink()
    before = (windows.start / "xl_quality.xlam").read_bytes()
    done = windows.run("cmd", "/c", "install.bat", folder=torn)
    assert done.returncode != 0
    assert "安装包可能不完整" in done.stdout
    assert (windows.start / "xl_quality.xlam").read_bytes() == before
    assert windows.python("import xlwings; print('works')").strip() == "works"


def test_the_doctor_finds_every_link_in_order(
    installed: CompletedProcess[str], windows: Windows
) -> None:
    assert installed.returncode == 0
    checks = doctor(windows)
    assert {check["link"]: check["state"] for check in checks} == {
        "Python": "正常",
        "Excel": "有问题",  # there is none under wine
        "连接组件": "正常",
        "加载项文件": "正常",
        "来自网络的标记": "正常",
        "宏设置": "正常",
        "禁用项目": "正常",
        "输入提示": "查不到",
        "计算服务": "正常",
        "LibreOffice 扩展": "查不到",
    }


def test_the_doctor_names_the_broken_link(
    installed: CompletedProcess[str], windows: Windows
) -> None:
    assert installed.returncode == 0
    dll = next((windows.local / "python").glob("xlwings64-*.dll"))
    hidden = dll.rename(dll.with_suffix(".quarantined"))
    add_in = windows.start / "xl_quality.xlam"
    away = add_in.rename(add_in.with_suffix(".away"))
    try:
        broken = {check["link"]: check["found"] for check in doctor(windows) if check["advice"]}
    finally:
        hidden.rename(dll)
        away.rename(add_in)
    assert set(broken) == {"Excel", "连接组件", "加载项文件", "计算服务"}
    assert dll.name in broken["连接组件"]


def test_the_doctor_sees_a_policy_and_an_add_in_that_excel_put_aside(
    installed: CompletedProcess[str], windows: Windows
) -> None:
    assert installed.returncode == 0
    security = r"HKCU\Software\Policies\Microsoft\Office\16.0\Excel\Security"
    aside = r"HKCU\Software\Microsoft\Office\16.0\Excel\Resiliency\DisabledItems"
    path = r"c:\users\x\appdata\roaming\microsoft\excel\xlstart\xl_quality.xlam"
    noted = (b"\x01\x00\x00\x00" + path.encode("utf-16-le")).hex()
    add = ("reg", "add")
    windows.run(*add, security, "/v", "DisableAllAddins", "/t", "REG_DWORD", "/d", "1", "/f")
    windows.run(*add, aside, "/v", "1a2b3c", "/t", "REG_BINARY", "/d", noted, "/f")
    try:
        broken = [check for check in doctor(windows) if check["state"] == "有问题"]
    finally:
        windows.run("reg", "delete", security, "/f")
        windows.run("reg", "delete", aside, "/f")
    assert [check["link"] for check in broken] == ["Excel", "宏设置", "禁用项目"]
    assert "禁用了所有加载项" in broken[1]["found"]


def doctor(windows: Windows) -> list[dict[str, str]]:
    done = windows.run("cmd", "/c", windows.local / "xl-quality.bat", "doctor", "--json")
    checks: list[dict[str, str]] = json.loads(done.stdout)
    return checks


def test_uninstalling_leaves_nothing_of_ours(
    installed: CompletedProcess[str], unpacked: Path, windows: Windows
) -> None:
    assert installed.returncode == 0
    other = windows.start / "other.xlam"
    other.touch()
    done = windows.run("cmd", "/c", "uninstall.bat", folder=unpacked)
    assert done.returncode == 0, done.stdout
    assert list(windows.start.iterdir()) == [other]
    assert not windows.local.exists()
    again = windows.run("cmd", "/c", "install.bat", folder=unpacked)
    assert again.returncode == 0


def test_it_can_be_uninstalled_when_the_release_is_long_gone(
    installed: CompletedProcess[str], unpacked: Path, windows: Windows
) -> None:
    assert installed.returncode == 0
    local = windows.local
    before = lying_about(windows)
    windows.run("cmd", "/c", "uninstall.bat", folder=local)
    for _ in range(60):  # a copy of it goes on in a window of its own
        if not local.exists() and lying_about(windows) <= before:
            break
        time.sleep(1)
    assert not local.exists()
    assert not (windows.start / "xl_quality.xlam").exists()
    assert lying_about(windows) - before == set()
    again = windows.run("cmd", "/c", "install.bat", folder=unpacked)  # for the tests that follow
    assert again.returncode == 0
    assert lying_about(windows) - before == set()


def lying_about(windows: Windows) -> set[str]:
    """What lies in %TEMP%, but for what this cmd.exe leaves there itself."""
    folders = [windows.user / "Temp", windows.user / "AppData" / "Local" / "Temp"]
    names = {path.name for one in folders if one.exists() for path in one.iterdir()}
    assert "gen_py" not in names
    return {name for name in names if not name.startswith("CMD")}
