"""Sorted statements cut into chunks, so that a small change of them touches few.

A chunk ends before a subject whose hash is a multiple of a number: it depends on that subject alone,
never on what stands before it, or on how many chunks there are (content-defined chunking). Evidence is cut
likewise, but by the graphs that hold it, so that what a changed document touches of it is one chunk.

Source: Muthitacharoen, Chen & Mazières, « A Low-bandwidth Network File System », SOSP 2001, §3.1
"""

from __future__ import annotations

import hashlib
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from lf2l_kg.base.dataset import Part
from lf2l_kg.base.lines import join_lines

_SUBJECTS = (
    64  # of a chunk, in the mean: some hundred statements, more where they are much spoken of
)
_GRAPHS = 8  # of evidence, of a chunk, in the mean


@dataclass(frozen=True, slots=True)
class Cut:
    """What becomes a chunk: some statements, never none."""

    first: str  # the IRI of its first subject; of evidence, that of its first graph
    source: str  # SHA-256 of the text; of evidence, of lines: the digests of its graphs
    read: Callable[[], bytes]  # the text: lines of N-Triples or N-Quads


def begins_chunk(name: str, mean: int) -> bool:
    """Whether a chunk begins here.

    Args:
        name: a subject, as it stands in a line; of evidence, the IRI of a graph.
        mean: how many of them a chunk has in the mean.
    """
    return zlib.crc32(name.encode()) % mean == 0


def cut_lines(lines: Sequence[str]) -> Iterator[Cut]:
    """Cut lines of N-Triples or N-Quads.

    Args:
        lines: by subject.
    """
    begin = index = 0
    while index < len(lines):
        subject = lines[index].partition(" ")[0]
        if index > begin and begins_chunk(subject, _SUBJECTS):
            yield _cut(lines[begin:index])
            begin = index
        index = bisect_left(lines, f"{subject}!", index)  # past the subject: "!" follows the space
    if begin < len(lines):
        yield _cut(lines[begin:])


def cut_again(
    known: Sequence[tuple[str, str]],
    changed: Iterable[str],
    order: Callable[[str], str],
    cut: Callable[[str, str], Iterable[Cut]],
) -> Iterator[Cut]:
    """Cut what others were cut into: where nothing changed a chunk is what it was, and is not looked through.

    Args:
        known: the chunks of the others, in order: the IRI of the first subject, or graph, and the source.
        changed: the IRIs of the subjects, or graphs, of which anything is not what it was.
        order: what an IRI stands in order by.
        cut: cuts what stands from one such place to before another; "" for where all begins or ends.
    """
    starts = [order(first) for first, _ in known]
    stale: set[int] = set() if known else {0}
    for name in map(order, changed):
        at = max(bisect_right(starts, name) - 1, 0)
        stale |= {at, at - 1} if starts[at : at + 1] == [name] else {at}
    borders = ["", *starts[1:], ""]
    for is_stale, group in groupby(range(len(borders) - 1), stale.__contains__):
        some = [*group]
        if is_stale:
            yield from cut(borders[some[0]], borders[some[-1] + 1])
            continue
        for at in some:
            first, source = known[at]
            yield Cut(first, source, partial(_read_again, cut, borders[at], borders[at + 1]))


def _read_again(cut: Callable[[str, str], Iterable[Cut]], begin: str, end: str) -> bytes:
    return b"".join([one.read() for one in cut(begin, end)])


def order_subject(iri: str) -> str:
    """What a subject stands in order by, in sorted lines."""
    return f"<{iri}> "


def between(names: Sequence[str], begin: str, end: str) -> slice:
    """Where sorted names, or lines, stand that are not before one place, but before another; "" for none."""
    low = bisect_left(names, begin)
    return slice(low, bisect_left(names, end, low) if end else len(names))


def cut_evidence(parts: Sequence[Part]) -> Iterator[Cut]:
    """Cut evidence, between its graphs."""
    begin = 0
    for index, part in enumerate(parts):
        if index > begin and begins_chunk(part.graph, _GRAPHS):
            yield _cut_parts(parts[begin:index])
            begin = index
    if begin < len(parts):
        yield _cut_parts(parts[begin:])


def _cut(lines: Sequence[str]) -> Cut:
    text = join_lines(lines)
    first = lines[0][1 : lines[0].index(" ") - 1]
    return Cut(first, hashlib.sha256(text).hexdigest(), partial(bytes, text))


def _cut_parts(parts: Sequence[Part]) -> Cut:
    digests = join_lines([part.digest for part in parts])
    source = hashlib.sha256(digests).hexdigest()
    return Cut(parts[0].graph, source, partial(_read_parts, parts))


def _read_parts(parts: Sequence[Part]) -> bytes:
    return b"".join([part.read() for part in parts])
