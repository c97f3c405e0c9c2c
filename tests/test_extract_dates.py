"""extract: when things begin and end is read; durations, hours and a page's own date are not."""

from __future__ import annotations

import pytest

from extracting import Reader
from lf2l_kg.base.gazetteer import Gazetteer
from lf2l_kg.base.ontology import Ontology

# Each case: what it shows, the document, facts that must be read, facts that must not.
CASES: list[tuple[str, str, set[str], set[str]]] = [
    (
        "a range in brackets after a name",
        "Le projet LOUTRE (2014-2018) étudie les berges. Le projet CASTOR (2016 – 2019) aussi.\n",
        {
            "LOUTRE | startDate | 2014",
            "LOUTRE | endDate | 2018",
            "CASTOR | startDate | 2016",
            "CASTOR | endDate | 2019",
        },
        set(),
    ),
    (
        "a range from one year to another beside a verb that lasts",
        "Le projet LOUTRE a été financé de 2014 à 2018.\n",
        {"LOUTRE | startDate | 2014", "LOUTRE | endDate | 2018"},
        set(),
    ),
    (
        "the life of a person and the years of a study are no range of a project",
        "Ana Costa (1921-2006), sociologue. Le projet LOUTRE compare les crues entre 1910 et 2001.\n",
        set(),
        {"Ana Costa | startDate | 1921", "LOUTRE | startDate | 1910", "LOUTRE | endDate | 2001"},
    ),
    (
        "a participle that opens a sentence dates what the passage is about",
        "L'association Motris répare des vélos. Fondée en 2015, elle accueille tout le monde.\n",
        {"Motris | startDate | 2015"},
        set(),
    ),
    (
        "a month and a year",
        "Le projet LOUTRE, lancé en mars 2016, continue.\n",
        {"LOUTRE | startDate | 2016-03"},
        {"LOUTRE | startDate | 2016"},
    ),
    (
        "the nearest name that a preposition governs is not what began",
        "Le projet LOUTRE du laboratoire HYDROS a bien été lancé en 2016.\n",
        {"LOUTRE | startDate | 2016"},
        {"HYDROS | startDate | 2016"},
    ),
    (
        "an event's days, with the year after them",
        "Le Forum des Berges s'est tenu du 3 au 5 mai 2018 à Metz.\n",
        {"Forum des Berges | startDate | 2018-05-03", "Forum des Berges | endDate | 2018-05-05"},
        set(),
    ),
    (
        "an event's days beside its name",
        "Colloque des Berges, le jeudi 4 avril 2024 de 14h à 17h.\n\n"
        "## Forum des Quais - 12 et 13 mai 2019\n\n"
        "Le Hackathon Loutre (12-14 juin 2019) suit. Le Festival Castor, 3 jours en 2018, aussi.\n",
        {
            "Colloque des Berges | startDate | 2024-04-04",
            "Forum des Quais | startDate | 2019-05-12",
            "Forum des Quais | endDate | 2019-05-13",
            "Hackathon Loutre | startDate | 2019-06-12",
            "Hackathon Loutre | endDate | 2019-06-14",
        },
        {"Festival Castor | startDate | 2018"},
    ),
    (
        "a day that does not exist is no date",
        "Le Forum des Quais aura lieu le 30 février 2018.\n",
        set(),
        {"Forum des Quais | startDate | 2018-02-30", "Forum des Quais | startDate | 2018"},
    ),
    (
        "an event's day takes the year of the post that tells of it soon after",
        "---\ndate: 2019-06-02\n---\n\nLe Forum des Berges a eu lieu le 24 mai.\n",
        {"Forum des Berges | startDate | 2019-05-24"},
        {"Forum des Berges | startDate | 2019-06-02"},
    ),
    (
        "without a year that is safe there is no date",
        "---\ndate: 2019-06-02\n---\n\nLe Forum des Berges a eu lieu le 24 décembre.\n",
        set(),
        {"Forum des Berges | startDate | 2019-12-24", "Forum des Berges | startDate | 2018-12-24"},
    ),
    (
        "durations, hours, a copyright and a page's own date are no dates of a thing",
        "---\ndate: 2020-01-05\n---\n\nL'association Motris a 15 années d'expérience et ouvre de 19h à 24h. "
        "© 2017 Motris. Publié le 3 mars 2018, mis à jour en 2021.\n",
        set(),
        {
            f"Motris | startDate | {value}"
            for value in ("15", "19", "2017", "2018", "2018-03-03", "2020-01-05", "2021")
        },
    ),
]


@pytest.mark.parametrize(
    ("text", "wanted", "unwanted"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_rule(reader: Reader, text: str, wanted: set[str], unwanted: set[str]) -> None:
    reader.check(text, wanted, unwanted)


def test_since_when_something_is_done_is_unsure_to_be_since_when_it_is(reader: Reader) -> None:
    text = "Depuis 2012, l'association Motris accueille les habitants.\n"
    found = [f for f in reader.facts(text) if f.predicate == "startDate"]
    assert found
    assert all(fact.evidence.confidence < 0.5 for fact in found)


def test_since_when_something_exists_is_sure(reader: Reader) -> None:
    text = "L'association Motris existe depuis 2012.\n"
    found = [f for f in reader.facts(text) if f.predicate == "startDate"]
    assert found
    assert all(fact.evidence.confidence >= 0.5 for fact in found)


def test_what_an_active_verb_makes_begins_and_not_who_makes_it(
    ontology: Ontology, gazetteer: Gazetteer
) -> None:
    reader = Reader(ontology, gazetteer)
    said = reader.lines("L'association Motris a créé le projet Boussole en 2019.")
    assert "Boussole | startDate | 2019" in said
    assert "Motris | startDate | 2019" not in said
    assert "Motris | startDate | 2019" in reader.lines("L'association Motris a été créée en 2019.")
