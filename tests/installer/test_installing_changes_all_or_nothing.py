"""The installer's own decisions; that it works on Windows is shown under wine."""

from __future__ import annotations

import ast
import subprocess
import sys
import time
from pathlib import Path
from subprocess import CompletedProcess
from typing import IO

import pytest

from xl_quality.installer import install, machine, uninstall
from xl_quality.installer.machine import InstallError, Log, Places, interpreter, places, running


@pytest.fixture
def where(tmp_path: Path) -> Places:
    home = tmp_path / "用户 (1)"
    environment = {"LOCALAPPDATA": f"{home}/Local", "APPDATA": f"{home}/Roaming"}
    return places(environment)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A release folder as unpacked by a clerk."""
    folder = tmp_path / "安装 包 (1)"
    (folder / "python").mkdir(parents=True)
    (folder / "python" / "python.exe").write_text("new")
    (folder / "wheels").mkdir()
    for name in ("xl_quality-0.1.0-py3-none-any.whl", "pip-26.0-py3-none-any.whl"):
        (folder / "wheels" / name).write_text("wheel")
    (folder / "xl_quality.xlam").write_bytes(b"add-in")
    (folder / "uninstall.bat").write_bytes(b"@echo off\r\n")
    (folder / "docs").mkdir()
    (folder / "docs" / "手册.md").write_text("手册")
    return folder


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Programs are written down instead of run; each ends well unless its words hold `FAIL`."""
    found: list[list[str]] = []

    def run(words: list[str], stdout: IO[bytes], **_: object) -> CompletedProcess[bytes]:
        found.append(words)
        code = int(any(word in words for word in FAIL))
        stdout.write("某一环断了".encode() if code else b"")
        return CompletedProcess(words, code)

    monkeypatch.setattr(subprocess, "run", run)
    FAIL.clear()
    return found


FAIL: list[str] = []


def test_everything_lies_in_the_users_own_profile(where: Places, tmp_path: Path) -> None:
    home = tmp_path / "用户 (1)"
    assert where.python == home / "Local" / "xl_quality" / "python"
    assert where.add_in == home / "Roaming/Microsoft/Excel/XLSTART/xl_quality.xlam"


def test_a_profile_that_windows_does_not_name_ends_the_installation() -> None:
    with pytest.raises(InstallError, match="LOCALAPPDATA"):
        places({"APPDATA": "x"})


def test_a_first_installation_puts_everything_in_its_place(
    source: Path, where: Places, calls: list[list[str]]
) -> None:
    install.install(source, where, Log(where.log))
    assert (where.python / "python.exe").read_text() == "new"
    assert where.add_in.read_bytes() == b"add-in"
    assert (where.app / "docs" / "手册.md").exists()
    assert (where.app / "uninstall.bat").read_bytes() == b"@echo off\r\n"
    assert sorted(path.name for path in where.app.glob("python*")) == ["python"]
    offline = next(words for words in calls if "install" in words)
    assert "--no-index" in offline
    assert offline[1].endswith("/wheels/pip-26.0-py3-none-any.whl/pip")


def test_running_it_again_upgrades(source: Path, where: Places, calls: list[list[str]]) -> None:
    install.install(source, where, Log(where.log))
    (source / "python" / "python.exe").write_text("newer")
    (source / "xl_quality.xlam").write_bytes(b"newer add-in")
    install.install(source, where, Log(where.log))
    assert calls
    assert (where.python / "python.exe").read_text() == "newer"
    assert where.add_in.read_bytes() == b"newer add-in"


@pytest.mark.parametrize("step", ["install", "xl_quality.excel.addin_doctor"])
def test_a_failed_step_leaves_the_earlier_installation_working(
    source: Path, where: Places, calls: list[list[str]], step: str
) -> None:
    install.install(source, where, Log(where.log))
    (source / "python" / "python.exe").write_text("newer")
    (source / "xl_quality.xlam").write_bytes(b"newer add-in")
    FAIL.append(step)
    with pytest.raises(InstallError):
        install.install(source, where, Log(where.log))
    assert (where.python / "python.exe").read_text() == "new"
    assert where.add_in.read_bytes() == b"add-in"
    assert "某一环断了" in where.log.read_text(encoding="utf-8")
    assert calls


