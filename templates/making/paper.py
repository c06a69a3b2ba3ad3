"""A Word document in the form of an official paper (GB/T 9704): styles, numbering, tables."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import docx
from docx.enum.section import WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt

from xl_quality.books.opc.zip import new_archive

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.styles.style import ParagraphStyle

TITLE_FONT: Final = "方正小标宋简体"
BODY_FONT: Final = "仿宋_GB2312"
HEADING_FONT: Final = "黑体"
SUBHEADING_FONT: Final = "楷体_GB2312"
_FALLBACKS: Final = {
    TITLE_FONT: ("宋体", "auto"),
    BODY_FONT: ("仿宋", "modern"),
    HEADING_FONT: ("SimHei", "modern"),
    SUBHEADING_FONT: ("楷体", "modern"),
}
"""What Word and WPS take where a font is missing (``w:altName``)."""
_LATIN: Final = "Times New Roman"
_SIGNED: Final = datetime(2026, 1, 1, tzinfo=UTC)
_LEVEL: Final = 5
"""How hard the shipped files are packed; another level would change all their bytes."""
_LEFT_OUT: Final = re.compile(r"thumbnail|stylesWithEffects")
"""Parts of python-docx's own template: a picture of another page, styles of Word 2010 twice."""
_NAMING: Final = re.compile(
    rb"<(?:Relationship|Override)\b[^>]*(?:thumbnail|stylesWithEffects)[^>]*/>"
)
_NUMBERING: Final = """
<w:abstractNum {ns} w:abstractNumId="90"><w:multiLevelType w:val="multilevel"/>
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/>
<w:pStyle w:val="Heading1"/><w:suff w:val="nothing"/><w:lvlText w:val="%1、"/>
<w:lvlJc w:val="left"/>
<w:pPr><w:ind w:left="0" w:firstLine="640"/></w:pPr></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/>
<w:pStyle w:val="Heading2"/><w:suff w:val="nothing"/><w:lvlText w:val="（%2）"/>
<w:lvlJc w:val="left"/>
<w:pPr><w:ind w:left="0" w:firstLine="640"/></w:pPr></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/>
<w:suff w:val="nothing"/><w:lvlText w:val="%3．"/><w:lvlJc w:val="left"/>
<w:pPr><w:ind w:left="0" w:firstLine="640"/></w:pPr></w:lvl>
</w:abstractNum>"""


