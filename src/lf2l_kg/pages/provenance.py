"""« d’où vient ceci ? »: the words, the place, the rule and the confidence behind a statement, in words."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote

from msgspec import Struct

from lf2l_kg.base.messages import Language, Message
from lf2l_kg.index import Fact, Reading

from .forms import format_decimal
from .frame import Frame

_MOST = 3  # readings shown of one statement

#: What a rule went by, from the first part of its name.
_RULES = {
    "alias": Message(
        "un sigle ou un autre nom donné dans le texte", "an acronym or other name given in the text"
    ),
    "award": Message("les mots d’une distinction", "the words of an award"),
    "citation": Message("une référence bibliographique", "a bibliographic reference"),
    "cue": Message(
        "les mots qui annoncent cette relation", "the words that announce this relation"
    ),
    "front-matter": Message("l’en-tête du document", "the head of the document"),
    "heading": Message("un titre du document", "a heading of the document"),
    "item": Message("un élément de liste", "an item of a list"),
    "link": Message("un lien du document", "a link of the document"),
    "name": Message("un nom dans le texte", "a name in the text"),
    "page": Message("la page d’une chose", "the page of one thing"),
    "person": Message("le nom et la fonction d’une personne", "a person’s name and role"),
    "place": Message("un lieu nommé dans le texte", "a place named in the text"),
    "table": Message("un tableau du document", "a table of the document"),
    "text": Message("une phrase du texte", "a sentence of the text"),
    "theme": Message("les mots d’un thème", "the words of a theme"),
}
_OTHER_RULE = Message("une règle de lecture", "a rule of reading")

#: From this confidence on, the words for it.
_CONFIDENCE = (
    (0.95, Message("très sûr", "very sure")),
    (0.85, Message("sûr", "sure")),
    (0.7, Message("assez sûr", "fairly sure")),
    (0.0, Message("à prendre avec prudence", "to be taken with caution")),
)

#: What gives statements besides documents.
_ORIGINS = {
    "geonames": Message(
        "ajouté depuis GeoNames, licence CC BY 4.0", "added from GeoNames, licence CC BY 4.0"
    ),
    "links": Message(
        "lien décidé par une personne, ou sans doute possible",
        "link decided by a person, or beyond doubt",
    ),
    "themes": Message("le schéma de thèmes du projet", "the project’s theme scheme"),
    "wikidata": Message("repris de Wikidata, licence CC0", "taken from Wikidata, licence CC0"),
    "ontology": Message("l’ontologie", "the ontology"),
}


class Why(Struct, frozen=True):
    """One reading of a statement, ready to be shown."""

    quote: str
    context: str  # words further on that belong to it; "" for none
    title: str  # of the document
    href: str  # of the document's page
    path: str
    line: int
    rule: str
    rule_words: str
    confidence: str
    confidence_words: str
    is_reviewed: bool
    language: str  # of the quote
    release: str
    edit: str  # where the source can be edited; "" when the settings give no place


def read_whys(fact: Fact, frame: Frame) -> list[Why]:
    """The readings of a statement that a page shows, the surest first."""
    return [_why(reading, frame) for reading in fact.readings[:_MOST]]


def _why(reading: Reading, frame: Frame) -> Why:
    language = frame.language
    first, *others = reading.quotes or (None,)
    line = first.line if first else 0
    return Why(
        quote=first.exact if first else "",
        context=" … ".join(words.exact for words in others if words),
        title=reading.document.label(language),
        href=frame.addresses.thing(reading.document.iri),
        path=reading.path,
        line=line,
        rule=reading.rule,
        rule_words=rule_words(reading.rule, language),
        confidence=format_decimal(reading.confidence, language),
        confidence_words=confidence_words(reading.confidence, language),
        is_reviewed=reading.reviewed,
        language=reading.document.label_language(language) or language,  # its title is in its own
        release=frame.release,
        edit=edit_address(frame.settings.edit_url, reading.path, line),
    )


@lru_cache(maxsize=1 << 10)
def rule_words(rule: str, language: Language) -> str:
    """What a rule went by, in words."""
    return _RULES.get(rule.partition(".")[0], _OTHER_RULE).in_language(language)


@lru_cache(maxsize=1 << 10)
def confidence_words(confidence: float, language: Language) -> str:
    """How sure a reading is, in words."""
    return next(w for least, w in _CONFIDENCE if confidence >= least).in_language(language)


def origin_words(origin: str, language: Language) -> str:
    """What gave a statement that no document states; "" when a document does."""
    if not origin:
        return ""
    return _ORIGINS.get(origin, Message(origin, origin)).in_language(language)


def edit_address(template: str, path: str, line: int) -> str:
    """Where a line of a document can be edited; "" when the settings or the document give no place."""
    if not template or not path:
        return ""
    return template.replace("{path}", quote(path)).replace("{line}", str(max(line, 1)))
