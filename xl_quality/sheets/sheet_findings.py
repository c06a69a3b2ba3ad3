"""Every finding about sheets (疑点), in the words a clerk reads: a row a kind.

In the words ``{sheet}``, ``{cell}`` and ``{found}`` are the finding's own; `Layout.finding` adds
of a column ``{where}`` (C列), its ``{label}``, and the rows of 考核设置 that make it a subject
(``{fix}``) or leave it out (``{unused}``). Everything else the place that finds it gives.
"""

from __future__ import annotations

from typing import Final

from xl_quality.core.findings import Kind, Severity, settings_row

# fmt: off
_ERROR, _NOTE = Severity.ERROR, Severity.NOTE
_SHEET: Final = "{sheet}"
_IS_SCORES: Final = settings_row("成绩表", "是", sheet=_SHEET)
_NO_SCORES: Final = settings_row("成绩表", "否", sheet=_SHEET)
_IGNORED: Final = settings_row("不用", "是", sheet=_SHEET)
_LAST_ROW: Final = settings_row("末行", "最后一名学生的行号", sheet=_SHEET)
_UNITS: Final = {"school": "学校", "grade": "年级", "class": "班级"}
_UNIT_ROWS: Final = {
    unit: settings_row(word, f"这个{word}的名称", sheet=_SHEET) for unit, word in _UNITS.items()
}
_FULL_MARK: Final = settings_row("满分", "{full}", sheet=_SHEET, column="{name}")

# --- The sheet as a whole ----------------------------------------------------------------------

NO_HEADER: Final = Kind.note(
    "no_header", "工作表“{sheet}”里没有找到成绩表的表头，没有读取",
    "如果是成绩表，请" + settings_row("表头行", "表头的行号", sheet=_SHEET),
)
FOREIGN_SHEET: Final = Kind.note(
    "foreign_sheet", "“{sheet}”像是{business}（{found}），不是成绩表，没有读取",
    f"确是成绩表的，请{_IS_SCORES}",
)
NO_SCORES_SEEN: Final = Kind.note(
    "no_scores_seen", "“{sheet}”里没有各学科的分数，也看不出是成绩，没有读取",
    f"确是成绩表的，请{_IS_SCORES}",
)
PERHAPS_SCORES: Final = Kind.warning(
    "perhaps_scores",
    "“{sheet}”有{rows}行，{columns}可能是成绩，但看不出是不是，没有读取，也没有统计",
    f"是成绩表的，请{_IS_SCORES}；不是的，请{_NO_SCORES}",
)
SUMMARY_BELOW_LIST: Final = Kind.note(
    "summary_below_list",
    "第{row}行起是另一张表（{kind}），没有当作学生；上面的名单没有表头",
    "可以不改；最好给名单加上“姓名”和学科名的表头",
)
LIST_WITHOUT_HEADER: Final = Kind.warning(
    "list_without_header",
    "第{first}到{last}行有{rows}行姓名和数字，上面没有表头，没有读取",
    "如果是成绩，请在名单上面加一行表头：姓名、学科名",
)
SEVERAL_TABLES: Final = Kind.warning(
    "several_tables", "这张表里有{found}成绩表，已分别读取",
    "请核对每一块的识别结果；不用的列可"
    + settings_row("指定列", "不用", sheet=_SHEET, column="那一列的列号"),
)
TRANSPOSED: Final = Kind.warning(
    "transposed", "这张表是横排的（学生在列、学科在行），已按横排读取",
    "请核对识别结果；最好改成一行一名学生",
)
ONLY_TOTAL: Final = Kind.warning(
    "only_total", "这张表只有总分（{where}），没有各学科成绩，没有计算",
    "如果要按总分统计，请{fix}",
)
HEADER_WITHOUT_LABELS: Final = Kind.warning(
    "header_without_labels", "表头里没有“姓名”“语文”之类的字样，各列是按内容判断的",
    "请在表头补上姓名和学科名，或逐列"
    + settings_row("指定列", "姓名或学科名", sheet=_SHEET, column="列号"),
)
FULL_MARK_FOR_NO_SUBJECT: Final = Kind.error(
    "full_mark_for_no_subject",
    "考核设置里有工作表“{sheet}”“{found}”的满分，但这张表没有这个学科，没有采用",
    "请改正学科名；这张表的学科是：{subjects}",
)
OVERRIDE_BEYOND_SHEET: Final = Kind.error(
    "override_beyond_sheet", "考核设置里指定了{found}为“{word}”，但这张表没有这一列",
    "请改正考核设置的“列”一栏",
)

