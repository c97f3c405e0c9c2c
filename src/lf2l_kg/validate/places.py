"""Where the documents state what the dataset says, read from its evidence graphs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.evidence import Reading
from lf2l_kg.base.iris import evidence_graph
from lf2l_kg.base.lines import graph_of, lines_about, split_line, split_statement, value_of
from lf2l_kg.base.namespaces import SKOS


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
        """Read the evidence on some things.

        Args:
            dataset: with its evidence; without any, every place is nowhere.
            namespace: of the ontology's properties.
            things: what will be looked up, as it stands in lines.
        """
        statements = sorted(
            _read_statements(dataset, f"<{namespace}sourcePath>", things),
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


def _read_statements(
    dataset: Dataset, source_path: str, things: Collection[str]
) -> Iterator[Statement]:
    """The statements whose subject or object is one of some things, as documents make them."""
    paths = _Paths(dataset.stated, source_path)
    found = [
        (reading.statement, Place(path, where.line, where.column))
        for reading in _readings_on(dataset, things)
        if (where := reading.stated_in) and (path := paths[reading.document])
    ]
    text = "".join([f"{statement} .\n" for statement, _ in found])
    triples = ox.parse(text, format=ox.RdfFormat.N_TRIPLES, lenient=True)
    for triple, (_, place) in zip(triples, found, strict=True):
        subject, value = triple.subject, triple.object
        assert isinstance(subject, ox.NamedNode)  # noqa: S101 (a dataset has no blank nodes,
        assert isinstance(value, ox.NamedNode | ox.Literal)  # noqa: S101 (nor triples as terms)
        yield Statement(subject.value, triple.predicate.value, value, place)


def _readings_on(dataset: Dataset, things: Collection[str]) -> list[Reading]:
    """The readings of which each thing is the subject; where one is of none, those with it as object, too.

    What a document says of a thing is stated in its graph, so that few graphs of evidence are read.
    """
    evidence = {part.graph: part for part in dataset.evidence}
    lines = (line for thing in things for line in lines_about(dataset.stated, thing))
    graphs = {evidence_graph(graph_of(line)) for line in lines}
    for parts in (
        [evidence[graph] for graph in sorted(graphs & evidence.keys())],
        dataset.evidence,
    ):
        found = [
            reading
            for part in parts
            for reading in part.readings()
            if reading.subject in things or reading.object in things
        ]
        if len({reading.subject for reading in found}.intersection(things)) == len(things):
            break
    return found


class _Paths(dict[str, str]):
    """The path of each document, which stands in lines, looked up when it is first asked for."""

    def __init__(self, stated: Sequence[str], source_path: str) -> None:
        super().__init__()
        self._stated, self._source_path = stated, source_path

    def __missing__(self, document: str) -> str:
        lines = lines_about(self._stated, f"{document} {self._source_path}") if document else ()
        self[document] = value_of(split_statement(split_line(lines[-1])[0])[2]) if lines else ""
        return self[document]
