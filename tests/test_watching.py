"""An answer that no change is said to touch is the same after the change."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lf2l_kg.base.resources import packaged
from lf2l_kg.query import find_questions
from lf2l_kg.query.watching import watch_query

BASE = "https://exemple.org/"
PROLOGUE = f"PREFIX e: <{BASE}>\n"
NODES = [ox.NamedNode(BASE + name) for name in "abcd"]
PROPERTIES = [ox.NamedNode(BASE + name) for name in "pqr"]

triples = st.builds(
    ox.Triple,
    st.sampled_from(NODES),
    st.sampled_from(PROPERTIES),
    st.sampled_from([*NODES, ox.Literal("x"), ox.Literal(1)]),
)
graphs = st.sets(triples, max_size=7)
ends = st.sampled_from(["?x", "?y", "?z", "?t", "e:a", "e:b"])
PATHS = (
    "e:p e:q e:r ?x ^e:p e:p/e:q e:p|e:q e:p* e:p+ e:p? (e:p/e:q)* (^e:q|e:p)+ (e:p?/e:q)? ^(e:p*)"
)
paths = st.sampled_from([*PATHS.split(" "), "e:r/e:p*", "e:p*/e:q*"])
patterns = st.builds("{} {} {} .".format, ends, paths, ends)
values = st.sampled_from(
    [
        "VALUES ?x { e:a e:c }",
        "VALUES ?t { e:a } FILTER (?t = e:a)",
        "VALUES (?y ?z) { (e:b UNDEF) }",
        "BIND(?x AS ?u)",
    ]
)


alone = st.sampled_from(
    [
        "FILTER NOT EXISTS { ?x e:p ?v }",
        "FILTER EXISTS { ?w e:q ?y }",
        "FILTER (?z = e:a || NOT EXISTS { ?x ?s ?w })",
        "FILTER NOT EXISTS { ?s ?v e:a }",
    ]
)
selects = st.sampled_from(
    [
        "{ SELECT ?x (COUNT(?y) AS ?n) { % } GROUP BY ?x }",
        "{ SELECT (COUNT(?y) AS ?n) { % } GROUP BY ?x }",
        "{ SELECT (COUNT(?y) AS ?n) { % } }",
        "{ SELECT (SAMPLE(?z) AS ?n) ?x { % } GROUP BY ?x ?t HAVING (COUNT(?y) > 1) }",
        "{ SELECT ?n { % } GROUP BY (STR(?x) AS ?n) }",
        "{ SELECT DISTINCT ?y { % } ORDER BY ?y LIMIT 1 }",
        "{ SELECT ?x (STR(?y) AS ?n) { % } }",
        "{ SELECT * { % } VALUES ?x { e:a e:b } }",
        "{ SELECT ?y { % } HAVING (COUNT(?x) > 1) }",
    ]
)


def blocks(groups: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Parts of a group made from others."""
    words = ["", "OPTIONAL", "MINUS", "FILTER EXISTS", "FILTER NOT EXISTS"]
    filters = ["?x != e:b", "?y = e:a", "?z = ?x", "!BOUND(?y)", "COALESCE(?z, ?y) != e:a"]
    one = st.builds(
        lambda word, group: word if word.endswith(")") else f"{word} {{ {group} }}",
        st.sampled_from([*words, *(f"FILTER ({condition})" for condition in filters)]),
        groups,
    )
    union = st.builds("{{ {} }} UNION {{ {} }}".format, groups, groups)
    within = st.builds(lambda select, group: select.replace("%", group), selects, groups)
    return st.lists(one | union | within | alone | patterns, min_size=1, max_size=4).map(" ".join)


groups = st.recursive(
    st.lists(patterns | values, min_size=1, max_size=3).map(" ".join), blocks, max_leaves=4
)


def filled(some: set[ox.Triple]) -> ox.Store:
    store = ox.Store()
    store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in some)
    return store


def rows(store: ox.Store, query: str) -> list[str]:
    found = store.query(query, base_iri=BASE)
    assert isinstance(found, ox.QuerySolutions)
    return sorted(str(row) for row in found)


def touched(query: str, before: set[ox.Triple], after: set[ox.Triple]) -> bool:
    watching = watch_query(query)
    changed, gone, both = map(filled, (before ^ after, before - after, before | after))
    return watching is None or watching.may_differ(changed, gone, both, BASE)


