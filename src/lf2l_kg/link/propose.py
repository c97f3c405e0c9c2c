"""Candidates for each entity that nobody has decided on yet: the likeliest first, with reasons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from lf2l_kg.base.namespaces import WIKIDATA
from lf2l_kg.base.uncollected import uncollected

from .decisions import EXACT_MATCH, SAME_AS, Decision
from .features import TRAITS, Feature, Ours, Trait, Verdict, compare
from .items import Item, key
from .rows import ITEM
from .sources import Source
from .subjects import Subject

_SMALL_TOWN = 10_000  # inhabitants
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
_WEIGHT = {trait: {v: worth * s for v, s in _SHARE.items()} for trait, worth in _WORTH.items()}
_MOST = sum(_WORTH.values())
_PLACE = {trait: place for place, trait in enumerate(TRAITS)}


Safe = Literal["", "identifier", "label"]


class Candidate(Struct, frozen=True):
    """An item that may be the thing, and what speaks for it or against it."""

    item: Item
    features: tuple[Feature, ...]  # one a trait, in the order of ``TRAITS``
    score: float  # from 0 to 1: what agrees and differs, weighed
    safe: Safe = ""  # why nobody need look at it; "" when somebody must

    @property
    def by_label(self) -> bool:
        """Whether the name that both share is its label; not an alias, nor the label in another language.

        Short forms stand there, that a neighbour bears as its full name.
        """
        return key(self.features[_PLACE["label"]].theirs) == key(self.item.label)

    def verdict(self, trait: Trait) -> Verdict:
        """How one trait compares."""
        return self.features[_PLACE[trait]].verdict


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
        if d.verdict == "not found" or (d.verdict == "accepted" and d.object.startswith(WIKIDATA))
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
    with uncollected():
        return _proposed(undecided(subjects, decisions), decisions, source)


def _proposed(
    subjects: Sequence[Subject], decisions: Sequence[Decision], source: Source
) -> tuple[Proposal, ...]:
    refused = {(d.subject, d.object) for d in decisions if d.verdict == "refused"}
    taken = {d.object for d in decisions if d.verdict == "accepted"}
    judge = _Judge(source)
    proposals = [
        Proposal(subject, _ranked(subject, items, judge, refused))
        for subject, items in _candidates(subjects, source, judge)
    ]
    safe = [p.safe for p in proposals]
    claims = Counter(c.item.iri for c in safe if c)
    return tuple(
        _unsure(p) if c and (claims[c.item.iri] > 1 or c.item.iri in taken) else p
        for p, c in zip(proposals, safe, strict=True)
    )


def look_for(subject: Subject, words: str, source: Source) -> tuple[Candidate, ...]:
    """What a person's own words lead to, or the id of an item: whatever it is, the likeliest first."""
    if ITEM.fullmatch(words.strip().upper()):
        items = source.read([words.strip().upper()])
    else:
        asked = [replace(subject, label=words, aliases=(), identifiers=())]
        answers = (source.by_label(asked), source.by_likeness(asked))
        items = [item for found in answers for item in found.get(subject.iri, ())]
    judge = _Judge(source)
    found = [
        Candidate(item, features, round(max(0.0, _weight(features)) / _MOST, 3))
        for item in {item.id: item for item in items}.values()
        for features in [judge.features(subject, item)]
    ]
    return tuple(sorted(found, key=_order)[:SHOWN])


def _unsure(proposal: Proposal) -> Proposal:
    return replace(proposal, candidates=tuple(replace(c, safe="") for c in proposal.candidates))


