"""The pages, the files and the redirects of a served release."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import time
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lf2l_kg.serve.negotiate import (
    choose_encoding,
    choose_language,
    choose_media_type,
    needs_encoding,
)
from serving import BASE, BROWSER, DATA, EVIL, NAME, Client, write_release

# Content negotiation


@pytest.mark.parametrize(
    ("accept", "offers", "chosen"),
    [
        ("", ("a/x", "a/y"), "a/x"),
        ("*/*", ("a/x", "a/y"), "a/x"),
        ("a/y", ("a/x", "a/y"), "a/y"),
        ("A/Y", ("a/x", "a/y"), "a/y"),
        ("a/x;q=0.5, a/y", ("a/x", "a/y"), "a/y"),
        ("a/x;q=0.5, a/*;q=0.8", ("a/x", "a/y"), "a/y"),
        ("a/*;q=0.5, b/z", ("a/x", "b/z"), "b/z"),
        ("*/*;q=0.1, a/y;q=0.2", ("a/x", "a/y"), "a/y"),
        ("a/x;q=0, */*", ("a/x", "a/y"), "a/y"),
        ("a/x;q=0", ("a/x",), None),
        ("b/z", ("a/x",), None),
        ("a/x;q=nonsense, a/y;q=0.1", ("a/x", "a/y"), "a/y"),
        ("a/x; charset=utf-8 ;Q=0.3, a/y;q=0.4", ("a/x", "a/y"), "a/y"),
        (",,;q=1,", ("a/x",), "a/x"),
        (BROWSER, ("text/turtle", "text/html"), "text/html"),
    ],
)
def test_the_best_offer_is_chosen(accept: str, offers: tuple[str, ...], chosen: str | None) -> None:
    assert choose_media_type(accept, offers) == chosen


@given(st.text())
def test_no_accept_header_breaks_the_choice(accept: str) -> None:
    assert choose_media_type(accept, ("a/x", "a/y")) in ("a/x", "a/y", None)
    assert choose_language(accept, "fr") in ("fr", "en")


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [("", "fr"), ("en", "en"), ("en-GB,fr;q=0.5", "en"), ("de", "fr"), ("fr;q=0.1,en;q=0.2", "en")],
)
def test_the_best_language_is_chosen(accepted: str, chosen: str) -> None:
    assert choose_language(accepted, "fr") == chosen


def test_of_languages_that_are_liked_as_much_that_of_the_project_is_chosen() -> None:
    for accepted in ("fr, en", "*", "de"):
        assert [choose_language(accepted, one) for one in ("fr", "en")] == ["fr", "en"]


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        ("", ""),
        ("deflate, br", ""),
        ("gzip", "gzip"),
        ("X-Gzip", "gzip"),
        ("gzip, zstd", "zstd"),
        ("gzip, zstd;q=0.5", "gzip"),
        ("*", "zstd"),
        ("zstd;q=0, *", "gzip"),
        ("gzip, *;q=0", "gzip"),
        ("gzip;q=0, zstd;q=0", ""),
        ("identity, gzip;q=0.5", ""),
        ("identity;q=0.5, gzip;q=0.5", "gzip"),
    ],
)
def test_an_answer_is_packed_as_the_client_likes_best(accepted: str, chosen: str) -> None:
    assert choose_encoding(accepted) == chosen


@pytest.mark.parametrize(
    ("accepted", "needs"),
    [
        ("", False),
        ("gzip", False),
        ("identity;q=0", True),
        ("identity;q=0.1, *;q=0", False),
        ("gzip, *;q=0", True),
    ],
)
def test_a_client_may_refuse_bytes_as_they_are(accepted: str, needs: bool) -> None:
    assert needs_encoding(accepted) == needs


# Entities


@pytest.mark.parametrize(
    ("accept", "extension"),
    [
        ("", "html"),
        (BROWSER, "html"),
        ("text/turtle", "ttl"),
        ("application/ld+json", "jsonld"),
        ("application/n-triples", "nt"),
        ("application/rdf+xml", "rdf"),
        ("text/html;q=0.4, text/turtle;q=0.9", "ttl"),
    ],
)
def test_an_entity_redirects_to_what_the_client_can_read(
    client: Client, accept: str, extension: str
) -> None:
    reply = client.get("/id/territory/velen", accept)
    assert reply.status == 303
    assert reply.headers["location"] == f"/id/territory/velen.{extension}"
    assert "Accept" in reply.headers["vary"]


@pytest.mark.parametrize("extension", ["ttl", "jsonld", "nt", "rdf"])
def test_an_entity_is_described_the_same_in_every_format(client: Client, extension: str) -> None:
    reply = client.get(f"/id/territory/velen.{extension}")
    found = ox.RdfFormat.from_media_type(reply.kind)
    assert found == ox.RdfFormat.from_extension(extension)
    triples = {str(quad.triple) for quad in ox.parse(reply.body, format=found)}
    assert reply.headers["access-control-allow-origin"] == "*"
    population = "<https://w3id.org/lf2l/ontology#population>"
    number = '"66000"^^<http://www.w3.org/2001/XMLSchema#integer>'
    assert len(triples) == 4
    assert f"<{BASE}id/territory/velen> {population} {number}" in triples


def test_turtle_names_only_the_prefixes_it_uses_always_in_one_order(client: Client) -> None:
    lines = client.get("/id/territory/velen.ttl").text.splitlines()
    heads = [line.split()[1] for line in lines if line.startswith("@prefix")]
    assert heads == ["lf2l:", "skos:", "territory:"]
    assert "territory:velen a lf2l:Territory ;" in lines


def test_the_page_shows_the_words_each_fact_was_read_from(client: Client) -> None:
    page = client.get("/id/territory/velen.html", accept_language="en").text
    assert "<h1>Velen</h1>" in page
    assert "66,000" in page
    assert "Vélen &lt;b&gt;(66 000 hab)&lt;/b&gt;" in page
    assert '<a href="/id/document/notes.html">Notes</a> <code>a/notes.md:12</code>' in page


def test_the_page_shows_what_points_to_the_thing(client: Client) -> None:
    page = client.get("/id/territory/velen.html").text
    assert 'href="/id/project/halle.html"' in page


def test_evidence_and_quotes_can_be_followed_too(client: Client) -> None:
    assert client.get("/quote/1", "text/turtle").headers["location"] == "/quote/1.ttl"
    assert "66 000 hab" in client.get("/quote/1.ttl").text
    assert "statedIn" in client.get("/evidence/1.nt").text
    assert 'href="/quote/1.html"' in client.get("/evidence/1.html").text


def test_nothing_in_the_data_becomes_markup_or_a_script_address(client: Client) -> None:
    for path in ("/id/project/halle.html", "/id/territory/velen.html", "/search?q=script"):
        page = re.sub("</?mark>", "", client.get(path, BROWSER).text)
        assert EVIL not in page
        assert "&lt;script&gt;" in page
        assert 'href="javascript:' not in page


def test_a_plain_json_client_is_sent_to_the_json_ld(client: Client) -> None:
    answer = client.get("/id/project/halle", "application/json")
    assert (answer.status, answer.headers["location"]) == (303, "/id/project/halle.jsonld")


@pytest.mark.parametrize(
    ("accept", "extension"),
    [
        ("text/plain, */*;q=0.1", "nt"),  # as rdflib asks for N-Triples
        ("text/n3, */*;q=0.1", "ttl"),
        ("application/trig, */*;q=0.1", "ttl"),
        ("application/n-quads", "nt"),
        ("text/html, text/plain, text/css, */*;q=0.01", "html"),  # lynx
        ("text/xml,application/xml,text/html;q=0.9,text/plain;q=0.8,*/*;q=0.5", "html"),
    ],
)
def test_rdf_is_found_by_the_other_names_of_its_formats(
    client: Client, accept: str, extension: str
) -> None:
    answer = client.get("/id/project/halle", accept)
    assert answer.headers["location"] == f"/id/project/halle.{extension}"
    described = client.get("/ontology", accept)
    kind = {"nt": "application/n-triples", "ttl": "text/turtle"}
    if extension in kind:
        assert described.kind == kind[extension]


def test_a_web_address_in_the_data_is_a_link(client: Client) -> None:
    page = client.get("/id/project/halle.html", BROWSER).text
    assert '<a href="https://halle.example/" rel="nofollow noopener">' in page


def test_a_thing_that_is_not_known_is_404_in_the_form_asked_for(client: Client) -> None:
    for path in ("/id/territory/nowhere", "/id/territory/nowhere.ttl", "/id/a b/%3Cscript%3E.html"):
        assert client.get(path).status == 404
    page = client.get("/id/territory/nowhere.html", BROWSER, accept_language="en")
    assert (page.status, page.kind) == (404, "text/html")
    assert "does not know" in page.text
    data = client.get("/id/territory/nowhere", "application/json")
    assert (data.status, json.loads(data.body)["status"]) == (404, 404)


def test_a_format_nobody_has_is_406_with_what_there_is(client: Client) -> None:
    reply = client.get("/id/territory/velen", "image/png")
    assert reply.status == 406
    assert "text/turtle" in reply.text


def test_the_iri_is_under_the_base_whatever_the_host(releases: Path) -> None:
    with Client(releases, base_iri="https://elsewhere.example/") as client:
        assert client.get("/id/territory/velen").status == 404


# Home, ontology, catalogue, search


def test_the_home_page_counts_and_asks_in_two_languages(client: Client) -> None:
    french, english = client.get("/"), client.get("/", accept_language="en")
    assert ">Territoire</a>" in french.text
    assert ">Territory</a>" in english.text
    assert "Quels projets" in french.text
    assert 'href="/query.html?example=cq0' in french.text
    assert "creativecommons.org/licenses/by/4.0" in french.text


def test_pages_allow_no_script_of_others_and_data_is_open_to_scripts(client: Client) -> None:
    page = client.get("/").headers
    assert "default-src 'none'" in page["content-security-policy"]
    assert "script-src 'self';" in page["content-security-policy"]
    assert page["x-content-type-options"] == "nosniff"
    assert client.get("/catalog").headers["access-control-allow-origin"] == "*"
    assert client.send("OPTIONS", "/sparql").headers["access-control-allow-origin"] == "*"
    scripts = re.findall(r"<script[^>]*>", client.get("/").text)
    assert all(tag.startswith('<script type="module" src="/assets/built/') for tag in scripts)


def test_the_ontology_is_turtle_or_a_list(client: Client) -> None:
    assert client.get("/ontology").kind == "text/turtle"
    page = client.get("/ontology", BROWSER).text
    assert '<section class="term" id="Territory">' in page
    reply = client.get("/ontology", "application/n-triples")
    assert len(list(ox.parse(reply.body, format=ox.RdfFormat.N_TRIPLES))) > 5


def test_the_catalogue_is_where_void_says(client: Client) -> None:
    reply = client.get("/.well-known/void")
    assert (reply.status, reply.headers["location"]) == (303, "/catalog")
    assert client.get("/catalog", "application/rdf+xml").kind == "application/rdf+xml"
    assert client.get("/catalog", BROWSER).kind == "text/html"


@pytest.mark.parametrize("asked", ["velen", "VÉLEN", "vel", "élen"])
def test_search_knows_neither_accents_nor_case(client: Client, asked: str) -> None:
    reply = client.get(f"/search?q={quote(asked)}", "application/json")
    assert json.loads(reply.body)["results"][0]["iri"] == f"{BASE}id/territory/velen"


def test_what_is_searched_for_is_escaped(client: Client) -> None:
    page = client.get("/search?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E", BROWSER).text
    assert "<script>" not in page
    assert json.loads(client.get("/search?q=&format=json").body)["results"] == []


# Files


def test_a_dump_is_sent_with_its_digest_in_ranges_and_not_twice(client: Client) -> None:
    reply = client.get("/dumps/ontology.ttl")
    digest = hashlib.sha256(DATA.encode()).hexdigest()
    assert reply.body == DATA.encode()
    assert reply.headers["etag"] == f'"{digest}"'
    assert reply.kind == "text/turtle"
    assert client.get("/dumps/dump.ttl.gz").kind == "application/gzip"
    part = client.get("/dumps/ontology.ttl", range="bytes=1-4")
    assert (part.status, part.body) == (206, DATA.encode()[1:5])
    again = client.get("/dumps/ontology.ttl", if_none_match=f'"{digest}"')
    assert (again.status, again.body) == (304, b"")
    head = client.send("HEAD", "/dumps/ontology.ttl")
    assert head.headers["content-length"] == str(len(DATA.encode()))


def test_a_file_is_asked_about_again_by_its_tag_or_its_date(client: Client) -> None:
    for name in ("ontology.ttl", "manifest.json"):
        path = f"/dumps/{name}"
        first = client.get(path)
        tag, date = first.headers["etag"], first.headers["last-modified"]
        assert first.headers["cache-control"] == "public, no-cache"
        past, future = "Sun, 06 Nov 1994 08:49:37 GMT", "Fri, 31 Dec 9999 23:59:59 GMT"
        for asked, status in (
            ({"if_none_match": tag, "range": "bytes=0-3"}, 304),
            ({"if_modified_since": date}, 304),
            ({"if_modified_since": future}, 304),
            ({"if_modified_since": past}, 200),
            ({"if_modified_since": "yesterday"}, 200),
            ({"if_modified_since": "Sun, 06 Nov 99999999999999 08:49:37 GMT"}, 200),
            ({"if_modified_since": date, "if_none_match": '"x"'}, 200),
            ({"if_unmodified_since": past}, 412),
            ({"if_unmodified_since": date}, 200),
            ({"if_unmodified_since": past, "if_match": tag}, 200),
            ({"if_unmodified_since": ""}, 200),
        ):
            reply = client.get(path, **asked)
            assert (name, asked, reply.status) == (name, asked, status)
            assert status != 304 or (reply.body, reply.headers["etag"]) == (b"", tag)


def test_an_older_release_that_is_served_again_is_news(tmp_path: Path) -> None:
    """Its files are older than what a client has read meanwhile."""
    write_release(tmp_path)
    with Client(tmp_path) as client:
        old = client.get("/dumps/ontology.ttl").headers["last-modified"]
        time.sleep(1.1)  # dates have seconds
        for path in write_release(tmp_path, "2026-01-02-abcdef12").glob("*.*"):
            os.utime(path, (0, 0))
        again = client.get("/dumps/ontology.ttl", if_modified_since=old)
        while again.status == 304:  # until it is ready
            again = client.get("/dumps/ontology.ttl", if_modified_since=old)
        assert again.headers["last-modified"] != old


def test_a_part_of_a_dump_is_sent_when_one_is_asked_for_and_else_all_of_it(client: Client) -> None:
    whole = DATA.encode()
    parts = {
        "bytes=0-0": whole[:1],
        "bytes=-3": whole[-3:],
        "BYTES = 2-": whole[2:],
        "bytes=1-2, ,2-4,": whole[1:5],
    }
    for asked, part in parts.items():
        reply = client.get("/dumps/ontology.ttl", range=asked)
        assert (asked, reply.status, reply.body) == (asked, 206, part)
    for asked in (
        "lines=0-3",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=x-3",
        "bytes=5-2",
        "bytes=,",
        "bytes=+1-2",
    ):
        reply = client.get("/dumps/ontology.ttl", range=asked)
        assert (asked, reply.status, reply.body) == (asked, 200, whole)
    beyond = client.get("/dumps/ontology.ttl", range="bytes=99999-")
    assert (beyond.status, beyond.headers["content-range"]) == (416, f"bytes */{len(whole)}")
    assert client.send("HEAD", "/dumps/ontology.ttl", range="bytes=0-1").status == 200


@pytest.mark.parametrize(
    "name",
    ["../current", "..", ".", "store", "store/CURRENT", "/etc/passwd", "....//x", "%2e%2e"],
)
def test_no_address_leaves_the_release(client: Client, name: str) -> None:
    assert client.get(f"/dumps/{name}").status == 404


def test_a_link_in_a_release_is_not_followed(tmp_path: Path) -> None:
    release = write_release(tmp_path)
    (tmp_path / "secret.txt").write_text("secret")
    (release / "secret.txt").symlink_to(tmp_path / "secret.txt")
    with Client(tmp_path) as client:
        assert client.get("/dumps/secret.txt").status == 404


# The current release


def test_health_names_the_release(client: Client) -> None:
    assert json.loads(client.get("/healthz").body) == {"ok": True}
    ready = json.loads(client.get("/readyz").body)
    assert (ready["ok"], ready["release"]) == (True, NAME)


def test_without_a_release_every_answer_says_what_to_do(tmp_path: Path) -> None:
    with Client(tmp_path) as client:
        for path in ("/", "/sparql?query=ASK{}", "/id/a/b", "/dumps/x", "/search?q=a", "/catalog"):
            reply = client.get(path)
            assert (reply.status, "lf2l-kg build" in reply.text) == (503, True)
            assert "retry-after" in reply.headers
        assert client.get("/healthz").status == 200
        assert client.get("/readyz").status == 503


def test_a_switched_release_is_served_as_soon_as_it_is_ready(tmp_path: Path) -> None:
    write_release(tmp_path)
    query = "SELECT ?n { ?x <https://w3id.org/lf2l/ontology#population> ?n }"
    with Client(tmp_path) as client:
        assert client.ask(query, "text/csv").text.split() == ["n", "66000"]
        write_release(tmp_path, "2026-02-02-12345678", DATA.replace("66000", "77000"))
        while json.loads(client.get("/readyz").body)["release"] == NAME:
            client.wait(0.05)
        assert client.ask(query, "text/csv").text.split() == ["n", "77000"]


def test_a_broken_switch_leaves_the_good_release_in_service(tmp_path: Path) -> None:
    write_release(tmp_path)
    with Client(tmp_path) as client:
        assert client.get("/").status == 200
        broken = write_release(tmp_path, "2026-02-02-12345678")
        shutil.rmtree(broken / "store")
        client.wait(0.5)
        assert json.loads(client.get("/readyz").body)["release"] == NAME
        assert client.ask("ASK { ?s ?p ?o }").status == 200


def test_a_program_error_tells_nothing_of_the_inside(client: Client) -> None:
    reply = client.get("/nowhere", BROWSER)
    assert (reply.status, reply.kind) == (404, "text/html")
    assert client.send("PUT", "/sparql").status == 405
