"""Tables of combinations (对照表) as an agreement words them: what differs last side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xl_quality.schemes.tariffs.tables import Matrix

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xl_quality.schemes.tariffs import Speech, Tariff


class Group(NamedTuple):
    """
    Rows of a table that differ in the last word only.

    Attributes:
        words: what they share, 教师本人、县级.
        sums: the last word and the amount of each, 一等奖400元.
    """

    words: tuple[str, ...]
    sums: tuple[str, ...]

    @property
    def text(self) -> str:
        """Return the group as one phrase."""
        return "".join(self.words) + "、".join(self.sums)


def groups(matrix: Matrix, speech: Speech) -> list[Group]:
    """Return the rows of a table by all of their words but the last, in the order of the data."""
    kinds = [speech.vocabulary[key] for key in matrix.keys]
    found: dict[tuple[str, ...], list[str]] = {}
    for words, amount in matrix.rows:
        *shared, last = [k.text(w) for k, w in zip(kinds, words, strict=True)]
        found.setdefault(tuple(shared), []).append(last + speech.amount(amount))
    return [Group(words, tuple(sums)) for words, sums in found.items()]


def words_of(matrix: Matrix, told: Sequence[tuple[str, Tariff]], speech: Speech) -> str:
    """
    Return a table in words.

    Args:
        matrix: the table.
        told: titles and tariffs of the clause's other rules: a group that one of them says,
            named by its title (校级竞赛奖), is not said again.
        speech: names of facts and words.
    """
    said = set(_said(told, speech))
    kept = [
        group
        for group in groups(matrix, speech)
        if not any(title.startswith(group.words) and group.sums == sums for title, sums in said)
    ]
    return "；".join(group.text for group in kept)


def _said(
    told: Sequence[tuple[str, Tariff]], speech: Speech
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield title and amounts of the tables that have one key only."""
    for title, tariff in told:
        if isinstance(tariff, Matrix) and len(tariff.keys) == 1:
            yield title, groups(tariff, speech)[0].sums