class Paper:
    """One template being made."""

    def __init__(self, title: str) -> None:
        self._document = docx.Document()
        self._apart = 10  # points above each line of the signatures
        self._page()
        self._styles()
        self._numbers()
        self._fallbacks()
        properties = self._document.core_properties
        properties.title, properties.author, properties.comments = title, "xl_quality", ""
        properties.created = properties.modified = _SIGNED
        properties.last_modified_by, properties.revision = "xl_quality", 1

    def _page(self) -> None:
        section = self._document.sections[0]
        section.start_type = WD_SECTION.NEW_PAGE
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.top_margin, section.bottom_margin = Cm(3.7), Cm(3.5)
        section.left_margin, section.right_margin = Cm(2.8), Cm(2.6)
        section.footer_distance = Cm(2.5)
        footer = section.footer.paragraphs[0]
        footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
        footer.add_run("— ")
        field = (
            f'<w:fldSimple {nsdecls("w")} w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        )
        footer._p.append(parse_xml(field))  # noqa: SLF001 - python-docx writes no fields
        footer.add_run(" —")
        header = section.header.paragraphs[0]
        header.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        header.add_run("{{ 年份 }}年　第{{ 编号 }}号")

    def _styles(self) -> None:
        styles = self._document.styles
        normal = styles["Normal"]
        _font(normal, BODY_FONT, 16)
        spacing = normal.paragraph_format
        spacing.line_spacing_rule, spacing.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(28)
        spacing.space_before = spacing.space_after = Pt(0)
        for name, font in (("Heading 1", HEADING_FONT), ("Heading 2", SUBHEADING_FONT)):
            style = styles[name]
            _font(style, font, 16)
            style.paragraph_format.keep_with_next = True
            style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
        title = styles["Title"]
        _font(title, TITLE_FONT, 22)
        border = title.element.get_or_add_pPr().find(qn("w:pBdr"))
        if border is not None:
            title.element.pPr.remove(border)
        title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
        title.paragraph_format.line_spacing = Pt(36)
        title.paragraph_format.space_before, title.paragraph_format.space_after = Pt(12), Pt(24)
        cell = styles.add_style("表格文字", WD_STYLE_TYPE.PARAGRAPH)
        cell.base_style = normal
        _font(cell, BODY_FONT, 12)
        cell.paragraph_format.line_spacing = Pt(20)
        for name in ("Header", "Footer"):
            _font(styles[name], BODY_FONT, 12)
            styles[name].paragraph_format.line_spacing = Pt(16)

    def _numbers(self) -> None:
        numbering = self._document.part.numbering_part.element
        abstract = parse_xml(_NUMBERING.format(ns=nsdecls("w")))
        numbering.insert(0, abstract)
        number = f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'
        numbering.append(parse_xml(number))
        for name, level in (("Heading 1", 0), ("Heading 2", 1)):
            properties = self._document.styles[name].element.get_or_add_pPr()
            properties.insert_element_before(
                parse_xml(
                    f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/>'
                    '<w:numId w:val="90"/></w:numPr>'
                ),
                *("w:spacing", "w:ind", "w:jc", "w:outlineLvl"),
            )

    def _fallbacks(self) -> None:
        """Say in the font table what stands in for a font that is not installed."""
        package = self._document.part.package
        table = next(p for p in package.iter_parts() if p.partname.endswith("fontTable.xml"))
        added = "".join(
            f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/>'
            f'<w:family w:val="{family}"/><w:pitch w:val="default"/></w:font>'
            for name, (other, family) in _FALLBACKS.items()
        )
        table._blob = table.blob.replace(b"</w:fonts>", f"{added}</w:fonts>".encode())  # noqa: SLF001

    def snug(self) -> None:
        """Set lines closer and margins smaller, for what would spill to a second page."""
        section, styles = self._document.sections[0], self._document.styles
        section.top_margin, section.bottom_margin = Cm(3), Cm(2.8)
        section.footer_distance = Cm(1.8)
        styles["Normal"].paragraph_format.line_spacing = Pt(24)
        title = styles["Title"].paragraph_format
        title.space_before, title.space_after = Pt(0), Pt(12)
        self._apart = 6

    def title(self, text: str) -> None:
        """Add the title."""
        self._document.add_paragraph(text, style="Title")

    def text(self, text: str, *, indent: bool = True, align: str = "") -> None:
        """Add a paragraph, its first line indented by two characters."""
        paragraph = self._document.add_paragraph(text)
        if indent:
            paragraph.paragraph_format.first_line_indent = Pt(32)
        if align == "right":
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT

    def tag(self, code: str) -> None:
        """Add a paragraph that holds a block tag only; filling takes it away."""
        self._document.add_paragraph(code)

    def heading(self, text: str) -> None:
        """Add a section heading, 一、"""
        self._document.add_paragraph(text, style="Heading 1")

    def subheading(self, text: str) -> None:
        """Add a second-level heading, （一）"""
        self._document.add_paragraph(text, style="Heading 2")

    def item(self, text: str) -> None:
        """Add a numbered clause, 1．"""
        paragraph = self._document.add_paragraph(text)
        properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - python-docx has no numbering
        numbered = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="2"/><w:numId w:val="90"/></w:numPr>'
        properties.insert(0, parse_xml(numbered))

    def table(self, rows_of: str, columns: Sequence[tuple[str, str, float]]) -> None:
        """Add a table with one row for each row of a field; what fits a page is not torn.

        Args:
            rows_of: the field that holds the rows, 目标表.
            columns: (title, what is printed of a row, width in cm).
        """
        self._document.paragraphs[-1].paragraph_format.keep_with_next = True
        table = self._document.add_table(rows=2, cols=len(columns), style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        last = len(columns) - 1
        for place, (title, code, width) in enumerate(columns):
            table.columns[place].width = Cm(width)
            head, cell = table.cell(0, place), table.cell(1, place)
            opening = f"{{% for 行 in {rows_of} %}}" if place == 0 else ""
            closing = "{% endfor %}" if place == last else ""
            for one, text in ((head, title), (cell, f"{opening}{code}{closing}")):
                one.width = Cm(width)
                one.paragraphs[0].style = self._document.styles["表格文字"]
                one.paragraphs[0].paragraph_format.keep_with_next = True
                run = one.paragraphs[0].add_run(text)
                run.bold = one is head
                centred = one is head or width < 4  # noqa: PLR2004 - narrow columns
                one.paragraphs[0].alignment = (
                    WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.LEFT
                )
        for row in table.rows:
            properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has neither
            properties.append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
            if row._tr is table.rows[0]._tr:  # noqa: SLF001
                properties.append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))

        # the last row, too, stays with what follows: not with the next text but with this
        spacer = self._document.add_paragraph().paragraph_format
        spacer.line_spacing, spacer.keep_with_next = Pt(6), False

    def signatures(self, left: Sequence[str], right: Sequence[str]) -> None:
        """Add the block for signatures and seals: two columns without lines, kept together."""
        for before in self._document.paragraphs[-2:]:  # no page of one line and the block alone
            if before.text:  # not what parts a table from the text behind it
                before.paragraph_format.keep_with_next = True
        self.text("", indent=False)
        self._document.paragraphs[-1].paragraph_format.keep_with_next = True
        table = self._document.add_table(rows=max(len(left), len(right)), cols=2)
        table.autofit = False
        for column, lines in enumerate((left, right)):
            for row, line in enumerate(lines):
                cell = table.cell(row, column)
                cell.width = Cm(7.8)
                cell.paragraphs[0].add_run(line)
                cell.paragraphs[0].paragraph_format.keep_with_next = True
                cell.paragraphs[0].paragraph_format.space_before = Pt(self._apart)

    def bytes(self) -> bytes:
        """Return the file; the same content gives the same bytes."""
        written = io.BytesIO()
        self._document.save(written)
        with zipfile.ZipFile(written) as package:
            names = [n for n in package.namelist() if not _LEFT_OUT.search(n)]
            members = {name: package.read(name) for name in names}
        for name in ("_rels/.rels", "word/_rels/document.xml.rels", "[Content_Types].xml"):
            members[name] = _NAMING.sub(b"", members[name])
        return new_archive(members.items(), _LEVEL)


def _font(style: ParagraphStyle, chinese: str, size: int) -> None:
    style.font.size, style.font.name = Pt(size), _LATIN
    style.font.bold, style.font.italic = False, False
    style.font.color.rgb = None
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    fonts.set(qn("w:hAnsi"), _LATIN)
    fonts.set(qn("w:eastAsia"), chinese)
    colour = style.element.rPr.find(qn("w:color"))
    if colour is not None:
        style.element.rPr.remove(colour)
