from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

import xl_quality as xq
from tests.scale.conftest import KEYS, SUBJECTS, district

if TYPE_CHECKING:
    from pathlib import Path

ENGINES = ("duckdb", "polars", "core")
every_engine = pytest.mark.parametrize("engine", ENGINES)


def one_subject(marks: list[Any], engine: str, **more: Any) -> xq.AggregateResult:
    frame = pl.DataFrame({"校": ["甲校"] * len(marks), "分": marks})
    return xq.aggregate(frame, subjects="分", school="校", by="school", engine=engine, **more)


@every_engine
@pytest.mark.parametrize(
    ("marks", "invalid"),
    [
        ([90.0, 73.666, 80.25], 1),
        ([90.0, float("nan"), None], 0),
        ([90.0, float("inf"), float("-inf"), 1e300], 3),
        ([90.0, -1.0, 100.01, 100.0], 2),
        ([0.1 + 0.2, 0.3, 90.0], 0),  # 0.30000000000000004 is 0.3 as far as anybody sees it
        ([0.3000000001, 90.000000000001, 90.0], 2),
        ([number / 100 for number in range(10_001)], 0),
        ([number / 1000 for number in range(100_001)], 90_000),
        ([90, -1, 101, 100], 2),
        ([90, 2**62, -(2**62)], 2),
        (["90", "73.666", "九十", "", "缺考"], 2),
        ([Decimal("90.00"), Decimal("85.50")], 0),
        ([Decimal("90.000"), Decimal("85.555")], 1),
    ],
)
def test_what_is_no_mark_is_counted_and_told(engine: str, marks: list[Any], invalid: int) -> None:
    found = one_subject(marks, engine)
    (own,) = (one.rates for one in found.groups)
    assert own is not None
    assert own.marks.get("无效", 0) == invalid
    assert own.rows == len(marks)
    assert own.highest is not None
    assert own.highest <= 10_000
    told = {one.code: dict(one.facts)["count"] for one in found.findings}
    assert told == ({"source_not_marks": invalid} if invalid else {})


@every_engine
def test_floats_of_32_bits_are_the_numbers_that_they_were(engine: str) -> None:
    frame = pl.DataFrame({"分": pl.Series([85.3, 72.55, 60.01], dtype=pl.Float32)})
    found = xq.aggregate(frame, subjects="分", engine=engine)
    (own,) = (one.rates for one in found.groups)
    assert own is not None
    assert (own.total, own.marks) == (8530 + 7255 + 6001, {})


@every_engine
def test_names_that_differ_in_blanks_are_one_class(engine: str) -> None:
    frame = pl.DataFrame({"班": ["1班", "1班 ", "2班"], "分": [90, 60, 70]})
    found = xq.aggregate(frame, subjects="分", class_="班", by="class", engine=engine)
    assert [(one.group.class_name, one.rates and one.rates.rows) for one in found.groups] == [
        ("1班", 2),
        ("2班", 1),
    ]


def codes(refused: pytest.ExceptionInfo[xq.BadInputError]) -> list[str]:
    return [one.code for one in refused.value.findings]


@every_engine
def test_a_class_in_two_schools_is_refused(engine: str) -> None:
    names = [f"2026{number}" for number in range(10)]
    schools = ["甲校"] * 5 + ["乙校"] * 5
    frame = pl.DataFrame({"校": [*schools, "乙校"], "班": [*names, names[0]], "分": [60] * 11})
    with pytest.raises(xq.BadInputError, match=r"20260.*乙校、甲校") as refused:
        xq.aggregate(frame, subjects="分", school="校", class_="班", engine=engine)
    assert codes(refused) == ["source_class_in_two_schools"]


@every_engine
def test_a_number_that_comes_twice_is_refused(engine: str) -> None:
    frame = pl.DataFrame({"号": [7, 8, 7, None, None], "分": [60] * 5})
    with pytest.raises(xq.BadInputError, match="学号“7”出现2次") as refused:
        xq.aggregate(frame, subjects="分", student_id="号", engine=engine)
    assert codes(refused) == ["source_id_twice"]


@every_engine
def test_a_school_without_a_name_is_refused(engine: str) -> None:
    frame = pl.DataFrame({"校": ["甲校", None, " "], "分": [60, 70, 80]})
    with pytest.raises(xq.BadInputError, match="“校”列有2行是空的"):
        xq.aggregate(frame, subjects="分", school="校", engine=engine)


