"""Connections lent to the processes that evaluate: one client asks one new question after another."""

from __future__ import annotations

import json
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from lent import JSON, Line, answer, get, holders, is_lent, main_process, needs_proc, new
from listening import SLOW, Listening, listen, listen_to_small, point_at, release_of, rows, until
from serving import DATA, NAME, Reply, write_release

_numbers = count(1)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Listening]:
    with listen_to_small(tmp_path_factory.mktemp("lent"), timeout_s=2, workers=2) as running:
        yield running


def count_of(server: Listening, status: int) -> float:
    """Requests to the endpoint that had a status so far."""
    name = f'lf2l_kg_requests_total{{room="sparql",status="{status}"}} '
    lines = server.get("/metrics").text.splitlines()
    return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(name))


pytestmark = needs_proc


def test_new_questions_in_a_row_are_answered_where_they_are_evaluated(server: Listening) -> None:
    before = count_of(server, 200)
    with Line(server) as line:
        assert is_lent(server, line)
        lent = count_of(server, 200)
        for number in range(200):
            assert answer(line.ask(new(number))) == str(number)
    assert until(lambda: count_of(server, 200) == lent + 200)
    assert lent > before


def test_each_answer_has_a_line_in_the_log_with_its_query(server: Listening) -> None:
    with Line(server) as line:
        assert is_lent(server, line)
        for _ in range(20):
            line.ask(new())
    lines: list[dict[str, object]] = []

    def logged() -> bool:
        lines[:] = [json.loads(said) for said in server.log.read_text().splitlines()]
        return sum(said["path"] == "/sparql" for said in lines) >= 22

    assert until(logged)
    asked = [said for said in lines if said["path"] == "/sparql" and said["status"] == 200]
    assert {said["rows"] for said in asked[-20:]} == {1}
    assert len({said["query"] for said in asked[-20:]}) == 20


def test_lent_or_not_an_answer_is_the_same_to_the_byte(server: Listening) -> None:
    query = "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 5"
    for accept in (JSON, "text/csv", "application/sparql-results+xml;q=0.5, text/*;q=0.1"):
        with Line(server) as line:
            assert is_lent(server, line)
            lent = line.ask(f"{query} # {accept}", accept)
        apart = server.ask(f"{query} # {accept} again", accept)
        assert (lent.status, lent.body) == (apart.status, apart.body)
        for name in (
            "etag",
            "content-type",
            "vary",
            "cache-control",
            "access-control-allow-origin",
        ):
            assert lent.headers[name] == apart.headers[name]
        assert set(lent.headers) == set(apart.headers)


