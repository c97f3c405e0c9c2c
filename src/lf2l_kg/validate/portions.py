"""A dataset in portions that can be validated apart, with the same results as all at once.

A portion holds what the results on some focus nodes follow from.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.namespaces import RDF, RDFS
from lf2l_kg.base.ontology import Ontology

from .reach import Reach, read_reach

TYPE, SUBCLASS = f"<{RDF}type>", f"<{RDFS}subClassOf>"
_NODES = 8  # of a portion, in the mean


@dataclass(frozen=True, slots=True)
class Portion:
    """What the results on some nodes follow from, besides the ontology."""

    number: int
    count: int  # of the portions that the dataset is divided into
    nodes: tuple[str, ...]  # as they stand in lines; what is next to them is stated in part alone
    statements: tuple[str, ...]  # lines of N-Triples

    def number_of(self, node: str) -> int:
        """The number of the portion that a node belongs to, given as it stands in lines."""
        return _number(node, self.count)


def divide_dataset(dataset: Dataset, ontology: Ontology) -> tuple[Portion, ...]:
    """All portions of a dataset, evidence apart; one when the ontology's shapes look far around."""
    reach = read_reach(ontology)
    statements = list(read_statements(dataset.stated))
    if reach is None:
        lines = tuple([" ".join((*terms, ".")) for terms in statements])
        return (Portion(0, 1, tuple(dict.fromkeys(s for s, _, _ in statements)), lines),)
    return divide_statements(statements, reach)


def divide_statements(
    statements: Collection[tuple[str, str, str]],
    reach: Reach,
    nodes: Collection[str] | None = None,
) -> tuple[Portion, ...]:
    """Portions of statements.

    Args:
        statements: subject, predicate and object as they stand in lines, each statement once.
        reach: how far the shapes look.
        nodes: those whose results are wanted; None for all.
    """
    about: dict[str, dict[str, None]] = defaultdict(dict)  # node → what its results follow from
    types: dict[str, list[str]] = defaultdict(list)
    joined: list[tuple[str, str]] = []  # (node, what it is joined to)
    backwards = {f"<{iri}>" for iri in reach.backwards}
    shared: list[str] = []
    for subject, predicate, value in statements:
        line = f"{subject} {predicate} {value} ."
        about[subject][line] = None
        if predicate == TYPE:
            types[subject].append(line)
        elif predicate == SUBCLASS:
            shared.append(line)
        if value[0] != '"':
            joined.append((subject, value))
        if predicate in backwards:
            about[value][line] = None
            joined.append((value, subject))
    for node, other in joined:
        for line in types.get(other, ()):
            about[node][line] = None
    wanted = about.keys() if nodes is None else nodes
    count = max(16, 1 << (len(wanted) // _NODES).bit_length())
    members: list[list[str]] = [[] for _ in range(count)]
    for node in sorted(wanted):
        members[_number(node, count)].append(node)
    return tuple(
        [
            Portion(
                n,
                count,
                tuple(some),
                (*shared, *(line for one in some for line in about.get(one, ()))),
            )
            for n, some in enumerate(members)
        ]
    )


def _number(node: str, count: int) -> int:
    if node.startswith("_:"):  # its name means nothing
        return 0
    return zlib.crc32(node.encode()) % count


def read_statements(lines: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """The statements of canonical N-Quads, in order, each once."""
    same = " "  # how a line begins that says what the one before it said, in another graph
    for line in lines:
        if line.startswith(same):
            continue
        subject, predicate, rest = line.split(" ", 2)
        quote = rest.rfind('"') + 1 if rest[0] == '"' else 0  # an IRI holds no quotation mark
        value = rest[: rest.index(" ", quote)]
        same = f"{subject} {predicate} {value} <"
        yield subject, predicate, value
