"""The settings: read once, checked, complete."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from lf2l_kg.base.classes import check_classes
from lf2l_kg.base.errors import InputError, MalformedFileError
from lf2l_kg.base.ontology import Ontology
from lf2l_kg.base.patterns import class_of, unused_classes
from lf2l_kg.base.settings import FILE_NAME, Settings, find_project, load_settings

ROOT = Path(__file__).resolve().parents[1]


def project(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE_NAME).write_text(text, encoding="utf-8")
    return folder


def test_a_folder_needs_no_settings_file_and_keeps_its_register_beside_the_releases(
    tmp_path: Path,
) -> None:
    settings = load_settings((tmp_path,), tmp_path / "out")
    assert settings.documents == (tmp_path,)
    assert settings.releases == tmp_path / "out"
    assert settings.identities == tmp_path / "out" / "identities.tsv"
    assert settings.links == tmp_path / "out" / "links.sssom.tsv"
    assert settings.reviewed == tmp_path / "out" / "reviewed.tsv"
    assert (settings.ontology / "lf2l.ttl").is_file()


def test_paths_start_from_the_settings_file_wherever_the_command_is_run(tmp_path: Path) -> None:
    project(tmp_path, 'documents = ["notes", "pages"]\nreleases = "out"\n')
    (tmp_path / "notes" / "deep").mkdir(parents=True)
    settings = load_settings(here=tmp_path / "notes" / "deep")
    assert settings.documents == (tmp_path / "notes", tmp_path / "pages")
    assert settings.releases == tmp_path / "out"


def test_folders_and_releases_given_on_the_command_line_win(tmp_path: Path) -> None:
    project(tmp_path, 'documents = ["notes"]\nreleases = "out"\nthreshold = 0.7\n')
    settings = load_settings((tmp_path / "other",), tmp_path / "elsewhere")
    assert settings.documents == (tmp_path / "other",)
    assert settings.releases == tmp_path / "elsewhere"
    assert settings.threshold == 0.7


def test_the_project_is_the_nearest_one_above_a_folder(tmp_path: Path) -> None:
    project(tmp_path, "")
    inner = project(tmp_path / "inner", "")
    assert find_project(inner / "documents") == inner / FILE_NAME
    assert find_project(tmp_path / "documents") == tmp_path / FILE_NAME


def test_an_iri_base_always_ends_in_a_slash(tmp_path: Path) -> None:
    project(tmp_path, 'base_iri = "https://example.org/territoires"\n')
    assert load_settings(here=tmp_path).base_iri == "https://example.org/territoires/"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('language = "fr"\nbase_iri = "pas une iri"\n', 2),
        ('base_iri = "https://example.org/a?b#c"\n', 1),
        ('\nlanguage = "de"\n', 2),
        ("threshold = 1.5\n", 1),
        ("threshold = true\n", 1),
        ("max_file_mib = 0\n", 1),
        ("documents = []\n", 1),
        ("documents = [1]\n", 1),
        ("releases = 3\n", 1),
        ("publisher = 3\n", 1),
    ],
)
def test_a_value_that_cannot_be_is_refused_at_its_line(
    tmp_path: Path, text: str, line: int
) -> None:
    project(tmp_path, text)
    with pytest.raises(InputError) as caught:
        load_settings(here=tmp_path)
    assert caught.value.path == str(tmp_path / FILE_NAME)
    assert caught.value.line == line


def test_an_unknown_key_is_refused_and_the_nearest_is_proposed(tmp_path: Path) -> None:
    project(tmp_path, "# commentaire\ntreshold = 0.5\n")
    with pytest.raises(InputError) as caught:
        load_settings(here=tmp_path)
    assert caught.value.line == 2
    assert "threshold" in caught.value.message.fr
    assert caught.value.value == "treshold"


def test_malformed_toml_is_refused_with_its_line_and_column(tmp_path: Path) -> None:
    project(tmp_path, 'language = "fr"\nreleases = = "out"\n')
    with pytest.raises(InputError) as caught:
        load_settings(here=tmp_path)
    assert (caught.value.line, caught.value.column) == (2, 12)


@pytest.mark.parametrize(
    "path", [ROOT / FILE_NAME, ROOT / "src/lf2l_kg/init/template" / FILE_NAME], ids=str
)
def test_the_settings_files_that_we_give_name_only_what_exists(path: Path) -> None:
    settings = load_settings(here=path.parent)
    assert settings.base_iri.startswith("https://")
    text = path.read_text(encoding="utf-8")
    shown = re.sub(r"^# (?=[\[\"])", "", text, flags=re.MULTILINE)  # what is only an example, too
    table = tomllib.loads(shown)
    assert table.keys() <= {f.name for f in fields(Settings)}
    assert table["classes"]["projets"] == "Projet"


def test_usual_paths_start_from_the_settings_file_too(tmp_path: Path) -> None:
    (tmp_path / "lf2l-kg.toml").write_text('title_fr = "X"\n', encoding="utf-8")
    (tmp_path / "deep").mkdir()
    settings = load_settings(here=tmp_path / "deep")
    assert settings.releases == tmp_path / "releases"
    assert settings.documents == (tmp_path / "data/documents",)
    assert settings.ontology.is_dir()


def test_folders_and_globs_are_given_classes_the_later_line_beating_the_earlier(
    tmp_path: Path,
) -> None:
    project(tmp_path, '[classes]\n"projets" = "Projet"\n"**/equipe-*.md" = "Personne"\n')
    rules = load_settings(here=tmp_path).classes
    assert [(rule.pattern, rule.kind, rule.line) for rule in rules] == [
        ("projets", "Projet", 2),
        ("**/equipe-*.md", "Personne", 3),
    ]
    assert class_of("projets/2020/jardin.md", rules) == "Projet"
    assert class_of("projets/equipe-a.md", rules) == "Personne"
    assert class_of("equipe-a.md", rules) == "Personne"
    assert class_of("projets.md", rules) == ""
    assert class_of("autres/projets/a.md", rules) == ""


def test_a_star_stays_in_its_folder(tmp_path: Path) -> None:
    project(tmp_path, '[classes]\n"projets/*.md" = "Project"\n')
    rules = load_settings(here=tmp_path).classes
    assert class_of("projets/a.md", rules) == "Project"
    assert class_of("projets/2020/a.md", rules) == ""
    assert class_of("projets/a.markdown", rules) == ""


@pytest.mark.parametrize("text", ['classes = "Project"\n', "[classes]\nprojets = 3\n"])
def test_classes_that_are_no_table_of_words_are_refused(tmp_path: Path, text: str) -> None:
    project(tmp_path, text)
    with pytest.raises(InputError) as error:
        load_settings(here=tmp_path)
    assert error.value.line == 1


def test_an_unknown_class_is_refused_with_its_line_and_the_nearest_name(
    tmp_path: Path, ontology: Ontology
) -> None:
    project(tmp_path, '[classes]\n"a" = "Project"\n"b" = "Projjet"\n"c" = "Theme"\n')
    rules = load_settings(here=tmp_path).classes
    with pytest.raises(MalformedFileError) as error:
        check_classes(rules, ontology)
    assert [(f.line, f.value) for f in error.value.findings] == [(3, "Projjet"), (4, "Theme")]
    assert "Projet" in error.value.findings[0].message.fr
    check_classes(rules[:1], ontology)


def test_a_pattern_that_no_document_fits_is_a_finding_with_the_nearest_path(tmp_path: Path) -> None:
    project(tmp_path, '[classes]\n"projet" = "Project"\n"projets/*.md" = "Project"\n')
    rules = load_settings(here=tmp_path).classes
    (finding,) = unused_classes(rules, ["projets/a.md", "b.md"])
    assert (finding.path, finding.line) == (str(tmp_path / FILE_NAME), 2)
    assert "« projets »" in finding.message.fr
