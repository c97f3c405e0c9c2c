"""review: what is unsure waits for a person, whose answers are kept and applied, and never asked again."""

from __future__ import annotations

import csv
import dataclasses
import datetime
import io
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from lf2l_kg import pipeline
from lf2l_kg.base.errors import InputError, MalformedFileError
from lf2l_kg.base.ontology import Ontology
from lf2l_kg.base.records import Evidence, Fact, Mention, Quote, Report
from lf2l_kg.base.settings import Settings, load_settings
from lf2l_kg.base.wording import Wording
from lf2l_kg.cli import main
from lf2l_kg.engines import sheets
from lf2l_kg.engines.partition import Conversion
from lf2l_kg.init import create_project
from lf2l_kg.read import SourceFile
from lf2l_kg.review import identify_fact, read_answers, review_facts, write_review
from lf2l_kg.review.rows import COLUMNS
from lf2l_kg.summary import Summary
from lf2l_kg.validate import validate_dataset

#: A document of these tests: a line « Class label | property | value | confidence » is a fact, whose
#: quote is the line before the confidence, with the words before « :: » if any; other lines say nothing.
NOTES = """Des notes.

Territory Épinal | population | 32000 | 0.9
Project La Filature | carriedBy | Institution Ville d’Épinal | 0.3
Project La Filature | homepage | https://filature.example/ | 0.4
"""
CARRIED = "Project La Filature | carriedBy | Institution Ville d’Épinal"

Build = Callable[[], Summary]


def read_facts(path: str, text: str) -> Iterator[Fact]:
    document = Mention("Document", path)
    yield Fact(document, "prefLabel", "Des notes", Evidence(path, (Quote("D", 0, 1, 1),), "t", 0.9))
    for number, line in enumerate(text.split("\n"), start=1):
        words, bar, confidence = line.rpartition(" | ")
        if bar:
            subject, predicate, value = words.rpartition(" :: ")[2].split(" | ")
            said = Evidence(
                path, (Quote(words, text.index(line), number, 1),), "line.note", float(confidence)
            )
            yield Fact(_thing(subject, path), predicate, _value(value, path), said)


def _thing(text: str, path: str) -> Mention:
    kind, _, label = text.partition(" ")
    return Mention(kind, path if kind == "Document" else label)


def _value(text: str, path: str) -> Mention | str:
    kinds = ("Project", "Institution", "Territory")
    return _thing(text, path) if text.startswith(kinds) else text


def convert(files: Sequence[SourceFile], *_: object, **__: object) -> Iterator[Conversion]:
    for file in files:
        text = Path(file.location).read_text(encoding="utf-8")
        yield Conversion(file.path, True, (), tuple(read_facts(file.path, text)))


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    path = tmp_path / "documents" / "notes.md"
    path.parent.mkdir()
    path.write_text(NOTES, encoding="utf-8")
    return path


@pytest.fixture
def settings(notes: Path, tmp_path: Path) -> Settings:
    """Of a project that asks its releases nothing: each build would start a process for that."""
    settings = load_settings((notes.parent,), tmp_path / "out")
    return dataclasses.replace(settings, queries=tmp_path / "no-queries")


@pytest.fixture
def build(
    settings: Settings, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Build:
    """Builds the notes as they are then."""
    monkeypatch.setattr(sheets, "convert_documents", convert)

    class Silent:
        def start(self, stage: str, total: int | None) -> None: ...
        def advance(self, count: int) -> None: ...
        def finish(self) -> None: ...

    def run() -> Summary:
        return pipeline.build(
            settings,
            issued=datetime.date(2026, 1, 31),
            commit="",
            progress=Silent(),
            cache=request.config.rootpath / ".pytest_cache" / "lf2l-kg",
        )

    return run


@pytest.fixture
def review(settings: Settings) -> Path:
    return settings.releases / "review.tsv"


def rows(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    text = path.read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text), delimiter="\t", strict=True))


