"""One HTTP request, bounded in time and size, with basic or digest authentication when it is asked for."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from lf2l_kg.base.errors import RemoteError
from lf2l_kg.base.messages import Message

from .credentials import Credentials

_AGENT = "lf2l-kg (https://w3id.org/lf2l/)"
_LONGEST = 300  # characters of a server's message that are worth showing


@dataclass(frozen=True, slots=True)
class Reply:
    """A server's answer, whatever its status. The names of headers are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes
    url: str  # after redirections

    @property
    def is_good(self) -> bool:
        """Whether the server did what it was asked."""
        return 200 <= self.status < 300

    @property
    def said(self) -> str:
        """The status, and the beginning of the body when it is text."""
        text = self.body[:_LONGEST].decode("utf-8", "replace").strip()
        return f"{self.status} {' '.join(text.split())}".strip()


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object, **__: object) -> None:
        """Follow no redirection: it is part of what is looked at."""


class Client:
    """Sends requests.

    Args:
        credentials: given to the server when it asks for them; None for none.
        timeout: seconds to wait for each piece of an answer.
        longest: bytes of an answer; a longer one is an error.
        follow: whether redirections are followed.
    """

    def __init__(
        self,
        credentials: Credentials | None = None,
        *,
        timeout: float = 60.0,
        longest: int = 1 << 31,
        follow: bool = True,
    ) -> None:
        self._timeout, self._longest = timeout, longest
        passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        handlers: list[urllib.request.BaseHandler] = [
            urllib.request.HTTPDigestAuthHandler(passwords),
            urllib.request.HTTPBasicAuthHandler(passwords),
        ]
        if not follow:
            handlers.append(_Stay())
        self._passwords, self._credentials = passwords, credentials
        self._opener = urllib.request.build_opener(*handlers)

    def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Reply:
        """Send a request, and give the answer whatever its status.

        Raises:
            RemoteError: when the address is none, the server cannot be reached, or says too much.
        """
        if urlsplit(url).scheme not in ("http", "https"):
            raise RemoteError(_no_address(url), value=url)
        if self._credentials is not None:
            self._passwords.add_password(
                None, url, self._credentials.user, self._credentials.password
            )
        request = urllib.request.Request(  # noqa: S310 - the scheme has been looked at
            url, data=body, method=method, headers={"User-Agent": _AGENT, **(headers or {})}
        )
        try:
            with self._opener.open(request, timeout=self._timeout) as response:
                return self._read(response, response.status, response.url)
        except urllib.error.HTTPError as error:
            with error:
                return self._read(error, error.code, url)
        except (OSError, http.client.HTTPException, ValueError) as error:
            reason = getattr(error, "reason", None) or error
            raise RemoteError(_not_reached(url, str(reason)), value=url) from error

    def _read(
        self, response: http.client.HTTPResponse | urllib.error.HTTPError, status: int, url: str
    ) -> Reply:
        body = response.read(self._longest + 1)
        if len(body) > self._longest:
            raise RemoteError(_too_long(url), value=url)
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Reply(status, headers, body, url)


def refused(url: str, reply: Reply) -> RemoteError:
    """The error that an answer with a bad status is."""
    if reply.status in (401, 403):
        return RemoteError(
            Message(
                fr=f"{url}\u00a0: accès refusé ({reply.status})\u00a0; mettez LF2L_KG_USER et "
                "LF2L_KG_PASSWORD dans l’environnement, ou ce serveur dans ~/.netrc",
                en=f"{url}: access denied ({reply.status}); put LF2L_KG_USER and LF2L_KG_PASSWORD in the "
                "environment, or this server in ~/.netrc",
            ),
            value=url,
        )
    return RemoteError(
        Message(
            fr=f"{url}\u00a0: le serveur a répondu {reply.said}\u00a0; vérifiez l’adresse et réessayez",
            en=f"{url}: the server answered {reply.said}; check the address and try again",
        ),
        value=url,
    )


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


def _too_long(url: str) -> Message:
    return Message(
        fr=f"{url}\u00a0: réponse trop longue\u00a0; vérifiez l’adresse",
        en=f"{url}: the answer is too long; check the address",
    )
