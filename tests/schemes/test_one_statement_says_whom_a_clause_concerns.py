"""Payout, agreement, indicator sheet and 警示名单 agree on whom a clause concerns."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

from xl_quality.agreements.field_values import Party
from xl_quality.agreements.wording import PrintedScheme
from xl_quality.core.facts import Fact, Record, Source
from xl_quality.runs.facts.exams import ExamKinds
from xl_quality.runs.payout.assessment import assess
from xl_quality.runs.payout.scheme_choice import choose
from xl_quality.runs.payout.sheets import sheaves_of, warned_by
from xl_quality.schemes.cases import EXAM_KIND, cases, fits, in_words, patterns_of, tells_its_kind
from xl_quality.schemes.engine import Terms
from xl_quality.schemes.loading import load, load_raw, scheme_from, scheme_ids
from xl_quality.schemes.model import with_units
from xl_quality.schemes.sheet.codec import to_sheet
from xl_quality.sheets.cells import Grid, address

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xl_quality.schemes.cases import CaseSource, FactSource
    from xl_quality.schemes.model import Scheme

ON = date(2026, 9, 1)
PRIMARY = ("青石小学", "白水完小", "北坡教学点", "城关一小", "东湾附属小学", "光明学校小学部")
JUNIOR = ("黄土中学", "石牛初中", "城关二中", "光明学校初中部")
UNTOLD = ("光明学校", "河口九年一贯制学校", "青禾镇中心学校", "城东实验学校")
NOT_TAUGHT = ("东湾幼儿园", "县一高中")
KNOWN = (*PRIMARY, *JUNIOR)
JUNIOR_ALONE = {
    "luotuoao-brief": {"A2", "A6", "A7"},
    "luotuoao-2008": {"B1", "B2", "B3", "B4", "B7"},
    "county-2025": {"I11", "I12"},
}
PRIMARY_ALONE = {"luotuoao-brief": {"A1", "A4"}, "county-2025": {"I10"}, "rank-up": {"E1"}}
"""What the papers say; the schemes as a whole that are for one stage are `WHOLE`."""
WHOLE = {"school-2006": JUNIOR, "double-high": JUNIOR, "personal-goals": PRIMARY}


def concerned(scheme: str, unit: str) -> set[str]:
    """Return the clauses that concern a unit by the papers."""
    clauses = {clause.id for clause in load(scheme).clauses}
    if scheme in WHOLE:
        return clauses if unit in WHOLE[scheme] else set()
    other = JUNIOR_ALONE if unit in PRIMARY else PRIMARY_ALONE
    return clauses - other.get(scheme, set())


def row_for(take: FactSource, unit: str) -> Record:
    """Return a row that a take wants but for its unit, with a figure for everything."""
    fields: dict[str, Any] = dict.fromkeys((*take.facts.values(), *take.gather.values()), 1)
    fields |= {name: _text(patterns) for name, patterns in take.where.items() if name != "unit"}
    if take.exam_kinds:
        fields[EXAM_KIND] = take.exam_kinds[0].value
    return Record("表", 2, {name: Fact(value, Source.at("表", name)) for name, value in
                            {**fields, "unit": unit}.items()})  # fmt: skip


def _text(patterns: tuple[str, ...]) -> str:
    return next(one for one in patterns if not one.startswith("!")).replace("?", "甲").strip("*")


def paid_for(scheme: Scheme, unit: str) -> set[str]:
    """Return the clauses of which rows about a unit make a case, whatever list they stand in."""
    return {clause for feed in scheme.feeds for clause in _made(scheme, feed, unit)}


def _made(scheme: Scheme, feed: CaseSource, unit: str) -> Iterator[str]:
    for choices in _readings(scheme):
        for take in feed.takes:
            town_wide = take.where.get("unit") == ("*",)  # what the county allots
            if take.in_use(choices) and not take.only_adds and not town_wide:
                made, _ = cases(feed, {take.list_name: [row_for(take, unit)]}, choices)
                yield from (case.clause for case in made if case.key["unit"] == unit)


def _readings(scheme: Scheme) -> Iterator[Mapping[str, str]]:
    names = [*scheme.options]
    for values in product(*(scheme.options[name].choices for name in names)):
        yield dict(zip(names, values, strict=True))


def promised(scheme: Scheme, unit: str) -> set[str]:
    """Return the clauses that the agreement with a unit words."""
    if scheme.concerns and not fits(unit, scheme.concerns):
        return set()
    reading = PrintedScheme(scheme, ON)
    worded = {clause for clause, words in reading.said_to(Party(unit)).clauses.items() if words}
    listed = {
        str(row["条款"])
        for row in (*reading.said_to(Party(unit)).targets, *reading.said_to(Party(unit)).rewards)
    }
    assert listed <= worded
    return worded


@pytest.mark.parametrize(("name", "unit"), [*product(scheme_ids(), KNOWN)])
def test_payout_and_agreement_go_by_the_papers(name: str, unit: str) -> None:
    scheme = load(name)
    fed = {feed.clause for feed in scheme.feeds}
    assert paid_for(scheme, unit) == concerned(name, unit) & fed
    for_others = {  # clauses all of whose rules are for schools named
        clause.id
        for clause in scheme.clauses
        if all(rule.only_for.get("school") for rule in clause.rules)
    }
    assert promised(scheme, unit) - for_others == concerned(name, unit) - for_others


@pytest.mark.parametrize(("name", "unit"), [*product(scheme_ids(), (*UNTOLD, *NOT_TAUGHT))])
def test_a_name_that_tells_nothing_gets_in_its_agreement_what_it_is_paid_by(
    name: str, unit: str
) -> None:
    scheme = load(name)
    fed = {feed.clause for feed in scheme.feeds}
    assert promised(scheme, unit) & fed <= paid_for(scheme, unit)
    assert paid_for(scheme, unit) <= {
        clause.id for clause in scheme.clauses if not clause.concerns or fits(unit, clause.concerns)
    }


@pytest.mark.parametrize(("name", "kind"), [*product(scheme_ids(), ("小学", "初中"))])
def test_a_school_of_which_the_office_says_the_kind_is_one_of_that_kind(
    name: str, kind: str
) -> None:
    like = PRIMARY[0] if kind == "小学" else JUNIOR[0]
    scheme = with_units(load(name), {"光明学校": kind})
    assert paid_for(scheme, "光明学校") == paid_for(scheme, like)
    assert promised(scheme, "光明学校") == promised(scheme, like)


@pytest.mark.parametrize("name", ["luotuoao-brief", "luotuoao-2008"])
def test_every_sheet_of_a_payout_names_only_clauses_that_the_agreement_promises(name: str) -> None:
    scheme = load(name)
    units = (*KNOWN, *UNTOLD)
    parameters = {"per_place": Fact(300)} if name == "luotuoao-2008" else {}
    payout = assess(scheme, everything(units), Terms(ON, {}, parameters))
    found: dict[str, set[str]] = {unit: set() for unit in units}
    for line in payout.lines:
        found[line.payee].add(line.clause)
    for sheaf in sheaves_of(payout):
        found[sheaf.name.split()[0]] |= {judged.clause for judged in sheaf.judged}
    for warned in warned_by(payout):
        found[warned.unit or warned.subject] |= {ground.clause for ground in warned.grounds}
    for unit, clauses in found.items():
        assert clauses <= promised(scheme, unit), unit
    own = {"luotuoao-brief": "A6", "luotuoao-2008": "B1"}[name]
    assert {unit for unit, clauses in found.items() if own in clauses} == {*JUNIOR}


def everything(units: Sequence[str]) -> dict[str, Sequence[Record]]:
    """Return rows of every list that the town's schemes take facts from, all units last."""
    last = len(units)
    rows: dict[str, list[dict[str, Any]]] = {
        "县名次": [
            {"unit": unit, "exam": exam, "grade": grade, "subject": subject, "rank": last,
             "of": last}
            for unit in units
            for exam, grade in (("2026年中考", "九年级"), ("2026年县抽考", "四年级"),
                                ("2026年教研室年度综合考核", ""),
                                ("2026年县统考", "四年级"))
            for subject in ("综合", "语文", "积分")
        ],
        "上年县名次": [
            {"unit": unit, "exam": "2026年中考", "grade": "九年级", "subject": "综合", "rank": 1}
            for unit in units
        ],
        "指标": [
            {"unit": unit, "indicator": name, "target": 10, "actual": actual}
            for unit in units
            for name, actual in (("重点高中指标", 8), ("辍学率", Fraction(3, 100)))
        ],
        "镇名次": [
            {"unit": unit, "exam": "全镇期末", "grade": "四年级", "subject": "语文", "rank": 9,
             "of": 9, "score": 50, "first_score": 90}
            for unit in units
        ],
        "历次末位": [
            {"unit": unit, "subject": "综合", "last_count": 2, "years_last": 2,
             "gap_to_second_last": 15}
            for unit in units
        ],
    }  # fmt: skip
    return ExamKinds.of({}).all_told(
        {
            name: [
                Record(name, number, {key: Fact(value, Source.at(name, f"A{number}"))
                                      for key, value in row.items()})
                for number, row in enumerate(own, 2)
            ]
            for name, own in rows.items()
        }
    )  # fmt: skip


