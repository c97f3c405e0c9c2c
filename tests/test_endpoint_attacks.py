"""Queries made to end the endpoint, to fill it, or to make it call another, over a real socket."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from listening import SLOW, Listening, listen, running, until
from serving import BASE, Reply, write_release

sys.path.append(str(Path(__file__).resolve().parents[1] / "bench" / "endpoint"))
from attacks import Attack, attacks
from processes import family

BYPASSED = """
import os, socket, sys
from pathlib import Path
import msgspec
from lf2l_kg.query import Limits, evaluate
from lf2l_kg.query.job import Job
from lf2l_kg.serve.evaluation import worker
from lf2l_kg.serve.evaluation.board import Board, create_board
from lf2l_kg.serve.evaluation.frames import HEAD, Kind, send_frame

evaluate.guard_query = lambda text, *_: text
if sys.argv[3] == "open":
    worker._leave_network = lambda: False
ours, theirs = socket.socketpair()
if os.fork() == 0:
    ours.close()
    limits = worker.WorkerLimits(Limits(), "https://w3id.org/lf2l/", 1 << 30)
    file = create_board()
    board = Board(file.fileno())
    board.room = 1 << 30
    worker.serve_queries(worker.Links(theirs, board, 0), Path(sys.argv[1]), limits)
    os._exit(0)
theirs.close()
channel = ours.makefile("rb")
def read():
    _, head, body = HEAD.unpack(channel.read(HEAD.size))
    return channel.read(head + body).decode()
print(read())
said = msgspec.json.encode(Job(sys.argv[2], "application/sparql-results+json", ""))
send_frame(ours, Kind.JOB, said)
print(read())
"""


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("attacked")
    write_release(folder / "releases")
    return folder / "releases"


@pytest.fixture(scope="module")
def hurried(releases: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Listening]:
    """A server that gives a query one second."""
    folder = tmp_path_factory.mktemp("hurried")
    with listen(folder, releases, timeout_s=1, memory_mib=256) as server:
        yield server


@pytest.fixture(scope="module")
def patient(releases: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Listening]:
    """A server that gives a query half a minute, but little memory."""
    folder = tmp_path_factory.mktemp("patient")
    with listen(folder, releases, timeout_s=30, memory_mib=128) as server:
        yield server


@pytest.fixture
def trap() -> Iterator[socket.socket]:
    """A socket that nobody may call."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        yield listening


def url_of(trap: socket.socket) -> str:
    return f"http://127.0.0.1:{trap.getsockname()[1]}/"


def was_called(trap: socket.socket) -> bool:
    try:
        trap.accept()[0].close()
    except BlockingIOError:
        return False
    return True


def evaluators(server: Listening) -> tuple[int, set[int]]:
    """The process that forks, and those that it has forked."""
    found = {
        process: int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
        for process in family(server.process.pid)
        if b"serve_forks" in Path(f"/proc/{process}/cmdline").read_bytes()
    }
    forker = next(process for process, parent in found.items() if parent not in found)
    return forker, set(found) - {forker}


needs_proc = pytest.mark.skipif(sys.platform != "linux", reason="only Linux lists processes so")


def send(server: Listening, attack: Attack) -> Reply:
    if attack.posted:
        kind = ("Content-Type", "application/sparql-query")
        return server.send("POST", "/sparql", attack.accept, attack.query.encode(), [kind])
    return server.ask(attack.query, attack.accept)


def test_hostile_queries_get_a_whole_answer_or_a_reason_and_the_server_lives(
    hurried: Listening, trap: socket.socket
) -> None:
    children = family(hurried.process.pid) - evaluators(hurried)[1]
    tried = list(attacks(36, url_of(trap), seed=3))
    with ThreadPoolExecutor(4) as threads:
        replies = list(threads.map(lambda attack: send(hurried, attack), tried))
    for attack, reply in zip(tried, replies, strict=True):
        assert reply.status in (200, 400, 403, 406, 413, 414, 503), (attack.kind, reply)
        assert reply.body or reply.status == 414, attack.kind
        if reply.status == 200 and reply.kind.endswith("json"):
            json.loads(reply.body)
        if reply.status == 503:
            assert reply.headers["retry-after"].isdecimal()
            assert "/dumps/" in reply.text
    assert hurried.ask("ASK {}").status == 200
    assert children <= family(hurried.process.pid)
    assert not was_called(trap)


