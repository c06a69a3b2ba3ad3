"""Every Chinese text that the VBA code shows; it reads them from a sheet and is ASCII itself."""

from __future__ import annotations

from typing import Final

from xl_quality.functions.registry import CATEGORY
from xl_quality.usecases.menu import TITLE

SHEET: Final = "xl_quality.texts"

TEXTS: Final = {
    "title": TITLE,
    "category": CATEGORY,
    "no_python": "找不到本加载项的 Python，请重新运行 install.bat。缺少的文件：",
    "no_dll": "本加载项的文件不全（可能被杀毒软件隔离），请重新运行 install.bat。缺少的文件：",
    "no_start": (
        "计算服务没有启动，可能被安全软件拦截：请在那里信任本机的 xl_quality 文件夹，"
        "重开 Excel 再试。系统的说明："
    ),
    "keeps_dying": "计算服务几次中途停止，请过一分钟再试；还是这样，请把 ribbon.log 发给维护的人。",
    "died": "计算服务在这一步中途停止，可能只做了一部分：请先看看工作簿，需要时撤销，再点一次。",
    "areas": "区域必须是连在一起的一块，请不要用逗号把几块区域并成一个参数。",
    "why_not_a_cell": "请给出一个单元格，例如 =XLQ_WHY(B2)。",
    "why_unknown": "没有记下这个单元格出错的原因：请选中它，按 F2 再按回车重新计算，然后再看。",
}
"""By the id that ``XlqText`` is called with."""
