"""Words brought to one form."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lf2l_kg.base.text import bare

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
