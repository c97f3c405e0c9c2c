"""A dataset's lines, gathered into facts and what they were read from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from lf2l_kg.base.lines import read_literal, split_quad
from lf2l_kg.base.ontology import RDF, RDFS, SKOS

_LABEL, _PREFERRED = f"<{RDFS}label>", f"<{SKOS}prefLabel>"
_SUBJECT, _PREDICATE, _OBJECT = f"<{RDF}subject>", f"<{RDF}predicate>", f"<{RDF}object>"
_DERIVED_FROM = "<http://www.w3.org/ns/prov#wasDerivedFrom>"
_TARGET, _EXACT = "<http://www.w3.org/ns/oa#hasTarget>", "<http://www.w3.org/ns/oa#exact>"

#: Subject, predicate and object as they stand in lines.
Statement = tuple[str, str, str]


@dataclass(slots=True)
class Read:
    """One reading of a statement in one document."""

    document: str  # as it stands in lines
    rule: str
    confidence: float
    reviewed: bool
    quotes: tuple[str, ...]  # as they stand in lines


@dataclass(slots=True)
class Gathered:
    """The facts by subject, in the order of the lines, and their evidence."""

    facts: dict[Statement, str] = field(default_factory=dict)  # → origin; "" for a document
    readings: dict[Statement, list[Read]] = field(default_factory=lambda: defaultdict(list))
    quotes: dict[str, tuple[str, int]] = field(default_factory=dict)  # → exact words, line


def gather(lines: Iterable[str], base_iri: str, namespace: str) -> Gathered:
    """Go through a dataset once.

    A label that is also the preferred one is kept once, as the preferred one.

    Args:
        lines: of canonical N-Quads, by subject.
        base_iri: what the IRIs of our data begin with.
        namespace: of the ontology's terms.
    """
    gathered = Gathered()
    evidence, quote = f"<{base_iri}evidence/", f"<{base_iri}quote/"
    layers, group = f"<{base_iri}graph/", _Group(gathered, namespace)
    documents: set[str] = set()
    for line in lines:
        if line.startswith(evidence):  # nine lines of ten are of these two kinds
            group.add_reading(line)
            continue
        if line.startswith(quote):
            group.add_quote(line)
            continue
        subject, predicate, value, graph = split_quad(line)
        if graph.endswith("/evidence>"):
            documents.add(subject)  # the graph that this evidence is of
        else:
            statement = subject, predicate, value
            known = gathered.facts.get(statement)
            if known is None or (graph in documents and known not in documents):
                gathered.facts[statement] = graph
    group.close()
    for statement, graph in gathered.facts.items():
        gathered.facts[statement] = (
            "" if graph in documents else graph.removeprefix(layers).rstrip(">")
        )
    for subject, predicate, value in list(gathered.facts):
        if predicate == _LABEL and (subject, _PREFERRED, value) in gathered.facts:
            del gathered.facts[subject, predicate, value]
    return gathered


class _Group:
    """The lines of one subject at a time."""

    def __init__(self, gathered: Gathered, namespace: str) -> None:
        self._gathered = gathered
        self._rule, self._confidence, self._reviewed, self._line = (
            f"<{namespace}{name}>" for name in ("rule", "confidence", "reviewed", "line")
        )
        self._subject = ""
        self._said: dict[str, str] = {}
        self._targets: list[str] = []

    def add_reading(self, line: str) -> None:
        """One line of a reading."""
        subject, predicate, rest = line.split(" ", 2)
        if subject != self._subject:
            self.close()
            self._subject = subject
        if predicate == _TARGET:
            self._targets.append(_value(rest))
        else:
            self._said[predicate] = rest

    def close(self) -> None:
        """The lines of the reading have ended."""
        said = self._said
        if _SUBJECT in said and _PREDICATE in said and _OBJECT in said:
            statement = _value(said[_SUBJECT]), _value(said[_PREDICATE]), _value(said[_OBJECT])
            read = Read(
                document=_value(said.get(_DERIVED_FROM, " <")),
                rule=read_literal(_value(said.get(self._rule, '"" <')))[0],
                confidence=float(read_literal(_value(said.get(self._confidence, '"0" <')))[0]),
                reviewed=said.get(self._reviewed, "").startswith('"true"'),
                quotes=tuple(self._targets),
            )
            self._gathered.readings[statement].append(read)
        self._said, self._targets = {}, []

    def add_quote(self, line: str) -> None:
        """One line of a quote."""
        subject, predicate, rest = line.split(" ", 2)
        quotes = self._gathered.quotes
        if predicate == _EXACT:
            _, number = quotes.get(subject, ("", 0))
            quotes[subject] = read_literal(_value(rest))[0], number
        elif predicate == self._line:
            exact, _ = quotes.get(subject, ("", 0))
            quotes[subject] = exact, int(read_literal(_value(rest))[0])


def _value(rest: str) -> str:
    """The object of a line, of what follows its predicate."""
    return rest[: rest.rindex(" <")]
