"""What has been released can be verified, gone back to, and cleared away."""

from __future__ import annotations

import gzip
import os
import shutil
import sqlite3
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pyoxigraph as ox
import pytest
import zstandard

from lf2l_kg.base.compression import GZIP, ZSTD, compress_whole, uncompress_whole
from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.errors import InputError, OutputError
from lf2l_kg.base.files import Hold
from lf2l_kg.base.ontology import Ontology
from lf2l_kg.base.resources import packaged
from lf2l_kg.base.subsets import Subset
from lf2l_kg.release import (
    Release,
    current_release,
    find_releases,
    prune_releases,
    read_manifest,
    roll_back,
    switch_current,
    verify_release,
    write_release,
)
from lf2l_kg.release.files import describe_file
from lf2l_kg.release.indexing import sum_index
from lf2l_kg.release.store import SUMS, sum_files
from releasing import (
    DAY,
    RENDERED,
    document_quads,
    quad,
    release_of,
    report_on,
    settings_for,
    small_quads,
)


def written(releases: Path, ontology: Ontology, *towns: str, issued: date = DAY) -> Release:
    """A release with the real ontology, a subset, and the towns of one more document."""
    subset = Subset(
        "albi", "par-territoire", (("territoire", "https://w3id.org/lf2l/id/territory/albi"),)
    )
    settings = replace(settings_for(releases, packaged("queries")), subsets=(subset,))
    data = Dataset.from_quads([*small_quads(), *document_quads("autre", *towns)])
    return write_release(
        data, report_on(data), ontology, settings,
        issued=issued, commit="", rendered=RENDERED, wait=0,
    )  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, ontology: Ontology) -> Path:
    """The second of two releases; not to be changed."""
    releases = tmp_path_factory.mktemp("releases")
    switch_current(releases, written(releases, ontology, "nancy").name)
    later = DAY + timedelta(days=1)
    return written(releases, ontology, "nancy", "toul", issued=later).path


@pytest.fixture
def copy(made: Path, tmp_path: Path) -> Path:
    """A copy to damage."""
    shutil.copytree(made, tmp_path / "r" / made.name)
    return tmp_path / "r" / made.name


def test_a_sound_release_is_made_again_file_by_file(made: Path) -> None:
    seen: list[str] = []
    assert verify_release(made, seen.append) == ()
    assert set(read_manifest(made).files) - set(RENDERED) - {"report.ttl"} == set(seen) - {
        "store", "index.sqlite",
    }  # fmt: skip


def test_a_release_without_the_one_before_it_is_verified_all_the_same(copy: Path) -> None:
    assert verify_release(copy) == ()


def rewritten(copy: Path, name: str, data: bytes, content: bytes | None = None) -> None:
    """Change a file, and the manifest and the sums with it, as a careful forger would."""
    (copy / name).write_bytes(data)
    manifest = read_manifest(copy)
    records = {**manifest.files, name: describe_file(data, content)}
    sums = "".join(
        f"{record.sha256}  {file}\n"
        for file, record in sorted(records.items())
        if file != "SHA256SUMS"
    ).encode()
    (copy / "SHA256SUMS").write_bytes(sums)
    records["SHA256SUMS"] = describe_file(sums)
    (copy / "manifest.json").write_bytes(replace(manifest, files=records).serialize())


@pytest.mark.parametrize(
    "name",
    ["territory.csv", "catalog.ttl", "summary.md", "answers.json", "shapes.ttl", "report.txt"],
)
def test_a_forged_file_is_found(copy: Path, name: str) -> None:
    rewritten(copy, name, (copy / name).read_bytes() + b"\n")
    assert verify_release(copy)


@pytest.mark.parametrize("name", ["dump.ttl.gz", "subset-albi.ttl.gz", "dump.jsonld.gz"])
def test_a_forged_dump_is_found(copy: Path, name: str) -> None:
    rewritten(copy, name, compress_whole(b"", GZIP), b"")
    assert {Path(problem.path).name for problem in verify_release(copy)} >= {name}


#: A zstd frame that claims to hold 2^60 bytes. Source: https://www.rfc-editor.org/rfc/rfc8878#section-3.1.1.1
_BOASTING = b"\x28\xb5\x2f\xfd\xe0" + (1 << 60).to_bytes(8, "little") + b"\x01\x00\x00"