def test_what_the_papers_give_to_junior_schools_alone_is_promised_to_no_primary_school() -> None:
    detailed = promised(load("luotuoao-2008"), "青石小学")
    assert not detailed & {"B1", "B2", "B3", "B4", "B7"}
    assert detailed >= {"B5", "B6", "B8", "B9"}
    goals = {
        str(row["项目"])
        for row in PrintedScheme(load("luotuoao-2008"), ON).said_to(Party("黄土中学")).targets
    }
    assert "与全镇第一名差距" not in goals
    assert promised(load("school-2006"), "青石小学") == set()


@pytest.mark.parametrize(
    ("name", "told"),
    [*((one, True) for one in (*KNOWN, *NOT_TAUGHT)), *((one, False) for one in UNTOLD)],
)
def test_a_name_tells_its_kind_or_is_asked_about(name: str, *, told: bool) -> None:
    assert tells_its_kind(name) is told


def test_kinds_are_told_in_the_words_that_schemes_use() -> None:
    assert in_words(patterns_of(["小学", "初中"])) == "小学、初中"
    assert in_words(patterns_of(["非初中"])) == "非初中"
    assert in_words(["甲中学", "*校", ""]) == "甲中学、…校"


def test_the_answer_for_one_school_changes_no_other() -> None:
    scheme = load("luotuoao-brief")
    assert with_units(scheme, {"光明学校": "都不是"}) == scheme
    assert paid_for(with_units(scheme, {"光明学校": "初中"}), "城东实验学校") == paid_for(
        scheme, "城东实验学校"
    )


@pytest.mark.parametrize("name", scheme_ids())
def test_a_sheet_of_an_earlier_version_concerns_whom_the_shipped_scheme_concerns(
    name: str,
) -> None:
    rows = [list(row) for row in to_sheet(load_raw(name)).rows]
    for header in [row for row in rows if "适用单位" in row]:
        column = header.index("适用单位")
        first = rows.index(header)
        for row in rows[first:]:
            if not row:
                break
            row[column:] = [*row[column + 1 :], ""]
    width = max(map(len, rows))
    cells = [[value or None for value in row] + [None] * (width - len(row)) for row in rows]
    found = choose([Grid("方案", cells)], name).scheme
    shipped = scheme_from(load_raw(name), name)
    for unit in (*KNOWN, *UNTOLD):
        assert paid_for(found, unit) == paid_for(shipped, unit)
        assert promised(found, unit) == promised(shipped, unit)
    assert address(0, 0) == "A1"
