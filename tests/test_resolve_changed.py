"""After a change, resolving what it can reach gives what resolving the whole corpus gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from lf2l_kg.base.iris import Iris
from lf2l_kg.base.records import Evidence, Fact, Mention, Quote
from lf2l_kg.resolve import (
    Entities,
    Outline,
    Register,
    Resolution,
    Resolved,
    Row,
    Told,
    outline_facts,
    resolve_changed,
    resolve_entities,
)

IRIS = Iris("https://example.org/")
BASE = IRIS.base + "id/"
LABELS = {
    "Territory": ("Genk", "Lire", "Liré", "Lire 2", "Métropole de Metz", "la halle"),
    "Project": ("La Ruche", "RUCHE", "Ruche", "la halle", "Halle", "H | L", "H / L"),
    "Institution": ("Pôle Image", "PI", "Métropole de Metz", "Ruche", "Genk"),
    "Person": ("Claire Abadie", "C. Abadie", "Abadie C.", "Chloé Abadie", "A. B. Cas", "."),
    "Publication": ("Les villes", "Villes", "villes"),
}
SCOPES = ("", "", "", "Genk", "Metz")
WORDS = "on y répare les vélos des voisins du quartier tous les samedis depuis longtemps"


@dataclass
class Document:
    """What a document says, made of facts."""

    path: str
    facts: list[Fact] = field(default_factory=list)
    content: str | None = None

    @property
    def mark(self) -> bytes:
        return repr((self.facts, self.content)).encode()

    def outline(self) -> Outline:
        return outline_facts(self.path, self.facts)

    def say(self, subject: Mention, predicate: str, value: Mention | str, words: str = "") -> None:
        rule = "front-matter.title" if words == "title" else "test"
        quote = Quote(words or "mots", 0, len(self.facts) + 1, 1)
        self.facts.append(Fact(subject, predicate, value, Evidence(self.path, (quote,), rule, 0.9)))


def written(random: Random, path: str) -> Document:
    """A document that speaks of things that others speak of."""
    document = Document(path, content=random.choice((None, "a", "b", "c", "d")))
    itself = Mention("Document", path)
    if random.random() < 0.2:
        return document
    if random.random() < 0.7:
        document.say(itself, "prefLabel", random.choice(("Contact", "Accueil", path)))
    if random.random() < 0.2:
        document.say(itself, "mentions", Mention("Document", f"{random.choice('abcdef')}.md"))
    if random.random() < 0.4:
        document.say(itself, "inLanguage", random.choice(("fr", "en", "en-GB", "de")))
    for _ in range(random.randrange(4)):
        speak(random, document)
    return document


def speak(random: Random, document: Document) -> None:
    """Say something of a thing."""
    itself = Mention("Document", document.path)
    kind = random.choice([*LABELS])
    thing = Mention(kind, random.choice(LABELS[kind]), random.choice(SCOPES))
    document.say(itself, "mentions", thing, random.choice(("", "", "title")))
    if random.random() < 0.4:
        document.say(thing, "altLabel", random.choice(LABELS[random.choice([*LABELS])]))
    if random.random() < 0.3:
        document.say(thing, "altLabel", random.choice(LABELS[kind]))
        document.facts[-1] = replace(document.facts[-1], language=random.choice(("fr", "en")))
    if random.random() < 0.3:
        document.say(thing, "homepage", f"https://{random.choice('ab')}.example/")
    if kind == "Publication":
        document.say(thing, "doi", f"10.1/{random.choice('ab')}")
    if kind == "Project" and random.random() < 0.7:
        words = random.choice((WORDS, WORDS, WORDS.replace("vélos", "lampes")))
        document.say(thing, "source", "x", f"{words} {thing.label}")


def resolve(documents: dict[str, Document], register: Register, last: Resolved) -> Resolution:
    told: dict[str, Told] = {**documents}
    return resolve_changed(told, register, IRIS, last)


def whole(documents: dict[str, Document], register: Register) -> Entities:
    facts = [fact for document in documents.values() for fact in document.facts]
    contents = {path: one.content for path, one in documents.items() if one.content is not None}
    return resolve_entities(facts, register, IRIS, contents)


def compare(made: Resolution, entities: Entities) -> None:
    """They are the same in all that later stages see."""
    assert made.register == entities.register
    assert made.findings == entities.findings
    assert made.kinds == entities.kinds
    for entity in entities.entities:
        assert made.find(entity.iri) == replace(entity, mentions=())
        assert {made.iri(path, mention) for path, mention in entity.mentions} == {entity.iri}


def edit(documents: dict[str, Document], random: Random) -> None:
    for _ in range(random.choice((0, 1, 1, 1, 2))):
        path = f"{random.choice('abcdef')}.md"
        if random.random() < 0.25:
            documents.pop(path, None)
        elif random.random() < 0.2 and documents:  # renamed
            gone = documents.pop(random.choice(sorted(documents)))
            fresh = documents[path] = Document(path, content=gone.content)
            for fact in gone.facts:
                subject = (
                    Mention("Document", path) if fact.subject.kind == "Document" else fact.subject
                )
                fresh.say(subject, fact.predicate, fact.object, fact.evidence.quotes[0].exact)
                fresh.facts[-1] = replace(fresh.facts[-1], language=fact.language)
        else:
            documents[path] = written(random, path)


def edit_by_hand(register: Register, random: Random) -> Register:
    rows = [*register.rows]
    if not rows:
        return register
    row = rows.pop(random.randrange(len(rows)))
    other = Row(row.iri, row.kind, row.label, ("name:halle", "name:ruche"))
    return Register.of([*rows, *random.choice(([], [other]))])


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 1 << 30))
def test_whatever_changes_a_corpus_is_resolved_as_if_it_had_been_so_from_the_start(
    seed: int,
) -> None:
    random = Random(seed)  # noqa: S311 - nothing secret
    documents: dict[str, Document] = {}
    register, last = Register(), Resolved()
    for _ in range(8):
        edit(documents, random)
        if random.random() < 0.1:
            register = edit_by_hand(register, random)
        made = resolve(documents, register, last)
        compare(made, whole(documents, register))
        anew = resolve(documents, register, Resolved())
        assert {p: made.named(p) for p in documents} == {p: anew.named(p) for p in documents}
        if random.random() < 0.9:  # else nothing came of it, and what was kept stays
            register = made.register
        if random.random() < 0.9:
            last = made.resolved


def test_a_document_that_says_nothing_and_that_others_come_to_name_is_known_by_what_it_holds() -> (
    None
):
    def naming(*paths: str) -> Document:
        document = Document("a.md", content=repr(paths))
        for path in paths:
            document.say(Mention("Document", "a.md"), "mentions", Mention("Document", path))
        return document

    silent = [Document(path, content="x") for path in ("b.md", "c.md")]
    steps = ((naming("b.md"), silent[0]), (naming(), silent[1]), (naming("c.md"), silent[1]))
    register, last = Register(), Resolved()
    for step in steps:
        documents = {document.path: document for document in step}
        made = resolve(documents, register, last)
        compare(made, whole(documents, register))
        register, last = made.register, made.resolved
    assert made.iri("a.md", Mention("Document", "c.md")) == f"{BASE}document/b"


def test_a_document_that_says_nothing_changes_whatever_is_in_its_name() -> None:
    naming = Document("a.md", content="a")
    naming.say(Mention("Document", "a.md"), "mentions", Mention("Document", "b@c.md"))
    register, last = Register(), Resolved()
    for content in ("x", "y"):
        documents = {"a.md": naming, "b@c.md": Document("b@c.md", content=content)}
        made = resolve(documents, register, last)
        compare(made, whole(documents, register))
        register, last = made.register, made.resolved
