"""The connections that were lent to a process: it reads a query from one, and writes the answer to it.

It takes only simple requests, and leaves all others to the server, which reads them from the same
connection: until a query is answered its bytes stay where they are. So when this process ends on the
way, the server finds the query and says what happened.
"""

from __future__ import annotations

import contextlib
import selectors
import socket
import time
from collections.abc import Callable

import msgspec

from lf2l_kg.query import Form
from lf2l_kg.query.job import PAGE, Answered, Job, Outcome
from lf2l_kg.query.plain import may_be_kept
from lf2l_kg.serve.asked import read_query_string
from lf2l_kg.serve.dates import write_date
from lf2l_kg.serve.errors import HttpError
from lf2l_kg.serve.kept import Kept, query_digest
from lf2l_kg.serve.simple import read_simple
from lf2l_kg.serve.whole import answer_head, etag, whole_answer
from lf2l_kg.serve.wishes import find_job, find_question

from .board import Board, Digests, digest_question
from .frames import Frame, Frames, Kind, send_frame
from .reports import Report, pack_report

_AT_ONCE = 64 << 10  # bytes taken from the channel
_LONGEST = 16 << 10  # bytes of a request that is looked at
_LONG = 0.005  # seconds of work for which an answer is kept when it is given for the first time
_HELD = 0.002  # seconds of work on others after which answers are sent
_NOTHING = Job("", "", "")
_REMEMBERED = 1 << 12  # questions; what is asked again is worth keeping


class Answer(msgspec.Struct, frozen=True, array_like=True):
    """An answer that may be kept."""

    question: Job
    form: Form
    kept: Kept


class Returned(msgspec.Struct, frozen=True, array_like=True):
    """A connection given back; its request waits in it. Without an outcome nothing was evaluated."""

    number: int
    outcome: Outcome | None = None


class _Asked(msgspec.Struct, frozen=True):
    """A request that waits in a connection."""

    number: int  # of the connection
    length: int  # bytes
    job: Job
    question: Job
    digest: int  # of the question; 0 when the request is the server's to look at


class _Given(msgspec.Struct, frozen=True):
    """The answer to it."""

    asked: _Asked
    answered: Answered
    was_long: bool  # it was much work


