"""Writing a release: everything is made first, then put on the disk whole or not at all."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from importlib import metadata
from pathlib import Path

import msgspec

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.errors import InputError, OutputError
from lf2l_kg.base.iris import Iris
from lf2l_kg.base.messages import Message
from lf2l_kg.base.ontology import Ontology
from lf2l_kg.base.records import Report, Severity
from lf2l_kg.base.settings import Settings
from lf2l_kg.base.tally import SEVERITIES
from lf2l_kg.query import find_questions, open_store
from lf2l_kg.query.ready import FILE_NAME as ANSWERS
from lf2l_kg.query.ready import answer_ready

from .catalog import serialize_catalog
from .changes import Previous, find_changes, read_previous
from .changes_page import change_files
from .check import check_release
from .contents import count_contents, read_contents
from .directory import current_release, lock_releases, new_directory, sync_tree, write_file
from .feed import Event, Feed
from .files import Files, data_files, dumps_of, subset_files
from .manifest import (
    FILE_NAME,
    FORMAT,
    Manifest,
    Published,
    read_manifest,
    read_published,
)
from .packing import INDEX, Shelf, pack_dump, serialize_indexes
from .schema_org import FILE_NAME as SCHEMA_ORG
from .schema_org import serialize_schema_org
from .store import FOLDER, fill_store, sum_files
from .store import SUMS as STORE_SUMS
from .summary import render_summary

_RENDERED = re.compile(r"report\.[a-z]+")


@dataclass(frozen=True, slots=True)
class Release:
    """A release directory."""

    path: Path
    name: str  # <ISO date>-<first 8 digits of the digest>
    digest: str
    is_new: bool  # False when it was there already and nothing was written


def release_digest(
    dataset: Dataset, ontology: Ontology, settings: Settings, rendered: Mapping[str, str]
) -> str:
    """The name of what a release says, whatever its date: SHA-256, hexadecimal.

    It covers, one a line: the format of releases; the digests of the dataset and of the ontology's
    files; as JSON the settings that are published, with the queries of the subsets; for each
    rendered report, sorted, its name and SHA-256. Not the date, the commit or the package's
    version, which do not change what is said.
    """
    return published_digest(dataset, ontology, read_published(settings), rendered)


def published_digest(
    dataset: Dataset, ontology: Ontology, published: Published, rendered: Mapping[str, str]
) -> str:
    """The same, for what a manifest says was published."""
    said = msgspec.json.encode(published).decode()
    lines = [f"lf2l-kg release {FORMAT}", dataset.digest, ontology.digest, said]
    lines += [
        f"{name} {hashlib.sha256(text.encode()).hexdigest()}"
        for name, text in sorted(rendered.items())
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def write_release(
    dataset: Dataset,
    report: Report,
    ontology: Ontology,
    settings: Settings,
    *,
    issued: date,
    commit: str,
    rendered: Mapping[str, str] | None = None,
    wait: float = 60.0,
) -> Release:
    """Write a release into the folder ``settings.releases``, or find the one that says the same.

    Args:
        dataset: all quads, links included.
        report: what validation said of this very dataset.
        ontology: published beside the data.
        settings: where to, and what to call it.
        issued: the day that the release bears.
        commit: the version of the documents in their repository; "" when there is none.
        rendered: the report in other forms, by file name: "report.txt", "report.json" …
        wait: for how many seconds to wait for another build in the same folder.

    Raises:
        InputError: when the report judged another dataset.
        OutputError: when something cannot be written; nothing half-written is left.
        ValueError: when a rendered report has another name than ``report.<ending>``.
    """
    _refuse_other_report(dataset, report)
    reports = {"report.ttl": report.turtle, **(rendered or {})}
    for file_name in reports:
        if not _RENDERED.fullmatch(file_name):
            raise ValueError(file_name)
    published = read_published(settings)
    digest = published_digest(dataset, ontology, published, reports)
    releases, name = settings.releases, f"{issued.isoformat()}-{digest[:8]}"
    with lock_releases(releases, wait):
        found = _find_release(releases, digest)
        if found:
            return Release(found, found.name, digest, is_new=False)
        contents = read_contents(dataset, ontology, Iris(settings.base_iri), settings.language)
        data = dataset.serialize()
        previous = _read_current(releases, ontology, settings)
        with new_directory(releases, name) as folder:
            files = Files(folder)
            # The engine fills the store on another core meanwhile.
            with ThreadPoolExecutor(1) as beside, ThreadPoolExecutor(2) as packers:
                filled = beside.submit(fill_store, folder / FOLDER, data, contents.merged)
                shelf, indexes = Shelf(previous.path), {}
                for dump, chunks in dumps_of(dataset, contents, ontology, published):
                    packed = pack_dump(dump, chunks, shelf, packers)
                    files.add_dump(packed)
                    indexes[packed.name] = packed.index
                files.add(INDEX, serialize_indexes(indexes))
                for file in data_files(dataset, contents, ontology, published):
                    files.add(*file)
                changes = find_changes(previous, dataset, contents)
                told = changes.count(previous.contents)
                feed = Feed(published, Event(name, issued, told), previous.path)
                for file in (
                    *change_files(previous, changes, contents),
                    *feed.files(previous.contents.graphs, contents.graphs),
                ):
                    files.add(*file)
                filled.result()
            for file in subset_files(folder, ontology, published):
                files.add(*file)
            files.add(ANSWERS, _answers(folder, settings))
            for file_name, text in sorted(reports.items()):
                files.add(file_name, text.encode())
            counts = count_contents(contents, _tally(report))
            summary = render_summary(counts, ontology, published, report.conforms)
            files.add("summary.md", summary.encode())
            catalog = serialize_catalog(
                contents, files.records, ontology, published, name=name, issued=issued
            )
            files.add("catalog.ttl", catalog)
            described = serialize_schema_org(
                files.records, ontology, published, name=name, issued=issued
            )
            files.add(SCHEMA_ORG, described)
            files.add_sums()
            write_file(folder / STORE_SUMS, sum_files(folder / FOLDER).encode())
            sync_tree(folder)
            manifest = Manifest(
                format=FORMAT,
                digest=digest,
                dataset_digest=report.dataset_digest,
                package_version=_package_version(),
                commit=commit,
                issued=issued,
                published=published,
                ontology_iri=ontology.namespace.removesuffix("#"),
                ontology_version=ontology.version,
                ontology_digest=ontology.digest,
                conforms=report.conforms,
                previous=previous.digest,
                counts=counts,
                changes=told,
                graphs=contents.graphs,
                files=dict(sorted(files.records.items())),
            )
            write_file(folder / FILE_NAME, manifest.serialize())
    return Release(releases / name, name, digest, is_new=True)


def _answers(folder: Path, settings: Settings) -> bytes:
    """The answers to the project's own questions; a file that cannot be read is told where it is asked."""
    try:
        queries = find_questions(settings.queries)
    except InputError:
        queries = {}
    return answer_ready(open_store(folder), queries.values(), settings.base_iri)


