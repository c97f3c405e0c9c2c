"""What becomes of the facts of a document: published, waiting for an answer, or refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from msgspec.structs import replace

from lf2l_kg.base.records import Fact, Mention

from .answers import Answers

#: ``sure`` and ``confirmed`` facts are published; ``stated`` ones are unsure, but what they say is
#: published from other words of the document, so that nobody needs to be asked.
Status = Literal["sure", "confirmed", "waiting", "stated", "refused"]


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The facts of one document, each in the order in which it was read."""

    published: tuple[Fact, ...]
    waiting: tuple[Fact, ...]  # under the threshold, and not answered yet
    confirmed: tuple[Fact, ...]  # as read: what a person has said yes to
    refused: tuple[Fact, ...]  # what a person has said no to, and what goes with it


def review_facts(facts: Iterable[Fact], answers: Answers, threshold: float) -> Reviewed:
    """Decide on the facts of one document.

    Args:
        facts: all facts of one document.
        answers: what people have said.
        threshold: the confidence from which a fact is published without being asked.
    """
    judged = judge_facts(facts, answers, threshold)
    return Reviewed(
        published=tuple(
            _confirm(fact) if status == "confirmed" else fact
            for fact, status in judged
            if status in ("sure", "confirmed")
        ),
        waiting=tuple(fact for fact, status in judged if status == "waiting"),
        confirmed=tuple(fact for fact, status in judged if status == "confirmed"),
        refused=tuple(fact for fact, status in judged if status == "refused"),
    )


def judge_facts(
    facts: Iterable[Fact], answers: Answers, threshold: float
) -> list[tuple[Fact, Status]]:
    """Each fact of one document with what becomes of it.

    A person's answer counts more than any confidence. Yes publishes a fact. No refuses it; when the fact
    was that the document mentions a thing, all that the document says of that thing goes with it, but
    what a person has confirmed.
    """
    judged = [(fact, _first_look(fact, answers, threshold)) for fact in facts]
    unreal = {f.object for f, status in judged if status == "refused" and f.predicate == "mentions"}
    if unreal:
        judged = [
            (f, "refused" if s != "confirmed" and {f.subject, f.object} & unreal else s)
            for f, s in judged
        ]
    published = [fact for fact, status in judged if status in ("sure", "confirmed")]
    stated = {(fact.subject, fact.predicate, fact.object) for fact in published}
    spoken_of = {end for f in published for end in (f.subject, f.object)}
    return [
        (fact, "stated" if status == "waiting" and _is_stated(fact, stated, spoken_of) else status)
        for fact, status in judged
    ]


def _first_look(fact: Fact, answers: Answers, threshold: float) -> Status:
    answer = answers.find(fact)
    if answer is not None:
        return "confirmed" if answer.verdict else "refused"
    return "sure" if fact.evidence.confidence >= threshold else "waiting"


def _is_stated(
    fact: Fact, stated: set[tuple[Mention, str, Mention | str]], spoken_of: set[Mention | str]
) -> bool:
    """Whether what a fact says is published anyway: a thing that a fact is about is mentioned."""
    if fact.predicate == "mentions":
        return fact.object in spoken_of
    return (fact.subject, fact.predicate, fact.object) in stated


def _confirm(fact: Fact) -> Fact:
    """The fact as a person has confirmed it: certain, and marked so."""
    return replace(fact, evidence=replace(fact.evidence, confidence=1.0, reviewed=True))
