"""What a search answers first: questions and answers that a person can read, under ``expected/search``."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.namespaces import OA, PROV, RDF, RDFS, SKOS
from lf2l_kg.base.text import fold, slug
from lf2l_kg.index import Question, Searcher, index_dataset, open_index

BASE = "https://exemple.org/"
TERMS = f"{BASE}ontology#"
FOLDER = Path(__file__).parent / "expected" / "search"
SHOWN = 4  # answers of a question


def _things() -> list[dict[str, str]]:
    with (FOLDER / "things.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


THINGS = _things()
LABELS = [thing["label"] for thing in THINGS]


def _iri(kind: str, label: str) -> str:
    return f"<{BASE}id/{kind.lower()}/{slug(label)}>"


def _lines() -> list[str]:
    kinds = {thing["label"]: thing["class"] for thing in THINGS}
    graph, document = f"<{BASE}graph/notes>", f"<{BASE}id/document/notes>"
    said = f"<{BASE}graph/notes/evidence>"
    found = [f"{graph} <{PROV}wasDerivedFrom> {document} {said} ."]
    for kind, label in (("Project", "Projet"), ("Territory", "Territoire")):
        found.append(f'<{TERMS}{kind}> <{RDFS}label> "{label}"@fr <{BASE}graph/ontology> .')
    for number, thing in enumerate(THINGS):
        subject = _iri(thing["class"], thing["label"])
        evidence, quote = f"<{BASE}evidence/{number}>", f"<{BASE}quote/{number}>"
        facts = {f"<{RDF}type> <{TERMS}{thing['class']}>"}
        facts.add(f'<{SKOS}prefLabel> "{thing["label"]}"@fr')
        facts |= {f'<{SKOS}altLabel> "{name}"@fr' for name in thing["other names"].split("; ")}
        facts.discard(f'<{SKOS}altLabel> ""@fr')
        if thing["definition"]:
            said_by = f"{SKOS}definition" if thing["class"] == "Theme" else f"{TERMS}description"
            facts.add(f'<{said_by}> "{thing["definition"]}"@fr')
        for name, column in (("locatedIn", "in"), ("hasTheme", "theme")):
            if thing[column]:
                value = _iri(kinds[thing[column]], thing[column])
                facts.add(f"<{TERMS}{name}> {value}")
        found += [f"{subject} {fact} {graph} ." for fact in facts]
        if thing["quote"]:
            found += [
                f"{evidence} <{RDF}subject> {subject} {said} .",
                f"{evidence} <{RDF}predicate> <{RDF}type> {said} .",
                f"{evidence} <{RDF}object> <{TERMS}{thing['class']}> {said} .",
                f"{evidence} <{PROV}wasDerivedFrom> {document} {said} .",
                f"{evidence} <{OA}hasTarget> {quote} {said} .",
                f'{quote} <{OA}exact> "{thing["quote"]}"@fr {said} .',
                f'{quote} <{TERMS}line> "{number + 1}" {said} .',
            ]
    return sorted(found)


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    folder = tmp_path_factory.mktemp("release")
    (folder / "index.sqlite").write_bytes(index_dataset(Dataset.from_lines(_lines()), BASE, TERMS))
    return Searcher(open_index(folder))


def _answers(searcher: Searcher, asked: str) -> str:
    """A question and its first answers, as they stand in the file."""
    results = searcher.search(Question(asked), SHOWN)
    understood = f" (understood: {results.spelling})" if results.spelling else ""
    lines = [f"{asked}{understood}: {results.total}"]
    for hit in results.hits:
        shown = [hit.node.label("fr"), hit.node.kind]
        why = {"also": hit.alias, "is": hit.description, "quote": hit.quote and hit.quote.excerpt}
        for name, excerpt in why.items():
            if excerpt and excerpt.marks:
                pieces = (f"[{text}]" if marked else text for text, marked in excerpt.pieces())
                shown.append(f"{name}: {''.join(pieces)}")
        lines.append(f"    {' | '.join(shown)}")
    return "\n".join(lines)


def _cases() -> list[str]:
    text = (FOLDER / "answers.txt").read_text(encoding="utf-8")
    return [case.strip("\n") for case in text.split("\n\n") if not case.startswith("#")]


@pytest.mark.parametrize("case", _cases())
def test_the_first_answers_are_those_that_a_person_expects(searcher: Searcher, case: str) -> None:
    asked = case.partition(" (understood: ")[0].partition(": ")[0]
    assert _answers(searcher, asked) == case


@pytest.mark.parametrize("label", LABELS)
def test_a_thing_is_found_first_by_its_label_with_or_without_accents(
    searcher: Searcher, label: str
) -> None:
    for asked in (label, fold(label), label.upper(), f"  {label} !"):
        (first, *_) = searcher.search(Question(asked)).hits
        assert first.node.label("fr") == label


@given(st.sampled_from([label for label in LABELS if len(label) > 5]), st.data())
def test_a_thing_is_found_with_one_mistake_in_its_label(
    searcher: Searcher, label: str, data: st.DataObject
) -> None:
    letters = [i for i, c in enumerate(label) if _is_in_a_long_word(label, i)]
    if not letters:
        return
    at = data.draw(st.sampled_from(letters))
    other = data.draw(st.sampled_from(["", "x", label[at] * 2]))  # lost, wrong, or twice
    asked = label[:at] + other + label[at + 1 :]
    found = [hit.node.label("fr") for hit in searcher.search(Question(asked)).hits]
    assert label in found


def _is_in_a_long_word(text: str, at: int) -> bool:
    """Whether a letter stands in a word of five letters or more, which may be misspelt."""
    start = end = at
    while start > 0 and text[start - 1].isalpha():
        start -= 1
    while end < len(text) and text[end].isalpha():
        end += 1
    return text[at].isalpha() and text[at] not in "œŒ" and end - start > 5  # two letters in one


@given(st.sampled_from(LABELS), st.data())
def test_a_thing_is_suggested_while_its_label_is_typed(
    searcher: Searcher, label: str, data: st.DataObject
) -> None:
    typed = label[: data.draw(st.integers(min(3, len(label)), len(label)))]
    suggested = [each.node.label("fr") for each in searcher.suggest(typed, len(LABELS))]
    assert label in suggested
