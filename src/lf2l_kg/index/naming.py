"""What things are called, and what they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from lf2l_kg.base.lines import read_literal
from lf2l_kg.base.namespaces import DCTERMS, RDF, RDFS, SKOS
from lf2l_kg.base.text import sort_key

from .membership import Facts

_TYPE, _WIDER = f"<{RDF}type>", f"<{RDFS}subClassOf>"
_LABELS = (f"<{SKOS}prefLabel>", f"<{RDFS}label>")  # the one that is preferred first
_ALIASES = (f"<{SKOS}altLabel>", f"<{SKOS}hiddenLabel>")
_DEFINITIONS = tuple(
    f"<{iri}>"
    for iri in (
        f"{SKOS}definition",
        f"{SKOS}scopeNote",
        f"{RDFS}comment",
        f"{DCTERMS}description",
        "https://schema.org/description",
    )
)


class Named(Struct):
    """A thing's names, and its class."""

    labels: dict[str, str] = {}  # language → label
    aliases: list[str] = []
    definitions: list[str] = []
    kind: str = ""  # the local name of the most specific of its classes; "" for none of ours

    def columns(self) -> tuple[str, str, str, str, str]:
        """Its label in French, in English, else in another language; that language; what sorts it."""
        fr, en = self.labels.get("fr", ""), self.labels.get("en", "")
        language = "" if fr or en else min(self.labels, default="")
        other = "" if fr or en else self.labels.get(language, "")
        label = fr or en or other
        key = "\x1f".join(sort_key(label)[:2]) if label else ""
        return fr, en, other, language, key


def read_names(facts: Facts, start: str) -> dict[str, Named]:
    """The names and classes of things.

    Args:
        facts: the statements.
        start: what the ontology's terms begin with, as they stand in lines.
    """
    found: dict[str, Named] = defaultdict(Named)
    for node, label, language in _texts(facts, _LABELS):
        found[node].labels.setdefault(language, label)
    for node, alias, _ in _texts(facts, _ALIASES):
        found[node].aliases.append(alias)
    for node, definition, _ in _texts(facts, (f"{start}description>", *_DEFINITIONS)):
        found[node].definitions.append(definition)
    wider: dict[str, set[str]] = defaultdict(set)  # a class → those above it
    for narrow, wide in facts.get(_WIDER, ()):
        wider[narrow].add(wide)
    kinds: dict[str, list[str]] = defaultdict(list)
    for node, kind in facts.get(_TYPE, ()):
        if kind.startswith(start):
            kinds[node].append(kind)
    for node, mine in kinds.items():
        found[node].kind = _most_specific(mine, wider).removeprefix(start).rstrip(">")
    return found


def _texts(facts: Facts, predicates: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Nodes, what is said of each in words, and in which language; by predicate."""
    for predicate in predicates:
        for node, value in facts.get(predicate, ()):
            if value[0] == '"':
                text, _, language = read_literal(value)
                yield node, text, language


def _most_specific(kinds: list[str], wider: Mapping[str, set[str]]) -> str:
    """The class that no other of them is under; "" when each is under another."""
    if len(kinds) == 1:
        return kinds[0]
    wide = {above for kind in kinds for above in wider.get(kind, ())}
    return min((kind for kind in kinds if kind not in wide), default="")
