"""The sheet 运行记录: which runs made the result sheets, from what; written and read back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.reports.frame import TEXT, Column, Frame, day_words, framed_sheet, listed, note_line

if TYPE_CHECKING:
    from xl_quality.books.tables import Row, Table
    from xl_quality.sheets.cells import CellValue

_CODE: Final = TEXT._replace(size=8, font="Consolas")
_FRAME: Final = Frame[tuple[str, ...]](
    "运行记录",
    (
        Column("项目", lambda words: words[0] or None, TEXT, 10),
        Column("名称", lambda words: words[1] or None, TEXT, 24),
        Column("内容", lambda words: words[2] or None, TEXT, 30),
        Column("校验码（SHA-256）", lambda words: words[3] or None, _CODE, 50, stretches=False),
    ),
    landscape=True,
    bounded=True,
)
SHEET: Final = _FRAME.sheet
COLUMNS: Final = tuple(column.title for column in _FRAME.columns)
NOTE: Final = (
    "本表由程序生成，请不要改动；用 xl-quality verify 核对数据和结果是否改过。"
    "校验码只看单元格的值，不看格式。"
)
_RUN_STYLES: Final = (TEXT._replace(bold=True, fill="F2F2F2"),) * 4
_LABEL, _COVERED, _PAID_FOR, _PAID = "表名后缀", "兑现考试", "兑现条款", "已兑现"
_FEW: Final = 4  # payments that are named one by one
_INSIDE: Final = "结果写在成绩册里"
_BESIDE: Final = "结果写在另一个工作簿里"


class Sealed(NamedTuple):
    """A sheet and the fingerprint of its values; *about* says what it was taken for."""

    sheet: str
    digest: str
    about: str = ""


class Paid(NamedTuple):
    """What a run paid to somebody for one clause and one exam (已兑现)."""

    clause: str  # its id
    exam: str  # the exam it was for, ``""`` = none in particular
    payee: str  # name of the unit or person
    yuan: str  # net, as an exact decimal text

    @property
    def key(self) -> tuple[str, str, str]:
        """Return what makes two payments one and the same."""
        return self.clause, self.exam, self.payee


class PaidBefore(NamedTuple):
    """One payment of now that was made before: what was paid then, and when."""

    paid: Paid
    moment: str

    def __str__(self) -> str:
        """Return it as a clerk reads it: A6 骆驼坳中学 900元."""
        return f"{self.paid.clause} {self.paid.payee} {self.paid.yuan}元"


def payments_told(payments: Iterable[PaidBefore]) -> list[str]:
    """Return in sentences what was paid when: 2025年秋季期末已于…兑现（12笔：…）."""
    groups: dict[tuple[str, str], list[str]] = {}
    for one in payments:
        groups.setdefault((one.moment, one.paid.exam), []).append(str(one))
    told = []
    for (moment, exam), own in groups.items():
        more = f"等{len(own)}笔" if len(own) > _FEW else ""
        named = "、".join(own[:_FEW]) + more
        told.append(f"{exam or '没有写考试的各项'}已于{_spelled(moment)}兑现：{named}")
    return told


def _spelled(moment: str) -> str:
    """Return a moment of the record as a sheet says it: 2026年7月10日15:30:00."""
    day, _, time = moment.partition(" ")
    return day_words(day) + time


class RunEntry(NamedTuple):
    """One run (一次运行), without any pupil's name."""

    command: str  # of the command line, or the same word for a button: rank, payout …
    title: str  # what it is called in Chinese
    moment: str  # local time, ``2026-07-10 15:30:00``
    version: str  # of the program
    book: str  # file name of the workbook that was read
    inside: bool  # whether the results went into that workbook itself
    # scheme, scheme_title, scheme_digest: id, name and SHA-256 of the content, ``""`` = none
    scheme: str = ""
    scheme_title: str = ""
    scheme_digest: str = ""
    # (kind, name, value) of all that was chosen: 设置, 指定, 方案日期, 读法, 参数
    settings: tuple[tuple[str, str, str], ...] = ()
    inputs: tuple[Sealed, ...] = ()  # the sheets that were used
    unused: tuple[str, ...] = ()  # the sheets that were not
    # the sheets that were written and have not been replaced by a later run
    results: tuple[Sealed, ...] = ()
    label: str = ""  # stands behind names of sheets that several schemes share, ``""`` = nothing
    exams: tuple[str, ...] = ()  # the exams that a payout covered
    paid: tuple[Paid, ...] = ()  # what it paid; a record of an earlier version tells none


