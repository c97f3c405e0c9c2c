"""What a text says of persons: function, whom they head, e-mail, what they are the contact of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lf2l_kg.base.records import Fact, Mention
from lf2l_kg.base.text import collapse

from .names import Names
from .outline import Outline
from .topic import main_institution, state, stretch_of
from .view import Name, Stretch, View

_EMAIL = re.compile(
    r"(?P<local>[\w.+-]+)\s?(?:@|\s?[\[({]\s?(?:at|arobase|@)\s?[\])}]\s?)\s?(?P<domain>[\w-]+(?:\.[\w-]+)+)",
    re.IGNORECASE,
)
_ROLE_END = re.compile(
    r"[,;)(:.\n]|\s(?:et|and)\s(?=\w+\s+(?:à|de|du)\b)|$|\s(?:a|est|qui|ont|propose|accueille|présente)\s"
)
_LONGEST_ROLE = 90


def people_facts(view: View, outline: Outline, names: Names) -> Iterator[Fact]:
    """Functions, e-mail addresses and contacts, block by block."""
    del outline
    main = main_institution(names)
    for number in range(len(view.blocks)):
        for name in names.by_block[number]:
            if name.mention.kind == "Person":
                yield from _roles(view, names, name)
        yield from _emails(view, names, number)
        yield from _contacts(view, names, number, main)


def _roles(view: View, names: Names, person: Name) -> Iterator[Fact]:
    """« Tristan Lamy, vice-président de l'agglomération »."""
    text = view.blocks[person.block].text
    gap = re.match(r"\s*,\s*", text[person.end :])
    if gap is None:
        return
    start = person.end + gap.end()
    cue = view.cue_at("role", person.block, start)
    if cue is None:
        return
    end = _ROLE_END.search(text, cue.end)
    stop = end.start() if end else len(text)
    role = collapse(text[start:stop])
    if len(role) <= _LONGEST_ROLE:
        yield state(
            view,
            "person.role",
            cue.cue.confidence,
            person.mention,
            "role",
            role,
            stretch_of(person),
        )
    if cue.cue.announces == "headOf":
        head = next((n for n in names.by_block[person.block] if 0 <= n.start - cue.end <= 4), None)
        if head is not None and head.mention.kind == "Institution":
            for predicate in ("headOf", "memberOfInstitution"):
                yield state(
                    view,
                    "person.head-of",
                    cue.cue.confidence,
                    person.mention,
                    predicate,
                    head.mention,
                    stretch_of(person),
                )


def _emails(view: View, names: Names, number: int) -> Iterator[Fact]:
    text = view.blocks[number].text
    for match in _EMAIL.finditer(text):
        before = [
            n for n in names.by_block[number]
            if n.end <= match.start() and n.mention.kind in ("Person", "Institution")
        ]  # fmt: skip
        if before and match.start() - before[-1].end < 60:
            address = f"{match['local']}@{match['domain']}".lower()
            where = Stretch(number, match.start(), match.end())
            yield state(view, "person.email", 0.9, before[-1].mention, "email", address, where)


def _contacts(view: View, names: Names, number: int, main: Mention | None) -> Iterator[Fact]:
    """« Contact : Laurent Dupont »: of the institution named there, else of the document's main one."""
    for cue in view.cues("value", number):
        if cue.cue.announces != "contactOf":
            continue
        row = names.by_block[number]
        person = next(
            (
                n
                for n in row
                if n.start >= cue.end and n.mention.kind == "Person" and n.start - cue.end < 12
            ),
            None,
        )
        named = [
            n
            for n in row
            if n.mention.kind == "Institution" and view.sentence(number, cue.start).end >= n.end
        ]
        of = named[0].mention if named else main
        if person is not None and of is not None:
            yield state(
                view,
                "person.contact-of",
                cue.cue.confidence,
                person.mention,
                "contactOf",
                of,
                stretch_of(person),
            )
