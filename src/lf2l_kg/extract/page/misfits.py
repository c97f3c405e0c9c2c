"""What an author wrote in the front matter and nothing is made of, each at its value with advice."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from functools import lru_cache

from lf2l_kg.base.classes import nearest_class, unknown_class
from lf2l_kg.base.context import fold_key
from lf2l_kg.base.messages import Message
from lf2l_kg.base.records import Entry, Finding, Mention, Severity
from lf2l_kg.base.text import collapse
from lf2l_kg.extract.text.view import View

from .described import entries_of, find_class, own_key, page_kind, read_page
from .properties import OURS
from .statements import Statement, address_of, meaning_of, read_statements, subject_of
from .values import LONGEST_PROSE, expected, is_prose, nearest_value

_NEAR = 0.75  # how like a known key an unknown one must be to be taken for it
#: Terms that an author does not state: of themes, which the ontology has, and of evidence.
_NOT_READ = OURS | {"definition", "broader"}
#: Keys of free words, of which only those that look like a theme's are worth a remark.
_FREE = frozenset(
    {"tags", "tag", "keywords", "mots_cles", "categories", "category", "categorie", "topics"}
)


def front_matter_findings(view: View) -> Iterator[Finding]:
    """Keys that are not known, classes that are none, values and keys that do not fit."""
    if view.document.front_matter or view.document.kind:
        yield from _unknown_keys(view)
        yield from _unknown_classes(view)
        yield from _untitled(view)
        yield from _told(view)
        yield from _unread(view)
        yield from _misfits(view)


def _unknown_keys(view: View) -> Iterator[Finding]:
    """The keys that nothing is made of, each with the known key that it may have been meant for."""
    context = view.lexicon.ontology.context
    seen: set[str] = set()
    for entry in view.document.front_matter:
        key = entry.key if ":" in entry.key else entry.key.partition(".")[0]
        if context.knows(entry.key) or key in seen:
            continue
        seen.add(key)
        near = _nearest_key(fold_key(key.rpartition(":")[2]), frozenset(context.terms))
        fr = f" ; vouliez-vous dire « {near} » ?" if near else ""
        en = f"; did you mean `{near}`?" if near else ""
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


@lru_cache(maxsize=1 << 10)  # a site has the same keys in all its documents
def _nearest_key(key: str, known: frozenset[str]) -> str:
    others = sorted(k for k in known if not k.startswith(f"{key}_"))  # « adresse », « adresse_web »
    return next(iter(difflib.get_close_matches(key, others, n=1, cutoff=_NEAR)), "")


def _unknown_classes(view: View) -> Iterator[Finding]:
    """A class that is none; what resembles none (« post ») is only remarked."""
    ontology = view.lexicon.ontology
    for entry in entries_of(view, "@type"):
        if not find_class(view, entry.value):
            severity: Severity = "warning" if nearest_class(entry.value, ontology) else "info"
            yield _finding(
                view, entry, severity, "unknown-class", unknown_class(entry.value, ontology)
            )


def _untitled(view: View) -> Iterator[Finding]:
    """A class without a title says that there is a thing, and not which."""
    kind = page_kind(view)
    if not kind or view.once(read_page) is not None:
        return
    message = Message(
        fr=f"ce document est de la classe {kind} mais n’a ni « title » ni titre en tête : rien ne dit de quoi"
        " il parle ; ajoutez « title »",
        en=f"this document is of the class {kind} but has neither `title` nor a heading at its top: nothing"
        " says what it is about; add `title`",
    )
    for entry in entries_of(view, "@type")[:1]:
        yield _finding(view, entry, "warning", "untitled-page", message)
        return
    yield Finding(view.document.path, 1, 1, "warning", "untitled-page", message, kind)


def _told(view: View) -> Iterator[Finding]:
    """A class that only the words of a document show: its author may want to say it."""
    page = view.once(read_page)
    if page is None or page.evidence.rule != "page.told":
        return
    kind, quote = page.thing.kind, page.evidence.quotes[0]
    message = Message(
        fr=f"ce document est lu comme la page de « {page.thing.label} » ({kind}), d’après ses champs ou son "
        f"début ; confirmez-le par « type: {kind} », ou écrivez « type: Document »",
        en=f"this document is read as the page of `{page.thing.label}` ({kind}), by its fields or its "
        f"beginning; confirm it by `type: {kind}`, or write `type: Document`",
    )
    yield Finding(
        view.document.path, quote.line, quote.column, "info", "told-class", message, page.title
    )


def _unread(view: View) -> Iterator[Finding]:
    """Keys of what is not stated in a front matter: links, and terms of the ontology or of evidence."""
    ontology = view.lexicon.ontology
    for entry in view.document.front_matter:
        key = own_key(entry)
        term, last = (ontology.context.find_term(name) for name in (key, key.rpartition(".")[2]))
        if "sameAs" in (term, last):
            # A link is a decision, which stands with its reason in the file of all of them.
            yield _finding(view, entry, "warning", "undecided-link", _undecided(entry.key))
        elif term in _NOT_READ:
            message = Message(
                fr=f"« {entry.key} » ne se dit pas dans un en-tête ; rien n’en est tiré",
                en=f"`{entry.key}` is not said in a front matter; nothing is made of it",
            )
            yield _finding(view, entry, "info", "unread-key", message)


def _undecided(key: str) -> Message:
    return Message(
        fr=f"« {key} » n’est pas publié d’ici : les liens vers Wikidata se décident dans le fichier du "
        "réglage « links » ; cherchez celui-ci par « lf2l-kg link propose », confirmez-le par "
        "« lf2l-kg link review », puis ôtez cette clé",
        en=f"`{key}` is not published from here: links to Wikidata are decided in the file of the "
        "setting `links`; look for this one with `lf2l-kg link propose`, confirm it with "
        "`lf2l-kg link review`, then delete this key",
    )


def _misfits(view: View) -> Iterator[Finding]:
    page = view.once(read_page)
    thing = page.thing if page else None
    for statement in view.once(read_statements):
        entry = statement.entry
        if subject_of(view, thing, statement.wanted) is None:
            yield from _misplaced(view, thing, statement)
        elif not meaning_of(view, statement).values and not address_of(statement):
            yield from _unfit(view, statement, entry)
        elif is_prose(statement.wanted) and len(collapse(entry.value)) > LONGEST_PROSE:
            yield _finding(view, entry, "info", "long-description", _long(entry))


def _misplaced(view: View, thing: Mention | None, statement: Statement) -> Iterator[Finding]:
    """A key that says nothing of the page's class, or of a document without one."""
    entry, wanted = statement.entry, statement.wanted
    key, classes = entry.key, ", ".join(wanted.domain)
    if thing is None:
        if wanted.name != "homepage" and not page_kind(view):
            message = Message(
                fr=f"« {key} » n’est lu de rien, car ce document n’a pas de classe ; ajoutez « type » "
                f"({classes})",
                en=f"`{key}` is read of nothing, since this document has no class; add `type` ({classes})",
            )
            yield _finding(view, entry, "info", "key-without-class", message)
        return
    if thing.kind == "Territory" and wanted.name == "locatedIn":
        return  # read as partOf
    message = Message(
        fr=f"« {key} » ne se dit pas d’un document de la classe {thing.kind} ({classes}) ; changez la clé ou "
        "« type »",
        en=f"`{key}` is not said of a document of the class {thing.kind} ({classes}); change the key or "
        "`type`",
    )
    yield _finding(view, entry, "warning", "unfit-key", message)


