"""Names that a noun only stands before: « le projet Refill », « programme ANR Motris »."""

from __future__ import annotations

import re

from lf2l_kg.base.expressions import expression
from lf2l_kg.extract.text.capitals import read_candidates
from lf2l_kg.extract.text.lexicon import CueMatch
from lf2l_kg.extract.text.marks import marked_name
from lf2l_kg.extract.text.shapes import ADJECTIVE, LOWER, NAME, UPPER, WORD
from lf2l_kg.extract.text.view import View

from .boundaries import REACH, long_form_end, own_end, without_owner, without_place

CALLED = r"(?:,?\s+(?:nommé|appelé|intitulé|baptisé|dénommé|surnommé|dit|called|named|entitled|titled)e?s?)?"
ATTRIBUTE = (
    rf"(?:\s+(?:{ADJECTIVE}|[{LOWER}]+(?:éen|éenne|eux|euse|able|ible)s?|agricole|mobile|libre|web|phare|citoyen|public"
    r"|(?:fonc|forest|financ|rout|côt|ouvr)(?:ier|ière)s?"
    r"|privé|open source))"
)
# « projet de recherche MAVERICK »; an infinitive is no complement.
_COMPLEMENT = (
    rf"(?:\s+d(?:e\s+|[’'])(?!(?:la|les?|l)\b)"
    rf"(?!(?!quartier|métier|chantier|foyer)[{LOWER}]+(?:er|ir|oir|dre|tre|ire)\b)[{LOWER}-]+{ATTRIBUTE}?)"
)
DIRECT = expression(
    rf"(?:{ATTRIBUTE}{{0,2}}{_COMPLEMENT}?{ATTRIBUTE}?|{CALLED})\s+(?P<name>(?:L[’'])?{NAME})"
)
_FUNDED = expression(
    r"(?:ANR|FUI|PIA ?\d?|H2020|FP7|Horizon (?:Europe|2020)|Erasmus ?\+?|Interreg(?: [IV]+)?"
    r"|LIFE\+?|FEDER|PSPC|CIFRE)"
    r"(?![\w-])"
)
# « la commune de Vergy-la-Tour »: of a place that no gazetteer knows, too.
_OF_TOWN = expression(
    r"(?<=ille|mune|lage|lité|irie|ourg)s?\s+(?:de\s+|d[’'])"
    rf"(?!Noël|Vacances)(?P<name>{WORD}(?: {WORD})*)"
)
# « le Département du Lot », though a lot is many other things.
_OF_COUNTY = expression(
    r"(?<=épartement)\s+(?:de la\s+|de l[’']|du\s+|des\s+|de\s+|d[’'])"
    rf"(?P<name>{WORD}(?:(?: et)?[ -]{WORD})*)"
)
# « l'association Trait | d'union », « SAS Mine | de soleil »: one word, and where the name must end.
_OF_ONE_WORD = expression(
    rf"\s+d(?:e\s+|[’'])(?!(?:la|les?|l|un|une|ses?|son|sa|leurs?)\b)[{LOWER}]{{3,}}"
    rf"(?=\s*(?:$|[,;.)»\n]|[–—-]\s|(?:avec|et|en lien|a|est)\s))"
)
# « l'association Droit | au guidon », « le prix Territoires | nourriciers »: both are in the plural.
_TO_ONE_WORD = expression(
    rf"\s+(?:aux?|à\s+la|à\s+l[’'])\s*[{LOWER}]{{3,}}(?=\s*(?:$|[,;.)»\n]|[–—-]\s|(?:avec|et|a|est)\s))"
)
_OF_MANY = expression(
    rf"(?<=s)\s+(?!(?:dans|sans|vers|chez|sous|après|depuis|mais|plus|puis|dès|très)\s)[{LOWER}]{{3,}}[sx]"
    rf"(?=\s*(?:$|[,;.)»\n]|[–—-]\s|(?:avec|et|a|est|ont|sont)\s))"
)
# « l'association Terrain | commun », « SCIC Le Moulin | digital »: one word, and where the name must end.
_WITH_QUALITY = expression(
    r"\s+(?!(?:porteu|partenai|gestionnai|laur|organisat|local|actuel|coordinat|fondat|propri|concern|région|départ|nation"
    r"|munici|communal|nouvel|centr|princip|soci))"
    rf"(?:{ADJECTIVE}|commune?|fertile|libre|mobile|ouverte?|vivante?|verte?|bleue?|partagée?|solidaire|citoyen)"
    r"(?=\s*(?:$|[,;.)»\n]))"
)
_LED_WORD = expression(rf"(?:L[ea]s?\s|L[’'])?[{UPPER}][{LOWER}]{{2,}}")
_MANY = expression(rf"[{UPPER}][{LOWER}]{{2,}}(?:[rdtlne]s|aux|eux)")
_ONE_WORD = expression(rf"[{UPPER}][{LOWER}]+")
_TWO_WORDS = expression(rf" {WORD}.*? {WORD}")
_OWN_WORD = expression(
    rf"(?<=\w)\s+(?P<name>[{UPPER}]{{2}}[\w’'+-]*|[{UPPER}]?[{LOWER}]+[{UPPER}]\w*)(?![\w-])"
)