def _tally(report: Report) -> dict[Severity, int]:
    results = Counter(result.severity for result in report.results)
    return {severity: results[severity] for severity in SEVERITIES}


def _find_release(releases: Path, digest: str) -> Path | None:
    """The release with this digest, whatever its date.

    Raises:
        OutputError: when it is there and damaged.
    """
    for path in sorted(releases.glob(f"[0-9]*-{digest[:8]}")):
        try:
            same = read_manifest(path).digest == digest
        except InputError:
            same = True
        problems = check_release(path) if same else ()
        if problems:
            raise OutputError(problems[0].message, path=problems[0].path)
        if same:
            return path
    return None


def _read_current(releases: Path, ontology: Ontology, settings: Settings) -> Previous:
    """The release being served, to compare with; one that is gone counts as none."""
    try:
        current = current_release(releases)
    except InputError:
        current = None
    return read_previous(current, ontology, Iris(settings.base_iri), settings.language)


def _refuse_other_report(dataset: Dataset, report: Report) -> None:
    if report.dataset_digest == dataset.digest:
        return
    raise InputError(
        Message(
            fr="ce rapport a jugé un autre jeu de données\u00a0: relancez «\u00a0lf2l-kg validate\u00a0» "
            "sur celui-ci",
            en="this report judged another dataset: run `lf2l-kg validate` on this one",
        ),
        value=report.dataset_digest,
    )


def _package_version() -> str:
    """The installed version; "0" when the package is run from its source without being installed."""
    try:
        return metadata.version("lf2l-kg")
    except metadata.PackageNotFoundError:
        return "0"
