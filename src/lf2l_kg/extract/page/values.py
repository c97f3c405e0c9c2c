"""What a value means that stands by itself, beside the key, the column or the word that says its property."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from functools import lru_cache

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.languages import read_language
from lf2l_kg.base.literals import check_iri, find_datatype
from lf2l_kg.base.ontology import Ontology, Property
from lf2l_kg.base.records import Mention
from lf2l_kg.base.text import collapse, plain
from lf2l_kg.extract.text.acronyms import is_acronym
from lf2l_kg.extract.text.capitals import is_given_name, is_person_name
from lf2l_kg.extract.text.gazetted import find_known
from lf2l_kg.extract.text.shapes import FULL_PERSON, NUMBER, find_date, is_proper
from lf2l_kg.extract.text.view import View

from .identifiers import read_identifier

_OF = expression(r"^(?:de la |de l[’']|du |des |de |d[’'])")
_COUNT = expression(rf"({NUMBER})(?:\s*(?:hab\w*|inhabitants))?\.?", re.IGNORECASE)
_TIME = expression(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ][0-9:.]+(?:Z|[+-][0-9:]+)?")
_HOST = expression(r"[\w-]+(?:\.[\w-]+)*\.[a-z]{2,10}(?:/\S*)?")
_DAY = expression(r"([0-3]?[0-9])[/.-]([01]?[0-9])[/.-]([0-9]{4})")
_BETWEEN = expression(r"\s*[;,]\s*|\s+(?:et|and|&)\s+")
_COMMA = expression(r"\s*(?:[;,]\s+|;)")
_EMAIL = expression(r"(?:mailto:)?([^\s<>@,;]+@[^\s<>@,;]+\.[a-z]{2,})", re.IGNORECASE)
_DOI = expression(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.[0-9]{4,9}/\S+)", re.IGNORECASE)
# What stands where a name will stand: « à définir », « N/A », « en cours ».
_NO_NAME = expression(
    r"(?:a (?:definir|completer|preciser|confirmer|venir|determiner|trouver)"
    r"|en (?:cours|attente|recherche|projet)|n\s?/\s?a|neant|aucune?s?|inconnue?s?"
    r"|non (?:defini|precise|renseigne|communique|connu)\w*"
    r"|none|unknown|tb[acd]|todo|to be \w+|x{2,})(?!\w)"
)
_DATES = ("date", "gYearMonth", "gYear")
_NEAR = 0.75  # how like a theme's label a word must be to be taken for it


#: Characters of a description; of a longer one the first sentences are published.
LONGEST_PROSE = 1000
_SENTENCE_END = expression(r"[.!?…](?:\s?[»”\")\]])?(?=\s)")


_FORMS = {"email": _EMAIL, "doi": _DOI}  # texts that look like one, by their property


def value_of(view: View, wanted: Property, value: str) -> tuple[Mention | str, ...]:
    """The things or the literal that a property's value means; () when it fits none of what is wanted."""
    if wanted.datatypes:
        text = literal_of(wanted, value)
        return (text,) if text else ()
    if themes := _themes(view, value) if "Theme" in wanted.range else ():
        return themes
    kinds = tuple(kind for kind in wanted.range if kind != "Theme")
    if not kinds or not any(c.isalpha() for c in value):
        return ()
    mentions = (_thing(view, wanted, kinds, piece) for piece in _pieces(view, kinds, value))
    return tuple(dict.fromkeys(mention for mention in mentions if mention))


def is_prose(wanted: Property) -> bool:
    """Whether a property's values are sentences, which say of anything what it is."""
    return "langString" in wanted.datatypes


def _brief(text: str) -> str:
    """A text, or its first sentences, as many as are brief; of a longer first one what fits, and « … »."""
    if len(text) <= LONGEST_PROSE:
        return text
    ends = [match.end() for match in _SENTENCE_END.finditer(text, 0, LONGEST_PROSE)]
    cut = text[: LONGEST_PROSE - 1]
    return text[: ends[-1]] if ends else cut[: cut.rfind(" ")].rstrip(" ,;:–—-") + " …"


def _themes(view: View, value: str) -> tuple[Mention, ...]:
    """The theme that a value names, or those that it enumerates; words that name none are left out."""
    find = view.lexicon.find_theme
    whole = find(value)
    found = [whole] if whole else [find(piece) for piece in _COMMA.split(value)]
    return tuple(dict.fromkeys(Mention("Theme", iri) for iri in found if iri))


def _pieces(view: View, kinds: tuple[str, ...], value: str) -> list[str]:
    """The names of an enumeration: of persons joined in any way, of others by commas or semicolons."""
    pieces = _BETWEEN.split(value)
    nouns = view.lexicon.search(value, plain(value)).cues.get("class", ())
    if "Person" in kinds and not nouns and all(FULL_PERSON.fullmatch(p) for p in pieces):
        return pieces
    pieces = _COMMA.split(value)
    if "Person" in kinds and len(pieces) == 2 and " " not in value.replace(", ", ","):
        return [value] if is_given_name(pieces[1]) else pieces  # « Dubois, Jeanne »
    return pieces if all(piece[:1].isupper() for piece in pieces) else [value]


def _read_address(value: str) -> str:
    address = f"http://{value}" if value.casefold().startswith("www.") else value
    is_web = address.casefold().startswith(("http://", "https://"))
    return address if is_web and check_iri(address) is not None else ""


