"""Folders give their documents in one order; what cannot be read is told, the rest is read."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from msgspec import structs

from lf2l_kg.base.errors import InputError, NothingToDoError
from lf2l_kg.base.settings import Settings
from lf2l_kg.read import SourceFile, Stamp, digest_file, find_files, read_document, read_documents

SETTINGS = Settings()


def write(path: Path, text: str = "# Titre\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def paths(*folders: Path) -> list[str]:
    return [file.path for file in find_files(folders, SETTINGS)]


def problems(*folders: Path) -> dict[str, list[str]]:
    documents = read_documents(folders, SETTINGS)
    return {d.path: [f.code for f in d.findings] for d in documents if d.findings}


def test_documents_are_found_by_their_extension_and_sorted_by_path(tmp_path: Path) -> None:
    for name in ("b.md", "a/z.QMD", "a.markdown", "a/é.md", "notes.txt", "c.md~", "image.png"):
        write(tmp_path / name)
    assert paths(tmp_path) == ["a.markdown", "a/z.QMD", "a/é.md", "b.md"]


def test_hidden_files_folders_and_backups_are_left_out(tmp_path: Path) -> None:
    for name in (".git/a.md", ".b.md", ".#c.md", "~$d.md", "#e.md", "f.md"):
        write(tmp_path / name)
    assert paths(tmp_path) == ["f.md"]


def test_a_path_is_in_nfc_whatever_the_file_system_writes(tmp_path: Path) -> None:
    write(tmp_path / unicodedata.normalize("NFD", "été.md"))
    (document,) = read_documents([tmp_path], SETTINGS)
    assert document.path == unicodedata.normalize("NFC", "été.md")
    assert document.blocks[0].text == "Titre"


def test_two_names_that_differ_only_in_form_are_not_confused(tmp_path: Path) -> None:
    for form in ("NFC", "NFD"):
        write(tmp_path / unicodedata.normalize(form, "été.md"))
    assert problems(tmp_path) == {"été.md (2)": ["same-path"]}


def test_a_folder_may_be_a_single_file(tmp_path: Path) -> None:
    assert paths(write(tmp_path / "a" / "b.md")) == ["b.md"]


def test_a_path_found_in_two_folders_takes_the_name_of_each(tmp_path: Path) -> None:
    for name in ("un/a.md", "deux/a.md", "deux/b.md"):
        write(tmp_path / name)
    assert paths(tmp_path / "un", tmp_path / "deux") == ["b.md", "deux/a.md", "un/a.md"]


def test_a_file_reached_twice_is_read_once(tmp_path: Path) -> None:
    write(tmp_path / "un" / "a.md")
    assert paths(tmp_path, tmp_path / "un", tmp_path) == ["un/a.md"]


def test_folders_without_documents_and_missing_folders_stop_the_work(tmp_path: Path) -> None:
    write(tmp_path / "a.txt")
    with pytest.raises(NothingToDoError) as nothing:
        find_files([tmp_path], SETTINGS)
    assert str(tmp_path) in nothing.value.message.fr
    assert ".qmd" in nothing.value.message.fr
    with pytest.raises(InputError) as missing:
        find_files([tmp_path / "absent"], SETTINGS)
    assert "absent" in missing.value.message.fr


def test_links_that_break_leave_the_folder_or_turn_in_circles_are_told(tmp_path: Path) -> None:
    root = tmp_path / "docs"
    write(root / "a.md")
    write(tmp_path / "secret" / "b.md")
    (root / "rompu.md").symlink_to("absent.md")
    (root / "dehors.md").symlink_to("../secret/b.md")
    (root / "dossier").symlink_to("../secret")
    (root / "cercle.md").symlink_to("cercle.md")
    (root / "sous").mkdir()
    (root / "sous" / "boucle").symlink_to("..")
    (root / "image.png").symlink_to("absent.png")
    assert problems(root) == {
        "cercle.md": ["broken-link"],
        "dehors.md": ["link-outside"],
        "dossier": ["link-outside"],
        "rompu.md": ["broken-link"],
        "sous/boucle": ["link-loop"],
    }
    assert [d.path for d in read_documents([root], SETTINGS) if d.readable] == ["a.md"]


def test_a_link_within_the_folder_does_not_read_a_file_twice(tmp_path: Path) -> None:
    write(tmp_path / "z" / "a.md")
    write(tmp_path / ".annex" / "object")
    (tmp_path / "lien.md").symlink_to("z/a.md")
    (tmp_path / "dossier").symlink_to("z")
    (tmp_path / "annexe.md").symlink_to(".annex/object")
    assert paths(tmp_path) == ["annexe.md", "z/a.md"]


def test_a_folder_given_through_a_link_is_read(tmp_path: Path) -> None:
    write(tmp_path / "docs" / "a.md")
    (tmp_path / "lien").symlink_to("docs")
    assert paths(tmp_path / "lien") == ["a.md"]


def test_a_pipe_is_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.md")
    assert problems(tmp_path) == {"a.md": ["not-a-file"]}


def test_a_folder_named_like_a_document_is_a_folder(tmp_path: Path) -> None:
    write(tmp_path / "a.md" / "b.md")
    assert paths(tmp_path) == ["a.md/b.md"]


def test_a_file_over_the_limit_is_told_with_both_sizes(tmp_path: Path) -> None:
    with (tmp_path / "a.md").open("wb") as stream:
        stream.truncate(50 << 20)
    write(tmp_path / "b.md")
    first, second = read_documents([tmp_path], SETTINGS)
    assert [f.code for f in first.findings] == ["file-too-long"]
    assert "50,0 Mio" in first.findings[0].message.fr
    assert "5 Mio" in first.findings[0].message.fr
    assert (first.readable, second.readable) == (False, True)


def test_a_file_at_the_limit_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"a" * (1 << 20))
    (document,) = read_documents([tmp_path], replace(SETTINGS, max_file_mib=1))
    assert document.readable


def test_a_file_that_vanishes_or_may_not_be_opened_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "a.md")
    write(tmp_path / "b.md")
    vanished, forbidden = find_files([tmp_path], SETTINGS)
    Path(vanished.location).unlink()
    assert [f.code for f in read_document(vanished, SETTINGS).findings] == ["unreadable-file"]

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    (finding,) = read_document(forbidden, SETTINGS).findings
    assert (finding.code, finding.path) == ("unreadable-file", "b.md")
    assert "Permission denied" in finding.message.fr


def test_a_folder_that_may_not_be_listed_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "a.md")
    write(tmp_path / "ferme" / "b.md")
    scandir = os.scandir

    def refuse(folder: str) -> object:
        if Path(folder).name == "ferme":
            raise PermissionError(13, "Permission denied")
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", refuse)
    assert problems(tmp_path) == {"ferme": ["unreadable-folder"]}


def test_a_name_that_is_not_utf_8_is_told_in_printable_form(tmp_path: Path) -> None:
    write(tmp_path / "a.md")
    try:
        (tmp_path / os.fsdecode(b"caf\xe9.md")).touch()
    except OSError:
        pytest.skip("this file system only takes names in UTF-8")
    assert problems(tmp_path) == {"caf\ufffd.md": ["invalid-file-name"]}


def test_every_bad_document_is_told_in_one_run_and_the_others_are_read(tmp_path: Path) -> None:
    write(tmp_path / "a.md")
    write(tmp_path / "b.md", "---\na: 1\na: 2\n---\n")
    (tmp_path / "c.md").write_bytes(b"\xff")
    write(tmp_path / "d.md", "")
    write(tmp_path / "e.md")
    documents = list(read_documents([tmp_path], SETTINGS))
    assert [d.path for d in documents if d.readable] == ["a.md", "d.md", "e.md"]
    assert problems(tmp_path) == {
        "b.md": ["duplicate-key"],
        "c.md": ["invalid-utf-8"],
        "d.md": ["empty-file"],
    }


def stamped(path: Path, stamps: dict[str, Stamp], now: int) -> tuple[str, Stamp | None]:
    """The digest of a file, and its stamp."""
    return digest_file(SourceFile(path.name, str(path)), SETTINGS.max_file_mib, stamps, now)


def test_a_file_that_nothing_has_touched_is_not_read_again(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("Metz")
    changed = path.stat().st_ctime_ns
    digest, stamp = stamped(path, {}, changed + 60_000_000_000)
    assert stamp
    assert digest == hashlib.sha256(b"Metz").hexdigest()
    told = structs.replace(stamp, digest="as kept")
    assert stamped(path, {"a.md": told}, changed) == ("as kept", told)


def test_a_file_that_was_touched_shortly_before_it_was_read_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("Metz")
    os.utime(path, (0, 0))  # what a person may set back; not when that was
    changed = path.stat().st_ctime_ns
    assert stamped(path, {}, changed + 1_000_000_000)[1] is None
    assert stamped(path, {}, changed - 1)[1] is None


def test_a_file_that_was_replaced_by_one_of_the_same_size_and_time_is_read_again(
    tmp_path: Path,
) -> None:
    path, other = tmp_path / "a.md", tmp_path / "b.md"
    path.write_text("Metz")
    times = path.stat().st_atime_ns, path.stat().st_mtime_ns
    _, stamp = stamped(path, {}, path.stat().st_ctime_ns + 60_000_000_000)
    assert stamp
    other.write_text("Genk")
    os.utime(other, ns=times)
    other.rename(path)
    assert stamped(path, {"a.md": stamp}, 0) == (hashlib.sha256(b"Genk").hexdigest(), None)
    path.unlink()
    assert stamped(path, {"a.md": stamp}, 0) == ("", None)


def test_a_stamp_does_not_let_a_file_pass_that_has_become_too_long(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"x" * (2 << 20))
    file = SourceFile("a.md", str(path))
    _, stamp = digest_file(file, 2, {}, path.stat().st_ctime_ns + 60_000_000_000)
    assert stamp
    assert digest_file(file, 1, {"a.md": stamp}, 0) == ("", None)
