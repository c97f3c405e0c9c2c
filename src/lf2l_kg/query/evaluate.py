"""Evaluate a query on a store, within limits."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from lf2l_kg.base.errors import QueryError
from lf2l_kg.base.messages import Message

from .errors import AnswerTooLargeError, MalformedQueryError, RefusedQueryError
from .formats import GRAPHS, RESULTS, Form, Format
from .guard import check_query

_PLACE = re.compile(r"^error at (\d+):(\d+): (?:expected )?(.*)", re.DOTALL)


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

    def serialize(self, format: Format, prefixes: dict[str, str] | None = None) -> bytes:  # noqa: A002 - the word of the field
        """The whole answer.

        Args:
            format: one of ``formats_of(form)``.
            prefixes: for Turtle, short name → namespace.

        Raises:
            AnswerTooLargeError: when it is longer than the limit.
            QueryError: when the evaluation fails.
        """
        output = _Bounded(self.max_answer)
        try:
            if isinstance(self.results, ox.QueryTriples):
                wanted = GRAPHS[format]
                if format in ("ttl", "rdf") and prefixes:
                    ox.serialize(_each_once(self.results), output, wanted, prefixes=prefixes)
                else:
                    ox.serialize(_each_once(self.results), output, wanted)
            elif isinstance(self.results, ox.QueryBoolean) and format == "csv":
                output.write(b"true\r\n" if self.results else b"false\r\n")
            else:
                self.results.serialize(output, RESULTS[format])
        except (OSError, RuntimeError) as error:
            raise _failed(error) from error
        return output.getvalue()


def evaluate_query(
    store: ox.Store,
    text: str,
    limits: Limits,
    *,
    default_graphs: Sequence[str] = (),
    named_graphs: Sequence[str] = (),
) -> Results:
    """Evaluate a query.

    Args:
        store: only read from.
        text: SPARQL 1.1 Query.
        limits: what it may cost.
        default_graphs: IRIs of the graphs whose merge is the default graph.
        named_graphs: IRIs of the named graphs; if either of the two is given, they are the dataset,
            whatever FROM says. Source: https://www.w3.org/TR/sparql11-protocol/#dataset

    Raises:
        MalformedQueryError: with line and column.
        RefusedQueryError: what :func:`~lf2l_kg.query.guard.check_query` refuses.
        QueryError: when the evaluation fails.
    """
    check_query(text, max_length=limits.max_length, max_depth=limits.max_depth)
    try:
        if default_graphs or named_graphs:
            results = store.query(
                text,
                default_graph=[_graph(iri) for iri in default_graphs],
                named_graphs=[_graph(iri) for iri in named_graphs],
            )
        else:
            results = store.query(text)
    except (SyntaxError, UnicodeError) as error:
        raise _malformed(error, text) from error
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
            raise AnswerTooLargeError(
                Message(
                    fr=f"la réponse dépasse {self._most >> 20} Mio ; ajoutez LIMIT et OFFSET,"
                    " ou téléchargez les données entières",
                    en=f"the answer is longer than {self._most >> 20} MiB; add LIMIT and OFFSET,"
                    " or download the whole data",
                )
            )
        return written


def _each_once(triples: ox.QueryTriples) -> list[ox.Triple]:
    """The triples of a graph: CONSTRUCT may give one several times. In the order first given."""
    return list(dict.fromkeys(triples))


def _graph(iri: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(iri)
    except ValueError as error:
        raise RefusedQueryError(
            Message(
                fr=f"« {iri} » n’est pas un IRI absolu : donnez celui d’un graphe",
                en=f"`{iri}` is not an absolute IRI: give that of a graph",
            ),
            value=iri,
        ) from error


def _malformed(error: Exception, text: str) -> MalformedQueryError:
    found = _PLACE.match(str(error))
    line, column = (int(found[1]), int(found[2])) if found else (0, 0)
    lines = text.splitlines()
    there = lines[line - 1][column - 1 :][:20].strip() if 0 < line <= len(lines) else ""
    said = _said(found[3] if found else str(error))
    at_fr = f"« {there} »" if there else "la fin du texte"
    at_en = f"`{there}`" if there else "the end of the text"
    return MalformedQueryError(
        Message(
            fr=f"{line}:{column} : ce n’est pas du SPARQL 1.1 devant {at_fr}{said.fr} ;"
            " corrigez la requête à cet endroit",
            en=f"{line}:{column}: this is not SPARQL 1.1 before {at_en}{said.en};"
            " mend the query there",
        ),
        line=line,
        column=column,
        value=there,
    )


def _said(expected: str) -> Message:
    """The engine's word on what it expected, when a person can do something with it."""
    if "Prefix not found" in expected:
        return Message(fr=" (préfixe non déclaré)", en=" (undeclared prefix)")
    words = re.findall(r"\b[A-Z]{2,}[A-Z_0-9]*\b", re.sub(r"\[[^\]]*\]", "", expected))
    # LATERAL and SERVICE are never right here; a lone name is only the last that was tried
    words = [word for word in words if word not in ("LATERAL", "SERVICE", "ADJUST")]
    if not words:
        return Message(fr="", en="")
    listed = ", ".join(words)
    return Message(fr=f" (par exemple, {listed} irait)", en=f" ({listed} would do, for example)")


def _failed(error: Exception) -> QueryError:
    return QueryError(
        Message(
            fr=f"la requête n’a pas pu être évaluée : {error} ; simplifiez-la",
            en=f"the query could not be evaluated: {error}; simplify it",
        )
    )
