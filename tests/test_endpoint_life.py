"""The endpoint over its life: large answers, slow readers, releases that change, its end, its log."""

from __future__ import annotations

import json
import re
import signal
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from urllib.parse import quote

import pytest

from listening import (
    SLOW,
    Listening,
    listen,
    listen_to_small,
    point_at,
    release_of,
    rows,
    running,
    until,
)
from serving import DATA, NAME, Reply, write_release


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Listening]:
    with listen_to_small(tmp_path_factory.mktemp("live"), timeout_s=30, workers=1) as running:
        yield running


# Large answers


def test_a_large_answer_is_kept_and_sent_again(server: Listening) -> None:
    first, second = (server.ask(f"{rows(4)} # kept") for _ in range(2))
    assert len(first.body) > 1_000_000
    assert int(second.headers["content-length"]) == len(second.body)
    assert (second.body, second.headers["etag"]) == (first.body, first.headers["etag"])
    path = f"/sparql?query={quote(rows(4) + ' # kept')}"
    assert server.get(path, "", ("If-None-Match", first.headers["etag"])).status == 304
    posted = server.post(f"{rows(4)} # kept".encode(), "application/sparql-query")
    assert posted.body == first.body
    told = '"rows": 10000, "kept": true'
    assert until(lambda: server.log.read_text().count(told) == 3)


@pytest.mark.parametrize("encoding", ["", "gzip", "zstd"])
def test_a_large_answer_is_whole_and_as_long_as_it_says(server: Listening, encoding: str) -> None:
    path = f"/sparql?query={quote(rows(4))}"
    reply = server.get(path, "text/csv", ("Accept-Encoding", encoding or "identity"))
    assert (reply.status, reply.headers.get("content-encoding", "")) == (200, encoding)
    assert int(reply.headers["content-length"]) == len(reply.body)
    if not encoding:
        assert reply.text.count("\r\n") == 10_001


def test_head_says_what_get_would_without_a_body(server: Listening) -> None:
    for query in ("ASK {}", rows(4), "SELECT * { ?s ?p }"):
        path = f"/sparql?query={quote(query)}"
        head, get = (server.send(method, path, "text/csv") for method in ("HEAD", "GET"))
        assert (head.status, head.body) == (get.status, b"")
        apart = ("date", "transfer-encoding")
        assert all(head.headers[k] == v for k, v in get.headers.items() if k not in apart)


def test_a_slow_reader_holds_no_process_and_still_gets_everything(server: Listening) -> None:
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.connect(server.address)
        path = f"/sparql?query={quote(rows(5))}"
        client.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        said = client.recv(2000)  # the answer begins once it is whole
        assert said.startswith(b"HTTP/1.1 200 ")
        assert running(server) == 0
        assert server.ask("ASK { FILTER(2 = 2) }").status == 200
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        pieces = [said, *iter(lambda: client.recv(1 << 20), b"")]
    head, _, body = b"".join(pieces).partition(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head)
    assert length is not None
    assert int(length[1]) == len(body)
    assert len(json.loads(body)["results"]["bindings"]) == 100_000


def test_a_reader_who_leaves_in_the_middle_leaves_nothing_behind(server: Listening) -> None:
    path = f"/sparql?query={quote(rows(5))}"
    for _ in range(3):
        with socket.create_connection(server.address) as client:
            client.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            assert client.recv(2000)
    assert until(lambda: running(server) == 0)
    assert server.ask("ASK { FILTER(3 = 3) }").status == 200


# Releases


def test_releases_change_under_load_and_no_request_fails(tmp_path: Path) -> None:
    names = ("2026-01-01-aaaaaaaa", "2026-01-02-bbbbbbbb")
    for name in names:
        write_release(tmp_path / "releases", name)
    stopped, statuses = threading.Event(), Counter[int]()

    def go_on(server: Listening, who: int) -> None:
        for n in count():
            if stopped.is_set():
                return
            fresh = f"SELECT * {{ ?s ?p ?o FILTER({who} != {n} + 1000) }}"
            for query in (fresh, "SELECT * { ?s ?p ?o }"):
                statuses[server.ask(query).status] += 1

    with listen(tmp_path, tmp_path / "releases") as server, ThreadPoolExecutor(3) as threads:
        works = [threads.submit(go_on, server, who) for who in range(3)]
        try:
            for n in range(10):
                point_at(tmp_path / "releases", names[n % 2])
                assert until(lambda n=n: release_of(server) == names[n % 2])  # type: ignore[misc]  # a default binds the loop's
        finally:
            stopped.set()
        for work in works:
            work.result()
    assert set(statuses) == {200}
    assert statuses.total() > 20


