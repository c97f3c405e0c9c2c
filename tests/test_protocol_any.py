"""Whatever is asked, and however: an answer or a reason, never a fault of the server.

Source: https://www.w3.org/TR/sparql11-protocol/#query-failure
"""

from __future__ import annotations

from urllib.parse import urlencode

from hypothesis import given, settings
from hypothesis import strategies as st

from listening import Listening

QUERIES = (
    *("", "SELECT", "ASK {}", "SELECT * { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }", "é\x00'\\"),
    *("DESCRIBE <urn:x>", "LOAD <urn:x>", "SELECT * { SERVICE <urn:x> {} }", "ASK FROM <> {}"),
    "SELECT ('a\\u0001\\uffff' AS ?x) (<http://a,b> AS ?y) (1/0 AS ?z) {}",
    "CONSTRUCT { <urn:a> <urn:1> 'x\\u0000' , <urn:a> , _:b } {}",
    "CONSTRUCT { <urn:a> a <urn:1> . <urn:a> <urn:b> 'x'@en--ltr } {}",
    "SELECT (TRIPLE(<urn:a>, <urn:b>, 1) AS ?t) {}",
    "CONSTRUCT { ?s ?s <<(?s ?s ?s)>> } { VALUES ?s { <urn:a> } }",
    "SELECT (IRI('\\u0000') AS ?x) (STRLANG('a', '!!') AS ?y) (STRDT('a', <urn:x>) AS ?z) {}",
    "ASK { FILTER(REGEX('a', '(')) }",
    "SELECT * { ?s ?p ?o } LIMIT 99999999999999999999999",
)
ACCEPTS = (
    *(
        "",
        "*/*",
        "*",
        "text/html",
        "text/csv",
        "text/tab-separated-values",
        "text/plain",
        "text/xml",
    ),
    *("application/sparql-results+xml", "application/sparql-results+json", "application/json"),
    *("text/turtle", "application/rdf+xml", "application/ld+json", "application/n-triples"),
    *(";;,q=,", 'a/b;x="', "image/png", "text/*;q=0.1"),
)
KINDS = (
    *("application/sparql-query", "application/x-www-form-urlencoded", "application/sparql-update"),
    *(
        "",
        "text/plain",
        'application/sparql-query; charset="',
        "application/sparql-query;charset=x",
    ),
)
parameters = st.lists(
    st.tuples(st.just("query"), st.sampled_from(QUERIES))
    | st.tuples(
        st.sampled_from(["query", "default-graph-uri", "named-graph-uri", "format", "update", "x"]),
        st.sampled_from(["", "urn:x", "a b", "json", "html", "rdf", "\x00"]) | st.text(max_size=8),
    ),
    max_size=3,
)


@settings(max_examples=300, deadline=None)
@given(
    method=st.sampled_from(["GET", "GET", "POST", "POST", "HEAD", "PUT"]),
    parameters=parameters,
    direct=st.sampled_from(QUERIES),
    accept=st.sampled_from(ACCEPTS),
    kind=st.sampled_from(KINDS),
)
def test_any_request_gets_an_answer_or_a_reason(
    server: Listening,
    method: str,
    parameters: list[tuple[str, str]],
    direct: str,
    accept: str,
    kind: str,
) -> None:
    encoded = urlencode(parameters, errors="replace")
    path, body, headers = f"/sparql?{encoded}", b"", list[tuple[str, str]]()
    if method == "POST":
        is_form = kind.endswith("urlencoded")
        path, body = "/sparql", encoded.encode() if is_form else direct.encode()
        headers = [("Content-Type", kind)] if kind else []
    reply = server.send(method, path, accept, body, headers)
    assert reply.status in (200, 400, 403, 405, 406, 415), reply.text
    if method == "HEAD":
        assert reply.body == b""
    elif reply.status != 200:
        assert len(reply.text) > 20
