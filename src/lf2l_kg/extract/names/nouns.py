"""Names that a noun of a class announces: « Fondation NIT », « le projet Refill », « … Living Lab »."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.text import plain
from lf2l_kg.extract.text.capitals import is_given_name
from lf2l_kg.extract.text.lexicon import CueMatch
from lf2l_kg.extract.text.shapes import FULL_PERSON, LOWER, NAME, WORD, is_proper, trim_name
from lf2l_kg.extract.text.view import Found, View

from .boundaries import (
    CAPITALISED,
    REACH,
    before_noun,
    clean_label,
    joined_end,
    long_form_end,
    own_end,
    second_half_end,
    without_place,
    without_town,
)
from .introduced import ATTRIBUTE, CALLED, DIRECT, bound_end, introduced_name
from .lowered import OF, lowered_end, place_end, quality_end

__all__ = ["after_noun", "clean_label", "find_class_nouns", "own_end"]

_RULE = "name.class-noun"
_QUOTED = expression(rf"(?P<called>{CALLED})\s*[«“\"]\s*(?P<name>[^»”\"]{{2,80}}?)\s*[»”\"]")
_WITH_PARTICLE = expression(
    rf"{ATTRIBUTE}{{0,2}}\s+(?:de la|de l[’']|des|du|de|d[’']|pour|sur|en|of the|of|for)\s*"
    rf"(?:l[’']|la\s|le\s|les\s)?(?P<name>{NAME})"
)
# « Chambre de commerce et d'industrie de Meurthe-et-Moselle »: what the noun is for, then where or whose.
_WITH_COMPLEMENTS = expression(
    rf"{ATTRIBUTE}?(?:\s+(?:(?:et|pour|en|sur|à)\s+)?(?:{OF}|la\s+|l[’']|les\s+|aux\s+)"
    rf"(?![{LOWER}]+(?:er|ir|oir|dre|tre|ire)\b)[{LOWER}-]+{ATTRIBUTE}{{0,2}}){{1,4}}"
    rf"\s+{OF}(?P<name>{NAME})"
)
_SUCH_AS = expression(
    rf"[^.;,]{{0,40}}?\s+(?:tel(?:le)?s?\s+que|comme|such as)\s+(?:(?:le|la|les)\s+|l[’'])?(?P<name>{NAME})"
)
_NEXT = expression(
    rf"\s*(?:,|,?\s*(?:et|ou|and|or|&|ainsi que))\s+(?P<particle>{OF})?"
    rf"(?:(?:le|la|les)\s+|l[’'])?(?P<name>{NAME})"
)
_MOST_COORDINATED = 12
# Nouns of groups of places, whose names join those of two.
_OF_PLACES = expression(
    r"(?:communauté|syndicat|agglo|pays|parc|pôle|métropole|EPTB|PETR|PNR)", re.IGNORECASE
)
_ROLE = 30  # characters before a noun in which a function may begin
_CAPITALS = 4  # words all in capitals that may still be a name and no shouting
# Before a noun: it then speaks of one thing among others, or of a thing named elsewhere.
_UNCERTAIN = expression(r"\s*\(?\?")
_THE_STREET = expression(r"(?:\b(?:la|une|cette|les|des|notre)\s+|^\W*)$")
_IN_STREET = expression(r"\b(?:de|dans|a|sur|vers|depuis|entre|avec|pour)\s+(?:la|une|cette)\s+$")
_CALL = expression(r"\bappels? a $")  # « appel à projets X » is no project
_MORE_WORDS = expression(rf"®?(?: {WORD})*\+?")  # after « Living Lab »
_CITY_OF = expression(r"(?<!\w)(?:City|County|Borough|District|Town) of $")
_OF_NAME = expression(rf"(?: (?:of the|of|for) {WORD}(?: {WORD})*)?")  # after « University »
_INDEFINITE = expression(
    r"(?<![\w-])(?:une?|plusieurs|certaine?s|quelques|chaque|aucune?|deux|trois|quatre|cinq|six|dix|autres?"
    r"|quel(?:le)?s?|divers|diverses|nombreux|nombreuses|(?!(?:19|20)[0-9]{2}\s)[0-9]+|an|each|every|any|some|no|several|two|three"
    r"|many|other)\s+(?:(?!d)[a-z][a-z-]*\s+)?$"
)
_POINTING = expression(
    r"(?<![\w-])(?:ce|cet|cette|ces|notre|nos|votre|vos|son|sa|ses|leurs?|mon|ma|mes|this|these|that|our|your"
    r"|its|their|his|her)\s+(?:(?!d)[a-z-]+\s+)?$"
)
_DEFINITE = expression(
    r"(?:(?<![\w-])(?:le|la|les|du|au|aux|des|the)\s+(?:[a-z-]+\s+)?|(?<!\w)l'\s*|(?:^|[\n(:;,.|«\"–—-])\s*)$"
)
_STARTS = expression(r"(?:^|[\n.!?…»”]\s*|[•*-]\s)$")
# Words that a sentence or a title begins with, before a name.
_FUNCTION = frozenset(
    re.findall(
        r"\S+",
        "le la les l' un une des du de d' ce cet cette ces notre nos votre vos son sa ses leur leurs chaque"
        " plusieurs deux trois tout tous toute toutes aucun aucune certains quelques autre autres pour dans"
        " avec sur par en et ou au aux comme si quand mais donc car the a an this these our your each every"
        " and or in for with from of to as at by no some any",
    )
)


def find_class_nouns(view: View) -> Iterator[Found]:
    """Every name beside a noun that the cues know, in a text that is not code."""
    for number, matches in view.cued("class"):
        for match in matches:
            if _CALL.search(view.plain[number], max(0, match.start - 10), match.start):
                continue
            if _is_of_role(view, number, match) or _is_address(view, number, match):
                continue
            if match.cue.suffix:
                span = _inside(view.blocks[number].text, match)
                if match.cue.announces == "Territory" and (span is None or span[0] == match.start):
                    span = after_noun(view, number, match)
                yield from _found(view, number, match, span) if span else ()
            elif _is_plural(view, number, match):
                yield from _coordinated(view, number, match)
            else:
                span = after_noun(view, number, match) or before_noun(view, number, match)
                yield from _found(view, number, match, span) if span else ()


def _is_of_role(view: View, number: int, match: CueMatch) -> bool:
    """« maître de conférences », « chef de projet »: a function, not a thing."""
    return any(
        c.start < match.start and match.end <= c.end
        for c in view.cues("role", number, max(0, match.start - _ROLE), match.end + 1)
    )


def _is_address(view: View, number: int, match: CueMatch) -> bool:
    """« 12, rue des Tanneurs »: where something is; « la rue X » is a thing."""
    if not match.cue.iri.endswith("#street") or view.blocks[number].kind == "heading":
        return False
    first = max(0, match.start - 14)
    text = view.plain[number]
    within = _IN_STREET.search(text, first, match.start)
    return within is not None or not _THE_STREET.search(text, first, match.start)


def _found(
    view: View, number: int, match: CueMatch, span: tuple[int, int], label: str = ""
) -> Iterator[Found]:
    text = view.blocks[number].text
    start, end = trim_name(text, *span)
    uncertain = _UNCERTAIN.match(text, end, end + 4)
    named = text[start:end]
    if end - start < 2 or uncertain or not is_proper(named):
        return
    if named.isupper() and len(named.split()) > _CAPITALS:
        return
    if view.lexicon.find_cue("stop", named) and not match.cue.in_name:
        return
    label = label or clean_label(named)
    yield Found(number, start, end, match.cue.announces, label, _RULE, match.cue.confidence)


def _inside(text: str, match: CueMatch) -> tuple[int, int] | None:
    """The capitalised words on both sides: « Smart City | Living Lab | Alzette Belval »."""
    left = CAPITALISED.search(text[max(0, match.start - REACH // 2) : match.start])
    start = match.start - (len(left[0]) if left else 0)
    while (word := re.match(r"(?:[LlDd][’']|[\w-]+ )", text[start : match.start])) and word[
        0
    ].strip().replace("’", "'").casefold() in _FUNCTION:
        start += word.end()
    if cities := _CITY_OF.search(text, max(0, start - REACH // 8), start):
        start = cities.start()  # « the | City of Edinburgh Council »
    pattern = _OF_NAME if match.cue.language == "en" else _MORE_WORDS
    right = pattern.match(text, match.end, match.end + REACH)
    end = right.end() if right else match.end
    return (start, end) if is_proper(text[start : match.start] + text[match.end : end]) else None


def after_noun(view: View, number: int, match: CueMatch) -> tuple[int, int] | None:
    """The name after the noun; with « tels que » in between, the name stands for the noun."""
    text, cue = view.blocks[number].text, match.cue
    reach = min(len(text), match.end + REACH)
    quoted = _QUOTED.match(text, match.end, reach)
    if quoted:
        if cue.in_name and not quoted["called"]:
            return match.start, quoted.end()
        return quoted.span("name")
    listed = _SUCH_AS.match(text, match.end, reach)
    if listed:
        return listed.start("name"), own_end(view, number, *listed.span("name"))
    before = view.plain[number][max(0, match.start - 40) : match.start]
    if _INDEFINITE.search(before):
        called = re.match(rf"{CALLED}(?<=\w)\s", text[match.end : match.end + 20])
        if not (called and called[0].strip()):
            return None
    if cue.in_name:
        return _with_noun(view, number, match, before)
    return introduced_name(view, number, match)


def _with_noun(view: View, number: int, match: CueMatch, before: str) -> tuple[int, int] | None:
    """A name that the noun belongs to: « Université de Lorraine », « Chaire collaborative REVES »."""
    text = view.blocks[number].text
    spelled = long_form_end(view, number, match.start, match.end)
    if spelled is not None:
        return match.start, spelled
    reach = min(len(text), match.end + REACH)
    direct = DIRECT.match(text, match.end, reach)
    named = direct or _WITH_PARTICLE.match(text, match.end, reach)
    capital = text[match.start].isupper()
    if capital and named is None:
        named = _WITH_COMPLEMENTS.match(text, match.end, reach)
    if named is None and (lowered := lowered_end(view, number, match)):
        return match.start, lowered
    if named is None or (_POINTING.search(before) and not (direct or capital)):
        return None
    if not direct and not _may_take_particle(view, number, match, named["name"], before):
        return None
    start, end = named.start("name"), own_end(view, number, *named.span("name"))
    if direct:
        end = bound_end(text, start, without_town(view, number, start, end))
    if end == named.end():
        end = second_half_end(view, number, match.start, end)
    if direct and end == named.end() and _OF_PLACES.match(text, match.start):
        end = joined_end(view, number, end)
    if not direct:
        known = view.gazetteer.find(text[start:end])
        end = place_end(view, number, end) if known else quality_end(view, number, end)
    name = without_place(view, text[start:end])
    return match.start, start + len(name)


def _may_take_particle(view: View, number: int, match: CueMatch, name: str, before: str) -> bool:
    """« l'université de Metz », but « diplômé d'université », « thèse d'Ana Costa », « Maison de Metz »."""
    words = FULL_PERSON.match(name)
    if words and is_given_name(name.split(maxsplit=1)[0]) and " " in words[0]:
        return False
    if view.blocks[number].text[match.start].isupper():
        weak = match.cue.pattern.startswith("^") and view.blocks[number].kind == "paragraph"
        return not (weak and _STARTS.search(before) and view.gazetteer.find(name))
    return bool(_DEFINITE.search(before))