def test_a_program_that_hangs_or_leaves_another_one_running_is_not_waited_for(
    where: Places,
) -> None:
    log = Log(where.log)
    began = time.monotonic()
    sleep = "'-c', 'import time; time.sleep(20)'"
    left = f"import subprocess, sys; subprocess.Popen([sys.executable, {sleep}])"
    done = machine.run([sys.executable, "-c", f"{left}; print('好')"], log)
    assert (done.returncode, done.stdout) == (0, "好\n")
    hung = machine.run([sys.executable, "-c", "import time; time.sleep(20)"], log, 1)
    assert hung.returncode == 1
    assert "没有结束" in hung.stdout
    assert time.monotonic() - began < 15
    assert "没有结束" in where.log.read_text("utf-8")


def test_a_failed_first_installation_gives_excel_nothing(
    source: Path, where: Places, calls: list[list[str]]
) -> None:
    FAIL.append("xl_quality.excel.addin_doctor")
    with pytest.raises(InstallError, match="某一环断了"):
        install.install(source, where, Log(where.log))
    assert not where.add_in.exists()
    assert not where.python.exists()
    assert calls


def test_from_source_code_a_venv_is_made_and_the_add_in_built(
    tmp_path: Path, where: Places, calls: list[list[str]]
) -> None:
    checkout = tmp_path / "代码"
    checkout.mkdir()
    where.app.mkdir(parents=True)
    (where.app / "xl_quality.xlam").write_bytes(b"built")  # what the builder would write
    install.install(checkout, where, Log(where.log))
    assert calls[0][:3] == [sys.executable, "-m", "venv"]
    assert f"{checkout}[addin]" in calls[1]
    assert "xl_quality.excel.building.addin" in calls[2]
    assert where.add_in.read_bytes() == b"built"


