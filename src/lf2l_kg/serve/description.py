"""What the endpoint says of itself.

Source: https://www.w3.org/TR/sparql11-service-description/
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from lf2l_kg.base.messages import Message
from lf2l_kg.base.ontology import RDF
from lf2l_kg.base.settings import Settings
from lf2l_kg.query.formats import GRAPHS, Format

from .current import ServedRelease

_SD = "http://www.w3.org/ns/sparql-service-description#"
_VOID = "http://rdfs.org/ns/void#"
_DCTERMS = "http://purl.org/dc/terms/"
_FORMATS = "http://www.w3.org/ns/formats/"
_PREFIXES = {"sd": _SD, "void": _VOID, "dcterms": _DCTERMS, "formats": _FORMATS}
_RESULT_FORMATS = (
    *("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV"),
    *("Turtle", "N-Triples", "JSON-LD", "RDF_XML"),
)


@dataclass(frozen=True, slots=True)
class Description:
    """A small graph, ready to be written in any RDF format."""

    triples: tuple[ox.Triple, ...]
    prefixes: dict[str, str]

    def serialize(self, format: Format) -> bytes:  # noqa: A002 - the word of the field
        """The graph in a format: ttl, nt, jsonld, rdf."""
        prefixes = self.prefixes if format in ("ttl", "rdf") else None
        return ox.serialize(self.triples, format=GRAPHS[format], prefixes=prefixes) or b""


def describe_service(
    release: ServedRelease, settings: Settings, address: str, limits: Iterable[Message]
) -> Description:
    """The Service Description.

    Args:
        release: the release being served; its named graphs are listed by the dataset's VoID, not here.
        settings: the project's, for the licence.
        address: the endpoint's, as the client knows it.
        limits: as sentences.
    """
    service = _node(address, f"{settings.base_iri}sparql")
    dataset = ox.NamedNode(f"{settings.base_iri}sparql#dataset")
    graph = ox.NamedNode(f"{settings.base_iri}sparql#default-graph")
    a = ox.NamedNode(RDF + "type")
    triples = [
        ox.Triple(service, a, _sd("Service")),
        ox.Triple(service, _sd("endpoint"), service),
        ox.Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query")),
        ox.Triple(service, _sd("defaultDataset"), dataset),
        ox.Triple(
            service, ox.NamedNode(_DCTERMS + "license"), _node(settings.licence, settings.base_iri)
        ),
        *(
            ox.Triple(service, _sd("resultFormat"), ox.NamedNode(_FORMATS + name))
            for name in _RESULT_FORMATS
        ),
        ox.Triple(dataset, a, _sd("Dataset")),
        ox.Triple(dataset, _sd("defaultGraph"), graph),
        ox.Triple(graph, a, _sd("Graph")),
    ]
    about = ox.NamedNode(_DCTERMS + "description")
    for message in limits:
        triples.append(ox.Triple(service, about, ox.Literal(message.fr, language="fr")))
        triples.append(ox.Triple(service, about, ox.Literal(message.en, language="en")))
    version = ox.Triple(dataset, ox.NamedNode(_DCTERMS + "identifier"), ox.Literal(release.name))
    return Description((*triples, version), _PREFIXES)


def _sd(name: str) -> ox.NamedNode:
    return ox.NamedNode(_SD + name)


def _node(iri: str, otherwise: str) -> ox.NamedNode:
    """The IRI, unless it is none: the client's Host header can hold anything."""
    try:
        return ox.NamedNode(iri)
    except ValueError:
        return ox.NamedNode(otherwise)
