"""SPARQL 1.1 Protocol as a client sees it, over a socket.

Source: https://www.w3.org/TR/sparql11-protocol/, https://www.rfc-editor.org/rfc/rfc9110
"""

from __future__ import annotations

import asyncio
import gzip
import json
import re
import socket
from urllib.parse import quote

import pytest
import zstandard
from starlette.requests import Request
from starlette.types import Message

from lf2l_kg.serve import requests
from lf2l_kg.serve.errors import HttpError
from listening import Listening
from serving import BASE

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
UPDATE = "application/sparql-update"
ASK = "/sparql?query=ASK%7B%7D"
E_ACUTE = "SELECT ('é' AS ?x) {}"
JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
MISSING = "the query is missing: give it in the parameter `query`\n"
FIREFOX = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/png,"
    "image/svg+xml,*/*;q=0.8"
)
CHROME = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,"
    "application/signed-exchange;v=b3;q=0.7"
)


def value(content: bytes) -> str:
    """The one value of a JSON answer."""
    (row,) = json.loads(content)["results"]["bindings"]
    return str(row["x"]["value"])


@pytest.mark.parametrize(
    ("kind", "encoding"),
    [
        ("", "utf-8"),
        ("; charset=utf-8", "utf-8"),
        (";charset=UTF-8", "utf-8"),
        ('; Charset="utf-8"', "utf-8"),
        ('; CHARSET = "UTF8" ', "utf-8"),
        ("; boundary=x; charset=utf-8", "utf-8"),
        ("; charset=iso-8859-1", "iso-8859-1"),
        ('; charset="ISO-8859-15"', "iso-8859-15"),
        ("; charset=windows-1252", "windows-1252"),
        ("; charset=us-ascii", "us-ascii"),
    ],
)
def test_a_query_is_read_in_the_charset_it_comes_in(
    server: Listening, kind: str, encoding: str
) -> None:
    text = "SELECT ('e' AS ?x) {}" if encoding == "us-ascii" else E_ACUTE
    direct = server.post(text.encode(encoding), DIRECT + kind)
    form = server.post(f"query={quote(text, encoding=encoding)}".encode(), FORM + kind)
    assert direct.status == form.status == 200, direct.text
    assert value(direct.body) == value(form.body) == text[9]


@pytest.mark.parametrize("name", [DIRECT.upper(), "Application/Sparql-Query"])
def test_the_case_of_a_media_type_does_not_matter(server: Listening, name: str) -> None:
    assert server.post(b"ASK {}", name).status == 200


def test_a_byte_order_mark_is_no_part_of_a_query(server: Listening) -> None:
    assert server.post(b"\xef\xbb\xbfASK {}", DIRECT).status == 200


@pytest.mark.parametrize(
    "kind",
    [
        f"{DIRECT}; charset=klingon",
        f"{DIRECT}; charset=",
        f"{DIRECT}; charset=utf-16",
        f"{DIRECT}; charset=hex",
        f"{DIRECT}; charset=unicode_escape",
        f"{FORM}; charset=klingon",
        "text/plain",
        "application/json",
        "multipart/form-data; boundary=x",
        "nonsense",
        "",
    ],
)
def test_a_body_that_is_not_understood_is_415_with_what_would_be(
    server: Listening, kind: str
) -> None:
    reply = server.post(b"ASK {}", kind)
    assert reply.status == 415
    assert DIRECT in reply.headers["accept-post"]


def test_a_compressed_query_is_415(server: Listening) -> None:
    reply = server.post(b"\x1f\x8b", DIRECT, ("Content-Encoding", "gzip"))
    assert (reply.status, reply.headers["accept-encoding"]) == (415, "identity")
    assert server.post(b"ASK {}", DIRECT, ("Content-Encoding", "identity")).status == 200


