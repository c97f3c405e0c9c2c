"""Names that a document writes whole between quotes, and elsewhere without: « Quartiers fertiles »."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from lf2l_kg.base.expressions import expression

from .boundaries import clean_label
from .shapes import LOWER, UPPER
from .view import Found, View

_QUOTED = expression(rf"[«“\"]\s*(?P<name>[{UPPER}][\w’'+-]*(?:\s[\w’'+-]+){{1,5}})\s*[»”\"]")
_SMALL = expression(rf"(?:\s[{LOWER}][\w’'-]*)+")  # what a name goes on with
_THINGS = frozenset(("Project", "Institution", "Event"))


def as_quoted(view: View, founds: Iterable[Found]) -> Iterator[Found]:
    """The same names, each as long as the document writes it between quotes.

    A capital shows where a name begins, and nothing where it ends in small letters: « le projet
    Quartiers | fertiles est … ». Quotes do.
    """
    quoted = view.once(_read_quoted)
    for found in founds:
        text = view.blocks[found.block].text
        named = text[found.start : found.end] if found.kind in _THINGS and quoted else ""
        whole = (
            next((q for q in quoted if _is_begun(text, found, named, q)), None) if named else None
        )
        if whole is None:
            yield found
        else:
            yield replace(found, end=found.start + len(whole), label=clean_label(whole))


def _read_quoted(view: View) -> tuple[str, ...]:
    """What stands between quotes and may be a name of several words, the longest first."""
    found = {match["name"] for block in view.blocks for match in _QUOTED.finditer(block.text)}
    return tuple(sorted(found, key=lambda name: (-len(name), name)))


def _is_begun(text: str, found: Found, named: str, whole: str) -> bool:
    """Whether a name is the beginning of a quoted one that stands there, and goes on in small letters."""
    return (
        whole.startswith(named)
        and text.startswith(whole, found.start)
        and _SMALL.fullmatch(whole, len(named)) is not None
        and not text[found.start + len(whole) :][:1].isalnum()
    )
