"""What stands beside a name, and is none of what is said of it."""

# ruff: noqa: E501  (a sentence stands on one line, as its author would write it)

from __future__ import annotations

import pytest

from extracting import Reader

# Each case: what it shows, the document, facts that must be read, facts that must not.
CASES: list[tuple[str, str, set[str], set[str]]] = [
    (
        "the place of a body that carries carries nothing",
        "Le Jardin des Lilas est porté par l'association Motris, à Metz, France, et par la SCIC Rameau, basée à Nancy.",
        {
            "Jardin des Lilas | carriedBy | Motris",
            "Jardin des Lilas | carriedBy | Rameau",
            "Rameau | locatedIn | Nancy",
        },
        {
            "Jardin des Lilas | carriedBy | Metz",
            "Jardin des Lilas | carriedBy | France",
            "Jardin des Lilas | carriedBy | Nancy",
            "Jardin des Lilas | locatedIn | Nancy",
        },
    ),
    (
        "a town that a noun announces does",
        "Le Jardin des Lilas est soutenu par la Fondation Rameau, à Toul, et la Ville de Nancy.",
        {
            "Jardin des Lilas | supportedBy | Fondation Rameau",
            "Jardin des Lilas | supportedBy | Nancy",
        },
        {"Jardin des Lilas | supportedBy | Toul"},
    ),
    (
        "in English it does not either",
        "Wattle Hydro is carried by the Association Motris, in Metz, France.",
        {"Wattle Hydro | carriedBy | Motris"},
        {"Wattle Hydro | carriedBy | Metz", "Wattle Hydro | carriedBy | France"},
    ),
    (
        "nor in a line, and what is still to be confirmed is no partner; the title is of a sheet",
        "# Fiche projet : Vergers de rue\n\n- Porteur : association Motris, à Tours, France\n- Partenaires : INRAE ; lycée agricole de Fondettes (à confirmer)\n",
        {"Vergers de rue | carriedBy | Motris", "Vergers de rue | partner | INRAE"},
        {
            "Vergers de rue | carriedBy | Tours",
            "Vergers de rue | carriedBy | France",
            "Vergers de rue | partner | lycée agricole de Fondettes",
            "Project: Fiche projet : Vergers de rue",
        },
    ),
    (
        "what inspires is named without its town",
        "Le projet Boussole est inspiré du Plauderkaffee de Fribourg. Le projet Glycine est inspiré de la Charte de Fribourg.",
        {"Boussole | inspiredBy | Plauderkaffee"},
        {"Institution: Plauderkaffee de Fribourg", "Glycine | inspiredBy | Charte"},
    ),
    (
        "the end of a grant is not that of the project",
        "# Boussole\n\nBoussole est un projet de jardin. L'appui de la Région court jusqu'en 2024.",
        {"Project: Boussole"},
        {"Boussole | endDate | 2024"},
    ),
    (
        "a service of an authority is carried by it, and no part of the place",
        "Le Vélobus, un service de la communauté de communes du Pévèle, dessert Templeuve.",
        {"Le Vélobus | carriedBy | communauté de communes du Pévèle"},
        {"Le Vélobus | partOf | communauté de communes du Pévèle"},
    ),
    (
        "the country in an association's name gives no prize",
        "# La Serre\n\nLa Serre est un projet.\n\n## Distinctions\n\n- Prix Tilleul, remis par l'Association des maires de France\n",
        {"La Serre | hasAward | Prix Tilleul"},
        {"Prix Tilleul | awardedBy | France"},
    ),
    (
        "who manages a project heads no body, and who was not elected holds no office",
        "Julien Perret, chef de projet Tilleul, s'en va. Candidat non élu : Luc Brandt.",
        {"Julien Perret | role | chef de projet Tilleul", "Person: Luc Brandt"},
        {"Julien Perret | headOf | Tilleul", "Luc Brandt | role | élu"},
    ),
    (
        "a function with capitals is part of no name",
        "The panel of the Bocal project was chaired by Bridget Omondi, Director of Hearth CIC.",
        {"Bridget Omondi | headOf | Hearth CIC"},
        {"Person: Hearth CIC", "Institution: Director of Hearth CIC"},
    ),
    (
        "one of a make is nobody, but one to whom thanks go is somebody",
        "Merci à Paul Roux et à Amina Diallo. Il y a Ana Costa. Le tracteur est un John Deere d'occasion.",
        {"Person: Paul Roux", "Person: Amina Diallo", "Person: Ana Costa"},
        {"Territory: Paul Roux", "Person: John Deere"},
    ),
    ("a studio is no person", "- Architecte : Atelier Boréal\n", set(), {"Person: Atelier Boréal"}),
    (
        "a word with its article is no town of another name, unless a large one",
        "Voir aux Blés et au Bilan. Nous irons au Caire et au Thillot.",
        {"Territory: Le Caire", "Territory: Le Thillot"},
        {"Territory: Le Bilan", "Territory: Les Blés"},
    ),
    (
        "an hour is no project, and a year presents nothing",
        "# Rapport d'activité 2023\n\nL'année 2023 a vu l'atelier Bocal ouvrir, porté par l'association Motris.\n\n## Concours du prix du public\n\n- 18 h : ouverture par l'association Motris\n- 21 h 30 : remise du prix du public\n",
        set(),
        {"Institution: L'année 2023", "Project: 18 h", "Project: 21 h 30"},
    ),
    (
        "a name goes on with its quality where it must end, and not with what is said of it",
        "La Serre est portée par l'association Terrain commun, avec la SCIC Le Moulin digital. Le projet Bocal est porté par l'association Motris locale. "
        "Le projet Glycine est porté par les Compagnons bâtisseurs. Le projet Glycine est soutenu par le Secours catholique, à Metz.",
        {
            "Institution: Terrain commun",
            "Institution: Le Moulin digital",
            "Bocal | carriedBy | Motris",
            "Glycine | carriedBy | Compagnons bâtisseurs",
            "Glycine | supportedBy | Secours catholique",
        },
        {
            "Institution: Terrain",
            "Institution: Le Moulin",
            "Institution: Motris locale",
            "Institution: Compagnons",
        },
    ),
    (
        "the town in a bracket whose name holds « ville » is no authority",
        "Le prix va à Zoé Maes (Abbeville) et à Paul Roux (Ville de Toul).",
        {"Paul Roux | memberOfInstitution | Toul"},
        {"Zoé Maes | memberOfInstitution | Abbeville"},
    ),
    (
        "a council is called by all its words, and a place in a contest is no project",
        "# Distinctions\n\nThe Harrow project is run by Motris with the City of Edinburgh Council. Wattle Orchard is led by Ashley Vale Action Group.\n\n- **Catégorie quartier** : Les Jardins de la Lune, portés par l'association Motris\n- 2e prix du concours Fabrique Aviva (Toul)\n",
        {"Institution: City of Edinburgh Council"},
        {
            "Territory: Edinburgh Council",
            "Project: 2e prix du concours Fabrique Aviva",
            "Project: Catégorie quartier",
            "Person: Ashley Vale Action",
        },
    ),
]


@pytest.mark.parametrize(
    ("text", "wanted", "unwanted"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_beside(reader: Reader, text: str, wanted: set[str], unwanted: set[str]) -> None:
    reader.check(text, wanted, unwanted)