# --- Columns of names, numbers, classes and schools --------------------------------------------

LABELS_SWAPPED: Final = Kind.warning(
    "labels_swapped",
    "{where}表头是“{label}”，但姓名在{other}（“{other_label}”），已对调使用", "请核对并改正表头",
)
AMBIGUOUS_NAME: Final = Kind.warning(
    "ambiguous_name", "有几列都像姓名列（{columns}），这里用了{where}",
    "如果不对，请{second}",
)
AMBIGUOUS_COLUMN: Final = Kind.warning(
    "ambiguous_column", "有几列都像{word}列（{columns}），这里用了{where}",
    "如果不对，请{second}",
)
NAME_LABEL_MISSING: Final = Kind.warning(
    "name_label_missing", "{where}没有“姓名”表头，但内容像姓名，已当作姓名列",
    "请核对；最好在表头补上“姓名”",
)
NAME_LABEL_ELSEWHERE: Final = NAME_LABEL_MISSING._replace(
    message="表头“姓名”在{labelled}，但姓名像是在{where}，已用后者",
)
NUMBERS_FOR_NAMES: Final = Kind.note(
    "numbers_for_names", "{where}写的是编号，不是名字，按编号区分学生", "可以不改",
)
NAMES_ARE_NUMBERS: Final = Kind.warning(
    "names_are_numbers", "{where}表头写的是“{label}”，下面却都是数字",
    "请核对表头；如果确实是编号代替姓名，可以不改",
)
NO_NAME_COLUMN: Final = Kind.warning(
    "no_name_column", "表头（{row}）里没有姓名也没有学号（考号），每一行都当作一名学生",
    f"如果这些行不是学生，请{_IGNORED}；否则请补上姓名列",
)
NAMED_BY_IDS: Final = Kind.note(
    "named_by_ids", "没有写学生的名字，按{column}（{label}）区分学生",
    "可以不改；如果另有一列是名字，请在那一列的表头写明",
)
LABEL_DATA_DISAGREE: Final = Kind.warning(
    "label_data_disagree", "{where}表头是“{label}”，但内容不像{word}",
    "请核对表头；如果错列，请{unused}",
)
CLASS_IN_NAMES: Final = Kind.warning(
    "class_in_names", "姓名前面写着班级，没有拆开，这些学生没有按班级分开",
    "请把班级单独写成一列；整张表是一个班的，请" + settings_row("班级", "班级名", sheet=_SHEET),
)
RANK_LABEL_OVER_CLASSES: Final = Kind.warning(
    "rank_label_over_classes", "{where}“班次”里只有几个数字，像班级，已当作班级列",
    "如果是名次，请{fix}",
)
UNIT_COLUMN_OF_RANKS: Final = Kind.warning(
    "unit_column_of_ranks", "{where}表头是“{label}”，在成绩后面，内容像名次，已当作名次",
    "请在表头写明“名次”；如果不是名次，请{fix}",
)
ID_LABEL_MISSING: Final = Kind.note(
    "id_label_missing", "{where}没有表头，内容是 1、2、3…，已当作序号",
    "如果不是序号，请{fix}",
)
CLASS_LABEL_MISSING: Final = Kind.warning(
    "class_label_missing", "{where}的表头不是“班级”，但内容像班级，已当作班级列",
    "请核对；最好把表头改成“班级”",
)

# --- Rows --------------------------------------------------------------------------------------

