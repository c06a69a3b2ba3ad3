"""All agreements in one file for printing (合并打印): own pages, own numbering, own footnotes.

Each begins on a right-hand page with page, clause and note number 1, and keeps its own headers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.agreements.word import DOCUMENT, Node, WordPart, around
from xl_quality.books.opc.xml import CONTENT_TYPES
from xl_quality.books.opc.zip import Changes, rewrite
from xl_quality.core.findings import BadInputError, Step, Way

if TYPE_CHECKING:
    from xl_quality.agreements.compiling import Template
    from xl_quality.agreements.filling import FilledAgreement

FOOTNOTES: Final = "word/footnotes.xml"
_NOTE: Final = re.compile(r"<w:footnote\b([^>]*)>.*?</w:footnote>", re.DOTALL)
_NOTE_REFERENCE: Final = re.compile(r"(<w:footnoteReference\b[^>]*?\bw:id=\")(\d+)(\")")
_NOTE_ID: Final = re.compile(r"(\bw:id=\")(-?\d+)(\")")
_NOTE_KIND: Final = re.compile(r"\bw:type=\"(?!normal\")")
_NOTE_PROPERTIES: Final = re.compile(
    r"<w:footnotePr\b[^>]*?(?:/>|>(.*?)</w:footnotePr>)", re.DOTALL
)
_NOTE_RESTART: Final = re.compile(r"<w:numRestart\b[^>]*/>")
_NOTES_ANEW: Final = '<w:numRestart w:val="eachSect"/>'
_BEFORE_NOTES: Final = re.compile(
    r"<w:sectPr\b[^>]*>(?:<w:(?:header|footer)Reference\b[^>]*/>)*", re.DOTALL
)
_NOTES_OF_SECTION: Final = re.compile(
    _BEFORE_NOTES.pattern + r"(?:<w:(footnotePr|endnotePr)\b[^>]*?(?:/>|>.*?</w:\1>))*", re.DOTALL
)
"""What the schema puts before the type of a section."""
_ON_RIGHT_HAND: Final = '<w:type w:val="oddPage"/>'
"""Printed on both sides, no agreement shares a sheet of paper with another one."""
_RELATIONS: Final = "word/_rels/document.xml.rels"
_NUMBERING: Final = "word/numbering.xml"
_STYLES: Final = "word/styles.xml"
_HEADED: Final = re.compile(r"word/((?:header|footer)\d*)\.xml")
_ENDNOTES: Final = re.compile(r"<w:endnoteReference\b")
_DRAWING_ID: Final = re.compile(r"(<wp:docPr\b[^>]*?\bid=\")\d+(\")")
_MARKS: Final = re.compile(
    r"<w:(?:comment(?:RangeStart|RangeEnd|Reference)|perm(?:Start|End))\b[^>]*/>"
)
_BOOKMARKS: Final = re.compile(r"<w:bookmark(?:Start|End)\b[^>]*/>")
_SECTION: Final = re.compile(r"<w:sectPr\b[^>]*?(?:/>|>.*?</w:sectPr>)", re.DOTALL)
_HEADER_REFERENCE: Final = re.compile(r"<w:(?:header|footer)Reference\b[^>]*/>")
_RELATION_ID: Final = re.compile(r"(\br:id=\")([^\"]*)(\")")
_NUM: Final = re.compile(r"<w:num w:numId=\"(\d+)\"[^>]*>(.*?)</w:num>", re.DOTALL)
_ABSTRACT: Final = re.compile(
    r"<w:abstractNum [^>]*?w:abstractNumId=\"(\d+)\".*?</w:abstractNum>", re.DOTALL
)
_LEVEL: Final = re.compile(r"<w:lvl w:ilvl=\"(\d)\".*?</w:lvl>", re.DOTALL)
_START: Final = re.compile(r"<w:start w:val=\"(\d+)\"")
_STYLE: Final = re.compile(r"<w:style\b[^>]*w:styleId=\"([^\"]+)\".*?</w:style>", re.DOTALL)
_NUMBER_USED: Final = re.compile(r"<w:numId w:val=\"(\d+)\"/>")
_NUMBERED: Final = re.compile(r"<w:numPr>(?:<w:ilvl w:val=\"(\d)\"/>)?<w:numId w:val=\"(\d+)\"/>")
_AFTER_NUMBERS: Final = (
    *("cols", "formProt", "vAlign", "noEndnote", "titlePg", "textDirection"),
    *("bidi", "rtlGutter", "docGrid", "printerSettings"),
)
"""What the schema puts behind the page numbers of a section."""
_NEW_NUMBERS: Final = 1000  # numbers of lists begin far behind those of the template


class MergedNotes:
    """The footnotes of a file for printing, from the template's own part, ``""`` = it has none."""

    def __init__(self, text: str) -> None:
        self._own = text
        self._added: list[str] = []
        ids = [
            int(found[2]) for note in _NOTE.finditer(text) if (found := _NOTE_ID.search(note[0]))
        ]
        self._step = max(ids, default=0) + 1

    def referred(self, body: str, place: int) -> str:
        """Return a unit's body with references to its own notes; the first one keeps its ids."""
        if not self._own:
            return body
        return _NOTE_REFERENCE.sub(lambda m: f"{m[1]}{int(m[2]) + place * self._step}{m[3]}", body)

    def take(self, filled: FilledAgreement, place: int) -> None:
        """Add the notes of a unit; lines that part notes from text are there already."""
        for note in _NOTE.finditer(filled.parts.get(FOOTNOTES, self._own)):
            if not _NOTE_KIND.search(note[1]):
                own = _NOTE_ID.sub(
                    lambda m: f"{m[1]}{int(m[2]) + place * self._step}{m[3]}", note[0], 1
                )
                self._added.append(own)

    def numbered_anew(self, section: str) -> str:
        """Let the notes of a section be numbered from 1; there must be one that can be closed."""
        if not self._own:
            return section
        found = _NOTE_PROPERTIES.search(section)
        if found:
            kept = _NOTE_RESTART.sub("", found[1] or "")
            new = f"<w:footnotePr>{kept}{_NOTES_ANEW}</w:footnotePr>"
            return section[: found.start()] + new + section[found.end() :]
        return _BEFORE_NOTES.sub(
            lambda m: f"{m[0]}<w:footnotePr>{_NOTES_ANEW}</w:footnotePr>", section, count=1
        )

    def part(self, first: str) -> str:
        """Return the whole part: the first unit's, then what was taken from the others."""
        return first.replace("</w:footnotes>", "".join([*self._added, "</w:footnotes>"]))


