"""IRIs for clusters: the registered one where there is one, else a new one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from lf2l_kg.base.iris import LAYERS, Iris
from lf2l_kg.base.text import collapse, slug

from .clusters import Cluster
from .register import Register, Row

#: Keys from the surest to the least sure; a key counts only when one cluster has it.
_SURE = ("doi:", "hal:", "path:", "page:", "name:", "homepage:", "content:", "title:", "told:")
#: Keys of which only the latest is kept: they change with each edit.
_FLEETING = ("content:", "told:")


@dataclass(frozen=True, slots=True)
class Minted:
    """What clusters are called."""

    iris: list[str]  # of each, in their order
    rows: dict[str, Row]  # of each, by IRI, as the register shall hold it
    renamed: dict[int, Row]  # of those, by number, that are only known by the words about them


def mint_iris(
    clusters: list[Cluster], known_rows: Iterable[Row], register: Register, iris: Iris
) -> Minted:
    """An IRI for each cluster.

    A cluster takes the IRI of the row that it shares its surest key with, provided that the row's
    own path is not in use by another document. New IRIs never take one that stands in the register.

    Args:
        clusters: in their order.
        known_rows: those of the register that bear a key of theirs.
        register: all that was ever minted.
        iris: makes new ones.
    """
    candidates = tuple(known_rows)
    owners = Counter(key for cluster in clusters for key in cluster.keys)
    known: dict[int, Row] = {}
    renamed: dict[int, Row] = {}
    taken: set[str] = set()
    rows_of: dict[str, list[Row]] = defaultdict(list)
    for row in candidates:
        for key in row.keys:
            rows_of[key].append(row)
    bearing = _by_prefix(clusters)
    named = {bare_key(key) for key in owners if key.startswith("name:")}
    for prefix in _SURE:
        if prefix == "told:":  # what still has its name anywhere has no other one
            taken |= {row.iri for row in candidates if named.intersection(map(bare_key, row.keys))}
        for number in bearing[prefix]:
            if number in known:
                continue
            match = _match(clusters[number], prefix, rows_of, owners, taken)
            if match is not None:
                known[number] = match
                if prefix == "told:":
                    renamed[number] = match
                taken.add(match.iri)
    used = {iris.entity("Document", name) for name in LAYERS}
    minted: list[str] = []
    rows: dict[str, Row] = {}
    for number, cluster in enumerate(clusters):
        old = known.get(number)
        iri = old.iri if old else _new_iri(cluster, iris, used, register)
        used.add(iri)
        minted.append(iri)
        rows[iri] = _row(iri, cluster, old)
    return Minted(minted, rows, renamed)


def _by_prefix(clusters: list[Cluster]) -> dict[str, list[int]]:
    """The numbers of the clusters that have a key of a kind, by its prefix, in order."""
    bearing: dict[str, list[int]] = defaultdict(list)
    for number, cluster in enumerate(clusters):
        for prefix in {key[: key.index(":") + 1] for key in cluster.keys}:
            bearing[prefix].append(number)
    return bearing


def bare_key(key: str) -> str:
    """A key without the scope of the name: "name:roue@genk" → "name:roue"."""
    return key.partition("@")[0]


def _match(
    cluster: Cluster,
    prefix: str,
    rows_of: dict[str, list[Row]],
    owners: Counter[str],
    taken: set[str],
) -> Row | None:
    found = {
        row.iri: row
        for key in cluster.keys
        if key.startswith(prefix) and (owners[key] == 1 or prefix == "name:")
        for row in rows_of.get(key, ())
        if row.iri not in taken
        and (row.kind == "Document") == (cluster.kind == "Document")
        and (row.kind == cluster.kind or prefix in {"name:", "page:"})
    }
    if prefix in ("title:", "told:") and len(found) > 1:
        return None  # « Contact »: nobody knows which of them
    same_kind = {iri: row for iri, row in found.items() if row.kind == cluster.kind} or found
    return same_kind[min(same_kind)] if same_kind else None


def _new_iri(cluster: Cluster, iris: Iris, used: set[str], register: Register) -> str:
    if cluster.kind == "Document":
        name = slug(cluster.label.rsplit(".", 1)[0].replace("/", " "))
    else:
        name = slug(cluster.label)
        if cluster.scope and slug(cluster.scope) not in name:
            name = f"{name}-{slug(cluster.scope)}"
    name = name[:80].strip("-") or cluster.kind.lower()
    number, iri = 1, iris.entity(cluster.kind, name)
    while iri in used or iri in register:
        number += 1
        iri = iris.entity(cluster.kind, f"{name}-{number}")
    return iri


def _row(iri: str, cluster: Cluster, old: Row | None) -> Row:
    fresh = tuple(p for p in _FLEETING if any(key.startswith(p) for key in cluster.keys))
    kept = {k for k in old.keys if not k.startswith(fresh)} if old else set()
    return Row(
        iri,
        old.kind if old else cluster.kind,
        old.label if old else collapse(cluster.label),
        tuple(sorted({*kept, *cluster.keys})),
    )
