"""Data and queries made from templates: the same for the same number, and each query as often as wanted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path
from random import Random
from urllib.parse import quote

import pyoxigraph as ox

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.history import ChangeCounts
from lf2l_kg.base.resources import packaged
from lf2l_kg.base.settings import Settings
from lf2l_kg.index import FILE_NAME as INDEX
from lf2l_kg.index import index_dataset
from lf2l_kg.release.files import describe_file
from lf2l_kg.release.indexing import SUMS as INDEX_SUMS
from lf2l_kg.release.indexing import sum_index
from lf2l_kg.release.manifest import (
    FILE_NAME,
    FORMAT,
    Counts,
    FileRecord,
    Manifest,
    read_published,
)
from lf2l_kg.release.store import FOLDER, SUMS, sum_files

BASE = "https://w3id.org/lf2l/"
TOWNS, COUNTIES, THEMES = 997, 20, 30
LARGE = 1_700_000  # bytes of the large answer, about

_ONTOLOGY, _ID = f"{BASE}ontology#", f"{BASE}id/"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_PREFIXES = f"PREFIX l: <{_ONTOLOGY}> PREFIX skos: <{_SKOS}> PREFIX id: <{_ID}> "
_HEAD = f"""@prefix l: <{_ONTOLOGY}> . @prefix skos: <{_SKOS}> . @prefix t: <{_ID}territory/> .
@prefix p: <{_ID}project/> . @prefix h: <{_ID}theme/> . @prefix i: <{_ID}institution/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""

#: One query of each kind; {p} {t} {h} stand for a project, a town and a theme, {n} for any number.
KINDS = {
    "point": "SELECT ?p ?o { <%(id)sproject/p{p}> ?p ?o }",
    "ask": "ASK { <%(id)sproject/p{p}> l:carriedBy ?i{n} }",
    "join": "SELECT ?l ?h { ?p{n} l:locatedIn <%(id)sterritory/t{t}> ; skos:prefLabel ?l ; l:hasTheme ?h }",
    "count": "SELECT (COUNT(*) AS ?n{n}) { ?p l:hasTheme <%(id)stheme/th{h}> }",
    "group": "SELECT ?h (COUNT(?p) AS ?n{n}) { ?p l:locatedIn <%(id)sterritory/t{t}> ; l:hasTheme ?h }"
    " GROUP BY ?h ORDER BY DESC(?n{n})",
    "filter": "SELECT ?p ?l { ?p l:hasTheme <%(id)stheme/th{h}> ; skos:prefLabel ?l"
    " FILTER(CONTAINS(?l, '{n}')) } LIMIT 50",
    "optional": "SELECT ?p ?l ?y{n} { ?p l:locatedIn <%(id)sterritory/t{t}> OPTIONAL { ?p l:startYear ?y{n} }"
    " OPTIONAL { ?p skos:prefLabel ?l } }",
    "path": "SELECT ?x{n} { <%(id)sproject/p{p}> l:locatedIn+ ?x{n} }",
    "construct": "CONSTRUCT { ?p{n} skos:prefLabel ?l } WHERE { ?p{n} l:locatedIn <%(id)sterritory/t{t}> ;"
    " skos:prefLabel ?l }",
    "describe": "DESCRIBE <%(id)sproject/p{p}>",
}

#: What one repeats, and what must not end.
SMALL = _PREFIXES + f"SELECT ?p ?o {{ <{_ID}project/p7> ?p ?o }}"
COUNTED = _PREFIXES + (
    f"SELECT ?h (COUNT(?p) AS ?n) {{ ?p l:locatedIn <{_ID}territory/t7> ; l:hasTheme ?h }} GROUP BY ?h"
)
HEAVY = (
    _PREFIXES
    + f"SELECT (COUNT(*) AS ?n) {{ {' . '.join(f'?t{n} a l:Territory' for n in range(5))} }}"
)


@dataclass(frozen=True, slots=True)
class Made:
    """What was made in a folder."""

    releases: Path  # two releases with the same data; ``current`` names the first
    names: tuple[str, str]
    triples: int

    @property
    def store(self) -> Path:
        """The store of the first release."""
        return self.releases / self.names[0] / FOLDER


