"""What a release says of itself: the catalogue, the changes, the summary."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import rdflib
import zstandard
from rdflib import RDF
from rdflib.namespace import DCAT, DCTERMS, FOAF, SKOS, VOID

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.release import read_manifest, switch_current
from releasing import (
    BASE,
    DAY,
    IRIS,
    LF2L,
    quad,
    release_of,
    settings_for,
    small_quads,
)

CATALOG = rdflib.URIRef(f"{BASE}catalog")
DATASET = rdflib.URIRef(f"{BASE}catalog#dataset")
SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")
ADMS = rdflib.Namespace("http://www.w3.org/ns/adms#")
SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")


GEO = "http://www.w3.org/2003/01/geo/wgs84_pos#"
XSD = "http://www.w3.org/2001/XMLSchema#"


def _dated() -> Dataset:
    """Two places with coordinates, and two dates."""
    quads = [*small_quads()]
    for name, latitude, longitude, day in (
        ("albi", "43.93", "2.148", "1998-05-01"), ("gand", "51.05", "3.7", "2021-01-01"),
    ):  # fmt: skip
        place = IRIS.entity("Territory", name)
        for predicate, text, kind in (
            (GEO + "lat", latitude, "decimal"), (GEO + "long", longitude, "decimal"),
            (LF2L + "startDate", day, "date"),
        ):  # fmt: skip
            value = ox.Literal(text, datatype=ox.NamedNode(XSD + kind))
            quads.append(quad(place, predicate, value, "notes"))
    return Dataset.from_quads(quads)


DATED = _dated()


def catalog_of(release: Path) -> rdflib.Graph:
    return rdflib.Graph().parse(release / "catalog.ttl")


def patch_of(release: Path) -> list[str]:
    data = (release / "changes.rdfp.zst").read_bytes()
    return zstandard.ZstdDecompressor().decompress(data).decode().split("\n")[:-1]


def test_the_catalogue_has_what_dcat_ap_requires(tmp_path: Path) -> None:
    graph = catalog_of(release_of(tmp_path).path)
    for thing, kind in [(CATALOG, DCAT.Catalog), (DATASET, DCAT.Dataset)]:
        assert (thing, RDF.type, kind) in graph
        for text in (DCTERMS.title, DCTERMS.description):
            assert {o.language for o in graph.objects(thing, text)} == {"fr", "en"}  # type: ignore[attr-defined]  # literals
        publisher = graph.value(thing, DCTERMS.publisher)
        assert str(graph.value(publisher, FOAF.name)) == "Laboratoire d’essai"
    assert graph.value(CATALOG, DCAT.dataset) == DATASET
    service = graph.value(CATALOG, DCAT.service)
    assert graph.value(service, DCAT.endpointURL) == rdflib.URIRef(f"{BASE}sparql")
    assert graph.value(service, DCAT.servesDataset) == DATASET
    assert not [node for triple in graph for node in triple if isinstance(node, rdflib.BNode)]


def test_every_distribution_tells_the_truth_about_its_file(tmp_path: Path) -> None:
    release = release_of(tmp_path).path
    graph = catalog_of(release)
    found = set()
    for part in graph.objects(DATASET, DCAT.distribution):
        address = str(graph.value(part, DCAT.downloadURL))
        path = release / address.removeprefix(f"{BASE}dumps/")
        found.add(path.name)
        size, checksum = graph.value(part, DCAT.byteSize), graph.value(part, SPDX.checksum)
        assert int(str(size)) == path.stat().st_size
        assert str(graph.value(checksum, SPDX.checksumValue)) == (
            hashlib.sha256(path.read_bytes()).hexdigest()
        )
        for said in (DCAT.accessURL, DCAT.mediaType, DCTERMS.title, DCTERMS.license):
            assert graph.value(part, said) is not None
        packed = path.suffix in (".gz", ".zst")
        assert (graph.value(part, DCAT.compressFormat) is not None) == packed
    dumps = {"dump.ttl.gz", "dump.jsonld.gz", "dump.nq.zst", "evidence.nq.zst"}
    assert found == dumps | {path.name for path in release.glob("*.csv")}


def test_the_catalogue_counts_in_void_what_the_manifest_counts(tmp_path: Path) -> None:
    release = release_of(tmp_path).path
    graph, counts = catalog_of(release), read_manifest(release).counts
    assert graph.value(DATASET, VOID.triples) == rdflib.Literal(counts.triples)
    assert graph.value(DATASET, VOID.entities) == rdflib.Literal(sum(counts.entities.values()))
    assert graph.value(DATASET, VOID.sparqlEndpoint) == rdflib.URIRef(f"{BASE}sparql")
    assert graph.value(DATASET, DCTERMS.modified) == rdflib.Literal(DAY)


def judged(release: Path, shapes: Path) -> list[tuple[str, str]]:
    """What shapes say of the catalogue: severity, and the path or the message."""
    _, report, _ = pyshacl.validate(
        catalog_of(release), shacl_graph=rdflib.Graph().parse(shapes), inference="none"
    )
    assert isinstance(report, rdflib.Graph)
    found = []
    for result in report.subjects(RDF.type, SH.ValidationResult):
        severity, path = (
            report.value(result, SH.resultSeverity),
            report.value(result, SH.resultPath),
        )
        said = path or report.value(result, SH.resultMessage)
        found.append((str(severity).rpartition("#")[2], str(said)))
    return found


def test_the_catalogue_conforms_to_the_shapes_of_dcat_ap(tmp_path: Path, shared: Path) -> None:
    folder, release = shared / "conformance" / "dcat-ap", release_of(tmp_path, DATED).path
    assert judged(release, folder / "dcat-ap-SHACL.ttl") == []
    assert judged(release, folder / "range.ttl") == []
    assert judged(release, folder / "deprecateduris.ttl") == []
    # These shapes of an earlier version ask for xsd:decimal, where DCAT 3 has nonNegativeInteger.
    older = judged(release, folder / "shapes.ttl")
    assert {said for _, said in older} == {str(DCAT.byteSize)}
    # A place has a box and a centre, as ours does; of a country everyone knows them.
    advice = judged(release, folder / "shapes_recommended.ttl")
    assert sorted(advice) == [("Warning", str(DCAT.bbox)), ("Warning", str(DCAT.centroid))]


def test_every_code_is_of_the_list_that_portals_share(tmp_path: Path, shared: Path) -> None:
    shapes = shared / "conformance" / "dcat-ap" / "mdr-vocabularies.shape.ttl"
    wrong = [
        said
        for severity, said in judged(release_of(tmp_path).path, shapes)
        if severity == "Violation"
    ]
    # Not of such lists: our publisher, the box of our places; and a pattern there has https for http.
    known = {str(DCTERMS.spatial), str(SPDX.algorithm), str(rdflib.SKOS.inScheme)}
    patterns = [
        said for said in wrong if "spdx.org/rdf/terms" in said or "CountryRestriction" in said
    ]
    assert set(wrong) - known - set(patterns) == set()


def test_the_dataset_has_what_a_harvester_reads(tmp_path: Path) -> None:
    settings = replace(settings_for(tmp_path), contact="donnees@labo.example", frequency="MONTHLY")
    graph = catalog_of(release_of(tmp_path, DATED, settings=settings).path)
    vcard = rdflib.Namespace("http://www.w3.org/2006/vcard/ns#")
    for wanted in (
        DCTERMS.identifier, DCTERMS.title, DCTERMS.description, DCTERMS.license, DCTERMS.issued,
        DCTERMS.modified, DCTERMS.spatial, DCTERMS.temporal, DCTERMS.accrualPeriodicity,
        DCTERMS.language, DCTERMS.accessRights, DCAT.keyword, DCAT.theme, DCAT.landingPage,
        DCAT.contactPoint, DCAT.distribution, DCTERMS.creator, DCTERMS.provenance, ADMS.versionNotes,
        rdflib.OWL.versionInfo,
    ):  # fmt: skip
        assert graph.value(DATASET, wanted, any=True) is not None, wanted
    for part in graph.objects(DATASET, DCAT.distribution):
        is_rdf = ".csv" not in str(part)
        assert (graph.value(part, DCTERMS.conformsTo) is not None) == is_rdf
    contact = graph.value(DATASET, DCAT.contactPoint)
    assert str(graph.value(contact, vcard.hasEmail)) == "mailto:donnees@labo.example"
    assert str(graph.value(DATASET, DCTERMS.accrualPeriodicity)).endswith("/frequency/MONTHLY")
    period = graph.value(DATASET, DCTERMS.temporal)
    years = [str(graph.value(period, end)) for end in (DCAT.startDate, DCAT.endDate)]
    assert years == ["1998", "2021"]
    box = [str(o) for o in graph.objects(None, DCAT.bbox)]
    assert box == ["POLYGON ((2.148 43.93, 3.7 43.93, 3.7 51.05, 2.148 51.05, 2.148 43.93))"]
    assert [str(o) for o in graph.objects(None, DCAT.centroid)] == ["POINT (2.924 47.49)"]


def test_no_concept_has_two_names_in_one_language(tmp_path: Path) -> None:
    graph = catalog_of(release_of(tmp_path, DATED).path)
    named = [
        (concept, getattr(o, "language", ""))
        for concept, o in graph.subject_objects(SKOS.prefLabel)
    ]
    assert len(named) == len(set(named))


def test_the_dataset_is_as_old_as_its_first_release_and_its_files_as_this_one(
    tmp_path: Path,
) -> None:
    switch_current(tmp_path, release_of(tmp_path).path.name)
    later = DAY + timedelta(days=40)
    release = release_of(tmp_path, DATED, issued=later).path
    graph = catalog_of(release)
    service = graph.value(CATALOG, DCAT.service)
    for thing in (CATALOG, DATASET, service):
        assert graph.value(thing, DCTERMS.issued) == rdflib.Literal(DAY)
        assert graph.value(thing, DCTERMS.modified) == rdflib.Literal(later)
    files = set(graph.objects(DATASET, DCAT.distribution))
    assert {graph.value(file, DCTERMS.issued) for file in files} == {rdflib.Literal(later)}
    described = json.loads((release / "dataset.jsonld").read_text(encoding="utf-8"))
    days = described["datePublished"], described["dateModified"]
    assert days == (DAY.isoformat(), later.isoformat())


def test_void_counts_classes_properties_and_links(tmp_path: Path) -> None:
    graph = catalog_of(release_of(tmp_path).path)
    parts = {
        str(graph.value(part, VOID["class"])): int(str(graph.value(part, VOID.entities)))
        for part in graph.objects(DATASET, VOID.classPartition)
    }
    assert parts == {f"{BASE}ontology#Document": 2, f"{BASE}ontology#Territory": 2}
    properties = {
        str(graph.value(part, VOID.property)).rpartition("#")[2]: int(
            str(graph.value(part, VOID.triples))
        )
        for part in graph.objects(DATASET, VOID.propertyPartition)
    }
    assert properties["mentions"] == 3
    assert sum(properties.values()) == int(str(graph.value(DATASET, VOID.triples)))
    (links,) = graph.objects(DATASET, VOID.subset)
    assert (links, VOID.linkPredicate, rdflib.OWL.sameAs) in graph
    assert int(str(graph.value(links, VOID.triples))) == 1
    target = graph.value(links, VOID.objectsTarget)
    assert str(graph.value(target, VOID.uriSpace)) == "http://www.wikidata.org/entity/"


def test_search_engines_get_the_same_files(tmp_path: Path) -> None:
    release = release_of(tmp_path).path
    described = json.loads((release / "dataset.jsonld").read_text(encoding="utf-8"))
    assert (described["@type"], described["version"]) == ("Dataset", release.name)
    files = {part["contentUrl"].rpartition("/")[2] for part in described["distribution"]}
    graph = catalog_of(release)
    assert files == {str(url).rpartition("/")[2] for url in graph.objects(None, DCAT.downloadURL)}
    assert {"territory.csv", "dump.jsonld.gz"} <= files


def test_search_engines_are_told_the_same_area_and_years_as_portals(tmp_path: Path) -> None:
    release = release_of(tmp_path, DATED).path
    described = json.loads((release / "dataset.jsonld").read_text(encoding="utf-8"))
    graph = catalog_of(release)
    period = graph.value(DATASET, DCTERMS.temporal)
    ends = (graph.value(period, DCAT.startDate), graph.value(period, DCAT.endDate))
    assert described["temporalCoverage"] == "/".join(map(str, ends))
    _, area = described["spatialCoverage"]
    south, west, north, east = area["geo"]["box"].split()
    boxes = [
        str(graph.value(place, DCAT.bbox)) for place in graph.objects(DATASET, DCTERMS.spatial)
    ]
    assert f"POLYGON (({west} {south}, {east} {south}, {east} {north}" in max(boxes)
    (catalogue,) = graph.subjects(DCAT.dataset, DATASET)
    assert described["includedInDataCatalog"]["@id"] == str(catalogue)


def test_a_catalogue_without_a_publisher_is_published_under_its_title(tmp_path: Path) -> None:
    settings = replace(settings_for(tmp_path), publisher="")
    graph = catalog_of(release_of(tmp_path, settings=settings).path)
    publisher = graph.value(DATASET, DCTERMS.publisher)
    assert str(graph.value(publisher, FOAF.name)) == "Territoires d’essai"


def test_the_summary_counts_in_both_languages(tmp_path: Path) -> None:
    text = (release_of(tmp_path).path / "summary.md").read_text(encoding="utf-8")
    for said in [
        "# Territoires d’essai",
        "| Territoire | 2 |",
        "| Énoncés des documents | ",
        "0 erreur, 1 avertissement, 0 remarque",
        "# Trial territories",
        "| Territory | 2 |",
        "| Links | 1 |",
        "0 errors, 1 warning, 0 remarks",
    ]:
        assert said in text
