from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest

from tests.agreements.conftest import Draft, part, unit_of, with_parts
from xl_quality.agreements.compiling import compile_template
from xl_quality.agreements.field_values import FieldRow
from xl_quality.agreements.filling import fill
from xl_quality.agreements.tag_code import engine
from xl_quality.core.findings import BadInputError

if TYPE_CHECKING:
    from pathlib import Path

PLAIN = Draft(["{{ 学校 }}"]).bytes()


def refused(data: bytes, name: str = "模板.docx") -> str:
    with pytest.raises(BadInputError) as caught:
        compile_template(name, data)
    assert caught.value.findings
    return caught.value.findings[0].code


@pytest.mark.parametrize(
    "code",
    [
        "cycler.__init__.__globals__.os.popen('touch {0}').read()",
        "lipsum.__globals__['os'].system('touch {0}')",
        "''.__class__.__mro__[1].__subclasses__()",
        "学校.__class__.__base__",
        "学校|attr('__class__')",
        "学校['__class__']",
        "self.__init__",
        "range(1000000000)",
        "'x' * 1000000000",
        "9 ** 9 ** 9",
        "学校.format(1)",
        "'%s' % 学校",
        "学校 ~ 学校",
        "dict(a=1)",
        "namespace().x",
        "joiner()",
        "caller()",
        "_value(0, 学校)",
        "学校|map('upper')",
        "[学校, 学校][0]|e",
    ],
)
def test_code_in_a_field_is_refused_and_never_runs(tmp_path: Path, code: str) -> None:
    trace = tmp_path / "ran"
    written = code.replace("{0}", str(trace))
    for text in ("{{ " + written + " }}", "{% if " + written + " %}是{% endif %}"):
        assert refused(Draft([text]).bytes()) in {
            "template_code_refused",
            "template_form_unknown",
            "template_syntax",
        }
    assert not trace.exists()


@pytest.mark.parametrize(
    "text",
    [
        "{% include '/etc/passwd' %}",
        "{% import 'os' as os %}",
        "{% extends 'x' %}",
        "{% set x = 1 %}",
        "{% macro f() %}x{% endmacro %}",
        "{% call f() %}x{% endcall %}",
        "{% filter upper %}x{% endfilter %}",
        "{% raw %}x{% endraw %}",
        "{% for i in range(9) %}x{% endfor %}",
        "{% for a, b in 表 %}x{% endfor %}",
    ],
)
def test_statements_beyond_for_and_if_are_refused(text: str) -> None:
    refused(Draft([text]).bytes())


def test_the_engine_itself_knows_no_globals_and_reaches_no_attribute() -> None:
    assert engine().globals == {}
    source = "\ue002x.__class__\ue003"
    with pytest.raises(Exception, match="__class__"):
        engine().from_string(source).render({"x": "甲"})


def test_an_expression_of_absurd_length_is_refused() -> None:
    assert refused(Draft(["{{ " + "(" * 5000 + "学校" + ")" * 5000 + " }}"]).bytes())


def test_a_table_of_sixty_thousand_rows_stops() -> None:
    template = compile_template(
        "模板.docx", Draft(["{% for 行 in 表 %}", "甲", "{% endfor %}"]).bytes()
    )
    with pytest.raises(BadInputError, match="行太多"):
        fill(template, unit_of(表=[{}] * 60_000))


@pytest.mark.parametrize("apart", ["", "\n"], ids=["in a line", "with nothing in them"])
def test_loops_in_loops_stop_before_they_take_an_hour(apart: str) -> None:
    opened = [f"{{% for {name} in 目标表 %}}" for name in "abc"]
    code = apart.join([*opened, *["{% endfor %}"] * 3])
    template = compile_template("模板.docx", Draft(["{{ 学校 }}", *code.split("\n")]).bytes())
    rows = [FieldRow({"目标": n}) for n in range(2_000)]
    with pytest.raises(BadInputError, match="循环套循环"):
        fill(template, unit_of(学校="甲", 目标表=rows))


def test_a_text_is_no_table() -> None:
    template = compile_template("模板.docx", Draft(["{% for 行 in 学校 %}甲{% endfor %}"]).bytes())
    with pytest.raises(BadInputError) as caught:
        fill(template, unit_of(学校="甲乙丙"))
    assert "不是一张表" in caught.value.findings[0].message


@pytest.mark.parametrize(
    "name", ["word/document.xml", "word/styles.xml", "word/_rels/document.xml.rels"]
)
def test_entities_are_refused_wherever_they_stand(name: str) -> None:
    xml = part(PLAIN, name)
    start = xml.index(b"?>") + 2
    bomb = b'<!DOCTYPE x [<!ENTITY a "AAAA"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    member = name.replace("/", "__").replace(".", "_") if "_rels" not in name else ""
    if member:
        data = with_parts(PLAIN, **{member: xml[:start] + bomb + xml[start:]})
    else:
        data = _replaced(PLAIN, name, xml[:start] + bomb + xml[start:])
    assert refused(data) == "template_entities"


def _replaced(data: bytes, name: str, content: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(written, "w") as new:
        for one in old.namelist():
            new.writestr(one, content if one == name else old.read(one))
    return written.getvalue()


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    written = io.BytesIO()
    written.write(PLAIN)
    with zipfile.ZipFile(written, "a", zipfile.ZIP_DEFLATED) as new:
        new.writestr("word/media/image1.png", b"\0" * (300 << 20))
    assert refused(written.getvalue()) in {"file_too_large", "template_too_large"}


def test_macros_are_refused_by_name_content_and_type() -> None:
    assert refused(PLAIN, "模板.docm") == "template_macros"
    assert refused(with_parts(PLAIN, word__vbaProject_bin=b"x")) == "template_macros"
    types = _replaced(
        PLAIN,
        "[Content_Types].xml",
        part(PLAIN, "[Content_Types].xml").replace(
            b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
            b"application/vnd.ms-word.document.macroEnabled.main+xml",
        ),
    )
    assert refused(types) == "template_macros"


@pytest.mark.parametrize(
    "relation",
    [
        'Type="http://x/attachedTemplate" Target="http://evil/t.dotm" TargetMode="External"',
        'Type="http://x/image" Target="file:///c:/a.png" TargetMode="External"',
        'Type="http://x/aFChunk" Target="a.html"',
    ],
)
def test_links_that_word_follows_by_itself_are_refused(relation: str) -> None:
    name = "word/_rels/document.xml.rels"
    added = f'<Relationship Id="x" {relation}/></Relationships>'.encode()
    xml = part(PLAIN, name).replace(b"</Relationships>", added)
    assert refused(_replaced(PLAIN, name, xml)) == "template_links_outside"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "template_not_word"),
        (b"\xd0\xcf\x11\xe0rest", "template_old_format"),
        (b"PK\x03\x04 no zip", "file_damaged"),
        (PLAIN[: len(PLAIN) // 2], "file_damaged"),
        (b"<html>", "template_not_word"),
    ],
    ids=["empty", "old .doc", "no zip", "half a file", "a web page"],
)
def test_what_is_no_word_file_gets_a_message(data: bytes, code: str) -> None:
    assert refused(data) == code


def test_a_workbook_named_docx_gets_a_message() -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as new:
        new.writestr("[Content_Types].xml", "<Types/>")
        new.writestr("xl/workbook.xml", "<workbook/>")
    assert refused(written.getvalue()) == "template_not_word"
