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
from xl_quality.usecases.agreement_files import Wanted
from xl_quality.usecases.agreement_list import list_sheet
from xl_quality.usecases.agreement_record import agreement_entry
from xl_quality.usecases.agreements import AgreementOrder, make, prepare, try_out
from xl_quality.usecases.publish import result_path

if TYPE_CHECKING:
    from xl_quality.books.files import FileBook
    from xl_quality.usecases.agreement_files import Delivery
    from xl_quality.usecases.agreements import Prepared


def run(arguments: argparse.Namespace) -> int:
    """Fill all agreements into a folder, and put 责任书清单 into the workbook."""
    book = opened(arguments.book, despite_lock=arguments.despite_protection)
    order = order_of(arguments)
    with console.working("正在读取……"):
        prepared = prepare(book, order)
    if arguments.dry_run:
        count = try_out(prepared)
        console.say(f"试运行：可以生成 {count} 份，没有写入任何文件")
        console.findings(prepared.findings)
        return 0
    wanted = Wanted(Path(arguments.output), arguments.merged, arguments.pdf, arguments.replace)
    delivery = make(prepared, wanted, _progress)
    _tell(book, prepared, delivery, order, arguments)
    console.findings(prepared.findings, most=20)
    return 0


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
) -> None:
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
    console.tell_written(published(book, [table], options, entry))
