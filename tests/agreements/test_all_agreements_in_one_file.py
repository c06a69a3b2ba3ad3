from __future__ import annotations

import io
import re
import shutil
import subprocess
import time
from datetime import date
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import docx
import pytest
from docx.enum.section import WD_SECTION

from tests.agreements.conftest import Draft, part, unit_of, with_parts, write_book
from xl_quality.agreements.compiling import compile_template
from xl_quality.agreements.filling import fill
from xl_quality.agreements.merging import merged
from xl_quality.agreements.proof import prove_merged
from xl_quality.agreements.shipped import shipped
from xl_quality.agreements.word import WORD
from xl_quality.books import pdf
from xl_quality.books.opc.zip import Changes, read_archive, rewrite
from xl_quality.core.findings import BadInputError, EnvironmentFaultError
from xl_quality.runs.agreements.delivery import Wanted, merged_name
from xl_quality.runs.agreements.order import AgreementOrder, plan, run

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
    assert [section.start_type for section in document.sections] == [WD_SECTION.ODD_PAGE] * 3


@pytest.mark.parametrize(
    "own",
    [
        '<w:pgSz w:w="1" w:h="2"/>',
        '<w:type w:val="continuous"/><w:pgSz w:w="1" w:h="2"/>',
        '<w:endnotePr><w:numFmt w:val="decimal"/></w:endnotePr><w:pgSz w:w="1" w:h="2"/>',
    ],
)
def test_the_right_hand_page_stands_where_the_schema_wants_it(own: str) -> None:
    data = Draft(["{{ 学校 }}"]).bytes()
    body = part(data, "word/document.xml").decode()
    own_section = re.sub(r"(<w:sectPr[^>]*>).*(</w:sectPr>)", rf"\g<1>{own}\g<2>", body, flags=16)
    whole = joined(with_parts(data, word__document_xml=own_section.encode()))
    xml = part(whole, "word/document.xml").decode()
    sections = re.findall(r"<w:sectPr.*?</w:sectPr>", xml, re.DOTALL)
    order = [re.findall(r"<w:(endnotePr|type|pgSz|pgNumType)\b", one) for one in sections]
    noted = ["endnotePr"] if "endnotePr" in own else []
    assert order == [[*noted, "type", "pgSz", "pgNumType"]] * 3
    assert xml.count('<w:type w:val="oddPage"/>') == 3


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


def with_notes(draft: Draft, *notes: str) -> bytes:
    """Give the first paragraph of a draft footnotes, as Word writes them."""
    data = draft.bytes()
    lines = "".join(
        f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{kind}/></w:r></w:p>'
        "</w:footnote>"
        for kind, number in (("separator", -1), ("continuationSeparator", 0))
    )
    own = "".join(
        f'<w:footnote w:id="{number}"><w:p><w:r><w:footnoteRef/></w:r><w:r>'
        f'<w:t xml:space="preserve">{note}</w:t></w:r></w:p></w:footnote>'
        for number, note in enumerate(notes, start=1)
    )
    marks = "".join(
        f'<w:r><w:footnoteReference w:id="{number}"/></w:r>' for number in range(1, len(notes) + 1)
    )
    part_of = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    changes = {
        "[Content_Types].xml": (
            "</Types>",
            f'<Override PartName="/word/footnotes.xml" ContentType="{part_of}"/></Types>',
        ),
        "word/_rels/document.xml.rels": (
            "</Relationships>",
            (
                '<Relationship Id="rIdNotes" Target="footnotes.xml" Type="http://schemas'
                '.openxmlformats.org/officeDocument/2006/relationships/footnotes"/></Relationships>'
            ),
        ),
        "word/document.xml": ("</w:r></w:p>", f"</w:r>{marks}</w:p>"),
    }
    archive = read_archive(data, "模板.docx")
    edited = {
        name: part(data, name).decode().replace(old, new, 1).encode()
        for name, (old, new) in changes.items()
    }
    done = Changes(edited)
    done.added["word/footnotes.xml"] = (
        f'<w:footnotes xmlns:w="{WORD}">{lines}{own}</w:footnotes>'.encode()
    )
    return rewrite(archive, done)


