"""Reads list sheets (任课、县名次、指标、竞赛 …) into records with sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.facts import Fact, FactValue, Record, Source
from xl_quality.core.school_terms import KIND_LABELS, ExamKind
from xl_quality.sheets import sheet_findings as kinds
from xl_quality.sheets.cells import CellValue, ErrorCell, Grid, View, address, is_empty
from xl_quality.sheets.labels import FOOTER, FOOTER_WHOLE
from xl_quality.sheets.list_kinds import ROSTER, FoundList, find_list, find_named, words_of
from xl_quality.sheets.recognition import listed, shown
from xl_quality.sheets.text import pattern, plain_label, plain_text

if TYPE_CHECKING:
    import re

    from xl_quality.core.findings import Finding

_NUMERALS: Final = "零一二三四五六七八九十"
_SEPARATOR: Final = pattern(r"[、,;/和及与]")
_RANGE: Final = pattern(
    r"^(.*?)(\(?)(\d{1,4}|[一二三四五六七八九十])(\)?)[-~—至到](\(?)(\d{1,4}|[一二三四五六七八九十])(\)?)$"
)
_ONE: Final = pattern(r"^(.*?)(\(?)(\d{1,4}|[一二三四五六七八九十]{1,3})(\)?)$")
_MOST: Final = 60  # classes of a range 1-60班: no grade has more, so more is a slip
_NUMBERS: Final[dict[str, str]] = {
    "rank": "名次应写大于 0 的数", "of": "总数应写大于 0 的整数", "points": "应写数字",
    "pass_rate": "应写 0 到 100% 的比率", "mean": "应写数字", "full_amount": "应写不小于 0 的金额",
    "target": "应写数字", "actual": "应写数字；是否一类的写“是”或“否”",
    "score": "应写不小于 0 的数", "full_points": "应写不小于 0 的数",
    "enrolled": "应写不小于 0 的整数", "amount": "应写数字",
}  # fmt: skip
OVERALL_PLACE: Final = "综合"  # the subject of a place over all subjects
_OVERALL_KEPT: Final = ("总评", "总分")
"""Known everywhere as they are; messages show them as the office writes them."""
_OVERALL_WORDS: Final = pattern(
    r"(?:学校|全科|各科|所有学科|文化课?|教学质量|[两二三四五六七八九十\d]{1,2}[科门])?"
    r"(?:综合|总评|总分|总成绩|总积分|积分|总体|整体|全科|各科|各学科|一分三率|合计|总排名|总名次"
    r"|总排位|总)(?:总分|积分|得分|成绩|分数?|名次|排名|排位|排序|\((?:综合|积分|总分|得分|名次)\)|评价|评估|考核)*"
)
"""
The place over all subjects in the words of lists. Read as a subject, 综合积分 would be paid at the
rates of a single one; 综合实践, 综合素质 and 理科综合 are subjects or none of it.
"""
_ADVICE: Final = {**_NUMBERS, "exam_kind": f"性质应写：{'、'.join(KIND_LABELS)}"}
_ACCOUNT: Final = pattern(r"\d{6,32}")
"""An account or card number: the shortest in use have some eight digits, cards up to 19."""
_EXACT_DIGITS: Final = 10**15  # above it a cell that holds a number has lost digits
_POSITIVE: Final = ("rank", "of")
_NOT_NEGATIVE: Final = ("enrolled", "score", "full_points", "pass_rate", "mean", "full_amount")
_WHOLE: Final = ("of", "enrolled")
_FILLED_DOWN: Final = ("unit", "school", "grade", "class_name", "exam")
_ABOUT: Final = (*_FILLED_DOWN, "subject", "name", "indicator", "exam_kind")
"""Fields that say what a row is about; the others hold what it says."""
_STAYS_BLANK: Final = ("grade", "class_name")
_FOR_SCHOOLS_TOO: Final = ("县名次", "历次", "指标")
"""Lists in which a row without a grade or class is about the whole school."""
_YES_NO: Final = {
    **dict.fromkeys(("是", "√", "✓", "已结清", "结清", "已交清", "交清", "已清", "Y", "y"), 1),
    **dict.fromkeys(("否", "×", "✗", "未结清", "未交清", "未清", "欠", "欠费", "N", "n"), 0),
}
_PERSONS: Final = ("teacher", "head_teacher", "name", "coach")
_NOBODY: Final = ("待定", "未定", "暂缺", "空缺", "待聘", "待安排", "无", "缺", "/", "-", "--", "?")
_AMOUNT: Final = pattern(r"[第≥≤]?(-?\d+(?:\.\d+)?)(%)?(?:名|人|个|分|元|位)?")


def split_classes(text: str) -> list[str]:
    """Return the classes that a cell names, each written like the first one.

    >>> split_classes("1、2班"), split_classes("1-3"), split_classes("七(1)、(2)班")
    (['1班', '2班'], ['1', '2', '3'], ['七(1)班', '七(2)班'])
    >>> split_classes("701"), split_classes("实验班")
    (['701'], ['实验班'])
    """
    plain = plain_text(text)
    parts = [part for part in _SEPARATOR.split(plain) if part]
    suffix = "班" if plain.endswith("班") else ""
    bare = [part.removesuffix("班") for part in parts]
    if len(bare) == 1 and not _RANGE.match(bare[0]):
        return [plain]
    found: list[str] = []
    prefix = opening = closing = ""
    for part in bare:
        numbers, match = _numbers(part)
        if match is None:
            return [plain]
        prefix = match[1] or prefix
        opening, closing = (match[2], match[4]) if match[2] or not found else (opening, closing)
        found += [f"{prefix}{opening}{number}{closing}{suffix}" for number in numbers]
    return found


def _numbers(part: str) -> tuple[list[str], re.Match[str] | None]:
    if match := _RANGE.match(part):
        first, last = _value(match[3]), _value(match[6])
        if not first < last < first + _MOST:  # 3-3 is class 3 of grade 3
            return [], None
        write = str if match[3].isdigit() else _NUMERALS.__getitem__
        return [write(number) for number in range(first, last + 1)], match
    match = _ONE.match(part)
    return ([match[3]] if match else []), match


def _value(text: str) -> int:
    return int(text) if text.isdigit() else _NUMERALS.index(text)


class ListSheet(NamedTuple):
    """A list sheet after reading."""

    name: str  # 任课, 县名次, 指标, 竞赛, 历次, 人员, 应考, 手工金额 or 银行账号
    records: tuple[Record, ...]  # one per row; several where a row names several classes
    findings: tuple[Finding, ...] = ()  # cells that cannot be used; the record has no such fields


def read_list(grid: Grid) -> ListSheet | None:
    """Read a list sheet, None where the sheet is none.

    Numbers are exact: whole ones int, others the Fraction of the decimal that Excel shows.
    Every fact carries its source, e.g. ``县名次!D5``.
    """
    found = find_list(grid) or find_named(grid)
    if found is None:
        return None
    if found.missing:
        name, row = found.kind.name, found.row + 1
        columns = "、".join(f"“{words_of(field)[0]}”" for field in found.missing)
        kind = kinds.LIST_COLUMN_MISSING
        finding = kind.at(grid.name, f"A{row}", row=row, columns=columns, name=name)
        return ListSheet(name, (), (finding,))
    rows = list(_rows(grid, found))
    facts = [_facts(grid, found, row) for row in rows]
    records = tuple(
        record
        for row, (known, _) in zip(rows, facts, strict=True)
        if known
        for of_class in _by_class(Record(grid.name, row.number + 1, known))
        for record in _by_subject(grid, found, row, of_class)
    )
    if found.kind is ROSTER:
        return ListSheet(found.kind.gives, tuple(_one_a_class(records)))
    unused = (finding for _, findings in facts for finding in findings)
    nobody, filled = _no_teachers(grid, found, rows), _filled_down(grid, found, rows)
    return ListSheet(found.kind.name, records, (*unused, *nobody, *filled))


def _one_a_class(records: Sequence[Record]) -> list[Record]:
    """Return the first of a roster's rows that names a class and its 班主任, each pair once."""
    first: dict[tuple[str, ...], Record] = {}
    for record in records:
        if record.text("head_teacher") and record.text("class_name"):
            first.setdefault(tuple(record.text(name) for name in ROSTER.fields), record)
    return list(first.values())


