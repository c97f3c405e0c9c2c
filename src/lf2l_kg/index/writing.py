"""Writing the index: made in memory, given as the bytes of one SQLite file."""

from __future__ import annotations

import hashlib
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from lf2l_kg.base.lines import read_literal
from lf2l_kg.base.ontology import RDF, RDFS, SKOS
from lf2l_kg.base.text import sort_key

from .gathering import Gathered, Statement, gather
from .membership import facets, places
from .schema import INDEXES, TABLES, VERSION
from .searchable import Searchable, write_searchable

_TYPE = f"<{RDF}type>"
_LABELS = (f"<{SKOS}prefLabel>", f"<{RDFS}label>")  # the one that is preferred first
_ALIASES = frozenset({f"<{SKOS}altLabel>", f"<{SKOS}hiddenLabel>"})
_DEFINITIONS = frozenset(
    f"<{iri}>"
    for iri in (
        f"{SKOS}definition",
        f"{SKOS}scopeNote",
        f"{RDFS}comment",
        "http://purl.org/dc/terms/description",
        "https://schema.org/description",
    )
)
#: What the tables hold; the full-text index follows from them.
_SOME = 1000  # rows that are digested at once
_ROWS = ("node", "fact", "evidence", "member", "place", "path", "card", "name")


def index_dataset(lines: Iterable[str], base_iri: str, namespace: str) -> tuple[bytes, bytes]:
    """Make the index of a dataset.

    Args:
        lines: its canonical N-Quads lines, sorted by subject.
        base_iri: what the IRIs of our data begin with.
        namespace: of the ontology's terms.

    Returns:
        The bytes of the SQLite file, and the SHA-256 of its rows: the file also tells which version of
        SQLite made it.
    """
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        connection.execute("PRAGMA page_size = 4096")
        connection.executescript(TABLES)
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("BEGIN")
        _Writer(gather(lines, base_iri, namespace), namespace).write(connection)
        connection.execute("COMMIT")
        connection.executescript(INDEXES)
        return connection.serialize(), _digest(connection)
    finally:
        connection.close()


def _digest(connection: sqlite3.Connection) -> bytes:
    digest = hashlib.sha256()
    for table in _ROWS:
        rows = connection.execute(f"SELECT * FROM {table} ORDER BY rowid")  # noqa: S608 - ours
        while some := rows.fetchmany(_SOME):
            digest.update(repr(some).encode())
    return digest.hexdigest().encode()


@dataclass(slots=True)
class _Named:
    """What a thing is called."""

    labels: dict[str, str] = field(default_factory=dict)  # language → label
    aliases: list[str] = field(default_factory=list)
    definitions: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)  # local names


