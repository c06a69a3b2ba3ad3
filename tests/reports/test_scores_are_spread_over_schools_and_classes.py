"""分数段, 前N名 and 上线统计 against pandas: the same pupils, counted by other people's code."""

from __future__ import annotations

import random
import re
from bisect import bisect_right
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import openpyxl
import pandas as pd
import pytest

from xl_quality.books.tables import Orientation
from xl_quality.core.marks import BLANK, NOT_DUE, Remark, State, SubjectColumn
from xl_quality.core.options import AbsentRule, DropRule, Lines, Options, PointLine
from xl_quality.runs.score_spread import contest_spreads, lines_of, score_spreads, told_beyond
from xl_quality.runs.spread_sheets import bands_sheet, lines_sheet, near_sheets, places_sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from xl_quality.books.tables import Table
    from xl_quality.core.marks import Mark, ScoreTable

    Pupils = Callable[..., ScoreTable]

ABSENT = Remark(State.ABSENT, "缺考")
SUBJECTS = ("语文", "数学")
SCHOOLS = {"甲小学": 2, "乙小学": 1, "丙小学": 3}
CASES = [
    Options(),
    Options(absent=AbsentRule.ZERO, first_places=(3, 20)),
    Options(
        margins={"": Fraction(1, 10), "总分": PointLine(700)},
        total_lines={"一档": PointLine(150_00)},
    ),
]


def seeded(seed: int) -> list[tuple[tuple[str, str, str], list[Mark]]]:
    """Return pupils with many equal marks, some absent, some blank."""
    dice = random.Random(seed)  # noqa: S311 - no secret
    drawn: list[tuple[tuple[str, str, str], list[Mark]]] = []
    for school, classes in SCHOOLS.items():
        for room in range(1, classes + 1):
            for _ in range(dice.randint(12, 20)):
                marks: list[Mark] = [
                    dice.choice([dice.randint(1, 100), dice.randint(55, 65), 100, 3])
                    for _ in SUBJECTS
                ]
                if dice.random() < 0.1:
                    marks[dice.randrange(2)] = dice.choice([ABSENT, BLANK])
                drawn.append(((school, "六年级", f"{room}班"), marks))
    return drawn


def frame_of(lines: Sequence[tuple[tuple[str, str, str], list[Mark]]], rule: AbsentRule) -> Any:
    def value(mark: Mark) -> float | None:
        if not isinstance(mark, Remark):
            return float(mark)
        return 0.0 if mark is ABSENT and rule is AbsentRule.ZERO else None

    frame = pd.DataFrame(
        [(unit[0], unit[2], *map(value, marks)) for unit, marks in lines],
        columns=["学校", "班级", *SUBJECTS],
    )
    frame["总分"] = frame[list(SUBJECTS)].sum(axis=1, skipna=False)
    return frame


KEYS = ("学校", "班级", "范围")
Figures = dict[tuple[str, ...], dict[tuple[str, str], Any]]
"""By names of the row, and title of the group and of the column."""


def cells(table: Table) -> list[Sequence[Any]]:
    return [row.values for row in table.rows]


def read(table: Table) -> dict[str, Figures]:
    """Return the figures of a sheet by the heading of their section."""
    found: dict[str, Figures] = {}
    heading, keys = "", 0
    columns: list[tuple[str, str]] = []
    above: Sequence[Any] | None = None
    for own_values in cells(table)[2:]:
        values = [getattr(value, "cached", value) for value in own_values]
        first = values[0] if values else None
        if first in KEYS:
            above, keys = values, sum(value in KEYS for value in values)
        elif above is not None:
            columns, group = [], ""
            for title, below in zip(above[keys:], values[keys:], strict=True):
                group = title or group
                columns.append((group, str(below or title).replace("\n", "")))
            above = None
        elif len(values) > keys and values[keys] is not None and columns:
            names = tuple(str(name) for name in values[:keys])
            own = dict(zip(columns, values[keys:], strict=True))
            found.setdefault(heading, {}).setdefault(names, {}).update(own)
        elif isinstance(first, str) and first.startswith("期末"):
            heading = first
    return found


