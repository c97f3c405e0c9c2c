"""What is wrong with a command line; the library that parses it only says so in English."""

from __future__ import annotations

import re

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
        named = re.search(r"'(.+)'", error.message)
        path = f"«\u00a0{named[1]}\u00a0»" if named else "ce chemin"
        return f"{path} n’existe pas, n’est pas de la bonne sorte ou ne s’ouvre pas"
    if isinstance(kind, click.types.IntParamType | click.types.FloatParamType):
        return f"il faut un nombre{_bounds(kind)}"
    return error.message  # one of ours


def _bounds(kind: click.types.IntParamType | click.types.FloatParamType) -> str:
    whole = " entier" if isinstance(kind, click.types.IntParamType) else ""
    if not isinstance(kind, click.IntRange | click.FloatRange):
        return whole
    least = f" d’au moins {kind.min:g}" if kind.min is not None else ""
    most = f" d’au plus {kind.max:g}" if kind.max is not None else ""
    return f"{whole}{least}{' et' if least and most else ''}{most}"


def _near(possibilities: object) -> str:
    names = [str(name) for name in possibilities] if isinstance(possibilities, list | tuple) else []
    return f" ; voulez-vous dire {', '.join(names)} ?" if names else ""
