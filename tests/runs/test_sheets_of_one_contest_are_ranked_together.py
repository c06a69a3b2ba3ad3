from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from xl_quality.core.findings import BadInputError
from xl_quality.core.groups import Level
from xl_quality.core.options import Options
from xl_quality.runs.group_figures import Figures, compute, joined, one_table, sittings

if TYPE_CHECKING:
    from collections.abc import Callable

    from xl_quality.core.marks import ScoreTable

    Scores = Callable[..., ScoreTable]

ONE, TWO, THREE = ("", "六年级", "1班"), ("", "六年级", "2班"), ("", "六年级", "3班")


def names(contests: list[list[ScoreTable]]) -> list[list[str]]:
    return [[table.sheet for table in contest] for contest in contests]


def places(figures: Figures, level: Level) -> dict[str, object]:
    return {line.group.label: line.rank for line in figures.overall[level]}


def test_a_sheet_a_class_is_one_contest(scores: Scores) -> None:
    tables = [
        scores("一班", [ONE], 语文=[70]),
        scores("二班", [TWO], 语文=[90]),
        scores("三班", [THREE], 语文=[80]),
    ]
    assert names(joined(tables)) == [["一班", "二班", "三班"]]
    figures = compute(tables, {}, Options())
    assert places(figures, Level.CLASS) == {"六年级 1班": 3, "六年级 2班": 1, "六年级 3班": 2}
    assert [line.sheet for line in figures.results[Level.CLASS]] == ["一班", "二班", "三班"]


def test_a_sheet_a_school_is_one_contest(scores: Scores) -> None:
    tables = [
        scores("甲校", [("甲校", "六年级", "1班")], 语文=[70]),
        scores("乙校", [("乙校", "六年级", "1班")], 语文=[90]),
    ]
    figures = compute(tables, {}, Options())
    assert places(figures, Level.SCHOOL) == {"甲校 六年级": 2, "乙校 六年级": 1}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"exam": "期中"}, "another exam"),
        ({"units": [("", "五年级", "2班")]}, "another grade"),
        ({"数学": [80]}, "other subjects"),
        ({"units": [ONE]}, "the same class"),
        ({"units": [("", "", "")]}, "nobody named"),
    ],
)
def test_sheets_that_do_not_fit_stay_apart(
    scores: Scores, change: dict[str, object], why: str
) -> None:
    own: dict[str, object] = {"units": [TWO], "语文": [80], **change}
    units = own.pop("units")
    tables = [scores("一班", [ONE], 语文=[70]), scores("二班", units, **own)]
    assert names(joined(tables)) == [["一班"], ["二班"]], why


def test_other_full_marks_are_another_contest(scores: Scores) -> None:
    one, two = scores("一班", [ONE], 语文=[70]), scores("二班", [TWO], 语文=[70])
    column = two.subjects["语文"]._replace(full_mark=12_000)
    assert len(joined([one, two._replace(subjects={"语文": column})])) == 2


def test_one_table_keeps_every_pupil_of_every_sheet(scores: Scores) -> None:
    tables = [
        scores("一班", [ONE, ONE], 语文=[70, 71]),
        scores("二班", [TWO], 语文=[90]),
    ]
    whole = one_table(tables)
    assert whole.sheet == "一班、二班"
    assert list(whole.subjects["语文"].marks) == [7000, 7100, 9000]
    assert list(whole.classes) == ["1班", "1班", "2班"]
    assert one_table(tables[:1]) is tables[0]


def test_a_nameless_exam_on_several_sheets_is_one_exam(scores: Scores) -> None:
    tables = [scores(name, [unit], "", 语文=[70]) for name, unit in (("一班", ONE), ("二班", TWO))]
    lines = compute(tables, {}, Options()).overall[Level.CLASS]
    assert {line.exam for line in lines} == {"一班等2张表"}


def test_a_sheet_a_subject_makes_one_overall_line(scores: Scores) -> None:
    tables = [
        scores("语文", [ONE, TWO], 语文=[80, 60]),
        scores("数学", [ONE, TWO], 数学=[30, 90]),
    ]
    assert [[table[0].sheet for table in sitting] for sitting in sittings(joined(tables))] == [
        ["语文", "数学"]
    ]
    lines = compute(tables, {}, Options()).overall[Level.CLASS]
    # 1班: (80×0.4+30 + 30×0.4) ÷ 2 = 37; 2班: (60×0.4+30 + 90×0.4+30+30) ÷ 2 = 75
    assert [(line.group.label, line.printed.composite, line.rank) for line in lines] == [
        ("六年级 1班", 37, 2),
        ("六年级 2班", 75, 1),
    ]
    assert {line.sheet for line in lines} == {"语文、数学"}


def test_sheets_of_a_subject_need_a_named_exam_and_shared_classes(scores: Scores) -> None:
    nameless = [scores("语文", [ONE], "", 语文=[80]), scores("数学", [ONE], "", 数学=[30])]
    strangers = [scores("语文", [ONE], 语文=[80]), scores("数学", [TWO], 数学=[30])]
    overlapping = [
        scores("语数", [ONE], 语文=[80], 数学=[1]),
        scores("数英", [ONE], 数学=[30], 英语=[1]),
    ]
    for tables in (nameless, strangers, overlapping):
        assert len(sittings(joined(tables))) == 2


def test_joined_sheets_are_also_counted_each_by_itself(scores: Scores) -> None:
    tables = [scores("一班", [ONE], 语文=[70]), scores("二班", [TWO], 语文=[90])]
    figures = compute(tables, {}, Options())
    assert [(line.sheet, line.printed.mean) for line in figures.single] == [
        ("一班", 70),
        ("二班", 90),
    ]
    assert [(line.sheet, line.printed.mean) for line in figures.results[Level.ALL]] == [
        ("一班、二班", 80)
    ]
    assert compute(tables[:1], {}, Options()).single == []


def test_the_order_of_sheets_and_pupils_changes_no_figure(scores: Scores) -> None:
    tables = [
        scores("一班", [ONE, ONE, ONE], 语文=[70, 33, 91]),
        scores("二班", [TWO, TWO], 语文=[90, 12]),
    ]
    turned = [
        scores("二班", [TWO, TWO], 语文=[12, 90]),
        scores("一班", [ONE, ONE, ONE], 语文=[91, 70, 33]),
    ]
    found = [
        {
            line.group: (line.printed, line.rank)
            for line in compute(own, {}, Options()).results[Level.CLASS]
        }
        for own in (tables, turned)
    ]
    assert found[0] == found[1]


def test_an_exam_is_chosen_by_part_of_its_name_or_its_sheet(scores: Scores) -> None:
    tables = [scores("甲", [ONE], "期中", 语文=[70]), scores("乙", [ONE], "期末", 语文=[90])]
    for word in ("期末", "乙", "末"):
        assert [table.sheet for table in compute(tables, {}, Options(), exam=word).tables] == ["乙"]
    with pytest.raises(BadInputError, match="工作簿里有：期中、期末"):
        compute(tables, {}, Options(), exam="月考")


def test_a_level_without_groups_is_refused_only_when_it_was_asked_for(scores: Scores) -> None:
    tables = [scores("甲", [("", "", "")], 语文=[70])]
    assert set(compute(tables, {}, Options()).results) == {Level.ALL}
    with pytest.raises(BadInputError, match="没有班级"):
        compute(tables, {}, Options(), [Level.CLASS])
