"""The front matter: of a page that is a thing, of several generators, and what does not fit in it."""

from __future__ import annotations

import pytest

from extracting import Reader, line
from lf2l_kg.base.records import Finding
from lf2l_kg.extract import extract_document
from lf2l_kg.read import parse_document


def findings(reader: Reader, text: str, kind: str = "") -> list[Finding]:
    document = parse_document("projets/essai.md", text.encode(), kind)
    extraction = extract_document(document, reader.ontology, reader.gazetteer)
    return [*document.findings, *extraction.findings]


def lines(reader: Reader, text: str, kind: str) -> set[str]:
    document = parse_document("projets/essai.md", text.encode(), kind)
    extraction = extract_document(document, reader.ontology, reader.gazetteer)
    return {line(fact) for fact in extraction.facts}


PAGE = """---
title: Les Hortensias
porteur: LF2L
territoire: Genk
partenaires: [Université de Lorraine]
---
"""


def test_the_folder_makes_a_document_a_project_whose_reference_fields_are_edges(
    reader: Reader,
) -> None:
    assert lines(reader, PAGE, "Projet") >= {
        "Project: Les Hortensias",
        "Les Hortensias | carriedBy | LF2L",
        "Les Hortensias | locatedIn | Genk",
        "Les Hortensias | partner | Université de Lorraine",
    }


def test_a_document_whose_fields_or_first_words_show_one_thing_is_its_page_and_says_so(
    reader: Reader,
) -> None:
    assert lines(reader, PAGE, "") >= {
        "Project: Les Hortensias",
        "Les Hortensias | carriedBy | LF2L",
    }
    (finding,) = findings(reader, PAGE)
    assert (finding.code, finding.severity, finding.line) == ("told-class", "info", 2)
    assert "type: Project" in finding.message.fr
    said = "---\ntitle: La Glycine\nlieu: Genk\n---\nLa Glycine est un tiers-lieu.\n"
    assert "La Glycine | locatedIn | Genk" in lines(reader, said, "")
    led = "---\ntitle: La Glycine\nlieu: Genk\n---\nOuverte en mars 2019, la Glycine est un tiers-lieu.\n"
    assert "La Glycine | locatedIn | Genk" in lines(reader, led, "")
    text = PAGE.replace("title: Les Hortensias", "title: Compte rendu du 4 mars")
    assert not any("carriedBy" in fact for fact in lines(reader, text, ""))


def test_the_type_of_a_document_beats_its_folder(reader: Reader) -> None:
    text = PAGE.replace("---\ntitle", "---\ntype: Institution\ntitle", 1)
    assert "Institution: Les Hortensias" in lines(reader, text, "Project")
    text = PAGE.replace("---\ntitle", "---\ntype: Document\ntitle", 1)
    assert not any("carriedBy" in said for said in lines(reader, text, "Project"))


def test_a_page_without_front_matter_has_its_first_heading_as_its_name(reader: Reader) -> None:
    text = "# La Glycine\n\nLa Glycine est portée par l'association Motris.\n"
    found = lines(reader, text, "Project")
    assert {"Project: La Glycine", "La Glycine | carriedBy | Motris"} <= found
    bare = text.replace("est portée par l'association Motris", "fleurit en avril")
    assert "Project: La Glycine" in lines(reader, bare, "Project")
    assert "Project: La Glycine" not in lines(reader, bare, "")
    (finding,) = findings(reader, "Un texte sans titre.\n", "Project")
    assert (finding.code, finding.line) == ("untitled-page", 1)


def test_a_title_with_its_class_noun_and_the_name_in_the_text_are_one_thing(
    reader: Reader,
) -> None:
    text = """
        ---
        type: Projet
        title: Projet Glycine
        ---
        Le projet Glycine est soutenu par l'association Motris. Glycine a débuté en 2019.
        """
    found = reader.lines(text)
    assert {"Glycine | supportedBy | Motris", "Glycine | startDate | 2019"} <= found
    assert "Glycine | altLabel | Projet Glycine" in found
    assert [said for said in found if said.startswith("Project: ")] == ["Project: Glycine"]
    kept = reader.lines("---\ntype: Projet\ntitle: Projet de territoire\n---\nTexte.\n")
    assert "Project: Projet de territoire" in kept
    other = reader.lines("---\ntype: Institution\ntitle: Université de Genk\n---\nTexte.\n")
    assert "Institution: Université de Genk" in other