@settings(max_examples=400, deadline=None)
@given(group=groups, before=graphs, gone=graphs, come=graphs)
@example(  # a row that was joined with all is joined with one only
    "e:a e:p ?x . OPTIONAL { ?x e:q ?y } ?z e:r ?y",
    {ox.Triple(NODES[0], PROPERTIES[0], NODES[1]), ox.Triple(NODES[2], PROPERTIES[2], NODES[3])},
    set(),
    {ox.Triple(NODES[1], PROPERTIES[1], NODES[2])},
)
@example(  # what is counted for is not what has its name outside
    "{ SELECT (COUNT(?y) AS ?n) { ?x e:p ?y } GROUP BY ?x } ?z e:q ?x",
    {ox.Triple(NODES[0], PROPERTIES[0], NODES[1])},
    set(),
    {ox.Triple(NODES[2], PROPERTIES[1], NODES[3])},
)
@example(
    "{ SELECT (COUNT(?y) AS ?n) { ?z e:p ?y } } ?x e:q ?y",
    set(),
    set(),
    {ox.Triple(NODES[2], PROPERTIES[1], NODES[3])},
)
@example("?x e:p* ?y", set(), set(), {ox.Triple(NODES[0], PROPERTIES[1], NODES[1])})
@example("?x e:p* e:a", set(), set(), {ox.Triple(NODES[0], PROPERTIES[1], NODES[1])})
@example(  # what binds the variable of a filter is left out, and so is the filter
    "?x e:p ?y { ?y e:q e:d } UNION { VALUES ?v { e:a } ?x e:q e:d FILTER (?v = e:a) }",
    {ox.Triple(NODES[0], PROPERTIES[1], NODES[3])},
    set(),
    {ox.Triple(NODES[0], PROPERTIES[0], NODES[1])},
)
@example(
    "?a e:r ?b OPTIONAL { ?a e:q ?y } ?x e:p ?y FILTER (?x != e:b)",
    {ox.Triple(NODES[0], PROPERTIES[2], NODES[1]), ox.Triple(NODES[2], PROPERTIES[0], NODES[3])},
    set(),
    {ox.Triple(NODES[0], PROPERTIES[1], NODES[1])},
)
@example(
    "?x e:p ?y . ?y e:q* ?z FILTER (?z != e:b)",
    {ox.Triple(NODES[3], PROPERTIES[2], ox.Literal("x"))},
    set(),
    {ox.Triple(NODES[0], PROPERTIES[0], ox.Literal("x"))},
)
def test_an_answer_that_is_not_touched_is_the_same(
    group: str, before: set[ox.Triple], gone: set[ox.Triple], come: set[ox.Triple]
) -> None:
    query, after = f"{PROLOGUE}SELECT * {{ {group} }}", (before - gone) | come
    try:
        was, now = (rows(filled(some), query) for some in (before, after))
    except SyntaxError:  # a variable that is bound twice
        return
    assert was == now or touched(query, before, after)


