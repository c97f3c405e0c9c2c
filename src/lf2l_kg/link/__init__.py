"""link: what a person has decided about ties to other data sets → links in the dataset."""

from .decisions import Decision
from .ledger import add_decisions
from .links import absent_subjects, link_entities
from .sssom import read_decisions

__all__ = ["Decision", "absent_subjects", "add_decisions", "link_entities", "read_decisions"]
