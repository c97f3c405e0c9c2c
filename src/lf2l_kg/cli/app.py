"""The command ``lf2l-kg`` itself: its commands, and what becomes of what they raise."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from lf2l_kg.base.errors import Lf2lError
from lf2l_kg.base.messages import Message

from .bilingual import Group, Option, say
from .datasets import release, validate
from .explain import explain
from .exporting import export
from .keeping import prune, rollback, verify
from .project import build, init, query, serve
from .stages import assemble, extract, read, resolve
from .sync import check, pull, push
from .terminal import tell, tell_error, tell_system_error
from .usage import usage_message
from .wikidata import link

COULD_NOT = 3
INTERRUPTED = 128 + 2  # SIGINT, as a shell counts it


class _Root(Group):
    """All commands. What they return is the exit code; what they raise is told, never traced back."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            code = super().invoke(ctx)
        except Lf2lError as error:
            tell_error(error)
            code = COULD_NOT
        except BrokenPipeError:  # whoever read our output has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            code = 0
        except OSError as error:
            tell_system_error(error)
            code = COULD_NOT
        except KeyboardInterrupt:
            stopped = Message(
                fr="arrêté à votre demande ; rien d’inachevé n’a été laissé",
                en="stopped as you asked; nothing half-written was left",
            )
            tell(f"\n{say(stopped)}")
            code = INTERRUPTED
        ctx.exit(code or 0)


def _show_version(context: click.Context, _: click.Parameter, asked: bool) -> None:
    if asked:
        from importlib.metadata import PackageNotFoundError, version

        try:
            number = version("lf2l-kg")
        except PackageNotFoundError:  # run from a clone that is not installed
            number = "0+unknown"
        click.echo(f"lf2l-kg {number}")
        context.exit()


app = _Root(
    "lf2l-kg",
    told=Message(
        fr="Transforme un dossier de documents en données liées publiées : territoires, projets, "
        "institutions et thèmes.\nUne commande par étape : read, extract, resolve, assemble, link, "
        "validate, release, serve ; « build » les enchaîne jusqu’à la publication. Codes de "
        "sortie : 0 fait ; 1 des données sont refusées ; 2 commande mal écrite ; 3 impossible.",
        en="Turns a folder of documents into published linked data: territories, projects, "
        "institutions and themes.\nOne command a stage: read, extract, resolve, assemble, link, "
        "validate, release, serve; `build` runs them up to the release. Exit codes: 0 done; "
        "1 data were refused; 2 wrong command line; 3 could not do it.",
    ),
    example="lf2l-kg build mes-documents -o releases && lf2l-kg serve releases",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    params=[
        Option(
            ["--version"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_show_version,
            told=Message(fr="Montrer la version.", en="Show the version."),
        )
    ],
)
for _command in (
    build, read, extract, resolve, assemble, link, validate, release, serve, query, explain, init,
    verify, rollback, prune, export, push, pull, check,
):  # fmt: skip
    app.add_command(_command)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and leave with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a letter that it lacks must not stop the work
            stream.reconfigure(errors="replace")
    try:
        code = app.main(arguments, "lf2l-kg", standalone_mode=False)
    except click.UsageError as error:
        _tell_usage(error)
        code = error.exit_code
    except click.ClickException as error:
        tell(f"error: {error.format_message()}")
        code = COULD_NOT
    except click.Abort:
        code = INTERRUPTED
    sys.exit(code)


def _tell_usage(error: click.UsageError) -> None:
    """What is wrong with the command line, and where to read about it."""
    context = error.ctx or click.Context(app, info_name="lf2l-kg")
    with context.scope(cleanup=False):
        if isinstance(error, click.exceptions.NoArgsIsHelpError):
            tell(error.format_message())  # the help: nothing was written that could be wrong
            return
        tell(f"error: {say(usage_message(error, context))}")
        advice = Message(
            fr=f"Voyez « {context.command_path} --help ».",
            en=f"See `{context.command_path} --help`.",
        )
        tell(say(advice))