def _read_count(value: str) -> str:
    count = _COUNT.fullmatch(value)
    return re.sub(r"\D", "", count[1]) if count else ""


#: How values of some datatypes are read; "" for one that is none.
_READERS: dict[str, Callable[[str], str]] = {
    "anyURI": _read_address,
    "integer": _read_count,
    "language": read_language,
}


def literal_of(wanted: Property, value: str) -> str:
    """The value in the lexical form that the property wants: « 32 000 hab » → "32000"; "" for none."""
    types = wanted.datatypes
    if wanted.name == "identifier":
        return read_identifier(value)
    read = next((read for name, read in _READERS.items() if name in types), None)
    if read is not None:
        return read(value)
    form = _FORMS.get(wanted.name)
    if form is not None:
        match = form.fullmatch(value)
        text = match[1] if match else ""
        return text.casefold() if wanted.name == "email" else text
    if is_prose(wanted):  # « - », « 42 » and « à compléter » say nothing
        is_text = any(c.isalpha() for c in value) and not _NO_NAME.fullmatch(plain(value))
        return _brief(value) if is_text else ""
    if not any(name in types for name in _DATES):
        return value
    time = _TIME.fullmatch(value)
    simple = plain(value)
    found = find_date(simple, 0, len(simple))
    whole = found[2] if found and (found[0], found[1]) == (0, len(simple)) else value
    text = time[1] if time else whole
    return text if find_datatype(types, text) else ""


def _thing(view: View, wanted: Property, kinds: tuple[str, ...], value: str) -> Mention | None:
    """The thing of one of these classes that a name means, by its class noun, its form, the gazetteer."""
    nouns = view.lexicon.search(value, plain(value)).cues.get("class", ())
    said = next((m.cue.announces for m in nouns if m.cue.announces in kinds), "")
    if not said and wanted.name == "author":
        return _author(value)
    label = value
    opens = bool(nouns) and nouns[0].start == 0 and nouns[0].cue.announces in kinds
    if opens and not nouns[0].cue.in_name:  # « Association Motris », but the label « Ville d'art »
        rest = value[nouns[0].end :].strip()
        # « Projet de la Halle » is called « Halle »; « Association des Lilas » is the name of a body.
        is_named = said == "Institution" and _OF.match(rest)
        label = value if is_named else _OF.sub("", rest) or value
    place = "Territory" in kinds and bool(find_known(view.gazetteer, value))
    if _NO_NAME.match(plain(value)) or not (nouns or place or is_proper(value)):
        return None
    person = "Person" in kinds and not place and is_person_name(value)
    usual = "Institution" if "Institution" in kinds else kinds[0]
    form = "Territory" if place else "Person" if person else usual
    return Mention(said or form, label)


def _author(value: str) -> Mention | None:
    """A person or a body; None for a login or a first name."""
    if FULL_PERSON.fullmatch(value):
        return Mention("Person", value)
    surname, _, given = value.partition(", ")
    if given and FULL_PERSON.fullmatch(f"{given} {surname}"):
        return Mention("Person", f"{given} {surname}")
    return Mention("Institution", value) if is_acronym(value) else None


_EXPECTED = {
    "email": ("une adresse électronique (nom@exemple.org)", "an e-mail address (name@example.org)"),
    "inLanguage": ("une langue (fr, en, de…)", "a language (fr, en, de…)"),
    "doi": ("un DOI (10.1234/abc)", "a DOI (10.1234/abc)"),
    "identifier": (
        "un identifiant de ce registre (pour un ORCID : 0000-0002-1825-0097)",
        "an identifier of this register (for an ORCID: 0000-0002-1825-0097)",
    ),
    "description": ("un texte qui dit quelque chose", "a text that says something"),
}


def expected(wanted: Property) -> tuple[str, str]:
    """What a property's values are, in French and in English."""
    types = wanted.datatypes
    if wanted.name in _EXPECTED:
        return _EXPECTED[wanted.name]
    if "anyURI" in types:
        return "une adresse qui commence par https://", "an address that begins with https://"
    if "date" in types:
        return "une date (AAAA, AAAA-MM ou AAAA-MM-JJ)", "a date (YYYY, YYYY-MM or YYYY-MM-DD)"
    if "gYear" in types:
        return "une année (AAAA)", "a year (YYYY)"
    if "integer" in types:
        return "un nombre entier", "a whole number"
    names = ", ".join(wanted.range)
    return f"un nom ({names})", f"a name ({names})"


def nearest_value(view: View, wanted: Property, value: str) -> str:
    """The value that a person may have meant instead; "" when nothing is near."""
    if wanted.name == "identifier":
        return ""
    if "anyURI" in wanted.datatypes:
        return f"https://{value}" if _HOST.fullmatch(value) else ""
    day = _DAY.fullmatch(value)
    if day and "date" in wanted.datatypes:
        iso = f"{day[3]}-{int(day[2]):02}-{int(day[1]):02}"
        return iso if find_datatype(("date",), iso) else ""
    return _nearest_theme(view.lexicon.ontology, value) if "Theme" in wanted.range else ""


@lru_cache(maxsize=1 << 10)  # the same words are tags of many documents
def _nearest_theme(ontology: Ontology, value: str) -> str:
    concepts = ontology.concepts.values()
    labels = {plain(text): text for c in concepts for _, text in (*c.alt_labels, *c.labels)}
    near = difflib.get_close_matches(plain(collapse(value)), sorted(labels), 1, _NEAR)
    return labels[near[0]] if near else ""
