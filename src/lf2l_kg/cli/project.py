"""The commands for a whole project: build, serve, query, init."""

from __future__ import annotations

import datetime
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from lf2l_kg.base.messages import Message

from .bilingual import Command, option, say
from .streams import (
    accept_loss_option,
    cache_folder,
    commit_of,
    current_of,
    date_option,
    output_option,
    output_stream,
    settings_of,
    write_json,
)
from .terminal import follow_progress, nearby, tell, tell_findings, tell_report

if TYPE_CHECKING:
    from lf2l_kg.base.settings import Settings

JSON = Message(fr="Réponse pour les programmes, en JSON.", en="Answer for programs, in JSON.")


@click.command(
    cls=Command,
    told=Message(
        fr="Convertir, valider et publier les documents ; la publication devient la courante.\n"
        "Sans dossier, ceux du projet (lf2l-kg.toml) ; un dossier suffit, sans configuration.",
        en="Convert, validate and publish the documents; the release becomes the current one.\n"
        "Without a folder, the project's (lf2l-kg.toml); a folder is enough, without configuration.",
    ),
    example="lf2l-kg build mes-documents -o releases",
)
@click.argument(
    "folders", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="[FOLDER]..."
)
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
@option(
    "--processes",
    type=click.IntRange(min=1),
    told=Message(
        fr="Processus de conversion ; un par cœur.", en="Conversion processes; one a core."
    ),
)
@option(
    "--no-cache",
    is_flag=True,
    told=Message(
        fr="Tout refaire, même ce qui n’a pas changé depuis la dernière construction.",
        en="Make everything again, even what has not changed since the last build.",
    ),
)
@option(
    "--all",
    "everything",
    is_flag=True,
    told=Message(fr="Montrer tous les constats.", en="Show all findings."),
)
@accept_loss_option()
@option("--json", "as_json", is_flag=True, told=JSON)
def build(
    folders: tuple[Path, ...],
    releases: Path | None,
    issued: datetime.date,
    processes: int | None,
    *,
    no_cache: bool,
    everything: bool,
    accept_loss: bool,
    as_json: bool,
) -> int:
    """Documents → a release."""
    import gc

    from lf2l_kg import pipeline
    from lf2l_kg.base.products import Products, open_products
    from lf2l_kg.summary import to_json

    from .report import show_answers, show_summary

    # What a build makes lives to its end: seldom look for garbage, and among what ten thousand documents
    # have kept not once. The older generations are looked through as often as with 100,000, 20, 100.
    gc.set_threshold(500_000, 4, 100)
    settings = settings_of(folders, releases)
    kept = open_products(cache_folder(), settings.releases)
    with nullcontext(Products()) if no_cache else kept as products:
        summary = pipeline.build(
            settings,
            issued=issued,
            commit=commit_of(settings.documents[0]),
            progress=follow_progress(),
            cache=cache_folder(),
            products=products,
            processes=processes,
            accept_loss=accept_loss,
        )
    if as_json:
        write_json(to_json(summary))
        return summary.exit_code
    tell_findings(summary.findings, everything=everything)
    tell_report(summary.report, everything=everything)
    show_summary(summary)
    if summary.release is not None:
        show_answers(pipeline.answer_questions(settings, summary.release), settings.base_iri)
    return summary.exit_code


@click.command(
    cls=Command,
    told=Message(
        fr="Servir la publication courante : SPARQL, pages, fichiers.",
        en="Serve the current release: SPARQL, pages, files.",
    ),
    example="lf2l-kg serve releases --port 8000",
)
@click.argument(
    "releases",
    required=False,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="[RELEASES]",
)
@option("--host", default="127.0.0.1", told=Message(fr="Adresse d’écoute.", en="Address."))
@option(
    "--port",
    default=8000,
    type=click.IntRange(0, 65535),
    told=Message(fr="Port d’écoute.", en="Port."),
)
@option(
    "--log",
    default="text",
    type=click.Choice(["text", "json", "none"]),
    told=Message(
        fr="Une ligne par requête, sur la sortie d’erreur.", en="A line a request, on stderr."
    ),
)
def serve(
    releases: Path | None, host: str, port: int, log: Literal["text", "json", "none"]
) -> None:
    """A releases directory → SPARQL endpoint and pages."""
    from lf2l_kg.release import check_release
    from lf2l_kg.serve import run_server

    settings = settings_of(releases=releases)

    def told(url: str) -> None:
        tell(
            say(
                Message(
                    fr=f"{nearby(str(settings.releases))} servi sur {url} ; Ctrl-C pour arrêter",
                    en=f"{nearby(str(settings.releases))} served on {url}; Ctrl-C to stop",
                )
            )
        )

    run_server(settings.releases, settings, host, port, ready=told, log=log, check=check_release)


