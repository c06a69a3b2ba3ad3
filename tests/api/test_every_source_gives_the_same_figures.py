"""The library's contract: whatever marks come in, figures, places and money are the same."""

from __future__ import annotations

from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import xl_quality as xq
from tests.api.conftest import FRAMES, SOURCES, Town, book_from, from_frame, township, workbook_of

if TYPE_CHECKING:
    from pathlib import Path

DAY = "2026-07-10"


def exact(result: Any) -> list[tuple[object, ...]]:
    """Return a result as rows of exact values."""
    columns = [values for _, _, values, _ in result.columns(exact=True)]
    return list(zip(*columns, strict=True))


@pytest.mark.parametrize("source", SOURCES)
def test_figures_places_bands_and_money_are_those_of_the_workbook(
    source: str, town: Town, tmp_path: Path
) -> None:
    (tmp_path / "first").mkdir()
    asked = book_from("file", town, tmp_path / "first"), book_from(source, town, tmp_path)
    questions = (
        xq.rates,
        xq.rank,
        lambda book: xq.rank(book, by="class"),
        lambda book: xq.rank(book, by="teacher"),
        xq.bands,
        lambda book: xq.pay(book, "luotuoao-brief", on=DAY),
    )
    for question in questions:
        one, other = map(question, asked)
        rows = [[without_cells(row) for row in exact(result)] for result in (one, other)]
        assert rows[0]
        assert rows[0] == rows[1]


def without_cells(row: tuple[object, ...]) -> tuple[object, ...]:
    """Leave out the sentence of a payout line: it names cells, and a frame has other columns."""
    return tuple(value for value in row if not (isinstance(value, str) and "：" in value))


def test_the_contract_has_something_to_hold(town: Town, tmp_path: Path) -> None:
    payout = xq.pay(book_from("pandas", town, tmp_path), "luotuoao-brief", on=DAY)
    assert payout.rewards > 0 > -payout.penalties
    assert {line.clause for line in payout.lines} == {"A8"}


def test_the_caller_s_own_kind_of_frame_comes_back(town: Town) -> None:
    for kind, make in FRAMES.items():
        frame = xq.rank(from_frame(town, make)).to_frame()
        assert type(frame).__module__.partition(".")[0].strip("_") == kind


@pytest.mark.parametrize("kind", FRAMES)
def test_a_frame_holds_exactly_what_was_computed(town: Town, kind: str) -> None:
    result = xq.rates(from_frame(town, FRAMES["pandas"]), by=("school", "class"))
    frame = result.to_frame(kind, exact=True)
    if kind in {"duckdb", "pyarrow"}:
        table = frame.to_arrow_table() if kind == "duckdb" else frame
        means = [value and Fraction(value) for value in table["mean"].to_pylist()]
    else:
        means = list(frame["mean"])
    assert means == [one.rates and one.rates.mean for one in result.groups]
    printed = result.to_frame("pandas")["mean"]
    assert [str(Decimal(str(mean))) for mean in printed] == [
        str(one.printed.mean).rstrip("0").rstrip(".") + ".0" * (one.printed.mean % 1 == 0)
        for one in result.groups
        if one.printed.mean is not None
    ]


# --- against a plain reference in pandas ---------------------------------------------------------

MARKS = st.one_of(
    st.integers(0, 100),
    st.integers(0, 200).map(lambda halves: halves / 2),
    st.integers(0, 10_000).map(lambda hundredths: hundredths / 100),
    st.sampled_from([None, "缺考", "免考", "作弊", 60, 85, 40]),
)


@st.composite
def towns(draw: st.DrawFn) -> Town:
    """Draw up to four schools with up to three classes, marks at every edge among them."""
    subjects = draw(st.sampled_from([{"语文": 100}, {"语文": 120, "数学": 100}]))
    schools = draw(st.lists(st.sampled_from("甲乙丙丁"), min_size=1, max_size=4, unique=True))
    pupils = [
        {
            "考试": "期末", "学校": f"{school}校", "年级": "六年级", "班级": f"{number}班",
            "姓名": f"学生{school}{number}{pupil}",
            **{subject: draw(MARKS) for subject in subjects},
        }
        for school in schools
        for number in range(1, draw(st.integers(1, 3)) + 1)
        for pupil in range(draw(st.integers(2, 6)))
    ]  # fmt: skip
    return Town(pupils, subjects)


def hundredths(value: Any) -> int | None:
    """Return a mark as a plain person counts it: cheated is 0, words and blanks are none."""
    if value == "作弊":
        return 0
    if isinstance(value, str) or pd.isna(value):
        return None
    return int((Decimal(str(value)) * 100).to_integral_value())


def reference(town: Town, keys: list[str]) -> dict[tuple[str, ...], dict[str, Fraction]]:
    """Compute mean and rates of each group and subject in pandas, in whole numbers."""
    frame = pd.DataFrame(town.pupils).astype(object)
    found: dict[tuple[str, ...], dict[str, Fraction]] = {}
    for subject, full in town.subjects.items():
        own = frame.assign(mark=frame[subject].map(hundredths)).dropna(subset="mark")
        for key, group in own.groupby(keys):
            marks, of = group["mark"].astype(int), len(group)
            found[*key, subject] = {
                "mean": Fraction(int(marks.sum()), 100 * of),
                "pass_rate": Fraction(int((marks >= full * 60).sum()), of),
                "excellent_rate": Fraction(int((marks >= full * 85).sum()), of),
                "low_rate": Fraction(int((marks < full * 40).sum()), of),
            }
    return found