AB, BC = (ox.Triple(NODES[n], PROPERTIES[0], NODES[n + 1]) for n in range(2))
AC = ox.Triple(NODES[0], PROPERTIES[0], NODES[2])
TYPED = ox.Triple(NODES[0], PROPERTIES[1], NODES[3])


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        ("?x e:p ?y", True),
        ("?x e:q ?y", False),
        ("?x e:q e:d ; e:p ?y", False),  # what comes is not of the class
        ("?x e:q e:d . OPTIONAL { ?x e:p ?y }", False),
        ("?x e:q e:d . OPTIONAL { ?x e:r ?z } FILTER NOT EXISTS { ?x e:p ?y }", False),
        ("?x e:q e:d . ?x e:p* ?y", True),  # a goes to c now
        ("VALUES ?y { e:a } ?x e:p* ?y", False),
        ("?x e:p/e:p $new_", True),  # the step between has a name of its own
        ("{ SELECT ?x (COUNT(?z) AS ?n) { ?x e:q ?z } GROUP BY ?x } OPTIONAL { ?x e:p ?y }", False),
        ("{ SELECT (COUNT(?x) AS ?n) { ?x e:q ?z } GROUP BY ?z } ?x e:p ?y", True),
        ("{ SELECT (COUNT(?z) AS ?n) { ?z e:r ?t } } ?x e:p ?y", True),  # nothing is counted, too
        ("GRAPH ?g { ?x e:q ?y }", True),
        ("?x !e:q ?y", True),
        ("[] e:q ?y", True),
        ("?x e:p ?y FILTER (?x != e:b)", False),
        ("?x e:p ?y FILTER (?x != e:a)", True),
        ("?x e:p ?y OPTIONAL { ?x e:r ?z } FILTER (?z = e:b)", True),  # what it binds is not known
        ("?x e:p ?y FILTER (!BOUND(?y) || ?x != e:b)", True),
        ("?x e:p ?y { ?y e:q e:d } UNION { ?x e:q e:d }", False),  # none of both holds
        ("?x e:p ?y { ?y e:q e:d } UNION { ?z e:q e:d FILTER (?z != e:a) }", False),
        ("?x e:p ?y { ?y e:q e:d } UNION { ?z e:q e:d }", True),
        ("?x e:p ?y { ?y e:q e:d } UNION { FILTER (?x != e:b) }", True),
        ("?x e:r* e:b", True),  # it begins no triple before
        ("?x e:q e:d ; e:r* ?x", False),
    ],
)
def test_what_must_hold_besides_tells_what_is_touched(group: str, expected: bool) -> None:
    query = f"{PROLOGUE}SELECT * {{ {group} }}"
    assert touched(query, {AB, TYPED}, {AB, TYPED, BC}) is expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({AB}, {AC}, False),  # another one
        ({AB}, {AB, AC}, False),
        ({AB, AC}, {AC}, False),
        (set(), {AB}, True),
        ({AB, AC}, set(), True),
        ({BC}, {AB, BC}, True),  # that another thing has one says nothing of this one
    ],
)
@pytest.mark.parametrize(
    "query",
    [
        "?x e:q e:d FILTER NOT EXISTS { ?x e:p ?any }",
        "?x e:q e:d FILTER (EXISTS { ?x e:p ?any } || ?x = e:b)",
        "?x e:q e:d OPTIONAL { ?x e:q ?y FILTER NOT EXISTS { ?x e:p ?any } }",
    ],
)
def test_of_what_only_has_to_be_there_matters_whether_any_is(
    query: str, before: set[ox.Triple], after: set[ox.Triple], expected: bool
) -> None:
    query = f"{PROLOGUE}SELECT * {{ {query} }}"
    assert touched(query, {*before, TYPED}, {*after, TYPED}) is expected


@pytest.mark.parametrize(
    "query",
    [
        "?x e:q e:d FILTER NOT EXISTS { ?x e:p ?any } OPTIONAL { ?x e:p ?any }",
        "?x e:q e:d OPTIONAL { ?x e:r ?any } FILTER NOT EXISTS { ?x e:p ?any }",
        "?x e:q e:d FILTER EXISTS { ?x e:p ?any FILTER (?any = e:b) }",
        "?x e:q e:d MINUS { ?x e:p ?any }",
        "?x e:q e:d BIND (EXISTS { ?x e:p ?any } AS ?is)",
    ],
)
def test_of_what_is_asked_for_more_than_that_each_matters(query: str) -> None:
    assert touched(f"{PROLOGUE}SELECT * {{ {query} }}", {AB, TYPED}, {AC, TYPED})


def test_whether_the_questions_of_the_project_are_touched_is_known() -> None:
    questions = find_questions(packaged("queries"))
    unsure = {name for name, text in questions.items() if watch_query(text) is None}
    assert unsure == {"cq27-preuve-gand-porte-refill", "preuves"}  # they ask the evidence


def test_what_describes_or_chooses_graphs_or_is_long_is_asked_anew() -> None:
    for query in (
        "DESCRIBE <a:b>",
        "SELECT * FROM <a:b> { ?s ?p ?o }",
        "CONSTRUCT WHERE { ?s ?p ?o }",
        "{",
        f"SELECT * {'{ ?s ?p ?o ' * 190}{'}' * 190}",  # to go through it would take minutes
        f"SELECT * {{ ?s ?p ?o FILTER({' || '.join(['?o = 1'] * 5000)}) }}",
    ):
        assert watch_query(query) is None
