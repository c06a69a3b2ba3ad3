"""Kinds of exams (考试性质): which of them a clause judges decides whether it pays."""

from __future__ import annotations

from enum import StrEnum


class ExamKind(StrEnum):
    """What kind of contest an exam is; a result of one kind never pays a clause about another."""

    ENTRANCE = "entrance"  # 中考, 升学考试, 初中学业水平考试: the graduating year only
    UNIFIED = "unified"  # 全县统考, 统一检测, 期末检测 of the county
    SAMPLING = "sampling"  # 全县抽考, 抽测
    TOWN = "town"  # 全镇统考, 调考
    ACTIVITY = "activity"  # 大型活动, 竞赛
    ANNUAL = "annual"  # 教研室年度综合考核

    @property
    def label(self) -> str:
        """Return the Chinese word that a clerk reads and writes in 考核设置."""
        return _LABELS[self]

    @classmethod
    def labelled(cls, label: str) -> ExamKind | None:
        """Return the kind that a label of this table names, None for any other text."""
        return next((kind for kind, text in _LABELS.items() if text == label), None)


_LABELS = {
    ExamKind.ENTRANCE: "中考",
    ExamKind.UNIFIED: "全县统考",
    ExamKind.SAMPLING: "全县抽考",
    ExamKind.TOWN: "全镇统考",
    ExamKind.ACTIVITY: "活动竞赛",
    ExamKind.ANNUAL: "年度考核",
}
