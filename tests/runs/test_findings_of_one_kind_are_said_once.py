"""One finding a kind and sheet: the number, the first three cells, the serious ones first."""

from __future__ import annotations

import pytest

from xl_quality.core.findings import Kind, Severity, Step, Way, WordedFinding, settings_row
from xl_quality.runs.advice import bounded, gathered

ERROR, WARNING, NOTE = Severity


def one(cell: str, sheet: str = "六年级", **said: object) -> WordedFinding:
    plain = WordedFinding("mark_bad", WARNING, sheet, cell, "", "分数不能用", "请改正")
    return plain._replace(**said)  # type: ignore[arg-type] # fields of WordedFinding


def test_many_cells_of_a_sheet_are_one_finding_with_the_first_three() -> None:
    (found,) = gathered(one(f"D{row}") for row in range(5, 17))
    assert found.where == "六年级!D5、D6、D7等12处"
    assert found.message == "分数不能用（这类问题共12处）"
    assert found.cells == tuple(f"D{row}" for row in range(5, 17))


@pytest.mark.parametrize(("count", "where"), [(1, "D5"), (2, "D5、D6"), (3, "D5、D6、D7")])
def test_up_to_three_cells_are_all_named(count: int, where: str) -> None:
    (found,) = gathered(one(f"D{row}") for row in range(5, 5 + count))
    assert (found.cell, found.message) == (where, "分数不能用")


def test_the_same_finding_twice_is_told_as_it_is() -> None:
    assert gathered([one("D5"), one("D5")]) == [one("D5")]


def test_other_words_of_one_kind_count_and_the_first_are_shown() -> None:
    (found,) = gathered([one("D5", message="语文最高118分"), one("E5", message="数学最高119分")])
    assert found.message == "语文最高118分（这类问题共2处）"


def test_every_row_to_write_is_named_up_to_three() -> None:
    rows = [settings_row("满分", "120", column=name) for name in ("语文", "数学", "英语", "物理")]
    (few,) = gathered(one(f"D{n}", suggestion=row) for n, row in enumerate(rows[:3]))
    assert few.suggestion == "；".join(rows[:3])
    (many,) = gathered(one(f"D{n}", suggestion=row) for n, row in enumerate(rows))
    assert many.suggestion == "；".join([*rows[:3], "其余照此办理"])


def test_a_note_names_one_thing_to_do() -> None:
    notes = [one(f"D{n}", severity=NOTE, suggestion=f"如果不对，请改{n}") for n in range(3)]
    assert gathered(notes)[0].suggestion == "如果不对，请改0；其余照此办理"


def test_subjects_of_one_sheet_are_one_finding_though_each_has_its_own_option() -> None:
    marks = [
        one(f"{c}5", steps=(Step(Way.FULL, name),))
        for c, name in zip("DEFG", "语数英理", strict=True)
    ]
    (found,) = gathered(marks)
    assert found.cell == "D5、E5、F5等4处"
    assert [step.value for step in found.steps] == ["语", "数", "英"]


def test_what_stands_there_is_told_with_the_cells() -> None:
    (found,) = gathered(one(f"D{n}", found=text) for n, text in enumerate("甲乙丙丁乙"))
    assert found.found == "甲、乙、丙等4个"


def test_one_kind_on_five_sheets_is_one_hint_that_names_them() -> None:
    sheets = ["一班", "二班", "三班", "四班", "五班"]
    (found,) = gathered(one(f"A{row}", name) for name in sheets for row in (3, 4))
    assert found.where == "一班!A3、A4"
    assert found.message == "分数不能用；二班、三班、四班等4张表也有，共10处"


def test_sheets_with_one_finding_each_are_counted_as_sheets() -> None:
    found, *_ = gathered(one("A3", name, message="有3格空白") for name in ("一班", "二班"))
    assert found.message == "有3格空白；二班也有，共2张表", "2处 would contradict the 3"


