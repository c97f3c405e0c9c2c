"""Facts and entities become a dataset: one named graph a document, with its evidence."""

from .assembly import (
    Assembly,
    assemble_corpus,
    assemble_dataset,
    ontology_lines,
    place_lines,
    sort_unfit,
)
from .documents import Graphs, assemble_document
from .fitness import check_literal, find_unfit
from .geonames import Territories
from .material import Entities, Material, Name, name_mentions

__all__ = [
    "Assembly",
    "Entities",
    "Graphs",
    "Material",
    "Name",
    "Territories",
    "assemble_corpus",
    "assemble_dataset",
    "assemble_document",
    "check_literal",
    "find_unfit",
    "name_mentions",
    "ontology_lines",
    "place_lines",
    "sort_unfit",
]
