"""A file is what its content says, whatever it is called."""

from __future__ import annotations

import struct
import zipfile
from typing import TYPE_CHECKING

import pytest

from xl_quality.books.files import FileKind, open_book
from xl_quality.core.findings import BadInputError, Severity
from xl_quality.sheets.cells import ErrorCell

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def biff2(*records: tuple[int, bytes]) -> bytes:
    """A worksheet stream of Excel 2.1, the simplest that .xls readers know."""
    whole = [(0x0009, struct.pack("<HH", 2, 0x10)), *records, (0x000A, b"")]
    return b"".join(struct.pack("<HH", kind, len(body)) + body for kind, body in whole)


def refusal_of(path: Path) -> BadInputError:
    with pytest.raises(BadInputError) as caught:
        open_book(path)
    assert path.name in str(caught.value)
    assert len(caught.value.findings) == 1
    assert caught.value.findings[0].severity is Severity.ERROR
    return caught.value


def test_an_xlsx_named_xls_is_read_and_noted(office_book: Path) -> None:
    path = office_book.rename(office_book.with_suffix(".xls"))
    book = open_book(path)
    assert book.kind is FileKind.OOXML
    assert [(f.code, f.severity) for f in book.findings] == [("file_misnamed", Severity.NOTE)]
    assert book.read("参数").rows == [["及格线", 60.0]]


def test_a_rightly_named_file_has_no_findings(office_book: Path) -> None:
    assert open_book(office_book).findings == ()


def test_old_binary_sheets_give_numbers_texts_truth_values_and_errors(tmp_path: Path) -> None:
    place = struct.Struct("<HH3s")
    path = tmp_path / "旧.xls"
    path.write_bytes(
        biff2(
            (0x0003, place.pack(0, 0, b"\0\0\0") + struct.pack("<d", 88.5)),
            (0x0004, place.pack(0, 1, b"\0\0\0") + b"\x03abc"),
            (0x0005, place.pack(0, 2, b"\0\0\0") + b"\x2a\x01"),
            (0x0005, place.pack(0, 3, b"\0\0\0") + b"\x01\x00"),
        )
    )
    book = open_book(path)
    assert book.kind is FileKind.BIFF
    [sheet] = book.sheet_names()
    assert book.read(sheet).rows == [[88.5, "abc", ErrorCell("#N/A"), True]]
    assert book.findings == ()


TEXTS = {
    "UTF-8": ("学号\t姓名\t语文\n007\t张三\t88.5\n", "utf-8"),
    "UTF-8 带标记": ("学号\t姓名\t语文\n007\t张三\t88.5\n", "utf-8-sig"),
    "GBK": ("学号\t姓名\t语文\r\n007\t张三\t88.5\r\n", "gb18030"),
    "UTF-16": ("学号\t姓名\t语文\r\n007\t张三\t88.5\r\n", "utf-16"),
    "逗号": ('学号,姓名,语文\r\n007,"张三",88.5\r\n', "gb18030"),
}


@pytest.mark.parametrize(("text", "encoding"), TEXTS.values(), ids=TEXTS.keys())
def test_text_named_xls_is_read_as_the_table_it_is(
    tmp_path: Path, text: str, encoding: str
) -> None:
    path = tmp_path / "七年级成绩.xls"
    path.write_bytes(text.encode(encoding))
    book = open_book(path)
    assert [finding.code for finding in book.findings] == ["file_misnamed"]
    assert book.sheet_names() == ("七年级成绩",)
    assert book.read("七年级成绩").rows == [["学号", "姓名", "语文"], ["007", "张三", 88.5]]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("0", 0),
        ("95", 95),
        ("-1.50", -1.5),
        ("007", "007"),
        ("+5", "+5"),
        ("1e3", "1e3"),
        (" 95", " 95"),
        ("９５", "９５"),
        ("123456789012345", 123456789012345),
        ("420101201001011234", "420101201001011234"),
    ],
)
def test_only_plain_numbers_of_a_text_become_numbers(
    tmp_path: Path, field: str, value: object
) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"x\t{field}\n", encoding="utf-8")
    [row] = open_book(path).read("a").rows
    assert row == ["x", value]
    assert type(row[1]) is type(value)


def test_ragged_lines_become_equally_long_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b,c\n1\n\n2,3\n", encoding="utf-8")
    assert open_book(path).read("a").rows == [
        ["a", "b", "c"],
        [1, None, None],
        [None, None, None],
        [2, 3, None],
    ]


