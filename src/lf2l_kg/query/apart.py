"""Queries evaluated in a process of their own: the engine cannot be told to stop, and some end their process.

An order that it cannot make ends it, and so does what takes too much memory. So each query costs no more than
its own answer. The process is a new Python: this program has threads, and must not fork.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import wait
from contextlib import suppress
from pathlib import Path
from threading import Event, Timer
from typing import IO

import msgspec
import pyoxigraph as ox

from lf2l_kg.base.errors import QueryError
from lf2l_kg.base.messages import Message
from lf2l_kg.base.processes import python_command

from .bounds import bound_memory, bound_time, offer_to_be_killed
from .errors import UnacceptableFormatError
from .evaluate import Limits
from .formats import MEDIA_TYPES
from .job import Answered, Job, Outcome, run_job
from .local import open_store
from .plain import may_be_kept
from .stack import start_with_deep_stack

_LOOK = 1.0  # seconds between two looks at whether the process that asks still lives
_SIZE = 8  # bytes of the length that stands before what is said
_PATIENCE = (
    10  # times the processor time that a query may take: the wait for one that does not work
)


class _Asked(msgspec.Struct, array_like=True):
    """What the process is asked; it says an outcome, and then the bytes of the answer."""

    job: Job
    limits: Limits
    base_iri: str
    terms: dict[str, str]  # variable → IRI


class Apart:
    """A process that evaluates on a release, one query at a time; when one ends it, the next has a new one.

    Args:
        release: whose store is asked; it may be one that is being made.
        seconds: of processor time, after which a query is ended.
        memory: bytes that a query may take, where the system bounds it.
    """

    def __init__(self, release: Path, *, seconds: float, memory: int) -> None:
        self._release, self._seconds, self._memory = release, seconds, memory
        self._process: subprocess.Popen[bytes] | None = None
        self._given_up = False

    def start(self) -> subprocess.Popen[bytes]:
        """The process; a new one loads what it needs meanwhile. The store is opened for the first query.

        Raises:
            OSError: when there is none to be had.
        """
        if self._process is None or self._process.poll() is not None:
            self._end()
            given = str(self._release), str(self._seconds), str(self._memory)
            self._process = subprocess.Popen(  # noqa: S603 - this Python, these arguments
                python_command(answer_apart, *given),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # the engine's last words
            )
        if self._given_up:  # maybe just before there was a process to end
            self._process.kill()
        return self._process

    def give_up(self) -> None:
        """End what is asked, and what will be: for another thread than the one that asks."""
        self._given_up = True
        process = self._process
        if process is not None:
            process.kill()

    def run(
        self,
        job: Job,
        limits: Limits,
        base_iri: str = "",
        terms: Mapping[str, str] | None = None,
    ) -> Answered:
        """The answer, in memory; what is wrong with the query is in the outcome.

        Raises:
            QueryError: when it takes too long, or its process has ended.
            OSError: when there is no process to be had.
        """
        process, is_late = self.start(), Event()

        def end() -> None:
            is_late.set()
            process.kill()

        timer = Timer(self._seconds * _PATIENCE, end)
        timer.daemon = True
        timer.start()
        asked = _Asked(job, limits, base_iri, {**(terms or {})})
        try:
            _write(process.stdin, msgspec.msgpack.encode(asked))
            said, content = _read(process.stdout), _read(process.stdout)
        except (OSError, EOFError) as error:
            code = process.wait()
            self._end()
            raise self._why(code, was_late=is_late.is_set()) from error
        finally:
            timer.cancel()
        return Answered(msgspec.msgpack.decode(said, type=Outcome), content)

    def _why(self, code: int, *, was_late: bool) -> QueryError:
        """Why the process has ended with this code."""
        if was_late or code == -getattr(signal, "SIGXCPU", 0):
            return QueryError(
                Message(
                    fr=f"pas de réponse en {self._seconds:.0f}\u00a0s de calcul\u00a0: simplifiez cette "
                    "requête",
                    en=f"no answer within {self._seconds:.0f} s of computing: simplify this query",
                )
            )
        return QueryError(
            Message(
                fr="cette requête met fin au moteur\u00a0: il lui faut trop de mémoire, ou elle range "
                "(ORDER BY) ce qu’il ne sait pas comparer\u00a0; simplifiez-la",
                en="this query ends the engine: it takes too much memory, or puts in order (ORDER BY) "
                "what the engine cannot compare; simplify it",
            ),
            value=str(code),
        )

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            with suppress(BrokenPipeError), process:  # what it was asked may wait to be written
                pass

    def __enter__(self) -> Apart:
        """This process."""
        return self

    def __exit__(self, *_: object) -> None:
        """End it."""
        self._end()


def construct_apart(
    release: Path, query: str, terms: Mapping[str, str], *, seconds: float, memory: int
) -> tuple[str, ...]:
    """The triples of a CONSTRUCT, as lines of N-Triples, sorted, each once.

    Args:
        release: whose store is asked; it may be one that is being made.
        query: SPARQL 1.1, without ``SERVICE``, without clock or chance.
        terms: IRIs for some of its variables.
        seconds: of processor time, after which it is ended.
        memory: bytes that it may take.

    Raises:
        QueryError: when it cannot be answered, in this time, or always with the same graph.
    """
    if not may_be_kept(query):
        raise QueryError(
            Message(
                fr="NOW, RAND, UUID et STRUUID changent à chaque fois\u00a0: retirez-les",
                en="NOW, RAND, UUID and STRUUID change each time: take them away",
            )
        )
    job = Job(query, "", MEDIA_TYPES["nt"][0])
    with Apart(release, seconds=seconds, memory=memory) as apart:
        answered = apart.run(job, Limits(), terms=terms)
    failure = answered.outcome.failure
    if failure is not None and failure.kind == UnacceptableFormatError.__name__:
        raise QueryError(
            Message(
                fr="cette requête ne donne pas de graphe : écrivez CONSTRUCT { … } WHERE { … }",
                en="this query gives no graph: write CONSTRUCT { … } WHERE { … }",
            )
        )
    if failure is not None:
        raise failure.error()
    lines = tuple(sorted(set(answered.content.decode().split("\n")[:-1])))
    if any(_names_a_blank_node(line) for line in lines):
        raise QueryError(
            Message(
                fr="un nœud anonyme n’a pas de nom qui dure\u00a0: ne construisez que des IRI",
                en="a blank node has no lasting name: construct IRIs only",
            )
        )
    return lines


def _names_a_blank_node(line: str) -> bool:
    end = line.rsplit(" ", 2)[1]
    return line.startswith("_:") or (end.startswith("_:") and '"' not in end)


def answer_apart(release: str, seconds: str, memory: str) -> None:
    """The body of the process: what it is asked on its standard input, until that ends."""
    offer_to_be_killed()

    def answer_all() -> None:
        store: ox.Store | None = None
        while True:
            try:
                given = _read(sys.stdin.buffer)
            except EOFError:
                return
            if store is None:
                store = open_store(Path(release))
                bound_memory(int(memory))
            bound_time(float(seconds))
            _answer(store, msgspec.msgpack.decode(given, type=_Asked))

    working, parent = start_with_deep_stack(answer_all), os.getppid()
    while not working.done():
        wait([working], _LOOK)
        if os.getppid() != parent:  # it was killed: nobody waits for the answer any more
            os._exit(1)
    working.result()


def _answer(store: ox.Store, asked: _Asked) -> None:
    answered = run_job(store, asked.job, asked.limits, asked.base_iri, terms=asked.terms)
    content = answered.content
    if answered.file is not None:
        with answered.file as file:
            content = file.read()
    _write(sys.stdout.buffer, msgspec.msgpack.encode(answered.outcome))
    _write(sys.stdout.buffer, content)


def _write(stream: IO[bytes] | None, said: bytes) -> None:
    assert stream is not None  # noqa: S101 (it was asked for)
    stream.write(len(said).to_bytes(_SIZE) + said)
    stream.flush()


def _read(stream: IO[bytes] | None) -> bytes:
    """What is said.

    Raises:
        EOFError: when nobody says anything any more.
    """
    assert stream is not None  # noqa: S101 (it was asked for)
    size = stream.read(_SIZE)
    said = stream.read(int.from_bytes(size)) if len(size) == _SIZE else b""
    if len(size) < _SIZE or len(said) < int.from_bytes(size):
        raise EOFError
    return said
