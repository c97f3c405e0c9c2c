"""The catalogue as udata reads it: what its harvester makes of each value, by rdflib, as it does."""

from __future__ import annotations

import datetime
from pathlib import Path

import rdflib
from rdflib.namespace import DCAT, DCTERMS, RDF

from lf2l_kg.pages import PORTAL_FILE, serialize_for_portals
from releasing import release_of
from serving import Client
from test_release_catalog import DATED

SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")


def harvested(tmp_path: Path) -> tuple[bytes, rdflib.Graph]:

    release = release_of(tmp_path, DATED).path
    content = serialize_for_portals((release / "catalog.ttl").read_bytes())
    return content, rdflib.Graph().parse(data=content, format="turtle")


def test_udata_can_store_every_value_that_it_reads(tmp_path: Path) -> None:
    _, graph = harvested(tmp_path)
    (dataset,) = graph.subjects(RDF.type, DCAT.Dataset)
    files = list(graph.objects(dataset, DCAT.distribution))
    assert files
    for file in files:
        (checksum,) = graph.objects(file, SPDX.checksum)
        (value,) = graph.objects(checksum, SPDX.checksumValue)
        assert isinstance(value, rdflib.Literal)
        assert isinstance(value.toPython(), str)  # bytes are refused, and the dataset with them
        assert len(str(value)) == 64
    (period,) = graph.objects(dataset, DCTERMS.temporal)
    assert isinstance(period, rdflib.BNode)  # an IRI would be fetched
    ends = [graph.value(period, end) for end in (DCAT.startDate, DCAT.endDate)]
    days = [end.toPython() for end in ends if isinstance(end, rdflib.Literal)]
    assert [type(day) for day in days] == [datetime.date, datetime.date]
    assert [(day.month, day.day) for day in days] == [(1, 1), (12, 31)]


def test_only_these_values_differ_from_the_catalogue(tmp_path: Path) -> None:
    content, graph = harvested(tmp_path)
    catalogue = rdflib.Graph().parse(next(tmp_path.rglob("catalog.ttl")))
    terms = {SPDX.checksumValue, DCAT.startDate, DCAT.endDate, DCTERMS.temporal}
    period = catalogue.value(None, RDF.type, DCTERMS.PeriodOfTime)

    def rest(of: rdflib.Graph) -> set[tuple[object, ...]]:
        return {
            t for t in of if t[1] not in terms and t[0] != period and t[2] != DCTERMS.PeriodOfTime
        }

    assert rest(graph) == rest(catalogue)
    assert len(graph) == len(catalogue)
    assert serialize_for_portals(content) == content


def test_a_server_gives_it(client: Client) -> None:
    reply = client.get(f"/{PORTAL_FILE}")
    assert (reply.status, reply.headers["content-type"]) == (200, "text/turtle; charset=utf-8")
    assert client.get(f"/{PORTAL_FILE}", if_none_match=reply.headers["etag"]).status == 304
