"""A file of items in Wikidata's RDF model, held in memory and looked up by name or identifier."""

from __future__ import annotations

import gzip
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox

from lf2l_kg.base.errors import InputError
from lf2l_kg.base.messages import Message
from lf2l_kg.base.namespaces import RDFS, SKOS, WIKIDATA
from lf2l_kg.base.uncollected import uncollected

from .items import (
    DIRECT,
    IDENTIFIERS,
    ROOTS,
    Item,
    keys,
    read_day,
    read_number,
    read_point,
    same_form,
)  # fmt: skip
from .known import Known
from .likeness import Likeness
from .sources import Found
from .subjects import Subject

_NAMES = (RDFS + "label", SKOS + "altLabel")
_DESCRIPTION = "http://schema.org/description"
_LANGUAGES = ("fr", "en", "")  # the label that is shown is in the first of these that there is

Raw = dict[str, list[tuple[str, str]]]  # predicate → (value, language)


class Slice(Known):
    """Items by identifier, name and near-spelling; see :class:`~lf2l_kg.link.sources.Source`."""

    def __init__(self, items: Iterable[Item]) -> None:
        super().__init__(items)
        by_name: dict[str, list[str]] = defaultdict(list)
        by_identifier: dict[tuple[str, str], list[str]] = defaultdict(list)
        for item in self.items.values():
            for key in keys(item.names):
                by_name[key].append(item.id)
            for identifier in item.identifiers:
                by_identifier[identifier].append(item.id)
        self._by_name, self._by_identifier = dict(by_name), dict(by_identifier)
        self._likeness = Likeness(self._by_name)

    def by_identifier(self, subjects: Sequence[Subject]) -> Found:
        """The items that have an identifier of the subject's."""
        lookup = self._by_identifier
        return {
            s.iri: self.described(i for key in s.identifiers for i in lookup.get(key, ()))
            for s in subjects
            if s.identifiers
        }

    def by_label(self, subjects: Sequence[Subject]) -> Found:
        """The items one of whose names is one of the subject's."""
        return {
            s.iri: self.described(i for k in keys(s.names) for i in self._by_name.get(k, ()))
            for s in subjects
        }

    def by_likeness(self, subjects: Sequence[Subject]) -> Found:
        """The items with a name that is one slip of the pen from one of the subject's."""
        return {
            s.iri: self.described(
                i
                for k in keys(s.misspellable)
                for near in self._likeness.find(k)
                for i in self._by_name[near]
            )
            for s in subjects
        }


def read_slice(paths: Sequence[Path]) -> Slice:
    """Read N-Triples files, ``.gz`` or plain, of one slice.

    Raises:
        InputError: when a file cannot be read, or is not N-Triples.
    """
    with uncollected():
        return _read_slice(paths)


def _read_slice(paths: Sequence[Path]) -> Slice:
    raw: dict[str, Raw] = {}
    for path in paths:
        try:
            with _open(path) as stream:
                _read(stream, raw)
        except SyntaxError as error:
            raise _unreadable(path, error.msg or "?", error.lineno or 0) from error
        except (OSError, EOFError, ValueError) as error:
            raise _unreadable(path, str(error), 0) from error
    above = {i: _ids(said, "P279") for i, said in raw.items() if DIRECT + "P279" in said}
    classes = {cls for said in raw.values() for cls in _ids(said, "P31")}
    kinds = {cls: _kinds(cls, above) for cls in classes}
    return Slice(make_item(i, raw.pop(i), kinds) for i in sorted(raw))


def _open(path: Path) -> IO[bytes]:
    return cast(IO[bytes], gzip.open(path)) if path.suffix == ".gz" else path.open("rb")


def _unreadable(path: Path, reason: str, line: int) -> InputError:
    return InputError(
        Message(
            fr=f"tranche de Wikidata illisible ({reason})\u00a0; donnez un fichier N-Triples, .nt ou .nt.gz",
            en=f"unreadable slice of Wikidata ({reason}); give an N-Triples file, .nt or .nt.gz",
        ),
        path=str(path),
        line=line,
    )


def _read(stream: IO[bytes], raw: dict[str, Raw]) -> None:
    for quad in ox.parse(stream, format=ox.RdfFormat.N_TRIPLES):
        subject, term = quad.subject, quad.object
        if isinstance(subject, ox.NamedNode) and subject.value.startswith(WIKIDATA):
            said = raw.setdefault(subject.value[len(WIKIDATA) :], {})
            if isinstance(term, ox.Literal):
                value = (term.value, term.language or "")
            elif isinstance(term, ox.NamedNode):
                value = (term.value.removeprefix(WIKIDATA), "")
            else:
                continue
            said.setdefault(quad.predicate.value, []).append(value)


def make_item(item: str, said: Raw, kinds: Mapping[str, frozenset[str]]) -> Item:
    """An item out of what is said of it; ``kinds`` are the classes of ours by Wikidata's."""
    population = [value for value, _ in said.get(DIRECT + "P1082", ())]
    point = [value for value, _ in said.get(DIRECT + "P625", ())]
    labels, aliases = ({value for value, _ in said.get(name, ())} for name in _NAMES)
    return Item(
        id=item,
        label=_in_language(said.get(_NAMES[0], ())) or min(labels | aliases, default=""),
        labels=tuple(sorted(labels)),
        aliases=tuple(sorted(aliases - labels)),
        description=_in_language(said.get(_DESCRIPTION, ())),
        kinds=tuple(sorted({k for cls in _ids(said, "P31") for k in kinds.get(cls, ())})),
        countries=_ids(said, "P17"),
        parents=_ids(said, "P131"),
        identifiers=tuple(
            (name, same_form(name, value))
            for name in IDENTIFIERS
            for value, _ in said.get(DIRECT + name, ())
        ),
        population=read_number(population[0]) if len(population) == 1 else None,
        point=read_point(point[0]) if len(point) == 1 else None,
        ended=min(
            (read_day(value) or "?" for value, _ in said.get(DIRECT + "P576", ())), default=""
        ),
    )


def _ids(said: Raw, name: str) -> tuple[str, ...]:
    return tuple(sorted(value for value, _ in said.get(DIRECT + name, ())))


def _in_language(values: Sequence[tuple[str, str]]) -> str:
    for language in _LANGUAGES:
        if found := sorted(text for text, tag in values if tag == language or not language):
            return found[0]
    return ""


def _kinds(cls: str, above: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """The classes of ours that a class of Wikidata is, or is below."""
    seen, left = {cls}, [cls]
    while left:
        higher = set(above.get(left.pop(), ())) - seen
        seen |= higher
        left += sorted(higher)
    return frozenset(ROOTS[c] for c in seen if c in ROOTS)
