"""init: a small project of the user's own, on which ``build`` works at once."""

from .project import create_project

__all__ = ["create_project"]
