"""What was judged, and why: the sheets 计算依据, 指标完成情况 and 警示名单.

They show every case with its reasons, every target of an object with what was reached, and whom a
consequence other than money hits, why, with room to decide.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import groupby
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.books.tables import Formula, Link, Row, Style, Table, Value
from xl_quality.core.grouping import grouped
from xl_quality.core.ranking import rounded_figure
from xl_quality.reports.frame import (
    CENTER,
    MONEY,
    TEXT,
    TOTAL_CENTER,
    TOTAL_MONEY,
    TOTAL_TEXT,
    Column,
    Frame,
    ListGroup,
    WideLine,
    by_content,
    filtered_list,
    grouped_list,
    listed,
    shown_yuan,
    sign_off,
    source_link,
    wide,
    widths_of,
    wrapped_height,
)
from xl_quality.reports.paper import ROW_HEIGHT, RowStack, merged_down, stacked
from xl_quality.reports.payout import roomy

if TYPE_CHECKING:
    from decimal import Decimal
    from fractions import Fraction

    from xl_quality.core.facts import Source
    from xl_quality.schemes.payout_lines import Approval
    from xl_quality.schemes.results import Reason

_POINTS: Final = "I"
_NOT_SCORED: Final = "—"
"""Beside points of others: for this one the clause gives none."""
_NAME, _SCOPE, _RESULT = 1, 2, 7
_TOGETHER: Final = 12
"""Indicators of one object that stand beside one name; of more each row names it."""
_DIGITS: Final = 2  # points are shown with at most two decimals
_RESULTS: Final = {
    True: ("达标", CENTER._replace(color="006100", fill="C6EFCE")),
    False: ("未达标", CENTER._replace(color="9C0006", fill="FFC7CE")),
    None: (None, CENTER),
}
"""What is said of an indicator and how it looks, by whether it is met."""
_TOTALS: Final = (TOTAL_CENTER, *[TOTAL_TEXT] * 7, TOTAL_CENTER, *[TOTAL_TEXT] * 2)
_ROOM_TO_SIGN: Final = 34.0  # least height of a row in points
_NUMERALS: Final = "一二三四五六七八九十"
GRAVEST_FIRST: Final = (
    "免职建议",
    "调离岗位",
    "末位交流",
    "年度考核不合格",
    "不合格",
    "黄牌警告",
    "诫勉谈话",
    "通报批评",
    "不得评优晋级",
    "不享受全额基础性绩效工资",
    "书面检讨",
    "书面说明",
    "说明原因",
)
"""Consequences in order of weight; those of an office's own scheme that are not here come last."""
_COUNT: Final = re.compile(r"[0-9]+")
_CLOSING: Final = (
    "本名单由统计数据按方案条款生成，处理意见由负责人研究确定后填写。内部资料，请勿外传。"
)


class Ruling(NamedTuple):
    """What one rule yields for one case (认定), a line of 计算依据."""

    # clause, title: clause id and what it is called
    clause: str
    title: str
    about: Sequence[str]  # what it is about, the object first: person or unit, exam, grade, subject
    reasons: Sequence[Reason]  # the facts, and what is made of them
    amount: int | None  # fen, None where the clause pays no money
    outcome: str  # what else follows, e.g. 末位交流：…
    sources: Sequence[Source]  # cells the facts were taken from
    follows: bool = True  # something is to be done or paid; the others stand behind, in grey
    approval: Approval | None = None  # of an amount entered by hand, None = computed
    points: Fraction | None = None  # what is scored, None where the clause gives no points
    case: int = 0  # number of the case; several lines may be of one


def _process(ruling: Ruling) -> str:
    """Return all reasons as one sentence, in which each fact stands once."""
    told: list[str] = [str(ruling.approval)] if ruling.approval else []
    known: list[object] = []
    for reason in ruling.reasons:
        new = [fact for fact in reason.facts if fact not in known]
        beside = "" if reason.beside in known else reason.beside
        told.append(str(reason._replace(facts=tuple(new), beside=beside)))
        known += [*new, beside]
    return "；".join(dict.fromkeys(told))


def _nothing(ruling: Ruling) -> str | None:
    """Say that nothing follows, so that it is not taken for something left out."""
    if ruling.follows:
        return None
    return "不作处理" if ruling.amount is None else "不奖不罚"


def _amount(ruling: Ruling) -> Decimal | None:
    return None if ruling.amount is None else shown_yuan(ruling.amount)