class _Row(NamedTuple):
    """One row with merged and repeated cells filled: (value, 0-based row it stands in)."""

    number: int
    cells: Mapping[int, tuple[CellValue, int]]


def _rows(grid: Grid, found: FoundList) -> Iterator[_Row]:
    view = View(grid)
    tops = {
        (row, left): top for top, left, bottom, _ in grid.merged for row in range(top, bottom + 1)
    }
    before: dict[int, tuple[CellValue, int]] = {}
    columns = [*found.columns.values(), *found.teachers.values()]
    stays = _STAYS_BLANK if found.kind.name in _FOR_SCHOOLS_TOO else ()
    down = {
        found.columns[name] for name in _FILLED_DOWN if name in found.columns and name not in stays
    }
    for row in range(found.row + 1, view.height):
        if _is_no_record(grid, found, row, columns):
            continue
        cells: dict[int, tuple[CellValue, int]] = {}
        for column in columns:
            source = row
            if is_empty(grid.rows[row][column]):
                source = tops.get((row, column), row)
            value = grid.rows[source][column]
            if is_empty(value) and column in down:
                value, source = before.get(column, (value, source))
            cells[column] = (value, source)
        before = cells
        yield _Row(row, cells)


def _filled_down(grid: Grid, found: FoundList, rows: Sequence[_Row]) -> Iterator[Finding]:
    """Name blank cells that no merged cell covers and that took the value above them."""
    merged = {
        (row, left) for top, left, bottom, _ in grid.merged for row in range(top + 1, bottom + 1)
    }
    answers = {
        *(column for name, column in found.columns.items() if name not in _ABOUT),
        *found.teachers.values(),
    }
    # a row of a form that nobody filled in says nothing, whatever stands above it
    answered = {
        row.number for row in rows if any(not is_empty(row.cells[column][0]) for column in answers)
    }
    for column in (found.columns[name] for name in found.columns if name in _FILLED_DOWN):
        filled = [
            address(row.number, column)
            for row in rows
            if row.cells[column][1] != row.number
            and row.number in answered
            and not is_empty(row.cells[column][0])
            and (row.number, column) not in merged
        ]
        if filled:
            blanks, places = len(filled), listed(filled)
            yield kinds.LIST_FILLED_DOWN.at(grid.name, filled[0], blanks=blanks, places=places)


