"""Where this site is for the client that asks: for the few addresses that must be whole."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request

_SCHEMES = ("http", "https")

#: What such an address depends on besides the path.
VARY = "Host, X-Forwarded-Proto"


def site_root(request: Request, base_iri: str) -> str:
    """The address of the home page, as the client reached it: ``https://data.example/``.

    Behind a proxy that ends TLS the request comes as plain HTTP. The scheme is what the proxy says it was
    (``X-Forwarded-Proto``), else that of our IRIs when they are at this host, else the request's.

    Args:
        request: what was asked.
        base_iri: what our IRIs begin with.
    """
    host, published = request.url.netloc, urlsplit(base_iri)
    told = request.headers.get("x-forwarded-proto", "").strip().lower()
    scheme = published.scheme if published.netloc == host else request.url.scheme
    return f"{told if told in _SCHEMES else scheme}://{host}/"
