"""Tags (字段和指令) in the text of a paragraph, and slips that only look like tags.

Where the characters of a text stand in the bytes of its part, and what stands around it.

The tags of a template paired into loops and conditions, and where each of them acts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.agreements.expressions import Expression, RefusedError, expression, loop
from xl_quality.core.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xl_quality.agreements.word import Node, Paragraph, Part, Piece

_TAG: Final = re.compile(r"\{\{(.*?)\}\}|\{%(.*?)%\}|\{#(.*?)#\}", re.DOTALL)
_BLOCK_WORDS: Final = frozenset({"for", "endfor", "if", "elif", "else", "endif"})
_BLOCK: Final = re.compile(r"(?:(p|tr|r|tc)\s+)?(\w+)\b\s*(.*)", re.DOTALL)
_QUOTES: Final = str.maketrans("“”„‟‘’‚‛＂＇", "\"\"\"\"''''\"'")
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
"""Signs without width, that come along when a name is copied from a web page."""
_SIGNS: Final = str.maketrans("｜＜＞＝！，（）．　", "|<>=!,(). ")


class Kind(StrEnum):
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


class Tag(NamedTuple):
    """
    One tag.

    Attributes:
        kind: what it does.
        code: what stands behind its word, quotes made straight; ``学校|空白`` of a value.
        start, end: its place in the paragraph's text.
        text: as written.
        level: ``p`` or ``tr`` where it was written so (``{%tr for …%}``), else ``""``.
        word: the word of a block, as written.
    """

    kind: Kind
    code: str
    start: int
    end: int
    text: str
    level: str = ""
    word: str = ""


class Slip(NamedTuple):
    """
    Something that looks like a tag and is none.

    Attributes:
        code: stable English id.
        pattern: what is left of it when the tags are taken out.
        message: what is wrong.
        suggestion: what to do.
    """

    code: str
    pattern: re.Pattern[str]
    message: str
    suggestion: str


_FULL_WIDTH: Final = "花括号是全角的，填写时不会认", "请改成半角 {{ }} 或 {% %}"
SLIPS: Final = (
    Slip("full_width_braces", re.compile(r"｛\s*[｛{]|\{\s*｛|｝\s*[｝}]|\}\s*｝"), *_FULL_WIDTH),
    Slip("full_width_braces", re.compile(r"｛\s*[%％#]|[%％#]\s*｝|\{\s*％|％\s*\}"), *_FULL_WIDTH),
    Slip(
        "braces_apart",
        re.compile(r"\{\s+\{|\}\s+\}|\{\s+%|%\s+\}"),
        "两个花括号之间有空格，填写时不会认",
        "请去掉中间的空格，写成 {{ 学校 }}",
    ),
    Slip(
        "unclosed_braces",
        re.compile(r"\{\{|\}\}|\{%|%\}"),
        "花括号没有成对",
        "请写成 {{ 字段 }} 或 {% 指令 %}",
    ),
    Slip(
        "stray_brace",
        re.compile(r"[{｛](?=\0)|(?<=\0)[}｝]"),
        "字段旁边多了一个花括号，会照印出来",
        "请删去多出的花括号，写成 {{ 字段 }}",
    ),
    Slip(
        "single_braces",
        re.compile(r"(?<![{｛])[{｛]\s*[\w（）()％%]{1,20}\s*[}｝](?![}｝])"),
        "像是字段，但只有一层花括号",
        "是字段就写成 {{ 字段 }}；不是就不用管",
    ),
)
"""From certain to likely; the first that fits tells."""
LIKELY: Final = "single_braces"
"""This may be meant as it stands."""


def tags_in(text: str) -> list[Tag]:
    """Return the tags of a paragraph in their order.

    >>> [(tag.kind.value, tag.code) for tag in tags_in("{{ 学校 }}，{% if 名次 < 4 %}")]
    [('value', '学校'), ('if', '名次 < 4')]
    """
    if "{" not in text:
        return []
    return [_tag(match) for match in _TAG.finditer(text)]


def _tag(match: re.Match[str]) -> Tag:
    place = match.start(), match.end(), match[0]
    if match[1] is not None:
        return Tag(Kind.VALUE, _straight(match[1]), *place)
    if match[2] is None:
        return Tag(Kind.COMMENT, "", *place)
    block = _BLOCK.fullmatch(match[2].strip().strip("-").strip())
    if block is None:
        return Tag(Kind.OTHER, "", *place)
    level, word, code = block[1] or "", block[2], _straight(block[3])
    kind = Kind(word) if word in _BLOCK_WORDS else Kind.OTHER
    return Tag(kind, code, *place, level if level in {"p", "tr"} else "", word)


def _straight(code: str) -> str:
    """Return code with Word's curly quotes straight and Chinese signs outside them half width."""
    straight = _INVISIBLE.sub("", code).translate(_QUOTES).strip()
    pieces = re.split(r"(\"[^\"]*\"|'[^']*')", straight)
    pieces[::2] = [piece.translate(_SIGNS) for piece in pieces[::2]]
    return "".join(pieces)


