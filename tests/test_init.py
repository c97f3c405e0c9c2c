"""init: a small project of the user's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from lf2l_kg.base.errors import OutputError
from lf2l_kg.base.gazetteer import Gazetteer
from lf2l_kg.base.ontology import load_ontology
from lf2l_kg.base.settings import load_settings
from lf2l_kg.extract import extract_facts
from lf2l_kg.init import create_project
from lf2l_kg.read import read_documents


def tree(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_new_project_has_settings_documents_ontology_and_questions(tmp_path: Path) -> None:
    written = create_project(tmp_path / "mine")
    settings = load_settings(here=tmp_path / "mine")
    assert [str(path) for path in written] == sorted(tree(tmp_path / "mine"))
    assert settings.documents == (tmp_path / "mine" / "documents",)
    assert load_ontology(settings.ontology).concepts
    assert list((settings.queries / "questions").glob("*.rq"))
    assert (tmp_path / "mine" / ".gitignore").read_text() == "/releases/\n"


def test_its_example_documents_are_read_without_a_finding(tmp_path: Path) -> None:
    create_project(tmp_path)
    settings = load_settings(here=tmp_path)
    documents = list(read_documents(settings.documents, settings))
    assert len(documents) == 2
    assert [finding for document in documents for finding in document.findings] == []


def test_what_the_front_matter_of_its_examples_says_is_found(
    tmp_path: Path, gazetteer: Gazetteer
) -> None:
    create_project(tmp_path)
    settings = load_settings(here=tmp_path)
    ontology = load_ontology(settings.ontology)
    found = {
        (fact.subject.kind, fact.subject.label, fact.object)
        for document in read_documents(settings.documents, settings)
        for fact in extract_facts(document, ontology, gazetteer)
        if fact.predicate == "homepage"
    }
    assert ("Institution", "Rives Living Lab", "https://rives.example/") in found


def test_an_empty_folder_is_filled_in_place(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    before = (tmp_path / "mine").stat().st_ino
    create_project(tmp_path / "mine")
    assert (tmp_path / "mine").stat().st_ino == before
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_a_folder_with_anything_in_it_is_refused_and_not_touched(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("à moi")
    before = tree(tmp_path)
    with pytest.raises(OutputError, match="not empty"):
        create_project(tmp_path)
    assert tree(tmp_path) == before


def test_a_file_in_the_folders_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("à moi")
    with pytest.raises(OutputError):
        create_project(tmp_path / "mine")
    assert (tmp_path / "mine").read_text() == "à moi"


def test_nothing_half_written_is_left_when_the_disk_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shutil.copytree", full)
    with pytest.raises(OSError, match="No space"):
        create_project(tmp_path / "mine")
    assert list(tmp_path.iterdir()) == []
