"""The classes and properties of the ontology, for pages."""

from __future__ import annotations

import pyoxigraph as ox

from lf2l_kg.base.messages import Language
from lf2l_kg.base.ontology import OWL, RDF, SKOS
from lf2l_kg.base.text import sort_key
from lf2l_kg.pages import TermView

from .current import ServedRelease
from .facts import label_of

_DEFAULT = ox.DefaultGraph()
_TYPE = ox.NamedNode(RDF + "type")
_KINDS = {"Class": "class", "ObjectProperty": "property", "DatatypeProperty": "property"}


def view_terms(release: ServedRelease, language: Language) -> tuple[TermView, ...]:
    """Classes, then properties, each by label. Worked out once for a release and a language."""
    key = f"terms-{language}"
    known = release.kept.get(key)
    if not isinstance(known, tuple):
        known = tuple(
            sorted(_terms(release, language), key=lambda t: (t.kind, sort_key(t.label), t.iri))
        )
        release.kept[key] = known
    return known


def _terms(release: ServedRelease, language: Language) -> list[TermView]:
    store, found = release.store, {}
    for name, kind in _KINDS.items():
        for quad in store.quads_for_pattern(None, _TYPE, ox.NamedNode(OWL + name), _DEFAULT):
            iri = str(getattr(quad.subject, "value", ""))
            if not iri.startswith(release.namespace):
                continue
            members = 0
            if kind == "class":
                things = store.quads_for_pattern(None, _TYPE, ox.NamedNode(iri), _DEFAULT)
                members = sum(1 for _ in things)
            found[iri] = TermView(
                kind=kind,
                name=iri.removeprefix(release.namespace),
                iri=iri,
                label=label_of(release, iri, language),
                definition=_definition(store, iri, language),
                count=members,
            )
    return list(found.values())


def _definition(store: ox.Store, iri: str, language: Language) -> str:
    predicate = ox.NamedNode(SKOS + "definition")
    quads = store.quads_for_pattern(ox.NamedNode(iri), predicate, None, _DEFAULT)
    texts = [
        (quad.object.language != language, quad.object.value)
        for quad in quads
        if isinstance(quad.object, ox.Literal)
    ]
    return min(texts, default=(True, ""))[1]
