"""The columns of the 方案 sheet: title, key, and how their values are written and read back.

Cells are texts for people: facts by their Chinese names, several values parted by 、, a pair a
line. What a cell says is understood as widely as people write it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from numbers import Real
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from xl_quality.core.school_terms import KIND_LABELS, ExamKind
from xl_quality.schemes import scheme_findings as kinds
from xl_quality.schemes.arithmetic import Edge
from xl_quality.schemes.tariffs import TARIFFS, base
from xl_quality.schemes.tariffs.base import EDGE_WORDS, Field
from xl_quality.schemes.words import HALF_WIDTH, PAYEES, TYPED_NUMBER, Unit, ValueKind, Vocabulary
from xl_quality.schemes.words import JUDGED as JUDGED_WORDS

if TYPE_CHECKING:
    from xl_quality.core.findings import Kind

EMPTY: Final = "（空）"  # How an empty text is shown: a blank cell means that nothing is said
FIELDS: Final = {
    "unit": "单位",
    "exam": "考试",
    "grade": "年级",
    "subject": "学科",
    "class_name": "班级",
    "name": "姓名",
    "clause": "条款",
    "indicator": "指标",
    "target": "目标",
    "actual": "实际",
    "amount": "金额",
    "level": "级别",
    "prize": "奖次",
    "category": "类别",
    "post": "岗位",
    "rank": "名次",
    "of": "总数",
    "score": "得分",
    "first_score": "第一名得分",
    "points": "积分",
    "teachers": "任课教师",
    "teacher_ranks": "各教师名次",
    "last_count": "连续末位次数",
    "last_two_count": "连续居后两名次数",
    "years_last": "连续末位年数",
    "gap_to_second_last": "与倒数第二名差距",
    "previous_rank": "上次名次",
}
"""Columns of the list sheets a fact may be taken from; others keep their own name."""
_CASES: Final = {
    "known": "只补充",
    "stated": "填报优先",
    "known_stated": "只补充，填报优先",
    "known_computed": "只补充，算出的让填报",
    "each": "一行一例",
}
_TABLES: Final = {"parameter": "参数（必须填写）", "fact": "事实"}
_FIRST_IN_NOTES: Final = ("per_unit", "target_plus_steps", "by_place", "table")
"""What offices use most stands first in the notes on the columns of amounts."""
_EQUALS, _COMMA, _LIST = "＝", "，", "、"
_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")
_OPTION: Final = re.compile(r"〔读法[:：]\s*(\w+)〕")
_DAY: Final = re.compile(r"(\d{4})\D(\d{1,2})\D(\d{1,2})\D?")
_CONDITION: Final = re.compile(r"(.+?)\s*(不低于|不超过|超过|低于)\s*(.+)")
_AROUND: Final = re.compile(r"^\s+|\s+$|(?<=[-+])\s+|\s+(?=%)")
_THOUSANDS: Final = re.compile(r"\d,\d{3}(?!\d)|(?<!\d)\d，\d{3}(?!\d)|，0\d")


class UnreadableCellError(ValueError):
    """A cell's text, or a part of it, cannot be understood.

    Attributes:
        kind: of the finding that says so.
        facts: what its words name.
    """

    def __init__(self, kind: Kind, **facts: str) -> None:
        super().__init__(kind.message.format_map(facts))
        self.kind, self.facts = kind, facts


def plain(value: object) -> str:
    """Return what a cell holds as text, numbers without a trailing .0, dates as 2025-09-01.

    A number of a sheet is the decimal that the sheet shows (15 digits), as elsewhere.

    >>> plain(600.0), plain(0.05), plain(date(2025, 9, 1)), plain(None), plain(" 甲 ")
    ('600', '0.05', '2025-09-01', '', '甲')
    """
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, Real) and not isinstance(value, (int, Fraction)):
        return format(value, ".15g")
    return str(value).strip()


def number(text: str) -> str:
    """Return a number in the form of the scheme; other texts stay as they are.

    Spaces may stand around a number and behind its sign; between digits they may well part two
    numbers, so such a text is none. A 元 behind it is left out.

    >>> number("－１００"), number("70%"), number("2/3"), number("甲")
    ('-100', '7/10', '2/3', '甲')
    >>> number("350元"), number("600 400")
    ('350', '600 400')
    """
    half = _AROUND.sub("", text.translate(HALF_WIDTH).removesuffix("元"))
    if not TYPED_NUMBER.fullmatch(half):
        return text
    return str(Fraction(half[:-1]) / 100) if half.endswith("%") else half


def day(text: str) -> date:
    """Return a date written as 2025-09-01, 2025/9/1 or 2025年9月1日.

    Raises:
        CellError: it is no date.
    """
    found = _DAY.fullmatch(text)
    try:
        return date(*map(int, found.groups())) if found else date.fromisoformat(text)
    except ValueError as error:
        raise UnreadableCellError(kinds.DATE_UNREADABLE, text=text) from error


def word(table: Mapping[str, str], text: str) -> str:
    """Return the English word of a Chinese one (the English one is understood too).

    Raises:
        CellError: it is neither.
    """
    if text in table:
        return text
    for english, chinese in table.items():
        if chinese == text:
            return english
    raise UnreadableCellError(kinds.UNKNOWN_WORD, word=text, known=_LIST.join(table.values()))


def list_text(values: Iterable[object]) -> str:
    """Return several values in one cell: 500、400、300."""
    return _LIST.join(plain(value) or EMPTY for value in values)


def list_values(text: str) -> list[str]:
    """Return the values of a list in one cell; numbers may also be parted by commas or spaces.

    A comma before three digits may be a thousands separator: such a text stays as it is; a
    full-width one only behind a single digit, or before a 0.

    >>> list_values("甲、乙"), list_values("600，400 300"), list_values("1,000")
    (['甲', '乙'], ['600', '400', '300'], ['1,000'])
    >>> list_values("1，000，500")
    ['1，000，500']
    """
    loose = [part for part in re.split(r"[,，;；\s]+", text.strip()) if part]
    if len(loose) > 1 and all(TYPED_NUMBER.fullmatch(number(part)) for part in loose):
        return loose if not _THOUSANDS.search(text) else [text.strip()]
    parts = (part.strip() for part in re.split("[、\n]", text))
    return ["" if part == EMPTY else part for part in parts if part]


def lines(text: str) -> list[str]:
    """Return the lines of a cell that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def pairs_text(pairs: Iterable[tuple[str, str]]) -> str:
    """Return keys and values in one cell, a pair a line."""
    return "\n".join(f"{key}{_EQUALS}{value or EMPTY}" for key, value in pairs)


