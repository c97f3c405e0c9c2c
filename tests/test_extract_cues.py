"""extract: what each cue announces, and the sentences that only look as if it did."""

# ruff: noqa: E501  (a sentence stands on one line, as its author would write it)

from __future__ import annotations

from dataclasses import dataclass

import pytest

from extracting import Reader, line
from lf2l_kg.base.ontology import Ontology
from lf2l_kg.extract.text.notation import spelled

_THRESHOLD = 0.5


@dataclass(frozen=True)
class Case:
    """A sentence; the facts that it states, or none of the relation when it only looks like it."""

    relation: str
    sentence: str
    facts: tuple[str, ...] = ()


def _fires(relation: str, *cases: tuple[str, ...]) -> list[Case]:
    return [Case(relation, sentence, tuple(facts)) for sentence, *facts in cases]


def _silent(relation: str, *sentences: str) -> list[Case]:
    return [Case(relation, sentence) for sentence in sentences]


FIRES = [
    *_fires(
        "carriedBy",
        (
            "Le projet Boussole est porté par la Fondation Rhin.",
            "Boussole | carriedBy | Fondation Rhin",
        ),
        (
            "Le projet Boussole, initié en 2014 par l'association Motris, grandit.",
            "Boussole | carriedBy | Motris",
        ),
        ("La Fondation Rhin pilote le projet Boussole.", "Boussole | carriedBy | Fondation Rhin"),
        ("La Fondation Rhin a lancé le projet Boussole.", "Boussole | carriedBy | Fondation Rhin"),
        (
            "La Fondation Rhin mettra en œuvre le projet Boussole.",
            "Boussole | carriedBy | Fondation Rhin",
        ),
        (
            "Le projet Boussole est né à l'initiative de la Fondation Rhin.",
            "Boussole | carriedBy | Fondation Rhin",
        ),
        (
            "La Fondation Rhin est à l'origine du projet Boussole.",
            "Boussole | carriedBy | Fondation Rhin",
        ),
        (
            "La Fondation Rhin, porteuse du projet Boussole, recrute.",
            "Boussole | carriedBy | Fondation Rhin",
        ),
        (
            "La Fondation Rhin est le chef de file du projet Boussole.",
            "Boussole | carriedBy | Fondation Rhin",
        ),
        (
            "Voici le projet Boussole, que porte la Fondation Rhin.",
            "Boussole | carriedBy | Fondation Rhin",
        ),
        (
            "Boussole est un projet de la Fondation Rhin.\n\nLe projet Boussole avance.",
            "Boussole | carriedBy | Fondation Rhin",
        ),
        (
            "La Fondation Rhin assure la coordination du projet Boussole.",
            "Boussole | carriedBy | Fondation Rhin",
        ),
        (
            "The Boussole project is led by the Rhine Foundation.",
            "Boussole | carriedBy | Rhine Foundation",
        ),
        (
            "The Rhine Foundation runs the Boussole project.",
            "Boussole | carriedBy | Rhine Foundation",
        ),
        (
            "Le projet Boussole, confié à l'association Motris, démarre.",
            "Boussole | carriedBy | Motris",
        ),
    ),
    *_fires(
        "supportedBy",
        (
            "La Fondation Rhin accorde une aide financière au projet Boussole.",
            "Boussole | supportedBy | Fondation Rhin",
        ),
        (
            "La Fondation Rhin attribue des fonds au projet Boussole.",
            "Boussole | supportedBy | Fondation Rhin",
        ),
        (
            "Le projet Boussole est cofinancé par la Fondation Rhin.",
            "Boussole | supportedBy | Fondation Rhin",
        ),
        (
            "Le projet Boussole avance avec l'appui de la Fondation Rhin.",
            "Boussole | supportedBy | Fondation Rhin",
        ),
        (
            "Le projet Boussole bénéficie d'un financement de la Fondation Rhin.",
            "Boussole | supportedBy | Fondation Rhin",
        ),
        (
            "Le projet Boussole, sous le haut patronage de l'Académie Stanislas, démarre.",
            "Boussole | supportedBy | Académie Stanislas",
        ),
        (
            "Le projet Boussole est hébergé au sein de la Fondation Rhin.",
            "Boussole | supportedBy | Fondation Rhin",
        ),
        (
            "La Fondation Rhin soutient le projet Boussole.",
            "Boussole | supportedBy | Fondation Rhin",
        ),
        (
            "La Fondation Rhin a accompagné le projet Boussole.",
            "Boussole | supportedBy | Fondation Rhin",
        ),
        (
            "La Fondation Rhin apporte son soutien au projet Boussole.",
            "Boussole | supportedBy | Fondation Rhin",
        ),
        (
            "La Fondation Rhin finance le projet Boussole.",
            "Boussole | supportedBy | Fondation Rhin",
        ),
        (
            "La Fondation Rhin offre ses locaux au projet Boussole.",
            "Boussole | supportedBy | Fondation Rhin",
        ),
        (
            "La Fondation Rhin, principal mécène, reste. La Fondation Rhin, mécène du projet Boussole, reste.",
            "Boussole | supportedBy | Fondation Rhin",
        ),
        ("Velomax finance le projet Boussole.", "Boussole | supportedBy | Velomax"),
        (
            "The Boussole project is funded by the Rhine Foundation.",
            "Boussole | supportedBy | Rhine Foundation",
        ),
        (
            "The Rhine Foundation hosts the Boussole project.",
            "Boussole | supportedBy | Rhine Foundation",
        ),
        (
            "The Boussole project grew with the support of the Rhine Foundation.",
            "Boussole | supportedBy | Rhine Foundation",
        ),
    ),
    *_fires(
        "partner",
        (
            "Le projet Boussole est mené en partenariat étroit avec la Fondation Rhin.",
            "Boussole | partner | Fondation Rhin",
        ),
        (
            "L'association Motris s'associe à la Fondation Rhin.",
            "Motris | partner | Fondation Rhin",
        ),
        (
            "L'association Motris a signé une convention avec la Fondation Rhin.",
            "Motris | partner | Fondation Rhin",
        ),
        (
            "La Fondation Rhin participe activement au projet Boussole.",
            "Boussole | partner | Fondation Rhin",
        ),
        (
            "La Fondation Rhin, partie prenante du projet Boussole, investit.",
            "Boussole | partner | Fondation Rhin",
        ),
        (
            "L'association Motris, partenaire de la Fondation Rhin, grandit.",
            "Motris | partner | Fondation Rhin",
        ),
        (
            "The Boussole project was built in collaboration with the Rhine Foundation.",
            "Boussole | partner | Rhine Foundation",
        ),
        (
            "The Rhine Foundation takes part in the Boussole project.",
            "Boussole | partner | Rhine Foundation",
        ),
    ),
    *_fires(
        "memberOf",
        (
            "L'association Motris est membre de la Fédération Alsace Vivante.",
            "Motris | memberOf | Fédération Alsace Vivante",
        ),
        (
            "L'association Motris, membre fondateur de la Fédération Alsace Vivante, grandit.",
            "Motris | memberOf | Fédération Alsace Vivante",
        ),
        (
            "L'association Motris adhère à la Fédération Alsace Vivante.",
            "Motris | memberOf | Fédération Alsace Vivante",
        ),
        (
            "L'association Motris a rejoint la Fédération Alsace Vivante.",
            "Motris | memberOf | Fédération Alsace Vivante",
        ),
        (
            "L'association Motris fait partie de la Fédération Alsace Vivante.",
            "Motris | memberOf | Fédération Alsace Vivante",
        ),
        (
            "La Fédération Alsace Vivante rassemble l'association Motris et la Fondation Rhin.",
            "Motris | memberOf | Fédération Alsace Vivante",
            "Fondation Rhin | memberOf | Fédération Alsace Vivante",
        ),
        (
            "L'association Motris, affiliée à la Fédération Alsace Vivante, grandit.",
            "Motris | memberOf | Fédération Alsace Vivante",
        ),
        (
            "The Rhine Foundation is a founding member of the European Museum Network.",
            "Rhine Foundation | memberOf | European Museum Network",
        ),
        (
            "The Rhine Foundation belongs to the European Museum Network.",
            "Rhine Foundation | memberOf | European Museum Network",
        ),
    ),
    *_fires(
        "partOf",
        (
            "La Chaire OASIS est rattachée à l'Université de Bourgogne.",
            "Chaire OASIS | partOf | Université de Bourgogne",
        ),
        (
            "La Chaire OASIS dépend de l'Université de Bourgogne.",
            "Chaire OASIS | partOf | Université de Bourgogne",
        ),
        (
            "Le projet Boussole s'inscrit dans le programme Horizon Vert.",
            "Boussole | partOf | Horizon Vert",
        ),
        (
            "Le projet Boussole a été développé dans le cadre du programme Horizon Vert.",
            "Boussole | partOf | Horizon Vert",
        ),
        (
            "La Chaire OASIS, composante de l'Université de Bourgogne, ouvre.",
            "Chaire OASIS | partOf | Université de Bourgogne",
        ),
        (
            "Le projet Boussole, volet lorrain du programme Horizon Vert, démarre.",
            "Boussole | partOf | Horizon Vert",
        ),
        (
            "Le programme Horizon Vert comprend le projet Boussole.",
            "Boussole | partOf | Horizon Vert",
        ),
        (
            "The Boussole project is part of the Green Horizon project.",
            "Boussole | partOf | Green Horizon",
        ),
    ),
    *_fires(
        "locatedIn",
        ("L'association Motris est implantée à Toul.", "Motris | locatedIn | Toul"),
        (
            "L'association Motris, installée depuis 2010 en Meurthe-et-Moselle, grandit.",
            "Motris | locatedIn | Meurthe-et-Moselle",
        ),
        ("L'association Motris a ouvert ses portes à Toul.", "Motris | locatedIn | Toul"),
        (
            "Le festival Nuits Bleues aura lieu en mai à Toul.",
            "festival Nuits Bleues | locatedIn | Toul",
        ),
        ("L'association Motris a son siège à Toul.", "Motris | locatedIn | Toul"),
        ("Le projet Boussole se déroule dans les Vosges.", "Boussole | locatedIn | Vosges"),
        ("Le projet Boussole est expérimenté à Toul.", "Boussole | locatedIn | Toul"),
        (
            "The Rhine Foundation is based in Strasbourg.",
            "Rhine Foundation | locatedIn | Strasbourg",
        ),
    ),
    *_fires(
        "inspiredBy",
        ("Le projet Boussole s'inspire du projet Méandre.", "Boussole | inspiredBy | Méandre"),
        (
            "Le projet Boussole a été conçu sur le modèle du projet Méandre.",
            "Boussole | inspiredBy | Méandre",
        ),
        (
            "Le projet Boussole reprend les principes du projet Méandre.",
            "Boussole | inspiredBy | Méandre",
        ),
        (
            "Le projet Boussole, calqué sur le projet Méandre, démarre.",
            "Boussole | inspiredBy | Méandre",
        ),
        ("Le projet Méandre a inspiré le projet Boussole.", "Boussole | inspiredBy | Méandre"),
        ("Le projet Méandre sert de modèle au projet Boussole.", "Boussole | inspiredBy | Méandre"),
        (
            "The Boussole project is inspired by the Meander project.",
            "Boussole | inspiredBy | Meander",
        ),
        (
            "The Boussole project was modelled on the Meander project.",
            "Boussole | inspiredBy | Meander",
        ),
    ),
    *_fires(
        "hasAward",
        (
            "Le projet Boussole est lauréat du prix Territoires Vivants.",
            "Boussole | hasAward | prix Territoires Vivants",
        ),
        ("Le projet Boussole a obtenu le label Ville Sobre.", "Boussole | hasAward | Ville Sobre"),
        (
            "Le projet Boussole, labellisé Ville Sobre, grandit.",
            "Boussole | hasAward | Ville Sobre",
        ),
        (
            "Le projet Boussole est lauréat de l'appel à projets Fabriques Rurales.",
            "Boussole | hasAward | Fabriques Rurales",
        ),
        (
            "La Métropole du Grand Lyon a été sacrée Capitale Verte.",
            "Métropole du Grand Lyon | hasAward | Capitale Verte",
        ),
        (
            "Le projet Boussole s'est vu décerner le prix Territoires Vivants.",
            "Boussole | hasAward | prix Territoires Vivants",
        ),
        (
            "The Boussole project was awarded the Living Places Prize.",
            "Boussole | hasAward | Living Places Prize",
        ),
    ),
    *_fires(
        "awardedBy",
        (
            "La Métropole du Grand Lyon a été sacrée Capitale Verte en 2019 par les Éclaireurs.",
            "Capitale Verte | awardedBy | Éclaireurs",
        ),
        (
            "Le projet Boussole a reçu le label Ville Sobre, décerné par l'association Motris.",
            "Ville Sobre | awardedBy | Motris",
        ),
        (
            "Le projet Boussole a reçu le label Ville Sobre, délivré chaque année par la Fondation Rhin.",
            "Ville Sobre | awardedBy | Fondation Rhin",
        ),
        (
            "Le projet Boussole a obtenu le prix Territoires Vivants, attribué par la Fondation Rhin.",
            "prix Territoires Vivants | awardedBy | Fondation Rhin",
        ),
        (
            "Le projet Boussole a décroché le trophée Ville Sobre, remis par la Fondation Rhin.",
            "Ville Sobre | awardedBy | Fondation Rhin",
        ),
        (
            "The Boussole project was awarded the Living Places Prize by the Rhine Foundation.",
            "Living Places Prize | awardedBy | Rhine Foundation",
        ),
    ),
    *_fires(
        "startDate",
        ("L'association Motris a été créée en 2008.", "Motris | startDate | 2008"),
        ("L'association Motris existe depuis 2008.", "Motris | startDate | 2008"),
        ("Le projet Boussole a démarré en septembre 2015.", "Boussole | startDate | 2015-09"),
        ("Le projet Boussole a vu le jour en 2012.", "Boussole | startDate | 2012"),
        ("En 2012, le projet Boussole est lancé.", "Boussole | startDate | 2012"),
        ("The Boussole project started in 2014.", "Boussole | startDate | 2014"),
    ),
    *_fires(
        "endDate",
        ("Le projet Boussole s'est achevé en 2018.", "Boussole | endDate | 2018"),
        ("Le projet Boussole a pris fin en juin 2018.", "Boussole | endDate | 2018-06"),
        ("Le projet Boussole, terminé en 2018, laisse des traces.", "Boussole | endDate | 2018"),
        ("Le projet Boussole dure jusqu'en 2018.", "Boussole | endDate | 2018"),
        ("Le projet Boussole prendra fin le 3 mai 2021.", "Boussole | endDate | 2021-05-03"),
        ("The Boussole project ended in 2018.", "Boussole | endDate | 2018"),
    ),
]

