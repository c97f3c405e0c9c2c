"""A person decides on proposed links, on the terminal or in a table; every answer is written at once."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from commanding import CommandLine
from lf2l_kg.base.jsonl import write_records
from lf2l_kg.link import Subject, propose_links, read_decisions
from small_wikidata import small_slice, town, write_slice

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs ``lf2l-kg link`` in a folder with three proposals: two towns and an institution."""
    monkeypatch.chdir(tmp_path)
    items = small_slice(tmp_path)
    towns = [
        Subject("https://w3id.org/lf2l/id/territory/valmont", "Territory", "Valmont", population=70,
                quotes=(("notes.md", "À Valmont (\x1b[2J70 hab)"),)),
        Subject("https://w3id.org/lf2l/id/territory/saint-elophe", "Territory", "St Elophe"),
        Subject("https://w3id.org/lf2l/id/territory/ailleurs", "Territory", "=Ailleurs"),
        town("Atelier des Possibles", "Institution"),
    ]  # fmt: skip
    with (tmp_path / "proposals.jsonl").open("wb") as stream:
        write_records(propose_links(towns, (), items), stream)

    line = CommandLine(monkeypatch, capsys)

    def run_command(*arguments: object, keys: str = "") -> tuple[int, str]:
        ran = line.run("link", *arguments, "--lang", "en", stdin=keys.encode())
        return ran.code, ran.out + ran.err

    return run_command


def verdicts() -> list[tuple[str, str, str]]:
    return [
        (d.subject.rpartition("/")[2], d.verdict, d.object.rpartition("/")[2])
        for d in read_decisions(Path("releases/links.sssom.tsv"))
    ]


def test_yes_no_absent_and_quit_are_written_as_they_are_pressed(run: Run) -> None:
    code, said = run("review", "proposals.jsonl", keys="n\ny\na\nq\n")
    assert code == 0
    assert verdicts() == [
        ("valmont", "accepted", "Q121"),
        ("valmont", "refused", "Q131"),
        ("saint-elophe", "not found", ""),
    ] or verdicts() == [
        ("saint-elophe", "not found", ""),
        ("valmont", "accepted", "Q121"),
        ("valmont", "refused", "Q131"),
    ]
    assert "commune de la Meurthe" in said
    assert "À Valmont" in said
    assert "\x1b" not in said
    assert "70 " in said


def test_what_was_answered_before_a_stop_is_not_asked_again(run: Run) -> None:
    run("review", "proposals.jsonl", keys="y\n")
    assert len(verdicts()) == 1
    code, said = run("review", "proposals.jsonl", keys="l\nl\n")
    assert code == 0
    assert "1/2" in said
    assert "Valmont" not in said
    assert len(verdicts()) == 1


def test_another_item_can_be_searched_for(run: Run, tmp_path: Path) -> None:
    items = write_slice(tmp_path / "again.nt")
    run("review", "proposals.jsonl", "--slice", items, keys="s\nMoselotte\ny\nq\n")
    assert verdicts() == [("valmont", "accepted", "Q130")]