def _scored(ruling: Ruling) -> int | Decimal | None:
    return None if ruling.points is None else _shown(ruling.points)


_PAID: Final = Column[Ruling]("金额（元）", _amount, MONEY, 12)
_SCORED: Final = Column[Ruling]("得分", _scored, CENTER, 9)
_BASIS: Final = Frame[Ruling](
    "计算依据",
    (
        Column("序号", None, CENTER, 6),
        Column("条款", lambda one: one.clause, CENTER, 7),
        Column("项目", lambda one: one.title, TEXT, 15),
        Column("对象", lambda one: " ".join(one.about[:1]), TEXT, 16),
        Column("考核范围", lambda one: " ".join(one.about[1:]) or None, TEXT, 24),
        Column("计算过程", _process, TEXT, 51),
        _PAID,
        Column("其他结果", lambda one: one.outcome or _nothing(one), TEXT, 14),
        Column("数据出处", lambda one: source_link(one.sources, words=True), TEXT, 23),
    ),
    keys=2,
    landscape=True,
    confidential=True,
)
_NARROWED: Final = ("项目", "对象", "考核范围", "其他结果")
_TOTAL_OF: Final = {CENTER: TOTAL_CENTER, TEXT: TOTAL_TEXT, MONEY: TOTAL_MONEY}
_QUIET: Final = "404040"
"""Colour of cases from which nothing follows: lighter than the rest, and dark enough to copy."""


def basis_table(
    rulings: Sequence[Ruling],
    *,
    title: str,
    note: str,
    remarks: Sequence[str] = (),
    clauses: Mapping[str, str] = MappingProxyType({}),
) -> Table:
    """Return the sheet of reasons (计算依据), a line a case, to be filtered.

    Clauses stand in the scheme's order, each under a line that counts its cases; those that pay
    come first, then those from which something else follows, then the others. Points (得分) stand
    where money would where a scheme pays none; what nobody gets has no column.

    Args:
        rulings: in the order of the scheme's clauses.
        title: over the table.
        note: under the title.
        remarks: lines behind the last of them, e.g. which clauses were not assessed.
        clauses: what each clause is called, by its id.
    """
    frame = _BASIS._replace(title=title, columns=_columns(rulings))
    columns = frame.columns
    quiet = tuple(column.style._replace(color=_QUIET) for column in columns)
    body: list[Row] = []
    headings: list[int] = []
    number = 1
    for clause, own in grouped(rulings, lambda one: one.clause).items():
        cases = grouped(own, lambda one: one.case)
        weights = {case: min(map(_weight, lines)) for case, lines in cases.items()}
        ordered = sorted(own, key=lambda one: weights[one.case])
        rows = roomy(listed(ordered, columns, first=number))
        number += len(rows)
        scored = not any(one.amount for one in own) and any(one.points is not None for one in own)
        counted = _counted([*weights.values()], "计分" if scored else "有其他结果")
        told = f"共 {len(cases)} 例{_in_lines(own, cases)}：{counted}"
        headings.append(len(body))
        body.append(_clause_row(columns, clause, clauses.get(clause, ""), told))
        body += [
            row if one.follows else row._replace(styles=quiet)
            for row, one in zip(rows, ordered, strict=True)
        ]
    widths = widths_of(columns)
    lines = (*(WideLine(text, TEXT) for text in remarks), sign_off())
    closing = stacked([wide(line, widths) for line in lines])
    return filtered_list(frame, note, body, closing, headings=headings)


def _columns(rulings: Sequence[Ruling]) -> list[Column[Ruling]]:
    """Return the columns with that of money, of points where nobody could get money, or neither."""
    own = by_content(_BASIS.columns, rulings, _NARROWED, "计算过程")
    if any(one.amount is not None for one in rulings) or not rulings:
        return own
    given = [_SCORED] if any(one.points is not None for one in rulings) else []
    at = own.index(_PAID)
    saved = sum(widths_of([_PAID])) - sum(widths_of(given))
    return [
        one._replace(width=(one.width or 0) + saved) if one.value is _process else one
        for one in [*own[:at], *given, *own[at + 1 :]]
    ]


def _weight(ruling: Ruling) -> int:
    """Return how far in front a case stands: paid, followed by something else, by nothing."""
    return 0 if ruling.amount else 1 if ruling.follows else 2


