"""The terms of other vocabularies that a dataset uses."""

from __future__ import annotations

import pyoxigraph as ox

from lf2l_kg.base.namespaces import DCTERMS, OA, OWL, PROV, RDF, RDFS, SKOS, WGS, XSD

TYPE = ox.NamedNode(RDF + "type")
SUBJECT = ox.NamedNode(RDF + "subject")
PREDICATE = ox.NamedNode(RDF + "predicate")
OBJECT = ox.NamedNode(RDF + "object")
LABEL = ox.NamedNode(RDFS + "label")
PREF_LABEL = ox.NamedNode(SKOS + "prefLabel")
ALT_LABEL = ox.NamedNode(SKOS + "altLabel")
SAME_AS = ox.NamedNode(OWL + "sameAs")
DERIVED_FROM = ox.NamedNode(PROV + "wasDerivedFrom")
SOURCE = ox.NamedNode(DCTERMS + "source")
LICENSE = ox.NamedNode(DCTERMS + "license")
LATITUDE = ox.NamedNode(WGS + "lat")
LONGITUDE = ox.NamedNode(WGS + "long")

HAS_TARGET = ox.NamedNode(OA + "hasTarget")
HAS_SOURCE = ox.NamedNode(OA + "hasSource")
EXACT = ox.NamedNode(OA + "exact")
START = ox.NamedNode(OA + "start")
END = ox.NamedNode(OA + "end")
QUOTE_TYPES = tuple(
    ox.NamedNode(OA + name)
    for name in ("SpecificResource", "TextQuoteSelector", "TextPositionSelector")
)

INTEGER = ox.NamedNode(XSD + "integer")
NON_NEGATIVE = ox.NamedNode(XSD + "nonNegativeInteger")
DECIMAL = ox.NamedNode(XSD + "decimal")


DIGITS = 7  # after the point


def decimal(value: float) -> ox.Literal:
    """The number as a canonical ``xsd:decimal``, with at most :data:`DIGITS`.

    Source: https://www.w3.org/TR/xmlschema-2/#decimal-canonical-representation
    """
    whole, _, rest = f"{value:.{DIGITS}f}".partition(".")
    return ox.Literal(f"{whole}.{rest.rstrip('0') or '0'}", datatype=DECIMAL)