SILENT = [
    *_silent(
        "carriedBy",
        "Le projet Boussole n'est pas porté par la Fondation Rhin.",
        "L'association Motris organise une visite guidée par la Fondation Rhin.",
        "La Fondation Rhin ouvre la porte du projet Boussole.",
        "Le projet pilote Boussole intéresse la Fondation Rhin.",
        "La Fondation Rhin est informée, le projet Boussole la lance dans le vide.",
        "L'association Motris a sa lance et le projet Boussole son écu.",
        "La Fondation Rhin se porte bien, dit le projet Boussole.",
        "Le projet Boussole organise la venue de la Fondation Rhin.",
        "Le comité de pilotage du projet Boussole reçoit la Fondation Rhin.",
        "Dans le cadre de la Chaire OASIS, la Fondation Rhin expose.",
    ),
    *_silent(
        "supportedBy",
        "Le projet Boussole n'est pas soutenu par la Fondation Rhin.",
        "La finance du projet Boussole étonne la Fondation Rhin.",
        "Le projet Boussole et la Fondation Rhin les accueillent.",
        "L'aide du projet Boussole à la Fondation Rhin reste modeste.",
        "Le soutien du projet Boussole manque à la Fondation Rhin.",
        "Chacun soutient le projet Boussole.",
        "Les amis de Velomax financent le projet Boussole.",
        "La Fondation Rhin vous accompagne. Le projet Boussole aussi.",
    ),
    *_silent(
        "partner",
        "Le projet Boussole est mené sans la Fondation Rhin.",
        "Le projet Boussole n'est pas mené en partenariat avec la Fondation Rhin.",
        "Le projet Boussole avec un peu de chance plaira à la Fondation Rhin.",
        "Les partenaires sont rares. La Fondation Rhin le dit au projet Boussole.",
    ),
    *_silent(
        "memberOf",
        "L'association Motris n'est pas membre de la Fédération Alsace Vivante.",
        "L'association Motris accueille les membres de la Fédération Alsace Vivante.",
        "L'association Motris a un membre de trop, dit la Fédération Alsace Vivante.",
        "L'association Motris rejoint Toul avec la Fédération Alsace Vivante.",
        "Le projet Boussole fédère l'association Motris.",
    ),
    *_silent(
        "partOf",
        "La Chaire OASIS ne dépend pas de l'Université de Bourgogne.",
        "La Chaire OASIS est au service de l'Université de Bourgogne.",
        "Le cadre du programme Horizon Vert plaît au projet Boussole.",
        "Le projet Boussole comprend mal le programme Horizon Vert.",
        "La Chaire OASIS est attachée au bon sens, dit l'Université de Bourgogne.",
    ),
    *_silent(
        "locatedIn",
        "L'association Motris n'est pas implantée à Toul.",
        "L'association Motris est basée sur le volontariat.",
        "L'association Motris est installée depuis 2010.",
        "L'association Motris, hors de Toul, ne fait rien.",
        "Le projet Boussole est né à 5 heures.",
        "L'association Motris est peut-être à Toul.",
    ),
    *_silent(
        "inspiredBy",
        "Le projet Boussole ne s'inspire pas du projet Méandre.",
        "Le projet Boussole a un modèle. Le projet Méandre en a un autre.",
        "L'image du projet Boussole plaît au projet Méandre.",
        "Le projet Boussole est inspiré. Le projet Méandre est sage.",
        "Les élèves inspirés aiment le projet Boussole et le projet Méandre.",
    ),
    *_silent(
        "hasAward",
        "Le projet Boussole n'est pas lauréat du prix Territoires Vivants.",
        "L'élu Paul Martin visite le projet Boussole.",
        "Le projet Boussole a remporté un vif succès à Toul.",
        "Le projet Boussole distingue trois publics.",
        "Élue en 2014, Jeanne Morin aime le projet Boussole.",
    ),
    *_silent(
        "awardedBy",
        "Le projet Boussole a reçu le label Ville Sobre. Il passe par Toul.",
        "Le projet Boussole a obtenu le label Ville Sobre grâce à la Fondation Rhin.",
        "Les clés ont été remises par la Fondation Rhin au projet Boussole.",
        "L'accord du projet Boussole est attribué à la hâte, dit la Fondation Rhin.",
    ),
    *_silent(
        "startDate",
        "Le projet Boussole compte 2012 adhérents créés de toutes pièces.",
        "L'objectif du projet Boussole : zéro déchet en 2030.",
        "Le projet Boussole est mené depuis vingt ans.",
        "Le projet Boussole a lancé un appel à 1 500 voisins.",
        "Le projet Boussole emploie des salariés.",
    ),
    *_silent(
        "endDate",
        "Le projet Boussole n'a pas de fin, même en rêve.",
        "Le projet Boussole achève de convaincre.",
        "Le projet Boussole va jusqu'au bout, jusqu'à Toul.",
        "À la fin, le projet Boussole fait salle comble.",
    ),
]


