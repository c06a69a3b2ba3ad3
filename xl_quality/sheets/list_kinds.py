"""Which list a sheet is (任课、县名次、指标 …): by what its header means, or by its name.

A sheet called like a list whose header lacks a column is never another table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

from xl_quality.sheets.cells import CellValue, Grid, is_empty
from xl_quality.sheets.labels import EXACT, Role, parse_label
from xl_quality.sheets.text import Words, looks_like_name, pattern, plain_label, plain_text

_UNIT = "单位 学校 校名 学校名称 单位名称 参评单位 school 学校(单位)"
_WORDS: Final[dict[str, str]] = {
    "unit": _UNIT,
    "school": _UNIT,
    "grade": "年级 年段 任教年级 所教年级 任课年级",
    "class_name": "班级 班别 班 任教班级 班次 班级名称 所教班级 任课班级",
    "subject": "学科 科目 课程 任教学科 学科名称 科目名称 任教科目 任课学科 任课科目 "
    "所教学科 所教科目",
    "teacher": "任课教师 教师 任教教师 授课教师 教师姓名 老师 任课老师 科任教师 姓名 任课人",
    "head_teacher": "班主任 班主任姓名",
    "exam": "考试 考试名称 检测 统考 测试 考试时间 检测名称 测试名称 考试项目 考核名称",
    "exam_kind": "性质 考试性质 考试类型 考试类别 考试种类",
    "rank": "名次 县名次 全县名次 排名 全县排名 位次 县排名 综合名次 区名次 本次名次 排位 县位次",
    "of": "总数 单位数 参评数 参评单位数 参加单位数 学校数 排名总数 总校数 参评学校数 共几个 "
    "参考学校数 参考单位数 单位总数 学校总数 参评总数 参排单位数 总校数(所)",
    "pass_rate": "及格率 合格率 及格率(%)",
    "mean": "平均分 均分 人平分 人平",
    "points": "得分 积分 分数 综合得分 综合分 综合积分 成绩 评估得分 分值",
    "indicator": "指标 指标名称 考核指标 考核项目 指标项目 目标项目",
    "target": "目标 目标值 任务 任务数 指标数 目标数 下达指标 计划 计划数 指标值",
    "actual": "实际 实际值 完成 完成数 完成情况 实绩 实际完成 实际数 完成值",
    "name": "姓名 获奖人 获奖者 学生姓名 教师姓名 参赛者 获奖人姓名 人员 教师 老师 任课教师 "
    "辅导教师",
    "coach": "辅导教师 指导教师 辅导老师 指导老师 教练",
    "category": "类别 竞赛类别 获奖类别 类型",
    "level": "级别 奖项级别 竞赛级别 获奖级别",
    "prize": "奖次 奖项 等次 获奖等次 获奖等级 奖级 奖别 获奖名次 等级",
    "review": "年度考核 年度考核等次 考核等次 考核结果 年度考核结果 等次",
    "full_points": "分值 满分值 该项满分 该项满分值 满分 标准分 配分",
    "post": "岗位 职务 工种 岗位名称 工作岗位",
    "full_amount": "全额 津贴 满额 全额津贴 岗位津贴 津贴标准",
    "score": "得分 分数 考核得分 成绩 评分 考核分 考核成绩 总分",
    "enrolled": "应考人数 人数 应考 应参考人数 在籍人数 学生数 应考数 在校人数 学生人数 应到人数",
    "clause": "条款 条款号 依据 依据条款",
    "amount": "金额 金额(元) 奖金 奖惩金额 奖励金额 数额",
    "reason": "理由 事由 原因 说明",
    "approver": "批准人 审批人 批准 审批",
    "account": "账号 银行账号 卡号 银行卡号 工资卡号 工资账号 收款账号 开户账号 银行卡 工资卡 帐号 "
    "银行帐号 收款账户 账户 银行账户 社保卡号",
    "bank": "开户行 开户银行 银行 开户行名称 开户银行名称 收款银行 银行名称",
}
"""Header words by field; one word may serve several fields of different lists."""
_TEACHERS: Final = frozenset(_WORDS["teacher"].split()) - {"姓名"}
_OF_TEACHERS: Final = Words("任课 任教 教师 老师 授课 科任 师资 教学分工 课务")
_OF_PUPILS: Final = Words(
    "缺考 补考 免考 缓考 培优 辅差 辅优 补差 学困 后进生 临界生 目标生 监考 巡考 考务 阅卷 评卷"
    " 座位 座次 考场 准考 桌贴 考签 标签 条形码"
)
"""What sheets are called that list pupils, or who invigilates: nobody of them teaches the class."""
_PUPILS_COLUMN: Final = Words(
    "考号 准考证 考场 考室 试室 座位 座次 座号 学号 学籍 监考 监场",
    {"原因": r"^原因$", "考": r"^[缺补免缓]考(?:科目|学科|原因|类型|情况|标记)?$"},
)
"""Columns that tell of pupils and rooms."""
_TIMES: Final = frozenset(("时间", "考试时间", "日期", "考试日期"))
"""Who teaches what has no hour; who invigilates has."""
_OF_FAMILIES: Final = pattern(
    r"^(?:年级|班级|年班|班别|家长|家长姓名|监护人|监护人姓名|户主|学生|学生姓名|密码|口令|登录名|用户名)$"
)
"""Columns beside an account by which it is a pupil's (资助发放表) or opens a programme."""
_OF_WAGES: Final = pattern(r"工资|加班|个税|社保|公积金|实发|应发")
"""Columns by which a sheet with accounts is a payroll (工资表): other business."""
_RANKS: Final = (
    *("unit", "exam", "grade", "subject", "name", "rank", "of"),
    *("pass_rate", "mean", "points", "exam_kind"),
)
_PUBLISHED: Final = {"pass_rate", "mean"}
"""Figures beside a county's places; alone with places they make a sheet of rates."""
TEACHING: Final = "任课"
ACCOUNTS: Final = "银行账号"
"""Whose account is which, where the list 人员 does not say it."""
_PLACES: Final = "县名次"
_NOT_OF_PUPILS: Final = ("应考", _PLACES, ACCOUNTS)
"""Lists that a sheet of pupils cannot be, whatever its columns are called."""
FORM_SUFFIX: Final = "（待填）"
"""Behind the name of a list that we write where a sheet of that name is something else."""
_NEUTRAL: Final = ("序号", "编号", "备注", "说明", "性别", "学历", "职称", "电话", "时间", "日期")
_FIGURES: Final = (
    Role.SUBJECT, Role.STAT, Role.TOTAL, Role.RANK, Role.SCORE, Role.EXAM_SCORE, Role.RAW,
)  # fmt: skip
"""A column of these beside the fields makes the sheet one of scores or rates."""
_BESIDE: Final = pattern(r"[()\d_-]|表$")  # what may stand beside a list's name: 指标(2), 县名次表
_LOOK: Final = 10  # the header of a list stands in one of so many rows: titles may be above it
_MANY: Final = 2  # one word of a header may be chance
_BETWEEN_TEACHERS: Final = pattern(r"[、,/;]")
_TEACHERS_LOOKED_AT: Final = 40  # rows below a header that show whether names stand there


