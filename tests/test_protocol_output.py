"""Answers are well-formed in every format, whatever the data hold: a second library reads them back.

Source: https://www.w3.org/TR/sparql11-results-csv-tsv/, https://www.w3.org/TR/rdf-sparql-XMLres/,
https://www.w3.org/TR/sparql11-results-json/, https://www.w3.org/TR/rdf-syntax-grammar/
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import TypeAlias

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import assume, example, given
from hypothesis import strategies as st
from rdflib.compare import isomorphic
from rdflib.query import Result

from lf2l_kg.query import UnacceptableFormatError, evaluate_query, keep_answer, serialize_answer
from lf2l_kg.query import graphs as query_graphs
from lf2l_kg.query.answer import Answer
from lf2l_kg.query.evaluate import Limits
from lf2l_kg.query.formats import Format
from lf2l_kg.query.graphs import serialize_graph, write_graph
from lf2l_kg.query.results import write_results

Term: TypeAlias = ox.NamedNode | ox.Literal
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
NASTY = (
    "\x00\x01\x08\t\n\x0b\r\x1f \"'\\,;:=+-@<>&?#{}|^`\x7f\x85\u2028\ufeff\ufffe\uffff\ufffdé𝄞aZ09%"
)
IN_IRIS = "aZ09-._~:/?#@!$&'()*+,;=é·ₐ"
FORBIDDEN_IN_XML = {*map(chr, range(32)), "\ufffe", "\uffff"} - {"\t", "\n", "\r"}

#: Legal in a line of TSV, but rdflib's reader takes each for the end of one.
LINE_ENDS_OF_RDFLIB = set("\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")


def valid(iri: str) -> bool:
    try:
        ox.NamedNode(iri)
    except ValueError:
        return False
    return True


texts = st.text(st.sampled_from(NASTY) | st.characters(exclude_categories=["Cs"]), max_size=12)
iris = (
    st.text(st.sampled_from(IN_IRIS), max_size=8)
    .map(lambda end: f"http://e.example/{end}")
    .filter(valid)
    .map(ox.NamedNode)
)
literals = st.one_of(
    texts.map(ox.Literal),
    texts.map(lambda text: ox.Literal(text, language="fr-ca")),
    st.tuples(texts, iris).map(lambda pair: ox.Literal(pair[0], datatype=pair[1])),
)
terms = st.one_of(iris, literals)
rows = st.lists(st.lists(st.none() | terms, min_size=3, max_size=3), max_size=4)
graphs = st.lists(st.builds(ox.Triple, iris, iris, terms), max_size=6)


@pytest.fixture(autouse=True)
def as_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rdflib would write 01 as 1."""
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


