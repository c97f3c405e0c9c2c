"""Names that no noun, list or gazetteer announces, and what is said of them."""

# ruff: noqa: E501  (a sentence stands on one line, as its author would write it)

from __future__ import annotations

import pytest

from extracting import Reader
from lf2l_kg.extract.text.lexicon import Lexicon
from lf2l_kg.extract.text.view import View

# Each case: what it shows, the document, facts that must be read, facts that must not.
CASES: list[tuple[str, str, set[str], set[str]]] = [
    (
        "a name that comes again, in small letters too, is what its sentences speak of",
        "Échos de scierie collecte les récits du pays. Porté par l'association Motris, Échos de scierie sert de modèle.",
        {"Project: Échos de scierie", "Échos de scierie | carriedBy | Motris"},
        set(),
    ),
    (
        "who others have joined is an institution",
        "Pentes douces compte 23 membres. MotrisLab et Coop'Rameau ont adhéré à Pentes douces. Pentes douces est née en 2011.",
        {
            "Institution: Pentes douces",
            "Coop'Rameau | memberOf | Pentes douces",
            "MotrisLab | memberOf | Pentes douces",
            "Pentes douces | startDate | 2011",
        },
        {"Project: Pentes douces"},
    ),
    (
        "capitals of respect, surnames and peoples are no names of things",
        "La Région finance les travaux. La Région décide. M. Lefort demande un bilan. M. Lefort est content.\n\n"
        "Les Bretons votent. Les Bretons sont fiers.",
        set(),
        {"Project: La Région", "Project: Lefort", "Project: Les Bretons"},
    ),
    (
        "what comes again, but is in no relation, is one of many or of a kind that is none of ours, is no project",
        "Notre Motrex est réparée. La Motrex coupe droit ; la Motrex propose deux vitesses. Passez par Datavote : Datavote accueille vos "
        "créneaux.\n\nVersez dans une Poelor. Poelor a ouvert la voie. Le maire Rugain parle peu. Rugain a ouvert le bal.\n\n"
        "Le Salvers est un fromage. Le Salvers a commencé petit.\n\n"
        "On lit « Grand Large ». Grand Large est paru en 1943.\n\n"
        "Le site est sous Pressor depuis 2019 : Pressor permet d'écrire.",
        set(),
        {
            "Project: La Motrex",
            "Project: Motrex",
            "Project: Datavote",
            "Project: Poelor",
            "Project: Rugain",
            "Project: Le Salvers",
            "Project: Salvers",
            "Project: Grand Large",
            "Project: Pressor",
        },
    ),
    (
        "a noun beside one of its places says which class a name is of",
        "Elle devient en 1984 l'association Rive et Plume. Rive et Plume compte cent amis. L'association Motris finance Rive et Plume.\n\n"
        "Nous avons découvert Lac Bleu, un réseau mondial. Lac Bleu relie dix villes.",
        {"Institution: Rive et Plume", "Institution: Lac Bleu"},
        {"Project: Rive et Plume", "Institution: Rive", "Project: Lac Bleu"},
    ),
    (
        "« Le Phare de Cordouan » is another thing than « Le Phare »",
        "Le Phare accueille des artistes. Le Phare de Cordouan, géré par Motris, est loin. Le Phare est porté par l'association Rameau.",
        {"Le Phare | carriedBy | Rameau"},
        {"Le Phare | carriedBy | Motris"},
    ),
    (
        "what is marked or quoted at a sentence's head, which goes on from it, is a name",
        "**Le Four commun** a rouvert ses portes à Toul. Porté par l'association Motris, il plaît.\n\n"
        "« Navette haute » démarre. Ce service est piloté par l'association Rameau.\n\n"
        "« Goutte », explique le maire.\n\n**Inscription** obligatoire.",
        {
            "Four commun | locatedIn | Toul",
            "Four commun | carriedBy | Motris",
            "Navette haute | carriedBy | Rameau",
        },
        {"Project: Goutte", "Project: Inscription"},
    ),
    (
        "what is marked, quoted or explained at a sentence's head and in no relation is no project",
        "**Le Printemps** est là. « Les Vaincus » est projeté mardi.\n\nLa Perceuse, un vieux modèle, tourne encore.\n\n"
        "**La Halte** a tenu bon. Elle a été fondée en 2019 par l'association Motris.",
        {"La Halte | startDate | 2019"},
        {"Project: Le Printemps", "Project: Les Vaincus", "Project: La Perceuse"},
    ),
    (
        "a town in brackets before a colon shows what is marked to be there",
        "**La Cordée** (Toul) : atelier partagé, porté par l'association Motris.",
        {"La Cordée | locatedIn | Toul", "La Cordée | carriedBy | Motris"},
        set(),
    ),
    (
        "who carries or supports something is an institution, and nobody carries a road that is closed or workshops of a name",
        "Les travaux sont confiés à Poelor. Poelor a ouvert une base de vie.\n\nThe Voie Haute is closed on Mondays. You walk by the Voie Haute.\n\n"
        "Pressor plaît aux jeunes. Les ateliers Pressor sont complets.",
        {"Institution: Poelor"},
        {"Project: Poelor", "Project: Voie Haute", "Project: Pressor"},
    ),
    (
        "a name without an article is the object of a verb right after a name, not of a noun or of one that opens the sentence",
        "Bois Clair accueille dix familles. Le Réseau Tilleul pilote Bois Clair, que finance la Fondation Glycine. L'université de Rameau cofinance Bois Clair.\n\n"
        "The Motris Foundation funds Bois Clair.\n\nFerme pilote Bois Clair : dix hectares. Le site pilote Bois Clair tient bon. Le Club Poelor propose Bois Clair.",
        {
            "Bois Clair | carriedBy | Réseau Tilleul",
            "Bois Clair | supportedBy | université de Rameau",
            "Bois Clair | supportedBy | Motris Foundation",
        },
        {"Bois Clair | carriedBy | Ferme", "Institution: Ferme", "Bois Clair | carriedBy | Poelor"},
    ),
    (
        "one word with its article is a name before what it is, or where it opens",
        "La Marmite, la cantine solidaire, sert des repas. Elle a été lancée en 2020 avec l'association Motris.\n\n"
        "La Cabane du vélo ouvrira le 1er septembre 2024.\n\nLe Conseil de quartier ouvre sa séance. La Région, le premier financeur, verse une aide.",
        {
            "La Marmite | startDate | 2020",
            "La Marmite | partner | Motris",
            "La Cabane du vélo | startDate | 2024-09-01",
        },
        {"Project: Le Conseil de quartier", "Project: La Région"},
    ),
    (
        "within a sentence several capitals show the name before what it is",
        "Le lieu accueille dix équipes, dont Kafé Bulle, un café itinérant fondé par Ana Costa en 2021.",
        {"Kafé Bulle | carriedBy | Ana Costa", "Kafé Bulle | startDate | 2021"},
        set(),
    ),
    (
        "a noun's name goes on where both are in the plural, or its end shows",
        "Porté par l'association Pentes douces, le projet Boussole a reçu le prix Villages nourriciers, décerné par Motris.\n\n"
        "Le projet Tilleul est porté par l'association Droit au guidon. Le projet Glycine est porté par la SCIC Bords de Loire.",
        {
            "Boussole | carriedBy | Pentes douces",
            "Boussole | hasAward | prix Villages nourriciers",
            "Tilleul | carriedBy | Droit au guidon",
            "Glycine | carriedBy | Bords de Loire",
        },
        set(),
    ),
    (
        "an object that is a pronoun means what went before, « nous » who writes",
        "---\ntitle: Nos amis\n---\nMotrisLab est un lieu. MotrisLab vit. La Banque Tilleul nous soutient, tout comme l'association Rameau.\n\n"
        "OASIS a été lancé en 2020 par Veolia ; l'association Glycine le finance.",
        {
            "MotrisLab | supportedBy | Banque Tilleul",
            "MotrisLab | supportedBy | Rameau",
            "OASIS | supportedBy | Glycine",
        },
        {"OASIS | supportedBy | Veolia"},
    ),
    (
        "what « nous » do in two verbs, we do",
        "---\ntitle: MotrisLab\n---\nMotrisLab est un lieu. MotrisLab vit. L'association Rameau est ici. Nous sommes membres de l'association Glycine et travaillons avec la Chaire Tilleul.",
        {"MotrisLab | partner | Chaire Tilleul"},
        {"Rameau | partner | Chaire Tilleul", "Glycine | partner | Chaire Tilleul"},
    ),
    (
        "who is gathered may stand beside some without a name, and be a town",
        "Boussole Lab réunit l'université, la Ville de Toul et l'entreprise Motris. Boussole Lab est né en 2020.",
        {"Boussole Lab | partner | Toul", "Motris | memberOf | Boussole Lab"},
        set(),
    ),
    (
        "« avec » after a comma joins partners, and the preposition may be said again",
        "Le projet Boussole est coordonné par l'association Motris, avec Citiz et le Garage Moderne. The Tilleul project is a member of the Glycine Network and of Locality.",
        {
            "Boussole | partner | Citiz",
            "Boussole | partner | Garage Moderne",
            "Tilleul | memberOf | Locality",
        },
        set(),
    ),
    (
        "on a page of partners each section's items are partners of who writes",
        "---\ntitle: Nos partenaires\n---\nMotrisLab s'appuie sur eux. Merci de la part de MotrisLab !\n\n## Collectivités\n\n- **Grand Rameau** : finance un poste\n"
        "- Ville de Toul\n\n## Entreprises\n\n- **Veolia** : mécénat\n\n## Projets communs\n\n- **Boussole** : atelier mobile\n",
        {
            "MotrisLab | partner | Grand Rameau",
            "MotrisLab | partner | Toul",
            "MotrisLab | partner | Veolia",
        },
        {"MotrisLab | partner | Boussole"},
    ),
]


@pytest.mark.parametrize(("shown", "text", "wanted", "unwanted"), CASES, ids=[c[0] for c in CASES])
def test_a_name_that_nothing_announces_is_read(
    reader: Reader, shown: str, text: str, wanted: set[str], unwanted: set[str]
) -> None:
    assert shown
    reader.check(text, wanted, unwanted)


def test_how_often_words_stand_in_a_document_is_counted_letter_by_letter(reader: Reader) -> None:
    document = reader.document(
        "La Région, une région. Re-Pair vit. Re-Paire et Pair. Terre d'Allier.\n\n# Région"
    )
    view = View(document, Lexicon(reader.ontology), reader.gazetteer)
    words = ("Région", "région", "Régio", "Re-Pair", "Pair", "Pair-Re", "d'Allier", "Motris", "")
    assert [view.times_written(word) for word in words] == [2, 1, 0, 1, 2, 0, 1, 0, 0]
