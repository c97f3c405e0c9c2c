"""The command line: a command a stage, products on stdout, talk on stderr, exit codes."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
import zstandard

from commanding import Run
from lf2l_kg.base.errors import MalformedFileError, OutputError
from lf2l_kg.base.messages import Message
from lf2l_kg.base.records import Finding
from lf2l_kg.cli import main
from lf2l_kg.cli.app import app
from lf2l_kg.cli.bilingual import Command, Group, Option, locale_language
from lf2l_kg.cli.terminal import follow_progress, printable, tell_error, tell_findings
from lf2l_kg.init import create_project

ROOT = Path(__file__).resolve().parents[1]
COMMANDS = sorted(app.commands)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new project; the tests stand in it."""
    create_project(tmp_path / "mine")
    monkeypatch.chdir(tmp_path / "mine")
    return tmp_path / "mine"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """A new project with its first release, made once; not to be changed."""
    project = tmp_path_factory.mktemp("published") / "mine"
    create_project(project)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(request.config.rootpath / ".pytest_cache"))
        patch.chdir(project)
        with pytest.raises(SystemExit):
            main(["build"])
    return project


@pytest.fixture
def released(published: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The tests stand in the project with a release, and only ask it."""
    monkeypatch.chdir(published)
    return published


# --- Help ---------------------------------------------------------------------------------------


def test_the_command_alone_shows_its_help_and_no_error(run: Run) -> None:
    ran = run()
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("Usage: ")
    assert "Convertir, valider et publier" in ran.err
    assert "error:" not in ran.err


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize(("language", "title"), [("fr", "Exemple:"), ("en", "Example:")])
def test_the_help_of_every_command_shows_an_example_in_both_languages(
    run: Run, name: str, language: str, title: str
) -> None:
    ran = run(name, "--help", "--lang", language)
    assert ran.code == 0
    assert f"{title}\n  lf2l-kg {name}" in ran.out


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_is_explained_in_both_languages(name: str) -> None:
    command = app.commands[name]
    commands = [command, *(command.commands.values() if isinstance(command, Group) else ())]
    told = []
    for one in commands:
        assert isinstance(one, Command | Group)
        told += [one.told, *(p.told for p in one.params if isinstance(p, Option))]
        assert all(isinstance(p, Option | click.Argument) for p in one.params)
        assert one.example.startswith(f"lf2l-kg {name}")
    assert all(message.fr and message.en and message.fr != message.en for message in told)


def test_the_commands_stand_in_the_order_of_the_work(run: Run) -> None:
    out = run("--help").out
    stages = ("read", "extract", "resolve", "assemble", "link", "validate", "release", "serve")
    places = [out.index(f"\n  {name} ") for name in stages]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, "fr"),
        ({"LANG": "C.UTF-8"}, "fr"),
        ({"LANG": "POSIX"}, "fr"),
        ({"LANG": "fr_BE.UTF-8"}, "fr"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
        ({"LANG": "de_DE", "LC_MESSAGES": "fr_FR", "LC_ALL": ""}, "fr"),
    ],
)
def test_the_language_is_that_of_the_locale_and_french_when_it_is_neutral(
    environ: dict[str, str], language: str
) -> None:
    assert locale_language(environ) == language


def test_asking_for_help_loads_no_heavy_library() -> None:
    heavy = "{'pyoxigraph', 'rdflib', 'pyshacl', 'rich', 'starlette', 'babel', 'msgspec', 'yaml'}"
    code = f"""if True:
        import sys
        from lf2l_kg.cli import main
        try:
            main(["--help"])
        except SystemExit:
            print(sorted({heavy} & set(sys.modules)))
    """
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "[]"


# --- The wrong command line ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("unheard-of",), "commande inconnue unheard-of"),
        (("buil",), "voulez-vous dire build"),
        (("build", "--unheard-of"), "option inconnue --unheard-of"),
        (("build", "no-such-folder"), "«\u00a0no-such-folder\u00a0» n’existe pas"),
        (("build", "--date", "demain"), "« demain » n’est pas une date"),
        (("query",), "FILE|NAME|-"),
        (("assemble",), "--entities"),
        (
            ("serve", "--port", "99999"),
            "il faut un nombre entier d’au moins 0 et d’au plus 65535\n",
        ),
        (("serve", "--port", "x"), "il faut un nombre entier d’au moins 0 et d’au plus 65535\n"),
        (("check", "http://x", "--timeout", "0"), "il faut un nombre d’au moins 0.1\n"),
        (("validate", "--format", "pdf"), "il faut text, json, sarif, ttl"),
        (("query", "a", "b"), "commande mal écrite"),
    ],
)
def test_a_wrong_command_line_is_code_2_and_points_at_the_help(
    run: Run, arguments: tuple[str, ...], said: str
) -> None:
    ran = run(*arguments)
    assert ran.code == 2
    assert ran.out == ""
    assert said in ran.err
    assert "--help" in ran.err


# --- build --------------------------------------------------------------------------------------


def test_build_makes_a_release_shows_a_summary_and_answers_three_questions(
    run: Run, project: Path
) -> None:
    ran = run("build", "--date", "2026-01-31")
    assert ran.code == 0, ran.err
    assert "Publication : releases/2026-01-31-" in ran.out
    for word in ("Documents", "Entités", "Territoires", "Faits", "Constats", "Liens"):
        assert word in ran.out
    assert ran.out.count("?\n") == 3
    assert (project / "releases" / "current" / "manifest.json").is_file()
    assert "validation" in ran.err


def test_a_second_build_says_that_nothing_is_new(run: Run, project: Path) -> None:
    run("build")
    ran = run("build")
    assert ran.code == 0
    assert "Rien de nouveau" in ran.out
    assert len(list((project / "releases").glob("2*"))) == 1


@pytest.mark.usefixtures("project", "gazetteer")
def test_build_without_a_cache_neither_takes_nor_keeps_anything(
    run: Run, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache" / "lf2l-kg"  # its own, but for the index of places
    cache.mkdir(parents=True)
    for index in (request.config.rootpath / ".pytest_cache" / "lf2l-kg").glob("places-*"):
        (cache / index.name).symlink_to(index)
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache.parent))
    assert run("build", "--no-cache").code == 0
    assert not list(cache.glob("products-*"))
    assert run("build").code == 0
    assert list(cache.glob("products-*"))


@pytest.mark.usefixtures("project")
def test_build_speaks_english_on_demand(run: Run) -> None:
    ran = run("build", "--lang", "en")
    assert "Release: releases/" in ran.out
    assert "Territory" in ran.out
    assert "validate" in ran.err


@pytest.mark.usefixtures("project")
def test_build_takes_its_day_from_the_environment_of_reproducible_builds(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert "releases/1970-01-02-" in run("build").out


@pytest.mark.usefixtures("project")
def test_build_gives_json_to_programs_and_nothing_else_on_stdout(run: Run) -> None:
    ran = run("build", "--json")
    summary = json.loads(ran.out)
    assert summary["documents"] == 2
    assert summary["is_new"] is True
    assert summary["report"]["conforms"] is True


@pytest.mark.usefixtures("project")
def test_a_bad_document_is_told_at_its_place_relative_to_here(run: Run) -> None:
    Path("documents/bad.md").write_text("---\ntitle: a\ntitle: b\n---\n", encoding="utf-8")
    ran = run("build")
    assert ran.code == 1
    line = next(line for line in ran.err.splitlines() if "error: " in line)
    assert line.startswith("documents/bad.md:3:1: error: ")
    assert "non convertis" in ran.out
    assert line in run("read").err


# --- The stages in a pipe -----------------------------------------------------------------------


def test_the_stages_one_by_one_publish_what_build_publishes(run: Run, project: Path) -> None:
    documents = run("read").out
    facts = run("extract", stdin=documents.encode()).out
    Path("facts.jsonl").write_text(facts, encoding="utf-8")
    assert run("resolve", "facts.jsonl", "-o", "entities.jsonl").out == ""
    dataset = run("assemble", "facts.jsonl", "--entities", "entities.jsonl").out
    linked = run("link", "-", stdin=dataset.encode()).out
    Path("linked.nq").write_text(linked, encoding="utf-8")
    assert run("validate", "linked.nq").code == 0
    released = run("release", "linked.nq", "-o", "by-stage", "--date", "2026-01-31")
    assert released.code == 0, released.err
    path = Path(released.out.strip())
    run("build", "-o", "at-once", "--date", "2026-01-31")
    assert (project / "at-once" / "current").resolve().name == path.name
    with (path / "dump.nq.zst").open("rb") as stream:
        published = zstandard.ZstdDecompressor().stream_reader(stream).read().decode()
    assert published == linked


@pytest.mark.usefixtures("project")
def test_resolve_keeps_new_iris_in_the_register(run: Run) -> None:
    run("read", "-o", "documents.jsonl")
    run("extract", "documents.jsonl", "-o", "facts.jsonl")
    run("resolve", "facts.jsonl", "-o", "entities.jsonl")
    register = Path("identities.tsv").read_text(encoding="utf-8")
    assert "https://example.org/territoires/id/territory/luneville\t" in register


@pytest.mark.usefixtures("project")
def test_extract_sets_unsure_facts_aside(run: Run) -> None:
    Path("lf2l-kg.toml").write_text('documents = "documents"\nthreshold = 1\n', encoding="utf-8")
    run("read", "-o", "documents.jsonl")
    ran = run("extract", "documents.jsonl")
    assert "mis de côté" in ran.err
    run("extract", "documents.jsonl", "-o", "facts.jsonl", "--review", "review.tsv")
    assert len(Path("review.tsv").read_text(encoding="utf-8").splitlines()) > 1


@pytest.mark.usefixtures("project")
def test_a_record_that_is_none_is_told_with_its_line(run: Run) -> None:
    Path("facts.jsonl").write_text('\n{"subject": 3}\n', encoding="utf-8")
    ran = run("resolve", "facts.jsonl")
    assert ran.code == 3
    assert ran.err.startswith("facts.jsonl:2: error: ")
    assert run("extract", stdin=b"[]\n").err.startswith("stdin:1: error: ")
    assert run("validate", stdin=b"<a> <b>\n").err.startswith("stdin:1:")


READING = [
    ("extract",),
    ("resolve",),
    ("assemble", "--entities", "empty"),
    ("link",),
    ("link", "apply"),
    ("link", "propose", "--slice", "empty"),
    ("link", "enrich"),
    ("link", "quickstatements"),
    ("validate",),
    ("release",),
]


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_a_command_that_is_given_nothing_says_what_to_do(
    run: Run, command: tuple[str, ...]
) -> None:
    Path("empty").touch()
    Path("lf2l-kg.toml").write_text('contact = "moi@exemple.org"\n')
    for given, name in (((), "stdin"), (("-",), "stdin"), (("empty",), "empty")):
        ran = run(*command, *given)
        assert (ran.code, ran.out) == (3, "")
        assert ran.err.startswith(f"{name}: error: rien à lire, l’entrée est vide ; voyez ")
    assert not Path("releases").exists()


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("command", [*READING, ("link", "review")], ids=" ".join)
def test_a_command_does_not_wait_for_a_terminal_unless_it_is_asked_to(
    run: Run, command: tuple[str, ...]
) -> None:
    Path("empty").touch()
    Path("lf2l-kg.toml").write_text('contact = "moi@exemple.org"\n')
    ran = run(*command, is_terminal=True)
    assert (ran.code, ran.out) == (2, "")
    assert "il manque '[FILE|-]' : nommez un fichier, ou envoyez " in ran.err
    assert "il manque" not in run(*command, "-", is_terminal=True).err


@pytest.fixture
def refused(project: Path, run: Run) -> Path:
    """A dataset that does not conform, and a project whose shapes say so."""
    strict = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix lf2l: <https://w3id.org/lf2l/ontology#> .
lf2l:StrictShape a sh:NodeShape ; sh:targetClass lf2l:Territory ; sh:property lf2l:StrictShape-email .
lf2l:StrictShape-email a sh:PropertyShape ; sh:path lf2l:email ; sh:minCount 1 ;
  sh:severity sh:Violation ; sh:message "Il faut un courriel."@fr, "An e-mail is needed."@en .
"""
    with (project / "ontology" / "shapes.ttl").open("a", encoding="utf-8") as stream:
        stream.write(strict)
    run("read", "-o", "documents.jsonl")
    run("extract", "documents.jsonl", "-o", "facts.jsonl")
    run("resolve", "facts.jsonl", "-o", "entities.jsonl")
    run("assemble", "facts.jsonl", "--entities", "entities.jsonl", "-o", "dataset.nq")
    return project / "dataset.nq"


def test_validate_refuses_with_code_1_in_every_form(run: Run, refused: Path) -> None:
    text = run("validate", refused)
    assert text.code == 1
    assert "Il faut un courriel." in text.out
    assert json.loads(run("validate", refused, "--json").out)["conforms"] is False
    assert json.loads(run("validate", refused, "--format", "sarif").out)["version"] == "2.1.0"
    assert "sh:conforms false" in run("validate", refused, "--format", "ttl").out
    assert "An e-mail is needed." in run("validate", refused, "--lang", "en").out


def test_release_and_build_refuse_with_code_1_and_write_nothing(run: Run, refused: Path) -> None:
    released = run("release", refused)
    built = run("build")
    assert (released.code, built.code) == (1, 1)
    assert "Rien n’a été publié" in built.err
    assert "documents/notes-territoires.md:" in built.err
    assert not (refused.parent / "releases").exists()


# --- query --------------------------------------------------------------------------------------


@pytest.mark.usefixtures("released")
def test_query_takes_a_name_the_beginning_of_one_a_file_or_stdin(run: Run) -> None:
    for name in (
        "cq04-population-des-territoires",
        "cq04",
        "queries/questions/cq04-population-des-territoires.rq",
    ):
        ran = run("query", name)
        assert ran.code == 0, ran.err
        assert "32000" in ran.out
    ask = b"ASK { ?s a <https://w3id.org/lf2l/ontology#Territory> }"
    assert "true" in run("query", "-", stdin=ask).out


@pytest.mark.usefixtures("released")
def test_query_gives_every_format(run: Run, tmp_path: Path) -> None:
    names = [
        ("csv", "territoire,population"),
        ("tsv", "?territoire\t?population"),
        ("xml", "<?xml"),
        ("json", '{"head"'),
    ]
    for form, head in names:
        out = run("query", "cq04", "--format", form).out
        assert out.startswith(head)
        assert out.endswith("\n")
    bindings = json.loads(run("query", "cq04", "--json").out)["results"]["bindings"]
    assert len(bindings) == 2
    construct = b"CONSTRUCT { ?s a ?c } WHERE { ?s a ?c }"
    for form in ("ttl", "nt", "jsonld", "rdf"):
        assert "ontology#" in run("query", "-", "--format", form, stdin=construct).out
    answer = tmp_path / "answer.csv"
    assert run("query", "cq04", "-o", answer).out == ""
    assert answer.read_text(encoding="utf-8").startswith("territoire,population")


@pytest.mark.usefixtures("project")
def test_query_says_what_is_wrong_and_what_there_is(run: Run) -> None:
    none_yet = run("query", "cq04")
    assert none_yet.code == 3
    assert "lf2l-kg build" in none_yet.err
    unknown = run("query", "cq-population")
    assert unknown.code == 3
    assert "cq04-population-des-territoires" in unknown.err
    run("build")
    assert run("query", "-", stdin=b"SELEC ?s").code == 3
    assert run("query", "cq04", "--format", "ttl").code == 3
    assert run("query", "cq04", "--endpoint", "ftp://example.org/").code == 3


# --- init and version ---------------------------------------------------------------------------


def test_init_makes_a_project_and_says_what_comes_next(run: Run, tmp_path: Path) -> None:
    ran = run("init", tmp_path / "mine")
    assert ran.code == 0
    assert "lf2l-kg build" in ran.err
    again = run("init", tmp_path / "mine")
    assert again.code == 3
    assert f"{tmp_path / 'mine'}: error: " in again.err


def test_the_version_is_told(run: Run) -> None:
    assert run("--version").out.startswith("lf2l-kg ")


# --- What is said -------------------------------------------------------------------------------


def finding(line: int, text: str = "x") -> Finding:
    return Finding("a.md", line, 3, "warning", "code", Message(fr=text, en=text))


def test_a_long_list_is_cut_with_a_count_and_shown_whole_on_demand(
    capsys: pytest.CaptureFixture[str],
) -> None:
    findings = [finding(line) for line in range(1, 31)]
    tell_findings(findings, everything=False)
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "a.md:1:3: warning: x"
    assert len(lines) == 21
    assert "10" in lines[-1]
    assert "--all" in lines[-1]
    tell_findings(findings, everything=True)
    assert len(capsys.readouterr().err.splitlines()) == 30


def test_a_document_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    tell_findings([finding(1, "\x1b[2Jrouge\x9b31m\u202e\nligne")], everything=True)
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert not {"\x1b", "\x9b", "\u202e"} & set(said)
    assert printable("été\u00a0: œuvre\t1") == "été\u00a0: œuvre\t1"


def test_a_terminal_without_accents_is_shown_what_it_can_show(released: Path) -> None:
    environ = {**os.environ, "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "lf2l_kg", "query", "cq04"]
    ran = subprocess.run(command, cwd=released, env=environ, capture_output=True, check=True)
    assert b"?pinal" in ran.stdout


def test_every_problem_of_a_malformed_file_is_told_at_its_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    tell_error(MalformedFileError((finding(2), finding(5))))
    assert capsys.readouterr().err.splitlines() == ["a.md:2:3: warning: x", "a.md:5:3: warning: x"]


def test_an_error_without_a_file_is_told_without_a_place(
    capsys: pytest.CaptureFixture[str],
) -> None:
    tell_error(OutputError(Message(fr="impossible", en="impossible")))
    assert capsys.readouterr().err == "error: impossible\n"


def test_progress_is_plain_lines_off_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    progress = follow_progress()
    progress.start("read", 1000)
    for _ in range(1000):
        progress.advance(1)
    progress.finish()
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 11
    assert lines[-1].endswith("(1000/1000)")


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
def test_progress_is_a_bar_on_a_terminal() -> None:
    import pty

    code = """if True:
        from lf2l_kg.cli.terminal import follow_progress
        progress = follow_progress()
        progress.start("read", 2)
        progress.advance(2)
        progress.finish()
    """
    leader, follower = pty.openpty()
    environ = {**os.environ, "TERM": "xterm", "LC_ALL": "fr_FR.UTF-8"}
    subprocess.run([sys.executable, "-c", code], stderr=follower, env=environ, check=True)
    os.close(follower)
    said = b""
    with contextlib.suppress(OSError):  # what Linux gives at the end of what was written
        while piece := os.read(leader, 1 << 16):
            said += piece
    os.close(leader)
    assert "lecture et extraction" in said.decode()
    assert b"2/2" in said


def test_a_reader_that_has_seen_enough_is_no_error(project: Path) -> None:
    (project / "documents" / "long.md").write_text("mot " * 200_000, encoding="utf-8")
    command = [sys.executable, "-m", "lf2l_kg", "read"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0
