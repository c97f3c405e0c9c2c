"""Pages as pure functions: their addresses, languages, forms, templates."""

from __future__ import annotations

import re
from importlib import resources

import pytest
from markupsafe import Markup

from lf2l_kg.base.messages import Language
from lf2l_kg.base.numbers import format_number
from lf2l_kg.base.settings import Settings
from lf2l_kg.pages import Addresses, Frame, assets, error_page, format_date, outside
from lf2l_kg.pages.compiling import escape_once
from lf2l_kg.pages.forms import format_language
from serving import BASE

SERVER = Addresses(BASE)
FILE = Addresses(BASE, root="../../", is_static=True)


# Addresses


@pytest.mark.parametrize(
    ("addresses", "iri", "address"),
    [
        (SERVER, f"{BASE}id/territory/genk", "/id/territory/genk.html"),
        (SERVER.in_language("en"), f"{BASE}id/territory/genk", "/id/territory/genk.en.html"),
        (FILE, f"{BASE}id/territory/genk", "../../id/territory/genk.html"),
        (FILE.in_language("fr"), f"{BASE}id/territory/genk", "../../id/territory/genk.fr.html"),
        (SERVER, f"{BASE}ontology#Project", "/ontology.html#Project"),
        (SERVER, f"{BASE}dumps/dump.ttl.gz", "/dumps/dump.ttl.gz"),
        (SERVER, f'{BASE}id/a"<b>', "/id/a%22%3Cb%3E.html"),
        (SERVER, BASE, "/"),
        (SERVER.in_language("en"), BASE, "/index.en.html"),
        (FILE, BASE, "../../index.html"),
        (SERVER, "https://www.wikidata.org/entity/Q1", "https://www.wikidata.org/entity/Q1"),
        (SERVER, "javascript:alert(1)", ""),
        (SERVER, "data:text/html,x", ""),
        (SERVER, "urn:isbn:1", ""),
    ],
)
def test_each_iri_has_one_address_and_only_the_web_is_linked_to(
    addresses: Addresses, iri: str, address: str
) -> None:
    assert addresses.thing(iri) == address


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("doi:10.1111/caim.12301", "https://doi.org/10.1111/caim.12301"),
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("HTTP://x.example/", "HTTP://x.example/"),
        (" javascript:alert(1)", ""),
        ("jAvAsCrIpT:alert(1)", ""),
        ("vbscript:x", ""),
        ("//x.example/", ""),
        ("https:x", ""),
        ("", ""),
    ],
)
def test_only_web_mail_and_doi_addresses_are_links(given: str, address: str) -> None:
    assert outside(given) == address


# Languages


@pytest.mark.parametrize(
    ("language", "number", "day"),
    [("fr", "66\u202f000", "6 décembre 2016"), ("en", "66,000", "6 December 2016")],
)
def test_numbers_and_dates_are_written_as_the_language_does(
    language: Language, number: str, day: str
) -> None:
    assert format_number(66000, language) == number
    assert format_date("2016-12-06", language) == day
    assert format_date("2016-12", language) == day.removeprefix("6 ")
    assert format_date("2016", language) == "2016"


@pytest.mark.parametrize(
    ("tag", "french", "english"),
    [
        ("en", "anglais", "English"),
        ("en-GB", "anglais (Royaume-Uni)", "English (United Kingdom)"),
        ("lb", "luxembourgeois", "Luxembourgish"),
        ("qq", "qq", "qq"),
        ("<b>", "<b>", "<b>"),
    ],
)
def test_a_language_is_named_in_the_language_of_the_page(
    tag: str, french: str, english: str
) -> None:
    assert (format_language(tag, "fr"), format_language(tag, "en")) == (french, english)


@pytest.mark.parametrize("odd", ["2016-13-40", "-0044-13", "soon", "", "2016-00"])
def test_a_date_that_is_none_is_shown_as_it_is(odd: str) -> None:
    assert format_date(odd, "fr") == odd


def test_the_first_of_a_month_is_premier_in_french() -> None:
    assert format_date("2016-05-01", "fr") == "1ᵉʳ mai 2016"
    assert format_date("2016-05-01", "en") == "1 May 2016"


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("addresses", [SERVER, SERVER.in_language("fr"), FILE])
def test_a_page_names_itself_in_both_languages(language: Language, addresses: Addresses) -> None:
    frame = Frame(Settings(), language, addresses, path="id/territory/genk", query="q=a%26b")
    page = error_page(frame, 404, "?")
    assert f'<html lang="{language}">' in page
    for other in ("fr", "en"):
        address = f"{addresses.root}id/territory/genk.{other}.html?q=a%26b"
        assert f'<link rel="alternate" hreflang="{other}" href="{address}">' in page
        current = ' aria-current="true"' if other == language else ""
        assert f'hreflang="{other}" href="{address}"{current}>' in page


# Templates


def _templates() -> dict[str, str]:
    folder = resources.files("lf2l_kg.pages") / "templates"
    return {entry.name: entry.read_text(encoding="utf-8") for entry in folder.iterdir()}


@pytest.mark.parametrize(("name", "text"), sorted(_templates().items()))
def test_no_template_holds_style_script_or_handler(name: str, text: str) -> None:
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", text, re.IGNORECASE), name
    scripts = re.findall(r"<script[^>]*>", text)
    assert all("src=" in script or "application/ld+json" in script for script in scripts)


@pytest.mark.parametrize(("name", "text"), sorted(_templates().items()))
def test_every_word_of_a_template_is_in_both_languages(name: str, text: str) -> None:
    """What is left of a template without markup, expressions and the names of formats has no words."""
    bare = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", text, flags=re.DOTALL)
    bare = re.sub(r"<[^>]*>|&\w+;", " ", bare)
    words = set(re.findall(r"[^\W\d_]{2,}", bare))
    assert words <= {"SPARQL", "Protocol", "sparql", "catalog", "ttl", "IRI", "Atom", "DOI"}, name


@pytest.mark.parametrize(("name", "text"), sorted(_templates().items()))
def test_french_marks_stand_after_a_space_that_does_not_break(name: str, text: str) -> None:
    french = [*re.findall(r'"([^"]*)"\|en\(', text), *re.findall(r"'([^']*)'\|en\(", text)]
    assert not [words for words in french if re.search(r"[ \w][:;?!»]|« ", words)], name


def test_what_pages_refer_to_is_in_the_package() -> None:
    names = set(re.findall(r"to\.file\('assets/([^']+)'\)", "".join(_templates().values())))
    assert "style.css" in names
    assert names <= assets().keys()


# Texts


def test_a_control_character_of_a_text_reaches_no_page() -> None:
    assert escape_once("a\x07b\x9f\tc\n") == "a\ufffdb\ufffd\tc\n"
    assert escape_once("<\x00>") == "&lt;\ufffd&gt;"
    assert escape_once(Markup("<b>")) == "<b>"
