"""What a column label means (表头 → 角色), with the words that offices write over columns."""

from __future__ import annotations

from enum import Enum, auto
from fractions import Fraction
from functools import lru_cache
from typing import Final, NamedTuple

from xl_quality.core.marks import POINT, ScoreKind
from xl_quality.sheets.text import Words, looks_like_name, pattern, plain_label, plain_text

_SUBJECTS = (
    "语文 数学 英语 外语 日语 俄语 科学 道德与法治 道德法治 道法 品德 思品 思想品德 品德与社会 "
    "品德与生活 品社 历史 地理 生物 生物学 物理 化学 音乐 体育 体育与健康 体健 美术 艺术 信息 "
    "信息技术 信息科技 通用技术 技术 劳技 劳动 劳动技术 政治 思想政治 综合 文综 理综 文科综合 "
    "理科综合 小综合 大综合 社会 历史与社会 人文 综合实践 自然 写字 书法 心理 心理健康 健康 地方 "
    "校本 安全 阅读 作文 国学 计算机 史地 地生 生地 政史 理化 文数 理数 数学文 数学理 品科 科品 "
    "常识 口算 道 法治 语 数 英 外 物 化 生 政 史 历 地 科 思 社 信 技 体 音 美 chinese math "
    "maths mathematics english physics chemistry biology history geography politics science yw "
    "sx yy wl hx sw zz ls dl ty"
)
SUBJECTS: Final = frozenset(_SUBJECTS.split())
SUBJECT_ALONE: Final = "语数英外物化生政史历地技道法科"
"""One-letter forms, as in 物赋, 数成绩."""
_DOWN: Final = "姓名|学生|班级|学校|单位"
_ACROSS: Final = "科目|学科|成绩|分数|项目|课程|内容|考试|得分|题号"
DIAGONAL: Final = pattern(
    rf"(?:(?:{_ACROSS})[/\\|]?({_DOWN})|({_DOWN})[/\\|](?:{_ACROSS})|(姓名)(?:{_ACROSS}))"
)
"""The corner cell with a slanting line: 科目 / 姓名."""
RANK: Final = pattern(
    r"名次|排名|位次|排序|级名$|班名$|校名次|县名$|区名$|市名$|年名$|进退|升降|进步|退步|名次变化"
    r"|^(本|全)?(班级?|年?[级段]|年|组|学?校|片|镇|乡|县|区|市|省|联考|总)(内|级)?(次|排|序)$"
    r"|^(本|全|总)?(班|级|段|校|片|镇|乡|县|区|市|省)名$|([班级段校县区]|联考)[次序]$"
    r"|^(class|grade|school)?_?rank$|变化$|排$"
)
RANK_BEHIND: Final = pattern(
    r"[-_(]?((总|赋|原始?|等级|折合?)分?|总评|成绩)?[-_(]?"
    r"(本|全)?(班级?|级|年级|年?段|年|校|片|镇|乡|县|区|市|省|联考)内?(次|排|序|名|排序)\)?"
)
"""What stands behind a subject or 总分 where the column is a rank: 语文班次, 化学赋分级次."""
TOTAL: Final = pattern(r"总分|总成绩|合计|总计|总得分|^总$|^total(score)?$|^sum$|总和|^zf$")
TOTAL_ALONE: Final = pattern(
    r"(全科|各科|全部|学生|最后|考试|个人|最终|综合|全)?(总分|总成绩|合计|总计|总得分|总"
    r"|total(score)?|sum|总和|zf)(数|值|成绩|分数|分)?"
    r"(\(?(赋分|赋分后|含赋分|赋)\)?)?"
)
RAW: Final = pattern(r"原始|原分|\(原\)|裸分|卷面分$|原$")
ASSIGNED: Final = pattern(r"赋分|赋$|\(赋\)|转换分|等级分|换算分|折合|折算")
ASSIGNED_ALONE: Final = pattern(r"(等级)?赋分?后?(成绩|分数|得分|分)?|等级分|转换分|换算分")
"""赋分 without a subject: the subject stands over it or in the title."""
WHOLE: Final = pattern(
    r"((学期|学年|期末|综合|最终|最后)?总评(成绩|分数?|得分)?|(综合|最终|最后|学期|学年)成绩"
    r"|(总分|总成绩|总得分|合计|总计|总和|小计|总)(成绩|分数?)?)"
)
"""What stands behind or under a subject where the column is all of it: 总评, 合计."""
SKILLS: Final = frozenset(("阅读", "作文", "写字", "书法", "国学", "口算", "写作"))
"""Subjects by themselves in some schools, parts of one where they stand under its title."""
UNITED: Final = frozenset(
    (
        *("综合", "小综合", "大综合", "文综", "理综", "文科综合", "理科综合", "文科", "理科"),
        *("理化", "政史", "史地", "地生", "生地", "人文"),
    )
)
"""Titles under which whole subjects stand, and papers made of several subjects."""
SUBJECT_LETTERS: Final = "语数英外物化生政道史历地技科"
COMBINATION: Final = pattern(rf"[{SUBJECT_LETTERS}](?:[/+、]?[{SUBJECT_LETTERS}]){{2,}}")
"""语数外, 语数外史/物: names subjects by their first letters."""
COUNTED: Final = pattern(
    r"([两二三四五六七八九十]|\d{1,2})[科门](总|总?成绩|总?分数?)?|[主全]科(成绩|分数?)?|3\+\d(\+\d)?"
)
"""三科, 九门, 主科, 3+1+2: the sum of so many subjects."""
BESIDE: Final = pattern(
    r"满分|用时|等级|等第|等次|档次|层次|教师|任课教师|老师|(标准|t|z)分|备注|状态|类别|类型|类|上次|上期|前次|选科"
    r"|.{0,4}(教学班|行政班|走班|班级|班|考场|考室|试场|考点|座位|组合|批改人?|阅卷人?)"
    r"|.{0,6}(名称|代码|编号|号码|号|日期|时间|姓名|教师|老师)"
)
"""What stands behind a subject where the column cannot hold its marks: 化学教学班名称."""
STAT: Final = pattern(
    r"(max|min|mean|median|std|avg|count)$|平均|均分|人平|均值|^(average|avg|mean|gpa)|及格|合格|优秀|优生|优良|低分|良好率|率$|率[(%]"
    r"|最高|最低|标准差|方差|人数|实考|应考|参考人|参考数|缺考数"
    r"|有效|上线|达线|过线|踩线|入围|临界|贡献|命中|科目数|科数$|门数|[一二]本$|本科|专科|重本|特控"
    r"|批次|目标生|培优|补差|^上次|^上期|^上学期|^前次|^去年|^上年|^增值|增幅|增长"
    r"|差值|离均差|差距|综合指数|综合得分|一分三率|四率|三率|两率|综合分|综合积分|积分|极差|中位"
    r"|难度|区分度|得分率|与.*比|占比|比例|超均率|比较"
)
QUESTION: Final = pattern(
    r"^\d+([.、)]|\.?\(\d+\))|^\d+(\(\d+\))?\(?\d*(\.\d+)?\)?分|^第?[一二三四五六七八九十\d]+(大"
    r"|小)?题|^题\d|^[tq]\d+$"
    r"|^[一二三四五六七八九十]+[、.]|^[一二三四五六七八九十]$|选择题|填空题|解答题|客观|主观"
    r"|非选择|计算题|作文题|大题|小题|^(单|多|双|复)(项)?选|^不定项|^判断|^题号?\d|知识点|部分(\(\d+分?\))?$|^答案"
    r"|题\(?[一二三四五六七八九十\d]*\)?(\(\d+(\.\d+)?分?\)分?)?$"
    r"|^(q|t|k|th|tm|item|question)\d+([-.(]\d+\)?)*(\(\d+(\.\d+)?分?\)分?)?$"
    r"|^[ⅰⅱ12iab]+卷|卷[一二ⅰⅱi12ab]$|附加题|简答|判断题"
)
PART: Final = pattern(
    r"平时|德育|量化|作业|课堂|考勤|出勤|小考|实验$|听力|笔试|口语|口试|实验操作|作文$|基础$|阅读$|选择"
    r"|填空|[ab]卷|卷[ab]|[ⅰⅱ]卷|报告$|认证|认證|早鸟|次数|操行|表现"
)
EXAM_WORD: Final = pattern(
    r"^(第?[一二三四五六七八九十\d]+(次|周|单元|课|学月|阶段|月|模)|[一二三四五六七八九十\d]+月"
    r"|单元[一二三四五六七八九十\d]+)"
    r"|^(上|下)?(学期)?(期中|期末|月考|中考|一模|二模|三模|模拟|摸底|段考|入学(?![年时日])|开学|联考|统考"
    r"|周测|周考|单元测|质检|学考|会考)"
)
EXAM_BESIDE: Final = pattern(
    r"((20)?\d\d(学年|年|级)?)?([春秋]季?)?((上|下|本)?学期|[一二三四五六七八九高初][一二三]?年?级?[上下]?(学期|册)?)?("
    r"(第?[一二三四五六七八九十\d]+[次回月])?(月考|周测|周考|段考|联考|统考|模考|模拟|摸底|质检|检测|测试|考试"
    r"|测验|限时练)(考试|测试)?[-_]?[一二三四五六七八九十\d]{0,2}|第?[一二三四五六七八九十\d]+[次模周月]"
    r"|第?[一二三四五六七八九十\d]+(单元|学月|阶段)(测试|检测|考)?|单元[一二三四五六七八九十\d]+"
    r"|(期中|期末|入学|开学|学考|会考|中考)(考试|测试|检测|成绩)?[一二\d]?)"
    r"|[一二三四五六七八九高初][一二三]?(年级)?[上下](学期|册|期)?"
)
"""An exam named beside a subject, in one label: 月考1_语文, 期中-数学, 语文(期末)."""
FINAL_EXAM: Final = pattern(r"期中|期末|月考|联考|统考|卷面|考试|总评")
SUFFIX: Final = pattern(
    r"(成绩|分数|得分|实得|考试成绩|考试|卷面分|卷面|(?<=..)学?科|\((单位:)?分\)|\(必考\)|分)+$"
)
FULL_MARK: Final = pattern(
    r"[(\[/【]?(?:满分|总分|共|卷面)?[:：]?(\d{2,3}(?:\.\d+)?)分?(?:制|卷|满分)?[)\]】]?$"
)
_FIGURES: Final = "total average avg mean sum max min count 满分 总分 分值"
_ALONE: Final = r"^(total|average|avg|mean|sum|max|min|count)$|^(满分|总分|分值)$"
_BAND: Final = r"^\d+分?\s*[-~—]\s*\d+分?$"
FOOTER: Final = Words(
    "平均 均分 人平 合计 总计 小计 总和 总人数 及格 合格率 合格人 优秀率 优秀人 优生 优良 低分"
    " 良好率 最高 最低 得分率 标准差 方差"
    " 中位数 众数 人数 实考 应考 参考 难度 区分度 全班 全校 全年级 全级 年级均 班均 校均 巩固率"
    " 差生 一分三率 四率 名次: 名次： 备注 说明: 说明："
    " 注: 注： 制表 审核 填表 签名 签字 负责人 班主任: 班主任： 任课教师 教师签 阅卷 监考 登分 统分"
    " 录入 核分 日期 打印 分数段 制表人 校长 以上 以下",
    {
        **dict.fromkeys(_FIGURES.split(), _ALONE),
        **dict.fromkeys("-~—", _BAND),
        **dict.fromkeys("<>≤≥", r"^[<>≤≥]=?\d"),
        "年": r"^\d+年\d+月",
    },
)
"""A text that names a row of figures or a closing remark, not a pupil."""
FOOTER_WHOLE: Final = pattern(
    r"(本?(班级?|年级|全[班校级]|学校|校|镇|县|区|各[科班]|单科|语文|数学|英语|总分?|男生?|女生?"
    r"|参考|应考|实考|缺考)){0,2}"
    r"(平均|均|人平|合计|总计|小计|总和|总人数|及格|合格|优秀|优生|优良|良好|低分|最高|最低|得分"
    r"|标准差|方差|中位数|众数|人数|难度|区分度"
    r"|全班|全校|全级|全年级|满分|总分|分值|校长|阅卷|监考|审核|制表|制表人|负责人|备注|说明|签名"
    r"|签字|日期)"
    r"(分数?|成绩|率|数|值|人数?|总分|比例)*"
)
"""A text that cannot be a name, however short."""
FULL_MARK_ROW: Final = pattern(
    r"^(满分|分值|总分值|卷面分|试卷满分|满分值|卷面满分|各科满分)[:：]?$"
)
_ROUND: Final = str.maketrans("〔〈《{<[【〕〉》}>]】", "(((((((" + ")))))))")
"""Every kind of brackets as round ones: 《语文》, 物理〔100〕."""
_NUMBERED: Final = pattern(r"(?:\d{1,2}[.、]|\(\d{1,2}\)|[一二三四五六七八九十][.、])(\D.*)")
"""A subject of a numbered list: 1.语文, 二、数学."""
_INCLUDED: Final = pattern(r"包?含[^()]{2,6}")
"""What a subject's marks hold, too: 语文(含作文), 英语(含听力)."""
_NUMERIC: Final = pattern(r"\d+(\.\d+)?")
_BRACKETS: Final = pattern(r"[(\[【](.*?)[)\]】]")
SUBJECT_WORDS: Final = "|".join(
    sorted((word for word in SUBJECTS if len(word) > 1), key=len, reverse=True)
)
"""Subjects as a regular expression, the longest first; one-letter forms may be part of any word."""
_SUBJECT_WORD: Final = pattern(f"^({SUBJECT_WORDS})(?:(?<![a-z])|(?![a-z]))")
_SUBJECT_END: Final = pattern(f"(?:(?<![a-z])|(?![a-z]))({SUBJECT_WORDS})$")
"""Latin words stand alone: neither quantity ends in ty (体育) nor does typing begin with it."""
_ASSIGNED_SHORT: Final = pattern(rf"^[{SUBJECT_ALONE}](赋分?|原始?分?|成绩|分数?)$")
_JOINTS: Final = "-_:·./、—~()"
_LABEL_LENGTH: Final = 24  # characters; longer texts above a column are notes
_POINTS: Final = pattern(r"(.*)\((\d{1,3}(?:\.\d+)?)\)分")
_SMALLEST_PAPER: Final = 50
"""Papers of single subjects have 50 points and more; 阅读(30)分 is a part of one."""
_SMALLEST_FULL_MARK, _LARGEST_FULL_MARK = 10, 400
_LARGEST_TOTAL: Final = 999  # 总分(750)
_BEFORE_RANKS: Final = ("总分", "总成绩", "赋分", "原始分", "原始")
_KNOWN_ADDITION: Final = pattern(
    r"[-_(（]?([一二三四\d]|[abAB甲乙上下文理]|赋分?|折合?分?|折算分?|卷|原始?分?|成绩|分|必修|选修|选考|学考|等级赋分"
    r"|赋分后|百分制?|卷面|笔试|总分|总|满分|合计|考试)+[)）]?"
)