class _Judge:
    """Compares subjects and items, each pair once."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._known: dict[str, tuple[Ours, dict[str, tuple[Feature, ...]]]] = {}

    def features(self, subject: Subject, item: Item) -> tuple[Feature, ...]:
        known = self._known.get(subject.iri)
        if known is None:
            known = self._known[subject.iri] = Ours(subject), {}
        ours, compared = known
        found = compared.get(item.id)
        if found is None:
            above = self._source.above(item)
            names = self._source.names_of((item.id, *above, *item.countries))
            found = compared[item.id] = compare(ours, item, above, names)
        return found

    def fits(self, subject: Subject, item: Item) -> bool:
        """Whether nothing known of an item excludes it, so that further questions are idle."""
        features = self.features(subject, item)
        known = not subject.parents or "agrees" in (
            features[_PLACE["identifier"]].verdict,
            features[_PLACE["parent"]].verdict,
        )
        return known and features[_PLACE["type"]].verdict != "differs"


def _candidates(
    subjects: Sequence[Subject], source: Source, judge: _Judge
) -> Iterator[tuple[Subject, Sequence[Item]]]:
    """The items of each subject: the next question is asked only where the last found nothing fit."""
    found: dict[str, dict[str, Item]] = {subject.iri: {} for subject in subjects}
    left = subjects
    for ask in (source.by_identifier, source.by_label, source.by_likeness):
        for iri, items in (ask(left) if left else {}).items():
            found[iri].update([(item.id, item) for item in items])
        left = [s for s in left if not any(judge.fits(s, i) for i in found[s.iri].values())]
    for subject in subjects:
        yield subject, list(found[subject.iri].values())


def _ranked(
    subject: Subject, items: Sequence[Item], judge: _Judge, refused: set[tuple[str, str]]
) -> tuple[Candidate, ...]:
    candidates = []
    for item in items:
        features = judge.features(subject, item)
        weight = _weight(features)
        again = bool(refused) and (subject.iri, item.iri) in refused
        other = _is_another_thing(subject, item, features) or _is_elsewhere(features)
        if weight > 0 and not again and not other:
            candidates.append(Candidate(item, features, round(weight / _MOST, 3)))
    if len(candidates) > 1:
        candidates.sort(key=_order)
    safe = next(_safe(candidates), None)
    shown = candidates[:SHOWN]
    return tuple([replace(c, safe=safe[1]) if safe and c is safe[0] else c for c in shown])


def _order(candidate: Candidate) -> tuple[float, bool, bool, bool, int, int, str]:
    """The likeliest first; of equals what is not dissolved, so called to the accent, has more people.

    Of a region the people are often not said: it is taken to be larger than a village.
    """
    item, label = candidate.item, candidate.features[_PLACE["label"]]
    people = _SMALL_TOWN if item.population is None else item.population
    by_label = candidate.by_label
    called = by_label and label.ours.casefold() == label.theirs.casefold()
    return (
        -candidate.score, bool(item.ended), not called, not by_label, -people, len(item.id), item.id,
    )  # fmt: skip


def _is_another_thing(subject: Subject, item: Item, features: Sequence[Feature]) -> bool:
    """Whether an item is of a kind that ours cannot be: only an identifier asks for a second look."""
    if features[_PLACE["type"]].verdict != "differs" or subject.kind in item.kinds:
        return False
    return is_across(subject, item) or features[_PLACE["identifier"]].verdict != "agrees"


def _is_elsewhere(features: Sequence[Feature]) -> bool:
    """Whether an item lies in another country and far away: a namesake, whatever else it shares."""
    places = (features[_PLACE["country"]].verdict, features[_PLACE["coordinates"]].verdict)
    return places == ("differs", "differs") and features[_PLACE["identifier"]].verdict != "agrees"


def is_across(subject: Subject, item: Item) -> bool:
    """Whether one is a territory and the other an administration: two things, whatever they share."""
    sides = {"Territory", "Institution"}
    ours = subject.kind in sides and subject.kind not in item.kinds
    return ours and not sides.isdisjoint(item.kinds)


def _weight(features: Sequence[Feature]) -> float:
    return sum([_WEIGHT[f.trait][f.verdict] for f in features])


def _safe(candidates: Sequence[Candidate]) -> Iterator[tuple[Candidate, Safe]]:
    """The candidate that is right without a doubt, if there is one; never by a near-spelling.

    What was dissolved may be meant, or what took its name since: that is for a person.
    """
    by_identifier = [c for c in candidates if c.verdict("identifier") == "agrees"]
    if by_identifier:
        (first, *others) = by_identifier
        if not (others or first.item.ended or _differs(first, ("label", "type", "country"))):
            yield first, "identifier"
        return
    rivals = [
        c
        for c in candidates
        if c.verdict("label") == "agrees" and c.verdict("parent") in ("agrees", "near")
    ]
    if len(rivals) == 1:
        (first,) = rivals
        whole = first.verdict("type") == first.verdict("parent") == "agrees" and first.by_label
        if whole and not first.item.ended and not _differs(first, TRAITS):
            yield first, "label"


def _differs(candidate: Candidate, traits: Sequence[Trait]) -> bool:
    """Whether one of these traits contradicts."""
    return any(candidate.verdict(trait) == "differs" for trait in traits)
