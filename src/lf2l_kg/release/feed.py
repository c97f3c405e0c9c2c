"""The feed: what each release created, updated and deleted, for programs (LDES) and people (Atom).

``feed.ttl`` names a page for each release, ``feed-<release>.ttl``, which never changes: later releases
carry it along, and a release made again on the day of one that was pruned has another.
``feed.json`` is the history that both are made from, ``feed.atom`` shows it.

Source: https://w3id.org/ldes/specification, https://w3id.org/tree/specification,
https://www.w3.org/TR/activitystreams-vocabulary/ and https://www.rfc-editor.org/rfc/rfc4287
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from html import escape as escape_html
from pathlib import Path

import msgspec
import pyoxigraph as ox

from lf2l_kg.base.history import HISTORY, ChangeCounts, Event, read_history
from lf2l_kg.base.namespaces import XSD
from lf2l_kg.base.turtle import VOCABULARIES, serialize_sorted

from .changes import Previous
from .contents import differing_graphs, sort_statements
from .directory import served_releases
from .files import File
from .manifest import GraphRecord, Published

_AS = "https://www.w3.org/ns/activitystreams#"
_LDES = "https://w3id.org/ldes#"
_TREE = "https://w3id.org/tree#"
_PREFIXES = {**VOCABULARIES, "as": _AS, "ldes": _LDES, "tree": _TREE}
_TYPE = f"{VOCABULARIES['rdf']}type"
_MOST_ENTRIES = 50  # of the Atom feed
#: For text, and for IRIs in attributes, which hold no quotation mark: ``xml.sax`` would load an HTTP client.
_escape = partial(escape_html, quote=False)


@dataclass(frozen=True, slots=True)
class Feed:
    """The feed of a release that is being made."""

    published: Published
    name: str
    issued: date
    changes: ChangeCounts
    before: Previous | None  # the release whose feed it goes on; see :func:`find_heads`

    def files(self, graphs: Mapping[str, GraphRecord]) -> Iterator[File]:
        """The files of the feed.

        Args:
            graphs: of this release.

        Raises:
            InputError: when the history that it goes on is damaged, or one of its pages is missing.
        """
        before, old = (
            (self.before.side.path, self.before.side.graphs) if self.before else (None, {})
        )
        history = [*read_history(before)] if before else []
        if self.before:
            names = [page_name(event.name) for event in history]
            for carried in (HISTORY, *names):
                self.before.refuse_damage(carried)
            yield from ((name, (self.before.side.path / name).read_bytes(), None) for name in names)
        name = _free_name(self.name, history)
        event = Event(name, _moment_after(history, self.issued), self.changes)
        history.append(event)
        yield page_name(event.name), self._page(event, old, graphs), None
        yield "feed.ttl", self._root(history), None
        yield "feed.atom", render_atom(history, self.published), None
        json = msgspec.json.format(msgspec.json.encode(history), indent=1)
        yield HISTORY, json + b"\n", None

    def _root(self, history: list[Event]) -> bytes:
        node, triples = _address(self.published), _Triples()
        stream = f"{node}#stream"
        triples.add(stream, _TYPE, f"{_LDES}EventStream", f"{_AS}OrderedCollection")
        triples.add(stream, f"{_LDES}timestampPath", f"{_AS}published")
        triples.add(stream, f"{_LDES}versionOfPath", f"{_AS}object")
        triples.add(stream, f"{_TREE}view", node)  # clients want the page to have its own address
        triples.add(node, _TYPE, f"{_TREE}Node")
        for event in history:
            relation = f"{node}#to-{event.name}"
            triples.add(node, f"{_TREE}relation", relation)
            triples.add(relation, _TYPE, f"{_TREE}Relation")
            triples.add(relation, f"{_TREE}node", f"{node}/{event.name}")
        return triples.serialize()

    def _page(
        self, event: Event, old: Mapping[str, GraphRecord], new: Mapping[str, GraphRecord]
    ) -> bytes:
        address, triples = _address(self.published), _Triples()
        stream, page = f"{address}#stream", f"{address}/{event.name}"
        moment = ox.Literal(_written(event.published), datatype=ox.NamedNode(f"{XSD}dateTime"))
        triples.add(page, _TYPE, f"{_TREE}Node", f"{_AS}OrderedCollectionPage")
        triples.add(page, f"{_AS}partOf", stream)
        for number, name in enumerate(differing_graphs(old, new), start=1):
            kind = "Delete" if name not in new else "Update" if name in old else "Create"
            member = f"{page}#{number}"
            triples.add(stream, f"{_TREE}member", member)
            triples.add(page, f"{_AS}items", member)
            triples.add(member, _TYPE, _AS + kind)
            triples.add(member, f"{_AS}object", name)
            triples.add(member, f"{_AS}published", moment)
            if name in new:
                digest = ox.Literal(new[name].digest)
                triples.add(member, f"{VOCABULARIES['dcterms']}identifier", digest)
        return triples.serialize()


def page_name(event: str) -> str:
    """The file of an event's page."""
    return f"feed-{event}.ttl"


