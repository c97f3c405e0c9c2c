"""The same question asked by several at once is evaluated once."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from lent import get
from listening import SLOW, Listening, listen_to_small, running, until

DIGITS = " ".join(map(str, range(10)))

#: A query that runs long has only the time that nobody else wants: it is to be had.
pytestmark = pytest.mark.alone


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Listening]:
    with listen_to_small(tmp_path_factory.mktemp("shared"), timeout_s=60, workers=2) as going:
        yield going


def sum_of(number: int, name: str) -> str:
    """A query over 10^number rows, with one value as its answer."""
    values = " ".join(f"VALUES ?d{n} {{ {DIGITS} }}" for n in range(number))
    return f"SELECT (SUM(?d0) AS ?{name}) {{ {values} }}"


def logged(server: Listening) -> list[dict[str, object]]:
    """The lines of the endpoint's log."""
    lines = [json.loads(line) for line in server.log.read_text().splitlines()]
    return [line for line in lines if line["path"] == "/sparql"]


def test_many_who_ask_the_same_at_once_wait_for_one_answer(server: Listening) -> None:
    query = sum_of(6, "same")
    with ThreadPoolExecutor(12) as threads:
        replies = list(threads.map(lambda _: server.ask(query), range(12)))
    assert {reply.status for reply in replies} == {200}
    assert len({reply.body for reply in replies}) == 1
    assert until(lambda: len(logged(server)) >= 12)
    evaluated = [line for line in logged(server)[-12:] if not line["kept"]]
    assert len(evaluated) == 1


def test_what_changes_each_time_is_never_shared(server: Listening) -> None:
    query = "SELECT (COUNT(?r) AS ?n) (SAMPLE(?u) AS ?v) { " + " ".join(
        f"VALUES ?d{n} {{ {DIGITS} }}" for n in range(4)
    )
    query += " BIND(RAND() AS ?r) BIND(STRUUID() AS ?u) }"
    with ThreadPoolExecutor(6) as threads:
        bodies = [reply.body for reply in threads.map(lambda _: server.ask(query), range(6))]
    assert len(set(bodies)) == 6


def test_who_leaves_does_not_end_what_others_wait_for(server: Listening) -> None:
    query = sum_of(7, "left")
    with socket.create_connection(server.address) as first, ThreadPoolExecutor(1) as threads:
        first.sendall(get(query, "text/csv").encode())
        assert until(lambda: running(server) == 1)
        follower = threads.submit(server.ask, query, "text/csv")
        time.sleep(0.2)
        first.close()
        reply = follower.result()
    assert reply.status == 200


def test_when_the_last_one_has_left_the_query_ends(server: Listening) -> None:
    query = f"{SLOW} # left by all"
    with (
        socket.create_connection(server.address) as one,
        socket.create_connection(server.address) as two,
    ):
        for client in (one, two):
            client.sendall(get(query, "text/csv").encode())
            time.sleep(0.2)
        assert running(server) == 1
    assert until(lambda: running(server) == 0)


def test_a_mistake_is_told_to_each_at_its_own_place(server: Listening) -> None:
    queries = [f"{' ' * n}SELECT * {{ ?s ?p }}" for n in range(6)]
    with ThreadPoolExecutor(6) as threads:
        replies = list(threads.map(lambda query: server.ask(query, "application/json"), queries))
    columns = [json.loads(reply.body)["column"] for reply in replies]
    assert columns == [columns[0] + n for n in range(6)]
