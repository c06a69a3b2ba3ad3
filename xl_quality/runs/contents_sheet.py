"""The sheet 目录: which sheets a run wrote, what stands on each, whether it names persons.

It stands in front of more sheets than a person keeps in view, one line a sheet with a link to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from xl_quality.books.tables import CONFIDENTIAL, Link, Row, Table
from xl_quality.core.facts import Cell
from xl_quality.reports.frame import (
    CENTER,
    HEADER_ROWS,
    LINK,
    NOTE,
    TEXT,
    Column,
    Frame,
    ListGroup,
    WideLine,
    fitted,
    grouped_list,
    listed,
    unit_line,
    wide,
    widths_of,
)
from xl_quality.reports.paper import RowStack
from xl_quality.runs.advice import on_paper
from xl_quality.runs.group_figures import exams_told, titled
from xl_quality.runs.record import CONTENTS
from xl_quality.runs.report_kinds import REPORT_KINDS

if TYPE_CHECKING:
    from xl_quality.core.findings import Finding

_SHOWS: Final = {
    "奖惩兑现表": "按兑现对象列出每一笔奖惩、小计、合计和签名",
    "兑现汇总表": "每个兑现对象一行：奖励、惩扣、净额、账号和签名",
    "兑现通知单": "每个兑现对象一张：每一笔和它的条款",
    "指标完成情况": "各项指标的目标、实际、差距和认定",
    "计算依据": "每一笔怎样算出：条款、数据和出处、算式",
    "警示名单": "按方案应诫勉、约谈、警示的单位和人员，附依据",
    "偏科": "一科名次比总分名次靠后很多的学生，一名学生的一科一行",
    "偏科统计": "各班、各校偏科的学生有几人，占多少，各科有几人",
}
"""What stands on the sheets of a scheme, or on one of several; others say it in their catalogue."""
_FOOT: Final = (
    "点表名打开那张表。标“内部资料”的写有学生或教师的姓名，只供内部使用，不张贴、不外传；"
    "成绩条剪开后，每位家长只拿自己孩子的一条。"
)


def _shown_on(table: Table) -> str:
    """Return what stands on a sheet; one that nobody describes says it by its own title."""
    kinds = (kind.shows for kind in REPORT_KINDS if table.name.startswith(kind.name))
    title = table.rows[0].values[0] if table.rows and table.rows[0].values else ""
    shows = _SHOWS.get(table.name.rstrip("0123456789")) or next(kinds, None) or str(title or "")
    return _as_there(shows, table)


def _as_there(shows: str, table: Table) -> str:
    """Return what stands on a sheet without what this book has not got: a chart, levels, changes.

    A class without schools has no place in one, and a first exam nothing to compare with.
    """
    if not any(chart.title.startswith("历次") for chart in table.charts):
        shows = shows.replace("、历次名次", "")
    if table.name.startswith("学生总表"):
        titles = {value for row in table.rows[:HEADER_ROWS] for value in row.values}
        levels = "、".join(word for word in ("班", "校", "全体") if f"{word}名次" in titles)
        shows = shows.replace("，班、校、全体名次", f"，{levels}名次" if levels else "")
        if not any(f"{word}进退" in titles for word in ("班", "校", "全体")):
            shows = shows.replace("和与上次考试相比的进退", "")
    return shows


_NAME, _MOST_NAME = "工作表", 39  # characters: with more the sheet would be printed too small
_COLUMNS: Final[Sequence[Column[Table]]] = (
    Column("序号", None, CENTER, 6),
    Column(_NAME, lambda table: Link(table.name, Cell(table.name, "A1")), LINK, 26),
    Column("内容", _shown_on, TEXT, 50),
    Column("备注", lambda table: CONFIDENTIAL if table.confidential else None, CENTER, 18),
)


def contents_table(
    tables: Sequence[Table],
    office: str,
    terms: Mapping[str, str],
    name: str = CONTENTS,
    doubts: Iterable[Finding] = (),
) -> Table:
    """Return the contents of some sheets.

    Args:
        tables: the sheets, in order.
        office: whose they are (单位名称), ``""`` = not said.
        terms: 学年学期 by exam that they are about.
        name: of the sheet of contents.
        doubts: findings of the run; the serious ones stand under the title.
    """
    names = (table.name for table in tables)
    longest = fitted(names, most=_MOST_NAME)  # LibreOffice does not wrap a link
    columns = [
        one._replace(width=max(one.width or 0, longest)) if one.title == _NAME else one
        for one in _COLUMNS
    ]
    frame = Frame(name, columns, title=titled(office, terms, f"结果表{CONTENTS}"))
    pieces = [RowStack([row]) for row in listed(tables, columns)]
    closing = wide(WideLine(_FOOT, NOTE), widths_of(columns))
    inside = sum(table.confidential for table in tables)
    count = f"共{len(tables)}张结果表，其中内部资料{inside}张"
    unit = on_paper(unit_line(office, exams_told(terms), count), doubts)
    table, _ = grouped_list(frame, unit, [ListGroup("", pieces)], closing)
    return table


def with_pages(contents: Table, pages: Mapping[str, int]) -> Table:
    """Return the contents with the page that each sheet begins on, for who reads them on paper.

    Args:
        contents: as `contents_table` makes them.
        pages: of the sheets by name; one that is not there keeps its line.
    """

    def line(row: Row) -> Row:
        named = next((value.text for value in row.values if isinstance(value, Link)), "")
        if named not in pages:
            return row
        *others, remark = row.values
        told = "　".join([*([str(remark)] if remark else []), f"第{pages[named]}页"])
        return row._replace(values=(*others, told))

    return contents._replace(rows=[line(row) for row in contents.rows])
