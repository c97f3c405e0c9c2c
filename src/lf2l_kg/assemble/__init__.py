"""Facts and entities become a dataset: one named graph a document, with its evidence."""

from .assembly import Assembly, assemble_corpus, assemble_dataset
from .documents import Graphs, assemble_document
from .fitness import check_literal, find_unfit
from .geonames import Territories
from .material import Entities, Material

__all__ = [
    "Assembly",
    "Entities",
    "Graphs",
    "Material",
    "Territories",
    "assemble_corpus",
    "assemble_dataset",
    "assemble_document",
    "check_literal",
    "find_unfit",
]
