from __future__ import annotations

from xml.etree import ElementTree as ET

from dev.draw_floors import PICTURE, ROOT, drawn, source
from dev.measure_house import House


def test_the_picture_was_drawn_from_the_imports_of_today() -> None:
    # if not: python dev/draw_floors.py
    assert drawn(PICTURE.read_text(encoding="utf-8")) == source(House(ROOT))


def test_the_picture_is_an_svg_that_names_every_floor() -> None:
    texts = {one.text for one in ET.parse(PICTURE).iter("{http://www.w3.org/2000/svg}text")}
    folders = {
        one.name for one in (ROOT / "xl_quality").iterdir() if (one / "__init__.py").exists()
    }
    assert {f"{name}/" for name in folders} <= texts
