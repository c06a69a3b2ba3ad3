"""The check of a template (模板体检): everything that would go wrong, before anything is filled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.agreements import agreement_findings as kinds
from xl_quality.agreements.field_values import AgreementUnit, FieldRow
from xl_quality.agreements.tag_code import nearest, shown_name
from xl_quality.agreements.tags import Structure, Use, finding_at, structure_of
from xl_quality.core.findings import Finding, Severity

if TYPE_CHECKING:
    from xl_quality.agreements.data_sheet import DataSheet
    from xl_quality.agreements.word import Paragraph, Piece, WordFile, WordPart

_TAG_ELSEWHERE: Final = re.compile(rb">[^<]*(?:\{\{|\{%|\xef\xbd\x9b)[^<]*<")
_TAG_IN_FORMULA: Final = re.compile(rb"<m:t\b[^>]*>[^<]*(?:\{\{|\{%|\xef\xbd\x9b)[^<]*<")
_CHINESE: Final = re.compile("[\u3400-\u9fff]")
_FONTS: Final = re.compile(r"<\w*:?rFonts\b[^>]*>")
_EAST: Final = re.compile(r"\beastAsia=\"([^\"]*)\"")
_EAST_THEME: Final = re.compile(r"\beastAsiaTheme=\"(major|minor)EastAsia\"")
_STYLE: Final = re.compile(
    r"<\w+:style\b[^>]*\bstyleId=\"([^\"]+)\"[^>]*>(.*?)</\w+:style>", re.DOTALL
)
_DEFAULT: Final = re.compile(
    r"\btype=\"paragraph\"[^>]*\bdefault=\"(?:1|true)\"|\bdefault=\"(?:1|true)\"[^>]*\btype=\"paragraph\""
)
_BASED_ON: Final = re.compile(r"<\w+:basedOn\b[^>]*\bval=\"([^\"]+)\"")
_THEME_FACE: Final = r"<a:{0}Font>.*?<a:ea typeface=\"([^\"]*)\""
_THEME_HANS: Final = r"<a:{0}Font>.*?<a:font script=\"Hans\" typeface=\"([^\"]+)\""
_RUN_STYLE: Final = re.compile(r"<\w+:rStyle\b[^>]*\bval=\"([^\"]+)\"")
_WITHOUT_CHINESE: Final = frozenset(
    {
        *("times new roman", "times", "arial", "calibri", "cambria", "courier", "helvetica"),
        *("verdana", "tahoma", "georgia", "consolas", "ms mincho"),
    }
)
_EXAMPLE: Final = 20  # characters of a paragraph that show where a font is

_Known = dict[str, "set[str] | None"]
"""Names of fields; of tables and clauses with the names inside them."""


class FieldUse(NamedTuple):
    """A field that a template uses: its name as written, how often, and where first."""

    name: str
    times: int
    where: str


class Checked(NamedTuple):
    """What a check found: the fields used, and what is wrong."""

    fields: tuple[FieldUse, ...]
    findings: tuple[Finding, ...]

    @property
    def fit(self) -> bool:
        """Return whether filling would be right."""
        return not any(finding.severity is Severity.ERROR for finding in self.findings)


def check_template(file: WordFile) -> Checked:
    """Check a template by itself (模板体检)."""
    structure = structure_of(file.parts)
    findings = [
        *structure.faults,
        *(
            kinds.TITLE_IN_TEMPLATE.at(found=title, name=shown_name(name))
            for title, name in structure.renamed.items()
        ),
        *(  # fields that Word split into pieces of several looks are filled all the same
            kinds.FIELD_IN_PIECES.at(mark.where, found=mark.tag.text, count=len(mark.pieces))
            for mark in structure.marks
            if len(mark.pieces) > 1
        ),
        *elsewhere(file),
        *font_findings(file),
    ]
    if not structure.marks and not findings:
        findings.append(kinds.NO_FIELDS.at())
    return Checked(tuple(_uses(structure)), tuple(dict.fromkeys(findings)))


def _uses(structure: Structure) -> Iterator[FieldUse]:
    places: dict[str, list[str]] = {}
    for use in structure.uses:
        name = ".".join(map(shown_name, use.path))
        places.setdefault(name, []).append(use.mark.where)
    for name, found in places.items():
        yield FieldUse(name, len(found), found[0])


def elsewhere(file: WordFile) -> Iterator[Finding]:
    """Yield fields where nothing is filled in, mail-merge fields, tracked changes."""
    for part in file.parts:
        if _TAG_IN_FORMULA.search(part.data) or any("{{" in one for one in part.instructions):
            yield kinds.FIELD_IN_FORMULA.at(part.name)
    for name, data in file.others:
        if _TAG_ELSEWHERE.search(data):
            yield kinds.FIELD_ELSEWHERE.at(name)
    for part in file.parts:
        if any("MERGEFIELD" in text for text in part.instructions):
            yield kinds.MAIL_MERGE_FIELD.at(part.name, found="MERGEFIELD")
        if part.tracked:
            yield kinds.TRACKED_CHANGES.at(part.name)


def check_against(
    structure: Structure, units: Sequence[AgreementUnit], data: DataSheet | None
) -> list[Finding]:
    """Compare a template's fields with what the workbook gives.

    Returns:
        Unknown fields with the nearest known one, and columns of the clerk's list that no field
        uses.
    """
    known = _known_fields(units)
    by_path = {use.path: use for use in reversed(structure.uses)}
    first = [use for use in structure.uses if by_path[use.path] is use]
    findings = [finding for use in first for finding in _unknown(use, known, data)]
    findings += _twice(units)
    if data is not None:
        used = {use.path[0] for use in structure.uses}
        findings += [
            kinds.COLUMN_UNUSED.at(data.sheet, found=column.title)
            for column in data.columns
            if column.field not in used
        ]
        findings += [
            kinds.TITLE_IN_LIST.at(data.sheet, found=title, name=shown_name(name))
            for title, name in data.renamed.items()
        ]
    return findings


def _known_fields(units: Iterable[AgreementUnit]) -> _Known:
    known: _Known = {}
    for unit in units:
        for name, value in unit.fields.items():
            inside = _inside(value)
            if inside is None:
                known.setdefault(name, None)
            else:
                known[name] = (known.get(name) or set()) | inside
    return known


def _inside(value: object) -> set[str] | None:
    if isinstance(value, list):
        return {name for row in value for name in row}
    return set(value) if isinstance(value, FieldRow) else None


def _unknown(use: Use, known: _Known, data: DataSheet | None) -> Iterator[Finding]:
    name = use.path[0]
    if name not in known:
        near = nearest(name, known, surely=use.optional)
        if near or not use.optional:
            yield _unknown_finding(use, name, near, f"“{data.sheet}”里" if data else "数据里")
    elif len(use.path) > 1:
        inside = known[name]
        if inside and use.path[1] not in inside:  # a table without rows tells no names
            near = nearest(use.path[1], inside)
            yield _unknown_finding(use, f"{name}.{use.path[1]}", near, "数据里")
        elif inside is None:
            yield _unknown_finding(use, ".".join(use.path), name, "数据里")


def _unknown_finding(use: Use, name: str, near: str, data: str) -> Finding:
    kind = kinds.FIELD_BLANK if use.optional else kinds.FIELD_UNKNOWN
    return kind.at(
        use.mark.where,
        found=use.mark.tag.text,
        data=data,
        field=shown_name(name),
        guess=f"，是不是“{shown_name(near)}”？" if near else "",
    )


def _twice(units: Sequence[AgreementUnit]) -> Iterator[Finding]:
    """Yield units of one name at one school: each gets a file, which may be one too many."""
    seen: dict[tuple[str, str], AgreementUnit] = {}
    for unit in units:
        other = seen.setdefault((unit.name, str(unit.fields.get("学校", ""))), unit)
        if other is not unit:
            sheet, cell = unit.source.cells[0] if unit.source.cells else ("", "")
            yield kinds.UNIT_TWICE.at(sheet, cell, found=unit.name, other=str(other.source))


def font_findings(file: WordFile) -> Iterator[Finding]:
    """Yield each font that has no East Asian face and is used for Chinese text, once a font.

    Such text prints differently on every machine.
    """
    known = _Styles(file)
    told = set()
    for part in file.parts:
        for paragraph in part.paragraphs:
            for piece in paragraph.pieces:
                if not _CHINESE.search(piece.text):
                    continue
                face = known.face(part, paragraph, piece)
                if face is not None and face.lower() not in _WITHOUT_CHINESE:
                    continue
                font = face or "（没有指定中文字体）"
                if font not in told:
                    told.add(font)
                    near, facts = paragraph.text[:_EXAMPLE], {"font": font}
                    yield finding_at(kinds.FONT_WITHOUT_CHINESE, part, paragraph, near, facts)


class _Styles:
    """Fonts by style, with what each style is based on."""

    def __init__(self, file: WordFile) -> None:
        others = dict(file.others)
        styles = others.get("word/styles.xml", b"").decode(errors="replace")
        theme = next((v for n, v in others.items() if n.startswith("word/theme/")), b"")
        self._theme = theme.decode(errors="replace")
        defaults = styles.partition("<w:docDefaults>")[2].partition("</w:docDefaults>")[0]
        self._base = self._east(defaults)
        self._by_style: dict[str, tuple[str | None, str]] = {}
        self._default = ""
        for match in _STYLE.finditer(styles):
            above = _BASED_ON.search(match[2])
            self._by_style[match[1]] = self._east(match[2]), above[1] if above else ""
            if _DEFAULT.search(match[0].partition(">")[0]):
                self._default = match[1]

    def face(self, part: WordPart, paragraph: Paragraph, piece: Piece) -> str | None:
        """Return the East Asian font of a text, None where nobody names one."""
        properties = part.properties.get(piece.run.start) if piece.run else None
        if properties is not None:
            text = part.data[properties.start : properties.end].decode()
            own = self._east(text)
            if own is not None:
                return own
            style = _RUN_STYLE.search(text)
            if style and (face := self._of_style(style[1])) is not None:
                return face
        found = self._of_style(paragraph.style or self._default)
        return self._base if found is None else found

    def _of_style(self, style: str) -> str | None:
        for _ in range(20):  # a circle of styles ends
            face, above = self._by_style.get(style, (None, ""))
            if face is not None:
                return face
            if not above:
                return None
            style = above
        return None

    def _east(self, text: str) -> str | None:
        """Return the East Asian font of run properties, None where they name none."""
        fonts = _FONTS.search(text)
        if fonts is None:
            return None
        named = _EAST.search(fonts[0])
        themed = _EAST_THEME.search(fonts[0])
        if themed:
            for pattern in (_THEME_FACE, _THEME_HANS):
                found = re.search(pattern.format(themed[1]), self._theme, re.DOTALL)
                if found and found[1]:
                    return found[1]
        return named[1] if named else None
