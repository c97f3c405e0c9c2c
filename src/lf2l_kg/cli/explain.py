"""The command that shows what was found in one document, and why."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lf2l_kg.base.messages import Message
from lf2l_kg.base.numbers import counted

from .bilingual import Command, language, option, say
from .project import JSON
from .streams import cache_folder, settings_of, write_json

if TYPE_CHECKING:
    from lf2l_kg.base.records import Document
    from lf2l_kg.base.settings import Settings


@click.command(
    cls=Command,
    told=Message(
        fr="Montrer un document avec tout ce qui y a été trouvé, et ce que devient chaque fait.\n"
        "Le document est un chemin, ou son nom dans le dossier des documents ; « :12 » ne montre que la "
        "ligne 12 ; « - » lit l’entrée standard. Rien n’est publié, et aucun « build » n’est nécessaire.",
        en="Show a document with all that was found in it, and what becomes of each fact.\n"
        "The document is a path, or its name in the folder of documents; `:12` only shows line 12; "
        "`-` reads standard input. Nothing is published, and no `build` is needed.",
    ),
    example="lf2l-kg explain data/documents/coworking.md:12",
)
@click.argument("place", metavar="DOCUMENT[:LINE]|-")
@option("--json", "as_json", is_flag=True, told=JSON)
def explain(place: str, as_json: bool) -> int:
    """A document → what was found in it."""
    from lf2l_kg.base.classes import check_classes
    from lf2l_kg.base.gazetteer import open_gazetteer
    from lf2l_kg.base.iris import Iris
    from lf2l_kg.base.ontology import load_ontology
    from lf2l_kg.base.wording import Wording
    from lf2l_kg.explain import explain_document, split_place, to_json
    from lf2l_kg.project import REVIEW
    from lf2l_kg.resolve import read_register
    from lf2l_kg.review import read_answers

    from .annotate import show_explanation

    name, line = split_place(place)
    shown, document, settings = _read(name)
    _check_line(document, line)
    ontology = load_ontology(settings.ontology)
    check_classes(settings.classes, ontology)
    explanation = explain_document(
        document,
        ontology,
        open_gazetteer(cache_folder()),
        read_register(settings.identities),
        read_answers(settings.reviewed, settings.releases / REVIEW),
        iris=Iris(settings.base_iri),
        threshold=settings.threshold,
    )
    if as_json:
        write_json(to_json(explanation, language(), line))
    else:
        wording = Wording.of(ontology, language())
        show_explanation(explanation, wording, settings, name=shown, line=line)
    return int(not document.readable)


def _read(name: str) -> tuple[str, Document, Settings]:
    """The name to show, the document, and the settings of its project."""
    from lf2l_kg.explain import find_document
    from lf2l_kg.read import parse_document, read_document

    from .terminal import nearby

    if name == "-":
        return "-", parse_document("-", sys.stdin.buffer.read()), settings_of()
    file, settings = find_document(name, Path())
    return nearby(file.location), read_document(file, settings), settings


def _check_line(document: Document, line: int) -> None:
    from lf2l_kg.base.text import line_starts

    count = len(line_starts(document.text)) - document.text.endswith(("\n", "\r"))
    if line > count and document.readable:
        lines = counted(count, ("ligne", "lignes"), ("line", "lines"))
        beyond = Message(
            fr=f"ce document n’a que {lines.fr}, pas {line}",
            en=f"this document only has {lines.en}, not {line}",
        )
        context = click.get_current_context()
        place = next(p for p in context.command.params if p.name == "place")
        raise click.BadParameter(say(beyond), context, place)
