"""Which mentions of a whole corpus are one thing."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from lf2l_kg.base.records import Fact, Mention
from lf2l_kg.base.text import collapse, normalise, plain, sort_key

#: Kinds that two documents may see differently in one thing (a living lab, a métropole).
_COMPATIBLE = ({"Project", "Institution", "Event"}, {"Territory", "Institution"})
_IDENTIFIERS = {"doi": "doi", "halId": "hal", "homepage": "homepage"}
_PAGE_RULE = "front-matter.title"

#: (kind, normalised label, normalised scope)
Node = tuple[str, str, str]
#: (path, line, column)
Place = tuple[str, int, int]

_NAMING = frozenset({"mentions", "prefLabel", "altLabel"})
_NAME = "□"  # stands for the name in the words about a thing
_ARTICLE = r"(?:\b(?:le|la|les)\s|\bl')"
_BEFORE = re.compile(rf"{_ARTICLE}$")
_LIKE_ARTICLE = re.compile(r"(?:l?[ea]|l?es|s)?\s|l?'")
_LONG = len("les ") + 1
_ENOUGH = 10  # words about a thing by which it is known under another name


@dataclass
class Tables:
    """What resolve needs of all facts: small, whatever the number of facts."""

    mentions: set[tuple[str, Mention]] = field(default_factory=set)
    labels: dict[Node, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    aliases: dict[Node, set[str]] = field(default_factory=lambda: defaultdict(set))
    identifiers: dict[Node, set[str]] = field(default_factory=lambda: defaultdict(set))
    scopes: dict[Node, set[str]] = field(default_factory=lambda: defaultdict(set))  # as written

    # by path, what is said of each: digests of the words, and how many words
    told: dict[tuple[Node, str], set[tuple[str, int]]] = field(
        default_factory=lambda: defaultdict(set)
    )
    places: dict[Node, Place] = field(default_factory=dict)  # where each is first named

    def add(self, fact: Fact) -> None:
        """Note what a fact says of identity."""
        path = fact.evidence.path
        self._note_words(fact)
        for mention in (fact.subject, fact.object):
            if not isinstance(mention, Mention) or mention.kind == "Theme":
                continue
            if (path, mention) not in self.mentions:
                self.mentions.add((path, mention))
                self.labels[node(mention)][mention.label] += 1
                self.scopes[node(mention)].add(mention.scope)
        subject = node(fact.subject)
        if isinstance(fact.object, str):
            if fact.predicate == "altLabel":
                self.aliases[subject].add(collapse(fact.object))
            elif fact.predicate in _IDENTIFIERS:
                value = re.sub(r"^https?://(?:www\.)?", "", fact.object).rstrip("/").casefold()
                self.identifiers[subject].add(f"{_IDENTIFIERS[fact.predicate]}:{value}")
        elif fact.evidence.rule == _PAGE_RULE and fact.predicate == "mentions":
            self.identifiers[node(fact.object)].add(f"page:{path}")

    def _note_words(self, fact: Fact) -> None:
        """Note the words that speak of a project, headings and its name left out."""
        quote = fact.evidence.quotes[0]
        for mention in (fact.subject, fact.object):
            if not isinstance(mention, Mention) or mention.kind != "Project":
                continue
            here = (fact.evidence.path, quote.line, quote.column)
            self.places[node(mention)] = min(here, self.places.get(node(mention), here))
            if fact.predicate not in _NAMING and not fact.evidence.rule.startswith("heading."):
                words = _without(normalise(quote.exact), normalise(mention.label))
                digest = hashlib.sha256(words.encode()).hexdigest()[:16]
                count = len(words.replace(_NAME, "").split())
                self.told[node(mention), fact.evidence.path].add((digest, count))

    def told_keys(self) -> dict[Node, set[str]]:
        """For each project what each document says of it, its name apart, when that is not little."""
        keys: dict[Node, set[str]] = defaultdict(set)
        for (member, path), texts in self.told.items():
            if sum(count for _, count in texts) >= _ENOUGH:
                told = "\0".join((path, *sorted(digest for digest, _ in texts)))
                keys[member].add(f"told:{hashlib.sha256(told.encode()).hexdigest()[:16]}")
        return keys


def _without(words: str, label: str) -> str:
    """The words with a sign for a name and its article."""
    if len(label) < _LONG or _LIKE_ARTICLE.match(label):  # it may lie within an article
        return re.sub(rf"{_ARTICLE}?{re.escape(label)}", _NAME, words)
    # The same without a pattern for each name, which takes longer to compile than to find.
    at, found, parts = 0, words.find(label), list[str]()
    while found >= 0:
        article = _BEFORE.search(words, at, found)
        parts += (words[at : article.start() if article else found], _NAME)
        at = found + len(label)
        found = words.find(label, at)
    return "".join((*parts, words[at:]))


def node(mention: Mention) -> Node:
    """A mention's identity within the corpus, as far as its own words go."""
    label = mention.label if mention.kind == "Document" else normalise(mention.label)
    return mention.kind, label, normalise(mention.scope)


