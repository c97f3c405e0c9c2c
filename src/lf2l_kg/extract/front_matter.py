"""What the front matter states, through the short names of ``ontology/context.jsonld``."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from lf2l_kg.base.context import fold_key
from lf2l_kg.base.messages import Message
from lf2l_kg.base.ontology import Property
from lf2l_kg.base.records import Document, Entry, Evidence, Fact, Finding, Mention
from lf2l_kg.base.text import collapse, plain

from .view import View

_OF = re.compile(r"^(?:de la |de l[’']|du |des |de |d[’'])")
_NEAR = 0.75  # how like a known key an unknown one must be to be taken for it


def _entries(view: View, term: str) -> list[Entry]:
    """The entries whose key means a term, in the order of the file."""
    find_term = view.lexicon.ontology.context.find_term
    return [e for e in view.document.front_matter if find_term(e.key) == term]


def described_thing(view: View) -> Mention | None:
    """What the document is a page of, when its front matter gives a class and a title."""
    titles = _entries(view, "prefLabel")
    for entry in _entries(view, "@type"):
        kind = _class(view, entry.value)
        if kind and titles:
            return Mention(kind, collapse(titles[0].value))
    return None


def _class(view: View, word: str) -> str:
    """The class that a word names: through the context (« Personne »), or as a class cue."""
    term = view.lexicon.ontology.context.find_term(word.rpartition("#")[2].rpartition(":")[2])
    if term in view.lexicon.ontology.classes:
        return term
    cue = view.lexicon.find_cue("class", word) or view.lexicon.find_cue("context", word)
    return cue.announces if cue else ""


def front_matter_facts(view: View) -> Iterator[Fact]:
    """The document's title, and what the front matter says of the thing that the page is about."""
    document, me = view.document, Mention("Document", view.document.path)
    thing = described_thing(view)
    for entry in _entries(view, "prefLabel")[:1]:
        yield Fact(me, "prefLabel", collapse(entry.value), _evidence(document, entry, "title"))
        if thing is not None:
            yield Fact(me, "mentions", thing, _evidence(document, entry, "title"))
    for entry in _entries(view, "altLabel"):
        if not entry.value.startswith(("/", "http")):  # Hugo's aliases are addresses
            evidence = _evidence(document, entry, "alias")
            yield Fact(thing or me, "altLabel", collapse(entry.value), evidence)
    for entry in document.front_matter:
        wanted = _wanted(view, entry)
        if wanted and thing and thing.kind in (wanted.domain or (thing.kind,)):
            yield from _property(view, thing, wanted, entry)


def _wanted(view: View, entry: Entry) -> Property | None:
    ontology = view.lexicon.ontology
    return ontology.properties.get(ontology.context.find_term(entry.key))


def front_matter_findings(view: View) -> Iterator[Finding]:
    """The keys that nothing is made of, each with the known key that it may have been meant for."""
    context = view.lexicon.ontology.context
    seen: set[str] = set()
    for entry in view.document.front_matter:
        key = entry.key.partition(".")[0]
        if context.knows(entry.key) or key in seen:
            continue
        seen.add(key)
        near = difflib.get_close_matches(fold_key(key), sorted(context.keys), n=1, cutoff=_NEAR)
        fr = f" ; vouliez-vous dire « {near[0]} » ?" if near else ""
        en = f"; did you mean `{near[0]}`?" if near else ""
        yield Finding(
            path=view.document.path,
            line=entry.key_line,
            column=1,
            severity="warning" if near else "info",
            code="unknown-key",
            message=Message(
                fr=f"clé inconnue dans l’en-tête : « {key} » ; rien n’en est tiré{fr}",
                en=f"unknown key in the front matter: `{key}`; nothing is made of it{en}",
            ),
            value=key,
        )


def _property(view: View, thing: Mention, wanted: Property, entry: Entry) -> Iterator[Fact]:
    for value in value_of(view, wanted, collapse(entry.value)):
        yield Fact(thing, wanted.name, value, _evidence(view.document, entry, wanted.name))


def value_of(view: View, wanted: Property, value: str) -> tuple[Mention | str, ...]:
    """What a property's value means that stands by itself, in a front matter or a cell; () for nothing."""
    if wanted.datatypes:
        is_address = value.startswith(("http://", "https://", "www."))
        return (value,) if wanted.datatypes != ("anyURI",) or is_address else ()
    theme = view.lexicon.find_theme(value) if "Theme" in wanted.range else None
    if theme:
        return (Mention("Theme", theme),)
    kinds = [kind for kind in wanted.range if kind != "Theme"]
    if not kinds:
        return ()
    nouns = view.lexicon.search(value, plain(value)).cues.get("class", ())
    said = next((m.cue.announces for m in nouns if m.cue.announces in kinds), "")
    place = "Territory" in kinds and view.gazetteer.find(value)
    usual = "Institution" if "Institution" in kinds else kinds[0]
    label = value
    if nouns and nouns[0].start == 0 and not nouns[0].cue.in_name:  # « Association Motris »
        label = _OF.sub("", value[nouns[0].end :].strip()) or value
    return (Mention(said or ("Territory" if place else usual), label),)


def _evidence(document: Document, entry: Entry, what: str) -> Evidence:
    return Evidence(document.path, (entry.quote,), f"front-matter.{what}", 0.95)
