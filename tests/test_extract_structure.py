"""Lines « Clé : valeur », tables, definition lists, headings: what the arrangement says."""

from __future__ import annotations

import pytest

from extracting import Reader


def relations(reader: Reader, text: str) -> set[str]:
    """The facts that join a thing with another or with a literal, names and the document left out."""
    left_out = (" | altLabel | ", " | prefLabel | ", " | sourcePath | ")
    found = (said for said in reader.lines(text) if " | " in said)
    return {said for said in found if not any(word in said for word in left_out)}


#: What the lines are about, and the lines; each time the same three facts.
LINES = {
    "below a heading": """
        # Le projet Glycine

        Porteur : Association Motris

        Territoire : Genk

        Site web : https://glycine.example.org
        """,
    "in one paragraph": """
        # Le projet Glycine

        **Porteur** : Association Motris
        **Territoire :** Genk
        Site web : <https://glycine.example.org>
        """,
    "in a list": """
        ## Le projet Glycine

        - Porteur : Association Motris
        - Territoire : Genk
        - Site web : [par ici](https://glycine.example.org)
        """,
    "in a nested list": """
        - Le projet Glycine
          - Porteur : Association Motris
          - Territoire : Genk
          - Site web : https://glycine.example.org
        """,
    "in a definition list": """
        # Le projet Glycine

        Porteur
        : Association Motris

        Territoire
        : Genk

        Site web
        : <https://glycine.example.org>
        """,
    "below a generic heading": """
        # Le projet Glycine

        ## Fiche du projet

        Porteur : Association Motris
        Territoire : Genk
        Site web : https://glycine.example.org
        """,
    "below a name that stands alone": """
        **Le projet Glycine**

        - Porteur : Association Motris
        - Territoire : Genk
        - Site web : https://glycine.example.org
        """,
    "below the line that names it": """
        Projet : Glycine
        Porteur du projet : Association Motris
        Territoire : Genk
        Site web : https://glycine.example.org
        """,
    "on its page": """
        ---
        type: Projet
        title: Glycine
        ---
        Porteur : Association Motris
        Territoire : Genk
        Site web : https://glycine.example.org
        """,
}


@pytest.mark.parametrize("text", LINES.values(), ids=LINES)
def test_lines_with_keys_speak_of_what_stands_above_them(reader: Reader, text: str) -> None:
    assert relations(reader, text) >= {
        "Glycine | carriedBy | Motris",
        "Glycine | locatedIn | Genk",
        "Glycine | homepage | https://glycine.example.org",
    }


#: Lines that say nothing of « Glycine ».
SILENT = {
    "below another heading": """
        # Le projet Glycine

        ## La Ruche et le Moulin

        Porteur : Association Motris
        """,
    "below two projects": """
        ## Genk (65 000 hab) - Glycine + La Ruche

        Porteur : Association Motris
        """,
    "below another item": """
        - Le projet Glycine
        - Divers
          - Porteur : Association Motris
        """,
    "of a key that means nothing": """
        # Le projet Glycine

        Attention : Association Motris
        """,
    "within a sentence": """
        # Le projet Glycine

        On y lit ceci, porteur : Association Motris.
        """,
    "in doubt": """
        # Le projet Glycine

        Territoire : Genk ?
        """,
}


@pytest.mark.parametrize("text", SILENT.values(), ids=SILENT)
def test_lines_with_keys_say_nothing_of_what_they_are_not_about(reader: Reader, text: str) -> None:
    assert not {said for said in relations(reader, text) if said.startswith("Glycine | ")} - {
        "Glycine | locatedIn | Genk" if "65 000" in text else ""
    }


