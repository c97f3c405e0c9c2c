"""Whoever reads the feed page after page knows which version of which graph there is."""

from __future__ import annotations

import contextlib
import http.server
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
import rdflib
from rdflib import RDF

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.history import read_history
from lf2l_kg.release import (
    check_release,
    current_release,
    prune_releases,
    read_manifest,
    roll_back,
    switch_current,
)
from releasing import BASE, DAY, document_quads, release_of, settings_for
from serving import Client

AS = rdflib.Namespace("https://www.w3.org/ns/activitystreams#")
LDES = rdflib.Namespace("https://w3id.org/ldes#")
TREE = rdflib.Namespace("https://w3id.org/tree#")
STREAM = rdflib.URIRef(f"{BASE}feed#stream")


@pytest.fixture
def releases(tmp_path: Path) -> list[Path]:
    """Three releases: a document is added, changed, removed."""
    made = []
    for number, quads in enumerate(
        [
            document_quads("notes", "albi"),
            [*document_quads("notes", "albi", "gand"), *document_quads("carnet", "metz")],
            document_quads("notes", "albi", "gand"),
        ]
    ):
        day = DAY + timedelta(days=number)
        made.append(release_of(tmp_path, Dataset.from_quads(quads), issued=day).path)
        switch_current(tmp_path, made[-1].name)
    return made


