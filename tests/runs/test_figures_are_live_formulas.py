"""--formulas: figures and places as native formulas, recalculated by LibreOffice, 核对 all 0."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
import xlsxwriter

from xl_quality.cli import main
from xl_quality.runs.score_formulas import criterion

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "workbooks" / "示例镇成绩册.xlsx"
SCHEME_BOOKS = sorted((ROOT / "workbooks" / "schemes").glob("*.xlsx"))
SHEETS = ("四率统计", "学校排名", "班级排名")
LIVE = ("--formulas", "yes", "--only", ",".join(SHEETS))
SCORES = "期末'六年级"
HEAD = ["学校", "年级", "班级", "姓名", "语文", "数学", "英语"]
SCHOOLS = ("红*星小学", "红五星小学", "问?号小学", "波~浪小学", '双"引"号小学', "甲小学（东区）")
"""Names that mean something else in criteria, and some that they would mean."""


def pupils() -> list[list[Any]]:
    """Return pupils whose means, rates and composites often end in a half."""
    rows = []
    for number, school in enumerate(SCHOOLS):
        for pupil in range(16 + number % 2):
            seed = number * 17 + pupil
            marks: list[Any] = [
                (seed * 13) % 81 + 20,
                ((seed * 29) % 161) / 2 + 19.5,
                ((seed * 37) % 900) / 10 + 10,
            ]
            if pupil == 5:
                marks[seed % 3] = "缺考"
            if pupil == 9:
                marks[(seed + 1) % 3] = None
            rows.append([school, "六年级", 1 + pupil % 2, f"学生{seed}", *marks])
    return rows


def written(path: Path, rows: Sequence[Sequence[Any]], sheet: str = SCORES) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False})
    scores = book.add_worksheet(sheet)
    for number, row in enumerate([HEAD, *rows]):
        scores.write_row(number, 0, row)
    book.close()
    return path


def written_for_formulas(path: Path) -> Path:
    """Write pupils and the 考核设置 of an office that wants formulas, which a button reads."""
    book = openpyxl.load_workbook(written(path, pupils()))
    settings = book.create_sheet("考核设置")
    for row in (
        ["项目", "工作表", "列", "值", "说明"],
        ["公式", None, None, "是", None],
        ["单位名称", None, None, "青石镇中心学校", None],  # else it is asked
    ):
        settings.append(row)
    book.save(path)
    return path


def reported(path: Path, *options: str) -> Path:
    """Return the workbook with the figures of another one."""
    result = path.with_name(f"{path.stem}_结果.xlsx")
    assert main(["report", str(path), *LIVE, *options, "-o", str(result)]) == 0
    return result


def formulas(path: Path) -> dict[tuple[str, str], str]:
    book = openpyxl.load_workbook(path)
    return {
        (sheet.title, cell.coordinate): str(cell.value)
        for sheet in book
        if sheet.title in SHEETS
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def shown(path: Path) -> dict[tuple[str, str], Any]:
    book = openpyxl.load_workbook(path, data_only=True)
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book
        if sheet.title in SHEETS
        for row in sheet.iter_rows()
        for cell in row
    }


def checks(path: Path) -> set[tuple[str, str]]:
    return {place for place, text in formulas(path).items() if "ABS(" in text}


def recalculated(paths: Sequence[Path], folder: Path) -> list[Path]:
    """Let LibreOffice compute all formulas, whose values are taken away first."""
    folder.mkdir()
    bare = []
    for number, path in enumerate(paths):
        book = openpyxl.load_workbook(path)  # saved without values
        bare.append(folder / f"bare{number}.xlsx")
        book.save(bare[-1])
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir"]
    subprocess.run(
        [*command, str(folder / "lo"), *map(str, bare)],
        check=True,
        capture_output=True,
        timeout=300,
    )
    return [folder / "lo" / path.name for path in bare]


def proved(path: Path, again: Path) -> int:
    """Make sure that formulas give the printed figures and every 核对 0; return how many do."""
    made, before, after = formulas(path), shown(path), shown(again)
    assert made
    for place, text in made.items():
        value = after[place]
        assert isinstance(value, (int, float)), (place, value, text)
        assert value == pytest.approx(before[place], abs=1e-12), (place, text)
    own = checks(path)
    assert own
    assert {after[place] for place in own} == {0}
    return len(made)


VARIANTS: Mapping[str, tuple[str, ...]] = {
    "平常": (),
    "截尾": ("--round", "mean=2t,rate=1t,composite=2t"),
    "整数": ("--round", "0"),
    "不占位": ("--ties", "dense", "--composite", "4-3-2-1"),
    "平均": ("--ties", "average", "--measure", "low_rate"),
    "按平均分": ("--measure", "mean", "--full", "语文=120,数学=100,英语=150"),
    "三分之一": ("--pass", "2/3", "--excellent", "英语=72.5分,80%", "--low", "1/3"),
    "各项比最高": ("--composite", "40-30-30"),
    "未舍入": ("--rank-unrounded", "yes"),
}


@pytest.mark.libreoffice
def test_libreoffice_computes_the_printed_figures_under_every_option(tmp_path: Path) -> None:
    books = [
        reported(written(tmp_path / name / "成绩册.xlsx", pupils()), *options)
        for name, options in VARIANTS.items()
    ]
    again = recalculated(books, tmp_path / "lo")
    numbers = {
        name: proved(book, new) for name, book, new in zip(VARIANTS, books, again, strict=True)
    }
    assert numbers["平常"] > 400
    for name in ("各项比最高", "未舍入"):  # composites, or places, are values
        assert numbers[name] < numbers["平常"]
    texts = formulas(books[0]).values()
    assert any("AVERAGEIFS(" in text for text in texts)
    assert any("RANK(" in text for text in texts)
    assert not any("_xlfn" in text for text in texts), "functions of Excel 2010 only"


@pytest.mark.libreoffice
def test_a_changed_mark_moves_the_figures_to_those_of_a_fresh_report(tmp_path: Path) -> None:
    rows = pupils()
    old = reported(written(tmp_path / "旧" / "成绩册.xlsx", rows))
    rows[3][4], rows[40][5] = 100, 12.5
    new = reported(written(tmp_path / "新" / "成绩册.xlsx", rows))
    changed = openpyxl.load_workbook(old)
    changed[SCORES]["E5"], changed[SCORES]["F42"] = 100, 12.5
    edited = tmp_path / "改过.xlsx"
    changed.save(edited)
    (again,) = recalculated([edited], tmp_path / "lo")
    live = [place for place in formulas(old) if place[0] == "四率统计" and place not in checks(old)]
    after, fresh, before = shown(again), shown(new), shown(old)
    assert {place: after[place] for place in live} == pytest.approx(
        {place: fresh[place] for place in live}
    )
    assert any(after[place] != before[place] for place in live)
    assert max(after[place] for place in checks(old)) > 0, "核对 tells that marks have changed"


@pytest.mark.libreoffice
def test_the_sample_and_the_scheme_books_recalculate_to_nought(tmp_path: Path) -> None:
    books = []
    for source in (SAMPLE, *SCHEME_BOOKS):
        path = tmp_path / source.stem / "成绩册.xlsx"
        path.parent.mkdir()
        shutil.copy(source, path)
        result = path.with_name("结果.xlsx")
        told = ["--exam", "本学期"] if source == SAMPLE else []
        only = ["--formulas", "yes", "--only", "四率统计"]
        if main(["report", str(path), *told, *only, "-o", str(result)]) == 0:
            books.append(result)
    assert len(books) > 4, "the others hold no scores"
    live = [book for book in books if formulas(book)]
    again = recalculated(live, tmp_path / "lo")
    numbers = [proved(book, new) for book, new in zip(live, again, strict=True)]
    assert numbers[0] > 3000
    for book in set(books) - set(live):
        assert "都是数值" in told_by(book)


def told_by(path: Path) -> str:
    return " ".join(str(value) for place, value in shown(path).items() if place[1].startswith("A"))


def spoilt(how: str) -> tuple[list[list[Any]], tuple[str, ...]]:
    """Return rows whose figures no formula can say for all, or for some groups."""
    rows = pupils()
    options: tuple[str, ...] = ()
    if how == "去尾":
        options = ("--drop", "5")
    elif how == "按0分":
        options = ("--absent", "zero")
    elif how == "文本数字":
        rows = [[*row[:4], str(row[4]), *row[5:]] for row in rows]
    elif how == "班号是文本":  # Excel takes them for numbers, Calc does not
        rows = [[*row[:2], str(row[2]), *row[3:]] for row in rows]
    elif how == "两种写法":
        rows[2][0] = f"{rows[2][0]} "
    elif how == "相近的校名":
        rows[-1][0] = "Ａ区小学"
        rows[-2][0] = rows[-3][0] = "A区小学"
    return rows, options


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("去尾", "公式：去掉了每组最低分，本表都是数值"),
        ("按0分", "公式：缺考按0分计，本表都是数值"),
        ("文本数字", "公式取不到，为数值"),
        ("班号是文本", "公式取不到，为数值"),
        ("两种写法", "公式取不到，为数值"),
        ("相近的校名", "公式取不到，为数值"),
    ],
)
def test_what_a_formula_cannot_say_stays_a_value_and_the_sheet_says_so(
    how: str, said: str, tmp_path: Path
) -> None:
    rows, options = spoilt(how)
    book = written(tmp_path / "成绩册.xlsx", rows)
    result, plain = reported(book, *options), tmp_path / "数值.xlsx"
    assert main(["report", str(book), *LIVE[2:], *options, "-o", str(plain)]) == 0
    assert said in told_by(result)
    made = formulas(result)
    texts = [text for text in made.values() if "RANK(" not in text]
    if "都是数值" in said:
        assert not made
    elif how == "文本数字":
        assert not any("$E$" in text for text in texts), "no formula counts marks typed as text"
        assert any("$F$" in text for text in texts)
    elif how == "班号是文本":
        assert not any("!$C$" in text for text in texts)
        assert texts
    else:
        bad = rows[2][0].strip() if how == "两种写法" else "区小学"
        assert not any(f'"{bad}' in text for text in texts)
        assert texts
    assert "核对" not in {value for place, value in shown(plain).items()}


@pytest.mark.parametrize("suffix", ["csv", "xls"])
def test_a_book_that_takes_no_sheets_gets_values(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"成绩册.{suffix}"
    if suffix == "csv":
        lines = [",".join("" if v is None else str(v) for v in row) for row in (HEAD, *pupils())]
        path.write_text("\n".join(lines).replace('双"引"号', "双引号"), encoding="utf-8")
    else:
        html = "".join(
            "<tr>" + "".join(f"<td>{'' if v is None else v}</td>" for v in row) + "</tr>"
            for row in (HEAD, *pupils())
        )
        path.write_text(f"<html><table>{html}</table></html>", encoding="utf-8")
    result = reported(path)
    assert not formulas(result)
    assert "公式：结果不在成绩册里，本表都是数值" in told_by(result)


@pytest.mark.parametrize(
    "school", ["=1+1小学", '=HYPERLINK("http://x")小学', "<丁小学", ">戊小学", "己\n小学", "3月"]
)
def test_text_from_cells_is_a_criterion_or_nothing(school: str, tmp_path: Path) -> None:
    rows = [[school, *row[1:]] if row[0] == SCHOOLS[0] else row for row in pupils()]
    result = reported(written(tmp_path / "成绩册.xlsx", rows))
    part = school.split("小学", maxsplit=1)[0].strip("=<>\n")
    assert not [text for text in formulas(result).values() if f'"{part}' in text]
    assert criterion(0, school) is None


def test_the_option_in_the_settings_sheet_makes_formulas_and_the_run_can_be_verified(
    tmp_path: Path,
) -> None:
    path = written(tmp_path / "成绩册.xlsx", pupils())
    book = openpyxl.load_workbook(path)
    settings = book.create_sheet("考核设置")
    for row in (["项目", "工作表", "列", "值", "说明"], ["公式", None, None, "是", None]):
        settings.append(row)
    book.save(path)
    result = path.with_name("结果.xlsx")
    assert main(["rank", str(path), "-o", str(result)]) == 0
    assert len(checks(result)) > 30
    assert main(["verify", str(result)]) == 0
