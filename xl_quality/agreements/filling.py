"""One agreement filled (填写): strict, escaped, and with a record of what it must show."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from xl_quality.agreements import template
from xl_quality.agreements.expressions import shown_name
from xl_quality.agreements.forms import BREAKS, FormError, Gap, GapComparedError, Printed, plain
from xl_quality.agreements.template import Unfit
from xl_quality.core.findings import BadInputError, Finding, Severity
from xl_quality.schemes.words import number_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

    from xl_quality.agreements.forms import Unit
    from xl_quality.agreements.tags import Mark
    from xl_quality.agreements.template import Template

_UNPRINTABLE: Final = re.compile(
    "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f\\ud800-\\udfff\\ufffe\\uffff\\u202a-\\u202e\\u2066-\\u2069]"
)
"""What XML cannot hold, and signs that turn the direction of the text around them."""
_MOST_PARAGRAPHS: Final = 50_000
_MOST_TURNS: Final = 500_000
"""Of all loops together; loops in loops would otherwise go on for hours without a paragraph."""


class Shown(NamedTuple):
    """A value as it was printed: by which mark, and what it must read as."""

    mark: int
    printed: Printed


class Instance(NamedTuple):
    """
    A paragraph that the finished file must hold.

    Attributes:
        line: number of the template's paragraph.
        pieces: its text in order: plain text, or a value.
    """

    line: int
    pieces: list[str | Shown]

    @property
    def text(self) -> str:
        """Return its text as it must read."""
        return "".join(
            BREAKS.sub("", piece.printed.text) if isinstance(piece, Shown) else piece
            for piece in self.pieces
        )


class Filled(NamedTuple):
    """
    An agreement filled in memory.

    Attributes:
        unit: whose it is.
        parts: the text of each filled part by its name in the package.
        instances: the paragraphs it must hold, in their order, by part name.
        tables: how many tables, by part name.
    """

    unit: Unit
    parts: dict[str, str]
    instances: dict[str, list[Instance]]
    tables: dict[str, int]


def fill(template: Template, unit: Unit) -> Filled:
    """
    Fill a template with the fields of a unit (填写责任书).

    Args:
        template: compiled.
        unit: whose agreement it is.

    Raises:
        BadInputError: a value is missing or cannot be printed so; every one is in `findings`,
            with unit, field and the cell that should hold it.
    """
    recorder = _Recorder(template, unit)
    parts = {part.name: recorder.render(part.name, part.code) for part in template.codes}
    if recorder.findings:
        findings = list(dict.fromkeys(recorder.findings))
        message = f"{unit.name}：有 {len(findings)} 个字段不能填写"
        raise BadInputError(message, findings)
    return Filled(unit, parts, recorder.instances, recorder.tables)


class _Recorder:
    """Hears from the engine what was passed, and prints the values."""

    def __init__(self, template: Template, unit: Unit) -> None:
        from markupsafe import Markup, escape  # noqa: PLC0415 - start-up

        self._markup, self._escape = Markup, escape
        self._nothing = Markup()
        self._template = template
        self._unit = unit
        self._place: list[Instance] = []
        self._current: dict[int, Instance] = {}
        self._paragraph_count = self._turn_count = 0
        self._table_count = 0
        self.findings: list[Finding] = []
        self.instances: dict[str, list[Instance]] = {}
        self.tables: dict[str, int] = {}

    def render(self, name: str, code: Any) -> str:  # noqa: ANN401 - the engine's template
        """Return one part filled; what is wrong joins `findings`."""
        from jinja2 import UndefinedError  # noqa: PLC0415 - start-up
        from jinja2.exceptions import SecurityError  # noqa: PLC0415 - start-up

        self._place = self.instances.setdefault(name, [])
        self._table_count = 0
        events = {
            template.PARAGRAPH_EVENT: self._paragraphs,
            template.VALUE_EVENT: self._value,
            template.PASSED_BY: self._passed,
            template.TABLE_EVENT: self._table,
            template.ROWS_OF: self._rows,
        }
        try:
            text: str = code.render({**self._unit.fields, **events})
        except GapComparedError as error:
            self._missing(None, error.gap)
            return ""
        except (UndefinedError, TypeError, SecurityError) as error:
            said = f"{self._unit.name}：条件里的字段没有值，或不能这样比较"
            self._fault(None, "condition_failed", str(error), said)
            return ""
        self.tables[name] = self._table_count
        return text

    def _paragraphs(self, first: int, last: int) -> Markup:
        self._paragraph_count += last - first + 1
        if self._paragraph_count > _MOST_PARAGRAPHS:
            message = f"{self._unit.name}：表格的行太多，超过 {_MOST_PARAGRAPHS} 段"
            raise BadInputError(message)
        for line in range(first, last + 1):
            lead = self._template.lines[line].lead
            instance = Instance(line, [lead] if lead else [])
            self._place.append(instance)
            self._current[line] = instance
        return self._nothing

    def _table(self, _: int) -> Markup:
        self._table_count += 1
        return self._nothing

    def _passed(self, number: int) -> Markup:
        self._follow(number)
        return self._nothing

    def _follow(self, number: int) -> None:
        behind = self._template.behind[number]
        if behind:
            line = self._template.line_of[number]
            self._current[line].pieces.append(behind)

    def _value(self, number: int, value: object) -> Markup:
        mark = self._template.marks[number]
        printed = self._printed(mark, value)
        if printed is None:
            return self._nothing
        line = self._template.line_of[mark.number]
        self._current[line].pieces.append(Shown(number, printed))
        self._follow(number)
        return self._laid_out(printed.text)

    def _laid_out(self, text: str) -> Markup:
        """Escape a text; line ends and tabs become Word's own."""
        escaped = self._escape(text)
        if not BREAKS.search(text):
            return escaped
        w = self._template.file.parts[0].prefix
        opened = f'<{w}t xml:space="preserve">'

        def sign(match: re.Match[str]) -> str:
            return f"</{w}t><{w}{'tab' if match[0] == chr(9) else 'br'}/>{opened}"

        return self._markup(BREAKS.sub(sign, str(escaped)))

    def _printed(self, mark: Mark, value: object) -> Printed | None:
        from jinja2 import Undefined  # noqa: PLC0415 - start-up

        field = mark.used.field if mark.used else ""
        if isinstance(value, Gap):
            self._missing(mark, value)
            return None
        if isinstance(value, Undefined):
            said = f"{self._unit.name}：没有字段“{shown_name(field)}”"
            self._fault(mark, "field_unknown", mark.tag.text, said)
            return None
        if isinstance(value, Unfit):
            self._unfit(mark, value.value, value.why)
            return None
        try:
            printed = value if isinstance(value, Printed) else plain(value, field)
        except FormError as error:
            self._unfit(mark, value, str(error))
            return None
        if _UNPRINTABLE.search(printed.text):
            self._unfit(mark, value, "含有看不见的控制字符")
            return None
        return printed

    def _rows(self, number: int, value: object) -> Sequence[object]:
        mark = self._template.marks[number]
        if isinstance(value, list):
            self._turn_count += len(value)
            if self._turn_count > _MOST_TURNS:
                message = (
                    f"{self._unit.name}：循环套循环，超过 {_MOST_TURNS} 次；请检查模板里的 for"
                )
                raise BadInputError(message)
            return value
        if isinstance(value, Gap):
            self._missing(mark, value)
        else:
            self._unfit(mark, value, "不是一张表，不能循环")
        return []

    def _missing(self, mark: Mark | None, gap: Gap) -> None:
        what = f"是“{gap.why}”" if gap.why else "没有值"
        where = "" if mark else "，条件不能判断"
        message = f"{self._unit.name}：字段“{shown_name(gap.field)}”{what}{where}"
        found = mark.tag.text if mark else ""
        self._fault(mark, "field_without_value", found, message, gap.source)

    def _unfit(self, mark: Mark, value: object, why: str) -> None:
        field = mark.used.field if mark.used else ""
        raw = value.value if isinstance(value, Printed) else value
        said = number_text(raw) if isinstance(raw, Fraction) else str(raw)
        shown = _UNPRINTABLE.sub("□", said[:40])  # the message is read on a screen
        message = f"{self._unit.name}：字段“{shown_name(field)}”的值“{shown}”{why}"
        cell = self._unit.fields.sources.get(field, "") or self._cells_of(mark, field, value)
        self._fault(mark, "field_unfit", mark.tag.text, message, cell)

    def _cells_of(self, mark: Mark, field: str, value: object) -> str:
        """Return where in the table that a mark loops over a value stands, ``""`` = nowhere."""
        raw = value.value if isinstance(value, Printed) else value
        names = {use.path[0] for use in self._template.structure.uses if use.mark is mark}
        tables = [self._unit.fields.get(name) for name in names]
        rows = [row for table in tables if isinstance(table, list) for row in table]
        cells = [
            row.sources[field]
            for row in rows
            if field in row.sources and type(row[field]) is type(raw) and row[field] == raw
        ]
        return "、".join(dict.fromkeys(cells))

    def _fault(
        self, mark: Mark | None, code: str, found: str, message: str, cell: str = ""
    ) -> None:
        sheet, _, address = cell.rpartition("!")
        line = self._template.lines[self._template.line_of[mark.number]].where if mark else ""
        suggestion = f"请在 {cell} 填写或改正" if cell else "请在责任书数据表里补上这一列，或改模板"
        if mark and not sheet:
            suggestion += f"（模板{line}）"
        self.findings.append(
            Finding(code, Severity.ERROR, sheet, address, found, message, suggestion)
        )
