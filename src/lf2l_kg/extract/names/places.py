"""Places that the gazetteer knows, where the words around say that a place is meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import compress

from msgspec.structs import replace

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.gazetteer import Place
from lf2l_kg.base.text import plain
from lf2l_kg.extract.text.denials import is_denied
from lf2l_kg.extract.text.gazetted import find_known, is_town, is_wide
from lf2l_kg.extract.text.shapes import NAME, UPPER
from lf2l_kg.extract.text.view import Found, View
from lf2l_kg.extract.text.words import cut_words

from .nouns import clean_label

_REACH = 120  # characters within which a place's name ends
_BACK = 40  # characters before a name in which the words that govern it stand
_CAPITALS = frozenset(re.findall(rf"[{UPPER}]", "".join(map(chr, range(0x180)))))
_TO_TOWNS = frozenset(("à", "A", "vers", "depuis", "entre", "jusqu'à", "sur"))
_INTO = frozenset(("en", "across"))
_ENGLISH = frozenset(("in", "near"))
_ARTICLES = frozenset(("la", "le", "les", "l'"))
_OF = frozenset(("de", "d'", "du", "des", "of"))
_NEAR = frozenset(("près", "autour", "côté"))
_TOWN_NOUNS = frozenset(
    re.findall(
        r"\S+",
        "ville villes commune communes village villages municipalité mairie maire bourg cité agglomération"
        " gare caserne usine filature halle presbytère friche port marché"
        " bassin habitants habitantes élu élue élus élues citoyens rectorat préfecture centre-ville"
        " centre-bourg city town",
    )
)
_STREETS = frozenset(("rue", "avenue", "boulevard", "impasse", "allée", "quai"))
_WIDE_NOUNS = frozenset(
    ("région", "régions", "département", "départements", "province", "territoire", "land")
)
#: The last words before a name that can say that it is a place's.
_GOVERNORS = frozenset(("au", "aux")).union(
    _TO_TOWNS, _INTO, _ENGLISH, _ARTICLES, _OF, _NEAR, _TOWN_NOUNS, _WIDE_NOUNS
)
#: The last words of these, in plain form.
_GOVERNING = frozenset(cut_words(plain(word)).words[-1] for word in _GOVERNORS)
_NEXT = expression(
    r"\s*(?P<by>,|/|,?\s*(?:et|ou|puis|and|or))\s+(?:(?:à|en|au|aux|vers|dans (?:le|la|les)|de|du)\s+|d[’'])?"
    rf"(?=[{UPPER}])"
)
_NAME = expression(NAME)
_GAP = expression(
    r"[ ](?:de la|de l[’']|des|du|de|d[’']|la|le|les|l[’']|sur|en|aux|au|à|pour|of|the|for|&)(?=[ \w])"
)
_LEADING = expression(r"(?:À|A|En|Au|Aux|Le|La|Les|The|In)\s+(?=\S)")
_APPOSED = expression(
    r"\s*(?:\([^()]{0,60}\)\s*)?,\s*(?:(?:en|au|aux|dans (?:le|la|les))\s+|dans l[’'])?"
    r"(?:(?:la\s+)?région\s+|(?:le\s+)?département\s+(?:de la\s+|du\s+|des\s+|de l[’']|de\s+|d[’'])?)?"
    r"(?P<outer>[^\W\d_][\w’'-]*(?:[ -][\w’'-]+){0,4}?)(?=\s*(?:[,.;:()!?\n]|$)|\s+(?:et|and|est|a|qui|où)\s)"
)
_BRACKETED = expression(r"\s*®?\s*\(\s*(?P<outer>[^()?]{2,40}?)\s*\)")
# « Ham, c'est bon » is a sentence about a word; « Toul, le port » says what a town is.
_CLAUSE = expression(
    r"\s*,\s*(?:[cjnt]'|ce|ca|cela|ils?|elles?|on|nous|vous|je|tu|qu|qui|que|mais|et|ou|it|we|you|they)\b"
)
_CODE = expression(r"\s*\(\s*(?:0?[1-9]|[1-8]\d|9[0-5]|2[AB]|97[1-6])\s*\)")
_CONTRACTION = expression(r"(?<!\w)aux?\s$", re.IGNORECASE)  # « au Havre » is Le Havre
_UNCERTAIN = expression(r"\s*\(?\?")
_MOST_LISTED = 12
_DOUBTED = 0.3  # below any threshold: what a place said so is part of goes to a person
_FAMOUS = 50_000  # inhabitants from which a town is meant after « in »
_TOWN_IN_A_LIST = 2_000  # inhabitants from which a name between commas is a town

Admits = Callable[[tuple[Place, ...]], bool]


def find_places(view: View) -> Iterator[Found]:
    """« à Genk et Gand », « ville de Toul », « La Louvière, Wallonie », « X (Canada) », « Toul (54) »."""
    governed = _governed_starts(view)
    for number, block in enumerate(view.blocks):
        if block.kind == "code":
            continue
        yield from _governed(view, number, governed.get(number, ()))
        if "," in block.text or "(" in block.text:
            yield from _beside(view, number)


def _place(
    view: View, number: int, span: tuple[int, int], rule: str, confidence: float, label: str = ""
) -> Found:
    label = label or clean_label(view.blocks[number].text[slice(*span)])
    return Found(number, *span, "Territory", label, rule, confidence)


def _governed_starts(view: View) -> dict[int, list[int]]:
    """Where in each block a capital stands after a word that may govern a place's name."""
    found: dict[int, list[int]] = {}
    cut, starts = view.words
    for at in compress(range(1, len(cut)), map(_GOVERNING.__contains__, cut)):
        capital, gap = view.written[starts[at]], view.written[starts[at] - 1]
        if capital in _CAPITALS and (gap.isspace() or gap in "’'"):
            number = view.block_at(starts[at])
            found.setdefault(number, []).append(starts[at] - view.starts[number])
    return found


