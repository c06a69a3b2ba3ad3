from __future__ import annotations

from fractions import Fraction

import pytest

from xl_quality.core.facts import Fact, Record, Source
from xl_quality.core.findings import (
    BadInputError,
    EmptyGroupError,
    EnvironmentFaultError,
    Finding,
    Kind,
    QualityError,
    Severity,
    first_of,
)

ABOVE = Kind("mark_above_full", Severity.ERROR, "分数超过满分{full}", "请核对原卷")


def finding(sheet: str = "成绩", cell: str = "D5", found: str = "105") -> Finding:
    return ABOVE.at(sheet, cell, found=found, full=100)


def test_a_finding_is_one_line_with_place_words_found_and_what_to_do() -> None:
    assert str(finding()) == "[严重] 成绩!D5 分数超过满分100（105） → 请核对原卷"


def test_a_finding_without_words_leaves_the_brackets_out() -> None:
    assert str(finding(found="")) == "[严重] 成绩!D5 分数超过满分100 → 请核对原卷"


@pytest.mark.parametrize(
    ("sheet", "cell", "where"),
    [("成绩", "D5", "成绩!D5"), ("成绩", "", "成绩"), ("", "D5", "D5"), ("", "", "")],
)
def test_a_place_is_told_as_far_as_it_is_known(sheet: str, cell: str, where: str) -> None:
    assert finding(sheet, cell).where == where


def test_every_severity_has_its_chinese_word() -> None:
    assert [severity.label for severity in Severity] == ["严重", "注意", "提示"]


def test_bad_input_carries_all_its_findings() -> None:
    error = BadInputError("有 2 处问题", [finding(), finding(cell="D6")])
    assert str(error) == "有 2 处问题"
    assert [place.where for place in error.findings] == ["成绩!D5", "成绩!D6"]
    assert BadInputError("没有成绩").findings == ()


@pytest.mark.parametrize(
    ("error", "code"),
    [(QualityError, 1), (EmptyGroupError, 1), (BadInputError, 2), (EnvironmentFaultError, 3)],
)
def test_each_kind_of_error_leaves_the_program_with_its_own_code(
    error: type[QualityError], code: int
) -> None:
    assert issubclass(error, QualityError)
    assert error.exit_code == code


def test_a_record_tells_a_field_as_text_and_an_empty_cell_as_nothing() -> None:
    facts = {
        "teacher": Fact("刘玉", Source.at("任课", "E3")),
        "rank": Fact(6),
        "score": Fact(Fraction(17, 2)),
    }
    record = Record("任课", 3, facts)
    assert [record.text(field) for field in ("teacher", "rank", "unit")] == ["刘玉", "6", ""]


def test_an_error_says_what_is_serious_and_leaves_the_rest_to_be_shown() -> None:
    serious = finding()
    other = ABOVE._replace(severity=Severity.WARNING).at("成绩", "D6", full=100)
    also = ABOVE._replace(message="没有分数", common="，请补上").at("成绩", "D7")
    error = BadInputError.of([serious, other, also])
    assert str(error) == "分数超过满分100；没有分数，请补上"
    assert error.findings == (serious, other, also)
    assert error.untold == [other]


@pytest.mark.parametrize("cells", [(), ("D5", "D6")])
def test_a_finding_as_plain_values_has_its_cells_where_they_are_several(
    cells: tuple[str, ...],
) -> None:
    one = ABOVE._replace(common="。").at("成绩", "D5", cells=cells, full=100)
    plain = one.in_words.to_json()
    assert plain["message"] == "分数超过满分100。"
    assert plain.get("cells") == (list(cells) or None)


@pytest.mark.parametrize(
    ("schools", "words"),
    [
        (["甲校"], "甲校"),
        (["甲校", "乙校"], "甲校、乙校"),
        (["甲校", "乙校", "丙校"], "甲校、乙校等3个单位"),
    ],
)
def test_so_many_names_are_told_and_of_more_how_many_they_are(
    schools: list[str], words: str
) -> None:
    assert first_of(schools, 2, "个单位") == words
