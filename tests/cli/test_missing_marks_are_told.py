from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Run, Sheets

    Cli = Callable[..., Run]
    Make = Callable[..., Path]

HEADER = ["学校", "年级", "班级", "姓名", "语文", "数学"]
SCHOOLS = ("青石小学", "白水小学", "红岭小学")


def town(**changed: list[Any]) -> Sheets:
    """Three schools of twenty pupils each, marks from 95 downwards."""
    rows: list[Any] = [HEADER]
    for place, school in enumerate(SCHOOLS):
        rows += [
            [
                school,
                "六年级",
                "1班",
                f"{'安白陈'[place]}学{number}",
                95 - 3 * number,
                90 - 3 * number,
            ]
            for number in range(20)
        ]
    return {"成绩": rows, **changed}


def blanked(number: int, school: str = "红岭小学") -> Sheets:
    """The lowest marks in 数学 of a school taken away."""
    sheets = town()
    own = [row for row in sheets["成绩"] if row[0] == school]
    for row in own[len(own) - number :]:
        row[5] = None
    return sheets


@pytest.mark.parametrize(("number", "told"), [(2, False), (3, True), (8, True)])
def test_a_class_with_far_fewer_marks_is_named_by_every_command(
    cli: Cli, make: Make, number: int, *, told: bool
) -> None:
    book = make(blanked(number))
    words = f"红岭小学六年级1班：数学应考20人、有成绩{20 - number}人"
    for command in ("check", "rates", "rank", "report"):
        run = cli(command, book)
        assert run.code == 0, run.err
        assert (words in run.out + run.err) is told, command
    assert f"有{number}格应考而空白：红岭小学六年级1班数学{number}" in cli("check", book).out


def test_where_all_classes_lack_a_tenth_nobody_is_named(cli: Cli, make: Make) -> None:
    sheets = town()
    for row in sheets["成绩"][1::7]:
        row[5] = "缺考"
    assert "明显少于" not in cli("check", make(sheets)).out


def test_rates_say_who_was_due_and_who_sat(cli: Cli, make: Make) -> None:
    entries = cli("rates", make(blanked(8)), "--json", "--by", "school").json
    maths = {e["school"]: e for e in entries if e["subject"] == "数学"}
    assert [maths[school]["due"] for school in SCHOOLS] == [20, 20, 20]
    assert [maths[school]["scored"] for school in SCHOOLS] == [20, 20, 12]
    assert [maths[school]["attendance"] for school in SCHOOLS] == [1, 1, 0.6]


def test_pupils_without_a_mark_do_not_raise_the_rate_of_all_subjects(
    cli: Cli, make: Make, cells: Callable[[Path, str], list[tuple[Any, ...]]]
) -> None:
    book = make(blanked(8))
    cli("report", book)
    rows = cells(book.with_name("成绩册_结果.xlsx"), "学校排名")
    at = rows[4].index("全科合格率")
    rates = {row[1]: row[at] for row in rows[6:9]}
    # 90, 87 … 60: eleven pass in both, in 红岭小学 as in the others
    assert rates == dict.fromkeys(SCHOOLS, 0.55)
    cli("report", book, "--whole", "scored")
    rows = cells(book.with_name("成绩册_结果.xlsx"), "学校排名")
    assert {row[1]: row[at] for row in rows[6:9]} == dict.fromkeys(SCHOOLS, 0.55)
    due, scored, share = rows[6][at - 3 : at]
    assert (due, scored, share) in {(40, 40, 1), (40, 32, 0.8)}


