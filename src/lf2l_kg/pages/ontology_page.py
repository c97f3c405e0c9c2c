"""The ontology for people.

Each term with what it means and specialises, the words that announce it, the shapes that constrain it,
and an example.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec import Struct

from lf2l_kg.base.messages import Language
from lf2l_kg.base.ontology import RDF
from lf2l_kg.base.turtle import VOCABULARIES
from lf2l_kg.index import Fact, Node, local_name

from .edition import Edition, unreadable
from .frame import Frame
from .lists import list_path
from .rendering import render
from .thing import Value, end_value
from .vocabulary import CUE, SH, Graph, Term, read_graph, sorted_terms, text_in

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


class CueView(Struct, frozen=True):
    """Words that announce a term."""

    name: str
    confidence: str
    patterns: list[tuple[str, str]]  # (language, the patterns in it), sorted


class ShapeView(Struct, frozen=True):
    """A shape that constrains a term."""

    name: str
    severity: str  # "violation", "warning", "info"
    message: str


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
    cues: list[CueView]
    shapes: list[ShapeView]
    examples: list[Example]
    count: int  # things of a class
    list_href: str  # of a class that has things; "" else


def ontology_page(edition: Edition, frame: Frame) -> str:
    """The page of the ontology, its shapes and its cues.

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
        self._shapes = _shapes_by_term(_read(edition.path / "shapes.ttl"))
        self._cues = _cues_by_term(_read(edition.path / "cues.ttl"))
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
            shapes=[
                ShapeView(local_name(iri), severity, text_in(texts, self._language))
                for iri, severity, texts in self._shapes.get(term.iri, ())
            ],
            examples=self._examples_of(term),
            count=count,
            list_href=address,
        )

    def _links(self, iris: Iterable[str]) -> list[TermLink]:
        terms, addresses = self._edition.vocabulary.terms, self._frame.addresses
        found = []
        for iri in iris:
            term = terms.get(iri)
            text = term.label(self._language) if term else _shortened(iri)
            href = f"#{term.name}" if term else addresses.thing(iri)
            found.append(TermLink(text, href))
        return found

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


def _shortened(iri: str) -> str:
    for prefix, namespace in _PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri


def _read(path: Path) -> Graph:
    try:
        return read_graph(path.read_bytes())
    except FileNotFoundError:  # a release need not have it
        return Graph()
    except (OSError, SyntaxError) as error:
        raise unreadable(path, error) from error


_Shape = tuple[str, str, dict[str, str]]  # IRI, severity, messages by language


def _shapes_by_term(graph: Graph) -> dict[str, list[_Shape]]:
    """The shapes that have a message, under the terms that they speak of."""
    found: dict[str, list[_Shape]] = {}
    for subject, predicate in sorted(graph):
        if predicate != f"{SH}message":
            continue
        severity = next(iter(graph.iris(subject, f"{SH}severity")), f"{SH}Violation")
        shape = subject, local_name(severity).lower(), graph.texts(subject, predicate)
        for iri in _spoken_of(graph, subject):
            found.setdefault(iri, []).append(shape)
    return found


def _spoken_of(graph: Graph, shape: str) -> Sequence[str]:
    """The property of a shape; else the classes and properties that it targets."""
    path = graph.iris(shape, f"{SH}path")
    if path and path != (f"{RDF}type",):
        return path
    return graph.iris(shape, f"{SH}targetClass") + graph.iris(shape, f"{SH}targetSubjectsOf")


def _cues_by_term(graph: Graph) -> dict[str, list[CueView]]:
    """The cues under the terms that they announce."""
    found: dict[str, list[CueView]] = {}
    for subject, predicate in sorted(graph):
        if predicate != f"{CUE}announces":
            continue
        confidence = text_in(graph.texts(subject, f"{CUE}confidence"), "")
        patterns: dict[str, list[str]] = {}
        for language, pattern in graph.all_texts(subject, f"{CUE}pattern"):
            patterns.setdefault(language, []).append(pattern)
        joined = [(language, " · ".join(said)) for language, said in patterns.items()]
        cue = CueView(local_name(subject), confidence, joined)
        for iri in graph.iris(subject, predicate):
            found.setdefault(iri, []).append(cue)
    return found
