"""``python tests/dying.py ROUNDS SEED``: a process that connections are lent to is killed at any moment.

Each round, clients send a request each and the process is killed some time later. Then each connection is in
one of three states: its request waits in it and nothing was sent; it was answered, whole; or the board says
that its answer was going out. What is otherwise is printed.
"""

from __future__ import annotations

import os
import random
import signal
import socket
import sys
import time

from lent import get
from lf2l_kg.query.job import Answered, Job, Outcome
from lf2l_kg.serve.evaluation.board import Board, Turn, create_board
from lf2l_kg.serve.evaluation.clerk import Clerk
from lf2l_kg.serve.evaluation.frames import Kind, send_frame

_CLIENTS = 12
_SECONDS = 0.03  # within which it is killed: by then most are answered
_PIECE = 1 << 20


def answer(job: Job) -> Answered:
    """The query itself, after some work."""
    until = time.perf_counter() + 0.0002
    while time.perf_counter() < until:
        pass
    return Answered(Outcome("ask", "text/plain"), job.query.encode() * 20)


def play(board: Board, chance: random.Random) -> tuple[list[str], int]:
    """One round: what is wrong, and how many were answered."""
    channel, theirs = socket.socketpair()
    pairs = [socket.socketpair() for _ in range(_CLIENTS)]
    turn = board.turn(0)
    turn.reset()
    process = os.fork()
    if not process:
        channel.close()
        Clerk(theirs, board, 0, answer).work()
        os._exit(0)
    theirs.close()
    for number, (_, ours) in enumerate(pairs, 1):
        send_frame(channel, Kind.LEND, b"%d" % number, file=ours.fileno())
    asked = {number: f"ASK {{ {chance.random()} }}" for number in range(1, _CLIENTS + 1)}
    for number, (client, _) in enumerate(pairs, 1):
        client.sendall(get(asked[number]).encode())
    time.sleep(chance.random() * _SECONDS)
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    ends = [look(turn, number, asked[number], *pair) for number, pair in enumerate(pairs, 1)]
    for end in (channel, *(end for pair in pairs for end in pair)):
        end.close()
    return [said for said in ends if said not in ("", "waits")], ends.count("")


def look(turn: Turn, number: int, query: str, client: socket.socket, ours: socket.socket) -> str:
    """Whether it "waits" or is answered ("" then); what is wrong otherwise."""
    waits, came = take(ours), take(client)
    head, _, body = came.partition(b"\r\n\r\n")
    if turn.number == number and turn.answers:
        return "" if came else "waits"
    if waits == get(query).encode() and not came:
        return "waits"
    whole = head.startswith(b"HTTP/1.1 200 OK\r\n") and body == query.encode() * 20
    if not waits and whole and turn.number != number:
        return ""
    return f"{number}, turn {turn.number}: {waits!r} waits, {came!r} came"


def take(end: socket.socket) -> bytes:
    """What waits to be read."""
    try:
        return end.recv(_PIECE, socket.MSG_DONTWAIT)
    except BlockingIOError:
        return b""


def main() -> None:
    """Play."""
    rounds, seed = map(int, sys.argv[1:])
    with create_board() as file:
        board = Board(file.fileno())
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    answered = []
    for _ in range(rounds):
        wrong, count = play(board, chance)
        answered.append(count)
        for said in wrong:
            sys.stdout.write(f"{said}\n")
    sys.stdout.write(f"answered {min(answered)} to {max(answered)} of {_CLIENTS}\n")


if __name__ == "__main__":
    main()
