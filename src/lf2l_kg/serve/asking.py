"""From a question to its answer: kept, or evaluated now. It knows nothing of HTTP but media types."""

from __future__ import annotations

import functools
import os
from collections.abc import Awaitable, Callable

import msgspec

from lf2l_kg.query import Form, formats_of, parse_format
from lf2l_kg.query.formats import GRAPHS, MEDIA_TYPES, RESULTS
from lf2l_kg.query.job import PAGE, Answered, Job
from lf2l_kg.query.plain import may_be_kept, plain_form
from lf2l_kg.query.spool import WORTH_IT, Encoding

from .answers import whole_answer
from .kept import Kept, query_digest
from .live import Follower, Live
from .negotiate import choose_encoding, choose_media_type, needs_encoding
from .refusals import not_acceptable, not_encodable
from .requests import Asked


class Given(msgspec.Struct, frozen=True):
    """An answer: ready in ``kept``, or, for a page or a large one, as it was evaluated."""

    live: Live
    question: Job  # the same for all ways to write the query
    digest: str  # of the query
    repeatable: bool  # the answer is the same each time
    known: bool  # it was kept from before
    kept: Kept | None
    answered: Answered | None


async def ask(
    follower: Follower,
    asked: Asked,
    accept: str,
    encodings: str,
    gone: Callable[[], Awaitable[object]] | None = None,
) -> Given:
    """The answer to a question.

    Args:
        follower: of the release that is asked.
        asked: with a query.
        accept: the Accept header.
        encodings: the Accept-Encoding header.
        gone: returns once the client has left; a query that runs long is then ended.

    Raises:
        HttpError: 406, 503, or 499 when the client has left.
        QueryError: when the query cannot be answered.
    """
    query = asked.query or ""
    encoding, least = choose_coding(encodings)
    wanted = (
        *choose_media_types(accept, asked.format),
        encoding,
        asked.default_graphs,
        asked.named_graphs,
        least,
    )
    question = Job(plain_form(query), *wanted)
    live = follower.live or await follower.get()
    kept = live.kept.find(question)
    if kept is not None:
        return Given(live, question, kept.digest, True, True, kept, None)
    answered = await live.pool.run(Job(query, *wanted), gone)
    outcome = answered.outcome
    if outcome.failure is not None:
        raise outcome.failure.error()
    digest, repeatable = query_digest(query), may_be_kept(query)
    if outcome.media_type == PAGE:
        return Given(live, question, digest, repeatable, False, None, answered)
    body = answered.content
    if answered.file is not None:
        if not repeatable or os.fstat(answered.file.fileno()).st_size > live.kept.largest:
            return Given(live, question, digest, repeatable, False, None, answered)
        with answered.file as file:
            body = file.read()
    kept = whole_answer(outcome, body, digest, may_be_kept=repeatable)
    if repeatable:
        live.kept.keep(question, outcome.form, kept)
    return Given(live, question, digest, repeatable, False, kept, None)


@functools.lru_cache(maxsize=200)  # a header may have 128 KiB
def choose_media_types(accept: str, named: str) -> tuple[str, str]:
    """The media types in which to answer, for a table and for a graph; "" where there is none.

    Args:
        accept: the Accept header.
        named: the one asked for by ``format=``, which comes first; "" for none.

    Raises:
        HttpError: 406 when there is neither, with what there is.
    """
    table, graph = _choose("select", accept, named), _choose("graph", accept, named)
    if not (table or graph):
        raise not_acceptable([MEDIA_TYPES[name][0] for name in (*RESULTS, *GRAPHS)])
    return table, graph


@functools.lru_cache(maxsize=200)
def choose_coding(accept_encoding: str) -> tuple[Encoding, int]:
    """The content coding, and of how many bytes an answer is at least to be encoded.

    Raises:
        HttpError: 406 when the client takes neither a coding that there is nor plain bytes.
    """
    encoding = choose_encoding(accept_encoding)
    if not needs_encoding(accept_encoding):
        return encoding, WORTH_IT
    if not encoding:
        raise not_encodable(("zstd", "gzip", "identity"))
    return encoding, 0


def _choose(form: Form, accept: str, named: str) -> str:
    formats = formats_of(form)
    if named:
        found = parse_format(named, form)
        return PAGE if named in ("html", PAGE) else MEDIA_TYPES[found][0] if found else ""
    offers = [MEDIA_TYPES[name][0] for name in formats]
    aliases = [alias for name in formats for alias in MEDIA_TYPES[name][1:]]
    return choose_media_type(accept, (*offers, PAGE, *aliases)) or ""