@pytest.mark.parametrize(
    ("title", "label"),
    [
        ("Glycine : un jardin au pied des tours", "Glycine"),
        ("Le projet « Glycine »", "Glycine"),
        ("Glycine - le jardin", "Glycine"),
        ("Carnet : rendre vie aux rues", "Carnet : rendre vie aux rues"),
        ("Genk-Glycine", "Genk-Glycine"),
    ],
)
def test_what_describes_a_title_is_no_part_of_the_name(
    reader: Reader, title: str, label: str
) -> None:
    found = reader.lines(f'---\ntype: Projet\ntitle: "{title}"\n---\nTexte.\n')
    assert [said for said in found if said.startswith("Project: ")] == [f"Project: {label}"]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("Ville de Nancy, Université de Lorraine", {"Nancy", "Université de Lorraine"}),
        ("LF2L; Motris", {"LF2L", "Motris"}),
        ("Jeanne Dubois et Paul Martin", {"Jeanne Dubois", "Paul Martin"}),
        ("Les Amis du Fil et de la Laine", {"Les Amis du Fil et de la Laine"}),
    ],
)
def test_an_enumeration_in_one_value_names_each_thing(
    reader: Reader, value: str, said: set[str]
) -> None:
    found = reader.facts(f"---\ntype: Projet\ntitle: Glycine\npartenaires: {value}\n---\nTexte.\n")
    partners = [
        f.object for f in found if f.predicate == "partner" and not isinstance(f.object, str)
    ]
    assert {p.label for p in partners} == said
    assert {p.kind for p in partners if "de" in p.label.split()} <= {"Institution", "Territory"}


def test_a_class_is_no_key(reader: Reader) -> None:
    (finding,) = findings(reader, "---\ntitle: Carnet\nprojet: Glycine\n---\nTexte.\n")
    assert (finding.code, finding.value) == ("unknown-key", "projet")


def test_a_page_s_own_heading_is_no_place(reader: Reader) -> None:
    page = "---\ntype: Projet\ntitle: Épinal\n---\n# Épinal\n\n- La Ruche : un atelier\n"
    assert not {said for said in reader.lines(page) if said.endswith("| locatedIn | Épinal")}


@pytest.mark.parametrize(
    ("field", "place", "value", "advice"),
    [
        ("homepage: pas une adresse", 11, "pas une adresse", "https://"),
        ("site: hortensias.example.org/page", 7, "hortensias.example.org/page", "https://hort"),
        ("start_date: bientôt", 13, "bientôt", "AAAA-MM-JJ"),
        ("start_date: 05/12/2010", 13, "05/12/2010", "2010-12-05"),
        ("theme: coworkin", 8, "coworkin", "coworking"),
        ("email: pas un courriel", 8, "pas un courriel", "nom@exemple.org"),
        ("lieu: true", 7, "true", "Territory"),
        ("partenaires: [LF2L, 12]", 21, "12", "Institution"),
    ],
)
def test_a_value_that_does_not_fit_is_a_finding_at_its_place_with_what_is_wanted(
    reader: Reader, field: str, place: int, value: str, advice: str
) -> None:
    text = f"---\ntype: Projet\ntitle: Les Hortensias\n{field}\n---\nTexte.\n"
    (finding,) = findings(reader, text)
    assert (finding.code, finding.line, finding.column) == ("unfit-value", 4, place)
    assert finding.value == value
    assert advice in finding.message.fr
    assert finding.severity == "warning"


@pytest.mark.parametrize(
    "field",
    [
        "homepage: https://hortensias.example.org",
        "site: www.hortensias.example.org",
        "start_date: 2019-03",
        "start_date: mars 2019",
        "start_date: 2019-03-05T10:00:00",
        "theme: coworking",
        "url: /projets/hortensias/",
        "tags: [photo, vacances]",
        "porteur: {name: LF2L, homepage: https://lf2l.example.org}",
        "contact: Jeanne Dubois",
        "contact: bonjour@hortensias.example.org",
    ],
)
def test_a_value_that_fits_is_no_finding(reader: Reader, field: str) -> None:
    assert not findings(reader, f"---\ntype: Projet\ntitle: Les Hortensias\n{field}\n---\nTexte.\n")


