"""Which mentions of a whole corpus are one thing."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from lf2l_kg.base.text import normalise, plain, sort_key

from .outline import Node, Outline, Place
from .register import written_key

#: Kinds that two documents may see differently in one thing (a living lab, a métropole).
_COMPATIBLE = ({"Project", "Institution", "Event"}, {"Territory", "Institution"})


@dataclass
class Tables:
    """What resolve needs of all documents: small, whatever the number of facts."""

    language: str  # the project's
    labels: dict[Node, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    aliases: dict[Node, set[str]] = field(default_factory=lambda: defaultdict(set))
    identifiers: dict[Node, set[str]] = field(default_factory=lambda: defaultdict(set))
    scopes: dict[Node, set[str]] = field(default_factory=lambda: defaultdict(set))  # as written
    told: dict[Node, set[str]] = field(default_factory=lambda: defaultdict(set))  # keys
    places: dict[Node, Place] = field(default_factory=dict)  # where each is first named
    titles: dict[str, str] = field(default_factory=dict)  # by path
    contents: dict[str, str] = field(default_factory=dict)  # digests of texts, by path
    # (language, label) in documents of another language; where a key says the language
    foreign: dict[Node, Counter[tuple[str, str]]] = field(default_factory=dict)
    translated: dict[Node, set[tuple[str, str]]] = field(default_factory=dict)

    def add(self, outline: Outline, content: str | None) -> None:
        """Note what a document says of identity, and the digest of its text where that is known."""
        path = outline.path
        self._add_names(outline)
        for member, key in outline.identifiers:
            self.identifiers[member].add(key)
        for member, key in outline.told:
            self.told[member].add(key)
        for member, place in outline.places:
            self.places[member] = min(place, self.places.get(member, place))
        if outline.title is not None:
            self.titles[path] = outline.title
        if content is not None:
            self.contents[path] = content

    def _add_names(self, outline: Outline) -> None:
        is_foreign = outline.language not in ("", self.language)
        for member, mention in zip(outline.nodes, outline.mentions, strict=True):
            self.labels[member][mention.label] += 1
            self.scopes[member].add(mention.scope)
            if is_foreign:
                counts = self.foreign.setdefault(member, Counter())
                counts[outline.language, mention.label] += 1
        for member, alias in outline.aliases:
            self.aliases[member].add(alias)
        for member, language, text in outline.translated:
            self.translated.setdefault(member, set()).add((language, text))


@dataclass(frozen=True, slots=True)
class Cluster:
    """One thing: its kind, labels and everything that identifies it."""

    kind: str
    label: str  # the preferred one in the project's language, or in others where none calls it so
    scope: str
    alt_labels: tuple[str, ...]
    foreign: tuple[tuple[str, str], ...]  # (language, preferred label), of other languages
    nodes: tuple[Node, ...]
    keys: frozenset[str]  # as they are written in the register


def cluster_mentions(tables: Tables) -> list[Cluster]:
    """Bring nodes together by shared names and identifiers; the result is sorted, whatever the order."""
    union = _Union(sorted(tables.labels))
    _by_identifier(tables, union)
    _by_name(tables, union)
    _by_person(tables, union)
    groups: dict[Node, list[Node]] = defaultdict(list)
    for member in sorted(tables.labels):
        groups[union.root(member)].append(member)
    shared = Counter(
        k
        for members in groups.values()
        for k in {k for m in members for k in tables.identifiers[m]}
    )
    return sorted(
        (_cluster(tables, members, shared) for members in groups.values()),
        key=lambda c: (c.kind, sort_key(c.label), sort_key(c.scope), c.nodes),
    )


_NAMES_ONE = {"Publication": ("doi:", "hal:"), "Person": ("identifier:orcid.org/",)}


class _Union:
    def __init__(self, nodes: Iterable[Node]) -> None:
        self._parent = {n: n for n in nodes}

    def root(self, member: Node) -> Node:
        while self._parent[member] != member:
            member = self._parent[member]
        return member

    def join(self, one: Node, other: Node) -> None:
        first, second = sorted((self.root(one), self.root(other)))
        self._parent[second] = first


def _compatible(one: Node, other: Node) -> bool:
    return one[0] == other[0] or any({one[0], other[0]} <= kinds for kinds in _COMPATIBLE)


def _by_identifier(tables: Tables, union: _Union) -> None:
    """A DOI or HAL identifier names one publication, an ORCID one person."""
    first: dict[str, Node] = {}
    for member in sorted(tables.labels):
        for key in sorted(tables.identifiers[member]):
            if key.startswith(_NAMES_ONE.get(member[0], ())):
                union.join(first.setdefault(key, member), member)


def _by_name(tables: Tables, union: _Union) -> None:
    """Same label or alias, kinds that agree, territories that do not differ."""
    named: dict[str, list[Node]] = defaultdict(list)
    for member in sorted(tables.labels):
        if member[0] in ("Document", "Person"):
            continue
        names = {member[1], *(normalise(a) for a in tables.aliases[member] if _distinctive(a))}
        for name in sorted(names):
            named[name].append(member)
    for name in sorted(named):
        scopes = {m[2] for m in named[name] if m[2]}
        for members in _neighbours(named[name], scopes):
            for n, one in enumerate(members):
                for other in members[n + 1 :]:
                    proper = any(
                        _distinctive(label) for m in (one, other) for label in tables.labels[m]
                    )
                    same_scope = one[2] == other[2] or (proper and len(scopes) == 1)
                    if same_scope and _compatible(one, other) and (proper or one[0] == other[0]):
                        union.join(one, other)


def _neighbours(members: list[Node], scopes: set[str]) -> list[list[Node]]:
    """The namesakes that may be one thing: all when they have one territory, else those of each."""
    if len(scopes) == 1:
        return [members]
    by_scope: dict[str, list[Node]] = defaultdict(list)
    for member in members:
        by_scope[member[2]].append(member)
    return list(by_scope.values())


def _distinctive(label: str) -> bool:
    """Whether a label can name one thing by itself: a capital, and more than two letters."""
    return any(c.isupper() for c in label) and len(label) > 2


def _by_person(tables: Tables, union: _Union) -> None:
    """« Dupont L. », « L. Dupont » are « Laurent Dupont » when the corpus knows one such person."""
    persons = [member for member in sorted(tables.labels) if member[0] == "Person"]
    full: dict[tuple[str, str], set[Node]] = defaultdict(set)
    for member in persons:
        for label in tables.labels[member]:
            if "." not in label:
                for cited in cited_forms(label):
                    full[cited].add(member)
    for member in persons:
        form = min(tables.labels[member])
        if "." not in form:
            continue
        same = full.get(cited_form(form), set())
        if len(same) == 1:
            union.join(member, next(iter(same)))


def cited_forms(name: str) -> Iterator[tuple[str, str]]:
    """(first initial, surname) of a name in full, whatever of it is the surname."""
    words = plain(name).split(" ")
    for n in range(1, len(words)):
        yield words[0][:1], " ".join(words[n:])


def cited_form(name: str) -> tuple[str, str]:
    """(first initial, surname) of a name with initials before or after the surname."""
    words = plain(name).replace(",", "").split() or [""]
    if not words[0].endswith("."):
        return words[-1][:1], " ".join(words[:-1])
    return words[0][:1], " ".join(word for word in words if not word.endswith("."))


def _cluster(tables: Tables, members: list[Node], shared: Counter[str]) -> Cluster:
    if members[0][0] == "Document":  # which is no other thing
        path = members[0][1]
        return Cluster("Document", path, "", (), (), tuple(members), document_keys(path, tables))
    counts, kind = _count_labels(tables, members)
    named = [m for m in members if m[0] == kind]
    own = {text for m in named for text in tables.labels[m]}
    home = _at_home(tables, members, counts)
    at_home = own & home.keys()
    translated = _translated(tables, members)
    said = translated.pop(tables.language, "")  # « title-fr », in a document in English
    label = (
        said if said and not at_home else _preferred(at_home or own, home if at_home else counts)
    )
    aliases = {alias for m in members for alias in tables.aliases[m]}
    others = {text for text in {*counts, *aliases} if text != label}
    scope = min(
        (text for m in members for text in tables.scopes[m] if text), key=sort_key, default=""
    )
    names = {_name_key(normalise(text), normalise(scope)) for text in {*counts, *aliases}}
    identifiers = {k for m in members for k in tables.identifiers[m] if shared[k] == 1}
    return Cluster(
        kind=kind,
        label=label,
        scope=scope,
        alt_labels=tuple(sorted(others, key=sort_key) if len(others) > 1 else others),
        foreign=tuple(translated.items()),
        nodes=tuple(members),
        keys=frozenset(
            map(written_key, names.union(identifiers, *(tables.told.get(m, ()) for m in members)))
        ),
    )


def document_keys(path: str, tables: Tables) -> frozenset[str]:
    """By what a document is recognised, besides its path: what it holds, its title."""
    keys = {f"path:{path}"}
    if path in tables.contents:
        keys.add(f"content:{tables.contents[path]}")
    if path in tables.titles:
        keys.add(f"title:{tables.titles[path]}")
    return frozenset(map(written_key, keys))


def _count_labels(tables: Tables, members: Sequence[Node]) -> tuple[Counter[str], str]:
    """How often a thing bears each label, and the kind that it most often is."""
    if len(members) == 1:  # as most are
        return tables.labels[members[0]], members[0][0]
    counts: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    for member in members:
        counts.update(tables.labels[member])
        kinds[member[0]] += sum(tables.labels[member].values())
    return counts, min(kinds, key=lambda k: (-kinds[k], k))


def _at_home(tables: Tables, members: Sequence[Node], counts: Counter[str]) -> Counter[str]:
    """How often a thing bears each label in documents in the project's language, of all its labels."""
    foreign: Counter[str] = Counter()
    for member in members:
        for (_, text), count in tables.foreign.get(member, {}).items():
            foreign[text] += count
    return counts - foreign if foreign else counts


