"""Whether a store holds some quads and no other."""

from __future__ import annotations

from array import array
from concurrent.futures import Future
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.lines import join_lines
from lf2l_kg.release.held import holds_exactly, read_held
from lf2l_kg.release.store import NewStore

_XSD = "http://www.w3.org/2001/XMLSchema#"
_LINES = st.sets(
    st.builds(
        '<https://exemple.org/a> <https://exemple.org/p> "{}"^^<{}{}> <https://exemple.org/{}> .'.format,
        st.sampled_from(["51", "51.0", "051", "1", "x"]),
        st.just(_XSD),
        st.sampled_from(["decimal", "integer", "string"]),
        st.sampled_from(["g", "h"]),
    )
).map(sorted)


def _hold(path: Path, lines: list[str]) -> array[int]:
    with NewStore(path) as store:
        store.open()
        store.fill(Dataset.from_lines(lines))
    return read_held(path)


def _is(held: array[int], pieces: list[bytes]) -> bool:
    read: Future[array[int]] = Future()
    read.set_result(held)
    return holds_exactly(read, lambda: pieces)


@settings(max_examples=40, deadline=None)
@given(_LINES, _LINES)
def test_two_sets_of_quads_are_taken_for_one_when_the_engine_keeps_them_as_one(
    tmp_path_factory: pytest.TempPathFactory, kept: list[str], wanted: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("stores")
    one, other = _hold(folder / "kept", kept), _hold(folder / "wanted", wanted)
    pieces = [join_lines(wanted[:1]), join_lines(wanted[1:])]
    assert _is(one, pieces) == (set(one) == set(other))
    assert _is(other, pieces)


def test_a_store_that_cannot_be_read_is_no_store(tmp_path: Path) -> None:
    with pytest.raises((OSError, RuntimeError)):
        read_held(tmp_path / "none")
