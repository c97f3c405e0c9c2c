from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lf2l_kg.assemble import Entities, assemble_corpus, assemble_dataset, check_literal
from lf2l_kg.assemble.places import Clues, choose_place, find_areas
from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.errors import InputError
from lf2l_kg.base.evidence import parse_readings
from lf2l_kg.base.gazetteer import Gazetteer, Place
from lf2l_kg.base.iris import Iris
from lf2l_kg.base.namespaces import OWL, RDF, RDFS, SKOS, XSD
from lf2l_kg.base.ontology import Ontology, Property
from lf2l_kg.base.records import Entity, Evidence, Fact, Mention, Quote
from lf2l_kg.base.text import slug
from lf2l_kg.resolve import Register, resolve_entities

IRIS = Iris("https://example.org/kg/")
OA = "http://www.w3.org/ns/oa#"
PROV = "http://www.w3.org/ns/prov#"
LF2L = "https://w3id.org/lf2l/ontology#"

TEXTS = {
    "notes/villes.md": "# Villes\n\n"
    "Nancy (105 000 hab) : Vélo pour tous, porté par la Ville de NANCY, dès 2016-12.\n",
    "notes/autres.md": "Vélo pour tous, à Nancy, France. Contact : velo@example.org.\n"
    "Nancy, encore Nancy.\n",
}


@dataclasses.dataclass(frozen=True)
class Named:
    """Entities by kind, scope and label, case apart, as the stage « resolve » gives them."""

    entities: tuple[Entity, ...]

    @property
    def kinds(self) -> dict[str, str]:
        return {entity.iri: entity.kind for entity in self.entities}

    def find(self, iri: str) -> Entity | None:
        return next((entity for entity in self.entities if entity.iri == iri), None)

    def iri(self, path: str, mention: Mention) -> str:  # noqa: ARG002 - the protocol's
        return mention.label if mention.kind == "Theme" else iri_of(mention)


def iri_of(mention: Mention) -> str:
    label = (
        mention.label.removeprefix("Ville de ") if mention.kind == "Territory" else mention.label
    )
    return IRIS.entity(mention.kind, slug(f"{label} {mention.scope}"))


def resolved(facts: Iterable[Fact], labels: dict[str, str] | None = None) -> Named:
    found: dict[str, set[tuple[str, Mention]]] = defaultdict(set)
    for fact in facts:
        for mention in (fact.subject, fact.object, Mention("Document", fact.evidence.path)):
            if isinstance(mention, Mention) and mention.kind != "Theme":
                found[iri_of(mention)].add((fact.evidence.path, mention))
    return Named(
        tuple(
            Entity(
                iri=iri,
                kind=min(m.kind for _, m in mentions),
                label=(labels or {}).get(iri) or min(m.label for _, m in mentions),
                alt_labels=tuple(sorted({m.label for _, m in mentions})),
                mentions=tuple(sorted(mentions, key=lambda pair: (pair[0], pair[1].label))),
            )
            for iri, mentions in sorted(found.items())
        )
    )


def quote(path: str, exact: str) -> Quote:
    start = TEXTS[path].index(exact)
    line = TEXTS[path].count("\n", 0, start) + 1
    return Quote(exact, start, line, start - TEXTS[path].rfind("\n", 0, start))


def said(path: str, *quotes: str, rule: str = "line.test", confidence: float = 0.9) -> Evidence:
    return Evidence(path, tuple(quote(path, exact) for exact in quotes), rule, confidence)


VILLES, AUTRES = TEXTS
DOCUMENT = Mention("Document", VILLES)
NANCY = Mention("Territory", "Nancy")
TOWN = Mention("Territory", "Ville de NANCY")
FRANCE = Mention("Territory", "France")
VELO = Mention("Project", "Vélo pour tous", "Nancy")
PERSON = Mention("Person", "Camille Exemple")


def villes() -> list[Fact]:
    return [
        Fact(DOCUMENT, "prefLabel", "Villes", said(VILLES, "# Villes")),
        Fact(DOCUMENT, "mentions", NANCY, said(VILLES, "Nancy (105 000 hab)")),
        Fact(DOCUMENT, "mentions", TOWN, said(VILLES, "Ville de NANCY")),
        Fact(DOCUMENT, "mentions", VELO, said(VILLES, "Vélo pour tous")),
        Fact(NANCY, "population", "105000", said(VILLES, "105 000 hab", "Nancy", confidence=1.0)),
        Fact(VELO, "carriedBy", TOWN, said(VILLES, "porté par la Ville de NANCY")),
        Fact(VELO, "startDate", "2016-12", said(VILLES, "dès 2016-12", confidence=0.75)),
    ]


