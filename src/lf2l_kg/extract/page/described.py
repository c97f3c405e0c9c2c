"""What a document is a page of: by the class and the title of its front matter, or by its folder."""

from __future__ import annotations

import re
from dataclasses import dataclass

from msgspec.structs import replace

from lf2l_kg.base.classes import find_page_class, page_classes
from lf2l_kg.base.context import fold_key
from lf2l_kg.base.expressions import expression
from lf2l_kg.base.records import Entry, Evidence, Mention
from lf2l_kg.base.text import collapse, normalise, plain
from lf2l_kg.extract.text.shapes import LOWER, UPPER
from lf2l_kg.extract.text.view import Stretch, View

from .presented import find_presented
from .titled import split_title, title_kind

#: The key by which a document says that it is only a document, whatever its folder is.
_ITSELF = "Document"
#: Keys of a given name, which stands before that of a family.
_GIVEN = frozenset({"prenom", "prenoms", "first_name", "firstname", "given_name", "givenname"})
_FAMILY = frozenset({"nom", "nom_de_famille", "last_name", "lastname", "family_name", "surname"})
_ARTICLE = expression(r"(?:(?:le|la|les|the|un|une)\s+|l')")
_DESCRIBED = expression(
    r"([^:–—]{2,50}?)\s*(?::|\s[–—-])\s+(?:(?:une?|des|le|la|les|an?|the)\s|l['’])"
)
#: « La Glycine (notes en vrac) »: what small letters in brackets say of the page.
_ASIDE = expression(rf"\s+\([{LOWER}][^()]*\)\s*$")
#: « Fiche action n° 3 : Vélo pour tous »: what the page is, before the name of its thing.
_FORM = expression(
    rf"(?:[Ff]iche|FICHE|[Nn]otice|NOTICE)\b[^:–—]{{0,40}}?\s*(?::|\s[–—-])\s+(?=[{UPPER}0-9«])"
)
_PROPER = expression(rf"[{UPPER}0-9]")
_SHEET = expression(
    r"(?:fiche|page|notice|nom|intitulé|titre|dénomination)s?[\s_-]+(?:(?:de la|de|du)\s+|de l[’']|d[’'])?",
    re.IGNORECASE,
)
_AROUND = ' :–—-«»"“”'


@dataclass(frozen=True, slots=True)
class Page:
    """The thing that a document describes as a whole, and where it is named."""

    thing: Mention
    title: str  # as written: « Projet Tilleul », where the thing's label is « Tilleul »
    evidence: Evidence


def entries_of(view: View, term: str) -> list[Entry]:
    """The entries at the top of the front matter whose key means a term, in the order of the file."""
    find_term = view.lexicon.ontology.context.find_term
    return [e for e in view.document.front_matter if find_term(own_key(e)) == term]


def own_key(entry: Entry) -> str:
    """An entry's key; Hugo keeps what is the author's own below « params »."""
    return entry.key.removeprefix("params.")


def language_of(view: View, entry: Entry) -> str:
    """The language that an entry's key says its value to be in; "" for that of the document."""
    return view.lexicon.ontology.context.language_of(own_key(entry))


def described_thing(view: View) -> Mention | None:
    """What the document is a page of; None when neither front matter nor folder gives a class."""
    page = view.once(read_page)
    return page.thing if page else None


def read_page(view: View) -> Page | None:
    """What the document is a page of, with the words that name it."""
    named = _title(view)
    if named is None:
        return None
    title, evidence = named
    title = _ASIDE.sub("", title)
    kind = page_kind(view)
    presented = None if kind or _is_mere_document(view) else find_presented(view, title)
    if presented is not None:
        evidence = view.evidence("page.presented", 0.75, presented.where)
        return Page(Mention(presented.kind, presented.label), presented.label, evidence)
    if not kind and not _is_mere_document(view):
        title, kind = split_title(view, title)
        kind = kind or title_kind(view, title)
        evidence = replace(evidence, rule="page.told", confidence=0.75) if kind else evidence
    title = _without_form(title)
    return Page(Mention(kind, page_label(view, kind, title)), title, evidence) if kind else None