def test_the_list_has_every_pupil_without_an_ordinary_mark(
    cli: Cli, make: Make, cells: Callable[[Path, str], list[tuple[Any, ...]]]
) -> None:
    sheets = town()
    rows = sheets["成绩"]
    rows[1][4], rows[2][4:6], rows[3][5], rows[4][5] = None, ["缺考", "缺考"], 0, "免考"
    book = make(sheets)
    run = cli("report", book)
    path = book.with_name("成绩册_结果.xlsx")
    found = cells(path, "缺考·空白·零分清单")
    assert found[2][:4] == ("序号", "年级", "班级", "姓名"), "one exam needs no column"
    school = str(rows[1][0])
    assert found[3][0] == f"{school}（4 条）"
    assert [row[2:8] for row in found[4:8]] == [
        ("1班", "安学0", "语文", "空白", None, "成绩!E2"),
        ("1班", "安学1", "全部学科", "缺考", "缺考", "成绩!E3、F3"),
        ("1班", "安学2", "数学", "0分", "0", "成绩!F4"),
        ("1班", "安学3", "数学", "免考", "免考", "成绩!F5"),
    ]
    sheet = openpyxl.load_workbook(path)["缺考·空白·零分清单"]
    assert sheet["H5"].hyperlink.location == "'成绩'!E2"
    assert sheet.print_title_rows == "$1:$3"
    assert "内部资料" in str(sheet.oddHeader.left.text)
    assert str(found[8][0]).startswith("以上情况经本校核对属实。")
    assert "校长（签字盖章）" in str(found[8][0])
    assert "读作缺考" not in str(found[1][0])
    assert "缺考·空白·零分清单" in run.out
    nobody = make(town())
    assert "缺考·空白·零分清单" not in cli("report", nobody, "--replace").out


def test_grades_stand_in_the_order_of_schools_whatever_that_of_the_sheets(
    cli: Cli, make: Make, cells: Callable[[Path, str], list[tuple[Any, ...]]]
) -> None:
    head = ["学校", "年级", "班级", "姓名", "语文", "数学"]
    sheets: Sheets = {
        grade: [
            head,
            *(["青石学校", grade, "1班", f"安{n}", 80 + n, None if n else 70] for n in (0, 1)),
        ]
        for grade in ("九年级", "初二", "一年级", "三年级")
    }
    cli("report", make(sheets))
    rows = cells(make(sheets).with_name("成绩册_结果.xlsx"), "缺考·空白·零分清单")
    grades = [row[2] for row in rows if isinstance(row[0], int)]
    assert grades == ["一年级", "三年级", "初二", "九年级"]
    places = cells(make(sheets).with_name("成绩册_结果.xlsx"), "四率统计")
    headings = [str(row[0]) for row in places if str(row[0]).endswith(tuple(grades))]
    assert headings == grades  # the exam is called after the grade


def test_schools_stand_in_the_order_of_the_score_sheets_whatever_is_missing_first(
    cli: Cli, make: Make, cells: Callable[[Path, str], list[tuple[Any, ...]]]
) -> None:
    head = ["学校", "年级", "班级", "姓名", "语文", "数学"]
    sheets: Sheets = {
        grade: [
            head,
            *(
                [school, grade, "1班", f"{school}{n}", None if n == gone else 80 + n, 70]
                for school, gone in zip(("甲校", "乙校", "丙校"), missing, strict=True)
                for n in range(5)
            ),
        ]
        for grade, missing in (("一年级", (9, 9, 2)), ("六年级", (3, 1, 0)))
    }
    cli("report", make(sheets))
    rows = cells(make(sheets).with_name("成绩册_结果.xlsx"), "缺考·空白·零分清单")
    headings = [str(row[0]) for row in rows if str(row[0]).endswith("条）")]
    assert headings == ["甲校（1 条）", "乙校（1 条）", "丙校（2 条）"]


def test_strokes_that_are_read_as_absences_are_told(
    cli: Cli, make: Make, cells: Callable[[Path, str], list[tuple[Any, ...]]]
) -> None:
    sheets = town()
    rows = sheets["成绩"]
    rows[1][4], rows[2][4], rows[3][4], rows[4][4] = "--", "/", "缺考", "--"
    book = make(sheets)
    cli("report", book)
    note = str(cells(book.with_name("成绩册_结果.xlsx"), "缺考·空白·零分清单")[1][0])
    assert "表中的“--”、“/”读作缺考，不是缺考的请改写。" in note


