"""The W3C tests of SPARQL 1.1, each sent to the server over a socket.

One store holds every file of the suite as a graph named by its address; each test asks for its own
graphs with ``default-graph-uri`` and ``named-graph-uri``.

Source: https://www.w3.org/TR/2013/REC-sparql11-query-20130321/, https://github.com/w3c/rdf-tests
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest
from sparql_suite import CALLING, CASES, Case, chosen, csv_rows, expected, graph_of, rdf_format

from lf2l_kg.query.answer import parse_answer
from listening import Listening, listen
from serving import NAME, Reply

FORM = "application/x-www-form-urlencoded"
EMPTY = "urn:x-empty"
#: In which format an answer is asked for, by that of the suite's own.
ACCEPT = {
    ".srx": "application/sparql-results+xml, application/n-triples",
    ".srj": "application/sparql-results+json, application/n-triples",
    ".tsv": "text/tab-separated-values, application/rdf+xml",
    ".csv": "text/csv",
    ".ttl": "application/sparql-results+json, text/turtle",
    ".rdf": "application/sparql-results+xml, application/ld+json",
    ".nt": "application/sparql-results+json, application/n-triples",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Listening]:
    folder = tmp_path_factory.mktemp("suite")
    release = folder / "releases" / NAME
    release.mkdir(parents=True)
    store = ox.Store(str(release / "store"))
    for path in sorted({path for case in CASES for path in (*case.data, *case.graphs)}):
        graph = ox.NamedNode(path.as_uri())
        store.load(path.read_bytes(), rdf_format(path), base_iri=path.as_uri(), to_graph=graph)
    store.flush()
    del store
    (folder / "releases" / "current").symlink_to(NAME)
    with listen(folder, folder / "releases") as server:
        yield server


def send(server: Listening, case: Case) -> Reply:
    """A case by POST: the longest ones have no room on a first line."""
    parameters = [("query", case.text)]
    if not re.search(r"\bFROM\b", case.text):  # which the parameters would beat
        default = [path.as_uri() for path in case.data] or [EMPTY]
        parameters += [("default-graph-uri", graph) for graph in default]
        parameters += [("named-graph-uri", path.as_uri()) for path in case.graphs]
    accept = ACCEPT[case.result.suffix] if case.result else ""
    body = urlencode(parameters).encode()
    return server.send("POST", "/sparql", accept, body, [("Content-Type", FORM)])


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=case.name, marks=pytest.mark.skip(reason=case.not_due))
        for case in CASES
        if case.not_due
    ],
)
def test_what_is_not_due_has_its_reason(case: Case) -> None:
    raise AssertionError(case.not_due)


@pytest.mark.parametrize("case", chosen("PositiveSyntaxTest11"))
def test_a_query_of_the_standard_is_understood(server: Listening, case: Case) -> None:
    reply = send(server, case)
    # Understood, but there is no such function to evaluate.
    assert reply.status == 200 or "<http://example/function>" in reply.text


@pytest.mark.parametrize("case", chosen("NegativeSyntaxTest11"))
def test_what_the_standard_forbids_is_400_with_its_place(server: Listening, case: Case) -> None:
    reply = send(server, case)
    assert reply.status == 400
    assert re.match(r"ligne \d+, colonne \d+\u00a0: ", reply.text)


@pytest.mark.parametrize("case", chosen("QueryEvaluationTest"))
def test_a_query_gives_what_the_standard_says(server: Listening, case: Case) -> None:
    assert case.result is not None
    reply = send(server, case)
    assert (reply.status, reply.text if reply.status != 200 else "") == (200, "")
    assert reply.kind in ACCEPT[case.result.suffix]
    assert graph_of(parse_answer(reply.body, reply.kind)) == graph_of(expected(case.result))


@pytest.mark.parametrize("case", chosen("CSVResultFormatTest"))
def test_csv_is_written_as_the_standard_says(server: Listening, case: Case) -> None:
    assert case.result is not None
    reply, want = send(server, case), case.result.read_bytes().decode()
    assert reply.kind == "text/csv"
    assert csv_rows(reply.text) == csv_rows(want)
    assert reply.text.count("\r\n") == want.count("\n")


@pytest.mark.parametrize("case", CALLING, ids=lambda case: case.name)
def test_another_server_is_never_called(server: Listening, case: Case) -> None:
    reply = send(server, case)
    assert reply.status == 400
    assert ("SERVICE" in reply.text) == (case.kind != "NegativeSyntaxTest11")


@pytest.mark.parametrize("case", chosen("ServiceDescriptionTest"))
def test_the_service_is_described_as_the_standard_says(server: Listening, case: Case) -> None:
    sd = "http://www.w3.org/ns/sparql-service-description#"
    reply = server.get("/sparql")
    assert (reply.status, reply.kind) == (200, "text/turtle")
    graph = ox.Store()
    graph.load(reply.body, ox.RdfFormat.TURTLE)
    wanted = {
        "returns-rdf": "ASK { ?s ?p ?o }",
        "has-endpoint-triple": f"ASK {{ ?service <{sd}endpoint> <{server.sparql}> }}",
        # The vocabulary's domains and ranges, of the terms that a description of a query service uses.
        "conforms-to-schema": f"""PREFIX sd: <{sd}> ASK {{
            ?service a sd:Service ; sd:endpoint ?endpoint ; sd:supportedLanguage sd:SPARQL11Query ;
                sd:resultFormat ?format ; sd:defaultDataset ?dataset .
            ?dataset a sd:Dataset ; sd:defaultGraph ?graph . ?graph a sd:Graph
            FILTER(ISIRI(?endpoint) && ISIRI(?format))
            FILTER NOT EXISTS {{ ?dataset sd:namedGraph ?named
                                 FILTER NOT EXISTS {{ ?named a sd:NamedGraph ; sd:name ?name }} }} }}""",
    }
    assert graph.query(wanted[case.name.partition("/")[2]])
