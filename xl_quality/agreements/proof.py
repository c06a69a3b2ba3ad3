"""What was printed against the unit's own fields: the right field, in every row, for this unit.

The text of a finished part, read with nothing of what wrote it: for the read-back.

Read-back (回读核对): the finished file is read anew and compared with what it must say.
"""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.agreements.filling import Shown
from xl_quality.agreements.forms import (
    BREAKS,
    FormError,
    Gap,
    day,
    disagreeing,
    money,
    number,
    place,
    rate,
    read_back,
)
from xl_quality.agreements.merging import FOOTNOTES, expected_notes
from xl_quality.agreements.tags import Kind
from xl_quality.agreements.word import DOCUMENT, STRICT, WORD
from xl_quality.books.opc.xml import XmlError, as_utf8, guarded_parser, parse
from xl_quality.books.opc.zip import read_archive
from xl_quality.core.findings import BadInputError, Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from xl_quality.agreements.filling import Filled, Instance
    from xl_quality.agreements.forms import Printed
    from xl_quality.agreements.tags import Mark
    from xl_quality.agreements.template import Template
    from xl_quality.books.opc.zip import Archive

_PLAIN: Final = re.compile(r"[\w.]+(?:\s*\|.*)?", re.DOTALL)

_READERS: Final[Mapping[str, Callable[..., Printed]]] = {
    "金额": money,
    "大写": money,
    "率": rate,
    "日期": day,
    "名次": place,
    "数": number,
}


class Duty(NamedTuple):
    """
    A mark that prints one field, and how often it must.

    Attributes:
        number: of the mark.
        path: the field, loop rows resolved: ``(目标表, 目标)``.
        loops: how many loops it stands in.
        sure: no condition stands around it.
        where: its part.
    """

    number: int
    path: tuple[str, ...]
    loops: int
    sure: bool
    where: str


def duties_of(template: Template) -> list[Duty]:
    """Return the marks that print one plain field each; what computes is left out."""
    paths: dict[int, list[tuple[str, ...]]] = {}
    for use in template.structure.uses:
        paths.setdefault(use.mark.number, []).append(use.path)
    found = []
    around: list[Kind] = []
    for mark in sorted(template.marks, key=_place):
        kind = mark.tag.kind
        if kind in (Kind.FOR, Kind.IF):
            around.append(kind)
        elif kind in (Kind.END_FOR, Kind.END_IF):
            around.pop()
        own = paths.get(mark.number, [])
        if kind is Kind.VALUE and len(own) == 1 and _is_plain(mark):
            sure = Kind.IF not in around
            found.append(Duty(mark.number, own[0], around.count(Kind.FOR), sure, mark.part.name))
    return found


def _place(mark: Mark) -> tuple[str, int, int]:
    """Return where a mark begins in its part; a text box stands inside another paragraph."""
    start = mark.tag.start
    node = next(p.node for p in reversed(mark.paragraph.pieces) if p.first <= start)
    return mark.part.name, node.start, start


def _is_plain(mark: Mark) -> bool:
    return mark.used is not None and _PLAIN.fullmatch(mark.used.code) is not None


def strayed(duties: Sequence[Duty], filled: Filled) -> Iterator[tuple[Duty, str]]:
    """
    Yield the marks that printed something else than the unit's fields hold, and what is wrong.

    Args:
        duties: of the template.
        filled: what was printed.
    """
    printed: dict[int, list[tuple[str, object]]] = {}
    for instances in filled.instances.values():
        for instance in instances:
            for piece in instance.pieces:
                if isinstance(piece, Shown):
                    said = (piece.printed.form, piece.printed.value)
                    printed.setdefault(piece.mark, []).append(said)
    for duty in duties:
        if duty.where in filled.instances and duty.loops <= 1:
            fault = _fault(duty, printed.get(duty.number, []), filled.unit.fields)
            if fault:
                yield duty, fault


