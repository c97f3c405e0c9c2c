"""A store made from that of the release before holds what one that was filled anew holds."""

from __future__ import annotations

import os
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.namespaces import XSD
from lf2l_kg.base.products import Products
from lf2l_kg.release import adopting, check_release, read_manifest, switch_current
from lf2l_kg.release.adopting import adopt_store, find_difference
from lf2l_kg.release.store import NewStore, sum_files
from lf2l_kg.release.summing import Summing
from releasing import BASE, LF2L, document_quads, quad, release_of, store_quads

TOWNS = [f"ville-{number}" for number in range(30)]


def linked(release: Path) -> bool:
    return any(path.stat().st_nlink > 1 for path in (release / "store").glob("*.sst"))


def place(value: str, kind: str, graph: str) -> ox.Quad:
    literal = ox.Literal(value, datatype=ox.NamedNode(XSD + kind))
    return quad(f"{BASE}id/territory/albi", LF2L + "population", literal, graph)


@pytest.mark.parametrize("share", [1.0, 0.0])
def test_a_small_change_takes_the_store_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, share: float
) -> None:
    monkeypatch.setattr(adopting, "_LARGEST", share)
    towns = Dataset.from_quads(document_quads("notes", *TOWNS))
    before = release_of(tmp_path / "a", towns).path
    was = store_quads(before)
    switch_current(tmp_path / "a", before.name)
    data = Dataset.from_quads(
        [*document_quads("notes", *TOWNS[1:]), place("51.0", "decimal", "notes")]
    )
    after = release_of(tmp_path / "a", data).path
    assert linked(after) == (share > 0)
    assert store_quads(after) == store_quads(release_of(tmp_path / "b", data).path)
    assert store_quads(before) == was
    assert check_release(after) == check_release(before) == ()


def test_of_a_document_that_is_gone_not_even_the_name_of_its_graph_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adopting, "_LARGEST", 1)
    both = [*document_quads("notes", *TOWNS), *document_quads("carnet", "metz")]
    switch_current(tmp_path, release_of(tmp_path, Dataset.from_quads(both)).name)
    after = release_of(tmp_path, Dataset.from_quads(document_quads("notes", *TOWNS))).path
    assert linked(after)
    names = {str(name) for name in ox.Store.read_only(str(after / "store")).named_graphs()}
    assert names == {f"<{name}>" for name in read_manifest(after).graphs}


def test_a_damaged_store_is_not_taken_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adopting, "_LARGEST", 1)
    before = release_of(tmp_path, Dataset.from_quads(document_quads("notes", *TOWNS))).path
    switch_current(tmp_path, before.name)
    table = max((before / "store").glob("*.sst"), key=lambda path: path.stat().st_size)
    data = bytearray(table.read_bytes())
    data[len(data) // 2] ^= 1
    table.write_bytes(data)
    after = release_of(tmp_path, Dataset.from_quads(document_quads("notes", *TOWNS[1:]))).path
    assert not linked(after)
    assert check_release(after) == ()


def test_files_are_copied_where_they_cannot_be_linked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adopting, "_LARGEST", 1)
    before = release_of(tmp_path, Dataset.from_quads(document_quads("notes", *TOWNS))).path
    switch_current(tmp_path, before.name)

    def refuse(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(os, "link", refuse)
    after = release_of(tmp_path, Dataset.from_quads(document_quads("notes", *TOWNS[1:]))).path
    assert not linked(after)
    assert check_release(after) == ()


some = st.sets(
    st.builds(
        lambda value, kind, graph: f"{place(value, kind, graph)} .",
        st.sampled_from(["51", "51.0", "051", "1", "x"]),
        st.sampled_from(["decimal", "integer", "string"]),
        st.sampled_from(["a", "b"]),
    )
)


def test_values_that_the_engine_takes_for_one_are_counted_once(tmp_path: Path) -> None:
    twice = [place("51", "decimal", "a"), place("51.0", "decimal", "b")]
    release = release_of(tmp_path, Dataset.from_quads([*document_quads("a"), *twice])).path
    counts = read_manifest(release).counts
    assert (counts.triples, counts.store_quads) == (4, 4 + 3)
    assert check_release(release) == ()


def filled(path: Path, lines: list[str]) -> set[ox.Quad]:
    with NewStore(path) as store:
        store.fill(Dataset.from_lines(lines))
        store.fill_default(merged(lines))
    return set(ox.Store.read_only(str(path)))


def merged(lines: list[str]) -> list[str]:
    return sorted({f"{line.rsplit(' ', 2)[0]} ." for line in lines})


@settings(max_examples=25, deadline=None)
@given(some, some)
def test_values_that_the_engine_writes_otherwise_are_neither_lost_nor_left(
    tmp_path_factory: pytest.TempPathFactory, before: set[str], after: set[str]
) -> None:
    folder = tmp_path_factory.mktemp("stores")
    held_before = filled(folder / "store", sorted(before))
    (folder / "store.sha256").write_text(sum_files(folder / "store"), encoding="ascii")
    wanted = filled(folder / "anew", sorted(after))
    lines = sorted(after)
    difference = find_difference(before - after, after - before, lines, merged(lines))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(adopting, "_LARGEST", 100)
        if wanted:
            assert adopt_store(
                folder / "store",
                folder / "new",
                difference,
                sums=Summing(folder / "store", Products()).sums(folder / "store"),
                before=len(held_before),
                quads=len(wanted),
            )
            assert set(ox.Store.read_only(str(folder / "new"))) == wanted
