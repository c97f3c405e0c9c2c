"""How a corpus was resolved: what its mentions mean, and what else its things can have to do with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import msgspec
from msgspec import Raw, Struct

from lf2l_kg.base.records import Entity, Finding, Mention

from .outline import Outline, Place
from .register import Register


class Told(Protocol):
    """What a document says of identity."""

    @property
    def mark(self) -> bytes:
        """Another one for another outline or text."""
        ...

    @property
    def content(self) -> str | None:
        """The digest of its text, by which a renamed file is recognised; None when it is not known."""
        ...

    def outline(self) -> Outline:
        """Its outline."""
        ...


#: The class of a thing, its preferred label, and those in other languages, each with it.
ThingName = tuple[str, str, tuple[tuple[str, str], ...]]


class Thing(Struct, frozen=True, array_like=True, gc=False):
    """What an IRI of the register means."""

    kind: str  # "" where no document speaks of it any more
    label: str
    alt_labels: tuple[str, ...]
    foreign: tuple[tuple[str, str], ...]  # (language, preferred label)
    keys: tuple[str, ...]  # of what it can have to do with

    @property
    def name(self) -> ThingName:
        """What graphs of documents show of it."""
        return self.kind, self.label, self.foreign


class Meant(Struct, frozen=True, array_like=True, gc=False):
    """What the mentions in a document mean."""

    mark: bytes
    iris: tuple[str, ...]  # in the order of its outline
    named: bytes  # the digest of these, with the class and the labels of each
    page: (
        tuple[str, Place] | None
    )  # the IRI of the thing whose page it is, and where its title stands


class Resolved(Struct, frozen=True):
    """How a corpus was resolved, by a register that held all that came of it."""

    register: bytes = b""  # the digest of that register
    meant: dict[str, Meant] = {}  # by the path of the document
    things: dict[str, Raw] = {}  # by IRI
    kinds: dict[str, str] = {}  # those that documents speak of: IRI → class
    meeting: dict[str, tuple[str, ...]] = {}  # key → IRIs
    loose: tuple[str, ...] = ()  # what the same documents would change by this register


def read_thing(raw: Raw) -> Thing:
    """A thing as it was kept."""
    return msgspec.msgpack.decode(raw, type=Thing)


@dataclass(frozen=True, slots=True)
class Resolution:
    """The things that a corpus speaks of, and what means them."""

    resolved: Resolved
    register: Register
    findings: tuple[Finding, ...]  # what was recognised under another name, what has several pages
    told: Mapping[str, Told]
    _names: dict[str, dict[Mention, str]] = field(default_factory=dict, repr=False)

    @property
    def kinds(self) -> Mapping[str, str]:
        """The class of each thing, by IRI."""
        return self.resolved.kinds

    def find(self, iri: str) -> Entity | None:
        """A thing; of what means it nothing is said."""
        if iri not in self.resolved.kinds:
            return None
        thing = read_thing(self.resolved.things[iri])
        return Entity(iri, thing.kind, thing.label, thing.alt_labels, (), thing.foreign)

    def named(self, path: str) -> bytes:
        """Another one for a document of which a mention means another thing, or one with another name."""
        return self.resolved.meant[path].named

    def iri(self, path: str, mention: Mention) -> str:
        """The IRI of what a document's mention means; a theme's is its concept's.

        Raises:
            KeyError: for a mention that was not among the facts resolved.
        """
        if mention.kind == "Theme":
            return mention.label
        if path not in self._names:
            iris = self.resolved.meant[path].iris
            pairs = zip(self.told[path].outline().mentions, iris, strict=True)
            self._names[path] = dict(pairs)
        return self._names[path][mention]
