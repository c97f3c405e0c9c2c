"""Whether a name in a text is a place that the gazetteer knows, and no other word or person."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.gazetteer import Gazetteer, Place
from lf2l_kg.base.text import fold, normalise

from .capitals import is_given_name, is_person_name
from .shapes import UPPER

#: Countries whose smallest towns people here write about.
_NEAR = frozenset({"FR", "BE", "CH", "LU", "MC"})
_FAR_TOWN = 1_000  # inhabitants from which a town elsewhere is meant
_EXONYM = 15_000  # inhabitants from which a town goes by another name than its own: « Gand »
_LED_EXONYM = 100_000  # … and by one that has an article
_LED = expression(r"(?:L[ea]s?\s|L[’'])")
_NAMESAKE = (100_000, 1_000_000)  # … from which a given name is a town's, near (« Nancy ») and far
_SHOUTED = 20_000  # inhabitants from which capitals alone mean a town: « PARIS »
_MOST = 8  # places of one name that are looked at, the likeliest first
# Capitalised words that also name a place somewhere, and seldom mean it.
_WORDS = frozenset(
    re.findall(
        r"\S+",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
        " printemps été automne hiver lundi mardi mercredi jeudi vendredi samedi dimanche noël"
        " centre nord sud est ouest avant jour table terre place port salon forum campus internet"
        " web lire bien art arts droit vie ville mer val lab fab open data smart city rue avenue"
        " lieu lieux cours plan pays mobile reading orange union manche somme lot cher landes creuse orne"
        " vélo eau santé ciel jardin campagne commerce marché monnaie média alliance mission justice passage"
        " piste serre grange village villages vallée parole page réunion google home green energy college"
        " labo gare café pont bois forêt pré prairie lac rivière salle",
    )
)
_CAPITAL_ACCENTS = expression(rf"[{UPPER}]")


def find_known(gazetteer: Gazetteer, text: str) -> tuple[Place, ...]:
    """The places that a text can mean, the likeliest first; () for a word, a person, another spelling.

    Accents must agree (« Lire » is not Liré), but capitals may lack theirs (« Epinal »), and so may
    all of a text in capitals.
    """
    if text.islower():
        return ()
    places = gazetteer.find(text)
    if not places or normalise(text) in _WORDS:
        return ()
    known = _meant(places[:_MOST], text)
    if text.isupper():  # an acronym is rarely a village: « CIRIS »
        known = tuple(p for p in known if p.kind != "city" or p.population >= _SHOUTED)
    if known and known[0].kind == "city" and is_given_name(text):
        return tuple(p for p in known if p.population >= _NAMESAKE[p.country not in _NEAR])
    if known and known[0].kind == "city" and is_person_name(text):  # « merci à Paul Roux »
        return tuple(p for p in known if p.population >= _EXONYM)
    return known


@lru_cache(maxsize=1 << 14)
def _meant(places: tuple[Place, ...], text: str) -> tuple[Place, ...]:
    return tuple(place for place in places if _agrees(place, text) and _is_meant(place, text))


def _agrees(place: Place, text: str) -> bool:
    """Whether a text has the accents of a place's name; of its other names nothing is known."""
    if fold(place.name) != fold(text) or text.isupper():
        return True
    return _bare_capitals(place.name) == _bare_capitals(text)


def _bare_capitals(text: str) -> str:
    plain = _CAPITAL_ACCENTS.sub(lambda m: unicodedata.normalize("NFD", m[0])[0], text)
    return normalise(plain)


def _is_meant(place: Place, text: str) -> bool:
    led = _LED.match(text) is not None  # « Les Blés » is hardly Blois, « Le Caire » is Cairo
    if place.kind != "city" or place.population >= (_LED_EXONYM if led else _EXONYM):
        return True
    if fold(place.name) != fold(text):
        return False
    return place.country in _NEAR or place.population >= _FAR_TOWN


def is_wide(places: tuple[Place, ...]) -> bool:
    """Whether a country, a region or a department is meant."""
    return bool(places) and places[0].kind != "city"


def is_town(places: tuple[Place, ...]) -> bool:
    """Whether a town can be meant."""
    return any(place.kind == "city" for place in places)
