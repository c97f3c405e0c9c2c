"""What stands around the endpoint for people: the query page, its examples, the terms that it offers."""

from __future__ import annotations

import hashlib

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from lf2l_kg.pages import find_examples, query_page, query_terms
from lf2l_kg.query import find_questions

from .answers import is_known
from .pages import Site
from .requests import QUERY_TYPE
from .sparql import Endpoint


def show_query_page(site: Site, endpoint: Endpoint, request: Request) -> Response:
    """The page of the editor, with the query or the example that the address names."""
    named = request.query_params.get("example", "")
    query = request.query_params.get("query") or find_questions(site.settings.queries).get(
        named, ""
    )
    frame = site.frame(request)
    text = query_page(frame, query, find_examples(site.settings.queries), endpoint.limits_shown())
    return site.html(frame, text)


def send_example(site: Site, request: Request) -> Response:
    """One of the questions, as it is in its file."""
    text = find_questions(site.settings.queries).get(request.path_params["name"])
    if text is None:
        raise HTTPException(404)
    return _unless_known(request, text.encode(), f"{QUERY_TYPE}; charset=utf-8")


def send_terms(site: Site, request: Request) -> Response:
    """The prefixes and terms that the editor completes. Made once for a release."""
    release = site.current.get()
    content = release.kept.get("query terms")
    if not isinstance(content, bytes):
        content = query_terms(release.edition, site.settings.base_iri)
        release.kept["query terms"] = content
    return _unless_known(request, content, "application/json")


def _unless_known(request: Request, content: bytes, kind: str) -> Response:
    tag = f'"{hashlib.blake2b(content, digest_size=16).hexdigest()}"'
    headers = {"ETag": tag, "Cache-Control": "public, no-cache", "Content-Type": kind}
    if is_known(request, tag):
        return Response(status_code=304, headers=headers)
    return Response(content, headers=headers)
