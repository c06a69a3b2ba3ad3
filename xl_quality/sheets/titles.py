"""What titles, sheet name and file name say: school, grade, class and exam of all rows (标题).

Titles inside a sheet (701班 … 702班 …) hold for the pupils below them; an exam's name goes without
school, class and leftovers.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.school_terms import NO_EXAM, ExamKind, kind_of_exam
from xl_quality.sheets import sheet_findings as kinds
from xl_quality.sheets.cells import is_empty
from xl_quality.sheets.recognition import Facts, Recognition, shown
from xl_quality.sheets.spelling import looks_like_school, school_in
from xl_quality.sheets.text import (
    class_in,
    class_of_sheet,
    classes_in,
    grade_in,
    looks_like_class,
    pattern,
    plain_text,
)

if TYPE_CHECKING:
    from xl_quality.core.findings import Finding
    from xl_quality.sheets.layout import Layout

SCHOOL: Final = 1
CLASS: Final = 2
Segment = tuple[int, str, str]
"""1-based row, school and class of a title between the pupils."""
_SHEET_WORDS: Final = pattern(
    r"(学生)?(考试)?成绩(统计|汇总|登记|公示)?(总)?(表|单|册|汇总|统计|一览表|排名)?(\(.*?\))?$"
)
_GROUP: Final = pattern(
    r"[-—–_、,(]*(?:全(?:年级|校|体|部)(?:学生)?|(?:[初高][一二三]|[一二三四五六七八九1-9]年)?年?级?"
    r"(?:文理|文科|理科|艺体|体艺|艺术|体育|(?:物理|历史)(?:类|方向|组)|普通|实验|重点|平行|特优)+"
    r"(?:班|类|组|学生)*|(?<![一二三四五六七八九\d])年级|(?<![一二三四五六七八九\d)])班级?|[和与及]+)\)?$"
)
"""Behind the exam's name: which pupils the sheet is about (——高二年级文科班)."""
_SAYS_WHEN: Final = pattern(r"[期月周次考测检联模练赛届年]|单元")
"""One of these tells exams apart; without them 4考试成绩单 would be the exam 4."""
_SHORTEST_SUBJECT: Final = 2  # A subject of one letter (语, 化) may be part of any word
_PAIRS: Final = {"(": ")", "[": "]", "【": "】", "《": "》", "<": ">", "〔": "〕"}
_LEFT: Final = dict(zip(_PAIRS.values(), _PAIRS, strict=True))
_EDGE: Final = " -—–－―_、,，.。·;；:|/+"
_OWN_EXAM: Final = pattern(r"[赛奖]|活动|等级|会考|合格考|学考|口语|听力|实验|操作")
"""An exam that is held in one subject alone: 语文竞赛 and 数学竞赛 are two."""
_JOINT: Final = pattern(r"^[和与及的](?=[期第月中单联统模检测春秋上下\d])")
"""Between two classes that were left out."""
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
_MOMENTS: Final = {
    "期中": pattern(r"期中"),
    "期末": pattern(r"期末"),
    "月考": pattern(r"月考"),
    "模拟": pattern(r"模拟|模考|[一二三四1-4]模"),
    "开学": pattern(r"入学|开学|摸底"),
}
"""When in the school year an exam is held: two of these are two exams."""
_YEAR: Final = pattern(r"(?<!\d)20\d\d(?!\d)")
_TERMS: Final = (
    pattern(r"(?<=[年\d])秋|秋(?=季|期|学期)|上学期|第[一1]学期"),
    pattern(r"(?<=[年\d])春|春(?=季|期|学期)|下学期|第[二2]学期"),
)
_TERM: Final = pattern(
    r"20\d\d(?:[-—–~至/]+(?:20)?\d\d)?学年度?(?:第?[一二12上下]学期|[春秋]季?学?期?)?"
    r"|20\d\d年?(?:[春秋](?:季?学?期|季)?|[上下]学期)|20\d\d年(?:1[0-2]|0?[1-9])月"
    r"|20\d\d年(?![级届])"
)
_HELD: Final = pattern(r"考试(?:日期|时间):?(20\d\d)[年\-./](1[0-2]|0?[1-9])(?!\d)")
_OTHER_DAY: Final = pattern(
    r"(?:制表|打印|导出|填表|填报|统计|更新|制单|审核|出生|入学)[^\d]{0,6}20\d\d[\d年月日\-./:]*"
    r"|20\d\d[\d年月日\-./]*(?:入学|出生|毕业)"
)
"""When a sheet was made, or its pupils came: not when the exam was."""
_ITS_TERM: Final = pattern(r"^(?:[本上下]学?期|第[一二12]学期|[春秋](?:季?学期|季))")
_THIS_TERM: Final = pattern(r"^本学?期")
_NEXT_YEAR: Final = pattern(r"学年")
"""2025学年 and the first term of 2025 both end in 2026."""
_ORDINAL: Final = pattern(
    r"第(\d{1,2}|[一二三四五六七八九十]+)次|([一二三四1-4])模|月考\s*[(]?(\d{1,2}|[一二三四五六七八九])(?!\d|年)"
)
_MONTH: Final = pattern(r"(?<!\d)(\d{1,2}|[一二三四五六七八九十]+)月")
_NUMERALS: Final = "零一二三四五六七八九十"
_DATE: Final = pattern(r"[\d\s年月日.:/\-—~至到]+(?:星期.)?")
_PAIR: Final = pattern(
    r"(?<!制表)(?<!命题)(?<!主办)(?<!承办)(?<!主管)(学校|单位|年级|班级|班别|考试|考试名称)[:：]\s*([^\s:：]+)"
)
_EXAM_IS: Final = pattern(r"^考试(?:名称)?:\s*")
_WORDS: Final = ("学校", "单位", "年级", "班级", "班别", "考试", "考试名称")
"""Words that may stand in a cell of their own, the name in the next one."""