def scores_of(frame: Any, names: tuple[str, ...], subject: str) -> Any:
    """Return the marks of a row of a sheet: a school's, a class's, everybody's."""
    school, room = (*names, "")[:2]
    if school != "全体":
        frame = frame[frame["学校"] == school]
    if room not in ("", "全校"):
        frame = frame[frame["班级"] == room]
    return frame[subject].dropna()


@pytest.mark.parametrize("options", CASES, ids=["usual", "absent is 0", "own lines"])
@pytest.mark.parametrize("seed", range(5))
def test_bands_are_what_pandas_counts(pupils: Pupils, seed: int, options: Options) -> None:
    lines = seeded(seed)
    table = bands_sheet(score_spreads([pupils("期末", SUBJECTS, lines)], options))
    assert table
    frame = frame_of(lines, options.absent)
    found = read(table)
    assert [words.split("　")[-1] for words in found] == [
        "总分（满分200分）", "语文（满分100分）", "数学（满分100分）"
    ]  # fmt: skip
    for heading, rows in found.items():
        subject = heading.split("　")[-1].split("（")[0]
        assert [names[0] for names in rows] == [*SCHOOLS, "全体", "占比"]
        for names, figures in rows.items():
            if names[0] == "占比":
                continue
            own = scores_of(frame, names, subject)
            for (group, title), number in figures.items():
                if group == "人数":
                    assert number == len(own)
                elif group == "累计人数":
                    assert number == int((own >= float(title.removeprefix("≥"))).sum())
                else:
                    low, high = map(float, title.split("—"))
                    top = high == (200 if subject == "总分" else 100)
                    inside = own[(own >= low) & ((own < high) | top)]
                    assert number == len(inside), (heading, names, title)


@pytest.mark.parametrize("options", CASES, ids=["usual", "absent is 0", "own lines"])
@pytest.mark.parametrize("seed", range(5))
def test_first_places_are_those_pandas_ranks(pupils: Pupils, seed: int, options: Options) -> None:
    lines = seeded(seed)
    table = places_sheet(score_spreads([pupils("期末", SUBJECTS, lines)], options))
    assert table
    frame = frame_of(lines, options.absent)
    (rows,) = read(table).values()
    assert set(rows) == {
        *((school, "全校") for school, rooms in SCHOOLS.items() if rooms > 1),
        *(
            (school, f"{room}班")
            for school, rooms in SCHOOLS.items()
            for room in range(1, rooms + 1)
        ),
        ("全体", ""),
    }
    for names, figures in rows.items():
        for (subject, title), number in figures.items():
            places = frame[subject].rank(method="min", ascending=False)
            own = places[scores_of(frame, names, subject).index]
            if title.startswith("前"):
                assert number == int((own <= int(title[1:-1])).sum())
            else:
                first, last = map(int, title.split("—"))
                assert number == int(((own >= first) & (own <= last)).sum())


@pytest.mark.parametrize("options", CASES, ids=["usual", "absent is 0", "own lines"])
@pytest.mark.parametrize("seed", range(5))
def test_lines_and_who_is_near_them_are_what_pandas_counts(
    pupils: Pupils, seed: int, options: Options
) -> None:
    lines = seeded(seed)
    table = lines_sheet(score_spreads([pupils("期末", SUBJECTS, lines)], options))
    assert table
    frame = frame_of(lines, options.absent)
    (rows,) = read(table).values()
    for names, figures in rows.items():
        for (group, title), number in figures.items():
            subject, words = group.split("　")
            line = float(words[3:] if words[2] == "线" else words[2:])
            own = scores_of(frame, names, subject)
            if title == "上线":
                assert number == int((own >= line).sum())
            elif title == "上线率":
                assert float(number) == pytest.approx((own >= line).mean(), abs=0.00005)
            else:
                away = float(title[2:])
                below = (own < line) & (own >= line - away)
                above = (own >= line) & (own <= line + away)
                assert number == int((below if title[1] == "下" else above).sum())


