"""The tags of a template (字段和指令): found, paired into blocks, and what each acts on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from xl_quality.agreements import agreement_findings as kinds
from xl_quality.agreements.tag_code import RefusedError, TagCode, expression, loop
from xl_quality.agreements.word import Node, Paragraph, Piece, WordPart, around

if TYPE_CHECKING:
    from xl_quality.core.findings import Finding, Kind

_TAG: Final = re.compile(r"\{\{(.*?)\}\}|\{%(.*?)%\}|\{#(.*?)#\}", re.DOTALL)
_BLOCK_WORDS: Final = frozenset({"for", "endfor", "if", "elif", "else", "endif"})
_BLOCK: Final = re.compile(r"(?:(?:p|tr|r|tc)\s+)?(\w+)\b\s*(.*)", re.DOTALL)
"""``{%tr for …%}`` is how docxtpl writes it; here the place of a tag tells what it acts on."""
_QUOTES: Final = str.maketrans("“”„‟‘’‚‛＂＇", "\"\"\"\"''''\"'")
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
"""Signs without width, that come along when a name is copied from a web page."""
_SIGNS: Final = str.maketrans("｜＜＞＝！，（）．　", "|<>=!,(). ")
_SLIPS: Final = (
    (kinds.FULL_WIDTH_BRACES, re.compile(r"｛\s*[｛{]|\{\s*｛|｝\s*[｝}]|\}\s*｝")),
    (kinds.FULL_WIDTH_BRACES, re.compile(r"｛\s*[%％#]|[%％#]\s*｝|\{\s*％|％\s*\}")),
    (kinds.BRACES_APART, re.compile(r"\{\s+\{|\}\s+\}|\{\s+%|%\s+\}")),
    (kinds.UNCLOSED_BRACES, re.compile(r"\{\{|\}\}|\{%|%\}")),
    (kinds.STRAY_BRACE, re.compile(r"[{｛](?=\0)|(?<=\0)[}｝]")),
    (kinds.SINGLE_BRACES, re.compile(r"(?<![{｛])[{｛]\s*[\w（）()％%]{1,20}\s*[}｝](?![}｝])")),
)
"""What is left after the tags are taken out, from certain to likely; the first that fits tells."""
_LONGEST_SLIP: Final = 80  # characters of a paragraph within which a slip ends, for the message
_PART_NAMES: Final = {"header": "页眉", "footer": "页脚", "footnotes": "脚注", "endnotes": "尾注"}
_NEARBY: Final = 40  # characters of a paragraph that a finding shows around what is wrong
_NO_FACTS: Final[Mapping[str, Any]] = MappingProxyType({})
_DEEPEST: Final = 3  # blocks in blocks: a table in a condition in a loop; more is a slip


class TagKind(StrEnum):
    """What a tag does."""

    VALUE = "value"
    FOR = "for"
    END_FOR = "endfor"
    IF = "if"
    ELSE_IF = "elif"
    ELSE = "else"
    END_IF = "endif"
    COMMENT = "comment"
    OTHER = "other"  # a word that templates here do not know: refused


_MIDDLE: Final = (TagKind.ELSE, TagKind.ELSE_IF)
_CLOSING: Final = {TagKind.END_FOR: TagKind.FOR, TagKind.END_IF: TagKind.IF}


class TemplateTag(NamedTuple):
    """One tag."""

    kind: TagKind  # what it does
    code: str  # what stands behind its word, quotes made straight; ``学校|空白`` of a value
    # start, end: its place in the paragraph's text
    start: int
    end: int
    text: str  # as written
    word: str = ""  # the word of a block, as written


class BlockLevel(Enum):
    """What a block repeats or leaves out."""

    INLINE = "inline"  # words within a paragraph
    PARAGRAPH = "paragraph"  # whole paragraphs; the tag's own paragraph goes
    ROW = "row"  # whole table rows; the tag's own row goes
    LIFTED = "lifted"  # the row it stands in, from its first cell to its last


@dataclass(slots=True)
class Mark:
    """One tag at its place."""

    number: int  # counted over the whole template
    # tag, part, paragraph: what and where
    tag: TemplateTag
    part: WordPart
    paragraph: Paragraph
    used: TagCode | None = None  # what it reads
    row_name: str = ""  # of a loop: the name of its row
    level: BlockLevel = BlockLevel.INLINE  # what it acts on; values are inline

    @property
    def where(self) -> str:
        """Return its place in words: 正文第3段."""
        return where(self.part, self.paragraph)

    @property
    def code(self) -> str:
        """Return what it says to the engine, ``""`` for the end of a block."""
        return self.used.code if self.used else ""

    @property
    def field(self) -> str:
        """Return the field that it prints, ``""`` where it computes or is no value."""
        return self.used.field if self.used else ""

    @property
    def opens(self) -> bool:
        """Return whether a block begins with it."""
        return self.tag.kind in (TagKind.FOR, TagKind.IF)

    @property
    def replaced(self) -> bool:
        """Return whether its whole paragraph or row goes."""
        return self.level in (BlockLevel.PARAGRAPH, BlockLevel.ROW)

    @property
    def pieces(self) -> list[Piece]:
        """Return the pieces of text that it stands in."""
        start, end = self.tag.start, self.tag.end
        return [p for p in self.paragraph.pieces if p.first < end and p.first + len(p.text) > start]

    @property
    def row(self) -> Node | None:
        """Return the table row around it."""
        return around(self.paragraph.node, "tr")

    @property
    def silent(self) -> bool:
        """Return whether it leaves nothing, not even an event, in its paragraph."""
        return self.tag.kind is TagKind.COMMENT or self.level is not BlockLevel.INLINE


class Use(NamedTuple):
    """A field that the template reads."""

    path: tuple[str, ...]  # loops resolved: ``行.目标`` in a loop over 目标表 is ``(目标表, 目标)``
    optional: bool  # a blank line stands where it has no value
    mark: Mark  # where


@dataclass(slots=True)
class Structure:
    """All marks of a template with what they use, and the faults found."""

    marks: list[Mark] = field(default_factory=list)
    uses: list[Use] = field(default_factory=list)
    faults: list[Finding] = field(default_factory=list)
    renamed: dict[str, str] = field(default_factory=dict)


def tags_in(text: str) -> list[TemplateTag]:
    """Return the tags of a paragraph in their order.

    >>> [(tag.kind.value, tag.code) for tag in tags_in("{{ 学校 }}，{% if 名次 < 4 %}")]
    [('value', '学校'), ('if', '名次 < 4')]
    """
    if "{" not in text:
        return []
    return [_tag(match) for match in _TAG.finditer(text)]


def _tag(match: re.Match[str]) -> TemplateTag:
    place = match.start(), match.end(), match[0]
    if match[1] is not None:
        return TemplateTag(TagKind.VALUE, _straight(match[1]), *place)
    if match[2] is None:
        return TemplateTag(TagKind.COMMENT, "", *place)
    block = _BLOCK.fullmatch(match[2].strip().strip("-").strip())
    if block is None:
        return TemplateTag(TagKind.OTHER, "", *place)
    word = block[1]
    kind = TagKind(word) if word in _BLOCK_WORDS else TagKind.OTHER
    return TemplateTag(kind, _straight(block[2]), *place, word)


def _straight(code: str) -> str:
    """Return code with Word's curly quotes straight and Chinese signs outside them half width."""
    straight = _INVISIBLE.sub("", code).translate(_QUOTES).strip()
    pieces = re.split(r"(\"[^\"]*\"|'[^']*')", straight)
    pieces[::2] = [piece.translate(_SIGNS) for piece in pieces[::2]]
    return "".join(pieces)


