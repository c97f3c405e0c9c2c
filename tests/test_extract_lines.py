"""Lines with a key, with a day or with a marked name before them; functions on an institution's page."""

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
    (
        "items that begin with a day are events by their noun, with the place beside",
        "## Actualités\n\n- 24 septembre 2020 : Journée des pionniers (Toul), organisée par la Fondation Orme\n- **12 mai 2021** : Fête du vélo, Toul\n",
        {
            "Journée des pionniers | startDate | 2020-09-24",
            "Journée des pionniers | locatedIn | Toul",
            "Journée des pionniers | carriedBy | Fondation Orme",
            "Fête du vélo | locatedIn | Toul",
        },
        set(),
    ),
    (
        "what began on a day is no event, though it stands in an agenda",
        "## Agenda\n\n- 5 février 2020 : Lancement de la Glycine\n- 6 mars 2020 : Bourse aux graines, Toul\n",
        {"Event: Bourse aux graines"},
        {"Event: Lancement de la Glycine"},
    ),
    (
        "items of dates elsewhere are no events",
        "## Historique\n\n- 5 février 2020 : Rencontre de deux voisines\n- 6 mars 2020 : Statuts de la Glycine\n",
        set(),
        {"Event: Statuts de la Glycine"},
    ),
    (
        "a marked name with a stop is what the paragraph goes on about",
        "# Toul\n\n**Mine claire.** Portée par la Fondation Orme, la centrale chauffe l'école.\n\n**VITAL.** Ce programme a été lancé en 2019 par la Fondation Rameau.\n",
        {
            "Mine claire | carriedBy | Fondation Orme",
            "VITAL | carriedBy | Fondation Rameau",
            "VITAL | startDate | 2019",
        },
        set(),
    ),
    (
        "a marked word with a stop before any other sentence is no thing",
        "# Toul\n\n**Gouvernance partagée.** Les habitants décident.\n\n**Budget prévisionnel.** Ce tableau est soutenu par la Fondation Orme.\n\n**Important.** Porté par la Fondation Orme.\n",
        set(),
        {"Project: Gouvernance partagée", "Project: Budget prévisionnel", "Project: Important"},
    ),
    (
        "a body whose noun stands in a cell of its own is one name",
        "| Projet | Porteur |\n|---|---|\n| Haut-Toit | SCIC Bocaux de Bourgogne |\n| Les Quais | habitants de Toul |\n",
        {"Haut-Toit | carriedBy | Bocaux de Bourgogne"},
        {"Haut-Toit | carriedBy | Bourgogne", "Les Quais | carriedBy | habitants de Toul"},
    ),
    (
        "a preposition at the head of a sentence is no part of a town's name",
        "À Toul (16 000 habitants), on jardine.\n",
        {"Toul | population | 16000"},
        {"Territory: À Toul"},
    ),
    (
        "a heading that puts a thing into the light is of that thing",
        "# Association Motris\n\n## Focus : Haut-Toit\n\n- Porteur : Fondation Orme\n\nLe projet Haut-Toit avance.\n",
        {"Haut-Toit | carriedBy | Fondation Orme"},
        {"Motris | carriedBy | Fondation Orme"},
    ),
    (
        "items below « Récompenses » are prizes, with the year before and who gave them after",
        "# La Glycine, tiers-lieu\n\nLa Glycine est un tiers-lieu.\n\n## Récompenses\n\n- 2019 : prix de la Nuit verte, remis par la Fondation Orme\n- 2021 : label « Lieu d'été »\n",
        {
            "La Glycine | hasAward | prix de la Nuit verte",
            "prix de la Nuit verte | awardDate | 2019",
            "prix de la Nuit verte | awardedBy | Fondation Orme",
            "La Glycine | hasAward | Lieu d'été",
            "Lieu d'été | awardDate | 2021",
        },
        set(),
    ),
    (
        "items of dates below another heading, and other items below « Récompenses », are no prizes",
        "# La Glycine, tiers-lieu\n\nLa Glycine est un tiers-lieu.\n\n## Historique\n\n- 2019 : prix des loyers en hausse\n\n## Récompenses\n\n- 2020 : rien cette année\n- 2021 : label « Lieu d'été » ?\n",
        set(),
        {"Award: prix des loyers", "La Glycine | hasAward | Lieu d'été"},
    ),
    (
        "a key may have a word before it, and a paragraph of the page's thing a key within",
        "# PV de l'assemblée générale de l'association Motris\n\n## 3) Rapport financier\n\nLe trésorier présente les comptes. Principaux financeurs : Fondation Orme (8 000 €), Fondation Rameau.\n\n## Nos partenaires\n\n- Fondation Lilas\n",
        {
            "Motris | supportedBy | Fondation Orme",
            "Motris | supportedBy | Fondation Rameau",
            "Motris | partner | Fondation Lilas",
        },
        set(),
    ),
    (
        "what « il réunit » names is not what the next « il » is",
        "# Le Clou, association\n\nLe Clou est une association.\n\n## Comité\n\nIl réunit la Fondation Orme et la Fondation Rameau. Il est présidé par Paul Roux.\n",
        set(),
        {"Paul Roux | headOf | Fondation Orme", "Fondation Orme | carriedBy | Paul Roux"},
    ),
    (
        "a name that a noun introduces goes on with « de » and a word where it must end",
        "Le bal est organisé par l'association Trait d'union, avec la SAS Mine de soleil. L'association Motris de Toul et l'entreprise Veolia de gestion des eaux aident.\n",
        {"Institution: Trait d'union", "Institution: SAS Mine de soleil"},
        {"Institution: Trait", "Institution: Motris de Toul", "Institution: Veolia de gestion"},
    ),
    (
        "names go on with plural qualities",
        "La Glycine est membre de la Fédération nationale des jardins familiaux.\n",
        {"Institution: Fédération nationale des jardins familiaux"},
        {"Institution: Fédération nationale des jardins"},
    ),
    (
        "where a seat is says where its body is",
        "La Glycine est une association. Son siège est à Toul.\n",
        {"La Glycine | locatedIn | Toul"},
        set(),
    ),
    (
        "what opens a sentence before a noun and a participle is a thing, and « elle » goes on from it",
        "Les fermes ferment. Le Murmure des Légumes, une conserverie solidaire ouverte à Toul, est une réussite. Elle est portée par l'association Motris.\n\nL'Épicentre, tiers-lieu de Nancy géré par la Fondation Orme, accueille.\n",
        {
            "Murmure des Légumes | carriedBy | Motris",
            "L'Épicentre | carriedBy | Fondation Orme",
        },
        set(),
    ),
    (
        "a person, a place or a word that opens a sentence so is no thing",
        "Ana Costa, une voisine installée à Toul, jardine. Nancy, une ville portée par la Fondation Orme, avance. Ensuite, une halle gérée par la Fondation Orme a fermé.\n",
        set(),
        {"Project: Ana Costa", "Project: Nancy", "Project: Ensuite"},
    ),
    (
        "a heading is a project's name where a sentence below begins « Projet soutenu par »",
        "# Association Motris\n\n### Ordis verts\n\nOn remet en état des ordinateurs. Projet soutenu par la Fondation Orme.\n\n### Petites nouvelles\n\nLe toit du projet est soutenu par trois poutres.\n",
        {"Ordis verts | supportedBy | Fondation Orme"},
        {"Project: Petites nouvelles"},
    ),
    (
        "what opened thanks to a body is supported by it; what is known thanks to it is not",
        "La Glycine, à Toul, a ouvert ses portes grâce à la Fondation Orme. La Glycine est connue grâce à la Fondation Rameau. La Glycine est une association.\n",
        {"La Glycine | supportedBy | Fondation Orme"},
        {"La Glycine | supportedBy | Fondation Rameau"},
    ),
]