def test_margins_and_lines_are_the_offices(pupils: Pupils) -> None:
    table = lines_sheet(score_spreads([pupils("期末", SUBJECTS, seeded(1))], CASES[2]))
    assert table
    (rows,) = read(table).values()
    titles = {(group, title) for group, title in rows["全体", ""] if "线下" in title}
    assert titles == {
        ("总分　一档150", "线下7"), ("语文　优秀线85", "线下10"), ("语文　及格线60", "线下10"),
        ("数学　优秀线85", "线下10"), ("数学　及格线60", "线下10"),
    }  # fmt: skip


def nobody() -> list[tuple[tuple[str, str, str], list[Mark]]]:
    return [(("甲", "六年级", "1班"), [BLANK, BLANK])]


@pytest.mark.parametrize("make", [bands_sheet, places_sheet, lines_sheet])
def test_a_sheet_of_nobody_is_left_out(pupils: Pupils, make: Callable[..., Table | None]) -> None:
    assert make(score_spreads([pupils("期末", SUBJECTS, nobody())], Options())) is None


BARE = [
    ([("", "", "1班")] * 3 + [("", "", "2班")] * 2, ["班级"], [("1班",), ("2班",), ("全体",)]),
    ([("", "", "")] * 4, ["范围"], [("全体",)]),
    ([("甲", "六年级", "1班")] * 4, ["范围"], [("全体",)]),
    (
        [("甲", "六年级", "1班")] * 2 + [("甲", "六年级", "2班")] * 2,
        ["学校", "班级"],
        [("甲", "1班"), ("甲", "2班"), ("全体", "")],
    ),
    (
        [("甲", "六年级", "")] * 2 + [("乙", "六年级", "")] * 2,
        ["学校"],
        [("甲",), ("乙",), ("全体",)],
    ),
]


@pytest.mark.parametrize(("units", "keys", "names"), BARE)
@pytest.mark.parametrize("make", [bands_sheet, places_sheet, lines_sheet])
def test_rows_are_what_a_book_tells_apart(
    pupils: Pupils,
    make: Callable[..., Table | None],
    units: list[tuple[str, str, str]],
    keys: list[str],
    names: list[tuple[str, ...]],
) -> None:
    lines = [(unit, [60 + number, 70]) for number, unit in enumerate(units)]
    table = make(score_spreads([pupils("期末", SUBJECTS, lines)], Options()))
    assert table
    heads = [row[: len(keys)] for row in cells(table) if row and row[0] in KEYS]
    assert all(list(head) == keys for head in heads)
    (rows, *_) = read(table).values()
    assert [own for own in rows if own[0] != "占比"] == names


def test_a_sheet_of_several_grades_has_a_section_a_grade_in_order(pupils: Pupils) -> None:
    lines = [
        (("甲", grade, "1班"), [90 - number, 60])
        for number, grade in enumerate(["九年级", "七年级", "八年级"] * 2)
    ]
    table = places_sheet(score_spreads([pupils("期末", SUBJECTS, lines)], Options()))
    assert table
    assert list(read(table)) == ["期末　七年级", "期末　八年级", "期末　九年级"]


def test_a_line_of_one_grade_goes_before_that_of_all_and_one_above_the_full_mark_is_left_out(
    pupils: Pupils,
) -> None:
    lines = [(("甲", grade, f"{n}班"), [90, 60]) for grade in ("八年级", "初三") for n in (1, 2)]
    own = {"重点线": PointLine(150_00), "九年级/重点线": PointLine(180_00), "": PointLine(250_00)}
    (eighth, ninth) = contest_spreads([pupils("期末", SUBJECTS, lines)], Options())
    options = Options(total_lines=own)
    told = [[tuple(line) for line in lines_of(c, c.spreads[0], options)] for c in (eighth, ninth)]
    assert told == [[("重点线", 150_00)], [("重点线", 180_00)]]