def autres() -> list[Fact]:
    document = Mention("Document", AUTRES)
    return [
        Fact(document, "mentions", VELO, said(AUTRES, "Vélo pour tous")),
        Fact(document, "mentions", NANCY, said(AUTRES, "Nancy")),
        Fact(document, "mentions", FRANCE, said(AUTRES, "France")),
        Fact(VELO, "locatedIn", NANCY, said(AUTRES, "Vélo pour tous, à Nancy")),
        Fact(NANCY, "partOf", FRANCE, said(AUTRES, "Nancy, France")),
        Fact(VELO, "email", "velo@example.org", said(AUTRES, "velo@example.org")),
    ]


LABELS = {iri_of(NANCY): "Nancy"}


class Nowhere:
    """Knows no place."""

    def find(self, name: str) -> tuple[Place, ...]:  # noqa: ARG002 - the protocol's
        return ()

    def keys(self, place: Place) -> frozenset[str]:  # noqa: ARG002 - the protocol's
        return frozenset()


def assemble(facts: list[Fact], ontology: Ontology, gazetteer: Gazetteer | None = None) -> Dataset:
    entities = resolved(facts, LABELS)
    return assemble_dataset(facts, entities, ontology, IRIS, gazetteer or Nowhere())


def in_graph(dataset: Dataset, name: str) -> set[tuple[str, str, str]]:
    return {
        (q.subject.value, q.predicate.value, str(q.object))
        for q in dataset.quads()
        if isinstance(q.graph_name, ox.NamedNode)
        and isinstance(q.subject, ox.NamedNode)
        and q.graph_name.value == IRIS.graph(name)
    }


def node(iri: str) -> str:
    return f"<{iri}>"


def label(text: str) -> str:
    return f'"{text}"@fr'


# --- The graph of one document


def test_a_document_s_graph_holds_its_facts_with_the_ontology_s_datatypes(
    ontology: Ontology,
) -> None:
    triples = in_graph(assemble(villes(), ontology), "notes-villes-md")
    assert (iri_of(NANCY), LF2L + "population", f'"105000"^^<{XSD}integer>') in triples
    assert (iri_of(VELO), LF2L + "startDate", f'"2016-12"^^<{XSD}gYearMonth>') in triples
    assert (iri_of(VELO), LF2L + "carriedBy", node(iri_of(NANCY))) in triples


def test_a_document_s_graph_holds_type_and_label_of_all_that_it_speaks_of(
    ontology: Ontology,
) -> None:
    triples = in_graph(assemble(villes(), ontology), "notes-villes-md")
    for mention in (NANCY, VELO):
        iri = iri_of(mention)
        assert (iri, RDF + "type", node(LF2L + mention.kind)) in triples
        assert (iri, SKOS + "prefLabel", label(mention.label)) in triples
        assert (iri, RDFS + "label", label(mention.label)) in triples
        assert (iri_of(DOCUMENT), LF2L + "mentions", node(iri)) in triples


def test_a_document_says_where_it_is_and_is_called_by_its_title(ontology: Ontology) -> None:
    triples = in_graph(assemble(villes(), ontology), "notes-villes-md")
    assert (iri_of(DOCUMENT), LF2L + "sourcePath", f'"{VILLES}"') in triples
    assert (iri_of(DOCUMENT), RDF + "type", node(LF2L + "Document")) in triples
    assert (iri_of(DOCUMENT), SKOS + "prefLabel", label("Villes")) in triples


def test_a_document_without_a_title_is_called_by_its_path(ontology: Ontology) -> None:
    triples = in_graph(assemble(autres(), ontology), "notes-autres-md")
    iri = iri_of(Mention("Document", AUTRES))
    assert (iri, SKOS + "prefLabel", label(AUTRES)) in triples


