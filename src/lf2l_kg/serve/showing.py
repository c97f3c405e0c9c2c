"""The short way to the page or the data of a thing: no routing, and kept for the life of a release."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from lf2l_kg.base.errors import Lf2lError
from lf2l_kg.pages import HEADERS

from .coding import wanted_coding
from .entities import show_entity
from .headers import CONDITIONS, OPEN_HEADERS
from .kept import Kept, PageKey
from .live import Live
from .pages import HTML, Site
from .responses import join_lines

#: What the IRIs of our data begin with, after the base.
#: Source: docs/ARCHITECTURE.md, « Contracts », IRIs.
THINGS = ("id", "graph", "evidence", "quote")
_STARTS = tuple(f"/{kind}/" for kind in THINGS)
_ENDINGS = (".html", ".ttl", ".jsonld", ".nt", ".rdf")


@dataclass(frozen=True, slots=True)
class Shown:
    """A response that is ready, and by what it is kept."""

    kept: Kept
    key: PageKey
    known: bool  # it was kept before


def show(site: Site, live: Live, scope: Scope) -> Shown | None:
    """The page or the data of a thing; None for what has to go the usual way, such as a redirect.

    Args:
        site: what every page needs.
        live: the release.
        scope: of the request.
    """
    path: str = scope["path"]
    if not (path.startswith(_STARTS) and path.endswith(_ENDINGS)):
        return None
    if any(name in CONDITIONS for name, _ in scope["headers"]):
        return None
    request = Request({**scope, "headers": join_lines(scope["headers"])})
    language = site.language(request) if path.endswith(".html") else ""
    try:
        key = f"{path}?{scope['query_string'].decode('latin-1')}", language, wanted_coding(request)
        kept = live.kept.find_page(key)
        if kept is not None:
            return Shown(kept, key, known=True)
        response = show_entity(site, live.release, request)
    except Lf2lError:  # the usual way says it to the client
        return None
    if response.status_code != 200:
        return None
    kept = _ready(response, path)
    live.kept.keep_page(key, kept)
    return Shown(kept, key, known=False)


def _ready(response: Response, path: str) -> Kept:
    """A response as its bytes."""
    said = {name: value for name, value in response.headers.items() if name != "content-length"}
    said |= OPEN_HEADERS
    if said.get("content-type", "").startswith(HTML):
        said |= {name.lower(): value for name, value in HEADERS.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in said.items()).encode("latin-1")
    body = bytes(response.body)
    head = b"%bcontent-length: %d\r\n\r\n" % (head, len(body))
    return Kept(tuple(said.items()), head, body, said.get("etag", ""), "", None, path)