def pairs_of(text: str, separator: str = "[；;\n]") -> dict[str, str]:
    """Return the keys and values of a cell.

    Raises:
        CellError: a line has no ＝, or a key stands twice.
    """
    found: dict[str, str] = {}
    for part in re.split(separator, text):
        if not part.strip():
            continue
        key, equals, value = part.replace("=", _EQUALS).partition(_EQUALS)
        if not equals or not key.strip():
            raise UnreadableCellError(kinds.PAIR_UNREADABLE, text=part.strip())
        if key.strip() in found:
            raise UnreadableCellError(kinds.NAME_TWICE, text=key.strip())
        found[key.strip()] = value.strip()
    return found


def shown(value: object) -> str:
    """Return a TOML number, text or date as a cell's text."""
    return format(value, "f") if isinstance(value, Decimal) else plain(value)


class SchemeTexts:
    """The texts of one scheme: its facts by their Chinese names, and its tariffs."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        twice = Counter(kind.label for kind in vocabulary.values())
        self.labels = {
            name: kind.label
            for name, kind in vocabulary.items()
            if twice[kind.label] == 1 and kind.label not in vocabulary
        }
        self.names = {label: name for name, label in self.labels.items()}
        longest = sorted(self.names, key=len, reverse=True)
        self._label = re.compile("|".join(map(re.escape, longest)) or "(?!)")

    def fact(self, name: str) -> str:
        """Return the Chinese name of a fact, its own where two share it."""
        return self.labels.get(name, name)

    def fact_name(self, text: str) -> str:
        """Return the fact a cell names; what is no fact stays as it is, for the loader to say."""
        return self.names.get(text, text)

    def expression(self, value: object) -> str:
        """Return a sum of facts in Chinese: 录取数－指标数, 0.9×应上课节数."""
        text = re.sub(r"(?<=[0-9]) +(?=[a-z])", "×", shown(value))
        text = text.replace(" - ", "－").replace(" + ", "＋")
        return _NAME.sub(lambda found: self.fact(found[0]), text)

    def expression_of(self, text: str) -> str:
        """Return the sum of facts that a cell says in Chinese."""
        plain_number = number(text)
        if plain_number != text:
            return plain_number
        named = self._label.sub(lambda found: self.names[found[0]], text)
        half = named.translate(HALF_WIDTH).replace("×", " ")
        return re.sub(r"(?<=\S) *([+-]) *", r" \1 ", half).strip()

    def value_word(self, fact: str, value: str) -> str:
        """Return a value of a fact as a clerk reads it: 辅导学生 for ``coach``."""
        kind = self.vocabulary.get(fact)
        return kind.words.get(value, value) if kind else value

    def value_of(self, fact: str, text: str) -> str:
        """Return the value behind a word of a fact."""
        kind = self.vocabulary.get(fact)
        found = (value for value, said in (kind.words if kind else {}).items() if said == text)
        return next(found, text)

    def tariff_value(self, field: Field[Any], value: Any) -> str:  # noqa: ANN401 - any TOML value
        """Return one entry of a tariff as a cell's text."""
        if isinstance(value, dict) and set(value) == {"option"}:
            return f"〔读法：{value['option']}〕"
        return _form_of(field).write(self, value)

    def tariff_value_of(self, field: Field[Any] | None, text: str) -> object:
        """Return the entry of a tariff that a cell's text says; None = a key that it does not have.

        Raises:
            CellError: it cannot be understood.
        """
        option = _OPTION.fullmatch(text)
        return {"option": option[1]} if option else _form_of(field).read(self, text)


