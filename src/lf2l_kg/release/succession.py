"""A release that follows another: what changed, and the store made from the one before."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.ledger import Ledger

from .adopting import Look, adopt_store, find_difference
from .changes import NO_CHANGES, Changes, Previous, Reading, tell_changes
from .contents import Contents
from .dumps import all_evidence
from .renewed import Known, Renewed
from .sides import Differing
from .store import FOLDER
from .summing import Summing
from .whole import Whole


def find_differing(
    previous: Previous, known: Known | None, ledger: Ledger | None, dataset: Dataset
) -> Differing | None:
    """What differs from the release before; None where what that one stated is not at hand."""
    entry = known.stated if known else None
    stated = ledger.find(entry) if ledger and entry else None
    if stated is None:
        return None
    chunks = previous.indexes[all_evidence().name].chunks
    return Differing.since(previous.side, stated, chunks, dataset)


@dataclass(frozen=True, slots=True)
class Succession:
    """What is known of a release by the one before it."""

    previous: Previous | None
    differing: Differing
    now: Contents  # of the quads that differ
    content: Whole | Renewed
    changes: Changes

    @classmethod
    def of(
        cls,
        previous: Previous | None,
        differing: Differing,
        content: Whole | Renewed,
        reading: Reading,
    ) -> Succession:
        """Find what changed."""
        if isinstance(content, Renewed):
            old, new = content.old, content.new
        else:
            graphs = previous.side.graphs if previous else {}
            old = reading.contents(differing.was, graphs)
            new = reading.contents(differing.now, content.graphs)
        changes = NO_CHANGES
        if previous:
            changes = tell_changes(differing, old, new, previous.side.graphs, content.graphs)
        return cls(previous, differing, new, content, changes)

    def adopt_store(self, folder: Path, dataset: Dataset, summing: Summing, look: Look) -> str:
        """Make the store from that of the release before.

        Args:
            folder: of the release.
            dataset: of the release.
            summing: of the store before.
            look: see :func:`~lf2l_kg.release.adopting.adopt_store`.

        Returns:
            The sums of its files; "" where it cannot be.
        """
        if self.previous is None:
            return ""
        changes, earlier = self.changes, self.previous.side.path / FOLDER
        difference = find_difference(
            changes.removed_lines, changes.added_lines, self.differing.now.lines, self.now.merged
        )
        return adopt_store(
            earlier,
            folder / FOLDER,
            difference,
            sums=summing.sums(earlier),
            before=self.previous.counts.store_quads,
            quads=dataset.size + self.content.triples,
            look=look,
        )
