"""Word templates and data for them, made on the spot; read back with python-docx, not our code."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import docx
import pytest
import xlsxwriter

from xl_quality.agreements.compiling import compile_template
from xl_quality.agreements.field_values import AgreementUnit, FieldRow
from xl_quality.agreements.filling import fill
from xl_quality.agreements.proof import prove
from xl_quality.agreements.word import packed
from xl_quality.books.files import open_book
from xl_quality.books.opc.zip import Changes, read_archive, rewrite

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from docx.document import Document

    from xl_quality.books.files import FileBook


@dataclass
class Draft:
    """A template in words: paragraphs, then tables as rows of cell texts, then more paragraphs."""

    paragraphs: Sequence[str] = ()
    tables: Sequence[Sequence[Sequence[str]]] = ()
    after: Sequence[str] = ()
    header: str = ""

    def bytes(self) -> bytes:
        document = docx.Document()
        for text in self.paragraphs:
            document.add_paragraph(text)
        for rows in self.tables:
            table = document.add_table(rows=len(rows), cols=len(rows[0]))
            for r, cells in enumerate(rows):
                for c, text in enumerate(cells):
                    table.cell(r, c).text = text
        for text in self.after:
            document.add_paragraph(text)
        if self.header:
            document.sections[0].header.paragraphs[0].text = self.header
        written = io.BytesIO()
        document.save(written)
        return written.getvalue()


@dataclass
class Done:
    """A filled file as python-docx sees it."""

    data: bytes
    document: Document = field(init=False)

    def __post_init__(self) -> None:
        self.document = docx.Document(io.BytesIO(self.data))

    @property
    def lines(self) -> list[str]:
        return [paragraph.text for paragraph in self.document.paragraphs]

    @property
    def cells(self) -> list[list[list[str]]]:
        return [
            [[cell.text for cell in row.cells] for row in table.rows]
            for table in self.document.tables
        ]


def unit_of(**fields: object) -> AgreementUnit:
    return AgreementUnit(str(fields.get("学校", "甲校")), 1, FieldRow(fields))


@pytest.fixture
def filled() -> Callable[..., Done]:
    """Fill a draft for one unit; what was written is read back and must be right."""

    def run(draft: Draft | bytes, **fields: object) -> Done:
        data = draft if isinstance(draft, bytes) else draft.bytes()
        template = compile_template("模板.docx", data)
        one = fill(template, unit_of(**fields))
        written = packed(template.file, one.parts)
        assert prove(template, one, "完成.docx", written).findings == ()
        return Done(written)

    return run


def with_parts(data: bytes, **parts: bytes) -> bytes:
    """Return a package with members replaced or added; ``__`` stands for a slash, ``_`` a stop."""
    archive = read_archive(data, "模板.docx")
    named = {name.replace("__", "/").replace("_", "."): content for name, content in parts.items()}
    existing = {member.name for member in archive.members}
    changes = Changes({name: content for name, content in named.items() if name in existing})
    changes.added.update({n: content for n, content in named.items() if n not in existing})
    return rewrite(archive, changes)


def part(data: bytes, name: str) -> bytes:
    archive = read_archive(data, "模板.docx")
    return archive.read(next(member for member in archive.members if member.name == name))


HEADER = ["学校", "校长", "奖金", "及格率（％）", "名次", "签订日期", "备注"]
ROWS: list[Any] = [
    ["城关小学", "赵一", 1200, 95.5, 1, "2025-08-31", "好"],
    ["河东小学", "钱二", 900.5, 88, 12, "2025年9月1日", None],
    ["山口中学", "孙三", -300, 60, 20, "2025/9/2", "差"],
]


def write_book(path: Path, header: Sequence[str], rows: Sequence[Any]) -> FileBook:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("责任书数据")
        sheet.write_row(0, 0, ["某镇责任书数据"])
        sheet.write_row(1, 0, header)
        for number, row in enumerate(rows, start=2):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(number, column, value)
                elif value is not None:
                    sheet.write(number, column, value)
    return open_book(path)


@pytest.fixture
def book(tmp_path: Path) -> FileBook:
    """A workbook with the clerk's own list of three schools."""
    return write_book(tmp_path / "数据.xlsx", HEADER, ROWS)


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    """A template that uses every kind of form."""
    draft = Draft(
        [
            "{{ 年份 }}年责任书",
            "乙方：{{ 学校 }}，校长{{ 校长 }}",
            "奖金{{ 奖金|金额 }}元（大写：{{ 奖金|大写 }}）",
            "及格率{{ 及格率 }}，{{ 名次|名次 }}，{{ 签订日期|日期 }}",
            "备注：{{ 备注|空白(6) }}",
        ],
        header="{{ 学校 }}",
    )
    path = tmp_path / "信.docx"
    path.write_bytes(draft.bytes())
    return path


RATE = Fraction(19, 20)
