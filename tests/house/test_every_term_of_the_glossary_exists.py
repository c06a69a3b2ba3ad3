from __future__ import annotations

from collections import Counter
from importlib import import_module

import pytest

from dev.write_glossary import GLOSSARY, MANUAL, TERMS, Term, glossary, words_of_the_manual


@pytest.mark.parametrize("term", TERMS, ids=[term.id for term in TERMS])
def test_the_home_of_a_term_is_in_the_code(term: Term) -> None:
    module, _, name = term.home.partition(":")
    place: object = import_module(f"xl_quality.{module}")
    for part in name.split("."):
        fields = getattr(place, "__annotations__", {})
        assert hasattr(place, part) or part in fields, term.home
        place = getattr(place, part, None)


def test_one_word_stands_for_one_idea() -> None:
    for words in ([term.id for term in TERMS], [term.word for term in TERMS]):
        assert [word for word, count in Counter(words).items() if count > 1] == []


def test_glossary_and_manual_say_what_the_table_says() -> None:
    # if not: python dev/write_glossary.py
    assert GLOSSARY.read_text(encoding="utf-8") == glossary()
    assert MANUAL.read_text(encoding="utf-8").endswith("\n" + words_of_the_manual())
