"""Tables inside an agreement (指标表, 名次表, 任课表): rows of the office's lists on one unit."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from xl_quality.agreements.forms import RATE_WORDS
from xl_quality.agreements.values import FieldRow, Gap
from xl_quality.schemes.words import per_cent_text
from xl_quality.usecases.teaching import TEACHING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xl_quality.core.facts import Record

TABLES: Final[Mapping[str, tuple[str, str, Mapping[str, str]]]] = {
    "指标表": ("指标", "unit", {"指标": "indicator", "目标": "target", "实际": "actual"}),
    "商定表": ("指标", "unit", {"指标": "indicator", "目标": "target", "实际": "actual"}),
    "名次表": (
        "县名次",
        "unit",
        {"考试": "exam", "学科": "subject", "名次": "rank", "总数": "of", "得分": "points"},
    ),
    "任课表": (
        TEACHING,
        "",
        {"年级": "grade", "班级": "class_name", "学科": "subject", "教师": "teacher"},
    ),
}
"""Tables of a unit: the list they come from, the fact that names the unit, facts by column."""
_TARGET_TABLES: Final = ("指标表", "商定表")
_BEFORE: Final = ("上年", "上学年", "上学期", "上一年", "上次", "去年", "往年", "前年", "基数")
"""So begin indicators that say what was reached before: 上年综合名次 9 is nothing to be reached."""
_AGREED: Final = "自定"
"""So begin indicators that both sides agreed upon apart: rows of 商定表."""


def rows_about(
    lists: Mapping[str, Sequence[Record]], table: str, school: str, name: str
) -> list[Record]:
    """
    Return the rows of a list that concern a school or a person.

    Args:
        lists: their rows by list name.
        table: one of `TABLES`.
        school: of the unit, ``""`` where it is not known.
        name: of the unit.
    """
    list_name, key, _ = TABLES[table]
    rows = lists[list_name]
    if key:
        about = [row for row in rows if row.text(key) in (school, name)]
        if table not in _TARGET_TABLES:
            return about
        # an indicator without a target was only reported, one of the year before is no task
        set_ = [
            row
            for row in about
            if "target" in row.facts
            and row.text("name") in ("", name)
            and not row.text("indicator").startswith(_BEFORE)
        ]
        agreed = [row for row in set_ if row.text("indicator").startswith(_AGREED)]
        return agreed if table == "商定表" else set_
    same_school = [row for row in rows if row.text("school") == school or not school]
    mine = [row for row in same_school if row.text("teacher") == name]
    return mine or same_school


def table_of(records: Sequence[Record], table: str) -> list[FieldRow]:
    """Return rows as a table of fields, numbered, each value with its cell."""
    columns = TABLES[table][2]
    rows = []
    for number, record in enumerate(records, start=1):
        row = FieldRow({"序号": number})
        for field, fact in columns.items():
            found = record.facts.get(fact)
            value = found.value if found else Gap(field, f"{record.sheet}第{record.row}行")
            row[field] = _as_rate(record, value) if table in _TARGET_TABLES else value
            if found:
                row.sources[field] = found.source
        rows.append(row)
    return rows


def _as_rate(record: Record, value: object) -> object:
    """Return the figure of an indicator as per cent, where its name says that it is a rate."""
    named = record.text("indicator").endswith(RATE_WORDS)
    if not named or not isinstance(value, int | Fraction):
        return value
    share = Fraction(value)
    return per_cent_text(share) if abs(share) <= 1 else value
