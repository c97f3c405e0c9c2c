"""``summary.md``: a release on one page, in French and in English."""

from __future__ import annotations

import re

import pyoxigraph as ox

from lf2l_kg.base.messages import Language, Message
from lf2l_kg.base.namespaces import RDFS
from lf2l_kg.base.ontology import Ontology
from lf2l_kg.base.tally import tally

from .manifest import Counts, Published

_MARKUP = re.compile(r"[\\`*_{}\[\]<>()#!|~&]|^[-+]")
_NUMBER = re.compile(r"^(\d+)[.]")  # at the beginning it would be that of a list


def as_text(text: str) -> str:
    """Text from a document, on one line, that Markdown shows as it is."""
    return _NUMBER.sub(r"\1\\.", _MARKUP.sub(r"\\\g<0>", " ".join(text.split())))


def render_summary(counts: Counts, ontology: Ontology, published: Published, conforms: bool) -> str:
    """The counts, the results of validation and the files, as Markdown."""
    return "\n".join(
        [
            *_page(counts, ontology, published, conforms, "fr"),
            "",
            *_page(counts, ontology, published, conforms, "en"),
            "",
        ]
    )


def _page(
    counts: Counts, ontology: Ontology, published: Published, conforms: bool, language: Language
) -> list[str]:
    french = language == "fr"
    colon = "\u00a0:" if french else ":"
    results = tally(counts.results, language)
    verdict = ("conforme" if conforms else "non conforme") if french else _verdict(conforms)
    labels = class_labels(ontology)
    rows = [
        (labels.get(kind, Message(kind, kind)).in_language(language), count)
        for kind, count in counts.entities.items()
        if kind != "Document"  # counted above
    ]
    return [
        f"# {as_text(published.title_fr if french else published.title_en)}",
        "",
        "| Contenu | Nombre |" if french else "| Content | Count |",
        "|---|---:|",
        f"| Documents | {counts.documents} |",
        f"| {'Énoncés des documents' if french else 'Statements of documents'} | {counts.facts} |",
        f"| {'Liens' if french else 'Links'} | {counts.links} |",
        *(f"| {as_text(label)} | {count} |" for label, count in rows),
        "",
        f"Validation\u00a0: {verdict}\u00a0; {results} (`report.*`)."
        if french
        else f"Validation: {verdict}; {results} (`report.*`).",
        "",
        "Données\u00a0: `dump.ttl.gz` (faits, lisible), `*.csv` (tableaux), `dump.nq.zst` (tout), "
        "`evidence.nq.zst` (preuves). Sommes de contrôle\u00a0: `SHA256SUMS`."
        if french
        else "Data: `dump.ttl.gz` (facts, readable), `*.csv` (tables), `dump.nq.zst` (everything), "
        "`evidence.nq.zst` (evidence). Checksums: `SHA256SUMS`.",
        "",
        f"Licence{colon} <{published.licence}>",
    ]


def _verdict(conforms: bool) -> str:
    return "conforms" if conforms else "does not conform"


def class_labels(ontology: Ontology) -> dict[str, Message]:
    """The labels of the classes that have any, by local name."""
    names = {iri: name for name, iri in ontology.classes.items()}
    found: dict[str, dict[str | None, str]] = {}
    for quad in ox.parse(ontology.files["lf2l.ttl"], format=ox.RdfFormat.TURTLE):
        if (
            isinstance(quad.subject, ox.NamedNode)
            and isinstance(quad.object, ox.Literal)
            and quad.subject.value in names
            and quad.predicate.value == RDFS + "label"
        ):
            labels = found.setdefault(names[quad.subject.value], {})
            labels[quad.object.language] = quad.object.value
    return {
        name: Message(fr=labels.get("fr", name), en=labels.get("en", name))
        for name, labels in found.items()
    }
