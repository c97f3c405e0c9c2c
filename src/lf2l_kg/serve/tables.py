"""The answer to a query as a page."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from lf2l_kg.pages import Addresses
from lf2l_kg.query import formats_of
from lf2l_kg.query.material import PageMaterial

from .asked import Asked
from .pages import Site


def result_page(site: Site, request: Request, asked: Asked, answer: PageMaterial) -> Response:
    """A table, a yes or no, or Turtle, with links to the same answer in the other formats."""
    graphs = [("default-graph-uri", iri) for iri in asked.default_graphs]
    graphs += [("named-graph-uri", iri) for iri in asked.named_graphs]
    return site.page(
        request,
        "result.html",
        has_switch=True,
        query=asked.query or "",
        answer=answer,
        rows=[
            [
                (text, Addresses(site.settings.base_iri).thing(iri) if iri else "")
                for text, iri in row
            ]
            for row in answer.rows
        ],
        formats=[
            (
                name,
                "/sparql?" + urlencode([("query", asked.query or ""), *graphs, ("format", name)]),
            )
            for name in formats_of(answer.form)
        ],
    )
