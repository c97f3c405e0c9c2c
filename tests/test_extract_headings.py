"""What headings and the items below them name: places, what holds them, the things there."""

# ruff: noqa: E501  (a sentence stands on one line, as its author would write it)

from __future__ import annotations

import pytest

from extracting import Reader


@pytest.mark.parametrize(
    ("heading", "facts"),
    [
        ("Toul (16k hab)", {"Toul | population | 16000"}),
        ("Toul (16 000h) : la Boussole", {"Toul | population | 16000", "la Boussole | locatedIn | Toul"}),
        ("Toul (16 000 hab, France) - Boussole", {"Toul | partOf | France", "Boussole | locatedIn | Toul"}),
        ("Gand (260 000 hab), Belgique - Boussole", {"Gand | partOf | Belgique", "Boussole | locatedIn | Gand"}),
        ("Toul, la Boussole", {"la Boussole | locatedIn | Toul"}),
        ("Toul (Meurthe-et-Moselle)", {"Toul | partOf | Meurthe-et-Moselle"}),
        ("Festival des idées (Toul)", {"Festival des idées | locatedIn | Toul"}),
    ],
)  # fmt: skip
def test_a_heading_says_where_and_how_many(reader: Reader, heading: str, facts: set[str]) -> None:
    assert facts <= reader.lines(f"## {heading}\n\nUn texte.\n")


@pytest.mark.parametrize(
    ("heading", "fact"),
    [
        ("Gand (260 000 hab), Belgique", "Belgique | locatedIn | Gand"),
        ("Toul (2019)", "Toul | population | 2019"),
        ("Toul (16h)", "Toul | population | 16"),
        ("Toul, Metz", "Metz | locatedIn | Toul"),
    ],
)
def test_a_heading_says_no_more(reader: Reader, heading: str, fact: str) -> None:
    assert fact not in reader.lines(f"## {heading}\n\nUn texte.\n")


def test_a_town_is_part_of_the_region_that_heads_it(reader: Reader) -> None:
    text = "## Grand Est\n\n### Toul (16 000 hab) - Boussole\n\nUn texte.\n"
    assert "Toul | partOf | Grand Est" in reader.lines(text)
    other = "## Divers\n\n### Grand Est\n\n## Ailleurs\n\n### Toul (16 000 hab)\n\nUn texte.\n"
    assert "Toul | partOf | Grand Est" not in reader.lines(other)


def test_items_below_a_town_are_there_unless_they_say_otherwise(reader: Reader) -> None:
    text = """
        ## Toul (16 000 hab)

        - [La Boussole](https://boussole.example.org) : atelier partagé
        - Le Tilleul à Metz : atelier partagé
        - Durée : 2014-2018
        - Ana Costa, maire
    """
    said = reader.lines(text)
    assert {"La Boussole | locatedIn | Toul", "Le Tilleul | locatedIn | Metz"} <= said
    assert not {line for line in said if line.endswith("| locatedIn | Toul")} - {
        "La Boussole | locatedIn | Toul"
    }


def test_an_item_is_what_the_words_after_its_name_call_it(reader: Reader) -> None:
    text = """
        - La Boussole : association de quartier
        - **Tilleul**, projet porté par l'association Motris
        - Accueil : tous les jours
        - Une bonne idée : venir
    """
    said = reader.lines(text)
    assert {"Institution: La Boussole", "Tilleul | carriedBy | Motris"} <= said
    assert not {line for line in said if "Accueil" in line or "idée" in line}


def test_headings_below_projects_name_them(reader: Reader) -> None:
    text = """
        # Projets européens

        ## TILLEUL (2019-2022)

        Porté par l'association Motris.

        ## H2020 - BOUSSOLE

        Financé par l'association Glycine.

        ## Calendrier
    """
    said = reader.lines(text)
    assert {"TILLEUL | carriedBy | Motris", "BOUSSOLE | supportedBy | Glycine"} <= said
    assert "Project: Calendrier" not in said


