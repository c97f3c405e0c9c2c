"""The page of a thing: its statements with their words, its neighbours, its place, its description."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from lf2l_kg.base.messages import Language
from lf2l_kg.base.resources import packaged
from lf2l_kg.base.settings import Settings
from lf2l_kg.pages import Addresses, Edition, Frame, open_edition, thing_page
from lf2l_kg.pages.neighbours import draw_neighbours
from lf2l_kg.pages.thing import Row, Section, ThingView, Value
from serving import BASE, EVIL, write_index

HEAD = """
@prefix lf2l: <https://w3id.org/lf2l/ontology#> .
@prefix owl:  <http://www.w3.org/2002/07/owl#> .
@prefix oa:   <http://www.w3.org/ns/oa#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdf:  <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix wgs:  <http://www.w3.org/2003/01/geo/wgs84_pos#> .
@prefix xsd:  <http://www.w3.org/2001/XMLSchema#> .
@base <https://w3id.org/lf2l/id/> .
"""
DATA = f"""{HEAD}
<territory/toul> a lf2l:Territory ; skos:prefLabel "Toul"@fr ; skos:altLabel "Tullum"@la ;
    lf2l:population 15700 ; lf2l:partOf <territory/lorraine> .
<territory/lorraine> a lf2l:Territory ; skos:prefLabel "Lorraine"@fr , "Lothringen"@de .
<project/halle> a lf2l:Project ; skos:prefLabel "{EVIL}"@fr ; lf2l:locatedIn <territory/toul> ;
    lf2l:startDate "2016-12"^^xsd:gYearMonth ; lf2l:hasTheme <theme/lieux> ;
    lf2l:homepage "javascript:alert(1)"^^xsd:anyURI , "https://halle.example/"^^xsd:anyURI ;
    lf2l:carriedBy <institution/atelier> ; lf2l:description "Une halle à <i>blé</i>."@fr .
<institution/atelier> a lf2l:Institution ; skos:prefLabel "Atelier"@fr ; lf2l:email "a@atelier.example" ;
    lf2l:description "On y travaille le bois."@fr , "Wood is worked here."@en .
<theme/lieux> a lf2l:Theme , skos:Concept ; skos:prefLabel "Lieux"@fr , "Places"@en .
<publication/notes> a lf2l:Publication ; skos:prefLabel "Notes"@fr ; lf2l:doi "10.1/x" ;
    lf2l:halId "hal-01" ; lf2l:author <person/ada> ; lf2l:publicationYear "2016"^^xsd:gYear .
<person/ada> a lf2l:Person ; skos:prefLabel "Ada"@fr .
<document/notes> a lf2l:Document ; skos:prefLabel "Carnet"@fr ; lf2l:sourcePath "a/no tes.md" ;
    lf2l:mentions <territory/toul> , <project/halle> .
"""
EVIDENCE = f"""{HEAD}
<https://w3id.org/lf2l/graph/notes> prov:wasDerivedFrom <document/notes> .
<https://w3id.org/lf2l/evidence/1> rdf:subject <territory/toul> ; rdf:predicate lf2l:population ;
    rdf:object 15700 ; lf2l:rule "heading.population" ; lf2l:confidence 0.95 ;
    lf2l:statedIn <https://w3id.org/lf2l/quote/1> ; oa:hasTarget <https://w3id.org/lf2l/quote/1> ;
    prov:wasDerivedFrom <document/notes> .
<https://w3id.org/lf2l/quote/1> oa:exact "Toul <b>(15 700 hab)</b>" ; lf2l:line 12 .
<https://w3id.org/lf2l/evidence/2> rdf:subject <project/halle> ; rdf:predicate lf2l:locatedIn ;
    rdf:object <territory/toul> ; lf2l:rule "cue.locatedIn" ; lf2l:confidence 1 ; lf2l:reviewed true ;
    lf2l:statedIn <https://w3id.org/lf2l/quote/2> ; oa:hasTarget <https://w3id.org/lf2l/quote/2> ;
    prov:wasDerivedFrom <document/notes> .
