"""What the record of runs (运行记录) says about agreements that were made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xl_quality import __version__
from xl_quality.books.fingerprints import grid_fingerprint
from xl_quality.reports.run_record import RunEntry, Sealed

if TYPE_CHECKING:
    from xl_quality.books.ports import Book
    from xl_quality.usecases.agreements.agreements import AgreementOrder, Prepared

COMMAND: Final = "agreements"
_TITLE: Final = "生成责任书"
_SETTING: Final = "设置"


def agreement_entry(book: Book, prepared: Prepared, order: AgreementOrder) -> RunEntry:
    """
    Return what is to be recorded: the template, what was said, and every sheet as it stands.

    Args:
        book: the workbook that was read.
        prepared: what the agreements were made of.
        order: what was ordered.
    """
    settings = [
        (_SETTING, "模板", prepared.template.file.name),
        (_SETTING, "日期", order.on.isoformat()),
    ]
    said = {"方案": order.scheme, "方案表": prepared.scheme_sheet, "只生成": order.only}
    settings += [(_SETTING, name, value) for name, value in said.items() if value]
    settings += [("读法", name, value) for name, value in order.options.items()]
    settings += [("参数", *_halves(text)) for text in order.parameters]
    settings += [(_SETTING, name, value) for name, value in order.common.items()]
    own = book.own_sheets()  # fields come from the clerk's list, the lists and the scores alike
    names = [name for name in book.sheet_names() if name not in own]
    inputs = [Sealed(name, grid_fingerprint(book.read(name))) for name in names]
    return RunEntry(
        COMMAND,
        _TITLE,
        "",
        __version__,
        book.name,
        inside=False,
        settings=tuple(settings),
        inputs=tuple(inputs),
    )


def _halves(text: str) -> tuple[str, str]:
    name, _, value = text.replace("＝", "=").partition("=")
    return name.strip(), value.strip()
