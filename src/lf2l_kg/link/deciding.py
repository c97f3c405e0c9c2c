"""What becomes of a proposal: the decision that a person takes on it, or that is safe without one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from .decisions import CLOSE_MATCH, Decision
from .propose import Candidate, Proposal, Safe

_SEMAPV = "https://w3id.org/semapv/vocab/"

#: How each was decided; the safe ones by a chain of identifiers, or by several traits that agree.
#: Source: https://mapping-commons.github.io/semantic-mapping-vocabulary/
_BY_HAND = f"{_SEMAPV}ManualMappingCuration"
_SAFE: dict[Safe, tuple[str, float]] = {
    "identifier": (f"{_SEMAPV}MappingChaining", 0.99),
    "label": (f"{_SEMAPV}CompositeMatching", 0.95),
}


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