def test_the_document_s_own_wording_is_an_alternative_label(ontology: Ontology) -> None:
    triples = in_graph(assemble(villes(), ontology), "notes-villes-md")
    labels = {(p, o) for s, p, o in triples if s == iri_of(NANCY) and "abel" in p}
    assert labels == {
        (SKOS + "prefLabel", label("Nancy")),
        (RDFS + "label", label("Nancy")),
        (SKOS + "altLabel", label("Ville de NANCY")),
    }


def test_label_facts_become_skos_labels(ontology: Ontology) -> None:
    evidence = said(VILLES, "Vélo pour tous")
    facts = [
        *villes(),
        Fact(VELO, "altLabel", "VPT", evidence),
        Fact(VELO, "prefLabel", "Vélo pour tous", evidence),
    ]
    triples = in_graph(assemble(facts, ontology), "notes-villes-md")
    assert (iri_of(VELO), SKOS + "altLabel", label("VPT")) in triples
    assert (iri_of(VELO), SKOS + "prefLabel", label("Vélo pour tous")) in triples


def test_a_theme_keeps_the_labels_of_its_scheme(ontology: Ontology) -> None:
    concept = next(iter(ontology.concepts.values()))
    theme = Mention("Theme", concept.iri)
    facts = [*villes(), Fact(VELO, "hasTheme", theme, said(VILLES, "Vélo"))]
    dataset = assemble(facts, ontology)
    triples = in_graph(dataset, "notes-villes-md")
    assert (iri_of(VELO), LF2L + "hasTheme", node(concept.iri)) in triples
    assert (concept.iri, RDF + "type", node(LF2L + "Theme")) in triples
    preferred = {o for s, p, o in triples if s == concept.iri and p == SKOS + "prefLabel"}
    assert preferred == {f'"{text}"@{language}' for language, text in concept.labels}
    assert not [t for t in triples if t[0] == concept.iri and t[1] == SKOS + "altLabel"]


def test_the_ontology_and_the_themes_stand_in_their_own_graphs(ontology: Ontology) -> None:
    graphs: dict[str, int] = defaultdict(int)
    for quad in assemble([], ontology).quads():
        graphs[str(quad.graph_name)] += 1
    assert set(graphs) == {node(LF2L.rstrip("#")), node(IRIS.graph("themes"))}
    assert graphs[node(IRIS.graph("themes"))] > len(ontology.concepts)


def test_blank_nodes_of_an_edited_ontology_become_iris(ontology: Ontology) -> None:
    extra = b"\n[] <http://example.org/p> [ <http://example.org/q> 1 ] .\n"
    files = {**ontology.files, "lf2l.ttl": ontology.files["lf2l.ttl"] + extra}
    dataset = assemble([], dataclasses.replace(ontology, files=files))
    assert dataset == assemble([], dataclasses.replace(ontology, files=files))
    assert not any("_:" in line.split('"')[0] for line in dataset.lines)
    assert any("/genid/" in line for line in dataset.lines)


# --- Evidence


def evidence_of(dataset: Dataset, name: str) -> dict[str, dict[str, set[str]]]:
    nodes: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for subject, predicate, value in in_graph(dataset, f"{name}/evidence"):
        nodes[subject][predicate].add(value)
    return nodes


def only(values: set[str]) -> str:
    (value,) = values
    return value


def literal(text: str) -> str:
    parsed = next(iter(ox.parse(f"<a:a> <a:a> {text} .", format=ox.RdfFormat.N_TRIPLES)))
    assert isinstance(parsed.object, ox.Literal)
    return parsed.object.value


def check_evidence(dataset: Dataset, path: str) -> None:
    """Every triple of the document's graph has evidence, and each quote is what stands there.

    The readings that come with the evidence are those that its lines tell of.
    """
    for part in dataset.evidence:
        assert part.readings() == parse_readings(part.read())
    name = slug(path)
    nodes = evidence_of(dataset, name)
    document = node(iri_of(Mention("Document", path)))
    proved = set()
    for properties in nodes.values():
        if node(LF2L + "Evidence") not in properties[RDF + "type"]:
            continue
        triple = [only(properties[RDF + part]) for part in ("subject", "predicate", "object")]
        proved.add((triple[0].strip("<>"), triple[1].strip("<>"), triple[2]))
        assert properties[PROV + "wasDerivedFrom"] == {document}
        assert 0 <= float(literal(only(properties[LF2L + "confidence"]))) <= 1
        assert literal(only(properties[LF2L + "rule"]))
        assert only(properties[LF2L + "statedIn"]) in properties[OA + "hasTarget"]
        for target in properties[OA + "hasTarget"]:
            found = nodes[target.strip("<>")]
            start, end = (int(literal(only(found[OA + key]))) for key in ("start", "end"))
            exact = literal(only(found[OA + "exact"]))
            assert TEXTS[path][start:end] == exact
            line, column = (int(literal(only(found[LF2L + key]))) for key in ("line", "column"))
            assert TEXTS[path].splitlines()[line - 1][column - 1 :].startswith(exact[:1])
            assert found[OA + "hasSource"] == {document}
    assert proved == in_graph(dataset, name)