NAME_LIKE_FOOTER: Final = Kind.warning(
    "name_like_footer", "这一行的姓名不像姓名，但不是空行，已当作学生",
    f"请核对这一行是不是学生；如果不是，请删去，或{_LAST_ROW}",
)
NUMBER_FOR_NAME: Final = Kind.error(
    "number_for_name", "有{rows}行姓名列是数字，不是姓名（{places}），已按学生计入",
    "请改正姓名；如果不是学生，请删去这些行",
)
NUMBER_BELOW_LIST: Final = Kind.warning(
    "number_below_list", "名单之后有{rows}行姓名列是数字（{places}），没有当作学生",
    "如果是学生，请改正姓名",
)
NAME_MISSING: Final = Kind.error(
    "name_missing", "有{rows}行（{places}）有成绩但没有姓名，已按学生计入",
    f"请补上姓名；如果不是学生，请删去这些行，或{_LAST_ROW}",
)
NAME_FILLED_DOWN: Final = Kind.warning(
    "name_filled_down", "有{rows}行（{places}）没有写姓名，已算作上一行的学生",
    "请核对；最好每一行都写上姓名",
)
PREPARED_LINES: Final = Kind.note(
    "prepared_lines", "有{rows}行（{places}）只有序号（学号），没有姓名和成绩，没有当作学生",
    "如果是学生，请补上姓名",
)
UNLABELLED_FOOTER: Final = Kind.warning(
    "unlabelled_footer", "有{rows}行（{places}）没有姓名，像是合计或平均，没有当作学生",
    "请核对；如果是学生，请补上姓名",
)
UNLABELLED_ROW: Final = Kind.note(
    "unlabelled_row", "有{rows}行（{places}）没有姓名，只有别处的数字，没有当作学生",
    "如果是学生，请补上姓名",
)
STRAY_NAME_FOOTER: Final = Kind.warning(
    "stray_name_footer", "{row}写着“{name}”，数字却是上面各行的合计或平均，没有当作学生",
    "请核对；如果是学生，请改正这一行的分数",
)
STRAY_NAME_ROW: Final = Kind.warning(
    "stray_name_row", "{row}只有一个名字，与上面隔着空行，没有当作学生",
    "如果是学生，请把这一行移到上面",
)
LONG_SUBJECT_TWICE: Final = Kind.error(
    "long_subject_twice", "“{pupil}”的“{subject}”出现两次（{first}和{cell}），只用了前一个",
    "请核对并删去多余的一行",
)

# --- Columns of marks --------------------------------------------------------------------------

