"""Candidates are found by identifier, else by name; only what leaves no doubt needs no person."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.errors import InputError
from lf2l_kg.base.gazetteer import open_gazetteer
from lf2l_kg.base.ontology import load_ontology
from lf2l_kg.link import (
    Decision,
    Slice,
    find_subjects,
    propose_links,
    read_slice,
    safe_decisions,
)
from lf2l_kg.link.features import kilometres
from lf2l_kg.link.items import Item, read_identifier, read_point
from lf2l_kg.link.likeness import Likeness
from lf2l_kg.link.propose import Candidate, undecided
from lf2l_kg.link.subjects import Subject
from small_wikidata import small_slice, town, write_slice

ROOT = Path(__file__).resolve().parents[1]
SAME_AS = "http://www.w3.org/2002/07/owl#sameAs"
SKOS = "http://www.w3.org/2004/02/skos/core#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
LF2L = "https://w3id.org/lf2l/ontology#"
TODAY = date(2026, 1, 31)


@pytest.fixture(scope="module")
def items(tmp_path_factory: pytest.TempPathFactory) -> Slice:
    return small_slice(tmp_path_factory.mktemp("slice"))


def first(items: Slice, subject: Subject, *decisions: Decision) -> Candidate:
    (proposal,) = propose_links([subject], decisions, items)
    return proposal.candidates[0]


def found(items: Slice, subject: Subject) -> list[str]:
    (proposal,) = propose_links([subject], (), items)
    return [candidate.item.id for candidate in proposal.candidates]


def decided(subject: str, item: str, verdict: str = "accepted") -> Decision:
    iri = f"http://www.wikidata.org/entity/{item}" if item else ""
    return Decision(subject, SAME_AS, iri, verdict, "https://x.example/", 1)  # type: ignore[arg-type]  # a verdict, from the parameters


# --- What is safe -------------------------------------------------------------------------------


def test_an_identifier_decides_between_namesakes(items: Slice) -> None:
    candidate = first(items, town("Valmont", identifiers=(("P1566", "9131"),)))
    assert (candidate.item.id, candidate.safe) == ("Q131", "identifier")


@pytest.mark.parametrize(
    "subject",
    [
        town("Trucmuche", identifiers=(("P1566", "9131"),)),  # another name
        town("Valmont", "Institution", identifiers=(("P1566", "9131"),)),  # another kind
        town("Valmont", country="Belgique", identifiers=(("P1566", "9131"),)),  # another country
        town("Valmont", identifiers=(("P1566", "9131"), ("P374", "54999"))),  # two items
    ],
)
def test_an_identifier_that_something_contradicts_is_for_a_person(
    items: Slice, subject: Subject
) -> None:
    (proposal,) = propose_links([subject], (), items)
    assert proposal.safe is None


@pytest.mark.parametrize(
    "label", ["Saint-Élophe", "SAINT ELOPHE", "St-Élophe", "saint-elophe", "Le St Elophe"]
)
def test_a_name_of_the_right_kind_in_the_right_territory_is_safe_however_it_is_written(
    items: Slice, label: str
) -> None:
    candidate = first(items, town(label, parents=("Meurthe",), country="France"))
    assert (candidate.item.id, candidate.safe) == ("Q122", "label")


@pytest.mark.parametrize(
    "subject",
    [
        town("Saint-Élophe", country="France"),  # the country alone has many
        town("Saint-Élophe", parents=("Haute-Région",)),  # and so has the widest territory
        town("Saint-Élophe", parents=("Moselotte",)),  # another territory
        town("Saint-Élophe", parents=("Meurthe",), country="Belgique"),
        town("Saint-Élphe", parents=("Meurthe",)),  # nearly spelt so
        town("Valmont la Belle", parents=("Meurthe",)),  # only an alias
        town("Saint-Élophe", "Institution", parents=("Meurthe",)),
        town("Saint-Élophe", "Project", parents=("Meurthe",)),  # nobody knows what a project is
    ],
)
def test_a_name_alone_or_in_doubt_is_for_a_person(items: Slice, subject: Subject) -> None:
    (proposal,) = propose_links([subject], (), items)
    assert proposal.safe is None


@pytest.mark.parametrize(
    "said", [{"population": 90_000}, {"point": (43.0, 1.0)}, {"identifiers": (("P374", "01001"),)}]
)
def test_a_contradiction_undoes_what_would_be_safe(items: Slice, said: dict[str, Any]) -> None:
    plain = town("Valmont sur Orne", parents=("Meurthe",))
    assert first(items, plain).safe == "label"
    assert first(items, town("Valmont sur Orne", parents=("Meurthe",), **said)).safe == ""


def test_a_territory_is_never_taken_for_its_administration_nor_the_other_way(items: Slice) -> None:
    commune = first(items, town("Valmont", parents=("Meurthe",)))
    council = first(items, town("Valmont", "Institution", parents=("Meurthe",)))
    assert (commune.item.id, council.item.id) == ("Q121", "Q141")
    assert "Q141" not in found(items, town("Valmont"))
    assert not {"Q121", "Q131"} & {*found(items, town("Valmont", "Institution"))}
    both = first(items, town("Meurthe", "Institution"))
    assert next(f for f in both.features if f.trait == "type").verdict == "differs"


def test_two_things_that_would_get_one_item_are_for_a_person(items: Slice) -> None:
    one = town("Saint-Élophe", parents=("Meurthe",))
    other = Subject(
        "https://w3id.org/lf2l/id/territory/y", "Territory", "St Elophe", parents=("Meurthe",)
    )
    assert not any(p.safe for p in propose_links([one, other], (), items))
    taken = decided("https://w3id.org/lf2l/id/territory/z", "Q122")
    assert first(items, one, taken).safe == ""


def test_a_made_up_item_is_never_linked(items: Slice) -> None:
    proposals = propose_links([town("Trifouillis", parents=("Meurthe",))], (), items)
    assert proposals[0].safe
    assert safe_decisions(proposals, TODAY) == ()


def test_a_safe_link_says_why(items: Slice) -> None:
    proposals = propose_links([town("Valmont", identifiers=(("P1566", "9131"),))], (), items)
    (decision,) = safe_decisions(proposals, TODAY)
    assert decision.justification.endswith("MappingChaining")
    assert "GeoNames 9131" in decision.comment
    assert decision.authors == ()


# --- What is found ------------------------------------------------------------------------------


def test_namesakes_are_ranked_by_the_territory_they_are_in(items: Slice) -> None:
    assert found(items, town("Valmont", parents=("Moselotte",)))[:2] == ["Q131", "Q121"]
    assert found(items, town("Valmont", parents=("Meurthe",)))[0] == "Q121"


def test_the_item_of_a_linked_parent_counts_whatever_its_name(items: Slice) -> None:
    linked = town("Valmont", parents=("Le Canton",), parent_items=("Q130",))
    assert first(items, linked).item.id == "Q131"
    assert first(items, linked).safe == "label"


@pytest.mark.parametrize("slip", ["Valmnt-sur-Orne", "Vlamont-sur-Orne", "Valmont-sur-Orme"])
def test_a_slip_of_the_pen_is_proposed_and_never_safe(items: Slice, slip: str) -> None:
    candidate = first(items, town(slip, parents=("Meurthe",)))
    assert (candidate.item.id, candidate.safe) == ("Q121", "")


def test_an_organisation_is_found_by_its_homepage_and_by_its_rarest_word(items: Slice) -> None:
    page = town("Les Possibles", "Institution", identifiers=(("P856", "possibles.example"),))
    assert found(items, page) == ["Q140"]
    assert found(items, town("L'atelier possibles", "Institution")) == ["Q140"]


def test_what_was_decided_is_never_proposed_again(items: Slice) -> None:
    subject = town("Valmont", parents=("Meurthe",))
    refused = decided(subject.iri, "Q121", "refused")
    (proposal,) = propose_links([subject], (refused,), items)
    assert "Q121" not in [c.item.id for c in proposal.candidates]
    for done in (decided(subject.iri, "", "not found"), decided(subject.iri, "Q121")):
        assert propose_links([subject], (done,), items) == ()
    elsewhere = Decision(subject.iri, SAME_AS, "https://sws.geonames.org/1/", "accepted", "x:y", 1)
    assert undecided([subject], (elsewhere,)) == (subject,)


def test_every_trait_of_a_candidate_is_shown(items: Slice) -> None:
    candidate = first(items, town("Valmont", population=1000, point=(48.7, 6.1)))
    traits = [f.trait for f in candidate.features]
    assert traits == [
        "identifier", "label", "type", "country", "parent", "population", "coordinates", "homepage",
    ]  # fmt: skip
    verdicts = {f.trait: f.verdict for f in candidate.features}
    assert (verdicts["population"], verdicts["coordinates"]) == ("agrees", "agrees")


# --- Reading ------------------------------------------------------------------------------------


def test_a_compressed_slice_reads_like_a_plain_one(tmp_path: Path, items: Slice) -> None:
    plain = write_slice(tmp_path / "a.nt")
    packed = tmp_path / "a.nt.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert read_slice([packed]).items == read_slice([plain]).items == items.items
    assert items.items["Q122"].kinds == ("Territory",)  # by way of a subclass


@pytest.mark.parametrize(
    ("name", "data"), [("a.nt", b"<a> <b>"), ("a.nt.gz", b"plain"), ("a.nt.gz", b"\x1f\x8b\x08")]
)
def test_what_is_no_slice_is_told(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError) as caught:
        read_slice([tmp_path / name])
    assert caught.value.path.endswith(name)


def test_a_subject_knows_what_the_documents_and_the_decisions_say_of_it(
    request: pytest.FixtureRequest,
) -> None:
    ours, graph = "https://w3id.org/lf2l/", "https://w3id.org/lf2l/graph/a"
    lines = f"""
