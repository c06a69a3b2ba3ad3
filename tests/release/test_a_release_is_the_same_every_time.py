"""What goes into the release zip, and that what is wrong never does."""

from __future__ import annotations

import codecs
import hashlib
import re
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from xl_quality.books.opc.zip import zipped
from xl_quality.core.findings import BadInputError
from xl_quality.release.contents import (
    SUMS,
    from_source,
    inside,
    pages,
    python_files,
    typing_help,
    version_of,
    with_sums,
)

ROOT = Path(__file__).parents[2]


def embeddable(path: Path, folder: str = "") -> str:
    """Write the look of python.org's embeddable zip; return its hash."""
    with ZipFile(path, "w") as archive:
        for name in ("python.exe", "pythonw.exe", "python313.dll"):
            archive.writestr(folder + name, name)
        archive.writestr(f"{folder}python313._pth", "python313.zip\r\n.\r\n\r\n#import site\r\n")
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("folder", ["", "cp313/"])
def test_an_embeddable_python_is_made_to_see_packages(tmp_path: Path, folder: str) -> None:
    files = python_files(tmp_path / "p.zip", embeddable(tmp_path / "p.zip", folder))
    assert sorted(files) == ["python.exe", "python313._pth", "python313.dll", "pythonw.exe"]
    assert files["python313._pth"].decode().split() == [
        "python313.zip", ".", "Lib\\site-packages", "import", "site",
    ]  # fmt: skip
    assert version_of(files) == "3.13"


def test_a_python_of_another_hash_is_refused(tmp_path: Path) -> None:
    embeddable(tmp_path / "p.zip")
    with pytest.raises(BadInputError, match="不符"):
        python_files(tmp_path / "p.zip", "0" * 64)


def test_a_zip_without_python_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "p.zip"
    with ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "")
    with pytest.raises(BadInputError, match="没有可嵌入的"):
        python_files(path, hashlib.sha256(path.read_bytes()).hexdigest())


def test_what_is_no_zip_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "p.zip"
    path.write_bytes(b"no zip")
    with pytest.raises(BadInputError, match="不是 zip"):
        python_files(path, hashlib.sha256(b"no zip").hexdigest())


def xll(path: Path, machine: int) -> tuple[Path, str]:
    """Make a library of Windows for a machine; return it with its hash."""
    head = b"MZ".ljust(0x3C, b"\0") + (0x40).to_bytes(4, "little")
    path.write_bytes(head + b"PE\0\0" + machine.to_bytes(2, "little"))
    return path, hashlib.sha256(path.read_bytes()).hexdigest()


def test_help_while_typing_goes_in_for_both_kinds_of_excel_with_its_licence(tmp_path: Path) -> None:
    notice = tmp_path / "LICENSE"
    notice.write_text("licence of the xll")
    small, large = xll(tmp_path / "a.xll", 0x14C), xll(tmp_path / "b.xll", 0x8664)
    assert typing_help([large, small], notice) == {
        "intellisense/32.xll": small[0].read_bytes(),
        "intellisense/64.xll": large[0].read_bytes(),
        "intellisense/LICENSE.txt": b"licence of the xll",
    }
    assert typing_help([], None) == {}


def test_help_while_typing_of_another_hash_twice_the_same_or_without_licence_is_refused(
    tmp_path: Path,
) -> None:
    notice = tmp_path / "LICENSE"
    notice.write_text("licence")
    small, large = xll(tmp_path / "a.xll", 0x14C), xll(tmp_path / "b.xll", 0x8664)
    with pytest.raises(BadInputError, match="与要求的"):
        typing_help([small, (large[0], "0" * 64)], notice)
    for files in ([small], [small, small], [small, large, large, xll(tmp_path / "c.xll", 7)]):
        with pytest.raises(BadInputError, match="32 位和 64 位各一个"):
            typing_help(files, notice)
    for missing in (None, tmp_path / "nowhere"):
        with pytest.raises(BadInputError, match="许可证"):
            typing_help([small, large], missing)


def test_the_source_gives_what_a_clerk_needs() -> None:
    names = from_source(ROOT)
    wanted = ("install.bat", "uninstall.bat", "LICENSE", "workbooks/示例镇成绩册.xlsx")
    assert set(wanted) <= names.keys()
    assert {"docs/使用手册.md", "xl_quality/installer/install.py"} <= names.keys()
    assert not any("__pycache__" in name or name.startswith("tests") for name in names)


def test_what_to_do_first_can_be_read_before_unpacking() -> None:
    names = from_source(ROOT)
    page = names["请先解压全部文件再安装.txt"]
    assert page.startswith(codecs.BOM_UTF8)
    assert page.count(b"\r\n") == page.count(b"\n")
    text = page.decode("utf-8-sig")
    assert text.index("全部解压缩") < text.index("双击 install.bat")
    named = re.findall(r"[\w.]+\.(?:bat|html)", text)
    assert {*named, "使用手册.html"} <= {Path(n).name for n in (*names, *pages(names))}


def test_windows_scripts_have_the_line_ends_cmd_needs() -> None:
    for name, content in from_source(ROOT).items():
        if name.endswith(".bat"):
            assert content.count(b"\r\n") == content.count(b"\n") > 0


def test_every_file_is_in_the_list_of_hashes() -> None:
    files = with_sums({"b": b"2", "a": b"1"})
    lines = (line.split("  ") for line in files[SUMS].decode().splitlines())
    listed = {name: digest for digest, name in lines}
    assert listed == {name: hashlib.sha256(files[name]).hexdigest() for name in ("a", "b")}


def test_the_same_files_give_the_same_zip() -> None:
    one = zipped(inside("x", {"甲": b"1", "b": b"2"}))
    two = zipped(inside("x", {"b": b"2", "甲": b"1"}))
    assert one == two
    with ZipFile(BytesIO(one)) as archive:
        assert archive.namelist() == ["x/b", "x/甲"]


def test_the_manual_comes_as_a_page_that_windows_opens() -> None:
    found = pages(from_source(ROOT))
    page = found["docs/使用手册.html"].decode()
    assert page.startswith("<!DOCTYPE html>")
    assert "<table>" in page
    assert not re.search(r'href="[^":]*\.md["#]', page)


def test_what_looks_like_html_in_a_manual_stays_text() -> None:
    page = pages({"docs/a.md": b"# <b>\n\n<script>alert(1)</script>\n"})["docs/a.html"].decode()
    assert "<script>" not in page
    assert "<title>&lt;b&gt;</title>" in page
