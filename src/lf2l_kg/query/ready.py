"""The answers to the project's own questions, found when a release is made and kept in it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import msgspec
import pyoxigraph as ox

from lf2l_kg.base.errors import QueryError
from lf2l_kg.base.messages import Message

from .drawn import is_reproducible
from .errors import AnswerTooLargeError
from .evaluate import Limits
from .formats import MEDIA_TYPES
from .job import Answered, Job, Outcome, run_job
from .plain import may_be_kept, plain_form
from .spool import IN_MEMORY
from .stack import start_with_deep_stack
from .unordered import without_order
from .watching import Watching, watch_query

FILE_NAME = "answers.json"
_TABLE, _GRAPH = MEDIA_TYPES["json"][0], MEDIA_TYPES["ttl"][0]
_SECONDS = 60.0  # of processor time, for one question
_LOOK = 1.0  # seconds between two looks at how long one takes
_AT_ONCE = 2  # questions: the engine answers each on a core of its own
_LIMITS = Limits(max_answer=IN_MEMORY)  # a larger answer is left to the server


@dataclass(frozen=True, slots=True)
class ReadyAnswer:
    """One answer: of a table in JSON, of a graph in Turtle. ``query`` is in its plain form."""

    query: str
    outcome: Outcome
    content: str

    @property
    def job(self) -> Job:
        """The question as a server would put it."""
        return Job(self.query, _TABLE, _GRAPH)


@dataclass(frozen=True, slots=True)
class Before:
    """What the release before was asked, by this very code."""

    answers: Mapping[
        str, ReadyAnswer | None
    ]  # by query in its plain form; None for none that is kept
    watching: Mapping[str, Watching | None]  # for the same; see :func:`watch_query`
    stale: Collection[str] = ()  # those that may be answered otherwise now

    def look(self, changed: ox.Store, gone: ox.Store, both: ox.Store, base_iri: str) -> Before:
        """See what a change can have changed; for the stores see :class:`Watching`."""
        stale = [
            query
            for query in self.answers
            if (watching := self.watching[query]) is None
            or watching.may_differ(changed, gone, both, base_iri)
        ]
        return Before(self.answers, self.watching, stale)

    def watch(self, queries: Iterable[str]) -> dict[str, Watching | None]:
        """What to watch for some queries in their plain form: to read them takes longer than to ask them."""
        known = self.watching
        return {query: known[query] if query in known else watch_query(query) for query in queries}


NOT_ASKED = Before({}, {})


def ready_queries(queries: Mapping[str, str]) -> dict[str, str]:
    """The questions whose answer is always the same, in their plain form, sorted, with the file of each.

    Args:
        queries: their texts, by the files that they come from.
    """
    same = {file: q for file, q in queries.items() if may_be_kept(q) and is_reproducible(q)}
    return dict(sorted((plain_form(query), file) for file, query in same.items()))


def answer_ready(
    store: ox.Store, queries: Mapping[str, str], base_iri: str, before: Before = NOT_ASKED
) -> bytes:
    """The answers to some questions, as JSON, sorted by question.

    A question that cannot be answered, or whose answer is large, is left to the server, which says why.
    None is left out for the time it takes, which depends on the machine: the same questions to the
    same store give the same bytes, or an error.

    Args:
        store: of the release.
        queries: what :func:`ready_queries` gives.
        base_iri: of the project.
        before: what is known of the answers.

    Raises:
        QueryError: when one takes more than a minute of processor time; it goes on meanwhile, for it
            cannot be stopped.
    """
    answer = partial(_answer, store, base_iri, before)
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        found = [ready for ready in threads.map(answer, queries, queries.values()) if ready]
    return msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n"


def _answer(
    store: ox.Store, base_iri: str, before: Before, query: str, file: str
) -> ReadyAnswer | None:
    """The answer to one question; None for none that is kept."""
    known = before.answers.get(query)
    if query in before.answers and query not in before.stale:
        return known
    # To put a large answer in order takes most of the time, only to leave it out.
    unordered = without_order(query) if query in before.answers and not known else ""
    if unordered and _is_large(_run(store, Job(unordered, _TABLE, _GRAPH), base_iri)):
        return None
    answered = _run(store, Job(query, _TABLE, _GRAPH), base_iri)
    if answered is None:
        raise _too_long(file)
    if answered.outcome.failure is not None:
        return None
    return ReadyAnswer(query, answered.outcome, answered.content.decode())


def read_ready(release: Path) -> tuple[ReadyAnswer, ...]:
    """The answers kept in a release; () when there are none."""
    try:
        data = (release / FILE_NAME).read_bytes()
        return tuple(msgspec.json.decode(data, type=list[ReadyAnswer]))
    except (OSError, msgspec.MsgspecError):  # they are asked anew, which takes longer
        return ()


def _run(store: ox.Store, job: Job, base_iri: str) -> Answered | None:
    """The answer to a question; None when it takes too long."""
    spent: list[Callable[[], float]] = []

    def run() -> Answered:
        spent.append(_clock())
        return run_job(store, job, _LIMITS, base_iri)

    answer = start_with_deep_stack(run)
    while not _is_there(answer):
        if spent and spent[0]() > _SECONDS:
            return None
    return answer.result()


def _is_large(answered: Answered | None) -> bool:
    failure = answered.outcome.failure if answered else None
    return failure is not None and failure.kind == AnswerTooLargeError.__name__


def _is_there(answer: Future[Answered]) -> bool:
    try:
        answer.exception(_LOOK)
    except NotYet:
        return answer.done()
    return True


def _clock() -> Callable[[], float]:
    """What tells any thread how many seconds this one has worked; where that is not known, has taken.

    The number of a clock stays good when its thread has ended, its thread's own does not.
    Source: https://docs.python.org/3/library/time.html#time.pthread_getcpuclockid
    """
    if hasattr(time, "pthread_getcpuclockid"):
        number = time.pthread_getcpuclockid(threading.get_ident())
        return lambda: _read(number)
    start = time.monotonic()
    return lambda: time.monotonic() - start


def _read(clock: int) -> float:
    try:
        return time.clock_gettime(clock)
    except OSError:  # its thread has ended
        return 0.0


def _too_long(file: str) -> QueryError:
    return QueryError(
        Message(
            fr=f"pas de réponse en {_SECONDS:.0f}\u00a0s de calcul\u00a0: simplifiez cette question, ou "
            "rangez-la hors du dossier des requêtes",
            en=f"no answer within {_SECONDS:.0f} s of computing: simplify this question, or put it "
            "outside of the folder of queries",
        ),
        path=file,
    )
