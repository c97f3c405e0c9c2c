"""What goes with the ontology in a release: the words that announce its terms, the shapes that check them."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from lf2l_kg.base.namespaces import CUE, RDF, SH
from lf2l_kg.index import local_name

from .edition import Edition, unreadable
from .vocabulary import Graph, Texts, read_graph, text_in


class Cue(Struct, frozen=True):
    """Words that announce terms."""

    name: str
    terms: tuple[str, ...]  # IRIs, sorted
    confidence: str  # "" for none
    patterns: list[tuple[str, str]]  # (language, the patterns in it), sorted


class Shape(Struct, frozen=True):
    """A shape that has a message."""

    name: str
    terms: tuple[
        str, ...
    ]  # IRIs, sorted: its property; else the classes and properties that it targets
    severity: str  # "violation", "warning", "info"
    messages: Texts


def read_cues(edition: Edition) -> list[Cue]:
    """The cues of a release, by name; [] when it has none.

    Raises:
        InputError: when they cannot be read.
    """
    graph = _read(edition.path / "cues.ttl")
    found = []
    for subject in sorted(
        {subject for subject, predicate in graph if predicate == f"{CUE}announces"}
    ):
        patterns: dict[str, list[str]] = {}
        for language, pattern in graph.all_texts(subject, f"{CUE}pattern"):
            patterns.setdefault(language, []).append(pattern)
        joined = [(language, " · ".join(said)) for language, said in patterns.items()]
        confidence = text_in(graph.texts(subject, f"{CUE}confidence"), "")
        terms = graph.iris(subject, f"{CUE}announces")
        found.append(Cue(local_name(subject), terms, confidence, joined))
    return found


def read_shapes(edition: Edition) -> list[Shape]:
    """The shapes of a release that have a message, by name; [] when it has none.

    Raises:
        InputError: when they cannot be read.
    """
    graph = _read(edition.path / "shapes.ttl")
    found = []
    for subject in sorted({subject for subject, predicate in graph if predicate == f"{SH}message"}):
        severity = next(iter(graph.iris(subject, f"{SH}severity")), f"{SH}Violation")
        terms, messages = _spoken_of(graph, subject), graph.texts(subject, f"{SH}message")
        found.append(Shape(local_name(subject), terms, local_name(severity).lower(), messages))
    return found


def _spoken_of(graph: Graph, shape: str) -> tuple[str, ...]:
    path = graph.iris(shape, f"{SH}path")
    if path and path != (f"{RDF}type",):
        return path
    targets = graph.iris(shape, f"{SH}targetClass") + graph.iris(shape, f"{SH}targetSubjectsOf")
    return tuple(sorted(targets))


def _read(path: Path) -> Graph:
    try:
        return read_graph(path.read_bytes())
    except FileNotFoundError:  # a release need not have it
        return Graph()
    except (OSError, SyntaxError) as error:
        raise unreadable(path, error) from error
