"""A document, what was found in it, and what becomes of each fact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from lf2l_kg.assemble import find_unfit
from lf2l_kg.base.gazetteer import Gazetteer
from lf2l_kg.base.iris import Iris
from lf2l_kg.base.messages import Message
from lf2l_kg.base.ontology import Ontology
from lf2l_kg.base.records import Document, Fact, Finding, Mention
from lf2l_kg.base.text import content_digest, line_starts
from lf2l_kg.base.wording import Wording
from lf2l_kg.extract import extract_document, find_sightings
from lf2l_kg.extract.facts.sightings import SeenCue, SeenName
from lf2l_kg.resolve import Entities, Register, resolve_entities
from lf2l_kg.review import Answers, Status, identify_fact, judge_facts

from .cues import SilentCue, cues_behind, silent_cues

#: What becomes of a fact: published, because it is sure or because a person said yes; waiting for an
#: answer; unsure, but published from other words; refused by a person; or unfit for the ontology.
Outcome = Literal["published", "confirmed", "waiting", "stated", "refused", "unfit"]


@dataclass(frozen=True, slots=True)
class ExplainedFact:
    """A fact with what is behind it and what becomes of it."""

    id: str  # the lasting name of the question whether it is so; see review
    fact: Fact
    outcome: Outcome
    reason: Message | None  # why it is unfit
    cues: tuple[str, ...]  # the words that announced it; () when no cue was needed

    @property
    def lines(self) -> range:
        """The lines of the words that state it."""
        said = self.fact.evidence.quotes[0]
        return range(said.line, said.line + len(line_starts(said.exact.rstrip("\r\n"))))


@dataclass(frozen=True)
class Explanation:
    """What was found in a document. IRIs are those that a build of this document alone would give."""

    document: Document
    names: tuple[SeenName, ...]  # in the document's order, without overlap
    facts: tuple[ExplainedFact, ...]  # in the document's order
    findings: tuple[Finding, ...]  # in the document's order
    silent: tuple[SilentCue, ...]  # in the document's order
    iris: dict[Mention, str]  # of what is published
    registered: frozenset[str]  # those of these IRIs that are in the register, or are themes


def explain_document(
    document: Document,
    ontology: Ontology,
    gazetteer: Gazetteer,
    register: Register,
    answers: Answers,
    *,
    iris: Iris,
    threshold: float,
) -> Explanation:
    """Run a document through the stages up to where it shows what can be published.

    Args:
        document: as read; of one that is not ``readable`` only the findings are told.
        ontology: what can be said.
        gazetteer: the places of the world.
        register: the IRIs already published.
        answers: what people have said of unsure facts.
        iris: makes IRIs.
        threshold: the confidence from which a fact is published without being asked.
    """
    extraction = extract_document(document, ontology, gazetteer)
    seen = find_sightings(document, ontology, gazetteer)
    judged = judge_facts(extraction.facts, answers, threshold)
    published = [fact for fact, status in judged if status in ("sure", "confirmed")]
    contents = {document.path: content_digest(document.text)}
    entities = resolve_entities(published, register, iris, contents)
    unfit = dict(find_unfit([fact for fact, _ in judged], entities, ontology))
    facts = (
        ExplainedFact(
            id=identify_fact(fact),
            fact=fact,
            outcome=_outcome(status, fact in unfit),
            reason=unfit[fact].message if fact in unfit else None,
            cues=_words(document, cues_behind(fact, seen)),
        )
        for fact, status in judged
    )
    known = _iris(document, published, entities)
    return Explanation(
        document=document,
        names=seen.names,
        facts=tuple(sorted(facts, key=lambda f: f.fact.evidence.quotes[0].start)),
        findings=tuple(
            sorted(document.findings + extraction.findings, key=lambda f: (f.line, f.column))
        ),
        silent=tuple(
            silent_cues(
                document,
                extraction.facts,
                seen,
                ontology,
                fr=Wording.of(ontology, "fr"),
                en=Wording.of(ontology, "en"),
            )
        ),
        iris=known,
        registered=frozenset({row.iri for row in register.rows} | {*ontology.concepts})
        & frozenset(known.values()),
    )


def _outcome(status: Status, is_unfit: bool) -> Outcome:
    if status == "refused":
        return "refused"
    if is_unfit:
        return "unfit"
    return "published" if status == "sure" else status


def _iris(document: Document, published: Sequence[Fact], entities: Entities) -> dict[Mention, str]:
    ends = {end for fact in published for end in (fact.subject, fact.object)}
    return {
        end: entities.iri(document.path, end)
        for end in sorted((e for e in ends if isinstance(e, Mention)), key=repr)
    }


def _words(document: Document, cues: Sequence[SeenCue]) -> tuple[str, ...]:
    """The cues as the document writes them, each once."""
    found = (" ".join(document.text[cue.start : cue.end].split()) for cue in cues)
    return tuple(dict.fromkeys(found))
