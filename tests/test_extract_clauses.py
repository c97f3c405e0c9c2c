"""Of whom a relation speaks: what governs each name, what opens the clause, what is enumerated."""

# ruff: noqa: E501  (a sentence stands on one line, as its author would write it)

from __future__ import annotations

import pytest

from extracting import Reader


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        # a participle after a name that an earlier cue governs speaks of that name …
        (
            "Le projet Boussole est mené sur le modèle du projet Tilleul porté par l'association Motris.",
            {"Tilleul | carriedBy | Motris"},
        ),
        # … a second participle says another thing of the same subject
        (
            "Le projet Boussole est soutenu par l'association Motris et inspiré du projet Tilleul.",
            {"Boussole | supportedBy | Motris", "Boussole | inspiredBy | Tilleul"},
        ),
        # … and after a comma of what the clause is about
        (
            "Le projet Boussole est porté par l'association Motris, en partenariat avec l'association Glycine.",
            {"Boussole | carriedBy | Motris", "Boussole | partner | Glycine"},
        ),
        (
            "Porté par l'association Motris avec le soutien de l'association Glycine, le projet Boussole grandit.",
            {"Boussole | carriedBy | Motris", "Boussole | supportedBy | Glycine"},
        ),
        (
            "L'association Motris (AM) et l'association Glycine financent le projet Boussole.",
            {"Boussole | supportedBy | Motris", "Boussole | supportedBy | Glycine"},
        ),
        (
            "Le projet Boussole est soutenu par plus de 30 mécènes, dont l'association Motris."
            " Plus de 30 villes suivent le projet Tilleul porté par l'association Glycine.",
            {"Tilleul | carriedBy | Glycine"},
        ),
        (
            "Le projet Boussole est porté par l'Institut Rameau (IR) et l'association Glycine.",
            {"Boussole | carriedBy | Institut Rameau", "Boussole | carriedBy | Glycine"},
        ),
    ],
)
def test_a_relation_speaks_of_what_nothing_governs(
    reader: Reader, text: str, facts: set[str]
) -> None:
    assert facts <= reader.lines(text)


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        (
            "Le projet Boussole est porté par l'association Motris, en partenariat avec l'association Glycine.",
            "Motris | partner | Glycine",
        ),
        (
            "Le projet Boussole est porté par l'association Motris, l'association Glycine finance le projet Tilleul.",
            "Boussole | carriedBy | Glycine",
        ),
        (
            "L'association Motris soutient les voisins du projet Boussole.",
            "Boussole | supportedBy | Motris",
        ),
        (
            "Avec l'association Motris et l'association Glycine, la ville de Toul soutient le projet Boussole.",
            "Boussole | supportedBy | Glycine",
        ),
        (
            "Le projet Boussole n'est plus porté par l'association Motris.",
            "Boussole | carriedBy | Motris",
        ),
        # nor is what a second participle introduces an object of the first
        (
            "Le projet Boussole est soutenu par l'association Motris et inspiré du projet Tilleul.",
            "Boussole | supportedBy | Tilleul",
        ),
    ],
)
def test_a_governed_name_is_no_subject_and_a_clause_ends_a_list(
    reader: Reader, text: str, fact: str
) -> None:
    assert fact not in reader.lines(text)


def test_a_pair_of_capitals_is_a_person_only_after_what_persons_do(reader: Reader) -> None:
    assert "Person: Zélindor Grapoire" in reader.lines(
        "Le projet Boussole a été imaginé par Zélindor Grapoire."
    )
    assert "Institution: Zélindor Grapoire" in reader.lines(
        "Le projet Boussole est financé par Zélindor Grapoire."
    )


def test_words_that_an_acronym_in_brackets_spells_are_a_name(reader: Reader) -> None:
    text = "Le Motris Open Factory (MOF) est porté par l'association Glycine."
    assert {
        "Motris Open Factory | altLabel | MOF",
        "Motris Open Factory | carriedBy | Glycine",
    } <= reader.lines(text)
    assert "Institution: Motris Open" not in reader.lines("Le Motris Open (TGV) file.")


