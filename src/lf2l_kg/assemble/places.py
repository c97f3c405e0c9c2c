"""Which place of the gazetteer a territory is, from what the documents state of it.

No place is better than a wrong one: when several are equally good, none is chosen.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from lf2l_kg.base.gazetteer import Gazetteer, Place, lookup_key
from lf2l_kg.base.places.sources import OVERSEAS
from lf2l_kg.base.text import fold

#: An area that a territory is said to be in: a country, and a region of it or "".
Area = tuple[str, str]

#: The country that a place without a country is looked for in first, by language of the documents.
HOME = {"fr": "FR"}

DOMINANT = 10  # one homonym is meant when it has so many times the inhabitants of the next
OUTSHONE = 4  # a place at home is not taken for granted beside one abroad so many times as large
HIDDEN = 40  # … and one so many times as large is meant: « Cologne », « Venise », « Montréal »
FAR = 5  # inhabitants stated and known further apart than this are not of one place
NEAR = 2  # … and closer than this may be
WELL_KNOWN = 20_000  # inhabitants of a place abroad that may be named without its country
REGION_WEIGHT = 1_000_000  # regions have no population in the gazetteer
COUNTRY_WEIGHT = 2  # « Luxembourg » is the country more often than its capital
ALTERNATE_WEIGHT = 0.1  # few towns that were also called « Metz » are meant by it

#: Words of a name that say that it is not the town's: what lies around it, or part of it.
_NOT_A_TOWN = re.compile(
    r"\b(?:(?:euro)?metropoles?|agglo\w*|communautes?|intercommunalites?|epci|c[acu]|cc[a-z]{0,4}|petr|"
    r"scot|pnr|pays|cantons?|bassins?|syndicats?|arrondissements?|quartiers?|parcs?|vallees?|"
    r"districts?|territoires?|metropolitan|area|valley|district)\b|^grande? "
)

#: Words before a name that say what kind of place it is.
_KIND = (
    (re.compile(r"^(?:ville|commune|village|cite|bourg|city) (?:de |d'|du |des |of )"), {"city"}),
    (
        re.compile(r"^(?:region|departement|province) (?:de la |de l'|de |d'|du |des |of )?"),
        {"region"},
    ),
    (re.compile(r"^(?:royaume|republique|etat) (?:de la |de l'|de |d'|du |des )"), {"country"}),
)


@dataclass(frozen=True, slots=True)
class Clues:
    """What the documents state of a territory."""

    labels: tuple[str, ...]
    within: tuple[frozenset[Area], ...] = ()  # for each territory it is part of, what that may be
    populations: tuple[int, ...] = ()


def find_candidates(labels: tuple[str, ...], gazetteer: Gazetteer) -> frozenset[Place]:
    """The places that bear all of the labels that the gazetteer knows; empty when there is none."""
    found: frozenset[Place] | None = None
    for label in labels:
        named = gazetteer.find(label) or _find_by_kind(label, gazetteer)
        places = [place for place in named if _may_be_spelt(place, label)]
        if places:
            found = frozenset(places) if found is None else found.intersection(places)
        elif _NOT_A_TOWN.search(fold(label)):
            return frozenset()
    return found or frozenset()


def find_areas(labels: tuple[str, ...], gazetteer: Gazetteer) -> frozenset[Area]:
    """The countries and regions that a territory so called may be; empty when it is none."""
    places = find_candidates(labels, gazetteer)
    return frozenset((p.country, p.region) for p in places if p.kind != "city")


def choose_place(clues: Clues, gazetteer: Gazetteer, language: str = "fr") -> Place | None:
    """The one place that is meant; None when there is none, or no telling.

    Args:
        clues: what the documents state.
        gazetteer: the places of the world.
        language: of the documents; a place with no country is looked for at home first.
    """
    places = [
        place
        for place in find_candidates(clues.labels, gazetteer)
        if all(any(_lies_in(place, area) for area in areas) for areas in clues.within)
        and not _is_far(place, clues.populations)
    ]
    if clues.populations:
        nearest = _nearest(places, clues.populations)
        if nearest and (clues.within or _may_be_bare(nearest, language)):
            return nearest
    names = {lookup_key(label) for label in clues.labels}
    weights = {place: _weigh(place, names) for place in places}
    return _dominant(weights) if clues.within else _choose_bare(weights, HOME.get(language, ""))


def _choose_bare(weights: dict[Place, float], home: str) -> Place | None:
    """The place that a name alone means."""
    at_home = {place: w for place, w in weights.items() if _lies_in(place, (home, ""))}
    abroad = {place: w for place, w in weights.items() if place not in at_home}
    here, there = _dominant(at_home), _dominant(abroad)
    largest = max((place.population for place in abroad), default=0)
    if here and largest < OUTSHONE * max(here.population, weights[here]):
        return here
    if there is None or (there.kind == "city" and there.population < WELL_KNOWN):
        return None
    return there if weights[there] >= HIDDEN * max(at_home.values(), default=0) else None


def _dominant(weights: dict[Place, float]) -> Place | None:
    """The one that outweighs all others; None when none does."""
    ranked = sorted(weights, key=lambda place: -weights[place])
    if len(ranked) > 1 and weights[ranked[0]] < DOMINANT * weights[ranked[1]]:
        return None
    return ranked[0] if ranked else None


def _weigh(place: Place, names: set[str]) -> float:
    """How likely a name alone means the place, in inhabitants of a town whose main name it is."""
    if place.kind == "region":
        return max(place.population, REGION_WEIGHT)
    if place.kind == "country":
        return place.population * COUNTRY_WEIGHT
    share = 1 if lookup_key(place.name) in names else ALTERNATE_WEIGHT
    return max(place.population, 1) * share


def _nearest(places: list[Place], populations: tuple[int, ...]) -> Place | None:
    """The only place whose inhabitants agree with those stated."""
    ranked = sorted((_ratio(p.population, populations), p.geonames_id, p) for p in places)
    if not ranked or ranked[0][0] > NEAR:
        return None
    clear = len(ranked) == 1 or ranked[1][0] >= 1.5 * ranked[0][0]
    return ranked[0][2] if clear else None


def _ratio(known: int, populations: tuple[int, ...]) -> float:
    """How many times further apart than equal; infinite when the place's are not known."""
    if not known:
        return float("inf")
    return min(max(known, n) / min(known, n) if n > 0 else float("inf") for n in populations)


