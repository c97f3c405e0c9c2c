"""Other triple stores are kept as a release is, however the work is interrupted."""

from __future__ import annotations

import contextlib
import http.server
import json
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import ClassVar
from urllib.error import URLError
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import pyoxigraph as ox
import pytest

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.errors import InputError, RemoteError
from lf2l_kg.base.messages import Message
from lf2l_kg.base.namespaces import XSD
from lf2l_kg.release import switch_current
from lf2l_kg.sync import (
    Client,
    Credentials,
    Directory,
    GraphStore,
    Site,
    check_site,
    find_source,
    notes_graph,
    transfer_graphs,
)
from lf2l_kg.sync.refusals import RefusedError
from listening import listen
from releasing import BASE, IRIS, document_quads, quad, release_of, small_quads

NOTES = notes_graph(BASE)


class Memory(GraphStore):
    """A store in memory, which may stop working after some changes: amidst one, as Oxigraph would."""

    def __init__(self, works: int = 1 << 30) -> None:
        super().__init__("http://nowhere/", Client(), NOTES)
        self.graphs: dict[str, frozenset[ox.Triple]] = {}
        self.changes: list[str] = []
        self.works = works

    def get(self, graph: str) -> frozenset[ox.Triple]:
        return self.graphs.get(graph, frozenset())

    def _change(self, method: str, graph: str, triples: bytes | None) -> None:
        if self.works == 0:
            if method == "PUT":
                self.graphs.pop(graph, None)  # it is emptied, then filled
            raise ConnectionResetError
        self.works -= 1
        if not graph.startswith(self.notes):
            self.changes.append(f"{method} {graph.rpartition('/graph/')[2]}")
        given = frozenset(q.triple for q in ox.parse(triples or b"", format=ox.RdfFormat.N_TRIPLES))
        if method == "DELETE":
            self.graphs.pop(graph, None)
        else:
            self.graphs[graph] = given | (self.get(graph) if method == "POST" else frozenset())


def held(dataset: Dataset) -> dict[str, frozenset[ox.Triple]]:
    """The graphs of a dataset."""
    found: dict[str, set[ox.Triple]] = {}
    for each in dataset.quads():
        assert isinstance(each.graph_name, ox.NamedNode)
        found.setdefault(each.graph_name.value, set()).add(each.triple)
    return {name: frozenset(triples) for name, triples in found.items()}


FIRST = Dataset.from_quads([*small_quads(), *document_quads("carnet", "toul")])
SECOND = Dataset.from_quads([*small_quads(), *document_quads("autre", "metz")])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both releases, made once, to be copied."""
    folder = tmp_path_factory.mktemp("made")
    release_of(folder / "first", FIRST)
    release_of(folder / "second", SECOND)
    return folder


@pytest.fixture
def first(made: Path, tmp_path: Path) -> Path:
    return copied(made / "first", tmp_path)


@pytest.fixture
def second(made: Path, tmp_path: Path) -> Path:
    return copied(made / "second", tmp_path)


def copied(releases: Path, to: Path) -> Path:
    """The one release of a folder, in a folder of a test's own, which may change it."""
    (release,) = shutil.copytree(releases, to / releases.name, symlinks=True).glob("2*")
    return release


def without_notes(store: Memory) -> dict[str, frozenset[ox.Triple]]:
    assert f"{NOTES}/copy" not in store.graphs
    return {name: triples for name, triples in store.graphs.items() if name != NOTES}


def test_a_store_ends_with_the_graphs_of_the_release_and_only_differences_are_sent(
    first: Path, second: Path
) -> None:
    store = Memory()
    sent = transfer_graphs(Directory(first), store)
    assert without_notes(store) == held(FIRST)
    assert (sent.put, sent.deleted, sent.unchanged) == (len(held(FIRST)), 0, 0)
    store.changes.clear()
    assert transfer_graphs(Directory(first), store).put == 0
    assert store.changes == []
    transfer_graphs(Directory(second), store)
    assert without_notes(store) == held(SECOND)
    assert store.changes == [
        "PUT autre", "PUT autre/evidence", "DELETE carnet", "DELETE carnet/evidence",
    ]  # fmt: skip


def test_graphs_of_others_are_left_alone(first: Path) -> None:
    store = Memory()
    theirs = frozenset(
        [ox.Triple(ox.NamedNode("http://x/s"), ox.NamedNode("http://x/p"), ox.Literal("x"))]
    )
    store.graphs["http://x/graph"] = theirs
    transfer_graphs(Directory(first), store)
    assert store.graphs["http://x/graph"] == theirs