def test_a_place_inside_another_name_is_no_place(reader: Reader) -> None:
    text = "Le projet Boussole est à Toul. Il est porté par des élèves de Polytech Toul."
    assert "Boussole | carriedBy | Toul" not in reader.lines(text)
    assert "Boussole | carriedBy | Toul" in reader.lines(
        "Le projet Boussole est à Toul. Il est porté par Toul."
    )


def test_a_participle_after_a_project_and_a_comma_speaks_of_the_project(reader: Reader) -> None:
    text = "L'association Motris s'inspire du projet Boussole, lancé par l'association Glycine."
    said = reader.lines(text)
    assert "Boussole | carriedBy | Glycine" in said
    assert "Motris | carriedBy | Glycine" not in said


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        # a town that governs nothing: « la ville de » is led by « par »
        (
            "Le projet Boussole est lancé par la ville de Toul en partenariat avec l'association Motris.",
            {"Boussole | carriedBy | Toul", "Boussole | partner | Motris"},
        ),
        # brackets hold no subject
        (
            "Ana Costa, maire de Toul (Meurthe-et-Moselle), a lancé le projet Boussole.",
            {"Boussole | carriedBy | Ana Costa"},
        ),
        # what opens the sentence speaks of the main clause, with its date
        (
            "Lancé en 2018 par l'association Motris (AM), le projet Boussole grandit.",
            {"Boussole | carriedBy | Motris", "Boussole | startDate | 2018"},
        ),
        # a participle after the object of a verb speaks of the object
        (
            "L'association Motris a créé la start-up Glycine, hébergée à l'incubateur Rameau.",
            {"Glycine | carriedBy | Motris", "Glycine | supportedBy | Rameau"},
        ),
        (
            "Le projet Boussole réunit l'association Motris et l'entreprise Glycine.",
            {"Boussole | partner | Motris", "Boussole | partner | Glycine"},
        ),
        (
            "L'association Motris est dirigée par Ana Costa.",
            {"Ana Costa | headOf | Motris"},
        ),
        (
            "Le projet Boussole est financé par l'Agence nationale de la recherche et la Région Grand Est.",
            {
                "Boussole | supportedBy | Agence nationale de la recherche",
                "Boussole | supportedBy | Grand Est",
            },
        ),
    ],
)
def test_a_subject_is_found_through_brackets_openings_and_long_names(
    reader: Reader, text: str, facts: set[str]
) -> None:
    assert facts <= reader.lines(text)


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        (
            "Le projet Boussole est lancé par la ville de Toul en partenariat avec l'association Motris.",
            "Toul | partner | Motris",
        ),
        (
            "Ana Costa, maire de Toul (Meurthe-et-Moselle), a lancé le projet Boussole.",
            "Boussole | carriedBy | Meurthe-et-Moselle",
        ),
        (
            "L'association Motris est dirigée par Ana Costa.",
            "Motris | carriedBy | Ana Costa",
        ),
        (
            "Le Conseil aux entreprises de la région est gratuit.",
            "Institution: Conseil aux entreprises",
        ),
    ],
)
def test_no_subject_is_taken_from_brackets_or_behind_a_preposition(
    reader: Reader, text: str, fact: str
) -> None:
    assert fact not in reader.lines(text)


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        (
            "L'association Motris est membre du Réseau Glycine, du Collectif Rameau et de l'association Tilleul.",
            {"Motris | memberOf | Réseau Glycine", "Motris | memberOf | Tilleul"},
        ),
        (
            "Du 16 au 18 novembre 2023 s'est tenu à Toul le hackathon Boussole.",
            {
                "hackathon Boussole | startDate | 2023-11-16",
                "hackathon Boussole | endDate | 2023-11-18",
                "hackathon Boussole | locatedIn | Toul",
            },
        ),
        (
            "Ana Costa, maire depuis 2001, préside aussi l'association Motris.",
            {"Ana Costa | headOf | Motris"},
        ),
        ("Il y a Ana Costa du Cirad, et Paul Roux.", {"Ana Costa | memberOfInstitution | Cirad"}),
        (
            "Ana Costa, chargée de mission à la Région Grand Est, est là.",
            {"Ana Costa | memberOfInstitution | Région Grand Est"},
        ),
        (
            "Ana Costa, aujourd'hui directrice de l'association Motris, est là.",
            {"Ana Costa | headOf | Motris"},
        ),
        (
            "Ana Costa, sociologue et autrice de « La ville lente » (Rameau, 2013), a ouvert la journée.",
            {"La ville lente | author | Ana Costa", "La ville lente | publicationYear | 2013"},
        ),
        (
            "Le projet Boussole, lauréat en 2019 de l'appel à projets Territoires d'audace, grandit.",
            {"Boussole | hasAward | Territoires d'audace"},
        ),
    ],
)
def test_members_events_heads_works_and_laureates_are_read(
    reader: Reader, text: str, facts: set[str]
) -> None:
    assert facts <= reader.lines(text)


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("Il y a Ana Costa de Toul, et Paul Roux.", "Ana Costa | memberOfInstitution | Toul"),
        ("Ana Costa a dormi à la Région.", "Ana Costa | memberOfInstitution | Région"),
        (
            "L'association Motris s'appuie sur « La ville lente » (Rameau, 2013).",
            "La ville lente | author | Motris",
        ),
    ],
)
def test_nothing_of_the_kind_is_read_from_what_looks_like_it(
    reader: Reader, text: str, fact: str
) -> None:
    assert fact not in reader.lines(text)


