"""``catalog.ttl``: the release described for data portals (DCAT-AP 3) and for linked data (VoID).

Source: https://semiceu.github.io/DCAT-AP/releases/3.0.0/ and https://www.w3.org/TR/void/
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import pyoxigraph as ox

from lf2l_kg.base.messages import Message
from lf2l_kg.base.ontology import XSD, Ontology
from lf2l_kg.base.turtle import VOCABULARIES, serialize_turtle

from .contents import Contents
from .manifest import FileRecord, Published

_EU = "http://publications.europa.eu/resource/authority/"
_MEDIA = "https://www.iana.org/assignments/media-types/"


@dataclass(frozen=True, slots=True)
class _Dump:
    media_type: str
    file_type: str  # in the EU's list of file types
    compression: str
    title: Message


_DUMPS = {
    "dump.ttl.gz": _Dump(
        "text/turtle",
        "RDF_TURTLE",
        "application/gzip",
        Message(fr="Les faits, en Turtle", en="The facts, in Turtle"),
    ),
    "dump.nq.zst": _Dump(
        "application/n-quads",
        "RDF_N_QUADS",
        "application/zstd",
        Message(
            fr="Tout, en N-Quads\u00a0: un graphe par document, avec les preuves",
            en="Everything, in N-Quads: one graph a document, with the evidence",
        ),
    ),
    "evidence.nq.zst": _Dump(
        "application/n-quads",
        "RDF_N_QUADS",
        "application/zstd",
        Message(
            fr="Les preuves\u00a0: les mots d’où vient chaque fait, en N-Quads",
            en="The evidence: the words that each fact comes from, in N-Quads",
        ),
    ),
}


def serialize_catalog(
    contents: Contents,
    files: dict[str, FileRecord],
    ontology: Ontology,
    published: Published,
    *,
    name: str,
    issued: date,
) -> bytes:
    """The catalogue in Turtle, without blank nodes.

    Args:
        contents: for the counts.
        files: for sizes and checksums; must hold the three dumps.
        ontology: what the dataset conforms to.
        published: titles, publisher, licence, base IRI.
        name: the release's, which is the dataset's version.
        issued: its day.
    """
    writer = _Writer(f"{published.base_iri}catalog")
    _add_catalog(writer, published, issued)
    _add_dataset(writer, contents, ontology, published, name, issued)
    for file in _DUMPS:
        _add_distribution(writer, file, files[file], published, issued)
    _add_service(writer, published)
    return serialize_turtle(writer.triples, VOCABULARIES)


@dataclass(slots=True)
class _Writer:
    """Adds triples; names are written ``prefix:local``, and ``#local`` for parts of the catalogue."""

    catalog: str
    triples: list[ox.Triple] = field(default_factory=list)

    def iri(self, name: str) -> ox.NamedNode:
        prefix, _, local = name.partition(":")
        if name.startswith("#"):
            return ox.NamedNode(self.catalog + name)
        return ox.NamedNode(VOCABULARIES[prefix] + local if prefix in VOCABULARIES else name)

    def add(self, subject: str, predicate: str, *objects: str | ox.Literal) -> None:
        for value in objects:
            term = value if isinstance(value, ox.Literal) else self.iri(value)
            self.triples.append(ox.Triple(self.iri(subject), self.iri(predicate), term))

    def add_text(self, subject: str, predicate: str, text: Message) -> None:
        self.add(subject, predicate, ox.Literal(text.fr, language="fr"))
        self.add(subject, predicate, ox.Literal(text.en, language="en"))


def _typed(value: object, datatype: str) -> ox.Literal:
    return ox.Literal(str(value), datatype=ox.NamedNode(XSD + datatype))


def _titles(published: Published) -> Message:
    return Message(fr=published.title_fr, en=published.title_en)