@pytest.mark.parametrize(
    "path",
    [
        f"{ASK}&x=%",
        f"{ASK}&x=%G0",
        "/sparql?query=ASK%7B%7",
        "/sparql?query=ASK%20%7B%7D%FF",
        "/sparql?query=ASK%20%7B%7D%C3",
        "/sparql?query=SELECT(%22%ED%A0%80%22AS%20?x)%7B%7D",  # half of a surrogate pair
        "/sparql?query=",
        "/sparql?query",
        "/sparql?query=%20",
        "/sparql?query=%00",
        "/sparql?query=ASK%7B%7D%00",
        "/sparql?query=not+sparql",
        f"{ASK}&query=ASK%7B%7D",
        f"{ASK}&query=",
        f"{ASK}&default-graph-uri=",
        f"{ASK}&default-graph-uri=relative",
        f"{ASK}&named-graph-uri=http://a%20b/",
        f"{ASK}&named-graph-uri=urn:x%00",
        "/sparql?default-graph-uri=urn:x",
        "/sparql?query=DROP+ALL",
        ASK + "&x=" * 100,
    ],
)
def test_what_cannot_be_read_is_400_and_says_why(server: Listening, path: str) -> None:
    reply = server.get(path, "text/plain", ("Accept-Language", "en"))
    assert (reply.status, reply.kind) == (400, "text/plain")
    assert len(reply.text) > 20


def test_a_broken_escape_is_shown_where_it_stands(server: Listening) -> None:
    reply = server.get(f"{ASK}&note=50%zz", "", ("Accept-Language", "en"))
    assert "`%zz`" in reply.text
    assert "at character 24" in reply.text


@pytest.mark.parametrize(
    "body",
    [b"query=ASK%7B%7D&query=ASK%7B%7D", b"", b"foo=bar", b"query=%FF", b"query=\xff", b"query=%"],
)
def test_a_form_without_one_readable_query_is_400(server: Listening, body: bytes) -> None:
    assert server.post(body, FORM).status == 400


@pytest.mark.parametrize(("path", "kind"), [(ASK, FORM), (ASK, DIRECT), ("/sparql?query=", DIRECT)])
def test_a_query_given_twice_is_400(server: Listening, path: str, kind: str) -> None:
    body = b"query=ASK%7B%7D" if kind == FORM else b"ASK {}"
    reply = server.send("POST", path, "", body, [("Content-Type", kind)])
    assert reply.status == 400


def test_text_that_needs_no_escape_in_practice_is_read(server: Listening) -> None:
    address = server.url.removeprefix("http://").rstrip("/").split(":")
    with socket.create_connection((address[0], int(address[1])), timeout=20) as raw:
        line = (
            "GET /sparql?query=SELECT('é'AS?x){} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        )
        raw.sendall(line.encode())
        reply = b"".join(iter(lambda: raw.recv(4096), b""))
    assert reply.startswith(b"HTTP/1.1 200 ")
    assert value(reply.partition(b"\r\n\r\n")[2]) == "é"


@pytest.mark.parametrize(
    ("hosts", "version", "status"),
    [(0, "1.1", 400), (2, "1.1", 400), (1, "1.1", 200), (0, "1.0", 200)],
)
def test_a_request_names_its_host_once(
    server: Listening, hosts: int, version: str, status: int
) -> None:
    with socket.create_connection(server.address, timeout=20) as raw:
        head = f"GET {ASK} HTTP/{version}\r\n" + "Host: x\r\n" * hosts
        raw.sendall(f"{head}Connection: close\r\n\r\n".encode())
        reply = b"".join(iter(lambda: raw.recv(4096), b""))
    assert reply.startswith(f"HTTP/1.1 {status} ".encode())


def status_for(server: Listening, host: str) -> int:
    """The status of a query whose Host is this one."""
    with socket.create_connection(server.address, timeout=20) as raw:
        head = f"GET {ASK} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        raw.sendall(head.encode())
        return int(b"".join(iter(lambda: raw.recv(4096), b"")).split()[1])


def test_a_host_is_a_name_or_an_address_or_the_request_is_400(server: Listening) -> None:
    for host in (
        "x:80",
        "x:",
        "a_b.c-d",
        "192.0.2.1",
        "[::1]:8000",
        "[fe80::1%25eth0]",
        "%41",
        "x\t",
    ):
        assert (host, status_for(server, host)) == (host, 200)
    for host in ("a b", "a/b", "me@x", "<x>", 'x"', "x:y", "x:1:2", "[::1", "%4", "é", "x?", "x\\"):
        assert (host, status_for(server, host)) == (host, 400)


def test_plus_is_a_space_and_a_semicolon_is_itself(server: Listening) -> None:
    assert server.get("/sparql?query=ASK+%7B%7D&a=b;c=d").status == 200
    assert value(server.get("/sparql?query=SELECT('a%2Bb;c'+AS+?x)%7B%7D").body) == "a+b;c"


def test_parameters_that_mean_nothing_here_are_passed_over(server: Listening) -> None:
    plain = server.get(ASK)
    assert (
        server.get(f"{ASK}&timeout=1&debug=on&callback=f&Query=x&run=+Run+Query+").body
        == plain.body
    )


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"update=CLEAR%20ALL", FORM),
        (b"update=", FORM),
        (b"query=ASK%7B%7D&update=CLEAR%20ALL", FORM),
        (b"CLEAR ALL", UPDATE),
        (b"CLEAR ALL", f"{UPDATE}; charset=utf-8"),
        (b"", UPDATE),
    ],
)
def test_an_update_is_403_and_says_so(server: Listening, body: bytes, kind: str) -> None:
    reply = server.post(body, kind, ("Accept-Language", "en"))
    assert reply.status == 403
    assert "only reads" in reply.text
    assert server.get("/sparql?update=CLEAR%20ALL").status == 403


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"])
@pytest.mark.parametrize("path", ["/sparql", ASK])
def test_another_method_is_405_with_those_that_are_allowed(
    server: Listening, method: str, path: str
) -> None:
    reply = server.send(method, path, headers=[("Content-Length", "0")])
    assert (reply.status, reply.headers["allow"]) == (405, "GET, HEAD, POST, OPTIONS")


