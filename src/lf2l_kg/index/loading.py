"""What an index holds of some things, read as the facts that it was made from."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterator

from lf2l_kg.base.namespaces import RDF, RDFS, SKOS

from .deriving import Derived
from .evidence import FactKey, Kept, Sureness
from .ranking import ROOM, Neighbours, find_neighbours
from .searchable import MOST_LETTERS, Renown

_FACTS = """
SELECT f.id, s.iri, p.iri, f.object, o.iri, f.value, f.datatype, f.language, f.origin
FROM fact f JOIN node s ON s.id = f.subject JOIN node p ON p.id = f.predicate
LEFT JOIN node o ON o.id = f.object"""
_OF = f"{_FACTS} WHERE f.subject IN (SELECT value FROM json_each(?)) ORDER BY f.id"  # noqa: S608 - ours
_BY = f"{_FACTS} WHERE f.predicate = (SELECT id FROM node WHERE iri = ?)"  # noqa: S608 - ours
_QUOTES = """
SELECT s.iri, e.exact FROM fact f JOIN evidence e ON e.fact = f.id JOIN node s ON s.id = f.subject
WHERE f.subject = ? ORDER BY f.id, e.place"""
_READINGS = """
SELECT rule, confidence, reviewed, position, line, exact FROM evidence
WHERE document = ? AND fact = ? ORDER BY +place"""
_READERS = "SELECT DISTINCT n.iri FROM evidence e JOIN node n ON n.id = e.document WHERE e.fact = ?"
_NEXT_READING = """
SELECT e.place, e.confidence, n.iri FROM evidence e JOIN node n ON n.id = e.document
WHERE e.fact = ? AND e.place >= ? ORDER BY e.place LIMIT 1"""
_SPREAD = f"""
UPDATE evidence SET place = number * {ROOM} FROM (
  SELECT rowid AS row, row_number() OVER (ORDER BY place) AS number FROM evidence WHERE fact = ?)
