"""Where a name ends: before the next thing, before its place; after its coordinated half."""

from __future__ import annotations

import re

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.text import collapse
from lf2l_kg.extract.text.acronyms import abbreviates, is_acronym
from lf2l_kg.extract.text.capitals import is_person_name
from lf2l_kg.extract.text.gazetted import find_known
from lf2l_kg.extract.text.lexicon import CueMatch
from lf2l_kg.extract.text.shapes import LOWER, NAME, UPPER, WORD
from lf2l_kg.extract.text.view import View

#: Characters after a noun within which its name ends; more are no name.
REACH = 160

_LINKING_END = expression(
    r"\s*(?:(?:de la|de|du|des|et|à|en|pour|sur|aux?)\s+|(?:de\s+)?[ld][’']\s*)+$"
)
_TO = expression(r"\b(?:à|aux?)\s")
_ARTICLE_AND_NOUN = expression(r"(?:L[ea]s?\s|L[’'])\S+")
_WITH_ARTICLE = expression(r"L(?:[ea]s?\s|['’])")
_AT = expression(r"\s(?:à|en|au|aux|dans|chez)\s+(?:la\s+|le\s+|les\s+|l[’'])?")
_OF = expression(r"\s(?:de la\s+|de l[’']|des\s+|du\s+|de\s+|d[’'])(?=[^\s])")
_OF_TOWN = expression(r"\s(?:de|d[’'])\s*(?P<town>[^\s].*)$")
_OUTER_FOLLOWS = expression(r"\s*(?:\(\s*(?P<inside>[^()]{2,40}?)\s*\)|,\s*(?:en|au|aux)\s+\S)")
_BRACKETED = expression(r"[^.;:!?()\n]{0,140}?\(\s*(?P<short>[^()\s]{2,12})\s*\)")
_SHORT_BEFORE = expression(rf"(?<!\w)(?P<short>[{UPPER}][\w&-]{{1,12}})®?\s*[-–—|:]\s*$")
_SMALL_END = expression(rf"(?:\s[{LOWER}’'-]+)+$")
_UP_TO_STOP = expression(r"[^().|,;:!?\n]+")
_SECOND_HALF = expression(
    r"\s+(?:(?:et|&|and)\s+(?P<particle>de la\s+|de l[’']|des\s+|du\s+|de\s+|d[’']|pour\s+|sur\s+|en\s+)"
    rf"(?:l[’']|la\s+|le\s+|les\s+)?|dans\s+(?:l[’']|la\s+|le\s+|les\s+))(?P<name>{NAME})"
)
_JOINED = expression(
    rf"\s+et\s+(?P<name>{WORD}(?:[ -]{WORD})*)"
    r"(?=\s*(?:$|[.,;:()\n]|(?:qui|que|pour|avec|a|est|et|porte|lance)\s))"
)
_LARGE = 10_000  # inhabitants of a town that « et » adds to a name rather than ends it
_PARTICLES_OF = expression(rf"(?<![{LOWER}{UPPER}])(?:des?|du|d[’'])(?![{LOWER}{UPPER}])")
_WORDS_OF_A_LONG_FORM = 18


def own_end(view: View, number: int, start: int, end: int) -> int:
    """Where a name ends that would run into the next one: « Fondation NIT | de l'Université »."""
    text = view.blocks[number].text
    for match in view.cues("class", number, start, end):
        if match.start > start and match.cue.in_name:
            before = _LINKING_END.search(text[start : match.start])
            if before is None or (match.cue.suffix and not _TO.search(before[0])):
                continue
            if not _ARTICLE_AND_NOUN.fullmatch(text, start, start + before.start()):
                return start + before.start()  # « Les Voix du Bassin » is one name
    return end


def without_place(view: View, text: str) -> str:
    """A name without where it is: « Motris à Nancy » → "Motris"; a name must be left."""
    for match in _AT.finditer(text):
        if match.start() and find_known(view.gazetteer, text[match.end() :]):
            return text[: match.start()]
    return text


def without_owner(view: View, text: str) -> str:
    """A name without whose it is, when that is an acronym or a place: « Boussole | du LF2L »."""
    for match in _OF.finditer(text):
        owner = text[match.end() :]
        if _ARTICLE_AND_NOUN.fullmatch(text, 0, match.start()):
            return text  # « Le Jardin d'Arvieu »
        if match.start() and (is_acronym(owner.rstrip("®")) or _is_place(view, match[0], owner)):
            return text[: match.start()]
    return text


