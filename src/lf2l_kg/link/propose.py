"""Candidates for each entity that nobody has decided on yet: the likeliest first, with reasons."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from .decisions import EXACT_MATCH, SAME_AS, Decision
from .features import Feature, Trait, Verdict, compare
from .items import ENTITY, Item, key, keys
from .sources import Source
from .subjects import Subject

SHOWN = 5  # candidates that are worth a person's look

#: What each trait is worth when it agrees; the same is taken off when it differs.
_WORTH: dict[Trait, float] = {
    "identifier": 4.0,
    "label": 2.0,
    "type": 1.0,
    "parent": 1.5,
    "country": 0.75,
    "population": 0.75,
    "coordinates": 1.0,
    "homepage": 2.0,
}
_SHARE: dict[Verdict, float] = {"agrees": 1.0, "near": 0.5, "unknown": 0.0, "differs": -1.0}

Safe = Literal["", "identifier", "label"]


class Candidate(Struct, frozen=True):
    """An item that may be the thing, and what speaks for it or against it."""

    item: Item
    features: tuple[Feature, ...]
    score: float  # from 0 to 1: what agrees and differs, weighed
    safe: Safe = ""  # why nobody need look at it; "" when somebody must

    @property
    def by_label(self) -> bool:
        """Whether its label, in some language, is the name that both share, and not only an alias."""
        name = next(f.theirs for f in self.features if f.trait == "label")
        return key(name) in keys(self.item.labels)

    def verdict(self, trait: Trait) -> Verdict:
        """How one trait compares."""
        return next(f.verdict for f in self.features if f.trait == trait)


class Proposal(Struct, frozen=True):
    """An entity with its candidates, the likeliest first; none when nothing was found."""

    subject: Subject
    candidates: tuple[Candidate, ...]

    @property
    def safe(self) -> Candidate | None:
        """The candidate that may be accepted without a person, if there is one."""
        return next((candidate for candidate in self.candidates if candidate.safe), None)

    @property
    def predicate(self) -> str:
        """The IRI that a link of such a thing has: a theme is a concept, all else exists once."""
        return EXACT_MATCH if self.subject.kind == "Theme" else SAME_AS


def undecided(subjects: Iterable[Subject], decisions: Sequence[Decision]) -> tuple[Subject, ...]:
    """The subjects without an accepted item, of which nobody said either that there is none."""
    done = {
        d.subject
        for d in decisions
        if d.verdict == "not found" or (d.verdict == "accepted" and d.object.startswith(ENTITY))
    }
    return tuple(subject for subject in subjects if subject.iri not in done)


def propose_links(
    subjects: Sequence[Subject], decisions: Sequence[Decision], source: Source
) -> tuple[Proposal, ...]:
    """Look for the items of the undecided subjects, by identifier, else by name, else by likeness.

    An item that was refused for a subject is not proposed for it again. One that is another entity's
    already, or the safe one of two, is left for a person to judge.

    Returns:
        A proposal for each undecided subject, in their order.
    """
    left = undecided(subjects, decisions)
    refused = {(d.subject, d.object) for d in decisions if d.verdict == "refused"}
    taken = {d.object for d in decisions if d.verdict == "accepted"}
    judge = _Judge(source)
    proposals = [
        Proposal(subject, _ranked(subject, items, judge, refused))
        for subject, items in _candidates(left, source, judge)
    ]
    claims = Counter(p.safe.item.iri for p in proposals if p.safe)
    return tuple(
        _unsure(p) if p.safe and (claims[p.safe.item.iri] > 1 or p.safe.item.iri in taken) else p
        for p in proposals
    )


def _unsure(proposal: Proposal) -> Proposal:
    return replace(proposal, candidates=tuple(replace(c, safe="") for c in proposal.candidates))


class _Judge:
    """Compares subjects and items, each pair once."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._known: dict[tuple[str, str], tuple[Feature, ...]] = {}

    def features(self, subject: Subject, item: Item) -> tuple[Feature, ...]:
        found = self._known.get((subject.iri, item.id))
        if found is None:
            above = self._source.above(item)
            names = self._source.names_of([*above, *item.countries])
            found = self._known[subject.iri, item.id] = compare(subject, item, above, names)
        return found

    def fits(self, subject: Subject, item: Item) -> bool:
        """Whether nothing known of an item excludes it, so that further questions are idle."""
        features = {f.trait: f.verdict for f in self.features(subject, item)}
        known = "agrees" in (features["identifier"], features["parent"])
        return (known or not subject.parents) and features["type"] != "differs"