def test_literals_take_the_form_that_their_property_wants(reader: Reader) -> None:
    found = reader.lines(
        "---\ntype: Territoire\ntitle: Épinal\npopulation: 32 000 hab.\nterritoire: Vosges\n---\nTexte.\n"
    )
    assert {"Épinal | population | 32000", "Épinal | partOf | Vosges"} <= found
    found = reader.lines(
        "---\ntype: Projet\ntitle: Glycine\ndebut: 5 mars 2019\nsite: www.glycine.example\n---\nTexte.\n"
    )
    assert {
        "Glycine | startDate | 2019-03-05",
        "Glycine | homepage | http://www.glycine.example",
    } <= found


def test_what_an_author_says_in_brief_describes_the_page_s_thing_else_the_document(
    reader: Reader,
) -> None:
    page = """
    ---
    title: Le Bocal
    type: projet
    description: >
      Une épicerie sans emballage, à Toul.
      Elle est tenue par ses clients (140 foyers).
    ---
    Bonjour.
    """
    said = "Une épicerie sans emballage, à Toul. Elle est tenue par ses clients (140 foyers)."
    reader.check(page, {f"Le Bocal | description | {said}"}, {f"essai.md | description | {said}"})
    reader.check(
        "---\ntitle: Mars\nexcerpt: Ce que mars a vu.\n---\nBonjour.\n",
        {"essai.md | description | Ce que mars a vu."},
        set(),
    )


def test_a_column_and_a_line_describe_as_their_author_wrote(reader: Reader) -> None:
    reader.check(
        """
        # Projets

        | Projet | Description | Lieu |
        |---|---|---|
        | La Ruche | Un atelier partagé (bois, métal). | Nancy |

        ## Tiers-lieu La Grange

        - **Description :** Un lieu ouvert à tous.
        - Lieu : Épinal
        """,
        {
            "La Ruche | description | Un atelier partagé (bois, métal).",
            "La Grange | description | Un lieu ouvert à tous.",
        },
        set(),
    )


def test_a_column_describes_what_its_table_is_of_and_makes_nothing_a_project(
    reader: Reader,
) -> None:
    text = """
    # Projets

    ## Projet La Meule

    | Risque | Description |
    |---|---|
    | Incendie | Le four prend feu. |

    | Projet | Tâche | Description |
    |---|---|---|
    | La Perle | Achat | Acheter des bocaux. |

    | Projet | Budget | Description |
    |---|---|---|
    | La Sauge | 300 € | Un jardin de simples. |

    | Nom | Description |
    |---|---|
    | Le Laurier | Un verger. |

    | Clé | Description |
    |---|---|
    | Porteur | Motris |
    | Lieu | Toul |
    """
    reader.check(
        text,
        {
            "La Sauge | description | Un jardin de simples.",
            "Le Laurier | description | Un verger.",
            "Projet La Meule | carriedBy | Motris",
        },
        {
            "Project: Incendie",
            "Incendie | description | Le four prend feu.",
            "La Perle | description | Acheter des bocaux.",
        },
    )


def test_a_diary_describes_no_project_and_a_budget_is_no_thing_between(reader: Reader) -> None:
    reader.check(
        """
        # Projets

        | Date | Projet | Description |
        |---|---|---|
        | 12/03/2024 | Ferme urbaine | Réunion publique. |

        | Projet | Lieu | Description |
        |---|---|---|
        | Halle Nord | Toul | Signature du bail. |
        | Halle Nord | Toul | Visite du local. |

        | Projet | Budget | Description |
        |---|---|---|
        | La Sauge | n.c. | Un jardin de simples. |
        """,
        {"La Sauge | description | Un jardin de simples.", "Project: Ferme urbaine"},
        {
            "Ferme urbaine | description | Réunion publique.",
            "Halle Nord | description | Signature du bail.",
            "Halle Nord | description | Visite du local.",
        },
    )


def test_a_nested_line_describes_what_the_line_above_it_names(reader: Reader) -> None:
    reader.check(
        """
        # Projet La Meule

        - Partenaire : Association Les Tisserands
          - Description : Un atelier de couture.
        - Calendrier : au printemps
          - Description : Trois semaines de pluie.
        - Description : Un moulin du village.

        1. Étape un
           Description : On ouvre la porte.
        """,
        {
            "La Meule | description | Un moulin du village.",
            "Les Tisserands | description | Un atelier de couture.",
        },
        {
            "La Meule | description | Un atelier de couture.",
            "La Meule | description | Trois semaines de pluie.",
            "La Meule | description | On ouvre la porte.",
        },
    )


