"""The notation of cues: a phrase is looked for after the words that it can begin with."""

from __future__ import annotations

import re

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from lf2l_kg.base.ontology import Ontology
from lf2l_kg.base.text import plain
from lf2l_kg.extract import Lexicon, LexiconStarts
from lf2l_kg.extract.text.notation import _unmarked, spelled
from lf2l_kg.extract.text.phrases import expansions, first_pairs

_PIECES = st.text("ab -…", max_size=4)


def _brackets(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    options = st.lists(inner, min_size=1, max_size=3).map("|".join)
    part = options.map("({})".format) | options.map("[{}]".format) | inner
    return st.lists(part, min_size=1, max_size=3).map("".join)


@given(st.recursive(_PIECES, _brackets, max_leaves=8))
def test_the_first_words_are_those_of_all_that_a_notation_can_spell(notation: str) -> None:
    assert first_pairs(notation) == _pairs_of_all(notation)


def test_each_cue_is_looked_for_after_all_the_words_that_it_can_begin_with(
    ontology: Ontology,
) -> None:
    for pattern in {cue.pattern for cue in ontology.cues if cue.kind != "host"}:
        _, notation = _unmarked(pattern)
        assert first_pairs(notation) == _pairs_of_all(notation), pattern


def _pairs_of_all(notation: str) -> set[tuple[str, str]]:
    pairs: set[tuple[str, str]] = set()
    for one in expansions(notation):
        words = [*re.finditer(r"\w+", one)]
        is_near = len(words) > 1 and "…" not in one[words[0].end() : words[1].start()]
        if words:
            pairs.add((words[0][0], words[1][0] if is_near else ""))
    return pairs


def test_a_lexicon_of_starts_that_were_kept_finds_the_same(ontology: Ontology) -> None:
    made = Lexicon(ontology)
    kept = msgspec.msgpack.decode(msgspec.msgpack.encode(made.starts), type=LexiconStarts)
    again = Lexicon(ontology, kept)
    for cue in ontology.cues:
        for text in sorted(spelled(cue.pattern))[:4]:
            assert again.search(text, plain(text)) == made.search(text, plain(text))
            assert again.read_label(text) == made.read_label(text)
