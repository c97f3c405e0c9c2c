"""What a document says in its own language bears that language's tag."""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox
import pytest

from lf2l_kg.assemble import assemble_dataset
from lf2l_kg.base.gazetteer import Gazetteer
from lf2l_kg.base.iris import Iris
from lf2l_kg.base.languages import read_language
from lf2l_kg.base.namespaces import RDFS, SKOS, XSD
from lf2l_kg.base.ontology import Ontology
from lf2l_kg.base.records import Fact
from lf2l_kg.extract import extract_document
from lf2l_kg.read import parse_document
from lf2l_kg.resolve import Register, resolve_entities

IRIS = Iris("https://example.org/kg/")
LF2L = "https://w3id.org/lf2l/ontology#"
PREF, ALT = SKOS + "prefLabel", SKOS + "altLabel"

GARDEN = """---
title: Seed Library
type: Project
lang: en
description: Seeds that neighbours lend each other.
---

The Seed Library is carried by the Association Motris.
"""
GRAINES = """---
title: Grainothèque
type: Projet
title-en: Seed Library of Toul
description: Des graines que l’on se prête.
description-en: Seeds that are lent.
---

La Grainothèque est portée par l’Association Motris.
"""


@dataclass(frozen=True)
class Chain:
    """From texts to what is stated, with a project's language."""

    ontology: Ontology
    gazetteer: Gazetteer

    def facts(self, documents: dict[str, str]) -> list[Fact]:
        return [
            fact
            for path, text in documents.items()
            for fact in extract_document(
                parse_document(path, text.encode()), self.ontology, self.gazetteer
            ).facts
        ]

    def run(
        self, documents: dict[str, str], language: str = "fr"
    ) -> set[tuple[str, str, str, str]]:
        """(slug of the subject, property, text, language or datatype) of all literals."""
        facts = self.facts(documents)
        entities = resolve_entities(facts, Register(), IRIS, language=language)
        dataset = assemble_dataset(facts, entities, self.ontology, IRIS, self.gazetteer, language)
        return {
            (
                quad.subject.value.rpartition("/")[2],
                quad.predicate.value,
                quad.object.value,
                quad.object.language or quad.object.datatype.value,
            )
            for quad in ox.parse(dataset.serialize(), ox.RdfFormat.N_QUADS)
            if isinstance(quad.object, ox.Literal)
            and isinstance(quad.subject, ox.NamedNode)
            and "/id/" in quad.subject.value
            and "/id/theme/" not in quad.subject.value
        }


@pytest.fixture(scope="module")
def chain(ontology: Ontology, gazetteer: Gazetteer) -> Chain:
    return Chain(ontology, gazetteer)


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("fr", "fr"),
        ("EN", "en"),
        ("en_GB", "en-GB"),
        ("fr_FR.UTF-8", "fr-FR"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("Français", "fr"),
        ("anglais", "en"),
        ("German", "de"),
        ("no", "no"),
        ("lb", "lb"),
        ("eng", "en"),
        ("fre", "fr"),
        ("ger-AT", "de-AT"),
        ("iw", "he"),
        ("mul", "mul"),
        ("qq", ""),
        ("python", ""),
        ("", ""),
        ("le français de Lorraine", ""),
    ],
)
def test_a_language_is_known_by_its_tag_or_its_name_in_french_or_english(
    text: str, tag: str
) -> None:
    assert read_language(text) == tag


@pytest.mark.parametrize("key", ["lang", "language", "langue", "locale", "dcterms:language"])
def test_a_document_states_its_language_with_the_words_that_say_it(chain: Chain, key: str) -> None:
    text = f"---\ntitle: Notes\n{key}: en_GB\n---\n\nTo be written.\n"
    (stated,) = [f for f in chain.facts({"n.md": text}) if f.predicate == "inLanguage"]
    assert (stated.subject.label, stated.object) == ("n.md", "en-GB")
    assert stated.evidence.quotes[0].exact == "en_GB"
    assert ("n", LF2L + "inLanguage", "en-GB", XSD + "language") in chain.run({"n.md": text})


def test_labels_titles_and_descriptions_of_a_document_in_english_are_english(chain: Chain) -> None:
    found = chain.run({"seed.md": GARDEN})
    assert {
        ("seed-library", PREF, "Seed Library", "en"),
        ("seed-library", RDFS + "label", "Seed Library", "en"),
        ("seed-library", LF2L + "description", "Seeds that neighbours lend each other.", "en"),
        ("seed", PREF, "Seed Library", "en"),
        ("motris", PREF, "Motris", "en"),
    } <= found
    assert not [one for one in found if one[3] == "fr"]


