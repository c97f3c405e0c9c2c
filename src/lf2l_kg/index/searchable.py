"""What a search looks in: the names and the words of each thing, the best known thing first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from msgspec import Struct

from .folding import EMPTY, words_of
from .naming import Named

MOST_LETTERS = 4000  # of its quotes that one thing is found by
_ARTICLES = frozenset({"l", "la", "le", "les", "un", "une", "the"})
_LONGEST = 400  # letters of a name that are compared with a whole question


class Searchable(Struct, frozen=True):
    """A thing, as a search knows it."""

    node: int
    iri: str
    named: Named
    incoming: int  # how many facts point to it
    key: str  # sorts things as a French dictionary does
    territory: int  # node; 0 for none

    @property
    def is_document(self) -> bool:
        """Whether it speaks of many places and is in none; these come after what they are about."""
        return self.named.kind == "Document"

    @property
    def renown(self) -> Renown:
        """Its place among others."""
        return self.is_document, -self.incoming, self.key, self.iri


#: Of two things, the smaller one is the better known.
Renown = tuple[bool, int, str, str]
#: Things with their ranks, the best known first.
Ranked = Sequence[tuple[int, Searchable]]


def list_cards(ranked: Ranked) -> list[tuple[int, int, str, int]]:
    """The rows of ``card``."""
    return [
        (rank, thing.node, next(iter(thing.named.definitions), ""), thing.territory)
        for rank, thing in ranked
    ]


def list_names(ranked: Ranked) -> list[tuple[str, int, str]]:
    """The rows of ``name``."""
    return [
        (text, rank, alias) for rank, thing in ranked for text, alias in _names(thing.named).items()
    ]


def list_words(
    things: Iterable[tuple[int, Searchable, Iterable[str], Collection[str]]],
) -> Iterator[tuple[tuple[int, str, str, str, str], tuple[int, str]]]:
    """The rows of ``named`` and of ``told``, a pair for each thing.

    Args:
        things: each with its rank, the words of documents that say something of it, and the labels of
            what else it is looked for by.
    """
    for rank, thing, quotes, near in things:
        named = thing.named
        label, alias = _words(named.labels.values()), _words(named.aliases)
        around, description = _words(near), _words(named.definitions)
        said = _words([" . ".join(quotes)[:MOST_LETTERS]])
        everything = label | alias | around | description | said
        found = (" ".join(words) for words in (label, alias, around, description))
        told = " ".join([word for word in everything if word not in EMPTY])
        yield (rank, *found), (rank, told)  # type: ignore[misc]  # the four texts


def _names(named: Named) -> dict[str, str]:
    """What a thing is called, folded → "" for a label, else how the alias is written.

    A name that begins with an article is there without it too: « La Louvière », « Louvière ».
    """
    found: dict[str, str] = {}
    for name, alias in [
        *((n, "") for n in named.labels.values()),
        *((a, a) for a in named.aliases),
    ]:
        words = words_of(name)
        found.setdefault(" ".join(words)[:_LONGEST], alias)
        if words[:1] and words[0] in _ARTICLES:
            found.setdefault(" ".join(words[1:])[:_LONGEST], alias)
    found.pop("", None)
    return found


def _words(texts: Collection[str]) -> dict[str, None]:
    """The words of some texts, each once."""
    if not texts:  # nine of ten things have no other name and no definition
        return {}
    return dict.fromkeys([word for text in texts for word in words_of(text)])
