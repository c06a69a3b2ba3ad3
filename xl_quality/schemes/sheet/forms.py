"""What stands in each column of the 方案 sheet: its title, its key, how its values are written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from xl_quality.core.exam_kinds import KIND_LABELS, ExamKind
from xl_quality.schemes.sheet import words
from xl_quality.schemes.sheet.texts import (
    CellError,
    Texts,
    day,
    lines,
    list_text,
    list_values,
    number,
    pairs_of,
    pairs_text,
    shown,
    word,
)
from xl_quality.schemes.words import PAYEES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_CONDITION = re.compile(r"(.+?)\s*(不低于|不超过|超过|低于)\s*(.+)")


class Form(NamedTuple):
    """How values of one sort become a cell's text, and back; `choices` for a drop-down."""

    write: Callable[[Texts, Any], str]
    read: Callable[[Texts, str], object]
    choices: tuple[str, ...] = ()


def _whole(text: str) -> object:
    half = number(text)
    return int(half) if half.lstrip("-").isdecimal() else text


def _written_conditions(texts: Texts, conditions: list[dict[str, Any]]) -> str:
    return "\n".join(
        f"{texts.expression(one['measure'])} {words.EDGES[one['edge']]} "
        f"{texts.expression(one['limit'])}"
        for one in conditions
    )


def _read_conditions(texts: Texts, text: str) -> list[dict[str, str]]:
    found = []
    for line in lines(text):
        parts = _CONDITION.fullmatch(line)
        if parts is None:
            message = f"条件“{line}”看不懂"
            raise CellError(message, "请写成“名次 不超过 3”的样子，一行一个")
        measure, edge, limit = parts.groups()
        found.append(
            {
                "measure": texts.expression_of(measure),
                "edge": word(words.EDGES, edge),
                "limit": texts.expression_of(limit),
            }
        )
    return found


def _written_limits(texts: Texts, limits: Mapping[str, list[str]]) -> str:
    return pairs_text(
        (texts.fact(fact), list_text(texts.value_word(fact, value) for value in values))
        for fact, values in limits.items()
    )


def _read_limits(texts: Texts, text: str) -> dict[str, list[str]]:
    named = {texts.fact_name(said): value for said, value in pairs_of(text).items()}
    return {
        fact: [texts.value_of(fact, one) for one in list_values(value)]
        for fact, value in named.items()
    }


def _field(said: str) -> str:
    return next((name for name, chinese in words.FIELDS.items() if chinese == said), said)


def _role(said: str) -> str:
    return next((name for name, chinese in PAYEES.items() if chinese == said), said)


def _kind_label(kind: str) -> str:
    return ExamKind(kind).label if kind in set(ExamKind) else kind


def _kind_named(label: str) -> str:
    kind = ExamKind.labelled(label)
    return label if kind is None else kind.value  # what is none is for the loader to say


def _worded(table: Mapping[str, str]) -> Form:
    return Form(
        lambda _, value: table.get(value, value),
        lambda _, text: word(table, text),
        tuple(table.values()),
    )