def test_every_statement_shows_its_words(ontology: Ontology) -> None:
    dataset = assemble([*villes(), *autres()], ontology)
    for path in TEXTS:
        check_evidence(dataset, path)


def readings(dataset: Dataset, name: str, predicate: str) -> list[dict[str, set[str]]]:
    nodes = evidence_of(dataset, name).values()
    return [n for n in nodes if n[RDF + "predicate"] == {node(LF2L + predicate)}]


def test_one_triple_read_twice_has_two_evidences(ontology: Ontology) -> None:
    words = ("105 000 hab", "Nancy")
    again = Fact(NANCY, "population", "105000", said(VILLES, *words, rule="other.rule"))
    dataset = assemble([*villes(), again], ontology)
    triples = [t for t in in_graph(dataset, "notes-villes-md") if t[1] == LF2L + "population"]
    assert len(triples) == 1
    assert len(readings(dataset, "notes-villes-md", "population")) == 2


def test_one_reading_given_twice_counts_once_with_the_greater_confidence(
    ontology: Ontology,
) -> None:
    words = ("105 000 hab", "Nancy")
    again = Fact(NANCY, "population", "105000", said(VILLES, *words, confidence=0.25))
    (reading,) = readings(assemble([*villes(), again], ontology), "notes-villes-md", "population")
    assert reading[LF2L + "confidence"] == {f'"1.0"^^<{XSD}decimal>'}
    assert len(reading[OA + "hasTarget"]) == 2


def test_the_first_quote_is_the_one_that_states_the_fact(ontology: Ontology) -> None:
    dataset = assemble(villes(), ontology)
    (reading,) = readings(dataset, "notes-villes-md", "population")
    stated = evidence_of(dataset, "notes-villes-md")[only(reading[LF2L + "statedIn"]).strip("<>")]
    assert literal(only(stated[OA + "exact"])) == "105 000 hab"


def test_what_a_fact_states_needs_no_further_evidence(ontology: Ontology) -> None:
    named = Fact(VELO, "prefLabel", "Vélo pour tous", said(VILLES, "Vélo"))
    mentions = [
        reading
        for reading in readings(
            assemble([*villes(), named], ontology), "notes-villes-md", "mentions"
        )
        if reading[RDF + "object"] == {node(iri_of(VELO))}
    ]
    assert len(mentions) == 1


def test_the_evidence_of_a_type_is_where_the_document_presents_the_thing(
    ontology: Ontology,
) -> None:
    nodes = evidence_of(assemble(villes(), ontology), "notes-villes-md")
    (proof,) = (
        n
        for n in nodes.values()
        if n[RDF + "subject"] == {node(iri_of(VELO))}
        and n[RDF + "predicate"] == {node(RDF + "type")}
    )
    stated = nodes[only(proof[LF2L + "statedIn"]).strip("<>")]
    assert literal(only(stated[OA + "exact"])) == "Vélo pour tous"


# --- Facts that cannot be published


