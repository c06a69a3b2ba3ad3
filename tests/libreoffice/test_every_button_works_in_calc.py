"""The sample workbook in a real LibreOffice: every button, compared with the file host."""

from __future__ import annotations

import os
import shutil
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

from tests.libreoffice.books import OpenBook
from tests.runs.test_figures_are_live_formulas import SCORES, written_for_formulas
from xl_quality.books.files import open_book
from xl_quality.buttons.menu import ACTIONS, MessageKind, Said
from xl_quality.buttons.performers import perform
from xl_quality.buttons.session import Kit, Session
from xl_quality.functions.catalogue import BY_NAME
from xl_quality.libreoffice.uno_desk import AnsweredDesk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.libreoffice.office import Office

pytestmark = pytest.mark.libreoffice
SAMPLE = Path(__file__).parents[2] / "workbooks" / "示例镇成绩册.xlsx"
SCHEME = "luotuoao-brief"
ANSWERS: dict[str, tuple[str, ...]] = {
    "rates": ("",),
    "rank": ("",),
    "report": ("本学期期末", "学校排名、分数段、缺考·空白·零分清单"),
    "import_scheme": (SCHEME,),
    "trial": (SCHEME, "", "", "", "", ""),
    "payout": (SCHEME, "", "", "", "", ""),
    "warnings": (SCHEME, "", "", "", "", ""),
    "template_check": (SCHEME,),
}
RECORD = "运行记录"


def session() -> Session:
    return Session(
        Kit(
            datetime.now,
            Path("手册"),
            lambda: Said(MessageKind.INFORMATION, ""),
            frozenset(BY_NAME),
        )
    )


class Sample:
    """The sample open in Calc, and the same file for the file host."""

    def __init__(self, office: Office, folder: Path, source: Path = SAMPLE) -> None:
        self.path = folder / "示例镇成绩册.xlsx"
        shutil.copy(source, self.path)
        (folder / "文件").mkdir()
        self.file = folder / "文件" / self.path.name
        shutil.copy(source, self.file)
        self.office = office
        self.document: int = office("opened", str(self.path))
        self.file_session = session()

    def press(self, action: str, *answers: str) -> str:
        said: str = self.office("dispatched", self.document, action, list(answers))
        return said

    def press_on_file(self, action: str, *answers: str) -> Said:
        return perform(action, open_book(self.file), AnsweredDesk(answers), self.file_session)

    def book(self) -> OpenBook:
        return OpenBook(self.office, self.document)

    def sheets(self) -> dict[str, tuple[tuple[object, ...], ...]]:
        """Return all values of all sheets."""
        found: dict[str, tuple[tuple[object, ...], ...]] = self.office("all_values", self.document)
        return found


@pytest.fixture
def sample(office: Office, tmp_path: Path) -> Iterator[Sample]:
    opened = Sample(office, tmp_path)
    yield opened
    office("closed", opened.document)


def test_calc_reads_every_sheet_as_the_file_reader_does(sample: Sample) -> None:
    file, book = open_book(sample.file), sample.book()
    assert list(book.sheet_names()) == list(file.sheet_names())
    for name in file.sheet_names():
        ours, theirs = book.read(name), file.read(name)
        assert [list(row) for row in ours.rows] == [list(row) for row in theirs.rows], name
        assert sorted(ours.merged) == sorted(theirs.merged), name
        assert ours.hidden == theirs.hidden, name


@pytest.mark.parametrize(
    "action",
    ["recognise", "check", "rates", "rank", "report", "import_scheme", "payout", "warnings"],
)
def test_a_writing_button_writes_what_the_file_host_writes(sample: Sample, action: str) -> None:
    before = sample.sheets()
    answers = ANSWERS.get(action, ())
    said = sample.press(action, *answers)
    on_file = sample.press_on_file(action, *answers)
    file, book = open_book(sample.file), sample.book()
    assert said.split("\n")[0] == on_file.text.split("\n")[0]
    assert said.startswith("已写入工作表")
    assert list(book.own_sheets()) == list(file.own_sheets())
    assert list(book.sheet_names()) == list(file.sheet_names())
    for name in file.own_sheets():
        if name != RECORD:  # it names times and the workbook's fingerprint
            ours, theirs = book.read(name), file.read(name)
            assert [list(row) for row in ours.rows] == [list(row) for row in theirs.rows], name
            assert sorted(ours.merged) == sorted(theirs.merged), name
    after = sample.sheets()
    assert {name: after[name] for name in before} == before
    assert sample.office("undo_titles", sample.document) == [ACTIONS[action].label]
    sample.office("undone", sample.document)
    assert sample.sheets() == before
    sample.office("redone", sample.document)
    assert sample.sheets() == after
    assert list(open_book(sample.path).sheet_names()) == list(before), (
        "the file is the clerk's to save"
    )