def segments_of(layout: Layout, context: Context) -> tuple[tuple[Segment, ...], list[Finding]]:
    """Return each title between the pupils that names a school or class, and say so."""
    segments: list[Segment] = []
    findings: list[Finding] = []
    school, above_last = context.school, range(max(layout.rows.data, default=0))
    for row, text in sorted(place for place in layout.rows.between if place[0] in above_last):
        named_school = named_class = ""
        if layout.keys.school is None:
            named_school = plain_text(text) if looks_like_school(text) else school_in(text)
        if layout.keys.class_name is None:
            named_class = plain_text(text) if looks_like_class(text) else class_in(text)
        if named_school or named_class:
            school = named_school or school
            segments.append((row + 1, school, named_class or context.class_name))
            cell, where = (
                layout.view.at(row, layout.view.filled(row)[0]),
                layout.view.row_named(row),
            )
            facts: Facts = {"unit": named_school + named_class, "row": where}
            kind = kinds.UNIT_FROM_INNER_TITLE
            findings.append(layout.finding(kind, cell, found=shown(text), **facts))
    return tuple(segments), findings


def by_segment(texts: list[str], recognition: Recognition, part: int) -> list[str]:
    """Put what the titles inside the sheet say (SCHOOL or CLASS) over the pupils below them."""
    segments = [segment for segment in recognition.segments if segment[part]]
    if not segments:
        return texts
    starts = [int(segment[0]) for segment in segments]
    for index, row in enumerate(recognition.data_rows):
        before = bisect_right(starts, row)
        if before:
            texts[index] = str(segments[before - 1][part])
    return texts