def test_a_value_says_what_its_words_say_without_their_marks(reader: Reader) -> None:
    page = """
    ---
    title: "**Vélo** pour tous"
    type: Projet
    chapô: "Un *prêt* de [vélos](https://x.fr) &amp; {{< ref a.md >}} `GPS`.<script>a(1)</script>"
    porteur: "[[Ville de Toul]]"
    territoire: "[[lieux/Toul|Toul]]"
    partenaires: ["[Motris](https://motris.example)", "<b>Keolis</b>"]
    url: "[le site](https://velo.example/)"
    ---
    Bonjour.
    """
    assert reader.lines(page) >= {
        "Vélo pour tous | description | Un prêt de vélos & GPS.",
        "Vélo pour tous | carriedBy | Toul",
        "Vélo pour tous | locatedIn | Toul",
        "Vélo pour tous | partner | Motris",
        "Vélo pour tous | partner | Keolis",
        "Motris | homepage | https://motris.example",
        "Vélo pour tous | homepage | https://velo.example/",
    }
    assert findings(reader, page) == []
    said = next(fact for fact in reader.facts(page) if fact.predicate == "description")
    assert said.evidence.quotes[0].exact.startswith("Un *prêt* de [vélos](https://x.fr) &amp;")


def test_a_description_in_several_blocks_is_one_text(reader: Reader) -> None:
    page = "---\ntype: Projet\ntitle: Le Bocal\nintro: |\n  ## En bref\n\n  **Une épicerie**\n  là.\n\n"
    said = "Une épicerie là. 140 foyers ; 3 salariés"
    assert f"Le Bocal | description | {said}" in reader.lines(
        f"{page}  - 140 foyers\n  - 3 salariés\n---\nBonjour.\n"
    )


def test_of_a_long_description_the_first_sentences_are_published_and_a_finding_says_so(
    reader: Reader,
) -> None:
    head = "---\ntype: Projet\ntitle: Le Bocal\ndescription: "
    whole = " ".join(f"La phrase numéro {number} est là." for number in range(90))
    (said,) = (
        f.object for f in reader.facts(f"{head}{whole}\n---\n") if f.predicate == "description"
    )
    assert isinstance(said, str)
    assert whole.startswith(said)
    assert said.endswith("est là.")
    assert 900 < len(said) <= 1000
    told = findings(reader, f"{head}{whole}\n---\n")
    assert [(f.code, f.severity, f.line) for f in told] == [("long-description", "info", 4)]
    words = "mot " * 400
    (said,) = (
        f.object for f in reader.facts(f"{head}{words}\n---\n") if f.predicate == "description"
    )
    assert isinstance(said, str)
    assert said.endswith("mot …")
    assert len(said) <= 1000


def test_the_description_of_a_report_is_of_the_report(reader: Reader) -> None:
    reader.check(
        "---\ntitle: Rapport d'activité 2023\nabstract: Le bilan d'un an.\n---\n\n"
        "L'association Bricol'Bac répare des vélos.\n",
        {"essai.md | description | Le bilan d'un an.", "Institution: Bricol'Bac"},
        set(),
    )


@pytest.mark.parametrize("value", ["'-'", "42", "2024-05-01", "N/A", "'à compléter'", "true"])
def test_what_says_nothing_describes_nothing(reader: Reader, value: str) -> None:
    text = f"---\ntype: Projet\ntitle: Le Bocal\ndescription: {value}\n---\nBonjour.\n"
    assert not any("| description |" in fact for fact in reader.lines(text))
    told = [(f.code, f.line, f.column) for f in findings(reader, text)]
    column = 15 if value.startswith("'") else 14
    # « excerpt: true » is a setting of the site
    assert told == ([] if value == "true" else [("unfit-value", 4, column)])


def test_fields_are_no_description_and_the_finding_says_what_is(reader: Reader) -> None:
    text = "---\ntype: Projet\ntitle: Le Bocal\ndescription: {fr: Un café., en: A café.}\n---\n"
    (finding,) = findings(reader, text)
    assert (finding.code, finding.line) == ("unfit-value", 4)
    assert finding.message.fr.startswith("« description » est un texte, et non des champs")


