"""What passes between the server and a process that connections are lent to, step by step."""

from __future__ import annotations

import asyncio
import os
import select
import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from lf2l_kg.query.job import Answered, Job, Outcome
from lf2l_kg.serve.connection import Connection
from lf2l_kg.serve.crowd import make_room
from lf2l_kg.serve.errors import HttpError
from lf2l_kg.serve.evaluation.board import Board, create_board
from lf2l_kg.serve.evaluation.clerk import Clerk
from lf2l_kg.serve.evaluation.desks import Desks
from lf2l_kg.serve.evaluation.evaluator import BEFORE, Evaluator, EvaluatorDied
from lf2l_kg.serve.evaluation.forks import Forks, fork_evaluator
from lf2l_kg.serve.evaluation.frames import Frames, Kind, pack_frame, send_frame
from lf2l_kg.serve.evaluation.held import Held
from lf2l_kg.serve.evaluation.lending import Desk, News
from lf2l_kg.serve.evaluation.reports import Report, pack_report
from lf2l_kg.serve.live import Live
from lf2l_kg.serve.loan import Loan
from lf2l_kg.serve.refusals import too_busy

NOBODY = 1 << 23  # a process number past all that there can be


class Lent:
    """A connection as a desk knows it."""

    def __init__(self) -> None:
        self.ours, self.theirs = socket.socketpair()
        self.descriptor = self.ours.fileno()
        self.came: list[tuple[object, bytes]] = []

    def touch(self) -> None:
        """Nothing."""

    def take_back(self, came: Answered | Exception | None, unsent: bytes) -> None:
        self.came.append((came, unsent))

    def move(self) -> None:
        self.take_back(None, b"")

    def break_off(self) -> None:
        self.came.append(("broken off", b""))


class Stage:
    """A desk whose process is played by the test."""

    def __init__(self) -> None:
        with create_board() as file:
            self.board = Board(file.fileno())
        ours, self.channel = socket.socketpair()
        ours.setblocking(False)
        turn = self.board.take_turn()
        held = Held(1 << 20, 1, self.board)
        self.evaluator = Evaluator(NOBODY, ours, self.board, turn, held)
        self.turn = self.board.turn(turn.place)
        self.left: list[Desk] = []
        self.desk = Desk(self.evaluator, News(), self.left.append, self.why)
        self.lent = [Lent(), Lent()]
        assert all(self.desk.lend(one) for one in self.lent)
        self._frames = Frames()
        self.numbers = [int(frame.head) for frame in self.said()]

    def why(self, _: str) -> HttpError:
        return too_busy()

    def said(self) -> list[Any]:
        """What the server has said to the process since."""
        while select.select([self.channel], [], [], 0)[0]:
            data, descriptors, _, _ = socket.recv_fds(self.channel, 1 << 16, 9)
            self._frames.feed(data, descriptors)
            for descriptor in descriptors:
                os.close(descriptor)
        return list(self._frames)

    def close(self) -> None:
        self.channel.close()
        self.evaluator.read_all()
        ends = [end for one in self.lent for end in (one.ours, one.theirs)]
        for end in ends:
            end.close()

    def give_back(self, which: int, unsent: bytes = b"") -> None:
        send_frame(self.channel, Kind.RETURNED, b"[%d]" % self.numbers[which], unsent)


def on_stage(act: Callable[[Stage], None], seconds: float = 0.0) -> None:
    """Play on a new stage; ``seconds`` later, everything is closed."""

    async def play() -> None:
        stage = Stage()
        act(stage)
        await asyncio.sleep(seconds)
        stage.close()

    asyncio.run(play())


def test_half_an_answer_that_is_on_its_way_back_is_sent_to_its_end_when_all_are_recalled() -> None:
    def act(stage: Stage) -> None:
        stage.turn.take(stage.numbers[0])
        stage.turn.begin_answer()
        stage.give_back(0, b"the rest")
        stage.turn.rest()
        stage.desk.recall_all()
        assert [one.came for one in stage.lent] == [[(None, b"the rest")], [(None, b"")]]

    on_stage(act)


def test_who_takes_a_turn_hears_whether_all_were_recalled_before() -> None:
    def act(stage: Stage) -> None:
        assert stage.turn.take(stage.numbers[0])
        stage.desk.recall_all()
        assert not stage.turn.take(stage.numbers[1])

    on_stage(act)


def test_who_has_its_turn_is_given_back_last() -> None:
    def act(stage: Stage) -> None:
        stage.turn.take(stage.numbers[1])
        stage.desk.recall_all()
        assert [one.came for one in stage.lent] == [[(None, b"")], []]
        assert stage.turn.recalled
        stage.turn.rest()
        send_frame(stage.channel, Kind.EMPTIED)
        stage.evaluator.read_all()
        assert stage.lent[1].came == [(None, b"")]
        assert stage.left == [stage.desk]

    on_stage(act)