def record_table(entries: Sequence[RunEntry], name: str = SHEET) -> Table:
    """Return the sheet 运行记录, the latest run last, on one page's width of A4."""
    body: list[Row] = []
    for entry in entries:
        lines = [(*words, "", "")[: len(COLUMNS)] for words in _lines(entry)]
        head, *rows = listed(lines, _FRAME.columns, least=16)
        body += [head._replace(styles=_RUN_STYLES), *rows]
    return framed_sheet(
        _FRAME._replace(sheet=name, title=SHEET, confidential=any(one.paid for one in entries)),
        note_line(NOTE, 32),
        body,
    )


def _lines(entry: RunEntry) -> list[tuple[str, ...]]:
    lines: list[tuple[str, ...]] = [
        ("运行", entry.command, entry.title),
        ("时间", entry.moment),
        ("版本", entry.version),
        ("成绩册", entry.book, _INSIDE if entry.inside else _BESIDE),
    ]
    if entry.scheme:
        lines.append(("方案", entry.scheme, entry.scheme_title, entry.scheme_digest))
    lines += entry.settings
    lines += [("读入", one.sheet, one.about, one.digest) for one in entry.inputs]
    lines += [("未用", sheet) for sheet in entry.unused]
    lines += [("写出", one.sheet, one.about, one.digest) for one in entry.results]
    lines += [(_LABEL, entry.label)] if entry.label else []
    lines += [(_COVERED, exam) for exam in entry.exams]
    for (clause, exam), own in groupby(entry.paid, key=lambda one: (one.clause, one.exam)):
        lines.append((_PAID_FOR, clause, exam))
        lines += [(_PAID, one.payee, one.yuan) for one in own]
    return lines


def read_record(rows: Sequence[Sequence[CellValue]]) -> list[RunEntry]:
    """Return the runs that a sheet 运行记录 tells; what it does not know it leaves out."""
    entries: list[RunEntry] = []
    for row in rows:
        words = [str(value).strip() if value is not None else "" for value in row[: len(COLUMNS)]]
        item, name, text, digest = [*words, "", "", "", ""][: len(COLUMNS)]
        if item == "运行" and name:
            entries.append(RunEntry(name, text, "", "", "", inside=False))
        elif entries and name:
            entries[-1] = _with(entries[-1], item, name, text, digest)
    return [entry._replace(paid=tuple(one for one in entry.paid if one.payee)) for entry in entries]


def _paid(known: tuple[Paid, ...], payee: str, yuan: str) -> tuple[Paid, ...]:
    """Add a payment under the clause named last; without one the row means nothing."""
    return (*known, known[-1]._replace(payee=payee, yuan=yuan)) if known else known


def _with(entry: RunEntry, item: str, name: str, text: str, digest: str) -> RunEntry:
    """Return the entry with what one more row says."""
    plain = {
        "时间": {"moment": name},
        "版本": {"version": name},
        "成绩册": {"book": name, "inside": text == _INSIDE},
        "方案": {"scheme": name, "scheme_title": text, "scheme_digest": digest},
        "读入": {"inputs": (*entry.inputs, Sealed(name, digest, text))},
        "未用": {"unused": (*entry.unused, name)},
        "写出": {"results": (*entry.results, Sealed(name, digest, text))},
        _LABEL: {"label": name},
        _COVERED: {"exams": (*entry.exams, name)},
        _PAID_FOR: {"paid": (*entry.paid, Paid(name, text, "", ""))},
        _PAID: {"paid": _paid(entry.paid, name, text)},
    }
    chosen = {"settings": (*entry.settings, (item, name, text))}
    return entry._replace(**plain.get(item, chosen))  # type: ignore[arg-type] # names of fields
