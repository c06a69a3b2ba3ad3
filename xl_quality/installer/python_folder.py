"""The Python that Excel will start: the release's own, or one made by the user's Python."""

from __future__ import annotations

import shutil
import subprocess
import sys
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Final

from xl_quality.installer.machine import InstallError, copy_tree, interpreter

if TYPE_CHECKING:
    from pathlib import Path

    from xl_quality.installer.machine import Log

_HALF_AN_HOUR: Final = 1800
"""An old disk and a virus scanner make pip slow."""


def make_python(bundled: Path, target: Path, log: Log) -> None:
    """
    Put a Python into a new folder.

    Args:
        bundled: the release's Python; where it is missing, the running Python makes a venv.
        target: the folder; what is there is left over from a failed installation and goes.
        log: where the programs' output goes.

    Raises:
        InstallError: the disk is full, Windows refuses, or the running Python comes from
            Microsoft's store and writes to a place that other programs do not see.
    """
    shutil.rmtree(target, ignore_errors=True)
    try:
        if (bundled / "python.exe").exists():
            copy_tree(bundled, target)
            return
    except OSError as error:
        message = f"不能把 Python 复制到 {target}：{error.strerror}。请检查磁盘空间后重试"
        raise InstallError(message) from error
    if "WindowsApps" in sys.base_prefix:
        message = (
            "电脑上的 Python 来自微软商店，Excel 看不到它建立的文件。"
            "请用自带 Python 的发布包，或从 python.org 安装 Python"
        )
        raise InstallError(message)
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
    shipped = sorted(wheels.glob("xl_quality-*.whl"))
    if shipped:
        pip = next(iter(sorted(wheels.glob("pip-*.whl"))), None)
        words = [python, pip / "pip" if pip else "-mpip", "install", "--no-index"]
        words += ["--find-links", wheels, shipped[-1]]
    else:
        words = [python, "-mpip", "install", "--upgrade", f"{source}[addin]"]
    words += ["--no-warn-script-location", "--disable-pip-version-check"]
    if run(words, log).returncode:
        how = "安装包可能不完整，请重新解压后再试" if shipped else "请检查网络后再试"
        message = f"安装程序组件失败，{how}（详见 {log.path}）"
        raise InstallError(message)


def run(
    words: list[Path | str], log: Log, seconds: int = _HALF_AN_HOUR
) -> subprocess.CompletedProcess[str]:
    """Run a program to its end; its output goes to the log.

    Its output is taken in files: what it starts itself and leaves running would hold a pipe open,
    and we should wait for ever.
    """
    texts = [str(word) for word in words]
    with TemporaryFile() as out, TemporaryFile() as err:
        try:
            code = subprocess.run(  # noqa: S603 - our own programs, no shell
                texts, stdout=out, stderr=err, input=b"", check=False, timeout=seconds
            ).returncode
            late = ""
        except subprocess.TimeoutExpired:
            code, late = 1, f"{seconds // 60} 分钟还没有结束，可能被杀毒软件拦住"
        done = subprocess.CompletedProcess(texts, code, _text(out) + late, _text(err))
    log.ran(done)
    return done


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8", errors="replace").replace("\r\n", "\n")