def test_a_key_that_is_not_said_of_the_page_s_class_is_a_finding(reader: Reader) -> None:
    (finding,) = findings(
        reader, "---\ntype: Projet\ntitle: Glycine\npopulation: 12\n---\nTexte.\n"
    )
    assert (finding.code, finding.line, finding.column) == ("unfit-key", 4, 13)
    assert "Territory" in finding.message.fr
    (finding,) = findings(reader, "---\ntitle: Bilan de l'an\nporteur: LF2L\n---\nTexte.\n")
    assert (finding.code, finding.severity) == ("key-without-class", "info")


@pytest.mark.parametrize("key", ["sameAs", "owl:sameAs", "schema:sameAs", "params.sameAs"])
@pytest.mark.parametrize("value", ["Q1296", "https://www.wikidata.org/wiki/Q1296"])
def test_a_link_in_a_front_matter_is_told_at_its_value_with_where_links_are_decided(
    reader: Reader, key: str, value: str
) -> None:
    text = f"---\ntype: Territoire\ntitle: Gand\n{key}: {value}\n---\nTexte.\n"
    (finding,) = findings(reader, text)
    assert (finding.code, finding.severity) == ("undecided-link", "warning")
    assert (finding.line, finding.column, finding.value) == (4, len(key) + 3, value)
    assert "link review" in finding.message.fr
    assert not any(value in fact for fact in reader.lines(text))


@pytest.mark.parametrize("key", ["definition", "broader", "skos:broader", "confidence", "statedIn"])
def test_a_key_that_no_author_states_is_told_and_not_passed_over(reader: Reader, key: str) -> None:
    text = f"---\ntype: Projet\ntitle: Glycine\n{key}: Mot\n---\nTexte.\n"
    (finding,) = findings(reader, text)
    assert (finding.code, finding.severity, finding.line) == ("unread-key", "info", 4)


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("Association des Lilas", "Association des Lilas"),
        ("Association d'Épinal", "Association d'Épinal"),
        ("Association Motris", "Motris"),
        ("l'association Motris", "l'association Motris"),
    ],
)
def test_a_body_whose_noun_is_tied_to_its_name_keeps_it(
    reader: Reader, written: str, named: str
) -> None:
    text = f"---\ntype: Projet\ntitle: Glycine\nporteur: {written}\n---\nTexte.\n"
    assert f"Glycine | carriedBy | {named}" in reader.lines(text)


def test_a_link_of_what_a_key_names_is_told_too(reader: Reader) -> None:
    text = "---\ntitle: T\ntype: Projet\nporteur:\n  name: LF2L\n  sameAs: Q1\n---\nTexte.\n"
    assert [(f.code, f.line) for f in findings(reader, text)] == [("undecided-link", 6)]


@pytest.mark.parametrize(
    ("word", "severity", "advice"),
    [
        ("Projjet", "warning", "Projet"),
        ("Personnne", "warning", "Personne"),
        ("post", "info", "Event"),
    ],
)
def test_a_type_that_is_none_is_a_finding_with_the_nearest_one(
    reader: Reader, word: str, severity: str, advice: str
) -> None:
    (finding,) = findings(reader, f"---\ntitle: Glycine\ntype: {word}\n---\nTexte.\n")
    assert (finding.code, finding.severity) == ("unknown-class", severity)
    assert (finding.line, finding.column, finding.value) == (3, 7, word)
    assert advice in finding.message.fr


@pytest.mark.parametrize(
    "word",
    ["Territoire", "territory", "lf2l:Territory", "https://w3id.org/lf2l/ontology#Territory"],
)
def test_a_type_may_be_a_word_a_prefixed_name_or_an_iri(reader: Reader, word: str) -> None:
    assert "Territory: Épinal" in reader.lines(
        f'---\n"@type": {word}\ntitle: Épinal\n---\nTexte.\n'
    )


def test_prefixed_keys_mean_what_their_vocabulary_says(reader: Reader) -> None:
    text = """
        ---
        "@type": Projet
        "@id": https://example.org/glycine
        dcterms:title: Glycine
        schema:startDate: 2019-03
        lf2l:carriedBy: Association Motris
        foaf:homepage: https://glycine.example.org
        schema:color: vert
        lf2l:porteurr: LF2L
        truc:porteur: LF2L
        ---
        Texte.
        """
    assert reader.lines(text) >= {
        "Glycine | startDate | 2019-03",
        "Glycine | carriedBy | Motris",
        "Glycine | homepage | https://glycine.example.org",
    }
    document = reader.document(text)
    found = extract_document(document, reader.ontology, reader.gazetteer).findings
    assert [f.value for f in found if f.code == "unknown-key"] == ["lf2l:porteurr", "truc:porteur"]


