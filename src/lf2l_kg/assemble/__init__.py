"""Facts and entities become a dataset: one named graph a document, with its evidence."""

from .assembly import assemble_dataset
from .fitness import check_literal, find_unfit, unfit_facts
from .naming import Entities

__all__ = ["Entities", "assemble_dataset", "check_literal", "find_unfit", "unfit_facts"]
