"""Bad input, full disks and Ctrl-C: a clear answer, and nothing half-written."""

from __future__ import annotations

import codecs
import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from lf2l_kg.cli import main
from lf2l_kg.init import create_project

POSIX = pytest.mark.skipif(os.name != "posix", reason="signals, limits and devices are POSIX's")
GOOD = """# Territoires innovants

### Coworking / Tiers lieux

#### Épinal (32 000 hab) - La Filature

- Épinal, [La Filature](https://filature.example/)
"""


def bomb() -> str:
    """Ten aliases that would grow to nine to the tenth values."""
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    for previous, name in zip("abcdefghi", "bcdefghij", strict=True):
        lines.append(f"{name}: &{name} [{', '.join([f'*{previous}'] * 9)}]")
    return "---\n" + "\n".join(lines) + "\n---\ntexte\n"


#: Name → (content, where the error must be told).
BAD: dict[str, tuple[bytes, str]] = {
    "invalid-yaml.md": (b"---\ntitle: [un\n---\ntexte\n", ":2:8"),
    "duplicate-key.md": (b"---\ntitle: un\ntitle: deux\n---\ntexte\n", ":3:1"),
    "alias-bomb.md": (bomb().encode(), ":2:"),
    "not-utf8.md": ("Une ligne\ncaf\u00e9\n".encode("latin-1"), ":2:4"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Every kind of bad document at once, an empty one, and a good one."""
    documents = tmp_path / "documents"
    documents.mkdir()
    for name, (content, _) in BAD.items():
        (documents / name).write_bytes(content)
    with (documents / "fifty-megabytes.md").open("wb") as stream:
        stream.truncate(50_000_000)
    (documents / "empty.md").write_bytes(b"")
    (documents / "good.md").write_text(GOOD, encoding="utf-8")
    (tmp_path / "secret.md").write_text("# Ailleurs\n", encoding="utf-8")
    (documents / "broken-link.md").symlink_to("nowhere.md")
    (documents / "link-outside.md").symlink_to(tmp_path / "secret.md")
    return documents


@pytest.fixture
def environ(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """French messages, and the index of places that the other tests use."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(request.config.rootpath / ".pytest_cache"))
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    return dict(os.environ)


def run(*arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "lf2l_kg", *map(str, arguments)]
    return subprocess.run(command, check=False, capture_output=True, text=True, **options)  # type: ignore[call-overload,no-any-return]  # options are any of its own


def leave(*arguments: object) -> int:
    """Runs the command in this process; gives its exit code."""
    with pytest.raises(SystemExit) as left:
        main([str(argument) for argument in arguments])
    assert isinstance(left.value.code, int)
    return left.value.code


def leftovers(folder: Path) -> list[str]:
    return [str(path) for path in folder.rglob("*") if "tmp" in path.name]


# --- Documents ----------------------------------------------------------------------------------


@POSIX
@pytest.mark.usefixtures("environ")
def test_every_bad_document_is_told_in_one_run_and_the_good_one_is_published(
    folder: Path, tmp_path: Path
) -> None:
    ran = run("build", folder, "-o", tmp_path / "out")
    assert ran.returncode == 1
    errors = [line for line in ran.stderr.splitlines() if ": error: " in line]
    places = {name: place for name, (_, place) in BAD.items()}
    places |= dict.fromkeys(("fifty-megabytes.md", "broken-link.md", "link-outside.md"), "")
    for name, place in places.items():
        (told,) = [line for line in errors if f"/{name}" in line]
        assert f"/{name}{place}" in told
        assert ";" in told or "." in told  # what is wrong, then what to do
    assert len(errors) == len(places)
    assert any("/empty.md" in line and "warning" in line for line in ran.stderr.splitlines())
    assert "Traceback" not in ran.stderr
    assert "La Filature" in ran.stdout
    released = tmp_path / "out" / "current"
    assert (released / "manifest.json").is_file()
    assert "Ailleurs" not in (released / "summary.md").read_text(encoding="utf-8")
    assert leftovers(tmp_path / "out") == []


@pytest.mark.usefixtures("environ")
def test_read_alone_refuses_the_same_documents(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert leave("read", folder, "-o", tmp_path / "documents.jsonl") == 1
    assert capsys.readouterr().err.count(": error: ") == 7
    lines = (tmp_path / "documents.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 9
    capsys.readouterr()
    assert leave("extract", tmp_path / "documents.jsonl") == 0
    facts = capsys.readouterr().out
    assert "good.md" in facts
    assert "not-utf8.md" not in facts


@pytest.mark.usefixtures("environ")
def test_a_folder_without_documents_is_code_3_and_says_what_a_document_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "notes.docx").write_bytes(b"x")
    assert leave("build", tmp_path / "empty", "-o", tmp_path / "out") == 3
    assert ".qmd" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


# --- The project's own files --------------------------------------------------------------------


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environ: dict[str, str]) -> Path:
    del environ
    create_project(tmp_path / "mine")
    monkeypatch.chdir(tmp_path / "mine")
    return tmp_path / "mine"


@pytest.mark.parametrize(
    ("name", "content", "place"),
    [
        ("lf2l-kg.toml", "language = fr\n", "lf2l-kg.toml:1:12"),
        ("lf2l-kg.toml", "\nlangage = 'fr'\n", "lf2l-kg.toml:2"),
        ("ontology/cues.ttl", "@prefix a: <http://a/> .\na:b a:c ;; .\n", "ontology/cues.ttl:2"),
        ("ontology/shapes.ttl", "<a> <b> .\n", "ontology/shapes.ttl:1"),
        ("ontology/lf2l.ttl", "", "ontology/lf2l.ttl"),
        ("identities.tsv", "iri\tkind\tlabel\tkeys\nx\ty\n", "identities.tsv:2"),
        ("links.sssom.tsv", "subject_id\tobject_id\na\tb\n", "links.sssom.tsv"),
    ],
)
def test_a_malformed_file_of_the_project_is_code_3_at_its_line(
    project: Path, capsys: pytest.CaptureFixture[str], name: str, content: str, place: str
) -> None:
    (project / name).write_text(content, encoding="utf-8")
    assert leave("build") == 3
    said = capsys.readouterr().err
    assert any(line.startswith(place) and ": error: " in line for line in said.splitlines()), said
    assert not (project / "releases").exists()


def test_a_malformed_question_of_the_project_is_told_at_its_place_in_each_build(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "queries" / "mine.rq").write_text("# La mienne\nSELECT * { ?s ?p ", encoding="utf-8")
    for _ in range(2):  # the second one releases nothing
        assert leave("build") == 0
        (told,) = [line for line in capsys.readouterr().err.splitlines() if "mine.rq" in line]
        assert told.startswith("queries/mine.rq:2:17: warning: ")


def test_a_question_in_other_letters_is_code_3_before_the_work(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "queries" / "mine.rq").write_bytes("ASK { ?s ?p 'é' }".encode("latin-1"))
    assert leave("build") == 3
    assert "queries/mine.rq: error: " in capsys.readouterr().err
    assert not (project / "releases").exists()


def test_files_with_a_byte_order_mark_and_the_lines_of_windows_say_the_same(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert leave("build") == 0
    expected = capsys.readouterr().out
    for path in project.rglob("*.*"):
        if path.suffix in {".toml", ".ttl", ".jsonld", ".rq", ".tsv"}:
            path.write_bytes(codecs.BOM_UTF8 + path.read_bytes().replace(b"\n", b"\r\n"))
    shutil.rmtree(project / "releases")
    assert leave("build") == 0
    assert _without_release(capsys.readouterr().out) == _without_release(expected)
    assert leave("query", "queries/territoires.rq") == 0
    assert "Épinal" in capsys.readouterr().out


def _without_release(said: str) -> list[str]:
    return [" ".join(line.split()) for line in said.splitlines() if "Publication" not in line]


@pytest.mark.usefixtures("environ")
def test_a_missing_ontology_is_code_3(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(project / "ontology")
    assert leave("build") == 3
    assert "lf2l-kg init" in capsys.readouterr().err


# --- The disk -----------------------------------------------------------------------------------


@POSIX
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_device_is_code_3_and_stays_a_device(
    project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    del project
    assert leave("read", "-o", "/dev/full") == 3
    said = capfd.readouterr().err
    assert "le disque est plein" in said
    assert "Traceback" not in said
    assert stat.S_ISCHR(Path("/dev/full").stat().st_mode)


@POSIX
def test_a_full_standard_output_is_code_3_without_a_traceback(project: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        command = [sys.executable, "-m", "lf2l_kg", "read", str(project / "documents")]
        ran = subprocess.run(command, check=False, stdout=full, stderr=subprocess.PIPE, text=True)
    assert ran.returncode == 3
    assert "le disque est plein" in ran.stderr or "disk is full" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert "Exception ignored" not in ran.stderr


@POSIX
def test_a_release_that_does_not_fit_on_the_disk_leaves_nothing(project: Path) -> None:
    import resource

    assert leave("build") == 0  # so that there is one to keep
    before = sorted(str(path) for path in project.rglob("*"))
    for limit in (300, 4_000, 20_000, 60_000):
        new = project / "documents" / f"new-{limit}.md"
        new.write_text(GOOD.replace("32 000", f"{limit}"), encoding="utf-8")

        def no_room(limit: int = limit) -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        ran = run("build", cwd=project, preexec_fn=no_room)
        assert ran.returncode == 3, (limit, ran.stderr)
        assert "place" in ran.stderr
        assert "Traceback" not in ran.stderr
        new.unlink()
        assert sorted(str(path) for path in project.rglob("*")) == before, limit
        assert leave("build") == 0


@POSIX
@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_code_3(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "locked").mkdir(mode=0o500)
    assert leave("build", "-o", "locked/out") == 3
    assert "droits" in capsys.readouterr().err


def test_an_output_is_written_whole_or_not_at_all(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("documents.jsonl").write_text("before")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("lf2l_kg.base.files.os.fsync", full)
    assert leave("read", "-o", "documents.jsonl") == 3
    assert "plein" in capsys.readouterr().err
    assert Path("documents.jsonl").read_text() == "before"
    assert leftovers(project) == []


# --- Ctrl-C -------------------------------------------------------------------------------------


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """Enough documents for several processes, each long enough to be interrupted in."""
    documents = tmp_path / "many"
    documents.mkdir()
    for number in range(300):
        (documents / f"{number}.md").write_text(GOOD * 20, encoding="utf-8")
    return documents


@pytest.fixture
def heard() -> Iterator[None]:
    """Ctrl-C is heard by the programs that a test starts, also where these tests run in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@POSIX
@pytest.mark.usefixtures("environ", "heard")
@pytest.mark.parametrize("processes", [1, 2])
def test_ctrl_c_stops_at_once_with_code_130_and_leaves_nothing(
    many: Path, tmp_path: Path, processes: int
) -> None:
    command = [sys.executable, "-m", "lf2l_kg", "build", str(many), "-o", str(tmp_path / "out")]
    with subprocess.Popen(
        [*command, "--processes", str(processes)],
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,  # the signal goes to every process, as from a terminal
    ) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if "/300" in line and "(0/" not in line:
                os.killpg(process.pid, signal.SIGINT)
                break
        said = process.stderr.read()
    assert process.returncode == 130
    assert "arrêté" in said
    assert "Traceback" not in said
    assert not (tmp_path / "out").exists()


def test_ctrl_c_while_the_release_is_written_leaves_no_half_of_one(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    for moment in (
        "lf2l_kg.release.making.write_file",
        "lf2l_kg.release.making.NewStore.fill",
        "lf2l_kg.project.write_register",
        "lf2l_kg.pipeline.switch_current",
    ):
        with monkeypatch.context() as patch:
            patch.setattr(moment, interrupt)
            assert leave("build") == 130, moment
        assert "arrêté" in capsys.readouterr().err
        assert leftovers(project) == [], moment
        assert not (project / "releases" / "current").exists(), moment
    assert leave("build") == 0
    assert len(list((project / "releases").glob("2*"))) == 1


# --- Hostile documents --------------------------------------------------------------------------


HOSTILE = [
    "> " * 5000 + "x\n",
    "- " * 5000 + "x\n",
    "[" * 20000 + "\n",
    "*" * 20000 + "\n",
    "#### " + "(" * 20000 + "\n",
    "<!-- " * 5000 + "\n",
    "#### A (" + "9" * 5000 + " hab) - B\n",
    '#### =HYPERLINK("x") (1 000 hab) - <script>alert(1)</script>\n',
    '[a](<http://x/ y>"z\\n>)\n[b](javascript:alert(1))\n[c](http://x/{}|^`\\)\n',
    "| a | b |\n|---|---|\n" + "| x | y |\n" * 3000,
    "é\u0301\u200b\u202e\ufeff\u2028\x00\x1b[31m\n",
]


def test_hostile_documents_are_converted_or_refused_but_never_stop_the_build(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number, text in enumerate(HOSTILE):
        (project / "documents" / f"hostile-{number}.md").write_text(text, encoding="utf-8")
    assert leave("build") in (0, 1)
    assert "\x1b" not in capsys.readouterr().err
    assert (project / "releases" / "current" / "manifest.json").is_file()