def test_list_forms_stand_in_calc_as_in_the_file(office: Office, tmp_path: Path) -> None:
    bare = tmp_path / "光有成绩.xlsx"
    scores = openpyxl.Workbook()
    scores.active.title = "期末成绩"
    for row in (
        ("学校", "年级", "班级", "姓名", "语文", "数学"),
        ("青山小学", "六年级", "1班", "陈一", 92, 88),
        ("白水小学", "六年级", "1班", "黄三", 85, 97),
    ):
        scores.active.append(row)
    scores.save(bare)
    opened = Sample(office, tmp_path, bare)
    before = opened.sheets()
    said, on_file = opened.press("lists", SCHEME), opened.press_on_file("lists", SCHEME).text
    first, *_backup, last = said.split("\n")
    assert (first, last) == (on_file.split("\n")[0], on_file.split("\n")[-1])
    assert first.startswith("已写入工作表")
    file, book = open_book(opened.file), opened.book()
    assert {"县名次", "指标", "任课", "历次", "手工金额"} <= set(book.sheet_names())
    for name in set(file.sheet_names()) - set(before):
        assert [list(row) for row in book.read(name).rows] == [
            list(row) for row in file.read(name).rows
        ], name
    assert office("undo_titles", opened.document) == [ACTIONS["lists"].label]
    office("undone", opened.document)
    assert opened.sheets() == before
    office("closed", opened.document)


def test_figures_as_formulas_live_in_calc(office: Office, tmp_path: Path) -> None:
    opened = Sample(office, tmp_path, written_for_formulas(tmp_path / "公式.xlsx"))
    assert "已写入工作表：四率统计、学校排名" in opened.press("rank")
    opened.press_on_file("rank")
    document, sheet = opened.document, "四率统计"
    file, ours = open_book(opened.file), opened.book()
    assert [list(row) for row in ours.read(sheet).rows] == [
        list(row) for row in file.read(sheet).rows
    ], "computed by Calc, printed by us"
    before = office("showing", document, sheet, "A7:L7")[0]
    (texts,) = office("formulas", document, sheet, "A7:L7")
    assert "AVERAGEIFS(" in texts[5]
    assert "RANK(" in texts[10]
    assert before[11] == 0
    assert office("undo_titles", document) == [ACTIONS["rank"].label]
    office("written", document, SCORES, "E2:E2", [[100]])
    after = office("showing", document, sheet, "A7:L7")[0]
    assert after[5] > before[5]
    assert after[11] > 0, "核对 tells that a mark has changed"
    for _ in ("the mark", "the button"):
        office("undone", document)
    assert sheet not in opened.sheets()
    office("redone", document)
    assert office("formulas", document, sheet, "A7:L7") == (texts,)
    opened.press("rank")
    assert "已撤销" in opened.press("undo")
    assert office("formulas", document, sheet, "A7:L7") == (texts,), "from the backup"
    assert office("showing", document, sheet, "A7:L7")[0] == before
    office("closed", document)


def test_a_trial_tells_the_same_and_writes_nothing(sample: Sample) -> None:
    before = sample.sheets()
    said = sample.press("trial", *ANSWERS["trial"])
    assert said == sample.press_on_file("trial", *ANSWERS["trial"]).text
    assert "元" in said
    assert sample.sheets() == before
    assert sample.office("undo_titles", sample.document) == []


def test_settings_that_are_there_are_only_shown(sample: Sample) -> None:
    before = sample.sheets()
    assert "没有覆盖" in sample.press("settings")
    assert sample.sheets() == before


def test_a_template_is_checked(sample: Sample) -> None:
    assert "模板用到" in sample.press("template_check", SCHEME)


