"""Whether a sheet that is to go is still needed by the rest of the workbook."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from xl_quality.books.opc.ownership import parts_only_under
from xl_quality.books.opc.xmltext import escaped, unescaped
from xl_quality.books.refusals import refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xl_quality.books.opc.package import Package
    from xl_quality.books.opc.workbook import SheetEntry, WorkbookPart

# beyond ASCII only: what stands for markup must stay as it is
_NUMBERED: Final = re.compile(rb"&#(?:x[0-9A-Fa-f]{3,}|1[3-9]\d|12[89]|[2-9]\d\d|\d{4,});")


def refuse_needed(
    package: Package, workbook: WorkbookPart, removed: Sequence[str], replaced: Iterable[str]
) -> None:
    """
    Make sure that a workbook stays whole when sheets are taken out.

    Args:
        package: the workbook's package.
        workbook: its workbook part.
        removed: names of the sheets taken out.
        replaced: names of the sheets written anew, whose present formulas do not count.

    Raises:
        BadInputError: a formula or chart elsewhere uses one of them, or no visible sheet stays.
    """
    gone = [sheet for sheet in workbook.sheets if sheet.name in set(removed)]
    if not gone:
        return
    fresh = set(replaced)
    stay = [sheet for sheet in workbook.sheets if sheet not in gone]
    if not fresh and all(sheet.hidden for sheet in stay):
        raise refusal(
            package.file_name,
            "last_sheet",
            "里除了要删除的工作表，没有别的可见工作表",
            "工作簿至少要保留一个可见的工作表，请先增加一个",
        )
    for sheet in stay:
        if sheet.name not in fresh and sheet.part:
            _refuse_use(package, sheet, [each.name for each in gone])


def _refuse_use(package: Package, sheet: SheetEntry, removed: Sequence[str]) -> None:
    names = "|".join(re.escape(escaped(name.replace("'", "''"))) for name in removed)
    use = re.compile(
        rf"<(?:[\w.-]+:)?(?:f|formula[12]?)(?:\s[^>]*)?>[^<]*?(?<![\w.\]\x80-\xff])(?:'|&apos;)?({names})(?:'|&apos;)?!".encode(),
        re.IGNORECASE,
    )
    for part in [sheet.part, *parts_only_under(package, sheet.part)]:
        if not part.lower().endswith(".xml") or not package.has(part):
            continue
        if found := use.search(_spelt_out(package.xml(part))):
            used = unescaped(found.group(1).decode())
            raise refusal(
                package.file_name,
                "sheet_in_use",
                f"的工作表「{sheet.name}」用到了「{used}」里的数据，没有删除「{used}」",
                f"请先改掉「{sheet.name}」里引用它的公式或图表",
                sheet=sheet.name,
            )


def _spelt_out(xml: bytes) -> bytes:
    """Return XML with Chinese characters as such, which some programs write as ``&#29575;``."""
    if b"&#" not in xml:
        return xml
    return _NUMBERED.sub(lambda found: unescaped(found.group().decode()).encode(), xml)
