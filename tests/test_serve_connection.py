"""Connections as clients use and misuse them, over a real socket: bytes in, bytes out."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import Mock
from urllib.parse import parse_qsl, quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st
from uvicorn.config import Config
from uvicorn.server import ServerState

from lf2l_kg.query import Limits
from lf2l_kg.serve.asked import Asked, read_query_string
from lf2l_kg.serve.connection import Connection
from lf2l_kg.serve.evaluation.evaluator import Evaluator
from lf2l_kg.serve.evaluation.forks import Forks
from lf2l_kg.serve.evaluation.held import Held
from lf2l_kg.serve.evaluation.worker import WorkerLimits
from serving import BASE, NAME, write_release
from test_serve_socket import start, stop

COUNT = "/sparql?query=" + quote("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
#: Some megabytes: more than a connection holds, and than is kept.
LONG = "/sparql?query=" + quote(
    "SELECT (CONCAT(STR(?s), STR(?t), STR(?u)) AS ?x) { ?s ?p ?o . ?t ?q ?r . ?u ?v ?w }"
)
KILL = 20.0  # seconds after which a test gives up


@dataclass(frozen=True)
class Response:
    """A response, whole."""

    status: int
    headers: dict[str, str]
    body: bytes


class Line:
    """A connection that sends what it is told, and reads one response after another."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=KILL)
        self._received = b""

    def __enter__(self) -> Line:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def send(self, *pieces: bytes, pause: float = 0.0) -> None:
        for piece in pieces:
            self.socket.sendall(piece)
            time.sleep(pause)

    def read(self, method: str = "GET") -> Response:
        """The next response."""
        first, *lines = self._until(b"\r\n\r\n").decode("latin-1").splitlines()
        pairs = (line.partition(": ") for line in lines if line)
        headers = {name.lower(): value for name, _, value in pairs}
        status = int(first.split()[1])
        if method == "HEAD" or status in (100, 204, 304):
            return Response(status, headers, b"")
        if headers.get("transfer-encoding") == "chunked":
            body = b""
            while size := int(self._until(b"\r\n"), 16):
                body += self._take(size + 2)[:-2]
            self._take(2)
            return Response(status, headers, body)
        return Response(status, headers, self._take(int(headers["content-length"])))

    @property
    def ended(self) -> bool:
        """The server has closed it."""
        return not self._received and self.socket.recv(1) == b""

    def _until(self, mark: bytes) -> bytes:
        while mark not in self._received:
            self._more()
        return self._take(self._received.index(mark) + len(mark))

    def _take(self, size: int) -> bytes:
        while len(self._received) < size:
            self._more()
        taken, self._received = self._received[:size], self._received[size:]
        return taken

    def _more(self) -> None:
        more = self.socket.recv(1 << 20)
        if not more:
            raise ConnectionError("the server has closed the connection")
        self._received += more


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("served") / "releases"
    write_release(folder)
    return folder


@pytest.fixture(scope="module")
def port(releases: Path) -> Iterator[int]:
    running = start(releases, releases.parent / "serve.py")
    yield int(running.url.rstrip("/").rpartition(":")[2])
    stop(running)


@pytest.fixture
def line(port: int) -> Iterator[Line]:
    with Line(port) as found:
        yield found


def head(target: str, method: str = "GET", more: str = "", version: str = "1.1") -> bytes:
    """A request without a body."""
    return f"{method} {target} HTTP/{version}\r\nHost: x\r\n{more}\r\n".encode()


def test_an_answer_is_the_same_the_first_time_and_each_time_after(line: Line) -> None:
    target = COUNT + quote(" # again")
    found = []
    for _ in range(4):
        line.send(head(target))
        found.append(line.read())
    assert all(response.status == 200 for response in found)
    assert len({response.body for response in found}) == 1
    assert len({frozenset(set(response.headers.items()) - {("date", response.headers["date"])})
                for response in found}) == 1  # fmt: skip


