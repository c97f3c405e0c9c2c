"""Which of several offers suits a client best.

Source: https://www.rfc-editor.org/rfc/rfc9110#section-12.5
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lf2l_kg.base.messages import Language
from lf2l_kg.query.spool import Encoding

#: What Java's own client sends for a program that says nothing. It would get pages.
_JAVA = "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2"
_MOST = 1000  # ranges read of one header; a browser sends about eight
#: Between the commas of a list, and between the semicolons of a range; a quoted text may hold both.
_RANGE = re.compile(r"(?:[^,\"]|\"(?:[^\"\\]|\\.)*\"?)+")
_PIECE = re.compile(r"(?:[^;\"]|\"(?:[^\"\\]|\\.)*\"?)+")
_WEIGHT = re.compile(r"\d{1,9}(?:\.\d{0,9})?|\.\d{1,9}")


def choose_media_type(accept: str, offers: Sequence[str]) -> str | None:
    """The offer that a client likes best; the first among equals.

    Args:
        accept: the Accept header; "" when there is none, which accepts everything.
        offers: media types without parameters, the server's favourite first; never empty.

    Returns:
        None when the client accepts none of them.
    """
    if accept == _JAVA:
        return offers[0]
    # Some clients write « * » for « */* ».
    ranges = [("*/*" if name == "*" else name, weight) for name, weight in _parse(accept)]
    if not ranges:
        return offers[0]
    weights = dict(sorted(ranges, key=lambda pair: pair[1]))  # of a range named twice, the greatest
    best, best_quality = None, 0.0
    for offer in offers:
        quality = _quality(offer, weights)
        if quality > best_quality:
            best, best_quality = offer, quality
    return best


def choose_encoding(accept_encoding: str) -> Encoding:
    """The content coding that a client likes best: zstd before gzip, and either before none."""
    weights = dict(_parse(accept_encoding))
    weights.setdefault("gzip", weights.get("x-gzip", weights.get("*", 0.0)))
    weights.setdefault("zstd", weights.get("*", 0.0))
    offers: tuple[Encoding, ...] = ("zstd", "gzip")
    best = max(offers, key=lambda offer: weights[offer])
    return best if weights[best] > 0 and weights[best] >= weights.get("identity", 0.0) else ""


def needs_encoding(accept_encoding: str) -> bool:
    """Whether a client takes no bytes as they are.

    Source: https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3
    """
    weights = dict(_parse(accept_encoding))
    return weights.get("identity", weights.get("*", 1.0)) == 0.0


def choose_language(accept_language: str, default: Language) -> Language:
    """French or English, whichever a client likes best; the default when it likes neither."""
    ranges = _parse(accept_language)
    offers: tuple[Language, ...] = ("fr", "en") if default == "fr" else ("en", "fr")
    best, best_quality = default, 0.0
    for offer in offers:
        quality = max(
            (q for name, q in ranges if name.partition("-")[0] == offer),
            default=dict(ranges).get("*", 0.0),
        )
        if quality > best_quality:
            best, best_quality = offer, quality
    return best


def _quality(offer: str, weights: dict[str, float]) -> float:
    """The weight of the most specific range that an offer falls in; 0 when it falls in none."""
    names = (offer, f"{offer.partition('/')[0]}/*", "*/*")
    return next((weights[name] for name in names if name in weights), 0.0)


def _parse(header: str) -> list[tuple[str, float]]:
    """The ranges, without parameters, and their weights; one whose weight is none weighs nothing."""
    found = []
    for part in _RANGE.findall(header)[:_MOST]:
        name, *parameters = (piece.strip().lower() for piece in _PIECE.findall(f" {part}"))
        weight = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip() == "q":
                value = value.strip()
                weight = min(float(value), 1.0) if _WEIGHT.fullmatch(value) else 0.0
        if name:
            found.append((name, weight))
    return found
