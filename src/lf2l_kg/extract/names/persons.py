"""Persons, where a function, a title, an address, a list or a given name shows that one is named."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.text import collapse, plain
from lf2l_kg.extract.text.capitals import OPENERS, Candidate, is_given_name, read_candidates
from lf2l_kg.extract.text.emails import Email, read_emails
from lf2l_kg.extract.text.gazetted import find_known
from lf2l_kg.extract.text.marks import spans_within
from lf2l_kg.extract.text.shapes import LOWER, NAME, UPPER
from lf2l_kg.extract.text.view import Found, View

from .roles import ASIDE, Role, Tail, read_role_before, read_roles, tails_of

_TITLE = expression(
    r"(?:^|[\s(«])(?:M\.|Mme|Mlle|Mr|Mrs|Ms|Dr\.?|Pr\.?|Prof\.?|[Mm]onsieur|[Mm]adame|[Dd]octeur|[Mm]aître)\s+$"
)
_BETWEEN = expression(
    rf"{ASIDE}(?:\s*(?:,\s*(?:et|and|&)?|;|/|et|and|&|ainsi que|ou)\s*|\s+)(?:d[’'])?"
)
_CONTACT = expression(r"(?:\s+[^\W\d_]+){0,2}\s*[:–-]\s*$|[\s*]*(?:à\s+)?$")
_NAMED_AFTER = expression(
    r"\b(?:rue|place|avenue|boulevard|square|quai|pont|parc|stade|tour|salle|espace|hall|halle|amphi"
    r"|amphitheatre|lycee|college|ecole|universite|institut|fondation|musee|theatre|mediatheque"
    r"|bibliotheque|hopital|clinique|campus|batiment|residence|maison|centre|cite|gymnase|villa|cours"
    r"|prix|medaille|bourse|concours|trophee|loi|plan|groupe|societe|association|cabinet|entreprise"
    r"|fonds|chaire|station|quartier|gare|site|street|prize|award)\s+(?:de\s+|d['’]\s*)?$"
)
#: Words of no person's name, besides the nouns of the cues.
_NO_PERSON = expression(
    r"\b(?:atelier|agence|studio|cabinet|collectif|bureau|garage|imprimerie|labs?|group|groupe|consulting|award|awards|prize|street|city|park|center|france|europe|grand"
    r"|nord|sud|est|ouest|living|smart|fab|open|data|innovation|ville|territoire)\b"
)
# « un John Deere d'occasion », « a John Deere mower »; « il y a Ana Costa »
_ONE_OF = expression(r"\b(?:une?|an|(?<!\by )(?<!\bon )(?<!\bqui )a)\s+$")
_PART_OF_NAME = expression(rf"(?<!\w)(?!{OPENERS})[{UPPER}]\w*[ \u00a0]$")  # « Villa Ana Costa »
_AFTER = expression(r"\s*\?|[-’'@]\w")
_LONE_TITLE = expression(rf"(?:M(?:\.|me|lle|onsieur|adame)|[DP]r)\s+[{UPPER}]")
_LONE = expression(
    rf"\b(?:M\.|Mme|Mlle|Monsieur|Madame|Dr|Pr)\s+(?P<name>[{UPPER}][\w’'-]+)(?!\s+[{UPPER}])"
)
_FAR = 200  # characters between a name and its address
_TOWN = 15_000  # inhabitants from which a town is meant rather than a namesake of it
_ROW = 3  # names from which a list of unknown given names is one of persons
_ACRONYM = expression(rf"[{UPPER}][{UPPER}0-9&-]{{2,11}}(?![\w-])")
_MARKED_OFF = expression(r"[^\w\s]|\b(?:est|était|is|was)\b")
_BRACKETED = expression(
    rf"\s*\((?P<names>{_ACRONYM.pattern}(?:\s*[,/–-]\s*{_ACRONYM.pattern}){{0,3}})(?:,\s*[{UPPER}][\w’'-]+)?\)"
)
# « Ana Costa (Fab'Lab Nord) », « Paul Roux (Familles rurales) »; a word alone says where one is from.
_IN_BRACKETS = expression(
    rf"\s*\(\s*(?:(?:le|la|les|the)\s+|l[’'])?(?P<name>{NAME}(?:\s[{LOWER}]+){{0,3}})"
    rf"\s*(?:,\s*{NAME}\s*)?\)"
)
_YEAR_IN = expression(r"(?:19|20)[0-9]{2}")
_BODY_NAME = expression(rf".*\s|.*[{UPPER}].*[{UPPER}0-9]")
# « a été élue Capitale Verte »: what was won, not who.
_ELECTED = expression(r"\b(?:été|est|sont|était|fut|furent|être)\s+(?:élu|nommé|désigné)e?s?\s+$")
_NAME = expression(NAME)
# « Ana Costa du Cirad, », « Paul Roux de la Fonda »; after « de » alone a town stands as often.
_OF_BODY = expression(
    rf"\s+(?:du\s+|de la\s+|de l[’'])(?P<name>{NAME})(?=\s*(?:$|[,.;:)(]|(?:et|and|ont|a|est)\s))"
)


def find_persons(view: View) -> Iterator[Found]:
    """Persons, each with the rule that recognised it; then those named again by initials or title."""
    named: list[Candidate] = []
    surnames = view.once(_surnames)
    for number, block in enumerate(view.blocks):
        if block.kind == "code":
            continue
        row = tuple(p for p in read_candidates(view, number) if not _is_mister(p, surnames))
        for person, rule, confidence in _supported(view, row):
            if not person.initials:
                named.append(person)
            yield Found(number, person.start, person.end, "Person", person.label, rule, confidence)
            yield from _bodies(view, person)
    yield from _named_again(view, named)


def _surnames(view: View) -> frozenset[str]:
    """The surnames of all that is written like a person's name with a known given name."""
    rows = (read_candidates(view, number) for number in range(len(view.blocks)))
    return frozenset(plain(p.label.split()[-1]) for row in rows for p in row if p.given)