class Role(Enum):
    """What a column is for."""

    SCHOOL = auto()  # 学校
    GRADE = auto()  # 年级
    CLASS = auto()  # 班级
    NAME = auto()  # 姓名
    STUDENT_ID = auto()  # 学号, 考号 …
    EXAM = auto()  # 考试名称, 考试编号
    SUBJECT_NAME = auto()  # 科目, in the long layout
    SUBJECT = auto()  # a subject's scores
    SCORE = auto()  # 分数, 成绩: scores of a subject that the label does not name
    EXAM_SCORE = auto()  # 期中考, 第一次: scores named after the exam
    TOTAL = auto()  # 总分
    SUBTOTAL = auto()  # 语数外总分
    RANK = auto()  # 名次
    RAW = auto()  # 原始分 beside 赋分
    PART = auto()  # question scores, 选择题, 平时
    STAT = auto()  # 平均分, 及格率: figures about a group
    HELPER = auto()  # 性别, 备注 …
    NUMBER = auto()  # the label itself is a number
    BLANK = auto()
    UNKNOWN = auto()


_ID_WORDS: Final = {
    10: (
        "考号 准考证号 学号 学生学号 考生号 准考证 准考证号码 报名号 报考号 学生编号 学生考号 "
        "考试号 考生编号 学籍辅号 学生号 学生id 考生考号 会考号 中考号 统考号 县考号 id "
        "studentid student_id stuid stu_id sid kh zkzh xh ksh"
    ),
    30: "学籍号 全国学籍号 学籍号码 学生学籍号",
    40: "编号 座号 座位号 座次号 班内学号 班序号 座位",
    50: "序号 序 号 no no. 顺序号 顺序 行号 #",
}
ID_ORDER: Final[dict[str, int]] = {
    word: order for order, words in _ID_WORDS.items() for word in words.split()
}
"""Which of several number columns identifies the pupil: the lower the better."""
_ROLE_WORDS: Final = {
    Role.NAME: (
        "姓名 学生姓名 考生姓名 学生名字 名字 学生 考生 学生名 考生 name 姓名(name) 学员姓名 学员 "
        "studentname xm"
    ),
    Role.SCHOOL: (
        "学校 单位 校名 学校名称 所在学校 毕业学校 单位名称 学校(单位) 就读学校 校别 校区 school "
        "schoolname 教学点 xxmc"
    ),
    Role.GRADE: "年级 年段 年级名称 级别 学段 grade 届别 级部",
    Role.CLASS: (
        "班级 班别 班 班级名称 所在班级 行政班 行政班级 班级号 班号 教学班 原班级 现班级 "
        "班级代码 class classname 班级(班) bj bjmc"
    ),
    Role.EXAM: (
        "考试名称 考试 考试编号 考次 测试名称 考试类别 考试类型 考试批次 学期 学年 学年学期 "
        "选课时间"
    ),
    Role.SUBJECT_NAME: "科目 学科 课程 课程名称 考试科目 科目名称 学科名称 科目名",
    Role.SCORE: (
        "分数 成绩 得分 考试成绩 卷面分 卷面成绩 卷面 百分成绩 百分制成绩 总评成绩 总评 综合成绩 "
        "考分 考试分数 score 分值 最终成绩 最后成绩 实得分"
    ),
    Role.HELPER: (
        "试场 试场号 桌号 考点 考点号 楼层 首选 首选科目 再选 再选科目 "
        "性别 备注 状态 等级 等第 等次 评语 签名 家长签名 电话 联系电话 手机 家长电话 身份证 "
        "身份证号 身份证号码 民族 出生日期 出生年月 年龄 住址 家庭住址 考场 考场号 考室 试室 "
        "座位号码 学生类别 类别 类型 学生性质 学籍 户口 "
        "身高 体重 视力 左眼 右眼 肺活量 选科 选科组合 组合 科类 文理 学分 绩点 "
        "五分成绩 考试性质 选修类型 是否及格 场次 考试场次 评价 层次 组别 小组 宿舍 是否住校 "
        "班主任 任课教师 教师 任教教师 语文教师 数学教师 英语教师 监考 监考员 加分 扣分 政策加分 "
        "附加分 奖励 结果 标记 说明 是否缺考 缺考 缺考标记 缺考科目 目标 目标分 上次 上次成绩 "
        "校区代码 学校代码 单位代码 标准分 t分 z分 折合分 折算分 用时 及格 是否参加 职务 职称 "
        "qq 微信 邮箱 email gender sex age phone remark remarks xb xjh"
    ),
}
EXACT: Final[dict[str, Role]] = {
    **{word: role for role, words in _ROLE_WORDS.items() for word in words.split()},
    **dict.fromkeys(ID_ORDER, Role.STUDENT_ID),
}
"""What a label that is one of these words, and nothing else, says."""


