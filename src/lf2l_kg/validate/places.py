"""Where the documents state what the dataset says, read from its evidence graphs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
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
    """The statements of all documents, looked up by what they speak of."""

    about: dict[str, list[Statement]]  # by subject, each list in the order of the documents
    naming: dict[str, list[Statement]]  # by object, the same

    @classmethod
    def read(cls, dataset: Dataset, namespace: str) -> Places:
        """Read the evidence graphs.

        Args:
            dataset: with its evidence graphs; without any, every place is nowhere.
            namespace: of the ontology's properties.
        """
        statements = sorted(
            _statements(_collect(dataset, namespace), namespace),
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


def _collect(dataset: Dataset, namespace: str) -> dict[str, _Collected]:
    terms = {_SUBJECT, _PREDICATE, _OBJECT, _SOURCE}
    terms |= {namespace + name for name in ("statedIn", "line", "column", "sourcePath")}
    wanted = {f"<{term}>" for term in terms}
    lines = tuple([line for line in dataset.lines if line.split(" ", 2)[1] in wanted])
    found: dict[str, _Collected] = defaultdict(_Collected)
    for quad in Dataset(lines).quads():
        if isinstance(quad.subject, ox.NamedNode) and isinstance(
            quad.object, ox.NamedNode | ox.Literal
        ):
            found[quad.subject.value].values.setdefault(quad.predicate.value, quad.object)
    return found


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