def _is_mister(person: Candidate, surnames: frozenset[str]) -> bool:
    """« M. Vasseur » where a Paul Vasseur is named in full: no initial."""
    title, _, surname = person.label.partition(" ")
    return person.initials and title == "M." and plain(surname) in surnames


def _supported(view: View, row: tuple[Candidate, ...]) -> Iterator[tuple[Candidate, str, float]]:
    """The candidates that something shows to be persons."""
    emails = read_emails(view, row[0].block) if row else ()
    for chain in _chains(view, row):
        said = [_said(view, person, emails) for person in chain]
        listed = _listed(chain, said)
        for person, own in zip(chain, said, strict=True):
            found = own or listed
            if found is None and person.given and _stands_alone(view, person):
                found = _by_given_name(view, person)
            if found is not None and (own or not _is_other(view, person)):
                yield person, *found


def _chains(view: View, row: tuple[Candidate, ...]) -> Iterator[list[Candidate]]:
    """Candidates enumerated together: « A. B (Fr.), C. D et E. F »."""
    chain: list[Candidate] = []
    for person in row:
        text = view.blocks[person.block].text
        if chain and not _BETWEEN.fullmatch(text, chain[-1].end, person.start):
            yield chain
            chain = []
        chain.append(person)
    if chain:
        yield chain


def _said(view: View, person: Candidate, emails: tuple[Email, ...]) -> tuple[str, float] | None:
    """What the words beside a name show: a function, a title, an address, a contact."""
    text, number = view.blocks[person.block].text, person.block
    before = text[max(0, person.start - 60) : person.start]
    if _AFTER.match(text, person.end) or (not person.given and _ELECTED.search(before)):
        return None
    roles = read_roles(view, number, person.end)
    if roles and not person.given and not _MARKED_OFF.search(text, person.end, roles[0].start):
        roles = ()  # « Node Package Manager »
    if roles or read_role_before(view, number, person.start):
        return ("person.role", 0.9) if person.given or not _is_other(view, person) else None
    if _TITLE.search(before):
        return "person.title", 0.85
    first = bisect_left(emails, person.start - _FAR, key=_start)
    for email in emails[first : bisect_left(emails, person.end + _FAR, first, key=_start)]:
        if email.local_names(person.label) or (
            0 <= email.start - person.end < 6 and not _is_other(view, person)
        ):
            return "person.address", 0.85
    for cue in view.cues("value", number, max(0, person.start - 60), person.start):
        if cue.cue.announces == "contactOf" and _CONTACT.fullmatch(text, cue.end, person.start):
            return ("person.contact", 0.85) if not _is_other(view, person) else None
    return None


def _start(email: Email) -> int:
    return email.start


def _by_given_name(view: View, person: Candidate) -> tuple[str, float] | None:
    """A known given name; surer when the name is all that an item, a cell, a link holds."""
    block = view.blocks[person.block]
    if any(place.population >= _TOWN for place in view.gazetteer.find(person.label)):
        return None
    if (person.start, person.end) == (0, len(block.text.rstrip())):
        return "person.alone", 0.8
    marked = spans_within(block, person.start, person.start + 1)
    if any(span.kind == "link" and span.end == person.end for span in marked):
        return "person.alone", 0.8
    return "person.given-name", 0.6


def _listed(
    chain: list[Candidate], said: list[tuple[str, float] | None]
) -> tuple[str, float] | None:
    """A list is one of persons when enough of its members are known, or said, to be persons."""
    sure = sum(person.given or own is not None for person, own in zip(chain, said, strict=True))
    enough = len(chain) >= _ROW and sure * 3 >= len(chain)
    if len(chain) > 1 and (sure == len(chain) or enough):
        return "person.list", 0.8
    return None


def _stands_alone(view: View, person: Candidate) -> bool:
    """Whether a name with a known given name is not part of another name: « rue Ana Costa »."""
    text = view.blocks[person.block].text
    before = view.plain[person.block][max(0, person.start - 30) : person.start]
    return not (
        _NAMED_AFTER.search(before)
        or _ONE_OF.search(text, max(0, person.start - 30), person.start)
        or _AFTER.match(text, person.end)
        or re.match(rf"\s[{UPPER}]", text[person.end : person.end + 2])
        or _PART_OF_NAME.search(text, max(0, person.start - 30), person.start)
    )