def _is_far(place: Place, populations: tuple[int, ...]) -> bool:
    return bool(populations and place.population and _ratio(place.population, populations) > FAR)


def _may_be_bare(place: Place, language: str) -> bool:
    return _lies_in(place, (HOME.get(language, ""), "")) or place.population >= WELL_KNOWN


def _lies_in(place: Place, area: Area) -> bool:
    country, region = area
    if country == "FR" and not region and place.country in OVERSEAS:
        return True
    return place.country == country and region in ("", place.region)


def _may_be_spelt(place: Place, label: str) -> bool:
    """Whether a label without its accents can still be meant: « Lire » is not the village of Liré.

    Capitals often lose their accents, and so do the names of well-known towns.
    """
    if place.kind != "city" or place.population >= WELL_KNOWN or label.isupper():
        return True
    return lookup_key(label) != lookup_key(place.name) or _accents(label) == _accents(place.name)


def _accents(name: str) -> str:
    """The accents of a name's small letters, in order."""
    small = "".join(c for c in unicodedata.normalize("NFC", name) if not c.isupper())
    return "".join(c for c in unicodedata.normalize("NFD", small) if unicodedata.combining(c))


def _find_by_kind(label: str, gazetteer: Gazetteer) -> tuple[Place, ...]:
    """Places of the kind that the label says: « ville de Metz », « région Grand Est »."""
    folded = fold(label)
    for words, kinds in _KIND:
        name, count = words.subn("", folded)
        if count:
            return tuple(place for place in gazetteer.find(name) if place.kind in kinds)
    return ()
