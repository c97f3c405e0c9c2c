"""Sorted statements cut into chunks, so that a small change of them touches few.

A chunk ends before a subject whose hash is a multiple of a number: it depends on that subject alone,
never on what stands before it, or on how many chunks there are (content-defined chunking).

Source: Muthitacharoen, Chen & Mazières, « A Low-bandwidth Network File System », SOSP 2001, §3.1
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence

_SUBJECTS = 256  # of a chunk, in the mean: some thousand statements


def begins_chunk(subject: str) -> bool:
    """Whether a chunk begins at a subject, given as it stands in a line."""
    return zlib.crc32(subject.encode()) % _SUBJECTS == 0


def split_chunks(lines: Sequence[str]) -> Iterator[Sequence[str]]:
    """Cut lines of N-Triples or N-Quads into chunks, none of them empty.

    Args:
        lines: grouped by subject.
    """
    begin, subject = 0, ""
    for index, line in enumerate(lines):
        if subject and line.startswith(subject):
            continue
        subject = line[: line.index(" ") + 1]
        if index > begin and begins_chunk(subject[:-1]):
            yield lines[begin:index]
            begin = index
    if begin < len(lines):
        yield lines[begin:]


def join_lines(lines: Sequence[str]) -> bytes:
    """A line feed after each, in UTF-8."""
    return "\n".join((*lines, "")).encode()
