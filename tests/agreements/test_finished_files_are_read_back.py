from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from tests.agreements.conftest import Draft, part, unit_of, with_parts
from xl_quality.agreements import filling
from xl_quality.agreements.compiling import compile_template
from xl_quality.agreements.field_values import (
    FORMS,
    AgreementUnit,
    FieldRow,
    PrintedValue,
    fen_of_upper,
)
from xl_quality.agreements.filling import fill
from xl_quality.agreements.proof import Proof, prove
from xl_quality.agreements.word import packed
from xl_quality.core.money import rmb_upper

if TYPE_CHECKING:
    from xl_quality.agreements.tags import Mark
    from xl_quality.core.findings import Finding

LETTER = Draft(
    [
        "乙方：{{ 学校 }}",
        "奖{{ 奖金|金额 }}元（大写：{{ 奖金|大写 }}）",
        "{{ 及格率 }}，{{ 名次|名次 }}",
    ],
    [[["{% for 行 in 表 %}{{ 行.甲 }}", "{{ 行.乙 }}{% endfor %}"]]],
)
TEMPLATE = compile_template("信.docx", LETTER.bytes())
UNIT = unit_of(
    学校="城关小学",
    奖金=1200,
    及格率=Fraction(19, 20),
    名次=6,
    表=[FieldRow({"甲": "一", "乙": 1}), FieldRow({"甲": "二", "乙": 2})],
)


def proof_of(change: tuple[str, str] | None = None) -> Proof:
    one = fill(TEMPLATE, UNIT)
    data = packed(TEMPLATE.file, one.parts)
    if change:
        xml = part(data, "word/document.xml").decode()
        assert change[0] in xml
        data = with_parts(data, word__document_xml=xml.replace(*change, 1).encode())
    return prove(TEMPLATE, one, "完成.docx", data)


def test_a_right_file_is_proven_value_by_value() -> None:
    proof = proof_of()
    assert proof.findings == ()
    assert (proof.values, proof.paragraphs, proof.tables, proof.sections) == (9, 7, 1, 1)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("1200", "1300", "readback_text"),
        ("壹仟贰佰", "壹仟叁佰", "readback_text"),
        ("95.00%", "96.00%", "readback_text"),
        ("第6名", "第5名", "readback_text"),
        ("城关小学", "城关", "readback_text"),
        ("乙方：", "甲方：", "readback_text"),
        ("<w:tbl>", "<w:p/><w:tbl>", "readback_structure"),
        ("<w:sectPr", "<w:p><w:pPr><w:sectPr/></w:pPr></w:p><w:sectPr", "readback_structure"),
        ("</w:body>", "", "readback_unreadable"),
    ],
)
def test_every_change_of_a_finished_file_is_found(old: str, new: str, code: str) -> None:
    assert code in [finding.code for finding in proof_of((old, new)).findings]


def test_a_value_printed_wrong_is_found_against_the_sheet() -> None:
    one = fill(TEMPLATE, UNIT)
    for instance in one.instances["word/document.xml"]:
        for place, piece in enumerate(instance.pieces):
            if not isinstance(piece, str) and piece.printed.form == "金额":
                wrong = piece.printed._replace(value=130_000)  # what the sheet says
                instance.pieces[place] = piece._replace(printed=wrong)
    proof = prove(TEMPLATE, one, "完成.docx", packed(TEMPLATE.file, one.parts))
    assert [finding.code for finding in proof.findings] == ["readback_value", "readback_sheet"]


