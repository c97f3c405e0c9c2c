"""Connections on which an answer is read though the server has not read the whole question."""

from __future__ import annotations

import http.client
import ssl
import urllib.request
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    _Base = http.client.HTTPConnection
else:
    _Base = object


class _Lenient(_Base):
    """A server that refuses a request may close at once: what it said is there to be read."""

    def send(self, data: Any) -> None:
        try:
            super().send(data)
        except (BrokenPipeError, ConnectionResetError, ssl.SSLEOFError):
            if self.sock is None:
                raise


class _Connection(_Lenient, http.client.HTTPConnection):
    pass


class _SecureConnection(_Lenient, http.client.HTTPSConnection):
    pass


class _Handler(urllib.request.HTTPHandler):
    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_Connection, req)


class _SecureHandler(urllib.request.HTTPSHandler):
    @cached_property
    def _trust(self) -> ssl.SSLContext:
        """Whom we trust: read once, as that takes longer than a request."""
        context = ssl.create_default_context()
        context.set_alpn_protocols(["http/1.1"])
        return context

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_SecureConnection, req, context=self._trust)


#: For :func:`urllib.request.build_opener`.
HANDLERS = (_Handler, _SecureHandler)
