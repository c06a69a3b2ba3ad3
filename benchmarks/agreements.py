"""A hundred agreements of three pages with a table of twenty rows, for both sides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

COUNT: Final = 100
TABLE_ROWS: Final = 20
_CLAUSES: Final = 30


def values(number: int) -> dict[str, object]:
    """Return the fields of one school."""
    rows = [{"项目": f"第{n}项指标", "目标": f"不低于{50 + n}%"} for n in range(1, TABLE_ROWS + 1)]
    return {"学校": f"第{number:03d}小学", "年份": 2026, "校长": f"校长{number}", "目标表": rows}


def build_template(path: Path) -> None:
    """Write the template; its loop stands in rows of its own (``{%tr``), as docxtpl wants it."""
    import docx  # noqa: PLC0415 - neither side that is measured needs it here
    from docx.shared import Pt  # noqa: PLC0415 - as above

    document = docx.Document()
    document.styles["Normal"].font.size = Pt(14)
    document.add_heading("{{ 年份 }}年教学质量目标责任书", 0)
    document.add_paragraph("甲方：某镇中心学校　　乙方：{{ 学校 }}")
    for number in range(1, _CLAUSES + 1):
        document.add_paragraph(
            f"第{number}条　{{{{ 学校 }}}}应当认真落实各项要求，校长{{{{ 校长 }}}}为第一责任人，"
            "做到有计划、有检查、有记录、有总结，期末接受考核。"
        )
    table = document.add_table(rows=4, cols=2, style="Table Grid")
    table.cell(0, 0).text, table.cell(0, 1).text = "项目", "目标"
    table.cell(1, 0).text = "{%tr for 行 in 目标表 %}"
    table.cell(2, 0).text, table.cell(2, 1).text = "{{ 行.项目 }}", "{{ 行.目标 }}"
    table.cell(3, 0).text = "{%tr endfor %}"
    document.add_paragraph("乙方（盖章）：　　　　　　校长（签字）：")
    document.save(str(path))
