"""Dumps in chunks: one compressed stream for any reader, the same bytes made anew or taken over."""

from __future__ import annotations

import gzip
import hashlib
import sys
import zlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import module_from_spec, spec_from_file_location
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import zstandard
from hypothesis import example, given
from hypothesis import strategies as st

from lf2l_kg.base.compression import (
    GZIP,
    ZSTD,
    Compression,
    Gzip,
    Part,
    Zstd,
    combine_crc,
    join_parts,
)
from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.turtle import data_prefixes
from lf2l_kg.release import chunks as chunks_module
from lf2l_kg.release import dumps as dumps_module
from lf2l_kg.release import read_manifest, switch_current
from lf2l_kg.release.chunks import (
    Cut,
    between,
    cut_again,
    cut_evidence,
    cut_lines,
    order_subject,
)
from lf2l_kg.release.dumps import (
    Dump,
    JsonLd,
    NQuads,
    Turtle,
    all_evidence,
    everything,
    for_the_web,
    readable,
)
from lf2l_kg.release.manifest import GraphRecord
from lf2l_kg.release.packing import (
    INDEX,
    Index,
    Packed,
    Shelf,
    pack_dump,
    read_index,
    serialize_indexes,
)
from lf2l_kg.release.sides import Differing, Side
from releasing import BASE, LF2L, bytes_of, document_quads, release_of

texts = st.one_of(
    st.binary(max_size=300),
    st.builds(lambda text, times: text * times, st.binary(max_size=40), st.integers(0, 400)),
)


@given(st.lists(texts, max_size=6), st.sampled_from([GZIP, ZSTD]))
def test_parts_make_one_stream_that_simple_readers_read_to_its_end(
    contents: list[bytes], compression: Compression
) -> None:
    data = join_parts([Part.of(content, compression) for content in contents], compression)
    if isinstance(compression, Gzip):
        one = zlib.decompressobj(16 + zlib.MAX_WBITS)  # it reads a single member
        assert one.decompress(data) == gzip.decompress(data) == b"".join(contents)
        assert one.eof
        assert one.unused_data == b""
    else:
        assert zstandard.ZstdDecompressor().decompress(data) == b"".join(contents)


@given(texts, st.lists(texts, max_size=3), st.sampled_from([Gzip, Zstd]))
def test_a_part_does_not_depend_on_what_was_compressed_before(
    content: bytes, before: list[bytes], kind: type[Gzip] | type[Zstd]
) -> None:
    used, new = kind(), kind()
    for other in before:
        used.compress(other)
    assert used.compress(content) == new.compress(content)
    assert used.unpack(used.compress(content), len(content)) == content


def test_a_part_longer_than_a_job_of_the_compressor_is_whole() -> None:
    content = hashlib.shake_128(b"x").digest(9 << 20)
    assert ZSTD.compress(content) == Zstd().compress(content)
    assert ZSTD.unpack(ZSTD.compress(content), len(content)) == content


@pytest.mark.parametrize("compression", [GZIP, ZSTD])
def test_a_damaged_part_is_an_error(compression: Compression) -> None:
    with pytest.raises(ValueError, match=r"."):
        compression.unpack(b"\xff" * 20, 100)


@given(st.binary(), st.binary())
def test_checksums_of_parts_give_that_of_the_whole(first: bytes, second: bytes) -> None:
    combined = combine_crc(zlib.crc32(first), zlib.crc32(second), len(second))
    assert combined == zlib.crc32(first + second)


def statements(numbers: Sequence[int]) -> list[str]:
    return sorted(
        f'<{BASE}id/territory/{n}> <{LF2L}population> "{n}" <{BASE}graph/a> .' for n in numbers
    )


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks_module, "_SUBJECTS", 2)


def editions(lines: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[set[str], set[str]]]:
    """Two sets of lines that have most in common."""
    few = st.sets(lines, max_size=3)
    return st.builds(
        lambda both, gone, come: (both | gone, both | come - gone), st.sets(lines), few, few
    )