class Form(NamedTuple):
    """How values of one sort become a cell's text, and back; `choices` for a drop-down."""

    write: Callable[[SchemeTexts, Any], str]
    read: Callable[[SchemeTexts, str], Any]
    words: Callable[[], Mapping[str, str]] = dict

    @property
    def choices(self) -> tuple[str, ...]:
        """Return the words of the drop-down, none where anything may be written."""
        return tuple(self.words().values())


def _form_of_words(table: Callable[[], Mapping[str, str]]) -> Form:
    """Return the form of a closed set of words."""
    return Form(
        lambda _, value: table().get(str(value), str(value)),
        lambda _, text: word(table(), text),
        table,
    )


def _form_of_names(table: Mapping[str, str]) -> Form:
    """Return the form of names of which a table knows some; others are written as they are."""
    back = {title: name for name, title in reversed([*table.items()])}
    return Form(lambda _, name: table.get(name, name), lambda _, text: back.get(text, text))


def _list_of(one: Form) -> Form:
    return Form(
        lambda texts, values: list_text(one.write(texts, value) for value in values),
        lambda texts, text: [one.read(texts, part) for part in list_values(text)],
    )


def _pairs(key: Form, value: Form) -> Form:
    return Form(
        lambda texts, own: pairs_text(
            (key.write(texts, k), value.write(texts, v)) for k, v in own.items()
        ),
        lambda texts, text: {
            key.read(texts, k): value.read(texts, v) for k, v in pairs_of(text).items()
        },
    )


def _whole(text: str) -> object:
    half = number(text)
    return int(half) if half.lstrip("-").isdecimal() else text


def _written_conditions(texts: SchemeTexts, conditions: list[dict[str, Any]]) -> str:
    return "\n".join(
        f"{texts.expression(condition['measure'])} {EDGE_WORDS[condition['edge']]} "
        f"{texts.expression(condition['limit'])}"
        for condition in conditions
    )


def _read_conditions(texts: SchemeTexts, text: str) -> list[dict[str, str]]:
    conditions = []
    for line in lines(text):
        parts = _CONDITION.fullmatch(line)
        if parts is None:
            raise UnreadableCellError(kinds.CONDITION_UNREADABLE, text=line)
        measure, edge, limit = parts.groups()
        conditions.append(
            {
                "measure": texts.expression_of(measure),
                "edge": word(EDGE_WORDS, edge),
                "limit": texts.expression_of(limit),
            }
        )
    return conditions


def _written_limits(texts: SchemeTexts, limits: Mapping[str, list[str]]) -> str:
    return pairs_text(
        (texts.fact(fact), list_text(texts.value_word(fact, value) for value in values))
        for fact, values in limits.items()
    )


def _read_limits(texts: SchemeTexts, text: str) -> dict[str, list[str]]:
    named = {texts.fact_name(said): value for said, value in pairs_of(text).items()}
    return {
        fact: [texts.value_of(fact, one) for one in list_values(value)]
        for fact, value in named.items()
    }


