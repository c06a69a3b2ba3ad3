"""Chinese text in a font that has no Chinese face: it prints differently on every machine.

The check of a template (模板体检): everything that would go wrong, before anything is filled.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.agreements.expressions import nearest, shown_name
from xl_quality.agreements.forms import FieldRow
from xl_quality.agreements.tags import finding_at, structure_of, where
from xl_quality.core.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xl_quality.agreements.data_sheet import DataSheet
    from xl_quality.agreements.forms import Unit
    from xl_quality.agreements.tags import Structure, Use
    from xl_quality.agreements.word import Paragraph, Part, Piece, WordFile

_CHINESE: Final = re.compile("[\u3400-\u9fff]")
_FONTS: Final = re.compile(r"<\w*:?rFonts\b[^>]*>")
_EAST: Final = re.compile(r"\beastAsia=\"([^\"]*)\"")
_EAST_THEME: Final = re.compile(r"\beastAsiaTheme=\"(major|minor)EastAsia\"")
_LATIN: Final = re.compile(r"\b(?:ascii|hAnsi|asciiTheme|hAnsiTheme)=\"")
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
_WITHOUT_CHINESE: Final = (
    "times new roman arial calibri cambria courier helvetica verdana tahoma georgia consolas "
    "ms mincho"
)


def font_findings(file: WordFile) -> Iterator[Finding]:
    """
    Yield each font that has no East Asian face and is used for Chinese text, once a font.

    Args:
        file: the template.
    """
    known = _Styles(file)
    told = set()
    for part in file.parts:
        for paragraph in part.paragraphs:
            for piece in paragraph.pieces:
                if not _CHINESE.search(piece.text):
                    continue
                face = known.face(part, paragraph, piece)
                if face is None or _is_latin(face):
                    name = face or "（没有指定中文字体）"
                    if name not in told:
                        told.add(name)
                        yield finding_at(
                            part,
                            paragraph,
                            "font_without_chinese",
                            paragraph.text[:20],
                            message=f"中文用了没有中文字形的字体：{name}",
                            suggestion="请选中文字，在“字体”里把“中文字体”设为仿宋、宋体或黑体等",
                        )._replace(severity=Severity.WARNING)


def _is_latin(face: str) -> bool:
    return bool(face) and face.lower() in _WITHOUT_CHINESE


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

    def face(self, part: Part, paragraph: Paragraph, piece: Piece) -> str | None:
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


_TAG_ELSEWHERE: Final = re.compile(rb">[^<]*(?:\{\{|\{%|\xef\xbd\x9b)[^<]*<")

_TAG_IN_FORMULA: Final = re.compile(rb"<m:t\b[^>]*>[^<]*(?:\{\{|\{%|\xef\xbd\x9b)[^<]*<")


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
    """
    Check a template by itself (模板体检).

    Args:
        file: opened.
    """
    structure = structure_of(file.parts)
    findings = list(structure.faults)
    findings += [
        _note(
            "name_normalised",
            title,
            f"“{title}”里有空格、括号、％或以数字开头，按“{shown_name(name)}”去找列",
            "不用改；列标题照原样写就行",
        )
        for title, name in structure.renamed.items()
    ]
    findings += _in_pieces(structure)
    findings += elsewhere(file)
    findings += font_findings(file)
    if not structure.marks and not findings:
        findings.append(
            Finding(
                "no_fields",
                Severity.WARNING,
                "",
                "",
                "",
                "模板里没有一个字段，每份都会一样",
                "请在要填的地方写 {{ 学校 }} 这样的字段",
            )
        )
    return Checked(tuple(_uses(structure)), tuple(dict.fromkeys(findings)))


def check_against(
    structure: Structure, units: Sequence[Unit], data: DataSheet | None
) -> list[Finding]:
    """
    Compare a template's fields with what the workbook gives.

    Args:
        structure: of the template.
        units: those that would be filled, with their fields.
        data: the clerk's list, where there is one.

    Returns:
        Unknown fields with the nearest known one, and columns that no field uses.
    """
    known = _known(units)
    findings: list[Finding] = []
    told = set()
    for use in structure.uses:
        if use.path in told:
            continue
        told.add(use.path)
        findings += _unknown(use, known, data)
    findings += _twice(units)
    if data is not None:
        used = {use.path[0] for use in structure.uses}
        findings += [
            _note(
                "column_unused",
                column.title,
                f"“{column.title}”这一列模板没有用到",
                f"要用就在模板里写 {{{{ {column.title} }}}}；不用就不用管",
            )._replace(sheet=data.sheet)
            for column in data.columns
            if column.field not in used
        ]
        findings += [
            _note(
                "name_normalised",
                title,
                f"列标题“{title}”在模板里写作“{shown_name(name)}”，照原样写也可以",
                "不用改",
            )._replace(sheet=data.sheet)
            for title, name in data.renamed.items()
        ]
    return findings


def _in_pieces(structure: Structure) -> Iterator[Finding]:
    """Yield fields that Word split into pieces of several looks; they are filled all the same."""
    for mark in structure.marks:
        start, end = mark.tag.start, mark.tag.end
        pieces = [
            one
            for one in mark.paragraph.pieces
            if one.text and one.first < end and one.first + len(one.text) > start
        ]
        if len(pieces) > 1:
            found = _note(
                "field_in_pieces",
                mark.tag.text,
                f"“{mark.tag.text}”被 Word 拆成了 {len(pieces)} 段，照样能填，按第一段的字体印",
                "不用改；想改就删掉重新打一遍",
            )
            yield found._replace(sheet=where(mark.part, mark.paragraph))


def _twice(units: Sequence[Unit]) -> Iterator[Finding]:
    """Yield units of one name at one school: each gets a file, which may be one too many."""
    seen: dict[tuple[str, str], Unit] = {}
    for unit in units:
        other = seen.setdefault((unit.name, str(unit.fields.get("学校", ""))), unit)
        if other is not unit:
            sheet, _, cell = unit.source.rpartition("!")
            message = f"“{unit.name}”有两行（另一行在 {other.source}），会各生成一份"
            suggestion = "重复的请删去一行；确是两个就不用管"
            yield Finding(
                "unit_twice", Severity.WARNING, sheet, cell, unit.name, message, suggestion
            )


def _note(code: str, found: str, message: str, suggestion: str) -> Finding:
    return Finding(code, Severity.NOTE, "", "", found, message, suggestion)


def _uses(structure: Structure) -> Iterator[FieldUse]:
    places: dict[str, list[str]] = {}
    for use in structure.uses:
        name = ".".join(shown_name(one) for one in use.path)
        place = where(use.mark.part, use.mark.paragraph)
        places.setdefault(name, []).append(place)
    for name, found in places.items():
        yield FieldUse(name, len(found), found[0])


def elsewhere(file: WordFile) -> Iterator[Finding]:
    """Yield fields where nothing is filled in, mail-merge fields, tracked changes."""
    for part in file.parts:
        if _TAG_IN_FORMULA.search(part.data) or any("{{" in one for one in part.instructions):
            yield _out_of_reach(part.name, "公式或 Word 域（超链接等）", "普通文字里")
    for name, data in file.others:
        if _TAG_ELSEWHERE.search(data):
            yield _out_of_reach(name, "图表、批注或文档属性", "正文、页眉或页脚里")
    for part in file.parts:
        if any("MERGEFIELD" in text for text in part.instructions):
            yield Finding(
                "mail_merge_field",
                Severity.WARNING,
                part.name,
                "",
                "MERGEFIELD",
                "有 Word 邮件合并域，这里不会填写它",
                "请改成 {{ 字段 }}",
            )
        if part.tracked:
            yield Finding(
                "tracked_changes",
                Severity.WARNING,
                part.name,
                "",
                "",
                "有没有接受的修订，打印出来会带修订标记",
                "请在 Word“审阅”里接受全部修订",
            )


def _out_of_reach(part: str, place: str, instead: str) -> Finding:
    message, suggestion = f"{place}里写了字段，填写不到", f"请把字段移到{instead}"
    return Finding("field_out_of_reach", Severity.ERROR, part, "", "", message, suggestion)


_Known = dict[str, "set[str] | None"]


def _known(units: Iterable[Unit]) -> _Known:
    """Return all field names; with tables and clauses, the names inside them."""
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
    if isinstance(value, FieldRow):
        return set(value)
    return None


def _unknown(use: Use, known: _Known, data: DataSheet | None) -> Iterator[Finding]:
    name = use.path[0]
    if name not in known:
        near = nearest(name, known, surely=use.optional)
        if use.optional and not near:
            return
        yield _unknown_finding(use, name, near, data)
    elif len(use.path) > 1:
        inside = known[name]
        if inside and use.path[1] not in inside:  # a table without rows tells no names
            near = nearest(use.path[1], inside)
            yield _unknown_finding(use, f"{name}.{use.path[1]}", near, None)
        elif inside is None:
            yield _unknown_finding(use, ".".join(use.path), name, None)


def _unknown_finding(use: Use, name: str, near: str, data: DataSheet | None) -> Finding:
    shown = shown_name(name)
    guess = f"，是不是“{shown_name(near)}”？" if near else ""
    place = f"“{data.sheet}”里" if data else "数据里"
    blank = use.optional
    return Finding(
        "field_unknown",
        Severity.WARNING if blank else Severity.ERROR,
        where(use.mark.part, use.mark.paragraph),
        "",
        use.mark.tag.text,
        f"{place}没有字段“{shown}”{guess}" + ("，会印成空白线" if blank else ""),
        f"请改模板里的写法，或给数据加一列“{shown}”",
    )
