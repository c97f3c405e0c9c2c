"""The pages that are about no single thing: home, lists, themes, ontology, catalogue, feed, sitemaps."""

from __future__ import annotations

import functools
from collections.abc import Callable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from lf2l_kg.pages import (
    FORMATS,
    LANGUAGES,
    PORTAL_FILE,
    Edition,
    Frame,
    catalog_page,
    cues_page,
    find_examples,
    home_page,
    list_page,
    ontology_page,
    render,
    shapes_page,
    theme_tree,
)

from .crawlers import send_for_crawlers
from .documents import send_graph, send_to_portals
from .pages import Site
from .sparql import Endpoint

#: The ontology and what goes with it: name → the file of a release that says it, what makes its page.
_OF_ONTOLOGY = {
    "ontology": ("ontology.ttl", ontology_page),
    "shapes": ("shapes.ttl", shapes_page),
    "cue": ("cues.ttl", cues_page),
    "view": ("ontology.ttl", ontology_page),
}


def fixed_page_routes(site: Site, endpoint: Endpoint) -> list[Route]:
    """The addresses of all of them."""
    bind = functools.partial
    return [
        *page_routes("index", bind(_home, site)),
        *(
            route
            for name, (file, make) in _OF_ONTOLOGY.items()
            for route in page_routes(name, bind(_ontology, site, file, make), is_graph=True)
        ),
        *page_routes("catalog", bind(_catalog, site, endpoint), is_graph=True),
        Route(f"/{PORTAL_FILE}", bind(send_to_portals, site)),
        *page_routes("feed", bind(_feed, site), is_graph=True),
        *page_routes("themes", bind(_themes, site)),
        Route("/list/{name}", bind(_list, site)),
        Route("/robots.txt", bind(send_for_crawlers, site)),
        Route("/sitemap.xml", bind(send_for_crawlers, site)),
        Route("/sitemap-{number}.xml", bind(send_for_crawlers, site)),
    ]


def page_routes(
    name: str, endpoint: Callable[[Request], Response], *, is_graph: bool = False
) -> list[Route]:
    """The addresses of a page: bare, in each language, and in each format when it is a graph too."""
    endings = ["html", *(f"{language}.html" for language in LANGUAGES)]
    endings += [extension for extension, _ in FORMATS] if is_graph else []
    bare = "/" if name == "index" else f"/{name}"
    return [Route(path, endpoint) for path in (bare, *(f"/{name}.{ending}" for ending in endings))]


def _home(site: Site, request: Request) -> Response:
    release, frame = site.current.get(), site.frame(request)
    examples = find_examples(site.settings.queries, release.edition.path)
    text = home_page(release.edition, frame, examples, release.edition.description())
    return site.send(request, frame, text)


def _list(site: Site, request: Request) -> Response:
    release, frame = site.current.get(), site.frame(request)
    text = list_page(release.edition, frame)
    if text is None:
        raise HTTPException(404)
    return site.send(request, frame, text)


def _themes(site: Site, request: Request) -> Response:
    release, frame = site.current.get(), site.frame(request)
    text = render("themes.html", frame, themes=theme_tree(release.edition, frame))
    return site.send(request, frame, text)


def _ontology(
    site: Site, file: str, make: Callable[[Edition, Frame], str], request: Request
) -> Response:
    release = site.current.get()
    return send_graph(site, release, request, file, functools.partial(make, release.edition))


def _catalog(site: Site, endpoint: Endpoint, request: Request) -> Response:
    release = site.current.get()

    def make(frame: Frame) -> str:
        return catalog_page(
            release.edition, frame, release.edition.dumps(), endpoint.limits_shown()
        )

    return send_graph(site, release, request, "catalog.ttl", make)


def _feed(site: Site, request: Request) -> Response:
    release = site.current.get()

    def make(frame: Frame) -> str:
        return render("feed.html", frame, releases=release.edition.history)

    return send_graph(site, release, request, "feed.ttl", make)
