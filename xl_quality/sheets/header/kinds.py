"""What kind of sheet a view is (表的种类), once its header is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xl_quality.sheets.header.headers import label_score
from xl_quality.sheets.header.labels import parse_label
from xl_quality.sheets.header.vocabulary import Role
from xl_quality.sheets.names import looks_like_class, looks_like_name
from xl_quality.sheets.patterns import pattern
from xl_quality.sheets.recognition import SheetKind
from xl_quality.sheets.schools import looks_like_school
from xl_quality.sheets.texts import plain_label, plain_text

if TYPE_CHECKING:
    from xl_quality.sheets.header.headers import Header
    from xl_quality.sheets.view import View

_LOOK: Final = 40
_SOME: Final = 2
_MANY: Final = 3
_REPORT_WORDS: Final = frozenset(
    (
        *(
            "题号",
            "题型",
            "正确答案",
            "学生名单",
            "分数段",
            "占比",
            "知识点",
            "难度",
            "区分度",
            "选项",
        ),
        *(
            "考查内容",
            "考点",
            "能力层次",
            "能力要求",
            "认知层次",
            "难易程度",
            "题目",
            "小题",
            "分值",
        ),
        *("得分率", "平均得分", "满分率", "零分率", "信度", "核心素养", "正答率", "正确率"),
        *("满分人数", "满分人数占比", "入围标签", "入围完成率", "名次段", "有效入围"),
    )
)
_QUESTION_ROWS: Final = frozenset(
    (
        *("题号", "小题号", "大题号", "题目", "试题", "小题", "题型", "知识点", "考点", "考查内容"),
        *("分数段", "能力层次", "得分段", "分段"),
    )
)
"""What stands over the first column where each row is a question, a topic or a band."""
_REPORT_TITLE: Final = pattern(
    r"细目表|[小试]题分析|试卷分析|知识点|得分率|正[答确]率|区分度|概览|概况|简报"
)
_TOP: Final = 10
_NAMED: Final = (Role.NAME, Role.STUDENT_ID)
_SCORE_ROLES: Final = (Role.SUBJECT, Role.SCORE, Role.EXAM_SCORE)


def names_row(view: View) -> int | None:
    """Return the row in which pupils' names go across over subjects going down (横排), or None."""
    for row in range(min(view.height, 8)):
        looks = [c for c in view.filled(row) if looks_like_name(view.text(row, c))]
        if len(looks) < _MANY:
            continue
        names = [c for c in looks if parse_label(view.text(row, c)).role is Role.UNKNOWN]
        if len(names) < _MANY:
            continue
        for column in range(min(names[0], 3)):
            below = [view.text(r, column) for r in range(row + 1, min(view.height, row + _LOOK))]
            subjects = [text for text in below if parse_label(text).role is Role.SUBJECT]
            if len(subjects) >= _SOME:
                return row
    return None


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


def is_bands(view: View, header: Header) -> bool:
    """Say whether the rows are bands of scores (分数段) with counts of pupils behind them."""
    body = range(header.first_below, min(view.height, header.first_below + _LOOK))
    texts = [view.text(row, 0) for row in body if view.text(row, 0)]
    bands = sum(bool(_BAND.fullmatch(plain_text(text))) for text in texts)
    return bands >= _SOME and bands * 2 > len(texts)


_BAND: Final = pattern(
    r"[(\[]?\d+(\.\d+)?分?[-~—至到,]+\d+(\.\d+)?分?[)\]]?|[<>≤≥=]+\d+(\.\d+)?分?"
    r"|\d+分?(及|含)?(以上|以下)|满分|0分|不及格|[ABCDE]"
)


def kind_of(view: View, header: Header) -> SheetKind:
    """
    Return what a sheet with this header is, lists and settings apart.

    A sheet with pupils' names and score columns is STUDENT_SCORES, whatever else it shows.
    """
    roles = [label.role for label in header.labels]
    scores = sum(role in _SCORE_ROLES for role in roles)
    stats = sum(role is Role.STAT for role in roles)
    named = Role.NAME in roles or not header.known
    if not named and is_bands(view, header):
        return SheetKind.DASHBOARD
    if named and (scores or not stats):
        return SheetKind.STUDENT_SCORES
    if named and stats >= _SOME and not scores:
        return SheetKind.CLASS_SUMMARY
    if stats >= _SOME and not scores:
        return _summary_or_dashboard(view, header)
    if _rows_are_groups(view, header):
        return SheetKind.CLASS_SUMMARY
    return SheetKind.STUDENT_SCORES if scores or Role.TOTAL in roles else SheetKind.OTHER


def _summary_or_dashboard(view: View, header: Header) -> SheetKind:
    """Several different tables of figures under each other make a dashboard."""
    first = {plain_label(label.text) for label in header.labels}
    for row in range(header.first_below, min(view.height, header.first_below + _LOOK)):
        words = {plain_label(view.text(row, column)) for column in view.filled(row)}
        if label_score(view, row) >= _MANY and len(words & first) * 2 < len(words):
            return SheetKind.DASHBOARD
    return SheetKind.CLASS_SUMMARY


def _rows_are_groups(view: View, header: Header) -> bool:
    """Say whether each row is a class or a school, none of them twice."""
    roles = [label.role for label in header.labels]
    if Role.STUDENT_ID in roles and Role.CLASS not in roles and Role.SCHOOL not in roles:
        return False
    body = range(header.first_below, min(view.height, header.first_below + 200))
    for column, role in enumerate(roles):
        if role not in (Role.CLASS, Role.SCHOOL, Role.BLANK, Role.UNKNOWN, Role.GRADE):
            continue
        texts = [view.text(row, column) for row in body if view.text(row, column)]
        groups = [t for t in texts if looks_like_class(t) or looks_like_school(t)]
        keyed = role in (Role.CLASS, Role.SCHOOL) or len(groups) * 2 > len(texts)
        if keyed and texts and len(set(texts)) == len(texts):
            return True
    return False