def answer(path: Path, said: dict[str, str]) -> None:
    """Write answers as a person does: beside the lines whose quote begins so."""
    found = rows(path)
    for row in found:
        row["answer"] = next((a for q, a in said.items() if row["quote"].startswith(q)), "")
    assert sum(bool(row["answer"]) for row in found) == len(said)
    save(path, found)


def save(path: Path, found: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, delimiter="\t", lineterminator="\n")
        writer.writeheader()
        writer.writerows(found)


def dump(summary: Summary, name: str = "dump.nq.zst") -> str:
    assert summary.release is not None
    with (summary.release / name).open("rb") as stream:
        return zstandard.ZstdDecompressor().stream_reader(stream).read().decode()


# --- What is asked ------------------------------------------------------------------------------


def test_a_fact_under_the_threshold_waits_with_its_words_and_is_not_published(
    build: Build, review: Path
) -> None:
    summary = build()
    assert (summary.set_aside, summary.confirmed, summary.refused) == (2, 0, 0)
    first, second = rows(review)
    assert first | {"id": ""} == {
        "answer": "",
        "subject": "La Filature (projet)",
        "predicate": "porté par",
        "object": "Ville d’Épinal (institution)",
        "quote": CARRIED,
        "context": "",
        "place": "notes.md:4",
        "rule": "line.note",
        "confidence": "0.30",
        "comment": "",
        "id": "",
    }
    assert second["object"] == "https://filature.example/"
    assert "32000" in dump(summary)
    assert "filature" not in dump(summary)


