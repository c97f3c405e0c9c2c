"""extract: a place is one where the words around say so; a name ends where it ends."""
# ruff: noqa: E501  (a sentence stands on one line, as its author would write it)

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extracting import Reader
from lf2l_kg.base.gazetteer import Gazetteer
from lf2l_kg.base.records import Mention
from lf2l_kg.extract.text.denials import is_denied
from lf2l_kg.extract.text.gazetted import find_known


def _things(reader: Reader, text: str, *kinds: str) -> set[str]:
    """The labels of the things of some kinds that a text asserts."""
    return {
        fact.object.label
        for fact in reader.facts(text + "\n")
        if fact.predicate == "mentions"
        and isinstance(fact.object, Mention)
        and fact.object.kind in kinds
    }


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Un atelier ouvre à Toul.", {"Toul"}),
        ("Un atelier ouvre à Toul et Commercy.", {"Toul", "Commercy"}),
        ("Des ateliers ouvrent à Toul, Commercy et Verdun.", {"Toul", "Commercy", "Verdun"}),
        ("La ligne va de Toul à Verdun, entre Nancy et Metz.", {"Verdun", "Nancy", "Metz"}),
        (
            "Un atelier ouvre en Meurthe-et-Moselle, un autre dans les Vosges.",
            {"Meurthe-et-Moselle", "Vosges"},
        ),
        ("Un atelier ouvre au Mans.", {"Le Mans"}),
        ("Un atelier ouvre aux Pays-Bas puis au Portugal.", {"Pays-Bas", "Portugal"}),
        ("Les ateliers de Wallonie et du Luxembourg ouvrent.", {"Wallonie", "Luxembourg"}),
        (
            "La ville de Toul et la commune de Bras-sur-Meuse ouvrent un atelier.",
            {"Toul", "Bras-sur-Meuse"},
        ),
        ("La région Grand Est et la Région Occitanie paient.", {"Grand Est", "Occitanie"}),
        ("Le département de la Meuse paie.", {"Meuse"}),
        ("Les habitants de Toul votent.", {"Toul"}),
        ("À Genk, en Belgique, la mine rouvre.", {"Genk", "Belgique"}),
        ("L'Université Motris de Londres (UK) ouvre.", {"Londres", "UK"}),
        ("L'Espace Carré, Lormont (33), ouvre.", {"Lormont"}),
        ("Un atelier ouvre à Epinal.", {"Epinal"}),
        ("UN ATELIER OUVRE À EPINAL.", {"EPINAL"}),
        ("Un atelier ouvre à Nancy pour la Fondation Rhin.", {"Nancy"}),
        ("Un atelier ouvre près de Toul.", {"Toul"}),
        ("The lab opened in Nancy, in France.", {"Nancy", "France"}),
        (
            "L'agglo Lorient et la Communauté de communes du Pays de Colombey votent.",
            {"agglo Lorient", "Communauté de communes du Pays de Colombey"},
        ),
        ("L'Eurométropole de Strasbourg vote.", {"Eurométropole de Strasbourg"}),
    ],
)
def test_a_place_is_found_where_the_words_around_support_it(
    reader: Reader, text: str, places: set[str]
) -> None:
    assert _things(reader, text, "Territory") == places


@pytest.mark.parametrize(
    "text",
    [
        "Lire, c'est s'évader.",
        "Nice idée que voilà.",
        "Orange finance l'atelier, Total aussi.",
        "Ham, c'est du jambon.",
        "Cassis et framboise au menu.",
        "Tours de potier à vendre.",
        "Un atelier ouvre à Lire.",
        "Un atelier ouvre à Motris Habitat.",
        "Le cours a lieu en Mars.",
        "Il passe au Salon puis au Forum.",
        "On écrit à Charlotte et à Laurent.",
        "La gare du Nord est loin.",
        "Le groupe de France Télécom grandit.",
        "Un atelier ouvre à Toul ?",
        "Toul ?",
        "This is Work In Progress.",
        "Le 54 et le (54) sont des codes.",
    ],
)
def test_a_word_a_person_and_a_doubt_are_no_places(reader: Reader, text: str) -> None:
    assert _things(reader, text, "Territory") == set()


def test_a_department_code_is_neither_a_population_nor_a_thing(reader: Reader) -> None:
    lines = reader.lines("La Nef, à Lormont (33), ouvre.\n")
    assert "Territory: Lormont" in lines
    assert not [fact for fact in lines if "population" in fact or fact.endswith(": 33")]


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("rien dans le ", True),
        ("peut-etre a ", True),
        ("hors de ", True),
        ("ni a ", True),
        ("pas a ", True),
        ("il serait implante a ", True),
        ("nothing in ", True),
        ("pas seulement a ", False),
        ("rien a dire. il est a ", False),
        ("il est a ", False),
        ("sans argent, il va a ", False),
    ],
)
def test_denial_and_doubt_reach_to_the_end_of_their_clause(text: str, denied: bool) -> None:
    assert is_denied(text, len(text)) is denied


@pytest.mark.parametrize(
    "text",
    [
        "Le projet Boussole est peut-être à Toul.",
        "Le projet Boussole n'est pas à Toul.",
        "Le projet Boussole travaille hors de Toul.",
        "Le projet Boussole serait installé à Toul.",
    ],
)
def test_nothing_is_located_where_it_is_denied(reader: Reader, text: str) -> None:
    sure = [fact for fact in reader.facts(text + "\n") if fact.evidence.confidence >= 0.5]
    assert not [fact for fact in sure if fact.predicate == "locatedIn"]


