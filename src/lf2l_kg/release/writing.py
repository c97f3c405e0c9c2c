"""Writing a release: one that says the same is not written again, another whole or not at all."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import msgspec

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.errors import InputError, OutputError
from lf2l_kg.base.history import ChangeCounts
from lf2l_kg.base.ledger import Ledger
from lf2l_kg.base.messages import Message
from lf2l_kg.base.ontology import Ontology
from lf2l_kg.base.products import Products
from lf2l_kg.base.records import Finding, Report
from lf2l_kg.base.settings import Settings
from lf2l_kg.index import VERSION

from .changes import Previous, read_previous
from .check import check_release
from .columns import require_parquet
from .directory import (
    find_current,
    lock_releases,
    new_directory,
    refuse_unwritable,
    served_releases,
)
from .feed import find_heads
from .files import empty_subsets
from .making import Making
from .manifest import FORMAT, Published, read_manifest, read_published
from .store import FOLDER
from .summing import Summing

_PASSED_OVER = Message(
    fr="cette publication est abîmée\u00a0: les changements sont dits depuis une autre, ou aucune, et ce qui "
    "n’existe plus depuis celle-ci n’est pas connu\u00a0; «\u00a0lf2l-kg verify\u00a0» dit ce qui est "
    "abîmé\u00a0: remettez-le d’une copie, supprimez la nouvelle publication et relancez, ou "
    "supprimez celle-ci",
    en="this release is damaged: changes are told since another one, or none, and what was gone since this "
    "one is not known; `lf2l-kg verify` says what is damaged: put it back from a copy, delete the new "
    "release and run again, or delete this one",
)
_RENDERED = re.compile(r"report\.[a-z]+")


@dataclass(frozen=True, slots=True)
class Release:
    """A release directory."""

    path: Path
    name: str  # <ISO date>-<first 8 digits of the digest>
    digest: str
    is_new: bool  # False when it was there already and nothing was written
    findings: tuple[
        Finding, ...
    ] = ()  # releases too damaged to compare with, subsets that are empty, questions left to the server
    #: Of a new one: the release that it follows, and what changed since.
    since: tuple[Path, ChangeCounts] | None = None


def release_digest(
    dataset: Dataset, ontology: Ontology, settings: Settings, rendered: Mapping[str, str]
) -> str:
    """The name of what a release says, whatever its date: SHA-256, hexadecimal.

    It covers, one a line: the format of releases and of their index; the digests of the dataset and
    of the ontology's files; as JSON the settings that are published, with the queries of the subsets;
    for each rendered report, sorted, its name and SHA-256. Not the date, the commit or the package's
    version, which do not change what is said.
    """
    return published_digest(dataset.digest, ontology, read_published(settings), rendered)


def published_digest(
    dataset: str, ontology: Ontology, published: Published, rendered: Mapping[str, str]
) -> str:
    """The same, for the digest of a dataset, and what a manifest says was published."""
    said = msgspec.json.encode(published).decode()
    lines = [f"lf2l-kg release {FORMAT} {VERSION}", dataset, ontology.digest, said]
    lines += [
        f"{name} {hashlib.sha256(text.encode()).hexdigest()}"
        for name, text in sorted(rendered.items())
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def refuse_unreleasable(settings: Settings) -> None:
    """See that a release can be made with these settings: to be told before the work that leads to it.

    Raises:
        InputError: when the query of a subset is missing or takes other terms, or pyarrow is missing.
        OutputError: when the folder of releases cannot be written.
    """
    refuse_unwritable(settings.releases)
    require_parquet(wanted=read_published(settings).parquet)


def write_release(  # noqa: PLR0913 - each is named where it is called
    dataset: Dataset,
    report: Report,
    ontology: Ontology,
    settings: Settings,
    *,
    issued: date,
    commit: str,
    rendered: Mapping[str, str] | None = None,
    wait: float = 60.0,
    products: Products | None = None,
    ledger: Ledger | None = None,
    summing: Summing | None = None,
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
        products: where what the next release is made from is kept; None for nowhere.
        ledger: where the lines of datasets are kept, those of the release before among them.
        summing: of the store of the release before, begun before; None to begin now.

    Raises:
        InputError: when the report judged another dataset, or Parquet is wanted and cannot be written.
        OutputError: when something cannot be written; nothing half-written is left.
        ValueError: when a rendered report has another name than ``report.<ending>``.
    """
    _refuse_other_report(dataset, report)
    reports = {"report.ttl": report.turtle, **(rendered or {})}
    for file_name in reports:
        if not _RENDERED.fullmatch(file_name):
            raise ValueError(file_name)
    published = read_published(settings)
    require_parquet(wanted=published.parquet)
    digest = published_digest(dataset.digest, ontology, published, reports)
    products = products or Products()
    releases, name = settings.releases, f"{issued.isoformat()}-{digest[:8]}"
    with lock_releases(releases, wait):
        found = _find_release(releases, digest)
        if found:
            return Release(found, found.name, digest, is_new=False, findings=empty_subsets(found))
        candidates = (find_current(releases), *reversed(served_releases(releases)))
        previous, passed_over = _first_sound(candidates)
        head = _first_sound(find_heads(releases), previous)[0]
        making = Making(
            dataset=dataset,
            report=report,
            ontology=ontology,
            settings=settings,
            published=published,
            reports=reports,
            digest=digest,
            name=name,
            issued=issued,
            commit=commit,
            previous=previous,
            head=head,
            products=products,
            ledger=ledger,
            summing=summing or Summing(previous.side.path / FOLDER if previous else None, products),
        )
        with new_directory(releases, name) as folder:
            changes, unanswered = making.fill(folder)
    empty = empty_subsets(releases / name) if published.subsets else ()
    findings = (*passed_over, *_predated(previous, issued), *empty, *unanswered)
    since = (previous.side.path, changes) if previous else None
    return Release(releases / name, name, digest, is_new=True, findings=findings, since=since)


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


def sum_store(releases: Path, products: Products) -> Summing:
    """Begin to read the store of the release being served, from which the next one's will be made."""
    current = find_current(releases)
    return Summing(current / FOLDER if current else None, products)


def _predated(previous: Previous | None, issued: date) -> tuple[Finding, ...]:
    """What is to be said of a release that is dated before the one that it follows."""
    if previous is None or previous.manifest.issued <= issued:
        return ()
    before = previous.manifest.issued
    told = Message(
        fr=f"cette publication est datée du {issued}, celle d’avant du {before}\u00a0: un portail qui se fie "
        "aux dates ne la prendra pas\u00a0; réglez l’horloge, ou donnez une date («\u00a0--date\u00a0»)",
        en=f"this release is dated {issued}, the one before {before}: a portal that goes by dates will not "
        "take it; set the clock, or give a date (`--date`)",
    )
    return (Finding(str(previous.side.path), 0, 0, "warning", "earlier-date", told),)


def _first_sound(
    releases: Iterable[Path | None], known: Previous | None = None
) -> tuple[Previous | None, tuple[Finding, ...]]:
    """The first that can be read, and what is to be said of the damaged ones before it.

    Args:
        releases: in the order in which they are tried.
        known: one that has been read.
    """
    passed_over: list[Finding] = []
    for release in dict.fromkeys(filter(None, releases)):
        is_known = known is not None and release.resolve() == known.side.path.resolve()
        previous = known if is_known else read_previous(release)
        if previous:
            return previous, tuple(passed_over)
        passed_over.append(Finding(str(release), 0, 0, "warning", "damaged-release", _PASSED_OVER))
    return None, tuple(passed_over)


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