@every_engine
def test_wrong_columns_are_refused_by_name(engine: str) -> None:
    frame = pl.DataFrame(district(1))
    with pytest.raises(xq.BadInputError, match="没有“物理”这一列"):
        xq.aggregate(frame, subjects=["物理"], engine=engine, **KEYS)
    with pytest.raises(xq.BadInputError, match="“语文”列派了两个用处"):
        xq.aggregate(frame, subjects=["语文"], school="语文", engine=engine)
    with pytest.raises(xq.BadInputError, match="先写明哪一列是 class"):
        xq.aggregate(frame, subjects=["语文"], by="class", engine=engine)
    with pytest.raises(xq.BadInputError, match=r"先写明哪一列是 teacher"):
        xq.aggregate(frame, subjects=["语文"], by="teacher", engine=engine)


@pytest.mark.parametrize("engine", ["duckdb", "polars"])
def test_texts_and_days_are_no_marks(engine: str) -> None:
    texts = pl.DataFrame({"分": [f"作文{number}" for number in range(60_000)]})
    with pytest.raises(xq.BadInputError, match="50000种以上不同的文字"):
        xq.aggregate(texts, subjects="分", engine=engine)
    days = pl.DataFrame({"分": pl.Series(["2026-07-01"]).str.to_date()})
    with pytest.raises(xq.BadInputError, match="既不是数也不是文字"):
        xq.aggregate(days, subjects="分", engine=engine)


@every_engine
def test_no_rows_are_refused(engine: str) -> None:
    with pytest.raises(xq.BadInputError, match="没有一行"):
        xq.aggregate(
            pl.DataFrame({"校": [], "分": []}, schema={"校": pl.String, "分": pl.Float64}),
            subjects="分", school="校", engine=engine,
        )  # fmt: skip


@every_engine
def test_files_that_cannot_be_read_are_refused_in_words(engine: str, tmp_path: Path) -> None:
    torn = tmp_path / "torn.parquet"
    torn.write_bytes(b"PAR1 and no more")
    with pytest.raises(xq.BadInputError, match="引擎报告"):
        xq.aggregate(torn, subjects="分", engine=engine)
    with pytest.raises(xq.BadInputError, match="找不到"):
        xq.aggregate(tmp_path / "no.parquet", subjects="分", engine=engine)
    (tmp_path / "empty").mkdir()
    with pytest.raises(xq.BadInputError, match="什么也没有"):
        xq.aggregate(tmp_path / "empty", subjects="分", engine=engine)
    good = tmp_path / "marks.csv"
    good.write_text("分\n60\n", encoding="utf-8")
    with pytest.raises(xq.BadInputError, match="给了两次"):
        xq.aggregate([good, good], subjects="分", engine=engine)
    with pytest.raises(xq.BadInputError, match="一次一种"):
        xq.aggregate([good, torn], subjects="分", engine=engine)


def test_options_that_need_single_pupils_are_refused() -> None:
    with pytest.raises(xq.BadInputError, match="不能用选项 附加指标"):
        one_subject([60], "duckdb", options=xq.Options(extras="全部"))


def test_an_engine_that_is_none_is_refused() -> None:
    with pytest.raises(xq.BadInputError, match="没有“hive”，可用 duckdb、polars、spark、core"):
        one_subject([60], "hive")
    with pytest.raises(xq.BadInputError, match="认不出这种数据：int"):
        xq.aggregate(3, subjects="分")


@pytest.mark.parametrize(
    ("package", "engine"),
    [("duckdb", "duckdb"), ("pyspark", "spark"), ("numpy", "polars"), ("pyarrow", "spark")],
)
def test_an_engine_that_is_missing_says_what_to_install(package: str, engine: str) -> None:
    extra = "spark" if engine == "spark" else "scale"
    work = (
        f"import sys; sys.modules['{package}'] = None\n"
        "import xl_quality as q\n"
        f"try:\n    q.aggregate('no.parquet', subjects='a', engine='{engine}')\n"
        "except q.MissingExtraError as error:\n"
        f"    assert 'xl_quality[{extra}]' in str(error), error\n"
        f"else:\n    raise SystemExit('{package} came from nowhere')"
    )
    subprocess.run([sys.executable, "-c", work], check=True)


def test_all_subjects_of_a_wide_frame_are_counted() -> None:
    found = xq.aggregate(pl.DataFrame(district(5)), subjects=SUBJECTS, **KEYS)
    assert {one.subject for one in found.groups} == set(SUBJECTS)