def _unfit(view: View, statement: Statement, entry: Entry) -> Iterator[Finding]:
    """A value that is not what the key's property wants."""
    value, wanted = collapse(entry.value), statement.wanted
    free = fold_key(own_key(entry)) in _FREE
    near = nearest_value(view, wanted, value)
    told = {(f.line, f.column) for f in view.document.findings if f.code == "invalid-date"}
    if (free and not near) or (entry.quote.line, entry.quote.column) in told:
        return
    if "anyURI" in wanted.datatypes and value.startswith(("/", "#")):
        return  # an address within the site
    if is_prose(wanted) and entry.datatype == "boolean":
        return  # a setting of the site
    if is_prose(wanted) and statement.below:
        yield _finding(view, entry, "warning", "unfit-value", _fields(entry))
        return
    fr, en = expected(wanted)
    meant_fr = f" ; vouliez-vous dire « {near} » ?" if near else " ; corrigez-la ou ôtez-la"
    meant_en = f"; did you mean `{near}`?" if near else "; mend it or delete it"
    message = Message(
        fr=f"la valeur « {value} » de « {entry.key} » n’est pas {fr}{meant_fr}",
        en=f"the value `{value}` of `{entry.key}` is not {en}{meant_en}",
    )
    yield _finding(view, entry, "info" if free else "warning", "unfit-value", message)


def _fields(entry: Entry) -> Message:
    key = entry.key.partition(".")[0]
    return Message(
        fr=f"« {key} » est un texte, et non des champs ; rien n’en est tiré : écrivez-le après la clé",
        en=f"`{key}` is a text, not fields; nothing is made of it: write it after the key",
    )


def _long(entry: Entry) -> Message:
    return Message(
        fr=f"« {entry.key} » a plus de {LONGEST_PROSE} caractères : ses premières phrases sont publiées ; "
        "résumez-le",
        en=f"`{entry.key}` has more than {LONGEST_PROSE} characters: its first sentences are published; "
        "sum it up",
    )


def _finding(view: View, entry: Entry, severity: Severity, code: str, message: Message) -> Finding:
    """A finding at an entry's value."""
    quote = entry.quote
    return Finding(
        view.document.path, quote.line, quote.column, severity, code, message, collapse(entry.value)
    )
