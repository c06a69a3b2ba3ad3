"""What a release holds, by name inside the zip: our files, manuals as pages, a Python, wheels.

Markdown would open in Notepad; a page opens in every Windows. The wheels are exactly the locked
versions for Windows, and our own.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Final
from zipfile import BadZipFile, ZipFile

from xl_quality.core.findings import BadInputError, EnvironmentFaultError
from xl_quality.installer.machine import bits_of

NAME: Final = "请先解压全部文件再安装.txt"

_TEXT: Final = """\
教学质量（xl_quality）安装说明

需要：64 位 Windows 10 或更新的系统，Excel 2010 或更新的版本（32 位、64 位都可以）。
不要管理员密码，不要网络。

1. 关闭所有 Excel 窗口。
2. 右键点这个压缩包，选“全部解压缩”，解压到一个文件夹。不要在压缩包里直接双击。
3. 打开解压出来的文件夹，双击 install.bat。
   如果出现“Windows 已保护你的电脑”，点“更多信息”，再点“仍要运行”。
   用平时的用户运行，不要用“以管理员身份运行”：换了用户就会装到别人那里。
4. 显示“安装完成”以后打开 Excel，功能区会多出“教学质量”选项卡。

没有装成：看窗口里的中文提示；仍不明白，把 %LOCALAPPDATA%\\xl_quality\\install.log 发给维护的人。
怎么用：打开 docs 文件夹里的“使用手册.html”。
卸载：关闭 Excel，双击 uninstall.bat（解压的文件夹删了的，在地址栏输入 %LOCALAPPDATA%\\xl_quality
就能找到它）；您的工作簿和结果不动。
"""
SUMS: Final = "SHA256SUMS.txt"
_FILES: Final = ("install.bat", "uninstall.bat", "LICENSE")
_TREES: Final = (
    ("docs", ("*.md", "*.png")),
    ("templates", ("*.docx",)),
    ("workbooks", ("*.xlsx", "*.md")),
    ("xl_quality/installer", ("*.py",)),
)
_PAGE: Final = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<title>{title}</title>
<style>
body {{ max-width: 52em; margin: 2em auto; padding: 0 1em; line-height: 1.7;
  font-family: "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; color: #222; }}
table {{ border-collapse: collapse; margin: 1em 0; }}
th, td {{ border: 1px solid #999; padding: .3em .6em; text-align: left; vertical-align: top; }}
th {{ background: #eef3fa; }}
code, pre {{ font-family: Consolas, monospace; background: #f4f4f4; }}
pre {{ padding: .6em; overflow-x: auto; }}
img {{ max-width: 100%; }}
@page {{ size: A4; margin: 12mm; }}
@media print {{ body {{ max-width: none; margin: 0; font-size: 10pt; }}
  tr {{ break-inside: avoid; }} thead {{ display: table-header-group; }} }}
</style>
</head>
<body>
{body}</body>
</html>
"""


def first_page() -> bytes:
    """Return the text as every Notepad reads it: with a byte order mark, lines ending in CRLF."""
    return _TEXT.replace("\n", "\r\n").encode("utf-8-sig")


def from_source(source: Path) -> dict[str, bytes]:
    """Return what is taken from the source tree as it stands, and the page to read first."""
    names = [*_FILES, "xl_quality/__init__.py"]
    for folder, patterns in _TREES:
        paths = (path for pattern in patterns for path in (source / folder).rglob(pattern))
        names += sorted(path.relative_to(source).as_posix() for path in paths)
    return {NAME: first_page()} | {name: _content(source / name) for name in names}


def from_files(folder: str, paths: Iterable[Path]) -> dict[str, bytes]:
    """Return files that were made for the release."""
    return {f"{folder}/{path.name}": path.read_bytes() for path in paths}