def notes_of(data: bytes) -> list[tuple[str, list[str]]]:
    """Return each paragraph with the texts of the notes it refers to, by another reader."""
    w = f"{{{WORD}}}"
    notes = ET.fromstring(part(data, "word/footnotes.xml"))
    texts = {note.get(f"{w}id"): "".join(note.itertext()) for note in notes}
    assert len(texts) == len(notes)  # no id twice
    body = ET.fromstring(part(data, "word/document.xml"))
    found = [
        ("".join(p.itertext()), [texts[r.get(f"{w}id")] for r in p.iter(f"{w}footnoteReference")])
        for p in body.iter(f"{w}p")
    ]
    return [(text, own) for text, own in found if text]


@pytest.mark.parametrize("note", ["{{ 学校 }}的校长", "以通报为准"])
def test_each_unit_has_its_own_footnotes_numbered_from_one(note: str) -> None:
    draft = Draft(["{{ 学校 }}", "完"], header="第{{ 学校 }}号")
    data = joined(with_notes(draft, note, "第二条"))
    wanted = [
        pair
        for name in NAMES
        for pair in ((name, [note.replace("{{ 学校 }}", name), "第二条"]), ("完", []))
    ]
    assert notes_of(data) == wanted
    xml = part(data, "word/document.xml").decode()
    sections = re.findall(r"<w:sectPr.*?</w:sectPr>", xml, re.DOTALL)
    anew = '<w:footnotePr><w:numRestart w:val="eachSect"/></w:footnotePr>'
    assert [anew in one for one in sections] == [True] * len(NAMES)
    order = [re.findall(r"<w:(\w+Reference|footnotePr|pgSz)\b", one) for one in sections]
    assert order == [["headerReference", "footnotePr", "pgSz"]] * len(NAMES)


def test_a_missing_note_is_found_when_the_file_is_read_back() -> None:
    template = compile_template("信.docx", with_notes(Draft(["{{ 学校 }}"]), "{{ 学校 }}的校长"))
    all_filled = [fill(template, unit_of(学校=name)) for name in NAMES]
    one = merged(template, all_filled)
    notes = part(one.data, "word/footnotes.xml").replace("乙小学".encode(), b"")
    torn = rewrite(read_archive(one.data, "合并.docx"), Changes({"word/footnotes.xml": notes}))
    proof = prove_merged(template, all_filled, "合并.docx", torn, added=one.added_paragraphs)
    assert [finding.code for finding in proof.findings] == ["readback_notes"]


def test_a_template_with_endnotes_is_not_joined() -> None:
    template = compile_template("信.docx", Draft(["{{ 学校 }}"]).bytes())
    noted = template.file.parts[0]
    noted.data = noted.data.replace(
        b"</w:r></w:p>", b'<w:endnoteReference w:id="1"/></w:r></w:p>', 1
    )
    with pytest.raises(BadInputError, match="尾注"):
        merged(template, [fill(template, unit_of(学校="甲"))])


def test_pictures_have_numbers_of_their_own_and_a_comment_stands_once() -> None:
    data = Draft(["{{ 学校 }}"]).bytes()
    drawing = (
        '<w:commentRangeStart w:id="0"/><w:bookmarkStart w:id="0" w:name="_GoBack"/>'
        '<w:bookmarkEnd w:id="0"/><w:r><w:drawing><wp:inline xmlns:wp="http://schemas'
        '.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
        '<wp:docPr id="7" name="公章"/></wp:inline></w:drawing></w:r>'
        '<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r></w:p>'
    )
    xml = part(data, "word/document.xml").decode().replace("</w:p>", drawing, 1)
    whole = joined(with_parts(data, word__document_xml=xml.encode()))
    body = part(whole, "word/document.xml").decode()
    assert re.findall(r"<wp:docPr id=\"(\d+)\"", body) == ["1", "2", "3"]
    for once in ("commentRangeStart", "commentReference", "bookmarkStart", "bookmarkEnd"):
        assert body.count(f"<w:{once} ") == 1, once