TEXT: Final = Form(lambda _, value: shown(value), lambda _, text: text)
NUMBER: Final = Form(lambda _, value: shown(value), lambda _, text: number(text))
WHOLE: Final = Form(lambda _, value: shown(value), lambda _, text: _whole(text))
DAY: Final = Form(lambda _, value: shown(value), lambda _, text: day(text))
LINES: Final = Form(lambda _, value: "\n".join(value), lambda _, text: lines(text))
LIST: Final = _list_of(TEXT)
FACT: Final = Form(lambda t, value: t.fact(value), lambda t, text: t.fact_name(text))
FACTS: Final = _list_of(FACT)
FIELD: Final = _form_of_names(FIELDS)
KEYS: Final = _list_of(FIELD)
TAKEN: Final = _pairs(FACT, FIELD)
WHERE: Final = _pairs(FIELD, LIST)
ROLES: Final = _pairs(_form_of_names(PAYEES), FIELD)
PAIRS: Final = Form(
    lambda _, value: pairs_text(value.items()), lambda _, text: pairs_of(text, "\n")
)
CONDITIONS: Final = Form(_written_conditions, _read_conditions)
LIMITS: Final = Form(_written_limits, _read_limits)
EXAM_KINDS: Final = _list_of(
    Form(
        lambda _, kind: ExamKind(kind).label if kind in set(ExamKind) else kind,
        # what is none is for the loader to say
        lambda _, label: getattr(ExamKind.labelled(label), "value", label),
    )
)
ONLY_ADDS: Final = _form_of_words(lambda: _CASES)
KIND: Final = _form_of_words(lambda: {kind.value: kind.label for kind in ValueKind})
JUDGED: Final = _form_of_words(lambda: JUDGED_WORDS)
UNIT: Final = _form_of_words(lambda: {unit.value: unit.label for unit in Unit})
PAYEE: Final = _form_of_words(lambda: PAYEES)
TARIFF: Final = _form_of_words(lambda: {kind: tariff.title for kind, tariff in TARIFFS.items()})
TABLE: Final = _form_of_words(lambda: _TABLES)
_EDGE: Final = base.Choice(Edge, "方向", EDGE_WORDS)
EDGE: Final = Form(  # a reading may stand for an edge, so that it is read as part of the tariff
    lambda t, value: t.tariff_value(_EDGE, value),
    lambda t, text: t.tariff_value_of(_EDGE, text),
    lambda: EDGE_WORDS,
)
_EXPRESSION: Final = Form(
    lambda t, value: t.expression(value), lambda t, text: t.expression_of(text)
)
_FIELD_FORMS: Final[Mapping[type, Form]] = {
    base.FactNames: FACTS,
    base.Numbers: _list_of(NUMBER),
    base.SeveralTexts: LIST,
    base.Text: Form(
        lambda _, value: shown(value) or EMPTY, lambda _, text: "" if text == EMPTY else text
    ),
    base.Whole: Form(
        lambda t, value: t.expression(value), lambda t, text: _whole(t.expression_of(text))
    ),
    base.Shares: Form(
        lambda _, own: _COMMA.join(f"{name}{_EQUALS}{shown(size)}" for name, size in own.items()),
        lambda _, text: {name: number(size) for name, size in pairs_of(text, "[，,]").items()},
    ),
}
"""Sorts of fields that are neither words, rows nor sums of facts."""


def _form_of(field: Field[Any] | None) -> Form:
    """Return how the values of a tariff's field are written; None = a key that it does not have."""
    match field:
        case base.Optional():
            return _form_of(field.field)
        case base.Choice():
            return _form_of_words(lambda: field.words)
        case base.Rows() | base.Combinations():
            return Form(
                lambda t, rows: "｜".join(_row_text(t, field, row) for row in rows),
                lambda t, text: [
                    _row_of(t, field, row) for row in re.split("[｜|]", text) if row.strip()
                ],
            )
    return _FIELD_FORMS.get(type(field), _EXPRESSION)


def _row_text(texts: SchemeTexts, field: Field[Any], row: Mapping[str, Any]) -> str:
    own = {one.key: one for one in field.inner}
    pairs = (
        (own[key].title, texts.tariff_value(own[key], value))
        if key in own
        else (texts.fact(key), texts.value_word(key, str(value)))
        for key, value in row.items()
    )
    return _COMMA.join(f"{title}{_EQUALS}{text}" for title, text in pairs)


