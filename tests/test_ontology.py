"""The ontology folder: what it promises to people and programs."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from pathlib import Path

import pyoxigraph as ox
import pytest

from lf2l_kg.base.namespaces import OWL, RDF, RDFS, SKOS, XSD
from lf2l_kg.base.ontology import Ontology
from lf2l_kg.base.resources import packaged
from lf2l_kg.base.text import fold

LF2L = "https://w3id.org/lf2l/ontology#"
SH = "http://www.w3.org/ns/shacl#"
SHAPES = "https://w3id.org/lf2l/shapes#"
OF_EVIDENCE = {"rule", "confidence", "reviewed", "line", "column", "statedIn"}
ARCHITECTURE = Path(__file__).resolve().parents[1] / "docs" / "ARCHITECTURE.md"

Graph = dict[tuple[str, str], list[ox.NamedNode | ox.BlankNode | ox.Literal]]


def graph_of(name: str) -> Graph:
    graph: Graph = defaultdict(list)
    data = (packaged("ontology") / name).read_bytes()
    for quad in ox.parse(data, format=ox.RdfFormat.TURTLE):
        assert isinstance(quad.subject, ox.NamedNode | ox.BlankNode)
        assert isinstance(quad.object, ox.NamedNode | ox.BlankNode | ox.Literal)
        graph[quad.subject.value, quad.predicate.value].append(quad.object)
    return graph


TERMS, SHACL = graph_of("lf2l.ttl"), graph_of("shapes.ttl")
NAMES = sorted(
    subject.removeprefix(LF2L)
    for subject, predicate in TERMS
    if predicate == RDF + "type" and subject.startswith(LF2L)
)
LEAVES = sorted(  # the shapes that can give a result
    subject for subject, predicate in SHACL if predicate == SH + "severity"
)


def values(graph: Graph, subject: str, predicate: str) -> set[str]:
    return {o.value for o in graph[subject, predicate]}


def languages(graph: Graph, subject: str, predicate: str) -> list[str]:
    return sorted(o.language or "" for o in graph[subject, predicate] if type(o) is ox.Literal)


def members(graph: Graph, head: ox.NamedNode | ox.BlankNode | ox.Literal) -> list[str]:
    found, node = [], head.value
    while node != RDF + "nil":
        found.append(graph[node, RDF + "first"][0].value)
        node = graph[node, RDF + "rest"][0].value
    return found


def classes_of(shape: str) -> set[str]:
    """The classes that a shape allows, by sh:class or by sh:or of several."""
    allowed = values(SHACL, shape, SH + "class")
    for head in SHACL[shape, SH + "or"]:
        for member in members(SHACL, head):
            allowed |= values(SHACL, member, SH + "class")
    return {iri.removeprefix(LF2L) for iri in allowed}


def promised(word: str) -> set[str]:
    text = " ".join(ARCHITECTURE.read_text(encoding="utf-8").split())
    found = re.search(rf"{word}: `([\w\s]+)`", text) or re.search(
        rf"{word}, by local name: `([\w\s]+)`", text
    )
    assert found
    return set(found[1].split())


def test_every_class_of_the_architecture_is_declared_and_no_other(ontology: Ontology) -> None:
    assert set(ontology.classes) == promised("Classes") | {"Evidence"}


def test_every_property_of_the_architecture_is_declared_and_no_other(ontology: Ontology) -> None:
    assert set(ontology.properties) == promised("Properties") | OF_EVIDENCE


@pytest.mark.parametrize("name", NAMES)
def test_a_term_has_a_label_and_a_definition_in_french_and_in_english(name: str) -> None:
    assert languages(TERMS, LF2L + name, RDFS + "label") == ["en", "fr"]
    assert languages(TERMS, LF2L + name, SKOS + "definition") == ["en", "fr"]


VIEW = "https://w3id.org/lf2l/view#"


@pytest.mark.parametrize("name", sorted(set(NAMES) - OF_EVIDENCE - {"Evidence"}))
def test_pages_know_where_to_show_a_term(name: str) -> None:
    if name[0].isupper():
        assert languages(TERMS, LF2L + name, VIEW + "plural") == ["en", "fr"]
        return
    (group,) = values(TERMS, LF2L + name, SH + "group")
    assert languages(TERMS, group, RDFS + "label") == ["en", "fr"]
    assert values(TERMS, group, SH + "order")
    assert values(TERMS, LF2L + name, SH + "order")
    is_relation = OWL + "ObjectProperty" in values(TERMS, LF2L + name, RDF + "type")
    assert languages(TERMS, LF2L + name, VIEW + "inverseLabel") == (
        ["en", "fr"] if is_relation else []
    )


@pytest.mark.parametrize("name", sorted(set(NAMES) - OF_EVIDENCE))
def test_a_term_is_aligned_with_standard_ones_that_exist(name: str) -> None:
    from rdflib import URIRef
    from rdflib.namespace import DCTERMS, FOAF, GEO, ORG, PROV, SDO, DefinedNamespace
    from rdflib.namespace import SKOS as SKOS_TERMS

    closed: list[type[DefinedNamespace]] = [DCTERMS, FOAF, GEO, ORG, PROV, SDO, SKOS_TERMS]
    kinds = ("subClassOf", "subPropertyOf")
    above = {iri for kind in kinds for iri in values(TERMS, LF2L + name, RDFS + kind)}
    assert above
    for iri in above | values(TERMS, LF2L + name, RDFS + "seeAlso"):
        for vocabulary in closed:
            if iri.startswith(str(vocabulary._NS)):
                assert URIRef(iri) in vocabulary


def test_every_vocabulary_that_the_architecture_names_is_aligned_with() -> None:
    above = {
        iri
        for subject, predicate in list(TERMS)
        if predicate in (RDFS + "subClassOf", RDFS + "subPropertyOf")
        for iri in values(TERMS, subject, predicate)
    }
    for namespace in (
        "https://schema.org/",
        "http://www.w3.org/ns/org#",
        "http://xmlns.com/foaf/0.1/",
        "http://purl.org/dc/terms/",
        "http://www.w3.org/2004/02/skos/core#",
        "http://www.w3.org/ns/prov#",
        "http://www.w3.org/ns/oa#",
        "http://www.opengis.net/ont/geosparql#",
    ):
        assert any(iri.startswith(namespace) for iri in above), namespace


@pytest.mark.parametrize("name", NAMES)
def test_a_property_has_at_most_one_rdfs_domain_and_range(name: str) -> None:
    """RDFS would take several as all of them at once."""
    assert len(TERMS[LF2L + name, RDFS + "domain"]) <= 1
    assert len(TERMS[LF2L + name, RDFS + "range"]) <= 1


def test_the_ontology_imports_nothing() -> None:
    assert not [key for key in TERMS if key[1] == OWL + "imports"]


def test_the_scheme_has_as_many_themes_as_a_person_can_oversee(ontology: Ontology) -> None:
    assert 20 <= len(ontology.concepts) <= 80


def test_every_theme_has_one_label_in_each_language_and_a_place_in_the_tree(
    ontology: Ontology,
) -> None:
    themes = graph_of("themes.ttl")
    scheme = "https://w3id.org/lf2l/id/theme/themes"
    for iri, concept in ontology.concepts.items():
        assert re.fullmatch(r"https://w3id\.org/lf2l/id/theme/[a-z0-9]+(-[a-z0-9]+)*", iri)
        assert [language for language, _ in concept.labels] == ["en", "fr"]
        assert languages(themes, iri, SKOS + "definition") == ["en", "fr"]
        assert LF2L + "Theme" in values(themes, iri, RDF + "type")
        assert values(themes, iri, SKOS + "inScheme") == {scheme}
        top = iri in values(themes, scheme, SKOS + "hasTopConcept")
        assert top == bool(themes[iri, SKOS + "topConceptOf"])
        assert top != bool(concept.broader)
        assert set(concept.broader) <= set(ontology.concepts)


def test_no_theme_is_broader_than_itself(ontology: Ontology) -> None:
    for iri in ontology.concepts:
        above, seen = set(ontology.concepts[iri].broader), set[str]()
        while above - seen:
            seen |= above
            above = {b for a in above for b in ontology.concepts[a].broader}
        assert iri not in seen


def test_a_label_names_one_theme_only_in_a_language(ontology: Ontology) -> None:
    named: dict[tuple[str, str], set[str]] = defaultdict(set)
    for iri, concept in ontology.concepts.items():
        for language, label in concept.labels + concept.alt_labels:
            named[language, fold(label)].add(iri)
    assert not {label: iris for label, iris in named.items() if len(iris) > 1}


def test_the_proposed_themes_are_all_found_by_their_labels(
    ontology: Ontology, shared: Path
) -> None:
    labels = {
        fold(label)
        for concept in ontology.concepts.values()
        for _, label in concept.labels + concept.alt_labels
    }
    proposed = json.loads((shared / "gold" / "themes_scheme.json").read_text(encoding="utf-8"))
    for theme in proposed:
        assert fold(theme["prefLabel"]["fr"]) in labels


def test_every_short_name_of_the_context_is_a_class_or_property(ontology: Ontology) -> None:
    ours = {
        *ontology.classes,
        *ontology.properties,
        "prefLabel",
        "altLabel",
        "definition",
        "broader",
        "sameAs",
    }
    keywords = {"@id", "@type", "@language"}
    assert set(ontology.context.terms.values()) <= {*ours, *keywords, ""}  # "" is the prefix itself
    assert all(ontology.context.find_term(name) == name for name in ontology.properties)


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("habitants", "population"),
        ("site", "homepage"),
        ("url", "homepage"),
        ("theme", "hasTheme"),
        ("thèmes", "hasTheme"),
        ("porteur", "carriedBy"),
        ("partenaires", "partner"),
        ("territoire", "locatedIn"),
        ("date_debut", "startDate"),
        ("start_date", "startDate"),
        ("Projet", "Project"),
    ],
)
def test_front_matter_may_be_written_with_these_keys(
    key: str, name: str, ontology: Ontology
) -> None:
    assert ontology.context.find_term(key) == name


def test_the_context_turns_json_into_typed_triples() -> None:
    context = json.loads((packaged("ontology") / "context.jsonld").read_text(encoding="utf-8"))
    iri, theme = "https://w3id.org/lf2l/id/project/four", "https://w3id.org/lf2l/id/theme/ess"
    document = {
        **context,
        "id": iri,
        "type": "Projet",
        "titre": "Four commun",
        "habitants": "2400",
        "thèmes": [theme],
        "site": "https://four.example/",
    }
    found = ox.parse(json.dumps(document).encode(), format=ox.RdfFormat.JSON_LD)
    assert {str(quad.triple) for quad in found} == {
        f"<{iri}> <{RDF}type> <{LF2L}Project>",
        f'<{iri}> <{SKOS}prefLabel> "Four commun"@fr',
        f'<{iri}> <{LF2L}population> "2400"^^<{XSD}integer>',
        f"<{iri}> <{LF2L}hasTheme> <{theme}>",
        f'<{iri}> <{LF2L}homepage> "https://four.example/"^^<{XSD}anyURI>',
    }


@pytest.mark.parametrize("shape", LEAVES)
def test_a_shape_has_a_name_and_a_message_in_french_and_in_english(shape: str) -> None:
    assert re.fullmatch(rf"{SHAPES}[A-Z][A-Za-z]+Shape(-[a-z][A-Za-z]+)?", shape)
    assert languages(SHACL, shape, SH + "message") == ["en", "fr"]


def test_a_shape_that_can_fail_states_its_severity() -> None:
    holders = {s for s, p in SHACL if p == SH + "property" and s.startswith(SHAPES)}
    named = {s for s, p in SHACL if p == RDF + "type" and s.startswith(SHAPES)}
    assert named == holders | set(LEAVES)


def test_shapes_use_shacl_core_alone() -> None:
    assert not [key for key in SHACL if key[1] in (SH + "sparql", SH + "rule", SH + "js")]


def test_the_range_shapes_allow_what_the_ontology_says(ontology: Ontology) -> None:
    for name, prop in ontology.properties.items():
        if prop.range:
            assert classes_of(f"{SHAPES}RangeShape-{name}") == set(prop.range), name


def test_the_domain_shapes_allow_what_the_ontology_says(ontology: Ontology) -> None:
    allowed = {
        path.value.removeprefix(LF2L): classes_of(shape)
        for shape in LEAVES
        if shape.endswith("OnlyShape")
        for path in SHACL[shape, SH + "targetSubjectsOf"]
    }
    assert allowed == {
        name: set(prop.domain)
        for name, prop in ontology.properties.items()
        if prop.domain and name not in OF_EVIDENCE
    }


def test_the_datatype_shapes_allow_what_the_ontology_says(ontology: Ontology) -> None:
    for name, prop in ontology.properties.items():
        shape = f"{SHAPES}DatatypeShape-{name}"
        allowed = values(SHACL, shape, SH + "datatype")
        for head in SHACL[shape, SH + "or"]:
            for member in members(SHACL, head):
                allowed |= values(SHACL, member, SH + "datatype")
        if prop.datatypes and name not in OF_EVIDENCE:
            assert {iri.rpartition("#")[2] for iri in allowed} == set(prop.datatypes), name


def test_every_shape_has_a_valid_and_an_invalid_example() -> None:
    examples = packaged("ontology") / "examples"
    rejected = {path.stem.partition("--")[0] for path in examples.glob("invalid/*--*.ttl")}
    accepted = {path.stem for path in examples.glob("valid/*.ttl")}
    leaves = {shape.removeprefix(SHAPES) for shape in LEAVES}
    assert rejected == leaves
    assert accepted == {leaf.partition("-")[0] for leaf in leaves}


@pytest.mark.parametrize("shape", [shape for shape in LEAVES if "-" in shape.rpartition("#")[2]])
def test_the_valid_example_has_a_value_that_the_shape_looks_at(shape: str) -> None:
    """Else it would prove nothing."""
    name = shape.removeprefix(SHAPES).partition("-")[0]
    example = packaged("ontology") / "examples" / "valid" / f"{name}.ttl"
    stated = {q.predicate.value for q in ox.parse(example.read_bytes(), ox.RdfFormat.TURTLE)}
    assert values(SHACL, shape, SH + "path") <= stated
