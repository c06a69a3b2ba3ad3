from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from tests.agreements.conftest import Draft, unit_of
from xl_quality.agreements.compiling import compile_template
from xl_quality.agreements.field_values import FieldRow
from xl_quality.agreements.filling import fill
from xl_quality.core.findings import BadInputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.agreements.conftest import Done

TABLE = [FieldRow({"项目": f"第{n}项", "目标": n}) for n in range(1, 4)]
PRINTED = [[f"第{n}项", str(n)] for n in range(1, 4)]


def saved(document: docx.document.Document) -> bytes:
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


@pytest.mark.parametrize(
    "rows",
    [
        [["项目", "目标"], ["{% for 行 in 表 %}{{ 行.项目 }}", "{{ 行.目标 }}{% endfor %}"]],
        [
            ["项目", "目标"],
            ["{%tr for 行 in 表 %}", ""],
            ["{{ 行.项目 }}", "{{ 行.目标 }}"],
            ["{%tr endfor %}", ""],
        ],
        [
            ["项目", "目标"],
            ["{% for 行 in 表 %}", ""],
            ["{{ 行.项目 }}", "{{ 行['目标'] }}"],
            ["{% endfor %}", ""],
        ],
    ],
    ids=["in one row", "rows of their own, marked", "rows of their own"],
)
def test_a_table_grows_with_the_data(filled: Callable[..., Done], rows: list[list[str]]) -> None:
    assert filled(Draft(["头"], [rows]), 表=TABLE).cells == [[["项目", "目标"], *PRINTED]]


def test_a_table_without_rows_keeps_its_header(filled: Callable[..., Done]) -> None:
    rows = [["项目", "目标"], ["{% for 行 in 表 %}{{ 行.项目 }}", "{{ 行.目标 }}{% endfor %}"]]
    assert filled(Draft([], [rows]), 表=[]).cells == [[["项目", "目标"]]]


def test_paragraphs_repeat_and_leave_no_empty_lines(filled: Callable[..., Done]) -> None:
    lines = ["头", "{% for 行 in 表 %}", "{{ 行.项目 }}", "—", "{% endfor %}", "尾"]
    expected = ["头", *[line for n in range(1, 4) for line in (f"第{n}项", "—")], "尾"]
    assert filled(Draft(lines), 表=TABLE).lines == expected


def test_conditions_choose_words_and_paragraphs(filled: Callable[..., Done]) -> None:
    draft = Draft(
        [
            "{% if 名次 <= 3 %}奖{% elif 名次 <= 10 %}平{% else %}罚{% endif %}。",
            "{% if 名次 > 10 %}",
            "须说明原因",
            "{% endif %}",
            "{# 只给自己看 #}完",
        ]
    )
    assert filled(draft, 名次=2).lines == ["奖。", "完"]
    assert filled(draft, 名次=4).lines == ["平。", "完"]
    assert filled(draft, 名次=11).lines == ["罚。", "须说明原因", "完"]


def test_a_loop_inside_a_loop_uses_the_outer_row(filled: Callable[..., Done]) -> None:
    inner = [FieldRow({"名": "一"}), FieldRow({"名": "二"})]
    outer = [FieldRow({"组": "甲", "人": inner}), FieldRow({"组": "乙", "人": inner[:1]})]
    draft = Draft(
        ["{% for 行 in 表 %}{{ 行.组 }}{% for 个 in 行.人 %}{{ 个.名 }}{% endfor %}；{% endfor %}"]
    )
    assert filled(draft, 表=outer).lines == ["甲一二；乙一；"]


def test_a_field_that_word_split_into_pieces_is_one_field(filled: Callable[..., Done]) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("甲")
    for text in ("{", "{ 学", "校 ", "}", "} 乙 {% i", "f 名次 == 1 %}"):
        paragraph.add_run(text).italic = True
    paragraph.add_run("第一").bold = True
    paragraph.add_run("{% end")
    paragraph.add_run("if %}丙")
    done = filled(saved(document), 学校="<城关>", 名次=1)
    assert done.lines == ["甲<城关> 乙 第一丙"]
    bold = [run.text for run in done.document.paragraphs[0].runs if run.bold]
    assert bold == ["第一"]


