"""OneDrive's folders: Excel says a URL, the backup goes beside the file on the disk."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.excel.stand_in.books import Application, ProtectedViewWindow
from tests.excel.stand_in.com import Com
from tests.excel.vba_player import Player
from xl_quality.excel import excel_book, ribbon
from xl_quality.excel.excel_book import ExcelBook, SyncedRoot, local_folder
from xl_quality.excel.server import run_action

if TYPE_CHECKING:
    from collections.abc import Sequence

SAMPLE = Path(__file__).parents[2] / "workbooks" / "示例镇成绩册.xlsx"
NAME = "成绩册.xlsx"
PERSONAL = "https://d.docs.live.net/1a2b3c"
PERSONAL_NOW = "https://my.microsoftpersonalcontent.com/personal/1a2b3c/Documents"
BUSINESS = "https://town-my.sharepoint.com/personal/wang_town_cn/Documents"
TEAM = "https://town.sharepoint.com/sites/jyb/Shared Documents"


def placed(disk: Path, *folders: str) -> Path:
    folder = disk.joinpath(*folders)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / NAME).touch()
    return folder


@pytest.mark.parametrize(
    ("root", "url", "there"),
    [
        (PERSONAL, f"{PERSONAL}/成绩", ("成绩",)),
        (PERSONAL_NOW, f"{PERSONAL_NOW}/成绩 册", ("成绩 册",)),
        (f"{PERSONAL}/", f"{PERSONAL}/成绩", ("成绩",)),
        (PERSONAL, PERSONAL, ()),
        ("https://d.docs.live.net", f"{PERSONAL}/桌面/六年级", ("桌面", "六年级")),
        (BUSINESS, f"{BUSINESS}/%E6%88%90%E7%BB%A9", ("成绩",)),
        (TEAM, "https://town.sharepoint.com/sites/jyb/Shared%20Documents/2026", ("2026",)),
        (TEAM, f"{TEAM}/统计/2026", ("2026",)),  # only 统计 is synced
        (TEAM.upper(), f"{TEAM}/2026", ("2026",)),
    ],
)
def test_a_folder_that_onedrive_has_noted_is_found(
    root: str, url: str, there: tuple[str, ...], tmp_path: Path
) -> None:
    wanted = placed(tmp_path, "OneDrive", *there)
    roots = [SyncedRoot(root, str(tmp_path / "OneDrive"))]
    assert local_folder(url, NAME, roots, {}) == wanted


@pytest.mark.parametrize(
    ("url", "variable", "there"),
    [
        (f"{PERSONAL}/成绩", "OneDriveConsumer", ("成绩",)),
        (f"{PERSONAL}/成绩", "OneDrive", ("成绩",)),
        (PERSONAL, "OneDrive", ()),
        (
            f"{PERSONAL}/%E6%A1%8C%E9%9D%A2/%E5%85%AD%20%E5%B9%B4%E7%BA%A7",
            "OneDrive",
            ("桌面", "六 年级"),
        ),
        (f"{PERSONAL}/桌面/合格率100%", "OneDrive", ("桌面", "合格率100%")),
        (f"{PERSONAL_NOW}/桌面", "OneDriveConsumer", ("桌面",)),
        (PERSONAL_NOW, "OneDrive", ()),
        (f"{BUSINESS}/桌面", "OneDriveCommercial", ("桌面",)),
    ],
)
def test_the_usual_folders_are_known_without_a_note(
    url: str, variable: str, there: tuple[str, ...], tmp_path: Path
) -> None:
    wanted = placed(tmp_path, *there)
    assert local_folder(url, NAME, [], {variable: str(tmp_path)}) == wanted


@pytest.mark.parametrize(
    ("root", "url", "there"),
    [
        ("https://d.docs.live.net/1a2b", f"{PERSONAL}/成绩", ("成绩",)),  # another's number
        (PERSONAL, f"{PERSONAL}/成绩", ("别处",)),  # the file lies elsewhere
        (PERSONAL, f"{PERSONAL}/成绩", ("成绩", "旧")),
        (TEAM, "https://other.sharepoint.com/sites/jyb/Shared Documents/2026", ("2026",)),
        (TEAM, f"{TEAM}/a/b/c/d/2026", ("2026",)),  # as deep as no library is synced
    ],
)
def test_what_only_looks_like_it_is_not_taken(
    root: str, url: str, there: tuple[str, ...], tmp_path: Path
) -> None:
    placed(tmp_path, *there)
    assert local_folder(url, NAME, [SyncedRoot(root, str(tmp_path))], {}) is None


def test_of_two_roots_the_nearer_one_counts(tmp_path: Path) -> None:
    placed(tmp_path, "全部", "统计")
    wanted = placed(tmp_path, "统计")
    roots = [
        SyncedRoot(TEAM, str(tmp_path / "全部")),
        SyncedRoot(f"{TEAM}/统计", str(tmp_path / "统计")),
    ]
    assert local_folder(f"{TEAM}/统计", NAME, roots, {}) == wanted


class Sitting:
    """The sample open in Excel, through the add-in's own VBA."""

    def __init__(self, path: Path) -> None:
        ribbon.sessions.cache_clear()
        shutil.copy(SAMPLE, path)
        self.application = Application()
        self.application._open(path)
        self.model = self.application._books[0]
        self.player = Player(self.application, lambda _: self._call)

    def _call(self, _module: str, _name: str, given: Sequence[object]) -> object:
        action, book, *rest = given
        com = Com(book._model, book._calls) if isinstance(book, Com) else None
        [row] = run_action(str(action), com, *map(str, rest))
        return row

    def press(self, action: str, *typed: str) -> str:
        self.application._answers = [*typed]
        boxes = self.player.press(action)
        return boxes[-1][1] if boxes else ""


