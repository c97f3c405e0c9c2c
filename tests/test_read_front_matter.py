"""The front matter gives typed values, each with its exact words, and never surprises."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from lf2l_kg.base.records import Document
from lf2l_kg.read import parse_document, yaml_nodes


@pytest.fixture(params=["CSafeLoader", "SafeLoader"], autouse=True)
def _each_parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """With libyaml, and without it."""
    if not hasattr(yaml, request.param):
        pytest.skip("PyYAML was built without libyaml")
    monkeypatch.setattr(yaml_nodes, "_LOADER", getattr(yaml, request.param))


def read(front_matter: str, body: str = "# Titre\n") -> Document:
    return parse_document("note.md", f"---\n{front_matter}\n---\n{body}".encode())


def entries(document: Document) -> list[tuple[str, int, str, str]]:
    return [(e.key, e.index, e.value, e.datatype) for e in document.front_matter]


@pytest.mark.parametrize(
    ("scalar", "value", "datatype"),
    [
        ("12", "12", "integer"),
        ("+7", "7", "integer"),
        ("-0", "0", "integer"),
        ("0o14", "12", "integer"),
        ("0xFF", "255", "integer"),
        ("01234", "01234", "string"),
        ("1_000", "1_000", "string"),
        ("1.50", "1.5", "decimal"),
        (".5", "0.5", "decimal"),
        ("2.", "2", "decimal"),
        ("1e3", "1000", "decimal"),
        ("-0.0", "0", "decimal"),
        ("03.14", "03.14", "string"),
        (".inf", ".inf", "string"),
        (".nan", ".nan", "string"),
        ("true", "true", "boolean"),
        ("FALSE", "false", "boolean"),
        ("yes", "yes", "string"),
        ("off", "off", "string"),
        ("12:30", "12:30", "string"),
        ("2024-03-24", "2024-03-24", "date"),
        ("2024-3-4", "2024-3-4", "string"),
        ("2019-03-05T23:00:00.000+00:00", "2019-03-05T23:00:00Z", "dateTime"),
        ("2019-03-05 9:05:00.250 +0200", "2019-03-05T09:05:00.25+02:00", "dateTime"),
        ("2019-03-05 09:05", "2019-03-05T09:05:00", "dateTime"),
        ("'12'", "12", "string"),
        ('"2024-03-24"', "2024-03-24", "string"),
        ("!!str 12", "12", "string"),
        ("!!float 12", "12", "decimal"),
        ("0x" + "f" * 5000, "0x" + "f" * 5000, "string"),
        ("9" * 5000, "9" * 5000, "string"),
    ],
)
def test_a_scalar_has_the_type_of_the_yaml_1_2_core_schema(
    scalar: str, value: str, datatype: str
) -> None:
    document = read(f"k: {scalar}")
    assert entries(document) == [("k", 0, value, datatype)]
    assert document.findings == ()


@pytest.mark.parametrize("scalar", ["", "~", "null", "!!null x", "''", '" "'])
def test_a_null_or_blank_value_gives_no_entry(scalar: str) -> None:
    document = read(f"k: {scalar}")
    assert document.front_matter == ()
    assert document.findings == ()


def test_a_date_that_does_not_exist_is_text_and_reported() -> None:
    document = read("date: 2024-02-30")
    assert entries(document) == [("date", 0, "2024-02-30", "string")]
    assert [(f.code, f.severity, f.line, f.column) for f in document.findings] == [
        ("invalid-date", "warning", 2, 7)
    ]


def test_lists_and_mappings_give_one_entry_a_scalar_with_dotted_keys() -> None:
    document = read("a: [x, 2]\nb:\n  c: y\n  d:\n    - e: z\n    - e: w\n      f: ~\n")
    assert entries(document) == [
        ("a", 0, "x", "string"),
        ("a", 1, "2", "integer"),
        ("b.c", 0, "y", "string"),
        ("b.d.e", 0, "z", "string"),
        ("b.d.e", 1, "w", "string"),
    ]
    assert [e.key_line for e in document.front_matter] == [2, 2, 4, 6, 7]
    assert [e.value for e in document.find_entries("a")] == ["x", "2"]


def test_a_quote_is_the_words_of_the_file_without_quotation_marks() -> None:
    document = read(
        "a: 'l''été' # mot\nb: \"x\\té\"\nc: &n !!str  12 \nd: |\n  un\n  deux\n\ne: *n\né: simple valeur"
    )
    quotes = [(e.value, e.quote.exact, e.quote.line, e.quote.column) for e in document.front_matter]
    assert quotes == [
        ("l'été", "l''été", 2, 5),
        ("x\té", "x\\té", 3, 5),
        ("12", "12", 4, 14),
        ("un\ndeux", "un\n  deux", 6, 3),
        ("12", "12", 4, 14),
        ("simple valeur", "simple valeur", 10, 4),
    ]


def test_a_duplicate_key_is_an_error_that_names_the_first_line() -> None:
    document = read("a: 1\nb:\n  a: 2\n  a: 3\n")
    (finding,) = document.findings
    assert (finding.code, finding.line, finding.column, finding.value) == (
        "duplicate-key",
        5,
        3,
        "a",
    )
    assert "4" in finding.message.fr
    assert not document.readable


@pytest.mark.parametrize(
    ("front_matter", "line", "column"),
    [
        ("a: b: c", 2, 5),
        ("é: x\na:\n\tb: 1", 4, 1),
        ("a: 'l'été'", 2, 7),
        ('a: 1\nb: "x', 3, 4),
        ("a: @x", 2, 4),
        ("a: \x01", 2, 4),
        ("a: 1\n b: 2", 3, 3),
        ("a: *inconnu", 2, 4),
        ("a: &x [*x]", 2, 8),
        ("a: [b,\nc: d", 2, 4),
        ("a: !e!f g", 2, 4),
    ],
)
def test_invalid_yaml_is_an_error_at_its_place_in_the_file(
    front_matter: str, line: int, column: int
) -> None:
    document = read(front_matter)
    (finding,) = document.findings
    assert (finding.severity, finding.line, finding.column) == ("error", line, column)
    assert finding.message.fr.endswith(".")
    assert [b.text for b in document.blocks] == ["Titre"]


@pytest.mark.parametrize(
    "front_matter",
    ["a: !!python/object/apply:os.system [ls]", "a: !x y", "a: !!binary aGE=", "a: !!set {b}"],
)
def test_a_custom_tag_is_an_error_and_never_executed(front_matter: str) -> None:
    document = read(front_matter)
    assert [f.code for f in document.findings] == ["custom-tag"]
    assert document.front_matter == ()


def test_a_value_that_is_not_what_its_tag_says_is_an_error() -> None:
    assert [f.code for f in read("a: !!int deux").findings] == ["invalid-value"]


def test_a_key_that_is_a_list_is_an_error() -> None:
    assert [f.code for f in read("? [a, b]\n: c").findings] == ["invalid-key"]


@pytest.mark.parametrize(
    "front_matter",
    [
        "a0: &a0 [x, x]\n" + "".join(f"a{i + 1}: &a{i + 1} [*a{i}, *a{i}]\n" for i in range(40)),
        "a: " + "[" * 60 + "]" * 60,
        "a: " + "[" * 100_000,
        "".join(f"k{i}: v\n" for i in range(10_001)),
    ],
    ids=["bomb", "deep", "open", "many"],
)
def test_what_grows_without_bounds_is_an_error(front_matter: str) -> None:
    document = read(front_matter)
    assert [f.code for f in document.findings] == ["too-many-values"]
    assert not document.readable


@pytest.mark.parametrize("text", ["---\n\ntexte\n\n---\nfin\n", "---\n- a\n- b\n---\nfin\n"])
def test_what_is_no_mapping_is_text_and_reported(text: str) -> None:
    document = parse_document("note.md", text.encode())
    assert [(f.code, f.severity) for f in document.findings] == [
        ("front-matter-not-mapping", "warning")
    ]
    assert document.blocks[-1].text == "fin"
    assert len(document.blocks) > 1
    assert document.readable


@pytest.mark.parametrize("text", ["---\ntexte\n\nfin\n", " ---\na: b\n---\n", "----\na: b\n---\n"])
def test_rules_that_open_nothing_are_no_front_matter(text: str) -> None:
    document = parse_document("note.md", text.encode())
    assert document.front_matter == ()
    assert document.findings == ()
    assert document.blocks


@pytest.mark.parametrize("closing", ["---", "...", "---  "])
def test_front_matter_ends_at_dashes_or_dots(closing: str) -> None:
    document = parse_document("note.md", f"---\na: b\n{closing}\nmot\n".encode())
    assert entries(document) == [("a", 0, "b", "string")]
    assert [b.text for b in document.blocks] == ["mot"]


def test_no_break_spaces_around_keys_are_repaired_and_reported_once() -> None:
    document = read("title:\u00a0Ville\u00a0!\n\u00a0\u00a0\nb:\n\u00a0\u00a0c: d")
    assert entries(document) == [
        ("title", 0, "Ville\u00a0!", "string"),
        ("b.c", 0, "d", "string"),
    ]
    assert [(f.code, f.line, f.column) for f in document.findings] == [
        ("nbsp-in-front-matter", 2, 7)
    ]


def test_no_break_spaces_inside_a_value_are_typography() -> None:
    document = read("a: Oui\u00a0!\nb: x:\u00a0y")
    assert document.findings == ()
    assert [e.value for e in document.front_matter] == ["Oui\u00a0!", "x:\u00a0y"]


_MARKUP = (
    "a¦é¦😀¦: ¦:¦- ¦\n¦\n  ¦[¦]¦{¦}¦,¦'¦\"¦&x ¦*x¦!t ¦!!int ¦> ¦| ¦#¦? ¦\t¦\r\n¦\u2028¦\u00a0¦\u200b¦12"
    "¦~¦%¦k: "
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(_MARKUP.split("¦")), max_size=25).map("".join))
def test_each_quote_is_a_slice_of_the_file(front_matter: str) -> None:
    document = read(front_matter)
    for entry in document.front_matter:
        quote = entry.quote
        assert document.text[quote.start : quote.start + len(quote.exact)] == quote.exact
        assert quote == document.quote(quote.start, quote.start + len(quote.exact))
        assert quote.exact.strip() == quote.exact != ""
    assert document.readable == all(f.severity != "error" for f in document.findings)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("---\ntitle: La Ruche\nporteur: Motris\n\nTexte.\n", "unclosed-front-matter"),
        ("---\r\ntitre : La Ruche\r\nTexte.\r\n", "unclosed-front-matter"),
        ("title: La Ruche\nporteur: Motris\n\nTexte.\n", "unopened-front-matter"),
        ("titre: La Ruche\n---\nTexte.\n", "unopened-front-matter"),
    ],
)
def test_a_front_matter_that_lacks_a_rule_is_told_at_its_first_line(text: str, code: str) -> None:
    document = parse_document("essai.md", text.encode())
    (finding,) = document.findings
    assert (finding.code, finding.severity, finding.line) == (code, "warning", 1)
    assert "« --- »" in finding.message.fr
    assert "`---`" in finding.message.en
    assert document.front_matter == ()


@pytest.mark.parametrize(
    "text",
    [
        "---\n\nTexte.\n",
        "---\nTexte sans clé.\n",
        "Contact : Ana Costa\nLieu : Toul\n",
        "titre: un seul\n\nTexte.\n",
    ],
)
def test_a_rule_or_lines_of_a_text_are_no_broken_front_matter(text: str) -> None:
    assert parse_document("essai.md", text.encode()).findings == ()
