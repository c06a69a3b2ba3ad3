"""``agreements``: one finished agreement a unit, filled from the workbook and read back."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from xl_quality.cli import console
from xl_quality.cli.files import opened, published
from xl_quality.cli.values import day, pairs
from xl_quality.core.errors import BadInputError, QualityError
from xl_quality.usecases.agreements.agreement_files import Wanted
from xl_quality.usecases.agreements.agreement_list import list_sheet
from xl_quality.usecases.agreements.agreement_record import agreement_entry
from xl_quality.usecases.agreements.agreements import AgreementOrder, make, prepare, try_out
from xl_quality.usecases.publish import refuse_target, result_path

if TYPE_CHECKING:
    from xl_quality.books.files import FileBook
    from xl_quality.usecases.agreements.agreement_files import Delivery
    from xl_quality.usecases.agreements.agreements import Prepared


def run(arguments: argparse.Namespace) -> int:
    """Fill all agreements into a folder, and put 责任书清单 into the workbook."""
    book = opened(arguments.book, despite_lock=arguments.despite_protection)
    order = order_of(arguments)
    with console.working("正在读取……"):
        prepared = prepare(book, order)
    if arguments.dry_run:
        count = try_out(prepared)
        console.say(f"试运行：可以生成 {count} 份，没有写入任何文件")
        console.findings(prepared.findings, arguments.book)
        return 0
    if not arguments.output:
        message = "请用 -o 写明责任书放在哪个文件夹"
        raise BadInputError(message)
    _refuse_unlisted(book, in_place=arguments.in_place)
    wanted = Wanted(Path(arguments.output), arguments.merged, arguments.pdf, arguments.replace)
    delivery = make(prepared, wanted, _progress)
    listed = _tell(book, prepared, delivery, order, arguments)
    console.findings(prepared.findings, arguments.book, most=20)
    return 0 if listed else 1


def _refuse_unlisted(book: FileBook, *, in_place: bool) -> None:
    """Refuse to begin where 责任书清单 could not be written in the end."""
    try:
        refuse_target(book, output=None, in_place=in_place)
    except BadInputError as error:
        message = (
            f"责任书没有生成，因为清单写不进去：{error}"
            "（-o 指的是放责任书的文件夹；清单请照改名、移走的办法，或加 --in-place）"
        )
        raise BadInputError(message) from None


def order_of(arguments: argparse.Namespace) -> AgreementOrder:
    """Return what the command line orders."""
    return AgreementOrder(
        arguments.template,
        day(arguments.on) or date.today(),  # noqa: DTZ011 - the office's own calendar day
        arguments.scheme,
        pairs(arguments.option, "--option"),
        tuple(arguments.param),
        pairs(arguments.set, "--set"),
        arguments.only,
        arguments.data,
        arguments.whose,
        shipped=arguments.shipped,
    )


def _progress(done: int, of: int) -> None:
    if sys.stderr.isatty():
        end = "\n" if done == of else ""
        print(f"\r正在生成 {done}/{of}", end=end, file=sys.stderr, flush=True)


def _tell(
    book: FileBook,
    prepared: Prepared,
    delivery: Delivery,
    order: AgreementOrder,
    arguments: argparse.Namespace,
) -> bool:
    """Say what was made, and write 责任书清单; return whether that went well, too."""
    beside = (book.path if arguments.in_place else result_path(book)).parent
    name = prepared.template.file.name
    table = list_sheet(delivery.files, template=name, on=order.on, beside=beside)
    values = sum(one.proof.values for one in delivery.files)
    console.say(f"已生成 {len(delivery.files)} 份：{arguments.output}")
    console.say(f"读回核对：{values} 个值全部一致")
    for path in delivery.printing:
        console.say(f"合并打印：{path}")
    options = argparse.Namespace(**{**vars(arguments), "output": None})
    entry = agreement_entry(book, prepared, order)
    try:
        console.tell_written(published(book, [table], options, entry))
    except QualityError as error:  # the agreements are good and stay
        console.say(f"责任书已全部交付；只有“{table.name}”表没有写进工作簿：{error}")
        console.findings(getattr(error, "findings", ()))
        return False
    return True
