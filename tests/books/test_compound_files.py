"""An .xls whose sectors are chained as PHPExcel does is read; one that is really damaged is not."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

import pytest

from xl_quality.books import sources, xls
from xl_quality.books.files import FileKind, open_book
from xl_quality.core.findings import BadInputError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

END, FREE, TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
SECTOR, SMALL = 512, 64
NAMES = ["赵一", "钱二", "孙三", "李四"] * 60
ROWS: list[list[Any]] = [
    ["姓名", "语文"],
    *([name, 60 + index / 2] for index, name in enumerate(NAMES)),
]


def record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def text(value: str) -> bytes:
    return struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")


def workbook(rows: list[Any] = ROWS) -> bytes:
    """A BIFF8 stream with one sheet of texts and numbers."""
    opening = struct.pack("<HHHHII", 0x0600, 5, 0x0DBB, 0x07CC, 0, 6)
    codepage = record(0x0042, struct.pack("<H", 1200))
    name = "成绩"
    bound = struct.pack("<IBBBB", 0, 0, 0, len(name), 1) + name.encode("utf-16-le")
    head = record(0x0809, opening) + codepage
    start = len(head) + len(record(0x0085, bound)) + 4
    bound = struct.pack("<I", start) + bound[4:]
    cells = b"".join(
        record(0x0204, struct.pack("<HHH", r, c, 0) + text(value))
        if isinstance(value, str)
        else record(0x0203, struct.pack("<HHHd", r, c, 0, value))
        for r, row in enumerate(rows)
        for c, value in enumerate(row)
    )
    used = record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, 2, 0))
    sheet = record(0x0809, opening[:2] + struct.pack("<H", 0x10) + opening[4:])
    return (
        head + record(0x0085, bound) + record(0x0A, b"") + sheet + used + cells + record(0x0A, b"")
    )


def entry(name: str, kind: int, first: int, size: int, child: int = 0xFFFFFFFF) -> bytes:
    raw = f"{name}\0".encode("utf-16-le")
    other = 2 if name == "Workbook" else 0xFFFFFFFF
    body = raw.ljust(64, b"\0") + struct.pack(
        "<HBBIII", len(raw), kind, 1, 0xFFFFFFFF, other, child
    )
    return body.ljust(116, b"\0") + struct.pack("<III", first, size, 0)


def compound(stream: bytes, name: str = "Workbook") -> bytearray:
    """Pack a stream as Excel does: table, directory, a small stream's sectors, then the stream."""
    count = -(-len(stream) // SECTOR)
    table = [TABLE, END, END, END, *range(5, 4 + count), END]
    table += [FREE] * (SECTOR // 4 - len(table))
    assert len(table) == SECTOR // 4, "one sector holds the table"
    small = [END] + [FREE] * (SECTOR // 4 - 1)
    folder = entry("Root Entry", 5, 3, SMALL, 1) + entry(name, 2, 4, len(stream))
    folder += entry("\x05SummaryInformation", 2, 0, 20) + entry("", 0, 0, 0)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(24, b"\0")
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6).ljust(20, b"\0")
    header += struct.pack("<IIIIIIII", 1, 1, 0, 4096, 2, 1, END, 0)
    header += struct.pack("<109I", 0, *[FREE] * 108)
    parts = [struct.pack("<128I", *table), folder, struct.pack("<128I", *small), b"x" * 20, stream]
    return bytearray(
        header + b"".join(part.ljust(-(-len(part) // 512) * 512, b"\0") for part in parts)
    )


def chained(data: bytearray, sector: int, following: int) -> bytearray:
    struct.pack_into("<I", data, SECTOR + 4 * sector, following)
    return data


def saved(path: Path, data: bytes | bytearray) -> Path:
    path.write_bytes(data)
    return path


def test_the_file_of_these_tests_is_one_that_all_readers_know(tmp_path: Path) -> None:
    path = saved(tmp_path / "成绩.xls", compound(workbook()))
    book = open_book(path)
    assert (book.kind, book.findings, book.sheet_names()) == (FileKind.BIFF, (), ("成绩",))
    assert book.read("成绩").rows == ROWS


OVERLAPPING: dict[str, Callable[[bytearray], bytearray]] = {
    "小流的扇区链连进工作簿": lambda data: chained(data, 3, 4),
    "小流从工作簿的扇区开始": lambda data: (
        data[: 1536 - 512 + 116] + struct.pack("<I", 4) + data[1536 - 512 + 120 :]
    ),
    "目录的链连进工作簿": lambda data: chained(data, 1, 4),
}


@pytest.mark.parametrize("spoil", OVERLAPPING.values(), ids=OVERLAPPING.keys())
def test_streams_that_overlap_beside_a_whole_workbook_are_no_damage(
    tmp_path: Path, spoil: Callable[[bytearray], bytearray]
) -> None:
    path = saved(tmp_path / "成绩.xls", spoil(compound(workbook())))
    assert xls._opened(path.read_bytes(), path.name) is None, "xlrd calls it corrupt"
    book = open_book(path)
    assert book.read("成绩").rows == ROWS
    assert book.findings == ()


def test_a_chain_that_ends_nowhere_behind_the_last_byte_is_no_damage(tmp_path: Path) -> None:
    data = compound(workbook())
    last = 4 + -(-len(workbook()) // SECTOR) - 1
    path = saved(tmp_path / "成绩.xls", chained(data, last, last + 1))
    assert open_book(path).read("成绩").rows == ROWS


@pytest.mark.parametrize("name", ["WORKBOOK", "workbook", "Book", "BOOK"])
def test_the_stream_is_found_however_it_is_written(tmp_path: Path, name: str) -> None:
    path = saved(tmp_path / "成绩.xls", compound(workbook(), name))
    assert open_book(path).read("成绩").rows == ROWS


def in_small_sectors(stream: bytes) -> bytearray:
    """Pack a stream of less than 4,096 bytes where Excel puts it: into the root's own stream."""
    count = -(-len(stream) // SMALL)
    data = compound(stream)
    struct.pack_into("<II", data, SECTOR * 2 + 116, 4, count * SMALL)
    struct.pack_into("<I", data, SECTOR * 2 + 128 + 116, 0)
    for sector in range(count):
        following = END if sector == count - 1 else sector + 1
        struct.pack_into("<I", data, SECTOR * 3 + 4 * sector, following)
    return data


@pytest.mark.parametrize("cut", [0, 1, 40])
def test_a_workbook_in_small_sectors_is_found(cut: int) -> None:
    stream = workbook(ROWS[:3])
    data = in_small_sectors(stream)
    whole = data[: len(data) - (-len(stream)) % SECTOR]  # some programs cut what is only padding
    assert xls.workbook_stream(bytes(whole[: len(whole) - cut])) == (None if cut else stream)


def test_small_sectors_that_run_in_a_circle_are_damage_and_no_endless_reading(
    tmp_path: Path,
) -> None:
    data = in_small_sectors(workbook(ROWS[:3]))
    struct.pack_into("<I", data, SECTOR * 3 + 4, 0)
    path = saved(tmp_path / "成绩.xls", data)
    with pytest.raises(BadInputError, match="已损坏"):
        open_book(path)


LAST = 4 + -(-len(workbook()) // SECTOR) - 1
DAMAGED: dict[str, Callable[[bytearray], bytes]] = {
    "截断": lambda data: bytes(data[: len(data) // 2]),
    "截掉最后一个扇区": lambda data: bytes(data[:-SECTOR]),
    "链转圈": lambda data: bytes(chained(data, 8, 6)),
    "链提前结束": lambda data: bytes(chained(data, 6, END)),
    "链指到文件外": lambda data: bytes(chained(data, 6, 100_000)),
    "链的次序乱了": lambda data: bytes(chained(chained(chained(data, 6, 8), 8, 7), 7, 9)),
    "大小写错": lambda data: bytes(data[:1272] + struct.pack("<I", 1 << 31) + data[1276:]),
    "中间是别的内容": lambda data: bytes(data[:4096] + b"\xee" * 4096 + data[8192:]),
}


@pytest.mark.parametrize("spoil", DAMAGED.values(), ids=DAMAGED.keys())
@pytest.mark.parametrize("overlapping", [False, True])
def test_what_is_really_damaged_is_refused(
    tmp_path: Path, spoil: Callable[[bytearray], bytes], *, overlapping: bool
) -> None:
    whole = compound(workbook())
    data = spoil(chained(whole, 3, 4) if overlapping else whole)
    path = saved(tmp_path / "成绩.xls", data)
    with pytest.raises(BadInputError, match="已损坏"):
        open_book(path).read("成绩")


@pytest.mark.parametrize(
    ("mine", "other", "same"),
    [
        (60.0, 60.0, True),
        (60.0, 60, True),
        (60.0, 61.0, False),
        (60.0, "60", False),
        ("缺考", " 缺考", True),
        ("缺考", "缺", False),
        ("缺考", 0.0, False),
        (None, None, True),
        (None, 0.0, False),
        (True, True, True),
    ],
)
def test_the_two_readers_must_agree_on_every_mark(
    mine: object, other: object, *, same: bool
) -> None:
    assert xls._same_value(mine, other) is same  # type: ignore[arg-type]  # cases


def test_a_second_reader_that_finds_another_mark_stops_the_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = compound(workbook([[*row[:1], "缺考"] for row in ROWS]))
    second = sources.fast_reader
    monkeypatch.setattr(xls, "fast_reader", lambda _: second(bytes(other)))
    path = saved(tmp_path / "成绩.xls", chained(compound(workbook()), 3, 4))
    with pytest.raises(BadInputError, match="已损坏"):
        open_book(path).read("成绩")