class Clerk:
    """Takes jobs and connections from the server, and works on them one after another.

    Args:
        channel: to the server and from it.
        board: what it shares with the server.
        place: its own on the board.
        answer: evaluates a query.
    """

    def __init__(
        self,
        channel: socket.socket,
        board: Board,
        place: int,
        answer: Callable[[Job], Answered],
    ) -> None:
        self._channel = channel
        self._board = board
        self._turn = board.turn(place)
        self._reports = board.reports(place)
        self._answer = answer
        self._frames = Frames()
        self._lent: dict[int, socket.socket] = {}
        self._waiting = selectors.DefaultSelector()
        self._waiting.register(channel, selectors.EVENT_READ, 0)
        self._buffer = memoryview(bytearray(_LONGEST))
        self._asked = Digests(_REMEMBERED)
        self._dated: tuple[int, bytes] = (0, b"")
        self._began = 0.0  # when it read what it is at
        self._worked = 0.0  # seconds of the processor that this thread had used a moment ago

    def work(self) -> None:
        """Until the server closes the channel."""
        while True:
            ready = self._waiting.select()
            self._worked = time.thread_time()
            numbers = [key.data for key, _ in ready]
            if 0 in numbers:
                if not self._listen():
                    return
                numbers.remove(0)
            self._serve(numbers)

    def _listen(self) -> bool:
        """Do what the server says; False when it says nothing any more."""
        data, descriptors, _, _ = socket.recv_fds(self._channel, _AT_ONCE, 64)
        self._frames.feed(data, descriptors)
        for frame in self._frames:
            self._obey(frame)
        return bool(data)

    def _obey(self, frame: Frame) -> None:
        if frame.kind == Kind.JOB:
            self._do(_decode_job(frame.head))
            return
        number = int(frame.head)
        if frame.kind == Kind.LEND and frame.descriptor is None:  # no more files may be open here
            send_frame(self._channel, Kind.RETURNED, msgspec.json.encode(Returned(number)))
        elif frame.kind == Kind.LEND and frame.descriptor is not None:
            self._lent[number] = socket.socket(fileno=frame.descriptor)
            self._waiting.register(self._lent[number], selectors.EVENT_READ, number)
        elif frame.kind == Kind.RECALL and number:
            if number in self._lent:
                self._give_back(Returned(number))
        elif frame.kind == Kind.RECALL:
            for one in list(self._lent):
                self._let_go(one)
            send_frame(self._channel, Kind.EMPTIED)

    def _do(self, job: Job) -> None:
        """A query that came through the server."""
        answered = self._answer(job)
        head = msgspec.json.encode(answered.outcome)
        if answered.file is None:
            send_frame(self._channel, Kind.OUTCOME, head, answered.content)
            return
        with answered.file as file:
            send_frame(self._channel, Kind.OUTCOME, head, file=file.fileno())

    def _serve(self, numbers: list[int]) -> None:
        """Answer what waits in some connections, or leave it to the server.

        All are read before one is evaluated, and several are evaluated before they are answered: a processor
        does faster what it has just done. Each request stays in its connection all the same until its answer
        is sent, and what was seen of it is used only if, in its turn, nothing is recalled.
        """
        self._began = since = time.perf_counter()
        held: list[_Given] = []
        for asked in [self._look(number) for number in numbers if number in self._lent]:
            given = self._evaluate(asked)
            if given is not None:
                held.append(given)
            if time.perf_counter() - since > _HELD:
                self._send(held)
                held, since, self._worked = [], time.perf_counter(), time.thread_time()
        self._send(held)

    def _look(self, number: int) -> _Asked:
        """What waits in a connection, where it stays; whether it is to be answered here is seen later."""
        length = 0
        try:  # noqa: SIM105 - on the way of each question
            length = self._lent[number].recv_into(self._buffer, 0, socket.MSG_PEEK)
        except OSError:  # it is broken, which the server will find too
            pass
        job = _read(bytes(self._buffer[:length]))
        if job is None:
            return _Asked(number, length, _NOTHING, _NOTHING, 0)
        question = find_question(job)
        return _Asked(number, length, job, question, digest_question(question))

    def _evaluate(self, asked: _Asked) -> _Given | None:
        """An answer that is to be sent; None when no more is to be done here."""
        goes_on = self._turn.take(asked.number)
        try:
            # Once all are recalled, they are the server's, but the one that has its turn just then.
            given = self._find_answer(asked) if goes_on else None
            if given is not None and self._turn.recalled:
                self._write(given)
                return None
            return given
        finally:
            self._turn.rest()

    def _find_answer(self, asked: _Asked) -> _Given | None:
        """What to send; None when the connection was given back."""
        if not asked.digest or self._board.is_marked(asked.digest):
            self._give_back(Returned(asked.number))
            return None
        began = time.perf_counter()
        answered = self._answer(asked.job)
        outcome = answered.outcome
        if outcome.failure or answered.file or outcome.media_type == PAGE:
            self._give_back(Returned(asked.number, outcome), answered)
            return None
        seconds = time.perf_counter() - began
        return _Given(asked, answered, seconds > _LONG and self._was_work())

    def _send(self, held: list[_Given]) -> None:
        """Send answers, each in its turn: what is recalled meanwhile is the server's to answer."""
        for given in held:
            goes_on = self._turn.take(given.asked.number)
            try:
                if not goes_on:
                    return
                self._write(given)
            finally:
                self._turn.rest()

    def _write(self, given: _Given) -> None:
        """Send an answer, and say so."""
        asked, outcome, body = given.asked, given.answered.outcome, given.answered.content
        query = asked.job.query
        repeatable = may_be_kept(query)
        tag = etag(outcome, may_be_kept=repeatable)
        head = answer_head(outcome, len(body), tag)
        self._turn.begin_answer()
        self._put(asked, head, body)
        seconds = time.perf_counter() - self._began
        shown = query_digest(query)
        if repeatable and (self._asked.is_known(asked.digest) or given.was_long):
            kept = whole_answer(outcome, body, shown, may_be_kept=True)
            answer = msgspec.msgpack.encode(Answer(asked.question, outcome.form, kept))
            send_frame(self._channel, Kind.KEEP, body=answer)
        self._report(Report(asked.number, seconds, outcome.rows, len(body), shown))

    def _was_work(self) -> bool:
        """Whether what took long was much work; to wait for a busy processor is none.

        What was done since answers were last sent counts too, which is not much.
        """
        return time.thread_time() - self._worked > _LONG

    def _put(self, asked: _Asked, head: bytes, body: bytes) -> None:
        """Send a response; what a client does not take at once is for the server to send."""
        connection = self._lent[asked.number]
        data = b"HTTP/1.1 200 OK\r\n%b%b%b" % (self._date(), head, body)
        sent = 0
        try:
            connection.recv_into(self._buffer, asked.length)
            sent = connection.send(data)
        except OSError:
            pass
        if sent < len(data):
            self._give_back(Returned(asked.number), Answered(Outcome(), data[sent:]))

    def _give_back(self, returned: Returned, answered: Answered | None = None) -> None:
        self._let_go(returned.number)
        head = msgspec.json.encode(returned)
        content, file = (answered.content, answered.file) if answered else (b"", None)
        with file or contextlib.nullcontext():
            number = file.fileno() if file else None
            send_frame(self._channel, Kind.RETURNED, head, content, number)

    def _let_go(self, number: int) -> None:
        connection = self._lent.pop(number)
        self._waiting.unregister(connection)
        connection.close()

    def _report(self, report: Report) -> None:
        """Nobody waits for it, but the server is to have it."""
        if not self._reports.add(report):
            send_frame(self._channel, Kind.REPORT, body=pack_report(report))

    def _date(self) -> bytes:
        now = int(time.time())
        if now != self._dated[0]:
            self._dated = (now, b"date: %b\r\n" % write_date(now).encode())
        return self._dated[1]


def _read(request: bytes) -> Job | None:
    """The query of a request; None when it is the server's to look at."""
    simple = read_simple(request)
    if simple is None:
        return None
    try:
        asked = read_query_string(simple.query_string)
        if asked.query is None:
            return None
        return find_job(asked, simple.accept, simple.encodings)
    except HttpError:  # the server says why
        return None


_decode_job = msgspec.json.Decoder(Job).decode
