"""The order of the stages; nothing else knows it."""

from __future__ import annotations

import dataclasses
import datetime
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Protocol

from msgspec.structs import replace

from .base.classes import check_classes
from .base.errors import InputError, OutputError
from .base.gazetteer import open_gazetteer
from .base.iris import Iris
from .base.messages import Language, Message
from .base.ontology import Ontology, load_ontology
from .base.patterns import unused_classes
from .base.products import Products, running_code
from .base.records import Report
from .base.settings import Settings
from .base.wording import Wording
from .engines.assembled import assemble_changed
from .engines.judged import validate_changed
from .engines.ledger import Ledger
from .engines.resolved import resolve_kept
from .engines.sheets import Reader, read_changed
from .engines.standby import Standby
from .harvest import Harvest
from .link import (
    absent_subjects,
    accepted_links,
    find_subjects,
    link_entities,
    read_decisions,
    read_enrichment,
)
from .query import Answer, check_questions, find_questions, question_title
from .query.plain import plain_form
from .query.ready import read_ready
from .read import SourceFile, find_files
from .release import (
    Release,
    current_release,
    find_loss,
    refuse_unreleasable,
    sum_store,
    switch_current,
    write_release,
)
from .resolve import Register, Resolution, read_register, write_register
from .review import questions, read_answers
from .summary import Summary, by_severity
from .validate import render_json, render_sarif, render_text

REVIEW = "review.tsv"  # in the folder of releases

#: The competency questions that a build answers at its end, when the project has them.
SHOWN_QUESTIONS = (
    "cq01-revitalisation-centre-ville",
    "cq09-accompagnes-par-le-lf2l",
    "cq08-labels-des-territoires",
)


class Progress(Protocol):
    """Who is told how far the work has come: start, advance …, finish, for one stage after another."""

    def start(self, stage: str, total: int | None) -> None:
        """A stage begins; ``total`` is its number of steps, None when it is not known."""

    def advance(self, count: int) -> None:
        """So many further steps are done."""

    def finish(self) -> None:
        """The stage is over, done or not."""


def build(
    settings: Settings,
    *,
    issued: datetime.date,
    commit: str,
    progress: Progress,
    cache: Path,
    products: Products | None = None,
    processes: int | None = None,
    accept_loss: bool = False,
) -> Summary:
    """Turn the project's documents into a release, and make it the current one.

    A document that cannot be read is reported, and the others are converted. When the dataset does
    not conform, nothing is written. When too much would be lost, the release is written and the one
    before stays current. The register of IRIs is written before that, so that no IRI ever seen is lost.

    Args:
        settings: the project's.
        issued: the day that the release bears.
        commit: the version of the documents in their repository; "" when there is none.
        progress: who is told how far the work has come.
        cache: the folder of the gazetteer's index.
        products: what builds before have made and need not be made again; None for nothing.
        processes: how many processes convert documents, and validate; None for one a core.
        accept_loss: make the release current however much the one before loses by it.

    Raises:
        NothingToDoError: when there is no document.
        InputError: when a file of the project cannot be used.
        OutputError: when something cannot be written.
    """
    refuse_unreleasable(settings)  # before the work
    ontology, iris = load_ontology(settings.ontology), Iris(settings.base_iri)
    register, decisions = read_register(settings.identities), read_decisions(settings.links)
    enrichment = read_enrichment(settings.enrichment, iris)
    review = settings.releases / REVIEW
    answers = read_answers(settings.reviewed, review)
    check_classes(settings.classes, ontology)
    files = find_files(settings.documents, settings)
    products = products or Products()
    summing = sum_store(settings.releases, products)  # on another core meanwhile
    ledger = Ledger(products)
    harvest = Harvest(answers.following(file.path for file in files))
    reader = Reader(settings, ontology, cache, harvest.answers, products, running_code())
    harvest.findings += [
        *unused_classes(settings.classes, (file.path for file in files)),
        *check_questions(settings.queries),
    ]
    with Standby(settings.ontology, processes) as standby:
        with _stage(progress, "read", len(files)):
            for page in read_changed(files, reader, processes=processes, at_change=standby.start):
                harvest.add(page)
                progress.advance(1)
        with _stage(progress, "resolve"):
            entities = resolve_kept(harvest.pages, register, iris, products)
            harvest.findings += entities.findings
        with _stage(progress, "assemble"):
            gazetteer = open_gazetteer(cache)
            assembly = assemble_changed(
                harvest.pages,
                entities,
                ontology,
                iris,
                gazetteer,
                settings.language,
                products=products,
                ledger=ledger,
            )
            dataset = assembly.dataset
            harvest.findings += assembly.unfit
            harvest.ask_only_fit(entities, ontology)
        with _stage(progress, "link"):
            harvest.findings += absent_subjects(dataset, decisions, settings.links)
            dataset = link_entities(dataset, decisions, iris)
            if enrichment:
                subjects = find_subjects(dataset, decisions, ontology, gazetteer)
                harvest.findings += enrichment.contradictions(subjects, decisions, settings.links)
                dataset = enrichment.add_to(dataset, decisions)
        with _stage(progress, "validate"):
            report = validate_changed(
                dataset, ontology, products, ledger, processes=processes, standby=standby
            )
    release, is_new, loss = None, False, None
    if report.conforms and harvest.unreadable < len(files):
        with _stage(progress, "release"):
            _refuse_other_register(register, settings.identities)
            made = write_release(
                dataset,
                report,
                ontology,
                settings,
                issued=issued,
                commit=commit,
                rendered=render_report(report, settings.language),
                products=products,
                summing=summing,
            )
            harvest.findings += made.findings
            kept = _keep(settings, entities.register, register)
            wording = Wording.of(ontology, settings.language)
            kept |= harvest.write_review(review, settings.reviewed, wording)
            is_new = made.is_new or kept or _served(settings.releases) != made.path
            release = made.path
            loss = make_current(made, ontology, settings, accept_loss=accept_loss)
    summary = _summarise(
        files,
        harvest,
        entities,
        report,
        links=len(accepted_links(assembly.dataset, decisions)),
        review=review,
        release=release,
        is_new=is_new,
    )
    return dataclasses.replace(summary, loss=loss)