def test_the_values_of_a_line_are_each_a_thing(reader: Reader) -> None:
    text = """
        # Le projet Glycine

        Partenaires : Université de Lorraine, Ville de Nancy ; Les Amis du Fil et Veolia.
        Financeurs : une dizaine d'habitants, des mécènes
        Date de création : mars 2019
        Thématiques : coworking, jardins partagés
        Soutenu par : Motris
        """
    assert relations(reader, text) >= {
        "Glycine | partner | Université de Lorraine",
        "Glycine | partner | Nancy",
        "Glycine | partner | Les Amis du Fil",
        "Glycine | partner | Veolia",
        "Glycine | startDate | 2019-03",
        "Glycine | hasTheme | coworking-tiers-lieux",
        "Glycine | hasTheme | jardins-partages",
        "Glycine | supportedBy | Motris",
    }
    assert len([said for said in relations(reader, text) if " | supportedBy | " in said]) == 1
    assert "Veolia | startDate | 2019-03" not in relations(reader, text)


def test_a_contact_below_a_heading_is_that_thing_s_contact(reader: Reader) -> None:
    text = """
        # Association Motris

        Motris accueille chacun. Motris écoute.

        ## Contact

        Contact : Jeanne Dubois

        ## Le projet Glycine

        Contact : Paul Martin
        """
    found = {said for said in relations(reader, text) if " | contactOf | " in said}
    assert found == {"Jeanne Dubois | contactOf | Motris", "Paul Martin | contactOf | Glycine"}


def test_the_name_above_a_line_that_says_who_carries_it_is_a_project(reader: Reader) -> None:
    text = "### Les Tisserands\n\n- Porteur : Association Motris\n- Lieu : Genk\n"
    assert {
        "Project: Les Tisserands",
        "Les Tisserands | carriedBy | Motris",
        "Les Tisserands | locatedIn | Genk",
    } <= reader.lines(text)
    for heading in ("Qui porte ?", "Fiche du projet", "Atelier du mardi", "Genk"):
        found = reader.lines(text.replace("Les Tisserands", heading))
        assert not {said for said in found if said.startswith("Project: ")}


def test_headings_below_the_name_of_a_class_are_things_of_it(reader: Reader) -> None:
    text = """
        ## Projets

        ### La Ruche

        Un atelier ouvert, porté par l'association Motris.

        ### Contexte

        Du texte.

        ### Jeanne Dubois

        ### Vence

        ### Où aller ?
        """
    found = reader.lines(text)
    assert {"Project: La Ruche", "Territory: Vence"} <= found
    assert [said for said in found if said.startswith("Project: ")] == ["Project: La Ruche"]
    assert "Project: La Ruche" not in reader.lines(
        text.replace("## Projets", "## Divers").replace("Un atelier ouvert", "Cet atelier est")
    )


def test_a_table_of_towns_and_projects_is_about_the_projects(reader: Reader) -> None:
    text = """
        | Commune | Projet | Porteur | Population | Contact |
        |---|---|---|---|---|
        | Épinal | Jardins de la Tour | Association Motris | 32 000 | Jeanne Dubois |
        | Genk | La Ruche | Ville de Genk, Veolia | 65 000 hab | - |
        """
    assert relations(reader, text) == {
        "Jardins de la Tour | locatedIn | Épinal",
        "Jardins de la Tour | carriedBy | Motris",
        "Jeanne Dubois | contactOf | Jardins de la Tour",
        "Épinal | population | 32000",
        "La Ruche | locatedIn | Genk",
        "La Ruche | carriedBy | Genk",
        "La Ruche | carriedBy | Veolia",
        "Genk | population | 65000",
    }


def test_a_project_s_common_name_is_another_project_in_each_town_of_a_table(reader: Reader) -> None:
    text = """
        | Commune | Projet |
        |---|---|
        | Épinal | Budget participatif |
        | Genk | Budget participatif |
        """
    projects = {f.subject for f in reader.facts(text) if f.predicate == "locatedIn"}
    assert {(p.label, p.scope) for p in projects} == {
        ("Budget participatif", "Épinal"),
        ("Budget participatif", "Genk"),
    }


@pytest.mark.parametrize(
    ("head", "row", "said"),
    [
        ("Année | Projet | Porteur", "2019 | La Ruche | LF2L", "La Ruche | carriedBy | LF2L"),
        ("Porteur | Projet", "LF2L | La Ruche", "La Ruche | carriedBy | LF2L"),
        ("Association | Ville", "Motris | Nancy", "Motris | locatedIn | Nancy"),
        ("Territoire | Population", "Nancy | 104 000", "Nancy | population | 104000"),
    ],
)
def test_a_table_is_about_the_column_that_names_things(
    reader: Reader, head: str, row: str, said: str
) -> None:
    rule = " | ".join("-" * 3 for _ in head.split(" | "))
    assert relations(reader, f"| {head} |\n| {rule} |\n| {row} |\n") == {said}


