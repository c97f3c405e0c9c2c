"""The stage: facts and entities in, a dataset out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.gazetteer import Gazetteer
from lf2l_kg.base.iris import Iris
from lf2l_kg.base.ontology import Ontology
from lf2l_kg.base.records import Fact, Finding

from .documents import assemble_document
from .geonames import Territories, geonames_quads
from .layers import ontology_quads
from .material import Entities, gather_materials


@dataclass(frozen=True, slots=True)
class Assembly:
    """A dataset, and what is wrong with the facts that it leaves out, at their first quotes."""

    dataset: Dataset
    unfit: tuple[Finding, ...]  # by place


def assemble_corpus(
    facts: Iterable[Fact],
    entities: Entities,
    ontology: Ontology,
    iris: Iris,
    gazetteer: Gazetteer,
    language: str = "fr",
) -> Assembly:
    """One named graph a document with its evidence graph, the ontology, the themes, the places.

    The same facts in any order give the same bytes. Facts that cannot be published (a property or a
    class that the ontology lacks, a value or a thing that the property does not admit) are left out.

    Args:
        facts: of all documents.
        entities: what the mentions in these facts mean.
        ontology: classes, properties, themes.
        iris: makes the IRIs of graphs and evidence.
        gazetteer: knows the places.
        language: of the documents; labels bear its tag.

    Raises:
        InputError: when the entities do not come from the same facts.
    """
    materials = gather_materials(facts, entities)
    graphs = [assemble_document(material, ontology, iris, language) for material in materials]
    territories = [one.territories for one in graphs]
    stated = ontology_lines(ontology, iris)
    stated |= place_lines(territories, entities, iris, gazetteer, language)
    for one in graphs:
        stated.update(one.stated)
    dataset = Dataset.of(stated, [one.evidence for one in graphs if one.evidence])
    return Assembly(dataset, sort_unfit(finding for one in graphs for finding in one.unfit))


def ontology_lines(ontology: Ontology, iris: Iris) -> set[str]:
    """The lines of the graphs of the ontology and of the themes."""
    return {f"{quad} ." for quad in ontology_quads(ontology, iris)}


def place_lines(
    territories: Iterable[Territories],
    entities: Entities,
    iris: Iris,
    gazetteer: Gazetteer,
    language: str,
) -> set[str]:
    """The lines of the graph of places."""
    places = geonames_quads(territories, entities, iris, gazetteer, language)
    return {f"{quad} ." for quad in places}


def sort_unfit(unfit: Iterable[Finding]) -> tuple[Finding, ...]:
    """What is wrong with facts, each problem once, by place."""
    return tuple(sorted({*unfit}, key=lambda f: (f.path, f.line, f.column, f.code, f.value)))


def assemble_dataset(
    facts: Iterable[Fact],
    entities: Entities,
    ontology: Ontology,
    iris: Iris,
    gazetteer: Gazetteer,
    language: str = "fr",
) -> Dataset:
    """The dataset of :func:`assemble_corpus`."""
    return assemble_corpus(facts, entities, ontology, iris, gazetteer, language).dataset