@pytest.mark.parametrize(
    ("own", "told"),
    [
        ({"重点线": PointLine(200_00)}, ()),
        ({"重点线": PointLine(200_50)}, ("重点线200.5分高于总分满分",)),
        (
            {"重点线": PointLine(150_00), "九年级/重点线": PointLine(250_00)},
            ("重点线250分高于总分满分",),
        ),
        ({"八年级/重点线": PointLine(250_00)}, ()),
        (
            {"一档": PointLine(300_00), "": PointLine(201_00)},
            ("一档300分、总分线201分高于总分满分",),
        ),
    ],
)
def test_a_section_says_which_line_lies_above_its_total(
    pupils: Pupils, own: dict[str, PointLine], told: tuple[str, ...]
) -> None:
    lines = [(("甲", "九年级", f"{n}班"), [90, 60]) for n in (1, 2)]
    tables = [pupils("期末", SUBJECTS, lines)]
    options = Options(total_lines=own)
    table = lines_sheet(score_spreads(tables, options))
    assert table
    notes = [
        str(row.values[0]) for row in table.rows if row.values and "统计口径" in str(row.values[0])
    ]
    assert all(words in note for words in told for note in notes)
    assert any("高于总分满分" in note for note in notes) == bool(told)
    assert [one.code for one in told_beyond(tables, options)] == ["total_line_too_high"] * sum(
        words.count("、") + 1 for words in told
    )


def test_a_line_that_one_grade_can_reach_and_another_cannot_is_told_once(pupils: Pupils) -> None:
    lines = [(("甲", "八年级", f"{n}班"), [90, 60]) for n in (1, 2)]
    more = [(("甲", "九年级", f"{n}班"), [90, 60, 50]) for n in (1, 2)]
    tables = [pupils("期末", SUBJECTS, lines), pupils("期末", [*SUBJECTS, "英语"], more)]
    (finding,) = told_beyond(tables, Options(total_lines={"重点线": PointLine(250_00)}))
    assert "“重点线”250分高于总分满分（期末八年级200分）" in finding.text


def test_marks_in_points_for_subjects_give_the_total_no_line(pupils: Pupils) -> None:
    lines = [(("甲", "六年级", "1班"), [90, 60])] * 3
    (contest,) = contest_spreads([pupils("期末", SUBJECTS, lines)], Options())
    options = Options(lines=Lines(PointLine(60_00), Fraction(17, 20)))
    assert [line.name for line in lines_of(contest, contest.spreads[0], options)] == ["优秀线"]


def test_the_office_cuts_bands_as_wide_as_it_likes(pupils: Pupils) -> None:
    lines = [(("", "", "1班"), [score, score]) for score in (100, 97, 60, 44, 3)]
    options = Options(band_widths={"": 5_00, "数学": 30_00, "总分": 45_00})
    table = bands_sheet(score_spreads([pupils("期末", SUBJECTS, lines)], options))
    assert table
    bands = {
        heading.split("　")[-1][:2]: [t for g, t in rows["全体",] if g == "各段人数"]
        for heading, rows in read(table).items()
    }
    assert bands["语文"][:2] == ["95—100", "90—95"]
    assert bands["语文"][-1] == "0—45"
    assert bands["数学"] == ["60—100", "30—60", "0—30"]
    assert bands["总分"] == ["135—200", "90—135", "45—90", "0—45"]  # 20 points: under half a band


def test_bands_of_an_odd_full_mark_end_at_it(pupils: Pupils) -> None:
    lines = [(("", "", "1班"), [score]) for score in (105, 104, 0)]
    options = Options(full_marks={"语文": 105_00})
    table = bands_sheet(score_spreads([pupils("期末", ["语文"], lines)], options))
    assert table
    (rows,) = read(table).values()
    figures = rows["全体",]
    assert figures["各段人数", "94.5—105"] == 2
    assert figures["各段人数", "0—10.5"] == 1


