"""Names that go on in small letters: « l'Agence nationale de la recherche »."""

from __future__ import annotations

import re

from lf2l_kg.base.expressions import expression
from lf2l_kg.extract.text.lexicon import CueMatch
from lf2l_kg.extract.text.shapes import ADJECTIVE, LOWER, NAME, UPPER
from lf2l_kg.extract.text.view import View

OF = r"(?:de la\s+|de l[’']|des\s+|du\s+|de\s+|d[’'])"
_TO = r"(?:pour (?:la\s+|le\s+|l[’']|les\s+))"
_QUALITY = (
    rf"(?:\s+(?:{ADJECTIVE}|[{LOWER}]+(?:(?:an|i[dl]|c|ell|ér)ente?|ante?|ée?|éen|éenne|able|ible|eure?)s?|future?s?|[{LOWER}]+(?:i|r|n|c|d)aux)"
    r"(?![\w’']))"
)
# An infinitive is no complement; « quartier », « territoire », « avenir » are.
_VERB = (
    rf"(?!(?!(?:avenir|loisir|plaisir|savoir|terroir|pouvoir|centre|théâtre|titre|mer|hiver)\b)"
    rf"[{LOWER}]+(?:(?<!i)er|ir|oir|dre|tre|(?<!o)ire)\b)"
)
_LOWERED = expression(
    rf"{_QUALITY}{{0,2}}(?:\s+(?:(?:et|&)\s+)?(?:{OF}|{_TO}){_VERB}[{LOWER}][{LOWER}’'-]+{_QUALITY}{{0,2}}){{1,4}}"
    rf"(?P<named>\s+(?:{OF})?{NAME})?"
)
# « l'Union européenne », « la Banque mondiale »: one of its kind.
_OF_THE_WORLD = expression(r"(?:\s+social)?\s+(?:européen(?:ne)?|mondiale?)(?![\w’'])")
# « de la Nièvre basse », « des Volcans bleus », « de Bretagne occidentale »: a part of the place's name.
_OF_PLACE = expression(
    r"\s+(?:basse?|haute?|verte?|bleue?|noire?|blanche?|nord|sud|ouest|centre|amont|aval|atlantique|maritime"
    r"|rurale?|profonde?|(?:occident|orient|centr|septentrion|méridion)ale?|intérieure?|libre)s?(?![\w’'])"
    rf"(?!\s+[{UPPER}])"
)
_QUALITIES = expression(rf"(?:\s+{ADJECTIVE}(?![\w’'])){{1,2}}")
# A noun with a capital names something after an article or a preposition, if not at a sentence's head.
_LED = expression(
    r"(?:(?<!\w)(?:le|la|les|du|au|aux|the|de|et|par|avec|son|sa|leur)\s+|(?<!\w)[ld]['’]|[(«\"]\s*)$",
    re.IGNORECASE,
)
_SENTENCE = expression(r"(?:^|[.!?\n]\s+)(?:(?:le|la|les)\s+|l['’])$", re.IGNORECASE)
# « Les Rencontres des communs auront lieu … », « - 14 mai : Fête de la science »
_DEFINITE = expression(r"\s+(?:de la\s+|de l[’']|des\s+|du\s+)")
_OPENS = expression(r"(?:^|[.!?:\n–—]\s+|-\s)(?:(?:le|la|les)\s+|l['’])?$", re.IGNORECASE)
# A noun that the cues know with its complement: « la Maison des sciences ».
_WITH_COMPLEMENT = expression(rf"\s{OF}[{LOWER}’'-]+$")
_REACH = 120
_BACK = 8


def lowered_end(view: View, number: int, match: CueMatch) -> int | None:
    """Where a name ends that begins with a capital noun and goes on with what it is for; None for no name."""
    text = view.blocks[number].text
    if not text[match.start].isupper():
        return None
    before = text[max(0, match.start - _BACK) : match.start]
    event = match.cue.announces == "Event" and _DEFINITE.match(text, match.end)
    if not (event and _OPENS.search(before)) and (
        not _LED.search(before) or _SENTENCE.search(before)
    ):
        return None
    if _OF_THE_WORLD.search(text, match.start, match.end):
        return match.end
    reach = min(len(text), match.end + _REACH)
    found = _LOWERED.match(text, match.end, reach) or _OF_THE_WORLD.match(text, match.end, reach)
    if found is not None:
        return found.end()
    return match.end if _WITH_COMPLEMENT.search(text[match.start : match.end]) else None


def quality_end(view: View, number: int, end: int) -> int:
    """Where a name ends whose last word has a quality: « ministère de la Transition | écologique »."""
    found = _QUALITIES.match(view.blocks[number].text, end)
    return found.end() if found else place_end(view, number, end)


def place_end(view: View, number: int, end: int) -> int:
    """Where the name of a place ends that goes on in small letters: « Bretagne | occidentale »."""
    found = _OF_PLACE.match(view.blocks[number].text, end)
    return found.end() if found else end
