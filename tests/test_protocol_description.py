"""The Service Description: what it says is so, in every RDF format.

Source: https://www.w3.org/TR/sparql11-service-description/, https://www.w3.org/TR/void/
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from lf2l_kg.release import switch_current
from lf2l_kg.serve import description
from lf2l_kg.serve.current import Current
from lf2l_kg.serve.description import FUNCTIONS, GEOSPARQL
from listening import Listening, listen
from releasing import BASE, LF2L, release_of

SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
VOID = rdflib.Namespace("http://rdfs.org/ns/void#")


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release as a build writes it: with a catalogue that knows how much is in it."""
    folder = tmp_path_factory.mktemp("described")
    switch_current(folder, release_of(folder).name)
    return folder


@pytest.fixture(scope="module")
def server(releases: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Listening]:
    with listen(tmp_path_factory.mktemp("serving"), releases, BASE) as running:
        yield running


@pytest.fixture(scope="module")
def told(server: Listening) -> rdflib.Graph:
    return rdflib.Graph().parse(data=server.get("/sparql").body, format="turtle")


@pytest.fixture(scope="module")
def default_graph(server: Listening, told: rdflib.Graph) -> rdflib.term.Node:
    service = rdflib.URIRef(server.sparql)
    (graph,) = told.objects(service, SD.defaultDataset / SD.defaultGraph)
    return graph


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("application/n-triples", "nt"),
        ("application/rdf+xml", "xml"),
        ("application/ld+json", "json-ld"),
        ("text/turtle", "turtle"),
    ],
)
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # within rdflib
def test_it_is_the_same_graph_in_every_format(
    server: Listening, told: rdflib.Graph, kind: str, name: str
) -> None:
    reply = server.get("/sparql", kind)
    assert reply.kind == kind
    assert set(rdflib.Graph().parse(data=reply.body, format=name)) == set(told)
    assert server.get("/sparql", kind).body == reply.body


def test_it_counts_what_a_query_counts(
    server: Listening, told: rdflib.Graph, default_graph: rdflib.term.Node
) -> None:
    def counted(query: str) -> int:
        return int(server.ask(query, "text/csv").text.split()[1])

    for term, query in {
        VOID.triples: "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
        VOID.properties: "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }",
        VOID.classes: "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?s a ?c }",
        VOID.distinctSubjects: "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }",
        VOID.distinctObjects: "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }",
    }.items():
        assert told.value(default_graph, term).toPython() == counted(query) > 0  # type: ignore[union-attr]  # a literal
    assert told.value(default_graph, VOID.entities) == rdflib.Literal(4)


def test_it_counts_each_class_and_each_property(
    told: rdflib.Graph, default_graph: rdflib.term.Node
) -> None:
    classes = {
        told.value(part, VOID["class"]): told.value(part, VOID.entities)
        for part in told.objects(default_graph, VOID.classPartition)
    }
    properties = {
        told.value(part, VOID.property): told.value(part, VOID.triples)
        for part in told.objects(default_graph, VOID.propertyPartition)
    }
    assert classes[rdflib.URIRef(LF2L + "Territory")] == rdflib.Literal(2)
    assert properties[rdflib.URIRef(LF2L + "homepage")] == rdflib.Literal(1)
    assert (
        sum(n.toPython() for n in properties.values() if isinstance(n, rdflib.Literal))
        == told.value(default_graph, VOID.triples).toPython()  # type: ignore[union-attr]  # a literal
    )


def test_it_names_the_graphs_and_the_formats(server: Listening, told: rdflib.Graph) -> None:
    service = rdflib.URIRef(server.sparql)
    graphs = set(told.objects(service, SD.defaultDataset / SD.namedGraph / SD.name))
    names = ("notes", "notes/evidence", "evidence", "evidence/evidence", "links")
    assert graphs == {rdflib.URIRef(f"{BASE}graph/{name}") for name in names}
    assert len(set(told.objects(service, SD.resultFormat))) == 8
    assert (service, SD.supportedLanguage, SD.SPARQL11Query) in told
    assert (None, SD.feature, SD.BasicFederatedQuery) not in told


def test_the_functions_that_it_names_exist(told: rdflib.Graph) -> None:
    known = {str(iri).removeprefix(GEOSPARQL) for iri in told.objects(None, SD.extensionFunction)}
    assert known == set(FUNCTIONS)
    for name in known:
        for arguments in ("?x", "?x, ?x", "?x, ?x, ?x"):
            try:
                results = ox.Store().query(f"SELECT (<{GEOSPARQL}{name}>({arguments}) AS ?y) {{}}")
                assert isinstance(results, ox.QuerySolutions)
                break
            except (RuntimeError, SyntaxError):
                continue
        else:
            pytest.fail(name)


def test_the_host_of_the_request_is_the_address_of_the_endpoint(server: Listening) -> None:
    reply = server.send("GET", "/sparql", headers=[("Host", "data.example")])
    assert "<http://data.example/sparql> a sd:Service" in reply.text
    for host in ("<script>", "a b", 'x"x'):
        strange = server.send("GET", "/sparql", headers=[("Host", host)])
        assert strange.status in (200, 400)
        assert host not in strange.text


def test_a_client_that_has_it_is_told_so(server: Listening) -> None:
    first = server.get("/sparql")
    again = server.get("/sparql", "", ("If-None-Match", first.headers["etag"]))
    assert (again.status, again.body) == (304, b"")
    other = server.get("/sparql", "application/rdf+xml", ("If-None-Match", first.headers["etag"]))
    assert other.status == 200


def test_many_graphs_are_not_listed_but_told(
    releases: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lf2l_kg.base.settings import Settings

    release = Current(releases, BASE).get()
    monkeypatch.setattr(description, "_MOST_GRAPHS", 1)
    about = description.describe_service(release, Settings(), "http://e.example/sparql", [])
    text = about.serialize("ttl").decode()
    assert "sd:namedGraph" not in text
    assert "5 named graphs" in text


@pytest.mark.parametrize("damage", [None, b"<unfinished"])
def test_without_a_catalogue_the_service_is_described_all_the_same(
    tmp_path: Path, damage: bytes | None
) -> None:
    from lf2l_kg.base.settings import Settings

    release = release_of(tmp_path)
    switch_current(tmp_path, release.name)
    (release.path / "catalog.ttl").unlink()
    if damage is not None:
        (release.path / "catalog.ttl").write_bytes(damage)
    served = Current(tmp_path, BASE).get()
    about = description.describe_service(served, Settings(), "http://e.example/sparql", [])
    text = about.serialize("ttl").decode()
    assert "sd:namedGraph" in text
    assert "void:triples" not in text
