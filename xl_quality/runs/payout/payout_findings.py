"""What is to be said of a payout (计奖提示): every kind, in words."""

from __future__ import annotations

from typing import Final

from xl_quality.core.findings import Kind, settings_row

NOTHING_TO_DO: Final = "不需要处理"

# --- single cases -------------------------------------------------------------------------------

IN_SOME_LIST: Final = "请在相应的表里补上或改正"
WHERE_LACKING: Final = "要计算的，{places}"
TOO_FEW: Final = Kind.warning("too_few_facts", "{problem}", IN_SOME_LIST)
NOT_EVALUATED: Final = Kind.error("not_evaluated", "{problem}", IN_SOME_LIST)
PAYEE_MISSING: Final = Kind.error("payee_missing", "{problem}", IN_SOME_LIST)
FILL_IN: Final = "文件中此处为空白，请向发文单位问明后，" + settings_row(
    "方案参数", "按文件填的数", column="{found}"
)
NOBODY_WARNED: Final = Kind.note(
    "nobody_warned", "没有单位或人员应列入警示名单，没有生成警示名单表", NOTHING_TO_DO
)

# --- clauses that were not assessed -------------------------------------------------------------

OUT_OF_FORCE: Final = Kind.warning(
    "clause_out_of_force",
    "条款{clause}在计算日期（{day}）没有生效，或已经失效，没有计算",
    "请核对方案里的生效日期",
)
NOT_FED: Final = Kind.warning(
    "clause_not_fed",
    "条款{clause}没有从工作簿自动取数，兑现表里没有这一条",
    "请按条款单独计算，另行填报",
)
OF_OTHER_EXAMS: Final = Kind.note(
    "clause_of_other_exams",
    "条款{clause}（{title}）不按这种考试计奖惩，本次没有计算",
    NOTHING_TO_DO,
)
_NO_DATA: Final = "条款{clause}（{title}）：工作簿里没有可用的数据，未计算"
WITHOUT_DATA: Final = Kind.note("clause_without_data", _NO_DATA, "如需计算，请补上{lists}")
WITHOUT_OTHERS: Final = Kind.note(
    "clause_without_data", _NO_DATA, "它由别的条款的结果算出，请先补上那些条款"
)

# --- rows that no clause takes ------------------------------------------------------------------

_UNUSED: Final = "{units}指标“{found}”没有用上；方案里叫“{name}”（{use}）"
_RENAME: Final = "如果是同一个指标，请把名称改成“{name}”再算一次；不是就不用处理"
INDICATOR_MISNAMED: Final = Kind.warning(
    "indicator_not_used", _UNUSED + "，这一项的奖惩没有算", _RENAME
)
FACT_MISNAMED: Final = Kind.warning("indicator_not_used", _UNUSED, _RENAME)
INDICATOR_OF_WRONG_ROW: Final = Kind.warning(
    "indicator_not_used",
    "{units}“{found}”没有用上：{use}，但这一行的对象不合它的要求",
    "请核对单位（含班级）、年级、学科、姓名是否写全；本来就不考核的，不用处理",
)
INDICATORS_OF_OTHERS: Final = Kind.note(
    "indicator_not_used",
    "方案“{scheme}”没有用到这些指标：{names}",
    "如果是别的方案用的，不必处理；如果应当用到，请照本方案的写法改名称，本方案用到的有：{known}",
)
_NOT_PRINTED: Final = "方案“{scheme}”没有用到这些指标，责任书没有印它们的目标：{names}"
_PRINT: Final = (
    "应当写进责任书的，请照本方案的写法改名称，再生成一次，本方案用到的有：{known}；"
    "别的方案用的，不必处理"
)
TARGET_MISNAMED: Final = Kind.warning("target_not_printed", _NOT_PRINTED, _PRINT)
TARGETS_OF_OTHERS: Final = Kind.note("target_not_printed", _NOT_PRINTED, _PRINT)
UNIT_OF_NO_CLAUSE: Final = Kind.warning(
    "unit_of_no_clause",
    "条款{clauses}只管{kinds}，从校名看不出“{found}”是哪一类，它的{rows}行没有算",
    "请" + settings_row("单位类别", "小学或初中或都不是", column="{found}") + "；"
    "两个学段都有的，请在各表里分开写成“{found}小学部”“{found}初中部”",
)
ROW_WITHOUT_UNIT: Final = Kind.error(
    "row_without_unit",
    "{rows}没有写单位，不知道是哪个学校的，条款{clauses}没法算",
    "请补上单位；表里没有“单位”一栏的，请加上这一栏",
)

# --- reviews that a clause decides --------------------------------------------------------------

REVIEW_TO_ENTER: Final = Kind.warning(
    "review_to_enter",
    "{whom}按条款{clause}应定为年度考核不合格，人员表的“年度考核”{stated}",
    "请考核组定好等次、填入人员表，再算一次；按等次发的绩效工资只看人员表，不按这一条停发",
)

# --- accounts ----------------------------------------------------------------------------------

ACCOUNTS_MISSING: Final = Kind.note(
    "accounts_missing",
    "兑现汇总表有{payees}个对象没有账号（{named}），账号一栏空着",
    "请在人员表里按单位和姓名补上账号（单位的写在“银行账号”表），一人只写一个；或在表上手填",
)

# --- names that are nearly those of the town's own ----------------------------------------------