SUBJECT_COLUMN_TOO_LARGE: Final = Kind.error(
    "subject_column_odd",
    "{where}表头是“{label}”，但数字最大到{highest}，不像分数，没有计算",
    "请核对表头与数据是否错列；确是成绩请{fix}",
)
SUBJECT_COLUMN_OF_TEXTS: Final = SUBJECT_COLUMN_TOO_LARGE._replace(
    message="{where}表头是“{label}”，但内容多是文字，不像分数，没有计算",
)
GRADES_NOT_SCORES: Final = Kind.warning(
    "grades_not_scores", "{found}里是等级，不是分数，没有计算", "如需计算，请填写分数",
)
DUPLICATE_SUBJECT: Final = Kind.warning(
    "duplicate_subject", "{where}和{before}都是学科“{name}”，这一列已叫作“{unique}”",
    "如果不是成绩，请{unused}",
)
SCORE_BESIDE_SUBJECTS: Final = Kind.warning(
    "score_beside_subjects", "{where}“{label}”：已有各学科成绩，这一列没有当作学科",
    "如需使用，请{fix}",
)
LONG_SCORE_AMBIGUOUS: Final = Kind.warning(
    "long_score_ambiguous", "{where}“{label}”：有几列都像分数，这一列没有用",
    "如需使用，请{fix}",
)
NUMBER_AS_LABEL: Final = Kind.warning(
    "number_as_label", "{where}的表头是数字“{label}”，已当作一次测验的成绩",
    "请在表头写明学科或考试；如果不是成绩，请{unused}",
)
SUBJECT_LABEL_MISSING: Final = Kind.warning(
    "subject_label_missing", "{where}没有表头，内容像分数，已当作学科“{name}”",
    "请在表头补上学科名；如果不是成绩，请{unused}",
)
TOTAL_WITHOUT_LABEL: Final = Kind.warning(
    "total_without_label", "{where}的内容正好是各学科之和，已当作总分，不当作学科",
    "请在表头写明“总分”；如果是学科，请{fix}",
)
SECOND_NAMES: Final = Kind.error(
    "second_names", "{column}没有表头，内容像另一批学生的姓名，这些学生没有读取",
    "如果是并排的第二块成绩，请在表头补上“姓名”和学科名",
)
UNLABELLED_COLUMN: Final = Kind.note(
    "unlabelled_column", "{column}没有表头，内容不像一列成绩，没有使用",
    "如果是成绩，请在表头补上学科名",
)
RANK_WITHOUT_LABEL: Final = Kind.warning(
    "rank_without_label", "{columns}的内容正好是{ranked}的名次，已当作名次，不当作成绩",
    "请在表头写明“名次”；如果是成绩，请{fix}",
)
PARTS_ASSUMED: Final = Kind.warning(
    "parts_assumed", "表里有考试成绩列，{found}当作平时成绩，没有计算",
    "如果它们是学科，请逐列{fix}",
)
PARTS_NOT_USED: Final = Kind.note(
    "parts_not_used", "{found}是学科的组成部分，没有单独计算；学科成绩用的是{wholes}",
    "如果不对，请{fix}",
)
PARTS_WITHOUT_TOTAL: Final = Kind.warning(
    "parts_without_total", "{subjects}只有{found}，没有总评（总分）列，这一学科没有计算",
    "请补上总评列；如果其中一列就是学科成绩，请{fix}",
)
ONLY_PARTS: Final = Kind.warning(
    "only_parts", "表里有学生，但没有学科总分，只有{found}，没有计算",
    "请补上各学科的总分列；如果这些列就是学科，请逐列{fix}",
)
COLUMNS_BESIDE_SUBJECTS: Final = Kind.note(
    "columns_beside_subjects", "{found}按表头不是成绩，没有当作学科", "如果是成绩，请{fix}",
)
UNKNOWN_SUBJECT: Final = Kind.warning(
    "unknown_subject", "{found}不是常见学科的名称，已当作学科",
    "如果不是成绩，请{unused}",
)
SUBJECT_WITH_ADDITION: Final = Kind.warning(
    "subject_with_addition", "{found}在学科名前后还有别的字，已各作一个学科",
    "如果不是成绩，请{unused}",
)
EXAM_COLUMNS: Final = Kind.warning(
    "exam_columns", "{found}是几次考试，已各作一个学科分别统计",
    "如果不是成绩，请{unused}",
)
RAW_BESIDE_ASSIGNED: Final = Kind.warning(
    "raw_beside_assigned", "同一学科有原始分和赋分两列：用了{used}，{found}没有计算",
    "请确认用哪一种，" + settings_row("赋分学科", "赋分或原始分"),
)
RAW_BESIDE_ASSIGNED_BY_TOTAL: Final = RAW_BESIDE_ASSIGNED._replace(
    message="同一学科有原始分和赋分两列：用了{used}（总分正好是它们与其他学科之和），{found}没有计算",
)
COMBINED_SUBJECT: Final = Kind.warning(
    "combined_subject", "{where}“{label}”是{parts}之和，不当作学科",
    "如果它是单独的一科，请{fix}",
)
COMBINED_BUT_FOR_SOME: Final = COMBINED_SUBJECT._replace(
    message="{where}“{label}”是{parts}之和（只有{apart}行不等：{places}），不当作学科",
)
SUM_OR_SUBJECT: Final = Kind.warning(
    "sum_or_subject",
    "{where}“{label}”在{rows}行里有{right}行正好是{parts}之和，其余不等（{places}），"
    "不知道是总分还是单独的一科，没有计算", "是总分请改正不等的行；是单独的一科，请{fix}",
)
SUBJECT_OF_QUESTIONS: Final = Kind.note(
    "subject_of_questions",
    "{where}的表头只写“{name}”，旁边是各小题的分，学科“{found}”取自{source}", "如果不对，请{fix}",
)
SUBJECT_NOT_NAMED: Final = Kind.warning(
    "subject_not_named",
    "{where}的表头只写“{found}”，旁边是各小题的分，但没有写是哪一学科，学科名暂用“{found}”",
    "请在标题里写明学科，或{fix}",
)
SUBJECT_FROM_SHEET: Final = Kind.note(
    "subject_from_sheet", "{where}的表头只写“{name}”，学科“{found}”取自工作表名",
    "如果不对，请{fix}",
)
SUBJECT_IN_TITLE: Final = Kind.note(
    "subject_in_title", "标题说的是“{found}”，{where}的表头只写“{name}”，学科名仍用“{name}”",
    "如需叫“{found}”，请{fix}",
)
FULL_MARKS_FROM_ROW: Final = Kind.note(
    "full_marks_from_row", "{row}是满分，不是学生",
    "如果不对，各科逐行" + settings_row("满分", "正确的满分", column="学科名"),
)
FULL_MARK_FROM_QUESTIONS: Final = Kind.warning(
    "full_mark_from_questions",
    "{questions}道小题的分值合计{full}，“{name}”的满分可能是{full}",
    f"请{_FULL_MARK}，否则按100分计算",
)
FULL_MARK_IN_TITLE: Final = Kind.warning(
    "full_mark_in_title", "标题里写着满分{full}，“{name}”的满分可能是{full}",
    f"请{_FULL_MARK}，否则按100分计算",
)