def test_the_same_documents_ask_the_same_in_any_order(
    build: Build, review: Path, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (notes.parent / "a.md").write_text(NOTES, encoding="utf-8")
    build()
    asked = review.read_bytes()
    assert [row["place"] for row in rows(review)] == [
        "a.md:4",
        "a.md:5",
        "notes.md:4",
        "notes.md:5",
    ]
    monkeypatch.setattr(
        sheets, "convert_documents", lambda *given, **_: reversed([*convert(*given)])
    )
    build()
    assert review.read_bytes() == asked


def test_one_question_read_by_two_rules_is_asked_once(
    build: Build, review: Path, notes: Path
) -> None:
    notes.write_text(f"{NOTES}{CARRIED} | 0.35\n", encoding="utf-8")
    assert build().set_aside == 2
    assert [row["confidence"] for row in rows(review)] == ["0.40", "0.35"]


def test_what_the_document_states_elsewhere_is_not_asked(
    build: Build, review: Path, notes: Path
) -> None:
    carrier = "Institution Ville d’Épinal"
    more = f"ailleurs :: {CARRIED} | 0.8\nDocument x | mentions | {carrier} | 0.2\n"
    notes.write_text(NOTES + more, encoding="utf-8")
    build()
    assert [row["predicate"] for row in rows(review)] == ["site web"]


def test_a_fact_that_could_not_be_published_anyway_is_not_asked(
    build: Build, review: Path, notes: Path
) -> None:
    text = f"{NOTES}Territory Épinal | population | beaucoup | 0.3\n"
    notes.write_text(
        f"{text}Territory Épinal | carriedBy | Institution X | 0.3\n", encoding="utf-8"
    )
    build()
    assert [row["place"] for row in rows(review)] == ["notes.md:4", "notes.md:5"]


# --- Yes and no ---------------------------------------------------------------------------------


def test_yes_publishes_the_fact_with_its_rule_and_that_a_person_confirmed_it(
    build: Build, review: Path
) -> None:
    build()
    answer(review, {CARRIED: "oui"})
    summary = build()
    assert (summary.set_aside, summary.confirmed, summary.refused) == (1, 1, 0)
    assert "/project/la-filature> <https://w3id.org/lf2l/ontology#carriedBy>" in dump(summary)
    evidence = dump(summary, "evidence.nq.zst").splitlines()
    (states,) = (line for line in evidence if "#predicate>" in line and "#carriedBy>" in line)
    about = " ".join(line for line in evidence if line.startswith(states.split()[0]))
    assert '#rule> "line.note"' in about
    assert '#confidence> "1.0"' in about
    assert '#reviewed> "true"' in about


def test_no_leaves_the_fact_out_even_when_a_rule_becomes_sure_of_it(
    build: Build, review: Path, notes: Path
) -> None:
    build()
    answer(review, {CARRIED: "non"})
    summary = build()
    assert (summary.set_aside, summary.confirmed, summary.refused) == (1, 0, 1)
    notes.write_text(NOTES.replace("| 0.3", "| 0.99"), encoding="utf-8")
    summary = build()
    assert (summary.set_aside, summary.refused) == (1, 1)
    assert "carriedBy> <https://w3id.org/lf2l/id" not in dump(summary)


def test_an_answer_is_kept_and_never_asked_again(
    build: Build, review: Path, settings: Settings
) -> None:
    build()
    answer(review, {CARRIED: "oui", "Project La Filature | homepage": "non"})
    build()
    assert rows(review) == []
    assert [(row["answer"], row["quote"]) for row in rows(settings.reviewed)] == [
        ("oui", CARRIED), ("non", "Project La Filature | homepage | https://filature.example/"),
    ]  # fmt: skip
    review.unlink()
    shutil.rmtree(settings.releases / "current", ignore_errors=True)
    build()
    assert rows(review) == []


def test_a_build_after_the_answers_were_applied_changes_nothing_on_the_disk(
    build: Build, review: Path, settings: Settings
) -> None:
    build()
    answer(review, {CARRIED: "oui"})
    assert build().is_new
    files = (review, settings.reviewed)
    before = [(path.read_bytes(), path.stat().st_mtime_ns) for path in files]
    assert not build().is_new
    assert [(path.read_bytes(), path.stat().st_mtime_ns) for path in files] == before


def test_an_answer_outlives_edits_elsewhere_and_the_name_of_its_document(
    build: Build, review: Path, notes: Path
) -> None:
    build()
    answer(review, {CARRIED: "oui"})
    build()
    notes.write_text(f"# Un titre\n\n{NOTES}", encoding="utf-8")
    assert build().confirmed == 1
    notes.rename(notes.with_name("renamed.md"))
    summary = build()
    assert (summary.confirmed, summary.set_aside) == (1, 1)
    # A document that takes the old name asks for itself, and does not take the answer back.
    notes.write_text("rien\n", encoding="utf-8")
    assert build().confirmed == 1


def test_answers_that_differ_do_not_follow_a_renamed_document(
    build: Build, review: Path, notes: Path
) -> None:
    other = notes.with_name("other.md")
    other.write_text(NOTES, encoding="utf-8")
    build()
    found = rows(review)
    for row in found:
        row["answer"] = "oui" if row["place"].startswith("notes") else "non"
    save(review, found)
    assert (build().confirmed, build().refused) == (2, 2)
    other.unlink()
    notes.rename(notes.with_name("renamed.md"))
    summary = build()
    assert (summary.confirmed, summary.refused, summary.set_aside) == (0, 0, 2)


def test_an_answer_does_not_speak_for_the_same_words_of_another_document(
    build: Build, review: Path, notes: Path
) -> None:
    build()
    answer(review, {CARRIED: "oui"})
    notes.with_name("other.md").write_text(NOTES, encoding="utf-8")
    summary = build()
    assert (summary.confirmed, summary.set_aside) == (1, 3)


def test_words_that_change_are_asked_anew(build: Build, review: Path, notes: Path) -> None:
    build()
    answer(review, {CARRIED: "oui"})
    notes.write_text(NOTES.replace("carriedBy", "supportedBy"), encoding="utf-8")
    summary = build()
    assert (summary.confirmed, summary.set_aside) == (0, 2)


def test_no_to_a_mention_takes_along_what_the_document_says_of_the_thing(
    build: Build, review: Path, notes: Path
) -> None:
    mention = "Document x | mentions | Institution Ville d’Épinal"
    notes.write_text(f"{mention} | 0.3\n{NOTES}", encoding="utf-8")
    build()
    answer(review, {mention: "non"})
    notes.write_text(f"{mention} | 0.3\n{NOTES}".replace("0.3\nProject", "0.9\nProject"), "utf-8")
    summary = build()
    assert summary.refused == 2
    assert "institution/ville" not in dump(summary)


def test_an_undecided_line_stays_a_question(build: Build, review: Path) -> None:
    build()
    answer(review, {CARRIED: "?"})
    assert build().set_aside == 2


def test_an_answer_taken_back_in_the_project_s_file_is_asked_again(
    build: Build, review: Path, settings: Settings
) -> None:
    build()
    answer(review, {CARRIED: "oui"})
    build()
    answer(settings.reviewed, {})
    summary = build()
    assert (summary.confirmed, summary.set_aside) == (0, 2)


def test_answers_stay_in_the_review_file_while_nothing_can_be_published(
    build: Build, review: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    build()
    answer(review, {CARRIED: "oui"})
    before = review.read_bytes()

    def refuse(*given: Any, **_: Any) -> Report:
        return replace(validate_dataset(*given[:2]), conforms=False)

    monkeypatch.setattr(pipeline, "validate_changed", refuse)
    assert build().exit_code == 1
    assert review.read_bytes() == before
    assert not settings.reviewed.exists()


def test_an_answer_written_during_a_build_is_not_lost(
    build: Build, review: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    build()

    def meanwhile(*given: Any, **_: Any) -> Report:
        answer(review, {CARRIED: "oui"})
        return validate_dataset(*given[:2])

    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "validate_changed", meanwhile)
        build()
    assert [row["answer"] for row in rows(settings.reviewed)] == ["oui"]
    assert len(rows(review)) == 1
    assert build().confirmed == 1


def test_the_stage_extract_keeps_and_applies_answers_as_a_build_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    def run(*arguments: str) -> None:
        with pytest.raises(SystemExit) as left:
            main(arguments)
        assert left.value.code == 0

    monkeypatch.setenv("XDG_CACHE_HOME", str(request.config.rootpath / ".pytest_cache"))
    create_project(tmp_path / "mine")
    monkeypatch.chdir(tmp_path / "mine")
    toml = (
        Path("lf2l-kg.toml").read_text(encoding="utf-8").replace("threshold = 0.5", "threshold = 1")
    )
    Path("lf2l-kg.toml").write_text(toml, encoding="utf-8")
    run("read", "-o", "documents.jsonl")
    run("extract", "documents.jsonl", "-o", "facts.jsonl", "--review", "ask.tsv")
    assert not Path("facts.jsonl").read_bytes()
    found = rows(Path("ask.tsv"))
    population = next(row for row in found if row["object"] == "32000")
    save(Path("ask.tsv"), [population | {"answer": "oui"}])
    run("extract", "documents.jsonl", "-o", "facts.jsonl", "--review", "ask.tsv")
    (published,) = Path("facts.jsonl").read_text(encoding="utf-8").splitlines()
    assert '"object":"32000"' in published
    assert '"reviewed":true' in published
    assert rows(Path("reviewed.tsv")) == [population | {"answer": "oui"}]
    left = {row["id"] for row in rows(Path("ask.tsv"))}
    # Nor is it asked whether the document speaks of the town, now that its population is published.
    assert left < {row["id"] for row in found} - {population["id"]}


# --- What a person or a spreadsheet makes of the file --------------------------------------------


@pytest.fixture
def asked(tmp_path: Path, ontology: Ontology) -> Path:
    """A review file with one question, whose quote has every kind of separator."""
    path, kept = tmp_path / "review.tsv", tmp_path / "reviewed.tsv"
    write_review(path, kept, [fact()], [], read_answers(kept), Wording.of(ontology, "fr"))
    return path


def utf_16(text: str) -> bytes:
    return text.encode("utf-16")


def quoted_semicolons(text: str) -> bytes:
    out = io.StringIO()
    table = csv.reader(io.StringIO(text), delimiter="\t")
    csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL).writerows(table)
    return out.getvalue().encode("utf-8-sig")


def commas(text: str) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(csv.reader(io.StringIO(text), delimiter="\t"))
    return out.getvalue().encode()


@pytest.mark.parametrize(
    "saved",
    [
        lambda text: text.replace("\n", "\r\n").encode("utf-8-sig"),
        lambda text: text.replace("\n", "\r\n").encode().rstrip(),
        lambda text: f"\n{text}\n\n".encode(),
        utf_16,
        quoted_semicolons,
        commas,
    ],
)
def test_a_round_trip_through_a_spreadsheet_is_accepted(
    asked: Path, saved: Callable[[str], bytes]
) -> None:
    answer(asked, {"mots": "oui"})
    before = read_answers(asked)
    asked.write_bytes(saved(asked.read_text(encoding="utf-8")))
    assert read_answers(asked).rows == before.rows
    assert len(before.rows) == 1


@pytest.mark.parametrize("word", ["oui", "O", "Yes", "y", "VRAI", " true "])
def test_yes_is_said_in_either_language(asked: Path, word: str) -> None:
    answer(asked, {"mots": word})
    assert review_facts([fact()], read_answers(asked), 0.5).confirmed


@pytest.mark.parametrize("word", ["non", "N", "No", "n", "FAUX", "false"])
def test_no_is_said_in_either_language(asked: Path, word: str) -> None:
    answer(asked, {"mots": word})
    assert review_facts([fact()], read_answers(asked), 0.1).refused


def test_columns_may_be_moved_left_out_and_commented(
    build: Build, review: Path, settings: Settings
) -> None:
    build()
    identity = rows(review)[0]["id"]
    review.write_text(f"id\tcomment\tanswer\n{identity}\tvu\tnon\n", encoding="utf-8")
    assert build().refused == 1
    (row,) = rows(settings.reviewed)
    assert (row["comment"], row["quote"]) == ("vu", CARRIED)


def test_every_malformed_line_is_told_at_once_in_both_languages_and_nothing_changes(
    build: Build, review: Path, settings: Settings
) -> None:
    build()
    first, second = rows(review)
    bad = [first | {"answer": "peut-être"}, second | {"id": "12"}, first | {"answer": "oui"},
           first | {"answer": "non"}]  # fmt: skip
    save(review, bad)
    settings.reviewed.write_text("answer\tid\nx\tfact-0\n", encoding="utf-8")
    before = review.read_bytes()
    with pytest.raises(MalformedFileError) as raised:
        build()
    told = [(Path(f.path).name, f.line) for f in raised.value.findings]
    assert told == [("reviewed.tsv", 2)] * 2 + [("review.tsv", line) for line in (2, 3, 5)]
    assert "« peut-être » ne dit ni oui ni non" in raised.value.findings[2].message.fr.replace(
        "\u00a0", " "
    )
    assert "`non` here, but `oui` on line 4" in raised.value.findings[4].message.en
    assert all(f.message.fr != f.message.en for f in raised.value.findings)
    assert review.read_bytes() == before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("réponse\tid\n", "missing columns: answer"),
        ("answer\tid\tavis\n", "unknown column `avis`"),
        ("answer\tid\tid\n", "twice"),
        ('answer\tid\n"oui\tfact-0\n', "quotes are not closed"),
        ("answer\tid\noui\tfact-0123456789abcdef-01234567\tet\n", "3 cells instead of 2"),
        ("oui\tnon\n", "missing columns"),
    ],
)
def test_a_file_that_is_no_table_of_answers_is_refused(
    tmp_path: Path, text: str, said: str
) -> None:
    path = tmp_path / "reviewed.tsv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(MalformedFileError) as raised:
        read_answers(path)
    assert said in raised.value.message.en
    assert raised.value.findings[0].line > 0