def test_a_table_is_answered_in_a_spreadsheet_and_asked_no_more(run: Run, tmp_path: Path) -> None:
    sheet = tmp_path / "review.tsv"
    run("review", "proposals.jsonl", "--tsv", sheet)
    text = sheet.read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text), delimiter="\t"))
    assert verdicts() == []
    assert [row["item"] for row in rows if row["subject_label"] == "Valmont"] == [
        "Q131",
        "Q121",
    ]
    assert "≠" in rows[1]["population"]
    for row in rows:
        row["answer"] = {"Q131": "Oui", "Q121": "", "Q122": "aucun", "Q140": "non"}[row["item"]]
    with sheet.open("w", encoding="utf-16", newline="") as stream:  # as a spreadsheet may save it
        writer = csv.DictWriter(stream, list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    code, said = run("review", "proposals.jsonl", "--tsv", sheet)
    assert (code, "3 decisions written" in said) == (0, True)
    assert sorted(verdicts()) == [
        ("saint-elophe", "not found", ""),
        ("valmont", "accepted", "Q131"),
        ("x", "refused", "Q140"),
    ]
    assert sheet.read_text(encoding="utf-8").count("\n") == 1


def test_an_answer_that_is_not_understood_is_told_and_nothing_is_lost(
    run: Run, tmp_path: Path
) -> None:
    sheet = tmp_path / "review.tsv"
    run("review", "proposals.jsonl", "--tsv", sheet)
    text = sheet.read_text(encoding="utf-8").replace("\nhttps", "\npeut-être\thttps", 1)
    broken = text.replace("\n\thttps", "\npeut-être\thttps", 1)
    sheet.write_text(broken, encoding="utf-8")
    code, said = run("review", "proposals.jsonl", "--tsv", sheet)
    assert code == 3
    assert "review.tsv:2:1: error: the answer `peut-être`" in said
    assert sheet.read_text(encoding="utf-8") == broken
    assert verdicts() == []


def test_propose_enters_the_safe_links_and_leaves_the_rest_to_a_person(
    run: Run, tmp_path: Path
) -> None:
    ours = "https://w3id.org/lf2l/"
    label = "http://www.w3.org/2004/02/skos/core#prefLabel"
    kind = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    lines = [
        f'<{ours}id/territory/{name}> <{label}> "{name.title()}"@fr <{ours}graph/a> .\n'
        f"<{ours}id/territory/{name}> <{kind}> <{ours}ontology#Territory> <{ours}graph/a> .\n"
        for name in ("valmont", "moselotte")
    ]
    same = "http://www.w3.org/2002/07/owl#sameAs"
    lines.append(
        f"<{ours}id/territory/valmont> <{same}> <https://sws.geonames.org/9131/> <{ours}graph/geonames> .\n"
    )
    Path("dataset.nq").write_text("".join(lines), encoding="utf-8")
    items = write_slice(tmp_path / "again.nt")
    arguments = ("propose", "dataset.nq", "--slice", items, "-o", "p.jsonl", "--date", "2026-01-31")
    assert run(*arguments, "--dry-run")[0] == 0
    assert verdicts() == []
    assert "1 safe link entered; 1 to review" in run(*arguments)[1]
    assert verdicts() == [("valmont", "accepted", "Q131")]
    assert "2026-01-31" in Path("releases/links.sssom.tsv").read_text(encoding="utf-8")
    assert Path("p.jsonl").read_text(encoding="utf-8").count("\n") == 1
    assert "0 safe links entered" in run(*arguments)[1]


def test_propose_without_a_place_to_look_is_a_wrong_command_line(run: Run) -> None:
    Path("dataset.nq").write_text("", encoding="utf-8")
    code, said = run("propose", "dataset.nq")
    assert code == 2
    assert "--slice" in said


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--slice", "proposals.jsonl", "--endpoint", "http://x.example/"), "needs no network"),
        (("--search", "wikidata"), "where to read of them"),
    ],
)
def test_sources_that_make_no_sense_together_are_a_wrong_command_line(
    run: Run, options: tuple[str, ...], said: str
) -> None:
    Path("dataset.nq").write_text("", encoding="utf-8")
    code, told = run("propose", "dataset.nq", *options)
    assert (code, said in told) == (2, True)


def test_the_stage_runs_under_its_own_name_and_without(run: Run) -> None:
    Path("dataset.nq").write_text("<a:s> <a:p> <a:o> <a:g> .\n", encoding="utf-8")
    assert run("dataset.nq")[0] == run("apply", "dataset.nq")[0] == 0


def test_a_theme_can_be_close_to_an_item_and_a_town_cannot(run: Run, tmp_path: Path) -> None:
    items = small_slice(tmp_path)
    theme = Subject("https://w3id.org/lf2l/id/theme/ville-nouvelle", "Theme", "Ville nouvelle")
    with (tmp_path / "themes.jsonl").open("wb") as stream:
        write_records(propose_links([theme], (), items), stream)
    run("review", "themes.jsonl", keys="c\n")
    (decision,) = read_decisions(Path("releases/links.sssom.tsv"))
    assert decision.predicate == "http://www.w3.org/2004/02/skos/core#closeMatch"
    assert run("review", "proposals.jsonl", keys="c\nq\n")[0] == 0
    assert len(verdicts()) == 1
    assert run("review", "themes.jsonl", keys="y\n")[0] == 0
    assert len(verdicts()) == 1


