"""A release is there whole or not at all, and ``current`` always names one that is."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.errors import InputError, OutputError
from lf2l_kg.release import check_release, current_release, read_manifest, switch_current
from lf2l_kg.release.directory import lock_releases, refuse_unwritable, served_releases
from releasing import document_quads, release_of, small_quads

OTHER = Dataset.from_quads([*small_quads(), *document_quads("autre", "nancy")])


def names(releases: Path) -> set[str]:
    return {path.name for path in releases.iterdir()} - {".lock", ".served"}


def published(releases: Path) -> str:
    """The name of a first release, which is current."""
    made = release_of(releases)
    switch_current(releases, made.name)
    return made.name


def failing_after(calls: int, error: BaseException, real: Callable[..., object]) -> object:
    left = calls

    def call(*args: object, **kwargs: object) -> object:
        nonlocal left
        left -= 1
        if left < 0:
            raise error
        return real(*args, **kwargs)

    return call


@pytest.mark.parametrize("calls", [0, 1, 5, 12, 20, 30])
def test_a_full_disk_while_syncing_leaves_nothing_and_the_old_release(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, calls: int
) -> None:
    first = published(tmp_path)
    full = OSError(errno.ENOSPC, "No space left on device")
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", failing_after(calls, full, os.fsync))
        with pytest.raises(OutputError) as caught:
            release_of(tmp_path, OTHER)
    assert "libérez de la place" in caught.value.message.fr
    assert caught.value.path == str(tmp_path)
    assert names(tmp_path) == {first, "current"}
    assert current_release(tmp_path) == tmp_path / first
    assert check_release(tmp_path / first) == ()
    assert release_of(tmp_path, OTHER).is_new


@pytest.mark.parametrize(
    "step",
    [
        "making.write_file",
        "files.write_file",
        "store.NewStore._load",
        "summing.sum_files",
        "directory.sync_tree",
    ],
)
@pytest.mark.parametrize(
    "error", [OSError(errno.ENOSPC, "full"), OSError(f"IO error: {os.strerror(errno.EDQUOT)}: x")]
)
def test_a_full_disk_while_writing_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, error: OSError
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(f"lf2l_kg.release.{step}", fail)
    with pytest.raises(OutputError) as caught:
        release_of(tmp_path)
    assert "free some" in caught.value.message.en
    assert names(tmp_path) == set()


@pytest.mark.parametrize("error", [KeyboardInterrupt(), MemoryError()])
def test_an_interruption_leaves_nothing_and_is_passed_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    first = published(tmp_path)
    monkeypatch.setattr(os, "fsync", failing_after(9, error, os.fsync))
    with pytest.raises(type(error)):
        release_of(tmp_path, OTHER)
    assert names(tmp_path) == {first, "current"}


def test_a_disk_that_takes_no_more_than_so_many_bytes_leaves_nothing(tmp_path: Path) -> None:
    """The operating system itself refuses the store's files: the limit is the process's own."""
    pytest.importorskip("resource")
    program = textwrap.dedent(
        """
        import resource, signal, sys
        from pathlib import Path
        from releasing import release_of
        from lf2l_kg.base.errors import OutputError
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
        try:
            release_of(Path(sys.argv[1]))
        except OutputError as error:
            print(error.message.en)
        """
    )
    path = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "free some" in done.stdout, done.stdout
    assert names(tmp_path) == set()


def test_a_killed_builder_is_cleared_away_by_the_next(tmp_path: Path) -> None:
    program = textwrap.dedent(
        """
        import os, signal, sys
        from pathlib import Path
        from releasing import release_of
        from lf2l_kg.release import directory
        directory.sync_tree = lambda folder: os.kill(os.getpid(), signal.SIGKILL)
        release_of(Path(sys.argv[1]))
        """
    )
    path = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        env={**os.environ, "PYTHONPATH": path},
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    assert [name[:5] for name in names(tmp_path)] == [".tmp-"]
    assert current_release(tmp_path) is None
    made = release_of(tmp_path)
    assert made.is_new
    assert names(tmp_path) == {made.name}


def test_a_second_builder_is_told_that_another_one_is_at_work(tmp_path: Path) -> None:
    with lock_releases(tmp_path, 0), pytest.raises(OutputError) as caught:
        release_of(tmp_path)
    assert "another build is running" in caught.value.message.en
    assert release_of(tmp_path).is_new


def test_a_second_builder_waits_for_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = lock_releases(tmp_path, 0)
    first.__enter__()
    waits: list[float] = []

    def finish_third(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 3:
            first.__exit__(None, None, None)

    monkeypatch.setattr("time.sleep", finish_third)
    with lock_releases(tmp_path, 60):
        assert len(waits) == 3


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(OutputError) as caught:
        release_of(tmp_path / "file" / "releases")
    assert "permissions" in caught.value.message.en


def test_there_is_no_current_release_before_the_first(tmp_path: Path) -> None:
    assert current_release(tmp_path) is None
    assert current_release(tmp_path / "nowhere") is None


def test_a_damaged_list_of_served_releases_loses_no_other_name(tmp_path: Path) -> None:
    first = published(tmp_path)
    second = release_of(tmp_path, Dataset.from_quads(document_quads("a", "gand"))).name
    switch_current(tmp_path, second)
    assert [path.name for path in served_releases(tmp_path)] == [first, second]
    (tmp_path / ".served").write_bytes(b"\xff\xfe\n" + first.encode() + b"\n")
    assert [path.name for path in served_releases(tmp_path)] == [first, second]


def test_current_is_a_relative_link_so_that_the_folder_can_be_moved(tmp_path: Path) -> None:
    name = published(tmp_path / "a")
    assert (tmp_path / "a" / "current").readlink() == Path(name)
    (tmp_path / "a").rename(tmp_path / "b")
    assert current_release(tmp_path / "b") == tmp_path / "b" / name


def test_switching_never_shows_a_state_between(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = published(tmp_path)
    second = release_of(tmp_path, OTHER).name
    seen = []
    real = Path.replace

    def watched(self: Path, target: Path) -> Path:
        seen.append(current_release(tmp_path))
        made = real(self, target)
        seen.append(current_release(tmp_path))
        return made

    monkeypatch.setattr(Path, "replace", watched)
    switch_current(tmp_path, second)
    assert list(dict.fromkeys(seen)) == [tmp_path / first, tmp_path / second]
    assert names(tmp_path) == {first, second, "current"}


def test_a_switch_that_fails_keeps_the_old_release(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = published(tmp_path)
    second = release_of(tmp_path, OTHER).name

    def fail(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OutputError):
        switch_current(tmp_path, second)
    assert names(tmp_path) == {first, second, "current"}
    assert current_release(tmp_path) == tmp_path / first


def test_a_lock_of_somebody_else_is_named_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(tmp_path)
    lock = tmp_path / ".lock"
    monkeypatch.setattr(os, "access", lambda path, _: Path(path) != lock)
    with pytest.raises(OutputError) as caught:
        refuse_unwritable(tmp_path)
    assert caught.value.path == str(lock)


def test_without_symbolic_links_current_is_a_file_with_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "symlink_to", refuse)
        first = published(tmp_path)
        assert (tmp_path / "current").read_text(encoding="utf-8") == f"{first}\n"
        assert current_release(tmp_path) == tmp_path / first
        second = release_of(tmp_path, OTHER).name
        switch_current(tmp_path, second)
        assert current_release(tmp_path) == tmp_path / second
    switch_current(tmp_path, first)
    assert (tmp_path / "current").is_symlink()


@pytest.mark.parametrize("name", ["", ".", "..", "absent", "../a", "current/..", "current"])
def test_what_is_no_release_cannot_become_current(tmp_path: Path, name: str) -> None:
    first = published(tmp_path)
    with pytest.raises(InputError):
        switch_current(tmp_path, name)
    assert current_release(tmp_path) == tmp_path / first


def test_a_current_that_points_nowhere_is_told_and_the_next_build_mends_it(tmp_path: Path) -> None:
    (tmp_path / "current").symlink_to("2020-01-01-00000000")
    with pytest.raises(InputError) as caught:
        current_release(tmp_path)
    assert caught.value.path == str(tmp_path / "current")
    assert caught.value.value == "2020-01-01-00000000"
    name = published(tmp_path)
    assert current_release(tmp_path) == tmp_path / name


@pytest.mark.parametrize("text", ["", "\n", "absent\n", "\ud800"])
def test_a_current_file_that_names_no_release_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "current").write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(InputError):
        current_release(tmp_path)


@pytest.mark.parametrize(
    "name",
    [
        *("manifest.json", "dump.ttl.gz", "dump.nq.zst", "catalog.ttl", "report.txt"),
        *("store.sha256", "index.sqlite", "index.sha256"),
    ],
)
def test_a_flipped_bit_is_found(tmp_path: Path, name: str) -> None:
    path = release_of(tmp_path).path / name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    problems = check_release(path.parent)
    assert len(problems) == 1
    assert problems[0].severity == "error"
    assert Path(problems[0].path).name in (name, "store", "index.sqlite")


def test_a_flipped_bit_in_the_store_is_found(tmp_path: Path) -> None:
    release = release_of(tmp_path).path
    for path in sorted((release / "store").glob("*.sst")):
        whole = path.read_bytes()
        data = bytearray(whole)
        data[len(data) // 2] ^= 1
        path.write_bytes(data)
        assert [Path(f.path).name for f in check_release(release)] == ["store"]
        path.write_bytes(whole)
    assert check_release(release) == ()


@pytest.mark.parametrize(
    "name", ["dump.nq.zst", "store.sha256", "manifest.json", "store/CURRENT", "index.sqlite"]
)
def test_a_missing_file_is_found(tmp_path: Path, name: str) -> None:
    release = release_of(tmp_path).path
    (release / name).unlink()
    assert len(check_release(release)) == 1


def test_a_file_too_many_is_found(tmp_path: Path) -> None:
    release = release_of(tmp_path).path
    (release / "notes.txt").write_text("", encoding="utf-8")
    assert [Path(f.path).name for f in check_release(release)] == ["notes.txt"]


def test_a_manifest_of_a_later_format_is_refused(tmp_path: Path) -> None:
    path = release_of(tmp_path).path / "manifest.json"
    path.write_text(
        path.read_text(encoding="utf-8").replace('"format": 8', '"format": 999'), encoding="utf-8"
    )
    with pytest.raises(InputError, match="999"):
        read_manifest(path.parent)


def test_a_damaged_release_of_the_same_content_is_told_and_not_passed_off(tmp_path: Path) -> None:
    release = release_of(tmp_path).path
    (release / "dump.nq.zst").write_bytes(b"")
    with pytest.raises(OutputError) as caught:
        release_of(tmp_path)
    assert caught.value.path == str(release / "dump.nq.zst")
