"""Names of finished files (编号_学校_责任书.docx), safe on every system."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_FORBIDDEN: Final = re.compile(r"[\\/:*?\"<>|\x00-\x1f\x7f]")
_INVISIBLE: Final = {"Cc", "Cf", "Cs", "Co", "Cn"}
_RESERVED: Final = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
_LONGEST: Final = 60
_LONGEST_BYTES: Final = 180


def safe_name(text: str) -> str:
    """
    Return a name that every file system takes.

    >>> safe_name("一中/分校: A*班"), safe_name("con"), safe_name(" .. ")
    ('一中_分校_ A_班', '_con', '未命名')
    """
    visible = "".join(c for c in text if unicodedata.category(c) not in _INVISIBLE)
    name = _FORBIDDEN.sub("_", visible).strip(" .")[:_LONGEST].rstrip(" .")
    while len(name.encode()) > _LONGEST_BYTES:
        name = name[:-1]
    if not name:
        return "未命名"
    return f"_{name}" if _RESERVED.fullmatch(name) else name


def file_name(number: int, name: str, of: int, ending: str = ".docx") -> str:
    """
    Return the file name of one agreement.

    Args:
        number: of the unit.
        name: of the unit.
        of: how many units there are; it decides how many digits the number has.
        ending: with its dot.

    >>> file_name(3, "城关小学", 12)
    '03_城关小学_责任书.docx'
    """
    digits = max(2, len(str(of)))
    return f"{number:0{digits}d}_{safe_name(name)}_责任书{ending}"
