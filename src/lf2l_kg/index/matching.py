"""From words to the things that hold them, in order: exact names first, words of quotes last.

Source: https://www.sqlite.org/fts5.html#full_text_query_syntax
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, islice, product

from msgspec import Struct

from .folding import EMPTY
from .reading import Index

MOST = 20_000  # things that are found at once
_MOST_BEGUN = 500  # things whose name begins so, of which the best known
_MOST_READINGS = 8  # ways to put spellings of several words together
_EXACT = "SELECT rank FROM name WHERE text = ? AND (alias = '') = ? ORDER BY rank LIMIT ?"
_BEGUN = """
SELECT rank FROM name WHERE text >= ?1 AND text < ?1 || char(1114111) AND alias = ''
ORDER BY substr(text, length(?1) + 1, 1) != ' ', rank LIMIT ?2"""
_NAMED = f"SELECT rowid FROM named WHERE named MATCH ? LIMIT {MOST}"  # noqa: S608 - ours
_TOLD = f"SELECT rowid FROM told WHERE told MATCH ? LIMIT {MOST}"  # noqa: S608 - ours


class Wording(Struct, frozen=True):
    """The folded words of a question, each with the ways in which it may be meant.

    The last one may be only the beginning of a word.
    """

    spellings: tuple[tuple[str, ...], ...]  # the best first; never empty

    @property
    def is_empty(self) -> bool:
        """Whether no word says anything: « la ». Nearly all sentences hold such words."""
        return all(spellings[0] in EMPTY for spellings in self.spellings)

    @property
    def telling(self) -> tuple[tuple[str, ...], ...]:
        """The words that are looked for: those that say something, or all when none does."""
        return tuple(s for s in self.spellings if s[0] not in EMPTY) or self.spellings

    def names(self) -> list[str]:
        """The whole question as a name may be, one for each way to mean it."""
        return [" ".join(words) for words in islice(product(*self.spellings), _MOST_READINGS)]


class Matches(Struct, frozen=True):
    """The things that answer, by rank (``card.rank``), each once, the best first."""

    ranks: tuple[int, ...]
    by_label: frozenset[int]  # whose labels hold all that was asked


def match(index: Index, wording: Wording, *, names_only: bool = False) -> Matches:
    """The things that hold every word.

    First what is called so, then whose name begins so, whose name holds the words, whose aliases, whose
    class and territories, whose definition, and last what a document says in these words. Among equals
    the best known comes first.

    Args:
        index: where to look.
        wording: what is asked.
        names_only: whether definitions and quotes are left aside.
    """
    telling = wording.telling
    # One word stands in a column by itself; several may stand in any of those looked at so far.
    before = ("", "", "") if len(telling) == 1 else ("label", "label alias", "label alias around")

    def named(columns: str, words: str) -> list[int]:
        return _column(index, _NAMED, f"{{{columns}}} : ({words})")

    words, begun = _expression(telling, begun=False), _expression(telling)
    names = wording.names()
    exact, aliases = (
        [_column(index, _EXACT, name, is_label, MOST) for name in names]
        for is_label in (True, False)
    )
    starts = [_column(index, _BEGUN, name, _MOST_BEGUN) for name in names]
    only_begun = f"({begun}) NOT ({words})"
    labels = [named("label", words), named("label", only_begun) if begun != words else []]
    found = [*exact, *aliases, *starts, *labels, named(f"{before[0]} alias", begun)]
    if not names_only:
        found += [
            named(f"{before[1]} around", begun),
            named(f"{before[2]} description", begun),
            _column(index, _TOLD, begun),
        ]
    by_label = frozenset(chain(*exact, *starts, *labels))
    return Matches(tuple(dict.fromkeys(chain.from_iterable(found))), by_label)


def _column(index: Index, query: str, *values: object) -> list[int]:
    return [row[0] for row in index.rows(query, values)]


def _expression(spelt: Sequence[Sequence[str]], *, begun: bool = True) -> str:
    """Every word in one of its spellings; the last, when it may go on, as the beginning of a word.

    Words hold letters and digits alone, and are quoted: nothing in them is syntax. One letter begins too
    many words to tell anything.
    """
    parts = [" OR ".join(f'"{word}"' for word in words) for words in spelt]
    if begun and len(spelt[-1][0]) > 1:
        parts[-1] = " OR ".join(f'"{word}"*' for word in spelt[-1])
    return " AND ".join(f"({part})" for part in parts)
