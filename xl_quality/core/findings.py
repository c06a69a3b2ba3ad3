"""Problems in the data as values (体检结果), and the exceptions of runs that cannot go on.

Bad *data* is never raised where it is met: it is collected as `Finding` values (where, what was
found, what to do) and raised once, all together, as `BadInputError`. A bug is not caught at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple, Self


class Severity(StrEnum):
    """How much a finding matters."""

    ERROR = "error"  # 严重: the figures would be wrong, or cannot be computed
    WARNING = "warning"  # 注意: a choice was made that a person should confirm
    NOTE = "note"  # 提示: worth knowing, changes nothing

    @property
    def label(self) -> str:
        """Return the Chinese word a clerk sees."""
        return {"error": "严重", "warning": "注意", "note": "提示"}[self.value]


class Way(StrEnum):
    """A thing to do that each host does differently (一个命令行选项, 一个按钮).

    A suggestion is alike everywhere; the words for a way are chosen where it is shown.
    """

    EXAM = "exam"  # limit the run to one exam
    BEFORE = "before"  # say the earlier exam that is compared with
    LISTS = "lists"  # write the empty lists of a scheme; value: the scheme
    SETTINGS = "settings"  # write or open the form 考核设置
    FULL = "full"  # say a full mark; value: the subject
    PARAMETER = "parameter"  # say what a scheme leaves open
    DAY = "day"  # say the day that decides which clauses hold
    SHIPPED = "shipped"  # go by the scheme as it ships
    IMPORT = "import"  # put a scheme into the workbook
    CLAUSE = "clause"  # reckon a clause by itself; value: its id
    ENROLLED = "enrolled"  # count with the numbers of pupils due
    AGAIN = "again"  # pay once more what was paid before
    UNPAID = "unpaid"  # pay only what was not paid before
    REPLACE = "replace"  # replace what a person changed
    PROTECTED = "protected"  # write though the structure is protected
    SEPARATE = "separate"  # one file a unit, none of all


class Step(NamedTuple):
    """One way to go on, with what it needs, e.g. ``Step(Way.LISTS, "luotuoao-brief")``."""

    way: Way
    value: str = ""


class Kind(NamedTuple):
    """One kind of finding (一类问题): a row in the table of its subject, with all its words.

    >>> twice = Kind.warning("unit_twice", "有两行（另一行在{other}）", "请删去一行")
    >>> print(twice.at("名单", "A5", found="青山小学", other="A3"))
    [注意] 名单!A5 有两行（另一行在A3）（青山小学） → 请删去一行
    """

    code: str  # stable English id, e.g. ``mark_above_full``
    severity: Severity  # whether it stops the run, wants a look, or only informs
    # Chinese words saying what is wrong, with ``{name}`` where a fact stands; ``{sheet}``,
    # ``{cell}`` and ``{found}`` are the finding's own
    message: str
    suggestion: str  # one Chinese sentence saying what to do, alike in every host, likewise
    common: str = ""  # how all sentences of the kind end; several told as one say it once

    @classmethod
    def error(cls, code: str, message: str, suggestion: str, common: str = "") -> Self:
        """Return a kind that stops the run."""
        return cls(code, Severity.ERROR, message, suggestion, common)

    @classmethod
    def warning(cls, code: str, message: str, suggestion: str, common: str = "") -> Self:
        """Return a kind that wants a look."""
        return cls(code, Severity.WARNING, message, suggestion, common)

    @classmethod
    def note(cls, code: str, message: str, suggestion: str, common: str = "") -> Self:
        """Return a kind that only informs."""
        return cls(code, Severity.NOTE, message, suggestion, common)

    def at(
        self,
        sheet: str = "",
        cell: str = "",
        *,
        cells: tuple[str, ...] = (),
        steps: tuple[Step, ...] = (),
        topic: str = "",
        found: str = "",
        **facts: object,
    ) -> Finding:
        """Return the finding of this kind at a place.

        Place, steps and topic are as in `Finding`; *facts* are what the words name, by the names
        they use, and what else code may want to know (values that can be hashed).
        """
        return Finding(
            self, sheet, cell, found, tuple(facts.items()), cells=cells, steps=steps, topic=topic
        )


class Finding(NamedTuple):
    """One problem at one place: its kind and its facts; it is put into words where it is shown.

    Attributes:
        kind: what is wrong, and the words for it.
        sheet: name of the sheet, ``""`` for the workbook as a whole.
        cell: A1 address or range (``D5``, ``D5:D9``), ``""`` for the whole sheet.
        found: what stands there, shortened, ``""`` where nothing does.
        facts: what the words name, by name: code that wants to know asks here.
        cells: all cells it is about where they are several, `cell` says the first of them.
        steps: what to do that every host does in its own way.
        topic: set where findings of one kind on one sheet must each be told, e.g. a rule's name;
            others of one kind and sheet are told as one.
        about: whose case it is, named before the sentence, ``""`` = the place says it.
    """

    kind: Kind
    sheet: str = ""
    cell: str = ""
    found: str = ""
    facts: tuple[tuple[str, object], ...] = ()
    cells: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    topic: str = ""
    about: str = ""

    @property
    def code(self) -> str:
        """Return the id of its kind."""
        return self.kind.code

    @property
    def severity(self) -> Severity:
        """Return how much it matters."""
        return self.kind.severity

    @property
    def message(self) -> str:
        """Return the words that say what is wrong, without what all of the kind have in common."""
        words = self._worded(self.kind.message)
        return f"{self.about}：{words}" if self.about else words

    @property
    def common(self) -> str:
        """Return how the sentences of its kind all end."""
        return self._worded(self.kind.common)

    @property
    def suggestion(self) -> str:
        """Return the sentence that says what to do, alike in every host."""
        return self._worded(self.kind.suggestion)

    def _worded(self, words: str) -> str:
        own = {"sheet": self.sheet, "cell": self.cell, "found": self.found}
        return words.format_map({**own, **dict(self.facts)})

    def advised(self, suggestion: str, **facts: object) -> Finding:
        """Return it with another suggestion, and the facts that this one names."""
        kind = self.kind._replace(suggestion=suggestion)
        return self._replace(kind=kind, facts=(*self.facts, *facts.items()))

    @property
    def text(self) -> str:
        """Return the whole sentence that says what is wrong."""
        return self.message + self.common

    @property
    def where(self) -> str:
        """Return ``sheet!cell`` as Excel writes it, or what of it is known."""
        return place_text(self.sheet, self.cell)

    @property
    def in_words(self) -> WordedFinding:
        """Return it in words, as they are in every host."""
        return WordedFinding._make(getattr(self, name) for name in WordedFinding._fields)

    def __str__(self) -> str:
        """Return the finding as one line for a terminal or a log."""
        return str(self.in_words)


def place_text(sheet: str, cell: str) -> str:
    """Return a place as Excel writes it, or what of it is known.

    >>> place_text("六年级", "D5"), place_text("六年级", ""), place_text("", "D5")
    ('六年级!D5', '六年级', 'D5')
    """
    return "!".join(filter(None, [sheet, cell]))


class WordedFinding(NamedTuple):
    """A finding, or several of one kind, in words (体检结果的一行).

    Attributes:
        code, severity, sheet, cell, found, cells, steps, topic: as in `Finding`.
        message: what is wrong; `text` is the whole sentence.
        suggestion: what to do.
        common: how the sentences of the kind all end.
    """

    code: str
    severity: Severity
    sheet: str
    cell: str
    found: str
    message: str
    suggestion: str
    cells: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    topic: str = ""
    common: str = ""

    @property
    def text(self) -> str:
        """Return the whole sentence that says what is wrong."""
        return self.message + self.common

    @property
    def where(self) -> str:
        """Return ``sheet!cell`` as Excel writes it, or what of it is known."""
        return place_text(self.sheet, self.cell)

    def to_json(self) -> dict[str, str | list[str]]:
        """Return the finding as plain values for ``json.dumps``."""
        return {
            "code": self.code,
            "severity": str(self.severity),
            "sheet": self.sheet,
            "cell": self.cell,
            "found": self.found,
            "message": self.text,
            "suggestion": self.suggestion,
            **({"cells": list(self.cells)} if self.cells else {}),
        }

    def __str__(self) -> str:
        """Return it as one line for a terminal or a log."""
        found = f"（{self.found}）" if self.found else ""
        where = f" {self.where}" if self.where else ""
        return f"[{self.severity.label}]{where} {self.text}{found} → {self.suggestion}"


def settings_row(item: str, value: str, *, sheet: str = "", column: str = "") -> str:
    """Return the words that tell which row to write in 考核设置, alike in every finding.

    Args:
        item: what stands under 项目, e.g. 满分.
        value: what to write under 值; several possible answers are joined by ``或``.
        sheet: what to write under 工作表, ``""`` = leave it empty.
        column: what to write under 列, ``""`` = leave it empty.

    >>> settings_row("满分", "120", column="语文")
    '在考核设置写一行：项目“满分”，列“语文”，值“120”'
    >>> settings_row("不用", "是", sheet="工资")
    '在考核设置写一行：项目“不用”，工作表“工资”，值“是”'
    """
    parts = [("项目", item), ("工作表", sheet), ("列", column), ("值", value)]
    return "在考核设置写一行：" + "，".join(f"{title}“{text}”" for title, text in parts if text)


def first_of(names: Sequence[str], most: int, unit: str) -> str:
    """Return the first names, and how many there are where that is not all.

    >>> first_of(["甲校", "乙校", "丙校"], 2, "个单位"), first_of(["甲校"], 2, "个单位")
    ('甲校、乙校等3个单位', '甲校')
    """
    more = f"等{len(names)}{unit}" if len(names) > most else ""
    return "、".join(names[:most]) + more


class QualityError(Exception):
    """Base of every exception that xl_quality raises on purpose.

    `str(error)` is one Chinese message, ready to be shown to a clerk.
    """

    exit_code = 1


class BadInputError(QualityError):
    """The input cannot be used (exit code 2).

    Attributes:
        findings: every place at fault.
        steps: ways to go on that each host does in its own way.
        told: those of the findings that the message says already.
    """

    exit_code = 2

    def __init__(
        self,
        message: str,
        findings: Sequence[Finding] = (),
        steps: Sequence[Step] = (),
        *,
        told: Sequence[Finding] = (),
    ) -> None:
        super().__init__(message)
        self.findings = tuple(findings)
        self.steps = tuple(steps)
        self.told = tuple(told)

    @classmethod
    def of(cls, findings: Sequence[Finding]) -> Self:
        """Return the error whose message is what the serious ones of some findings say."""
        serious = [finding for finding in findings if finding.severity == "error"]
        return cls("；".join(finding.text for finding in serious), findings, told=serious)

    @property
    def untold(self) -> list[Finding]:
        """Return the findings that the message leaves to be shown beside it."""
        return [finding for finding in self.findings if finding not in self.told]


class EnvironmentFaultError(QualityError):
    """The machine refuses (exit code 3): no write permission, disk full, file locked."""

    exit_code = 3


class EmptyGroupError(QualityError):
    """A figure was asked of a group in which nobody counts (无人计入), so it does not exist."""