def test_a_definition_says_what_its_term_is(reader: Reader) -> None:
    text = """
        ## Projets

        La Ruche
        : Un atelier à Épinal, porté par l'association Motris.

        Le Moulin
        : [Un site](https://moulin.example.org), à Genk.
        """
    assert relations(reader, text) >= {
        "La Ruche | locatedIn | Épinal",
        "La Ruche | carriedBy | Motris",
        "Le Moulin | locatedIn | Genk",
    }


def test_an_institution_of_a_town_is_there(reader: Reader) -> None:
    text = (
        "L'Université Birkbeck de Londres (UK) et l'association Motris de Genk écrivent à Genk.\n"
    )
    assert relations(reader, text) >= {
        "Université Birkbeck | locatedIn | Londres",
        "Londres | partOf | UK",
        "Motris | locatedIn | Genk",
    }
    silent = "La Ville de Genk, l'Agence de Nancy et le président de Motris, de Genk, écrivent.\n"
    assert not {said for said in relations(reader, silent) if "| locatedIn |" in said}
    region = "L'association Motris de Wallonie écrit.\n"
    assert "Motris | locatedIn | Wallonie" not in relations(reader, region)


def test_a_document_says_its_title_and_without_one_where_it_stands(reader: Reader) -> None:
    assert "essai.md | prefLabel | Un titre" in reader.lines("# Un titre\n\nTexte.\n")
    assert "essai.md | prefLabel | Un titre" in reader.lines("Chapeau.\n\n# Un titre\n")
    assert "essai.md | prefLabel | Nom" in reader.lines("---\ntitle: Nom\n---\n# Un titre\n")
    assert reader.lines("Rien de connu.\n") == {"essai.md | sourcePath | essai.md"}
    assert reader.lines("---\nlayout: page\n---\n") == {"essai.md | sourcePath | essai.md"}
    assert not reader.lines("\n")


def test_a_list_below_a_heading_that_is_a_key_says_it_of_the_thing_above(reader: Reader) -> None:
    text = """
        # Le projet Glycine

        ## Partenaires

        - Université de Lorraine
        - L'association Motris, qui prête une salle
        - une dizaine d'amis de Veolia
        - Institut des Sources ?

        ## Contacts

        - Jeanne Dubois
        """
    found = {said for said in relations(reader, text) if "Glycine" in said}
    assert found == {
        "Glycine | partner | Université de Lorraine",
        "Glycine | partner | Motris",
        "Jeanne Dubois | contactOf | Glycine",
    }
    elsewhere = text.replace("# Le projet Glycine", "# La vie du quartier", 1)
    assert not {said for said in relations(reader, elsewhere) if "| partner |" in said}


def test_a_roll_of_names_stands_beside_what_the_page_is_about(reader: Reader) -> None:
    text = """
        # L'association Motris

        L'association Motris est là. L'association Motris grandit.

        ## Nos partenaires

        - **Industriels** : Veolia Est, BMX et Zélix
        - Institut Rameau

        ## Ils nous soutiennent

        [Fondation Rhin](https://rhin.example.org) · Ville de Toul
    """
    said = reader.lines(text)
    assert {f"Motris | partner | {name}" for name in ("Veolia Est", "BMX", "Zélix")} <= said
    assert {"Motris | partner | Institut Rameau", "Motris | supportedBy | Toul"} <= said
    assert "Motris | supportedBy | Fondation Rhin" in said
    prose = text.replace("- Institut Rameau", "- Nous avons rencontré Glycine à Toul hier")
    assert not {line for line in reader.lines(prose) if line.endswith("| Glycine")}
    elsewhere = reader.lines(text.replace("## Nos partenaires", "## Nos clients"))
    assert "Motris | partner | BMX" not in elsewhere
