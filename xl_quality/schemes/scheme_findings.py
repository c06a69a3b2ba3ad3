"""What is said of facts, clauses and rows of lists (计奖中的问题): every sentence in one place."""

from __future__ import annotations

from functools import partial
from typing import Final

from xl_quality.core.findings import Kind, Severity

# fmt: off
_ERROR, _WARNING = Severity.ERROR, Severity.WARNING
_FACT: Final = "{label}（{name}）"
"""A kind about one fact begins with its Chinese and its English name."""
_RULE: Final = "条款{clause}“{rule}”："
"""What a tariff refuses facts with begins with the rule's name."""
_fault = partial(Kind, "scheme", _ERROR)
"""A fault that keeps a scheme from loading, as a file or as a sheet."""
_unsound = partial(Kind, "scheme_unsound", _WARNING)  # A doubt about a scheme that loads (方案检查)

# facts that cannot be used
UNKNOWN_FACT: Final = Kind.error(
    "unknown_fact", "没有名为“{name}”的事实",
    "请核对名称，或用“方案”命令查看条款所需的事实",
)
NEARLY_A_FACT: Final = UNKNOWN_FACT._replace(suggestion="是否要写“{near}”？")
COMPUTED_FACT: Final = Kind.error("computed_fact", _FACT + "由其他事实算出", "请删去")
NOT_SINGLE: Final = Kind.error("bad_fact", _FACT + "只能是一个值", "请只填一个")
EMPTY_FACT: Final = Kind.error("bad_fact", _FACT + "是空的", "请填写")
NOT_A_NUMBER: Final = Kind.error("bad_fact", _FACT + "应为数字，现为“{value}”", "请填写数字")
NOT_A_TEXT: Final = Kind.error("bad_fact", _FACT + "应为文字", "请填写名称")
NOT_A_WORD: Final = Kind.error("bad_fact", _FACT + "不能是“{value}”", "只能写：{known}")
NOT_A_PLACE: Final = Kind.error(
    "bad_fact", _FACT + "应为从1起的整数名次", "请核对名次（不能填平均名次）"
)
TOO_SMALL: Final = Kind.error("bad_fact", _FACT + "不能小于{limit}", "请核对数字")
TOO_LARGE: Final = Kind.error("bad_fact", _FACT + "不能大于{limit}", "请核对数字")
NOT_WHOLE: Final = Kind.error("bad_fact", _FACT + "应为整数", "请核对数字")
NOT_IN_FEN: Final = Kind.error("bad_fact", _FACT + "最小到分，不能有更多小数", "请核对金额")
OVER_THE_WHOLE: Final = Kind.error(
    "bad_fact", _FACT + "比率不能大于100%", "请写成 2% 或 0.02 的样子"
)
NOT_A_FLAG: Final = Kind.error("bad_fact", _FACT + "只能是1（是）或0（否）", "请填写1或0")
BEYOND_TOTAL: Final = Kind.error(
    "fact_beyond_total", _FACT + "大于{total}{limit}", "请核对名次与{total}"
)
UNEQUAL_LISTS: Final = Kind.error(
    "unequal_lists", _FACT + "有{own}个，{other}却有{others}个", "请按同样顺序一一填写"
)
_PER_CENT: Final = "请统一写成 95% 的样子"
RATE_OVER_THE_WHOLE: Final = Kind.error("rate_unclear", _FACT + "不能大于100%", _PER_CENT)
RATES_MIXED: Final = Kind.error(
    "rate_unclear", _FACT + "写成了小数，别的比率却写成了百分数，分不清", _PER_CENT
)
RATE_UNCLEAR: Final = Kind.error(
    "rate_unclear", _FACT + "在1和2之间，分不清是百分之几还是超过了100%", _PER_CENT
)
RATE_AS_PER_CENT: Final = Kind.note(
    "rate_as_per_cent", _FACT + "没有写百分号，按{share}计算",
    "如果不是这个意思，请带上百分号重写",
)

# clauses and rules
GIVEN_TWICE: Final = Kind.error("given_twice", "“{name}”填了两个不同的值", "请只保留一个")
RANK_CONTRADICTS_RANKS: Final = Kind.error(
    "rank_contradicts_ranks", "名次填的是{rank}，各科名次的平均却是第{mean}名",
    "请只填一种",
)
UNUSED_FACT: Final = Kind.warning(
    "unused_fact", _FACT + "与条款{clause}无关，未使用", "请核对是否填错了条款"
)
UNUSED_BY_ALL: Final = Kind.warning(
    "unused_fact", _FACT + "与已计算的条款（{clauses}）无关，未使用",
    "请核对，或补上所需的其他事实",
)
NOT_COVERED: Final = Kind.warning(
    "not_covered", _FACT + "“{value}”不在条款{clause}之列（{listed}），不奖不惩",
    "请核对名称",
)
EXCLUDED: Final = Kind.warning(
    "not_covered", _FACT + "“{value}”不适用条款{clause}，不奖不惩",
    "请核对，或改用别的条款",
)
MISSING_PARAMETER: Final = Kind.error(
    "missing_parameter", "条款{clause}“{rule}”缺少参数：{parameter}",
    "文件中此处为空白，请向发文单位问明后填写",
)
RULE_NOT_APPLIED: Final = Kind.warning(
    "rule_not_applied", "条款{clause}“{rule}”缺少{missing}，未计算",
    "需要计算时请补上",
)
NO_MATCH: Final = Kind.warning("no_match", "{reason}", "请核对写法；本来就不奖的，不用处理")
REWARD_AND_PENALTY: Final = Kind.warning(
    "reward_and_penalty", "条款{clause}：同一结果既奖又罚，两笔都已列出",
    "参评单位较少，请确认是否两笔都执行",
)


