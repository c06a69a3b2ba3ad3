"""What can be wrong with templates and agreements, in the words that a clerk reads.

In a pattern ``{{`` stands for one brace.
"""

from __future__ import annotations

from typing import Final

from xl_quality.core.findings import Kind, settings_row

# what looks like a tag of a template and is none
_HALF_WIDTH: Final = "请改成半角 {{{{ }}}} 或 {{% %}}"
FULL_WIDTH_BRACES: Final = Kind.error(
    "full_width_braces", "花括号是全角的，填写时不会认", _HALF_WIDTH
)
BRACES_APART: Final = Kind.error(
    "braces_apart", "两个花括号之间有空格，填写时不会认", "请去掉中间的空格，写成 {{{{ 学校 }}}}"
)
UNCLOSED_BRACES: Final = Kind.error(
    "unclosed_braces", "花括号没有成对", "请写成 {{{{ 字段 }}}} 或 {{% 指令 %}}"
)
STRAY_BRACE: Final = Kind.error(
    "stray_brace", "字段旁边多了一个花括号，会照印出来", "请删去多出的花括号，写成 {{{{ 字段 }}}}"
)
SINGLE_BRACES: Final = Kind.warning(  # this may be meant as it stands
    "single_braces", "像是字段，但只有一层花括号", "是字段就写成 {{{{ 字段 }}}}；不是就不用管"
)

# what a tag says
_FIELD: Final = "请改成字段名，如 {{{{ 学校 }}}} 或 {{{{ 奖金|金额 }}}}"
NOTHING_SAID: Final = Kind.error("template_syntax", "括号里没有写字段名", _FIELD)
TOO_LONG: Final = Kind.error("template_syntax", "太长（不超过{most}个字），或含有特殊字符", _FIELD)
NO_LOOP: Final = Kind.error("template_syntax", "循环要写成“for 行 in 表”", _FIELD)
NOT_UNDERSTOOD: Final = Kind.error("template_syntax", "看不懂“{code}”", _FIELD)
CODE_REFUSED: Final = Kind.error(
    "template_code_refused", "不允许“{what}”：模板里只能写字段、格式和比较", _FIELD
)
NAME_REFUSED: Final = Kind.error("template_code_refused", "不允许用名字“{name}”", _FIELD)
TEST_REFUSED: Final = Kind.error("template_code_refused", "不允许“is {name}”", _FIELD)
NAMES_ONLY: Final = Kind.error("template_code_refused", "方括号里只能写名字", _FIELD)
WORD_REFUSED: Final = Kind.error(
    "template_code_refused",
    "不允许指令“{tag}”",
    "模板里只能用 for … endfor 和 if … elif … else … endif",
)
FORM_UNKNOWN: Final = Kind.error("template_form_unknown", "没有格式“{name}”，可用：{known}", _FIELD)
FORM_ARGUMENT: Final = Kind.error(
    "template_form_unknown", "格式“{name}”后面只能写一个整数，如 空白(10)", _FIELD
)

# how tags stand to each other
BLOCK_NOT_CLOSED: Final = Kind.error(
    "block_not_closed", "“{tag}”没有结束", "请在应结束的地方写 {{% end{word} %}}"
)
BLOCK_NOT_OPEN: Final = Kind.error(
    "block_not_open", "“{tag}”前面没有与它配对的开头", "请补上开头，或删去它"
)
BLOCK_TOO_DEEP: Final = Kind.error("block_too_deep", "套得太深", "最多套三层")
BLOCK_CROSSES: Final = Kind.error(
    "block_crosses",
    "“{tag}”和“{end}”不在同一层，填写后文件会坏",
    "请让它们各自单独占一段；表格里重复一行时，放在这一行的第一格和最后一格",
)

