"""Our functions' names in .xlsx files as Excel writes them and as LibreOffice does (函数名)."""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING, Final

from xl_quality.books.disk import read_file, write_file
from xl_quality.functions.catalogue import BY_NAME
from xl_quality.libreoffice.names import PREFIX
from xl_quality.libreoffice.why import WHY

if TYPE_CHECKING:
    from pathlib import Path

_NAMES: Final = "|".join(sorted((*BY_NAME, WHY.name), key=len, reverse=True))
_BEFORE: Final = (
    r"(?:\[\d+\]!|(?:'[^'\[\]]*xl_quality\.xlam'|\[?xl_quality\.xlam\]?)!"
    r"|_xludf\.|_xlfn\.|_xll\.|_xldudf_(?:XLQ_)?)?"
)
_EXCEL: Final = re.compile(rf"(?<![\w.]){_BEFORE}({_NAMES})(?=\s*\()", re.IGNORECASE)
_STORED: Final = re.compile(rb"(?<![\w.])" + re.escape(PREFIX).encode() + rb"(?=[A-Z_]+\()")
_FORMULAS: Final = re.compile(
    rb"<(f|formula|formula1|formula2|definedName)(?:\s[^>]*)?(?<!/)>[^<]*</\1>"
)
_TEXTS: Final = re.compile(r'("(?:[^"]|"")*")')
_PARTS: Final = re.compile(r"xl/(worksheets/[^/]+\.xml|workbook\.xml)")


def calc_formula(formula: str) -> str:
    """
    Return a formula of an .xlsx with our functions as Calc knows them; texts stay as they are.

    >>> calc_formula('=IF([1]!pass_rate(B2:B9)>0;"PASS_RATE(";_xludf.MET(1;2))')
    '=IF(PASS_RATE(B2:B9)>0;"PASS_RATE(";MET(1;2))'
    """
    parts = _TEXTS.split(formula)
    parts[::2] = [_EXCEL.sub(lambda found: found.group(1).upper(), part) for part in parts[::2]]
    return "".join(parts)


def names_ours(formula: str) -> bool:
    """Say whether a formula may use one of our functions."""
    return _EXCEL.search(formula) is not None


def holds_stored_names(path: Path) -> int:
    """Return in how many places of an .xlsx a function stands as LibreOffice stores it."""
    with zipfile.ZipFile(path) as archive:
        parts = [archive.read(name) for name in archive.namelist() if _PARTS.fullmatch(name)]
    return sum(_plain(part)[1] for part in parts)


def _plain(part: bytes) -> tuple[bytes, int]:
    """Return a part with plain names in its formulas, and how many were changed."""
    count = 0

    def change(found: re.Match[bytes]) -> bytes:
        nonlocal count
        text, number = _STORED.subn(b"", found.group())
        count += number
        return text

    return _FORMULAS.sub(change, part), count


def make_plain(path: Path) -> int:
    """
    Write our functions in an .xlsx as Excel's add-in knows them; return how many were changed.

    Only the sheets' formulas change; the file is replaced in one step, or left as it was.

    Raises:
        EnvironmentFaultError: it cannot be written.
    """
    from xl_quality.books.opc.archive import read_archive  # noqa: PLC0415 - only where stored
    from xl_quality.books.opc.archive_writer import Changes, rewrite  # noqa: PLC0415 - likewise

    archive = read_archive(read_file(path), path.name)
    replaced = {}
    count = 0
    for member in archive.members:
        if _PARTS.fullmatch(member.name):
            data, found = _plain(archive.read(member))
            if found:
                replaced[member.name] = data
                count += found
    if replaced:
        write_file(path, rewrite(archive, Changes(replaced=replaced)))
    return count