@pytest.mark.parametrize("length", [60_000, 65_000, 200_000])
def test_a_query_longer_than_a_socket_s_buffer_arrives_whole(
    patient: Listening, length: int
) -> None:
    query = f'ASK {{ ?s ?p "{chr(1) * length}" }}'  # each takes six bytes on its way
    reply = patient.post(query.encode(), "application/sparql-query")
    assert reply.status == (200 if length < 1 << 16 else 413)


def test_many_long_graph_names_arrive_whole(patient: Listening) -> None:
    names = "&".join(f"default-graph-uri=http://x/{'a' * 2500}{n}" for n in range(90))
    reply = patient.post(f"query=ASK{{}}&{names}".encode(), "application/x-www-form-urlencoded")
    assert (reply.status, json.loads(reply.body)["boolean"]) == (200, True)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?x { BIND('xxxxxxxxxx' AS ?x0) %s BIND(?x20 AS ?x) }",
        "SELECT (IRI(CONCAT('http://x/', ?x20)) AS ?x) { BIND('xxxxxxxxxx' AS ?x0) %s }",
        "CONSTRUCT { <a:b> <a:c> ?x20 } { BIND('xxxxxxxxxx' AS ?x0) %s }",
    ],
)
def test_a_page_shows_the_beginning_of_a_long_value(patient: Listening, query: str) -> None:
    doubled = "".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1}) " for n in range(20))
    reply = patient.ask(query % doubled, "text/html")
    assert reply.status in (200, 503)  # the value itself takes 10 MB
    assert len(reply.body) < 100_000
    if reply.status == 200:
        assert "xxx…" in reply.text


def test_a_page_of_many_empty_cells_is_short(patient: Listening) -> None:
    names = " ".join(f"?a{n}" for n in range(500))
    rows = " ".join(map(str, range(900)))
    reply = patient.ask(f"SELECT {names} ?x {{ VALUES ?x {{ {rows} }} }}", "text/html")
    assert reply.status == 200
    assert len(reply.body) < 3_000_000


def test_a_query_that_takes_too_much_memory_ends_alone(patient: Listening) -> None:
    values = "VALUES ?x { " + " ".join(f'"{n:040}"' for n in range(1000)) + " }"
    more = " ".join(f"?s{n} ?p{n} ?o{n} ." for n in range(4))
    reply = patient.ask(f"SELECT (GROUP_CONCAT(?x) AS ?all) {{ {values} {more} }}")
    assert reply.status == 503
    assert "128" in reply.text
    assert patient.ask("ASK {}").status == 200


@needs_proc
def test_a_killed_evaluator_is_503_and_the_next_query_is_answered(patient: Listening) -> None:
    with ThreadPoolExecutor(1) as threads:
        slow = threads.submit(patient.ask, f"{SLOW} # killed")
        assert until(lambda: running(patient) > 0)
        killed = evaluators(patient)[1]
        for process in killed:
            os.kill(process, signal.SIGKILL)
        reply = slow.result()
    assert (reply.status, reply.headers["retry-after"]) == (503, "60")
    assert until(lambda: not killed & family(patient.process.pid))
    assert patient.ask("ASK { FILTER(1 = 1) }").status == 200


@needs_proc
def test_all_processes_that_evaluate_come_back_when_they_are_killed(patient: Listening) -> None:
    forker, others = evaluators(patient)
    for process in (forker, *others):
        os.kill(process, signal.SIGKILL)
    asked = (f"ASK {{ FILTER({n} = {n}) }}" for n in range(1000))
    assert until(lambda: patient.ask(next(asked)).status == 200)
    assert evaluators(patient)[0] != forker


