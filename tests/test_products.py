"""What steps have made before is found again, never taken for anything else, and may vanish any time."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
import zstandard
from hypothesis import example, given
from hypothesis import strategies as st

from lf2l_kg.base.compression import compress_quickly
from lf2l_kg.base.products import Products, code_digest, make_key, open_products

KEY = make_key("step", "input")
PRODUCT = ["Épinal", "x" * 5_000]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "releases"
    path.mkdir()
    return path


def keep(cache: Path, project: Path, product: object = PRODUCT, key: bytes = KEY) -> Path:
    """Keeps one product, and says in which file."""
    with open_products(cache, project) as products:
        products.keep(key, product)
    return next(cache.glob("*.sqlite"))


def find(cache: Path, project: Path, key: bytes = KEY) -> list[str] | None:
    with open_products(cache, project) as products:
        return products.find(key, list[str])


def test_what_waits_to_be_written_takes_no_more_memory_than_it_is_long() -> None:
    content = bytes(1 << 20)
    tracemalloc.start()
    try:
        packed = compress_quickly(content)
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert zstandard.decompress(packed) == content
    assert held < 1 << 14


def test_a_product_is_found_again_by_what_it_was_made_from(tmp_path: Path, project: Path) -> None:
    keep(tmp_path, project)
    assert find(tmp_path, project) == PRODUCT
    assert find(tmp_path, project, make_key("step", "other input")) is None


def test_a_product_is_found_before_it_is_written(tmp_path: Path, project: Path) -> None:
    with open_products(tmp_path, project) as products:
        products.keep(KEY, PRODUCT)
        assert products.known([KEY, b"other"]) == {KEY}
        assert products.find(KEY, list[str]) == PRODUCT


def test_what_is_written_beside_other_work_is_found_at_any_time(
    tmp_path: Path, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lf2l_kg.base.products._PENDING", 10_000)
    made = {
        make_key(number): [str(number), hashlib.shake_128(bytes([number])).hexdigest(3_000)]
        for number in range(50)
    }
    with open_products(tmp_path, project) as products:
        for key, product in made.items():
            products.keep(key, product)
            assert products.known(made) == {*list(made)[: list(made).index(key) + 1]}
            assert products.find(key, list[str]) == product
    for key, product in made.items():
        assert find(tmp_path, project, key) == product


def test_a_key_tells_where_one_part_ends_and_the_next_begins() -> None:
    assert make_key("ab", "c") != make_key("a", "bc")
    assert make_key("a", "") != make_key("a")


def test_projects_do_not_share_their_products(tmp_path: Path, project: Path) -> None:
    keep(tmp_path, project)
    assert find(tmp_path, tmp_path) is None
    assert find(tmp_path, project) == PRODUCT


def test_products_of_a_project_that_is_gone_are_deleted(tmp_path: Path, project: Path) -> None:
    path = keep(tmp_path, project)
    shutil.rmtree(project)
    find(tmp_path, tmp_path)
    assert not path.exists()


def test_a_product_of_another_type_is_not_found(tmp_path: Path, project: Path) -> None:
    keep(tmp_path, project, {"not": "a list"})
    assert find(tmp_path, project) is None


@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
@example(place=0.5001263403123435, bit=0)  # found when a product is kept
@example(place=47 / 16384, bit=5)  # in the number of the format
@example(place=3940 / 16384, bit=7)  # in the names of the tables
def test_a_bit_flipped_anywhere_never_gives_another_product(
    tmp_path_factory: pytest.TempPathFactory, place: float, bit: int
) -> None:
    folder = tmp_path_factory.mktemp("products")
    path = keep(folder, folder)
    data = bytearray(path.read_bytes())
    data[int(place * len(data))] ^= 1 << bit
    path.write_bytes(data)
    assert find(folder, folder) in (None, PRODUCT)
    with open_products(folder, folder) as products:  # which may find only here that it is damaged
        products.keep(KEY, PRODUCT)
    assert find(folder, folder) in (None, PRODUCT)
    keep(folder, folder)
    assert find(folder, folder) == PRODUCT


@pytest.mark.parametrize("damage", [b"", b"no database at all" * 1_000])
def test_a_file_that_is_no_database_is_made_anew(
    tmp_path: Path, project: Path, damage: bytes
) -> None:
    path = keep(tmp_path, project)
    path.write_bytes(damage)
    assert find(tmp_path, project) is None
    keep(tmp_path, project)
    assert find(tmp_path, project) == PRODUCT


def test_a_file_of_another_format_is_made_anew(tmp_path: Path, project: Path) -> None:
    path = keep(tmp_path, project)
    with sqlite3.connect(path) as file:
        file.execute("PRAGMA user_version = 99")
    file.close()
    assert find(tmp_path, project) is None
    keep(tmp_path, project)
    assert find(tmp_path, project) == PRODUCT


def test_a_file_that_lost_its_end_gives_nothing_wrong(tmp_path: Path, project: Path) -> None:
    path = keep(tmp_path, project)
    path.write_bytes(path.read_bytes()[:9_000])
    assert find(tmp_path, project) is None
    keep(tmp_path, project)
    assert find(tmp_path, project) == PRODUCT


def test_a_file_that_another_build_holds_is_done_without(
    tmp_path: Path, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = keep(tmp_path, project)
    monkeypatch.setattr("lf2l_kg.base.products._PATIENCE_S", 0)
    other = sqlite3.connect(path)
    other.execute("BEGIN EXCLUSIVE")
    assert find(tmp_path, project) is None
    keep(tmp_path, project, ["else"])
    other.rollback()
    other.close()
    assert find(tmp_path, project) == PRODUCT


def test_a_cache_that_cannot_be_written_keeps_nothing(tmp_path: Path, project: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    with open_products(tmp_path / "cache", project) as products:
        products.keep(KEY, PRODUCT)
        assert products.find(KEY, list[str]) is None
        assert products.known([KEY]) == set()


def test_what_nobody_uses_any_more_is_deleted_when_it_is_much(
    tmp_path: Path, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lf2l_kg.base.products._SPARE", 50_000)
    noise = [[make_key(n, m).hex() for m in range(200)] for n in range(20)]
    with open_products(tmp_path, project) as products:
        for number, product in enumerate(noise):
            products.keep(make_key(number), product)
    path = next(tmp_path.glob("*.sqlite"))
    much = path.stat().st_size
    assert find(tmp_path, project, make_key(0)) == noise[0]
    assert path.stat().st_size < much / 4
    assert find(tmp_path, project, make_key(0)) == noise[0]
    assert find(tmp_path, project, make_key(1)) is None


def test_a_build_that_fails_keeps_what_it_made_and_deletes_nothing(
    tmp_path: Path, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lf2l_kg.base.products._SPARE", 0)
    keep(tmp_path, project)

    def fail() -> None:
        with open_products(tmp_path, project) as products:
            products.keep(make_key("new"), ["new"])
            raise InterruptedError

    with pytest.raises(InterruptedError):
        fail()
    with open_products(tmp_path, project) as products:
        assert products.known([KEY, make_key("new")]) == {KEY, make_key("new")}


def test_the_code_with_its_lists_of_words_is_named_and_what_python_makes_of_it_is_not(
    tmp_path: Path,
) -> None:
    (tmp_path / "names").mkdir()
    (tmp_path / "module.py").write_text("code")
    (tmp_path / "names" / "given.txt").write_text("Anne")
    before = code_digest(tmp_path)
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "module.cpython-313.pyc.4711").write_text("being compiled")
    assert code_digest(tmp_path) == before
    (tmp_path / "names" / "given.txt").write_text("Benoît")
    assert code_digest(tmp_path) != before
    assert code_digest() != code_digest(tmp_path)


def test_another_python_uses_nothing_of_what_one_has_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = code_digest(tmp_path)
    monkeypatch.setattr("sys.version", "3.99")
    assert code_digest(tmp_path) != before


def test_several_threads_find_and_keep_products_at_once(tmp_path: Path, project: Path) -> None:
    with open_products(tmp_path / "cache", project) as products:
        for number in range(100):
            products.keep(make_key(number), [number])

    def look(products: Products, number: int) -> list[int] | None:
        products.keep(make_key("more", number), [number])
        return products.find(make_key(number), list[int])

    with open_products(tmp_path / "cache", project) as products, ThreadPoolExecutor(4) as threads:
        found = list(threads.map(partial(look, products), range(100)))
        assert found == [[number] for number in range(100)]
        assert products.find(make_key("more", 7), list[int]) == [7]
