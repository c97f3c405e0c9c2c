"""What a release says of its dataset, found by going through all of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from lf2l_kg.base.ontology import Ontology
from lf2l_kg.base.records import Severity
from lf2l_kg.query.ready import NOT_ASKED, Before

from .chunks import Cut, cut_lines
from .contents import Contents, count_contents
from .manifest import Counts, GraphRecord
from .statistics import Statistics, Tally, tally_statements
from .tables import serialize_tables


@dataclass(frozen=True)
class Whole:
    """It gives what :class:`~lf2l_kg.release.renewed.Renewed` gives."""

    contents: Contents
    ontology: Ontology
    language: str

    @property
    def graphs(self) -> dict[str, GraphRecord]:
        """By name, sorted."""
        return self.contents.graphs

    @property
    def answers(self) -> Before:
        """What the questions of the release before were answered: nothing is known of it."""
        return NOT_ASKED

    @property
    def merged(self) -> Sequence[str]:
        """The statements of the default graph."""
        return self.contents.merged

    @property
    def triples(self) -> int:
        """How many statements the default graph holds."""
        return len(self.contents.merged)

    def counts(self, results: dict[Severity, int], store_quads: int) -> Counts:
        """How much there is; see :func:`~lf2l_kg.release.contents.count_contents`."""
        return count_contents(self.contents, results, store_quads)

    def cuts(self) -> Iterator[Cut]:
        """The statements of the default graph in chunks."""
        return cut_lines(self.contents.merged)

    def tables(self) -> Iterator[tuple[str, bytes]]:
        """A table for each class of things."""
        return serialize_tables(self.contents.merged, self.ontology, self.language)

    def labels(self, iris: Iterable[str]) -> Mapping[str, str]:
        """Those of entities, of some at least."""
        del iris
        return self.contents.labels

    @property
    def tally(self) -> Tally:
        """What is counted of the statements of the default graph."""
        return self._counted[0]

    @property
    def statistics(self) -> Statistics:
        """The numbers about them."""
        tally, objects = self._counted
        return tally.statistics(len(objects))

    @cached_property
    def _counted(self) -> tuple[Tally, set[str]]:
        return tally_statements(self.contents.merged)
