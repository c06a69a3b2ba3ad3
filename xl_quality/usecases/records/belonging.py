"""
To which run result sheets belong (表属于哪一次运行), where several runs share one workbook.

A run is the same as an earlier one where it goes by the same scheme (or template) and the same
exam was asked for: it replaces that run's sheets, all of them. The sheets of every other run stay,
and its own get a label behind their names: 奖惩兑现表（luotuoao-2008）, 责任书清单（balanced）.
A payout whose sheet a person took away or renamed was put away (signed, filed): it is not
replaced; nor is one that covered fewer exams: what it paid stays paid.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.usecases.spellings import exam_key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from xl_quality.books.tables import Table
    from xl_quality.reports.run_record import RunEntry

PAYOUT_SHEET: Final = "奖惩兑现表"
SHARED: Final = (PAYOUT_SHEET, "指标完成情况", "计算依据", "警示名单", "责任书清单")
"""Sheets that every scheme, or every template, makes under the same name."""
_MADE: Final = {"warnings": SHARED[3:4], "agreements": SHARED[4:]}
"""Of these, what a command makes; the others make all that a scheme yields."""
_SETTING, _EXAM, _TEMPLATE = "设置", "考试", "模板"
_LONGEST: Final = 31
"""Characters in the name of a sheet."""
_NOT_IN_NAMES: Final = dict.fromkeys(map(ord, r"\/?*[]:'（）"))


class Joining(NamedTuple):
    """
    How the sheets of a run join a workbook.

    Attributes:
        label: what stands behind the names of shared sheets, ``""`` = nothing.
        replaced: the runs that this one does again.
        kept: all others.
    """

    label: str
    replaced: tuple[RunEntry, ...]
    kept: tuple[RunEntry, ...]


def before(entry: RunEntry, runs: Iterable[RunEntry]) -> list[RunEntry]:
    """Return the payouts made before one on record."""
    return [one for one in runs if one.paid and one.moment < entry.moment]


def exam_of(entry: RunEntry) -> str:
    """Return the exam that a run was asked for, ``""`` = all."""
    return _said(entry, _EXAM)


def _said(entry: RunEntry, name: str) -> str:
    found = (value for kind, own, value in entry.settings if (kind, own) == (_SETTING, name))
    return next(found, "")


def _subject(entry: RunEntry) -> str:
    """Return what makes the sheets of two runs different ones: the scheme, or the template."""
    return entry.scheme_title or _said(entry, _TEMPLATE)


def joining(entry: RunEntry, runs: Iterable[RunEntry], present: Collection[str]) -> Joining:
    """
    Say how a run joins those recorded already.

    Args:
        entry: the run.
        runs: the record of the workbook that its sheets go into.
        present: the names of the result sheets that are there.
    """
    there = {name.casefold() for name in present}
    known = [one for one in runs if _subject(one)]
    if not _subject(entry):  # figures alone make no shared sheets
        return Joining("", (), tuple(known))
    replaced = tuple(one for one in known if _is_again(entry, one, there))
    kept = tuple(one for one in known if one not in replaced)
    sharing = [one for one in kept if _shares(one, there)]
    # a run without sheets any more may have lost its name to another one
    if replaced and (replaced[-1].results or not sharing):
        return Joining(replaced[-1].label, replaced, kept)
    return Joining(_label(entry, sharing) if sharing else "", replaced, kept)


def _is_again(entry: RunEntry, one: RunEntry, there: Collection[str]) -> bool:
    if (_subject(one), exam_of(one)) != (_subject(entry), exam_of(entry)):
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
    plain_is_others = any(not one.label and _subject(one) != _subject(entry) for one in sharing)
    beside_own = any(_subject(one) == _subject(entry) for one in sharing)
    template = _said(entry, _TEMPLATE).rpartition(".")[0] or _said(entry, _TEMPLATE)
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
    """
    Return a shared sheet's name with a run's label.

    >>> shown_name("计算依据", "luotuoao-2008"), shown_name("计算依据", "")
    ('计算依据（luotuoao-2008）', '计算依据')
    """
    return f"{name}（{label}）" if label else name


def labelled(tables: Iterable[Table], label: str) -> list[Table]:
    """Return a run's sheets under the names they get in its workbook."""
    return [
        table._replace(name=shown_name(table.name, label)) if table.name in SHARED else table
        for table in tables
    ]


def left_behind(
    command: str, tables: Iterable[Table], how: Joining, present: Iterable[str]
) -> list[str]:
    """
    Return the shared sheets of the runs done again that this one does not make any more.

    Args:
        command: of the run; one for 警示名单 alone leaves the other sheets.
        tables: of the run, labelled.
        how: it joins the workbook.
        present: the names of the result sheets that are there.
    """
    new, made = {table.name.casefold() for table in tables}, _MADE.get(command, SHARED[:4])
    shared = {shown_name(name, one.label).casefold() for one in how.replaced for name in made}
    old = {result.sheet.casefold() for one in how.replaced for result in one.results} & shared
    return [name for name in present if name.casefold() in old - new]
