from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.agreements.conftest import Draft, unit_of
from xl_quality.agreements.compiling import compile_template
from xl_quality.agreements.field_values import FieldRow, Gap
from xl_quality.agreements.filling import fill
from xl_quality.agreements.proof import prove
from xl_quality.agreements.word import packed
from xl_quality.core.facts import Source
from xl_quality.core.findings import BadInputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.agreements.conftest import Done

HOSTILE = [
    "<第一名>",
    "A&B",
    "语文<60分",
    "]]>",
    "&lt;w:p/&gt;",
    "</w:t></w:r></w:p>",
    "{{ 7 * 7 }}",
    "{% for x in y %}",
    "\ue000for x in y\ue001\ue002x\ue003",
    "=cmd|' /C calc'!A0",
    "字" * 4000,
    "مدرسة القرية",
    "בית ספר",
    "👨‍👩‍👧‍👦🏫",
    " 前后空格 ",
    "\"引号\" '单引号'",
    "$1 \\1 %s {}",
]
LETTER = Draft(
    ["头", "校名：{{ 学校 }}！", "尾"],
    [[["甲", "乙"], ["{% for 行 in 表 %}{{ 行.甲 }}", "{{ 行.乙 }}{% endfor %}"]]],
    ["{% if 学校 == '无' %}没有{% else %}有{{ 学校 }}{% endif %}", "完"],
    header="页眉{{ 学校 }}",
)
COMPILED = compile_template("信.docx", LETTER.bytes())


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_value_is_printed_as_it_is_and_nothing_else_changes(
    filled: Callable[..., Done], value: str
) -> None:
    rows = [FieldRow({"甲": value, "乙": 1}), FieldRow({"甲": "二", "乙": value})]
    done = filled(LETTER, 学校=value, 表=rows)
    assert done.lines == ["头", f"校名：{value}！", "尾", f"有{value}", "完"]
    assert done.cells == [[["甲", "乙"], [value, "1"], ["二", value]]]
    assert done.document.sections[0].header.paragraphs[0].text == f"页眉{value}"


def test_lines_and_tabs_in_a_cell_become_words_own(filled: Callable[..., Done]) -> None:
    done = filled(Draft(["甲{{ 学校 }}乙"]), 学校="一\n二\t三\r\n四")
    assert done.lines == ["甲一\n二\t三\n四乙"]


@pytest.mark.parametrize("sign", ["\x00", "\x0b", "\x1b", "\ufffe", "\u202e", "\u2066"])
def test_a_sign_that_word_cannot_hold_is_an_error_with_its_cell(sign: str) -> None:
    unit = unit_of(学校=f"甲{sign}乙")
    unit.fields.sources["学校"] = Source.at("责任书数据", "A3")
    with pytest.raises(BadInputError) as caught:
        fill(compile_template("信.docx", Draft(["{{ 学校 }}"]).bytes()), unit)
    assert [finding.where for finding in caught.value.findings] == ["责任书数据!A3"]


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Cn", "Zl", "Zp"]), min_size=1))
def test_any_text_survives_the_way_through_a_document(value: str) -> None:
    one = fill(COMPILED, unit_of(学校=value, 表=[FieldRow({"甲": value, "乙": value})]))
    proof = prove(COMPILED, one, "完成.docx", packed(COMPILED.file, one.parts))
    assert proof.findings == ()
    assert (proof.paragraphs, proof.tables, proof.sections) == (9, 1, 1)


@pytest.mark.parametrize(
    ("code", "value", "text"),
    [
        ("及格率", Fraction(19, 20), "95.00%"),
        ("及格率|率(0)", Fraction(2, 3), "67%"),
        ("及格率", "95.5%", "95.5%"),
        ("奖金|金额", 1200, "1200"),
        ("奖金|金额", Fraction(2469, 2), "1234.50"),
        ("奖金|大写", "1,200元", "壹仟贰佰元整"),
        ("奖金|大写", Fraction(-1, 20), "负伍分"),
        ("分数", Fraction(5, 6), "0.83"),
        ("分数|数(1)", Fraction(171, 2), "85.5"),
        ("日期", date(2025, 8, 31), "2025年8月31日"),
        ("日期|日期", "2025.8.31", "2025年8月31日"),
        ("名次|名次", 6, "第6名"),
        ("备注|空白(4)", Gap("备注"), "____"),
        ("备注|空白", "有", "有"),
        ("没有的字段|空白(3)", None, "___"),
    ],
)
def test_a_form_prints_a_value_as_an_office_writes_it(
    filled: Callable[..., Done], code: str, value: object, text: str
) -> None:
    fields = {} if value is None else {code.partition("|")[0]: value}
    assert filled(Draft([f"甲{{{{ {code} }}}}乙"]), **fields).lines == [f"甲{text}乙"]


@pytest.mark.parametrize(
    ("code", "value", "why"),
    [
        ("奖金|金额", "很多", "不是数"),
        ("奖金|金额", Fraction(1, 3), "不是整分"),
        ("及格率", 95, "不像比率"),
        ("日期|日期", "明天", "不是日期"),
        ("日期|日期", "2025-02-30", "没有这一天"),
        ("名次|名次", 0, "不是名次"),
        ("奖金", Gap("奖金", Source.at("责任书数据", "C4")), "没有值"),
        ("奖金", Gap("奖金", Source.at("责任书数据", "C4"), "公式出错 #N/A"), "公式出错 #N/A"),
        ("表", [FieldRow()], "不能直接打印"),
    ],
)
def test_what_cannot_be_printed_right_is_not_printed(code: str, value: object, why: str) -> None:
    template = compile_template("信.docx", Draft([f"{{{{ {code} }}}}"]).bytes())
    with pytest.raises(BadInputError) as caught:
        fill(template, unit_of(学校="甲校", **{code.partition("|")[0]: value}))
    (finding,) = caught.value.findings
    assert why in finding.message
    assert "甲校" in finding.message


def test_all_missing_fields_are_told_at_once() -> None:
    draft = Draft(["{{ 甲 }}{{ 乙 }}", "{{ 丙 }}"])
    gaps = {name: Gap(name, Source.at("责任书数据", f"{name}1")) for name in "甲乙丙"}
    with pytest.raises(BadInputError) as caught:
        fill(compile_template("信.docx", draft.bytes()), unit_of(**gaps))
    assert len(caught.value.findings) == 3


def test_a_condition_on_a_missing_field_is_an_error_and_asking_for_it_is_not(
    filled: Callable[..., Done],
) -> None:
    gap = Gap("名次", Source.at("责任书数据", "E4"))
    asked = Draft(["{% if 名次 %}有{% else %}无{% endif %}{% if 名次 is defined %}有{% endif %}"])
    assert filled(asked, 名次=gap).lines == ["无"]
    template = compile_template("信.docx", Draft(["{% if 名次 < 4 %}奖{% endif %}"]).bytes())
    with pytest.raises(BadInputError) as caught:
        fill(template, unit_of(名次=gap))
    assert [finding.where for finding in caught.value.findings] == ["责任书数据!E4"]
