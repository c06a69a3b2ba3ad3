"""Findings as a person reads them: a kind said once (归并), advice in the words of his host."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Final, NamedTuple, TypeVar

from xl_quality.core.findings import Finding, Severity, Step, Way, WordedFinding, first_of
from xl_quality.core.grouping import grouped


class Host(StrEnum):
    """Where a person reads it."""

    COMMAND = "command"  # 命令行
    BUTTON = "button"  # Excel and LibreOffice


class _Words(NamedTuple):
    """What to do, by host; ``""`` = nothing more than the suggestion says already."""

    command: str
    button: str


_WORDS: Final[Mapping[Way, _Words]] = {
    Way.EXAM: _Words("加 --exam 考试名，只算一次考试", "再点一次按钮，选一次考试"),
    Way.BEFORE: _Words("加 --before 考试名，写明与哪次考试比", "再点一次按钮，选与哪次考试比"),
    Way.LISTS: _Words(
        "运行 xl-quality lists {book} --scheme {value} --in-place，写出要填的空表，填好再算",
        "点“补名单表”，写出要填的空表，填好再算",
    ),
    Way.SETTINGS: _Words(
        "运行 xl-quality settings {book} --in-place，写出考核设置表，填好再算",
        "点“考核设置”，填好再算",
    ),
    Way.FULL: _Words("或加 --full {value}=…", ""),
    Way.PARAMETER: _Words("或加 --param 参数名=数", "或在按钮问的时候填"),
    Way.DAY: _Words("或加 --on 日期，写明按哪一天计算", ""),
    Way.SHIPPED: _Words("或加 --shipped", ""),
    Way.IMPORT: _Words(
        "用 xl-quality import {book} --scheme 编号 --in-place 导入（编号见 xl-quality schemes）",
        "点“导入方案”",
    ),
    Way.CLAUSE: _Words("用 xl-quality explain 方案 {value} 单独计算", ""),
    Way.ENROLLED: _Words("按应考人数统计用 --enrolled", ""),
    Way.AGAIN: _Words("确实要再兑现一次，加 --again", ""),
    Way.UNPAID: _Words("只兑现还没有兑现过的，加 --unpaid", ""),
    Way.REPLACE: _Words("确实要替换就加 --replace（原来的会备份），否则用 -o 换个名字", ""),
    Way.PROTECTED: _Words("或加 --despite-protection 写入", ""),
    Way.SEPARATE: _Words("或去掉 --merged", ""),
}
"""Every way in the words of every host."""


def step_words(steps: Iterable[Step], host: Host, book: str = "") -> list[str]:
    """Return what to do in the words of a host.

    *book* is how the person named the workbook, for commands that can be typed as they stand.
    """
    named = f'"{book}"' if " " in book else book or "成绩册"
    templates = ((getattr(_WORDS[step.way], host), step.value) for step in steps)
    return [text.format(book=named, value=value) for text, value in templates if text]


def worded(finding: Finding | WordedFinding, host: Host, book: str = "") -> WordedFinding:
    """Return a finding in words that say all that can be done in a host; see `step_words`."""
    own = _in_words(finding)
    if not own.steps:
        return own
    parts = [own.suggestion, *step_words(own.steps, host, book)]
    return own._replace(suggestion="；".join(filter(None, parts)), steps=())


def _in_words(finding: Finding | WordedFinding) -> WordedFinding:
    return finding if isinstance(finding, WordedFinding) else finding.in_words


_SHOWN: Final = 3
"""Cells, texts and suggestions that are named: enough to find the kind again on the sheet."""
_Found = TypeVar("_Found", "Finding", "WordedFinding", "Finding | WordedFinding")
_SERIOUS_SHEETS: Final = 3
"""Sheets up to which serious findings of one kind stand sheet by sheet: each has to be mended."""


def by_severity(findings: Iterable[_Found]) -> list[_Found]:
    """Return findings, each once, the most serious first, else in their order."""
    order = list(Severity)
    return sorted(dict.fromkeys(findings), key=lambda one: order.index(one.severity))


def counted(findings: Collection[Finding | WordedFinding]) -> str:
    """Return how many findings there are of each severity: 严重 1 条，注意 0 条，提示 2 条."""
    return "，".join(
        f"{severity.label} {sum(finding.severity is severity for finding in findings)} 条"
        for severity in Severity
    )


def gathered(findings: Iterable[Finding | WordedFinding]) -> list[WordedFinding]:
    """Return findings as a person should read them: one a kind and sheet, the most serious first.

    Many cells of one sheet become one finding with the number and the first three cells; the same
    kind on several sheets becomes one that names the sheets, but serious ones on a few sheets.
    """
    every = map(_in_words, by_severity(findings))
    sheets = [_one_sheet(group) for group in grouped(every, _kind_and_sheet).values()]
    told: list[WordedFinding] = []
    for several in grouped(sheets, lambda one: _kind(one.finding)).values():
        apart = several[0].finding.severity is Severity.ERROR and len(several) <= _SERIOUS_SHEETS
        told += [one.finding for one in several] if apart else [_all_sheets(several)]
    return told


def bounded(findings: Iterable[Finding | WordedFinding], most: int) -> list[WordedFinding]:
    """Return every finding for a sheet, the most serious first; what is beyond *most* is gathered.

    Up to *most* of one kind and sheet stand by themselves.
    """
    told: list[WordedFinding] = []
    for group in grouped(map(_in_words, by_severity(findings)), _kind_and_sheet).values():
        told += [*group[:most], *gathered(group[most:])]
    return told


def on_paper(line: str, findings: Iterable[Finding]) -> str:
    """Return the line under a title, and over it what is serious and still open (严重).

    Who reads a printed sheet has not seen the screen. Each kind is told once, the first few of
    them; sheets may be read by everybody, so no pupil is named.
    """
    serious = dict.fromkeys(finding for finding in findings if finding.severity is Severity.ERROR)
    kinds = list(grouped(serious, lambda one: one.code).values())
    if not kinds:
        return line
    told = []
    for first, *others in kinds[:_SHOWN]:
        facts = tuple((name, "学生" if name == "pupil" else of) for name, of in first.facts)
        text = first._replace(facts=facts).text
        place = f"{first.sheet}：" if first.sheet else ""
        told.append(f"{place}{text}" + f"（这类问题共{len(others) + 1}处）" * bool(others))
    more = f"；等{len(kinds)}类" if len(kinds) > _SHOWN else ""
    return f"还没有处理的严重问题：{'；'.join(told)}{more}\n{line}"


class _Told(NamedTuple):
    """A finding that stands for several of one sheet."""

    finding: WordedFinding
    places: int
    suggestions: Sequence[str]


def _kind(finding: WordedFinding) -> Hashable:
    """Say what makes two findings of one kind; without a place only the words tell them apart."""
    told_apart = bool(finding.sheet or finding.cell or finding.topic)
    words = "" if told_apart else (finding.text, finding.suggestion)
    ways = tuple(step.way for step in finding.steps)
    return finding.code, finding.severity, finding.topic, ways, words


def _kind_and_sheet(finding: WordedFinding) -> Hashable:
    return _kind(finding), finding.sheet


def _one_sheet(group: Sequence[WordedFinding]) -> _Told:
    first = group[0]
    suggestions = list(dict.fromkeys(one.suggestion for one in group))
    if len(group) == 1:
        return _Told(first, 1, suggestions)
    cells = list(dict.fromkeys(c for one in group for c in one.cells or (one.cell,) if c))
    count = max(len(group), len(cells))
    one_end = len({one.common for one in group}) == 1
    messages = list(dict.fromkeys(one.message if one_end else one.text for one in group))
    # what is serious has to be mended: each of the first few is told in its own words
    named = messages[:_SHOWN] if first.severity is Severity.ERROR else messages[:1]
    all_told = len(messages) == len(named) and bool(cells) and len(cells) <= _SHOWN
    found = list(dict.fromkeys(one.found for one in group if one.found))
    told = first._replace(
        cell=first_of(cells, _SHOWN, "处") if len(cells) > 1 else first.cell,
        found=first_of(found, _SHOWN, "个"),
        message="；".join(named) + ("" if all_told else f"（这类问题共{count}处）"),
        suggestion=_joined_suggestions(suggestions, first.severity),
        cells=tuple(cells) if len(cells) > 1 else first.cells,
        common=first.common if one_end else "",
        steps=tuple(dict.fromkeys(step for one in group for step in one.steps))[:_SHOWN],
    )
    return _Told(told, count, suggestions)


def _all_sheets(several: Sequence[_Told]) -> WordedFinding:
    """Return the finding of the first sheet with the other sheets named."""
    first = several[0].finding
    if len(several) == 1:
        return first
    others = [one.finding.sheet for one in several[1:]]
    # where a sheet has one finding its own words count what they found
    count = sum(one.places for one in several)
    number = f"{count}处" if count > len(several) else f"{count}张表"
    texts = list(dict.fromkeys(text for one in several for text in one.suggestions))
    return first._replace(
        common="",
        message=f"{first.text}；{first_of(others, _SHOWN, '张表')}也有，共{number}",
        suggestion=_joined_suggestions(texts, first.severity),
    )


def _joined_suggestions(suggestions: Sequence[str], severity: Severity) -> str:
    """Return the first suggestions; a note wants nothing done, so one will do."""
    most = 1 if severity is Severity.NOTE else _SHOWN
    more = ["其余照此办理"] if len(suggestions) > most else []
    return "；".join([*suggestions[:most], *more])