def slip_in(text: str) -> tuple[Slip, str] | None:
    """
    Return what looks like a tag in a paragraph and is none, and its text.

    >>> slip, there = slip_in("甲方：｛｛学校｝｝")
    >>> slip.code, there
    ('full_width_braces', '｛｛学校｝｝')
    """
    if not any(sign in text for sign in "{}｛｝"):
        return None
    rest = _TAG.sub(lambda match: "\0" * len(match[0]), text)
    for slip in SLIPS:
        found = slip.pattern.search(rest)
        if found:
            end = re.compile(r"[}｝]+").search(rest, found.end())
            stop = min(end.end() if end and not found[0].endswith(("}", "｝")) else found.end(), 80)
            return slip, rest[found.start() : max(stop, found.end())]
    return None


_CHARACTER: Final = re.compile(r"\r\n|&[^;]+;|.", re.DOTALL)


def spans(part: Part, piece: Piece) -> list[tuple[int, int]]:
    """Return, for each character of a piece, the bytes it is written with (``&lt;`` has four)."""
    raw = part.data[piece.node.inner : piece.node.close].decode()
    found, at = [], piece.node.inner
    for match in _CHARACTER.finditer(raw):
        size = len(match[0].encode())
        found.append((at, at + size))
        at += size
    return found


def around(node: Node, *tags: str) -> Node | None:
    """Return the nearest element around a node that has one of the tags."""
    above = node.parent
    while above is not None and above.tag not in tags:
        above = above.parent
    return above


_PART_NAMES: Final = {"header": "页眉", "footer": "页脚", "footnotes": "脚注", "endnotes": "尾注"}
_NEARBY: Final = 40
"""Characters of a paragraph that a finding shows around what is wrong."""
_DEEPEST: Final = 3
"""Blocks in blocks: a table in a condition in a loop; more is a slip."""
_OPENING: Final = (Kind.FOR, Kind.IF)
_MIDDLE: Final = (Kind.ELSE, Kind.ELSE_IF)
_CLOSING: Final = {Kind.END_FOR: Kind.FOR, Kind.END_IF: Kind.IF}


class Level(Enum):
    """What a block repeats or leaves out."""

    INLINE = "inline"  # words within a paragraph
    PARAGRAPH = "paragraph"  # whole paragraphs; the tag's own paragraph goes
    ROW = "row"  # whole table rows; the tag's own row goes
    LIFTED = "lifted"  # the row it stands in, from its first cell to its last


@dataclass(slots=True)
class Mark:
    """
    One tag at its place.

    Attributes:
        number: counted over the whole template.
        tag, part, paragraph: what and where.
        code: for the engine, ``""`` for closing tags.
        used: what it reads.
        row_name: of a loop: the name of its row.
        level: what it acts on; values are inline.
    """

    number: int
    tag: Tag
    part: Part
    paragraph: Paragraph
    used: Expression | None = None
    row_name: str = ""
    level: Level = Level.INLINE

    @property
    def silent(self) -> bool:
        """Return whether it leaves nothing, not even an event, in its paragraph."""
        return self.tag.kind is Kind.COMMENT or self.level is not Level.INLINE


