"""Lines of datasets that are kept: once in full, then as what differs from those.

Two datasets of a build, and those of one build and the next, are nearly the same: what is written is what
changed.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from .lines import compare_lines, edit_lines
from .products import Products, make_key

_SHARE = 20  # lines are kept in full again when more than one in so many differs


class Entry(Struct, frozen=True, array_like=True):
    """Sorted lines, as what differs from others."""

    base: bytes  # the key of those others
    gone: tuple[str, ...]
    come: tuple[str, ...]


class _Base(Struct, frozen=True):
    """Lines kept in full: each by itself, for most are ASCII, which are read in a third of the time."""

    lines: tuple[str, ...]


class Ledger:
    """The lines of the datasets of a project, found and kept."""

    def __init__(self, products: Products) -> None:
        """Without an entry nothing is read."""
        self._products = products
        self._bases: dict[bytes, Sequence[str]] = {}
        self._found: dict[Entry, Sequence[str]] = {}  # two stages may have kept the same lines
        self._current = b""  # that others are told from

    def find(self, entry: Entry) -> Sequence[str] | None:
        """The lines of an entry; None when they are lost, or damaged."""
        lines = self._bases.get(entry.base)
        if lines is None:
            found = self._products.find(entry.base, _Base)
            if found is None:
                return None
            lines = self._bases[entry.base] = found.lines
            self._current = self._current or entry.base
        if not entry.gone and not entry.come:
            return lines
        try:
            if entry not in self._found:
                self._found[entry] = edit_lines(lines, entry.gone, entry.come)
        except ValueError:
            return None
        return self._found[entry]

    def keep(self, lines: Sequence[str]) -> Entry:
        """Keep sorted lines, and give the entry by which they are found again."""
        base = self._bases.get(self._current, ())
        gone, come = compare_lines(base, lines)
        if self._current and (len(gone) + len(come)) * _SHARE <= len(lines):
            self._products.use(self._current)
            return Entry(self._current, tuple(gone), tuple(come))
        self._current = make_key("lines", "\n".join(lines))
        self._bases[self._current] = lines
        self._products.keep(self._current, _Base(tuple(lines)))
        return Entry(self._current, (), ())
