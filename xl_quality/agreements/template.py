"""A template compiled once (模板): its parts as code, and what they need."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.agreements.package import DOCUMENT, WordFile, open_template
from xl_quality.agreements.sandbox import engine
from xl_quality.agreements.source import source_of
from xl_quality.agreements.structure import Level, Structure, structure_of
from xl_quality.core.errors import BadInputError
from xl_quality.core.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinja2 import Template as Engine

    from xl_quality.agreements.structure import Fault, Mark
    from xl_quality.agreements.wordxml import Paragraph, Part

_LIKELY: Final = ("single_braces",)
_PART_NAMES: Final = {"header": "页眉", "footer": "页脚", "footnotes": "脚注", "endnotes": "尾注"}
_NEARBY: Final = 40


class Line(NamedTuple):
    """
    What a paragraph begins with before its first tag.

    Attributes:
        lead: text before the first tag that acts inside it.
        ends_section: a section ends with it.
        part: number of its part.
        where: its place in words, 正文第3段.
    """

    lead: str
    ends_section: bool
    part: int
    where: str


class PartCode(NamedTuple):
    """One part as code, and its name in the package."""

    name: str
    code: Engine


class Template(NamedTuple):
    """
    A template ready to be filled any number of times.

    Attributes:
        file: the package it was made from.
        codes: the parts that hold tags; the document always.
        marks: its tags, by number.
        lines: its paragraphs over all parts.
        behind: the text that follows each mark up to the next one.
        line_of: the paragraph of each mark.
        structure: what it uses.
    """

    file: WordFile
    codes: tuple[PartCode, ...]
    marks: Sequence[Mark]
    lines: Sequence[Line]
    behind: Sequence[str]
    line_of: Sequence[int]
    structure: Structure


def compile_template(name: str, data: bytes) -> Template:
    """
    Compile a Word file once (编译模板).

    Args:
        name: file name, for messages.
        data: its bytes.

    Raises:
        BadInputError: it cannot be used; every fault is in `findings`.
    """
    return compiled(open_template(name, data))


def compiled(file: WordFile) -> Template:
    """Compile an opened Word file; see `compile_template`."""
    structure = structure_of(file.parts)
    findings = [finding_of(fault) for fault in structure.faults]
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    if errors:
        message = f"模板“{file.name}”有 {len(errors)} 处错误，没有填写"
        raise BadInputError(message, errors)
    codes: list[PartCode] = []
    lines: list[Line] = []
    first_line: dict[str, int] = {}
    for place, part in enumerate(file.parts):
        marks = [mark for mark in structure.marks if mark.part is part]
        first = first_line[part.name] = len(lines)
        lines += [_line(part, place, paragraph, marks) for paragraph in part.paragraphs]
        if marks or part.name == DOCUMENT:
            code = engine().from_string(source_of(part, marks, first))
            codes.append(PartCode(part.name, code))
    behind = _behind(structure.marks)
    line_of = [first_line[mark.part.name] + mark.paragraph.number - 1 for mark in structure.marks]
    return Template(file, tuple(codes), structure.marks, lines, behind, line_of, structure)


def _line(part: Part, place: int, paragraph: Paragraph, marks: Sequence[Mark]) -> Line:
    own = [mark for mark in marks if mark.paragraph is paragraph]
    gone = bool(own) and own[0].level in (Level.PARAGRAPH, Level.ROW)
    lead = "" if gone else _until(paragraph.text, 0, own)
    return Line(lead, paragraph.ends_section, place, where(part, paragraph))


def _behind(marks: Sequence[Mark]) -> list[str]:
    """Return the text behind each mark in its paragraph, up to the next mark that acts there."""
    found = []
    for number, mark in enumerate(marks):
        rest = [one for one in marks[number + 1 : number + 200] if one.paragraph is mark.paragraph]
        found.append("" if mark.silent else _until(mark.paragraph.text, mark.tag.end, rest))
    return found


def _until(text: str, start: int, marks: Sequence[Mark]) -> str:
    """Return text from *start* to the next mark that acts, marks that leave nothing cut out."""
    kept = []
    for mark in marks:
        kept.append(text[start : mark.tag.start])
        start = mark.tag.end
        if not mark.silent:
            return "".join(kept)
    return "".join([*kept, text[start:]])


def where(part: Part, paragraph: Paragraph) -> str:
    """Return a paragraph's place in words."""
    found = re.fullmatch(r"word/([a-z]+)(\d*)\.xml", part.name)
    name = _PART_NAMES.get(found[1], "") if found else ""
    label = f"{name}{found[2]}" if name and found else "正文"
    return f"{label}第{paragraph.number}段"


def finding_of(fault: Fault) -> Finding:
    """Return a fault of a template as a finding: its paragraph, and the text nearby."""
    nearby = fault.paragraph.text.strip()
    if len(nearby) > _NEARBY:
        at = max(nearby.find(fault.found), 0)
        start = max(0, min(at - _NEARBY // 3, len(nearby) - _NEARBY))
        nearby = f"{'…' if start else ''}{nearby[start : start + _NEARBY]}…"
    severity = Severity.WARNING if fault.code in _LIKELY else Severity.ERROR
    return Finding(
        fault.code,
        severity,
        where(fault.part, fault.paragraph),
        "",
        nearby,
        fault.message,
        fault.suggestion,
    )
