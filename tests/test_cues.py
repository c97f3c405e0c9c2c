"""base.cues: a mistake in cues.ttl is told, at its line, instead of finding nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from lf2l_kg.base.errors import MalformedFileError
from lf2l_kg.base.ontology import Ontology, load_ontology
from lf2l_kg.base.resources import packaged

HEAD = "@prefix cue: <https://w3id.org/lf2l/cue#> .\n@prefix lf2l: <https://w3id.org/lf2l/ontology#> .\n"
GOOD = 'cue:good a cue:RelationCue ;\n  cue:announces lf2l:carriedBy ; cue:pattern "mené[e] par"@fr .\n'


def load_with(cues: str, folder: Path) -> Ontology:
    shutil.copytree(packaged("ontology"), folder, ignore=shutil.ignore_patterns("examples"))
    cues = cues.replace("RELATES", "a cue:RelationCue ; cue:announces lf2l:carriedBy")
    (folder / "cues.ttl").write_text(HEAD + GOOD + cues, encoding="utf-8")
    return load_ontology(folder)


@pytest.mark.parametrize(
    ("cue", "line", "words"),
    [
        ("cue:x a cue:RelationCues ; cue:pattern 'par' .", 5, "cue:RelationCue"),
        ("cue:x cue:announces lf2l:carriedBy ; cue:pattern 'par' .", 5, "cue:RelationCue"),
        ("cue:x a cue:RelationCue , cue:RoleCue ; cue:pattern 'par' .", 5, "two kinds"),
        ("cue:x a cue:RelationCue ; cue:announces lf2l:carryedBy ; cue:pattern 'a' .", 5, "write carriedBy"),
        ("cue:x a cue:ClassCue ; cue:announces lf2l:carriedBy ; cue:pattern 'par' .", 5, "Territory"),
        ("cue:x a cue:RelationCue ; cue:pattern 'par' .", 5, "announces nothing"),
        ("cue:x RELATES .", 5, "no cue:pattern"),
        ("cue:x RELATES ;\n  cue:patern 'par' ; cue:pattern 'a' .", 6, "write cue:pattern"),
        ('cue:x RELATES ;\n  cue:pattern "a" , "(par|b" .', 6, "no counterpart"),
        ("cue:x RELATES ; cue:confidence 3 ; cue:pattern 'par' .", 5, "from 0 to 1"),
        ("cue:x RELATES ; cue:confidence 'sure' ; cue:pattern 'par' .", 5, "from 0 to 1"),
        ("cue:x RELATES ; cue:inverse 'yes' ; cue:pattern 'par' .", 5, "true or false"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_cue_is_told_at_its_line(
    tmp_path: Path, cue: str, line: int, words: str
) -> None:
    with pytest.raises(MalformedFileError) as caught:
        load_with(cue, tmp_path / "ontology")
    (finding,) = caught.value.findings
    assert (finding.path, finding.line) == (str(tmp_path / "ontology" / "cues.ttl"), line)
    assert words in finding.message.en
    assert finding.message.fr != finding.message.en


def test_all_mistakes_are_told_in_the_order_of_the_file(tmp_path: Path) -> None:
    cues = "cue:x a cue:RelationCue ; cue:pattern '(' .\ncue:y a cue:StopCue .\n"
    with pytest.raises(MalformedFileError) as caught:
        load_with(cues, tmp_path / "ontology")
    assert [finding.line for finding in caught.value.findings] == [5, 5, 6]


def test_what_is_no_cue_may_stand_among_the_cues(tmp_path: Path) -> None:
    note = "<https://example.org/> <http://www.w3.org/2000/01/rdf-schema#comment> 'whose cues these are' .\n"
    ontology = load_with(note, tmp_path / "ontology")
    assert [cue.pattern for cue in ontology.cues] == ["mené[e] par"]
