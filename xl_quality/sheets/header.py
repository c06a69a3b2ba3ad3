"""Finds the header of a sheet (表头): titles, one to three label rows, labels by column.

Labels of two rows are put together (语文 over 成绩|名次); with its header goes what kind of sheet
it is (表的种类).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final, NamedTuple

from xl_quality.core.marks import POINT, ScoreKind
from xl_quality.sheets import labels as words
from xl_quality.sheets.cells import LARGEST_MARK, CellValue, MarkReader, View
from xl_quality.sheets.labels import Label, Role, is_label_like, parse_label
from xl_quality.sheets.recognition import SheetKind
from xl_quality.sheets.spelling import looks_like_school
from xl_quality.sheets.text import (
    looks_like_class,
    looks_like_name,
    pattern,
    plain_label,
    plain_text,
)

_UNDER_SUBJECT: Final = (
    Role.SCORE, Role.RANK, Role.RAW, Role.STAT, Role.HELPER, Role.PART, Role.UNKNOWN, Role.TOTAL,
    Role.SUBTOTAL, Role.EXAM_SCORE,
)  # fmt: skip
_OVER_UNITS: Final = frozenset(
    f"{scope}{unit}{word}"
    for scope in ("", "本", "全", "在")
    for unit in ("班", "级", "年", "校", "片", "组", "镇", "乡", "县", "区", "市", "省")
    for word in ("", "级", "内", "次", "名")
)
"""班 | 年级 | 校 | 县 under 名次: each says among whom the rank is, not which class it is."""
_UNITS: Final = (Role.CLASS, Role.GRADE, Role.SCHOOL, Role.EXAM_SCORE)
_RULING: Final = (Role.RANK, Role.STAT, Role.RAW, Role.HELPER, Role.PART)
"""名次 merged over 语文|数学 makes both columns ranks, and so on."""
_SEARCHED: Final = 60  # no office writes more rows above a header
_LOWEST_SCORE: Final = 4  # 姓名 alone, or two other labels; one of those alone is met by chance
_WEIGHTS: Final = {
    Role.NAME: 4, Role.STUDENT_ID: 3, Role.SUBJECT: 2, Role.TOTAL: 2, Role.CLASS: 2, Role.SCHOOL: 2,
    Role.SCORE: 2, Role.SUBJECT_NAME: 2, Role.RAW: 2, Role.GRADE: 2, Role.EXAM: 1,
    Role.EXAM_SCORE: 1, Role.SUBTOTAL: 1, Role.RANK: 1, Role.STAT: 1, Role.PART: 1, Role.HELPER: 1,
}  # fmt: skip
"""How much each label says that its row is a header: 姓名 is written nowhere else."""
_KEYS: Final = (Role.NAME, Role.CLASS, Role.STUDENT_ID, Role.SCHOOL)
_GROUP_LENGTH: Final = 8
"""A title over one group of columns is short; longer ones are titles of the sheet."""
_SUB_LABELS: Final = (Role.SCORE, Role.RANK, Role.RAW, Role.STAT, Role.PART, Role.HELPER)
_OVER_SUB_LABELS: Final = (
    Role.SUBJECT, Role.TOTAL, Role.SUBTOTAL, Role.EXAM_SCORE, Role.UNKNOWN,
)  # fmt: skip
_UNDER_GROUP: Final = (*_SUB_LABELS, Role.SUBJECT, Role.TOTAL, Role.SUBTOTAL, Role.EXAM_SCORE)
_SCORED: Final = (Role.SUBJECT, Role.TOTAL, Role.SCORE, Role.EXAM_SCORE, Role.UNKNOWN)
_FULL: Final = pattern(r"[(]?(?:满分|共)?:?(\d{2,4})分?[)]?")
_SOME_PUPILS: Final = 3
"""So many names beside marks are a list; fewer are titles, notes and persons."""
_LOOK: Final = 40  # rows that are looked at to tell the kind of a sheet
_SOME: Final = 2  # one may be chance
_MANY: Final = 3  # names or labels in a row: two stand in prose as well
_REPORTED: Final = (
    "题号 题型 正确答案 学生名单 分数段 占比 知识点 难度 区分度 选项 考查内容 考点 能力层次 "
    "能力要求 认知层次 难易程度 题目 小题 分值 得分率 平均得分 满分率 零分率 信度 核心素养 "
    "正答率 正确率 满分人数 满分人数占比 入围标签 入围完成率 名次段 有效入围"
)
_REPORT_WORDS: Final = frozenset(_REPORTED.split())  # two of these in a row head a report
_QUESTIONS: Final = (
    "题号 小题号 大题号 题目 试题 小题 题型 知识点 考点 考查内容 分数段 能力层次 得分段 分段"
)
_QUESTION_ROWS: Final = frozenset(_QUESTIONS.split())
"""What stands over the first column where each row is a question, a topic or a band."""
_REPORT_TITLE: Final = pattern(
    r"细目表|[小试]题分析|试卷分析|知识点|得分率|正[答确]率|区分度|概览|概况|简报"
)
_TOP: Final = 10  # labels and titles of a report, names of pupils across, stand in so many rows
_NAMED: Final = (Role.NAME, Role.STUDENT_ID)
_SCORE_ROLES: Final = (Role.SUBJECT, Role.SCORE, Role.EXAM_SCORE)
_BAND: Final = pattern(
    r"[(\[]?\d+(\.\d+)?分?[-~—至到,]+\d+(\.\d+)?分?[)\]]?|[<>≤≥=]+\d+(\.\d+)?分?"
    r"|\d+分?(及|含)?(以上|以下)|满分|0分|不及格|[ABCDE]"
)


class Header(NamedTuple):
    """The header of one table; rows are 0-based."""

    rows: tuple[int, ...]  # the label rows, () where the sheet has none
    labels: tuple[Label, ...]  # one per column
    titles: tuple[tuple[int, str], ...]  # (row, text) of the title and information rows above
    first_below: int  # the first row under the header
    full_mark_row: int | None = None  # a row 满分 right under the labels, None where there is none
    known: bool = True  # whether the labels say what the columns are; otherwise only the data do


def combine(group: str, label: Label) -> Label:
    """Return a label of a lower header row together with the title that is merged over it.

    >>> combine("语文", parse_label("成绩")).role, combine("语文", parse_label("名次")).subject
    (<Role.SUBJECT: 8>, '语文')
    >>> combine("名次", parse_label("语文")).role
    <Role.RANK: 13>
    """
    group = plain_text(group)
    if not group or group == label.text:
        return label
    over = parse_label(group)
    if label.role is Role.BLANK:
        return over
    if over.role is Role.SUBJECT and label.role in _UNDER_SUBJECT:
        return _under_subject(over, label)
    if over.role is Role.SUBJECT and label.role is Role.SUBJECT and over.text not in words.UNITED:
        return _subject_under_subject(over, label)
    return _under_figure(over, label)._replace(group=group)


def _under_figure(over: Label, label: Label) -> Label:
    """Return a label under a figure: 名次 over 班 | 年级 or 语文 | 数学, 总分 over 得分 | 名次."""
    joined = over.text + label.text
    if over.role is Role.RANK and _is_unit(label):
        return Label(joined, Role.RANK, over.subject)
    if over.role in _RULING and label.role in (Role.SUBJECT, *_UNDER_SUBJECT):
        return Label(joined, over.role, label.subject, label.full_mark, score=over.score)
    if over.score is ScoreKind.ASSIGNED and label.role is Role.SUBJECT:
        return _assigned(joined, label.subject, label.full_mark)
    if over.role in (Role.TOTAL, Role.SUBTOTAL):
        return _under_total(over, label, joined)
    if label.role is Role.SCORE and words.COMBINATION.fullmatch(over.text):
        return over._replace(text=joined)
    return label


def _under_total(over: Label, label: Label, joined: str) -> Label:
    """Return a label under 总分, which is no subject: 原始分, 赋分, 名次, 档次."""
    if label.role is Role.RAW:
        return Label(joined, Role.RAW, full_mark=over.full_mark, score=ScoreKind.RAW)
    if label.role is Role.SCORE:
        return Label(joined, over.role, full_mark=over.full_mark, score=label.score)
    if label.role in (Role.RANK, Role.STAT):
        return Label(joined, label.role)
    return Label(joined, Role.HELPER) if label.role is Role.UNKNOWN else label


def _assigned(text: str, subject: str, full_mark: int | None) -> Label:
    name = f"{subject}赋分"
    return Label(text, Role.SUBJECT, name, full_mark, score=ScoreKind.ASSIGNED, stem=subject)


def _is_unit(label: Label) -> bool:
    """Say whether a label names a unit, as 班, 年级 and 县 do under 名次."""
    return label.text in _OVER_UNITS or label.role in _UNITS


def _under_subject(over: Label, label: Label) -> Label:
    joined, subject, group = over.text + label.text, over.subject, over.text
    full_mark = label.full_mark or over.full_mark
    said = "" if label.role in (Role.RANK, Role.STAT) else label.text  # 赋分排名 is no score
    if label.score is ScoreKind.RAW or words.RAW.search(said):
        return Label(joined, Role.RAW, subject, full_mark, group, ScoreKind.RAW)
    if label.score is ScoreKind.ASSIGNED or words.ASSIGNED.search(said):
        return _assigned(joined, subject, full_mark)._replace(group=group)
    if words.WHOLE.fullmatch(said):
        return Label(joined, Role.SUBJECT, subject, full_mark, group, ScoreKind.WHOLE)
    if label.role is Role.EXAM_SCORE:
        name = label.text + subject
        return Label(joined, Role.SUBJECT, name, full_mark, group, stem=subject, exam=label.text)
    if label.role in (Role.UNKNOWN, Role.TOTAL):
        own = parse_label(joined)._replace(group=group)
        is_detail = own.subject != subject
        return own._replace(score=ScoreKind.DETAIL, stem=subject) if is_detail else own
    role = Role.SUBJECT if label.role is Role.SCORE else label.role
    return Label(joined, role, subject, full_mark, group)


def _subject_under_subject(over: Label, label: Label) -> Label:
    """Return a part of the subject above: 阅读 under 语文; 物理 under 科学 that has a total."""
    joined = over.text + label.text
    return Label(
        text=joined,
        role=Role.SUBJECT,
        subject=joined if label.subject in words.SKILLS else label.subject,
        full_mark=label.full_mark,
        group=over.text,
        score=ScoreKind.DETAIL,
        stem=over.subject,
    )


def label_score(view: View, row: int) -> int:
    """Say how much a row looks like a header: the sum of weights of the labels in it."""
    texts = [value for value in view.rows[row] if isinstance(value, str)]
    numbers = sum(isinstance(value, (int, float)) for value in view.rows[row])
    if numbers > len(texts):
        return 0  # a pupil's row: its texts need not be understood
    labels = [parse_label(text) for text in texts if is_label_like(text)]
    known = [label for label in labels if label.role in _WEIGHTS]
    if numbers > len(known) or len(texts) > len(labels) + len(known):
        return 0
    return sum(_WEIGHTS[label.role] for label in known)


def has_name_label(view: View, row: int) -> bool:
    """Say whether a row holds the label 姓名."""
    return any(
        isinstance(value, str) and parse_label(value).role is Role.NAME for value in view.rows[row]
    )


def _searched(view: View) -> range:
    """Return the rows in which a header may stand: a lower table has nothing in those above it."""
    first = next((row for row in range(view.height) if view.filled(row)), view.height)
    return range(first, min(view.height, first + _SEARCHED))


def find_header(view: View) -> Header | None:
    """Return the first header, None where no row looks like one."""
    scores = {row: label_score(view, row) for row in _searched(view)}
    likely = {row: score for row, score in scores.items() if score >= _LOWEST_SCORE}
    if not likely:
        return _header_by_data(view)
    best = {row for row, score in likely.items() if score * 2 >= max(likely.values())}
    for row in filter(partial(has_name_label, view), likely):
        header = _header_at(view, row)
        # under 66 columns the lower row (分数 | 班级排名 …) outweighs the one with 姓名 many times
        if not best.isdisjoint(header.rows):
            return header
    return _header_at(view, min(best))


def _header_at(view: View, row: int) -> Header:
    """Return the header whose main label row is known."""
    rows = [row]
    while rows[0] > 0 and is_group_row(view, rows[0] - 1, rows[0]):
        rows.insert(0, rows[0] - 1)
    while _is_sub_row(view, rows[-1] + 1, rows):
        rows.append(rows[-1] + 1)
    return header_of(view, tuple(rows))


def header_of(view: View, rows: tuple[int, ...]) -> Header:
    """Return the header made of the given rows."""
    below = rows[-1] + 1
    labels = tuple(_combined(view, rows))
    full_mark_row = below if _is_full_mark_row(view, below, labels) else None
    return Header(
        rows=rows,
        labels=labels,
        titles=_titles(view, rows[0]),
        first_below=below if full_mark_row is None else below + 1,
        full_mark_row=full_mark_row,
    )


def _titles(view: View, end: int) -> tuple[tuple[int, str], ...]:
    cells = (
        (row, view.text(row, column).strip()) for row in range(end) for column in view.filled(row)
    )
    return tuple((row, text) for row, text in cells if text)


def is_group_row(view: View, row: int, below: int) -> bool:
    """Say whether a row holds titles of column groups (语文 over 成绩|名次), not a title."""
    filled = view.filled(row)
    texts = [plain_text(view.text(row, column)) for column in filled]
    if not filled or not all(texts) or any(":" in text for text in texts):
        return False
    spans = dict(view.wide_merges.get(row, ()))
    if len(filled) == 1:
        only = filled[0]
        width = spans.get(only, only) - only + 1
        named = parse_label(texts[0]).role in _WEIGHTS or words.EXAM_WORD.search(texts[0])
        short = len(texts[0]) <= _GROUP_LENGTH
        is_group = 1 < width < len(view.filled(below)) - 1
        return only > 0 and is_group and bool(named) and short
    labels = [parse_label(text) for text in texts]
    under = [parse_label(view.text(below, column)) for column in filled]
    if any(o.role is Role.HELPER and u.role in _KEYS for o, u in zip(labels, under, strict=True)):
        return False  # 任课教师 | 张老师 | 李老师 over 姓名 | 语文 | 数学
    known = [label.role in _WEIGHTS or words.EXAM_WORD.search(label.text) for label in labels]
    return all(
        (column in spans or is_known or text == plain_text(view.text(below, column)))
        and is_label_like(text)
        for column, is_known, text in zip(filled, known, texts, strict=True)
    )


def _is_sub_row(view: View, row: int, above: Sequence[int]) -> bool:
    """Say whether a row goes on with the labels of the header above it."""
    if row >= view.height or len(above) > 2:  # noqa: PLR2004 - no office writes four label rows
        return False
    texts = [view.text(row, column) for column in range(view.width)]
    spread = view.spread(above[-1])
    _fill_right(spread, list(map(parse_label, texts)))
    # 姓名 may stand in both rows
    filled = [c for c in view.filled(row) if texts[c] != view.text(above[-1], c)]
    if not all(isinstance(view.rows[row][c], str) and is_label_like(texts[c]) for c in filled):
        return False
    labels = [combine(spread[column], parse_label(texts[column])) for column in filled]
    if any(label.role in (Role.NAME, Role.STUDENT_ID, Role.CLASS) for label in labels):
        return False
    known = sum(label.role in _UNDER_GROUP for label in labels)
    over_keys = any(parse_label(view.text(above[0], c)).role in _KEYS for c in filled)
    return not over_keys and known >= max(1, len(filled) // 2)


def _is_full_mark_row(view: View, row: int, labels: Sequence[Label]) -> bool:
    """Say whether a row states full marks: it says 满分, or holds 100, 120 … and no name.

    Where a sheet has nothing but marks, 80 | 70 may be a pupil's.
    """
    if row >= view.height:
        return False
    filled = view.filled(row)
    texts = [value for column in filled if isinstance(value := view.rows[row][column], str)]
    if any(words.FULL_MARK_ROW.match(plain_text(text)) for text in texts):
        return True
    scores = [c for c in filled if labels[c].role in _SCORED]
    below = view.filled(row + 1) if row + 1 < view.height else ()
    others = any(label.role in _KEYS for label in labels) or not set(filled).issuperset(below)
    bare = len(scores) == len(filled) > 1 and others
    return bare and all(full_mark_in(view.text(row, c)) is not None for c in scores)


def full_mark_in(text: str) -> int | None:
    """Return the full mark in hundredths that a cell of a row 满分 states, None where it is none.

    >>> full_mark_in("(120分)"), full_mark_in("100"), full_mark_in("87")
    (12000, 10000, None)
    """
    found = _FULL.fullmatch(plain_text(text))
    if found is None or int(found[1]) % 10:
        return None
    return int(found[1]) * POINT


def _combined(view: View, rows: Sequence[int]) -> list[Label]:
    """Return each column's label, those of several rows put together."""
    lowest = [view.text(rows[-1], c) for c in range(view.width)]
    labels = [parse_label(text) if text.strip() else words.NO_LABEL for text in lowest]
    for row in reversed(rows[:-1]):
        spread = view.spread(row)
        _fill_right(spread, labels)
        labels = [combine(text, label) for text, label in zip(spread, labels, strict=True)]
    return labels