def test_what_has_no_candidate_can_be_declared_absent(run: Run, tmp_path: Path) -> None:
    run("review", "proposals.jsonl", "--all", keys="l\nl\ny\na\nq\n")
    assert verdicts() == [("ailleurs", "not found", "")]
    sheet = tmp_path / "review.tsv"
    run("review", "proposals.jsonl", "--all", "--tsv", sheet)
    text = sheet.read_text(encoding="utf-8")
    assert "ailleurs" not in text
    assert "atelier" in text.casefold()


def write_proposals(path: Path, items: Path, *subjects: Subject) -> Path:
    with path.open("wb") as stream:
        write_records(propose_links(subjects, (), small_slice(items)), stream)
    return path


def named(name: str, label: str, kind: str = "Territory") -> Subject:
    return Subject(f"https://w3id.org/lf2l/id/{kind.lower()}/{name}", kind, label)


def test_an_item_that_may_not_be_linked_is_refused_with_the_reason_and_asked_again(
    run: Run, tmp_path: Path
) -> None:
    asked = write_proposals(
        tmp_path / "p.jsonl", tmp_path, named("t", "Trifouillis"), named("m", "Moselotte"),
        named("autre", "Moselotte"), named("mairie", "Meurthe", "Institution"),
    )  # fmt: skip
    again = write_slice(tmp_path / "again.nt")
    keys = "y\nl\ny\ny\nn\ns\nQ120\ny\nq\n"
    code, said = run("review", asked, "--slice", again, keys=keys)
    assert code == 0
    assert "Q90005499990 is a made-up identifier" in said
    assert "Q130 is the item of https://w3id.org/lf2l/id/territory/m already" in said
    assert "a territory and its administration are two things" in said
    assert sorted(verdicts()) == [("autre", "refused", "Q130"), ("m", "accepted", "Q130")]
    assert "2 decisions written; 2 still open" in said


def test_a_table_that_says_what_may_not_be_said_is_told_line_by_line(
    run: Run, tmp_path: Path
) -> None:
    asked = write_proposals(
        tmp_path / "p.jsonl", tmp_path, named("t", "Trifouillis"), named("m", "Moselotte"),
        named("autre", "Moselotte"), named("valmont", "Valmont"),
    )  # fmt: skip
    sheet = tmp_path / "review.tsv"
    run("review", asked, "--tsv", sheet)
    head, *rows = sheet.read_text(encoding="utf-8").splitlines()
    sheet.write_text("\n".join([head, *(f"oui{row}" for row in rows)]) + "\n", encoding="utf-8")
    code, said = run("review", asked, "--tsv", sheet)
    assert (code, verdicts()) == (3, [])
    told = [line for line in said.splitlines() if "review.tsv:" in line]
    assert [line.split(":")[1] for line in told] == ["2", "4", "6"]
    assert "made-up" in told[0]
    assert "is the item of" in told[1]
    assert "line 5 says already" in told[2]


def test_an_item_is_found_by_its_id_and_by_words_unlike_the_name(run: Run, tmp_path: Path) -> None:
    again = write_slice(tmp_path / "again.nt")
    keys = "s\nrien de tel\ns\nSaint Elophe\nl\n"
    code, said = run("review", "proposals.jsonl", "--slice", again, keys=keys)
    assert code == 0
    assert "nothing found for “rien de tel”" in said
    assert "(Q122" in said
    run("review", "proposals.jsonl", "--slice", again, keys="s\nq121\ny\nq\n")
    assert verdicts() == [("valmont", "accepted", "Q121")]
    assert "still open" in said


def test_a_new_file_of_decisions_says_its_licence_and_version(run: Run) -> None:
    run("review", "proposals.jsonl", keys="n\nq\n")
    head = Path("releases/links.sssom.tsv").read_text(encoding="utf-8")
    assert head.startswith('#sssom_version: "1.1"\n')
    assert "#license: https://creativecommons.org/licenses/by/4.0/\n" in head
