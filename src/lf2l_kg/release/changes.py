"""What changed since the release before: ``changes.md`` for people, ``changes.rdfp.zst`` for programs."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import zstandard

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.errors import InputError
from lf2l_kg.base.iris import Iris
from lf2l_kg.base.messages import Message
from lf2l_kg.base.ontology import Ontology

from .contents import Contents, read_contents
from .dumps import compress_zstd
from .files import File
from .manifest import read_manifest
from .summary import as_text

_SHOWN = 100  # lines of a list; the patch has them all


@dataclass(frozen=True, slots=True)
class Previous:
    """The release to compare with; its dataset is empty when there is none."""

    digest: str  # "" when there is none
    dataset: Dataset
    contents: Contents


def read_previous(release: Path | None, ontology: Ontology, iris: Iris, language: str) -> Previous:
    """Read a release's dump. One that cannot be read any more counts as none."""
    digest, dataset = "", Dataset(())
    if release is not None:
        try:
            digest = read_manifest(release).digest
            data = (release / "dump.nq.zst").read_bytes()
            dataset = Dataset.parse(zstandard.ZstdDecompressor().decompress(data), str(release))
        except (InputError, OSError, zstandard.ZstdError):
            digest, dataset = "", Dataset(())
    return Previous(digest, dataset, read_contents(dataset, ontology, iris, language))


def change_files(previous: Previous, dataset: Dataset, contents: Contents) -> Iterator[File]:
    """``changes.md`` and ``changes.rdfp.zst``."""
    yield "changes.md", render_changes(previous, contents).encode(), None
    patch = serialize_patch(previous.dataset, dataset)
    yield "changes.rdfp.zst", compress_zstd(patch), patch


def serialize_patch(before: Dataset, after: Dataset) -> bytes:
    """The quads deleted, then those added, as RDF Patch; both sorted.

    Source: https://afs.github.io/rdf-delta/rdf-patch.html
    """
    old, new = set(before.lines), set(after.lines)
    lines = [f"H id <{_name(after)}> ."]
    if before.lines:
        lines.append(f"H prev <{_name(before)}> .")
    lines.append("TX .")
    lines += [f"D {line}" for line in before.lines if line not in new]
    lines += [f"A {line}" for line in after.lines if line not in old]
    lines.append("TC .")
    return "".join(f"{line}\n" for line in lines).encode()


def _name(dataset: Dataset) -> str:
    """The dataset by its digest.

    Source: https://www.rfc-editor.org/rfc/rfc6920
    """
    value = base64.urlsafe_b64encode(bytes.fromhex(dataset.digest)).rstrip(b"=").decode()
    return f"ni:///sha-256;{value}"


def render_changes(previous: Previous, contents: Contents) -> str:
    """Markdown, in French and then in English: documents, entities and facts added and removed."""
    if not previous.digest:
        return (
            "# Changements\n\nAucune version antérieure à laquelle comparer celle-ci.\n\n"
            "# Changes\n\nNo earlier release to compare this one with.\n"
        )
    old, new = previous.contents, contents
    lists: list[tuple[Message, Sequence[str]]] = []
    before, after = old.documents, new.documents
    documents = [
        (Message("Documents ajoutés", "Documents added"), after.keys() - before.keys()),
        (Message("Documents retirés", "Documents removed"), before.keys() - after.keys()),
        (
            Message("Documents modifiés", "Documents changed"),
            {path for path in before.keys() & after.keys() if before[path] != after[path]},
        ),
    ]
    lists += [(title, [as_text(path) for path in sorted(paths)]) for title, paths in documents]
    entities = [
        (Message("Entités ajoutées", "Entities added"), set(new.entities) - set(old.entities)),
        (Message("Entités retirées", "Entities removed"), set(old.entities) - set(new.entities)),
    ]
    lists += [
        (title, [f"{kind}\u00a0: {as_text(label)} <{iri}>" for kind, label, iri in sorted(found)])
        for title, found in entities
    ]
    facts = (len(new.facts - old.facts), len(old.facts - new.facts))
    return f"{_in_french(lists, facts)}\n{_in_english(lists, facts)}"


def _in_french(lists: list[tuple[Message, Sequence[str]]], facts: tuple[int, int]) -> str:
    head = f"# Changements\n\nFaits\u00a0: {facts[0]} ajoutés, {facts[1]} retirés.\n"
    return head + "".join(
        _section(title.fr, items, "… et {} autres, dans `changes.rdfp.zst`")
        for title, items in lists
    )


def _in_english(lists: list[tuple[Message, Sequence[str]]], facts: tuple[int, int]) -> str:
    head = f"# Changes\n\nFacts: {facts[0]} added, {facts[1]} removed.\n"
    return head + "".join(
        _section(title.en, items, "… and {} more, in `changes.rdfp.zst`") for title, items in lists
    )


def _section(title: str, items: Sequence[str], more: str) -> str:
    if not items:
        return ""
    shown = "".join(f"- {item}\n" for item in items[:_SHOWN])
    rest = len(items) - _SHOWN
    return f"\n## {title} ({len(items)})\n\n{shown}" + (
        f"- {more.format(rest)}\n" if rest > 0 else ""
    )
