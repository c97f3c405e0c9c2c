"""Items at a SPARQL endpoint that has Wikidata's model, such as the Wikidata Query Service."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from importlib.resources import files
from typing import Any, Protocol

import pyoxigraph as ox

from lf2l_kg.base.errors import NetworkError
from lf2l_kg.base.messages import Message
from lf2l_kg.base.namespaces import WIKIDATA

from .courier import Courier, Request
from .items import DIRECT, ROOTS, Item, Named, same_form
from .known import Known
from .slice import Raw, make_item
from .sources import Found
from .subjects import Subject

#: The services of Wikidata; scholarly articles are apart since May 2025.
#: Source: https://www.wikidata.org/wiki/Wikidata:SPARQL_query_service/WDQS_graph_split
WIKIDATA_QUERY = "https://query.wikidata.org/sparql"
WIKIDATA_SCHOLARLY = "https://query-scholarly.wikidata.org/sparql"

_BATCH = 150  # values in one query
_HEIGHT = 5  # territories above each other that are looked up
_LANGUAGES = ("fr", "en", "mul")  # of the names that are asked for


_START = re.compile(r"\b\w")
_SMALL = re.compile(
    r"(?<=[ -])(?:Sur|Sous|En|Lès|Les|Le|La|De|Des|Du|Aux?|Et)(?=[ -])|(?<=[ -])[DL](?=')"
)
_SAINT = re.compile(r"\bSt(e?)[ .-]+")


class Search(Protocol):
    """A service that finds items by words."""

    def find(self, subjects: Sequence[Subject]) -> Mapping[str, Sequence[str]]:
        """The ids of items for each subject's IRI, the likeliest first."""
        ...


class Endpoint(Known):
    """Items at an endpoint; see :class:`~lf2l_kg.link.sources.Source`.

    Args:
        url: the endpoint's address.
        courier: asks it.
        search: finds items by likeness, which SPARQL does not; without it none are.
    """

    def __init__(self, url: str, courier: Courier, search: Search | None = None) -> None:
        super().__init__()
        self.url, self._courier, self._search = url, courier, search

    def by_identifier(self, subjects: Sequence[Subject]) -> Found:
        """The items that have an identifier of the subject's."""
        asked = sorted({i for s in subjects for i in s.identifiers})
        rows = self.ask("identifiers", [line for i in asked for line in _identifier_values(*i)])
        ids: dict[tuple[str, str], list[str]] = defaultdict(list)
        for row in rows:
            name = row["property"].removeprefix(DIRECT)
            ids[name, same_form(name, row["value"])].append(_id(row["item"]))
        return self._found(
            {s.iri: [i for key in s.identifiers for i in ids.get(key, ())] for s in subjects}
        )

    def by_label(self, subjects: Sequence[Subject]) -> Found:
        """The items one of whose names is one of the subject's, written in one of the usual ways."""
        written = sorted({name for s in subjects for n in s.names for name in _spellings(n)})
        values = [str(ox.Literal(n, language=tag)) for n in written for tag in _LANGUAGES]
        ids: dict[str, set[str]] = defaultdict(set)
        for row in self.ask("labels", values):
            ids[row["name"]].add(_id(row["item"]))
        return self._found(
            {
                s.iri: sorted({i for n in s.names for name in _spellings(n) for i in ids[name]})
                for s in subjects
            }
        )

    def by_likeness(self, subjects: Sequence[Subject]) -> Found:
        """What the search service finds; nothing without one."""
        return self._found(self._search.find(subjects)) if self._search else {}

    def read(self, ids: Iterable[str]) -> list[Item]:
        """The items of these ids that there are, with all that they lie in."""
        wanted = list(dict.fromkeys(ids))
        missing: Collection[str] = {i for i in wanted if i not in self.items}
        for _ in range(_HEIGHT):
            if not missing:
                break
            found = self._describe(missing)
            self.items.update((item.id, item) for item in found)
            places = {place for item in found for place in (*item.parents, *item.countries)}
            missing = places - self.items.keys()
        return self.described(wanted)

    def _found(self, ids: Mapping[str, Sequence[str]]) -> Found:
        self.read(i for some in ids.values() for i in some)
        return {iri: self.described(some) for iri, some in ids.items()}

    def _describe(self, ids: Iterable[str]) -> list[Item]:
        kinds = {root: frozenset([kind]) for root, kind in ROOTS.items()}
        return [make_item(i, said, kinds) for i, said in sorted(self.read_raw(ids).items())]

    def read_raw(self, ids: Iterable[str]) -> Mapping[str, Raw]:
        """All that ``queries/items.rq`` asks, by item; an item of which nothing is said is missing."""
        raw: dict[str, Raw] = defaultdict(lambda: defaultdict(list))
        for row in self.ask("items", [str(ox.NamedNode(WIKIDATA + i)) for i in sorted(ids)]):
            value = row["value"].removeprefix(WIKIDATA)
            raw[_id(row["item"])][row["property"]].append((value, row.get("value@", "")))
        return dict(raw)

    def ask(self, name: str, values: Sequence[str]) -> list[dict[str, str]]:
        """The rows of a query of ``queries/``, its VALUES filled with terms, in batches."""
        text = files(__package__).joinpath("queries", f"{name}.rq").read_text(encoding="utf-8")
        requests = [
            Request(self.url, text.replace("{}", f"{{ {' '.join(batch)} }}", 1))
            for batch in _batches(values)
        ]
        return [row for answer in self._courier.fetch(requests) for row in _rows(answer, self.url)]


