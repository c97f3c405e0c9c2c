"""In which letters a request is written.

Source: https://www.rfc-editor.org/rfc/rfc9110#section-8.3.2
"""

from __future__ import annotations

import codecs
import re

from lf2l_kg.base.messages import Message

from .errors import HttpError

_CHARSET = re.compile(r";\s*charset\s*=\s*(?:\"([^\"]*)\"|([^\s;\"]*))", re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z0-9._:+-]{1,40}")
#: What Python calls encodings and no one sends: notations, and what takes time out of proportion.
_NOTATIONS = frozenset({"idna", "punycode", "raw-unicode-escape", "unicode-escape"})
_ASCII = bytes(range(0x20, 0x7F))


def find_charset(content_type: str) -> str | None:
    """The charset of a Content-Type, as Python calls it: UTF-8 when it names none, None when unknown.

    The standard wants UTF-8; what agrees with it on ASCII is read as well, UTF-16 is not.
    """
    found = _CHARSET.search(content_type)
    if found is None:
        return "utf-8"
    if not _NAME.fullmatch(found[1] or found[2] or ""):
        return None
    try:
        name = codecs.lookup(found[1] or found[2] or "").name
        if name.replace("_", "-") in _NOTATIONS or _ASCII.decode(name) != _ASCII.decode():
            return None
    except (LookupError, ValueError):
        return None
    return name


def decode_body(body: bytes, charset: str) -> str:
    """A body as text, without a byte order mark.

    Raises:
        HttpError: 400, with the first byte that does not fit.
    """
    try:
        return body.decode(charset).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        name = charset.upper()
        raise HttpError(
            400,
            Message(
                fr=f"l’octet {error.start} n’est pas du {name}\u00a0; encodez la requête en {name}",
                en=f"this is not {name} at byte {error.start}; encode the query in {name}",
            ),
        ) from error
