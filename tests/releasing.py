"""A small dataset, its report and settings, for the tests of releases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyoxigraph as ox

from lf2l_kg.base.context import Context
from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.iris import Iris
from lf2l_kg.base.lines import lines_about
from lf2l_kg.base.messages import Message
from lf2l_kg.base.namespaces import RDF, SKOS, XSD
from lf2l_kg.base.ontology import Ontology
from lf2l_kg.base.products import Products
from lf2l_kg.base.records import Report, Result
from lf2l_kg.base.settings import Settings
from lf2l_kg.release import Release, sides, write_release

BASE = "https://w3id.org/lf2l/"
LF2L = f"{BASE}ontology#"
IRIS = Iris(BASE)
DAY = date(2026, 1, 31)
RENDERED = {"report.txt": "rien à signaler\n", "report.json": "{}\n", "report.sarif": "{}\n"}

_LABELS = (
    "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
    f"<{LF2L}Territory> rdfs:label 'Territoire'@fr, 'Territory'@en .\n"
)


def quad(subject: str, predicate: str, value: str | ox.Literal, graph: str) -> ox.Quad:
    term = value if isinstance(value, ox.Literal) else ox.NamedNode(value)
    return ox.Quad(
        ox.NamedNode(subject), ox.NamedNode(predicate), term, ox.NamedNode(IRIS.graph(graph))
    )


def document_quads(slug: str, *territories: str) -> list[ox.Quad]:
    """A document that speaks of territories, with one piece of evidence for each."""
    document = IRIS.entity("Document", slug)
    quads = [
        quad(document, RDF + "type", LF2L + "Document", slug),
        quad(document, LF2L + "sourcePath", ox.Literal(f"{slug}.md"), slug),
    ]
    for name in territories:
        place = IRIS.entity("Territory", name)
        quads += [
            quad(place, RDF + "type", LF2L + "Territory", slug),
            quad(place, SKOS + "prefLabel", ox.Literal(name.title(), language="fr"), slug),
            quad(place, LF2L + "population", _integer(49000), slug),
            quad(document, LF2L + "mentions", place, slug),
            quad(
                IRIS.evidence(f"{slug}-{name}"),
                LF2L + "rule",
                ox.Literal("heading"),
                f"{slug}/evidence",
            ),
        ]
    return quads


def _integer(value: int) -> ox.Literal:
    return ox.Literal(str(value), datatype=ox.NamedNode(XSD + "integer"))


ODD = 'é\u00a0\u200b"\\\n\t\r\u2028\x07 𝄞 . ; <x> @prefix a: <b> .\n<s> a <o> .'


def small_quads() -> list[ox.Quad]:
    """Two documents, links, and text that is hard to write. One document is called « evidence »."""
    place = IRIS.entity("Territory", "albi")
    return [
        *document_quads("notes", "albi", "gand"),
        *document_quads("evidence", "albi"),
        quad(place, SKOS + "altLabel", ox.Literal(ODD, language="fr"), "notes"),
        quad(place, LF2L + "homepage", "http://exemple.fr/é?a=b&c='(d)#e,f;g.", "notes"),
        quad(
            place, "http://www.w3.org/2002/07/owl#sameAs", "http://www.wikidata.org/entity/Q132801",
            "links",
        ),
    ]  # fmt: skip


def small_dataset() -> Dataset:
    return Dataset.from_quads(small_quads())


def small_ontology() -> Ontology:
    files = {"lf2l.ttl": _LABELS.encode(), "themes.ttl": b"", "shapes.ttl": b""}
    return Ontology(
        namespace=LF2L,
        version="0.1.0",
        classes={name: LF2L + name for name in ("Territory", "Document", "Project", "Evidence")},
        properties={},
        concepts={},
        cues=(),
        context=Context({}, frozenset()),
        digest="0" * 64,
        files=files,
    )


def report_on(dataset: Dataset) -> Report:
    said = Message(fr="Le projet n’a pas de territoire.", en="The project has no territory.")
    result = Result("notes.md", 1, 1, "warning", f"{BASE}shapes#Project", "x:p", "", "", said)
    return Report(dataset.digest, conforms=True, results=(result,), turtle="# SHACL\n")


def settings_for(releases: Path, queries: Path | None = None) -> Settings:
    """Of a project with some queries, or with none: each release would start a process to ask them."""
    return replace(
        Settings(),
        base_iri=BASE,
        title_fr="Territoires d’essai",
        title_en="Trial territories",
        publisher="Laboratoire d’essai",
        releases=releases,
        queries=queries or releases / "no-queries",
    )


def release_of(
    releases: Path,
    dataset: Dataset | None = None,
    *,
    issued: date = DAY,
    commit: str = "abc",
    rendered: Mapping[str, str] = RENDERED,
    settings: Settings | None = None,
    products: Products | None = None,
) -> Release:
    """Write a release of a dataset (the small one by default) without waiting for others."""
    data = dataset or small_dataset()
    return write_release(
        data,
        report_on(data),
        small_ontology(),
        settings or settings_for(releases),
        issued=issued,
        commit=commit,
        rendered=rendered,
        wait=0,
        products=products,
    )


def all_lines(kept: sides._Kept, stated: Sequence[str]) -> Iterator[str]:
    """What two releases are compared by, with all lines that say the same: in place of ``_Kept.lines``."""
    return (line for subject in kept.subjects for line in lines_about(stated, subject))


def store_quads(release: Path) -> set[ox.Quad]:
    """What queries are asked of."""
    return set(ox.Store.read_only(str(release / "store")))


def bytes_of(release: Path) -> dict[str, bytes]:
    """Every file whose bytes are promised."""
    return {
        path.name: path.read_bytes()
        for path in release.iterdir()
        if path.name not in ("store", "store.sha256", "index.sqlite", "index.sha256")
    }
