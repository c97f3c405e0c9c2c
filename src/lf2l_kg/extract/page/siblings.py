"""Headings among those of places, of a place that the gazetteer does not know or whose name is a word.

« ### Boitron » between « ### Alençon » and « ### Mortagne », « ## Orne » beside « ## Eure-et-Loir ».
"""

from __future__ import annotations

from collections import defaultdict

from lf2l_kg.base.expressions import expression
from lf2l_kg.extract.text.gazetted import find_known
from lf2l_kg.extract.text.keys import is_generic_text, is_key
from lf2l_kg.extract.text.shapes import LOWER, UPPER
from lf2l_kg.extract.text.view import View

_WORD = rf"[{UPPER}][{LOWER}]+"
_LIKE_A_PLACE = expression(
    rf"(?:(?:L[ea]s?|L[’'])\s?)?{_WORD}(?:(?:-|\s|[-’'](?:l[èea]s?|sur|sous|en|de|du|des|d|l|aux?|la)[-’'])+{_WORD}){{0,3}}"
)
_FEWEST = (
    2,
    3,
)  # known places beside which an unknown name of several words, or of one, is believed
_NO_PLACE = expression(
    r"ailleurs|autres?|diver(?:s|ses)|partout|terrain|monde|campagne|conclusion|ville|locale?|communale?"
    r"|(?:inter)?nationale?|regionale?|departementale?|europeen(?:ne)?"
)
_SHARE = 2 / 3  # of the headings of a level that must be known places


def read_siblings(view: View) -> frozenset[int]:
    """The numbers of the headings that name a place because those of their level do."""
    levels: dict[int, list[int]] = defaultdict(list)
    for number, block in enumerate(view.blocks):
        if block.kind == "heading":
            levels[block.level].append(number)
    found: set[int] = set()
    for numbers in levels.values():
        known = [n for n in numbers if _is_place(view, n)]
        unknown = [n for n in numbers if n not in known and _may_be_place(view, n)]
        found.update(n for n in unknown if known and _is_region(view, n))
        if len(known) >= _SHARE * (len(known) + len(unknown)):
            several = [n for n in unknown if "-" in _name(view, n) or " " in _name(view, n)]
            found.update(several if len(known) >= _FEWEST[0] else ())
            found.update(unknown if len(known) >= _FEWEST[1] else ())
    return frozenset(found)


def _is_region(view: View, number: int) -> bool:
    """« Orne », « Lot »: a département whose name also is a word."""
    places = view.gazetteer.find(_name(view, number))
    return bool(places) and places[0].kind == "region"


def _name(view: View, number: int) -> str:
    """What a heading says before a bracket: « Nogent-le-Rotrou (9 300 hab.) »."""
    return view.blocks[number].text.partition("(")[0].strip()


def _is_place(view: View, number: int) -> bool:
    return bool(find_known(view.gazetteer, _name(view, number)))


def _may_be_place(view: View, number: int) -> bool:
    """Whether a heading is written like the name of a place, and says nothing else that is known."""
    text = view.blocks[number].text.strip()
    if _NO_PLACE.fullmatch(view.plain[number].strip()):
        return False
    if not _LIKE_A_PLACE.fullmatch(text) or is_key(text) or is_generic_text(view.plain[number]):
        return False
    said = view.themes(number) or view.cues("class", number) or view.cues("context", number)
    return not (said or view.cues("stop", number))