def _translated(tables: Tables, members: Sequence[Node]) -> dict[str, str]:
    """What a thing is called by language: as a key says it, else as documents in another one call it."""
    said = {pair for member in members for pair in tables.translated.get(member, ())}
    called: Counter[tuple[str, str]] = Counter()
    for member in members:
        called.update(tables.foreign.get(member, {}))
    found: dict[str, str] = {}
    for language in sorted({tongue for tongue, _ in (*said, *called)}):
        stated = {text for tongue, text in said if tongue == language}
        counts = Counter({text: n for (tongue, text), n in called.items() if tongue == language})
        found[language] = _preferred(stated or counts, counts)
    return found


def _preferred(labels: Collection[str], counts: Counter[str]) -> str:
    if len(labels) == 1:
        return next(iter(labels))
    return min(labels, key=lambda text: (_is_short(text), -counts[text], sort_key(text)))


def _is_short(label: str) -> bool:
    """Whether a label is an acronym or a cited name, which a fuller form is preferred to."""
    return (
        label.isupper()
        or bool(re.search(r"\b[A-ZÀ-Þ]\.", label))
        or bool(re.fullmatch(r"\w*\d\w*", label))
    )


def _name_key(name: str, scope: str) -> str:
    return f"name:{name}@{scope}" if scope else f"name:{name}"
