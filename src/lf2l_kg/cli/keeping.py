"""The commands for what has been released: verify, rollback, prune."""

from __future__ import annotations

from pathlib import Path

import click

from lf2l_kg.base.messages import Message

from .bilingual import Command, option, say
from .project import JSON
from .streams import current_of, settings_of, write_json
from .terminal import nearby, tell, tell_findings

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command(
    cls=Command,
    told=Message(
        fr="Refaire une publication à partir de ses données, et dire ce qui diffère.\n"
        "Empreintes, comptes, fichiers, base, réponses : tout est recalculé. Sans dossier, la "
        "publication courante. Code de sortie 1 si quelque chose diffère.",
        en="Make a release again from its data, and say what differs.\n"
        "Digests, counts, files, store, answers: everything is computed again. Without a folder, "
        "the current release. Exit code 1 when something differs.",
    ),
    example="lf2l-kg verify releases/current",
)
@click.argument("folder", required=False, type=_FOLDER, metavar="[RELEASE]")
@option("--json", "as_json", is_flag=True, told=JSON)
def verify(folder: Path | None, as_json: bool) -> int:
    """A release → what differs from what it should be."""
    import msgspec

    from lf2l_kg.release import verify_release

    found = folder or current_of(settings_of())
    problems = verify_release(found)
    if as_json:
        name = found.resolve().name
        write_json(
            {"release": name, "sound": not problems, "problems": msgspec.to_builtins(problems)}
        )
        return int(bool(problems))
    tell_findings(problems, everything=True)
    if not problems:
        tell(
            say(
                Message(
                    fr=f"{found.resolve().name} : tout est conforme",
                    en=f"{found.resolve().name}: everything is as it should be",
                )
            )
        )
    return int(bool(problems))


@click.command(
    cls=Command,
    told=Message(
        fr="Revenir à une publication antérieure, vérifiée ; les serveurs la suivent.\n"
        "Sans --to, celle que la publication courante a suivie.",
        en="Go back to an earlier release, which is checked first; servers follow.\n"
        "Without --to, the one that the current release followed.",
    ),
    example="lf2l-kg rollback releases",
)
@click.argument("folder", required=False, type=_FOLDER, metavar="[RELEASES]")
@option("--to", "name", default="", told=Message(fr="Nom de la publication.", en="Its name."))
def rollback(folder: Path | None, name: str) -> None:
    """The folder of releases → another current one."""
    from lf2l_kg.release import roll_back

    click.echo(roll_back(settings_of(releases=folder).releases, name))


@click.command(
    cls=Command,
    told=Message(
        fr="Supprimer les anciennes publications, sauf la courante et celles qu’un serveur tient "
        "ouvertes.",
        en="Remove old releases, but neither the current one nor those that a server has open.",
    ),
    example="lf2l-kg prune releases --keep 5",
)
@click.argument("folder", required=False, type=_FOLDER, metavar="[RELEASES]")
@option(
    "--keep",
    type=click.IntRange(min=1),
    required=True,
    told=Message(fr="Combien en garder, au moins.", en="How many to keep, at least."),
)
def prune(folder: Path | None, keep: int) -> None:
    """The folder of releases → fewer of them; the removed ones are listed."""
    from lf2l_kg.release import prune_releases

    for path in prune_releases(settings_of(releases=folder).releases, keep):
        click.echo(nearby(str(path)))
