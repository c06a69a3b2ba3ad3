"""The Python that Excel will start: the release's own, or one made by the user's Python."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

from xl_quality.installer.copying import copy_tree
from xl_quality.installer.failures import InstallError
from xl_quality.installer.places import interpreter

if TYPE_CHECKING:
    from pathlib import Path

    from xl_quality.installer.log import Log


def make_python(bundled: Path, target: Path, log: Log) -> None:
    """
    Put a Python into a new folder.

    Args:
        bundled: the release's Python; where it is missing, the running Python makes a venv.
        target: the folder; what is there is left over from a failed installation and goes.
        log: where the programs' output goes.

    Raises:
        InstallError: the disk is full or Windows refuses.
    """
    shutil.rmtree(target, ignore_errors=True)
    try:
        if (bundled / "python.exe").exists():
            copy_tree(bundled, target)
            return
    except OSError as error:
        message = f"不能把 Python 复制到 {target}：{error.strerror}。请检查磁盘空间后重试"
        raise InstallError(message) from error
    done = run([sys.executable, "-m", "venv", target], log)
    if done.returncode:
        message = f"不能在 {target} 建立 Python 环境，详见 {log.path}"
        raise InstallError(message)


def add_packages(source: Path, target: Path, log: Log) -> None:
    """
    Install our program into a Python folder, offline where the release brought its wheels.

    Raises:
        InstallError: pip could not do it.
    """
    python = interpreter(target)
    wheels = source / "wheels"
    own = sorted(wheels.glob("xl_quality-*.whl"))
    if own:
        pip = next(iter(sorted(wheels.glob("pip-*.whl"))), None)
        words = [python, pip / "pip" if pip else "-mpip", "install", "--no-index"]
        words += ["--find-links", wheels, own[-1]]
    else:
        words = [python, "-mpip", "install", "--upgrade", f"{source}[addin]"]
    words += ["--no-warn-script-location", "--disable-pip-version-check"]
    if run(words, log).returncode:
        how = "安装包可能不完整，请重新解压后再试" if own else "请检查网络后再试"
        message = f"安装程序组件失败，{how}（详见 {log.path}）"
        raise InstallError(message)


def run(words: list[Path | str], log: Log) -> subprocess.CompletedProcess[str]:
    """Run a program to its end; its output goes to the log."""
    done = subprocess.run(  # noqa: S603 - our own programs, no shell
        [str(word) for word in words],
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
        input="",
    )
    log.ran(done)
    return done
