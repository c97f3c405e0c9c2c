"""A release holds the whole dataset, and the same input gives the same bytes."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.errors import InputError
from lf2l_kg.base.iris import evidence_graph, is_evidence_graph
from lf2l_kg.base.resources import packaged
from lf2l_kg.base.turtle import data_prefixes, serialize_turtle
from lf2l_kg.release import check_release, read_manifest, release_digest, write_release
from releasing import (
    BASE,
    IRIS,
    LF2L,
    ODD,
    RENDERED,
    bytes_of,
    document_quads,
    release_of,
    report_on,
    settings_for,
    small_dataset,
    small_ontology,
    small_quads,
    store_quads,
)

FILES = {
    "SHA256SUMS", "answers.json", "catalog.ttl", "changes-added.nq.zst", "changes-removed.nq.zst",
    "changes.md", "chunks.json", "dataset.jsonld", "document.csv",
    "dump.jsonld.gz", "dump.nq.zst", "dump.ttl.gz", "evidence.nq.zst",
    "feed.atom", "feed.json", "feed.ttl",
            "gone.tsv", "index.sha256", "index.sqlite", "manifest.json",
    "ontology.ttl", "project.csv", "report.json", "report.sarif", "report.ttl", "report.txt",
    "shapes.ttl", "store", "store.sha256", "summary.md", "territory.csv", "themes.ttl",
}  # fmt: skip


def unzstd(path: Path) -> bytes:
    return zstandard.ZstdDecompressor().decompress(path.read_bytes())


def test_a_release_has_every_file_that_is_promised(tmp_path: Path) -> None:
    made = release_of(tmp_path)
    assert made.is_new
    assert made.name == f"2026-01-31-{made.digest[:8]}"
    assert made.path == tmp_path / made.name
    assert {path.name for path in made.path.iterdir()} == {*FILES, f"feed-{made.name}.ttl"}
    assert check_release(made.path) == ()


def test_two_builds_give_the_same_bytes_and_the_same_quads(tmp_path: Path) -> None:
    first, second = release_of(tmp_path / "a").path, release_of(tmp_path / "b").path
    assert first.name == second.name
    assert bytes_of(first) == bytes_of(second)
    assert store_quads(first) == store_quads(second)


@given(st.permutations(small_quads()))
def test_the_order_of_quads_does_not_matter(quads: list[ox.Quad]) -> None:
    triples = [quad.triple for quad in quads]
    assert Dataset.from_quads(quads) == small_dataset()
    assert serialize_turtle(triples, data_prefixes(BASE, LF2L)) == serialize_turtle(
        reversed([quad.triple for quad in small_quads()]), data_prefixes(BASE, LF2L)
    )


def test_what_was_released_already_is_not_written_again_whatever_the_day(tmp_path: Path) -> None:
    first = release_of(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    second = release_of(tmp_path, issued=date(2027, 5, 1), commit="def")
    assert not second.is_new
    assert (second.path, second.digest) == (first.path, first.digest)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_the_digest_covers_all_that_a_release_says_and_nothing_else(tmp_path: Path) -> None:
    dataset, ontology = small_dataset(), small_ontology()
    settings = settings_for(tmp_path, packaged("queries"))
    digests = [
        release_digest(dataset, ontology, settings, RENDERED),
        release_digest(Dataset(dataset.lines[1:]), ontology, settings, RENDERED),
        release_digest(dataset, replace(ontology, digest="1" * 64), settings, RENDERED),
        release_digest(dataset, ontology, replace(settings, title_en="Other"), RENDERED),
        release_digest(dataset, ontology, settings, {**RENDERED, "report.txt": "autre"}),
    ]
    assert len(set(digests)) == len(digests)
    elsewhere = replace(settings, releases=tmp_path / "elsewhere", threshold=0.9)
    assert release_digest(dataset, ontology, elsewhere, RENDERED) == digests[0]


def test_the_report_of_another_dataset_is_refused(tmp_path: Path) -> None:
    dataset = small_dataset()
    other = report_on(Dataset(dataset.lines[1:]))
    with pytest.raises(InputError) as caught:
        write_release(
            dataset, other, small_ontology(), settings_for(tmp_path), issued=date.min, commit=""
        )
    assert caught.value.value == other.dataset_digest
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["../report.txt", "report.", "manifest.json", "report.txt/x"])
def test_a_rendered_report_cannot_take_another_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        release_of(tmp_path, rendered={name: ""})
    assert list(tmp_path.iterdir()) == []


def test_the_canonical_dump_is_the_dataset_to_the_byte(tmp_path: Path) -> None:
    release = release_of(tmp_path).path
    assert unzstd(release / "dump.nq.zst") == small_dataset().serialize()
    assert Dataset.parse(unzstd(release / "dump.nq.zst"), "dump").digest == (
        read_manifest(release).dataset_digest
    )


def test_the_evidence_dump_holds_the_evidence_graphs_alone(tmp_path: Path) -> None:
    release = release_of(tmp_path).path
    lines = unzstd(release / "evidence.nq.zst").decode().split("\n")[:-1]
    graphs = {line.rsplit(" ", 2)[1] for line in lines}
    assert graphs == {f"<{BASE}graph/notes/evidence>", f"<{BASE}graph/evidence/evidence>"}


def test_a_document_called_evidence_is_no_evidence() -> None:
    assert not is_evidence_graph(IRIS.graph("evidence"))
    assert is_evidence_graph(evidence_graph(IRIS.graph("evidence")))
    assert not is_evidence_graph("http://elsewhere/a/evidence")


def test_the_readable_dump_is_what_a_query_sees_without_naming_a_graph(tmp_path: Path) -> None:
    release = release_of(tmp_path).path
    text = gzip.decompress((release / "dump.ttl.gz").read_bytes())
    dumped = {quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)}
    wanted = {q.triple for q in small_quads() if not is_evidence_graph(q.graph_name.value)}  # type: ignore[union-attr]  # all graphs are named
    assert dumped == wanted
    assert {q.triple for q in store_quads(release) if q.graph_name == ox.DefaultGraph()} == wanted


def test_the_store_also_holds_every_named_graph(tmp_path: Path) -> None:
    release = release_of(tmp_path).path
    named = {quad for quad in store_quads(release) if quad.graph_name != ox.DefaultGraph()}
    assert named == set(small_quads())


def test_a_release_tells_nothing_of_the_machine_it_was_made_on(tmp_path: Path) -> None:
    release = release_of(tmp_path).path
    for path in release.rglob("*"):
        if path.is_file():
            assert str(tmp_path).encode() not in path.read_bytes(), path.name


def test_the_readable_dump_reads_as_a_person_would_write_it(tmp_path: Path) -> None:
    dataset = Dataset.from_quads(document_quads("notes", "gand", "albi"))
    text = gzip.decompress((release_of(tmp_path, dataset).path / "dump.ttl.gz").read_bytes())
    assert text.decode() == (
        "@prefix document: <https://w3id.org/lf2l/id/document/> .\n"
        "@prefix lf2l: <https://w3id.org/lf2l/ontology#> .\n"
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        "@prefix territory: <https://w3id.org/lf2l/id/territory/> .\n"
        "\n"
        "document:notes a lf2l:Document ;\n"
        "\tlf2l:mentions territory:albi , territory:gand ;\n"
        '\tlf2l:sourcePath "notes.md" .\n'
        "\n"
        "territory:albi a lf2l:Territory ;\n"
        '\tskos:prefLabel "Albi"@fr ;\n'
        "\tlf2l:population 49000 .\n"
        "\n"
        "territory:gand a lf2l:Territory ;\n"
        '\tskos:prefLabel "Gand"@fr ;\n'
        "\tlf2l:population 49000 .\n"
    )


terms = st.one_of(
    st.sampled_from(
        ["albi", "a.b", "a-", "é", "a%20b", "", "a/b", "a'(b)", "x:y", "-a", "1", "~"]
    ).map(lambda local: ox.NamedNode(f"{BASE}id/territory/{local}")),
    st.builds(ox.Literal, st.text(st.characters(exclude_categories=["Cs"]))),
    st.builds(
        lambda text, kind: ox.Literal(text, datatype=ox.NamedNode(kind)),
        st.sampled_from(
            ["1", "+1", "-01", "1.5", ".5", "1.", "1e3", "true", "TRUE", "x", "2016-12"]
        ),
        st.sampled_from(["integer", "decimal", "double", "boolean", "gYearMonth"]).map(
            "http://www.w3.org/2001/XMLSchema#{}".format
        ),
    ),
    st.just(ox.Literal(ODD, language="fr-BE")),
)


@given(st.lists(terms))
def test_any_term_comes_back_from_turtle(values: list[ox.NamedNode | ox.Literal]) -> None:
    subject, predicate = ox.NamedNode(f"{BASE}id/territory/a.b"), ox.NamedNode(LF2L + "x")
    triples = {ox.Triple(subject, predicate, value) for value in values}
    text = serialize_turtle(triples, data_prefixes(BASE, LF2L))
    assert {q.triple for q in ox.parse(text, format=ox.RdfFormat.TURTLE)} == triples


def test_another_turtle_parser_reads_the_dump_with_the_same_number_of_triples(
    tmp_path: Path,
) -> None:
    release = release_of(tmp_path).path
    text = gzip.decompress((release / "dump.ttl.gz").read_bytes())
    graph = rdflib.Graph().parse(data=text, format="turtle")
    assert len(graph) == read_manifest(release).counts.triples
    assert rdflib.Literal(ODD, lang="fr") in set(graph.objects())


@pytest.mark.parametrize(("tool", "name"), [("gzip", "dump.ttl.gz"), ("zstd", "dump.nq.zst")])
def test_stock_tools_read_the_dumps(tmp_path: Path, tool: str, name: str) -> None:
    program = shutil.which(tool)
    if not program:
        pytest.skip(f"{tool} is not installed here")
    path = release_of(tmp_path).path / name
    done = subprocess.run([program, "-dc", str(path)], capture_output=True, check=True)
    assert len(done.stdout) == read_manifest(path.parent).files[name].content_size


def test_the_head_of_the_gzip_file_tells_nothing_of_the_machine(tmp_path: Path) -> None:
    # RFC 1952: magic, deflate, no flags (so no name), no time, best compression, unknown system.
    head = (release_of(tmp_path).path / "dump.ttl.gz").read_bytes()[:10]
    assert head == b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"


def test_the_zstd_frame_says_how_long_its_content_is(tmp_path: Path) -> None:
    data = (release_of(tmp_path).path / "dump.nq.zst").read_bytes()
    parameters = zstandard.get_frame_parameters(data)
    assert parameters.content_size == len(small_dataset().serialize())
    assert not parameters.has_checksum  # it could not be made from those of parts


def test_the_manifest_counts_what_is_there(tmp_path: Path) -> None:
    release = release_of(tmp_path).path
    manifest = read_manifest(release)
    counts = manifest.counts
    assert counts.documents == 2
    assert counts.entities == {"Document": 2, "Territory": 2}
    assert counts.quads == len(small_dataset().lines)
    assert counts.store_quads == counts.quads + counts.triples == len(store_quads(release))
    assert counts.links == 1
    assert counts.results == {"error": 0, "warning": 1, "info": 0}
    page = f"feed-{release.name}.ttl"
    apart = {"manifest.json", "store", "store.sha256", "index.sqlite", "index.sha256"}
    assert set(manifest.files) == {*FILES, page} - apart
    notes = manifest.graphs[IRIS.graph("notes")]
    assert (notes.document, manifest.graphs[IRIS.graph("links")].document) == ("notes.md", "")
    assert manifest.graphs[IRIS.graph("notes") + "/evidence"].document == "notes.md"
    assert (manifest.commit, manifest.issued, manifest.conforms) == ("abc", date(2026, 1, 31), True)


def test_the_manifest_is_json_that_a_person_can_read(tmp_path: Path) -> None:
    text = (release_of(tmp_path).path / "manifest.json").read_text(encoding="utf-8")
    assert json.loads(text)["issued"] == "2026-01-31"
    assert text.startswith('{\n  "format": 8,\n')


def test_only_the_documents_that_changed_have_another_digest(tmp_path: Path) -> None:
    before = read_manifest(release_of(tmp_path).path).graphs
    more = Dataset.from_quads([*small_quads(), *document_quads("notes", "nancy")])
    after = read_manifest(release_of(tmp_path, more).path).graphs
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {IRIS.graph("notes"), IRIS.graph("notes") + "/evidence"}


def test_an_empty_dataset_is_a_release_too(tmp_path: Path) -> None:
    made = write_release(
        Dataset(()),
        report_on(Dataset(())),
        small_ontology(),
        settings_for(tmp_path),
        issued=date(2026, 1, 31),
        commit="",
    )
    assert check_release(made.path) == ()
    assert read_manifest(made.path).counts.quads == 0
