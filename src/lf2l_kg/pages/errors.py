"""The page of what went wrong, or is not there."""

from __future__ import annotations

from collections.abc import Sequence

from lf2l_kg.index import Node

from .frame import Frame
from .rendering import render


def error_page(frame: Frame, status: int, said: str, near: Sequence[Node] = ()) -> str:
    """The page.

    Args:
        frame: the language and the addresses.
        status: of the response.
        said: what is wrong, and what to do.
        near: what may be meant.
    """
    return render("error.html", frame, status_code=status, said=said, near=near)
