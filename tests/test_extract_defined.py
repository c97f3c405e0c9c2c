"""Names that the words after them show to be things, and what goes on speaking of them."""

# ruff: noqa: E501  (a sentence stands on one line, as its author would write it)

from __future__ import annotations

import pytest

from extracting import Reader


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        (
            "La Glycine (Quimper) est un tiers-lieu porté par l'association Motris.",
            {"Glycine | carriedBy | Motris"},
        ),
        (
            "MotriSoin est un dispositif mobile. Lancé en mars 2021, il est financé par l'association Motris.",
            {"MotriSoin | supportedBy | Motris", "MotriSoin | startDate | 2021-03"},
        ),
        (
            "Une ligne de covoiturage, *Lignes Claires*, opérée par l'association Motris.",
            {"Lignes Claires | carriedBy | Motris"},
        ),
        (
            "## Divers\n\n### Le Lab'Ouest\n\nUn appartement témoin, conçu avec l'association Motris.",
            {"Le Lab'Ouest | partner | Motris"},
        ),
        (
            "MotriCargo is led by Fietskoeriers Rotterdam, funded by the European Regional Development Fund.",
            {
                "MotriCargo | carriedBy | Fietskoeriers Rotterdam",
                "MotriCargo | supportedBy | European Regional Development Fund",
            },
        ),
        (
            "Tournesol, premier jardin de la vallée, a été fondé par Motris Énergie. Tournesol dure.",
            {"Tournesol | carriedBy | Motris Énergie"},
        ),
        (
            "Il coordonne le projet Interreg *Villages en fête*, financé par l'Union européenne et le ministère de la Transition écologique.",
            {
                "Villages en fête | supportedBy | Union européenne",
                "Villages en fête | supportedBy | ministère de la Transition écologique",
            },
        ),
        (
            "Le projet Glycine est porté par l'EPTB Meuse et Chiers et Toul Portes de Lorraine.",
            {
                "Glycine | carriedBy | EPTB Meuse et Chiers",
                "Glycine | carriedBy | Toul Portes de Lorraine",
            },
        ),
        (
            "L'association Motris est là. La Glycine est un projet. Ce projet est financé par l'association Rameau.",
            {"Glycine | supportedBy | Rameau"},
        ),
    ],
)
def test_a_definition_makes_a_thing(reader: Reader, text: str, facts: set[str]) -> None:
    said = {line.replace("La Glycine", "Glycine") for line in reader.lines(text)}
    assert facts <= said


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("Ana Costa est un projet à elle seule.", "Project: Ana Costa"),
        ("Toul est un projet de ville.", "Project: Toul"),
        ("Tournesol a été fondé par Motris Énergie.", "Project: Tournesol"),
        (
            "Les projets sont portés par la communauté de communes Meuse Rognon et Nancy.",
            "Territory: communauté de communes Meuse Rognon et Nancy",
        ),
        ("La Fondation Orange finance le projet Glycine.", "Fondation Orange | locatedIn | Orange"),
        (
            "La Région Bretagne finance le projet Glycine.",
            "Région Bretagne | locatedIn | Bretagne",
        ),
        ("Demain est un projet.", "Project: Demain"),
        ("Cette Ruche est un projet.", "Project: Cette Ruche"),
        ("## Divers\n\n### Une Belle Journée\n\nIl fait beau.", "Project: Une Belle Journée"),
        (
            "Le projet Boussole est porté par l'association Motris et financé par l'association Rameau.",
            "Motris | supportedBy | Rameau",
        ),
        (
            "Le projet Boussole accueille la Fondation Rhin. Cette exposition est organisée par l'association Motris.",
            "Boussole | carriedBy | Motris",
        ),
    ],
)
def test_what_only_looks_like_a_definition_makes_none(
    reader: Reader, text: str, absent: str
) -> None:
    assert absent not in reader.lines(text)


def test_a_former_function_is_told_as_former(reader: Reader) -> None:
    said = reader.lines("Ana Costa, ancienne directrice de l'association Motris, est là.")
    assert {line for line in said if "| role |" in line} == {
        "Ana Costa | role | ancienne directrice de l'association Motris"
    } or "Ana Costa | role | directrice" not in said


def test_an_address_is_its_owner_s_wherever_the_name_stands(reader: Reader) -> None:
    text = "Ana Costa-Morel préside l'association Motris.\n\nÉcrire à ana.costa@example.org ou passer.\n"
    assert "Ana Costa-Morel | email | ana.costa@example.org" in reader.lines(text)


def test_cells_of_an_item_say_where_its_thing_is(reader: Reader) -> None:
    text = """
        # Projets

        - Le Verger Haut, Toul (14 logements, 2013)
        - Openlab Vert / Toul, porté par l'association Motris
        - Le Phare Bleu - Toul (54), imaginée par Ana Costa
        - Stublab : atelier partagé, Toul, ouvert à tous
    """
    said = reader.lines(text)
    for thing in ("Le Verger Haut", "Openlab Vert", "Le Phare Bleu", "Stublab"):
        assert f"{thing} | locatedIn | Toul" in said
    assert "Openlab Vert | altLabel | Toul" not in said