@pytest.mark.libreoffice
@office
def test_libreoffice_prints_pages_and_clauses_anew_for_each_unit(tmp_path: Path) -> None:
    rows = [[name, f"教师{name[0]}"] for name in NAMES]
    book = write_book(tmp_path / "数据.xlsx", ["学校", "教师"], rows)
    prepared = plan(book, AgreementOrder("basic-targets", ON))
    delivery = run(prepared, Wanted(tmp_path / "出", merged=True, pdf=True)).delivery
    assert [one.pages for one in delivery.files] == [2, 2, 2]
    printing = tmp_path / "出" / merged_name("教学基本目标责任书").replace(".docx", ".pdf")
    assert printing in delivery.printing
    assert pdf.pages_of(printing.read_bytes()) == 6
    reader = shutil.which("pdftotext")
    if reader:
        words = [reader, "-layout", str(printing), "-"]
        text = subprocess.run(words, capture_output=True, check=True).stdout.decode()
        pages = text.split("\f")
        assert [re.findall(r"— ?(\d) ?—", page) for page in pages[:6]] == [["1"], ["2"]] * 3
        assert text.count("一、行为目标") == 3
        assert text.count("10．作业少而精") == 3
        for number, name in enumerate(NAMES):
            assert name in pages[2 * number]
            assert f"第{number + 1}号" in pages[2 * number].replace(" ", "")


@pytest.mark.libreoffice
@office
def test_safety_and_places_to_be_gained_fit_on_one_page(tmp_path: Path) -> None:
    rows = [["青禾镇中心小学", "廖怡", "一年级", "1班", "语文"]]
    book = write_book(tmp_path / "数据.xlsx", ["学校", "教师", "年级", "班级", "学科"], rows)
    for template in ("safety", "rank-up"):
        wanted = Wanted(tmp_path / template, pdf=True)
        delivery = run(plan(book, AgreementOrder(template, ON)), wanted).delivery
        assert [one.pages for one in delivery.files] == [1], template


@pytest.mark.libreoffice
@office
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
def test_libreoffice_starts_each_unit_on_an_odd_page_and_prints_the_blank_one(
    tmp_path: Path,
) -> None:
    rows = [[name, f"教师{name[0]}"] for name in NAMES]
    book = write_book(tmp_path / "数据.xlsx", ["学校", "教师"], rows)
    wanted = Wanted(tmp_path / "出", merged=True, pdf=True)
    done = run(plan(book, AgreementOrder("rule-of-law", ON)), wanted)
    delivery = done.delivery
    assert "页数" in {cell for row in done.tables[0].rows for cell in row.values}
    assert [one.pages for one in delivery.files] == [1, 1, 1]
    printing = next(path for path in delivery.printing if path.suffix == ".pdf")
    assert pdf.pages_of(printing.read_bytes()) == 5
    words = ["pdftotext", str(printing), "-"]
    read = subprocess.run(words, capture_output=True, check=True)
    texts = [page.strip() for page in read.stdout.decode().split("\f")[:5]]
    assert [bool(text) for text in texts] == [True, False, True, False, True]
    for number, name in enumerate(NAMES):
        assert name in texts[2 * number]


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
    program = pdf.libreoffice()
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
    delivery = run(plan(book, order), Wanted(tmp_path / "出")).delivery
    first = docx.Document(str(delivery.files[0].path))
    assert "乙方：甲小学，第一" in [p.text for p in first.paragraphs]
    assert [[c.text for c in r.cells] for r in first.tables[0].rows][:2] == [
        ["项目", "目标"],
        ["全县名次（全县统考、全县抽考，综合）", "第6名以内"],
    ]
    second = docx.Document(str(delivery.files[1].path))
    assert "乙方：乙小学，其他" in [p.text for p in second.paragraphs]


def test_a_libreoffice_that_hangs_is_ended_with_all_that_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\nsh -c 'sleep 5; echo late > {tmp_path}/late' &\nsleep 60\n")
    program.chmod(0o755)
    monkeypatch.setattr(pdf, "libreoffice", lambda: program)
    monkeypatch.setattr(pdf, "_SECONDS", {pdf.OF_WORD: -9})
    began = time.monotonic()
    with pytest.raises(EnvironmentFaultError, match="太久没有反应"):
        pdf.to_pdf([tmp_path / "信.docx"], tmp_path)
    assert time.monotonic() - began < 4
    time.sleep(max(0.0, began + 7 - time.monotonic()))
    assert not (tmp_path / "late").exists()


def test_without_libreoffice_a_pdf_is_refused_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "libreoffice", lambda: None)
    book = write_book(tmp_path / "数据.xlsx", ["学校", "教师"], [["甲小学", "某"]])
    with pytest.raises(EnvironmentFaultError, match="没有找到 LibreOffice"):
        run(plan(book, AgreementOrder("safety", ON)), Wanted(tmp_path / "出", pdf=True))
    assert list((tmp_path / "出").iterdir()) == []
