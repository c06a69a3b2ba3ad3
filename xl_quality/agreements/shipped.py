"""The templates that ship with xl_quality: ids, whom they are for, the scheme that pays."""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

from xl_quality.core.findings import BadInputError


class Shipped(NamedTuple):
    """A template that ships."""

    id: str  # as named on the command line; the scheme's id where there is one
    title: str  # Chinese name, also part of the file's name
    scheme: str  # id of the scheme whose clauses it prints, ``""`` = none
    whose: str  # 学校, 班级 or 教师

    @property
    def path(self) -> Path:
        """Return the Word file."""
        return next((one for one in _candidates(self.id) if one.is_file()), _candidates(self.id)[0])


def _candidates(template_id: str) -> tuple[Path, Path]:
    """Return where a template may lie: in the project, or beside this module where installed."""
    name = f"{template_id}.docx"
    here = Path(__file__)
    return here.parents[2] / "templates" / name, here.parent / "templates" / name


SHIPPED: Final = (
    Shipped("luotuoao-brief", "教学质量目标责任书", "luotuoao-brief", "学校"),
    Shipped("luotuoao-2008", "教学质量目标责任书（详表）", "luotuoao-2008", "学校"),
    Shipped("school-2006", "教学质量奖惩办法", "school-2006", "学校"),
    Shipped("class-targets", "班级学科目标责任书", "class-targets", "教师"),
    Shipped("rank-up", "名次进位目标责任书", "rank-up", "教师"),
    Shipped("town-line", "课堂教学质量责任书", "town-line", "教师"),
    Shipped("basic-targets", "教学基本目标责任书", "basic-targets", "教师"),
    Shipped("personal-goals", "教师个人工作目标书", "personal-goals", "教师"),
    Shipped("county-2025", "教育质量目标责任书", "county-2025", "学校"),
    Shipped("double-high", "教育质量“双高”责任书", "double-high", "学校"),
    Shipped("balanced", "均衡发展目标责任书", "balanced", "学校"),
    Shipped("class-duty", "任课教师岗位职责书", "class-duty", "教师"),
    Shipped("safety", "教师安全责任书", "", "教师"),
    Shipped("rule-of-law", "依法执教责任书", "", "教师"),
    Shipped("one-post-two-duties", "一岗双责安全责任书", "", "学校"),
)


def template_ids() -> list[str]:
    """Return the ids of the templates that ship, in the order of the schemes."""
    return [one.id for one in SHIPPED]


def shipped(template_id: str) -> Shipped:
    """Return a template that ships.

    Raises:
        BadInputError: there is none of that id.
    """
    for one in SHIPPED:
        if one.id == template_id:
            return one
    raise BadInputError(f"没有编号为“{template_id}”的模板，现有：{'、'.join(template_ids())}")
