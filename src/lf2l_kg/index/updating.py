"""An index made of that of the release before: what a changed document says and touches is written anew."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from lf2l_kg.base.evidence import Reading
from lf2l_kg.base.namespaces import RDF, RDFS, SKOS

from .edits import Edit
from .evidence import FactKey, Kept, Told, evidence_rows, hash_fact, keep_reading, key_of
from .loading import Tables
from .membership import LATITUDE, LONGITUDE
from .ranking import rank_between
from .searchable import list_cards, list_names
from .writing import insert_rows, maker_of

_LEAST, _SHARE = 1_000, 10  # as many things may change, or one of so many
_WIDER = f"<{RDFS}subClassOf>"
_ALL = "IN (SELECT value FROM json_each(?))"


class _TooMuchError(Exception):
    """So much follows from the change that the index is better made anew."""


@dataclass(frozen=True, slots=True)
class _Change:
    """The facts about a subject, each with its number and origin, and those that it has now."""

    old: Mapping[FactKey, tuple[int, str]]
    new: Mapping[FactKey, str]

    def differing(self) -> set[FactKey]:
        """Of the facts that are new or no more."""
        return {*self.old} ^ {*self.new}


def update_index(connection: sqlite3.Connection, edit: Edit, base_iri: str, namespace: str) -> bool:
    """Make the index of a dataset of that of another.

    Args:
        connection: to the other's, which is changed.
        edit: what makes one of the other.
        base_iri: what the IRIs of our data begin with.
        namespace: of the ontology's terms.

    Returns:
        Whether it was done: not when other code has made the other index, or when too much follows
        from the change; the file is of no use then.
    """
    try:
        made = connection.execute("SELECT maker FROM made").fetchall()
        if made != [(maker_of(base_iri, namespace),)]:
            return False
        connection.execute("BEGIN")
        _Update(connection, namespace).apply(edit)
        connection.execute("COMMIT")
    except (sqlite3.Error, UnicodeDecodeError, _TooMuchError):
        return False
    return True


class _Update:
    """The steps of a change, in this order."""

    def __init__(self, connection: sqlite3.Connection, namespace: str) -> None:
        self._insert = partial(insert_rows, connection)
        self._tables = Tables(connection, namespace)
        start = self._tables.start
        #: What others follow from that are joined to a thing.
        self._spreading = {
            *(f"<{iri}>" for iri in (f"{RDF}type", f"{SKOS}prefLabel", f"{RDFS}label")),
            *(f"{start}locatedIn>", f"{start}partOf>", f"<{SKOS}broader>"),
            *(LATITUDE, LONGITUDE),
        }
        self._lost: dict[tuple[str, FactKey], int] = {}  # facts that are no more → their numbers
        self._loose: set[str] = set()  # nodes that perhaps nothing names any more

    def apply(self, edit: Edit) -> None:
        changes = dict(self._find_changes(edit))
        affected = self._find_affected(changes, edit)
        self._clear(affected)
        self._state(changes)
        self._tell(edit)
        self._drop_unnamed(changes)
        self._derive(affected)

    def _find_changes(self, edit: Edit) -> Iterator[tuple[str, _Change]]:
        """The subjects about which the facts are not the same."""
        for subject, facts in edit.facts.items():
            found = self._tables.facts_of(subject)
            old = {key: (number, origin) for key, number, origin in found}
            new = {key_of(statement)[1]: origin for statement, origin in facts.items()}
            if len(old) != len(found) or len(new) != len(facts):
                raise _TooMuchError  # two ways to write one value
            if [(key, origin) for key, (_, origin) in old.items()] == [*new.items()]:
                continue
            change = _Change(old, new)
            # What all things of a class follow from.
            if subject.startswith(self._tables.start) or any(
                k[0] == _WIDER for k in change.differing()
            ):
                raise _TooMuchError
            yield subject, change

    def _find_affected(self, changes: Mapping[str, _Change], edit: Edit) -> set[str]:
        """The nodes of which anything may follow that is not what it was."""
        keys = {subject: change.differing() for subject, change in changes.items()}
        pointed = {key[1] for found in keys.values() for key in found if key[1]}
        read = {reading.subject for reading in (*edit.removed, *edit.added)}
        spreading = [s for s, found in keys.items() if any(k[0] in self._spreading for k in found)]
        affected = {*changes, *pointed, *read, *self._depending_on(spreading)}
        most = max(_LEAST, self._count("SELECT count(*) FROM node") // _SHARE)
        if len(affected) > most:
            raise _TooMuchError
        return affected

    def _depending_on(self, names: Iterable[str]) -> set[str]:
        """What is under some nodes or points to them, and what is under that."""
        numbers = json.dumps([self._tables.find(name) for name in names])
        query = f"""
        WITH pointing AS (SELECT subject FROM fact WHERE object != 0 AND object {_ALL})
        SELECT iri FROM node WHERE id IN (
          SELECT subject FROM pointing UNION SELECT node FROM member WHERE value {_ALL}
          UNION SELECT node FROM member WHERE value IN (SELECT subject FROM pointing))"""  # noqa: S608 - ours
        return {f"<{iri}>" for (iri,) in self._tables.execute(query, (numbers, numbers))}

    def _clear(self, affected: Collection[str]) -> None:
        """Take away what followed for some nodes. Of the full text, the words tell what to take away."""
        tables = self._tables
        numbers = {number for number in map(tables.find, affected) if number}
        some = json.dumps([*numbers])
        cards = f"SELECT node, rank FROM card WHERE node {_ALL}"  # noqa: S608 - ours
        ranks: dict[int, int] = dict(tables.execute(cards, (some,)).fetchall())
        derived = tables.derive(numbers)
        nodes = [derived.node(name, 0) for name in affected if tables.find(name) in ranks]
        ranked = [(ranks[thing.node], thing) for thing in derived.things(nodes)]
        if len(ranked) != len(ranks):
            raise _TooMuchError
        for named, told in derived.words(ranked, tables.quotes(numbers)):
            tables.execute(
                "INSERT INTO named(named, rowid, label, alias, around, description)"
                " VALUES ('delete', ?, ?, ?, ?, ?)",
                named,
            )
            tables.execute("INSERT INTO told(told, rowid, text) VALUES ('delete', ?, ?)", told)
        tables.execute(f"DELETE FROM name WHERE rank {_ALL}", (json.dumps([*ranks.values()]),))  # noqa: S608 - ours
        for table in ("card", "member", "place", "path"):
            tables.execute(f"DELETE FROM {table} WHERE node {_ALL}", (some,))  # noqa: S608 - ours

    def _state(self, changes: Mapping[str, _Change]) -> None:
        """Write the facts anew; the evidence of those that stay goes with them."""
        tables, incoming = self._tables, Counter[str]()
        number = self._count("SELECT max(id) FROM fact")
        for subject, change in changes.items():
            me = tables.number(subject)
            tables.execute("DELETE FROM fact WHERE subject = ?", (me,))
            incoming.subtract(key[1] for key in change.old)
            incoming.update(key[1] for key in change.new)
            for key, origin in change.new.items():
                number += 1
                predicate, end, *literal = key
                ends = tables.number(predicate), tables.number(end) if end else 0
                self._insert(("fact", [(number, me, *ends, *literal, origin)]))
                if key in change.old:
                    moved = number, change.old[key][0]
                    tables.execute("UPDATE evidence SET fact = ? WHERE fact = ?", moved)
                elif self._is_unstated(hash_fact(subject, key)):
                    raise _TooMuchError  # what was read of it is not in the tables
            for key in {*change.old} - {*change.new}:
                self._lost[subject, key] = change.old[key][0]
        counts = [(count, tables.number(end)) for end, count in incoming.items() if end and count]
        tables.executemany("UPDATE node SET incoming = incoming + ? WHERE id = ?", counts)

    def _tell(self, edit: Edit) -> None:
        """Write the evidence anew of the facts that a document lets read in another way."""
        tables, facts = self._tables, dict[str, dict[FactKey, int]]()
        gone, come = _by_place(edit.removed), _by_place(edit.added)
        for place in gone.keys() | come.keys():
            if gone[place] == come[place]:
                continue
            subject, key, document = place
            if subject not in facts:
                facts[subject] = {k: number for k, number, _ in tables.facts_of(subject)}
            fact = facts[subject].get(key) or self._lost.get((subject, key))
            if fact is None:
                self._note_unstated(subject, key)
                continue
            readings = Counter(tables.readings_of(fact, document))
            readings.subtract(gone[place])
            if any(count < 0 for count in readings.values()):
                raise _TooMuchError
            readings.update(come[place])
            self._read(fact, document, readings.elements())
        self._loose |= {reading.document for reading in edit.removed}
        for (subject, key), fact in self._lost.items():
            left = tables.readers_of(fact)
            if left:
                self._loose |= left
                self._note_unstated(subject, key)
                tables.execute("DELETE FROM evidence WHERE fact = ?", (fact,))

    def _read(self, fact: int, document: str, readings: Iterable[Kept]) -> None:
        """Write the evidence anew of a fact in a document; a thousand others may say the same one."""
        tables, number = self._tables, self._tables.number(document)
        tables.execute("DELETE FROM evidence WHERE document = ? AND fact = ?", (number, fact))
        rows = [*evidence_rows(readings, {document: number})]

        def place() -> list[tuple[int, Told]] | None:
            near = partial(tables.readings_near, fact)
            return rank_between(rows, lambda row: (-row[2], document), near)

        placed = place()
        if placed is None:
            tables.spread_readings(fact)
            placed = place()
        if placed is None:
            raise _TooMuchError
        self._insert(("evidence", [(fact, at, *row) for at, row in placed]))

    def _drop_unnamed(self, changes: Mapping[str, _Change]) -> None:
        """Take away the nodes that nothing names any more."""
        self._loose |= {end for c in changes.values() for key in c.differing() for end in key[:2]}
        numbers = {self._tables.find(name): name for name in self._loose | changes.keys()}
        unnamed = [number for number in numbers if number and not self._is_named(number)]
        # What facts have as predicate only a look at all of them tells.
        query = f"SELECT DISTINCT predicate FROM fact WHERE predicate {_ALL}"  # noqa: S608 - ours
        predicates = {one for (one,) in self._tables.execute(query, (json.dumps(unnamed),))}
        for number in unnamed:
            if number not in predicates:
                self._tables.forget(numbers[number])

    def _is_named(self, number: int) -> bool:
        """Whether it is the subject or the object of a fact, or its document."""
        query = """
        SELECT EXISTS (SELECT 1 FROM fact WHERE subject = ?1)
        OR EXISTS (SELECT 1 FROM fact WHERE object = ?1 AND object != 0)
        OR EXISTS (SELECT 1 FROM evidence WHERE document = ?1)"""
        return bool(self._tables.execute(query, (number,)).fetchone()[0])

    def _derive(self, affected: Collection[str]) -> None:
        """Write what follows for some nodes."""
        tables = self._tables
        numbers = {tables.find(name): name for name in affected if tables.find(name)}
        derived, incoming = tables.derive(numbers), "SELECT incoming FROM node WHERE id = ?"
        nodes = [
            derived.node(name, self._count(incoming, number)) for number, name in numbers.items()
        ]
        tables.executemany("REPLACE INTO node VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", nodes)
        for table, rows in (
            ("member", derived.members()),
            ("place", derived.places()),
            ("path", derived.paths()),
        ):
            self._insert((table, [row for row in rows if row[0] in numbers]))
        ranked = rank_between(derived.things(nodes), lambda thing: thing.renown, tables.things_near)
        if ranked is None:
            raise _TooMuchError
        self._insert(("card", list_cards(ranked)))
        self._insert(("name", list_names(ranked)))
        for named, told in derived.words(ranked, tables.quotes(numbers)):
            self._insert(("named", [named]))
            self._insert(("told", [told]))

    def _is_unstated(self, number: int) -> bool:
        return bool(self._count("SELECT count(*) FROM unstated WHERE hash = ?", number))

    def _note_unstated(self, subject: str, key: FactKey) -> None:
        values = (hash_fact(subject, key),)
        self._tables.execute("INSERT OR IGNORE INTO unstated VALUES (?)", values)

    def _count(self, query: str, *values: object) -> int:
        return int(self._tables.execute(query, values).fetchone()[0] or 0)


def _by_place(
    readings: Iterable[Reading],
) -> defaultdict[tuple[str, FactKey, str], Counter[Kept]]:
    """What is kept of readings, by the subject, what tells the fact from others about it, the document."""
    found: defaultdict[tuple[str, FactKey, str], Counter[Kept]] = defaultdict(Counter)
    for reading in readings:
        kept = keep_reading(reading)
        if kept[-1]:  # without words there is nothing to show
            found[*key_of(reading.statement), reading.document][kept] += 1
    return found
