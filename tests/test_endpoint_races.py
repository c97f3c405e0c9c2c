"""Lent connections while other things happen: the same question elsewhere, a switch, a client half gone."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import pytest

from lent import Line, answer, get, holders, is_lent, main_process, needs_proc, new
from listening import Listening, listen, listen_to_small, point_at, release_of, rows, until
from serving import DATA, NAME, write_release

LATER = "2026-02-01-bbbbbbbb"
NEW = "<https://w3id.org/lf2l/id/project/new> a <http://x/New> ."
COUNT = "SELECT (COUNT(*) AS ?n) { ?s a <http://x/New> }"
#: Five million rows, in a second or more.
WORK = f"SELECT (SUM(?d0 * ?d1) AS ?sum) {{ VALUES ?e {{ 1 2 3 4 5 }} {rows(6)[10:]}"

#: A query that runs long has only the time that nobody else wants: it is to be had.
pytestmark = [needs_proc, pytest.mark.alone]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Listening]:
    with listen_to_small(tmp_path_factory.mktemp("races"), timeout_s=10, workers=2) as running:
        yield running


@pytest.fixture
def switching(tmp_path: Path) -> Iterator[tuple[Listening, Path]]:
    """A server over the first of two releases; only the other one has a new project."""
    releases = tmp_path / "releases"
    write_release(releases)
    write_release(releases, name=LATER, data=f"{DATA}\n{NEW}")
    point_at(releases, NAME)
    with listen(tmp_path, releases, timeout_s=60) as running:
        yield running, releases


def test_an_answer_that_is_known_meanwhile_elsewhere_is_not_given_to_the_next_question(
    server: Listening,
) -> None:
    for number in range(4):
        request = get(f"{rows(5)} LIMIT {99_000 - number}", "text/csv")
        with Line(server) as line, Line(server) as other:
            assert is_lent(server, line)
            other.send(request)
            time.sleep(0.02 * number)
            line.send(request)
            assert other.read().body == line.read().body
            assert answer(line.ask(new(number))) == str(number)


def test_an_answer_of_the_old_release_that_comes_after_a_switch_is_not_kept_for_the_new_one(
    switching: tuple[Listening, Path],
) -> None:
    server, releases = switching
    long = f"SELECT ?n {{ {{ {COUNT} }} {{ {WORK} }} {rows(5)[10:]}"  # its answer fills a file
    with Line(server) as line:
        assert is_lent(server, line)
        line.send(get(long, "text/csv"))
        time.sleep(0.1)
        point_at(releases, LATER)
        assert until(lambda: release_of(server) == LATER)
        assert line.read().text.splitlines()[1] == "0"
    with Line(server) as other:
        assert other.ask(long, "text/csv").text.splitlines()[1] == "1"


def test_who_has_closed_one_side_is_answered_still(server: Listening) -> None:
    with Line(server) as line:
        assert is_lent(server, line)
        # It is let half closed for a second, of which this takes a fiftieth.
        line.send(get(f"SELECT (SUM(?d0 * ?d1) AS ?n) {rows(5)[8:]}"))
        line.socket.shutdown(socket.SHUT_WR)
        assert int(answer(line.read())) > 0
        assert line.socket.recv(10) == b""
        port = line.socket.getsockname()[1]
        assert until(lambda: not holders(server, port))


def test_a_release_that_is_not_served_any_more_holds_no_files(
    switching: tuple[Listening, Path],
) -> None:
    server, releases = switching
    main = main_process(server)

    def held(name: str) -> bool:
        files = []
        for file in Path(f"/proc/{main}/fd").iterdir():
            with contextlib.suppress(FileNotFoundError):  # closed meanwhile
                files.append(str(file.readlink()))
        return any(f"/{name}/" in file for file in files)

    assert held(NAME)
    point_at(releases, LATER)
    assert until(lambda: release_of(server) == LATER)
    assert until(lambda: not held(NAME))
    assert held(LATER)


def children(process: int) -> list[int]:
    """The processes that a process has started, from any of its threads."""
    found: list[int] = []
    with contextlib.suppress(OSError):  # it has ended
        for task in Path(f"/proc/{process}/task").iterdir():
            found += map(int, (task / "children").read_text().split())
    return found


def test_whatever_is_killed_each_answer_is_whole_and_its_own(server: Listening) -> None:
    until_when = time.monotonic() + 4
    numbers = count(1_000_000)
    wrong: list[object] = []
    main = main_process(server)

    def ask_on(chance: random.Random) -> None:
        line = Line(server)
        while time.monotonic() < until_when:
            number, length = next(numbers), chance.randrange(8000, 9000)
            asked = chance.choice(("new", "new", "new", "known", "large"))
            try:
                if asked == "large":
                    reply = line.ask(f"{rows(4)} LIMIT {length}", "text/csv")
                    right = reply.text.count("\r\n") == length + 1
                else:
                    number = number if asked == "new" else number % 10
                    reply = line.ask(new(number))
                    right = reply.status == 200 and answer(reply) == str(number)
                if not right and reply.status != 503:
                    wrong.append((asked, number, length, reply))
            except (EOFError, ConnectionResetError):  # its process was killed as it answered
                line.socket.close()
                line = Line(server)
        line.socket.close()

    chance = random.Random(20261129)  # noqa: S311 - nothing secret
    with ThreadPoolExecutor(8) as clients:
        asking = [clients.submit(ask_on, random.Random(seed)) for seed in range(8)]  # noqa: S311
        while time.monotonic() < until_when:
            time.sleep(0.05)
            evaluators = [one for forks in children(main) for one in children(forks)]
            if evaluators:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(chance.choice(evaluators), signal.SIGKILL)
        for one in asking:
            one.result()
    assert not wrong
    with Line(server) as line:
        assert is_lent(server, line)
