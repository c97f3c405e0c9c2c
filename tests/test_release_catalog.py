"""What a release says of itself: the catalogue, the changes, the summary."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyshacl
import pytest
import rdflib
import zstandard
from rdflib import RDF
from rdflib.namespace import DCAT, DCTERMS, FOAF, VOID

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.release import current_release, read_manifest, switch_current
from releasing import (
    BASE,
    DAY,
    document_quads,
    release_of,
    settings_for,
    small_dataset,
    small_quads,
)

CATALOG = rdflib.URIRef(f"{BASE}catalog")
DATASET = rdflib.URIRef(f"{BASE}catalog#dataset")
SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")


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
        for said in (DCAT.accessURL, DCAT.mediaType, DCAT.compressFormat, DCTERMS.license):
            assert graph.value(part, said) is not None
    assert found == {"dump.ttl.gz", "dump.nq.zst", "evidence.nq.zst"}


def test_the_catalogue_counts_in_void_what_the_manifest_counts(tmp_path: Path) -> None:
    release = release_of(tmp_path).path
    graph, counts = catalog_of(release), read_manifest(release).counts
    assert graph.value(DATASET, VOID.triples) == rdflib.Literal(counts.triples)
    assert graph.value(DATASET, VOID.entities) == rdflib.Literal(sum(counts.entities.values()))
    assert graph.value(DATASET, VOID.sparqlEndpoint) == rdflib.URIRef(f"{BASE}sparql")
    assert graph.value(DATASET, DCTERMS.modified) == rdflib.Literal(DAY)


def test_the_catalogue_conforms_to_the_shapes_of_dcat_ap(tmp_path: Path, shared: Path) -> None:
    shapes = rdflib.Graph().parse(shared / "conformance" / "dcat-ap" / "dcat-ap-SHACL.ttl")
    # RDFS, so that addresses count as rdfs:Resource, which these shapes ask for.
    conforms, _, text = pyshacl.validate(
        catalog_of(release_of(tmp_path).path), shacl_graph=shapes, inference="rdfs"
    )
    assert conforms, text


def test_a_catalogue_without_a_publisher_is_published_under_its_title(tmp_path: Path) -> None:
    settings = replace(settings_for(tmp_path), publisher="")
    graph = catalog_of(release_of(tmp_path, settings=settings).path)
    publisher = graph.value(DATASET, DCTERMS.publisher)
    assert str(graph.value(publisher, FOAF.name)) == "Territoires d’essai"


def test_a_first_release_has_no_other_to_compare_with(tmp_path: Path) -> None:
    release = release_of(tmp_path).path
    text = (release / "changes.md").read_text(encoding="utf-8")
    assert "Aucune version antérieure" in text
    assert "No earlier release" in text
    lines = patch_of(release)
    assert lines[1:2] == ["TX ."]
    assert [line[2:] for line in lines if line.startswith("A ")] == list(small_dataset().lines)


def test_a_second_release_says_what_was_added_removed_and_changed(tmp_path: Path) -> None:
    switch_current(tmp_path, release_of(tmp_path).name)
    after = Dataset.from_quads(
        [
            *document_quads("notes", "albi", "nancy"),
            *document_quads("carnet", "albi"),
        ]
    )
    release = release_of(tmp_path, after, issued=date(2026, 2, 1)).path
    text = (release / "changes.md").read_text(encoding="utf-8")
    french, english = text.split("# Changes\n")
    for said in [
        "## Documents ajoutés (1)\n\n- carnet\\.md",
        "## Documents retirés (1)\n\n- evidence\\.md",
        "## Documents modifiés (1)\n\n- notes\\.md",
        "Territory\u00a0: Nancy <https://w3id.org/lf2l/id/territory/nancy>",
        "Territory\u00a0: Gand <https://w3id.org/lf2l/id/territory/gand>",
    ]:
        assert said in french
    assert "## Documents added (1)\n\n- carnet\\.md" in english
    assert "Facts: 7 added, 9 removed." in english
    assert read_manifest(release).previous == read_manifest(tmp_path / "current").digest


def test_the_patch_turns_the_release_before_into_this_one(tmp_path: Path) -> None:
    before = small_dataset()
    switch_current(tmp_path, release_of(tmp_path).name)
    after = Dataset.from_quads([*small_quads()[3:], *document_quads("carnet", "metz")])
    lines = set(before.lines)
    for line in patch_of(release_of(tmp_path, after).path):
        if line.startswith("D "):
            lines.remove(line[2:])
        elif line.startswith("A "):
            assert line[2:] not in lines
            lines.add(line[2:])
    assert Dataset(tuple(sorted(lines))) == after


def test_a_long_list_of_changes_is_cut_and_says_so(tmp_path: Path) -> None:
    switch_current(tmp_path, release_of(tmp_path).name)
    many = [q for n in range(150) for q in document_quads(f"d{n:03}", "albi")]
    release = release_of(tmp_path, Dataset.from_quads(many)).path
    text = (release / "changes.md").read_text(encoding="utf-8")
    assert "… et 50 autres" in text
    assert "d149" not in text.split("## Entités ajoutées")[0]


@pytest.mark.parametrize("harm", ["dump", "manifest", "link"])
def test_a_current_release_that_cannot_be_read_does_not_stop_the_next(
    tmp_path: Path, harm: str
) -> None:
    switch_current(tmp_path, release_of(tmp_path).name)
    current = current_release(tmp_path)
    assert current
    if harm == "link":
        current.rename(tmp_path / "moved")
    else:
        name = "dump.nq.zst" if harm == "dump" else "manifest.json"
        (current / name).write_bytes(b"{}")
    made = release_of(tmp_path, Dataset.from_quads(document_quads("carnet", "metz")))
    assert "No earlier release" in (made.path / "changes.md").read_text(encoding="utf-8")


def test_the_summary_counts_in_both_languages(tmp_path: Path) -> None:
    text = (release_of(tmp_path).path / "summary.md").read_text(encoding="utf-8")
    for said in [
        "# Territoires d’essai",
        "| Territoire | 2 |",
        "0 erreur, 1 avertissement, 0 remarque",
        "# Trial territories",
        "| Territory | 2 |",
        "| Links | 1 |",
        "0 errors, 1 warning, 0 remarks",
    ]:
        assert said in text


def test_text_from_documents_is_not_taken_for_markup(tmp_path: Path) -> None:
    switch_current(tmp_path, release_of(tmp_path).name)
    label = "<script>[x](javascript:1) | # *a*\n# b"
    quads = document_quads("carnet", "metz")
    odd = Dataset(
        tuple(sorted(line.replace('"Metz"', f'"{label}"'.replace("\n", "\\n")) for line in
                     Dataset.from_quads(quads).lines))
    )  # fmt: skip
    text = (release_of(tmp_path, odd).path / "changes.md").read_text(encoding="utf-8")
    assert "\\<script\\>\\[x\\]\\(javascript:1\\) \\| \\# \\*a\\* \\# b" in text