# --- Cells that say nothing, or something unusual ----------------------------------------------

FORMULA_WITHOUT_RESULT: Final = Kind.error(
    "formula_without_result", "公式没有计算结果：{places}，读出来是空的",
    "请在 Excel 中打开这个工作簿并保存一次，再重新读取",
)
TOTAL_WITHOUT_RESULT: Final = Kind.note(
    "total_without_result", "总分列的公式没有计算结果（{places}），不影响各学科",
    "如需核对总分，请在 Excel 中打开并保存一次",
)
ERRORS_IN_KEYS: Final = Kind.error(
    "error_cell", "{column}有错误值：{places}", "请修正公式，或直接填写",
)
LIST_ERROR_CELL: Final = Kind.error(
    "error_cell", "{cell}是错误值，没有使用", "请修正公式或直接填写",
)
KEY_COLUMN_BLANK: Final = {
    unit: Kind.warning(
        "key_column_blank", f"有“{word}”列，但是空的",
        f"请填上{word}；整张表是同一个{word}的，{_UNIT_ROWS[unit]}",
    )
    for unit, word in _UNITS.items()
}
ODD_MARKS: Final = {
    "text_number": Kind.note(
        "text_number", "{where}是文本形式的数字，已按分数读取", "可以不改；最好转换为数字",
    ),
    "mark_rounded": Kind.warning(
        "mark_rounded", "{where}有两位以上小数，已四舍五入到两位",
        "请核对：这一列可能是平均分，或应先定好小数位",
    ),
    "mark_with_sign": Kind.error(
        "mark_with_sign", "{where}分数带有符号，不能确定是否计入，没有计分",
        "如果是分数，请改为{proposal}；或" + settings_row("带符号的分数", "计入或不计入"),
    ),
    "mark_with_bonus": Kind.error(
        "mark_with_bonus", "{where}是“分数+加分”，没有计分", "请改为一个分数：{proposal}",
    ),
    "text_no_mark": Kind.error("text_no_mark", "{where}不是分数，没有计分", "请改为{proposal}"),
    "mark_negative": Kind.error("mark_negative", "{where}是负数，没有计分", "请改为{proposal}"),
    "cell_no_mark": Kind.error(
        "cell_no_mark", "{where}是日期或逻辑值，不是分数，没有计分", "请改为{proposal}",
    ),
    "error_cell": Kind.error(
        "error_cell", "{where}是错误值，没有计分", "请修正公式或填上{proposal}",
    ),
    "remark_with_zero": Kind.warning(
        "remark_with_zero", "{where}既写了 0 又写了原因，已按原因处理，不算 0 分",
        "请核对",
    ),
}
"""Cells of a score column, by `cells.Doubt`."""
SIGNS_SETTLED: Final = ODD_MARKS["mark_with_sign"]._replace(
    severity=_NOTE, suggestion="按考核设置“带符号的分数”不计入；要计入请改成“计入”",
)
ABSENCE_TOLD: Final = Kind.note(
    "absence_told",
    "“{label}”里写着缺考、免考、休学等的有{pupils}名学生，"
    "没有分数的科目照此处理（缺考算应考，免考、转出、借读等不算）", "如果不对，请改正这一列的写法",
)
ABSENCE_TOLD_WITH_MARKS: Final = Kind.warning(
    "absence_told_with_marks",
    "“{label}”里写着{found}等的{pupils}名学生各科都有分数，分数照常计入",
    "请核对：是备注过时了，还是分数不该计入；不计入的请清空分数",
)
GUESTS_WITH_MARKS: Final = ABSENCE_TOLD_WITH_MARKS._replace(
    suggestion="借读生等按规定不计入的，请删去这几行，或清空分数",
)

# --- Schools, grades, classes and exams of the rows --------------------------------------------

