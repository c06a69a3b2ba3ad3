from __future__ import annotations

import io
import re
import shutil
import subprocess
from datetime import date
from typing import TYPE_CHECKING

import docx
import pytest

from tests.agreements.conftest import Draft, part, unit_of, write_book
from xl_quality.agreements import pdf
from xl_quality.agreements.filling import fill
from xl_quality.agreements.merging import merged
from xl_quality.agreements.proof import prove_merged
from xl_quality.agreements.shipped import shipped
from xl_quality.agreements.template import compile_template
from xl_quality.core.errors import BadInputError, EnvironmentFaultError
from xl_quality.usecases.agreements.agreement_files import MERGED_NAME, Wanted
from xl_quality.usecases.agreements.agreements import AgreementOrder, make, prepare

if TYPE_CHECKING:
    from pathlib import Path

ON = date(2026, 9, 1)
NAMES = ["甲小学", "乙小学", "丙小学"]
office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")


def joined(draft: Draft | bytes) -> bytes:
    data = draft if isinstance(draft, bytes) else draft.bytes()
    template = compile_template("信.docx", data)
    all_filled = [fill(template, unit_of(学校=name)) for name in NAMES]
    one = merged(template, all_filled)
    proof = prove_merged(template, all_filled, "合并.docx", one.data, added=one.added_paragraphs)
    assert proof.findings == ()
    return one.data


def test_each_unit_has_a_section_that_starts_on_page_one() -> None:
    document = docx.Document(io.BytesIO(joined(Draft(["{{ 学校 }}", "完"]))))
    assert [p.text for p in document.paragraphs] == [t for n in NAMES for t in (n, "完")]
    assert len(document.sections) == 3
    xml = document.element.xml
    assert re.findall(r"<w:pgNumType[^>]*w:start=\"(\d+)\"", xml) == ["1", "1", "1"]


def test_headers_with_fields_are_each_units_own() -> None:
    document = docx.Document(io.BytesIO(joined(Draft(["{{ 学校 }}"], header="第{{ 学校 }}号"))))
    headers = [section.header.paragraphs[0].text for section in document.sections]
    assert headers == [f"第{name}号" for name in NAMES]


def test_a_template_that_ends_with_a_block_gets_a_paragraph_of_its_own() -> None:
    draft = Draft(["{{ 学校 }}", "{% if 学校 == '乙小学' %}", "乙", "{% endif %}"])
    document = docx.Document(io.BytesIO(joined(draft)))
    assert [p.text for p in document.paragraphs if p.text] == ["甲小学", "乙小学", "乙", "丙小学"]
    assert len(document.sections) == 3


def test_numbered_clauses_start_anew_with_each_unit() -> None:
    template = compile_template("信.docx", shipped("rule-of-law").path.read_bytes())
    units = [
        unit_of(学校=name, 教师="某", 学年="2026", 年份=2026, 编号=n)
        for n, name in enumerate(NAMES, start=1)
    ]
    data = merged(template, [fill(template, unit) for unit in units]).data
    body = part(data, "word/document.xml").decode()
    numbers = list(dict.fromkeys(re.findall(r"<w:numId w:val=\"(\d+)\"", body)))
    assert len(numbers) == 3
    numbering = part(data, "word/numbering.xml").decode()
    for number in numbers[1:]:
        own = re.search(rf'<w:num w:numId="{number}">.*?</w:num>', numbering)
        assert own
        assert own[0].count("<w:startOverride") == 3


def test_a_template_with_footnotes_is_not_joined() -> None:
    template = compile_template("信.docx", Draft(["{{ 学校 }}"]).bytes())
    xml = template.file.parts[0].data.replace(
        b"</w:r></w:p>", b'<w:footnoteReference w:id="1"/></w:r></w:p>', 1
    )
    noted = template.file.parts[0]
    noted.data = xml
    with pytest.raises(BadInputError, match="脚注"):
        merged(template, [fill(template, unit_of(学校="甲"))])


