"""Queries on a release: guards, answers, formats, errors."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lf2l_kg.base.errors import InputError, QueryError
from lf2l_kg.query import (
    AnswerTooLargeError,
    Limits,
    MalformedQueryError,
    RefusedQueryError,
    find_questions,
    query_endpoint,
    query_release,
    query_store,
    question_title,
    serialize_answer,
    tabulate,
)
from lf2l_kg.query.evaluate import evaluate_query
from lf2l_kg.query.guard import guard_query, refuse_update
from serving import BASE, write_release

P = "PREFIX : <http://127.0.0.1:1/> PREFIX service: <http://127.0.0.1:1/> "


def guard(text: str) -> str:
    return guard_query(text, max_length=1 << 16, max_depth=200, max_terms=1 << 15)


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_release(tmp_path_factory.mktemp("releases"))


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://a/> { ?s ?p ?o } }",
        "SELECT * { service <http://a/> { ?s ?p ?o } }",
        "SELECT * { SeRvIcE SILENT <http://a/> { } }",
        "SELECT * { SERVICE<http://a/>{ } }",
        "SELECT * { SERVICE ?x { } }",
        "SELECT * { SERVICE#comment\n<http://a/> { } }",
        "SELECT * { ?s ?p 1SERVICE<http://a/> { } }",
        "SELECT * { ?s ?p trueSERVICE<http://a/> { } }",
        "SELECT * { ?s ?p 'x'SERVICE<http://a/> { } }",
        "SELECT * { ?s ?p ?o .SERVICE<http://a/> { } }",
        "SELECT * { ?s ?p :.SERVICE<http://a/> { } }",
        "SELECT * { OPTIONAL { ?s ?p ?o } SERVICE :a { } }",
        "# 'unclosed\nSELECT * { SERVICE <http://a/> { } } # '",
        'SELECT * { ?s ?p "a#" SERVICE <http://a/> { } }',
        'SELECT * { ?s ?p "\\"" . SERVICE <http://a/> { } #"\n }',
        'SELECT * { ?s ?p """a"b""c""" . SERVICE <http://a/> { } }',
        "SELECT * { ?s ?p <http://a/#'> SERVICE <http://a/> { } }",
        "SELECT * { ?s ?p <http://a/\\U00000041'> . SERVICE <http://a/> { ?s ?p '' } }",
    ],
)
def test_service_is_refused_however_it_is_spelt(text: str) -> None:
    with pytest.raises(RefusedQueryError, match="SERVICE"):
        guard(text)


@pytest.mark.parametrize(
    "text",
    [
        "SERVICE:a {}",
        "SERVICEservice:a {}",
        "?s ?p trueSERVICE:a {}",
        "FILTER(1<1)SERVICE#>\n<http://127.0.0.1:1/>{}",
        "FILTER(1<1#>'''\n)SERVICE#>\n<http://127.0.0.1:1/>{?s ?p ?o #'''\n}",
        "FILTER(?a<'x>')SERVICE <http://127.0.0.1:1/>{?s ?p ?o FILTER(?s='')}",
        "FILTER(?a<(?b>2)) FILTER(?a<1)SERVICE#>\n<http://127.0.0.1:1/>{}",
        "FILTER(1<1)#> GRAPH\nSERVICE:a{}",
    ],
)
def test_a_service_that_only_the_engine_reads_is_disarmed(text: str) -> None:
    query = f"{P}SELECT * {{ {text} }}"
    assert engine_calls(query)
    assert not engine_calls(guard(query))


@pytest.mark.parametrize(
    "pattern",
    [
        "?s ?p 'SERVICE <http://a/> {}'",
        '?s ?p """\nSERVICE <http://a/> {}\n"""',
        "?s ?p <http://a/SERVICE>",
        "?s ?p <http://a/x#service> FILTER(?s != 3)",
        "?s ?service ?SERVICE . $s $service ?o",
        "?s ?p service:a",
        "?s ?p :service",
        "GRAPH service:g { ?s ?p ?o }",
        "?s ?p ?o # SERVICE <http://a/> {}\n",
        "?s ?p 'x'@service . _:service ?p ?o",
        "?s ?p ?o FILTER(?o IN (<http://a/(service)#x>))",
    ],
)
def test_the_word_service_means_the_same_where_it_calls_nobody(pattern: str) -> None:
    data = """PREFIX service: <http://127.0.0.1:1/> PREFIX : <http://127.0.0.1:1/>
        INSERT DATA { <x:s> <x:p> 'SERVICE <http://a/> {}' , '''\nSERVICE <http://a/> {}\n''' ,
            <http://a/SERVICE> , <http://a/x#service> , service:a , :service , 'x'@service ,
            <http://a/(service)#x> . GRAPH service:g { <x:s> <x:p> 1 } }"""
    store = ox.Store()
    store.update(data)
    query = f"{P}SELECT * {{ {pattern} }}"
    rows = [str(row) for row in select(store, query)]
    assert rows
    assert [str(row) for row in select(store, guard(query))] == rows


