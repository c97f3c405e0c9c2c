"""Whether the classes that documents are given are classes that a page can be of."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

from .context import fold_key
from .errors import MalformedFileError
from .iris import KINDS
from .messages import Message
from .ontology import Ontology
from .patterns import ClassRule
from .records import Finding

#: Classes whose things are no pages: a document is its own, a theme has its concept.
_NO_PAGES = frozenset({"Document", "Theme"})


def page_classes(ontology: Ontology) -> list[str]:
    """The classes that a document can be a page of, by local name, sorted."""
    return sorted(name for name in ontology.classes if name in KINDS and name not in _NO_PAGES)


def find_page_class(ontology: Ontology, word: str) -> str:
    """The class of a page that a word means (« Projet », "lf2l:Project", an IRI); "" for none."""
    local = word.removeprefix(ontology.namespace).removeprefix("lf2l:")
    found = ontology.context.classes.get(fold_key(local), "")
    return found if found in page_classes(ontology) else ""


def check_classes(rules: Iterable[ClassRule], ontology: Ontology) -> None:
    """See that the ontology knows each class, and that a page can be of it.

    Raises:
        MalformedFileError: with each line that names another.
    """
    findings = tuple(
        _unknown(rule, ontology) for rule in rules if not find_page_class(ontology, rule.kind)
    )
    if findings:
        raise MalformedFileError(findings)


def unknown_class(word: str, ontology: Ontology) -> Message:
    """What to write instead of a class that is none: the nearest one, or all."""
    near = nearest_class(word, ontology)
    names = [near] if near else page_classes(ontology)
    return Message(
        fr=f"« {word} » n’est pas une classe de document ; écrivez {' ou '.join(names)}",
        en=f"`{word}` is no class of a document; write {' or '.join(names)}",
    )


def nearest_class(word: str, ontology: Ontology) -> str:
    """The class that a misspelt word may mean; "" for none."""
    local = re.split(r"[#:/]", word)[-1].casefold()
    pages = page_classes(ontology)
    named = (word for word, name in ontology.context.classes.items() if name in pages)
    words = {word.casefold(): word for word in (*named, *pages)}
    near = difflib.get_close_matches(local, sorted(words), n=1, cutoff=0.7)
    return words[near[0]].capitalize() if near else ""


def _unknown(rule: ClassRule, ontology: Ontology) -> Finding:
    message = unknown_class(rule.kind, ontology)
    return Finding(str(rule.path), rule.line, 1, "error", "unknown-class", message, rule.kind)