class ListKind(NamedTuple):
    """One kind of list."""

    name: str  # its Chinese name, as schemes refer to it
    fields: tuple[str, ...]  # all fields it may have
    needed: tuple[frozenset[str], ...]  # sets of fields, one of which must be there whole
    gives: str = ""  # the list whose rows it supplies where that is another one


def _needs(*fields: str) -> frozenset[str]:
    return frozenset(fields)


LISTS: Final = (
    ListKind(
        "手工金额",
        ("unit", "name", "clause", "amount", "reason", "approver", "exam"),
        (_needs("amount", "reason"), _needs("amount", "clause")),
    ),
    ListKind(
        "指标",
        (
            *("unit", "indicator", "target", "actual", "full_points"),
            *("grade", "class_name", "subject", "name", "exam"),
        ),
        (_needs("unit", "indicator", "target"), _needs("unit", "indicator", "actual")),
    ),
    ListKind(
        "任课",
        ("school", "grade", "class_name", "subject", "teacher", "head_teacher"),
        (_needs("subject", "teacher", "class_name"), _needs("class_name", "head_teacher")),
    ),
    ListKind(
        "竞赛",
        ("coach", "name", "unit", "category", "level", "prize", "exam"),
        (_needs("name", "prize", "level"), _needs("name", "prize", "category")),
    ),
    ListKind(
        "人员",
        ("name", "unit", "post", "score", "review", "full_amount", "account", "bank"),
        (_needs("name", "post", "score"), _needs("name", "post", "review")),
    ),
    ListKind("县名次", _RANKS, (_needs("unit", "rank", "subject"), _needs("unit", "rank", "exam"))),
    ListKind(
        "应考",
        ("school", "grade", "class_name", "subject", "enrolled"),
        (_needs("enrolled", "class_name"), _needs("enrolled", "school")),
    ),
    ListKind(
        ACCOUNTS,
        ("name", "unit", "account", "bank"),
        (_needs("name", "account"), _needs("unit", "account")),
    ),
)
HISTORY: Final = ListKind("历次", _RANKS, ())
ROSTER: Final = ListKind(
    "花名册",
    ("school", "grade", "class_name", "head_teacher"),
    (_needs("class_name", "head_teacher"),),
    gives=TEACHING,
)
"""A list of pupils with their 班主任: it says who heads a class, not who teaches a subject."""
KINDS: Final = {kind.name: kind for kind in (*LISTS, HISTORY)}