@pytest.mark.parametrize(("sheets", "lines"), [(3, 3), (4, 1)])
def test_serious_ones_stand_sheet_by_sheet_on_a_few_sheets(sheets: int, lines: int) -> None:
    found = gathered(one("A3", f"{n}班", severity=ERROR) for n in range(sheets))
    assert len(found) == lines


def test_the_serious_come_first_and_grave_and_light_are_never_one() -> None:
    found = gathered([one("D5", severity=NOTE), one("D6"), one("D7", severity=ERROR)])
    assert [finding.severity for finding in found] == [ERROR, WARNING, NOTE]


def test_what_has_no_place_is_only_one_where_the_words_are_the_same() -> None:
    first = one("", "", message="条款A5没有数据")
    assert gathered([first, first._replace(message="条款A6没有数据")]) == [
        first,
        first._replace(message="条款A6没有数据"),
    ]


def test_rules_that_lack_something_are_told_apart_by_their_topic() -> None:
    rules = [one(f"A{row}", topic=rule) for rule in ("A7", "A8") for row in (2, 3)]
    assert [finding.cell for finding in gathered(rules)] == ["A2、A3", "A2、A3"]


def test_ways_to_go_on_are_kept() -> None:
    step = Step(Way.LISTS, "luotuoao-brief")
    (found,) = gathered(one(f"D{n}", steps=(step,)) for n in range(9))
    assert found.steps == (step,)


@pytest.mark.parametrize(("count", "lines"), [(30, 30), (31, 31), (32, 31), (1114, 31)])
def test_a_sheet_of_findings_lists_thirty_of_a_kind_and_the_rest_as_one(
    count: int, lines: int
) -> None:
    found = bounded((one(f"D{row}") for row in range(count)), 30)
    assert len(found) == lines
    assert {cell for finding in found for cell in finding.cells or (finding.cell,)} == {
        f"D{row}" for row in range(count)
    }


def test_each_of_a_few_serious_faults_is_told_in_its_own_words() -> None:
    faults = [one(f"D{n}", message=f"{name}的名次不对", severity=ERROR)
              for n, name in enumerate(("甲校", "乙校", "丙校", "丁校"))]  # fmt: skip
    (few,) = gathered(faults[:3])
    assert few.message == "甲校的名次不对；乙校的名次不对；丙校的名次不对"
    (many,) = gathered(faults)
    assert many.message == "甲校的名次不对；乙校的名次不对；丙校的名次不对（这类问题共4处）"


def test_what_all_questions_of_a_kind_hold_back_is_said_once_at_the_end() -> None:
    held = "，核对之前不计奖"
    asked = [
        one(f"{c}5", severity=ERROR, message=f"“{name}”有3个分数超过100", common=held)
        for c, name in zip("DEF", ("语文", "数学", "英语"), strict=True)
    ]
    (found,) = gathered(asked)
    assert found.text == (
        "“语文”有3个分数超过100；“数学”有3个分数超过100；“英语”有3个分数超过100，核对之前不计奖"
    )
    assert gathered(asked[:1]) == asked[:1]


def test_two_endings_are_both_kept() -> None:
    asked = [
        one("D5", severity=ERROR, message="语文超过满分", common="，不排名"),
        one("E5", severity=ERROR, message="数学超过满分", common="，不计奖"),
    ]
    assert gathered(asked)[0].text == "语文超过满分，不排名；数学超过满分，不计奖"


def test_findings_of_one_kind_are_put_into_words_and_then_told_as_one() -> None:
    above = Kind("above", WARNING, "{subject}超过{full}分", "请核对", "。核对之前不计算")
    found = [above.at("六年级", cell, subject="语文", full=120) for cell in ("D5", "D6", "D5")]
    (told,) = gathered(found)
    assert (told.cell, told.text) == ("D5、D6", "语文超过120分。核对之前不计算")
    assert bounded(found, 2) == [one.in_words for one in found[:2]]
