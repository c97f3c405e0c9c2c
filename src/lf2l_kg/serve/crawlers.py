"""``robots.txt`` and the sitemaps, made once for a release."""

from __future__ import annotations

import hashlib
from typing import cast

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from lf2l_kg.pages import serialize_sitemaps

from .answers import is_known
from .coding import send_in, wanted_coding
from .current import ServedRelease
from .headers import tag_in
from .origin import VARY, site_root
from .pages import Site

_Made = tuple[str, dict[str, tuple[bytes, str]]]  # the address of the site; name → bytes, digest


def send_for_crawlers(site: Site, request: Request) -> Response:
    """One of the files by its name, or « unchanged »; a sitemap may name only addresses of its own host."""
    release, root = site.current.get(), site_root(request, site.settings.base_iri)
    name = request.scope["path"].lstrip("/")
    files = _files(release, site.settings.base_iri, root)
    if name not in files:
        raise HTTPException(404)
    content, digest = files[name]
    encoding = wanted_coding(request)
    headers = {
        "ETag": tag_in(encoding, digest),
        "Cache-Control": "public, no-cache",
        "Vary": VARY,
    }
    if is_known(request, headers["ETag"]):
        return send_in(encoding, Response(status_code=304, headers=headers))
    kind = "text/plain; charset=utf-8" if name == "robots.txt" else "application/xml"
    return send_in(encoding, Response(content, media_type=kind, headers=headers))


def _files(release: ServedRelease, base_iri: str, root: str) -> dict[str, tuple[bytes, str]]:
    """All of the files; those of the address asked last are kept: a site has one, and a Host header any."""
    kept = cast(_Made | None, release.kept.get("crawlers"))
    if kept is None or kept[0] != root:
        found = serialize_sitemaps(release.edition, base_iri, root)
        kept = (
            root,
            {
                name: (content, hashlib.blake2b(content, digest_size=10).hexdigest())
                for name, content in found.items()
            },
        )
        release.kept["crawlers"] = kept
    return kept[1]
