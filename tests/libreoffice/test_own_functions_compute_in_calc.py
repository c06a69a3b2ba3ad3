"""An office's own worksheet functions in a real Calc, with the extension built for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.libreoffice.conftest import SOFFICE
from tests.libreoffice.formulas import write
from tests.libreoffice.office import Office
from xl_quality.functions.catalogue import every_function
from xl_quality.functions.own_functions import ENVIRONMENT
from xl_quality.libreoffice.build import build

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.libreoffice
FILE = '''
import xl_quality as xq


@xq.func
@xq.arg("marks", ndim=1, doc="成绩区域")
def spread_of(marks):
    """最高分减最低分。"""
    numbers = [mark for mark in marks if isinstance(mark, (int, float))]
    if not numbers:
        raise xq.BadInputError("没有分数：请选成绩区域")
    return max(numbers) - min(numbers)
'''


def test_calc_computes_it_and_tells_the_reason_of_a_refusal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "office.py").write_text(FILE, encoding="utf-8")
    monkeypatch.setenv(ENVIRONMENT, str(tmp_path / "office.py"))
    (tmp_path / "own.oxt").write_bytes(build(every_function()))
    monkeypatch.delenv(ENVIRONMENT)  # the extension brings the file along
    (tmp_path / "profile").mkdir()
    assert SOFFICE, "LibreOffice is not installed"
    with Office(SOFFICE, tmp_path / "profile", tmp_path / "own.oxt") as office:
        document = office("opened")
        write(office, document, [[90, "一班"], ["缺考"], [60.5]])
        asked = {"=SPREAD_OF(A1:A3)": (29.5, ""), "=SPREAD_OF(B1:B3)": ("#VALUE!", "没有分数")}
        for formula, (wanted, reason) in asked.items():
            office("formula", document, 0, "Z1", formula)
            office("formula", document, 0, "Z2", "=XLQ_WHY(Z1)")
            office("recalculated", document)
            ((shown,), (why,)) = office("showing", document, 0, "Z1:Z2")
            assert shown == wanted
            assert why.startswith(reason)
