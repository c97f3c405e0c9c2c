"""Which tables of a store need not be read again: no damage is taken for what was."""

from __future__ import annotations

import hashlib
import os
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.products import Products
from lf2l_kg.release import adopting, check_release, summing, switch_current
from lf2l_kg.release.store import FOLDER, SUMS, sum_files
from lf2l_kg.release.summing import Summing
from releasing import document_quads, release_of

TOWNS = [f"ville-{number}" for number in range(30)]
FILES = ("1.sst", "2.sst", "3.sst", "CURRENT")
LONG_AGO = 1_500_000_000  # seconds


def store_of(folder: Path) -> Path:
    """What looks like a store, written long ago, in what looks like a release."""
    store = folder / FOLDER
    store.mkdir(parents=True)
    for file in FILES:
        (store / file).write_text(file)
        os.utime(store / file, (LONG_AGO, LONG_AGO))
    (folder / SUMS).write_text(sum_files(store))
    return store


def flip(file: Path, *, times: bool = False) -> None:
    """Change a bit; with ``times``, leave these as they were, as a disk does."""
    status, data = file.stat(), bytearray(file.read_bytes())
    data[0] ^= 1
    file.write_bytes(data)
    if times:
        os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))


def renew(store: Path, products: Products) -> str:
    """Begin a release as a build does, and end it with the same store; the sums that were found."""
    begun = Summing(store, products)
    found = begun.sums(store)
    (store.parent / SUMS).write_text(begun.finish(store, found, store.parent / SUMS))
    return found


@pytest.fixture
def products(tmp_path: Path) -> Products:
    return Products(tmp_path / "products.sqlite", tmp_path)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are read."""
    names: list[str] = []
    digest = hashlib.file_digest

    def note(stream: Any, name: str) -> Any:
        names.append(Path(stream.name).name)
        return digest(stream, name)

    monkeypatch.setattr(hashlib, "file_digest", note)
    return names


def test_each_build_reads_one_table_in_turn(
    tmp_path: Path, products: Products, read: list[str]
) -> None:
    store, builds = store_of(tmp_path / "release"), []
    for _ in range(5):
        read.clear()
        assert renew(store, products) == (store.parent / SUMS).read_text()
        builds.append(sorted(read))
    first, *others = builds
    assert first == [*FILES]
    assert all(len(names) == 2 and "CURRENT" in names for names in others)
    assert {names[0] for names in others[:3]} == {"1.sst", "2.sst", "3.sst"}


def test_what_was_just_written_is_read_again(
    tmp_path: Path, products: Products, read: list[str]
) -> None:
    store = store_of(tmp_path / "release")
    now = products.opened / 1e9
    os.utime(store / "2.sst", (now, now))
    for _ in range(3):
        read.clear()
        renew(store, products)
        assert "2.sst" in read


def test_a_disk_that_loses_a_bit_is_found_out_when_its_turn_comes(
    tmp_path: Path, products: Products
) -> None:
    store = store_of(tmp_path / "release")
    assert renew(store, products)
    flip(store / "3.sst", times=True)
    assert not all(renew(store, products) for _ in range(3))


def test_what_is_kept_of_other_sums_is_not_believed(tmp_path: Path, products: Products) -> None:
    store = store_of(tmp_path / "release")
    assert renew(store, products)
    flip(store / "1.sst", times=True)
    (store.parent / SUMS).write_text(sum_files(store))
    assert renew(store, products) == sum_files(store)
    assert Summing(store, products).sums(store) == sum_files(store)


happenings = st.lists(
    st.one_of(
        st.just(("build", "")),
        st.tuples(st.sampled_from(["flip", "copy", "remove"]), st.sampled_from(FILES)),
    ),
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(happenings)
@example([("build", ""), ("copy", "1.sst")])
@example([("build", ""), ("flip", "1.sst")])
def test_whatever_happens_the_sums_are_those_of_all_that_is_read(
    tmp_path_factory: pytest.TempPathFactory, happenings: list[tuple[str, str]]
) -> None:
    folder, numbers = tmp_path_factory.mktemp("summing"), count()
    products, store = Products(folder / "products.sqlite", folder), store_of(folder / "release")
    for what, name in [*happenings, ("build", "")]:
        file = store / name
        if what == "build":
            wanted = Summing(store, Products()).sums(store)
            assert renew(store, products) == wanted
        elif what == "flip" and file.exists():
            flip(file)
        elif what == "copy" and file.exists():  # another file, with the times of the first
            copy = file.with_name("copy")
            # It stays, as in an older release: a file system gives its inode to the next file otherwise.
            os.link(file, folder / str(next(numbers)))
            copy.write_bytes(file.read_bytes()[::-1])
            os.utime(copy, (LONG_AGO, LONG_AGO))
            copy.replace(file)
        elif what == "remove":
            file.unlink(missing_ok=True)
    products.close()


def test_a_store_of_tables_that_were_not_read_is_whole_and_damage_is_not_taken_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, products: Products
) -> None:
    monkeypatch.setattr(adopting, "_LARGEST", 1)
    monkeypatch.setattr(summing, "_QUIET_NS", -(10**18))
    releases = tmp_path / "releases"
    for number in range(4):
        data = Dataset.from_quads(document_quads("notes", *TOWNS[number:]))
        release = release_of(releases, data, products=products).path
        switch_current(releases, release.name)
        assert check_release(release) == ()
        assert [*(release / FOLDER).glob("*.sst")]
        assert number == 0 or is_linked(release)
    flip(max((release / FOLDER).glob("*.sst"), key=lambda path: path.stat().st_size))
    data = Dataset.from_quads(document_quads("notes", *TOWNS[5:]))
    after = release_of(releases, data, products=products).path
    assert check_release(after) == ()
    assert not is_linked(after)


def is_linked(release: Path) -> bool:
    return any(path.stat().st_nlink > 1 for path in (release / FOLDER).glob("*.sst"))
