"""How a heading names a place, what holds it, and the things that are there.

« Albi (50 000 hab) - Jardins », « Hull (260 000 hab, Angleterre) : Bees », « Genk, une rue »,
« Festival des idées (Toul) », « Le Mené (Côtes-d'Armor) », « CIRCULAR (2019-2022) ».
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.text import collapse, normalise
from lf2l_kg.extract.text.counts import read_count
from lf2l_kg.extract.text.gazetted import find_known, is_town, is_wide
from lf2l_kg.extract.text.keys import is_generic_text, is_key
from lf2l_kg.extract.text.shapes import MIXED, NAME, NUMBER, TAIL, UPPER, YEAR
from lf2l_kg.extract.text.view import Found, View

_OPENING = rf"(?:\W?\s*)(?P<place>[{UPPER}][^()?,:/]*?)"
_POPULATED = expression(
    rf"^{_OPENING}\s*\((?P<count>(?:env\.?|environ|~|≈)?\s*{NUMBER}(?:,\d+)?[^(),]*?)"
    r"(?:\s*(?:,|[–-]|\bavec\b|\ben\b)\s*(?P<outer>[^()]*))?\)\s*(?P<rest>.*)$"
)
_BRACKETED = expression(rf"^{_OPENING}\s*\(\s*(?P<inside>[^()?]+?)\s*\)\s*(?P<rest>.*)$")
_SEPARATED = expression(rf"^{_OPENING}(?P<rest>(?:\s*[,:]\s|\s+[-–—/]\s+)\S.*)$")
_SEPARATOR = expression(r"\s*(?:[,:/]|[-–—](?=\s))\s*")
_OUTER = expression(r"(?P<outer>[^,:/()–—]+?)\s*(?:$|[,:/]\s*|\s[-–—]\s*)")
_YEARS = expression(rf"\s*\((?:{YEAR}|depuis|from|since)[^()]*\)\s*$")
_PROGRAMME = expression(r"^[^«»]{2,30}?\s*(?:[-–—:]\s+|(?=«))")
_WHOLE_NAME = expression(
    rf"(?P<article>(?:L[ea]s?|The)\s+|L[’'])?{NAME}(?(article)(?:{TAIL})?)(?:\s+(?:et|&|and)\s+(?:[Dd]es\s+|[Ll]es\s+)?{NAME})?"
)
_WORDS_OF_A_NAME = 6
_LOOSE = expression(rf"[{UPPER}][^:;?!.,()«»/]+")
# « ### Un bilan positif », « ### Ce que nous n'avons pas fait »: said of projects, and no project.
_NO_THING = expression(
    r"(?:(?:l[ea]s?\s+|l')?(?:autres?|bilans?|difficultes?|limites?|points?|perspectives?|zoom|focus|retours?|suites?)"
    r"|une?|des|[cn]e\w*|ils?|elles?|on|nous|notre|nos|votre|vos|comment|pourquoi|qu\w+|ou|et|merci)\b"
)
_THIS = expression(
    r"\b(?:ce|cet|cette|le|la|l')\s?(?:projet|action|programme|dispositif|operation|initiative|demarche)\b"
)
_SEVERAL = 2  # headings of one level that may be of projects though nothing shows it


@dataclass(frozen=True, slots=True)
class PlaceHeading:
    """A heading that opens with a place; positions are of its text."""

    place: tuple[int, int]
    population: str  # "" when it states none
    outer: tuple[int, int] | None  # the wider place that it names
    rest: tuple[int, int] | None  # the things there
    confidence: float


def read_place_heading(view: View, number: int) -> PlaceHeading | None:
    """The place that a heading opens with, or ends with in brackets; None when there is none."""
    text = view.blocks[number].text
    if match := _POPULATED.match(text):
        count = read_count(view, match["count"])
        if count:
            outer = _wide(view, match, "outer") if match["outer"] else None
            return _with_rest(view, match, count, outer, 0.95)
    if match := _BRACKETED.match(text):
        return _with_brackets(view, match)
    match = _SEPARATED.match(text)
    if match and find_known(view.gazetteer, match["place"]) and _is_place(view, match):
        return _with_rest(view, match, "", None, 0.8)
    return None


def _is_place(view: View, match: re.Match[str]) -> bool:
    """« Saint-Ouen, Mains d'Œuvres »; after a comma or a colon only a town that is surely one."""
    if match["rest"].lstrip()[0] in "-–—":
        return True
    return is_town(find_known(view.gazetteer, match["place"]))


