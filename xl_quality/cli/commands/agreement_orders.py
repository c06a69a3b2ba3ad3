"""``agreements`` and ``template``: agreements filled from a workbook, a template checked."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from xl_quality.agreements.shipped import SHIPPED
from xl_quality.cli import console
from xl_quality.cli.values import day, opened, pairs, publish_results
from xl_quality.core.findings import BadInputError, QualityError
from xl_quality.runs.agreements import order
from xl_quality.runs.agreements.delivery import Wanted
from xl_quality.runs.agreements.order import AgreementOrder, AgreementRun
from xl_quality.runs.publish import Where, refuse_target

if TYPE_CHECKING:
    from xl_quality.books.files import FileBook


def make_all(arguments: argparse.Namespace) -> int:
    """Fill all agreements into a folder, and put 责任书清单 into the workbook."""
    book = opened(arguments.book, despite_lock=arguments.despite_protection)
    with console.working("正在读取……"):
        plan = order.plan(book, order_of(arguments))
    if arguments.dry_run:
        count = order.try_out(plan)
        console.say(f"试运行：可以生成 {count} 份，没有写入任何文件")
        console.findings(plan.findings, arguments.book)
        return 0
    if not arguments.output:
        raise BadInputError("请用 -o 写明责任书放在哪个文件夹")
    where = Where(arguments.in_place)
    _refuse_unlisted(book, where)
    wanted = Wanted(
        Path(arguments.output),
        arguments.merged,
        arguments.pdf,
        arguments.replace,
        beside=where.path(book).parent,
    )
    done = order.run(plan, wanted, _progress)
    listed = _tell(book, done, arguments)
    console.findings(done.findings, arguments.book, most=20)
    return 0 if listed else 1


def _refuse_unlisted(book: FileBook, where: Where) -> None:
    """Refuse to begin where 责任书清单 could not be written in the end."""
    try:
        refuse_target(book, where)
    except BadInputError as error:
        raise BadInputError(
            f"责任书没有生成，因为清单写不进去：{error}"
            "（-o 指的是放责任书的文件夹；清单请照改名、移走的办法，或加 --in-place）"
        ) from None


def order_of(arguments: argparse.Namespace) -> AgreementOrder:
    """Return what the command line orders."""
    return AgreementOrder(
        arguments.template,
        day(arguments.on),
        arguments.scheme,
        pairs(arguments.option, "--option"),
        tuple(arguments.param),
        common=pairs(arguments.set, "--set"),
        only=arguments.only,
        data_sheet=arguments.data,
        whose=arguments.whose,
        shipped=arguments.shipped,
    )


def _progress(done: int, of: int) -> None:
    if sys.stderr.isatty():
        end = "\n" if done == of else ""
        print(f"\r正在生成 {done}/{of}", end=end, file=sys.stderr, flush=True)


def _tell(book: FileBook, done: AgreementRun, arguments: argparse.Namespace) -> bool:
    """Say what was made, and write 责任书清单; return whether that went well, too."""
    console.say(f"已生成 {len(done.delivery.files)} 份：{arguments.output}")
    console.say(f"读回核对：{done.delivery.values} 个值全部一致")
    for path in done.delivery.printing:
        console.say(f"合并打印：{path}")
    options = argparse.Namespace(**{**vars(arguments), "output": None})
    try:
        console.tell_written(publish_results(book, done.tables, options, done.entry))
    except QualityError as error:  # the agreements are good and stay
        name = done.tables[0].name
        console.say(f"责任书已全部交付；只有“{name}”表没有写进工作簿：{error}")
        console.findings(getattr(error, "findings", ()))
        return False
    return True


def check(arguments: argparse.Namespace) -> int:
    """List the templates, or check one; the exit code is 1 where filling would not be right."""
    if arguments.action == "list":
        _list()
        return 0
    if not arguments.template:
        raise BadInputError("template check 后面要写模板文件或编号")
    book = opened(arguments.book) if arguments.book else None
    found = order.check(order_of(arguments), book)
    if arguments.json:
        console.say_json(
            {
                "fit": found.fit,
                "fields": [field._asdict() for field in found.fields],
                "findings": console.findings_json(found.findings, arguments.book),
            }
        )
    else:
        rows = [(field.name, str(field.times), field.where) for field in found.fields]
        console.table(f"{arguments.template}：用到的字段", ("字段", "次数", "第一次出现"), rows)
        console.findings(found.findings, arguments.book)
        console.say("体检通过，可以填写" if found.fit else "体检没有通过，请先改正上面的“严重”各条")
    return int(not found.fit)


def _list() -> None:
    rows = [(one.id, one.title, one.whose, one.path.name) for one in SHIPPED]
    console.table("责任书模板", ("编号", "名称", "对象", "文件"), rows)
