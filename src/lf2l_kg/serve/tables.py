"""The answer to a query as a page."""

from __future__ import annotations

from urllib.parse import urlencode

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response

from lf2l_kg.base.turtle import data_prefixes
from lf2l_kg.query import Answer, formats_of, serialize_answer
from lf2l_kg.query.graphs import Term, cell

from .pages import Site
from .requests import Asked

_ROWS = 1000  # shown on a page; the other formats hold all


def result_page(site: Site, request: Request, asked: Asked, answer: Answer) -> Response:
    """A table, a yes or no, or Turtle, with links to the same answer in the other formats."""
    prefixes = data_prefixes(site.settings.base_iri)
    columns: tuple[str, ...] = ()
    rows: list[list[tuple[str, str]]] = []
    turtle, verdict, left = "", None, 0
    if answer.form == "graph":
        turtle = serialize_answer(answer, "ttl", site.settings.base_iri).decode()
    else:
        results = ox.parse_query_results(answer.content, format=ox.QueryResultsFormat.JSON)
        if isinstance(results, ox.QueryBoolean):
            verdict = bool(results)
        else:
            columns = tuple(variable.value for variable in results.variables)
            for row in results:
                if len(rows) == _ROWS:
                    left += 1
                else:
                    rows.append([_cell(site, row[name], prefixes) for name in columns])
    graphs = [("default-graph-uri", iri) for iri in asked.default_graphs]
    graphs += [("named-graph-uri", iri) for iri in asked.named_graphs]
    return site.page(
        request,
        "result.html",
        query=asked.query or "",
        columns=columns,
        rows=rows,
        left=left,
        turtle=turtle,
        verdict=verdict,
        formats=[
            (
                name,
                "/sparql?" + urlencode([("query", asked.query or ""), *graphs, ("format", name)]),
            )
            for name in formats_of(answer.form)
        ],
    )


def _cell(site: Site, term: Term | None, prefixes: dict[str, str]) -> tuple[str, str]:
    """(text, link) of a term; "" for no link."""
    link = site.link(term.value) if isinstance(term, ox.NamedNode) else ""
    return cell(term, prefixes), link
