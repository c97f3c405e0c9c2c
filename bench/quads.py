"""Quads made from a number: documents, the places that they mention, and the evidence of each."""

from __future__ import annotations

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.namespaces import OA, PROV, RDF, SKOS, XSD
from lf2l_kg.base.records import Report
from lf2l_kg.base.settings import Settings

BASE = Settings().base_iri
TERMS = f"{BASE}ontology#"
_PLACES = 8  # of a document


def make_dataset(quads: int, first: int = 0) -> Dataset:
    """About so many quads.

    Args:
        quads: how many, at least.
        first: the number of the first document; another number gives another dataset.
    """
    lines: list[str] = []
    while len(lines) < quads:
        lines += _document(first, quads // 20 + 1)
        first += 1
    return Dataset.from_lines(lines)


def report_on(dataset: Dataset) -> Report:
    """A report without results."""
    return Report(dataset.digest, conforms=True, results=(), turtle="")


def _document(number: int, places: int) -> list[str]:
    graph, document = f"<{BASE}graph/doc-{number:06d}>", f"<{BASE}id/document/doc-{number:06d}>"
    found = [
        f"{document} <{RDF}type> <{TERMS}Document> {graph} .",
        f'{document} <{TERMS}sourcePath> "d/doc-{number:06d}.md" {graph} .',
    ]
    for index in range(_PLACES):
        named = (number * _PLACES + index * 37) % places
        place = f"<{BASE}id/territory/place-{named:06d}>"
        found += [
            f"{place} <{RDF}type> <{TERMS}Territory> {graph} .",
            f'{place} <{SKOS}prefLabel> "Lieu numéro {named}"@fr {graph} .',
            f'{place} <{TERMS}population> "{named * 100}"^^<{XSD}integer> {graph} .',
            f"{document} <{TERMS}mentions> {place} {graph} .",
            *_evidence(f"{number:06d}{index}", document, place, f"{graph[:-1]}/evidence>"),
        ]
    return found


def _evidence(name: str, document: str, place: str, graph: str) -> list[str]:
    evidence, quote = f"<{BASE}evidence/{name}>", f"<{BASE}quote/{name}>"
    return [
        f"{evidence} <{RDF}type> <{TERMS}Evidence> {graph} .",
        f"{evidence} <{RDF}subject> {document} {graph} .",
        f"{evidence} <{RDF}object> {place} {graph} .",
        f"{evidence} <{OA}hasTarget> {quote} {graph} .",
        f'{quote} <{OA}exact> "Une phrase qui parle du lieu {name}, et d’un autre."@fr {graph} .',
        f'{quote} <{OA}start> "{int(name)}"^^<{XSD}nonNegativeInteger> {graph} .',
        f"{quote} <{PROV}wasDerivedFrom> {document} {graph} .",
    ]
