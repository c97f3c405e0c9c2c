"""A releases directory → a SPARQL endpoint, pages, dumps and search over HTTP.

What it offers is imported when it is asked for: the processes that evaluate queries are forked from one
that has nothing loaded but what they need.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .app import create_app
    from .server import run_server

__all__ = ["create_app", "run_server"]


def __getattr__(name: str) -> object:
    if name == "create_app":
        from .app import create_app

        return create_app
    if name == "run_server":
        from .server import run_server

        return run_server
    raise AttributeError(name)
