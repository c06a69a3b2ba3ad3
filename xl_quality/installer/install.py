"""The whole installation (安装), from a release folder or from the source code."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from xl_quality.installer.machine import (
    ADD_IN,
    InstallError,
    Log,
    Office,
    Places,
    add_packages,
    cloud_advice,
    copy_tree,
    interpreter,
    make_python,
    office,
    places,
    run,
    running,
    told,
)

TRIES: Final = 20
PAUSE: Final = 0.5
"""Seconds; a virus scanner holds files that were just written for some seconds."""
_SELF_TEST_SECONDS = 300  # the DLL itself waits two minutes for a server that does not start


@contextmanager
def replaced(folder: Path, new: Path) -> Iterator[None]:
    """Put *new* in the place of *folder*; if the block fails, the old folder comes back.

    Raises:
        InstallError: the old folder is in use.
    """
    old = folder.with_name(f"{folder.name}.old")
    if not folder.exists():  # an installation was broken off between two steps
        _rename(old, folder)
    shutil.rmtree(old, ignore_errors=True)
    _rename(folder, old)
    try:
        _rename(new, folder)
        yield
    except BaseException:
        _rename(folder, new)
        _rename(old, folder)
        shutil.rmtree(new, ignore_errors=True)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _rename(source: Path, target: Path) -> None:
    """Rename a folder, if it is there, as soon as Windows lets us."""
    for left in reversed(range(TRIES)):
        if not source.exists():
            return
        try:
            source.rename(target)
        except OSError as error:
            if left:
                time.sleep(PAUSE)
                continue
            message = f"“{source}”正在使用，不能替换。请关闭 Excel 和 WPS 后重试；仍不行请重启电脑"
            raise InstallError(message) from error


def place(source: Path, target: Path) -> None:
    """Put the add-in where Excel opens it at every start.

    The bytes are written anew, so Windows' mark "from the internet" does not come along.

    Raises:
        InstallError: the folder cannot be written, or Excel holds the file.
    """
    waiting = target.with_name(f"{target.name}.new")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        waiting.write_bytes(source.read_bytes())
        waiting.replace(target)
    except OSError as error:
        waiting.unlink(missing_ok=True)
        raise InstallError(f"不能写到 {target}：{error.strerror}。请关闭 Excel 后重试") from error


def take_away(target: Path) -> bool:
    """Remove the add-in; return whether it was there.

    Raises:
        InstallError: Excel holds the file.
    """
    try:
        target.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise InstallError(f"不能删除 {target}：{error.strerror}。请关闭 Excel 后重试") from error
    return True


def main(source: str) -> int:
    """Install from the folder that holds install.bat; return 0, or 1 where nothing changed."""
    try:
        where = places(os.environ)
        log = Log(where.log)
        install(Path(source).resolve(), where, log)
    except InstallError as error:
        print(f"\n安装没有完成：{error}", flush=True)
        return 1
    except OSError as error:
        advice = cloud_advice(source, os.environ)
        print(f"\n安装没有完成，系统拒绝了操作：{error}{advice}", flush=True)
        return 1
    return 0


def install(source: Path, where: Places, log: Log) -> None:
    """Install or upgrade; an earlier installation stays usable until the new one has proved itself.

    Raises:
        InstallError: it cannot be done; what was there before is still there.
    """
    log.step("1/5 检查 Excel……")
    refuse_while_excel_runs()
    found = office()
    unfit = _said_of_excel(found, log)
    new = where.app / "python.new"
    log.step("2/5 准备 Python……")
    make_python(source / "python", new, log)
    log.step("3/5 安装程序组件（约一分钟）……")
    add_packages(source, new, log)
    add_in = _built_add_in(source, new, where, log)
    _write_command(where)
    with replaced(where.python, new):
        log.step("4/5 自检：启动计算服务并计算一次……")
        _self_test(where, log)
        log.step("5/5 放入 Excel 加载项……")
        place(add_in, where.add_in)
        _place_typing_help(source, found, where)
    _take_along(source, where, log)
    if unfit:
        log.step(f"\n{unfit}\n安装完成，可以用的只有命令行：{where.app / 'xl-quality.bat'}")
    else:
        log.step("\n安装完成。请打开 Excel，功能区会多出“教学质量”选项卡。")


def _said_of_excel(found: Office, log: Log) -> str:
    """Say which Excel there is; return what is wrong with it, ``""`` for nothing.

    The installation goes on: the registry need not know every Excel, and the command line works
    without one.
    """
    unfit = told(found)
    bits = f"（{found.bits} 位，可以用）" if found.bits else ""
    log.step(unfit or f"    {found.excel}{bits}")
    return unfit


def refuse_while_excel_runs() -> None:
    """Refuse while Excel is open: it holds the add-in and its server.

    Raises:
        InstallError: Excel is running.
    """
    if running("EXCEL.EXE"):
        raise InstallError("Excel 正在运行。请保存并关闭所有 Excel 窗口，再重新运行")


def _built_add_in(source: Path, python: Path, where: Places, log: Log) -> Path:
    """Return the release's add-in; from the source code it is built now."""
    shipped = source / ADD_IN
    if shipped.exists():
        return shipped
    built = where.app / ADD_IN
    if run([interpreter(python), "-m", "xl_quality.excel.building.addin", built], log).returncode:
        raise InstallError(f"不能生成加载项，详见 {log.path}")
    return built


def _self_test(where: Places, log: Log) -> None:
    words: list[Path | str] = [
        interpreter(where.python),
        "-X",
        "utf8",
        "-m",
        "xl_quality.excel.addin_doctor",
    ]
    done = run(words, log, _SELF_TEST_SECONDS)
    if done.returncode:
        message = f"自检没有通过：{done.stdout.strip() or '程序不能启动'}（详见 {log.path}）"
        raise InstallError(message)


def _place_typing_help(source: Path, found: Office, where: Places) -> None:
    """Give Excel the help while typing that is made for its bits, where the release brings it."""
    take_away(where.typing_help)
    shipped = source / "intellisense" / f"{found.bits}.xll"
    if found.excel is not None and shipped.exists():
        place(shipped, where.typing_help)


def _write_command(where: Places) -> None:
    """Leave ``xl-quality.bat``, so that the command line works, too."""
    lines = (
        "@echo off",
        'if exist "%~dp0python\\Scripts\\python.exe" (set "XLQ=Scripts\\") else (set "XLQ=")',
        '"%~dp0python\\%XLQ%python.exe" -X utf8 -m xl_quality.cli %*',
    )
    (where.app / "xl-quality.bat").write_bytes("\r\n".join([*lines, ""]).encode("ascii"))


def _take_along(source: Path, where: Places, log: Log) -> None:
    """Copy what the ribbon opens, and the way out; what is open elsewhere stays as it is."""
    way_out = source / "uninstall.bat"
    if way_out.exists():
        (where.app / way_out.name).write_bytes(way_out.read_bytes())
    for name in ("docs", "templates", "workbooks"):
        try:
            if (source / name).is_dir():
                copy_tree(source / name, where.app / name)
        except OSError as error:
            log.step(f"没有更新 {where.app / name}：{error.strerror}（可能正打开着，不影响使用）")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
