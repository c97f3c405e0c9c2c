"""What changed, as files: ``changes.md`` for people, the quads added and removed for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from lf2l_kg.base.compression import ZSTD, compress_whole
from lf2l_kg.base.lines import join_lines, split_statement, value_of
from lf2l_kg.base.messages import Language, Message
from lf2l_kg.base.numbers import counted
from lf2l_kg.index import GONE, read_gone, serialize_gone

from .changes import Changes, Previous
from .contents import Entity
from .files import File
from .summary import as_text

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
    changes: Changes, previous: Previous | None, labels: Mapping[str, str]
) -> Iterator[File]:
    """``changes.md``; the quads added and removed, each sorted; ``gone.tsv``: empty without a release before.

    Args:
        changes: what has changed.
        previous: since which release; None for none.
        labels: of the entities, by IRI.

    Raises:
        InputError: when the list of what was gone before is damaged.
    """
    text = render_changes(changes, labels) if previous else _NONE
    yield "changes.md", text.encode(), None
    for name, lines in (("added", changes.added_lines), ("removed", changes.removed_lines)):
        data = join_lines(lines)
        yield f"changes-{name}.nq.zst", compress_whole(data, ZSTD), data
    if previous:
        previous.refuse_damage(GONE)
    before = read_gone(previous.side.path) if previous else {}
    now = {entity[2]: heir for entity, heir in changes.merged}
    now.update((entity[2], "") for entity in changes.removed)
    yield GONE, serialize_gone(before, now, {*labels}), None


def render_changes(changes: Changes, labels: Mapping[str, str]) -> str:
    """Markdown, in French and then in English."""
    gone = (*changes.removed, *(entity for entity, _ in changes.merged))
    labels = {**{iri: label for _, label, iri in gone}, **labels}
    added = counted(
        len(changes.facts_added), ("fait ajouté", "faits ajoutés"), ("fact added", "facts added")
    )
    removed = counted(len(changes.facts_removed), ("retiré", "retirés"), ("removed", "removed"))
    french = f"# Changements\n\n{added.fr}, {removed.fr}.\n"
    english = f"# Changes\n\n{added.en}, {removed.en}.\n"
    return f"{french}{_lists(changes, labels, 'fr')}\n{english}{_lists(changes, labels, 'en')}"


def _lists(changes: Changes, labels: Mapping[str, str], language: Language) -> str:
    colon = "\u00a0:" if language == "fr" else ":"

    def entity(told: Entity) -> str:
        return f"{told[0]}{colon} {as_text(told[1])} <{told[2]}>"

    def fact(told: tuple[str, tuple[str, ...]]) -> str:
        said = f" ({', '.join(map(as_text, told[1]))})" if told[1] else ""
        return _statement(told[0], labels) + said

    lists: list[Sequence[str]] = [
        *([as_text(path) for path in paths] for paths in changes.documents),
        [entity(e) for e in changes.added],
        [entity(e) for e in changes.changed],
        [f"{as_text(before)} → {entity(e)}" for e, before in changes.renamed],
        [f"{entity(e)} → {as_text(labels.get(heir, ''))} <{heir}>" for e, heir in changes.merged],
        [entity(e) for e in changes.removed],
        [_statement(link, labels) for link in changes.links_added],
        [_statement(link, labels) for link in changes.links_lost],
        [fact(told) for told in changes.facts_added],
        [fact(told) for told in changes.facts_removed],
    ]
    titles = (title.in_language(language) for title in _SECTIONS)
    return "".join(_section(*part, language) for part in zip(titles, lists, strict=True))


def _statement(statement: str, labels: Mapping[str, str]) -> str:
    """A statement as a line: labels where there are any, the property's local name, IRIs else."""
    subject, predicate, value = split_statement(statement)
    name = predicate[1:-1].rpartition("#")[2].rpartition("/")[2]
    if value[0] == "<":
        said = labels.get(value[1:-1])
        is_address = value.startswith(("<http://", "<https://"))
        end = as_text(said) if said else value if is_address else as_text(value[1:-1])
    else:
        end = f"« {as_text(value_of(value))} »"
    label = labels.get(subject[1:-1])
    return f"{as_text(label) if label else subject} — `{name}` — {end}"


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