class Label(NamedTuple):
    """A column label understood."""

    text: str  # the label without spaces and line breaks
    role: Role  # what it says the column is
    # the subject it names, as the office writes it; for RANK, RAW, PART and STAT the subject they
    # belong to; else ""
    subject: str = ""
    full_mark: int | None = None  # in hundredths, where the label states it (语文（120分）)
    group: str = ""  # the merged title over it in a two-row header
    score: ScoreKind = ScoreKind.PLAIN  # which of the subject's scores it is
    # the subject without what tells this column from others: 化学 of 化学赋分, 语文 of 期中语文 and
    # of 写话 under 语文; ``""`` where `subject` is that already
    stem: str = ""
    exam: str = ""  # the exam that the label names beside the subject: 月考1 of 月考1_语文

    @property
    def of(self) -> str:
        """Return the subject whose score, rank or part the column is, additions left out."""
        return self.stem or self.subject


NO_LABEL: Final = Label("", Role.BLANK)


@lru_cache(maxsize=8192)
def parse_label(text: str) -> Label:
    r"""Return what one label says.

    >>> parse_label("语文\n（120分）").subject, parse_label("语文\n（120分）").full_mark
    ('语文', 12000)
    >>> parse_label("！级名").role, parse_label("1.\n(2.0)分").role
    (<Role.RANK: 13>, <Role.PART: 15>)
    >>> parse_label("英语B1").subject, parse_label("月考1_语文").exam
    ('英语B1', '月考1')
    """
    label = _parsed(plain_text(text))
    at = label.text.lower().find(label.subject)
    if at < 0:
        return label
    written = label.text[at : at + len(label.subject)]  # words are compared in lower case
    return label._replace(subject=written)


