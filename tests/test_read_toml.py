"""Hugo's TOML front matter gives the entries that the same YAML would give, each with its exact words."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lf2l_kg.base.records import Document
from lf2l_kg.read import parse_document


def read(front_matter: str, body: str = "# Titre\n") -> Document:
    return parse_document("note.md", f"+++\n{front_matter}\n+++\n{body}".encode())


def entries(document: Document) -> list[tuple[str, int, str, str]]:
    return [(e.key, e.index, e.value, e.datatype) for e in document.front_matter]


def test_keys_tables_lists_and_mappings_give_one_entry_a_value() -> None:
    document = read(
        """title = "Les Glycines"   # le titre
date = 2019-03-05
heure = 2019-03-05 09:05:00+02:00
draft = false
"clé longue".a = 'x'
population = 32_000
part = 0.50
tags = [
  "jardin",  # un
  'atelier',
]
auteur = { nom = "Ana", age = 3 }

[params.porteur]
name = "LF2L"

[[authors]]
name = "Ana"
[[authors]]
name = "Bob"
villes = ["Genk", "Nancy"]
"""
    )
    assert entries(document) == [
        ("title", 0, "Les Glycines", "string"),
        ("date", 0, "2019-03-05", "date"),
        ("heure", 0, "2019-03-05T09:05:00+02:00", "dateTime"),
        ("draft", 0, "false", "boolean"),
        ("clé longue.a", 0, "x", "string"),
        ("population", 0, "32000", "integer"),
        ("part", 0, "0.5", "decimal"),
        ("tags", 0, "jardin", "string"),
        ("tags", 1, "atelier", "string"),
        ("auteur.nom", 0, "Ana", "string"),
        ("auteur.age", 0, "3", "integer"),
        ("params.porteur.name", 0, "LF2L", "string"),
        ("authors.name", 0, "Ana", "string"),
        ("authors.name", 1, "Bob", "string"),
        ("authors.villes", 0, "Genk", "string"),
        ("authors.villes", 1, "Nancy", "string"),
    ]
    assert [b.text for b in document.blocks] == ["Titre"]
    assert document.findings == ()
    first = document.front_matter[0]
    assert (first.quote.exact, first.quote.line, first.quote.column) == ("Les Glycines", 2, 10)
    assert document.front_matter[8].key_line == 9


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_strings_of_every_kind_show_their_words(end: str) -> None:
    text = '+++\na = """\n un "mot"\n deux"""\nb = "l\\u0027été"\nc = \'\'\n+++\n'.replace(
        "\n", end
    )
    document = parse_document("note.md", text.encode())
    found = [(e.key, e.quote.exact, e.quote.line) for e in document.front_matter]
    assert found == [("a", f'un "mot"{end} deux', 3), ("b", "l\\u0027été", 5)]
    assert document.front_matter[1].value == "l'été"


@pytest.mark.parametrize(
    ("text", "line"), [("a = ", 2), ("a = 1\na = 2", 3), ("a = 1\nb: 2", 3), ("x = [1,", 3)]
)
def test_what_is_no_toml_is_an_error_at_its_line(text: str, line: int) -> None:
    document = read(text)
    (finding,) = document.findings
    assert (finding.code, finding.severity) == ("invalid-toml", "error")
    assert finding.line == line
    assert not document.readable


@pytest.mark.parametrize(
    "text", ["+++\na = 1\n\nmot\n", "++++\na = 1\n+++\n", " +++\na = 1\n+++\n"]
)
def test_plus_signs_that_enclose_nothing_are_no_front_matter(text: str) -> None:
    assert parse_document("note.md", text.encode()).front_matter == ()


@pytest.mark.parametrize("text", ["a = " + "[" * 100_000, "a = " + "[" * 5000 + "]" * 5000])
def test_what_grows_without_bounds_is_an_error(text: str) -> None:
    assert not read(text).readable


_PIECES = 'a = ¦"x"¦\'y\'¦[¦]¦{¦}¦,¦\n¦[t]\n¦[[u]]\n¦b.c = ¦12¦2019-01-02¦true¦# z\n¦"""¦\r\n¦é¦ '


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(_PIECES.split("¦")), max_size=25).map("".join))
def test_each_quote_is_a_slice_of_the_file(front_matter: str) -> None:
    document = read(front_matter)
    for entry in document.front_matter:
        quote = entry.quote
        assert document.text[quote.start : quote.start + len(quote.exact)] == quote.exact != ""
        assert quote == document.quote(quote.start, quote.start + len(quote.exact))


_KEYS = st.from_regex(r"[a-z]{1,3}", fullmatch=True)
_TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=9
)


@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(
        _KEYS, st.one_of(_TEXTS, st.integers(), st.lists(_TEXTS, max_size=3)), max_size=5
    )
)
def test_toml_and_yaml_of_the_same_values_give_the_same_entries(
    values: dict[str, str | int | list[str]],
) -> None:
    rows = [(key, json.dumps(value, ensure_ascii=False)) for key, value in values.items()]
    toml = read("\n".join(f"{key} = {value}" for key, value in rows))
    text = "\n".join(f'"{key}": {value}' for key, value in rows)
    yaml = parse_document("note.md", f"---\n{text}\n---\n".encode())
    assert toml.readable
    assert entries(toml) == entries(yaml)