def _governed(view: View, number: int, starts: Sequence[int]) -> Iterator[Found]:
    """Places after a preposition, or after a noun such as « ville de »."""
    text, reached = view.blocks[number].text, 0
    for start in starts:
        if start < reached:
            continue
        governors = text[max(0, start - _BACK) : start].replace("’", "'").rsplit(maxsplit=3)
        if not governors or _bare(governors[-1]) not in _GOVERNORS or _is_street(governors):
            continue
        for found in _after(view, number, start, governors):
            reached = found.end
            yield _denied(found) if is_denied(view.plain[number], found.start) else found


def _is_street(governors: list[str]) -> bool:
    """« la rue d' | Alsace »: of no place."""
    words = (word for word in reversed(governors) if _bare(word) not in _OF | _ARTICLES)
    return next(words, "").casefold() in _STREETS


def _denied(found: Found) -> Found:
    """A place that the text denies or doubts: named, so that a finding can say so, but not asserted."""
    return replace(found, rule="place.denied", confidence=_DOUBTED)


def _after(view: View, number: int, start: int, governors: list[str]) -> Iterator[Found]:
    """The places at a position, by the words before it."""
    last = _bare(governors[-1])
    if last in ("au", "aux"):
        yield from _contracted(view, number, start, "Le" if last == "au" else "Les")
        return
    before = [_bare(word) for word in governors[-3:-1]]
    admits = _admitted(last, before[-1] if before else "", before[0] if before else "")
    if admits is not None:
        yield from _listed(view, number, start, last, admits)
    if last in _OF and admits in (None, is_town):
        yield from _country(view, number, start, last)


def _admitted(last: str, second: str, third: str) -> Admits | None:
    """The places that the words before a name admit, the nearest word first; None for no place."""
    if last in _ENGLISH:
        return _is_famous
    if last in _TO_TOWNS:
        return is_town if last == "sur" else bool
    noun = second if last in _OF else last
    if noun in _TOWN_NOUNS or (noun in _NEAR and last in _OF):
        return is_town
    into = second in ("dans", "à", "sur") or (second == "de" and third in _WIDE_NOUNS)
    return is_wide if last in _INTO or noun in _WIDE_NOUNS or (last in _ARTICLES and into) else None


def _bare(word: str) -> str:
    """A governing word as it is compared; « A » at the head of a sentence is « à », « a » is a verb."""
    word = word.lstrip('(«"“*_[')
    return word if word == "A" else word.lower()


def _contracted(view: View, number: int, start: int, article: str) -> Iterator[Found]:
    """« au Mans » is Le Mans, « aux Pays-Bas » a country; « au Salon » is no town."""
    text = view.blocks[number].text
    name = _NAME.match(text, start, start + _REACH)
    if name is None:
        return
    end = _known_end(view, text, start, name.end(), is_wide)
    if end:
        yield _place(view, number, (start, end), "place.locative", 0.8)
        return
    town = f"{article} {name[0]}"
    if is_town(find_known(view.gazetteer, town)) and not _UNCERTAIN.match(text, name.end()):
        yield _place(view, number, name.span(), "place.locative", 0.8, clean_label(town))


def _is_famous(places: tuple[Place, ...]) -> bool:
    """« in Nancy », « in Portugal », but not « Work In Progress », a village in the Ukraine."""
    return bool(places) and (is_wide(places) or places[0].population >= _FAMOUS)