def test_dropped_scores_are_in_no_band_but_keep_their_place(pupils: Pupils) -> None:
    lines = [(("", "", "1班"), [score]) for score in (90, 80, 70, 10)]
    tables = [pupils("期末", ["语文"], lines)]
    options = Options(drop=DropRule(Fraction(1, 4)), first_places=(4,))
    spreads = score_spreads(tables, options)
    bands, places = bands_sheet(spreads), places_sheet(spreads)
    assert bands
    assert places
    assert next(iter(read(bands).values()))["全体",]["人数", "人数"] == 3
    assert next(iter(read(places).values()))["全体",]["语文", "前4名"] == 4


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("absent", AbsentRule)
@pytest.mark.parametrize("drop", [Fraction(1, 20), Fraction(1, 3), Fraction(0)])
def test_bands_dropped_and_missing_add_up_to_everybody_listed(
    pupils: Pupils, seed: int, absent: AbsentRule, drop: Fraction
) -> None:
    lines = seeded(seed)
    options = Options(drop=DropRule(drop), absent=absent)
    table = bands_sheet(score_spreads([pupils("期末", SUBJECTS, lines)], options))
    assert table
    told = [
        str(row.values[0]) for row in table.rows if row.values and "中位数" in str(row.values[0])
    ]
    sections = list(read(table).values())
    assert len(told) == 3, "the total and two subjects"
    for words, rows in zip(told, sections, strict=False):
        if not drop:
            assert "名单" not in words
            continue
        numbers = re.search(r"名单(\d+)人＝各段(\d+)人＋去掉最低分(\d+)人(?:＋\D+?(\d+)人)?", words)
        assert numbers
        listed, counted, dropped, missing = (int(number or 0) for number in numbers.groups())
        assert listed == len(lines) == counted + dropped + missing
        assert counted == rows["全体",]["人数", "人数"]
        assert dropped == int(drop * (listed - missing) + Fraction(1, 2))


def test_the_sum_of_the_schools_is_live_and_charts_have_room(
    pupils: Pupils, write: Callable[..., Path], formulas_hold: Callable[[Path], int]
) -> None:
    table = bands_sheet(score_spreads([pupils("期末", SUBJECTS, seeded(3))], Options()))
    assert table
    path = write(table)
    assert formulas_hold(path) == 3 * (1 + 10 + 9)
    sheet = openpyxl.load_workbook(path)["分数段"]
    assert len(sheet._charts) == 3
    assert sheet.print_title_rows == "$1:$2"


@pytest.mark.parametrize(("schools", "subjects"), [(2, 3), (2, 9), (10, 4), (22, 2), (60, 2)])
def test_a_histogram_lies_on_the_page_of_its_table(
    pupils: Pupils, schools: int, subjects: int
) -> None:
    names = [f"学科{n}" for n in range(subjects)]
    lines = [
        ((f"{n}小学", "六年级", "1班"), [(n * 7 + at * 13) % 100 for at in range(subjects)])
        for n in range(schools)
        for _ in range(3)
    ]
    table = bands_sheet(score_spreads([pupils("期末", names, lines)], Options()))
    assert table
    breaks = list(table.print_setup.row_breaks)
    assert len(table.charts) == subjects + 1
    on_pages = []
    for chart in table.charts:
        whole = chart.series[0].values[0]
        on_pages.append((bisect_right(breaks, whole), bisect_right(breaks, chart.anchor[0])))
    if schools < 22:  # a table and a row of histograms are no higher than a page
        assert all(of == own for of, own in on_pages)
    else:  # all together, behind the tables
        assert {own for _, own in on_pages} == {len(breaks)}


@pytest.mark.parametrize(("classes", "upright"), [(33, True), (70, False)])
@pytest.mark.parametrize("make", [places_sheet, lines_sheet])
def test_paper_is_turned_for_tables_that_stand_whole_upright_only(
    pupils: Pupils, make: Callable[..., Table | None], classes: int, *, upright: bool
) -> None:
    names = [f"学科{n}" for n in range(4)]
    lines = [
        (("甲小学", "六年级", f"{n}班"), [(n * 7 + at * 13) % 100 for at in range(4)])
        for n in range(classes)
        for _ in range(4)
    ]
    table = make(score_spreads([pupils("期末", names, lines)], Options(first_places=(10, 50, 90))))
    assert table
    assert (table.print_setup.orientation is Orientation.PORTRAIT) is upright
    if upright:
        ends = [at for at, row in enumerate(table.rows) if row.values[:1] == ("全体",)]
        starts = [0, *table.print_setup.row_breaks, len(table.rows)]
        pages = [bisect_right(starts, at) for at in ends]
        assert pages == list(range(1, len(starts))), "each page ends with its own 全体"


