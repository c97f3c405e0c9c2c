"""What questions are answered with, whom a text thanks, who shares a function, what a noun names."""

# ruff: noqa: E501  (a sentence stands on one line, as its author would write it)

from __future__ import annotations

import pytest

from extracting import Reader

# Each case: what it shows, the document, facts that must be read, facts that must not.
CASES: list[tuple[str, str, set[str], set[str]]] = [
    (
        "an answer names whom its question asks for",
        "# La Glycine\n\nLa Glycine est un tiers-lieu.\n\n**Qui porte le projet ?**\n\nLa Ville de Toul et l'association Motris.\n\n"
        "**Qui vous finance ?**\n\nLe Département du Lot, la Fondation Rameau et, depuis l'an dernier, l'ADEME.\n",
        {
            "La Glycine | carriedBy | Toul",
            "La Glycine | carriedBy | Motris",
            "La Glycine | supportedBy | Lot",
            "La Glycine | supportedBy | Fondation Rameau",
        },
        {"La Glycine | carriedBy | Fondation Rameau"},
    ),
    (
        "an answer may stand beside its question, and its names need no noun that is known",
        "# La Glycine\n\nLa Glycine est un tiers-lieu.\n\n- Avec qui travaillez-vous ? — Avec l'ESAT Les Vignals et la Fondation Rameau, à Toul.\n",
        {"La Glycine | partner | ESAT Les Vignals", "La Glycine | partner | Fondation Rameau"},
        {"La Glycine | partner | Toul"},
    ),
    (
        "a question asks about what it names",
        "# Le projet Boussole\n\nQui porte le projet Boussole ? La Ville de Toul.\n",
        {"Boussole | carriedBy | Toul"},
        set(),
    ),
    (
        "an answer that does not begin with names says what it says",
        "# La Glycine\n\nLa Glycine est un tiers-lieu.\n\n**Qui vous aide ?**\n\nPersonne : la Fondation Rameau nous a dit non.\n\n"
        "**Qui vous a refusé son aide ?**\n\nLa Ville de Toul.\n",
        set(),
        {"La Glycine | supportedBy | Fondation Rameau", "La Glycine | supportedBy | Toul"},
    ),
    (
        "who is thanked for support gave it to whom the text is about",
        "# L'Établi\n\nL'association L'Établi répare. Merci à la Ville de Toul, à la Fondation Rameau et aux Fonderies Martot pour leur soutien.\n\n"
        "Merci à la Fondation Tilleul d'être venue.\n",
        {
            "L'Établi | supportedBy | Toul",
            "L'Établi | supportedBy | Fondation Rameau",
            "L'Établi | supportedBy | Fonderies Martot",
        },
        {"L'Établi | supportedBy | Fondation Tilleul"},
    ),
    (
        "a function in the plural is that of all who are enumerated",
        "Ana Costa et Paul Roux sont désormais coprésidents de l'association Motris. Léa Martin et Jean Moreau, président de la Fondation Rameau, rient.\n\n"
        "Présents : Zoé Petit (présidente), Marc Noël et Inès Blanc, vice-présidents.\n",
        {
            "Ana Costa | headOf | Motris",
            "Paul Roux | headOf | Motris",
            "Jean Moreau | headOf | Fondation Rameau",
            "Marc Noël | role | vice-présidents",
        },
        {"Léa Martin | headOf | Fondation Rameau", "Zoé Petit | role | vice-présidents"},
    ),
    (
        "a body stands beside a function though that holds a capital",
        "- Ana Costa, Head of Engagement, SaltWorks\n",
        {"Ana Costa | memberOfInstitution | SaltWorks"},
        set(),
    ),
    (
        "an address ends a function, a telephone the name of a town",
        "# Living Lab Rameau\n\n4 quai Gambrelle, 99300 Portanguy\nTél. 05 00 00 00 00 – bonjour@rameau.example\n\n"
        "**Direction**\nAna Costa, directrice\na.costa@rameau.example\n",
        {
            "Living Lab Rameau | locatedIn | Portanguy",
            "Living Lab Rameau | email | bonjour@rameau.example",
            "Ana Costa | role | directrice",
        },
        {"Ana Costa | role | directrice a", "Territory: Portanguy Tél"},
    ),
    (
        "lines are about no person whom one of them names",
        "# TideShift\n\nTideShift is a research project.\n\n**Project lead:** Dr Ana Costa, Head of the Coastal Lab\n**Partners:** Harrow City Council and SaltWorks\n",
        {"TideShift | partner | Harrow City Council", "TideShift | partner | SaltWorks"},
        {"Coastal Lab | partner | SaltWorks"},
    ),
    (
        "a noun with what it is of names what others carry; who acts, and what is done, is no thing",
        "La chaufferie des Trois Tilleuls est portée par l'association Motris. La gestion du Parc Vert est assurée par la Fondation Rameau.\n\n"
        "The Harrow pilot was led by SaltWorks.\n",
        {
            "chaufferie des Trois Tilleuls | carriedBy | Motris",
            "Harrow pilot | carriedBy | SaltWorks",
        },
        {"Project: gestion du Parc Vert", "Project: Parc Vert"},
    ),
    (
        "what somebody tells to be carried is carried, by persons though their town stands before them",
        "M. Roux rappelle que la chaufferie des Trois Tilleuls est portée par l'association Motris.\n\n"
        "Le projet Rameau a été créé par deux jeunes de Toul, Ana Costa et Paul Roux.\n",
        {
            "chaufferie des Trois Tilleuls | carriedBy | Motris",
            "Rameau | carriedBy | Ana Costa",
            "Rameau | carriedBy | Paul Roux",
        },
        {"Rameau | carriedBy | Toul"},
    ),
    (
        "a project is funded under a programme, which nobody coordinates for it",
        "The TideShift project was funded under Horizon Europe and coordinated by Wrenmouth University.\n",
        {
            "TideShift | supportedBy | Horizon Europe",
            "TideShift | carriedBy | Wrenmouth University",
        },
        {"Horizon Europe | carriedBy | Wrenmouth University"},
    ),
    (
        "a prize goes on with what it is for",
        "Le projet Rameau a reçu le prix de l'Initiative rurale en 2023.\n",
        {"Rameau | hasAward | Initiative rurale", "Initiative rurale | awardDate | 2023"},
        {"Award: Initiative"},
    ),
    (
        "who refused a sum gave none",
        "| Projet | Financeur | Décision |\n|---|---|---|\n| Halle Neuve | Région Bretagne | refusé |\n| Jardin Haut | Ville de Toul | accordé |\n",
        {"Jardin Haut | supportedBy | Toul"},
        {"Halle Neuve | supportedBy | Bretagne"},
    ),
    (
        "a street that something is in, or of, is no thing",
        "La boulangerie de la rue d'Alsace cherche un repreneur.\n",
        set(),
        {"Project: rue d'Alsace", "Territory: Alsace"},
    ),
    (
        "paragraphs led by a name may tell its years before what it is",
        "**Covoit'Ardanne** (2019-2022) : une ligne de covoiturage. Porté par l'association Motris.\n\n**Halle Ludo** – un café.\n",
        {"Covoit'Ardanne | carriedBy | Motris", "Covoit'Ardanne | endDate | 2022"},
        set(),
    ),
    (
        "whom a town has elected has won nothing",
        "# Fondation Rameau\n\nNotre présidente est Ana Costa, élue de Toul.\n",
        {"Ana Costa | role | élue de Toul"},
        {"Award: Toul"},
    ),
]


@pytest.mark.parametrize(
    ("text", "wanted", "unwanted"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_answer(reader: Reader, text: str, wanted: set[str], unwanted: set[str]) -> None:
    reader.check(text, wanted, unwanted)