def _fill_right(spread: list[str], labels: Sequence[Label]) -> None:
    """Let a group title reach over the columns behind it where the sheet did not merge them."""
    for column in range(1, len(spread)):
        label = labels[column]
        if spread[column].strip():
            continue
        over = parse_label(spread[column - 1])
        under_rank = over.role is Role.RANK and _is_unit(label)
        # 写话, 阅读, 期中 under a subject can be parts of it, 数学 cannot
        part = label.role in (Role.UNKNOWN, Role.EXAM_SCORE) or (
            label.role is Role.SUBJECT and label.subject in words.SKILLS
        )
        is_part = over.role is Role.SUBJECT and part
        reaches = label.role in _SUB_LABELS and over.role in _OVER_SUB_LABELS
        if under_rank or is_part or reaches:
            spread[column] = spread[column - 1]


def _header_by_data(view: View) -> Header | None:
    """Find pupils without any known label: a name and a number in one row, several times."""
    pupils = [row for row in _searched(view) if _is_pupil_row(view.rows[row])]
    if len(pupils) < 2:  # noqa: PLR2004 - one such row may be chance
        return None
    first = pupils[0]
    rows = (first - 1,) if first > 0 and _is_bare_header(view, first - 1) else ()
    labels = _combined(view, rows) if rows else [words.NO_LABEL] * view.width
    titles = _titles(view, first - len(rows))
    return Header(rows, tuple(labels), titles, first, known=False)