@pytest.mark.parametrize("number", [1, 10, 11])
def test_an_axis_of_few_pupils_counts_whole_ones(pupils: Pupils, number: int) -> None:
    lines = [(("甲小学", "六年级", "1班"), [75, 75])] * number
    table = bands_sheet(score_spreads([pupils("期末", SUBJECTS, lines)], Options()))
    assert table
    axes = {(chart.axis.step, chart.axis.number_format) for chart in table.charts}
    assert axes == {(1 if number <= 10 else None, "0")}


def test_ties_at_the_last_place_of_the_total_and_of_each_subject_are_told(pupils: Pupils) -> None:
    lines = [(("甲", "六年级", "1班"), [score, 50]) for score in (90, 80, 80, 80, 70)]
    options = Options(first_places=(2, 4))
    table = places_sheet(score_spreads([pupils("期末", SUBJECTS, lines)], options))
    assert table
    notes = [row[0] for row in cells(table) if row and "同为" in str(row[0])]
    (note,) = notes
    assert str(note).split("；") == [
        "总分前2名4人（同为130分的都算）",
        "语文前2名4人（同为80分的都算）",
        "数学前2名5人（同为50分的都算），前4名5人（同为50分的都算）",
    ]


@pytest.mark.parametrize("make", [bands_sheet, places_sheet, lines_sheet])
def test_a_subject_that_is_asked_about_is_left_out_and_told(
    pupils: Pupils, make: Callable[..., Table | None]
) -> None:
    zeros = [(("甲", "六年级", "1班"), [0 if n % 2 else 80, 70]) for n in range(40)]
    table = make(score_spreads([pupils("期末", SUBJECTS, zeros)], Options()))
    assert table
    told = str(read(table))
    assert "数学" in told
    assert "语文" not in told
    assert "总分" not in told
    assert any("语文有成绩待核对" in str(row[0]) for row in cells(table) if row)


def named(table: ScoreTable) -> ScoreTable:
    return table._replace(names=[f"学生{number}" for number in range(len(table.names))])


def near_rows(table: Table) -> list[tuple[str, ...]]:
    """Return class, subject, line, name, gap and side of each pupil of the list."""
    found: list[tuple[str, ...]] = []
    unit = ""
    for row in cells(table)[3:]:
        if row and row[0] and row[1] is None:
            unit = str(row[0])
        elif len(row) > 5 and row[0] and row[1]:
            for count, names, side in ((row[2], row[3], "线下"), (row[4], row[5], "线上")):
                own = str(names).split("、") if names else []
                assert count == len(own), "of nobody it says 0"
                about = unit.split("　", 2)[-1], str(row[0]), str(row[1])
                apart = [one.split("\N{NO-BREAK SPACE}") for one in own]
                sign = "-" if side == "线下" else ""
                found += [(*about, name, sign + points, side) for name, points in apart]
    return found


@pytest.mark.parametrize("options", CASES, ids=["usual", "absent is 0", "own lines"])
@pytest.mark.parametrize("seed", range(3))
def test_who_is_named_near_a_line_is_whom_pandas_finds(
    pupils: Pupils, seed: int, options: Options
) -> None:
    lines = seeded(seed)
    scores = named(pupils("期末", SUBJECTS, lines))
    spreads = score_spreads([scores], options)
    (table,), counts = near_sheets(spreads), lines_sheet(spreads)
    assert table
    assert counts
    assert table.confidential
    frame = frame_of(lines, options.absent)
    frame["姓名"] = scores.names
    (own,) = read(counts).values()
    expected = []
    for group, title in own["全体", ""]:
        if title.startswith("线下"):
            subject, words = group.split("　")
            line = float(words[3:] if words[2] == "线" else words[2:])
            near = frame[(frame[subject] - line).abs() <= float(title[2:])]
            expected += [
                (f"{school}　{room}", subject, words, name, mark - line)
                for school, room, name, mark in zip(
                    near["学校"], near["班级"], near["姓名"], near[subject], strict=True
                )
            ]
    found = near_rows(table)
    assert sorted((*row[:4], float(row[4])) for row in found) == sorted(expected)
    assert all((float(row[4]) < 0) is (row[5] == "线下") for row in found)
    below = sum(number for (_, title), number in own["全体", ""].items() if "线下" in title)
    assert sum(row[5] == "线下" for row in found) == below