def _parsed(text: str) -> Label:
    """Return what a label in plain form says; subjects may be in lower case."""
    word = plain_label(text).translate(_ROUND)
    if not word:
        return Label(text, Role.BLANK if not text else Role.UNKNOWN)
    if _NUMERIC.fullmatch(word):
        return Label(text, Role.NUMBER)
    if corner := DIAGONAL.fullmatch(word):
        word = corner[1] or corner[2] or corner[3]
    if word in EXACT:
        return Label(text, EXACT[word])
    if word in SUBJECTS:
        return Label(text, Role.SUBJECT, word)
    if (points := _POINTS.fullmatch(word)) is not None:
        return _pointed_label(text, points[1], Fraction(points[2]))
    readers = _numbered_label, _figure_label, _subject_label
    found = next((label for read in readers if (label := read(text, word))), None)
    return found or _other_label(text, word)


def _numbered_label(text: str, word: str) -> Label | None:
    """Read a subject of a numbered list (1.语文, 二、数学(120分)); 一、阅读 is a question."""
    numbered = _NUMBERED.fullmatch(word)
    label = _subject_label(text, numbered[1]) if numbered else None
    whole = label and len(label.subject) > 1 and label.subject in SUBJECTS - SKILLS
    return label if whole else None


def _figure_label(text: str, word: str) -> Label | None:
    """Return what a label of a total, rank, statistic or question says, None for any other."""
    subject = _leading_subject(word)
    if RANK.search(word) or _is_rank_behind(word, subject):
        return Label(text, Role.RANK, subject)
    if QUESTION.search(word):
        return Label(text, Role.PART, subject)
    bare = _BRACKETS.sub("", word)
    if TOTAL.search(word) or COUNTED.fullmatch(bare):
        return _total_label(text, word)
    if PART.search(word) and not subject:
        return Label(text, Role.PART)
    if STAT.search(bare) or STAT.search(word):
        return Label(text, Role.STAT, subject)
    return None


