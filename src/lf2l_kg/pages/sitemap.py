"""Which pages there are, and ``sitemap.xml`` and ``robots.txt``, which tell search engines.

Source: https://www.sitemaps.org/protocol.html, https://www.rfc-editor.org/rfc/rfc9309
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.sax.saxutils import escape

from .addresses import Addresses
from .edition import Edition
from .lists import list_paths

_MOST = 50_000  # addresses of one file, by the protocol
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_FIXED = ("", "themes", "ontology", "shapes", "cue", "catalog")  # the home page first
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def page_paths(edition: Edition, base_iri: str) -> list[str]:
    """The paths of all pages that are worth finding, without their ending; "" for the home page."""
    return [*_FIXED, *list_paths(edition), *thing_paths(edition, base_iri)]


def thing_paths(edition: Edition, base_iri: str) -> list[str]:
    """The paths of the IRIs of all things, sorted: "id/territory/genk"."""
    return [iri.removeprefix(base_iri) for iri in edition.index.described(f"{base_iri}id/")]


def serialize_sitemaps(edition: Edition, base_iri: str, site: str) -> dict[str, bytes]:
    """The files by name: ``robots.txt``, ``sitemap.xml``, and its parts when there are many pages.

    Args:
        edition: the release; the day in its name is that of the last change.
        base_iri: what the IRIs of its things begin with.
        site: the address of the home page, with a slash at its end.
    """
    day = _DAY.match(edition.name)
    changed = f"<lastmod>{day[0]}</lastmod>" if day else ""
    pages = Addresses(base_iri, site)
    addresses = [pages.page(path) for path in page_paths(edition, base_iri)]
    parts = [addresses[i : i + _MOST] for i in range(0, len(addresses), _MOST)]
    robots = (
        f"User-agent: *\nDisallow: /sparql?\nDisallow: /search?\n\nSitemap: {site}sitemap.xml\n"
    )
    files = {"robots.txt": robots.encode()}
    if len(parts) == 1:
        return files | {"sitemap.xml": _serialize("urlset", "url", parts[0], changed)}
    for number, part in enumerate(parts, start=1):
        files[f"sitemap-{number}.xml"] = _serialize("urlset", "url", part, changed)
    names = [f"{site}sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    return files | {"sitemap.xml": _serialize("sitemapindex", "sitemap", names, changed)}


def _serialize(outer: str, inner: str, addresses: Sequence[str], changed: str) -> bytes:
    lines = (f"<{inner}><loc>{escape(address)}</loc>{changed}</{inner}>\n" for address in addresses)
    return f'{_HEAD}<{outer} xmlns="{_SPACE}">\n{"".join(lines)}</{outer}>\n'.encode()
