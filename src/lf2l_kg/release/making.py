"""The files of a release made from a dataset; what does not wait for another goes beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from importlib import metadata
from pathlib import Path

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.errors import InputError
from lf2l_kg.base.history import ChangeCounts
from lf2l_kg.base.iris import Iris
from lf2l_kg.base.ontology import Ontology
from lf2l_kg.base.records import Report, Severity
from lf2l_kg.base.settings import Settings
from lf2l_kg.base.tally import SEVERITIES
from lf2l_kg.base.uncollected import uncollected
from lf2l_kg.query import find_questions, open_store
from lf2l_kg.query.beside import Answering
from lf2l_kg.query.ready import FILE_NAME as ANSWERS
from lf2l_kg.query.ready import answer_ready, read_ready

from .adopting import adopt_store, find_difference
from .catalog import serialize_catalog
from .changes import Changes, Previous, Reading, Side, find_changes
from .changes_page import change_files
from .chunks import Cut
from .contents import Contents, count_contents
from .dumps import Dump, everything
from .feed import Feed
from .files import Files, data_files, fact_dumps, quad_dumps, subset_files, write_file
from .indexing import write_index
from .manifest import FILE_NAME, FORMAT, Counts, Manifest, Published
from .packing import INDEX as CHUNKS
from .packing import Index, Shelf, pack_dump, serialize_indexes
from .schema_org import FILE_NAME as SCHEMA_ORG
from .schema_org import serialize_schema_org
from .statistics import Statistics, count_statements
from .store import FOLDER, NewStore, count_quads, sum_files
from .store import SUMS as STORE_SUMS
from .summary import render_summary

_LARGE = 200_000  # quads, above which a process of its own is worth its start


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """What a release is made from."""

    dataset: Dataset
    report: Report
    ontology: Ontology
    settings: Settings
    published: Published
    reports: Mapping[str, str]  # the rendered report, by file name
    digest: str
    name: str
    issued: date
    commit: str
    previous: Previous | None  # what its changes are told from
    head: Previous | None  # whose feed it goes on

    @uncollected()
    def fill(self, folder: Path) -> None:
        """Write everything, the manifest last.

        Args:
            folder: a new directory.

        Raises:
            InputError: when Parquet is wanted and cannot be written.
            QueryError: when a subset cannot be made, or a question takes too long.
            OSError: when a file cannot be written.
        """
        files, reading = Files(folder), self._reading()
        # The engine fills the store on another core meanwhile, and waits for nothing from here.
        with NewStore(folder / FOLDER) as store, ExitStack() as ended:
            if self.previous is None:
                store.fill(self.dataset)
            contents = reading.contents(self.dataset)
            if self.previous is None:
                store.fill_default(contents.merged)
            indexes = self._pack(files, quad_dumps(self.dataset))
            side = Side(folder, contents.graphs, indexes[everything().name])
            changes = find_changes(self.previous, side, reading)
            sums = self._adopt_store(folder, contents, changes)
            answering = None
            if self.previous and sums and self.dataset.size > _LARGE:
                answering = ended.enter_context(self._ask(folder, self.previous))
            if self.previous and not sums:
                store.fill(self.dataset)
                store.fill_default(contents.merged)
            facts = fact_dumps(contents, self.ontology, self.published)
            indexes |= self._pack(files, facts)
            files.add(CHUNKS, serialize_indexes(indexes))
            for file in data_files(self.dataset, contents, self.ontology, self.published):
                files.add(*file)
            self._add_index(folder, changes)
            told = self._add_changes(files, contents, changes)
            statistics = count_statements(contents.merged)
            if answering:
                files.add(ANSWERS, answering.result())
        # A store that was taken over has been counted.
        size = self.dataset.size + len(contents.merged) if sums else count_quads(folder / FOLDER)
        counts = self._count(contents, size)
        self._add_answers(files)
        self._add_descriptions(files, counts, statistics)
        write_file(folder / STORE_SUMS, (sums or sum_files(folder / FOLDER)).encode())
        manifest = self._manifest(contents, counts, told, files)
        write_file(folder / FILE_NAME, manifest.serialize())

    def _reading(self) -> Reading:
        iris = Iris(self.published.base_iri)
        return Reading(self.ontology, iris, self.published.language)

    def _add_index(self, folder: Path, changes: Changes) -> None:
        """What pages and searches look up."""
        write_index(
            folder,
            self.dataset,
            self.previous,
            changes,
            base_iri=self.published.base_iri,
            namespace=self.ontology.namespace,
        )

    def _count(self, contents: Contents, store_quads: int) -> Counts:
        results: Counter[Severity] = Counter(result.severity for result in self.report.results)
        by_severity = {severity: results[severity] for severity in SEVERITIES}
        return count_contents(contents, by_severity, store_quads)

    def _pack(self, files: Files, dumps: Iterable[tuple[Dump, Iterable[Cut]]]) -> dict[str, Index]:
        """Some dumps; the index of each by its name."""
        indexes = {}
        shelf = Shelf(self.previous.side.path if self.previous else None)
        with ThreadPoolExecutor(2) as packers:
            for dump, chunks in dumps:
                packed = pack_dump(dump, chunks, shelf, packers)
                files.add_dump(packed)
                shelf.add(files.folder / packed.name, packed.index)  # evidence is in two of them
                indexes[packed.name] = packed.index
        return indexes

    def _adopt_store(self, folder: Path, contents: Contents, changes: Changes) -> str:
        """Make the store from that of the release before; the sums of its files, "" where it cannot be."""
        if self.previous is None:
            return ""
        difference = find_difference(
            changes.removed_lines, changes.added_lines, changes.lines, contents.merged
        )
        earlier, path = self.previous.side.path / FOLDER, folder / FOLDER
        return adopt_store(
            earlier,
            path,
            difference,
            before=self.previous.counts.store_quads,
            quads=self.dataset.size + len(contents.merged),
        )

    def _add_changes(self, files: Files, contents: Contents, changes: Changes) -> ChangeCounts:
        """What changed since the release before, for people and programs."""
        told = changes.count(self.previous)
        feed = Feed(self.published, self.name, self.issued, told, self.head)
        for file in change_files(changes, self.previous, contents.labels):
            files.add(*file)
        for file in feed.files(contents.graphs):
            files.add(*file)
        return told

    def _add_answers(self, files: Files) -> None:
        """What the store is asked: the subsets, the project's own questions."""
        for file in subset_files(files.folder, self.ontology, self.published):
            files.add(*file)
        if ANSWERS not in files.records:
            store = open_store(files.folder)
            files.add(ANSWERS, answer_ready(store, self._questions(), self.settings.base_iri))

    def _ask(self, folder: Path, previous: Previous) -> Answering:
        small = {ready.query for ready in read_ready(previous.side.path)}
        return Answering(folder, self._questions(), self.settings.base_iri, small)

    def _questions(self) -> dict[str, str]:
        """The project's own questions, by their files."""
        try:
            questions = find_questions(self.settings.queries)
        except InputError:  # a file that cannot be read is told where it is asked
            return {}
        return {f"{name}.rq": text for name, text in questions.items()}

    def _add_descriptions(self, files: Files, counts: Counts, statistics: Statistics) -> None:
        """The report, the summary, the catalogue, the sums."""
        ontology, published = self.ontology, self.published
        for file_name, text in sorted(self.reports.items()):
            files.add(file_name, text.encode())
        summary = render_summary(counts, ontology, published, self.report.conforms)
        files.add("summary.md", summary.encode())
        catalog = serialize_catalog(
            counts,
            statistics,
            files.records,
            ontology,
            published,
            name=self.name,
            issued=self.issued,
        )
        files.add("catalog.ttl", catalog)
        described = serialize_schema_org(
            files.records, ontology, published, name=self.name, issued=self.issued
        )
        files.add(SCHEMA_ORG, described)
        files.add_sums()

    def _manifest(
        self, contents: Contents, counts: Counts, told: ChangeCounts, files: Files
    ) -> Manifest:
        return Manifest(
            format=FORMAT,
            digest=self.digest,
            dataset_digest=self.report.dataset_digest,
            package_version=_package_version(),
            commit=self.commit,
            issued=self.issued,
            published=self.published,
            ontology_iri=self.ontology.namespace.removesuffix("#"),
            ontology_version=self.ontology.version,
            ontology_digest=self.ontology.digest,
            conforms=self.report.conforms,
            previous=self.previous.digest if self.previous else "",
            feed_previous=self.head.digest if self.head else "",
            counts=counts,
            changes=told,
            graphs=contents.graphs,
            files=dict(sorted(files.records.items())),
        )


def _package_version() -> str:
    """The installed version; "0" when the package is run from its source without being installed."""
    try:
        return metadata.version("lf2l-kg")
    except metadata.PackageNotFoundError:
        return "0"
