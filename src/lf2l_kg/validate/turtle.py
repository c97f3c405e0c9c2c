"""The validation report in RDF, its nodes named after what they hold.

A report names the dataset that it judged, and all its nodes after itself: of a result, what stands behind its
node is written once and kept, and copied into each report that has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urljoin

import pyoxigraph as ox

from lf2l_kg.base.messages import Message
from lf2l_kg.base.namespaces import DCTERMS, PROV, RDF, SH, XSD
from lf2l_kg.base.records import Result, Severity

from .shacl import ShaclResult, term_of_line

_SEVERITY_NAMES: dict[Severity, str] = {"error": "Violation", "warning": "Warning", "info": "Info"}
_SOME_NODE = ox.NamedNode("urn:result")
_SOME_NAME = "result"

Described = Iterator[tuple[str, ox.NamedNode | ox.Literal]]


def describe_in_turtle(result: Result, found: ShaclResult, value: str, namespace: str) -> str:
    """What stands behind the node of a result, to the end of its last line.

    Args:
        result: at its place.
        found: what SHACL found.
        value: the value node as in lines of N-Triples; "" for none.
        namespace: of the ontology.
    """
    described = _describe(result, found, value, namespace)
    text = _serialize([(_SOME_NODE, p, o) for p, o in described], namespace)
    return text.partition(f"\n{_SOME_NODE}")[2]


def write_turtle(
    results: Iterable[tuple[str, str]], digest: str, conforms: bool, namespace: str
) -> str:
    """The report, which is what all at once would be serialized as.

    ``sh:conformanceDisallows`` says that warnings and advice do not stand in the way. The dataset is
    identified by its digest, which is made from those of its parts: an ``ni:`` name (RFC 6920) would
    promise that it is the hash of the whole.

    Args:
        results: of each the name of its node, and what stands behind that.
        digest: of the dataset.
        conforms: whether it does.
        namespace: of the ontology.

    Source: https://www.w3.org/TR/shacl12-core/#conformance-checking
    """
    report = ox.NamedNode(urljoin(namespace, f"report/{digest[:16]}"))
    dataset = ox.NamedNode(f"{report.value}#dataset")
    node = ox.NamedNode(f"{report.value}#{_SOME_NAME}")
    head = _serialize(
        [
            (report, RDF + "type", ox.NamedNode(SH + "ValidationReport")),
            (report, SH + "conforms", ox.Literal(conforms)),
            (report, SH + "conformanceDisallows", ox.NamedNode(SH + "Violation")),
            (report, PROV + "wasDerivedFrom", dataset),
            (dataset, DCTERMS + "identifier", ox.Literal(digest)),
            (report, SH + "result", node),
        ],
        namespace,
    )
    head, end, _ = head.rpartition(" .\n")
    head, _, last = head.rpartition("\n")  # a result begins like that
    start, _, closing = last.rpartition(_SOME_NAME)  # as do all nodes, whatever prefix they have
    opening = start[start.rindex(" ") + 1 :]
    written = [
        f"{start}{name}{closing}{end}{opening}{name}{closing}{behind}" for name, behind in results
    ]
    return "".join((head, "\n", *written))


def _serialize(
    triples: Iterable[tuple[ox.NamedNode, str, ox.NamedNode | ox.Literal]], namespace: str
) -> str:
    data = ox.serialize(
        [ox.Triple(s, ox.NamedNode(p), o) for s, p, o in triples],
        format=ox.RdfFormat.TURTLE,
        prefixes={"sh": SH, "lf2l": namespace, "prov": PROV, "dcterms": DCTERMS, "xsd": XSD},
    )
    return (data or b"").decode()


def _describe(result: Result, found: ShaclResult, value: str, namespace: str) -> Described:
    yield RDF + "type", ox.NamedNode(SH + "ValidationResult")
    yield SH + "resultSeverity", ox.NamedNode(SH + _SEVERITY_NAMES[result.severity])
    yield SH + "sourceShape", ox.NamedNode(result.shape)
    yield SH + "sourceConstraintComponent", ox.NamedNode(found.component)
    yield SH + "focusNode", found.focus_node
    if result.result_path:
        yield SH + "resultPath", ox.NamedNode(result.result_path)
    if value:
        yield SH + "value", term_of_line(value)
    yield from _messages(result.message)
    if result.path:
        yield namespace + "sourcePath", ox.Literal(result.path)
        yield namespace + "line", ox.Literal(result.line)
        yield namespace + "column", ox.Literal(result.column)


def _messages(message: Message) -> Described:
    yield SH + "resultMessage", ox.Literal(message.fr, language="fr")
    yield SH + "resultMessage", ox.Literal(message.en, language="en")