<https://w3id.org/lf2l/quote/2> oa:exact "La halle est à Toul." ; lf2l:line 3 .
"""
LINKS = f"""{HEAD}
<territory/toul> owl:sameAs <http://www.wikidata.org/entity/Q217731> , <https://strange.example/x> .
"""
GEONAMES = f"""{HEAD}
<territory/toul> wgs:lat 48.675 ; wgs:long 5.891 ; owl:sameAs <https://sws.geonames.org/2972049/> .
"""
GRAPHS = {
    f"{BASE}graph/notes": DATA,
    f"{BASE}graph/notes/evidence": EVIDENCE,
    f"{BASE}graph/links": LINKS,
    f"{BASE}graph/geonames": GEONAMES,
}
ONTOLOGY = (packaged("ontology") / "lf2l.ttl").read_text(encoding="utf-8")
SETTINGS = Settings(edit_url="https://forge.example/edit/{path}#L{line}", publisher="L’éditeur")


def make_edition(
    folder: Path, graphs: dict[str, str], ontology: str = ONTOLOGY, history: str = "[]"
) -> Edition:
    release = folder / "2026-01-01-abcdef12"
    release.mkdir()
    write_index(release, graphs)
    (release / "ontology.ttl").write_text(ontology, encoding="utf-8")
    (release / "feed.json").write_text(history)
    return open_edition(release, BASE)


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    return make_edition(tmp_path_factory.mktemp("releases"), GRAPHS)


def page(
    edition: Edition, path: str, language: Language = "fr", settings: Settings = SETTINGS
) -> str:
    addresses = Addresses(BASE).in_language(language)
    frame = Frame(settings, language, addresses, path=path, release=edition.name)
    found = thing_page(edition, frame, f"{BASE}{path}")
    assert found is not None
    return found


def details(text: str, about: str) -> str:
    """The « d'où vient ceci ? » of a value."""
    found = re.findall(r'<details class="why">.*?</details>', text, re.DOTALL)
    return next(str(each) for each in found if f'<span class="unseen"> {about}</span>' in each)


def test_each_statement_shows_the_words_it_was_read_from(edition: Edition) -> None:
    shown = details(page(edition, "id/territory/toul"), "15\u202f700")
    assert "Toul &lt;b&gt;(15 700 hab)&lt;/b&gt;" in shown
    assert '<a href="/id/document/notes.fr.html">Carnet</a>' in shown
    for words in ("ligne 12", "heading.population", "un titre du document", "0,95", "très sûr"):
        assert words in shown
    assert "pas encore relu" in shown
    assert "2026-01-01-abcdef12" in shown
    assert 'href="https://forge.example/edit/a/no%20tes.md#L12"' in shown


def test_the_same_is_said_in_english(edition: Edition) -> None:
    shown = details(page(edition, "id/territory/toul", "en"), "15,700")
    for words in (
        "where is this from?",
        "line 12",
        "a heading of the document",
        "0.95",
        "very sure",
    ):
        assert words in shown
    assert 'lang="fr">«&nbsp;Toul' in shown


def test_what_a_person_confirmed_says_so_at_both_ends(edition: Edition) -> None:
    at_project = details(page(edition, "id/project/halle"), "Toul")
    at_territory = details(
        page(edition, "id/territory/toul"), "&lt;script&gt;alert(1)&lt;/script&gt;"
    )
    for shown in (at_project, at_territory):
        assert "La halle est à Toul." in shown
        assert "confirmé par une personne" in shown


def test_without_the_setting_there_is_no_edit_link(edition: Edition) -> None:
    assert "corriger la source" in page(edition, "id/territory/toul")
    assert "corriger la source" not in page(edition, "id/territory/toul", settings=Settings())


def test_what_no_document_says_tells_what_gave_it(edition: Edition) -> None:
    text = page(edition, "id/territory/toul")
    assert "lien décidé par une personne" in details(text, "Wikidata")
    assert "ajouté depuis GeoNames" in details(text, "GeoNames")


def test_groups_and_their_order_are_those_of_the_ontology(edition: Edition) -> None:
    text = page(edition, "id/project/halle")
    assert "Une halle à &lt;i&gt;blé&lt;/i&gt;." in text
    headings = re.findall(r"<h2>(.*?)</h2>", text)
    assert headings[:7] == ["En bref", "Quand", "Où", "Qui", "À quel sujet", "Sur le web", "Nom"]


def test_labels_fall_back_and_say_their_language(edition: Edition) -> None:
    text = page(edition, "id/territory/toul", "en")
    assert '<h1 lang="fr">Toul</h1>' in text
    assert '<span lang="la">Tullum</span>' in text
    assert 'href="/id/territory/lorraine.en.html" lang="fr">Lorraine</a>' in text
    assert 'href="/id/theme/lieux.en.html">Places</a>' in page(edition, "id/project/halle", "en")


@pytest.mark.parametrize(
    ("language", "first", "other"), [("fr", "On y", "Wood is"), ("en", "Wood is", "On y")]
)
def test_texts_in_the_language_of_the_reader_come_first(
    edition: Edition, language: Language, first: str, other: str
) -> None:
    told = page(edition, "id/institution/atelier", language).partition("<dd")[2]
    assert -1 < told.find(first) < told.find(other)


def test_dates_and_numbers_have_the_form_of_the_language(edition: Edition) -> None:
    assert "décembre 2016" in page(edition, "id/project/halle")
    assert "December 2016" in page(edition, "id/project/halle", "en")


