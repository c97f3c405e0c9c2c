"""Whether the engine gives a query the same answer each time that it evaluates it on the same data.

It draws at random the names of blank nodes, of what is between the steps of a path, and of aggregates. It
puts the parts of a UNION in the order of a hash of all that is in them: where one holds such a name, the
rows come in another order each time, and LIMIT or SAMPLE may take others.
"""

from __future__ import annotations

from .grammar import Tree, join_marks, sparql_grammar
from .tokens import tokenize

_NEEDED = ("union", "bnode", "construct")  # without these words no name is seen
_TEMPLATES = ("ConstructTemplate", "TriplesTemplate")
_BLANK_NODES = ("TriplesNode", "TriplesNodePath")  # brackets and lists


def is_reproducible(query: str) -> bool:
    """Whether each evaluation gives the same rows in the same order, or the same graph.

    Returns:
        False, too, where one that may depend on such names cannot be read: it is no SPARQL 1.1.
    """
    text = query.lower()
    if not any(word in text for word in _NEEDED):
        return True
    tokens = join_marks(tokenize(query))
    words, tree = {token.word for token in tokens}, sparql_grammar().read(tokens)
    if not isinstance(tree, Tree) or "bnode" in words:
        return False
    if any(_has_blank_nodes(part) for name in _TEMPLATES for part in tree.trees(name)):
        return False
    return "union" not in words or not _has_drawn_names(tree)


def _has_drawn_names(tree: Tree) -> bool:
    steps = any(len(path.parts) > 1 for path in _all(tree, "PathSequence"))
    groups = any(token.text == "(" for by in _all(tree, "GroupClause") for token in by.tokens)
    return steps or groups or bool(tree.trees("Aggregate")) or _has_blank_nodes(tree)


def _has_blank_nodes(tree: Tree) -> bool:
    named = any(token.text.startswith("_:") for token in tree.tokens)
    return named or any(map(tree.trees, _BLANK_NODES))


def _all(tree: Tree, rule: str) -> list[Tree]:
    """The parts that a rule has read, and those within them."""
    found = tree.trees(rule)
    return [*found, *(within for part in found for within in _all(part, rule))]
