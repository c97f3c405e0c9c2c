"""Words brought to one form."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lf2l_kg.base.text import bare, line_starts, plain

_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


@given(_TEXTS)
def test_a_bare_text_is_decomposed_and_has_no_accent_left(text: str) -> None:
    kept = "".join(
        c for c in unicodedata.normalize("NFD", bare(f"a {text}")) if not unicodedata.combining(c)
    )
    assert bare(f"a {text}") == kept


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L’Île-d’Yeu", "l'ile d'yeu"),
        ("Cœur de ville", "coeur de ville"),
        ("Łódź, Åbenrå", "lodz, abenra"),
        ("a\u034fb", "a\u034fb"),  # joins, but is no accent
        ("е\u0308ж и\u0306", "еж и"),
    ],
)
def test_accents_and_ligatures_are_gone(text: str, expected: str) -> None:
    assert bare(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L’Été à Œuf", "l'ete a œuf"),
        ("l‘ʼ´`'", "l'''''"),
        ("A‐B‑C–D−E-F", "a-b-c-d-e-f"),
        ("ÉCOLE\u00a0!", "ecole\u00a0!"),
    ],
)
def test_a_plain_text_has_neither_case_nor_accents_and_few_marks(text: str, expected: str) -> None:
    assert plain(text) == expected


@given(st.one_of(_TEXTS, st.text(min_size=60)))
def test_a_plain_text_is_plain_character_by_character(text: str) -> None:
    assert plain(text) == "".join(map(plain, text))
    assert len(plain(text)) == len(text)


@given(st.text("a\n\r"))
def test_a_line_starts_after_a_line_feed_a_carriage_return_or_both(text: str) -> None:
    after_feed = {at + 1 for at, mark in enumerate(text) if mark == "\n"}
    after_return = {
        at + 1 for at, mark in enumerate(text) if mark == "\r" and text[at + 1 : at + 2] != "\n"
    }
    assert line_starts(text) == sorted({0} | after_feed | after_return)
