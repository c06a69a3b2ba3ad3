from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from tests.agreements.conftest import HEADER, ROWS, Draft, with_parts, write_book
from xl_quality.agreements.checking import check_template
from xl_quality.agreements.compiling import compile_template
from xl_quality.agreements.word import open_template
from xl_quality.cli import main
from xl_quality.core.findings import BadInputError, Severity
from xl_quality.runs.agreements.order import AgreementOrder, check

if TYPE_CHECKING:
    from collections.abc import Callable

    from xl_quality.agreements.checking import Checked
    from xl_quality.books.files import FileBook

CASES = Path(__file__).parents[1] / "cases" / "agreements_template_slips.csv"
with CASES.open(encoding="utf-8", newline="") as opened:
    SLIPS = list(csv.DictReader(opened))
ON = date(2026, 9, 1)


def codes(found: Checked) -> list[str]:
    return [finding.code for finding in found.findings if not finding.code.startswith("font")]


@pytest.mark.parametrize("case", SLIPS, ids=[case["说明"] for case in SLIPS])
def test_a_slip_is_found_and_what_cannot_be_filled_is_refused(case: dict[str, str]) -> None:
    data = Draft(["前一段", case["段落"]]).bytes()
    found = check_template(open_template("模板.docx", data))
    expected = [case["发现"]] if case["发现"] else []
    assert list(dict.fromkeys(codes(found)))[:1] == expected
    assert found.fit == (case["能填写"] == "1")
    if not found.fit:
        assert found.findings[0].sheet == "正文第2段"
        assert found.findings[0].found
        with pytest.raises(BadInputError):
            compile_template("模板.docx", data)


def test_a_loop_across_cells_and_body_is_refused() -> None:
    draft = Draft(["{% for 行 in 表 %}"], [[["{{ 行.甲 }}{% endfor %}"]]])
    found = check_template(open_template("模板.docx", draft.bytes()))
    assert codes(found) == ["block_crosses"]


def test_fields_where_nothing_is_filled_are_told() -> None:
    comment = b'<w:comments xmlns:w="x"><w:t>{{ \xe5\xad\xa6 }}</w:t></w:comments>'
    data = with_parts(Draft(["{{ 学校 }}"]).bytes(), word__comments_xml=comment)
    found = check_template(open_template("模板.docx", data))
    assert "field_out_of_reach" in codes(found)
    assert not found.fit


def test_mail_merge_fields_and_tracked_changes_are_told() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("{{ 学校 }}")
    for xml in (
        "<w:r {0}><w:instrText> MERGEFIELD 学校 </w:instrText></w:r>",
        '<w:ins {0} w:id="1" w:author="a"><w:r><w:t>新</w:t></w:r></w:ins>',
    ):
        paragraph._p.append(parse_xml(xml.format(nsdecls("w"))))
    written = io.BytesIO()
    document.save(written)
    found = check_template(open_template("模板.docx", written.getvalue()))
    assert {"mail_merge_field", "tracked_changes"} <= set(codes(found))


@pytest.mark.parametrize(("east_asian", "count"), [("仿宋", 0), ("Arial", 1), ("", 1)])
def test_chinese_text_in_a_font_without_chinese_is_told(east_asian: str, count: int) -> None:
    document = docx.Document()
    run = document.add_paragraph().add_run("中文{{ 学校 }}")
    fonts = run._r.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:ascii"), "Arial")
    if east_asian:
        fonts.set(qn("w:eastAsia"), east_asian)
    else:  # and nobody else names one
        defaults = document.styles.element.find(qn("w:docDefaults"))
        document.styles.element.remove(defaults)
    written = io.BytesIO()
    document.save(written)
    found = check_template(open_template("模板.docx", written.getvalue()))
    assert [one.code for one in found.findings].count("font_without_chinese") == count
    assert found.fit


def test_a_field_that_word_split_is_told_and_may_stay() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("{{ 学")
    paragraph.add_run("校 }}").bold = True
    written = io.BytesIO()
    document.save(written)
    found = check_template(open_template("模板.docx", written.getvalue()))
    assert codes(found) == ["field_in_pieces"]
    assert found.fit


def test_two_rows_of_one_name_are_told(tmp_path: Path, letter: Path) -> None:
    book = write_book(tmp_path / "重.xlsx", HEADER, [ROWS[0], ROWS[1], ROWS[0]])
    found = check(order(letter), book)
    assert [one.where for one in found.findings if one.code == "unit_twice"] == ["责任书数据!A5"]
    assert found.fit


def order(path: Path, **more: Any) -> AgreementOrder:
    return AgreementOrder(str(path), ON, **more)


def test_a_template_that_fits_its_workbook_passes(letter: Path, book: FileBook) -> None:
    found = check(order(letter), book)
    assert found.fit
    assert ("学校", 2) in {(field.name, field.times) for field in found.fields}


def test_an_unknown_field_is_told_with_the_nearest_column(tmp_path: Path, book: FileBook) -> None:
    path = tmp_path / "错.docx"
    path.write_bytes(Draft(["{{ 学校 }}", "{{ 签定日期 }}"]).bytes())
    found = check(order(path), book)
    (error,) = [one for one in found.findings if one.severity is Severity.ERROR]
    assert (error.code, error.sheet) == ("field_unknown", "正文第2段")
    assert "是不是“签订日期”" in error.message


def test_columns_that_no_field_uses_are_told(tmp_path: Path, book: FileBook) -> None:
    path = tmp_path / "少.docx"
    path.write_bytes(Draft(["{{ 学校 }}"]).bytes())
    found = check(order(path), book)
    unused = {one.found for one in found.findings if one.code == "column_unused"}
    assert unused == set(HEADER) - {"学校"}
    assert found.fit


def test_a_missing_value_is_found_before_filling(letter: Path, tmp_path: Path) -> None:
    rows = [list(row) for row in ROWS]
    rows[1][1], rows[2][2] = None, "很多"
    found = check(order(letter), write_book(tmp_path / "缺.xlsx", HEADER, rows))
    assert {one.where for one in found.findings if one.severity is Severity.ERROR} == {
        "责任书数据!B4",
        "责任书数据!C5",
    }


def test_two_columns_of_one_field_are_refused(tmp_path: Path, letter: Path) -> None:
    book = write_book(tmp_path / "重.xlsx", ["学校", "及格率（％）", "及格率"], [["甲", 1, 2]])
    with pytest.raises(BadInputError) as caught:
        check(order(letter), book)
    assert [one.where for one in caught.value.findings] == ["责任书数据!C2"]


def test_a_row_without_a_name_is_refused(tmp_path: Path, letter: Path) -> None:
    book = write_book(tmp_path / "无名.xlsx", ["学校", "奖金"], [["甲", 1], [None, 2]])
    with pytest.raises(BadInputError) as caught:
        check(order(letter), book)
    assert [one.where for one in caught.value.findings] == ["责任书数据!A4"]


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    def run(*words: object) -> tuple[int, str, str]:
        code = main([str(word) for word in words])
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


def test_the_command_leaves_with_1_where_filling_would_be_wrong(
    tmp_path: Path, letter: Path, book: FileBook, cli: Callable[..., tuple[int, str, str]]
) -> None:
    assert cli("template", "check", letter, "--book", book.path)[0] == 0
    wrong = tmp_path / "错.docx"
    wrong.write_bytes(Draft(["甲方：｛｛学校｝｝"]).bytes())
    code, _, told = cli("template", "check", wrong)
    assert code == 1
    assert "正文第1段" in told
    assert "半角" in told
