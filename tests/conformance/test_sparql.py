"""The W3C tests of SPARQL 1.1 Query, by our own functions: syntax, evaluation, result formats.

Source: https://www.w3.org/TR/2013/REC-sparql11-query-20130321/, https://github.com/w3c/rdf-tests
"""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from sparql_suite import CALLING, CASES, Case, chosen, csv_rows, expected, graph_of, rdf_format

from lf2l_kg.query import (
    Answer,
    Limits,
    MalformedQueryError,
    RefusedQueryError,
    evaluate_query,
    keep_answer,
    serialize_answer,
)
from lf2l_kg.query.grammar import join_marks, sparql_grammar
from lf2l_kg.query.tokens import tokenize


def evaluate(case: Case) -> Answer:
    store = ox.Store()
    for path in case.data:
        store.load(path.read_bytes(), rdf_format(path), base_iri=path.as_uri())
    for path in case.graphs:
        graph = ox.NamedNode(path.as_uri())
        store.load(path.read_bytes(), rdf_format(path), base_iri=path.as_uri(), to_graph=graph)
    return keep_answer(evaluate_query(store, case.text, Limits()))


@pytest.mark.skipif(not CASES, reason="the W3C suite is not beside the project (../shared)")
def test_the_suite_is_read_whole() -> None:
    assert len([case for case in CASES if not case.not_due]) > 300


@pytest.mark.parametrize("case", chosen("PositiveSyntaxTest11"))
def test_a_query_of_the_standard_is_understood(case: Case) -> None:
    refused = ""
    try:
        evaluate(case)
    except RefusedQueryError as error:
        refused = error.value
    # Understood, but there is no such function to evaluate.
    assert refused in ("", "http://example/function")


@pytest.mark.parametrize(
    "case",
    [c for c in CASES if c.query and not c.kind.startswith("Negative")],
    ids=lambda case: case.name,
)
def test_a_query_of_the_standard_is_one_by_our_grammar(case: Case) -> None:
    assert sparql_grammar().find_stop(join_marks(tokenize(case.text))) is None


@pytest.mark.parametrize("case", chosen("NegativeSyntaxTest11"))
def test_what_the_standard_forbids_is_malformed(case: Case) -> None:
    with pytest.raises(MalformedQueryError) as caught:
        evaluate(case)
    assert caught.value.line > 0


@pytest.mark.parametrize("case", chosen("QueryEvaluationTest"))
def test_a_query_gives_what_the_standard_says(case: Case) -> None:
    assert case.result is not None
    assert graph_of(evaluate(case)) == graph_of(expected(case.result))


@pytest.mark.parametrize("case", chosen("CSVResultFormatTest"))
def test_csv_is_written_as_the_standard_says(case: Case) -> None:
    assert case.result is not None
    got = serialize_answer(evaluate(case), "csv").decode()
    want = case.result.read_bytes().decode()
    assert csv_rows(got) == csv_rows(want)
    assert got.count("\r\n") == want.count(
        "\n"
    )  # by RFC 4180; the suite's files are as git gave them


@pytest.mark.parametrize(
    "case",
    CALLING,
    ids=lambda case: case.name,
)
def test_federation_is_refused(case: Case) -> None:
    with pytest.raises((RefusedQueryError, MalformedQueryError)) as caught:
        evaluate(case)
    assert isinstance(caught.value, RefusedQueryError) == (case.kind != "NegativeSyntaxTest11")
