"""What an HTTP request may be refused for, and what keeps a release from being asked.

The tree::

    Lf2lError (lf2l_kg.base.errors)
    ├── HttpError   has the status and the headers of the response
    └── InputError (lf2l_kg.base.errors)
        └── UnreadableReleaseError   a process that evaluates cannot open the release
"""

from __future__ import annotations

from collections.abc import Mapping

from lf2l_kg.base.errors import InputError, Lf2lError
from lf2l_kg.base.messages import Message


class HttpError(Lf2lError):
    """A request that gets no answer but a status and a reason."""

    def __init__(
        self, status: int, message: Message, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message, value=str(status))
        self.status = status
        self.headers = dict(headers or {})


class UnreadableReleaseError(InputError):
    """A process that evaluates cannot open the release: no other one could either."""
