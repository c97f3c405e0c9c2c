"""What things are about: themes that a description, an apposition or a heading gives them."""

# ruff: noqa: E501  (a sentence stands on one line, as its author would write it)

from __future__ import annotations

import pytest

from extracting import Reader


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("L'association Motris est dédiée à la santé.", "Motris | hasTheme | sante"),
        (
            "L'atelier se tient dans les locaux de l'association Motris, tiers-lieu dédié aux industries créatives.",
            "Motris | hasTheme | culture",
        ),
        (
            "Toul accueille l'association Motris (portée par Veolia) consacrée aux monnaies locales.",
            "Motris | hasTheme | monnaie-locale",
        ),
        (
            "## Énergie\n\n### Toul (16 000 hab) - Boussole\n\nUn texte.",
            "Boussole | hasTheme | energie",
        ),
        ("L'association Motris est consacrée aux communs.", "Motris | hasTheme | communs"),
    ],
)
def test_a_description_gives_a_theme(reader: Reader, text: str, fact: str) -> None:
    assert fact in reader.lines(text)


@pytest.mark.parametrize(
    "text",
    [
        "L'association Motris loue un local au Ministère de la Culture.",
        "L'association Motris emploie Ana Costa, professeure en entrepreneuriat.",
        "L'association Motris compte une entreprise d'insertion parmi ses voisins.",
        "L'association Motris, les transports et la santé font la une.",
        "Le Ministère de la Santé publie un texte.",
        "L'association Motris mène des projets communs.",
    ],
)
def test_a_common_word_in_passing_gives_none(reader: Reader, text: str) -> None:
    assert not {line for line in reader.lines(text) if " | hasTheme | " in line}
