"""Whether a store holds some quads and no other, found out by the body of a process of its own.

To read all quads from the engine is slow: it looks up the text of each term each time, five million times
for a million quads. So it is asked which terms it knows, each once; whether it holds each quad that it
should; how many it holds. Where they are as many, and all there, none is there that should not be. The
process imports as little as it can: a new Python takes long over a whole stage.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise, takewhile
from pathlib import Path
from typing import BinaryIO, cast

import pyoxigraph as ox
import zstandard

from .lines import join_lines
from .namespaces import RDF
from .uncollected import uncollected

#: A line's subject, predicate, object and graph, as they stand there; "" for the default graph.
Row = tuple[str, str, str, str]

SAME, DIFFERENT = b"same", b"different"
_BLOCK = 1 << 20  # bytes that are read at a time
_NO_TERMS = frozenset({"", "."})  # what stands between spaces, and is none


def compare_apart(store: str, dump: str) -> None:
    """The body of the process: on its output, whether a store holds some quads and no other.

    Args:
        store: its folder.
        dump: the file of canonical N-Quads, zstd, that it must hold; where there is none, nothing of it.
            What it must hold besides comes on the standard input.
    """
    try:
        wanted = chain(_read_dump(Path(dump)), _read_pieces(sys.stdin.buffer))
        same = holds_exactly(Path(store), wanted)
    except (OSError, RuntimeError, SyntaxError, ValueError, zstandard.ZstdError):
        same = False  # it cannot be read: that is another one
    sys.stdout.buffer.write(SAME if same else DIFFERENT)


def _read_dump(dump: Path) -> Iterator[bytes]:
    if dump.exists():
        with dump.open("rb") as file, zstandard.ZstdDecompressor().stream_reader(file) as stream:
            yield from _read_pieces(cast("BinaryIO", stream))


def _read_pieces(stream: BinaryIO) -> Iterator[bytes]:
    """What is read, in whole lines."""
    begun = b""
    while block := stream.read(_BLOCK):
        lines, end, begun = (begun + block).rpartition(b"\n")
        yield lines + end


@uncollected()
def holds_exactly(path: Path, wanted: Iterable[bytes]) -> bool:
    """Whether a store holds some quads and no other, and knows their terms and no other.

    The engine keeps numbers and dates by their value (``51.0`` becomes ``51``): so is it here.

    Args:
        path: the folder of the store.
        wanted: canonical N-Quads in pieces of whole lines; each line once, those that have both subject and
            predicate in common one after the other.

    Raises:
        OSError: when the store cannot be read.
    """
    store = ox.Store.read_only(str(path))
    terms, values, size = _Terms(store), _Values(), 0
    for text in wanted:
        quads = [*ox.parse(text, ox.RdfFormat.N_QUADS, lenient=True)]
        if not all(map(store.__contains__, quads)):
            return False
        size += len(quads)
        lines = text.decode().split("\n")[:-1]
        rows = [_split(line) for line in lines if '> "' in line]
        terms.see([line for line in lines if '> "' not in line], rows)
        values.see(rows)
    return len(store) == size - values.count_merged() and terms.are_all_seen()


class _Terms:
    """The terms that a store knows, and which of them it should.

    Texts come several times as fast in the order in which the engine keeps them: so the objects of each
    predicate are asked for, what has a type, and the graphs. What is none of these is asked for by name.
    Of each, as it stands in lines, 64 bits of a hash are kept.
    """

    def __init__(self, store: ox.Store) -> None:
        self._store = store
        self._known = {hash(str(name)) for name in store.named_graphs()}
        self._known |= self._select(f"?term <{RDF}type> ?o")
        self._left = self._known.copy()
        self._predicates: set[str] = set()
        # What should be there, and is not as it is written:
        self._others: dict[int, str] = {}

    def see(self, lines: Sequence[str], rows: Sequence[Row]) -> None:
        """Take note of the terms of quads that are there.

        Args:
            lines: those without a literal: their terms are what stands between spaces.
            rows: the others.
        """
        self._learn({line.split(" ", 2)[1] for line in lines} | {row[1] for row in rows})
        terms = {*" ".join(lines).split(" "), *chain.from_iterable(rows)} - _NO_TERMS
        found = {hash(term): term for term in terms}
        # Not ``-=``: a view of keys would make a new set of all that is left.
        self._left.difference_update(found)
        self._others |= {name: term for name, term in found.items() if name not in self._known}

    def _learn(self, predicates: set[str]) -> None:
        """Ask for the objects of some predicates: which there are, only all quads together tell."""
        for predicate in predicates - self._predicates:
            self._predicates.add(predicate)
            self._others[hash(predicate)] = predicate
            objects = self._select(f"?s {predicate} ?term") - self._known
            self._known |= objects
            self._left |= objects

    def are_all_seen(self) -> bool:
        """Whether those that should be there are there, by value, and no other."""
        same = set()
        for quad in _keep(f"<x:> <x:> {term} ." for term in self._others.values()):
            name = hash(str(quad.object))
            if name in self._known:
                same.add(name)
            elif not self._is_named(quad.object):
                return False
        return self._left <= same

    def _select(self, pattern: str) -> set[int]:
        """What stands at ``?term``."""
        query = f"SELECT DISTINCT ?term {{ {{ {pattern} }} UNION {{ GRAPH ?g {{ {pattern} }} }} }}"
        found = cast("ox.QuerySolutions", self._store.query(query))
        return {hash(str(row[0])) for row in found}

    def _is_named(self, term: object) -> bool:
        """Whether quads have a subject or a predicate, and bear its name."""
        if not isinstance(term, ox.NamedNode):
            return False
        ask = self._store.quads_for_pattern
        found = next(chain(ask(term, None, None), ask(None, term, None)), None)
        return found is not None and term in (found.subject, found.predicate)


class _Values:
    """Quads that the engine may take for one: they have all in common but how a literal is written."""

    def __init__(self) -> None:
        self._last: list[Row] = []  # of a subject and a predicate, of which more may come
        self._alike: set[str] = set()

    def see(self, rows: Iterable[Row]) -> None:
        """Take note of quads with a literal that should be there."""
        literals = [*self._last, *rows]
        several = {
            one[:2]
            for one, two in pairwise(literals)
            if one[1] == two[1] and one[2] != two[2] and one[0] == two[0]
        }
        alike = [row for row in literals if row[:2] in several] if several else ()
        self._alike.update(f"{' '.join(row)} ." for row in alike)
        self._last = [*takewhile(lambda row: row[:2] == literals[-1][:2], reversed(literals))]

    def count_merged(self) -> int:
        """How many quads fewer the engine keeps."""
        return len(self._alike) - len(_keep(self._alike))


def _split(line: str) -> Row:
    subject, predicate, rest = line[:-2].split(" ", 2)
    value, _, graph = rest.rpartition(" ")
    # An IRI holds neither spaces nor quotation marks.
    if value and graph[0] == "<" and '"' not in graph:
        return subject, predicate, value, graph
    return subject, predicate, rest, ""


def _keep(lines: Iterable[str]) -> ox.Store:
    """Some quads as the engine keeps them."""
    store = ox.Store()
    store.bulk_load(join_lines([*lines]), ox.RdfFormat.N_QUADS, lenient=True)
    return store
