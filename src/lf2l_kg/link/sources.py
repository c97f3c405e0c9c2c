"""Where candidates come from: one interface for a file, an endpoint, a search service."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from .items import Item, Named
from .subjects import Subject

#: The candidates for each subject, by its IRI; a subject without any may be missing.
Found = Mapping[str, Sequence[Item]]


class Described(Protocol):
    """What tells of items by their ids."""

    def names_of(self, ids: Sequence[str]) -> Mapping[str, Named]:
        """What items are called, those of others perhaps with them.

        Items that are not known are missing.
        """
        ...

    def above(self, item: Item) -> Sequence[str]:
        """The ids of all the territories that an item is in, the nearest first, without countries."""
        ...

    def read(self, ids: Iterable[str]) -> list[Item]:
        """The items of these ids that there are, in order."""
        ...


class Source(Described, Protocol):
    """What can be asked for items. Each question is asked for many subjects at once."""

    def by_identifier(self, subjects: Sequence[Subject]) -> Found:
        """The items that have an identifier of the subject's."""
        ...

    def by_label(self, subjects: Sequence[Subject]) -> Found:
        """The items one of whose names is one of the subject's, case, accents and hyphens apart."""
        ...

    def by_likeness(self, subjects: Sequence[Subject]) -> Found:
        """The items with a name that is spelt nearly like one of the subject's."""
        ...
