"""One gzip member or zstd frame, made of parts that were compressed each by itself.

Any reader takes such a file for what it is: one compressed stream. But its parts can be compressed on
several cores, and taken over as they are from an earlier file, which gives the same bytes. ``pigz`` and
``zstd -T`` compress in this way.

Source: https://www.rfc-editor.org/rfc/rfc1951, https://www.rfc-editor.org/rfc/rfc1952 and
https://www.rfc-editor.org/rfc/rfc8878
"""

from __future__ import annotations

import gzip
import threading
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

import zstandard

_GZIP_LEVEL = 9
_ZSTD_LEVEL = 5
_QUICK_LEVEL = 1  # of zstd
_WINDOW_LOG = 22  # of zstd: how far back, in bytes as a power of two, a part may refer


@dataclass(frozen=True, slots=True)
class Part:
    """A part as it was compressed, and of what is in it the size in bytes and the CRC-32."""

    data: bytes | memoryview
    size: int
    crc32: int

    @classmethod
    def of(cls, content: bytes, compression: Compression) -> Part:
        """Compress something."""
        return cls(compression.compress(content), len(content), zlib.crc32(content))


class Compression(Protocol):
    """A way to compress. Its bytes depend on the version of its library alone."""

    @property
    def maker(self) -> str:
        """The library, its version and its level: the same parts give the same bytes."""
        ...

    def compress(self, content: bytes) -> bytes:
        """One part; it may be called from several threads."""
        ...

    def unpack(self, part: bytes | memoryview, size: int) -> bytes:
        """The content of a part.

        Args:
            part: compressed.
            size: of the content, in bytes.

        Raises:
            ValueError: when it is damaged.
        """
        ...

    def ends(self, parts: Sequence[Part]) -> tuple[bytes, bytes]:
        """What stands before and after some parts in their file."""
        ...


class Gzip:
    """Deflate; each part ends on a byte and begins with an empty window."""

    maker = f"zlib {zlib.ZLIB_RUNTIME_VERSION} level {_GZIP_LEVEL}"

    def compress(self, content: bytes) -> bytes:
        """One part; a full flush ends its last block on a byte (RFC 1951, 3.2.4)."""
        packer = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
        return packer.compress(content) + packer.flush(zlib.Z_FULL_FLUSH)

    def unpack(self, part: bytes | memoryview, size: int) -> bytes:
        """The content of a part."""
        unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            content = unpacker.decompress(part, size + 1)
        except zlib.error as error:
            raise ValueError(str(error)) from error
        return content

    def ends(self, parts: Sequence[Part]) -> tuple[bytes, bytes]:
        """Of a member without a name, time or system in its head."""
        size = crc = 0
        for part in parts:
            crc = combine_crc(crc, part.crc32, part.size)
            size += part.size
        head = b"\x1f\x8b\x08\0" + bytes(4) + b"\x02\xff"
        tail = b"\x03\0" + crc.to_bytes(4, "little") + (size % (1 << 32)).to_bytes(4, "little")
        return head, tail


class Zstd:
    """Zstandard; each part is a job that refers to no other."""

    maker = f"zstd {'.'.join(map(str, zstandard.ZSTD_VERSION))} level {_ZSTD_LEVEL}"

    def __init__(self) -> None:
        self._own = threading.local()
        self._head = zstandard.ZstdCompressionParameters.from_level(
            _ZSTD_LEVEL,
            window_log=_WINDOW_LOG,
            threads=1,  # a worker, whose jobs are cut by a flush
            job_size=1 << _WINDOW_LOG,
            overlap_log=1,  # none
            write_content_size=False,
            write_checksum=False,
        )

    def compress(self, content: bytes) -> bytes:
        """One part: the blocks of one job, or of several when it is large."""
        if not content:
            return b""
        packer = getattr(self._own, "packer", None)
        if packer is None:
            packer = zstandard.ZstdCompressor(compression_params=self._head).compressobj()
            # The first job bears the frame's head, and alone may repeat the offsets that a frame
            # begins with (RFC 8878, 3.1.1.5): it is thrown away.
            packer.compress(b"\n")
            packer.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
            self._own.packer = packer
        blocks: bytes = packer.compress(content)
        return blocks + packer.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)

    def unpack(self, part: bytes | memoryview, size: int) -> bytes:
        """The content of a part."""
        try:
            return zstandard.ZstdDecompressor().decompress(join_parts([Part(part, size, 0)], self))
        except zstandard.ZstdError as error:
            raise ValueError(str(error)) from error

    def ends(self, parts: Sequence[Part]) -> tuple[bytes, bytes]:
        """Of a frame with its content's size; ``SHA256SUMS`` has its checksum."""
        size = sum(part.size for part in parts)
        descriptor = 0b1100_0000  # eight bytes of size, no checksum (RFC 8878, 3.1.1.1.1)
        window = (_WINDOW_LOG - 10) << 3
        head = b"\x28\xb5\x2f\xfd" + bytes((descriptor, window)) + size.to_bytes(8, "little")
        return head, b"\x01\0\0"  # the last block is empty and raw


GZIP = Gzip()
ZSTD = Zstd()


def join_parts(parts: Sequence[Part], compression: Compression) -> bytes:
    """The file that some parts make."""
    head, tail = compression.ends(parts)
    return b"".join((head, *(part.data for part in parts), tail))


def compress_whole(content: bytes, compression: Compression) -> bytes:
    """A file of one part."""
    return join_parts([Part.of(content, compression)], compression)


def compress_quickly(content: bytes) -> bytes:
    """A zstd frame with a checksum, for what is read again soon."""
    packer = zstandard.ZstdCompressor(level=_QUICK_LEVEL, write_checksum=True)
    # What the library gives takes as much memory as the content does: a copy takes what it is long.
    return bytes(memoryview(packer.compress(content)))


def uncompress_whole(name: str, data: bytes) -> bytes:
    """The content of a file, by the ending of its name.

    Raises:
        ValueError: when it is damaged.
    """
    try:
        if name.endswith(".gz"):
            return gzip.decompress(data)
        return zstandard.ZstdDecompressor().decompress(data)
    except (OSError, EOFError, zlib.error, zstandard.ZstdError) as error:
        raise ValueError(str(error)) from error
    except MemoryError as error:  # a frame says itself how much it holds, and may say anything
        raise ValueError("more than the memory holds") from error


def combine_crc(first: int, second: int, size: int) -> int:
    """The CRC-32 of two texts one after the other.

    Args:
        first: of the first text.
        second: of the second.
        size: of the second, in bytes.

    Source: https://www.rfc-editor.org/rfc/rfc1952#section-8; zlib's ``crc32_combine``.
    """
    # A CRC is a remainder in GF(2)[x]: to append n bytes is to multiply by x to the power of 8 n.
    power = 1 << 31  # 1: the coefficient of x^0 is in the highest bit
    for bit in range(size.bit_length()):
        if size >> bit & 1:
            power = _multiply(power, _power(bit))
    return _multiply(first, power) ^ second


@cache
def _power(bit: int) -> int:
    """The variable to the power of 8 times 2 to the power of ``bit``."""
    return _multiply(_power(bit - 1), _power(bit - 1)) if bit else 1 << 23


def _multiply(left: int, right: int) -> int:
    """The product of two polynomials modulo that of CRC-32."""
    product = 0
    for bit in range(31, -1, -1):
        if left >> bit & 1:
            product ^= right
        right = right >> 1 ^ (0xEDB88320 if right & 1 else 0)
    return product
