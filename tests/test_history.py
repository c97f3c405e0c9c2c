"""The history of releases: in words that agree with their numbers, and never silently lost."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import pytest

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.errors import InputError
from lf2l_kg.base.history import HISTORY, ChangeCounts, read_history
from lf2l_kg.base.numbers import counted
from lf2l_kg.pages import open_edition
from lf2l_kg.release import switch_current
from releasing import BASE, document_quads, release_of

NONE = ChangeCounts(**dict.fromkeys((field.name for field in fields(ChangeCounts)), 0))


@pytest.fixture
def release(tmp_path: Path) -> Path:
    made = release_of(tmp_path, Dataset.from_quads(document_quads("notes", "albi")))
    switch_current(tmp_path, made.name)
    return made.path


def test_words_agree_with_their_number_in_both_languages() -> None:
    words = ("fait", "faits"), ("fact", "facts")
    assert [counted(n, *words).fr for n in (0, 1, 2)] == ["0 fait", "1 fait", "2 faits"]
    assert [counted(n, *words).en for n in (0, 1, 2)] == ["0 facts", "1 fact", "2 facts"]
    assert counted(1200, *words).fr == "1\u202f200 faits"
    assert counted(1200, *words).en == "1,200 facts"


def test_as_much_as_the_share_may_be_lost_and_no_more() -> None:
    counts = replace(NONE, entities_before=10, links_before=4, removed=2, links_lost=1, merged=9)
    assert not counts.loses_more_than(0.25)
    assert not replace(counts, links_lost=0).loses_more_than(0.2)
    assert replace(counts, links_lost=0).loses_more_than(0.19)
    assert replace(counts, removed=0).loses_more_than(0.24)


def test_a_noun_is_said_once_and_what_is_none_is_not_counted() -> None:
    changes = replace(NONE, changed=1, renamed=1, removed=1, facts_added=1, links_lost=3)
    assert changes.said("fr") == "2 choses modifiées, 1 retirée, 1 fait ajouté, 3 liens perdus"
    assert changes.said("en") == "2 things changed, 1 removed, 1 fact added, 3 links lost"
    assert replace(NONE, merged=1).said("fr") == "1 chose fusionnée"


def test_a_release_without_changes_says_so() -> None:
    assert (NONE.said("fr"), NONE.said("en")) == ("première publication", "first release")
    later = replace(NONE, entities_before=3)
    assert (later.said("fr"), later.said("en")) == ("rien de neuf", "nothing new")


def test_the_history_is_read_as_a_release_writes_it(release: Path) -> None:
    (found,) = read_history(release)
    assert found.name == release.name
    assert found.issued.isoformat() == release.name[:10]
    assert found.changes == NONE


def test_a_folder_without_a_feed_has_no_history(tmp_path: Path) -> None:
    assert read_history(tmp_path) == ()


@pytest.mark.parametrize("damage", [b"", b"{", b"[1]", b"\xff", b'[{"name": "a"}]'])
def test_a_damaged_history_is_told_by_its_file_with_what_to_do(
    release: Path, damage: bytes
) -> None:
    (release / HISTORY).write_bytes(damage)
    with pytest.raises(InputError, match="damaged") as caught:
        read_history(release)
    assert caught.value.path == str(release / HISTORY)
    assert "lf2l-kg build" in caught.value.message.en


def test_a_feed_does_not_go_on_without_one_of_its_pages(release: Path) -> None:
    page = release / f"feed-{release.name}.ttl"
    page.unlink()
    with pytest.raises(InputError, match="damaged") as caught:
        release_of(release.parent, Dataset.from_quads(document_quads("notes", "gand")))
    assert caught.value.path == str(page)


def test_neither_pages_nor_the_next_release_go_on_from_a_damaged_history(release: Path) -> None:
    (release / HISTORY).write_bytes(b"{")
    with pytest.raises(InputError, match="damaged"):
        open_edition(release, BASE)
    with pytest.raises(InputError, match="damaged"):
        release_of(release.parent, Dataset.from_quads(document_quads("notes", "gand")))
