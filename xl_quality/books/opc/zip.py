"""A zip archive read from memory, inflated only within bounds, and written.

Untouched members are copied as they lie there, packed bytes and all.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from xl_quality.books import file_findings as kinds
from xl_quality.books.file_findings import damaged, refused

LARGEST_UNPACKED: Final = 1 << 30  # Bytes that all members together may unpack to
MOST_MEMBERS: Final = 20_000  # parts of a package: a thousand sheets have a few thousand
_SUSPECT_SIZE: Final = 64 << 20
_SUSPECT_RATIO: Final = 400
"""No sheet that Excel saves shrinks as far: millions of empty formatted rows shrink to 1/40."""
_CHUNK_IN: Final = 1 << 16
_CHUNK_OUT: Final = 1 << 18
_END_LOOKBACK: Final = 22 + 0xFFFF
_STORED: Final = 0
_DEFLATED: Final = 8
_ENCRYPTED_FLAG: Final = 0x01
UTF8_FLAG: Final = 0x800
_IN_EXTRA: Final = 0xFFFFFFFF
ZIP64_EXTRA: Final = 1
_LEVEL: Final = 2
"""A third of the time of the usual 6; our sheets take a quarter more, others stay as they are."""
_SMALLEST: Final = 9
_SIZES_FOLLOW_FLAG: Final = 0x08
_NEW_YEAR_1980: Final = (0, 0x21)  # DOS time and date: the same input gives the same bytes
_VERSION: Final = 20


class Member(NamedTuple):
    """One member as the central directory records it."""

    name: str
    flags: int
    method: int
    crc: int
    # packed, unpacked: sizes in bytes
    packed: int
    unpacked: int
    offset: int  # of the local header in the archive
    record: bytes  # its raw central directory record


class Archive:
    """The bytes of a zip file and its members in their order."""

    __slots__ = ("data", "file_name", "members", "proven")

    def __init__(self, file_name: str, data: bytes, members: Sequence[Member]) -> None:
        self.file_name = file_name  # as shown in messages
        self.data = data  # the whole file
        self.members = members  # in the order of the directory
        # offsets of the members that were read to their end and found undamaged
        self.proven: set[int] = set()

    def content(self, member: Member) -> memoryview:
        """Return the packed bytes of a member.

        Raises:
            BadInputError: they are not where the directory says.
        """
        start = self.header_end(member)
        if start + member.packed > len(self.data):
            raise damaged(self.file_name, member.name)
        return memoryview(self.data)[start : start + member.packed]

    def header_end(self, member: Member) -> int:
        """Return the offset just behind a member's local header."""
        if self.data[member.offset : member.offset + 4] != b"PK\3\4":
            raise damaged(self.file_name, member.name)
        if member.offset + 30 > len(self.data):
            raise damaged(self.file_name, member.name)
        name, extra = struct.unpack_from("<HH", self.data, member.offset + 26)
        return int(member.offset + 30 + name + extra)

    def chunks(self, member: Member) -> Iterator[bytes]:
        """Yield a member's content in pieces of at most 1 MB, never more than it declares.

        Raises:
            BadInputError: it is damaged: another size or checksum than recorded, no zip data.
        """
        crc = size = 0
        try:
            for chunk in self._inflated(member):
                crc = zlib.crc32(chunk, crc)
                size += len(chunk)
                if size > member.unpacked:
                    break
                yield chunk
        except zlib.error:
            raise damaged(self.file_name, member.name) from None
        if size != member.unpacked or crc != member.crc:
            raise damaged(self.file_name, member.name)
        self.proven.add(member.offset)

    def prove(self, member: Member) -> None:
        """Make sure that a member is undamaged, reading it unless that was done before."""
        if member.offset not in self.proven:
            for _ in self.chunks(member):
                pass

    def read(self, member: Member) -> bytes:
        """Return a member's whole content; errors as of `chunks`."""
        return b"".join(self.chunks(member))

    def _inflated(self, member: Member) -> Iterator[bytes]:
        content = self.content(member)
        if member.method == _STORED:
            for start in range(0, len(content), _CHUNK_OUT):
                yield bytes(content[start : start + _CHUNK_OUT])
            return
        inflater = zlib.decompressobj(-15)
        for start in range(0, len(content), _CHUNK_IN):
            pending: bytes | memoryview = content[start : start + _CHUNK_IN]
            while pending:
                yield inflater.decompress(pending, _CHUNK_OUT)
                pending = inflater.unconsumed_tail
        while rest := inflater.decompress(b"", _CHUNK_OUT):
            yield rest


