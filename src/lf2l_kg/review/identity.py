"""What a question is known by, as long as the words and what was read from them are the same."""

from __future__ import annotations

import hashlib
import re

from lf2l_kg.base.records import Fact, Mention
from lf2l_kg.base.text import collapse

#: ``fact-``, the digest of what the words state, the digest of the document's path. It begins with
#: letters, so that no spreadsheet takes it for a number.
FORM = re.compile(r"fact-[0-9a-f]{16}-[0-9a-f]{8}")


def identify_fact(fact: Fact) -> str:
    """The lasting name of the question whether these words of this document state this.

    Where the words stand, which rule read them and how sure it was do not matter. White space and
    what surrounds the quote do not either.
    """
    path = fact.evidence.path
    words = _digest(
        *_end(fact.subject, path),
        fact.predicate,
        *_end(fact.object, path),
        collapse(fact.evidence.quotes[0].exact),
    )
    return f"fact-{words[:16]}-{path_digest(path)}"


def words_of(identity: str) -> str:
    """The part of an identity that a document keeps when it is renamed."""
    return identity.rpartition("-")[0]


def path_of(identity: str) -> str:
    """The part of an identity that tells the document, as :func:`path_digest` gives it."""
    return identity.rpartition("-")[2]


def path_digest(path: str) -> str:
    """Eight hexadecimal digits for a document's path."""
    return _digest(path)[:8]


def _end(value: Mention | str, path: str) -> tuple[str, ...]:
    if isinstance(value, str):
        return "", value, ""
    own = value == Mention("Document", path)
    return value.kind, "" if own else collapse(value.label), collapse(value.scope)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
