"""The application: which address gives what."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import AsyncIterator
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from lf2l_kg.base.errors import Lf2lError
from lf2l_kg.base.messages import Message
from lf2l_kg.base.settings import Settings
from lf2l_kg.query import Limits

from .application import Application
from .assets import create_asset_route
from .current import Check, Current
from .entities import show_entity
from .evaluation.places import PoolLimits
from .files import send_dump, send_file, send_page
from .fixed_pages import fixed_page_routes, page_routes
from .journal import Journal, Style
from .matching import Matching
from .pages import Site
from .querying import send_example, send_terms, show_query_page
from .responses import Headers, error_response, status_of
from .search import search
from .showing import THINGS
from .sparql import Endpoint
from .suggestions import describe_search, suggest


def create_app(
    releases: Path,
    settings: Settings,
    limits: Limits | None = None,
    pool_limits: PoolLimits | None = None,
    log: Style = "none",
    check: Check | None = None,
) -> Application:
    """The ASGI application over a folder of releases.

    Nothing is opened before the first request: without a release every answer is 503, with what to do.

    Args:
        releases: the folder; its ``current`` is served, and followed when it is switched.
        settings: the project's.
        limits: what one query may cost; None for what the settings say.
        pool_limits: what all queries may take; None for what the settings say.
        log: how each request is told on the standard error output.
        check: says what is wrong with a release before it is served; None for no check.
    """
    site = Site(settings, Current(releases, settings.base_iri, check))
    endpoint = Endpoint(
        site,
        limits or Limits(max_rows=settings.rows),
        pool_limits
        or PoolLimits(
            workers=settings.workers,
            timeout_s=settings.timeout_s,
            memory=settings.memory_mib << 20,
        ),
    )
    journal = Journal(log, gauges=endpoint.follower.gauges)

    async def tell(request: Request, error: Exception) -> Response:
        status, message, headers = _told(error)
        place = {"line": error.line, "column": error.column} if isinstance(error, Lf2lError) else {}
        return error_response(site, request, status, message, headers, place)

    starlette = Starlette(
        routes=_routes(site, endpoint, journal),
        middleware=[Middleware(Headers), Middleware(Matching)],
        exception_handlers={Lf2lError: tell, HTTPException: tell, Exception: tell},
        lifespan=functools.partial(_lifespan, endpoint, journal),
    )
    return Application(starlette, endpoint, journal)


def _routes(site: Site, endpoint: Endpoint, journal: Journal) -> list[BaseRoute]:
    """What is at which address."""

    async def sparql(request: Request) -> Response:
        return await endpoint(request)

    async def thing(request: Request) -> Response:
        # On the event loop: a page takes less time than to hand it to a thread.
        return show_entity(site, (await endpoint.follower.get()).release, request)

    async def metrics(_: Request) -> Response:
        return Response(journal.metrics(), media_type="text/plain; version=0.0.4")

    return [
        *fixed_page_routes(site, endpoint),
        Route("/sparql", sparql, methods=["GET", "POST"]),
        Route("/sparql/", sparql, methods=["GET", "POST"]),  # as some clients write it
        *(Route(f"/{kind}/{{path:path}}", thing) for kind in THINGS),
        Route("/.well-known/void", _catalog),
        Route("/feed.atom", functools.partial(send_file, site, "feed.atom")),
        Route("/feed/{page}", functools.partial(send_page, site)),
        *(
            Route(path, _catalog) for path in ("/dumps", "/dumps/")
        ),  # somebody cuts an address short
        Route("/dumps/{file}", functools.partial(send_dump, site)),
        *page_routes("search", functools.partial(search, site)),
        Route("/suggest", functools.partial(suggest, site)),
        Route("/opensearch.xml", functools.partial(describe_search, site)),
        Route("/healthz", _health),
        Route("/readyz", functools.partial(_ready, endpoint)),
        Route("/metrics", metrics),
        Route("/assets/{file:path}", create_asset_route()),
        *page_routes("query", functools.partial(show_query_page, site, endpoint)),
        Route("/queries/{name}.rq", functools.partial(send_example, site)),
        Route("/terms.json", functools.partial(send_terms, site)),
    ]


@contextlib.asynccontextmanager
async def _lifespan(endpoint: Endpoint, journal: Journal, _: Starlette) -> AsyncIterator[None]:
    """Open the release before the first request; without one, each request says what to do."""
    with contextlib.suppress(Lf2lError):
        await endpoint.follower.get()
    yield
    endpoint.follower.kill()
    journal.close()


def _catalog(_: Request) -> Response:
    """The catalogue describes the data and lists the dumps."""
    return RedirectResponse("/catalog", status_code=303)


def _health(_: Request) -> Response:
    """The process lives; see :func:`_ready` for whether it can answer."""
    return JSONResponse({"ok": True})


async def _ready(endpoint: Endpoint, _: Request) -> Response:
    try:
        live = await endpoint.follower.get()
    except Lf2lError as error:
        said = {"ok": False, "release": None, "error": error.message.en}
        return JSONResponse(said, status_of(error))
    if live.pool.failure is not None:
        said = {"ok": False, "release": live.release.name, "error": live.pool.failure.message.en}
        return JSONResponse(said, 503)
    return JSONResponse({"ok": True, "release": live.release.name, "fenced": live.pool.fenced})


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
