"""What is not there, or no more: 404 and 410 with what may be meant, in the form that was asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from lf2l_kg.base.messages import Message
from lf2l_kg.base.namespaces import RDF, RDFS, XSD
from lf2l_kg.index import Node, Question
from lf2l_kg.pages import Addresses, Edition, error_page
from lf2l_kg.query.formats import MEDIA_TYPES, Format
from lf2l_kg.query.graphs import serialize_graph

from .headers import with_charset
from .negotiate import choose_media_type
from .pages import HTML, Site
from .responses import PROBLEM, problem

_HTTP = "http://www.w3.org/2011/http#"
_RDF_TYPES: dict[str, Format] = {MEDIA_TYPES[n][0]: n for n in ("ttl", "jsonld", "nt", "rdf")}
_MOST = 5  # near names
_SPLIT = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True)
class Absence:
    """A thing that there is not."""

    status: int  # 404, or 410 for what there was
    iri: str
    message: Message
    near: tuple[Node, ...]  # what may be meant

    @classmethod
    def of(cls, iri: str, edition: Edition, *, was_there: bool) -> Absence:
        """Say that a release does not know a thing, or does not know it any more."""
        near = _near(iri, edition)
        if was_there:
            message = Message(
                fr=f"<{iri}> a été retiré des données\u00a0; cette adresse ne désignera jamais autre chose",
                en=f"<{iri}> was removed from the data; this address will never mean anything else",
            )
            return cls(410, iri, message, near)
        message = Message(
            fr=f"la publication ne connaît pas <{iri}>\u00a0; cherchez-le par son nom\u00a0: /search",
            en=f"the release does not know <{iri}>; look for it by its name: /search",
        )
        return cls(404, iri, message, near)


def _near(iri: str, edition: Edition) -> tuple[Node, ...]:
    """The things whose name is like the last part of an IRI."""
    words = " ".join(_SPLIT.split(iri.rstrip("/").rpartition("/")[2]))
    if not words.strip():
        return ()
    found = [hit.node for hit in edition.searcher.search(Question(words), _MOST).hits]
    found += [suggestion.node for suggestion in edition.searcher.suggest(words, _MOST)]
    return tuple({node.iri: node for node in found}.values())[:_MOST]


def absence_response(site: Site, request: Request, absence: Absence, extension: str) -> Response:
    """The response, in the format of an extension, else of Accept.

    Source: https://www.rfc-editor.org/rfc/rfc9457 (problem details)
    """
    offers = ("text/plain", HTML, "application/json", PROBLEM, *_RDF_TYPES)
    named: dict[str, str] = {"html": HTML} | {n: media_type for media_type, n in _RDF_TYPES.items()}
    accept = request.headers.get("accept", "")
    kind = named.get(extension) or choose_media_type(accept, offers) or "text/plain"
    language = site.language(request)
    headers = {"Cache-Control": "public, no-cache", "Content-Language": language}
    headers["Vary"] = "Accept-Language" if extension else "Accept, Accept-Language"
    said = absence.message.without_controls().in_language(language)
    near = [(node.label(language), node.iri) for node in absence.near]
    if kind == HTML:
        frame = site.frame(request)
        text = error_page(frame, absence.status, said, absence.near)
        return site.html(frame, text, absence.status, headers)
    if kind in _RDF_TYPES:
        body = _as_graph(absence, _RDF_TYPES[kind])
        return Response(body, absence.status, headers, with_charset(kind))
    if kind != "text/plain":
        return JSONResponse(_as_problem(absence, said, near), absence.status, headers, kind)
    address = Addresses(site.settings.base_iri)
    lines = [said, *(f"{label}: {address.thing(iri)}" for label, iri in near)]
    return PlainTextResponse("\n".join(lines) + "\n", absence.status, headers)


def _as_problem(absence: Absence, said: str, near: Sequence[tuple[str, str]]) -> dict[str, object]:
    return {
        **problem(absence.status, said),
        "instance": absence.iri,
        "near": [{"label": label, "iri": iri} for label, iri in near],
    }


def _as_graph(absence: Absence, wanted: Format) -> bytes:
    """The response as RDF. Nothing is said of the thing itself, which may not be an IRI at all.

    Source: https://www.w3.org/TR/HTTP-in-RDF10/
    """
    node = ox.BlankNode("response")
    status = ox.Literal(str(absence.status), datatype=ox.NamedNode(f"{XSD}integer"))
    triples = [
        ox.Triple(node, ox.NamedNode(f"{RDF}type"), ox.NamedNode(f"{_HTTP}Response")),
        ox.Triple(node, ox.NamedNode(f"{_HTTP}statusCodeValue"), status),
    ]
    message = absence.message.without_controls()
    for language, text in (("fr", message.fr), ("en", message.en)):
        told = ox.Literal(text, language=language)
        triples.append(ox.Triple(node, ox.NamedNode(f"{RDFS}comment"), told))
    see = ox.NamedNode(f"{RDFS}seeAlso")
    triples += [ox.Triple(node, see, ox.NamedNode(near.iri)) for near in absence.near]
    return serialize_graph(triples, wanted, "")
