"""The catalogue as portals made with udata take it: data.gouv.fr, and those of other countries.

udata refuses a whole dataset whose checksums are ``xsd:hexBinary``, as DCAT-AP asks, since rdflib makes bytes
of them; or whose period ends are years; and fetches the IRI of a period instead of reading on.

Source: https://github.com/opendatateam/udata, ``udata/core/dataset/rdf.py``: ``resource_from_rdf``,
``temporal_from_resource``
"""

from __future__ import annotations

import pyoxigraph as ox

from lf2l_kg.base.namespaces import RDF, XSD
from lf2l_kg.base.turtle import VOCABULARIES, serialize_turtle
from lf2l_kg.query.graphs import parse_graph

#: Its address on a site.
PORTAL_FILE = "udata.ttl"

_PERIOD = f"{VOCABULARIES['dcterms']}PeriodOfTime"
_ENDS = {
    f"{VOCABULARIES['dcat']}startDate": "01-01",
    f"{VOCABULARIES['dcat']}endDate": "12-31",
}
_HEX, _YEAR, _DATE = (ox.NamedNode(f"{XSD}{name}") for name in ("hexBinary", "gYear", "date"))


def serialize_for_portals(catalog: bytes) -> bytes:
    """The same catalogue, with plain checksums, and periods in days that have no IRI.

    Args:
        catalog: ``catalog.ttl`` of a release.

    Raises:
        SyntaxError: when it is not Turtle.
    """
    triples = parse_graph(catalog)
    kind, period = ox.NamedNode(f"{RDF}type"), ox.NamedNode(_PERIOD)
    periods = sorted({str(t.subject) for t in triples if (t.predicate, t.object) == (kind, period)})
    nameless = {iri: ox.BlankNode(f"period{number}") for number, iri in enumerate(periods)}

    def rewrite(triple: ox.Triple) -> ox.Triple:
        subject = nameless.get(str(triple.subject), triple.subject)
        end = nameless.get(str(triple.object), triple.object)
        return ox.Triple(subject, triple.predicate, _plain(triple.predicate, end))

    return serialize_turtle(map(rewrite, triples), VOCABULARIES)


def _plain(
    predicate: ox.NamedNode, value: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
) -> ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple:
    if not isinstance(value, ox.Literal):
        return value
    if value.datatype == _HEX:
        return ox.Literal(value.value)
    if value.datatype == _YEAR and predicate.value in _ENDS:
        return ox.Literal(f"{value.value}-{_ENDS[predicate.value]}", datatype=_DATE)
    return value
