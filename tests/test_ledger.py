"""Lines that are kept as what differs from others."""

from __future__ import annotations

from pathlib import Path
from random import Random

from lf2l_kg.base.ledger import Entry, Ledger
from lf2l_kg.base.products import Products


def drawn(random: Random, lines: list[str]) -> list[str]:
    """The same lines, or with a few others, or all others."""
    return sorted(
        {*lines[:: random.choice((1, 1, 2))], *random.sample(LINES, random.choice((1, 40)))}
    )


LINES = [f"ligne {n:03} « é »" for n in range(200)]


def test_lines_are_found_as_they_were_kept_however_they_change_from_one_build_to_the_next(
    tmp_path: Path,
) -> None:
    random = Random("ledger")  # noqa: S311 - nothing secret
    lines, kept = [*LINES], list[tuple[Entry, list[str]]]()
    for _ in range(12):
        products = Products(tmp_path / "products.sqlite", tmp_path)
        ledger = Ledger(products)
        for entry, before in kept[-2:]:
            assert [*(ledger.find(entry) or ())] == before
        for _ in range(2):  # as assembled, as linked
            lines = drawn(random, lines)
            kept.append((ledger.keep(lines), lines))
        products.close()
    assert len({entry.base for entry, _ in kept}) > 2
    assert any(entry.come for entry, _ in kept)


def test_little_is_kept_of_what_changes_little(tmp_path: Path) -> None:
    ledger = Ledger(Products(tmp_path / "products.sqlite", tmp_path))
    first = ledger.keep(LINES)
    assert ledger.keep([*LINES[:7], *LINES[8:], "zut"]) == Entry(first.base, (LINES[7],), ("zut",))
    assert ledger.keep(LINES[:9]).base != first.base


def test_lines_are_told_from_those_that_another_build_kept_and_that_were_found_first(
    tmp_path: Path,
) -> None:
    products = Products(tmp_path / "products.sqlite", tmp_path)
    first, other = Ledger(products).keep(LINES), Ledger(products).keep(["zut"])
    ledger = Ledger(products)
    ledger.find(first)
    ledger.find(other)
    assert ledger.keep(LINES[1:]) == Entry(first.base, (LINES[0],), ())


def test_the_same_entry_gives_the_same_lines_and_another_others(tmp_path: Path) -> None:
    ledger = Ledger(Products(tmp_path / "products.sqlite", tmp_path))
    one, other = ledger.keep(LINES), ledger.keep(LINES[1:])
    found = ledger.find(Entry(other.base, (*other.gone,), ()))
    assert found is ledger.find(other)
    assert [*(found or ())] == LINES[1:]
    assert [*(ledger.find(one) or ())] == LINES


def test_an_entry_whose_lines_are_lost_or_others_gives_none(tmp_path: Path) -> None:
    ledger = Ledger(Products(tmp_path / "products.sqlite", tmp_path))
    entry = ledger.keep(LINES)
    assert ledger.find(Entry(b"lost", (), ())) is None
    assert ledger.find(Entry(entry.base, ("not there",), ())) is None