@contextlib.contextmanager
def serving_feed(folder: Path) -> Iterator[str]:
    """A server of the current release's feed; its base address."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = self.path.strip("/").replace("feed/", "feed-")
            data = (folder / "current" / f"{name}.ttl").read_bytes()
            self.send_response(200)
            self.send_header("Content-Type", "text/turtle")
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def graph_of(path: Path) -> rdflib.Graph:
    return rdflib.Graph().parse(path, format="turtle")


def test_the_pages_read_in_order_give_the_graphs_of_the_release(releases: list[Path]) -> None:
    held: dict[str, str] = {}
    root = graph_of(releases[-1] / "feed.ttl")
    (node,) = root.objects(STREAM, TREE.view)
    pages = sorted(str(root.value(r, TREE.node)) for r in root.objects(node, TREE.relation))
    assert len(pages) == 3
    for page in pages:
        graph = graph_of(releases[-1] / f"feed-{page.rpartition('/')[2]}.ttl")
        for member in graph.objects(STREAM, TREE.member):
            name = str(graph.value(member, AS.object))
            if (member, RDF.type, AS.Delete) in graph:
                del held[name]
                continue
            assert ((member, RDF.type, AS.Update) in graph) == (name in held)
            held[name] = str(graph.value(member, rdflib.DCTERMS.identifier))
            assert graph.value(member, AS.published)
    manifest = read_manifest(releases[-1])
    assert held == {name: record.digest for name, record in manifest.graphs.items()}


def test_a_page_never_changes(releases: list[Path]) -> None:
    for before, after in pairwise(releases):
        for page in before.glob("feed-*.ttl"):
            assert (after / page.name).read_bytes() == page.read_bytes()
    assert check_release(releases[-1]) == ()


def held_after(release: Path) -> dict[str, str]:
    """The graphs that a reader of all pages has, in the order of the moments that they bear."""
    pages = [graph_of(path) for path in release.glob("feed-*.ttl")]
    members = [
        (str(page.value(member, AS.published)), member, page)
        for page in pages
        for member in page.objects(STREAM, TREE.member)
    ]
    held: dict[str, str] = {}
    for _, member, page in sorted(members, key=lambda told: told[0]):
        name = str(page.value(member, AS.object))
        if (member, RDF.type, AS.Delete) in page:
            del held[name]
        else:
            held[name] = str(page.value(member, rdflib.DCTERMS.identifier))
    return held


def test_the_feed_goes_on_after_a_release_was_taken_back(releases: list[Path]) -> None:
    folder = releases[0].parent
    roll_back(folder)
    assert current_release(folder) == releases[1]
    data = Dataset.from_quads([*document_quads("a", "gap"), *document_quads("e", "nancy")])
    after = release_of(folder, data, issued=DAY).path  # an earlier day than the one taken back
    for page in releases[2].glob("feed-*.ttl"):
        assert (after / page.name).read_bytes() == page.read_bytes()
    graphs = read_manifest(after).graphs
    assert held_after(after) == {name: record.digest for name, record in graphs.items()}
    moments = [event.published for event in read_history(after)]
    assert moments == sorted(set(moments))
    assert len(moments) == 4


def test_a_release_made_again_on_the_day_of_one_that_was_pruned_has_a_page_of_its_own(
    tmp_path: Path,
) -> None:
    made: list[Path] = []
    held: dict[str, bytes] = {}
    for town in ("albi", "gand", "albi", "gand", "albi"):
        if made:
            prune_releases(tmp_path, keep=1)
        data = Dataset.from_quads(document_quads("notes", town))
        made.append(release_of(tmp_path, data).path)
        switch_current(tmp_path, made[-1].name)
        assert {name: (made[-1] / name).read_bytes() for name in held} == held
        held = {page.name: page.read_bytes() for page in made[-1].glob("feed-*.ttl")}
    first, last = made[0].name, read_history(made[-1])[-1].name
    assert made[-1].name == first
    assert last == f"{first}-3"
    assert len(held) == 5
    assert {str(node) for node in graph_of(made[-1] / "feed.ttl").objects(None, TREE.node)} == {
        f"{BASE}feed/{name.removeprefix('feed-').removesuffix('.ttl')}" for name in held
    }
    graphs = read_manifest(made[-1]).graphs
    assert held_after(made[-1]) == {name: record.digest for name, record in graphs.items()}
    assert check_release(made[-1]) == ()


def test_a_release_that_was_never_served_has_no_part_in_the_feed(releases: list[Path]) -> None:
    folder = releases[0].parent
    refused = release_of(folder, Dataset.from_quads(document_quads("z", "gap"))).name
    after = release_of(folder, Dataset.from_quads(document_quads("y", "gap"))).path
    assert refused not in {event.name for event in read_history(after)}
    assert releases[2].name in {event.name for event in read_history(after)}


def test_the_stream_says_what_it_is(releases: list[Path]) -> None:
    root = graph_of(releases[-1] / "feed.ttl")
    assert (STREAM, RDF.type, LDES.EventStream) in root
    assert root.value(STREAM, LDES.timestampPath) == AS.published
    assert root.value(STREAM, LDES.versionOfPath) == AS.object


def test_the_atom_feed_has_an_entry_a_release_the_newest_first(releases: list[Path]) -> None:
    feed = ElementTree.parse(releases[-1] / "feed.atom").getroot()  # noqa: S314 - our own
    atom = "{http://www.w3.org/2005/Atom}"
    titles = [entry.findtext(f"{atom}title") for entry in feed.iter(f"{atom}entry")]
    assert titles[0] == "2026-02-02\u00a0: 2 choses retirées, 6 faits retirés"
    assert titles[-1] == f"{DAY}\u00a0: première publication"
    links = feed.iterfind(f"{atom}entry/{atom}link[@type='text/html']")
    assert [link.get("href") for link in links] == [
        f"{BASE}feed.html#{release.name}" for release in reversed(releases)
    ]
    assert feed.findtext(f"{atom}updated") == f"{date(2026, 2, 2)}T00:00:00Z"
    summary = feed.findtext(f"{atom}entry/{atom}summary")
    assert summary is not None
    assert "2 choses retirées" in summary  # the town and the document


def test_the_feed_is_served_and_its_pages_may_be_kept_for_ever(releases: list[Path]) -> None:
    with Client(releases[0].parent) as client:
        root = client.get("/feed", "text/turtle")
        assert root.body == (releases[-1] / "feed.ttl").read_bytes()
        assert client.get("/feed", "application/ld+json").kind == "application/ld+json"
        page = client.get(f"/feed/{releases[0].name}", "text/turtle")
        assert page.body == (releases[-1] / f"feed-{releases[0].name}.ttl").read_bytes()
        assert "immutable" in page.headers["cache-control"]
        assert client.get("/feed.atom").kind == "application/atom+xml"
        assert client.get("/feed/nothing").status == 404
        assert "/feed.atom" in client.get("/", "text/html").text


def test_the_client_of_others_reads_every_member(tmp_path: Path) -> None:
    program = shutil.which("ldes-client", path=os.environ.get("LDES_CLIENT_BIN"))
    if not program:
        pytest.skip("ldes-client is not installed: npm install ldes-client, and LDES_CLIENT_BIN")
    with serving_feed(tmp_path) as base:
        settings = replace(settings_for(tmp_path), base_iri=base)
        for number, towns in enumerate((["albi"], ["albi", "gand"])):
            data = Dataset.from_quads(document_quads("notes", *towns))
            made = release_of(
                tmp_path, data, settings=settings, issued=DAY + timedelta(days=number)
            )
            switch_current(tmp_path, made.name)
        ran = subprocess.run(
            [program, f"{base}feed", "--no-shape"],
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    members = set(re.findall(rf"<{re.escape(base)}feed/[^>#]*#\d+>", ran.stdout))
    assert len(members) == 4, ran.stdout + ran.stderr  # two graphs created, two updated
