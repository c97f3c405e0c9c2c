"""The page's thing by the first word of its name: « la Filature » for « La Filature des possibles »."""

from __future__ import annotations

import re
from dataclasses import replace
from operator import attrgetter

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.text import plain
from lf2l_kg.extract.text.shapes import UPPER
from lf2l_kg.extract.text.view import Name, View

from .settled import Names

_ARTICLE = expression(r"(?:(?:L[ea]s?|The)\s+|L[’'])")
_LED = r"(?<![\w’'])(?:[Ll][ea]s?\s+|[Ll][’']|[Dd]u\s+|[Dd]es\s+|[Aa]ux?\s+|[Nn]otre\s+|[Tt]he\s+)"
# « la Filature des arts », « la Filature Motris »: something else.
_ENDS = rf"(?![\w’'-])(?!\s+(?:de|du|des|d[’']|of|[{UPPER}]))"
_SHORTEST = 4  # letters
_CONFIDENCE = 0.7
_start = attrgetter("start")


def add_shortened(view: View, names: Names) -> Names:
    """The same names, and the places where the page's thing stands by its first word with a capital.

    Nothing when another name of the document begins with that word.
    """
    given = names.given
    words = _ARTICLE.sub("", given.label).split() if given else []
    if given is None or len(words) < 2 or len(words[0]) < _SHORTEST or not words[0][0].isupper():
        return names
    first = plain(words[0])
    for name in names:
        if name.mention != given and plain(_ARTICLE.sub("", name.mention.label)).startswith(first):
            return names
    sought = re.compile(rf"{_LED}(?P<word>{re.escape(words[0])}){_ENDS}")
    rows = list(names.by_block)
    for number in view.blocks_with(sought):
        block = view.blocks[number]
        if block.kind in ("heading", "code"):
            continue
        spans = [match.span("word") for match in sought.finditer(block.text)]
        found = [
            Name(number, start, end, given, "name.shortened", _CONFIDENCE)
            for start, end in spans
            if names.at(number, start, end) is None
        ]
        rows[number] = tuple(sorted((*rows[number], *found), key=_start))
    return replace(names, by_block=tuple(rows))
