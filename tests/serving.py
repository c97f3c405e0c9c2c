"""A small release written by hand, and a client that calls the application without a socket."""

from __future__ import annotations

import asyncio
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import unquote, urlencode

import pyoxigraph as ox

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.resources import packaged
from lf2l_kg.base.settings import Settings
from lf2l_kg.index import FILE_NAME as INDEX
from lf2l_kg.index import index_dataset
from lf2l_kg.query import Limits
from lf2l_kg.serve import create_app
from lf2l_kg.serve.application import Application
from lf2l_kg.serve.evaluation.places import PoolLimits

BASE = "https://w3id.org/lf2l/"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
NAME = "2026-01-01-abcdef12"
EVIL = "<script>alert(1)</script>"

#: One town, one project, one document; the project's name and address are an attacker's.
DATA = """
@prefix lf2l: <https://w3id.org/lf2l/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix rdf:  <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl:  <http://www.w3.org/2002/07/owl#> .
@prefix oa:   <http://www.w3.org/ns/oa#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix territory: <https://w3id.org/lf2l/id/territory/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix project:   <https://w3id.org/lf2l/id/project/> .
@prefix document:  <https://w3id.org/lf2l/id/document/> .

<https://w3id.org/lf2l/ontology> a owl:Ontology .
lf2l:Territory a owl:Class ; rdfs:label "Territoire"@fr , "Territory"@en .
lf2l:Project a owl:Class ; rdfs:label "Projet"@fr , "Project"@en .
lf2l:population a owl:DatatypeProperty ; rdfs:label "population"@fr , "population"@en .
territory:velen a lf2l:Territory ; skos:prefLabel "Vélen"@fr , "Velen"@en ; lf2l:population 66000 .
project:halle a lf2l:Project ; skos:prefLabel "<script>alert(1)</script>"@fr ;
    lf2l:locatedIn territory:velen ; lf2l:homepage <javascript:alert(1)> ,
        "javascript:alert(2)"^^xsd:anyURI , "https://halle.example/"^^xsd:anyURI .
document:notes a lf2l:Document ; skos:prefLabel "Notes"@fr ; lf2l:sourcePath "a/notes.md" .
"""
EVIDENCE = """
@prefix lf2l: <https://w3id.org/lf2l/ontology#> .
@prefix rdf:  <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix oa:   <http://www.w3.org/ns/oa#> .
@prefix prov: <http://www.w3.org/ns/prov#> .

<https://w3id.org/lf2l/graph/notes> prov:wasDerivedFrom <https://w3id.org/lf2l/id/document/notes> .
<https://w3id.org/lf2l/evidence/1> rdf:subject <https://w3id.org/lf2l/id/territory/velen> ;
    rdf:predicate lf2l:population ; rdf:object 66000 ; lf2l:statedIn <https://w3id.org/lf2l/quote/1> ;
    oa:hasTarget <https://w3id.org/lf2l/quote/1> ;
    prov:wasDerivedFrom <https://w3id.org/lf2l/id/document/notes> .
<https://w3id.org/lf2l/quote/1> oa:exact "Vélen <b>(66 000 hab)</b>" ; lf2l:line 12 .
"""
CATALOG = f"<{BASE}> a <http://www.w3.org/ns/dcat#Catalog> .\n"


def write_release(releases: Path, name: str = NAME, data: str = DATA) -> Path:
    """A release directory under a folder, and ``current`` switched to it."""
    graphs = {f"{BASE}graph/notes": data, f"{BASE}graph/notes/evidence": EVIDENCE}
    release = write_store(releases, data, graphs, name)
    write_index(release, graphs)
    files = {"ontology.ttl": data, "catalog.ttl": CATALOG, "dump.ttl.gz": "not really"}
    for file, text in files.items():
        (release / file).write_text(text, encoding="utf-8")
    digests = {
        file: {"sha256": hashlib.sha256(text.encode()).hexdigest()} for file, text in files.items()
    }
    (release / "manifest.json").write_text(json.dumps({"files": digests}))
    return release


def write_index(release: Path, graphs: dict[str, str]) -> None:
    """The index of a release, made of what is in its graphs."""
    quads = [
        ox.Quad(quad.subject, quad.predicate, quad.object, ox.NamedNode(graph))
        for graph, text in graphs.items()
        for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)
    ]
    namespace = f"{BASE}ontology#"
    (release / INDEX).write_bytes(index_dataset(Dataset.from_quads(quads), BASE, namespace))


def write_store(releases: Path, data: str, graphs: dict[str, str], name: str = NAME) -> Path:
    """A directory with a store and nothing else, and ``current`` switched to it.

    Args:
        releases: the folder of releases.
        data: Turtle for the default graph.
        graphs: graph name → Turtle.
        name: of the directory.
    """
    release = releases / name
    release.mkdir(parents=True)
    store = ox.Store(str(release / "store"))
    store.load(data.encode(), ox.RdfFormat.TURTLE)
    for graph, text in graphs.items():
        store.load(text.encode(), ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(graph))
    store.flush()
    del store
    link = releases / "next"
    link.symlink_to(name)
    link.rename(releases / "current")
    return release


@dataclass(frozen=True)
class Reply:
    """A response, whole."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()

    @property
    def kind(self) -> str:
        """The media type without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0]


class Client:
    """Calls an application, one request after another, on one event loop."""

    def __init__(
        self,
        releases: Path,
        limits: Limits | None = None,
        pool_limits: PoolLimits | None = None,
        base_iri: str = BASE,
        app: Application | None = None,
    ) -> None:
        settings = Settings(base_iri=base_iri, queries=packaged("queries"))
        self.app = app or create_app(releases, settings, limits, pool_limits)
        self._runner = asyncio.Runner()

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._runner.run(self._close())
        self._runner.close()

    def get(self, path: str, accept: str = "", **headers: str) -> Reply:
        """GET; a header's name is given with underscores."""
        return self.send("GET", path, accept, b"", **headers)

    def ask(self, query: str, accept: str = "", **parameters: str) -> Reply:
        """A query by GET."""
        return self.get("/sparql?" + urlencode({"query": query, **parameters}), accept)

    def send(
        self, method: str, path: str, accept: str = "", body: bytes = b"", **headers: str
    ) -> Reply:
        """Any request."""
        if accept:
            headers["accept"] = accept
        return self._runner.run(self.request(method, path, body, headers))

    def together(self, *paths: str) -> list[Reply]:
        """Several GET at once."""

        async def all_of_them() -> list[Reply]:
            return await asyncio.gather(*(self.request("GET", path, b"", {}) for path in paths))

        return self._runner.run(all_of_them())

    def wait(self, seconds: float) -> None:
        """Let what the application does by itself go on."""
        self._runner.run(asyncio.sleep(seconds))

    async def _close(self) -> None:
        self.app.close()

    async def request(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Reply:
        """One call of the application."""
        path, _, query = path.partition("?")
        scope: dict[str, Any] = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(path),
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [
                (b"host", b"data.example"),
                *((k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()),
            ],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
        }
        sent: list[Any] = []
        finished = asyncio.Event()
        asked = iter([{"type": "http.request", "body": body, "more_body": False}])

        async def receive() -> Any:
            message = next(asked, None)
            if message is None:
                await finished.wait()
                return {"type": "http.disconnect"}
            return message

        async def send(message: Any) -> None:
            sent.append(message)

        await self.app(scope, receive, send)
        finished.set()
        return Reply(
            status=sent[0]["status"],
            headers={k.decode(): v.decode() for k, v in sent[0]["headers"]},
            body=b"".join(message.get("body", b"") for message in sent[1:]),
        )