def of_rdflib(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> rdflib.term.Node:
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    assert isinstance(term, ox.Literal)
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    plain = term.datatype.value.endswith("XMLSchema#string")
    return rdflib.Literal(
        term.value, datatype=None if plain else rdflib.URIRef(term.datatype.value)
    )


Rows: TypeAlias = list[list[Term | None]]


def solutions(table: Rows) -> ox.QuerySolutions:
    """What the engine gives for a query whose answer is this table of ?a, ?b, ?c."""
    cells = " ".join(
        f"({' '.join('UNDEF' if t is None else str(t) for t in row)})" for row in table
    )
    results = ox.Store().query(f"SELECT ?a ?b ?c {{ VALUES (?a ?b ?c) {{ {cells} }} }}")
    assert isinstance(results, ox.QuerySolutions)
    return results


def content(table: Rows, name: Format) -> bytes:
    output = io.BytesIO()
    write_results(solutions(table), name, output)
    return output.getvalue()


def as_given(table: Rows) -> list[tuple[rdflib.term.Node | None, ...]]:
    """The rows in rdflib's terms; the engine may write a number in another way than it was put in."""
    return [
        tuple(None if row[name] is None else of_rdflib(row[name]) for name in "abc")
        for row in solutions(table)
    ]


def read_back(data: bytes, name: str) -> list[tuple[rdflib.term.Node | None, ...]]:
    result = Result.parse(io.BytesIO(data), format=name)
    assert [str(variable) for variable in result.vars or ()] == ["a", "b", "c"]
    return [
        tuple(binding.get(rdflib.Variable(name)) for name in "abc") for binding in result.bindings
    ]


def holds_forbidden(values: Iterator[str]) -> bool:
    return any(character in FORBIDDEN_IN_XML for value in values for character in value)


@given(rows)
@example([[ox.Literal("a\rb"), ox.Literal(" a "), ox.Literal("\r\n")]])
@example([[ox.Literal("\x01"), None, None]])
@example([[ox.Literal("x\uffff"), None, None]])
def test_xml_results_are_read_back_or_refused_for_a_character(table: Rows) -> None:
    values = (term.value for row in table for term in row if term is not None)
    if holds_forbidden(values):
        with pytest.raises(UnacceptableFormatError, match=r"U\+[0-9A-F]{4}"):
            content(table, "xml")
        return
    assert read_back(content(table, "xml"), "xml") == as_given(table)


@given(rows)
def test_json_results_are_read_back(table: Rows) -> None:
    assert read_back(content(table, "json"), "json") == as_given(table)


@given(rows)
@example([[None, ox.Literal("a\tb\r\n\\c'"), None]])
def test_tsv_results_are_read_back(table: Rows) -> None:
    values = "".join(term.value for row in table for term in row if term is not None)
    assume(not LINE_ENDS_OF_RDFLIB & set(values))
    data = content(table, "tsv")
    assert data.count(b"\n") == len(table) + 1
    assert b"\r" not in data
    assert read_back(data, "tsv") == as_given(table)


@given(rows)
@example([[ox.Literal('a,"b"\r\nc'), ox.Literal("\r"), ox.NamedNode("http://e.example/a,b")]])
def test_csv_results_are_as_the_recommendation_says(table: Rows) -> None:
    """Values as they are, quoted where RFC 4180 asks for it, lines ended by CRLF, "" for unbound."""
    text = content(table, "csv").decode()
    assert text.endswith("\r\n")
    want = [[str(cell or "") for cell in row] for row in as_given(table)]
    assert list(csv.reader(io.StringIO(text, newline=""), strict=True)) == [["a", "b", "c"], *want]


def test_a_verdict_in_csv_and_tsv_is_a_line() -> None:
    answer = Answer("ask", b'{"head":{},"boolean":true}')
    assert serialize_answer(answer, "csv") == b"true\r\n"
    assert serialize_answer(answer, "tsv") == b"true\n"
    for name in ("xml", "json"):
        assert Result.parse(io.BytesIO(serialize_answer(answer, name)), format=name).askAnswer


def test_blank_nodes_are_named_in_csv_and_tsv() -> None:
    answer = keep_answer(evaluate_query(ox.Store(), "SELECT ?b { BIND(BNODE() AS ?b) }", Limits()))
    for name in ("csv", "tsv"):
        assert serialize_answer(answer, name).split()[1].startswith(b"_:")


def in_rdflib(data: bytes, name: str) -> set[tuple[rdflib.term.Node, ...]]:
    return set(rdflib.Graph().parse(io.BytesIO(data), format=name))


def wanted(triples: list[ox.Triple]) -> set[tuple[rdflib.term.Node, ...]]:
    return {(of_rdflib(t.subject), of_rdflib(t.predicate), of_rdflib(t.object)) for t in triples}


@pytest.mark.parametrize(
    ("name", "known_as"), [("ttl", "turtle"), ("nt", "nt"), ("jsonld", "json-ld")]
)
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # within rdflib
@given(triples=graphs)
def test_a_graph_is_read_back(name: Format, known_as: str, triples: list[ox.Triple]) -> None:
    data = serialize_graph(triples, name, "http://e.example/")
    assert in_rdflib(data, known_as) == wanted(triples)


@given(graphs)
@example([ox.Triple(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.Literal("a\r\nb"))])
def test_rdf_xml_is_read_back_or_refused_for_what_it_cannot_write(triples: list[ox.Triple]) -> None:
    refused = None
    try:
        data = serialize_graph(triples, "rdf", "http://e.example/")
    except UnacceptableFormatError as error:
        refused = error
    if refused is None:
        assert in_rdflib(data, "xml") == wanted(triples)
    elif refused.value.startswith("U+"):
        assert holds_forbidden(t.object.value for t in triples if isinstance(t.object, ox.Literal))
    else:
        assert f"<{refused.value}>" in refused.message.fr
        assert refused.value in {t.predicate.value for t in triples}


ODD, PLAIN = ox.NamedNode("http://e.example/1"), ox.NamedNode("http://e.example/p")
TYPE = ox.NamedNode(f"{RDF}type")


def test_a_class_that_is_no_xml_name_is_written_as_a_property() -> None:
    other = ox.NamedNode("http://e.example/2")
    triples = [
        ox.Triple(PLAIN, TYPE, ODD),
        ox.Triple(PLAIN, TYPE, other),
        ox.Triple(PLAIN, PLAIN, ODD),
        ox.Triple(ODD, TYPE, PLAIN),
        ox.Triple(ODD, TYPE, ODD),
    ]
    assert in_rdflib(serialize_graph(triples, "rdf", ""), "xml") == wanted(triples)
    for alone in (triples[:1], triples[:2], [*triples[:2], triples[3]], [triples[3], triples[0]]):
        with pytest.raises(UnacceptableFormatError, match=r"<http://e\.example/"):
            serialize_graph(alone, "rdf", "")


@pytest.mark.parametrize("name", ["li", "about", "Description", "nodeID"])
def test_words_of_rdf_xml_are_no_properties(name: str) -> None:
    with pytest.raises(UnacceptableFormatError, match=name):
        serialize_graph([ox.Triple(ODD, ox.NamedNode(RDF + name), ODD)], "rdf", "")


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # within rdflib
@pytest.mark.parametrize(
    ("name", "known_as"), [("ttl", "turtle"), ("nt", "nt"), ("jsonld", "json-ld"), ("rdf", "xml")]
)
@pytest.mark.parametrize("most_in_order", [0, 5000])
def test_a_graph_with_blank_nodes_and_lists_is_isomorphic(
    name: Format, known_as: str, most_in_order: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both the graphs that are put in order and those that are written as they come."""
    query = """PREFIX : <http://e.example/> CONSTRUCT {
        [] :list (1 "é" :x) ; :knows _:b . _:b :knows [ :name ?n ] , _:b . ?s :p ?n ; a ?c }
        WHERE { VALUES (?s ?n ?c) { ROWS } }"""
    rows = " ".join(f'(:s{n % 5} "{n}"@fr :C{n % 3})' for n in range(10))
    monkeypatch.setattr(query_graphs, "_READABLE", most_in_order)
    results = ox.Store().query(query.replace("ROWS", rows))
    assert isinstance(results, ox.QueryTriples)
    triples = list(results)
    output = io.BytesIO()
    write_graph(iter(triples), name, "http://e.example/", output)
    lines = "".join(f"{triple} .\n" for triple in triples)
    given, read = rdflib.Graph().parse(data=lines, format="nt"), rdflib.Graph()
    read.parse(io.BytesIO(output.getvalue()), format=known_as)
    assert isomorphic(read, given)


@pytest.mark.parametrize("most_in_order", [0, 6, 7, 5000])
def test_n_triples_written_by_the_engine_are_those_of_the_same_triples_one_by_one(
    most_in_order: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seven lines, with ends of lines in a literal: in order up to the bound."""
    query = r"""CONSTRUCT { ?s <http://e.example/p> "é\n\r\"\\" , ?n } WHERE {
        VALUES (?s ?n) { (<http://e.example/b> 1) (<http://e.example/a> 2) (<http://e.example/b> 1)
                         (<http://e.example/a> 2) (<http://e.example/a> 3) (<http://e.example/c> 3) } }"""
    monkeypatch.setattr(query_graphs, "_READABLE", most_in_order)
    store, written, known = ox.Store(), io.BytesIO(), io.BytesIO()
    results = store.query(query)
    assert isinstance(results, ox.QueryTriples)
    write_graph(results, "nt", "", written)
    triples = store.query(query)
    assert isinstance(triples, ox.QueryTriples)
    write_graph(list(triples), "nt", "", known)
    assert written.getvalue() == known.getvalue()
    lines = written.getvalue().splitlines()
    assert (lines == sorted(set(lines))) == (most_in_order >= 7)


@pytest.mark.parametrize("name", ["jsonld", "rdf"])
@pytest.mark.parametrize("most_in_order", [0, 5000])
def test_a_triple_within_a_triple_is_refused_where_rdf_1_1_has_none(
    name: Format, most_in_order: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(query_graphs, "_READABLE", most_in_order)
    triples = [ox.Triple(PLAIN, PLAIN, ox.Triple(ODD, PLAIN, ODD))]
    with pytest.raises(UnacceptableFormatError, match=r"<http://e\.example/1>"):
        write_graph(triples, name, "", io.BytesIO())
    assert b"<<(" in serialize_graph(triples, "nt", "")