def slip_in(text: str) -> tuple[Kind, str] | None:
    """Return what looks like a tag in a paragraph and is none, and its text.

    >>> kind, there = slip_in("甲方：｛｛学校｝｝")
    >>> kind.code, there
    ('full_width_braces', '｛｛学校｝｝')
    """
    if not any(sign in text for sign in "{}｛｝"):
        return None
    rest = _TAG.sub(lambda match: "\0" * len(match[0]), text)
    for kind, pattern in _SLIPS:
        found = pattern.search(rest)
        if found:
            end = re.compile(r"[}｝]+").search(rest, found.end())
            closed = found[0].endswith(("}", "｝"))
            stop = min(end.end() if end and not closed else found.end(), _LONGEST_SLIP)
            return kind, rest[found.start() : max(stop, found.end())]
    return None


def structure_of(parts: Sequence[WordPart]) -> Structure:
    """Find and pair the tags of all parts; nothing is raised, faults are collected."""
    found = Structure()
    for part in parts:
        _Pairing(found, part).run()
    return found


class _Pairing:
    """The walk through one part."""

    def __init__(self, found: Structure, part: WordPart) -> None:
        self._found = found
        self._part = part
        self._open: list[list[Mark]] = []

    def run(self) -> None:
        for paragraph in self._part.paragraphs:
            slip = slip_in(paragraph.text)
            if slip is not None:
                kind, there = slip
                self._fault(kind, paragraph, there)
            for tag in tags_in(paragraph.text):
                mark = Mark(len(self._found.marks), tag, self._part, paragraph)
                self._found.marks.append(mark)
                self._take(mark)
        for opening, *_ in self._open:
            self._fault_of(kinds.BLOCK_NOT_CLOSED, opening, word=opening.tag.word)

    def _take(self, mark: Mark) -> None:
        kind = mark.tag.kind
        if kind is TagKind.OTHER:
            self._fault_of(kinds.WORD_REFUSED, mark)
            return
        self._understand(mark)
        if mark.opens:
            self._open.append([mark])
            if len(self._open) > _DEEPEST:
                self._fault_of(kinds.BLOCK_TOO_DEEP, mark)
        elif kind in _MIDDLE:
            if self._open and self._open[-1][0].tag.kind is TagKind.IF:
                self._open[-1].append(mark)
            else:
                self._fault_of(kinds.BLOCK_NOT_OPEN, mark)
        elif kind in _CLOSING:
            self._close(mark)

    def _understand(self, mark: Mark) -> None:
        tag = mark.tag
        try:
            if tag.kind is TagKind.FOR:
                mark.row_name, mark.used = loop(tag.code)
            elif tag.kind in (TagKind.VALUE, TagKind.IF, TagKind.ELSE_IF):
                mark.used = expression(tag.code)
        except RefusedError as error:
            self._fault_of(error.kind, mark, **error.facts)
            return
        if mark.used is not None:
            self._found.renamed.update(mark.used.renamed)
            self._note_uses(mark, mark.used)

    def _note_uses(self, mark: Mark, used: TagCode) -> None:
        scope: dict[str, tuple[str, ...]] = {}
        for opening, *_ in self._open:
            if opening.row_name and opening.used and opening.used.paths:
                table = opening.used.paths[0].names
                scope[opening.row_name] = (*scope.get(table[0], table[:1]), *table[1:])
        for path in used.paths:
            names = (*scope.get(path.names[0], path.names[:1]), *path.names[1:])
            self._found.uses.append(Use(names, path.optional, mark))

    def _close(self, mark: Mark) -> None:
        if not self._open or self._open[-1][0].tag.kind is not _CLOSING[mark.tag.kind]:
            self._fault_of(kinds.BLOCK_NOT_OPEN, mark)
            return
        group = [*self._open.pop(), mark]
        level = level_of(group)
        if level is None:
            self._fault_of(kinds.BLOCK_CROSSES, group[0], end=mark.tag.text)
            return
        for one in group:
            one.level = level

    def _fault_of(self, kind: Kind, mark: Mark, **facts: object) -> None:
        self._fault(kind, mark.paragraph, mark.tag.text, facts)

    def _fault(
        self, kind: Kind, paragraph: Paragraph, tag: str, facts: Mapping[str, Any] = _NO_FACTS
    ) -> None:
        self._found.faults.append(finding_at(kind, self._part, paragraph, tag, facts))


