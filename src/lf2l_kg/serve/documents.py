"""A page for people, a graph for programs: the ontology, its shapes and cues, the catalogue, the feed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response

from lf2l_kg.pages import Frame, serialize_for_portals
from lf2l_kg.query.formats import MEDIA_TYPES
from lf2l_kg.query.graphs import parse_graph, serialize_graph

from .answers import is_known
from .coding import send_in, wanted_coding
from .current import ServedRelease
from .headers import tag_in, with_charset
from .links import page_links
from .negotiate import choose_media_type
from .pages import HTML, Site
from .paths import read_address
from .refusals import not_acceptable
from .sparql import RDF_ALIASES, RDF_OFFERS

_FORMS: dict[str, str] = {name: kind for kind, name in RDF_OFFERS.items()}
_TYPES: dict[str, str] = {"html": HTML} | dict(_FORMS)
_PLAIN = {alias: MEDIA_TYPES[name][0] for alias, name in RDF_ALIASES.items()}
_PLAIN["application/xml"] = MEDIA_TYPES["rdf"][0]


def send_graph(
    site: Site,
    release: ServedRelease,
    request: Request,
    file: str,
    make_page: Callable[[Frame], str],
) -> Response:
    """A Turtle file of the release, as a page or in any RDF format.

    Args:
        site: what every page needs.
        release: the release.
        request: what was asked.
        file: the name of the Turtle file.
        make_page: makes the page for people.
    """
    asked = read_address(request.scope["path"], _TYPES)
    offers = (*RDF_OFFERS, HTML, *_PLAIN)
    accept = _TYPES.get(asked.extension) or request.headers.get("accept", "")
    chosen = choose_media_type(accept, offers)
    if chosen is None:
        raise not_acceptable((*RDF_OFFERS, HTML))
    chosen = _PLAIN.get(chosen, chosen)
    if chosen == HTML:
        frame = site.frame(request)
        return site.send(request, frame, make_page(frame), _FORMS)
    extension = RDF_OFFERS[chosen]
    content = release.read(file)
    if extension != "ttl":
        content = serialize_graph(parse_graph(content), extension, site.settings.base_iri)
    headers = {"Link": page_links(site.settings, asked.path, f".{extension}", _FORMS)}
    if not asked.extension:
        headers |= {"Vary": "Accept", "Content-Location": f"/{asked.path}.{extension}"}
    return _send(request, content, chosen, headers, tag_end=f"-{extension}")


def send_to_portals(site: Site, request: Request) -> Response:
    """The catalogue in the form that portals made with udata take."""
    content = serialize_for_portals(site.current.get().read("catalog.ttl"))
    return _send(request, content, "text/turtle", {})


def _send(
    request: Request, content: bytes, media_type: str, headers: dict[str, str], tag_end: str = ""
) -> Response:
    """Something to be kept by who asks again whether it is still so."""
    encoding = wanted_coding(request)
    digest = hashlib.blake2b(content, digest_size=10).hexdigest()
    tag = tag_in(encoding, f"{digest}{tag_end}")
    headers = {"ETag": tag, "Cache-Control": "public, no-cache", **headers}
    if is_known(request, tag):
        return send_in(encoding, Response(status_code=304, headers=headers))
    response = Response(content, media_type=with_charset(media_type), headers=headers)
    return send_in(encoding, response)
