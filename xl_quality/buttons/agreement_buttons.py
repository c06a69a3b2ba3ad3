"""The buttons of 责任书: 模板体检, 生成责任书."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xl_quality.agreements.shipped import SHIPPED
from xl_quality.buttons import session
from xl_quality.buttons.menu import Alternative, Desk, Said
from xl_quality.buttons.written_sheets import told, write
from xl_quality.core.findings import QualityError
from xl_quality.runs.agreements.delivery import Wanted
from xl_quality.runs.agreements.order import AgreementOrder, AgreementRun, Plan, check, plan, run
from xl_quality.runs.agreements.units import PARTY
from xl_quality.runs.publish import named_for

if TYPE_CHECKING:
    from pathlib import Path


_OWN_FILE: Final = "*"


def template_check(press: session.Press) -> Said:
    """Check a template against the workbook and tell the result; nothing is written."""
    order = _order(press.desk)
    press.desk.progress("正在体检模板……")
    found = check(order, press.book)
    names = "、".join(field.name for field in found.fields)
    lines = [f"模板用到 {len(found.fields)} 个字段：{names}"[:300]]
    lines.append("体检通过，可以填写。" if found.fit else "体检没有通过，请先改正“严重”各条。")
    return session.ended(lines, found.findings, "，改好上面的再体检一次。")


def agreements(press: session.Press) -> Said:
    """Fill one agreement a unit into a folder, one file of all for printing, and list them."""
    book, desk = press.book, press.desk
    order = _order(desk)
    folder = session.picked_folder(desk, "责任书放到哪个文件夹？")
    desk.progress("正在读取……")
    planned = _with_party(press, plan(book, order))
    copy = book.backup()
    beside = copy.parent.parent  # where the workbook lies
    done = run(
        planned,
        Wanted(folder, merged=True, beside=beside),
        lambda done, of: desk.progress(f"正在生成责任书 {done}/{of}"),
    )
    listed = _write_list(press, done, copy)
    lines = [
        f"已生成 {len(done.delivery.files)} 份责任书：{folder}",
        f"读回核对：{done.delivery.values} 个值全部一致。",
        *(f"合并打印：{path.name}" for path in done.delivery.printing),
        *listed,
    ]
    return session.ended(lines, done.findings, "，点“模板体检”可以看到。")


def _with_party(press: session.Press, planned: Plan) -> Plan:
    """Return a plan whose 甲方 is the office that the clerk names, where nothing else says it."""
    asks = any(use.path[0] == PARTY for use in planned.template.structure.uses)
    if not asks or any(PARTY in unit.fields for unit in planned.units):
        return planned
    office = session.office_of(press)
    if not office:
        return planned
    order = planned.order
    return plan(press.book, order._replace(common={**order.common, PARTY: office}))


def _write_list(press: session.Press, done: AgreementRun, copy: Path) -> list[str]:
    """Write 责任书清单; the files are there already, and stay whatever happens here."""
    tables = named_for(press.book, done.tables, done.entry)
    try:
        write(press, tables, done.entry, copy)
    except session.CancelledError:
        return [f"“{tables[0].name}”表没有替换。"]
    except QualityError as error:
        return [f"责任书已全部交付；只有“{tables[0].name}”表没有写进工作簿：{error}"]
    return told(tables, copy)


def _order(desk: Desk) -> AgreementOrder:
    """Let the clerk choose a template that ships, or a Word file of his own."""
    choices = [Alternative(one.id, f"{one.title}（{one.whose}）") for one in SHIPPED]
    choices.append(Alternative(_OWN_FILE, "其他 Word 模板……"))
    template = session.chosen(desk, "用哪个责任书模板？", choices)
    if template == _OWN_FILE:
        template = str(session.picked_file(desk, "请选择责任书模板", ("*.docx",)))
    return AgreementOrder(template, desk.today())