def read_archive(data: bytes, file_name: str) -> Archive:
    """Read the directory of a zip file and refuse what cannot or must not be unpacked.

    Raises:
        BadInputError: truncated or broken, encrypted, unpacks to more than 1 GB, or packed in a
            way that Excel does not write.
    """
    count, size, start = _directory(data, file_name)
    shift = _end_record(data, file_name) - size - start
    if count > MOST_MEMBERS:
        raise refused(kinds.MANY_PARTS, file_name, count=count)
    members, at = [], start + (shift if 0 < shift < len(data) else 0)
    try:
        for _ in range(count):
            member, at = _member(data, at, max(shift, 0))
            members.append(member)
    except (struct.error, UnicodeDecodeError, ValueError):
        raise damaged(file_name) from None
    _refuse_unsafe(members, file_name)
    return Archive(file_name, data, members)


def _refuse_unsafe(members: Sequence[Member], file_name: str) -> None:
    if any(member.flags & _ENCRYPTED_FLAG for member in members):
        raise refused(kinds.ENCRYPTED, file_name)
    if any(member.method not in (_STORED, _DEFLATED) for member in members):
        raise refused(kinds.ODD_COMPRESSION, file_name)
    for member in members:
        if member.unpacked > max(_SUSPECT_SIZE, _SUSPECT_RATIO * member.packed):
            size = member.unpacked >> 20
            raise refused(kinds.LARGE_PART, file_name, part=member.name, size=size)
    total = sum(member.unpacked for member in members)
    if total > LARGEST_UNPACKED:
        raise refused(kinds.LARGE_UNPACKED, file_name, size=total >> 20)


def _end_record(data: bytes, file_name: str) -> int:
    end = data.rfind(b"PK\5\6", max(0, len(data) - _END_LOOKBACK))
    if end < 0 or end + 22 > len(data):
        raise damaged(file_name)
    locator = end - 20
    if locator >= 0 and data[locator : locator + 4] == b"PK\6\7":
        return data.rfind(b"PK\6\6", 0, locator)
    return end


def _directory(data: bytes, file_name: str) -> tuple[int, int, int]:
    """Return the count of members and the size and start of the central directory."""
    end = _end_record(data, file_name)
    if end < 0:
        raise damaged(file_name)
    if data[end : end + 4] == b"PK\6\6":
        if end + 56 > len(data):
            raise damaged(file_name)
        count, size, start = struct.unpack_from("<QQQ", data, end + 32)
    else:
        count, size, start = struct.unpack_from("<HII", data, end + 10)
    return count, size, start


def _member(data: bytes, at: int, shift: int) -> tuple[Member, int]:
    fields = struct.unpack_from("<4s6H3L5H2L", data, at)
    if fields[0] != b"PK\1\2":
        raise ValueError
    flags, method, crc, packed, unpacked = fields[3], fields[4], *fields[7:10]
    name_size, extra_size, comment_size = fields[10:13]
    offset = fields[16]
    end = at + 46 + name_size + extra_size + comment_size
    if end > len(data):
        raise ValueError
    raw_name = data[at + 46 : at + 46 + name_size]
    extra = data[at + 46 + name_size : at + 46 + name_size + extra_size]
    unpacked, packed, offset = _wide_sizes(extra, [unpacked, packed, offset])
    name = raw_name.decode("utf-8" if flags & UTF8_FLAG else "cp437")
    member = Member(
        name=name,
        flags=flags,
        method=method,
        crc=crc,
        packed=packed,
        unpacked=unpacked,
        offset=offset + shift,
        record=data[at:end],
    )
    return member, end


def _wide_sizes(extra: bytes, fields: list[int]) -> list[int]:
    """Return sizes and offset with those too wide for 32 bits taken from the zip64 extra field."""
    wide = dict(split_extra(extra)).get(ZIP64_EXTRA, b"")
    at = 0
    for index, short in enumerate(fields):
        if short == _IN_EXTRA and at + 8 <= len(wide):
            (fields[index],) = struct.unpack_from("<Q", wide, at)
            at += 8
    return fields


