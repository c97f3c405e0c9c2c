"""The stage link, and the work around it that leads to its decisions."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lf2l_kg.base.messages import Message
from lf2l_kg.base.numbers import counted

from .bilingual import Command, Group, option, say
from .datasets import read_dataset
from .sources import find_source, source_of, source_options
from .stages import FILE
from .streams import (
    cache_folder,
    date_option,
    input_argument,
    output_option,
    output_stream,
    settings_of,
    source_stream,
)
from .terminal import tell, tell_findings

if TYPE_CHECKING:
    from lf2l_kg.base.settings import Settings
    from lf2l_kg.link.propose import Proposal


class _Stage(Group):
    """A group that is a stage as well: without a command's name, it runs ``apply``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the name in where it was left out."""
        if not args or (args[0] not in self.commands and args[0] not in ctx.help_option_names):
            args = ["apply", *args]
        return super().parse_args(ctx, args)


link = _Stage(
    "link",
    told=Message(
        fr="Ajouter au jeu de données les liens qu’une personne a confirmés.\n"
        "Sans nom de commande, « apply » ; les autres commandes préparent les décisions et les suivent. "
        "Seules refresh, enrich et celles à qui l’on donne une adresse vont sur le réseau.",
        en="Add to the dataset the links that a person has confirmed.\n"
        "Without a command's name, `apply`; the other commands prepare the decisions and follow them. Only "
        "refresh, enrich and those that are given an address use the network.",
    ),
    example="lf2l-kg link dataset.nq --decisions data/links.sssom.tsv -o linked.nq",
)

DECISIONS = option(
    "--decisions",
    type=click.Path(dir_okay=False, path_type=Path),
    told=Message(
        fr="Décisions, en SSSOM ; celles du projet par défaut.",
        en="Decisions, in SSSOM; the project's by default.",
    ),
)
_AUTHOR = option(
    "--author",
    metavar="IRI",
    told=Message(
        fr="Qui décide, par exemple un ORCID ; l’éditeur du catalogue par défaut.",
        en="Who decides, an ORCID for example; the catalogue's publisher by default.",
    ),
)


@link.command(
    cls=Command,
    told=Message(
        fr="L’étape elle-même : ajouter les liens confirmés au jeu de données.",
        en="The stage itself: add the confirmed links to the dataset.",
    ),
    example="lf2l-kg link apply dataset.nq --decisions data/links.sssom.tsv -o linked.nq",
)
@input_argument()
@option(
    "--decisions",
    type=FILE,
    told=Message(
        fr="Décisions, en SSSOM ; celles du projet par défaut.",
        en="Decisions, in SSSOM; the project's by default.",
    ),
)
@output_option()
def apply(source: Path, decisions: Path | None, output: Path | None) -> None:
    """dataset.nq, links.sssom.tsv → linked.nq."""
    from lf2l_kg.base.iris import Iris
    from lf2l_kg.link import absent_subjects, link_entities, read_decisions

    settings = settings_of()
    path = decisions or settings.links
    dataset, decided = read_dataset(source), read_decisions(path)
    tell_findings(absent_subjects(dataset, decided, path), everything=True)
    linked = link_entities(dataset, decided, Iris(settings.base_iri))
    with output_stream(output) as product:
        product.write(linked.serialize())


