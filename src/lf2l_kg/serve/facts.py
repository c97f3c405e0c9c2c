"""What a release says of one thing, and the words it was read from."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import pyoxigraph as ox

from lf2l_kg.base.messages import Language
from lf2l_kg.base.ontology import RDF, RDFS, SKOS, XSD
from lf2l_kg.base.text import sort_key
from lf2l_kg.pages import EntityView, FactView, QuoteView

from .current import ServedRelease

_DEFAULT = ox.DefaultGraph()
_LABELS = tuple(ox.NamedNode(iri) for iri in (SKOS + "prefLabel", RDFS + "label"))
_SUBJECT = ox.NamedNode(RDF + "subject")
_PREDICATE = ox.NamedNode(RDF + "predicate")
_OBJECT = ox.NamedNode(RDF + "object")
_EXACT = ox.NamedNode("http://www.w3.org/ns/oa#exact")
_DERIVED_FROM = ox.NamedNode("http://www.w3.org/ns/prov#wasDerivedFrom")
_MOST_QUOTES = 5  # shown for one fact
_MOST_INCOMING = 200  # shown on one page
_HIDDEN = frozenset({SKOS + "prefLabel", RDFS + "label"})

Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


def describe(release: ServedRelease, iri: str) -> list[ox.Triple]:
    """The triples whose subject is a thing, sorted; [] when the release does not know it.

    Evidence and quotes are not in the default graph: of what is not there, any graph is asked.
    """
    node = ox.NamedNode(iri)
    found = {q.triple for q in release.store.quads_for_pattern(node, None, None, _DEFAULT)}
    if not found:
        found = {quad.triple for quad in release.store.quads_for_pattern(node, None, None)}
    return sorted(found, key=str)


def view_entity(release: ServedRelease, iri: str, language: Language) -> EntityView | None:
    """A thing for a page; None when the release does not know it."""
    triples = describe(release, iri)
    node = ox.NamedNode(iri)
    pointing = list(
        islice(release.store.quads_for_pattern(None, None, node, _DEFAULT), _MOST_INCOMING + 1)
    )
    if not triples and not pointing:
        return None
    kinds = [
        triple.object.value
        for triple in triples
        if triple.predicate.value == RDF + "type" and isinstance(triple.object, ox.NamedNode)
    ]
    return EntityView(
        iri=iri,
        label=label_of(release, iri, language),
        kinds=tuple((kind, label_of(release, kind, language)) for kind in kinds),
        facts=_sorted(
            _fact(release, triple, triple.object, language)
            for triple in triples
            if triple.predicate.value not in {*_HIDDEN, RDF + "type"}
        ),
        incoming=_sorted(
            _fact(release, quad.triple, quad.subject, language)
            for quad in pointing[:_MOST_INCOMING]
        ),
        more_incoming=len(pointing) > _MOST_INCOMING,
    )


def label_of(release: ServedRelease, iri: str, language: Language) -> str:
    """A thing's label: in the language, else any; its local name when it has none."""
    found: list[tuple[bool, str]] = []
    for rank, predicate in enumerate(_LABELS):
        for quad in release.store.quads_for_pattern(ox.NamedNode(iri), predicate, None, _DEFAULT):
            if isinstance(quad.object, ox.Literal):
                found.append((quad.object.language != language, quad.object.value))
        if found and (rank or not min(found)[0]):
            break
    if found:
        return min(found)[1]
    return iri.rstrip("/#").rpartition("#")[2].rpartition("/")[2] or iri


def _fact(
    release: ServedRelease, triple: ox.Triple, other_end: Node, language: Language
) -> FactView:
    is_thing = isinstance(other_end, ox.NamedNode)
    return FactView(
        predicate=triple.predicate.value,
        predicate_label=label_of(release, triple.predicate.value, language),
        iri=other_end.value if isinstance(other_end, ox.NamedNode) else "",
        text=label_of(release, other_end.value, language)
        if isinstance(other_end, ox.NamedNode)
        else getattr(other_end, "value", str(other_end)),
        language="" if is_thing else getattr(other_end, "language", None) or "",
        address=_address(other_end),
        quotes=tuple(islice(_quotes(release, triple), _MOST_QUOTES)),
    )


def _address(node: Node) -> str:
    """A literal's web address; only those of the web, since documents are not trusted."""
    if not isinstance(node, ox.Literal) or node.datatype.value != XSD + "anyURI":
        return ""
    return node.value if node.value.startswith(("http://", "https://")) else ""


def _quotes(release: ServedRelease, triple: ox.Triple) -> Iterator[QuoteView]:
    """The words of each document that a triple was read from.

    Source: docs/ARCHITECTURE.md, « Contracts », Graphs.
    """
    store, stated_in = release.store, ox.NamedNode(release.namespace + "statedIn")
    found = store.quads_for_pattern(None, _OBJECT, triple.object)
    if isinstance(triple.object, ox.NamedNode):  # few things share a subject, many an object
        found = store.quads_for_pattern(None, _SUBJECT, triple.subject)
    for evidence in sorted({quad.subject for quad in found}, key=str):
        if not (
            _holds(store, evidence, _SUBJECT, triple.subject)
            and _holds(store, evidence, _PREDICATE, triple.predicate)
            and _holds(store, evidence, _OBJECT, triple.object)
        ):
            continue
        document = _value(store, evidence, _DERIVED_FROM)
        for quad in store.quads_for_pattern(evidence, stated_in, None):
            if not isinstance(quad.object, ox.NamedNode):
                continue
            path = document and _value(
                store, ox.NamedNode(document), ox.NamedNode(release.namespace + "sourcePath")
            )
            yield QuoteView(
                exact=_value(store, quad.object, _EXACT),
                path=path or document,
                line=_value(store, quad.object, ox.NamedNode(release.namespace + "line")),
                document=document,
            )


def _holds(store: ox.Store, subject: Node, predicate: ox.NamedNode, value: Node) -> bool:
    if not isinstance(subject, ox.NamedNode):
        return False
    return next(iter(store.quads_for_pattern(subject, predicate, value)), None) is not None


def _value(store: ox.Store, subject: Node, predicate: ox.NamedNode) -> str:
    if not isinstance(subject, ox.NamedNode):
        return ""
    quads = store.quads_for_pattern(subject, predicate, None)
    return min((getattr(quad.object, "value", "") for quad in quads), default="")


def _sorted(facts: Iterator[FactView]) -> tuple[FactView, ...]:
    return tuple(
        sorted(facts, key=lambda f: (sort_key(f.predicate_label), sort_key(f.text), f.iri))
    )
