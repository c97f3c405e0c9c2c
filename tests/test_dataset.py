"""A dataset puts quads in one order, however they come."""

from __future__ import annotations

import hashlib

import pyoxigraph as ox
from hypothesis import given
from hypothesis import strategies as st

from lf2l_kg.base.dataset import Dataset

# Names that begin alike: one ends where the other goes on.
_IRIS = st.sampled_from(["x:a", "x:a/b", "x:a-b", "x:a?", "x:a~", "x:ab", "x:é"]).map(ox.NamedNode)
_VALUES = st.one_of(_IRIS, st.text(max_size=4).map(ox.Literal))
_QUADS = st.lists(st.builds(ox.Quad, _IRIS, _IRIS, _VALUES, _IRIS), max_size=12)


@given(_QUADS, _QUADS)
def test_lines_stand_sorted_and_once_whatever_they_are_made_from(
    one: list[ox.Quad], other: list[ox.Quad]
) -> None:
    lines = tuple(sorted({f"{quad} ." for quad in (*one, *other)}))
    both = Dataset.from_quads([*one, *other])
    assert both.lines == Dataset.from_lines([*reversed(lines), *lines]).lines == lines
    assert Dataset.from_quads(one).union(Dataset.from_quads(other)) == both
    assert both.serialize() == "".join(f"{line}\n" for line in lines).encode()
    assert both.digest == hashlib.sha256(both.serialize()).hexdigest()
    assert set(both.quads()) == {*one, *other}


@given(_QUADS)
def test_a_dataset_speaks_of_its_subjects_alone(quads: list[ox.Quad]) -> None:
    subjects = {quad.subject for quad in quads}
    for iri in ("x:a", "x:a/b", "x:a-b", "x:a?", "x:a~", "x:ab", "x:é", "x:", "x:b"):
        assert Dataset.from_quads(quads).speaks_of(iri) == (ox.NamedNode(iri) in subjects)


def test_the_digest_of_many_lines_is_that_of_all_their_bytes() -> None:
    dataset = Dataset(tuple(sorted(f"<x:{n}> <x:p> <x:o> <x:g> ." for n in range(10_000))))
    assert dataset.digest == hashlib.sha256(dataset.serialize()).hexdigest()
