"""The command that writes the site as files: export."""

from __future__ import annotations

from pathlib import Path

import click

from lf2l_kg.base.messages import Message
from lf2l_kg.base.numbers import counted

from .bilingual import Command, option, say
from .streams import current_of, settings_of, write_json
from .terminal import follow_progress, nearby, tell


@click.command(
    cls=Command,
    told=Message(
        fr="Écrire tout le site en fichiers, pour un hébergeur qui ne sert que des fichiers.\n"
        "Pages en français et en anglais, données de chaque chose, recherche, dumps, plan du site, "
        "et les règles de négociation pour nginx, Apache et w3id.org. DIR est neuf, vide, ou "
        "l’export d’avant, qui est remplacé d’un coup.",
        en="Write the whole site as files, for a host that serves only files.\n"
        "Pages in French and English, the data of each thing, search, dumps, sitemap, and the rules "
        "of negotiation for nginx, Apache and w3id.org. DIR is new, empty, or the earlier export, "
        "which is replaced at once.",
    ),
    example="lf2l-kg export site --url https://donnees.exemple.org",
)
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@option(
    "--release",
    "release",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    told=Message(
        fr="Publication à exporter ; la courante par défaut.", en="Release; the current one."
    ),
)
@option(
    "--url",
    "address",
    default="",
    metavar="URL",
    told=Message(
        fr="Adresse où le site sera servi, pour son plan et ses règles ; celle des IRI par défaut.",
        en="Where the site will be served, for its map and its rules; that of the IRIs by default.",
    ),
)
@option(
    "--json",
    "as_json",
    is_flag=True,
    told=Message(fr="Réponse pour les programmes, en JSON.", en="Answer for programs, in JSON."),
)
def export(folder: Path, release: Path | None, address: str, as_json: bool) -> None:
    """A release → a folder of files."""
    import msgspec

    from lf2l_kg.export import export_site

    settings = settings_of()
    progress = follow_progress()
    done = export_site(release or current_of(settings), settings, folder, address, progress)
    if as_json:
        write_json(msgspec.to_builtins(done) | {"folder": str(folder)})
        return
    mib, place = f"{done.size / (1 << 20):.1f}", nearby(str(folder))
    things = counted(done.things, ("chose", "choses"), ("thing", "things"))
    files = counted(done.files, ("fichier", "fichiers"), ("file", "files"))
    tell(
        say(
            Message(
                fr=f"{place} : {things.fr}, {files.fr}, {mib.replace('.', ',')} Mio",
                en=f"{place}: {things.en}, {files.en}, {mib} MiB",
            )
        )
    )
