"""Lines with a key, sentences like them, and functions on the page of an institution."""

# ruff: noqa: E501  (a sentence stands on one line, as its author would write it)

from __future__ import annotations

import pytest

from extracting import Reader

# Each case: what it shows, the document, facts that must be read, facts that must not.
CASES: list[tuple[str, str, set[str], set[str]]] = [
    (
        "sentences with a key in an item are said of what the item begins with",
        "# Association Motris\n\n## Projets\n\n- **Haut-Toit** (2018-2021) : rénovation de logements. Pilote : Rameau Habitat. Financeurs : ANR, Fondation Orme.\n",
        {"Haut-Toit | carriedBy | Rameau Habitat", "Haut-Toit | supportedBy | Fondation Orme"},
        {"Motris | carriedBy | Rameau Habitat", "Motris | supportedBy | Fondation Orme"},
    ),
    (
        "a sentence with a colon in prose is no line with a key",
        "# La Glycine, tiers-lieu\n\nLa Glycine a ouvert. Une surprise attendait Motris Énergie : la pluie.\n",
        set(),
        {"La Glycine | partner | Motris Énergie", "La Glycine | carriedBy | Motris Énergie"},
    ),
    (
        "a duration of years says when something begins and when it ends",
        "---\ntitle: PLUMIER\n---\n\n**Porteur :** association Motris\n**Durée :** 2020-2023\n",
        {"PLUMIER | startDate | 2020", "PLUMIER | endDate | 2023"},
        set(),
    ),
    (
        "a duration in months is no date",
        "---\ntitle: PLUMIER\n---\n\n**Porteur :** association Motris\n**Durée :** 24 mois\n",
        {"PLUMIER | carriedBy | Motris"},
        {"PLUMIER | startDate | 24 mois"},
    ),
    (
        "a value is one name, with the noun of its class wherever it stands",
        "---\ntitle: PLUMIER\n---\n\nPorteur : Pôle d'équilibre territorial et rural Meuse-Plaine\nPartenaires : Toul Lorraine Technopole, lycée Réaumur\n",
        {
            "PLUMIER | carriedBy | Pôle d'équilibre territorial et rural Meuse-Plaine",
            "PLUMIER | partner | Toul Lorraine Technopole",
        },
        {"PLUMIER | partner | Toul", "PLUMIER | partner | Lorraine"},
    ),
    (
        "a heading above lines of several properties is the name of their thing",
        "# Association Motris\n\n## Projets\n\n### Capteurs citoyens\n\n- Début : 2017\n- Financement : Fondation Orme\n- Lieu : Toul\n",
        {"Capteurs citoyens | startDate | 2017", "Capteurs citoyens | locatedIn | Toul"},
        {"Motris | startDate | 2017"},
    ),
    (
        "a heading above one line is none",
        "# Association Motris\n\n### Nouvelles récentes\n\n- Lieu : Toul\n",
        set(),
        {"Project: Nouvelles récentes"},
    ),
    (
        "functions of a table on an institution's page are held there",
        "# La Glycine, association\n\nLa Glycine est une association.\n\n## Équipe\n\n| Nom | Rôle |\n|---|---|\n| Ana Costa | présidente |\n| Paul Roux | trésorier |\n| Lise Roy | gériatre |\n",
        {"Ana Costa | headOf | La Glycine", "Paul Roux | memberOfInstitution | La Glycine"},
        {"Lise Roy | memberOfInstitution | La Glycine", "Paul Roux | headOf | La Glycine"},
    ),
    (
        "« en » means what the text is about",
        "La Glycine est une association de Toul. Paul Roux en est le trésorier.\n",
        {"Paul Roux | role | trésorier", "Paul Roux | memberOfInstitution | La Glycine"},
        {"Paul Roux | headOf | La Glycine"},
    ),
    (
        "a function beside another body is not held on the page's",
        "# La Glycine, association\n\nLa Glycine est une association.\n\n## Équipe\n\n- Ana Costa, directrice, Fondation Orme\n",
        set(),
        {"Ana Costa | headOf | La Glycine"},
    ),
    (
        "a function below the heading of something else is not held on the page's",
        "# La Glycine, association\n\nLa Glycine est une association.\n\n## Le Café des Lilas\n\nPaul Roux, trésorier, raconte.\n",
        {"Paul Roux | role | trésorier"},
        {"Paul Roux | memberOfInstitution | La Glycine"},
    ),
]


@pytest.mark.parametrize(
    ("text", "wanted", "unwanted"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_line(reader: Reader, text: str, wanted: set[str], unwanted: set[str]) -> None:
    reader.check(text, wanted, unwanted)
