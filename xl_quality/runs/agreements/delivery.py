"""Agreements written to a folder, all good or none, and the list of them (责任书清单)."""

from __future__ import annotations

import contextlib
import errno
import re
import shutil
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from os.path import relpath
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.agreements.filling import FilledAgreement, fill
from xl_quality.agreements.merging import merged
from xl_quality.agreements.proof import Proof, prove, prove_merged
from xl_quality.agreements.word import packed
from xl_quality.books.pdf import pages_of, to_pdf
from xl_quality.books.tables import Formula, Table
from xl_quality.core.findings import BadInputError, EnvironmentFaultError, Finding, Step, Way
from xl_quality.reports.frame import (
    CENTER,
    COUNT,
    TEXT,
    Column,
    Frame,
    day_words,
    framed_sheet,
    listed,
)

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from xl_quality.agreements.compiling import Template
    from xl_quality.agreements.field_values import AgreementUnit

    Progress = Callable[[int, int], None]  # told (done, of all)

STAGING: Final = ".责任书未完成"
_MERGED: Final = "合并打印"
LIST_SHEET: Final = "责任书清单"
_KEPT: Final = "原有"
_FORBIDDEN: Final = re.compile(r"[\\/:*?\"<>|\x00-\x1f\x7f]")
_INVISIBLE: Final = {"Cc", "Cf", "Cs", "Co", "Cn"}
_RESERVED: Final = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
_LONGEST_NAME: Final = 60
_MOST_BYTES: Final = 144
"""Of the unit's name; with those of the template, number and ending a file system takes it."""
_MOST_TITLE_BYTES: Final = 84
_SHOWN: Final = 3  # names of files that a message lists before it only counts the others
_LINK: Final = CENTER._replace(color="0563C1")
_LONGEST_LINK: Final = 250  # Excel takes 255 characters in a text of a formula


def safe_name(text: str, most_bytes: int = _MOST_BYTES) -> str:
    """Return a name that every file system takes, cut where it is longer than so many bytes.

    >>> safe_name("一中/分校: A*班"), safe_name("con"), safe_name(" .. ")
    ('一中_分校_ A_班', '_con', '未命名')
    """
    visible = "".join(c for c in text if unicodedata.category(c) not in _INVISIBLE)
    name = _FORBIDDEN.sub("_", visible).strip(" .")[:_LONGEST_NAME].rstrip(" .")
    while len(name.encode()) > most_bytes:
        name = name[:-1]
    if not name:
        return "未命名"
    return f"_{name}" if _RESERVED.fullmatch(name) else name


def file_name(unit: AgreementUnit, of: int, title: str) -> str:
    """Return the file name of one agreement: 03_城关小学_教师安全责任书.docx.

    How many units there are (*of*) decides how many digits the number has.
    """
    digits = max(2, len(str(of)))
    return f"{unit.number:0{digits}d}_{safe_name(unit.name)}_{_titled(title)}.docx"


def merged_name(title: str) -> str:
    """Return the file name of all agreements of a template in one file.

    >>> merged_name("教师安全责任书")
    '合并打印_教师安全责任书.docx'
    """
    return f"{_MERGED}_{_titled(title)}.docx"


def _titled(title: str) -> str:
    return safe_name(title, _MOST_TITLE_BYTES)


class Wanted(NamedTuple):
    """What is to be written."""

    folder: Path  # where to; it is made where it does not exist
    merged: bool = False  # one file of all for printing, too
    pdf: bool = False  # a PDF of every file, too
    replace: bool = False  # files of these names may be replaced
    of: int = 0  # how many units there are in all, for the digits of the numbers; 0 = those given
    # name of the template, part of every file name: agreements of two templates for one unit lie
    # side by side
    title: str = "责任书"
    # the folder of the workbook that will hold the list; links start there. None = where the
    # agreements are
    beside: Path | None = None


class Delivered(NamedTuple):
    """One agreement written."""

    unit: AgreementUnit  # whose it is
    path: Path  # the Word file
    pdf: Path | None  # its PDF, None where none was wanted
    pages: int | None  # counted in the PDF, None without one
    proof: Proof  # what the read-back found; it never holds a finding, or nothing was delivered