def test_a_release_that_cannot_be_read_is_passed_over(tmp_path: Path) -> None:
    releases = tmp_path / "releases"
    write_release(releases)
    (releases / "broken" / "store").mkdir(parents=True)
    (releases / "broken" / "store" / "CURRENT").write_text("MANIFEST-000005\n")
    write_release(releases, "2026-01-02-bbbbbbbb", DATA.replace("66000", "66001"))
    point_at(releases, NAME)
    with listen(tmp_path, releases) as server:
        assert server.ask("ASK { ?s ?p 66000 }").text.endswith("true}")
        for name in ("broken", "nowhere"):
            point_at(releases, name)
            time.sleep(0.5)  # for it to be noticed
            assert release_of(server) == NAME
            assert server.ask(f"ASK {{ ?s ?p '{name}' }}").text.endswith("false}")
        point_at(releases, "2026-01-02-bbbbbbbb")
        assert until(lambda: release_of(server) == "2026-01-02-bbbbbbbb")
        assert server.ask("ASK { ?s ?p 66000 }").text.endswith("false}")


def test_two_servers_share_a_folder_of_releases_and_each_has_its_settings(tmp_path: Path) -> None:
    write_release(tmp_path / "releases")
    folders = [tmp_path / "first", tmp_path / "second"]
    for folder in folders:
        folder.mkdir()
    with (
        listen(folders[0], tmp_path / "releases") as first,
        listen(folders[1], tmp_path / "releases", rows=3) as second,
    ):
        for query in ("SELECT * { ?s ?p ?o } LIMIT 3", "ASK {}", "DESCRIBE ?s { ?s ?p ?o }"):
            replies = [
                server.ask(query, "application/json, text/turtle") for server in (first, second)
            ]
            assert [reply.status for reply in replies] == [200, 200]
            assert replies[0].body == replies[1].body
        statuses = [server.ask("SELECT * { ?s ?p ?o }").status for server in (first, second)]
        assert statuses == [200, 413]


# The end


@pytest.mark.alone
def test_asked_to_stop_it_lets_a_query_end_and_takes_no_more(tmp_path: Path) -> None:
    with listen_to_small(tmp_path) as server, ThreadPoolExecutor(1) as threads:
        query = f"SELECT (COUNT(*) AS ?n) {{ {rows(6)[11:-2]} FILTER(?d0 + ?d1 >= 0) }}"
        asked: list[Reply] = []
        while not asked:  # the query may be over before the server has been told to stop
            waiting = threads.submit(server.ask, f"{query} # {time.monotonic()}")
            if until(lambda w=waiting: running(server) > 0 or w.done()):  # type: ignore[misc]  # a default binds the loop's
                server.process.send_signal(signal.SIGTERM)
                asked.append(waiting.result())
        assert asked[0].status == 200
        assert server.process.wait(timeout=10) == 0
        with pytest.raises(OSError, match="refused"):
            server.ask("ASK {}")


def test_asked_to_stop_it_says_when_to_come_back_to_a_query_that_does_not_end(
    tmp_path: Path,
) -> None:
    with (
        listen_to_small(tmp_path, timeout_s=60) as server,
        ThreadPoolExecutor(1) as threads,
    ):
        waiting = threads.submit(server.ask, SLOW)
        assert until(lambda: running(server) > 0)
        server.process.send_signal(signal.SIGTERM)
        server.process.wait(timeout=10)
        reply = waiting.result()
        assert (reply.status, reply.headers["retry-after"]) == (503, "10")
        assert "redémarre" in reply.text


# The log


def test_each_line_of_the_log_says_what_was_asked_and_what_came_of_it(tmp_path: Path) -> None:
    with listen_to_small(tmp_path, timeout_s=1) as server:
        query = "SELECT * { ?s ?p ?o } LIMIT 3"
        server.ask(query)
        server.ask(query)
        server.post(query.encode(), "application/sparql-query")
        server.ask(rows(4))
        server.ask("ASK {}")
        server.ask("DESCRIBE <e:a>", "text/turtle")
        server.ask("SELECT * { ?s ?p }")
        server.ask(SLOW)
        server.get("/id/territory/velen")
        server.get("/%0A%22%1b[31m")
        assert until(lambda: server.log.read_text().count("\n") >= 10)
    said = server.log.read_text().splitlines()
    lines = [json.loads(line) for line in said if line.startswith("{")]
    told = [(line["method"], line["status"], line.get("rows"), line["kept"]) for line in lines]
    assert told == [
        ("GET", 200, 3, False),
        ("GET", 200, 3, True),
        ("POST", 200, 3, True),
        ("GET", 200, 10_000, False),
        ("GET", 200, None, False),
        ("GET", 200, None, False),
        ("GET", 400, None, False),
        ("GET", 503, None, False),
        ("GET", 303, None, False),
        ("GET", 404, None, False),
    ]
    for line in lines[:8]:
        assert re.fullmatch("[0-9a-f]{12}", line["query"]), line
        assert line["release"] == NAME
        assert line["ms"] > 0
        assert line["time"].startswith("20")
    assert len({line["query"] for line in lines[:3]}) == 1
    assert len({line["query"] for line in lines[:8]}) == 6
    assert lines[7]["ms"] >= 1000
