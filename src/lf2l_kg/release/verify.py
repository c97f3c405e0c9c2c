"""A release made again from its canonical dump, to see that it says what it should."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from lf2l_kg.base.compression import uncompress_whole
from lf2l_kg.base.dataset import Dataset, encode_lines
from lf2l_kg.base.errors import InputError, QueryError
from lf2l_kg.base.history import read_history
from lf2l_kg.base.iris import Iris
from lf2l_kg.base.messages import Message
from lf2l_kg.base.ontology import FILES, Ontology, parse_ontology
from lf2l_kg.base.records import Finding
from lf2l_kg.base.uncollected import uncollected
from lf2l_kg.index import FILE_NAME as INDEX
from lf2l_kg.index import holds_the_same, index_dataset
from lf2l_kg.query.ready import FILE_NAME as ANSWERS
from lf2l_kg.query.ready import answer_ready, read_ready, ready_queries

from .catalog import serialize_catalog
from .changes import Reading, find_changes, read_previous
from .changes_page import change_files
from .check import check_release, damage
from .contents import Contents, count_contents
from .dumps import everything
from .feed import Feed
from .files import SUMS, File, data_files, dumps_of, serialize_sums, subset_files
from .held import Proof
from .manifest import FILE_NAME, Manifest, read_manifest
from .packing import INDEX as CHUNKS
from .packing import Index, read_chunks, read_index
from .remaking import compare_dump
from .schema_org import FILE_NAME as SCHEMA_ORG
from .schema_org import serialize_schema_org
from .sides import Side
from .statistics import count_statements
from .store import FOLDER
from .summary import render_summary
from .tables import serialize_tables
from .writing import published_digest


@uncollected()
def verify_release(release: Path, told: Callable[[str], None] | None = None) -> tuple[Finding, ...]:
    """Check a release as :func:`check_release` does, then make all that it holds again and compare.

    From ``dump.nq.zst`` follow the digests, the counts, every dump, the store's quads, the answers,
    the catalogue, the summary, and, with the release before beside it, the changes. What is
    compressed is compared by its content, so that another version of a compressor does no harm.

    Args:
        release: its directory.
        told: is given the name of each file as it is made again.

    Returns:
        What differs; () when the release is sound. It takes about as long as making it.

    Raises:
        OutputError: when the process that reads the store was killed.
    """
    release = release.resolve()
    with Proof(release) as proof:
        problems = check_release(release)
        if problems:
            return problems
        try:
            remade = _Remade.of(release, read_manifest(release))
        except (InputError, KeyError, OSError, ValueError) as error:
            return (damage(release / "dump.nq.zst", _differs(str(error))),)
        proof.expect(text for _, text in encode_lines(remade.contents.merged))
        try:
            found = [*remade.differences(told or _silent)]
        except InputError as error:  # of the release before: what changed cannot be made again
            return (damage(Path(error.path), error.message),)
        (told or _silent)(INDEX)
        if not remade.index_is_right():
            found.append((INDEX, "content"))
        (told or _silent)(FOLDER)
        if not proof.holds():
            found.append((FOLDER, "quads"))
    return tuple(damage(release / name, _differs(what)) for name, what in found)


@dataclass(frozen=True, slots=True)
class _Remade:
    """What the canonical dump and the published ontology give."""

    release: Path
    manifest: Manifest
    indexes: Mapping[str, Index]  # the chunks of its dumps, by the dump's file
    ontology: Ontology
    dataset: Dataset
    contents: Contents
    reading: Reading

    @classmethod
    def of(cls, release: Path, manifest: Manifest) -> _Remade:
        names = {name: "ontology.ttl" if name == "lf2l.ttl" else name for name in FILES}
        files = {name: (release / file).read_bytes() for name, file in names.items()}
        ontology = parse_ontology(files, release)
        dump, indexes = everything(), read_index(release)
        index = indexes[dump.name]
        sources = {chunk.source for chunk in index.chunks}
        dataset = Dataset.from_texts(read_chunks(release, dump, index, sources))
        published = manifest.published
        reading = Reading(ontology, Iris(published.base_iri), published.language)
        contents = reading.contents(dataset)
        return cls(release, manifest, indexes, ontology, dataset, contents, reading)

    def differences(self, told: Callable[[str], None]) -> Iterator[tuple[str, str]]:
        """The file, and what of it is not as it should be."""
        yield from self._numbers()
        yield from self._dumps(told)
        for name, data, content in self._files():
            told(name)
            record = self.manifest.files.get(name)
            inside = data if content is None else content
            known = record and record.content_sha256 == hashlib.sha256(inside).hexdigest()
            if not (known and self._holds(name, data, content)):
                yield name, "content"

    def _holds(self, name: str, data: bytes, content: bytes | None) -> bool:
        """Whether a compressed file is what it should be, or holds it, made by another compressor."""
        if content is None:
            return True
        found = (self.release / name).read_bytes()
        try:
            return found == data or uncompress_whole(name, found) == content
        except ValueError:
            return False

    def index_is_right(self) -> bool:
        """Whether the index holds what one made now does."""
        base_iri, namespace = self.manifest.published.base_iri, self.ontology.namespace
        return holds_the_same(
            self.release / INDEX, index_dataset(self.dataset, base_iri, namespace)
        )

    def _numbers(self) -> Iterator[tuple[str, str]]:
        manifest, contents = self.manifest, self.contents
        reports = {
            name: (self.release / name).read_text(encoding="utf-8")
            for name in manifest.files
            if name.startswith("report.")
        }
        digest = published_digest(self.dataset.digest, self.ontology, manifest.published, reports)
        found = {
            "digest": (digest, manifest.digest),
            "dataset_digest": (self.dataset.digest, manifest.dataset_digest),
            "ontology_digest": (self.ontology.digest, manifest.ontology_digest),
            "ontology_version": (self.ontology.version, manifest.ontology_version),
            "graphs": (contents.graphs, manifest.graphs),
            "counts": (
                count_contents(contents, manifest.counts.results, manifest.counts.store_quads),
                manifest.counts,
            ),
        }
        yield from ((FILE_NAME, name) for name, (made, said) in found.items() if made != said)
        if self.release.name != f"{manifest.issued.isoformat()}-{manifest.digest[:8]}":
            yield "", "name"

    def _dumps(self, told: Callable[[str], None]) -> Iterator[tuple[str, str]]:
        """The dumps, chunk by chunk, and the list of their chunks."""
        indexes, files = {**self.indexes}, self.manifest.files
        sources = dumps_of(self.dataset, self.contents, self.ontology, self.manifest.published)
        for dump, chunks in sources:
            told(dump.name)
            index = indexes.pop(dump.name, None)
            same = index and compare_dump(self.release, dump, chunks, index, files.get(dump.name))
            if not same:
                yield dump.name, "content"
        told(CHUNKS)
        if indexes or CHUNKS not in files:
            yield CHUNKS, "content"

    def _files(self) -> Iterator[File]:
        manifest, published, contents = self.manifest, self.manifest.published, self.contents
        tables = serialize_tables(contents.merged, self.ontology, published.language)
        yield from data_files(self.dataset, tables, self.ontology, published)
        try:
            yield from subset_files(self.release, self.ontology, published)
        except QueryError as error:
            yield error.path, error.message.en.encode(), None
        yield from self._changes()
        asked = ready_queries({ready.query: ready.query for ready in read_ready(self.release)})
        yield ANSWERS, answer_ready(self.release, asked, published.base_iri).content, None
        summary = render_summary(manifest.counts, self.ontology, published, manifest.conforms)
        yield "summary.md", summary.encode(), None
        others = {
            name: r for name, r in manifest.files.items() if name not in (SUMS, "catalog.ttl")
        }
        name, issued = self.release.name, manifest.issued
        since = read_history(self.release)[0].issued
        statistics = count_statements(contents.merged)
        catalog = serialize_catalog(
            manifest.counts,
            statistics,
            others,
            self.ontology,
            published,
            name=name,
            since=since,
            issued=issued,
        )
        yield "catalog.ttl", catalog, None
        described = serialize_schema_org(
            others,
            statistics,
            self.ontology,
            published,
            name=name,
            since=since,
            issued=issued,
        )
        yield SCHEMA_ORG, described, None
        yield SUMS, serialize_sums(manifest.files), None

    def _changes(self) -> Iterator[File]:
        """Nothing of what needs a release before that is not beside this one any more."""
        manifest, contents, told = self.manifest, self.contents, self.manifest.changes
        releases = self.release.parent
        before = read_previous(find_digest(releases, manifest.previous))
        if before or not manifest.previous:
            side = Side.of(self.release, manifest.graphs, self.indexes)
            changes = find_changes(before, side, self.reading)
            yield from change_files(
                changes, before, lambda _: contents.labels, self.dataset, self.ontology
            )
            told = changes.count(before)
        else:
            yield from self._as_they_are("changes-added.nq.zst", "changes-removed.nq.zst")
        head = read_previous(find_digest(releases, manifest.feed_previous))
        if head or not manifest.feed_previous:
            feed = Feed(manifest.published, self.release.name, manifest.issued, told, head)
            yield from feed.files(contents.graphs)

    def _as_they_are(self, *names: str) -> Iterator[File]:
        """Files that cannot be made again: that they can be opened, and hold what the manifest says."""
        for name in names:
            data = (self.release / name).read_bytes()
            try:
                content = uncompress_whole(name, data)
            except ValueError:
                content = data  # which is not what the manifest says of it
            yield name, data, content


def find_digest(releases: Path, digest: str) -> Path | None:
    """The release with this digest in a folder of releases; None when there is none, or for ""."""
    if not digest:
        return None
    for path in sorted(releases.glob(f"[0-9]*-{digest[:8]}")):
        try:
            if read_manifest(path).digest == digest:
                return path
        except InputError:
            continue
    return None


def _silent(_: str) -> None:
    pass


def _differs(what: str) -> Message:
    return Message(
        fr=f"refait à partir du jeu de données, ceci diffère ({what})\u00a0: supprimez cette "
        "publication et relancez «\u00a0lf2l-kg build\u00a0»",
        en=f"made again from the dataset, this differs ({what}): delete this release and run "
        "`lf2l-kg build` again",
    )
