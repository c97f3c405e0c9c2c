"""A function run by a new Python, beside this one."""

from __future__ import annotations

import sys
from collections.abc import Callable

#: It looks for modules where this program does, which may not be where a new Python would look.
_COMMAND = """
import sys
from importlib import import_module
module, name, number, *given = sys.argv[1:]
sys.path[:] = given[int(number):]
getattr(import_module(module), name)(*given[:int(number)])
"""


def python_command(work: Callable[..., object], *given: str) -> list[str]:
    """The command that calls a function of a module with some texts."""
    number = str(len(given))
    called = work.__module__, work.__name__, number, *given
    return [sys.executable, "-c", _COMMAND, *called, *sys.path]