def _in_lines(rulings: Sequence[Ruling], cases: Collection[int]) -> str:
    """Say how many lines the cases have, where one pays several amounts."""
    return f"（{len(rulings)} 行）" if len(rulings) > len(cases) else ""


def _counted(weights: Sequence[int], followed: str) -> str:
    """Return how many cases pay, are *followed* by something else, by nothing."""
    names = ("有金额", followed, "无奖惩")
    counts = [(name, weights.count(place)) for place, name in enumerate(names)]
    return "，".join(f"{name} {count} 例" for name, count in counts if count)


def _clause_row(columns: Sequence[Column[Ruling]], clause: str, title: str, told: str) -> Row:
    """Return the line over the cases of a clause; its cells are those of the filter's columns."""
    values = (None, clause, title or None, None, None, told, *[None] * (len(columns) - 6))
    styles = tuple(_TOTAL_OF[column.style] for column in columns)
    return Row(values, styles, wrapped_height(values, widths_of(columns)))


class Judged(NamedTuple):
    """One indicator of one object."""

    scope: str  # exam, grade, class, subject it is about
    # label, target, actual, gap: the indicator as a clerk reads it; a gap is a word (高, 差, 低,
    # 超), its size and its unit, and what of it does not count (零头), or 持平
    label: str
    target: str
    actual: str
    gap: str
    met: bool | None  # whether it is on target (达标), None where it only adds or deducts points
    points: Fraction | None  # what it earns or costs, None where nothing is scored
    clause: str  # clause id
    sources: Sequence[Source]  # cells the facts were taken from
    counts: bool = False  # it only says how many of the others are met (达标学科)


class Sheaf(NamedTuple):
    """All indicators of one object (学校、班级、教师)."""

    name: str  # the object; for a person with the school in brackets
    judged: Sequence[Judged]  # its indicators, in the order of the clauses
    verdicts: Sequence[str]  # what was found besides: 优秀, 表彰, 年级集体奖


class _Of(NamedTuple):
    """An indicator and the name of the object it is of."""

    name: str
    judged: Judged


def _shown(points: Fraction) -> int | Decimal:
    if points.denominator == 1:
        return points.numerator
    return rounded_figure(points, _DIGITS)


def _points(one: _Of) -> int | Decimal | str:
    return _NOT_SCORED if one.judged.points is None else _shown(one.judged.points)


_INDICATORS: Final = Frame[_Of](
    "指标完成情况",
    (
        Column("序号", None, CENTER, 6),
        Column("对象", lambda one: one.name, TEXT, 18),
        Column("考核范围", lambda one: one.judged.scope or None, TEXT, 24),
        Column("指标", lambda one: one.judged.label, TEXT, 26),
        Column("目标", lambda one: one.judged.target, CENTER, 18),
        Column("实际", lambda one: one.judged.actual, CENTER, 12),
        Column("与目标相比", lambda one: one.judged.gap, CENTER._replace(wrap=True), 18),
        Column("结果", lambda one: _RESULTS[one.judged.met][0], CENTER, 8),
        Column("得分", _points, CENTER, 8),
        Column("条款", lambda one: one.judged.clause, CENTER, 7),
        Column("数据出处", lambda one: source_link(one.judged.sources, words=True), TEXT, 23),
    ),
    keys=2,
    landscape=True,
)


_SHORT: Final = ("对象", "考核范围", "指标", "目标", "与目标相比")


def indicators_table(
    sheaves: Sequence[Sheaf], *, note: str, confidential: bool, title: str = "", remark: str = ""
) -> Table:
    """Return the sheet 指标完成情况: A4 across, an object with its summary never torn.

    Args:
        sheaves: the objects, in order.
        note: under the title.
        confidential: it names persons.
        title: over the sheet, ``""`` = its name.
        remark: over the signatures, ``""`` = none.
    """
    bodies, number = [], 1
    frame = _INDICATORS._replace(
        title=title,
        columns=_judged_columns(sheaves),
        confidential=confidential,
    )
    for sheaf in sheaves:
        judged = [_Of(sheaf.name, one) for one in sheaf.judged]
        rows = listed(judged, frame.columns, first=number, least=ROW_HEIGHT)
        number += len(rows)
        bodies.append([_coloured(row, one) for row, one in zip(rows, sheaf.judged, strict=True)])
    widths = widths_of(frame.columns)
    pieces = [_object(sheaf, rows, widths) for sheaf, rows in zip(sheaves, bodies, strict=True)]
    lines = [WideLine(remark, TEXT)] if remark else []
    end = stacked([wide(line, widths) for line in (*lines, sign_off())])
    table, laid = grouped_list(frame, note, [ListGroup("", pieces)], end)
    rows = list(laid.rows)
    for place, sheaf in enumerate(sheaves):
        if _summed_up(sheaf):
            *own, last = laid.places[0, place]
            rows[last] = _summary(sheaf, own[0] + 1, own[-1] + 1, widths)  # its sum names its rows
    return table._replace(rows=rows)


