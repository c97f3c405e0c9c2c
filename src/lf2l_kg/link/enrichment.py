"""A kept enrichment: Wikidata's graph, read from a file by a build, which asks nobody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.errors import InputError
from lf2l_kg.base.iris import Iris
from lf2l_kg.base.messages import Message
from lf2l_kg.base.namespaces import WIKIDATA
from lf2l_kg.base.records import Finding

from .decisions import Decision
from .enrich import ABOUT, VALUE, WHEN, find_contradictions, linked_items
from .items import DIRECT, Item
from .known import Known
from .slice import Raw, make_item
from .subjects import Subject


@dataclass(frozen=True)
class Enrichment:
    """What Wikidata said of the linked items when somebody asked it."""

    quads: tuple[ox.Quad, ...]
    iris: Iris

    def contradictions(
        self, subjects: Sequence[Subject], decisions: Sequence[Decision], path: Path
    ) -> tuple[Finding, ...]:
        """Where the documents and Wikidata differ, at the lines of the file of decisions ``path``."""
        return find_contradictions(
            subjects, decisions, described_items(self.quads, self.iris), path
        )

    def add_to(self, dataset: Dataset, decisions: Sequence[Decision]) -> Dataset:
        """The dataset with the graph ``…/graph/wikidata``: what is kept of the items linked now.

        An item whose link was taken back since is left out; without any item, so is the graph.
        """
        items = {*linked_items(dataset, decisions).values()}
        country = ox.NamedNode(DIRECT + "P17")
        kept = items | {
            str(getattr(quad.object, "value", "")).removeprefix(WIKIDATA)
            for quad in self.quads
            if quad.predicate == country and _item(quad, self.iris) in items
        }
        graph = ox.NamedNode(self.iris.graph("wikidata"))
        said = [quad for quad in self.quads if _item(quad, self.iris) in kept]
        about = [quad for quad in self.quads if quad.subject == graph]
        return dataset.replace_graph(graph.value, [*said, *about] if said else [])


def read_enrichment(paths: Sequence[Path], iris: Iris) -> Enrichment | None:
    """The graph ``…/graph/wikidata`` in files that ``link enrich`` has written; None without a file.

    Raises:
        InputError: when a file cannot be read, has nothing in that graph, or says something there of
            another thing than Wikidata's items.
    """
    graph, found = ox.NamedNode(iris.graph("wikidata")), list[ox.Quad]()
    for path in paths:
        try:
            dataset = Dataset.parse(path.read_bytes(), str(path))
        except OSError as error:
            raise _unusable(path, f"{error.strerror}", f"{error.strerror}") from error
        quads = list(dataset.graph(graph.value).quads())
        if not quads:
            raise _unusable(
                path, f"rien dans le graphe {graph.value}", f"nothing in the graph {graph.value}"
            )
        for quad in quads:
            if quad.subject != graph and not _item(quad, iris):
                raise _unusable(
                    path,
                    f"{quad.subject} n’est pas de Wikidata",
                    f"{quad.subject} is not Wikidata's",
                )
        found += quads
    return Enrichment(tuple(found), iris) if found else None


def _item(quad: ox.Quad, iris: Iris) -> str:
    """The id of the item that a quad is about, itself or by an observation; "" for none."""
    subject = str(getattr(quad.subject, "value", ""))
    for start in (WIKIDATA, iris.observation("").removesuffix("-")):
        if subject.startswith(start):
            return subject.removeprefix(start).partition("-")[0]
    return ""


def _unusable(path: Path, fr: str, en: str) -> InputError:
    return InputError(
        Message(
            fr=f"enrichissement inutilisable ({fr})\u00a0; refaites-le avec «\u00a0link enrich\u00a0»",
            en=f"unusable enrichment ({en}); make it again with `link enrich`",
        ),
        path=str(path),
    )


def described_items(quads: Sequence[ox.Quad], iris: Iris) -> Known:
    """The items as an enrichment describes them, each with the latest of its populations."""
    raw: dict[str, Raw] = defaultdict(lambda: defaultdict(list))
    counted: dict[str, dict[str, str]] = defaultdict(dict)
    for quad in quads:
        subject, term = str(getattr(quad.subject, "value", "")), quad.object
        value = str(getattr(term, "value", ""))
        if subject.startswith(WIKIDATA):
            language = (term.language or "") if isinstance(term, ox.Literal) else ""
            said = raw[subject.removeprefix(WIKIDATA)][quad.predicate.value]
            said.append((value.removeprefix(WIKIDATA), language))
        elif _item(quad, iris):
            counted[subject][quad.predicate.value] = value
    for item, people in _latest(counted).items():
        raw[item][DIRECT + "P1082"] = [(people, "")]
    return Known(_made(raw))


def _latest(counted: Mapping[str, Mapping[str, str]]) -> Mapping[str, str]:
    """The population of each item; none where several are as recent."""
    by_item: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for said in counted.values():
        if ABOUT in said and VALUE in said:
            by_item[said[ABOUT].removeprefix(WIKIDATA)].append((said.get(WHEN, ""), said[VALUE]))
    newest = {item: max(some)[0] for item, some in by_item.items()}
    found = {item: {n for day, n in some if day == newest[item]} for item, some in by_item.items()}
    return {item: min(numbers) for item, numbers in found.items() if len(numbers) == 1}


def _made(raw: Mapping[str, Raw]) -> list[Item]:
    return [make_item(item, raw[item], {}) for item in sorted(raw)]