class TwoEndpoints:
    """Wikidata's two graphs: publications are looked for in the scholarly one, all else in the main one."""

    def __init__(self, main: Endpoint, scholarly: Endpoint) -> None:
        self._main, self._scholarly = main, scholarly

    def by_identifier(self, subjects: Sequence[Subject]) -> Found:
        """The items that have an identifier of the subject's."""
        return self._both(Endpoint.by_identifier, subjects)

    def by_label(self, subjects: Sequence[Subject]) -> Found:
        """The items one of whose names is one of the subject's."""
        return self._both(Endpoint.by_label, subjects)

    def by_likeness(self, subjects: Sequence[Subject]) -> Found:
        """The items that the search service finds."""
        return self._both(Endpoint.by_likeness, subjects)

    def read(self, ids: Iterable[str]) -> list[Item]:
        """The items of these ids that there are, from the main graph, else from the scholarly one."""
        wanted = list(dict.fromkeys(ids))
        found = {item.id: item for item in self._main.read(wanted)}
        left = [i for i in wanted if i not in found]
        found.update((item.id, item) for item in self._scholarly.read(left))
        return [found[i] for i in wanted if i in found]

    @property
    def url(self) -> str:
        """The address of the main one."""
        return self._main.url

    def read_raw(self, ids: Iterable[str]) -> Mapping[str, Raw]:
        """All that is said of items, by the main graph, else by the scholarly one."""
        wanted = set(ids)
        raw = self._main.read_raw(wanted)
        left = wanted - raw.keys()
        return {**self._scholarly.read_raw(left), **raw} if left else raw

    def ask(self, name: str, values: Sequence[str]) -> list[dict[str, str]]:
        """The rows of a query about what is in the main graph alone, such as people in places."""
        return self._main.ask(name, values)

    def names_of(self, ids: Sequence[str]) -> Mapping[str, Named]:
        """What items are called."""
        return {**self._scholarly.names_of(ids), **self._main.names_of(ids)}

    def above(self, item: Item) -> Sequence[str]:
        """The ids of all the territories that an item is in."""
        return (self._main if item.id in self._main.items else self._scholarly).above(item)

    def _both(
        self, ask: Callable[[Endpoint, Sequence[Subject]], Found], subjects: Sequence[Subject]
    ) -> Found:
        texts = [s for s in subjects if s.kind == "Publication"]
        others = [s for s in subjects if s.kind != "Publication"]
        found: dict[str, Sequence[Item]] = {}
        for endpoint, asked in ((self._main, others), (self._scholarly, texts)):
            found.update(ask(endpoint, asked) if asked else {})
        return found


def _batches(values: Sequence[str]) -> Iterable[Sequence[str]]:
    return (values[i : i + _BATCH] for i in range(0, len(values), _BATCH))


def _id(iri: str) -> str:
    return iri.removeprefix(WIKIDATA)


def _identifier_values(name: str, value: str) -> list[str]:
    """An identifier as pairs of terms, in each way that people write one."""
    node = str(ox.NamedNode(DIRECT + name))
    if name == "P213":  # an ISNI stands with spaces in older statements
        spaced = " ".join(value[i : i + 4] for i in range(0, len(value), 4))
        return [f"({node} {ox.Literal(text)})" for text in (value, spaced)]
    if name != "P856":
        return [f"({node} {ox.Literal(value)})"]
    found = []
    for start in ("https://www.", "https://", "http://www.", "http://"):
        for end in ("/", ""):
            try:
                found.append(f"({node} {ox.NamedNode(start + value + end)})")
            except ValueError:  # not an IRI: nobody has it
                continue
    return found


def _spellings(name: str) -> tuple[str, ...]:
    """The ways in which an endpoint, which compares to the letter, may have a name."""
    name = name.replace("’", "'")
    titled = _SMALL.sub(lambda w: w[0].lower(), _START.sub(lambda w: w[0].upper(), name.lower()))
    titled = titled[:1].upper() + titled[1:]
    full = _SAINT.sub(r"Saint\1-", titled)
    return tuple(
        dict.fromkeys((name, name[:1].upper() + name[1:], titled, full, full.replace(" ", "-")))
    )


def _rows(answer: Any, url: str) -> Iterable[dict[str, str]]:
    """The bindings of a SPARQL result; a language stands under the variable's name with « @ ».

    Source: https://www.w3.org/TR/sparql11-results-json/#select-results
    """
    try:
        for binding in answer["results"]["bindings"]:
            row = {name: str(term["value"]) for name, term in binding.items()}
            row.update({f"{n}@": t["xml:lang"] for n, t in binding.items() if "xml:lang" in t})
            yield row
    except (KeyError, TypeError, AttributeError) as error:
        raise NetworkError(
            Message(
                fr="ce n’est pas un résultat SPARQL\u00a0; vérifiez l’adresse",
                en="this is not a SPARQL result; check the address",
            ),
            path=url,
            value=url,
        ) from error