def _is_plural(view: View, number: int, match: CueMatch) -> bool:
    written = view.plain[number][match.start : match.end].split()[0]
    return written[-1] in "sx" and written != plain(match.cue.pattern.lstrip("^")).split()[0]


def _coordinated(view: View, number: int, match: CueMatch) -> Iterator[Found]:
    """« les associations Motris et Emmaüs », « les universités de Nancy et de Metz »: one each.

    « Réseaux Multicoolor » is one name in the plural; « les écoles de Toul » are no name.
    """
    text = view.blocks[number].text
    span = after_noun(view, number, match)
    if span is None:
        return
    if not match.cue.in_name:
        for start, end, _ in ((*span, ""), *_more(view, number, span[1])):
            yield from _found(view, number, match, (start, end))
        return
    direct = DIRECT.match(text, match.end, match.end + REACH)
    named = direct or _WITH_PARTICLE.match(text, match.end, match.end + REACH)
    first = named.start("name") if named else span[1]
    parts = [(first, span[1], text[match.end : first]), *_more(view, number, span[1])]
    towns = all(view.gazetteer.find(text[start:end]) for start, end, _ in parts)
    if len(parts) > 1 and (direct or towns):
        head = text[match.start : match.end]
        singular = head[:1].upper() + re.sub(r"[sx](?=\s|$)", "", head[1:], count=1)
        for start, end, particle in parts:
            link = " " if direct else particle or " de "
            label = clean_label(f"{singular}{link}{text[start:end]}")
            where = (match.start if start == first else start, end)
            yield from _found(view, number, match, where, label)
    elif text[match.start].isupper():
        yield from _found(view, number, match, span)


def _more(view: View, number: int, at: int) -> Iterator[tuple[int, int, str]]:
    """(start, end, particle) of the names enumerated after one; none that has a noun of its own."""
    text = view.blocks[number].text
    for _ in range(_MOST_COORDINATED):
        named = _NEXT.match(text, at, min(len(text), at + REACH))
        if named is None:
            return
        start, end = named.span("name")
        if view.cue_at("class", number, start) or own_end(view, number, start, end) != end:
            return
        end = start + len(without_place(view, text[start:end]))
        particle = named["particle"]
        yield start, end, f" {particle}" if particle else ""
        at = end
