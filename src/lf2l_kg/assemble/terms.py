"""The terms of other vocabularies that a dataset uses."""

from __future__ import annotations

import pyoxigraph as ox

from lf2l_kg.base.ontology import OWL, RDF, RDFS, SKOS, XSD

_OA = "http://www.w3.org/ns/oa#"
_PROV = "http://www.w3.org/ns/prov#"
_DCTERMS = "http://purl.org/dc/terms/"
_GEO = "http://www.w3.org/2003/01/geo/wgs84_pos#"

TYPE = ox.NamedNode(RDF + "type")
SUBJECT = ox.NamedNode(RDF + "subject")
PREDICATE = ox.NamedNode(RDF + "predicate")
OBJECT = ox.NamedNode(RDF + "object")
LABEL = ox.NamedNode(RDFS + "label")
PREF_LABEL = ox.NamedNode(SKOS + "prefLabel")
ALT_LABEL = ox.NamedNode(SKOS + "altLabel")
SAME_AS = ox.NamedNode(OWL + "sameAs")
DERIVED_FROM = ox.NamedNode(_PROV + "wasDerivedFrom")
SOURCE = ox.NamedNode(_DCTERMS + "source")
LICENSE = ox.NamedNode(_DCTERMS + "license")
LATITUDE = ox.NamedNode(_GEO + "lat")
LONGITUDE = ox.NamedNode(_GEO + "long")

HAS_TARGET = ox.NamedNode(_OA + "hasTarget")
HAS_SOURCE = ox.NamedNode(_OA + "hasSource")
EXACT = ox.NamedNode(_OA + "exact")
START = ox.NamedNode(_OA + "start")
END = ox.NamedNode(_OA + "end")
QUOTE_TYPES = tuple(
    ox.NamedNode(_OA + name)
    for name in ("SpecificResource", "TextQuoteSelector", "TextPositionSelector")
)

INTEGER = ox.NamedNode(XSD + "integer")
NON_NEGATIVE = ox.NamedNode(XSD + "nonNegativeInteger")
DECIMAL = ox.NamedNode(XSD + "decimal")


def decimal(value: float) -> ox.Literal:
    """The number as a canonical ``xsd:decimal``, at most seven digits after the point.

    Source: https://www.w3.org/TR/xmlschema-2/#decimal-canonical-representation
    """
    whole, _, rest = f"{value:.7f}".partition(".")
    return ox.Literal(f"{whole}.{rest.rstrip('0') or '0'}", datatype=DECIMAL)
