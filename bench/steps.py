"""What is measured: each step of the chain over all documents, and by themselves the parsers beneath."""

from __future__ import annotations

import datetime as dt
import gc
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import pyromark
import yaml

from lf2l_kg.assemble import assemble_dataset
from lf2l_kg.base.gazetteer import Gazetteer
from lf2l_kg.base.iris import Iris
from lf2l_kg.base.ontology import Ontology
from lf2l_kg.base.records import Document, Fact
from lf2l_kg.base.settings import Settings
from lf2l_kg.extract import extract_facts
from lf2l_kg.extract.finders import find_names, read_names
from lf2l_kg.extract.page.outline import read_outline
from lf2l_kg.extract.rules import state_facts
from lf2l_kg.extract.text.lexicon import compile_lexicon
from lf2l_kg.extract.text.view import View
from lf2l_kg.read import SourceFile, read_document
from lf2l_kg.release import write_release
from lf2l_kg.resolve import Register, resolve_entities
from lf2l_kg.validate import validate_dataset

Result = TypeVar("Result")

#: Steps within extract, in order; what is left of it is bookkeeping.
WITHIN_EXTRACT = ("words and cues", "finders", "names", "rules")


@dataclass(frozen=True, slots=True)
class Ground:
    """What extraction needs besides documents."""

    settings: Settings
    ontology: Ontology
    gazetteer: Gazetteer


def measure_round(files: Sequence[SourceFile], ground: Ground) -> dict[str, float]:
    """Seconds of processor for all documents, by step, and the number of "facts"; documents from disk."""
    took: dict[str, float] = {}
    texts = [Path(file.location).read_text(encoding="utf-8") for file in files]
    _timed(took, "pyromark alone", lambda: [_events(text) for text in texts])
    _timed(took, "PyYAML alone", lambda: [_front_matter(text) for text in texts])
    documents = _timed(took, "read", lambda: [read_document(f, ground.settings) for f in files])
    facts = _timed(took, "extract", lambda: _extract(documents, ground))
    took["facts"] = len(facts)
    for name, seconds in _within_extract(documents, ground).items():
        took[name] = seconds
    iris = Iris(ground.settings.base_iri)
    entities = _timed(took, "resolve", lambda: resolve_entities(facts, Register(), iris))
    _timed(
        took,
        "assemble",
        lambda: assemble_dataset(facts, entities, ground.ontology, iris, ground.gazetteer),
    )
    return took


def measure_release(files: Sequence[SourceFile], ground: Ground) -> dict[str, float]:
    """Seconds of processor from some documents' facts on to a release, by step."""
    took: dict[str, float] = {}
    documents = [read_document(file, ground.settings) for file in files]
    facts, iris = _extract(documents, ground), Iris(ground.settings.base_iri)
    entities = resolve_entities(facts, Register(), iris)
    dataset = assemble_dataset(facts, entities, ground.ontology, iris, ground.gazetteer)
    validate_dataset(dataset, ground.ontology)  # loads the libraries
    report = _timed(took, "validate", lambda: validate_dataset(dataset, ground.ontology))
    with tempfile.TemporaryDirectory() as folder:
        settings = replace(ground.settings, releases=Path(folder))
        _timed(
            took,
            "release",
            lambda: write_release(
                dataset, report, ground.ontology, settings, issued=dt.date(2000, 1, 1), commit=""
            ),
        )
    return took


def _extract(documents: Sequence[Document], ground: Ground) -> list[Fact]:
    return [
        fact
        for document in documents
        for fact in extract_facts(document, ground.ontology, ground.gazetteer)
    ]


def _within_extract(documents: Sequence[Document], ground: Ground) -> dict[str, float]:
    """The same calls as in ``extract_facts``, with a clock between them."""
    marks = dict.fromkeys(WITHIN_EXTRACT, 0.0)
    lexicon = compile_lexicon(ground.ontology)
    gc.collect()
    for document in documents:
        clock = [time.process_time()]
        view = View(document, lexicon, ground.gazetteer)
        view.cued("class")
        clock.append(time.process_time())
        outline = read_outline(view)
        founds = list(find_names(view, outline))
        clock.append(time.process_time())
        names = read_names(view, outline, founds)
        clock.append(time.process_time())
        for _fact in state_facts(view, outline, names):
            pass
        clock.append(time.process_time())
        for name, start, end in zip(WITHIN_EXTRACT, clock, clock[1:], strict=False):
            marks[name] += end - start
    return marks


def _events(text: str) -> int:
    return sum(1 for _ in pyromark.events_with_range(text))


def _front_matter(text: str) -> Any:
    _, front_matter, _ = text.split("---\n", 2)
    return yaml.load(front_matter, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  both are safe


def _timed(took: dict[str, float], name: str, work: Callable[[], Result]) -> Result:
    gc.collect()
    start = time.process_time()
    result = work()
    took[name] = time.process_time() - start
    return result
