"""The ontology, its cues and its shapes: each IRI leads to where it is told, and the pages are light."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest

from lf2l_kg.base.errors import InputError
from lf2l_kg.base.messages import Language
from lf2l_kg.base.resources import packaged
from lf2l_kg.base.settings import Settings
from lf2l_kg.pages import Addresses, Edition, Frame, cues_page, ontology_page, shapes_page
from serving import BASE, Client, write_release
from test_pages_things import GRAPHS, make_edition

PAGES = {"ontology": ontology_page, "cue": cues_page, "shapes": shapes_page}
MESSAGE = ox.NamedNode("http://www.w3.org/ns/shacl#message")
ANNOUNCES = ox.NamedNode("https://w3id.org/lf2l/cue#announces")


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    edition = make_edition(tmp_path_factory.mktemp("releases"), GRAPHS)
    for name in ("cues.ttl", "shapes.ttl"):
        shutil.copyfile(packaged("ontology") / name, edition.path / name)
    return edition


def page(edition: Edition, name: str, language: Language = "fr") -> str:
    addresses = Addresses(BASE).in_language(language)
    return PAGES[name](edition, Frame(Settings(), language, addresses, path=name))


def ids(text: str) -> set[str]:
    return set(re.findall(r'<section class="term" id="([^"]*)"', text))


@pytest.mark.parametrize(
    ("name", "file", "predicate"),
    [("cue", "cues.ttl", ANNOUNCES), ("shapes", "shapes.ttl", MESSAGE)],
)
def test_the_iri_of_a_cue_or_a_shape_leads_to_what_is_told_of_it(
    edition: Edition, name: str, file: str, predicate: ox.NamedNode
) -> None:
    parsed = ox.parse(path=packaged("ontology") / file, format=ox.RdfFormat.TURTLE)
    subjects = {str(q.subject)[1:-1] for q in parsed if q.predicate == predicate}
    assert len(subjects) > 40
    assert {iri.partition("#")[2] for iri in subjects} == ids(page(edition, name))
    iri = min(subjects)
    assert Addresses(BASE).thing(iri) == f"/{name}.html#{iri.partition('#')[2]}"


def test_every_link_between_these_pages_leads_to_a_place_there(edition: Edition) -> None:
    places = {name: ids(page(edition, name)) for name in PAGES}
    for name in PAGES:
        links = re.findall(r'href="(?:/(\w+)\.fr\.html)?#([^"]+)"', page(edition, name))
        led = {(there or name, place) for there, place in links if place != "content"}
        assert {there for there, _ in led} == ({*PAGES} if name == "ontology" else {"ontology"})
        assert {pair for pair in led if pair[1] not in places[pair[0]]} == set()


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_these_pages_are_as_light_as_the_others(
    edition: Edition, name: str, language: Language
) -> None:
    assert 10_000 < len(page(edition, name, language).encode()) < 60_000


def test_a_shape_says_how_grave_it_is_in_the_language_of_the_page(edition: Edition) -> None:
    french, english = (page(edition, "shapes", language) for language in ("fr", "en"))
    assert {"<strong>refus</strong>", "<strong>conseil</strong>"} < {
        *re.findall("<strong>.*?</strong>", french)
    }
    assert "<strong>refused</strong>" in english


def test_the_confidence_of_a_cue_is_written_as_the_language_writes_it(edition: Edition) -> None:
    assert "confiance 0,85" in page(edition, "cue", "fr")
    assert "confidence 0.85" in page(edition, "cue", "en")


@pytest.mark.parametrize("name", ["cue", "shapes"])
def test_a_release_without_such_a_file_has_an_empty_page_and_a_damaged_one_is_told(
    tmp_path: Path, name: str
) -> None:
    edition = make_edition(tmp_path, GRAPHS)
    assert ids(page(edition, name)) == set()
    file = edition.path / ("cues.ttl" if name == "cue" else "shapes.ttl")
    file.write_text("<a> <b>")
    for damaged in (name, "ontology"):
        with pytest.raises(InputError, match=f"{file.name} cannot be read"):
            page(edition, damaged)


def test_what_has_no_name_in_the_shapes_is_called_the_same_each_time(tmp_path: Path) -> None:
    release = write_release(tmp_path)
    shutil.copyfile(packaged("ontology") / "shapes.ttl", release / "shapes.ttl")
    with Client(tmp_path) as client:
        first, again = client.get("/shapes.nt"), client.get("/shapes.nt")
        assert b"_:" in first.body
        assert first.body == again.body
        assert client.get("/shapes.nt", if_none_match=first.headers["etag"]).status == 304
