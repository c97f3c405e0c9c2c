"""The functions that a text gives a person: « Ana Costa, professeure à l'Université X et élue de Y »."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from lf2l_kg.base.expressions import expression
from lf2l_kg.extract.text.capitals import read_candidates
from lf2l_kg.extract.text.emails import read_emails
from lf2l_kg.extract.text.lexicon import CueMatch
from lf2l_kg.extract.text.shapes import ADJECTIVE, LOWER, NAME, UPPER
from lf2l_kg.extract.text.view import View

_ARTICLE = (
    r"(?:(?:notre|nos|sa|son|leurs?|les?|la|un|une|the|an?|our|its)\s+|l[’'])?"
    r"(?:(?:ancien(?:ne)?|nouveaux?|nouvelles?|premi(?:er|ère)|actuel(?:le)?|former|jeune"
    r"|aujourd[’']hui|désormais|actuellement|alors|également|aussi|now|currently|also)\s+)?"
)
#: A degree, a country: what may stand between a name and what is said of its bearer.
ASIDE = (
    r"(?:\s*,\s*[0-9]{2}\s+ans)?(?:\s*,\s*(?:Ph\.?\s?D\.?|PhD|HDR|Dr\.?))?(?:\s*\([^(),]{1,12}\))?"
)
#: Between names that are enumerated.
BETWEEN = expression(rf"{ASIDE}\s*(?:,|;|/|et|and|&|, et)?\s*")
# « Ana Costa a été élue présidente », « Ana Costa occupe le poste de directrice ».
_APPOINTED = (
    r"(?:(?:est|sont|a été|vient d[’']être|is|was)\s+(?:[a-zà-ÿ]+ment\s+)?"
    r"(?:(?:recrut|nomm|désign|embauch|engag)ée?|(?:ré)?élue?|promue?|appointed|elected|hired)\s+"
    r"|(?:devient|est devenue?|occupe|assure|rejoint l[’']équipe|prend ses fonctions|arrive)\s+)"
    r"(?:(?:comme|en tant que|en qualité de|as)\s+"
    r"|(?:(?:au|le) poste|(?:les )?fonctions?) d(?:e\s+|[’']))?"
)
_OPENING = expression(
    rf"(?P<aside>{ASIDE})\s*(?:,\s*(?:(?:qui|who)\s+(?:est|is)\s+)?|[–—:(]\s*|-\s+|\b{_APPOINTED}"
    rf"|\b(?:en\s+)?(?:est|sont|était|étaient|is|are|was|were)\s+|\s){_ARTICLE}"
)
_BRACKET = expression(rf"[^(\n]*\(\s*{_ARTICLE}")
_FORMER = expression(r"(?:ancien(?:ne)?|former|ex)[\s-]+$")
_FIRST = expression(_ARTICLE)
_NEXT = expression(
    rf"(?:\s*\([^()]{{1,40}}\))?\s*(?:,\s*(?:et\s+|and\s+)?|(?:et|and|&|/|[-–—])\s+){_ARTICLE}"
)
_END = expression(
    r"«[^»]*»|“[^”]*”|[,;()\[\]\n:!?<>|]|\.(?!\s+[a-zà-ÿ])|\s(?:et|and|&)\s|\s[–—/-]\s"
    r"|\s(?:à (?:compter|partir) d[eu’']|depuis (?:le )?[0-9]|(?:en|le) [0-9])"
    r"|\s(?:a|ont|est|sont|était|sera|qui|que|où|dont|propose|accueille|présente|ouvre|anime"
    r"|explique|souligne|rappelle|has|is|was|who)\s|\s(?:si|jusqu[’'](?:en|à|au))\s"
)
_IS_KEY = expression(r"[^.,;:()\n]{0,40}:\s")
_PAIR = expression(rf"[{UPPER}][{LOWER}]+\s+[{UPPER}]")
_THE = r"(?:(?:la|le|les|the)\s+|l[’'])?"
_AT = expression(
    rf"\s(?:à|au|aux|chez|at|auprès\s+d(?:e\s|u\s|[’'])|au sein d(?:e\s|u\s|[’']))\s*{_THE}"
)
_OF = expression(rf"\s(?:(?:de|du|des|of)\s+|d[’']\s*){_THE}")
_BESIDE = expression(rf"\s*(?:,|[–—(]|-\s)\s*{_THE}")
_BEFORE_NAME = expression(
    rf"(?P<words>(?:\s+(?:et\s+)?(?:{ADJECTIVE}|[{LOWER}]{{2,20}}(?:iste|ant|ante)"
    r"|(?:adjoint|délégué|associé)e?|émérite|titulaire|honoraire|belge|suisse|russe|grec|turc|tchèque|corse)(?!\w)"
    rf"|\s+en\s+[{LOWER}]+){{0,4}})"
    r"(?P<rest>[^.;:()\n,]{0,80}?)[\s«*]*(?P<stop>[,:–—]|\s-|)\s*$"
)
_KEY_BEFORE = expression(
    rf"(?:^|\n)\W{{0,3}}(?P<key>[{UPPER}][^:;.,()\n]{{2,50}}?)\s*\W{{0,3}}:\s*\W{{0,3}}(?:(?:Dr|Pr|Prof|Mme|M)\.?\s+)?$"
)
_LINKING = expression(
    r"\b(?:aux?|à|le|la|les|du|de|des|pour|avec|un|une|the|to|of|for)\b|[’']", re.IGNORECASE
)
_OF_NAME = expression(
    rf"\s*(?:(?:de|du|des|of)\s|d[’'])?\s*{_THE}(?P<noun>[{LOWER}\s’'-]*)[«“\"]?(?P<name>{NAME})\W*"
)
_APPOSED = expression(rf",\s*{_ARTICLE}$")
_LEADS_ON = expression(r"\s(?:de|du|des|of|d[’'])\s*$")
_NOT = expression(r"\b(?:non|pas|not|plus)[ -]$")
_GOVERNING = ("de", "du", "des", "of")
_LONGEST = 100
_MOST = 8  # functions of one person in a row
_FAR = 130
_NEAR = 8  # characters before a function in which it is denied


class Tail(Struct, frozen=True):
    """Where the name of what a person belongs to may start, and the words that lead there."""

    start: int
    link: Literal["at", "of", "beside"]


class Role(Struct, frozen=True):
    """A function: ``text[start:end]`` of a block, and where its institution may be named."""

    cue: CueMatch
    start: int
    end: int
    tails: tuple[Tail, ...]


def read_roles(view: View, number: int, at: int) -> tuple[Role, ...]:
    """The functions that follow a name which ends at a position; () when there is none."""
    if not view.cues("role", number, at):
        return ()
    text = view.blocks[number].text
    opening = _OPENING.match(text, at)
    bracket = opening["aside"].rfind("(") if opening else -1
    if bracket >= 0 and view.cue_at("role", number, at + bracket + 1):
        opening = _BRACKET.match(text, at)  # « Ana Costa (présidente), … »: no country
    return _roles(view, number, opening)


def read_opening_roles(view: View, number: int) -> tuple[Role, ...]:
    """The functions that a block opens with, below a person's name: « Ingénieure de recherche »."""
    return _roles(view, number, _FIRST.match(view.blocks[number].text))


