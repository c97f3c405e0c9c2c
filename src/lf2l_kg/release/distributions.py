"""What the files of a release are to a data portal: title, media type, compression."""

from __future__ import annotations

from dataclasses import dataclass

from lf2l_kg.base.iris import KINDS
from lf2l_kg.base.messages import Message

_FACTS = Message(fr="Les faits, en Turtle", en="The facts, in Turtle")
_JSONLD = Message(fr="Les faits, en JSON-LD", en="The facts, in JSON-LD")
_EVERYTHING = Message(
    fr="Tout, en N-Quads\u00a0: un graphe par document, avec les preuves",
    en="Everything, in N-Quads: one graph a document, with the evidence",
)
_EVIDENCE = Message(
    fr="Les preuves\u00a0: les mots d’où vient chaque fait, en N-Quads",
    en="The evidence: the words that each fact comes from, in N-Quads",
)
_PARQUET = Message(
    fr="Tout, en Parquet\u00a0: un quad par ligne", en="Everything, in Parquet: a quad a row"
)


@dataclass(frozen=True, slots=True)
class Distribution:
    """A file for others. Types are as IANA lists them; ``file_type`` as the EU's list does."""

    file: str
    title: Message
    media_type: str
    file_type: str
    compression: str = ""  # media type; "" for none

    @property
    def is_rdf(self) -> bool:
        """Whether it holds RDF."""
        return self.media_type in ("text/turtle", "application/n-quads", "application/ld+json")


_FIXED = (
    Distribution("dump.ttl.gz", _FACTS, "text/turtle", "RDF_TURTLE", "application/gzip"),
    Distribution("dump.jsonld.gz", _JSONLD, "application/ld+json", "JSON_LD", "application/gzip"),
    Distribution(
        "dump.nq.zst", _EVERYTHING, "application/n-quads", "RDF_N_QUADS", "application/zstd"
    ),
    Distribution(
        "evidence.nq.zst", _EVIDENCE, "application/n-quads", "RDF_N_QUADS", "application/zstd"
    ),
    Distribution("quads.parquet", _PARQUET, "application/vnd.apache.parquet", "PARQUET"),
)
_KINDS = {f"{name}.csv": kind for kind, name in KINDS.items()}


def find_distributions(files: set[str], labels: dict[str, Message]) -> list[Distribution]:
    """The files that are for others, the dumps first, then tables and subsets by name.

    Args:
        files: the names of a release's files.
        labels: of the classes, by local name.
    """
    found = [fixed for fixed in _FIXED if fixed.file in files]
    for file in sorted(files):
        if file in _KINDS:
            label = labels.get(_KINDS[file], Message(_KINDS[file], _KINDS[file]))
            title = Message(fr=f"Tableau\u00a0: {label.fr}", en=f"Table: {label.en}")
            found.append(Distribution(file, title, "text/csv", "CSV"))
        elif file.startswith("subset-"):
            name = file.removeprefix("subset-").removesuffix(".ttl.gz")
            title = Message(fr=f"Sous-ensemble\u00a0: {name}", en=f"Subset: {name}")
            found.append(Distribution(file, title, "text/turtle", "RDF_TURTLE", "application/gzip"))
    return found
