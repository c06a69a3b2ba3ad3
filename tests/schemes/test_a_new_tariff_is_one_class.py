"""A tariff declares its fields once: everything else about it follows from the declaration."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from xl_quality.core.facts import Fact, Source
from xl_quality.core.findings import BadInputError
from xl_quality.schemes.engine import evaluate
from xl_quality.schemes.lint import lint
from xl_quality.schemes.loading import read_scheme
from xl_quality.schemes.results import CaseFacts, Effect, Miss, Payment
from xl_quality.schemes.scheme_text import recorded_text, scheme_text
from xl_quality.schemes.sheet.changes import numbers_meant, places
from xl_quality.schemes.sheet.codec import lint_sheet, scheme_of, to_sheet
from xl_quality.schemes.tariffs import TARIFFS, Speech, Tariff
from xl_quality.schemes.tariffs.base import (
    Amount,
    Choice,
    FactName,
    FieldColumn,
    Number,
    Rows,
    SeveralTexts,
    SumField,
    Text,
)
from xl_quality.schemes.toml_reader import raw_scheme
from xl_quality.schemes.words import amount_text, number_text

if TYPE_CHECKING:
    from collections.abc import Iterator

DAY = date(2026, 7, 10)
SCHEME = """
[scheme]
id = "toy"
title = "试行办法"
document = "试行〔2026〕1号"
parties = ["甲方", "乙方"]
[[clause]]
id = "A1"
title = "进步奖"
applies_to = "school"
source = { document = "试行", clause = "一", text = "每进一步有奖。" }
effective_from = 2026-01-01
verified_on = 2026-07-01
[[clause.rule]]
id = "leap"
title = "进步奖"
payee = "school"
[clause.rule.tariff]
kind = "toy"
distance = "previous_rank - rank"
prize = 50
most = 400
pace = "double"
stages = [{ name = "小步", factor = 1 }, { name = "大步", factor = 2.5 }]
praise = ["光荣榜", "喜报"]
bonus = "full_points"
"""


class Pace(StrEnum):
    """How steps are counted."""

    SINGLE = "single"
    DOUBLE = "double"


@pytest.fixture(autouse=True)
def toy() -> Iterator[None]:
    """Declare a tariff of every sort of field for one test."""

    class Toy(Tariff, kind="toy", title="试行步奖"):
        """An amount a step, up to an end."""

        distance = SumField("步数", column=FieldColumn.MEASURED)
        prize = Amount("每步", column=FieldColumn.ONE)
        most = Number("步奖封顶", above_zero="封顶应大于0", column=FieldColumn.TWO)
        pace = Choice(Pace, "步法", {"single": "一步一计", "double": "两步一计"})
        stages: Any = Rows("分段", dict, name=Text("段名"), factor=Number("倍数"))
        praise = SeveralTexts("表扬", needed=False)
        bonus = FactName("附加", default="", needed=False)
        word = Text("步的说法", default="步")

        def apply(self, case: CaseFacts) -> list[Effect]:
            steps, facts = case.value(self.distance), case.reason(self.distance.names)
            if steps <= 0:
                return [Miss(facts.so("没有进步"))]
            amount = min(steps * case.value(self.prize), self.most)
            return [Payment(amount, facts.so(amount_text(amount, case.unit)))]

        def in_words(self, speech: Speech) -> str:
            most = number_text(self.most)
            return f"每{self.word}{speech.amount_of(self.prize)}，封顶{most}"

    yield
    del TARIFFS[Toy.kind]


def _address(row: int, column: int) -> str:
    return f"{'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[column]}{row + 1}"


def test_its_toml_is_read_and_applied() -> None:
    scheme = read_scheme(SCHEME, "toy.toml")
    facts = {"previous_rank": Fact(9, Source.at("历次", "D3")), "rank": Fact(6)}
    (line,) = evaluate(scheme, "A1", facts, on=DAY).lines
    assert (line.amount, line.why.endswith("：150元")) == (15_000, True)
    assert "历次!D3" in line.why


def test_the_facts_it_needs_and_uses_follow_from_its_fields() -> None:
    (rule,) = read_scheme(SCHEME, "toy.toml").clauses[0].rules
    assert rule.needs({}) == ("previous_rank", "rank")
    assert rule.uses({}) == ("full_points",)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("prize = 50", "缺少“prize”"),
        ('pace = "double"', "缺少“pace”"),
    ],
)
def test_a_field_left_out_is_named(line: str, said: str) -> None:
    with pytest.raises(BadInputError) as refused:
        read_scheme(SCHEME.replace(line, ""), "toy.toml")
    assert said in "".join(one.message for one in refused.value.findings)


def test_what_is_no_amount_is_refused_with_what_to_write() -> None:
    with pytest.raises(BadInputError) as refused:
        read_scheme(SCHEME.replace("prize = 50", 'prize = "1,000"'), "toy.toml")
    (finding,) = refused.value.findings
    assert (finding.cell, finding.suggestion[:5]) == ("A1.leap.tariff.prize", "请写一个数")


def test_it_is_written_on_a_sheet_and_read_back_the_same() -> None:
    rows = to_sheet(raw_scheme(SCHEME, "toy.toml")).rows
    cells = {text for row in rows for text in row}
    assert {"试行步奖", "上次名次－名次", "50", "400"} <= cells
    rest = next(text for text in cells if "步法" in text)
    assert rest.splitlines() == [
        "步法＝两步一计",
        "分段＝段名＝小步，倍数＝1｜段名＝大步，倍数＝2.5",
        "表扬＝光荣榜、喜报",
        "附加＝满分值",
    ]
    assert scheme_of(rows, "方案", _address) == read_scheme(SCHEME, "toy.toml")


def test_a_fault_on_the_sheet_is_told_with_its_title_and_cell() -> None:
    rows = [list(row) for row in to_sheet(raw_scheme(SCHEME, "toy.toml")).rows]
    row = next(i for i, cells in enumerate(rows) if "试行步奖" in cells)
    column = next(i for i, text in enumerate(rows[row]) if "步法" in text)
    rows[row][column] = rows[row][column].replace("两步一计", "乱走")
    (finding,) = lint_sheet(rows, "方案", _address)
    assert (finding.cell, "不认识“乱走”" in finding.message) == (_address(row, column), True)
    rows[row][column] = ""
    (finding, *_) = lint_sheet(rows, "方案", _address)
    assert "缺少“步法”" in finding.message


def test_its_bounds_are_checked_and_its_numbers_have_addresses() -> None:
    assert lint(read_scheme(SCHEME, "toy.toml")) == []
    (finding,) = lint(read_scheme(SCHEME.replace("most = 400", "most = 0"), "toy.toml"))
    assert (finding.cell, finding.message) == ("A1.leap.tariff.most", "封顶应大于0")
    known = places(raw_scheme(SCHEME, "toy.toml"), DAY)
    assert [one.address for one in numbers_meant(known, "A1.每步")] == ["A1.leap.prize"]


def test_it_is_worded_and_part_of_the_fingerprint() -> None:
    scheme = read_scheme(SCHEME, "toy.toml")
    assert "进步奖：每步50元，封顶400；兑现对象：学校" in scheme_text(scheme)
    assert "Toy(distance=Measure(text='previous_rank - rank'" in recorded_text(scheme)
    assert recorded_text(Fraction(1, 2)) == "Fraction(1, 2)"