@dataclass(frozen=True, slots=True)
class Cluster:
    """One thing: its kind, labels and everything that identifies it."""

    kind: str
    label: str
    scope: str
    alt_labels: tuple[str, ...]
    nodes: tuple[Node, ...]
    keys: frozenset[str]


def cluster_mentions(tables: Tables) -> list[Cluster]:
    """Bring nodes together by shared names and identifiers; the result is sorted, whatever the order."""
    union, told = _Union(sorted(tables.labels)), tables.told_keys()
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
        (_cluster(tables, members, shared, told) for members in groups.values()),
        key=lambda c: (c.kind, sort_key(c.label), sort_key(c.scope), c.nodes),
    )


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
    """A DOI or HAL identifier names one publication."""
    first: dict[str, Node] = {}
    for member in sorted(tables.labels):
        for key in sorted(tables.identifiers[member]):
            if key.startswith(("doi:", "hal:")) and member[0] == "Publication":
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
            words = plain(label).split(" ")
            if "." not in label:
                for n in range(1, len(words)):
                    full[words[0][:1], " ".join(words[n:])].add(member)
    for member in persons:
        form = min(tables.labels[member])
        if "." not in form:
            continue
        same = full.get(_cited(form), set())
        if len(same) == 1:
            union.join(member, next(iter(same)))


def _cited(form: str) -> tuple[str, str]:
    """(first initial, surname) of a name with initials before or after the surname."""
    words = plain(form).replace(",", "").split()
    if not words[0].endswith("."):
        return words[-1][:1], " ".join(words[:-1])
    return words[0][:1], " ".join(word for word in words if not word.endswith("."))


def _cluster(
    tables: Tables, members: list[Node], shared: Counter[str], told: dict[Node, set[str]]
) -> Cluster:
    counts: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    for member in members:
        counts.update(tables.labels[member])
        kinds[member[0]] += sum(tables.labels[member].values())
    kind = min(kinds, key=lambda k: (-kinds[k], k))
    own = {label for m in members if m[0] == kind for label in tables.labels[m]}
    label = min(own, key=lambda text: (_is_short(text), -counts[text], sort_key(text)))
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
        alt_labels=tuple(sorted(others, key=sort_key)),
        nodes=tuple(members),
        keys=frozenset(names.union(identifiers, *(told.get(m, ()) for m in members))),
    )


def _is_short(label: str) -> bool:
    """Whether a label is an acronym or a cited name, which a fuller form is preferred to."""
    return (
        label.isupper()
        or bool(re.search(r"\b[A-ZÀ-Þ]\.", label))
        or bool(re.fullmatch(r"\w*\d\w*", label))
    )


def _name_key(name: str, scope: str) -> str:
    return f"name:{name}@{scope}" if scope else f"name:{name}"