REFUSED = {
    "空文件": (b"", "file_empty"),
    "只有空白": (b"  \r\n ", "file_empty"),
    "网页": (b"<html><table><tr><td>1</td></tr></table></html>", "file_is_markup"),
    "网页带声明": ("<!DOCTYPE html>\n<html>成绩</html>".encode(), "file_is_markup"),
    "UTF-16 网页": ("<html><table>".encode("utf-16"), "file_is_markup"),
    "空的 XML 表格 2003": (
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
        "file_without_sheets",
    ),
    "别的 XML": (b"<?xml version='1.0'?><root/>", "file_unknown"),
    "图片": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "file_unknown"),
    "加密": (OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "file_encrypted"),
    "旧 Word": (OLE + b"\0" * 600 + "WordDocument".encode("utf-16-le"), "file_unknown"),
    "坏的 xls": (OLE + b"\0" * 600 + "Workbook".encode("utf-16-le"), "file_damaged"),
    "半个压缩包": (b"PK\3\4" + b"\0" * 100, "file_damaged"),
}


@pytest.mark.parametrize(("content", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_workbook_is_refused_with_a_reason(
    tmp_path: Path, content: bytes, code: str
) -> None:
    path = tmp_path / "成绩.xls"
    path.write_bytes(content)
    assert refusal_of(path).findings[0].code == code


def test_an_encrypted_workbook_asks_to_take_the_password_off(tmp_path: Path) -> None:
    path = tmp_path / "成绩.xlsx"
    path.write_bytes(REFUSED["加密"][0])
    assert "清空密码" in str(refusal_of(path))


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    assert refusal_of(tmp_path / "没有.xlsx").findings[0].code == "file_missing"


def test_a_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "夹.xlsx").mkdir()
    assert refusal_of(tmp_path / "夹.xlsx").findings[0].code == "file_is_folder"


def test_every_truncation_of_a_workbook_is_refused_as_damaged(
    office_book: Path, tmp_path: Path
) -> None:
    data = office_book.read_bytes()
    path = tmp_path / "半截.xlsx"
    for share in (10, 50, 90, 99):
        path.write_bytes(data[: len(data) * share // 100])
        assert refusal_of(path).findings[0].code == "file_damaged"
        assert "没有下载完整" in str(refusal_of(path))


def test_other_office_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "通知.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "_rels/.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="a" Type="http://x/officeDocument" Target="word/document.xml"/>'
            "</Relationships>",
        )
        archive.writestr("word/document.xml", '<document xmlns="urn:w"/>')
    assert refusal_of(path).findings[0].code == "file_no_workbook"


def test_a_zip_of_anything_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "照片.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "x")
    assert refusal_of(path).findings[0].code == "file_no_workbook"


def test_workbooks_packed_into_a_zip_are_named(tmp_path: Path) -> None:
    path = tmp_path / "全镇成绩.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("说明.txt", "七年级/一中.xlsx", "七年级/二中.xls", "八年级.et", "九年级.xlsx"):
            archive.writestr(name, b"x")
    error = refusal_of(path)
    assert error.findings[0].code == "file_is_archive"
    assert "是压缩包" in str(error)
    assert "“一中.xlsx”“二中.xls”“八年级.et”等 4 个" in str(error)
    assert "请先解压缩" in str(error)


def test_names_that_windows_packed_in_chinese_are_told_in_chinese(tmp_path: Path) -> None:
    path = tmp_path / "成绩.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("?" * 6 + ".xls", b"x")
    data = path.read_bytes().replace(b"??????", "七年级".encode("gb18030"))
    path.write_bytes(data)
    assert "“七年级.xls”" in str(refusal_of(path))


@pytest.mark.parametrize(
    "head",
    [b"Rar!\x1a\x07\x01\x00", b"7z\xbc\xaf\x27\x1c\x00\x04", b"\x1f\x8b\x08\x00"],
    ids=["rar", "7z", "gz"],
)
def test_other_archives_are_named_too(tmp_path: Path, head: bytes) -> None:
    path = tmp_path / "成绩.xls"
    path.write_bytes(head + b"\0" * 600)
    assert refusal_of(path).findings[0].code == "file_is_archive"


def test_binary_workbooks_are_refused_with_advice(
    office_book: Path, rezip: Callable[..., None]
) -> None:
    rezip(
        office_book,
        {"_rels/.rels": lambda xml: xml.replace(b"xl/workbook.xml", b"xl/workbook.bin")},
    )
    assert refusal_of(office_book).findings[0].code == "file_is_xlsb"


def test_an_xls_under_a_password_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "旧.xls"
    path.write_bytes(biff2((0x002F, b"\0" * 4)))
    assert refusal_of(path).findings[0].code == "file_encrypted"


def test_an_unknown_sheet_of_a_text_or_xls_is_a_key_error(tmp_path: Path) -> None:
    text, old = tmp_path / "a.txt", tmp_path / "b.xls"
    text.write_text("a\tb\n", encoding="utf-8")
    old.write_bytes(biff2())
    for path in (text, old):
        with pytest.raises(KeyError):
            open_book(path).read("没有")


def test_a_field_too_long_for_any_table_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text('"' + "x" * 200_000, encoding="utf-8")
    assert refusal_of(path).findings[0].code == "file_damaged"