def pupils_above(view: View, end: int) -> list[int]:
    """Return the rows of names and marks above a row: a list of pupils without a header of its own.

    Three different names in one column beside numbers of a mark's size in another: titles, notes
    and a few persons above a header never make those. Rows with a word of headers (语文 85 张三,
    应考 52) belong to tables of figures.
    """
    places: dict[tuple[int, int], dict[str, int]] = {}
    reader = MarkReader()
    for row in range(end):
        filled = view.filled(row)
        texts = {column: view.text(row, column) for column in filled}
        if any(
            parse_label(text).role in _WEIGHTS or words.FOOTER.search(plain_text(text))
            for text in texts.values()
        ):
            continue
        marks = {column: reader.read(view.rows[row][column]).mark for column in filled}
        numbers = [c for c, mark in marks.items() if isinstance(mark, int) and mark <= LARGEST_MARK]
        names = [c for c in filled if looks_like_name(texts[c])]
        for name in names:
            for number in numbers:
                places.setdefault((name, number), {}).setdefault(texts[name], row)
    most: dict[str, int] = max(places.values(), key=len, default={})
    return sorted(most.values()) if len(most) >= _SOME_PUPILS else []


def _is_pupil_row(values: Sequence[CellValue]) -> bool:
    texts = [value for value in values if isinstance(value, str)]
    numbers = any(isinstance(value, (int, float)) for value in values)
    return any(map(looks_like_name, texts)) and (
        numbers or any(parse_label(text).role is Role.NUMBER for text in texts)
    )


