"""A process looks at all that waits in its connections before it answers: nothing is lost or said twice."""

from __future__ import annotations

import asyncio
import random
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import dying
from lent import get
from lf2l_kg.query.job import PAGE, Answered, Job, Outcome
from lf2l_kg.serve.evaluation.board import Board, create_board
from lf2l_kg.serve.evaluation.clerk import Clerk
from lf2l_kg.serve.evaluation.evaluator import Evaluator
from lf2l_kg.serve.evaluation.frames import Frames, Kind, send_frame
from lf2l_kg.serve.evaluation.held import Held
from lf2l_kg.serve.evaluation.lending import Desk, News
from lf2l_kg.serve.refusals import too_busy
from listening import until

NOBODY = 1 << 23  # a process number past all that there can be


class Client:
    """A client with a request, and its connection as a desk knows it; once it is back, it is read."""

    def __init__(self, request: str) -> None:
        self.request = request.encode()
        self.end, self.ours = socket.socketpair()
        self.ours.setblocking(False)  # as the server has it
        self.descriptor = self.ours.fileno()
        self.back: list[bytes] = []  # what waited in it, each time it came back

    def touch(self) -> None:
        """Nothing."""

    def move(self) -> None:
        self.take_back(None, b"")

    def break_off(self) -> None:
        raise AssertionError

    def take_back(self, came: Answered | Exception | None, unsent: bytes) -> None:
        assert (came, unsent) == (None, b"")
        self.back.append(dying.take(self.ours))

    def waits(self) -> bool:
        """Its request waits still, whole, in the connection."""
        try:
            return self.ours.recv(1 << 16, socket.MSG_DONTWAIT | socket.MSG_PEEK) == self.request
        except BlockingIOError:
            return False

    def answered(self) -> bytes:
        """The body of the one answer that came; b"" for none."""
        said = dying.take(self.end)
        head, end, body = said.partition(b"\r\n\r\n")
        assert not said or (head + end).endswith(b"content-length: %d\r\n\r\n" % len(body))
        return body


class Stage:
    """A clerk at work in a thread, and the server's end of its channel."""

    def __init__(self, requests: list[str], answer: Callable[[Job], Answered]) -> None:
        with create_board() as file:
            self.board = Board(file.fileno())
        self.turn = self.board.take_turn()
        self.channel, self._theirs = socket.socketpair()
        self._answer = answer
        self._entered, self._gate = threading.Event(), threading.Event()
        self.clients = [Client(request) for request in requests]
        self._first = Client(get("ASK { gate }"))
        clerk = Clerk(self._theirs, self.board, self.turn.place, self._wait_and_answer)
        self._thread = threading.Thread(target=clerk.work)
        self._thread.start()

    def _wait_and_answer(self, job: Job) -> Answered:
        if job.query == "ASK { gate }":
            self._entered.set()
            assert self._gate.wait(20)
            return echo(job)
        return self._answer(job)

    def lend_all(self, lend: Callable[[Client], object] | None = None) -> None:
        """Lend all; once the clerk looks, all of them wait."""
        for number, client in enumerate([*self.clients, self._first], 1):
            if lend is not None:
                assert lend(client)
            else:
                send_frame(self.channel, Kind.LEND, b"%d" % number, file=client.descriptor)
        self._first.end.sendall(self._first.request)
        assert self._entered.wait(20)
        for client in self.clients:
            client.end.sendall(client.request)
        self._gate.set()

    def said(self) -> list[tuple[Kind, bytes]]:
        """What the clerk said, once it has let go of everything."""
        send_frame(self.channel, Kind.RECALL, b"0")
        self.channel.shutdown(socket.SHUT_WR)
        self._thread.join()
        self._theirs.close()
        frames = Frames()
        while data := self.channel.recv(1 << 20):
            frames.feed(data, [])
        return [(frame.kind, frame.head) for frame in frames]

    def close(self) -> None:
        for client in (*self.clients, self._first):
            client.end.close()
            client.ours.close()
        self._theirs.close()
        self.channel.close()


def echo(job: Job) -> Answered:
    return Answered(Outcome("ask", "text/plain"), job.query.encode())


def asks(count: int) -> list[str]:
    return [f"ASK {{ {number} }}" for number in range(count)]


@pytest.fixture
def on_stage() -> Iterator[Callable[..., Stage]]:
    stages: list[Stage] = []

    def make(requests: list[str], answer: Callable[[Job], Answered] = echo) -> Stage:
        stages.append(Stage(requests, answer))
        return stages[-1]

    yield make
    for stage in stages:
        stage.close()


