"""``/search``: as a page, or as JSON with the same answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from lf2l_kg.base.messages import Language, Message
from lf2l_kg.index import LONGEST, Excerpt, Facet, Hit, Node, Question, Results
from lf2l_kg.pages import Edition, Frame, search_page

from .coding import send_in, wanted_coding
from .errors import HttpError
from .negotiate import choose_media_type
from .pages import HTML, Site
from .refusals import not_acceptable

_JSON = "application/json"
_MOST = 100  # hits of one answer
_FURTHEST = 20_000  # hits that may be passed over
_MOST_DIGITS = 20  # of a number; zeros before it count


@dataclass(frozen=True, slots=True)
class Asked:
    """What the parameters of a search ask."""

    question: Question
    limit: int
    offset: int


def search(site: Site, request: Request) -> Response:
    """The things that answer ``q`` under the choices ``class``, ``theme`` and ``territory``."""
    asked = read_asked(request, site.settings.base_iri)
    offers = (HTML, _JSON)
    accept = request.headers.get("accept", "")
    named = request.query_params.get("format")
    chosen = _JSON if named == "json" else choose_media_type(accept, offers)
    if chosen is None:
        raise not_acceptable(offers)
    edition = site.current.get().edition
    frame = site.frame(request)
    if chosen == HTML:
        found = site.html(frame, search_page(edition, frame, asked.question, asked.offset))
        return send_in(wanted_coding(request), found)
    results = edition.searcher.search(asked.question, asked.limit, asked.offset)
    body = _document(edition, frame, asked, results)
    response = JSONResponse(body, headers={"Vary": "Accept, Accept-Language"})
    return send_in(wanted_coding(request), response)


def read_asked(request: Request, base_iri: str) -> Asked:
    """The parameters of a search, checked.

    A class is named by its local name or its IRI; a theme or a territory by its IRI, or by its path
    under the base.

    Raises:
        HttpError: 400, when a number is none or too large.
    """
    # Some clients do not escape what is not ASCII.
    text = request.scope["query_string"].decode("utf-8", "replace")
    parameters = dict(parse_qsl(text, keep_blank_values=True))

    def iri(name: str) -> str:
        value = parameters.get(name, "")
        return value if not value or "://" in value else f"{base_iri}{value}"

    return Asked(
        Question(
            text=parameters.get("q", "")[:LONGEST],
            kind=parameters.get("class", "").rpartition("#")[2],
            theme=iri("theme"),
            territory=iri("territory"),
        ),
        limit=_number(parameters.get("limit", ""), "limit", 20, _MOST),
        offset=_number(parameters.get("offset", ""), "offset", 0, _FURTHEST),
    )


def _number(text: str, name: str, default: int, most: int) -> int:
    if not text:
        return default
    if text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS and int(text) <= most:
        return int(text)
    raise HttpError(
        400,
        Message(
            fr=f"«\u00a0{name}\u00a0» doit être un nombre entier de 0 à {most}",
            en=f"`{name}` must be a whole number from 0 to {most}",
        ),
    )


def _document(edition: Edition, frame: Frame, asked: Asked, results: Results) -> dict[str, Any]:
    """The answers as JSON; the README says what each field means."""
    language, end = frame.language, asked.offset + len(results.hits)
    question = asked.question
    pairs = [
        ("q", question.text),
        ("class", question.kind),
        ("theme", question.theme),
        ("territory", question.territory),
        ("lang", language),
        ("limit", str(asked.limit)),
        ("offset", str(end)),
        ("format", "json"),
    ]
    more = urlencode([(name, value) for name, value in pairs if value])
    return {
        "q": question.text,
        "spelling": results.spelling,
        "total": results.total,
        "limit": asked.limit,
        "offset": asked.offset,
        "next": f"/search?{more}" if results.hits and end < results.total else "",
        "results": [_hit(edition, frame, hit) for hit in results.hits],
        "facets": {
            "class": [
                {
                    "value": facet.value,
                    "label": kind_label(edition, language, facet.value),
                    "count": facet.count,
                }
                for facet in results.classes
            ],
            "theme": [_facet(facet, language) for facet in results.themes],
            "territory": [_facet(facet, language) for facet in results.territories],
        },
    }


def kind_label(edition: Edition, language: Language, kind: str) -> str:
    """The label of one of our classes by its local name."""
    return edition.vocabulary.label(f"{edition.vocabulary.namespace}{kind}", language)


def _hit(edition: Edition, frame: Frame, hit: Hit) -> dict[str, Any]:
    node, language, quote = hit.node, frame.language, hit.quote
    return {
        **_named(node, language),
        "class": node.kind,
        "class_label": kind_label(edition, language, node.kind),
        "page": frame.addresses.thing(node.iri),
        "territory": _named(hit.territory, language) if hit.territory else None,
        "alias": hit.alias.text if hit.alias else "",
        "description": hit.description.text if hit.description else "",
        "quote": {
            **_marked(quote.excerpt),
            "line": quote.line,
            "document": _named(quote.document, language),
        }
        if quote
        else None,
    }


def _named(node: Node, language: Language) -> dict[str, str]:
    return {
        "iri": node.iri,
        "label": node.label(language),
        "language": node.label_language(language) or language,
    }


def _marked(excerpt: Excerpt) -> dict[str, Any]:
    return {"text": excerpt.text, "marks": [list(span) for span in excerpt.marks]}


def _facet(facet: Facet, language: Language) -> dict[str, Any]:
    label = facet.node.label(language) if facet.node else facet.value
    return {"value": facet.value, "label": label, "count": facet.count}
