"""resolve: the mentions of all documents become entities with lasting IRIs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lf2l_kg.base.iris import Iris
from lf2l_kg.base.messages import Message
from lf2l_kg.base.records import Entity, Fact, Finding, Mention

from .clusters import Cluster, Tables, cluster_mentions
from .minting import mint_iris
from .outline import Outline, outline_facts
from .register import Register, Row, read_register, write_register

__all__ = [
    "Entities",
    "Outline",
    "Register",
    "outline_facts",
    "read_register",
    "resolve_entities",
    "resolve_outlines",
    "write_register",
]


@dataclass(frozen=True)
class Entities:
    """The things that a corpus speaks of, and what means them."""

    entities: tuple[Entity, ...]  # sorted by IRI
    register: Register
    _iris: dict[tuple[str, Mention], str] = field(repr=False)
    findings: tuple[Finding, ...] = ()  # what was recognised under another name

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
) -> Entities:
    """Decide which mentions are one thing, and give each thing its IRI.

    Args:
        facts: of all documents, in any order; read once, only small tables are kept.
        register: the IRIs already published; an entity found in it keeps its IRI.
        iris: makes new ones.
        contents: digests of the documents' texts by path (``content_digest``), by which a renamed file
            is recognised; those of documents that are not here stay as the register has them.

    Returns:
        Entities sorted by IRI; their register holds the old rows, the new ones, and what has newly
        been learnt of the old ones.
    """
    by_path: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        by_path[fact.evidence.path].append(fact)
    outlines = (outline_facts(path, said) for path, said in by_path.items())
    return resolve_outlines(outlines, register, iris, contents)


def resolve_outlines(
    outlines: Iterable[Outline],
    register: Register,
    iris: Iris,
    contents: Mapping[str, str] | None = None,
) -> Entities:
    """What :func:`resolve_entities` gives, from the outlines of all documents, in any order."""
    tables = Tables()
    for outline in outlines:
        tables.add(outline)
    clusters = [_with_titles(c, tables.titles, contents or {}) for c in cluster_mentions(tables)]
    minted, rows, renamed = mint_iris(clusters, register, iris)
    findings = (_renamed(tables, clusters[n], row) for n, row in sorted(renamed.items()))
    of_node = {n: iri for cluster, iri in zip(clusters, minted, strict=True) for n in cluster.nodes}
    mentions: dict[str, list[tuple[str, Mention]]] = defaultdict(list)
    for member, path, mention in tables.mentions:
        mentions[of_node[member]].append((path, mention))
    return Entities.of(
        (
            Entity(
                iri=iri,
                kind=cluster.kind,
                label=cluster.label,
                alt_labels=cluster.alt_labels,
                mentions=_in_order(mentions[iri]),
            )
            for cluster, iri in zip(clusters, minted, strict=True)
        ),
        rows,
        tuple(findings),
    )


def _in_order(mentions: list[tuple[str, Mention]]) -> tuple[tuple[str, Mention], ...]:
    if len(mentions) > 1:
        mentions.sort(key=lambda m: (m[0], m[1].kind, m[1].label, m[1].scope))
    return tuple(mentions)


def _renamed(tables: Tables, cluster: Cluster, row: Row) -> Finding:
    path, line, column = min(tables.places[n] for n in cluster.nodes if n in tables.places)
    return Finding(
        path=path,
        line=line,
        column=column,
        severity="info",
        code="renamed",
        message=Message(
            fr=f"« {row.label} » s’appelle maintenant « {cluster.label} » : ce qui en est dit est le même, "
            f"et son IRI reste {row.iri} ; si c’est une autre chose, dites-en autre chose",
            en=f"`{row.label}` is now called `{cluster.label}`: what is said of it is the same, and its "
            f"IRI stays {row.iri}; if it is another thing, say something else of it",
        ),
        value=cluster.label,
    )


def _with_titles(
    cluster: Cluster, titles: Mapping[str, str], contents: Mapping[str, str]
) -> Cluster:
    """A document with the keys by which it is recognised whatever its path: its title, what it holds."""
    if cluster.kind != "Document":
        return cluster
    path = cluster.label
    keys = {f"path:{path}"}
    if path in contents:
        keys.add(f"content:{contents[path]}")
    if path in titles:
        keys.add(f"title:{titles[path]}")
    return Cluster("Document", path, "", (), cluster.nodes, frozenset(keys))
