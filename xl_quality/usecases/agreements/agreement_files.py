"""Agreements written to a folder: all good or none, resumed where a run was broken off."""

from __future__ import annotations

import contextlib
import errno
import shutil
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.agreements.file_names import file_name
from xl_quality.agreements.filling import fill
from xl_quality.agreements.merging import merged
from xl_quality.agreements.package_writing import packed
from xl_quality.agreements.pdf import pages_of, to_pdf
from xl_quality.agreements.proof import Proof, prove, prove_merged
from xl_quality.core.errors import BadInputError, EnvironmentFaultError
from xl_quality.core.findings import Step, Way

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from xl_quality.agreements.filling import Filled
    from xl_quality.agreements.template import Template
    from xl_quality.agreements.values import Unit
    from xl_quality.core.findings import Finding

STAGING: Final = ".责任书未完成"
_KEPT: Final = "原有"
MERGED_NAME: Final = "合并打印_责任书.docx"


class Wanted(NamedTuple):
    """
    What is to be written.

    Attributes:
        folder: where to; it is made where it does not exist.
        merged: one file of all for printing, too.
        pdf: a PDF of every file, too.
        replace: files of these names may be replaced.
        of: how many units there are in all, for the digits of the numbers; 0 = those given.
    """

    folder: Path
    merged: bool = False
    pdf: bool = False
    replace: bool = False
    of: int = 0


class Delivered(NamedTuple):
    """
    One agreement written.

    Attributes:
        unit: whose it is.
        path: the Word file.
        pdf: its PDF, None where none was wanted.
        pages: counted in the PDF, None without one.
        proof: what the read-back found; it never holds a finding, or nothing was delivered.
    """

    unit: Unit
    path: Path
    pdf: Path | None
    pages: int | None
    proof: Proof


class Delivery(NamedTuple):
    """All agreements of a run, and the files for printing."""

    files: tuple[Delivered, ...]
    printing: tuple[Path, ...]


def fill_all(
    template: Template, units: Sequence[Unit], progress: Callable[[int, int], None] | None = None
) -> list[Filled]:
    """
    Fill all agreements in memory; nothing is written (试填).

    Raises:
        BadInputError: some value is missing or unfit; those of all units are in `findings`.
    """
    filled: list[Filled] = []
    findings: list[Finding] = []
    for number, unit in enumerate(units, start=1):
        try:
            filled.append(fill(template, unit))
        except BadInputError as error:
            findings += error.findings
        if progress:
            progress(number, len(units))
    if findings:
        message = f"有 {len(findings)} 处不能填写，责任书没有生成"
        raise BadInputError(message, findings)
    return filled


def deliver(
    template: Template,
    units: Sequence[Unit],
    wanted: Wanted,
    progress: Callable[[int, int], None] | None = None,
) -> Delivery:
    """
    Write agreements into a folder (生成责任书).

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
    names = [file_name(unit.number, unit.name, of) for unit in units]
    extra = [MERGED_NAME] if wanted.merged else []
    all_names = [
        name
        for docx in [*names, *extra]
        for name in (docx, *([_pdf_name(docx)] if wanted.pdf else []))
    ]
    _refuse_existing(wanted, all_names)
    filled = fill_all(template, units)
    staging = wanted.folder / STAGING
    with _told(wanted.folder):
        staging.mkdir(parents=True, exist_ok=True)
        try:
            delivery = _staged(template, filled, names, wanted, progress)
            _move(staging, wanted.folder, all_names)
        except Exception:
            if not any((staging / _KEPT).glob("*")):  # else it holds files of the office
                shutil.rmtree(staging, ignore_errors=True)
            raise
        shutil.rmtree(staging, ignore_errors=True)
    return delivery


def _staged(
    template: Template,
    filled: Sequence[Filled],
    names: Sequence[str],
    wanted: Wanted,
    progress: Callable[[int, int], None] | None,
) -> Delivery:
    staging = wanted.folder / STAGING
    proofs = []
    for number, (one, name) in enumerate(zip(filled, names, strict=True), start=1):
        _write(staging / name, packed(template.file, one.parts))
        proof = prove(template, one, name, (staging / name).read_bytes())
        _refuse_unproven(proof, name)
        proofs.append(proof)
        if progress:
            progress(number, len(names))
    extra = [_merge(template, filled, staging)] if wanted.merged else []
    pages: dict[str, int] = {}
    if wanted.pdf:
        missing = [n for n in [*names, *extra] if not (staging / _pdf_name(n)).is_file()]
        to_pdf([staging / name for name in missing], staging)
        pages = {n: pages_of((staging / _pdf_name(n)).read_bytes()) for n in [*names, *extra]}
    files = [
        Delivered(
            one.unit,
            wanted.folder / name,
            wanted.folder / _pdf_name(name) if wanted.pdf else None,
            pages.get(name),
            proof,
        )
        for one, name, proof in zip(filled, names, proofs, strict=True)
    ]
    printing = [n for e in extra for n in (e, *([_pdf_name(e)] if wanted.pdf else []))]
    return Delivery(tuple(files), tuple(wanted.folder / name for name in printing))


def _merge(template: Template, filled: Sequence[Filled], staging: Path) -> str:
    """Write the file for printing, read it back, and return its name."""
    together = merged(template, filled)
    _write(staging / MERGED_NAME, together.data)
    data = (staging / MERGED_NAME).read_bytes()
    proof = prove_merged(template, filled, MERGED_NAME, data, added=together.added_paragraphs)
    _refuse_unproven(proof, MERGED_NAME)
    return MERGED_NAME


def _pdf_name(name: str) -> str:
    return f"{name.removesuffix('.docx')}.pdf"


def _write(path: Path, data: bytes) -> None:
    """Write a file, unless an earlier run left the same one; a PDF of another one is old."""
    if path.is_file() and path.read_bytes() == data:
        return
    path.with_name(_pdf_name(path.name)).unlink(missing_ok=True)
    path.write_bytes(data)


def _refuse_unproven(proof: Proof, name: str) -> None:
    if proof.findings:
        message = f"“{name}”写好后读回来核对不符，全部没有交付"
        raise BadInputError(message, proof.findings)


def _refuse_existing(wanted: Wanted, names: Sequence[str]) -> None:
    folder = wanted.folder
    if folder.exists() and not folder.is_dir():
        message = f"“{folder}”不是文件夹，请换一个"
        raise BadInputError(message)
    for name in names:
        for lock in (f"~${name[2:]}", f"~${name}", f".~lock.{name}#"):
            if (folder / lock).exists():
                message = f"“{name}”正在 Word、WPS 或 LibreOffice 中打开；请先关闭它再重试"
                raise EnvironmentFaultError(message)
    existing = [name for name in names if (folder / name).exists()]
    if existing and not wanted.replace:
        shown = "、".join(existing[:3]) + ("……" if len(existing) > 3 else "")  # noqa: PLR2004
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
def _told(folder: Path) -> Iterator[None]:
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
