"""Where an answer is written: memory while it is small, a file without a name when it grows.

An answer is sent only once it is whole, so it has to wait somewhere; on disk it costs no memory.
"""

from __future__ import annotations

import hashlib
import tempfile
import zlib
from typing import IO, Literal, Protocol

from lf2l_kg.base.messages import Message

from .errors import AnswerTooLargeError, no_room

Encoding = Literal["", "gzip", "zstd"]

IN_MEMORY = 256 << 10  # bytes; a longer answer goes to disk
_NO_ROWS = b'"bindings":[]}}'  # how a JSON answer without rows ends
WORTH_IT = 1 << 10  # bytes; under this, compression saves nothing


class _Compressor(Protocol):
    def compress(self, data: bytes, /) -> bytes: ...
    def flush(self) -> bytes: ...


class Spool:
    """A file to write an answer to, of a bounded length.

    Args:
        most: bytes, before compression.
        encoding: the content coding.
        least: bytes under which an answer stays as it is.
        mark: what each row has once, and how many more marks than rows there are.
        most_rows: how many rows may be written; 0 for as many as there are.
        room: bytes that there are for it in a file, before compression.
    """

    def __init__(
        self,
        most: int,
        encoding: Encoding = "",
        least: int = WORTH_IT,
        mark: tuple[bytes, int] = (b"", 0),
        most_rows: int = 0,
        room: int = 1 << 40,
    ) -> None:
        self._most, self._most_rows, self._room = most, most_rows, room
        self._mark, self._too_much = mark
        self._marks, self._tail = 0, b""
        self._digest = hashlib.blake2b(digest_size=16)
        self._wanted: Encoding = encoding
        self._least = least
        self._pieces: list[bytes] = []  # of what is in memory: looked at in one go, at its end
        self._compressor: _Compressor | None = None
        self.content = b""
        self.length = 0  # bytes written, before compression
        self.encoding: Encoding = ""  # the one in use
        self.file: IO[bytes] | None = None

    def write(self, data: bytes, /) -> int:
        """Take some bytes.

        Raises:
            AnswerTooLargeError: past the bound on bytes or rows.
            NoRoomError: past the room in a file.
        """
        self.length += len(data)
        if self.length > self._most:
            raise _too_long(self._most)
        if self.length <= IN_MEMORY:
            self._pieces.append(bytes(data))
            return len(data)
        if self.length > self._room:
            raise no_room(str(self._room))
        self._add(self.file or self._roll_over(), bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing: :meth:`finish` ends the answer."""

    def finish(self) -> None:
        """Nothing more comes: it is in ``content``, or in ``file``, which then stands at its beginning.

        Raises:
            AnswerTooLargeError: past the bound on rows.
        """
        if self.file is None:
            self.content = b"".join(self._pieces)
            self._look_at(self.content)
            if self._wanted and len(self.content) >= self._least:
                self.encoding = self._wanted
                self.content = encode(self.content, self._wanted)
            return
        if self._compressor is not None:
            self.file.write(self._compressor.flush())
        self.file.flush()
        self.file.seek(0)

    def close(self) -> None:
        """Let go of an answer that nobody gets."""
        if self.file is not None:
            self.file.close()

    @property
    def digest(self) -> str:
        """Of what was written, before compression: 32 hexadecimal digits."""
        return self._digest.hexdigest()

    @property
    def rows(self) -> int:
        """How many rows were written; one without any value is not counted in JSON."""
        return 0 if self._tail.endswith(_NO_ROWS) else max(self._marks - self._too_much, 0)

    def _look_at(self, data: bytes) -> None:
        """Take some bytes into the digest, and count their rows."""
        self._digest.update(data)
        if self._mark:
            self._count(data)

    def _count(self, data: bytes) -> None:
        """A mark may lie across two pieces."""
        seen = self._tail + data
        already = self._tail.count(self._mark)
        self._marks += seen.count(self._mark) - already
        self._tail = seen[-len(_NO_ROWS) :]
        if self._most_rows and self._marks - self._too_much > self._most_rows:
            raise _too_many(self._most_rows)

    def _roll_over(self) -> IO[bytes]:
        """The file, with what was in memory."""
        self.file = file = tempfile.TemporaryFile()  # noqa: SIM115 - it outlives this call
        if self._wanted:
            self.encoding, self._compressor = self._wanted, _compressor(self._wanted)
        content = b"".join(self._pieces)
        self._pieces.clear()
        self._add(file, content)
        return file

    def _add(self, file: IO[bytes], data: bytes) -> None:
        self._look_at(data)
        file.write(self._compressor.compress(data) if self._compressor else data)


def encode(content: bytes, encoding: Encoding) -> bytes:
    """All of a content in a content coding; "" for none."""
    if not encoding:
        return content
    compressor = _compressor(encoding)
    return compressor.compress(content) + compressor.flush()


def _compressor(encoding: Encoding) -> _Compressor:
    if encoding == "zstd":
        import zstandard

        return zstandard.ZstdCompressor(level=3).compressobj()
    return zlib.compressobj(4, wbits=31)  # 31: with the header and the end of gzip


def _too_long(most: int) -> AnswerTooLargeError:
    size = f"{most >> 20} Mi" if most >> 20 else f"{most} "
    return AnswerTooLargeError(
        Message(
            fr=f"la réponse dépasse {size}o\u00a0; ajoutez LIMIT et OFFSET, ou téléchargez les données"
            " entières",
            en=f"the answer is longer than {size}B; add LIMIT and OFFSET, or download the whole data",
        ),
        value=str(most),
    )


def _too_many(most: int) -> AnswerTooLargeError:
    return AnswerTooLargeError(
        Message(
            fr=f"la réponse a plus de {most} lignes\u00a0; ajoutez LIMIT et OFFSET, ou téléchargez les"
            " données entières",
            en=f"the answer has more than {most} rows; add LIMIT and OFFSET, or download the whole"
            " data",
        ),
        value=str(most),
    )