some_lines = editions(
    st.builds(
        "<{}> <p> <{}> .".format, st.sampled_from(["a", "a-b", *"bcdefghij"]), st.integers(0, 1)
    )
)


@given(some_lines)
def test_lines_cut_by_the_chunks_of_others_are_cut_as_by_themselves(
    edited: tuple[set[str], set[str]],
) -> None:
    before, after = edited
    lines = sorted(after)
    changed = {line[1 : line.index(">")] for line in before ^ after}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chunks_module, "_SUBJECTS", 2)
        known = [(cut.first, cut.source) for cut in cut_lines(sorted(before))]
        found = cut_again(
            known,
            changed,
            order_subject,
            lambda begin, end: cut_lines(lines[between(lines, begin, end)]),
        )
        kept = [
            [(cut.first, cut.source, cut.read()) for cut in cuts]
            for cuts in (found, cut_lines(lines))
        ]
    assert kept[0] == kept[1]


@given(st.sets(st.integers(0, 99)), st.integers(0, 99))
def test_one_subject_more_or_less_changes_no_more_than_two_chunks(
    numbers: set[int], one: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chunks_module, "_SUBJECTS", 2)
        before = {cut.read() for cut in cut_lines(statements([*numbers - {one}]))}
        after = {cut.read() for cut in cut_lines(statements([*numbers | {one}]))}
    assert len(after - before) <= 2
    assert len(before - after) <= 2
    assert sorted(b"".join(after).decode().splitlines()) == statements([*numbers | {one}])


EVIDENCE = "/graph/c/evidence"  # of documents; one is called « evidence », another thing likewise
some_quads = editions(
    st.builds(
        "<{0}> <p> <{1}> <{2}> .".format,
        st.sampled_from([*"abcdefgh", "a-b", EVIDENCE]),
        st.integers(0, 3),
        st.sampled_from(["/graph/evidence", *(f"/graph/{name}/evidence" for name in "abcdefgh")]),
    )
)


@given(some_quads)
@example(({"<a> <p> <0> <g> ."}, {f"<{EVIDENCE}> <p> <0> <g> .", f"<a> <p> <0> <{EVIDENCE}> ."}))
@example(({f"<{EVIDENCE}> <p> <0> <g> .", f"<a> <p> <0> <{EVIDENCE}> ."}, {"<a> <p> <0> <g> ."}))
def test_what_differs_is_found_in_datasets_at_hand_as_in_their_dumps(
    edited: tuple[set[str], set[str]],
) -> None:
    was, now = map(Dataset.from_lines, edited)
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as folder:
        patch.setattr(chunks_module, "_SUBJECTS", 2)
        patch.setattr(chunks_module, "_GRAPHS", 2)
        one, other = side(Path(folder) / "was", was), side(Path(folder) / "now", now)
        evidence = one.index.chunks[len([*cut_lines(was.stated)]) :]
        found = Differing.since(one, was.stated, evidence, now)
        assert found == Differing.between(one, other)
        indexes = {everything().name: one.index, all_evidence().name: Index("", 0, evidence)}
        cuts = chain(*found.cuts(now, indexes))
        assert [(cut.first, cut.source, cut.read()) for cut in cuts] == [
            (cut.first, cut.source, cut.read()) for cut in cuts_of(now)
        ]


def cuts_of(dataset: Dataset) -> Iterator[Cut]:
    yield from cut_lines(dataset.stated)
    yield from cut_evidence(dataset.evidence)


def side(folder: Path, dataset: Dataset) -> Side:
    with ThreadPoolExecutor(2) as executor:
        dump = pack_dump(everything(), cuts_of(dataset), Shelf(None), executor)
    folder.mkdir()
    (folder / dump.name).write_bytes(dump.data)
    graphs = {part.graph: GraphRecord("a.md", part.quads, part.digest) for part in dataset.evidence}
    return Side(folder, graphs, dump.index)