GLUE = st.lists(
    st.sampled_from(
        [
            "'",
            '"',
            "'''",
            "#",
            ">",
            "#>",
            "\n",
            ")",
            " AS ?z)",
            " ",
            "<",
            ".",
            ":",
            "x:",
            "(",
            "<<",
            "1",
        ]
    ),
    max_size=3,
).map("".join)
BEFORE = st.sampled_from(
    [
        *("", "?s ?p ?o .", "?s ?p ?o ", "?s ?p 'x'", "?s ?p 1", "FILTER(1<1", "FILTER(?a<?b"),
        *("BIND(1<2", "OPTIONAL{?s ?p ?o}", "?s ?p <x:y>", "GRAPH", "?s ?p :a", "FILTER(1<x:y"),
        *("?s ?p :", "?s ?p <http://x/", "FILTER(1<(2>1))FILTER(1<1"),
    ]
)
CALL = st.sampled_from(
    ["SERVICE", " service ", "sErVice:", "SERVICE#\n"]
)  # not SILENT: nobody would hear
WHOM = st.sampled_from(["<http://127.0.0.1:1/>", ":a", "service:a", " :a "])
CALLS = st.tuples(BEFORE, GLUE, CALL, GLUE, WHOM, st.just("{?s ?p ?o"), GLUE, st.just("\n}"))


@settings(max_examples=1500, deadline=None)
@given(CALLS.map("".join))
def test_what_passes_the_guard_never_makes_the_engine_call_anybody(middle: str) -> None:
    text = f"{P}PREFIX x: <x:> SELECT * {{ {middle} }}"
    try:
        safe = guard(text)
    except RefusedQueryError:
        return
    assert not engine_calls(safe), text


@given(st.text(alphabet="SERVICEservice <>'\"#:.?\\\n"))
def test_the_guard_takes_any_text(text: str) -> None:
    with contextlib.suppress(RefusedQueryError):
        assert guard(text).count("\n") == text.count("\n")


def engine_calls(text: str) -> bool:
    """Whether the engine reads a SERVICE: it then complains of port 1 instead of connecting."""
    store = ox.Store()
    values = [ox.Literal(""), ox.Literal("x"), ox.Literal(1), ox.Literal(True)]
    names = [
        ox.NamedNode(iri) for iri in ("x:", "x:y", "http://127.0.0.1:1/a", "http://127.0.0.1:1/")
    ]
    objects: list[ox.Literal | ox.NamedNode] = [*values, *names]
    for value in objects:  # so that every pattern before the clause has an answer
        store.add(ox.Quad(ox.NamedNode("x:s"), ox.NamedNode("x:p"), value))
    try:
        select(store, text)
    except SyntaxError:
        return False
    except (OSError, RuntimeError):
        return True
    return False


def select(store: ox.Store, text: str) -> list[ox.QuerySolution]:
    results = store.query(text)
    assert isinstance(results, ox.QuerySolutions)
    return list(results)


def test_nesting_is_bounded_before_the_engine_sees_it() -> None:
    guard("SELECT * {" + "{" * 199 + "}" * 200)
    for opened, closed in ("{}", "()", "[]"):
        with pytest.raises(RefusedQueryError, match="200"):
            guard("SELECT * { " + opened * 5000 + closed * 5000)
    guard("SELECT * { VALUES (?a ?b) {" + "(1 2)" * 5000 + "} }")
    guard("SELECT ('" + "{" * 5000 + "' AS ?x) {}")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("INSERT DATA { <a:b> <a:b> 1 }", "INSERT"),
        ("PREFIX select: <a:b>\nDELETE WHERE { ?s ?p ?o }", "DELETE"),
        ("BASE <a:b> # c\nCLEAR ALL", "CLEAR"),
        ("LOAD <http://127.0.0.1:1/>", "LOAD"),
        ("WITH <a:b> DELETE { ?s ?p ?o } WHERE {}", "WITH"),
    ],
)
def test_an_update_is_called_an_update(text: str, word: str) -> None:
    with pytest.raises(RefusedQueryError, match=word):
        refuse_update(text)


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("SELECT *\nWHERE { ?s ?p }", "2:15", "lacks its object"),
        ("SELECT * { ?s ?p ?o . ?x }", "1:26", "lacks its property"),
        ("\nSELEC * {}", "2:1", "SELECT"),
        ("PREFIX a: <b:c> # d\n  FIND * {}", "2:3", "`FIND`"),
        ("", "1:1", "SELECT"),
        ("SELECT * {\n ?s ex:p ?o }", "2:5", "PREFIX ex:"),
        ("PREFIX x: <a:b> SELECT * { x:a :b x:c }", "1:32", "PREFIX :"),
    ],
)
def test_a_malformed_query_says_where_and_what(
    release: Path, text: str, place: str, said: str
) -> None:
    with pytest.raises(MalformedQueryError) as caught:
        query_release(release, text)
    assert f"{caught.value.line}:{caught.value.column}" == place
    line, column = place.split(":")
    assert caught.value.message.en.startswith(f"line {line}, column {column}: ")
    assert caught.value.message.fr.startswith(f"ligne {line}, colonne {column}\u00a0: ")
    assert said in caught.value.message.en
    assert "[_]" not in caught.value.message.en


