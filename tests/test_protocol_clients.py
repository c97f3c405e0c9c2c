"""The endpoint as its usual clients use it: SPARQLWrapper, rdflib, curl.

Source: https://www.w3.org/TR/sparql11-protocol/
"""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import Any

import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, JSONLD, N3, POSTDIRECTLY, RDFXML, TSV, TURTLE, XML
from SPARQLWrapper import SPARQLWrapper as Wrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

from listening import Listening
from serving import BASE

POPULATION = f"SELECT ?n {{ ?s <{BASE}ontology#population> ?n }}"
VELEN = rdflib.URIRef(f"{BASE}id/territory/velen")
EXACT = rdflib.URIRef("http://www.w3.org/ns/oa#exact")


def wrap(server: Listening, query: str, method: str, format: str) -> Wrapper:  # noqa: A002 - the library's word
    wrapper = Wrapper(server.sparql)
    wrapper.setMethod(method)
    if method == POSTDIRECTLY:
        wrapper.setMethod("POST")
        wrapper.setRequestMethod(POSTDIRECTLY)
    wrapper.setReturnFormat(format)
    wrapper.setQuery(query)
    return wrapper


def converted(wrapper: Wrapper) -> Any:
    """What the library makes of an answer: by its format, one of six types."""
    return wrapper.queryAndConvert()


@pytest.mark.parametrize("method", ["GET", "POST", POSTDIRECTLY])
@pytest.mark.parametrize("name", [JSON, XML, CSV, TSV])
def test_sparqlwrapper_reads_a_table(server: Listening, method: str, name: str) -> None:
    found = converted(wrap(server, POPULATION, method, name))
    if name == JSON:
        assert found["results"]["bindings"][0]["n"]["value"] == "66000"
    else:
        text = found.toxml() if name == XML else found.decode()
        assert "66000" in text


@pytest.mark.parametrize("method", ["GET", "POST", POSTDIRECTLY])
@pytest.mark.parametrize("name", [TURTLE, RDFXML, JSONLD, N3, XML])
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # within SPARQLWrapper, of rdflib
def test_sparqlwrapper_reads_a_graph(server: Listening, method: str, name: str) -> None:
    found = converted(wrap(server, f"DESCRIBE <{VELEN}>", method, name))
    if isinstance(found, bytes):
        found = rdflib.Graph().parse(data=found, format="turtle")
    assert len(found) == 4


def test_sparqlwrapper_asks_for_a_dataset(server: Listening) -> None:
    wrapper = wrap(server, f"ASK {{ ?s <{EXACT}> ?o }}", "POST", JSON)
    assert converted(wrapper)["boolean"] is False
    wrapper.addDefaultGraph(f"{BASE}graph/notes/evidence")
    assert converted(wrapper)["boolean"] is True


def test_sparqlwrapper_knows_a_malformed_query(server: Listening) -> None:
    wrapper = wrap(server, "SELECT * { ?s ?p }", "GET", JSON)
    with pytest.raises(QueryBadFormed, match="ligne 1, colonne 18"):
        wrapper.query()


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
@pytest.mark.parametrize("returns", ["xml", "json", "csv", "tsv"])
def test_rdflib_queries_the_endpoint_as_its_store(
    server: Listening, method: str, returns: str
) -> None:
    graph = rdflib.Graph(SPARQLStore(server.sparql, method=method, returnFormat=returns))
    (row,) = graph.query(POPULATION)
    assert str(row[0]) == "66000"  # type: ignore[index]  # a row, for this form of query
    assert len(list(graph.triples((VELEN, None, None)))) == 4
    if returns in ("xml", "json"):
        assert (VELEN, None, None) in graph
        assert graph.query("ASK { ?s ?p ?o }").askAnswer
        assert len(graph) > 10


def test_rdflib_reads_a_named_graph(server: Listening) -> None:
    name = rdflib.URIRef(f"{BASE}graph/notes/evidence")
    store = SPARQLStore(server.sparql, context_aware=True)
    graph = rdflib.Graph(store, identifier=name)
    assert [str(o) for o in graph.objects(None, EXACT)] == ["Vélen <b>(66 000 hab)</b>"]


def curl(server: Listening, *arguments: str, stdin: bytes = b"") -> bytes:
    program = shutil.which("curl")
    if program is None:
        pytest.skip("curl is not on this machine")
    command = [program, "--silent", "--show-error", "--max-time", "20", *arguments, server.sparql]
    return subprocess.run(command, input=stdin, capture_output=True, check=True).stdout


def test_curl_asks_in_every_way_it_knows(server: Listening) -> None:
    query, direct = f"query={POPULATION}", "Content-Type: application/sparql-query"
    wanted = curl(server, "--get", "--data-urlencode", query)
    assert json.loads(wanted)["results"]["bindings"][0]["n"]["value"] == "66000"
    assert curl(server, "--data-urlencode", query) == wanted
    assert curl(server, "--data-binary", "@-", "-H", direct, stdin=POPULATION.encode()) == wanted
    chunked = ["-H", "Transfer-Encoding: chunked"]
    assert (
        curl(server, "--data-binary", "@-", "-H", direct, *chunked, stdin=POPULATION.encode())
        == wanted
    )
    assert curl(server, "--data-urlencode", query, "-H", "Accept: text/csv") == b"n\r\n66000\r\n"
    assert curl(server, "--http1.0", "--data-urlencode", query) == wanted


def test_curl_sees_status_and_headers(server: Listening) -> None:
    head = curl(server, "--head").decode().lower()
    assert head.startswith("http/1.1 200 ")
    assert "content-type: text/turtle" in head
    shown = ["--output", "/dev/null", "--write-out", "%{http_code}"]
    assert curl(server, *shown, "--request", "DELETE") == b"405"
    assert curl(server, *shown, "--data", "update=CLEAR ALL") == b"403"
    assert curl(server, *shown, "--json", "{}") == b"415"