def _judged_columns(sheaves: Sequence[Sheaf]) -> list[Column[_Of]]:
    """Return the columns, without that of points (得分) where nobody is given any."""
    every = [_Of(sheaf.name, one) for sheaf in sheaves for one in sheaf.judged]
    scored = any(one.judged.points is not None for one in every)
    columns = by_content(_INDICATORS.columns, every, _SHORT, "数据出处")
    return [one for one in columns if scored or one.value is not _points]


def _object(sheaf: Sheaf, rows: Sequence[Row], widths: Sequence[float]) -> RowStack:
    """Return an object's rows and its summary, if any; its name stands once beside a few rows."""
    own = merged_down(rows, (_NAME,)) if len(rows) <= _TOGETHER else RowStack(rows)
    if not _summed_up(sheaf):
        return own
    return stacked(
        [own, RowStack([_summary(sheaf, 1, len(rows), widths)], [(0, _SCOPE, 0, _RESULT)])]
    )


def _summed_up(sheaf: Sheaf) -> bool:
    """Tell whether a summary says more than the one row over it."""
    return len(sheaf.judged) > 1 or bool(sheaf.verdicts)


def _coloured(row: Row, judged: Judged) -> Row:
    look = _RESULTS[judged.met][1]
    return row._replace(styles=(*row.styles[:_RESULT], look, *row.styles[_RESULT + 1 :]))


def _summary(sheaf: Sheaf, first: int, last: int, widths: Sequence[float]) -> Row:
    """Say how many are on target, and add the points with a live SUM.

    Args:
        sheaf: the object.
        first: row of its first indicator, from 1.
        last: row of its last.
        widths: of the sheet's columns.
    """
    told = [one for one in sheaf.judged if one.met is not None]
    own = [one for one in told if not one.counts] or told
    parts = []
    if own:
        met = sum(bool(one.met) for one in own)
        again = "、".join(dict.fromkeys(one.label for one in told if one not in own))
        beside = f"（“{again}”是以上各项的汇总，不重复计）" if again else ""
        parts.append(f"{len(own)}项中达标{met}项，未达标{len(own) - met}项{beside}")
    if sheaf.verdicts:
        parts.append(f"认定：{'、'.join(sheaf.verdicts)}")
    scored = [_shown(one.points) for one in sheaf.judged if one.points is not None]
    total = Formula(f"SUM({_POINTS}{first}:{_POINTS}{last})", sum(scored)) if scored else None
    words = "；".join(parts)
    values = (None, sheaf.name, words, *[None] * 5, total, None, None)[: len(widths)]
    styles = (*_TOTALS[: len(widths) - 2], *_TOTALS[-2:])
    room = widths[_NAME], sum(widths[_SCOPE : _RESULT + 1])
    return Row(values, styles, wrapped_height((sheaf.name, words), room, 20))


def gravest_first(names: Iterable[str]) -> list[str]:
    """Return consequences by weight; of one that is counted, the greater number first.

    >>> gravest_first(["旷课1节", "书面检讨", "旷课3节", "黄牌警告"])[-2:]
    ['旷课3节', '旷课1节']
    """
    own = list(dict.fromkeys(names))
    stems = [_COUNT.sub("", name) for name in own]

    def weight(name: str) -> tuple[int, ...]:
        return stems.index(_COUNT.sub("", name)), *(-int(one) for one in _COUNT.findall(name))

    return list(dict.fromkeys([*GRAVEST_FIRST, *sorted(own, key=weight)]))


