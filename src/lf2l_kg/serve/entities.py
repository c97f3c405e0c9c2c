"""``/id/…``, ``/evidence/…``, ``/quote/…``, ``/graph/…``: each thing under its own IRI, in every form.

Source: https://www.w3.org/TR/cooluris/#r303gendocument
"""

from __future__ import annotations

from urllib.parse import quote

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from lf2l_kg.base.iris import KINDS
from lf2l_kg.base.literals import check_iri
from lf2l_kg.pages import FORMATS, bare_page, list_path, thing_page
from lf2l_kg.query import describe
from lf2l_kg.query.formats import MEDIA_TYPES, Format
from lf2l_kg.query.graphs import serialize_graph

from .answers import is_known
from .coding import send_in, wanted_coding
from .current import ServedRelease
from .headers import tag_in, with_charset
from .links import description_links, thing_links
from .missing import Absence, absence_response
from .negotiate import choose_media_type
from .pages import HTML, Site
from .paths import Asked, possible_readings
from .refusals import not_acceptable
from .sparql import RDF_ALIASES

#: Media type → extension, the server's favourite first.
EXTENSIONS = {HTML: "html", **{kind: name for name, kind in FORMATS}}
_TYPES = {extension: media_type for media_type, extension in EXTENSIONS.items()}
_SAFE = "/:@-._~!$'()*,;=+"


def show_entity(site: Site, release: ServedRelease, request: Request) -> Response:
    """303 to the description that suits the client, or the description itself under its extension.

    What was removed is 410; what was merged is 301 to what took its place, in the same form.
    """
    readings = possible_readings(request.scope, _TYPES)
    for asked in readings:
        iri = f"{site.settings.base_iri}{asked.path}"
        found = _show(site, release, request, asked, iri) if check_iri(iri) else None
        if found is not None:
            return found
    address = _list_at(release, readings[-1].path.rstrip("/"))
    return (
        RedirectResponse(address, status_code=303)
        if address
        else _absent(site, release, request, readings[0])
    )


def _show(
    site: Site, release: ServedRelease, request: Request, asked: Asked, iri: str
) -> Response | None:
    """What answers one reading of the address; None when there is no such thing, and never was."""
    heir = release.edition.gone.get(iri, "")
    if heir.startswith(site.settings.base_iri):
        return _moved(heir.removeprefix(site.settings.base_iri), asked, request)
    if iri in release.edition.gone:
        return _absent(site, release, request, asked)
    if asked.extension == "html":
        return _page(site, release, request, asked, iri)
    triples = describe(release.store, iri)
    if not triples:
        return None
    if asked.extension:
        return _data(site, release, request, asked, triples)
    chosen = choose_media_type(request.headers.get("accept", ""), (*EXTENSIONS, *RDF_ALIASES))
    if chosen is None:
        raise not_acceptable(tuple(EXTENSIONS))
    extension = EXTENSIONS.get(chosen) or RDF_ALIASES[chosen]
    links = thing_links(site.settings, asked.path, "describedby")
    return _redirect(303, asked.path, f".{extension}", request, {"Vary": "Accept", "Link": links})


def _page(
    site: Site, release: ServedRelease, request: Request, asked: Asked, iri: str
) -> Response | None:
    frame = site.frame(request, release.name, asked)
    encoding = wanted_coding(request)
    tag = tag_in(encoding, site.page_digest(release, frame))
    headers = {
        "ETag": tag,
        "Link": description_links(site.settings, asked.path, frame.addresses.suffix),
    }
    if is_known(request, tag):
        return send_in(encoding, site.unchanged(frame, headers))
    text = thing_page(release.edition, frame, iri)
    if text is None:
        text = bare_page(release.edition, frame, iri, describe(release.store, iri))
    return None if text is None else send_in(encoding, site.html(frame, text, headers=headers))


def _data(
    site: Site,
    release: ServedRelease,
    request: Request,
    asked: Asked,
    triples: list[ox.Triple],
) -> Response:
    encoding = wanted_coding(request)
    tag = tag_in(encoding, f"{site.digest(release)}-{asked.extension}")
    headers = {
        "ETag": tag,
        "Cache-Control": "public, no-cache",
        "Link": description_links(site.settings, asked.path, f".{asked.extension}"),
    }
    if is_known(request, tag):
        return send_in(encoding, Response(status_code=304, headers=headers))
    response = rdf_response(site, triples, _TYPES[asked.extension])
    response.headers.update(headers)
    return send_in(encoding, response)


def rdf_response(site: Site, triples: list[ox.Triple], media_type: str) -> Response:
    """Triples in the RDF format of a media type."""
    wanted: Format = next(
        n for n in ("ttl", "jsonld", "nt", "rdf") if MEDIA_TYPES[n][0] == media_type
    )
    content = serialize_graph(triples, wanted, site.settings.base_iri)
    return Response(content, media_type=with_charset(media_type))


def _absent(site: Site, release: ServedRelease, request: Request, asked: Asked) -> Response:
    iri = f"{site.settings.base_iri}{asked.path}"
    absence = Absence.of(iri, release.edition, was_there=iri in release.edition.gone)
    return absence_response(site, request, absence, asked.extension)


def _list_at(release: ServedRelease, path: str) -> str:
    """The list of a class whose name is all that is left of an address that somebody cut short; else ""."""
    kind = next((kind for kind, name in KINDS.items() if path == f"id/{name}"), "")
    return f"/{list_path(kind)}" if release.edition.index.counts().get(kind) else ""


def _moved(path: str, asked: Asked, request: Request) -> Response:
    language = f".{asked.language}" if asked.language else ""
    ending = f"{language}.{asked.extension}" if asked.extension else ""
    return _redirect(301, path, ending, request, {})


def _redirect(
    status: int, path: str, ending: str, request: Request, headers: dict[str, str]
) -> Response:
    query = f"?{request.url.query}" if request.url.query else ""
    address = f"/{quote(path, safe=_SAFE)}{ending}{query}"
    return RedirectResponse(address, status_code=status, headers=headers)