def test_what_is_kept_is_never_given_to_another_request(line: Line) -> None:
    line.send(head(COUNT), head(COUNT))
    line.read(), line.read()
    line.send(head(COUNT, more="Accept: text/csv\r\n"))
    assert line.read().headers["content-type"] == "text/csv; charset=utf-8"
    line.send(head(COUNT, "HEAD"))
    assert int(line.read("HEAD").headers["content-length"]) > 0
    line.send(head(COUNT.replace("COUNT", "SUM")))
    assert line.read().body != b""
    line.send(head(COUNT, more="Connection: close\r\n"))
    assert line.read().headers["connection"] == "close"
    assert line.ended


def test_requests_in_one_piece_are_answered_in_order(line: Line) -> None:
    asks = [f"/sparql?query={quote(f'ASK {{ FILTER({number} = 1) }}')}" for number in range(6)]
    line.send(b"".join(map(head, asks)))
    first = [line.read().body for _ in asks]
    line.send(b"".join(map(head, asks)))
    assert [line.read().body for _ in asks] == first
    assert [b"true" in body for body in first] == [False, True, False, False, False, False]


def test_a_request_may_come_byte_by_byte(line: Line) -> None:
    request = head(COUNT)
    for _ in range(2):
        line.send(*(request[n : n + 40] for n in range(0, len(request), 40)), pause=0.002)
        assert line.read().status == 200


def test_what_follows_a_request_is_not_taken_for_it(line: Line) -> None:
    line.send(head(COUNT))
    whole = line.read()
    line.send(head(COUNT) + head("/healthz")[:20], pause=0.05)
    assert line.read().body == whole.body
    line.send(head("/healthz")[20:])
    assert line.read().body == b'{"ok":true}'


def test_http_1_0_ends_with_its_answer(line: Line) -> None:
    line.send(head(COUNT, version="1.0"))
    assert line.read().status == 200
    assert line.ended


def test_a_posted_query_is_read_after_the_server_said_go_on(line: Line) -> None:
    body = b"ASK { ?s ?p ?o }"
    more = f"Content-Type: application/sparql-query\r\nContent-Length: {len(body)}\r\n"
    line.send(head("/sparql", "POST", more + "Expect: 100-continue\r\n"))
    assert line.read().status == 100
    line.send(body)
    assert b"true" in line.read().body


def test_a_head_without_end_is_refused(line: Line) -> None:
    line.send(b"GET / HTTP/1.1\r\n")
    for number in range(100):
        line.send(f"X-{number}: {'x' * 4000}\r\n".encode(), pause=0.002)
    assert line.read().status == 431
    assert line.ended


@pytest.mark.parametrize("size", [66_000, 120_000, 400_000, 3_000_000])
def test_an_address_that_is_too_long_is_414_with_what_to_do(line: Line, size: int) -> None:
    line.send(head(f"{COUNT}&x={'x' * size}"))
    refused = line.read()
    assert refused.status == 414
    assert refused.headers["connection"] == "close"
    assert refused.headers["access-control-allow-origin"] == "*"
    assert "POST" in refused.body.decode()
    assert line.ended


def test_a_longest_query_has_room_in_an_address(line: Line) -> None:
    line.send(head(f"{COUNT}%20%23{'x' * 64_000}"))
    assert line.read().status == 200


def test_what_is_no_http_is_400(line: Line) -> None:
    line.send(b"\x16\x03\x01 hello\r\n\r\n")
    refused = line.read()
    assert (refused.status, refused.headers["date"][-3:]) == (400, "GMT")
    assert line.ended


@pytest.mark.parametrize("mistake", ["X A: b", "Host: y", "X-A: \0"])
def test_a_refused_head_has_no_body_either(line: Line, mistake: str) -> None:
    line.send(head(COUNT, "HEAD", f"{mistake}\r\n"))
    refused = line.read("HEAD")
    assert (refused.status, refused.headers["connection"]) == (400, "close")
    assert int(refused.headers["content-length"]) > 0
    assert line.ended


def test_a_slow_reader_gets_all_of_a_long_answer_and_keeps_nobody_waiting(
    line: Line, port: int
) -> None:
    line.send(head(LONG, more="Accept: text/csv\r\n"))
    time.sleep(0.5)
    with Line(port) as other:
        other.send(head(COUNT))
        assert other.read().status == 200
    found = line.read()
    assert found.status == 200
    assert len(found.body) == int(found.headers["content-length"]) > 1 << 20


