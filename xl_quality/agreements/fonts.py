"""Chinese text in a font that has no Chinese face: it prints differently on every machine."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from xl_quality.agreements.structure import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xl_quality.agreements.package import WordFile
    from xl_quality.agreements.wordxml import Paragraph, Part, Piece

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


def font_faults(file: WordFile) -> Iterator[Fault]:
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
                        yield _fault(part, paragraph, name)


def _is_latin(face: str) -> bool:
    return bool(face) and face.lower() in _WITHOUT_CHINESE


def _fault(part: Part, paragraph: Paragraph, name: str) -> Fault:
    return Fault(
        "font_without_chinese",
        part,
        paragraph,
        paragraph.text[:20],
        f"中文用了没有中文字形的字体：{name}",
        "请选中文字，在“字体”里把“中文字体”设为仿宋、宋体或黑体等",
    )


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
