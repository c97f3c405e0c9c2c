"""Lines made to be slow or to confuse are read like any other; ``bench/hostile.py`` times them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from lf2l_kg.base.gazetteer import Gazetteer
from lf2l_kg.base.ontology import Ontology
from lf2l_kg.extract import extract_facts
from lf2l_kg.read import parse_document

sys.path.append(str(Path(__file__).resolve().parents[1] / "bench"))

from hostile import MARKUP, WORDS, line


@pytest.mark.parametrize("pattern", MARKUP + WORDS, ids=ascii)
def test_a_hostile_line_gives_facts_with_exact_words_or_none(
    pattern: str, ontology: Ontology, gazetteer: Gazetteer
) -> None:
    document = parse_document("a.md", line(pattern, 4_000).encode())
    for fact in extract_facts(document, ontology, gazetteer):
        for quote in fact.evidence.quotes:
            assert document.text[quote.start : quote.start + len(quote.exact)] == quote.exact


@pytest.mark.parametrize("address", ["http://[x.fr/", "http://℀.fr/", "www.[a.fr"])
def test_an_address_that_cannot_be_read_stops_nothing(
    address: str, ontology: Ontology, gazetteer: Gazetteer
) -> None:
    document = parse_document("a.md", f"[Atelier Vert]({address}) à Toul.\n".encode())
    assert address in {span.target for block in document.blocks for span in block.spans}
    facts = {fact.predicate for fact in extract_facts(document, ontology, gazetteer)}
    assert "homepage" not in facts
