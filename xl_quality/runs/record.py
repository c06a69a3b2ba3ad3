"""The record of runs (运行记录) that a workbook keeps: what was asked, read and written.

A request is written in words that can be read back (`words_of`, `request_of`), so that a run can
be done again.

What becomes of the sheets of earlier runs says `joining`. A run is the same as an earlier one where
it goes by the same scheme (or template) and the same exam was asked for: it replaces that run's
sheets, all of them. The sheets of every other run stay, and its own get a label behind their
names: 奖惩兑现表（luotuoao-2008）, 责任书清单（balanced）.
A payout whose sheet a person took away or renamed was put away (signed, filed): it is not
replaced; nor is one that covered fewer exams: what it paid stays paid.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from xl_quality.books.fingerprints import table_fingerprint
from xl_quality.books.tables import Formula, Link, Table, Value
from xl_quality.core.groups import Level
from xl_quality.core.marks import POINT
from xl_quality.core.option_table import ENROLLED as ENROLLED_OPTION
from xl_quality.core.option_table import FULL_MARK, OPTIONS, Option, Stated
from xl_quality.core.options import BadValueError
from xl_quality.reports.run_record import SHEET, RunEntry, Sealed, read_record, record_table
from xl_quality.runs.choices import COMMANDS, ChosenOptions, Order, Request, statements
from xl_quality.runs.names import exam_key
from xl_quality.sheets.recognition import SheetOverride

if TYPE_CHECKING:
    from pathlib import Path

    from xl_quality.books.port import Book
    from xl_quality.schemes.model import Scheme


Words = tuple[str, str, str]  # Kind, name and value of one thing chosen: ("设置", "及格线", "3/5")

_SET, _FIX, _DAY, _READING, _PARAMETER = "设置", "指定", "方案日期", "读法", "参数"
_FULL: Final = "满分"
_JOIN: Final = "；"
_REPORTS: Final = "报表"
_COMMA: Final = "、"
_CANNOT: Final = (_SET, "重新计算", "记录里写不全这次的选择，不能照样重算")
SHIPPED: Final = (_SET, "方案来源", "程序自带的，不用工作簿里的方案表")
UNPAID: Final = (_SET, "已兑现的", "不再计入")


def words_of(request: Request, scheme: Scheme | None = None) -> tuple[Words, ...]:
    """Return everything that was chosen, in words.

    The readings of the scheme that was applied are told with their Chinese meaning.
    """
    fixed = [(_FIX, sheet, _override_text(said)) for sheet, said in sorted(request.fixed.items())]
    before = [(_SET, "上次考试", request.before)] if request.before else []
    reports = [(_SET, _REPORTS, _COMMA.join(request.reports))] if request.reports else []
    words = (*_chosen(request.choices), *fixed, *before, *reports, *_ordered(request, scheme))
    told, order = request, request.order
    if order is not None:  # with every reading said, also the defaults
        given = tuple(f"{name}={value}" for name, value in map(_pair, order.parameters))
        readings = scheme.choices(order.options) if scheme else dict(order.options)
        told = request._replace(order=order._replace(options=readings, parameters=given))
    again = request_of(request.command, told.order.scheme if told.order else "", words)
    return words if again == told or request.command not in COMMANDS else (*words, _CANNOT)


def request_of(command: str, scheme: str, words: Sequence[Words]) -> Request | None:
    """Return the request that words of a record say; None where they do not say all of it."""
    if command not in COMMANDS or _CANNOT in words:
        return None
    try:
        return _request(command, scheme, words)
    except (ValueError, KeyError, ZeroDivisionError):  # edited by hand, or of a later version
        return None


def _request(command: str, scheme: str, words: Sequence[Words]) -> Request:
    said = {name: value for kind, name, value in words if kind == _SET}
    fixed = {name: _override(value) for kind, name, value in words if kind == _FIX}
    order = None
    if scheme:
        day = next(name for kind, name, _ in words if kind == _DAY)
        readings = {_id(name): _id(value) for kind, name, value in words if kind == _READING}
        given = tuple(f"{name}={value}" for kind, name, value in words if kind == _PARAMETER)
        order = Order(
            scheme,
            date.fromisoformat(day),
            readings,
            given,
            said.get("考试", ""),
            shipped=SHIPPED in words,
            unpaid=UNPAID in words,
        )
    reports = tuple(filter(None, said.get(_REPORTS, "").split(_COMMA)))
    return Request(command, _choices(said), fixed, said.get("上次考试", ""), order, reports)


def _chosen(choices: ChosenOptions) -> list[Words]:
    texts = {"级别": "、".join(choices.levels), "考试": choices.exam, "应考人数": choices.enrolled}
    texts |= {f"{_name_of(one.option)} {one.of}".strip(): _text(one) for one in choices.stated}
    return [(_SET, name, text) for name, text in texts.items() if text]


def _name_of(option: Option[Any]) -> str:
    return option.recorded or option.name


def _text(stated: Stated) -> str:
    """Return a value as it is read back: a share without a finite decimal (1/3) as a fraction."""
    option, value = stated.option, stated.value
    text = option.text(value)
    try:
        exact = option.parse(text) == value
    except BadValueError:
        exact = False
    if exact:
        return text
    return str(value) if isinstance(value, Fraction) else "自定"


_STATED: Final = {_name_of(option): option for option in OPTIONS if option is not ENROLLED_OPTION}


def _choices(said: Mapping[str, str]) -> ChosenOptions:
    stated: list[Stated] = []
    for name, text in said.items():
        called, _, of = name.partition(" ")
        option = _STATED.get(called)
        if option is not None and of:
            stated.append(Stated(option, of, option.parse(text)))
        elif option is not None:  # the decimals of earlier versions: mean=2，rate=2t
            stated += statements(option, text)
    return ChosenOptions(
        levels=tuple(Level(word) for word in said.get("级别", "").split("、") if word),
        exam=said.get("考试", ""),
        enrolled=said.get("应考人数", ""),
        stated=tuple(stated),
    )


def _override_text(said: SheetOverride) -> str:
    parts = ["不读"] if said.ignore else []
    if said.header_rows:
        parts.append("表头行=" + "、".join(map(str, said.header_rows)))
    parts += [f"{_FULL}{name}={FULL_MARK.text(mark)}" for name, mark in said.full_marks.items()]
    return _JOIN.join([*parts, *(f"{column}={role}" for column, role in said.columns.items())])


def _override(text: str) -> SheetOverride:
    said = dict(part.partition("=")[::2] for part in text.split(_JOIN) if part)
    fulls = {name: said.pop(name) for name in list(said) if name.startswith(_FULL)}
    return SheetOverride(
        ignore=said.pop("不读", None) is not None,
        header_rows=tuple(int(row) for row in said.pop("表头行", "").split("、") if row),
        full_marks={
            name.removeprefix(_FULL): int(Fraction(points) * POINT)
            for name, points in fulls.items()
        },
        columns=said,
    )


def _ordered(request: Request, scheme: Scheme | None) -> list[Words]:
    order = request.order
    if order is None:
        return []
    words = [(_DAY, order.on.isoformat(), "按这一天有效的条款")]
    words += [SHIPPED] if order.shipped else []
    words += [UNPAID] if order.unpaid else []
    if scheme is None:
        words += [(_READING, name, value) for name, value in order.options.items()]
    else:
        for name, value in scheme.choices(order.options).items():
            option = scheme.options[name]
            shown = f"{value}（{option.choices[value]}）"
            words.append((_READING, f"{name}（{option.label}）", shown))
    return words + [(_PARAMETER, *_pair(given)) for given in order.parameters]


def _pair(given: str) -> tuple[str, str]:
    name, _, value = given.replace("＝", "=").partition("=")
    return name.strip(), value.strip()


def _id(text: str) -> str:
    """Return the English id before its Chinese meaning in brackets."""
    return text.partition("（")[0]


SHEETS: Final = (SHEET, f"{SHEET}（教学质量）")
"""The record's sheet; the second name where the office has a sheet of the first."""
FILE: Final = "文件"
"""What an input is called that is no sheet but another file; its bytes are compared."""


