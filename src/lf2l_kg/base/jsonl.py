"""Records as JSON Lines: what flows in a pipe between two stages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO, TypeVar

import msgspec

from .errors import InputError
from .messages import Message

Record = TypeVar("Record")


def write_records(records: Iterable[object], stream: IO[bytes]) -> int:
    """Write one record a line; returns how many were written."""
    encoder, count = msgspec.json.Encoder(), 0
    for record in records:
        stream.write(encoder.encode(record))
        stream.write(b"\n")
        count += 1
    return count


def read_records(stream: IO[bytes], kind: type[Record], name: str) -> Iterator[Record]:
    """Read records of one type, checked at the border.

    Args:
        stream: bytes, one JSON object a line; empty lines are passed over.
        kind: the record's class.
        name: what to call the stream in a message (a path, or "stdin").

    Raises:
        InputError: at the first line that is not such a record, with its number.
    """
    decoder = msgspec.json.Decoder(kind)
    for number, line in enumerate(stream, start=1):
        if not line.strip():
            continue
        try:
            yield decoder.decode(line)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            wanted = kind.__name__
            raise InputError(
                Message(
                    fr=f"ligne illisible ({wanted} attendu) : {error} ; refaites l’étape précédente",
                    en=f"unreadable line ({wanted} expected): {error}; run the previous stage again",
                ),
                path=name,
                line=number,
            ) from error