def zeros(number: int) -> Sheets:
    sheets = town()
    for row in sheets["成绩"][1 : number + 1]:
        row[4:6] = [0, 0]
    return sheets


def places(cli: Cli, book: Path, *words: str) -> list[object]:
    entries = cli("rank", book, "--json", "--by", "school", *words).json
    return [entry["rank"] for entry in entries if entry["subject"] in {"数学", "总评"}]


def test_rows_of_zeros_are_asked_once_and_ranked_when_answered(cli: Cli, make: Make) -> None:
    book = make(zeros(5))
    run = cli("check", book)
    assert run.code == 1
    assert "60名学生中有5名学生各科都是0分" in run.out
    assert "项目“全部0分”，值“缺考或0分”" in run.out
    assert places(cli, book) == [None] * 6
    assert places(cli, book, "--all-zero", "zero") == [3, 1, 1] * 2
    assert cli("check", book, "--all-zero", "absent").code == 0
    entries = cli("rates", book, "--json", "--by", "school", "--all-zero", "absent").json
    assert [(e["due"], e["scored"]) for e in entries if e["subject"] == "语文"] == [
        (20, 15), (20, 20), (20, 20)
    ]  # fmt: skip


@pytest.mark.parametrize("answer", ["缺考", "0分"])
def test_the_row_that_is_asked_for_settles_the_zeros(cli: Cli, make: Make, answer: str) -> None:
    form = [["项目", "工作表", "列", "值", "说明"], ["全部0分", None, None, answer, None]]
    sheets = zeros(5) | {"考核设置": form}
    run = cli("check", make(sheets))
    assert run.code == 0, run.out
    assert "各科都是0分" not in run.out


def test_two_rows_of_zeros_in_sixty_are_asked_and_counted(cli: Cli, make: Make) -> None:
    book = make(zeros(2))
    run = cli("check", book)
    assert run.code == 0
    assert "注意\t成绩!E2\t60名学生中有2名学生各科都是0分" in run.out
    assert None not in places(cli, book)


def physics(number: int) -> Sheets:
    sheets = town()
    sheets["成绩"][0] = [*HEADER, "物理"]
    for place, row in enumerate(sheets["成绩"][1:]):
        row.append(0 if place % 20 < number else 60 + place % 20)
    return sheets


def test_a_subject_of_many_zeros_is_asked_by_itself(cli: Cli, make: Make) -> None:
    book = make(physics(8))
    run = cli("check", book)
    assert run.code == 1
    assert "“物理”有24名学生是0分" in run.out
    assert "项目“学科0分”，列“物理”，值“未选考或0分”" in run.out
    for words in ("物理=untaken", "untaken"):
        entries = cli("rates", book, "--json", "--by", "school", "--subject-zero", words).json
        assert [e["due"] for e in entries if e["subject"] == "物理"] == [12] * 3
    form = [["项目", "列", "值"], ["学科0分", "物理", "未选考"]]
    assert cli("check", make(physics(8) | {"考核设置": form})).code == 0
    assert cli("rates", book, "--subject-zero", "物理=maybe").code == 2


