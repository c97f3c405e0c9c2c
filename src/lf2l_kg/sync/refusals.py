"""What a server's answer with a bad status is, as an error that says what to do."""

from __future__ import annotations

from urllib.parse import urljoin

from lf2l_kg.base.errors import RemoteError
from lf2l_kg.base.messages import Message

from .http import Reply


class RefusedError(RemoteError):
    """A server did not do this one thing; it may well do others."""


def refused(url: str, reply: Reply) -> RemoteError:
    """The error that an answer with a bad status is."""
    place = urljoin(reply.url, reply.headers.get("location", ""))
    if place != url:
        return RemoteError(_elsewhere(url, place), value=url)
    if reply.status in (401, 403):
        return RemoteError(_denied(url, reply), value=url)
    return RefusedError(
        Message(
            fr=f"{url}\u00a0: le serveur a répondu {reply.said}\u00a0; vérifiez l’adresse et réessayez",
            en=f"{url}: the server answered {reply.said}; check the address and try again",
        ),
        value=url,
    )


def _denied(url: str, reply: Reply) -> Message:
    if reply.user:
        return Message(
            fr=f"{url}\u00a0: accès refusé à «\u00a0{reply.user}\u00a0» ({reply.status})\u00a0; vérifiez ce "
            "nom, son mot de passe et ses droits sur ce serveur",
            en=f"{url}: access denied to `{reply.user}` ({reply.status}); check this name, its password and "
            "what it may do on this server",
        )
    return Message(
        fr=f"{url}\u00a0: accès refusé ({reply.status})\u00a0; mettez LF2L_KG_USER et LF2L_KG_PASSWORD dans "
        "l’environnement, ou ce serveur dans ~/.netrc",
        en=f"{url}: access denied ({reply.status}); put LF2L_KG_USER and LF2L_KG_PASSWORD in the "
        "environment, or this server in ~/.netrc",
    )


def _elsewhere(url: str, place: str) -> Message:
    return Message(
        fr=f"{url}\u00a0: le serveur renvoie à {place}\u00a0; donnez cette adresse-là, si c’est bien la "
        "sienne\u00a0: des identifiants ne suivent pas",
        en=f"{url}: the server redirects to {place}; give that address, if it is its own: "
        "credentials do not follow",
    )