def _is_bare_header(view: View, row: int) -> bool:
    wide = any(right - left + 1 >= view.width / 2 for left, right in view.wide_merges.get(row, ()))
    return not wide and view.filled(row) not in ([], [0])


def names_row(view: View) -> int | None:
    """Return the row in which pupils' names go across over subjects going down (横排), or None.

    Classes, schools or numbers of the pupils may stand above the names: then it is their row.
    """
    for row in range(min(view.height, _TOP)):
        looks = [c for c in view.filled(row) if looks_like_name(view.text(row, c))]
        names = [c for c in looks if parse_label(view.text(row, c)).role is Role.UNKNOWN]
        if len(names) < _MANY:
            continue
        for column in range(min(names[0], 3)):
            below = [view.text(r, column) for r in range(row + 1, min(view.height, row + _LOOK))]
            subjects = [text for text in below if parse_label(text).role is Role.SUBJECT]
            if len(subjects) >= _SOME:
                return _first_of_pupils(view, row, len(looks))
    return None


def _first_of_pupils(view: View, row: int, pupils: int) -> int:
    """Return the first of the rows above the names that give pupils a class, school or number.

    One of them may be missing: that pupil is told.
    """
    keys = (*_KEYS, Role.GRADE)
    while row > 0:
        roles = [parse_label(text).role for text in view.spread(row - 1) if text]
        # 学校 | 青山小学 | 班级 | 七(1)班 says what holds for all
        if len(roles) < pupils or [role for role in roles if role in keys] != roles[:1]:
            break
        row -= 1
    return row


