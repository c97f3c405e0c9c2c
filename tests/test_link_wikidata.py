"""News of linked items are told, their data kept apart, and what Wikidata lacks is written down for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.errors import NetworkError
from lf2l_kg.base.gazetteer import Gazetteer, open_gazetteer
from lf2l_kg.base.iris import Iris
from lf2l_kg.base.ontology import load_ontology
from lf2l_kg.cli import main
from lf2l_kg.link import Decision, add_decisions, find_subjects
from lf2l_kg.link.courier import Courier
from lf2l_kg.link.endpoint import Endpoint
from lf2l_kg.link.enrich import enrich_dataset, find_contradictions
from lf2l_kg.link.items import read_identifier
from lf2l_kg.link.quickstatements import write_statements
from lf2l_kg.link.refresh import _IRIS, find_changes
from misbehaving import Server, refuse, serve
from small_wikidata import small_slice

ROOT = Path(__file__).resolve().parents[1]
IRIS = Iris("https://w3id.org/lf2l/")
SAME_AS = "http://www.w3.org/2002/07/owl#sameAs"
ITEM = "http://www.wikidata.org/entity/"
TODAY = date(2026, 1, 31)
PATH = Path("links.sssom.tsv")
ONTOLOGY = load_ontology(ROOT / "ontology")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serve() as running:
        yield running


@pytest.fixture
def endpoint(server: Server, tmp_path: Path) -> Endpoint:
    courier = Courier("someone@example.org", tmp_path / "cache", sleep=lambda _: None)
    return Endpoint(f"{server.url}/sparql", courier)


@pytest.fixture(scope="module")
def gazetteer(request: pytest.FixtureRequest) -> Gazetteer:
    return open_gazetteer(request.config.rootpath / ".pytest_cache" / "lf2l-kg")


def linked(name: str, item: str, line: int = 1, **more: Any) -> Decision:
    return Decision(
        IRIS.entity("Territory", name),
        SAME_AS,
        f"{ITEM}{item}" if item else "",
        "accepted" if item else "not found",
        "https://w3id.org/semapv/vocab/ManualMappingCuration",
        line,
        **more,
    )


def dataset(turtle: str, graph: str = "notes-valmont") -> Dataset:
    heads = (
        "@prefix id: <https://w3id.org/lf2l/id/> . @prefix lf2l: <https://w3id.org/lf2l/ontology#> ."
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> ."
        "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> ."
    )
    triples = ox.parse((heads + turtle).encode(), format=ox.RdfFormat.TURTLE)
    node = ox.NamedNode(IRIS.graph(graph))
    return Dataset.from_quads(ox.Quad(t.subject, t.predicate, t.object, node) for t in triples)


VALMONT = """<https://w3id.org/lf2l/id/territory/valmont> a lf2l:Territory ;
    skos:prefLabel "Valmont"@fr ; lf2l:population 90000 ;
    lf2l:partOf <https://w3id.org/lf2l/id/territory/belgique> .