# the rest of a template
NO_FIELDS: Final = Kind.warning(
    "no_fields", "模板里没有一个字段，每份都会一样", "请在要填的地方写 {{{{ 学校 }}}} 这样的字段"
)
FIELD_IN_PIECES: Final = Kind.note(
    "field_in_pieces",
    "“{found}”被 Word 拆成了 {count} 段，照样能填，按第一段的字体印",
    "不用改；想改就删掉重新打一遍",
)
FIELD_IN_FORMULA: Final = Kind.error(
    "field_out_of_reach", "公式或 Word 域（超链接等）里写了字段，填写不到", "请把字段移到普通文字里"
)
FIELD_ELSEWHERE: Final = Kind.error(
    "field_out_of_reach",
    "图表、批注或文档属性里写了字段，填写不到",
    "请把字段移到正文、页眉或页脚里",
)
MAIL_MERGE_FIELD: Final = Kind.warning(
    "mail_merge_field", "有 Word 邮件合并域，这里不会填写它", "请改成 {{{{ 字段 }}}}"
)
TRACKED_CHANGES: Final = Kind.warning(
    "tracked_changes", "有没有接受的修订，打印出来会带修订标记", "请在 Word“审阅”里接受全部修订"
)
FONT_WITHOUT_CHINESE: Final = Kind.warning(
    "font_without_chinese",
    "中文用了没有中文字形的字体：{font}",
    "请选中文字，在“字体”里把“中文字体”设为仿宋、宋体或黑体等",
)
TITLE_IN_TEMPLATE: Final = Kind.note(
    "name_normalised",
    "“{found}”里有空格、括号、％或以数字开头，按“{name}”去找列",
    "不用改；列标题照原样写就行",
)
TITLE_IN_LIST: Final = Kind.note(
    "name_normalised", "列标题“{found}”在模板里写作“{name}”，照原样写也可以", "不用改"
)

# a file that can be no template
_SAVE_AS: Final = "请用 Word 或 WPS 打开后另存为 .docx"
_NEW_FILE: Final = "请把文字复制到新建的 Word 文档，另存为 .docx 再用"
TEMPLATE_OLD_FORMAT: Final = Kind.error(
    "template_old_format", "「{file}」是旧的 .doc 或加了密码的文件", _SAVE_AS
)
TEMPLATE_NOT_WORD: Final = Kind.error("template_not_word", "「{file}」不是 Word 文件", _SAVE_AS)
TEMPLATE_NO_DOCUMENT: Final = Kind.error("template_not_word", "「{file}」不是 Word 文档", _SAVE_AS)
TEMPLATE_DOTX: Final = Kind.error("template_dotx", "「{file}」是 .dotx 样板文件", _SAVE_AS)
TEMPLATE_MACROS: Final = Kind.error(
    "template_macros", "「{file}」带有宏，不能作模板", f"{_SAVE_AS}（不带宏）"
)
TEMPLATE_ACTIVE: Final = Kind.error(
    "template_active", "「{file}」带有 ActiveX 控件，不能作模板", _NEW_FILE
)
TEMPLATE_TOO_LARGE: Final = Kind.error(
    "template_too_large", "「{file}」太大（解压后超过 {size} MB）", "请压缩其中的图片，或换一个模板"
)
TEMPLATE_ENTITIES: Final = Kind.error(
    "template_entities", "「{file}」含有 Word 不会写的 XML 声明（{where}）", _NEW_FILE
)
TEMPLATE_LINKS: Final = Kind.error(
    "template_links_outside", "「{file}」引用了外部的文件或模板", _NEW_FILE
)
TEMPLATE_FETCHES: Final = Kind.error(
    "template_links_outside", "「{file}」有会读取外部内容或启动程序的域（{field}）", _NEW_FILE
)

# the clerk's list and the fields of a template
DATA_COLUMN_TWICE: Final = Kind.error(
    "data_column_twice", "与{other}的“{title}”是同一个字段", "请改掉其中一列的标题，或删去一列"
)
DATA_ROW_WITHOUT_NAME: Final = Kind.error(
    "data_row_without_name", "这一行没有填“{title}”", "请填上，或清空这一行"
)
COLUMN_UNUSED: Final = Kind.note(
    "column_unused",
    "“{found}”这一列模板没有用到",
    "要用就在模板里写 {{{{ {found} }}}}；不用就不用管",
)
UNIT_TWICE: Final = Kind.warning(
    "unit_twice",
    "“{found}”有两行（另一行在 {other}），会各生成一份",
    "重复的请删去一行；确是两个就不用管",
)
_ADD_COLUMN: Final = "请改模板里的写法，或给数据加一列“{field}”"
FIELD_UNKNOWN: Final = Kind.error("field_unknown", "{data}没有字段“{field}”{guess}", _ADD_COLUMN)
FIELD_BLANK: Final = Kind.warning(
    "field_unknown", "{data}没有字段“{field}”{guess}，会印成空白线", _ADD_COLUMN
)
FIELD_NOT_GIVEN: Final = Kind.error(
    "field_unknown", "{unit}：没有字段“{field}”{effect}", "{remedy}"
)
CLAUSE_NOT_GIVEN: Final = Kind.error(
    "clause_not_given",
    "{unit}：条款“{clause}”在计算日期没有生效，或方案里没有这一条{effect}",
    "请核对计算日期和方案，或改模板{in_template}",
)

