"""What a text says of persons: function, whom they head or belong to, e-mail, whose contact they are."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.records import Fact, Mention
from lf2l_kg.base.text import collapse, plain
from lf2l_kg.extract.names.roles import (
    ASIDE,
    Role,
    Tail,
    read_opening_roles,
    read_role_before,
    read_roles,
)
from lf2l_kg.extract.names.sections import heading_above, section_subject
from lf2l_kg.extract.names.settled import Names
from lf2l_kg.extract.names.topic import ACTORS, main_institution, state, stretch_of
from lf2l_kg.extract.page.described import described_thing
from lf2l_kg.extract.page.outline import Outline
from lf2l_kg.extract.text.denials import is_over
from lf2l_kg.extract.text.emails import Email, read_emails
from lf2l_kg.extract.text.view import Name, Stretch, View

from .offices import office_facts

_BETWEEN = expression(rf"{ASIDE}\s*(?:,|;|/|et|and|&|, et)?\s*")
_OF_THEM = expression(
    rf"{ASIDE}\s*,?\s*(?:(?:du|de la|de l[’']|des|de|from)\s*|d[’']|\(\s*(?:(?:le|la)\s|l[’'])?)"
)
_BESIDE = expression(r"\s*(?:,|[–—:]|\s-)\s*(?:(?:le|la)\s|l[’'])?")
_ENDS = expression(r"\s*®?\s*(?:$|[,;.(\n]|[–—-]\s)")
_IN_BRACKET = expression(r"\s*®?\s*(?:,|/|;|[–—-]|et|&|and)\s*(?:(?:le|la)\s|l[’'])?")
_TO_CONTACT = expression(r"[^.;!?\n]{0,12}")
_CONTACTS = expression(
    r"\W*(?:(?:nos|vos|votre|les?|liste des)\s+)?contacts?(?:\s+(?:et|&|utiles?)\b.*)?\W*"
    r"|\W*(?:nous contacter|contactez[ -]nous|contact us)\W*"
)
_FIRST = 3  # characters that may stand before the name that opens a block
_CLOSED = expression(r"\s*®?\s*\)")
_FORMER = expression(r"(?:anciens?|anciennes?|ex|former)\b")
_DEPUTY = expression(r"\b(?:adjointe?|delegue?e?|suppleante?|deputy)s?\b")
_NEAR = 200  # characters that a name and the words that lead to it may take
_BEFORE_EMAIL = 60  # characters between a name and its address
_AUTHORITY = expression(
    r"(?:ville|mairie|région|département|métropole|commune|communauté|agglo|eurométropole)",
    re.IGNORECASE,
)
_PARTICLE = expression(r"\s+(?:de la|de l[’']|du|des|de|d[’'])$")
_OFFICE = expression(
    r"^(?:contact|info|accueil|bonjour|hello|secretariat|communication|presse|admin)"
)


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
        for person in persons:
            roles = _roles_of(view, person)
            for role in roles:
                yield from _held(view, names, person, number, role)
            yield from office_facts(view, outline, names, person, roles)
        if above is not None and not persons:
            for role in read_opening_roles(view, number):
                yield from _held(view, names, above, number, role)
        if persons:
            yield from _bodies(view, names, persons)
        yield from _emails(view, names, number, main)
        if persons:
            yield from _contacts(view, names, number, main)
        if contacts and persons and persons[0].start <= _FIRST:
            yield from _contact_of(view, persons[0], main, 0.7)
        above = persons[0] if persons and _is_whole(view, persons[0]) else None


def _is_whole(view: View, name: Name) -> bool:
    """Whether a name is all that its block holds."""
    text = view.blocks[name.block].text
    return not (text[: name.start] + text[name.end :]).strip(" *:,.–—-")


def _roles_of(view: View, person: Name) -> tuple[Role, ...]:
    """« Ana Costa, professeure à l'Université X et élue de Y », « la maire de Y, Ana Costa »."""
    before = read_role_before(view, person.block, person.start)
    return (*read_roles(view, person.block, person.end), *((before,) if before else ()))


def _held(view: View, names: Names, person: Name, number: int, role: Role) -> Iterator[Fact]:
    """A function, and the institutions that it is held in."""
    words = collapse(view.blocks[number].text[role.start : role.end])
    where = Stretch(number, role.start, role.end)
    yield state(view, "person.role", role.cue.cue.confidence, person.mention, "role", words, where)
    for tail in role.tails:
        yield from _belongs(view, names, person.mention, number, role, tail)


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
    head = announced == "headOf" and near_enough and not _DEPUTY.search(said)
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
    while first and _BETWEEN.fullmatch(text, persons[first - 1].end, persons[first].start):
        first -= 1
    return persons[first : last + 1]


