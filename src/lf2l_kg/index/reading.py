"""Reading the index: what pages show of a thing, in a few look-ups."""

from __future__ import annotations

import sqlite3
import threading
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from lf2l_kg.base.errors import InputError
from lf2l_kg.base.messages import Message

from .records import Description, Fact, Node, Place, Reading, Words
from .schema import FILE_NAME, VERSION

NODE = "n.iri, n.kind, n.fr, n.en, n.other, n.other_language, n.incoming"
_FACT = "f.id, f.predicate, f.value, f.datatype, f.language, f.origin"
_OUTGOING = f"""
SELECT {_FACT}, {NODE} FROM fact f LEFT JOIN node n ON n.id = f.object
WHERE f.subject = ? ORDER BY f.id LIMIT ?"""  # noqa: S608 - no value in it
_INCOMING = f"""
SELECT {_FACT}, {NODE} FROM fact f JOIN node n ON n.id = f.subject
WHERE f.object = ? AND f.object != 0 ORDER BY n.key, n.iri, f.id LIMIT ?"""  # noqa: S608 - no value in it
_COUNTS = """
SELECT f.predicate, count(*) FROM fact f JOIN node n ON n.id = f.predicate
WHERE f.object = ? AND f.object != 0 GROUP BY f.predicate ORDER BY n.iri"""
_INCOMING_BY = f"""
SELECT {_FACT}, {NODE} FROM fact f JOIN node n ON n.id = f.subject
WHERE f.object = ? AND f.object != 0 AND f.predicate = ? ORDER BY n.key, n.iri, f.id LIMIT ?"""  # noqa: S608 - no value in it
_RELATIONS = f"""
SELECT {NODE}, {NODE.replace("n.", "o.")}
FROM node n JOIN fact f ON f.subject = n.id JOIN node o ON o.id = f.object
WHERE n.kind = ? AND n.kind != '' AND f.predicate = ? AND f.object != 0 ORDER BY n.key, n.iri, f.id"""  # noqa: S608 - no value in it
_EXAMPLES = f"""
WITH first AS (
  SELECT f.predicate, min(s.iri) AS iri FROM fact f JOIN node s ON s.id = f.subject GROUP BY f.predicate)
SELECT f.subject, {_FACT}, {NODE} FROM fact f LEFT JOIN node n ON n.id = f.object
JOIN node s ON s.id = f.subject
WHERE f.id IN (
  SELECT min(f.id) FROM first JOIN node s ON s.iri = first.iri
  JOIN fact f ON f.subject = s.id AND f.predicate = first.predicate GROUP BY first.predicate)
ORDER BY s.iri, f.id"""  # noqa: S608 - no value in it
_READ_FROM = f"""
SELECT f.subject, {_FACT}, {NODE} FROM fact f LEFT JOIN node n ON n.id = f.object
JOIN node s ON s.id = f.subject
WHERE f.id IN (SELECT fact FROM evidence WHERE document = ?) ORDER BY s.iri, f.id LIMIT ?"""  # noqa: S608 - no value in it
_EVIDENCE = f"""
SELECT e.fact, e.rule, e.confidence, e.reviewed, e.position, e.line, e.exact,
  coalesce(p.path, ''), {NODE}
FROM evidence e JOIN node n ON n.id = e.document LEFT JOIN path p ON p.node = e.document
WHERE e.fact IN (SELECT value FROM json_each(?)) ORDER BY e.fact, e.place"""  # noqa: S608 - no value in it
_PLACES = f"""
SELECT p.latitude, p.longitude, p.territory, {NODE} FROM place p JOIN node n ON n.id = p.node"""  # noqa: S608 - no value in it
_MOST = 10_000  # facts of one thing


def open_index(path: Path) -> Index:
    """The index of a release directory.

    Raises:
        InputError: when it has none that can be read.
    """
    return Index(path / FILE_NAME)