# filling
FIELD_EMPTY: Final = Kind.error(
    "field_without_value", "{unit}：字段“{field}”没有值{effect}", "{remedy}"
)
FIELD_FAILED: Final = Kind.error(
    "field_without_value", "{unit}：字段“{field}”是“{why}”{effect}", "{remedy}"
)
FIELD_UNFIT: Final = Kind.error(
    "field_unfit", "{unit}：字段“{field}”的值“{value}”{why}", "{remedy}"
)
CONDITION_FAILED: Final = Kind.error(
    "condition_failed", "{unit}：条件里的字段没有值，或不能这样比较", "{remedy}"
)
IN_CELL: Final = "请在 {cell} 填写或改正"
IN_LIST: Final = "请在责任书数据表里补上这一列，或改模板"
"""Where a value is to be put; the words for `remedy`."""

# read-back
_AGAIN: Final = "文件没有交付；请检查模板后重新生成，仍有问题请反馈"
READBACK_UNREADABLE: Final = Kind.error(
    "readback_unreadable", "{unit}：写好的文件读不出来：{why}", _AGAIN
)
READBACK_MERGED_UNREADABLE: Final = Kind.error(
    "readback_unreadable", "{unit}：合并文件读不出来：{why}", _AGAIN
)
READBACK_PART_LOST: Final = Kind.error("readback_part_lost", "{unit}：文件少了一部分", _AGAIN)
READBACK_STRUCTURE: Final = Kind.error(
    "readback_structure", "{unit}：{what}应有 {due} 个，写好的文件里有 {real} 个", _AGAIN
)
READBACK_MERGED_STRUCTURE: Final = Kind.error(
    "readback_structure", "{unit}：合并文件应有 {due} {what}，实有 {real} {what}", _AGAIN
)
READBACK_NOTES: Final = Kind.error(
    "readback_notes", "{unit}：合并文件的脚注应有 {due} 段，实有 {real} 段，或文字不符", _AGAIN
)
READBACK_TEXT: Final = Kind.error(
    "readback_text", "{unit}：{place}：文字与模板和数据不符，应为“{due}”", _AGAIN
)
READBACK_VALUE: Final = Kind.error(
    "readback_value", "{unit}：{place}：文件里是“{real}”，表里是“{due}”", _AGAIN
)
READBACK_UPPER: Final = Kind.error(
    "readback_upper", "{unit}：{place}：小写{figures}元与大写“{numerals}”不一致", _AGAIN
)
_NOT_AS_LISTED: Final = "{unit}：{place}：和表里不符，"
READBACK_TIMES: Final = Kind.error(
    "readback_sheet", f"{_NOT_AS_LISTED}应有 {{due}} 处，印了 {{real}} 处", _AGAIN
)
READBACK_OTHER: Final = Kind.error("readback_sheet", f"{_NOT_AS_LISTED}应为“{{due}}”", _AGAIN)
READBACK_STRAY: Final = Kind.error(
    "readback_sheet", f"{_NOT_AS_LISTED}印的不是这个单位的值", _AGAIN
)

# who gets an agreement
AGREEMENT_NOT_FOR_UNIT: Final = Kind.note(
    "agreement_not_for_unit", "方案“{scheme}”只管{units}，其他单位没有生成责任书", "不需要处理"
)
AGREEMENT_AMOUNT_OPEN: Final = Kind.note(
    "agreement_amount_open",
    "方案留给单位填的数还没有填，责任书里印的是横线，兑现时要用同一个数",
    "请印好后手填，或" + settings_row("方案参数", "数值", column="名称"),
)
AGREEMENT_UNIT_KIND_OPEN: Final = Kind.warning(
    "agreement_unit_kind_open",
    "条款{clauses}只管{units}，从校名看不出“{found}”是哪一类，它的责任书没有写这些条款",
    "请" + settings_row("单位类别", "小学或初中或都不是", column="{found}"),
)
