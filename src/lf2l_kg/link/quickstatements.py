"""What Wikidata lacks and our documents say, as commands that a person may submit to QuickStatements.

Source: https://www.wikidata.org/wiki/Help:QuickStatements#Command_sequence_syntax
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

import pyoxigraph as ox

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.iris import LAYERS, Iris
from lf2l_kg.base.namespaces import SKOS
from lf2l_kg.base.ontology import Ontology
from lf2l_kg.base.text import collapse

from .decisions import Decision
from .enrich import linked_items
from .items import Item, same_form
from .subjects import Subject

#: The classes of Wikidata that fit everything of a kind of ours: organization, human.
_CLASSES = {"Institution": "Q43229", "Person": "Q5"}
_ARTICLE = "Q13442814"  # scholarly article: what has a DOI

#: What tells a new item from its namesakes, in a description.
_KINDS = {
    "Territory": "territoire",
    "Institution": "organisation",
    "Project": "projet",
    "Person": "personne",
    "Publication": "publication",
    "Event": "événement",
    "Award": "prix ou label",
}
_LONGEST = 250  # characters of a label, a description, an alias
_SAID = ("population", "homepage", "doi", "publicationYear")

#: Who says what: (entity, local name of the property) → value → documents.
Sayings = Mapping[tuple[str, str], Mapping[str, Sequence[str]]]


def write_statements(
    dataset: Dataset,
    subjects: Sequence[Subject],
    decisions: Sequence[Decision],
    items: Iterable[Item],
    *,
    ontology: Ontology,
    iris: Iris,
    day: date,
) -> str:
    """Commands for new items, then for statements that linked items lack; each with its reference.

    Args:
        dataset: what the documents say, and which says it.
        subjects: the entities of the dataset.
        decisions: of people; a new item is only for what somebody has looked for and not found.
        items: those linked, as Wikidata has them; statements are proposed for these alone.
        ontology: names the properties.
        iris: names the documents.
        day: when the documents were read.

    Returns:
        Lines of tab-separated values; "" when there is nothing to give.
    """
    said = _sayings(dataset, ontology, iris)
    linked = linked_items(dataset, decisions)
    known = {item.id: item for item in items}
    absent = {d.subject for d in decisions if d.verdict == "not found"}
    lines: list[str] = []
    for subject in subjects:
        if subject.iri in absent and subject.kind != "Theme":
            lines += ["CREATE", *_new(subject, said, day)]
    for subject in subjects:
        item = known.get(linked.get(subject.iri, ""))
        if item is not None and not item.made_up:
            lines += _missing(subject, item, said, day)
    return "".join(f"{line}\n" for line in lines)


def _sayings(dataset: Dataset, ontology: Ontology, iris: Iris) -> Sayings:
    """The names and the properties of ``_SAID`` that documents state, with the documents."""
    names = {ontology.namespace + name: name for name in _SAID}
    names[SKOS + "prefLabel"] = "prefLabel"
    graphs, layers = iris.graph(""), {iris.graph(name) for name in LAYERS}
    found: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quad in dataset.quads():
        name, graph = names.get(quad.predicate.value), str(getattr(quad.graph_name, "value", ""))
        ours = graph.startswith(graphs) and graph not in layers and not graph.endswith("/evidence")
        if name and ours and isinstance(quad.subject, ox.NamedNode):
            document = iris.entity("Document", graph.removeprefix(graphs))
            found[quad.subject.value, name][str(getattr(quad.object, "value", ""))].append(document)
    return found


def _new(subject: Subject, said: Sayings, day: date) -> Iterator[str]:
    yield _line("LAST", "Lfr", _term(subject.label))
    places = [place for place in (*subject.parents, subject.country) if place]
    yield _line("LAST", "Dfr", _term(", ".join([_KINDS[subject.kind], *places])))
    for alias in subject.aliases:
        yield _line("LAST", "Afr", _term(alias))
    named = said.get((subject.iri, "prefLabel"), {})
    reference = _reference(sorted(d for some in named.values() for d in some)[:1], day)
    has_doi = (subject.iri, "doi") in said
    kind = _ARTICLE if has_doi else _CLASSES.get(subject.kind)
    if kind:
        yield _line("LAST", "P31", kind, *reference)
    yield from _statements("LAST", subject, said, day, _SAID)
    if len(subject.parent_items) == 1:
        yield _line("LAST", "P131", subject.parent_items[0], *reference)


def _missing(subject: Subject, item: Item, said: Sayings, day: date) -> Iterator[str]:
    known = {name for name, _ in item.identifiers}
    lacking = [
        name
        for name, has in (
            ("homepage", "P856" in known),
            ("population", item.population is not None),
            ("doi", "P356" in known),
        )
        if not has
    ]
    yield from _statements(item.id, subject, said, day, lacking)


def _statements(
    item: str, subject: Subject, said: Sayings, day: date, names: Sequence[str]
) -> Iterator[str]:
    """One value of each property; where documents disagree, none."""
    for name in names:
        values = said.get((subject.iri, name), {})
        if len(values) == 1:
            ((value, documents),) = values.items()
            reference = _reference(sorted(documents)[:1], day)
            if name == "homepage":
                yield _line(item, "P856", _text(value), *reference)
            elif name == "doi":
                yield _line(item, "P356", _text(same_form("P356", value)), *reference)
            elif name == "population" and value.isdecimal():
                yield _line(item, "P1082", value, *reference)
            elif name == "publicationYear" and re.fullmatch("[12][0-9]{3}", value):
                yield _line(item, "P577", f"+{value}-00-00T00:00:00Z/9", *reference)


def _reference(documents: Sequence[str], day: date) -> tuple[str, ...]:
    """The published document, and the day on which it was read."""
    if not documents:
        return ()
    return ("S854", _text(documents[0]), "S813", f"+{day.isoformat()}T00:00:00Z/11")


def _line(*cells: str) -> str:
    return "\t".join(cells)


def _term(value: str) -> str:
    return _text(value[:_LONGEST])


def _text(value: str) -> str:
    """A text between quotes; the syntax has no way to write a quote inside one."""
    return '"' + collapse(value).replace('"', "”") + '"'