@pytest.mark.parametrize("method", ["FOO", "get", "GETS", "A-NEW-ONE"])
def test_a_method_that_nobody_knows_is_501(server: Listening, method: str) -> None:
    reply = server.send(method, ASK, headers=[("Content-Length", "0")])
    assert (reply.status, reply.headers["connection"]) == (501, "close")
    assert reply.headers["access-control-allow-origin"] == "*"
    assert "GET" in reply.text


@pytest.mark.parametrize(
    "path", ["/sparql", ASK, "/sparql?query=x", f"{ASK}&format=csv", "/nothing"]
)
@pytest.mark.parametrize("accept", ["", FIREFOX, "text/csv", "image/png"])
def test_head_is_get_without_the_body(server: Listening, path: str, accept: str) -> None:
    got, head = server.get(path, accept), server.send("HEAD", path, accept)
    assert (head.status, head.body) == (got.status, b"")
    assert int(head.headers["content-length"]) == len(got.body) > 0
    for reply in (got, head):
        del reply.headers["date"]
    assert head.headers == got.headers


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/sparql", "GET, HEAD, POST, OPTIONS"),
        (ASK, "GET, HEAD, POST, OPTIONS"),
        ("/sparql/", "GET, HEAD, POST, OPTIONS"),
        ("*", "GET, HEAD, POST, OPTIONS"),
        ("/ontology", "GET, HEAD, OPTIONS"),
        ("/id/territory/velen", "GET, HEAD, OPTIONS"),
    ],
)
def test_options_says_what_may_be_done(server: Listening, path: str, methods: str) -> None:
    reply = server.send("OPTIONS", path)
    assert (reply.status, reply.body) == (204, b"")
    assert reply.headers["allow"] == reply.headers["access-control-allow-methods"] == methods


def test_where_there_is_nothing_no_method_is_offered(server: Listening) -> None:
    reply = server.send("OPTIONS", "/nothing")
    assert (reply.status, "allow" in reply.headers) == (404, False)


@pytest.mark.parametrize("path", ["/sparql/?query=ASK%7B%7D", "/sparql/"])
def test_a_slash_at_the_end_makes_no_difference(server: Listening, path: str) -> None:
    assert server.get(path).body == server.get(path.replace("/sparql/", "/sparql")).body
    posted = server.send("POST", "/sparql/", "", b"ASK {}", [("Content-Type", DIRECT)])
    assert posted.status == 200


