"""What a person says about a sheet (人工指定): it always wins over what was recognised."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xl_quality.core.scores import ScoreKind


class SheetOverride(NamedTuple):
    """
    What the clerk fixed for one sheet; unset fields are recognised as usual.

    Attributes:
        ignore: the sheet is not used at all (不用).
        scores: the sheet is one of scores, whatever its header looks like (成绩表).
        header_rows: 1-based label rows (表头行).
        first_row, last_row: 1-based first and last row of pupils.
        columns: by column letter what it is: 姓名, 班级, 学校, 年级, 学号, 总分, 名次, 科目, 不用,
            or the name of a subject.
        full_marks: full mark in hundredths by subject, this sheet alone; "" = all others.
        school, grade, class_name, exam: what holds for all rows of the sheet.
        accept_signs: whether ▲72 counts as 72; None = nobody said.
        scores_used: which of 原始分 and 赋分 counts where a subject has both.
    """

    ignore: bool = False
    scores: bool = False
    header_rows: tuple[int, ...] = ()
    first_row: int | None = None
    last_row: int | None = None
    columns: Mapping[str, str] = MappingProxyType({})
    full_marks: Mapping[str, int] = MappingProxyType({})
    school: str = ""
    grade: str = ""
    class_name: str = ""
    exam: str = ""
    accept_signs: bool | None = None
    scores_used: ScoreKind | None = None

    @property
    def is_scores(self) -> bool:
        """Say whether a person treated the sheet as one of scores, in these words or by others."""
        return self._replace(ignore=False, accept_signs=None, scores_used=None) != NO_OVERRIDE


NO_OVERRIDE = SheetOverride()
"""Nothing fixed."""


def merged(below: SheetOverride, above: SheetOverride | None) -> SheetOverride:
    """Return what holds when one override goes before another."""
    if above is None:
        return below
    said = {name: getattr(above, name) for name in _PLAIN if getattr(above, name)}
    if above.accept_signs is not None:
        said["accept_signs"] = above.accept_signs
    return below._replace(
        **said,
        columns={**below.columns, **above.columns},
        full_marks={**below.full_marks, **above.full_marks},
    )


_PLAIN = tuple(name for name in SheetOverride._fields if name not in ("columns", "full_marks"))