<https://w3id.org/lf2l/id/territory/belgique> a lf2l:Territory ; skos:prefLabel "Belgique"@fr .
"""


# --- Refresh ------------------------------------------------------------------------------------


def test_what_became_of_linked_items_is_told_at_the_line_of_the_link(endpoint: Endpoint) -> None:
    decisions = [
        linked("valmont", "Q121", 9, object_label="Valmont-sur-Orne"),
        linked("moved", "Q161", 8),
        linked("gone", "Q199", 7),
        linked("old", "Q160", 6),
        linked("renamed", "Q131", 5, object_label="Vaumont"),
        linked("nowhere", "", 4),
    ]
    told = [(c.line, c.severity, c.code) for c in find_changes(decisions, endpoint, PATH)]
    assert [t for t in told if t[2] != "identifier-found"] == [
        (5, "info", "label-changed"),
        (6, "warning", "item-dissolved"),
        (7, "warning", "item-deleted"),
        (8, "warning", "item-redirected"),
    ]


def test_an_identifier_that_the_item_has_is_told_until_it_is_decided_on(endpoint: Endpoint) -> None:
    commune = linked("valmont", "Q121", 1)
    (found,) = find_changes([commune], endpoint, PATH)
    assert (found.severity, found.code) == ("info", "identifier-found")
    assert "http://id.insee.fr/geo/commune/54999" in found.message.fr
    known = Decision(
        commune.subject, SAME_AS, "http://id.insee.fr/geo/commune/54000", "refused", "x:y", 2
    )
    assert find_changes([commune, known], endpoint, PATH) == ()


@pytest.mark.parametrize("name", sorted(_IRIS))
def test_an_identifier_that_is_proposed_is_read_again_as_the_same(name: str) -> None:
    values = {
        "P374": "54395", "P2586": "54", "P2585": "44", "P1567": "71016", "P6782": "04vfs2w97",
        "P269": "157040569", "P496": "0000-0002-1825-0097", "P356": "10.1000/A", "P213": "0000000121946418",
    }  # fmt: skip
    value = values[name]
    assert read_identifier(_IRIS[name].format(value)) == (name, value)


def test_a_service_that_fails_is_no_deletion(server: Server, endpoint: Endpoint) -> None:
    server.tricks.extend([refuse(500)] * 6)
    with pytest.raises(NetworkError):
        find_changes([linked("valmont", "Q121")], endpoint, PATH)
    server.tricks.clear()


# --- Enrich -------------------------------------------------------------------------------------


def test_what_wikidata_says_stands_in_a_graph_of_its_own_about_its_own_items(
    endpoint: Endpoint,
) -> None:
    before = dataset(VALMONT)
    after = enrich_dataset(before, [linked("valmont", "Q121")], endpoint, IRIS, TODAY)
    added = sorted(set(after.lines) - set(before.lines))
    assert set(before.lines) <= set(after.lines)
    assert all(line.endswith(f" <{IRIS.graph('wikidata')}> .") for line in added)
    assert not any(line.startswith(f"<{IRIS.base}id/") for line in added)
    text = "\n".join(added)
    for said in (
        '"Valmont"@en', "Point(6.1 48.7)", '"54999"', '"1200"', '"2021-01-01"', "publicdomain/zero",
        '"2026-01-31"', "wasDerivedFrom",
    ):  # fmt: skip
        assert said in text
    assert '"900"' not in text
    again = enrich_dataset(after, [linked("valmont", "Q121")], endpoint, IRIS, TODAY)
    assert again == after
    assert enrich_dataset(after, [], endpoint, IRIS, TODAY).lines != after.lines


def test_what_contradicts_the_documents_is_told(endpoint: Endpoint, gazetteer: Gazetteer) -> None:
    decisions = [linked("valmont", "Q121", 7)]
    subjects = find_subjects(dataset(VALMONT), decisions, ONTOLOGY, gazetteer)
    found = find_contradictions(subjects, decisions, endpoint, PATH)
    assert [(f.line, f.code) for f in found] == [(7, "other-country"), (7, "other-population")]
    assert "90000" in found[1].message.fr
    assert "1200" in found[1].message.fr


# --- QuickStatements ----------------------------------------------------------------------------

HOUSE = """<https://w3id.org/lf2l/id/institution/maison> a lf2l:Institution ;
    skos:prefLabel "Maison « des » \\"Idées\\""@fr ; skos:altLabel "MDI"@fr ;
    lf2l:homepage "https://maison.example/"^^xsd:anyURI .
<https://w3id.org/lf2l/id/territory/moselotte> a lf2l:Territory ; skos:prefLabel "Moselotte"@fr ;
    lf2l:population 1500 .
