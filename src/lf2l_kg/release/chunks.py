"""Sorted statements cut into chunks, so that a small change of them touches few.

A chunk ends before a subject whose hash is a multiple of a number: it depends on that subject alone,
never on what stands before it, or on how many chunks there are (content-defined chunking). Evidence is cut
likewise, but by the graphs that hold it, so that what a changed document touches of it is one chunk.

Source: Muthitacharoen, Chen & Mazières, « A Low-bandwidth Network File System », SOSP 2001, §3.1
"""

from __future__ import annotations

import hashlib
import zlib
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from lf2l_kg.base.dataset import Dataset, Part
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


def cut_dataset(dataset: Dataset, known: Sequence[tuple[str, str]] = ()) -> Iterator[Cut]:
    """Cut a dataset into chunks: what is stated, then the evidence; for ``known`` see :func:`cut_again`."""
    yield from cut_again(dataset.stated, known)
    yield from cut_evidence(dataset.evidence)


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


def cut_again(lines: Sequence[str], known: Sequence[tuple[str, str]]) -> Iterator[Cut]:
    """Cut sorted lines as :func:`cut_lines` does; what is still a chunk is not looked through.

    Args:
        lines: of N-Triples or N-Quads.
        known: the chunks of other such lines, in order: the IRI of the first subject, the source.
    """
    ends = [*(bisect_left(lines, f"<{first}> ") for first, _ in known[1:]), len(lines)]
    begin = low = 0
    for (first, source), high in zip(known, ends, strict=False):
        text = join_lines(lines[low:high])
        if hashlib.sha256(text).hexdigest() == source and _is_border(lines, high):
            yield from cut_lines(lines[begin:low])
            yield Cut(first, source, partial(bytes, text))
            begin = high
        low = high
    yield from cut_lines(lines[begin:])


def _is_border(lines: Sequence[str], at: int) -> bool:
    return at == len(lines) or begins_chunk(lines[at].partition(" ")[0], _SUBJECTS)


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