def exam_name(text: str) -> str:
    """Return the exam that a title names; the sheets of one exam get one name.

    >>> exam_name("青禾镇第一小学四年级2班期末考试成绩册")
    '期末'
    >>> exam_name("白河第七中学高二下学期第十次限时练——高二年级文科班")
    '高二下学期第十次限时练'
    >>> exam_name("考试名称：2025年秋期末")
    '2025年秋期末'
    """
    plain = name = _EXAM_IS.sub("", plain_text(text))
    for part in (school_in(name), *classes_in(name)):
        name = name.replace(part, "", 1)
    name = _tidy(name)
    bare = _tidy(_SHEET_WORDS.sub("", name))
    return bare if _SAYS_WHEN.search(bare) else name or plain


def term_in(titles: Sequence[str]) -> str:
    """Return the 学年学期 that lines over the marks say, else the month of the exam's date, or "".

    >>> term_in(["青禾镇2025-2026学年度第二学期六年级成绩册", "制表日期：2026年7月2日"])
    '2025—2026学年度第二学期'
    >>> term_in(["六年级成绩册", "考试时间：2026-06-28"]), term_in(["2023年入学", "2026年6月28日"])
    ('2026年6月', '')
    """
    lines = [_OTHER_DAY.sub("", plain_text(text)) for text in titles]
    for line in lines:
        if (found := _TERM.search(line)) and not _DATE.fullmatch(line) and not _HELD.search(line):
            return re.sub(r"(?<=\d)[-–~至/]+(?=\d)", "—", found[0])
    held = next(filter(None, map(_HELD.search, lines)), None)
    return f"{held[1]}年{int(held[2])}月" if held else ""


def term_of(exam: str, titles: Sequence[str], said: Mapping[str, str]) -> str:
    """Return the 学年学期 that a title says before an exam; "" where the exam's name has its year.

    What was said of an exam goes before the titles of its sheet, those before what was said of
    all; neither of them holds for an exam of another term.

    Args:
        exam: its name.
        titles: the lines over its marks.
        said: 学年学期 by exam, "" = every other one.

    >>> said = {"": "2025—2026学年度第二学期", "月考": "2026年3月"}
    >>> term_of("期末", (), said), term_of("上学期期末", (), said), term_of("月考", (), said)
    ('2025—2026学年度第二学期', '', '2026年3月')
    """
    if exam in said or _YEAR.search(exam):
        return said.get(exam, "")
    known = (one for one in (term_in(titles), said.get("", "")) if one)
    return next((one for one in known if not are_other_exams(one, exam)), "")


def several_sheets(names: Sequence[str]) -> str:
    """Return what an exam without a name is called that stands on several sheets."""
    return f"{names[0]}等{len(names)}张表"


def exam_called(exam: str, *, named: bool, only: bool) -> str:
    """Return what sheets call an exam; a number, or a sheet's name, may say nothing of it.

    Args:
        exam: its name, or that of its sheet.
        named: whether it is its own name.
        only: whether there is no other exam that it must be told from.

    >>> exam_called("3", named=True, only=False), exam_called("3", named=False, only=False)
    ('第3次考试', '工作表“3”')
    >>> [exam_called(one, named=False, only=True) for one in ("成绩单", "一班等2张表", "一模")]
    ['未注明考试', '未注明考试', '一模']
    """
    if _SHEETS.fullmatch(exam):
        return NO_EXAM if only else exam
    if named:
        return f"第{exam}次考试" if _BARE_NUMBER.fullmatch(exam) else exam
    if only and _SAYS_NOTHING.fullmatch(exam):
        return NO_EXAM
    return f"工作表“{exam}”" if _BARE_NUMBER.fullmatch(exam) else exam


_BARE_NUMBER: Final = pattern(r"\d{1,2}")
_SHEETS: Final = pattern(r".+等\d+张表")
_SAYS_NOTHING: Final = pattern(
    r"(?:[Ss]heet|工作表|表)?\s*\d*"
    r"|(?:学生|原始|全部|各科|本次|总)*(?:成绩|分数)"
    r"(?:表|单|册|排名|总表|汇总|汇总表|统计|统计表|录入|登记表)?"
    r"|总表|汇总|数据|名单"
)
"""Names of sheets that no exam is called by."""


