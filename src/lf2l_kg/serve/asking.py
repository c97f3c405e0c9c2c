"""From a question to its answer: kept, or evaluated now. It knows nothing of HTTP but media types."""

from __future__ import annotations

import os

import msgspec

from lf2l_kg.query.job import PAGE, Answered, Job
from lf2l_kg.query.plain import may_be_kept

from .asked import Asked
from .errors import HttpError
from .flights import Gone, Landed
from .kept import Kept, query_digest
from .live import Follower, Live
from .refusals import GONE
from .whole import whole_answer
from .wishes import find_job, find_question


class Came(msgspec.Struct, frozen=True):
    """What came of a query where its connection was lent: an answer, or why there is none."""

    live: Live  # whom it was lent to
    answer: Answered | Exception


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
    gone: Gone | None = None,
    came: Came | None = None,
) -> Given:
    """The answer to a question.

    Args:
        follower: of the release that is asked.
        asked: with a query.
        accept: the Accept header.
        encodings: the Accept-Encoding header.
        gone: returns once the client has left; a query that runs long is then ended.
        came: what came of the query already, where its connection was lent.

    Raises:
        HttpError: 406, 503, or 499 when the client has left.
        QueryError: when the query cannot be answered.
    """
    job = find_job(asked, accept, encodings)
    question = find_question(job)
    live = came.live if came is not None else follower.live or await follower.get()
    kept = live.kept.find(question)
    if kept is None and came is None:
        kept = await live.flights.follow(question, gone)
    if kept is not None:
        return Given(live, question, kept.digest, True, True, kept, None)
    returned = came.answer if came is not None else None
    if isinstance(returned, Exception):
        raise returned
    return await _evaluate(live, job, question, gone, returned)


async def _evaluate(
    live: Live, job: Job, question: Job, gone: Gone | None, returned: Answered | None
) -> Given:
    landed: Landed = None
    land = live.flights.begin(question)
    try:
        if returned is None:
            wait = gone and live.flights.unless_followed(question, gone)
            returned = await live.pool.run(job, wait)
        given = _give(live, job, question, returned)
        landed = given.kept if given.repeatable else None
        return given
    except HttpError as error:
        landed = error if error.status != GONE else None
        raise
    finally:
        land(landed)


def _give(live: Live, job: Job, question: Job, answered: Answered) -> Given:
    """What was evaluated, as it can be sent; it is kept if it can be.

    Raises:
        QueryError: when it is an error.
    """
    outcome = answered.outcome
    if outcome.failure is not None:
        raise outcome.failure.error()
    digest, repeatable = query_digest(job.query), may_be_kept(job.query)
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
