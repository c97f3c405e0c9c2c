"""The stages from a linked dataset to a release: validate, release."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lf2l_kg.base.messages import Message

from .bilingual import Command, language, option, say
from .stages import ALL
from .streams import (
    accept_loss_option,
    commit_of,
    date_option,
    input_argument,
    output_option,
    output_stream,
    settings_of,
    source_stream,
)
from .terminal import tell, tell_findings, tell_report

if TYPE_CHECKING:
    from lf2l_kg.base.dataset import Dataset


@click.command(
    cls=Command,
    told=Message(
        fr="Juger le jeu de données d’après les formes SHACL ; code de sortie 1 s’il n’est pas conforme.",
        en="Judge the dataset by the SHACL shapes; exit code 1 when it does not conform.",
    ),
    example="lf2l-kg validate linked.nq --format sarif -o report.sarif",
)
@input_argument()
@option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif", "ttl"]),
    default="text",
    told=Message(fr="Forme du rapport.", en="Form of the report."),
)
@option(
    "--json",
    "form",
    flag_value="json",
    told=Message(fr="Comme --format json.", en="As --format json."),
)
@output_option()
def validate(source: Path, form: str, output: Path | None) -> int:
    """linked.nq → report, and whether it conforms."""
    from lf2l_kg.base.ontology import load_ontology
    from lf2l_kg.validate import render_json, render_sarif, render_text, validate_dataset

    report = validate_dataset(read_dataset(source), load_ontology(settings_of().ontology))
    if form == "ttl":
        text = report.turtle
    else:
        render = {"text": render_text, "json": render_json, "sarif": render_sarif}[form]
        text = render(report, language())
    with output_stream(output) as product:
        product.write(text.encode())
    return int(not report.conforms)


@click.command(
    cls=Command,
    told=Message(
        fr="Juger le jeu de données ; s’il est conforme, en faire la publication courante.",
        en="Judge the dataset; when it conforms, make it the current release.",
    ),
    example="lf2l-kg release linked.nq -o releases",
)
@input_argument()
@option(
    "-o",
    "--output",
    "releases",
    type=click.Path(file_okay=False, path_type=Path),
    told=Message(
        fr="Dossier des publications ; celui du projet par défaut.",
        en="Folder of the releases; the project's by default.",
    ),
)
@date_option()
@accept_loss_option()
@option("--all", "everything", is_flag=True, told=ALL)
def release(
    source: Path,
    releases: Path | None,
    issued: datetime.date,
    accept_loss: bool,
    everything: bool,
) -> int:
    """linked.nq → a release directory."""
    from lf2l_kg.base.ontology import load_ontology
    from lf2l_kg.pipeline import make_current, render_report
    from lf2l_kg.release import write_release
    from lf2l_kg.validate import validate_dataset

    settings = settings_of(releases=releases)
    dataset, ontology = read_dataset(source), load_ontology(settings.ontology)
    report = validate_dataset(dataset, ontology)
    tell_report(report, everything=everything)
    if not report.conforms:
        return 1
    commit = commit_of(settings.documents[0])
    made = write_release(
        dataset,
        report,
        ontology,
        settings,
        issued=issued,
        commit=commit,
        rendered=render_report(report, settings.language),
    )
    tell_findings(made.findings, everything=everything)
    loss = make_current(made, ontology, settings, accept_loss=accept_loss)
    if loss is not None:
        tell(say(loss))
        return 1
    click.echo(made.path)
    return 0


def read_dataset(source: Path) -> Dataset:
    """The N-Quads of a file or of stdin."""
    from lf2l_kg.base.dataset import Dataset

    with source_stream(source) as (stream, name):
        return Dataset.parse(stream.read(), name)
