"""The ontology as the stages use it: classes, properties, themes, and the cues that announce them."""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pyoxigraph as ox
from msgspec import Struct

from .context import Context, read_context
from .cues import check_cues
from .errors import InputError
from .messages import Message
from .namespaces import CUE, OWL, RDF, RDFS, SKOS, XSD

#: The files of an ontology folder; the first four are published with the data.
FILES = ("lf2l.ttl", "themes.ttl", "shapes.ttl", "cues.ttl", "context.jsonld")

CueKind = Literal["class", "relation", "value", "role", "award", "context", "stop", "host"]


class Cue(Struct, frozen=True):
    """Words that announce a class or a property; see the head of ``cues.ttl`` for the notation."""

    iri: str
    kind: CueKind
    announces: str  # local name of a class or a property; "" for a stop
    pattern: str
    language: str
    inverse: bool  # relation: the object stands before the cue, the subject after it
    in_name: bool  # class: the noun is part of the name (« Université de Lorraine »)
    suffix: bool  # class: the noun may stand inside or after the name (« … Living Lab »)
    confidence: float


class Property(Struct, frozen=True):
    """A property: what it joins, and how its values are written."""

    name: str
    iri: str
    domain: tuple[str, ...]  # local names of classes; () for any
    range: tuple[str, ...]  # local names of classes; () for a literal
    datatypes: tuple[str, ...]  # XSD local names, or "langString"; () for a thing


class Concept(Struct, frozen=True):
    """A theme."""

    iri: str
    labels: tuple[tuple[str, str], ...]  # (language, preferred label), sorted
    alt_labels: tuple[tuple[str, str], ...]  # (language, alternative or hidden label), sorted
    broader: tuple[str, ...]  # IRIs


@dataclass(frozen=True, eq=False)
class Ontology:
    """Everything that the folder ``ontology/`` says. Compared by identity: it is read once."""

    namespace: str  # of our classes and properties; ends in "#" or "/"
    version: str  # owl:versionInfo
    classes: dict[str, str]  # local name → IRI
    properties: dict[str, Property]
    concepts: dict[str, Concept]  # IRI → concept
    cues: tuple[Cue, ...]
    context: Context
    digest: str  # SHA-256 over the files
    files: dict[str, bytes]  # name → content


def load_ontology(folder: Path) -> Ontology:
    """Read an ontology folder.

    Raises:
        InputError: when a file is missing or malformed, with its line and column.
    """
    return parse_ontology({name: _read(folder / name) for name in FILES}, folder)


def parse_ontology(files: dict[str, bytes], folder: Path) -> Ontology:
    """The ontology that some files hold.

    Args:
        files: name → content, one for each of :data:`FILES`.
        folder: where they are from, for messages.

    Raises:
        InputError: when a file is malformed, with its line and column.
    """
    graphs = {n: _parse(folder / n, data) for n, data in files.items() if n.endswith(".ttl")}
    terms = graphs["lf2l.ttl"]
    heads = sorted(terms.subjects(RDF + "type", OWL + "Ontology"))
    if not heads:
        raise InputError(
            Message(
                fr="aucun owl:Ontology : déclarez l’IRI et la version de l’ontologie",
                en="no owl:Ontology: declare the ontology's IRI and version",
            ),
            path=str(folder / "lf2l.ttl"),
        )
    namespace = heads[0] if heads[0].endswith(("#", "/")) else heads[0] + "#"
    classes = {
        iri.removeprefix(namespace): iri
        for iri in sorted(terms.subjects(RDF + "type", OWL + "Class"))
        if iri.startswith(namespace)
    }
    properties = {p.name: p for p in _properties(terms, namespace)}
    check_cues(files["cues.ttl"], folder / "cues.ttl", namespace, classes, properties)
    return Ontology(
        namespace=namespace,
        version=next(iter(terms.values(heads[0], OWL + "versionInfo")), ""),
        classes=classes,
        properties=properties,
        concepts={c.iri: c for c in _concepts(graphs["themes.ttl"])},
        cues=_cues(graphs["cues.ttl"], namespace),
        context=read_context(
            files["context.jsonld"],
            namespace,
            folder / "context.jsonld",
            _aligned(terms, properties.values()),
        ),
        digest=hashlib.sha256(b"\0".join(files[name] for name in FILES)).hexdigest(),
        files=files,
    )


