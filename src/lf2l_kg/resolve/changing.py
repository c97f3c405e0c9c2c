"""What a changed document can change of the things of a corpus; all else stays as it was resolved."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import msgspec
from msgspec import Raw
from msgspec.structs import replace

from lf2l_kg.base.iris import Iris
from lf2l_kg.base.records import Finding

from .clusters import Cluster, Tables, cluster_mentions
from .findings import find_renamed, find_shared_pages
from .meeting import meeting_keys
from .minting import Minted, mint_iris
from .outline import Node, Outline, Place
from .register import Register, Row
from .resolved import Meant, Resolution, Resolved, Thing, ThingName, Told, read_thing

_encode = msgspec.msgpack.Encoder().encode


def resolve_changed(
    told: Mapping[str, Told], register: Register, iris: Iris, last: Resolved, language: str = "fr"
) -> Resolution:
    """Decide which mentions are one thing, and give each thing its IRI.

    Args:
        told: what all documents say of identity, by path, in any order.
        register: the IRIs already published; an entity found in it keeps its IRI.
        iris: makes new ones.
        last: how other documents, or these, were resolved before, in the same language; it does not
            change what is given.
        language: of documents that do not say theirs; what they call a thing is its label.
    """
    affected = {*last.loose}
    if last.register != _digest(register):
        last, affected = Resolved(), {row.iri for row in register.rows}
    changed = _find_changed(told, last.meant)
    if not changed and not affected:
        return Resolution(last, register, _find_shared(last), told)
    tables, paths = _gather(told, changed, affected, last, language)
    clusters = cluster_mentions(tables)
    rows = {row.iri: row for row in map(register.find, affected) if row}
    minted = mint_iris(clusters, rows.values(), register, iris)
    after = register.replace(row for row in minted.rows.values() if rows.get(row.iri) != row)
    rows |= {iri: row for iri in minted.rows if (row := after.find(iri))}  # as they are read again
    renewed = _Renewed(tables, clusters, minted, rows)
    loose = renewed.loose(after, iris) if after != register or minted.renamed else set()
    resolved = _renew(last, told, paths, renewed, loose)
    findings = find_renamed(tables, clusters, minted.renamed) + _find_shared(resolved)
    return Resolution(replace(resolved, register=_digest(after)), after, findings, told)


def _gather(
    told: Mapping[str, Told],
    changed: Collection[str],
    affected: set[str],
    last: Resolved,
    language: str,
) -> tuple[Tables, set[str]]:
    """What is said of all that a change can reach, which is added to the things affected; and by whom."""
    tables, paths = Tables(language), changed & told.keys()
    for path in paths:
        tables.add(told[path].outline(), told[path].content)
    _add_named(tables, told, paths)
    nodes = {*tables.labels, *(("Document", path, "") for path in changed)}
    keys = meeting_keys(nodes, tables) if last.meeting else set[str]()
    for path in changed & last.meant.keys():
        affected.update(last.meant[path].iris)
    _reach(affected, keys, last)
    for path, meant in last.meant.items():
        if path not in changed and not affected.isdisjoint(meant.iris):
            outline, content = told[path].outline(), told[path].content
            pairs = zip(outline.nodes, meant.iris, strict=True)
            tables.add(outline.only({node for node, iri in pairs if iri in affected}), content)
            paths.add(path)
    _add_named(tables, told, paths)
    return tables, paths


def _add_named(tables: Tables, told: Mapping[str, Told], paths: Collection[str]) -> None:
    """Add what documents are called and hold that others name, but for those that are there whole."""
    named = {path for kind, path, _ in tables.labels if kind == "Document"}
    for path in (named & told.keys()).difference(paths):
        tables.add(told[path].outline().only(()), told[path].content)


def _renew(
    last: Resolved,
    told: Mapping[str, Told],
    paths: Collection[str],
    renewed: _Renewed,
    loose: set[str],
) -> Resolved:
    """What was resolved, with what was resolved again and what some documents mean now."""
    fresh = renewed.things()
    before = {iri: read_thing(last.things[iri]) for iri in fresh if iri in last.things}
    meeting, strangers = _meet(last.meeting, before, fresh)
    kinds = {iri: kind for iri, kind in last.kinds.items() if iri not in fresh}
    kinds |= {iri: thing.kind for iri, thing in fresh.items() if thing.kind}
    meant = {path: one for path, one in last.meant.items() if path in told}
    of_node = renewed.of_node()
    names = {iri: thing.name for iri, thing in fresh.items()}
    moved = {iri for iri in fresh if iri not in before or before[iri].name != names[iri]}
    things = last.things | {iri: Raw(_encode(thing)) for iri, thing in fresh.items()}
    for path in paths:
        known = meant.get(path)
        iris = _mean(told[path], known, of_node)
        if known is None or known.iris != iris or not moved.isdisjoint(iris):
            named = _name(iris, names, things)
        else:
            named = known.named
        meant[path] = Meant(told[path].mark, iris, named, _page(told[path].outline(), iris))
    return Resolved(b"", meant, things, kinds, meeting, tuple(sorted(loose | strangers)))


def _digest(register: Register) -> bytes:
    return hashlib.sha256(register.serialize()).digest()


def _find_changed(told: Mapping[str, Told], meant: Mapping[str, Meant]) -> set[str]:
    """The paths of documents that say something else than they did, or are there no more."""
    changed = {*(meant.keys() - told.keys())}
    for path, one in told.items():
        before = meant.get(path)
        if before is None or before.mark != one.mark:
            changed.add(path)
    return changed


def _reach(affected: set[str], keys: Iterable[str], last: Resolved) -> None:
    """Add to some things what they, and some keys, have to do with."""
    seen = {*keys}
    affected.update(iri for key in seen for iri in last.meeting.get(key, ()))
    waiting = [*affected]
    while waiting:
        thing = last.things.get(waiting.pop())
        for key in read_thing(thing).keys if thing else ():
            if key not in seen:
                seen.add(key)
                found = {*last.meeting[key]} - affected
                affected |= found
                waiting += found


@dataclass(frozen=True, slots=True)
class _Renewed:
    """What was resolved again."""

    tables: Tables
    clusters: list[Cluster]
    minted: Minted
    rows: dict[str, Row]  # of all that was affected, as they are now

    def things(self) -> dict[str, Thing]:
        """All things that were affected, by IRI."""
        found = dict(zip(self.minted.iris, self.clusters, strict=True))
        things: dict[str, Thing] = {}
        for iri, row in self.rows.items():
            one = found.get(iri)
            keys = tuple(sorted(meeting_keys(one.nodes if one else (), self.tables, row)))
            things[iri] = (
                Thing(one.kind, one.label, one.alt_labels, one.foreign, keys)
                if one
                else Thing("", "", (), (), keys)
            )
        return things

    def of_node(self) -> dict[Node, str]:
        """The IRI of each node."""
        pairs = zip(self.clusters, self.minted.iris, strict=True)
        return {member: iri for cluster, iri in pairs for member in cluster.nodes}

    def loose(self, after: Register, iris: Iris) -> set[str]:
        """What the same documents would give another IRI or row, or tell again, by the register now."""
        again = mint_iris(self.clusters, self.rows.values(), after, iris)
        pairs = zip(self.minted.iris, again.iris, strict=True)
        found = {iri for pair in pairs if pair[0] != pair[1] for iri in pair}
        found |= {iri for iri, row in again.rows.items() if self.rows.get(iri) != row}
        return found | {again.iris[number] for number in again.renamed}


def _meet(
    meeting: Mapping[str, tuple[str, ...]], before: Mapping[str, Thing], now: Mapping[str, Thing]
) -> tuple[dict[str, tuple[str, ...]], set[str]]:
    """The things by key; and those that came to have a key of things that were left as they were."""
    gone: dict[str, set[str]] = defaultdict(set)
    come: dict[str, list[str]] = defaultdict(list)
    for iri, thing in now.items():
        keys, old = {*thing.keys}, {*before[iri].keys} if iri in before else set[str]()
        for key in old - keys:
            gone[key].add(iri)
        for key in keys - old:
            come[key].append(iri)
    renewed, strangers = {**meeting}, set[str]()
    for key in gone.keys() | come.keys():
        others = [iri for iri in meeting.get(key, ()) if iri not in gone.get(key, ())]
        if any(iri not in now for iri in others):
            strangers.update(come.get(key, ()))
        renewed[key] = (*others, *come.get(key, ()))
        if not renewed[key]:
            del renewed[key]
    return renewed, strangers


def _mean(told: Told, before: Meant | None, of_node: Mapping[Node, str]) -> tuple[str, ...]:
    """What the mentions in a document mean now."""
    old = before.iris if before else ()
    return tuple([of_node.get(one) or old[n] for n, one in enumerate(told.outline().nodes)])


def _page(outline: Outline, iris: tuple[str, ...]) -> tuple[str, Place] | None:
    """The thing whose page a document is, and where its title stands."""
    if outline.page is None:
        return None
    member, place = outline.page
    return iris[outline.nodes.index(member)], place


def _find_shared(resolved: Resolved) -> tuple[Finding, ...]:
    return find_shared_pages(meant.page for meant in resolved.meant.values() if meant.page)


def _name(iris: Iterable[str], names: dict[str, ThingName], things: Mapping[str, Raw]) -> bytes:
    """The digest of what some IRIs mean; ``names`` holds the class and the labels of those looked up."""
    named: list[tuple[str, ThingName]] = []
    for iri in iris:
        if iri not in names:
            names[iri] = read_thing(things[iri]).name
        named.append((iri, names[iri]))
    return hashlib.sha256(_encode(named)).digest()[:16]
