"""The short names of ``ontology/context.jsonld``: front matter is YAML-LD.

Source: https://www.w3.org/TR/json-ld11/#the-context
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from .errors import InputError
from .messages import LANGUAGES, Message
from .namespaces import DCTERMS, OWL, RDF, RDFS, SKOS
from .text import plain

#: What other vocabularies call a label, a class, a homepage, a language, and their words for a link.
_ELSEWHERE = {
    f"{DCTERMS}title": "prefLabel",
    "http://purl.org/dc/elements/1.1/title": "prefLabel",
    f"{RDFS}label": "prefLabel",
    "http://xmlns.com/foaf/0.1/name": "prefLabel",
    f"{DCTERMS}language": "inLanguage",
    "http://purl.org/dc/elements/1.1/language": "inLanguage",
    "https://schema.org/name": "prefLabel",
    "https://schema.org/headline": "prefLabel",
    "http://xmlns.com/foaf/0.1/homepage": "homepage",
    f"{DCTERMS}alternative": "altLabel",
    "https://schema.org/alternateName": "altLabel",
    f"{RDF}type": "@type",
    f"{OWL}sameAs": "sameAs",
    "https://schema.org/sameAs": "sameAs",
}


@dataclass(frozen=True)
class Context:
    """What the keys of a front matter mean. Case, accents, hyphens and underscores do not matter."""

    terms: Mapping[str, str]  # key, folded → local name of a term of ours, "prefLabel", "@type" …
    keys: frozenset[
        str
    ]  # all keys known, folded: also those of other vocabularies, and ignored ones
    prefixes: Mapping[str, str] = field(default_factory=dict)  # prefix → namespace
    iris: Mapping[str, str] = field(default_factory=dict)  # IRI of a term → what it means, as above
    classes: Mapping[str, str] = field(default_factory=dict)  # name, folded → local name of a class
    reverse: frozenset[str] = frozenset()  # keys, folded, of which the value is the subject

    def find_term(self, key: str) -> str:
        """What a key means; "" when we have no use for it.

        A class or property of ours by local name, a term of SKOS likewise ("prefLabel"), or a keyword
        of JSON-LD ("@type"). The key may be a short name, a prefixed one (``dcterms:title``), an IRI.
        """
        term = self.terms.get(fold_key(key))
        if term is None and ":" in key:
            return self.iris.get(self._expand(key), "")
        return "@type" if key == "@type" else "@id" if key == "@id" else term or ""

    def is_reverse(self, key: str) -> bool:
        """Whether the value is the subject of the property: « contact », of ``contactOf``.

        Source: https://www.w3.org/TR/json-ld11/#reverse-properties
        """
        return fold_key(key) in self.reverse

    def language_of(self, key: str) -> str:
        """The language that a key says its value to be in: « en » of « title-en »; "" for most keys."""
        folded = fold_key(key)
        tail = folded.rpartition("_")[2]
        return tail if tail in LANGUAGES and folded in self.terms else ""

    def knows(self, key: str) -> bool:
        """Whether a key, or the one that it stands below (``header`` of ``header.image``), is known.

        So are the keywords of JSON-LD, and all that other vocabularies' prefixes announce.
        """
        top = key.partition(".")[0]
        if key.startswith("@") or {fold_key(key), fold_key(top)} & self.keys:
            return True
        prefix, colon, _ = key.partition(":")
        return bool(colon) and (
            self.find_term(key) != "" or (prefix in self.prefixes and prefix != "lf2l")
        )

    def _expand(self, key: str) -> str:
        prefix, _, local = key.partition(":")
        return self.prefixes[prefix] + local if prefix in self.prefixes else key


@lru_cache(maxsize=1 << 10)  # documents share their keys and the heads of their tables
def fold_key(key: str) -> str:
    """The form under which two keys are the same: « Date-début » and « date_debut »."""
    return plain(key).replace("-", "_").replace(" ", "_")


def read_context(
    data: bytes, namespace: str, path: Path, aligned: Mapping[str, str] | None = None
) -> Context:
    """Read a JSON-LD context. A key mapped to null is known and means nothing.

    Args:
        data: the file.
        namespace: of our ontology.
        path: of the file, for messages.
        aligned: IRIs of other vocabularies' terms → local names of ours.

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
    classes = {}
    named = {**(aligned or {}), **_ELSEWHERE}
    for name, iri in iris.items():
        prefix, _, local = iri.partition(":")
        full = prefixes[prefix] + local if prefix in prefixes else iri
        if full in _ELSEWHERE:
            terms[fold_key(name)] = _ELSEWHERE[full]
        for known in (namespace, SKOS):
            if full.startswith(known):
                terms[fold_key(name)] = full.removeprefix(known)
                named[full] = full.removeprefix(known)
                if named[full][
                    :1
                ].isupper():  # « Territoire » is a class, « territoire » a property
                    classes[fold_key(name)] = named[full]
        if iri.startswith("@"):
            terms[fold_key(name)] = iri
    return Context(
        terms,
        frozenset(
            key
            for key in map(fold_key, context.keys() - prefixes.keys())
            if not terms.get(key, "")[:1].isupper()  # a class says nothing as a key
        ),
        prefixes,
        named,
        classes,
        frozenset(
            fold_key(n) for n, v in context.items() if isinstance(v, dict) and "@reverse" in v
        ),
    )


def _iri(value: object) -> str:
    found = value.get("@id") or value.get("@reverse") if isinstance(value, dict) else value
    return found if isinstance(found, str) else ""
