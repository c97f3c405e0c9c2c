"""Which of several offers suits a client best.

Source: https://www.rfc-editor.org/rfc/rfc9110#section-12.5
"""

from __future__ import annotations

from collections.abc import Sequence

from lf2l_kg.base.messages import Language

_MOST = 100  # ranges read of one header; a browser sends about eight


def choose_media_type(accept: str, offers: Sequence[str]) -> str | None:
    """The offer that a client likes best; the first among equals.

    Args:
        accept: the Accept header; "" when there is none, which accepts everything.
        offers: media types without parameters, the server's favourite first; never empty.

    Returns:
        None when the client accepts none of them.
    """
    ranges = _parse(accept)
    if not ranges:
        return offers[0]
    best, best_quality = None, 0.0
    for offer in offers:
        quality = _quality(offer, ranges)
        if quality > best_quality:
            best, best_quality = offer, quality
    return best


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


def _quality(offer: str, ranges: list[tuple[str, float]]) -> float:
    """The weight of the most specific range that an offer falls in; 0 when it falls in none."""
    weights = dict(ranges)
    for name in (offer, f"{offer.partition('/')[0]}/*", "*/*"):
        if name in weights:
            return weights[name]
    return 0.0


def _parse(header: str) -> list[tuple[str, float]]:
    """The ranges and their weights; those that cannot be read are passed over."""
    found = []
    for part in header.split(",")[:_MOST]:
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weight = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip() == "q":
                try:
                    weight = min(max(float(value), 0.0), 1.0)
                except ValueError:
                    weight = 0.0
        if name:
            found.append(("*/*" if name == "*" and "/" in header else name, weight))
    return found