UNIT_FILLED_DOWN: Final = {
    unit: Kind.warning(
        f"{unit}_filled_down",
        f"有{{rows}}行没有写{word}（{{places}}），名单是按{word}排的，已按上一行的{word}计入",
        f"请核对；最好每一行都写上{word}",
    )
    for unit, word in _UNITS.items()
}
UNIT_UNKNOWN: Final = {
    unit: Kind.error(
        f"{unit}_unknown",
        f"有{{rows}}行没有写{word}（{{places}}），名单里看不出是哪个{word}，没有算入任何{nowhere}",
        f"请填上{word}；没有写的都是同一个{word}的，{_UNIT_ROWS[unit]}",
    )
    for (unit, word), nowhere in zip(
        _UNITS.items(),
        ("学校和班级", "年级、学校和班级", "班级（学校、年级和全体照算）"),
        strict=True,
    )
}
UNIT_FROM_TITLE: Final = {
    unit: Kind.note(
        f"{unit}_from_title", f"表里没有{word}列，{word}“{{found}}”取自{{source}}",
        f"如果不对，请{settings_row(word, f'正确的{word}', sheet=_SHEET)}",
    )
    for unit, word in _UNITS.items()
}
UNIT_FROM_INNER_TITLE: Final = Kind.note(
    "unit_from_inner_title", "{row}是小标题，以下的学生算作“{unit}”",
    "如果不对，请在表里加上班级（学校）列",
)
EXAMS_SIDE_BY_SIDE: Final = Kind.warning(
    "exams_side_by_side", "表里并排有几次考试的成绩（{found}），已按考试分开统计",
    "请核对；如只统计一次考试，其余各列请逐列{unused}",
)
GROUPS_SIDE_BY_SIDE: Final = EXAMS_SIDE_BY_SIDE._replace(
    message="表里并排有几次考试的成绩（{found}），学科名前已加上它们的名称",
)
EXAMS_APART: Final = Kind.warning(
    "exams_apart", "{column}有{exams}次考试，同一学生有几行；已按考试分开统计",
    "如果不是考试，请{unused}",
)
EXAM_COLUMN_ODD: Final = Kind.warning(
    "exam_column_odd", "{column}有{exams}种内容，不像考试名称，没有按它分开",
    "如果是考试，请分成几张工作表",
)
EXAMS_DISAGREE: Final = Kind.error(
    "exams_disagree",
    "{source}写的考试是“{named}”，{column}写的却是“{found}”，不知道这些成绩是哪一次考试",
    "请" + settings_row("考试", "{named}或{found}", sheet=_SHEET),
    "，核对之前按“{named}”统计，不计奖",
)
ONE_EXAM_OR_SEVERAL: Final = Kind.error(
    "one_exam_or_several",
    "考核设置写整张表是“{exam}”一次考试，{column}却有{exams}次（{found}），现按各次分开统计，不计奖",
    "确是一次考试的，请{unused}；是几次的，请清空“考试”那一行的值",
)

# --- Lists -------------------------------------------------------------------------------------

LIST_COLUMN_MISSING: Final = Kind.error(
    "list_column_missing",
    "这张表的表头（第{row}行）里没有{columns}一栏，不能当作{name}表使用",
    "请在表头写上{columns}；如果这张表不是{name}表，请改工作表的名字",
)
LIST_FILLED_DOWN: Final = Kind.warning(
    "list_filled_down", "有{blanks}格空白（{places}），已按上一行填补",
    "请核对；最好每一行都写全",
)
LIST_NOBODY: Final = Kind.warning(
    "list_nobody", "“{word}”不是姓名，按空白处理", "定下来以后请写上姓名",
)
ACCOUNT_UNUSABLE: Final = Kind.warning(
    "account_unusable", "账号读不出全部数字，没有使用（存成数字的账号只留得下15位）",
    "请把这一列设为文本格式，再重新填写账号",
)
LIST_CELL_BAD: Final = Kind.error("list_cell_bad", "{cell}的内容不能用，没有使用", "{wanted}")

# --- The form 考核设置 -------------------------------------------------------------------------

