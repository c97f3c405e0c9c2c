"""The answers to the project's own questions, found when a release is made and kept in it."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import pyoxigraph as ox

from lf2l_kg.base.errors import QueryError
from lf2l_kg.base.messages import Message
from lf2l_kg.base.records import Finding

from .answer import Answer, parse_answer
from .apart import Apart
from .drawn import is_reproducible
from .errors import AnswerTooLargeError
from .evaluate import Limits
from .formats import MEDIA_TYPES
from .job import Answered, Job, Outcome
from .plain import may_be_kept, plain_form
from .questions import find_questions
from .spool import IN_MEMORY
from .unordered import without_order
from .watching import Watching, watch_query

FILE_NAME = "answers.json"
_TABLE, _GRAPH = MEDIA_TYPES["json"][0], MEDIA_TYPES["ttl"][0]
_SECONDS = 120.0  # of processor time, for one question: twelve times what a server gives it
_MEMORY = 4 << 30  # bytes, for one question
_AT_ONCE = 2  # questions, each on a core of its own
_WORTH_ANOTHER = 0.5  # seconds after which a second process is started: it takes as long to load
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

    @property
    def answer(self) -> Answer:
        """The answer as a whole."""
        return parse_answer(self.content.encode(), self.outcome.media_type)


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

    def is_to_be_asked(self, query: str) -> bool:
        """Whether a question has no answer yet that holds."""
        return query not in self.answers or query in self.stale

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


def find_ready(folder: Path) -> dict[str, str]:
    """The same for those of a folder.

    Raises:
        InputError: when a file cannot be read.
    """
    return ready_queries({f"{name}.rq": text for name, text in find_questions(folder).items()})


@dataclass(frozen=True, slots=True)
class Answers:
    """What questions were answered: ``content`` is JSON, sorted by question."""

    content: bytes
    #: Those that took too long or ended their process, by query in its plain form. They bear their files.
    failures: Mapping[str, QueryError] = field(default_factory=dict)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is to be said of them."""
        return tuple(
            Finding(error.path, 0, 0, "warning", "unanswered-question", _said(error.message))
            for error in self.failures.values()
        )


def answer_ready(
    release: Path, queries: Mapping[str, str], base_iri: str, before: Before = NOT_ASKED
) -> Answers:
    """The answers to some questions; see :meth:`Asking.answer`."""
    with Asking(release, queries, base_iri) as asking:
        return asking.answer(before)


class Asking:
    """Puts questions to a release, in processes that a question may end. They end with its ``with``.

    Args:
        release: its directory; it may be one that is being made.
        queries: what :func:`ready_queries` gives.
        base_iri: of the project.
    """

    def __init__(self, release: Path, queries: Mapping[str, str], base_iri: str) -> None:
        """Let one process load what it needs meanwhile, where there is anything to ask."""
        self._queries, self._base_iri = queries, base_iri
        self._given_up = False
        self._processes = [
            Apart(release, seconds=_SECONDS, memory=_MEMORY) for _ in range(_AT_ONCE)
        ]
        if queries:
            self._processes[0].start()

    def answer(self, before: Before = NOT_ASKED) -> Answers:
        """The answers to all questions.

        A question that cannot be answered, or whose answer is large, is left to the server, which says
        why: the same for the same store. So is one that ends its process, or takes longer than two minutes
        of processor time, or much longer than that for lack of a processor; this may depend on the machine,
        so it is told, and nothing follows from it for the next release.

        Args:
            before: what is known of the answers.

        Raises:
            OSError: when there is no process to be had.
        """
        known = before.answers
        found: dict[str, ReadyAnswer | QueryError | None] = {**known}
        waiting = deque(query for query in self._queries if before.is_to_be_asked(query))

        def work(process: Apart) -> None:
            while waiting and not self._given_up:
                with suppress(IndexError):  # another has taken the last one
                    query = waiting.popleft()
                    is_large = query in known and known[query] is None
                    found[query] = self._ask(process, query, is_large=is_large)

        with ThreadPoolExecutor(_AT_ONCE) as threads, self.giving_up():
            working = [threads.submit(work, self._processes[0])]
            wait(working, _WORTH_ANOTHER)
            working += [threads.submit(work, one) for one in self._processes[1:] if waiting]
            for one in working:
                one.result()
        answers = [found[query] for query in self._queries]  # an error for who was to give up
        kept = [answer for answer in answers if isinstance(answer, ReadyAnswer)]
        failures = {q: error for q in self._queries if isinstance(error := found[q], QueryError)}
        return Answers(msgspec.json.format(msgspec.json.encode(kept), indent=1) + b"\n", failures)

    @contextmanager
    def giving_up(self) -> Iterator[None]:
        """Ask nothing more after an error or Ctrl-C in here: threads that ask would be waited for."""
        try:
            yield
        except BaseException:
            self._given_up = True
            for process in self._processes:
                process.give_up()
            raise

    def _ask(
        self, process: Apart, query: str, *, is_large: bool
    ) -> ReadyAnswer | QueryError | None:
        """The answer to one question; None for none that is kept.

        Args:
            process: to ask.
            query: the question.
            is_large: its answer was not kept before.
        """

        def run(text: str) -> Answered:
            return process.run(Job(text, _TABLE, _GRAPH), _LIMITS, self._base_iri)

        # To put a large answer in order takes most of the time, only to leave it out.
        unordered = without_order(query) if is_large else ""
        try:
            if unordered and _is_large(run(unordered)):
                return None
            answered = run(query)
        except QueryError as error:
            error.path = self._queries[query]
            return error
        if answered.outcome.failure is not None:
            return None
        return ReadyAnswer(query, answered.outcome, answered.content.decode())

    def __enter__(self) -> Asking:
        """These processes."""
        return self

    def __exit__(self, *given: object) -> None:
        """End them."""
        for process in self._processes:
            process.__exit__(*given)


def read_ready(release: Path) -> tuple[ReadyAnswer, ...]:
    """The answers kept in a release; () when there are none."""
    try:
        data = (release / FILE_NAME).read_bytes()
        return tuple(msgspec.json.decode(data, type=list[ReadyAnswer]))
    except (OSError, msgspec.MsgspecError):  # they are asked anew, which takes longer
        return ()


def _is_large(answered: Answered) -> bool:
    failure = answered.outcome.failure
    return failure is not None and failure.kind == AnswerTooLargeError.__name__


def _said(error: Message) -> Message:
    return Message(
        fr=f"{error.fr}, ou rangez cette question hors du dossier des requêtes\u00a0; la publication n’en "
        "garde pas de réponse",
        en=f"{error.en}, or put this question outside of the folder of queries; the release keeps no answer "
        "to it",
    )