def _is_place(view: View, particle: str, name: str) -> bool:
    """Whether a name after « de » is a place's: « du Grand Est », « du Mans », but « des | Bains »."""
    towns = particle.strip() in ("de", "d'", "d’")  # those without an article of their own
    return any(
        towns or place.kind != "city" or _WITH_ARTICLE.match(place.name)
        for place in view.gazetteer.find(name)
    )


def without_town(view: View, number: int, start: int, end: int) -> int:
    """Where « Université Birkbeck | de Londres (UK) » ends: the country shows that a town is meant."""
    text = view.blocks[number].text
    town = _OF_TOWN.search(text, start, end)
    outer = _OUTER_FOLLOWS.match(text, end)
    if town is None or outer is None or not view.gazetteer.find(town["town"]):
        return end
    inside = outer["inside"]
    wider = inside is None or any(p.kind != "city" for p in view.gazetteer.find(inside))
    return town.start() if wider else end


def long_form_end(view: View, number: int, start: int, noun_end: int) -> int | None:
    """Where a name ends whose acronym spells it: « École … et de l'Eau (EE) », « EE - École … »."""
    text = view.blocks[number].text
    before = _SHORT_BEFORE.search(text[max(0, start - REACH // 8) : start])
    if before:
        long = _UP_TO_STOP.match(text, start, start + REACH)
        name = _SMALL_END.sub("", long[0].rstrip()) if long else ""
        if is_acronym(before["short"]) and abbreviates(before["short"], name):
            return start + len(name)
    match = _BRACKETED.match(text, noun_end)
    if match is None or not is_acronym(match["short"].rstrip("®")):
        return None
    name = text[start : match.start("short")].rstrip(" (®")
    if len(name.split()) > _WORDS_OF_A_LONG_FORM or not abbreviates(
        match["short"].rstrip("®"), name
    ):
        return None
    return start + len(name)


def second_half_end(view: View, number: int, start: int, end: int) -> int:
    """Where a name ends that goes on: « École des Systèmes | et de l'Innovation », « … | dans l'Industrie ».

    After « et » the particle must repeat one of the name's. The second half must be nothing by
    itself: no place, person, acronym, or noun that announces another name.
    """
    text = view.blocks[number].text
    match = _SECOND_HALF.match(text, end, min(len(text), end + REACH))
    if match is None:
        return end
    if match["particle"] and not _repeats(match["particle"], text[start:end]):
        return end
    half = match["name"]
    alone = (
        view.gazetteer.find(half)
        or is_acronym(half)
        or is_person_name(half)
        or view.cues("class", number, match.start("name"), match.end("name"))
    )
    return end if alone else match.end()


def joined_end(view: View, number: int, end: int) -> int:
    """Where the name of a group of places ends: « communauté de communes Thiers Dore | et Montagne »."""
    match = _JOINED.match(view.blocks[number].text, end)
    if match is None or view.cues("class", number, match.start("name"), match.end("name")):
        return end
    half = match["name"]
    places = (p for p in view.gazetteer.find(half) if p.name == half)
    known = any(p.population >= _LARGE and p.kind == "city" for p in places)
    return end if known or is_acronym(half) else match.end("name")


def _repeats(particle: str, name: str) -> bool:
    bare = particle.strip()
    if bare[0] == "d":
        return bool(_PARTICLES_OF.search(name))
    return f" {bare} " in name


def clean_label(text: str) -> str:
    """A label without marks and line breaks: « LF2L® » → "LF2L"."""
    return collapse(text.replace("®", "").replace("™", ""))


#: One capitalised word after another, without particles.
CAPITALISED = expression(rf"(?:{WORD}[ -])+$")

_OWN = expression(r"Platform\b")


def before_noun(view: View, number: int, match: CueMatch) -> tuple[int, int] | None:
    """« the Refill project »."""
    if match.cue.language != "en" or match.cue.in_name:
        return None
    text = view.blocks[number].text
    left = CAPITALISED.search(text[max(0, match.start - REACH // 2) : match.start])
    if left is None:
        return None
    start, end = match.start - len(left[0]), match.start - 1
    own = text[match.start].isupper() and match.cue.announces != "Project"
    if own or _OWN.match(text, match.start):
        end = match.end  # « the Distributed Design Platform »
    if not re.search(r"(?<!\w)[Tt]he\s$", text[max(0, start - 5) : start]):
        said = re.match(r"The ", text[start:end])
        if said is None:
            return None
        start += said.end()
    return (start, end) if start < end else None