def test_marks_near_a_line_stand_by_subject_the_nearest_first(pupils: Pupils) -> None:
    lines = [(("", "", "1班"), [score, 50]) for score in (84, 86, 85, 30, 64, 56, 58)]
    (table,) = near_sheets(score_spreads([named(pupils("期末", SUBJECTS, lines))], Options()))
    assert [row[2:] for row in near_rows(table) if row[1] == "语文"] == [
        ("优秀线85", "学生0", "-1", "线下"),
        ("优秀线85", "学生2", "0", "线上"),
        ("优秀线85", "学生1", "1", "线上"),
        ("及格线60", "学生6", "-2", "线下"),
        ("及格线60", "学生5", "-4", "线下"),
        ("及格线60", "学生4", "4", "线上"),
    ]


def test_more_pupils_near_a_line_than_a_row_holds_fill_several(pupils: Pupils) -> None:
    lines = [(("", "六年级", ""), [59]) for _ in range(81)] + [(("", "六年级", ""), [60])]
    (table,) = near_sheets(score_spreads([named(pupils("期末", ["语文"], lines))], Options()))
    counts = [(row[2], row[4]) for row in cells(table)[3:] if len(row) > 4 and row[1]]
    assert counts == [(40, 1), (40, 0), (1, 0)]
    assert len(near_rows(table)) == 82


def test_pupils_without_names_are_told_by_their_rows_and_namesakes_by_id(pupils: Pupils) -> None:
    lines = [(("甲", "", "1班"), [59])] * 4 + [(("甲", "", "2班"), [59])]
    scores = pupils("期末", ["语文"], lines)._replace(
        names=["", "王一", "王一", "李二", "王一"], student_ids=["", "0107", "", "", ""]
    )
    (table,) = near_sheets(score_spreads([scores], Options()))
    names = [row[3] for row in near_rows(table)]
    assert names == ["第2行", "王一（0107）", "王一（第4行）", "李二", "王一"]


def test_a_name_wider_than_its_columns_is_not_cut(pupils: Pupils) -> None:
    def high(subject: str) -> float:
        lines = [(("甲", "六年级", f"{n % 2}班"), [70 + n]) for n in range(4)]
        table = places_sheet(score_spreads([pupils("期末", [subject], lines)], Options()))
        assert table
        (row,) = [row for row in table.rows if subject in row.values]
        return row.height or 0

    assert high("生物赋分成绩") >= 2 * high("语文")


def test_a_list_of_who_is_near_a_line_begins_a_page_for_each_class(pupils: Pupils) -> None:
    lines = [(("甲", "", room), [59]) for room in ("1班", "2班")] + [(("乙", "", "1班"), [60])]
    (table,) = near_sheets(score_spreads([named(pupils("期末", ["语文"], lines))], Options()))
    heads = [table.rows[at].values[0] for at in table.print_setup.row_breaks]
    assert [str(head).split("\u3000")[-2:] for head in heads] == [["甲", "2班"], ["乙", "1班"]]


def test_nobody_near_a_line_is_no_list(pupils: Pupils) -> None:
    scores = pupils("期末", ["语文"], [(("甲", "", "1班"), [30])])
    assert near_sheets(score_spreads([scores], Options())) == []


def a_sheet_a_subject(pupils: Pupils) -> list[ScoreTable]:
    """Return an exam of which each subject has a sheet of its own, the pupils in another order."""
    lines = [(("甲", "六年级", f"{n % 2 + 1}班"), [90 - n, 60 + n]) for n in range(8)]
    whole = named(pupils("期末", SUBJECTS, lines))
    order = (range(8), [7, 0, 6, 1, 5, 2, 4, 3])
    return [
        whole._replace(
            sheet=name,
            classes=[whole.classes[n] for n in own],
            names=[whole.names[n] for n in own],
            subjects={name: SubjectColumn(name, "D", [whole.subjects[name].marks[n] for n in own])},
        )
        for name, own in zip(SUBJECTS, order, strict=True)
    ]


