"""An answer as a whole, its formats, and its table for people."""

from __future__ import annotations

import io
from dataclasses import dataclass

import pyoxigraph as ox

from lf2l_kg.base.errors import QueryError
from lf2l_kg.base.messages import Message
from lf2l_kg.base.turtle import data_prefixes

from .evaluate import Results
from .formats import MEDIA_TYPES, Form, formats_of, parse_format
from .graphs import cell, serialize_graph
from .results import write_results


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer. ``content`` is SPARQL 1.1 JSON, or N-Triples (sorted, each once) for a graph."""

    form: Form
    content: bytes

    @property
    def variables(self) -> tuple[str, ...]:
        """The columns of its table for people."""
        return tabulate(self).columns

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The rows of its table for people; see :func:`tabulate`."""
        return tabulate(self).rows


@dataclass(frozen=True, slots=True)
class Table:
    """An answer for people: ``rows`` has one text for each of ``columns``, "" for unbound."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def keep_answer(results: Results) -> Answer:
    """The engine's results as a whole.

    Raises:
        QueryError: see :meth:`Results.serialize`.
    """
    if results.form != "graph":
        return Answer(results.form, results.serialize("json"))
    return Answer("graph", results.serialize("nt"))


def serialize_answer(answer: Answer, format: str, base_iri: str = "") -> bytes:  # noqa: A002 - the word of the field
    """An answer in a format.

    Args:
        answer: the answer.
        format: json, xml, csv, tsv, ttl, nt, jsonld, rdf, or a media type.
        base_iri: the project's, for the prefixes of Turtle; "" for none.

    Raises:
        QueryError: when the format does not exist, or does not fit a table or a graph.
    """
    wanted = parse_format(format, answer.form)
    if wanted is None:
        names = ", ".join(formats_of(answer.form))
        raise QueryError(
            Message(
                fr=f"cette requête ne se donne pas en «\u00a0{format}\u00a0»\u00a0;"
                f" formats possibles\u00a0: {names}",
                en=f"this query cannot be given as `{format}`; possible formats: {names}",
            ),
            value=format,
        )
    if answer.form == "graph":
        quads = ox.parse(answer.content, format=ox.RdfFormat.N_TRIPLES)
        return serialize_graph((quad.triple for quad in quads), wanted, base_iri)
    results = _parsed(answer)
    output = io.BytesIO()
    write_results(results, wanted, output)
    return output.getvalue()


def tabulate(answer: Answer, base_iri: str = "") -> Table:
    """An answer as rows of text: IRIs shortened with prefixes, literals without quotes or types."""
    prefixes = data_prefixes(base_iri)
    if answer.form == "graph":
        triples = ox.parse(answer.content, format=ox.RdfFormat.N_TRIPLES)
        return Table(
            ("subject", "predicate", "object"),
            tuple(
                tuple(cell(term, prefixes) for term in (t.subject, t.predicate, t.object))
                for t in triples
            ),
        )
    results = _parsed(answer)
    if isinstance(results, ox.QueryBoolean):
        return Table(("ask",), (("true" if results else "false",),))
    columns = tuple(variable.value for variable in results.variables)
    return Table(
        columns, tuple(tuple(cell(row[name], prefixes) for name in columns) for row in results)
    )


def parse_answer(content: bytes, media_type: str) -> Answer:
    """An answer as an endpoint sent it.

    Raises:
        QueryError: when the endpoint did not send what its media type says.
    """
    kind = media_type.split(";", maxsplit=1)[0].strip().lower()
    try:
        graph = ox.RdfFormat.from_media_type(kind) if kind not in MEDIA_TYPES["xml"] else None
        if graph is not None and kind not in MEDIA_TYPES["json"]:
            lines = sorted({f"{quad.triple} .\n" for quad in ox.parse(content, format=graph)})
            return Answer("graph", "".join(lines).encode())
        results_format = ox.QueryResultsFormat.from_media_type(kind) or ox.QueryResultsFormat.JSON
        results = ox.parse_query_results(content, format=results_format)
        form: Form = "ask" if isinstance(results, ox.QueryBoolean) else "select"
        output = io.BytesIO()
        results.serialize(output, ox.QueryResultsFormat.JSON)
        return Answer(form, output.getvalue())
    except (SyntaxError, ValueError) as error:
        raise QueryError(
            Message(
                fr=f"réponse illisible ({kind or 'sans type'})\u00a0: {error}\u00a0;"
                " vérifiez que l’adresse est celle d’un point d’accès SPARQL",
                en=f"unreadable answer ({kind or 'no media type'}): {error};"
                " check that the address is that of a SPARQL endpoint",
            ),
            value=media_type,
        ) from error


def _parsed(answer: Answer) -> ox.QuerySolutions | ox.QueryBoolean:
    return ox.parse_query_results(answer.content, format=ox.QueryResultsFormat.JSON)
