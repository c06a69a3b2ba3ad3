"""Read-back (回读核对): the finished file is read anew and compared with what it must say."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xl_quality.agreements.amounts import disagreeing
from xl_quality.agreements.filling import Shown
from xl_quality.agreements.forms import BREAKS, read_back
from xl_quality.agreements.merged_notes import FOOTNOTES, expected_notes
from xl_quality.agreements.package import DOCUMENT
from xl_quality.agreements.reading import Text, read_text
from xl_quality.agreements.sheet_proof import duties_of, strayed
from xl_quality.books.opc.archive import read_archive
from xl_quality.books.opc.guarded_xml import XmlError
from xl_quality.books.opc.xmlscan import as_utf8
from xl_quality.core.errors import BadInputError
from xl_quality.core.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xl_quality.agreements.filling import Filled, Instance
    from xl_quality.agreements.template import Template
    from xl_quality.books.opc.archive import Archive


class Proof(NamedTuple):
    """
    What the read-back of one file found.

    Attributes:
        values: how many values were read and agreed.
        paragraphs, tables, sections: counted in the finished document.
        findings: everything that does not agree; empty = the file is right.
    """

    values: int
    paragraphs: int
    tables: int
    sections: int
    findings: tuple[Finding, ...]


def prove(template: Template, filled: Filled, name: str, data: bytes) -> Proof:
    """
    Read a finished file and compare it with the sheet's values and the template (回读).

    Args:
        template: by which it was filled.
        filled: what it must say.
        name: of the file, for messages.
        data: its bytes, as they lie on disk.
    """
    try:
        archive = read_archive(data, name)
        members = {member.name: member for member in archive.members}
        parts = {
            part: read_text(part, as_utf8(archive.read(members[part]))) for part in filled.parts
        }
    except (BadInputError, XmlError, KeyError) as error:
        found = _finding(filled, "readback_unreadable", "", f"写好的文件读不出来：{error}")
        return Proof(0, 0, 0, 0, (found,))
    findings: list[Finding] = []
    values = 0
    for part_name, part in parts.items():
        findings += _compare(template, filled, part)
        values += _count(filled.instances[part_name])
    findings += [
        _finding(
            filled,
            "readback_sheet",
            template.marks[duty.number].tag.text,
            f"{template.lines[template.line_of[duty.number]].where}：和表里不符，{fault}",
        )
        for duty, fault in strayed(duties_of(template), filled)
    ]
    lost = [m.name for m in template.file.archive.members if m.name not in members]
    findings += [_finding(filled, "readback_part_lost", one, "文件少了一部分") for one in lost]
    document = parts[DOCUMENT]
    counts = len(document.paragraphs), document.tables, document.sections
    return Proof(values, *counts, tuple(findings))


def _count(instances: Sequence[Instance]) -> int:
    return sum(isinstance(piece, Shown) for one in instances for piece in one.pieces)


def _compare(template: Template, filled: Filled, part: Text) -> Iterator[Finding]:
    expected = filled.instances[part.name]
    yield from _structure(template, filled, part, expected)
    for instance, paragraph in zip(expected, part.paragraphs, strict=False):
        text = paragraph
        place = template.lines[instance.line].where
        yield from _values(filled, instance, text, place)
        for figures, numerals in disagreeing(text):
            message = f"{place}：小写{figures}元与大写“{numerals}”不一致"
            yield _finding(filled, "readback_upper", text, message)


def _structure(
    template: Template, filled: Filled, part: Text, expected: Sequence[Instance]
) -> Iterator[Finding]:
    """Compare how many paragraphs, tables and sections there are."""
    ending = sum(template.lines[one.line].ends_section for one in expected)
    own = next(one for one in template.file.parts if one.name == part.name)
    sections = ending + (own.last_section is not None)
    for what, should, found in (
        ("段落", len(expected), len(part.paragraphs)),
        ("表格", filled.tables[part.name], part.tables),
        ("节", sections, part.sections),
    ):
        if should != found:
            message = f"{what}应有 {should} 个，写好的文件里有 {found} 个"
            yield _finding(filled, "readback_structure", part.name, message)


def _values(filled: Filled, instance: Instance, text: str, place: str) -> Iterator[Finding]:
    """Walk along a finished paragraph and understand every value in it anew."""
    if instance.text != text:
        message = f"{place}：文字与模板和数据不符，应为“{instance.text[:60]}”"
        yield _finding(filled, "readback_text", text, message)
        return
    at = 0
    for piece in instance.pieces:
        if not isinstance(piece, Shown):
            at += len(piece)
            continue
        said = _said(piece)
        if not read_back(piece.printed, text[at : at + len(said)]):
            message = f"{place}：文件里是“{said[:40]}”，表里是“{piece.printed.value}”"
            yield _finding(filled, "readback_value", text, message)
        at += len(said)


def prove_merged(
    template: Template, filled: Sequence[Filled], name: str, data: bytes, *, added: int
) -> Proof:
    """
    Read the file for printing and compare it with all agreements in it.

    Args:
        template: by which all were filled.
        filled: in the order of the pages.
        name: of the file, for messages.
        data: its bytes.
        added: paragraphs that hold nothing but the end of a section.
    """
    try:
        archive = read_archive(data, name)
        member = next(one for one in archive.members if one.name == DOCUMENT)
        document = read_text(DOCUMENT, as_utf8(archive.read(member)))
    except (BadInputError, XmlError, StopIteration) as error:
        found = _finding(filled[0], "readback_unreadable", "", f"合并文件读不出来：{error}")
        return Proof(0, 0, 0, 0, (found,))
    expected = [(one, line) for one in filled for line in one.instances[DOCUMENT]]
    paragraphs = document.paragraphs
    if added:  # those are empty, and no agreement's own
        pairs = zip(document.paragraphs, document.ends_section, strict=True)
        paragraphs = [text for text, ends in pairs if text or not ends]
        expected = [
            (one, line)
            for one, line in expected
            if line.text or not template.lines[line.line].ends_section
        ]
    findings: list[Finding] = []
    if len(expected) != len(paragraphs):
        message = f"合并文件应有 {len(expected)} 段，实有 {len(paragraphs)} 段"
        findings.append(_finding(filled[0], "readback_structure", name, message))
    ends = sum(template.lines[line.line].ends_section for _, line in expected)
    sections = len(filled) + ends
    if not added and document.sections != sections:
        message = f"合并文件应有 {sections} 节，实有 {document.sections} 节"
        findings.append(_finding(filled[0], "readback_structure", name, message))
    for (one, line), paragraph in zip(expected, paragraphs, strict=False):
        place = template.lines[line.line].where
        findings += _values(one, line, paragraph, place)
    findings += _notes(template, filled, archive)
    values = sum(_count(one.instances[DOCUMENT]) for one in filled)
    counts = len(document.paragraphs), document.tables, document.sections
    return Proof(values, *counts, tuple(findings))


def _notes(template: Template, filled: Sequence[Filled], archive: Archive) -> Iterator[Finding]:
    """Compare the footnotes of the file for printing with those of all agreements in it."""
    expected = expected_notes(template, filled)
    member = next((one for one in archive.members if one.name == FOOTNOTES), None)
    found = read_text(FOOTNOTES, as_utf8(archive.read(member))).paragraphs if member else []
    if found != expected:
        message = f"合并文件的脚注应有 {len(expected)} 段，实有 {len(found)} 段，或文字不符"
        yield _finding(filled[0], "readback_notes", FOOTNOTES, message)


def _said(shown: Shown) -> str:
    return BREAKS.sub("", shown.printed.text)


def _finding(filled: Filled, code: str, found: str, message: str) -> Finding:
    return Finding(
        code,
        Severity.ERROR,
        "",
        "",
        found[:60],
        f"{filled.unit.name}：{message}",
        "文件没有交付；请检查模板后重新生成，仍有问题请反馈",
    )
