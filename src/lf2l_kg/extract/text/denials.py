"""Words that deny or doubt what follows them."""

from __future__ import annotations

from lf2l_kg.base.expressions import expression

_DENIED = expression(
    r"(?:\b(?:rien|aucune?|pas(?!\s+(?:seulement|que|uniquement))|ni|non|sans|hors|sauf|excepte|hormis|loin|ailleurs"
    r"|nulle part|jamais|plutot qu[e']?|contrairement|not(?!\s+only)|no|nothing|except|outside|instead)\b"
    r"|\b(?:peut[ -]etre|probablement|eventuellement|sans doute|maybe|perhaps|possibly|probably)\b"
    r"|\b(?:serait|seraient|pourrait|pourraient|devrait|devraient|aurait|auraient|envisag\w+|souhait\w+|would|could"
    r"|might)\b[^,.;:()!?]{0,25})[^,.;:()!?]{0,25}$"
)

_OVER = expression(
    r"\s*,?\s*(?:jusqu'(?:en|a|au|aux)\b|(?:de|entre) [0-9]{4} (?:a|et) [0-9]{4}\b|until\b|si\b)"
)

_UNSURE = expression(
    r"[\s»\"*_]*\((?:(?:a|en cours de) (?:confirmer|confirmation|valider|trouver|contacter)"
    r"|pressentie?|envisagee?|sollicitee?|en discussion|to be confirmed|tbc|\?)\)"
)


def is_unsure(plain_text: str, position: int) -> bool:
    """Whether a bracket says that what ends at a position is not settled: « INRAE | (à confirmer) »."""
    return _UNSURE.match(plain_text, position) is not None


def is_over(plain_text: str, position: int) -> bool:
    """Whether what the words before a position say has ended or may never be: « jusqu'en 2019 », « si … »."""
    return _OVER.match(plain_text, position) is not None


def is_denied(plain_text: str, position: int) -> bool:
    """Whether the words before a position deny or doubt what follows: « rien à … », « peut-être à … ».

    Of one clause: « non » in an earlier clause denies nothing. « Pas seulement » denies nothing.
    """
    return bool(_DENIED.search(plain_text[max(0, position - 70) : position]))
