"""The files of a release made from a dataset; what does not wait for another goes beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from importlib import metadata
from pathlib import Path

import pyoxigraph as ox

from lf2l_kg.base.dataset import NOTHING, Dataset
from lf2l_kg.base.history import ChangeCounts, read_history
from lf2l_kg.base.iris import Iris
from lf2l_kg.base.ledger import Ledger
from lf2l_kg.base.ontology import Ontology
from lf2l_kg.base.products import Products
from lf2l_kg.base.records import Finding, Report, Severity
from lf2l_kg.base.settings import Settings
from lf2l_kg.base.tally import SEVERITIES
from lf2l_kg.base.uncollected import uncollected
from lf2l_kg.query.ready import FILE_NAME as ANSWERS
from lf2l_kg.query.ready import Answers, Asking, find_ready

from .catalog import serialize_catalog
from .changes import Changes, Previous, Reading
from .changes_page import change_files
from .feed import Feed
from .files import SUMS, Files, data_files, fact_dumps, quad_dumps, subset_files, write_file
from .indexing import write_index
from .manifest import FILE_NAME, FORMAT, Counts, GraphRecord, Manifest, Published
from .packing import INDEX as CHUNKS
from .packing import Index, Shelf, serialize_indexes
from .renewed import Known, Renewed, release_key
from .schema_org import FILE_NAME as SCHEMA_ORG
from .schema_org import serialize_schema_org
from .sides import Differing, Side
from .statistics import Statistics
from .store import FOLDER, NewStore, count_quads
from .store import SUMS as STORE_SUMS
from .succession import Succession, find_differing
from .summary import render_summary
from .summing import Summing
from .whole import Whole


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
    products: Products  # what is kept of releases that were made before
    ledger: Ledger | None  # has what they stated
    summing: Summing  # the store of the release before, perhaps since long

    @uncollected()
    def fill(self, folder: Path) -> tuple[ChangeCounts, tuple[Finding, ...]]:
        """Write everything, the manifest last.

        Args:
            folder: a new directory.

        Returns:
            What changed since the release before; the questions that could not be answered.

        Raises:
            InputError: when Parquet is wanted and cannot be written.
            QueryError: when a subset cannot be made.
            OSError: when a file cannot be written, or no process started.
        """
        questions = find_ready(self.settings.queries)
        with Asking(folder, questions, self.settings.base_iri) as asking:
            return self._fill(folder, questions, asking)

    def _fill(
        self, folder: Path, questions: Mapping[str, str], asking: Asking
    ) -> tuple[ChangeCounts, tuple[Finding, ...]]:
        files = Files(folder)
        shelf = Shelf(self.previous.side.path if self.previous else None)
        # The engine fills the store on another core meanwhile, and waits for nothing from here.
        with (
            NewStore(folder / FOLDER) as store,
            ThreadPoolExecutor(2) as others,
            asking.giving_up(),
        ):
            if self.previous is None:
                store.fill(self.dataset)
                content: Whole | Renewed = self._whole()
                store.fill_default(content.merged)
            differing, indexes = Differing(NOTHING, NOTHING), dict[str, Index]()
            if self.previous:
                known = Known.find(self.products, self.previous)
                found = find_differing(self.previous, known, self.ledger, self.dataset)
                if found is None:  # what differs is told by the chunks
                    indexes = files.pack(shelf, quad_dumps(*differing.cuts(self.dataset, {})))
                    after = Side.of(folder, {}, indexes)
                    found = Differing.between(self.previous.side, after)
                differing = found
                content = self._renewed(self.previous, known, differing) or self._whole()
            succession = Succession.of(self.previous, differing, content, self._reading)
            storing = others.submit(self._store, folder, store, succession, asking)
            indexing = others.submit(self._add_index, folder, succession)
            if not indexes:
                before = self.previous.indexes if self.previous else {}
                indexes = files.pack(shelf, quad_dumps(*differing.cuts(self.dataset, before)))
            facts = fact_dumps(content.cuts(), self.ontology, self.published)
            indexes |= files.pack(shelf, facts)
            files.add(CHUNKS, serialize_indexes(indexes))
            tables = content.tables()
            for file in data_files(self.dataset, tables, self.ontology, self.published):
                files.add(*file)
            told = self._add_changes(files, content, succession.changes)
            statistics = content.statistics
            indexing.result()
            sums, answers = storing.result()
        # A store that was taken over has been counted.
        size = self.dataset.size + content.triples if sums else count_quads(folder / FOLDER)
        counts = content.counts(self._results(), size)
        for file in subset_files(files.folder, self.ontology, self.published):
            files.add(*file)
        answers = answers or asking.answer()
        files.add(ANSWERS, answers.content)
        self._add_descriptions(files, counts, statistics)
        sums = self.summing.finish(folder / FOLDER, sums, folder / SUMS)
        write_file(folder / STORE_SUMS, sums.encode())
        manifest = self._manifest(content.graphs, counts, told, files)
        digest, data = manifest.sign()
        write_file(folder / FILE_NAME, data)
        asked = content.answers.watch(q for q in questions if q not in answers.failures)
        stated = self.ledger.keep(self.dataset.stated) if self.ledger else None
        known = Known(content.tally, statistics.objects, asked, stated)
        self.products.keep(release_key(digest), known)
        return told, answers.findings

    @property
    def _reading(self) -> Reading:
        iris = Iris(self.published.base_iri)
        return Reading(self.ontology, iris, self.published.language)

    def _whole(self) -> Whole:
        contents = self._reading.contents(self.dataset)
        return Whole(contents, self.ontology, self.published.language)

    def _renewed(
        self, previous: Previous, known: Known | None, differing: Differing
    ) -> Renewed | None:
        return Renewed.find(
            self.dataset,
            self._reading,
            self.published,
            previous,
            differing,
            known=known,
            summing=self.summing,
        )

    def _add_index(self, folder: Path, succession: Succession) -> None:
        """What pages and searches look up."""
        write_index(
            folder,
            self.dataset,
            succession.previous,
            succession.changes,
            succession.differing.was.evidence,
            base_iri=self.published.base_iri,
            namespace=self.ontology.namespace,
        )

    def _results(self) -> dict[Severity, int]:
        results: Counter[Severity] = Counter(result.severity for result in self.report.results)
        return {severity: results[severity] for severity in SEVERITIES}

    def _store(
        self,
        folder: Path,
        store: NewStore,
        succession: Succession,
        asking: Asking,
    ) -> tuple[str, Answers | None]:
        """Make the store from that of the release before, and ask it; else begin to fill it.

        Returns:
            The sums of its files, the answers; "" and None when it is being filled, or full.
        """
        if succession.previous is None:
            return "", None
        before = [succession.content.answers]

        def look(changed: ox.Store, gone: ox.Store, both: ox.Store) -> None:
            before.append(before[0].look(changed, gone, both, self.settings.base_iri))

        sums = succession.adopt_store(folder, self.dataset, self.summing, look)
        if sums:
            return sums, asking.answer(before[-1])
        store.fill(self.dataset)
        store.fill_default(succession.content.merged)
        return "", None

    def _add_changes(
        self, files: Files, content: Whole | Renewed, changes: Changes
    ) -> ChangeCounts:
        """What changed since the release before, for people and programs."""
        told = changes.count(self.previous)
        feed = Feed(self.published, self.name, self.issued, told, self.head)
        for file in change_files(
            changes, self.previous, content.labels, self.dataset, self.ontology
        ):
            files.add(*file)
        for file in feed.files(content.graphs):
            files.add(*file)
        return told

    def _add_descriptions(self, files: Files, counts: Counts, statistics: Statistics) -> None:
        """The report, the summary, the catalogue, the sums."""
        ontology, published = self.ontology, self.published
        since = read_history(files.folder)[0].issued
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
            since=since,
            issued=self.issued,
        )
        files.add("catalog.ttl", catalog)
        described = serialize_schema_org(
            files.records,
            statistics,
            ontology,
            published,
            name=self.name,
            since=since,
            issued=self.issued,
        )
        files.add(SCHEMA_ORG, described)
        files.add_sums()

    def _manifest(
        self,
        graphs: dict[str, GraphRecord],
        counts: Counts,
        told: ChangeCounts,
        files: Files,
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
            graphs=graphs,
            files=dict(sorted(files.records.items())),
        )


def _package_version() -> str:
    """The installed version; "0" when the package is run from its source without being installed."""
    try:
        return metadata.version("lf2l-kg")
    except metadata.PackageNotFoundError:
        return "0"
