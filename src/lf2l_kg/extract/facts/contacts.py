"""E-mail addresses, and whose contact a person is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.records import Fact, Mention
from lf2l_kg.base.text import plain
from lf2l_kg.extract.names.roles import BETWEEN
from lf2l_kg.extract.names.settled import Names
from lf2l_kg.extract.names.topic import state, stretch_of
from lf2l_kg.extract.text.emails import Email, read_emails
from lf2l_kg.extract.text.view import Name, Stretch, View

_TO_CONTACT = expression(r"[^.;!?\n]{0,12}")
_BEFORE_EMAIL = 60  # characters between a name and its address
_OFFICE = expression(
    r"^(?:contact|info|accueil|bonjour|hello|secretariat|communication|presse|admin)"
)


def email_facts(view: View, names: Names, number: int, main: Mention | None) -> Iterator[Fact]:
    """The addresses of a block, each of whom it is."""
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
    general = _OFFICE.match(email.address) and not any(n.mention.kind == "Person" for n in row)
    return (main, 0.7) if (asked or general) and main is not None else None


def _in_local(names: Names, body: Mention, email: Email) -> bool:
    """Whether the address holds the institution's name or acronym: "contact-lf2l@…"."""
    parts = set(re.findall(r"\w+", email.address.rpartition(".")[0]))
    forms = [body.label, *(a.other for mention, a in names.aliases if mention == body)]
    return any(plain(form) in parts for form in forms if len(form) > 2)


def contact_facts(view: View, names: Names, number: int, main: Mention | None) -> Iterator[Fact]:
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
            if person is not last and not BETWEEN.fullmatch(text, last.end, person.start):
                break
            last = person
            yield from contact_of(view, person, of, cue.cue.confidence)


def contact_of(view: View, person: Name, of: Mention | None, confidence: float) -> Iterator[Fact]:
    """That a person is the contact of a thing, where it is one that has contacts."""
    wanted = view.lexicon.ontology.properties["contactOf"]
    if of is not None and of.kind in wanted.range:
        where = stretch_of(person)
        yield state(view, "person.contact-of", confidence, person.mention, "contactOf", of, where)