def test_an_open_excel_stops_it_before_anything_changes(
    source: Path, where: Places, calls: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(install, "running", lambda program: program == "EXCEL.EXE")
    with pytest.raises(InstallError, match="Excel 正在运行"):
        install.install(source, where, Log(where.log))
    assert not where.python.exists()
    assert calls == []


def test_failures_end_with_a_sentence_and_not_with_a_traceback(
    source: Path, where: Places, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(install, "running", lambda _: True)
    monkeypatch.setenv("LOCALAPPDATA", str(where.app.parent))
    monkeypatch.setenv("APPDATA", str(where.start))
    assert install.main(str(source)) == 1
    said = capsys.readouterr().out
    assert "安装没有完成：Excel 正在运行" in said
    assert "Traceback" not in said


def test_no_excel_runs_where_there_is_no_windows() -> None:
    assert not running("EXCEL.EXE")


def test_a_venv_keeps_its_interpreter_in_scripts(tmp_path: Path) -> None:
    (tmp_path / "Scripts").mkdir()
    (tmp_path / "Scripts" / "python.exe").touch()
    assert interpreter(tmp_path) == tmp_path / "Scripts" / "python.exe"
    assert interpreter(tmp_path, windowed=True) == tmp_path / "pythonw.exe"


def test_the_old_folder_comes_back_when_the_new_one_fails(tmp_path: Path) -> None:
    old, new = tmp_path / "python", tmp_path / "python.new"
    for folder, text in ((old, "old"), (new, "new")):
        folder.mkdir()
        (folder / "a").write_text(text)

    def fail_inside() -> None:
        with install.replaced(old, new):
            assert (old / "a").read_text() == "new"
            raise InstallError

    with pytest.raises(InstallError):
        fail_inside()
    assert (old / "a").read_text() == "old"


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """How often Windows still refuses to rename a folder, by its name."""
    refusals: dict[str, int] = {}
    rename = Path.rename

    def guarded(path: Path, target: Path) -> Path:
        if refusals.get(path.name, 0) > 0:
            refusals[path.name] -= 1
            raise PermissionError(13, "Access is denied", str(path))
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", guarded)
    monkeypatch.setattr(time, "sleep", lambda _: None)
    return refusals


def swapped(folder: Path, *, fails: bool = False) -> None:
    with install.replaced(folder / "python", folder / "python.new"):
        if fails:
            raise InstallError


def written(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (folder / name.replace("_", ".")).mkdir(parents=True)
        (folder / name.replace("_", ".") / "a").write_text(text)
    return folder


def test_a_virus_scanner_that_holds_the_new_files_for_a_moment_is_waited_for(
    tmp_path: Path, held: dict[str, int]
) -> None:
    held["python.new"] = install.TRIES - 1
    swapped(written(tmp_path, python="old", python_new="new"))
    assert (tmp_path / "python" / "a").read_text() == "new"


def test_a_folder_that_stays_in_use_ends_the_installation_and_the_old_one_is_back(
    tmp_path: Path, held: dict[str, int]
) -> None:
    held["python.new"] = install.TRIES
    with pytest.raises(InstallError, match=r"python\.new”正在使用"):
        swapped(written(tmp_path, python="old", python_new="new"))
    assert (tmp_path / "python" / "a").read_text() == "old"


def test_the_old_one_comes_back_though_the_new_one_is_held_for_a_moment(
    tmp_path: Path, held: dict[str, int]
) -> None:
    held["python"] = 0
    folder = written(tmp_path, python="old", python_new="new")

    def fail_while_held() -> None:
        with install.replaced(folder / "python", folder / "python.new"):
            held["python"] = 3  # its server is still ending
            raise InstallError

    with pytest.raises(InstallError):
        fail_while_held()
    assert (tmp_path / "python" / "a").read_text() == "old"
    assert not (tmp_path / "python.new").exists()


def test_what_a_power_cut_left_behind_comes_back_when_the_next_try_fails(tmp_path: Path) -> None:
    with pytest.raises(InstallError):
        swapped(written(tmp_path, python_old="old", python_new="new"), fails=True)
    assert (tmp_path / "python" / "a").read_text() == "old"


def test_a_sample_workbook_that_is_open_does_not_undo_the_installation(
    source: Path,
    where: Places,
    calls: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    copy = vars(install)["copy_tree"]

    def held_docs(one: Path, target: Path) -> None:
        if target.name == "docs":
            raise PermissionError(13, "Permission denied", str(target))
        copy(one, target)

    monkeypatch.setattr(install, "copy_tree", held_docs)
    install.install(source, where, Log(where.log))
    said = capsys.readouterr().out
    assert "没有更新" in said
    assert "安装完成" in said
    assert where.add_in.exists()
    assert calls


def test_a_python_from_the_store_is_refused_since_excel_cannot_see_its_files(
    tmp_path: Path, where: Places, calls: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    store = r"C:\Program Files\WindowsApps\PythonSoftwareFoundation.Python.3.13_x64"
    monkeypatch.setattr(sys, "base_prefix", store)
    with pytest.raises(InstallError, match="微软商店"):
        install.install(tmp_path / "代码", where, Log(where.log))
    assert calls == []


def test_the_add_in_arrives_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "XLSTART" / "xl_quality.xlam"
    target.mkdir(parents=True)  # something that cannot be replaced by a file
    (target / "x").touch()
    made = tmp_path / "new.xlam"
    made.write_bytes(b"x")
    with pytest.raises(InstallError, match="关闭 Excel"):
        install.place(made, target)
    assert [path.name for path in target.parent.iterdir()] == ["xl_quality.xlam"]


def test_uninstalling_takes_the_add_in_and_says_so(
    where: Places, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LOCALAPPDATA", str(where.app.parent))
    monkeypatch.setenv("APPDATA", str(where.start.parents[2]))
    where.add_in.parent.mkdir(parents=True)
    where.add_in.touch()
    assert uninstall.main() == 0
    assert not where.add_in.exists()
    assert uninstall.main() == 0
    said = capsys.readouterr().out.splitlines()
    assert said == ["已从 Excel 移除加载项。", "Excel 里没有这个加载项。"]


def test_the_installer_needs_nothing_but_python_itself() -> None:
    folder = Path(install.__file__).parent
    needed = {
        name.split(".")[0]
        for path in folder.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else []
        )
    }
    assert needed <= {*sys.stdlib_module_names, "xl_quality"}
