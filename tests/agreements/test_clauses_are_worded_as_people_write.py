from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from xl_quality import schemes
from xl_quality.agreements.field_values import ClauseWords, Party
from xl_quality.agreements.wording import PrintedScheme
from xl_quality.schemes.loading import load, load_file, scheme_ids
from xl_quality.schemes.tariffs.consequences import FixedConsequence, said_of

ON = date(2026, 9, 1)
JUNIOR, PRIMARY = "骆驼坳中学", "柳溪小学"
SAID = [
    ("luotuoao-brief", "A1", PRIMARY, "分年级分学科名次只作通报，不奖不惩"),
    ("luotuoao-brief", "A6", JUNIOR, "录取数比指标数每超1名奖200元，每缺1名罚100元"),
    ("luotuoao-brief", "A6", JUNIOR, "达到目标的，奖300元，每高1名再奖300元"),
    ("luotuoao-brief", "A10", JUNIOR, "奖300元至1000元"),
    ("luotuoao-2008", "B1", JUNIOR, "录取数不低于指标数的，按指标数每名奖________元"),
    ("luotuoao-2008", "B1", JUNIOR, "缺6名罚6000元，以后依此类推（每级增幅再增加同一数额）"),
    ("luotuoao-2008", "B3", JUNIOR, "名次比上年每升1名奖500元，每降1名罚800元"),
    (
        *("luotuoao-2008", "B4", JUNIOR),
        (
            "；居全县后3名的，将任课教师列为末位交流人选"
            "（几人任教的，取其中名次靠后的一半，向下取整，至少1人，并列者都列入）"
        ),
    ),
    ("luotuoao-2008", "B8", PRIMARY, "居后三分之一的，任课教师不得评优晋级"),
    ("luotuoao-2008", "B8", JUNIOR, "居全县后3名的，任课教师不得评优晋级"),
    ("school-2006", "C1", JUNIOR, "倒数第4—9名每名奖20元、"),
    ("school-2006", "C2", JUNIOR, "居后2名的，C2至C5一律不奖"),
    ("school-2006", "C4", JUNIOR, "单科进入全县前5名的，每人奖100元"),
    ("school-2006", "C7", JUNIOR, "费用结清的，奖100元"),
    (
        *("school-2006", "C8", JUNIOR),
        "；教师本人县级一等奖400元、二等奖200元、三等奖100元、优秀奖50元；",
    ),
    (
        *("school-2006", "C9", JUNIOR),
        "不低于90分的为优，发全额；不低于75分的为良，发全额的三分之二；",
    ),
    ("class-targets", "D1", "", "每低1个百分点扣________分（不满1个百分点的不计）"),
    ("class-targets", "D3", "", "全部达标的，给予年级全体教师年级集体奖"),
    ("class-targets", "D4", "", "每高1个百分点加________分，每低1个百分点扣________分"),
    ("basic-targets", "G5", "", "明显下降的，由教师本人说明原因"),
    ("rank-up", "E2", "", "上年居全镇第2名之后的，比上年提高2名及以上"),
    ("rank-up", "E2", "", "上年居全镇前2名的，应在第2名以内"),
    ("town-line", "F1", "", "及格率不低于标准线的，评定为合格"),
    ("town-line", "F2", "", "居全镇前5名的，对教师本人予以表彰"),
    ("town-line", "F3", "", "名次比基数考试提高2名及以上的，对教师本人予以表彰"),
    ("town-line", "F4", "", "及格率高出标准线10个百分点及以上的，对教师本人予以表彰"),
    ("town-line", "F5", "", "及格率低于标准线3个百分点及以上的，由教师本人作出书面说明"),
    ("county-2025", "I16", JUNIOR, "不低于________分的为优秀，不低于________分的为良好，"),
    ("county-2025", "I16", JUNIOR, "其余为不合格"),
    ("double-high", "J1", JUNIOR, "单科及格率：不低于90%；各学科全部达标"),
    ("class-duty", "L5", "", "集体备课无故缺席1次计为旷课1节"),
    (
        *("balanced", "K2", JUNIOR),
        "年度考核等次为优秀、合格的，对教职工本人全额发放基础性绩效工资",
    ),
    ("balanced", "K3", JUNIOR, "第一次书面检讨、第二次通报批评、"),
    ("balanced", "K3", JUNIOR, "第五次及以后调离岗位"),
]


@pytest.mark.parametrize(("scheme", "clause", "school", "words"), SAID)
def test_a_clause_reads_well(scheme: str, clause: str, school: str, words: str) -> None:
    assert words in str(PrintedScheme(load(scheme), ON).said_to(Party(school)).clauses[clause])


