"""``/search``: things by label, accents and case apart."""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from lf2l_kg.base.ontology import RDF, RDFS, SKOS
from lf2l_kg.base.text import fold, sort_key

from .current import ServedRelease
from .negotiate import choose_media_type
from .pages import HTML, Site
from .refusals import not_acceptable

_MOST = 50  # hits shown
_LONGEST = 200  # characters of a question
_DEFAULT = ox.DefaultGraph()
_PREDICATES = (SKOS + "prefLabel", SKOS + "altLabel", RDFS + "label")


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing whose label matches."""

    iri: str
    label: str
    kind: str  # local name of its class in the ontology; "" for none


@dataclass(frozen=True, slots=True)
class _Labelled:
    folded: str
    hit: Hit


def search(site: Site, request: Request) -> Response:
    """The things whose label holds ``q``: as a page, or as JSON."""
    question = request.query_params.get("q", "")[:_LONGEST]
    release = site.current.get()
    offers = (HTML, "application/json")
    accept = request.headers.get("accept", "")
    named = request.query_params.get("format")
    chosen = offers[1] if named == "json" else choose_media_type(accept, offers)
    if chosen is None:
        raise not_acceptable(offers)
    hits = find_labels(release, site.settings.base_iri, question)
    if chosen == HTML:
        return site.page(request, "search.html", question=question, hits=hits)
    body = {
        "q": question,
        "results": [{"iri": hit.iri, "label": hit.label, "type": hit.kind} for hit in hits],
    }
    return JSONResponse(body, headers={"Vary": "Accept"})


def find_labels(release: ServedRelease, base_iri: str, question: str) -> tuple[Hit, ...]:
    """The things whose label holds every word of a question, the closest first; at most 50."""
    asked = fold(question)
    if not asked:
        return ()
    words = asked.split()
    found: dict[str, tuple[tuple[bool, bool, int, tuple[str, str, str]], Hit]] = {}
    for labelled in _labels(release, base_iri):
        if all(word in labelled.folded for word in words):
            rank = (
                labelled.folded != asked,
                not labelled.folded.startswith(asked),
                len(labelled.folded),
                sort_key(labelled.hit.label),
            )
            known = found.get(labelled.hit.iri)
            if known is None or rank < known[0]:
                found[labelled.hit.iri] = (rank, labelled.hit)
    ranked = sorted(found.values(), key=lambda pair: (pair[0], pair[1].iri))
    return tuple(hit for _, hit in ranked[:_MOST])


def _labels(release: ServedRelease, base_iri: str) -> tuple[_Labelled, ...]:
    """Every label of a thing of ours. Gathered once for a release."""
    known = release.kept.get("labels")
    if not isinstance(known, tuple):
        known = tuple(_gather(release, f"{base_iri}id/"))
        release.kept["labels"] = known
    return known


def _gather(release: ServedRelease, start: str) -> list[_Labelled]:
    kinds: dict[str, str] = {}
    for quad in release.store.quads_for_pattern(None, ox.NamedNode(RDF + "type"), None, _DEFAULT):
        kind = str(getattr(quad.object, "value", ""))
        if kind.startswith(release.namespace):
            kinds[str(getattr(quad.subject, "value", ""))] = kind.removeprefix(release.namespace)
    found = []
    for predicate in _PREDICATES:
        for quad in release.store.quads_for_pattern(None, ox.NamedNode(predicate), None, _DEFAULT):
            iri = str(getattr(quad.subject, "value", ""))
            if iri.startswith(start) and isinstance(quad.object, ox.Literal):
                label = quad.object.value
                found.append(_Labelled(fold(label), Hit(iri, label, kinds.get(iri, ""))))
    return found