class _Writer:
    def __init__(self, gathered: Gathered, namespace: str) -> None:
        self._gathered = gathered
        self._start = f"<{namespace}"
        self._path = f"<{namespace}sourcePath>"
        self._ids: dict[str, int] = defaultdict(count(1).__next__)
        self._named: dict[str, _Named] = defaultdict(_Named)
        self._incoming: Counter[str] = Counter()
        self._wider: dict[str, set[str]] = defaultdict(set)  # a class of ours → those above it

    def write(self, connection: sqlite3.Connection) -> None:
        """Fill the tables."""
        facts = self._gathered.facts
        for statement in facts:
            self._look_at(statement)
        self._insert(connection, "fact", 8, self._facts())
        self._insert(connection, "evidence", 8, self._evidence())
        found_under = list(facets(facts, self._start))
        members = sorted(
            (self._ids[thing], facet, self._ids[value]) for thing, facet, value in found_under
        )
        self._insert(connection, "member", 3, members)
        found = sorted(
            (self._ids[thing], latitude, longitude, self._ids[whose] if whose else 0)
            for thing, latitude, longitude, whose in places(facts, self._start)
        )
        self._insert(connection, "place", 4, found)
        paths = sorted(
            (self._ids[s], read_literal(value)[0]) for s, p, value in facts if p == self._path
        )
        self._insert(connection, "path", 2, dict(paths).items())
        self._insert(connection, "node", 9, self._nodes())
        inside: dict[str, list[str]] = defaultdict(list)
        for thing, facet, value in found_under:
            if facet == "territory" and value != thing:
                inside[thing].append(value)
        write_searchable(connection, self._searchable(inside))

    @staticmethod
    def _insert(
        connection: sqlite3.Connection, table: str, columns: int, rows: Iterable[tuple[object, ...]]
    ) -> None:
        marks = ", ".join("?" * columns)
        connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 - ours

    def _look_at(self, statement: Statement) -> None:
        """Give the nodes of a statement their numbers, and keep what it calls its subject."""
        subject, predicate, value = statement
        ids = self._ids
        _ = ids[subject], ids[predicate]
        if value[0] == "<":
            _ = ids[value]
            self._incoming[value] += 1
            if predicate == _TYPE and value.startswith(self._start):
                self._named[subject].kinds.append(value)
            elif predicate == f"<{RDFS}subClassOf>":
                self._wider[subject].add(value)
        elif predicate in _LABELS:
            text, _, language = read_literal(value)
            self._named[subject].labels.setdefault(language, text)
        elif predicate in _ALIASES:
            self._named[subject].aliases.append(read_literal(value)[0])
        elif predicate in _DEFINITIONS:
            self._named[subject].definitions.append(read_literal(value)[0])

    def _facts(self) -> Iterator[tuple[object, ...]]:
        ids = self._ids
        for number, ((subject, predicate, value), origin) in enumerate(
            self._gathered.facts.items(), start=1
        ):
            if value[0] == "<":
                yield number, ids[subject], ids[predicate], ids[value], "", "", "", origin
            else:
                said = read_literal(value)
                yield (number, ids[subject], ids[predicate], 0, *said, origin)

    def _evidence(self) -> Iterator[tuple[object, ...]]:
        quotes = self._gathered.quotes
        for number, statement in enumerate(self._gathered.facts, start=1):
            readings = self._gathered.readings.get(statement, ())
            for read in sorted(readings, key=lambda r: (-r.confidence, r.document, r.rule)):
                head = number, self._ids[read.document], read.rule, read.confidence, read.reviewed
                said = sorted(quotes[q][::-1] for q in read.quotes if q in quotes)
                for position, (line, exact) in enumerate(said):
                    yield (*head, position, line, exact)

    def _nodes(self) -> Iterator[tuple[object, ...]]:
        for node, number in self._ids.items():
            named = self._named.get(node) or _Named()
            labels = dict(named.labels)
            fr, en = labels.pop("fr", ""), labels.pop("en", "")
            language = min(labels, default="") if not fr and not en else ""
            other = labels.get(language, "") if not fr and not en else ""
            label = fr or en or other
            key = "\x1f".join(sort_key(label)[:2]) if label else ""
            kind = self._kind(named)
            yield number, node[1:-1], kind, fr, en, other, language, key, self._incoming[node]

    def _kind(self, named: _Named) -> str:
        """The most specific of a thing's classes; "" for a class or a property of the ontology."""
        if len(named.kinds) < 2:
            return "".join(kind.removeprefix(self._start).rstrip(">") for kind in named.kinds)
        wide = {wider for kind in named.kinds for wider in self._wider[kind]}
        kinds = sorted(kind for kind in named.kinds if kind not in wide)
        return kinds[0].removeprefix(self._start).rstrip(">") if kinds else ""

    def _labels(self, node: str) -> list[str]:
        named = self._named.get(node)
        return list(named.labels.values()) if named else []

    def _searchable(self, inside: Mapping[str, Sequence[str]]) -> Iterator[Searchable]:
        """What a search finds: the things of our classes; quotes are those of the facts about them.

        Args:
            inside: the territories that each thing is found under.
        """
        said: dict[str, dict[str, None]] = defaultdict(dict)
        for (subject, _, _), readings in self._gathered.readings.items():
            for read in readings:
                said[subject].update(dict.fromkeys(read.quotes))
        located = {f"{self._start}locatedIn>", f"{self._start}partOf>"}
        where: dict[str, str] = {}
        for subject, predicate, value in self._gathered.facts:
            if predicate in located:
                where.setdefault(subject, value)
        quotes = self._gathered.quotes
        for node, number in self._ids.items():
            named = self._named.get(node)
            kind = self._kind(named) if named else ""
            if named and kind:
                label = next((named.labels[x] for x in ("fr", "en") if x in named.labels), "")
                territory = where.get(node, "")
                is_document = kind == "Document"  # it speaks of many places and is in none
                places = () if is_document else inside.get(node, ())
                around = [f"{self._start}{kind}>", *sorted(places)]
                yield Searchable(
                    node=number,
                    is_document=is_document,
                    incoming=self._incoming[node],
                    key=sort_key(label)[0],
                    labels=tuple(named.labels.values()),
                    aliases=named.aliases,
                    definitions=named.definitions,
                    quotes=dict.fromkeys(quotes[q][0] for q in said.get(node, ()) if q in quotes),
                    around=[label for each in around for label in self._labels(each)],
                    territory=self._ids.get(territory, 0),
                )