def test_a_function_that_does_not_exist_is_refused_by_name(release: Path) -> None:
    with pytest.raises(RefusedQueryError, match="<http://f/g>"):
        query_release(release, "SELECT (<http://f/g>(1) AS ?x) {}")


def test_an_answer_past_the_bound_is_an_error_not_a_part(release: Path) -> None:
    for text in ("SELECT * { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }"):
        with pytest.raises(AnswerTooLargeError, match="LIMIT"):
            query_release(release, text, Limits(max_answer=200))


def test_a_long_chain_of_operators_does_not_end_the_process() -> None:
    text = "ASK { FILTER(" + "!" * 30000 + "true) }"
    assert query_store(ox.Store(), text).rows == (("true",),)


def test_a_release_without_a_store_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="lf2l-kg build"):
        query_release(tmp_path, "ASK {}")


def test_the_link_to_the_current_release_will_do(release: Path) -> None:
    answer = query_release(release.parent / "current", "ASK { ?s ?p ?o }")
    assert answer.rows == (("true",),)


def test_a_table_has_its_columns_in_order_and_short_names(release: Path) -> None:
    text = f"SELECT ?n ?s ?none {{ ?s <{BASE}ontology#population> ?n }}"
    table = tabulate(query_release(release, text), BASE)
    assert table.columns == ("n", "s", "none")
    assert table.rows == (("66000", "territory:velen", ""),)


def test_a_graph_is_a_table_too_each_triple_once(release: Path) -> None:
    text = "CONSTRUCT { <a:b> <a:c> 'd' } { ?s ?p ?o }"
    answer = query_release(release, text)
    assert answer.variables == ("subject", "predicate", "object")
    assert answer.rows == (("a:b", "a:c", "d"),)


@pytest.mark.parametrize("name", ["json", "xml", "tsv", "text/csv", "csv"])
def test_results_are_written_in_each_format(release: Path, name: str) -> None:
    answer = query_release(release, f"SELECT ?n {{ ?s <{BASE}ontology#population> ?n }}")
    assert b"66000" in serialize_answer(answer, name)


@pytest.mark.parametrize("name", ["ttl", "nt", "jsonld", "rdf", "turtle"])
def test_graphs_are_written_in_each_format_always_the_same(release: Path, name: str) -> None:
    text = f"DESCRIBE <{BASE}id/territory/velen>"
    written = {serialize_answer(query_release(release, text), name, BASE) for _ in range(3)}
    assert len(written) == 1
    kind = ox.RdfFormat.from_extension({"turtle": "ttl"}.get(name, name))
    assert len(list(ox.parse(written.pop(), format=kind))) == 4


def test_a_format_that_does_not_fit_says_which_do(release: Path) -> None:
    with pytest.raises(QueryError, match="json, xml, csv, tsv"):
        serialize_answer(query_release(release, "ASK {}"), "ttl")


def test_questions_are_found_by_name_with_their_titles(tmp_path: Path) -> None:
    (tmp_path / "questions").mkdir()
    (tmp_path / "b.rq").write_text("# Où ?\n# Where?\nASK {}", encoding="utf-8")
    (tmp_path / "questions" / "a.rq").write_text("ASK {}", encoding="utf-8")
    (tmp_path / "questions" / "b.rq").write_text("ASK { }", encoding="utf-8")
    found = find_questions(tmp_path)
    assert list(found) == ["a", "b"]
    assert question_title(found["b"], "b").fr == "Où ?"
    assert question_title(found["b"], "b").en == "Where?"
    assert question_title(found["a"], "a").en == "a"
    assert find_questions(tmp_path / "nowhere") == {}


