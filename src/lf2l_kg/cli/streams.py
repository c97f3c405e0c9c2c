"""Where a stage command reads and writes, and what it takes from its surroundings."""

from __future__ import annotations

import datetime
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

import click
from click.core import ParameterSource

from lf2l_kg.base.messages import Message

from .bilingual import Decorated, option, say

if TYPE_CHECKING:
    from lf2l_kg.base.settings import Settings

STDIN = Path("-")


def input_argument(name: str = "source") -> Callable[[Decorated], Decorated]:
    """The file that a stage takes; stdin when it is left out or ``-``."""
    return click.argument(
        name, type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
        default="-", metavar="[FILE|-]",
    )  # fmt: skip


def output_option() -> Callable[[Decorated], Decorated]:
    """The file that a stage gives; stdout when it is left out."""
    return option(
        "-o",
        "--output",
        type=click.Path(dir_okay=False, path_type=Path),
        told=Message(
            fr="Fichier à écrire ; la sortie standard par défaut.",
            en="File to write; standard output by default.",
        ),
    )


def accept_loss_option() -> Callable[[Decorated], Decorated]:
    """Make the release current whatever is lost by it."""
    return option(
        "--accept-loss",
        is_flag=True,
        told=Message(
            fr="Rendre la publication courante même si beaucoup d’entités ou de liens disparaissent.",
            en="Make the release current even when many entities or links vanish.",
        ),
    )


def date_option() -> Callable[[Decorated], Decorated]:
    """The day that a release bears."""
    return option(
        "--date",
        "issued",
        callback=_day,
        metavar="YYYY-MM-DD",
        told=Message(
            fr="Jour de la publication ; SOURCE_DATE_EPOCH ou aujourd’hui par défaut.",
            en="Day of the release; SOURCE_DATE_EPOCH or today by default.",
        ),
    )


def _day(_: click.Context, parameter: click.Parameter, value: str | None) -> datetime.date:
    try:
        if value is not None:
            return datetime.date.fromisoformat(value)
        if epoch := os.environ.get("SOURCE_DATE_EPOCH"):
            # Source: https://reproducible-builds.org/specs/source-date-epoch/
            return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC).date()
    except (ValueError, OverflowError, OSError) as error:
        wrong = Message(
            fr=f"« {value or epoch} » n’est pas une date ; écrivez par exemple 2026-01-31",
            en=f"`{value or epoch}` is not a date; write 2026-01-31, for example",
        )
        raise click.BadParameter(say(wrong), param=parameter) from error
    return datetime.datetime.now(datetime.UTC).date()


@contextmanager
def source_stream(source: Path, *, may_be_empty: bool = False) -> Iterator[tuple[IO[bytes], str]]:
    """The input, with its name for messages.

    Args:
        source: the file, or stdin.
        may_be_empty: whether nothing is a good input; else the stage before has failed.

    Raises:
        click.MissingParameter: when no file is named and stdin is a terminal.
        InputError: when there is nothing in it, and there should be.
    """
    if source == STDIN:
        _refuse_terminal()
        stream = cast(BufferedReader, sys.stdin.buffer)
        _refuse_empty(stream, "stdin", may_be_empty=may_be_empty)
        yield stream, "stdin"
    else:
        with source.open("rb") as stream:
            _refuse_empty(stream, str(source), may_be_empty=may_be_empty)
            yield stream, str(source)


def _refuse_terminal() -> None:
    """A « - » that the person wrote means the terminal, as for any program; one left out does not."""
    context = click.get_current_context()
    if context.get_parameter_source("source") is ParameterSource.DEFAULT and sys.stdin.isatty():
        wanted = Message(
            fr="nommez un fichier, ou envoyez ce que l’étape précédente écrit (|)",
            en="Name a file, or pipe what the previous stage writes (|).",
        )
        source = next(p for p in context.command.params if p.name == "source")
        raise click.MissingParameter(say(wanted), context, source)


def _refuse_empty(stream: BufferedReader, name: str, *, may_be_empty: bool) -> None:
    from lf2l_kg.base.errors import InputError

    if not may_be_empty and not stream.peek(1):
        raise InputError(
            Message(
                fr="rien à lire, l’entrée est vide ; voyez ce que l’étape précédente a dit, ou nommez un "
                "autre fichier",
                en="nothing to read, the input is empty; see what the previous stage said, or name "
                "another file",
            ),
            path=name,
        )


@contextmanager
def output_stream(output: Path | None) -> Iterator[IO[bytes]]:
    """The output: a file that appears when it is whole, or stdout."""
    from lf2l_kg.base.files import write_whole

    if output is None or output == STDIN:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    else:
        with write_whole(output) as stream:
            yield stream


def settings_of(folders: tuple[Path, ...] = (), releases: Path | None = None) -> Settings:
    """The settings of the project around the folders, or around the working directory."""
    from lf2l_kg.base.settings import load_settings

    return load_settings(folders, releases)


def current_of(settings: Settings) -> Path:
    """The current release of a project.

    Raises:
        InputError: when there is none yet.
    """
    from lf2l_kg.base.errors import InputError
    from lf2l_kg.release import current_release

    release = current_release(settings.releases)
    if release is None:
        raise InputError(
            Message(
                fr=f"pas encore de publication dans {settings.releases} ; « lf2l-kg build » en fait une",
                en=f"no release in {settings.releases} yet; `lf2l-kg build` makes one",
            )
        )
    return release


def check_classes_of(settings: Settings) -> None:
    """Refuse classes of documents that the ontology lacks; without any it need not be read."""
    if settings.classes:
        from lf2l_kg.base.classes import check_classes
        from lf2l_kg.base.ontology import load_ontology

        check_classes(settings.classes, load_ontology(settings.ontology))


def cache_folder() -> Path:
    """Where this person's caches are kept; without a writable one the gazetteer does without.

    Source: https://specifications.freedesktop.org/basedir-spec/latest/
    """
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111 (Path raises without a home)
    return Path(home) / "lf2l-kg"


def commit_of(folder: Path) -> str:
    """The commit that a folder's repository is at; "" without git or a repository."""
    try:
        answer = subprocess.run(  # noqa: S603 (no shell, and our own arguments)
            ["git", "-C", str(folder), "rev-parse", "HEAD"],  # noqa: S607 (the person's own git)
            capture_output=True, text=True, timeout=10, check=True,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return ""
    return answer.stdout.strip()


def write_json(values: Any) -> None:
    """JSON values on stdout, for programs."""
    import json

    click.echo(json.dumps(values, ensure_ascii=False, indent=2))
