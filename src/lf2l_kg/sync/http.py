"""One HTTP request, bounded in time and size, with basic or digest authentication when it is asked for."""

from __future__ import annotations

import http.client
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from lf2l_kg.base.errors import RemoteError
from lf2l_kg.base.messages import Message
from lf2l_kg.query.remote import AGENT

from .authentication import Authentication
from .connection import HANDLERS
from .credentials import Credentials

_LONGEST = 300  # characters of a server's message that are worth showing
_PIECE = 1 << 16  # bytes read at once
_PASSING = frozenset({429, 502, 503, 504})  # statuses of what may be over in a moment
_LONGEST_PAUSE = 60.0  # seconds, whatever a server asks for
_PAUSES = (1.0, 5.0, 20.0)  # seconds: a long work shall not end with one hiccup


@dataclass(frozen=True, slots=True)
class Reply:
    """A server's answer, whatever its status. The names of headers are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes
    url: str  # after redirections
    user: str = ""  # who we said we were

    @property
    def is_good(self) -> bool:
        """Whether the server did what it was asked."""
        return 200 <= self.status < 300

    @property
    def said(self) -> str:
        """The status, and the beginning of the body when it is text."""
        text = self.body[:_LONGEST].decode("utf-8", "replace").strip()
        return f"{self.status} {' '.join(text.split())}".strip()


class UntrustedError(RemoteError):
    """A server's certificate is not to be trusted, or it speaks no TLS where it should."""


class TooSlowError(RemoteError):
    """An answer is not whole in the time that it was given."""


class TooLongError(RemoteError):
    """An answer is longer than it may be."""


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object, **__: object) -> None:
        """Follow no redirection: it is part of what is looked at."""


class Client:
    """Sends requests.

    Args:
        credentials: for the server that all requests go to, given to it when it asks for them, and to no
            other that it leads to; None for none.
        timeout: seconds to wait for each piece of an answer.
        whole: seconds until the body of an answer is whole; None for as many as it takes.
        longest: bytes of an answer; a longer one is an error.
        follow: whether redirections are followed.
        pauses: seconds before each further try of a request that a server which had answered leaves
            without an answer, or puts off (429, 502, 503, 504). Requests must do no harm when sent twice.
    """

    def __init__(
        self,
        credentials: Credentials | None = None,
        *,
        timeout: float = 60.0,
        whole: float | None = None,
        longest: int = 1 << 31,
        follow: bool = True,
        pauses: Sequence[float] = _PAUSES,
    ) -> None:
        self._pauses, self._is_well = tuple(pauses), False
        self._timeout, self._whole, self._longest = timeout, whole, longest
        self._authentication = Authentication(credentials) if credentials else None
        self._opener = urllib.request.build_opener(*HANDLERS, *(() if follow else (_Stay,)))

    def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        take: Callable[[bytes], object] | None = None,
    ) -> Reply:
        """Send a request, and give the answer whatever its status.

        Args:
            method: GET, PUT …
            url: where to.
            headers: besides our name.
            body: what is sent; None for nothing.
            take: is given the body of a good answer piece by piece, and the answer then has none: for what
                is too large to be held. What it raises ends the reading.

        Raises:
            RemoteError: when the address is none, the server cannot be reached, or says too much.
        """
        # A server that is down is not waited for again at every request, nor one that was never there.
        for pause in self._pauses if self._is_well and take is None else ():
            try:
                reply = self._send(method, url, headers or {}, body, None)
            except (UntrustedError, TooLongError):
                raise
            except RemoteError:
                time.sleep(pause)
                continue
            if reply.status not in _PASSING:
                return reply
            time.sleep(max(pause, _asked_pause(reply)))
        self._is_well = False
        reply = self._send(method, url, headers or {}, body, take)
        self._is_well = reply.status not in _PASSING
        return reply

    def _send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | None,
        take: Callable[[bytes], object] | None,
    ) -> Reply:
        if urlsplit(url).scheme not in ("http", "https"):
            raise RemoteError(_no_address(url), value=url)
        request = urllib.request.Request(  # noqa: S310 - the scheme has been looked at
            url, data=body, method=method, headers={"User-Agent": AGENT, **headers}
        )
        who = self._authentication
        said = who.header(method, url) if who else ""
        reply = self._open(request, said, take)
        asked = reply.headers.get("www-authenticate", "")
        if (
            reply.status == 401
            and who
            and reply.url == url
            and who.hears(asked, answered=bool(said))
        ):
            reply = self._open(request, who.header(method, url), take)
        return reply

    def _open(
        self, request: urllib.request.Request, said: str, take: Callable[[bytes], object] | None
    ) -> Reply:
        url = request.full_url
        if said:
            request.add_unredirected_header("Authorization", said)
        try:
            with self._opener.open(request, timeout=self._timeout) as response:
                return self._read(response, response.status, response.url, take)
        except urllib.error.HTTPError as error:
            with error:
                return self._read(error, error.code, error.url or url, None)
        except (OSError, http.client.HTTPException, ValueError) as error:
            reason = getattr(error, "reason", None) or error
            if isinstance(reason, ssl.SSLError):
                raise UntrustedError(_at(url, untrusted(str(reason))), value=url) from error
            if isinstance(reason, TimeoutError):
                raise TooSlowError(_too_slow(url, self._timeout), value=url) from error
            raise RemoteError(_not_reached(url, str(reason)), value=url) from error

    def _read(
        self,
        response: http.client.HTTPResponse | urllib.error.HTTPError,
        status: int,
        url: str,
        take: Callable[[bytes], object] | None,
    ) -> Reply:
        headers: dict[str, str] = {}
        for name, value in response.headers.items():
            before = headers.get(name.lower())
            headers[name.lower()] = value if before is None else f"{before}, {value}"
        until = None if self._whole is None else time.monotonic() + self._whole
        kept = bytearray()
        length = 0
        while piece := response.read1(_PIECE):
            length += len(piece)
            (take or kept.extend)(piece)
            if length > self._longest:
                raise TooLongError(_too_long(url), value=url)
            if until is not None and time.monotonic() > until:
                raise TooSlowError(_too_slow(url, self._whole or 0), value=url)
        said = headers.get("content-length", "")
        if said.isdecimal() and length < int(said):
            raise http.client.IncompleteRead(b"", int(said) - length)
        user = self._authentication.user if self._authentication else ""
        return Reply(status, headers, bytes(kept), url, user)


