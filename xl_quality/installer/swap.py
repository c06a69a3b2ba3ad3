"""A folder replaced as a whole: the new one is complete, or the old one stays."""

from __future__ import annotations

import shutil
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from xl_quality.installer.failures import InstallError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TRIES: Final = 20
PAUSE: Final = 0.5
"""Seconds; a virus scanner holds files that were just written for some seconds."""


@contextmanager
def replaced(folder: Path, new: Path) -> Iterator[None]:
    """
    Put *new* in the place of *folder*; if the block fails, the old folder comes back.

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
