"""resolve: one thing is one entity, and its IRI stays, whatever is renamed."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extracting import Reader
from lf2l_kg.base.errors import InputError
from lf2l_kg.base.iris import LAYERS, Iris
from lf2l_kg.base.records import Entity, Evidence, Fact, Mention, Quote
from lf2l_kg.base.text import content_digest
from lf2l_kg.resolve import Entities, Register, read_register, resolve_entities, write_register

IRIS = Iris("https://example.org/")
BASE = IRIS.base + "id/"


def fact(
    path: str, subject: Mention, predicate: str, value: Mention | str, rule: str = "test"
) -> Fact:
    return Fact(subject, predicate, value, Evidence(path, (Quote("mots", 0, 1, 1),), rule, 0.9))


def says(path: str, *things: Mention) -> list[Fact]:
    """A document that mentions things."""
    return [fact(path, Mention("Document", path), "mentions", thing) for thing in things]


def resolve(facts: list[Fact], register: Register = Register()) -> Entities:  # noqa: B008  frozen, so it is safe to share
    return resolve_entities(facts, register, IRIS)


def of_kind(entities: Entities, kind: str) -> list[Entity]:
    return [e for e in entities.entities if e.kind == kind]


def test_the_same_name_in_two_documents_is_one_entity() -> None:
    entities = resolve(
        says("a.md", Mention("Territory", "Mont-de-Marsan"))
        + says("b.md", Mention("Territory", "Mont de Marsan"))
    )
    (town,) = of_kind(entities, "Territory")
    assert town.iri == BASE + "territory/mont-de-marsan"
    assert [path for path, _ in town.mentions] == ["a.md", "b.md"]


def test_accents_tell_names_apart() -> None:
    entities = resolve(says("a.md", Mention("Territory", "Liré"), Mention("Territory", "Lire")))
    assert {e.iri for e in of_kind(entities, "Territory")} == {
        BASE + "territory/lire",
        BASE + "territory/lire-2",
    }


def test_two_towns_projects_of_the_same_common_name_stay_two() -> None:
    here, there = (
        Mention("Project", "budget participatif", "Lanester"),
        Mention("Project", "budget participatif", "Toul"),
    )
    entities = resolve(says("a.md", here) + says("b.md", there))
    assert {e.iri for e in of_kind(entities, "Project")} == {
        BASE + "project/budget-participatif-lanester",
        BASE + "project/budget-participatif-toul",
    }


def test_a_proper_name_without_its_town_is_the_project_that_has_one() -> None:
    entities = resolve(
        says("a.md", Mention("Project", "VivaCidade", "Aveiro"))
        + says("b.md", Mention("Project", "VivaCidade"))
    )
    assert [e.iri for e in of_kind(entities, "Project")] == [BASE + "project/vivacidade-aveiro"]


def test_a_theme_is_never_a_project_of_the_same_name() -> None:
    theme = Mention("Theme", "https://example.org/id/theme/budget-participatif")
    project = Mention("Project", "budget participatif", "Toul")
    entities = resolve([*says("a.md", theme, project), fact("a.md", project, "hasTheme", theme)])
    assert entities.iri("a.md", theme) == theme.label
    assert entities.iri("a.md", project) != theme.label


def test_an_acronym_stated_in_one_document_is_understood_in_another() -> None:
    full, short = Mention("Institution", "Grand Atelier Lorrain"), Mention("Institution", "GAL")
    entities = resolve(
        [*says("a.md", full), fact("a.md", full, "altLabel", "GAL"), *says("b.md", short)]
    )
    (atelier,) = of_kind(entities, "Institution")
    assert (atelier.label, atelier.alt_labels) == ("Grand Atelier Lorrain", ("GAL",))
    assert entities.iri("b.md", short) == atelier.iri


def test_two_publications_with_one_doi_are_one() -> None:
    one, other = (
        Mention("Publication", "Places that learn"),
        Mention("Publication", "Places that learn: a study"),
    )
    facts = says("a.md", one) + says("b.md", other)
    facts += [fact("a.md", one, "doi", "10.1/x"), fact("b.md", other, "doi", "10.1/X")]
    assert len(of_kind(resolve(facts), "Publication")) == 1


def test_persons_with_one_orcid_are_one_and_bodies_with_one_siren_are_not() -> None:
    names = (Mention("Person", "Élodie Durand"), Mention("Person", "Élodie Petit-Durand"))
    bodies = (Mention("Institution", "Ville de Toul"), Mention("Institution", "Musée de Toul"))
    facts = [f for one in (*names, *bodies) for f in says("a.md", one)]
    facts += [
        fact("a.md", one, "identifier", "https://orcid.org/0000-0002-1825-0097") for one in names
    ]
    siren = "https://annuaire-entreprises.data.gouv.fr/entreprise/732829320"
    facts += [fact("a.md", one, "identifier", siren) for one in bodies]
    entities = resolve(facts)
    assert len(of_kind(entities, "Person")) == 1
    assert len(of_kind(entities, "Institution")) == 2


def test_an_initial_is_the_person_named_in_full_unless_two_could_be_meant() -> None:
    short = Mention("Person", "Dupont L.")
    one = resolve(says("a.md", short) + says("b.md", Mention("Person", "Laurent Dupont")))
    assert [e.label for e in of_kind(one, "Person")] == ["Laurent Dupont"]
    before = resolve(
        says("a.md", Mention("Person", "L. Dupont"), Mention("Person", "M. J. Roux"))
        + says("b.md", Mention("Person", "Laurent Dupont"), Mention("Person", "Marie Roux"))
    )
    assert {e.label for e in of_kind(before, "Person")} == {"Laurent Dupont", "Marie Roux"}
    two = resolve(
        says("a.md", short)
        + says("b.md", Mention("Person", "Laurent Dupont"), Mention("Person", "Lise Dupont"))
    )
    assert len(of_kind(two, "Person")) == 3


def test_in_a_large_corpus_each_finds_its_own_and_namesakes_of_other_towns_stay_apart() -> None:
    count = 3000  # comparing each with each would take a minute
    facts: list[Fact] = []
    for n in range(count):
        cited, named = Mention("Person", f"Roux{n} A."), Mention("Person", f"Alain Roux{n}")
        budget = Mention("Project", "Budget participatif", f"Ville{n}")
        facts += says(f"{n % 50}.md", cited, named, budget)
    entities = resolve(facts)
    people, budgets = of_kind(entities, "Person"), of_kind(entities, "Project")
    assert {(p.label, p.alt_labels) for p in people} == {
        (f"Alain Roux{n}", (f"Roux{n} A.",)) for n in range(count)
    }
    assert len(budgets) == count


def test_an_iri_stays_when_the_file_is_renamed(reader: Reader) -> None:
    text = "## Jardins partagés\n\n### Épinal (32 000 hab) - Le potager\n"
    before = resolve(reader.facts(text, "notes/a.md"))
    after = resolve(reader.facts(text, "carnets/b.md"), before.register)
    assert [e.iri for e in after.entities] == [e.iri for e in before.entities]
    assert BASE + "document/notes-a" in {e.iri for e in after.entities}


def test_an_iri_stays_when_the_title_is_renamed(reader: Reader) -> None:
    page = "---\ntitle: {}\ntype: Institution\n---\n\nBonjour.\n"
    before = resolve(reader.facts(page.format("Atelier du Rhin"), "atelier.md"))
    after = resolve(
        reader.facts(page.format("Grand Atelier du Rhin"), "atelier.md"), before.register
    )
    assert [e.iri for e in after.entities] == [e.iri for e in before.entities]
    assert "Grand Atelier du Rhin" in {e.label for e in after.entities}


def test_an_iri_once_minted_is_never_given_to_something_else() -> None:
    before = resolve(says("a.md", Mention("Project", "Halle neuve")))
    after = resolve(says("a.md", Mention("Project", "Halle, neuve")), before.register)
    (old,), (new,) = of_kind(before, "Project"), of_kind(after, "Project")
    assert new.iri == old.iri + "-2"
    assert {row.iri for row in before.register.rows} <= {row.iri for row in after.register.rows}


def test_a_second_run_with_the_register_changes_nothing(reader: Reader) -> None:
    facts = reader.facts(
        "### Épinal (32 000 hab) - Le potager + Halle\n\nContact : Anne Roux : a@example.org\n"
    )
    first = resolve(facts)
    second = resolve(facts, first.register)
    assert second.entities == first.entities
    assert second.register == first.register


@pytest.mark.parametrize("name", ["Ville | Campagne", "Ville | | Campagne |", "| Ville"])
def test_a_name_with_the_mark_between_the_keys_of_the_register_keeps_its_iri(name: str) -> None:
    facts = says(f"{name}.md", Mention("Project", name))
    first = resolve(facts)
    assert resolve(facts, first.register) == first
    assert resolve(says("b.md", Mention("Project", name)), first.register).entities[-1].iri in {
        row.iri for row in first.register.rows if row.kind == "Project"
    }


def test_no_document_takes_the_name_of_a_layer() -> None:
    entities = resolve(
        [f for name in LAYERS for f in says(f"{name}.md", Mention("Person", "Anne Roux"))]
    )
    graphs = {e.iri.rsplit("/", 1)[-1] for e in of_kind(entities, "Document")}
    assert not graphs & set(LAYERS)


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_the_facts_does_not_matter(reader: Reader, shuffle: random.Random) -> None:
    texts = {
        "a.md": "### Épinal (32 000 hab) - budget participatif\n\nLe Grand Atelier Lorrain (GAL) aide.\n",
        "b.md": "### Toul (16 000 hab) - budget participatif\n\nLe projet Boussole est porté par le GAL.\n",
        "c/a.md": "Roux A. [Places](https://example.org/p). Contact : Anne Roux : a@example.org\n",
    }
    facts = [f for path, text in texts.items() for f in reader.facts(text, path)]
    expected = resolve(facts)
    shuffle.shuffle(facts)
    assert resolve(facts) == expected


def test_the_register_survives_being_written_and_read(tmp_path: Path) -> None:
    register = resolve(
        says("a.md", Mention("Person", 'Anne "Nan" Roux'), Mention("Territory", "Tab\tville"))
    ).register
    path = tmp_path / "identities.tsv"
    write_register(register, path)
    assert read_register(path) == register
    stamp = path.stat().st_mtime_ns
    write_register(register, path)
    assert path.stat().st_mtime_ns == stamp


def test_a_register_that_does_not_exist_yet_is_empty(tmp_path: Path) -> None:
    assert read_register(tmp_path / "identities.tsv") == Register()


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("https://example.org/id/x\tTerritory\tX", 2),
        ("https://example.org/id/x\tPlanet\tX\tname:x", 2),
    ],
)
def test_a_malformed_register_is_refused_with_its_line(
    tmp_path: Path, line: str, number: int
) -> None:
    path = tmp_path / "identities.tsv"
    path.write_text(f"iri\tkind\tlabel\tkeys\n{line}\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_register(path)
    assert caught.value.line == number


def test_an_iri_that_stands_twice_in_the_register_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "identities.tsv"
    row = "https://example.org/id/territory/x\tTerritory\tX\tname:x\n"
    path.write_text("iri\tkind\tlabel\tkeys\n" + row + row, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_register(path)
    assert caught.value.line == 3


def test_entities_are_rebuilt_from_their_records(reader: Reader) -> None:
    facts = reader.facts("### Épinal (32 000 hab) - Le potager\n")
    entities = resolve(facts)
    rebuilt = Entities.of(reversed(entities.entities))
    assert rebuilt.entities == entities.entities
    assert all(
        rebuilt.iri(f.evidence.path, f.subject) == entities.iri(f.evidence.path, f.subject)
        for f in facts
    )
    assert replace(rebuilt, register=entities.register) == entities


def test_a_renamed_file_is_known_by_its_text_whatever_is_read_from_it() -> None:
    town = Mention("Territory", "Genk")
    before = resolve_entities(says("a.md", town), Register(), IRIS, {"a.md": "0123456789abcdef"})
    other_rules = [*says("b.md", town), fact("b.md", town, "population", "65000")]
    for contents, stays in (({"b.md": "0123456789abcdef"}, True), ({"b.md": "0" * 16}, False)):
        after = resolve_entities(other_rules, before.register, IRIS, contents)
        (document,) = of_kind(after, "Document")
        assert (document.iri == BASE + "document/a") is stays
    unknown = resolve(says("a.md", town), before.register)
    assert unknown.register == before.register


def test_the_digest_of_a_text_leaves_white_space_out() -> None:
    assert content_digest("Un  texte\r\nici\n") == content_digest("Un texte\nici\u200b")
    assert content_digest("Un texte") != content_digest("Un texto")


def test_a_title_that_several_documents_had_tells_no_renamed_file() -> None:
    def titled(path: str) -> Fact:
        return fact(path, Mention("Document", path), "prefLabel", "Contact")

    one = resolve([titled("a.md")])
    (moved,) = of_kind(resolve([titled("c.md")], one.register), "Document")
    assert moved.iri == BASE + "document/a"
    two = resolve([titled("a.md"), titled("b.md")])
    (new,) = of_kind(resolve([titled("c.md")], two.register), "Document")
    assert new.iri == BASE + "document/c"


TOLD = """### Genk (65 000 hab) - {name}