def test_a_client_that_leaves_frees_its_place(patient: Listening) -> None:
    with socket.create_connection(patient.address) as client:
        address = "/sparql?query=" + SLOW.replace(" ", "%20").replace("?", "%3F")
        client.sendall(f"GET {address}%23left HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert until(lambda: running(patient) == 1)
    assert until(lambda: running(patient) == 0)  # well before its half minute has passed


def test_idle_connections_and_half_requests_keep_nobody_out(patient: Listening) -> None:
    idle = [socket.create_connection(patient.address) for _ in range(300)]
    try:
        for half in idle[::2]:
            half.sendall(b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\nAcc")
        assert patient.ask("ASK {}").status == 200
    finally:
        for connection in idle:
            connection.close()


@pytest.fixture
def many_files() -> Iterator[None]:
    """Room for some thousands of connections in this process."""
    resource = pytest.importorskip("resource", reason="only POSIX bounds open files so")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < 5000:
        pytest.skip("this process may not open 5,000 files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 5000), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.usefixtures("many_files")
def test_more_idle_connections_than_there_is_room_for_keep_nobody_out(patient: Listening) -> None:
    with contextlib.ExitStack() as open_ones:
        working = open_ones.enter_context(socket.create_connection(patient.address, timeout=20))
        working.sendall(b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\n\r\n")
        assert b" 200 " in working.recv(4096)
        for number in range(3200):
            idle = open_ones.enter_context(socket.create_connection(patient.address, timeout=20))
            if number % 2:
                idle.sendall(b"GET /sparql?que")
        assert patient.ask("ASK { FILTER(3200 = 3200) }").status == 200
        working.sendall(b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\n\r\n")
        assert b" 200 " in working.recv(4096)  # who has asked goes after who has not


def test_a_body_without_end_is_413_and_one_without_a_type_is_told_in_short(
    patient: Listening,
) -> None:
    with socket.create_connection(patient.address, timeout=20) as client:
        head = "POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
        client.sendall(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode())

        def pour() -> None:
            try:
                while True:
                    client.sendall(b"1000\r\n" + b" " * 0x1000 + b"\r\n")
            except OSError:
                return

        pouring = threading.Thread(target=pour)
        pouring.start()
        assert client.recv(100).startswith(b"HTTP/1.1 413 ")
        with contextlib.suppress(OSError):
            client.shutdown(socket.SHUT_RDWR)
        pouring.join()
    reply = patient.post(b"ASK {}", "text/" + "x" * 60_000)
    assert (reply.status, len(reply.body) < 1000) == (415, True)


def test_headers_without_measure_are_refused(patient: Listening) -> None:
    assert patient.get("/sparql?query=ASK%7B%7D", "a/b, " * 100_000).status == 431
    long = ", ".join(f"a/b{n};q=0.{n % 10}" for n in range(3000))
    assert patient.get("/sparql?query=ASK%7B%7D", f"*/*, {long}").status == 200


@pytest.mark.parametrize("fence", ["shut", "open"])
def test_a_service_that_passes_every_check_calls_nobody(
    releases: Path, trap: socket.socket, fence: str
) -> None:
    """Without the network's fence the call is made: so it is the fence that prevents it."""
    query = f"SELECT * {{ SERVICE <{url_of(trap)}> {{ ?s ?p ?o }} }}"
    called: list[bool] = []
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.02):
            called.append(was_called(trap))

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        command = [sys.executable, "-c", BYPASSED, str(releases / "current"), query, fence]
        said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30)
    finally:
        done.set()
        watching.join()
    ready, outcome = map(json.loads, said.stdout.splitlines())
    if fence == "shut" and not ready["fenced"]:
        pytest.skip("this system lets nobody leave its network; the query is refused before")
    assert outcome["failure"] is not None
    assert (any(called) or was_called(trap)) == (fence == "open")


def test_the_service_is_refused_however_it_is_asked(
    hurried: Listening, trap: socket.socket
) -> None:
    for query in (
        f"SELECT * {{ SERVICE <{url_of(trap)}> {{ ?s ?p ?o }} }}",
        f"CONSTRUCT FROM <{url_of(trap)}> WHERE {{ ?s ?p ?o }}",
        f"LOAD <{url_of(trap)}>",
    ):
        for reply in (
            hurried.ask(query),
            hurried.post(query.encode(), "application/sparql-query"),
            hurried.ask(query, **{"default-graph-uri": url_of(trap)}),
        ):
            assert reply.status in (200, 400, 403)
            assert reply.status != 200 or b"<" not in reply.body  # an empty graph
    assert hurried.ask(f"SELECT * {{ SERVICE <{BASE}> {{}} }}").status == 400
    assert not was_called(trap)
