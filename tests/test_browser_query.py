"""The query page in a real browser: the editor, the answers, what goes wrong."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from browsing import AXE, Visit, need_scripts, open_browser, visit
from lf2l_kg.base.messages import Language
from lf2l_kg.pages import Addresses
from lf2l_kg.pages.addresses import PAGES
from lf2l_kg.pages.built import built_script
from listening import Listening, listen_to_small
from serving import BASE

LF2L = "PREFIX lf2l: <https://w3id.org/lf2l/ontology#>\n"
VALUES = """SELECT ?what ?value WHERE { VALUES (?what ?value) {
  ("number" 1234567) ("date" "2016-12-06"^^xsd:date) ("true" true) ("outside" <https://example.org/a>)
  ("page" <https://w3id.org/lf2l/id/territory/velen>) ("script" <javascript:alert(1)>)
  ("tongue" "mot"@de) ("markup" "<b>x</b>")
} }"""
PLACES = """SELECT ?name ?where WHERE { VALUES (?name ?where) {
  ("Nancy" "POINT(6.18 48.69)"^^geo:wktLiteral) ("Genk" "POINT (5.5 50.97)"^^geo:wktLiteral) } }"""
COUNTS = (
    'SELECT ?theme ?projects { VALUES (?theme ?projects) { ("Énergie" 12) ("Eau" 3) ("Bois" 0) } }'
)
XSD = "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n"
GEO = "PREFIX geo: <http://www.opengis.net/ont/geosparql#>\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Listening]:
    need_scripts()
    with listen_to_small(tmp_path_factory.mktemp("site")) as listening:
        yield listening


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as browser:
        yield browser


@pytest.fixture
def asker(browser: Browser, site: Listening) -> Iterator[Visit]:
    """Somebody on the query page."""
    with visit(browser, site.url) as visited:
        visited.go("/query.html")
        yield visited


def editor(page: Page) -> Locator:
    return page.get_by_role("textbox", name=re.compile("SPARQL"))


def write(page: Page, query: str) -> None:
    """Put a query in the editor, as pasting does."""
    editor(page).click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(query)


def ask(page: Page, query: str) -> None:
    write(page, query)
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Enter")


def state(page: Page) -> Locator:
    return page.locator(".state")


def cells(page: Page) -> list[str]:
    return page.locator("#answer tbody td").all_inner_texts()


# The editor


def test_an_example_opens_in_the_editor_and_is_answered(asker: Visit) -> None:
    page = asker.page
    page.get_by_role("link", name="Quelle est la population de chaque territoire").click()
    expect(state(page)).to_have_text(re.compile(r"^1\u00a0ligne en \d+\u00a0ms\.$"))
    assert cells(page) == ["Vélen", "66\u202f000"]
    expect(editor(page)).to_contain_text("ORDER BY DESC(?population)")
    expect(editor(page)).to_be_focused()


def test_a_property_is_found_by_its_french_name_and_its_prefix_is_declared(asker: Visit) -> None:
    page = asker.page
    write(page, "SELECT * WHERE { ?s ")
    page.keyboard.type("popul")
    option = page.get_by_role("option", name=re.compile("lf2l:population"))
    expect(option).to_be_visible()
    expect(option).to_contain_text("population")
    page.wait_for_timeout(120)  # an editor takes no choice that appeared under the fingers
    page.keyboard.press("Enter")
    page.keyboard.type(" ?o }")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Enter")
    expect(state(page)).to_have_text(re.compile("^1\u00a0ligne"))
    assert page.locator("#query").input_value().startswith(LF2L)


def test_a_class_is_offered_after_a_and_a_variable_after_a_question_mark(asker: Visit) -> None:
    page = asker.page
    write(page, LF2L + "SELECT ?town WHERE { ?town a ")
    page.keyboard.type("ter")
    expect(page.get_by_role("option").first).to_contain_text("lf2l:Territory")
    page.keyboard.press("Escape")
    write(page, "SELECT ?town WHERE { ?other ?p ")
    page.keyboard.type("?to")
    expect(page.get_by_role("option").first).to_have_text("?town")


def test_tab_leaves_the_editor(asker: Visit) -> None:
    page = asker.page
    editor(page).focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Exécuter")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(editor(page)).to_be_focused()


def test_a_mistake_is_shown_at_its_place_and_goes_away_with_it(asker: Visit) -> None:
    page = asker.page
    ask(page, 'SELECT *\nWHERE { ?s ?p "é" é }')
    expect(state(page)).to_have_text("Erreur, ligne 2.")
    expect(page.locator(".cm-lintRange-error")).to_have_text("é")
    expect(page.locator("#answer")).to_contain_text("«\u00a0é\u00a0»")
    ask(page, "ASK {}")
    expect(state(page)).to_have_text(re.compile(r"^Oui, en"))
    expect(page.locator(".cm-lintRange-error")).to_have_count(0)


# Answers


def test_values_are_written_as_the_language_writes_them(browser: Browser, site: Listening) -> None:
    written = {
        "fr": ["1\u202f234\u202f567", "6 décembre 2016", "oui"],
        "en": ["1,234,567", "6 December 2016", "yes"],
    }
    for language, expected in written.items():
        with visit(browser, site.url) as visited:
            visited.go(f"/query.{language}.html")
            ask(visited.page, XSD + VALUES)
            expect(visited.page.locator("#answer tbody tr")).to_have_count(8)
            rows = dict(zip(cells(visited.page)[::2], cells(visited.page)[1::2], strict=True))
            assert [rows["number"], rows["date"], rows["true"]] == expected
            link = visited.page.get_by_role("link", name="territory:velen")
            expect(link).to_have_attribute("href", f"/id/territory/velen.{language}.html")


@pytest.mark.parametrize("language", ["", "fr"])
def test_links_in_answers_lead_where_those_of_pages_lead(
    browser: Browser, site: Listening, language: Language | Literal[""]
) -> None:
    paths = [
        "",
        *(f"{root}/a%C3%A9.b" for root in PAGES),
        "ontology#Project",
        "list/project",
        "feed",
    ]
    values = " ".join(f"<{BASE}{path}>" for path in paths)
    addresses = Addresses(BASE).in_language(language) if language else Addresses(BASE)
    with visit(browser, site.url) as visited:
        visited.go(f"/query.{language}.html" if language else "/query.html")
        ask(visited.page, f"SELECT ?x {{ VALUES ?x {{ {values} }} }}")
        links = visited.page.locator("#answer tbody a")
        expect(links).to_have_count(len(paths))
        found = {link.get_attribute("href") for link in links.all()}
    assert found == {addresses.thing(BASE + path) for path in paths}


def test_what_an_answer_holds_is_text_and_only_addresses_of_the_web_are_links(asker: Visit) -> None:
    page = asker.page
    ask(page, XSD + VALUES)
    expect(page.locator("#answer tbody tr")).to_have_count(8)
    assert "<b>x</b>" in cells(page)
    assert page.locator("#answer a[href^='javascript']").count() == 0
    expect(page.get_by_role("cell", name="javascript:alert(1)")).to_be_visible()
    outside = page.get_by_role("link", name="https://example.org/a")
    expect(outside).to_have_attribute("rel", "nofollow noopener")
    expect(page.locator("td[lang=de]")).to_have_text("mot")


def test_the_answer_is_downloaded_as_csv(asker: Visit) -> None:
    page = asker.page
    ask(page, XSD + VALUES)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="CSV").click()
    assert waiting.value.suggested_filename == "reponse.csv"
    rows = list(csv.reader(io.StringIO(Path(waiting.value.path()).read_text(encoding="utf-8"))))
    assert rows[0] == ["what", "value"]
    assert rows[1] == ["number", "1234567"]


def test_a_query_too_long_for_an_address_is_asked_and_downloaded_all_the_same(asker: Visit) -> None:
    page = asker.page
    ask(page, f"# {'long ' * 2000}\n{COUNTS}")
    expect(page.locator("#answer tbody tr")).to_have_count(3)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="JSON").click()
    answer = json.loads(Path(waiting.value.path()).read_text(encoding="utf-8"))
    assert len(answer["results"]["bindings"]) == 3


def test_coordinates_are_shown_on_a_map_and_counts_in_a_chart(asker: Visit) -> None:
    page = asker.page
    ask(page, GEO + PLACES)
    drawing = page.locator("#answer svg.map")
    expect(drawing.locator("circle")).to_have_count(2)
    assert len(drawing.locator("path.land").get_attribute("d") or "") > 500
    tops = [float(c.get_attribute("cy") or 0) for c in drawing.locator("circle").all()]
    assert tops[0] > tops[1]  # Nancy is south of Genk
    ask(page, COUNTS)
    expect(page.locator("#answer .chart li")).to_have_count(3)
    widths = [float(r.get_attribute("width") or 0) for r in page.locator(".chart rect").all()]
    assert widths == [100, 25, 0.5]
    expect(page.locator("#answer svg.map")).to_have_count(0)


def test_years_and_text_alone_make_no_chart(asker: Visit) -> None:
    page = asker.page
    ask(page, "SELECT ?a ?year { VALUES (?a ?year) { ('x' 2016) ('y' 2020) } }")
    expect(page.locator("#answer tbody tr")).to_have_count(2)
    expect(page.locator(".chart")).to_have_count(0)


def test_a_graph_is_shown_as_turtle(asker: Visit) -> None:
    page = asker.page
    ask(page, LF2L + "CONSTRUCT { ?s lf2l:population ?n } WHERE { ?s lf2l:population ?n }")
    expect(page.locator("#answer pre")).to_contain_text("lf2l:population 66000")
    expect(page.get_by_role("link", name="JSON-LD")).to_be_visible()
    expect(state(page)).to_have_text(re.compile("lignes de Turtle"))


def test_a_long_answer_is_shown_bit_by_bit(asker: Visit) -> None:
    page = asker.page
    digits = " ".join(str(n) for n in range(10))
    ask(
        page,
        f"SELECT ?a ?b ?c {{ VALUES ?a {{ {digits} }} VALUES ?b {{ {digits} }} VALUES ?c {{ {digits} }} }}",
    )
    expect(state(page)).to_have_text(re.compile(r"^1\u202f000\u00a0lignes"))
    expect(page.locator("#answer tbody tr")).to_have_count(200)
    page.get_by_role("button", name="Montrer 200").click()
    expect(page.locator("#answer tbody tr")).to_have_count(400)
    expect(page.locator("#answer tbody tr").nth(200)).to_be_focused()


def test_an_empty_answer_says_what_to_try(asker: Visit) -> None:
    ask(asker.page, "SELECT * { <x:a> <x:b> ?c }")
    expect(asker.page.locator("#answer")).to_contain_text("enlevez une condition")


# The address


def test_a_shared_link_opens_the_query_and_answers_it(browser: Browser, site: Listening) -> None:
    with visit(browser, site.url, permissions=["clipboard-read", "clipboard-write"]) as visited:
        visited.go("/query.html")
        ask(visited.page, COUNTS)
        expect(visited.page.locator("#answer tbody tr")).to_have_count(3)
        visited.page.get_by_role("button", name="Copier le lien").click()
        expect(state(visited.page)).to_have_text("Le lien de la requête est copié.")
        link = visited.page.evaluate("navigator.clipboard.readText()")
        assert parse_qs(urlsplit(link).query)["query"] == [COUNTS]
    with visit(browser, site.url) as other:
        other.go(link.removeprefix(site.url))
        expect(other.page.locator("#answer tbody tr")).to_have_count(3)
        other.page.get_by_role("link", name="English").click()
        expect(other.page.locator("html")).to_have_attribute("lang", "en")
        expect(other.page.locator("#answer tbody tr")).to_have_count(3)


def test_a_long_query_is_shared_behind_the_hash(browser: Browser, site: Listening) -> None:
    with visit(browser, site.url) as visited:
        visited.go("/query.html")
        ask(visited.page, f"# {'x' * 3000}\n{COUNTS}")
        expect(visited.page.locator("#answer tbody tr")).to_have_count(3)
        address = visited.page.url
        assert "#query=" in address
    with visit(browser, site.url) as other:
        other.go(address.removeprefix(site.url))
        expect(other.page.locator("#answer tbody tr")).to_have_count(3)


def test_the_page_of_an_answer_can_be_asked_again_in_place(asker: Visit) -> None:
    page = asker.page
    asker.go("/sparql?query=ASK%7B%7D")
    expect(page.locator("#answer")).to_contain_text("oui")
    ask(page, COUNTS)
    expect(page.locator("#answer tbody tr")).to_have_count(3)


# When there is no answer


def answer_with(page: Page, status: int, body: str, kind: str = "application/json") -> None:
    """Let the endpoint answer so, from now on."""

    def fulfil(route: Route) -> None:
        route.fulfill(status=status, body=body, content_type=kind)

    page.route("**/sparql?*", fulfil)


def test_a_tired_server_is_told_with_what_to_do_and_can_be_asked_again(
    browser: Browser, site: Listening
) -> None:
    with visit(browser, site.url) as visited:
        page = visited.page
        visited.go("/query.html")
        said = "la réponse n’est pas prête après 10 secondes ; ajoutez LIMIT"
        answer_with(page, 503, json.dumps({"status": 503, "error": said}))
        ask(page, COUNTS)
        expect(page.locator("#answer")).to_contain_text("ajoutez LIMIT")
        expect(page.get_by_role("link", name="Toutes les données")).to_be_visible()
        page.unroute("**/sparql?*")
        page.get_by_role("button", name="Réessayer").click()
        expect(page.locator("#answer tbody tr")).to_have_count(3)
        visited.problems[:] = [p for p in visited.problems if "status of 503" not in p]


def test_a_proxys_page_of_error_is_not_taken_for_words(browser: Browser, site: Listening) -> None:
    with visit(browser, site.url) as visited:
        page = visited.page
        visited.go("/query.html")
        answer_with(page, 502, "<html><h1>Bad gateway</h1></html>", "text/html")
        ask(page, COUNTS)
        expect(page.locator("#answer")).to_contain_text("Le serveur a répondu 502.")
        expect(page.get_by_text("Bad gateway")).to_have_count(0)
        visited.problems[:] = [p for p in visited.problems if "status of 502" not in p]


def test_a_query_that_runs_can_be_stopped(asker: Visit) -> None:
    page = asker.page
    held: list[Route] = []
    page.route("**/sparql?*", lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks what it is given
    ask(page, COUNTS)
    page.get_by_role("button", name="Arrêter").click()
    expect(state(page)).to_have_text("Arrêtée.")
    expect(page.locator("#answer")).not_to_have_attribute("aria-busy", re.compile(".*"))
    page.unroute("**/sparql?*")
    ask(page, COUNTS)
    expect(page.locator("#answer tbody tr")).to_have_count(3)


def test_nothing_but_the_wait_is_said_while_the_server_looks(asker: Visit) -> None:
    page = asker.page
    assert state(page).get_attribute("role") == "status"
    ask(page, "")
    expect(state(page)).to_have_text("Écrivez une requête, ou choisissez un exemple.")


# For everybody


@pytest.mark.parametrize(
    "query", [COUNTS, GEO + PLACES, XSD + VALUES, "SELECT * { é }", "CONSTRUCT WHERE { ?s ?p ?o }"]
)
def test_an_answer_is_accessible(browser: Browser, site: Listening, query: str) -> None:
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: install Node 20 or later, then `make scripts-dev`")
    from test_browser import check_each_view

    with visit(browser, site.url) as visited:
        visited.go("/query.en.html")
        ask(visited.page, query)
        expect(visited.page.locator("#answer")).not_to_be_empty()
        visited.page.wait_for_load_state("networkidle")
        assert check_each_view(visited, "query") == []


def test_the_editor_is_loaded_on_the_query_page_alone(browser: Browser, site: Listening) -> None:
    with visit(browser, site.url) as visited:
        asked: list[str] = []
        visited.page.on("request", lambda request: asked.append(urlsplit(request.url).path[1:]))
        visited.go("/")
        assert built_script("search") in asked
        assert built_script("query") not in asked
        visited.go("/query.html")
        assert built_script("query") in asked


@pytest.mark.parametrize(
    ("before", "head"),
    [
        ("# a note\nSELECT * { ?s ", f"# a note\n{LF2L}SELECT"),
        ("PREFIX a: <x#y> # see\nSELECT * { ?s ", f"PREFIX a: <x#y> # see\n{LF2L}SELECT"),
        ("PREFIX a: <x#> PREFIX b: <y#> SELECT * { ?s ", f"PREFIX b: <y#>\n{LF2L} SELECT"),
        ("# PREFIX lf2l: <no>\nSELECT * { ?s ", f"# PREFIX lf2l: <no>\n{LF2L}SELECT"),
        (
            "PREFIX our: <https://w3id.org/lf2l/ontology#>\nSELECT * { ?s ",
            "PREFIX our: <https://w3id.org/lf2l/ontology#>\nSELECT * { ?s our:population",
        ),
    ],
)
def test_a_prefix_is_declared_where_it_belongs_and_once(
    asker: Visit, before: str, head: str
) -> None:
    page = asker.page
    write(page, before)
    page.keyboard.type("popul")
    expect(page.get_by_role("option").first).to_contain_text("population")
    page.wait_for_timeout(120)  # an editor takes no choice that appeared under the fingers
    page.keyboard.press("Enter")
    expect(editor(page)).to_contain_text(":population")
    assert head in page.locator("#query").input_value()
    page.keyboard.type(" ?o }")
    assert page.locator("#query").input_value().rstrip("}").endswith(":population ?o ")
