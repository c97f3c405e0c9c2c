"""The words of a text with their places, cut once for all that looks for words."""

from __future__ import annotations

import re
from itertools import accumulate
from typing import NamedTuple

_CUT = re.compile(r"(\w+)")


class Words(NamedTuple):
    """The words of a text in order; ``starts`` and ``words`` run in parallel."""

    words: list[str]
    starts: list[int]


def cut_words(text: str) -> Words:
    """Every run of letters, digits and underscores, in time linear in the text."""
    parts = _CUT.split(text)  # what is between words and words in turn
    return Words(parts[1::2], list(accumulate(map(len, parts)))[:-1:2])