def _is_other(view: View, person: Candidate) -> bool:
    """Whether the words are a theme, hold the noun of something else, or are only known as a place."""
    return bool(
        _NO_PERSON.search(plain(person.label))
        or any(t.start < person.end and person.start < t.end for t in view.themes(person.block))
        or view.cues("class", person.block, person.start, person.end)
        or (not person.given and view.gazetteer.find(person.label))
    )


def _bodies(view: View, person: Candidate) -> Iterator[Found]:
    """What only a function names: « consultante à l'OCDE », « maire de Genk », « Ana Costa (CNRS) »."""
    text, number = view.blocks[person.block].text, person.block
    before = read_role_before(view, number, person.start)
    for role, tail in tails_of(read_roles(view, number, person.end)):
        yield from _body(view, number, role, tail, len(text))
    for role, tail in tails_of((before,) if before else ()):
        yield from _body(view, number, role, tail, person.start)
    of = _OF_BODY.match(text, person.end)
    named = of and view.cue_at("class", number, of.start("name")) is not None
    if of and person.given and not named and not find_known(view.gazetteer, of["name"]):
        label = collapse(of["name"])
        yield Found(number, *of.span("name"), "Institution", label, "person.affiliation", 0.55)
    bracket = _BRACKETED.match(text, person.end)
    for match in _ACRONYM.finditer(text, *bracket.span("names")) if bracket else ():
        if not view.gazetteer.find(match[0]):
            yield Found(number, *match.span(), "Institution", match[0], "person.affiliation", 0.6)
    inside = _IN_BRACKETS.match(text, person.end)
    if inside and not bracket and person.given and _may_be_body(view, number, inside):
        label = collapse(inside["name"])
        yield Found(number, *inside.span("name"), "Institution", label, "person.affiliation", 0.6)


def _may_be_body(view: View, number: int, inside: re.Match[str]) -> bool:
    """Whether what fills a bracket is the name of a body that no noun announces: no place, no person."""
    name, span = inside["name"], inside.span("name")
    return not (
        _BODY_NAME.match(name) is None
        or is_given_name(name.split(maxsplit=1)[0])
        or view.cues("class", number, *span)
        or view.cues("role", number, *span)
        or view.cues("stop", number, *span)
        or find_known(view.gazetteer, name)
        or _YEAR_IN.search(name)
    )


def _body(view: View, number: int, role: Role, tail: Tail, stop: int) -> Iterator[Found]:
    """The institution, or the place, that the end of a function names."""
    if view.cue_at("class", number, tail.start) is not None:
        yield from _quoted_body(view, number, tail.start)
        return
    name = _NAME.match(view.blocks[number].text, tail.start, stop)
    if name is None or view.lexicon.find_theme(name[0]) is not None:
        return
    label = collapse(name[0])
    full = " " in label or sum(letter.isupper() for letter in label) > 1
    if _is_place(view, label):
        if tail.link == "of" and role.cue.cue.announces != "role":
            yield Found(number, *name.span(), "Territory", label, "person.territory", 0.75)
    elif full or tail.link == "at":
        confidence = 0.7 if full else 0.55
        yield Found(number, *name.span(), "Institution", label, "person.affiliation", confidence)


def _is_place(view: View, label: str) -> bool:
    return bool(view.gazetteer.find(label)) and not label.isupper()


def _quoted_body(view: View, number: int, start: int) -> Iterator[Found]:
    """« Présidente de la Commission « Jardins partagés » »."""
    text, noun = view.blocks[number].text, view.cue_at("class", number, start)
    quoted = noun and re.compile(r"\s*«[^»]{2,80}»").match(text, noun.end)
    if noun and quoted and noun.cue.in_name and text[start].isupper():
        label = collapse(re.sub("[«»]", "", text[start : quoted.end()]))
        yield Found(
            number, start, quoted.end(), noun.cue.announces, label, "person.affiliation", 0.95
        )


def _named_again(view: View, named: list[Candidate]) -> Iterator[Found]:
    """« A. Costa », « Mme Costa » where one Ana Costa only is named in full in the document."""
    full: dict[str, set[str]] = defaultdict(set)
    for person in named:
        words = person.label.split()
        full[plain(words[-1])].add(person.label)
        full[f"{plain(words[0])[0]}. {plain(' '.join(words[1:]))}"].add(person.label)
    if not full:
        return
    titled = frozenset(view.blocks_with(_LONE_TITLE))
    for number, block in enumerate(view.blocks):
        for person in read_candidates(view, number) if "." in block.text else ():
            if not person.initials:
                continue
            if _is_mister(person, view.once(_surnames)):
                continue
            initial, _, surname = plain(person.label).partition(" ")
            same = full.get(f"{initial[0]}. {surname}", set())
            if len(same) == 1:
                label = min(same)
                yield Found(
                    number, person.start, person.end, "Person", label, "person.initials", 0.9
                )
        for match in _LONE.finditer(block.text) if number in titled else ():
            same = full.get(plain(match["name"]), set())
            if len(same) == 1:
                yield Found(number, *match.span(), "Person", min(same), "person.title", 0.85)
