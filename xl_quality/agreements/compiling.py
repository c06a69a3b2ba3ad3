"""A template compiled once (模板): tags become code of the engine, all else stays as it lies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.agreements.tag_code import BLOCK_CLOSE, BLOCK_OPEN, VALUE_CLOSE, VALUE_OPEN, engine
from xl_quality.agreements.tags import BlockLevel, Mark, Structure, TagKind, structure_of, where
from xl_quality.agreements.word import (
    DOCUMENT,
    Node,
    Paragraph,
    Piece,
    WordFile,
    WordPart,
    open_template,
    spans,
)
from xl_quality.core.findings import BadInputError, Severity
from xl_quality.core.grouping import grouped

if TYPE_CHECKING:
    from jinja2 import Template as Engine


PARAGRAPH_EVENT: Final = "_paragraph"
VALUE_EVENT: Final = "_value"
PASSED_BY: Final = "_passed"
TABLE_EVENT: Final = "_table"
ROWS_OF: Final = "_rows"


def source_of(part: WordPart, marks: Sequence[Mark], first_number: int) -> str:
    """Return a part as the text of a Jinja template.

    Every paragraph and table announces itself, every value and every inline block says that it
    was passed: what the finished file must hold is known without looking at it.

    *first_number* is that of its first paragraph, counted over all parts.
    """
    edits = _Edits(part)
    for table in part.tables:
        edits.insert(table.start, _event(TABLE_EVENT, first_number))
    for number, own in grouped(marks, lambda mark: mark.paragraph.number).items():
        if own[0].replaced:
            line = first_number + number - 1
            edits.replace_paragraph(own[0], _event(PARAGRAPH_EVENT, line, line))
        else:
            for mark in own:
                edits.put_tag(mark)
    for run in _paragraph_runs(part, marks):
        first, last = (first_number + one.number - 1 for one in (run[0], run[-1]))
        edits.insert(run[0].node.start, _event(PARAGRAPH_EVENT, first, last))
    return edits.applied()


def _paragraph_runs(part: WordPart, marks: Sequence[Mark]) -> Iterator[list[Paragraph]]:
    """Yield paragraphs that always appear together, so that one announcement does for them.

    Only the first of them holds marks; no row that a block repeats begins or ends between them.
    """
    marked = {mark.paragraph.number for mark in marks}
    replaced = {mark.paragraph.number for mark in marks if mark.replaced}
    rows = [mark.row for mark in marks if mark.level in (BlockLevel.ROW, BlockLevel.LIFTED)]
    bounds = {at for row in rows if row is not None for at in (row.start, row.end)}
    run: list[Paragraph] = []
    for paragraph in part.paragraphs:
        start = paragraph.node.start
        between = run and any(run[0].node.start < at <= start for at in bounds)
        inside = run and start < run[-1].node.end and run[-1].number in marked
        if run and (between or inside or paragraph.number in marked):
            yield run
            run = []
        if paragraph.number not in replaced:
            run.append(paragraph)
    if run:
        yield run


def _event(name: str, *arguments: object) -> str:
    return f"{VALUE_OPEN}{name}({','.join(map(str, arguments))}){VALUE_CLOSE}"


def _block(mark: Mark) -> str:
    """Return the statement of a block tag."""
    match mark.tag.kind:
        case TagKind.FOR:
            words = f"for {mark.row_name} in {ROWS_OF}({mark.number},({mark.code}))"
        case TagKind.IF | TagKind.ELSE_IF:
            words = f"{mark.tag.kind} ({mark.code})"
        case _:
            words = str(mark.tag.kind)
    return f"{BLOCK_OPEN}{words}{BLOCK_CLOSE}"


class _Edits:
    """Replacements of bytes in a part, applied at once."""

    def __init__(self, part: WordPart) -> None:
        self._part = part
        self._changes: list[tuple[int, int, int, str]] = []
        self._spaced: set[int] = set()

    def insert(self, at: int, text: str) -> None:
        """Put text before an offset, behind what was put there earlier."""
        self._changes.append((at, len(self._changes), at, text))

    def _replace(self, start: int, end: int, text: str) -> None:
        self._changes.append((start, len(self._changes), end, text))

    def applied(self) -> str:
        """Return the part with all changes; one inside a replaced stretch falls away with it."""
        data, pieces, at = self._part.data, [], 0
        for start, _, end, text in sorted(self._changes):
            if start < at:
                continue
            pieces += [data[at:start].decode(), text]
            at = max(at, end)
        return "".join([*pieces, data[at:].decode()])

    def replace_paragraph(self, mark: Mark, event: str) -> None:
        """Put a block tag in place of its paragraph or row; *event* announces what must stay."""
        if mark.level is BlockLevel.ROW and mark.row is not None:
            self._replace(mark.row.start, mark.row.end, _block(mark))
            return
        node, keeps = mark.paragraph.node, ""
        if _ends_cell(self._part, node):  # a cell must end with a paragraph
            keeps = f"{event}<{self._part.prefix}p/>"
        self._replace(node.start, node.end, _block(mark) + keeps)

    def put_tag(self, mark: Mark) -> None:
        """Put a value, an inline block, or nothing in place of a tag inside a paragraph."""
        if mark.level is BlockLevel.LIFTED:
            if mark.row is not None:
                at = mark.row.start if mark.opens else mark.row.end
                # before what other tags put inside the row, and before the next row's own marks
                self._changes.append((at, -1_000_000 + mark.number, at, _block(mark)))
            self._put(mark, "")
        elif mark.tag.kind is TagKind.COMMENT:
            self._put(mark, "")
        elif mark.tag.kind is TagKind.VALUE:
            self._put(mark, _event(VALUE_EVENT, mark.number, f"({mark.code})"))
        else:
            passed = _event(PASSED_BY, mark.number)
            self._put(mark, self._between_runs(mark, _block(mark) + passed))

    def _put(self, mark: Mark, text: str) -> None:
        for piece in mark.pieces:
            first, last = mark.tag.start - piece.first, mark.tag.end - piece.first
            places = spans(self._part, piece)
            start = places[max(first, 0)][0]
            self._replace(start, places[min(last, len(places)) - 1][1], text)
            text = ""
            self._keep_spaces(piece)

    def _keep_spaces(self, piece: Piece) -> None:
        node = piece.node
        tag = self._part.data[node.start : node.inner]
        if node.start not in self._spaced and b"xml:space" not in tag:
            self._spaced.add(node.start)
            name_end = node.start + 1 + len(self._part.prefix) + 1
            self.insert(name_end, ' xml:space="preserve"')

    def _between_runs(self, mark: Mark, code: str) -> str:
        """Close the run before a block tag and open one like it behind, so that runs stay whole."""
        run, w = mark.pieces[0].run, self._part.prefix
        if run is None:
            raise AssertionError(mark.tag.text)
        look = self._part.properties.get(run.start)
        kept = self._part.data[look.start : look.end].decode() if look else ""
        return f'</{w}t></{w}r>{code}<{w}r>{kept}<{w}t xml:space="preserve">'


def _ends_cell(part: WordPart, node: Node) -> bool:
    """Tell whether a paragraph is the last thing in a cell, text box or note."""
    above = node.parent
    if above is None or above.tag not in {"tc", "txbxContent", "footnote", "endnote"}:
        return False
    return not part.data[node.end : above.close].strip()


class TemplateLine(NamedTuple):
    """What a paragraph begins with before its first tag."""

    lead: str  # text before the first tag that acts inside it
    ends_section: bool  # a section ends with it
    part: str  # name of its part
    where: str  # its place in words, 正文第3段


class Template(NamedTuple):
    """A template ready to be filled any number of times."""

    file: WordFile  # the package it was made from
    codes: tuple[tuple[str, Engine], ...]  # names and code of parts with tags; the document always
    marks: Sequence[Mark]  # its tags, by number
    lines: Sequence[TemplateLine]  # its paragraphs over all parts
    behind: Sequence[str]  # the text that follows each mark up to the next one
    line_of: Sequence[int]  # the paragraph of each mark
    structure: Structure  # what it uses


def compile_template(name: str, data: bytes) -> Template:
    """Compile a Word file once (编译模板).

    Raises:
        BadInputError: it cannot be used; every fault is in `findings`.
    """
    return compiled(open_template(name, data))


def compiled(file: WordFile) -> Template:
    """Compile an opened Word file; it raises as `compile_template` does."""
    structure = structure_of(file.parts)
    errors = [fault for fault in structure.faults if fault.severity is Severity.ERROR]
    if errors:
        raise BadInputError(f"模板“{file.name}”有 {len(errors)} 处错误，没有填写", errors)
    codes: list[tuple[str, Engine]] = []
    lines: list[TemplateLine] = []
    first_line: dict[str, int] = {}
    for part in file.parts:
        marks = [mark for mark in structure.marks if mark.part is part]
        first = first_line[part.name] = len(lines)
        lines += [_line(part, paragraph, marks) for paragraph in part.paragraphs]
        if marks or part.name == DOCUMENT:
            code = engine().from_string(source_of(part, marks, first))
            codes.append((part.name, code))
    line_of = [first_line[mark.part.name] + mark.paragraph.number - 1 for mark in structure.marks]
    return Template(
        file,
        tuple(codes),
        structure.marks,
        lines,
        behind=_text_behind(structure.marks),
        line_of=line_of,
        structure=structure,
    )


def _line(part: WordPart, paragraph: Paragraph, marks: Sequence[Mark]) -> TemplateLine:
    own = [mark for mark in marks if mark.paragraph is paragraph]
    lead = "" if own and own[0].replaced else _until(paragraph.text, 0, own)
    return TemplateLine(lead, paragraph.ends_section, part.name, where(part, paragraph))


def _text_behind(marks: Sequence[Mark]) -> list[str]:
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