@pytest.mark.parametrize("url", ["file:///etc/passwd", "x", "ftp://a/"])
def test_an_endpoint_is_an_http_address(url: str) -> None:
    with pytest.raises(QueryError, match=re.escape(url)):
        query_endpoint(url, "ASK {}")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (GROUP_CONCAT(?x) AS ?all) { VALUES ?x { 'a'@fr 'b'@fr } }",
        "SELECT (group_concat ( DISTINCT CONCAT(?x, ''); SEPARATOR = ' ' ) AS ?all) {V}",
        "SELECT (UCASE(GROUP_CONCAT(?x)) AS ?ALL) (GROUP_CONCAT(?x) AS ?all) {V}",
        "SELECT ?all { { SELECT (GROUP_CONCAT(?x) AS ?all) {V} } } # GROUP_CONCAT(",
        "SELECT ('GROUP_CONCAT(' AS ?t) (GROUP_CONCAT(?x) AS ?all) {V} HAVING (GROUP_CONCAT(?x) = 'a b')",
    ],
)
def test_group_concat_gives_a_simple_literal(query: str) -> None:
    query = query.replace("{V}", "{ VALUES ?x { 'a'@fr 'b'@fr } }")
    results = evaluate_query(ox.Store(), query, Limits())
    assert b'"all":{"type":"literal","value":"a b"}' in results.serialize("json")


@pytest.mark.parametrize(
    ("query", "mistake"),
    [
        ("SELECT (GROUP_CONCAT(?x AS ?y) {}", "AS ?y"),
        ("SELECT (GROUP_CONCAT(?x) AS ?y) { ?x ?p }", "}"),
        ("SELECT (GROUP_CONCAT(?x) AS ?y) ?z { ?x ?p ?z }", "?z {"),
    ],
)
def test_a_mistake_after_group_concat_is_told_where_it_is(query: str, mistake: str) -> None:
    with pytest.raises(MalformedQueryError) as caught:
        evaluate_query(ox.Store(), query, Limits())
    assert caught.value.column == query.rindex(mistake) + 1


@pytest.fixture(scope="module")
def overlapping() -> ox.Store:
    """Three graphs: the first two share a triple and a blank node, the third shares nothing."""
    data = """
        GRAPH <http://g/1> { <urn:a> <urn:p> 1, 2 . _:b <urn:p> 8 }
        GRAPH <http://g/2> { <urn:a> <urn:p> 2, 3 . _:b <urn:q> 9 }
        GRAPH <http://g/3> { <urn:z> <urn:p> 7 }"""
    store = ox.Store()
    store.load(data.encode(), ox.RdfFormat.TRIG)
    return store


@pytest.mark.parametrize(
    ("default", "named", "dataset", "count"),
    [
        ("1 2", "", "", 5),
        ("1 2 1", "", "", 5),
        ("1 1", "", "", 3),
        ("1 3", "", "", 4),
        ("1 2 3", "", "", 6),
        ("2 absent", "", "", 3),
        ("1", "", "FROM <2> FROM <3>", 3),
        ("", "3", "FROM <1> FROM <2>", 0),
        ("", "", "FROM <1> FROM <2>", 5),
        ("", "", "FROM <1> from <1>", 3),
        ("", "", "FROM x:1 # FROM <3>\nFROM <http://g/2>", 5),
        ("", "", "FROM <1> FROM NAMED <2>", 3),
        ("", "", "FROM NAMED <1> FROM NAMED <2>", 0),
    ],
)
def test_a_triple_of_several_graphs_counts_once(
    overlapping: ox.Store, default: str, named: str, dataset: str, count: int
) -> None:
    query = f"PREFIX x: <> SELECT (COUNT(*) AS ?n) {dataset} {{ ?s ?p ?o }}"
    results = evaluate_query(
        overlapping,
        query,
        Limits(),
        base_iri="http://g/",
        default_graphs=[f"http://g/{name}" for name in default.split()],
        named_graphs=[f"http://g/{name}" for name in named.split()],
    )
    assert results.serialize("csv").split() == [b"n", str(count).encode()]


def test_a_merge_keeps_blank_nodes_and_leaves_named_graphs_as_they_are(
    overlapping: ox.Store,
) -> None:
    query = """SELECT ?x ?g FROM <http://g/1> FROM <http://g/2> FROM NAMED <http://g/2>
        FROM NAMED <http://g/3> { ?b <urn:p> ?x . ?b <urn:q> ?y OPTIONAL { GRAPH ?g { ?b ?p ?y } } }"""
    results = evaluate_query(overlapping, query, Limits())
    assert results.serialize("csv").split() == [b"x,g", b"8,http://g/2"]


@pytest.mark.parametrize("query", ["SELECT * FROM x:1 FROM x:2 {}", "ASK FROM <urn:a> FROM {}"])
def test_a_mistake_beside_several_graphs_is_told_as_any_other(
    overlapping: ox.Store, query: str
) -> None:
    with pytest.raises(MalformedQueryError) as caught:
        evaluate_query(overlapping, query, Limits())
    assert (caught.value.line, caught.value.column > 10) == (1, True)