def split_extra(extra: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield (kind, content) of each block of an extra field; a broken tail is left out."""
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        yield kind, extra[at + 4 : at + 4 + size]
        at += 4 + size


class Deflated(NamedTuple):
    """The content of a member that is packed already: a large part waits in a tenth of its size."""

    data: bytes  # as deflated at the level of a rewritten archive
    # crc, size: of the content
    crc: int
    size: int

    @classmethod
    def of(cls, chunks: Iterable[bytes], level: int = _LEVEL) -> Deflated:
        """Pack a content as it comes, so that it never lies in memory as a whole."""
        packer = zlib.compressobj(level, zlib.DEFLATED, -15)
        pieces: list[bytes] = []
        crc = size = 0
        for chunk in chunks:
            pieces.append(packer.compress(chunk))
            crc = zlib.crc32(chunk, crc)
            size += len(chunk)
        return cls(b"".join([*pieces, packer.flush()]), crc, size)

    @property
    def content(self) -> bytes:
        """Return the content."""
        return zlib.decompress(self.data, -15)


class Changes:
    """What is to differ from an archive."""

    __slots__ = ("added", "removed", "replaced")

    def __init__(
        self,
        replaced: Mapping[str, bytes | Deflated] | None = None,
        removed: set[str] | None = None,
    ) -> None:
        self.replaced = dict(replaced or {})  # new content by the name of an existing member
        self.removed = removed or set()  # names of members left out
        # new members by name, at the end, in this order
        self.added: dict[str, bytes | Deflated] = {}


def rewrite(archive: Archive, changes: Changes) -> bytes:
    """Return the archive with changes; every other member keeps its packed bytes, order and record.

    The archive is below 4 GB: its members must not need zip64.

    Raises:
        BadInputError: a member that is kept is damaged.
    """
    writer = _Writer()
    done: set[str] = set()
    for member in archive.members:
        if member.name in changes.removed:
            continue
        if member.name not in changes.replaced:
            writer.copy(archive, member)
        elif member.name not in done:
            writer.add(member.name, changes.replaced[member.name])
            done.add(member.name)
    for name, content in changes.added.items():
        writer.add(name, content)
    return writer.finish()


def new_archive(members: Iterable[tuple[str, bytes]], level: int = _LEVEL) -> bytes:
    """Return a zip file of new members, in their order, packed at a level of zlib."""
    writer = _Writer(level)
    for name, content in members:
        writer.add(name, content)
    return writer.finish()


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """Return parts as a small zip whose bytes depend on nothing else: what is built is made so."""
    return new_archive(parts.items(), _SMALLEST)


class _Writer:
    """Collects local parts and the directory."""

    def __init__(self, level: int = _LEVEL) -> None:
        self._level = level
        self._pieces: list[bytes | memoryview] = []
        self._size = 0
        self._records: list[bytes] = []

    def copy(self, archive: Archive, member: Member) -> None:
        archive.prove(member)  # a damaged member is told, not copied
        self._records.append(_moved_record(member, self._size))
        end = archive.header_end(member)
        header = archive.data[member.offset : end]
        if member.flags & _SIZES_FOLLOW_FLAG:
            header = _header_with_sizes(header, member)
        self._write(header, archive.content(member))

    def add(self, name: str, content: bytes | Deflated) -> None:
        raw_name = name.encode()
        packed = content if isinstance(content, Deflated) else Deflated.of([content], self._level)
        flags = 0 if raw_name.isascii() else 0x800
        common = struct.pack(
            "<5H3L2H",
            _VERSION,
            flags,
            8,
            *_NEW_YEAR_1980,
            packed.crc,
            len(packed.data),
            packed.size,
            len(raw_name),
            0,
        )
        self._records.append(
            b"PK\1\2"
            + struct.pack("<H", _VERSION)
            + common
            + struct.pack("<3H2L", 0, 0, 0, 0, self._size)
            + raw_name
        )
        self._write(b"PK\3\4" + common + raw_name, packed.data)

    def finish(self) -> bytes:
        directory = b"".join(self._records)
        count = len(self._records)
        end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, len(directory), self._size, 0)
        return b"".join([*self._pieces, directory, end])

    def _write(self, *pieces: bytes | memoryview) -> None:
        self._pieces.extend(pieces)
        self._size += sum(map(len, pieces))


def _moved_record(member: Member, offset: int) -> bytes:
    """Return a member's directory record for its new place, sizes in the record itself."""
    record = member.record
    name_size, extra_size = struct.unpack_from("<HH", record, 28)
    extra = _without_zip64(record[46 + name_size : 46 + name_size + extra_size])
    flags = member.flags & ~_SIZES_FOLLOW_FLAG
    return b"".join(
        (
            record[:8],
            struct.pack("<H", flags),
            record[10:20],
            struct.pack("<LLHH", member.packed, member.unpacked, name_size, len(extra)),
            record[32:42],
            struct.pack("<L", offset),
            record[46 : 46 + name_size],
            extra,
            record[46 + name_size + extra_size :],
        )
    )


def _header_with_sizes(header: bytes, member: Member) -> bytes:
    """Return a local header that holds the sizes which used to follow the content."""
    name_size, _ = struct.unpack_from("<HH", header, 26)
    extra = _without_zip64(header[30 + name_size :])
    flags = member.flags & ~_SIZES_FOLLOW_FLAG
    sizes = (member.crc, member.packed, member.unpacked, name_size, len(extra))
    return b"".join(
        (
            header[:6],
            struct.pack("<H", flags),
            header[8:14],
            struct.pack("<LLLHH", *sizes),
            header[30 : 30 + name_size],
            extra,
        )
    )


def _without_zip64(extra: bytes) -> bytes:
    blocks: Iterable[tuple[int, bytes]] = list(split_extra(extra))
    if all(kind != ZIP64_EXTRA for kind, _ in blocks):
        return extra
    kept = ((kind, content) for kind, content in blocks if kind != ZIP64_EXTRA)
    return b"".join(struct.pack("<HH", kind, len(content)) + content for kind, content in kept)