@pytest.mark.parametrize("name", ["changes-added.nq.zst", "subset-albi.ttl.gz"])
def test_a_compressed_file_that_does_not_hold_what_its_record_says_is_found(
    made: Path, tmp_path: Path, name: str
) -> None:
    shutil.copytree(made.parent, tmp_path / "r", symlinks=True)
    copy = tmp_path / "r" / made.name
    compression = GZIP if name.endswith("gz") else ZSTD
    content = uncompress_whole(name, (copy / name).read_bytes())
    for data in (compress_whole(b"x", compression), b"x", _BOASTING):
        rewritten(copy, name, data, content)
        assert Path(verify_release(copy)[0].path).name == name
    other = gzip.compress(content) if compression is GZIP else zstandard.compress(content)
    rewritten(copy, name, other, content)
    assert name not in {Path(problem.path).name for problem in verify_release(copy)}


def test_changes_are_opened_also_where_the_release_before_is_not_there(copy: Path) -> None:
    name = "changes-added.nq.zst"
    content = uncompress_whole(name, (copy / name).read_bytes())
    for data in (compress_whole(b"x", ZSTD), b"x"):
        rewritten(copy, name, data, content)
        assert name in {Path(problem.path).name for problem in verify_release(copy)}
    rewritten(copy, name, zstandard.compress(content), content)
    assert name not in {Path(problem.path).name for problem in verify_release(copy)}


def test_a_list_of_the_release_before_that_is_damaged_is_told_by_its_name(
    made: Path, tmp_path: Path
) -> None:
    shutil.copytree(made.parent, tmp_path / "r", symlinks=True)
    before = (tmp_path / "r" / "current").resolve()
    (before / "gone.tsv").write_bytes(b"iri\tsuccessor\nx\t\n")
    (problem,) = verify_release(tmp_path / "r" / made.name)
    assert problem.path == str(before / "gone.tsv")


def test_a_store_with_other_quads_is_found(copy: Path) -> None:
    store = ox.Store(str(copy / "store"))
    (town, *_) = store.quads_for_pattern(None, None, ox.Literal("Toul", language="fr"), None)
    store.remove(town)
    store.add(quad("http://x/s", "http://x/p", ox.Literal("x"), "notes"))
    store.flush()
    del store
    for log in (copy / "store").glob("LOG*"):
        log.unlink()
    (copy / SUMS).write_text(sum_files(copy / "store"), encoding="ascii")
    *_, problem = verify_release(copy)  # the answers may differ too
    assert Path(problem.path).name == "store"
    assert "(quads)" in problem.message.en


def test_an_index_with_another_row_is_found(copy: Path) -> None:
    with sqlite3.connect(copy / "index.sqlite") as connection:
        connection.execute("UPDATE node SET fr = 'Ailleurs' WHERE kind = 'Territory'")
    connection.close()
    (copy / "index.sha256").write_text(sum_index(copy), encoding="ascii")
    assert [Path(problem.path).name for problem in verify_release(copy)] == ["index.sqlite"]


def test_a_release_under_another_name_is_found(copy: Path) -> None:
    other = copy.with_name(f"2020-01-01-{copy.name[-8:]}")
    copy.rename(other)
    assert "(name)" in verify_release(other)[0].message.en


def test_a_manifest_that_counts_other_quads_than_the_store_holds_is_found(copy: Path) -> None:
    manifest = read_manifest(copy)
    counts = replace(manifest.counts, store_quads=manifest.counts.store_quads + 1)
    (copy / "manifest.json").write_bytes(replace(manifest, counts=counts).serialize())
    assert [Path(problem.path).name for problem in verify_release(copy)] == ["store"]


@pytest.mark.parametrize(
    "change", [{"dataset_digest": "0" * 64}, {"digest": "0" * 64}, {"graphs": {}}]
)
def test_a_manifest_that_says_something_else_is_found(
    copy: Path, change: dict[str, object]
) -> None:
    manifest = replace(read_manifest(copy), **change)  # type: ignore[arg-type]  # one of its fields
    (copy / "manifest.json").write_bytes(manifest.serialize())
    assert any(next(iter(change)) in problem.message.en for problem in verify_release(copy))