def expected_notes(template: Template, filled: Sequence[FilledAgreement]) -> list[str]:
    """Return the paragraphs that the merged notes must hold, in the order of the pages."""
    part = next((part for part in template.file.parts if part.name == FOOTNOTES), None)
    if part is None:
        return []
    texts: list[str] = []
    for place, one in enumerate(filled):
        lines = one.instances.get(FOOTNOTES)
        if lines is None:
            pairs = [(p.text, p.node) for p in part.paragraphs]
        else:
            before = next(n for n, line in enumerate(template.lines) if line.part == FOOTNOTES)
            pairs = [(i.text, part.paragraphs[i.line - before].node) for i in lines]
        texts += [text for text, node in pairs if not place or _is_note(part, node)]
    return texts


def _is_note(part: WordPart, node: Node) -> bool:
    """Tell whether a paragraph belongs to a note and not to the line above the notes."""
    note = around(node, "footnote")
    return note is not None and not _NOTE_KIND.search(part.data[note.start : note.inner].decode())


class Merged(NamedTuple):
    """The file for printing; added paragraphs hold nothing but the end of a section."""

    data: bytes
    added_paragraphs: int


def merged(template: Template, filled: Sequence[FilledAgreement]) -> Merged:
    """Put agreements of one template, in their order, into one file (合并打印).

    Raises:
        BadInputError: the template has endnotes, or is built in a way that cannot be joined.
    """
    return _Merging(template).run(filled)


