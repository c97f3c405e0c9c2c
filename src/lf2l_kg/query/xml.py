"""What XML cannot hold, kept out of answers: the engine writes it as it comes.

Source: https://www.w3.org/TR/xml/#charsets, https://www.w3.org/TR/rdf-syntax-grammar/#section-Syntax
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from typing import Protocol
from xml.parsers import expat

import pyoxigraph as ox

from lf2l_kg.base.messages import Message
from lf2l_kg.base.namespaces import RDF

from .errors import UnacceptableFormatError

#: U+0000 to U+001F but for tab, line feed and carriage return; U+FFFE; U+FFFF. In UTF-8.
_FORBIDDEN = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_CONTROLS = bytes({*range(0x20)} - {*b"\t\n\r"})
_START = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME_AT_END = re.compile(rf"[{_START}][{_START}0-9.\u00b7\u0300-\u036f\u203f\u2040-]*\Z")
_XMLNS = "http://www.w3.org/2000/xmlns/"
#: Source: https://www.w3.org/TR/rdf-syntax-grammar/#propertyElementURIs
_SYNTAX = frozenset(
    RDF + name
    for name in (
        *("RDF", "ID", "about", "parseType", "resource", "nodeID", "datatype", "li", "Description"),
        *("aboutEach", "aboutEachPrefix", "bagID"),
    )
)
_TYPE = ox.NamedNode(RDF + "type")


class Output(Protocol):
    """Where bytes go."""

    def write(self, data: bytes, /) -> object:
        """Take some bytes."""


class XmlOutput:
    """A file for the engine's XML: it refuses what XML forbids, and escapes what XML would change.

    A carriage return is read back as a line feed unless it is escaped. The engine's own marks have
    none.
    """

    def __init__(self, output: Output) -> None:
        self._output = output
        self._last = b""  # two bytes: a forbidden character has three at most

    def write(self, data: bytes, /) -> int:
        """Take some bytes.

        Raises:
            UnacceptableFormatError: for a character that XML 1.0 cannot hold.
        """
        data = bytes(data)
        seen = self._last + data
        # Faster than to search for all of them at once.
        if len(seen.translate(None, _CONTROLS)) < len(seen) or b"\xef\xbf" in seen:
            found = _FORBIDDEN.search(seen)
            if found:
                raise _no_such_character(ord(found[0].decode()))
        self._last = seen[-2:]
        self._output.write(data.replace(b"\r", b"&#13;"))
        return len(data)

    def flush(self) -> None:
        """Nothing: nothing is kept back."""


def check_names(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """The triples, as long as RDF/XML can write them; some later than they came.

    The engine makes an element's name of a type that is the first triple of its subject: one that is
    no XML name waits until another triple has come.

    Raises:
        UnacceptableFormatError: for a predicate, or for a type that is all that is said of a subject,
            that is no XML name.
    """
    subject, has_begun, waiting = None, False, list[ox.Triple]()
    for triple in triples:
        if not can_be_name(triple.predicate):
            raise _no_name(triple.predicate)
        if triple.subject != subject:
            if waiting:
                raise _no_name(waiting[0].object)
            subject, has_begun = triple.subject, False
        if not has_begun and _is_odd_type(triple):
            waiting.append(triple)
            continue
        has_begun = True
        yield triple
        yield from waiting
        waiting = []
    if waiting:
        raise _no_name(waiting[0].object)


def _is_odd_type(triple: ox.Triple) -> bool:
    """Whether it gives a type that is no XML name."""
    kind = triple.object
    if triple.predicate != _TYPE or not isinstance(kind, ox.NamedNode):
        return False
    return not _ends_in_name(kind.value)


def can_be_name(predicate: ox.NamedNode) -> bool:
    """Whether a predicate can be the name of an element: it ends in an XML name, not in a reserved one."""
    iri = predicate.value
    return _ends_in_name(iri) and iri not in _SYNTAX and not iri.startswith(_XMLNS)


@functools.lru_cache(maxsize=1000)
def _ends_in_name(iri: str) -> bool:
    """Names are those of the fifth edition of XML 1.0 for some parsers, of the fourth for others."""
    found = _NAME_AT_END.search(iri)
    if found is None or found[0].isascii():
        return found is not None
    try:
        expat.ParserCreate().Parse(f"<{found[0]}/>".encode(), True)
    except expat.ExpatError:
        return False
    return True


def _no_such_character(code: int) -> UnacceptableFormatError:
    return UnacceptableFormatError(
        Message(
            fr=f"la réponse contient le caractère U+{code:04X}, que XML ne peut pas écrire\u00a0;"
            " demandez un autre format, par exemple JSON ou Turtle",
            en=f"the answer holds the character U+{code:04X}, which XML cannot write;"
            " ask for another format, such as JSON or Turtle",
        ),
        value=f"U+{code:04X}",
    )


def _no_name(iri: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> UnacceptableFormatError:
    return UnacceptableFormatError(
        Message(
            fr=f"RDF/XML ne peut pas écrire {iri}, qui ne se termine pas par un nom XML\u00a0;"
            " demandez un autre format, par exemple Turtle",
            en=f"RDF/XML cannot write {iri}, which does not end in an XML name;"
            " ask for another format, such as Turtle",
        ),
        value=str(iri).strip("<>"),
    )
