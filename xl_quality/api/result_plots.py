"""Pictures of figures (图): what a report's charts show, as matplotlib figures for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from xl_quality.api.extras import needed
from xl_quality.core.figures import OVERALL, GroupResult
from xl_quality.core.findings import BadInputError

_FONTS: Final = (
    "Noto Sans CJK SC", "Noto Sans CJK JP", "Source Han Sans SC", "Noto Serif CJK JP",
    "WenQuanYi Zen Hei", "WenQuanYi Micro Hei", "Microsoft YaHei", "SimHei", "PingFang SC",
    "SimSun",
)  # fmt: skip
"""Fonts with Chinese letters as systems ship them (of a collection its first name counts)."""
_RATES: Final = {"pass_rate": "及格率", "excellent_rate": "优秀率", "low_rate": "低分率"}
_MEASURES: Final = {"composite": "综合分", "mean": "平均分", **_RATES}
_MOST: Final = 40  # bars that can still be read: of a longer contest its top
_BAR: Final = 0.32  # inches a bar
_PERCENT: Final = 100


class Plots:
    """What can be drawn of rates or places; every method returns a `matplotlib.figure.Figure`.

    Figures are drawn without a display and belong to the caller: save them with ``savefig``, or
    leave one as the last line of a notebook cell.

    >>> import xl_quality as xq
    >>> places = xq.rank("workbooks/示例镇成绩册.xlsx", exam="九年级本学期期末")
    >>> figure = places.plot.bars()
    >>> [label.get_text() for label in figure.axes[0].get_yticklabels()]
    ['骆驼坳中学 九年级', '严家坳中学 九年级']
    """

    def __init__(self, groups: Sequence[GroupResult]) -> None:
        self._groups = groups

    def bars(
        self, measure: str = "composite", *, subject: str = "", exam: str = "", grade: str = ""
    ) -> Any:  # noqa: ANN401 - matplotlib has no types here
        """Return a bar a group, the best on top.

        Args:
            measure: ``"composite"``, ``"mean"``, ``"pass_rate"``, ``"excellent_rate"`` or
                ``"low_rate"``.
            subject: of which subject; ``""`` = all together (总评) where the result has that line,
                else the first.
            exam: of which exam; ``""`` = the first.
            grade: of which grade; ``""`` = the first: grades are no contest.

        Raises:
            BadInputError: there is no such figure, subject or exam.
            MissingExtraError: matplotlib is not installed.
        """
        if measure not in _MEASURES:
            raise BadInputError(f"plot：没有“{measure}”，可用 {'、'.join(_MEASURES)}")
        own = self._of(subject or self._usual_subject(measure), exam, grade)
        shown = [one for one in own if getattr(one.printed, measure) is not None]
        best = sorted(shown, key=lambda one: getattr(one.printed, measure), reverse=True)[:_MOST]
        figure, axes = _drawing(max(len(best), 2) * _BAR + 1)
        values = [float(getattr(one.printed, measure)) for one in best]
        bars = axes.barh([one.group.label for one in best], values, color="#4472C4")
        axes.bar_label(bars, [f"{value:.2f}" for value in values], padding=3)
        axes.margins(x=0.12)  # room for the longest label
        axes.set_xlim(left=0)  # bars that do not start at 0 make small differences look large
        axes.invert_yaxis()
        unit = "（%）" if measure in _RATES else ""
        axes.set_title(f"{best[0].exam_name} {best[0].subject} {_MEASURES[measure]}{unit}")
        return _lettered(figure, axes)

    def rates(self, *, subject: str = "", exam: str = "", grade: str = "") -> Any:  # noqa: ANN401 - as above
        """Return the three rates of every group side by side.

        Args:
            subject: of which subject; ``""`` = the first.
            exam: of which exam; ``""`` = the first.
            grade: of which grade; ``""`` = the first.

        Raises:
            BadInputError: there is no such subject, exam or grade.
            MissingExtraError: matplotlib is not installed.
        """
        own = self._of(subject or self._usual_subject("mean"), exam, grade)[:_MOST]
        figure, axes = _drawing(4)
        width = 1 / (len(_RATES) + 1)
        for number, (name, title) in enumerate(_RATES.items()):
            places = [place + number * width for place in range(len(own))]
            heights = [float(getattr(one.printed, name) or 0) for one in own]
            axes.bar(places, heights, width, label=title)
        labels = [one.group.label for one in own]
        axes.set_xticks([place + width for place in range(len(own))], labels, rotation=30)
        axes.set_ylim(0, _PERCENT)
        axes.set_title(f"{own[0].exam_name} {own[0].subject} 三率（%）")
        axes.legend()
        return _lettered(figure, axes)

    def subjects(self, group: str, *, exam: str = "") -> Any:  # noqa: ANN401 - as above
        """Return the place of one group in each subject, 1 on top.

        Args:
            group: its name as in the sheets: 青山小学, 青山小学 六年级 1班.
            exam: of which exam; ``""`` = the first.

        Raises:
            BadInputError: there is no such group or exam, or it has no place.
            MissingExtraError: matplotlib is not installed.
        """
        names = dict.fromkeys(one.group.label for one in self._groups)
        found = [one for one in self._of("", exam) if group in {one.group.label, one.group.school}]
        own = [one for one in found if one.rank is not None]
        if not own:
            raise BadInputError(f"plot：没有“{group}”的名次，有：{'、'.join(list(names)[:10])}")
        figure, axes = _drawing(3)
        axes.plot([one.subject for one in own], [float(one.rank or 0) for one in own], "o-")
        axes.set_ylim(max(one.of for one in own) + 0.5, 0.5)
        axes.set_title(f"{own[0].exam_name} {own[0].group.label} 各科名次")
        return _lettered(figure, axes)

    def _usual_subject(self, measure: str) -> str:
        subjects = list(dict.fromkeys(one.subject for one in self._groups))
        if measure == "composite" and OVERALL in subjects:
            return OVERALL
        return next((name for name in subjects if name != OVERALL), "")

    def _of(self, subject: str, exam: str, grade: str | None = None) -> list[GroupResult]:
        """Return the results of one exam and subject, ``""`` = of every subject.

        A *grade* ``""`` is the first one, None all of them.

        Raises:
            BadInputError: there are none.
        """
        exams = list(dict.fromkeys(one.exam_name for one in self._groups))
        wanted = exam or next(iter(exams), "")
        own = [one for one in self._groups if one.exam_name == wanted]
        found = [one for one in own if not subject or one.subject == subject]
        if found and grade is not None:
            contest = grade or found[0].group.grade
            found = [one for one in found if one.group.grade == contest]
        if not found:
            subjects = dict.fromkeys(one.subject for one in own)
            grades = dict.fromkeys(one.group.grade for one in own if one.group.grade)
            known = "、".join([*exams, *subjects, *grades])
            raise BadInputError(f"plot：没有“{grade or subject or wanted}”，有：{known}")
        return found


def _drawing(height: float) -> tuple[Any, Any]:
    """Return an empty figure of a page's width and its axes.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    figure = needed("matplotlib.figure", "plot").Figure(figsize=(8, height), layout="constrained")
    return figure, figure.subplots()


def _lettered(figure: Any, axes: Any) -> Any:  # noqa: ANN401 - as above
    """Return a figure whose every text is in a font with Chinese letters."""
    fonts = needed("matplotlib.font_manager", "plot")
    installed = {font.name for font in fonts.fontManager.ttflist}
    family = [*(name for name in _FONTS if name in installed), "sans-serif"]
    axes.tick_params(labelfontfamily=family)
    for text in figure.findobj(needed("matplotlib.text", "plot").Text):
        text.set_fontfamily(family)
    return figure
