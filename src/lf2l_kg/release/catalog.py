"""``catalog.ttl``: the release described for data portals (DCAT-AP 3) and for linked data (VoID).

The fields are also those that the harvester of data.gouv.fr reads.

Source: https://semiceu.github.io/DCAT-AP/releases/3.0.0/, https://www.w3.org/TR/vocab-dcat-3/ and
https://guides.data.gouv.fr/guide-du-moissonnage
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pyoxigraph as ox

from lf2l_kg.base.messages import Message
from lf2l_kg.base.ontology import Ontology

from .distributions import Distribution, find_distributions
from .graph import Graph, typed
from .manifest import Counts, FileRecord, Published
from .statistics import Statistics
from .summary import class_labels
from .void import add_void

_EU = "http://publications.europa.eu/resource/authority/"
_MEDIA = "https://www.iana.org/assignments/media-types/"
_PROTOCOL = "https://www.w3.org/TR/sparql11-protocol/"
_DATASET, _SERVICE = "#dataset", "#sparql"

#: Source: http://purl.org/adms/licencetype/1.0
_LICENCE_TYPES = {
    "/by-sa/": "ViralEffect-ShareAlike",
    "/by-nc": "NonCommercialUseOnly",
    "/by-nd": "NoDerivativeWork",
    "/by/": "Attribution",
    "zero": "PublicDomain",
    "etalab": "Attribution",
}
DESCRIPTION = Message(
    fr="Des faits sur des territoires, des projets, des institutions et des thèmes, tirés de "
    "documents, chacun avec les mots d’où il vient.",
    en="Facts about territories, projects, institutions and themes, drawn from documents, "
    "each with the words it comes from.",
)
KEYWORDS = Message(
    fr="innovation, living lab, projets, territoires, tiers-lieux",
    en="innovation, living lab, projects, territories, third places",
)

_PROVENANCE = Message(
    fr="Lu dans des documents par des règles qui sont publiées\u00a0; chaque fait cite les mots, le document "
    "et la ligne dont il vient.",
    en="Read from documents by rules that are published; each fact quotes the words, the document and the "
    "line that it comes from.",
)


def serialize_catalog(
    counts: Counts,
    statistics: Statistics,
    files: Mapping[str, FileRecord],
    ontology: Ontology,
    published: Published,
    *,
    name: str,
    since: date,
    issued: date,
) -> bytes:
    """The catalogue in Turtle, without blank nodes.

    Args:
        counts: of the dataset.
        statistics: of its merged statements.
        files: for sizes and checksums.
        ontology: what the dataset conforms to.
        published: titles, publisher, licence, base IRI, contact, area, frequency.
        name: the release's, which is the dataset's version.
        since: the day of the first release, when the dataset was first there.
        issued: the day of this one.
    """
    graph = Graph(f"{published.base_iri}catalog")
    distributions = find_distributions(set(files), class_labels(ontology))
    standard = ontology.namespace.removesuffix("#")
    writer = _Writer(graph, published, since, issued, statistics, standard)
    writer.add_catalog()
    writer.add_dataset(name)
    for distribution in distributions:
        writer.add_distribution(distribution, files[distribution.file])
    writer.add_service()
    add_void(graph, counts, statistics, distributions, ontology, published)
    return graph.serialize()


@dataclass(frozen=True, slots=True)
class _Writer:
    graph: Graph
    published: Published
    since: date
    issued: date
    statistics: Statistics
    standard: str  # the IRI of the ontology

    @property
    def titles(self) -> Message:
        """The dataset's title."""
        return Message(fr=self.published.title_fr, en=self.published.title_en)

    def add_catalog(self) -> None:
        """The catalogue itself."""
        graph, catalog = self.graph, self.graph.catalog
        graph.add(catalog, "rdf:type", "dcat:Catalog")
        graph.add_text(catalog, "dcterms:title", self.titles)
        described = Message(
            fr="Le catalogue d’un graphe de connaissances sur des territoires, des projets, des "
            "institutions et des thèmes.",
            en="The catalogue of a knowledge graph on territories, projects, institutions and themes.",
        )
        graph.add_text(catalog, "dcterms:description", described)
        graph.add(catalog, "foaf:homepage", self.published.base_iri)
        graph.add(self.published.base_iri, "rdf:type", "foaf:Document")
        graph.add(catalog, "dcat:dataset", _DATASET)
        graph.add(catalog, "dcat:service", _SERVICE)
        scheme = f"{_EU}data-theme"
        graph.add(catalog, "dcat:themeTaxonomy", scheme)
        graph.add(scheme, "rdf:type", "skos:ConceptScheme")
        graph.add_text(scheme, "dcterms:title", Message("Thème de données", "Data theme"))
        self._add_common(catalog)
        self._add_coverage(catalog)
        self._add_agents()

    def add_dataset(self, name: str) -> None:
        """The dataset, of which this release is a version."""
        graph, base = self.graph, self.published.base_iri
        graph.add(_DATASET, "rdf:type", "dcat:Dataset")
        graph.add_text(_DATASET, "dcterms:title", self.titles)
        graph.add_text(_DATASET, "dcterms:description", DESCRIPTION)
        graph.add(_DATASET, "dcterms:identifier", ox.Literal(f"{graph.catalog}{_DATASET}"))
        graph.add(_DATASET, "dcat:version", ox.Literal(name))
        graph.add(
            _DATASET, "owl:versionInfo", ox.Literal(name)
        )  # what CKAN reads, as DCAT-AP 2 had it
        graph.add_text(_DATASET, "adms:versionNotes", _version_notes(base))
        graph.add(_DATASET, "dcterms:provenance", "#provenance")
        graph.add("#provenance", "rdf:type", "dcterms:ProvenanceStatement")
        graph.add_text("#provenance", "rdfs:label", _PROVENANCE)
        graph.add(_DATASET, "dcterms:creator", "#publisher")
        graph.add(_DATASET, "dcterms:conformsTo", self.standard)
        graph.add(self.standard, "rdf:type", "dcterms:Standard")
        frequency = f"{_EU}frequency/{self.published.frequency}"
        graph.add_concept(
            _DATASET, "dcterms:accrualPeriodicity", frequency, kind="dcterms:Frequency"
        )
        graph.add(_DATASET, "foaf:page", base)
        graph.add(_DATASET, "dcat:landingPage", base)
        self._add_common(_DATASET)
        self._add_subject(_DATASET)
        self._add_coverage(_DATASET)

    def add_service(self) -> None:
        """The SPARQL endpoint."""
        graph, endpoint = self.graph, f"{self.published.base_iri}sparql"
        graph.add(_SERVICE, "rdf:type", "dcat:DataService")
        title = Message(fr="Point d’accès SPARQL", en="SPARQL endpoint")
        graph.add_text(_SERVICE, "dcterms:title", title)
        graph.add_text(_SERVICE, "dcterms:description", title)
        graph.add(_SERVICE, "dcterms:identifier", ox.Literal(f"{graph.catalog}{_SERVICE}"))
        graph.add(_SERVICE, "dcterms:conformsTo", _PROTOCOL)
        graph.add(_PROTOCOL, "rdf:type", "dcterms:Standard")
        graph.add_address(_SERVICE, "dcat:endpointURL", endpoint)
        graph.add_address(_SERVICE, "dcat:endpointDescription", endpoint)
        graph.add(_SERVICE, "dcat:servesDataset", _DATASET)
        graph.add(_SERVICE, "foaf:page", f"{self.published.base_iri}query")
        graph.add(f"{self.published.base_iri}query", "rdf:type", "foaf:Document")
        self._add_common(_SERVICE)
        self._add_subject(_SERVICE)

    def add_distribution(self, told: Distribution, record: FileRecord) -> None:
        """One file."""
        graph, part = self.graph, f"#{told.file}"
        address = f"{self.published.base_iri}dumps/{told.file}"
        graph.add(_DATASET, "dcat:distribution", part)
        graph.add(part, "rdf:type", "dcat:Distribution")
        graph.add_text(part, "dcterms:title", told.title)
        graph.add_text(part, "dcterms:description", told.title)
        graph.add(part, "dcterms:identifier", ox.Literal(f"{graph.catalog}{part}"))
        graph.add_address(part, "dcat:accessURL", address)
        graph.add_address(part, "dcat:downloadURL", address)
        graph.add(part, "dcat:mediaType", _MEDIA + told.media_type)
        graph.add(_MEDIA + told.media_type, "rdf:type", "dcterms:MediaType")
        if told.compression:
            graph.add(part, "dcat:compressFormat", _MEDIA + told.compression)
            graph.add(_MEDIA + told.compression, "rdf:type", "dcterms:MediaType")
        file_type = f"{_EU}file-type/{told.file_type}"
        graph.add_concept(part, "dcterms:format", file_type, kind="dcterms:MediaTypeOrExtent")
        graph.add(part, "dcat:byteSize", typed(record.size, "nonNegativeInteger"))
        graph.add_concept(part, "dcatap:availability", f"{_EU}planned-availability/STABLE")
        if told.is_rdf:
            graph.add(part, "dcterms:conformsTo", self.standard)
        checksum, algorithm = f"{part}-sha256", "spdx:checksumAlgorithm_sha256"
        graph.add(part, "spdx:checksum", checksum)
        graph.add(checksum, "rdf:type", "spdx:Checksum")
        graph.add(checksum, "spdx:algorithm", algorithm)
        graph.add(algorithm, "rdf:type", "spdx:ChecksumAlgorithm")
        graph.add(checksum, "spdx:checksumValue", typed(record.sha256, "hexBinary"))
        self._add_rights(part)
        self._add_days(part, self.issued)

    def _add_common(self, thing: str) -> None:
        """What the catalogue, the dataset and the service have in common."""
        self.graph.add(thing, "dcterms:publisher", "#publisher")
        self.graph.add(thing, "dcat:contactPoint", "#contact")
        access = f"{_EU}access-right/PUBLIC"
        self.graph.add_concept(
            thing, "dcterms:accessRights", access, kind="dcterms:RightsStatement"
        )
        self._add_rights(thing)
        self._add_days(thing, self.since)

    def _add_rights(self, thing: str) -> None:
        graph, licence = self.graph, self.published.licence
        graph.add(thing, "dcterms:license", licence)
        graph.add(licence, "rdf:type", "dcterms:LicenseDocument")
        known = [kind for mark, kind in _LICENCE_TYPES.items() if mark in licence]
        kind = (
            f"http://purl.org/adms/licencetype/{known[0] if known else 'OtherRestrictiveClauses'}"
        )
        graph.add_concept(licence, "dcterms:type", kind)
        languages = (f"{_EU}language/FRA", f"{_EU}language/ENG")
        graph.add_concept(thing, "dcterms:language", *languages, kind="dcterms:LinguisticSystem")

    def _add_days(self, thing: str, issued: date) -> None:
        """A file is as old as its release; what it is a file of is as old as the first one."""
        self.graph.add(thing, "dcterms:issued", typed(issued, "date"))
        self.graph.add(thing, "dcterms:modified", typed(self.issued, "date"))

    def _add_subject(self, thing: str) -> None:
        graph, theme = self.graph, f"{_EU}data-theme/REGI"
        label = Message("Régions et villes", "Regions and cities")
        graph.add_concept(thing, "dcat:theme", theme, label=label)
        for text, language in ((KEYWORDS.fr, "fr"), (KEYWORDS.en, "en")):
            for keyword in text.split(", "):
                graph.add(thing, "dcat:keyword", ox.Literal(keyword, language=language))

    def _add_coverage(self, thing: str) -> None:
        """Where and when: what the settings say, and what the places and dates of the data span."""
        graph = self.graph
        graph.add(thing, "dcterms:spatial", self.published.spatial)
        graph.add(self.published.spatial, "rdf:type", "dcterms:Location")
        if self.published.spatial.startswith(_EU):
            scheme = self.published.spatial.rpartition("/")[0]
            graph.add(self.published.spatial, "skos:inScheme", scheme)
        if self.statistics.box:
            west, south, east, north = self.statistics.box
            corners = ((west, south), (east, south), (east, north), (west, north), (west, south))
            outline = f"POLYGON (({', '.join(f'{x} {y}' for x, y in corners)}))"
            centre = f"POINT ({_between(west, east)} {_between(south, north)})"
            wkt = ox.NamedNode(graph.iri("geo:wktLiteral"))
            graph.add(thing, "dcterms:spatial", "#area")
            graph.add("#area", "rdf:type", "dcterms:Location")
            graph.add("#area", "dcat:bbox", ox.Literal(outline, datatype=wkt))
            graph.add("#area", "dcat:centroid", ox.Literal(centre, datatype=wkt))
        if self.statistics.years:
            first, last = self.statistics.years
            graph.add(thing, "dcterms:temporal", "#period")
            graph.add("#period", "rdf:type", "dcterms:PeriodOfTime")
            graph.add("#period", "dcat:startDate", typed(first, "gYear"))
            graph.add("#period", "dcat:endDate", typed(last, "gYear"))

    def _add_agents(self) -> None:
        graph, published = self.graph, self.published
        name = ox.Literal(published.publisher or published.title_fr)
        graph.add("#publisher", "rdf:type", "foaf:Agent")
        graph.add("#publisher", "foaf:name", name)
        kind = f"http://purl.org/adms/publishertype/{published.publisher_type}"
        graph.add_concept("#publisher", "dcterms:type", kind)
        graph.add("#contact", "rdf:type", "vcard:Kind", "vcard:Organization")
        graph.add("#contact", "vcard:fn", name)
        if "@" in published.contact:
            graph.add("#contact", "vcard:hasEmail", f"mailto:{published.contact}")
            graph.add("#publisher", "foaf:mbox", f"mailto:{published.contact}")
        graph.add("#contact", "vcard:hasURL", published.base_iri)


def _between(one: str, other: str) -> str:
    return f"{(Decimal(one) + Decimal(other)) / 2:f}"


def _version_notes(base: str) -> Message:
    changes = f"{base}dumps/changes.md"
    return Message(
        fr=f"Ce qui a changé depuis la version d’avant\u00a0: {changes}",
        en=f"What has changed since the version before: {changes}",
    )
