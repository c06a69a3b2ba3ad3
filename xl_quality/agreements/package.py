"""A Word file opened as a template: what it is, what must not be in it, the parts with text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.agreements.wordxml import Part, scan
from xl_quality.books.opc.archive import Archive, read_archive
from xl_quality.books.opc.guarded_xml import XmlError
from xl_quality.books.opc.xmlscan import as_utf8
from xl_quality.books.refusals import damaged, refusal

if TYPE_CHECKING:
    from xl_quality.core.errors import BadInputError

DOCUMENT: Final = "word/document.xml"
_TEXT_PARTS: Final = re.compile(r"word/(?:header|footer|footnotes|endnotes)\d*\.xml")
_PARAGRAPH_ID: Final = re.compile(rb"\s\w+:(?:paraId|textId)=\"[0-9A-Fa-f]{8}\"")
_BOUND: Final = re.compile(rb"<\w+:dataBinding\b[^>]*/>")
_QUOTED: Final = re.compile('["“”][^"“”]*["“”]')
_FETCHING: Final = re.compile(
    r"(?i)DDE(?:AUTO)?|INCLUDE(?:TEXT|PICTURE)?|(?<!HYPER)LINK|\bIMPORT\b|\bDATABASE\b"
)
_OLE: Final = b"\xd0\xcf\x11\xe0"
_LARGEST_PART: Final = 32 << 20
_LARGEST_ALL: Final = 128 << 20
_RELATION: Final = re.compile(rb"<Relationship\b[^>]*>")
_TARGET_MODE: Final = re.compile(rb"TargetMode\s*=\s*[\"']External")
_PRIVATE: Final = {chr(code): f"&#x{code:X};" for code in range(0xE000, 0xE006)}


class WordFile(NamedTuple):
    """
    A Word file that is fit to be a template.

    Attributes:
        name: file name, for messages.
        archive: its package.
        parts: the document, then headers, footers and notes: whatever may hold fields.
        others: further XML parts of ``word/`` whose text is not filled: (name, bytes).
    """

    name: str
    archive: Archive
    parts: tuple[Part, ...]
    others: tuple[tuple[str, bytes], ...]


def open_template(name: str, data: bytes) -> WordFile:
    """
    Open a Word file as a template (打开模板).

    Args:
        name: file name, for messages.
        data: its bytes.

    Raises:
        BadInputError: it is no .docx, damaged, too large, holds macros, ActiveX, imported
            files or links to files elsewhere, or declares entities.
    """
    if data[:4] == _OLE:
        raise _refused(name, "template_old_format", "是旧的 .doc 或加了密码的文件", _SAVE_AS)
    if data[:2] != b"PK":
        raise _refused(name, "template_not_word", "不是 Word 文件", _SAVE_AS)
    archive = read_archive(data, name)
    contents = _contents(archive)
    _refuse_active(name, contents)
    _refuse_outside(name, contents)
    try:
        parts = [_part(contents, DOCUMENT)]
        parts += [_part(contents, one) for one in contents if _TEXT_PARTS.fullmatch(one)]
        others = [
            (one, _other(one, content))
            for one, content in contents.items()
            if one.endswith((".xml", ".rels")) and one not in {part.name for part in parts}
        ]
    except XmlError as error:
        if "DOCTYPE" in str(error):
            message = f"含有 Word 不会写的 XML 声明（{error}）"
            raise _refused(name, "template_entities", message, _NEW_FILE) from None
        raise damaged(name, str(error)) from None
    _refuse_fetching(name, parts)
    return WordFile(name, archive, tuple(parts), tuple(others))


def _other(name: str, data: bytes) -> bytes:
    content = as_utf8(data)
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        message = f"{name}: DOCTYPE"
        raise XmlError(message)
    return content


_SAVE_AS: Final = "请用 Word 或 WPS 打开后另存为 .docx"
_NEW_FILE: Final = "请把文字复制到新建的 Word 文档，另存为 .docx 再用"


def _refused(name: str, code: str, message: str, suggestion: str) -> BadInputError:
    return refusal(name, code, message, suggestion)


def _contents(archive: Archive) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    total = 0
    for member in archive.members:
        if member.name in found:
            raise damaged(archive.file_name, f"{member.name} 出现两次")
        total += member.unpacked
        if member.unpacked > _LARGEST_PART or total > _LARGEST_ALL:
            raise _refused(
                archive.file_name,
                "template_too_large",
                f"太大（解压后超过 {total >> 20} MB）",
                "请压缩其中的图片，或换一个模板",
            )
        found[member.name] = archive.read(member)
    if DOCUMENT not in found or "[Content_Types].xml" not in found:
        raise _refused(archive.file_name, "template_not_word", "不是 Word 文件", _SAVE_AS)
    return found


def _refuse_active(name: str, contents: dict[str, bytes]) -> None:
    types = contents["[Content_Types].xml"]
    macros = any("vbaproject" in one.lower() for one in contents) or b"macroEnabled" in types
    if macros or name.lower().endswith((".docm", ".dotm")):
        raise _refused(name, "template_macros", "带有宏，不能作模板", _SAVE_AS + "（不带宏）")
    if any("/activex/" in one.lower() for one in contents):
        raise _refused(name, "template_active", "带有 ActiveX 控件，不能作模板", _NEW_FILE)
    if b"wordprocessingml.template.main" in types:
        raise _refused(name, "template_dotx", "是 .dotx 样板文件", _SAVE_AS)
    if b"wordprocessingml.document.main" not in types:
        raise _refused(name, "template_not_word", "不是 Word 文档", _SAVE_AS)


def _refuse_outside(name: str, contents: dict[str, bytes]) -> None:
    """Refuse links that Word follows by itself; a hyperlink waits for a click."""
    for one, content in contents.items():
        if not one.endswith(".rels"):
            continue
        for match in _RELATION.finditer(content):
            outside = _TARGET_MODE.search(match[0]) and b"/hyperlink" not in match[0]
            if outside or b"/aFChunk" in match[0]:
                raise _refused(name, "template_links_outside", "引用了外部的文件或模板", _NEW_FILE)


def _refuse_fetching(name: str, parts: list[Part]) -> None:
    """Refuse fields by which Word fetches something, or starts a program."""
    for part in parts:
        said = _QUOTED.sub("", "".join(part.instructions))  # a code may be split over runs
        found = _FETCHING.search(said)
        if found:
            message = f"有会读取外部内容或启动程序的域（{found[0]}）"
            raise _refused(name, "template_links_outside", message, _NEW_FILE)


def _part(contents: dict[str, bytes], name: str) -> Part:
    data = _PARAGRAPH_ID.sub(b"", as_utf8(contents[name]))  # loops would repeat these ids
    data = _BOUND.sub(b"", data)  # else Word shows what is stored elsewhere, not what was filled
    for character, reference in _PRIVATE.items():
        data = data.replace(character.encode(), reference.encode())
    return scan(name, data)