def test_quarto_s_authors_have_their_affiliation_and_address(reader: Reader) -> None:
    text = """
        ---
        title: Carnet
        author:
          - name: Norah Petit
            orcid: 0000-0001-2345-6789
            email: norah@univ.example.org
            affiliations:
              - name: Université de Lorraine
                city: Nancy
          - name:
              given: Paul
              family: Martin
            affiliation: LF2L
        date: last-modified
        format:
          html:
            toc: true
        keywords: [coworking]
        ---
        Texte.
        """
    assert reader.lines(text) >= {
        "essai.md | author | Norah Petit",
        "essai.md | author | Paul Martin",
        "Norah Petit | email | norah@univ.example.org",
        "Norah Petit | memberOfInstitution | Université de Lorraine",
        "Paul Martin | memberOfInstitution | LF2L",
        "essai.md | hasTheme | coworking-tiers-lieux",
    }
    assert "Paul Martin | memberOfInstitution | Université de Lorraine" not in reader.lines(text)
    assert not findings(reader, "\n".join(row[8:] for row in text.split("\n")[1:]))


@pytest.mark.parametrize(
    ("author", "said"),
    [
        ("Jeanne Dubois", {"Jeanne Dubois"}),
        ("Jeanne Dubois and Paul Martin", {"Jeanne Dubois", "Paul Martin"}),
        ("[Jeanne Dubois, Paul Martin]", {"Jeanne Dubois", "Paul Martin"}),
        ("Jeanne Dubois <jeanne@exemple.org>", {"Jeanne Dubois"}),
        ('"Dubois, Jeanne"', {"Jeanne Dubois"}),
        ("LF2L", {"LF2L"}),
        ("Association Motris", {"Motris"}),
        ("jdubois", set()),
        ("admin", set()),
    ],
)
def test_authors_are_persons_or_bodies_and_no_logins(
    reader: Reader, author: str, said: set[str]
) -> None:
    found = reader.lines(f"---\ntitle: Carnet\nauthor: {author}\n---\nTexte.\n")
    assert {f.rpartition("| ")[2] for f in found if " | author | " in f} == said


PRESENTATION = {
    "jekyll": "layout: post\npermalink: /a/\ntoc_sticky: true\npublished: true\ncategories: [blog]",
    "hugo": "draft: true\nslug: a\nurl: /a/\naliases: [/b/]\nlinkTitle: A\nparams:\n  x: 1",
    "quarto": "execute:\n  echo: false\ntoc: true\ncode-fold: true\nbibliography: x.bib",
    "pandoc": "geometry: margin=2cm\ndocumentclass: article\nfontsize: 11pt\nheader-includes: x\nlang: fr",
    "mkdocs": "hide: [toc]\nicon: material/x\nstatus: new\nsearch:\n  boost: 2",
    "obsidian": "cssclasses: [wide]\npublish: true\ntags: [idée]\naliases: [Carnet bis]",
}


@pytest.mark.parametrize("keys", PRESENTATION.values(), ids=PRESENTATION)
def test_keys_of_presentation_are_known_and_say_nothing(reader: Reader, keys: str) -> None:
    text = f"---\ntitle: Carnet\n{keys}\n---\nTexte.\n"
    assert not findings(reader, text)
    others = {
        "essai.md | prefLabel | Carnet",
        "essai.md | altLabel | Carnet bis",
        "essai.md | inLanguage | fr",
    }
    assert reader.lines(text) <= others


def test_hugo_s_own_parameters_are_read_like_keys(reader: Reader) -> None:
    text = "---\ntype: Projet\ntitle: Glycine\nparams:\n  porteur: LF2L\n---\nTexte.\n"
    assert "Glycine | carriedBy | LF2L" in reader.lines(text)


