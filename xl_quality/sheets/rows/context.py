"""What titles, sheet name and file name say about all rows (标题里的学校、年级、班级、考试)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.findings import settings_row
from xl_quality.sheets.exam_names import exam_name, without_subject
from xl_quality.sheets.names import class_of_sheet, classes_in, grade_in
from xl_quality.sheets.patterns import pattern
from xl_quality.sheets.schools import school_in
from xl_quality.sheets.texts import plain_text
from xl_quality.sheets.view import is_empty

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from xl_quality.sheets.columns.layout import Layout

_EXAM: Final = pattern(
    r"考试|期中|期末|月考|检测|测试|联考|统考|抽考|抽测|质检|模拟|[一二三]模|中考|高考|限时练|考"
)
_NO_EXAM: Final = pattern(r"考试编号|考号|考场|考核|对比考试|备考")
_EXAM_SHEET: Final = pattern(r"(\d{4}年)?(\d{1,2}|[一二三四五六七八九十]+)月|第.{1,3}[次周]")
_NOTE: Final = pattern(
    r"(?:说明|注|备注|注意|要求|填表|填报要求|填写|制表|提示|温馨提示|填报说明|使用说明|打印|日期|(?:考试|统计)?时间"
    r"|考试日期|导出时间|制单|审核)[\w]{0,6}[:：]|[(（\[【]?注[)）\]】:：]|\d+[、.．]\D|[★※*]"
    r"|(?:请|本表|此表|缺考)"
)
"""How a line above the header begins that explains the form and names no exam."""
_DATE: Final = pattern(r"[\d\s年月日.:/\-—~至到]+(?:星期.)?")
_PAIR: Final = pattern(
    r"(?<!制表)(?<!命题)(?<!主办)(?<!承办)(?<!主管)(学校|单位|年级|班级|班别|考试|考试名称)[:：]\s*([^\s:：]+)"
)


class Context(NamedTuple):
    """What holds for all rows; ``""`` where nothing says so."""

    school: str = ""
    grade: str = ""
    class_name: str = ""
    exam: str = ""


def context_of(layout: Layout, file_name: str) -> Context:
    """Take from titles, sheet name and file name what no column gives; each is a finding."""
    override = layout.override
    return Context(
        school=override.school or _found(layout, "学校", layout.school, _school_of, file_name),
        grade=override.grade or _found(layout, "年级", layout.grade, _grade_of, file_name),
        class_name=override.class_name or _found(layout, "班级", layout.class_name, _class_of, ""),
        exam=override.exam or exam_of(layout, file_name),
    )


def _found(
    layout: Layout,
    word: str,
    column: int | None,
    find: Callable[[str, bool], str],
    file_name: str,
) -> str:
    if column is not None and not _is_blank(layout, column):
        return ""
    for row, text in _paired(titles_of(layout)):
        if value := find(text, False):  # noqa: FBT003 - not a sheet name
            cell = _title_cell(layout, row, text)
            _tell(layout, word, value, f"标题（{cell}）", cell)
            return value
    if word == "班级" and (value := _class_in_header(layout)):
        return value
    if value := find(layout.view.grid.name, True):  # noqa: FBT003 - a sheet name
        _tell(layout, word, value, "工作表名", "")
        return value
    stem = file_name.rsplit(".", 1)[0]
    if stem and (value := find(stem, False)):  # noqa: FBT003 - not a sheet name
        _tell(layout, word, value, "文件名", "")
        return value
    return ""


def _is_blank(layout: Layout, column: int) -> bool:
    """Say whether a column has a label and nothing below it, as in a form nobody filled in."""
    return bool(layout.data) and all(map(is_empty, layout.cells(column)))


def _class_in_header(layout: Layout) -> str:
    """Return the class that stands among the labels: over the names, or merged down beside them."""
    found = [
        (column, label.text)
        for column, label in enumerate(layout.header.labels)
        if column not in layout.subjects.values() and classes_in(label.text) == [label.text]
    ]
    if len(found) != 1:
        return ""
    column, value = found[0]
    _tell(layout, "班级", value, "表头", layout.view.at(layout.header.rows[0], column))
    return value


def titles_of(layout: Layout) -> list[tuple[int, str]]:
    """Return the (row, text) of the titles above the header, without notes and dates."""
    return [(row, text) for row, text in layout.header.titles if not _is_note(text)]


def _is_note(text: str) -> bool:
    plain = text.strip()
    return bool(_NOTE.match(plain) or _DATE.fullmatch(plain))


_WORDS: Final = ("学校", "单位", "年级", "班级", "班别", "考试", "考试名称")


def _paired(titles: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """Put 班级： and 七(1)班 of two cells beside each other together."""
    paired: list[tuple[int, str]] = []
    for row, text in titles:
        if paired and paired[-1][0] == row and plain_text(paired[-1][1]).rstrip(":") in _WORDS:
            word = plain_text(paired[-1][1]).rstrip(":")
            paired[-1] = (row, f"{word}:{text}")
        else:
            paired.append((row, text))
    return paired


def _tell(layout: Layout, word: str, value: str, where: str, cell: str) -> None:
    layout.doubts.note(
        f"{_CODES[word]}_from_title",
        cell,
        value,
        f"表里没有{word}列，{word}“{value}”取自{where}",
        "如果不对，请" + settings_row(word, f"正确的{word}", sheet=layout.doubts.sheet),
    )


_CODES: Final = {"学校": "school", "年级": "grade", "班级": "class"}


def _title_cell(layout: Layout, row: int, text: str) -> str:
    texts = [layout.view.text(row, column).strip() for column in range(layout.view.width)]
    value = text.partition(":")[2]
    return layout.view.at(row, texts.index(text if text in texts else value))


def _named(text: str, words: tuple[str, ...]) -> str:
    for word, value in _PAIR.findall(text) if ":" in text or "：" in text else ():
        if word in words:
            return str(value)
    return ""


def _school_of(text: str, is_sheet: bool) -> str:  # noqa: FBT001 - one signature for three finders
    del is_sheet
    return _named(text, ("学校", "单位")) or school_in(text)


def _grade_of(text: str, is_sheet: bool) -> str:  # noqa: FBT001 - one signature for three finders
    del is_sheet
    return _named(text, ("年级",)) or grade_in(text)


def _class_of(text: str, is_sheet: bool) -> str:  # noqa: FBT001 - one signature for three finders
    if is_sheet:
        return class_of_sheet(text)
    named = _named(text, ("班级", "班别"))
    found = classes_in(text)
    return named or (found[0] if len(found) == 1 else "")


def exam_of(layout: Layout, file_name: str) -> str:
    """Return the exam's name: a title that speaks of an exam, else the sheet's, else the file's."""
    stem = file_name.rsplit(".", 1)[0]
    titles = [text for _, text in titles_of(layout)]
    for text in (*titles, layout.view.grid.name, stem):
        if text == layout.view.grid.name and _EXAM_SHEET.fullmatch(plain_text(text)):
            return plain_text(text)
        if _EXAM.search(_NO_EXAM.sub("", text)) and not _NO_EXAM.search(text[:6]):
            named = exam_name(text)
            # a sheet a subject (语文, 数学 …) is one exam for all of them
            only = "".join(layout.subjects) if len(layout.subjects) == 1 else ""
            return without_subject(named, only)
    return ""