def _fault(duty: Duty, printed: Sequence[tuple[str, object]], fields: Mapping[str, object]) -> str:
    values = _held(duty.path, fields)
    if duty.sure and len(printed) != len(values):
        return f"应有 {len(values)} 处，印了 {len(printed)} 处"
    if duty.sure:
        wrong = [v for v, p in zip(values, printed, strict=True) if not _same(v, p)]
        return f"应为“{wrong[0]}”" if wrong else ""
    stray = [p for p in printed if not any(_same(value, p) for value in values)]
    return "印的不是这个单位的值" if stray else ""


def _held(path: tuple[str, ...], fields: Mapping[str, object]) -> list[object]:
    """Return what the fields hold under a path: one value, or one a row of a table."""
    found: list[object] = [fields]
    for name in path:
        below = [one.get(name) for one in found if isinstance(one, dict)]
        found = [row for one in below for row in (one if isinstance(one, list) else [one])]
    return found


def _same(value: object, printed: tuple[str, object]) -> bool:
    """Tell whether what was printed is that value, by the form it was printed in."""
    form, said = printed
    if isinstance(value, Gap) or value is None:
        return form == "空白"
    try:
        reader = _READERS.get(form)
        if reader is not None:
            return bool(reader(value).value == said)
    except FormError:
        return False
    if isinstance(value, int | Fraction) and isinstance(said, int | Fraction):
        return value == said
    return value == said if isinstance(value, date) else str(value) == str(said)


class Text(NamedTuple):
    """
    A part as a reader sees it.

    Attributes:
        name: of the part.
        paragraphs: the text of each, in the order of their start tags.
        ends_section: whether a section ends with it, parallel to them.
        tables, sections: how many there are.
    """

    name: str
    paragraphs: list[str]
    ends_section: list[bool]
    tables: int
    sections: int


def read_text(name: str, data: bytes) -> Text:
    """
    Read the paragraphs of a finished part.

    Args:
        name: of the part, for messages.
        data: its bytes, UTF-8.

    Raises:
        XmlError: it is no well-formed XML.
    """
    reader = _Reader()
    parser = guarded_parser(" ")
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    try:
        parse(parser, [data])
    except XmlError as error:
        message = f"{name}: {error}"
        raise XmlError(message) from None
    texts = ["".join(pieces) for pieces in reader.paragraphs]
    return Text(name, texts, reader.ends_section, reader.tables, reader.sections)


def _named(tag: str) -> frozenset[str]:
    return frozenset({f"{WORD} {tag}", f"{STRICT} {tag}"})


_PARAGRAPH: Final = _named("p")
_TEXT: Final = _named("t")
_TABLE: Final = _named("tbl")
_SECTION: Final = _named("sectPr")
_BEFORE: Final = _named("sectPrChange")


class _Reader:
    """Collects texts while expat walks."""

    def __init__(self) -> None:
        self.paragraphs: list[list[str]] = []
        self.ends_section: list[bool] = []
        self.tables = self.sections = 0
        self._open: list[int] = []
        self._listening = self._changed = False

    def start(self, name: str, _: dict[str, str]) -> None:
        """Hear a start tag."""
        if name in _TEXT:
            self._listening = bool(self._open)
        elif name in _PARAGRAPH:
            self._open.append(len(self.paragraphs))
            self.paragraphs.append([])
            self.ends_section.append(False)
        elif name in _TABLE:
            self.tables += 1
        elif name in _BEFORE:
            self._changed = True
        elif name in _SECTION and not self._changed:
            self.sections += 1
            if self._open:
                self.ends_section[self._open[-1]] = True

    def end(self, name: str) -> None:
        """Hear an end tag."""
        if name in _TEXT:
            self._listening = False
        elif name in _PARAGRAPH:
            self._open.pop()
        elif name in _BEFORE:
            self._changed = False

    def characters(self, text: str) -> None:
        """Hear text."""
        if self._listening:
            self.paragraphs[self._open[-1]].append(text)


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
