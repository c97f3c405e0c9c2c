"""What follows from the facts for searches and maps: what a thing is found under, and where it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from lf2l_kg.base.lines import read_literal
from lf2l_kg.base.ontology import RDF, SKOS

from .gathering import Statement

_TYPE, _BROADER = f"<{RDF}type>", f"<{SKOS}broader>"
_WGS = "http://www.w3.org/2003/01/geo/wgs84_pos#"
_LATITUDE, _LONGITUDE = f"<{_WGS}lat>", f"<{_WGS}long>"

Graph = dict[str, set[str]]


def facets(facts: Iterable[Statement], start: str) -> Iterator[tuple[str, str, str]]:
    """What each thing is found under: its themes and territories, and all that these are part of.

    A theme and a territory are found under themselves; a document under what it mentions.

    Args:
        facts: the statements.
        start: what the ontology's terms begin with, as they stand in lines.

    Yields:
        A thing, "theme" or "territory", and the theme or territory; each once.
    """
    names = ("hasTheme", "locatedIn", "partOf", "carriedBy", "mentions")
    terms = {f"{start}{name}>" for name in names} | {_BROADER}
    links: dict[str, Graph] = {term: defaultdict(set) for term in terms}
    themes: set[str] = set()
    territories: set[str] = set()
    for subject, predicate, value in facts:
        if predicate in terms:
            links[predicate][subject].add(value)
        elif predicate == _TYPE and value == f"{start}Theme>":
            themes.add(subject)
        elif predicate == _TYPE and value == f"{start}Territory>":
            territories.add(subject)
    near = [links[f"{start}{name}>"] for name in names if name != "hasTheme"]
    yield from _under("theme", themes, links[_BROADER], [links[f"{start}hasTheme>"], near[-1]])
    wider: Graph = defaultdict(set)
    for name in ("locatedIn", "partOf"):
        for thing, values in links[f"{start}{name}>"].items():
            wider[thing] |= values
    yield from _under("territory", territories, wider, near)


def _under(
    facet: str, values: set[str], wider: Graph, near: list[Graph]
) -> Iterator[tuple[str, str, str]]:
    above = {value: _closure(value, wider, values) for value in values}
    found: Graph = defaultdict(set)
    for value in values:
        found[value] |= above[value]
    for graph in near:
        for thing, targets in graph.items():
            for target in targets & values:
                found[thing] |= above[target]
    for thing, members in found.items():
        yield from ((thing, facet, member) for member in members)


def _closure(value: str, wider: Graph, values: set[str]) -> set[str]:
    """A value and all above it; a circle ends where it began."""
    found, waiting = {value}, [value]
    while waiting:
        new = (wider.get(waiting.pop(), set()) & values) - found
        found |= new
        waiting.extend(new)
    return found


def places(facts: Iterable[Statement], start: str) -> Iterator[tuple[str, float, float, str]]:
    """Where things are: their own position, else that of the first territory that they are in.

    Yields:
        A thing, its latitude and longitude in degrees, and the territory whose position it is; "" when
        it is its own.
    """
    located = f"{start}locatedIn>"
    found: dict[str, dict[str, float]] = defaultdict(dict)
    inside: Graph = defaultdict(set)
    for subject, predicate, value in facts:
        if predicate in (_LATITUDE, _LONGITUDE):
            number = _number(value)
            if number is not None:
                found[subject].setdefault(predicate, number)
        elif predicate == located:
            inside[subject].add(value)
    known = {
        thing: (position[_LATITUDE], position[_LONGITUDE])
        for thing, position in found.items()
        if len(position) == len((_LATITUDE, _LONGITUDE))
    }
    yield from ((thing, *position, "") for thing, position in known.items())
    for thing, territories in inside.items():
        whose = min(territories & known.keys(), default="")
        if whose and thing not in known:
            yield (thing, *known[whose], whose)


def _number(literal: str) -> float | None:
    try:
        return float(read_literal(literal)[0])
    except ValueError:
        return None
