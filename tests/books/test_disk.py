"""Whatever fails on disk, the office's file is as it was, and the clerk is told why."""

from __future__ import annotations

import errno
import os
import stat
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from xl_quality.books import saving
from xl_quality.books.files import open_book
from xl_quality.core.findings import EnvironmentFaultError

if TYPE_CHECKING:
    from collections.abc import Callable

    from xl_quality.books.tables import Table

NOON = datetime(2026, 6, 30, 12, 0, 5)  # noqa: DTZ001 - the clerk's wall clock


def only_files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def save(office_book: Path, payout: Table) -> Callable[[], None]:
    """Save a result into the workbook; it must fail and leave everything as it was."""

    def attempt() -> None:
        before, beside = office_book.read_bytes(), only_files(office_book.parent)
        book = open_book(office_book)
        book.put(payout)
        try:
            book.save()
        finally:
            assert office_book.read_bytes() == before
            assert only_files(office_book.parent) == beside

    return attempt


@pytest.mark.parametrize("call", ["fsync", "write", "close", "replace"])
def test_a_full_disk_is_told_and_the_original_stays(
    save: Callable[[], None], monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    if call == "fsync":
        monkeypatch.setattr(os, "fsync", full)
    elif call == "replace":
        monkeypatch.setattr(Path, "replace", full)
    else:
        open_file = os.fdopen

        def opened(handle: int, mode: str) -> object:
            file = open_file(handle, mode)

            class Full:
                def __enter__(self) -> object:
                    return self

                def __exit__(self, *_: object) -> None:
                    file.close()
                    if call == "close":
                        full()

                def write(self, data: bytes) -> None:
                    if call == "write":
                        full()
                    file.write(data)

                flush = file.flush
                fileno = file.fileno

            return Full()

        monkeypatch.setattr(os, "fdopen", opened)
    with pytest.raises(EnvironmentFaultError, match="磁盘已满"):
        save()


def test_a_real_full_device_is_told(office_book: Path) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("no /dev/full on this system")
    with (
        pytest.raises(EnvironmentFaultError, match="磁盘已满"),
        saving._as_message(office_book, "写入"),
    ):
        full.write_bytes(b"x")


@pytest.mark.parametrize("lock", ["~$成绩册.xlsx", ".~lock.成绩册.xlsx#", ".~成绩册.xlsx"])
def test_a_workbook_open_elsewhere_is_not_written(
    office_book: Path, save: Callable[[], None], lock: str
) -> None:
    office_book.with_name(lock).write_bytes(b"x")
    with pytest.raises(EnvironmentFaultError, match="正在 Excel") as caught:
        save()
    assert lock in str(caught.value)


def test_a_read_only_file_is_not_written(office_book: Path, save: Callable[[], None]) -> None:
    office_book.chmod(0o444)
    with pytest.raises(EnvironmentFaultError, match="只读"):
        save()


def test_a_folder_that_takes_no_files_is_told(
    save: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(EnvironmentFaultError, match="没有权限"):
        save()


def test_a_missing_folder_is_told(office_book: Path, payout: Table) -> None:
    book = open_book(office_book)
    book.put(payout)
    with pytest.raises(EnvironmentFaultError, match="文件夹不存在"):
        book.save(office_book.parent / "没有" / "副本.xlsx")


def test_a_file_that_someone_changed_meanwhile_is_not_overwritten(
    office_book: Path, payout: Table
) -> None:
    book = open_book(office_book)
    book.put(payout)
    office_book.write_bytes(office_book.read_bytes() + b"\0")
    with pytest.raises(EnvironmentFaultError, match="又被别人改过"):
        book.save()
    assert office_book.read_bytes().endswith(b"\0")


def test_an_unreadable_file_is_told(office_book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*_: object) -> bytes:
        error = PermissionError(errno.EACCES, "used by another process")
        error.winerror = 32  # type: ignore[attr-defined]  # as Windows reports it
        raise error

    monkeypatch.setattr(Path, "read_bytes", locked)
    with pytest.raises(EnvironmentFaultError, match="正被别的程序使用"):
        open_book(office_book)


def test_permissions_of_the_file_stay(office_book: Path, payout: Table) -> None:
    office_book.chmod(0o640)
    book = open_book(office_book)
    book.put(payout)
    book.save()
    assert stat.S_IMODE(office_book.stat().st_mode) == 0o640


def test_a_link_keeps_leading_to_its_file(office_book: Path, payout: Table) -> None:
    link = office_book.with_name("快捷.xlsx")
    link.symlink_to(office_book)
    book = open_book(link)
    book.put(payout)
    book.save()
    assert link.is_symlink()
    assert open_book(office_book).own_sheets() == ("奖惩兑现表",)


def test_after_saving_the_book_tells_the_new_state_and_saves_again(
    office_book: Path, payout: Table
) -> None:
    book = open_book(office_book)
    book.put(payout)
    book.save()
    assert book.own_sheets() == ("奖惩兑现表",)
    assert book.read("奖惩兑现表").rows[0][0] == "序号"
    book.remove("奖惩兑现表")
    book.save()
    assert book.own_sheets() == ()


def test_a_backup_is_dated_and_equal(office_book: Path) -> None:
    copy = open_book(office_book, lambda: NOON).backup()
    assert copy == office_book.parent / "备份" / "成绩册_20260630_120005.xlsx"
    assert copy.read_bytes() == office_book.read_bytes()


def test_a_backup_never_overwrites_another(office_book: Path) -> None:
    book = open_book(office_book, lambda: NOON)
    names = [book.backup().name for _ in range(3)]
    assert names == [
        "成绩册_20260630_120005.xlsx",
        "成绩册_20260630_120005_2.xlsx",
        "成绩册_20260630_120005_3.xlsx",
    ]


def test_a_backup_is_dated_by_the_clock_if_nobody_says(office_book: Path) -> None:
    year = datetime.now().astimezone().year
    assert open_book(office_book).backup().name.startswith(f"成绩册_{year}")


def test_a_backup_that_does_not_fit_on_the_disk_leaves_nothing(
    office_book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(EnvironmentFaultError, match="磁盘已满"):
        open_book(office_book, lambda: NOON).backup()
    assert only_files(office_book.parent / "备份") == []


def test_other_faults_are_told_as_the_system_names_them(
    save: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(EnvironmentFaultError, match="Input/output error"):
        save()