def exam_said(exam: str, term: str) -> str:
    """Return an exam's name as a title says it: behind its school year and term (学年学期).

    Of an exam without a name stands the term alone.

    >>> exam_said("本学期期末", "2025—2026学年度第二学期"), exam_said("期中", "2026年5月")
    ('2025—2026学年度第二学期期末', '2026年5月期中')
    >>> exam_said("上学期期末", "2025—2026学年度"), exam_said("2026年春期末", "")
    ('2025—2026学年度上学期期末', '2026年春期末')
    """
    if not term:
        return exam
    if exam in {"", NO_EXAM}:
        return term
    says_term = any(one.search(term) for one in _TERMS)
    again = _ITS_TERM if says_term else _THIS_TERM
    return term + again.sub("", exam)


def without_grade(exam: str, grade: str) -> str:
    """Return an exam's name without the grade whose sheet it was read from.

    A grade that is only written 7 stands in years too, so it counts only as 7年级.

    >>> without_grade("高二下学期期末", "高二"), without_grade("2027年7年级期末", "7")
    ('下学期期末', '2027年期末')
    >>> without_grade("期末(五年级)", "五年级"), without_grade("2027年期末", "7")
    ('期末', '2027年期末')
    """
    plain = plain_text(grade)
    if not plain:
        return exam
    bare = exam.replace(f"{plain}年级", "")
    if grade_in(plain) == plain or plain.endswith(("级", "届")):
        bare = bare.replace(plain, "")
    return exam if bare == exam else _tidy(bare)


def without_subject(exam: str, subject: str) -> str:
    """Return an exam's name without the one subject whose marks are all that its sheet has.

    Offices keep a sheet a subject; 期末语文 and 期末数学 are one exam, and only together they make
    a 总评. What is held in one subject alone (语文竞赛) keeps its name.

    >>> without_subject("2026年春期末全镇统考语文", "语文"), without_subject("数学学科期中", "数学")
    ('2026年春期末全镇统考', '期中')
    >>> without_subject("语文竞赛", "语文"), without_subject("语文成绩", "语文")
    ('语文竞赛', '语文成绩')
    >>> without_subject("期末语文检测(语文)", "语文")
    '期末检测'
    """
    name = plain_text(subject)
    if len(name) < _SHORTEST_SUBJECT or name not in exam or _OWN_EXAM.search(exam):
        return exam
    joined = f"{name}学科", f"{name}单科", f"{name}科目", f"{name}科", name
    found = next(word for word in joined if word in exam)
    bare = _tidy(exam.replace(found, ""))
    return bare if _SAYS_WHEN.search(bare) else exam


def _tidy(name: str) -> str:
    """Leave out dashes and brackets that hold or close nothing, and who the pupils are."""
    before = ""
    while name != before:
        before = name
        name = _JOINT.sub("", _balanced(name).strip(_EDGE))
        name = _GROUP.sub("", name) or name
    return name


def _balanced(name: str) -> str:
    """Leave out each bracket without its other half, and pairs with nothing between them."""
    for opening, closing in _PAIRS.items():
        while opening + closing in name:
            name = name.replace(opening + closing, "")
    open_at: list[int] = []
    lone: set[int] = set()
    for place, character in enumerate(name):
        if character in _PAIRS:
            open_at.append(place)
        elif character in _LEFT:
            if open_at and name[open_at[-1]] == _LEFT[character]:
                open_at.pop()
            else:
                lone.add(place)
    lone.update(open_at)
    return "".join(text for place, text in enumerate(name) if place not in lone)


class Context(NamedTuple):
    """What holds for all rows; ``""`` where nothing says so."""

    school: str = ""
    grade: str = ""
    class_name: str = ""
    exam: str = ""