def chain(releases: Path, *, same_day: bool = False) -> list[str]:
    """Four releases, each current after the one before."""
    names = []
    for number, town in enumerate(["", "nancy", "toul", "gap"]):
        data = Dataset.from_quads([*small_quads(), *document_quads("autre", *filter(None, [town]))])
        day = DAY if same_day else date(2026, 2, 1 + number)
        names.append(release_of(releases, data, issued=day).name)
        os.utime(releases / names[-1] / "manifest.json", ns=(number, number))
        switch_current(releases, names[-1])
    return names


def test_rolling_back_goes_one_release_back_each_time(tmp_path: Path) -> None:
    names = chain(tmp_path)
    assert roll_back(tmp_path) == tmp_path / names[2]
    assert current_release(tmp_path) == tmp_path / names[2]
    assert roll_back(tmp_path).name == names[1]
    assert roll_back(tmp_path, names[3]).name == names[3]


def test_one_does_not_roll_back_to_nothing_nor_to_a_damaged_release(tmp_path: Path) -> None:
    names = chain(tmp_path)
    for name in ("absent", "..", "current"):
        with pytest.raises(InputError, match=names[1]):
            roll_back(tmp_path, name)
    data = bytearray((tmp_path / names[2] / "dump.nq.zst").read_bytes())
    data[40] ^= 4
    (tmp_path / names[2] / "dump.nq.zst").write_bytes(data)
    with pytest.raises(InputError) as caught:
        roll_back(tmp_path)
    assert caught.value.path.endswith("dump.nq.zst")
    shutil.rmtree(tmp_path / names[2])
    with pytest.raises(InputError) as caught:
        roll_back(tmp_path)
    assert names[1] in caught.value.message.en
    assert current_release(tmp_path) == tmp_path / names[3]


@pytest.mark.parametrize("same_day", [True, False])
def test_pruning_keeps_the_newest(tmp_path: Path, same_day: bool) -> None:
    names = chain(tmp_path, same_day=same_day)
    assert [path.name for path in find_releases(tmp_path)] == names[::-1]
    assert [path.name for path in prune_releases(tmp_path, 2)] == [names[1], names[0]]
    assert {path.name for path in tmp_path.iterdir()} == {*names[2:], "current", ".lock", ".served"}
    assert prune_releases(tmp_path, 2) == ()


def test_pruning_keeps_the_current_release_and_those_being_served(tmp_path: Path) -> None:
    names = chain(tmp_path)
    switch_current(tmp_path, names[0])
    served = Hold(tmp_path / names[1] / "manifest.json")
    assert [path.name for path in prune_releases(tmp_path, 1)] == [names[2]]
    del served
    assert [path.name for path in prune_releases(tmp_path, 1)] == [names[1]]
    assert current_release(tmp_path) == tmp_path / names[0]


def test_pruning_touches_nothing_while_current_names_no_release(tmp_path: Path) -> None:
    names = chain(tmp_path)
    (tmp_path / "current").unlink()
    (tmp_path / "current").symlink_to("2020-01-01-00000000")
    with pytest.raises(InputError):
        prune_releases(tmp_path, 1)
    assert {path.name for path in find_releases(tmp_path)} == set(names)


def test_a_release_of_another_user_is_left_where_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = chain(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(os, "access", lambda path, _: path != tmp_path / names[0] / "store")
        with pytest.raises(OutputError) as caught:
            prune_releases(tmp_path, 2)
    assert caught.value.path == str(tmp_path / names[0])
    assert {path.name for path in find_releases(tmp_path)} == {names[0], *names[2:]}
    assert not [*tmp_path.glob(".tmp-*")]


def test_a_removal_that_stops_halfway_leaves_no_half_release(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = chain(tmp_path)

    def stop(_: Path) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "rmtree", stop)
        with pytest.raises(OutputError):
            prune_releases(tmp_path, 3)
    assert {path.name for path in find_releases(tmp_path)} == set(names[1:])
    assert prune_releases(tmp_path, 3) == ()
    assert {path.name for path in tmp_path.iterdir()} == {*names[1:], "current", ".lock", ".served"}
