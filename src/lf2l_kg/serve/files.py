"""The files of a release: dumps, the catalogue, the ontology."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from lf2l_kg.base.messages import Message
from lf2l_kg.pages import view_terms

from .answers import is_known
from .entities import rdf_response
from .errors import HttpError
from .negotiate import choose_media_type
from .pages import HTML, Site, read_address
from .refusals import not_acceptable
from .sparql import RDF_OFFERS

_TYPES = {
    ".ttl": "text/turtle; charset=utf-8",
    ".nq": "application/n-quads",
    ".atom": "application/atom+xml; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".sarif": "application/sarif+json",
    ".tsv": "text/tab-separated-values; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".gz": "application/gzip",
    ".zst": "application/zstd",
    ".sqlite": "application/vnd.sqlite3",
    ".parquet": "application/vnd.apache.parquet",
}


#: Extension → media type of the forms of a graph.
_TYPES_BY_EXTENSION: dict[str, str] = {"html": HTML} | {n: kind for kind, n in RDF_OFFERS.items()}


def send_dump(site: Site, request: Request) -> Response:
    """One file of the release: with ranges, HEAD, and an ETag that is its SHA-256."""
    return send_file(site, str(request.path_params["file"]), request)


def send_page(site: Site, request: Request) -> Response:
    """One page of the feed, which never changes."""
    page = f"feed-{request.path_params['page']}.ttl"
    response = send_file(site, page, request)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def send_file(site: Site, name: str, request: Request) -> Response:
    """A file of the release by its name; see :func:`send_dump`."""
    release = site.current.get()
    # The name is looked up, not joined: only what the release lists can be reached.
    if name not in release.edition.dumps():
        listed = ", ".join(release.edition.dumps())
        raise HttpError(
            404,
            Message(
                fr=f"pas de fichier «\u00a0{name}\u00a0» dans cette publication\u00a0;"
                f" il y a\u00a0: {listed}",
                en=f"no file `{name}` in this release; there are: {listed}",
            ),
        )
    headers = {}
    if name in release.sha256:
        headers["ETag"] = f'"{release.sha256[name]}"'
        if is_known(request, headers["ETag"]):
            return Response(status_code=304, headers=headers)
    path = release.path / name
    kind = _TYPES.get(path.suffix, "application/octet-stream")
    return FileResponse(path, media_type=kind, headers=headers)


def send_graph(site: Site, request: Request, file: str, template: str, **values: Any) -> Response:
    """A Turtle file of the release, as a page or in any RDF format."""
    release = site.current.get()
    offers = (*RDF_OFFERS, HTML)
    extension = read_address(request.scope["path"], _TYPES_BY_EXTENSION).extension
    accept = _TYPES_BY_EXTENSION.get(extension) or request.headers.get("accept", "")
    chosen = choose_media_type(accept, offers)
    if chosen is None:
        raise not_acceptable(offers)
    text = _read(release.path / file)
    if chosen == HTML:
        terms = view_terms(release.edition, site.language(request))
        return site.page(request, template, turtle=text.decode(), file=file, terms=terms, **values)
    if chosen == "text/turtle":
        return Response(text, media_type="text/turtle; charset=utf-8", headers={"Vary": "Accept"})
    triples = [quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)]
    response = rdf_response(site, triples, chosen)
    response.headers["Vary"] = "Accept"
    return response


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise HttpError(
            404,
            Message(
                fr=f"cette publication n’a pas de {path.name}\u00a0;"
                " refaites-la avec «\u00a0lf2l-kg build\u00a0»",
                en=f"this release has no {path.name}; make it again with `lf2l-kg build`",
            ),
        ) from error
