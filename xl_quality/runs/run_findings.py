"""What a run says about a workbook that it reads or writes: every sentence, a row each."""

from __future__ import annotations

from typing import Final

from xl_quality.core.findings import Kind, settings_row

# the workbook as a whole
NO_SCORES: Final = Kind.error(
    "no_score_sheet",
    "没有一张表像成绩表（要有姓名列和学科分数列）",
    "请确认打开的是成绩册；表头特殊时可" + settings_row("表头行", "表头的行号", sheet="工作表名"),
)
HIDDEN_SHEET: Final = Kind.note(
    "hidden_sheet_used",
    "工作表「{sheets}」是隐藏的，也参与了计算",
    f"不需要请删除，或{settings_row('不用', '是', sheet='{first}')}；需要的不用管",
)
RESULT_EDITED: Final = Kind.error("result_edited", "{edit}", "请先把改过的内容另存，再决定是否替换")
ALREADY_PAID: Final = Kind.error(
    "already_paid",
    "{payments}",
    "再算一次就是发第二次钱；更正上次的结果，要指定和上次相同的考试，兑现表要留在原处",
)

OFFICE_MISSING: Final = Kind.note(
    "office_missing",
    "没有写单位名称，各表标题里没有它，责任书的甲方空着",
    "请" + settings_row("单位名称", "本单位全称") + "，写一次就行；要手填的不用管",
)

REPORT_NOT_MADE: Final = Kind.error(
    "report_not_made", "“{report}”做不出来：{reason}", "补上以后再做，或不要这一张"
)
REPORT_LEFT_OUT: Final = Kind.note(
    "report_left_out", "“{report}”没有生成：{reason}", "不需要的不用管"
)

SUBJECTS_TOGETHER: Final = Kind.note(
    "subjects_together",
    "工作表「{sheets}」各是一科，没有写考试，学生相同，当作一次考试，算总分和总评",
    "请给每张表写明考试："
    + settings_row("考试", "考试名", sheet="{first}")
    + "；写不同的考试名就分开算",
)
PUPILS_NOT_ON_SHEET: Final = Kind.warning(
    "pupils_not_on_sheet",
    "{count}名学生别的学科的表里有，这张表里没有，没有算作这一科的应考人数",
    "没有考的请在这张表补一行写“缺考”，不用考的写“免考”，漏登的补上分数",
)

# lines of the total
TOTAL_LINE_TOO_HIGH: Final = Kind.warning(
    "total_line_too_high",
    "总分线“{line}”{found}高于总分满分（{grades}），这里没有按它统计",
    "请核对；只管别的年级的，" + settings_row("总分线", "{found}", column="年级/线名"),
)

# full marks and subjects
SUBJECT_UNKNOWN: Final = Kind.warning(
    "settings_subject_unknown",
    "考核设置里写了“{found}”的满分或分数线，成绩表里没有这门学科，没有用上",
    "请核对学科的写法；成绩表里有：{subjects}",
)
FULL_MARKS_TAKEN: Final = Kind.note(
    "full_marks_from_sheet",
    "成绩表没有写满分的学科，满分取自这张表",
    "如果不对（如应是100分），请" + settings_row("满分", "100", column="{subject}"),
)
FULL_MARK_TWICE: Final = Kind.warning(
    "full_mark_stated_twice",
    "{grade}“{subject}”的满分写了{count}个（{places}），没有采用",
    "请" + settings_row("满分", "{values}", column="{subject}"),
)
FULL_MARK_OF_ONE_GRADE: Final = Kind.warning(
    "full_mark_of_one_grade",
    "这张表写着{grade}“{subject}”满分{found}分，成绩表没有按年级分开，没有采用",
    "各年级满分不同的，请每个年级一张成绩表；都是这个满分的，请"
    + settings_row("满分", "{found}", column="{subject}"),
)

# marks that are missing
_COMPLETE: Final = (
    "没有考的请写“缺考”，不用考的写“免考”，漏登的请补上；整科不考的，在考核设置把这一列设为“不用”"
)
BLANKS: Final = Kind.note(
    "marks_blank", "有{count}格应考而空白：{classes}，按没有考处理，不进平均分和率", _COMPLETE
)
PUPILS_BLANK: Final = Kind.note(
    "pupils_blank",
    "有{count}名学生各科都是空白（{places}）：{classes}",
    "没有参加考试的请写“缺考”；已转走、休学的请写明，或删去这一行",
)
ZEROS: Final = Kind.note(
    "marks_zero", "有{count}个0分（{subjects}：{places}），按0分计入", "没有考的请改为“缺考”"
)
NOT_OFFERED: Final = Kind.warning(
    "subject_not_offered",
    "别的学校有成绩的学科，{schools}，按不考这一科处理，不算应考",
    "如果应考而没有录入，请补上分数；没有考的写“缺考”",
)
FAR_FEWER: Final = Kind.warning(
    "far_fewer_marks",
    "有成绩的人数明显少于其他班：{classes}",
    f"请核对：少的若是低分，平均分、比率和名次会偏高。{_COMPLETE}",
)

# who teaches, who is due to sit
TEACHER_IS_PUPIL: Final = Kind.error(
    "teacher_is_pupil",
    "有{count}行（{places}）写的任课教师是成绩表里本班的学生，没有当作教师",
    "请改成任课教师的姓名；这张表是学生名单的，"
    + settings_row("不用", "是", sheet="{list_sheet}")
    + "；教师恰与学生同名的，"
    + settings_row("同名教师", "是", column="{first}"),
)
TWO_TEACHERS: Final = Kind.error(
    "two_teachers",
    "{lesson}写了两位任课教师，另一位在{other}，成绩都算给了{counted}",
    "请核对，只保留一位",
)
TEACHING_WITHOUT_SCORES: Final = Kind.warning(
    "teaching_without_scores",
    "“{list_sheet}”里的{classes}，成绩表里没有，这些班的任课教师没有统计",
    "如果有成绩，请核对学校、年级、班级的写法；成绩表里写作：{written}",
)
ENROLLED_UNKNOWN: Final = Kind.warning(
    "enrolled_unknown",
    "应考人数表里的{classes}，成绩表里没有，没有用上",
    "请核对学校、年级、班级的写法，要与成绩表一样",
)
