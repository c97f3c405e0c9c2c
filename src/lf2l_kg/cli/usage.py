"""What is wrong with a command line; the library that parses it only says so in English."""

from __future__ import annotations

import click

from lf2l_kg.base.messages import Message


def usage_message(error: click.UsageError, context: click.Context) -> Message:
    """What the person wrote that cannot be, and what could."""
    said = error.format_message()
    if isinstance(error, click.MissingParameter) and error.param is not None:
        ours = f" : {error.message}" if error.message else ""
        return Message(fr=f"il manque {error.param.get_error_hint(context)}{ours}", en=said)
    if isinstance(error, click.BadParameter) and error.param is not None:
        hint = error.param.get_error_hint(context)
        return Message(fr=f"valeur refusée pour {hint} : {_wanted(error)}", en=said)
    if isinstance(error, click.NoSuchOption):
        return Message(
            fr=f"option inconnue {error.option_name}{_near(error.possibilities)}", en=said
        )
    if isinstance(error, click.NoSuchCommand):
        return Message(
            fr=f"commande inconnue {error.command_name}{_near(error.possibilities)}", en=said
        )
    return Message(fr=f"commande mal écrite ({said})", en=said)


def _wanted(error: click.BadParameter) -> str:
    kind = error.param.type if error.param is not None else None
    if isinstance(kind, click.Choice):
        return f"il faut {', '.join(map(str, kind.choices))}"
    if isinstance(kind, click.Path):
        return f"ce chemin n’existe pas ou n’est pas de la bonne sorte ({error.message})"
    if isinstance(kind, click.IntRange):
        return f"il faut un nombre entier ({error.message})"
    return error.message  # one of ours


def _near(possibilities: object) -> str:
    names = [str(name) for name in possibilities] if isinstance(possibilities, list | tuple) else []
    return f" ; voulez-vous dire {', '.join(names)} ?" if names else ""
