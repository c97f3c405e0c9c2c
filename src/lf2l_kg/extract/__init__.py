"""extract: a document and the ontology give facts, each with the words it was read from.

``text/`` shows a document as words, sentences and cues; ``page/`` says what it is a page of and what its
headings are about; ``names/`` finds what is named and settles what the names mean; ``facts/`` reads what
is said of it. ``finders.py`` and ``rules.py`` call them all, in order. Everything is pure: the same
document, ontology and gazetteer give the same facts in the same order.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from lf2l_kg.base.gazetteer import Gazetteer
from lf2l_kg.base.ontology import Ontology
from lf2l_kg.base.records import Document, Fact, Finding

from .facts.doubts import doubt_findings
from .facts.sightings import Sightings, list_sightings
from .finders import find_names, read_names
from .page.misfits import front_matter_findings
from .page.outline import read_outline
from .rules import state_facts
from .text.lexicon import Lexicon, LexiconStarts, compile_lexicon
from .text.passages import cut_long_blocks
from .text.view import View

__all__ = [
    "Extraction",
    "Lexicon",
    "LexiconStarts",
    "Sightings",
    "extract_document",
    "extract_facts",
    "find_sightings",
]


class Extraction(Struct, frozen=True):
    """What came of reading a document for facts.

    ``facts`` stand in a fixed order, each once for each piece of evidence: first "mentions" of every
    thing spoken of, then the front matter's, then the rules' in the order of ``RULES`` in ``rules.py``.
    """

    facts: tuple[Fact, ...]
    findings: tuple[Finding, ...]  # what is left in doubt, keys that nothing is made of


def extract_document(
    document: Document,
    ontology: Ontology,
    gazetteer: Gazetteer,
    lexicon: Lexicon | None = None,
) -> Extraction:
    """The facts that a document states, and what its author may want to mend.

    Args:
        document: as read; one that is not ``readable`` states nothing.
        ontology: what can be said, and the cues that announce it; those of all languages count.
        gazetteer: the places of the world.
        lexicon: the ontology's, where it is at hand.
    """
    if not document.readable:
        return Extraction((), ())
    view = View(cut_long_blocks(document), lexicon or compile_lexicon(ontology), gazetteer)
    outline = read_outline(view)
    names = read_names(view, outline, list(find_names(view, outline)))
    stated = (f for f in state_facts(view, outline, names) if f.subject != f.object)
    doubts = (*front_matter_findings(view), *doubt_findings(view, names))
    return Extraction(tuple(dict.fromkeys(stated)), doubts)


def extract_facts(document: Document, ontology: Ontology, gazetteer: Gazetteer) -> Iterator[Fact]:
    """The facts alone of :func:`extract_document`."""
    yield from extract_document(document, ontology, gazetteer).facts


def find_sightings(document: Document, ontology: Ontology, gazetteer: Gazetteer) -> Sightings:
    """What :func:`extract_document` recognises in a document before it states facts about it."""
    if not document.readable:
        return Sightings((), ())
    view = View(cut_long_blocks(document), compile_lexicon(ontology), gazetteer)
    outline = read_outline(view)
    return list_sightings(view, read_names(view, outline, list(find_names(view, outline))))
