"""Every dialog of the extension, opened by its button and answered with keys and mouse."""

from __future__ import annotations

import shutil
import zipfile
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.libreoffice.office import Office
from tests.libreoffice.screen import HEIGHT, WIDTH, Screen, waited
from tests.libreoffice.test_every_button_works_in_calc import SAMPLE
from tests.libreoffice.test_excel_files_compute_in_calc import WRITES_PLAIN_NAMES
from xl_quality.books.files import open_book
from xl_quality.runs.report_kinds import REPORT_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.libreoffice
TITLE = "教学质量"
EMPTY_PLACE = (1300, 820)
"""Where the mouse hovers over nothing that would show a tip."""
TEMPLATES = SAMPLE.parents[1] / "templates"


class Shown(NamedTuple):
    """A dialog that stands open: its texts with left, top, width and height."""

    title: str
    area: tuple[int, int, int, int]
    texts: dict[str, tuple[int, int, int, int]]

    def says(self, part: str) -> bool:
        return part in self.title or any(part in text for text in self.texts)


class Clerk:
    """A pair of eyes and a hand before a workbook in LibreOffice."""

    def __init__(self, screen: Screen, office: Office, path: Path) -> None:
        self.screen, self.office, self.path = screen, office, path
        shutil.copy(SAMPLE, path)
        self.document: int = office("opened", str(path), False)  # noqa: FBT003 - handed over as data
        office("filling_the_screen", self.document, WIDTH, HEIGHT)

    def click(self, button: str) -> None:
        """Click a button of the toolbar."""
        places: list[tuple[int, int]] = []

        def found() -> bool:
            place = self.office("place_of", self.document, button)
            places.append(place) if place else None
            return bool(place)

        assert waited(found), f"no button {button}"
        self.screen.do("windowfocus", "--sync", self.screen.windows()[-1])
        self.screen.click(*places[-1])
        self.screen.do("mousemove", *EMPTY_PLACE)

    def sees(self, part: str) -> Shown:
        """Wait for a dialog that says something; return it."""
        found: list[Shown] = []

        def shown() -> bool:
            found[:] = [one for one in self.dialogs() if one.says(part)]
            return len(found) == 1

        if not waited(shown):
            self.screen.picture(self.path.with_suffix(".png"))
            pytest.fail(f"{part} is not asked: {self.dialogs()}")
        return found[0]

    def dialogs(self) -> list[Shown]:
        stand = self.office("dialogs")
        return [Shown(one["title"], one["area"], dict(one["shows"])) for one in stand]

    def sees_nothing(self) -> bool:
        return waited(lambda: not self.dialogs())

    def undo_titles(self) -> list[str]:
        titles: list[str] = self.office("undo_titles", self.document)
        return titles

    def untouched(self) -> bool:
        """Say whether no window stands open, and the workbook is as it was opened."""
        return (
            self.sees_nothing()
            and not self.undo_titles()
            and not self.office("modified", self.document)
        )

    def reads(self, sheet: str, cell: str) -> object:
        return self.office("showing", self.document, sheet, cell)[0][0]

    def leave(self) -> None:
        """Close what a failed test left open, and the workbook."""
        for _ in range(4):
            if not self.dialogs():
                break
            self.screen.press("Escape")
            waited(lambda: not self.dialogs(), 1)
        self.office("discarded", self.document)


@pytest.fixture(scope="module")
def screen() -> Iterator[Screen]:
    opened = Screen()
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def seen(
    screen: Screen, extension: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Office]:
    """A LibreOffice whose windows can be seen."""
    folder = tmp_path_factory.mktemp("seen")
    with Office(
        shutil.which("soffice") or "soffice", folder, extension, (), **screen.environment
    ) as office:
        yield office


@pytest.fixture
def clerk(screen: Screen, seen: Office, tmp_path: Path) -> Iterator[Clerk]:
    sitting = Clerk(screen, seen, tmp_path / SAMPLE.name)
    yield sitting
    sitting.leave()


def test_a_list_shows_every_choice_whole_in_the_middle_of_the_window(clerk: Clerk) -> None:
    clerk.click("导入方案")
    shown = clerk.sees("导入哪个方案？")
    assert shown.title == TITLE
    assert "导入哪个方案？" in shown.texts, "with no letter to press written into it"
    left, top, width, height = shown.area
    assert abs(left + width / 2 - WIDTH / 2) < 20
    assert abs(top + height / 2 - HEIGHT / 2) < 20
    choices = [area for text, area in shown.texts.items() if "（" in text]
    rows = sorted(area[1] for area in choices)
    assert len(rows) == len(set(rows)) >= 10
    lowest = max(area[1] + area[3] for area in choices)
    assert lowest <= shown.texts["确定"][1], "the last row is not cut"
    clerk.screen.press("Escape")
    assert clerk.untouched()


