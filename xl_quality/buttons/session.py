"""A press of a button: what the session of its workbook remembers, what is asked, what is said.

Whoever cancels a question ends the button's work, and nothing has changed. Whatever happens, bugs
included, comes back as one message, short enough for a message box.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from xl_quality.buttons.menu import ACTIONS, REFRESH, Alternative, Desk, MessageKind, Said
from xl_quality.core.findings import (
    BadInputError,
    EnvironmentFaultError,
    Finding,
    QualityError,
    Severity,
    WordedFinding,
)
from xl_quality.runs.advice import Host, by_severity, gathered, step_words, worded

if TYPE_CHECKING:
    from pathlib import Path

    from xl_quality.books.port import Book
    from xl_quality.reports.run_record import Sealed
    from xl_quality.runs.publish import Ask, HandEdit

_Answer = TypeVar("_Answer")
_WHOSE: Final = (
    "各表标题和责任书甲方印哪个单位的名称？写全称；空着就手填，不再问。"
    "（写进考核设置的“单位名称”一行，以后都不用问）"
)
_MOST_STEPS: Final = 20  # steps that can be taken back; each keeps a copy of the workbook beside it


class Kit(NamedTuple):
    """What only the host knows."""

    now: Callable[[], datetime]  # the clock that dates the record of runs (运行记录)
    manual: Path  # the manual that 帮助 opens; it may be missing
    diagnose: Callable[[], Said]  # looks at every link of the installation (诊断)
    functions: frozenset[str]  # the names of our worksheet functions, for 转为数值


class WrittenStep(NamedTuple):
    """What one button wrote, so that 撤销上一步 can take it back."""

    label: str  # of the button
    sheets: tuple[Sealed, ...]  # the sheets it wrote with their fingerprints
    copy: Path  # the workbook as it stood before
    taken: tuple[str, ...] = ()  # the sheets that it took away, since its run makes them no more


EVERY_EXAM: Final = "*"  # Picked as the exam: all of them; no exam and no sheet can have this name


class Picked(NamedTuple):
    """What the clerk has chosen beforehand, where the host shows lists; ``""`` = ask him."""

    exam: str = ""  # of the workbook's exams, or `EVERY_EXAM`
    scheme: str = ""  # as `reward_buttons.scheme_for` knows it


class Session:
    """What lasts while one workbook is open; the host keeps one for each, see `Sessions`."""

    def __init__(self, kit: Kit) -> None:
        self.kit = kit  # what the host brings along
        self.steps: list[WrittenStep] = []  # what was written and can be undone, the latest last
        # what was typed for a parameter of a scheme, offered again the next time
        self.typed: dict[str, str] = {}
        self.scheme = ""  # the scheme that was chosen last, offered first the next time
        # what was chosen beforehand; what the workbook does not hold is asked all the same
        self.picked = Picked()
        self.exams: tuple[str, ...] = ()  # that the workbook held when it was last read
        self.schemes: tuple[Alternative, ...] = ()  # that could be chosen then
        # whose sheets these are (单位名称), as the clerk said, None = he was not asked yet
        self.office: str | None = None

    def remember(self, step: WrittenStep) -> None:
        """Add a step; the oldest ones are forgotten."""
        self.steps = [*self.steps, step][-_MOST_STEPS:]


class Press(NamedTuple):
    """One press of the button with an id; nothing is waiting in the open workbook."""

    action: str
    book: Book
    desk: Desk
    session: Session


class Sessions:
    """The sessions of all workbooks of one host, by the full name under which each is saved."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._known: dict[str, Session] = {}

    def of(self, full_name: str) -> Session:
        """Return the session of a workbook, a new one where it was not seen before."""
        return self._known.setdefault(full_name, Session(self._kit))


class CancelledError(Exception):
    """The clerk cancelled a dialog: no fault, and nothing to say."""


def _or_cancelled(answer: _Answer | None) -> _Answer:
    if answer is None:
        raise CancelledError
    return answer


def chosen(desk: Desk, title: str, choices: Sequence[Alternative]) -> str:
    """Return what the clerk chose; a single choice is taken without asking.

    Raises:
        CancelledError: he chose nothing; the other questions raise it likewise.
    """
    return choices[0].value if len(choices) == 1 else _or_cancelled(desk.choose(title, choices))


def ticked(
    desk: Desk, title: str, choices: Sequence[Alternative], beforehand: Collection[str]
) -> list[str]:
    """Return all that the clerk ticked, in the order of the choices."""
    return _or_cancelled(desk.tick(title, choices, beforehand))


def typed(desk: Desk, title: str, default: str = "") -> str:
    """Return the line that the clerk typed, without spaces around it."""
    return _or_cancelled(desk.enter(title, default)).strip()


def office_of(press: Press, known: str = "") -> str:
    """Return whose sheets these are (单位名称); asked once a session, unless it is known.

    Raises:
        CancelledError: the clerk cancelled.
    """
    session = press.session
    if known:
        return known
    if session.office is None:
        session.office = typed(press.desk, _WHOSE)
    return session.office


def picked_file(desk: Desk, title: str, patterns: Sequence[str]) -> Path:
    """Return the file that the clerk picked."""
    return _or_cancelled(desk.file(title, patterns))


def picked_folder(desk: Desk, title: str) -> Path:
    """Return the folder that the clerk picked."""
    return _or_cancelled(desk.folder(title))


