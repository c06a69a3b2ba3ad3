"""PDF by way of LibreOffice (转 PDF), where there is one; pages counted in what it made."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from xl_quality.core.findings import EnvironmentFaultError

_PAGE: Final = re.compile(rb"/Type\s*/Page\b(?!s)")
_KIDS: Final = re.compile(rb"/Type/Pages\b[^>]*?/Kids\s*\[([^\]]*)\]")
_BOOKMARK: Final = re.compile(rb"/Title<FEFF([0-9A-F]*)>\s*/Dest\s*\[\s*(\d+) 0 R")
_NAMES: Final = ("soffice", "libreoffice")
_PLACES: Final = (
    "C:/Program Files/LibreOffice/program/soffice.exe",
    "C:/Program Files (x86)/LibreOffice/program/soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
OF_WORD: Final = 'pdf:writer_pdf_Export:{"IsSkipEmptyPages":{"type":"boolean","value":"false"}}'
"""The pages left blank so that the next agreement starts on a right-hand page are printed, too."""
OF_SHEETS: Final = 'pdf:calc_pdf_Export:{"ExportBookmarks":{"type":"boolean","value":"true"}}'
"""Each sheet has a bookmark."""
_AT_A_TIME: Final = 25
_SECONDS: Final = {OF_WORD: 60, OF_SHEETS: 1200}
"""Time that a call may take: a township's reports for all pupils are a thousand pages, a minute of
work, and several minutes on an old computer that does other things beside."""
_FONTS: Final = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <match target="pattern">
    <test name="family"><string>宋体</string></test>
    <edit name="family" mode="append" binding="strong">
      <string>SimSun</string><string>AR PL UMing CN</string><string>Noto Serif CJK SC</string>
      <string>Noto Sans CJK SC</string><string>WenQuanYi Zen Hei</string>
    </edit>
  </match>
  <match target="pattern">
    <test name="family"><string>黑体</string></test>
    <edit name="family" mode="append" binding="strong">
      <string>SimHei</string><string>Noto Sans CJK SC</string><string>WenQuanYi Zen Hei</string>
    </edit>
  </match>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
</fontconfig>
"""
"""What stands for 宋体 and 黑体 where a Linux has none: wider digits would need a second page."""


def libreoffice() -> Path | None:
    """Return the LibreOffice program, None where there is none."""
    found = [path for name in _NAMES if (path := shutil.which(name))]
    found += [place for place in _PLACES if Path(place).is_file()]
    return Path(found[0]) if found else None


def required_libreoffice() -> Path:
    """Return the LibreOffice program.

    Raises:
        EnvironmentFaultError: there is none.
    """
    program = libreoffice()
    if program is None:
        raise EnvironmentFaultError(
            "没有找到 LibreOffice，不能转 PDF。请安装 LibreOffice；"
            "或者不转 PDF，生成以后在 Word、Excel 或 WPS 里另存为 PDF"
        )
    return program


def to_pdf(files: Sequence[Path], folder: Path, how: str = OF_WORD) -> list[Path]:
    """Make a PDF of each file.

    Args:
        files: their names without the ending must differ.
        folder: for the PDFs; it exists.
        how: LibreOffice's filter and its settings, `OF_WORD` or `OF_SHEETS`.

    Returns:
        The PDFs, in the order of the files.

    Raises:
        EnvironmentFaultError: there is no LibreOffice, or it did not make one of them.
    """
    program = required_libreoffice()
    made = []
    for start in range(0, len(files), _AT_A_TIME):
        some = files[start : start + _AT_A_TIME]
        _convert(program, some, folder, how)
        made += [_made(file, folder) for file in some]
    return made


def _convert(program: Path, files: Sequence[Path], folder: Path, how: str) -> None:
    with tempfile.TemporaryDirectory(prefix="xlq-", ignore_cleanup_errors=True) as profile:
        command = [
            os.fspath(program),
            f"-env:UserInstallation={Path(profile).as_uri()}",  # beside a LibreOffice in use
            "--headless",
            "--norestore",
            "--convert-to",
            how,
            "--outdir",
            os.fspath(folder),
            *map(os.fspath, files),
        ]
        fonts = Path(profile, "fonts.conf")
        fonts.write_text(_FONTS, encoding="utf-8")
        try:
            _run(command, _SECONDS[how] + 10 * len(files), fonts)
        except subprocess.TimeoutExpired:
            message = "LibreOffice 转 PDF 太久没有反应，已停止；请关闭 LibreOffice 后重试"
            raise EnvironmentFaultError(message) from None
        except OSError as error:
            raise EnvironmentFaultError(f"LibreOffice 不能启动：{error.strerror}") from error


def _run(command: Sequence[str], seconds: int, fonts: Path) -> None:
    """Run a program to its end; one that hangs is ended together with what it started."""
    quiet = subprocess.DEVNULL  # a pipe would stay open as long as its children live
    with subprocess.Popen(  # noqa: S603 - the program found, our own files
        command,
        stdin=quiet,
        stdout=quiet,
        stderr=quiet,
        start_new_session=True,
        env={"FONTCONFIG_FILE": os.fspath(fonts), **os.environ},
    ) as office_run:
        try:
            office_run.wait(seconds)
        except subprocess.TimeoutExpired:
            if os.name == "posix":
                os.killpg(office_run.pid, signal.SIGKILL)
            office_run.kill()
            raise


def _made(file: Path, folder: Path) -> Path:
    path = folder / f"{file.stem}.pdf"
    if not path.is_file() or not path.stat().st_size:
        message = f"LibreOffice 没有把“{file.name}”转成 PDF；原来的文件不受影响，请重试"
        raise EnvironmentFaultError(message)
    return path


def pages_of(pdf: bytes) -> int:
    """Return the number of pages of a PDF that LibreOffice made."""
    return len(_PAGE.findall(pdf))


def bookmarks_of(pdf: bytes) -> dict[str, int]:
    """Return the page of each bookmark of a PDF that LibreOffice made, counted from 1.

    Its pages are the kids of one node and its bookmarks stand in plain objects; of another kind of
    PDF none is found.
    """
    kids = _KIDS.search(pdf)
    pages = [int(number) for number in kids[1].split()[::3]] if kids else []
    return {
        bytes.fromhex(title.decode()).decode("utf-16-be"): pages.index(int(page)) + 1
        for title, page in _BOOKMARK.findall(pdf)
        if int(page) in pages
    }
