"""Assembly of what has changed: the graphs of other documents are those of the last dataset."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from operator import attrgetter

import zstandard
from msgspec import Struct

from lf2l_kg.assemble import (
    Assembly,
    Graphs,
    Material,
    Territories,
    assemble_document,
    name_mentions,
    ontology_lines,
    place_lines,
    sort_unfit,
)
from lf2l_kg.base.compression import compress_quickly
from lf2l_kg.base.dataset import Dataset, Part
from lf2l_kg.base.evidence import Reading, parse_readings
from lf2l_kg.base.gazetteer import Gazetteer
from lf2l_kg.base.iris import Iris
from lf2l_kg.base.ledger import Entry, Ledger
from lf2l_kg.base.lines import edit_lines, graph_of
from lf2l_kg.base.ontology import Ontology
from lf2l_kg.base.products import Products, make_key, running_code
from lf2l_kg.base.records import Finding, Mention
from lf2l_kg.resolve import Resolution

from .sheets import Page, Sheet


class _Kept(Struct, frozen=True, array_like=True, gc=False):
    """What is made of one document, its lines apart."""

    path: str
    facts: bytes  # their digest
    named: bytes  # that of what is meant by what they mention
    key: bytes  # of all that it was made from
    graph: str  # IRI; "" when nothing is stated
    evidence: tuple[str, int, str, bytes] | None  # graph, quads, digest, key of its readings
    territories: Territories
    unfit: tuple[Finding, ...]

    @property
    def keys(self) -> tuple[bytes, ...]:
        """What is kept of it."""
        return (self.key, self.evidence[3]) if self.evidence else (self.key,)


class _Lines(Struct, frozen=True, array_like=True):
    """The same with the lines."""

    kept: _Kept
    stated: tuple[str, ...]


class _Assembled(Struct, frozen=True):
    """The last dataset, as it was assembled."""

    stated: Entry
    layers: tuple[str, ...]  # those of its lines that stand in no document's graph
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
    entities: Resolution,
    ontology: Ontology,
    iris: Iris,
    gazetteer: Gazetteer,
    language: str,
    *,
    products: Products,
    ledger: Ledger,
) -> Assembly:
    """What ``assemble_corpus`` gives; the graphs of documents that are kept are not made again.

    Of their evidence nothing is kept but its digest and its readings: its text is made again where
    somebody asks for it.
    """
    ground = _Ground(ontology, iris, language, products, running_code())
    last = _find_last(ground, ledger)
    before = {one.path: one for one in last.kept.documents} if last else {}
    documents: dict[str, _Kept] = {}
    evidence: list[Part] = []
    come: list[str] = []
    for page in pages:
        sheet = page.sheet
        if not sheet.count:
            continue
        document = _Document(page, entities, ground)
        kept = before.get(sheet.path)
        if kept is None or (kept.facts, kept.named) != (sheet.digest, entities.named(sheet.path)):
            kept, lines = document.renew(kept)
            come += lines
        documents[sheet.path] = kept
        evidence += document.evidence(kept)
    products.use(*[key for one in documents.values() for key in one.keys])
    territories = [one.territories for one in documents.values()]
    layers = {
        *_find_terms(ground),
        *place_lines(territories, entities, iris, gazetteer, language),
    }
    gone = [one for path, one in before.items() if documents.get(path) is not one]
    stated = _renew(last, gone, layers, come, products) if last else tuple(sorted([*layers, *come]))
    entry = ledger.keep(stated)
    products.keep(
        ground.key("assembled"),
        _Assembled(entry, tuple(sorted(layers)), tuple(documents.values())),
    )
    unfit = sort_unfit(finding for one in documents.values() for finding in one.unfit)
    evidence.sort(key=attrgetter("graph"))
    return Assembly(Dataset(stated, tuple(evidence)), unfit)


@dataclass(frozen=True, slots=True)
class _Last:
    """The last dataset, as it was assembled, with its lines."""

    kept: _Assembled
    stated: Sequence[str]


def _find_last(ground: _Ground, ledger: Ledger) -> _Last | None:
    kept = ground.products.find(ground.key("assembled"), _Assembled)
    stated = ledger.find(kept.stated) if kept else None
    return None if kept is None or stated is None else _Last(kept, stated)


def _find_terms(ground: _Ground) -> Iterable[str]:
    """The lines of the ontology and the themes, which follow from their files and the base of IRIs alone."""
    key = ground.key("terms")
    found = ground.products.find(key, tuple[str, ...])
    if found is None:
        found = tuple(sorted(ontology_lines(ground.ontology, ground.iris)))
        ground.products.keep(key, found)
    return found


def _renew(
    last: _Last,
    documents: Sequence[_Kept],
    layers: set[str],
    come: Iterable[str],
    products: Products,
) -> tuple[str, ...]:
    """The lines of a dataset, sorted: those of the last one but of some documents, and others."""
    before = {*last.kept.layers}
    fresh = {*come, *(layers - before)}
    gone = {*_lines_of(documents, last.stated, products), *(before - layers)}
    return edit_lines(last.stated, gone - fresh, fresh - gone)


def _lines_of(
    documents: Sequence[_Kept], stated: Sequence[str], products: Products
) -> Iterator[str]:
    """What some documents stated: as it was kept, or where that is lost, as it stands there."""
    lost: set[str] = set()
    for one in documents:
        found = products.find(one.key, _Lines)
        if found is None:
            lost.add(f" <{one.graph}> .")
        else:
            yield from found.stated
    if lost:
        yield from (line for line in stated if line[line.rindex(" <") :] in lost)


def _mentions(sheet: Sheet) -> dict[Mention, None]:
    """All that the facts of a document mention, and itself."""
    return dict.fromkeys(
        (Mention("Document", sheet.path), *sheet.outline().mentions, *sheet.themes())
    )


class _Document:
    """A document and what its graphs follow from."""

    __slots__ = ("_entities", "_ground", "_packed", "_page", "_readings")

    def __init__(self, page: Page, entities: Resolution, ground: _Ground) -> None:
        self._page, self._entities, self._ground = page, entities, ground
        # Of evidence that has just been made: its text, compressed to a thirtieth, and its readings.
        self._packed: bytes | None = None
        self._readings: tuple[Reading, ...] | None = None

    def renew(self, kept: _Kept | None) -> tuple[_Kept, Sequence[str]]:
        """What is made of it, and its lines; no lines where that is what was kept."""
        sheet, ground = self._page.sheet, self._ground
        named = self._entities.named(sheet.path)
        key = ground.key("graphs", sheet.path, sheet.digest, named)
        if kept is not None and kept.key == key:
            return kept, ()
        found = ground.products.find(key, _Lines)
        if found is None:
            found = self._make(key, named)
            ground.products.keep(key, found)
        return found.kept, found.stated

    def evidence(self, kept: _Kept) -> tuple[Part, ...]:
        """Its evidence, if any, whose text and readings are had when somebody asks for them."""
        if kept.evidence is None:
            return ()
        graph, quads, digest, key = kept.evidence
        return (Part(graph, quads, digest, self._text, partial(self._find_readings, key)),)

    def _make(self, key: bytes, named: bytes) -> _Lines:
        graphs = self._assemble()
        part = graphs.evidence
        sheet, code = self._page.sheet, self._ground.code
        readings = make_key("readings", code, part.digest) if part else b""
        if part:
            self._packed = compress_quickly(part.read())
            self._readings = part.readings()
            self._ground.products.keep(readings, self._readings)
        kept = _Kept(
            sheet.path,
            sheet.digest,
            named,
            key,
            graph_of(graphs.stated[0]) if graphs.stated else "",
            (part.graph, part.quads, part.digest, readings) if part else None,
            graphs.territories,
            graphs.unfit,
        )
        return _Lines(kept, graphs.stated)

    def _assemble(self) -> Graphs:
        ground, sheet = self._ground, self._page.sheet
        names = tuple(name_mentions(sheet.path, _mentions(sheet), self._entities))
        material = Material(sheet.path, self._page.facts(), names)
        return assemble_document(material, ground.ontology, ground.iris, ground.language)

    def _text(self) -> bytes:
        if self._packed is not None:
            return zstandard.decompress(self._packed)
        part = self._assemble().evidence
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
