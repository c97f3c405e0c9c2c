"""The stage: facts and entities in, a dataset out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.gazetteer import Gazetteer
from lf2l_kg.base.iris import Iris
from lf2l_kg.base.ontology import Ontology
from lf2l_kg.base.records import Fact

from .documents import assemble_document
from .fitness import Resolved, find_problem
from .geonames import geonames_quads
from .layers import ontology_quads
from .naming import Entities, Naming


def assemble_dataset(
    facts: Iterable[Fact],
    entities: Entities,
    ontology: Ontology,
    iris: Iris,
    gazetteer: Gazetteer,
    language: str = "fr",
) -> Dataset:
    """One named graph a document with its evidence graph, the ontology, the themes, the places.

    The same facts in any order give the same bytes. Facts that cannot be published (a property or a
    class that the ontology lacks, a value or a thing that the property does not admit) are left out:
    ``unfit_facts`` lists them.

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
    naming, resolved = Naming.of(entities, ontology, iris, language), Resolved.of(entities)
    by_document: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        if find_problem(fact, ontology, resolved) is None:
            by_document[fact.evidence.path].append(fact)

    everything = (fact for said in by_document.values() for fact in said)
    around = (*ontology_quads(ontology, iris), *geonames_quads(everything, naming, gazetteer))

    stated = {f"{quad} ." for quad in around}
    evidence = []
    for path, said in by_document.items():
        lines, part = assemble_document(path, said, naming)
        stated.update(lines)
        evidence.append(part)
    return Dataset.of(stated, evidence)