def chemistry() -> Sheets:
    rows: list[Any] = [["班级", "姓名", "语文", "化学"]]
    rows += [["1班", f"安学{n}", 60 + n % 40, 5 + n * 55 // 39] for n in range(40)]
    other: list[Any] = [["班级", "姓名", "语文", "化学"]]
    other += [["1班", f"白学{n}", 60 + n % 40, 45 + n % 50] for n in range(40)]
    return {"九年级成绩": rows, "八年级成绩": other}


def test_one_subject_may_have_another_full_mark_on_one_sheet(cli: Cli, make: Make) -> None:
    book = make(chemistry())
    run = cli("check", book)
    assert run.code == 1
    assert "项目“满分”，工作表“九年级成绩”，列“化学”，值“60或100”" in run.out
    rates = cli("rates", book, "--json", "--full", "九年级成绩!化学=60").json
    passing = {e["sheet"]: e["pass_n"] for e in rates if e["subject"] == "化学"}
    assert passing == {"九年级成绩": 18, "八年级成绩": 25}
    assert cli("check", book, "--full", "九年级成绩!化学=60").code == 0
    assert cli("check", book, "--full", "100").code == 0, "100 was set: no more asking"
    form = [["项目", "工作表", "列", "值"], ["满分", "九年级成绩", "化学", 60]]
    assert cli("check", make(chemistry() | {"考核设置": form})).code == 0


def test_a_full_mark_by_sheet_is_in_the_record_and_verified(cli: Cli, make: Make) -> None:
    book = make(chemistry())
    run = cli("rates", book, "--full", "九年级成绩!化学=60", "--composite", "50-30-30-10")
    assert run.code == 0, run.err
    assert cli("verify", book.with_name("成绩册_结果.xlsx")).code == 0


def signed() -> Sheets:
    sheets = town()
    sheets["成绩"][1][4] = "▲72"
    return sheets


def test_signed_marks_are_counted_or_not_as_it_is_said(cli: Cli, make: Make) -> None:
    book = make(signed())
    run = cli("check", book)
    assert run.code == 1
    assert "项目“带符号的分数”，值“计入或不计入”" in run.out
    for words, scored, code in (("count", 60, 0), ("skip", 59, 0)):
        assert cli("check", book, "--signed", words).code == code
        entries = cli("rates", book, "--json", "--by", "all", "--signed", words).json
        assert [e["scored"] for e in entries if e["subject"] == "语文"] == [scored]
    for answer in ("计入", "不计入"):
        form = [["项目", "列", "值"], ["带符号的分数", None, answer]]
        assert cli("check", make(signed() | {"考核设置": form})).code == 0
    assert cli("rates", book, "--signed", "count").code == 0
    assert cli("verify", book.with_name("成绩册_结果.xlsx")).code == 0


OVERVIEW = [["科目", "满分"], ["语文", 100], ["化学", 60]]


def test_full_marks_of_an_overview_are_used_and_verified(cli: Cli, make: Make) -> None:
    sheets = {"九年级成绩": chemistry()["九年级成绩"], "考试概览": OVERVIEW}
    book = make(sheets)
    run = cli("check", book)
    assert run.code == 0, run.out
    assert "满分取自这张表" in run.out
    entries = cli("rates", book, "--json", "--by", "all").json
    assert [e["pass_n"] for e in entries if e["subject"] == "化学"] == [18]
    entries = cli("rates", book, "--json", "--by", "all", "--full", "化学=100").json
    assert [e["pass_n"] for e in entries if e["subject"] == "化学"] == [1]
    assert cli("rates", book, "--in-place").code == 0
    assert cli("verify", book).code == 0
    changed = openpyxl.load_workbook(book)
    changed["考试概览"]["B3"] = 70
    changed.save(book)
    assert cli("verify", book).code == 1


SCHEME = ("--scheme", "luotuoao-brief", "--on", "2026-07-10")


def test_a_payout_tells_classes_with_far_fewer_marks(
    cli: Cli, make: Make, town_sheets: Sheets
) -> None:
    rows = town_sheets["成绩"]
    for number in range(30):
        rows.append(["青石小学", "六年级", "1班", f"青学{number}", 60 + number, 70])
        rows.append(
            ["白水小学", "六年级", "1班", f"白学{number}", 60 + number, 70 if number > 9 else None]
        )
    run = cli("payout", make(town_sheets), *SCHEME)
    assert "白水小学六年级1班：数学应考" in run.err


@pytest.mark.parametrize("changed", [{4: 111}, {4: 0, 5: 0}])
def test_nothing_is_paid_by_marks_that_are_asked_about(
    cli: Cli, make: Make, town_sheets: Sheets, changed: dict[int, int]
) -> None:
    assert cli("payout", make(town_sheets), *SCHEME, "--json").code == 0
    for column, mark in changed.items():
        town_sheets["成绩"][2][column] = mark
    run = cli("payout", make(town_sheets, "改.xlsx"), *SCHEME)
    assert run.code == 2
    assert "也不计奖" in run.err
    answer = ("--full", "语文=120") if 5 not in changed else ("--all-zero", "zero")
    assert cli("payout", make(town_sheets, "改.xlsx"), *SCHEME, *answer, "--json").code == 0


def test_a_class_without_one_mark_in_a_subject_has_no_place_over_all_subjects(
    cli: Cli, make: Make
) -> None:
    book = make(blanked(20))
    entries = cli("rank", book, "--json", "--by", "school").json
    overall = {e["school"]: e["rank"] for e in entries if e["subject"] == "总评"}
    assert overall == {"青石小学": 1, "白水小学": 1, "红岭小学": None}
    maths = {e["school"]: (e["due"], e["scored"]) for e in entries if e["subject"] == "数学"}
    assert maths["红岭小学"] == (20, 0)
    assert "红岭小学六年级1班：数学应考20人、有成绩0人" in cli("rank", book).err


def test_a_subject_that_a_school_does_not_offer_leaves_its_place_to_the_others(
    cli: Cli, make: Make
) -> None:
    sheets = town()
    sheets["成绩"][0] = [*HEADER, "英语"]
    for row in sheets["成绩"][1:]:
        row.append(None if row[0] == "红岭小学" else 80)
    book = make(sheets)
    entries = cli("rank", book, "--json", "--by", "school").json
    assert None not in [e["rank"] for e in entries if e["subject"] == "总评"]
    assert [e["due"] for e in entries if e["subject"] == "英语"] == [20, 20, 0]
    told = cli("check", book).out
    assert "红岭小学六年级1班" not in told
    assert "别的学校有成绩的学科，红岭小学六年级没有英语，按不考这一科处理" in told


def test_a_grade_without_a_subject_is_nothing_to_be_told(cli: Cli, make: Make) -> None:
    sheets = town()
    sheets["成绩"][0] = [*HEADER, "英语"]
    for place, row in enumerate(sheets["成绩"][1:]):
        row[1] = "三年级" if place % 2 else "六年级"
        row.append(None if place % 2 else 80)
    told = cli("check", make(sheets)).out
    assert "别的学校" not in told
    assert "应考而空白" not in told


def test_a_mark_that_no_paper_has_is_a_slip_and_no_full_mark_is_proposed(
    cli: Cli, make: Make
) -> None:
    sheets = town()
    sheets["成绩"][1][4] = 905
    run = cli("check", make(sheets))
    assert run.code == 1
    assert "E2=905" in run.out
    assert "写错的分数请改正\n" in run.out
    sheets["成绩"][1][4] = 115
    assert "项目“满分”，列“语文”，值“120”" in cli("check", make(sheets, "改.xlsx")).out


def test_the_screen_calls_an_exam_of_several_sheets_as_the_sheets_do(cli: Cli, make: Make) -> None:
    def sheet(subject: str, *names: str) -> list[list[Any]]:
        return [["姓名", subject], *[[name, 80] for name in names]]

    run = cli(
        "report", make({"数学": sheet("数学", "安一", "安二"), "语文": sheet("语文", "安二")})
    )
    assert run.code == 0, run.out
    assert "未注明考试\t全体\t" in run.out
    assert "张表\t" not in run.out
    assert "1名学生别的学科的表里有，这张表里没有" in run.out + run.err
    alone = make({"成绩": sheet("数学", "安一", "安二")})
    run = cli("report", alone, "-o", alone.with_name("另一份.xlsx"))
    assert "成绩\t全体\t" in run.out
