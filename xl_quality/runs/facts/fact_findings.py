"""What is to be said of the lists that clauses take facts from (取数核对): every kind, in words."""

from __future__ import annotations

from typing import Final

from xl_quality.core.findings import Kind, settings_row

# --- 县名次 -------------------------------------------------------------------------------------

_LIST_ALL: Final = "请把全县各校的名次和得分列全，或给每位教师写一行名次（填上“教师”栏）"
COUNTY_WITHOUT_TOTAL: Final = Kind.warning(
    "county_incomplete",
    "{about}：{unit}由几位教师任教，要把各人的成绩放进全县去排，但县名次表里没有写总数，没有计算",
    _LIST_ALL,
)
COUNTY_INCOMPLETE: Final = Kind.warning(
    "county_incomplete",
    "{about}：{unit}由几位教师任教，要把各人的成绩放进全县去排，"
    "但县名次表里只列了{listed}个单位，还缺{missing}个，没有计算",
    _LIST_ALL,
)
COUNTY_WITHOUT_FIGURES: Final = Kind.warning(
    "county_without_figures",
    "{about}：{units}没有{measure}，教师的{measure}无法放进全县去排，没有计算",
    "请在县名次表里补上“{measure}”一栏",
)
SCORES_MISSING: Final = Kind.warning(
    "scores_missing",
    "{about}：{unit}由几位教师任教，成绩表里没有“{exam}”这次考试的成绩（有：{known}），"
    "不能按所教学生重算，没有计算",
    "如果就是其中一次，请{setting}",
)
FIGURE_DIFFERS: Final = Kind.warning(
    "figure_differs",
    "{unit} {subject}：{source}公布的是{published}，按成绩表算出的{measure}是{computed}，口径不同，"
    "教师的{measure}不能与各校相比，没有重算名次",
    "请核对这一栏是不是{measure}，及格线和缺考的处理是否与县里一样",
)
BEYOND_TOTAL: Final = Kind.error(
    "beyond_total", "{unit} {subject}：名次{found}大于总数{of}", "请核对名次与总数"
)
PLACE_GIVEN_TWICE: Final = Kind.error(
    "ranked_twice", "{about}写了两个不同的名次，另一个在{other}", "请核对，只保留一个"
)
HISTORY_GIVEN_TWICE: Final = Kind.error(
    "ranked_twice", "{who}在{exam}有两个不同的{what}，另一个在 {other}", "请核对，只保留一个"
)
_TEACHER_OF_PLACES: Final = "不知道是哪位教师的，教师奖没有计算这些名次"
_NAME_TEACHER: Final = "请在县名次表里补上“年级”和“教师”两栏，或补全任课表"
TEACHER_OF_SEVERAL_GRADES: Final = Kind.warning(
    "teacher_unknown",
    "{found}有{rows}行名次没有写年级，而{subjects}在几个年级都有人教，" + _TEACHER_OF_PLACES,
    _NAME_TEACHER,
)
TEACHER_UNKNOWN: Final = Kind.warning(
    "teacher_unknown",
    "{found}有{rows}行名次没有写教师，任课表里也没有{subjects}的任课教师，" + _TEACHER_OF_PLACES,
    _NAME_TEACHER,
)
COUNTY_RANK_DIFFERS: Final = Kind.warning(
    "county_rank_differs",
    "{about}：表上写第{found}名，按成绩表算是第{computed}名（共{of}个），已按表上公布的名次计奖",
    "请核对；如以成绩表为准，请删去这一行",
)
COUNTY_OVERFULL: Final = Kind.error(
    "county_overfull",
    "{about}：列了{units}个单位，总数却写{found}",
    "请核对：是不是有一个学校写了两种名称，或者总数写错了",
)
COUNTY_ONLY: Final = Kind.note(
    "county_only",
    "县名次表列了全县各校，其中{units}别的表里都没有，只用来排名，不计奖惩",
    "如果其中有本单位的学校，请核对校名的写法",
)
PAID_UNKNOWN: Final = Kind.warning(
    "county_unknown",
    "县名次里的{units}成绩表和别的表里都没有，也照本单位的学校计了奖惩",
    "不是本单位的学校，请删去这些行；是本单位的，不用处理",
)
SCHOOL_SPELT_OTHERWISE: Final = Kind.warning(
    "school_spelt_otherwise",
    "成绩表里没有“{found}”，没有计奖惩；是不是“{near}”？",
    "如是同一所学校，请改成一样的写法，或" + settings_row("学校别名", "{near}", column="{found}"),
)
RESULT_LISTED_TWICE: Final = Kind.error(
    "result_listed_twice",
    "{who}的同一个名次像是写了两遍，写法不同，另一处在 {other}，会重复计算",
    "同一个结果只留一行；确是两次考试的，请把考试名称写得能分清（如 第一次、第二次）",
)
PLACES_OF_TEACHERS_ALONE: Final = Kind.warning(
    "places_of_teachers_alone",
    "县名次有{count}行写了教师，只作教师个人的名次，没有给学校计奖惩：{units}（{about}）",
    "学校也按这些名次计奖惩的，请照样各写一行，“教师”一栏空着",
)
ROW_WITHOUT_SUBJECT: Final = Kind.error(
    "row_without_subject",
    "{unit} {exam}这一行没有写学科，不知道按哪一条计奖惩",
    "请补上学科；综合名次写“综合”",
)
PLACE_WITHOUT_SUBJECT: Final = Kind.error(
    "place_without_subject",
    "{places}的名次没有写学科，不知道是总排名还是哪一科的",
    "请在“学科”一栏写上学科；总排名写“综合”",
)

