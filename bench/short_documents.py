"""Short French documents, one project each: as many as wanted, the same for the same seed."""

from __future__ import annotations

from pathlib import Path
from random import Random

from documents import BODIES, OUTER, PLACES, PROSE, THEMES, Writer


def short_document(number: int, edition: int = 0) -> str:
    """The document of a number: about a kilobyte, about eight facts besides what it mentions.

    Towns are shared by all documents, institutions by some, projects by none or few, as in a real corpus.

    Args:
        number: of the document.
        edition: 0 when it is new; another one has another carrier, and says it in other words.
    """
    random = Random(f"lf2l-kg short {number}")  # noqa: S311 - nothing secret: the same documents every time
    writer = Writer(random)
    town = random.randrange(len(PLACES))
    place, outer, inhabitants = PLACES[town], OUTER[town % len(OUTER)], 3 + 7 * town
    project = f"{writer.name()} {writer.surname()}"
    supporter = random.choice(BODIES).format(n=f"{writer.name()} {writer.surname()}", place=place)
    if edition:
        writer = Writer(Random(f"lf2l-kg short {number} {edition}"))  # noqa: S311 - the same
    carrier = writer.random.choice(BODIES).format(
        n=f"{writer.name()} {writer.surname()}", place=place
    )
    prose = writer.random.sample(PROSE, 4)
    return writer.fill(
        f'---\ntitle: "{project}, {place}"\nlang: fr\ndate: {{year}}-03-12\n---\n\n'
        f"## {random.choice(THEMES)}\n\n"
        f"### {place} ({inhabitants} 000 hab) - {project}\n\n"
        f"Le projet {project} est porté par {carrier} et soutenu par {supporter}. "
        f"{' '.join(prose[:3])}\n\n"
        f"{{person}}, directrice de {carrier}, présente la démarche à {place}, {outer}. {prose[3]}\n"
    )


def write_short_documents(folder: Path, count: int) -> None:
    """Writes documents into a folder, a hundred in each folder below it."""
    for number in range(count):
        write_short_document(folder, number)


def write_short_document(folder: Path, number: int, edition: int = 0) -> Path:
    """Writes one of them, and says where."""
    path = folder / f"{number // 100:03}" / f"fiche-{number:05}.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text(short_document(number, edition), encoding="utf-8")
    return path
