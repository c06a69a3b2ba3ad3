"""Files on disk: read whole, replaced whole or not at all, copied before they change."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from xl_quality.books import file_findings as kinds
from xl_quality.books.file_findings import refused
from xl_quality.core.findings import EnvironmentFaultError

if TYPE_CHECKING:
    from datetime import datetime

LARGEST_FILE: Final = 512 << 20  # Bytes of a file that is read at all
BACKUP_FOLDER: Final = "备份"
_WINDOWS_LOCKED: Final = (32, 33)  # ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION


def read_file(path: Path) -> bytes:
    """Return a file's bytes.

    Raises:
        BadInputError: there is no such file, or it is larger than 512 MB.
        EnvironmentFaultError: it cannot be read.
    """
    if path.is_dir():
        raise refused(kinds.FOLDER, path.resolve().name or str(path))
    if not path.exists():
        raise refused(kinds.MISSING, path.name)
    with _as_message(path, "读取"):
        if path.stat().st_size > LARGEST_FILE:
            raise refused(kinds.LARGE_FILE, path.name, size=path.stat().st_size >> 20)
        return path.read_bytes()


def refuse_if_in_use(path: Path) -> None:
    """Make sure that nobody has the workbook open and that it may be written.

    Raises:
        EnvironmentFaultError: a lock file lies beside it, or it is read-only.
    """
    for lock in (f"~${path.name}", f".~lock.{path.name}#", f".~{path.name}"):
        if (path.parent / lock).exists():
            raise EnvironmentFaultError(
                f"「{path.name}」正在 Excel、WPS 或 LibreOffice 中打开，没有写入。"
                f"请先关闭它再重试；如果确实没有打开，请删除同一文件夹中的「{lock}」。"
            )
    if path.exists() and not path.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH):
        raise EnvironmentFaultError(
            f"「{path.name}」是只读文件，没有写入。"
            "请在文件属性中去掉「只读」，或另存到别的文件夹后重试。"
        )


def write_file(path: Path, content: bytes) -> None:
    """Put a file in place of the one at *path*, in one step.

    The content goes to a temporary file in the same folder, is forced to disk, and only then
    takes the name; whatever fails, the file at *path* is as it was.

    A symbolic link keeps pointing to its file.

    Raises:
        EnvironmentFaultError: no permission, disk full, folder missing, file locked.
    """
    target = Path(os.path.realpath(path))
    with _as_message(path, "写入"):
        handle, name = _new_beside(target)
        with _gone_if_it_fails(name):
            with os.fdopen(handle, "wb") as file:
                _force_to_disk(file, content)
            _keep_mode(target, name)
            name.replace(target)


def _new_beside(target: Path) -> tuple[int, Path]:
    """Create a file of no other's name that only its owner may read, and return its handle."""
    # tempfile does the same, but takes longer to import than a school's workbook to write
    name = target.with_name(f".xlq-{os.urandom(8).hex()}.tmp")
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL
    flags |= getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    return os.open(name, flags, 0o600), name


def drop_backup(copy: Path) -> None:
    """Take a copy away that nobody needs: nothing was replaced."""
    copy.unlink()
    with contextlib.suppress(OSError):  # the folder holds other copies
        copy.parent.rmdir()


def backup_file(path: Path, now: datetime) -> Path:
    """Copy a file to ``备份/`` beside it, its name dated; an existing copy is never overwritten.

    Returns:
        The copy.

    Raises:
        BadInputError: there is no such file.
        EnvironmentFaultError: it cannot be copied.
    """
    return keep_copy(read_file(path), path, now)


def keep_copy(content: bytes, path: Path, now: datetime) -> Path:
    """Write what a workbook holds to ``备份/`` beside *path*; errors as of `backup_file`.

    Returns:
        The copy.
    """
    with _as_message(path.parent / BACKUP_FOLDER, "备份到"):
        for copy in dated_copies(path, now):
            try:
                file = copy.open("xb")
            except FileExistsError:
                continue
            with file, _gone_if_it_fails(copy):
                _force_to_disk(file, content)
            return copy
    raise AssertionError  # there is no end to the names


def dated_copies(path: Path, now: datetime) -> Iterator[Path]:
    """Yield names for a copy in ``备份/`` beside a file, which is made, till one is free."""
    folder = path.parent / BACKUP_FOLDER
    folder.mkdir(exist_ok=True)
    stem = f"{path.stem}_{now:%Y%m%d_%H%M%S}"
    yield folder / f"{stem}{path.suffix}"
    for number in count(2):
        yield folder / f"{stem}_{number}{path.suffix}"


def _force_to_disk(file: BinaryIO, content: bytes) -> None:
    file.write(content)
    file.flush()
    os.fsync(file.fileno())


@contextlib.contextmanager
def _gone_if_it_fails(path: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        with contextlib.suppress(OSError):
            path.unlink()
        raise


def _keep_mode(original: Path, copy: Path) -> None:
    """Give the new file the permissions of the old one, or those that new files have here."""
    if original.exists():
        copy.chmod(stat.S_IMODE(original.stat().st_mode))
    elif os.name == "posix":
        mask = os.umask(0)
        os.umask(mask)
        copy.chmod(0o666 & ~mask)


@contextlib.contextmanager
def _as_message(path: Path, action: str) -> Iterator[None]:
    """Turn what the system reports into a message for the clerk."""
    try:
        yield
    except OSError as error:
        raise EnvironmentFaultError(f"无法{action}「{path.name}」：{_reason(error)}") from error


def _reason(error: OSError) -> str:
    if getattr(error, "winerror", None) in _WINDOWS_LOCKED:
        return "它正被别的程序使用。请关闭 Excel、WPS 后重试。"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "磁盘已满。请清理磁盘或换一个位置后重试，原文件没有改动。"
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "没有权限。请确认文件没有打开、不是只读，或换一个文件夹后重试。"
    if error.errno == errno.ENOENT:
        return "文件夹不存在。请检查位置后重试。"
    return f"系统报告 {error.strerror or error}。请检查磁盘、U 盘或网络位置后重试。"
