"""explain: a document with what was found in it, what becomes of each fact, and why."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from commanding import Ran, Run
from lf2l_kg.base.gazetteer import Gazetteer
from lf2l_kg.base.iris import Iris
from lf2l_kg.base.ontology import Ontology
from lf2l_kg.base.settings import Settings
from lf2l_kg.base.wording import Wording
from lf2l_kg.cli.annotate import show_explanation
from lf2l_kg.explain import Explanation, document, explain_document, split_place
from lf2l_kg.extract import Extraction, extract_document
from lf2l_kg.init import create_project
from lf2l_kg.read import parse_document
from lf2l_kg.resolve import Register
from lf2l_kg.resolve.register import Row
from lf2l_kg.review import Answers, read_answers

NOTE = """# Nos notes

Une introduction.

## Épinal (32 000 hab) - La Filature des Tisserands

Le projet « La Filature des Tisserands » est porté par
la Fondation Bellerive.

## Ailleurs

Rien ici, sinon quelque chose qui est porté par on ne sait qui.
"""


Explain = Callable[..., Explanation]


@pytest.fixture
def run(run: Run) -> Run:
    """Runs ``lf2l-kg explain``."""

    def run_command(*arguments: object, stdin: str = "") -> Ran:
        ran: Ran = run("explain", *arguments, stdin=stdin.encode())
        return Ran(ran.code, ran.out.replace("\u00a0", " "), ran.err)

    return run_command


@pytest.fixture
def note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A document in no project; the tests stand beside it."""
    path = tmp_path / "note.md"
    path.write_text(NOTE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return path


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new project with the note; the tests stand in it."""
    create_project(tmp_path / "mine")
    folder = tmp_path / "mine" / "documents" / "notes"
    folder.mkdir()
    (folder / "filature.md").write_text(NOTE, encoding="utf-8")
    monkeypatch.chdir(tmp_path / "mine")
    return tmp_path / "mine"


@pytest.fixture(scope="session")
def explained(ontology: Ontology, gazetteer: Gazetteer) -> Explain:
    """Explains a text."""

    def explain(
        text: str,
        register: Register = Register(),  # noqa: B008 (frozen)
        answers: Answers | None = None,
        threshold: float = 0.5,
    ) -> Explanation:
        return explain_document(
            parse_document("note.md", text.encode()),
            ontology,
            gazetteer,
            register,
            answers or Answers({}, frozenset()),
            iris=Iris("https://example.org/"),
            threshold=threshold,
        )

    return explain


def told(out: str, number: int) -> list[str]:
    """What is told below a line."""
    lines = out.splitlines()
    at = next(n for n, line in enumerate(lines) if re.match(rf" *{number} │", line))
    notes = []
    for line in lines[at + 1 :]:
        if not line.startswith("   │ ") and not line.startswith("  │ "):
            break
        notes.append(line.partition("│ ")[2])
    return notes


# --- What is shown ------------------------------------------------------------------------------


def test_names_are_marked_with_their_class_also_without_colour(run: Run, note: Path) -> None:
    ran = run(note)
    assert ran.code == 0, ran.err
    assert "\x1b" not in ran.out
    assert " 5 │ ## ‹Épinal:terr› (32 000 hab) - ‹La Filature des Tisserands:proj›" in ran.out
    assert "‹Fondation Bellerive:inst›" in ran.out
    assert "terr territoire" in ran.out.splitlines()[-1]


def test_each_line_is_followed_by_its_facts_with_rule_confidence_and_cue(
    run: Run, note: Path
) -> None:
    notes = told(run(note).out, 5)
    (population,) = (line for line in notes if " — population — " in line)
    assert re.fullmatch(
        r"✓ Épinal \(territoire\) — population — 32000  heading\.\S+ 0\.\d\d.*", population
    )
    (carried,) = (line for line in told(run(note).out, 8) if " — porté par — " in line)
    assert carried.startswith("✓ La Filature des Tisserands (projet, Épinal) — porté par — ") or (
        carried.startswith("✓ La Filature des Tisserands (projet) — porté par — ")
    )
    assert "cue.carriedBy 0." in carried
    assert "indice « porté par »" in carried


def test_it_speaks_english_on_demand(run: Run, note: Path) -> None:
    out = run(note, "--lang", "en").out
    assert "‹Épinal:terr›" in out
    assert "(territory) — population — 32000" in out
    assert " — carried by — " in out
    assert "cue “porté par”" in out


def test_a_cue_that_no_fact_came_of_says_why(run: Run, note: Path) -> None:
    (silent,) = told(run(note).out, 12)
    assert silent.startswith("~ indice « porté par » (porté par) : rien de ce qu’il annonce")
    (silent,) = told(run(note, "--lang", "en").out, 12)
    assert "nothing that it announces is recognised after it" in silent


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("La suite est portée par la Fondation Bellerive.", "no fitting subject"),
        ("Le projet Rivages est porté par tous.", "nothing that it announces"),
    ],
)
def test_a_cue_lacks_what_comes_after_it_or_what_stands_before_it(
    explained: Explain, text: str, why: str
) -> None:
    (silent,) = explained(text).silent
    assert why in silent.reason.en
    assert silent.reason.fr != silent.reason.en


def test_words_inside_an_address_are_no_cue(explained: Explain) -> None:
    assert explained("- https://a.example/le-numerique-anime-la-ville").silent == ()
    assert len(explained("- Le numérique anime la ville").silent) == 1


def test_a_name_over_two_lines_is_marked_once(run: Run, note: Path) -> None:
    note.write_text("Le projet Rivages est porté par la Fondation\nBellerive.\n", encoding="utf-8")
    out = run(note).out
    assert "‹Rivages:proj› est porté par la ‹Fondation\n" in out
    assert "│ Bellerive:inst›.\n" in out


def test_a_finding_stands_on_its_line(run: Run, note: Path) -> None:
    note.write_text(f"{NOTE}\n[Un lien]() sans adresse.\n", encoding="utf-8")
    (finding,) = (line for line in told(run(note).out, 14) if line.startswith("! "))
    assert finding.startswith("! avertissement (1) : le lien n’a pas d’adresse")


def test_what_is_under_the_threshold_waits_for_review(run: Run, project: Path) -> None:
    settings = project / "lf2l-kg.toml"
    settings.write_text('documents = "documents"\nthreshold = 1\n', encoding="utf-8")
    out = run("filature.md").out
    assert "sous le seuil, à relire (1)" in out
    assert "✓" not in out


def test_what_a_person_has_answered_is_said(explained: Explain, tmp_path: Path) -> None:
    asked = explained(NOTE, threshold=1).facts
    carried, other = (
        next(f for f in asked if f.fact.predicate == p) for p in ("carriedBy", "population")
    )
    kept = tmp_path / "reviewed.tsv"
    kept.write_text(f"answer\tid\noui\t{carried.id}\nnon\t{other.id}\n", encoding="utf-8")
    outcomes = {
        f.id: f.outcome for f in explained(NOTE, answers=read_answers(kept), threshold=1).facts
    }
    assert outcomes[carried.id] == "confirmed"
    assert outcomes[other.id] == "refused"
    assert "waiting" in outcomes.values()


def test_a_fact_that_cannot_be_published_says_why(
    explained: Explain, monkeypatch: pytest.MonkeyPatch
) -> None:
    def many(*given: object) -> Extraction:
        found = extract_document(*given)  # type: ignore[arg-type]  # the three that it takes, in order
        facts = (
            replace(f, object="beaucoup") if f.predicate == "population" else f for f in found.facts
        )
        return replace(found, facts=tuple(facts))

    monkeypatch.setattr(document, "extract_document", many)
    (unfit,) = (f for f in explained(NOTE).facts if f.outcome == "unfit")
    assert unfit.reason is not None
    assert "`beaucoup` does not fit" in unfit.reason.en


def test_a_thing_has_the_iri_of_the_register_when_it_is_known(explained: Explain) -> None:
    iri = "https://example.org/id/territory/an-old-name"
    register = Register.of([Row(iri, "Territory", "Épinal", ("name:épinal",))])
    explanation = explained(NOTE, register)
    known = {m.label: i for m, i in explanation.iris.items() if i in explanation.registered}
    assert known == {"Épinal": iri}
    assert len(explanation.iris) > 2


# --- Which document, which line ------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["documents/notes/filature.md", "notes/filature.md", "filature.md", "./documents/notes/filature.md"],
)  # fmt: skip
def test_a_document_is_named_as_it_is_opened_or_as_it_is_filed(
    run: Run, project: Path, name: str
) -> None:
    ran = run(name)
    assert ran.code == 0, ran.err
    assert ran.out.startswith("documents/notes/filature.md · faits publiés : ")
    assert not (project / "releases").exists()


def test_a_document_belongs_to_its_project_wherever_the_command_is_run(
    run: Run, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    told = json.loads(run(project / "documents" / "notes" / "filature.md", "--json").out)
    assert told["document"] == "notes/filature.md"
    iris = [name["thing"]["iri"] for name in told["names"]]
    assert "https://example.org/territoires/id/territory/epinal" in iris


@pytest.mark.usefixtures("project")
def test_a_name_that_is_none_is_told_with_those_that_come_near(run: Run) -> None:
    ran = run("notes/filatures.md")
    assert ran.code == 3
    assert "voulez-vous dire notes/filature.md" in ran.err
    assert "un dossier" in run("documents").err
    assert "do you mean notes/filature.md" in run("notes/filatures.md", "--lang", "en").err


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a.md", ("a.md", 0)),
        ("a.md:12", ("a.md", 12)),
        ("a.md:12:3", ("a.md", 12)),
        ("a.md:12:3:", ("a.md", 12)),
        ("C:\\a.md", ("C:\\a.md", 0)),
        ("C:\\a.md:7", ("C:\\a.md", 7)),
        ("a:b.md", ("a:b.md", 0)),
        ("-", ("-", 0)),
    ],
)
def test_a_place_is_taken_as_our_messages_write_it(text: str, place: tuple[str, int]) -> None:
    assert split_place(text) == place


def test_a_file_whose_name_ends_like_a_line_is_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a:12").touch()
    assert split_place("a:12") == ("a:12", 0)


def test_one_line_is_shown_below_the_headings_of_its_sections(run: Run, note: Path) -> None:
    out = run(f"{note}:7").out
    shown = [int(found[1]) for found in re.finditer(r"^ *(\d+) │", out, re.MULTILINE)]
    assert shown == [1, 5, 7]
    assert out.startswith("note.md:7 · ") or out.startswith(f"{note}:7 · ")
    assert any(" — porté par — " in line for line in told(out, 7))
    assert told(out, 5) == []


def test_a_sentence_over_two_lines_tells_its_facts_for_each_of_them(run: Run, note: Path) -> None:
    seventh, eighth = (told(run(f"{note}:{line}").out, line) for line in (7, 8))
    assert [n for n in seventh if "porté par" in n] == [n for n in eighth if "porté par" in n] != []
    assert "porté par" not in "".join(told(run(note).out, 7))  # but once in the whole document


def test_a_line_that_is_not_there_is_a_wrong_command_line(run: Run, note: Path) -> None:
    ran = run(f"{note}:99")
    assert ran.code == 2
    assert "ce document n’a que 12 lignes, pas 99" in ran.err
    assert "only has 12 lines" in run(f"{note}:99", "--lang", "en").err


def test_a_sentence_can_be_tried_from_standard_input(run: Run, note: Path) -> None:
    ran = run("-", stdin="Le projet Rivages est porté par la Fondation Bellerive.")
    assert ran.code == 0
    assert "Rivages (projet) — porté par — " in ran.out
    assert list(note.parent.iterdir()) == [note]  # and nothing was written


# --- For machines, and on every terminal -----------------------------------------------------------


def test_json_tells_programs_the_same(run: Run, note: Path) -> None:
    ran = run(note, "--json")
    said = json.loads(ran.out)
    assert said["readable"] is True
    (carried,) = (f for f in said["facts"] if f["predicate"] == "carriedBy")
    assert carried["outcome"] == "published"
    assert carried["cues"] == ["porté par"]
    assert carried["quotes"][0]["line"] == 7
    assert carried["object"]["kind"] == "Institution"
    assert carried["id"].startswith("fact-")
    (silent,) = said["silent_cues"]
    assert (silent["exact"], silent["line"], silent["announces"]) == ("porté par", 12, "carriedBy")
    seventh = json.loads(run(f"{note}:8", "--json").out)
    assert carried in seventh["facts"]
    assert all(f["quotes"][0]["line"] in (7, 8) for f in seventh["facts"])


def test_a_document_that_cannot_be_read_says_why_with_code_1(run: Run, note: Path) -> None:
    note.write_bytes(b"caf\xe9")
    ran = run(note)
    assert ran.code == 1
    assert "! erreur (4) : " in ran.out
    assert json.loads(run(note, "--json").out)["readable"] is False
    note.write_text("", encoding="utf-8")
    assert run(note).code == 0


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
def test_a_terminal_shows_names_in_colour_and_the_same_words(run: Run, note: Path) -> None:
    import pty

    leader, follower = pty.openpty()
    environ = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "400"}
    environ.pop("NO_COLOR", None)
    command = [sys.executable, "-m", "lf2l_kg", "explain", str(note)]
    with subprocess.Popen(command, stdout=follower, env=environ) as process:
        os.close(follower)
        said = b""
        while True:
            try:
                piece = os.read(leader, 1 << 16)
            except OSError:  # the other end is closed
                break
            if not piece:
                break
            said += piece
    os.close(leader)
    assert process.returncode == 0
    shown = said.decode().replace("\r\n", "\n")
    assert "\x1b[1;32mÉpinal\x1b[0m" in shown
    words = re.sub(r"\x1b\[[0-9;]*m", "", shown).replace("\u00a0", " ")
    assert [line.rstrip() for line in words.splitlines()] == [
        line.rstrip() for line in run(note).out.splitlines()
    ]


def test_a_terminal_without_our_signs_is_shown_plain_ones(note: Path) -> None:
    environ = {**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "en_GB.UTF-8"}
    command = [sys.executable, "-m", "lf2l_kg", "explain", str(note)]
    out = subprocess.run(command, env=environ, capture_output=True, check=True).stdout.decode()
    assert " 5 | ## <?pinal:terr> (32 000 hab)" in out
    assert "+ ?pinal (territory) - population - 32000" in out


def test_a_document_cannot_steer_the_terminal(run: Run, note: Path) -> None:
    note.write_text(
        "# \x1b[2J Épinal \x9b31m\u202e (32 000 hab)\n\n\x1b]0;x\x07\n", encoding="utf-8"
    )
    assert not {"\x1b", "\x9b", "\u202e", "\x07"} & set(run(note).out)


_PIECES = ("Épinal", "## ", "- ", "\n", "\r\n", " ", "*", "[", "](https://a.example)", "porté par",
           "le projet ", "Coworking", " (32 000 hab)", "LF2L", "\t", "‹", "é\u0301", "\ufeff")  # fmt: skip


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.sampled_from(_PIECES), max_size=25).map("".join))
@example("Le projet\nÉpinal est porté par Épinal\n")
def test_the_marks_leave_every_line_as_it_is_written(
    explained: Explain, ontology: Ontology, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    explanation = explained(text)
    wording = Wording.of(ontology, "en")
    capsys.readouterr()
    show_explanation(explanation, wording, Settings(), name="n", line=0)
    shown = re.findall(r"^ *\d+ │ (.*)$", capsys.readouterr().out, re.MULTILINE)
    written = explanation.document.text.removesuffix("\n").split("\n") if text else []
    assert len(shown) == len(written)
    for before, after in zip(written, shown, strict=True):
        unmarked = re.sub(r":[a-zé]{4,5}›|‹", "", after)
        assert unmarked.split() == before.replace("‹", "").split()