def make_current(
    made: Release, ontology: Ontology, settings: Settings, *, accept_loss: bool
) -> Message | None:
    """Make a release the current one, unless more would be lost by it than the settings allow: what then."""
    loss = None if accept_loss else find_loss(made.path, ontology, settings, made.since)
    if loss is None:
        switch_current(settings.releases, made.name)
    return loss


def render_report(report: Report, language: Language) -> dict[str, str]:
    """The report in the forms that are released beside its Turtle, by file name."""
    return {
        "report.txt": render_text(report, language),
        "report.json": render_json(report, language),
        "report.sarif": render_sarif(report, language),
    }


def answer_questions(settings: Settings, release: Path) -> Iterator[tuple[Message, Answer]]:
    """The competency questions to show with a release: the first three whose answer, kept in it, has rows.

    Yields:
        The question, and its answer.
    """
    queries = find_questions(settings.queries / "questions")
    kept = {ready.query: ready for ready in read_ready(release)}
    names = sorted(queries, key=lambda name: name not in SHOWN_QUESTIONS)
    found = ((name, kept.get(plain_form(queries[name]))) for name in names)
    told = ((name, ready.answer) for name, ready in found if ready and ready.answer.rows)
    yield from ((question_title(queries[name], name), answer) for name, answer in islice(told, 3))


def _keep(settings: Settings, now: Register, before: Register) -> bool:
    """Write the register where it has changed; whether it had."""
    if now != before:
        write_register(now, settings.identities)
    return now != before


def _served(releases: Path) -> Path | None:
    try:
        return current_release(releases)
    except InputError:  # what was served is gone; there is a release to take its place
        return None


def _refuse_other_register(register: Register, path: Path) -> None:
    """Another build may have entered IRIs since we read the register: ours must not erase them."""
    if read_register(path) != register:
        raise OutputError(
            Message(
                fr="le registre a changé pendant cette construction ; attendez la fin de l’autre et relancez",
                en="the register changed during this build; wait until the other one ends, and run again",
            ),
            path=str(path),
        )


@contextmanager
def _stage(progress: Progress, name: str, total: int | None = None) -> Iterator[None]:
    progress.start(name, total)
    try:
        yield
    finally:
        progress.finish()


def _summarise(
    files: Sequence[SourceFile],
    harvest: Harvest,
    entities: Resolution,
    report: Report,
    *,
    links: int,
    review: Path,
    release: Path | None,
    is_new: bool,
) -> Summary:
    """What a build did, its files named as a person opens them."""
    located = {file.path: file.location for file in files}
    kinds = Counter(entities.kinds.values())
    return Summary(
        documents=len(files),
        unreadable=harvest.unreadable,
        entities=tuple(sorted(kinds.items(), key=lambda pair: (-pair[1], pair[0]))),
        facts=harvest.facts,
        set_aside=len(questions(harvest.waiting, harvest.answers)),
        confirmed=len(harvest.confirmed),
        refused=len(harvest.refused),
        links=links,
        findings=by_severity(
            replace(f, path=located.get(f.path, f.path)) for f in harvest.findings
        ),
        report=replace(
            report,
            results=tuple(replace(r, path=located.get(r.path, r.path)) for r in report.results),
        ),
        review=review,
        release=release,
        is_new=is_new,
    )