"""


def test_a_new_item_and_missing_statements_are_written_with_their_references(
    tmp_path: Path, gazetteer: Gazetteer
) -> None:
    data = dataset(HOUSE)
    absent = Decision(IRIS.entity("Institution", "maison"), SAME_AS, "", "not found", "x:y", 1)
    decisions = [absent, linked("moselotte", "Q130")]
    subjects = find_subjects(data, decisions, ONTOLOGY, gazetteer)
    items = small_slice(tmp_path).read(["Q130"])
    text = write_statements(
        data, subjects, decisions, items, ontology=ONTOLOGY, iris=IRIS, day=TODAY
    )
    source = (
        'S854\t"https://w3id.org/lf2l/id/document/notes-valmont"\tS813\t+2026-01-31T00:00:00Z/11'
    )
    assert text.splitlines() == [
        "CREATE",
        'LAST\tLfr\t"Maison « des » ”Idées”"',
        'LAST\tDfr\t"organisation"',
        'LAST\tAfr\t"MDI"',
        f"LAST\tP31\tQ43229\t{source}",
        f'LAST\tP856\t"https://maison.example/"\t{source}',
        f"Q130\tP1082\t1500\t{source}",
    ]


def test_a_new_publication_and_a_new_person_are_said_to_be_one(gazetteer: Gazetteer) -> None:
    data = dataset("""<https://w3id.org/lf2l/id/publication/p> a lf2l:Publication ;
        skos:prefLabel "Des lieux"@fr ; lf2l:doi "10.1000/ab.12" ;
        lf2l:publicationYear "2019"^^xsd:gYear .
    <https://w3id.org/lf2l/id/person/p> a lf2l:Person ; skos:prefLabel "Ada Roche"@fr .
    <https://w3id.org/lf2l/id/project/p> a lf2l:Project ; skos:prefLabel "Rivages"@fr ;
        lf2l:locatedIn <https://w3id.org/lf2l/id/territory/albi> .
    <https://w3id.org/lf2l/id/territory/albi> a lf2l:Territory ; skos:prefLabel "Albi"@fr .
    """)
    absent = [
        Decision(IRIS.entity(kind, "p"), SAME_AS, "", "not found", "x:y", 1)
        for kind in ("Publication", "Person", "Project")
    ]
    subjects = find_subjects(data, absent, ONTOLOGY, gazetteer)
    text = write_statements(data, subjects, absent, [], ontology=ONTOLOGY, iris=IRIS, day=TODAY)
    lines = [line.partition("\tS854")[0] for line in text.splitlines()]
    assert lines == [
        "CREATE", 'LAST\tLfr\t"Ada Roche"', 'LAST\tDfr\t"personne"', "LAST\tP31\tQ5",
        "CREATE", 'LAST\tLfr\t"Rivages"', 'LAST\tDfr\t"projet, Albi"',
        "CREATE", 'LAST\tLfr\t"Des lieux"', 'LAST\tDfr\t"publication"', "LAST\tP31\tQ13442814",
        'LAST\tP356\t"10.1000/AB.12"', "LAST\tP577\t+2019-00-00T00:00:00Z/9",
    ]  # fmt: skip


def test_nothing_is_given_for_what_nobody_looked_for_or_documents_disagree_on(
    tmp_path: Path, gazetteer: Gazetteer
) -> None:
    data = dataset(HOUSE).union(dataset(HOUSE.replace("1500", "1700"), "other"))
    decisions = [linked("moselotte", "Q130")]
    subjects = find_subjects(data, decisions, ONTOLOGY, gazetteer)
    items = small_slice(tmp_path).read(["Q130"])
    assert not write_statements(
        data, subjects, decisions, items, ontology=ONTOLOGY, iris=IRIS, day=TODAY
    )


# --- The commands -------------------------------------------------------------------------------


@pytest.fixture
def project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Path:
    cache = tmp_path / "cache" / "lf2l-kg"
    cache.parent.mkdir()
    gazetteers = request.config.rootpath / ".pytest_cache" / "lf2l-kg"
    cache.mkdir()
    for path in gazetteers.glob("places-*.sqlite"):
        (cache / path.name).symlink_to(path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lf2l-kg.toml").write_text('contact = "x@example.org"\nlinks = "links.sssom.tsv"\n')
    (tmp_path / "linked.nq").write_bytes(dataset(VALMONT).serialize())
    return tmp_path


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(["link", *arguments, "--lang", "en"])
    assert isinstance(left.value.code, int)
    return left.value.code


def test_the_commands_run_against_an_endpoint(
    project: Path, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"{server.url}/sparql"
    links = project / "links.sssom.tsv"
    add_decisions(links, [linked("valmont", "Q121"), linked("moved", "Q161")], IRIS)
    before = links.read_bytes()
    assert run("refresh", "--endpoint", url) == 1
    assert "item" not in capsys.readouterr().out
    assert run("refresh", "--endpoint", url, "--json") == 1
    assert '"item-redirected"' in capsys.readouterr().out
    assert run("enrich", "linked.nq", "--endpoint", url, "-o", "enriched.nq") == 0
    assert "other" not in capsys.readouterr().out
    assert b"graph/wikidata" in (project / "enriched.nq").read_bytes()
    assert run("quickstatements", "linked.nq", "--endpoint", url) == 0
    assert run("propose", "linked.nq", "--endpoint", url, "--search", f"{server.url}/api") == 0
    assert links.read_bytes() == before


def test_without_a_contact_the_network_is_not_used(
    project: Path, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "lf2l-kg.toml").write_text("")
    server.asked.clear()
    assert run("refresh", "--endpoint", f"{server.url}/sparql") == 3
    assert "contact = " in capsys.readouterr().err
    assert server.asked == []