class FoundList(NamedTuple):
    """A list sheet: its kind, header row and the column of each field, all 0-based."""

    kind: ListKind
    row: int
    columns: Mapping[str, int]
    # 任课 in wide form: the column of each subject, teachers' names below
    teachers: Mapping[str, int] = MappingProxyType({})
    missing: tuple[str, ...] = ()  # fields a list of its name needs and its header does not have


def find_list(grid: Grid) -> FoundList | None:
    """Return what list a sheet is, None where it is none."""
    for row in range(min(_LOOK, len(grid.rows))):
        words = _words_in(grid, row)
        if len(words) < _MANY:
            continue
        if any(_is_table_row(above) for above in grid.rows[:row]):
            return None  # another table stands above
        if _is_table_of_figures(grid, row + 1):
            return None
        found = _match(grid, row, words) or _wide_teaching(grid, row, words)
        if found is not None:
            return found
    return None


def _words_in(grid: Grid, row: int) -> dict[int, str]:
    """Return the texts of a row as plain labels, by column."""
    values = enumerate(grid.rows[row])
    return {column: plain_label(value) for column, value in values if isinstance(value, str)}


def _is_table_row(values: Sequence[CellValue]) -> bool:
    filled = [value for value in values if not is_empty(value)]
    numbers = any(isinstance(value, (int, float)) for value in filled)
    return len(filled) > _MANY and numbers


def _is_table_of_figures(grid: Grid, row: int) -> bool:
    """Say whether a row goes on with the header and names figures: 任课教师 | 平均分 | 及格率."""
    values = grid.rows[row] if row < len(grid.rows) else ()
    texts = [value for value in values if isinstance(value, str)]
    if len(texts) != sum(not is_empty(value) for value in values):
        return False
    figures = [text for text in texts if parse_label(text).role in (Role.STAT, Role.RANK)]
    return len(figures) >= _MANY


def _match(grid: Grid, row: int, words: Mapping[int, str]) -> FoundList | None:
    of_pupils = is_list_of_pupils(grid, row, words.values())
    for kind in (kind for kind in LISTS if not of_pupils or kind.name not in _NOT_OF_PUPILS):
        columns = columns_of(kind, words)
        if kind.name == TEACHING:
            kind, columns = _who_teaches(grid, row, words, of_pupils=of_pupils)  # noqa: PLW2901
        whole = any(needed <= columns.keys() for needed in kind.needed)
        if whole and not _is_something_else(grid, kind, columns, words):
            history = kind.name == _PLACES and _is_history(grid, row, columns)
            return FoundList(HISTORY if history else kind, row, columns)
    return None


def _is_something_else(
    grid: Grid, kind: ListKind, columns: Mapping[str, int], words: Mapping[int, str]
) -> bool:
    """Say whether the columns beside the fields make the sheet one of scores, rates or wages."""
    others = [word for column, word in words.items() if column not in columns.values()]
    business = kind.name == ACCOUNTS and any(map(_of_other_business, others))
    return business or any(map(is_figure, others)) or _is_rates_with_places(grid, columns)


def _of_other_business(word: str) -> bool:
    """Say whether a column beside an account makes the sheet something else than a list of them."""
    return bool(_OF_FAMILIES.search(word) or _OF_WAGES.search(word))


def _who_teaches(
    grid: Grid, row: int, words: Mapping[int, str], *, of_pupils: bool
) -> tuple[ListKind, dict[str, int]]:
    """Return kind and columns of a list of teachers; of pupils with their 班主任 it is a roster.

    姓名 means the teacher only where the sheet or its title says so: in 缺考名单 and 培优名单 it is
    the pupil.
    """
    kind = KINDS[TEACHING]
    columns = columns_of(kind, words)
    columns.pop("teacher", None)
    said = [column for column, word in words.items() if word in _TEACHERS]
    names = [column for column, word in words.items() if EXACT.get(word) is Role.NAME]
    if names and not said and _speaks_of(grid, row, _OF_TEACHERS):
        said, names = names, []
    of_pupils = of_pupils or not _TIMES.isdisjoint(words.values())
    if of_pupils or (names and not said):
        left = {name: column for name, column in columns.items() if name in ROSTER.fields}
        return (ROSTER, left) if names or of_pupils else (kind, columns)
    return kind, {**columns, "teacher": said[0]} if said else columns


def is_list_of_pupils(grid: Grid, row: int, words: Iterable[str]) -> bool:
    """Say whether a sheet lists pupils or rooms for a purpose of its own (缺考、补考、培优、监考).

    `words` are the labels, in plain form, of the header in a 0-based row.
    """
    return _speaks_of(grid, row, _OF_PUPILS) or any(_PUPILS_COLUMN.search(word) for word in words)


