"""What the function wizard is told: at the first start, saved with the add-in, no second time."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest
import xlsxwriter

from tests.excel.stand_in.books import Application
from tests.excel.vba_player import Player
from xl_quality.excel.addin_sheets import VERSION, settings, version_in
from xl_quality.functions.catalogue import BY_NAME, FUNCTIONS

if TYPE_CHECKING:
    from pathlib import Path

ROW_OF_DESCRIBED = [*settings()].index("Described") + 1


@pytest.fixture
def player() -> Player:
    return Player(Application(), pytest.fail)


def start(player: Player) -> Application:
    player.vba.run("XlqRegister.XlqDescribeAll")
    application = player.vba.host._application._model
    assert isinstance(application, Application)
    return application


def test_every_function_is_described_and_the_add_in_saves_itself_hidden(player: Player) -> None:
    application = start(player)
    names = {name.rpartition("!")[2] for name in application._described}
    assert names == {*BY_NAME, "XLQ_WHY"}
    for function in FUNCTIONS:
        told = application._described[f"'xl_quality.xlam'!{function.name}"]
        assert told == (function.description, "教学质量", len(function.arguments))
    assert [saved[ROW_OF_DESCRIBED, 2] for saved in player.own.saved] == ["yes"]
    assert player.own.is_hidden
    assert application.DisplayAlerts is True
    assert application.ScreenUpdating is True


def test_at_the_next_start_nothing_shows(player: Player) -> None:
    application = start(player)
    application._described.clear()
    shown = player.own.shown
    start(player)
    assert application._described == {}
    assert player.own.shown == shown == 1
    assert len(player.own.saved) == 1


def test_where_it_cannot_be_saved_it_is_done_at_each_start(player: Player) -> None:
    player.own.is_read_only = True
    application = start(player)
    assert application.DisplayAlerts is True
    application._described.clear()
    start(player)
    assert len(application._described) == len(FUNCTIONS) + 1


def test_what_excel_refused_is_tried_again_at_the_next_start(
    player: Player, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = next(key for key, text in player.own.texts["_IntelliSense_"].items() if text == "MET")
    help_texts = player.own.texts["_IntelliSense_"]
    monkeypatch.setitem(help_texts, (place[0], 2), "长" * 256)
    start(player)
    assert player.own.saved == []
    assert player.own.is_hidden


def test_the_version_is_found_after_excel_saved_the_add_in(
    addin_file: Path, tmp_path: Path
) -> None:
    assert version_in(addin_file) == settings()[VERSION]
    saved = tmp_path / "saved.xlam"
    with xlsxwriter.Workbook(saved) as book:  # it keeps texts apart from the cells, as Excel does
        sheet = book.add_worksheet()
        for number, row in enumerate(settings().items()):
            sheet.write_row(number, 0, row)
    with zipfile.ZipFile(io.BytesIO(saved.read_bytes())) as archive:
        assert b't="s"' in archive.read("xl/worksheets/sheet1.xml")
    assert version_in(saved) == settings()[VERSION]