def _pointed_label(text: str, stem: str, points: Fraction) -> Label:
    """Return what a label with points says: a part, 作文(25.0)分, or a paper, 语文(120)分."""
    if stem in SUBJECTS and points >= _SMALLEST_PAPER:
        return Label(text, Role.SUBJECT, stem, int(points * POINT))
    return Label(text, Role.PART, _leading_subject(stem))


def _is_rank_behind(word: str, subject: str) -> bool:
    """Say whether a rank's word follows a subject or 总分: 语文班次, 总分校名, 化学赋分级次."""
    before = subject or next((total for total in _BEFORE_RANKS if word.startswith(total)), "")
    return bool(before and RANK_BEHIND.fullmatch(word[len(before) :]))


def _total_label(text: str, word: str) -> Label:
    bare, full_mark = _without_full_mark(word, _LARGEST_TOTAL)
    if RAW.search(word):
        return Label(text, Role.RAW, score=ScoreKind.RAW)
    if TOTAL_ALONE.fullmatch(bare) or TOTAL_ALONE.fullmatch(word):
        return Label(text, Role.TOTAL, full_mark=full_mark)
    stem = TOTAL.sub("", bare).strip("()")
    if len(stem) > 1 and stem in SUBJECTS:  # 数学总分 beside 数学A卷 and 数学B卷
        return Label(text, Role.SUBJECT, stem, full_mark, score=ScoreKind.WHOLE)
    return Label(text, Role.SUBTOTAL, full_mark=full_mark)


