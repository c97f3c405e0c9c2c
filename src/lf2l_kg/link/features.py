"""What tells whether an item is the thing meant: each trait on its own, so that a person can judge."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Literal, get_args

from msgspec import Struct
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from lf2l_kg.base.text import normalise

from .items import CALLED, Item, Named, key, keys
from .subjects import Subject

Trait = Literal[
    "identifier", "label", "type", "country", "parent", "population", "coordinates", "homepage"
]
TRAITS: tuple[Trait, ...] = get_args(Trait)
Verdict = Literal["agrees", "near", "differs", "unknown"]

_NEAR = 80.0  # of 100: how alike two spellings of one name are
_SAME_CROWD = 1.5  # times as many inhabitants; a document often gives a round or an old number
_OTHER_CROWD = 2.5
_SAME_PLACE = 10.0  # kilometres between the middles of one town, as two sources give them
_OTHER_PLACE = 50.0
_EARTH = 6371.0  # kilometres


#: What an item may be, that stands for a thing of ours: a project may be kept by an association of its
#: name. Nothing that is known to be one of our other classes is a theme.
_MAY_BE: Mapping[str, frozenset[str]] = {
    "Territory": frozenset({"Territory"}),
    "Institution": frozenset({"Institution"}),
    "Person": frozenset({"Person"}),
    "Publication": frozenset({"Publication"}),
    **dict.fromkeys(("Project", "Event", "Award"), frozenset({"Institution"})),
}
_NOTHING = frozenset[str]()


class Feature(Struct, frozen=True, gc=False):
    """One trait of a candidate beside the same trait of ours."""

    trait: Trait
    verdict: Verdict  # "near" for a label spelt nearly so, or a parent that is only the widest
    ours: str
    theirs: str


#: Territories, countries and candidates by id, as far as they are known.
Names = Mapping[str, Named]


class Ours:
    """The traits of a subject in the form in which they are compared, made once for all candidates."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.keys = keys(subject.names)
        self.parents = keys(subject.parents).union(subject.parent_keys)
        self.countries = {key(subject.country), *subject.country_keys} - {""}
        self.pages = [value for name, value in subject.identifiers if name == "P856"]
        self.identifiers = [i for i in subject.identifiers if i[0] != "P856"]
        self.sorts = {name for name, _ in self.identifiers}
        self.told_parents = ", ".join(subject.parents)


def compare(ours: Ours, item: Item, above: Sequence[str], names: Names) -> tuple[Feature, ...]:
    """Every trait, in the order of ``TRAITS``.

    Args:
        ours: what we know.
        item: the candidate.
        above: ids of the territories that the candidate is in.
        names: of the candidate, of these territories and of its countries.
    """
    return (
        _identifier(ours, item),
        _label(ours, item, names[item.id]),
        _type(ours.subject.kind, item.kinds),
        _country(ours, item, names),
        _parent(ours, above, names),
        _population(ours.subject, item),
        _coordinates(ours.subject, item),
        _homepage(ours, item),
    )


def _identifier(ours: Ours, item: Item) -> Feature:
    """Agrees when one is shared; differs when both have one of the same sort and none is shared."""
    if not ours.identifiers:
        return Feature("identifier", "unknown", "", "")
    shared = [i for i in ours.identifiers if i in item.identifiers]
    theirs = shared or [i for i in item.identifiers if i[0] in ours.sorts]
    verdict: Verdict = "agrees" if shared else "differs" if theirs else "unknown"
    return Feature("identifier", verdict, _told(shared or ours.identifiers), _told(theirs))


def _told(identifiers: Iterable[tuple[str, str]]) -> str:
    return ", ".join([f"{CALLED.get(name, name)} {value}" for name, value in identifiers])


def _label(ours: Ours, item: Item, named: Named) -> Feature:
    """Agrees for the same name, case, accents and hyphens apart."""
    label = ours.subject.label
    if label == item.label:
        return Feature("label", "agrees", label, label)
    if shared := ours.keys & named.keys:
        told = next(n for n in ours.subject.names if key(n) in shared)
        same = [n for n in item.names if normalise(n) == normalise(told)]
        other = next(n for n in (item.label, *item.names) if key(n) in shared)
        return Feature("label", "agrees", told, same[0] if same else other)
    told, theirs = _nearest(ours.subject.misspellable, item.names)
    return Feature("label", "near" if _is_near(key(told), key(theirs)) else "differs", told, theirs)