def test_a_script_of_another_site_may_ask(server: Listening) -> None:
    origin = ("Origin", "https://other.example")
    asked = "content-type, X-Requested-With,sparql-note"
    preflight = server.send(
        "OPTIONS",
        "/sparql",
        headers=[
            origin,
            ("Access-Control-Request-Method", "POST"),
            ("Access-Control-Request-Headers", asked),
        ],
    )
    assert preflight.headers["access-control-allow-origin"] == "*"
    assert "POST" in preflight.headers["access-control-allow-methods"]
    assert preflight.headers["access-control-allow-headers"] == asked
    assert int(preflight.headers["access-control-max-age"]) > 0
    assert "Access-Control-Request-Headers" in preflight.headers["vary"]
    for path, status in ((ASK, 200), ("/sparql?query=x", 400), ("/sparql", 200), ("/nothing", 404)):
        for accept in ("", FIREFOX):
            reply = server.get(path, accept, origin)
            assert (reply.status, reply.headers["access-control-allow-origin"]) == (status, "*")
            assert "access-control-allow-credentials" not in reply.headers


@pytest.mark.parametrize("asked", ["a b", "<x>", ", ,", "x" * 5000, "é"])
def test_a_strange_preflight_is_not_echoed(server: Listening, asked: str) -> None:
    reply = server.send("OPTIONS", "/sparql", headers=[("Access-Control-Request-Headers", asked)])
    assert reply.headers["access-control-allow-headers"].startswith("Accept,")


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("", JSON),
        ("*/*", JSON),
        ("*", JSON),
        ("application/*", JSON),
        ("text/*", "text/csv"),
        (f"{XML};q=0.5, {JSON};q=0.4", XML),
        (f"{XML}; q=0.5 , {JSON} ; q=0.6", JSON),
        (f"{XML};Q=0.5, text/csv", "text/csv"),
        (f"{JSON};q=0, */*", XML),
        (f"{JSON};q=0.0, {XML};q=0.000, */*;q=0.1", "text/csv"),
        ("*/*;q=0.1, text/tab-separated-values", "text/tab-separated-values"),
        ("text/*;q=0.9, text/csv;q=0.1, */*;q=0.1", "text/tab-separated-values"),
        (f"image/png, {XML};q=0.001", XML),
        ("Application/SPARQL-Results+XML", XML),
        (f'{XML};profile="a,b;q=0";q=0.9, {JSON};q=0.8', XML),
        (f"{JSON};charset=utf-8", JSON),
        (f"{XML};q=0.9;ext=1, {JSON};q=0.1", XML),
        (f", ,{XML},", XML),
        (", ".join([*(f"x/y{n};q=0.9" for n in range(900)), XML]), XML),
        (f"text/csv;header=absent;q=0.1, text/csv;q=0.9, {XML};q=0.5", "text/csv"),
        ("text/html;q=0, */*", JSON),
        ("text/html;q=0.1, */*;q=0.2", JSON),
        ("application/json, text/javascript, */*; q=0.01", "application/json"),
        ("text/turtle, application/n-triples, */*;q=0.1", JSON),
        ("application/sparql-results+xml, application/rdf+xml, */*;q=0.5", XML),
        (FIREFOX, "text/html"),
        (CHROME, "text/html"),
        ("text/html", "text/html"),
        ("text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", JSON),  # a Java program
    ],
)
def test_the_answer_comes_in_the_format_liked_best(
    server: Listening, accept: str, kind: str
) -> None:
    reply = server.get(ASK, accept)
    assert (reply.status, reply.kind) == (200, kind)
    assert "Accept" in reply.headers["vary"].split(", ")


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("", "text/turtle"),
        ("*/*", "text/turtle"),
        ("text/*", "text/turtle"),
        ("application/*", "application/n-triples"),
        ("application/rdf+xml, text/turtle;q=0.9", "application/rdf+xml"),
        ("application/xml", "application/xml"),
        ("application/json", "application/json"),
        ("text/n3", "text/n3"),
        (f"{JSON}, application/ld+json;q=0.5", "application/ld+json"),
        (FIREFOX, "text/html"),
    ],
)
def test_so_does_a_graph(server: Listening, accept: str, kind: str) -> None:
    reply = server.get("/sparql?query=" + quote("CONSTRUCT WHERE { ?s ?p ?o }"), accept)
    assert (reply.status, reply.kind) == (200, kind)