def _subject_label(text: str, word: str) -> Label | None:
    """Return what a label that names a subject says, None where it names none."""
    bare, full_mark = _without_full_mark(word)
    stem = SUFFIX.sub("", bare).strip(_JOINTS) or bare
    if stem in SUBJECTS:
        return Label(text, Role.SUBJECT, stem, full_mark)
    if short := _ASSIGNED_SHORT.match(bare):
        raw, assigned = short[1].startswith("原"), short[1].startswith("赋")
        score = ScoreKind.RAW if raw else ScoreKind.ASSIGNED if assigned else ScoreKind.PLAIN
        role = Role.RAW if raw else Role.SUBJECT
        return Label(text, role, bare, full_mark, score=score, stem=bare[0])
    subject = _leading_subject(word)
    if subject:
        return _extended_subject(text, bare, subject, full_mark)
    named = _SUBJECT_END.search(stem)  # 期中语文, 七年级语文
    if named is None:
        return None
    before = stem[: named.start()].strip(_JOINTS)
    if EXAM_BESIDE.fullmatch(before):
        return Label(text, Role.SUBJECT, stem, full_mark, stem=named[1], exam=before)
    return Label(text, Role.SUBJECT, stem, full_mark)


def _extended_subject(text: str, bare: str, subject: str, full_mark: int | None) -> Label:
    """Return what a subject with more words says: 语文等级, 化学赋分, 语文(期末), 语文1."""
    rest = bare[len(subject) :].strip(_JOINTS)
    if _is_teacher(rest) or _INCLUDED.fullmatch(rest):
        return Label(text, Role.SUBJECT, subject, full_mark)
    if EXAM_BESIDE.fullmatch(rest):
        return Label(text, Role.SUBJECT, bare, full_mark, stem=subject, exam=rest)
    return _score_of(text, bare, subject, full_mark)


