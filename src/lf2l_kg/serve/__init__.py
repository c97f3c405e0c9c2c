"""A releases directory → a SPARQL endpoint, pages, dumps and search over HTTP."""

from .app import create_app
from .server import run_server

__all__ = ["create_app", "run_server"]