def with_sums(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Add the list of hashes, in the form ``sha256sum --check`` reads."""
    lines = [
        f"{hashlib.sha256(content).hexdigest()}  {name}\n"
        for name, content in sorted(files.items())
    ]
    return {**files, SUMS: "".join(lines).encode()}


def inside(folder: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return files inside one folder, in the order of their names."""
    return {f"{folder}/{name}": content for name, content in sorted(files.items())}


def _content(path: Path) -> bytes:
    data = path.read_bytes()
    # cmd.exe misreads labels in files with bare line feeds, whatever the checkout did
    return data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n") if path.suffix == ".bat" else data


def pages(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return an HTML page beside each Markdown file of ``docs/``, links between them kept."""
    from markdown_it import MarkdownIt  # noqa: PLC0415 - only where a release is built

    renderer = MarkdownIt("commonmark", {"html": False}).enable("table")
    made = {}
    for name, content in files.items():
        if name.startswith("docs/") and name.endswith(".md"):
            text = content.decode("utf-8")
            title = escape(text.partition("\n")[0].lstrip("# ").strip())
            body = renderer.render(text.replace(".md)", ".html)").replace(".md#", ".html#"))
            page = _PAGE.format(title=title, body=body)
            made[f"{name.removesuffix('.md')}.html"] = page.encode("utf-8")
    return made


PLATFORM: Final = "win_amd64"


def collect(source: Path, folder: Path, python: str) -> list[Path]:
    """Put every wheel that the add-in needs into a folder.

    Args:
        source: the source tree, with ``locks/windows.txt``.
        folder: where to, empty.
        python: the version they must run on, e.g. ``3.13``.

    Raises:
        EnvironmentFaultError: pip could not fetch or build one of them.
    """
    download = (
        "download", "--quiet", "--only-binary=:all:", "--platform", PLATFORM, "--python-version",
        python, "--require-hashes", "--no-deps", "--dest", folder, "--requirement",
        source / "locks" / "windows.txt",
    )  # fmt: skip
    _pip(*download)
    _pip("wheel", "--quiet", "--no-deps", "--wheel-dir", folder, source)
    return sorted(folder.glob("*.whl"))


def _pip(*words: str | Path) -> None:
    done = subprocess.run(  # noqa: S603 - pip of the running Python, no shell
        [sys.executable, "-m", "pip", *map(str, words)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise EnvironmentFaultError(f"pip {words[0]} 失败：{done.stderr.strip()}")


def python_files(archive: Path, sha256: str) -> dict[str, bytes]:
    """Return the files of an embeddable Python by name, ready to take packages.

    Args:
        archive: the embeddable zip (python.exe, pythonw.exe, python3XX._pth …), at its top or in
            one folder.
        sha256: what the zip's hash must be, in hex.

    Raises:
        BadInputError: another hash, no zip, or no embeddable Python in it.
    """
    data = _checked(archive, sha256)
    try:
        with ZipFile(BytesIO(data)) as opened:
            members = {info.filename: opened.read(info) for info in opened.infolist()}
    except BadZipFile as error:
        raise BadInputError(f"{archive} 不是 zip 文件") from error
    root = next(
        (PurePosixPath(name).parent for name in members if name.endswith("pythonw.exe")), None
    )
    files = {
        PurePosixPath(name).relative_to(root).as_posix(): content
        for name, content in members.items()
        if root is not None and not name.endswith("/") and PurePosixPath(name).is_relative_to(root)
    }
    paths = [name for name in files if name.endswith("._pth")]
    if len(paths) != 1:
        message = f"{archive} 里没有可嵌入的 Windows Python（缺 pythonw.exe 或 ._pth 文件）"
        raise BadInputError(message)
    files[paths[0]] = _open_to_packages(files[paths[0]])
    return files


def typing_help(files: Sequence[tuple[Path, str]], notice: Path | None) -> dict[str, bytes]:
    """Return Excel-DNA IntelliSense for Excel of 32 and of 64 bits, and its licence, by name.

    Args:
        files: both .xll files with what their SHA-256 must be, in hex, or none.
        notice: the text of its licence.

    Raises:
        BadInputError: another hash, not one for each kind of Excel, or no licence.
    """
    if not files:
        return {}
    if notice is None or not notice.is_file():
        raise BadInputError("输入提示组件要带上它的许可证：请用 --intellisense-notice 指出文件")
    made = {f"{bits_of(path)}.xll": _checked(path, sha256) for path, sha256 in files}
    if sorted(made) != ["32.xll", "64.xll"]:
        names = "、".join(str(path) for path, _ in files)
        raise BadInputError(f"输入提示组件要 32 位和 64 位各一个：{names}")
    return {f"intellisense/{name}": data for name, data in sorted(made.items())} | {
        "intellisense/LICENSE.txt": notice.read_bytes()
    }


def _checked(path: Path, sha256: str) -> bytes:
    """Return a file's bytes.

    Raises:
        BadInputError: it has another hash.
    """
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    if digest != sha256.lower():
        raise BadInputError(f"{path} 的 SHA-256 是 {digest}，与要求的 {sha256} 不符，没有使用")
    return data


def version_of(files: dict[str, bytes]) -> str:
    """Return ``3.13`` for a Python whose library is ``python313.zip``."""
    digits = next(name for name in files if name.endswith("._pth"))[len("python") : -len("._pth")]
    return f"{digits[0]}.{digits[1:]}"


def _open_to_packages(text: bytes) -> bytes:
    r"""Let an embeddable Python see ``Lib\site-packages``; as shipped it sees itself only."""
    lines = [line for line in text.decode("ascii").splitlines() if "import site" not in line]
    return "\r\n".join([*lines, "Lib\\site-packages", "import site", ""]).encode("ascii")