# --- 历次, places over a year -------------------------------------------------------------------

LAST_PLACE_UNKNOWN: Final = Kind.warning(
    "last_place_unknown",
    "这次考试没有写总数，各单位的名次也没有列全，无法判断谁是末位，没有计入连续末位",
    "请加一列“总数”，或把所有单位的名次列全",
)
HISTORY_OUT_OF_ORDER: Final = Kind.error(
    "history_out_of_order",
    "历次要从早到晚排，“{found}”却排在“{before}”（{place}）的后面，不能判断谁连续居末位",
    "请把各次考试从早到晚排好（可以按考试时间排序）",
)
YEARS_OPEN: Final = Kind.warning(
    "years_open",
    "{found}按自然年算连续{calendar}年居末位，按学年算是{school}年；方案没有写明“年”怎么算，"
    "条款{clauses}按少的算，没有提出",
    "请问明后" + settings_row("连续年", "自然年或学年"),
)
HISTORY_WITHOUT_EXAM: Final = Kind.warning(
    "history_without_exam",
    "历次里没有县名次里的{exams}，连续居末位没有算上它",
    "请把这次的名次也写进历次（排在最后）",
)
HISTORY_OF_OTHER_EXAMS: Final = Kind.warning(
    "history_of_other_exams",
    "历次里没有“{exam}”这次考试，谁连续居末位没有计算；历次里最后一次写的是“{found}”",
    "确是同一次的，"
    + settings_row("考试别名", "{scored}", column="{found}")
    + "；不是的，请补上这次的名次",
)
HISTORY_OTHER_THAN_SCORES: Final = Kind.warning(
    "history_other_than_scores",
    "历次里{who}在“{exam}”是第{found}名，同一次考试的成绩表算出的是第{computed}名；"
    "名次与成绩表不一致的有{places}，谁连续居末位按历次计算",
    "请核对历次的名次是不是按同一种指标（综合分、平均分、及格率）排的；以成绩表为准的，请改历次",
)
OF_STREAKS: Final = (
    *(LAST_PLACE_UNKNOWN, HISTORY_WITHOUT_EXAM),
    *(HISTORY_OF_OTHER_EXAMS, HISTORY_OTHER_THAN_SCORES),
)
"""Warnings by which somebody may be on 警示名单, or not, who should not, or should."""
LAST_YEAR_EXAM_OPEN: Final = Kind.warning(
    "last_year_exam_open",
    "{unit}今年有几次考试（{exams}），不知道上年名次与哪一次比，没有计算升降",
    "请在指标名称里写明，如“上年名次（2026年县统考）”",
)
ONE_EXAM: Final = Kind.warning(
    "one_exam",
    "工作簿里只有一次考试的成绩，算不出全年平均名次，用到它的条款没有计算",
    "请把这一学年两次考试的成绩表放在同一个工作簿里",
)

# --- the scores ---------------------------------------------------------------------------------