Les habitants du quartier y réparent ensemble des vélos le samedi, et {name} est porté par
l'association Motris depuis que la halle a rouvert ses portes.
"""


def renamed(reader: Reader, before: dict[str, str], after: dict[str, str]) -> Entities:
    """What becomes of some documents after they were resolved with other words."""
    old = resolve([f for path, text in before.items() for f in reader.facts(text, path)])
    new = [f for path, text in after.items() for f in reader.facts(text, path)]
    return resolve(new, old.register)


def test_a_project_that_only_its_heading_renames_keeps_its_iri_and_that_is_told(
    reader: Reader,
) -> None:
    after = renamed(
        reader, {"a.md": TOLD.format(name="La Roue")}, {"a.md": TOLD.format(name="Le Grand Garage")}
    )
    (project,) = of_kind(after, "Project")
    assert (project.iri, project.label) == (BASE + "project/la-roue-genk", "Le Grand Garage")
    (finding,) = after.findings
    assert (finding.code, finding.severity, finding.path) == ("renamed", "info", "a.md")
    assert (finding.line, finding.value) == (1, "Le Grand Garage")
    again = resolve(reader.facts(TOLD.format(name="Le Grand Garage"), "a.md"), after.register)
    assert (again.register, again.findings) == (after.register, ())


def test_two_documents_that_are_the_page_of_one_thing_are_told(reader: Reader) -> None:
    page = "---\ntitle: {title}\ntype: {kind}\n---\nTexte.\n"
    texts = {
        "b.md": page.format(title="Atelier vélo", kind="Projet"),
        "a.md": page.format(title="Atelier vélo", kind="Projet"),
        "c.md": page.format(title="Atelier bois", kind="Projet"),
        "d.md": page.format(title="Coworking / Tiers lieux", kind="Thème"),
        "e.md": "---\ntitle: Atelier vélo\n---\nLe projet Atelier vélo dure.\n",
    }
    (finding,) = resolve([f for p, text in texts.items() for f in reader.facts(text, p)]).findings
    assert (finding.code, finding.path, finding.line) == ("shared-page", "b.md", 2)
    assert "« a.md »" in finding.message.fr
    assert "project/atelier-velo" in finding.message.en


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            {"a.md": TOLD.format(name="La Roue")},
            {"a.md": TOLD.format(name="Le Garage Vert").replace("vélos", "vestes")},
            id="other words",
        ),
        pytest.param(
            {"a.md": TOLD.format(name="La Roue")},
            {"b.md": TOLD.format(name="Le Garage Vert")},
            id="another document",
        ),
        pytest.param(
            {"a.md": TOLD.format(name="La Roue"), "b.md": "Le projet La Roue dure.\n"},
            {"a.md": TOLD.format(name="Le Garage Vert"), "b.md": "Le projet La Roue dure.\n"},
            id="the old name still meant elsewhere",
        ),
        pytest.param(
            {"a.md": "### Genk (65 000 hab) - La Roue\n"},
            {"a.md": "### Genk (65 000 hab) - Le Garage Vert\n"},
            id="a heading alone",
        ),
        pytest.param(
            {"a.md": TOLD.format(name="La Roue")},
            {"a.md": TOLD.format(name="Le Garage Vert") + TOLD.format(name="La Selle Bleue")},
            id="two of which it could be either",
        ),
        pytest.param(
            {"a.md": "Le projet Roue est porté par Motris.\n"},
            {"a.md": "Le projet Garage est porté par Motris.\n"},
            id="few words",
        ),
    ],
)
def test_a_project_of_which_something_else_is_said_is_another(
    reader: Reader, before: dict[str, str], after: dict[str, str]
) -> None:
    entities = renamed(reader, before, after)
    assert not entities.findings
    named = {e.label for e in of_kind(entities, "Project")}
    assert named & {"Le Garage Vert", "Garage"}
    for project in of_kind(entities, "Project"):
        assert "roue" not in project.iri or project.label == "La Roue"
