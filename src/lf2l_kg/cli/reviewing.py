"""Deciding on proposed links: one after the other on the terminal, or all in a table."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click
from msgspec.structs import replace

from lf2l_kg.base.iris import Iris
from lf2l_kg.base.messages import Message
from lf2l_kg.link import add_decisions, read_decisions
from lf2l_kg.link.deciding import accept, accept_close, declare_absent, refuse
from lf2l_kg.link.features import Trait
from lf2l_kg.link.propose import Candidate, Proposal, propose_links, undecided
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
    fr="[o]ui  [c] proche (un thème)  [n]on  [a]ucun élément n’existe  [p]lus tard  [r]echercher  [q]uitter",
    en="[y]es  [c]lose (a theme)  [n]o, another thing  [a]bsent from Wikidata  [l]ater  [s]earch  [q]uit",
)


@dataclass(frozen=True)
class Ledger:
    """The file of decisions, and who decides when."""

    path: Path
    settings: Settings
    author: str
    day: date

    def add(self, *decisions: Decision) -> None:
        """Write decisions at once, each whole."""
        add_decisions(self.path, decisions, Iris(self.settings.base_iri))

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
    decided = read_sheet(path, ledger.open(proposals), ledger.author, ledger.day)
    if decided:
        ledger.add(*decided)
    left = [p for p in ledger.open(proposals) if p.candidates or everything]
    write_sheet(path, left)
    _tell_done(len(decided), len(left))


def review_at_terminal(
    proposals: Sequence[Proposal], ledger: Ledger, source: Source | None, *, everything: bool
) -> None:
    """Ask about each open proposal; an answer is in the file before the next is asked."""
    left = [p for p in ledger.open(proposals) if p.candidates or everything]
    done = 0
    for number, proposal in enumerate(left, start=1):
        tell(f"\n{number}/{len(left)}")
        answer = _decide(proposal, ledger, source)
        if answer == "quit":
            break
        done += answer in ("yes", "close", "absent")
    _tell_done(done, len(left) - done)


def _decide(proposal: Proposal, ledger: Ledger, source: Source | None) -> Key:
    """Go through the candidates of one thing until it is decided or left."""
    waiting: list[Candidate | None] = [*proposal.candidates] or [None]
    while waiting:
        candidate = waiting.pop(0)
        _show(proposal, candidate)
        key = _key()
        if key == "search":
            waiting = [*_search(proposal, source), candidate, *waiting]
        elif key == "absent":
            ledger.add(declare_absent(proposal, ledger.author, ledger.day))
            return key
        elif candidate is None and key in ("yes", "no", "close"):
            waiting.insert(0, None)  # there is nothing to say yes or no to
        elif candidate and key == "no":
            ledger.add(refuse(proposal, candidate, ledger.author, ledger.day))
        elif candidate and key == "yes":
            ledger.add(accept(proposal, candidate, ledger.author, ledger.day))
            return key
        elif candidate and key == "close" and proposal.subject.kind == "Theme":
            ledger.add(accept_close(proposal, candidate, ledger.author, ledger.day))
            return key
        elif key == "close":
            waiting.insert(0, candidate)  # only a concept can be close to another
        else:
            return key
    return "later"


def _search(proposal: Proposal, source: Source | None) -> Iterator[Candidate]:
    """Candidates by words that the person types."""
    if source is None:
        tell(
            say(
                Message(
                    fr="pour rechercher, dites où au départ : --slice FICHIER",
                    en="to search, say where at the start: --slice FILE",
                )
            )
        )
        return
    words = click.prompt(say(Message(fr="Mots", en="Words")), default="", err=True)
    asked = replace(proposal.subject, label=words or proposal.subject.label, aliases=())
    for found in propose_links([asked], (), source):
        yield from found.candidates


def _show(proposal: Proposal, candidate: Candidate | None) -> None:
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
    for path, words in subject.quotes:
        click.echo(printable(f"  {path} : « {' '.join(words.split())[:300]} »"))
    tell(say(_ASK))


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
    tell(
        say(
            Message(
                fr=f"{done} décisions écrites ; {left} encore ouvertes",
                en=f"{done} decisions written; {left} still open",
            )
        )
    )