def test_accents_must_agree_except_in_capitals(gazetteer: Gazetteer) -> None:
    assert find_known(gazetteer, "Épinal")
    assert find_known(gazetteer, "Epinal")
    assert find_known(gazetteer, "EPINAL")
    assert not find_known(gazetteer, "Toûl")
    assert not find_known(gazetteer, "épinal")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "La Chaire collaborative OASIS (Ouvrir Aux Sciences Information et Société) portée par la Fondation Rhin de l'Université de Bourgogne démarre.",
            {"Chaire collaborative OASIS", "Fondation Rhin", "Université de Bourgogne"},
        ),
        ("Les associations Motris et Velorail exposent.", {"Motris", "Velorail"}),
        (
            "Les universités de Nancy et de Metz exposent.",
            {"Université de Nancy", "Université de Metz"},
        ),
        ("Les fondations Rhin et Moselle exposent.", {"Fondation Rhin", "Fondation Moselle"}),
        (
            "Des entreprises telles que Motris, Velorail et Ruban exposent.",
            {"Motris", "Velorail", "Ruban"},
        ),
        (
            "L'Ecole Nationale Supérieure en Gestion des Sols et de l'Irrigation (ENSGSI) expose.",
            {"Ecole Nationale Supérieure en Gestion des Sols et de l'Irrigation"},
        ),
        (
            "Le Centre de recherche en économie locale (CREL) expose.",
            {"Centre de recherche en économie locale"},
        ),
        ("L'Institut des Textiles et de la Mode expose.", {"Institut des Textiles et de la Mode"}),
        ("L'Université de Bourgogne et de Jeanne Morin.", {"Université de Bourgogne"}),
        ("L'Université Motris de Londres (UK) expose.", {"Université Motris"}),
        ("L'association Motris à Toul expose.", {"Motris"}),
        (
            "La Mission locale de Toul et la Chambre de commerce et d'industrie de Meurthe-et-Moselle exposent.",
            {"Mission locale de Toul", "Chambre de commerce et d'industrie de Meurthe-et-Moselle"},
        ),
        ("Une association appelée Motris expose.", {"Motris"}),
        ("Notre Chaire OASIS expose.", {"Chaire OASIS"}),
        ("Les Réseaux Multicoolor exposent.", {"Réseaux Multicoolor"}),
        (
            "Aalto University and the University of Liège exhibit.",
            {"Aalto University", "University of Liège"},
        ),
        ("Le Green Fab Lab expose.", {"Green Fab Lab"}),
    ],
)
def test_a_noun_announces_a_name_with_its_right_end(
    reader: Reader, text: str, names: set[str]
) -> None:
    assert _things(reader, text, "Institution") == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Le projet de recherche MAVERICK avance.", {"MAVERICK"}),
        ("Le projet Boussole du LF2L avance.", {"Boussole"}),
        ("L'application baptisée « Verso » avance.", {"Verso"}),
        ("The Boussole project goes on.", {"Boussole"}),
        ("Les projets Boussole, Méandre et Verso avancent.", {"Boussole", "Méandre", "Verso"}),
    ],
)
def test_a_project_is_named_after_its_noun(reader: Reader, text: str, names: set[str]) -> None:
    assert _things(reader, text, "Project") == names


@pytest.mark.parametrize(
    "text",
    [
        "L'association grandit, et ce living lab aussi.",
        "Une université de Lorraine suit le projet de près.",
        "Plusieurs projets Interreg et un projet ANR sont menés.",
        "Le centre de Metz est piéton.",
        "Les écoles de Toul sont fermées.",
        "Il a fait des études d'école de Toul.",
        "Chaque Living Lab est unique. Des FabLabs ouvrent.",
        "La thèse de Jeanne Morin est soutenue.",
        "Le projet de rejoindre Toul avance.",
        "Il répond à l'appel à projets Fabriques Rurales.",
        "Le projet Boussole ?",
        "Notre université est ouverte. Le projet est né.",
    ],
)
def test_a_noun_without_a_name_of_its_own_is_no_thing(reader: Reader, text: str) -> None:
    assert _things(reader, text, "Institution", "Project") == set()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Velomax finance le projet Boussole.", {"Velomax"}),
        ("En 2014, l'ADRIM a lancé le projet Boussole.", {"ADRIM"}),
        ("Les amis de Velomax financent le projet Boussole.", set()),
        ("Elle finance le projet Boussole.", set()),
        ("Velomax finance une étude.", set()),
        ("Toul finance le projet Boussole.", set()),
    ],
)
def test_who_acts_is_named_right_before_the_verb(
    reader: Reader, text: str, names: set[str]
) -> None:
    assert _things(reader, text, "Institution") == names


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "à ",
                "Toul",
                ", ",
                " et ",
                "de ",
                "l'",
                "Université ",
                "les projets ",
                "(",
                ")",
                "?",
                "«",
                "A ",
                "54",
            ]
        ),
        max_size=14,
    ).map("".join)
)
def test_every_name_stands_inside_its_text(reader: Reader, text: str) -> None:
    for fact in reader.facts(text + "\n"):
        for quote in fact.evidence.quotes:
            assert quote.exact in text