def test_of_many_that_wait_each_has_its_own_answer_or_is_given_back(
    on_stage: Callable[..., Stage],
) -> None:
    simple = [get(query) for query in asks(40)]
    others = ["GET / HTTP/1.1\r\nHost: x\r\n\r\n", simple[0][:30], simple[1] * 2, "\x00" * 20_000]
    pages = [get("ASK { page }")]

    def answer(job: Job) -> Answered:
        return Answered(Outcome("ask", PAGE), b"{}") if "page" in job.query else echo(job)

    requests = simple + others + pages
    random.Random(1).shuffle(requests)  # noqa: S311 - nothing secret
    stage = on_stage(requests, answer)
    stage.lend_all()
    given_back = {n for n, request in enumerate(requests, 1) if request not in simple}

    def all_done() -> bool:
        waiting = {n for n, client in enumerate(stage.clients, 1) if client.waits()}
        return waiting == given_back

    assert until(all_done)
    for request, client in zip(requests, stage.clients, strict=True):
        known = simple.index(request) if request in simple else None
        assert client.answered() == (b"ASK { %d }" % known if known is not None else b"")
    *said, last = stage.said()
    assert last[0] == Kind.EMPTIED
    assert {kind for kind, _ in said} == {Kind.RETURNED}
    assert {int(head[1:].partition(b",")[0]) for _, head in said} == given_back


@pytest.mark.parametrize("at", [1, 3, 8])
def test_when_all_are_recalled_only_the_one_that_is_evaluated_is_answered(
    on_stage: Callable[..., Stage], at: int
) -> None:
    evaluated: list[str] = []
    before: list[bool] = []

    def answer(job: Job) -> Answered:
        evaluated.append(job.query)
        if len(evaluated) == at:
            before.extend(not client.waits() for client in stage.clients)
            stage.turn.recalled = True
            send_frame(stage.channel, Kind.RECALL, b"0")
        return echo(job)

    stage = on_stage([get(query) for query in asks(8)], answer)
    stage.lend_all()
    assert until(lambda: len(evaluated) >= at and not stage.turn.number)
    assert stage.said()[-1][0] == Kind.EMPTIED
    assert len(evaluated) == at
    for was_answered, client, query in zip(before, stage.clients, asks(8), strict=True):
        is_answered = was_answered or query == evaluated[-1]
        assert client.answered() == (query.encode() if is_answered else b"")
        assert client.waits() == (not is_answered)


def test_of_a_request_that_waits_no_more_the_board_says_that_its_answer_goes_out(
    on_stage: Callable[..., Stage],
) -> None:
    stage = on_stage([get(query) for query in asks(1)])
    stage.lend_all()
    (client,) = stage.clients
    assert until(lambda: not client.waits())
    assert stage.turn.answers
    assert stage.said()[-1][0] == Kind.EMPTIED


def test_recalled_at_any_moment_each_request_is_answered_once_or_waits() -> None:
    async def play(chance: random.Random) -> int:
        stage = Stage([get(query) for query in asks(12)], dying.answer)
        stage.channel.setblocking(False)
        held = Held(1 << 20, 1, stage.board)
        evaluator = Evaluator(NOBODY, stage.channel, stage.board, stage.turn, held)
        left: list[Desk] = []
        desk = Desk(evaluator, News(), left.append, lambda _: too_busy())
        asyncio.get_running_loop().add_reader(stage.channel, evaluator.read_all)
        stage.lend_all(desk.lend)
        await asyncio.sleep(chance.random() * 0.015)
        desk.recall_all()
        async with asyncio.timeout(20):
            while not left:
                await asyncio.sleep(0.001)
        answered = 0
        for client, query in zip(stage.clients, asks(12), strict=True):
            (waited,) = client.back
            came = client.answered()
            assert (waited, came) in ((client.request, b""), (b"", query.encode() * 20))
            answered += bool(came)
        asyncio.get_running_loop().remove_reader(stage.channel)
        stage.said()
        stage.close()
        return answered

    chance = random.Random(20261129)  # noqa: S311 - nothing secret
    counts = [asyncio.run(play(chance)) for _ in range(60)]
    assert max(counts) > 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot fork")
def test_killed_at_any_moment_a_process_leaves_what_it_has_not_answered() -> None:
    command = [sys.executable, str(Path(dying.__file__)), "100", "20261129"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    (said,) = done.stdout.splitlines()
    assert said.startswith("answered 0 to ")
    assert not said.startswith("answered 0 to 0 ")