# what tariffs refuse
AMOUNT_OUT_OF_RANGE: Final = Kind.error(
    "amount_out_of_range", _RULE + "金额{amount}超出规定范围{limits}",
    "请填写{limits}之间的金额",
)
MISSING_RANKS: Final = Kind.error(
    "missing_ranks", _RULE + "有{persons}人，缺少各人名次，无法确定靠后的一半",
    "请按同样顺序填写各人名次",
)
BOUNDS_REVERSED: Final = Kind.error(
    "bounds_reversed", _RULE + "等次界线应从高到低，现为：{limits}", "请核对界线"
)
TOTAL_NOT_WHOLE: Final = Kind.error(
    "not_whole", _RULE + "要分配的总数{total}不是整{unit}", "请填写整数"
)
NO_WEIGHT: Final = Kind.error("no_weight", _RULE + "权重全是0，无法分配", "请至少填一个正数")
NAMES_AND_WEIGHTS: Final = Kind.error(
    "names_and_weights", _RULE + "有{names}个名字，却有{weights}个权重", "请一人填一个权重"
)
MISSING_PREVIOUS: Final = Kind.error(
    "missing_previous", _RULE + "缺少{previous}，不能确定应达到多少", "请填写{previous}"
)
ITEM_TWICE: Final = Kind.error("item_twice", _RULE + "“{item}”写了两次", "请只写一次")
TOO_MANY_ITEMS: Final = Kind.error(
    "too_many_items", _RULE + "写了{items}项，{label}却只有{of}项", "请核对"
)

# rows of lists
ROW_REPEATED: Final = Kind.warning(
    "row_repeated", "这一行与{first}写得完全一样，两行都计算了",
    "如果是重复填写，请删去一行",
)
STATED_NOT_COMPUTED: Final = Kind.warning(
    "stated_not_computed",
    "{case}：填写的是{found}，{source}算出的是{computed}，按填写的计算",
    "请核对；如以成绩表为准，请删去填写的这一格",
)
COMPUTED_TWICE: Final = Kind.error(
    "computed_twice",
    "{case}：“{label}”从{source}算出{value}，从{other_source}算出{other}，不知道按哪一个",
    "成绩表里有几次考试的，请指定一次考试；名单里没有写班级、学科、姓名的，请写明，或删去没有填的行",
)
ROW_FITS_SEVERAL: Final = Kind.error(
    "row_fits_several",
    "这一行填的实际数，成绩表里有{count}个考核对象都对得上，分不清是哪一个",
    "请写明年级、班级、学科、姓名；有几次考试的，请指定一次考试；如以成绩表为准，请删去这一行",
)
FACT_GIVEN_TWICE: Final = Kind.error(
    "fact_given_twice", "同一对象的“{label}”填了两个不同的值，另一个在 {other}",
    "请核对，只保留一个；改好之前这一条不计算",
)


