"""Why a workbook is refused, and what opening one shows: every sentence, a row each."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

from xl_quality.core.findings import BadInputError, Finding, Kind, Step

_SAVE_AS: Final = "「另存为」→「Excel 工作簿(.xlsx)」，再用另存的文件"
_UNPROTECT: Final = "请在「{where}」中取消保护后重试"

# what the file is
MISSING: Final = Kind.error("file_missing", "「{file}」不存在", "请检查文件的位置和名称")
FOLDER: Final = Kind.error("file_is_folder", "「{file}」是文件夹，不是工作簿", "请写出里面的文件名")
EMPTY: Final = Kind.error(
    "file_empty", "「{file}」是空文件，里面没有任何内容", "请重新下载或向对方再要一份"
)
UNKNOWN: Final = Kind.error(
    "file_unknown",
    "「{file}」不是 Excel 或 WPS 表格文件",
    "请确认选对了文件；需要时在 Excel 或 WPS 中另存为 .xlsx",
)
NO_WORKBOOK: Final = Kind.error(
    "file_no_workbook",
    "「{file}」不是 Excel 工作簿",
    "请确认选对了文件；Word、PPT 等文件里的表格请先复制到 Excel 或 WPS 中，另存为 .xlsx",
)
ENCRYPTED: Final = Kind.error(
    "file_encrypted",
    "「{file}」设有打开密码，无法读取",
    "请用 Excel 打开，在「文件→信息→保护工作簿→用密码进行加密」中清空密码"
    "（WPS：审阅→文档加密），保存后重试",
)
_UNPACK: Final = "请先解压缩，再用解压出来的文件"
ARCHIVE: Final = Kind.error("file_is_archive", "「{file}」是压缩包，不是工作簿", _UNPACK)
ARCHIVE_OF_TABLES: Final = Kind.error(
    "file_is_archive", "「{file}」是压缩包，不是工作簿，里面有表格文件“{inside}”{rest}", _UNPACK
)
WEB_ARCHIVE: Final = Kind.error(
    "file_is_web_archive",
    "「{file}」是「单个文件网页」(.mht)，不是工作簿",
    f"请用 Excel 或 WPS 打开后{_SAVE_AS}",
)
PAGE_WITHOUT_TABLE: Final = Kind.error(
    "file_is_markup",
    "「{file}」其实是网页（HTML），里面没有数据表格",
    "从系统里导出的，可能登录已过期，请重新登录再导出；"
    f"用 Excel 或 WPS 打开能看到表格的话，打开后{_SAVE_AS}",
)
NO_SHEET: Final = Kind.error(
    "file_without_sheets",
    "「{file}」里没有工作表",
    "请向对方再要一份；能用 Excel 或 WPS 打开的话，打开后另存为 .xlsx 再试",
)
BINARY_WORKBOOK: Final = Kind.error(
    "file_is_xlsb", "「{file}」是二进制工作簿（.xlsb），不支持", "请用 Excel 打开后另存为 .xlsx"
)
ODD_COMPRESSION: Final = Kind.error(
    "zip_method_unknown",
    "「{file}」使用了不常见的压缩方式，无法读取",
    "请用 Excel 或 WPS 打开后另存为 .xlsx",
)
_ANOTHER: Final = (
    "请重新下载或向对方再要一份；能用 Excel 或 WPS 打开的话，打开后另存为新的 .xlsx 再试"
)
DAMAGED: Final = Kind.error("file_damaged", "「{file}」已损坏或没有下载完整", _ANOTHER)
DAMAGED_AT: Final = Kind.error(
    "file_damaged", "「{file}」已损坏或没有下载完整（{where}）", _ANOTHER
)

_SMALLER: Final = "请删除表格右侧和下方多余的空行空列，或只把需要的工作表复制到新的工作簿后重试"
_LARGE: Final = "「{file}」太大，无法处理"  # it would fill the memory
_too_large = partial(Kind.error, "file_too_large", suggestion=_SMALLER)
LARGE_FILE: Final = _too_large(_LARGE + "（有 {size} MB）")
LARGE_PAGE: Final = _too_large(_LARGE + "（是 {size} MB 的网页表格）")
LARGE_XML: Final = _too_large(_LARGE + "（是 {size} MB 的 XML 表格）")
LARGE_UNPACKED: Final = _too_large(_LARGE + "（解压后有 {size} MB）")
LARGE_PART: Final = _too_large(_LARGE + "（「{part}」解压后有 {size} MB）")
MANY_PARTS: Final = _too_large(_LARGE + "（含有 {count} 个部件）")
MANY_SHEETS: Final = _too_large(_LARGE + "（有 {count} 个工作表）")
MANY_TABLES: Final = _too_large(_LARGE + "（有 {count} 个表格）")
LARGE_SHEET: Final = _too_large(_LARGE + "（工作表「{tab}」用到了 {rows} 行 × {columns} 列）")
WIDE_SPANS: Final = _too_large(_LARGE + "（表格「{tab}」合并的行列太多）")
DEEP_TABLES: Final = _too_large(_LARGE + "（表格一层套一层，层数太多）")
MANY_CELLS: Final = _too_large(_LARGE + "（网页表格超过 {limit} 万格）")

# what opening a file shows
MISNAMED: Final = Kind.note(
    "file_misnamed",
    "「{file}」的扩展名与内容不符，实际是{actual}，已按实际内容读取",
    "可以在 Excel 或 WPS 中另存为 .xlsx，以免别人打不开",
)
PAGE_CUT_OFF: Final = Kind.error(
    "page_cut_off",
    "「{file}」里的网页表格没有结尾，可能没有下载完整，后面的人和分数也许没有读到",
    "请重新导出或下载；确实完整的话，用 Excel 或 WPS 打开后另存为 .xlsx，再用另存的文件",
)
SHEET_WITHOUT_CONTENT: Final = Kind.warning(
    "sheet_without_content",
    "工作簿里列着工作表“{tab}”，文件里却没有它的内容，这张表没有读",
    "请用 Excel 或 WPS 打开看看它还在不在；还要用的，从备份里复制回来后再运行",
)

# why sheets are not written, taken out or put back
BAD_SHEET_NAME: Final = Kind.error(
    "sheet_name_invalid",
    "「{file}」中不能有名为「{tab}」的工作表：名称{fault}",
    "请换一个工作表名称",
)
FOREIGN_SHEET: Final = Kind.error(
    "sheet_is_foreign",
    "「{file}」里已有工作表「{tab}」，不是本工具生成的，没有覆盖",
    "请把原来的工作表改名后重试",
)
NOT_OURS: Final = Kind.error(
    "sheet_not_ours",
    "「{file}」的工作表「{tab}」不存在，或不是本工具生成的，没有删除",
    "需要时请自己在{program}中删除",
)
PROTECTED: Final = Kind.error(
    "structure_protected", "「{file}」保护了工作簿结构，不能增加或删除工作表", _UNPROTECT
)
SIGNED: Final = Kind.error(
    "file_signed",
    "「{file}」带有数字签名，任何改动都会使签名失效，没有写入",
    "请另存一份不带签名的副本，用副本重试",
)
WRONG_SUFFIX: Final = Kind.error(
    "suffix_unfit", "「{file}」的扩展名与要保存的内容不符", "请把文件名改为以 {suffix} 结尾"
)
NO_UNDO: Final = Kind.error(
    "no_workbook_to_undo", "「{file}」不是 .xlsx 工作簿，不能撤销", "请从备份里复制"
)
CHANGED_SINCE: Final = Kind.error(
    "changed_since_backup",
    "「{file}」在那一步之后又被别的程序改过，不能把“{sheets}”换回原来的样子",
    "原来的表在备份「{copy}」里，可以打开它复制回来",
)
LAST_SHEET: Final = Kind.error(
    "last_sheet",
    "「{file}」里除了要删除的工作表，没有别的可见工作表",
    "工作簿至少要保留一个可见的工作表，请先增加一个",
)
SHEET_IN_USE: Final = Kind.error(
    "sheet_in_use",
    "「{file}」的工作表「{tab}」用到了「{used}」里的数据，没有删除「{used}」",
    "请先改掉「{tab}」里引用它的公式或图表",
)
USED_BY_CELL: Final = Kind.error(
    "sheet_in_use",
    "「{file}」的「{tab}」{place} 用到了「{used}」里的数据，没有改动「{used}」",
    "请先改掉「{tab}」里引用它的公式（可以复制后“选择性粘贴→数值”），再重试",
)
USED_BY_NAME: Final = Kind.error(
    "sheet_in_use",
    "「{file}」的名称「{name}」指向「{tab}」，没有改动「{tab}」",
    "请先在「公式→名称管理器」中改掉或删除这个名称，再重试",
)
USED_BY_CHART: Final = Kind.error(
    "sheet_in_use",
    "「{file}」的「{tab}」里有图表画的是「{used}」里的数据，没有改动「{used}」",
    "请先删去「{tab}」里的这张图表，或给它换一个数据源，再重试",
)
MANY_FORMATS: Final = Kind.error(
    "too_many_formats",
    "「{file}」已有 {present} 种单元格格式，结果表还要 {new} 种，合计 {count} 种，"
    "超过 Excel 的上限 {limit} 种，没有写入",
    "请新建一个空工作簿，把成绩表复制后“选择性粘贴→数值”到里面，用它重试",
)


# what a workbook open in Excel or LibreOffice is refused for besides
SHARED: Final = Kind.error(
    "workbook_shared",
    "「{file}」是共享工作簿，不能增加或删除工作表",
    "请在「审阅→共享工作簿」中取消共享后重试",
)
READ_ONLY: Final = Kind.error(
    "book_read_only", "「{file}」是以只读方式打开的，没有写入", "请另存一份再点按钮"
)
NOT_SAVED: Final = Kind.error(
    "book_not_saved", "「{file}」还没有保存过，不能备份", "请先保存到自己的文件夹（Ctrl+S），再重试"
)
BACKUP_GONE: Final = Kind.error("backup_missing", "「{file}」不存在，不能撤销", "请检查备份文件夹")


def refused(
    kind: Kind,
    file: str,
    sheet: str = "",
    cell: str = "",
    *,
    steps: Sequence[Step] = (),
    **facts: Any,  # noqa: ANN401 - values that the words of the kind name
) -> BadInputError:
    """Return the exception that says why a file cannot be used and what to do.

    *sheet* and *cell* are ``{tab}`` and ``{place}`` in the words; *steps* say what else can be
    done, by each host in its own way.

    >>> str(refused(EMPTY, "成绩册.xlsx"))
    '「成绩册.xlsx」是空文件，里面没有任何内容。请重新下载或向对方再要一份。'
    """
    return refusal_of(kind.at(sheet, cell, file=file, tab=sheet, place=cell, **facts), steps)


def refusal_of(finding: Finding, steps: Sequence[Step] = ()) -> BadInputError:
    """Return the exception that says what a finding says."""
    words = f"{finding.text}。{finding.suggestion}。"
    return BadInputError(words, [finding], steps, told=[finding])


def damaged(file: str, where: str = "") -> BadInputError:
    """Return the refusal of a file whose content is broken; *where* names the part or sheet."""
    return refused(DAMAGED_AT, file, where=where) if where else refused(DAMAGED, file)


def damaged_sheet(file: str, sheet: str) -> BadInputError:
    """Return the refusal of a file in which one sheet is broken."""
    return damaged(file, f"工作表「{sheet}」")