class Index:
    """What pages and searches need to know of a release. May be used by several threads."""

    def __init__(self, file: Path) -> None:
        self._address = f"{file.resolve().as_uri()}?mode=ro&immutable=1"
        self._file = file
        self._threads = threading.local()
        self._predicates: dict[int, Node] = {}
        try:
            version = self.rows("PRAGMA user_version")[0][0]
        except sqlite3.Error as error:
            raise self._unreadable(str(error)) from error
        if version != VERSION:
            raise self._unreadable(f"version {version}")

    def rows(self, query: str, values: Iterable[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows that a query of the tables gives (``index/schema.py``)."""
        connection = getattr(self._threads, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self._address, uri=True, isolation_level=None)
            connection.execute("PRAGMA query_only = 1")
            connection.execute("PRAGMA mmap_size = 268435456")
            self._threads.connection = connection
        found: list[tuple[Any, ...]] = connection.execute(query, tuple(values)).fetchall()
        return found

    def id_of(self, iri: str) -> int:
        """The number of an IRI; 0 when the data do not name it."""
        found = self.rows("SELECT id FROM node WHERE iri = ?", (iri,))
        return int(found[0][0]) if found else 0

    def node(self, iri: str) -> Node | None:
        """A thing by its IRI; None when the data do not name it."""
        query = f"SELECT {NODE} FROM node n WHERE n.iri = ?"  # noqa: S608 - no value in it
        found = self.rows(query, (iri,))
        return Node(*found[0]) if found else None

    def nodes(self, kind: str, limit: int = -1, offset: int = 0) -> list[Node]:
        """The things of a class by its local name, in the order of a French dictionary."""
        query = f"""
        SELECT {NODE} FROM node n WHERE n.kind = ? AND n.kind != '' ORDER BY n.key, n.iri
        LIMIT ? OFFSET ?"""  # noqa: S608 - no value in it
        return [Node(*row) for row in self.rows(query, (kind, limit, offset))]

    def described(self, start: str) -> list[str]:
        """The IRIs that begin so and of which something is said, sorted."""
        query = """
        SELECT iri FROM node WHERE iri >= ? AND iri < ?
        AND EXISTS (SELECT 1 FROM fact WHERE subject = node.id) ORDER BY iri"""
        return [row[0] for row in self.rows(query, (start, f"{start}\uffff"))]

    def counts(self) -> dict[str, int]:
        """How many things are of each class, by its local name, sorted."""
        query = "SELECT kind, count(*) FROM node WHERE kind != '' GROUP BY kind ORDER BY kind"
        return dict(self.rows(query))

    def relations(self, kind: str, predicate: str) -> list[tuple[Node, Node]]:
        """The things of a class, each with what it is joined to by a property, as in a dictionary."""
        found = self.rows(_RELATIONS, (kind, self.id_of(predicate)))
        width = len(NODE.split(","))
        return [(Node(*row[:width]), Node(*row[width:])) for row in found]

    def examples(self) -> dict[str, Fact]:
        """For each property a fact that uses it, without its readings; it looks at all facts."""
        found = {}
        for subject, *row in self.rows(_EXAMPLES):
            end = Node(*row[6:]) if row[6] else None
            fact = self._fact(row, self._node(subject), end, {})
            found[fact.predicate.iri] = fact
        return found

    def members(self, facet: str) -> dict[str, int]:
        """How many things are under each theme ("theme") or in each territory ("territory"), by IRI.

        Themes are not counted as being under a theme, nor territories as being in one.
        """
        query = """
        SELECT n.iri, count(*) FROM member m JOIN node n ON n.id = m.value
        JOIN node thing ON thing.id = m.node
        WHERE m.facet = ? AND thing.kind != n.kind GROUP BY m.value ORDER BY n.iri"""
        return dict(self.rows(query, (facet,)))

    def describe(self, iri: str, most_incoming: int = 200) -> Description | None:
        """What is said of a thing and what points to it; None when the data do not name it.

        Args:
            iri: of the thing.
            most_incoming: how many facts that point to it are given, of each property alike;
                ``totals`` tells how many there are.
        """
        found = self.rows(f"SELECT n.id, {NODE} FROM node n WHERE n.iri = ?", (iri,))  # noqa: S608 - ours
        if not found:
            return None
        number, node = found[0][0], Node(*found[0][1:])
        outgoing = self.rows(_OUTGOING, (number, _MOST))
        pointing, totals = self._pointing(number, node, most_incoming)
        readings = self._readings([row[0] for row in (*outgoing, *pointing)])
        facts = tuple(
            self._fact(row, node, Node(*row[6:]) if row[6] else None, readings) for row in outgoing
        )
        incoming = tuple(self._fact(row, Node(*row[6:]), node, readings) for row in pointing)
        return Description(node, facts, incoming, totals, self._place_of(number))

    def _pointing(
        self, number: int, node: Node, limit: int
    ) -> tuple[list[tuple[Any, ...]], dict[str, int]]:
        """The rows of what points to a thing, and how many there are by each property."""
        if node.incoming <= limit:
            rows = self.rows(_INCOMING, (number, limit)) if node.incoming else []
            return rows, dict(Counter(self._predicate(row[1]).iri for row in rows))
        counts = self.rows(_COUNTS, (number,))
        share = max(limit // len(counts), 1)
        rows = [row for p, _ in counts for row in self.rows(_INCOMING_BY, (number, p, share))]
        return rows, {self._predicate(predicate).iri: total for predicate, total in counts}

    def read_from(self, document: str, limit: int = _MOST) -> tuple[Fact, ...]:
        """The facts that were read from a document, by subject, with all the readings of each."""
        found = self.rows(_READ_FROM, (self.id_of(document), limit))
        readings = self._readings([row[1] for row in found])
        subjects: dict[int, Node] = {}
        facts = []
        for subject, *row in found:
            if subject not in subjects:
                subjects[subject] = self._node(subject)
            end = Node(*row[6:]) if row[6] else None
            facts.append(self._fact(row, subjects[subject], end, readings))
        return tuple(facts)

    def place(self, iri: str) -> Place | None:
        """Where a thing is; None when nobody knows."""
        return self._place_of(self.id_of(iri))

    def places(self) -> list[Place]:
        """All things whose position is known, those of a class by their label."""
        return [self._place(row) for row in self.rows(f"{_PLACES} ORDER BY n.kind, n.key, n.iri")]

    def _place(self, row: tuple[Any, ...]) -> Place:
        latitude, longitude, territory, *node = row
        return Place(Node(*node), latitude, longitude, self._node(territory) if territory else None)

    def _place_of(self, number: int) -> Place | None:
        found = self.rows(f"{_PLACES} WHERE p.node = ?", (number,))
        return self._place(found[0]) if found else None

    def _fact(
        self,
        row: Sequence[Any],
        subject: Node,
        end: Node | None,
        readings: dict[int, tuple[Reading, ...]],
    ) -> Fact:
        number, predicate, value, datatype, language, origin = row[:6]
        property_ = self._predicate(predicate)
        said = readings.get(number, ())
        return Fact(subject, property_, end, value, datatype, language, origin, said)

    def _readings(self, facts: list[int]) -> dict[int, tuple[Reading, ...]]:
        """The readings of some facts, the surest first, as they were written."""
        if not facts:
            return {}
        found: dict[int, list[tuple[Any, ...]]] = {}
        for row in self.rows(_EVIDENCE, (str(facts),)):
            found.setdefault(row[0], []).append(row)
        return {fact: tuple(_each_reading(rows)) for fact, rows in found.items()}

    def _predicate(self, number: int) -> Node:
        """A property; they are few, and kept."""
        known = self._predicates.get(number)
        if known is None:
            known = self._predicates[number] = self._node(number)
        return known

    def _node(self, number: int) -> Node:
        query = f"SELECT {NODE} FROM node n WHERE n.id = ?"  # noqa: S608 - no value in it
        return Node(*self.rows(query, (number,))[0])

    def _unreadable(self, reason: str) -> InputError:
        return InputError(
            Message(
                fr=f"l’index de cette publication ne peut pas être lu ({reason})\u00a0;"
                " refaites-la avec «\u00a0lf2l-kg build\u00a0»",
                en=f"the index of this release cannot be read ({reason}); make it again with"
                " `lf2l-kg build`",
            ),
            path=str(self._file),
        )


def _each_reading(rows: list[tuple[Any, ...]]) -> Iterable[Reading]:
    """The readings of one fact; a reading begins with its first quote."""
    starts = [number for number, row in enumerate(rows) if row[4] == 0] + [len(rows)]
    for start, end in pairwise(starts):
        _, rule, confidence, reviewed, _, _, _, path, *document = rows[start]
        quotes = tuple(Words(row[6], row[5]) for row in rows[start:end])
        yield Reading(Node(*document), path, rule, confidence, bool(reviewed), quotes)
