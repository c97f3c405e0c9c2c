"""Bytes → text, strictly UTF-8."""

from __future__ import annotations

from lf2l_kg.base.messages import Message
from lf2l_kg.base.records import Finding

from .source import Source

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
# C1 controls and holes that Windows-1252 never shows in a text.
_UNUSED = frozenset(b"\x81\x8d\x8f\x90\x9d")


def decode(path: str, data: bytes) -> tuple[str, Finding | None]:
    """The text of a file, and what is wrong when it cannot be read ("" for bytes that are no text).

    The place of the finding is the first byte that is not UTF-8, or the first NUL.
    """
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode()
        source = Source(path, before)
        byte = f"0x{data[error.start]:02X}"
        return "", source.finding(len(before), "error", "invalid-utf-8", _message(data, byte), byte)
    if (at := text.find("\0")) >= 0:
        return text, Source(path, text).finding(at, "error", "nul-byte", _NUL)
    return text, None


def _message(data: bytes, byte: str) -> Message:
    guess = _guess(data)
    return Message(
        fr=f"l’octet {byte} n’est pas de l’UTF-8 ; enregistrez le fichier en UTF-8"
        f"{f' (il semble être en {guess})' if guess else ''}.",
        en=f"the byte {byte} is not UTF-8; save the file as UTF-8"
        f"{f' (it looks like {guess})' if guess else ''}.",
    )


def _guess(data: bytes) -> str:
    """The encoding the bytes look like; "" when they look like none."""
    if data.startswith(_UTF_16):
        return "UTF-16"
    if b"\0" in data or _UNUSED.intersection(data):
        return ""
    return "Windows-1252" if any(0x80 <= byte < 0xA0 for byte in data) else "ISO-8859-1"


_NUL = Message(
    fr="le fichier contient un octet nul : ce n’est pas un texte, ou il est en UTF-16 ; enregistrez-le"
    " en UTF-8.",
    en="the file holds a NUL byte: it is not a text, or it is in UTF-16; save it as UTF-8.",
)