def test_answers_are_counted_whichever_way_they_go(line: Line) -> None:
    def counted() -> int:
        line.send(head("/metrics"))
        text = line.read().body.decode()
        found = [row for row in text.splitlines() if 'room="sparql",status="200"' in row]
        return int(float(found[0].rpartition(" ")[2])) if found else 0

    before = counted()
    for _ in range(3):
        line.send(head(COUNT))
        line.read()
    assert counted() == before + 3


def test_a_kept_answer_belongs_to_its_release(tmp_path: Path) -> None:
    write_release(tmp_path / "releases")
    running = start(tmp_path / "releases", tmp_path / "serve.py")
    try:
        with Line(int(running.url.rstrip("/").rpartition(":")[2])) as line:
            for _ in range(2):
                line.send(head(COUNT))
                first = line.read().body
            write_release(tmp_path / "releases", f"{NAME}2", "<a:s> <a:p> <a:o> .")
            last, until = first, time.monotonic() + KILL
            while last == first and time.monotonic() < until:
                line.send(head(COUNT))
                last = line.read().body
            assert b'"1"' in last
    finally:
        stop(running)


_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(_TEXTS, st.sampled_from([quote, quote_plus, lambda text: quote(text, safe="='?/ ")]))
def test_parameters_are_decoded_as_the_standard_library_does(query: str, encode: object) -> None:
    assert callable(encode)
    text = f"query={encode(query)}&default-graph-uri=a%3Db&format="
    expected = dict(parse_qsl(text, keep_blank_values=True, errors="strict"))
    assert read_query_string(text.encode()) == Asked(expected["query"], ("a=b",), (), "")


def test_a_request_goes_on_after_a_refused_body_and_ends_with_a_held_back_one(line: Line) -> None:
    posted = f"Content-Type: text/plain\r\nContent-Length: {1 << 20}\r\n"
    line.send(head("/sparql", "POST", posted), b"x" * (1 << 20), head(COUNT))
    assert line.read().status == 415
    assert line.read().status == 200
    line.send(head("/sparql", "POST", posted + "Expect: 100-continue\r\n"))
    assert line.read().headers["connection"] == "close"
    assert line.ended


def test_who_speaks_http_1_0_is_not_told_to_go_on(line: Line) -> None:
    expects = "Content-Type: application/sparql-query\r\nContent-Length: 6\r\nExpect: 100-continue"
    line.send(f"POST /sparql HTTP/1.0\r\n{expects}\r\n\r\n".encode(), pause=0.2)
    line.send(b"ASK {}")
    assert line.read().status == 200
    assert line.ended


def test_a_whole_address_is_read_and_names_the_host_instead_of_the_header(line: Line) -> None:
    endpoint = "http://www.w3.org/ns/sparql-service-description#endpoint"
    wanted = "Accept: application/n-triples\r\n"
    for target, address in (
        ("http://other.example/sparql", "http://other.example/sparql"),
        ("HTTP://other.example:8080/sparql", "http://other.example:8080/sparql"),
    ):
        line.send(head(target, more=wanted))
        assert f"<{endpoint}> <{address}> ." in line.read().body.decode()
    for target, status in (
        ("http://other.example", 200),
        ("http://other.example?a=b", 200),
        ("https://[::1]:8000/sparql?query=ASK%7B%7D", 200),
    ):
        line.send(head(target))
        assert (target, line.read().status) == (target, status)


@pytest.mark.parametrize("target", ["http://me@x/", "http:///", "http://a:b/"])
def test_a_whole_address_that_names_no_host_is_400(line: Line, target: str) -> None:
    line.send(head(target))
    assert line.read().status == 400


def test_a_body_that_was_asked_for_does_not_end_the_connection(line: Line) -> None:
    expects = (
        "Content-Type: application/sparql-query\r\nContent-Length: 6\r\nExpect: 100-continue\r\n"
    )
    for _ in range(2):
        line.send(head("/sparql", "POST", expects))
        assert line.read().status == 100
        line.send(b"ASK {}")
        assert line.read().status == 200