def finding_at(
    kind: Kind, part: WordPart, paragraph: Paragraph, tag: str, facts: Mapping[str, Any] = _NO_FACTS
) -> Finding:
    """Return what is wrong at a paragraph, and what stands there around the text in question.

    The words of the kind may name that text as `tag`, and what *facts* hold.
    """
    nearby = paragraph.text.strip()
    if len(nearby) > _NEARBY:
        at = max(nearby.find(tag), 0)
        start = max(0, min(at - _NEARBY // 3, len(nearby) - _NEARBY))
        nearby = f"{'…' if start else ''}{nearby[start : start + _NEARBY]}…"
    return kind.at(where(part, paragraph), found=nearby, tag=tag, **facts)


def where(part: WordPart, paragraph: Paragraph) -> str:
    """Return a paragraph's place in words: 正文第3段, 页眉2第1段."""
    found = re.fullmatch(r"word/([a-z]+)(\d*)\.xml", part.name)
    name = _PART_NAMES.get(found[1], "") if found else ""
    label = f"{name}{found[2]}" if name and found else "正文"
    return f"{label}第{paragraph.number}段"


def level_of(group: Sequence[Mark]) -> BlockLevel | None:
    """Return what a block acts on, None where its tags cannot be taken apart from the text."""
    paragraphs = [mark.paragraph for mark in group]
    if all(paragraph is paragraphs[0] for paragraph in paragraphs):
        runs = [mark.pieces[0].run for mark in group]
        one_parent = all(runs) and _same(run.parent for run in runs if run)
        return BlockLevel.INLINE if one_parent else None
    rows = [mark.row for mark in group]
    alone = all(row and _alone_in_row(mark, row) for mark, row in zip(group, rows, strict=True))
    if alone and _same(row.parent for row in rows if row) and len({*map(id, rows)}) == len(rows):
        return BlockLevel.ROW
    if all(_alone(mark) for mark in group):
        container = _same(paragraph.node.parent for paragraph in paragraphs)
        return BlockLevel.PARAGRAPH if container else None
    one_row = rows[0] is not None and all(row is rows[0] for row in rows)
    return BlockLevel.LIFTED if one_row and len(group) == 2 else None  # noqa: PLR2004 - open and close


def _alone(mark: Mark) -> bool:
    paragraph = mark.paragraph
    only = paragraph.text.strip() == mark.tag.text.strip()
    return only and not paragraph.rest and not paragraph.ends_section


def _alone_in_row(mark: Mark, row: Node) -> bool:
    texts = [
        paragraph.text
        for paragraph in mark.part.paragraphs
        if row.start < paragraph.node.start < row.end and paragraph.text.strip()
    ]
    return len(texts) == 1 and texts[0].strip() == mark.tag.text.strip()


def _same(nodes: Iterator[Node | None] | Sequence[Node | None]) -> bool:
    return len({id(node) for node in nodes}) == 1
