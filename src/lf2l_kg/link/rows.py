"""One row of an SSSOM table → a decision, every cell checked."""

from __future__ import annotations

import re
from datetime import date

import pyoxigraph as ox

from lf2l_kg.base.messages import Message
from lf2l_kg.base.namespaces import WIKIDATA

from .decisions import PREDICATES, Decision, Verdict

NOT_FOUND = "https://w3id.org/sssom/NoTermFound"

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
ITEM = re.compile(r"Q[1-9][0-9]*")
_SYNTHETIC = re.compile(r"Q9[0-9]{9,}")  # made up for tests; Wikidata's own have 9 digits or fewer
_WIKIDATA_PAGES = re.compile(
    r"https?://(?:www\.|m\.)?wikidata\.org/(?!entity/)|https://www\.wikidata"
)


class Refusal(Exception):  # noqa: N818 -- not an error of the program: it carries a row's problems
    """A row that cannot be a decision, with every reason."""

    def __init__(self, messages: list[Message]) -> None:
        super().__init__(f"{len(messages)} problems")
        self.messages = messages


def parse_row(row: dict[str, str], line: int, prefixes: dict[str, str]) -> Decision:
    """Check a row.

    Raises:
        Refusal: when a cell is not what it must be, with the reasons for all cells.
    """
    cells = _Cells(row, prefixes)
    subject = cells.iri("subject_id")
    predicate = cells.predicate()
    target = cells.iri("object_id")
    modifier = cells.modifier()
    if subject == NOT_FOUND:
        cells.refuse(
            "le sujet doit être une de nos entités, pas sssom:NoTermFound",
            "the subject must be one of our entities, not sssom:NoTermFound",
        )
    if target == NOT_FOUND and modifier:
        cells.refuse(
            "«\u00a0Not\u00a0» et sssom:NoTermFound se contredisent\u00a0: gardez l’un des deux",
            "`Not` and sssom:NoTermFound contradict each other: keep one of them",
        )
    if subject and subject == target:
        cells.refuse(
            "le sujet et l’objet sont la même chose\u00a0: supprimez cette ligne",
            "subject and object are the same thing: delete this line",
        )
    for iri in (subject, target):
        cells.check_wikidata(iri)
    found = target != NOT_FOUND
    verdict: Verdict = "not found" if not found else "refused" if modifier else "accepted"
    decision = Decision(
        subject=subject,
        predicate=predicate,
        object=target if found else "",
        verdict=verdict,
        justification=cells.iri("mapping_justification"),
        line=line,
        subject_label=row.get("subject_label", ""),
        object_label=row.get("object_label", ""),
        object_source=row.get("object_source", ""),
        confidence=cells.confidence(),
        authors=cells.authors(),
        date=cells.date(),
        comment=row.get("comment", ""),
    )
    if cells.messages:
        raise Refusal(cells.messages)
    return decision


class _Cells:
    """Reads the cells of a row; ``messages`` collects what is wrong with them."""

    def __init__(self, row: dict[str, str], prefixes: dict[str, str]) -> None:
        self._row = row
        self._prefixes = prefixes
        self.messages: list[Message] = []

    def refuse(self, fr: str, en: str) -> None:
        self.messages.append(Message(fr=fr, en=en))

    def iri(self, column: str) -> str:
        """The full IRI of a cell's CURIE, or of an IRI written in full; "" when it is refused."""
        return self._expand(self._row[column], column)

    def authors(self) -> tuple[str, ...]:
        """Who decided; several are separated by ``|``."""
        text = self._row.get("author_id", "")
        return tuple(self._expand(part, "author_id") for part in text.split("|")) if text else ()

    def _expand(self, text: str, column: str) -> str:
        prefix, colon, local = text.partition(":")
        if not text or not colon:
            self.refuse(
                f"{column} doit être un identifiant comme «\u00a0wikidata:Q1\u00a0», "
                f"pas «\u00a0{text}\u00a0»",
                f"{column} must be an identifier like `wikidata:Q1`, not `{text}`",
            )
            return ""
        if prefix in self._prefixes:
            text = self._prefixes[prefix] + local
        elif not local.startswith("//"):
            self.refuse(
                f"préfixe inconnu «\u00a0{prefix}\u00a0» dans {column}\u00a0: ajoutez-le à curie_map, "
                "en tête du fichier",
                f"unknown prefix `{prefix}` in {column}: add it to curie_map, at the head of the file",
            )
            return ""
        try:
            return ox.NamedNode(text).value
        except ValueError as error:
            self.refuse(
                f"{column} n’est pas un IRI ({error})\u00a0: {text}",
                f"{column} is not an IRI ({error}): {text}",
            )
            return ""

    def predicate(self) -> str:
        iri = self.iri("predicate_id")
        if iri and iri not in PREDICATES.values():
            names = ", ".join(PREDICATES)
            self.refuse(
                f"prédicat {self._row['predicate_id']} non prévu\u00a0: écrivez l’un de {names}",
                f"the predicate {self._row['predicate_id']} is not provided for: write one of {names}",
            )
        return iri

    def modifier(self) -> bool:
        """Whether the link is refused."""
        text = self._row.get("predicate_modifier", "")
        if text not in ("", "Not"):
            self.refuse(
                f"predicate_modifier vaut «\u00a0Not\u00a0» ou rien, pas «\u00a0{text}\u00a0»",
                f"predicate_modifier is `Not` or nothing, not `{text}`",
            )
        return text == "Not"

    def confidence(self) -> float | None:
        text = self._row.get("confidence", "")
        if not text:
            return None
        try:
            number = float(text)
        except ValueError:
            number = -1.0
        if not 0 <= number <= 1:
            self.refuse(
                f"confidence doit être un nombre de 0 à 1, comme 0.95, pas «\u00a0{text}\u00a0»",
                f"confidence must be a number from 0 to 1, such as 0.95, not `{text}`",
            )
        return number

    def date(self) -> date | None:
        text = self._row.get("mapping_date", "")
        if not text:
            return None
        try:
            # fromisoformat also takes 20260131 and 2026-W05-6, which are no xsd:date.
            return date.fromisoformat(text if _DATE.fullmatch(text) else "")
        except ValueError:
            self.refuse(
                f"mapping_date doit être une date comme 2026-01-31, pas «\u00a0{text}\u00a0»",
                f"mapping_date must be a date like 2026-01-31, not `{text}`",
            )
            return None

    def check_wikidata(self, iri: str) -> None:
        item = iri.removeprefix(WIKIDATA)
        if _WIKIDATA_PAGES.match(iri):
            self.refuse(
                f"{iri} est l’adresse d’une page\u00a0; l’IRI d’un élément s’écrit {WIKIDATA}Q…",
                f"{iri} is the address of a page; an item's IRI is written {WIKIDATA}Q…",
            )
        elif iri.startswith(WIKIDATA) and not ITEM.fullmatch(item):
            self.refuse(
                f"«\u00a0{item}\u00a0» n’est pas un élément de Wikidata\u00a0: écrivez Q et un nombre, "
                "comme Q42",
                f"`{item}` is not a Wikidata item: write Q and a number, such as Q42",
            )
        elif iri.startswith(WIKIDATA) and _SYNTHETIC.fullmatch(item):
            self.refuse(
                f"{item} est un identifiant fictif, qui n’existe pas dans Wikidata\u00a0: cherchez le vrai",
                f"{item} is a made-up identifier that Wikidata does not have: look for the real one",
            )
