"""The add-in file in Excel's start-up folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_quality.installer.failures import InstallError

if TYPE_CHECKING:
    from pathlib import Path


def place(source: Path, target: Path) -> None:
    """
    Put the add-in where Excel opens it at every start.

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
        message = f"不能写到 {target}：{error.strerror}。请关闭 Excel 后重试"
        raise InstallError(message) from error


def take_away(target: Path) -> bool:
    """
    Remove the add-in; return whether it was there.

    Raises:
        InstallError: Excel holds the file.
    """
    try:
        target.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        message = f"不能删除 {target}：{error.strerror}。请关闭 Excel 后重试"
        raise InstallError(message) from error
    return True
