"""A 任课 row that names a pupil of the class as its teacher (学生当成教师) is refused and told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from xl_quality.core.findings import BadInputError, Severity
from xl_quality.core.groups import Level
from xl_quality.runs.book_contents import take_in
from xl_quality.runs.choices import ChosenOptions
from xl_quality.runs.group_figures import compute

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.runs.conftest import MemoryBook
    from xl_quality.runs.book_contents import BookContents

    Books = Callable[..., MemoryBook]

NAMES = ["赵安然", "钱松年", "孙怀瑾", "李云舟"]
SCORES: list[Any] = [["学校", "年级", "班级", "姓名", "语文"]] + [
    ["青石小学", "四年级", one, name if one == "1班" else name[0] + "小北", 60 + n]
    for one in ("1班", "2班")
    for n, name in enumerate(NAMES)
]
HEAD = ["学校", "年级", "班级", "学科", "任课教师"]


def taken(book: Books, *teachers: tuple[str, str], **more: list[Any]) -> BookContents:
    rows = [["青石小学", "四年级", one, "语文", name] for one, name in teachers]
    return take_in(book({"成绩": SCORES, "任课": [HEAD, *rows], **more}), ChosenOptions())


def test_the_row_is_refused_and_told_with_its_cell(book: Books) -> None:
    contents = taken(book, ("1班", "孙怀瑾"), ("2班", "王小明"))
    assert list(contents.taught.values()) == ["王小明"]
    [told] = [one for one in contents.findings if one.code == "teacher_is_pupil"]
    assert (told.severity, told.where, told.found) == (Severity.ERROR, "任课!E2", "孙怀瑾")
    assert "项目“同名教师”，列“孙怀瑾”，值“是”" in told.suggestion


def test_many_rows_are_one_finding(book: Books) -> None:
    contents = taken(book, *[("1班", name) for name in NAMES])
    assert contents.taught == {}
    [told] = [one for one in contents.findings if one.code == "teacher_is_pupil"]
    assert "有4行" in told.message


def test_a_list_of_pupils_only_gives_no_figures_by_teacher(book: Books) -> None:
    contents = taken(book, *[("1班", name) for name in NAMES])
    with pytest.raises(BadInputError, match="没有任课表"):
        compute(contents.tables, contents.taught, contents.options, [Level.TEACHER])


def test_a_pupil_of_another_class_may_have_the_teachers_name(book: Books) -> None:
    contents = taken(book, ("2班", "孙怀瑾"))
    assert list(contents.taught.values()) == ["孙怀瑾"]
    assert "teacher_is_pupil" not in [one.code for one in contents.findings]


def test_a_teacher_who_is_called_like_a_pupil_counts_once_the_office_says_so(book: Books) -> None:
    form = [["项目", "工作表", "列", "值", "说明"], ["同名教师", "", "孙怀瑾", "是", ""]]
    contents = taken(book, ("1班", "孙怀瑾"), 考核设置=form)
    assert list(contents.taught.values()) == ["孙怀瑾"]
    assert "teacher_is_pupil" not in [one.code for one in contents.findings]


def test_an_absent_list_beside_the_scores_gives_nobody_to_rank(book: Books) -> None:
    absent: list[list[object]] = [["序号", "学校", "年级", "班级", "学科", "姓名", "原因"]]
    absent += [[1, "青石小学", "四年级", "1班", "语文", "孙怀瑾", "病假"]]
    contents = take_in(book({"成绩": SCORES, "缺考学生名单": absent}), ChosenOptions())
    assert contents.taught == {}
    assert contents.lists == []
