"""The ontology as pages use it: names of terms, groups of facts, the class that decides on a template."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import pyoxigraph as ox
from msgspec import Struct

from lf2l_kg.base.messages import Language
from lf2l_kg.base.namespaces import CUE, DCTERMS, OA, OWL, PROV, RDF, RDFS, SH, SKOS, WGS
from lf2l_kg.base.text import sort_key
from lf2l_kg.index import local_name

_INVERSE = "https://w3id.org/lf2l/view#inverseLabel"
_PLURAL = "https://w3id.org/lf2l/view#plural"
_SCHEMA = "https://schema.org/"
_KINDS = {
    f"{OWL}Class": "class",
    f"{OWL}ObjectProperty": "property",
    f"{OWL}DatatypeProperty": "property",
}
_LAST = 1 << 20  # the order of what has none

Texts = dict[str, str]  # language → text


class Term(Struct, frozen=True):
    """A class or a property."""

    iri: str
    name: str  # local name
    kind: str  # "class" or "property"
    labels: Texts
    definitions: Texts
    plurals: Texts  # of a class
    inverse: Texts  # of a property, read the other way round
    above: tuple[str, ...]  # IRIs of what it specialises, sorted
    beside: tuple[str, ...]  # IRIs of rdfs:seeAlso, sorted
    domain: tuple[str, ...]  # IRIs, sorted
    range: tuple[str, ...]
    group: str  # IRI; "" for none
    order: int

    def label(self, language: Language) -> str:
        """Its label in a language, else in another, else its name."""
        return text_in(self.labels, language) or self.name


class Group(Struct, frozen=True):
    """A group of properties on a page."""

    iri: str
    labels: Texts
    order: int


class Vocabulary(Struct, frozen=True):
    """The terms of a release's ontology."""

    iri: str  # of the ontology
    namespace: str
    titles: Texts
    descriptions: Texts
    version: str
    terms: dict[str, Term]  # by IRI
    groups: tuple[Group, ...]  # in order
    schema_org: dict[str, str]  # term → the name of schema.org's term that it specialises
    depth: dict[str, int]  # class → how many of our classes stand above it

    def label(self, iri: str, language: Language) -> str:
        """The label of a term, of ours or of a vocabulary that everybody uses; else its local name."""
        term = self.terms.get(iri)
        if term is not None:
            return term.label(language)
        known = STANDARD.get(iri)
        return known[language == "en"] if known else local_name(iri)

    def plural(self, iri: str, language: Language) -> str:
        """What the things of a class are called."""
        term = self.terms.get(iri)
        return (term and text_in(term.plurals, language)) or self.label(iri, language)

    def inverse_label(self, iri: str, language: Language) -> str:
        """The heading of what points to a thing by a property."""
        term = self.terms.get(iri)
        found = term and text_in(term.inverse, language)
        return found or f"{self.label(iri, language)} ←"

    def lineage(self, classes: Iterable[str]) -> tuple[str, ...]:
        """Our classes among some and all above them, the most specific first."""
        found: dict[str, int] = {}
        waiting = [iri for iri in classes if iri in self.depth]
        while waiting:
            iri = waiting.pop()
            if iri not in found:
                found[iri] = self.depth[iri]
                waiting += [above for above in self.terms[iri].above if above in self.depth]
        return tuple(sorted(found, key=lambda iri: (-found[iri], iri)))


def text_in(texts: Texts, language: str) -> str:
    """A text in a language, else in English or French, else in any; "" when there is none."""
    for wanted in (language, "fr", "en", ""):
        if wanted in texts:
            return texts[wanted]
    return texts[min(texts)] if texts else ""


def read_vocabulary(turtle: bytes, base_iri: str) -> Vocabulary:
    """The vocabulary of an ontology's Turtle; with no owl:Ontology in it, its namespace is under the base."""
    graph = read_graph(turtle)
    heads = sorted(
        s for s, p in graph if p == f"{RDF}type" and f"{OWL}Ontology" in graph.iris(s, p)
    )
    head = heads[0] if heads else f"{base_iri}ontology"
    namespace = head if head.endswith(("#", "/")) else f"{head}#"
    terms = {
        subject: _term(graph, subject, _KINDS[kind], namespace)
        for subject, predicate in sorted(graph)
        if predicate == f"{RDF}type" and subject.startswith(namespace)
        for kind in graph.iris(subject, predicate)
        if kind in _KINDS
    }
    classes = {iri for iri, term in terms.items() if term.kind == "class"}
    groups = [
        Group(subject, graph.texts(subject, f"{RDFS}label"), graph.number(subject, f"{SH}order"))
        for subject, predicate in graph
        if predicate == f"{RDF}type" and f"{SH}PropertyGroup" in graph.iris(subject, predicate)
    ]
    return Vocabulary(
        iri=head,
        namespace=namespace,
        titles=graph.texts(head, f"{DCTERMS}title"),
        descriptions=graph.texts(head, f"{DCTERMS}description"),
        version=text_in(graph.texts(head, f"{OWL}versionInfo"), ""),
        terms=terms,
        groups=tuple(sorted(groups, key=lambda group: (group.order, group.iri))),
        schema_org={
            iri: above.removeprefix(_SCHEMA)
            for iri, term in terms.items()
            for above in reversed(term.above)
            if above.startswith(_SCHEMA)
        },
        depth={iri: len(_ancestors(iri, terms, classes)) for iri in classes},
    )