class Use(NamedTuple):
    """
    A field that the template reads.

    Attributes:
        path: loop rows resolved: ``行.目标`` in a loop over 目标表 is ``(目标表, 目标)``.
        optional: a blank line stands where it has no value.
        looped: it is the table of a loop.
        mark: where.
    """

    path: tuple[str, ...]
    optional: bool
    looped: bool
    mark: Mark


@dataclass(slots=True)
class Structure:
    """All marks of a template with what they use, and the faults found."""

    marks: list[Mark] = field(default_factory=list)
    uses: list[Use] = field(default_factory=list)
    faults: list[Finding] = field(default_factory=list)
    renamed: dict[str, str] = field(default_factory=dict)


def structure_of(parts: Sequence[Part]) -> Structure:
    """Find and pair the tags of all parts; nothing is raised, faults are collected."""
    found = Structure()
    for part in parts:
        _Pairing(found, part).run()
    return found


class _Pairing:
    """The walk through one part."""

    def __init__(self, found: Structure, part: Part) -> None:
        self._found = found
        self._part = part
        self._open: list[list[Mark]] = []

    def run(self) -> None:
        for paragraph in self._part.paragraphs:
            text = paragraph.text
            slip = slip_in(text)
            if slip is not None:
                kind, there = slip
                self._fault(paragraph, kind.code, there, kind.message, kind.suggestion)
            for tag in tags_in(text):
                mark = Mark(len(self._found.marks), tag, self._part, paragraph)
                self._found.marks.append(mark)
                self._take(mark)
        for group in self._open:
            tag = group[0].tag
            self._fault(
                group[0].paragraph,
                "block_not_closed",
                tag.text,
                f"“{tag.text}”没有结束",
                f"请在应结束的地方写 {{% end{tag.word} %}}",
            )

    def _take(self, mark: Mark) -> None:
        tag = mark.tag
        if tag.kind is Kind.OTHER:
            self._fault(
                mark.paragraph,
                "template_code_refused",
                tag.text,
                f"不允许指令“{tag.text}”",
                "模板里只能用 for … endfor 和 if … elif … else … endif",
            )
            return
        self._understand(mark)
        if tag.kind in _OPENING:
            self._open.append([mark])
            if len(self._open) > _DEEPEST:
                self._fault(mark.paragraph, "block_too_deep", tag.text, "套得太深", "最多套三层")
        elif tag.kind in _MIDDLE:
            self._middle(mark)
        elif tag.kind in _CLOSING:
            self._close(mark)

    def _understand(self, mark: Mark) -> None:
        tag = mark.tag
        try:
            if tag.kind is Kind.FOR:
                mark.row_name, mark.used = loop(tag.code)
            elif tag.kind in (Kind.VALUE, Kind.IF, Kind.ELSE_IF):
                mark.used = expression(tag.code)
        except RefusedError as error:
            suggestion = "请改成字段名，如 {{ 学校 }} 或 {{ 奖金|金额 }}"
            self._fault(mark.paragraph, error.code, tag.text, str(error), suggestion)
            return
        if mark.used is not None:
            self._found.renamed.update(mark.used.renamed)
            self._note_uses(mark, mark.used)

    def _note_uses(self, mark: Mark, used: Expression) -> None:
        scope: dict[str, tuple[str, ...]] = {}
        for group in self._open:
            opening = group[0]
            if opening.row_name and opening.used and opening.used.paths:
                table = opening.used.paths[0].names
                scope[opening.row_name] = (*scope.get(table[0], table[:1]), *table[1:])
        for path in used.paths:
            names = (*scope.get(path.names[0], path.names[:1]), *path.names[1:])
            looped = mark.tag.kind is Kind.FOR
            self._found.uses.append(Use(names, path.optional, looped, mark))

    def _middle(self, mark: Mark) -> None:
        if self._open and self._open[-1][0].tag.kind is Kind.IF:
            self._open[-1].append(mark)
        else:
            self._unopened(mark)

    def _close(self, mark: Mark) -> None:
        if not self._open or self._open[-1][0].tag.kind is not _CLOSING[mark.tag.kind]:
            self._unopened(mark)
            return
        group = [*self._open.pop(), mark]
        level = level_of(group)
        if level is None:
            self._fault(
                group[0].paragraph,
                "block_crosses",
                group[0].tag.text,
                f"“{group[0].tag.text}”和“{mark.tag.text}”不在同一层，填写后文件会坏",
                "请让它们各自单独占一段；表格里重复一行时，放在这一行的第一格和最后一格",
            )
            return
        for one in group:
            one.level = level

    def _unopened(self, mark: Mark) -> None:
        self._fault(
            mark.paragraph,
            "block_not_open",
            mark.tag.text,
            f"“{mark.tag.text}”前面没有与它配对的开头",
            "请补上开头，或删去它",
        )

    def _fault(
        self, paragraph: Paragraph, code: str, found: str, message: str, suggestion: str
    ) -> None:
        fault = finding_at(
            self._part, paragraph, code, found, message=message, suggestion=suggestion
        )
        if code == LIKELY:
            fault = fault._replace(severity=Severity.WARNING)
        self._found.faults.append(fault)


