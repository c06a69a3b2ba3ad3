"""How much a row looks like a header, and what stands above one; invented names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from xl_quality.sheets.cells import View
from xl_quality.sheets.header import full_mark_in, label_score, pupils_above

if TYPE_CHECKING:
    from collections.abc import Callable

    from xl_quality.sheets.cells import Grid

    Draw = Callable[..., Grid]

NOTE = "填写要求很长很长的一段话不是标签而是说明文字请按要求填写"


@pytest.mark.parametrize(
    ("labels", "weight"),
    [
        ("姓名", 4),
        ("学号", 3),
        ("语文 总分 班级 学校 分数 科目 原始分 年级", 2),
        ("考试 期中 三科总分 名次 平均分 第1题 备注", 1),
        ("甲", 0),
    ],
)
def test_each_label_says_by_its_weight_that_its_row_is_a_header(
    drawn: Draw, labels: str, weight: int
) -> None:
    words = labels.split()
    assert [label_score(View(drawn(word)), 0) for word in words] == [weight] * len(words)


@pytest.mark.parametrize(
    ("row", "score"),
    [
        ("姓名|语文|数学", 8),
        ("姓名|1|2", 0),  # more numbers than texts: a pupil's row
        ("姓名|总分|1|2", 6),
        ("姓名|甲|1|2", 0),  # more numbers than known labels
        ("姓名|总分|甲|1|2", 6),
        (f"姓名|{NOTE}", 4),
        (f"姓名|{NOTE}|{NOTE}", 0),  # more texts than labels, known ones counted twice
        (f"姓名|语文|{NOTE}|{NOTE}", 6),
        (f"姓名|语文|{NOTE}|{NOTE}|{NOTE}", 0),
        ("1班|语文|数学|85|90|77", 0),
        ("张云山|85", 0),
    ],
)
def test_a_row_of_labels_is_a_header_one_of_numbers_or_notes_is_none(
    drawn: Draw, row: str, score: int
) -> None:
    assert label_score(View(drawn(row)), 0) == score


@pytest.mark.parametrize(
    ("rows", "pupils"),
    [
        ("张云山|61 李文海|72 王小川|83", [0, 1, 2]),
        ("张云山|61 李文海|72", []),
        ("张云山|400 李文海|72 王小川|83", [0, 1, 2]),
        ("张云山|401 李文海|72 王小川|83", []),
        ("张云山|61 语文|85 李文海|72 王小川|83", [0, 2, 3]),
        ("张云山|61 应考|52|周小山 李文海|72 王小川|83", [0, 2, 3]),
        ("张云山|61 |李文海|72 王小川|83 赵一鸣|66", [0, 2, 3]),
        ("张云山|61 张云山|62 李文海|72 王小川|83", [0, 2, 3]),
        ("张云山|缺考 李文海|72 王小川|83 赵一鸣|66", [1, 2, 3]),
        ("张云山|'61 李文海|72 王小川|83", [0, 1, 2]),
    ],
)
def test_three_names_beside_marks_in_the_same_columns_are_a_list(
    drawn: Draw, rows: str, pupils: list[int]
) -> None:
    view = View(drawn(rows.replace(" ", "\n")))
    assert pupils_above(view, view.height) == pupils
    assert pupils_above(view, 2) == []


@pytest.mark.parametrize(
    ("texts", "points"),
    [
        ("100 (100) 100分 (100分) 满分:100 共100分 满分100", 100),
        ("10", 10),
        ("1000", 1000),
        ("9 95 87 10000 满分 一百 100多", None),
    ],
)
def test_a_full_mark_is_a_round_number_of_two_to_four_digits(
    texts: str, points: int | None
) -> None:
    expected = None if points is None else points * 100
    assert [full_mark_in(text) for text in texts.split()] == [expected] * len(texts.split())
