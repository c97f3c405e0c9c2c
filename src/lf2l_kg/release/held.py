"""Whether a store holds some quads and no other, found out by a process of its own.

To read all quads from the engine is slow: it looks up the text of each term each time, five million times
for a million quads. So it is asked which terms it knows, each once; whether it holds each quad that it
should; how many it holds. Where they are as many, and all there, none is there that should not be.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from itertools import chain, pairwise, takewhile
from operator import attrgetter
from pathlib import Path
from typing import BinaryIO, cast

import pyoxigraph as ox

from lf2l_kg.base.errors import OutputError
from lf2l_kg.base.lines import join_lines
from lf2l_kg.base.messages import Message
from lf2l_kg.base.ontology import RDF
from lf2l_kg.base.processes import python_command
from lf2l_kg.base.uncollected import uncollected

from .dumps import everything
from .packing import read_chunks, read_index
from .store import FOLDER

#: A line's subject, predicate, object and graph, as they stand there; "" for the default graph.
Row = tuple[str, str, str, str]

_BLOCK = 1 << 20  # bytes that are read at a time
_SAME, _DIFFERENT = b"same", b"different"
_PREDICATE = attrgetter("predicate")
_OTHERS = (attrgetter("subject"), attrgetter("object"), attrgetter("graph_name"))


class Proof:
    """A process that compares a store with the quads that it should hold; it ends with its ``with``."""

    def __init__(self, release: Path) -> None:
        """Begin to compare the store of a release with its canonical dump, which it should hold."""
        self._process = subprocess.Popen(  # noqa: S603 - this Python, these arguments
            python_command(compare_apart, str(release)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._feeder = ThreadPoolExecutor(1)
        self._fed: Future[None] | None = None

    def expect(self, wanted: Iterable[bytes]) -> None:
        """Begin to say what the store must hold besides; see :func:`holds_exactly`."""
        self._fed = self._feeder.submit(self._feed, wanted)

    def holds(self) -> bool:
        """Wait for what is found.

        Raises:
            OutputError: when the process was killed.
        """
        assert self._fed is not None  # noqa: S101 (something was expected)
        self._fed.result()
        said = cast("BinaryIO", self._process.stdout).read()
        if said not in (_SAME, _DIFFERENT):
            raise OutputError(
                Message(
                    fr="le processus qui lit la base a été arrêté, sans doute faute de mémoire\u00a0; "
                    "libérez-en et relancez",
                    en="the process that reads the store was killed, probably for lack of memory; "
                    "free some and run again",
                )
            )
        return said == _SAME

    def _feed(self, wanted: Iterable[bytes]) -> None:
        # A process that has found a difference reads no further.
        with suppress(BrokenPipeError), cast("BinaryIO", self._process.stdin) as stream:
            for text in wanted:
                stream.write(text)

    def __enter__(self) -> Proof:
        """This proof."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the process."""
        self._process.kill()
        self._feeder.shutdown()
        with suppress(BrokenPipeError), self._process:
            pass


def compare_apart(release: str) -> None:
    """The body of the process: N-Quads on its standard input, whether the store holds them on its output."""
    path = Path(release)
    wanted = chain(_read_dump(path), _read_pieces(sys.stdin.buffer))
    try:
        same = holds_exactly(path / FOLDER, wanted)
    except (OSError, RuntimeError, SyntaxError, ValueError):
        same = False  # it cannot be read: that is another one
    sys.stdout.buffer.write(_SAME if same else _DIFFERENT)


def _read_dump(release: Path) -> Iterator[bytes]:
    """The canonical dump; nothing where there is none, which no store holds."""
    dump = everything()
    index = read_index(release).get(dump.name)
    if index:
        yield from read_chunks(release, dump, index, {chunk.source for chunk in index.chunks})


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
        terms.see(quads)
        values.see(text.decode().split("\n")[:-1])
    return len(store) == size - values.count_merged() and terms.are_all_seen()


class _Terms:
    """The terms that a store knows, and which of them it should.

    Texts come several times as fast in the order in which the engine keeps them: so the objects of each
    predicate are asked for, what has a type, and the graphs. What is none of these is asked for by name.
    Of each, 64 bits of a hash are kept.
    """

    def __init__(self, store: ox.Store) -> None:
        self._store = store
        self._known = {*map(hash, store.named_graphs())}
        self._known |= self._select(f"?term <{RDF}type> ?o")
        self._left = self._known.copy()
        self._known.add(hash(ox.DefaultGraph()))  # which has no name
        self._predicates: set[int] = set()
        # What should be there, and is not as it is written:
        self._others: dict[int, object] = {}

    def see(self, quads: Sequence[ox.Quad]) -> None:
        """Take note of the terms of quads that are there."""
        if not self._predicates.issuperset(map(hash, map(_PREDICATE, quads))):
            self._learn({*map(_PREDICATE, quads)})
        for place in _OTHERS:
            found = {*map(hash, map(place, quads))}
            self._left -= found
            if not found <= self._known:
                named = {hash(term): term for term in map(place, quads)}
                self._others |= {name: named[name] for name in found - self._known}

    def _learn(self, predicates: Iterable[ox.NamedNode]) -> None:
        """Ask for the objects of some predicates: which there are, only all quads together tell."""
        for predicate in predicates:
            if hash(predicate) not in self._predicates:
                self._predicates.add(hash(predicate))
                self._others[hash(predicate)] = predicate
                objects = self._select(f"?s {predicate} ?term") - self._known
                self._known |= objects
                self._left |= objects

    def are_all_seen(self) -> bool:
        """Whether those that should be there are there, by value, and no other."""
        same = set()
        for quad in _keep(f"<x:> <x:> {term} ." for term in self._others.values()):
            name = hash(quad.object)
            if name in self._known:
                same.add(name)
            elif not self._is_named(quad.object):
                return False
        return self._left <= same

    def _select(self, pattern: str) -> set[int]:
        """What stands at ``?term``."""
        query = f"SELECT DISTINCT ?term {{ {{ {pattern} }} UNION {{ GRAPH ?g {{ {pattern} }} }} }}"
        return {hash(found[0]) for found in cast("ox.QuerySolutions", self._store.query(query))}

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

    def see(self, lines: Iterable[str]) -> None:
        """Take note of quads that should be there."""
        literals = [*self._last, *(_split(line) for line in lines if '> "' in line)]
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
