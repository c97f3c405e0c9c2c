"""A document's blocks read as a person reads the file, each character with its place."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lf2l_kg.base.records import Block, Document
from lf2l_kg.base.settings import Settings
from lf2l_kg.read import parse_document, read_documents

NBSP = "\u00a0"
THIN = "\u202f"
ZERO_WIDTH = "\u200b"


def read(text: str) -> Document:
    return parse_document("note.md", text.encode())


def texts(document: Document, kind: str = "") -> list[str]:
    return [block.text for block in document.blocks if kind in ("", block.kind)]


def codes(document: Document) -> list[tuple[str, int]]:
    return [(finding.code, finding.line) for finding in document.findings]


def spans(block: Block) -> list[tuple[str, str, str]]:
    return [(span.kind, block.text[span.start : span.end], span.target) for span in block.spans]


def words_in_file(document: Document, block: Block) -> str:
    return document.text[block.offset(0) : block.end]


# What a document is made of


def test_headings_paragraphs_items_and_cells_come_in_the_order_of_the_file() -> None:
    document = read(
        "# Lieux\n\nUn mot.\n\n- un\n  - deux\n\n| ville | hab |\n|---|---|\n| Toul | 15 |\n\nFin\n===\n"
    )
    shapes = [(b.kind, b.level, b.text) for b in document.blocks]
    assert shapes == [
        ("heading", 1, "Lieux"),
        ("paragraph", 0, "Un mot."),
        ("item", 1, "un"),
        ("item", 2, "deux"),
        ("cell", 0, "ville"),
        ("cell", 0, "hab"),
        ("cell", 0, "Toul"),
        ("cell", 0, "15"),
        ("heading", 1, "Fin"),
    ]


def test_a_cell_knows_its_row_its_column_and_its_table() -> None:
    document = read("|a|b|\n|-|-|\n|c||\n\ntexte\n\n|d|\n|-|\n|e|\n")
    cells = [(b.text, b.table, b.row, b.column) for b in document.blocks if b.kind == "cell"]
    assert cells == [
        ("a", 1, 0, 0),
        ("b", 1, 0, 1),
        ("c", 1, 1, 0),
        ("d", 2, 0, 0),
        ("e", 2, 1, 0),
    ]


def test_the_lines_of_a_paragraph_or_item_join_with_one_space_and_hard_breaks_stay() -> None:
    document = read("un\ndeux  \ntrois\\\nquatre\n\n- cinq\n  six\nsept\n")
    assert texts(document) == ["un deux\ntrois\nquatre", "cinq six sept"]


def test_every_kind_of_white_space_reads_as_one_plain_space() -> None:
    document = read(f"105{THIN}000{NBSP}{NBSP}habitants\tà  Nancy{NBSP}!")
    assert texts(document) == ["105 000 habitants à Nancy !"]


def test_an_item_of_several_paragraphs_is_an_item_and_paragraphs() -> None:
    document = read("- un\n\n  deux\n\n  - trois\n")
    assert [(b.kind, b.text) for b in document.blocks] == [
        ("item", "un"),
        ("paragraph", "deux"),
        ("item", "trois"),
    ]


def test_an_item_that_begins_with_a_heading_or_a_table_has_no_text_of_its_own() -> None:
    document = read("- # Titre\n  suite\n- |a|\n  |-|\n  |b|\n")
    assert [(b.kind, b.text) for b in document.blocks] == [
        ("heading", "Titre"),
        ("paragraph", "suite"),
        ("cell", "a"),
        ("cell", "b"),
    ]


def test_quoted_blocks_are_marked() -> None:
    document = read("> # Titre\n> mot\n> - un\n\nhors\n")
    assert [(b.text, b.quoted) for b in document.blocks] == [
        ("Titre", True),
        ("mot", True),
        ("un", True),
        ("hors", False),
    ]


def test_code_keeps_its_lines_and_is_told_from_text() -> None:
    document = read("```{r}\na  <- 1\n\n  <!-- b -->\n::: c\n```\n\n    # d\n")
    assert [(b.kind, b.text) for b in document.blocks] == [
        ("code", "a  <- 1\n\n  <!-- b -->\n::: c"),
        ("code", "# d"),
    ]


def test_task_marks_footnote_marks_and_rules_are_no_text() -> None:
    document = read("- [x] fait\n\n---\n\nMot[^1].\n\n[^1]: La note.\n")
    assert texts(document) == ["fait", "Mot.", "La note."]


def test_a_term_and_its_definition_read_as_one_item() -> None:
    assert texts(read("Terme\n: sens\n"), "item") == ["Terme : sens"]
    assert texts(read("Un\n\n:   a **b**\n: c\n\nDeux\n: d\n"), "item") == [
        "Un : a b",
        "c",
        "Deux : d",
    ]
    assert texts(read("Prix : 3\n: 4\n"), "item") == ["Prix : 3 : 4"]


def test_the_words_of_a_definition_stand_where_they_are_in_the_file() -> None:
    document = read("Un _mot_  \n\n:   a [b](https://c.fr)\n")
    (block,) = document.blocks
    assert block.text == "Un mot : a b"
    assert spans(block) == [("emphasis", "mot", ""), ("link", "b", "https://c.fr")]
    at = [document.text[block.offset(n)] for n, c in enumerate(block.text) if c != " "]
    assert "".join(at) == block.text.replace(" ", "")
    assert [o for _, o in block.offsets] == sorted({o for _, o in block.offsets})


# Marks


def test_each_mark_gives_a_span_also_when_nested() -> None:
    (block,) = read("Le **projet [_Alpha_](https://a.fr)** et `x` et <https://b.fr>").blocks
    assert block.text == "Le projet Alpha et x et https://b.fr"
    assert spans(block) == [
        ("strong", "projet Alpha", ""),
        ("link", "Alpha", "https://a.fr"),
        ("emphasis", "Alpha", ""),
        ("code", "x", ""),
        ("link", "https://b.fr", "https://b.fr"),
    ]


def test_an_email_in_angle_brackets_is_a_mailto_link() -> None:
    (block,) = read("Contact : <a.b@c.fr>").blocks
    assert spans(block) == [("link", "a.b@c.fr", "mailto:a.b@c.fr")]


def test_a_link_without_scheme_or_by_reference_is_a_link() -> None:
    first, second = read("[A](www.a.fr)\n\n[B][b]\n\n[b]: /b\n").blocks
    assert (spans(first), spans(second)) == ([("link", "A", "www.a.fr")], [("link", "B", "/b")])


def test_a_link_without_address_keeps_its_words_and_is_reported() -> None:
    document = read("mot\n\n- la [charte]()\n")
    assert spans(document.blocks[1]) == [("link", "charte", "")]
    assert [(f.code, f.line, f.column) for f in document.findings] == [("empty-link", 3, 6)]


def test_the_description_of_an_image_is_no_text() -> None:
    first, second = read(
        "![seule](a.png)\n\navant ![*alt*](b.png) après\n\n[![](c.png) lien](d)"
    ).blocks
    assert first.text == "avant après"
    assert spans(first) == [("image", "", "b.png")]
    assert spans(second) == [("link", "lien", "d"), ("image", "", "c.png")]


def test_a_span_never_begins_or_ends_with_a_space() -> None:
    (block,) = read("voir [ la page ](u) ici").blocks
    assert spans(block) == [("link", "la page", "u")]
    assert block.text == "voir la page ici"


def test_struck_out_words_are_withdrawn_but_a_single_tilde_is_not() -> None:
    document = read("Été ~~né à *l’été*~~ et ~20 km~ <del>non</del> à *Évreux*\n")
    (block,) = document.blocks
    assert block.text == "Été et 20 km à Évreux"
    assert words_in_file(document, block).endswith("à *Évreux")
    assert document.text[block.offset(15)] == "É"


# What is no content


def test_comments_are_no_content_wherever_they_stand() -> None:
    document = read(
        "a <!-- b\n\nc --> d\n\n<!-- e -->\n\n<!-- f -->    # Titre\n\n- g\n"
        "<!-- h -->\n- i `<!-- j` k <!-- l -->\n"
    )
    assert texts(document) == ["a d", "Titre", "g", "i <!-- j k"]
    assert document.findings == ()


def test_a_comment_that_is_never_closed_hides_the_rest_and_is_reported() -> None:
    document = read("a\n\n<!-- b\n\n# c\n")
    assert texts(document) == ["a"]
    assert codes(document) == [("unclosed-comment", 3)]


def test_layout_fences_do_not_merge_into_paragraphs() -> None:
    document = read('::: {layout="[50,50]"}\n:::col\nUn.\nDeux.\n:::\n### Titre\n:::\nTrois.\n:::')
    assert texts(document) == ["Un. Deux.", "Titre", "Trois."]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("# Titre {#sec-x .y}", "Titre"),
        ("![](a.png){.preview-image}\n\nmot", "mot"),
        ('[lien](u){target="_blank" .b} mot', "lien mot"),
        ("[mot]{.smallcaps} suite", "mot suite"),
        ("mot\n{: .notice}", "mot"),
        ("mot : \\newline\n", "mot :"),
        ("{% include a.html %}\nmot", "mot"),
        ("{{< video u >}}\n\nmot {{ site.nom }} fin", "mot fin"),
        ("<!-- a -->    mot", "mot"),
        ("un `{{ b` c {{ d }} mot", "un {{ b c mot"),
        ("{% comment %}\n\n# caché\n\n{% endcomment %}\nmot", "mot"),
    ],
)
def test_attributes_and_templates_are_no_content(source: str, text: str) -> None:
    assert texts(read(source)) == [text]


@pytest.mark.parametrize(
    "source",
    ["a.b{at}c.fr", "f(x) = {1, 2}", "{{ jamais fermé", "{% jamais", r"\newlineX", "a ::: b"],
)
def test_what_only_looks_like_a_template_stays(source: str) -> None:
    assert texts(read(source)) == [source]


def test_a_template_does_not_reach_beyond_its_paragraph() -> None:
    assert texts(read("un {{ deux\n\ntrois }} quatre")) == ["un {{ deux", "trois }} quatre"]


def test_html_loses_its_tags_and_keeps_its_words_links_and_lines() -> None:
    document = read(
        'Un <b>gras</b><br>et <a href="u?a=1&amp;b">lien</a> H<sub>2</sub>O <img src="i">.'
    )
    (block,) = document.blocks
    assert block.text == "Un gras\net lien H2O ."
    assert spans(block) == [("strong", "gras", ""), ("link", "lien", "u?a=1&b"), ("image", "", "i")]


def test_a_block_of_html_reads_as_headings_items_and_paragraphs() -> None:
    document = read(
        '> <div align="center">\n> <h2>Titre</h2>\n> un\n> deux &eacute;t&eacute;<ul><li>trois</li></ul>\n'
        "> <script>var a = '<p>';</script></div>\n"
    )
    assert [(b.kind, b.level, b.text, b.quoted) for b in document.blocks] == [
        ("heading", 2, "Titre", True),
        ("paragraph", 0, "un deux été", True),
        ("item", 1, "trois", True),
    ]
    assert [words_in_file(document, b) for b in document.blocks] == [
        "Titre",
        "un\n> deux &eacute;t&eacute;",
        "trois",
    ]


# Repairs


@pytest.mark.parametrize("space", [NBSP, THIN, NBSP + " ", ZERO_WIDTH + NBSP])
def test_a_no_break_space_after_the_marks_of_a_heading_is_repaired_and_reported(space: str) -> None:
    document = read(f"mot\n####{space}Aveiro (80{NBSP}000 hab)\nsuite\n")
    heading = document.blocks[1]
    assert (heading.kind, heading.level, heading.text) == ("heading", 4, "Aveiro (80 000 hab)")
    assert document.text[heading.offset(0) :].startswith("Aveiro")
    assert ("nbsp-after-heading", 2) in codes(document)


def test_spaces_before_a_heading_do_not_make_it_code() -> None:
    document = read(f"mot\n\n{NBSP * 4}## Titre\n")
    assert [(b.kind, b.text) for b in document.blocks] == [
        ("paragraph", "mot"),
        ("heading", "Titre"),
    ]


def test_what_a_repair_puts_in_never_shows() -> None:
    document = read("mot\n     ##a b\n     ##[^1]\n")
    (block,) = document.blocks
    assert block.text == "mot ##a b ##[^1]"
    assert [document.text[block.offset(at)] for at in (6, 12)] == ["a", "["]


def test_blocks_of_html_are_not_repaired() -> None:
    document = read("<p>\n####a\n[b](/c d)\n</p>\n")
    assert texts(document) == ["####a [b](/c d)"]
    assert document.findings == ()


@pytest.mark.parametrize(
    "source", ["##Titre", "####Titre", "# Un\n\n#Titre en mots\n", "##«Titre»"]
)
def test_a_heading_without_a_space_is_repaired_and_reported(source: str) -> None:
    document = read(source)
    assert document.blocks[-1].kind == "heading"
    assert codes(document)[0][0] == "missing-space-after-heading"


@pytest.mark.parametrize(
    "source", ["#nancy #metz", "#Nancy", "#1 des villes", "a\n#Nancy est belle.", "#!sh"]
)
def test_hashtags_and_ranks_are_not_taken_for_headings(source: str) -> None:
    document = read(source)
    assert texts(document, "heading") == []
    assert document.findings == ()


def test_marks_in_code_are_not_repaired() -> None:
    document = read(f"```\n##pragma\n-{NBSP}x\n```\n")
    assert document.findings == ()
    assert texts(document, "code") == [f"##pragma\n-{NBSP}x"]


def test_lists_quotes_and_blank_lines_with_no_break_spaces_are_repaired() -> None:
    document = read(
        f"-{NBSP}un\n{NBSP}{NBSP}- deux\n1.{THIN}trois\n\nquatre\n{NBSP}\n>{NBSP}# cinq\n"
    )
    assert [(b.kind, b.level, b.text) for b in document.blocks] == [
        ("item", 1, "un"),
        ("item", 2, "deux"),
        ("item", 1, "trois"),
        ("paragraph", 0, "quatre"),
        ("heading", 1, "cinq"),
    ]
    assert codes(document) == [
        ("nbsp-after-list-marker", 1),
        ("nbsp-indent", 2),
        ("nbsp-after-list-marker", 3),
        ("nbsp-blank-line", 6),
        ("nbsp-after-quote-marker", 7),
    ]


def test_an_address_with_a_space_is_repaired_and_reported() -> None:
    document = read("voir [le plan](/docs/mon plan.pdf) ou [un mot](entre parenthèses)")
    assert texts(document) == ["voir le plan ou [un mot](entre parenthèses)"]
    assert spans(document.blocks[0]) == [("link", "le plan", "/docs/mon plan.pdf")]
    assert codes(document) == [("space-in-address", 1)]


def test_typographic_bullets_make_items() -> None:
    document = read(f"•{NBSP}un\n– deux\n")
    assert texts(document, "item") == ["un", "deux"]
    assert codes(document) == [("typographic-bullet", 1), ("typographic-bullet", 2)]


def test_invisible_characters_vanish_and_are_reported_once_a_line() -> None:
    document = read(f"Nan{ZERO_WIDTH}cy est\u00ad belle\nMetz{ZERO_WIDTH}\n")
    (block,) = document.blocks
    assert block.text == "Nancy est belle Metz"
    assert document.text[block.offset(3)] == "c"
    assert words_in_file(document, block).endswith("Metz")
    assert codes(document) == [("invisible-character", 1), ("invisible-character", 2)]


def test_an_emoji_made_of_several_is_left_alone() -> None:
    assert texts(read("👩\u200d🔬 oui")) == ["👩\u200d🔬 oui"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_any_system_read_the_same(end: str) -> None:
    source = "---\ntitle: a\n---\n# Titre\n\nun\ndeux\n\n- trois\n  quatre\n\n```\nx\ny\n```\n"
    document = read(source.replace("\n", end))
    assert texts(document) == ["Titre", "un deux", "trois quatre", "x\ny"]
    assert [entry.value for entry in document.front_matter] == ["a"]
    assert all(document.text[b.offset(0)] == b.text[0] for b in document.blocks)


def test_a_byte_order_mark_is_reported_and_hides_nothing() -> None:
    document = read("\ufeff---\ntitle: a\n---\n# Titre\n")
    assert texts(document) == ["Titre"]
    assert document.front_matter[0].quote.start == 12
    assert codes(document) == [("byte-order-mark", 1)]
    assert texts(read("\ufeff# Titre\n")) == ["Titre"]


# Files that cannot be read


@pytest.mark.parametrize(
    ("data", "place", "guess"),
    [
        ("été\nl’été à".encode("cp1252"), (1, 1), "Windows-1252"),
        (b"abc\nd\xe9f", (2, 2), "ISO-8859-1"),
        ("été".encode("utf-16"), (1, 1), "UTF-16"),
        ("é\né".encode() + b"\xff", (2, 2), "ISO-8859-1"),
    ],
)
def test_a_file_that_is_not_utf_8_says_where_and_what_to_do(
    data: bytes, place: tuple[int, int], guess: str
) -> None:
    document = parse_document("note.md", data)
    (finding,) = document.findings
    assert (finding.code, finding.line, finding.column) == ("invalid-utf-8", *place)
    assert guess in finding.message.fr
    assert not document.readable
    assert document.blocks == ()


def test_a_nul_byte_is_an_error_with_its_place() -> None:
    document = parse_document("note.md", b"# a\nb\0c")
    (finding,) = document.findings
    assert (finding.code, finding.line, finding.column) == ("nul-byte", 2, 2)
    assert not document.readable


@pytest.mark.parametrize("data", [b"", b"\n\n", b"---\n---\n"])
def test_an_empty_file_is_readable_with_a_warning(data: bytes) -> None:
    document = parse_document("note.md", data)
    assert [(f.code, f.severity) for f in document.findings] == [("empty-file", "warning")]
    assert document.readable


def test_findings_stand_in_the_order_of_the_file() -> None:
    document = read(f"[a]()\n\n##b\n\n[c]() d{ZERO_WIDTH}e\n")
    places = [(f.line, f.column, f.code) for f in document.findings]
    assert places == sorted(places)
    assert len(places) == 4


def test_the_digest_is_that_of_the_bytes() -> None:
    assert (
        parse_document("a.md", b"\xef\xbb\xbfa").digest
        == hashlib.sha256(b"\xef\xbb\xbfa").hexdigest()
    )


# Whatever the input

_MARKUP = (
    "a¦Été¦😀¦ ¦\n¦\n\n¦\r\n¦\r¦\t¦\u00a0¦\u202f¦\u200b¦\u00ad¦\ufeff¦# ¦####¦#T x¦- ¦-¦* ¦**¦_¦`¦``"
    "¦```\n¦~~¦> ¦>¦1. ¦• ¦[¦]¦](u)¦]()¦![¦|a|b|\n|-|-|\n¦|¦\\¦\\*¦&amp;¦&nbsp;¦&#0;¦&lt;¦<b>¦</b>"
    "¦<br>¦<div>¦</div>\n¦<p>¦<!--¦-->¦<a href=x>¦<del>¦<li>¦{.x}¦{: .y}¦{{ q }}¦{%¦%}¦:::¦:::c\n"
    "¦[^1]¦[^1]: ¦---\n¦k: v\n¦    ¦===\n¦<a@b.c>¦\u2028¦\x0b¦\x85¦- [ ] ¦\\newline¦<script>"
    "¦&NotEqualTilde;"
)
_TOKENS = st.sampled_from(_MARKUP.split("¦"))


@settings(max_examples=400, deadline=None)
@given(st.lists(_TOKENS, max_size=30).map("".join) | st.text(max_size=60))
def test_each_letter_stands_in_the_file_where_its_block_says(source: str) -> None:
    document = read(source)
    for block in document.blocks:
        places = [block.offset(index) for index in range(len(block.text))]
        assert places == sorted(set(places))
        assert places[-1] < block.end <= len(source)
        assert block.offsets == tuple(sorted(set(block.offsets)))
        for character, place in zip(block.text, places, strict=True):
            if character.isalnum() and source[place] != "&":
                assert source[place] == character
        assert all(0 <= span.start <= span.end <= len(block.text) for span in block.spans)
        if block.kind != "code":
            assert not re.search(r"[^\S \n]|  | \n|\n |^\s|\s$", block.text)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=80) | st.binary(max_size=80).map(b"---\n".__add__))
def test_no_bytes_make_reading_fail_and_the_same_bytes_read_the_same(data: bytes) -> None:
    document = parse_document("note.md", data)
    assert document == parse_document("note.md", data)
    assert all(finding.line >= 1 and finding.column >= 1 for finding in document.findings)


@pytest.mark.parametrize(
    "source",
    [
        ">" * 50_000,
        "> " * 5_000 + "a",
        "[" * 50_000,
        "- " * 5_000 + "a",
        "".join("  " * depth + "- a\n" for depth in range(800)),
        "*a **b " * 20_000,
        "<!--" * 50_000,
        "{%" * 50_000 + "\n\n%}",
        "{a=" * 50_000,
        "<a " * 20_000,
        "a" * 5_000_000,
        f"é{NBSP}" * 50_000,
        ZERO_WIDTH * 100_000,
        f"a{ZERO_WIDTH}" * 50_000,
        "`a" * 20_000,
        "[^1]" * 20_000,
        "[[" * 50_000,
        "[[a|" * 20_000,
        "==a" * 50_000,
        "a %%b " * 20_000,
        "> [!a] b\n" * 10_000,
        "!!! note\n    " * 10_000,
        '!!! note "' * 10_000,
        "a:: b\n" * 10_000,
        "{% highlight a %}" * 10_000,
    ],
    ids=lambda source: repr(source[:8]),
)
def test_hostile_nesting_and_long_lines_are_read_in_the_end(source: str) -> None:
    assert read(source).readable


def test_the_real_documents_read_without_remains_of_markup(shared: Path) -> None:
    documents = list(read_documents([shared / "corpus"], Settings()))
    assert len(documents) == 6
    for document in documents:
        assert document.readable
        for block in document.blocks:
            assert not re.search(r":::|<!--|\]\(|\*\*|\{\.|\\newline|^#", block.text)
            for index, character in enumerate(block.text):
                if not character.isspace():
                    assert document.text[block.offset(index)] == character
    (places,) = (d for d in documents if d.path == "seeds/territoires-innovants.md")
    assert sum(b.text.startswith("Aveiro") for b in places.blocks if b.kind == "heading") == 2
    assert codes(places) == [("nbsp-after-heading", 19), ("nbsp-after-heading", 58)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_line_ends_at_any_of_the_three_line_endings(end: str) -> None:
    text = f"---{end}titre : x{end}truc: y{end}---{end}# Un{end}{end}- [Deux](){end}"
    document = parse_document("note.md", text.encode())
    assert [(f.code, f.line, f.column) for f in document.findings] == [("empty-link", 7, 3)]
    assert [e.quote.line for e in document.front_matter] == [2, 3]
    block = document.blocks[1]
    quote = document.quote(block.offset(0), block.end)
    assert (quote.line, quote.column) == (7, 4)
