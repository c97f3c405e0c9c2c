"""Where the documents state what the dataset says, read from its evidence graphs."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pyoxigraph as ox

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.ontology import RDF, SKOS

#: Predicates of an evidence and of a quote; lf2l's own follow from the ontology's namespace.
_SUBJECT, _PREDICATE, _OBJECT = RDF + "subject", RDF + "predicate", RDF + "object"
_SOURCE = "http://www.w3.org/ns/oa#hasSource"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A character of a document; line and column count from 1. All "" and 0: nowhere."""

    path: str = ""
    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class Statement:
    """A published triple, at the first place of one document that states it."""

    subject: str
    predicate: str
    object: ox.NamedNode | ox.Literal
    place: Place


@dataclass(frozen=True, slots=True)
class Places:
    """The statements of all documents on some things, looked up by what they speak of."""

    about: dict[str, list[Statement]]  # by subject, each list in the order of the documents
    naming: dict[str, list[Statement]]  # by object, the same

    @classmethod
    def read(cls, dataset: Dataset, namespace: str, things: Collection[str]) -> Places:
        """Read the evidence graphs.

        Args:
            dataset: with its evidence graphs; without any, every place is nowhere.
            namespace: of the ontology's properties.
            things: what will be looked up, as it stands in lines.
        """
        statements = sorted(
            _statements(_collect(dataset, namespace, things), namespace),
            key=lambda s: (s.place, s.subject, s.predicate, str(s.object)),
        )
        about: dict[str, list[Statement]] = defaultdict(list)
        naming: dict[str, list[Statement]] = defaultdict(list)
        for statement in statements:
            about[statement.subject].append(statement)
            if isinstance(statement.object, ox.NamedNode):
                naming[statement.object.value].append(statement)
        return cls(dict(about), dict(naming))

    def find(
        self, subject: str, predicates: Sequence[str], value: ox.NamedNode | ox.Literal | None
    ) -> tuple[Statement, ...]:
        """The statements to mend, the nearest kind first found.

        1. those of (subject, a predicate, value), one a document;
        2. those of (subject, a predicate, any value), one for each value;
        3. what names the subject: its label, else anything said of it, else of which it is said.

        Returns:
            () when no document speaks of the subject.
        """
        said = self.about.get(subject, [])
        on_path = [s for s in said if s.predicate in predicates]
        if exact := [s for s in on_path if value is not None and s.object == value]:
            return _first_of_each(exact, lambda s: s.place.path)
        if on_path:
            return _first_of_each(on_path, lambda s: str(s.object))
        labels = [s for s in said if s.predicate == SKOS + "prefLabel"]
        return tuple((labels or said or self.naming.get(subject, []))[:1])


def _first_of_each(
    statements: Iterable[Statement], key: Callable[[Statement], str]
) -> tuple[Statement, ...]:
    first: dict[str, Statement] = {}
    for statement in statements:
        first.setdefault(key(statement), statement)
    return tuple(first.values())


@dataclass(slots=True)
class _Collected:
    """The values of one evidence or quote, by predicate."""

    values: dict[str, ox.NamedNode | ox.Literal] = field(default_factory=dict)


def _collect(dataset: Dataset, namespace: str, things: Collection[str]) -> dict[str, _Collected]:
    """What is said of the evidence on some things, of the quotes it was stated in, of their documents."""
    evidence = _find_evidence(dataset.lines, things)
    found = _describe(
        dataset.lines, evidence, (_SUBJECT, _PREDICATE, _OBJECT, f"{namespace}statedIn")
    )
    quotes = _values(found, f"{namespace}statedIn")
    found |= _describe(dataset.lines, quotes, (_SOURCE, f"{namespace}line", f"{namespace}column"))
    documents = _values(found, _SOURCE)
    return found | _describe(dataset.lines, documents, (f"{namespace}sourcePath",))


def _find_evidence(lines: Iterable[str], things: Collection[str]) -> set[str]:
    """The evidence of statements whose subject or object is one of some things, as it stands in lines."""
    subject, object_ = f" <{_SUBJECT}> ", f" <{_OBJECT}> "
    found = set()
    for line in lines:
        if subject in line or object_ in line:
            evidence, predicate, rest = line.split(" ", 2)
            if predicate in (subject[1:-1], object_[1:-1]) and rest.split(" ", 1)[0] in things:
                found.add(evidence)
    return found


def _describe(
    lines: Sequence[str], nodes: Collection[str], predicates: Sequence[str]
) -> dict[str, _Collected]:
    """The values of some predicates of some nodes; lines that begin alike stand together."""
    wanted = {f"<{one}>" for one in predicates}
    chosen: list[str] = []
    for node in sorted(nodes):
        start = f"{node} "
        for at in range(bisect_left(lines, start), len(lines)):
            if not lines[at].startswith(start):
                break
            if lines[at].split(" ", 2)[1] in wanted:
                chosen.append(lines[at])
    found: dict[str, _Collected] = defaultdict(_Collected)
    for quad in Dataset(tuple(chosen)).quads():
        if isinstance(quad.subject, ox.NamedNode) and isinstance(
            quad.object, ox.NamedNode | ox.Literal
        ):
            found[quad.subject.value].values.setdefault(quad.predicate.value, quad.object)
    return found


def _values(found: Mapping[str, _Collected], predicate: str) -> set[str]:
    """The values of a predicate, as they stand in lines."""
    values = (one.values.get(predicate) for one in found.values())
    return {str(value) for value in values if value is not None}


def _statements(found: dict[str, _Collected], namespace: str) -> Iterable[Statement]:
    for node in found.values():
        values = node.values
        subject, predicate, stated = (values.get(p) for p in (_SUBJECT, _PREDICATE, _OBJECT))
        quote = values.get(namespace + "statedIn")
        if subject is None or predicate is None or stated is None or quote is None:
            continue
        place = _place(found, quote.value, namespace)
        if place.path:
            yield Statement(subject.value, predicate.value, stated, place)


def _place(found: dict[str, _Collected], quote: str, namespace: str) -> Place:
    values = found[quote].values if quote in found else {}
    document = values.get(_SOURCE)
    if document is None or document.value not in found:
        return Place()
    path = found[document.value].values.get(namespace + "sourcePath")
    line, column = (values.get(namespace + name) for name in ("line", "column"))
    if path is None or line is None or column is None:
        return Place()
    return Place(path.value, int(line.value), int(column.value))
