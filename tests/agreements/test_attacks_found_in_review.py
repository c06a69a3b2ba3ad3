from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from tests.agreements.conftest import Draft, part, unit_of, with_parts, write_book
from xl_quality.agreements.checking import check_template
from xl_quality.agreements.compiling import compile_template
from xl_quality.agreements.field_values import FieldRow, Gap, from_cell
from xl_quality.agreements.filling import fill
from xl_quality.agreements.word import open_template
from xl_quality.core.facts import Source
from xl_quality.core.findings import BadInputError
from xl_quality.runs.agreements.order import AgreementOrder, plan

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.agreements.conftest import Done

ON = date(2026, 9, 1)
RUN = '<w:r><w:t xml:space="preserve">{}</w:t></w:r>'


def with_paragraph(inside: str) -> bytes:
    """Return a template that fills one field, with one more paragraph of raw XML."""
    data = Draft(["{{ 学校 }}"]).bytes()
    xml = part(data, "word/document.xml").decode()
    changed = xml.replace("<w:sectPr", f"<w:p>{inside}</w:p><w:sectPr", 1)
    return with_parts(data, word__document_xml=changed.encode())


def field(*codes: str) -> str:
    pieces = "".join(f"<w:r><w:instrText>{code}</w:instrText></w:r>" for code in codes)
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    return begin + pieces + end


@pytest.mark.parametrize(
    "inside",
    [
        field(r"DDEAUTO c:\\windows\\system32\\cmd.exe"),
        field(" DD", "EAUTO cmd"),
        field(" includetext //server/x.docx"),
        field(" LINK Excel.Sheet.8 x.xls"),
        '<w:fldSimple w:instr=" INCLUDEPICTURE http://x/y.png "/>',
    ],
    ids=["DDE", "DDE in pieces", "text", "link", "picture"],
)
def test_a_field_that_fetches_or_starts_something_is_refused(inside: str) -> None:
    with pytest.raises(BadInputError) as caught:
        open_template("模板.docx", with_paragraph(inside))
    assert [finding.code for finding in caught.value.findings] == ["template_links_outside"]


@pytest.mark.parametrize(
    "inside",
    [field(' HYPERLINK "http://a.b/links/DDE" '), field(" PAGE "), field(' TOC \\o "1-3" ')],
    ids=["hyperlink", "page", "contents"],
)
def test_a_harmless_field_stays(inside: str) -> None:
    assert open_template("模板.docx", with_paragraph(inside)).parts


FORMULA = (
    '<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math">'
    "<m:r><m:t>{{ 学校 }}</m:t></m:r></m:oMath>"
)


@pytest.mark.parametrize("inside", [FORMULA, field('HYPERLINK "{{ 学校 }}"')], ids=["公式", "域"])
def test_a_field_where_nothing_is_filled_in_stops_check_and_filling(
    inside: str, tmp_path: Path
) -> None:
    data = with_paragraph(inside)
    found = check_template(open_template("模板.docx", data))
    assert not found.fit
    assert [finding.code for finding in found.findings if finding.code == "field_out_of_reach"]
    path = tmp_path / "模板.docx"
    path.write_bytes(data)
    book = write_book(tmp_path / "册.xlsx", ["学校"], [["甲小学"]])
    with pytest.raises(BadInputError) as caught:
        plan(book, AgreementOrder(str(path), ON))
    assert "field_out_of_reach" in [finding.code for finding in caught.value.findings]


def test_a_control_bound_to_stored_data_shows_what_was_filled(
    filled: Callable[..., Done],
) -> None:
    inside = (
        "<w:sdt><w:sdtPr><w:dataBinding w:xpath='/a' w:storeItemID='{1}'/></w:sdtPr>"
        f"<w:sdtContent>{RUN.format('{{ 学校 }}')}</w:sdtContent></w:sdt>"
    )
    done = filled(with_paragraph(inside), 学校="甲小学")
    xml = part(done.data, "word/document.xml").decode()
    assert "dataBinding" not in xml
    assert xml.count("甲小学") == 2


@pytest.mark.parametrize("text", ["{{ 学校 }}}", "{{{ 学校 }}", "｛{{ 学校 }}", "{{ 学校 }}｝"])
def test_a_brace_too_many_is_not_printed(text: str) -> None:
    with pytest.raises(BadInputError) as caught:
        compile_template("模板.docx", Draft([text]).bytes())
    assert caught.value.findings


@pytest.mark.parametrize("name", ["\u200b学校", "学校\u200b", "学\u00ad校", "\ufeff学校"])
def test_signs_without_width_in_a_name_do_no_harm(name: str, filled: Callable[..., Done]) -> None:
    assert filled(Draft([f"{{{{ {name} }}}}"]), 学校="甲").lines == ["甲"]


@pytest.mark.parametrize("code", ["名次 < 4", "名次 is defined", "not 名次"])
def test_the_result_of_a_comparison_is_not_printed(code: str) -> None:
    template = compile_template("模板.docx", Draft([f"{{{{ {code} }}}}"]).bytes())
    with pytest.raises(BadInputError) as caught:
        fill(template, unit_of(名次=3))
    assert "if" in caught.value.findings[0].message


@pytest.mark.parametrize("text", ["\u200b", " \u2060\ufeff ", "\u3000", "\u00ad"])
def test_a_cell_that_only_looks_empty_is_empty(text: str) -> None:
    assert isinstance(from_cell(text, "学校", Source.at("表", "A1")), Gap)


def test_a_bad_value_is_told_as_the_clerk_typed_it_and_without_signs_that_turn_text() -> None:
    template = compile_template("模板.docx", Draft(["{{ 奖金|金额 }}{{ 学校 }}"]).bytes())
    with pytest.raises(BadInputError) as caught:
        fill(template, unit_of(奖金=Fraction(201, 200), 学校="甲\u202e乙"))
    messages = [finding.message for finding in caught.value.findings]
    assert "“1.005”" in messages[0]
    assert "“甲□乙”" in messages[1]


def test_a_bad_value_in_a_row_of_a_table_names_its_cell() -> None:
    draft = Draft(
        tables=[[["{% for 行 in 名次表 %}{{ 行.考试 }}", "{{ 行.名次|名次 }}{% endfor %}"]]]
    )
    template = compile_template("模板.docx", draft.bytes())
    rows = [
        FieldRow({"考试": "期中", "名次": 3}, sources={"名次": Source.at("县名次", "C4")}),
        FieldRow({"考试": "期末", "名次": "三"}, sources={"名次": Source.at("县名次", "C5")}),
    ]
    with pytest.raises(BadInputError) as caught:
        fill(template, unit_of(学校="甲", 名次表=rows))
    (finding,) = caught.value.findings
    assert (finding.sheet, finding.cell) == ("县名次", "C5")


def test_a_bad_value_that_stands_in_several_cells_names_their_sheet_once() -> None:
    draft = Draft(tables=[[["{% for 行 in 名次表 %}{{ 行.名次|名次 }}", "{% endfor %}"]]])
    template = compile_template("模板.docx", draft.bytes())
    rows = [
        FieldRow({"名次": "三"}, sources={"名次": Source.at("县名次", cell)})
        for cell in ("C4", "C5")
    ]
    with pytest.raises(BadInputError) as caught:
        fill(template, unit_of(学校="甲", 名次表=rows))
    finding = caught.value.findings[0]
    assert (finding.sheet, finding.cell) == ("县名次", "C4、C5")
    assert finding.suggestion == "请在 县名次!C4、C5 填写或改正"