def test_several_accept_lines_are_one_list(server: Listening) -> None:
    lines = [("Accept", "text/turtle"), ("Accept", f"{XML};q=0.5"), ("Accept", "text/csv")]
    assert server.send("GET", ASK, headers=lines).kind == "text/csv"
    languages = [("Accept-Language", "de"), ("Accept-Language", "en")]
    assert "a query begins" in server.send("GET", "/sparql?query=x", headers=languages).text


@pytest.mark.parametrize(
    "accept", ["image/png", "text/turtle", "*/*;q=0", f"{JSON};q=0", "text/html;q=0", "x/y;q=nan"]
)
def test_a_format_that_there_is_none_of_is_406_with_those_there_are(
    server: Listening, accept: str
) -> None:
    reply = server.get(ASK, accept)
    assert (reply.status, reply.kind) == (406, "text/plain")
    assert JSON in reply.text
    assert "Accept" in reply.headers["vary"].split(", ")


def test_a_format_can_be_named_in_the_address(server: Listening) -> None:
    for parameter in ("format", "output"):
        assert server.get(f"{ASK}&{parameter}=xml", JSON).kind == XML
        assert server.get(f"{ASK}&{parameter}={quote(XML)}", FIREFOX).kind == XML
        assert server.get(f"{ASK}&{parameter}=nonsense").status == 406


def test_a_bare_get_describes_the_service_to_a_program_and_shows_a_form_to_a_person(
    server: Listening,
) -> None:
    for accept in ("", "*/*", "application/rdf+xml", "application/ld+json, */*;q=0.1"):
        assert server.get("/sparql", accept).kind in (
            *("text/turtle", "application/rdf+xml", "application/ld+json"),
        )
    for accept in (FIREFOX, CHROME, "text/html"):
        page = server.get("/sparql", accept)
        assert (page.kind, "<textarea" in page.text) == ("text/html", True)


def test_who_gives_no_query_but_wants_an_answer_is_told_that_it_is_missing(
    server: Listening,
) -> None:
    for path in ("/sparql", "/sparql?QUERY=ASK%7B%7D", "/sparql?q=ASK%7B%7D", "/sparql?format=csv"):
        for accept in (JSON, f"{XML}, text/csv;q=0.5"):
            reply = server.get(path, accept, ("Accept-Language", "en"))
            assert (reply.status, reply.text) == (400, MISSING), path
    assert server.get("/sparql", "image/png").status == 406


def test_the_dataset_of_the_request_beats_that_of_the_query(server: Listening) -> None:
    graph, evidence = f"{BASE}graph/notes", f"{BASE}graph/notes/evidence"
    exact = "<http://www.w3.org/ns/oa#exact>"
    count = f"SELECT (COUNT(*) AS ?x) FROM <{graph}> {{ ?s {exact} ?o }}"  # noqa: S608 - SPARQL
    assert value(server.ask(count).body) == "0"
    assert value(server.ask(count, **{"default-graph-uri": evidence}).body) == "1"
    named = f"SELECT DISTINCT ?x FROM NAMED <{graph}> {{ GRAPH ?x {{ ?s ?p ?o }} }}"  # noqa: S608 - SPARQL
    assert value(server.ask(named).body) == graph
    assert value(server.ask(named, **{"named-graph-uri": evidence}).body) == evidence
    both = f"default-graph-uri={quote(graph)}&default-graph-uri={quote(evidence)}"
    body = f"query={quote(f'ASK {{ ?s {exact} ?o . ?t a ?c }}')}&{both}".encode()
    assert json.loads(server.post(body, FORM).body)["boolean"] is True
    reply = server.send(
        "POST", f"/sparql?{both}", "", b"ASK { ?s ?p ?o }", [("Content-Type", DIRECT)]
    )
    assert json.loads(reply.body)["boolean"] is True
    absent = server.ask("ASK { ?s ?p ?o }", **{"default-graph-uri": "urn:x-absent"})
    assert json.loads(absent.body)["boolean"] is False