TEXT: Final = Form(lambda _, value: shown(value), lambda _, text: text)
NUMBER: Final = Form(lambda _, value: shown(value), lambda _, text: number(text))
WHOLE: Final = Form(lambda _, value: shown(value), lambda _, text: _whole(text))
DAY: Final = Form(lambda _, value: shown(value), lambda _, text: day(text))
LINES: Final = Form(lambda _, value: "\n".join(value), lambda _, text: lines(text))
LIST: Final = Form(lambda _, value: list_text(value), lambda _, text: list_values(text))
FACT: Final = Form(lambda t, value: t.fact(value), lambda t, text: t.fact_name(text))
FACTS: Final = Form(
    lambda t, value: list_text(map(t.fact, value)),
    lambda t, text: [t.fact_name(name) for name in list_values(text)],
)
PAIRS: Final = Form(
    lambda _, value: pairs_text(value.items()),
    lambda _, text: pairs_of(text, "\n"),
)
CONDITIONS: Final = Form(_written_conditions, _read_conditions)
LIMITS: Final = Form(_written_limits, _read_limits)
TAKEN: Final = Form(
    lambda t, value: pairs_text((t.fact(f), words.FIELDS.get(c, c)) for f, c in value.items()),
    lambda t, text: {t.fact_name(f): _field(c) for f, c in pairs_of(text).items()},
)
WHERE: Final = Form(
    lambda _, value: pairs_text((words.FIELDS.get(f, f), list_text(v)) for f, v in value.items()),
    lambda _, text: {_field(f): list_values(v) for f, v in pairs_of(text).items()},
)
EXAM_KINDS: Final = Form(
    lambda _, value: list_text(_kind_label(kind) for kind in value),
    lambda _, text: [_kind_named(label) for label in list_values(text)],
)
KEYS: Final = Form(
    lambda _, value: list_text(words.FIELDS.get(field, field) for field in value),
    lambda _, text: list(map(_field, list_values(text))),
)
ROLES: Final = Form(
    lambda _, value: pairs_text(
        (PAYEES.get(role, role), words.FIELDS.get(f, f)) for role, f in value.items()
    ),
    lambda _, text: {_role(role): _field(f) for role, f in pairs_of(text).items()},
)
ONLY_ADDS: Final = _worded(
    {
        "known": "只补充",
        "stated": "填报优先",
        "known_stated": "只补充，填报优先",
        "known_computed": "只补充，算出的让填报",
        "each": "一行一例",
    }
)
KIND: Final = _worded(words.KINDS)
JUDGED: Final = _worded(words.JUDGED)
UNIT: Final = _worded(words.UNITS)
PAYEE: Final = _worded(PAYEES)
TARIFF: Final = _worded(words.TARIFF_KINDS)
TABLE: Final = _worded({"parameter": "参数（必须填写）", "fact": "事实"})
EDGE: Final = Form(  # a reading may stand for an edge, so that it is read as part of the tariff
    lambda t, value: t.tariff_value("edge", value),
    lambda t, text: t.tariff_value_of("edge", text),
    tuple(words.EDGES.values()),
)


class Column(NamedTuple):
    """One column: the key in the scheme, its Chinese title, how it is written, what to note."""

    key: str
    title: str
    form: Form
    note: str = ""


class Section(NamedTuple):
    """One part of the sheet under its own title row and header row; `hint` tells who edits it."""

    title: str
    columns: tuple[Column, ...]
    hint: str = ""


