"""The index of a release: labels, facts, evidence, places and search, in one SQLite file.

A page of a thing is made of a few look-ups here, where asking the store would take hundreds.
"""

from .comparing import holds_the_same
from .edits import Edit, find_edit
from .excerpts import Excerpt, Marker
from .gone import GONE, read_gone, serialize_gone
from .reading import Index, open_index
from .records import Description, Fact, Node, Place, Reading, Words, local_name
from .schema import FILE_NAME, VERSION
from .search import LONGEST, Facet, Hit, Question, Quote, Results, Searcher, Suggestion
from .updating import update_index
from .writing import index_dataset

__all__ = [
    "FILE_NAME",
    "GONE",
    "LONGEST",
    "VERSION",
    "Description",
    "Edit",
    "Excerpt",
    "Facet",
    "Fact",
    "Hit",
    "Index",
    "Marker",
    "Node",
    "Place",
    "Question",
    "Quote",
    "Reading",
    "Results",
    "Searcher",
    "Suggestion",
    "Words",
    "find_edit",
    "holds_the_same",
    "index_dataset",
    "local_name",
    "open_index",
    "read_gone",
    "serialize_gone",
    "update_index",
]