@pytest.mark.parametrize("path", ["id/project/halle", "id/territory/toul", "id/document/notes"])
def test_nothing_in_the_data_becomes_markup_or_a_script(edition: Edition, path: str) -> None:
    text = page(edition, path)
    assert EVIL not in text
    assert "<b>" not in text
    assert not re.search(r'href="\s*javascript', text, re.IGNORECASE)
    scripts = re.findall(r"<script[^>]*>", text)
    others = [
        tag for tag in scripts if not tag.startswith('<script type="module" src="/assets/built/')
    ]
    assert others == ['<script type="application/ld+json">']


def test_only_addresses_of_the_web_are_links_and_they_ask_for_no_following(
    edition: Edition,
) -> None:
    text = page(edition, "id/project/halle")
    assert '<a href="https://halle.example/" rel="nofollow noopener">' in text
    assert "javascript:alert(1)" in re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL)
    assert 'href="mailto:a@atelier.example"' in page(edition, "id/institution/atelier")
    publication = page(edition, "id/publication/notes")
    assert 'href="https://doi.org/10.1/x"' in publication
    assert 'href="https://hal.science/hal-01"' in publication


def test_links_out_are_words(edition: Edition) -> None:
    text = page(edition, "id/territory/toul")
    assert (
        '<a href="https://www.wikidata.org/wiki/Q217731" rel="nofollow noopener">Wikidata</a>'
        in text
    )
    assert '<a href="https://www.geonames.org/2972049" rel="nofollow noopener">GeoNames</a>' in text
    assert '<a href="https://strange.example/x" rel="nofollow noopener">strange.example</a>' in text


def test_the_description_for_search_engines_uses_schema_org(edition: Edition) -> None:
    text = page(edition, "id/project/halle")
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    assert found
    assert not set("<>&") & set(found[1])
    told = json.loads(found[1])
    assert (told["@id"], told["@type"], told["name"]) == (
        f"{BASE}id/project/halle",
        "Project",
        EVIL,
    )
    assert told["location"] == {"@id": f"{BASE}id/territory/toul", "name": "Toul"}
    assert told["startDate"] == "2016-12"
    assert told["description"] == "Une halle à <i>blé</i>."
    territory = page(edition, "id/territory/toul")
    assert '"latitude":48.675' in territory
    assert '"http://www.wikidata.org/entity/Q217731"' in territory


def test_what_a_picture_is_told_is_escaped() -> None:
    odd = '"/><i>&'
    value = Value(odd, "", f"/{odd}", odd, False, [], "")
    row = Row("partner", odd, "", [value], 30)
    thing = ThingView(
        odd, odd, "", odd, "", "", [], "", [Section(odd, [row])], [row], [], {}, 1, 1
    )  # fmt: skip
    drawn = draw_neighbours(thing, Frame(SETTINGS, "fr", Addresses(BASE)))
    assert "<path" in drawn
    assert "<i>" not in drawn
    assert odd not in drawn


def test_neighbours_are_a_picture_with_a_title_and_links(edition: Edition) -> None:
    text = page(edition, "id/project/halle")
    picture = re.search(r'<svg class="graph".*?</svg>', text, re.DOTALL)
    assert picture
    assert re.search(r"<title[^>]*>Ce qui entoure &lt;script&gt;", picture[0])
    assert "<desc" in picture[0]
    assert '<a href="/id/territory/toul.fr.html">' in picture[0]
    assert page(edition, "id/project/halle") == text


def test_a_thing_with_a_position_is_on_a_map(edition: Edition) -> None:
    for path in ("id/territory/toul", "id/project/halle"):
        text = page(edition, path)
        assert "Toul sur la carte\u00a0: 48,67°\u00a0N, 5,89°\u00a0E" in text
        assert '<path class="land" d="M' in text
    assert '<svg class="map' not in page(edition, "id/person/ada")


def test_a_document_shows_what_was_read_in_it_line_by_line(edition: Edition) -> None:
    text = page(edition, "id/document/notes")
    lines = re.search(r'<ol class="lines">.*?</ol>', text, re.DOTALL)
    assert lines
    assert re.findall(r'<li value="(\d+)">', lines[0]) == ["3", "12"]
    assert 'href="https://forge.example/edit/a/no%20tes.md#L1"' in text


def test_a_page_says_how_to_cite_and_where_the_data_are(edition: Edition) -> None:
    text = page(edition, "id/territory/toul")
    assert "L’éditeur, «\u00a0Toul\u00a0», <cite>Graphe de connaissances</cite>" in text
    assert "L’éditeur, “Toul”, <cite>" in page(edition, "id/territory/toul", "en")
    for extension in ("ttl", "jsonld", "nt", "rdf"):
        assert f'href="/id/territory/toul.{extension}"' in text
    assert '<link rel="alternate" type="text/turtle" href="/id/territory/toul.ttl">' in text