def _asked_pause(reply: Reply) -> float:
    """The seconds that a server asks to be left alone for; 0 when it says none."""
    said = reply.headers.get("retry-after", "")
    return min(float(said), _LONGEST_PAUSE) if said.isdecimal() else 0.0


def _no_address(url: str) -> Message:
    return Message(
        fr=f"«\u00a0{url}\u00a0» n’est pas une adresse http(s)\u00a0; exemple\u00a0: http://127.0.0.1:7878/store",
        en=f"`{url}` is not an http(s) address; an example: http://127.0.0.1:7878/store",
    )


def _not_reached(url: str, reason: str) -> Message:
    return Message(
        fr=f"{url}\u00a0: serveur injoignable ({reason})\u00a0; vérifiez l’adresse et relancez\u00a0: "
        "ce qui est déjà fait ne sera pas refait",
        en=f"{url}: cannot reach the server ({reason}); check the address and run again: what has been "
        "done will not be done twice",
    )


def _at(url: str, said: Message) -> Message:
    """What is said, with the address before it."""
    return Message(fr=f"{url}\u00a0: {said.fr}", en=f"{url}: {said.en}")


def untrusted(reason: str) -> Message:
    """A server's certificate is not to be trusted."""
    return Message(
        fr=f"connexion chiffrée refusée ({reason})\u00a0; renouvelez le certificat du serveur, avec "
        "toute sa chaîne, ou vérifiez l’adresse",
        en=f"no trusted connection ({reason}); renew the certificate of the server, with its whole "
        "chain, or check the address",
    )


def _too_slow(url: str, seconds: float) -> Message:
    return Message(
        fr=f"{url}\u00a0: pas de réponse entière en {seconds:.0f}\u00a0s\u00a0; regardez ce qui retient "
        "le serveur, et relancez",
        en=f"{url}: no whole answer in {seconds:.0f} s; look at what holds the server up, and run again",
    )


def _too_long(url: str) -> Message:
    return Message(
        fr=f"{url}\u00a0: réponse trop longue\u00a0; vérifiez l’adresse",
        en=f"{url}: the answer is too long; check the address",
    )
