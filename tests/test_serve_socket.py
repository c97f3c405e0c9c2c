"""The server as it runs: a process of its own, over a real socket, asked by the usual clients."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pyoxigraph as ox
import pytest

from lf2l_kg.base.errors import OutputError, QueryError
from lf2l_kg.base.settings import Settings
from lf2l_kg.query import MalformedQueryError, query_endpoint
from lf2l_kg.serve import run_server
from serving import BASE, NAME, write_release

POPULATION = f"SELECT ?s ?n {{ ?s <{BASE}ontology#population> ?n }}"
SERVE = """
import sys
from pathlib import Path
from lf2l_kg.base.settings import Settings
from lf2l_kg.serve import run_server

if __name__ == "__main__":
    run_server(Path(sys.argv[1]), Settings(), "127.0.0.1", 0, lambda url: print(url, flush=True))
    print("stopped")
"""


@dataclass(frozen=True)
class Server:
    """A running server: its process, where it is, and what it says."""

    process: subprocess.Popen[str]
    url: str
    said: IO[str]


def start(releases: Path, script: Path) -> Server:
    """A server on a free port, once it has said that it answers."""
    script.write_text(SERVE)
    process = subprocess.Popen(
        [sys.executable, str(script), str(releases)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,  # so that Ctrl-C can be sent to all its processes, as a terminal does
    )
    assert process.stdout is not None
    return Server(process, process.stdout.readline().strip(), process.stdout)


def stop(server: Server) -> tuple[int, str]:
    """Press Ctrl-C; the exit code and what was said last."""
    if server.process.poll() is None:
        os.killpg(server.process.pid, signal.SIGINT)
    try:
        code = server.process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        os.killpg(server.process.pid, signal.SIGKILL)
        code = server.process.wait()
    with server.said:
        return code, server.said.read()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("served")
    write_release(folder / "releases")
    running = start(folder / "releases", folder / "serve.py")
    yield running
    stop(running)


def fetch(url: str, accept: str = "*/*") -> tuple[int, str, bytes]:
    """(status, media type, body)."""
    request = urllib.request.Request(url, headers={"Accept": accept})  # noqa: S310 - our own server
    with urllib.request.urlopen(request, timeout=20) as reply:  # noqa: S310 - our own server
        return reply.status, reply.headers.get_content_type(), reply.read()


def test_it_answers_once_it_has_said_its_address(server: Server) -> None:
    assert server.url.startswith("http://127.0.0.1:")
    ready = json.loads(fetch(f"{server.url}readyz")[2])
    assert (ready["ok"], ready["release"]) == (True, NAME)


def test_an_entity_is_followed_to_its_data(server: Server) -> None:
    status, kind, body = fetch(f"{server.url}id/territory/velen", "text/turtle")
    assert (status, kind) == (200, "text/turtle")
    assert len(list(ox.parse(body, format=ox.RdfFormat.TURTLE))) == 4


@pytest.mark.parametrize("name", ["json", "xml", "csv", "tsv"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_sparqlwrapper_reads_each_format_of_results(server: Server, name: str, method: str) -> None:
    from SPARQLWrapper import SPARQLWrapper

    wrapper = SPARQLWrapper(f"{server.url}sparql")
    wrapper.setMethod(method)
    wrapper.setReturnFormat(name)
    wrapper.setQuery(POPULATION)
    with wrapper.query().response as response:
        content = response.read()
    if name == "csv":
        assert content == f"s,n\r\n{BASE}id/territory/velen,66000\r\n".encode()
        return
    found = ox.QueryResultsFormat.from_extension({"json": "srj", "xml": "srx"}.get(name, name))
    results = ox.parse_query_results(content, format=found)
    assert isinstance(results, ox.QuerySolutions)
    assert [row["n"].value for row in results] == ["66000"]


@pytest.mark.parametrize("name", ["turtle", "n3", "rdf+xml", "json-ld"])
def test_sparqlwrapper_reads_each_format_of_graphs(server: Server, name: str) -> None:
    from SPARQLWrapper import SPARQLWrapper

    wrapper = SPARQLWrapper(f"{server.url}sparql")
    wrapper.setReturnFormat(name)
    wrapper.setQuery(f"DESCRIBE <{BASE}id/territory/velen>")
    with wrapper.query().response as response:
        kind = response.headers.get_content_type()
        triples = ox.parse(response.read(), format=ox.RdfFormat.from_media_type(kind))
    assert len(list(triples)) == 4


def test_rdflib_asks_the_endpoint_as_its_store(server: Server) -> None:
    from rdflib import Graph, Literal, URIRef
    from rdflib.plugins.stores.sparqlstore import SPARQLStore

    graph = Graph(SPARQLStore(f"{server.url}sparql"))
    velen = URIRef(f"{BASE}id/territory/velen")
    assert graph.value(velen, URIRef(f"{BASE}ontology#population")) == Literal(66000)
    assert len(list(graph.query("SELECT * { ?s ?p ?o }"))) > 10


def test_our_own_client_gets_the_answer_the_release_gives(server: Server) -> None:
    endpoint = f"{server.url}sparql"
    assert query_endpoint(endpoint, POPULATION).rows == ((f"{BASE}id/territory/velen", "66000"),)
    assert query_endpoint(endpoint, "ASK {}").rows == (("true",),)
    assert len(query_endpoint(endpoint, f"DESCRIBE <{BASE}id/territory/velen>").rows) == 4


def test_our_own_client_repeats_what_the_server_says_is_wrong(server: Server) -> None:
    with pytest.raises(MalformedQueryError, match=r"query: ligne 1, colonne 18"):
        query_endpoint(f"{server.url}sparql", "SELECT * { ?s ?p }")
    with pytest.raises(QueryError, match="SERVICE"):
        query_endpoint(f"{server.url}sparql", "SELECT * { SERVICE <http://127.0.0.1:9/> {} }")
    with pytest.raises(QueryError, match="/healthz"):
        query_endpoint(f"{server.url}healthz", "ASK {}")
    with pytest.raises(QueryError, match=re.escape("127.0.0.1:9")):
        query_endpoint("http://127.0.0.1:9/sparql", "ASK {}")


@pytest.mark.parametrize(
    "path", ["/dumps/../manifest.json", "/dumps/..%2f..%2fetc%2fpasswd", "/dumps/%2e%2e/current"]
)
def test_no_raw_address_leaves_the_release(server: Server, path: str) -> None:
    host = server.url.removeprefix("http://").rstrip("/")
    connection = http.client.HTTPConnection(host, timeout=20)
    try:
        connection.request("GET", path)
        reply = connection.getresponse()
        assert reply.status == 404
        reply.read()
    finally:
        connection.close()


def test_a_taken_port_is_a_clear_error(server: Server, tmp_path: Path) -> None:
    port = int(server.url.rstrip("/").rpartition(":")[2])
    with pytest.raises(OutputError, match=f"--port {port + 1}"):
        run_server(tmp_path, Settings(), "127.0.0.1", port)


def test_an_address_of_another_machine_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=re.escape("192.0.2.1")):
        run_server(tmp_path, Settings(), "192.0.2.1", 0)


def test_ctrl_c_ends_it_at_once_with_exit_code_0(tmp_path: Path) -> None:
    write_release(tmp_path / "releases")
    running = start(tmp_path / "releases", tmp_path / "serve.py")
    assert json.loads(fetch(f"{running.url}healthz")[2])["ok"]
    assert stop(running) == (0, "stopped\n")
    with pytest.raises(urllib.error.URLError):
        fetch(f"{running.url}healthz")


def test_a_worker_that_dies_is_replaced(tmp_path: Path) -> None:
    write_release(tmp_path / "releases")
    running = start(tmp_path / "releases", tmp_path / "serve.py")
    try:
        children = Path(f"/proc/{running.process.pid}/task/{running.process.pid}/children")
        if not children.is_file():
            pytest.skip("only Linux lists the children of a process")
        worker = int(children.read_text().split()[0])
        os.kill(worker, signal.SIGSEGV)
        answered = False
        for _ in range(100):
            try:
                answered = fetch(f"{running.url}healthz")[0] == 200
                break
            except (urllib.error.URLError, ConnectionError, http.client.HTTPException):
                time.sleep(0.1)
        assert answered
    finally:
        stop(running)