def test_an_unreadable_file_or_one_for_two_purposes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "reviewed.tsv"
    path.write_bytes("answer\tid\tobject\nnon\tx\tété\n".encode("cp1252"))
    with pytest.raises(InputError, match="UTF-8") as raised:
        read_answers(path)
    assert raised.value.line == 2
    with pytest.raises(InputError, match="same file"):
        read_answers(path, tmp_path / "." / "reviewed.tsv")
    with pytest.raises(InputError):
        read_answers(tmp_path)
    assert not read_answers(tmp_path / "none.tsv", tmp_path / "none-either.tsv").rows


# --- Lasting names, and any text at all ------------------------------------------------------------


def fact(
    label: str = "La Filature", quote: str = 'mots, « cités »; "à part"', path: str = "a.md"
) -> Fact:
    said = Evidence(path, (Quote(quote, 3, 2, 1),), "rule", 0.25)
    return Fact(Mention("Project", label), "homepage", "https://x.example/", said)


def test_the_name_of_a_question_is_the_same_in_every_version() -> None:
    assert identify_fact(fact()) == "fact-2b37ad9438726bad-fecccc97"


def test_the_name_of_a_question_forgets_place_rule_confidence_and_white_space() -> None:
    one, evidence = fact(quote="des  mots\n  ici"), fact().evidence
    moved = replace(evidence, quotes=(Quote("des mots ici", 90, 7, 4),), rule="new", confidence=0.9)
    assert identify_fact(one) == identify_fact(replace(one, evidence=moved))
    assert identify_fact(one) != identify_fact(fact())
    assert identify_fact(fact(path="b.md")) != identify_fact(fact())
    assert identify_fact(fact(label="B")) != identify_fact(fact())


text = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


@given(label=text, quote=text, path=text)
def test_whatever_a_document_says_its_line_is_one_line_without_formula_and_is_read_back(
    tmp_path_factory: pytest.TempPathFactory,
    ontology: Ontology,
    label: str,
    quote: str,
    path: str,
) -> None:
    folder = tmp_path_factory.mktemp("review")
    review, kept = folder / "review.tsv", folder / "reviewed.tsv"
    asked, none = fact(label, quote, path), read_answers(kept)
    wording = Wording.of(ontology, "en")
    assert write_review(review, kept, [asked], [], none, wording)
    (row,) = rows(review)
    assert row["id"] == identify_fact(asked)
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row.values())
    answers = review.read_bytes().replace(b"\n\t", b"\n").replace(b"\n", b"\nyes\t", 1)
    review.write_bytes(answers)
    found = review_facts([asked], read_answers(kept, review), 0.5)
    assert found.confirmed == (asked,)
    assert found.published[0].evidence.reviewed


def test_a_spreadsheet_takes_nothing_for_a_formula(tmp_path: Path, ontology: Ontology) -> None:
    asked = replace(fact("+33 1", '=1+1\tet "\r\nplus'), object='@SUM("x")')
    kept = tmp_path / "reviewed.tsv"
    wording = Wording.of(ontology, "en")
    write_review(tmp_path / "review.tsv", kept, [asked], [], read_answers(kept), wording)
    (row,) = rows(tmp_path / "review.tsv")
    assert row["subject"] == "'+33 1 (project)"
    assert row["object"] == '\'@SUM("x")'
    assert row["quote"] == "'=1+1 et \" plus"
    assert row["predicate"] == "homepage"


def test_a_long_quote_fits_in_a_cell(tmp_path: Path, ontology: Ontology) -> None:
    kept, review = tmp_path / "reviewed.tsv", tmp_path / "review.tsv"
    wording = Wording.of(ontology, "fr")
    write_review(review, kept, [fact(quote="mot " * 99_999)], [], read_answers(kept), wording)
    assert len(rows(review)[0]["quote"]) == 1000