_IS_IT: Final = "写的是“{found}”{places}，是不是“{usual}”？（{why}）"
SURE_SLIP: Final = Kind.error("unit_spelling", _IS_IT, "{advice}")
LIKELY_SLIP: Final = Kind.warning("unit_spelling", _IS_IT, "{advice}")
PERSON_SPELLING: Final = Kind.warning(
    "person_spelling",
    "写的是“{found}”，任课表里有“{teacher}”，只差一个字",
    "如果是同一人，请改成一致；不是同一人就不用改",
)

# --- amounts entered by hand (手工金额) ----------------------------------------------------------

_LACKS: Final = "{whom}这一行没有写{what}，没有兑现"
_ADD: Final = "请补上{what}"
_ADD_COLUMN: Final = "请在表里加一栏“{what}”并填上"
AMOUNT_MISSING: Final = Kind.error("hand_amount_missing", _LACKS, _ADD)
NO_AMOUNT_COLUMN: Final = Kind.error("hand_amount_missing", _LACKS, _ADD_COLUMN)
REASON_MISSING: Final = Kind.error("hand_reason_missing", _LACKS, _ADD)
NO_REASON_COLUMN: Final = Kind.error("hand_reason_missing", _LACKS, _ADD_COLUMN)
APPROVER_MISSING: Final = Kind.error("hand_approver_missing", _LACKS, _ADD)
NO_APPROVER_COLUMN: Final = Kind.error("hand_approver_missing", _LACKS, _ADD_COLUMN)
HAND_PAYEE_MISSING: Final = Kind.error(
    "hand_payee_missing", "这一行没有写单位或姓名，不知道兑现给谁", "请补上单位或姓名"
)
AMOUNT_BAD: Final = Kind.error(
    "hand_amount_bad",
    "{whom}的调整金额应是不为 0、最多两位小数的数",
    "请改正金额：奖励写正数，惩扣写负数",
)
ADJUSTMENT_TO_CONFIRM: Final = Kind.warning(
    "hand_adjustment",
    "手工调整：{whom}{side}{yuan}元，不属于任何条款",
    "请核对批准手续；分几个方案计奖时，每个方案都会列出这一行，请确认只兑现一次",
)
_BY_HAND: Final = "手工填报的条款有：{by_hand}；不属于条款的请写“{adjustment}”"
CLAUSE_COMPUTED: Final = Kind.error(
    "hand_clause_computed",
    "条款{clause}由程序计算，不能手工填报金额，{whom}这一行没有用上",
    _BY_HAND,
)
CLAUSE_FOREIGN: Final = Kind.warning(
    "hand_clause_foreign",
    "“{scheme}”没有条款{clause}，{whom}这一行留给别的方案，没有用上",
    _BY_HAND,
)
CLAUSE_UNKNOWN: Final = Kind.error(
    "hand_clause_unknown", "“{scheme}”没有条款“{clause}”，{whom}这一行没有用上", _BY_HAND
)
HAND_ROW_UNUSED: Final = Kind.error(
    "hand_row_unused",
    "{whom}这一行没有条款用上：同一对象重复填写，或单位、姓名没有写全",
    "请核对；重复的删去一行，没有写全的补上",
)

# --- the scheme and what it leaves open ---------------------------------------------------------

SCHEME_SHEET_USED: Final = Kind.note(
    "scheme_sheet_used", "{origin}", "要按原方案计算，请移走这张表"
)
SCHEME_SHEET_PASSED_BY: Final = Kind.warning(
    "scheme_sheet_passed_by",
    "方案表“{sheet_name}”的代号不是“{scheme}”，也不是别的原方案，没有使用，按原方案计算",
    "如果要按这张表计算，请把代号改回“{scheme}”，或把方案写成“{sheet_name}”",
)
OF_OTHER_PLACE: Final = Kind.warning(
    "scheme_of_other_place",
    "方案“{scheme}”写的是{place}，本单位是“{office}”",
    "请确认就是按这份文件兑现；借用别处方案的，请先导入方案表，把名称和里面的校名改成本地的，再按它计算",
)
OF_OTHER_YEAR: Final = Kind.warning(
    "scheme_of_other_year",
    "方案“{scheme}”写的是{years}年，这次计算的是{held}年的考试",
    "请确认这份方案还在执行；有新方案的，按新方案计算",
)
SIGN_TURNED: Final = Kind.warning(
    "scheme_sign_turned",
    "{row} {column}：原来是{before}，改后成了{after}",
    "扣罚要写负数，奖励写正数；请核对",
)
SCHEME_VALUE_TWICE: Final = Kind.error(
    "scheme_value_bad",
    "{place}：方案参数“{name}”写了两个不同的值，另一个在 {other}，请只保留一行",
    "请只保留一行",
)
SCHEME_VALUE_BAD: Final = Kind.error(
    "scheme_value_bad", "{place}：{problem}，请改正“值”一栏", "请改正“值”一栏"
)
PARAMETER_UNKNOWN: Final = Kind.warning(
    "scheme_value_unknown", "“{scheme}”没有参数“{name}”，这一行没有用上", "它的参数有：{parameters}"
)
PARAMETER_OF_NO_SCHEME: Final = Kind.warning(
    "scheme_value_unknown",
    "“{other}”不是方案的编号或名称，“{name}”没有用在本方案上",
    "如果是本方案的，请在“工作表”一栏写“{scheme}”，或者空着",
)
