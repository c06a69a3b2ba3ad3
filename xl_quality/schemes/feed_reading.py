"""Reads a scheme's feeds: which list rows give which facts of a clause."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xl_quality.core.exam_kinds import ExamKind
from xl_quality.schemes.feeds import Feed, Take
from xl_quality.schemes.unit_kinds import patterns_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from xl_quality.schemes.reading import Reader

UNIT: Final = "unit"
"""The field of a list that names the unit."""
_KEYS: Final = (
    *("unit", "exam", "grade", "subject", "class_name", "name"),
    *("class_teacher", "post", "indicator"),
)


def read_feed(reader: Reader, clauses: Collection[str]) -> Feed:
    """
    Read one ``[[feed]]`` table.

    Args:
        reader: the table: clause, key, payees, take.
        clauses: ids of the scheme's clauses.
    """
    clause, key = reader.text("clause"), reader.texts("key")
    if clause not in clauses:
        reader.fault("clause", f"没有条款“{clause}”", "请核对条款编号")
    if any(name not in _KEYS for name in key):
        reader.fault("key", "用了不认识的栏目", f"只能写：{'、'.join(_KEYS)}")
    payees = _texts_by_key(reader, "payees")
    if any(name not in key for name in payees.values()):
        reader.fault("payees", "兑现对象不在 key 之中", "请写 key 中的一栏")
    takes = tuple(_take(one) for one in reader.tables("take"))
    reader.finish()
    return Feed(clause, key, payees, takes)


def _take(reader: Reader) -> Take:
    facts = _texts_by_key(reader, "facts")
    for name in facts:
        reader.name("facts", name)
    gather = _texts_by_key(reader, "gather")
    for name in gather:
        reader.name("gather", name)
    made = reader.text("cases", "made")
    found = Take(
        reader.text("list"),
        facts,
        _patterns(reader, "where"),
        _patterns(reader, "without"),
        _kinds(reader),
        only_adds=made.startswith("known"),
        stated=made in {"stated", "known_stated"},
        computed=made == "known_computed",
        each=made == "each",
        joins_by=reader.texts("by") if reader.has("by") else (),
        only_with=_texts_by_key(reader, "only_with"),
        gather=gather,
        over=reader.texts("over") if reader.has("over") else (),
    )
    reader.finish()
    return found


def _kinds(reader: Reader) -> tuple[ExamKind, ...]:
    """Read ``exam_kinds = ["entrance", "sampling"]``; the Chinese words are understood too."""
    if not reader.has("exam_kinds"):
        return ()
    words = reader.texts("exam_kinds")
    for word in words:
        if word not in set(ExamKind) and ExamKind.labelled(word) is None:
            reader.fault("exam_kinds", f"不认识考试性质“{word}”", f"只能写：{'、'.join(ExamKind)}")
    known = (ExamKind.labelled(word) or word for word in words)
    return tuple(ExamKind(word) for word in known if word in set(ExamKind))


def _texts_by_key(reader: Reader, key: str) -> dict[str, str]:
    inner = reader.table_of(key, needed=False)
    return {name: inner.text(name) for name in inner.all_keys()}


def _patterns(reader: Reader, key: str) -> dict[str, tuple[str, ...]]:
    inner = reader.table_of(key, needed=False)
    texts = {name: inner.texts(name) for name in inner.all_keys()}
    return {name: patterns_of(own) if name == UNIT else own for name, own in texts.items()}