class Delivery(NamedTuple):
    """All agreements of a run, and the files for printing."""

    files: tuple[Delivered, ...]
    printing: tuple[Path, ...]

    @property
    def values(self) -> int:
        """Return how many values were read back and agreed."""
        return sum(one.proof.values for one in self.files)


def fill_all(template: Template, units: Sequence[AgreementUnit]) -> list[FilledAgreement]:
    """Fill all agreements in memory; nothing is written (试填).

    Raises:
        BadInputError: some value is missing or unfit; those of all units are in `findings`.
    """
    filled: list[FilledAgreement] = []
    findings: list[Finding] = []
    for unit in units:
        try:
            filled.append(fill(template, unit))
        except BadInputError as error:
            findings += error.findings
    if findings:
        raise BadInputError(f"有 {len(findings)} 处不能填写，责任书没有生成", findings)
    return filled


def deliver(
    template: Template,
    units: Sequence[AgreementUnit],
    wanted: Wanted,
    progress: Progress | None = None,
) -> Delivery:
    """Write agreements into a folder (生成责任书).

    Every file is written to a folder of its own first, read back from the disk and compared;
    only when all are good do they move to their places. A run that was broken off keeps what it
    had made, and the next one goes on from there.

    Args:
        template: compiled.
        units: whose agreements.
        wanted: where to, and what else.
        progress: told (done, of all); it may raise to stop.

    Raises:
        BadInputError: something cannot be filled, a file exists, or a read-back failed.
        EnvironmentFaultError: it cannot be written.
    """
    of = wanted.of or len(units)
    names = [file_name(unit, of, wanted.title) for unit in units]
    together = merged_name(wanted.title)
    words = [*names, *([together] if wanted.merged else [])]
    all_names = [one for name in words for one in (name, _pdf_name(name))[: 1 + wanted.pdf]]
    _refuse_existing(wanted, all_names)
    filled = fill_all(template, units)
    staging = wanted.folder / STAGING
    with _as_message(wanted.folder):
        staging.mkdir(parents=True, exist_ok=True)
        try:
            proofs = _staged(template, dict(zip(names, filled, strict=True)), staging, progress)
            if wanted.merged:
                _stage_merged(template, filled, staging / together)
            pages = _stage_pdf(staging, words) if wanted.pdf else {}
            _move(staging, wanted.folder, all_names)
        except Exception:
            if not any((staging / _KEPT).glob("*")):  # else it holds files of the office
                shutil.rmtree(staging, ignore_errors=True)
            raise
        shutil.rmtree(staging, ignore_errors=True)
    files = [
        Delivered(
            unit,
            wanted.folder / name,
            wanted.folder / _pdf_name(name) if wanted.pdf else None,
            pages.get(name),
            proof,
        )
        for unit, name, proof in zip(units, names, proofs, strict=True)
    ]
    printing = [name for name in all_names if name in {together, _pdf_name(together)}]
    return Delivery(tuple(files), tuple(wanted.folder / name for name in printing))


def _staged(
    template: Template, filled: dict[str, FilledAgreement], staging: Path, progress: Progress | None
) -> list[Proof]:
    proofs = []
    for name, one in filled.items():
        data = packed(template.file, one.parts)
        proofs.append(_write_proven(staging / name, data, partial(prove, template, one, name)))
        if progress:
            progress(len(proofs), len(filled))
    return proofs


def _stage_merged(template: Template, filled: Sequence[FilledAgreement], path: Path) -> None:
    together = merged(template, filled)
    added = together.added_paragraphs
    check = partial(prove_merged, template, filled, path.name, added=added)
    _write_proven(path, together.data, check)


def _write_proven(path: Path, data: bytes, read_back: Callable[[bytes], Proof]) -> Proof:
    """Write a file, unless an earlier run left the same one, and read it back.

    Raises:
        BadInputError: it does not say what it should.
    """
    if not path.is_file() or path.read_bytes() != data:
        path.with_name(_pdf_name(path.name)).unlink(missing_ok=True)  # that of another one is old
        path.write_bytes(data)
    proof = read_back(path.read_bytes())
    if proof.findings:
        raise BadInputError(f"“{path.name}”写好后读回来核对不符，全部没有交付", proof.findings)
    return proof


def _stage_pdf(staging: Path, names: Sequence[str]) -> dict[str, int]:
    """Make the PDFs that are not there yet; return the number of pages by Word file."""
    missing = [name for name in names if not (staging / _pdf_name(name)).is_file()]
    to_pdf([staging / name for name in missing], staging)
    return {name: pages_of((staging / _pdf_name(name)).read_bytes()) for name in names}


