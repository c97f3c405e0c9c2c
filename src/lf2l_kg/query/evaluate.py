"""Evaluate a query on a store, within limits."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from lf2l_kg.base.errors import QueryError
from lf2l_kg.base.messages import Message

from .errors import AnswerTooLargeError, RefusedQueryError
from .formats import Form, Format
from .graphs import serialize_graph
from .guard import guard_query
from .mistakes import explain_mistake
from .results import write_results


@dataclass(frozen=True, slots=True)
class Limits:
    """What a query may cost."""

    max_length: int = 64 << 10  # of the query, in bytes
    max_depth: int = 200  # of nested brackets
    max_answer: int = 64 << 20  # of the serialised answer, in bytes


@dataclass(frozen=True, slots=True)
class Results:
    """What the engine gives: lazy, to be serialised once, in the thread that evaluated."""

    form: Form
    results: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
    max_answer: int

    def serialize(self, format: Format, base_iri: str = "") -> bytes:  # noqa: A002 - the word of the field
        """The whole answer.

        Args:
            format: one of ``formats_of(form)``.
            base_iri: the project's, for the prefixes of Turtle; "" for none.

        Raises:
            AnswerTooLargeError: when it is longer than the limit.
            QueryError: when the evaluation fails.
        """
        output = _Bounded(self.max_answer)
        try:
            if isinstance(self.results, ox.QueryTriples):
                triples = _each_once(self.results, self.max_answer)
                output.write(serialize_graph(triples, format, base_iri))
            else:
                write_results(self.results, format, output)
        except (OSError, RuntimeError) as error:
            raise _failed(error) from error
        return output.getvalue()


def evaluate_query(
    store: ox.Store,
    text: str,
    limits: Limits,
    *,
    base_iri: str = "",
    default_graphs: Sequence[str] = (),
    named_graphs: Sequence[str] = (),
) -> Results:
    """Evaluate a query.

    Args:
        store: only read from.
        text: SPARQL 1.1 Query.
        limits: what it may cost.
        base_iri: what relative IRIs are relative to, unless the query says; "" for no relative IRIs.
        default_graphs: IRIs of the graphs whose merge is the default graph.
        named_graphs: IRIs of the named graphs; if either of the two is given, they are the dataset,
            whatever FROM says. Source: https://www.w3.org/TR/sparql11-protocol/#dataset

    Raises:
        MalformedQueryError: with line and column.
        RefusedQueryError: what :func:`~lf2l_kg.query.guard.guard_query` refuses.
        QueryError: when the evaluation fails.
    """
    safe = guard_query(text, max_length=limits.max_length, max_depth=limits.max_depth)
    try:
        if default_graphs or named_graphs:
            results = store.query(
                safe,
                base_iri=base_iri or None,
                default_graph=[_graph(iri) for iri in default_graphs],
                named_graphs=[_graph(iri) for iri in named_graphs],
            )
        else:
            results = store.query(safe, base_iri=base_iri or None)
    except (SyntaxError, UnicodeError) as error:
        raise explain_mistake(text, str(error)) from error
    except (OSError, RuntimeError) as error:
        raise _failed(error) from error
    form: Form = "graph"
    if not isinstance(results, ox.QueryTriples):
        form = "ask" if isinstance(results, ox.QueryBoolean) else "select"
    return Results(form, results, limits.max_answer)


class _Bounded(io.BytesIO):
    """Bytes in memory, up to a number."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def write(self, data: object, /) -> int:
        written = super().write(data)  # type: ignore[arg-type]  # a buffer, as BytesIO checks
        if self.tell() > self._most:
            raise _too_large(self._most)
        return written


def _each_once(triples: ox.QueryTriples, most: int) -> list[ox.Triple]:
    """The triples of a graph: CONSTRUCT may give one several times. In memory, so bounded too."""
    found: set[ox.Triple] = set()
    size = 0
    for triple in triples:
        if triple not in found:
            found.add(triple)
            size += len(str(triple.object)) + 1
            if size > most:
                raise _too_large(most)
    return list(found)


def _too_large(most: int) -> AnswerTooLargeError:
    size = f"{most >> 20} Mi" if most >> 20 else f"{most} "
    return AnswerTooLargeError(
        Message(
            fr=f"la réponse dépasse {size}o\u00a0; ajoutez LIMIT et OFFSET, ou téléchargez les données"
            " entières",
            en=f"the answer is longer than {size}B; add LIMIT and OFFSET, or download the whole data",
        ),
        value=str(most),
    )


def _graph(iri: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(iri)
    except ValueError as error:
        raise RefusedQueryError(
            Message(
                fr=f"«\u00a0{iri}\u00a0» n’est pas un IRI absolu\u00a0: donnez celui d’un graphe",
                en=f"`{iri}` is not an absolute IRI: give that of a graph",
            ),
            value=iri,
        ) from error


def _failed(error: Exception) -> QueryError:
    function = re.search("custom (?:aggregate )?function <(.*)> is not supported", str(error))
    if function:
        return RefusedQueryError(
            Message(
                fr=f"la fonction <{function[1]}> n’existe pas ici\u00a0; n’utilisez que celles de SPARQL 1.1",
                en=f"the function <{function[1]}> does not exist here; use only those of SPARQL 1.1",
            ),
            value=function[1],
        )
    return QueryError(
        Message(
            fr=f"la requête n’a pas pu être évaluée\u00a0: {error}\u00a0; simplifiez-la",
            en=f"the query could not be evaluated: {error}; simplify it",
        )
    )