def agree(desk: Desk, question: str) -> None:
    """Go on only where the clerk says yes; else it raises `CancelledError`."""
    if not desk.confirm(question):
        raise CancelledError


def asking(desk: Desk) -> Ask:
    """Return the question whether sheets that were changed by hand may be replaced."""

    def ask(edits: Sequence[HandEdit]) -> bool:
        lines = "\n".join(map(str, edits))
        agree(desk, f"{lines}\n\n要用这次的结果替换吗？现在的样子会留在备份里。")
        return True

    return ask


FEW: Final = 5  # Findings that a message names
_REFUSED: Final = 8  # findings that a refusal names
_LONGEST: Final = 960  # characters; Excel's message box cuts off at 1024


def information(*lines: str) -> Said:
    """Return a message that needs no attention; empty lines are left out."""
    return Said(MessageKind.INFORMATION, fitting(lines))


def warning(*lines: str) -> Said:
    """Return a message that needs attention."""
    return Said(MessageKind.WARNING, fitting(lines))


def fitting(lines: Iterable[str]) -> str:
    r"""Return lines as one text that a message box shows whole.

    >>> fitting(["已写入：四率统计", "", "备份：备份/成绩册.xlsx"])
    '已写入：四率统计\n备份：备份/成绩册.xlsx'
    """
    text = "\n".join(filter(None, lines))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}……"


def line_of(finding: Finding | WordedFinding) -> str:
    """Return a finding as one line: how grave, where, what, what to do."""
    where = f"{finding.where} " if finding.where else ""
    found = f"（{finding.found}）" if finding.found else ""
    advice = for_buttons(finding).suggestion
    return f"［{finding.severity.label}］{where}{finding.text}{found}。{advice}"


def for_buttons(finding: Finding | WordedFinding) -> WordedFinding:
    """Return a finding in the words of buttons."""
    return worded(finding, Host.BUTTON)


def to_look_at(findings: Iterable[Finding]) -> list[Finding]:
    """Return what a person should look at, the most serious first, each once."""
    return [one for one in by_severity(findings) if one.severity is not Severity.NOTE]


def attention(findings: Sequence[Finding], rest: str) -> list[str]:
    """Return the lines that say what needs attention, one a kind and sheet, the first few by name.

    *rest* is where the others can be read.
    """
    if not findings:
        return ["没有需要留意的地方。"]
    lines = [f"有 {len(findings)} 处需要留意："]
    kinds = gathered(findings)
    lines += [line_of(finding) for finding in kinds[:FEW]]
    if len(kinds) > FEW:
        lines.append(f"其余 {len(kinds) - FEW} 类{rest}")
    return lines


def ended(
    lines: Iterable[str], findings: Iterable[Finding], rest: str, *, odd: bool = False
) -> Said:
    """Return what a button says that has done its work, and what needs attention.

    *rest* is where those can be read that are not named; *odd*: the work needs attention by
    itself.
    """
    open_points = to_look_at(findings)
    kind = MessageKind.WARNING if open_points or odd else MessageKind.INFORMATION
    return Said(kind, fitting([*lines, *attention(open_points, rest)]))


def refused(error: BadInputError) -> Said:
    """Return why the input cannot be used, with the places at fault."""
    faults = gathered(error.untold)
    lines = [str(error), *step_words(error.steps, Host.BUTTON), *map(line_of, faults[:_REFUSED])]
    if len(faults) > _REFUSED:
        lines.append(f"……共 {len(faults)} 类问题，点“数据体检”可以看到全部数据问题")
    return warning(*lines)


def pressed(
    action: str, work: Callable[[], Said], *, book_open: bool, log: Path | None = None
) -> Said:
    """Do a button's work; whatever happens comes back as a message.

    Where a bug strikes is noted in *log*, without what it says: that may name pupils.
    """
    known = REFRESH if action == REFRESH.id else ACTIONS.get(action)
    if known is None:
        return Said(MessageKind.FAULT, f"没有这个按钮：{action}。请重新安装本程序。")
    if known.needs_book and not book_open:
        return Said(
            MessageKind.WARNING, f"“{known.label}”要在打开的工作簿上进行，请先打开一个工作簿。"
        )
    try:
        return work()
    except BadInputError as error:
        return refused(error)
    except QualityError as error:
        machine = isinstance(error, EnvironmentFaultError)
        return Said(MessageKind.FAULT if machine else MessageKind.WARNING, str(error))
    except Exception as error:  # noqa: BLE001 - the last guard before the host, for a clerk's sake
        noted = note_fault(action, error, log)
        text = "没有完成：程序内部出错。请点“诊断”，把结果发给维护的人。"
        return Said(MessageKind.FAULT, f"“{known.label}”{text}{noted}")


def note_fault(action: str, error: BaseException, log: Path | None) -> str:
    """Note where a bug struck, but not its message; return what to add for the clerk.

    *log* is a text file that is added to, None = only Python's own log.
    """
    import logging  # noqa: PLC0415 - only on faults

    places = [f"{at.filename}:{at.lineno}" for at in traceback.extract_tb(error.__traceback__)]
    line = f"button {action}: {type(error).__name__} at {' > '.join(places)}"
    logging.getLogger(__name__).error(line)
    if log is None:
        return ""
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as file:
            file.write(f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S} {line}\n")
    except OSError:
        return ""
    return f"\n记录在：{log}"