def _roles(view: View, number: int, opening: re.Match[str] | None) -> tuple[Role, ...]:
    """The function after an opening, and those enumerated with it."""
    text = view.blocks[number].text
    found: list[Role] = []
    while opening is not None and len(found) < _MOST:
        cue = view.cue_at("role", number, opening.end())
        if cue is None or ("\n" in opening[0] and _IS_KEY.match(text, cue.end)):
            break  # « Ana Costa ⏎ Secrétaire de séance : Paul Roux »
        stop = _before_person(view, number, cue, _stop(view, number, cue))
        former = _FORMER.search(text, opening.start(), opening.end())
        role = _role(view, number, cue, stop)
        found.append(replace(role, start=former.start()) if former else role)
        opening = _NEXT.match(text, stop)
    return tuple(role for role in found if role.end - role.start <= _LONGEST)


def _stop(view: View, number: int, cue: CueMatch) -> int:
    """Where the words of a function, its institution included, end."""
    text = view.blocks[number].text
    emails = (e.start for e in read_emails(view, number) if e.start > cue.end)
    reach = min(len(text), cue.end + 2 * _LONGEST)
    reach = min(reach, next(emails, reach))  # « directrice ⏎ | a.costa@… »
    for match in _END.finditer(text, cue.end, reach):
        if match[0][0] in "«“":
            continue
        if match[0].strip() in ("et", "and", "&"):
            following = _NEXT.match(text, match.start())
            role = following and view.cue_at("role", number, following.end())
            if not role and not _PAIR.match(text, match.end()):
                continue
        return match.start()
    return len(text[:reach].rstrip())