def _candidates(
    subjects: Sequence[Subject], source: Source, judge: _Judge
) -> Iterator[tuple[Subject, Sequence[Item]]]:
    """The items of each subject: the next question is asked only where the last found nothing fit."""
    found: dict[str, dict[str, Item]] = defaultdict(dict)
    for ask in (source.by_identifier, source.by_label, source.by_likeness):
        open_ones = [
            s for s in subjects if not any(judge.fits(s, i) for i in found[s.iri].values())
        ]
        answers = ask(open_ones) if open_ones else {}
        for iri, items in answers.items():
            found[iri].update((item.id, item) for item in items)
    for subject in subjects:
        yield subject, list(found[subject.iri].values())


def _ranked(
    subject: Subject, items: Sequence[Item], judge: _Judge, refused: set[tuple[str, str]]
) -> tuple[Candidate, ...]:
    candidates = [
        Candidate(item, features, _score(features))
        for item in items
        if (subject.iri, item.iri) not in refused
        for features in [judge.features(subject, item)]
        if _weight(features) > 0 and not _is_noise(features) and not _is_across(subject, item)
    ]
    candidates.sort(key=lambda c: (-c.score, len(c.item.id), c.item.id))
    safe = {id(c): why for c, why in _safe(candidates)}
    return tuple(replace(c, safe=safe.get(id(c), "")) for c in candidates[:SHOWN])


def _is_across(subject: Subject, item: Item) -> bool:
    """Whether one is a territory and the other an administration: they are two things, never linked."""
    sides = {"Territory", "Institution"}
    return subject.kind in sides and subject.kind not in item.kinds and bool(sides & {*item.kinds})


def _is_noise(features: Sequence[Feature]) -> bool:
    """Whether an item is of another kind and only spelt like ours: nothing speaks for it."""
    verdicts = {f.trait: f.verdict for f in features}
    named = "agrees" in (verdicts["identifier"], verdicts["label"], verdicts["homepage"])
    return not named and verdicts["type"] == "differs"


def _score(features: Sequence[Feature]) -> float:
    return round(max(0.0, _weight(features)) / sum(_WORTH.values()), 3)


def _weight(features: Sequence[Feature]) -> float:
    return sum(_WORTH[f.trait] * _SHARE[f.verdict] for f in features)


def _safe(candidates: Sequence[Candidate]) -> Iterator[tuple[Candidate, Safe]]:
    """The candidate that is right without a doubt, if there is one; never by a near-spelling."""
    by_identifier = [c for c in candidates if c.verdict("identifier") == "agrees"]
    if by_identifier:
        (first, *others) = by_identifier
        if not others and not _differs(first, ("label", "type", "country")):
            yield first, "identifier"
        return
    needed: tuple[Trait, ...] = ("label", "type", "parent")
    fitting = [c for c in candidates if all(c.verdict(trait) != "differs" for trait in needed)]
    whole = [c for c in fitting if all(c.verdict(trait) == "agrees" for trait in needed)]
    rivals = [
        c for c in fitting if c.verdict("label") == "agrees" and c.verdict("parent") != "unknown"
    ]
    if (
        len(whole) == len(rivals) == 1
        and whole[0].by_label
        and not _differs(whole[0], tuple(_WORTH))
    ):
        yield whole[0], "label"


def _differs(candidate: Candidate, traits: Sequence[Trait]) -> bool:
    """Whether one of these traits contradicts."""
    return any(candidate.verdict(trait) == "differs" for trait in traits)
