"""Names that a document writes whole between quotes, and elsewhere without: « Quartiers fertiles »."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from lf2l_kg.base.expressions import expression
from lf2l_kg.extract.text.shapes import LOWER, UPPER
from lf2l_kg.extract.text.view import Found, View

from .boundaries import clean_label

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
        whole = _whole(view, found, quoted) if quoted and found.kind in _THINGS else None
        if whole is None:
            yield found
        else:
            yield replace(found, end=found.start + len(whole), label=clean_label(whole))


def _read_quoted(view: View) -> dict[str, list[str]]:
    """What stands between quotes and may be a name of several words, by the first one, the longest first."""
    found = {match["name"] for block in view.blocks for match in _QUOTED.finditer(block.text)}
    by_word: dict[str, list[str]] = {}
    for name in sorted(found, key=lambda name: (-len(name), name)):
        by_word.setdefault(name.split(maxsplit=1)[0], []).append(name)
    return by_word


def _whole(view: View, found: Found, quoted: dict[str, list[str]]) -> str | None:
    """The quoted name that stands where a name does, begins with it and goes on in small letters."""
    text = view.blocks[found.block].text
    named = text[found.start : found.end]
    for whole in quoted.get(named.partition(" ")[0], ()):
        end = found.start + len(whole)
        if (
            whole.startswith(named)
            and text.startswith(whole, found.start)
            and _SMALL.fullmatch(whole, len(named))
            and not text[end : end + 1].isalnum()
        ):
            return whole
    return None
