"""Pages exported from a wiki are read as the Markdown that they would be, each word at its place."""

from __future__ import annotations

import pytest

from lf2l_kg.base.records import Document
from lf2l_kg.read import parse_document

DOKUWIKI = r"""====== La Verrière ======

**Lieu :** Toul\\
**Porteur :** association //Bois Debout//

===== Fiche =====

^ Statut | association |
^ Site | https://verriere.example |

^ Qui ^ Rôle ^
| Ana Costa | présidente |

  * [[https://lilas.example|Les Lilas]]
  * [[projets:scierie|La Scierie]] et [[accueil]]
"""
MEDIAWIKI = """{{Infobox lieu
| porteur = Bois Debout
| fax =
| image = {{logo}}
}}
== La Verrière ==
'''La Verrière''' est un ''atelier'' du [[Réseau des lilas|réseau]] ([https://lilas.example site]).

; Statut : association
;Ouverture
: 2016

=== Projets ===
* '''Scierie''' (2018)
** à Toul
# d'abord

{| class="wikitable"
|+ Équipe
! Nom !! Rôle
|-
| Ana Costa || présidente
|}

[[Catégorie:Ateliers]]
"""


def read(text: str) -> Document:
    return parse_document("page.txt.md", text.encode())


def shapes(document: Document) -> list[tuple[str, int, str]]:
    return [(block.kind, block.level, block.text) for block in document.blocks]


def test_a_page_of_dokuwiki_has_headings_lines_tables_and_links() -> None:
    document = read(DOKUWIKI)
    assert shapes(document) == [
        ("heading", 1, "La Verrière"),
        ("paragraph", 0, "Lieu : Toul\nPorteur : association Bois Debout"),
        ("heading", 2, "Fiche"),
        ("item", 1, "Statut : association"),
        ("item", 1, "Site : https://verriere.example"),
        ("cell", 0, "Qui"),
        ("cell", 0, "Rôle"),
        ("cell", 0, "Ana Costa"),
        ("cell", 0, "présidente"),
        ("item", 1, "Les Lilas"),
        ("item", 1, "La Scierie et accueil"),
    ]
    links = [span.target for block in document.blocks for span in block.spans if span.target]
    assert links == ["https://lilas.example"]


def test_a_page_of_mediawiki_has_headings_lists_fields_tables_and_links() -> None:
    document = read(MEDIAWIKI)
    assert shapes(document) == [
        ("item", 1, "porteur : Bois Debout"),
        ("heading", 2, "La Verrière"),
        ("paragraph", 0, "La Verrière est un atelier du réseau (site)."),
        ("item", 1, "Statut : association"),
        ("item", 1, "Ouverture : 2016"),
        ("heading", 3, "Projets"),
        ("item", 1, "Scierie (2018)"),
        ("item", 2, "à Toul"),
        ("item", 1, "d'abord"),
        ("cell", 0, "Nom"),
        ("cell", 0, "Rôle"),
        ("cell", 0, "Ana Costa"),
        ("cell", 0, "présidente"),
    ]
    marks = [(span.kind, span.target) for block in document.blocks for span in block.spans]
    assert ("strong", "") in marks
    assert ("link", "https://lilas.example") in marks


@pytest.mark.parametrize("text", [DOKUWIKI, MEDIAWIKI])
def test_each_word_of_a_wiki_page_stands_where_its_block_says(text: str) -> None:
    for block in read(text).blocks:
        for at in range(len(block.text)):
            if block.text[at].isalnum():
                assert text[block.offset(at)] == block.text[at]


@pytest.mark.parametrize(
    "text",
    [
        "Titre\n==\n\n* un ''mot''\n",
        "# Titre\n\n== pas un titre ==\n\n; Statut : association\n",
        "Si a == b et b == c, alors a == c.\n\n; Statut : ouvert\n",
        "```\n== code ==\n```\n\n; Statut : ouvert\n",
    ],
)
def test_markdown_that_holds_equals_signs_is_no_wiki(text: str) -> None:
    assert "; Statut" not in text or any("; Statut" in block.text for block in read(text).blocks)
    assert not any(block.text == "pas un titre" for block in read(text).blocks)


def test_code_of_a_wiki_page_stays_as_it_is() -> None:
    document = read("== Titre ==\n\nLe mot `''x''` reste.\n")
    assert document.blocks[1].text == "Le mot ''x'' reste."
