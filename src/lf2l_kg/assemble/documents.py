"""One document's graph: the facts it states, and the type and labels of all that it speaks of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

import pyoxigraph as ox

from lf2l_kg.base.dataset import Part
from lf2l_kg.base.iris import Iris
from lf2l_kg.base.literals import check_iri
from lf2l_kg.base.ontology import Ontology
from lf2l_kg.base.records import Evidence, Fact, Finding, Mention
from lf2l_kg.base.text import collapse

from .evidence import assemble_evidence, evidence_order
from .fitness import LABELS, check_literal, describe_problem, find_problem
from .geonames import Territories, read_territories
from .material import Material
from .naming import Naming
from .terms import TYPE

#: A triple and the words it was read from.
Statement = tuple[ox.Triple, Evidence]

#: Kinds whose mentions are no words of the document: a path, a concept's IRI.
_WORDLESS = frozenset({"Document", "Theme"})


@dataclass(frozen=True, slots=True)
class Graphs:
    """What is made of one document."""

    stated: tuple[str, ...]  # the N-Quads lines of its graph, each once
    evidence: Part | None  # None when nothing is stated
    territories: Territories
    unfit: tuple[Finding, ...]  # what is wrong with the facts that are left out


def assemble_document(material: Material, ontology: Ontology, iris: Iris, language: str) -> Graphs:
    """The graphs of one document.

    Args:
        material: all that they follow from besides the rest.
        ontology: classes, properties, themes.
        iris: makes the IRIs of graphs and evidence.
        language: whose tag texts bear in a document that does not say its own.

    Raises:
        InputError: when the entities do not come from the same facts.
    """
    naming = Naming.of(material, ontology, iris, language)
    facts: list[Fact] = []
    unfit: list[Finding] = []
    for fact in material.facts:
        problem = find_problem(fact, ontology, naming)
        if problem is None:
            facts.append(fact)
        else:
            unfit.append(describe_problem(fact, problem))
    if not facts:
        return Graphs((), None, Territories(), tuple(unfit))
    statements = [*_stated(facts, naming)]
    stated = {triple for triple, _ in statements}
    statements += [s for s in _described(facts, naming) if s[0] not in stated]
    graph = naming.graph
    lines = tuple({f"{triple} {graph} ." for triple, _ in statements})
    evidence = assemble_evidence(statements, naming.document, graph, naming)
    return Graphs(lines, evidence, read_territories(facts, naming), tuple(unfit))


def _stated(facts: Sequence[Fact], naming: Naming) -> Iterator[Statement]:
    """What the facts say, labels apart."""
    for fact in facts:
        if fact.predicate in LABELS:
            continue
        prop = naming.ontology.properties[fact.predicate]
        if isinstance(fact.object, Mention):
            value: ox.NamedNode | ox.Literal | None = naming.node(fact.object)
        elif prop.datatypes:
            value = check_literal(prop, fact.object, fact.language or naming.language)
        else:
            value = check_iri(fact.object)
        if value is not None:
            subject = naming.node(fact.subject)
            yield ox.Triple(subject, ox.NamedNode(prop.iri), value), fact.evidence


def _described(facts: Sequence[Fact], naming: Naming) -> Iterator[Statement]:
    """What every graph says of the things it speaks of: type, labels, that the document mentions them."""
    document = naming.document
    mentions = naming.ontology.properties["mentions"]
    for node, words in _spoken_of(facts, naming).items():
        yield ox.Triple(node, TYPE, naming.class_of(node, words.mention)), words.first
        if node == document:
            source_path = ox.NamedNode(naming.ontology.properties["sourcePath"].iri)
            yield ox.Triple(node, source_path, ox.Literal(naming.path)), words.first
        else:
            yield ox.Triple(document, ox.NamedNode(mentions.iri), node), words.first
        for predicate, label in naming.labels(node, words.wordings, words.title):
            for evidence in words.of(label):
                yield ox.Triple(node, predicate, label), evidence


class _Words:
    """How a document speaks of one thing."""

    def __init__(self, mention: Mention, naming: Naming) -> None:
        self.mention, self._naming = mention, naming
        self._places: list[tuple[bool, Evidence]] = []  # the first is False where it is presented
        self._called: dict[ox.Literal, list[tuple[bool, Evidence]]] = defaultdict(list)
        self._labelled: dict[ox.Literal, list[Evidence]] = defaultdict(list)
        self._titles: list[tuple[tuple[object, ...], str]] = []

    def add(self, mention: Mention, fact: Fact) -> None:
        """Note a fact in which the thing occurs, under this mention."""
        if mention != self.mention:
            self.mention = min(self.mention, mention, key=lambda m: (m.kind, m.label, m.scope))
        named = fact.predicate in LABELS and mention == fact.subject
        presents = named or (fact.predicate == "mentions" and mention == fact.object)
        place = (not presents, fact.evidence)
        self._places.append(place)
        if mention.kind not in _WORDLESS:
            self._called[self._naming.literal(collapse(mention.label))].append(place)
        if named and isinstance(fact.object, str):
            text = collapse(fact.object)
            self._labelled[self._naming.literal(text, fact.language)].append(fact.evidence)
            if fact.predicate == "prefLabel":
                self._titles.append((evidence_order(fact.evidence), text))

    @property
    def wordings(self) -> set[ox.Literal]:
        """All that the document calls it."""
        return {*self._called, *self._labelled}

    @property
    def title(self) -> str:
        """What the document states to be its name; "" when it states none."""
        return min(self._titles, default=((), ""))[1]

    @property
    def first(self) -> Evidence:
        """Where the document presents it, or else where it first occurs."""
        return _first(self._places)

    def of(self, wording: ox.Literal) -> list[Evidence]:
        """Where it is so called; where it is presented when the document never calls it so."""
        if wording in self._labelled:
            return self._labelled[wording]
        return [_first(self._called.get(wording) or self._places)]


def _first(places: list[tuple[bool, Evidence]]) -> Evidence:
    """The first of some places in the document's order, if there is one where the thing is presented."""
    return min(places, key=itemgetter(0))[1]


def _spoken_of(facts: Sequence[Fact], naming: Naming) -> dict[ox.NamedNode, _Words]:
    """All that a document speaks of, itself included."""
    found: dict[ox.NamedNode, _Words] = {}
    itself = Mention("Document", naming.path)
    for fact in sorted(facts, key=lambda fact: evidence_order(fact.evidence)):
        for mention in {itself, fact.subject, fact.object}:
            if isinstance(mention, Mention):
                node = naming.node(mention)
                if node not in found:
                    found[node] = _Words(mention, naming)
                found[node].add(mention, fact)
    return found
