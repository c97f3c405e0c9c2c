"""The application: which address gives what."""

from __future__ import annotations

import functools
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from lf2l_kg.base.errors import Lf2lError
from lf2l_kg.base.messages import Message
from lf2l_kg.base.settings import Settings
from lf2l_kg.query import Limits, find_questions, question_title

from .current import Current
from .entities import show_entity
from .errors import HttpError
from .files import dump_names, send_dump, send_graph
from .pages import Site
from .responses import Headers, error_response, status_of
from .room import ServerLimits
from .search import search
from .sparql import Endpoint
from .terms import view_terms

#: What the IRIs of our data begin with, after the base.
#: Source: docs/ARCHITECTURE.md, « Contracts », IRIs.
_THINGS = ("id", "graph", "evidence", "quote")


def create_app(
    releases: Path,
    settings: Settings,
    limits: Limits | None = None,
    server_limits: ServerLimits | None = None,
) -> ASGIApp:
    """The ASGI application over a folder of releases.

    Nothing is opened before the first request: without a release every answer is 503, with what to do.

    Args:
        releases: the folder; its ``current`` is served, and followed when it is switched.
        settings: the project's.
        limits: what one query may cost; None for the usual.
        server_limits: what all requests may take; None for the usual.
    """
    site = Site(settings, Current(releases, settings.base_iri))
    endpoint = Endpoint(site, limits or Limits(), server_limits or ServerLimits())

    async def sparql(request: Request) -> Response:
        return await endpoint(request)

    routes = [
        Route("/", functools.partial(_home, site, endpoint)),
        Route("/sparql", sparql, methods=["GET", "POST"]),
        *(
            Route(f"/{kind}/{{path:path}}", functools.partial(show_entity, site))
            for kind in _THINGS
        ),
        Route("/ontology", functools.partial(_ontology, site)),
        Route("/catalog", functools.partial(_catalog, site)),
        Route("/.well-known/void", _void),
        Route("/dumps/{file}", functools.partial(send_dump, site)),
        Route("/search", functools.partial(search, site)),
        Route("/healthz", functools.partial(_health, site)),
        Route("/style.css", _style),
    ]

    async def tell(request: Request, error: Exception) -> Response:
        status, message, headers = _told(error)
        return error_response(site, request, status, message, headers)

    return Starlette(
        routes=routes,
        middleware=[Middleware(Headers)],
        exception_handlers={Lf2lError: tell, HTTPException: tell, Exception: tell},
    )


def _home(site: Site, endpoint: Endpoint, request: Request) -> Response:
    release = site.current.get()
    language = site.language(request)
    questions = [
        (question_title(text, name).in_language(language), text)
        for name, text in find_questions(site.settings.queries).items()
    ]
    return site.page(
        request,
        "home.html",
        release=release.name,
        classes=[t for t in view_terms(release, language) if t.kind == "class" and t.count],
        questions=questions,
        dumps=dump_names(release),
        limits=endpoint.limits_shown(),
    )


def _ontology(site: Site, request: Request) -> Response:
    return send_graph(site, request, "ontology.ttl", "ontology.html")


def _catalog(site: Site, request: Request) -> Response:
    return send_graph(site, request, "catalog.ttl", "graph.html")


def _void(_: Request) -> Response:
    return RedirectResponse("/catalog", status_code=303)


def _health(site: Site, _: Request) -> Response:
    try:
        release = site.current.get()
    except HttpError as error:
        return JSONResponse({"ok": False, "release": None, "error": error.message.en}, error.status)
    return JSONResponse({"ok": True, "release": release.name})


def _style(_: Request) -> Response:
    content = (Path(__file__).parent / "static" / "style.css").read_bytes()
    return Response(content, media_type="text/css", headers={"Cache-Control": "max-age=3600"})


def _told(error: Exception) -> tuple[int, Message, dict[str, str]]:
    """The status, the words and the headers for an error; of one that nobody foresaw, no details."""
    if isinstance(error, Lf2lError):
        return status_of(error), error.message, getattr(error, "headers", {})
    if isinstance(error, HTTPException):
        words = {
            404: Message(
                fr="il n’y a rien à cette adresse\u00a0; partez de la page d’accueil\u00a0: /",
                en="there is nothing at this address; start from the home page: /",
            ),
            405: Message(
                fr="cette méthode n’est pas permise ici\u00a0; lisez avec GET",
                en="this method is not allowed here; read with GET",
            ),
        }
        said = words.get(error.status_code, Message(fr=error.detail, en=error.detail))
        return error.status_code, said, dict(error.headers or {})
    return (
        500,
        Message(
            fr="erreur interne\u00a0; réessayez, et si elle dure, signalez-la avec l’adresse demandée",
            en="internal error; try again, and if it lasts, report it with the address asked for",
        ),
        {},
    )