class _Unit(NamedTuple):
    """A unit that a title may name: the key of its finding, its words, and how it is read."""

    unit: str
    words: tuple[str, ...]
    read: Callable[[str], str]

    def named_in(self, text: str) -> str:
        """Return what stands behind 学校：, 班级： and the like, else the unit the text names."""
        said = (str(value) for word, value in _PAIR.findall(text) if word in self.words)
        return next(said, "") or self.read(text)


_SCHOOL: Final = _Unit("school", ("学校", "单位"), school_in)
_GRADE: Final = _Unit("grade", ("年级",), grade_in)
_CLASS: Final = _Unit("class", ("班级", "班别"), class_in)


def context_of(layout: Layout) -> tuple[Context, list[Finding]]:
    """Take from titles, sheet name and file name what no column gives; each is a finding."""
    override, keys = layout.override, layout.keys
    units: list[str] = []
    findings: list[Finding] = []
    for unit, column, fixed in (
        (_SCHOOL, keys.school, override.school),
        (_GRADE, keys.grade, override.grade),
        (_CLASS, keys.class_name, override.class_name),
    ):
        value, source, cell = fixed, "", ""
        # a column with a label and nothing below it stands in a form that nobody filled in
        blank = column is None or (layout.rows.data and all(map(is_empty, layout.cells(column))))
        if not fixed and blank:
            value, source, cell = _unit_named(layout, unit)
        units.append(value)
        if source and value:
            kind = kinds.UNIT_FROM_TITLE[unit.unit]
            findings.append(layout.finding(kind, cell, found=value, source=source))
    school, grade, class_name = units
    if override.exam:
        return Context(school, grade, class_name, override.exam), findings
    named, source = exam_of(layout)
    findings += _exams_disagree(layout, named, source)
    return Context(school, grade, class_name, named), findings


def _exams_disagree(layout: Layout, named: str, source: str) -> Iterator[Finding]:
    """Ask where a title says 期末 and a column or the labels of the marks say 期中 for all rows."""
    column, beside = layout.keys.exam, layout.roles.exam_in_labels
    where, cell = "表头", ""
    if column is not None:
        cells = [*zip(layout.rows.data, layout.cells(column), strict=True)]
        said = {shown(value): row for row, value in reversed(cells) if not is_empty(value)}
        if len(said) != 1:
            return  # several exams, which are told and kept apart
        ((beside, row),) = said.items()
        where, cell = layout.view.columns_named(column), layout.view.at(row, column)
    if are_other_exams(named, beside):
        kind, place = kinds.EXAMS_DISAGREE, cell or min(layout.roles.subjects.values())
        yield layout.finding(kind, place, found=beside, column=where, named=named, source=source)


def are_other_exams(first: str, second: str, *, of_county: bool = False) -> bool:
    """Tell whether two names cannot be of one exam: moment, year, term, number or kind differ.

    What only one of them says tells nothing; in a list of the county (`of_county`) a name without
    a kind is a 统考 of all its schools.

    >>> are_other_exams("本学期期末", "期末"), are_other_exams("2026年春期末", "期中")
    (False, True)
    >>> are_other_exams("第2次月考", "月考三"), are_other_exams("2025-2026学年下学期", "2026年春")
    (True, False)
    """
    names = plain_text(first), plain_text(second)
    told = zip(*(_told_by_name(name, of_county=of_county) for name in names), strict=True)
    return any(one and other and not one & other for one, other in told)