def _before_person(view: View, number: int, cue: CueMatch, stop: int) -> int:
    """Where a function ends that the next name follows: « ingénieure CNRS | Paul Roux, … »."""
    text = view.blocks[number].text
    for person in read_candidates(view, number):
        if person.given and cue.end < person.start < stop:
            return stop if _LINKING.search(text, person.start - 4, person.start) else person.start
    return stop


def _role(view: View, number: int, cue: CueMatch, stop: int) -> Role:
    """A function without the « à l'Université X » at its end, which is a tail."""
    text = view.blocks[number].text
    tails = []
    end = stop
    for match in _AT.finditer(text, cue.end, stop):
        if names_body(view, number, match.end()):
            tails.append(Tail(match.end(), "at"))
            end = match.start()
            break
    for match in _OF.finditer(text, max(cue.start, cue.end - 4), end):
        if names_body(view, number, match.end()):
            tails.append(Tail(match.end(), "of"))
            break
    beside = _BESIDE.match(text, stop)
    if (
        beside
        and all(t.link == "of" for t in tails)
        and view.blocks[number].kind in ("item", "cell")
    ):
        tails.append(Tail(beside.end(), "beside"))
    return Role(cue, cue.start, end, tuple(tails))


def names_body(view: View, number: int, start: int) -> bool:
    """Whether a name, or a noun with its name, starts at a position: « l'école Y », « OCDE »."""
    text = view.blocks[number].text
    if re.compile(rf"[«“\"]?[{UPPER}]|[{LOWER}]?[{UPPER}]").match(text, start):
        return view.lexicon.find_theme(_word(text, start)) is None
    noun = view.cue_at("class", number, start)
    return noun is not None and bool(
        re.compile(rf"[^,.;()]{{0,30}}[{UPPER}]").match(text, noun.end)
    )


def _word(text: str, start: int) -> str:
    match = re.compile(r"[\w’'-]+").match(text, start)
    return match[0] if match else ""


def read_role_before(view: View, number: int, at: int) -> Role | None:
    """The function before a name: « la philosophe Ana Costa », « Directrice : Ana Costa »."""
    cues = [c for c in view.cues("role", number, max(0, at - _FAR), at) if c.end < at]
    if not cues or _is_of_another(view, number, cues[-1], at):
        return None
    text, cue = view.blocks[number].text, cues[-1]
    key = _KEY_BEFORE.search(text, max(0, at - _FAR), at)
    within = key and key.start("key") <= cue.start and cue.end <= key.end("key")
    if key and within and not _LINKING.search(text, key.start("key"), cue.start):
        return Role(
            cue, key.start("key"), key.end("key"), ()
        )  # « Responsable de la recherche : Ana Costa »
    match = _BEFORE_NAME.match(text[cue.end : at])
    if match is None:
        return None
    if match["stop"] == "," and _APPOSED.search(text, max(0, cue.start - 20), cue.start):
        return None  # « Paul Roux, président, Ana Costa, … »: the function of the one before
    tails: tuple[Tail, ...] = ()
    end = cue.end + match.end("words")
    if match["rest"].strip():
        of = _OF_NAME.fullmatch(match["rest"])
        governs = cue.cue.announces != "role" or match["rest"].split()[0] in _GOVERNING
        if of is None or not governs:
            return None
        tails = (Tail(cue.end + match.start("rest") + of.start("noun"), "of"),)
        end = cue.end + match.start("rest") + of.end("name")
    return Role(cue, cue.start, end, tails)


def _is_of_another(view: View, number: int, cue: CueMatch, at: int) -> bool:
    """« Candidat non élu : Paul Roux », « Director of | Hearth CIC »: no function of whom it precedes."""
    denied = _NOT.search(view.plain[number], max(0, cue.start - _NEAR), cue.start)
    return bool(denied or _LEADS_ON.search(view.blocks[number].text, cue.start, at))


def tails_of(roles: tuple[Role, ...]) -> Iterator[tuple[Role, Tail]]:
    """Every place where an institution may be named, with the function that leads there."""
    return ((role, tail) for role in roles for tail in role.tails)