# entries of a scheme that cannot be read; {key} is the entry
NOT_A_SCHEME: Final = _fault("{problem}", "请改正后再检查")
MISSING_KEY: Final = _fault("缺少“{key}”", "请补上这一项")
UNKNOWN_KEY: Final = _fault("不认识“{key}”", "请核对拼写，或删去")
UNKNOWN_WORD: Final = _fault("不认识“{word}”", "只能写：{known}")
NO_TEXT: Final = _fault("应为文字", "请加上引号")
NO_DAY: Final = _fault("应为日期", "请写成 2025-09-01 的样子，不加引号")
NO_NUMBER: Final = _fault("应为数字", '请写成 300、0.5 或 "1/3" 的样子')
NO_WHOLE_NUMBER: Final = _fault("应为整数", "请写成整数")
NO_NUMBERS: Final = _fault(
    "应为一列数字", "请写成 [500, 400, 300] 的样子；在方案表里用顿号分开：500、400、300"
)
NO_TEXTS: Final = _fault("应为一列文字", '请写成 ["甲", "乙"] 的样子')
NO_TABLES: Final = _fault("应为一列表格", "请写成 [{{…}}, {{…}}] 的样子")
NO_TABLE: Final = _fault("应为表格", "请写成 {{键 = 值}} 的样子")
SUM_UNREADABLE: Final = _fault("看不懂的算式“{text}”", "{advice}")
SUM_DIVIDED_BY_0: Final = _fault("算式“{text}”除以了0", "{advice}")
SUM_EMPTY: Final = _fault("算式是空的", "{advice}")
NO_SUCH_FACT: Final = _fault("没有名为“{name}”的事实", "请核对拼写，或在 [fact] 中登记")
NOT_NUMERIC: Final = _fault("“{name}”（{label}）不是数字，不能参与计算", "请换一个事实")
NO_SUCH_CLAUSE: Final = _fault("没有条款“{clause}”", "请核对条款编号")
UNKNOWN_FIELD: Final = _fault("用了不认识的栏目", "只能写：{known}")
PAYEE_NOT_IN_KEY: Final = _fault("兑现对象不在 key 之中", "请写 key 中的一栏")
UNKNOWN_EXAM_KIND: Final = _fault("不认识考试性质“{word}”", "只能写：{known}")
BAD_FACT_ENTRY: Final = _fault("写法不对：{problem}", "请写 label、kind、phrase")
DEFAULT_NOT_A_CHOICE: Final = _fault("默认值“{default}”不在可选值中", "请从 choices 中选")
GROUP_IS_A_CLAUSE: Final = _fault("与一个条款的编号相同", "请改用别的写法")
GROUP_OF_TWO_UNITS: Final = _fault("各条款计量不一（元、分），不能一并计算", "请删去")
ENDS_BEFORE_IT_STARTS: Final = _fault("失效日期早于生效日期", "请核对日期")
VERSIONS_OVERLAP: Final = _fault(
    "同一条款有两个版本在同一天生效", "请给 {start} 起的版本写上 effective_to"
)
RULE_TWICE: Final = _fault("有两款的 id 都是“{rule}”", "请改名")
NO_SUCH_OPTION: Final = _fault("没有名为“{option}”的读法", "请在 [[option]] 中登记")
NO_SUCH_ANSWER: Final = _fault("读法“{option}”没有“{answer}”这个值", "请核对拼写")
UNKNOWN_TARIFF: Final = _fault("不认识这种计奖办法", "只能写：{known}")
BAR_WITHOUT_CONDITION: Final = _fault("缺少“{key}”", "请写明什么情况下一票否决")
TOO_SHORT_TO_CONTINUE: Final = _fault("不足三行，无法依此类推", "请至少写三行")
SHARES_OR_WEIGHTS: Final = _fault("shares 与 weights 要写且只写一个", "请二者取一")
SHARES_DIVIDE_NOTHING: Final = _fault("份额不能是负数，也不能全是0", "请改为正数")
GRADES_MUST_FALL: Final = _fault("等次从最好的写起，只能用“不低于”或“超过”", "at_least 或 over")

# cells of a 方案 sheet that cannot be understood
STRAY_ROW: Final = _fault("这一行不属于任何一节", "请删去")
STRAY_CELL: Final = _fault("这一格不在任何一栏之下", "请移到相应的栏，或删去")
UNKNOWN_COLUMN: Final = _fault("不认识这一栏", "请用：{known}")
COLUMN_NOT_USED: Final = _fault("这种计奖办法不用这一栏", "请删去")
VERSION_UNKNOWN: Final = _fault("不知道属于哪个版本", "请填写该版本的生效日期")
CLAUSE_NOT_ON_SHEET: Final = _fault("没有条款“{clause}”", "请先在【条款】中写上")
DATE_UNREADABLE: Final = _fault("“{text}”不是日期", "请写成 2025-09-01 的样子")
PAIR_UNREADABLE: Final = _fault("“{text}”看不懂", "请写成“名称＝内容”的样子，一行一个")
NAME_TWICE: Final = _fault("“{text}”写了两次", "请只写一次")
CONDITION_UNREADABLE: Final = _fault("条件“{text}”看不懂", "请写成“名次 不超过 3”的样子，一行一个")


# what a linter says of a scheme that loads
TARIFF_UNSOUND: Final = _unsound("{problem}", "{advice}")
PAYS_NOBODY: Final = _unsound("会产生金额，却没有兑现对象", "请写明付给谁")
HITS_EVERYBODY: Final = _unsound("没有写条件，谁都会受处理", "请写明条件")
POINTS_IN_YUAN: Final = _unsound("计分的条款却以元计", '请写 unit = "points"')
NEVER_TRUE: Final = _unsound("这些条件不可能同时成立", "请核对界线和方向")
WORD_OF_NO_FACT: Final = _unsound("“{fact}”没有“{word}”这个值，用不到", "只能写：{known}")
POT_DOES_NOT_ADD_UP: Final = _unsound(
    "各款之和{sums}＝{total}，与总额{pot}不符", "请核对各款金额或总额"
)
DAYS_WITHOUT_VERSION: Final = _unsound("{first}至{last}没有生效的版本", "请衔接两个版本的日期")
ANY_EXAM: Final = _unsound(
    "条款{clauses}取县名次时没有写考试性质，中考、统考、抽考的名次都会算进去",
    "请在【取数】的“考试性质”写明只算哪种考试（方案文件里写 exam_kinds）",
)
IDLE_OPTION: Final = _unsound("读法“{label}”没有一款用到", "请删去，或在规则中引用")
