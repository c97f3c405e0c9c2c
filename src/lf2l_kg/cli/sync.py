"""The commands that speak to other machines: push, pull, check."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lf2l_kg.base.messages import Message
from lf2l_kg.base.numbers import counted

from .bilingual import Command, option, say
from .streams import current_of, settings_of, write_json
from .terminal import follow_progress, tell, tell_findings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lf2l_kg.sync import Client, Source

_SECRETS = Message(
    fr="Identifiants de l’entrepôt : LF2L_KG_USER et LF2L_KG_PASSWORD dans l’environnement, ou ~/.netrc.",
    en="Credentials of the store: LF2L_KG_USER and LF2L_KG_PASSWORD in the environment, or ~/.netrc.",
)


@click.command(
    cls=Command,
    told=Message(
        fr="Envoyer la publication courante dans un entrepôt RDF (Graph Store Protocol).\n"
        "Seuls les graphes qui diffèrent sont envoyés ; interrompu, l’envoi reprend où il en était. "
        + _SECRETS.fr,
        en="Send the current release to a triple store (Graph Store Protocol).\n"
        "Only graphs that differ are sent; when interrupted, it goes on where it was. "
        + _SECRETS.en,
    ),
    example="lf2l-kg push http://127.0.0.1:7878/store",
)
@click.argument("endpoint", metavar="ENDPOINT")
@option(
    "--release",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    told=Message(
        fr="Publication à envoyer ; la courante par défaut.", en="Release; the current one."
    ),
)
def push(endpoint: str, folder: Path | None) -> None:
    """A release → a triple store."""
    from lf2l_kg.base.errors import InputError
    from lf2l_kg.release import check_release
    from lf2l_kg.sync import Directory

    found = folder or current_of(settings_of())
    for problem in check_release(found):
        raise InputError(problem.message, path=problem.path)
    _transfer(Directory(found), endpoint)


@click.command(
    cls=Command,
    told=Message(
        fr="Tenir un entrepôt RDF à jour d’un site qui publie ces données.\n"
        "Seuls les graphes qui ont changé sont demandés ; chacun est vérifié. " + _SECRETS.fr,
        en="Keep a triple store up to date with a site that publishes these data.\n"
        "Only graphs that have changed are asked for; each is checked. " + _SECRETS.en,
    ),
    example="lf2l-kg pull https://donnees.example.org --into http://127.0.0.1:7878/store",
)
@click.argument("url", metavar="URL")
@option(
    "--into",
    "endpoint",
    required=True,
    metavar="ENDPOINT",
    told=Message(fr="Graph Store Protocol de l’entrepôt.", en="The store's Graph Store Protocol."),
)
def pull(url: str, endpoint: str) -> None:
    """A site → a triple store."""
    from lf2l_kg.sync import Site

    # What the environment says is for the store: the site must not learn it by asking for it.
    others = {name: value for name, value in os.environ.items() if name == "NETRC"}
    _transfer(Site(url, _client(url, others, follow=True)), endpoint)


@click.command(
    cls=Command,
    told=Message(
        fr="Examiner un site qui publie ces données : fichiers et manifeste, SPARQL, négociation, "
        "catalogue, flux, liens, plan du site.\nURL est l’adresse d’un site de « serve », d’un export ou "
        "d’un dossier de publication.\nCode de sortie 1 s’il y a une erreur à corriger, 3 si aucun "
        "serveur ne répond.",
        en="Look at a site that publishes these data: files and manifest, SPARQL, negotiation, "
        "catalogue, feed, links, sitemap.\nURL is the address of a site of `serve`, of an export or of a "
        "release directory.\nExit code 1 when there is an error to mend, 3 when no server answers.",
    ),
    example="lf2l-kg check http://127.0.0.1:8000",
)
@click.argument("url", metavar="URL")
@option(
    "--json",
    "as_json",
    is_flag=True,
    told=Message(fr="Réponse pour les programmes, en JSON.", en="Answer for programs, in JSON."),
)
@option(
    "--timeout",
    type=click.FloatRange(min=0.1),
    default=30.0,
    show_default=True,
    metavar="SECONDS",
    told=Message(
        fr="Secondes pour chaque réponse, et trente fois plus en tout ; les gros fichiers ont leur temps "
        "en plus.",
        en="Seconds for each answer, and thirty times as many in all; large files have their time besides.",
    ),
)
def check(url: str, timeout: float, as_json: bool) -> int:
    """A site → what to mend."""
    import msgspec

    from lf2l_kg.sync import Patience, check_site

    findings = check_site(url, Patience(answer_s=timeout, whole_s=30 * timeout))
    wrong = any(finding.severity == "error" for finding in findings)
    if as_json:
        write_json({"url": url, "good": not wrong, "findings": msgspec.to_builtins(findings)})
        return int(wrong)
    tell_findings(findings, everything=True)
    if not findings:
        tell(say(Message(fr=f"{url} : tout va bien", en=f"{url}: all is well")))
    return int(wrong)


def _client(url: str, environ: Mapping[str, str], *, follow: bool) -> Client:
    from lf2l_kg.sync import Client, find_credentials

    return Client(find_credentials(url, environ, Path.home()), follow=follow)


def _transfer(source: Source, endpoint: str) -> None:
    from lf2l_kg.sync import GraphStore, notes_graph, transfer_graphs

    notes = notes_graph(source.manifest.published.base_iri)

    progress = follow_progress()

    def told(done: int, total: int) -> None:
        if done:
            progress.advance(1)
        else:
            progress.start("send", total)

    store = GraphStore(endpoint, _client(endpoint, os.environ, follow=False), notes)
    try:
        done = transfer_graphs(source, store, told)
    finally:
        progress.finish()
    parts = (
        counted(done.put, ("graphe envoyé", "graphes envoyés"), ("graph sent", "graphs sent")),
        counted(done.deleted, ("retiré", "retirés"), ("removed", "removed")),
        counted(done.unchanged, ("inchangé", "inchangés"), ("unchanged", "unchanged")),
    )
    tell(", ".join(say(part) for part in parts))
