"""What changed, as files: ``changes.md`` for people, the quads added and removed for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lf2l_kg.base.compression import ZSTD, compress_whole
from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.lines import join_lines, split_statement, value_of
from lf2l_kg.base.messages import LANGUAGES, Language, Message
from lf2l_kg.base.namespaces import RDF
from lf2l_kg.base.numbers import counted
from lf2l_kg.base.ontology import Ontology
from lf2l_kg.base.wording import Wording
from lf2l_kg.index import GONE, read_gone, serialize_gone

from .changes import Changes, Previous
from .contents import Entity, is_described
from .files import File
from .summary import as_text

_TYPE = f"<{RDF}type>"
_SHOWN = 100  # lines of a list; the quads are all in the other files
_NONE = (
    "# Changements\n\nAucune version antérieure à laquelle comparer celle-ci.\n\n"
    "# Changes\n\nNo earlier release to compare this one with.\n"
)
_SECTIONS = (
    Message("Documents ajoutés", "Documents added"),
    Message("Documents modifiés", "Documents changed"),
    Message("Documents retirés", "Documents removed"),
    Message("Entités ajoutées", "Entities added"),
    Message("Entités modifiées", "Entities changed"),
    Message("Entités renommées", "Entities renamed"),
    Message("Entités fusionnées", "Entities merged"),
    Message("Entités retirées", "Entities removed"),
    Message("Liens ajoutés", "Links added"),
    Message("Liens perdus", "Links lost"),
    Message("Faits ajoutés", "Facts added"),
    Message("Faits retirés", "Facts removed"),
)


def change_files(
    changes: Changes,
    previous: Previous | None,
    labels: Callable[[Iterable[str]], Mapping[str, str]],
    dataset: Dataset,
    ontology: Ontology,
) -> Iterator[File]:
    """``changes.md``; the quads added and removed, each sorted; ``gone.tsv``: empty without a release before.

    Args:
        changes: what has changed.
        previous: since which release; None for none.
        labels: gives those of some things by IRI, of these that are entities now, and perhaps of others.
        dataset: of the release.
        ontology: has the words for their classes and properties.

    Raises:
        InputError: when the list of what was gone before is damaged.
    """
    text = render_changes(changes, labels(changes.iris), ontology) if previous else _NONE
    yield "changes.md", text.encode(), None
    for name, lines in (("added", changes.added_lines), ("removed", changes.removed_lines)):
        data = join_lines(lines)
        yield f"changes-{name}.nq.zst", compress_whole(data, ZSTD), data
    now = {entity[2]: heir for entity, heir in changes.merged}
    now.update((entity[2], "") for entity in changes.removed)
    gone = _find_gone(previous)
    told = {*gone, *gone.values(), *now.values()}
    alive = {iri for iri in told if is_described(dataset, iri)}
    yield GONE, serialize_gone(gone, now, alive), None


def _find_gone(previous: Previous | None) -> dict[str, str]:
    """What was no more before, with its heir."""
    if previous is None:
        return {}
    previous.refuse_damage(GONE)
    return read_gone(previous.side.path)


def render_changes(changes: Changes, labels: Mapping[str, str], ontology: Ontology) -> str:
    """Markdown, in French and then in English."""
    added = counted(
        len(changes.facts_added), ("fait ajouté", "faits ajoutés"), ("fact added", "facts added")
    )
    removed = counted(len(changes.facts_removed), ("retiré", "retirés"), ("removed", "removed"))
    french = f"# Changements\n\n{added.fr}, {removed.fr}.\n"
    english = f"# Changes\n\n{added.en}, {removed.en}.\n"
    parts = (_Lists.of(changes, labels, Wording.of(ontology, lang)) for lang in LANGUAGES)
    in_french, in_english = (part.render(changes) for part in parts)
    return f"{french}{in_french}\n{english}{in_english}"


@dataclass(frozen=True, slots=True)
class _Lists:
    """What changed, in one language."""

    wording: Wording
    labels: Mapping[str, str]  # IRI → label
    kinds: Mapping[str, str]  # IRI → local name of the class, of those whose label others have too

    @classmethod
    def of(cls, changes: Changes, labels: Mapping[str, str], wording: Wording) -> _Lists:
        gone = (*changes.removed, *(entity for entity, _ in changes.merged))
        renamed = (entity for entity, _ in changes.renamed)
        touched = {*gone, *renamed, *changes.added, *changes.changed}
        count = Counter(label for _, label, _ in touched)
        kinds = {iri: kind for kind, label, iri in touched if count[label] > 1}
        return cls(wording, {**{iri: label for _, label, iri in gone}, **labels}, kinds)

    def render(self, changes: Changes) -> str:
        lists: list[Sequence[str]] = [
            *([as_text(path) for path in paths] for paths in changes.documents),
            [self._entity(e) for e in changes.added],
            [self._entity(e) for e in changes.changed],
            [f"{as_text(before)} → {self._entity(e)}" for e, before in changes.renamed],
            [f"{self._entity(e)} → {self._label(heir)} <{heir}>" for e, heir in changes.merged],
            [self._entity(e) for e in changes.removed],
            [self._statement(link) for link in changes.links_added],
            [self._statement(link) for link in changes.links_lost],
            [self._fact(told) for told in changes.facts_added],
            [self._fact(told) for told in changes.facts_removed],
        ]
        language = self.wording.language
        titles = (title.in_language(language) for title in _SECTIONS)
        return "".join(_section(*part, language) for part in zip(titles, lists, strict=True))

    def _entity(self, told: Entity) -> str:
        colon = "\u00a0:" if self.wording.language == "fr" else ":"
        return f"{as_text(self.wording.term(told[0]))}{colon} {as_text(told[1])} <{told[2]}>"

    def _fact(self, told: tuple[str, tuple[str, ...]]) -> str:
        said = f" ({', '.join(map(as_text, told[1]))})" if told[1] else ""
        return self._statement(told[0]) + said

    def _label(self, iri: str) -> str:
        """What a thing is called, with its class where another that changed has the same name."""
        label = as_text(self.labels.get(iri, ""))
        kind = self.kinds.get(iri)
        return f"{label} ({as_text(self.wording.term(kind).lower())})" if kind else label

    def _statement(self, statement: str) -> str:
        """A statement as a line: labels where there are any, IRIs else."""
        subject, predicate, value = split_statement(statement)
        if value[0] == "<":
            iri = value[1:-1]
            is_address = value.startswith(("<http://", "<https://"))
            term = self.wording.terms.get(_local_name(iri)) if predicate == _TYPE else None
            end = self._label(iri) or as_text(term or "")
            end = end or (value if is_address else as_text(iri))
        else:
            end = f"« {as_text(value_of(value))} »"
        said = as_text(self.wording.term(_local_name(predicate[1:-1])))
        return f"{self._label(subject[1:-1]) or subject} — {said} — {end}"


def _local_name(iri: str) -> str:
    return iri.rpartition("#")[2].rpartition("/")[2]


def _section(title: str, items: Sequence[str], language: Language) -> str:
    if not items:
        return ""
    shown = "".join(f"- {item}\n" for item in items[:_SHOWN])
    rest = len(items) - _SHOWN
    if rest > 0:
        more = counted(rest, ("autre", "autres"), ("more", "more"))
        told = Message(fr=f"… et {more.fr}, dans", en=f"… and {more.en}, in").in_language(language)
        shown += f"- {told} `changes-*.nq.zst`\n"
    return f"\n## {title} ({len(items)})\n\n{shown}"
