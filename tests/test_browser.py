"""The site as people use it, in a real browser."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Locator, ViewportSize, expect

from browsing import (
    AXE,
    ROOT,
    Visit,
    need_scripts,
    open_browser,
    served_files,
    served_project,
    visit,
)
from listening import Listening

#: One page of each kind: what it is, its path without ending.
KINDS = {
    "home": "index",
    "territory": "id/territory/genk",
    "project": "id/project/rue-vennestraat-genk",
    "theme": "id/theme/revitalisation-centre-ville",
    "document": "id/document/territoires-centre-ville",
    "list": "list/project",
    "themes": "themes",
    "ontology": "ontology",
    "cues": "cue",
    "shapes": "shapes",
    "catalogue": "catalog",
    "search": "search",
    "query": "query",
}
WEIGHT = 60_000  # bytes that come over the network for a page without its map
EVERYTHING = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast"]  # the one rule that the colour scheme changes
VIEWS: tuple[tuple[Literal["light", "dark"], list[str]], ...] = (
    ("light", EVERYTHING),
    ("dark", COLOURS),
)
PHONE, DESK = ViewportSize(width=390, height=844), ViewportSize(width=1280, height=900)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Listening]:
    with served_project(tmp_path_factory.mktemp("site")) as listening:
        yield listening


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def files(site: Listening, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The same site as files, in a folder of a plain file server."""
    root = tmp_path_factory.mktemp("files")
    release = site.log.parent / "releases" / "current"
    command = [
        sys.executable,
        "-m",
        "lf2l_kg",
        "export",
        str(root / "donnees"),
        "--release",
        str(release),
    ]
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
    with served_files(root) as url:
        yield url


@pytest.fixture
def reader(browser: Browser, site: Listening) -> Iterator[Visit]:
    """Somebody who reads French, at a desk."""
    with visit(browser, site.url) as visited:
        yield visited


# From a name to the words