<{ours}id/territory/valmont> a <{ours}ontology#Territory> ;
  <http://www.w3.org/2004/02/skos/core#prefLabel> "Valmont"@fr ;
  <{ours}ontology#population> 1200 ; <{ours}ontology#homepage> "https://www.valmont.example/" ;
  <{ours}ontology#identifier> "http://id.insee.fr/geo/commune/54999" ;
  <http://www.w3.org/2002/07/owl#sameAs> <https://sws.geonames.org/9121/> ;
  <http://www.w3.org/2003/01/geo/wgs84_pos#lat> 48.7 ; <http://www.w3.org/2003/01/geo/wgs84_pos#long> 6.1 ;
  <{ours}ontology#partOf> <{ours}id/territory/meurthe> .
<{ours}id/territory/meurthe> a <{ours}ontology#Territory> ;
  <http://www.w3.org/2004/02/skos/core#prefLabel> "Meurthe"@fr ;
  <{ours}ontology#partOf> <{ours}id/territory/france> .
<{ours}id/territory/france> a <{ours}ontology#Territory> ;
  <{ours}ontology#partOf> <{ours}id/territory/valmont> ;
  <http://www.w3.org/2004/02/skos/core#prefLabel> "France"@fr , "Gallia"@la .
"""
    quads = ox.parse(lines.encode(), format=ox.RdfFormat.TURTLE)
    dataset = Dataset.from_quads(
        ox.Quad(q.subject, q.predicate, q.object, ox.NamedNode(graph)) for q in quads
    )
    cache = request.config.rootpath / ".pytest_cache" / "lf2l-kg"
    subjects = find_subjects(
        dataset,
        [decided(f"{ours}id/territory/meurthe", "Q120")],
        load_ontology(ROOT / "ontology"),
        open_gazetteer(cache),
    )
    valmont = next(s for s in subjects if s.label == "Valmont")
    assert valmont.identifiers == (
        ("P1566", "9121"),
        ("P374", "54999"),
        ("P856", "valmont.example"),
    )
    assert (valmont.country, valmont.parents) == ("France", ("Meurthe",))
    assert (valmont.parent_items, valmont.population) == (("Q120",), 1200)
    assert valmont.point == (48.7, 6.1)


@pytest.mark.parametrize(
    ("iri", "identifier"),
    [
        ("https://sws.geonames.org/2742611/", ("P1566", "2742611")),
        ("https://ror.org/04vfs2w97", ("P6782", "04vfs2w97")),
        ("http://id.insee.fr/geo/commune/54395", ("P374", "54395")),
        ("https://www.idref.fr/157040569/id", ("P269", "157040569")),
        ("https://isni.org/isni/0000000121946418", ("P213", "0000000121946418")),
        ("https://doi.org/10.1000/abc", ("P356", "10.1000/ABC")),
        ("https://example.org/", None),
    ],
)
def test_the_iri_of_an_identifier_is_read(iri: str, identifier: tuple[str, str] | None) -> None:
    assert read_identifier(iri) == identifier


def test_points_and_distances() -> None:
    assert read_point("Point(-8.64554 40.64427)") == (40.64427, -8.64554)
    assert read_point("nowhere") is None
    assert kilometres((48.8566, 2.3522), (45.7640, 4.8357)) == pytest.approx(392, abs=2)


WORDS = st.text("abcde ", min_size=6, max_size=12)


@given(WORDS, st.integers(0, 11), st.sampled_from("abcdefg"), st.sampled_from("ixds"))
def test_one_slip_anywhere_is_found(name: str, at: int, letter: str, how: str) -> None:
    at %= len(name)
    slip = {
        "i": name[:at] + letter + name[at:],
        "x": name[:at] + letter + name[at + 1 :],
        "d": name[:at] + name[at + 1 :],
        "s": name[:at] + name[at + 1 : at + 2] + name[at] + name[at + 2 :],
    }[how]
    if slip != name:
        assert name in Likeness([name]).find(slip)


def test_what_was_dissolved_is_for_a_person_and_comes_after_its_namesakes(items: Slice) -> None:
    gone = first(items, town("Vieux-Bourg", parents=("Meurthe",)))
    assert (gone.item.id, gone.item.ended, gone.safe) == ("Q160", "2019-01-01", "")
    living = Item("Q999160", "Vieux-Bourg", ("Vieux-Bourg",), kinds=("Territory",))
    both = Slice([*items.items.values(), living])
    (proposal,) = propose_links([town("Vieux-Bourg")], (), both)
    assert [c.item.id for c in proposal.candidates] == ["Q999160", "Q160"]


def test_no_organisation_is_a_theme_and_no_place_is_a_person(items: Slice) -> None:
    assert found(items, town("Atelier des Possibles", "Theme")) == []
    assert found(items, town("Meurthe", "Person")) == []
    assert found(items, town("Atelier des Possibles", "Project")) == ["Q140"]


def test_an_acronym_is_not_taken_for_one_of_another_letter() -> None:
    said = Slice([Item("Q1", "GEVES", ("GEVES",)), Item("Q2", "Gevers", ("Gevers",))])
    lab = town("Chaire des villes", "Institution")
    (proposal,) = propose_links([replace(lab, aliases=("REVES",))], (), said)
    assert proposal.candidates == ()
    (proposal,) = propose_links([town("Geverss", "Institution")], (), said)
    assert [c.item.id for c in proposal.candidates] == ["Q2"]


def test_countries_and_territories_are_shown_by_their_label(items: Slice) -> None:
    best = first(items, town("Valmont", parents=("Meurthe",), country="France"))
    told = {f.trait: f.theirs for f in best.features}
    assert (told["country"], told["parent"]) == ("France", "Meurthe")


def test_of_namesakes_in_all_the_best_known_comes_first() -> None:
    district = Item("Q1", "District de Valmont", ("District de Valmont",), ("Valmont",))
    hamlet = Item("Q2", "Valmont", ("Valmont",), population=80)
    said = Slice([district, hamlet, replace(hamlet, id="Q3", population=50_000)])
    assert found(said, town("Valmont")) == ["Q3", "Q2", "Q1"]


def test_a_namesake_far_away_in_another_country_is_no_candidate(items: Slice) -> None:
    said = town("Valmont", country="Autriche", point=(48.2, 16.4))
    assert "Q121" not in found(items, said)
    assert "Q121" in found(items, replace(said, country=""))


def test_a_country_and_a_region_are_known_by_their_names_in_other_languages() -> None:
    dataset = Dataset.from_lines(
        line
        for name, label in (("a", "Valence"), ("espagne", "Espagne"), ("toscane", "Toscane"))
        for line in (
            f'<https://x.example/{name}> <{SKOS}prefLabel> "{label}"@fr <https://x.example/g> .',
            f"<https://x.example/{name}> <{RDF}type> <{LF2L}Territory> <https://x.example/g> .",
            f"<https://x.example/a> <{LF2L}partOf> <https://x.example/espagne> <https://x.example/g> .",
            f"<https://x.example/a> <{LF2L}partOf> <https://x.example/toscane> <https://x.example/g> .",
        )
    )
    ontology = load_ontology(ROOT / "ontology")
    gazetteer = open_gazetteer(ROOT / ".pytest_cache" / "lf2l-kg")
    (subject,) = [
        s for s in find_subjects(dataset, (), ontology, gazetteer) if s.label == "Valence"
    ]
    assert "spain" in subject.country_keys
    assert "tuscany" in subject.parent_keys
    spain = Item("Q1", "Spain", ("Spain",), kinds=("Territory",))
    tuscany = Item("Q2", "Tuscany", ("Tuscany",), kinds=("Territory",), countries=("Q1",))
    valence = Item(
        "Q3", "Valence", ("Valence",), kinds=("Territory",), countries=("Q1",), parents=("Q2",)
    )
    best = first(Slice([spain, tuscany, valence]), subject)
    assert best.verdict("country") == best.verdict("parent") == "agrees"


def test_of_two_names_that_accents_tell_apart_the_one_so_written_comes_first() -> None:
    village = Item("Q1", "Loiré", ("Loiré",), kinds=("Territory",), population=800)
    region = Item("Q2", "Loire", ("Loire",), kinds=("Territory",))
    assert found(Slice([village, region]), town("Loire")) == ["Q2", "Q1"]
    assert found(Slice([village, region]), town("Loiré")) == ["Q1", "Q2"]
    hamlet = replace(village, label="Loire", labels=("Loire",))
    assert found(Slice([hamlet, region]), town("Loire")) == ["Q2", "Q1"]


@pytest.mark.parametrize("slip", ["Tool", "Touk", "Tuol", "Toull", "TOLU"])
def test_a_slip_in_a_short_name_is_one_too(slip: str) -> None:
    toul = Item("Q1", "Toul", ("Toul",), kinds=("Territory",))
    (proposal,) = propose_links([town(slip)], (), Slice([toul]))
    assert [c.verdict("label") for c in proposal.candidates] == ["near"]
    assert proposal.safe is None


def test_a_label_of_another_language_is_for_a_person(items: Slice) -> None:
    """« Castellar » is short for Castellar de la Frontera in some languages; a neighbour is called so."""
    told = Item(
        "Q1", "Castellar de la Frontera", ("Castellar", "Castellar de la Frontera"),
        kinds=("Territory",), parents=("Q120",),
    )  # fmt: skip
    said = Slice([*items.items.values(), told])
    assert first(said, town("Castellar", parents=("Meurthe",))).safe == ""
    assert first(said, town("Castellar de la Frontera", parents=("Meurthe",))).safe == "label"