def _is_no_record(grid: Grid, found: FoundList, row: int, columns: Sequence[int]) -> bool:
    """Say whether a row is empty, a footer, a remark or the header again."""
    values = grid.rows[row]
    filled = [column for column in columns if not is_empty(values[column])]
    if not filled:
        return True
    header = [plain_label(str(grid.rows[found.row][column])) for column in filled]
    if header == [plain_label(str(values[column])) for column in filled]:
        return True
    first = values[filled[0]]
    if not isinstance(first, str):
        return False
    plain = plain_text(first)
    closing = FOOTER_WHOLE.fullmatch(plain) or (len(filled) == 1 and FOOTER.search(plain))
    return bool(closing) or (len(filled) == 1 and ":" in plain)


def _facts(grid: Grid, found: FoundList, row: _Row) -> tuple[dict[str, Fact], list[Finding]]:
    """Return the fields of a row, and a finding for each cell that cannot be used."""
    facts: dict[str, Fact] = {}
    findings: list[Finding] = []
    for name, column in found.columns.items():
        value, source = row.cells[column]
        if is_empty(value):
            continue
        cell = address(source, column)
        usable = _usable(name, value)
        if usable is not None:
            facts[name] = Fact(usable, Source.at(grid.name, cell))
        else:
            findings.append(_unusable(grid.name, name, cell, value))
    return facts, findings


def _by_class(record: Record) -> Iterator[Record]:
    """Yield a record for each class that a cell names (1、2班)."""
    classes = record.facts.get("class_name")
    if classes is None:
        yield record
        return
    for name in split_classes(str(classes.value)):
        yield record._replace(facts={**record.facts, "class_name": Fact(name, classes.source)})


def _by_subject(grid: Grid, found: FoundList, row: _Row, record: Record) -> Iterator[Record]:
    """Yield a record for each subject under which a teacher stands, in the wide form of 任课."""
    if not found.teachers:
        yield record
        return
    for subject, column in found.teachers.items():
        value, source = row.cells[column]
        teacher = _usable("teacher", value)
        if not is_empty(value) and teacher is not None:
            where = Source.at(grid.name, address(source, column))
            header = Source.at(grid.name, address(found.row, column))
            own = {"subject": Fact(subject, header), "teacher": Fact(teacher, where)}
            yield record._replace(facts={**record.facts, **own})


