"""Words as they are looked for: accents, case, ligatures and the plural do not matter."""

from __future__ import annotations

import re
from functools import lru_cache

from lf2l_kg.base.text import bare

WORD = re.compile(r"[^\W_]+")
#: Words that say nothing when there are others beside them.
EMPTY = frozenset(
    {
        *("a", "au", "aux", "d", "dans", "de", "des", "du", "en", "et", "l", "la", "le", "les"),
        *("par", "pour", "sur", "un", "une", "and", "for", "in", "of", "the"),
    }
)
_SHORTEST = 4  # letters of a word that can lose the mark of its plural: « bus », « prix » stay


def words_of(text: str) -> list[str]:
    """The words of a text, folded, in their order: « L’île d’Yeu » → l, ile, d, yeu."""
    return [word for part in text.split() for word in _words_of(part)]


@lru_cache(maxsize=1 << 16)  # the same words come again and again
def _words_of(part: str) -> tuple[str, ...]:
    """The words of what stands between two spaces."""
    return tuple([_singular(word) for word in WORD.findall(bare(part))])


def _singular(word: str) -> str:
    """Without the s or x of a plural; both what is kept and what is asked for go through here."""
    if len(word) > _SHORTEST and word[-1] in "sx" and word[-2] != word[-1]:
        return word[:-1]
    return word