def test_what_documents_in_two_languages_speak_of_has_a_preferred_label_in_each(
    chain: Chain,
) -> None:
    found = chain.run({"seed.md": GARDEN, "graines.md": GRAINES})
    labels = {(text, tag) for thing, name, text, tag in found if name == PREF and "motris" in thing}
    assert labels == {("Motris", "fr"), ("Motris", "en")}


def test_a_key_that_ends_with_a_language_says_the_label_and_the_description_in_it(
    chain: Chain,
) -> None:
    found = chain.run({"graines.md": GRAINES})
    assert {row[1:] for row in found if row[0] == "grainotheque"} >= {
        (PREF, "Grainothèque", "fr"),
        (PREF, "Seed Library of Toul", "en"),
        (RDFS + "label", "Seed Library of Toul", "en"),
        (LF2L + "description", "Des graines que l’on se prête.", "fr"),
        (LF2L + "description", "Seeds that are lent.", "en"),
    }
    assert not [
        row for row in found if row[1] == ALT and row[3] == "en" and row[0] == "grainotheque"
    ]


def test_a_french_title_in_an_english_document_is_the_label_of_what_no_french_one_names(
    chain: Chain,
) -> None:
    found = chain.run({"seed.md": GARDEN.replace("lang: en", "lang: en\ntitle-fr: Grainothèque")})
    assert {row[2:] for row in found if row[0] == "grainotheque" and row[1] == PREF} == {
        ("Grainothèque", "fr"),
        ("Seed Library", "en"),
    }


def test_one_language_has_one_preferred_label_whatever_documents_call_a_thing(chain: Chain) -> None:
    about = "# {title}\n\nLe Pôle Image (PI) est à Metz. {more}\n"
    texts = {
        f"{language}-{number}.md": f"---\nlang: {language}\n---\n"
        + about.format(title=f"{language} {number}", more=more)
        for language in ("fr", "en", "en-GB", "de")
        for number, more in enumerate(
            ("", "PI y travaille.", "Le PI est porté par la Ville de Metz.")
        )
    }
    found = chain.run(texts)
    labels = sorted((thing, tag) for thing, name, _, tag in found if name == PREF)
    assert len(labels) == len(set(labels))
    assert {tag for thing, tag in labels if thing == "pole-image"} == {"fr", "en", "de"}


@pytest.mark.parametrize("said", ["lang: [en, fr]", "lang: mul", "langue: und", "lang: zxx", ""])
def test_a_document_that_says_two_languages_or_none_is_in_the_language_of_the_project(
    chain: Chain, said: str
) -> None:
    text = GARDEN.replace("lang: en", said)
    found = chain.run({"s.md": text}, "de")
    assert ("seed-library", PREF, "Seed Library", "de") in found
    assert (
        "seed-library",
        LF2L + "description",
        "Seeds that neighbours lend each other.",
        "de",
    ) in found


def test_a_project_in_english_has_french_documents_too(chain: Chain) -> None:
    found = chain.run(
        {"seed.md": GARDEN, "g.md": GRAINES.replace("type:", "langue: fr\ntype:")}, "en"
    )
    assert ("seed-library-of-toul", PREF, "Grainothèque", "fr") in found
    assert ("seed-library-of-toul", PREF, "Seed Library of Toul", "en") in found
    assert ("seed-library", PREF, "Seed Library", "en") in found


def test_a_value_that_is_no_language_is_told_at_its_line(chain: Chain) -> None:
    text = GARDEN.replace("lang: en", "lang: python")
    document = parse_document("s.md", text.encode())
    found = extract_document(document, chain.ontology, chain.gazetteer).findings
    (told,) = [one for one in found if one.code == "unfit-value"]
    assert (told.line, told.value) == (4, "python")
    assert "langue (fr, en, de…)" in told.message.fr
    assert "language (fr, en, de…)" in told.message.en


def test_documents_in_another_language_do_not_choose_the_french_name(chain: Chain) -> None:
    names = [("fr", "Image"), ("fr", "Image"), ("fr", "image"), *[("en", "image")] * 3]
    texts = {
        f"{number}.md": f"---\ntitle: Pôle {word}\ntype: Institution\nlang: {tag}\n---\nTexte.\n"
        for number, (tag, word) in enumerate(names)
    }
    found = chain.run(texts)
    labels = {
        (text, tag) for thing, name, text, tag in found if name == PREF and thing == "pole-image"
    }
    assert labels == {("Pôle Image", "fr"), ("Pôle image", "en")}