def _country(view: View, number: int, start: int, particle: str) -> Iterator[Found]:
    """« de France », « d'Alsace », « du Portugal »; « du Nord » is a direction."""
    text = view.blocks[number].text
    kinds = ("country",) if particle in ("du", "des") else ("country", "region")
    name = _NAME.match(text, start, start + _REACH)
    end = (
        _known_end(view, text, start, name.end(), lambda places: places[0].kind in kinds)
        if name
        else None
    )
    if end:
        yield _place(view, number, (start, end), "place.genitive", 0.7)


def _listed(view: View, number: int, at: int, governor: str, admits: Admits) -> Iterator[Found]:
    """The place at a position and those enumerated with it: « à Toul et Commercy », « entre X et Y »."""
    text = view.blocks[number].text
    found: list[tuple[int, int]] = []
    for _ in range(_MOST_LISTED):
        name = _NAME.match(text, at, min(len(text), at + _REACH))
        end = _known_end(view, text, at, name.end(), admits) if name else None
        if end is None:
            break
        found.append((at, end))
        following = _NEXT.match(text, end)
        if following is None:
            break
        if following["by"] == "," and not _goes_on(view, text, following.end()):
            break
        at = following.end()
    if governor == "entre" and len(found) < 2:
        return
    for span in found:
        yield _place(view, number, span, "place.locative", 0.8)


def _goes_on(view: View, text: str, at: int) -> bool:
    """Whether what follows a comma is one more town of a list, and not the next clause's subject."""
    name = _NAME.match(text, at, at + _REACH)
    if name is None or not re.match(
        r"\s*(?:[,.;:)\n]|$|(?:et|ou|and|or)\s)", text[name.end() :][:5]
    ):
        return False
    known = find_known(view.gazetteer, name[0])
    return is_town(known) and known[0].population >= _TOWN_IN_A_LIST


def _known_end(view: View, text: str, start: int, end: int, admits: Admits) -> int | None:
    """Where the place ends that a name begins with: « Nancy | pour Motris », but not « Metz Métropole »."""
    stops = [end, *(start + m.start() for m in reversed([*_GAP.finditer(text[start:end])]))]
    for stop in stops:
        known = find_known(view.gazetteer, text[start:stop])
        if known and admits(known):
            return None if _UNCERTAIN.match(text, stop) else stop
    return None


def _beside(view: View, number: int) -> Iterator[Found]:
    """A place with what holds it: « Genk, en Belgique », « Londres (UK) », « Toul (54) »."""
    text, simple = view.blocks[number].text, view.plain[number]
    opening = view.blocks[number].kind == "paragraph"
    for whole, end in view.proper_names(number):
        if not text[end : end + 3].lstrip(" ®\u00a0").startswith((",", "(")):
            continue
        leading = _LEADING.match(text, whole, end)
        start = leading.end() if leading else whole
        if is_denied(simple, start):
            continue
        apposed = _APPOSED.match(text, end)
        if apposed and is_wide(find_known(view.gazetteer, apposed["outer"].title())):
            inner = _inner(view, text, whole, start, end)
            if inner and not _CONTRACTION.search(text[max(0, inner[0] - 4) : inner[0]]):
                yield _place(view, number, inner, "place.apposition", 0.85)
                yield _place(view, number, apposed.span("outer"), "place.apposition", 0.85)
        bracketed = _BRACKETED.match(text, end)
        if bracketed:
            yield from _bracketed(view, number, (whole, start, end), bracketed)
        elif whole == 0 and opening and _opens(view, number, end):
            yield _place(view, number, (0, end), "place.opening", 0.7)


def _opens(view: View, number: int, end: int) -> bool:
    """Whether a paragraph begins with a town and says what it is."""
    known = find_known(view.gazetteer, view.blocks[number].text[:end])
    return is_town(known) and not _CLAUSE.match(view.plain[number], end)


def _bracketed(
    view: View, number: int, name: tuple[int, int, int], bracketed: re.Match[str]
) -> Iterator[Found]:
    text = view.blocks[number].text
    outer = find_known(view.gazetteer, bracketed["outer"])
    if outer:
        yield _place(view, number, bracketed.span("outer"), "place.bracketed", 0.75)
    if is_wide(outer) or _CODE.match(text, name[2]):
        inner = _inner(view, text, *name)
        if inner:
            yield _place(view, number, inner, "place.bracketed", 0.8)


def _inner(view: View, text: str, whole: int, start: int, end: int) -> tuple[int, int] | None:
    """The place that a name is, or ends with: « La Louvière », « Université Birkbeck de | Londres »."""
    for at in (whole, start):
        if find_known(view.gazetteer, text[at:end]):
            return at, end
    gaps = [*_GAP.finditer(text[start:end])]
    if not gaps:
        return None
    at = start + gaps[-1].end()
    at += len(text[at:end]) - len(text[at:end].lstrip())
    return (at, end) if find_known(view.gazetteer, text[at:end]) else None
