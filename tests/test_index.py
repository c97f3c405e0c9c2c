"""The index of a release: what is in it, and what a search finds."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.errors import InputError
from lf2l_kg.base.lines import read_literal
from lf2l_kg.base.namespaces import OA, PROV, RDF, RDFS, SKOS
from lf2l_kg.base.text import bare
from lf2l_kg.index import (
    Index,
    Question,
    Searcher,
    Words,
    index_dataset,
    open_index,
)
from lf2l_kg.index.folding import WORD, words_of

BASE = "https://exemple.org/"
TERMS = f"{BASE}ontology#"
_GEO = "http://www.w3.org/2003/01/geo/wgs84_pos#"
NAMES = {
    "territory/la-louviere": ("Territory", "La Louvière"),
    "territory/wallonie": ("Territory", "Wallonie"),
    "territory/belgique": ("Territory", "Belgique"),
    "territory/ile-d-yeu": ("Territory", "Île d’Yeu"),
    "project/la-fabrique": ("Project", "La Fabrique des possibles"),
    "project/oeuvres": ("Project", "Œuvres en gare"),
    "institution/universite": ("Institution", "Université de Lorraine"),
    "theme/tiers-lieux": ("Theme", "Coworking / Tiers lieux"),
    "theme/economie": ("Theme", "Économie"),
    "document/carnet": ("Document", "La Fabrique des possibles"),
}
FACTS = [
    ("project/la-fabrique", "locatedIn", "territory/la-louviere"),
    ("project/la-fabrique", "hasTheme", "theme/tiers-lieux"),
    ("territory/la-louviere", "partOf", "territory/wallonie"),
    ("territory/wallonie", "partOf", "territory/belgique"),
    ("territory/belgique", "partOf", "territory/wallonie"),  # a mistake: it must not hang
    ("document/carnet", "mentions", "project/la-fabrique"),
]
QUOTE = 'La Louvière (80 000 hab) - « La Fabrique »,\nun espace "partagé".'


def _lines() -> list[str]:
    graph = f"<{BASE}graph/carnet>"
    found = []
    for path, (kind, label) in NAMES.items():
        thing = f"<{BASE}id/{path}>"
        found.append(f"{thing} <{RDF}type> <{TERMS}{kind}> {graph} .")
        for name in (f"{SKOS}prefLabel", f"{RDFS}label"):
            found.append(f'{thing} <{name}> "{label}"@fr {graph} .')
    for subject, name, value in FACTS:
        found.append(f"<{BASE}id/{subject}> <{TERMS}{name}> <{BASE}id/{value}> {graph} .")
    broader = f"<{BASE}id/theme/tiers-lieux> <{SKOS}broader> <{BASE}id/theme/economie>"
    found.append(f"{broader} <{BASE}graph/themes> .")
    school = f"<{BASE}id/institution/universite>"
    found.append(f'{school} <{SKOS}altLabel> "UL"@fr {graph} .')
    place = f"<{BASE}id/territory/la-louviere>"
    for name, number in (("lat", "50.48"), ("long", "4.19")):
        decimal = "<http://www.w3.org/2001/XMLSchema#decimal>"
        found.append(f'{place} <{_GEO}{name}> "{number}"^^{decimal} <{BASE}graph/geonames> .')
    document = f"<{BASE}id/document/carnet>"
    found.append(f'{document} <{TERMS}sourcePath> "d/carnet.md" {graph} .')
    return [*found, *_evidence(document)]


def _evidence(document: str) -> list[str]:
    graph, mine, words = (
        f"<{BASE}{path}>" for path in ("graph/carnet/evidence", "evidence/1", "quote/1")
    )
    exact = QUOTE.replace("\n", "\\n").replace('"', '\\"')
    said = {
        f"{mine} <{RDF}subject>": f"<{BASE}id/project/la-fabrique>",
        f"{mine} <{RDF}predicate>": f"<{TERMS}locatedIn>",
        f"{mine} <{RDF}object>": f"<{BASE}id/territory/la-louviere>",
        f"{mine} <{PROV}wasDerivedFrom>": document,
        f"{mine} <{TERMS}rule>": '"heading.commune"',
        f"{mine} <{TERMS}confidence>": '"0.95"^^<http://www.w3.org/2001/XMLSchema#decimal>',
        f"{mine} <{TERMS}statedIn>": words,
        f"{mine} <{OA}hasTarget>": words,
        f"{words} <{OA}exact>": f'"{exact}"',
        f"{words} <{TERMS}line>": '"7"^^<http://www.w3.org/2001/XMLSchema#integer>',
        f"<{BASE}graph/carnet> <{PROV}wasDerivedFrom>": document,
    }
    return [f"{head} {value} {graph} ." for head, value in said.items()]


DATASET = Dataset.from_lines(_lines())


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder = tmp_path_factory.mktemp("release")
    content = index_dataset(DATASET, BASE, TERMS)
    (folder / "index.sqlite").write_bytes(content)
    return open_index(folder)


@pytest.fixture(scope="module")
def searcher(index: Index) -> Searcher:
    return Searcher(index)


def _found(searcher: Searcher, text: str, **facets: str) -> list[str]:
    results = searcher.search(Question(text, **facets))
    return [hit.node.iri.removeprefix(f"{BASE}id/") for hit in results.hits]


def test_the_same_dataset_gives_the_same_bytes_in_any_order_of_its_lines() -> None:
    again = Dataset.from_lines(reversed(_lines()))
    assert index_dataset(DATASET, BASE, TERMS) == index_dataset(again, BASE, TERMS)


def test_a_thing_is_described_with_the_words_that_each_fact_was_read_from(index: Index) -> None:
    found = index.describe(f"{BASE}id/project/la-fabrique")
    assert found is not None
    located = next(fact for fact in found.facts if fact.predicate.iri == f"{TERMS}locatedIn")
    assert located.object is not None
    assert located.object.label("fr") == "La Louvière"
    (reading,) = located.readings
    assert reading.quotes == (Words(QUOTE, 7),)
    assert (reading.path, reading.rule, reading.confidence) == (
        "d/carnet.md",
        "heading.commune",
        0.95,
    )
    assert [fact.subject.kind for fact in found.incoming] == ["Document"]


def test_a_fact_tells_which_layer_it_stands_in(index: Index) -> None:
    found = index.describe(f"{BASE}id/territory/la-louviere")
    assert found is not None
    origins = {fact.predicate.iri: fact.origin for fact in found.facts}
    assert origins[f"{_GEO}lat"] == "geonames"
    assert origins[f"{TERMS}partOf"] == ""


def test_a_label_is_told_once_as_the_preferred_one(index: Index) -> None:
    found = index.describe(f"{BASE}id/territory/wallonie")
    assert found is not None
    assert [f.predicate.iri for f in found.facts if f.value] == [f"{SKOS}prefLabel"]


def test_what_the_data_do_not_name_is_not_described(index: Index) -> None:
    assert index.describe(f"{BASE}id/project/absent") is None
    assert index.read_from(f"{BASE}id/document/absent") == ()


def test_a_document_gives_the_facts_that_were_read_from_it(index: Index) -> None:
    (fact,) = index.read_from(f"{BASE}id/document/carnet")
    assert fact.subject.label("fr") == "La Fabrique des possibles"


def test_a_project_is_where_its_territory_is(index: Index) -> None:
    place = index.place(f"{BASE}id/project/la-fabrique")
    assert place is not None
    assert (place.latitude, place.longitude) == (50.48, 4.19)
    assert place.territory is not None
    assert place.territory.iri == f"{BASE}id/territory/la-louviere"


def test_things_of_a_class_stand_in_the_order_of_a_dictionary(index: Index) -> None:
    labels = [node.label("fr") for node in index.nodes("Territory")]
    assert labels == ["Belgique", "Île d’Yeu", "La Louvière", "Wallonie"]
    assert index.counts()["Territory"] == len(labels)


def test_an_index_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    (tmp_path / "index.sqlite").write_bytes(b"not a database at all, but long enough to be one")
    with pytest.raises(InputError) as caught:
        open_index(tmp_path)
    assert caught.value.path.endswith("index.sqlite")
    with pytest.raises(InputError):
        open_index(tmp_path / "absent")


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("La Louvière", "territory/la-louviere"),
        ("LOUVIERE", "territory/la-louviere"),
        ("louvière", "territory/la-louviere"),
        ("louvieer", "territory/la-louviere"),  # two letters changed places
        ("wallonnie", "territory/wallonie"),
        ("l'ile d'yeu", "territory/ile-d-yeu"),
        ("oeuvre", "project/oeuvres"),
        ("œuvres en gares", "project/oeuvres"),
        ("tiers-lieu", "theme/tiers-lieux"),
        ("ul", "institution/universite"),
        ("univers", "institution/universite"),
        ("la fabrique", "project/la-fabrique"),  # before the document of the same name
        ("espace partagé", "project/la-fabrique"),  # words of a quote only
    ],
)
def test_the_best_answer_comes_first(searcher: Searcher, asked: str, first: str) -> None:
    assert _found(searcher, asked)[0] == first


def test_a_thing_is_found_by_its_class_and_the_territories_it_is_in(searcher: Searcher) -> None:
    found = _found(searcher, "belgique")
    assert found[0] == "territory/belgique"
    assert "project/la-fabrique" in found
    assert _found(searcher, "fabrique wallonie") == ["project/la-fabrique"]


def test_words_that_are_found_nowhere_find_nothing(searcher: Searcher) -> None:
    assert _found(searcher, "xylophone") == []
    assert _found(searcher, "fabrique xylophone") == []
    assert _found(searcher, "") == []


def test_a_search_stays_under_the_theme_and_the_territory_that_were_chosen(
    searcher: Searcher,
) -> None:
    belgium, economy = f"{BASE}id/territory/belgique", f"{BASE}id/theme/economie"
    found = _found(searcher, "fabrique", territory=belgium, theme=economy)
    assert "project/la-fabrique" in found
    assert _found(searcher, "œuvres", territory=belgium) == []
    assert _found(searcher, "fabrique", kind="Project") == ["project/la-fabrique"]


def test_facets_count_what_a_choice_would_leave(searcher: Searcher) -> None:
    results = searcher.search(Question("fabrique"))
    assert results.total == len(_found(searcher, "fabrique"))
    for facet in results.classes:
        assert facet.count == len(_found(searcher, "fabrique", kind=facet.value))
    for facet in results.territories:
        assert facet.count == len(_found(searcher, "fabrique", territory=facet.value))
    for facet in results.themes:
        assert facet.count == len(_found(searcher, "fabrique", theme=facet.value))


def test_another_value_of_a_facet_can_be_chosen_beside_the_one_that_is(searcher: Searcher) -> None:
    everything = searcher.search(Question("fabrique"))
    economy = f"{BASE}id/theme/economie"
    chosen = searcher.search(Question("fabrique", kind="Project"))
    assert chosen.total == 1
    assert chosen.classes == everything.classes
    both = searcher.search(Question("fabrique", kind="Project", theme=economy))
    assert both.themes == chosen.themes
    assert everything.total > chosen.total
    nothing = searcher.search(Question("yeu", theme=economy))
    assert [(facet.value, facet.count) for facet in nothing.themes] == [(economy, 0)]


def test_without_words_what_is_under_a_choice_is_listed(searcher: Searcher) -> None:
    assert _found(searcher, "", kind="Project") == ["project/la-fabrique", "project/oeuvres"]
    assert "project/la-fabrique" in _found(searcher, "", theme=f"{BASE}id/theme/economie")


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("tierslieux", "theme/tiers-lieux"),  # two words written as one
        ("co working", "theme/tiers-lieux"),  # one word written as two
        ("fabriqe possibls", "project/la-fabrique"),  # a mistake in each word
        ("walonn", "territory/wallonie"),  # a mistake in the beginning of a word
        ("de la louviere", "territory/la-louviere"),
    ],
)
def test_words_are_found_however_they_are_written(
    searcher: Searcher, asked: str, first: str
) -> None:
    assert _found(searcher, asked)[0] == first


def test_words_of_a_document_are_shown_when_the_name_does_not_hold_what_was_asked(
    searcher: Searcher,
) -> None:
    (hit, *_) = searcher.search(Question("partagé")).hits
    assert hit.quote is not None
    assert (hit.quote.excerpt.text, hit.quote.line) == (QUOTE, 7)
    assert [piece for piece, is_word in hit.quote.excerpt.pieces() if is_word] == ["partagé"]
    assert hit.quote.document.iri == f"{BASE}id/document/carnet"
    (hit, *_) = searcher.search(Question("fabrique")).hits
    assert hit.quote is None


def test_a_misspelt_word_is_told_as_it_was_understood(searcher: Searcher) -> None:
    assert searcher.search(Question("walonie")).spelling == "Wallonie"
    assert searcher.search(Question("wallonie")).spelling == ""


def test_pages_of_an_answer_follow_on_from_each_other(searcher: Searcher) -> None:
    whole = searcher.search(Question("fabrique")).hits
    parts = [searcher.search(Question("fabrique"), 1, offset).hits for offset in range(len(whole))]
    assert [hit for part in parts for hit in part] == list(whole)


def test_suggestions_are_things_of_that_name(searcher: Searcher) -> None:
    (suggestion,) = searcher.suggest("lou")
    assert suggestion.node.label("fr") == "La Louvière"
    assert suggestion.territory is not None
    assert suggestion.territory.label("fr") == "Wallonie"
    assert searcher.suggest("partagé") == []  # a quote only
    assert searcher.suggest("") == []


@settings(max_examples=300)
@given(st.text(max_size=300))
def test_any_text_can_be_looked_for(searcher: Searcher, text: str) -> None:
    searcher.search(Question(text, theme=text, territory=text))


@given(st.text())
def test_words_that_are_folded_stay_as_they_are(text: str) -> None:
    words = words_of(text)
    assert [word for word in words if words_of(word) != [word]] == []


@given(st.text())
def test_a_text_has_the_words_of_its_parts(text: str) -> None:
    whole = [word for part in WORD.findall(bare(text)) for word in words_of(part)]
    assert words_of(text) == whole


@given(st.text())
def test_a_literal_is_read_as_the_library_writes_it(text: str) -> None:
    import pyoxigraph as ox

    usable = text.encode("utf-8", "ignore").decode()
    assert read_literal(str(ox.Literal(usable)))[0] == usable


def test_the_benchmark_of_searches_finds_what_it_asks_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It runs on few things here; what it asks by name must be there."""
    sys.path.append(str(Path(__file__).resolve().parents[1] / "bench"))
    import searching
    import things

    content = index_dataset(things.make_things(100), things.BASE, things.TERMS)
    (tmp_path / "index.sqlite").write_bytes(content)
    made = open_index(tmp_path)
    for node in made.nodes("Project")[:20]:
        hits = Searcher(made).search(Question(node.label("fr"))).hits
        assert node in [hit.node for hit in hits]
    searching.main(["--things", "100", "--asked", "5"])
    assert "page of a search" in capsys.readouterr().out
