from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dev.measure_house import FIGURES, House

if TYPE_CHECKING:
    from pathlib import Path

OPEN = {"lines"}  # counted but not yet reached: 48,000


@pytest.fixture(scope="module")
def house(root: Path) -> House:
    return House(root)


@pytest.mark.parametrize("name", [name for name in FIGURES if name not in OPEN])
def test_a_figure_of_the_house_keeps_its_bar(house: House, name: str) -> None:
    figure = FIGURES[name](house)
    meant = (FIGURES[name].__doc__ or "").removeprefix("Count ")
    shown = "\n".join(figure.places[:10])  # all of them: python dev/measure_house.py --list NAME
    assert figure.number <= figure.most, f"{meant} at most {figure.most}\n{shown}"
