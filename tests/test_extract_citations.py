"""extract: references, theses, works named in prose and sources are read; what looks like them is not."""

from __future__ import annotations

import pytest

from extracting import Reader

# Each case: what it shows, the document, facts that must be read, facts that must not.
CASES: list[tuple[str, str, set[str], set[str]]] = [
    (
        "surnames with initials, year in brackets, plain title, journal in italics, DOI as an address",
        "Kuhn, B., & van der Berg, J.-N. (2019). Rivers that remember. *Journal of Waters*, "
        "12(3), 1–10. https://doi.org/10.1234/jw.2019.5\n",
        {
            "Rivers that remember | author | Kuhn B.",
            "Rivers that remember | author | van der Berg J.-N.",
            "Rivers that remember | publishedIn | Journal of Waters",
            "Rivers that remember | publicationYear | 2019",
            "Rivers that remember | doi | 10.1234/jw.2019.5",
        },
        {"Journal of Waters | publicationYear | 2019"},
    ),
    (
        "initials first, title in quotes, journal before its volume",
        "- B. Kuhn, J. Soto and T. Kask, “Rivers that remember”, Journal of Waters, vol. 12, 2018.\n",
        {
            "Rivers that remember | author | B. Kuhn",
            "Rivers that remember | author | T. Kask",
            "Rivers that remember | publishedIn | Journal of Waters",
            "Rivers that remember | publicationYear | 2018",
        },
        set(),
    ),
    (
        "a repository's form: the journal stands first, the publisher is no journal",
        "## Publications\n\n- Kuhn B., Soto J., et al.. Mesurer la confiance des riverains. "
        "Cahiers de l'eau, Elsevier, 2017, 4 (2), pp.1-9. ⟨10.5555/eau.12⟩. ⟨hal-01999999⟩\n",
        {
            "Mesurer la confiance des riverains | publishedIn | Cahiers de l'eau",
            "Mesurer la confiance des riverains | publicationYear | 2017",
            "Mesurer la confiance des riverains | doi | 10.5555/eau.12",
            "Mesurer la confiance des riverains | halId | hal-01999999",
        },
        {
            "Mesurer la confiance des riverains | publishedIn | Elsevier",
            "Mesurer la confiance des riverains | author | et al.",
        },
    ),
    (
        "full names before a book in italics with a year; its publisher is no journal",
        "- Ana Costa et Paul Roux, *Habiter la rive lente*, L'Harmattan, vol. 2, 2014\n",
        {
            "Habiter la rive lente | author | Ana Costa",
            "Habiter la rive lente | author | Paul Roux",
            "Habiter la rive lente | publicationYear | 2014",
        },
        {"Habiter la rive lente | publishedIn | L'Harmattan"},
    ),
    (
        "a chapter appears in what stands after « in »",
        "Voir Kuhn B. et Roux P., « Jardiner les berges », in Revue des rives, 2016.\n",
        {
            "Jardiner les berges | author | Kuhn B.",
            "Jardiner les berges | publishedIn | Revue des rives",
            "Jardiner les berges | publicationYear | 2016",
        },
        {"Jardiner les berges | author | Voir Kuhn B."},
    ),
    (
        "two references in one paragraph are two",
        "Kuhn B. [Rivers that remember](https://example.org/a), 2011. "
        "Roux P. [Banks that forget](https://example.org/b), 2012.\n",
        {
            "Rivers that remember | author | Kuhn B.",
            "Rivers that remember | publicationYear | 2011",
            "Banks that forget | author | Roux P.",
            "Banks that forget | homepage | https://example.org/b",
            "Banks that forget | publicationYear | 2012",
        },
        {
            "Rivers that remember | author | Roux P.",
            "Rivers that remember | publicationYear | 2012",
        },
    ),
    (
        "a thesis: author, title, year, address",
        "## Thèses\n\n- Ana COSTA, Modéliser les berges partagées, thèse soutenue en 2019, Université "
        "de Liège\n- Paul ROUX (2021) : [Le jardin comme méthode](https://www.theses.fr/2021X0012)\n"
        "- [La rive qui apprend](http://www.theses.fr/s12345), Jeanne Bos, 2020\n",
        {
            "Modéliser les berges partagées | author | Ana COSTA",
            "Modéliser les berges partagées | publicationYear | 2019",
            "Le jardin comme méthode | author | Paul ROUX",
            "Le jardin comme méthode | thesisUrl | https://www.theses.fr/2021X0012",
            "Le jardin comme méthode | publicationYear | 2021",
            "La rive qui apprend | author | Jeanne Bos",
            "La rive qui apprend | thesisUrl | http://www.theses.fr/s12345",
            "La rive qui apprend | publicationYear | 2020",
        },
        {"Modéliser les berges partagées | publishedIn | Université de Liège"},
    ),
    (
        "theses in further forms: a year first, a date of defence, a further link",
        "## Thèses\n\n- 2018 : Ana Costa, Modéliser les berges lentes\n"
        "- Paul Roux – Modéliser les quais de demain – soutenue le 12 mai 2014\n"
        "- **Berta KUHN** (2019), *Penser les quais*, Université de Liège. "
        "[lien](https://www.theses.fr/2019X0001)\n",
        {
            "Modéliser les berges lentes | publicationYear | 2018",
            "Modéliser les quais de demain | author | Paul Roux",
            "Modéliser les quais de demain | publicationYear | 2014",
            "Penser les quais | thesisUrl | https://www.theses.fr/2019X0001",
        },
        {"Université de Liège | source | https://www.theses.fr/2019X0001"},
    ),
    (
        "a thesis defended in prose",
        "Ana Costa a soutenu sa thèse « Modéliser les quais » le 3 mai 2018 à Metz.\n",
        {
            "Modéliser les quais | author | Ana Costa",
            "Modéliser les quais | publicationYear | 2018",
        },
        set(),
    ),
    (
        "a project and its contact with a year are no reference",
        "- [Projet Rive](https://rive.example.org), Paul Roux, 2019\n",
        {"Projet Rive | homepage | https://rive.example.org"},
        {"Publication: Projet Rive", "Projet Rive | author | Paul Roux"},
    ),
    (
        "persons before a quotation in running text did not write it",
        "Ana Costa et Paul Roux ont ouvert la journée « Rivers that remember » en 2018.\n",
        set(),
        {"Publication: Rivers that remember", "Rivers that remember | author | Paul Roux"},
    ),
    (
        "a work published by someone in prose, with its year and the author's function",
        "Il faut relire *« La rive lente »*, publié en 1968 par la sociologue Ana Costa.\n",
        {
            "Publication: La rive lente",
            "La rive lente | author | Ana Costa",
            "La rive lente | publicationYear | 1968",
            "Ana Costa | role | sociologue",
        },
        {"essai.md | author | Ana Costa"},
    ),
    (
        "who published what follows, and books with a year in brackets",
        "Ana Costa a publié « Jardiner ensemble » (2015). Son essai « Berges » (2011) reste lu.\n",
        {
            "Jardiner ensemble | author | Ana Costa",
            "Jardiner ensemble | publicationYear | 2015",
            "Berges | publicationYear | 2011",
        },
        set(),
    ),
    (
        "a book of one or two authors, named with its year",
        "Selon *L'âge des rives*, livre ancien. Livre : *Penser les quais* de Ana Costa et Paul Roux (2012). "
        "Jeanne Bos, autrice de « La fin des ponts » (1995), et « La rive » d'Ana Costa (2001).\n",
        {
            "Penser les quais | author | Ana Costa",
            "Penser les quais | author | Paul Roux",
            "Penser les quais | publicationYear | 2012",
            "La fin des ponts | author | Jeanne Bos",
            "La fin des ponts | publicationYear | 1995",
            "La rive | author | Ana Costa",
        },
        {"Publication: L'âge des rives", "La rive | author | Jeanne Bos"},
    ),
    (
        "what is emphasised and someone's is no book without a noun that says so",
        "Le *Jardin Lent* de Jean Valjean (2012) ouvre.\n",
        set(),
        {"Publication: Jardin Lent"},
    ),
    (
        "words in quotes are no work because something is published near them",
        "La rive dite « Lente », publiée nulle part, et les notes « en attente » publiées en 2015.\n",
        set(),
        {"Publication: Lente", "Publication: en attente"},
    ),
    (
        "an article given as the source is the document's source, and a publication with a homepage",
        "Texte cité.\n\nSource : [Comment les rives apprennent à ralentir ?](https://example.org/a)\n",
        {
            "essai.md | source | https://example.org/a",
            "Publication: Comment les rives apprennent à ralentir ?",
            "Comment les rives apprennent à ralentir ? | homepage | https://example.org/a",
        },
        set(),
    ),
    (
        "a link elsewhere is not the document's source",
        "La ressource : [Comment les rives apprennent à ralentir](https://example.org/a)\n",
        set(),
        {"essai.md | source | https://example.org/a"},
    ),
    (
        "a year in brackets is not part of a study's title",
        "- [Étude sur les berges(2015)](https://example.org/e)\n"
        "- [Guide des lieux lents (mars 2012)](https://example.org/g) : à lire\n",
        {
            "Étude sur les berges | publicationYear | 2015",
            "Étude sur les berges | homepage | https://example.org/e",
            "Guide des lieux lents | publicationYear | 2012",
        },
        {"Publication: Étude sur les berges(2015)"},
    ),
    (
        "an author cited by initials first is the person named in full",
        "Ana Costa, ingénieure.\n\n- A. Costa, B. Kuhn. “Rivers that remember”, 2018.\n",
        {"Rivers that remember | author | Ana Costa", "Rivers that remember | author | B. Kuhn"},
        {"Person: A. Costa"},
    ),
]


@pytest.mark.parametrize(
    ("text", "wanted", "unwanted"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_rule(reader: Reader, text: str, wanted: set[str], unwanted: set[str]) -> None:
    reader.check(text, wanted, unwanted)


@pytest.mark.parametrize(
    ("address", "doi"),
    [
        ("https://doi.org/10.1234/a.b-5", "10.1234/a.b-5"),
        ("http://dx.doi.org/10.1234/a.b-5", "10.1234/a.b-5"),
        ("https://publisher.example.org/doi/full/10.1234/a.b-5", "10.1234/a.b-5"),
        ("https://publisher.example.org/doi/10.1234/a.b-5/full", "10.1234/a.b-5"),
    ],
)
def test_a_doi_is_read_from_the_title_s_address(reader: Reader, address: str, doi: str) -> None:
    lines = reader.lines(f"Kuhn B., Soto J. [Rivers that remember]({address}), 2019.\n")
    assert f"Rivers that remember | doi | {doi}" in lines


def test_a_long_line_of_references_takes_no_longer_than_its_length(reader: Reader) -> None:
    lines = reader.lines("Kuhn B. « Rivers that remember » in Revue des rives, 2019. " * 1500)
    assert "Rivers that remember | author | Kuhn B." in lines
