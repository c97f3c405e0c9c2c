"""What the endpoint says of itself.

Source: https://www.w3.org/TR/sparql11-service-description/, https://www.w3.org/TR/void/
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

import pyoxigraph as ox

from lf2l_kg.base.messages import Message
from lf2l_kg.base.namespaces import DCTERMS, RDF, XSD
from lf2l_kg.base.settings import Settings
from lf2l_kg.base.turtle import VOCABULARIES, serialize_turtle
from lf2l_kg.query.formats import Format
from lf2l_kg.query.graphs import serialize_graph

from .current import ServedRelease
from .errors import HttpError

_SD = "http://www.w3.org/ns/sparql-service-description#"
_VOID = "http://rdfs.org/ns/void#"
_FORMATS = "http://www.w3.org/ns/formats/"
_SIMPLE = "http://www.w3.org/ns/entailment/Simple"
_RESULT_FORMATS = (
    *("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV"),
    *("Turtle", "N-Triples", "JSON-LD", "RDF_XML"),
)
#: Those of GeoSPARQL that the engine knows.
#: Source: https://docs.ogc.org/is/22-047r1/22-047r1.html
GEOSPARQL = "http://www.opengis.net/def/function/geosparql/"
FUNCTIONS = (
    *("area", "asGeoJSON", "centroid", "convexHull", "difference", "dimension", "distance"),
    *("envelope", "getSRID", "intersection", "isEmpty", "isSimple", "length", "relate"),
    *("symDifference", "union"),
    *("sfContains", "sfCrosses", "sfDisjoint", "sfEquals", "sfIntersects", "sfOverlaps"),
    *("sfTouches", "sfWithin", "ehContains", "ehCoveredBy", "ehCovers", "ehDisjoint"),
    *("ehEquals", "ehInside", "ehMeet", "ehOverlap", "rcc8dc", "rcc8ec", "rcc8eq", "rcc8ntpp"),
    *("rcc8ntppi", "rcc8po", "rcc8tpp", "rcc8tppi"),
)
_PREFIXES = {**VOCABULARIES, "sd": _SD, "formats": _FORMATS, "geof": GEOSPARQL}
_KEY = "dataset"
_MOST_GRAPHS = 1000  # named one by one; of more, a query is told that lists them


@dataclass(slots=True)
class Description:
    """A small graph, ready to be written in any RDF format."""

    triples: list[ox.Triple] = field(default_factory=list)

    def serialize(self, format: Format) -> bytes:  # noqa: A002 - the word of the field
        """The graph in a format: ttl, nt, jsonld, rdf; always the same bytes."""
        if format == "ttl":
            return serialize_turtle(self.triples, _PREFIXES)
        return serialize_graph(self.triples, format, "")

    def add(self, subject: str, predicate: str, *values: str | int | ox.Literal) -> None:
        """Say something, of IRIs, numbers or texts."""
        for value in values:
            term: ox.NamedNode | ox.Literal
            if isinstance(value, ox.Literal):
                term = value
            elif isinstance(value, int):
                term = ox.Literal(str(value), datatype=ox.NamedNode(XSD + "integer"))
            else:
                term = ox.NamedNode(value)
            self.triples.append(ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), term))

    def add_text(self, subject: str, text: Message) -> None:
        """Describe something in both languages."""
        for words, language in ((text.fr, "fr"), (text.en, "en")):
            self.add(subject, DCTERMS + "description", ox.Literal(words, language=language))


def describe_service(
    release: ServedRelease, settings: Settings, address: str, limits: Iterable[Message]
) -> Description:
    """The Service Description, with what the catalogue says of the data in VoID. The first one takes longer.

    Args:
        release: the release being served.
        settings: the project's, for the licence.
        address: the endpoint's, as the client knows it.
        limits: as sentences.
    """
    about = Description()
    service = _iri(address, f"{settings.base_iri}sparql")
    dataset = f"{settings.base_iri}sparql#dataset"
    about.add(service, RDF + "type", _SD + "Service")
    about.add(service, _SD + "endpoint", service)
    about.add(service, _SD + "supportedLanguage", _SD + "SPARQL11Query")
    about.add(service, _SD + "defaultEntailmentRegime", _SIMPLE)
    about.add(service, _SD + "resultFormat", *(_FORMATS + name for name in _RESULT_FORMATS))
    about.add(service, _SD + "extensionFunction", *(GEOSPARQL + name for name in FUNCTIONS))
    about.add(service, _SD + "defaultDataset", dataset)
    about.add(service, DCTERMS + "license", _iri(settings.licence, settings.base_iri))
    for message in limits:
        about.add_text(service, message)
    known = release.kept.get(_KEY)
    if not isinstance(known, Description):
        known = release.kept[_KEY] = _describe_dataset(dataset, release, settings.base_iri)
    about.triples += known.triples
    return about


def _describe_dataset(dataset: str, release: ServedRelease, base_iri: str) -> Description:
    about, graph = Description(), f"{base_iri}sparql#default-graph"
    about.add(dataset, RDF + "type", _SD + "Dataset")
    about.add(dataset, DCTERMS + "identifier", ox.Literal(release.name))
    about.add(dataset, _SD + "defaultGraph", graph)
    about.add(graph, RDF + "type", _SD + "Graph")
    with suppress(HttpError, SyntaxError):  # the service is there without a catalogue, too
        catalogue = release.read("catalog.ttl")
        about.triples += [*_statistics(catalogue, f"{base_iri}catalog#dataset", graph)]
    names = release.store.named_graphs()
    graphs = sorted(name.value for name in names if isinstance(name, ox.NamedNode))
    if len(graphs) > _MOST_GRAPHS:
        about.add_text(dataset, _many_graphs(len(graphs)))
        return about
    for iri in graphs:
        about.add(dataset, _SD + "namedGraph", iri)
        about.add(iri, RDF + "type", _SD + "NamedGraph")
        about.add(iri, _SD + "name", iri)
    return about


def _statistics(catalogue: bytes, dataset: str, graph: str) -> Iterator[ox.Triple]:
    """What the catalogue, in Turtle, says of the dataset in VoID: said of the graph that has its facts.

    Source: https://www.w3.org/TR/void/#statistics, #class-property-partitions, #linkset
    """
    here = {ox.NamedNode(dataset): ox.NamedNode(graph)}
    for subject, predicate, value, _ in ox.parse(catalogue, format=ox.RdfFormat.TURTLE):
        says_kind = predicate.value == RDF + "type" and str(value).startswith(f"<{_VOID}")
        if says_kind or predicate.value.startswith(_VOID):
            yield ox.Triple(here.get(subject, subject), predicate, here.get(value, value))


def _many_graphs(count: int) -> Message:
    query = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
    return Message(
        fr=f"{count} graphes nommés\u00a0; cette requête les donne\u00a0: {query}",
        en=f"{count} named graphs; this query lists them: {query}",
    )


def _iri(iri: str, otherwise: str) -> str:
    """The IRI, unless it is none: the client's Host header can hold anything."""
    try:
        return ox.NamedNode(iri).value
    except ValueError:
        return otherwise
