"""Names that the words after them show to be things: « La Ruche (Quimper) est un tiers-lieu … ».

Likewise « *Lignes+*, opérée par … » and « **Quiet Quays** – noise mapping … ».
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lf2l_kg.base.expressions import expression
from lf2l_kg.extract.page.titled import LEAD
from lf2l_kg.extract.text.capitals import is_person_name
from lf2l_kg.extract.text.gazetted import find_known
from lf2l_kg.extract.text.keys import is_key
from lf2l_kg.extract.text.lexicon import CueMatch
from lf2l_kg.extract.text.marks import spans_within
from lf2l_kg.extract.text.shapes import LOWER, MIXED, NAME, TAIL, UPPER
from lf2l_kg.extract.text.view import Found, Stretch, View

from .boundaries import clean_label

_BEING = expression(
    r"(?:,\s+c[’']est|\s(?:est|sont|était|devient|deviendra|(?:va|est) deven(?:ir|ue?)|se veut|constitue"
    r"|is|was|are))\s+(?:une?|la|le|l[’']|an?|the)\s?"
)
# Nouns that say what a thing is, but announce no name.
_NOUN = expression(r"(?:[a-z-]+\s+)?(?P<noun>espace|lieu|atelier|cafe|jardin|structure|pole)s?\b")
_SUBJECT = expression(
    rf"\W*(?:{LEAD}(?=[Ll][ea]s?\s|[Ll][’']|[Tt]he\s))?"
    rf"(?P<article>[Ll][ea]s?\s+|[Tt]he\s+|[Ll][’'])?(?P<name>{NAME}\+?(?(article)(?:{TAIL})?))[®\s»”\"*_]*"
    r"(?:\([^()]{1,60}\)\s*)?,?$"
)
_DETERMINED = expression(
    r"(?:C[eo]s?t?t?e?|Celui|Celle|Cela|Il|Elle|On|Son|Sa|Notre|Leur|Chaque|Un|Une|This|That|It|He|She|Our|My)\b"
)
_GAP = expression(r"[\s»”\"*_]*(?:\([^()]{0,60}\)\s*)?,?\s*(?:(?:est|sont|a été|is|was)\s+)?")
# « CargoLoop is led by … », « Ti Koad, première coopérative d'habitants, a été fondée par … »
_BE = r"(?:est|sont|était|étaient|sera|a été|ont été|is|are|was|were|has been|have been)\s+(?:[a-zà-ÿ]+\s+)?"
_OPENS_PASSIVE = expression(
    rf"\W*(?P<article>L[ea]s?\s+|The\s+|L[’'])?(?P<name>{NAME}\+?(?(article)(?:{TAIL})?))[®\s»”\"*_]*"
    rf"(?:\([^()]{{1,60}}\)\s*)?(?:,\s[^.;:()]{{1,120}},\s+)?{_BE}$"
)
# « La halle des Trois Tilleuls est portée par … », « The Harrow pilot was led by … »: a noun names with what
# it is of; who does it, and what is done, is no thing.
_NOUN_OPENS_PASSIVE = expression(
    rf"(?:\W*(?:(?:La|Le)\s|L[’'])|.{{1,160}}\sque\s(?:(?:la|le)\s|l[’']))(?P<name>(?P<noun>[{LOWER}]{{4,}})(?:\s[{LOWER}]{{4,}})?"
    rf"\s(?:de la\s|des\s|du\s|de\s|de l[’']|d[’'])(?P<of>{NAME}))\s{_BE}$"
)
_ENGLISH_OPENS_PASSIVE = expression(
    rf"\W*The\s(?P<name>(?P<of>{NAME})\s(?P<noun>pilot|scheme|hub|garden|gardens|trail|library|kitchen|workshop|map|café|lab"
    rf"|network|trial|initiative|festival|toolkit|bus|market|farm|park|club|fund|challenge|campaign))\s{_BE}$"
)
_NAMED = expression(rf"[^.;!?\n]{{0,40}}?[{UPPER}«]")
_WORKS = ("carriedBy", "supportedBy", "inspiredBy")
_DOING = expression(
    r".*(?:tion|sion|ment|age|ance|ence|ure|ise|eurs?|ice|ants?|ents?|iers?|ières?|istes?|iens?)$|maire|élus?|vie|équipe|suite"
    r"|fin|part|fois|cas|rôle|rue|route|quartier|centre|partie|reste|place|étude|thèse|mise|demande|offre|recherche"
)
WHOLE = expression(rf"(?:(?:L[ea]s?|The)\s+|L[’'])?{NAME}\+?")
_NEAR = 40  # characters after « est un » in which a noun says what the thing is
_DASHED = expression(
    r"(?:\s*\((?:19|20)[0-9]{2}[^()]{0,20}\))?(?:\s+[–—-]\s+(?:(?:une?|an?|the|le|la)\s+|l[’'])?|\s*:\s+(?:une?|an?)\s+)"
)
_STOP = expression(r"[^.]?\.\s+(?=[A-ZÀ-Þ])")
_THIS = expression(r"C(?:e|et|ette)\s+")
_PARTICIPLE = expression(r"[A-ZÀ-Þ][a-zà-ÿ-]*(?:é|i|u|it|is|ert)e?s?\s")
_TWO_CAPITALS = expression(rf".*[{UPPER}].*[{UPPER}]")
WORDS = 6  # of a name, at most
_AGAIN = 2  # times that a single word must stand in a document to be a name
THINGS = ("Project", "Institution", "Event")


def find_defined(view: View) -> Iterator[Found]:
    """Names that a definition or a participle shows to be things."""
    for number in view.blocks_with(_BEING):
        if view.blocks[number].kind in ("paragraph", "item"):
            yield from _said_to_be(view, number)
    for number, _ in view.cued("relation"):
        yield from _marked(view, number)
        yield from _passive(view, number)
    yield from _led(view)


def _said_to_be(view: View, number: int) -> Iterator[Found]:
    text = view.blocks[number].text
    for being in _BEING.finditer(text):
        start = view.sentence(number, being.start()).start
        subject = _SUBJECT.match(text, start, being.start())
        kind = called(view, number, being.end()) if subject else ""
        span = find_name(view, number, subject) if subject and kind else None
        if span is not None:
            label = clean_label(text[slice(*span)])
            yield Found(number, *span, kind, label, "name.defined", 0.7)


def find_name(
    view: View, number: int, subject: re.Match[str], *, repeated: bool = False
) -> tuple[int, int] | None:
    """Where the ``name`` of a match stands, with its ``article`` where it is one word: « La Ruche ».

    Returns:
        None when it can be none; see :func:`may_be`.
    """
    lone = subject["article"] and " " not in subject["name"]
    span = subject.start("article" if lone else "name"), subject.end("name")
    return span if may_be(view, number, *span, repeated=repeated) else None


def called(view: View, number: int, start: int) -> str:
    """The class of the noun that begins at a position, an adjective apart; "" when it is none of a thing."""
    end = min(start + _NEAR, view.sentence(number, start).end)
    for noun in view.cues("class", number, start, end):
        between = view.plain[number][start : noun.start].split()
        if len(between) > 1 or noun.cue.announces not in THINGS:
            return ""
        return noun.cue.announces
    noun_only = _NOUN.match(view.plain[number], start)
    if noun_only is None:
        return ""
    return "Institution" if noun_only["noun"] == "structure" else "Project"


def _marked(view: View, number: int) -> Iterator[Found]:
    """« la ligne *Lignes+* opérée par … »: marked up, and right before a participle."""
    block = view.blocks[number]
    passive = [c.start for c in view.cues("relation", number) if not c.cue.inverse]
    for span in spans_within(block, 0, len(block.text)) if passive else ():
        gap = _GAP.match(block.text, span.end)
        if span.kind not in ("strong", "emphasis") or gap is None or gap.end() not in passive:
            continue
        label = block.text[span.start : span.end].strip(" :,.®")
        if WHOLE.fullmatch(label) and may_be(view, number, span.start, span.start + len(label)):
            end = span.start + len(label)
            yield Found(number, span.start, end, "Project", clean_label(label), "name.marked", 0.6)


def _passive(view: View, number: int) -> Iterator[Found]:
    """The name that opens a sentence and a participle speaks of; a single word must come again."""
    text = view.blocks[number].text
    for cue in view.cues("relation", number):
        if cue.cue.inverse:
            continue
        start = view.sentence(number, cue.start).start
        subject = _OPENS_PASSIVE.match(text, start, cue.start)
        if subject is None and cue.cue.announces in _WORKS:
            yield from _noun_passive(view, number, start, cue)
        if subject is None or view.cues("class", number, start, subject.end("name")):
            continue
        span = find_name(view, number, subject, repeated=True)
        if span is not None:
            label = clean_label(text[slice(*span)])
            yield Found(number, *span, "Project", label, "name.passive", 0.6)


def _noun_passive(view: View, number: int, start: int, cue: CueMatch) -> Iterator[Found]:
    """The noun with its name that opens a sentence: « La | halle des Trois Tilleuls | est portée par … »."""
    text = view.blocks[number].text[start : cue.start]
    subject = _NOUN_OPENS_PASSIVE.match(text) or _ENGLISH_OPENS_PASSIVE.match(text)
    named = _NAMED.match(view.blocks[number].text, cue.end)  # « founded by engineers »: by nobody
    if subject is None or named is None or _DOING.fullmatch(subject["noun"].lower()):
        return
    span = start + subject.start("name"), start + subject.end("name")
    known = view.cues("class", number, *span) or view.cues("role", number, *span)
    if not known and not is_person_name(subject["of"]):
        yield Found(number, *span, "Project", clean_label(subject["name"]), "name.passive", 0.6)


def _led(view: View) -> Iterator[Found]:
    """« **Quiet Quays** – noise mapping … »: paragraphs, two at least, that begin with a marked name."""
    found = []
    for number, block in enumerate(view.blocks):
        span = next(iter(block.spans), None)
        if block.kind != "paragraph" or span is None or span.kind != "strong" or span.start:
            continue
        label = block.text[: span.end].strip(" :,.®")
        kind = _run_in(view, number, span.end)
        if kind and not is_key(label) and may_be(view, number, 0, len(label), repeated=True):
            yield Found(number, 0, len(label), kind, clean_label(label), "name.run-in", 0.65)
            continue
        if not _DASHED.match(block.text, span.end) or is_key(label):
            continue
        if _TWO_CAPITALS.match(label) and may_be(view, number, 0, len(label)):
            kind = called(view, number, _after_dash(block.text, span.end)) or "Project"
            found.append(Found(number, 0, len(label), kind, clean_label(label), "name.led", 0.6))
    if len(found) > 1:
        yield from found


def _run_in(view: View, number: int, end: int) -> str:
    """The class of what a marked name is that opens a paragraph, with a stop: « **X.** Ce centre … ».

    « **X.** Porté par Y, … » is a project; "" where the sentence after the stop speaks of something else.
    """
    text = view.blocks[number].text
    after = _STOP.match(text, end - 1)
    if after is None:
        return ""
    pointed = _THIS.match(text, after.end())
    if pointed:
        noun = view.cue_at("class", number, pointed.end())
        return noun.cue.announces if noun is not None and noun.cue.announces in THINGS else ""
    opening = view.cue_at("relation", number, after.end())
    passive = opening is not None and not opening.cue.inverse
    return "Project" if passive and _PARTICIPLE.match(text, after.end()) else ""


def _after_dash(text: str, at: int) -> int:
    dash = _DASHED.match(text, at)
    return dash.end() if dash else at


def may_be(view: View, number: int, start: int, end: int, *, repeated: bool = False) -> bool:
    """Whether a name can be a thing's: no place, person, theme or word that opens a sentence.

    With ``repeated`` a single word will do that comes again with its capital.
    """
    text = view.text(Stretch(number, start, end))
    words = text.split()
    if not 0 < len(words) <= WORDS or _DETERMINED.match(text):
        return False
    lone = len(words) == 1 and not MIXED.search(text)
    if lone and not (repeated and view.times_written(text) >= _AGAIN):
        return False
    return not (
        is_person_name(text)
        or find_known(view.gazetteer, text)
        or view.lexicon.find_theme(text)
        or view.lexicon.find_cue("stop", text)
    )
