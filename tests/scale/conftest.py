"""A made-up district, its parquet and CSV files, and every way to have it counted."""

from __future__ import annotations

from random import Random
from typing import Any

import polars as pl
import pytest

SUBJECTS = {"语文": 120, "数学": 100, "英语": 100, "科学": 100}
KEYS: dict[str, Any] = {"school": "学校", "grade": "年级", "class_": "班级"}
SCHOOLS = ("青石小学", "白水小学", "红岭小学", "柳溪小学")


def district(seed: int, pupils: int = 400) -> dict[str, list[Any]]:
    """Return columns: floats, whole points, texts with words among them, a subject not offered."""
    dice = Random(seed)  # noqa: S311 - a seeded generator is not cryptography
    columns: dict[str, list[Any]] = {name: [] for name in ("学号", *KEYS.values(), *SUBJECTS)}
    for number in range(pupils):
        school = dice.choice(SCHOOLS)
        row = {
            "学号": number,
            "学校": school,
            "年级": dice.choice(["四年级", "五年级"]),
            "班级": f"{dice.randint(1, 3)}班",
            "语文": dice.choice([72.0, 71.99, None, dice.randint(2, 240) / 2]),
            "数学": dice.choice([59, 60, 85, 100, None, dice.randint(1, 100)]),
            "英语": dice.choice(
                ["缺考", "免考", "作弊", None, "60", "84.5", str(dice.randint(1, 99))]
            ),
            "科学": None if school == "红岭小学" else dice.randint(1, 400) / 4,
        }
        for name, value in row.items():
            columns[name].append(value)
    return columns


@pytest.fixture(params=[1, 2, 3])
def frame(request: pytest.FixtureRequest) -> pl.DataFrame:
    return pl.DataFrame(district(request.param))