def test_from_a_name_to_the_sentence_that_a_fact_was_read_from_and_to_english(
    reader: Visit,
) -> None:
    page = reader.page
    reader.go("/")
    page.locator("main").get_by_role("searchbox").or_(page.locator("main input[name=q]")).fill(
        "genk"
    )
    page.locator("main input[name=q]").press("Enter")
    page.locator("main").get_by_role("link", name="Genk", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Genk")
    page.locator("main").get_by_role("link", name="Rue Vennestraat", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Rue Vennestraat")
    quote = page.locator("blockquote", has_text="Vennestraat").first
    expect(quote).to_be_hidden()
    summary_of(quote).click()
    expect(quote).to_be_visible()
    expect(quote).to_contain_text("«")
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Rue Vennestraat")
    expect(page.get_by_text("where is this from?").first).to_be_visible()
    page.get_by_role("link", name="Genk", exact=True).first.click()
    expect(page.locator("html")).to_have_attribute("lang", "en")  # the choice is kept


def summary_of(quote: Locator) -> Locator:
    return quote.locator("xpath=ancestor::details[1]/summary")


def test_the_site_works_without_scripts(browser: Browser, site: Listening) -> None:
    with visit(browser, site.url, java_script_enabled=False) as visited:
        page = visited.page
        visited.go("/")
        page.locator("main input[name=q]").fill("genk")
        page.locator("main input[name=q]").press("Enter")
        page.locator("main").get_by_role("link", name="Genk", exact=True).first.click()
        quote = page.locator("blockquote").first
        summary_of(quote).click()
        expect(quote).to_be_visible()
        page.get_by_role("navigation").get_by_role("link", name="Interroger").click()
        page.get_by_role("link", name="Quelle est la population de chaque territoire").click()
        page.get_by_role("button", name="Exécuter").click()
        expect(page.get_by_role("cell", name="Genk", exact=True)).to_be_visible()
        page.get_by_role("link", name="English").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Answer")


# Suggestions


def test_a_sentence_of_another_script_runs_as_its_script_does(browser: Browser) -> None:
    style = resources.files("lf2l_kg.pages").joinpath("assets/style.css").read_text("utf-8")
    page = browser.new_page()
    page.set_content(
        f'<style>{style}</style><main><dl class="facts"><dd><span lang="fr">مرحبا بالعالم.</span></dd></dl>'
    )
    ends = """() => {
        const text = document.querySelector("span").firstChild, at = document.createRange();
        return [0, text.length - 1].map((n) => {
            at.setStart(text, n); at.setEnd(text, n + 1); return at.getBoundingClientRect().left;
        });
    }"""
    first, stop = page.evaluate(ends)
    page.close()
    assert stop < first  # the full stop is at the left end


def test_suggestions_are_chosen_by_keyboard(reader: Visit) -> None:
    need_scripts()
    page = reader.page
    reader.go("/")
    field = page.locator("main input[name=q]")
    field.focus()
    page.keyboard.type("GÉNK")
    options = page.get_by_role("option")
    expect(options.first).to_contain_text("Genk")
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert field.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    field.press("ArrowUp")
    expect(page.locator("[role=option][aria-selected=true]")).to_have_count(0)
    field.press("ArrowDown")
    field.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Genk")


def test_escape_closes_the_suggestions_and_keeps_what_was_typed(reader: Visit) -> None:
    need_scripts()
    page = reader.page
    reader.go("/themes.html")
    field = page.get_by_role("banner").get_by_role("combobox")
    field.fill("vennes")
    expect(page.get_by_role("option").first).to_be_visible()
    field.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(field).to_have_value("vennes")
    field.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\.html\?q=vennes"))


def test_suggestions_stay_in_the_chosen_language(browser: Browser, site: Listening) -> None:
    need_scripts()
    with visit(browser, site.url) as visited:
        visited.go("/index.en.html")
        field = visited.page.locator("main input[name=q]")
        field.fill("genk")
        visited.page.get_by_role("option").first.click()
        expect(visited.page).to_have_url(re.compile(r"/id/territory/genk\.en\.html"))


def test_a_keyboard_reaches_content_search_and_language(reader: Visit) -> None:
    page = reader.page
    reader.go("/themes.html")
    reached = []
    for _ in range(14):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate(
                "document.activeElement.textContent.trim() || document.activeElement.name"
            )
        )
    assert reached[0] == "Aller au contenu"
    assert {"q", "Chercher", "Français", "English"} <= set(reached)
    reader.go("/themes.html")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


# A site of files


def test_a_site_of_files_suggests_names_in_spite_of_a_typo(browser: Browser, files: str) -> None:
    need_scripts()
    with visit(browser, files) as visited:
        page = visited.page
        visited.go("donnees/id/project/rue-vennestraat-genk.en.html")
        field = page.get_by_role("banner").get_by_role("combobox")
        field.fill("narbone")
        expect(page.get_by_role("option").first).to_contain_text("Narbonne")
        field.press("ArrowDown")
        field.press("Enter")
        expect(page).to_have_url(re.compile(r"/donnees/id/territory/narbonne\.en\.html$"))


def test_a_site_of_files_answers_a_search_in_the_browser(browser: Browser, files: str) -> None:
    need_scripts()
    with visit(browser, files) as visited:
        page = visited.page
        visited.go("donnees/index.fr.html")
        page.locator("main input[name=q]").fill("vennes")
        page.locator("main input[name=q]").press("Enter")
        expect(page.locator("p[role=status]")).to_have_text(re.compile("réponse"))
        page.locator(".hits").get_by_role("link", name="Rue Vennestraat", exact=True).click()
        quote = page.locator("blockquote", has_text="Vennestraat").first
        summary_of(quote).click()
        expect(quote).to_be_visible()
        visited.go("donnees/search.fr.html?q=xyzzyxyzzy")
        expect(page.get_by_text("Rien de ce nom")).to_be_visible()


def test_the_search_page_of_files_is_accessible(browser: Browser, files: str) -> None:
    need_scripts()
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: install Node 20 or later, then `make scripts-dev`")
    with visit(browser, files) as visited:
        visited.go("donnees/search.en.html?q=projet")
        expect(visited.page.locator(".hits li").first).to_be_visible()
        assert check_each_view(visited, "search in files") == []


# Every kind of page


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_is_accessible_in_light_and_dark_on_a_phone_and_at_a_desk(
    browser: Browser, site: Listening, kind: str, language: str
) -> None:
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: install Node 20 or later, then `make scripts-dev`")
    with visit(browser, site.url) as visited:
        visited.go(f"{KINDS[kind]}.{language}.html{'?q=projet' if kind == 'search' else ''}")
        visited.page.evaluate(
            "document.querySelectorAll('details').forEach((d) => { d.open = true; })"
        )
        assert check_each_view(visited, kind) == []


def check_each_view(visited: Visit, name: str) -> list[str]:
    """What axe-core finds on the page of a visit: light and dark, on a phone and at a desk."""
    page = visited.page
    page.evaluate(
        AXE.read_text(encoding="utf-8")
    )  # not as a script of the page: the policy would refuse it
    found = []
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        for scheme, rules in VIEWS:
            page.emulate_media(color_scheme=scheme)
            found += [
                f"{name} {size['width']} {scheme}: {each}" for each in run_axe(visited, rules)
            ]
        wide = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        found += [f"{name} {size['width']}: {wide} px too wide"] if wide > 0 else []
    return found


def run_axe(visited: Visit, rules: list[str]) -> list[str]:
    """Each rule that is broken, and where."""
    result = visited.page.evaluate(
        """async (rules) => {
          const { violations } = await axe.run(document, { runOnly: rules, resultTypes: ["violations"] });
          return violations.map(({ id, nodes }) =>
            `${id}: ${nodes.slice(0, 3).map(({ html, any }) =>
              `${html.slice(0, 160)} ${any.map(({ message }) => message).join("; ")}`).join(" | ")}`);
        }""",
        rules,
    )
    assert isinstance(result, list)
    return result


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "query"])
def test_a_page_is_light(browser: Browser, site: Listening, kind: str) -> None:
    with visit(browser, site.url) as visited:
        sizes: list[int] = []
        visited.page.on(
            "requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"])
        )
        visited.go(f"{KINDS[kind]}.fr.html{'?q=projet' if kind == 'search' else ''}")
        visited.page.wait_for_load_state("networkidle")
        maps = visited.page.locator("svg.map").evaluate_all(
            "(maps) => maps.reduce((sum, map) => sum + new Blob([map.outerHTML]).size, 0)"
        )
        assert len(sizes) > 1
        assert sum(sizes) - maps < WEIGHT, (sizes, maps)


def test_a_page_that_is_missing_says_so_in_both_languages(
    browser: Browser, site: Listening
) -> None:
    for locale, words in (("fr-FR", "Cette page manque"), ("en-GB", "This page is missing")):
        with visit(browser, site.url, locale=locale) as visited:
            visited.go("/id/territory/nowhere.html")
            expect(visited.page.get_by_role("heading", level=1)).to_have_text(words)


def test_a_page_prints_without_what_is_for_the_screen(reader: Visit, tmp_path: Path) -> None:
    reader.go("/id/territory/genk.html")
    reader.page.emulate_media(media="print")
    expect(reader.page.get_by_role("banner").get_by_role("navigation").first).to_be_hidden()
    expect(reader.page.get_by_role("heading", level=1)).to_be_visible()
    reader.page.pdf(path=tmp_path / "page.pdf")
    assert (tmp_path / "page.pdf").stat().st_size > 5000