@pytest.mark.parametrize(
    ("path", "accept", "kind"),
    [
        ("", "text/turtle", "text/turtle"),
        ("", "application/n-triples", "application/n-triples"),
        ("", "application/ld+json", "application/ld+json"),
        ("", "application/rdf+xml", "application/rdf+xml"),
        ("", "application/json", "application/json"),
        ("", "text/n3", "text/n3"),
        ("", "text/xml", "text/xml"),
        ("", "text/html;q=0.1, */*;q=0.2", "text/turtle"),
        ("", "text/csv, application/rdf+xml;q=0.1", "application/rdf+xml"),
        ("?format=jsonld", FIREFOX, "application/ld+json"),
        ("?format=rdf", "", "application/rdf+xml"),
        ("?format=html", "", "text/html"),
        ("?unknown=parameter", "", "text/turtle"),
        ("?format=nonsense", "", 406),
        ("?format=csv", "", 400),  # a table is no description: the query is missing
        ("", "image/png", 406),
        ("", JSON, 400),
    ],
)
def test_the_description_comes_in_the_format_asked_for(
    server: Listening, path: str, accept: str, kind: str | int
) -> None:
    reply = server.get(f"/sparql{path}", accept)
    assert reply.status == (200 if isinstance(kind, str) else kind)
    assert reply.kind == (kind if isinstance(kind, str) else "text/plain")


#: An answer of a few bytes, one of some kilobytes, the description.
SIZES = [ASK, "/sparql?query=" + quote("SELECT * { ?s ?p ?o }"), "/sparql"]


@pytest.mark.parametrize("path", SIZES)
@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip", "gzip"),
        ("GZip", "gzip"),
        ("x-gzip", "gzip"),
        ("zstd", "zstd"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("zstd;q=0.5, gzip;q=1.0", "gzip"),
        ("zstd;q=0, gzip;q=0.001", "gzip"),
        ("*", "zstd"),
        ("*;q=0.1, zstd;q=0", "gzip"),
        ("br, deflate", ""),
        ("gzip;q=0", ""),
        ("*;q=0, identity", ""),
        ("identity, gzip;q=0.5", ""),
        ("identity;q=0.5, gzip;q=0.8", "gzip"),
        ("", ""),
    ],
)
def test_the_content_coding_is_the_one_liked_best(
    server: Listening, path: str, accepted: str, coding: str
) -> None:
    plain, reply = server.get(path), server.get(path, "", ("Accept-Encoding", accepted))
    short = len(plain.body) < 1000
    assert reply.headers.get("content-encoding", "") == ("" if short else coding)
    assert decode(reply.body, "" if short else coding) == plain.body
    assert "Accept-Encoding" in reply.headers["vary"].split(", ")
    assert (reply.headers["etag"] == plain.headers["etag"]) == (short or not coding)


def decode(content: bytes, coding: str) -> bytes:
    if coding == "zstd":
        return zstandard.ZstdDecompressor().decompressobj().decompress(content)
    return gzip.decompress(content) if coding else content


def test_a_client_that_takes_no_plain_bytes_gets_none(server: Listening) -> None:
    for accepted in ("gzip, identity;q=0", "gzip, *;q=0"):
        for _ in range(2):  # evaluated, then kept
            reply = server.get(f"{ASK}&x={quote(accepted)}", "", ("Accept-Encoding", accepted))
            assert reply.headers["content-encoding"] == "gzip"
            assert json.loads(gzip.decompress(reply.body))["boolean"] is True
            assert "content-encoding" not in server.get(ASK).headers
            assert (
                "content-encoding" not in server.get(ASK, "", ("Accept-Encoding", "gzip")).headers
            )
    for accepted in ("identity;q=0", "*;q=0", "br, identity;q=0"):
        reply = server.get(ASK, "", ("Accept-Encoding", accepted))
        assert (reply.status, "zstd, gzip" in reply.text) == (406, True)
        assert "Accept-Encoding" in reply.headers["vary"]


def test_an_error_is_not_kept_by_caches_and_says_its_language(server: Listening) -> None:
    for path, status in (("/sparql?query=x", 400), ("/nothing", 404), (f"{ASK}&format=x", 406)):
        for accept in ("", FIREFOX, "application/json"):
            reply = server.get(path, accept, ("Accept-Language", "en"))
            assert (reply.status, reply.headers["content-language"]) == (status, "en")
            assert reply.headers["cache-control"] == "no-store"
            assert "etag" not in reply.headers