def is_report(view: View) -> bool:
    """Say whether the sheet is a report of questions or score bands, not of pupils."""
    for values in view.rows[:_LOOK]:
        words = {plain_label(value) for value in values if isinstance(value, str)}
        if len(words & _REPORT_WORDS) >= _SOME:
            return True
    return _is_of_questions(view)


def _is_of_questions(view: View) -> bool:
    """Say whether rows are questions, topics or bands: by the first label, or by the title."""
    rows = [view.filled(row) for row in range(min(_TOP, view.height))]
    labels = [[plain_label(view.text(r, c)) for c in columns] for r, columns in enumerate(rows)]
    if any(parse_label(word).role in _NAMED for words in labels for word in words):
        return False  # pupils, with a mark for each question
    firsts = [words[0] for words in labels if len(words) > 1]
    if any(word in _QUESTION_ROWS or word.endswith("区间") for word in firsts):
        return True
    titles = [view.grid.name, *(words[0] for words in labels if len(words) == 1)]
    return any(map(_REPORT_TITLE.search, titles))


def _is_bands(view: View, header: Header) -> bool:
    """Say whether the rows are bands of scores (分数段) with counts of pupils behind them."""
    body = range(header.first_below, min(view.height, header.first_below + _LOOK))
    texts = list(filter(None, (view.text(row, 0) for row in body)))
    bands = sum(bool(_BAND.fullmatch(plain_text(text))) for text in texts)
    return bands >= _SOME and bands * 2 > len(texts)


