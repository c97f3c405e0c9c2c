"""What becomes of a proposal: the decision that a person takes on it, or that is safe without one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from lf2l_kg.base.messages import Message

from .decisions import CLOSE_MATCH, Decision
from .propose import Candidate, Proposal, Safe, is_across

_SEMAPV = "https://w3id.org/semapv/vocab/"

#: How each was decided; the safe ones by a chain of identifiers, or by several traits that agree.
#: Source: https://mapping-commons.github.io/semantic-mapping-vocabulary/
_BY_HAND = f"{_SEMAPV}ManualMappingCuration"
_SAFE: dict[Safe, tuple[str, float]] = {
    "identifier": (f"{_SEMAPV}MappingChaining", 0.99),
    "label": (f"{_SEMAPV}CompositeMatching", 0.95),
}


def linked_subjects(decisions: Iterable[Decision]) -> dict[str, str]:
    """Whose each accepted item is: the subject's IRI by the item's."""
    return {d.object: d.subject for d in decisions if d.verdict == "accepted"}


def find_objection(
    proposal: Proposal, candidate: Candidate, linked: Mapping[str, str]
) -> Message | None:
    """Why nobody may accept this item for this thing; None when somebody may.

    Args:
        proposal: the thing.
        candidate: the item.
        linked: whose the accepted items are, as ``linked_subjects`` tells.
    """
    item, other = candidate.item, linked.get(candidate.item.iri, proposal.subject.iri)
    if item.made_up:
        return Message(
            fr=f"{item.id} est un identifiant fictif, qui n’existe pas dans Wikidata\u00a0: cherchez le vrai",
            en=f"{item.id} is a made-up identifier that Wikidata does not have: look for the real one",
        )
    if is_across(proposal.subject, item):
        return Message(
            fr="un territoire et son administration sont deux choses\u00a0: cherchez l’élément de l’autre",
            en="a territory and its administration are two things: look for the item of the other one",
        )
    if other != proposal.subject.iri:
        return Message(
            fr=f"{item.id} est déjà l’élément de {other}\u00a0: refusez l’un des deux liens",
            en=f"{item.id} is the item of {other} already: refuse one of the two links",
        )
    return None


def accept(proposal: Proposal, candidate: Candidate, author: str, day: date) -> Decision:
    """A person has said that this item is the thing."""
    return _decision(proposal, candidate, author, day)


def accept_close(proposal: Proposal, candidate: Candidate, author: str, day: date) -> Decision:
    """A person has said that this concept is nearly the theme, though not quite."""
    return replace(_decision(proposal, candidate, author, day), predicate=CLOSE_MATCH)


def refuse(proposal: Proposal, candidate: Candidate, author: str, day: date) -> Decision:
    """A person has said that this item is another thing."""
    return _decision(proposal, candidate, author, day, refused=True)


def declare_absent(proposal: Proposal, author: str, day: date) -> Decision:
    """A person has looked, and there is no item."""
    return Decision(
        proposal.subject.iri,
        proposal.predicate,
        "",
        "not found",
        _BY_HAND,
        line=0,
        subject_label=proposal.subject.label,
        authors=(author,),
        date=day,
    )


def safe_decisions(proposals: Iterable[Proposal], day: date) -> tuple[Decision, ...]:
    """The links that are safe, as decisions of nobody; an item made up for tests is never among them."""
    found = []
    for proposal in proposals:
        candidate = proposal.safe
        if candidate and not candidate.item.made_up:
            justification, confidence = _SAFE[candidate.safe]
            found.append(
                Decision(
                    proposal.subject.iri,
                    proposal.predicate,
                    candidate.item.iri,
                    "accepted",
                    justification,
                    line=0,
                    subject_label=proposal.subject.label,
                    object_label=candidate.item.label,
                    confidence=confidence,
                    date=day,
                    comment=_why(candidate),
                )
            )
    return tuple(found)


def _decision(
    proposal: Proposal, candidate: Candidate, author: str, day: date, *, refused: bool = False
) -> Decision:
    return Decision(
        proposal.subject.iri,
        proposal.predicate,
        candidate.item.iri,
        "refused" if refused else "accepted",
        _BY_HAND,
        line=0,
        subject_label=proposal.subject.label,
        object_label=candidate.item.label,
        authors=(author,),
        date=day,
        comment=candidate.item.description,
    )


def _why(candidate: Candidate) -> str:
    """The traits that agree, as they are."""
    agreeing = (f for f in candidate.features if f.verdict == "agrees" and f.theirs)
    return "; ".join(f"{f.trait}: {f.theirs}" for f in agreeing)