def test_a_block_alone_in_a_cell_leaves_the_cell_a_paragraph(filled: Callable[..., Done]) -> None:
    document = docx.Document()
    cell = document.add_table(rows=1, cols=1).cell(0, 0)
    cell.text = "{% if 学校 == '无' %}"
    cell.add_paragraph("{{ 学校 }}")
    cell.add_paragraph("{% endif %}")
    done = filled(saved(document), 学校="有")
    assert done.cells == [[[""]]]
    assert len(done.document.tables[0].cell(0, 0).paragraphs) == 1


def test_names_with_spaces_brackets_and_digits_reach_their_columns(
    filled: Callable[..., Done],
) -> None:
    draft = Draft(["{{ 及格率（％）|率 }} {{ 2025年 平均分 }} {{ 学校 名称 }}"])
    done = filled(draft, 及格率="90%", 列2025年平均分=81, 学校名称="甲")
    assert done.lines == ["90.00% 81 甲"]


def test_the_same_template_and_data_give_the_same_bytes(filled: Callable[..., Done]) -> None:
    draft = Draft(["{{ 学校 }}"]).bytes()
    assert filled(draft, 学校="甲").data == filled(draft, 学校="甲").data


TEXT_BOX = """<w:r {0}><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox>
<w:txbxContent><w:p><w:r><w:t>框内{{{{ 学校 }}}}</w:t></w:r></w:p><w:p/></w:txbxContent>
</v:textbox></v:shape></w:pict></w:r>"""


def test_fields_in_a_text_box_are_filled_and_those_around_it(filled: Callable[..., Done]) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("外{{ 学校 }}{% if 名次 == 1 %}")
    paragraph._p.append(parse_xml(TEXT_BOX.format(nsdecls("w"))))
    paragraph.add_run("{% endif %}尾{{ 名次 }}")
    data = saved(document)
    done = filled(data, 学校="甲", 名次=1)
    texts = [t.text for t in done.document.element.body.iter(qn("w:t")) if t.text]
    assert "".join(texts) == "外甲框内甲尾1"
    done = filled(data, 学校="甲", 名次=2)
    texts = [t.text for t in done.document.element.body.iter(qn("w:t")) if t.text]
    assert "".join(texts) == "外甲尾2"


CLAUSES = FieldRow({"A1": "每超1名奖200元"}, clauses=True)
NOT_IN_FORCE = "在计算日期没有生效，或方案里没有这一条"


@pytest.mark.parametrize(
    ("paragraph", "said", "found"),
    [
        ("{{ 方案.A9 }}", f"甲校：条款“A9”{NOT_IN_FORCE}", "{{ 方案.A9 }}"),
        ("{{ 方案.A9.名次奖 }}", f"甲校：条款“A9”{NOT_IN_FORCE}", "{{ 方案.A9.名次奖 }}"),
        ("{% if 方案.A9 %}有{% endif %}", f"甲校：条款“A9”{NOT_IN_FORCE}，条件不能判断", ""),
        (
            "{% for 行 in 方案.A9 %}{{ 行.项 }}{% endfor %}",
            f"甲校：条款“A9”{NOT_IN_FORCE}",
            "{% for 行 in 方案.A9 %}",
        ),
        ("{{ 单位.电话 }}", "甲校：没有字段“电话”", "{{ 单位.电话 }}"),
        ("{% if 单位.电话 > 3 %}有{% endif %}", "甲校：没有字段“电话”，条件不能判断", ""),
        ("{% if 单位.校长 > 3 %}有{% endif %}", "甲校：条件里的字段没有值，或不能这样比较", ""),
    ],
)
def test_what_is_not_there_is_told_in_the_clerks_words(
    paragraph: str, said: str, found: str
) -> None:
    template = compile_template("模板.docx", Draft([paragraph]).bytes())
    with pytest.raises(BadInputError) as caught:
        fill(template, unit_of(方案=CLAUSES, 单位=FieldRow({"校长": "赵一"})))
    (told,) = caught.value.findings
    assert (told.message, told.found) == (said, found)
    assert "计算日期" in told.suggestion if "条款" in said else "数据表" in told.suggestion
    assert not re.search("[A-Za-z]{2}", told.message), "no name of the program's own"


def test_whether_a_clause_is_there_may_be_asked(filled: Callable[..., Done]) -> None:
    asked = "{% if 方案.A9 is defined %}有{% else %}无{% endif %}"
    deep = "{% if 方案.A9.名次奖 is defined %}有{% else %}无{% endif %}"
    done = filled(Draft([asked, deep, asked.replace("A9", "A1")]), 方案=CLAUSES)
    assert done.lines == ["无", "无", "有"]
