"""``/search``, ``/suggest`` and ``/opensearch.xml``: the same answers for people and for programs."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from serving import BASE, Client, write_release

HEAD = """
@prefix lf2l: <https://w3id.org/lf2l/ontology#> .
@prefix owl:  <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@base <https://w3id.org/lf2l/id/> .

<https://w3id.org/lf2l/ontology> a owl:Ontology .
lf2l:Territory a owl:Class ; rdfs:label "Territoire"@fr , "Territory"@en .
lf2l:Project a owl:Class ; rdfs:label "Projet"@fr , "Project"@en .
lf2l:Theme a owl:Class ; rdfs:label "Thème"@fr , "Theme"@en .
<theme/lieux> a lf2l:Theme ; skos:prefLabel "Tiers-lieux"@fr , "Third places"@en .
<territory/velen> a lf2l:Territory ; skos:prefLabel "Vélen"@fr , "Velen"@en ; lf2l:population 66000 .
<territory/toul> a lf2l:Territory ; skos:prefLabel "Toul"@fr ; skos:definition "Ville <b>forte</b>."@fr .
"""
PROJECTS = 45
DATA = HEAD + "".join(
    f'<project/p{n}> a lf2l:Project ; skos:prefLabel "Atelier partagé {n}"@fr ;'
    f" lf2l:locatedIn <territory/{'toul' if n % 3 else 'velen'}> ; lf2l:hasTheme <theme/lieux> .\n"
    for n in range(PROJECTS)
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    releases: Path = tmp_path_factory.mktemp("releases")
    write_release(releases, data=DATA)
    with Client(releases) as made:
        yield made


def _json(client: Client, address: str) -> dict[str, Any]:
    reply = client.get(address, "application/json")
    assert (reply.status, reply.kind) == (200, "application/json")
    found: dict[str, Any] = json.loads(reply.body)
    return found


def test_an_answer_tells_what_a_thing_is_where_it_is_and_which_words_were_found(
    client: Client,
) -> None:
    found = _json(client, "/search?q=vélen&class=Territory&lang=en")
    hit = found["results"][0]
    assert hit["iri"] == f"{BASE}id/territory/velen"
    assert (hit["label"], hit["language"], hit["class"], hit["class_label"]) == (
        "Velen",
        "en",
        "Territory",
        "Territory",
    )
    assert hit["page"] == "/id/territory/velen.html"
    (hit,) = _json(client, "/search?q=hab")["results"]
    quote = hit["quote"]
    assert (quote["text"], quote["line"]) == ("Vélen <b>(66 000 hab)</b>", 12)
    assert [quote["text"][start:end] for start, end in quote["marks"]] == ["hab"]
    assert quote["document"]["iri"] == f"{BASE}id/document/notes"


def test_the_address_of_the_next_answers_leads_through_all_of_them(client: Client) -> None:
    address, seen = "/search?q=atelier&limit=20&format=json", []
    while address:
        found = _json(client, address)
        assert found["total"] == PROJECTS
        seen += [hit["iri"] for hit in found["results"]]
        address = found["next"]
    assert len(seen) == len(set(seen)) == PROJECTS


@pytest.mark.parametrize("territory", ["id/territory/velen", f"{BASE}id/territory/velen"])
def test_choices_narrow_the_answers_down_and_facets_count_them(
    client: Client, territory: str
) -> None:
    found = _json(
        client, f"/search?q=atelier&class=Project&territory={territory}&theme=id/theme/lieux"
    )
    assert found["total"] == PROJECTS // 3
    counts = {facet["label"]: facet["count"] for facet in found["facets"]["territory"]}
    assert counts == {"Toul": PROJECTS - PROJECTS // 3, "Vélen": PROJECTS // 3}
    assert found["facets"]["class"] == [
        {"value": "Project", "label": "Projet", "count": PROJECTS // 3}
    ]
    assert _json(client, "/search?q=atelier&theme=id/theme/none")["total"] == 0


@pytest.mark.parametrize(
    "query",
    [
        "limit=-1",
        "limit=101",
        "limit=x",
        "offset=1e3",
        "offset=٣",
        f"limit={'0' * 20}101",
        f"offset={'0' * 5000}",
    ],
)
def test_a_number_that_is_none_is_refused(client: Client, query: str) -> None:
    reply = client.get(f"/search?q=a&lang=en&{query}", "application/json")
    assert reply.status == 400
    assert "whole number" in reply.text


def test_a_long_question_is_read_at_its_beginning(client: Client) -> None:
    found = _json(client, f"/search?q=atelier{'%20' * 300}xylophone")
    assert found["total"] == PROJECTS
    assert len(found["q"]) == 200


def test_the_page_gives_the_answers_of_the_api(client: Client) -> None:
    query = "q=atelier&class=Project"
    page = client.get(f"/search.fr.html?{query}").text
    found = _json(client, f"/search?{query}")
    names = re.findall(r'<a class="name" href="([^"]+)"', page)
    pages = [hit["page"].replace(".html", ".fr.html") for hit in found["results"]]
    assert names == pages
    assert f"{PROJECTS} réponses, de la 1 à la 20" in page


def test_the_page_tells_its_own_address_with_what_was_asked(client: Client) -> None:
    reply = client.get("/search?q=atelier+partag%C3%A9&class=Project&lang=fr")
    address = reply.headers["content-location"]
    assert address == "/search.fr.html?q=atelier+partag%C3%A9&class=Project"
    assert re.findall("<h1>.*?</ol>", client.get(address).text, re.DOTALL)[0].count("<li>") == 20


def _links(page: str) -> list[str]:
    return [link.replace("&amp;", "&") for link in re.findall(r'<a[^>]* href="([^"]*)"', page)]


def test_each_choice_of_the_page_is_a_link_that_can_be_taken_back(client: Client) -> None:
    page = client.get("/search.fr.html?q=atelier").text
    chosen = next(link for link in _links(page) if "territory=id%2Fterritory%2Fvelen" in link)
    narrowed = client.get(chosen).text
    assert f"{PROJECTS // 3} réponses" in narrowed
    assert re.search(r'aria-current="true" href="[^"]*">Vélen</a>', narrowed)
    back = [
        link
        for link in _links(narrowed)
        if dict(parse_qsl(urlsplit(link).query)) == {"q": "atelier"}
    ]
    assert {urlsplit(link).path for link in back} == {"/search.fr.html"}
    assert 'type="hidden" name="territory" value="id/territory/velen"' in narrowed


def test_the_page_leads_to_the_next_answers_and_back(client: Client) -> None:
    page = client.get("/search?q=atelier").text
    seen = 0
    while page:
        seen += len(re.findall('<a class="name"', page))
        following = re.search(r'rel="next" href="([^"]+)"', page)
        page = client.get(following[1].replace("&amp;", "&")).text if following else ""
    assert seen == PROJECTS
    last = client.get("/search?q=atelier&offset=40").text
    assert 'rel="prev"' in last
    assert '<ol class="hits" start="41">' in last


def test_what_was_understood_of_a_misspelt_word_is_said(client: Client) -> None:
    page = client.get("/search?q=atellier&lang=en").text
    assert "Nothing for “atellier”; here is what answers “Atelier”." in page
    assert _json(client, "/search?q=atellier")["spelling"] == "Atelier"
    assert "Rien ne répond à cela." in client.get("/search?q=xylophone&lang=fr").text


def test_suggestions_have_the_form_of_opensearch(client: Client) -> None:
    reply = client.get("/suggest?q=vel&lang=en")
    assert reply.kind == "application/x-suggestions+json"
    asked, names, notes, pages = json.loads(reply.body)
    assert (asked, names[0], notes[0]) == ("vel", "Velen", "Territory")
    assert client.get(pages[0]).status == 200
    _, names, notes, _ = json.loads(client.get("/suggest?q=atel&limit=3&lang=fr").body)
    assert len(names) == 3
    assert set(notes) <= {"Projet · Vélen", "Projet · Toul"}
    assert json.loads(client.get("/suggest").body) == ["", [], [], []]


def test_browsers_learn_how_to_search_from_the_description(client: Client) -> None:
    page = client.get("/?lang=en").text
    assert (
        'rel="search" type="application/opensearchdescription+xml" href="/opensearch.xml"' in page
    )
    reply = client.get("/opensearch.xml?lang=en")
    assert reply.kind == "application/opensearchdescription+xml"
    namespace = {"o": "http://a9.com/-/spec/opensearch/1.1/"}
    root = ET.fromstring(reply.body)  # noqa: S314 - ours
    assert 0 < len(root.findtext("o:ShortName", "", namespace)) <= 16
    templates = {
        url.get("type"): url.get("template", "") for url in root.findall("o:Url", namespace)
    }
    for kind in ("text/html", "application/json", "application/x-suggestions+json"):
        address = templates[kind].replace("{searchTerms}", "v%C3%A9len")
        address = address.replace("{count?}", "5").replace("{startIndex?}", "0")
        assert address.startswith("http://data.example/")
        reply = client.get(address.removeprefix("http://data.example"))
        assert (reply.status, reply.kind) == (200, kind)
        assert "Velen" in reply.text
