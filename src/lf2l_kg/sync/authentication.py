"""Basic and digest authentication, answered from the start once a server has asked for it.

A server may close the connection as soon as it has refused a request, the body unread (Virtuoso does):
what it asked for is remembered, and later requests have it with them.

Source: https://www.rfc-editor.org/rfc/rfc7616 and https://www.rfc-editor.org/rfc/rfc7617
"""

from __future__ import annotations

import hashlib
import secrets
from base64 import b64encode
from collections.abc import Mapping
from urllib.parse import urlsplit
from urllib.request import parse_http_list

from .credentials import Credentials

_ALGORITHMS = {"md5": "md5", "sha-256": "sha256"}  # of digests, in lower case → hashlib's name
_SESSION = "-sess"


class Authentication:
    """What one server asked for last, and our answers to it.

    Args:
        credentials: for that server.
    """

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials
        self._scheme, self._asked = "", dict[str, str]()
        self._count = 0  # answers given to what was asked last

    @property
    def user(self) -> str:
        """The name we say."""
        return self._credentials.user

    def header(self, method: str, url: str) -> str:
        """The value of ``Authorization`` for a request; "" as long as the server has not asked for any."""
        user, password = self._credentials.user, self._credentials.password
        if self._scheme == "basic":
            return f"Basic {b64encode(f'{user}:{password}'.encode()).decode('ascii')}"
        if not self._scheme:
            return ""
        self._count += 1
        parts = urlsplit(url)
        target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        said = _answer(self._asked, self._credentials, method, target, self._count)
        text = "Digest " + ", ".join(f"{name}={value}" for name, value in said.items())
        return text.encode().decode(
            "latin-1"
        )  # a header is sent as Latin-1: so UTF-8 goes through it

    def hears(self, challenge: str, *, answered: bool) -> bool:
        """Remember what a refusal asks for.

        Args:
            challenge: its ``WWW-Authenticate``.
            answered: whether what it refuses had an ``Authorization``.

        Returns:
            Whether to try again: not when just that was wrong, nor when we do not know what is asked for.
        """
        for scheme, asked in _parse_challenges(challenge):
            if scheme == "basic" or (scheme == "digest" and _is_known(asked)):
                self._scheme, self._asked, self._count = scheme, asked, 0
                return not answered or asked.get("stale", "").lower() == "true"
        return False


def _parse_challenges(header: str) -> list[tuple[str, dict[str, str]]]:
    """The schemes, in the order of the server, each with its parameters; both in lower case."""
    found: list[tuple[str, dict[str, str]]] = []
    for part in parse_http_list(header):
        before, _, value = part.partition("=")
        words = before.lower().split()
        if len(words) == 2 or (words and not value):  # « Digest realm="x" », « Negotiate »
            found.append((words[0], {}))
        if found and words and value:
            found[-1][1][words[-1]] = value.strip().strip('"')
    return found


def _is_known(asked: Mapping[str, str]) -> bool:
    qualities = [quality.strip() for quality in asked.get("qop", "auth").split(",")]
    return _algorithm(asked) in _ALGORITHMS and "auth" in qualities and "nonce" in asked


def _algorithm(asked: Mapping[str, str]) -> str:
    return asked.get("algorithm", "MD5").lower().removesuffix(_SESSION)


def _answer(
    asked: Mapping[str, str], credentials: Credentials, method: str, target: str, count: int
) -> dict[str, str]:
    """The parameters of an answer to a digest's challenge, quoted where they have to be."""
    kind = _ALGORITHMS[_algorithm(asked)]

    def digest(*parts: str) -> str:
        return hashlib.new(kind, ":".join(parts).encode(), usedforsecurity=False).hexdigest()

    realm, nonce, once = asked.get("realm", ""), asked["nonce"], secrets.token_hex(8)
    secret = digest(credentials.user, realm, credentials.password)
    if asked.get("algorithm", "").lower().endswith(_SESSION):
        secret = digest(secret, nonce, once)
    counted = (f"{count:08x}", once, "auth") if "qop" in asked else ()
    response = digest(secret, nonce, *counted, digest(method, target))
    said = {
        "username": credentials.user.replace("\\", "\\\\").replace('"', '\\"'),
        "realm": realm,
        "nonce": nonce,
        "uri": target,
        "response": response,
        **({"opaque": asked["opaque"]} if "opaque" in asked else {}),
        **({"cnonce": once} if counted else {}),
    }
    plain = {"algorithm": asked["algorithm"]} if "algorithm" in asked else {}
    if counted:
        plain |= {"qop": "auth", "nc": counted[0]}
    return {name: f'"{value}"' for name, value in said.items()} | plain