def test_a_value_of_another_unit_is_found_though_it_is_printed_well() -> None:
    one = fill(TEMPLATE, UNIT)
    other = AgreementUnit("城关小学", 1, FieldRow({**UNIT.fields, "学校": "河东小学"}))
    proof = prove(TEMPLATE, one._replace(unit=other), "完成.docx", packed(TEMPLATE.file, one.parts))
    assert [finding.code for finding in proof.findings] == ["readback_sheet"]
    assert "应为“河东小学”" in proof.findings[0].message


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([{"甲": "一", "乙": 1}], "应有 1 处，印了 2 处"),
        (
            [{"甲": "一", "乙": 1}, {"甲": "二", "乙": 2}, {"甲": "三", "乙": 3}],
            "应有 3 处，印了 2 处",
        ),
        ([{"甲": "二", "乙": 2}, {"甲": "一", "乙": 1}], "应为“二”"),
    ],
    ids=["a row too many", "a row lost", "rows swapped"],
)
def test_rows_that_are_lost_doubled_or_swapped_are_found(
    rows: list[dict[str, object]], said: str
) -> None:
    one = fill(TEMPLATE, UNIT)
    table = [FieldRow(row) for row in rows]
    other = AgreementUnit("城关小学", 1, FieldRow({**UNIT.fields, "表": table}))
    proof = prove(TEMPLATE, one._replace(unit=other), "完成.docx", packed(TEMPLATE.file, one.parts))
    assert {finding.code for finding in proof.findings} == {"readback_sheet"}
    assert said in proof.findings[0].message


@pytest.mark.parametrize("form", ["金额", "大写", "率", "数", "日期", "名次", "空白"])
def test_a_form_that_prints_wrong_is_never_delivered(
    form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The engine is made to print another value than it was given."""
    template = compile_template("信.docx", Draft([f"{{{{ 值|{form} }}}}"]).bytes())
    values: dict[str, tuple[object, object]] = {
        "日期": (date(2025, 8, 31), date(2025, 9, 1)),
        "率": (Fraction(1, 2), Fraction(3, 5)),
    }
    value, wrong = values.get(form, (12, 13))
    recorder = filling._Recorder
    honest = recorder._printed

    def lying(self: filling._Recorder, mark: Mark, _: object) -> PrintedValue | Finding:
        said = FORMS[form](wrong)
        return honest(self, mark, said)

    monkeypatch.setattr(recorder, "_printed", lying)
    one = fill(template, unit_of(值=value))
    proof = prove(template, one, "完成.docx", packed(template.file, one.parts))
    assert [finding.code for finding in proof.findings] == ["readback_sheet"]


def test_what_stands_under_a_condition_may_be_left_out_but_must_be_the_units_own() -> None:
    data = Draft(["{% if 名次 < 9 %}{{ 奖金|金额 }}{% endif %}元"]).bytes()
    template = compile_template("信.docx", data)
    for place, findings in ((6, 1), (9, 0)):
        one = fill(template, unit_of(名次=place, 奖金=1200))
        other = unit_of(名次=place, 奖金=1300)
        written = packed(template.file, one.parts)
        assert prove(template, one, "完成.docx", written).findings == ()
        found = prove(template, one._replace(unit=other), "完成.docx", written).findings
        assert [finding.code for finding in found] == ["readback_sheet"] * findings


def test_figures_and_numerals_that_disagree_in_the_template_itself_are_found() -> None:
    template = compile_template("信.docx", Draft(["{{ 学校 }}奖900元（大写：壹仟元整）"]).bytes())
    one = fill(template, unit_of(学校="甲"))
    proof = prove(template, one, "完成.docx", packed(template.file, one.parts))
    assert [finding.code for finding in proof.findings] == ["readback_upper"]


@pytest.mark.parametrize(
    "fen",
    [
        *(0, 1, 5, 10, 99, 100, 101, 110, 1000, 10_000, 100_000, 100_100, 1_000_005, 10_504_05),
        *(12_345_678_90, 100_000_000_00, 100_010_000_00, 1_000_000_000_01, 305_000_000_00),
    ],
)
def test_numerals_are_read_back_as_the_amount_they_were_written_from(fen: int) -> None:
    assert fen_of_upper(rmb_upper(fen)) == fen
    assert fen_of_upper(rmb_upper(-fen)) == -fen
