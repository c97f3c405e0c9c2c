"""What the front matter states, through the short names of ``ontology/context.jsonld``."""

from __future__ import annotations

from collections.abc import Iterator

from lf2l_kg.base.ontology import Property
from lf2l_kg.base.records import Document, Entry, Evidence, Fact, Mention
from lf2l_kg.base.text import collapse, plain

from .view import View

_TITLES = ("title", "titre", "name", "nom")
_OTHER_TITLES = ("title-fr", "title-en", "subtitle-fr", "aliases", "alias", "sigle", "acronym")
_CLASSES = ("type", "class", "classe", "@type")
_LANGUAGES = ("lang", "language", "langue")


def document_language(document: Document, default: str) -> str:
    """The language that the front matter states ("fr", "en"), else the default."""
    for key in _LANGUAGES:
        for entry in document.find_entries(key):
            return entry.value[:2].lower()
    return default


def described_thing(view: View) -> Mention | None:
    """What the document is a page of, when its front matter gives a class and a title."""
    document = view.document
    titles = [e for key in _TITLES for e in document.find_entries(key)]
    for key in _CLASSES:
        for entry in document.find_entries(key):
            kind = _class(view, entry.value)
            if kind and titles:
                return Mention(kind, collapse(titles[0].value))
    return None


def _class(view: View, word: str) -> str:
    """The class that a word names: its local name, or a class cue in French or English."""
    for name in view.lexicon.ontology.classes:
        if plain(name) == plain(word.rsplit("#", maxsplit=1)[-1].rsplit(":", maxsplit=1)[-1]):
            return name
    cue = view.lexicon.find_cue("class", word) or view.lexicon.find_cue("context", word)
    return cue.announces if cue else ""


def front_matter_facts(view: View) -> Iterator[Fact]:
    """The document's title, and what the front matter says of the thing that the page is about."""
    document, me = view.document, Mention("Document", view.document.path)
    thing = described_thing(view)
    for key in _TITLES:
        for entry in document.find_entries(key)[:1]:
            yield Fact(me, "prefLabel", collapse(entry.value), _evidence(document, entry, "title"))
            if thing is not None:
                yield Fact(me, "mentions", thing, _evidence(document, entry, "title"))
    for key in _OTHER_TITLES:
        for entry in document.find_entries(key):
            yield Fact(
                thing or me, "altLabel", collapse(entry.value), _evidence(document, entry, "alias")
            )
    for entry in document.front_matter:
        wanted = view.lexicon.ontology.properties.get(
            view.lexicon.ontology.terms.get(entry.key, "")
        )
        if (
            wanted is not None
            and thing is not None
            and thing.kind in (wanted.domain or (thing.kind,))
        ):
            yield from _property(view, thing, wanted, entry)


def _property(view: View, thing: Mention, wanted: Property, entry: Entry) -> Iterator[Fact]:
    evidence = _evidence(view.document, entry, wanted.name)
    value = collapse(entry.value)
    if wanted.datatypes:
        if wanted.datatypes != ("anyURI",) or value.startswith(("http://", "https://", "www.")):
            yield Fact(thing, wanted.name, value, evidence)
        return
    theme = view.lexicon.find_theme(value) if "Theme" in wanted.range else None
    kinds = [kind for kind in wanted.range if kind != "Theme"]
    if theme:
        yield Fact(thing, wanted.name, Mention("Theme", theme), evidence)
    elif kinds:
        places = "Territory" in kinds and view.gazetteer.find(value)
        nouns = view.lexicon.search(value, plain(value)).cues.get("class", ())
        said = next((m.cue.announces for m in nouns if m.cue.announces in kinds), "")
        kind = said or (
            "Territory" if places else "Institution" if "Institution" in kinds else kinds[0]
        )
        yield Fact(thing, wanted.name, Mention(kind, value), evidence)


def _evidence(document: Document, entry: Entry, what: str) -> Evidence:
    return Evidence(document.path, (entry.quote,), f"front-matter.{what}", 0.95)
