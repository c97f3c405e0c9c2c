"""A small Wikidata of our own, in its RDF model: a department, two namesakes, an administration."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lf2l_kg.link import Slice, Subject, read_slice

_PREFIXES = {
    "wd": "http://www.wikidata.org/entity/",
    "wdt": "http://www.wikidata.org/prop/direct/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "schema": "http://schema.org/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "p": "http://www.wikidata.org/prop/",
    "ps": "http://www.wikidata.org/prop/statement/",
    "pq": "http://www.wikidata.org/prop/qualifier/",
    "s": "http://www.wikidata.org/entity/statement/",
    "wikibase": "http://wikiba.se/ontology#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

#: Made-up things under small numbers; « Valmont » is the name of a commune in each of two departments.
ITEMS = """
wd:Q100 rdfs:label "France"@fr ; wdt:P31 wd:Q6256 ; wdt:P1566 "9100" .
wd:Q110 rdfs:label "Haute-Région"@fr ; wdt:P31 wd:Q36784 ; wdt:P131 wd:Q100 ; wdt:P17 wd:Q100 .
wd:Q120 rdfs:label "Meurthe"@fr ; wdt:P31 wd:Q6465 ; wdt:P131 wd:Q110 ; wdt:P17 wd:Q100 .
wd:Q130 rdfs:label "Moselotte"@fr ; wdt:P31 wd:Q6465 ; wdt:P131 wd:Q110 ; wdt:P17 wd:Q100 .
wd:Q121 rdfs:label "Valmont-sur-Orne"@fr , "Valmont"@en ; skos:altLabel "Valmont la Belle"@fr ;
    schema:description "commune de la Meurthe"@fr ; wdt:P31 wd:Q484170 ; wdt:P131 wd:Q120 ;
    wdt:P17 wd:Q100 ; wdt:P374 "54999" ; wdt:P1566 "9121" ; wdt:P1082 "1200" ;
    wdt:P625 "Point(6.1 48.7)" .
wd:Q131 rdfs:label "Valmont"@fr ; wdt:P31 wd:Q484170 ; wdt:P131 wd:Q130 ; wdt:P17 wd:Q100 ;
    wdt:P1566 "9131" ; wdt:P1082 "80" .
wd:Q122 rdfs:label "Saint-Élophe"@fr ; wdt:P31 wd:Q777 ; wdt:P131 wd:Q120 ; wdt:P17 wd:Q100 .
wd:Q777 rdfs:label "ville nouvelle"@fr ; wdt:P279 wd:Q484170 .
wd:Q140 rdfs:label "Atelier des Possibles"@fr ; wdt:P31 wd:Q43229 ; wdt:P17 wd:Q100 ;
    wdt:P6782 "0abcdef12" ; wdt:P856 <https://www.possibles.example/> .
wd:Q141 rdfs:label "Valmont"@fr ; wdt:P31 wd:Q43229 ; wdt:P131 wd:Q120 ; wdt:P17 wd:Q100 .
wd:Q150 rdfs:label "Meurthe"@fr ; wdt:P31 wd:Q6465 , wd:Q43229 ; wdt:P17 wd:Q100 .
wd:Q160 rdfs:label "Vieux-Bourg"@fr ; wdt:P31 wd:Q484170 ; wdt:P131 wd:Q120 ; wdt:P17 wd:Q100 ;
    wdt:P576 "2019-01-01T00:00:00Z"^^xsd:dateTime .
wd:Q161 owl:sameAs wd:Q121 .
wd:Q121 p:P1082 s:a , s:b .
s:a a wikibase:BestRank ; ps:P1082 1200 ; pq:P585 "2021-01-01T00:00:00Z"^^xsd:dateTime .
s:b ps:P1082 900 ; pq:P585 "1999-01-01T00:00:00Z"^^xsd:dateTime .
wd:Q90005499990 rdfs:label "Trifouillis"@fr ; wdt:P31 wd:Q484170 ; wdt:P131 wd:Q120 ; wdt:P17 wd:Q100 .
"""


def turtle() -> str:
    heads = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in _PREFIXES.items())
    return heads + ITEMS


def write_slice(path: Path) -> Path:
    import pyoxigraph as ox

    with path.open("wb") as stream:
        triples = ox.parse(turtle().encode(), format=ox.RdfFormat.TURTLE)
        ox.serialize((quad.triple for quad in triples), stream, ox.RdfFormat.N_TRIPLES)
    return path


def small_slice(folder: Path) -> Slice:
    return read_slice([write_slice(folder / "slice.nt")])


def town(label: str, kind: str = "Territory", **said: Any) -> Subject:
    iri = f"https://w3id.org/lf2l/id/{kind.lower()}/x"
    return Subject(iri, kind, label, **said)