@pytest.mark.parametrize(
    ("fact", "code"),
    [
        (Fact(NANCY, "population", "beaucoup", said(VILLES, "105 000 hab")), "unfit-value"),
        (Fact(VELO, "startDate", "2016-13", said(VILLES, "2016-12")), "unfit-value"),
        (Fact(VELO, "homepage", "velo.example", said(VILLES, "Vélo")), "unfit-value"),
        (Fact(VELO, "carriedBy", "Nancy", said(VILLES, "NANCY")), "unfit-value"),
        (Fact(NANCY, "population", VELO, said(VILLES, "105 000 hab")), "unfit-value"),
        (Fact(VELO, "altLabel", " ", said(VILLES, "Vélo")), "unfit-value"),
        (Fact(VELO, "colour", "vert", said(VILLES, "Vélo")), "unknown-property"),
        (Fact(VELO, "population", "12", said(VILLES, "Vélo")), "unfit-class"),
        (Fact(Mention("Animal", "Rex"), "population", "1", said(VILLES, "NANCY")), "unknown-class"),
        (Fact(VELO, "hasTheme", Mention("Theme", "urn:x"), said(VILLES, "Vélo")), "unknown-theme"),
    ],
)
def test_a_fact_that_does_not_fit_is_left_out_and_listed(
    ontology: Ontology, fact: Fact, code: str
) -> None:
    entities = resolved(villes(), LABELS)
    with_it = assemble_corpus([*villes(), fact], entities, ontology, IRIS, Nowhere())
    assert with_it.dataset == assemble(villes(), ontology)
    (finding,) = with_it.unfit
    assert finding.code == code
    assert (finding.path, finding.line) == (VILLES, fact.evidence.quotes[0].line)
    without = assemble_corpus(villes(), entities, ontology, IRIS, Nowhere())
    assert without.unfit == ()


@pytest.mark.parametrize(
    ("datatypes", "text", "datatype"),
    [
        (("date", "gYear", "gYearMonth"), "2016", "gYear"),
        (("date", "gYear", "gYearMonth"), "2016-12", "gYearMonth"),
        (("date", "gYear", "gYearMonth"), "2016-02-29", "date"),
        (("date", "gYear", "gYearMonth"), "2015-02-29", None),
        (("date",), "20160229", None),
        (("dateTime",), "2016-02-29T10:00:00Z", "dateTime"),
        (("dateTime",), "2016-02-29T25:00:00Z", None),
        (("integer",), "80 000", None),
        (("integer",), "80000", "integer"),
        (("integer",), "٣", None),
        (("decimal", "integer"), "3", "integer"),
        (("decimal", "integer"), "3.5", "decimal"),
        (("boolean",), "true", "boolean"),
        (("anyURI",), "https://example.org/é", "anyURI"),
        (("anyURI",), "https://example.org/a b", None),
        (("anyURI",), "/relative", None),
        (("string",), "texte", "string"),
        (("string",), " ", None),
        (("gYear", "string"), "en 2016", "string"),
    ],
)
def test_a_value_takes_the_most_precise_datatype_it_fits(
    datatypes: tuple[str, ...], text: str, datatype: str | None
) -> None:
    found = check_literal(Property("p", LF2L + "p", (), (), datatypes), text)
    assert (found.datatype.value if found else None) == (XSD + datatype if datatype else None)


def test_natural_language_has_its_tag() -> None:
    found = check_literal(Property("p", LF2L + "p", (), (), ("langString",)), "texte", "fr")
    assert found is not None
    assert found.language == "fr"


def test_entities_of_other_facts_are_refused_with_advice(ontology: Ontology) -> None:
    class Empty(Named):
        def iri(self, path: str, mention: Mention) -> str:
            raise KeyError(path, mention)

    with pytest.raises(InputError, match="resolve"):
        assemble_dataset(villes(), Empty(()), ontology, IRIS, Nowhere())


# --- Laws


@st.composite
def random_facts(draw: st.DrawFn) -> Fact:
    path = draw(st.sampled_from(sorted(TEXTS)))
    text = TEXTS[path]
    quotes = []
    for _ in range(draw(st.integers(1, 2))):
        start = draw(st.integers(0, len(text) - 3))
        exact = text[start : start + draw(st.integers(1, 20))].split("\n")[0] or "\n"
        line = text.count("\n", 0, start) + 1
        quotes.append(Quote(exact, start, line, start - text.rfind("\n", 0, start)))
    quotes = [q for q in quotes if q.exact != "\n"] or [quote(path, "Nancy")]
    rule, confidence = draw(st.sampled_from("ab")), draw(st.sampled_from([0.5, 1 / 3, 1.0]))
    things = [NANCY, TOWN, FRANCE, VELO, PERSON, Mention("Document", path)]
    subject = draw(st.sampled_from(things))
    things_said: list[tuple[str, Mention | str]] = [
        ("prefLabel", "Nom « autre »"),
        ("prefLabel", "Nancy"),
        ("altLabel", 'N.\\"x"'),
        ("population", "105000"),
        ("population", "?"),
        ("startDate", "2016"),
        ("email", "a@example.org"),
        *(("mentions", thing) for thing in things),
        *(("partner", thing) for thing in things),
    ]
    predicate, value = draw(st.sampled_from(things_said))
    return Fact(subject, predicate, value, Evidence(path, tuple(quotes), rule, confidence))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(random_facts(), max_size=12), st.randoms(use_true_random=False))