def _term(graph: Graph, iri: str, kind: str, namespace: str) -> Term:
    return Term(
        iri=iri,
        name=iri.removeprefix(namespace),
        kind=kind,
        labels=graph.texts(iri, f"{RDFS}label"),
        definitions=graph.texts(iri, f"{SKOS}definition"),
        plurals=graph.texts(iri, _PLURAL),
        inverse=graph.texts(iri, _INVERSE),
        above=graph.iris(iri, f"{RDFS}subClassOf") + graph.iris(iri, f"{RDFS}subPropertyOf"),
        beside=graph.iris(iri, f"{RDFS}seeAlso"),
        domain=tuple(sorted(graph.iris(iri, f"{RDFS}domain") + graph.iris(iri, f"{CUE}domain"))),
        range=tuple(sorted(graph.iris(iri, f"{RDFS}range") + graph.iris(iri, f"{CUE}range"))),
        group=next(iter(graph.iris(iri, f"{SH}group")), ""),
        order=graph.number(iri, f"{SH}order"),
    )


def _ancestors(iri: str, terms: dict[str, Term], classes: set[str]) -> set[str]:
    found: set[str] = set()
    waiting = list(terms[iri].above)
    while waiting:
        above = waiting.pop()
        if above in classes and above not in found and above != iri:
            found.add(above)
            waiting += terms[above].above
    return found


class Graph(dict[tuple[str, str], list[ox.NamedNode | ox.Literal | ox.BlankNode]]):
    """The triples of a Turtle file, by subject and predicate."""

    def iris(self, subject: str, predicate: str) -> tuple[str, ...]:
        """The values that are IRIs, sorted."""
        values = self.get((subject, predicate), ())
        return tuple(sorted(v.value for v in values if isinstance(v, ox.NamedNode)))

    def texts(self, subject: str, predicate: str) -> Texts:
        """The values that are text, the first of each language."""
        values = self.get((subject, predicate), ())
        found = sorted((v.language or "", v.value) for v in values if isinstance(v, ox.Literal))
        return dict(reversed(found))

    def all_texts(self, subject: str, predicate: str) -> list[tuple[str, str]]:
        """The values that are text, as (language, text), sorted."""
        values = self.get((subject, predicate), ())
        return sorted((v.language or "", v.value) for v in values if isinstance(v, ox.Literal))

    def number(self, subject: str, predicate: str) -> int:
        """The value that is a whole number; one that sorts last when there is none."""
        text = text_in(self.texts(subject, predicate), "")
        return int(text) if text.isdecimal() else _LAST


def read_graph(turtle: bytes) -> Graph:
    """The triples of a Turtle file."""
    found: dict[tuple[str, str], list[ox.NamedNode | ox.Literal | ox.BlankNode]] = defaultdict(list)
    for quad in ox.parse(turtle, format=ox.RdfFormat.TURTLE):
        if isinstance(quad.subject, ox.NamedNode | ox.BlankNode) and isinstance(
            quad.object, ox.NamedNode | ox.Literal | ox.BlankNode
        ):
            found[quad.subject.value, quad.predicate.value].append(quad.object)
    return Graph(found)


def sorted_terms(terms: Iterable[Term], language: Language) -> list[Term]:
    """By label, in French order."""
    return sorted(terms, key=lambda term: (sort_key(term.label(language)), term.iri))


#: The words for terms of other vocabularies that releases use: (French, English).
STANDARD: dict[str, tuple[str, str]] = {
    f"{RDF}type": ("est", "is a"),
    f"{RDF}subject": ("sujet", "subject"),
    f"{RDF}predicate": ("propriété", "property"),
    f"{RDF}object": ("objet", "object"),
    f"{RDFS}label": ("nom", "name"),
    f"{SKOS}prefLabel": ("nom", "name"),
    f"{SKOS}altLabel": ("autre nom", "other name"),
    f"{SKOS}definition": ("définition", "definition"),
    f"{SKOS}broader": ("thème plus large", "broader theme"),
    f"{SKOS}narrower": ("thème plus précis", "narrower theme"),
    f"{SKOS}related": ("thème voisin", "related theme"),
    f"{SKOS}inScheme": ("schéma de thèmes", "theme scheme"),
    f"{SKOS}topConceptOf": ("en tête de", "top concept of"),
    f"{SKOS}hasTopConcept": ("thèmes de tête", "top concepts"),
    f"{SKOS}exactMatch": ("le même ailleurs", "the same elsewhere"),
    f"{SKOS}closeMatch": ("proche, ailleurs", "close, elsewhere"),
    f"{OWL}sameAs": ("la même chose ailleurs", "the same thing elsewhere"),
    f"{WGS}lat": ("latitude", "latitude"),
    f"{WGS}long": ("longitude", "longitude"),
    f"{DCTERMS}title": ("titre", "title"),
    f"{DCTERMS}description": ("description", "description"),
    f"{DCTERMS}license": ("licence", "licence"),
    f"{DCTERMS}source": ("source", "source"),
    f"{PROV}wasDerivedFrom": ("tiré de", "derived from"),
    f"{OA}exact": ("mots exacts", "exact words"),
    f"{OA}start": ("premier caractère", "first character"),
    f"{OA}end": ("dernier caractère", "last character"),
    f"{OA}hasTarget": ("citation", "quote"),
    f"{OA}hasSource": ("document", "document"),
}
