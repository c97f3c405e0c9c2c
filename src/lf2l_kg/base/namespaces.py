"""The namespaces of the vocabularies that more than one module speaks."""

from __future__ import annotations

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
SH = "http://www.w3.org/ns/shacl#"
DCTERMS = "http://purl.org/dc/terms/"
PROV = "http://www.w3.org/ns/prov#"
OA = "http://www.w3.org/ns/oa#"  # Web Annotation
WGS = "http://www.w3.org/2003/01/geo/wgs84_pos#"
CUE = (
    "https://w3id.org/lf2l/cue#"  # ours: how ``cues.ttl`` says what announces a class or a property
)
WIKIDATA = "http://www.wikidata.org/entity/"
