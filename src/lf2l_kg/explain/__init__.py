"""explain: one document with all that was found in it, and what becomes of each fact and why.

It runs the stages that a build runs, on one document, and publishes nothing.
"""

from .cues import SilentCue
from .document import ExplainedFact, Explanation, explain_document
from .location import find_document, split_place
from .render import to_json

__all__ = [
    "ExplainedFact",
    "Explanation",
    "SilentCue",
    "explain_document",
    "find_document",
    "split_place",
    "to_json",
]
