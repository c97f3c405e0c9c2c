"""The query page without a browser: its form, its examples, the terms for the editor, the assets."""

from __future__ import annotations

import gzip
import json
from html import unescape
from pathlib import Path

import msgspec
import pytest
import zstandard

from lf2l_kg.base.resources import packaged
from lf2l_kg.pages import assets, is_lasting
from lf2l_kg.pages.query_page import find_examples
from lf2l_kg.pages.rendering import _environment
from lf2l_kg.query.job import Outcome
from lf2l_kg.query.plain import plain_form
from lf2l_kg.query.ready import ReadyAnswer
from serving import BASE, Client

LF2L = f"{BASE}ontology#"
CQ04 = "cq04-population-des-territoires"


def test_the_query_page_lists_each_question_in_the_readers_language(client: Client) -> None:
    french, english = client.get("/query.fr.html").text, client.get("/query.en.html").text
    questions = [path for path in packaged("queries").rglob("*.rq") if path.parent.name != "dumps"]
    assert french.count("?example=") == english.count("?example=") == len(questions) > 10
    assert "Quelle est la population de chaque territoire" in french
    assert "What is the population of each territory" in english


def test_an_example_stands_in_the_form_when_its_address_is_opened(client: Client) -> None:
    text = (packaged("queries") / "questions" / f"{CQ04}.rq").read_text(encoding="utf-8")
    page = unescape(client.get(f"/query.html?example={CQ04}").text)
    assert text in page
    assert client.get(f"/queries/{CQ04}.rq").text == text


def test_a_query_in_the_address_stands_in_the_form_as_text(client: Client) -> None:
    page = client.get("/query.html?query=%3C/textarea%3E%3Cscript%3Ealert(1)%3C/script%3E").text
    assert "&lt;/textarea&gt;&lt;script&gt;" in page
    assert "<script>" not in page


def test_an_example_that_does_not_exist_leaves_the_form_empty(client: Client) -> None:
    page = client.get("/query.html?example=../../etc/passwd")
    assert page.status == 200
    assert "required>\n</textarea>" in page.text
    assert client.get("/queries/nothing.rq").status == 404
    assert client.get("/queries/par-theme.rq").status == 404  # it makes dumps, it is no question


def test_the_query_page_works_as_a_form(client: Client) -> None:
    page = client.get("/query.html").text
    assert '<form class="ask" action="/sparql"' in page
    assert '<textarea id="query" name="query"' in page


def test_the_endpoint_gives_the_query_page_to_a_browser(client: Client) -> None:
    page = client.get("/sparql", "text/html")
    assert page.status == 200
    assert "?example=" in page.text


def test_the_editor_is_told_the_prefixes_and_the_terms_with_their_labels(client: Client) -> None:
    reply = client.get("/terms.json")
    told = json.loads(reply.body)
    assert told["prefixes"]["lf2l"] == LF2L
    assert told["prefixes"]["territory"] == f"{BASE}id/territory/"
    terms = {term["iri"]: term for term in told["terms"]}
    assert terms[f"{LF2L}Territory"] == {
        "iri": f"{LF2L}Territory",
        "kind": "class",
        "labels": {"fr": "Territoire", "en": "Territory"},
        "definitions": {},
    }
    assert terms[f"{LF2L}population"]["kind"] == "property"
    assert terms["http://www.w3.org/2004/02/skos/core#prefLabel"]["labels"]["fr"] == "nom"
    again = client.get("/terms.json", if_none_match=reply.headers["etag"])
    assert (again.status, again.body) == (304, b"")


@pytest.mark.parametrize(("encoding", "unpack"), [("gzip", gzip.decompress), ("zstd", None)])
def test_an_asset_is_sent_compressed_and_says_so(
    client: Client, encoding: str, unpack: object
) -> None:
    plain = client.get("/assets/style.css")
    packed = client.get("/assets/style.css", accept_encoding=encoding)
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == encoding
    assert packed.headers["vary"] == "Accept-Encoding"
    assert len(packed.body) < len(plain.body) / 2
    assert packed.headers["etag"] != plain.headers["etag"]
    whole = unpack(packed.body) if callable(unpack) else zstandard.decompress(packed.body)
    assert whole == plain.body
    known = client.get(
        "/assets/style.css", accept_encoding=encoding, if_none_match=packed.headers["etag"]
    )
    assert known.status == 304


def test_a_page_is_sent_compressed_to_who_takes_it(client: Client) -> None:
    plain = client.get("/ontology.fr.html")
    packed = client.get("/ontology.fr.html", accept_encoding="gzip")
    assert gzip.decompress(packed.body) == plain.body
    assert packed.headers["content-encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["vary"]
    assert "Accept-Encoding" in plain.headers["vary"]
    assert packed.headers["etag"] != plain.headers["etag"]
    known = client.get(
        "/ontology.fr.html", accept_encoding="gzip", if_none_match=packed.headers["etag"]
    )
    assert (known.status, known.body) == (304, b"")
    assert "content-encoding" not in known.headers


def test_only_a_file_whose_name_holds_its_hash_may_be_kept_for_ever(client: Client) -> None:
    assert is_lasting("built/query-ABCDEFGH.js")
    assert not is_lasting("built/manifest.json")
    assert not is_lasting("style.css")
    for path in assets():
        reply = client.get(f"/assets/{path}")
        assert reply.status == 200
        assert ("immutable" in reply.headers["cache-control"]) == is_lasting(path)


def test_pages_do_without_scripts_that_were_not_built(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(_environment("fr").globals, "built", lambda _: "")
    page = client.get("/query.fr.html").text
    assert "<script" not in page
    assert '<form class="ask"' in page


def test_a_script_that_was_built_is_named_by_pages(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(
        _environment("fr").globals, "built", lambda name: f"assets/built/{name}-X.js"
    )
    page = client.get("/query.fr.html").text
    assert '<script type="module" src="/assets/built/query-X.js" data-pages="id graph ' in page
    assert '<script type="module" src="/assets/built/search-X.js"></script>' in page


def test_questions_that_nothing_in_a_release_answers_are_not_offered_to_begin_with(
    tmp_path: Path,
) -> None:
    texts = {
        name: f"# {name} ?\nSELECT ?s {{ ?s a <urn:{name}> }}\n"
        for name in ("full", "empty", "new")
    }
    for name, text in texts.items():
        (tmp_path / f"{name}.rq").write_text(text, encoding="utf-8")
    kept = [
        ReadyAnswer(plain_form(texts[name]), Outcome(rows=rows), "{}")
        for name, rows in (("full", 2), ("empty", 0))
    ]
    (tmp_path / "answers.json").write_bytes(msgspec.json.encode(kept))
    assert [one.name for one in find_examples(tmp_path, tmp_path)] == ["full", "new"]
    assert len(find_examples(tmp_path)) == len(texts)
