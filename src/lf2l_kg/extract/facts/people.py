"""What a text says of persons: function, whom they head or belong to, e-mail, whose contact they are."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.records import Fact, Mention
from lf2l_kg.base.text import collapse
from lf2l_kg.extract.names.roles import (
    ASIDE,
    BETWEEN,
    Role,
    Tail,
    read_opening_roles,
    read_role_before,
    read_roles,
)
from lf2l_kg.extract.names.sections import heading_above, section_subject
from lf2l_kg.extract.names.settled import Names
from lf2l_kg.extract.names.topic import ACTORS, main_institution, state
from lf2l_kg.extract.page.described import described_thing
from lf2l_kg.extract.page.outline import Outline
from lf2l_kg.extract.text.denials import is_over
from lf2l_kg.extract.text.view import Name, Stretch, View

from .contacts import contact_facts, contact_of, email_facts
from .offices import office_facts

_OF_THEM = expression(
    rf"{ASIDE}\s*,?\s*(?:(?:du|de la|de l[’']|des|de|from)\s*|d[’']|\(\s*(?:(?:le|la)\s|l[’'])?)"
)
_BESIDE = expression(r"\s*(?:,|[–—:]|\s-)\s*(?:(?:le|la)\s|l[’'])?")
_ENDS = expression(r"\s*®?\s*(?:$|[,;.(\n]|[–—-]\s)")
_IN_BRACKET = expression(r"\s*®?\s*(?:,|/|;|[–—-]|et|&|and)\s*(?:(?:le|la)\s|l[’'])?")
_CONTACTS = expression(
    r"\W*(?:(?:nos|vos|votre|les?|liste des)\s+)?contacts?(?:\s+(?:et|&|utiles?)\b.*)?\W*"
    r"|\W*(?:nous contacter|contactez[ -]nous|contact us)\W*"
)
_PLURAL = expression(
    r"(?:co-?|vice-)?(?:president|direct(?:eu|ri|o)|fond|found|chair|head)[a-z]*s\b"
)
_FIRST = 3  # characters that may stand before the name that opens a block
_CLOSED = expression(r"\s*®?\s*\)")
_FORMER = expression(r"(?:anciens?|anciennes?|ex|former)\b")
_DEPUTY = expression(r"\b(?:adjointe?|delegue?e?|suppleante?|deputy)s?\b")
_MANAGES = expression(r"(?:chef|cheffe|responsable|charge|chargee) de projets?\b")
_NEAR = 200  # characters that a name and the words that lead to it may take
_AUTHORITY = expression(
    r"\b(?:villes?|mairie|région|département|métropole|communes?|communauté|agglo\w*|eurométropole)\b",
    re.IGNORECASE,
)
_PARTICLE = expression(r"\s+(?:de la|de l[’']|du|des|de|d[’'])$")


def people_facts(view: View, outline: Outline, names: Names) -> Iterator[Fact]:
    """Functions, bodies, e-mail addresses and contacts, block by block."""
    page = described_thing(view) or main_institution(view, names)
    above: Name | None = None  # the person that is all the block before holds
    subjects: dict[int, Mention | None] = {}  # what the text below each heading is about
    contacts = False  # whether a heading announces contacts
    for number, row in enumerate(names.by_block):
        below = heading_above(view, number)
        if below not in subjects:
            near = section_subject(view, outline, names, number)
            subjects[below] = near if near is not None and near.kind in ACTORS else page
        main = subjects[below]
        heading = view.blocks[number].kind == "heading"
        contacts = bool(_CONTACTS.fullmatch(view.plain[number])) if heading else contacts
        persons = [name for name in row if name.mention.kind == "Person"]
        yield from _functions(view, outline, names, persons)
        if above is not None and not persons:
            for role in read_opening_roles(view, number):
                yield from _held(view, names, above, number, role)
        if persons:
            yield from _bodies(view, names, persons)
        yield from email_facts(view, names, number, main)
        if persons:
            yield from contact_facts(view, names, number, main)
        if contacts and persons and persons[0].start <= _FIRST:
            yield from contact_of(view, persons[0], main, 0.7)
        above = persons[0] if persons and _is_whole(view, persons[0]) else None


def _functions(view: View, outline: Outline, names: Names, persons: list[Name]) -> Iterator[Fact]:
    """The functions of the persons of a block, and where they hold them."""
    for position, person in enumerate(persons):
        roles = _roles_of(view, person)
        for role in roles:
            for holder in _holders(view, persons, position, role):
                yield from _held(view, names, holder, person.block, role)
                if holder is not person:
                    yield from office_facts(view, outline, names, holder, (role,))
        yield from office_facts(view, outline, names, person, roles)


def _is_whole(view: View, name: Name) -> bool:
    """Whether a name is all that its block holds."""
    text = view.blocks[name.block].text
    return not (text[: name.start] + text[name.end :]).strip(" *:,.–—-")


def _roles_of(view: View, person: Name) -> tuple[Role, ...]:
    """« Ana Costa, professeure à l'Université X et élue de Y », « la maire de Y, Ana Costa »."""
    before = read_role_before(view, person.block, person.start)
    return (*read_roles(view, person.block, person.end), *((before,) if before else ()))


def _holders(view: View, persons: list[Name], last: int, role: Role) -> list[Name]:
    """Whose function it is: of « Ana Costa et Paul Roux sont coprésidents » that of both."""
    person, text = persons[last], view.blocks[persons[last].block].text
    several = role.start > person.end and _PLURAL.match(view.plain[person.block], role.start)
    found = _enumerated(text, persons, last) if several else [person]
    gaps = [text[a.end : b.start] for a, b in itertools.pairwise(found)]
    own = max((at for at, gap in enumerate(gaps, start=1) if "(" in gap), default=0)
    return found[own:]  # « Ana Costa (présidente), | Paul Roux et Léa Martin, vice-présidents »


