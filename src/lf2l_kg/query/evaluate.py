"""Evaluate a query on a store, within limits."""

from __future__ import annotations

import errno
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec
import pyoxigraph as ox

from lf2l_kg.base.errors import QueryError
from lf2l_kg.base.messages import Message

from .dataset import Dataset, Terms, each_once, find_dataset, query_dataset
from .errors import RefusedQueryError, no_room
from .formats import ROW_MARKS, Form, Format
from .graphs import write_graph
from .guard import guard_query, refuse_update
from .mistakes import explain_mistake
from .results import write_results
from .spool import WORTH_IT, Encoding, Spool
from .standard import without_language

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENFILE, errno.EFBIG})


@dataclass(frozen=True, slots=True)
class Limits:
    """What a query may cost."""

    max_length: int = 64 << 10  # of the query, in bytes
    max_depth: int = 200  # of nested brackets
    max_terms: int = 32 << 10  # of the query: names, values, marks
    max_answer: int = 1 << 30  # of the serialised answer, in bytes
    max_rows: int = 0  # of an answer; 0 for as many as there are


class Results(msgspec.Struct, frozen=True):
    """What the engine gives: lazy, to be written once, in the thread that evaluated."""

    form: Form
    results: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
    limits: Limits

    def spool(
        self,
        format: Format,  # noqa: A002 - the word of the field
        base_iri: str = "",
        encoding: Encoding = "",
        least: int = WORTH_IT,
        room: int = 1 << 40,
    ) -> Spool:
        """The whole answer, written to its end.

        Args:
            format: one of ``formats_of(form)``.
            base_iri: the project's, for the prefixes of Turtle; "" for none.
            encoding: of the content, unless it is shorter than ``least`` bytes.
            least: see there.
            room: bytes that there are for it in a file.

        Raises:
            AnswerTooLargeError: when it is longer than the limit.
            NoRoomError: when it is longer than there is room.
            QueryError: when the evaluation fails.
        """
        limits = self.limits
        mark = ROW_MARKS[format] if self.form == "select" else (b"", 0)
        output = Spool(limits.max_answer, encoding, least, mark, limits.max_rows, room)
        try:
            if isinstance(self.results, ox.QueryTriples):
                write_graph(self.results, format, base_iri, output)
            else:
                write_results(self.results, format, output)
            output.finish()
        except BaseException as error:
            output.close()
            if isinstance(error, OSError | RuntimeError):
                raise _failed(error) from error
            raise
        return output

    def serialize(self, format: Format, base_iri: str = "") -> bytes:  # noqa: A002 - the word of the field
        """The whole answer as bytes; see :meth:`spool`."""
        output = self.spool(format, base_iri)
        if output.file is None:
            return output.content
        with output.file:
            return output.file.read()


def evaluate_query(
    store: ox.Store,
    text: str,
    limits: Limits,
    *,
    base_iri: str = "",
    default_graphs: Sequence[str] = (),
    named_graphs: Sequence[str] = (),
    terms: Mapping[str, str] | None = None,
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
        terms: IRIs for some of its variables.

    Raises:
        MalformedQueryError: with line and column.
        RefusedQueryError: what :func:`~lf2l_kg.query.guard.guard_query` refuses.
        QueryError: when the evaluation fails.
    """
    safe = guard_query(text, limits.max_length, limits.max_depth, limits.max_terms)
    if default_graphs or named_graphs:
        graphs = ([_graph(iri) for iri in iris] for iris in (default_graphs, named_graphs))
        dataset: Dataset | None = Dataset(*map(each_once, graphs))
    else:
        dataset = find_dataset(safe, base_iri)
    query = without_language(safe)
    bound = _bind(terms) if terms else None
    try:
        if query != safe:  # so that mistakes are told where they are
            ox.Store().query(safe, base_iri=base_iri or None)
        if dataset is None:
            results = store.query(query, base_iri=base_iri or None, substitutions=bound)
        else:
            results = query_dataset(store, query, base_iri, dataset, bound)
    except (SyntaxError, UnicodeError) as error:
        refuse_update(text)
        raise explain_mistake(text, str(error)) from error
    except (OSError, RuntimeError) as error:
        raise _failed(error) from error
    form: Form = "graph"
    if not isinstance(results, ox.QueryTriples):
        form = "ask" if isinstance(results, ox.QueryBoolean) else "select"
    return Results(form, results, limits)


def check_query(text: str, limits: Limits, base_iri: str = "") -> None:
    """See that a query can be read, without evaluating it: that may end the process even without data.

    Args:
        text: SPARQL 1.1 Query.
        limits: what it may cost.
        base_iri: as for its evaluation.

    Raises:
        MalformedQueryError: with line and column.
        RefusedQueryError: what :func:`~lf2l_kg.query.guard.guard_query` refuses.
    """
    safe = guard_query(text, limits.max_length, limits.max_depth, limits.max_terms)
    nowhere: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] = [ox.DefaultGraph()]
    try:
        # The engine reads a query, then refuses these two together, and so evaluates nothing.
        ox.Store().query(
            safe,
            base_iri=base_iri or None,
            use_default_graph_as_union=True,
            default_graph=nowhere,
        )
    except (SyntaxError, UnicodeError) as error:
        refuse_update(text)
        raise explain_mistake(text, str(error)) from error
    except ValueError:
        pass


def _bind(terms: Mapping[str, str]) -> Terms:
    return {ox.Variable(name): ox.NamedNode(iri) for name, iri in terms.items()}


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
    if isinstance(error, OSError) and error.errno in _NO_ROOM:
        return no_room(error.strerror or "")
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