def test_a_process_is_free_once_it_has_let_go_of_what_was_closed_meanwhile() -> None:
    def act(stage: Stage) -> None:
        for one in stage.lent:
            stage.desk.forget(one)
        assert [frame.kind for frame in stage.said()] == [Kind.RECALL, Kind.RECALL]
        stage.give_back(0)
        stage.evaluator.read_all()
        assert not stage.left
        stage.turn.take(stage.numbers[1])
        assert stage.desk.is_left(0.0)
        stage.turn.rest()
        stage.give_back(1)
        stage.evaluator.read_all()
        assert stage.left == [stage.desk]
        assert not any(one.came for one in stage.lent)

    on_stage(act)


@pytest.mark.parametrize("answers", [False, True])
def test_when_a_process_ends_who_had_its_turn_is_told_why_and_others_go_on(
    answers: bool,
) -> None:
    def act(stage: Stage) -> None:
        stage.turn.take(stage.numbers[0])
        if answers:
            stage.turn.begin_answer()
        stage.channel.close()
        stage.evaluator.read_all()
        (((first, _),), second) = (one.came for one in stage.lent)
        assert first == "broken off" if answers else isinstance(first, HttpError)
        assert second == [(None, b"")]

    on_stage(act)


def test_after_a_switch_nobody_is_lent_to_the_processes_of_the_old_release() -> None:
    def act(stage: Stage) -> None:
        desks = Desks(1, lambda: stage.evaluator, stage.left.append, News(), stage.why)
        late = Lent()
        assert desks.lend(late) is not None
        desks.close()
        assert late.came == [(None, b"")]
        send_frame(stage.channel, Kind.EMPTIED)
        stage.evaluator.read_all()
        assert desks.lend(late) is None
        late.ours.close()
        late.theirs.close()

    on_stage(act)


def test_nobody_waits_for_a_killed_process_that_is_long_in_dying() -> None:
    stages = []

    def act(stage: Stage) -> None:
        stages.append(stage)
        stage.turn.take(stage.numbers[0])
        stage.evaluator.kill("slow")
        asyncio.get_running_loop().call_later(0.5, look)

    def look() -> None:
        (stage,) = stages
        assert stage.left == [stage.desk]
        assert [len(one.came) for one in stage.lent] == [1, 1]
        stages.clear()

    on_stage(act, 1.0)
    assert not stages


def test_a_process_that_has_ended_since_it_was_taken_is_asked_nothing() -> None:
    async def play() -> None:
        stage = Stage()
        stage.evaluator.on_end = None
        stage.evaluator.kill("")
        with pytest.raises(EvaluatorDied) as died:
            await asyncio.wait_for(stage.evaluator.run(Job("ASK {}", "", "")), 5)
        assert died.value.reason == BEFORE  # another one takes the query
        stage.close()

    asyncio.run(play())


def test_two_processes_never_have_the_same_channel() -> None:
    class Killed:
        """It was killed after it had forked, and another has taken its place."""

        def __init__(self) -> None:
            self.forked: list[socket.socket] = []

        def fork(self, channel: socket.socket, _: int) -> int | None:
            self.forked.append(channel.dup())
            return len(self.forked) if len(self.forked) > 1 else None

    forks = Killed()
    process, ours = asyncio.run(fork_evaluator(cast(Forks, forks), 0))
    lost, found = forks.forked
    assert process == 2
    assert lost.recv(1) == b""  # so that it ends
    ours.sendall(b"x")
    assert found.recv(1) == b"x"
    for end in (lost, found, ours):
        end.close()


def test_a_fork_that_is_called_off_before_it_begins_leaves_no_channel_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made, pair = [], socket.socketpair

    def make() -> Any:
        made.append(pair())
        return made[-1]

    async def play() -> None:
        monkeypatch.setattr(socket, "socketpair", make)
        loop, free = asyncio.get_running_loop(), threading.Event()
        loop.set_default_executor(ThreadPoolExecutor(1))
        busy = loop.run_in_executor(None, free.wait)
        forking = asyncio.create_task(fork_evaluator(cast(Forks, object()), 0))
        await asyncio.sleep(0)
        forking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await forking
        free.set()
        await busy

    asyncio.run(play())
    ((ours, theirs),) = made
    assert (ours.fileno(), theirs.fileno()) == (-1, -1)


@pytest.mark.skipif(not Path("/proc/self/status").is_file(), reason="Linux says it in /proc")
def test_the_memory_of_a_process_is_what_it_holds_of_its_own() -> None:
    async def play() -> None:
        stage = Stage()
        mine = Evaluator(
            os.getpid(), stage.channel, stage.board, stage.turn, Held(1, 1, stage.board)
        )
        before = mine.memory
        held = b"x" * (64 << 20)
        assert 60 << 20 < mine.memory - before < 68 << 20
        del held
        assert stage.evaluator.memory == 0  # it has ended, or there is no such process
        stage.close()

    asyncio.run(play())


def test_a_file_that_nobody_waits_for_is_closed() -> None:
    def act(stage: Stage) -> None:
        stage.evaluator.on_frame = None
        reading, writing = os.pipe()
        send_frame(stage.channel, Kind.RETURNED, b"[7]", b"", writing)
        os.close(writing)
        stage.evaluator.read_all()
        with os.fdopen(reading, "rb") as file:
            assert not file.read(1)  # nobody could write any more

    on_stage(act)