_CONCERNS: Final = "小学、初中，或校名；责任书和兑现表都按这一格，空白为不限"
_NOTE_ONE: Final = (
    "按差额计：每超1个的金额\n达标加进位：达标的金额\n按名次：第1名起各名的金额，用顿号分开\n"
    "查表：第1行起各行的金额\n定额：金额\n人工填报：下限\n至少几项：至少几项"
)
_NOTE_TWO: Final = (
    "按差额计：每缺1个的金额（扣罚写负数）\n达标加进位：每进一步的金额\n"
    "按名次：末位起各名的金额，用顿号分开\n人工填报：上限\n至少几项：共几项"
)
HEAD: Final = Section(
    "【方案】",
    (
        Column("id", "代号", TEXT),
        Column("title", "名称", TEXT),
        Column("document", "文件", TEXT),
        Column("parties", "签约各方", LINES, "一行一方"),
        Column("notes", "说明", LINES, "一行一条"),
        Column("group", "合称", TEXT, "用这个编号可一并计算全部条款；空白为不能"),
        Column("concerns", "适用单位", LIST, _CONCERNS),
    ),
    "代号不要改：计奖时用它找到这张表。",
)
FACTS_USED: Final = Section(
    "【事实和参数】",
    (
        Column("table", "用途", TABLE, "参数每次使用时都要填写，没有默认值"),
        Column("name", "代号", TEXT),
        Column("label", "名称", TEXT),
        Column("kind", "种类", KIND),
        Column("phrase", "说法", TEXT, "理由中怎样说，{} 处填数值"),
        Column("words", "词语", PAIRS, "一行一个：代号＝词语"),
        Column("measure", "算法", TEXT),
        Column("within", "不大于哪一项", TEXT),
        Column("parallel", "与哪一项一一对应", TEXT),
        Column("at_least", "最小", WHOLE),
        Column("at_most", "最大", WHOLE),
    ),
    "本方案自己的名词。最小、最大可以改，代号不要改。",
)
READINGS: Final = Section(
    "【读法】",
    (
        Column("id", "代号", TEXT),
        Column("label", "问题", TEXT),
        Column("choices", "可选答案", PAIRS, "一行一个：代号＝答案"),
        Column("default", "默认", TEXT),
        Column("decides", "决定哪一项", FACT),
    ),
    "条文有两种理解时按哪一种：在“默认”里填答案等号左边的代号。",
)
CLAUSES: Final = Section(
    "【条款】",
    (
        Column("id", "条款", TEXT),
        Column("title", "名称", TEXT),
        Column("applies_to", "考核对象", JUDGED),
        Column("concerns", "适用单位", LIST, _CONCERNS),
        Column("unit", "计量", UNIT, "空白为元"),
        Column("effective_from", "生效日期", DAY),
        Column("effective_to", "失效日期", DAY, "空白为继续有效"),
        Column("verified_on", "核对日期", DAY, "最近一次与原文核对的日子"),
        Column("document", "依据文件", TEXT),
        Column("source_clause", "文中条目", TEXT),
        Column("text", "原文要点", TEXT),
        Column("pot", "总额", NUMBER),
        Column("mean_rank_of", "平均名次取自", FACT),
    ),
    "每条条款的出处和有效期。",
)
BARS: Final = Section(
    "【一票否决】",
    (
        Column("clause", "条款", TEXT),
        Column("effective_from", "版本", DAY, "条款只有一个版本时可以不填"),
        Column("when", "条件", CONDITIONS, "一行一个，同时成立"),
        Column("why", "理由", TEXT),
    ),
    "条件成立时，这一条全部不奖。",
)
RULES: Final = Section(
    "【规则】",
    (
        Column("clause", "条款", TEXT),
        Column("effective_from", "版本", DAY, "条款只有一个版本时可以不填"),
        Column("id", "代号", TEXT, "同一条款内不重复，不要改"),
        Column("title", "名称", TEXT, "写在兑现表的事由里"),
        Column("payee", "兑现对象", PAYEE, "奖给谁、罚谁；不付款的只出处理或达标结果"),
        Column("kind", "计奖办法", TARIFF, "从下拉框里选；换一种办法时，后面各栏也要跟着改"),
        Column("measured", "考核量", TEXT, "用事实的名称写算式：录取数－指标数"),
        Column("edge", "方向", EDGE, "界线上的数算不算：不低于、不超过算，超过、低于不算"),
        Column("limit", "界线", TEXT, "达标的界线；比率写 0.9 或 90%"),
        Column("one", "数额一", TEXT, _NOTE_ONE),
        Column("two", "数额二", TEXT, _NOTE_TWO),
        Column("rest", "其他", TEXT, "一行一项：名称＝内容"),
        Column("when", "条件", CONDITIONS, "一行一个，同时成立才适用"),
        Column("only_for", "只适用于", LIMITS, "一行一个：学校＝甲校、小学"),
        Column("not_for", "不适用于", LIMITS, "一行一个：学校＝甲校、小学"),
        Column("concerns", "适用单位", LIST, "本款只管其中一部分单位时填：小学、初中"),
        Column("given", "填了才用", FACTS, "这些事实都有时，本款才用"),
        Column("unless", "填了就不用", FACTS, "有其中一个事实时，本款不用"),
        Column("only_with", "只在读法", PAIRS, "一行一个：读法代号＝答案代号"),
        Column("about", "同一结果", TEXT, "同一结果既奖又罚时会提示"),
        Column("scope", "排名范围", TEXT, "全县、全镇等，写在事由里"),
    ),
    "一行一款。黄色格可以直接改：金额写数字，几个数用顿号分开，扣罚写负数。各栏怎么填见标题格的批注。",
)
FEEDS: Final = Section(
    "【取数】",
    (
        Column("clause", "条款", TEXT),
        Column("key", "一例由什么区分", KEYS),
        Column("payees", "兑现对象取自", ROLES),
        Column("list", "名单", TEXT),
        Column("facts", "取哪些", TAKEN, "一行一个：事实＝名单的栏目"),
        Column("where", "只要", WHERE, "一行一个：栏目＝内容，* 代表任意文字"),
        Column("without", "不要", WHERE),
        Column(
            "exam_kinds",
            "考试性质",
            EXAM_KINDS,
            f"只取这些性质的考试，空白为不论：{'、'.join(KIND_LABELS)}",
        ),
        Column(
            "cases",
            "补充",
            ONLY_ADDS,
            "只补充：不单独成例\n填报优先、算出的让填报：两者不同时用填报的\n"
            "一行一例：相同的行也各算一例",
        ),
        Column("by", "凭哪些栏相合", KEYS, "空白为全部"),
        Column("only_with", "只在读法", PAIRS, "一行一个：读法代号＝答案代号"),
        Column("gather", "汇成一列", TAKEN, "同一例各行的值都收在一起：事实＝名单的栏目"),
        Column("over", "不再区分", KEYS, "这些栏目不同的行合成一例"),
    ),
    "每条条款的数据从哪张名单的哪一栏取，一般不用改；整节删去时按原方案取数。",
)
SECTIONS: Final = (HEAD, FACTS_USED, READINGS, CLAUSES, BARS, RULES, FEEDS)
