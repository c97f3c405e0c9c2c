"""What a linked-data client may try: every form of one IRI, headers, what is gone, what is odd.

Source: https://www.w3.org/TR/cooluris/, https://www.w3.org/TR/swbp-vocab-pub/,
https://www.rfc-editor.org/rfc/rfc9110
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest

from lf2l_kg.pages import Edition, serialize_sitemaps
from serving import BASE, BROWSER, Client, Reply, write_release
from test_serve_sparql import unzstd

TYPES = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
}
THINGS = ("id/territory/velen", "id/project/halle", "id/theme/lieux", "evidence/1", "quote/1")
THEME = """
<https://w3id.org/lf2l/id/theme/lieux> a lf2l:Theme , skos:Concept ; skos:prefLabel "Lieux"@fr .
<https://w3id.org/lf2l/id/theme/odd> a lf2l:Theme , skos:Concept ; skos:prefLabel "a\\u0001b"@fr .
"""
GONE = f"""iri\tsuccessor
{BASE}id/territory/old\t
{BASE}id/territory/vellen\t{BASE}id/territory/velen
"""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    from serving import DATA

    folder = tmp_path_factory.mktemp("releases")
    release = write_release(folder, data=DATA + THEME)
    (release / "gone.tsv").write_text(GONE)
    (release / "ontology.ttl").write_text(DATA, encoding="utf-8")
    with Client(folder) as client:
        yield client


def triples(reply: Reply) -> set[str]:
    found = ox.RdfFormat.from_media_type(reply.kind)
    assert found
    return {str(quad.triple) for quad in ox.parse(reply.body, format=found)}


def links(reply: Reply) -> set[tuple[str, str]]:
    """(address, relation) of the Link header."""
    return set(re.findall(r'<([^>]*)>; rel="([^"]*)"', reply.headers.get("link", "")))


# One IRI, every form


@pytest.mark.parametrize("thing", THINGS)
@pytest.mark.parametrize("extension", [*TYPES, "html"])
def test_an_iri_leads_to_each_form_and_says_which_there_are(
    client: Client, thing: str, extension: str
) -> None:
    reply = client.get(f"/{thing}", TYPES.get(extension, "text/html"))
    assert (reply.status, reply.headers["location"]) == (303, f"/{thing}.{extension}")
    assert reply.headers["vary"] == "Accept"
    assert {(f"/{thing}.{name}", "describedby") for name in (*TYPES, "html")} <= links(reply)
    assert client.get(reply.headers["location"]).status == 200


@pytest.mark.parametrize("thing", THINGS)
def test_all_data_formats_hold_the_same_graph(client: Client, thing: str) -> None:
    graphs = [triples(client.get(f"/{thing}.{extension}")) for extension in TYPES]
    assert graphs[0]
    assert all(graph == graphs[0] for graph in graphs)
    assert all(f"<{BASE}{thing}>" in triple for triple in graphs[0])


@pytest.mark.parametrize("thing", THINGS)
@pytest.mark.parametrize("ending", [*TYPES, "html", "fr.html", "en.html"])
def test_a_description_says_what_it_describes_and_where_else_it_is(
    client: Client, thing: str, ending: str
) -> None:
    found = links(client.get(f"/{thing}.{ending}"))
    assert (f"{BASE}{thing}", "describes") in found
    assert (f"{BASE}{thing}.{ending}", "canonical") in found
    assert (f"/{thing}.ttl", "alternate") in found
    assert (f"/{thing}.en.html", "alternate") in found
    assert ("https://creativecommons.org/licenses/by/4.0/", "license") in found
    assert ("/.well-known/void", "describedby") in found


@pytest.mark.parametrize(
    "path",
    [
        "id/territory/velen.ttl",
        "id/territory/velen.html",
        "id/territory/velen.en.html",
        "quote/1.nt",
        "ontology.ttl",
        "ontology.html",
        "catalog",
        "themes.html",
        "",
        "index.fr.html",
    ],
)
def test_what_has_not_changed_is_not_sent_again(client: Client, path: str) -> None:
    first = client.get(f"/{path}", BROWSER)
    tag = first.headers["etag"]
    assert re.fullmatch(r'"[\w.-]+"', tag)
    for known in (tag, f'W/{tag}, "x"', "*"):
        again = client.get(f"/{path}", BROWSER, if_none_match=known)
        assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
        assert again.headers.get("vary") == first.headers.get("vary")
    assert client.get(f"/{path}", BROWSER, if_none_match='"other"').status == 200


@pytest.mark.parametrize(
    "path",
    [
        "id/territory/velen.ttl",
        "id/territory/velen.html",
        "quote/1.nt",
        "ontology.ttl",
        "ontology.rdf",
        "ontology.html",
        "udata.ttl",
        "themes.html",
        "",
        "search?q=velen",
        "search?q=velen&format=json",
        "robots.txt",
        "sitemap.xml",
    ],
)
def test_pages_and_data_come_in_the_coding_that_suits_a_client(client: Client, path: str) -> None:
    plain = client.get(f"/{path}", BROWSER)
    assert "content-encoding" not in plain.headers
    assert "Accept-Encoding" in plain.headers["vary"]
    tags = {plain.headers.get("etag")}
    for coding, undo in (("gzip", gzip.decompress), ("zstd", unzstd)):
        for _ in range(2):  # the second time from memory
            packed = client.get(f"/{path}", BROWSER, accept_encoding=f"br, {coding};q=0.5")
            assert packed.headers["content-encoding"] == coding
            assert int(packed.headers["content-length"]) == len(packed.body)
            assert undo(packed.body) == plain.body
            assert packed.headers["vary"] == plain.headers["vary"]
        tag = packed.headers.get("etag", "")
        if tag:
            again = client.get(f"/{path}", BROWSER, accept_encoding=coding, if_none_match=tag)
            assert (again.status, again.body) == (304, b"")
            assert client.get(f"/{path}", BROWSER, if_none_match=tag).status == 200
            tags.add(tag)
    assert len(tags) in (1, 3)  # no tag, or one for each coding
    assert client.get(f"/{path}", BROWSER, accept_encoding="identity;q=0").status == 406


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/id/territory/velen",
        "/id/territory/velen.ttl",
        "/id/territory/velen.html",
        "/ontology",
        "/catalog",
        "/themes",
        "/search?q=velen",
        "/robots.txt",
        "/sitemap.xml",
        "/id/a/nowhere",
    ],
)
def test_head_says_what_get_says_without_the_body(client: Client, path: str) -> None:
    head, get = client.send("HEAD", path, BROWSER), client.get(path, BROWSER)
    assert (head.status, head.body) == (get.status, b"")
    assert head.headers == get.headers


def test_languages_are_negotiated_and_each_has_a_tag_of_its_own(client: Client) -> None:
    path = "/id/territory/velen"
    french = client.get(f"{path}.html", accept_language="fr")
    english = client.get(f"{path}.html", accept_language="en-GB,en;q=0.8")
    assert (french.headers["content-language"], english.headers["content-language"]) == ("fr", "en")
    assert english.headers["content-location"] == f"{path}.en.html"
    assert french.headers["etag"] != english.headers["etag"]
    assert "Accept-Language" in french.headers["vary"]
    fixed = client.get(f"{path}.en.html", accept_language="fr")
    assert fixed.headers["content-language"] == "en"
    assert fixed.headers["vary"] == "Accept-Encoding"
    assert "content-location" not in fixed.headers


@pytest.mark.parametrize("name", ["ontology", "catalog", "shapes", "cue", "feed"])
def test_documents_are_negotiated_at_their_own_address(client: Client, name: str) -> None:
    if client.get(f"/{name}.ttl").status == 404:
        pytest.skip("the small release has no such file")
    graphs = []
    for extension, media_type in TYPES.items():
        reply = client.get(f"/{name}", media_type)
        assert (reply.status, reply.kind) == (200, media_type)
        assert reply.headers["content-location"] == f"/{name}.{extension}"
        assert reply.headers["vary"] == "Accept, Accept-Encoding"
        graphs += [triples(reply), triples(client.get(f"/{name}.{extension}"))]
    assert all(graph == graphs[0] for graph in graphs)
    assert client.get(f"/{name}", BROWSER).kind == "text/html"
    assert client.get(f"/{name}", "image/png").status == 406


def test_terms_of_the_ontology_have_anchors(client: Client) -> None:
    page = client.get("/ontology", BROWSER).text
    assert '<section class="term" id="Territory">' in page
    assert 'href="/ontology.html#population"' in client.get("/id/territory/velen.html").text


def test_void_is_where_it_is_looked_for(client: Client) -> None:
    reply = client.get("/.well-known/void", "text/turtle")
    assert reply.status in (302, 303)
    assert triples(client.get(reply.headers["location"], "text/turtle"))


# What is not there


FORMS = {**TYPES, "problem": "application/problem+json", "json": "application/json"}


@pytest.mark.parametrize("path", ["/id/territory/velenn", "/id/territory/old"])
@pytest.mark.parametrize("media_type", [*FORMS.values(), "text/html", "text/plain"])
def test_what_is_missing_or_gone_says_so_in_the_form_asked_for(
    client: Client, path: str, media_type: str
) -> None:
    reply = client.get(path, media_type, accept_language="en")
    assert reply.status == (410 if path.endswith("old") else 404)
    assert reply.kind == media_type
    said = "was removed" if reply.status == 410 else "does not know"
    assert said in reply.text
    if media_type in TYPES.values():
        assert triples(reply)
    if "json" in media_type and "ld" not in media_type:
        told = json.loads(reply.body)
        assert (told["status"], told["instance"]) == (reply.status, f"{BASE}{path[1:]}")


@pytest.mark.parametrize("ending", ["html", "en.html", *TYPES])
def test_the_ending_decides_the_form_of_a_404(client: Client, ending: str) -> None:
    reply = client.get(f"/id/territory/velenn.{ending}", "image/png")
    assert (reply.status, reply.kind) == (404, TYPES.get(ending, "text/html"))


def test_a_missing_name_is_told_the_near_ones(client: Client) -> None:
    page = client.get("/id/territory/velenn.html").text
    assert 'href="/id/territory/velen.html">Vélen</a>' in page
    near = json.loads(client.get("/id/territory/velenn", "application/json").body)["near"]
    assert near[0] == {"label": "Vélen", "iri": f"{BASE}id/territory/velen"}


@pytest.mark.parametrize("ending", ["", ".html", ".en.html", *(f".{name}" for name in TYPES)])
def test_what_was_merged_leads_for_ever_to_what_took_its_place(client: Client, ending: str) -> None:
    reply = client.get(f"/id/territory/vellen{ending}", BROWSER)
    assert (reply.status, reply.headers["location"]) == (301, f"/id/territory/velen{ending}")


def test_what_xml_cannot_hold_is_refused_in_xml_alone(client: Client) -> None:
    assert client.get("/id/theme/odd.rdf").status == 406
    assert client.get("/id/theme/odd.ttl").status == 200


def test_a_page_is_the_same_when_it_is_asked_for_again(client: Client) -> None:
    for ending, language in (("html", "fr"), ("html", "en"), ("fr.html", "en"), ("ttl", "fr")):
        replies = [
            client.get(f"/id/project/halle.{ending}", BROWSER, accept_language=language)
            for _ in range(3)
        ]
        assert replies[0] == replies[1] == replies[2]
        wanted = "en" if language == "en" and ending == "html" else "fr"
        assert replies[0].headers.get("content-language", "fr") == wanted


# Odd and hostile addresses


@pytest.mark.parametrize(
    "path",
    [
        "/id/territory/velen/",
        "/id//territory/velen",
        "/id/Territory/Velen",
        "/id/territory/velen.html.html",
        "/id/territory/velen.de.html",
        "/id/territory/velen.TTL",
        "/id/territory/velen.fr.ttl",
        "/id/../id/territory/nowhere",
        "/id/..",
        "/id/../../etc/passwd",
        "/id/%2e%2e/%2e%2e/etc/passwd.ttl",
        "/id/territory/a b",
        "/id/territory/<script>",
        '/id/territory/">.html',
        "/id/territory/a\x00b.html",
        "/id/territory/a\r\nX-Evil: 1",
        "/id/territory/\u202evelen.ttl",
        "/id/territory/" + "a" * 5000,
        "/id/" + "a/" * 1000 + "b.html",
        "/graph/nowhere",
        "/list/../id",
        "/list/nothing.html",
        "/assets/../templates/base.html",
        "/assets/",
        "/ontology.exe",
        "/sitemap-7.xml",
    ],
)
@pytest.mark.parametrize("accept", [BROWSER, "text/turtle", ""])
def test_an_odd_address_is_a_plain_404(client: Client, path: str, accept: str) -> None:
    reply = client.get(path, accept)
    assert reply.status == 404
    assert reply.kind != "text/html" or "<script>" not in reply.text
    for name, value in reply.headers.items():
        assert not re.search(r"[\x00-\x1f\x7f]", value), name
    assert "x-evil" not in reply.headers


@pytest.mark.parametrize(
    ("path", "query"),
    [("/id/territory/velen", "a=%0d%0aX-Evil:%201"), ("/id/territory/vellen", "//evil")],
)
def test_a_redirect_stays_here_and_holds_no_header(client: Client, path: str, query: str) -> None:
    place = client.get(f"{path}?{query}", BROWSER).headers["location"]
    assert place.startswith("/id/territory/velen")
    assert not re.search(r"[\r\n]", place)


@pytest.mark.parametrize(
    "path", ["/", "/themes.html", "/id/project/halle.html", "/search?q=<b>", "/catalog"]
)
def test_pages_let_no_foreign_thing_in(client: Client, path: str) -> None:
    reply = client.get(path, BROWSER)
    policy = reply.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert not re.search(
        r"\son\w+=|<style|style=\"|<script(?! type=\"application/ld\+json\"| type=\"module\" src=)",
        reply.text,
    )
    assert not re.search(
        r"(?:href|src|action)=\"\s*(?:javascript|data|vbscript):", reply.text, re.IGNORECASE
    )


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_can_be_changed(client: Client, method: str) -> None:
    reply = client.send(method, "/id/territory/velen.ttl")
    assert reply.status == 405
    assert "GET" in reply.headers["allow"]


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/id/territory", "/list/territory"),
        ("/id/project/", "/list/project"),
        ("/id/theme", "/themes"),
        ("/dumps", "/catalog"),
        ("/dumps/", "/catalog"),
    ],
)
def test_an_address_that_was_cut_short_leads_to_a_list(
    client: Client, path: str, place: str
) -> None:
    reply = client.get(path, BROWSER)
    assert (reply.status, reply.headers["location"]) == (303, place)
    assert client.get(place, BROWSER).status == 200


def test_the_list_of_a_class_without_things_is_not_promised(client: Client) -> None:
    assert client.get("/id/event", BROWSER).status == 404


# Names from elsewhere

ODD_NAMES = (
    "plan.b",
    "notes.ttl",
    "page.html",
    "plan.fr",
    "caf%C3%A9",
    "été",
    "100%25",
    "a%2Fb",
    "v1.2",
)


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """Things whose local names a project that adopts data has from others."""
    from serving import DATA

    folder = tmp_path_factory.mktemp("releases")
    things = "".join(
        f'<{BASE}id/project/{name}> a lf2l:Project ; skos:prefLabel "Nom {number}"@fr .\n'
        for number, name in enumerate((*ODD_NAMES, "notes"))
    )
    write_release(folder, data=DATA + things)
    with Client(folder) as client:
        yield client


@pytest.mark.parametrize(
    "name", sorted({*ODD_NAMES} - {"notes.ttl"})
)  # see the last of these tests
@pytest.mark.parametrize("accept", ["text/turtle", "text/html", "application/ld+json"])
def test_the_iri_of_a_thing_leads_to_it_whatever_its_name_holds(
    elsewhere: Client, name: str, accept: str
) -> None:
    number = ODD_NAMES.index(name)
    reply = elsewhere.get(f"/id/project/{quote(name, safe='%')}", accept)
    assert reply.status == 303
    found = elsewhere.get(reply.headers["location"])
    assert found.status == 200
    assert found.kind == accept
    assert f"Nom {number}" in found.text
    again = elsewhere.get(reply.headers["location"], if_none_match=found.headers["etag"])
    assert again.status == 304


@pytest.mark.parametrize("name", ODD_NAMES)
def test_every_link_of_such_a_page_leads_to_the_thing(elsewhere: Client, name: str) -> None:
    number, path = ODD_NAMES.index(name), f"/id/project/{quote(name)}"
    for ending in (".html", ".fr.html", ".en.html", ".ttl", ".jsonld", ".nt"):
        reply = elsewhere.get(f"{path}{ending}")
        assert (reply.status, f"Nom {number}" in reply.text) == (200, True), ending
    for address in set(re.findall(r'href="(/id/[^"#?]*)"', elsewhere.get(f"{path}.html").text)):
        assert elsewhere.get(address).status == 200, address


def test_a_form_of_a_thing_comes_before_a_thing_that_is_called_so(elsewhere: Client) -> None:
    turtle = elsewhere.get("/id/project/notes.ttl", "text/html")
    assert turtle.kind == "text/turtle"
    assert "project:notes a lf2l:Project" in turtle.text
    assert elsewhere.get("/id/project/notes.fr.html").headers["content-language"] == "fr"
    assert elsewhere.get("/id/project/nothing.ttl").status == 404
    assert elsewhere.get("/id/project/%FF", "text/turtle").status == 404


# Crawlers


def test_the_sitemap_names_pages_that_are_there_and_when_they_changed(client: Client) -> None:
    robots = client.get("/robots.txt")
    assert robots.kind == "text/plain"
    assert "Sitemap: http://data.example/sitemap.xml" in robots.text
    reply = client.get("/sitemap.xml")
    assert reply.kind == "application/xml"
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    root = ElementTree.fromstring(reply.body)  # noqa: S314 - ours
    places = [each.text or "" for each in root.iter(f"{space}loc")]
    assert {each.text for each in root.iter(f"{space}lastmod")} == {"2026-01-01"}
    assert "http://data.example/id/territory/velen.html" in places
    assert "http://data.example/" in places
    for place in places:
        assert client.get(place.removeprefix("http://data.example"), BROWSER).status == 200, place


@pytest.mark.parametrize("name", ["robots.txt", "sitemap.xml"])
def test_what_crawlers_read_is_unchanged_until_the_release_is(client: Client, name: str) -> None:
    first = client.get(f"/{name}")
    tag = first.headers["etag"]
    again = client.get(f"/{name}", if_none_match=tag)
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
    assert client.get(f"/{name}", if_none_match='"other"').status == 200


def test_sitemaps_are_made_once_for_a_release_and_a_host(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lf2l_kg.serve import crawlers

    made: list[str] = []

    def make(edition: Edition, base_iri: str, root: str) -> dict[str, bytes]:
        made.append(root)
        return serialize_sitemaps(edition, base_iri, root)

    monkeypatch.setattr(crawlers, "serialize_sitemaps", make)
    for _ in range(2):
        client.get("/sitemap.xml", x_forwarded_proto="https")
        client.get("/robots.txt", x_forwarded_proto="https")
    assert made == ["https://data.example/"]


@pytest.fixture(scope="module")
def clients(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Client]]:
    """One for a server whose IRIs are at its own host, one for a server whose IRIs are elsewhere."""
    folder = tmp_path_factory.mktemp("hosts")
    write_release(folder)
    bases = ("https://data.example/", "https://w3id.org/lf2l/")
    with ExitStack() as opened:
        yield {base: opened.enter_context(Client(folder, base_iri=base)) for base in bases}


@pytest.mark.parametrize(
    ("base_iri", "told", "scheme"),
    [
        ("https://data.example/", "", "https"),  # our IRIs are at this host
        ("https://w3id.org/lf2l/", "https", "https"),  # a proxy that ends TLS
        ("https://w3id.org/lf2l/", "", "http"),
        ("https://w3id.org/lf2l/", "javascript", "http"),  # whoever sends that is no proxy
        ("https://w3id.org/lf2l/", "HTTPS", "https"),
    ],
)
@pytest.mark.parametrize("path", ["/robots.txt", "/sitemap.xml", "/opensearch.xml", "/sparql"])
def test_whole_addresses_have_the_scheme_that_the_client_used(
    clients: dict[str, Client], base_iri: str, told: str, scheme: str, path: str
) -> None:
    headers = {"x_forwarded_proto": told} if told else {}
    reply = clients[base_iri].get(path, "*/*", **headers)
    found = set(re.findall(r"\b(https?)://data\.example/(?:s|a|id|list)", reply.text))
    assert found == {scheme}


def test_more_addresses_than_a_sitemap_holds_stand_in_several(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lf2l_kg.pages import open_edition, sitemap

    release = write_release(tmp_path)
    monkeypatch.setattr(sitemap, "_MOST", 3)
    edition = open_edition(release, BASE)
    files = sitemap.serialize_sitemaps(edition, BASE, "https://x.example/")
    found = {name: data.decode() for name, data in files.items() if name != "robots.txt"}
    assert "<sitemapindex" in found["sitemap.xml"]
    parts = re.findall(r"<loc>https://x\.example/(.*?)</loc>", found["sitemap.xml"])
    assert sorted(parts) == sorted(found.keys() - {"sitemap.xml"})
    assert all(found[name].count("<url>") <= 3 for name in parts)