def test_a_prize_in_brackets_is_held_by_the_name_before(reader: Reader) -> None:
    said = reader.lines("La ville remercie Ana Costa (prix Tilleul 2013) de sa venue.")
    assert {"Ana Costa | hasAward | prix Tilleul", "prix Tilleul | awardDate | 2013"} <= said
    assert not {
        line
        for line in reader.lines("Le prix Tilleul (2013) est loin, dit Ana Costa (Paris).")
        if " | hasAward | " in line
    }


def test_a_project_that_belongs_to_a_programme_is_part_of_it(reader: Reader) -> None:
    text = "Le programme Tilleul est né. Le projet Boussole fait partie du programme Tilleul."
    assert "Boussole | partOf | Tilleul" in reader.lines(text)
    other = reader.lines("L'association Motris fait partie du Réseau Glycine.")
    assert "Motris | memberOf | Réseau Glycine" in other
    assert "Motris | partOf | Réseau Glycine" not in other


def test_what_a_town_was_elected_is_no_person(reader: Reader) -> None:
    said = reader.lines("La ville de Toul a été élue Capitale Verte en 2019.")
    assert "Toul | hasAward | Capitale Verte" in said
    assert "Person: Capitale Verte" not in said
    assert "Person: Ana Costa" in reader.lines("Ana Costa a été élue en 2019, dit Ana Costa.")


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        (
            "Le projet Boussole est porté par l'association Motris (AM) avec l'entreprise Glycine et le CNRS.",
            {"Boussole | carriedBy | Motris", "Boussole | partner | Glycine"},
        ),
        (
            "En 2013, l'association Motris a reçu le prix Tilleul.",
            {"Motris | hasAward | prix Tilleul", "prix Tilleul | awardDate | 2013"},
        ),
        (
            "L'association Motris a reçu le prix de la recherche participative décerné par la Fondation Rhin.",
            {"Motris | hasAward | prix de la recherche participative"},
        ),
        ("Le projet ANR BOUSSOLE est porté par l'association Motris.", {"BOUSSOLE | carriedBy | Motris"}),
        (
            "Le projet Boussole 2030, porté par l'association Motris, grandit.",
            {"Boussole 2030 | carriedBy | Motris"},
        ),
    ],
)  # fmt: skip
def test_companions_prizes_and_projects_of_a_programme_are_read(
    reader: Reader, text: str, facts: set[str]
) -> None:
    assert facts <= reader.lines(text)


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        (
            "L'association Motris grandit. La visite a été organisée par la Fondation Rhin.",
            "Motris | carriedBy | Fondation Rhin",
        ),
        (
            "L'association Motris accueille une délégation de l'Institut Rameau conduite par Ana Costa.",
            "Institut Rameau | carriedBy | Ana Costa",
        ),
        (
            "L'association Motris est là. Soutenu par la Fondation Rhin, il accueille aussi le club Glycine.",
            "Glycine | supportedBy | Fondation Rhin",
        ),
        (
            "Le projet Boussole grandit. Une étude pilotée par la Fondation Rhin est lancée.",
            "Boussole | carriedBy | Fondation Rhin",
        ),
        (
            "Le projet Boussole grandit. L'exposition est conçue par la Fondation Rhin.",
            "Boussole | carriedBy | Fondation Rhin",
        ),
        ("Le projet Boussole est porté par la Maison des sciences.", "Institution: Maison"),
        (
            "L'association Motris est née en 2019 à l'initiative de la ville de Nancy.",
            "Motris | locatedIn | Nancy",
        ),
        ("L'association Motris est située à l'est de Nancy.", "Motris | locatedIn | Nancy"),
        (
            "La Fondation Rhin soutient l'atelier « Répar », animé par Ana Costa.",
            "Fondation Rhin | carriedBy | Ana Costa",
        ),
        (
            "Le projet Boussole grandit. En partenariat avec la Fondation Rhin, une thèse étudie ces démarches.",
            "Boussole | partner | Fondation Rhin",
        ),
        (
            "Le projet Boussole grandit. La halle, construite en 1902, est rénovée.",
            "Boussole | startDate | 1902",
        ),
        ("Lancé en avril 2022 avec la Fondation Rhin, le Labo des plantes explore les prés.", "Institution: Labo"),
        ("Lancé en avril 2022 avec la Fondation Rhin, le Labo des plantes explore les prés.", "Territory: Labo"),
        (
            "# Rapport d'activité 2022 du réseau Motris\n\nBravo.\n\n## Formation « Piloter »\n\nElle reçoit"
            " le soutien de la Fondation Rhin.",
            "Motris | supportedBy | Fondation Rhin",
        ),
        ("Un projet ANR sur la réparation est né à Toul.", "Project: ANR"),
        ("Le projet Boussole est porté par l'association Motris avec Ana Costa.", "Boussole | partner | Ana Costa"),
    ],
)  # fmt: skip
def test_no_subject_is_taken_for_an_unnamed_one(reader: Reader, text: str, absent: str) -> None:
    assert absent not in reader.lines(text)


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        (
            "La Fondation Rhin soutient des ateliers et est portée par l'association Motris.",
            {"Fondation Rhin | carriedBy | Motris"},
        ),
        (
            "Créée en mars 2019 à Nancy, l'association Motris grandit.",
            {"Motris | locatedIn | Nancy"},
        ),
        ("L'association Motris s'est implantée à Nancy.", {"Motris | locatedIn | Nancy"}),
        (
            "Depuis 2015, la Cabane Bleue est une association soutenue par la Fondation Rhin.",
            {"Cabane Bleue | supportedBy | Fondation Rhin"},
        ),
        (
            "Le réseau Motris grandit.\n\nNotre réseau, fondé à Nancy en 2016, dure.",
            {"Motris | locatedIn | Nancy"},
        ),
        (
            "Le projet Atelier des Bains est porté par l'association Motris.",
            {"Atelier des Bains | carriedBy | Motris"},
        ),
        (
            "Le projet Boussole du Mans est porté par l'association Motris.",
            {"Boussole | carriedBy | Motris"},
        ),
        (
            "Le projet Boussole grandit. Une démarche portée par la Fondation Rhin.",
            {"Boussole | carriedBy | Fondation Rhin"},
        ),
        (
            "Le projet Boussole est porté par la Maison des sciences.",
            {"Boussole | carriedBy | Maison des sciences"},
        ),
        (
            "Le projet Boussole est né en 2013 à l'initiative de la Fondation Rhin.",
            {"Boussole | carriedBy | Fondation Rhin"},
        ),
        (
            "L'association Motris est membre du Réseau Glycine (RG) depuis 2014, du Collectif Rameau et du Réseau Tilleul.",
            {"Motris | memberOf | Réseau Glycine", "Motris | memberOf | Réseau Tilleul"},
        ),
        (
            "En 2019, lancement de la Chaire MOTRIS (Matériaux Orientés Très Isolants), portée par la Fondation Rhin.",
            {"Chaire MOTRIS | carriedBy | Fondation Rhin"},
        ),
        ("FabLab manager : Ana Costa", {"Ana Costa | role | FabLab manager"}),
        (
            "Le projet Boussole a reçu en 2022 le prix Tilleul.",
            {"Boussole | hasAward | prix Tilleul", "prix Tilleul | awardDate | 2022"},
        ),
        ("Toul (16 000 habitants, Meurthe-et-Moselle) est là.", {"Toul | population | 16000"}),
    ],
)
def test_born_members_launches_keys_and_counts_are_read(
    reader: Reader, text: str, facts: set[str]
) -> None:
    assert facts <= reader.lines(text)


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        (
            "Le projet Boussole ne naît pas à l'initiative de Veolia.",
            "Boussole | carriedBy | Veolia",
        ),
        ("Bienvenue au manager : Ana Costa", "Ana Costa | role | Bienvenue au manager"),
        ("Toul (16 ans, Meurthe-et-Moselle) est là.", "Toul | population | 16"),
    ],
)
def test_what_is_denied_or_no_function_is_not_read(reader: Reader, text: str, absent: str) -> None:
    assert absent not in reader.lines(text)


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        (
            "L'association Motris a créé en 2019 le projet Boussole.",
            {"Boussole | carriedBy | Motris"},
        ),
        (
            "- 3-4 octobre 2024 : colloque Glycine, organisé par l'association Motris\n",
            {"Glycine | startDate | 2024-10-03", "Glycine | endDate | 2024-10-04"},
        ),
        ("Le forum Boussole, à Toul, est ouvert.", {"forum Boussole | locatedIn | Toul"}),
        ("Ana Costa, étudiante en master, est là.", {"Ana Costa | role | étudiante en master"}),
        (
            "Le projet Boussole est financé par la Fondation pour les générations futures.",
            {"Boussole | supportedBy | Fondation pour les générations futures"},
        ),
    ],
)
def test_years_agendas_students_and_foundations_are_read(
    reader: Reader, text: str, facts: set[str]
) -> None:
    assert facts <= reader.lines(text)


def test_one_of_several_unnamed_things_is_not_the_section_s_project(reader: Reader) -> None:
    text = "## Toul (16 000 hab) - Boussole\n\nUn musée, un tiers-lieu porté par l'association Motris.\n"
    assert "Boussole | carriedBy | Motris" not in reader.lines(text)
    alone = "## Toul (16 000 hab) - Boussole\n\nUn tiers-lieu porté par l'association Motris.\n"
    assert "Boussole | carriedBy | Motris" in reader.lines(alone)


def test_a_name_does_not_run_into_a_person_s(reader: Reader) -> None:
    said = reader.lines("Merci à l'association Motris Ana Costa en tête.")
    assert "Institution: Motris" in said
    assert "Institution: Motris Ana Costa" not in said
    assert "Institution: Motris Europe" in reader.lines("Merci à l'association Motris Europe.")
