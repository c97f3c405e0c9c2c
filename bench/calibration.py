"""``python bench/calibration.py``: what each rule's confidence is worth, on the gold facts.

For each rule: how many facts it stated in the documents that have gold facts, the share that is right,
and the mean confidence that it gave. The gold lies beside the project and stays there.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from collections import Counter, defaultdict
from pathlib import Path
from types import ModuleType
from typing import Any

from rich.console import Console
from rich.table import Table

from lf2l_kg.base.gazetteer import open_gazetteer
from lf2l_kg.base.ontology import Ontology, load_ontology
from lf2l_kg.base.records import Document, Fact, Mention
from lf2l_kg.base.resources import packaged
from lf2l_kg.base.settings import Settings
from lf2l_kg.cli.streams import cache_folder
from lf2l_kg.extract import extract_facts
from lf2l_kg.read import read_documents

SHARED = Path(__file__).resolve().parents[2] / "shared"


def main() -> int:
    """Print the table, the rules that state most first; only a word when there is no gold here."""
    if not (SHARED / "gold" / "score.py").is_file():
        Console(stderr=True).print("no gold facts beside the project: nothing to calibrate on")
        return 0
    score = _load_score()
    ontology = load_ontology(packaged("ontology"))
    gazetteer = open_gazetteer(cache_folder())
    stated: Counter[str] = Counter()
    right: Counter[str] = Counter()
    confidence: dict[str, float] = defaultdict(float)
    for split in ("seeds", "dev"):
        golds = _read_gold(score, split)
        for document in read_documents([SHARED / "corpus" / split], Settings()):
            gold = next(g for g in golds if g.path.endswith(document.path))
            judge = _Judge(score, gold, ontology)
            for fact in _core(score, document, ontology, gazetteer):
                stated[fact.evidence.rule] += 1
                right[fact.evidence.rule] += judge.is_right(fact)
                confidence[fact.evidence.rule] += fact.evidence.confidence
    table = Table("rule", "facts", "right", "confidence")
    for rule, count in stated.most_common():
        table.add_row(
            rule, str(count), f"{right[rule] / count:.2f}", f"{confidence[rule] / count:.2f}"
        )
    Console().print(table)
    return 0


def _load_score() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", SHARED / "gold" / "score.py")
    if spec is None or spec.loader is None:
        raise ImportError("gold/score.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["score"] = module
    spec.loader.exec_module(module)
    return module


def _read_gold(score: ModuleType, split: str) -> list[Any]:
    entities = json.loads((SHARED / "gold" / "entities.json").read_text(encoding="utf-8"))
    registry = {entity["id"]: entity for entity in entities}
    return [score.Gold(path, registry) for path in sorted((SHARED / "gold" / split).glob("*.json"))]


def _core(score: ModuleType, document: Document, ontology: Ontology, gazetteer: Any) -> list[Fact]:
    """The facts that the gold knows of, labels and mentions apart."""
    apart = {"mentions", "prefLabel", "altLabel"}
    facts = extract_facts(document, ontology, gazetteer)
    return [f for f in facts if f.predicate in score.PROPERTY_NAMES and f.predicate not in apart]


class _Judge:
    """Says of a fact whether the gold of its document states it, by the gold's own rules."""

    def __init__(self, score: ModuleType, gold: Any, ontology: Ontology) -> None:
        self._score, self._gold, self._ontology = score, gold, ontology
        facts = [f for f in gold.facts if not f.get("derived") and f["p"] not in score.DERIVED]
        self._known = {key for fact in facts for key in score.wanted(fact, gold.entities)}
        minted = {slug for slug, entity in gold.entities.items() if entity.get("minted")}
        self._minted = {key for key in self._known if minted & {key[0], key[2]}}

    def is_right(self, fact: Fact) -> bool:
        """Whether the gold has this fact, an optional one included."""
        minted = [key for key in self._minted if key[1] == fact.predicate]
        subjects = self._slugs(fact.subject) or {key[0] for key in minted}
        value = fact.object.label if isinstance(fact.object, Mention) else fact.object
        objects = {self._score.normalise_value(fact.predicate, value)}
        if isinstance(fact.object, Mention):
            objects |= self._slugs(fact.object) | {key[2] for key in minted}
        else:
            objects |= self._gold.slugs_of.get(self._score.normalise(fact.object), set())
        return any((s, fact.predicate, o) in self._known for s in subjects for o in objects)

    def _slugs(self, mention: Mention) -> set[str]:
        if mention.kind == "Document":
            return {"document"}
        labels = [mention.label]
        if mention.kind == "Theme":
            concept = self._ontology.concepts[mention.label]
            labels = [label for _, label in (*concept.labels, *concept.alt_labels)]
        found: set[str] = set()
        for label in labels:
            found |= self._gold.slugs_of.get(self._score.normalise(label), set())
        return found


if __name__ == "__main__":
    raise SystemExit(main())
