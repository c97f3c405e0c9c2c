"""Deciding on proposed links: one after the other on the terminal, or all in a table."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click
from msgspec.structs import replace

from lf2l_kg.base.iris import Iris
from lf2l_kg.base.messages import Message
from lf2l_kg.base.numbers import counted
from lf2l_kg.link import add_decisions, read_decisions
from lf2l_kg.link.deciding import (
    accept,
    accept_close,
    declare_absent,
    find_objection,
    linked_subjects,
    refuse,
)
from lf2l_kg.link.features import Trait
from lf2l_kg.link.propose import Candidate, Proposal, look_for, undecided
from lf2l_kg.link.sheet import read_sheet, show, write_sheet

from .bilingual import say
from .terminal import printable, show_table, tell

if TYPE_CHECKING:
    from lf2l_kg.base.settings import Settings
    from lf2l_kg.link.decisions import Decision
    from lf2l_kg.link.sources import Source

Key = Literal["yes", "close", "no", "absent", "later", "search", "quit"]

#: The keys, in both languages at once; « later » and « quit » decide nothing.
_KEYS: dict[str, Key] = {
    "o": "yes", "y": "yes", "n": "no", "a": "absent", "p": "later", "l": "later",
    "c": "close", "s": "search", "r": "search", "q": "quit", "\x03": "quit", "\x04": "quit", "": "quit",
}  # fmt: skip
_TRAITS: dict[Trait, Message] = {
    "identifier": Message(fr="identifiant", en="identifier"),
    "label": Message(fr="nom", en="label"),
    "type": Message(fr="nature", en="type"),
    "country": Message(fr="pays", en="country"),
    "parent": Message(fr="territoire", en="parent"),
    "population": Message(fr="population", en="population"),
    "coordinates": Message(fr="coordonnées", en="coordinates"),
    "homepage": Message(fr="page d’accueil", en="homepage"),
}
_ASK = Message(
    fr="[o]ui  {}[n]on  [a]ucun élément n’existe  [p]lus tard  [r]echercher  [q]uitter",
    en="[y]es  {}[n]o, another thing  [a]bsent from Wikidata  [l]ater  [s]earch  [q]uit",
)
_ASK_CLOSE = Message(fr="[c] proche  ", en="[c]lose  ")


@dataclass
class Ledger:
    """The file of decisions, and who decides when."""

    path: Path
    settings: Settings
    author: str
    day: date
    written: int = 0  # decisions, since the start

    def add(self, *decisions: Decision) -> None:
        """Write decisions at once, each whole."""
        add_decisions(self.path, decisions, Iris(self.settings.base_iri), self.settings.licence)
        self.written += len(decisions)

    def find_objection(self, proposal: Proposal, candidate: Candidate) -> Message | None:
        """Why this item may not be accepted; None when it may."""
        return find_objection(proposal, candidate, linked_subjects(read_decisions(self.path)))

    def open(self, proposals: Sequence[Proposal]) -> list[Proposal]:
        """The proposals that are not decided yet, without the candidates refused."""
        decisions = read_decisions(self.path)
        left = {s.iri for s in undecided((p.subject for p in proposals), decisions)}
        refused = {(d.subject, d.object) for d in decisions if d.verdict == "refused"}
        return [
            replace(
                p,
                candidates=tuple(
                    c for c in p.candidates if (p.subject.iri, c.item.iri) not in refused
                ),
            )
            for p in proposals
            if p.subject.iri in left
        ]


def review_in_sheet(
    path: Path, proposals: Sequence[Proposal], ledger: Ledger, *, everything: bool
) -> None:
    """Take over what is answered in the table, and write what is still open into it."""
    decided = read_sheet(
        path, ledger.open(proposals), ledger.author, ledger.day, read_decisions(ledger.path)
    )
    if decided:
        ledger.add(*decided)
    left = [p for p in ledger.open(proposals) if p.candidates or everything]
    write_sheet(path, left)
    _tell_done(ledger.written, len(left))


def review_at_terminal(
    proposals: Sequence[Proposal], ledger: Ledger, source: Source | None, *, everything: bool
) -> None:
    """Ask about each open proposal; an answer is in the file before the next is asked."""
    left = [p for p in ledger.open(proposals) if p.candidates or everything]
    for number, proposal in enumerate(left, start=1):
        tell(f"\n{number}/{len(left)}")
        if _decide(proposal, ledger, source) == "quit":
            break
    open_still = [p for p in ledger.open(proposals) if p.candidates or everything]
    _tell_done(ledger.written, len(open_still))


def _decide(proposal: Proposal, ledger: Ledger, source: Source | None) -> Key:
    """Go through the candidates of one thing until it is decided or left."""
    waiting: list[Candidate | None] = [*proposal.candidates] or [None]
    while waiting:
        candidate = waiting.pop(0)
        _show(proposal, candidate, others=sum(other is not None for other in waiting))
        key = _key()
        if key == "search":
            waiting = [*_search(proposal, source), candidate, *waiting]
        elif key in ("quit", "later"):
            return key
        elif decision := _answer(key, proposal, candidate, ledger):
            ledger.add(decision)
            _tell_written(decision)
            if key != "no":
                return key
        else:
            waiting.insert(0, candidate)  # the answer means nothing here: it is asked again
    return "later"


def _answer(
    key: Key, proposal: Proposal, candidate: Candidate | None, ledger: Ledger
) -> Decision | None:
    """What a key decides; None, when it may not, with the reason on the terminal."""
    author, day = ledger.author, ledger.day
    if key == "absent":
        return declare_absent(proposal, author, day)
    if candidate is None:
        tell(say(Message(fr="il n’y a pas d’élément à juger", en="there is no item to judge")))
        return None
    if key == "no":
        return refuse(proposal, candidate, author, day)
    if key == "close" and proposal.subject.kind != "Theme":
        tell(say(Message(fr="seul un thème peut être proche", en="only a theme can be close")))
        return None
    if objection := ledger.find_objection(proposal, candidate):
        tell(say(objection))
        return None
    return (accept_close if key == "close" else accept)(proposal, candidate, author, day)


def _search(proposal: Proposal, source: Source | None) -> tuple[Candidate, ...]:
    """Candidates by words that the person types, or by an item's id."""
    if source is None:
        tell(
            say(
                Message(
                    fr="pour rechercher, dites où au départ : --slice FICHIER ou --endpoint URL",
                    en="to search, say where at the start: --slice FILE or --endpoint URL",
                )
            )
        )
        return ()
    asked = Message(fr="Mots, ou identifiant (Q…)", en="Words, or an id (Q…)")
    words = click.prompt(say(asked), default="", show_default=False, err=True).strip()
    found = look_for(proposal.subject, words, source) if words else ()
    if not found:
        nothing = Message(
            fr=f"rien n’a été trouvé pour « {words} »", en=f"nothing found for “{words}”"
        )
        tell(say(nothing))
    return found


