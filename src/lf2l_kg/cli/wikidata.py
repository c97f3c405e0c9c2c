"""The commands of link that take news from Wikidata, or give something back to it."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from lf2l_kg.base.messages import Message

from .bilingual import Command, option
from .datasets import read_dataset
from .linking import DECISIONS, link
from .sources import find_source, network_options, open_endpoint, source_options
from .stages import ALL
from .streams import (
    cache_folder,
    date_option,
    input_argument,
    output_option,
    output_stream,
    settings_of,
    write_json,
)
from .terminal import tell_findings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lf2l_kg.base.dataset import Dataset
    from lf2l_kg.base.ontology import Ontology
    from lf2l_kg.base.settings import Settings
    from lf2l_kg.link import Decision, Subject

__all__ = ["link"]


@link.command(
    cls=Command,
    told=Message(
        fr="Dire ce que sont devenus les éléments liés : fusions, suppressions, dissolutions, noms, "
        "identifiants.\nNe change rien ; code de sortie 1 quand un lien est à revoir. Va sur le réseau.",
        en="Tell what has become of the linked items: merges, deletions, dissolutions, names, identifiers.\n"
        "Changes nothing; exit code 1 when a link is to be looked at. Uses the network.",
    ),
    example="lf2l-kg link refresh --json > changes.json",
)
@network_options()
@DECISIONS
@option(
    "--json",
    "as_json",
    is_flag=True,
    told=Message(fr="En JSON, pour des programmes.", en="In JSON, for programs."),
)
def refresh(endpoint: str, max_age: int, decisions: Path | None, as_json: bool) -> int:
    """links.sssom.tsv, Wikidata → findings."""
    import msgspec

    from lf2l_kg.link import read_decisions
    from lf2l_kg.link.refresh import find_changes

    settings = settings_of()
    path = decisions or settings.links
    with open_endpoint(settings, endpoint, max_age) as source:
        changes = find_changes(read_decisions(path), source, path)
    if as_json:
        write_json(msgspec.to_builtins(changes))
    else:
        tell_findings(changes, everything=True)
    return int(any(change.severity == "warning" for change in changes))


@link.command(
    cls=Command,
    told=Message(
        fr="Ajouter, dans un graphe à part, ce que Wikidata (CC0) dit des éléments liés.\n"
        "Noms, coordonnées, population datée, identifiants, image ; ce qui contredit les documents est dit. "
        "Va sur le réseau.",
        en="Add, in a graph of its own, what Wikidata (CC0) says of the linked items.\n"
        "Names, coordinates, dated population, identifiers, image; what contradicts the documents is told. "
        "Uses the network.",
    ),
    example="lf2l-kg link enrich linked.nq --only -o data/wikidata.nq",
)
@input_argument()
@network_options()
@DECISIONS
@option(
    "--only",
    is_flag=True,
    told=Message(
        fr="N’écrire que ce graphe, que « build » lit où le réglage « enrichment » le dit.",
        en="Write this graph alone, which `build` reads where the setting `enrichment` says.",
    ),
)
@date_option()
@output_option()
@option("--all", "everything", is_flag=True, told=ALL)
def enrich(
    source: Path, endpoint: str, max_age: int, *, decisions: Path | None, only: bool,
    issued: datetime.date, output: Path | None, everything: bool,
) -> None:  # fmt: skip
    """linked.nq, links.sssom.tsv, Wikidata → enriched.nq."""
    from lf2l_kg.base.iris import Iris
    from lf2l_kg.link import read_decisions
    from lf2l_kg.link.enrich import enrich_dataset, find_contradictions

    settings = settings_of()
    path = decisions or settings.links
    dataset, decided = read_dataset(source), read_decisions(path)
    _, subjects = _subjects(dataset, decided, settings)
    iris = Iris(settings.base_iri)
    with open_endpoint(settings, endpoint, max_age) as items:
        enriched = enrich_dataset(dataset, decided, items, iris, issued)
        contradictions = find_contradictions(subjects, decided, items, path)
    with output_stream(output) as product:
        product.write((enriched.graph(iris.graph("wikidata")) if only else enriched).serialize())
    tell_findings(contradictions, everything=everything)


@link.command(
    cls=Command,
    told=Message(
        fr="Écrire des commandes QuickStatements pour ce qui manque à Wikidata.\n"
        "Les éléments que quelqu’un a cherchés sans les trouver, et, si l’on dit où regarder, les "
        "déclarations qui manquent ; avec le document publié comme référence. Une personne les soumet.",
        en="Write QuickStatements commands for what Wikidata lacks.\n"
        "The items that somebody has looked for and not found, and, when told where to look, the missing "
        "statements; with the published document as reference. A person submits them.",
    ),
    example="lf2l-kg link quickstatements linked.nq -o statements.tsv",
)
@input_argument()
@source_options()
@DECISIONS
@date_option()
@output_option()
def quickstatements(
    source: Path, decisions: Path | None, issued: datetime.date, output: Path | None,
    **sources: object,
) -> None:  # fmt: skip
    """linked.nq, links.sssom.tsv → commands."""
    from lf2l_kg.base.iris import Iris
    from lf2l_kg.link import read_decisions
    from lf2l_kg.link.enrich import linked_items
    from lf2l_kg.link.quickstatements import write_statements

    settings = settings_of()
    dataset, decided = read_dataset(source), read_decisions(decisions or settings.links)
    ontology, subjects = _subjects(dataset, decided, settings)
    with find_source(settings, sources) as place:
        items = place.read(linked_items(dataset, decided).values()) if place else []
    iris = Iris(settings.base_iri)
    text = write_statements(
        dataset, subjects, decided, items, ontology=ontology, iris=iris, day=issued
    )
    with output_stream(output) as product:
        product.write(text.encode())


def _subjects(
    dataset: Dataset, decided: Sequence[Decision], settings: Settings
) -> tuple[Ontology, tuple[Subject, ...]]:
    from lf2l_kg.base.gazetteer import open_gazetteer
    from lf2l_kg.base.ontology import load_ontology
    from lf2l_kg.link import find_subjects

    ontology = load_ontology(settings.ontology)
    return ontology, find_subjects(dataset, decided, ontology, open_gazetteer(cache_folder()))