def _row_of(texts: SchemeTexts, field: Field[Any], text: str) -> dict[str, object]:
    own = {name: one for one in field.inner for name in (one.key, one.title)}
    row: dict[str, object] = {}
    for said, value in pairs_of(text, "[，,]").items():
        known, fact = own.get(said), texts.fact_name(said)
        if known is None and fact in texts.vocabulary:
            row[fact] = texts.value_of(fact, value)
        else:
            row[known.key if known else said] = texts.tariff_value_of(known, value)
    return row


class SheetColumn(NamedTuple):
    """One column: the key in the scheme, its Chinese title, how it is written, what to note."""

    key: str
    title: str
    form: Form
    note: str = ""


class Section(NamedTuple):
    """One part of the sheet under its own title row and header row; `hint` tells who edits it."""

    title: str
    columns: tuple[SheetColumn, ...]
    hint: str = ""


_CONCERNS: Final = "小学、初中，或校名；责任书和兑现表都按这一格，空白为不限"


def _note(column: base.FieldColumn) -> str:
    """Return what stands in a column of amounts, a line for each kind of tariff."""
    kinds = dict.fromkeys([*_FIRST_IN_NOTES, *TARIFFS])
    return "\n".join(
        f"{TARIFFS[kind].title}：{field.note}"
        for kind in kinds
        for field in TARIFFS[kind].fields
        if field.column is column and field.note
    )