def test_a_mapping_is_a_thing_with_properties_of_its_own(reader: Reader) -> None:
    text = """
        ---
        type: Projet
        title: Glycine
        porteur: {"@type": Institution, name: Les Amis, homepage: "https://amis.example.org"}
        partenaires:
          - name: LF2L
            lieu: Nancy
          - name: Motris
        ---
        Texte.
        """
    found = reader.lines(text)
    assert found >= {
        "Glycine | carriedBy | Les Amis",
        "Les Amis | homepage | https://amis.example.org",
        "Glycine | partner | LF2L",
        "LF2L | locatedIn | Nancy",
        "Glycine | partner | Motris",
    }
    assert "Motris | locatedIn | Nancy" not in found


def test_hugo_s_toml_says_what_yaml_says(reader: Reader) -> None:
    toml = """
        +++
        title = "Glycine"
        type = "Projet"
        [params]
        porteur = "LF2L"
        homepage = "pas une adresse"
        +++
        Texte.
        """
    assert "Glycine | carriedBy | LF2L" in reader.lines(toml)
    (finding,) = findings(reader, "\n".join(row[8:] for row in toml.split("\n")[1:]))
    assert (finding.code, finding.line, finding.column) == ("unfit-value", 6, 13)


def test_the_lines_of_a_file_whose_lines_end_in_carriage_returns_are_counted(
    reader: Reader,
) -> None:
    text = b"# Un\r\rL'association Motris porte le projet Glycine.\r"
    document = parse_document("note.md", text)
    facts = extract_document(document, reader.ontology, reader.gazetteer).facts
    carried = next(fact for fact in facts if fact.predicate == "carriedBy")
    assert (carried.evidence.quotes[0].line, carried.evidence.quotes[0].column) == (3, 1)


def test_no_key_is_suggested_that_is_only_longer_or_means_nothing(reader: Reader) -> None:
    def advice(key: str) -> str:
        (finding,) = findings(reader, f"---\ntype: Projet\ntitle: Glycine\n{key}: x\n---\nTexte.\n")
        return finding.message.en.partition("did you mean ")[2]

    assert advice("partenaire_s") == "`partenaires`?"
    assert advice("adresse") == advice("statut") == advice("layoutt") == ""


@pytest.mark.parametrize(
    ("kind", "line", "said"),
    [
        ("Personne", "orcid: 0000-0002-1825-0097", "https://orcid.org/0000-0002-1825-0097"),
        ("Personne", "ORCID: https://orcid.org/0000-0002-1825-0097", "https://orcid.org/0000-0002-1825-0097"),
        ("Personne", "idref: 02640282X", "https://www.idref.fr/02640282X"),
        ("Institution", "ror: https://ror.org/04vfs2w97", "https://ror.org/04vfs2w97"),
        ("Institution", "isni: 0000 0001 2181 8870", "https://isni.org/isni/0000000121818870"),
        ("Institution", "siret: 732 829 320 00074", "https://annuaire-entreprises.data.gouv.fr/entreprise/732829320"),
        ("Territoire", "code_insee: 54329", "http://id.insee.fr/geo/commune/54329"),
    ],
)  # fmt: skip
def test_an_identifier_of_a_register_is_the_iri_that_it_stands_for(
    reader: Reader, kind: str, line: str, said: str
) -> None:
    text = f"---\ntitle: Ada Four\ntype: {kind}\n{line}\n---\nTexte.\n"
    assert f"Ada Four | identifier | {said}" in reader.lines(text)
    assert findings(reader, text) == []


@pytest.mark.parametrize(
    "line",
    ["orcid: 0000-0002-1825-0098", "siren: 732829321", "ror: abc", "orcid: https://ror.org/04"],
)
def test_what_is_no_identifier_of_its_register_is_told(reader: Reader, line: str) -> None:
    text = f"---\ntitle: Ada Four\ntype: Institution\n{line}\n---\nTexte.\n"
    assert not any("| identifier |" in fact for fact in reader.lines(text))
    assert [f.code for f in findings(reader, text)] == ["unfit-value"]


def test_an_author_s_orcid_is_the_person_s_and_a_column_of_numbers_makes_no_thing(
    reader: Reader,
) -> None:
    text = (
        "---\ntitle: Bilan\nauthor: [{name: Ada Four, orcid: 0000-0002-1825-0097}]\n---\nTexte.\n"
    )
    assert "Ada Four | identifier | https://orcid.org/0000-0002-1825-0097" in reader.lines(text)
    table = "# Liste\n\n| Nom | SIREN |\n|---|---|\n| Le Bocal | 732829320 |\n"
    assert reader.lines(table) == {"essai.md | prefLabel | Liste"}
