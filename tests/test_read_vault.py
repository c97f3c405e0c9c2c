"""What note-taking programs and documentation sites add to Markdown reads as what it stands for."""

from __future__ import annotations

import pytest

from lf2l_kg.base.records import Document
from lf2l_kg.read import parse_document


def read(text: str) -> Document:
    document = parse_document("note.md", text.encode())
    for block in document.blocks:
        for index, letter in enumerate(block.text):
            if not letter.isspace():
                assert document.text[block.offset(index)] == letter, block.text
    return document


def texts(text: str) -> list[str]:
    return [block.text for block in read(text).blocks]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Porté par la [[Ville de Toul]].", "Porté par la Ville de Toul."),
        ("Voir [[velo#Chiffres|les chiffres]].", "Voir les chiffres."),
        ("À [[lieux/Toul]], [[lieux/Vic.md#Plan]] et [[#Bilan]].", "À Toul, Vic et Bilan."),
        (r"| a |\n|---|\n| [[Toul\|la ville]] |".replace("\\n", "\n"), "la ville"),
        ("Avant ![[plan.png|300]] après.", "Avant après."),
        ("[[_TOC_]]\n\nLe texte.", "Le texte."),
        ("Une note [[1]](https://x.example) et [[2]].", "Une note [1] et [[2]]."),
        ("Le code `[[Toul]]` reste.", "Le code [[Toul]] reste."),
    ],
)
def test_a_link_between_notes_reads_as_its_words_or_the_name_of_the_note(
    source: str, text: str
) -> None:
    assert texts(source)[-1] == text


def test_a_comment_between_percent_signs_is_no_content_and_a_percentage_is() -> None:
    assert texts("Un %% porté par Lyon %% mot.") == ["Un mot."]
    assert texts("%%\nporté par Lyon\n\npar Metz\n%%\n\nLe mot.") == ["Le mot."]
    assert texts("De 10 %% à 20 %% au plus, et %%.") == ["De 10 %% à 20 %% au plus, et %%."]


def test_highlights_and_the_names_of_blocks_leave_their_words() -> None:
    assert texts("==La Ruche== ouvre le 12 mai ^bloc1") == ["La Ruche ouvre le 12 mai"]
    assert texts("Si a == b et c==d==e, x ^ y.") == ["Si a == b et c==d==e, x ^ y."]


def test_the_title_of_a_callout_or_an_admonition_stands_above_what_it_says() -> None:
    assert texts("> [!info]- À savoir\n> La Ruche ouvre.") == ["À savoir", "La Ruche ouvre."]
    assert texts("> [!NOTE]\n> La Ruche ouvre.") == ["La Ruche ouvre."]
    source = '!!! note "À retenir"\n    La Ruche ouvre.\n\n    Porteur : Toul\n\nLa suite.\n'
    assert texts(source) == ["À retenir", "La Ruche ouvre.", "Porteur : Toul", "La suite."]
    assert [b.kind for b in read(source).blocks] == ["paragraph"] * 4
    assert texts("??? warning\n    La Ruche ouvre.\n") == ["La Ruche ouvre."]
    assert texts("Quoi ???\n    Rien !!!\n") == ["Quoi ??? Rien !!!"]


def test_a_field_of_dataview_reads_as_a_line_with_a_key() -> None:
    assert texts("- Porteur:: [[Ville de Toul]]\n- **Lieu**:: Vic") == [
        "Porteur: Ville de Toul",
        "Lieu: Vic",
    ]
    assert texts("Le code std::string et Foo::bar.") == ["Le code std::string et Foo::bar."]


@pytest.mark.parametrize(
    "source",
    [
        "{% highlight python %}\nx = 1\n\ny = 2\n{% endhighlight %}\n\nmot",
        "{%- comment -%}\n\ncaché\n\n{%- endcomment -%}\n\nmot",
        '{{< highlight go "linenos=table" >}}\nx := 1\n{{< /highlight >}}\n\nmot',
        "{{< mermaid >}}\ngraph TD\n\nA-->B\n{{< /mermaid >}}\n\nmot",
    ],
)
def test_what_a_site_shows_as_code_draws_or_leaves_out_is_no_text(source: str) -> None:
    assert texts(source) == ["mot"]


def test_a_block_of_code_that_is_not_closed_hides_nothing() -> None:
    assert texts("{% highlight python %}\n\nmot") == ["mot"]


def test_the_headings_of_a_wiki_are_no_highlights() -> None:
    assert texts("==Histoire==\n\nUn mot.") == ["Histoire", "Un mot."]