HEAD: Final = Section(
    "【方案】",
    (
        SheetColumn("id", "代号", TEXT),
        SheetColumn("title", "名称", TEXT),
        SheetColumn("document", "文件", TEXT),
        SheetColumn("parties", "签约各方", LINES, "一行一方"),
        SheetColumn("notes", "说明", LINES, "一行一条"),
        SheetColumn("group", "合称", TEXT, "用这个编号可一并计算全部条款；空白为不能"),
        SheetColumn("concerns", "适用单位", LIST, _CONCERNS),
    ),
    "代号不要改：计奖时用它找到这张表。",
)
FACTS_USED: Final = Section(
    "【事实和参数】",
    (
        SheetColumn("table", "用途", TABLE, "参数每次使用时都要填写，没有默认值"),
        SheetColumn("name", "代号", TEXT),
        SheetColumn("label", "名称", TEXT),
        SheetColumn("kind", "种类", KIND),
        SheetColumn("phrase", "说法", TEXT, "理由中怎样说，{} 处填数值"),
        SheetColumn("words", "词语", PAIRS, "一行一个：代号＝词语"),
        SheetColumn("measure", "算法", TEXT),
        SheetColumn("within", "不大于哪一项", TEXT),
        SheetColumn("parallel", "与哪一项一一对应", TEXT),
        SheetColumn("at_least", "最小", WHOLE),
        SheetColumn("at_most", "最大", WHOLE),
    ),
    "本方案自己的名词。最小、最大可以改，代号不要改。",
)
READINGS: Final = Section(
    "【读法】",
    (
        SheetColumn("id", "代号", TEXT),
        SheetColumn("label", "问题", TEXT),
        SheetColumn("choices", "可选答案", PAIRS, "一行一个：代号＝答案"),
        SheetColumn("default", "默认", TEXT),
        SheetColumn("decides", "决定哪一项", FACT),
    ),
    "条文有两种理解时按哪一种：在“默认”里填答案等号左边的代号。",
)
CLAUSES: Final = Section(
    "【条款】",
    (
        SheetColumn("id", "条款", TEXT),
        SheetColumn("title", "名称", TEXT),
        SheetColumn("applies_to", "考核对象", JUDGED),
        SheetColumn("concerns", "适用单位", LIST, _CONCERNS),
        SheetColumn("unit", "计量", UNIT, "空白为元"),
        SheetColumn("effective_from", "生效日期", DAY),
        SheetColumn("effective_to", "失效日期", DAY, "空白为继续有效"),
        SheetColumn("verified_on", "核对日期", DAY, "最近一次与原文核对的日子"),
        SheetColumn("document", "依据文件", TEXT),
        SheetColumn("source_clause", "文中条目", TEXT),
        SheetColumn("text", "原文要点", TEXT),
        SheetColumn("pot", "总额", NUMBER),
        SheetColumn("mean_rank_of", "平均名次取自", FACT),
    ),
    "每条条款的出处和有效期。",
)
BARS: Final = Section(
    "【一票否决】",
    (
        SheetColumn("clause", "条款", TEXT),
        SheetColumn("effective_from", "版本", DAY, "条款只有一个版本时可以不填"),
        SheetColumn("when", "条件", CONDITIONS, "一行一个，同时成立"),
        SheetColumn("why", "理由", TEXT),
    ),
    "条件成立时，这一条全部不奖。",
)
RULES: Final = Section(
    "【规则】",
    (
        SheetColumn("clause", "条款", TEXT),
        SheetColumn("effective_from", "版本", DAY, "条款只有一个版本时可以不填"),
        SheetColumn("id", "代号", TEXT, "同一条款内不重复，不要改"),
        SheetColumn("title", "名称", TEXT, "写在兑现表的事由里"),
        SheetColumn("payee", "兑现对象", PAYEE, "奖给谁、罚谁；不付款的只出处理或达标结果"),
        SheetColumn("kind", "计奖办法", TARIFF, "从下拉框里选；换一种办法时，后面各栏也要跟着改"),
        SheetColumn("measured", "考核量", TEXT, "用事实的名称写算式：录取数－指标数"),
        SheetColumn("edge", "方向", EDGE, "界线上的数算不算：不低于、不超过算，超过、低于不算"),
        SheetColumn("limit", "界线", TEXT, "达标的界线；比率写 0.9 或 90%"),
        SheetColumn("one", "数额一", TEXT, _note(base.FieldColumn.ONE)),
        SheetColumn("two", "数额二", TEXT, _note(base.FieldColumn.TWO)),
        SheetColumn("rest", "其他", TEXT, "一行一项：名称＝内容"),
        SheetColumn("when", "条件", CONDITIONS, "一行一个，同时成立才适用"),
        SheetColumn("only_for", "只适用于", LIMITS, "一行一个：学校＝甲校、小学"),
        SheetColumn("not_for", "不适用于", LIMITS, "一行一个：学校＝甲校、小学"),
        SheetColumn("concerns", "适用单位", LIST, "本款只管其中一部分单位时填：小学、初中"),
        SheetColumn("given", "填了才用", FACTS, "这些事实都有时，本款才用"),
        SheetColumn("unless", "填了就不用", FACTS, "有其中一个事实时，本款不用"),
        SheetColumn("only_with", "只在读法", PAIRS, "一行一个：读法代号＝答案代号"),
        SheetColumn("about", "同一结果", TEXT, "同一结果既奖又罚时会提示"),
        SheetColumn("scope", "排名范围", TEXT, "全县、全镇等，写在事由里"),
    ),
    "一行一款。黄色格可以直接改：金额写数字，几个数用顿号分开，扣罚写负数。各栏怎么填见标题格的批注。",
)
FEEDS: Final = Section(
    "【取数】",
    (
        SheetColumn("clause", "条款", TEXT),
        SheetColumn("key", "一例由什么区分", KEYS),
        SheetColumn("payees", "兑现对象取自", ROLES),
        SheetColumn("list", "名单", TEXT),
        SheetColumn("facts", "取哪些", TAKEN, "一行一个：事实＝名单的栏目"),
        SheetColumn("where", "只要", WHERE, "一行一个：栏目＝内容，* 代表任意文字"),
        SheetColumn("without", "不要", WHERE),
        SheetColumn(
            "exam_kinds",
            "考试性质",
            EXAM_KINDS,
            f"只取这些性质的考试，空白为不论：{'、'.join(KIND_LABELS)}",
        ),
        SheetColumn(
            "cases",
            "补充",
            ONLY_ADDS,
            "只补充：不单独成例\n填报优先、算出的让填报：两者不同时用填报的\n"
            "一行一例：相同的行也各算一例",
        ),
        SheetColumn("by", "凭哪些栏相合", KEYS, "空白为全部"),
        SheetColumn("only_with", "只在读法", PAIRS, "一行一个：读法代号＝答案代号"),
        SheetColumn("gather", "汇成一列", TAKEN, "同一例各行的值都收在一起：事实＝名单的栏目"),
        SheetColumn("over", "不再区分", KEYS, "这些栏目不同的行合成一例"),
    ),
    "每条条款的数据从哪张名单的哪一栏取，一般不用改；整节删去时按原方案取数。",
)
SECTIONS: Final = (HEAD, FACTS_USED, READINGS, CLAUSES, BARS, RULES, FEEDS)
