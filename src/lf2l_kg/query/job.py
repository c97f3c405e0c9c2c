"""One query and its answer, as they pass between the server and the process that evaluates.

Source: https://www.w3.org/TR/sparql11-protocol/#query-operation
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import IO

import msgspec
import pyoxigraph as ox

from lf2l_kg.base.errors import QueryError
from lf2l_kg.base.messages import Message

from .errors import (
    AnswerTooLargeError,
    MalformedQueryError,
    NoRoomError,
    QueryTooLargeError,
    RefusedQueryError,
    UnacceptableFormatError,
)
from .evaluate import Limits, Results, evaluate_query
from .formats import MEDIA_TYPES, Form, Format, formats_of, parse_format
from .material import page_material
from .spool import WORTH_IT, Encoding

#: Asked for as a format: the material of a page, as JSON. See :mod:`~lf2l_kg.query.material`.
PAGE = "text/html"

_ERRORS: dict[str, type[QueryError]] = {
    error.__name__: error
    for error in (
        QueryError,
        MalformedQueryError,
        RefusedQueryError,
        QueryTooLargeError,
        AnswerTooLargeError,
        NoRoomError,
        UnacceptableFormatError,
    )
}


class Job(msgspec.Struct, frozen=True):
    """A query, and the media types that its answer may have: "" for none that the client takes."""

    query: str
    table: str  # of SELECT and ASK
    graph: str  # of CONSTRUCT and DESCRIBE
    encoding: Encoding = ""
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    least: int = WORTH_IT  # bytes from which an answer is encoded


class Failure(msgspec.Struct, frozen=True):
    """A :class:`QueryError` on its way to the server."""

    kind: str
    fr: str
    en: str
    line: int
    column: int
    value: str

    def error(self) -> QueryError:
        """The error again."""
        kind = _ERRORS.get(self.kind, QueryError)
        said = Message(fr=self.fr, en=self.en)
        return kind(said, line=self.line, column=self.column, value=self.value)


class Outcome(msgspec.Struct, frozen=True):
    """What is said of an answer; its bytes follow, or lie in a file."""

    form: Form = "select"
    media_type: str = ""
    encoding: Encoding = ""
    rows: int | None = None  # of a table; None for a graph, and for yes or no
    digest: str = ""  # of the answer before compression
    in_file: bool = False
    failure: Failure | None = None


class Answered(msgspec.Struct, frozen=True):
    """An answer: its bytes, or the file that holds them, which stands at its beginning."""

    outcome: Outcome
    content: bytes = b""
    file: IO[bytes] | None = None


def run_job(
    store: ox.Store,
    job: Job,
    limits: Limits,
    base_iri: str,
    room: int = 1 << 40,
    terms: Mapping[str, str] | None = None,
) -> Answered:
    """Evaluate and write: all of it in one thread, as the engine wants. Errors are in the outcome.

    Args:
        store: what is asked.
        job: the query.
        limits: what it may cost.
        base_iri: the project's.
        room: bytes that the answer may have in a file.
        terms: IRIs for some of its variables.
    """
    try:
        results = evaluate_query(
            store,
            job.query,
            limits,
            base_iri=base_iri,
            default_graphs=job.default_graphs,
            named_graphs=job.named_graphs,
            terms=terms,
        )
        wanted = job.graph if results.form == "graph" else job.table
        if wanted == PAGE:
            content = msgspec.json.encode(page_material(results, base_iri))
            return Answered(Outcome(results.form, wanted), content)
        format = parse_format(wanted, results.form)  # noqa: A001 - the word of the field
        if format is None:
            raise _unacceptable(results.form)
        if isinstance(results.results, ox.QueryBoolean):
            return _answer_verdict(bool(results.results), wanted, format, job.encoding, job.least)
        spool = results.spool(format, base_iri, job.encoding, job.least, room)
    except QueryError as error:
        return Answered(Outcome(failure=_failure(error)))
    rows = spool.rows if isinstance(results.results, ox.QuerySolutions) else None
    outcome = Outcome(
        results.form, wanted, spool.encoding, rows, spool.digest, spool.file is not None
    )
    return Answered(outcome, spool.content, spool.file)


@functools.lru_cache(maxsize=200)
def _answer_verdict(
    verdict: bool,
    media_type: str,
    format: Format,  # noqa: A002 - the word of the field
    encoding: Encoding,
    least: int,
) -> Answered:
    """There are few answers to ASK."""
    said = b'{"head":{},"boolean":%b}' % (b"true" if verdict else b"false")
    results = ox.parse_query_results(said, ox.QueryResultsFormat.JSON)
    spool = Results("ask", results, Limits()).spool(format, "", encoding, least)
    outcome = Outcome("ask", media_type, spool.encoding, None, spool.digest)
    return Answered(outcome, spool.content)


def _failure(error: QueryError) -> Failure:
    said = error.message
    return Failure(
        type(error).__name__, said.fr, said.en, error.line, error.column, str(error.value)
    )


def _unacceptable(form: Form) -> UnacceptableFormatError:
    listed = ", ".join(MEDIA_TYPES[name][0] for name in formats_of(form))
    return UnacceptableFormatError(
        Message(
            fr=f"aucun des formats demandés ne convient à cette réponse\u00a0; il y a\u00a0: {listed}",
            en=f"none of the formats asked for fits this answer; there are: {listed}",
        )
    )
