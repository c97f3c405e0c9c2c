"""Whether a store holds some quads and no other."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lf2l_kg.base.compression import ZSTD, compress_whole
from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.errors import OutputError
from lf2l_kg.base.holding import holds_exactly
from lf2l_kg.base.lines import join_lines
from lf2l_kg.release.held import Proof
from lf2l_kg.release.store import NewStore

_XSD = "http://www.w3.org/2001/XMLSchema#"
_NAMED = tuple(f" <https://exemple.org/{name}> ." for name in "gh")
_TERM = st.sampled_from(
    [
        *(f'"{value}"^^<{_XSD}decimal>' for value in ("51", "51.0", "051", "1", "x")),
        *(f'"{value}"^^<{_XSD}integer>' for value in ("51", "51.0", "051", "1")),
        *(f'"51"^^<{_XSD}{kind}>' for kind in ("string", "nonNegativeInteger")),
        *(
            '"51"',
            '"un mot"@fr',
            '"<x> \\"y\\" <https://exemple.org/g>"',
            "<https://exemple.org/a>",
        ),
    ]
)
_LINES = st.sets(
    st.builds(
        "<https://exemple.org/{}> <https://exemple.org/p> {} {}.".format,
        st.sampled_from(["a", "b"]),
        _TERM,
        st.sampled_from(["", "<https://exemple.org/g> ", "<https://exemple.org/h> "]),
    )
).map(sorted)


def hold(path: Path, lines: list[str]) -> Path:
    """A store with these quads."""
    with NewStore(path) as store:
        store.open()
        store.fill(Dataset.from_lines(line for line in lines if line.endswith(_NAMED)))
        store.fill_default([line for line in lines if not line.endswith(_NAMED)])
    return path


def keep(lines: list[str]) -> set[ox.Quad]:
    """The quads as the engine keeps them."""
    store = ox.Store()
    store.bulk_load(join_lines(lines), ox.RdfFormat.N_QUADS)
    return {*store}


def is_same(release: Path, wanted: list[bytes]) -> bool:
    """What a process of its own finds of a release without a dump."""
    with Proof(release) as proof:
        proof.expect(wanted)
        return proof.holds()


@settings(max_examples=60, deadline=None)
@given(_LINES, _LINES, st.integers(0, 9))
def test_two_sets_of_quads_are_taken_for_one_when_the_engine_keeps_them_as_one(
    tmp_path_factory: pytest.TempPathFactory, kept: list[str], wanted: list[str], cut: int
) -> None:
    one = hold(tmp_path_factory.mktemp("stores") / "kept", kept)
    pieces = [join_lines(wanted[:cut]), join_lines(wanted[cut:])]
    assert holds_exactly(one, pieces) == (keep(kept) == keep(wanted))
    assert holds_exactly(one, [join_lines(kept)])


def test_a_quad_more_or_less_is_found_beside_two_that_the_engine_takes_for_one(
    tmp_path: Path,
) -> None:
    start = "<https://exemple.org/a> <https://exemple.org/p> "
    same = [f'{start}"{value}"^^<{_XSD}decimal>{_NAMED[0]}' for value in ("51", "51.0")]
    store = hold(tmp_path / "store", [*same, f'{start}"x"{_NAMED[0]}'])
    assert not holds_exactly(store, [join_lines(same)])
    assert not holds_exactly(store, [join_lines([*same, f'{start}"y"{_NAMED[0]}'])])


def test_a_term_that_the_engine_cannot_tell_is_found(tmp_path: Path) -> None:
    start = "<https://exemple.org/a> <https://exemple.org/p> "
    lines = [
        f'{start}"Une phrase qui parle du lieu {number:05}."{_NAMED[0]}' for number in range(9)
    ]
    store = hold(tmp_path / "store", lines)
    assert is_same(tmp_path, [join_lines(lines)])
    tables = [path for path in store.glob("*.sst") if b"Une phrase" in path.read_bytes()]
    assert tables
    for table in tables:
        data = table.read_bytes()
        table.write_bytes(data.replace(b"Une phrase", b"Une phrasE"))
    assert not is_same(tmp_path, [join_lines(lines)])


def test_a_store_holds_what_is_in_the_dump_and_what_is_said_besides(tmp_path: Path) -> None:
    quad = f"<https://exemple.org/a> <https://exemple.org/p> <https://exemple.org/b>{_NAMED[0]}"
    triple = "<https://exemple.org/a> <https://exemple.org/p> <https://exemple.org/b> ."
    hold(tmp_path / "store", [quad, triple])
    dump = tmp_path / "dump.nq.zst"
    dump.write_bytes(compress_whole(join_lines([quad]), ZSTD))
    assert is_same(tmp_path, [join_lines([triple])])
    assert not is_same(tmp_path, [])
    dump.write_bytes(b"no dump")
    assert not is_same(tmp_path, [join_lines([triple])])


def test_a_store_that_cannot_be_read_is_another(tmp_path: Path) -> None:
    assert not is_same(tmp_path / "none", [])


def test_nothing_is_said_of_a_store_when_the_process_that_reads_it_was_killed(
    tmp_path: Path,
) -> None:
    hold(tmp_path / "store", [])
    with Proof(tmp_path) as proof:
        proof._process.kill()
        proof.expect([])
        with pytest.raises(OutputError, match="was killed"):
            proof.holds()
