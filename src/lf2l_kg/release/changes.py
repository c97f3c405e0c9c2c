"""What changed since the release before: the quads, the entities, the links, the facts."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

import zstandard

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.errors import InputError
from lf2l_kg.base.iris import Iris
from lf2l_kg.base.ontology import OWL, SKOS, Ontology

from .contents import Contents, Entity, read_contents, split_line
from .manifest import ChangeCounts, read_manifest

_IDENTIFYING = frozenset(
    f"<{iri}>"
    for iri in (SKOS + "prefLabel", SKOS + "altLabel", OWL + "sameAs", SKOS + "exactMatch")
)


@dataclass(frozen=True, slots=True)
class Previous:
    """The release to compare with; its dataset is empty when there is none."""

    digest: str  # "" when there is none
    dataset: Dataset
    contents: Contents
    path: Path | None = None


def read_previous(release: Path | None, ontology: Ontology, iris: Iris, language: str) -> Previous:
    """Read a release's dump. One that cannot be read any more counts as none."""
    digest, dataset = "", Dataset(())
    if release is not None:
        try:
            digest = read_manifest(release).digest
            data = (release / "dump.nq.zst").read_bytes()
            dataset = Dataset.parse(zstandard.ZstdDecompressor().decompress(data), str(release))
        except (InputError, OSError, zstandard.ZstdError):
            digest, dataset = "", Dataset(())
    contents = read_contents(dataset, ontology, iris, language)
    return Previous(digest, dataset, contents, release if digest else None)


@dataclass(frozen=True, slots=True)
class Changes:
    """What became of the release before. IRIs are without brackets; all is sorted."""

    added_lines: tuple[str, ...]  # N-Quads
    removed_lines: tuple[str, ...]
    documents: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]  # added, changed, removed
    added: tuple[Entity, ...]
    changed: tuple[Entity, ...]  # same IRI, same label, other facts
    renamed: tuple[tuple[Entity, str], ...]  # with the label of before
    merged: tuple[tuple[Entity, str], ...]  # gone, with the IRI that has its name or its link now
    removed: tuple[Entity, ...]
    links_added: tuple[str, ...]  # statements
    links_lost: tuple[str, ...]
    facts_added: tuple[tuple[str, tuple[str, ...]], ...]  # statement, its documents
    facts_removed: tuple[tuple[str, tuple[str, ...]], ...]

    def count(self, before: Contents) -> ChangeCounts:
        """The numbers of it."""
        return ChangeCounts(
            entities_before=len(before.entities),
            links_before=len(before.links),
            added=len(self.added),
            changed=len(self.changed),
            renamed=len(self.renamed),
            merged=len(self.merged),
            removed=len(self.removed),
            links_added=len(self.links_added),
            links_lost=len(self.links_lost),
            facts_added=len(self.facts_added),
            facts_removed=len(self.facts_removed),
        )


def find_changes(previous: Previous, dataset: Dataset, contents: Contents) -> Changes:
    """Compare a dataset with the release before; nothing has changed when there is none."""
    if not previous.digest:
        return Changes((), (), ((), (), ()), (), (), (), (), (), (), (), (), ())
    old, new = previous.contents, contents
    before, after = set(previous.dataset.lines), set(dataset.lines)
    added_lines = tuple(line for line in dataset.lines if line not in before)
    removed_lines = tuple(line for line in previous.dataset.lines if line not in after)
    were, are = {e[2]: e for e in old.entities}, {e[2]: e for e in new.entities}
    touched = {fact.partition(" ")[0][1:-1] for fact in new.facts ^ old.facts}
    same = sorted(are[iri] for iri in are.keys() & were.keys())
    gone = sorted(were[iri] for iri in were.keys() - are.keys())
    heirs = _find_heirs(gone, previous.dataset, dataset, are)
    return Changes(
        added_lines=added_lines,
        removed_lines=removed_lines,
        documents=_documents(old.documents, new.documents),
        added=tuple(sorted(are[iri] for iri in are.keys() - were.keys())),
        changed=tuple(e for e in same if e[2] in touched and e[1] == were[e[2]][1]),
        renamed=tuple((e, were[e[2]][1]) for e in same if e[1] != were[e[2]][1]),
        merged=tuple((e, heirs[e[2]]) for e in gone if e[2] in heirs),
        removed=tuple(e for e in gone if e[2] not in heirs),
        links_added=tuple(sorted(new.links - old.links)),
        links_lost=tuple(sorted(old.links - new.links)),
        facts_added=_with_documents(new.facts - old.facts, added_lines, new),
        facts_removed=_with_documents(old.facts - new.facts, removed_lines, old),
    )


_Documents = dict[str, tuple[str, ...]]


def _documents(
    before: _Documents, after: _Documents
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    both = before.keys() & after.keys()
    return (
        tuple(sorted(after.keys() - before.keys())),
        tuple(sorted(path for path in both if before[path] != after[path])),
        tuple(sorted(before.keys() - after.keys())),
    )


def _find_heirs(
    gone: list[Entity], before: Dataset, after: Dataset, are: dict[str, Entity]
) -> dict[str, str]:
    """The entities that have the names or the links of those that are gone: gone → heir.

    An heir is of the same class, and has come by that name or link in this release; of several, the
    first by IRI is taken.
    """
    if not gone:
        return {}
    left = {entity[2] for entity in gone}
    known = _marks(before, left | are.keys())
    marks = {iri: known.get(iri, set()) for iri in left}
    wanted = {mark for found in marks.values() for mark in found}
    owners: dict[tuple[str, str], str] = {}
    for iri, found in sorted(_marks(after, are.keys()).items()):
        for mark in (found - known.get(iri, set())) & wanted:
            owners.setdefault((are[iri][0], mark), iri)
    heirs = {}
    for kind, _, iri in gone:
        owning = [owners[kind, mark] for mark in marks[iri] if (kind, mark) in owners]
        if owning:
            heirs[iri] = min(owning)
    return heirs


def _marks(dataset: Dataset, iris: Collection[str]) -> dict[str, set[str]]:
    """What identifies things: their names, without case or language, and what they are the same as."""
    marks: dict[str, set[str]] = {}
    for line in dataset.lines:
        subject, predicate, rest = line.split(" ", 2)
        if predicate in _IDENTIFYING and subject[1:-1] in iris:
            value = rest.rpartition('"')[0].casefold() if rest[0] == '"' else rest.split(" ")[0]
            marks.setdefault(subject[1:-1], set()).add(value)
    return marks


def _with_documents(
    facts: Collection[str], lines: Iterable[str], contents: Contents
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    documents: dict[str, set[str]] = {fact: set() for fact in facts}
    for line in lines:
        statement, graph = split_line(line)
        if statement in documents and (path := contents.graphs[graph].document):
            documents[statement].add(path)
    return tuple((fact, tuple(sorted(documents[fact]))) for fact in sorted(documents))