def _add_catalog(writer: _Writer, published: Published, issued: date) -> None:
    catalog = writer.catalog
    writer.add(catalog, "rdf:type", "dcat:Catalog")
    writer.add_text(catalog, "dcterms:title", _titles(published))
    writer.add_text(
        catalog,
        "dcterms:description",
        Message(
            fr="Le catalogue d’un graphe de connaissances sur des territoires, des projets, des "
            "institutions et des thèmes.",
            en="The catalogue of a knowledge graph on territories, projects, institutions and themes.",
        ),
    )
    writer.add(catalog, "dcterms:publisher", "#publisher")
    writer.add(catalog, "dcterms:license", published.licence)
    writer.add(catalog, "dcterms:language", *_languages(writer))
    writer.add(catalog, "dcterms:modified", _typed(issued, "date"))
    writer.add(catalog, "foaf:homepage", published.base_iri)
    writer.add(catalog, "dcat:dataset", "#dataset")
    writer.add(catalog, "dcat:service", "#sparql")
    writer.add("#publisher", "rdf:type", "foaf:Agent")
    writer.add("#publisher", "foaf:name", ox.Literal(published.publisher or published.title_fr))
    writer.add(published.licence, "rdf:type", "dcterms:LicenseDocument")
    writer.add(published.base_iri, "rdf:type", "foaf:Document")


def _languages(writer: _Writer) -> tuple[str, ...]:
    languages = (f"{_EU}language/FRA", f"{_EU}language/ENG")
    for language in languages:
        writer.add(language, "rdf:type", "dcterms:LinguisticSystem")
    return languages


def _add_dataset(
    writer: _Writer,
    contents: Contents,
    ontology: Ontology,
    published: Published,
    name: str,
    issued: date,
) -> None:
    dataset = "#dataset"
    writer.add(dataset, "rdf:type", "dcat:Dataset", "void:Dataset")
    writer.add_text(dataset, "dcterms:title", _titles(published))
    writer.add_text(
        dataset,
        "dcterms:description",
        Message(
            fr="Des faits sur des territoires, des projets, des institutions et des thèmes, tirés de "
            "documents, chacun avec les mots d’où il vient.",
            en="Facts about territories, projects, institutions and themes, drawn from documents, "
            "each with the words it comes from.",
        ),
    )
    writer.add(dataset, "dcterms:identifier", ox.Literal(f"{writer.catalog}#dataset"))
    writer.add(dataset, "dcterms:publisher", "#publisher")
    writer.add(dataset, "dcterms:license", published.licence)
    writer.add(dataset, "dcterms:language", *_languages(writer))
    writer.add(dataset, "dcterms:modified", _typed(issued, "date"))
    writer.add(dataset, "dcterms:conformsTo", ontology.namespace.removesuffix("#"))
    writer.add(ontology.namespace.removesuffix("#"), "rdf:type", "dcterms:Standard")
    writer.add(dataset, "dcterms:accessRights", f"{_EU}access-right/PUBLIC")
    writer.add(f"{_EU}access-right/PUBLIC", "rdf:type", "dcterms:RightsStatement")
    writer.add(dataset, "dcterms:accrualPeriodicity", f"{_EU}frequency/IRREG")
    writer.add(f"{_EU}frequency/IRREG", "rdf:type", "dcterms:Frequency")
    _add_theme(writer, dataset)
    writer.add(dataset, "dcat:version", ox.Literal(name))
    for keyword, language in [("innovation", "fr"), ("territoires", "fr"), ("territories", "en")]:
        writer.add(dataset, "dcat:keyword", ox.Literal(keyword, language=language))
    writer.add(dataset, "foaf:page", published.base_iri)
    writer.add(dataset, "dcat:landingPage", published.base_iri)
    _add_void(writer, contents, ontology, published)


def _add_theme(writer: _Writer, dataset: str) -> None:
    theme, scheme = f"{_EU}data-theme/REGI", f"{_EU}data-theme"
    writer.add(dataset, "dcat:theme", theme)
    writer.add(theme, "rdf:type", "skos:Concept")
    writer.add_text(theme, "skos:prefLabel", Message("Régions et villes", "Regions and cities"))
    writer.add(writer.catalog, "dcat:themeTaxonomy", scheme)
    writer.add(scheme, "rdf:type", "skos:ConceptScheme")
    writer.add_text(scheme, "dcterms:title", Message("Thème de données", "Data theme"))