def _held(view: View, names: Names, person: Name, number: int, role: Role) -> Iterator[Fact]:
    """A function, and the institutions that it is held in."""
    words = collapse(view.blocks[number].text[role.start : role.end])
    where = Stretch(number, role.start, role.end)
    yield state(view, "person.role", role.cue.cue.confidence, person.mention, "role", words, where)
    for tail in role.tails:
        said = list(_belongs(view, names, person.mention, number, role, tail))
        yield from said
        if said:
            break  # « Head of Engagement, | Motris » is of Motris, « Head of Rameau, Motris » of Rameau


def _belongs(
    view: View, names: Names, person: Mention, number: int, role: Role, tail: Tail
) -> Iterator[Fact]:
    """The institution that a function is held in, or that it is the head of."""
    start = max(0, tail.start - _NEAR)
    near = names.within(Stretch(number, start, tail.start + 2 * _NEAR))
    body = next((n for n in near if n.end > tail.start and n.mention != person), None)
    if body is None or not _is_noun_only(view, number, tail.start, body.start):
        return
    kind, announced = body.mention.kind, role.cue.cue.announces
    property_ = view.lexicon.ontology.properties.get(announced)
    said = view.plain[number][role.start : tail.start]
    if _FORMER.match(said) or is_over(view.plain[number], body.end):
        return  # « ancien maire de Toul », « président de Motris jusqu'en 2019 »
    near_enough = tail.start - role.cue.end <= len(" de l'")
    head = (
        announced == "headOf"
        and near_enough
        and not (_DEPUTY.search(said) or _MANAGES.match(view.plain[number], role.start))
    )
    if tail.link == "of" and head and property_ and kind in property_.range:
        predicate, confidence = "headOf", role.cue.cue.confidence
    elif kind == "Institution":
        predicate, confidence = "memberOfInstitution", 0.8 if tail.link == "at" else 0.7
    elif kind == "Territory" and (
        (tail.link == "of" and announced == "memberOfInstitution")
        or (tail.link == "at" and _AUTHORITY.match(view.blocks[number].text, tail.start))
    ):
        predicate, confidence = "memberOfInstitution", 0.65
    else:
        return
    where = Stretch(number, role.start, body.end)
    rule = "person.head-of" if predicate == "headOf" else "person.member-of"
    yield state(view, rule, confidence, person, predicate, body.mention, where)


def _bodies(view: View, names: Names, persons: list[Name]) -> Iterator[Fact]:
    """« A. B, C. D et E. F du laboratoire X », « A. B (Université Y) »."""
    for position, last in enumerate(persons):
        text = view.blocks[last.block].text
        following = names.within(Stretch(last.block, last.end, last.end + _NEAR))
        link = _OF_THEM.match(text, last.end)
        if not following or not _is_body(text, following[0], link):
            continue
        if link is None and view.blocks[last.block].kind in ("item", "cell"):
            link = _BESIDE.match(text, last.end)
        if link is None or not _is_noun_only(view, last.block, link.end(), following[0].start):
            continue
        if "(" in link[0]:
            members, bodies = [last], _bracketed(text, following)
        elif _BESIDE.fullmatch(link[0]) and not _ENDS.match(text, following[0].end):
            continue
        else:
            members, bodies = _enumerated(text, persons, position), following[:1]
        for member, body in itertools.product(members, bodies):
            yield state(
                view, "person.body", 0.75, member.mention, "memberOfInstitution", body.mention,
                Stretch(last.block, members[0].start, body.end),
            )  # fmt: skip


def _is_body(text: str, name: Name, link: re.Match[str] | None) -> bool:
    """An institution; in a bracket an authority too: « (Ville de Toul) », but not « (Grèce) »."""
    if name.mention.kind == "Institution":
        return True
    bracketed = link is not None and link[0].rstrip().endswith("(")
    return name.mention.kind == "Territory" and bracketed and _is_authority(text, name)


def _is_authority(text: str, name: Name) -> bool:
    """Whether a place's name, with the noun right before it, is that of who governs it."""
    start = text.rfind("(", 0, name.start) + 1
    return _AUTHORITY.search(text, start, name.end) is not None


def _bracketed(text: str, row: tuple[Name, ...]) -> tuple[Name, ...]:
    """The bodies that fill a bracket: « (HYDROS, Université Y) »; () when something else does too."""
    for count, body in enumerate(row, start=1):
        if body.mention.kind not in ("Institution", "Territory"):
            return ()
        if _CLOSED.match(text, body.end):
            return tuple(
                n for n in row[:count] if n.mention.kind == "Institution" or _is_authority(text, n)
            )
        if count == len(row) or not _IN_BRACKET.fullmatch(text, body.end, row[count].start):
            return ()
    return ()


def _enumerated(text: str, persons: list[Name], last: int) -> list[Name]:
    """The name at an index with those before it that are enumerated with it."""
    first = last
    while first and BETWEEN.fullmatch(text, persons[first - 1].end, persons[first].start):
        first -= 1
    return persons[first : last + 1]


def _is_noun_only(view: View, number: int, start: int, end: int) -> bool:
    """« du | laboratoire | ERPI », « la | ville de | Toul »: at most the noun of a class stands between."""
    gap = _PARTICLE.sub("", view.blocks[number].text[start:end].strip())
    return not gap or view.lexicon.find_cue("class", gap) is not None