def _show(proposal: Proposal, candidate: Candidate | None, *, others: int) -> None:
    """What we know beside what Wikidata knows, and the words of the documents."""
    subject = proposal.subject
    if candidate is None:
        click.echo(printable(f"{subject.label}  →  ?"))
    else:
        item = candidate.item
        rows = [
            (say(_TRAITS[f.trait]), show(f)) for f in candidate.features if f.verdict != "unknown"
        ]
        title = f"{subject.label}  →  {item.label} ({item.id}, {candidate.score:.2f}) {item.description}"
        show_table(title, ("", ""), rows)
        click.echo(printable(f"  https://www.wikidata.org/wiki/{item.id}{_told_end(item.ended)}"))
    for path, words in subject.quotes:
        click.echo(printable(f"  {path} : « {' '.join(words.split())[:300]} »"))
    if others:
        more = counted(
            others,
            ("autre candidat ensuite", "autres candidats ensuite"),
            ("more candidate next", "more candidates next"),
        )
        tell(f"  {say(more)}")
    tell(say(_ASK).format(say(_ASK_CLOSE) if subject.kind == "Theme" else ""))


def _told_end(day: str) -> str:
    told = Message(fr=f"  (n’existe plus depuis le {day})", en=f"  (has not existed since {day})")
    return say(told) if day else ""


def _tell_written(decision: Decision) -> None:
    item = decision.object.rpartition("/")[2]
    told = {
        "accepted": Message(
            fr=f"→ noté : {decision.subject_label} est {item}",
            en=f"→ noted: {decision.subject_label} is {item}",
        ),
        "refused": Message(
            fr=f"→ noté : {decision.subject_label} n’est pas {item}",
            en=f"→ noted: {decision.subject_label} is not {item}",
        ),
        "not found": Message(
            fr=f"→ noté : Wikidata n’a pas {decision.subject_label}",
            en=f"→ noted: Wikidata does not have {decision.subject_label}",
        ),
    }
    tell(say(told[decision.verdict]))


def _key() -> Key:
    """The next key that means something; from a pipe, the first letter of the next line."""
    while True:
        if sys.stdin.isatty():
            pressed = click.getchar()
        else:
            line = sys.stdin.readline()
            pressed = line.strip()[:1] or ("" if not line else " ")
        if key := _KEYS.get(pressed.lower()):
            return key


def _tell_done(done: int, left: int) -> None:
    written = counted(
        done, ("décision écrite", "décisions écrites"), ("decision written", "decisions written")
    )
    still = counted(left, ("encore ouverte", "encore ouvertes"), ("still open", "still open"))
    tell(say(Message(fr=f"{written.fr} ; {still.fr}", en=f"{written.en}; {still.en}")))
