"""Names that only stand after a relation cue: « engagé par Gand », « soutenue par ENEDIS, EDF »."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.text import plain
from lf2l_kg.extract.text.acronyms import is_acronym
from lf2l_kg.extract.text.capitals import is_given_name
from lf2l_kg.extract.text.gazetted import find_known
from lf2l_kg.extract.text.lexicon import CueMatch
from lf2l_kg.extract.text.shapes import FULL_NAME, FULL_PERSON, LOWER, NAME, UPPER
from lf2l_kg.extract.text.view import Found, View

from .boundaries import without_owner, without_place
from .clauses import COUNTED, STILL
from .introduced import bound_end
from .nouns import after_noun, clean_label, own_end

_INTRODUCES = expression(
    r"\b(?:par|de|du|des|d'|avec|by|under|through|of|with|from|partenaires?|financeurs?|soutiens?|mecenes?|membres?)$|(?:sont|:)$"
)
# « de l'aide de A et | du soutien de | B »
_SUPPORT = expression(
    r"\s*(?:(?:de|du|à|grâce (?:à|au))\s+)?(?:(?:le|la|les)\s+|l[’'])?"
    r"(?:soutien|appui|aide|concours|accompagnement|financement|participation|subvention|expertise)"
    r"(?:\s+(?:financi|techn|logist)[a-zà-ÿ]+)?\s+(?:d[eu]s?\s+(?:la\s+|l[’'])?|d[’'])"
)
# Verbs of which the objects, though no preposition leads to them, are bodies: « réunit A, B et C ».
_GATHERS = expression(r"(?:reuni|rassembl|federe|regroup|associ|mobilis|impliqu)")
_ARTICLE = expression(
    r"\s*(?:(?:le|la|les|un|une|the)\s+|l[’'])?(?:(?:Dr|Pr|Prof|Mme|Mlle|Mr|Mrs|Ms|M)\.?\s+(?=\S))?\s*[«\"“]?\s*"
)
_THE = expression(r"\s*(?:les?\s|la\s|l[’'])")
_GOES_ON = expression(rf" [{UPPER}][{LOWER}]")  # « Ashley Vale Action | Group » is nobody
_CAPITAL = expression(rf"[{UPPER}]")
_DEFINITE = expression(rf"\s+(?:(?:le|la|les)\s+|l[’'])[«“\"]?\s*(?P<name>{NAME})")
_SEVERAL = 2  # capitals of a name that only its article shows
_WITH = expression(r",?\s+(?:avec|with)\s+(?=\S)")
_TEXT = expression(
    r"(?:Charte|Convention|Appel|Déclaration|Agenda|Traité|Accords?|Manifeste|Pacte|Plan)\s"
)
_LED = expression(r"(?P<by>d[eu]s?|of|par|by|avec|with|from)\s+(?=\S)")
_NEXT = expression(
    r"\s*(?:,\s*Ph\.?\s?D\.?)?\s*(?:\([^()\n]{1,60}\)\s*)?"
    r"(?:,(?!\s+(?:avec|with)\s)|et|ou|and|ainsi que)\s+(?=\S)"
)


def find_after_relations(view: View) -> Iterator[Found]:
    """The names enumerated after each cue that ends in a preposition."""
    for number, matches in view.cued("relation"):
        for match in matches:
            words = view.plain[number][match.start : match.end]
            if not match.cue.inverse and _INTRODUCES.search(words):
                yield from _enumerated(view, number, match)
            elif _GATHERS.match(words) and match.cue.announces in ("memberOf", "partner"):
                yield from (f for f in _enumerated(view, number, match) if _is_sure(f))
            elif match.cue.inverse and match.cue.announces == "carriedBy":
                yield from _made(view, number, match)


def _enumerated(view: View, number: int, match: CueMatch) -> Iterator[Found]:
    text, at = view.blocks[number].text, match.end
    counted = COUNTED.match(text, at)
    at = counted.end() if counted else at
    by_comma = False
    with_them = None  # « porté par A | avec B et C »
    while True:
        support = _SUPPORT.match(text, at)
        article = _ARTICLE.match(text, support.end() if support else at)
        start = article.end() if article else at
        end = _announced_end(view, number, start)
        if end is None:
            name = _person(view, number, start, match) or FULL_NAME.match(text, start)
            if name is None:
                return
            definite = article is not None and _THE.match(article[0]) is not None
            end = _name_end(view, number, start, name.end(), match, definite=definite)
            if end - start < 2 or (by_comma and _says_else(view, number, start, end)):
                return
            kind, confidence = _kind(view, number, start, end, match)
            if kind and view.lexicon.find_cue("stop", text[start:end]) is None:
                label = clean_label(text[start:end])
                yield Found(number, start, end, kind, label, "name.after-cue", confidence)
        following = _NEXT.match(text, end)
        if following is None and not with_them and match.cue.announces == "carriedBy":
            following = with_them = _WITH.match(text, end)
        if following is None:
            return
        by_comma = following[0].strip() == ","
        at = following.end()
        led = _LED.match(text, at)  # « a member of A and | of B »
        at = (
            led.end()
            if led and led["by"][:2] == view.plain[number][match.start : match.end].split()[-1][:2]
            else at
        )


def _says_else(view: View, number: int, start: int, end: int) -> bool:
    """After a comma: « lancé avec A, | le Labo explore », « chaired by Ana Costa, | Director of Motris »."""
    still = STILL.match(view.blocks[number].text, end)
    return still is None or view.cue_at("role", number, start) is not None


def _name_end(
    view: View, number: int, start: int, end: int, match: CueMatch, *, definite: bool
) -> int:
    """Where a name ends that begins after a cue, the next name, its town and its owner apart."""
    text = view.blocks[number].text
    end = own_end(view, number, start, end)
    if match.cue.announces == "inspiredBy" and not _TEXT.match(text, start):
        end = start + len(without_owner(view, text[start:end]))  # « Bocal | de Fribourg »
    if definite:
        end = bound_end(text, start, end)  # « les Compagnons | bâtisseurs », « le Crédit | mutuel »
    return start + len(without_place(view, text[start:end]))


def _made(view: View, number: int, match: CueMatch) -> Iterator[Found]:
    """« anime | la Fabrique du Canal »: with its article and several capitals, no place and nobody."""
    text = view.blocks[number].text
    name = _DEFINITE.match(text, match.end)
    if name is None:
        return
    start = name.start("name")
    end = own_end(view, number, start, name.end())
    label = clean_label(text[start:end])
    if len(_CAPITAL.findall(label)) < _SEVERAL or FULL_PERSON.match(label) is not None:
        return
    if not (view.cues("class", number, start, end) or find_known(view.gazetteer, label)):
        yield Found(number, start, end, "Project", label, "name.after-verb", 0.55)


def _is_sure(found: Found) -> bool:
    """An acronym, or a name with several capitals: « réunit | INRAE et Val d'Oise Habitat »."""
    return found.kind == "Institution" and len(_CAPITAL.findall(found.label)) >= _SEVERAL