class _Graph:
    """The triples of one file, by subject and predicate."""

    def __init__(self, triples: list[ox.Quad]) -> None:
        self._objects: dict[tuple[str, str], list[ox.NamedNode | ox.Literal]] = {}
        for triple in triples:
            if isinstance(triple.subject, ox.NamedNode) and isinstance(
                triple.object, ox.NamedNode | ox.Literal
            ):
                key = (triple.subject.value, triple.predicate.value)
                self._objects.setdefault(key, []).append(triple.object)

    def subjects(self, predicate: str, value: str) -> set[str]:
        """The subjects that have a value."""
        return {
            s
            for (s, p), objects in self._objects.items()
            if p == predicate and any(o.value == value for o in objects)
        }

    def values(self, subject: str, predicate: str) -> tuple[str, ...]:
        """The values as text, sorted."""
        return tuple(sorted(o.value for o in self._objects.get((subject, predicate), ())))

    def texts(self, subject: str, *predicates: str) -> tuple[tuple[str, str], ...]:
        """(language, text) pairs, sorted."""
        return tuple(
            sorted(
                (o.language or "", o.value)
                for predicate in predicates
                for o in self._objects.get((subject, predicate), ())
                if isinstance(o, ox.Literal)
            )
        )


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes().removeprefix(codecs.BOM_UTF8)  # as some editors begin a file
    except OSError as error:
        raise InputError(
            Message(
                fr=f"fichier d’ontologie illisible ({error.strerror}) ; « lf2l-kg init » en donne une copie",
                en=f"unreadable ontology file ({error.strerror}); `lf2l-kg init` gives you a copy",
            ),
            path=str(path),
        ) from error


def _parse(path: Path, data: bytes) -> _Graph:
    try:
        return _Graph(list(ox.parse(data, format=ox.RdfFormat.TURTLE)))
    except SyntaxError as error:
        raise InputError(
            Message(
                fr=f"Turtle illisible : {error.msg} ; corrigez cette ligne",
                en=f"unreadable Turtle: {error.msg}; mend this line",
            ),
            path=str(path),
            line=error.lineno or 0,
            column=error.offset or 0,
        ) from error


def _properties(terms: _Graph, namespace: str) -> list[Property]:
    found = []
    literal_types = {RDF + "langString": "langString"}
    for kind in ("DatatypeProperty", "ObjectProperty"):
        for iri in sorted(terms.subjects(RDF + "type", OWL + kind)):
            if not iri.startswith(namespace):
                continue
            ranges = terms.values(iri, RDFS + "range") + terms.values(iri, CUE + "range")
            found.append(
                Property(
                    name=iri.removeprefix(namespace),
                    iri=iri,
                    domain=_local(
                        terms.values(iri, RDFS + "domain") + terms.values(iri, CUE + "domain"),
                        namespace,
                    ),
                    range=_local(ranges, namespace) if kind == "ObjectProperty" else (),
                    datatypes=tuple(
                        literal_types.get(r, r.removeprefix(XSD))
                        for r in ranges
                        if r.startswith(XSD) or r in literal_types
                    ),
                )
            )
    return found


def _aligned(terms: _Graph, properties: Iterable[Property]) -> dict[str, str]:
    """For each property of another vocabulary the one of ours that is a special case of it.

    Of several the one with the widest domain; none when two are as wide.
    """
    found: dict[str, list[Property]] = {}
    for ours in properties:
        for wider in terms.values(ours.iri, RDFS + "subPropertyOf"):
            found.setdefault(wider, []).append(ours)
    aligned = {}
    for wider, ours_all in found.items():
        widths = sorted((len(p.domain), p.name) for p in ours_all)
        if len(widths) == 1 or widths[-1][0] > widths[-2][0]:
            aligned[wider] = widths[-1][1]
    return aligned


def _local(iris: tuple[str, ...], namespace: str) -> tuple[str, ...]:
    return tuple(sorted({i.removeprefix(namespace) for i in iris if i.startswith(namespace)}))


def _concepts(themes: _Graph) -> list[Concept]:
    return [
        Concept(
            iri=iri,
            labels=themes.texts(iri, SKOS + "prefLabel"),
            alt_labels=themes.texts(iri, SKOS + "altLabel", SKOS + "hiddenLabel"),
            broader=themes.values(iri, SKOS + "broader"),
        )
        for iri in sorted(themes.subjects(RDF + "type", SKOS + "Concept"))
    ]


def _cues(graph: _Graph, namespace: str) -> tuple[Cue, ...]:
    kinds: dict[str, CueKind] = {
        "ClassCue": "class",
        "RelationCue": "relation",
        "ValueCue": "value",
        "RoleCue": "role",
        "AwardCue": "award",
        "ContextCue": "context",
        "StopCue": "stop",
        "HostCue": "host",
    }
    found = []
    for type_name, kind in kinds.items():
        for iri in sorted(graph.subjects(RDF + "type", CUE + type_name)):
            announces = graph.values(iri, CUE + "announces")
            confidence = float(next(iter(graph.values(iri, CUE + "confidence")), "0.8"))
            found += [
                Cue(
                    iri=iri,
                    kind=kind,
                    announces=name.removeprefix(namespace),
                    pattern=pattern,
                    language=language,
                    inverse=graph.values(iri, CUE + "inverse") == ("true",),
                    in_name=graph.values(iri, CUE + "inName") == ("true",),
                    suffix=graph.values(iri, CUE + "suffix") == ("true",),
                    confidence=confidence,
                )
                for name in announces or ("",)
                for language, pattern in graph.texts(iri, CUE + "pattern")
            ]
    return tuple(found)