def test_a_place_on_the_board_is_one_process_s_for_as_long_as_it_lives() -> None:
    with create_board() as file:
        board = Board(file.fileno())
    mine = board.take_turn()
    for _ in range(1000):
        other = board.take_turn()
        assert other.place != mine.place
        board.free_turn(other)


def test_a_process_that_may_open_no_more_files_gives_a_connection_back_at_once() -> None:
    channel, theirs = socket.socketpair()
    with create_board() as file:
        board = Board(file.fileno())

    def answer(job: Job) -> Answered:
        raise AssertionError(job)

    channel.sendall(pack_frame(Kind.LEND, b"7"))  # the system has dropped what went along
    channel.shutdown(socket.SHUT_WR)
    Clerk(theirs, board, 0, answer).work()
    frames = Frames()
    frames.feed(channel.recv(1 << 16), [])
    assert [(frame.kind, frame.head) for frame in frames] == [(Kind.RETURNED, b"[7,null]")]
    channel.close()
    theirs.close()


def test_what_a_process_cannot_leave_on_the_board_it_says_at_once() -> None:
    told: list[Report] = []
    report = Report(1, 0.5, 3, 4, "0123456789ab")

    def act(stage: Stage) -> None:
        stage.desk = Desk(stage.evaluator, News(told.extend), stage.left.append, stage.why)
        stage.board.reports(stage.turn.place).add(report)
        send_frame(stage.channel, Kind.REPORT, body=pack_report(report._replace(number=2)))
        stage.evaluator.read_all()

    on_stage(act)
    assert [one.number for one in told] == [1, 2]


class Flow:
    """As uvicorn has it, and what is asked of a connection besides."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.rests_alone, self.active, self.cycle = True, False, None
        self.flow = self.transport = self

    def __getattr__(self, name: str) -> Callable[..., object]:
        """Each call is noted."""

        def note(*_: object) -> int:
            self.said.append(name)
            return 0

        return note

    @property
    def has_asked_nothing(self) -> bool:
        return False


@pytest.fixture
def loan() -> Any:
    """A connection that is lent, the other end of its socket, and what it is told to do."""
    ours, theirs = socket.socketpair()
    flow = Flow()
    flow.loan = loan = Loan(cast(Connection, flow), ours.fileno())  # type: ignore[attr-defined]  # a stand-in
    flow.pool = pool = SimpleNamespace(lend=lambda _: object())  # type: ignore[attr-defined]  # as above
    for _ in range(2):
        loan.tell_new(cast(Live, SimpleNamespace(pool=pool)))
    assert loan.is_out
    flow.said.clear()
    with ours, theirs:
        yield loan, theirs, flow


def test_who_waits_behind_a_long_question_goes_to_another_desk_and_not_through_the_server(
    loan: Any,
) -> None:
    lent, client, flow = loan
    client.sendall(b"GET /")
    lent.move()
    assert lent.is_out
    assert flow.said == ["is_closing"]


@pytest.mark.parametrize("why", ["no other desk", "it is to stop"])
def test_who_can_go_to_no_other_desk_is_read_by_the_server(loan: Any, why: str) -> None:
    lent, client, flow = loan
    client.sendall(b"GET /")
    lent.stops = why == "it is to stop"
    flow.pool.lend = lambda _: None if why == "no other desk" else object()
    lent.move()
    assert not lent.is_out
    assert flow.said[-1] == "resume_reading"
    assert flow.active


def test_asked_to_stop_a_server_reads_what_waits_in_a_connection_that_comes_back(loan: Any) -> None:
    lent, client, flow = loan
    lent.stops = True
    client.sendall(b"GET /")
    lent.take_back(None, b"")
    assert (flow.said, flow.active) == (["is_closing", "resume_reading"], True)


def test_asked_to_stop_a_server_closes_a_connection_that_comes_back_and_rests(loan: Any) -> None:
    lent, _, flow = loan
    lent.stops = True
    lent.take_back(None, b"")
    assert flow.said == ["is_closing", "resume_reading", "shutdown"]


def test_why_a_process_ended_is_no_answer_to_what_was_not_asked_yet(loan: Any) -> None:
    lent, client, _ = loan
    lent.take_back(too_busy(), b"")
    client.sendall(b"GET /")
    assert lent.take_came() is None


def test_what_came_of_a_question_is_for_it_alone(loan: Any) -> None:
    lent, client, _ = loan
    client.sendall(b"GET /")
    lent.take_back(Answered(Outcome()), b"")
    lent.tell_known()
    assert lent.take_came() is None


def test_a_lent_connection_is_closed_for_others_only_while_it_asks_nothing(loan: Any) -> None:
    _, client, flow = loan
    client.sendall(b"GET /")
    assert not make_room([flow], 1)
    client_asks_nothing = socket.socketpair()
    flow.loan.descriptor = client_asks_nothing[0].fileno()
    flow.cycle = SimpleNamespace(response_complete=True)
    assert make_room([flow], 1)
    for end in client_asks_nothing:
        end.close()
