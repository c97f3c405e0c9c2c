"""Lists of who won a call or a prize."""

# ruff: noqa: E501  (a sentence stands on one line, as its author would write it)

from __future__ import annotations

import pytest

from extracting import Reader

# Each case: what it shows, the document, facts that must be read, facts that must not.
CASES: list[tuple[str, str, set[str], set[str]]] = [
    (
        "items below « lauréats » won the call that the text names, carried by who stands beside them",
        "Le jury de l'appel à projets « Rives fertiles », lancé par la Ville de Toul et la Fondation Rameau, a choisi.\n\n## Les lauréats\n\n"
        "1. **MicroFerme 13** – SCIC Terres Motris (Toul). Dotation : 30 000 €.\n"
        "2. **Ruches sur le toit** (Toul), porteur : Lycée agricole Jeanne-Vallier.\n"
        "3. **Le Potager suspendu** : Office HLM du Sornin, avec l'École du Paysage.\n"
        "4. **Compost & Co**, par la régie de quartier Pont-Neuf Services.\n",
        {
            "Rives fertiles | awardedBy | Toul",
            "Rives fertiles | awardedBy | Fondation Rameau",
            "MicroFerme 13 | hasAward | Rives fertiles",
            "MicroFerme 13 | carriedBy | Terres Motris",
            "Ruches sur le toit | locatedIn | Toul",
            "Ruches sur le toit | carriedBy | Lycée agricole Jeanne-Vallier",
            "Le Potager suspendu | carriedBy | Office HLM du Sornin",
            "Le Potager suspendu | partner | École du Paysage",
            "Compost & Co | carriedBy | Pont-Neuf Services",
        },
        {"Le Potager suspendu | carriedBy | École du Paysage", "Institution: MicroFerme 13"},
    ),
    (
        "a rank or a category stands before what won it, and who tells of it gave the prize",
        "L'association Motris et la Fondation Rameau ont dévoilé les lauréats des Trophées des mobilités 2023.\n\n## Lauréats\n\n"
        "* **Premier prix** : Le Vélo-Dépôt, association Roue Libre\n* Catégorie « Marche » : **Pédibus des Sources**, imaginé par l'association Tilleul\n",
        {
            "Trophées des mobilités | awardDate | 2023",
            "Trophées des mobilités | awardedBy | Motris",
            "Trophées des mobilités | awardedBy | Fondation Rameau",
            "Le Vélo-Dépôt | hasAward | Trophées des mobilités",
            "Le Vélo-Dépôt | carriedBy | Roue Libre",
            "Pédibus des Sources | carriedBy | Tilleul",
        },
        {"Project: Premier prix"},
    ),
    (
        "so do the things of a table",
        "Les lauréats du Prix de la sobriété sont connus.\n\n## Projets lauréats\n\n| Projet | Porteur |\n|---|---|\n"
        "| Bocal & Cie | association Motris |\n| La Glycine | association Rameau |\n",
        {
            "Bocal & Cie | hasAward | Prix de la sobriété",
            "La Glycine | hasAward | Prix de la sobriété",
        },
        set(),
    ),
    (
        "what is done is no name, and a list of who lost or judged is none of who won",
        "# Résultats\n\nLe Prix de la sobriété a été remis. Voici les projets retenus :\n\n- Un skatepark à la Plaine (12 000 €)\n- Rénovation du préau de l'école Pagnol\n- Des bancs rue Haute\n\n"
        "## Projets non retenus\n\n- Neptune Plage\n- Grand Large\n\n## Le jury des lauréats\n\n- Grand Témoin, maire\n- Petit Poucet\n",
        set(),
        {
            "Project: Un skatepark à la Plaine",
            "Project: Rénovation du préau de l'école Pagnol",
            "Neptune Plage | hasAward | Prix de la sobriété",
            "Petit Poucet | hasAward | Prix de la sobriété",
        },
    ),
    (
        "a category is no winner, whether who won stands after it or nobody did",
        "Les lauréats des Trophées de la rue sont connus.\n\n## Lauréats\n\n- Innovation : Coop Kelenn\n- **Lien social :** La Serre\n"
        "- **Compostons** : association Motris\n- **Best Newcomer:** Solar Streets\n- **Jeune pousse** : Non attribué\n- **Highly commended:** Gloom Valley Wind\n",
        {
            "Compostons | hasAward | Trophées de la rue",
            "Solar Streets | hasAward | Trophées de la rue",
        },
        {
            "Project: Innovation",
            "Project: Lien social",
            "Project: Best Newcomer",
            "Project: Jeune pousse",
            "Project: Highly commended",
            "Gloom Valley Wind | hasAward | Trophées de la rue",
        },
    ),
    (
        "nor is it in a table, where who carries shows that another column is of projects",
        "Les lauréats des Trophées de la rue sont connus.\n\n## Lauréats\n\n| Catégorie | Lauréat | Porteur | Ville |\n|---|---|---|---|\n"
        "| Innovation | Bocal & Cie | association Motris | Toul |\n| Emploi | Non attribué | – | – |\n| Climat | La Glycine | SCIC Rameau | Nancy |\n",
        {
            "Bocal & Cie | hasAward | Trophées de la rue",
            "Bocal & Cie | carriedBy | Motris",
            "La Glycine | locatedIn | Nancy",
        },
        {"Project: Innovation", "Innovation | locatedIn | Toul", "Project: Non attribué"},
    ),
    (
        "and without one nothing says whether a project won, or a body",
        "## Lauréats\n\n| Catégorie | Lauréat | Ville |\n|---|---|---|\n| Innovation | Coop Kelenn | Toul |\n| Emploi | Les Ateliers du Blavet | Nancy |\n",
        set(),
        {"Project: Innovation", "Project: Coop Kelenn", "Innovation | locatedIn | Toul"},
    ),
    (
        "who tells who won holds no prize, and who was awarded one gave none",
        "L'association Motris et la Fondation Rameau ont dévoilé les lauréats du label « Rives fertiles ». "
        "L'association Tilleul a été récompensée par le Prix de la sobriété.",
        {"Tilleul | hasAward | Prix de la sobriété"},
        {
            "Fondation Rameau | hasAward | Rives fertiles",
            "Prix de la sobriété | awardedBy | Tilleul",
        },
    ),
    (
        "of what is of somebody it is what won",
        "The Pantry, a project of Wensley Together, won the Good Neighbour Award 2023.",
        {"The Pantry | hasAward | Good Neighbour Award 2023"},
        {"Wensley Together | hasAward | Good Neighbour Award 2023"},
    ),
]


@pytest.mark.parametrize(
    ("text", "wanted", "unwanted"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_laureates(reader: Reader, text: str, wanted: set[str], unwanted: set[str]) -> None:
    reader.check(text, wanted, unwanted)