def _no_teachers(grid: Grid, found: FoundList, rows: Sequence[_Row]) -> Iterator[Finding]:
    """Name the cells under the subjects of the wide form of 任课 that name nobody."""
    for row in rows:
        for column in found.teachers.values():
            value, source = row.cells[column]
            own = source == row.number and not is_empty(value)
            if own and _usable("teacher", value) is None:
                yield _unusable(grid.name, "teacher", address(source, column), value)


def _usable(name: str, value: CellValue) -> FactValue | None:
    """Return what a cell says for a field, None where it cannot be used."""
    if isinstance(value, ErrorCell) or _names_nobody(name, value):
        return None
    if name == "account":
        return _account(value)
    if name == "exam_kind":
        kind = ExamKind.labelled(plain_text(value)) if isinstance(value, str) else None
        return None if kind is None else kind.value
    return _number(name, value) if name in _NUMBERS else _text(name, value)


def _names_nobody(name: str, value: CellValue) -> bool:
    return name in _PERSONS and isinstance(value, str) and plain_text(value) in _NOBODY


def _unusable(sheet: str, name: str, cell: str, value: CellValue) -> Finding:
    """Return why a cell cannot be used."""
    if isinstance(value, ErrorCell):
        return kinds.LIST_ERROR_CELL.at(sheet, cell, found=value.code)
    if isinstance(value, str) and _names_nobody(name, value):
        return kinds.LIST_NOBODY.at(sheet, cell, found=shown(value), word=value.strip())
    if name == "account":
        return kinds.ACCOUNT_UNUSABLE.at(sheet, cell, found=shown(value))
    wanted = _ADVICE.get(name, f"{cell.rstrip('0123456789')}列应写文字")
    return kinds.LIST_CELL_BAD.at(sheet, cell, found=shown(value), wanted=wanted)


def _text(name: str, value: CellValue) -> str | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return format(value, ".15g")
    if isinstance(value, str) and name == "subject":
        return _subject(plain_text(value))
    if isinstance(value, str):
        return value.strip() if name in ("exam", "reason", "indicator") else plain_text(value)
    if isinstance(value, date) and name == "exam":
        return value.isoformat()[:10]
    return None  # Excel made a date of 1-3


def _account(value: CellValue) -> str | None:
    """Return the digits of an account (账号), None where they are not all there.

    >>> _account("6217 0012-3456 7890 123"), _account(62170012345678.0), _account("6.217E+18")
    ('6217001234567890123', '62170012345678', None)
    >>> _account(6217001234567890000.0), _account(True)  # Excel keeps 15 digits of a number
    (None, None)
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        whole = value == int(value) if abs(value) < _EXACT_DIGITS else False
        text = str(int(value)) if whole else ""
    else:
        text = plain_text(value).replace("-", "") if isinstance(value, str) else ""
    return text if _ACCOUNT.fullmatch(text) else None


def _subject(text: str) -> str:
    """Return a subject; all the words for the place over all subjects (总排名) become 综合.

    >>> _subject("整体名次"), _subject("六科总分"), _subject("综合实践"), _subject("理科综合")
    ('综合', '综合', '综合实践', '理科综合')
    """
    return OVERALL_PLACE if text not in _OVERALL_KEPT and _OVERALL_WORDS.fullmatch(text) else text


def _number(name: str, value: CellValue) -> int | Fraction | None:
    number = _exact(value)
    if name in ("target", "actual") and isinstance(value, str):
        said = _YES_NO.get(plain_text(value))
        number = number if said is None else Fraction(said)
    if number is None:
        return None
    wrong = (
        (name in _POSITIVE and number <= 0)
        or (name in _NOT_NEGATIVE and number < 0)
        or (name in _WHOLE and number.denominator != 1)
    )
    if wrong:
        return None
    return int(number) if number.denominator == 1 else number


def _exact(value: CellValue) -> Fraction | None:
    """Return a cell's exact number: 95%, 第6名 and 30人 are numbers too.

    >>> _exact(0.1), _exact("95%"), _exact("第6名"), _exact("六")
    (Fraction(1, 10), Fraction(19, 20), Fraction(6, 1), None)
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        text = format(value, ".15g")
        return None if text in ("nan", "inf", "-inf") else Fraction(text)
    if not isinstance(value, str):
        return None
    found = _AMOUNT.fullmatch(plain_text(value))
    if found is None:
        return None
    return Fraction(found[1]) / (100 if found[2] else 1)