@pytest.mark.libreoffice
@office
def test_libreoffice_prints_pages_and_clauses_anew_for_each_unit(tmp_path: Path) -> None:
    rows = [[name, f"教师{name[0]}"] for name in NAMES]
    book = write_book(tmp_path / "数据.xlsx", ["学校", "教师"], rows)
    prepared = prepare(book, AgreementOrder("safety", ON))
    delivery = make(prepared, Wanted(tmp_path / "出", merged=True, pdf=True))
    assert [one.pages for one in delivery.files] == [2, 2, 2]
    printing = tmp_path / "出" / MERGED_NAME.replace(".docx", ".pdf")
    assert printing in delivery.printing
    assert pdf.pages_of(printing.read_bytes()) == 6
    reader = shutil.which("pdftotext")
    if reader:
        words = [reader, "-layout", str(printing), "-"]
        text = subprocess.run(words, capture_output=True, check=True).stdout.decode()
        pages = text.split("\f")
        assert [re.findall(r"— ?(\d) ?—", page) for page in pages[:6]] == [["1"], ["2"]] * 3
        assert text.count("一、安全职责") == 3
        assert text.count("10．关注学生") == 3
        for number, name in enumerate(NAMES):
            assert name in pages[2 * number]
            assert f"第{number + 1}号" in pages[2 * number].replace(" ", "")


@pytest.mark.libreoffice
@office
def test_a_template_made_by_libreoffice_is_filled_like_one_by_word(tmp_path: Path) -> None:
    page = tmp_path / "信.html"
    page.write_text(
        "<html><meta charset='utf-8'><body><h1>{{ 年份 }}年责任书</h1>"
        "<p>乙方：<b>{{ 学</b><i>校 }}</i>，"
        "{% if 名次 == 1 %}<b>第一</b>{% else %}其他{% endif %}</p>"
        "<table border=1><tr><th>项目</th><th>目标</th></tr>"
        "<tr><td>{% for 行 in 目标表 %}{{ 行.项目 }}</td><td>{{ 行.目标 }}{% endfor %}</td></tr>"
        "</table></body></html>",
        encoding="utf-8",
    )
    program = pdf.office()
    assert program
    for source, suffix, chosen in (
        (page, "odt", "odt:writer8"),
        (tmp_path / "信.odt", "docx", "docx:MS Word 2007 XML"),
    ):
        subprocess.run(
            [
                str(program),
                f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
                *("--headless", "--convert-to", chosen, "--outdir", str(tmp_path), str(source)),
            ],
            check=True,
            capture_output=True,
            timeout=180,
        )
        assert (tmp_path / f"信.{suffix}").exists()
    book = write_book(tmp_path / "数据.xlsx", ["学校", "名次"], [["甲小学", 1], ["乙小学", 2]])
    order = AgreementOrder(str(tmp_path / "信.docx"), ON, scheme="luotuoao-brief")
    delivery = make(prepare(book, order), Wanted(tmp_path / "出"))
    first = docx.Document(str(delivery.files[0].path))
    assert "乙方：甲小学，第一" in [p.text for p in first.paragraphs]
    assert [[c.text for c in r.cells] for r in first.tables[0].rows][:2] == [
        ["项目", "目标"],
        ["全县统考名次", "第6名以内"],
    ]
    second = docx.Document(str(delivery.files[1].path))
    assert "乙方：乙小学，其他" in [p.text for p in second.paragraphs]


def test_without_libreoffice_a_pdf_is_refused_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "office", lambda: None)
    book = write_book(tmp_path / "数据.xlsx", ["学校", "教师"], [["甲小学", "某"]])
    with pytest.raises(EnvironmentFaultError, match="没有找到 LibreOffice"):
        make(prepare(book, AgreementOrder("safety", ON)), Wanted(tmp_path / "出", pdf=True))
    assert list((tmp_path / "出").iterdir()) == []