def _speaks_of(grid: Grid, row: int, words: Words) -> bool:
    """Say whether the sheet's name or a title above its header has one of the words."""
    titles = (value for values in grid.rows[:row] for value in values if isinstance(value, str))
    return any(words.search(plain_text(text)) for text in (grid.name, *titles))


def _is_rates_with_places(grid: Grid, columns: Mapping[str, int]) -> bool:
    """Say whether places stand beside rates as in a report, not as a county publishes them."""
    published = ("exam" in columns and "of" in columns) or "县" in grid.name or "历" in grid.name
    return bool(_PUBLISHED & columns.keys()) and not published


def is_list_form(sheet: str) -> bool:
    """Tell whether a sheet of ours is a list to be filled in: once filled it is the office's own.

    >>> is_list_form("县名次"), is_list_form("县名次（待填）"), is_list_form("四率统计")
    (True, True, False)
    """
    return sheet.removesuffix(FORM_SUFFIX) in KINDS


def words_of(field: str) -> list[str]:
    """Return what the column of a field may be called, the usual word first."""
    return _WORDS[field].split()


def columns_of(kind: ListKind, words: Mapping[int, str]) -> dict[str, int]:
    """Return the column of each field that a header has; `words` are its words by column."""
    columns: dict[str, int] = {}
    for name in kind.fields:
        allowed = words_of(name)
        for column, word in words.items():
            if word in allowed and column not in columns.values():
                columns[name] = column
                break
    return columns


def is_figure(word: str) -> bool:
    """Say whether a column beside the fields makes the sheet one of scores or rates."""
    return parse_label(word).role in _FIGURES and word not in _NEUTRAL


def _is_history(grid: Grid, row: int, columns: Mapping[str, int]) -> bool:
    """Say whether a sheet is 历次, whose header 县名次 has too: by its name, else by its exams."""
    if "历" in grid.name:
        return True
    if "县" in grid.name or "of" in columns or "exam" not in columns:
        return False
    exams = {values[columns["exam"]] for values in grid.rows[row + 1 :]}
    return len({exam for exam in exams if not is_empty(exam)}) > 1


def _wide_teaching(grid: Grid, row: int, words: Mapping[int, str]) -> FoundList | None:
    """Return 任课 in its wide form (班级 | 语文 | 数学 … over names of teachers), else None."""
    kind, roles = KINDS[TEACHING], {c: parse_label(word).role for c, word in words.items()}
    columns = {n: c for n, c in columns_of(kind, words).items() if n in ROSTER.fields}
    subjects = {words[column]: column for column, role in roles.items() if role is Role.SUBJECT}
    if "class_name" not in columns or len(subjects) < _MANY or Role.NAME in roles.values():
        return None
    if is_list_of_pupils(grid, row, words.values()) or not _TIMES.isdisjoint(words.values()):
        return None
    below = grid.rows[row + 1 : row + _TEACHERS_LOOKED_AT]
    cells = [v for c in subjects.values() for values in below if not is_empty(v := values[c])]
    names = sum(isinstance(value, str) and _names_teachers(value) for value in cells)
    are_teachers = cells and names * 10 >= len(cells) * 7  # a few may say 由中心校安排
    return FoundList(kind, row, columns, subjects) if are_teachers else None


def _names_teachers(text: str) -> bool:
    """Say whether a cell names one teacher, or several: 王小明、李小华."""
    return all(map(looks_like_name, _BETWEEN_TEACHERS.split(plain_text(text))))


def find_named(grid: Grid) -> FoundList | None:
    """Return the list that a sheet is by its name, with the columns its header lacks.

    Only where at least two of the list's columns are there and none of scores: a sheet 县名次
    without 名次 must not pass as a table of pupils.
    """
    kind = KINDS.get(_BESIDE.sub("", _BESIDE.sub("", plain_label(grid.name))))
    if kind is None:
        return None
    best: FoundList | None = None
    for row in range(min(_LOOK, len(grid.rows))):
        words = _words_in(grid, row)
        columns = columns_of(kind, words)
        others = [word for column, word in words.items() if column not in columns.values()]
        if len(columns) < (len(best.columns) + 1 if best else _MANY):
            continue
        if not any(is_figure(word) for word in others):
            # what is missing of the set of columns that the header comes nearest to
            needed = kind.needed or KINDS[_PLACES].needed
            nearest = min(needed, key=lambda own: len(own - columns.keys())) - columns.keys()
            missing = tuple(name for name in kind.fields if name in nearest)
            best = FoundList(kind, row, columns, missing=missing)
    return best
