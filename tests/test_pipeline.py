"""The whole chain: documents in, a release out, and nothing else changed."""

from __future__ import annotations

import datetime
import errno
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import zstandard

from lf2l_kg import pipeline
from lf2l_kg.base.errors import InputError, NothingToDoError, OutputError
from lf2l_kg.base.ontology import load_ontology
from lf2l_kg.base.resources import packaged
from lf2l_kg.base.settings import Settings, load_settings
from lf2l_kg.engines.local import convert_documents
from lf2l_kg.read import find_files
from lf2l_kg.release import current_release
from lf2l_kg.summary import Summary, to_json

TOWN = """---
title: {town}
---

## Territoires innovants

### Coworking / Tiers lieux

#### {town} (32 000 hab) - La Filature de {town}

- {town}, [La Filature de {town}](https://filature.example/{town})
"""

#: Refuses every territory, whatever it is.
STRICT = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix lf2l: <https://w3id.org/lf2l/ontology#> .
lf2l:StrictShape a sh:NodeShape ; sh:targetClass lf2l:Territory ; sh:property lf2l:StrictShape-email .
lf2l:StrictShape-email a sh:PropertyShape ; sh:path lf2l:email ; sh:minCount 1 ;
  sh:severity sh:Violation ; sh:message "Il faut un courriel."@fr, "An e-mail is needed."@en .
"""


class Told:
    """A progress that remembers what it was told."""

    def __init__(self) -> None:
        self.stages: list[str] = []
        self.steps = 0
        self.open = 0

    def start(self, stage: str, total: int | None) -> None:
        del total
        self.stages.append(stage)
        self.open += 1

    def advance(self, count: int) -> None:
        self.steps += count

    def finish(self) -> None:
        self.open -= 1


Build = Callable[..., Summary]


@pytest.fixture(scope="session")
def cache(request: pytest.FixtureRequest) -> Path:
    return request.config.rootpath / ".pytest_cache" / "lf2l-kg"


def write_documents(folder: Path) -> Path:
    """Three documents."""
    documents = folder / "documents"
    documents.mkdir()
    for town in ("Épinal", "Lunéville", "Verdun"):
        (documents / f"{town}.md").write_text(TOWN.format(town=town), encoding="utf-8")
    return documents


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_documents(tmp_path)


@pytest.fixture
def settings(folder: Path, tmp_path: Path) -> Settings:
    """Of a project that asks its releases nothing: each build would start a process for that."""
    settings = load_settings((folder,), tmp_path / "out")
    return replace(settings, queries=tmp_path / "no-queries")


@pytest.fixture
def asking(settings: Settings) -> Settings:
    """Of the same project with the questions that the package has."""
    return replace(settings, queries=packaged("queries"))


@pytest.fixture(scope="module")
def build(cache: Path) -> Build:
    def run(settings: Settings, progress: pipeline.Progress | None = None) -> Summary:
        return pipeline.build(
            settings,
            issued=datetime.date(2026, 1, 31),
            commit="",
            progress=progress or Told(),
            cache=cache,
        )

    return run


@dataclass(frozen=True)
class Built:
    """What a build was asked and what became of it, for tests that only look at it."""

    settings: Settings
    summary: Summary
    told: Told


@pytest.fixture(scope="module")
def built(build: Build, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The three documents, built once."""
    place, told = tmp_path_factory.mktemp("built"), Told()
    settings = load_settings((write_documents(place),), place / "out")
    return Built(settings, build(settings, told), told)


