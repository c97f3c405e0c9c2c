"""What tells whether an item is the thing meant: each trait on its own, so that a person can judge."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from msgspec import Struct
from rapidfuzz import fuzz

from lf2l_kg.base.text import normalise

from .items import Item, key, keys
from .subjects import Subject

Trait = Literal[
    "identifier", "label", "type", "country", "parent", "population", "coordinates", "homepage"
]
Verdict = Literal["agrees", "near", "differs", "unknown"]

_NEAR = 80.0  # of 100: how alike two spellings of one name are
_SAME_CROWD = 1.5  # times as many inhabitants; a document often gives a round or an old number
_OTHER_CROWD = 2.5
_SAME_PLACE = 10.0  # kilometres between the middles of one town, as two sources give them
_OTHER_PLACE = 50.0
_EARTH = 6371.0  # kilometres


class Feature(Struct, frozen=True):
    """One trait of a candidate beside the same trait of ours."""

    trait: Trait
    verdict: Verdict  # "near" for a label spelt nearly so, or a parent that is only the widest
    ours: str
    theirs: str


#: The names of territories and countries by id, in the form of ``items.keys``.
Names = Mapping[str, frozenset[str]]


def compare(
    subject: Subject, item: Item, above: Sequence[str], names: Names
) -> tuple[Feature, ...]:
    """Every trait, in the order of ``Trait``.

    Args:
        subject: ours.
        item: the candidate.
        above: ids of the territories that the candidate is in.
        names: of these territories and of the candidate's countries, as far as known.
    """
    return (
        _identifier(subject, item),
        _label(subject, item),
        _type(subject, item),
        _country(subject, item, names),
        _parent(subject, above, names),
        _population(subject, item),
        _coordinates(subject, item),
        _homepage(subject, item),
    )


def _identifier(subject: Subject, item: Item) -> Feature:
    """Agrees when one is shared; differs when both have one of the same sort and none is shared."""
    ours = [i for i in subject.identifiers if i[0] != "P856"]
    shared = sorted(set(ours) & set(item.identifiers))
    sorts = {name for name, _ in ours}
    theirs = [i for i in item.identifiers if i[0] in sorts]
    verdict: Verdict = "agrees" if shared else "differs" if theirs else "unknown"
    return Feature("identifier", verdict, _told(shared or ours), _told(shared or theirs))


def _told(identifiers: Iterable[tuple[str, str]]) -> str:
    return ", ".join(f"{name} {value}" for name, value in identifiers)


def _label(subject: Subject, item: Item) -> Feature:
    """Agrees for the same name, case, accents and hyphens apart."""
    shared = keys(subject.names) & keys(item.names)
    if shared:
        name = next(n for n in (item.label, *item.names) if key(n) in shared)
        ours = next(n for n in subject.names if key(n) in shared)
        same = [n for n in item.names if normalise(n) == normalise(ours)]
        return Feature("label", "agrees", ours, same[0] if same else name)
    ours, theirs, likeness = _nearest(subject.names, item.names)
    return Feature("label", "near" if likeness >= _NEAR else "differs", ours, theirs)


def _nearest(ours: Sequence[str], theirs: Sequence[str]) -> tuple[str, str, float]:
    pairs = ((a, b, fuzz.ratio(key(a), key(b))) for a in ours for b in theirs)
    return max(pairs, key=lambda pair: pair[2], default=("", "", 0.0))


def _type(subject: Subject, item: Item) -> Feature:
    """A territory and its administration are two things, though one item may say that it is both."""
    verdict: Verdict = "unknown"
    if subject.kind in item.kinds:
        mixed = subject.kind != "Territory" and "Territory" in item.kinds
        verdict = "differs" if mixed else "agrees"
    elif item.kinds:
        verdict = "differs"
    return Feature("type", verdict, subject.kind, ", ".join(item.kinds))


def _country(subject: Subject, item: Item, names: Names) -> Feature:
    known = [country for country in item.countries if names.get(country)]
    verdict: Verdict = "unknown"
    if subject.country and known:
        same = any(key(subject.country) in names[country] for country in known)
        verdict = "agrees" if same else "differs"
    return Feature("country", verdict, subject.country, _shown(known, names))


def _parent(subject: Subject, above: Sequence[str], names: Names) -> Feature:
    """Agrees when a territory that ours is in is right above the item, or is not the widest above it.

    The widest, a region of a country, has many places of one name: sharing only that one is "near".
    """
    ours = keys(subject.parents)
    shared = [p for p in above if p in subject.parent_items or ours & names.get(p, frozenset())]
    known = [place for place in above if place in names]
    verdict: Verdict = "differs" if ours and known else "unknown"
    if shared:
        verdict = "agrees" if shared[0] in (above[0], *above[:-1]) else "near"
    told = _shown(shared or known, names)
    return Feature("parent", verdict, ", ".join(subject.parents), told)


def _shown(ids: Iterable[str], names: Names) -> str:
    """The shortest name of each."""
    shortest = (min(names.get(i, ()), key=lambda n: (len(n), n), default=i) for i in ids)
    return ", ".join(shortest)


def _population(subject: Subject, item: Item) -> Feature:
    verdict: Verdict = "unknown"
    if subject.population and item.population:
        low, high = sorted((subject.population, item.population))
        times = high / low
        verdict = (
            "agrees" if times <= _SAME_CROWD else "differs" if times > _OTHER_CROWD else "unknown"
        )
    ours, theirs = (str(n) if n is not None else "" for n in (subject.population, item.population))
    return Feature("population", verdict, ours, theirs)


def _coordinates(subject: Subject, item: Item) -> Feature:
    verdict: Verdict = "unknown"
    told = ""
    if subject.point and item.point:
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


def _homepage(subject: Subject, item: Item) -> Feature:
    ours = [value for name, value in subject.identifiers if name == "P856"]
    theirs = [value for name, value in item.identifiers if name == "P856"]
    verdict: Verdict = "agrees" if set(ours) & set(theirs) else "unknown"
    return Feature("homepage", verdict, ", ".join(ours), ", ".join(theirs))
