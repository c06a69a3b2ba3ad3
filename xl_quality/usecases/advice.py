"""How each host says what it alone can do: an option of the command line, a button (怎么办)."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.findings import Way

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from xl_quality.core.findings import Finding, Step


class Host(StrEnum):
    """Where a person reads it."""

    COMMAND = "command"  # 命令行
    BUTTON = "button"  # Excel and LibreOffice


class _Words(NamedTuple):
    """What to do, by host; ``""`` = nothing more than the suggestion says already."""

    command: str
    button: str


_WORDS: Final[Mapping[Way, _Words]] = {
    Way.EXAM: _Words("加 --exam 考试名，只算一次考试", "再点一次按钮，选一次考试"),
    Way.LISTS: _Words(
        "运行 xl-quality lists {book} --scheme {value} --in-place，写出要填的空表，填好再算",
        "点“补名单表”，写出要填的空表，填好再算",
    ),
    Way.SETTINGS: _Words(
        "运行 xl-quality settings {book} --in-place，写出考核设置表，填好再算",
        "点“考核设置”，填好再算",
    ),
    Way.FULL: _Words("或加 --full {value}=…", ""),
    Way.PARAMETER: _Words("或加 --param 参数名=数", "或在按钮问的时候填"),
    Way.DAY: _Words("或加 --on 日期，写明按哪一天计算", ""),
    Way.SHIPPED: _Words("或加 --shipped", ""),
    Way.IMPORT: _Words(
        "用 xl-quality import {book} --scheme 编号 --in-place 导入（编号见 xl-quality schemes）",
        "点“导入方案”",
    ),
    Way.CLAUSE: _Words("用 xl-quality explain 方案 {value} 单独计算", ""),
    Way.ENROLLED: _Words("按应考人数统计用 --enrolled", ""),
    Way.AGAIN: _Words("确实要再兑现一次，加 --again", ""),
    Way.UNPAID: _Words("只兑现还没有兑现过的，加 --unpaid", ""),
    Way.REPLACE: _Words("确实要替换就加 --replace（原来的会备份），否则用 -o 换个名字", ""),
    Way.PROTECTED: _Words("或加 --despite-protection 写入", ""),
    Way.SEPARATE: _Words("或去掉 --merged", ""),
}
"""Every way in the words of every host."""


def step_words(steps: Iterable[Step], host: Host, book: str = "") -> list[str]:
    """
    Return what to do in the words of a host.

    Args:
        steps: of a finding or an error.
        host: where it is read.
        book: how the person named the workbook, for commands that can be typed as they stand.
    """
    named = f'"{book}"' if " " in book else book or "成绩册"
    texts = (_text(step, host) for step in steps)
    return [text.replace("{book}", named) for text in texts if text]


def _text(step: Step, host: Host) -> str:
    words = _WORDS[step.way]
    text = words.command if host is Host.COMMAND else words.button
    return text.replace("{value}", step.value)


def worded(finding: Finding, host: Host, book: str = "") -> Finding:
    """Return a finding whose suggestion says all that can be done in a host; see `step_words`."""
    if not finding.steps:
        return finding
    parts = [finding.suggestion, *step_words(finding.steps, host, book)]
    return finding._replace(suggestion="；".join(filter(None, parts)), steps=())