def _without_form(title: str) -> str:
    form = _FORM.match(title)
    return title[form.end() :] if form else title


def _title(view: View) -> tuple[str, Evidence] | None:
    """The title, in the front matter or as a heading, and where it stands."""
    return view.once(read_title) or view.once(find_heading)


def read_title(view: View) -> tuple[str, Evidence] | None:
    """The title in the front matter; of a person, « prénom » and « nom » together."""
    entry = next(iter(entries_of(view, "prefLabel")), None)
    if entry is None:
        return None
    is_family = fold_key(own_key(entry)) in _FAMILY and page_kind(view) in ("", "Person")
    entries = view.document.front_matter if is_family else ()
    given = [e for e in entries if fold_key(own_key(e)) in _GIVEN][:1]
    words = " ".join(collapse(e.value) for e in (*given, entry))
    quotes = tuple(e.quote for e in (*given, entry))
    return words, Evidence(view.document.path, quotes, "front-matter.title", 0.95)


def _is_mere_document(view: View) -> bool:
    """Whether the front matter or the settings say that a document is of no thing."""
    said = [*(e.value for e in entries_of(view, "@type")), view.document.kind]
    return any(word and find_class(view, word) == _ITSELF for word in said)


def find_heading(view: View) -> tuple[str, Evidence] | None:
    """The heading that is the document's title: the first of level 1, or one that it begins with."""
    for number, block in enumerate(view.blocks):
        if block.kind == "heading" and (number == 0 or block.level == 1):
            where = Stretch(number, 0, len(block.text))
            return collapse(block.text), view.evidence("page.title", 0.95, where)
    return None


def page_kind(view: View) -> str:
    """The class that the front matter gives, else the settings; "" for none, or for a mere document."""
    for entry in entries_of(view, "@type"):
        kind = find_class(view, entry.value)
        if kind:
            return "" if kind == _ITSELF else kind
    kind = view.document.kind
    return find_page_class(view.lexicon.ontology, kind) if kind else ""


def find_class(view: View, word: str) -> str:
    """The class that a word names (« Personne », « fiche-projet », « nom du projet »); "" for none."""
    ontology = view.lexicon.ontology
    local = _SHEET.sub("", re.split(r"[#/:]", word.strip())[-1])
    if ontology.context.classes.get(fold_key(local)) == _ITSELF:
        return _ITSELF
    found = find_page_class(ontology, local)
    if found:
        return found
    cue = view.lexicon.find_cue("class", local) or view.lexicon.find_cue("context", local)
    if cue is None and " " in local:  # « projet européen », « association loi 1901 »
        cue = view.lexicon.find_cue("class", local.split()[0])
    return cue.announces if cue and cue.announces in page_classes(ontology) else ""


def page_label(view: View, kind: str, title: str) -> str:
    """The name within a title, as it stands in a sentence.

    « Projet Tilleul » without the noun of its class, « Tilleul : un jardin » without what describes it.
    """
    described = _DESCRIBED.match(title)
    if described and _PROPER.search(described[1]):
        title = described[1].rstrip()
    simple = plain(title)
    article = _ARTICLE.match(simple)
    start = article.end() if article else 0
    for match in view.lexicon.search(title, simple).cues.get("class", ()):
        rest = title[match.end :].strip(_AROUND)
        named = match.cue.announces == kind and not match.cue.in_name and not match.cue.suffix
        if match.start == start and named and _PROPER.match(rest):
            return rest
        if match.start == start and match.cue.announces == kind and match.cue.in_name:
            return title[start:]  # « La Chaire collaborative X »
    return title


def is_title(view: View, text: str) -> bool:
    """Whether a heading is the page's own title, and names no other thing."""
    page = view.once(read_page)
    return page is not None and normalise(_without_form(text)) in (
        normalise(page.title),
        normalise(page.thing.label),
    )