def _ids(cases: list[Case]) -> list[str]:
    return [f"{case.relation}: {case.sentence}" for case in cases]


def _stated(reader: Reader, case: Case) -> set[str]:
    return {
        line(fact)
        for fact in reader.facts(case.sentence + "\n")
        if fact.predicate == case.relation and fact.evidence.confidence >= _THRESHOLD
    }


@pytest.mark.parametrize("case", FIRES, ids=_ids(FIRES))
def test_a_cue_states_its_relation_in_the_right_direction(reader: Reader, case: Case) -> None:
    assert _stated(reader, case) == set(case.facts)


@pytest.mark.parametrize("case", SILENT, ids=_ids(SILENT))
def test_what_only_looks_like_a_cue_states_nothing(reader: Reader, case: Case) -> None:
    assert _stated(reader, case) == set()


def test_every_relation_has_six_sentences_that_fire_and_four_that_do_not() -> None:
    relations = {case.relation for case in FIRES}
    assert relations == {case.relation for case in SILENT}
    for relation in relations:
        assert sum(case.relation == relation for case in FIRES) >= 6
        assert sum(case.relation == relation for case in SILENT) >= 4


def test_there_are_many_ways_to_announce_a_relation(ontology: Ontology) -> None:
    patterns = [cue.pattern for cue in ontology.cues if cue.kind in ("relation", "award")]
    assert len(patterns) >= 150
    assert len({form for pattern in patterns for form in spelled(pattern)}) >= 1_000