TEACHERS_EXAM_BY_ALIAS: Final = Kind.note(
    "teachers_exam_by_alias", "成绩表里有几次考试，教师名次按考试别名对应：{pairs}", "请核对"
)
TEACHERS_EXAM_OPEN: Final = Kind.warning(
    "teachers_exam_open",
    "成绩表里有几次考试，不知道按哪一次排教师名次，用到教师名次的条款没有计算",
    "请指定一次考试",
)
SCORES_OF_OTHER_EXAM: Final = Kind.warning(
    "scores_of_other_exam",
    "成绩表是“{found}”的，不是县名次里的{exams}，几人任教一科的，没有用它来排谁前谁后",
    "请补上那次考试的成绩表；确是同一次的，"
    + settings_row("考试别名", "{found}", column="{first}"),
)
TOP_PUPILS_DIFFER: Final = Kind.warning(
    "top_pupils_differ",
    "{about}：表上写{found}人，按成绩表数是{counted}人，已按表上写的计奖",
    "请核对；如以成绩表为准，请删去这一行",
)
TOTALS_UNKNOWN: Final = Kind.warning(
    "totals_unknown",
    "各科成绩分在几张表上，没有按总分数全县前100名的学生",
    "请在指标表里填“县前100人数”，或把各科放进一张成绩表",
)
TOP_PUPILS_EXAM_OPEN: Final = Kind.warning(
    "top_pupils_exam_open",
    "成绩表里有几次考试，不知道按哪一次数全县前5名、前100名的学生，没有从成绩表计数",
    "请指定一次考试",
)

# --- 指标 of classes, money of classes ----------------------------------------------------------

_LIKE_TEACHING: Final = "请照任课表的写法写明学校、年级和班级{examples}"
CLASS_UNKNOWN: Final = Kind.error(
    "class_not_listed", "“{found}”在任课表和成绩表里都没有这个班", _LIKE_TEACHING
)
CLASS_OF_TWO: Final = Kind.error("class_of_two", "“{found}”可以是几个班", _LIKE_TEACHING)
CLASS_WITHOUT_TEACHER: Final = Kind.error(
    "class_without_teacher",
    "{found}的“{indicator}”要兑现给{missing}，任课表里没有写",
    "请在任课表里补上这个班的{missing}",
)
TALENT_WITHOUT_CLASS: Final = Kind.warning(
    "talent_without_class",
    "{who}的“{indicator}”没有写班级，没有计入班级升学目标",
    "如要计入，请在单位一栏写明学校和班级",
)
POOL_WITHOUT_RECEIVERS: Final = Kind.warning(
    "pot_without_receivers",
    "{found}的班级总额{total}元没有人可分：任课教师都没有县名次，或都被一票否决",
    "请补上任课教师的县名次；确实都被否决的，这笔不发",
)
POOL_WITHOUT_PLACE: Final = Kind.note(
    "pot_without_place",
    "{about}的{found}任教的学科没有县名次，没有参加班级总额的分配",
    "如应参加，请在县名次表里补上这些学科的名次",
)
POOL_EXAM_OPEN: Final = Kind.error(
    "class_total_exam_open",
    "毕业年级有几次考试的县名次，不知道班级总额按哪一次分",
    "请只留一次考试的名次（其余的可移到历次表）",
)

# --- kinds of exams, the exam asked for ---------------------------------------------------------

_NOT_COMPUTED: Final = "条款{clauses}要看考试性质，没有计算"
EXAM_NOT_NAMED: Final = Kind.error(
    "exam_not_named", "{places}没有写是哪次考试，" + _NOT_COMPUTED, "请在“考试”一栏写上考试名称"
)
EXAM_KIND_UNKNOWN: Final = Kind.error(
    "exam_kind_unknown", "看不出“{found}”是哪种考试（{places}），" + _NOT_COMPUTED, "{setting}"
)
EXAM_KIND_UNKNOWN_IN_COUNTY: Final = EXAM_KIND_UNKNOWN._replace(
    suggestion="{setting}；几个年级性质不同的，在这张表加“性质”一栏，逐行写明"
)
ENTRANCE_OF_OTHERS: Final = Kind.error(
    "entrance_exam_of_others",
    "中考只有毕业年级参加，{places}却写作“{found}”，" + _NOT_COMPUTED,
    "{advice}",
)
KIND_CONTRADICTED: Final = Kind.error(
    "exam_kind_contradicted",
    "{stated}把“{exam}”写作{found}，{reason}（{places}），条款{clauses}没有计算",
    "请核对：性质写错了就改性质，考试名称写错了就改名称",
)
EXAM_OF_NO_CLAUSE: Final = Kind.note(
    "exam_of_no_clause", "这些考试按性质不计奖惩：{exams}", "如果性质不对，请{advice}"
)
_TOGETHER: Final = "要一起算的，不指定考试"
OTHER_EXAMS_LEFT_OUT: Final = Kind.note(
    "other_exams_left_out", "只算考试“{exam}”：{left_out}", _TOGETHER
)
UNDATED_ROWS_TAKEN: Final = OTHER_EXAMS_LEFT_OUT._replace(
    suggestion="不属于这次考试的，在那张表里加一栏“考试”写明；" + _TOGETHER
)
