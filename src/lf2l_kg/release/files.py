"""The files of a release: what each holds, on their way to the disk."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from lf2l_kg.base.compression import GZIP, compress_whole
from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.errors import QueryError
from lf2l_kg.base.messages import Message
from lf2l_kg.base.ontology import Ontology
from lf2l_kg.base.records import Finding
from lf2l_kg.base.turtle import data_prefixes, serialize_sorted
from lf2l_kg.query import construct_apart

from .chunks import Cut, cut_evidence, cut_lines
from .columns import serialize_parquet
from .contents import Contents, sort_statements
from .dumps import Dump, all_evidence, everything, for_the_web, readable
from .manifest import FileRecord, Published, PublishedSubset, read_manifest
from .packing import Index, Packed, Shelf, pack_dump

SUMS = "SHA256SUMS"
PARQUET = "quads.parquet"

_SUBSET_S = 120.0  # for one subset
_SUBSET_BYTES = 2 << 30  # of memory, of which a quarter is the deep stack

#: A file: its name, its bytes, and what is inside when it is compressed.
File = tuple[str, bytes, bytes | None]


@dataclass(frozen=True, slots=True)
class Files:
    """Writes files into a folder, and keeps the record of each."""

    folder: Path
    records: dict[str, FileRecord] = field(default_factory=dict)

    def add(self, name: str, data: bytes, content: bytes | None = None) -> None:
        """Write one file.

        Args:
            name: in the folder.
            data: its bytes.
            content: what is inside when it is compressed.
        """
        self.records[name] = describe_file(data, content)
        write_file(self.folder / name, data)

    def add_dump(self, dump: Packed) -> None:
        """Write a dump."""
        self.records[dump.name] = dump.record
        write_file(self.folder / dump.name, dump.data)

    def pack(self, shelf: Shelf, dumps: Iterable[tuple[Dump, Iterable[Cut]]]) -> dict[str, Index]:
        """Pack dumps and write them; the index of each by its name."""
        indexes = {}
        with ThreadPoolExecutor(2) as packers:
            for dump, chunks in dumps:
                packed = pack_dump(dump, chunks, shelf, packers)
                self.add_dump(packed)
                shelf.add(packed)  # evidence is in two of them
                indexes[packed.name] = packed.index
        return indexes

    def add_sums(self) -> None:
        """Write the digests of the files so far, for ``sha256sum -c``."""
        self.add(SUMS, serialize_sums(self.records))


def write_file(path: Path, data: bytes) -> None:
    """Write a file; the folder is brought to the disk as a whole, when everything is in it."""
    path.write_bytes(data)


def serialize_sums(records: Mapping[str, FileRecord]) -> bytes:
    """``SHA256SUMS``: a line a file, sorted by name."""
    files = sorted(record for record in records.items() if record[0] != SUMS)
    return "".join(f"{record.sha256}  {name}\n" for name, record in files).encode()


def describe_file(data: bytes, content: bytes | None = None) -> FileRecord:
    """The record of a file; ``content`` is what is inside when it is compressed."""
    digest = hashlib.sha256(data).hexdigest()
    if content is None:
        return FileRecord(digest, len(data), digest, len(data))
    return FileRecord(digest, len(data), hashlib.sha256(content).hexdigest(), len(content))


def dumps_of(
    dataset: Dataset, contents: Contents, ontology: Ontology, published: Published
) -> Iterator[tuple[Dump, Iterable[Cut]]]:
    """The large dumps, each with its statements in chunks."""
    yield from quad_dumps(cut_lines(dataset.stated), cut_evidence(dataset.evidence))
    yield from fact_dumps(cut_lines(contents.merged), ontology, published)


def quad_dumps(
    stated: Iterable[Cut], evidence: Iterable[Cut]
) -> Iterator[tuple[Dump, Iterable[Cut]]]:
    """Those of quads, which are given in chunks."""
    in_both = [*evidence]
    yield everything(), chain(stated, in_both)
    yield all_evidence(), in_both


def fact_dumps(
    cuts: Iterable[Cut], ontology: Ontology, published: Published
) -> Iterator[tuple[Dump, Iterable[Cut]]]:
    """Those of the facts, whose statements are given in chunks."""
    prefixes = data_prefixes(published.base_iri, ontology.namespace)
    facts = [*cuts]
    yield readable(prefixes), facts
    yield for_the_web(published.base_iri), facts


def data_files(
    dataset: Dataset,
    tables: Iterable[tuple[str, bytes]],
    ontology: Ontology,
    published: Published,
) -> Iterator[File]:
    """The ontology, the tables, Parquet: what follows from the dataset alone, besides dumps and index.

    Args:
        dataset: all quads.
        tables: of the things, by file name.
        ontology: published beside the data.
        published: the language, and whether Parquet is wanted.

    Raises:
        InputError: when Parquet is wanted and cannot be written.
    """
    for name, file in ontology.files.items():
        yield ("ontology.ttl" if name == "lf2l.ttl" else name), file, None
    for name, table in tables:
        yield name, table, None
    if published.parquet:
        yield PARQUET, serialize_parquet(dataset), None


def subset_files(release: Path, ontology: Ontology, published: Published) -> Iterator[File]:
    """The dumps of the subsets that the settings declared, asked of a release's store.

    Raises:
        QueryError: when one cannot be answered in two minutes.
    """
    prefixes = data_prefixes(published.base_iri, ontology.namespace)
    for subset in published.subsets:
        try:
            found = construct_apart(
                release, subset.text, dict(subset.terms), seconds=_SUBSET_S, memory=_SUBSET_BYTES
            )
        except QueryError as error:
            error.path = f"queries/dumps/{subset.query}.rq"
            raise
        turtle = serialize_sorted(sort_statements(found), prefixes)
        yield subset.file, compress_whole(turtle, GZIP), turtle


def empty_subsets(release: Path) -> tuple[Finding, ...]:
    """What is to be said of the subsets of a release in which nothing is: most often, an IRI is misspelt."""
    manifest = read_manifest(release)
    return tuple(
        Finding("lf2l-kg.toml", 0, 0, "warning", "empty-subset", _is_empty(subset))
        for subset in manifest.published.subsets
        if manifest.files[subset.file].content_size == 0
    )


def _is_empty(subset: PublishedSubset) -> Message:
    terms = ", ".join(f"{name} = <{iri}>" for name, iri in subset.terms)
    given = f" ({terms})" if terms else ""
    return Message(
        fr=f"le sous-ensemble «\u00a0{subset.name}\u00a0» est vide{given}\u00a0: vérifiez dans [subsets] que "
        "ces IRI sont bien dans les données",
        en=f"the subset `{subset.name}` is empty{given}: check in [subsets] that these IRIs are in the data",
    )