@pytest.mark.parametrize("name", ["Upgrade", "upgrade", "UPGRADE"])
@pytest.mark.parametrize("framing", ["Content-Length: 36", "Transfer-Encoding: chunked"])
def test_an_offer_of_http_2_is_passed_over(line: Line, name: str, framing: str) -> None:
    """Java's client makes it with each request on a connection that is not encrypted."""
    offer = f"Connection: Upgrade, HTTP2-Settings\r\n{name}: h2c\r\nHTTP2-Settings: AAEAAEAA\r\n"
    kind = f"Content-Type: application/sparql-query\r\n{framing}\r\n"
    body = b"ASK { ?s ?p '''\r\nUpgrade: x\r\n\r\n''' }"
    chunked = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
    for together in (True, False):
        posted = head("/sparql", "POST", offer + kind), body if "L" in framing else chunked
        line.send(*([b"".join(posted)] if together else posted))
        assert line.read().status == 200
        line.send(head(COUNT, more=offer))
        assert line.read().status == 200


def test_a_client_that_has_closed_its_side_gets_its_answer(line: Line) -> None:
    line.send(head(COUNT + quote(" # half")))
    line.socket.shutdown(socket.SHUT_WR)
    assert line.read().status == 200
    assert line.ended


def test_a_cut_body_in_chunks_is_400(line: Line) -> None:
    more = "Content-Type: application/sparql-query\r\nTransfer-Encoding: chunked\r\n"
    line.send(head("/sparql", "POST", more), b"8\r\nASK { ?s\r\n")
    line.socket.shutdown(socket.SHUT_WR)
    assert line.read().status == 400


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not say what has come")
def test_a_request_that_a_busy_machine_has_not_read_yet_is_no_silence() -> None:
    async def closed(sent: bytes) -> bool:
        """Whether a connection is closed that has waited in vain, as far as it has read."""
        here, there = socket.socketpair()
        with here, there:
            connection = Connection(
                Config(Mock(), interface="asgi3", http=Connection, log_config=None),
                ServerState(),
                {},
            )
            connection.transport = transport = Mock(**{"is_closing.return_value": False})
            transport.get_write_buffer_size.return_value = 0
            connection._descriptor, connection.loan = here.fileno(), Mock(is_out=False)
            there.sendall(sent)
            connection.timeout_keep_alive_handler()
            return bool(transport.close.called)

    assert asyncio.run(closed(b""))
    assert not asyncio.run(closed(head(COUNT)))


def test_a_server_whose_supervisor_is_killed_ends_too(tmp_path: Path) -> None:
    write_release(tmp_path / "releases")
    running = start(tmp_path / "releases", tmp_path / "serve.py")
    address = ("127.0.0.1", int(running.url.rstrip("/").rpartition(":")[2]))
    running.process.kill()
    until = time.monotonic() + KILL
    answers = True
    while answers and time.monotonic() < until:
        try:
            socket.create_connection(address, timeout=1).close()
        except OSError:
            answers = False
        time.sleep(0.05)
    stop(running)
    assert not answers


@pytest.mark.skipif(not hasattr(os, "SCHED_IDLE"), reason="Linux has a policy for who can wait")
def test_a_query_that_runs_long_leaves_its_time_to_all_others(releases: Path) -> None:
    async def yielded() -> tuple[int, bool]:
        forks = Forks(releases / NAME, WorkerLimits(Limits(), BASE, 1 << 30))
        try:
            evaluator = await Evaluator.start(forks, Held(1 << 30, 1, forks.board))
            evaluator.yield_to_others()
            thread = evaluator.ready.thread
            # Within one session it gives way at once; in another one, at the next tick.
            found = os.sched_getscheduler(thread), os.getsid(thread) == os.getsid(0)
            back = (
                evaluator.stop_yielding()
            )  # as root, and with some containers; else it is replaced
            expected = os.SCHED_OTHER if back else os.SCHED_IDLE
            assert os.sched_getscheduler(thread) == expected
            evaluator.kill("test")
        finally:
            forks.close()
        return found

    assert asyncio.run(yielded()) == (os.SCHED_IDLE, True)
