"""What can be wrong with what a program hands over (数据框、几个文件).

Rows are counted from 0, as frames count them; cells are named as if the frame were a sheet with
its column titles in row 1.
"""

from __future__ import annotations

from typing import Final

from xl_quality.core.findings import Kind

COLUMN_MISSING: Final = Kind.error(
    "frame_column_missing", "没有“{found}”这一列", "{advice}有：{columns}"
)
COLUMN_TWICE: Final = Kind.error(
    "frame_column_twice", "“{found}”列派了两个用处：{roles}", "一列只能有一个用处，请改正参数"
)
NAME_TWICE: Final = Kind.error(
    "frame_name_twice", "数据框里有同名的列：{found}", "每一列要有自己的名字，请先改名"
)
MARK_NOT_EXACT: Final = Kind.error(
    "frame_mark_not_exact",
    "“{column}”列有{count}个分数多于两位小数，第{rows}行（从0数），如 {found}",
    "请先定好怎样取两位小数（四舍五入或截尾）再交来，这里不替您舍入",
)
NO_MARK: Final = Kind.error(
    "frame_no_mark",
    "“{column}”列有{count}个值不是分数，第{rows}行（从0数），如“{found}”",
    "改成分数、缺考、免考、作弊，或留空（None、NaN）",
)
MARK_ABOVE_FULL: Final = Kind.error(
    "frame_mark_above_full",
    "“{column}”列有{count}个分数超过满分{full}，第{rows}行（从0数），如 {found}",
    "请改正分数，或在 subjects 里写对满分",
)
ID_TWICE: Final = Kind.error(
    "frame_id_twice",
    "学号“{found}”出现{count}次，第{rows}行（从0数）",
    "一个学号在一次考试里只能有一行：删去重复的行，或改正学号",
)
PUPIL_TWICE: Final = Kind.error(
    "frame_pupil_twice",
    "“{found}”在同一个班出现{count}次，分数完全相同，第{rows}行（从0数）",
    "很可能是重复的行（如连接表时重复），请删去；确是两个人就用 student_id 指明学号列",
)
KEY_BLANK: Final = Kind.error(
    "frame_key_blank",
    "“{column}”列有{count}行是空的，第{rows}行（从0数）",
    "每一行都要有；都没有就不要写这个参数",
)
CLASS_IN_TWO_SCHOOLS: Final = Kind.error(
    "frame_class_in_two_schools",
    "班级“{found}”同时在{schools}，第{rows}行（从0数）",
    "这里的班名各校不同，这一个却出现在几所学校：请核对学校列；确是各有一个，就在班名前加校名",
)
NO_ROWS: Final = Kind.error("frame_without_rows", "数据框里没有一行", "请核对筛选的条件")
FILE_TWICE: Final = Kind.error(
    "file_given_twice", "文件“{found}”给了两次", "每个文件只给一次，否则同一批学生会算两遍"
)
SETTINGS_TWICE: Final = Kind.error(
    "settings_in_several_files",
    "{files}里都有“{found}”表",
    "几个文件合在一起只能按一份设置：请只在一个文件里留这张表",
)
KEY_EMPTY: Final = KEY_BLANK._replace(
    code="source_key_empty", message="“{column}”列有{count}行是空的"
)
NO_NUMBERS: Final = Kind.error(
    "source_no_numbers", "“{found}”列既不是数也不是文字（{dtype}），不能当分数", "请写对分数列"
)
TEXTS_NOT_MARKS: Final = Kind.error(
    "source_texts_no_marks", "“{found}”列有{most}种以上不同的文字，不像分数", "请写对分数列"
)
NOT_MARKS: Final = Kind.warning(
    "source_not_marks",
    "“{column}”列有{count}个值不是分数（不是数、多于两位小数或超过满分），计为无效，不算入",
    "请核对这些值；缺考、免考、作弊照写，没有分数留空",
)
SOURCE_ID_TWICE: Final = Kind.error(
    "source_id_twice", "学号“{found}”出现{count}次", "一个学号只能有一行：删去重复的行，或改正学号"
)
UNIT_IN_TWO_SCHOOLS: Final = CLASS_IN_TWO_SCHOOLS._replace(
    code="source_class_in_two_schools", message="班级“{found}”同时在{schools}"
)
