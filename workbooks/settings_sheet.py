"""The 考核设置 sheet: what 青禾镇 decided before it computes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workbooks.list_figures import ENTRANCE_EXAM, SAMPLING_EXAM
from workbooks.list_sheets import write_list
from workbooks.township import (
    CENTRAL_OFFICE,
    EARLIER_EXAM,
    EXAM_DATES,
    GRADES,
    SCHOOL_TERMS,
    THIS_EXAM,
)

if TYPE_CHECKING:
    from xlsxwriter import Workbook

    from workbooks.looks import Cell, Looks

_CHOICES: Final[tuple[tuple[Cell, ...], ...]] = (
    ("满分", None, None, 100, "各科满分100分；九年级的满分写在成绩表的表头里，以表头为准"),
    ("及格线", None, None, "60%", "达到满分的60%即及格"),
    ("优秀线", None, None, "85%", "达到满分的85%即优秀"),
    ("低分线", None, None, "40%", "低于满分的40%才算低分"),
    ("缺考", None, None, "不计入", "缺考不计入平均分和各率"),
    ("综合权重", None, None, "4-3-3", "平均分占4成，及格率、优秀率各占3成"),
    ("并列", None, None, "占位", "并列名次占位：1、2、2、4"),
    ("小数位", None, None, 2, "平均分、率、综合分都保留两位"),
    ("舍入", None, None, "四舍五入", "只在最后舍入一次"),
    ("考试别名", None, ENTRANCE_EXAM, THIS_EXAM, "九年级的中考用的就是本学期期末这次成绩"),
    ("考试别名", None, SAMPLING_EXAM, THIS_EXAM, "抽考只公布学校名次，教师名次按本学期期末的成绩"),
    *(
        ("考试别名", None, EXAM_DATES[exam], exam, "历次表里按年份和季节写的，就是成绩表的这次考试")
        for exam in (EARLIER_EXAM, THIS_EXAM)
    ),
    *(
        ("考试性质", None, exam, "全镇统考", "小学期末由镇里统一命题；名称里看得出的不用写")
        for exam in (EARLIER_EXAM, THIS_EXAM)
    ),
    *(
        ("考试", f"{grade.name}{exam}", None, exam, f"历次表里写作{EXAM_DATES[exam]}")
        for exam in (EARLIER_EXAM, THIS_EXAM)
        for grade in GRADES
    ),
    ("单位名称", None, None, CENTRAL_OFFICE, "印在各表标题和表头里"),
    *(
        ("学年学期", None, exam, term, "印在各表标题里，写在考试名前面")
        for exam, term in SCHOOL_TERMS.items()
    ),
)
"""项目, 工作表, 列, 值, 说明."""


def write_settings(book: Workbook, looks: Looks) -> None:
    """Write the 考核设置 sheet."""
    write_list(book, looks, "考核设置", ("项目", "工作表", "列", "值", "说明"), _CHOICES)
