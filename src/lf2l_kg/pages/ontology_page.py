"""The ontology for people: each term with what it means and specialises, and an example.

The words that announce it and the shapes that constrain it have pages of their own.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from lf2l_kg.base.messages import Language
from lf2l_kg.base.turtle import VOCABULARIES
from lf2l_kg.index import Fact, Node

from .edition import Edition
from .frame import Frame
from .lists import list_path
from .rendering import render
from .rules import Cue, Shape, read_cues, read_shapes
from .thing import Value, end_value
from .vocabulary import Term, sorted_terms, text_in

_MOST_EXAMPLES = 3
_PREFIXES = {
    **VOCABULARIES,
    "bibo": "http://purl.org/ontology/bibo/",
    "gn": "http://www.geonames.org/ontology#",
    "prism": "http://prismstandard.org/namespaces/basic/2.0/",
}


class TermLink(Struct, frozen=True):
    """A term of a vocabulary, of ours or of another."""

    text: str
    href: str


class Example(Struct, frozen=True):
    """A fact, or a thing, that uses a term."""

    subject: str
    href: str
    kind: str
    value: Value | None  # None for a thing of a class


class TermPage(Struct, frozen=True):
    """A term as the page shows it."""

    name: str
    iri: str
    label: str
    other_label: str  # in the other language
    definition: str
    inverse: str
    above: list[TermLink]
    beside: list[TermLink]
    domain: list[TermLink]
    range: list[TermLink]
    cues: list[TermLink]
    shapes: list[TermLink]
    examples: list[Example]
    count: int  # things of a class
    list_href: str  # of a class that has things; "" else


def ontology_page(edition: Edition, frame: Frame) -> str:
    """The page of the ontology.

    Raises:
        InputError: when the shapes or the cues of the release are damaged.
    """
    maker = _Maker(edition, frame)
    terms = edition.vocabulary.terms.values()
    classes = sorted_terms([t for t in terms if t.kind == "class"], frame.language)
    properties = sorted_terms([t for t in terms if t.kind == "property"], frame.language)
    return render(
        "ontology.html",
        frame,
        title=text_in(edition.vocabulary.titles, frame.language),
        description=text_in(edition.vocabulary.descriptions, frame.language),
        vocabulary=edition.vocabulary,
        classes=[maker.view(term) for term in classes],
        properties=[maker.view(term) for term in properties],
        files=[name for name in _FILES if (edition.path / name).is_file()],
    )


_FILES = ("ontology.ttl", "shapes.ttl", "cues.ttl", "themes.ttl", "context.jsonld")


class _Maker:
    def __init__(self, edition: Edition, frame: Frame) -> None:
        self._edition = edition
        self._frame = frame
        self._language: Language = frame.language
        self._cues = self._by_term("cue", read_cues(edition))
        self._shapes = self._by_term("shapes", read_shapes(edition))
        self._examples = edition.index.examples()
        self._counts = edition.index.counts()

    def view(self, term: Term) -> TermPage:
        other: Language = "en" if self._language == "fr" else "fr"
        count = self._counts.get(term.name, 0) if term.kind == "class" else 0
        address = self._frame.addresses.page(list_path(term.name)) if count else ""
        return TermPage(
            name=term.name,
            iri=term.iri,
            label=term.label(self._language),
            other_label=term.labels.get(other, ""),
            definition=text_in(term.definitions, self._language),
            inverse=text_in(term.inverse, self._language),
            above=self._links(term.above),
            beside=self._links(term.beside),
            domain=self._links(term.domain),
            range=self._links(term.range),
            cues=self._cues.get(term.iri, []),
            shapes=self._shapes.get(term.iri, []),
            examples=self._examples_of(term),
            count=count,
            list_href=address,
        )

    def _by_term(self, page: str, rules: Iterable[Cue | Shape]) -> dict[str, list[TermLink]]:
        """What there is to read on a page about each term."""
        address, found = self._frame.addresses.page(page), dict[str, list[TermLink]]()
        for rule in rules:
            for iri in rule.terms:
                found.setdefault(iri, []).append(TermLink(rule.name, f"{address}#{rule.name}"))
        return found

    def _links(self, iris: Iterable[str]) -> list[TermLink]:
        return [link_term(self._edition, self._frame, iri, "") for iri in iris]

    def _examples_of(self, term: Term) -> list[Example]:
        if term.kind == "class":
            nodes = self._edition.index.nodes(term.name, _MOST_EXAMPLES)
            return [self._example(node, None) for node in nodes]
        fact = self._examples.get(term.iri)
        return [self._example(fact.subject, fact)] if fact else []

    def _example(self, node: Node, fact: Fact | None) -> Example:
        value = end_value(fact, self._frame) if fact else None
        href = self._frame.addresses.thing(node.iri)
        return Example(node.label(self._language), href, node.kind.lower(), value)


def link_term(edition: Edition, frame: Frame, iri: str, page: str) -> TermLink:
    """A term with its name, and where it is told of: on a page of ours ("" for the same), or elsewhere."""
    term = edition.vocabulary.terms.get(iri)
    if term is None:
        return TermLink(_shortened(iri), frame.addresses.thing(iri))
    return TermLink(term.label(frame.language), f"{page}#{term.name}")


def _shortened(iri: str) -> str:
    for prefix, namespace in _PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri
