"""What resolve needs of one document: small, and the same as long as its facts are."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Container, Iterable, Sequence

from msgspec import Struct

from lf2l_kg.base.languages import stated_language
from lf2l_kg.base.records import Fact, Mention
from lf2l_kg.base.text import collapse, normalise

_IDENTIFIERS = {"doi": "doi", "halId": "hal", "homepage": "homepage", "identifier": "identifier"}
_PAGE_RULE = "front-matter.title"

#: (kind, normalised label, normalised scope)
Node = tuple[str, str, str]
#: (path, line, column)
Place = tuple[str, int, int]

_NAMING = frozenset({"mentions", "prefLabel", "altLabel"})
_NAME = "□"  # stands for the name in the words about a thing
_ARTICLE = r"(?:\b(?:le|la|les)\s|\bl')"
_BEFORE = re.compile(rf"{_ARTICLE}$")
_LIKE_ARTICLE = re.compile(r"(?:l?[ea]|l?es|s)?\s|l?'")
_LONG = len("les ") + 1
_ENOUGH = 10  # words about a thing by which it is known under another name


class Outline(Struct, frozen=True, array_like=True, gc=False):
    """What the facts of one document say of identity."""

    path: str
    mentions: tuple[Mention, ...]  # each once, themes left out
    nodes: tuple[Node, ...]  # of the mentions, in step
    aliases: tuple[tuple[Node, str], ...]
    identifiers: tuple[tuple[Node, str], ...]
    told: tuple[
        tuple[Node, str], ...
    ]  # a key for what is said of each project, when that is not little
    places: tuple[tuple[Node, Place], ...]  # where each project is first named
    title: str | None  # what the document is called
    page: tuple[Node, Place] | None  # the thing whose page it is, and where its title stands
    language: str  # that it says to be its own; "" for the project's
    translated: tuple[tuple[Node, str, str], ...]  # names in a language that is said, each with it

    def only(self, nodes: Container[Node]) -> Outline:
        """What it says of some nodes."""
        kept = [n for n, member in enumerate(self.nodes) if member in nodes]
        return Outline(
            self.path,
            tuple([self.mentions[n] for n in kept]),
            tuple([self.nodes[n] for n in kept]),
            tuple([one for one in self.aliases if one[0] in nodes]),
            tuple([one for one in self.identifiers if one[0] in nodes]),
            tuple([one for one in self.told if one[0] in nodes]),
            tuple([one for one in self.places if one[0] in nodes]),
            self.title,
            self.page if self.page and self.page[0] in nodes else None,
            self.language,
            tuple([one for one in self.translated if one[0] in nodes]),
        )


class _Notes:
    """What is noted of facts, one after another."""

    def __init__(self) -> None:
        self.mentions: dict[Mention, None] = {}
        self.aliases: dict[tuple[Node, str], None] = {}
        self.identifiers: dict[tuple[Node, str], None] = {}
        # by project, what is said of it: digests of the words, and how many words
        self.told: dict[Node, set[tuple[str, int]]] = defaultdict(set)
        self.places: dict[Node, Place] = {}
        self.title: str | None = None
        self.page: tuple[Node, Place] | None = None
        self.translated: dict[tuple[Node, str, str], None] = {}

    def add(self, fact: Fact) -> None:
        """Note what a fact says of identity."""
        path = fact.evidence.path
        self._note_words(fact)
        for mention in (fact.subject, fact.object):
            if isinstance(mention, Mention) and mention.kind != "Theme":
                self.mentions[mention] = None
        if isinstance(fact.object, str):
            if fact.predicate == "altLabel":
                member, text = node(fact.subject), collapse(fact.object)
                self.aliases[member, text] = None
                if fact.language:
                    self.translated[member, fact.language, text] = None
            elif fact.predicate in _IDENTIFIERS:
                value = re.sub(r"^https?://(?:www\.)?", "", fact.object).rstrip("/").casefold()
                key = f"{_IDENTIFIERS[fact.predicate]}:{value}"
                self.identifiers[node(fact.subject), key] = None
            elif fact.subject.kind == "Document" and fact.predicate == "prefLabel":
                self.title = fact.object
        elif fact.evidence.rule == _PAGE_RULE and fact.predicate == "mentions":
            member, quote = node(fact.object), fact.evidence.quotes[0]
            self.identifiers[member, f"page:{path}"] = None
            if fact.object.kind != "Theme":  # which is no thing of the documents
                self.page = member, (path, quote.line, quote.column)

    def _note_words(self, fact: Fact) -> None:
        """Note the words that speak of a project, headings and its name left out."""
        quote = fact.evidence.quotes[0]
        for mention in (fact.subject, fact.object):
            if not isinstance(mention, Mention) or mention.kind != "Project":
                continue
            member, here = node(mention), (fact.evidence.path, quote.line, quote.column)
            self.places[member] = min(here, self.places.get(member, here))
            if fact.predicate not in _NAMING and not fact.evidence.rule.startswith("heading."):
                words = _without(normalise(quote.exact), normalise(mention.label))
                digest = hashlib.sha256(words.encode()).hexdigest()[:16]
                count = len(words.replace(_NAME, "").split())
                self.told[member].add((digest, count))


def outline_facts(path: str, facts: Sequence[Fact]) -> Outline:
    """The outline of a document from its facts, in their order."""
    notes = _Notes()
    for fact in facts:
        notes.add(fact)
    return Outline(
        path,
        tuple(notes.mentions),
        tuple([node(mention) for mention in notes.mentions]),
        tuple(notes.aliases),
        tuple(notes.identifiers),
        tuple(
            (member, _told_key(path, texts))
            for member, texts in notes.told.items()
            if sum(count for _, count in texts) >= _ENOUGH
        ),
        tuple(notes.places.items()),
        notes.title,
        notes.page,
        stated_language(path, facts),
        tuple(notes.translated),
    )


def _told_key(path: str, texts: Iterable[tuple[str, int]]) -> str:
    told = "\0".join((path, *sorted(digest for digest, _ in texts)))
    return f"told:{hashlib.sha256(told.encode()).hexdigest()[:16]}"


def _without(words: str, label: str) -> str:
    """The words with a sign for a name and its article."""
    if len(label) < _LONG or _LIKE_ARTICLE.match(label):  # it may lie within an article
        return re.sub(rf"{_ARTICLE}?{re.escape(label)}", _NAME, words)
    # The same without a pattern for each name, which takes longer to compile than to find.
    at, found, parts = 0, words.find(label), list[str]()
    while found >= 0:
        article = _BEFORE.search(words, at, found)
        parts += (words[at : article.start() if article else found], _NAME)
        at = found + len(label)
        found = words.find(label, at)
    return "".join((*parts, words[at:]))


def node(mention: Mention) -> Node:
    """A mention's identity within the corpus, as far as its own words go."""
    label = mention.label if mention.kind == "Document" else normalise(mention.label)
    return mention.kind, label, normalise(mention.scope)
