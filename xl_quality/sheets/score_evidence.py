"""What speaks for and against a sheet of people and numbers being a score sheet (是不是成绩表)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum, auto
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.sheets.labels import SUBJECTS, Label, Role
from xl_quality.sheets.spelling import school_in
from xl_quality.sheets.text import (
    Words,
    class_of_sheet,
    classes_in,
    pattern,
    plain_label,
    plain_text,
)

if TYPE_CHECKING:
    from xl_quality.sheets.header import Header

_MONTH: Final = pattern(r"(\d{4}年?)?(\d{1,2}|十?[一二三四五六七八九十])月(份)?")
_BY_MONTH: Final = "按月的统计表"
_CALENDAR: Final = 6
"""Half a year of months over columns is a calendar; nobody names six tests 1月 … 6月."""
_EVERYDAY: Final = (
    "综合 技术 劳技 劳动 劳动技术 安全 健康 社会 人文 自然 心理 心理健康 地方 校本 信息 艺术 "
    "阅读 作文 写字 书法 口算 国学 常识 计算机 综合实践"
)
_WEAK_SUBJECTS: Final = frozenset(_EVERYDAY.split())
"""Subjects that are also everyday words: 安全 of a payroll is no subject."""
_ACTIVITY: Final = pattern(r"^(朗读|诵读|朗诵|速算|心算|珠算|听写|默写|背诵|识字|拼音|书写|古诗)")
"""Small tests of primary schools that no list of subjects has."""
_SURE_SCORES: Final = pattern(r"成绩|分数|考分|卷面|原始分|赋分")
_TEST: Final = pattern(r"(?<!考核)(?<!考评)(?<!绩效)成绩|考试(?!科目|方式|时间|内容)|测[试验]|检测")
_SAID: Final = Words(
    "成绩 分数 得分 小分 考试 期中 期末 月考 测试 测验 检测 周测 单测 元测 小测 限时练 联考 统考"
    " 抽考 会考 中考 高考 摸底 一模 二模 三模 score exam"
)
_SUM: Final = pattern(r"合计|总计|总和|总|sum|total")
_PUPIL_NUMBER: Final = pattern(r"学号|考号|考生|准考证|学籍|报名号|会考号")
_PUPILS_IN_TITLE: Final = pattern(r"学生|考生")
_PEOPLE: Final = (Role.NAME, Role.STUDENT_ID, Role.CLASS)
_OF_ITEMS: Final = (Role.PART, Role.NUMBER)
_NUMBERED: Final = pattern(r"\(?\d{1,2}([-.~_]\d{1,2})?\)?[、.]?")
_OF_SUBJECT: Final = (Role.SUBJECT, Role.RAW, Role.PART, Role.RANK)
_ITEM: Final = pattern(
    r"题|选择|填空|解答|客观|主观|完形|[单多]选|判断|卷|部分|知识点|\)分$|^\(?\d{1,2}([-.、~_(]|\)|$)|^\d.*分\)?$"
    r"|^(q|t|k|item)\d|^[一二三四五六七八九十]+[、.]?$"
)
_TITLE_SUBJECTS: Final = [
    word for word in SUBJECTS - _WEAK_SUBJECTS if len(word) > 1 and not word.isascii()
]
_NAMED_SUBJECT: Final = pattern("|".join(sorted(_TITLE_SUBJECTS, key=len, reverse=True)))
_SCHOOL_OF_SUBJECT: Final = pattern(
    r"(外语|体育|科学|音乐|美术)(实验|专业|职业)?(学校|中学|小学|学院|高中)"
)
_SHOWN: Final = 3  # words that a message names


class Business(NamedTuple):
    """A kind of sheet that schools keep and that holds no scores."""

    name: str  # what a clerk calls such a sheet
    labels: Words  # words in its header
    titles: Words | None = None  # words in its title or sheet name, None where that proves nothing
    decides: bool = True  # one word is enough; otherwise two words count as one
    of_pupils: bool = False  # score sheets have such columns too: beside 成绩 they prove nothing
    beside_subjects: bool = False  # it casts doubt even on columns named after subjects


BUSINESSES: Final = (
    # what people are paid, and what is kept back: nobody pays pupils by the month
    Business(
        "工资表",
        Words(
            "工资 薪 社保 医保 公积金 个税 所得税 实发 应发 实领 补贴 津贴 补助 奖金 加班"
            " 养老 失业金 扣款 代扣 扣税 salary wage",
            {"奖": r"奖$"},
        ),
        Words("工资 薪 津贴 补贴 补助 奖金 社保 salary"),
    ),
    # hours of employees; 考勤, 迟到 and 请假 also stand beside marks as 平时成绩
    Business("考勤表", Words("工号 打卡 上班 下班 旷工 早退 工时"), Words("考勤 打卡 值班")),
    Business(
        "考勤表", Words("考勤 出勤 请假 迟到 签到 签退 缺勤"), decides=False, of_pupils=True
    ),
    # goods and money, per piece: textbooks and fees are listed by subject too (语文 12元)
    Business(
        "财务或物资表",
        Words(
            "单价 价格 价税 数量 库存 入库 出库 金额 销售 销量 订单 发票 税"
            " 售价 进价 定价 报价 总价 成价 牌价 售交价 进交价 定交价 报交价 总交价 成交价 牌交价"
            " 规格 型号 品名 商品 产品 货号 仓库 存货 供应商 供货 客户 成本 利润 盈利 收入 支出"
            " 余额 预算 决算 报销 付款 收款 借方 贷方 账号 账户 开户 流水号 交易"
            " 缴费 收费 退费 交费"
            " price qty quantity amount invoice customer product sales revenue profit"
            " stock currency supplier liability order",
            {"费": r"费用?$", "cost": r"\bcost", "sku": r"sku\b"},
        ),
        Words(
            "库存 入库 出库 盘点 销售 业绩 订单 采购 资产 预算 决算 收支 流水 报销"
            " 缴费 收费 退费 费用 账 sales invoice inventory"
        ),
        beside_subjects=True,
    ),
    # reports that Excel made out of another sheet
    Business(
        "数据透视表",
        Words(
            "求和项 计数项 平均值项 行标签 列标签 rowlabels columnlabels grandtotal",
            {"of": r"(sum|count|average)of."},
        ),
        Words("pivot 透视"),
        beside_subjects=True,
    ),
    Business(
        "图书表", Words("书名 isbn 出版社 作者 借阅 册数"), Words("图书 书目 借阅 征订"),
        beside_subjects=True,
    ),
    # 同意 12, 反对 3 are numbers of votes
    Business(
        "投票统计表",
        Words("票数 得票 同意 反对 弃权 选票 候选"),
        Words("投票 选票 选举 评选"),
        beside_subjects=True,
    ),
    # lessons stand under days; tests are not named after the days of the week
    Business(
        "课程表或日程表",
        Words(
            "节次",
            {
                "星期": r"^星期[一二三四五六日天]$",
                "周": r"^周[一二三四五六日天]$",
                "礼拜": r"^礼拜[一二三四五六日天]$",
                "节": r"^第.{1,2}节",
                "午": r"^[上下]午",
                "课时": r"课时数?$",
                "day": r"^(sun|mon|tues|wednes|thurs|fri|satur)day$",
            },
        ),
        Words("课程表 课表 作息 日程 值日 schedule"),
        beside_subjects=True,
    ),
    # measured in centimetres, kilograms and seconds; beside subjects they are only remarks
    Business(
        "体检或体质表",
        Words(
            "身高 体重 肺活量 视力 血压 胸围 体前屈 立定 跳绳 仰卧 引体 体温 脉搏 bmi"
            " height weight",
            {"米": r"\d米"},
        ),
        Words("体检 体质 体温 视力"),
    ),
    # who works where; a pupil may be 班长 (职务), so one word does not decide
    Business(
        "教职工表",
        Words(
            "部门 岗位 职称 入职 工龄 教龄 师德 绩效 考核 考评 评议 述职 工作量"
            " department manager employee"
        ),
        Words("教师 教职工 职工 员工 绩效 考核 考评 述职 employee"),
        decides=False,
    ),
    # where people live; score sheets keep such columns behind the marks
    Business(
        "登记表",
        Words(
            "住址 地址 邮编 身份证 户籍 籍贯 监护人 家长 政治面貌 出生 民族 年龄 车牌 联系 电话"
            " 手机 学籍校 原籍 入学年 入学时 入学日 毕业学校 毕业院校 生源 来源 代号 在校 住校 寝室"
            " 宿舍 录取 性别 经度 纬度 年份 address city country email phone birth",
            {"age": r"\bage$"},
        ),
        Words("通讯录 花名册 登记表 信息表 报名", {"信息": r"信息$"}),
        decides=False,
        of_pupils=True,
    ),
    # what inspectors look at; 扣分 alone also stands beside marks
    Business(
        "检查表", Words("隐患 整改 责任人 验收 巡查 审计 审核意见 检查 扣分"),
        Words("检查 隐患 整改 审计 巡查 评比 量化"), decides=False,
    ),
)  # fmt: skip
"""Words that speak against a score sheet, by the kind of sheet they belong to."""


class Verdict(Enum):
    """What the evidence comes to."""

    SCORES = auto()  # read it
    PERHAPS = auto()  # ask
    FOREIGN = auto()  # another business: one note
    NOTHING = auto()  # nothing speaks for it, nothing against it


class Evidence(NamedTuple):
    """What header, titles and names of a sheet say."""

    subjects: int = 0  # columns named after a subject that is nothing else (语文)
    # columns named after a subject that may be an everyday word, 安全, or after a small test, 朗读
    weak_subjects: int = 0
    scores: int = 0  # columns that say 成绩, 分数 or name an exam (期中)
    totals: int = 0  # columns that say 总分, 得分: teachers' reviews have them as well
    items: int = 0  # columns of questions (第1题): only papers have them
    people: bool = False  # a column of names, numbers or classes is labelled
    pupils: bool = False  # 学号, 考号, 班级 in the header, 学生 in title or sheet name
    one_class: bool = False  # title, sheet or file name name a class (1.1班): people are pupils
    said: bool = False  # title, sheet name or file name speak of marks or an exam
    against: tuple[str, ...] = ()  # kinds of other sheets, one entry a word that decides
    doubting: int = 0  # how many of them cast doubt on subjects too
    words: tuple[str, ...] = ()  # the first words that speak against, for the clerk


def verdict(evidence: Evidence) -> Verdict:
    """Weigh the evidence; a sheet that may be one of scores is asked about, never read on trust.

    >>> verdict(Evidence(subjects=2)).name, verdict(Evidence(totals=1)).name
    ('SCORES', 'PERHAPS')
    >>> verdict(Evidence(scores=1, against=("工资表", "工资表"))).name
    'FOREIGN'
    """
    if evidence.subjects:
        marks = evidence.scores or evidence.totals or evidence.said
        sure = not evidence.doubting or (marks and evidence.doubting < evidence.subjects)
        return Verdict.SCORES if sure else Verdict.PERHAPS
    hints = evidence.scores + evidence.totals + evidence.weak_subjects
    if evidence.against:
        # one word may be chance beside 成绩 (姓名 | 成绩 | 奖金); two are a business
        open_question = len(evidence.against) == 1 and (hints or evidence.said)
        return Verdict.PERHAPS if open_question else Verdict.FOREIGN
    if evidence.scores or evidence.said or evidence.one_class or evidence.weak_subjects > 1:
        return Verdict.SCORES
    paper = evidence.items > 1
    if evidence.pupils or paper:
        if hints or (evidence.pupils and paper):
            return Verdict.SCORES
        return Verdict.PERHAPS if paper else Verdict.NOTHING
    return Verdict.PERHAPS if hints else Verdict.NOTHING


def evidence_of(header: Header, sheet: str, file_name: str) -> Evidence:
    """Collect what a sheet says about itself by its header and its name.

    The workbook may hold sheets of several kinds: its file name only speaks for.
    """
    labels = [label for label in header.labels if label.text]
    titles = [plain_text(text) for _, text in header.titles]
    names = [*titles, plain_text(sheet)]
    stem = plain_text(file_name.rsplit(".", 1)[0])
    scores = sum(map(_says_scores, labels))
    against, doubting, words = _against(labels, names, beside_scores=scores > 0)
    return Evidence(
        subjects=sum(map(_is_subject, labels)),
        weak_subjects=sum(map(_is_weak_subject, labels)),
        scores=scores,
        totals=sum(map(_says_total, labels)),
        items=sum(map(_is_item, labels)),
        people=any(label.role in _PEOPLE for label in labels),
        pupils=_names_pupils(labels, names),
        one_class=bool(class_of_sheet(sheet)) or any(map(classes_in, (*names, stem))),
        said=any(_SAID.search(text.lower()) for text in (*names, stem)),
        against=against,
        doubting=doubting,
        words=words,
    )


def is_of_business(label: str) -> bool:
    """Say whether a column belongs to another business and can be no subject (金额, 工资).

    >>> is_of_business("实发工资"), is_of_business("速算")
    (True, False)
    """
    word = plain_label(label)
    return any(
        business.labels.search(word)
        for business in BUSINESSES
        if business.decides or business.of_pupils
    )


def is_item(label: str) -> bool:
    """Say whether a label that is a part of a paper names a question: 第1题, 1-2, 选择题(40)分.

    >>> is_item("第1题"), is_item("听力(20.0)分"), is_item("1.2"), is_item("平时")
    (True, True, True, False)
    """
    return bool(_ITEM.search(plain_label(label)))


def subjects_in(text: str) -> set[str]:
    """Return the subjects that a title names, the name of the school left out.

    >>> subjects_in("青山外语学校七年级期中检测（英语）"), subjects_in("期中检测")
    ({'英语'}, set())
    """
    rest = _SCHOOL_OF_SUBJECT.sub("", text.removeprefix(school_in(text)))
    return set(_NAMED_SUBJECT.findall(rest))


def _is_subject(label: Label) -> bool:
    """Say whether a label surely is about a subject: 语文, and 语文名次, 化学原始, 语文选择题."""
    word = label.subject
    return label.role in _OF_SUBJECT and not _is_everyday(word) and not word.isascii()


def _is_everyday(word: str) -> bool:
    """Say whether a subject counts only among several: 安全, 技术员, and one-letter forms."""
    return len(word) == 1 or any(word.startswith(weak) for weak in _WEAK_SUBJECTS)


def _is_weak_subject(label: Label) -> bool:
    if label.role is Role.SUBJECT:
        return plain_label(label.subject) in SUBJECTS and not _is_subject(label)
    return label.role is Role.UNKNOWN and bool(_ACTIVITY.search(label.text))


def _says_scores(label: Label) -> bool:
    """Say whether a label speaks of scores: 成绩, 期中; not a month (of a budget), 考核分数."""
    if label.role is Role.EXAM_SCORE:
        return not _MONTH.fullmatch(label.text)
    if label.role is Role.UNKNOWN and _TEST.search(label.text):
        return True
    sure = label.role in (Role.SCORE, Role.RAW, Role.TOTAL) and _SURE_SCORES.search(label.text)
    return bool(sure) or plain_label(label.text) in ("score", "mark", "marks")


def _says_total(label: Label) -> bool:
    """Say whether a label is a total of marks (总分, 得分); 合计 and total may be of money."""
    return label.role in (Role.TOTAL, Role.SCORE) and not _SUM.fullmatch(plain_label(label.text))


def _is_item(label: Label) -> bool:
    numbered = label.role is Role.UNKNOWN and bool(_NUMBERED.fullmatch(label.text))
    return numbered or (label.role in _OF_ITEMS and is_item(label.text))


def _names_pupils(labels: Sequence[Label], names: Iterable[str]) -> bool:
    by_label = any(
        label.role is Role.CLASS
        or (label.role in (Role.STUDENT_ID, Role.NAME) and _PUPIL_NUMBER.search(label.text))
        or (label.role is Role.NAME and _PUPILS_IN_TITLE.search(label.text))
        for label in labels
    )
    return by_label or any(map(_PUPILS_IN_TITLE.search, names))


def _against(
    labels: Sequence[Label], names: Sequence[str], *, beside_scores: bool
) -> tuple[tuple[str, ...], int, tuple[str, ...]]:
    """Return the kinds of sheets that words decide for, how many doubt subjects, and the words."""
    found: list[str] = []
    words: list[str] = []
    slight: list[str] = []
    doubting = 0
    texts = [plain_label(label.text) for label in labels if label.role is not Role.SUBJECT]
    for business in BUSINESSES:
        if business.of_pupils and beside_scores:
            continue
        hits = [text for text in texts if business.labels.search(text)]
        titled = business.titles
        hits += [name for name in names if titled is not None and titled.search(name.lower())]
        words += hits
        if business.decides:
            found += [business.name] * len(hits)
            doubting += len(hits) * business.beside_subjects
        else:
            slight += [business.name] * len(hits)
    months = [text for text in texts if "月" in text and _MONTH.fullmatch(text)]
    if len(months) >= _CALENDAR:
        found += _BY_MONTH, _BY_MONTH  # so many are no chance
        words += months
    found += slight[1::2]
    return tuple(found), doubting, tuple(dict.fromkeys(words))[:_SHOWN]
