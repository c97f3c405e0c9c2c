"""What follows from the facts for searches and maps: what a thing is found under, and where it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from lf2l_kg.base.lines import read_literal
from lf2l_kg.base.namespaces import RDF, SKOS, WGS

_TYPE, _BROADER = f"<{RDF}type>", f"<{SKOS}broader>"
LATITUDE, LONGITUDE = f"<{WGS}lat>", f"<{WGS}long>"

#: The statements by predicate: the subject and the object of each, as they stand in lines.
Facts = Mapping[str, Sequence[tuple[str, str]]]
Graph = dict[str, set[str]]


def facets(facts: Facts, start: str) -> Iterator[tuple[str, str, str]]:
    """What each thing is found under: its themes and territories, and all that these are part of.

    A theme and a territory are found under themselves; a document under what it mentions.

    Args:
        facts: the statements.
        start: what the ontology's terms begin with, as they stand in lines.

    Yields:
        A thing, "theme" or "territory", and the theme or territory; each once.
    """
    located, part_of, carried_by, mentions, has_theme = (
        _graph(facts, f"{start}{name}>")
        for name in ("locatedIn", "partOf", "carriedBy", "mentions", "hasTheme")
    )
    members: dict[str, set[str]] = defaultdict(set)  # of our classes
    for thing, kind in facts.get(_TYPE, ()):
        members[kind].add(thing)
    themes, territories = members[f"{start}Theme>"], members[f"{start}Territory>"]
    yield from _under("theme", themes, _graph(facts, _BROADER), [has_theme, mentions])
    near = [located, part_of, carried_by, mentions]
    yield from _under(
        "territory",
        territories,
        _graph(facts, *(f"{start}{n}>" for n in ("locatedIn", "partOf"))),
        near,
    )


def _graph(facts: Facts, *predicates: str) -> Graph:
    """What things are linked to by some properties."""
    graph: Graph = defaultdict(set)
    for predicate in predicates:
        for thing, value in facts.get(predicate, ()):
            graph[thing].add(value)
    return graph


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


def places(facts: Facts, start: str) -> Iterator[tuple[str, float, float, str]]:
    """Where things are: their own position, else that of the first territory that they are in.

    Yields:
        A thing, its latitude and longitude in degrees, and the territory whose position it is; "" when
        it is its own.
    """
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for predicate in (LATITUDE, LONGITUDE):
        for thing, value in facts.get(predicate, ()):
            number = _number(value)
            if number is not None:
                found[thing].setdefault(predicate, number)
    known = {
        thing: (position[LATITUDE], position[LONGITUDE])
        for thing, position in found.items()
        if len(position) == len((LATITUDE, LONGITUDE))
    }
    yield from ((thing, *position, "") for thing, position in known.items())
    for thing, territories in _graph(facts, f"{start}locatedIn>").items():
        whose = min(territories & known.keys(), default="")
        if whose and thing not in known:
            yield (thing, *known[whose], whose)


def _number(literal: str) -> float | None:
    try:
        return float(read_literal(literal)[0])
    except ValueError:
        return None