def test_an_error_is_told_in_the_form_and_language_of_the_client(server: Listening) -> None:
    path = "/sparql?query=SELECT"
    english = server.get(path, "", ("Accept-Language", "en-GB,fr;q=0.5"))
    french = server.get(path, "", ("Accept-Language", "fr-CA, en;q=0.9"))
    assert english.text.startswith("line 1, column 7: the query ends too soon (expected: `(`, `*`")
    assert french.text.startswith("ligne 1, colonne 7\u00a0: la requête s’arrête trop tôt")
    assert json.loads(server.get(path, "application/json").body)["status"] == 400
    assert server.get(path, FIREFOX).kind == "text/html"
    assert server.get(path, JSON).kind == "text/plain"
    assert "Accept-Language" in english.headers["vary"]


def test_an_error_in_json_is_a_problem_of_the_standard(server: Listening) -> None:
    path, english = "/sparql?query=SELECT%0A*", ("Accept-Language", "en")
    for accept in ("application/json", f"{JSON}, application/problem+json"):
        reply = server.get(path, accept, english)
        assert (reply.status, reply.kind) == (400, accept.rpartition(", ")[2])
        said = json.loads(reply.body)
        assert said["detail"].startswith("line 2, column 2: ")
        assert said == {
            **{"type": "about:blank", "title": "Bad Request", "status": 400},
            **{"detail": said["detail"], "error": said["detail"], "line": 2, "column": 2},
        }


def test_xml_that_cannot_be_written_is_406_with_the_reason(server: Listening) -> None:
    reply = server.ask("SELECT ('a\\u0001b' AS ?x) {}", XML)
    assert (reply.status, "U+0001" in reply.text) == (406, True)
    assert value(server.ask("SELECT ('a\\u0001b' AS ?x) {}", JSON).body) == "a\x01b"
    reply = server.ask("CONSTRUCT { <urn:s> <urn:1> <urn:o> } {}", "application/rdf+xml")
    assert (reply.status, "<urn:1>" in reply.text) == (406, True)
    reply = server.ask("CONSTRUCT { <urn:s> <urn:1> <urn:o> } {}", "text/turtle")
    assert reply.text.strip() == "<urn:s> <urn:1> <urn:o> ."


def test_a_body_that_does_not_come_is_408(monkeypatch: pytest.MonkeyPatch) -> None:
    async def never() -> Message:
        await asyncio.sleep(60)
        return {"type": "http.disconnect"}

    monkeypatch.setattr(requests, "_BODY_SECONDS", 0.01)
    headers = [(b"content-type", DIRECT.encode())]
    scope = {"type": "http", "method": "POST", "query_string": b"", "headers": headers}
    with pytest.raises(HttpError) as caught:
        asyncio.run(requests.read_request(Request(scope, never), 1000))
    assert (caught.value.status, caught.value.headers["Connection"]) == (408, "close")


def say(server: Listening, *pieces: bytes) -> tuple[bytes, bytes]:
    """The heads of the answers to what is said, piece by piece, on one connection: first and last."""
    with socket.create_connection(server.address, timeout=20) as raw:
        first = b""
        for piece in pieces:
            raw.sendall(piece)
            last = raw.recv(65536)
            while length := re.search(rb"content-length: (\d+)\r", last):
                missing = int(length[1]) - len(last.partition(b"\r\n\r\n")[2])
                if missing <= 0:
                    break
                last += raw.recv(missing)
            first = first or last
    return first, last


HEAD = b"POST /sparql HTTP/1.1\r\nHost: x\r\n"


def test_a_body_that_ends_too_soon_is_400_and_no_query(server: Listening) -> None:
    with socket.create_connection(server.address, timeout=20) as raw:
        raw.sendall(HEAD + f"Content-Type: {DIRECT}\r\nContent-Length: 30\r\n\r\nASK {{}}".encode())
        raw.shutdown(socket.SHUT_WR)
        reply = b"".join(iter(lambda: raw.recv(4096), b""))
    assert reply.startswith(b"HTTP/1.1 400 ")
    assert "l’octet 6 de 30".encode() in reply


@pytest.mark.parametrize(
    ("method", "kind", "status"),
    [
        ("POST", DIRECT, 413),
        ("POST", "text/plain", 415),
        ("POST", UPDATE, 403),
        ("PUT", DIRECT, 405),
    ],
)
def test_who_sends_a_large_body_to_its_end_learns_why_it_is_refused(
    server: Listening, method: str, kind: str, status: int
) -> None:
    reply = server.send(method, "/sparql", "", b"#" * 5_000_000, [("Content-Type", kind)])
    assert (reply.status, len(reply.text) > 20) == (status, True)