def _is_noun_only(view: View, number: int, start: int, end: int) -> bool:
    """« du | laboratoire | ERPI », « la | ville de | Toul »: at most the noun of a class stands between."""
    gap = _PARTICLE.sub("", view.blocks[number].text[start:end].strip())
    return not gap or view.lexicon.find_cue("class", gap) is not None


def _emails(view: View, names: Names, number: int, main: Mention | None) -> Iterator[Fact]:
    for email in read_emails(view, number):
        owner = _owner(view, names, number, email, main)
        if owner is not None:
            where = Stretch(number, email.start, email.end)
            yield state(view, "person.email", owner[1], owner[0], "email", email.address, where)


def _owner(
    view: View, names: Names, number: int, email: Email, main: Mention | None
) -> tuple[Mention, float] | None:
    """Whose address it is, with a confidence: whom it names, who stands before it, the page's own."""
    row = names.by_block[number]
    named = [n for n in row if n.mention.kind == "Person" and email.local_names(n.mention.label)]
    if named:
        return min(named, key=lambda n: (abs(n.start - email.start), n.start)).mention, 0.95
    elsewhere = sorted(
        {
            n.mention.label
            for n in names
            if n.mention.kind == "Person" and email.local_names(n.mention.label)
        }
    )
    if len(elsewhere) == 1:
        return Mention("Person", elsewhere[0]), 0.85
    bodies = [n for n in row if n.mention.kind == "Institution"]
    known = {n.mention for n in bodies if _in_local(names, n.mention, email)}
    if known:
        return (main if main in known else sorted(known, key=str)[0]), 0.85
    near = [
        n for n in row
        if n.mention.kind in ("Person", "Institution") and 0 <= email.start - n.end < _BEFORE_EMAIL
        and view.sentence(number, n.start) == view.sentence(number, email.start)
    ]  # fmt: skip
    if near and near[-1].mention.kind == "Person":
        local = email.address.partition("@")[0]
        other = re.search(r"[a-z]\.[a-z]{3}", local) and not _OFFICE.match(local)
        return near[-1].mention, 0.45 if other else 0.85
    if near:
        return near[-1].mention, 0.75
    sentence = view.sentence(number, email.start)
    asked = any(
        c.cue.announces == "contactOf"
        for c in view.cues("value", number, sentence.start, email.start)
    )
    return (main, 0.7) if asked and main is not None else None


def _in_local(names: Names, body: Mention, email: Email) -> bool:
    """Whether the address holds the institution's name or acronym: "contact-lf2l@…"."""
    parts = set(re.findall(r"\w+", email.address.rpartition(".")[0]))
    forms = [body.label, *(a.other for mention, a in names.aliases if mention == body)]
    return any(plain(form) in parts for form in forms if len(form) > 2)


def _contacts(view: View, names: Names, number: int, main: Mention | None) -> Iterator[Fact]:
    """« Contact : Ana Costa »: of the institution named there, else of what the document is about."""
    text, row = view.blocks[number].text, names.by_block[number]
    for cue in view.cues("value", number):
        if cue.cue.announces != "contactOf":
            continue
        persons = [n for n in row if n.start >= cue.end and n.mention.kind == "Person"]
        if not persons or not _TO_CONTACT.fullmatch(text, cue.end, persons[0].start):
            continue
        sentence = view.sentence(number, cue.start)
        named = [
            n
            for n in row
            if n.mention.kind == "Institution"
            and sentence.start <= n.start
            and n.end <= sentence.end
        ]
        of = named[0].mention if named else main
        last = persons[0]
        for person in persons:
            if person is not last and not _BETWEEN.fullmatch(text, last.end, person.start):
                break
            last = person
            yield from _contact_of(view, person, of, cue.cue.confidence)


def _contact_of(view: View, person: Name, of: Mention | None, confidence: float) -> Iterator[Fact]:
    wanted = view.lexicon.ontology.properties["contactOf"]
    if of is not None and of.kind in wanted.range:
        where = stretch_of(person)
        yield state(view, "person.contact-of", confidence, person.mention, "contactOf", of, where)
