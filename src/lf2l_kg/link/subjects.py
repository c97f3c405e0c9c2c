"""What the dataset says of each entity that could be linked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import pyoxigraph as ox
from msgspec import Struct

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.gazetteer import Gazetteer, Place
from lf2l_kg.base.namespaces import OA, OWL, RDF, SKOS, WGS, WIKIDATA
from lf2l_kg.base.ontology import Ontology

from .decisions import Decision
from .items import read_identifier, same_form

KINDS = (
    "Territory", "Institution", "Theme", "Project", "Person", "Publication", "Event", "Award",
)  # fmt: skip
_WITHIN = ("partOf", "locatedIn")
_LONGEST_ACRONYM = 6  # letters
_SHOWN = 3  # quotes of an entity that are worth showing

Values = dict[str, dict[str, set[str]]]  # subject → predicate → objects


class Subject(Struct, frozen=True):
    """One of our entities, and what its documents say that tells it from its namesakes."""

    iri: str
    kind: str  # one of KINDS
    label: str
    aliases: tuple[str, ...] = ()
    identifiers: tuple[tuple[str, str], ...] = ()  # (property, value), as in items.IDENTIFIERS
    country: str = ""  # its name, when the documents say it
    parents: tuple[str, ...] = ()  # names of the territories that it is in, without the country
    parent_items: tuple[str, ...] = ()  # ids of those territories that are linked already
    population: int | None = None
    point: tuple[float, float] | None = None  # latitude, longitude
    quotes: tuple[tuple[str, str], ...] = ()  # (document's path, words), the first few
    country_keys: tuple[
        str, ...
    ] = ()  # the country's names in all languages, as ``items.key`` has them
    parent_keys: tuple[str, ...] = ()  # those of the regions among the parents

    @property
    def names(self) -> tuple[str, ...]:
        """Label and aliases."""
        return (self.label, *self.aliases)

    @property
    def misspellable(self) -> tuple[str, ...]:
        """The names that may be spelt nearly so: one letter more or less makes another acronym.

        Of a theme its label alone, for its aliases are many words of every day.
        """
        aliases = () if self.kind == "Theme" else self.aliases
        return (self.label, *(name for name in aliases if not _is_acronym(name)))


def _is_acronym(name: str) -> bool:
    return name.isupper() and len(name) <= _LONGEST_ACRONYM and " " not in name


def find_subjects(
    dataset: Dataset, decisions: Sequence[Decision], ontology: Ontology, gazetteer: Gazetteer
) -> tuple[Subject, ...]:
    """Every entity that could be linked, in the order of their IRIs.

    Args:
        dataset: what the documents say.
        decisions: of people; identifiers and parents' items are read from those accepted.
        ontology: names the classes and properties.
        gazetteer: tells which of the territories that a thing is in are countries.
    """
    values, paths = _values(dataset, ontology.namespace), dict[str, str]()
    for iri, said in values.items():
        paths.update((iri, path) for path in said.get("sourcePath", ()))
    for decision in decisions:
        if decision.verdict == "accepted" and decision.subject in values:
            values[decision.subject][OWL + "sameAs"].add(decision.object)
    quotes = _quotes(values, paths)
    found = []
    for iri in sorted(values):
        kinds = [k for k in KINDS if k in values[iri].get(RDF + "type", ())]
        if kinds and (label := _label(values[iri])):
            found.append(_subject(iri, kinds[0], label, values, gazetteer, quotes.get(iri, [])))
    return tuple(found)


def _values(dataset: Dataset, namespace: str) -> Values:
    """All that is said, our own classes and properties by local name."""
    values: Values = defaultdict(lambda: defaultdict(set))
    for quad in dataset.quads():
        subject, term = quad.subject, quad.object
        if isinstance(subject, ox.NamedNode) and isinstance(term, ox.NamedNode | ox.Literal):
            predicate = quad.predicate.value.removeprefix(namespace)
            values[subject.value][predicate].add(term.value.removeprefix(namespace))
            if isinstance(term, ox.Literal) and term.language:
                values[subject.value][f"{predicate}@{term.language}"].add(term.value)
    return values


def _label(said: dict[str, set[str]]) -> str:
    """The label in French when there is one; "" without any."""
    names = said.get(SKOS + "prefLabel@fr") or said.get(SKOS + "prefLabel", set())
    return min(names, default="")


def _subject(
    iri: str, kind: str, label: str, values: Values, gazetteer: Gazetteer,
    quotes: Sequence[tuple[str, str]],
) -> Subject:  # fmt: skip
    said = values[iri]
    above = _territories_above(iri, values)
    names = {place: _label(values[place]) for place in above}
    areas = {name: _area(name, gazetteer) for name in names.values() if name}
    countries = sorted(n for n, area in areas.items() if area and area.kind == "country")
    regions = [area for area in areas.values() if area and area.kind == "region"]
    labels = said.get(SKOS + "prefLabel", set()) | said.get(SKOS + "altLabel", set())
    population = said.get("population", set())
    return Subject(
        iri=iri,
        kind=kind,
        label=label,
        aliases=tuple(sorted(labels - {label})),
        identifiers=tuple(sorted(_identifiers(said))),
        country=countries[0] if countries else "",
        country_keys=_other_names([a for a in (areas[n] for n in countries[:1]) if a], gazetteer),
        parents=tuple(sorted(set(names.values()) - set(countries) - {""})),
        parent_keys=_other_names(regions, gazetteer),
        parent_items=tuple(
            sorted(i for p, n in names.items() if n not in countries for i in _items(values[p]))
        ),
        population=int(min(population)) if len(population) == 1 else None,
        point=_point(said),
        quotes=tuple(sorted(quotes)[:_SHOWN]),
    )


def _territories_above(iri: str, values: Values) -> set[str]:
    """All that a thing is in, at any height; a circle of statements ends at its start."""
    above, left = set[str](), [iri]
    while left:
        said = values[left.pop()]
        higher = {p for name in _WITHIN for p in said.get(name, ())} - above - {iri}
        above |= {p for p in higher if p in values}
        left += sorted(higher & above)
    return {p for p in above if "Territory" in values[p].get(RDF + "type", ())}


def _area(name: str, gazetteer: Gazetteer) -> Place | None:
    """The country or region so called; None for a town, or what is not known."""
    found = gazetteer.find(name)[:1]
    return found[0] if found and found[0].kind != "city" else None


def _other_names(areas: Sequence[Place], gazetteer: Gazetteer) -> tuple[str, ...]:
    return tuple(sorted(key for area in areas for key in gazetteer.keys(area)))


def _items(said: dict[str, set[str]]) -> Iterable[str]:
    return (
        link.removeprefix(WIKIDATA)
        for link in said.get(OWL + "sameAs", ())
        if link.startswith(WIKIDATA)
    )


def _identifiers(said: dict[str, set[str]]) -> Iterable[tuple[str, str]]:
    for address in (*said.get(OWL + "sameAs", ()), *said.get("identifier", ())):
        if identifier := read_identifier(address):
            yield identifier
    for doi in said.get("doi", ()):
        yield "P356", same_form("P356", doi)
    for page in said.get("homepage", ()):
        yield "P856", same_form("P856", page)


def _point(said: dict[str, set[str]]) -> tuple[float, float] | None:
    latitudes, longitudes = said.get(WGS + "lat", ()), said.get(WGS + "long", ())
    if len(latitudes) != 1 or len(longitudes) != 1:
        return None
    return float(min(latitudes)), float(min(longitudes))


def _quotes(values: Values, paths: dict[str, str]) -> dict[str, list[tuple[str, str]]]:
    """The words that speak of each thing, from the evidence of statements on it."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for said in values.values():
        ends = said.get(RDF + "subject", set()) | said.get(RDF + "object", set())
        for quote in said.get("statedIn", ()) if ends else ():
            told = values.get(quote, {})
            words = min(told.get(OA + "exact", ()), default="")
            path = paths.get(min(told.get(OA + "hasSource", ()), default=""), "")
            for end in sorted(ends):
                if words and (path, words) not in found[end]:
                    found[end].append((path, words))
    return found
