"""A decision on a link, and what makes two decisions contradict each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from lf2l_kg.base.messages import Message
from lf2l_kg.base.namespaces import OWL, SKOS

SAME_AS = OWL + "sameAs"
EXACT_MATCH = SKOS + "exactMatch"
CLOSE_MATCH = SKOS + "closeMatch"
BROAD_MATCH = SKOS + "broadMatch"
NARROW_MATCH = SKOS + "narrowMatch"

#: The predicates that a link may have, by the name that people write.
PREDICATES = {
    "owl:sameAs": SAME_AS,
    "skos:exactMatch": EXACT_MATCH,
    "skos:closeMatch": CLOSE_MATCH,
    "skos:broadMatch": BROAD_MATCH,
    "skos:narrowMatch": NARROW_MATCH,
}

Verdict = Literal["accepted", "refused", "not found"]


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person, or a program that a person trusts, has decided about one link.

    Source: https://mapping-commons.github.io/sssom/Mapping/
    """

    subject: str  # IRI of one of our entities
    predicate: str  # IRI, one of PREDICATES
    object: str  # IRI of the other thing; "" when none was found
    verdict: Verdict
    justification: str  # IRI of a SEMAPV term: how it was decided
    line: int  # where it stands in the file
    subject_label: str = ""
    object_label: str = ""
    object_source: str = ""  # where it was looked for, as written; "" when not said
    confidence: float | None = None  # from 0 to 1
    authors: tuple[str, ...] = ()  # IRIs of who decided; () when not said
    date: date | None = None
    comment: str = ""


def find_contradictions(decisions: Iterable[Decision]) -> Iterator[tuple[Decision, Message]]:
    """Each decision that an earlier one excludes or already says, with the reason."""
    by_subject: dict[str, list[Decision]] = defaultdict(list)
    for decision in decisions:
        for earlier in by_subject[decision.subject]:
            message = _conflict(earlier, decision)
            if message:
                yield decision, message
                break
        by_subject[decision.subject].append(decision)


def _conflict(earlier: Decision, later: Decision) -> Message | None:
    """Why two decisions on one subject cannot stand together; None when they can."""
    line = earlier.line
    key = (later.predicate, later.object, later.object_source)
    if key == (earlier.predicate, earlier.object, earlier.object_source):
        if earlier.verdict == later.verdict:
            return Message(
                fr=f"cette décision est déjà à la ligne {line}\u00a0: supprimez l’une des deux",
                en=f"this decision is on line {line} already: delete one of the two",
            )
        return Message(
            fr=f"la ligne {line} décide le contraire\u00a0: gardez l’une des deux",
            en=f"line {line} decides the opposite: keep one of the two",
        )
    verdicts = {earlier.verdict, later.verdict}
    same_search = (earlier.predicate, earlier.object_source) == (
        later.predicate,
        later.object_source,
    )
    if verdicts == {"accepted", "not found"} and same_search:
        return Message(
            fr=f"un lien est accepté et déclaré introuvable (ligne {line})\u00a0: gardez l’un des deux, "
            "ou dites dans object_source où l’on a cherché",
            en=f"a link is accepted and declared not found (line {line}): keep one of the two, "
            "or say in object_source where it was looked for",
        )
    return _double_link(earlier, later) if verdicts == {"accepted"} else None


def _double_link(earlier: Decision, later: Decision) -> Message | None:
    """Why two accepted links of one subject exclude each other; None when they do not."""
    exact, hierarchic = {SAME_AS, EXACT_MATCH}, {BROAD_MATCH, NARROW_MATCH}
    predicates = {earlier.predicate, later.predicate}
    if earlier.object == later.object:
        # SKOS S46: exactMatch is disjoint with broadMatch (and so with its inverse).
        # Source: https://www.w3.org/TR/skos-reference/#L4858
        if predicates == hierarchic or (predicates & exact and predicates & hierarchic):
            return Message(
                fr=f"la ligne {earlier.line} lie les mêmes choses par un prédicat incompatible\u00a0: "
                "gardez l’une des deux",
                en=f"line {earlier.line} links the same things by an incompatible predicate: "
                "keep one of the two",
            )
        return None
    same_source = earlier.object.rpartition("/")[0] == later.object.rpartition("/")[0]
    if predicates <= exact and same_source:
        return Message(
            fr=f"la ligne {earlier.line} dit déjà cette entité identique à une autre chose de la même "
            "source\u00a0: gardez la bonne",
            en=f"line {earlier.line} already says that this entity is another thing of the same "
            "source: keep the right one",
        )
    return None
