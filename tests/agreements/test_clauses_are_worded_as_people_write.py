from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from xl_quality import schemes
from xl_quality.agreements.field_values import ClauseWords
from xl_quality.agreements.wording import Party, PrintedScheme
from xl_quality.schemes.loading import load, load_file, scheme_ids

ON = date(2026, 9, 1)
JUNIOR, PRIMARY = "骆驼坳中学", "柳溪小学"
SAID = [
    ("luotuoao-brief", "A6", JUNIOR, "录取数比指标数每超1名奖200元，每缺1名罚100元"),
    (
        "luotuoao-brief",
        "A11",
        JUNIOR,
        "连续末位年数达到2年且与倒数第二名差距不低于15分的，免职建议",
    ),
    ("luotuoao-2008", "B1", JUNIOR, "录取数不低于指标数的，按指标数每1名奖________元"),
    ("luotuoao-2008", "B1", JUNIOR, "缺6名罚6000元，以后依此类推（每级增幅再增加同一数额）"),
    ("luotuoao-2008", "B3", JUNIOR, "名次比上次名次每升1名奖500元，每降1名罚800元"),
    (
        "luotuoao-2008",
        "B4",
        JUNIOR,
        "列为末位交流人选，几人任教的取名次靠后的一半（向下取整，至少1人，并列者都列入）",
    ),
    ("luotuoao-2008", "B8", PRIMARY, "倒数名次不超过排名单位数的三分之一的，不得评优晋级"),
    ("school-2006", "C4", JUNIOR, "单科进入全县前5名的，每1人奖100元"),
    ("school-2006", "C7", JUNIOR, "费用结清的，奖100元"),
    (
        "school-2006",
        "C8",
        JUNIOR,
        "；教师本人县级一等奖400元、二等奖200元、三等奖100元、优秀奖50元；",
    ),
    ("school-2006", "C9", JUNIOR, "优（不低于90）发全额；良（不低于75）发全额的三分之二"),
    ("class-targets", "D1", "", "每低1个百分点扣________分（不满1个百分点的不计）"),
    ("class-targets", "D3", "", "全部达标的，给予年级集体奖（年级全体教师）"),
    ("class-targets", "D4", "", "每高1个百分点加________分，每低1个百分点扣________分"),
    ("town-line", "F2", "", "全镇第5名以内的，表彰"),
    ("town-line", "F3", "", "名次比基数考试名次提高2名及以上的，表彰"),
    ("town-line", "F4", "", "及格率高出标准线10个百分点及以上的，表彰"),
    ("town-line", "F5", "", "及格率低于标准线3个百分点及以上的，书面说明"),
    ("county-2025", "I16", JUNIOR, "优秀（不低于________分）、良好（不低于________分）"),
    ("class-duty", "L5", "", "集体备课无故缺席1次计为旷课1节"),
    ("balanced", "K2", JUNIOR, "年度考核等次为优秀、合格的，全额发放基础性绩效工资"),
    ("balanced", "K3", JUNIOR, "第1次书面检讨、第2次通报批评"),
]


@pytest.mark.parametrize(("scheme", "clause", "school", "words"), SAID)
def test_a_clause_reads_well(scheme: str, clause: str, school: str, words: str) -> None:
    assert words in str(PrintedScheme(load(scheme), ON).said_to(Party(school)).clauses[clause])


GOALS = [
    ("luotuoao-brief", PRIMARY, "与全镇第一名差距", "不超过20分"),
    ("rank-up", "", "比上年提高两名", "上年第2名之后的，比上年名次提高2名及以上"),
    ("personal-goals", "", "公开课", "每月不少于1节"),
    ("personal-goals", "", "教案", "不少于应上课节数的90%"),
    ("personal-goals", "", "全县名次", "第________名以内"),
    ("personal-goals", "", "优秀率", "不低于________%"),
    ("county-2025", JUNIOR, "省级论文", "不少于10篇"),
    ("county-2025", PRIMARY, "小学毕业生语数英及格率", "达到100%"),
    ("county-2025", JUNIOR, "初中毕业生优秀率", "比2024年提高5个百分点"),
    ("double-high", JUNIOR, "各学科全部达标", "全部达标"),
    ("town-line", "", "听课节数", "不少于20节"),
    (
        "class-targets",
        "",
        "语文优秀率",
        "不低于70%；上次已达到的，在上次基础上提高3个百分点（最高100%）；没有上次比率的按标准线",
    ),
]


@pytest.mark.parametrize(("scheme", "school", "item", "goal"), GOALS)
def test_a_goal_has_its_unit_and_names_what_it_depends_on(
    scheme: str, school: str, item: str, goal: str
) -> None:
    rows = PrintedScheme(load(scheme), ON).said_to(Party(school)).targets
    assert {row["项目"]: row["目标"] for row in rows}[item] == goal


def items(scheme: str, school: str) -> set[object]:
    return {row["项目"] for row in PrintedScheme(load(scheme), ON).said_to(Party(school)).targets}


def test_a_school_is_asked_for_nothing_that_belongs_to_the_other_stage() -> None:
    assert "与全镇第一名差距" in items("luotuoao-brief", PRIMARY)
    assert "与全镇第一名差距" not in items("luotuoao-brief", JUNIOR)
    assert "初中毕业生全科合格率" in items("county-2025", JUNIOR)
    assert "初中毕业生全科合格率" not in items("county-2025", PRIMARY)
    assert {"小学毕业生语数英及格率", "初中毕业生全科合格率"} <= items(
        "county-2025", "九年一贯制学校"
    )
    reading = PrintedScheme(load("luotuoao-2008"), ON)
    assert not reading.said_to(Party(PRIMARY)).clauses["B1"]
    assert reading.said_to(Party(JUNIOR)).clauses["B1"]