def test_totals_are_made_of_the_sheets_of_all_subjects(pupils: Pupils) -> None:
    tables = a_sheet_a_subject(pupils)
    (contest,) = contest_spreads(tables, Options())
    assert [spread.subject for spread in contest.spreads] == ["总分", "语文", "数学"]
    assert list(contest.spreads[0].whole.scores) == [150_00] * 8
    assert [spread.lacking for spread in contest.spreads] == [0, 0, 0]
    (near,) = near_sheets(score_spreads(tables, Options(total_lines={"": PointLine(152_00)})))
    assert near
    assert {row[3] for row in near_rows(near) if row[1] == "总分"} == {f"学生{n}" for n in range(8)}


def test_sheets_whose_pupils_cannot_be_told_apart_have_no_total(pupils: Pupils) -> None:
    tables = [table._replace(names=[""] * 8) for table in a_sheet_a_subject(pupils)]
    (contest,) = contest_spreads(tables, Options())
    assert [spread.subject for spread in contest.spreads] == ["语文", "数学"]


@pytest.mark.parametrize(
    ("absent", "lacking", "words"),
    [
        (AbsentRule.EXCLUDE, 2, "另有6人没有总分：缺考、空白2人，免考、缓考2人，"),
        (AbsentRule.ZERO, 1, "另有5人没有总分：免考、缓考2人，空白1人，"),
    ],
)
def test_everybody_without_a_total_is_counted_with_the_reason(
    pupils: Pupils, absent: AbsentRule, lacking: int, words: str
) -> None:
    six, nine = ("甲", "六年级", "1班"), ("甲", "九年级", "901")
    exempt, put_off = Remark(State.EXEMPT, "免考"), Remark(State.EXEMPT, "缓考")
    odd: list[list[Mark]] = [[ABSENT, 60], [70, BLANK], [exempt, 60], [70, put_off]]
    odd += [[NOT_DUE, 60], [Remark(State.INVALID, "？"), 60]]
    cheated: list[Mark] = [Remark(State.CHEATED, "作弊"), 60]
    lines = [(six, [70 + n, 80]) for n in range(8)] + [(six, own) for own in [*odd, cheated]]
    table = pupils("期末", SUBJECTS, [*lines, *[(nine, [50, exempt]), (nine, [50, 60])]])
    options = Options(absent=absent)
    contest = contest_spreads([table], options)[0]
    totals = contest.spreads[0]
    assert totals.lacking == lacking + 1, "whose cell cannot be read is due, and has no total"
    assert len(totals.whole.ranked) + sum(totals.without.values()) == len(lines)
    spreads = score_spreads([table], options)
    for make in (bands_sheet, places_sheet, lines_sheet):
        sheet = make(spreads)
        assert sheet
        text = "\n".join(str(value) for row in cells(sheet) for value in row)
        assert words in text
        assert "科目与多数学生不同1人" in text
        assert "分数无效1人" in text
        assert "另有1人没有总分：免考、缓考1人" in text, "of the ninth grade"
        assert "作弊按0分计" in text


def test_the_full_mark_of_the_total_is_told_beside_those_of_the_subjects(pupils: Pupils) -> None:
    lines = [(("甲", "六年级", f"{n % 2}班"), [70 + n, 80]) for n in range(8)]
    table = pupils("期末", SUBJECTS, lines)
    sheet = lines_sheet(score_spreads([table], Options(full_marks={"数学": 120_00})))
    assert sheet
    notes = [
        str(row[0]) for row in cells(sheet) if row and str(row[0]).startswith("统计口径：满分")
    ]
    expected = "统计口径：满分：语文100分，数学120分，总分满分220分，及格线"
    assert notes
    assert all(note.startswith(expected) for note in notes)
    assert "作弊" not in notes[0], "nobody cheated"
    assert "低分" not in notes[0], "the sheet has no such figure"