@pytest.fixture
def sitting(tmp_path: Path) -> Sitting:
    return Sitting(tmp_path / NAME)


def test_a_synced_workbook_is_backed_up_beside_its_file(
    sitting: Sitting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sitting.model._folder = f"{PERSONAL}/桌面"
    roots = [SyncedRoot(f"{PERSONAL}/桌面", str(tmp_path))]
    monkeypatch.setattr(excel_book, "synced_roots", lambda: roots)
    assert "网盘" not in sitting.press("rates", "1")
    assert len(list((tmp_path / "备份").iterdir())) == 1
    assert "已撤销" in sitting.press("undo")


def test_one_that_lies_in_the_web_only_is_backed_up_to_the_documents_and_that_is_said(
    sitting: Sitting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sitting.model._folder = f"{PERSONAL}/桌面"
    monkeypatch.setattr(excel_book, "synced_roots", list)
    monkeypatch.setattr(excel_book, "documents", lambda: tmp_path / "文档")
    said = sitting.press("rates", "1")
    kept = tmp_path / "文档" / "教学质量"
    assert f"备份在：{kept}" in said
    assert len(list((kept / "备份").iterdir())) == 1
    assert not (tmp_path / "备份").exists()
    assert "已撤销" in sitting.press("undo")


def test_behind_the_yellow_bar_no_button_touches_another_workbook(sitting: Sitting) -> None:
    sitting.application._protected_view = ProtectedViewWindow()
    said = sitting.press("rates", "1")
    assert "启用编辑" in said
    assert ExcelBook(Com(sitting.model, sitting.application._calls)).own_sheets() == []
    sitting.application._protected_view = None
    assert "已写入" in sitting.press("rates", "1")


@pytest.mark.parametrize(("button", "undone"), [(6, True), (7, False)])
def test_with_a_password_undo_says_first_that_excel_will_ask_for_it(
    button: int, *, undone: bool, sitting: Sitting
) -> None:
    sitting.press("rates", "1")
    sitting.model._password = True
    sitting.player.vba.dialogs.clear()
    sitting.player.vba.answers.append(button)
    said = sitting.press("undo")
    assert "打开密码" in sitting.player.vba.dialogs[0][1]
    assert ("已撤销" in said) is undone
    assert ("四率统计" in [tab.Name for tab in sitting.model._tabs()]) is not undone


def test_money_keeps_all_its_digits_and_dates_stay_dates(sitting: Sitting) -> None:
    sheet = sitting.model._file.worksheets[0]
    sheet["N2"], sheet["N3"] = 88.123456, 90
    sheet["N2"].number_format = sheet["N3"].number_format = "¥#,##0.00"
    book = ExcelBook(Com(sitting.model, sitting.application._calls))
    rows = book.read(sheet.title).rows
    assert [rows[1][13], rows[2][13]] == [88.123456, 90.0]
    asked = sitting.application._calls.made
    assert asked.count("Range.Value2") == 1
    book.read(sitting.model._file.worksheets[1].title)
    assert asked.count("Range.Value2") == 1, "without money a sheet is read once"