def test_the_sentences_of_a_clause_stand_without_titles() -> None:
    said = str(PrintedScheme(load("luotuoao-brief"), ON).said_to(Party(JUNIOR)).clauses["A11"])
    assert said == (
        "连续两次考试居末位的，对校长、主任进行诫勉谈话；"
        "连续两年居末位且与倒数第二名相差15分及以上的，对校长提出免职建议；"
        "连续两次考试居后两名的，给予教师本人黄牌警告，并列为末位交流人选"
    )


@pytest.mark.parametrize(
    ("names", "whom", "sentence"),
    [
        (["约谈"], "校长", "对校长进行约谈"),
        (["通报批评", "书面检讨"], "校长", "给予校长通报批评，并作出书面检讨"),
        (["不得评奖"], "教师本人", "教师本人不得评奖"),
        (["取消评奖"], "教师本人", "对教师本人取消评奖"),
        (["扣发年终奖"], "教师本人", "对教师本人扣发年终奖"),
        (["调离岗位"], "校长", "将校长调离岗位"),
        (["不合格"], "", "评定为不合格"),
        (["追回奖"], "教师本人", ""),
        (["写检讨书"], "教师本人", ""),
        (["黄牌警告", "写检讨书"], "教师本人", ""),
        ([], "校长", ""),
    ],
)
def test_a_consequence_is_put_into_a_sentence_where_its_form_is_sure(
    names: list[str], whom: str, sentence: str
) -> None:
    assert said_of(names, whom) == sentence


@pytest.mark.parametrize("scheme", scheme_ids())
def test_every_consequence_that_ships_is_a_sentence(scheme: str) -> None:
    loaded = load(scheme)
    for clause in loaded.clauses:
        for rule in clause.rules:
            tariff = rule.tariff(loaded.choices())
            if isinstance(tariff, FixedConsequence):
                assert said_of(tariff.names, "、".join(tariff.roles)), rule.title


def test_how_often_it_is_and_a_last_place_alone_are_said_in_words(tmp_path: Path) -> None:
    text = Path(schemes.__file__).with_name("data").joinpath("luotuoao_brief.toml").read_text()
    own = tmp_path / "luotuoao_brief.toml"
    old = 'measure = "last_count", edge = "at_least", limit = '
    place = 'measure = "place_from_last", edge = "at_most", limit = '
    own.write_text(text.replace(f"{old}2", f"{old}12").replace(f"{place}3", f"{place}1"))
    clauses = PrintedScheme(load_file(own), ON).said_to(Party(JUNIOR)).clauses
    assert str(clauses["A11"]).startswith("连续12次考试居末位的，")
    assert str(clauses["A9"]).startswith("居全县末位的，将任课教师")


def test_the_table_of_rewards_says_what_a_line_missed_costs() -> None:
    rows = PrintedScheme(load("class-targets"), ON).said_to(Party("", ("语文",))).rewards
    found = {row["项目"]: str(row["标准"]) for row in rows}
    assert found["语文优秀率"].startswith("每低1个百分点扣________分")


def test_what_was_agreed_upon_apart_is_called_so() -> None:
    for scheme, clause in (("county-2025", "I17"), ("double-high", "J4")):
        words = PrintedScheme(load(scheme), ON).said_to(Party(JUNIOR)).clauses[clause]
        assert isinstance(words, ClauseWords)
        assert list(words.titles.values()) == ["双方商定的比率指标"]


GOALS = [
    ("luotuoao-brief", PRIMARY, "与全镇第一名差距（全镇统考）", "不超过20分"),
    ("rank-up", "", "比上年提高两名", "上年居第2名之后的，比上年提高2名及以上"),
    ("personal-goals", "", "公开课", "每月不少于1节"),
    ("personal-goals", "", "教案", "不少于应上课节数的90%"),
    ("personal-goals", "", "全县名次", "第________名以内"),
    ("personal-goals", "", "优秀率", "不低于________%"),
    ("county-2025", JUNIOR, "省级论文", "不少于10篇"),
    ("county-2025", PRIMARY, "小学毕业生语数英及格率", "达到100%"),
    ("county-2025", JUNIOR, "初中毕业生优秀率", "比2024年提高5个百分点"),
    ("double-high", JUNIOR, "各学科", "全部达标"),
    ("town-line", "", "听课节数", "不少于20节"),
    (
        "class-targets",
        "",
        "语文优秀率",
        "不低于70%；上次已达到的，在上次基础上提高3个百分点（最高100%）；没有上次成绩的，按标准线",
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
    assert "与全镇第一名差距（全镇统考）" in items("luotuoao-brief", PRIMARY)
    assert not any("与全镇第一名差距" in str(one) for one in items("luotuoao-brief", JUNIOR))
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
        ((), ["一年级全镇名次", "比上年提高两名", "保持前两名"]),
        (("一年级",), ["一年级全镇名次"]),
        (("三年级",), ["比上年提高两名", "保持前两名"]),
        (("一年级", "三年级"), ["一年级全镇名次", "比上年提高两名", "保持前两名"]),
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