def _score_of(text: str, bare: str, subject: str, full_mark: int | None) -> Label:
    """Say which score of a subject a column is, or what it is beside the subject's scores."""
    rest = bare[len(subject) :].strip(_JOINTS)
    if RAW.search(bare):
        return Label(text, Role.RAW, subject, full_mark, score=ScoreKind.RAW)
    if ASSIGNED.search(rest):
        name = f"{subject}赋分" if "赋" in rest else bare
        return Label(text, Role.SUBJECT, name, full_mark, score=ScoreKind.ASSIGNED, stem=subject)
    if WHOLE.fullmatch(rest):
        return Label(text, Role.SUBJECT, subject, full_mark, score=ScoreKind.WHOLE)
    if BESIDE.fullmatch(rest):
        return Label(text, Role.HELPER, subject)
    if PART.search(rest):
        return Label(text, Role.PART, subject, full_mark)
    return Label(text, Role.SUBJECT, bare, full_mark, stem=subject)


def _is_teacher(rest: str) -> bool:
    """Say whether what stands behind a subject names its teacher: (张老师), 任课教师:李文."""
    bare = rest.removeprefix("任课教师").removeprefix("教师").removeprefix("任课").strip(_JOINTS)
    return bool(bare) and (bare.endswith("老师") or (bare != rest and looks_like_name(bare)))