def test_whatever_the_facts_and_their_order_the_dataset_is_the_same_and_sound(
    ontology: Ontology, facts: list[Fact], random: object
) -> None:
    small = dataclasses.replace(ontology, files={"lf2l.ttl": b"", "themes.ttl": b""})
    dataset = assemble(facts, small)
    shuffled = list(facts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # random.Random, as hypothesis gives it
    assert assemble(shuffled, small).serialize() == dataset.serialize()
    assert not any(isinstance(q.subject, ox.BlankNode) for q in dataset.quads())
    assert not any(isinstance(q.object, ox.BlankNode) for q in dataset.quads())
    for path in {fact.evidence.path for fact in facts}:
        check_evidence(dataset, path)
    preferred: dict[str, set[str]] = defaultdict(set)
    alternative: dict[str, set[str]] = defaultdict(set)
    for quad in dataset.quads():
        if quad.predicate.value == SKOS + "prefLabel":
            preferred[str(quad.subject)].add(str(quad.object))
        if quad.predicate.value == SKOS + "altLabel":
            alternative[str(quad.subject)].add(str(quad.object))
    for subject, labels in preferred.items():
        assert len(labels) == 1, subject
        assert not labels & alternative[subject]


# --- Places


def place_of(
    gazetteer: Gazetteer, *labels: str, within: str = "", population: int = 0
) -> tuple[str, str] | None:
    areas = (find_areas((within,), gazetteer),) if within else ()
    clues = Clues(labels, areas, (population,) if population else ())
    place = choose_place(clues, gazetteer)
    return (place.name, place.region or place.country) if place else None


@pytest.mark.parametrize(
    ("label", "within", "population", "expected"),
    [
        ("Courcy", "", 0, ("Courcy", "44")),
        ("Courcy", "Grand Est", 0, ("Courcy", "44")),
        ("Courcy", "Normandie", 0, None),
        ("Courcy", "Belgique", 0, None),
        ("Saint-Denis", "", 0, None),
        ("Saint-Denis", "France", 0, None),
        ("Saint-Denis", "La Réunion", 0, ("Saint-Denis", "RE")),
        ("Saint-Denis", "Seine-Saint-Denis", 0, ("Saint-Denis", "11")),
        ("Saint-Denis", "", 96_000, ("Saint-Denis", "11")),
        ("Vienne", "Autriche", 0, ("Vienna", "09")),
        ("Vienne", "Isère", 0, ("Vienne", "84")),
        ("Vienne", "", 32_000, ("Vienne", "84")),
        ("Valence", "", 0, None),
        ("Valence", "Drôme", 0, ("Valence", "84")),
        ("Valence", "Espagne", 0, ("Valencia", "60")),
        ("Aveiro", "", 0, None),
        ("Aveiro", "Portugal", 0, ("Aveiro", "02")),
        ("Aveiro", "", 80_000, ("Aveiro", "02")),
        ("Gand", "", 0, ("Gent", "VLG")),
        ("Gand", "Belgique", 0, ("Gent", "VLG")),
        ("Nancy", "", 0, ("Nancy", "44")),
        ("Nancy", "", 400_000, ("Nancy", "44")),
        ("Nancy", "", 3_000_000, None),
        ("Liré", "", 0, ("Liré", "52")),
        ("Lire", "", 0, None),
        ("St-Etienne", "", 0, ("Saint-Étienne", "84")),
        ("Orleans", "", 0, ("Orléans", "24")),
        ("Brest", "", 0, ("Brest", "53")),
        ("Bruges", "", 0, None),
        ("Bruges", "Belgique", 0, ("Brugge", "VLG")),
        ("Cologne", "", 0, ("Köln", "07")),
        ("Luxembourg", "", 0, ("Luxembourg", "LU")),
        ("Wallonie", "Belgique", 0, ("Wallonie", "WAL")),
        ("ville de Metz", "", 0, ("Metz", "44")),
        ("Région Grand Est", "", 0, ("Grand Est", "44")),
        ("Métropole du Grand Nancy", "", 0, None),
        ("agglo Lorient", "", 0, None),
        ("canton de Metz", "", 0, None),
        ("Pays de Bitche", "", 0, None),
        ("Pays-Bas", "", 0, ("Pays-Bas", "NL")),
        ("Atlantide", "", 0, None),
    ],
)
def test_a_place_is_chosen_when_the_documents_settle_it_and_left_alone_otherwise(
    gazetteer: Gazetteer, label: str, within: str, population: int, expected: object
) -> None:
    assert place_of(gazetteer, label, within=within, population=population) == expected


def test_all_the_names_of_a_territory_must_agree(gazetteer: Gazetteer) -> None:
    assert place_of(gazetteer, "Gand", "Gent", "Ghent") == ("Gent", "VLG")
    assert place_of(gazetteer, "Nancy", "Metz") is None
    assert place_of(gazetteer, "Nancy", "Métropole du Grand Nancy") is None


def test_the_places_graph_links_to_geonames_and_says_where_it_comes_from(
    ontology: Ontology, gazetteer: Gazetteer
) -> None:
    facts = [*villes(), *autres()]
    with_places, without = assemble(facts, ontology, gazetteer), assemble(facts, ontology)
    triples = in_graph(with_places, "geonames")
    same = {(s, o) for s, p, o in triples if p == OWL + "sameAs"}
    assert same == {
        (iri_of(NANCY), node("https://sws.geonames.org/2990999/")),
        (iri_of(FRANCE), node("https://sws.geonames.org/3017382/")),
    }
    latitude = "http://www.w3.org/2003/01/geo/wgs84_pos#lat"
    assert (iri_of(NANCY), latitude, f'"48.68439"^^<{XSD}decimal>') in triples
    about = {p for s, p, _ in triples if s == IRIS.graph("geonames")}
    assert "http://purl.org/dc/terms/license" in about
    assert PROV + "wasDerivedFrom" in about
    elsewhere = [line for line in with_places.lines if IRIS.graph("geonames") not in line]
    assert tuple(elsewhere) == without.lines


def test_the_population_that_documents_state_settles_the_place(
    ontology: Ontology, gazetteer: Gazetteer
) -> None:
    aveiro = Mention("Territory", "Aveiro")
    bare = Fact(DOCUMENT, "mentions", aveiro, said(VILLES, "Nancy"))
    counted = Fact(aveiro, "population", "80000", said(VILLES, "105 000 hab"))
    same = (iri_of(aveiro), OWL + "sameAs", node("https://sws.geonames.org/2742611/"))
    assert same in in_graph(assemble([bare, counted], ontology, gazetteer), "geonames")
    assert in_graph(assemble([bare], ontology, gazetteer), "geonames") == set()


def test_what_a_territory_is_part_of_is_followed_upwards_and_in_circles(
    ontology: Ontology, gazetteer: Gazetteer
) -> None:
    text = "Vienne, Autriche"
    evidence = Evidence(VILLES, (Quote(text, 0, 1, 1),), "test", 1.0)
    vienna, valley, austria = (
        Mention("Territory", name) for name in ("Vienne", "Val du Danube", "Autriche")
    )
    facts = [
        Fact(vienna, "partOf", valley, evidence),
        Fact(valley, "partOf", austria, evidence),
        Fact(valley, "partOf", vienna, evidence),
    ]
    triples = in_graph(assemble(facts, ontology, gazetteer), "geonames")
    assert (iri_of(vienna), OWL + "sameAs", node("https://sws.geonames.org/2761369/")) in triples


def test_what_the_stage_resolve_gives_can_be_assembled(ontology: Ontology) -> None:
    facts = [*villes(), *autres()]
    entities: Entities = resolve_entities(facts, Register(), IRIS)
    dataset = assemble_dataset(facts, entities, ontology, IRIS, Nowhere())
    iri = entities.iri(VILLES, VELO)
    assert (iri, RDF + "type", node(LF2L + "Project")) in in_graph(dataset, "notes-villes")