def test_a_marked_name_opens_an_item_after_a_noun_or_a_prize(reader: Reader) -> None:
    text = """
        - Le jeu **Glycine bleue**, créé par l'association Motris
        - **1er prix** : *Boussole*, imaginé par Ana Costa
        - **2012** : ouverture du Tilleul, portée par l'association Motris
    """
    said = reader.lines(text)
    assert {"Glycine bleue | carriedBy | Motris", "Boussole | carriedBy | Ana Costa"} <= said
    assert not {line for line in said if "ouverture" in line}


def test_the_town_of_a_heading_is_what_la_ville_means_below_it(reader: Reader) -> None:
    text = """
        ## Toul (16 000 hab) - Boussole

        La ville a lancé le projet Boussole.

        ## Metz (120 000 hab) - Tilleul

        Un projet de la ville de Metz. La ville a lancé le projet Tilleul.
    """
    said = reader.lines(text)
    assert {"Boussole | carriedBy | Toul", "Tilleul | carriedBy | Metz"} <= said
    assert "Boussole | carriedBy | Metz" not in said


def test_a_paper_that_a_link_names_is_a_source(reader: Reader) -> None:
    text = "Le projet Boussole grandit. Voir l'article du [Progrès](https://www.leprogres.fr/a/b)."
    said = reader.lines(text)
    assert "Boussole | source | https://www.leprogres.fr/a/b" in said
    assert not {line for line in said if line.startswith("Progrès | ")}


def test_a_list_of_its_projects_is_carried_by_what_introduces_it(reader: Reader) -> None:
    text = """
        L'association Motris est née à Toul. Parmi ses projets :

        - Boussole : plateforme de dons
    """
    assert "Boussole | carriedBy | Motris" in reader.lines(text)
    assert "Boussole | carriedBy | Motris" not in reader.lines(text.replace("ses projets", "eux"))


def test_places_that_a_description_lists_are_not_where_the_thing_is(reader: Reader) -> None:
    text = "# Projets\n\n- Boussole : application utilisée par Toul (54), Metz\n"
    assert "Boussole | locatedIn | Metz" not in reader.lines(text)
    assert "Boussole | locatedIn | Metz" in reader.lines(
        "# Projets\n\n- Boussole : application, Metz\n"
    )


def test_a_thing_whose_name_says_its_town_is_not_in_that_of_the_heading(reader: Reader) -> None:
    text = "## Metz (120 000 hab)\n\n- Le Théâtre de Toul : association de quartier\n"
    assert not {line for line in reader.lines(text) if line.endswith("| locatedIn | Metz")}


def test_a_place_in_the_last_bracket_is_where_an_item_s_thing_is(reader: Reader) -> None:
    text = "# Projets\n\n- La Boussole : plateforme locale (Bretagne)\n"
    assert "La Boussole | locatedIn | Bretagne" in reader.lines(text)
    other = "# Projets\n\n- La Boussole : plateforme de l'entreprise Glycine (Metz)\n"
    assert "La Boussole | locatedIn | Metz" not in reader.lines(other)


def test_links_for_further_reading_are_sources_of_the_document(reader: Reader) -> None:
    text = "Plus d'infos : [Motris](https://motris.example.org), [article du Progrès](https://leprogres.fr/a)"
    said = reader.lines(text)
    assert "essai.md | source | https://leprogres.fr/a" in said
    assert "Motris | source | https://leprogres.fr/a" not in said


def test_only_what_a_question_mark_follows_is_asked(reader: Reader) -> None:
    said = reader.lines("## Toul (16 000 hab, France) - Boussole ?\n\nUn texte.\n")
    assert {"Toul | population | 16000", "Toul | partOf | France"} <= said
    assert not {line for line in said if line.startswith("Boussole | ")}
    assert "Toul | population | 16000" not in reader.lines("## Toul (16 000 hab) ?\n\nUn texte.\n")


def test_what_was_done_is_no_thing_of_a_list(reader: Reader) -> None:
    said = reader.lines(
        "## Toul (16 000 hab)\n\n- Passage au libre depuis 2008\n- La Boussole, atelier\n"
    )
    assert "La Boussole | locatedIn | Toul" in said
    assert not {line for line in said if "Passage" in line}
