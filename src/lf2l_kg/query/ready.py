"""The answers to the project's own questions, found when a release is made and kept in it."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import TimeoutError as TooLong
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pyoxigraph as ox

from .evaluate import Limits
from .formats import MEDIA_TYPES
from .job import Answered, Job, Outcome, run_job
from .plain import may_be_kept, plain_form
from .spool import IN_MEMORY
from .stack import start_with_deep_stack

FILE_NAME = "answers.json"
_TABLE, _GRAPH = MEDIA_TYPES["json"][0], MEDIA_TYPES["ttl"][0]
_SECONDS = 10.0  # for one question
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


def answer_ready(store: ox.Store, queries: Iterable[str], base_iri: str) -> bytes:
    """The answers to some questions, as JSON, sorted by question.

    A question that cannot be answered, or not in ten seconds, is left to the server, which says why.

    Args:
        store: of the release.
        queries: their texts.
        base_iri: of the project.
    """
    found = []
    for query in sorted({plain_form(query) for query in queries if may_be_kept(query)}):
        job = Job(query, _TABLE, _GRAPH)
        try:
            answered = _run(store, job, base_iri)
        except TooLong:
            break  # it goes on, for it cannot be stopped: nothing more is begun beside it
        if answered.outcome.failure is None:
            found.append(ReadyAnswer(query, answered.outcome, answered.content.decode()))
    return msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n"


def read_ready(release: Path) -> tuple[ReadyAnswer, ...]:
    """The answers kept in a release; () when there are none."""
    try:
        data = (release / FILE_NAME).read_bytes()
        return tuple(msgspec.json.decode(data, type=list[ReadyAnswer]))
    except (OSError, msgspec.MsgspecError):  # they are asked anew, which takes longer
        return ()


def _run(store: ox.Store, job: Job, base_iri: str) -> Answered:
    return start_with_deep_stack(lambda: run_job(store, job, _LIMITS, base_iri)).result(_SECONDS)