def _free_name(release: str, history: list[Event]) -> str:
    """The name of a release's event: its own, unless one that was pruned since had it on the same day."""
    taken = {event.name for event in history}
    names = (release, *(f"{release}-{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)


def find_heads(releases: Path) -> tuple[Path, ...]:
    """The releases whose feed the next one may go on: those that were served, the longest feed first.

    The first need not be the current one. Who has read the page of a release that was taken back must
    learn from a later page what became of it.

    Raises:
        InputError: when the history of one of them is damaged: the feed would begin anew.
    """
    served = [path for path in served_releases(releases) if (path / HISTORY).is_file()]
    return tuple(sorted(served, key=lambda path: -len(read_history(path))))


def render_atom(history: list[Event], published: Published) -> bytes:
    """The last releases for a feed reader, the newest first."""
    feed, french = _address(published), published.language == "fr"
    title = published.title_fr if french else published.title_en
    author = published.publisher or published.title_fr
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{published.language}">',
        f"<title>{_escape(title)}</title>",
        f"<id>{_escape(feed)}</id>",
        f"<updated>{_written(history[-1].published)}</updated>",
        f"<author><name>{_escape(author)}</name></author>",
        f'<link rel="self" href="{_escape(feed)}.atom"/>',
        f'<link href="{_escape(published.base_iri)}"/>',
    ]
    colon = "\u00a0:" if french else ":"
    for event in reversed(history[-_MOST_ENTRIES:]):
        address = f"{feed}/{event.name}"
        said = event.changes.said(published.language)
        page = f"{feed}.html#{event.name}"  # of all releases, for people
        lines += [
            "<entry>",
            f"<title>{event.issued}{colon} {_escape(said)}</title>",
            f"<id>{_escape(address)}</id>",
            f"<updated>{_written(event.published)}</updated>",
            f'<link type="text/html" href="{_escape(page)}"/>',
            f'<link rel="related" type="text/turtle" href="{_escape(address)}"/>',
            f"<summary>{_escape(said)} ({event.name})</summary>",
            "</entry>",
        ]
    return "".join(f"{line}\n" for line in [*lines, "</feed>"]).encode()


class _Triples:
    def __init__(self) -> None:
        self._lines: list[str] = []

    def add(self, subject: str, predicate: str, *values: str | ox.Literal) -> None:
        for value in values:
            end = f"<{value}>" if isinstance(value, str) else str(value)
            self._lines.append(f"<{subject}> <{predicate}> {end} .")

    def serialize(self) -> bytes:
        return serialize_sorted(sort_statements(self._lines), _PREFIXES)


def _address(published: Published) -> str:
    return f"{published.base_iri}feed"


def _moment_after(history: list[Event], issued: date) -> datetime:
    """The day's first moment, or a second after the last release's: no two have the same."""
    day = datetime(issued.year, issued.month, issued.day, tzinfo=UTC)
    return max(day, history[-1].published + timedelta(seconds=1)) if history else day


def _written(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
