from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import openpyxl
import polars as pl
import pytest

import xl_quality as xq
from tests.scale.conftest import KEYS, district

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Run

    Cli = Callable[..., Run]

ASKED = (
    "--subjects",
    "语文=120,数学,英语",
    "--school",
    "学校",
    "--grade",
    "年级",
    "--class",
    "班级",
)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "全县"
    folder.mkdir()
    pl.DataFrame(district(3)).write_parquet(folder / "marks.parquet")
    return folder


@pytest.mark.parametrize("engine", ["duckdb", "polars", "core"])
def test_a_workbook_holds_the_printed_figures(
    cli: Cli, source: Path, tmp_path: Path, engine: str
) -> None:
    out = tmp_path / "汇总.xlsx"
    run = cli("aggregate", source, *ASKED, "--by", "school,class", "--engine", engine, "-o", out)
    assert run.code == 0, run.err
    assert run.out.splitlines()[:2] == ["总评", "名次\t单位\t总评"]
    subjects = {"语文": 120, "数学": 100, "英语": 100}
    found = xq.aggregate(source, subjects=subjects, by=("school", "class"), **KEYS)
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["学校", "班级"]
    titles, *rows = book["学校"].iter_rows(values_only=True)
    assert titles[:5] == ("学校", "年级", "班级", "学科", "应考")
    printed = {(row[0], row[1], row[3]): (row[6], row[10], row[11]) for row in rows}
    expected = {
        (one.group.school, one.group.grade, one.subject): (
            None if one.printed.mean is None else float(one.printed.mean),
            None if one.printed.composite is None else float(one.printed.composite),
            one.rank,
        )
        for one in (*found.overall, *found.groups)
        if one.group.level == "school"
    }
    assert printed == expected
    assert len(printed) > 20


def test_a_parquet_file_holds_the_same_frame(cli: Cli, source: Path, tmp_path: Path) -> None:
    out = tmp_path / "汇总.parquet"
    assert cli("aggregate", source, *ASKED, "--pass", "55%", "-o", out).code == 0
    options = xq.Options(passing="55%")
    subjects = {"语文": 120, "数学": None, "英语": None}
    found = xq.aggregate(source, subjects=subjects, options=options, **KEYS)
    assert pl.read_parquet(out).equals(found.to_frame("polars"))


def test_all_pupils_together_are_called_subject_as_by_other_commands(
    cli: Cli, source: Path, tmp_path: Path
) -> None:
    out = tmp_path / "o.xlsx"
    assert cli("aggregate", source, *ASKED, "--by", "subject，school", "-o", out).code == 0
    assert openpyxl.load_workbook(out).sheetnames == ["全体", "学校"]


def test_a_name_never_becomes_a_formula(cli: Cli, tmp_path: Path) -> None:
    marks = tmp_path / "marks.csv"
    marks.write_text("校,分\n=1+1,60\nhttp://a.cn,70\n", encoding="utf-8")
    out = tmp_path / "o.xlsx"
    assert cli("aggregate", marks, "--subjects", "分", "--school", "校", "-o", out).code == 0
    cells = {row[0].value: row[0].data_type for row in openpyxl.load_workbook(out)["学校"].rows}
    assert cells == {"学校": "s", "=1+1": "s", "http://a.cn": "s"}