def test_a_choice_is_made_with_the_arrow_keys(clerk: Clerk) -> None:
    clerk.click("四率统计")
    clerk.sees("统计哪一次考试？")
    clerk.screen.press("Down", "Down", "Return")
    clerk.sees("已写入工作表：四率统计")
    clerk.screen.press("Return")
    assert clerk.sees_nothing()
    assert clerk.undo_titles() == ["四率统计"]
    record = clerk.office("showing", clerk.document, "运行记录", "A1:C12")
    assert ["设置", "考试", "上学期期末"] in record


def test_reports_are_ticked_with_mouse_and_keys(clerk: Clerk) -> None:
    clerk.click("报告")
    clerk.sees("统计哪一次考试？")
    clerk.screen.press("Down", "Return")
    shown = clerk.sees("写哪几张报表？")
    # LibreOffice adds a letter to press: 四率统计(A)
    texts = {text.partition("(")[0]: area for text, area in shown.texts.items()}
    boxes = {kind.name: texts[kind.name] for kind in REPORT_KINDS}
    places = [area[:2] for area in boxes.values()]
    assert len(set(places)) == len(places)
    assert places == sorted(places), "from top to bottom, column by column"
    left, _, width, _ = shown.area
    for x, y, wide, tall in boxes.values():
        assert left <= x
        assert x + wide <= left + width, "no label is cut"
        assert y + tall <= shown.texts["确定"][1]
    clerk.screen.press("space")  # 四率统计 has the keys first
    for name in ("分数段", "缺考·空白·零分清单"):
        x, y, wide, tall = boxes[name]
        clerk.screen.click(x + min(wide, 30) // 2, y + tall // 2)
    clerk.screen.press("Return")
    clerk.sees("已写入工作表：")
    clerk.screen.press("Return")
    assert clerk.sees_nothing()
    assert clerk.undo_titles() == ["报告"]
    record = clerk.office("showing", clerk.document, "运行记录", "A1:C14")
    (said,) = [row[2] for row in record if row[1] == "报表"]
    names = said.split("、")
    assert {"学校排名", "班级排名"} <= {*names}
    assert not {"四率统计", "分数段", "缺考·空白·零分清单"} & {*names}


def test_a_double_click_takes_a_choice(clerk: Clerk) -> None:
    clerk.click("导入方案")
    shown = clerk.sees("导入哪个方案？")
    label = next(text for text in shown.texts if "（school-2006）" in text)
    left, top, width, height = shown.texts[label]
    clerk.screen.click(left + width // 3, top + height // 2, times=2)
    clerk.sees("已写入工作表：方案")
    clerk.screen.press("Return")
    assert clerk.sees_nothing()
    assert clerk.undo_titles() == ["导入方案"]


def test_a_line_is_asked_again_until_it_can_be_read(clerk: Clerk) -> None:
    for scheme, last in ((["Down", "Return"], "Escape"), (["Return"], "Return")):
        clerk.click("试算")
        clerk.sees("按哪个方案计算？")
        clerk.screen.press(*scheme)  # the one taken before stands first
        clerk.sees("“每个指标奖额”是空白，请按规定填写")
        clerk.screen.type("abc")
        clerk.screen.press("Return")
        assert clerk.sees("请重新填写").says("abc")
        clerk.screen.type("500")  # what stands there is marked, so this replaces it
        clerk.screen.press(last)
        if last == "Return":
            clerk.sees("成绩表里有几次考试")
            clerk.screen.press("Return")
            clerk.sees("试算：")
            clerk.screen.press("Return")
        assert clerk.untouched()


def test_a_sheet_changed_by_hand_is_replaced_only_on_yes(clerk: Clerk) -> None:
    clerk.office("dispatched", clerk.document, "rates", ["本学期期末"])
    clerk.office("entered", clerk.document, "四率统计", "D7", "1")
    steps = clerk.undo_titles()
    for keys, kept in ((["Return"], 1.0), (["Left", "Return"], 164.0)):
        clerk.click("四率统计")
        clerk.sees("统计哪一次考试？")
        clerk.screen.press("Down", "Return")
        clerk.sees("要用这次的结果替换吗？")
        clerk.screen.press(*keys)
        if kept == 1.0:
            assert clerk.sees_nothing()
            assert clerk.undo_titles() == steps
        else:
            clerk.sees("已写入工作表")
            clerk.screen.press("Return")
        assert clerk.reads("四率统计", "D7") == kept


def test_a_template_of_ones_own_is_picked_beside_the_workbook(clerk: Clerk) -> None:
    name = "mine.docx"
    shutil.copy(next(TEMPLATES.glob("luotuoao-brief*.docx")), clerk.path.with_name(name))
    for picked in (False, True):
        clerk.click("模板体检")
        clerk.sees("用哪个责任书模板？")
        clerk.screen.press("End", "Return")
        assert clerk.sees("请选择责任书模板").says("Word 文档（*.docx）")
        if picked:
            clerk.screen.type(name)
            clerk.screen.press("Return")
            clerk.sees("模板用到")
            clerk.screen.press("Return")
        else:
            clerk.screen.press("Escape")
        assert clerk.untouched()


def test_agreements_go_into_the_folder_that_was_picked(clerk: Clerk) -> None:
    out = clerk.path.with_name("out")
    out.mkdir()
    for picked in (False, True):
        clerk.click("生成责任书")
        clerk.sees("用哪个责任书模板？")
        clerk.screen.press("Return")
        clerk.sees("责任书放到哪个文件夹？")
        if not picked:
            clerk.screen.press("Escape")
            assert clerk.untouched()
    clerk.screen.press("End")
    clerk.screen.type(out.name)
    clerk.screen.press("Return")
    clerk.sees("读回核对")
    clerk.screen.press("Return")
    assert clerk.sees_nothing()
    assert len(list(out.glob("*.docx"))) > 5
    assert clerk.undo_titles() == ["生成责任书"]


def stored_names(path: Path) -> int:
    """Return how many functions stand in a file as LibreOffice stores them."""
    with zipfile.ZipFile(path) as archive:
        parts = [archive.read(name) for name in archive.namelist() if "sheets/" in name]
    return sum(part.count(b"XLQ.RMB_UPPER(") for part in parts)


@pytest.mark.parametrize(
    ("keys", "left"),
    [(["Return"], 1), (["Escape"], 1), (["Left", "Return"], 0)],
    ids=["no", "esc", "yes"],
)
def test_names_in_a_saved_file_become_plain_only_on_yes(
    clerk: Clerk, keys: list[str], left: int
) -> None:
    clerk.office("formula", clerk.document, "人员", "J1", "=RMB_UPPER(1200)")
    clerk.screen.press("ctrl+s")
    clerk.sees("Excel 2007")  # LibreOffice's own question
    clerk.screen.press("Return")
    if clerk.office("version") < WRITES_PLAIN_NAMES:
        shown = clerk.sees("1 处用到教学质量函数")
        assert shown.says("在 Excel 里会显示 #NAME?")
        clerk.screen.press(*keys)
    else:
        left = 0  # and nothing is asked
    assert waited(lambda: not clerk.office("modified", clerk.document)), "saved"
    assert clerk.sees_nothing()
    assert waited(lambda: stored_names(clerk.path) == left)
    assert open_book(clerk.path).read("人员").rows[0][9] == "壹仟贰佰元整"
    assert not clerk.office("modified", clerk.document)


def test_the_status_bar_says_what_is_done_and_no_more(clerk: Clerk, tmp_path: Path) -> None:
    def bar() -> bytes:
        """Return the picture of its left end, where "Sheet 1 of 15" stands at other times."""
        picture = tmp_path / "bar.ppm"
        clerk.screen.picture(picture)
        lines = picture.read_bytes()[-WIDTH * 3 * 18 :]
        return b"".join(lines[n : n + 80 * 3] for n in range(0, len(lines), WIDTH * 3))

    def asked_and_cancelled() -> bytes:
        clerk.click("四率统计")
        clerk.sees("统计哪一次考试？")
        during = bar()
        clerk.screen.press("Escape")
        assert clerk.untouched()
        return during

    asked_and_cancelled()
    usual = bar()
    assert asked_and_cancelled() != usual, "正在读取……"
    assert waited(lambda: bar() == usual)


def test_no_button_starts_inside_another(clerk: Clerk) -> None:
    clerk.click("四率统计")
    clerk.sees("统计哪一次考试？")
    said = clerk.office("dispatched", clerk.document, "backup", [])
    assert said == "上一个按钮还没有做完。请等它结束后再点别的按钮。"
    clerk.screen.press("Escape")
    assert clerk.untouched()
    assert "已备份" in clerk.office("dispatched", clerk.document, "backup", [])


def test_a_damaged_extension_ends_in_one_box_that_names_the_log(
    screen: Screen, extension: Path, tmp_path: Path
) -> None:
    soffice = shutil.which("soffice") or "soffice"
    with Office(soffice, tmp_path, extension, (), **screen.environment) as office:
        inside = tmp_path / "extensions" / "xlq" / "pythonpath" / "xl_quality"
        (inside / "buttons" / "performers.py").write_text("PERFORMERS = 1 / 0\n")
        clerk = Clerk(screen, office, tmp_path / SAMPLE.name)
        clerk.click("备份")
        box = clerk.sees("程序内部出错")
        assert box.says("“备份”没有完成")
        (log,) = [text.partition("记录在：")[2] for text in box.texts if "记录在：" in text]
        screen.press("Escape")
        assert clerk.untouched()
        clerk.leave()
        assert log.endswith("xl_quality.log")
    assert "ZeroDivisionError" in (tmp_path / log).read_text(encoding="utf-8")
