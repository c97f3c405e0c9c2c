"""What changed since the release before: the quads, the entities, the links, the facts."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.errors import InputError
from lf2l_kg.base.history import ChangeCounts, damaged_history
from lf2l_kg.base.iris import Iris
from lf2l_kg.base.lines import split_line, split_statement
from lf2l_kg.base.ontology import Ontology

from .contents import (
    Contents,
    Entity,
    differing_graphs,
    documents_of,
    is_described,
    read_contents,
)
from .dumps import everything
from .heirs import find_heirs, find_retitled
from .manifest import Counts, GraphRecord, Manifest, read_manifest
from .packing import INDEX as CHUNKS
from .packing import Index, read_index
from .sides import Differing, Side


@dataclass(frozen=True, slots=True)
class Previous:
    """The release that another one follows."""

    manifest: Manifest
    side: Side
    indexes: Mapping[str, Index]  # the chunks of its dumps, by the dump's file

    @property
    def digest(self) -> str:
        """Its own."""
        return self.manifest.digest

    @property
    def counts(self) -> Counts:
        """How much there is in it."""
        return self.manifest.counts

    def is_sound(self, name: str) -> bool:
        """Whether a file is as it was written."""
        try:
            self.refuse_damage(name)
        except InputError:
            return False
        return True

    def refuse_damage(self, name: str) -> None:
        """See that a file is as it was written, since the next release carries on what it says.

        Raises:
            InputError: when it is not.
        """
        path = self.side.path / name
        record = self.manifest.files.get(name)
        try:
            same = record is not None and _digest_of(path) == record.sha256
        except OSError as error:
            raise damaged_history(path, error) from error
        if not same:
            raise damaged_history(path, ValueError("sha256"))


def read_previous(release: Path | None) -> Previous | None:
    """A release to compare with; one that cannot be read any more counts as none."""
    if release is None:
        return None
    try:
        manifest = read_manifest(release)
        files = manifest.files
        if any(_digest_of(release / n) != files[n].sha256 for n in (everything().name, CHUNKS)):
            return None
        indexes = read_index(release)
        return Previous(manifest, Side.of(release, manifest.graphs, indexes), indexes)
    except (InputError, KeyError, OSError):
        return None


def _digest_of(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@dataclass(frozen=True, slots=True)
class Changes:
    """What became of the release before. IRIs are without brackets; all is sorted."""

    added_lines: tuple[str, ...]  # N-Quads
    removed_lines: tuple[str, ...]
    documents: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]  # added, changed, removed
    added: tuple[Entity, ...]
    changed: tuple[Entity, ...]  # same IRI, same label, other facts, be it none any more
    renamed: tuple[tuple[Entity, str], ...]  # with the label of before
    merged: tuple[tuple[Entity, str], ...]  # gone, with the IRI that has its name or its link now
    removed: tuple[Entity, ...]
    links_added: tuple[str, ...]  # statements
    links_lost: tuple[str, ...]
    facts_added: tuple[tuple[str, tuple[str, ...]], ...]  # statement, its documents
    facts_removed: tuple[tuple[str, tuple[str, ...]], ...]

    def count(self, previous: Previous | None) -> ChangeCounts:
        """The numbers of it."""
        return ChangeCounts(
            entities_before=sum(previous.counts.entities.values()) if previous else 0,
            links_before=previous.counts.links if previous else 0,
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

    @property
    def iris(self) -> set[str]:
        """All that is told of."""
        facts = (fact for fact, _ in (*self.facts_added, *self.facts_removed))
        statements = (*self.links_added, *self.links_lost, *facts)
        terms = (term for statement in statements for term in split_statement(statement)[::2])
        heirs = (heir for _, heir in self.merged)
        return {*(term[1:-1] for term in terms if term[0] == "<"), *heirs}


NO_CHANGES = Changes((), (), ((), (), ()), (), (), (), (), (), (), (), (), ())


@dataclass(frozen=True, slots=True)
class Reading:
    """How a dataset is read; see :func:`read_contents`."""

    ontology: Ontology
    iris: Iris
    language: str

    @property
    def wikidata(self) -> str:
        """The graph that is in no merged dump, nor the default graph."""
        return self.iris.graph("wikidata")

    def contents(
        self, dataset: Dataset, graphs: Mapping[str, GraphRecord] | None = None
    ) -> Contents:
        """What a dataset holds, or some quads of a release whose graphs are known."""
        paths = None if graphs is None else {name: graph.document for name, graph in graphs.items()}
        return read_contents(dataset, self.ontology, self.iris, self.language, paths)


def find_changes(previous: Previous | None, after: Side, reading: Reading) -> Changes:
    """Compare a release with the one before; nothing has changed when there is none."""
    if previous is None:
        return NO_CHANGES
    before, differing = previous.side.graphs, Differing.between(previous.side, after)
    old = reading.contents(differing.was, before)
    new = reading.contents(differing.now, after.graphs)
    return tell_changes(differing, old, new, before, after.graphs)


def tell_changes(
    differing: Differing,
    old: Contents,
    new: Contents,
    before: Mapping[str, GraphRecord],
    after: Mapping[str, GraphRecord],
) -> Changes:
    """What became of a release.

    Args:
        differing: the quads that differ.
        old: what these held.
        new: what they hold.
        before: all graphs that there were.
        after: all graphs that there are.
    """
    old_lines, new_lines = differing.was.lines, differing.now.lines
    had, has = set(old_lines), set(new_lines)
    added_lines, removed_lines = tuple(sorted(has - had)), tuple(sorted(had - has))
    were, are = {e[2]: e for e in old.entities}, {e[2]: e for e in new.entities}
    touched = {fact.partition(" ")[0][1:-1] for fact in new.facts ^ old.facts}
    same = sorted(are[iri] for iri in are.keys() & were.keys())
    come = sorted(are[iri] for iri in are.keys() - were.keys())
    gone = sorted(were[iri] for iri in were.keys() - are.keys())
    # A theme is there whether or not a document speaks of it.
    there = {e for e in come if is_described(differing.was, e[2])}
    there |= {e for e in gone if is_described(differing.now, e[2])}
    gone = [entity for entity in gone if entity not in there]
    heirs = find_heirs(gone, old_lines, new_lines, are)
    heirs |= find_retitled(gone, removed_lines, added_lines, (were, are))
    return Changes(
        added_lines=added_lines,
        removed_lines=removed_lines,
        documents=_documents(before, after),
        added=tuple(entity for entity in come if entity not in there),
        changed=tuple(
            sorted([*there, *(e for e in same if e[2] in touched and e[1] == were[e[2]][1])])
        ),
        renamed=tuple((e, were[e[2]][1]) for e in same if e[1] != were[e[2]][1]),
        merged=tuple((e, heirs[e[2]]) for e in gone if e[2] in heirs),
        removed=tuple(e for e in gone if e[2] not in heirs),
        links_added=tuple(sorted(new.links - old.links)),
        links_lost=tuple(sorted(old.links - new.links)),
        facts_added=_with_documents(new.facts - old.facts, added_lines, after),
        facts_removed=_with_documents(old.facts - new.facts, removed_lines, before),
    )


def _documents(
    before: Mapping[str, GraphRecord], after: Mapping[str, GraphRecord]
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """The paths of those added, changed, removed."""
    differing = differing_graphs(before, after)
    touched = {of[name].document for of in (before, after) for name in differing if name in of}
    was, now = (
        documents_of({name: record for name, record in of.items() if record.document in touched})
        for of in (before, after)
    )
    both = was.keys() & now.keys()
    return (
        tuple(sorted(now.keys() - was.keys())),
        tuple(sorted(path for path in both if was[path] != now[path])),
        tuple(sorted(was.keys() - now.keys())),
    )


def _with_documents(
    facts: Collection[str], lines: Iterable[str], graphs: Mapping[str, GraphRecord]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    documents: dict[str, set[str]] = {fact: set() for fact in facts}
    for line in lines:
        statement, graph = split_line(line)
        if statement in documents and (path := graphs[graph].document):
            documents[statement].add(path)
    return tuple((fact, tuple(sorted(documents[fact]))) for fact in sorted(documents))