@pytest.mark.parametrize("works", range(20))
def test_wherever_it_is_interrupted_the_next_run_does_the_rest(
    first: Path, second: Path, works: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lf2l_kg.sync.transfer._BATCH", 2)
    store = Memory()
    transfer_graphs(Directory(first), store)
    store.changes.clear()
    store.works = works
    with contextlib.suppress(ConnectionResetError):
        transfer_graphs(Directory(second), store)
    store.works = 1 << 30
    transfer_graphs(Directory(second), store)
    assert without_notes(store) == held(SECOND)


@pytest.mark.parametrize("works", range(20))
def test_what_an_interrupted_run_began_is_removed_when_the_next_release_lacks_it(
    first: Path, second: Path, works: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lf2l_kg.sync.transfer._BATCH", 3)
    store = Memory(works)
    with contextlib.suppress(ConnectionResetError):
        transfer_graphs(Directory(first), store)
    store.works = 5
    with contextlib.suppress(ConnectionResetError):
        transfer_graphs(Directory(second), store)
    store.works = 1 << 30
    transfer_graphs(Directory(second), store)
    assert without_notes(store) == held(SECOND)


def test_what_was_sent_is_not_sent_again(first: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lf2l_kg.sync.transfer._BATCH", 1)
    store = Memory(works=8)
    with pytest.raises(ConnectionResetError):
        transfer_graphs(Directory(first), store)
    before, store.works = len(store.changes), 1 << 30
    transfer_graphs(Directory(first), store)
    assert len(store.changes) - before <= len(held(FIRST)) - 1


class Refusing(Memory):
    """A store that refuses some graphs."""

    refused: frozenset[str] = frozenset()

    def _change(self, method: str, graph: str, triples: bytes | None) -> None:
        if graph in self.refused:
            raise RefusedError(Message(fr="refusé", en="refused"))
        super()._change(method, graph, triples)


def test_a_graph_that_is_refused_keeps_no_other_back(first: Path, second: Path) -> None:
    store = Refusing()
    transfer_graphs(Directory(first), store)
    before = store.graphs[IRIS.graph("carnet")]
    store.refused = frozenset([IRIS.graph("autre"), IRIS.graph("carnet")])
    with pytest.raises(RemoteError) as caught:
        transfer_graphs(Directory(second), store)
    assert caught.value.message.fr.startswith("2 graphes sont faits, 2 autres non")
    assert without_notes(store) == {
        **{name: quads for name, quads in held(SECOND).items() if name != IRIS.graph("autre")},
        IRIS.graph("carnet"): before,
    }
    store.refused = frozenset()
    done = transfer_graphs(Directory(second), store)
    assert (done.put, done.deleted) == (1, 1)
    assert without_notes(store) == held(SECOND)


def test_a_store_that_refuses_all_is_left_in_peace(
    first: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lf2l_kg.sync.transfer._REFUSALS", 3)
    store = Refusing()
    names = sorted(held(FIRST))
    store.refused = frozenset(names[1:])
    with pytest.raises(RefusedError):
        transfer_graphs(Directory(first), store)
    assert store.changes == [f"PUT {names[0].rpartition('/graph/')[2]}"]
    store.refused = frozenset()
    assert transfer_graphs(Directory(first), store).unchanged == 1  # what was put is noted


def test_a_damaged_dump_is_not_sent(first: Path) -> None:
    data = bytearray((first / "dump.nq.zst").read_bytes())
    data[30] ^= 1
    (first / "dump.nq.zst").write_bytes(data)
    with pytest.raises(InputError):
        transfer_graphs(Directory(first), Memory())


# Servers of a bad day


class Moody(http.server.BaseHTTPRequestHandler):
    """A store that does what it is asked, as often as not without saying so."""

    graphs: ClassVar[dict[str, bytes]]
    moods: ClassVar[Iterator[str]]
    protocol_version = "HTTP/1.1"

    def answer(self) -> None:
        mood = next(self.moods)
        graph = parse_qs(urlsplit(self.path).query).get("graph", [""])[0]
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        before = self.graphs.get(graph, b"")
        self.close_connection = mood != "good"
        if mood == "gone":
            return
        if mood == "busy":
            self.send_response(503)
            self.send_header("Retry-After", "0")
            self.end_headers()
            return
        if self.command in ("PUT", "POST"):
            self.graphs[graph] = body + (before if self.command == "POST" else b"")
        elif self.command == "DELETE":
            self.graphs.pop(graph, None)
        if mood == "silent":
            return
        said = before if self.command == "GET" else b"done"
        self.send_response(200)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said[:-1] if mood == "cut" else said)

    do_GET = do_PUT = do_POST = do_DELETE = answer  # noqa: N815 - the names are given

    def log_message(self, *_: object) -> None:
        pass


@contextlib.contextmanager
def moody(*moods: str) -> Iterator[str]:
    Moody.graphs, Moody.moods = {}, cycle(moods)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Moody) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/store"
        server.shutdown()


def test_what_a_store_does_not_answer_in_a_bad_moment_is_asked_again(
    first: Path, second: Path
) -> None:
    with moody("good", "busy", "gone", "good", "silent", "cut") as url:
        store = GraphStore(url, Client(pauses=(0.0, 0.0, 0.0)), NOTES)
        for release in (first, second):
            assert transfer_graphs(Directory(release), store).put
        found = {name: store.get(name) for name in Moody.graphs if not name.startswith(NOTES)}
    assert found == held(SECOND)


def test_a_store_that_was_never_there_or_stays_away_is_not_waited_for_at_each_request(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slept: list[float] = []
    monkeypatch.setattr("lf2l_kg.sync.http.time.sleep", slept.append)
    with moody("busy") as url:
        assert Client(pauses=(1, 2)).send("GET", f"{url}?graph=a").status == 503
    assert slept == []
    with moody("good", *["busy"] * 9) as url:
        client = Client(pauses=(1, 2))
        for _ in range(4):
            client.send("GET", f"{url}?graph=a")
    assert slept == [1, 2]


# Real servers


def free_port() -> int:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return int(server.getsockname()[1])


@contextlib.contextmanager
def running(command: list[str], folder: Path, address: str) -> Iterator[None]:
    """A server that answers at an address within a minute; ended with the block."""
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
    try:
        for _ in range(600):
            with contextlib.suppress(URLError, OSError), urlopen(address, timeout=5):  # noqa: S310 - ours
                break
            assert process.poll() is None, (folder / "server.log").read_text()
            time.sleep(0.1)
        yield
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def oxigraph(tmp_path: Path) -> Iterator[GraphStore]:
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which(
        "oxigraph"
    )
    if not program:
        pytest.skip("oxigraph is not in this environment")
    bind = f"127.0.0.1:{free_port()}"
    with running([program, "serve", "--bind", bind], tmp_path, f"http://{bind}/"):
        yield GraphStore(f"http://{bind}/store", Client(), NOTES)


_INI = """
[Database]
DatabaseFile = v.db
ErrorLogFile = v.log
LockFile = v.lck
TransactionFile = v.trx
xa_persistent_file = v.pxa
[TempDatabase]
DatabaseFile = t.db
TransactionFile = t.trx
[Parameters]
ServerPort = {sql}
NumberOfBuffers = 10000
DirsAllowed = .
[HTTPServer]
ServerPort = {http}
ServerThreads = 4
"""


@pytest.fixture
def virtuoso(tmp_path: Path) -> Iterator[str]:
    program = shutil.which("virtuoso-t")
    if not program:
        pytest.skip("Virtuoso is not installed here")
    port = free_port()
    (tmp_path / "virtuoso.ini").write_text(
        _INI.format(sql=free_port(), http=port), encoding="ascii"
    )
    command = [program, "+foreground", "+configfile", "virtuoso.ini"]
    with running(command, tmp_path, f"http://127.0.0.1:{port}/sparql"):
        yield f"http://127.0.0.1:{port}/sparql-graph-crud-auth"


def test_oxigraph_holds_what_was_pushed(oxigraph: GraphStore, first: Path, second: Path) -> None:
    transfer_graphs(Directory(first), oxigraph)
    transfer_graphs(Directory(second), oxigraph)
    for name, triples in held(SECOND).items():
        assert oxigraph.get(name) == triples
    assert oxigraph.get(IRIS.graph("carnet")) == frozenset()
    assert transfer_graphs(Directory(second), oxigraph).unchanged == len(held(SECOND))


def test_virtuoso_holds_what_was_pushed_with_a_digest(
    virtuoso: str, first: Path, second: Path
) -> None:
    store = GraphStore(virtuoso, Client(Credentials("dba", "dba")), NOTES)
    transfer_graphs(Directory(first), store)
    transfer_graphs(Directory(second), store)
    for name, triples in held(SECOND).items():
        # The odd literal holds a control character, which Virtuoso's Turtle does not escape as ours.
        assert {t.subject for t in store.get(name)} == {t.subject for t in triples}
        assert len(store.get(name)) == len(triples)
    assert transfer_graphs(Directory(second), store).unchanged == len(held(SECOND))
    with pytest.raises(RemoteError) as caught:
        transfer_graphs(
            Directory(second), GraphStore(virtuoso, Client(Credentials("dba", "x")), NOTES)
        )
    assert "«\u00a0dba\u00a0»" in caught.value.message.fr


# Sites


@contextlib.contextmanager
def static_host(folder: Path) -> Iterator[str]:
    handler = partial(http.server.SimpleHTTPRequestHandler, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_static_host_is_pulled_from_its_dump(
    first: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    store = Memory()
    with static_host(first) as url:
        transfer_graphs(find_source(url, Client()), store)
    assert without_notes(store) == held(FIRST)
    assert "dump.nq.zst" in capfd.readouterr().err


def test_only_changed_graphs_are_asked_of_a_site(first: Path, second: Path, tmp_path: Path) -> None:
    store = Memory()
    transfer_graphs(Directory(first), store)
    switch_current(second.parent, second.name)
    with listen(tmp_path, second.parent) as server:
        done = transfer_graphs(Site(server.url, Client()), store)
        log = server.log.read_text(encoding="utf-8")
    assert (done.put, done.deleted) == (2, 2)
    assert without_notes(store) == held(SECOND)
    assert "dump.nq.zst" not in log


def with_evidence(number: int) -> Dataset:
    """Many documents, whose evidence has numbers that the store of a site writes in its own way."""
    offset = ox.Literal("7", datatype=ox.NamedNode(XSD + "nonNegativeInteger"))
    quads = [quad for n in range(60) for quad in document_quads(f"doc-{n:02}", "toul")]
    quads += [quad(IRIS.quote(f"q{n}"), "http://www.w3.org/ns/oa#start", offset, f"doc-{n:02}/evidence")
              for n in range(60)]  # fmt: skip
    return Dataset.from_quads([*quads, *document_quads("doc-30", f"ville-{number}")])


class WatchedSite(Site):
    """A site that notes what it is asked for."""

    def __init__(self, url: str, client: Client) -> None:
        super().__init__(url, client)
        self.whole: list[str] = []
        self.parts: list[int] = []  # bytes

    def read(self, name: str) -> bytes:
        self.whole.append(name)
        return super().read(name)

    def read_part(self, name: str, offset: int, size: int) -> bytes | None:
        self.parts.append(size)
        return super().read_part(name, offset, size)


def test_of_evidence_only_the_part_of_the_dump_that_holds_it_is_fetched(tmp_path: Path) -> None:
    store = Memory()
    before = release_of(tmp_path / "before", with_evidence(1)).path
    after = release_of(tmp_path / "after", with_evidence(2)).path
    transfer_graphs(Directory(before), store)
    switch_current(after.parent, after.name)
    with listen(tmp_path, after.parent) as server:
        site = WatchedSite(server.url, Client())
        done = transfer_graphs(site, store)
    assert done.put == 2
    assert "dump.nq.zst" not in site.whole
    assert sum(site.parts) < (after / "dump.nq.zst").stat().st_size / 3
    assert without_notes(store) == held(with_evidence(2))


def test_a_manifest_that_does_not_tell_the_truth_about_a_graph_is_not_believed(first: Path) -> None:
    data = (first / "manifest.json").read_bytes()
    manifest = json.loads(data)
    name = IRIS.graph("carnet")
    false = data.replace(manifest["graphs"][name]["digest"].encode(), b"0" * 64)
    (first / "manifest.json").write_bytes(false)
    store = Memory()
    with static_host(first) as url, pytest.raises(InputError) as caught:
        transfer_graphs(find_source(url, Client()), store)
    assert name in caught.value.message.en
    assert name not in store.graphs


def test_a_document_s_graph_is_never_where_the_store_notes_what_it_holds(tmp_path: Path) -> None:
    release = release_of(tmp_path, Dataset.from_quads(document_quads("sync", "toul"))).path
    store = Memory()
    with pytest.raises(RemoteError):
        transfer_graphs(Directory(release), store)
    assert store.graphs == {}


def test_our_own_site_is_well(first: Path, tmp_path: Path) -> None:
    switch_current(first.parent, first.name)
    with listen(tmp_path, first.parent) as server:
        found = check_site(server.url)
    assert [f for f in found if f.severity == "error"] == []


def test_a_static_host_with_a_changed_file_and_a_missing_one_is_told(first: Path) -> None:
    (first / "territory.csv").write_bytes(b"iri\r\n")
    (first / "summary.md").unlink()
    with static_host(first) as url:
        found = check_site(url)
    wrong = {f.path.rpartition("/")[2] for f in found if f.severity == "error"}
    assert wrong == {"territory.csv", "summary.md"}
    assert any(f.code == "site-static" for f in found)


def test_a_site_without_a_manifest_is_told(tmp_path: Path) -> None:
    with static_host(tmp_path) as url:
        (finding,) = check_site(url)
    assert finding.code == "site-manifest"


def test_a_site_that_cannot_be_pulled_is_told_with_the_reason(tmp_path: Path) -> None:
    with static_host(tmp_path) as url, pytest.raises(RemoteError) as caught:
        Site(url, Client())
    assert caught.value.message.en.startswith(f"{url}: no manifest")
    with moody("busy") as url, pytest.raises(RemoteError) as caught:
        Site(url.removesuffix("/store"), Client())
    assert "/dumps/manifest.json: the server answered 503" in caught.value.message.en


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://x/", "x", "http://127.0.0.1:1/"])
def test_what_is_no_server_is_told(url: str) -> None:
    with pytest.raises(RemoteError):
        Client().send("GET", url)
