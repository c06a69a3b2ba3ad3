"""Marks as whole hundredths in a lazy frame (分数 → 整数), checked on the way.

A number is a mark if it is a whole number of hundredths from 0 to the full mark; a text is what the
rules for cells say (`api.score_frames.mark_of`), asked once for each different text. Whatever is no
mark is neither dropped nor rounded: it is counted as 无效, by class.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from xl_quality.api import given_findings as kinds
from xl_quality.api.extras import needed
from xl_quality.api.score_frames import fault_of, mark_of
from xl_quality.core.findings import BadInputError
from xl_quality.core.marks import POINT, Mark, Remark, State
from xl_quality.scale.engine_sources import told_in_words, value_table
from xl_quality.sheets.cells import MarkReader

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

INVALID: Final = Remark(State.INVALID, State.INVALID.value)
"""What every value that is no mark becomes."""
_NEAR: Final = 4e-16
"""How far a float may lie from a whole hundredth, as a share of it.

The float nearest to a number of two decimals lies within 2.2e-16 after the multiplication by 100;
of a number that differs in its 15 digits, which are what Excel shows, it is more than this. Not a
division by 100, which some engines turn into a multiplication by its inverse, rounded elsewhere.
"""
_NEAR_SHORT: Final = 7e-8
"""The same for floats of 32 bits, whose nearest lies within 6e-8."""
_MOST_TEXTS: Final = 50_000
"""Different texts that a column of marks may hold: a full mark of 150 has 15,001 marks at most."""


class MarkColumn(NamedTuple):
    """One subject of a lazy frame that has been through `with_marks`.

    Attributes:
        subject: its column in the source.
        score: the column of whole hundredths; null where there is no score.
        present: the column that is null where a cell is empty; ``""`` = `word` tells.
        word: the column of positions in `words`; ``""`` = the source holds numbers only.
        words: what stands in place of marks; 作弊 has a score of 0 besides.
    """

    subject: str
    score: str
    present: str = ""
    word: str = ""
    words: Sequence[Remark] = ()


def value_as_mark(reader: MarkReader, value: object, full: int) -> Mark:
    """Return the mark that a value is; `INVALID` where it is none or above the full mark."""
    mark, doubt = mark_of(reader, value)
    if fault_of(mark, doubt, full):
        return INVALID
    if isinstance(value, float) and isinstance(mark, int):  # as an engine sees it
        return mark if abs(value * POINT - mark) <= mark * _NEAR else INVALID
    return mark


def with_marks(frame: Any, full_marks: Mapping[str, int]) -> tuple[Any, list[MarkColumn]]:  # noqa: ANN401 - of narwhals
    """Return the frame with its marks as whole hundredths, and where they stand.

    Args:
        frame: lazy, of narwhals.
        full_marks: in hundredths, by the subject's column.

    Raises:
        BadInputError: a column holds neither numbers nor texts, or texts that are no marks.
    """
    narwhals = needed("narwhals", "scale")
    schema, columns = frame.collect_schema(), []
    for number, (subject, full) in enumerate(full_marks.items()):
        dtype, name = schema[subject], f"xq_{number}"
        if dtype.is_integer():
            frame, column = _whole_points(narwhals, frame, MarkColumn(subject, name), full)
        elif dtype.is_float():
            near = _NEAR_SHORT if dtype == narwhals.Float32 else _NEAR
            made = MarkColumn(subject, name, f"{name}_present")
            frame, column = _decimals(narwhals, frame, made, full, near)
        elif dtype == narwhals.String or dtype.is_decimal():
            frame, column = _texts(narwhals, frame, MarkColumn(subject, name), full)
        else:
            found = kinds.NO_NUMBERS.at(found=subject, topic=subject, dtype=str(dtype))
            raise BadInputError.of([found])
        columns.append(column)
    return frame, columns


def _whole_points(
    narwhals: Any,  # noqa: ANN401 - a module
    frame: Any,  # noqa: ANN401 - of narwhals
    column: MarkColumn,
    full: int,
) -> tuple[Any, MarkColumn]:
    mark = narwhals.col(column.subject)
    inside = (mark >= 0) & (mark <= full // POINT)
    score = narwhals.when(inside).then(mark.cast(narwhals.Int64)) * POINT
    return frame.with_columns(score.alias(column.score)), column._replace(present=column.subject)


def _decimals(
    narwhals: Any,  # noqa: ANN401 - a module
    frame: Any,  # noqa: ANN401 - of narwhals
    column: MarkColumn,
    full: int,
    nearness: float,
) -> tuple[Any, MarkColumn]:
    given, score = narwhals.col(column.subject), narwhals.col(column.score)
    present = narwhals.when(~given.is_nan()).then(given)
    frame = frame.with_columns(present.alias(column.present))
    mark = narwhals.col(column.present).cast(narwhals.Float64) * POINT
    # outside of this a float may be too large for a whole number
    inside = narwhals.when((mark > -1) & (mark < full + 1)).then(mark)
    frame = frame.with_columns(inside.round().cast(narwhals.Int64).alias(column.score))
    near = (mark - score.cast(narwhals.Float64)).abs() <= score.cast(narwhals.Float64) * nearness
    exact = narwhals.when(near & (score >= 0) & (score <= full)).then(score)
    return frame.with_columns(exact.alias(column.score)), column


def _texts(
    narwhals: Any,  # noqa: ANN401 - a module
    frame: Any,  # noqa: ANN401 - of narwhals
    column: MarkColumn,
    full: int,
) -> tuple[Any, MarkColumn]:
    text = narwhals.col(column.subject).cast(narwhals.String)
    frame = frame.with_columns(text.alias(f"{column.score}_text"))
    with told_in_words():
        different = frame.select(f"{column.score}_text").unique().head(_MOST_TEXTS + 1)
        values = different.collect("pyarrow").get_column(f"{column.score}_text").to_list()
    if len(values) > _MOST_TEXTS:
        found = kinds.TEXTS_NOT_MARKS.at(
            found=column.subject, topic=column.subject, most=_MOST_TEXTS
        )
        raise BadInputError.of([found])
    rows, words = _meanings(sorted(value for value in values if value is not None), full)
    table = value_table(frame, rows).rename(
        {"xq_value": f"{column.score}_value", "xq_score": column.score,
         "xq_word": f"{column.score}_word"}
    )  # fmt: skip
    joined = frame.join(
        table, left_on=f"{column.score}_text", right_on=f"{column.score}_value", how="left"
    )
    return joined, column._replace(word=f"{column.score}_word", words=words)


def _meanings(
    texts: Iterable[str], full: int
) -> tuple[list[tuple[str, int | None, int | None]], list[Remark]]:
    """Return each text with its score and the position of its remark, and the remarks."""
    reader, words = MarkReader(), dict[Remark, int]()
    rows: list[tuple[str, int | None, int | None]] = []
    for text in texts:
        mark = value_as_mark(reader, text, full)
        if not isinstance(mark, Remark):
            rows.append((text, mark, None))
        elif mark.state is not State.BLANK:
            score = 0 if mark.state is State.CHEATED else None
            rows.append((text, score, words.setdefault(mark, len(words))))
    return rows, list(words)