def file_fingerprint(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal."""
    import hashlib  # noqa: PLC0415 - start-up

    return hashlib.sha256(path.read_bytes()).hexdigest()


def scheme_fingerprint(scheme: Scheme) -> str:
    """Return the SHA-256 of everything a scheme says, in hexadecimal."""
    import hashlib  # noqa: PLC0415 - start-up

    from xl_quality.schemes.scheme_text import recorded_text  # noqa: PLC0415 - only with a scheme

    return hashlib.sha256(recorded_text(scheme).encode()).hexdigest()


def recorded(book: Book | None) -> list[RunEntry]:
    """Return the runs that a workbook's record tells, none where it has no record."""
    name = _own_record(book)
    return read_record(book.read(name).rows) if book and name else []


def sealed(tables: Iterable[Table]) -> tuple[Sealed, ...]:
    """Return the names and fingerprints of result sheets."""
    return tuple(Sealed(table.name, table_fingerprint(table)) for table in tables)


def with_run(
    kept: Sequence[RunEntry],
    entry: RunEntry | None,
    results: Sequence[Sealed],
    past: Sequence[RunEntry],
    *,
    how: Joining | None = None,
    removed: Iterable[str] = (),
) -> list[RunEntry]:
    """Return the record after a run; the same run again leaves the time of the earlier one.

    What an earlier run paid stays on record when its sheets go, unless this run replaces it.

    Args:
        kept: the runs whose sheets stay in the workbook.
        entry: the run with its present time, None where it leaves no record.
        results: the sheets it writes; they are nobody else's any more.
        past: the runs recorded in the workbook that is replaced.
        how: the run joins these, None = it leaves no record.
        removed: the sheets that go with the runs it replaces.
    """
    written = {name.casefold() for name in (*(result.sheet for result in results), *removed)}
    replaced = how.replaced if how else ()
    corrected = [one for one in replaced if one.paid and entry and entry.paid]
    bare = [one._replace(results=()) for one in corrected]
    gone = [one._replace(results=()) for one in past if one.paid and one not in kept]
    remaining = []
    for run in (*(one for one in gone if one not in bare), *kept):
        left = tuple(result for result in run.results if result.sheet.casefold() not in written)
        if left or (run.paid and run not in corrected):
            remaining.append(run._replace(results=left))
    if entry is None:
        return remaining
    run = entry._replace(results=tuple(results))
    same = [one for one in past if one._replace(moment=run.moment) == run]
    return [*remaining, same[-1] if same else run]


def record_sheet(book: Book | None, entries: Sequence[RunEntry]) -> Table:
    """Return the record as a sheet, under a name that is free or ours in the workbook it joins."""
    taken = {name.casefold() for name in book.sheet_names()} if book else set()
    free = next((name for name in SHEETS if name.casefold() not in taken), SHEET)
    return record_table(entries, _own_record(book) or free)


def _own_record(book: Book | None) -> str | None:
    own = book.own_sheets() if book else ()
    return next((name for name in SHEETS if name in own), None)


PAYOUT_SHEET: Final = "奖惩兑现表"
CONTENTS: Final = "目录"
PAYOUT_CONTENTS: Final = f"兑现{CONTENTS}"
"""Of the sheets of a payout alone."""
_WARNED: Final = "警示名单"
_SUMMARY: Final = "兑现汇总表"
_SLIPS: Final = ("兑现通知单", *(f"兑现通知单{number}" for number in range(1, 10)))
"""Slips of more pages than Excel prints of a sheet are numbered: nine hold 9,000 pages at least."""
_OF_SCHEME: Final = (
    *(PAYOUT_CONTENTS, PAYOUT_SHEET, _SUMMARY, *_SLIPS),
    *("指标完成情况", "计算依据", _WARNED),
)
_OF_TEMPLATE: Final = ("责任书清单",)
SHARED: Final = (*_OF_SCHEME, *_OF_TEMPLATE)
"""Sheets that every scheme, or every template, makes under the same name."""
_MADE: Final = {"warnings": (_WARNED,), "agreements": _OF_TEMPLATE}
"""Of these, what a command makes; the others make all that a scheme yields."""
_LOOKING: Final = (CONTENTS, PAYOUT_CONTENTS, _SUMMARY)  # Sheets that lead to others of their run
_EXAM, _TEMPLATE = "考试", "模板"
_LONGEST: Final = 31  # characters in the name of a sheet
_NOT_IN_NAMES: Final = dict.fromkeys(map(ord, r"\/?*[]:'（）"))


class Joining(NamedTuple):
    """How the sheets of a run join a workbook."""

    label: str  # what stands behind the names of shared sheets, ``""`` = nothing
    replaced: tuple[RunEntry, ...]  # the runs that this one does again
    kept: tuple[RunEntry, ...]  # all others


def payouts_before(entry: RunEntry, runs: Iterable[RunEntry]) -> list[RunEntry]:
    """Return the payouts made before one on record."""
    return [run for run in runs if run.paid and run.moment < entry.moment]


def exam_of(entry: RunEntry) -> str:
    """Return the exam that a run was asked for, ``""`` = all."""
    return _setting(entry, _EXAM)


def _setting(entry: RunEntry, name: str) -> str:
    found = (value for kind, own, value in entry.settings if (kind, own) == (_SET, name))
    return next(found, "")


def _made_by(entry: RunEntry) -> str:
    """Return what makes the sheets of two runs different ones: the scheme, or the template."""
    return entry.scheme_title or _setting(entry, _TEMPLATE)


def joining(entry: RunEntry, runs: Iterable[RunEntry], present: Collection[str]) -> Joining:
    """Say how a run joins those recorded already."""
    there = {name.casefold() for name in present}
    known = [run for run in runs if _made_by(run)]
    if not _made_by(entry):  # figures alone make no shared sheets
        return Joining("", (), tuple(known))
    replaced = tuple(one for one in known if _is_again(entry, one, there))
    kept = tuple(one for one in known if one not in replaced)
    sharing = [one for one in kept if _shares(one, there)]
    # a run without sheets any more may have lost its name to another one
    if replaced and (replaced[-1].results or not sharing):
        return Joining(replaced[-1].label, replaced, kept)
    return Joining(_label(entry, sharing) if sharing else "", replaced, kept)


def _is_again(entry: RunEntry, one: RunEntry, there: Collection[str]) -> bool:
    if (_made_by(one), exam_of(one)) != (_made_by(entry), exam_of(entry)):
        return False
    if not (one.paid and entry.paid):
        return True
    # sheets that went because the workbook is another one now (its result was made anew) were put
    # away by nobody
    sheet = shown_name(PAYOUT_SHEET, one.label).casefold()
    own = {result.sheet.casefold() for result in one.results}
    stays = not own or sheet in own & {*there}
    # an exam whose name was only written otherwise since then is the same one
    return stays and {*map(exam_key, entry.exams)} <= {*map(exam_key, one.exams)}


def _shares(one: RunEntry, there: Collection[str]) -> bool:
    names = {shown_name(name, one.label).casefold() for name in SHARED}
    return any(result.sheet.casefold() in names & {*there} for result in one.results)


def _label(entry: RunEntry, sharing: Sequence[RunEntry]) -> str:
    """Return a label that none of the others has: scheme where they differ, exam, a number."""
    plain_is_others = any(not one.label and _made_by(one) != _made_by(entry) for one in sharing)
    beside_own = any(_made_by(one) == _made_by(entry) for one in sharing)
    template = _setting(entry, _TEMPLATE).rpartition(".")[0] or _setting(entry, _TEMPLATE)
    parts = [entry.scheme or template] if plain_is_others else []
    parts += [exam_of(entry)] if exam_of(entry) and beside_own else []
    room = _LONGEST - max(map(len, SHARED)) - len("（）")
    taken = {one.label for one in sharing}
    words = " ".join(parts).translate(_NOT_IN_NAMES)
    label = words[:room].strip()
    number = 2
    while not label or label in taken:
        tail = str(number)
        label = f"{words[: room - len(tail) - 1]} {tail}".strip()
        number += 1
    return label


def shown_name(name: str, label: str) -> str:
    """Return a shared sheet's name with a run's label.

    >>> shown_name("计算依据", "luotuoao-2008"), shown_name("计算依据", "")
    ('计算依据（luotuoao-2008）', '计算依据')
    """
    return f"{name}（{label}）" if label else name


def labelled(tables: Iterable[Table], label: str) -> list[Table]:
    """Return a run's sheets under the names they get in its workbook."""
    if not label:
        return list(tables)
    names = {name: shown_name(name, label) for name in SHARED}
    return [
        (_following(table, names) if table.name in _LOOKING else table)._replace(
            name=names.get(table.name, table.name)
        )
        for table in tables
    ]


def _following(table: Table, names: Mapping[str, str]) -> Table:
    """Return a sheet whose links and formulas lead to sheets under their new names."""

    def moved(value: Value) -> Value:
        if isinstance(value, Formula) and "!" in value.text:
            text = value.text
            for old, new in names.items():
                text = text.replace(f"'{old}'!", f"'{new}'!")
            return value._replace(text=text)
        if not isinstance(value, Link) or value.target.sheet not in names:
            return value
        name = names[value.target.sheet]
        return Link(name, value.target._replace(sheet=name))

    rows = [row._replace(values=tuple(map(moved, row.values))) for row in table.rows]
    return table._replace(rows=rows)


def left_behind(
    command: str, tables: Iterable[Table], how: Joining, present: Iterable[str]
) -> list[str]:
    """Return the shared sheets of the runs done again that this one does not make any more.

    A run for 警示名单 alone leaves the other sheets. *tables* are labelled.
    """
    new, made = {table.name.casefold() for table in tables}, _MADE.get(command, _OF_SCHEME)
    shared = {shown_name(name, one.label).casefold() for one in how.replaced for name in made}
    old = {result.sheet.casefold() for one in how.replaced for result in one.results} & shared
    return [name for name in present if name.casefold() in old - new]
