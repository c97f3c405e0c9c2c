"""resolve: the mentions of all documents become entities with lasting IRIs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from lf2l_kg.base.iris import Iris
from lf2l_kg.base.records import Entity, Fact, Finding, Mention

from .changing import resolve_changed
from .clusters import Tables, cluster_mentions
from .findings import find_renamed, find_shared_pages
from .minting import mint_iris
from .outline import Node, Outline, Place, outline_facts
from .register import Register, Row, read_register, write_register
from .resolved import Resolution, Resolved, Told

__all__ = [
    "Entities",
    "Outline",
    "Register",
    "Resolution",
    "Resolved",
    "Row",
    "Told",
    "outline_facts",
    "read_register",
    "resolve_changed",
    "resolve_entities",
    "write_register",
]


@dataclass(frozen=True)
class Entities:
    """The things that a corpus speaks of, and what means them."""

    entities: tuple[Entity, ...]  # sorted by IRI
    register: Register
    _iris: dict[tuple[str, Mention], str] = field(repr=False)
    findings: tuple[
        Finding, ...
    ] = ()  # what was recognised under another name, what has several pages

    @classmethod
    def of(
        cls,
        entities: Iterable[Entity],
        register: Register = Register(),  # noqa: B008 - frozen
        findings: tuple[Finding, ...] = (),
    ) -> Entities:
        """Rebuild from the records of ``entities.jsonl``."""
        ordered = tuple(sorted(entities, key=lambda entity: entity.iri))
        return cls(ordered, register, {m: e.iri for e in ordered for m in e.mentions}, findings)

    @cached_property
    def kinds(self) -> Mapping[str, str]:
        """The class of each, by IRI."""
        return {entity.iri: entity.kind for entity in self.entities}

    @cached_property
    def _by_iri(self) -> Mapping[str, Entity]:
        return {entity.iri: entity for entity in self.entities}

    def find(self, iri: str) -> Entity | None:
        """The entity of an IRI; None for that of a theme."""
        return self._by_iri.get(iri)

    def iri(self, path: str, mention: Mention) -> str:
        """The IRI of what a document's mention means; a theme's is its concept's.

        Raises:
            KeyError: for a mention that was not among the facts resolved.
        """
        return mention.label if mention.kind == "Theme" else self._iris[path, mention]


def resolve_entities(
    facts: Iterable[Fact],
    register: Register,
    iris: Iris,
    contents: Mapping[str, str] | None = None,
    language: str = "fr",
) -> Entities:
    """Decide which mentions are one thing, and give each thing its IRI.

    Args:
        facts: of all documents, in any order; read once, only small tables are kept.
        register: the IRIs already published; an entity found in it keeps its IRI.
        iris: makes new ones.
        contents: digests of the documents' texts by path (``content_digest``), by which a renamed file
            is recognised; those of documents that are not here stay as the register has them.
        language: of documents that do not say theirs; what they call a thing is its label.

    Returns:
        Entities sorted by IRI; their register holds the old rows, the new ones, and what has newly
        been learnt of the old ones.
    """
    by_path: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        by_path[fact.evidence.path].append(fact)
    tables = Tables(language, contents=dict(contents or {}))
    meant: dict[Node, list[tuple[str, Mention]]] = defaultdict(list)
    pages: list[tuple[Node, Place]] = []
    for path, said in by_path.items():
        outline = outline_facts(path, said)
        tables.add(outline, None)
        pages += [outline.page] if outline.page else []
        for member, mention in zip(outline.nodes, outline.mentions, strict=True):
            meant[member].append((path, mention))
    clusters = cluster_mentions(tables)
    minted = mint_iris(clusters, register.rows, register, iris)
    entities = (
        Entity(
            iri=name,
            kind=cluster.kind,
            label=cluster.label,
            alt_labels=cluster.alt_labels,
            mentions=_in_order([one for member in cluster.nodes for one in meant[member]]),
            foreign=cluster.foreign,
        )
        for cluster, name in zip(clusters, minted.iris, strict=True)
    )
    names = {m: iri for c, iri in zip(clusters, minted.iris, strict=True) for m in c.nodes}
    findings = find_renamed(tables, clusters, minted.renamed) + find_shared_pages(
        (names[member], place) for member, place in pages
    )
    return Entities.of(entities, register.replace(minted.rows.values()), findings)


def _in_order(mentions: list[tuple[str, Mention]]) -> tuple[tuple[str, Mention], ...]:
    return tuple(sorted(mentions, key=lambda m: (m[0], m[1].kind, m[1].label, m[1].scope)))
