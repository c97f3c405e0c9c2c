"""The order of the stages; nothing else knows it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Protocol

from .base.dataset import Dataset
from .base.gazetteer import Gazetteer, open_gazetteer
from .base.ledger import Ledger
from .base.messages import Language, Message
from .base.ontology import Ontology
from .base.products import Products, running_code
from .base.records import Finding, Report
from .base.settings import Settings
from .base.wording import Wording
from .engines.assembled import assemble_changed
from .engines.judged import validate_changed
from .engines.resolved import resolve_kept
from .engines.sheets import Reader, read_changed
from .engines.standby import Standby
from .harvest import Harvest
from .link import absent_subjects, accepted_links, find_subjects, link_entities
from .project import Project, read_project
from .query import Answer, find_questions, question_title
from .query.plain import plain_form
from .query.ready import read_ready
from .release import (
    Release,
    find_current,
    find_loss,
    sum_store,
    switch_current,
    write_release,
)
from .resolve import Resolution
from .summary import NOT_PUBLISHED, Published, Summary, summarise
from .validate import render_json, render_sarif, render_text

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
    project, products = read_project(settings), products or Products()
    summing = sum_store(settings.releases, products)  # on another core meanwhile
    ontology, ledger = project.ontology, Ledger(products)
    harvest = Harvest(project.answers.following(file.path for file in project.files))
    harvest.findings += project.findings()
    reader = Reader(settings, ontology, cache, harvest.answers, products, running_code())
    with Standby(settings.ontology, processes) as standby:
        with _stage(progress, "read", len(project.files)):
            pages = read_changed(
                project.files, reader, processes=processes, at_change=standby.start
            )
            for page in pages:
                harvest.add(page)
                progress.advance(1)
        with _stage(progress, "resolve"):
            entities = resolve_kept(
                harvest.pages, project.register, project.iris, settings.language, products
            )
            harvest.findings += entities.findings
        with _stage(progress, "assemble"):
            gazetteer = open_gazetteer(cache)
            assembly = assemble_changed(
                harvest.pages,
                entities,
                ontology,
                project.iris,
                gazetteer,
                settings.language,
                products=products,
                ledger=ledger,
            )
            harvest.findings += assembly.unfit
            harvest.ask_only_fit(entities, ontology)
        with _stage(progress, "link"):
            dataset, findings = _link(project, assembly.dataset, gazetteer)
            harvest.findings += findings
        with _stage(progress, "validate"):
            report = validate_changed(
                dataset, ontology, products, ledger, processes=processes, standby=standby
            )
    published = NOT_PUBLISHED
    if report.conforms and harvest.unreadable < len(project.files):
        with _stage(progress, "release"):
            project.refuse_other_register()
            made = write_release(
                dataset,
                report,
                ontology,
                settings,
                issued=issued,
                commit=commit,
                rendered=render_report(report, settings.language),
                products=products,
                ledger=ledger,
                summing=summing,
            )
            harvest.findings += made.findings
            published = _publish(project, harvest, entities, made, accept_loss=accept_loss)
    links = len(accepted_links(assembly.dataset, project.decisions))
    return summarise(project, harvest, entities, report, links, published)


def _link(
    project: Project, dataset: Dataset, gazetteer: Gazetteer
) -> tuple[Dataset, list[Finding]]:
    """The dataset with the links that people have accepted and what is known of their targets."""
    decisions, links = project.decisions, project.settings.links
    findings = [*absent_subjects(dataset, decisions, links)]
    dataset = link_entities(dataset, decisions, project.iris)
    enrichment = project.enrichment
    if enrichment:
        subjects = find_subjects(dataset, decisions, project.ontology, gazetteer)
        findings += enrichment.contradictions(subjects, decisions, links)
        dataset = enrichment.add_to(dataset, decisions)
    return dataset, findings


def _publish(
    project: Project, harvest: Harvest, entities: Resolution, made: Release, *, accept_loss: bool
) -> Published:
    """Write what people keep beside a release, then make it the current one."""
    settings, ontology = project.settings, project.ontology
    is_new = project.keep_register(entities.register)
    wording = Wording.of(ontology, settings.language)
    is_new |= harvest.write_review(project.review, settings.reviewed, wording)
    is_new |= made.is_new or find_current(settings.releases) != made.path
    loss = make_current(made, ontology, settings, accept_loss=accept_loss)
    return Published(made.path, is_new, loss)


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


@contextmanager
def _stage(progress: Progress, name: str, total: int | None = None) -> Iterator[None]:
    progress.start(name, total)
    try:
        yield
    finally:
        progress.finish()
