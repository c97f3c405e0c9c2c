"""Assembly of what has changed: the graphs of other documents are those of the last dataset."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

import msgspec
from msgspec import Struct

from lf2l_kg.assemble import (
    Assembly,
    Entities,
    Graphs,
    Material,
    Name,
    Territories,
    assemble_document,
    layer_lines,
    name_mentions,
    sort_unfit,
)
from lf2l_kg.base.dataset import Dataset, Part
from lf2l_kg.base.evidence import Reading, parse_readings
from lf2l_kg.base.gazetteer import Gazetteer
from lf2l_kg.base.iris import Iris
from lf2l_kg.base.lines import graph_of
from lf2l_kg.base.ontology import Ontology
from lf2l_kg.base.products import Products, code_digest, make_key
from lf2l_kg.base.records import Finding, Mention

from .sheets import Page, Sheet

_encode = msgspec.msgpack.Encoder().encode


class _Kept(Struct, frozen=True, array_like=True):
    """What is made of one document, its lines apart."""

    path: str
    key: bytes  # of all that it was made from
    graph: str  # IRI; "" when nothing is stated
    evidence: tuple[str, int, str] | None  # graph, quads, digest
    territories: Territories
    unfit: tuple[Finding, ...]


class _Lines(Struct, frozen=True, array_like=True):
    """The same with the lines."""

    kept: _Kept
    stated: tuple[str, ...]


class _Assembled(Struct, frozen=True):
    """The last dataset, as it was assembled."""

    stated: str  # its lines, a line feed between two
    layers: tuple[str, ...]  # those of them that stand in no document's graph
    documents: tuple[_Kept, ...]


@dataclass(frozen=True, slots=True)
class _Ground:
    """What the graphs of all documents follow from, and what is kept."""

    ontology: Ontology
    iris: Iris
    language: str
    products: Products
    code: bytes

    def key(self, name: str, *parts: object) -> bytes:
        """What names a product."""
        return make_key(
            name, self.code, self.ontology.digest, self.iris.base, self.language, *parts
        )


def assemble_changed(
    pages: Iterable[Page],
    entities: Entities,
    ontology: Ontology,
    iris: Iris,
    gazetteer: Gazetteer,
    language: str,
    *,
    products: Products,
) -> Assembly:
    """What ``assemble_corpus`` gives; the graphs of documents that are kept are not made again.

    Of their evidence nothing is kept but its digest and its readings: its text is made again where
    somebody asks for it.
    """
    ground = _Ground(ontology, iris, language, products, code_digest())
    key = ground.key("assembled")
    last = products.find(key, _Assembled)
    before = {one.path: one for one in last.documents} if last else {}
    known = {entity.iri: entity for entity in entities.entities}
    documents: dict[str, _Kept] = {}
    evidence: list[Part] = []
    come: list[str] = []
    for page in pages:
        path = page.sheet.path
        if not page.sheet.count:
            continue
        names = tuple(name_mentions(path, _mentions(page.sheet), entities, known))
        document = _Document(page, names, ground)
        kept = before.get(path)
        if kept is None or kept.key != document.key:
            kept, lines = document.graphs()
            come += lines
        documents[path] = kept
        evidence += document.evidence(kept)
    territories = [one.territories for one in documents.values()]
    layers = layer_lines(territories, entities, ontology, iris, gazetteer, language)
    gone = {one.graph for path, one in before.items() if documents.get(path) is not one}
    stated = _renew(last, gone, layers, come)
    if last and not come and not gone and layers == {*last.layers}:
        products.use(key)
    else:
        text = "\n".join(stated)
        products.keep(key, _Assembled(text, tuple(sorted(layers)), tuple(documents.values())))
    unfit = sort_unfit(finding for one in documents.values() for finding in one.unfit)
    return Assembly(Dataset.of(stated, evidence), unfit)


def _renew(
    last: _Assembled | None, gone: Collection[str], layers: set[str], come: Sequence[str]
) -> list[str]:
    """The lines of a dataset, sorted: those of the last one but of the graphs that are gone, and others."""
    if last is None:
        return sorted([*layers, *come])
    lines = last.stated.split("\n")
    if gone:
        ends = {f" <{graph}> ." for graph in gone}
        lines = [line for line in lines if line[line.rindex(" <") :] not in ends]
    if replaced := layers.symmetric_difference(last.layers):
        lines = [line for line in lines if line not in replaced]
    return sorted([*lines, *come, *layers.difference(last.layers)])  # runs in order: little work


def _mentions(sheet: Sheet) -> dict[Mention, None]:
    """All that the facts of a document mention, and itself."""
    return dict.fromkeys((Mention("Document", sheet.path), *sheet.outline.mentions, *sheet.themes))


class _Document:
    """A document and what its graphs follow from."""

    __slots__ = ("_ground", "_made", "_names", "_page", "_readings", "key")

    def __init__(self, page: Page, names: tuple[Name, ...], ground: _Ground) -> None:
        self._page, self._names, self._ground = page, names, ground
        self._made: Part | None = None  # its evidence, where that has just been made
        self._readings: tuple[Reading, ...] | None = None
        sheet = page.sheet
        self.key = ground.key("graphs", sheet.path, sheet.digest, _encode(names))

    def graphs(self) -> tuple[_Kept, Sequence[str]]:
        """What is made of it, and its lines."""
        found = self._ground.products.find(self.key, _Lines)
        if found is None:
            found = self._make()
            self._ground.products.keep(self.key, found)
        return found.kept, found.stated

    def evidence(self, kept: _Kept) -> tuple[Part, ...]:
        """Its evidence, if any, whose text and readings are had when somebody asks for them."""
        self._ground.products.use(self.key)
        if kept.evidence is None:
            return ()
        graph, quads, digest = kept.evidence
        key = make_key("readings", self._ground.code, digest)
        self._ground.products.use(key)
        return (Part(graph, quads, digest, self._text, partial(self._find_readings, key)),)

    def _make(self) -> _Lines:
        graphs = self._assemble()
        self._made = part = graphs.evidence
        kept = _Kept(
            self._page.sheet.path,
            self.key,
            graph_of(graphs.stated[0]) if graphs.stated else "",
            (part.graph, part.quads, part.digest) if part else None,
            graphs.territories,
            graphs.unfit,
        )
        return _Lines(kept, graphs.stated)

    def _assemble(self) -> Graphs:
        ground = self._ground
        material = Material(self._page.sheet.path, self._page.facts(), self._names)
        return assemble_document(material, ground.ontology, ground.iris, ground.language)

    def _text(self) -> bytes:
        part = self._made or self._assemble().evidence
        return part.read() if part else b""

    def _find_readings(self, key: bytes) -> tuple[Reading, ...]:
        if self._readings is None:
            products = self._ground.products
            found = products.find(key, tuple[Reading, ...])
            if found is None:
                found = parse_readings(self._text())
                products.keep(key, found)
            self._readings = found
        return self._readings
