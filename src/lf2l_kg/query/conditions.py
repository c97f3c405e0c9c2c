"""What must hold for a row of a group of patterns, in the words of the query.

Each says no more than that a row has it, whatever else there is in the data: where more data hold, as much
holds. So a filter counts only where its value follows from those of variables that each row binds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

#: A triple (subject, path …, object), values of variables, or a filter.
Words = tuple[str, ...]
#: Groups of which one must hold, each as what must hold in it.
Choice = tuple[tuple[Words, ...], ...]

#: In a filter: what does not follow from values alone, or is asked of a variable that has none.
_UNSURE = frozenset(["exists", "bound", "bnode", "rand", "now", "uuid", "struuid"])


@dataclass(frozen=True, slots=True)
class Must:
    """What must hold for each row."""

    words: tuple[Words, ...] = ()
    choices: tuple[Choice, ...] = ()

    def __add__(self, other: Must) -> Must:
        """What holds where both do."""
        words, choices = (*self.words, *other.words), (*self.choices, *other.choices)
        return Must(tuple(dict.fromkeys(words)), tuple(dict.fromkeys(choices)))

    @property
    def bound(self) -> set[str]:
        """The variables that each row binds; what is bound in a choice need not be in another."""
        return variables_of(*self.words)

    @property
    def variables(self) -> set[str]:
        """All of them."""
        return self.bound.union(*(variables_of(*group) for c in self.choices for group in c))

    def without(self, names: set[str]) -> Must:
        """What is not about some variables."""
        words = tuple(w for w in self.words if not names & variables_of(w))
        choices = (c for c in self.choices if not any(names & variables_of(*group) for group in c))
        return Must(words, tuple(choices))

    def renamed(self, names: Mapping[str, str]) -> Must:
        """The same with other words for variables."""
        choices = (tuple(_renamed(group, names) for group in choice) for choice in self.choices)
        return Must(_renamed(self.words, names), tuple(choices))


NOTHING = Must()


def is_sure(condition: Sequence[str], bound: set[str]) -> bool:
    """Whether the words of a filter say what must hold for each row, whose variables are bound."""
    names = variables_of(condition)
    return names <= bound and _UNSURE.isdisjoint(word.lower() for word in condition)


def variables_of(*some: Sequence[str]) -> set[str]:
    """Those that stand in some words."""
    return {word for words in some for word in words if word[0] == "?" and len(word) > 1}


def _renamed(some: Iterable[Words], names: Mapping[str, str]) -> tuple[Words, ...]:
    return tuple(tuple(names.get(word, word) for word in words) for words in some)