def _told_by_name(exam: str, *, of_county: bool) -> tuple[AbstractSet[str] | AbstractSet[int], ...]:
    """Return what an exam's name tells: moments, years, terms, numbers, months and kind."""
    kind = kind_of_exam(exam, of_county=of_county)
    moments = {word for word, found in _MOMENTS.items() if found.search(exam)}
    terms = {number for number, found in enumerate(_TERMS) if found.search(exam)}
    years = {int(year) for year in _YEAR.findall(exam)}
    if _NEXT_YEAR.search(exam) or 0 in terms:
        years |= {year + 1 for year in years}
    numbers = {_number("".join(groups)) for groups in _ORDINAL.findall(exam)}
    months = {_number(month) for month in _MONTH.findall(exam)}
    moments |= {"中考"} if kind is ExamKind.ENTRANCE else set()
    kinds_told = set() if kind is None else {kind}
    return moments, years, terms, numbers, months, kinds_told


def _number(text: str) -> int:
    """Return a number up to 99 in digits or words: 十二 is 12."""
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    return (_NUMERALS.find(tens or "一") * 10 if ten else 0) + _NUMERALS.find(ones or "零")


def _unit_named(layout: Layout, unit: _Unit) -> tuple[str, str, str]:
    """Return a unit, where it was found, and the cell: in a title, a label or a name."""
    for row, text in _paired(titles_of(layout)):
        if value := unit.named_in(text):
            cell = _title_cell(layout, row, text)
            return value, f"标题（{cell}）", cell
    if unit is _CLASS and (found := _class_in_header(layout)) is not None:
        return found
    sheet = layout.view.grid.name
    if value := class_of_sheet(sheet) if unit is _CLASS else unit.named_in(sheet):
        return value, "工作表名", ""
    if unit is _CLASS:
        return "", "", ""
    return unit.named_in(layout.file_stem), "文件名", ""


def _class_in_header(layout: Layout) -> tuple[str, str, str] | None:
    """Return the class that stands among the labels: over the names, or merged down beside them."""
    classes = [
        (column, label.text)
        for column, label in enumerate(layout.header.labels)
        if column not in layout.roles.subjects.values() and classes_in(label.text) == [label.text]
    ]
    if len(classes) != 1:
        return None
    column, value = classes[0]
    return value, "表头", layout.view.at(layout.header.rows[0], column)


def titles_of(layout: Layout) -> list[tuple[int, str]]:
    """Return the (row, text) of the titles above the header, without notes and dates."""
    plain = ((row, text, text.strip()) for row, text in layout.header.titles)
    return [(r, text) for r, text, p in plain if not (_NOTE.match(p) or _DATE.fullmatch(p))]


def _paired(titles: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """Put 班级： and 七(1)班 of two cells beside each other together."""
    paired: list[tuple[int, str]] = []
    for row, text in titles:
        said = next((text for before, text in paired[-1:] if before == row), "")
        word = plain_text(said).rstrip(":")
        if word in _WORDS and plain_text(text).rstrip(":") not in _WORDS:
            paired[-1] = (row, f"{word}:{text}")
        else:
            paired.append((row, text))
    return paired


def _title_cell(layout: Layout, row: int, text: str) -> str:
    texts = [layout.view.text(row, column).strip() for column in range(layout.view.width)]
    value = text.partition(":")[2]
    return layout.view.at(row, texts.index(text if text in texts else value))


def exam_of(layout: Layout) -> tuple[str, str]:
    """Return the exam's name, and where it stands: a title, else the sheet's name or the file's."""
    titles = [
        (text, f"标题（{_title_cell(layout, row, text)}）")
        for row, text in _paired(titles_of(layout))
    ]
    sheet = layout.view.grid.name
    for text, source in (*titles, (sheet, "工作表名"), (layout.file_stem, "文件名")):
        if text == sheet and _EXAM_SHEET.fullmatch(plain_text(text)):
            return plain_text(text), source
        if _EXAM.search(_NO_EXAM.sub("", text)) and not _NO_EXAM.search(text[:6]):
            named = exam_name(text)
            # a sheet a subject (语文, 数学 …) is one exam for all of them
            subjects = layout.roles.subjects
            only = next(iter(subjects)) if len(subjects) == 1 else ""
            return without_subject(named, only), source
    return "", ""
