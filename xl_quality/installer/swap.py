"""A folder replaced as a whole: the new one is complete, or the old one stays."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from xl_quality.installer.failures import InstallError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def replaced(folder: Path, new: Path) -> Iterator[None]:
    """
    Put *new* in the place of *folder*; if the block fails, the old folder comes back.

    Raises:
        InstallError: the old folder is in use.
    """
    old = folder.with_name(f"{folder.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    _rename(folder, old)
    try:
        _rename(new, folder)
        yield
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        _rename(old, folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _rename(source: Path, target: Path) -> None:
    if not source.exists():
        return
    try:
        source.rename(target)
    except OSError as error:
        message = f"“{source}”正在使用，不能替换。请关闭 Excel 和 WPS 后重试；仍不行请重启电脑"
        raise InstallError(message) from error
