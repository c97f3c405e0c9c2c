"""Facts listed by hand, of documents that are not in the project: none of what is found may be lost."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from lf2l_kg.assemble import assemble_dataset
from lf2l_kg.base.gazetteer import Gazetteer
from lf2l_kg.base.iris import Iris
from lf2l_kg.base.ontology import Ontology
from lf2l_kg.base.settings import Settings
from lf2l_kg.extract import extract_facts
from lf2l_kg.read import read_documents
from lf2l_kg.resolve import Register, resolve_entities


@pytest.mark.parametrize(
    ("name", "floors"),
    [
        (
            "seeds",
            {"precision": 0.97, "recall": 0.95, "entity_precision": 0.97, "entity_recall": 0.97},
        ),
        (
            "dev",
            {"precision": 0.93, "recall": 0.85, "entity_precision": 0.93, "entity_recall": 0.90},
        ),
    ],
)
def test_what_a_person_found_is_found(
    name: str,
    floors: dict[str, float],
    shared: Path,
    ontology: Ontology,
    gazetteer: Gazetteer,
    tmp_path: Path,
) -> None:
    settings = Settings()
    iris = Iris(settings.base_iri)
    facts = [
        fact
        for document in read_documents([shared / "corpus" / name], settings)
        for fact in extract_facts(document, ontology, gazetteer)
        if fact.evidence.confidence >= settings.threshold
    ]
    entities = resolve_entities(facts, Register(), iris)
    dump = tmp_path / "dump.nq"
    dump.write_bytes(assemble_dataset(facts, entities, ontology, iris, gazetteer).serialize())
    scorer = [sys.executable, str(shared / "gold" / "score.py"), str(dump)]
    gold = ["--gold", str(shared / "gold" / name)]
    scored = subprocess.run([*scorer, *gold], capture_output=True, text=True, check=True)
    score = json.loads(scored.stdout.splitlines()[-1])
    assert {key: score[key] for key in floors if score[key] < floors[key]} == {}
    assert score["trap_hits"] == 0
