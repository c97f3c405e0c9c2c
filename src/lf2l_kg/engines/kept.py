"""Steps whose products are kept: what has not changed is neither converted nor assembled twice."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from lf2l_kg.assemble import (
    Assembly,
    Entities,
    Graphs,
    Material,
    Territories,
    assemble_corpus,
    assemble_document,
)
from lf2l_kg.base.dataset import Part
from lf2l_kg.base.evidence import Reading, parse_readings
from lf2l_kg.base.gazetteer import Gazetteer
from lf2l_kg.base.iris import Iris
from lf2l_kg.base.ontology import Ontology
from lf2l_kg.base.patterns import class_of
from lf2l_kg.base.products import Products, code_digest, make_key
from lf2l_kg.base.records import Fact, Finding
from lf2l_kg.base.settings import Settings
from lf2l_kg.read import SourceFile, read_contents

from .local import convert_documents
from .partition import Conversion


def convert_changed(
    files: Sequence[SourceFile],
    settings: Settings,
    ontology: Ontology,
    cache: Path,
    products: Products,
    *,
    processes: int | None = None,
) -> Iterator[Conversion]:
    """The conversions of all the documents, in their order; those that are kept are not made again.

    Args:
        files: the documents.
        settings: of the project.
        ontology: that drives extraction.
        cache: the folder of the gazetteer's index.
        products: what is kept.
        processes: see :func:`convert_documents`.

    Raises:
        OutputError: when a process was killed, for lack of memory most often.
    """
    ground = make_key("conversion", code_digest(), ontology.digest)

    def key(path: str, digest: str) -> bytes:
        return make_key(ground, path, class_of(path, settings.classes), digest)

    keys = {file.path: key(file.path, digest) for file, digest in _digests(files, settings)}
    known = products.known(keys.values())
    fresh = [file for file in files if keys.get(file.path) not in known]
    to_make = {file.path for file in fresh}
    made = convert_documents(fresh, settings, ontology, cache, processes=processes)
    for file in files:
        kept = products.find(keys[file.path], Conversion) if file.path not in to_make else None
        if kept is not None:
            yield kept
            continue
        if file.path in to_make:
            conversion = next(made)
        else:  # what was kept is damaged
            conversion = next(convert_documents([file], settings, ontology, cache, processes=1))
        if conversion.digest:  # of what was read, which may be newer than what the key was made of
            products.keep(key(file.path, conversion.digest), conversion)
        yield conversion


class _Kept(Struct, frozen=True):
    """The graphs of a document as they are kept."""

    stated: tuple[str, ...]
    evidence: tuple[str, int, str] | None  # graph, quads, digest
    territories: Territories
    unfit: tuple[Finding, ...]


def assemble_changed(
    facts: Iterable[Fact],
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
    code = code_digest()
    ground = make_key("graphs", code, ontology.digest, iris.base, language)
    encode = msgspec.msgpack.Encoder().encode

    def assemble(material: Material, *rest: Any) -> Graphs:
        key = make_key(ground, encode(material))
        kept = products.find(key, _Kept)
        if kept is None:
            graphs = assemble_document(material, *rest)
            part = graphs.evidence
            named = (part.graph, part.quads, part.digest) if part else None
            products.keep(key, _Kept(graphs.stated, named, graphs.territories, graphs.unfit))
        else:
            text = partial(_assemble_evidence, material, *rest)
            part = Part(*kept.evidence, text, tuple) if kept.evidence else None
            graphs = Graphs(kept.stated, part, kept.territories, kept.unfit)
        if part is None:
            return graphs
        key = make_key("readings", code, part.digest)
        readings = cache(partial(_find_readings, part, products, key))
        return dataclasses.replace(graphs, evidence=dataclasses.replace(part, readings=readings))

    return assemble_corpus(facts, entities, ontology, iris, gazetteer, language, assemble=assemble)


def _assemble_evidence(material: Material, *rest: Any) -> bytes:
    part = assemble_document(material, *rest).evidence
    return part.read() if part else b""


def _find_readings(part: Part, products: Products, key: bytes) -> tuple[Reading, ...]:
    readings = products.find(key, tuple[Reading, ...])
    if readings is None:
        readings = parse_readings(part.read())
        products.keep(key, readings)
    return readings


def _digests(files: Sequence[SourceFile], settings: Settings) -> Iterator[tuple[SourceFile, str]]:
    """The SHA-256 of each file that can be read."""
    for file in files:
        contents = read_contents(file, settings.max_file_mib)
        if isinstance(contents, bytes):
            yield file, hashlib.sha256(contents).hexdigest()
