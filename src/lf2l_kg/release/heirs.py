"""What goes on under another name: of entities that are gone, those that they became."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from lf2l_kg.base.namespaces import OWL, SKOS

from .contents import Entity

_LABEL = f"<{SKOS}prefLabel>"
_IDENTIFYING = frozenset(
    [_LABEL, *(f"<{iri}>" for iri in (SKOS + "altLabel", OWL + "sameAs", SKOS + "exactMatch"))]
)


def find_heirs(
    gone: list[Entity], before: Iterable[str], after: Iterable[str], are: dict[str, Entity]
) -> dict[str, str]:
    """The entities that have the names or the links of those that are gone: gone → heir.

    An heir is of the same class, and has come by that name or link in this release; of several, the
    first by IRI is taken.
    """
    if not gone:
        return {}
    left = {entity[2] for entity in gone}
    known = _marks(before, left | are.keys())
    marks = {iri: known.get(iri, set()) for iri in left}
    wanted = {mark for found in marks.values() for mark in found}
    owners: dict[tuple[str, str], str] = {}
    for iri, found in sorted(_marks(after, are.keys()).items()):
        for mark in (found - known.get(iri, set())) & wanted:
            owners.setdefault((are[iri][0], mark), iri)
    heirs = {}
    for kind, _, iri in gone:
        owning = [owners[kind, mark] for mark in marks[iri] if (kind, mark) in owners]
        if owning:
            heirs[iri] = min(owning)
    return heirs


def _marks(lines: Iterable[str], iris: Collection[str]) -> dict[str, set[str]]:
    """What identifies things: their names, without case or language, and what they are the same as."""
    marks: dict[str, set[str]] = {}
    for line in lines:
        subject, predicate, rest = line.split(" ", 2)
        if predicate in _IDENTIFYING and subject[1:-1] in iris:
            value = rest.rpartition('"')[0].casefold() if rest[0] == '"' else rest.split(" ")[0]
            marks.setdefault(subject[1:-1], set()).add(value)
    return marks


def find_retitled(
    gone: list[Entity],
    removed: Iterable[str],
    added: Iterable[str],
    entities: tuple[Mapping[str, Entity], Mapping[str, Entity]],
) -> dict[str, str]:
    """The entities whose page bears the name of another one now, which was there before: gone → that one.

    Args:
        gone: the entities that are no more.
        removed: the quads that are no more.
        added: those that have come.
        entities: before and now, by IRI; the heir is of the same class.
    """
    were, are = entities
    bearing: dict[tuple[str, str], set[str]] = {}  # page, its graph → who bears its title now
    became: dict[str, set[str]] = defaultdict(set)
    for title, subjects in _titles(added if gone else ()).items():
        bearing |= dict.fromkeys(((page, _graph(title)) for page in subjects), subjects)
    for title, subjects in _titles(removed if gone else ()).items():
        for page in subjects:
            if page in are and are[page][0] == "Document":
                for subject in subjects:
                    became[subject] |= bearing.get((page, _graph(title)), set())
    heirs = {}
    for kind, _, iri in gone:
        found = {heir for heir in became[iri] & were.keys() & are.keys() if are[heir][0] == kind}
        if found:
            heirs[iri] = min(found)
    return heirs


def _titles(lines: Iterable[str]) -> dict[str, set[str]]:
    """Who bears a label in a graph: both as they are written → subjects."""
    found: dict[str, set[str]] = defaultdict(set)
    for line in lines:
        subject, predicate, rest = line.split(" ", 2)
        if predicate == _LABEL:
            found[rest].add(subject[1:-1])
    return found


def _graph(title: str) -> str:
    return title.rpartition(" <")[2]