def finding_at(
    part: Part, paragraph: Paragraph, code: str, found: str, *, message: str, suggestion: str
) -> Finding:
    """Return something wrong at a paragraph of a template, with the text nearby."""
    nearby = paragraph.text.strip()
    if len(nearby) > _NEARBY:
        at = max(nearby.find(found), 0)
        start = max(0, min(at - _NEARBY // 3, len(nearby) - _NEARBY))
        nearby = f"{'…' if start else ''}{nearby[start : start + _NEARBY]}…"
    place = where(part, paragraph)
    return Finding(
        code,
        Severity.ERROR,
        sheet=place,
        cell="",
        found=nearby,
        message=message,
        suggestion=suggestion,
    )


def where(part: Part, paragraph: Paragraph) -> str:
    """Return a paragraph's place in words: 正文第3段, 页眉2第1段."""
    found = re.fullmatch(r"word/([a-z]+)(\d*)\.xml", part.name)
    name = _PART_NAMES.get(found[1], "") if found else ""
    label = f"{name}{found[2]}" if name and found else "正文"
    return f"{label}第{paragraph.number}段"


def level_of(group: Sequence[Mark]) -> Level | None:
    """Return what a block acts on, None where its tags cannot be taken apart from the text."""
    paragraphs = [mark.paragraph for mark in group]
    if all(one is paragraphs[0] for one in paragraphs):
        return Level.INLINE if _one_parent(group) else None
    rows = [around(one.node, "tr") for one in paragraphs]
    own_row = all(
        row is not None and _alone_in_row(m, row) for m, row in zip(group, rows, strict=True)
    )
    if (
        own_row
        and _same(row.parent for row in rows if row)
        and len({id(r) for r in rows}) == len(rows)
    ):
        return Level.ROW
    if all(_alone(mark) for mark in group):
        container = _same(one.node.parent for one in paragraphs)
        return Level.PARAGRAPH if container else None
    one_row = rows[0] is not None and all(row is rows[0] for row in rows)
    return Level.LIFTED if one_row and len(group) == 2 else None  # noqa: PLR2004 - open and close


def _one_parent(group: Sequence[Mark]) -> bool:
    runs = []
    for mark in group:
        pieces = [
            p for p in mark.paragraph.pieces if p.first <= mark.tag.start < p.first + len(p.text)
        ]
        if not pieces or pieces[0].run is None:
            return False
        runs.append(pieces[0].run)
    return _same(run.parent for run in runs)


def _alone(mark: Mark) -> bool:
    paragraph = mark.paragraph
    only = paragraph.text.strip() == mark.tag.text.strip()
    return only and not paragraph.rest and not paragraph.ends_section


def _alone_in_row(mark: Mark, row: Node) -> bool:
    texts = [
        one.text
        for one in mark.part.paragraphs
        if row.start < one.node.start < row.end and one.text.strip()
    ]
    return len(texts) == 1 and texts[0].strip() == mark.tag.text.strip()


def _same(nodes: Iterator[Node | None] | Sequence[Node | None]) -> bool:
    return len({id(node) for node in nodes}) == 1
