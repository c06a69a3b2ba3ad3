"""Every sheet there is, printed by a real LibreOffice and read back by PDFium, without a fault.

A report that joins the catalogue is printed here by itself.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.paper.office_books import OFFICES, printed
from tests.paper.paper_faults import faults
from xl_quality.runs.report_kinds import REPORT_KINDS

if TYPE_CHECKING:
    from tests.paper.paper_faults import Printed

SOFFICE = shutil.which("soffice")
pytestmark = [
    pytest.mark.libreoffice,
    pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed"),
]


@pytest.fixture(scope="module")
def on_paper(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Printed]:
    assert SOFFICE
    return printed(OFFICES, tmp_path_factory.mktemp("paper"))


@pytest.mark.parametrize("office", OFFICES)
def test_no_page_has_a_fault(office: str, on_paper: dict[str, Printed]) -> None:
    found = faults(on_paper[office])
    assert not found, "\n".join(found)


def test_the_sample_prints_every_report_of_the_catalogue(on_paper: dict[str, Printed]) -> None:
    sheets = on_paper["sample"].titles
    unprinted = [
        kind.name
        for kind in REPORT_KINDS
        if not any(sheet.startswith(kind.name) for sheet in sheets)
    ]
    assert not unprinted
    others = (
        "奖惩兑现表",
        "兑现汇总表",
        "兑现通知单",
        "指标完成情况",
        "计算依据",
        "警示名单",
        "责任书清单",
    )
    forms = ("识别结果", "体检结果", "考核设置", "运行记录", "方案")
    assert {*others, *forms} <= {*sheets}


@pytest.mark.parametrize("office", OFFICES)
def test_every_sheet_is_printed(office: str, on_paper: dict[str, Printed]) -> None:
    own = on_paper[office]
    assert [*dict.fromkeys(page.sheet for page in own.pages)] == [*own.titles]
    assert sum(len(page.runs) for page in own.pages) > 400
