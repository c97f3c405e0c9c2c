"""Commands whose help is in French and in English, each with an example."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any, TypeVar

import click

from lf2l_kg.base.messages import Language, Message

Decorated = TypeVar("Decorated", bound=Callable[..., Any])
_LANGUAGE = "lf2l_kg.language"


def locale_language(environ: Mapping[str, str]) -> Language:
    """The language of the locale: French when it is French, neutral or not said."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environ.get(name):
            return "fr" if value.split(".")[0] in ("C", "POSIX") or value[:2] == "fr" else "en"
    return "fr"


def language() -> Language:
    """The language that the person chose with ``--lang``, or that of the locale."""
    context = click.get_current_context(silent=True)
    chosen = context.meta.get(_LANGUAGE) if context else None
    return chosen or locale_language(os.environ)


def say(message: Message) -> str:
    """A message in the person's language."""
    return message.in_language(language())


def _keep_language(context: click.Context, _: click.Parameter, value: Language | None) -> None:
    if value:
        context.meta[_LANGUAGE] = value


class Option(click.Option):
    """An option whose help is a message."""

    def __init__(self, *args: Any, told: Message, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.told = told

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The option and its help, in the person's language."""
        self.help = say(self.told)
        return super().get_help_record(ctx)


class _Bilingual(click.Command):
    """A command whose help is a message, followed by an example."""

    def __init__(self, *args: Any, told: Message, example: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.told = told
        self.example = example
        self.params.append(
            Option(
                ["--lang"],
                type=click.Choice(["fr", "en"]),
                is_eager=True,
                expose_value=False,
                callback=_keep_language,
                told=Message(fr="Langue des messages.", en="Language of the messages."),
            )
        )

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse; the language counts from the start, for ``--help`` and for what is wrong."""
        for name, value in pairwise(args):
            if name == "--lang" and value in ("fr", "en"):
                ctx.meta[_LANGUAGE] = value
        return super().parse_args(ctx, args)

    def get_short_help_str(self, limit: int = 90) -> str:  # noqa: ARG002 (click's signature)
        """The first sentence."""
        return say(self.told).split("\n")[0]

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The text, then the example."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(say(self.told).replace("\n", "\n\n"))
        title = say(Message(fr="Exemple", en="Example"))
        with formatter.section(title):
            formatter.write(f"{'':>{formatter.current_indent}}{self.example}\n")
        del ctx

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """``--help``, explained in the person's language."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = say(Message(fr="Montrer cette aide.", en="Show this help."))
        return option


class Command(_Bilingual):
    """One command."""


class Group(_Bilingual, click.Group):
    """The group of all commands, shown in the order in which they were added."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands' names, in the order of the work."""
        del ctx
        return list(self.commands)


def option(*names: str, told: Message, **kwargs: Any) -> Callable[[Decorated], Decorated]:
    """Declare an option; the same as ``click.option`` with a message as help."""
    return click.option(*names, cls=Option, told=told, **kwargs)