@click.command(
    cls=Command,
    told=Message(
        fr="Poser une question SPARQL à la publication courante, ou à un serveur distant.\n"
        "La question est un fichier .rq, un nom du dossier des requêtes, ou l’entrée standard (-).",
        en="Ask the current release, or a remote endpoint, a question in SPARQL.\n"
        "The question is an .rq file, a name from the folder of queries, or standard input (-).",
    ),
    example="lf2l-kg query cq09-accompagnes-par-le-lf2l --format csv",
)
@click.argument("question", metavar="FILE|NAME|-")
@option(
    "--releases",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    told=Message(
        fr="Dossier des publications ; celui du projet par défaut.",
        en="Folder of the releases; the project's by default.",
    ),
)
@option(
    "--endpoint",
    metavar="URL",
    told=Message(fr="Serveur SPARQL à interroger.", en="SPARQL endpoint to ask."),
)
@option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv", "tsv", "xml", "ttl", "nt", "jsonld", "rdf"]),
    default="table",
    told=Message(fr="Forme de la réponse.", en="Form of the answer."),
)
@option("--json", "form", flag_value="json", told=JSON)
@output_option()
def query(
    question: str, releases: Path | None, endpoint: str | None, form: str, output: Path | None
) -> None:
    """A question → its answer."""
    from lf2l_kg.query import query_endpoint, query_release, serialize_answer

    from .report import show_answer

    settings = settings_of(releases=releases)
    text = _query_text(question, settings)
    answer = (
        query_endpoint(endpoint, text) if endpoint else query_release(current_of(settings), text)
    )
    if form == "table" and output is None:
        show_answer("", answer, settings.base_iri)
    else:
        form = "csv" if form == "table" else form
        data = serialize_answer(answer, form, settings.base_iri)
        with output_stream(output) as product:
            product.write(data if data.endswith(b"\n") else data + b"\n")


def _query_text(question: str, settings: Settings) -> str:
    """A file's text, that of a query of the project's by its name or the beginning of it, or stdin."""
    import difflib

    from lf2l_kg.base.errors import QueryError
    from lf2l_kg.query import find_questions

    if question == "-":
        return sys.stdin.buffer.read().decode("utf-8-sig", "replace")
    if Path(question).is_file():
        return Path(question).read_bytes().decode("utf-8-sig", "replace")
    known = find_questions(settings.queries)
    wanted = question.removesuffix(".rq")
    begun = [name for name in known if name == wanted or name.startswith(f"{wanted}-")]
    if len(begun) == 1 or wanted in begun:
        return known[wanted if wanted in begun else begun[0]]
    near = difflib.get_close_matches(wanted, known, n=3, cutoff=0.3) or list(known)[:3]
    raise QueryError(
        Message(
            fr=f"ni fichier ni requête « {question} » ; il y a par exemple : {', '.join(near)}",
            en=f"neither a file nor a query `{question}`; there are, for example: {', '.join(near)}",
        ),
        path=str(settings.queries),
        value=question,
    )


@click.command(
    cls=Command,
    told=Message(
        fr="Créer un petit projet à soi : réglages, deux documents d’exemple, ontologie, questions.",
        en="Create a small project of your own: settings, two example documents, ontology, questions.",
    ),
    example="lf2l-kg init mes-territoires && cd mes-territoires && lf2l-kg build",
)
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
def init(folder: Path) -> None:
    """A folder → a project."""
    from lf2l_kg.init import create_project

    files = create_project(folder)
    done = Message(
        fr=f"{len(files)} fichiers dans {folder} ; ensuite : cd {folder} && lf2l-kg build",
        en=f"{len(files)} files in {folder}; next: cd {folder} && lf2l-kg build",
    )
    tell(say(done))
