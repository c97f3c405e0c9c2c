"""The feed of changes: its first page, those that it leads to, and the Atom feed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pyoxigraph as ox

from lf2l_kg.base.records import Finding

from .files import CHANGED
from .forms import unreadable
from .place import Place, finding
from .visits import Visitor

_NODE = "https://w3id.org/tree#node"
_MOST = 20  # pages that are asked for, the newest and the oldest among them


def check_feed(visitor: Visitor, place: Place) -> Iterator[Finding]:
    """Whether who follows the changes finds all pages."""
    ending = "" if place.kind == "live" else ".ttl"
    url = f"{place.root}/feed{ending}"
    pages: list[str] = []
    yield from _page(visitor, url, pages)
    step = max(len(pages) // _MOST, 1)
    for page in sorted({*pages[::step], *pages[-1:]}):
        yield from _page(visitor, f"{place.address(page)}{ending}", [])
    url, record = f"{place.root}/feed.atom", place.manifest.files.get("feed.atom")
    visit = visitor.get(url)
    if not visit.is_good:
        yield finding(url, "warning", "feed", visit.told)
    elif record and hashlib.sha256(visit.body).hexdigest() != record.sha256:
        yield finding(url, "warning", "feed", CHANGED)


def _page(visitor: Visitor, url: str, pages: list[str]) -> Iterator[Finding]:
    """Look at a page, and note those that it leads to."""
    visit = visitor.get(url, "text/turtle")
    if not visit.is_good:
        yield finding(url, "error", "feed", visit.told)
        return
    try:
        for quad in ox.parse(visit.body, format=ox.RdfFormat.TURTLE, base_iri=url):
            if quad.predicate.value == _NODE and isinstance(quad.object, ox.NamedNode):
                pages.append(quad.object.value)
    except SyntaxError as error:
        yield finding(url, "error", "feed", unreadable("Turtle", error))
    pages.sort()