WHERE evidence.rowid = row"""  # noqa: S608 - ours
_NEXT = """
SELECT c.rank, n.kind = 'Document', n.incoming, n.key, n.iri
FROM card c JOIN node n ON n.id = c.node WHERE c.rank >= ? ORDER BY c.rank LIMIT 1"""

_Rows = Iterator[tuple[int, str, str, int, str | None, str, str, str, str]]


class Tables:
    """An index that is being changed."""

    def __init__(self, connection: sqlite3.Connection, namespace: str) -> None:
        self.execute, self.executemany = connection.execute, connection.executemany
        self.start = f"<{namespace}"
        self._above = {f"<{SKOS}broader>", *(f"{self.start}{n}>" for n in ("locatedIn", "partOf"))}
        near = (f"{self.start}{name}>" for name in ("carriedBy", "mentions", "hasTheme"))
        self._near = {*self._above, *near, f"<{RDF}type>"}
        self._numbers: dict[str, int] = {}

    def number(self, name: str) -> int:
        """The number of a node, as it stands in lines; one that is new gets one."""
        number = self.find(name)
        if not number:
            values = (name[1:-1], *[""] * 6, 0)
            made = self.execute("INSERT INTO node VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?)", values)
            number = self._numbers[name] = int(made.lastrowid or 0)
        return number

    def find(self, name: str) -> int:
        """The number of a node; 0 when there is none."""
        number = self._numbers.get(name, 0)
        if not number:
            row = self.execute("SELECT id FROM node WHERE iri = ?", (name[1:-1],)).fetchone()
            number = int(row[0]) if row else 0
            if number:
                self._numbers[name] = number
        return number

    def forget(self, name: str) -> None:
        """Take a node away."""
        self.execute("DELETE FROM node WHERE id = ?", (self._numbers.pop(name),))

    def facts_of(self, subject: str) -> list[tuple[FactKey, int, str]]:
        """The facts about a subject in their order, each with its number and its origin."""
        return [
            ((f"<{predicate}>", f"<{end}>" if number else "", *literal), fact, origin)  # type: ignore[misc]  # value, datatype, language
            for fact, _, predicate, number, end, *literal, origin in self._rows_of(
                [self.find(subject)]
            )
        ]

    def readings_of(self, fact: int, document: str) -> list[Kept]:
        """The readings of a fact in a document."""
        found: list[tuple[str, str, float, bool, list[tuple[int, str]]]] = []
        for rule, confidence, reviewed, position, line, exact in self.execute(
            _READINGS, (self.find(document), fact)
        ):
            if not position:
                found.append((document, rule, confidence, bool(reviewed), []))
            found[-1][-1].append((line, exact))
        return [(*head, tuple(said)) for *head, said in found]  # type: ignore[misc]  # as above

    def readers_of(self, fact: int) -> set[str]:
        """The documents in which a fact was read."""
        return {_name(iri) for (iri,) in self.execute(_READERS, (fact,))}

    def readings_near(self, fact: int, sureness: Sureness) -> Neighbours:
        """Of the readings of a fact, the places before and after what is so sure."""

        def next_from(place: int) -> tuple[int, Sureness]:
            found, confidence, iri = self.execute(_NEXT_READING, (fact, place)).fetchone()
            return found, (-confidence, _name(iri))

        last = self.execute("SELECT max(place) FROM evidence WHERE fact = ?", (fact,))
        return find_neighbours(sureness, next_from, last.fetchone()[0] or 0)

    def spread_readings(self, fact: int) -> None:
        """Make room between the readings of a fact."""
        self.execute(_SPREAD, (fact,))

    def derive(self, numbers: Collection[int]) -> Derived:
        """What follows for some things, from the facts about them and about what they are next to."""
        facts: dict[str, list[tuple[str, str]]] = defaultdict(list)
        seen, wanted, followed = set(numbers), set(numbers), self._near
        while wanted:
            further = set()
            for _, subject, predicate, number, end, value, _, language, _ in self._rows_of(wanted):
                name = f"<{predicate}>"
                if number and name in followed:
                    further.add(number)
                facts[name].append(
                    (f"<{subject}>", f"<{end}>" if number else _literal(value, language))
                )
            wanted, followed = further - seen, self._above
            seen |= wanted
        for _, subject, predicate, _, end, *_ in self.execute(_BY, (f"{RDFS}subClassOf",)):
            facts[f"<{predicate}>"].append((f"<{subject}>", f"<{end}>"))
        return Derived(facts, self.start, self.number)

    def _rows_of(self, numbers: Collection[int]) -> _Rows:
        return self.execute(_OF, (json.dumps([*numbers]),))

    def quotes(self, numbers: Collection[int]) -> dict[str, dict[str, None]]:
        """The quotes of the facts about some things, of each as many as a search looks in."""
        found: dict[str, dict[str, None]] = {}
        for number in numbers:
            quotes, letters = dict[str, None](), 0
            for subject, exact in self.execute(_QUOTES, (number,)):
                found[f"<{subject}>"] = quotes
                letters += 0 if exact in quotes else len(exact)
                quotes[exact] = None
                if letters >= MOST_LETTERS:  # a thousand documents may speak of a thing
                    break
        return found

    def things_near(self, renown: Renown) -> Neighbours:
        """Of the ranks of things, those before and after what is so well known."""

        def next_from(rank: int) -> tuple[int, Renown]:
            found, is_document, incoming, key, iri = self.execute(_NEXT, (rank,)).fetchone()
            return found, (bool(is_document), -incoming, key.partition("\x1f")[0], iri)

        last = self.execute("SELECT max(rank) FROM card").fetchone()[0] or 0
        return find_neighbours(renown, next_from, last)


def _name(iri: str) -> str:
    """A node as it stands in lines; "" for none."""
    return f"<{iri}>" if iri else ""


def _literal(value: str, language: str) -> str:
    """A literal as it may stand in a line."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"@{language}' if language else f'"{escaped}"'