class Ground(NamedTuple):
    """One reason for a consequence."""

    clause: str  # its id
    about: str  # the exam, subject … of the case, ``""`` = no more than who is warned
    reason: Reason  # as the one who is warned may read it
    sources: tuple[Source, ...]  # the cells

    @property
    def why(self) -> str:
        """Return the whole sentence: the case, its facts with their cells, what follows."""
        return f"{self.about}：{self.reason}" if self.about else str(self.reason)

    def told(self, consequence: str) -> str:
        """Return it as an office writes: no cells, and not once more what it is listed under.

        >>> from xl_quality.schemes.results import Reason
        >>> reason = Reason(beside="连续2年居末位", outcome="免职建议（校长）")
        >>> Ground("A11", "综合", reason, ()).told("免职建议")
        '综合：连续2年居末位。'
        """
        facts = self.reason._replace(outcome="").plain
        outcome = self.reason.outcome
        if facts and outcome.startswith(consequence):
            outcome = ""
        return f"{'：'.join(filter(None, (self.about, facts, outcome)))}。"


class Warned(NamedTuple):
    """One consequence for one person or unit (处理对象)."""

    name: str  # the consequence, e.g. 诫勉谈话
    subject: str  # person or unit
    unit: str  # where a person works, ``""`` = not known or the subject itself
    role: str  # who is meant: 校长、主任, 教师
    grounds: tuple[Ground, ...]  # every reason, in the order of the clauses
    also: tuple[str, ...] = ()  # other consequences for the same person or unit

    def to_json(self) -> dict[str, object]:
        """Return it with its grounds as values for ``json.dumps``."""
        grounds = [
            {"clause": one.clause, "why": one.why, "sources": list(map(str, one.sources))}
            for one in self.grounds
        ]
        said = {"consequence": self.name, "subject": self.subject, "unit": self.unit}
        return {**said, "role": self.role, "grounds": grounds}


def _clauses(one: Warned) -> str:
    return "\n".join(dict.fromkeys(ground.clause for ground in one.grounds))


def _reasons(one: Warned) -> str:
    several = len(one.grounds) > 1
    lines = []
    for number, ground in enumerate(one.grounds, start=1):
        told = ground.told(one.name)
        lines.append(f"（{number}）{ground.clause}　{told}" if several else told)
    if one.also:
        lines.append(f"另列入：{'、'.join(one.also)}")
    return "\n".join(lines)


def _sources(one: Warned) -> Value:
    value = source_link(source for ground in one.grounds for source in ground.sources)
    if isinstance(value, Link):  # LibreOffice does not wrap a link: each sheet on a line
        return value._replace(text=value.text.replace("；", "；\n"))
    return value


_WARNINGS: Final = Frame[Warned](
    "警示名单",
    (
        Column("序号", None, CENTER, 6),
        Column("对象", lambda one: one.subject, TEXT, 14),
        Column("所在单位", lambda one: one.unit or None, TEXT, 18),
        Column("针对", lambda one: one.role or None, TEXT, 12),
        Column("条款", _clauses, CENTER._replace(wrap=True), 7),
        Column("事由", _reasons, TEXT, 53),
        Column("数据出处", _sources, TEXT, 26),
        Column("处理意见", lambda _: None, TEXT, 20),
        Column("签字", lambda _: None, CENTER, 12),
    ),
    keys=2,
    landscape=True,
    bounded=True,
    confidential=True,
)


def warning_table(
    warned: Sequence[Warned], *, title: str, note: str, remarks: Sequence[str] = ()
) -> Table:
    """Return the sheet 警示名单, a block of rows for each consequence, under it the *remarks*."""
    columns = by_content(_WARNINGS.columns, warned, ("对象", "所在单位", "针对"), "事由")
    groups, number = [], 1
    for place, (name, group) in enumerate(groupby(warned, key=lambda one: one.name)):
        rows = listed(group, columns, first=number, least=_ROOM_TO_SIGN)
        number += len(rows)
        heading = f"{_numeral(place)}、{name}（{len(rows)}）"
        groups.append(ListGroup(heading, [RowStack([row]) for row in rows], flows=True))
    told = (WideLine(text, TEXT) for text in remarks)
    lines = (*told, WideLine(_CLOSING, Style(size=12), 26), sign_off())
    closing = stacked([wide(line, widths_of(columns)) for line in lines])
    table, _ = grouped_list(_WARNINGS._replace(title=title, columns=columns), note, groups, closing)
    return table


def _numeral(place: int) -> str:
    """Return the number of a block as offices write it: 一, 十一.

    >>> _numeral(0), _numeral(10)
    ('一', '十一')
    """
    tens, ones = divmod(place, len(_NUMERALS))
    return ("十" if tens else "") + _NUMERALS[ones]
