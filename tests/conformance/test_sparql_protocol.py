"""The W3C tests of the SPARQL 1.1 Protocol, over a socket.

Source: https://www.w3.org/TR/2013/REC-sparql11-protocol-20130321/, https://github.com/w3c/rdf-tests
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pytest

from listening import Listening, listen
from serving import BASE, Reply, write_store

SUITE = Path(__file__).resolve().parents[3] / "shared" / "conformance" / "sparql11" / "protocol"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
HT = "http://www.w3.org/2011/http#"
DATA = "http://kasei.us/2009/09/sparql/data/"

#: One row for each request of the manifest, in order within its test.
REQUESTS = f"""
PREFIX mf: <{MF}> PREFIX ht: <{HT}> PREFIX cnt: <http://www.w3.org/2011/content#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
SELECT ?test ?method ?path ?body ?encoding ?type ?status ?format ?boolean {{
  ?test a mf:ProtocolTest ; mf:action/ht:requests/rdf:rest*/rdf:first ?request .
  ?request ht:methodName ?method ; ht:absolutePath ?path ; ht:resp ?reply .
  ?reply mf:expectedStatus ?status
  FILTER(STRENDS(STR(?status), "StatusCode2xx") || STRENDS(STR(?status), "StatusCode4xx"))
  OPTIONAL {{ ?request ht:body ?content . ?content cnt:chars ?body .
              OPTIONAL {{ ?content cnt:characterEncoding ?encoding }} }}
  OPTIONAL {{ ?request ht:headers/rdf:rest*/rdf:first ?header .
              ?header ht:fieldName ?name ; ht:fieldValue ?type
              FILTER(LCASE(?name) = "content-type") }}
  OPTIONAL {{ ?reply mf:expectedFormat ?format }}
  OPTIONAL {{ ?reply mf:expectedBoolean ?boolean }}
}} ORDER BY ?test ?method ?path ?body"""


@dataclass(frozen=True)
class Case:
    """One request, and what is expected of it."""

    name: str
    method: str
    path: str
    body: bytes
    kind: str  # the Content-Type; "" for none
    succeeds: bool
    format: str  # "boolean", "tabular", "RDF" or ""
    boolean: str  # "true", "false" or ""

    @property
    def is_update(self) -> bool:
        """Whether it asks to write, which is refused here."""
        return "update" in self.name.split("/")[0]


def cases() -> list[Case]:
    """Every request of the manifest; [] when the suite is not there."""
    if not SUITE.is_dir():
        return []
    store = ox.Store()
    path = SUITE / "manifest.ttl"
    store.load(path.read_bytes(), ox.RdfFormat.TURTLE, base_iri=path.as_uri())
    results = store.query(REQUESTS)
    assert isinstance(results, ox.QuerySolutions)
    found = []
    for number, row in enumerate(results):
        text = {str(v.value): row[v].value if row[v] else "" for v in results.variables}
        found.append(
            Case(
                name=f"{text['test'].rpartition('#')[2]}/{number}",
                method=text["method"],
                path="/sparql" + text["path"].removeprefix("/sparql/"),
                body=text["body"].encode(text["encoding"] or "utf-8"),
                kind=text["type"],
                succeeds=text["status"].endswith("2xx"),
                format=text["format"],
                boolean=text["boolean"],
            )
        )
    return found


CASES = cases()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Listening]:
    """A server over the suite's three graphs, which are also in the default graph."""
    folder = tmp_path_factory.mktemp("suite")
    graphs = {
        f"{DATA}{path.stem}.rdf": path.read_text(encoding="utf-8")
        for path in sorted(SUITE.glob("*.nt"))
    }
    write_store(folder / "releases", "\n".join(graphs.values()), graphs)
    with listen(folder, folder / "releases", BASE) as server:
        yield server


def send(server: Listening, case: Case) -> Reply:
    headers = [("Content-Type", case.kind)] if case.kind else []
    return server.send(case.method, case.path, "", case.body, headers)


@pytest.mark.skipif(not CASES, reason="the W3C suite is not beside the project (../shared)")
def test_the_suite_is_read_whole() -> None:
    assert len({case.name.split("/")[0] for case in CASES}) == 34


@pytest.mark.parametrize("case", [c for c in CASES if not c.is_update], ids=lambda case: case.name)
def test_a_request_for_a_query_gets_what_the_standard_says(server: Listening, case: Case) -> None:
    reply = send(server, case)
    assert reply.status // 100 == (2 if case.succeeds else 4), reply.text
    if case.boolean:
        assert json.loads(reply.body)["boolean"] is (case.boolean == "true")
    if case.format == "RDF":
        assert ox.RdfFormat.from_media_type(reply.kind) is not None
    elif case.format:
        assert ox.QueryResultsFormat.from_media_type(reply.kind) is not None


@pytest.mark.parametrize("case", [c for c in CASES if c.is_update], ids=lambda case: case.name)
def test_a_request_for_an_update_is_refused(server: Listening, case: Case) -> None:
    reply = send(server, case)
    if case.kind == "application/sparql-query":  # which asks whether the update was done
        assert reply.status == 200
    else:
        assert reply.status // 100 == 4