def test_an_answer_given_where_it_was_evaluated_is_kept_for_all(server: Listening) -> None:
    query = new()
    with Line(server) as line:
        assert is_lent(server, line)
        first = line.ask(query)

        def kept() -> bool:
            assert server.ask(query, JSON).headers["etag"] == first.headers["etag"]
            return '"kept": true' in server.log.read_text()

        assert until(kept)
        assert line.ask(query).body == first.body
        assert answer(line.ask(new(7))) == "7"


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        ("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n", 200),
        ("GET /sparql?query=ASK%20%7B HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        ("GET /sparql?query=ASK%7B%7D&query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        ("GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\nAccept: image/png\r\n\r\n", 406),
        ("GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\n\r\n", 200),
        (
            "POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
            "Content-Length: 5\r\n\r\nASK{}",
            200,
        ),
        ("PUT /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", 405),
        ("GET /sparql HTTP/1.1\r\nHost: x\r\nAccept: text/turtle\r\n\r\n", 200),
        ("GET /sparql?query=ASK{} HTTP/1.1\r\nHost: x\r\n\r\n", 200),
        ("GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\nIf-None-Match: *\r\n\r\n", 304),
        ("GET /sparql?query=ASK%7BSERVICE%3Cx:y%3E%7B%7D%7D HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    ],
)
def test_what_is_not_simple_is_answered_all_the_same(
    server: Listening, request_: str, status: int
) -> None:
    with Line(server) as line:
        assert is_lent(server, line)
        line.send(request_)
        assert line.read().status == status
        assert answer(line.ask(new(5))) == "5"


def test_who_offers_another_protocol_as_java_does_ends_no_process(server: Listening) -> None:
    offer = "Connection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAEAAEAA\r\nUpgrade: h2c\r\n"
    with Line(server) as line:
        assert is_lent(server, line)
        (evaluator,) = holders(server, line.socket.getsockname()[1]) - {main_process(server)}
        line.send(get(new(5), JSON, offer))
        assert answer(line.read()) == "5"
        time.sleep(0.1)
        assert Path(f"/proc/{evaluator}").exists()


def test_a_request_without_a_host_is_refused(server: Listening) -> None:
    with Line(server) as line:
        assert is_lent(server, line)
        line.send("GET /sparql?query=ASK%7B%7D HTTP/1.1\r\n\r\n")
        assert line.read().status == 400


def test_a_client_that_wants_to_end_is_let_go(server: Listening) -> None:
    with Line(server) as line:
        assert is_lent(server, line)
        line.send(get(new(5), JSON, "Connection: close\r\n"))
        assert answer(line.read()) == "5"
        line.socket.settimeout(5)
        assert line.socket.recv(10) == b""


def test_requests_in_pieces_and_several_at_once_are_answered_in_order(server: Listening) -> None:
    with Line(server) as line:
        assert is_lent(server, line)
        request = get(new(1))
        for start in range(0, len(request), 40):
            line.send(request[start : start + 40])
            time.sleep(0.01)
        assert answer(line.read()) == "1"
        assert is_lent(server, line)
        line.send("".join(get(new(number)) for number in range(2, 30)))
        assert [answer(line.read()) for _ in range(2, 30)] == [str(n) for n in range(2, 30)]


@pytest.mark.parametrize("encoding", ["", "Accept-Encoding: gzip\r\n"])
def test_a_large_answer_comes_whole(server: Listening, encoding: str) -> None:
    with Line(server) as line:
        assert is_lent(server, line)
        line.send(get(f"{rows(4)} # {next(_numbers)}", "text/csv", encoding))
        reply = line.read()
        assert reply.status == 200
        assert ("content-encoding" in reply.headers) == bool(encoding)
        if not encoding:
            assert reply.text.count("\r\n") == 10_001
        assert answer(line.ask(new(5))) == "5"


def test_a_client_that_does_not_read_holds_nobody(server: Listening) -> None:
    with Line(server, receives=4096) as slow, Line(server) as other:
        assert is_lent(server, slow)
        slow.send("".join(get(f"{rows(3)} # {next(_numbers)}") for _ in range(20)))
        for number in range(50):
            assert answer(other.ask(new(number))) == str(number)
        slow.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        for _ in range(20):
            assert len(json.loads(slow.read().body)["results"]["bindings"]) == 1000


@pytest.mark.alone
def test_a_long_query_ends_in_time_and_the_connection_goes_on(server: Listening) -> None:
    with Line(server) as line:
        assert is_lent(server, line)
        began = time.monotonic()
        line.send(get(f"{SLOW} # {next(_numbers)}", JSON, "Accept-Language: fr\r\n"))
        reply = line.read()
        assert time.monotonic() - began < 4
        assert reply.status == 503
        assert "retry-after" in reply.headers
        assert "secondes" in reply.text
        assert answer(line.ask(new(5))) == "5"


@pytest.mark.alone
def test_who_asks_something_long_keeps_nobody_waiting(server: Listening) -> None:
    lines = [Line(server) for _ in range(6)]
    try:
        assert all(is_lent(server, line) for line in lines)
        for line in lines[:2]:
            line.send(get(f"{SLOW} # {next(_numbers)}"))
        began = time.monotonic()
        for line in lines[2:]:
            assert answer(line.ask(new(3))) == "3"
        assert time.monotonic() - began < 1.5  # of the two seconds that the others have
        assert {line.read().status for line in lines[:2]} == {503}
    finally:
        for line in lines:
            line.socket.close()


def test_a_client_that_leaves_ends_its_query(tmp_path: Path) -> None:
    with listen_to_small(tmp_path, timeout_s=60) as server:
        with Line(server) as line:
            assert is_lent(server, line)
            line.send(get(SLOW))
            time.sleep(0.5)
        assert until(lambda: '"status": 499' in server.log.read_text())


def test_a_process_that_dies_is_503_and_the_next_query_is_answered(server: Listening) -> None:
    with Line(server) as line:
        assert is_lent(server, line)
        line.send(get(f"{SLOW} # {next(_numbers)}"))
        time.sleep(0.2)
        port = line.socket.getsockname()[1]
        (evaluator,) = holders(server, port) - {main_process(server)}
        os.kill(evaluator, signal.SIGKILL)
        assert line.read().status == 503
        assert answer(line.ask(new(5))) == "5"


def test_connections_that_rest_survive_the_end_of_their_process(server: Listening) -> None:
    with Line(server) as line:
        assert is_lent(server, line)
        (evaluator,) = holders(server, line.socket.getsockname()[1]) - {main_process(server)}
        os.kill(evaluator, signal.SIGKILL)
        assert answer(line.ask(new(5))) == "5"


def test_after_a_switch_nobody_is_answered_from_the_old_release(tmp_path: Path) -> None:
    releases = tmp_path / "releases"
    write_release(releases)
    later = "2026-02-01-bbbbbbbb"
    write_release(
        releases,
        name=later,
        data=DATA + "\n<https://w3id.org/lf2l/id/project/new> a <http://x/New> .",
    )
    point_at(releases, NAME)
    query = "SELECT (COUNT(*) AS ?n) { ?s a <http://x/New> }"
    with listen(tmp_path, releases) as server, Line(server) as line:
        assert is_lent(server, line)
        assert answer(line.ask(f"{query} # 1")) == "0"
        point_at(releases, later)
        assert until(lambda: release_of(server) == later)
        assert answer(line.ask(f"{query} # 2")) == "1"
        assert is_lent(server, line)
        assert answer(line.ask(f"{query} # 3")) == "1"


@pytest.mark.alone
def test_asked_to_stop_the_server_answers_what_it_was_asked(tmp_path: Path) -> None:
    write_release(tmp_path / "releases")
    heavy = " ".join(f"VALUES ?d{n} {{ {' '.join(map(str, range(10)))} }}" for n in range(6))
    with listen(tmp_path, tmp_path / "releases", timeout_s=60) as server:
        with Line(server) as line, Line(server) as resting:
            assert is_lent(server, line)
            assert is_lent(server, resting)
            line.send(get(f"SELECT (SUM(?d0 * ?d1) AS ?n) {{ {heavy} }}"))
            time.sleep(0.05)
            server.process.send_signal(signal.SIGTERM)
            replies: list[Reply] = []
            reading = threading.Thread(target=lambda: replies.append(line.read()))
            reading.start()
            assert resting.socket.recv(10) == b""
            reading.join()
            assert [reply.status for reply in replies] == [200]
        server.process.wait(timeout=12)


def test_a_connection_that_rests_too_long_is_closed(tmp_path: Path) -> None:
    with listen_to_small(tmp_path) as server, Line(server) as line:
        assert is_lent(server, line)
        line.socket.settimeout(50)
        assert line.socket.recv(10) == b""
        assert until(lambda: not holders(server, line.socket.getsockname()[1]))