def composite(figures: dict[str, Fraction], full: int) -> Fraction:
    """Weigh 4-3-3 on a scale of 100."""
    return (
        figures["mean"] * 100 / full * Fraction(4, 10)
        + figures["pass_rate"] * 30
        + figures["excellent_rate"] * 30
    )


def printed(figure: Fraction) -> Decimal:
    exactly = Decimal(figure.numerator * 10**30 // figure.denominator).scaleb(-30)
    return exactly.quantize(Decimal("0.01"), ROUND_HALF_UP)


def settled(town: Town) -> bool:
    """Tell whether no question is open: zeros of a whole row, or many in a subject, are asked."""
    zeros = Counter(
        subject for row in town.pupils for subject in town.subjects if hundredths(row[subject]) == 0
    )
    return not zeros


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(town=towns().filter(settled))
def test_every_frame_agrees_with_pandas_to_the_last_hundredth(town: Town) -> None:
    expected = reference(town, ["学校", "班级"])
    for make in FRAMES.values():
        groups = xq.rates(from_frame(town, make), by="class").groups
        found = {
            (one.group.school, one.group.class_name, one.subject): {
                "mean": one.rates.mean,
                "pass_rate": one.rates.share(one.rates.pass_n),
                "excellent_rate": one.rates.share(one.rates.excellent_n),
                "low_rate": one.rates.share(one.rates.low_n),
            }
            for one in groups
            if one.rates and one.rates.divisor
        }
        assert found == expected
        assert {
            (one.group.school, one.group.class_name, one.subject): one.composite
            for one in groups
            if one.composite is not None
        } == {key: composite(own, town.subjects[key[-1]]) for key, own in expected.items()}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(town=towns().filter(settled))
def test_places_go_by_the_printed_figure_and_are_shared(town: Town) -> None:
    expected = reference(town, ["学校", "年级"])
    for subject, full in town.subjects.items():
        figures = {
            key[0]: printed(composite(own, full))
            for key, own in expected.items()
            if key[-1] == subject
        }
        places = {
            school: 1 + sum(other > own for other in figures.values())
            for school, own in figures.items()
        }
        for book in (from_frame(town, FRAMES["polars"]), xq.read(workbook_of(town))):
            groups = [one for one in xq.rank(book).groups if one.subject == subject]
            assert {one.group.school: one.rank for one in groups if one.rank} == places


PRIZES = {1: 300, 2: 250, 3: 200, 4: 150, 5: 100}
"""Clause A8 of luotuoao-brief: by place in the county, and the same taken off from the end."""


def money(town: Town) -> dict[str, int]:
    """Return what each school gets for its places in all subjects together and in each, in yuan."""
    figures = {
        key: composite(own, town.subjects[key[-1]])
        for key, own in reference(town, ["学校", "年级"]).items()
    }
    frame = pd.DataFrame(
        [(school, subject, figure) for (school, _, subject), figure in figures.items()],
        columns=["school", "subject", "figure"],
    )
    whole = frame.groupby("school")["figure"].agg(lambda own: sum(own, Fraction()) / len(own))
    contests = [whole, *(own.set_index("school")["figure"] for _, own in frame.groupby("subject"))]
    nets = Counter[str]()
    for contest in contests:
        shown = contest.map(printed)
        for school, own in shown.items():
            nets[str(school)] += PRIZES.get(1 + int((shown > own).sum()), 0)
            nets[str(school)] -= PRIZES.get(1 + int((shown < own).sum()), 0)
    return {school: net for school, net in nets.items() if net}


def scored_everywhere(town: Town) -> bool:
    """Tell whether each school has a mark in each subject: nobody has no place."""
    schools = {row["学校"] for row in town.pupils}
    return len(reference(town, ["学校"])) == len(schools) * len(town.subjects)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(town=towns().filter(settled).filter(scored_everywhere))
def test_money_follows_the_places_to_the_fen(town: Town) -> None:
    exam = "2026年春季全县抽考"
    pupils = [{**row, "考试": exam, "学校": f"{row['学校'][0]}山小学"} for row in town.pupils]
    county = [{"项目": "名次范围", "工作表": None, "列": None, "值": "全县"}]
    own = Town(pupils, town.subjects, {"考核设置": county})
    for book in (from_frame(own, FRAMES["polars"]), xq.read(workbook_of(own))):
        nets = xq.pay(book, "luotuoao-brief", on=DAY).by_payee()
        assert {payee: net for payee, net in nets.items() if net} == money(own)


def test_a_year_of_exams_in_one_frame_is_told_apart() -> None:
    rows = [
        {**row, "考试": exam, "语文": 50 + number + place}
        for number, exam in enumerate(("上学期期末", "本学期期末"))
        for place, row in enumerate(township().pupils)
    ]
    book = from_frame(Town(rows, {"语文": 120}), FRAMES["polars"])
    assert book.exams == ("上学期期末", "本学期期末")
    assert {one.exam for one in xq.rank(book.exam("本学期期末")).groups} == {"本学期期末"}
    moved = xq.changes(book, before="上学期期末")
    assert {one.rank_change for one in moved.changes} == {0}
    assert {str(one.composite_change) for one in moved.changes if one.subject == "语文"} > {"0.34"}