SETTINGS_HEADER_MISSING: Final = Kind.error(
    "settings_header_missing",
    "考核设置表没有找到表头“项目、工作表、列、值、说明”，没有读取",
    "请恢复这一行表头，或用“生成考核设置”重新生成",
)
SETTINGS_ITEM_UNKNOWN: Final = Kind.error(
    "settings_item_unknown", "不认识的设置项目“{found}”，这一行没有用",
    "可用的项目：{items}",
)
SETTINGS_ITEM_LIKELY: Final = SETTINGS_ITEM_UNKNOWN._replace(suggestion="是不是“{guess}”？请改正")
SETTINGS_SHEET_USELESS: Final = Kind.error(
    "settings_sheet_useless", "“{item}”对所有工作表起作用，不能只管一张表，这一行没有用",
    "请把“工作表”一栏清空；只管一张表的项目有满分、指定列、表头行等",
)
SETTINGS_SHEET_MISSING: Final = Kind.error(
    "settings_sheet_unknown", "“{item}”这一行没有写工作表，没有用",
    "请在“工作表”一栏写上工作表的名称",
)
SETTINGS_SHEET_UNKNOWN: Final = SETTINGS_SHEET_MISSING._replace(
    message="“{item}”这一行的工作表不存在，没有用",
)
SETTINGS_SHEET_LIKELY: Final = SETTINGS_SHEET_UNKNOWN._replace(suggestion="是不是“{guess}”？请改正")
SETTINGS_COLUMN_BAD: Final = Kind.error(
    "settings_column_bad", "“{item}”这一行的“列”不能用，没有采用", "{wanted}",
)
SETTINGS_VALUE_BAD: Final = Kind.error(
    "settings_value_bad", "“{item}”的值不能用，没有采用", "{wanted}",
)
SETTINGS_WEIGHTS_BAD: Final = Kind.error(
    "settings_weights_bad", "四行综合权重合在一起不能用，没有采用", "{wanted}",
)

# --- The data doctor: marks --------------------------------------------------------------------

_HELD: Final = "核对之前这一科不排名次，也不计奖"
MARK_ABOVE_FULL: Final = Kind.error(
    "mark_above_full", "“{subject}”有{marks}个分数超过满分{full}：{places}",
    "写错的分数请改正；如果满分不对，请" + settings_row("满分", "{proposal}", column="{subject}"),
    f"，{_HELD}",
)
MARK_ABOVE_ANY_FULL: Final = MARK_ABOVE_FULL._replace(suggestion="写错的分数请改正")
FULL_MARK_UNKNOWN: Final = Kind.error(
    "full_mark_unknown", "“{subject}”有{marks}个分数超过{full}，满分却没有设置：{places}",
    MARK_ABOVE_FULL.suggestion, f"，{_HELD}",
)
FULL_MARK_UNGUESSED: Final = FULL_MARK_UNKNOWN._replace(suggestion="写错的分数请改正")
FULL_MARK_SURELY_OFF: Final = FULL_MARK_UNKNOWN._replace(
    suggestion="请" + settings_row("满分", "{proposal}", column="{subject}"),
)
FULL_MARK_FAR_OFF: Final = Kind.error(
    "full_mark_far_off",
    "没有设置“{subject}”的满分（按{full}分算），{marks}个分数最高只有{found}，满分可能是{proposal}",
    "请" + settings_row("满分", "{proposal}或{full}", sheet=_SHEET, column="{subject}"),
    f"；{_HELD}",
)
FULL_MARK_OFF_BESIDE: Final = Kind.error(
    "full_mark_off_beside",
    "没有设置“{subject}”的满分（按{full}分算），同一列“{exam}”最高{found}，“{own}”的满分也待核对",
    MARK_ABOVE_FULL.suggestion, f"；{_HELD}",
)
FULL_MARK_UNGUESSED_BESIDE: Final = FULL_MARK_OFF_BESIDE._replace(suggestion="写错的分数请改正")
FULL_MARK_ASSUMED: Final = Kind.note(
    "full_mark_assumed", "这些学科没有写满分，按100分计算",
    "如果不是100分（如120分），请" + settings_row("满分", "120", column="{first}"),
)
ZERO_IN_ALL_SUBJECTS: Final = Kind.warning(
    "zero_in_all_subjects",
    "{pupils}名学生中有{zeros}名学生各科都是0分（{places}），是缺考，还是真的0分？",
    f"请{settings_row('全部0分', '缺考或0分')}；没有写的按0分计",
)
MANY_ZEROS_IN_ALL_SUBJECTS: Final = ZERO_IN_ALL_SUBJECTS._replace(
    severity=_ERROR, message=f"{ZERO_IN_ALL_SUBJECTS.message}核对之前各科不排名次，也不计奖",
)
ZEROS_IN_SUBJECT: Final = Kind.error(
    "zeros_in_subject",
    "“{subject}”有{zeros}名学生是0分（{places}），是没有选考，还是真的0分？",
    "请" + settings_row("学科0分", "未选考或0分", column="{subject}"), _HELD,
)
SUBJECT_BLANK: Final = Kind.warning(
    "subject_without_scores", "“{found}”一列全是空白",
    "请补上成绩；如果不考这一科，请"
    + settings_row("指定列", "不用", sheet=_SHEET, column="{column}"),
)
SUBJECT_WITHOUT_SCORES: Final = SUBJECT_BLANK._replace(message="“{found}”一列没有一个分数")
TOTAL_NOT_SUM: Final = Kind.warning(
    "total_not_sum", "有{wrong}名学生的总分不等于各学科之和：{places}",
    "请核对这几行的分数和总分",
)
TOTALS_NOT_SUMS: Final = Kind.note(
    "totals_not_sums", "{pupils}名学生中有{wrong}名的总分不等于各学科之和（如{example}）",
    "总分可能按折算分、赋分或部分学科计算；本程序不使用表中的总分",
)

