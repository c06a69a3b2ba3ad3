from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from xl_quality.core.marks import Remark, State
from xl_quality.sheets.score_tables import told_in

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.sheets.conftest import Read
    from xl_quality.core.marks import Mark


@pytest.mark.parametrize(
    ("text", "state", "subjects"),
    [
        ("缺考", State.ABSENT, ()),
        (" 缺 考 ", State.ABSENT, ()),
        ("因病缺考", State.ABSENT, ()),
        ("缺考（住院）", State.ABSENT, ()),
        ("数学缺考", State.ABSENT, ("数学",)),
        ("缺考：数学、英语", State.ABSENT, ("数学", "英语")),
        ("语文和数学未考", State.ABSENT, ("语文", "数学")),
        ("全部缺考", State.ABSENT, ()),
        ("本次考试弃考", State.ABSENT, ()),
        ("病假", State.EXEMPT, ()),
        ("事假", State.EXEMPT, ()),
        ("休学", State.EXEMPT, ()),
        ("已转学", State.EXEMPT, ()),
        ("转出", State.EXEMPT, ()),
        ("体育免考", State.EXEMPT, ("体育",)),
        ("借读", State.EXEMPT, ()),
        ("借读生。", State.EXEMPT, ()),
        ("上次缺考", None, ()),
        ("上学期缺考，本次参加", None, ()),
        ("未缺考", None, ()),
        ("没有缺考", None, ()),
        ("无缺考", None, ()),
        ("缺考补考已完成", None, ()),
        ("缺考后补考", None, ()),
        ("转学来的", None, ()),
        ("由外校转入", None, ()),
        ("免考申请未批准", None, ()),
        ("病假已销", None, ()),
        ("缺考次数2", None, ()),
        ("三好学生", None, ()),
        ("", None, ()),
    ],
)
def test_a_remark_counts_only_where_it_says_nothing_but_the_absence(
    text: str, state: State | None, subjects: tuple[str, ...]
) -> None:
    found = told_in(text)
    assert (found and found.state, found.subjects if found else ()) == (state, subjects)


def states(marks: Sequence[Mark]) -> list[object]:
    return [mark.state if isinstance(mark, Remark) else mark for mark in marks]


SHEET = (
    "姓名|语文|数学|备注\n张云山|80|70|\n李文海|||缺考\n王小川|60||数学缺考\n赵一鸣|||休学\n"
    "孙可|75|66|上次缺考\n周舟|||\n吴江|0|0|缺考\n郑和平|88|90|借读"
)


def test_blanks_of_pupils_told_absent_are_absences(read: Callable[..., Read]) -> None:
    sheet = read(SHEET)
    assert states(sheet.table.subjects["语文"].marks) == [
        8000, State.ABSENT, 6000, State.EXEMPT, 7500, State.BLANK, State.ABSENT, 8800
    ]  # fmt: skip
    assert states(sheet.table.subjects["数学"].marks)[2] is State.ABSENT
    quiet, against = sheet.finding("absence_told"), sheet.finding("absence_told_with_marks")
    assert "4名学生" in quiet.message
    assert (quiet.cell, against.cell) == ("D3", "D9")
    assert "1名学生各科都有分数，分数照常计入" in against.message


@pytest.mark.parametrize(
    ("label", "text", "state"),
    [
        ("是否缺考", "是", State.ABSENT),
        ("是否缺考", "√", State.ABSENT),
        ("缺考标记", "1", State.ABSENT),
        ("缺考标记", "0", State.BLANK),
        ("是否缺考", "否", State.BLANK),
        ("缺考科目", "数学", State.ABSENT),
        ("缺考科目", "英语", State.BLANK),
        ("说明", "缺考", State.ABSENT),
        ("评语", "缺考", State.BLANK),
        ("家长签名", "缺考", State.BLANK),
    ],
)
def test_the_column_says_what_its_words_mean(
    read: Callable[..., Read], label: str, text: str, state: State
) -> None:
    sheet = read(f"姓名|语文|数学|{label}\n张云山|80|70|\n李文海|75||{text}\n王小川|60|50|")
    assert states(sheet.table.subjects["数学"].marks)[1] is state


def test_a_sheet_without_such_a_column_is_told_nothing(read: Callable[..., Read]) -> None:
    sheet = read("姓名|语文|备注\n张云山|80|班长\n李文海||")
    assert not [code for code in sheet.codes if code.startswith("absence_told")]
