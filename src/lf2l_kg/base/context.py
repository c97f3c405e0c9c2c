"""The short names of ``ontology/context.jsonld``: front matter is YAML-LD.

Source: https://www.w3.org/TR/json-ld11/#the-context
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .errors import InputError
from .messages import Message
from .text import plain

SKOS = "http://www.w3.org/2004/02/skos/core#"


@dataclass(frozen=True)
class Context:
    """What the keys of a front matter mean. Case, accents, hyphens and underscores do not matter."""

    terms: Mapping[str, str]  # key, folded → local name of a term of ours, "prefLabel", "@type" …
    keys: frozenset[
        str
    ]  # all keys known, folded: also those of other vocabularies, and ignored ones

    def find_term(self, key: str) -> str:
        """What a key means; "" when we have no use for it.

        A class or property of ours by local name, a term of SKOS likewise ("prefLabel"), or a keyword
        of JSON-LD ("@type").
        """
        return self.terms.get(fold_key(key), "")

    def knows(self, key: str) -> bool:
        """Whether a key, or the one that it stands below (``header`` of ``header.image``), is known."""
        return fold_key(key) in self.keys or fold_key(key.partition(".")[0]) in self.keys


def fold_key(key: str) -> str:
    """The form under which two keys are the same: « Date-début » and « date_debut »."""
    return plain(key).replace("-", "_").replace(" ", "_")


def read_context(data: bytes, namespace: str, path: Path) -> Context:
    """Read a JSON-LD context. A key mapped to null is known and means nothing.

    Args:
        data: the file.
        namespace: of our ontology.
        path: of the file, for messages.

    Raises:
        InputError: when it is not a context, with its line and column where they are known.
    """
    try:
        context = dict(json.loads(data)["@context"])
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(
            Message(
                fr=f"contexte JSON-LD illisible : {error} ; il faut un objet « @context »",
                en=f"unreadable JSON-LD context: {error}; it must hold an object `@context`",
            ),
            path=str(path),
            line=getattr(error, "lineno", 0),
            column=getattr(error, "colno", 0),
        ) from error
    iris = {name: _iri(value) for name, value in context.items()}
    prefixes = {name: iri for name, iri in iris.items() if iri.endswith(("#", "/"))}
    terms = {}
    for name, iri in iris.items():
        prefix, _, local = iri.partition(":")
        full = prefixes[prefix] + local if prefix in prefixes else iri
        for known in (namespace, SKOS):
            if full.startswith(known):
                terms[fold_key(name)] = full.removeprefix(known)
        if iri.startswith("@"):
            terms[fold_key(name)] = iri
    return Context(terms, frozenset(fold_key(n) for n in context if n not in prefixes))


def _iri(value: object) -> str:
    identifier = value.get("@id") if isinstance(value, dict) else value
    return identifier if isinstance(identifier, str) else ""
