"""Pages and XML files made to harm, or just spoilt: a grid or a message, and soon."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from xl_quality.books.files import FileBook
from xl_quality.books.markup.html import Placing
from xl_quality.books.markup.html_parser import OverfullError, Tag, tokens
from xl_quality.books.markup.plain_text import decoded_markup
from xl_quality.core.findings import BadInputError
from xl_quality.sheets.cells import MOST_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xl_quality.sheets.cells import Area, Grid

MAIN = "urn:schemas-microsoft-com:office:spreadsheet"
XML = (
    f'<Workbook xmlns="{MAIN}" xmlns:ss="{MAIN}"><Worksheet ss:Name="甲"><Table>'
    "<Row>{}</Row></Table></Worksheet></Workbook>"
)
NUMBER = '<Data ss:Type="Number">1</Data>'
MANY = 1 << 18


@pytest.fixture(autouse=True)
def _quick() -> Iterator[None]:
    """No test here may take long."""
    start = time.process_time()
    yield
    assert time.process_time() - start < 30


def read_all(data: bytes) -> list[Grid]:
    book = FileBook(Path("成绩.xls"), data=data)
    return [book.read(name) for name in book.sheet_names()]


def refused(data: bytes, code: str) -> str:
    with pytest.raises(BadInputError) as caught:
        read_all(data)
    assert caught.value.findings[0].code == code
    return str(caught.value)


TOO_LARGE = {
    "一层套一层": "<table><tr><td>1<td>2<tr><td>3<td>" * 5_000,
    "宽得没有尽头": "<table><tr>" + "<td colspan=1000>1" * 17 + "<tr><td>1",
    "跨行的格越堆越宽": "<table>" + "<tr><td rowspan=999999999 colspan=1000>1" * 100,
    "每行都绕过跨行的格": "<table><tr>" + "<td rowspan=99999>1" * 8_000 + "<tr><td>1" * 9_000,
    "几百万格": "<table>" + "<tr><td>" * 500_001,
    "几千个表": "<table><tr><td>1<tr><td>2</table>" * 2_001,
}


@pytest.mark.parametrize("text", TOO_LARGE.values(), ids=TOO_LARGE.keys())
def test_pages_without_end_are_refused(text: str) -> None:
    assert "太大" in refused(text.encode(), "file_too_large")


def test_a_page_of_more_than_64_mb_is_refused_unread() -> None:
    assert "65 MB" in refused(b"<table>" + b" " * (65 << 20), "file_too_large")


SLOW = {
    "没有结尾的标记": "<a" * MANY,
    "没有结尾的引号": '<a="<b=\'"' * MANY,
    "引号套引号": '<a="<b=\'"' * MANY + ">",
    "没有结尾的注释": "<!--" * MANY,
    "没有结尾的样式": "<style>" * MANY,
    "没有结尾的脚本": "<script>" * MANY,
    "没有结尾的声明": "<!" * MANY,
    "括号": "<" * MANY,
    "实体": "&amp" * MANY,
    "空格": " " * MANY + "\n\t " * MANY,
    "样式规则": "<style>" + ".a{mso-number-format:" * MANY + "</style>",
    "数字": "1" * MANY + "x",
}


@pytest.mark.parametrize("text", SLOW.values(), ids=SLOW.keys())
@pytest.mark.parametrize("where", ["格子里", "表格前", "标记里"])
def test_nothing_in_a_page_takes_more_than_its_length(text: str, where: str) -> None:
    start = time.process_time()
    rows = "<tr><td>甲<td>乙" * 3
    if where == "格子里":
        grids = f"<table>{rows}<td>{text}</td></table>"
    elif where == "表格前":
        grids = f"<html>{text}<table>{rows}</table>"
    else:
        grids = f"<table>{rows}<td x:num='{text}' style='{text}'>1</td></table>"
    try:
        read_all(grids.encode())
    except BadInputError as error:
        assert error.findings  # noqa: PT017 - both outcomes are right
    assert time.process_time() - start < 10


FAR = {
    "最远": f'<Cell ss:Index="16384">{NUMBER}</Cell></Row>'
    f'<Row ss:Index="1048576"><Cell>{NUMBER}</Cell>',
    "很多行": f'<Cell ss:Index="9000">{NUMBER}</Cell></Row>'
    + f"<Row><Cell>{NUMBER}</Cell></Row>" * 4_000
    + "<Row>",
}


@pytest.mark.parametrize("row", FAR.values(), ids=FAR.keys())
def test_far_away_values_of_an_xml_file_are_refused_with_their_sheet(row: str) -> None:
    assert "工作表「甲」" in refused(XML.format(row).encode(), "file_too_large")


def test_far_away_cells_without_a_value_do_no_harm() -> None:
    far = f'<Cell>{NUMBER}</Cell></Row><Row ss:Index="1048576"><Cell ss:Index="16384"/>'
    [grid] = read_all(XML.format(far).encode())
    assert grid.rows == [[1.0]]


def test_huge_merged_areas_of_an_xml_file_cost_nothing() -> None:
    merged = f'<Cell ss:MergeAcross="16383" ss:MergeDown="1048575">{NUMBER}</Cell>'
    [grid] = read_all(XML.format(merged).encode())
    assert (grid.rows, list(grid.merged)) == ([[1.0]], [(0, 0, 1_048_575, 16_383)])


def test_too_many_sheets_are_refused() -> None:
    sheets = '<Worksheet ss:Name="a"/>' * 2_001
    text = f'<Workbook xmlns="{MAIN}" xmlns:ss="{MAIN}">{sheets}</Workbook>'
    refused(text.encode(), "file_too_large")


def test_elements_nested_without_end_are_read_or_refused() -> None:
    deep = "<b>" * 200_000
    refused(XML.format(f"<Cell><Data>{deep}").encode(), "file_damaged")


PIECES = st.sampled_from(
    [
        "<table>", "</table>", "<tr>", "</tr>", "<td>", "</td>", "<td colspan=3 rowspan=2>", "<th",
        "<td x:num>", "<td x:str='a'>", "<td class=xl1 x:num='46203'>", "<caption>", "</caption>",
        "<style>.xl1{mso-number-format:'yyyy'}</style>", "<!--", "-->", "<br>", "<p>", "&nbsp;",
        "<a name=table0>", "<em>", "</em>", "<title>", "</title>", "<xml>", "</xml>", ">", "<", '"',
        "'", "=", "安一", "95", " ", "\n", "#N/A", "</", "<!", "<?", "<script>", "<comment>",
    ]
)  # fmt: skip
PAGES = st.lists(PIECES | st.text(max_size=4), max_size=60).map("".join)


def grid_or_refusal(data: bytes) -> None:
    try:
        grids = read_all(data)
    except BadInputError as error:
        assert error.findings  # noqa: PT017 - both outcomes are right
        return
    for grid in grids:
        assert len({len(row) for row in grid.rows}) <= 1
        assert all(value != "" for row in grid.rows for value in row)
        assert grid.rows == [] or any(value is not None for value in grid.rows[-1])
        assert not overlapping(grid.merged)


def overlapping(areas: Sequence[Area]) -> bool:
    cells = [
        (row, column)
        for top, left, bottom, right in areas
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    ]
    return len(cells) != len(set(cells))


@settings(max_examples=400, deadline=None)
@given(PAGES)
@example("<table><tr><td><table><caption><tr><td>1</caption><tr><td>2</table>")
def test_any_page_is_grids_or_a_refusal(text: str) -> None:
    grid_or_refusal(b"<html>" + text.encode("utf-8", "surrogatepass"))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200), st.sampled_from(["", "<td>", "<!--x-->", "<style>a</style>"]))
def test_the_tags_and_texts_of_a_page_lose_nothing_but_comments(text: str, inside: str) -> None:
    plain = text.replace("<", "")
    found = [each for each in tokens(plain + inside + plain) if isinstance(each, str)]
    assert "".join(found) == plain * 2


@given(st.binary(max_size=80))
def test_any_bytes_after_a_table_tag_are_grids_or_a_refusal(content: bytes) -> None:
    grid_or_refusal(b"<table><tr><td>1<tr><td>" + content)


SMALL = XML.format(
    f'<Cell ss:Index="2" ss:MergeAcross="1">{NUMBER}</Cell><Cell ss:Formula="=A1"/>'
    '<Cell><Data ss:Type="DateTime">2026-06-30T00:00:00</Data></Cell>'
).encode()


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_any_spoilt_xml_file_is_grids_or_a_refusal(data: st.DataObject) -> None:
    content = bytearray(SMALL)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content)))
        content[at : at + data.draw(st.integers(0, 6))] = data.draw(st.binary(max_size=4))
    try:
        grids = read_all(bytes(content))
    except BadInputError as error:
        assert error.findings  # noqa: PT017 - both outcomes are right
    else:
        assert all(len({len(row) for row in grid.rows}) <= 1 for grid in grids)


SPANS = st.fixed_dictionaries(
    {}, optional={"colspan": st.integers(0, 6).map(str), "rowspan": st.integers(0, 6).map(str)}
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(SPANS, max_size=6), max_size=7))
def test_no_two_cells_of_a_table_ever_overlap(rows: list[list[dict[str, str]]]) -> None:
    placing = Placing(len(rows))
    taken: set[tuple[int, int]] = set()
    for number, row in enumerate(rows):
        placing.next_row()
        for attributes in row:
            place = (number, placing.place(attributes))
            assert place not in taken
            taken.add(place)
    for top, left, bottom, right in placing.merged:
        assert bottom < len(rows)
        area = {(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)}
        assert area & taken == {(top, left)}
        taken |= area
    assert not overlapping(placing.merged)


def test_the_last_column_of_excel_is_the_last_here() -> None:
    placing = Placing(1)
    placing.next_row()
    for column in range(MOST_COLUMNS):
        assert placing.place({}) == column
    with pytest.raises(OverfullError):
        placing.place({})


@given(st.binary(max_size=60))
def test_any_bytes_decode_to_a_text_or_to_none(content: bytes) -> None:
    found = decoded_markup(content)
    assert found is None or isinstance(found, str)


@given(st.text(st.characters(codec="gb18030"), max_size=60))
def test_a_text_in_the_encoding_it_declares_comes_back(text: str) -> None:
    head = "<meta charset=gb18030>"
    assert decoded_markup((head + text).encode("gb18030")) == head + text


@pytest.mark.parametrize(
    ("written", "attributes"),
    [
        ("<td a=1 b='2' c=\"3\" d>", {"a": "1", "b": "2", "c": "3", "d": ""}),
        ("<TD A=1 a=2>", {"a": "1"}),
        ("<td a = '1>2' b>", {"a": "1>2", "b": ""}),
        ("<td a=&quot;x&quot;>", {"a": '"x"'}),
        ("<td/>", {}),
    ],
)
def test_attributes_are_read_as_browsers_do(written: str, attributes: dict[str, str]) -> None:
    [tag] = tokens(written)
    assert isinstance(tag, Tag)
    assert (tag.name, dict(tag.attributes)) == ("td", attributes)