def tree(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Every file with its bytes and the time of its last change."""
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def dump(release: Path | None) -> str:
    assert release is not None
    with (release / "dump.nq.zst").open("rb") as stream:
        return zstandard.ZstdDecompressor().stream_reader(stream).read().decode()


def strict(settings: Settings, tmp_path: Path) -> Settings:
    """The same project with a shape that none of its territories meets."""
    ontology = tmp_path / "strict"
    ontology.mkdir()
    for name, data in load_ontology(settings.ontology).files.items():
        (ontology / name).write_bytes(data)
    with (ontology / "shapes.ttl").open("a", encoding="utf-8") as stream:
        stream.write(STRICT)
    return replace(settings, ontology=ontology)


def test_documents_become_the_current_release(built: Built) -> None:
    summary, told = built.summary, built.told
    assert summary.exit_code == 0
    assert summary.is_new
    assert summary.documents == 3
    assert dict(summary.entities)["Territory"] == 3
    assert current_release(built.settings.releases) == summary.release
    assert told.stages == ["read", "resolve", "assemble", "link", "validate", "release"]
    assert (told.steps, told.open) == (3, 0)


def test_a_second_build_of_the_same_documents_changes_nothing_on_the_disk(
    asking: Settings, build: Build, tmp_path: Path
) -> None:
    first = build(asking)
    before = tree(tmp_path)
    second = build(asking)
    assert tree(tmp_path) == before
    assert not second.is_new
    assert second.release == first.release


def test_a_build_on_another_day_finds_the_release_that_says_the_same(
    asking: Settings, build: Build, cache: Path
) -> None:
    first = build(asking)
    later = datetime.date(2027, 1, 1)
    second = pipeline.build(asking, issued=later, commit="c", progress=Told(), cache=cache)
    assert second.release == first.release


def test_the_same_documents_give_the_same_bytes_anywhere(
    asking: Settings, build: Build, folder: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere" / "docs"
    elsewhere.mkdir(parents=True)
    for path in sorted(folder.iterdir(), reverse=True):
        (elsewhere / path.name).write_bytes(path.read_bytes())
    one = build(asking).release
    other = build(load_settings((elsewhere,), tmp_path / "out2")).release
    assert one is not None
    assert other is not None
    assert one.name == other.name
    files = {p.name: p.read_bytes() for p in one.iterdir() if p.is_file()}
    del files["store.sha256"]  # the store's files differ from one build to the next
    assert {name: (other / name).read_bytes() for name in files} == files


def test_many_processes_give_what_one_gives_in_the_same_order(tmp_path: Path, cache: Path) -> None:
    for number in range(70):
        (tmp_path / f"{number:02}.md").write_text(TOWN.format(town="Verdun"), encoding="utf-8")
    (tmp_path / "bad.md").write_bytes(b"\xff\xfe\xff")
    settings = Settings(documents=(tmp_path,))
    files = find_files((tmp_path,), settings)
    ontology = load_ontology(packaged("ontology"))
    one, many = (
        list(convert_documents(files, settings, ontology, cache, processes=processes))
        for processes in (1, 2)
    )
    assert [conversion.path for conversion in many] == [file.path for file in files]
    assert many == one
    assert [conversion.path for conversion in many if not conversion.readable] == ["bad.md"]


def test_data_that_do_not_conform_are_not_published_and_nothing_is_written(
    settings: Settings, build: Build, tmp_path: Path
) -> None:
    refused = build(strict(settings, tmp_path))
    assert refused.exit_code == 1
    assert refused.release is None
    assert not settings.releases.exists()
    errors = [result for result in refused.report.results if result.severity == "error"]
    assert len(errors) == 3
    assert all(Path(result.path).is_file() and result.line for result in errors)


def test_data_that_do_not_conform_leave_the_release_being_served(
    settings: Settings, build: Build, tmp_path: Path
) -> None:
    served = build(settings).release
    before = tree(settings.releases)
    build(strict(settings, tmp_path))
    assert tree(settings.releases) == before
    assert current_release(settings.releases) == served


def test_bad_documents_are_all_reported_and_the_others_published(
    settings: Settings, build: Build, folder: Path
) -> None:
    (folder / "bad.md").write_bytes(b"caf\xe9")
    (folder / "empty-key.md").write_text("---\na: [\n---\n", encoding="utf-8")
    summary = build(settings)
    assert summary.exit_code == 1
    assert (summary.documents, summary.unreadable) == (5, 2)
    assert summary.release is not None
    wrong = {Path(f.path).name for f in summary.findings if f.severity == "error"}
    assert wrong == {"bad.md", "empty-key.md"}
    assert "Lun" in dump(summary.release)


def test_a_folder_of_bad_documents_publishes_nothing(
    settings: Settings, build: Build, folder: Path
) -> None:
    for path in folder.iterdir():
        path.write_bytes(b"\xff")
    summary = build(settings)
    assert (summary.exit_code, summary.release) == (1, None)
    assert not settings.releases.exists()


def test_a_folder_without_documents_is_an_error(tmp_path: Path, build: Build) -> None:
    with pytest.raises(NothingToDoError):
        build(load_settings((tmp_path,), tmp_path / "out"))
    assert list(tmp_path.iterdir()) == []


def test_a_published_iri_outlives_the_name_and_the_title_of_its_document(
    settings: Settings, build: Build, folder: Path
) -> None:
    build(settings)
    iris = settings.identities.read_text(encoding="utf-8")
    (folder / "Verdun.md").rename(folder / "renamed.md")
    build(settings)
    now = settings.identities.read_text(encoding="utf-8")
    assert {row.split("\t")[0] for row in iris.splitlines()} <= {
        row.split("\t")[0] for row in now.splitlines()
    }
    assert "/document/renamed" not in now


def test_a_folder_that_cannot_be_written_is_told_before_a_document_is_read(
    settings: Settings, build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr(pipeline, "read_changed", None)
    with pytest.raises(OutputError):
        build(replace(settings, releases=tmp_path / "file" / "releases"))


def test_the_register_is_on_the_disk_before_a_release_is_served(
    settings: Settings, build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_space(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr("lf2l_kg.project.write_register", no_space)
        with pytest.raises(OSError, match="No space"):
            build(settings)
    assert current_release(settings.releases) is None
    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "switch_current", no_space)
        with pytest.raises(OSError, match="No space"):
            build(settings)
    assert settings.identities.is_file()
    assert current_release(settings.releases) is None
    assert build(settings).release == current_release(settings.releases)


def test_two_builds_at_once_do_not_erase_each_other_s_iris(
    settings: Settings, build: Build, tmp_path: Path
) -> None:
    class Meanwhile(Told):
        """Another build of other documents, between our reading of the register and its writing."""

        def start(self, stage: str, total: int | None) -> None:
            super().start(stage, total)
            if stage == "validate":
                build(load_settings((other,), settings.releases))

    other = tmp_path / "other"
    other.mkdir()
    (other / "Toul.md").write_text(TOWN.format(town="Toul"), encoding="utf-8")
    with pytest.raises(OutputError, match="register"):
        build(settings, Meanwhile())
    assert "territory/toul" in settings.identities.read_text(encoding="utf-8")
    build(settings)
    register = settings.identities.read_text(encoding="utf-8")
    assert "territory/toul" in register
    assert "territory/verdun" in register


def test_a_confirmed_link_of_something_that_no_document_speaks_of_is_told_at_its_line(
    settings: Settings, build: Build
) -> None:
    settings.links.parent.mkdir(parents=True, exist_ok=True)
    settings.links.write_text(
        "subject_id\tpredicate_id\tobject_id\tmapping_justification\n"
        "skos:nowhere\tskos:exactMatch\towl:Thing\tsemapv:ManualMappingCuration\n",
        encoding="utf-8",
    )
    summary = build(settings)
    (told,) = [f for f in summary.findings if f.code == "absent-subject"]
    assert (told.path, told.line, told.severity) == (str(settings.links), 2, "warning")
    assert summary.links == 0
    assert summary.exit_code == 0


def test_a_release_that_was_deleted_is_made_again(settings: Settings, build: Build) -> None:
    release = build(settings).release
    assert release is not None
    shutil.rmtree(release)
    again = build(settings)
    assert again.release == release == current_release(settings.releases)
    assert again.is_new


def test_documents_put_back_as_they_were_bring_their_release_back(
    settings: Settings, build: Build, folder: Path
) -> None:
    first = build(settings)
    text = (folder / "Verdun.md").read_text(encoding="utf-8")
    (folder / "Verdun.md").write_text(text.replace("32 000", "18 000"), encoding="utf-8")
    second = build(settings)
    (folder / "Verdun.md").write_text(text, encoding="utf-8")
    third = build(settings)
    assert first.release == third.release != second.release
    assert third.is_new
    assert current_release(settings.releases) == first.release


def test_a_release_answers_the_questions_that_have_an_answer(built: Built) -> None:
    assert built.summary.release is not None
    answers = list(pipeline.answer_questions(built.settings, built.summary.release))
    assert len(answers) == 3
    assert all(question.fr != question.en and answer.rows for question, answer in answers)


def test_a_summary_is_json(built: Built) -> None:
    values = to_json(built.summary)
    assert values["documents"] == 3
    assert values["release"].endswith(values["release"][-8:])
    assert values["report"]["conforms"] is True
    assert "turtle" not in values["report"]


def test_a_folder_of_the_settings_makes_its_documents_projects(
    build: Build, folder: Path, tmp_path: Path
) -> None:
    (folder / "projets").mkdir()
    page = "---\ntitle: Les Glycines\nporteur: Association Motris\n---\nTexte.\n"
    (folder / "projets" / "glycines.md").write_text(page, encoding="utf-8")
    text = 'documents = ["documents"]\n[classes]\n"projets" = "Projet"\n"fiches" = "Personne"\n'
    (tmp_path / "lf2l-kg.toml").write_text(text, encoding="utf-8")
    summary = build(load_settings(here=tmp_path))
    triples = dump(summary.release)
    assert "/id/project/les-glycines> <https://w3id.org/lf2l/ontology#carriedBy>" in triples
    (unused,) = [f for f in summary.findings if f.code == "unused-class"]
    assert (unused.line, unused.value) == (4, "fiches")
    (tmp_path / "lf2l-kg.toml").write_text(text.replace("Projet", "Projjet"), encoding="utf-8")
    with pytest.raises(InputError, match="Projjet"):
        build(load_settings(here=tmp_path))


def test_a_document_without_any_fact_has_its_graph_with_its_path(
    build: Build, folder: Path, settings: Settings
) -> None:
    (folder / "vide.md").write_text("Rien que l'on connaisse.\n", encoding="utf-8")
    (folder / "titre.md").write_text("# Rien de connu\n", encoding="utf-8")
    triples = dump(build(settings).release)
    for name, said in (
        ("vide", 'sourcePath> "vide.md"'),
        ("titre", 'prefLabel> "Rien de connu"@fr'),
    ):
        assert f"{said} <https://w3id.org/lf2l/graph/{name}>" in triples


def test_a_build_that_loses_much_leaves_the_old_release_current_until_it_is_accepted(
    settings: Settings, folder: Path, cache: Path, build: Build
) -> None:
    first = build(settings)
    (folder / "Épinal.md").unlink()
    (folder / "Verdun.md").unlink()
    second = build(settings)
    assert second.loss is not None
    assert "--accept-loss" in second.loss.fr
    assert second.exit_code == 1
    assert second.release is not None
    assert second.release != first.release
    assert current_release(settings.releases) == first.release
    third = pipeline.build(
        settings,
        issued=datetime.date(2026, 1, 31),
        commit="",
        progress=Told(),
        cache=cache,
        accept_loss=True,
    )
    assert (third.loss, third.exit_code) == (None, 0)
    assert current_release(settings.releases) == second.release
