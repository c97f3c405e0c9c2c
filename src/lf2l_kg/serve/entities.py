"""``/id/…``, ``/evidence/…``, ``/quote/…``, ``/graph/…``: each thing under its own IRI.

Source: https://www.w3.org/TR/cooluris/#r303gendocument
"""

from __future__ import annotations

from urllib.parse import quote

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from lf2l_kg.base.messages import Message
from lf2l_kg.pages import bare_page, thing_page
from lf2l_kg.query import describe
from lf2l_kg.query.formats import GRAPHS, MEDIA_TYPES, Format
from lf2l_kg.query.graphs import serialize_graph

from .errors import HttpError
from .headers import with_charset
from .negotiate import choose_media_type
from .pages import HTML, Site, read_address
from .refusals import not_acceptable

#: Media type → extension, the server's favourite first.
EXTENSIONS = {
    HTML: "html",
    **{MEDIA_TYPES[name][0]: name for name in ("ttl", "jsonld", "nt", "rdf")},
}
_ALSO = {"application/json": "jsonld"}  # what plain JSON clients ask for
_TYPES = {extension: media_type for media_type, extension in EXTENSIONS.items()}


def show_entity(site: Site, request: Request) -> Response:
    """303 to the description that suits the client, or the description itself under its extension."""
    asked = read_address(request.scope["path"], _TYPES)
    path = asked.path
    if asked.extension:
        return _description(site, request, path, asked.extension)
    iri = _iri(site, path)
    release = site.current.get()
    if not describe(release.store, iri):
        raise _unknown(iri)
    chosen = choose_media_type(request.headers.get("accept", ""), (*EXTENSIONS, *_ALSO))
    if chosen is None:
        raise not_acceptable(tuple(EXTENSIONS))
    extension = EXTENSIONS.get(chosen) or _ALSO[chosen]
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(
        f"/{quote(path, safe='/')}.{extension}{query}",
        status_code=303,
        headers={"Vary": "Accept"},
    )


def _description(site: Site, request: Request, stem: str, extension: str) -> Response:
    iri = _iri(site, stem)
    release = site.current.get()
    if extension == "html":
        frame = site.frame(request)
        text = thing_page(release.edition, frame, iri)
        if text is None:
            text = bare_page(release.edition, frame, iri, describe(release.store, iri))
        if text is None:
            raise _unknown(iri)
        return site.html(frame, text)
    triples = describe(release.store, iri)
    if not triples:
        raise _unknown(iri)
    return rdf_response(site, triples, _TYPES[extension])


def rdf_response(site: Site, triples: list[ox.Triple], media_type: str) -> Response:
    """Triples in the RDF format of a media type."""
    wanted: Format = next(name for name in GRAPHS if MEDIA_TYPES[name][0] == media_type)
    content = serialize_graph(triples, wanted, site.settings.base_iri)
    kind = with_charset(media_type)
    return Response(content, media_type=kind)


def _iri(site: Site, path: str) -> str:
    """The IRI of a path, whatever the host: it is under the project's base.

    Raises:
        HttpError: 404, when the path cannot be part of an IRI.
    """
    iri = f"{site.settings.base_iri}{path}"
    try:
        ox.NamedNode(iri)
    except ValueError as error:
        raise _unknown(iri) from error
    return iri


def _unknown(iri: str) -> HttpError:
    return HttpError(
        404,
        Message(
            fr=f"la publication ne connaît pas <{iri}>\u00a0; cherchez-le par son nom\u00a0: /search",
            en=f"the release does not know <{iri}>; look for it by its name: /search",
        ),
    )
