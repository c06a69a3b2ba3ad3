"""``template``: the templates there are, and the check of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_quality.agreements.shipped import SHIPPED
from xl_quality.cli import console
from xl_quality.cli.commands.agreements import order_of
from xl_quality.cli.files import opened
from xl_quality.core.findings import BadInputError
from xl_quality.runs.agreements.order import checked

if TYPE_CHECKING:
    import argparse


def run(arguments: argparse.Namespace) -> int:
    """List the templates, or check one; the exit code is 1 where filling would not be right."""
    if arguments.action == "list":
        _list()
        return 0
    if not arguments.template:
        message = "template check 后面要写模板文件或编号"
        raise BadInputError(message)
    book = opened(arguments.book) if arguments.book else None
    found = checked(order_of(arguments), book)
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