def _pdf_name(name: str) -> str:
    return f"{name.removesuffix('.docx')}.pdf"


def _refuse_existing(wanted: Wanted, names: Sequence[str]) -> None:
    folder = wanted.folder
    if folder.exists() and not folder.is_dir():
        raise BadInputError(f"“{folder}”不是文件夹，请换一个")
    for name in names:
        for lock in (f"~${name[2:]}", f"~${name}", f".~lock.{name}#"):
            if (folder / lock).exists():
                message = f"“{name}”正在 Word、WPS 或 LibreOffice 中打开；请先关闭它再重试"
                raise EnvironmentFaultError(message)
    existing = [name for name in names if (folder / name).exists()]
    if existing and not wanted.replace:
        shown = "、".join(existing[:_SHOWN]) + ("……" if len(existing) > _SHOWN else "")
        message = (
            f"“{folder}”里已有 {len(existing)} 个同名文件（{shown}），没有覆盖；"
            "请先移走它们，或换一个文件夹"
        )
        raise BadInputError(message, steps=[Step(Way.REPLACE)])


def _move(staging: Path, folder: Path, names: Sequence[str]) -> None:
    """Move all files to their places; where one cannot be moved, all go back."""
    moved: list[str] = []
    kept = staging / _KEPT
    kept.mkdir(exist_ok=True)
    try:
        for name in names:
            if (folder / name).exists():
                (folder / name).replace(kept / name)
            moved.append(name)
            (staging / name).replace(folder / name)
    except OSError:
        for name in moved:
            with contextlib.suppress(OSError):
                (folder / name).unlink(missing_ok=True)
        for old in kept.iterdir():
            with contextlib.suppress(OSError):
                old.replace(folder / old.name)
        raise


@contextlib.contextmanager
def _as_message(folder: Path) -> Iterator[None]:
    """Turn what the system reports into a message for the clerk."""
    try:
        yield
    except OSError as error:
        message = f"不能写到“{folder}”：{_reason(error)}责任书没有交付，原有的文件没有改动。"
        raise EnvironmentFaultError(message) from error


def _reason(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "磁盘已满，请清理磁盘或换一个位置。"
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "没有权限，或文件正在 Word 中打开，请关闭后重试，或换一个文件夹。"
    return f"系统报告 {error.strerror or error}。"


def list_sheet(files: Sequence[Delivered], template: str, on: date, beside: Path) -> Table:
    """Return the sheet 责任书清单: unit, file, pages, result of the read-back, a link to the file.

    Links start in the folder in which the workbook with this sheet will lie (*beside*).
    """
    counted = any(one.pages is not None for one in files)  # else Word alone knows how many
    frame: Frame[Delivered] = Frame(
        LIST_SHEET,
        (
            Column("编号", lambda one: one.unit.number, CENTER, 7),
            Column("单位", lambda one: one.unit.name, TEXT, 24),
            Column("文件", lambda one: one.path.name, TEXT, 44),
            *([Column("页数", _pages, COUNT, 8)] if counted else ()),
            Column("核对", lambda one: _agreeing(one.proof), TEXT, 30),
            Column("打开", lambda one: _link(one.path, beside), _LINK, 10),
        ),
        landscape=True,
    )
    note = f"模板：{template}　　日期：{day_words(str(on))}　　共 {len(files)} 份"
    rows = [row._replace(height=None) for row in listed(files, frame.columns)]
    table = framed_sheet(frame, note, rows)
    return table._replace(print_setup=table.print_setup._replace(title_rows=(2, 2)))


def _pages(one: Delivered) -> int | None:
    return one.pages


def _agreeing(proof: Proof) -> str:
    return f"一致（{proof.values} 个值，{proof.paragraphs} 段，{proof.tables} 表）"


def _link(path: Path, beside: Path) -> Formula | str:
    try:
        target = relpath(path.resolve(), beside.resolve())
    except ValueError:  # another drive of a Windows machine
        target = str(path.resolve())
    target = target.replace("\\", "/")
    if len(target) > _LONGEST_LINK or '"' in target:
        return target
    return Formula(f'HYPERLINK("{target}","打开")', "打开")
