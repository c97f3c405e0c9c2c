"""A dataset's lines, gathered into facts and what they were read from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from lf2l_kg.base.lines import read_literal
from lf2l_kg.base.ontology import RDF, RDFS, SKOS

_LABEL, _PREFERRED = f"<{RDFS}label>", f"<{SKOS}prefLabel>"
_SUBJECT, _PREDICATE, _OBJECT = f"<{RDF}subject>", f"<{RDF}predicate>", f"<{RDF}object>"
_DERIVED_FROM = "<http://www.w3.org/ns/prov#wasDerivedFrom>"
_TARGET, _EXACT = "<http://www.w3.org/ns/oa#hasTarget>", "<http://www.w3.org/ns/oa#exact>"
_EVIDENCE_GRAPH = "/evidence> ."  # the end of a line in one

#: Subject, predicate and object as they stand in a line, a space between them.
Statement = str


@dataclass(slots=True)
class Read:
    """One reading of a statement in one document."""

    document: str  # as it stands in lines
    rule: str
    confidence: float
    reviewed: bool
    quotes: tuple[str, ...]  # as they stand in lines


@dataclass(frozen=True, slots=True)
class Gathered:
    """The facts by subject, in the order of the lines, and their evidence."""

    facts: dict[Statement, str]  # → origin; "" for a document
    readings: dict[Statement, list[Read]]
    quotes: dict[str, tuple[str, int]]  # → exact words, line


def gather(lines: Iterable[str], base_iri: str, namespace: str) -> Gathered:
    """Go through a dataset once.

    A label that is also the preferred one is kept once, as the preferred one.

    Args:
        lines: of canonical N-Quads, by subject.
        base_iri: what the IRIs of our data begin with.
        namespace: of the ontology's terms.
    """
    evidence, quote = f"<{base_iri}evidence/", f"<{base_iri}quote/"
    readings: list[str] = []
    quotes: list[str] = []
    others: list[str] = []
    for line in lines:
        if line.startswith(evidence):  # nine lines of ten are of these two kinds
            readings.append(line)
        elif line.startswith(quote):
            quotes.append(line)
        else:
            others.append(line)
    return Gathered(
        facts=_read_facts(others, f"<{base_iri}graph/"),
        readings=_read_readings(readings, namespace),
        quotes=_read_quotes(quotes, namespace),
    )


def _read_facts(lines: Iterable[str], layers: str) -> dict[Statement, str]:
    """The distinct statements that are no evidence; what a document says is a document's.

    Args:
        lines: but those of readings and quotes.
        layers: what the names of graphs begin with.
    """
    described = [line for line in lines if line.endswith(_EVIDENCE_GRAPH)]
    documents = {line[: line.index(" ")] for line in described}  # the graphs with evidence
    origins: dict[str, str] = {}
    facts: dict[Statement, str] = {}
    for line in lines:
        if not line.endswith(_EVIDENCE_GRAPH):
            at = line.rindex(" <")
            statement, graph = line[:at], line[at + 1 : -2]
            origin = origins.get(graph)
            if origin is None:
                told = "" if graph in documents else graph.removeprefix(layers).rstrip(">")
                origin = origins[graph] = told
            if not origin or statement not in facts:
                facts[statement] = origin
    middle = f" {_LABEL} "
    for statement in [statement for statement in facts if middle in statement]:
        subject, predicate, value = statement.split(" ", 2)
        if predicate == _LABEL and f"{subject} {_PREFERRED} {value}" in facts:
            del facts[statement]
    return facts


def _read_readings(lines: Iterable[str], namespace: str) -> dict[Statement, list[Read]]:
    """The readings of each statement, of their lines by subject."""
    found: dict[Statement, list[Read]] = defaultdict(list)
    rule, confidence, reviewed = (f"<{namespace}{n}>" for n in ("rule", "confidence", "reviewed"))

    def add(said: dict[str, str], targets: list[str]) -> None:
        if _SUBJECT in said and _PREDICATE in said and _OBJECT in said:
            statement = " ".join(_value(said[term]) for term in (_SUBJECT, _PREDICATE, _OBJECT))
            read = Read(
                document=_value(said.get(_DERIVED_FROM, " <")),
                rule=read_literal(_value(said.get(rule, '"" <')))[0],
                confidence=float(read_literal(_value(said.get(confidence, '"0" <')))[0]),
                reviewed=said.get(reviewed, "").startswith('"true"'),
                quotes=tuple(targets),
            )
            found[statement].append(read)

    current = ""
    said: dict[str, str] = {}
    targets: list[str] = []
    for line in lines:
        subject, predicate, rest = line.split(" ", 2)
        if subject != current:
            add(said, targets)
            current, said, targets = subject, {}, []
        if predicate == _TARGET:
            targets.append(_value(rest))
        else:
            said[predicate] = rest
    add(said, targets)
    return found


def _read_quotes(lines: Iterable[str], namespace: str) -> dict[str, tuple[str, int]]:
    """The exact words of each quote, and the line of the document that they stand in."""
    number = f"<{namespace}line>"
    exact: dict[str, str] = {}
    numbers: dict[str, int] = {}
    for line in lines:
        subject, predicate, rest = line.split(" ", 2)
        if predicate == _EXACT:
            exact[subject] = read_literal(_value(rest))[0]
        elif predicate == number:
            numbers[subject] = int(read_literal(_value(rest))[0])
    quotes = dict.fromkeys((*exact, *numbers))
    return {quote: (exact.get(quote, ""), numbers.get(quote, 0)) for quote in quotes}


def _value(rest: str) -> str:
    """The object of a line, of what follows its predicate."""
    return rest[: rest.rindex(" <")]