def write_data(folder: Path, projects: int) -> Made:
    """Two releases with the same towns, projects and institutions; some seven triples a project."""
    made = Made(folder / "releases", ("2026-01-01-aaaaaaaa", "2026-01-02-bbbbbbbb"), 0)
    source = folder / "data.ttl"
    with source.open("w", encoding="utf-8") as file:
        file.write(_HEAD)
        file.writelines(_things(projects))
    index = _index(source)
    size = 0
    for name in made.names:
        release = made.releases / name
        release.mkdir(parents=True)
        store = ox.Store(str(release / FOLDER))
        store.bulk_load(path=str(source), format=ox.RdfFormat.TURTLE)
        store.flush()
        store.optimize()
        size = len(store)
        del store
        (release / SUMS).write_text(sum_files(release / FOLDER))
        files = {
            "ontology.ttl": (packaged("ontology") / "lf2l.ttl").read_bytes(),
            INDEX: index,
        }
        for part, data in files.items():
            (release / part).write_bytes(data)
        (release / INDEX_SUMS).write_text(sum_index(release))
        records = {part: describe_file(data) for part, data in files.items() if part != INDEX}
        (release / FILE_NAME).write_bytes(_manifest(size, records).serialize())
    switch(made, 0)
    return Made(made.releases, made.names, size)


def _index(source: Path) -> bytes:
    """The index of the data, as if one document had stated them."""
    graph = f"<{BASE}graph/made>"
    quads = ox.parse(path=str(source), format=ox.RdfFormat.TURTLE)
    lines = [f"{quad.triple} {graph} ." for quad in quads]
    return index_dataset(Dataset.from_lines(lines), BASE, _ONTOLOGY)


def switch(made: Made, number: int) -> None:
    """Make ``current`` name the first or the second release."""
    link = made.releases / "next"
    link.symlink_to(made.names[number])
    link.rename(made.releases / "current")


def queries(kind: str, projects: int, first: int = 0) -> Iterator[str]:
    """Queries of one kind, no two alike."""
    template = _PREFIXES + KINDS[kind] % {"id": _ID}
    for n in count(first):
        values = {"p": n * 7 % projects, "t": n % TOWNS, "h": n % THEMES, "n": n}
        found = template
        for name, value in values.items():
            found = found.replace(f"{{{name}}}", str(value))
        yield found


def mixed(projects: int, first: int = 0) -> Iterator[str]:
    """Queries of all kinds in turn, no two alike."""
    for several in zip(*(queries(kind, projects, first) for kind in KINDS), strict=True):
        yield from several


def large(rows: int) -> str:
    """A query with a long answer: some 160 bytes a row."""
    return _PREFIXES + f"SELECT ?p ?l {{ ?p skos:prefLabel ?l }} LIMIT {rows}"


def target(query: str) -> str:
    """What stands in the address, after the endpoint's path."""
    return "?query=" + quote(query, safe="")


def _manifest(triples: int, files: dict[str, FileRecord]) -> Manifest:
    """A release of a store and what a server cannot do without."""
    return Manifest(
        format=FORMAT,
        digest="",
        dataset_digest="",
        package_version="",
        commit="",
        issued=date(2026, 1, 1),
        published=read_published(Settings()),
        ontology_iri=f"{BASE}ontology",
        ontology_version="",
        ontology_digest="",
        conforms=True,
        previous="",
        feed_previous="",
        counts=Counts(0, 0, triples, triples, {}, 0, 0, {}),
        changes=ChangeCounts(*[0] * 11),
        graphs={},
        files=files,
    )


def _things(projects: int) -> Iterator[str]:
    random, institutions = Random(1), projects // 10 + 1  # noqa: S311 - data, not secrets
    for n in range(projects):
        yield (
            f'p:p{n} a l:Project ; skos:prefLabel "Projet numéro {n}"@fr , "Project number {n}"@en ;'
            f" l:locatedIn t:t{n % TOWNS} ; l:hasTheme h:th{random.randrange(THEMES)} ;"
            f" l:carriedBy i:i{random.randrange(institutions)} ;"
            f' l:startYear "{1990 + n % 35}"^^xsd:gYear .\n'
        )
    for n in range(TOWNS):
        yield (
            f't:t{n} a l:Territory ; skos:prefLabel "Ville {n}"@fr ; l:population {1000 + n * 37} ;'
            f" l:locatedIn t:c{n % COUNTIES} .\n"
        )
    for n in range(institutions):
        yield f'i:i{n} a l:Institution ; skos:prefLabel "Institution {n}"@fr .\n'