@link.command(
    cls=Command,
    told=Message(
        fr="Chercher des éléments de Wikidata pour ce dont rien n’est décidé.\n"
        "Ceux qui sont sûrs (identifiant, ou nom, nature et territoire sans contradiction) sont inscrits aux "
        "décisions ; les autres attendent « link review ».",
        en="Look for Wikidata items for what is not decided yet.\n"
        "The safe ones (an identifier, or name, kind and territory without contradiction) are entered in the "
        "decisions; the others wait for `link review`.",
    ),
    example="lf2l-kg link propose dataset.nq --slice wikidata.nt.gz -o proposals.jsonl",
)
@input_argument()
@source_options()
@DECISIONS
@option(
    "--dry-run",
    is_flag=True,
    told=Message(fr="Ne rien inscrire aux décisions.", en="Enter nothing in the decisions."),
)
@date_option()
@output_option()
def propose(
    source: Path, decisions: Path | None, dry_run: bool, issued: datetime.date, output: Path | None,
    **sources: object,
) -> None:  # fmt: skip
    """dataset.nq, links.sssom.tsv, Wikidata → proposals.jsonl."""
    from lf2l_kg.base.gazetteer import open_gazetteer
    from lf2l_kg.base.iris import Iris
    from lf2l_kg.base.jsonl import write_records
    from lf2l_kg.base.ontology import load_ontology
    from lf2l_kg.link import (
        add_decisions,
        find_subjects,
        propose_links,
        read_decisions,
        safe_decisions,
    )

    settings = settings_of()
    path = decisions or settings.links
    with source_of(settings, sources) as items:  # first: a wrong command line is told at once
        dataset, decided = read_dataset(source), read_decisions(path)
        subjects = find_subjects(
            dataset, decided, load_ontology(settings.ontology), open_gazetteer(cache_folder())
        )
        proposals = propose_links(subjects, decided, items)
    safe = () if dry_run else safe_decisions(proposals, issued)
    if safe:
        add_decisions(path, safe, Iris(settings.base_iri), settings.licence)
    done = {decision.subject for decision in safe}
    with output_stream(output) as product:
        write_records((p for p in proposals if p.subject.iri not in done), product)
    _tell_counts(proposals, len(done))


def _tell_counts(proposals: tuple[Proposal, ...], accepted: int) -> None:
    waiting = sum(bool(p.candidates) for p in proposals) - accepted
    without = sum(not p.candidates for p in proposals)
    safe = counted(
        accepted,
        ("lien sûr inscrit", "liens sûrs inscrits"),
        ("safe link entered", "safe links entered"),
    )
    tell(
        say(
            Message(
                fr=f"{safe.fr} ; {waiting} à relire ; {without} sans candidat",
                en=f"{safe.en}; {waiting} to review; {without} without a candidate",
            )
        )
    )


@link.command(
    cls=Command,
    told=Message(
        fr="Décider des liens proposés, au terminal ou dans un tableur.\n"
        "Chaque réponse est écrite aussitôt ; on peut s’arrêter quand on veut et reprendre plus tard.",
        en="Decide on the proposed links, on the terminal or in a spreadsheet.\n"
        "Each answer is written at once; stop whenever you like, and go on later.",
    ),
    example="lf2l-kg link review proposals.jsonl --tsv links-review.tsv",
)
@input_argument()
@source_options()
@DECISIONS
@_AUTHOR
@option(
    "--tsv",
    "sheet",
    type=click.Path(dir_okay=False, path_type=Path),
    told=Message(
        fr="Tableau : les réponses qui s’y trouvent sont prises, ce qui reste ouvert y est écrit.",
        en="Table: the answers in it are taken over, and what is still open is written into it.",
    ),
)
@option(
    "--all",
    "everything",
    is_flag=True,
    told=Message(
        fr="Montrer aussi ce qui n’a aucun candidat, pour déclarer que Wikidata ne l’a pas.",
        en="Show what has no candidate as well, to declare that Wikidata does not have it.",
    ),
)
@date_option()
def review(
    source: Path, decisions: Path | None, author: str | None, sheet: Path | None,
    *, everything: bool, issued: datetime.date, **sources: object,
) -> None:  # fmt: skip
    """proposals.jsonl → links.sssom.tsv."""
    from lf2l_kg.base.jsonl import read_records
    from lf2l_kg.link.propose import Proposal

    from .reviewing import Ledger, review_at_terminal, review_in_sheet

    settings = settings_of()
    with source_stream(source, may_be_empty=True) as (stream, name):
        proposals = list(read_records(stream, Proposal, name))
    ledger = Ledger(decisions or settings.links, settings, author or _publisher(settings), issued)
    if sheet is not None:
        review_in_sheet(sheet, proposals, ledger, everything=everything)
    else:
        with find_source(settings, sources) as items:
            review_at_terminal(proposals, ledger, items, everything=everything)


def _publisher(settings: Settings) -> str:
    return f"{settings.base_iri}catalog#publisher"