def dumps() -> Iterator[Dump]:
    yield Dump("a.nq.zst", NQuads(), ZSTD)
    yield Dump("a.ttl.gz", Turtle(data_prefixes(BASE, LF2L)), GZIP)
    yield Dump("a.jsonld.gz", JsonLd(f"{BASE}catalog#dataset"), GZIP)


def packed(dump: Dump, lines: Sequence[str], shelf: Shelf) -> Packed:
    with ThreadPoolExecutor(2) as executor:
        return pack_dump(dump, cut_lines(lines), shelf, executor)


@pytest.mark.usefixtures("small_chunks")
@pytest.mark.parametrize("dump", [*dumps()], ids=lambda dump: dump.name)
def test_chunks_taken_over_give_the_bytes_of_chunks_made_anew(
    dump: Dump, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    triples = not dump.name.endswith("nq.zst")
    before, after = statements(range(60)), statements([*range(20), *range(21, 70)])
    if triples:
        before, after = (
            [line.replace(f" <{BASE}graph/a>", "") for line in lines] for lines in (before, after)
        )
    old = packed(dump, before, Shelf(None))
    (tmp_path / dump.name).write_bytes(old.data)
    (tmp_path / INDEX).write_bytes(serialize_indexes({dump.name: old.index}))
    new = packed(dump, after, Shelf(None))
    made: list[bytes] = []
    serialize = dump.format.serialize

    def seen(text: bytes) -> bytes:
        made.append(text)
        return serialize(text)

    monkeypatch.setattr(dump.format, "serialize", seen)
    assert packed(dump, after, Shelf(tmp_path)) == new
    assert 0 < len(made) < len(new.index.chunks) / 2
    made.clear()
    damaged = bytearray(old.data)
    damaged[old.index.offset] ^= 1
    (tmp_path / dump.name).write_bytes(damaged)
    assert packed(dump, before, Shelf(tmp_path)) == old
    assert len(made) == 1


def test_chunks_that_other_code_has_laid_out_are_not_taken_over(tmp_path: Path) -> None:
    source = Path(dumps_module.__file__).read_text(encoding="utf-8")
    changed = tmp_path / "dumps.py"
    changed.write_text(source.replace('b"\\n]\\n"', 'b"]\\n"'), encoding="utf-8")
    spec = spec_from_file_location("lf2l_kg.release.changed", changed)
    assert spec
    assert spec.loader
    other = module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, spec.name, other)
        spec.loader.exec_module(other)
    assert other.for_the_web(BASE).maker != for_the_web(BASE).maker
    assert other.readable({}).maker != readable({}).maker
    assert other.everything().maker == everything().maker  # the lines as they are


@pytest.mark.usefixtures("small_chunks")
def test_a_release_after_another_has_the_bytes_of_one_by_itself(tmp_path: Path) -> None:
    towns = [f"ville-{number}" for number in range(40)]
    first = Dataset.from_quads(document_quads("notes", *towns))
    second = Dataset.from_quads([*document_quads("notes", *towns), *document_quads("b", "gap")])
    switch_current(tmp_path / "a", release_of(tmp_path / "a", first).name)
    after = release_of(tmp_path / "a", second).path
    alone = release_of(tmp_path / "b", second).path
    names = [*read_index(alone), INDEX]
    assert len(names) == 5
    assert {name: bytes_of(after)[name] for name in names} == {
        name: bytes_of(alone)[name] for name in names
    }
    assert len(read_index(alone)["dump.nq.zst"].chunks) > 10


def test_the_index_says_where_a_chunk_stands(tmp_path: Path) -> None:
    release = release_of(tmp_path).path
    for name, index in read_index(release).items():
        data, place = (release / name).read_bytes(), index.offset
        for chunk in index.chunks:
            part = data[place : place + chunk.size]
            compression = ZSTD if name.endswith(".zst") else GZIP
            content = compression.unpack(part, chunk.content_size)
            assert hashlib.sha256(content).hexdigest() == chunk.content_sha256
            place += chunk.size
        assert read_manifest(release).files[name].size > place