@pytest.mark.parametrize(
    ("text", "wanted", "unwanted"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_line(reader: Reader, text: str, wanted: set[str], unwanted: set[str]) -> None:
    reader.check(text, wanted, unwanted)


def test_a_form_is_about_what_it_names_down_to_its_last_line(reader: Reader) -> None:
    reader.check(
        """
        **FICHE PROJET**

        **Nom du projet :** Bibliothèque hors les murs

        **Porteur :** Médiathèque de Remiremont

        **Description :**

        Des malles de livres circulent dans les écoles.

        **Partenaires :**

        - Éducation nationale

        **Budget :** 12 000 €

        **Date de début** : septembre 2022

        Une autre page en parle.

        **Date de fin** : 2024
        """,
        {
            "Bibliothèque hors les murs | carriedBy | Médiathèque de Remiremont",
            "Bibliothèque hors les murs | startDate | 2022-09",
            "Bibliothèque hors les murs | description | Des malles de livres circulent dans les écoles.",
        },
        {"Bibliothèque hors les murs | endDate | 2024"},
    )


def test_only_a_paragraph_below_a_key_alone_is_its_description(reader: Reader) -> None:
    reader.check(
        """
        # Projet La Meule

        Description :

        Un moulin du village.

        Contact :

        Une porte bleue.

        Résumé :

        Porteur : Motris

        Résumé :

        - Un élément.
        """,
        {"La Meule | description | Un moulin du village.", "La Meule | carriedBy | Motris"},
        {
            "La Meule | description | Une porte bleue.",
            "La Meule | description | Porteur : Motris",
            "La Meule | description | Un élément.",
        },
    )