def test_what_is_not_known_has_no_page(edition: Edition) -> None:
    frame = Frame(SETTINGS, "fr", Addresses(BASE), path="id/territory/nowhere")
    assert thing_page(edition, frame, f"{BASE}id/territory/nowhere") is None


def test_the_most_specific_class_with_a_template_decides(tmp_path: Path) -> None:
    ontology = f"""{ONTOLOGY}
    lf2l:Town a owl:Class ; rdfs:label "Ville"@fr ; rdfs:subClassOf lf2l:Territory ."""
    data = f'{HEAD}<town/toul> a lf2l:Territory , lf2l:Town ; skos:prefLabel "Toul"@fr ; lf2l:population 9 .'
    edition = make_edition(tmp_path, {f"{BASE}graph/notes": data + ontology}, ontology)
    text = page(edition, "id/town/toul")
    assert ">Ville</a></p>" in text
    assert '<p class="lead">9 habitants</p>' in text


def test_a_much_linked_thing_stays_light_and_says_how_many_there_are(tmp_path: Path) -> None:
    projects = "".join(
        f'<project/p{n}> a lf2l:Project ; skos:prefLabel "Projet {n}"@fr ;'
        f" lf2l:locatedIn <territory/toul> ; lf2l:hasTheme <theme/lieux> .\n"
        for n in range(2500)
    )
    edition = make_edition(tmp_path, {f"{BASE}graph/notes": DATA + projects})
    text = page(edition, "id/territory/toul")
    assert '<span class="total">2\u202f501</span>' in text
    without_map = re.sub(r'<svg class="map.*?</svg>', "", text, flags=re.DOTALL)
    assert len(without_map.encode()) < 60_000


def test_the_page_of_a_long_document_stays_light_and_says_that_there_is_more(
    tmp_path: Path,
) -> None:
    facts, evidence = [DATA], [EVIDENCE]
    words = "Le projet est à Toul, dit-on. " * 6
    for n in range(400):
        project, quote = f"<project/p{n}>", f"<https://w3id.org/lf2l/quote/x{n}>"
        facts.append(f'{project} a lf2l:Project ; skos:prefLabel "Projet {n}"@fr .')
        evidence.append(f'{quote} oa:exact "{words}" ; lf2l:line {n + 20} .')
        for subject, name, value in (
            (project, "locatedIn", "<territory/toul>"),
            ("<document/notes>", "mentions", project),
        ):
            facts.append(f"{subject} lf2l:{name} {value} .")
            evidence.append(
                f"<https://w3id.org/lf2l/evidence/{name}{n}> rdf:subject {subject} ;"
                f" rdf:predicate lf2l:{name} ; rdf:object {value} ; lf2l:rule "
                f'"cue.x" ; lf2l:confidence 0.9 ; oa:hasTarget {quote} ;'
                " prov:wasDerivedFrom <document/notes> ."
            )
    graphs = {
        f"{BASE}graph/notes": "\n".join(facts),
        f"{BASE}graph/notes/evidence": "\n".join(evidence),
    }
    edition = make_edition(tmp_path, graphs)
    for path in ("id/document/notes", "id/territory/toul"):
        text = re.sub(r'<svg class="map.*?</svg>', "", page(edition, path), flags=re.DOTALL)
        assert len(text.encode()) < 60_000
    assert "La suite est dans les données." in page(edition, "id/document/notes")


@pytest.mark.parametrize("odd", ["--5", "-", "1" * 5000])
def test_a_number_that_is_none_is_shown_as_it_is(tmp_path: Path, odd: str) -> None:
    data = f"""{HEAD}
<territory/toul> a lf2l:Territory ; skos:prefLabel "Toul"@fr ; lf2l:population "{odd}"^^xsd:integer .
"""
    edition = make_edition(tmp_path, {f"{BASE}graph/notes": data})
    assert odd in page(edition, "id/territory/toul")


def test_one_neighbour_that_is_left_out_is_said_in_the_singular(tmp_path: Path) -> None:
    things = "".join(
        f'<project/p{n}> a lf2l:Project ; skos:prefLabel "P{n}"@fr ; lf2l:locatedIn <territory/t> .\n'
        for n in range(10)
    )
    data = f"""{HEAD}
<territory/t> a lf2l:Territory ; skos:prefLabel "T"@fr .
{things}"""
    edition = make_edition(tmp_path, {f"{BASE}graph/notes": data})
    assert ">et 1 autre<" in page(edition, "id/territory/t")
    assert ">and 1 more<" in page(edition, "id/territory/t", "en")