def _person(view: View, number: int, start: int, match: CueMatch) -> re.Match[str] | None:
    """A person's name at a position: « par Ana Costa », but not « par Évreux Portes | de Normandie »."""
    text = view.blocks[number].text
    name = FULL_PERSON.match(text, start) if _admits(view, match, "Person") else None
    if name is None or find_known(view.gazetteer, name[0]) or _GOES_ON.match(text, name.end()):
        return None
    return name if _is_person(view, number, name[0], match) else None


def _announced_end(view: View, number: int, start: int) -> int | None:
    """Where the name ends that a class noun announces here: « l'association Motris | et Veolia »."""
    noun = view.cue_at("class", number, start)
    if noun is None or noun.cue.suffix:
        return None
    span = after_noun(view, number, noun)
    return span[1] if span else None


def _admits(view: View, match: CueMatch, kind: str) -> bool:
    known = view.lexicon.ontology.properties.get(match.cue.announces)
    return known is not None and kind in known.range


def _kind(view: View, number: int, start: int, end: int, match: CueMatch) -> tuple[str, float]:
    """(class, confidence) of a name by its form and by what the property admits; "" for none."""
    text = view.blocks[number].text[start:end]
    if nouns := view.cues("class", number, start, end):
        return _of_noun(view, match, nouns, start, end, text)
    place = bool(find_known(view.gazetteer, text))
    if not place and _admits(view, match, "Person") and _is_person(view, number, text, match):
        return "Person", 0.7
    if place and _admits(view, match, "Territory"):
        return "Territory", 0.8
    if is_given_name(text):
        return "", 0.0  # « tenu par Mona et Lucie »: nobody knows who
    if _admits(view, match, "Institution"):
        return "Institution", 0.65
    return ("Project", 0.65) if _admits(view, match, "Project") else ("", 0.0)


def _of_noun(
    view: View, match: CueMatch, nouns: tuple[CueMatch, ...], start: int, end: int, text: str
) -> tuple[str, float]:
    """(class, confidence) of a name that a class noun is, « la | CAF », or ends in English."""
    if is_acronym(text) and nouns[0].cue.in_name and _admits(view, match, "Institution"):
        return "Institution", 0.65
    last = nouns[-1]  # « the Katendrecht Residents' | Association »
    ends = last.end == end and last.start > start
    if ends and _admits(view, match, last.cue.announces):
        return last.cue.announces, 0.65
    # « membre de Bretagne | Tiers-Lieux »: called after what its members are
    network = ends and match.cue.announces == "memberOf" and not match.cue.inverse
    return ("Institution", 0.6) if network and text[last.start - start].isupper() else ("", 0.0)


# What one does oneself: « fondé par Fazette Bordage », but « financé par Naval Group ».
_PERSONAL = expression(
    r"(?:co-?)?(?:fond|cre|imagin|initi|invent|dirig|presid|anim|ecri|con[cç]u|found|creat|led|direct|design|invent|writ)"
)
_NO_GIVEN = expression(
    r"(?:credit|naval|groupe?|caisse|banque|hochschule|halle|polytech\w*|politecnico|universi\w+|radio|espace|centre"
    r"|science|sciences|maison|agence|action|air|eau|electricite|energie|gaz|grand|jeunes?|mines?|ville|terre|territoires?"
    r"|reseau|fabrique|cite|nouveaux?|nouvelles?|petits?|petites?|low|smart|open|fab|digital|green|solar|bio|eco|tech)"
)


def _is_person(view: View, number: int, text: str, match: CueMatch) -> bool:
    """A known given name; else a pair of names after a verb of what persons do."""
    if not FULL_PERSON.fullmatch(text):
        return False
    first, last = text.split(maxsplit=1)[0], text.rsplit(maxsplit=1)[-1]
    if is_given_name(first):
        return True
    if not _PERSONAL.match(view.plain[number], match.start) or view.gazetteer.find(last):
        return False
    return not _NO_GIVEN.fullmatch(plain(first))
