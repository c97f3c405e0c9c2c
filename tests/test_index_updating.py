"""An index made of that of the release before holds what one made anew does."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.namespaces import RDF, RDFS, SKOS
from lf2l_kg.index import (
    Index,
    Marker,
    Question,
    Results,
    Searcher,
    find_edit,
    holds_the_same,
    index_dataset,
    open_index,
    ranking,
    update_index,
)
from lf2l_kg.index.ranking import rank_between
from test_index import BASE, DATASET, TERMS

GRAPH = f"<{BASE}graph/carnet>"
LINES = DATASET.lines


def thing(path: str) -> str:
    return f"<{BASE}id/{path}>"


def line(subject: str, predicate: str, value: str, graph: str = GRAPH) -> str:
    return f"{subject} <{predicate}> {value} {graph} ."


FACTORY, TOWN, REGION = (
    thing("project/la-fabrique"), thing("territory/la-louviere"), thing("territory/wallonie"),
)  # fmt: skip
READ = line(FACTORY, f"{TERMS}locatedIn", TOWN)
NO_MARKER = Marker(())
OTHERS = (
    line(thing("project/neuf"), f"{RDF}type", f"<{TERMS}Project>"),
    line(thing("project/neuf"), f"{SKOS}prefLabel", '"Le Neuf \\"à neuf\\"\\n"@fr'),
    line(thing("project/neuf"), f"{TERMS}locatedIn", TOWN),
    line(FACTORY, f"{TERMS}locatedIn", thing("territory/ile-d-yeu")),
    line(FACTORY, f"{SKOS}altLabel", '"Les Possibles"@fr'),
    line(FACTORY, f"{SKOS}definition", '"Un lieu"', f"<{BASE}graph/notes>"),
    line(FACTORY, f"{TERMS}carriedBy", thing("institution/universite")),
    line(TOWN, f"{SKOS}prefLabel", '"Louvain"@en'),
    line(TOWN, f"{TERMS}population", '"80"^^<http://www.w3.org/2001/XMLSchema#integer>'),
    line(REGION, f"{RDF}type", f"<{TERMS}Institution>"),
    line(thing("theme/economie"), f"{SKOS}broader", thing("theme/tiers-lieux")),
)


def read_in(document: str, confidence: str = "0.95") -> list[str]:
    """The evidence of another document that says what the first one does, at length, in words of its own."""
    mine = "\n".join(text for text in LINES if "/evidence>" in text)
    mine = mine.replace("La Louvière (80 000 hab)", f"La Louvière, {document}, " * 16)
    mine = mine.replace("/carnet", f"/{document}").replace('"0.95"', f'"{confidence}"')
    for name in ("evidence", "quote"):
        mine = mine.replace(f"/{name}/1>", f"/{name}/{document}-{confidence}>")
    return mine.split("\n")


READERS = [read_in(name, sure) for name in ("a", "carnet-2", "z") for sure in ("0.5", "0.95", "1")]


def indexed(dataset: Dataset, file: Path) -> None:
    file.write_bytes(index_dataset(dataset, BASE, TERMS))


def update(file: Path, old: Dataset, new: Dataset) -> bool:
    """Make the index of a dataset of that of another."""
    digests = dict.fromkeys((text.rsplit(" ", 2)[1][1:-1] for text in old.stated), "")
    digests |= {part.graph: part.digest for part in old.evidence}
    changed = {*old.lines} ^ {*new.lines}
    edit = find_edit(new, BASE, changed=changed, was=old.evidence, digests=digests)
    connection = sqlite3.connect(file, isolation_level=None)
    try:
        return update_index(connection, edit, BASE, TERMS)
    finally:
        connection.close()


def is_updated(file: Path, old: Dataset, new: Dataset) -> bool:
    """Whether an index was made of the one before; what it holds is compared with one made anew."""
    indexed(old, file)
    if not update(file, old, new):
        return False
    assert holds_the_same(file, index_dataset(new, BASE, TERMS))
    return True


@pytest.mark.parametrize("number", range(len(LINES)))
def test_a_line_less_or_a_line_more_makes_the_index_of_the_other_dataset(
    number: int, tmp_path: Path
) -> None:
    less = Dataset.from_lines([*LINES[:number], *LINES[number + 1 :]])
    assert is_updated(tmp_path / "index.sqlite", DATASET, less)
    # Of what is read and not stated, the index keeps no readings.
    is_read = {*LINES} - {*less.lines} == {READ}
    assert is_updated(tmp_path / "index.sqlite", less, DATASET) != is_read


@settings(deadline=None)
@given(st.sets(st.sampled_from((*LINES, *OTHERS))), st.sets(st.sampled_from((*LINES, *OTHERS))))
def test_an_index_goes_on_from_any_dataset_to_any_other(
    tmp_path_factory: pytest.TempPathFactory, one: set[str], other: set[str]
) -> None:
    file = tmp_path_factory.mktemp("index") / "index.sqlite"
    old, new = Dataset.from_lines(one), Dataset.from_lines(other)
    is_updated(file, old, new)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.lists(st.sampled_from(READERS), max_size=6), min_size=1, max_size=3))
def test_whichever_documents_say_a_thing_the_surest_and_first_of_them_comes_first(
    tmp_path_factory: pytest.TempPathFactory, readers: list[list[list[str]]]
) -> None:
    file, now = tmp_path_factory.mktemp("index") / "index.sqlite", DATASET
    indexed(now, file)
    for some in readers:
        then = Dataset.from_lines([*LINES, *chain.from_iterable(some)])
        assert update(file, now, then)
        assert holds_the_same(file, index_dataset(then, BASE, TERMS))
        now = then


def test_one_document_after_another_may_come_to_say_a_thing_between_two_others(
    tmp_path: Path,
) -> None:
    file, now = tmp_path / "index.sqlite", Dataset.from_lines([*LINES, *read_in("z")])
    indexed(now, file)
    for number in range(25):  # each in half of the room that the last one left
        then = Dataset.from_lines([*now.lines, *read_in(f"m-{number:02}")])
        assert update(file, now, then)
        now = then
    assert holds_the_same(file, index_dataset(now, BASE, TERMS))


def found(index: Index, text: str) -> Results:
    """What a search finds, without what marks the words."""
    return replace(Searcher(index).search(Question(text)), marker=NO_MARKER)


def test_after_many_changes_a_search_finds_the_same_in_the_same_order(tmp_path: Path) -> None:
    (tmp_path / "anew").mkdir()
    file, now = tmp_path / "index.sqlite", DATASET
    indexed(now, file)
    for added in (*OTHERS, *OTHERS):
        lines = {*now.lines} ^ {added}
        then = Dataset.from_lines(lines)
        assert update(file, now, then)
        now = then
        indexed(now, tmp_path / "anew" / "index.sqlite")
        mine, wanted = (open_index(folder) for folder in (tmp_path, tmp_path / "anew"))
        for text in ("la", "fabrique", "neuf", "louvain", "possibles", "belgique", "hab"):
            assert found(mine, text) == found(wanted, text)
        for iri in (FACTORY, TOWN, REGION):
            assert mine.describe(iri[1:-1]) == wanted.describe(iri[1:-1])
        assert mine.examples() == wanted.examples()
        assert mine.members("territory") == wanted.members("territory")
        assert mine.places() == wanted.places()


def without(*words: str) -> Callable[[str], bool]:
    return lambda text: not any(word in text for word in words)


@pytest.mark.parametrize(
    "term",
    ["rule>", "confidence>", "exact>", "line>", "prefLabel>", "altLabel>", "lat>", "mentions>"],
)
def test_an_index_of_anything_else_does_not_hold_the_same(term: str, tmp_path: Path) -> None:
    indexed(DATASET, tmp_path / "index.sqlite")
    assert holds_the_same(tmp_path / "index.sqlite", index_dataset(DATASET, BASE, TERMS))
    less = Dataset.from_lines(filter(without(f"{term} "), LINES))
    assert not holds_the_same(tmp_path / "index.sqlite", index_dataset(less, BASE, TERMS))


@pytest.mark.parametrize(
    "harm",
    [
        "INSERT INTO told(told) VALUES ('delete-all')",
        "INSERT INTO named(rowid, label) VALUES (7, 'de personne')",
        "INSERT INTO named(rowid, label) VALUES (1024, 'ailleurs')",
        "UPDATE card SET rank = rank + 1 WHERE rank = (SELECT max(rank) FROM card)",
        "DELETE FROM evidence",
        "UPDATE node SET incoming = incoming + 1 WHERE kind = 'Project'",
        "DROP TABLE place",
    ],
)
def test_an_index_with_one_row_that_is_wrong_does_not_hold_the_same(
    harm: str, tmp_path: Path
) -> None:
    file = tmp_path / "index.sqlite"
    indexed(DATASET, file)
    connection = sqlite3.connect(file)
    connection.executescript(harm)
    connection.close()
    assert not holds_the_same(file, index_dataset(DATASET, BASE, TERMS))


@pytest.mark.parametrize(
    "added",
    [
        line(f"<{TERMS}Project>", f"{SKOS}prefLabel", '"Projet"@fr'),
        line(FACTORY, f"{RDFS}subClassOf", TOWN),
    ],
)
def test_where_a_class_changes_the_index_is_made_anew(added: str, tmp_path: Path) -> None:
    more = Dataset.from_lines([*LINES, added])
    assert not is_updated(tmp_path / "index.sqlite", DATASET, more)


def test_an_index_that_other_code_made_is_made_anew(tmp_path: Path) -> None:
    file = tmp_path / "index.sqlite"
    indexed(DATASET, file)
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE made SET maker = 'another'")
    assert not update(file, DATASET, DATASET)


def test_where_there_is_no_room_between_two_ranks_the_index_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranking, "ROOM", 1)
    more = Dataset.from_lines([*LINES, *OTHERS])
    assert not is_updated(tmp_path / "index.sqlite", DATASET, more)
    assert rank_between((), lambda _: (), lambda _: (1, 2)) == []