def _add_void(
    writer: _Writer, contents: Contents, ontology: Ontology, published: Published
) -> None:
    dataset = "#dataset"
    writer.add(dataset, "void:triples", _typed(len(contents.merged), "integer"))
    writer.add(dataset, "void:entities", _typed(len(contents.entities), "integer"))
    writer.add(dataset, "void:documents", _typed(len(contents.documents), "integer"))
    writer.add(dataset, "void:uriSpace", ox.Literal(f"{published.base_iri}id/"))
    writer.add(dataset, "void:sparqlEndpoint", f"{published.base_iri}sparql")
    writer.add(dataset, "void:vocabulary", ontology.namespace)
    writer.add(dataset, "void:dataDump", f"{published.base_iri}dumps/dump.ttl.gz")
    writer.add(dataset, "void:feature", "http://www.w3.org/ns/formats/Turtle")
    for kind, count in contents.entity_counts.items():
        part = f"#class-{kind}"
        writer.add(dataset, "void:classPartition", part)
        writer.add(part, "void:class", ontology.classes[kind])
        writer.add(part, "void:entities", _typed(count, "integer"))


def _add_distribution(
    writer: _Writer, file: str, record: FileRecord, published: Published, issued: date
) -> None:
    dump, part, address = _DUMPS[file], f"#{file}", f"{published.base_iri}dumps/{file}"
    writer.add("#dataset", "dcat:distribution", part)
    writer.add(part, "rdf:type", "dcat:Distribution")
    writer.add_text(part, "dcterms:title", dump.title)
    writer.add_text(part, "dcterms:description", dump.title)
    writer.add(part, "dcat:accessURL", address)
    writer.add(part, "dcat:downloadURL", address)
    writer.add(part, "dcat:mediaType", _MEDIA + dump.media_type)
    writer.add(part, "dcat:compressFormat", _MEDIA + dump.compression)
    for media in (dump.media_type, dump.compression):
        writer.add(_MEDIA + media, "rdf:type", "dcterms:MediaType")
    writer.add(part, "dcterms:format", f"{_EU}file-type/{dump.file_type}")
    writer.add(f"{_EU}file-type/{dump.file_type}", "rdf:type", "dcterms:MediaTypeOrExtent")
    writer.add(part, "dcat:byteSize", _typed(record.size, "nonNegativeInteger"))
    writer.add(part, "dcterms:license", published.licence)
    writer.add(part, "dcterms:language", *_languages(writer))
    writer.add(part, "dcterms:modified", _typed(issued, "date"))
    writer.add(part, "dcatap:availability", f"{_EU}planned-availability/STABLE")
    writer.add(f"{_EU}planned-availability/STABLE", "rdf:type", "skos:Concept")
    writer.add_text(
        f"{_EU}planned-availability/STABLE", "skos:prefLabel", Message("stable", "stable")
    )
    writer.add(part, "spdx:checksum", f"{part}-sha256")
    writer.add(f"{part}-sha256", "rdf:type", "spdx:Checksum")
    writer.add(f"{part}-sha256", "spdx:algorithm", "spdx:checksumAlgorithm_sha256")
    writer.add("spdx:checksumAlgorithm_sha256", "rdf:type", "spdx:ChecksumAlgorithm")
    writer.add(f"{part}-sha256", "spdx:checksumValue", _typed(record.sha256, "hexBinary"))


def _add_service(writer: _Writer, published: Published) -> None:
    service, endpoint = "#sparql", f"{published.base_iri}sparql"
    writer.add(service, "rdf:type", "dcat:DataService")
    writer.add_text(
        service, "dcterms:title", Message(fr="Point d’accès SPARQL", en="SPARQL endpoint")
    )
    writer.add(service, "dcterms:publisher", "#publisher")
    writer.add(service, "dcterms:license", published.licence)
    writer.add(service, "dcterms:conformsTo", "https://www.w3.org/TR/sparql11-protocol/")
    writer.add("https://www.w3.org/TR/sparql11-protocol/", "rdf:type", "dcterms:Standard")
    writer.add(service, "dcat:endpointURL", endpoint)
    writer.add(service, "dcat:endpointDescription", endpoint)
    writer.add(service, "dcat:servesDataset", "#dataset")