def introduced_name(view: View, number: int, match: CueMatch) -> tuple[int, int] | None:
    """A name that the noun only stands before: « le projet Refill »."""
    text = view.blocks[number].text
    town = _OF_TOWN.match(text, match.end, match.end + REACH)
    if town and match.cue.announces == "Territory":
        return town.span("name")
    county = _OF_COUNTY.match(text, match.end, match.end + REACH)
    if county and any(p.kind == "region" for p in view.gazetteer.find(county["name"])):
        return county.span("name")
    return _after_introduction(view, number, match)


def _after_introduction(view: View, number: int, match: CueMatch) -> tuple[int, int] | None:
    """The name right after a noun, an attribute or a complement of it apart."""
    text = view.blocks[number].text
    direct = DIRECT.match(text, match.end, match.end + REACH)
    if direct is None:
        return None
    if funded := _FUNDED.match(text, direct.start("name")):  # « projet ANR X »: X, not the funder
        return _funded_name(view, number, funded, direct.end("name"))
    if marked := marked_name(view.blocks[number], direct.start("name")):
        return marked
    spelled = long_form_end(view, number, direct.start("name"), direct.start("name"))
    if spelled is not None:  # « le projet Des Hommes et Des Arbres (DHDA) »
        return direct.start("name"), spelled
    return _cut(view, number, *direct.span("name"))


def _funded_name(
    view: View, number: int, funded: re.Match[str], end: int
) -> tuple[int, int] | None:
    text = view.blocks[number].text
    marked = marked_name(view.blocks[number], funded.end() + 1)
    named = _OWN_WORD.match(text, funded.end())
    if marked or named:
        return marked or (named.span("name") if named else None)
    # « programme LIFE Tourbières du Jura »: the funder's name begins the project's.
    more = _TWO_WORDS.match(text, funded.end(), end)
    return (funded.start(), own_end(view, number, funded.start(), end)) if more else None


def _cut(view: View, number: int, start: int, end: int) -> tuple[int, int] | None:
    """A name that a noun introduces, without the next name, its place and its owner."""
    end = own_end(view, number, start, end)
    for person in read_candidates(view, number):  # « l'association Motris | Ana Costa »
        if person.given and start < person.start < end:
            end = person.start
            break
    if (bound := bound_end(view.blocks[number].text, start, end)) != end:
        return start, bound
    whole = without_place(view, view.blocks[number].text[start:end].rstrip())
    name = without_owner(view, whole)
    if len(name) < len(whole) and (view.times_written(whole) > 1 or _MANY.fullmatch(name)):
        name = whole  # « la coopérative Terre d'Allier », and again; « SCIC Bords | de Loire »
    return (start, start + len(name)) if name else None


def bound_end(text: str, start: int, end: int) -> int:
    """Where a name of one word ends that goes on with « de » and a word: « Trait | d'union »."""
    if not _ONE_WORD.fullmatch(text, start, end):
        quality = _LED_WORD.fullmatch(text, start, end) and _WITH_QUALITY.match(text, end)
        return quality.end() if quality else end
    more = (
        _OF_ONE_WORD.match(text, end)
        or _TO_ONE_WORD.match(text, end)
        or _OF_MANY.match(text, end)
        or _WITH_QUALITY.match(text, end)
    )
    return more.end() if more else end