@pytest.mark.parametrize(
    ("subjects", "wanted"),
    [
        ((), {"语文优秀率", "数学优秀率", "英语优秀率"}),
        (("语文",), {"语文优秀率"}),
        (("数学", "英语"), {"数学优秀率", "英语优秀率"}),
        (("音乐",), set()),
    ],
)
def test_a_teacher_is_told_the_lines_of_the_own_subjects_only(
    subjects: tuple[str, ...], wanted: set[str]
) -> None:
    said = PrintedScheme(load("class-targets"), ON).said_to(Party("柳溪小学", subjects))
    excellent = {one for row in said.targets if (one := str(row["项目"])).endswith("优秀率")}
    assert excellent == wanted
    assert "及格率（标准100%）" in {row["项目"] for row in said.targets}
    named = {one for one in ("语文", "数学", "英语") if one in str(said.clauses["D2"])}
    assert named == {one[:2] for one in wanted}


@pytest.mark.parametrize(
    ("grades", "wanted"),
    [
        ((), ["一年级名次", "比上年提高两名", "保持前两名"]),
        (("一年级",), ["一年级名次"]),
        (("三年级",), ["比上年提高两名", "保持前两名"]),
        (("一年级", "三年级"), ["一年级名次", "比上年提高两名", "保持前两名"]),
    ],
)
def test_a_teacher_is_told_the_rules_of_the_own_grades_only(
    grades: tuple[str, ...], wanted: list[str]
) -> None:
    said = PrintedScheme(load("rank-up"), ON).said_to(Party("柳溪小学", grades=grades))
    assert [row["项目"] for row in said.targets] == wanted


@pytest.mark.parametrize("scheme", ["county-2025", "double-high"])
def test_what_is_agreed_upon_apart_is_no_goal_of_the_scheme(scheme: str) -> None:
    assert not [item for item in items(scheme, JUNIOR) if str(item).startswith("自定")]


def test_what_the_office_filled_in_stands_in_the_sentence_with_its_unit() -> None:
    reading = PrintedScheme(load("class-targets"), ON, parameters={"per_point": 2})
    assert "每高1个百分点加2分，每低1个百分点扣2分" in str(reading.said_to(Party("")).clauses["D4"])
    own = PrintedScheme(
        load("personal-goals"), ON, parameters={"rank_goal": 6, "pass_goal": Fraction(17, 20)}
    )
    goals = [row["目标"] for row in own.said_to(Party("")).targets]
    assert {"第6名以内", "不低于85%"} <= set(goals)


def test_another_reading_changes_the_words() -> None:
    exact = PrintedScheme(load("class-targets"), ON, {"class_teacher_counting": "exact"})
    assert "不满1个百分点的按比例" in str(exact.said_to(Party("")).clauses["D4"])
    excellent = PrintedScheme(load("town-line"), ON, {"result_by": "excellent_rate"})
    assert "优秀率高出标准线" in str(excellent.said_to(Party("")).clauses["F4"])


def test_what_two_rules_of_a_clause_say_alike_is_said_once(tmp_path: Path) -> None:
    prizes = str(PrintedScheme(load("school-2006"), ON).said_to(Party(JUNIOR)).clauses["C8"])
    assert prizes.startswith("校级竞赛奖：一等奖50元、二等奖40元、三等奖30元；")
    assert prizes.count("校级") == 1
    assert prizes.count("一等奖") == 9
    text = Path(schemes.__file__).with_name("data").joinpath("school_2006.toml").read_text("utf-8")
    raised = tmp_path / "school_2006.toml"
    row = 'level = "school", prize = "一等奖", amount = '
    raised.write_text(text.replace(f"{row}50", f"{row}60"), "utf-8")
    other = str(PrintedScheme(load_file(raised), ON).said_to(Party(JUNIOR)).clauses["C8"])
    assert "教师本人校级一等奖60元、二等奖40元" in other  # what differs is said, too


def test_a_rise_may_be_read_as_a_share_of_what_was() -> None:
    relative = PrintedScheme(load("county-2025"), ON, {"five_points": "relative"})
    goals = {row["项目"]: row["目标"] for row in relative.said_to(Party(JUNIOR)).targets}
    assert goals["初中毕业生优秀率"] == "不低于2024年比率的105%"


def test_a_single_rule_is_printed_without_its_title_and_goals_stand_in_the_table() -> None:
    assert str(ClauseWords({"优秀校长奖": "300元至1000元"})) == "300元至1000元"
    words = ClauseWords({"奖": "奖1元", "罚": "罚1元", "目标": "第8名以内"})
    words.goals.add("目标")
    assert str(words) == "奖：奖1元；罚：罚1元"


@pytest.mark.parametrize("scheme", scheme_ids())
@pytest.mark.parametrize("school", ["", JUNIOR, PRIMARY])
def test_no_agreement_prints_a_formula_or_an_arrow(scheme: str, school: str) -> None:
    reading = PrintedScheme(load(scheme), ON)
    words = [str(words) for words in reading.said_to(Party(school)).clauses.values()]
    words += [str(row["目标"]) for row in reading.said_to(Party(school)).targets]
    words += [str(row["标准"]) for row in reading.said_to(Party(school)).rewards]
    for text in words:
        assert not set(text) & set("→×－“{"), text