def _other_label(text: str, word: str) -> Label:
    """Return what any other label says: exams, parts, 教师姓名, and what no rule knows."""
    bare, full_mark = _without_full_mark(word)
    if ASSIGNED_ALONE.fullmatch(bare):
        return Label(text, Role.SCORE, full_mark=full_mark, score=ScoreKind.ASSIGNED)
    for known in (bare, _BRACKETS.sub("", word)):
        if known in EXACT:
            return Label(text, EXACT[known], full_mark=full_mark)
    if EXAM_WORD.search(word):
        return Label(text, Role.EXAM_SCORE, SUFFIX.sub("", bare) or bare, full_mark)
    if RAW.search(word) or PART.search(word):
        is_raw = bool(RAW.search(word))
        score = ScoreKind.RAW if is_raw else ScoreKind.PLAIN
        return Label(text, Role.RAW if is_raw else Role.PART, score=score)
    ends = (r for end, r in _ENDINGS if word.endswith(end) and len(word) <= len(end) + 4)
    if role := next(ends, None):
        return Label(text, role)
    return Label(text, Role.UNKNOWN, text if full_mark is None else bare, full_mark)


_ENDINGS: Final = (
    ("姓名", Role.HELPER), ("学号", Role.STUDENT_ID), ("考号", Role.STUDENT_ID),
    ("证号", Role.STUDENT_ID), ("编号", Role.STUDENT_ID), ("序号", Role.STUDENT_ID),
    ("班级", Role.CLASS), ("年级", Role.GRADE), ("学校", Role.SCHOOL), ("教师", Role.HELPER),
    ("老师", Role.HELPER), ("电话", Role.HELPER), ("日期", Role.HELPER), ("时间", Role.HELPER),
    ("等级", Role.HELPER), ("备注", Role.HELPER), ("满分", Role.HELPER), ("用时", Role.HELPER),
    ("名称", Role.HELPER), ("代码", Role.HELPER), ("组合", Role.HELPER), ("考场", Role.HELPER),
    ("手机号", Role.HELPER), ("手机", Role.HELPER), ("号", Role.HELPER),
)  # fmt: skip


def _leading_subject(word: str) -> str:
    found = _SUBJECT_WORD.match(word)
    return found[1] if found else ""


def _without_full_mark(word: str, largest: int = _LARGEST_FULL_MARK) -> tuple[str, int | None]:
    found = FULL_MARK.search(word)
    if found is None or found.start() == 0:
        return word, None
    marked = found[0][0] in "([/【" or "分" in found[0]
    value = Fraction(found[1])
    if not (_SMALLEST_FULL_MARK <= value <= largest):
        return word, None
    if not marked and _leading_subject(word) != word[: found.start()]:
        return word, None  # "Python123" is a name, "语文120" is not
    return word[: found.start()], int(value * POINT)


def is_extended(subject: str) -> bool:
    """Say whether a subject's name has a part before or behind it that no rule knows.

    >>> is_extended("语文"), is_extended("化学赋分"), is_extended("语文2"), is_extended("语文竞赛")
    (False, False, False, True)
    """
    word = plain_label(subject)
    if word in SUBJECTS or _ASSIGNED_SHORT.match(word):
        return False
    leading = _leading_subject(word)
    return not (leading and _KNOWN_ADDITION.fullmatch(word[len(leading) :]))


def is_label_like(text: str) -> bool:
    """Say whether a text is short enough to be a column label."""
    return len(plain_text(text)) <= _LABEL_LENGTH