# --- The data doctor: pupils, schools and classes ----------------------------------------------

ID_TWICE: Final = Kind.error(
    "id_twice", "学号（考号）“{found}”出现{times}次：{places}（{names}）",
    "请核对：删去重复的行，或改正学号",
)
MORE_IDS_TWICE: Final = ID_TWICE._replace(
    message="共有{number}个重复的学号（考号），以上只列出{listed}个", suggestion="请全部核对",
)
PUPIL_ENTERED_TWICE: Final = Kind.error(
    "pupil_twice", "“{found}”在同一个班出现{times}次，分数完全相同：{places}",
    "很可能是重复录入，请删去多余的行",
)
PUPIL_TWICE: Final = Kind.warning(
    "pupil_twice", "“{found}”在同一个班出现{times}次，分数不同：{places}",
    "请核对：是同名的两个人，还是重复录入",
)
MORE_PUPILS_TWICE: Final = PUPIL_ENTERED_TWICE._replace(
    message="共有{number}组同班同名的学生，以上只列出{listed}个", suggestion="请全部核对",
)
SAME_NAME: Final = Kind.note(
    "same_name", "同一个班里有学号不同的同名学生，共{groups}组：{places}",
    "如果确是同名的不同学生，不用改",
)
NAME_SPELLING: Final = Kind.note(
    "name_spelling", "有{names}个姓名里有空格或全角字符：{places}",
    "与别的表对照时会自动忽略空格；最好统一写法",
)
CLASS_SPELT: Final = Kind.warning(
    "class_spelt", "班级“{unit}”写法不一（{found}），已作为同一个班“{unit}”统计",
    "请统一写法；如果不是同一个班，请改成不同的班名",
)
CLASS_OF_ONE: Final = Kind.warning("class_of_one", "“{unit}”只有一名学生", "请核对班级是否写错")
ITEMS_COUNTED_TWICE: Final = Kind.warning(
    "items_counted_twice",
    "{same}名学生的“{subject}”与“{other}”里的分数相同，像是同一次考试的小题分，"
    "现在当作另一次考试统计", f"是同一次考试的，{_IGNORED}",
)
_BOTH_SHEETS: Final = "与“{other}”有{pupils}名相同的学生（{places}），其中{same}名分数完全相同"
EXAMS_UNNAMED: Final = Kind.warning(
    "exams_unnamed", f"{_BOTH_SHEETS}，像是两次考试，但都没有写明是哪次考试",
    f"两张表各{settings_row('考试', '考试名称', sheet=_SHEET)}，否则会当作同一次考试重复计算",
)
SHEET_TWICE: Final = Kind.error(
    "sheet_twice", f"{_BOTH_SHEETS}，像是同一次考试的两份成绩",
    f"请保留一张；另一张请{_IGNORED}，否则会重复计算",
)
PUPIL_ON_TWO_SHEETS: Final = Kind.error(
    "pupil_on_two_sheets", _BOTH_SHEETS, "请核对这些学生应在哪一张表，删去多余的行",
)
SCHOOL_SPELLING: Final = Kind.warning(
    "school_spelling",
    "“{found}”（{places}）和“{usual}”（{usual_places}）{why}，像是同一所学校，现在当作两所分开统计",
    "{advice}",
)
MORE_THAN_ENROLLED: Final = Kind.warning(
    "more_than_enrolled", "{unit}应考{found}人，“{scores}”里有{rows}人，多出{more}人",
    "请核对应考人数，或成绩表里是否混入了别班学生",
)
FEWER_THAN_ENROLLED: Final = Kind.note(
    "fewer_than_enrolled", "{unit}应考{found}人，“{scores}”里有{rows}人，少{fewer}人",
    "请核对是否漏登；按应考人数统计时，少的人会计入分母",
)