def _with_brackets(view: View, match: re.Match[str]) -> PlaceHeading | None:
    """« Le Mené (Côtes-d'Armor) - … » is a place, « Festival des idées (Toul) » something in one."""
    inside = find_known(view.gazetteer, match["inside"])
    if find_known(view.gazetteer, match["place"]) and is_wide(inside):
        return _with_rest(view, match, "", match.span("inside"), 0.85)
    if inside and not match["rest"].strip():
        start, end = match.span("place")
        return PlaceHeading(match.span("inside"), "", None, (start, end), 0.75)
    return None


def _with_rest(
    view: View,
    match: re.Match[str],
    population: str,
    outer: tuple[int, int] | None,
    confidence: float,
) -> PlaceHeading:
    """What stands after the place: « , Drôme », « , Royaume-Uni - Bristol Pound », « : le Stück »."""
    text, at = match.string, match.start("rest")
    separator = _SEPARATOR.match(text, at)
    at = separator.end() if separator else at
    wider = _OUTER.match(text, at)
    if wider and is_wide(find_known(view.gazetteer, wider["outer"])):
        outer, at = wider.span("outer"), wider.end()
    rest = (at, len(text)) if text[at:].strip() else None
    return PlaceHeading(match.span("place"), population, outer, rest, confidence)


def _wide(view: View, match: re.Match[str], group: str) -> tuple[int, int] | None:
    wide = is_wide(find_known(view.gazetteer, match[group].strip()))
    return match.span(group) if wide else None


def read_things(
    view: View, number: int, span: tuple[int, int], scope: str, confidence: float
) -> Iterator[Found]:
    """The projects « A + B » of a stretch of a heading; a place is none."""
    start = span[0]
    for piece in re.split(r"(\s+\+\s+)", view.blocks[number].text[slice(*span)]):
        label = collapse(piece)
        if label and label != "+" and normalise(label):
            at = start + len(piece) - len(piece.lstrip())
            if not find_known(view.gazetteer, label):
                yield Found(
                    number, at, start + len(piece.rstrip()), "Project", label,
                    "heading.project", confidence, scope,
                )  # fmt: skip
        start += len(piece)


def read_project_heading(view: View, number: int) -> Found | None:
    """« H2020 - INCUBIS », « CIRCULAR (2019-2022) » below « Projets européens »: the project."""
    text = view.blocks[number].text
    years = _YEARS.search(text)
    end = years.start() if years else len(text.rstrip())
    programme = _PROGRAMME.match(text, 0, end)
    start = programme.end() if programme else 0
    quoted = re.compile(r"[«“\"]\s*([^«»“”\"]+?)\s*[»”\"]").match(text, start, end)
    span = quoted.span(1) if quoted else (start, end)
    label = text[slice(*span)]
    if not quoted and not _WHOLE_NAME.fullmatch(label):
        return _loose_heading(view, number)
    if not 0 < len(label.split()) <= _WORDS_OF_A_NAME or view.themes(number):
        return None
    single = " " not in label.strip() and not MIXED.search(label)
    if not (quoted or years) and (single or find_known(view.gazetteer, label)):
        return None
    return Found(number, *span, "Project", collapse(label), "heading.named", 0.75)


def _levels(view: View) -> Counter[int]:
    """How many headings each level has."""
    return Counter(block.level for block in view.blocks if block.kind == "heading")


def _loose_heading(view: View, number: int) -> Found | None:
    """« ### Bien manger après 70 ans »: below « Nos projets », beside others of its level with a text."""
    block, label = view.blocks[number], view.blocks[number].text.strip()
    if not _LOOSE.fullmatch(label) or not 1 < len(label.split()) <= _WORDS_OF_A_NAME + 1:
        return None
    if is_key(label) or is_generic_text(view.plain[number]) or view.themes(number):
        return None
    below = view.blocks[number + 1 : number + 2]
    if view.once(_levels)[block.level] < _SEVERAL or not below or below[0].kind != "paragraph":
        return None
    if view.cues("context", number) or view.cues("stop", number):
        return None
    if _NO_THING.match(view.plain[number]) or not _THIS.search(view.plain[number + 1]):
        return None  # its text is to say that it is of a project
    return Found(number, 0, len(label), "Project", collapse(label), "heading.loose", 0.6)
