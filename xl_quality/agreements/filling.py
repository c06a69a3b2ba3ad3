"""One agreement filled (填写): strict, escaped, and with a record of what it must show."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from xl_quality.agreements import agreement_findings as kinds
from xl_quality.agreements.compiling import (
    PARAGRAPH_EVENT,
    PASSED_BY,
    ROWS_OF,
    TABLE_EVENT,
    VALUE_EVENT,
    Template,
)
from xl_quality.agreements.field_values import (
    BREAKS,
    AgreementUnit,
    FormError,
    Gap,
    GapComparedError,
    PrintedValue,
    plain,
)
from xl_quality.agreements.tag_code import Absent, AbsentError, Unfit, shown_name
from xl_quality.core.facts import NOWHERE, Source, joined_sources
from xl_quality.core.findings import BadInputError, Finding, Kind, Step, Way
from xl_quality.schemes.words import number_text

if TYPE_CHECKING:
    from markupsafe import Markup

    from xl_quality.agreements.tags import Mark

_UNPRINTABLE: Final = re.compile(
    "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f\\ud800-\\udfff\\ufffe\\uffff\\u202a-\\u202e\\u2066-\\u2069]"
)
"""What XML cannot hold, and signs that turn the direction of the text around them."""
_LONGEST_SHOWN: Final = 40  # characters of a value that a message shows
_UNDECIDED: Final = "，条件不能判断"
_MOST_PARAGRAPHS: Final = 50_000  # of one agreement: more come from a slip in the template
_MOST_TURNS: Final = 500_000
"""Of all loops together; loops in loops would otherwise go on for hours without a paragraph."""


class Shown(NamedTuple):
    """A value as it was printed: by which mark, and what it must read as."""

    mark: int
    printed: PrintedValue


class Instance(NamedTuple):
    """A paragraph that the finished file must hold."""

    line: int  # number of the template's paragraph
    pieces: list[str | Shown]  # its text in order: plain text, or a value

    @property
    def text(self) -> str:
        """Return its text as it must read."""
        return "".join(
            BREAKS.sub("", piece.printed.text) if isinstance(piece, Shown) else piece
            for piece in self.pieces
        )


class FilledAgreement(NamedTuple):
    """An agreement filled in memory."""

    unit: AgreementUnit  # whose it is
    parts: dict[str, str]  # the text of each filled part by its name in the package
    instances: dict[str, list[Instance]]  # paragraphs it must hold, in order, by part name
    tables: dict[str, int]  # how many tables, by part name


def fill(template: Template, unit: AgreementUnit) -> FilledAgreement:
    """Fill a template with the fields of a unit (填写责任书).

    Raises:
        BadInputError: a value is missing or cannot be printed so; every one is in `findings`,
            with unit, field and the cell that should hold it.
    """
    recorder = _Recorder(template, unit)
    parts = {name: recorder.render(name, code) for name, code in template.codes}
    if recorder.findings:
        findings = list(dict.fromkeys(recorder.findings))
        raise BadInputError(f"{unit.name}：有 {len(findings)} 个字段不能填写", findings)
    return FilledAgreement(unit, parts, recorder.instances, recorder.tables)


class _Recorder:
    """Hears from the engine what was passed, and prints the values."""

    def __init__(self, template: Template, unit: AgreementUnit) -> None:
        from markupsafe import Markup, escape  # noqa: PLC0415 - start-up

        self._markup, self._escape = Markup, escape
        self._nothing = Markup()
        self._template = template
        self._unit = unit
        self._place: list[Instance] = []
        self._current: dict[int, Instance] = {}
        self._paragraph_count = self._turn_count = self._table_count = 0
        self.findings: list[Finding] = []
        self.instances: dict[str, list[Instance]] = {}
        self.tables: dict[str, int] = {}

    def render(self, name: str, code: Any) -> str:  # noqa: ANN401 - the engine's template
        """Return one part filled; what is wrong joins `findings`."""
        from jinja2.exceptions import SecurityError  # noqa: PLC0415 - start-up

        self._place = self.instances.setdefault(name, [])
        self._table_count = 0
        events = {
            PARAGRAPH_EVENT: self._paragraphs,
            VALUE_EVENT: self._value,
            PASSED_BY: self._passed,
            TABLE_EVENT: self._table,
            ROWS_OF: self._rows,
        }
        try:
            text: str = code.render({**self._unit.fields, **events})
        except GapComparedError as error:
            self.findings.append(self._missing(None, error.gap))
            return ""
        except AbsentError as error:
            self.findings.append(self._absent(None, error.absent))
            return ""
        except (TypeError, SecurityError):  # which values, the engine says in English only
            self.findings.append(self._fault(kinds.CONDITION_FAILED, None))
            return ""
        self.tables[name] = self._table_count
        return text

    def _paragraphs(self, first: int, last: int) -> Markup:
        self._paragraph_count += last - first + 1
        if self._paragraph_count > _MOST_PARAGRAPHS:
            raise BadInputError(f"{self._unit.name}：表格的行太多，超过 {_MOST_PARAGRAPHS} 段")
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
        behind = self._template.behind[number]
        if behind:
            self._current[self._template.line_of[number]].pieces.append(behind)
        return self._nothing

    def _value(self, number: int, value: object) -> Markup:
        printed = self._printed(self._template.marks[number], value)
        if isinstance(printed, Finding):
            self.findings.append(printed)
            return self._nothing
        self._current[self._template.line_of[number]].pieces.append(Shown(number, printed))
        self._passed(number)
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

    def _printed(self, mark: Mark, value: object) -> PrintedValue | Finding:
        from jinja2 import Undefined  # noqa: PLC0415 - start-up

        if isinstance(value, Gap):
            return self._missing(mark, value)
        if isinstance(value, Undefined):
            return self._absent(mark, value.absent)
        if isinstance(value, Unfit):
            return self._unfit(mark, value.value, value.why)
        try:
            printed = value if isinstance(value, PrintedValue) else plain(value, mark.field)
        except FormError as error:
            return self._unfit(mark, value, str(error))
        if _UNPRINTABLE.search(printed.text):
            return self._unfit(mark, value, "含有看不见的控制字符")
        return printed

    def _rows(self, number: int, value: object) -> Sequence[object]:
        from jinja2 import Undefined  # noqa: PLC0415 - start-up

        if isinstance(value, list):
            self._turn_count += len(value)
            if self._turn_count > _MOST_TURNS:
                turns = f"循环套循环，超过 {_MOST_TURNS} 次"
                raise BadInputError(f"{self._unit.name}：{turns}；请检查模板里的 for")
            return value
        mark = self._template.marks[number]
        if isinstance(value, Gap):
            self.findings.append(self._missing(mark, value))
        elif isinstance(value, Undefined):
            self.findings.append(self._absent(mark, value.absent))
        else:
            self.findings.append(self._unfit(mark, value, "不是一张表，不能循环"))
        return []

    def _missing(self, mark: Mark | None, gap: Gap) -> Finding:
        kind = kinds.FIELD_FAILED if gap.why else kinds.FIELD_EMPTY
        effect = "" if mark else _UNDECIDED
        field = shown_name(gap.field)
        return self._fault(kind, mark, gap.source, field=field, why=gap.why, effect=effect)

    def _absent(self, mark: Mark | None, absent: Absent) -> Finding:
        name, effect = shown_name(absent.name), "" if mark else _UNDECIDED
        if not absent.clause:
            return self._fault(kinds.FIELD_NOT_GIVEN, mark, field=name, effect=effect)
        line = self._template.lines[self._template.line_of[mark.number]].where if mark else ""
        return kinds.CLAUSE_NOT_GIVEN.at(
            found=mark.tag.text if mark else "",
            steps=(Step(Way.DAY),),
            unit=self._unit.name,
            clause=name,
            effect=effect,
            in_template=f"（模板{line}）" if line else "",
        )

    def _unfit(self, mark: Mark, value: object, why: str) -> Finding:
        raw = value.value if isinstance(value, PrintedValue) else value
        said = number_text(raw) if isinstance(raw, Fraction) else str(raw)
        shown = _UNPRINTABLE.sub("□", said[:_LONGEST_SHOWN])  # the message is read on a screen
        source = self._unit.fields.sources.get(mark.field) or self._source_of(mark, raw)
        name = shown_name(mark.field)
        return self._fault(kinds.FIELD_UNFIT, mark, source, field=name, value=shown, why=why)

    def _source_of(self, mark: Mark, value: object) -> Source:
        """Return where in the table that a mark loops over a value stands."""
        field = mark.field
        names = {use.path[0] for use in self._template.structure.uses if use.mark is mark}
        tables = [self._unit.fields.get(name) for name in names]
        rows = [row for table in tables if isinstance(table, list) for row in table]
        return joined_sources(
            row.sources[field]
            for row in rows
            if field in row.sources and type(row[field]) is type(value) and row[field] == value
        )

    def _fault(
        self,
        kind: Kind,
        mark: Mark | None,
        source: Source = NOWHERE,
        found: str = "",
        **facts: object,
    ) -> Finding:
        """Return what is wrong with a value, and where to mend it: its cell, or the template."""
        sheet, cell = next(iter(source.by_sheet.items()), ("", source.words))
        line = self._template.lines[self._template.line_of[mark.number]].where if mark else ""
        in_template = f"（模板{line}）" if mark and not sheet else ""
        where = kinds.IN_CELL.format(cell=source) if source else kinds.IN_LIST
        named: dict[str, Any] = {**facts, "unit": self._unit.name, "remedy": where + in_template}
        return kind.at(sheet, cell, found=mark.tag.text if mark else found, **named)