def test_a_refused_body_does_not_end_the_connection(server: Listening) -> None:
    refused = HEAD + b"Content-Type: text/plain\r\nContent-Length: 300000\r\n\r\n" + b"x" * 300_000
    first, last = say(server, refused, f"GET {ASK} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    assert first.startswith(b"HTTP/1.1 415 ")
    assert last.startswith(b"HTTP/1.1 200 ")


def test_a_client_that_asks_before_it_sends_a_body_is_told(server: Listening) -> None:
    expects = HEAD + b"Expect: 100-continue\r\nContent-Length: 6\r\nContent-Type: "
    first, last = say(server, expects + f"{DIRECT}\r\n\r\n".encode(), b"ASK {}")
    assert first.startswith(b"HTTP/1.1 100 ")
    assert last.startswith(b"HTTP/1.1 200 ")
    first, _ = say(server, expects + b"text/plain\r\n\r\n")
    assert first.startswith(b"HTTP/1.1 415 ")
    assert first.lower().count(b"connection: close") == 1


def test_an_error_repeats_nothing_that_could_do_harm(server: Listening) -> None:
    query = quote("\x1b[31m<script>alert(1)</script>\r\n")
    for path in (f"/sparql?query={query}", f"{ASK}&default-graph-uri={query}"):
        page = server.get(path, FIREFOX)
        assert (page.status, "<script>" in page.text, "\x1b" in page.text) == (400, False, False)
        text = server.get(path)
        assert (text.status, text.kind, "\x1b" in text.text) == (400, "text/plain", False)
        assert text.headers["x-content-type-options"] == "nosniff"
        assert text.text.count("\n") == 1


#: An answer of nearly a megabyte, which waits in a file.
LARGE = "SELECT * { ?a ?b ?c . ?d ?e ?f VALUES ?n { 1 2 3 4 5 } }"


@pytest.mark.parametrize("query", ["ASK {}", LARGE])
@pytest.mark.parametrize("coding", ["", "gzip", "zstd"])
def test_an_answer_that_the_client_has_is_304(server: Listening, query: str, coding: str) -> None:
    path, asked = f"/sparql?query={quote(query)}", ("Accept-Encoding", coding)
    first = server.get(path, "", asked)
    tag = first.headers["etag"]
    assert tag.startswith('"')
    assert {"Accept", "Accept-Encoding"} <= set(first.headers["vary"].split(", "))
    assert (len(first.body) > 300 << 10) == (query == LARGE and not coding)
    for known in (tag, f'"x", {tag}', f"W/{tag}", "*"):
        again = server.get(path, "", asked, ("If-None-Match", known))
        assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
        assert again.headers["vary"] == first.headers["vary"]
    assert server.get(path, "", asked, ("If-None-Match", '"x"')).status == 200
    assert server.get(path, XML, asked, ("If-None-Match", tag)).status == 200
    head = server.send("HEAD", path, "", headers=[asked])
    assert (head.headers["content-length"], head.body) == (str(len(first.body)), b"")


@pytest.mark.parametrize("path", ["/sparql?query=ASK%7B%7D", "/sparql", "/catalog.ttl"])
def test_what_is_read_on_a_condition_that_does_not_hold_is_412(
    server: Listening, path: str
) -> None:
    first = server.get(path)
    tag = first.headers["etag"]
    for held in (tag, f'"x", {tag}', "*"):
        assert server.get(path, "", ("If-Match", held)).body == first.body
    for broken in ('"x"', f"W/{tag}", tag.strip('"'), '"x","y"'):
        for method in ("GET", "HEAD"):
            conditions = [("If-Match", broken), ("If-None-Match", tag)]
            reply = server.send(method, path, headers=conditions)
            assert (reply.status, reply.headers["etag"]) == (412, tag)
            assert reply.headers["access-control-allow-origin"] == "*"
            assert bool(reply.body) == (method == "GET")
    assert server.get("/sparql?query=x", "", ("If-Match", '"x"')).status == 400