def test_agreements_are_made_in_a_folder(sample: Sample, tmp_path: Path) -> None:
    out = tmp_path / "责任书"
    out.mkdir()
    assert "读回核对" in sample.press("agreements", SCHEME, str(out))
    assert len(list(out.glob("*.docx"))) > 5
    assert "责任书清单" in sample.book().own_sheets()


def test_the_undo_button_takes_the_last_step_back(sample: Sample) -> None:
    sample.press("rates", "")
    before = sample.sheets()
    sample.press("rank", "")
    assert "学校排名" in sample.sheets()
    assert "已撤销“排名”" in sample.press("undo")
    assert sample.sheets() == before
    assert "已撤销“四率统计”" in sample.press("undo")
    assert "没有可以撤销" in sample.press("undo")


def test_a_backup_holds_what_was_typed_since_the_last_save(sample: Sample) -> None:
    sample.office("written", sample.document, "人员", "H1:H1", [["后来写的"]])
    sample.press("backup")
    (copy,) = (sample.path.parent / "备份").iterdir()
    assert open_book(copy).read("人员").rows[0][7] == "后来写的"


def test_an_unchanged_workbook_is_backed_up_byte_by_byte(sample: Sample) -> None:
    sample.press("backup")
    (copy,) = (sample.path.parent / "备份").iterdir()
    assert copy.read_bytes() == SAMPLE.read_bytes()


def test_functions_become_values_in_a_copy(sample: Sample) -> None:
    office, document = sample.office, sample.document
    office("formula", document, "人员", "J1", '=PASS_RATE({90;50})&""')
    office("formula", document, "人员", "J2", "=RMB_UPPER(1200)")
    assert "换成了数值" in sample.press("freeze")
    (copy,) = sample.path.parent.glob("*_数值*.xlsx")
    rows = open_book(copy).read("人员").rows
    assert rows[1][9] == "壹仟贰佰元整"
    assert "RMB_UPPER" in str(office("formulas", document, "人员", "J2"))


def test_help_and_diagnosis_need_no_workbook(sample: Sample) -> None:
    assert sample.press("help") == ""
    said = sample.press("diagnose")
    assert "函数：正常" in said
    assert "手册：有" in said


def test_every_action_of_the_menu_is_pressed_here() -> None:
    text = Path(__file__).read_text(encoding="utf-8")
    assert [action for action in ACTIONS if f'"{action}"' not in text] == []


def test_a_cancelled_dialog_changes_nothing(sample: Sample) -> None:
    before = sample.sheets()
    assert sample.press("rates") == ""
    assert sample.sheets() == before
    assert sample.office("undo_titles", sample.document) == []


def test_a_sheet_of_the_clerks_is_never_replaced(sample: Sample) -> None:
    sample.office("sheet_added", sample.document, "四率统计")
    before = sample.sheets()
    assert "四率统计" in sample.press("rates", "")
    assert sample.sheets() == before
    assert sample.book().own_sheets() == []


def test_formulas_that_look_at_a_result_survive_its_replacement(sample: Sample) -> None:
    office, document = sample.office, sample.document
    sample.press("rates", "")
    office("sheet_added", document, "我的表")
    office("formula", document, "我的表", "J1", "=$四率统计.A1")
    office("array_formula", document, "我的表", "K1:K2", "=LEN($四率统计.A1:A2)>0")
    texts = office("formulas", document, "我的表", "J1:K2")
    sample.press("rates", "", "是")
    office("recalculated", document)
    assert office("formulas", document, "我的表", "J1:K2") == texts
    title = sample.book().read("四率统计").rows[0][0]
    assert office("showing", document, "我的表", "J1:K1") == [[title, 1.0]]


@pytest.mark.parametrize("answers", [[SCHEME, 5], 5], ids=["inside a button", "before it"])
def test_a_bug_is_a_message_and_libreoffice_lives(
    sample: Sample, office: Office, answers: object
) -> None:
    before = sample.sheets()
    said = office("dispatched", sample.document, "agreements", answers)
    assert said == "TypeError" or "程序内部出错" in said
    assert ("xl_quality.log" in said) == (answers != 5)
    os.kill(office.pid, 0)
    assert sample.sheets() == before
    assert "已备份" in sample.press("backup")
