"""Read-back (回读核对): the finished file is read anew and compared with what it must say.

Its text is read with nothing of what wrote it, every value is understood anew by its form, and
what was printed is compared with the unit's own fields: the right field, in every row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from xl_quality.agreements import agreement_findings as kinds
from xl_quality.agreements.field_values import (
    BREAKS,
    FORMS,
    FormError,
    Gap,
    PrintedValue,
    disagreeing,
    read_back,
)
from xl_quality.agreements.filling import FilledAgreement, Instance, Shown
from xl_quality.agreements.merging import FOOTNOTES, expected_notes
from xl_quality.agreements.tags import Mark, TagKind
from xl_quality.agreements.word import DOCUMENT, STRICT, WORD
from xl_quality.books.opc.xml import XmlError, as_utf8, guarded_parser, parse
from xl_quality.books.opc.zip import Archive, read_archive
from xl_quality.core.findings import BadInputError, Finding, Kind

if TYPE_CHECKING:
    from xl_quality.agreements.compiling import Template


def _both_dialects(tag: str) -> frozenset[str]:
    return frozenset({f"{WORD} {tag}", f"{STRICT} {tag}"})


_PARAGRAPH: Final = _both_dialects("p")
_TEXT: Final = _both_dialects("t")
_TABLE: Final = _both_dialects("tbl")
_SECTION: Final = _both_dialects("sectPr")
_BEFORE: Final = _both_dialects("sectPrChange")
_PLAIN: Final = re.compile(r"[\w.]+(?:\s*\|.*)?", re.DOTALL)
_SHOWN: Final = 60  # characters of a text that a message quotes
_VALUE_SHOWN: Final = 40  # characters of a text, of a value that a message shows


class Proof(NamedTuple):
    """What the read-back of one file found."""

    values: int  # how many values were read and agreed
    # paragraphs, tables, sections: counted in the finished document
    paragraphs: int
    tables: int
    sections: int
    findings: tuple[Finding, ...]  # everything that does not agree; empty = the file is right


def prove(template: Template, filled: FilledAgreement, name: str, data: bytes) -> Proof:
    """Read a finished file, as it lies on disk, and compare it with what it must say (回读)."""
    try:
        archive = read_archive(data, name)
        parts = {part: read_part(archive, part) for part in filled.parts}
    except (BadInputError, XmlError, KeyError) as error:
        return _unread(_finding(filled, kinds.READBACK_UNREADABLE, "", why=error))
    findings = [one for part in parts.values() for one in _compare(template, filled, part)]
    for duty, kind, facts in strayed(duties_of(template), filled):
        place = template.lines[template.line_of[duty.number]].where
        tag = template.marks[duty.number].tag.text
        findings.append(_finding(filled, kind, tag, place=place, **facts))
    names = {member.name for member in archive.members}
    lost = [m.name for m in template.file.archive.members if m.name not in names]
    findings += [_finding(filled, kinds.READBACK_PART_LOST, one) for one in lost]
    values = sum(_count(filled.instances[part]) for part in parts)
    return _proof(values, parts[DOCUMENT], findings)


def prove_merged(
    template: Template, filled: Sequence[FilledAgreement], name: str, data: bytes, *, added: int
) -> Proof:
    """Read the file for printing and compare it with all agreements in it.

    *filled* is in the order of the pages; *added* paragraphs hold nothing but the end of a
    section.
    """
    try:
        archive = read_archive(data, name)
        document = read_part(archive, DOCUMENT)
    except (BadInputError, XmlError, KeyError) as error:
        return _unread(_finding(filled[0], kinds.READBACK_MERGED_UNREADABLE, "", why=error))
    expected = [(one, line) for one in filled for line in one.instances[DOCUMENT]]
    ends = sum(template.lines[line.line].ends_section for _, line in expected)
    paragraphs = document.paragraphs
    if added:  # those are empty, and no agreement's own
        pairs = zip(document.paragraphs, document.ends_section, strict=True)
        paragraphs = [text for text, ends_here in pairs if text or not ends_here]
        expected = [
            (one, line)
            for one, line in expected
            if line.text or not template.lines[line.line].ends_section
        ]
    counts = [("段", len(expected), len(paragraphs))]
    counts += [] if added else [("节", len(filled) + ends, document.sections)]
    structure = kinds.READBACK_MERGED_STRUCTURE
    findings = [
        _finding(filled[0], structure, name, what=what, due=due, real=real)
        for what, due, real in counts
        if due != real
    ]
    for (one, line), paragraph in zip(expected, paragraphs, strict=False):
        findings += _values(one, line, paragraph, template.lines[line.line].where)
    findings += _notes(template, filled, archive)
    values = sum(_count(one.instances[DOCUMENT]) for one in filled)
    return _proof(values, document, findings)


def _proof(values: int, document: PartText, findings: Sequence[Finding]) -> Proof:
    counts = len(document.paragraphs), document.tables, document.sections
    return Proof(values, *counts, tuple(findings))


def _unread(finding: Finding) -> Proof:
    return Proof(0, 0, 0, 0, (finding,))


def _count(instances: Sequence[Instance]) -> int:
    return sum(isinstance(piece, Shown) for one in instances for piece in one.pieces)


def _compare(template: Template, filled: FilledAgreement, part: PartText) -> Iterator[Finding]:
    expected = filled.instances[part.name]
    own = next(one for one in template.file.parts if one.name == part.name)
    ending = sum(template.lines[one.line].ends_section for one in expected)
    for what, due, real in (
        ("段落", len(expected), len(part.paragraphs)),
        ("表格", filled.tables[part.name], part.tables),
        ("节", ending + (own.last_section is not None), part.sections),
    ):
        if due != real:
            kind = kinds.READBACK_STRUCTURE
            yield _finding(filled, kind, part.name, what=what, due=due, real=real)
    for instance, text in zip(expected, part.paragraphs, strict=False):
        place = template.lines[instance.line].where
        yield from _values(filled, instance, text, place)
        for figures, numerals in disagreeing(text):
            kind, facts = kinds.READBACK_UPPER, {"figures": figures, "numerals": numerals}
            yield _finding(filled, kind, text, place=place, **facts)


def _values(
    filled: FilledAgreement, instance: Instance, text: str, place: str
) -> Iterator[Finding]:
    """Walk along a finished paragraph and understand every value in it anew."""
    if instance.text != text:
        due = instance.text[:_SHOWN]
        yield _finding(filled, kinds.READBACK_TEXT, text, place=place, due=due)
        return
    at = 0
    for piece in instance.pieces:
        if not isinstance(piece, Shown):
            at += len(piece)
            continue
        said = BREAKS.sub("", piece.printed.text)
        if not read_back(piece.printed, text[at : at + len(said)]):
            due, real = str(piece.printed.value), said[:_VALUE_SHOWN]
            yield _finding(filled, kinds.READBACK_VALUE, text, place=place, due=due, real=real)
        at += len(said)


def _notes(
    template: Template, filled: Sequence[FilledAgreement], archive: Archive
) -> Iterator[Finding]:
    """Compare the footnotes of the file for printing with those of all agreements in it."""
    expected = expected_notes(template, filled)
    there = any(member.name == FOOTNOTES for member in archive.members)
    found = read_part(archive, FOOTNOTES).paragraphs if there else []
    if found != expected:
        counts = {"due": len(expected), "real": len(found)}
        yield _finding(filled[0], kinds.READBACK_NOTES, FOOTNOTES, **counts)


def _finding(filled: FilledAgreement, kind: Kind, found: str, **facts: object) -> Finding:
    named: dict[str, Any] = {name: str(fact) for name, fact in facts.items()}
    return kind.at(found=found[:_SHOWN], unit=filled.unit.name, **named)


class Duty(NamedTuple):
    """A mark that prints one field, and how often it must."""

    number: int  # of the mark
    path: tuple[str, ...]  # the field, loop rows resolved: ``(目标表, 目标)``
    loops: int  # how many loops it stands in
    sure: bool  # no condition stands around it
    where: str  # its part


def duties_of(template: Template) -> list[Duty]:
    """Return the marks that print one plain field each; what computes is left out."""
    paths: dict[int, list[tuple[str, ...]]] = {}
    for use in template.structure.uses:
        paths.setdefault(use.mark.number, []).append(use.path)
    duties = []
    around: list[TagKind] = []

    def place(mark: Mark) -> tuple[str, int, int]:  # a text box stands inside another paragraph
        return mark.part.name, mark.pieces[0].node.start, mark.tag.start

    for mark in sorted(template.marks, key=place):
        kind = mark.tag.kind
        if mark.opens:
            around.append(kind)
        elif kind in (TagKind.END_FOR, TagKind.END_IF):
            around.pop()
        own = paths.get(mark.number, [])
        plain = _PLAIN.fullmatch(mark.code)
        if kind is TagKind.VALUE and len(own) == 1 and plain:
            loops, sure = around.count(TagKind.FOR), TagKind.IF not in around
            duties.append(Duty(mark.number, own[0], loops, sure, mark.part.name))
    return duties


def strayed(
    duties: Sequence[Duty], filled: FilledAgreement
) -> Iterator[tuple[Duty, Kind, Mapping[str, object]]]:
    """Yield the marks that printed something else than the fields hold, and what is wrong."""
    printed: dict[int, list[PrintedValue]] = {}
    for instances in filled.instances.values():
        for instance in instances:
            for piece in instance.pieces:
                if isinstance(piece, Shown):
                    printed.setdefault(piece.mark, []).append(piece.printed)
    for duty in duties:
        if duty.where in filled.instances and duty.loops <= 1:
            values = _field_values(duty.path, filled.unit.fields)
            fault = _fault(values, printed.get(duty.number, []), sure=duty.sure)
            if fault:
                yield duty, *fault


def _fault(
    values: Sequence[object], printed: Sequence[PrintedValue], *, sure: bool
) -> tuple[Kind, Mapping[str, object]] | None:
    """Return what is wrong with what was printed for values; *sure*: each must be, in order."""
    if not sure:
        right = all(any(_same(value, one) for value in values) for one in printed)
        return None if right else (kinds.READBACK_STRAY, {})
    if len(printed) != len(values):
        return kinds.READBACK_TIMES, {"due": len(values), "real": len(printed)}
    pairs = zip(values, printed, strict=True)
    wrong = [value for value, one in pairs if not _same(value, one)]
    return (kinds.READBACK_OTHER, {"due": wrong[0]}) if wrong else None


def _field_values(path: tuple[str, ...], fields: Mapping[str, object]) -> list[object]:
    """Return what the fields hold under a path: one value, or one a row of a table."""
    found: list[object] = [fields]
    for name in path:
        below = [one.get(name) for one in found if isinstance(one, dict)]
        found = [row for one in below for row in (one if isinstance(one, list) else [one])]
    return found


def _same(value: object, printed: PrintedValue) -> bool:
    """Tell whether what was printed is that value, by the form it was printed in."""
    form, said = printed.form, printed.value
    if isinstance(value, Gap) or value is None:
        return form == "空白"
    if form in FORMS and form != "空白":
        try:
            return bool(FORMS[form](value).value == said)
        except FormError:
            return False
    if isinstance(value, int | Fraction) and isinstance(said, int | Fraction):
        return value == said
    return value == said if isinstance(value, date) else str(value) == str(said)


class PartText(NamedTuple):
    """A part as a reader sees it."""

    name: str  # of the part
    paragraphs: list[str]  # the text of each, in the order of their start tags
    ends_section: list[bool]  # whether a section ends with it, parallel to them
    # tables, sections: how many there are
    tables: int
    sections: int


def read_part(archive: Archive, name: str) -> PartText:
    """Read the paragraphs of a part of a finished file.

    Raises:
        KeyError: it is not there.
        XmlError: it is no well-formed XML.
    """
    member = {member.name: member for member in archive.members}[name]
    return read_text(name, as_utf8(archive.read(member)))


def read_text(name: str, data: bytes) -> PartText:
    """Read the paragraphs of a finished part in UTF-8.

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
        raise XmlError(f"{name}: {error}") from None
    texts = ["".join(pieces) for pieces in reader.paragraphs]
    return PartText(name, texts, reader.ends_section, reader.tables, reader.sections)


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
