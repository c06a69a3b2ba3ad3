"""A real LibreOffice on a virtual screen: a button pressed with the mouse, an array typed."""

from __future__ import annotations

import os
import shutil
import time
from typing import TYPE_CHECKING

import pytest

from tests.libreoffice.office import Office
from tests.libreoffice.screen import HEIGHT, WIDTH, Screen, waited
from tests.libreoffice.test_every_button_works_in_calc import SAMPLE
from xl_quality.buttons.menu import MENU, TITLE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.libreoffice


@pytest.fixture
def screen() -> Iterator[Screen]:
    opened = Screen()
    yield opened
    opened.close()


def test_a_click_in_the_menu_writes_the_sheets(
    screen: Screen, extension: Path, tmp_path: Path
) -> None:
    path = tmp_path / SAMPLE.name
    shutil.copy(SAMPLE, path)
    soffice = shutil.which("soffice") or "soffice"
    with Office(soffice, tmp_path, extension, (), **screen.environment) as office:
        document = office("opened", str(path), False)  # noqa: FBT003 - handed over as data
        menu = office("menu_place", document, WIDTH, HEIGHT, TITLE)
        time.sleep(2)
        before = office("sheet_names", document)
        screen.do("windowfocus", screen.windows()[-1])
        screen.click(*menu)
        screen.picture(tmp_path / "菜单.png")
        place = [one.id for group in MENU for one in group.actions].index("recognise")
        for _ in range(place + 1):
            screen.do("key", "Down")
            time.sleep(0.2)
        screen.do("key", "Return")
        assert waited(lambda: "识别结果" in office("sheet_names", document))
        time.sleep(2)
        screen.picture(tmp_path / "完成.png")
        screen.press("Return")
        assert waited(lambda: office("dialogs") == [])
        assert office("sheet_names", document) == [*before, "识别结果", "运行记录"]
        assert office("undo_titles", document) == ["识别成绩表"]
        rows, _columns = office("frozen", document, "识别结果")
        assert rows > 0
        os.kill(office.pid, 0)
        office("discarded", document)


def test_an_array_typed_into_one_cell_takes_as_many_cells_as_it_needs(
    screen: Screen, extension: Path, tmp_path: Path
) -> None:
    soffice = shutil.which("soffice") or "soffice"
    with Office(soffice, tmp_path, extension, (), **screen.environment) as office:
        document = office("opened", None, False)  # noqa: FBT003 - handed over as data
        office("filling_the_screen", document, WIDTH, HEIGHT)
        office("written", document, 0, "A1:A4", [[90], ["缺考"], [None], [80]])
        time.sleep(2)
        screen.press("ctrl+Home", "Right", "Right", "Right")
        screen.type("=RMB_UPPER(A1:A4)")
        screen.press("ctrl+shift+Return")
        wanted = [["玖拾元整"], [""], [""], ["捌拾元整"]]
        assert waited(lambda: office("showing", document, 0, "D1:D4") == wanted)
        assert [formula[:1] for (formula,) in office("formulas", document, 0, "D1:D5")] == [
            "{", "{", "{", "{", "",
        ]  # fmt: skip
        office("discarded", document)