def test_a_file_that_is_there_stays_unless_it_is_to_be_replaced(
    cli: Cli, source: Path, tmp_path: Path
) -> None:
    out = tmp_path / "o.xlsx"
    out.write_text("mine", encoding="utf-8")
    refused = cli("aggregate", source, *ASKED, "-o", out)
    assert (refused.code, out.read_text(encoding="utf-8")) == (2, "mine")
    assert "已有文件" in refused.err
    assert cli("aggregate", source, *ASKED, "-o", out, "--replace").code == 0
    assert openpyxl.load_workbook(out).sheetnames == ["全体", "年级", "学校", "班级"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--subjects", "物理", "-o", "o.xlsx"), "没有“物理”这一列"),
        (("--subjects", "语文,语文", "-o", "o.xlsx"), "语文 写了两次"),
        (("--subjects", "语文=高", "-o", "o.xlsx"), "语文"),
        (("--subjects", "语文=120", "-o", "o.doc"), "写成 .xlsx 或 .parquet"),
        (("--subjects", "语文=120", "-o", "no/o.xlsx"), "没有文件夹"),
        (("--subjects", "语文=120", "--by", "class", "-o", "o.xlsx"), "先写明哪一列是 class"),
        (("--subjects", "语文=120", "--extra", "全部", "-o", "o.xlsx"), "不能用选项 附加指标"),
        (("--subjects", "语文=120", "--by", "region", "-o", "o.xlsx"), "不认识“region”"),
    ],
)
def test_what_cannot_be_done_is_refused_and_leaves_nothing(
    cli: Cli, source: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(source.parent)
    run = cli("aggregate", source, *words)
    assert run.code == 2
    assert said in run.err
    assert [path.name for path in source.parent.iterdir()] == [source.name]


def test_values_that_are_no_marks_are_told(cli: Cli, tmp_path: Path) -> None:
    marks = tmp_path / "marks.csv"
    marks.write_text("校,分\n甲校,60\n甲校,九十\n甲校,73.666\n", encoding="utf-8")
    run = cli("aggregate", marks, "--subjects", "分", "--school", "校", "-o", tmp_path / "o.xlsx")
    assert run.code == 0
    assert "“分”列有2个值不是分数" in run.err


def test_medians_and_bands_are_written_where_they_are_wanted(
    cli: Cli, source: Path, tmp_path: Path
) -> None:
    more = ("--by", "school", "--median", "--bands")
    assert cli("aggregate", source, *ASKED, *more, "-o", tmp_path / "o.xlsx").code == 0
    book = openpyxl.load_workbook(tmp_path / "o.xlsx")
    assert book.sheetnames == ["学校", "学校分数段"]
    assert [cell.value for cell in book["学校"][1]][-1] == "中位数"
    titles, first, *_ = book["学校分数段"].iter_rows(values_only=True)
    assert titles == ("学校", "年级", "班级", "学科", "下限", "上限", "人数", "计算人数")
    assert first[3:6] == ("语文", 108, 120)
    assert cli("aggregate", source, *ASKED, *more, "-o", tmp_path / "o.parquet").code == 0
    subjects = {"语文": 120, "数学": 100, "英语": 100}
    found = xq.aggregate(source, subjects=subjects, by="school", median=True, bands=True, **KEYS)
    assert pl.read_parquet(tmp_path / "o.parquet").equals(found.to_frame("polars"))
    assert pl.read_parquet(tmp_path / "o.分数段.parquet").equals(found.bands("polars"))
    (tmp_path / "o.parquet").unlink()
    refused = cli("aggregate", source, *ASKED, *more, "-o", tmp_path / "o.parquet")
    assert refused.code == 2
    assert "o.分数段.parquet" in refused.err
    assert not (tmp_path / "o.parquet").exists()


def test_a_table_of_a_database_is_aggregated(cli: Cli, tmp_path: Path) -> None:
    frame = pl.DataFrame(district(3))
    with duckdb.connect(tmp_path / "county.duckdb") as connection:
        connection.execute("create table marks as select * from frame")
    told = ("--table", "marks", "--memory", "500MB")
    run = cli("aggregate", tmp_path / "county.duckdb", *ASKED, *told, "-o", tmp_path / "o.parquet")
    assert run.code == 0, run.err
    subjects = {"语文": 120, "数学": None, "英语": None}
    expected = xq.aggregate(frame, subjects=subjects, **KEYS).to_frame("polars")
    assert pl.read_parquet(tmp_path / "o.parquet").equals(expected)
    nothing = cli("aggregate", *ASKED, "-o", tmp_path / "n.parquet")
    assert nothing.code == 2
    assert "没有数据" in nothing.err
