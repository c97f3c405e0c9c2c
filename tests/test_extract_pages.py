"""What a page is of where its title or its first lines tell it, and what is then said of that thing."""

# ruff: noqa: E501  (a sentence stands on one line, as its author would write it)

from __future__ import annotations

import pytest

from extracting import Reader

# Each case: what it shows, the document, facts that must be read, facts that must not.
CASES: list[tuple[str, str, set[str], set[str]]] = [
    (
        "small letters after a definite article mean what the page is of",
        "---\ntitle: Atelier vélo\ntype: Projet\n---\nL'atelier vélo de Nancy est porté par l'association Motris.\n",
        {"Atelier vélo | carriedBy | Motris"},
        set(),
    ),
    (
        "after another article they mean any such thing, and one word alone does",
        "---\ntitle: Atelier vélo\ntype: Projet\n---\nUn atelier vélo de Genk est porté par l'association Motris. L'atelier est soutenu par la Fondation Rameau.\n",
        set(),
        {"Atelier vélo | carriedBy | Motris"},
    ),
    (
        "a word that is also a far town's name belongs to the name that it ends",
        "---\ntitle: Atelier vélo\ntype: Projet\n---\nL'atelier vélo est porté par l'association Metz à Vélo.\n",
        {"Atelier vélo | carriedBy | Metz à Vélo"},
        {"Territory: Vélo", "Institution: Metz"},
    ),
    (
        "a title says after a comma what it names, and the text goes on to speak of it",
        "# La Glycine, hackerspace\n\nPorteur : association Motris\n\nLa Glycine accueille des ateliers.\n",
        {"La Glycine | carriedBy | Motris"},
        set(),
    ),
    (
        "what a title says after a comma is no name's where the text speaks of something else",
        "# Petites nouvelles, atelier du mardi\n\nPorteur : association Motris\n",
        set(),
        {"Petites nouvelles | carriedBy | Motris", "Institution: Petites nouvelles"},
    ),
    (
        "a town that its title calls a town is what the page is of",
        "# Toul, ville pilote\n\nLieu charmant que Toul.\n\n## Partenaires\n\n* la Fondation Motris,\n* l'université de Lorraine.\n",
        set(),
        {"Project: Toul", "Institution: Toul"},
    ),
    (
        "lines that say who carries a thing are of the thing that the title names",
        "---\ntitle: PLUMIER\n---\n\n**Porteur du projet :** association Motris\n**Financements :** Fondation Rameau\n",
        {"PLUMIER | carriedBy | Motris", "PLUMIER | supportedBy | Fondation Rameau"},
        set(),
    ),
    (
        "lines of two things are of neither's page",
        "---\ntitle: Inventaire\n---\n\n- Porteur : association Motris\n\ntexte\n\n- Porteur : association Rameau\n",
        set(),
        {
            "Inventaire | carriedBy | Motris",
            "Inventaire | carriedBy | Rameau",
            "Project: Inventaire",
        },
    ),
    (
        "a title of a noun and a name, with which the text begins, is what the page is of",
        "# La chaire ORIGAN\n\nLa chaire ORIGAN a été inaugurée en 2019.\n\n## Partenaires\n\n- Fondation Motris\n",
        {"chaire ORIGAN | partner | Fondation Motris", "chaire ORIGAN | startDate | 2019"},
        set(),
    ),
    (
        "minutes are of whose assembly they tell",
        "# PV de l'assemblée générale ordinaire de l'association Motris\n\n## Partenaires\n\n- Fondation Rameau\n",
        {"Motris | partner | Fondation Rameau"},
        set(),
    ),
    (
        "minutes of a meeting without a name are of nothing",
        "# Compte rendu du conseil d'administration du 12 mai\n\n## Partenaires\n\n- Fondation Rameau\n",
        {"Institution: Fondation Rameau"},
        {"mai | partner | Fondation Rameau"},
    ),
    (
        "a report without a name is of what its first sentence presents",
        "# Rapport annuel 2020\n\nMotris Énergie est une association lorraine.\n\n## Partenaires\n\n- Fondation Rameau\n",
        {"Motris Énergie | partner | Fondation Rameau"},
        set(),
    ),
]


@pytest.mark.parametrize(
    ("text", "wanted", "unwanted"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_page(reader: Reader, text: str, wanted: set[str], unwanted: set[str]) -> None:
    reader.check(text, wanted, unwanted)


@pytest.mark.parametrize(
    "form", ["Fiche : ", "Fiche projet : ", "Fiche action n°3 : ", "FICHE PROJET – "]
)
def test_what_a_page_is_stands_before_the_name_of_its_thing(reader: Reader, form: str) -> None:
    text = f"# {form}Le Vélo du Bocal\n\nPorteur : Motris\n\nLieu : Toul\n\nPartenaires : Keolis\n"
    found = reader.lines(text)
    assert {"Project: Le Vélo du Bocal", "Le Vélo du Bocal | carriedBy | Motris"} <= found
    assert not any("Fiche" in f and "prefLabel" not in f for f in found)
    assert f"essai.md | prefLabel | {form}Le Vélo du Bocal" in found