def kind_of(view: View, header: Header) -> SheetKind:
    """Return what a sheet with this header is, lists and settings apart.

    A sheet with pupils' names and score columns is STUDENT_SCORES, whatever else it shows.
    """
    roles = [label.role for label in header.labels]
    scores = sum(role in _SCORE_ROLES for role in roles)
    stats = sum(role is Role.STAT for role in roles)
    named = Role.NAME in roles or not header.known
    if not named and _is_bands(view, header):
        return SheetKind.DASHBOARD
    if named and (scores or not stats):
        return SheetKind.STUDENT_SCORES
    if stats >= _SOME and not scores:
        several = not named and _are_several_tables(view, header)
        return SheetKind.DASHBOARD if several else SheetKind.CLASS_SUMMARY
    if _rows_are_groups(view, header):
        return SheetKind.CLASS_SUMMARY
    return SheetKind.STUDENT_SCORES if scores or Role.TOTAL in roles else SheetKind.OTHER


def _are_several_tables(view: View, header: Header) -> bool:
    """Say whether another header stands below: several tables of figures make a dashboard."""
    first = {plain_label(label.text) for label in header.labels}
    for row in range(header.first_below, min(view.height, header.first_below + _LOOK)):
        words = {plain_label(view.text(row, column)) for column in view.filled(row)}
        if label_score(view, row) >= _MANY and len(words & first) * 2 < len(words):
            return True
    return False


def _rows_are_groups(view: View, header: Header) -> bool:
    """Say whether each row is a class or a school, none of them twice."""
    roles = [label.role for label in header.labels]
    if Role.STUDENT_ID in roles and Role.CLASS not in roles and Role.SCHOOL not in roles:
        return False
    for column, role in enumerate(roles):
        if role not in (Role.CLASS, Role.SCHOOL, Role.BLANK, Role.UNKNOWN, Role.GRADE):
            continue
        body = range(header.first_below, view.height)
        texts = list(filter(None, (view.text(row, column) for row in body)))
        groups = [t for t in texts if looks_like_class(t) or looks_like_school(t)]
        keyed = role in (Role.CLASS, Role.SCHOOL) or len(groups) * 2 > len(texts)
        if keyed and texts and len(set(texts)) == len(texts):
            return True
    return False