class _Merging:
    """One merging: what stays the same, and the parts that are added."""

    def __init__(self, template: Template) -> None:
        self._template = template
        file = template.file
        self._contents = {m.name: m for m in file.archive.members}
        document = next(part for part in file.parts if part.name == DOCUMENT)
        data, body, last = document.data, document.body, document.last_section
        if document.prefix != "w:" or body is None or _ENDNOTES.search(data.decode()):
            message = f"模板“{file.name}”有尾注或不常见的写法，不能合并成一个文件"
            raise BadInputError(message, steps=[Step(Way.SEPARATE)])
        tail = last.start if last else body.close
        self._head = data[: body.inner].decode()
        self._tail = data[last.end if last else body.close :].decode()
        self._own_section = data[tail : last.end].decode() if last else "<w:sectPr/>"
        self._behind = len(data[tail:].decode())
        self._relations = self._text(_RELATIONS)
        self._types = self._text(CONTENT_TYPES)
        self._numbering = self._text(_NUMBERING)
        self._styles = self._styled_numbers()
        self._notes = MergedNotes(self._text(FOOTNOTES))
        self._crossing = b"w:anchor=" in data or any(
            "REF" in one or "HYPERLINK" in one for part in file.parts for one in part.instructions
        )
        self._drawings = 0
        self._new: dict[str, bytes] = {}
        self._added_paragraphs = 0

    def _text(self, name: str) -> str:
        member = self._contents.get(name)
        return self._template.file.archive.read(member).decode() if member else ""

    def run(self, filled: Sequence[FilledAgreement]) -> Merged:
        bodies = []
        numbers: list[str] = []
        for place, one in enumerate(filled):
            text = one.parts[DOCUMENT]
            body = text[len(self._head) : len(text) - self._behind]
            body, section = self._own_headers(place, one, body, self._own_section)
            body, section = self._restarted(body, section)
            if place:
                # what may stand in a file once only: comments, and bookmarks nobody names
                body = _MARKS.sub("", body)
                body = body if self._crossing else _BOOKMARKS.sub("", body)
                body, more = self._renumbered(place, body)
                numbers += more
                self._notes.take(one, place)
            body = _DRAWING_ID.sub(self._next_drawing, self._notes.referred(body, place))
            last = place == len(filled) - 1
            bodies.append(body + section if last else self._closed(body, section))
        return Merged(self._packed(filled[0], bodies, numbers), self._added_paragraphs)

    def _packed(
        self, filled: FilledAgreement, bodies: Sequence[str], numbers: Sequence[str]
    ) -> bytes:
        """Return the file; the first unit keeps the template's own header parts."""
        changed = {name: text.encode() for name, text in filled.parts.items()}
        if FOOTNOTES in self._contents:
            first = changed.get(FOOTNOTES, self._text(FOOTNOTES).encode()).decode()
            changed[FOOTNOTES] = self._notes.part(first).encode()
        changed[DOCUMENT] = (self._head + "".join(bodies) + self._tail).encode()
        if numbers:
            end = "<w:numIdMacAtCleanup"
            end = end if end in self._numbering else "</w:numbering>"
            joined = self._numbering.replace(end, "".join(numbers) + end, 1)
            changed[_NUMBERING] = joined.encode()
        if self._new:
            changed[_RELATIONS] = self._relations.encode()
            changed[CONTENT_TYPES] = self._types.encode()
        changes = Changes(changed)
        changes.added.update(self._new)
        return rewrite(self._template.file.archive, changes)

    def _closed(self, body: str, section: str) -> str:
        """End a section with the body's last paragraph, or with one added for it."""
        at = max(body.rfind("<w:p>"), body.rfind("<w:p "))
        last = body[at:]
        whole = at >= 0 and last.endswith("</w:p>") and last.count("</w:p>") == 1
        if not whole or "<w:sectPr" in last or "txbxContent" in last:
            self._added_paragraphs += 1
            tiny = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
            return f"{body}<w:p><w:pPr>{tiny}{section}</w:pPr></w:p>"
        if "<w:pPr>" in last:
            place = "<w:pPrChange" if "<w:pPrChange" in last else "</w:pPr>"
            return body[:at] + last.replace(place, section + place, 1)
        last = last.replace("<w:pPr/>", "", 1)
        start = last.index(">") + 1
        return f"{body[:at]}{last[:start]}<w:pPr>{section}</w:pPr>{last[start:]}"

    def _restarted(self, body: str, section: str) -> tuple[str, str]:
        """Start the first section of a unit on a right-hand page, with page and note number 1."""
        first = _SECTION.search(body)
        if first is None:
            return body, self._notes.numbered_anew(_from_page_one(section))
        start, end = first.span()
        anew = self._notes.numbered_anew(_from_page_one(first[0]))
        return body[:start] + anew + body[end:], section

    def _next_drawing(self, match: re.Match[str]) -> str:
        """Give every picture a number of its own: some Words refuse a file with doubled ones."""
        self._drawings += 1
        return f"{match[1]}{self._drawings}{match[2]}"

    def _own_headers(
        self, place: int, filled: FilledAgreement, body: str, section: str
    ) -> tuple[str, str]:
        """Give a unit its own headers and footers where they hold fields."""
        ids = {}
        for name, text in filled.parts.items():
            found = _HEADED.fullmatch(name)
            old = self._relation_of(f"{found[1]}.xml") if found and place else None
            if found is None or old is None:
                continue
            own = f"{found[1]}u{place}.xml"
            ids[old[0]] = f"{old[0]}u{place}"
            self._new[f"word/{own}"] = text.encode()
            relations = self._text(f"word/_rels/{found[1]}.xml.rels")
            if relations:
                self._new[f"word/_rels/{own}.rels"] = relations.encode()
            self._register(name, own, old, ids[old[0]])
        if not ids:
            return body, section

        def swapped(match: re.Match[str]) -> str:
            return _RELATION_ID.sub(lambda m: m[1] + ids.get(m[2], m[2]) + m[3], match[0])

        return _HEADER_REFERENCE.sub(swapped, body), _HEADER_REFERENCE.sub(swapped, section)

    def _relation_of(self, target: str) -> tuple[str, str] | None:
        for match in re.finditer(r"<Relationship\b[^>]*/>", self._relations):
            if re.search(rf"Target=\"(?:/word/)?{re.escape(target)}\"", match[0]):
                found = re.search(r"\bId=\"([^\"]*)\"", match[0])
                return (found[1], match[0]) if found else None
        return None

    def _register(self, name: str, own: str, old: tuple[str, str], new_id: str) -> None:
        relation = old[1].replace(f'Id="{old[0]}"', f'Id="{new_id}"', 1)
        relation = re.sub(r"Target=\"[^\"]*\"", f'Target="{own}"', relation)
        self._relations = self._relations.replace("</Relationships>", f"{relation}</Relationships>")
        kind = re.search(rf"<Override\b[^>]*PartName=\"/{re.escape(name)}\"[^>]*/>", self._types)
        if kind:
            override = kind[0].replace(f"/{name}", f"/word/{own}")
            self._types = self._types.replace("</Types>", f"{override}</Types>")

    def _styled_numbers(self) -> dict[str, tuple[str, str]]:
        """Return level and number by style, for styles that number their paragraphs."""
        found = {}
        for match in _STYLE.finditer(self._text(_STYLES)):
            numbered = _NUMBERED.search(match[0])
            if numbered and numbered[2] != "0":
                found[match[1]] = (numbered[1] or "0", numbered[2])
        return found

    def _renumbered(self, place: int, body: str) -> tuple[str, list[str]]:
        """Start every list of a unit anew; return its body and the numbers it needs."""
        for style, (level, number) in self._styles.items():
            head = (
                rf"(<w:pPr><w:pStyle w:val=\"{re.escape(style)}\"/>"
                r"(?:<w:(?:keepNext|keepLines|pageBreakBefore|widowControl)\b[^>]*/>)*)"
                r"(?!<w:numPr>|<w:(?:keepNext|keepLines|pageBreakBefore|widowControl)\b)"
            )
            said = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
            body = re.sub(head, rf"\g<1>{said}", body)
        known = {match[1]: match[2] for match in _NUM.finditer(self._numbering)}
        highest = max((int(number) for number in known), default=0)
        used = [n for n in dict.fromkeys(_NUMBER_USED.findall(body)) if n in known]
        new = {n: str(highest * place + int(n) + _NEW_NUMBERS) for n in used}
        body = _NUMBER_USED.sub(lambda m: f'<w:numId w:val="{new.get(m[1], m[1])}"/>', body)
        return body, [self._restarting(known[n], new[n]) for n in used]

    def _restarting(self, content: str, number: str) -> str:
        abstract = re.search(r"<w:abstractNumId w:val=\"(\d+)\"/>", content)
        starts = ""
        if abstract and "<w:lvlOverride" not in content:
            for match in _ABSTRACT.finditer(self._numbering):
                if match[1] == abstract[1]:
                    starts = "".join(_override(level) for level in _LEVEL.finditer(match[0]))
        return f'<w:num w:numId="{number}">{content}{starts}</w:num>'


def _override(level: re.Match[str]) -> str:
    start = _START.search(level[0])
    value = start[1] if start else "1"
    return f'<w:lvlOverride w:ilvl="{level[1]}"><w:startOverride w:val="{value}"/></w:lvlOverride>'


def _from_page_one(section: str) -> str:
    """Let a section begin on a right-hand page, with page number 1."""
    if section.endswith("/>"):
        section = section[:-2] + "></w:sectPr>"
    section = _NOTES_OF_SECTION.sub(
        rf"\g<0>{_ON_RIGHT_HAND}", re.sub(r"<w:type\b[^>]*/>", "", section), count=1
    )
    numbers = re.search(r"<w:pgNumType\b[^>]*/>", section)
    if numbers:
        plain = re.sub(r"\sw:start=\"[^\"]*\"", "", numbers[0])
        new = plain[:-2].rstrip() + ' w:start="1"/>'
        return section.replace(numbers[0], new, 1)
    later = [section.find(f"<w:{tag}") for tag in _AFTER_NUMBERS]
    at = min((place for place in later if place >= 0), default=section.rindex("</w:sectPr>"))
    return f'{section[:at]}<w:pgNumType w:start="1"/>{section[at:]}'