def _nearest(ours: Sequence[str], theirs: Sequence[str]) -> tuple[str, str]:
    pairs = ((fuzz.ratio(key(a), key(b)), a, b) for a in ours for b in theirs)
    return max(pairs, key=lambda pair: pair[0], default=(0.0, "", ""))[1:]


def _is_near(ours: str, theirs: str) -> bool:
    """One slip of the pen, which changes much of a short name, or little of a long one."""
    slip = OSA.distance(ours, theirs, score_cutoff=1) <= 1
    return bool(ours and theirs) and (slip or fuzz.ratio(ours, theirs) >= _NEAR)


@lru_cache
def _type(kind: str, kinds: tuple[str, ...]) -> Feature:
    """A territory and its administration are two things, though one item may say that it is both."""
    verdict: Verdict = "unknown"
    if kind in kinds:
        mixed = kind != "Territory" and "Territory" in kinds
        verdict = "differs" if mixed else "agrees"
    elif not _MAY_BE.get(kind, _NOTHING).issuperset(kinds):
        verdict = "differs"
    return Feature("type", verdict, kind, ", ".join(kinds))


def _country(ours: Ours, item: Item, names: Names) -> Feature:
    known = [names[country] for country in item.countries if country in names]
    verdict: Verdict = "unknown"
    if ours.countries and known:
        same = [country for country in known if not ours.countries.isdisjoint(country.keys)]
        known, verdict = (same, "agrees") if same else (known, "differs")
    return Feature("country", verdict, ours.subject.country, _shown(known))


def _parent(ours: Ours, above: Sequence[str], names: Names) -> Feature:
    """Agrees when a territory that ours is in is right above the item, or is not the widest above it.

    The widest, a region of a country, has many places of one name: sharing only that one is "near".
    """
    known = [place for place in above if place in names]
    if not ours.parents and not ours.subject.parent_items:
        return Feature("parent", "unknown", "", _shown([names[place] for place in known]))
    shared = [
        p
        for p in above
        if p in ours.subject.parent_items
        or (p in names and not ours.parents.isdisjoint(names[p].keys))
    ]
    verdict: Verdict = "differs" if ours.parents and known else "unknown"
    if shared:
        verdict = "agrees" if shared[0] in (above[0], *above[:-1]) else "near"
    told = [names[place] for place in shared or known if place in names]
    return Feature("parent", verdict, ours.told_parents, _shown(told))


def _shown(places: Sequence[Named]) -> str:
    return ", ".join([place.label for place in places]) if places else ""


def _population(subject: Subject, item: Item) -> Feature:
    verdict: Verdict = "unknown"
    if not subject.population:
        return Feature("population", verdict, "", str(item.population or ""))
    if item.population:
        low, high = sorted((subject.population, item.population))
        times = high / low
        verdict = (
            "agrees" if times <= _SAME_CROWD else "differs" if times > _OTHER_CROWD else "unknown"
        )
    return Feature("population", verdict, str(subject.population), str(item.population or ""))


def _coordinates(subject: Subject, item: Item) -> Feature:
    if not subject.point:
        return Feature("coordinates", "unknown", "", _point(item.point))
    verdict: Verdict = "unknown"
    told = ""
    if item.point:
        away = kilometres(subject.point, item.point)
        verdict = (
            "agrees" if away <= _SAME_PLACE else "differs" if away > _OTHER_PLACE else "unknown"
        )
        told = f" ({away:.0f} km)"
    return Feature("coordinates", verdict, _point(subject.point), f"{_point(item.point)}{told}")


def _point(point: tuple[float, float] | None) -> str:
    return f"{point[0]:.3f} {point[1]:.3f}" if point else ""


def kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """The distance of two points along the earth, by the haversine formula."""
    (p, m), (q, n) = ((math.radians(x), math.radians(y)) for x, y in (a, b))
    part = math.sin((q - p) / 2) ** 2 + math.cos(p) * math.cos(q) * math.sin((n - m) / 2) ** 2
    return 2 * _EARTH * math.asin(math.sqrt(min(1.0, part)))


def _homepage(ours: Ours, item: Item) -> Feature:
    theirs = [value for name, value in item.identifiers if name == "P856"]
    agrees = bool(ours.pages) and not set(theirs).isdisjoint(ours.pages)
    verdict: Verdict = "agrees" if agrees else "unknown"
    return Feature("homepage", verdict, ", ".join(ours.pages), ", ".join(theirs))
